//! `list` and its iterators. Sorting is in `list_sort.rs`.
//!
//! No slice of a list's items is held across a call that may run Python code: positions are looked up again after each.

use super::prelude::*;
use super::slice::Span;
use super::support;

cell! {
    /// The layout of `list_iterator` objects.
    pub struct PyListIter: LIST_ITER, "list_iterator" {
        /// What is iterated over; `None` once it is exhausted.
        list: Field<Option<Gc<PyList>>>,
        /// Forwards: the next position. Backwards: the next position plus one.
        index: Cell<usize>,
    }
}

/// Position `index` in a sequence of `len` items, negative ones counted from the end; `None` if there is none.
#[inline(always)]
pub fn position(index: isize, len: usize) -> Option<usize> {
    let at = if index < 0 { index + len as isize } else { index };
    (at >= 0 && (at as usize) < len).then_some(at as usize)
}

/// The items as a list of its own for reading while Python code may run: `value` itself if it is a list or tuple, else collected.
fn collect(vm: &Vm, value: Value, not_iterable: &str) -> PyResult<Gc<PyList>> {
    let slots = vm.slots_of(value);
    if slots.iter.is_none() && slots.getitem.is_none() {
        return Err(vm.type_error(not_iterable));
    }
    vm.to_list(value)
}

/// Appends everything that `iterable` gives.
pub fn extend(vm: &Vm, list: Gc<PyList>, iterable: Value) -> PyResult<()> {
    if iterable.is_cell() {
        if iterable.shape() == shape::LIST {
            let other: Gc<PyList> = crate::vm::expect(iterable);
            if other == list {
                let copy = GcVec::from_slice(list.items.as_slice());
                list.items.try_extend(copy.as_slice())?;
            } else {
                list.items.try_extend(other.items.as_slice())?;
            }
            return Ok(());
        }
        if iterable.shape() == shape::TUPLE {
            list.items.try_extend(crate::vm::expect::<PyTuple>(iterable).as_slice())?;
            return Ok(());
        }
    }
    let iterator = vm.iter(iterable)?;
    let hint = vm.length_hint(iterable, 8)?;
    if hint > isize::MAX as usize - list.items.len() {
        // Too many to reserve for; the items may still be few.
    } else if list.items.try_reserve(hint).is_err() {
        return Err(vm.memory_error());
    }
    while let Some(item) = vm.next(iterator)? {
        list.items.try_reserve(1)?;
        list.items.push(item);
    }
    Ok(())
}

/// `n` copies of the items, one after another; MemoryError if that is too many.
pub fn repeated(vm: &Vm, items: &[Value], n: isize) -> PyResult<GcVec> {
    let n = n.max(0) as usize;
    let out = GcVec::new();
    if items.is_empty() || n == 0 {
        return Ok(out);
    }
    if items.len().checked_mul(n).is_none_or(|total| total > isize::MAX as usize / 8) {
        return Err(vm.memory_error());
    }
    out.try_reserve(items.len() * n)?;
    if let [item] = *items {
        for _ in 0..n {
            out.push(item);
        }
    } else {
        for _ in 0..n {
            out.try_extend(items)?;
        }
    }
    Ok(out)
}

/// The comparison of two sequences whose items `a` and `b` give by position (`None` = past the end).
pub fn compare_sequences(
    vm: &Vm,
    op: CmpOp,
    a: impl Fn(usize) -> Option<Value>,
    b: impl Fn(usize) -> Option<Value>,
    lengths: impl Fn() -> (usize, usize),
) -> PyResult {
    vm.check_native_stack()?;
    let mut i = 0;
    while let (Some(x), Some(y)) = (a(i), b(i)) {
        if !vm.equal(x, y)? {
            return match op {
                CmpOp::Eq => Ok(Value::FALSE),
                CmpOp::Ne => Ok(Value::TRUE),
                _ => vm.compare(x, y, op),
            };
        }
        i += 1;
    }
    let (n, m) = lengths();
    Ok(support::compare_lengths(n, m, op))
}

/// What `iter(...)` and `reversed(...)` of a sequence iterator pickle to.
pub fn reduce_iterator(vm: &Vm, function: &str, sequence: Option<Value>, empty: Value, index: isize) -> PyResult {
    match sequence {
        Some(sequence) => {
            let args = PyTuple::new(&[sequence]).value();
            Ok(PyTuple::new(&[support::builtin(vm, function)?, args, Value::int(index as i64)]).value())
        }
        None => {
            let args = PyTuple::new(&[empty]).value();
            Ok(PyTuple::new(&[support::builtin(vm, "iter")?, args]).value())
        }
    }
}

fn bad_index(vm: &Vm, key: Value) -> Raised {
    vm.type_error(format!("list indices must be integers or slices, not {}", support::class_name(vm, key)))
}

