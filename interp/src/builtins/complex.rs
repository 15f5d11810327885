//! `complex`: construction, arithmetic, methods.
//!
//! Mixed operations with a real number treat it as having no imaginary part (not a zero one), as C99 annex G does.

use super::prelude::*;
use super::support;
use taipan_object::num::float_format::{self, Flags, Style};
use taipan_object::num::{float_parse, hash};
use taipan_object::text::formatnum::{self, Locale};

/// Real and imaginary part.
pub type Parts = (f64, f64);

/// A complex number from its parts.
pub fn new(parts: Parts) -> Value {
    PyComplex::new(parts.0, parts.1).value()
}

fn parts(z: Gc<PyComplex>) -> Parts {
    (z.re, z.im)
}

/// An operand of mixed arithmetic.
#[derive(Clone, Copy)]
enum Operand {
    Real(f64),
    Complex(Parts),
}

impl Operand {
    fn of(vm: &Vm, value: Value) -> PyResult<Option<Operand>> {
        if let Some(z) = value.cast::<PyComplex>() {
            return Ok(Some(Operand::Complex(parts(z))));
        }
        Ok(super::float::operand(vm, value)?.map(Operand::Real))
    }

    fn parts(self) -> Parts {
        match self {
            Operand::Real(x) => (x, 0.0),
            Operand::Complex(z) => z,
        }
    }
}

/// Keeps the sign, turns infinities to 1 and all else to 0.
fn unit(x: f64) -> f64 {
    if x.is_infinite() { 1f64.copysign(x) } else { 0f64.copysign(x) }
}

fn zero_if_nan(x: f64) -> f64 {
    if x.is_nan() { 0f64.copysign(x) } else { x }
}

fn multiply(a: Parts, b: Parts) -> Parts {
    let (ac, bd, ad, bc) = (a.0 * b.0, a.1 * b.1, a.0 * b.1, a.1 * b.0);
    let result = (ac - bd, ad + bc);
    if !(result.0.is_nan() && result.1.is_nan()) {
        return result;
    }
    // Both parts lost: an infinite factor or partial product makes the result infinite.
    let ((mut p, mut q), (mut r, mut s)) = (a, b);
    let mut again = false;
    if p.is_infinite() || q.is_infinite() {
        (p, q, r, s) = (unit(p), unit(q), zero_if_nan(r), zero_if_nan(s));
        again = true;
    }
    if r.is_infinite() || s.is_infinite() {
        (r, s, p, q) = (unit(r), unit(s), zero_if_nan(p), zero_if_nan(q));
        again = true;
    }
    if !again && [ac, bd, ad, bc].iter().any(|x| x.is_infinite()) {
        (p, q, r, s) = (zero_if_nan(p), zero_if_nan(q), zero_if_nan(r), zero_if_nan(s));
        again = true;
    }
    if again { (f64::INFINITY * (p * r - q * s), f64::INFINITY * (p * s + q * r)) } else { result }
}

/// `a / b`; `None` for a zero divisor.
fn divide(a: Parts, b: Parts) -> Option<Parts> {
    let (abs_re, abs_im) = (b.0.abs(), b.1.abs());
    let mut result = if abs_re >= abs_im {
        if abs_re == 0.0 {
            return None;
        }
        let ratio = b.1 / b.0;
        let denominator = b.0 + b.1 * ratio;
        ((a.0 + a.1 * ratio) / denominator, (a.1 - a.0 * ratio) / denominator)
    } else if abs_im >= abs_re {
        let ratio = b.0 / b.1;
        let denominator = b.0 * ratio + b.1;
        ((a.0 * ratio + a.1) / denominator, (a.1 * ratio - a.0) / denominator)
    } else {
        (f64::NAN, f64::NAN)
    };
    if result.0.is_nan() && result.1.is_nan() {
        let infinite = |z: Parts| z.0.is_infinite() || z.1.is_infinite();
        let finite = |z: Parts| z.0.is_finite() && z.1.is_finite();
        if infinite(a) && finite(b) {
            let (x, y) = (unit(a.0), unit(a.1));
            result = (f64::INFINITY * (x * b.0 + y * b.1), f64::INFINITY * (y * b.0 - x * b.1));
        } else if infinite(b) && finite(a) {
            let (x, y) = (unit(b.0), unit(b.1));
            result = (0.0 * (a.0 * x + a.1 * y), 0.0 * (a.1 * x - a.0 * y));
        }
    }
    Some(result)
}

