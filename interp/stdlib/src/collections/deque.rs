//! `deque`: a sequence that grows and shrinks at both ends in constant time, with an optional largest length.

use super::deque_iterators::{DequeIterator, DequeReverseIterator};
use super::ring::Ring;
use std::cell::Cell;
use taipan_interp::builtins::support;
use taipan_interp::native::*;

/// A double-ended queue: deque([iterable[, maxlen]]). Items that no longer fit in maxlen fall out at the other end.
#[pyclass(
    name = "deque",
    module = "collections",
    subclass,
    weakref,
    sequence,
    unhashable,
    text_sig = "([iterable[, maxlen]])"
)]
pub struct Deque {
    /// The items.
    pub ring: Ring,
    /// Changes whenever items are added or removed: iterators notice.
    #[no_trace]
    pub changes: Cell<u64>,
    /// `usize::MAX`: no limit.
    #[no_trace]
    limit: Cell<usize>,
}

impl Deque {
    fn changed(&self) {
        self.changes.set(self.changes.get().wrapping_add(1));
    }

    #[inline]
    fn push_back(&self, item: Value) -> PyResult<()> {
        self.changed();
        self.ring.push_back(item)?;
        if self.ring.len() > self.limit.get() {
            self.ring.pop_front();
        }
        Ok(())
    }

    #[inline]
    fn push_front(&self, item: Value) -> PyResult<()> {
        self.changed();
        self.ring.push_front(item)?;
        if self.ring.len() > self.limit.get() {
            self.ring.pop_back();
        }
        Ok(())
    }

    fn extend_back(this: Obj<Deque>, vm: &Vm, iterable: Value) -> PyResult<()> {
        let iterable = if iterable == this.value() { vm.to_list(iterable)?.value() } else { iterable };
        vm.for_each(iterable, |item| this.push_back(item))
    }

    /// The position before which `index` points, for `insert` and `index`.
    fn clip(&self, index: isize) -> usize {
        SliceIndex(index).clip(self.ring.len())
    }

    fn position(&self, vm: &Vm, index: isize) -> PyResult<usize> {
        let len = self.ring.len() as isize;
        let at = if index < 0 { index + len } else { index };
        if at < 0 || at >= len { Err(vm.index_error("deque index out of range")) } else { Ok(at as usize) }
    }

    fn check_unchanged(&self, vm: &Vm, changes: u64) -> PyResult<()> {
        if self.changes.get() == changes { Ok(()) } else { Err(vm.runtime_error("deque mutated during iteration")) }
    }

    /// An empty deque of the same class, if that is deque itself, with the same limit.
    fn empty_like(&self, vm: &Vm) -> PyResult<Obj<Deque>> {
        let deque = vm.new_object(Deque { ring: Ring::new(), changes: Cell::new(0), limit: Cell::new(usize::MAX) })?;
        deque.limit.set(self.limit.get());
        Ok(deque)
    }

    fn repeat_in_place(this: Obj<Deque>, vm: &Vm, n: isize) -> PyResult<()> {
        let len = this.ring.len();
        this.changed();
        if n <= 0 || len == 0 {
            this.ring.clear();
            return Ok(());
        }
        let n = n as usize;
        if len.checked_mul(n).is_none_or(|total| total > isize::MAX as usize / 8 && this.limit.get() == usize::MAX) {
            return Err(vm.memory_error());
        }
        // With a limit only the last rounds matter.
        let rounds = n.min((this.limit.get() / len).saturating_add(2));
        let items = vm.to_list(this.value())?;
        for _ in 1..rounds {
            for i in 0..len {
                this.push_back(items.items.as_slice()[i])?;
            }
        }
        Ok(())
    }
}

/// `limit` as Python sees it.
fn limit_value(limit: usize) -> Value {
    if limit == usize::MAX { Value::NONE } else { Value::uint(limit as u64) }
}

