//! Iterators that look at several items, or at several iterators, at a time.

use super::check_arguments;
use std::cell::Cell;
use taipan_interp::native::*;
use taipan_interp::protocol::BinOp;

/// Running totals: of sums, or of what the function gives for the total so far and the next item.
#[pyclass(name = "accumulate", module = "itertools", subclass, text_sig = "(iterable, func=None, *, initial=None)")]
pub struct Accumulate {
    iterator: Value,
    function: Option<Value>,
    total: Field<Option<Value>>,
    /// The first total, until it has been given.
    initial: Field<Option<Value>>,
}

#[pymethods]
impl Accumulate {
    #[pyslot(sig = "(iterable, func=None, *, initial=None)")]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        iterable: Value,
        #[default(None)] func: Option<Value>,
        #[default(None)] initial: Option<Value>,
    ) -> PyResult<Obj<Accumulate>> {
        let given = |value: Option<Value>| value.filter(|value| !value.is_none());
        let accumulate = Accumulate {
            iterator: vm.iter(iterable)?,
            function: given(func),
            total: Field::new(None),
            initial: Field::new(given(initial)),
        };
        vm.new_native(cls, accumulate)
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Obj<Accumulate>, vm: &Vm) -> PyResult<Option<Value>> {
        let total = if let Some(initial) = this.initial.get() {
            this.initial.set(None);
            initial
        } else {
            let Some(item) = vm.next(this.iterator)? else { return Ok(None) };
            match (this.total.get(), this.function) {
                (None, _) => item,
                (Some(total), None) => vm.binary(BinOp::Add, total, item)?,
                (Some(total), Some(function)) => vm.call(function, &[total, item])?,
            }
        };
        this.total.set_in(this.header(), Some(total));
        Ok(Some(total))
    }
}

/// Tuples of n items each; the last may have fewer, unless strict is true.
#[pyclass(name = "batched", module = "itertools", subclass, text_sig = "(iterable, n, *, strict=False)")]
pub struct Batched {
    iterator: Field<Option<Value>>,
    size: usize,
    strict: bool,
}

#[pymethods]
impl Batched {
    #[pyslot(sig = "(iterable, n, *, strict=False)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, iterable: Value, n: isize, strict: bool) -> PyResult<Obj<Batched>> {
        if n < 1 {
            return Err(vm.value_error("n must be at least one"));
        }
        let iterator = Field::new(Some(vm.iter(iterable)?));
        vm.new_native(cls, Batched { iterator, size: n as usize, strict })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        let Some(iterator) = self.iterator.get() else { return Ok(None) };
        let batch = GcVec::new();
        batch.try_reserve(self.size.min(1 << 16))?;
        while batch.len() < self.size {
            match vm.next(iterator) {
                Ok(Some(item)) => batch.push(item),
                Ok(None) => {
                    self.iterator.set(None);
                    if batch.is_empty() {
                        return Ok(None);
                    }
                    if self.strict {
                        return Err(vm.value_error("batched(): incomplete batch"));
                    }
                    break;
                }
                Err(raised) => {
                    self.iterator.set(None);
                    return Err(raised);
                }
            }
        }
        Ok(Some(PyTuple::new(batch.as_slice()).value()))
    }
}

/// Pairs of neighbors: (s0, s1), (s1, s2), and so on.
#[pyclass(name = "pairwise", module = "itertools", subclass, text_sig = "(iterable, /)")]
pub struct Pairwise {
    iterator: Field<Option<Value>>,
    /// The left one of the next pair.
    last: Field<Option<Value>>,
}

#[pymethods]
impl Pairwise {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Pairwise>> {
        check_arguments::<Pairwise>(vm, cls, "pairwise", args, 1, 1)?;
        let iterator = Field::new(Some(vm.iter(args.pos[0])?));
        vm.new_native(cls, Pairwise { iterator, last: Field::new(None) })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Obj<Pairwise>, vm: &Vm) -> PyResult<Option<Value>> {
        let end = || {
            this.iterator.set(None);
            this.last.set(None);
        };
        let Some(mut iterator) = this.iterator.get() else { return Ok(None) };
        let left = match this.last.get() {
            Some(left) => left,
            None => {
                let first = vm.next(iterator).inspect_err(|_| end())?;
                this.last.set(first);
                let Some(first) = first else {
                    end();
                    return Ok(None);
                };
                // The iterator may have called this very object.
                let Some(again) = this.iterator.get() else {
                    end();
                    return Ok(None);
                };
                iterator = again;
                first
            }
        };
        let Some(right) = vm.next(iterator).inspect_err(|_| end())? else {
            end();
            return Ok(None);
        };
        this.last.set_in(this.header(), Some(right));
        Ok(Some(PyTuple::new(&[left, right]).value()))
    }
}

