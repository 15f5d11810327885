//! `range` and its iterators: over machine ints where everything fits, else over ints of any size.

use super::list::position;
use super::prelude::*;
use super::slice::Span;
use super::support;
use num_traits::{Signed, Zero};
use taipan_object::num::hash::{TupleHasher, cut};

cell! {
    /// The layout of `range` objects.
    pub struct PyRange: RANGE, "range" {
        /// First number (exactly an int, as all four).
        start: Value,
        /// Where it ends (exclusive).
        stop: Value,
        /// Distance, not 0.
        step: Value,
        /// How many numbers.
        len: Value,
    }
}

cell! {
    /// The layout of `range_iterator` objects.
    pub struct PyRangeIter: RANGE_ITER, "range_iterator" {
        /// The next number.
        untraced next: Cell<i64>,
        /// Distance.
        untraced step: Cell<i64>,
        /// How many numbers are left.
        untraced left: Cell<u64>,
    }
}

cell! {
    /// The layout of `longrange_iterator` objects.
    pub struct PyLongRangeIter: LONG_RANGE_ITER, "longrange_iterator" {
        /// The next number.
        start: Field<Value>,
        /// Distance.
        step: Value,
        /// How many numbers are left.
        left: Field<Value>,
    }
}

fn big(value: Value) -> BigInt {
    value.as_int().map(|n| n.to_big()).unwrap_or_default()
}

fn small(value: Value) -> Option<i64> {
    value.as_int().and_then(|n| n.to_i64())
}

/// How many numbers there are from `start` to `stop` in steps of `step`.
fn length(start: Value, stop: Value, step: Value) -> Value {
    if let (Some(a), Some(b), Some(s)) = (start.as_small(), stop.as_small(), step.as_small()) {
        let n = if s > 0 && a < b {
            (b - a - 1) / s + 1
        } else if s < 0 && a > b {
            (a - b - 1) / -s + 1
        } else {
            0
        };
        return Value::int(n);
    }
    let (a, b, s) = (big(start), big(stop), big(step));
    let (low, high) = if s.is_positive() { (a, b) } else { (b, a) };
    if low >= high { Value::small(0) } else { Value::big((high - low - 1) / s.abs() + 1) }
}

/// A range of exact ints; `step` is not 0.
pub fn new(start: Value, stop: Value, step: Value) -> Gc<PyRange> {
    alloc(PyRange { header: PyRange::header(shape::RANGE), start, stop, step, len: length(start, stop, step) })
}

/// The number at `i`, which may be outside.
fn item(this: Gc<PyRange>, i: &BigInt) -> Value {
    Value::big(big(this.start) + i * big(this.step))
}

/// `[slice]`.
fn subrange(vm: &Vm, this: Gc<PyRange>, slice: Gc<PySlice>) -> PyResult {
    if let (Some(start), Some(step), Some(len)) = (this.start.as_small(), this.step.as_small(), this.len.as_small()) {
        let Span { start: from, given_stop: stop, step: by, .. } = slice.unpack(vm)?.adjust(len as usize);
        let number = |i: isize| i64::try_from(start as i128 + i as i128 * step as i128).ok();
        if let (Some(a), Some(b), Some(s)) = (number(from), number(stop), step.checked_mul(by as i64)) {
            return Ok(new(Value::int(a), Value::int(b), Value::int(s)).value());
        }
    }
    let (from, to, by) = slice.exact(vm, &big(this.len))?;
    Ok(new(item(this, &from), item(this, &to), Value::big(big(this.step) * by)).value())
}

/// The position of int `value`; `None` if it is not in the range.
fn find(this: Gc<PyRange>, value: Value) -> Option<Value> {
    if let (Some(a), Some(s), Some(n), Some(v)) =
        (this.start.as_small(), this.step.as_small(), this.len.as_small(), value.as_int().and_then(|n| n.to_i64()))
    {
        let distance = v as i128 - a as i128;
        let (q, r) = (distance / s as i128, distance % s as i128);
        return (r == 0 && q >= 0 && q < n as i128).then(|| Value::int(q as i64));
    }
    let (distance, step) = (big(value) - big(this.start), big(this.step));
    let (q, r) = (&distance / &step, &distance % &step);
    (r.is_zero() && !q.is_negative() && q < big(this.len)).then(|| Value::big(q))
}

fn is_plain_int(value: Value) -> bool {
    value.is_exact_int() || value.is_bool()
}