fn copy(vm: &Vm, this: Obj<Deque>) -> PyResult {
    let class = vm.type_of(this.value());
    if class == vm.class::<Deque>() {
        let fresh = this.empty_like(vm)?;
        Deque::extend_back(fresh, vm, this.value())?;
        return Ok(fresh.value());
    }
    let limit = limit_value(this.limit.get());
    let copy = if limit.is_none() {
        vm.call(class.value(), &[this.value()])?
    } else {
        vm.call(class.value(), &[this.value(), limit])?
    };
    if !copy.is::<Native<Deque>>() {
        let (class, found) = (class.message_name(), vm.type_name(copy));
        return Err(vm.type_error(format!("{class}() must return a deque, not {found}")));
    }
    Ok(copy)
}

#[pymethods]
impl Deque {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Deque>> {
        let _ = args;
        vm.new_native(cls, Deque { ring: Ring::new(), changes: Cell::new(0), limit: Cell::new(usize::MAX) })
    }

    #[pyslot(sig = "(iterable=None, maxlen=None)")]
    fn __init__(
        this: Obj<Deque>,
        vm: &Vm,
        #[default(None)] iterable: Option<Value>,
        #[default(None)] maxlen: Option<Value>,
    ) -> PyResult<()> {
        let mut limit = usize::MAX;
        if let Some(maxlen) = maxlen.filter(|maxlen| !maxlen.is_none()) {
            if maxlen.as_int().is_none() {
                return Err(vm.type_error("an integer is required"));
            }
            let n = isize::from_value(vm, maxlen)?;
            limit = usize::try_from(n).map_err(|_| vm.value_error("maxlen must be non-negative"))?;
        }
        this.limit.set(limit);
        if !this.ring.is_empty() {
            this.changed();
            this.ring.clear();
        }
        match iterable {
            Some(iterable) => Deque::extend_back(this, vm, iterable),
            None => Ok(()),
        }
    }

    /// Adds an item at the right end.
    fn append(&self, item: Value) -> PyResult<()> {
        self.push_back(item)
    }

    /// Adds an item at the left end.
    fn appendleft(&self, item: Value) -> PyResult<()> {
        self.push_front(item)
    }

    /// Removes all items.
    fn clear(&self) {
        self.changed();
        self.ring.clear();
    }

    /// A deque with the same items.
    #[pymethod(name = "copy")]
    fn copy_method(this: Obj<Deque>, vm: &Vm) -> PyResult {
        copy(vm, this)
    }

    /// A deque with the same items.
    fn __copy__(this: Obj<Deque>, vm: &Vm) -> PyResult {
        copy(vm, this)
    }

    /// How many items equal the value.
    fn count(&self, vm: &Vm, value: Value) -> PyResult<usize> {
        let changes = self.changes.get();
        let (mut i, mut n) = (0, 0);
        while let Some(item) = self.ring.get(i) {
            n += vm.equal(item, value)? as usize;
            self.check_unchanged(vm, changes)?;
            i += 1;
        }
        Ok(n)
    }

    /// Adds the items of an iterable at the right end.
    fn extend(this: Obj<Deque>, vm: &Vm, iterable: Value) -> PyResult<()> {
        Deque::extend_back(this, vm, iterable)
    }

    /// Adds the items of an iterable at the left end, each left of the one before.
    fn extendleft(this: Obj<Deque>, vm: &Vm, iterable: Value) -> PyResult<()> {
        let iterable = if iterable == this.value() { vm.to_list(iterable)?.value() } else { iterable };
        vm.for_each(iterable, |item| this.push_front(item))
    }

    /// The first position of the value; ValueError if it is not there.
    #[pymethod(sig = "(value, start=0, stop=sys.maxsize, /)")]
    fn index(
        &self,
        vm: &Vm,
        value: Value,
        #[default(SliceIndex(0))] start: SliceIndex,
        #[default(SliceIndex(isize::MAX))] stop: SliceIndex,
    ) -> PyResult<usize> {
        let changes = self.changes.get();
        for i in self.clip(start.0)..self.clip(stop.0) {
            let Some(item) = self.ring.get(i) else { break };
            let found = vm.equal(item, value)?;
            self.check_unchanged(vm, changes)?;
            if found {
                return Ok(i);
            }
        }
        Err(vm.value_error("deque.index(x): x not in deque"))
    }