fn delete_span(list: Gc<PyList>, span: Span) -> PyResult<()> {
    let span = span.ascending();
    if span.step == 1 {
        return Ok(list.items.try_splice(span.start as usize, span.start as usize + span.count, &[])?);
    }
    let kept = GcVec::new();
    kept.try_reserve(list.items.len())?;
    let mut next = 0;
    for (i, &item) in list.items.as_slice().iter().enumerate() {
        if next < span.count && i == span.position(next) {
            next += 1;
        } else {
            kept.push(item);
        }
    }
    list.items.swap(&kept);
    Ok(())
}

fn assign_span(vm: &Vm, list: Gc<PyList>, slice: Gc<PySlice>, value: Option<Value>) -> PyResult<()> {
    let bounds = slice.unpack(vm)?;
    let Some(value) = value else {
        let span = bounds.adjust(list.items.len());
        return if span.count == 0 { Ok(()) } else { delete_span(list, span) };
    };
    // The items are collected first: that may run Python code, which may change the list.
    let fresh = collect(vm, value, "must assign iterable to extended slice")?;
    let span = bounds.adjust(list.items.len());
    if span.step == 1 {
        let (from, to) = (span.start as usize, span.stop.max(span.start) as usize);
        return Ok(list.items.try_splice(from, to, fresh.items.as_slice())?);
    }
    if fresh.items.len() != span.count {
        return Err(vm.value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {}",
            fresh.items.len(),
            span.count
        )));
    }
    for (at, &item) in span.positions().zip(fresh.items.as_slice()) {
        list.items.set(at, item);
    }
    Ok(())
}

/// A sequence of items that can change.
#[pyclass(name = "list", cell = PyList, subclass, sequence, unhashable, text_sig = "(iterable=(), /)")]
pub struct ListType;

