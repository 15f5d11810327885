//! `float`: construction, methods and operators. The arithmetic itself is in `taipan_object::num`.

use super::prelude::*;
use super::support::{self, float_error, int_error, int_value};
use std::cmp::Ordering;
use taipan_object::num::float::{self, FloatError};
use taipan_object::num::{float_format, float_parse, hash, int};
use taipan_object::number::IntRef;
use taipan_object::text::formatnum::{self, Locale};

/// A float or instance of a subclass, as a method's self.
#[derive(Clone, Copy)]
pub struct AnyFloat(pub Value, f64);

impl Downcast for AnyFloat {
    fn downcast(_: &Vm, value: Value) -> Option<AnyFloat> {
        value.as_float().map(|f| AnyFloat(value, f))
    }
    fn expected() -> &'static str {
        "float"
    }
}

impl AnyFloat {
    /// The number as exactly a float.
    fn exact(self) -> Value {
        if self.0.is_exact_float() { self.0 } else { Value::float(self.1) }
    }
}

/// The operand as a float; `None` if it is neither float nor int.
#[inline(always)]
pub fn operand(vm: &Vm, value: Value) -> PyResult<Option<f64>> {
    if let Some(f) = value.as_float() {
        return Ok(Some(f));
    }
    match value.as_int() {
        Some(IntRef::Small(n)) => Ok(Some(n as f64)),
        Some(IntRef::Big(n)) => int::to_f64(n).map(Some).map_err(|e| int_error(vm, e)),
        None => Ok(None),
    }
}

fn operands(vm: &Vm, a: Value, b: Value) -> PyResult<Option<(f64, f64)>> {
    let Some(x) = operand(vm, a)? else { return Ok(None) };
    Ok(operand(vm, b)?.map(|y| (x, y)))
}

/// `a ** b` with at least one float.
pub fn power(vm: &Vm, a: Value, b: Value) -> PyResult {
    let Some((x, y)) = operands(vm, a, b)? else { return Ok(Value::NOT_IMPLEMENTED) };
    match float::pow(x, y) {
        Ok(f) => Ok(Value::float(f)),
        Err(FloatError::Complex) => super::complex::power(vm, (x, 0.0), (y, 0.0)),
        Err(e) => Err(float_error(vm, e)),
    }
}

/// A float read from text. A NaN gets a cell, so that it is identical to itself only.
fn parsed(f: f64) -> Value {
    if f.is_nan() { alloc(PyFloat::new_cell(f, shape::FLOAT)).value() } else { Value::float(f) }
}

/// `float(value)`, text included: exactly a float.
pub fn from_object(vm: &Vm, value: Value) -> PyResult {
    if value.is_exact_float() {
        return Ok(value);
    }
    let not_a_number = |vm: &Vm| -> Raised {
        match support::short_repr(vm, value) {
            Ok(repr) => vm.value_error(format!("could not convert string to float: {repr}")),
            Err(raised) => raised,
        }
    };
    if let Some(s) = value.cast::<PyStr>() {
        let text = float_parse::to_ascii_number(s.as_bytes());
        return match text.and_then(|t| float_parse::parse(float_parse::trim(&t))) {
            Some(f) => Ok(parsed(f)),
            None => Err(not_a_number(vm)),
        };
    }
    let slots = vm.slots_of(value);
    if slots.float.is_some() || slots.index.is_some() {
        return from_number(vm, value);
    }
    if let Some(bytes) = support::bytes_of(vm, value)? {
        return match float_parse::parse(float_parse::trim_bytes(&bytes)) {
            Some(f) => Ok(parsed(f)),
            None => Err(not_a_number(vm)),
        };
    }
    let found = support::class_name(vm, value);
    Err(vm.type_error(format!("float() argument must be a string or a real number, not '{found}'")))
}

/// What `__float__` or `__index__` gives, as exactly a float.
pub fn from_number(vm: &Vm, value: Value) -> PyResult {
    let slots = vm.slots_of(value);
    if value.as_float().is_some()
        && slots.float.map(|f| f as usize) == vm.types().float.slots().float.map(|f| f as usize)
    {
        return Ok(Value::float(value.as_float().unwrap_or(0.0)));
    }
    let Some(convert) = slots.float else { return Ok(Value::float(vm.to_f64(value)?)) };
    let result = convert(vm, value)?;
    if result.is_exact_float() {
        return Ok(result);
    }
    let (class, found) = (support::class_name(vm, value), support::class_name(vm, result));
    let Some(f) = result.as_float() else {
        return Err(vm.type_error(format!("{class}.__float__ returned non-float (type {found})")));
    };
    vm.warn(
        vm.exc().DeprecationWarning,
        &format!(
            "{class}.__float__ returned non-float (type {found}).  The ability to return an instance of a strict \
             subclass of float is deprecated, and may be removed in a future version of Python."
        ),
    )?;
    Ok(Value::float(f))
}