/// `a / b` for a real dividend; `None` for a zero divisor.
fn divide_real(a: f64, b: Parts) -> Option<Parts> {
    let (abs_re, abs_im) = (b.0.abs(), b.1.abs());
    let mut result = if abs_re >= abs_im {
        if abs_re == 0.0 {
            return None;
        }
        let ratio = b.1 / b.0;
        let denominator = b.0 + b.1 * ratio;
        (a / denominator, (-a * ratio) / denominator)
    } else if abs_im >= abs_re {
        let ratio = b.0 / b.1;
        let denominator = b.0 * ratio + b.1;
        ((a * ratio) / denominator, -a / denominator)
    } else {
        (f64::NAN, f64::NAN)
    };
    if result.0.is_nan() && result.1.is_nan() && a.is_finite() && (b.0.is_infinite() || b.1.is_infinite()) {
        let (x, y) = (unit(b.0), unit(b.1));
        result = (0.0 * (a * x), 0.0 * (-a * y));
    }
    Some(result)
}

fn whole_power(base: Parts, n: i64) -> Option<Parts> {
    let mut result = (1.0, 0.0);
    let (mut square, mut left) = (base, n.unsigned_abs());
    let mut first = true;
    while left > 0 {
        if left & 1 == 1 {
            result = if first { square } else { multiply(result, square) };
            first = false;
        }
        left >>= 1;
        if left > 0 {
            square = multiply(square, square);
        }
    }
    if n < 0 { divide((1.0, 0.0), result) } else { Some(result) }
}

/// `a ** b`.
pub fn power(vm: &Vm, a: Parts, b: Parts) -> PyResult {
    let by_zero = || vm.zero_division_error("zero to a negative or complex power");
    let result = if b == (0.0, 0.0) {
        (1.0, 0.0)
    } else if b.1 == 0.0 && b.0.fract() == 0.0 && b.0.abs() <= 100.0 {
        whole_power(a, b.0 as i64).ok_or_else(by_zero)?
    } else if a == (0.0, 0.0) {
        if b.1 != 0.0 || b.0 < 0.0 {
            return Err(by_zero());
        }
        (0.0, 0.0)
    } else {
        let size = a.0.hypot(a.1);
        let mut len = size.powf(b.0);
        let angle = a.1.atan2(a.0);
        let mut phase = angle * b.0;
        if b.1 != 0.0 {
            len *= (-angle * b.1).exp();
            phase += b.1 * size.ln();
        }
        (len * phase.cos(), len * phase.sin())
    };
    let finite = |z: Parts| z.0.is_finite() && z.1.is_finite();
    if finite(a) && finite(b) && (result.0.is_infinite() || result.1.is_infinite()) {
        return Err(vm.overflow_error("complex exponentiation"));
    }
    Ok(new(result))
}

/// `repr`: "2j" without a real part, else "(1+2j)".
fn repr(z: Parts) -> Vec<u8> {
    let number = |x: f64, plus: bool| {
        let flags = Flags { plus, ..Flags::default() };
        float_format::format(x, Style::Repr, 0, flags).unwrap_or_default()
    };
    if z.0 == 0.0 && z.0.is_sign_positive() {
        let mut out = number(z.1, false);
        out.push(b'j');
        return out;
    }
    let mut out = b"(".to_vec();
    out.extend(number(z.0, false));
    out.extend(number(z.1, true));
    out.extend_from_slice(b"j)");
    out
}