fn iterator(start: Value, step: Value, len: Value) -> Value {
    let fits = || {
        let (next, step, left) = (small(start)?, small(step)?, small(len)?);
        // The number after the last one must fit too.
        step.checked_mul(left)?.checked_add(next)?;
        Some((next, step, left as u64))
    };
    match fits() {
        Some((next, step, left)) => alloc(PyRangeIter {
            header: PyRangeIter::header(shape::RANGE_ITER),
            next: Cell::new(next),
            step: Cell::new(step),
            left: Cell::new(left),
        })
        .value(),
        None => alloc(PyLongRangeIter {
            header: PyLongRangeIter::header(shape::LONG_RANGE_ITER),
            start: Field::new(start),
            step,
            left: Field::new(len),
        })
        .value(),
    }
}

fn equal(a: Gc<PyRange>, b: Gc<PyRange>) -> bool {
    let same = |x: Value, y: Value| super::int::cmp(x, y) == Some(std::cmp::Ordering::Equal);
    if a == b {
        return true;
    }
    if !same(a.len, b.len) {
        return false;
    }
    match small(a.len) {
        Some(0) => true,
        Some(1) => same(a.start, b.start),
        _ => same(a.start, b.start) && same(a.step, b.step),
    }
}

/// `iter(range(...))` with what is left.
fn reduce(vm: &Vm, start: BigInt, step: BigInt, left: BigInt) -> PyResult {
    let stop = &start + &step * left;
    let range = new(Value::big(start), Value::big(stop), Value::big(step)).value();
    let args = PyTuple::new(&[range]).value();
    Ok(PyTuple::new(&[support::builtin(vm, "iter")?, args, Value::NONE]).value())
}

/// The ints from start to stop (exclusive) in steps: range(stop) or range(start, stop[, step]).
#[pyclass(name = "range", cell = PyRange, sequence)]
pub struct RangeType;

#[pymethods]
impl RangeType {
    #[pyslot]
    fn __new__(_cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        check_no_kwargs(vm, "range", args)?;
        check_positional(vm, "range", args.pos.len(), 1, 3)?;
        let (start, stop, step) = match *args.pos {
            [stop] => (Value::small(0), vm.index(stop)?, Value::small(1)),
            [start, stop] => (vm.index(start)?, vm.index(stop)?, Value::small(1)),
            _ => (vm.index(args.pos[0])?, vm.index(args.pos[1])?, vm.index(args.pos[2])?),
        };
        if small(step) == Some(0) {
            return Err(vm.value_error("range() arg 3 must not be zero"));
        }
        Ok(new(start, stop, step).value())
    }

    #[getter(member)]
    fn start(this: Gc<PyRange>) -> Value {
        this.start
    }

    #[getter(member)]
    fn stop(this: Gc<PyRange>) -> Value {
        this.stop
    }

    #[getter(member)]
    fn step(this: Gc<PyRange>) -> Value {
        this.step
    }

    /// How many numbers equal the value.
    fn count(this: Gc<PyRange>, vm: &Vm, object: Value) -> PyResult<usize> {
        if is_plain_int(object) {
            return Ok(find(this, object).is_some() as usize);
        }
        let mut n = 0;
        vm.for_each(this.value(), |item| {
            n += vm.equal(item, object)? as usize;
            Ok(())
        })?;
        Ok(n)
    }

    /// The position of the value; ValueError if it is not there.
    fn index(this: Gc<PyRange>, vm: &Vm, object: Value) -> PyResult {
        if is_plain_int(object) {
            return find(this, object).ok_or_else(|| vm.value_error("range.index(x): x not in range"));
        }
        let mut n = 0i64;
        let found = vm.for_each_until(this.value(), |item| {
            n += 1;
            vm.equal(item, object)
        })?;
        if found { Ok(Value::int(n - 1)) } else { Err(vm.value_error("sequence.index(x): x not in sequence")) }
    }

    /// An iterator from the last number to the first.
    fn __reversed__(this: Gc<PyRange>) -> Value {
        let last = item(this, &(big(this.len) - 1));
        iterator(last, Value::big(-big(this.step)), this.len)
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyRange>, vm: &Vm) -> Value {
        let args = PyTuple::new(&[this.start, this.stop, this.step]).value();
        PyTuple::new(&[vm.types().range.value(), args]).value()
    }

    fn __repr__(this: Gc<PyRange>, vm: &Vm) -> PyResult {
        let text = |n: Value| vm.repr(n).map(|s| s.to_string_lossy().into_owned());
        let mut out = format!("range({}, {}", text(this.start)?, text(this.stop)?);
        if this.step != Value::small(1) {
            out.push_str(&format!(", {}", text(this.step)?));
        }
        out.push(')');
        Ok(PyStr::new(&out).value())
    }

    fn __hash__(this: Gc<PyRange>, vm: &Vm) -> PyResult<i64> {
        let none = Value::NONE;
        let parts = match small(this.len) {
            Some(0) => [this.len, none, none],
            Some(1) => [this.len, this.start, none],
            _ => [this.len, this.start, this.step],
        };
        let mut hasher = TupleHasher::new();
        for part in parts {
            hasher.add(vm.hash(part)?);
        }
        Ok(cut(hasher.finish()))
    }

