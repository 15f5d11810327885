//! `tuple` and its iterator.

use super::list::{clip_from, compare_sequences, position, reduce_iterator, repeated};
use super::prelude::*;
use super::support;
use taipan_object::num::hash::{TupleHasher, cut};

cell! {
    /// The layout of `tuple_iterator` objects.
    pub struct PyTupleIter: TUPLE_ITER, "tuple_iterator" {
        /// What is iterated over; `None` once it is exhausted.
        tuple: Field<Option<Gc<PyTuple>>>,
        /// The next position.
        index: Cell<usize>,
    }
}

fn is_exact(tuple: Gc<PyTuple>) -> bool {
    tuple.value().shape() == shape::TUPLE
}

fn new_tuple(items: &[Value]) -> PyResult {
    Ok(PyTuple::try_new(items, shape::TUPLE, 0)?.value())
}

/// `tuple(iterable)` as an instance of `class`.
pub fn new_of_class(vm: &Vm, class: Gc<PyType>, items: &[Value]) -> PyResult {
    let tuple = PyTuple::try_new(items, vm.instance_shape(class), class.extra_size())?;
    vm.register_finalizer(class, tuple.value());
    Ok(tuple.value())
}

/// A sequence of items that can't change.
#[pyclass(name = "tuple", cell = PyTuple, subclass, sequence, text_sig = "(iterable=(), /)")]
pub struct TupleType;

