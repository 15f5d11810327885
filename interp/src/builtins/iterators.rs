//! `enumerate`, `zip`, `map`, `filter`, `reversed` and the generic iterators.

use super::list::reduce_iterator;
use super::prelude::*;
use super::support;

cell! {
    /// The layout of `enumerate` objects.
    pub struct PyEnumerate: ENUMERATE, "enumerate" {
        /// What is counted.
        iterator: Value,
        /// The next number (an int of any size).
        index: Field<Value>,
    }
}

cell! {
    /// The layout of `zip` objects.
    pub struct PyZip: ZIP, "zip" {
        /// What is gone through in step.
        iterators: Gc<PyTuple>,
        /// Whether all must end together.
        strict: Cell<bool>,
    }
}

cell! {
    /// The layout of `map` objects.
    pub struct PyMap: MAP, "map" {
        /// What is called.
        function: Value,
        /// What gives the arguments.
        iterators: Gc<PyTuple>,
        /// Whether all must end together.
        strict: Cell<bool>,
    }
}

cell! {
    /// The layout of `filter` objects.
    pub struct PyFilter: FILTER, "filter" {
        /// The condition; None = the item's truth.
        function: Value,
        /// What is gone through.
        iterator: Value,
    }
}

cell! {
    /// The layout of `reversed` objects.
    pub struct PyReversed: REVERSED, "reversed" {
        /// The sequence; `None` once the iterator is exhausted.
        sequence: Field<Option<Value>>,
        /// The next position, -1 at the end.
        index: Cell<isize>,
    }
}

cell! {
    /// The layout of `callable_iterator` objects.
    pub struct PyCallIter: CALL_ITER, "callable_iterator" {
        /// What is called; `None` once the iterator is exhausted.
        callable: Field<Option<Value>>,
        /// The result that ends it.
        sentinel: Field<Option<Value>>,
    }
}

cell! {
    /// The layout of `iterator` objects.
    pub struct PySeqIter: SEQ_ITER, "iterator" {
        /// The object with `__getitem__`; `None` once the iterator is exhausted.
        sequence: Field<Option<Value>>,
        /// The next position.
        index: Cell<isize>,
    }
}

impl PyEnumerate {
    /// Goes to the next number.
    #[inline]
    fn count_up(&self) {
        let index = self.index.get();
        let next = match index.as_small() {
            Some(n) => Value::int(n + 1),
            None => Value::big(index.as_int().map(|n| n.to_big()).unwrap_or_default() + 1),
        };
        self.index.set_in(&self.header, next);
    }
}

/// The two items of the next pair of `enumerate`, of `zip` with two iterables, or of a dict's items, without a tuple. The outer `None`: the
/// iterator is none of these.
#[inline]
pub(crate) fn next_pair(vm: &Vm, iterator: Value) -> Option<PyResult<Option<(Value, Value)>>> {
    let shape = iterator.shape();
    if shape == shape::DICT_ITEM_ITER {
        return Some(super::dict_views::next_item(vm, crate::vm::expect(iterator)));
    }
    if shape == shape::ENUMERATE {
        let this: Gc<PyEnumerate> = crate::vm::expect(iterator);
        return Some(vm.next(this.iterator).map(|item| {
            item.map(|item| {
                let index = this.index.get();
                this.count_up();
                (index, item)
            })
        }));
    }
    if shape == shape::ZIP {
        let this: Gc<PyZip> = crate::vm::expect(iterator);
        if this.strict.get() || this.iterators.len() != 2 {
            return None;
        }
        let [first, second] = [this.iterators.as_slice()[0], this.iterators.as_slice()[1]];
        return Some(match vm.next(first) {
            Ok(Some(a)) => vm.next(second).map(|b| b.map(|b| (a, b))),
            Ok(None) => Ok(None),
            Err(raised) => Err(raised),
        });
    }
    None
}

/// Rows of `zip` up to this length are put together on the native stack.
const SMALL_ROW: usize = 4;

