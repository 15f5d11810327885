//! Numbers outside the immediate range: big ints, boxed floats, complex; and the conversions between them and values.

use crate::cell::{Gc, GcCell, Header, alloc, alloc_dropped, register};
use crate::kind::Kind;
use crate::shape;
use crate::value::Value;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use taipan_gc::{Marker, Trace};

/// An int outside 62 bits, or (with any number) an instance of a subclass of int.
#[repr(C)]
pub struct PyInt {
    header: Header,
    /// The number.
    pub value: BigInt,
}

/// A float whose magnitude has no immediate form, or an instance of a subclass of float.
#[repr(C)]
pub struct PyFloat {
    header: Header,
    /// The number.
    pub value: f64,
}

/// A complex number.
#[repr(C)]
pub struct PyComplex {
    header: Header,
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}

macro_rules! leaf {
    ($t:ty, $kind:expr) => {
        // SAFETY: repr(C) with a header; registered below.
        unsafe impl GcCell for $t {
            const KIND: Kind = $kind;
        }
        impl Trace for $t {
            fn trace(&self, _: &mut Marker) {}
        }
    };
}
leaf!(PyInt, Kind::INT);
leaf!(PyFloat, Kind::FLOAT);
leaf!(PyComplex, Kind::COMPLEX);

impl PyInt {
    /// A cell for `value` with `shape`: only for subclass instances and numbers outside the immediate range.
    pub fn new_cell(value: BigInt, shape: u32) -> PyInt {
        PyInt { header: Header::new(shape, Kind::INT.0), value }
    }
}

impl PyFloat {
    /// A cell for `value` with `shape`.
    pub fn new_cell(value: f64, shape: u32) -> PyFloat {
        PyFloat { header: Header::new(shape, Kind::FLOAT.0), value }
    }
}

impl PyComplex {
    /// A cell for `re + im*j` with `shape`.
    pub fn new_cell(re: f64, im: f64, shape: u32) -> PyComplex {
        PyComplex { header: Header::new(shape, Kind::COMPLEX.0), re, im }
    }

    /// A complex number.
    pub fn new(re: f64, im: f64) -> Gc<PyComplex> {
        alloc(Self::new_cell(re, im, shape::COMPLEX))
    }
}

/// An int of any size, borrowed.
#[derive(Clone, Copy, Debug)]
pub enum IntRef<'a> {
    /// Fits 62 bits (also True and False).
    Small(i64),
    /// Any number, possibly small in an instance of a subclass.
    Big(&'a BigInt),
}

impl IntRef<'_> {
    /// The number, if it fits i64.
    pub fn to_i64(self) -> Option<i64> {
        match self {
            IntRef::Small(n) => Some(n),
            IntRef::Big(n) => n.to_i64(),
        }
    }

    /// The number as a big int.
    pub fn to_big(self) -> BigInt {
        match self {
            IntRef::Small(n) => BigInt::from(n),
            IntRef::Big(n) => n.clone(),
        }
    }

    /// Below zero?
    pub fn is_negative(self) -> bool {
        match self {
            IntRef::Small(n) => n < 0,
            IntRef::Big(n) => n.sign() == num_bigint::Sign::Minus,
        }
    }

    /// Zero?
    pub fn is_zero(self) -> bool {
        match self {
            IntRef::Small(n) => n == 0,
            IntRef::Big(n) => n.sign() == num_bigint::Sign::NoSign,
        }
    }
}

impl Value {
    /// An int.
    #[inline(always)]
    pub fn int(n: i64) -> Value {
        match Value::try_int(n) {
            Some(value) => value,
            None => Value::boxed_int(BigInt::from(n)),
        }
    }

    /// An int from an unsigned number.
    pub fn uint(n: u64) -> Value {
        match i64::try_from(n) {
            Ok(n) => Value::int(n),
            Err(_) => Value::boxed_int(BigInt::from(n)),
        }
    }

    #[cold]
    #[inline(never)]
    fn boxed_int(n: BigInt) -> Value {
        taipan_gc::heap().count_external(n.bits() as usize / 8);
        alloc_dropped(PyInt::new_cell(n, shape::INT)).value()
    }

    /// An int of any size.
    pub fn big(n: BigInt) -> Value {
        match n.to_i64().and_then(Value::try_int) {
            Some(value) => value,
            None => Value::boxed_int(n),
        }
    }

    /// A float.
    #[inline(always)]
    pub fn float(f: f64) -> Value {
        match Value::try_float(f) {
            Some(value) => value,
            None => Value::boxed_float(f),
        }
    }

    #[cold]
    #[inline(never)]
    fn boxed_float(f: f64) -> Value {
        alloc(PyFloat::new_cell(f, shape::FLOAT)).value()
    }

    /// The number, if this is an int, a bool, or an instance of a subclass of int.
    #[inline]
    pub fn as_int(&self) -> Option<IntRef<'_>> {
        if let Some(n) = self.as_small() {
            return Some(IntRef::Small(n));
        }
        if *self == Value::TRUE {
            return Some(IntRef::Small(1));
        }
        if *self == Value::FALSE {
            return Some(IntRef::Small(0));
        }
        if self.is::<PyInt>() {
            // SAFETY: checked; the cell lives as long as the value is in use.
            return Some(IntRef::Big(unsafe { &(*(self.bits() as usize as *const PyInt)).value }));
        }
        None
    }

    /// The number, if this is a float or an instance of a subclass of float.
    #[inline(always)]
    pub fn as_float(self) -> Option<f64> {
        if self.is_immediate_float() { Some(self.float_unchecked()) } else { self.cast::<PyFloat>().map(|f| f.value) }
    }

    /// Exactly an int (not bool, not a subclass)?
    #[inline(always)]
    pub fn is_exact_int(self) -> bool {
        self.is_small() || self.is::<PyInt>() && self.shape() == shape::INT
    }

    /// Exactly a float?
    #[inline(always)]
    pub fn is_exact_float(self) -> bool {
        self.is_immediate_float() || self.is::<PyFloat>() && self.shape() == shape::FLOAT
    }

    /// Exactly a str?
    #[inline(always)]
    pub fn is_exact_str(self) -> bool {
        self.is_cell() && self.shape() == shape::STR
    }
}

pub(crate) fn register_kinds() {
    register::<PyInt>("int", true);
    register::<PyFloat>("float", false);
    register::<PyComplex>("complex", false);
}