#[pymethods]
impl TupleType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let exact = cls == vm.types().tuple;
        if args.has_kwargs() && (exact || support::same_init(cls, vm.types().tuple)) {
            check_no_kwargs(vm, "tuple", args)?;
        }
        check_positional(vm, "tuple", args.pos.len(), 0, 1)?;
        let items = match args.pos {
            [iterable] => vm.to_tuple(*iterable)?,
            _ => PyTuple::new(&[]),
        };
        if exact { Ok(items.value()) } else { new_of_class(vm, cls, items.as_slice()) }
    }

    /// How many items equal the value.
    fn count(this: Gc<PyTuple>, vm: &Vm, value: Value) -> PyResult<usize> {
        let mut n = 0;
        for &item in this.as_slice() {
            n += vm.equal(item, value)? as usize;
        }
        Ok(n)
    }

    /// The first position of the value; ValueError if it is not there.
    #[pymethod(sig = "(value, start=0, stop=sys.maxsize, /)")]
    fn index(
        this: Gc<PyTuple>,
        vm: &Vm,
        value: Value,
        #[default(SliceIndex(0))] start: SliceIndex,
        #[default(SliceIndex(isize::MAX))] stop: SliceIndex,
    ) -> PyResult<usize> {
        let len = this.len();
        let (start, stop) = (clip_from(start, len), clip_from(stop, len).min(len));
        for i in start..stop {
            if vm.equal(this.as_slice()[i], value)? {
                return Ok(i);
            }
        }
        Err(vm.value_error("tuple.index(x): x not in tuple"))
    }

    /// For copying.
    fn __getnewargs__(this: Gc<PyTuple>) -> PyResult {
        let copy = if is_exact(this) { this.value() } else { new_tuple(this.as_slice())? };
        new_tuple(&[copy])
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }

    fn __repr__(this: Gc<PyTuple>, vm: &Vm) -> PyResult {
        if this.is_empty() {
            return support::text(b"()");
        }
        let done = vm.with_repr_guard(this.value(), || {
            let mut out = b"(".to_vec();
            let n = support::push_reprs(vm, &mut out, |i| this.as_slice().get(i).copied())?;
            out.extend_from_slice(if n == 1 { b",)" } else { b")" });
            support::text(&out)
        })?;
        done.map_or_else(|| support::text(b"(...)"), Ok)
    }

    fn __hash__(this: Gc<PyTuple>, vm: &Vm) -> PyResult<i64> {
        vm.check_native_stack()?;
        let mut hasher = TupleHasher::new();
        for &item in this.as_slice() {
            hasher.add(vm.hash(item)?);
        }
        Ok(cut(hasher.finish()))
    }

    fn __len__(this: Gc<PyTuple>) -> usize {
        this.len()
    }

    fn __iter__(this: Gc<PyTuple>) -> Gc<PyTupleIter> {
        alloc(PyTupleIter {
            header: PyTupleIter::header(shape::TUPLE_ITER),
            tuple: Field::new(Some(this)),
            index: Cell::new(0),
        })
    }

    fn __contains__(this: Gc<PyTuple>, vm: &Vm, value: Value) -> PyResult<bool> {
        for &item in this.as_slice() {
            if vm.equal(item, value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn __getitem__(this: Gc<PyTuple>, vm: &Vm, key: Value) -> PyResult {
        let items = this.as_slice();
        if let Some(slice) = key.cast::<PySlice>() {
            let span = slice.unpack(vm)?.adjust(items.len());
            if span.step == 1 {
                if span.count == items.len() && is_exact(this) {
                    return Ok(this.value());
                }
                let from = if span.count == 0 { 0 } else { span.start as usize };
                return new_tuple(&items[from..from + span.count]);
            }
            let picked = GcVec::new();
            picked.try_reserve(span.count)?;
            span.positions().for_each(|at| picked.push(items[at]));
            return new_tuple(picked.as_slice());
        }
        if !vm.has_index(key) {
            let found = support::class_name(vm, key);
            return Err(vm.type_error(format!("tuple indices must be integers or slices, not {found}")));
        }
        match position(Index::from_value(vm, key)?.0, items.len()) {
            Some(at) => Ok(items[at]),
            None => Err(vm.index_error("tuple index out of range")),
        }
    }

    fn sq_item(this: Gc<PyTuple>, vm: &Vm, index: isize) -> PyResult {
        match usize::try_from(index).ok().and_then(|at| this.as_slice().get(at)) {
            Some(item) => Ok(*item),
            None => Err(vm.index_error("tuple index out of range")),
        }
    }

    fn sq_concat(this: Gc<PyTuple>, vm: &Vm, other: Value) -> PyResult {
        let Some(other) = other.cast::<PyTuple>() else {
            let found = support::class_name(vm, other);
            return Err(vm.type_error(format!("can only concatenate tuple (not \"{found}\") to tuple")));
        };
        if this.is_empty() && is_exact(other) {
            return Ok(other.value());
        }
        if other.is_empty() && is_exact(this) {
            return Ok(this.value());
        }
        let items = GcVec::new();
        items.try_reserve(this.len() + other.len())?;
        items.try_extend(this.as_slice())?;
        items.try_extend(other.as_slice())?;
        new_tuple(items.as_slice())
    }

    fn sq_repeat(this: Gc<PyTuple>, vm: &Vm, n: isize) -> PyResult {
        if is_exact(this) && (n == 1 || this.is_empty()) {
            return Ok(this.value());
        }
        new_tuple(repeated(vm, this.as_slice(), n)?.as_slice())
    }

    fn richcompare(this: Gc<PyTuple>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(other) = other.cast::<PyTuple>() else { return Ok(Value::NOT_IMPLEMENTED) };
        let item = |t: Gc<PyTuple>, i: usize| t.as_slice().get(i).copied();
        compare_sequences(vm, op, |i| item(this, i), |i| item(other, i), || (this.len(), other.len()))
    }
}

/// Iterator over a tuple.
#[pyclass(name = "tuple_iterator", cell = PyTupleIter, no_new)]
pub struct TupleIteratorType;

#[pymethods]
impl TupleIteratorType {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PyTupleIter>) -> Option<Value> {
        let tuple = this.tuple.get()?;
        match tuple.as_slice().get(this.index.get()) {
            Some(item) => {
                this.index.set(this.index.get() + 1);
                Some(*item)
            }
            None => {
                this.tuple.set(None);
                None
            }
        }
    }

    /// Items that are left.
    fn __length_hint__(this: Gc<PyTupleIter>) -> usize {
        this.tuple.get().map_or(0, |t| t.len().saturating_sub(this.index.get()))
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyTupleIter>, vm: &Vm) -> PyResult {
        let tuple = this.tuple.get().map(Gc::value);
        reduce_iterator(vm, "iter", tuple, PyTuple::new(&[]).value(), this.index.get() as isize)
    }

    /// For unpickling.
    fn __setstate__(this: Gc<PyTupleIter>, vm: &Vm, object: Value) -> PyResult<()> {
        let index = support::state_index(vm, object)?;
        if let Some(tuple) = this.tuple.get() {
            this.index.set((index.max(0) as usize).min(tuple.len()));
        }
        Ok(())
    }
}