/// The next items of all iterators of `zip` or `map` (`name`), or `None` at the end.
fn next_row(vm: &Vm, iterators: Gc<PyTuple>, strict: bool, name: &str) -> PyResult<Option<GcVec>> {
    let n = iterators.len();
    let row = GcVec::new();
    row.try_reserve(n)?;
    for i in 0..n {
        match vm.next(iterators.as_slice()[i])? {
            Some(item) => row.push(item),
            None if strict => {
                if i > 0 {
                    let others = if i == 1 { " 1".to_owned() } else { format!("s 1-{i}") };
                    return Err(vm.value_error(format!("{name}() argument {} is shorter than argument{others}", i + 1)));
                }
                for j in 1..n {
                    if vm.next(iterators.as_slice()[j])?.is_some() {
                        let others = if j == 1 { " 1".to_owned() } else { format!("s 1-{j}") };
                        return Err(
                            vm.value_error(format!("{name}() argument {} is longer than argument{others}", j + 1))
                        );
                    }
                }
                return Ok(None);
            }
            None => return Ok(None),
        }
    }
    Ok(Some(row))
}

/// Iterators over all values.
fn all_iterators(vm: &Vm, values: &[Value]) -> PyResult<Gc<PyTuple>> {
    let iterators = GcVec::new();
    for value in values {
        iterators.push(vm.iter(*value)?);
    }
    Ok(PyTuple::new(iterators.as_slice()))
}

/// The only keyword argument of `zip` and `map`.
fn strict_argument(vm: &Vm, name: &str, args: Args<'_>) -> PyResult<bool> {
    let n = args.kwvals.len();
    if n > 1 {
        return Err(vm.type_error(format!("{name}() takes at most 1 keyword argument ({n} given)")));
    }
    match args.kwargs().next() {
        None => Ok(false),
        Some((key, value)) if key.as_bytes() == b"strict" => vm.truth(value),
        Some((key, _)) => {
            let key = key.to_string_lossy();
            Err(vm.type_error(format!("{name}() got an unexpected keyword argument '{key}'")))
        }
    }
}

/// Turns an IndexError or StopIteration into the end.
fn item_or_end(vm: &Vm, result: PyResult) -> PyResult<Option<Value>> {
    match result {
        Ok(item) => Ok(Some(item)),
        Err(raised) => {
            if vm.catch(vm.exc().IndexError).is_some() || vm.catch(vm.exc().StopIteration).is_some() {
                Ok(None)
            } else {
                Err(raised)
            }
        }
    }
}

fn state_with_strict(vm: &Vm, this: Value, args: Value, strict: bool) -> Value {
    let class = vm.type_of(this).value();
    if strict { PyTuple::new(&[class, args, Value::TRUE]).value() } else { PyTuple::new(&[class, args]).value() }
}

fn enumerate_arguments(vm: &Vm, args: Args<'_>) -> PyResult<(Value, Option<Value>)> {
    let given = args.pos.len() + args.kwvals.len();
    if given > 2 {
        return Err(vm.type_error(format!("enumerate() takes at most 2 arguments ({given} given)")));
    }
    let (mut iterable, mut start) = (args.pos.first().copied(), args.pos.get(1).copied());
    for (key, value) in args.kwargs() {
        match key.as_bytes() {
            b"iterable" if iterable.is_none() => iterable = Some(value),
            b"start" if start.is_none() => start = Some(value),
            _ => {
                let key = key.to_string_lossy();
                return Err(vm.type_error(format!("'{key}' is an invalid keyword argument for enumerate()")));
            }
        }
    }
    match iterable {
        Some(iterable) => Ok((iterable, start)),
        None => Err(vm.type_error("enumerate() missing required argument 'iterable'")),
    }
}

/// Pairs of a running number and an item.
#[pyclass(name = "enumerate", cell = PyEnumerate, subclass, text_sig = "(iterable, start=0)")]
pub struct EnumerateType;

