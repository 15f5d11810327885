//! Iterators that give at most one item for each item of their input, and the endless ones.

use super::check_arguments;
use std::cell::Cell;
use taipan_interp::builtins::support;
use taipan_interp::native::*;
use taipan_interp::protocol::BinOp;

/// The items of the first iterable, then those of the second, and so on.
#[pyclass(name = "chain", module = "itertools", subclass, text_sig = "(*iterables)")]
pub struct Chain {
    /// An iterator over the iterables.
    source: Field<Option<Value>>,
    /// An iterator over the iterable that it is at.
    active: Field<Option<Value>>,
}

#[pymethods]
impl Chain {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Chain>> {
        check_arguments::<Chain>(vm, cls, "chain", args, 0, usize::MAX)?;
        let source = vm.iter(PyTuple::new(args.pos).value())?;
        vm.new_native(cls, Chain { source: Field::new(Some(source)), active: Field::new(None) })
    }

    /// chain(*iterable), but the iterables are fetched only when they are needed.
    #[classmethod]
    fn from_iterable(cls: Gc<PyType>, vm: &Vm, iterable: Value) -> PyResult<Obj<Chain>> {
        let source = vm.iter(iterable)?;
        vm.new_native(cls, Chain { source: Field::new(Some(source)), active: Field::new(None) })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Obj<Chain>, vm: &Vm) -> PyResult<Option<Value>> {
        loop {
            let active = match this.active.get() {
                Some(active) => active,
                None => {
                    let Some(source) = this.source.get() else { return Ok(None) };
                    let Some(iterable) = vm.next(source).inspect_err(|_| this.source.set(None))? else {
                        this.source.set(None);
                        return Ok(None);
                    };
                    let active = vm.iter(iterable).inspect_err(|_| this.source.set(None))?;
                    this.active.set_in(this.header(), Some(active));
                    active
                }
            };
            if let Some(item) = vm.next(active)? {
                return Ok(Some(item));
            }
            this.active.set(None);
        }
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }
}

/// The data items whose selectors are true.
#[pyclass(name = "compress", module = "itertools", subclass, text_sig = "(data, selectors)")]
pub struct Compress {
    data: Value,
    selectors: Value,
}

#[pymethods]
impl Compress {
    #[pyslot(sig = "(data, selectors)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, data: Value, selectors: Value) -> PyResult<Obj<Compress>> {
        let data = vm.iter(data)?;
        let selectors = vm.iter(selectors)?;
        vm.new_native(cls, Compress { data, selectors })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        loop {
            let Some(item) = vm.next(self.data)? else { return Ok(None) };
            let Some(selector) = vm.next(self.selectors)? else { return Ok(None) };
            if vm.truth(selector)? {
                return Ok(Some(item));
            }
        }
    }
}

/// Numbers from start on, each a step after the one before, without end.
#[pyclass(name = "count", module = "itertools", subclass, text_sig = "(start=0, step=1)")]
pub struct Count {
    /// The next number.
    number: Field<Value>,
    step: Value,
}

/// Whether `value` can be taken for a number.
fn is_number(vm: &Vm, value: Value) -> bool {
    let slots = vm.slots_of(value);
    slots.index.is_some() || slots.int.is_some() || slots.float.is_some() || value.is::<PyComplex>()
}

#[pymethods]
impl Count {
    #[pyslot(sig = "(start=0, step=1)")]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        #[default(None)] start: Option<Value>,
        #[default(None)] step: Option<Value>,
    ) -> PyResult<Obj<Count>> {
        let (start, step) = (start.unwrap_or(Value::small(0)), step.unwrap_or(Value::small(1)));
        if !is_number(vm, start) || !is_number(vm, step) {
            return Err(vm.type_error("a number is required"));
        }
        let steps_by_one = step.as_int().and_then(|n| n.to_i64()) == Some(1);
        // Counting ints by one, their class is lost; otherwise the numbers stay what they are.
        let start = match start.as_int().and_then(|n| n.to_i64()) {
            Some(n) if steps_by_one => Value::int(n),
            _ => start,
        };
        vm.new_native(cls, Count { number: Field::new(start), step })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Obj<Count>, vm: &Vm) -> PyResult<Option<Value>> {
        let number = this.number.get();
        let next = if number.both_small(this.step) {
            Value::int(number.small_unchecked() + this.step.small_unchecked())
        } else {
            vm.binary(BinOp::Add, number, this.step)?
        };
        this.number.set_in(this.header(), next);
        Ok(Some(number))
    }

    fn __repr__(this: Obj<Count>, vm: &Vm) -> PyResult {
        let mut out = support::class_name(vm, this.value()).into_bytes();
        out.push(b'(');
        out.extend_from_slice(vm.repr(this.number.get())?.as_bytes());
        if this.step.as_int().and_then(|n| n.to_i64()) != Some(1) {
            out.extend_from_slice(b", ");
            out.extend_from_slice(vm.repr(this.step)?.as_bytes());
        }
        out.push(b')');
        support::text(&out)
    }
}