    /// Inserts a value before the position.
    fn insert(&self, vm: &Vm, index: isize, value: Value) -> PyResult<()> {
        if self.ring.len() >= self.limit.get() {
            return Err(vm.index_error("deque already at its maximum size"));
        }
        self.changed();
        Ok(self.ring.insert(self.clip(index), value)?)
    }

    /// Removes and gives the item at the right end.
    fn pop(&self, vm: &Vm) -> PyResult {
        self.changed();
        self.ring.pop_back().ok_or_else(|| vm.index_error("pop from an empty deque"))
    }

    /// Removes and gives the item at the left end.
    fn popleft(&self, vm: &Vm) -> PyResult {
        self.changed();
        self.ring.pop_front().ok_or_else(|| vm.index_error("pop from an empty deque"))
    }

    /// Removes the first item that equals the value; ValueError if there is none.
    fn remove(&self, vm: &Vm, value: Value) -> PyResult<()> {
        let changes = self.changes.get();
        let mut i = 0;
        while let Some(item) = self.ring.get(i) {
            let found = vm.equal(item, value)?;
            if self.changes.get() != changes {
                return Err(vm.index_error("deque mutated during iteration"));
            }
            if found {
                self.changed();
                self.ring.remove(i);
                return Ok(());
            }
            i += 1;
        }
        Err(vm.value_error("deque.remove(x): x not in deque"))
    }

    /// Turns the order of the items around.
    fn reverse(&self) {
        self.ring.reverse();
    }

    /// Moves n items from the right end to the left one, or the other way around if n is negative.
    #[pymethod(sig = "(n=1, /)")]
    fn rotate(&self, #[default(1)] n: isize) {
        let len = self.ring.len() as isize;
        if len < 2 {
            return;
        }
        let steps = n.rem_euclid(len);
        if steps != 0 {
            self.changed();
            if steps * 2 <= len {
                self.ring.rotate_right(steps as usize)
            } else {
                self.ring.rotate_left((len - steps) as usize)
            }
        }
    }

    /// The largest length; None if there is no limit.
    #[getter]
    fn maxlen(&self) -> Value {
        limit_value(self.limit.get())
    }

    /// For pickling.
    fn __reduce__(this: Obj<Deque>, vm: &Vm) -> PyResult {
        let state = support::state_of(vm, this.value())?;
        let iterator = vm.iter(this.value())?;
        let limit = limit_value(this.limit.get());
        let empty = PyTuple::new(&[]).value();
        let args = if limit.is_none() { empty } else { PyTuple::new(&[empty, limit]).value() };
        Ok(PyTuple::new(&[vm.type_of(this.value()).value(), args, state, iterator]).value())
    }

    /// An iterator from the right end to the left one.
    fn __reversed__(this: Obj<Deque>, vm: &Vm) -> PyResult<Obj<DequeReverseIterator>> {
        DequeReverseIterator::start(vm, this)
    }

    /// Bytes of memory that the deque takes.
    fn __sizeof__(&self) -> usize {
        56 + 8 * self.ring.capacity()
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }

    fn __iter__(this: Obj<Deque>, vm: &Vm) -> PyResult<Obj<DequeIterator>> {
        DequeIterator::start(vm, this)
    }

    fn __len__(&self) -> usize {
        self.ring.len()
    }

    fn __contains__(&self, vm: &Vm, value: Value) -> PyResult<bool> {
        let changes = self.changes.get();
        let mut i = 0;
        while let Some(item) = self.ring.get(i) {
            if vm.equal(item, value)? {
                return Ok(true);
            }
            self.check_unchanged(vm, changes)?;
            i += 1;
        }
        Ok(false)
    }

    fn sq_item(&self, vm: &Vm, index: isize) -> PyResult {
        let len = self.ring.len() as isize;
        // Negative indices have the length added already, except through the number protocol.
        match usize::try_from(if index < 0 { index + len } else { index }).ok().and_then(|i| self.ring.get(i)) {
            Some(item) => Ok(item),
            None => Err(vm.index_error("deque index out of range")),
        }
    }