#[pymethods]
impl EnumerateType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let (iterable, start) = enumerate_arguments(vm, args)?;
        let index = start.map_or(Ok(Value::small(0)), |start| vm.index(start))?;
        let iterator = vm.iter(iterable)?;
        let header = PyEnumerate::header(vm.instance_shape(cls));
        Ok(vm.alloc_instance(cls, PyEnumerate { header, iterator, index: Field::new(index) })?.value())
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PyEnumerate>, vm: &Vm) -> PyResult<Option<Value>> {
        let Some(item) = vm.next(this.iterator)? else { return Ok(None) };
        let index = this.index.get();
        this.count_up();
        Ok(Some(PyTuple::new(&[index, item]).value()))
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyEnumerate>, vm: &Vm) -> Value {
        let args = PyTuple::new(&[this.iterator, this.index.get()]).value();
        PyTuple::new(&[vm.type_of(this.value()).value(), args]).value()
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }
}

/// Tuples of the items of several iterables, up to the end of the shortest.
#[pyclass(name = "zip", cell = PyZip, subclass, text_sig = "(*iterables, strict=False)")]
pub struct ZipType;

#[pymethods]
impl ZipType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let strict = strict_argument(vm, "zip", args)?;
        let iterators = all_iterators(vm, args.pos)?;
        let header = PyZip::header(vm.instance_shape(cls));
        Ok(vm.alloc_instance(cls, PyZip { header, iterators, strict: Cell::new(strict) })?.value())
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PyZip>, vm: &Vm) -> PyResult<Option<Value>> {
        if this.iterators.is_empty() {
            return Ok(None);
        }
        let n = this.iterators.len();
        if n <= SMALL_ROW && !this.strict.get() {
            // On the native stack, which keeps the items alive.
            let mut row = [Value::NONE; SMALL_ROW];
            for (i, place) in row[..n].iter_mut().enumerate() {
                match vm.next(this.iterators.as_slice()[i])? {
                    Some(item) => *place = item,
                    None => return Ok(None),
                }
            }
            return Ok(Some(PyTuple::new(&row[..n]).value()));
        }
        let row = next_row(vm, this.iterators, this.strict.get(), "zip")?;
        Ok(row.map(|row| PyTuple::new(row.as_slice()).value()))
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyZip>, vm: &Vm) -> Value {
        state_with_strict(vm, this.value(), this.iterators.value(), this.strict.get())
    }

    /// For unpickling.
    fn __setstate__(this: Gc<PyZip>, vm: &Vm, object: Value) -> PyResult<()> {
        this.strict.set(vm.truth(object)?);
        Ok(())
    }
}

/// What a function gives for the items of one or more iterables.
#[pyclass(name = "map", cell = PyMap, subclass, text_sig = "(function, iterable, /, *iterables, strict=False)")]
pub struct MapType;

#[pymethods]
impl MapType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let strict = if cls == vm.types().map || support::same_init(cls, vm.types().map) {
            strict_argument(vm, "map", args)?
        } else {
            false
        };
        let [function, iterables @ ..] = args.pos else {
            return Err(vm.type_error("map() must have at least two arguments."));
        };
        if iterables.is_empty() {
            return Err(vm.type_error("map() must have at least two arguments."));
        }
        let iterators = all_iterators(vm, iterables)?;
        let header = PyMap::header(vm.instance_shape(cls));
        let cell = PyMap { header, function: *function, iterators, strict: Cell::new(strict) };
        Ok(vm.alloc_instance(cls, cell)?.value())
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PyMap>, vm: &Vm) -> PyResult<Option<Value>> {
        if this.iterators.len() == 1 {
            return match vm.next(this.iterators.as_slice()[0])? {
                Some(item) => vm.call(this.function, &[item]).map(Some),
                None => Ok(None),
            };
        }
        match next_row(vm, this.iterators, this.strict.get(), "map")? {
            Some(row) => vm.call(this.function, row.as_slice()).map(Some),
            None => Ok(None),
        }
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyMap>, vm: &Vm) -> Value {
        let args = GcVec::from_slice(&[this.function]);
        args.extend(this.iterators.as_slice());
        state_with_strict(vm, this.value(), PyTuple::new(args.as_slice()).value(), this.strict.get())
    }

    /// For unpickling.
    fn __setstate__(this: Gc<PyMap>, vm: &Vm, object: Value) -> PyResult<()> {
        this.strict.set(vm.truth(object)?);
        Ok(())
    }
}