fn of_class(vm: &Vm, class: Gc<PyType>, value: Value) -> PyResult {
    if class == vm.types().float {
        return Ok(value);
    }
    let f = value.as_float().unwrap_or(0.0);
    Ok(vm.alloc_instance(class, PyFloat::new_cell(f, vm.instance_shape(class)))?.value())
}

/// The exact ordering of a float and a float or int; `None` for NaN. Outer `None`: another type.
fn compare(x: f64, other: Value) -> Option<Option<Ordering>> {
    if let Some(y) = other.as_float() {
        return Some(x.partial_cmp(&y));
    }
    Some(match other.as_int()? {
        IntRef::Small(n) => float::cmp_i64(x, n),
        IntRef::Big(n) => float::cmp_big(x, n),
    })
}

macro_rules! arithmetic {
    ($vm:ident, $a:ident, $b:ident, |$x:ident, $y:ident| $e:expr) => {
        match operands($vm, $a, $b)? {
            Some(($x, $y)) => $e,
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    };
}

/// Real numbers in double precision: float(x) converts a number or text.
#[pyclass(name = "float", cell = PyFloat, subclass, text_sig = "(x=0, /)")]
pub struct FloatType;

#[pymethods]
impl FloatType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        if args.has_kwargs() && (cls == vm.types().float || support::same_init(cls, vm.types().float)) {
            check_no_kwargs(vm, "float", args)?;
        }
        check_positional(vm, "float", args.pos.len(), 0, 1)?;
        let value = match args.pos {
            [x] => from_object(vm, *x)?,
            _ => Value::float(0.0),
        };
        of_class(vm, cls, value)
    }

    fn __repr__(this: AnyFloat) -> String {
        float_format::repr(this.1)
    }

    fn __hash__(this: AnyFloat) -> i64 {
        match hash::hash_f64(this.1) {
            Some(h) => hash::cut(h),
            None => hash::cut(hash::hash_pointer(this.0.bits() as usize)),
        }
    }

    fn richcompare(this: AnyFloat, other: Value, op: CmpOp) -> Value {
        match compare(this.1, other) {
            Some(Some(ordering)) => Value::bool(op.holds(ordering)),
            Some(None) => Value::bool(op == CmpOp::Ne),
            None => Value::NOT_IMPLEMENTED,
        }
    }

    /// The number formatted as the specification says.
    fn __format__(this: AnyFloat, vm: &Vm, format_spec: Gc<PyStr>) -> PyResult {
        if format_spec.is_empty() {
            return Ok(vm.str(this.0)?.value());
        }
        let name = support::class_name(vm, this.0);
        let out = formatnum::format_float(this.1, format_spec.as_bytes(), &name, &Locale::default());
        support::text(&out.map_err(|e| support::format_error(vm, e))?)
    }

    /// For copying.
    fn __getnewargs__(this: AnyFloat) -> (Value,) {
        (this.exact(),)
    }

    /// The nearest int toward zero.
    fn __trunc__(this: AnyFloat, vm: &Vm) -> PyResult {
        float::to_int(this.1).map(int_value).map_err(|e| float_error(vm, e))
    }

    /// The nearest int that is not greater.
    fn __floor__(this: AnyFloat, vm: &Vm) -> PyResult {
        float::to_int(this.1.floor()).map(int_value).map_err(|e| float_error(vm, e))
    }

    /// The nearest int that is not less.
    fn __ceil__(this: AnyFloat, vm: &Vm) -> PyResult {
        float::to_int(this.1.ceil()).map(int_value).map_err(|e| float_error(vm, e))
    }

    /// The nearest int, or the number rounded to ndigits decimals.
    #[pymethod(sig = "(ndigits=None, /)")]
    fn __round__(this: AnyFloat, vm: &Vm, ndigits: Value) -> PyResult {
        if ndigits.is_none() {
            return float::to_int(float::round_even(this.1)).map(int_value).map_err(|e| float_error(vm, e));
        }
        let digits = SliceIndex::from_value(vm, vm.index(ndigits)?)?.0 as i64;
        if !this.1.is_finite() {
            return Ok(Value::float(this.1));
        }
        float::round_digits(this.1, digits).map(Value::float).map_err(|e| float_error(vm, e))
    }

    /// The number as a fraction in lowest terms.
    fn as_integer_ratio(this: AnyFloat, vm: &Vm) -> PyResult<(Value, Value)> {
        let (n, d) = float::as_integer_ratio(this.1).map_err(|e| float_error(vm, e))?;
        Ok((int_value(n), int_value(d)))
    }

    /// The number itself.
    fn conjugate(this: AnyFloat) -> Value {
        this.exact()
    }

    /// Whether the number is whole.
    fn is_integer(this: AnyFloat) -> bool {
        this.1.is_finite() && this.1.fract() == 0.0
    }

    /// The number in hexadecimal form.
    fn hex(this: AnyFloat) -> String {
        float_parse::hex(this.1)
    }

    /// The number that a text in hexadecimal form stands for.
    #[classmethod]
    fn fromhex(cls: Gc<PyType>, vm: &Vm, string: Gc<PyStr>) -> PyResult {
        let value = float_parse::from_hex(string.as_bytes()).map_err(|e| float_error(vm, e))?;
        let value = Value::float(value);
        if cls == vm.types().float { Ok(value) } else { vm.call(cls.value(), &[value]) }
    }

    /// The float of a real number (text is refused).
    #[classmethod]
    fn from_number(cls: Gc<PyType>, vm: &Vm, number: Value) -> PyResult {
        if number.is_exact_float() && cls == vm.types().float {
            return Ok(number);
        }
        let value = Value::float(vm.to_f64(number)?);
        if cls == vm.types().float { Ok(value) } else { vm.call(cls.value(), &[value]) }
    }

    /// How floats are stored: for the reference's own tests.
    #[classmethod]
    fn __getformat__(_cls: Gc<PyType>, vm: &Vm, typestr: Gc<PyStr>) -> PyResult<&'static str> {
        match typestr.as_bytes() {
            b"double" | b"float" if cfg!(target_endian = "little") => Ok("IEEE, little-endian"),
            b"double" | b"float" => Ok("IEEE, big-endian"),
            _ => Err(vm.value_error("__getformat__() argument 1 must be 'double' or 'float'")),
        }
    }

    /// The real part: the number itself.
    #[getter]
    fn real(this: AnyFloat) -> Value {
        this.exact()
    }

    /// The imaginary part: 0.
    #[getter]
    fn imag(this: AnyFloat) -> f64 {
        let _ = this;
        0.0
    }

    fn __bool__(this: AnyFloat) -> bool {
        this.1 != 0.0
    }

    fn __int__(this: AnyFloat, vm: &Vm) -> PyResult {
        float::to_int(this.1).map(int_value).map_err(|e| float_error(vm, e))
    }

    fn __float__(this: AnyFloat) -> Value {
        this.exact()
    }

    fn __neg__(this: AnyFloat) -> f64 {
        -this.1
    }

    fn __pos__(this: AnyFloat) -> Value {
        this.exact()
    }

    fn __abs__(this: AnyFloat) -> f64 {
        this.1.abs()
    }

    fn __add__(vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| Ok(Value::float(x + y)))
    }

    fn __sub__(vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| Ok(Value::float(x - y)))
    }

    fn __mul__(vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| Ok(Value::float(x * y)))
    }

    fn __truediv__(vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| float::true_div(x, y).map(Value::float).map_err(|e| float_error(vm, e)))
    }

    fn __floordiv__(vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| float::floor_div(x, y).map(Value::float).map_err(|e| float_error(vm, e)))
    }

    fn __mod__(vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| float::modulo(x, y).map(Value::float).map_err(|e| float_error(vm, e)))
    }

    fn __divmod__(vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| {
            let (q, r) = float::div_mod(x, y).map_err(|e| float_error(vm, e))?;
            Ok(PyTuple::new(&[Value::float(q), Value::float(r)]).value())
        })
    }

    fn __pow__(vm: &Vm, a: Value, b: Value, c: Option<Value>) -> PyResult {
        if c.is_some() {
            return Err(vm.type_error("pow() 3rd argument not allowed unless all arguments are integers"));
        }
        power(vm, a, b)
    }
}