    fn __getitem__(&self, vm: &Vm, key: Value) -> PyResult {
        let index = sequence_index(vm, key)?;
        self.position(vm, index).map(|i| self.ring.get(i).unwrap_or(Value::NONE))
    }

    fn __setitem__(&self, vm: &Vm, key: Value, value: Option<Value>) -> PyResult<()> {
        let at = self.position(vm, sequence_index(vm, key)?)?;
        match value {
            Some(value) => self.ring.set(at, value),
            None => {
                self.changed();
                self.ring.remove(at);
            }
        }
        Ok(())
    }

    fn sq_concat(this: Obj<Deque>, vm: &Vm, other: Value) -> PyResult {
        if !other.is::<Native<Deque>>() {
            let found = vm.type_name(other);
            return Err(vm.type_error(format!("can only concatenate deque (not \"{found}\") to deque")));
        }
        let result = copy(vm, this)?;
        let Some(deque) = result.cast::<Native<Deque>>() else { return Ok(result) };
        Deque::extend_back(deque, vm, other)?;
        Ok(result)
    }

    fn sq_inplace_concat(this: Obj<Deque>, vm: &Vm, other: Value) -> PyResult {
        Deque::extend_back(this, vm, other)?;
        Ok(this.value())
    }

    fn sq_repeat(this: Obj<Deque>, vm: &Vm, n: isize) -> PyResult {
        let result = copy(vm, this)?;
        if let Some(deque) = result.cast::<Native<Deque>>() {
            Deque::repeat_in_place(deque, vm, n)?;
        }
        Ok(result)
    }

    fn sq_inplace_repeat(this: Obj<Deque>, vm: &Vm, n: isize) -> PyResult {
        Deque::repeat_in_place(this, vm, n)?;
        Ok(this.value())
    }

    fn __repr__(this: Obj<Deque>, vm: &Vm) -> PyResult {
        let done = vm.with_repr_guard(this.value(), || {
            let items = vm.to_list(this.value())?;
            let mut out = support::class_name(vm, this.value()).into_bytes();
            out.push(b'(');
            out.extend_from_slice(vm.repr(items.value())?.as_bytes());
            if this.limit.get() != usize::MAX {
                out.extend_from_slice(format!(", maxlen={}", this.limit.get()).as_bytes());
            }
            out.push(b')');
            support::text(&out)
        })?;
        done.map_or_else(|| support::text(b"[...]"), Ok)
    }

    fn richcompare(this: Obj<Deque>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(other) = other.cast::<Native<Deque>>() else { return Ok(Value::NOT_IMPLEMENTED) };
        if this == other && matches!(op, CmpOp::Eq | CmpOp::Le | CmpOp::Ge) {
            return Ok(Value::TRUE);
        }
        let (n, m) = (this.ring.len(), other.ring.len());
        if n != m && matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::bool(op == CmpOp::Ne));
        }
        let (changes, other_changes) = (this.changes.get(), other.changes.get());
        let mut i = 0;
        while let (Some(a), Some(b)) = (this.ring.get(i), other.ring.get(i)) {
            if !vm.equal(a, b)? {
                return match op {
                    CmpOp::Eq | CmpOp::Ne => Ok(Value::bool(op == CmpOp::Ne)),
                    _ => vm.compare(a, b, op),
                };
            }
            this.check_unchanged(vm, changes)?;
            other.check_unchanged(vm, other_changes)?;
            i += 1;
        }
        Ok(support::compare_lengths(n, m, op))
    }
}

/// A key of `deque[key]`.
#[inline]
fn sequence_index(vm: &Vm, key: Value) -> PyResult<isize> {
    if let Some(n) = key.as_small() {
        return Ok(n as isize);
    }
    if !is_index(vm, key) {
        let found = vm.type_name(key);
        return Err(vm.type_error(format!("sequence index must be integer, not '{found}'")));
    }
    Index::from_value(vm, key).map(|index| index.0)
}