#[pymethods]
impl ListType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let _ = args;
        Ok(vm.alloc_instance(cls, PyList::new_cell(GcVec::new(), vm.instance_shape(cls)))?.value())
    }

    #[pyslot]
    fn __init__(this: Gc<PyList>, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        if args.has_kwargs() && support::same_new(vm, this.value(), vm.types().list) {
            check_no_kwargs(vm, "list", args)?;
        }
        check_positional(vm, "list", args.pos.len(), 0, 1)?;
        this.items.clear();
        match args.pos {
            [iterable] => extend(vm, this, *iterable),
            _ => Ok(()),
        }
    }

    /// Adds an item at the end.
    fn append(this: Gc<PyList>, object: Value) -> PyResult<()> {
        this.items.push_in(Gc::header(&this), object);
        Ok(())
    }

    /// Removes all items.
    fn clear(this: Gc<PyList>) {
        this.items.clear();
    }

    /// A list of the same items.
    fn copy(this: Gc<PyList>) -> PyResult<Gc<PyList>> {
        let items = GcVec::new();
        items.try_extend(this.items.as_slice())?;
        Ok(PyList::from_vec(items))
    }

    /// How many items equal the value.
    fn count(this: Gc<PyList>, vm: &Vm, value: Value) -> PyResult<usize> {
        let (mut i, mut n) = (0, 0);
        while let Some(item) = this.items.get(i) {
            n += vm.equal(item, value)? as usize;
            i += 1;
        }
        Ok(n)
    }

    /// Adds all items of an iterable at the end.
    #[pymethod(name = "extend")]
    fn extend_method(this: Gc<PyList>, vm: &Vm, iterable: Value) -> PyResult<()> {
        extend(vm, this, iterable)
    }

    /// The first position of the value; ValueError if it is not there.
    #[pymethod(sig = "(value, start=0, stop=sys.maxsize, /)")]
    fn index(
        this: Gc<PyList>,
        vm: &Vm,
        value: Value,
        #[default(SliceIndex(0))] start: SliceIndex,
        #[default(SliceIndex(isize::MAX))] stop: SliceIndex,
    ) -> PyResult<usize> {
        let len = this.items.len();
        let (start, stop) = (clip_from(start, len), clip_from(stop, len));
        let mut i = start;
        while i < stop {
            let Some(item) = this.items.get(i) else { break };
            if vm.equal(item, value)? {
                return Ok(i);
            }
            i += 1;
        }
        Err(vm.value_error("list.index(x): x not in list"))
    }

    /// Puts an item in front of a position.
    fn insert(this: Gc<PyList>, vm: &Vm, index: Value, object: Value) -> PyResult<()> {
        let index = vm.to_isize(index)?;
        this.items.try_reserve(1)?;
        this.items.insert(SliceIndex(index).clip(this.items.len()), object);
        Ok(())
    }

    /// Removes and gives the item at a position (the last by default).
    #[pymethod(sig = "(index=-1, /)")]
    fn pop(this: Gc<PyList>, vm: &Vm, index: Option<Value>) -> PyResult {
        let index = match index {
            Some(index) => vm.to_isize(index)?,
            None => -1,
        };
        let len = this.items.len();
        if len == 0 {
            return Err(vm.index_error("pop from empty list"));
        }
        match position(index, len) {
            Some(at) if at + 1 == len => Ok(this.items.pop().unwrap_or(Value::NONE)),
            Some(at) => Ok(this.items.remove(at)),
            None => Err(vm.index_error("pop index out of range")),
        }
    }

    /// Removes the first item that equals the value; ValueError if there is none.
    fn remove(this: Gc<PyList>, vm: &Vm, value: Value) -> PyResult<()> {
        let mut i = 0;
        while let Some(item) = this.items.get(i) {
            if vm.equal(item, value)? {
                if i < this.items.len() {
                    this.items.remove(i);
                }
                return Ok(());
            }
            i += 1;
        }
        Err(vm.value_error("list.remove(x): x not in list"))
    }

    /// Reverses the order of the items in place.
    fn reverse(this: Gc<PyList>) {
        // SAFETY: a permutation, and nothing else runs.
        unsafe { this.items.as_mut_slice() }.reverse();
    }

    /// Sorts in place; equal items keep their order. The key function is called once per item.
    #[pymethod(sig = "(*, key=None, reverse=False)")]
    fn sort(this: Gc<PyList>, vm: &Vm, key: Value, reverse: bool) -> PyResult<()> {
        super::list_sort::sort(vm, this, key, reverse)
    }

    /// An iterator from the last item to the first.
    fn __reversed__(this: Gc<PyList>) -> Gc<PyListIter> {
        alloc(PyListIter {
            header: PyListIter::header(shape::LIST_REVERSE_ITER),
            list: Field::new(Some(this)),
            index: Cell::new(this.items.len()),
        })
    }

    /// What self[index] gives.
    #[pymethod(name = "__getitem__", coexist)]
    fn getitem_method(this: Gc<PyList>, vm: &Vm, index: Value) -> PyResult {
        Self::__getitem__(this, vm, index)
    }

    /// Bytes of memory that the list takes.
    fn __sizeof__(this: Gc<PyList>) -> usize {
        40 + 8 * this.items.capacity()
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }

    fn __repr__(this: Gc<PyList>, vm: &Vm) -> PyResult {
        if this.items.is_empty() {
            return support::text(b"[]");
        }
        let done = vm.with_repr_guard(this.value(), || {
            let mut out = b"[".to_vec();
            support::push_reprs(vm, &mut out, |i| this.items.get(i))?;
            out.push(b']');
            support::text(&out)
        })?;
        done.map_or_else(|| support::text(b"[...]"), Ok)
    }

    fn __len__(this: Gc<PyList>) -> usize {
        this.items.len()
    }

    fn __iter__(this: Gc<PyList>) -> Gc<PyListIter> {
        alloc(PyListIter {
            header: PyListIter::header(shape::LIST_ITER),
            list: Field::new(Some(this)),
            index: Cell::new(0),
        })
    }

    fn __contains__(this: Gc<PyList>, vm: &Vm, value: Value) -> PyResult<bool> {
        let mut i = 0;
        while let Some(item) = this.items.get(i) {
            if vm.equal(item, value)? {
                return Ok(true);
            }
            i += 1;
        }
        Ok(false)
    }

    fn __getitem__(this: Gc<PyList>, vm: &Vm, key: Value) -> PyResult {
        if let Some(slice) = key.cast::<PySlice>() {
            let span = slice.unpack(vm)?.adjust(this.items.len());
            let items = GcVec::new();
            items.try_reserve(span.count)?;
            let all = this.items.as_slice();
            if span.step == 1 && span.count > 0 {
                items.try_extend(&all[span.start as usize..span.start as usize + span.count])?;
            } else {
                span.positions().for_each(|at| items.push(all[at]));
            }
            return Ok(PyList::from_vec(items).value());
        }
        if !vm.has_index(key) {
            return Err(bad_index(vm, key));
        }
        let index = Index::from_value(vm, key)?.0;
        match position(index, this.items.len()) {
            Some(at) => Ok(this.items.as_slice()[at]),
            None => Err(vm.index_error("list index out of range")),
        }
    }

    fn __setitem__(this: Gc<PyList>, vm: &Vm, key: Value, value: Option<Value>) -> PyResult<()> {
        if let Some(slice) = key.cast::<PySlice>() {
            return assign_span(vm, this, slice, value);
        }
        if !vm.has_index(key) {
            return Err(bad_index(vm, key));
        }
        let index = Index::from_value(vm, key)?.0;
        let Some(at) = position(index, this.items.len()) else {
            return Err(vm.index_error("list assignment index out of range"));
        };
        match value {
            Some(value) => this.items.set(at, value),
            None => {
                this.items.remove(at);
            }
        }
        Ok(())
    }

    fn sq_item(this: Gc<PyList>, vm: &Vm, index: isize) -> PyResult {
        match usize::try_from(index).ok().and_then(|at| this.items.get(at)) {
            Some(item) => Ok(item),
            None => Err(vm.index_error("list index out of range")),
        }
    }

    fn sq_concat(this: Gc<PyList>, vm: &Vm, other: Value) -> PyResult {
        let Some(other) = other.cast::<PyList>() else {
            let found = support::class_name(vm, other);
            return Err(vm.type_error(format!("can only concatenate list (not \"{found}\") to list")));
        };
        let items = GcVec::new();
        items.try_reserve(this.items.len() + other.items.len())?;
        items.try_extend(this.items.as_slice())?;
        items.try_extend(other.items.as_slice())?;
        Ok(PyList::from_vec(items).value())
    }

    fn sq_repeat(this: Gc<PyList>, vm: &Vm, n: isize) -> PyResult {
        Ok(PyList::from_vec(repeated(vm, this.items.as_slice(), n)?).value())
    }

    fn sq_inplace_concat(this: Gc<PyList>, vm: &Vm, other: Value) -> PyResult {
        extend(vm, this, other)?;
        Ok(this.value())
    }

    fn sq_inplace_repeat(this: Gc<PyList>, vm: &Vm, n: isize) -> PyResult {
        if n != 1 {
            let items = repeated(vm, this.items.as_slice(), n)?;
            this.items.swap(&items);
        }
        Ok(this.value())
    }

    fn richcompare(this: Gc<PyList>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(other) = other.cast::<PyList>() else { return Ok(Value::NOT_IMPLEMENTED) };
        if this.items.len() != other.items.len() && matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::bool(op == CmpOp::Ne));
        }
        let lengths = || (this.items.len(), other.items.len());
        compare_sequences(vm, op, |i| this.items.get(i), |i| other.items.get(i), lengths)
    }
}