/// The items of an iterable, then the same items again, without end.
#[pyclass(name = "cycle", module = "itertools", subclass, text_sig = "(iterable, /)")]
pub struct Cycle {
    /// The first time around: the iterator.
    iterator: Field<Option<Value>>,
    saved: GcVec,
    #[no_trace]
    index: Cell<usize>,
}

#[pymethods]
impl Cycle {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Cycle>> {
        check_arguments::<Cycle>(vm, cls, "cycle", args, 1, 1)?;
        let iterator = Field::new(Some(vm.iter(args.pos[0])?));
        vm.new_native(cls, Cycle { iterator, saved: GcVec::new(), index: Cell::new(0) })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        if let Some(iterator) = self.iterator.get() {
            if let Some(item) = vm.next(iterator)? {
                self.saved.push(item);
                return Ok(Some(item));
            }
            self.iterator.set(None);
        }
        let index = self.index.get();
        let Some(item) = self.saved.get(index) else { return Ok(None) };
        self.index.set(if index + 1 < self.saved.len() { index + 1 } else { 0 });
        Ok(Some(item))
    }
}

/// Leaves the items out as long as the predicate is true for them, then gives all.
#[pyclass(name = "dropwhile", module = "itertools", subclass, text_sig = "(predicate, iterable, /)")]
pub struct DropWhile {
    predicate: Value,
    iterator: Value,
    #[no_trace]
    started: Cell<bool>,
}

#[pymethods]
impl DropWhile {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<DropWhile>> {
        check_arguments::<DropWhile>(vm, cls, "dropwhile", args, 2, 2)?;
        let iterator = vm.iter(args.pos[1])?;
        vm.new_native(cls, DropWhile { predicate: args.pos[0], iterator, started: Cell::new(false) })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        loop {
            let Some(item) = vm.next(self.iterator)? else { return Ok(None) };
            if self.started.get() {
                return Ok(Some(item));
            }
            let verdict = vm.call(self.predicate, &[item])?;
            if !vm.truth(verdict)? {
                self.started.set(true);
                return Ok(Some(item));
            }
        }
    }
}

/// Gives items as long as the predicate is true for them.
#[pyclass(name = "takewhile", module = "itertools", subclass, text_sig = "(predicate, iterable, /)")]
pub struct TakeWhile {
    predicate: Value,
    iterator: Value,
    #[no_trace]
    stopped: Cell<bool>,
}

#[pymethods]
impl TakeWhile {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<TakeWhile>> {
        check_arguments::<TakeWhile>(vm, cls, "takewhile", args, 2, 2)?;
        let iterator = vm.iter(args.pos[1])?;
        vm.new_native(cls, TakeWhile { predicate: args.pos[0], iterator, stopped: Cell::new(false) })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        if self.stopped.get() {
            return Ok(None);
        }
        let Some(item) = vm.next(self.iterator)? else { return Ok(None) };
        let verdict = vm.call(self.predicate, &[item])?;
        if vm.truth(verdict)? {
            return Ok(Some(item));
        }
        self.stopped.set(true);
        Ok(None)
    }
}

/// The items for which a function is false (which are false themselves, for None).
#[pyclass(name = "filterfalse", module = "itertools", subclass, text_sig = "(function, iterable, /)")]
pub struct FilterFalse {
    function: Value,
    iterator: Value,
}