/// The items for which a function is true (which are true themselves, for None).
#[pyclass(name = "filter", cell = PyFilter, subclass, text_sig = "(function, iterable, /)")]
pub struct FilterType;

#[pymethods]
impl FilterType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        if args.has_kwargs() && (cls == vm.types().filter || support::same_init(cls, vm.types().filter)) {
            check_no_kwargs(vm, "filter", args)?;
        }
        check_positional(vm, "filter", args.pos.len(), 2, 2)?;
        let (function, iterator) = (args.pos[0], vm.iter(args.pos[1])?);
        let header = PyFilter::header(vm.instance_shape(cls));
        Ok(vm.alloc_instance(cls, PyFilter { header, function, iterator })?.value())
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PyFilter>, vm: &Vm) -> PyResult<Option<Value>> {
        let by_truth = this.function.is_none() || this.function == vm.types().bool.value();
        while let Some(item) = vm.next(this.iterator)? {
            let verdict = if by_truth { item } else { vm.call(this.function, &[item])? };
            if vm.truth(verdict)? {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyFilter>, vm: &Vm) -> Value {
        let args = PyTuple::new(&[this.function, this.iterator]).value();
        PyTuple::new(&[vm.type_of(this.value()).value(), args]).value()
    }
}

/// The items of a sequence from the last to the first.
#[pyclass(name = "reversed", cell = PyReversed, subclass, text_sig = "(sequence, /)")]
pub struct ReversedType;

#[pymethods]
impl ReversedType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        if args.has_kwargs() && (cls == vm.types().reversed || support::same_init(cls, vm.types().reversed)) {
            check_no_kwargs(vm, "reversed", args)?;
        }
        check_positional(vm, "reversed", args.pos.len(), 1, 1)?;
        let sequence = args.pos[0];
        let not_reversible = || {
            let found = support::class_name(vm, sequence);
            vm.type_error(format!("'{found}' object is not reversible"))
        };
        if let Some(method) = vm.type_of(sequence).lookup(vm.names().__reversed__) {
            if method.is_none() {
                return Err(not_reversible());
            }
            return match vm.lookup_special(sequence, vm.names().__reversed__)? {
                Some(method) => vm.call(method, &[]),
                None => Err(not_reversible()),
            };
        }
        let slots = vm.slots_of(sequence);
        let mapping = sequence.is::<PyDict>() || slots.sq_item.is_none() && slots.getitem.is_none();
        if mapping {
            return Err(not_reversible());
        }
        let cell = PyReversed {
            header: PyReversed::header(vm.instance_shape(cls)),
            index: Cell::new(vm.len(sequence)? as isize - 1),
            sequence: Field::new(Some(sequence)),
        };
        Ok(vm.alloc_instance(cls, cell)?.value())
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PyReversed>, vm: &Vm) -> PyResult<Option<Value>> {
        let index = this.index.get();
        let (Some(sequence), true) = (this.sequence.get(), index >= 0) else {
            this.sequence.set(None);
            return Ok(None);
        };
        match item_or_end(vm, vm.get_item(sequence, Value::int(index as i64)))? {
            Some(item) => {
                this.index.set(index - 1);
                Ok(Some(item))
            }
            None => {
                this.index.set(-1);
                this.sequence.set(None);
                Ok(None)
            }
        }
    }

    /// Items that are left, as far as known.
    fn __length_hint__(this: Gc<PyReversed>, vm: &Vm) -> PyResult<usize> {
        let Some(sequence) = this.sequence.get() else { return Ok(0) };
        let left = (this.index.get() + 1) as usize;
        Ok(if vm.len(sequence)? < left { 0 } else { left })
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyReversed>, vm: &Vm) -> Value {
        let class = vm.type_of(this.value()).value();
        match this.sequence.get() {
            Some(sequence) => {
                let args = PyTuple::new(&[sequence]).value();
                PyTuple::new(&[class, args, Value::int(this.index.get() as i64)]).value()
            }
            None => PyTuple::new(&[class, PyTuple::new(&[PyTuple::new(&[]).value()]).value()]).value(),
        }
    }

    /// For unpickling.
    fn __setstate__(this: Gc<PyReversed>, vm: &Vm, object: Value) -> PyResult<()> {
        let index = support::state_index(vm, object)?;
        if let Some(sequence) = this.sequence.get() {
            this.index.set(index.clamp(-1, vm.len(sequence)? as isize - 1));
        }
        Ok(())
    }
}

