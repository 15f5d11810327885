//! `slice`, and the arithmetic of slices that all sequences share.

use super::prelude::*;
use num_traits::{Signed, Zero};
use taipan_object::num::hash::hash_slice;

cell! {
    /// The layout of `slice` objects.
    pub struct PySlice: SLICE, "slice" {
        /// See the type.
        start: Value,
        /// See the type.
        stop: Value,
        /// See the type.
        step: Value,
    }
}

/// A slice's parts as machine numbers (clipped), before the sequence's length is known.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    start: isize,
    stop: isize,
    step: isize,
}

/// Which items of a sequence a slice selects: `start`, `start + step`, … `count` of them.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// First position.
    pub start: isize,
    /// Where it ends (exclusive); for an empty span with step 1 at least `start`.
    pub stop: isize,
    /// The end as it was given (clipped): may lie before `start`.
    pub given_stop: isize,
    /// Distance.
    pub step: isize,
    /// How many items.
    pub count: usize,
}

impl Bounds {
    /// The items selected in a sequence of `len` items.
    pub fn adjust(self, len: usize) -> Span {
        let len = len as isize;
        let clip = |at: isize| -> isize {
            if at < 0 {
                let at = at.saturating_add(len);
                if at < 0 { if self.step < 0 { -1 } else { 0 } } else { at }
            } else if at >= len {
                if self.step < 0 { len - 1 } else { len }
            } else {
                at
            }
        };
        let (start, stop) = (clip(self.start), clip(self.stop));
        let count = if self.step < 0 {
            if stop < start { (start - stop - 1) as usize / self.step.unsigned_abs() + 1 } else { 0 }
        } else if start < stop {
            (stop - start - 1) as usize / self.step as usize + 1
        } else {
            0
        };
        let given_stop = stop;
        let stop = if count == 0 && self.step > 0 { stop.max(start) } else { stop };
        Span { start, stop, given_stop, step: self.step, count }
    }
}

impl Span {
    /// The position of item `i` of the span.
    #[inline(always)]
    pub fn position(self, i: usize) -> usize {
        (self.start + self.step.wrapping_mul(i as isize)) as usize
    }

    /// The positions.
    pub fn positions(self) -> impl Iterator<Item = usize> {
        (0..self.count).map(move |i| self.position(i))
    }

    /// The same positions in ascending order.
    pub fn ascending(self) -> Span {
        if self.step > 0 || self.count == 0 {
            return self;
        }
        let start = self.position(self.count - 1) as isize;
        Span { start, stop: self.start + 1, given_stop: self.start + 1, step: -self.step, count: self.count }
    }
}

impl PySlice {
    /// A slice object.
    pub fn new(start: Value, stop: Value, step: Value) -> Gc<PySlice> {
        alloc(PySlice { header: PySlice::header(shape::SLICE), start, stop, step })
    }

    /// The parts as numbers. Runs `__index__`, so the sequence's length is to be read afterwards.
    pub fn unpack(&self, vm: &Vm) -> PyResult<Bounds> {
        let step = match self.step {
            Value::NONE => 1,
            step => {
                let step = part(vm, step)?;
                if step == 0 {
                    return Err(vm.value_error("slice step cannot be zero"));
                }
                step.max(-isize::MAX)
            }
        };
        let start = match self.start {
            Value::NONE if step < 0 => isize::MAX,
            Value::NONE => 0,
            start => part(vm, start)?,
        };
        let stop = match self.stop {
            Value::NONE if step < 0 => isize::MIN,
            Value::NONE => isize::MAX,
            stop => part(vm, stop)?,
        };
        Ok(Bounds { start, stop, step })
    }

