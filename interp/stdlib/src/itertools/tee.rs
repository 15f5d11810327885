//! `tee`: several iterators over one, through a chain of blocks with the items that not all have seen yet.

use super::check_arguments;
use std::cell::Cell;
use taipan_interp::native::*;

/// Items per block.
const BLOCK: usize = 57;

/// A block of items that tee() has read.
#[pyclass(name = "_tee_dataobject", module = "itertools")]
pub struct TeeData {
    /// Where the items come from.
    iterator: Value,
    items: GcVec,
    next: Field<Option<Obj<TeeData>>>,
    /// Whether the iterator is being called.
    #[no_trace]
    running: Cell<bool>,
}

impl TeeData {
    fn empty(iterator: Value) -> TeeData {
        TeeData { iterator, items: GcVec::new(), next: Field::new(None), running: Cell::new(false) }
    }

    /// Item `i`, which is at most the first not yet read.
    fn item(&self, vm: &Vm, i: usize) -> PyResult<Option<Value>> {
        if let Some(item) = self.items.get(i) {
            return Ok(Some(item));
        }
        if self.running.get() {
            return Err(vm.runtime_error("cannot re-enter the tee iterator"));
        }
        self.running.set(true);
        let item = vm.next(self.iterator);
        self.running.set(false);
        let item = item?;
        if let Some(item) = item {
            self.items.push(item);
        }
        Ok(item)
    }
}

#[pymethods]
impl TeeData {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<TeeData>> {
        check_arguments::<TeeData>(vm, cls, "teedataobject", args, 3, 3)?;
        let &[iterator, items, next] = args.pos else { return Err(vm.type_error("three arguments are required")) };
        let Some(items) = items.cast::<PyList>() else {
            let found = vm.type_name(items);
            return Err(vm.type_error(format!("teedataobject() argument 2 must be list, not {found}")));
        };
        let data = TeeData::empty(iterator);
        data.items.extend(items.items.as_slice());
        if data.items.len() > BLOCK {
            return Err(vm.value_error("Invalid arguments"));
        }
        if !next.is_none() {
            let next = next.cast::<Native<TeeData>>().filter(|_| data.items.len() == BLOCK);
            data.next.set(Some(next.ok_or_else(|| vm.value_error("Invalid arguments"))?));
        }
        vm.new_native(cls, data)
    }
}

/// An iterator over an iterable that can be copied.
#[pyclass(name = "_tee", module = "itertools", weakref, text_sig = "(iterable, /)")]
pub struct Tee {
    data: Field<Obj<TeeData>>,
    #[no_trace]
    index: Cell<usize>,
}

#[pymethods]
impl Tee {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Tee>> {
        check_arguments::<Tee>(vm, cls, "_tee", args, 1, 1)?;
        let iterator = vm.iter(args.pos[0])?;
        if let Some(tee) = iterator.cast::<Native<Tee>>() {
            return Tee::copy(tee, vm);
        }
        let data = vm.new_object(TeeData::empty(iterator))?;
        vm.new_native(cls, Tee { data: Field::new(data), index: Cell::new(0) })
    }

    #[pyskip]
    fn copy(this: Obj<Tee>, vm: &Vm) -> PyResult<Obj<Tee>> {
        vm.new_object(Tee { data: Field::new(this.data.get()), index: Cell::new(this.index.get()) })
    }

    /// An independent iterator at the same place.
    fn __copy__(this: Obj<Tee>, vm: &Vm) -> PyResult<Obj<Tee>> {
        Self::copy(this, vm)
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Obj<Tee>, vm: &Vm) -> PyResult<Option<Value>> {
        let mut data = this.data.get();
        if this.index.get() >= BLOCK {
            let next = match data.next.get() {
                Some(next) => next,
                None => {
                    let next = vm.new_object(TeeData::empty(data.iterator))?;
                    data.next.set(Some(next));
                    next
                }
            };
            this.data.set(next);
            this.index.set(0);
            data = next;
        }
        let index = this.index.get();
        let item = data.item(vm, index)?;
        if item.is_some() {
            this.index.set(index + 1);
        }
        Ok(item)
    }
}

/// `tee(iterable, n)`.
pub fn tee(vm: &Vm, iterable: Value, n: isize) -> PyResult {
    if n < 0 {
        return Err(vm.value_error("n must be >= 0"));
    }
    if n == 0 {
        return Ok(PyTuple::new(&[]).value());
    }
    let iterator = vm.iter(iterable)?;
    let copier = match iterator.is::<Native<Tee>>() {
        true => None,
        false => vm.get_attr_opt(iterator, vm.intern("__copy__"))?,
    };
    let results = GcVec::new();
    results.try_reserve(n as usize)?;
    let Some(copier) = copier else {
        let first = match iterator.cast::<Native<Tee>>() {
            Some(tee) => Tee::copy(tee, vm)?,
            None => {
                let data = vm.new_object(TeeData::empty(iterator))?;
                vm.new_object(Tee { data: Field::new(data), index: Cell::new(0) })?
            }
        };
        results.push(first.value());
        for _ in 1..n {
            results.push(Tee::copy(first, vm)?.value());
        }
        return Ok(PyTuple::new(results.as_slice()).value());
    };
    results.push(iterator);
    for _ in 1..n {
        results.push(vm.call(copier, &[])?);
    }
    Ok(PyTuple::new(results.as_slice()).value())
}