/// Parses "1", "2j", "1+2j", perhaps in parentheses.
fn parse(text: &[u8]) -> Option<Parts> {
    let ascii = float_parse::to_ascii_number(text)?;
    let mut s = float_parse::trim(&ascii);
    if let [b'(', inner @ .., b')'] = s {
        s = float_parse::trim(inner);
    }
    // Underscores are allowed between digits only.
    let digit = |i: Option<usize>| i.and_then(|i| s.get(i)).is_some_and(u8::is_ascii_digit);
    for (i, &b) in s.iter().enumerate() {
        if b == b'_' && !(digit(i.checked_sub(1)) && digit(Some(i + 1))) {
            return None;
        }
    }
    let plain: Vec<u8> = s.iter().copied().filter(|&b| b != b'_').collect();
    let imaginary = |rest: &[u8]| matches!(rest, [b'j' | b'J']);
    let signed_unit = |rest: &[u8]| match rest {
        [b'+', b'j' | b'J'] => Some(1.0),
        [b'-', b'j' | b'J'] => Some(-1.0),
        _ => None,
    };
    if imaginary(&plain) {
        return Some((0.0, 1.0));
    }
    if let Some(y) = signed_unit(&plain) {
        return Some((0.0, y));
    }
    let (n, x) = float_parse::parse_prefix(&plain)?;
    let rest = &plain[n..];
    if rest.is_empty() {
        return Some((x, 0.0));
    }
    if imaginary(rest) {
        return Some((0.0, x));
    }
    if !matches!(rest.first(), Some(b'+' | b'-')) {
        return None;
    }
    if let Some(y) = signed_unit(rest) {
        return Some((x, y));
    }
    let (n, y) = float_parse::parse_prefix(rest)?;
    imaginary(&rest[n..]).then_some((x, y))
}

/// What `__complex__` gives, if the object has it.
fn from_special(vm: &Vm, value: Value) -> PyResult<Option<Value>> {
    if value.is::<PyComplex>() && value.shape() == shape::COMPLEX {
        return Ok(Some(value));
    }
    let Some(method) = vm.lookup_special(value, vm.names().__complex__)? else { return Ok(None) };
    let result = vm.call(method, &[])?;
    let Some(z) = result.cast::<PyComplex>() else {
        let found = support::class_name(vm, result);
        return Err(vm.type_error(format!("__complex__ returned non-complex (type {found})")));
    };
    if result.shape() != shape::COMPLEX {
        let found = support::class_name(vm, result);
        vm.warn(
            vm.exc().DeprecationWarning,
            &format!(
                "__complex__ returned non-complex (type {found}).  The ability to return an instance of a strict \
                 subclass of complex is deprecated, and may be removed in a future version of Python."
            ),
        )?;
    }
    Ok(Some(new(parts(z))))
}

/// A number as complex: `complex.from_number`, and the first half of `complex(x)`. `None` if it is no number.
pub fn from_number(vm: &Vm, value: Value) -> PyResult<Option<Parts>> {
    if let Some(z) = from_special(vm, value)? {
        return Ok(z.cast::<PyComplex>().map(parts));
    }
    let slots = vm.slots_of(value);
    if value.as_float().is_none() && slots.float.is_none() && slots.index.is_none() {
        return Ok(None);
    }
    let x = super::float::from_number(vm, value)?;
    Ok(Some((x.as_float().unwrap_or(0.0), 0.0)))
}

fn is_real(vm: &Vm, value: Value) -> bool {
    let slots = vm.slots_of(value);
    value.as_float().is_some() || slots.float.is_some() || slots.index.is_some()
}

fn real_argument(vm: &Vm, value: Value, name: &str) -> PyResult<Operand> {
    if let Some(z) = value.cast::<PyComplex>() {
        let found = support::class_name(vm, value);
        vm.warn(
            vm.exc().DeprecationWarning,
            &format!("complex() argument '{name}' must be a real number, not {found}"),
        )?;
        return Ok(Operand::Complex(parts(z)));
    }
    if !is_real(vm, value) {
        let found = support::class_name(vm, value);
        return Err(vm.type_error(format!("complex() argument '{name}' must be a real number, not {found}")));
    }
    Ok(Operand::Real(super::float::from_number(vm, value)?.as_float().unwrap_or(0.0)))
}

fn of_class(vm: &Vm, class: Gc<PyType>, z: Parts) -> PyResult {
    if class == vm.types().complex {
        return Ok(new(z));
    }
    Ok(vm.alloc_instance(class, PyComplex::new_cell(z.0, z.1, vm.instance_shape(class)))?.value())
}