    /// The parts as exact numbers for a sequence of `len` items, of any size (`slice.indices`).
    pub fn exact(&self, vm: &Vm, len: &BigInt) -> PyResult<(BigInt, BigInt, BigInt)> {
        let number = |value: Value| -> PyResult<BigInt> {
            if !vm.has_index(value) {
                return Err(bad_part(vm));
            }
            BigInt::from_value(vm, value)
        };
        let step = if self.step.is_none() { BigInt::from(1) } else { number(self.step)? };
        if step.is_zero() {
            return Err(vm.value_error("slice step cannot be zero"));
        }
        let down = step.is_negative();
        let (lower, upper) = if down { (BigInt::from(-1), len - 1) } else { (BigInt::zero(), len.clone()) };
        let clip = |value: Value, default: &BigInt| -> PyResult<BigInt> {
            if value.is_none() {
                return Ok(default.clone());
            }
            let n = number(value)?;
            Ok(if n.is_negative() { (n + len).max(lower.clone()) } else { n.min(upper.clone()) })
        };
        let start = clip(self.start, if down { &upper } else { &lower })?;
        let stop = clip(self.stop, if down { &lower } else { &upper })?;
        Ok((start, stop, step))
    }

    fn parts(&self) -> [Value; 3] {
        [self.start, self.stop, self.step]
    }
}

#[cold]
fn bad_part(vm: &Vm) -> Raised {
    vm.type_error("slice indices must be integers or None or have an __index__ method")
}

/// A part of a slice, clipped.
#[inline]
fn part(vm: &Vm, value: Value) -> PyResult<isize> {
    if let Some(n) = value.as_small() {
        return Ok(n as isize);
    }
    if !vm.has_index(value) {
        return Err(bad_part(vm));
    }
    Ok(SliceIndex::from_value(vm, value)?.0)
}

/// A slice object.
pub fn new(start: Value, stop: Value, step: Value) -> Value {
    PySlice::new(start, stop, step).value()
}

/// A range of positions for use in subscripts: slice(stop) or slice(start, stop[, step]).
#[pyclass(name = "slice", cell = PySlice)]
pub struct SliceType;

#[pymethods]
impl SliceType {
    #[pyslot]
    fn __new__(_cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        check_no_kwargs(vm, "slice", args)?;
        check_positional(vm, "slice", args.pos.len(), 1, 3)?;
        let none = Value::NONE;
        let (start, stop, step) = match *args.pos {
            [stop] => (none, stop, none),
            [start, stop] => (start, stop, none),
            _ => (args.pos[0], args.pos[1], args.pos[2]),
        };
        Ok(PySlice::new(start, stop, step).value())
    }

    #[getter(member)]
    fn start(this: Gc<PySlice>) -> Value {
        this.start
    }

    #[getter(member)]
    fn stop(this: Gc<PySlice>) -> Value {
        this.stop
    }

    #[getter(member)]
    fn step(this: Gc<PySlice>) -> Value {
        this.step
    }

    /// The start, stop and step that select from a sequence of this length.
    fn indices(this: Gc<PySlice>, vm: &Vm, object: Value) -> PyResult {
        let len = BigInt::from_value(vm, object)?;
        if len.is_negative() {
            return Err(vm.value_error("length should not be negative"));
        }
        let (start, stop, step) = this.exact(vm, &len)?;
        Ok(PyTuple::new(&[Value::big(start), Value::big(stop), Value::big(step)]).value())
    }

    /// For pickling.
    fn __reduce__(this: Gc<PySlice>, vm: &Vm) -> Value {
        let args = PyTuple::new(&this.parts());
        PyTuple::new(&[vm.types().slice.value(), args.value()]).value()
    }

    fn __repr__(this: Gc<PySlice>, vm: &Vm) -> PyResult {
        let mut out = b"slice(".to_vec();
        super::support::push_reprs(vm, &mut out, |i| this.parts().get(i).copied())?;
        out.push(b')');
        super::support::text(&out)
    }

    fn __hash__(this: Gc<PySlice>, vm: &Vm) -> PyResult<i64> {
        Ok(taipan_object::num::hash::cut(hash_slice([vm.hash(this.start)?, vm.hash(this.stop)?, vm.hash(this.step)?])))
    }

    fn richcompare(this: Gc<PySlice>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(other) = other.cast::<PySlice>() else { return Ok(Value::NOT_IMPLEMENTED) };
        if this == other {
            return Ok(Value::bool(matches!(op, CmpOp::Eq | CmpOp::Le | CmpOp::Ge)));
        }
        vm.compare(PyTuple::new(&this.parts()).value(), PyTuple::new(&other.parts()).value(), op)
    }
}