/// Pairs of a key and an iterator over the following items that have this key.
#[pyclass(name = "groupby", module = "itertools", subclass, text_sig = "(iterable, key=None)")]
pub struct GroupBy {
    iterator: Value,
    key_function: Option<Value>,
    /// Key of the group given last.
    target: Field<Option<Value>>,
    /// Key of the item read last; none if a group has given it already.
    key: Field<Option<Value>>,
    item: Field<Option<Value>>,
    /// The group given last, which alone may go on reading.
    group: Field<Option<Value>>,
}

impl GroupBy {
    /// Reads one item; false at the end.
    fn step(&self, vm: &Vm) -> PyResult<bool> {
        let Some(item) = vm.next(self.iterator)? else { return Ok(false) };
        let key = match self.key_function {
            Some(function) => vm.call(function, &[item])?,
            None => item,
        };
        self.item.set(Some(item));
        self.key.set(Some(key));
        Ok(true)
    }
}

#[pymethods]
impl GroupBy {
    #[pyslot(sig = "(iterable, key=None)")]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        iterable: Value,
        #[default(None)] key: Option<Value>,
    ) -> PyResult<Obj<GroupBy>> {
        let groups = GroupBy {
            iterator: vm.iter(iterable)?,
            key_function: key.filter(|key| !key.is_none()),
            target: Field::new(None),
            key: Field::new(None),
            item: Field::new(None),
            group: Field::new(None),
        };
        vm.new_native(cls, groups)
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Obj<GroupBy>, vm: &Vm) -> PyResult<Option<Value>> {
        this.group.set(None);
        let key = loop {
            match (this.key.get(), this.target.get()) {
                (Some(key), None) => break key,
                (Some(key), Some(target)) if !vm.equal(target, key)? => break key,
                _ => {}
            }
            if !this.step(vm)? {
                return Ok(None);
            }
        };
        this.target.set(Some(key));
        let group = vm.new_object(Grouper { parent: this, target: key })?.value();
        this.group.set(Some(group));
        Ok(Some(PyTuple::new(&[key, group]).value()))
    }
}

/// The items of one group of groupby().
#[pyclass(name = "_grouper", module = "itertools")]
pub struct Grouper {
    parent: Obj<GroupBy>,
    target: Value,
}

#[pymethods]
impl Grouper {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Grouper>> {
        check_arguments::<Grouper>(vm, cls, "_grouper", args, 2, 2)?;
        let Some(parent) = args.pos[0].cast::<Native<GroupBy>>() else {
            let found = vm.type_name(args.pos[0]);
            return Err(vm.type_error(format!("_grouper() argument 1 must be itertools.groupby, not {found}")));
        };
        let group = vm.new_native(cls, Grouper { parent, target: args.pos[1] })?;
        parent.group.set(Some(group.value()));
        Ok(group)
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Obj<Grouper>, vm: &Vm) -> PyResult<Option<Value>> {
        let parent = this.parent;
        if parent.group.get() != Some(this.value()) {
            return Ok(None);
        }
        if parent.item.get().is_none() && !parent.step(vm)? {
            return Ok(None);
        }
        let Some(key) = parent.key.get() else { return Ok(None) };
        if !vm.equal(this.target, key)? {
            return Ok(None);
        }
        // The comparison may have taken the item.
        let Some(item) = parent.item.get() else { return Ok(None) };
        parent.item.set(None);
        parent.key.set(None);
        Ok(Some(item))
    }
}

/// Tuples of the items of several iterables, up to the end of the longest; the fill value stands for what is missing.
#[pyclass(name = "zip_longest", module = "itertools", subclass, text_sig = "(*iterables, fillvalue=None)")]
pub struct ZipLongest {
    /// The iterators; None for those at their end.
    iterators: GcVec,
    fill: Value,
    #[no_trace]
    active: Cell<usize>,
}

#[pymethods]
impl ZipLongest {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<ZipLongest>> {
        let mut fill = Value::NONE;
        for (name, value) in args.kwargs() {
            if args.kwvals.len() > 1 || name.as_str() != Some("fillvalue") {
                return Err(vm.type_error("zip_longest() got an unexpected keyword argument"));
            }
            fill = value;
        }
        let iterators = GcVec::new();
        for &iterable in args.pos {
            iterators.push(vm.iter(iterable)?);
        }
        let active = Cell::new(iterators.len());
        vm.new_native(cls, ZipLongest { iterators, fill, active })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        if self.active.get() == 0 {
            return Ok(None);
        }
        let n = self.iterators.len();
        let row = GcVec::new();
        row.try_reserve(n)?;
        for i in 0..n {
            let iterator = self.iterators.as_slice()[i];
            let item = match iterator.is_none() {
                true => None,
                false => match vm.next(iterator).inspect_err(|_| self.active.set(0))? {
                    Some(item) => Some(item),
                    None => {
                        let active = self.active.get().saturating_sub(1);
                        self.active.set(active);
                        if active == 0 {
                            return Ok(None);
                        }
                        self.iterators.set(i, Value::NONE);
                        None
                    }
                },
            };
            row.push(item.unwrap_or(self.fill));
        }
        Ok(Some(PyTuple::new(row.as_slice()).value()))
    }
}