fn construct(vm: &Vm, cls: Gc<PyType>, real: Option<Value>, imag: Option<Value>, by_name: bool) -> PyResult {
    if let (Some(x), None, false) = (real, imag, by_name) {
        if x.is::<PyComplex>() && x.shape() == shape::COMPLEX && cls == vm.types().complex {
            return Ok(x);
        }
        if let Some(s) = x.cast::<PyStr>() {
            return match parse(s.as_bytes()) {
                Some(z) => of_class(vm, cls, z),
                None => Err(vm.value_error("complex() arg is a malformed string")),
            };
        }
        return match from_number(vm, x)? {
            Some(z) => of_class(vm, cls, z),
            None => {
                let found = support::class_name(vm, x);
                Err(vm.type_error(format!("complex() argument must be a string or a number, not {found}")))
            }
        };
    }
    let real = match real {
        Some(x) => match if x.is::<PyComplex>() { None } else { from_special(vm, x)? } {
            Some(z) => real_argument(vm, z, "real")?,
            None => real_argument(vm, x, "real")?,
        },
        None => Operand::Real(0.0),
    };
    let imag = imag.map(|y| real_argument(vm, y, "imag")).transpose()?;
    let (mut re, mut im) = real.parts();
    match imag {
        None => {}
        Some(Operand::Real(y)) => im = if matches!(real, Operand::Real(_)) { y } else { im + y },
        Some(Operand::Complex((x, y))) => {
            re -= y;
            im = if matches!(real, Operand::Real(_)) { x } else { im + x };
        }
    }
    of_class(vm, cls, (re, im))
}

macro_rules! arithmetic {
    ($vm:ident, $a:ident, $b:ident) => {
        match (Operand::of($vm, $a)?, Operand::of($vm, $b)?) {
            (Some(x), Some(y)) => (x, y),
            _ => return Ok(Value::NOT_IMPLEMENTED),
        }
    };
}

/// Complex numbers: complex(real, imag) from parts, complex(text) from a text such as '1+2j'.
#[pyclass(name = "complex", cell = PyComplex, subclass, text_sig = "(real=0, imag=0)")]
pub struct ComplexType;