#[pymethods]
impl FilterFalse {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<FilterFalse>> {
        check_arguments::<FilterFalse>(vm, cls, "filterfalse", args, 2, 2)?;
        let iterator = vm.iter(args.pos[1])?;
        vm.new_native(cls, FilterFalse { function: args.pos[0], iterator })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        let by_truth = self.function.is_none() || self.function == vm.types().bool.value();
        while let Some(item) = vm.next(self.iterator)? {
            let verdict = if by_truth { item } else { vm.call(self.function, &[item])? };
            if !vm.truth(verdict)? {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }
}

/// What the function gives for the arguments that each item holds: function(*item).
#[pyclass(name = "starmap", module = "itertools", subclass, text_sig = "(function, iterable, /)")]
pub struct StarMap {
    function: Value,
    iterator: Value,
}

#[pymethods]
impl StarMap {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<StarMap>> {
        check_arguments::<StarMap>(vm, cls, "starmap", args, 2, 2)?;
        let iterator = vm.iter(args.pos[1])?;
        vm.new_native(cls, StarMap { function: args.pos[0], iterator })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        let Some(item) = vm.next(self.iterator)? else { return Ok(None) };
        let arguments = vm.to_tuple(item)?;
        vm.call(self.function, arguments.as_slice()).map(Some)
    }
}

/// Some items of an iterable: islice(iterable, stop) or islice(iterable, start, stop[, step]), as for a slice but without
/// negative numbers.
#[pyclass(name = "islice", module = "itertools", subclass)]
pub struct ISlice {
    iterator: Field<Option<Value>>,
    /// Position of the next item to give.
    next: Cell<usize>,
    /// Position of the end; `usize::MAX` = none.
    stop: usize,
    step: usize,
    /// Items taken from the iterator.
    taken: Cell<usize>,
}

/// A bound of `islice`: `None` if it is no int at all, or too large.
fn bound(vm: &Vm, value: Value) -> PyResult<Option<isize>> {
    match vm.to_isize(value) {
        Ok(n) => Ok(Some(n)),
        Err(raised) => {
            if vm.catch(vm.exc().Exception).is_some() {
                Ok(None)
            } else {
                Err(raised)
            }
        }
    }
}

#[pymethods]
impl ISlice {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<ISlice>> {
        const RANGE: &str = "must be None or an integer: 0 <= x <= sys.maxsize.";
        check_arguments::<ISlice>(vm, cls, "islice", args, 2, 4)?;
        let bad_stop = || vm.value_error(format!("Stop argument for islice() {RANGE}"));
        let bad_indices = || vm.value_error(format!("Indices for islice() {RANGE}"));
        let (start, stop) = match args.pos {
            [_, stop] => (Value::NONE, *stop),
            [_, start, stop, ..] => (*start, *stop),
            _ => return Err(bad_stop()),
        };
        let start = if start.is_none() { 0 } else { bound(vm, start)?.unwrap_or(-1) };
        let stop = match stop.is_none() {
            true => usize::MAX,
            false => match bound(vm, stop)? {
                None | Some(-1) => return Err(bad_stop()),
                Some(stop) => usize::try_from(stop).map_err(|_| bad_indices())?,
            },
        };
        let start = usize::try_from(start).map_err(|_| bad_indices())?;
        let step = match args.pos.get(3).filter(|step| !step.is_none()) {
            Some(&step) => bound(vm, step)?.unwrap_or(-1),
            None => 1,
        };
        if step < 1 {
            return Err(vm.value_error("Step for islice() must be a positive integer or None."));
        }
        let iterator = Field::new(Some(vm.iter(args.pos[0])?));
        let slice = ISlice { iterator, next: Cell::new(start), stop, step: step as usize, taken: Cell::new(0) };
        vm.new_native(cls, slice)
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        let Some(iterator) = self.iterator.get() else { return Ok(None) };
        let end = || {
            self.iterator.set(None);
            Ok(None)
        };
        while self.taken.get() < self.next.get() {
            if vm.next(iterator)?.is_none() {
                return end();
            }
            self.taken.set(self.taken.get() + 1);
        }
        if self.taken.get() >= self.stop {
            return end();
        }
        let Some(item) = vm.next(iterator)? else { return end() };
        self.taken.set(self.taken.get() + 1);
        self.next.set(self.next.get().saturating_add(self.step).min(self.stop));
        Ok(Some(item))
    }
}

/// The same object again and again: repeat(object[, times]), without end if no number is given.
#[pyclass(name = "repeat", module = "itertools", subclass)]
pub struct Repeat {
    object: Value,
    /// How often yet; -1: without end.
    #[no_trace]
    left: Cell<isize>,
}

#[pymethods]
impl Repeat {
    #[pyslot(sig = "(object, times=-1)")]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        object: Value,
        #[default(None)] times: Option<Value>,
    ) -> PyResult<Obj<Repeat>> {
        let left = times.map_or(Ok(-1), |times| isize::from_value(vm, times).map(|n| n.max(0)))?;
        vm.new_native(cls, Repeat { object, left: Cell::new(left) })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self) -> Option<Value> {
        match self.left.get() {
            0 => return None,
            left if left > 0 => self.left.set(left - 1),
            _ => {}
        }
        Some(self.object)
    }

    /// How many are left; TypeError if there is no end.
    fn __length_hint__(&self, vm: &Vm) -> PyResult<usize> {
        usize::try_from(self.left.get()).map_err(|_| vm.type_error("len() of unsized object"))
    }

    fn __repr__(this: Obj<Repeat>, vm: &Vm) -> PyResult {
        let mut out = support::class_name(vm, this.value()).into_bytes();
        out.push(b'(');
        out.extend_from_slice(vm.repr(this.object)?.as_bytes());
        if this.left.get() >= 0 {
            out.extend_from_slice(format!(", {}", this.left.get()).as_bytes());
        }
        out.push(b')');
        support::text(&out)
    }
}