    fn richcompare(this: Gc<PyRange>, other: Value, op: CmpOp) -> Value {
        match (other.cast::<PyRange>(), op) {
            (Some(other), CmpOp::Eq) => Value::bool(equal(this, other)),
            (Some(other), CmpOp::Ne) => Value::bool(!equal(this, other)),
            _ => Value::NOT_IMPLEMENTED,
        }
    }

    fn __bool__(this: Gc<PyRange>) -> bool {
        this.len != Value::small(0)
    }

    fn __len__(this: Gc<PyRange>, vm: &Vm) -> PyResult<usize> {
        match small(this.len) {
            Some(n) => Ok(n as usize),
            None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
        }
    }

    fn __iter__(this: Gc<PyRange>) -> Value {
        iterator(this.start, this.step, this.len)
    }

    fn __contains__(this: Gc<PyRange>, vm: &Vm, value: Value) -> PyResult<bool> {
        if is_plain_int(value) {
            return Ok(find(this, value).is_some());
        }
        vm.for_each_until(this.value(), |item| vm.equal(item, value))
    }

    fn __getitem__(this: Gc<PyRange>, vm: &Vm, key: Value) -> PyResult {
        if let Some(slice) = key.cast::<PySlice>() {
            return subrange(vm, this, slice);
        }
        if !vm.has_index(key) {
            let found = support::class_name(vm, key);
            return Err(vm.type_error(format!("range indices must be integers or slices, not {found}")));
        }
        let mut i = big(vm.index(key)?);
        let len = big(this.len);
        if i.is_negative() {
            i += &len;
        }
        if i.is_negative() || i >= len {
            return Err(vm.index_error("range object index out of range"));
        }
        Ok(item(this, &i))
    }

    fn sq_item(this: Gc<PyRange>, vm: &Vm, index: isize) -> PyResult {
        match small(this.len).and_then(|len| position(index, len as usize)) {
            Some(at) if index >= 0 => Ok(item(this, &BigInt::from(at))),
            _ => Err(vm.index_error("range object index out of range")),
        }
    }
}

/// Iterator over a range.
#[pyclass(name = "range_iterator", cell = PyRangeIter, no_new)]
pub struct RangeIteratorType;

#[pymethods]
impl RangeIteratorType {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PyRangeIter>) -> Option<i64> {
        let left = this.left.get().checked_sub(1)?;
        let next = this.next.get();
        this.left.set(left);
        this.next.set(next.wrapping_add(this.step.get()));
        Some(next)
    }

    /// Numbers that are left.
    fn __length_hint__(this: Gc<PyRangeIter>) -> u64 {
        this.left.get()
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyRangeIter>, vm: &Vm) -> PyResult {
        reduce(vm, this.next.get().into(), this.step.get().into(), this.left.get().into())
    }

    /// For unpickling: skips so many numbers.
    fn __setstate__(this: Gc<PyRangeIter>, vm: &Vm, object: Value) -> PyResult<()> {
        let skip = (support::state_index(vm, object)?.max(0) as u64).min(this.left.get());
        this.left.set(this.left.get() - skip);
        this.next.set(this.next.get().wrapping_add(this.step.get().wrapping_mul(skip as i64)));
        Ok(())
    }
}

/// Iterator over a range of big ints.
#[pyclass(name = "longrange_iterator", cell = PyLongRangeIter, no_new)]
pub struct LongRangeIteratorType;

#[pymethods]
impl LongRangeIteratorType {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PyLongRangeIter>) -> Option<Value> {
        let left = big(this.left.get());
        if !left.is_positive() {
            return None;
        }
        let next = this.start.get();
        this.left.set(Value::big(left - 1));
        this.start.set(Value::big(big(next) + big(this.step)));
        Some(next)
    }

    /// Numbers that are left.
    fn __length_hint__(this: Gc<PyLongRangeIter>) -> Value {
        this.left.get()
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyLongRangeIter>, vm: &Vm) -> PyResult {
        reduce(vm, big(this.start.get()), big(this.step), big(this.left.get()))
    }

    /// For unpickling: skips so many numbers.
    fn __setstate__(this: Gc<PyLongRangeIter>, vm: &Vm, object: Value) -> PyResult<()> {
        if object.as_int().is_none() {
            return Err(vm.type_error(format!("state must be an int, not {}", support::class_name(vm, object))));
        }
        let skip = big(object).max(BigInt::zero()).min(big(this.left.get()));
        this.start.set(Value::big(big(this.start.get()) + big(this.step) * &skip));
        this.left.set(Value::big(big(this.left.get()) - skip));
        Ok(())
    }
}