#[pymethods]
impl ComplexType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let given = args.pos.len() + args.kwvals.len();
        if given > 2 {
            return Err(vm.type_error(format!("complex() takes at most 2 arguments ({given} given)")));
        }
        let (mut real, mut imag) = (args.pos.first().copied(), args.pos.get(1).copied());
        for (key, value) in args.kwargs() {
            let (place, name, at) = match key.as_bytes() {
                b"real" => (&mut real, "real", 1),
                b"imag" => (&mut imag, "imag", 2),
                _ => {
                    let key = key.to_string_lossy();
                    let hint = suggestion(&key, ["real", "imag"].into_iter());
                    let hint = hint.map(|s| format!(". Did you mean '{s}'?")).unwrap_or_default();
                    return Err(vm.type_error(format!("complex() got an unexpected keyword argument '{key}'{hint}")));
                }
            };
            if place.replace(value).is_some() {
                return Err(
                    vm.type_error(format!("argument for complex() given by name ('{name}') and position ({at})"))
                );
            }
        }
        construct(vm, cls, real, imag, args.has_kwargs())
    }

    fn __repr__(this: Gc<PyComplex>) -> PyResult {
        support::text(&repr(parts(this)))
    }

    fn __hash__(this: Gc<PyComplex>) -> i64 {
        let part = |x: f64| hash::hash_f64(x).unwrap_or_else(|| hash::hash_pointer(this.value().bits() as usize));
        hash::cut(hash::hash_complex(part(this.re), part(this.im)))
    }

    fn richcompare(this: Gc<PyComplex>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let equal = if let Some(other) = other.cast::<PyComplex>() {
            parts(this) == parts(other)
        } else if let Some(f) = other.as_float() {
            this.re == f && this.im == 0.0
        } else if other.as_int().is_some() {
            this.im == 0.0 && vm.compare_bool(Value::float(this.re), other, CmpOp::Eq)?
        } else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        Ok(Value::bool(equal == (op == CmpOp::Eq)))
    }

    /// The number formatted as the specification says.
    fn __format__(this: Gc<PyComplex>, vm: &Vm, format_spec: Gc<PyStr>) -> PyResult {
        if format_spec.is_empty() {
            return Ok(vm.str(this.value())?.value());
        }
        let name = support::class_name(vm, this.value());
        let out = formatnum::format_complex(this.re, this.im, format_spec.as_bytes(), &name, &Locale::default());
        support::text(&out.map_err(|e| support::format_error(vm, e))?)
    }

    /// For copying.
    fn __getnewargs__(this: Gc<PyComplex>) -> Parts {
        parts(this)
    }

    /// The number as exactly a complex.
    fn __complex__(this: Gc<PyComplex>) -> Value {
        if this.value().shape() == shape::COMPLEX { this.value() } else { new(parts(this)) }
    }

    /// The number with the imaginary part negated.
    fn conjugate(this: Gc<PyComplex>) -> Value {
        new((this.re, -this.im))
    }

    /// The complex of a number (text is refused).
    #[classmethod]
    fn from_number(cls: Gc<PyType>, vm: &Vm, number: Value) -> PyResult {
        let exact = number.is::<PyComplex>() && number.shape() == shape::COMPLEX;
        if exact && cls == vm.types().complex {
            return Ok(number);
        }
        let Some(z) = from_number(vm, number)? else {
            let found = support::class_name(vm, number);
            return Err(vm.type_error(format!("must be real number, not {found}")));
        };
        if cls == vm.types().complex { Ok(new(z)) } else { vm.call(cls.value(), &[new(z)]) }
    }

    /// The real part.
    #[getter(member)]
    fn real(this: Gc<PyComplex>) -> f64 {
        this.re
    }

    /// The imaginary part.
    #[getter(member)]
    fn imag(this: Gc<PyComplex>) -> f64 {
        this.im
    }

    fn __bool__(this: Gc<PyComplex>) -> bool {
        this.re != 0.0 || this.im != 0.0
    }

    fn __neg__(this: Gc<PyComplex>) -> Value {
        new((-this.re, -this.im))
    }

    fn __pos__(this: Gc<PyComplex>) -> Value {
        if this.value().shape() == shape::COMPLEX { this.value() } else { new(parts(this)) }
    }

    fn __abs__(this: Gc<PyComplex>, vm: &Vm) -> PyResult<f64> {
        let size = this.re.hypot(this.im);
        if size.is_infinite() && this.re.is_finite() && this.im.is_finite() {
            return Err(vm.overflow_error("absolute value too large"));
        }
        Ok(size)
    }

    fn __add__(vm: &Vm, a: Value, b: Value) -> PyResult {
        Ok(new(match arithmetic!(vm, a, b) {
            (Operand::Real(x), Operand::Complex(z)) => (x + z.0, z.1),
            (Operand::Complex(z), Operand::Real(y)) => (z.0 + y, z.1),
            (x, y) => (x.parts().0 + y.parts().0, x.parts().1 + y.parts().1),
        }))
    }

    fn __sub__(vm: &Vm, a: Value, b: Value) -> PyResult {
        Ok(new(match arithmetic!(vm, a, b) {
            (Operand::Real(x), Operand::Complex(z)) => (x - z.0, -z.1),
            (Operand::Complex(z), Operand::Real(y)) => (z.0 - y, z.1),
            (x, y) => (x.parts().0 - y.parts().0, x.parts().1 - y.parts().1),
        }))
    }

    fn __mul__(vm: &Vm, a: Value, b: Value) -> PyResult {
        Ok(new(match arithmetic!(vm, a, b) {
            (Operand::Real(x), Operand::Complex(z)) | (Operand::Complex(z), Operand::Real(x)) => (z.0 * x, z.1 * x),
            (x, y) => multiply(x.parts(), y.parts()),
        }))
    }

    fn __truediv__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let result = match arithmetic!(vm, a, b) {
            (Operand::Complex(z), Operand::Real(y)) => (y != 0.0).then(|| (z.0 / y, z.1 / y)),
            (Operand::Real(x), Operand::Complex(z)) => divide_real(x, z),
            (x, y) => divide(x.parts(), y.parts()),
        };
        result.map(new).ok_or_else(|| vm.zero_division_error("division by zero"))
    }

    fn __pow__(vm: &Vm, a: Value, b: Value, c: Option<Value>) -> PyResult {
        let (x, y) = arithmetic!(vm, a, b);
        if c.is_some() {
            return Err(vm.value_error("complex modulo"));
        }
        power(vm, x.parts(), y.parts())
    }
}