/// A `start` or `stop` argument of `index`: negative ones count from the end, not below 0; not clipped above.
pub fn clip_from(at: SliceIndex, len: usize) -> usize {
    if at.0 < 0 { at.0.saturating_add(len as isize).max(0) as usize } else { at.0 as usize }
}

/// Iterator over a list.
#[pyclass(name = "list_iterator", cell = PyListIter, no_new)]
pub struct ListIteratorType;

#[pymethods]
impl ListIteratorType {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PyListIter>) -> Option<Value> {
        let list = this.list.get()?;
        match list.items.get(this.index.get()) {
            Some(item) => {
                this.index.set(this.index.get() + 1);
                Some(item)
            }
            None => {
                this.list.set(None);
                None
            }
        }
    }

    /// Items that are left, as far as known.
    fn __length_hint__(this: Gc<PyListIter>) -> usize {
        this.list.get().map_or(0, |list| list.items.len().saturating_sub(this.index.get()))
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyListIter>, vm: &Vm) -> PyResult {
        let list = this.list.get().map(Gc::value);
        reduce_iterator(vm, "iter", list, PyList::new(&[]).value(), this.index.get() as isize)
    }

    /// For unpickling.
    fn __setstate__(this: Gc<PyListIter>, vm: &Vm, object: Value) -> PyResult<()> {
        let index = support::state_index(vm, object)?;
        if let Some(list) = this.list.get() {
            this.index.set((index.max(0) as usize).min(list.items.len()));
        }
        Ok(())
    }
}

/// Reverse iterator over a list.
#[pyclass(name = "list_reverseiterator", cell = PyListIter, no_new)]
pub struct ListReverseIteratorType;

#[pymethods]
impl ListReverseIteratorType {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PyListIter>) -> Option<Value> {
        let list = this.list.get()?;
        let left = this.index.get();
        match left.checked_sub(1).and_then(|at| list.items.get(at)) {
            Some(item) => {
                this.index.set(left - 1);
                Some(item)
            }
            None => {
                this.index.set(0);
                this.list.set(None);
                None
            }
        }
    }

    /// Items that are left, as far as known.
    fn __length_hint__(this: Gc<PyListIter>) -> usize {
        let left = this.index.get();
        this.list.get().map_or(0, |list| if list.items.len() < left { 0 } else { left })
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyListIter>, vm: &Vm) -> PyResult {
        let list = this.list.get().map(Gc::value);
        reduce_iterator(vm, "reversed", list, PyList::new(&[]).value(), this.index.get() as isize - 1)
    }

    /// For unpickling.
    fn __setstate__(this: Gc<PyListIter>, vm: &Vm, object: Value) -> PyResult<()> {
        let index = support::state_index(vm, object)?;
        if let Some(list) = this.list.get() {
            this.index.set((index.max(-1) + 1).min(list.items.len() as isize) as usize);
        }
        Ok(())
    }
}