/// `iter(callable, sentinel)`.
pub fn new_call_iter(callable: Value, sentinel: Value) -> Value {
    alloc(PyCallIter {
        header: PyCallIter::header(shape::CALL_ITER),
        callable: Field::new(Some(callable)),
        sentinel: Field::new(Some(sentinel)),
    })
    .value()
}

/// Iterator that calls a function until it gives a certain value.
#[pyclass(name = "callable_iterator", cell = PyCallIter, no_new)]
pub struct CallIteratorType;

#[pymethods]
impl CallIteratorType {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PyCallIter>, vm: &Vm) -> PyResult<Option<Value>> {
        let end = || {
            this.callable.set(None);
            this.sentinel.set(None);
        };
        let Some(callable) = this.callable.get() else { return Ok(None) };
        match vm.call(callable, &[]) {
            Ok(result) => {
                // The call may have exhausted this very iterator.
                let Some(sentinel) = this.sentinel.get() else { return Ok(None) };
                if vm.equal(sentinel, result)? {
                    end();
                    return Ok(None);
                }
                Ok(Some(result))
            }
            Err(raised) => {
                if vm.catch(vm.exc().StopIteration).is_some() {
                    end();
                    Ok(None)
                } else {
                    Err(raised)
                }
            }
        }
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyCallIter>, vm: &Vm) -> PyResult {
        let args = match (this.callable.get(), this.sentinel.get()) {
            (Some(callable), Some(sentinel)) => PyTuple::new(&[callable, sentinel]),
            _ => PyTuple::new(&[PyTuple::new(&[]).value()]),
        };
        Ok(PyTuple::new(&[support::builtin(vm, "iter")?, args.value()]).value())
    }
}

/// Iterator over what `__getitem__` gives for 0, 1, and so on.
#[pyclass(name = "iterator", cell = PySeqIter, no_new)]
pub struct SeqIteratorType;

#[pymethods]
impl SeqIteratorType {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PySeqIter>, vm: &Vm) -> PyResult<Option<Value>> {
        let Some(sequence) = this.sequence.get() else { return Ok(None) };
        let index = this.index.get();
        if index == isize::MAX {
            return Err(vm.overflow_error("iter index too large"));
        }
        let slots = vm.slots_of(sequence);
        let result = match (slots.sq_item, slots.getitem) {
            (Some(item), _) => item(vm, sequence, index),
            (None, Some(getitem)) => getitem(vm, sequence, Value::int(index as i64)),
            (None, None) => {
                let found = support::class_name(vm, sequence);
                return Err(vm.type_error(format!("'{found}' object is not subscriptable")));
            }
        };
        match item_or_end(vm, result)? {
            Some(item) => {
                this.index.set(index + 1);
                Ok(Some(item))
            }
            None => {
                this.sequence.set(None);
                Ok(None)
            }
        }
    }

    /// Items that are left, if the object has a length.
    fn __length_hint__(this: Gc<PySeqIter>, vm: &Vm) -> PyResult {
        let Some(sequence) = this.sequence.get() else { return Ok(Value::small(0)) };
        if vm.slots_of(sequence).len.is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let left = vm.len(sequence)? as isize - this.index.get();
        Ok(Value::int(left.max(0) as i64))
    }

    /// For pickling.
    fn __reduce__(this: Gc<PySeqIter>, vm: &Vm) -> PyResult {
        reduce_iterator(vm, "iter", this.sequence.get(), PyTuple::new(&[]).value(), this.index.get())
    }

    /// For unpickling.
    fn __setstate__(this: Gc<PySeqIter>, vm: &Vm, object: Value) -> PyResult<()> {
        let index = support::state_index(vm, object)?;
        if this.sequence.get().is_some() {
            this.index.set(index.max(0));
        }
        Ok(())
    }
}
