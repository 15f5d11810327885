//! `complex`: arithmetic with the infinities of C11's Annex G, 3.14's rules for mixing with reals (the missing part
//! of a real is nothing, not 0.0), power, text.

use super::float_format::{self, Flags, Style};
use super::float_parse::{parse_prefix, strip_underscores, trim};

/// A complex number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex {
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}

/// Why a complex operation gives no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComplexError {
    /// ZeroDivisionError with this text.
    ZeroDivision(&'static str),
    /// OverflowError with this text.
    Overflow(&'static str),
}

impl ComplexError {
    /// The message text.
    pub const fn message(self) -> &'static str {
        match self {
            ComplexError::ZeroDivision(s) | ComplexError::Overflow(s) => s,
        }
    }
}

/// Why text is no complex number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// "complex() arg is a malformed string".
    Malformed,
    /// Misplaced underscores: "could not convert string to complex: %R".
    Underscores,
}

const BY_ZERO: ComplexError = ComplexError::ZeroDivision("division by zero");

/// An operand: a real (int or float) stays one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operand {
    /// A real number.
    Real(f64),
    /// A complex number.
    Complex(Complex),
}

impl Operand {
    fn widen(self) -> Complex {
        match self {
            Operand::Real(re) => Complex { re, im: 0.0 },
            Operand::Complex(z) => z,
        }
    }
}

const fn new(re: f64, im: f64) -> Complex {
    Complex { re, im }
}

/// `a + b`.
pub fn add(a: Operand, b: Operand) -> Complex {
    use Operand::{Complex as C, Real as R};
    match (a, b) {
        (C(z), R(x)) | (R(x), C(z)) => new(z.re + x, z.im),
        _ => {
            let (a, b) = (a.widen(), b.widen());
            new(a.re + b.re, a.im + b.im)
        }
    }
}

/// `a - b`.
pub fn sub(a: Operand, b: Operand) -> Complex {
    use Operand::{Complex as C, Real as R};
    match (a, b) {
        (C(z), R(x)) => new(z.re - x, z.im),
        (R(x), C(z)) => new(x - z.re, -z.im),
        _ => {
            let (a, b) = (a.widen(), b.widen());
            new(a.re - b.re, a.im - b.im)
        }
    }
}

/// `a * b`.
pub fn mul(a: Operand, b: Operand) -> Complex {
    use Operand::{Complex as C, Real as R};
    match (a, b) {
        (C(z), R(x)) | (R(x), C(z)) => new(z.re * x, z.im * x),
        _ => product(a.widen(), b.widen()),
    }
}

/// `a / b`.
pub fn div(a: Operand, b: Operand) -> Result<Complex, ComplexError> {
    use Operand::{Complex as C, Real as R};
    match (a, b) {
        (_, R(0.0)) => Err(BY_ZERO),
        (C(z), R(x)) => Ok(new(z.re / x, z.im / x)),
        (R(x), C(z)) => quotient_of_real(x, z),
        _ => quotient(a.widen(), b.widen()),
    }
}

/// 1.0 for an infinity and 0.0 for anything else, with the sign of `x`.
fn unit_if_infinite(x: f64) -> f64 {
    (if x.is_infinite() { 1.0f64 } else { 0.0 }).copysign(x)
}

fn zero_if_nan(x: f64) -> f64 {
    if x.is_nan() { 0f64.copysign(x) } else { x }
}

fn product(mut a: Complex, mut b: Complex) -> Complex {
    let (ac, bd, ad, bc) = (a.re * b.re, a.im * b.im, a.re * b.im, a.im * b.re);
    let r = new(ac - bd, ad + bc);
    if !(r.re.is_nan() && r.im.is_nan()) {
        return r;
    }
    let infinite = |z: Complex| z.re.is_infinite() || z.im.is_infinite();
    let boxed = |z: Complex| new(unit_if_infinite(z.re), unit_if_infinite(z.im));
    let without_nan = |z: Complex| new(zero_if_nan(z.re), zero_if_nan(z.im));
    let mut again = false;
    if infinite(a) {
        (a, b) = (boxed(a), without_nan(b));
        again = true;
    }
    if infinite(b) {
        (a, b) = (without_nan(a), boxed(b));
        again = true;
    }
    if !again && [ac, bd, ad, bc].iter().any(|x| x.is_infinite()) {
        (a, b) = (without_nan(a), without_nan(b));
        again = true;
    }
    if !again {
        return r;
    }
    new(f64::INFINITY * (a.re * b.re - a.im * b.im), f64::INFINITY * (a.re * b.im + a.im * b.re))
}

fn quotient(a: Complex, b: Complex) -> Result<Complex, ComplexError> {
    let r = if b.re.abs() >= b.im.abs() {
        if b.re == 0.0 {
            return Err(BY_ZERO);
        }
        let ratio = b.im / b.re;
        let denominator = b.re + b.im * ratio;
        new((a.re + a.im * ratio) / denominator, (a.im - a.re * ratio) / denominator)
    } else if b.im.abs() >= b.re.abs() {
        let ratio = b.re / b.im;
        let denominator = b.re * ratio + b.im;
        new((a.re * ratio + a.im) / denominator, (a.im * ratio - a.re) / denominator)
    } else {
        new(f64::NAN, f64::NAN)
    };
    if !(r.re.is_nan() && r.im.is_nan()) {
        return Ok(r);
    }
    let infinite = |z: Complex| z.re.is_infinite() || z.im.is_infinite();
    let finite = |z: Complex| z.re.is_finite() && z.im.is_finite();
    if infinite(a) && finite(b) {
        let (x, y) = (unit_if_infinite(a.re), unit_if_infinite(a.im));
        return Ok(new(f64::INFINITY * (x * b.re + y * b.im), f64::INFINITY * (y * b.re - x * b.im)));
    }
    if infinite(b) && finite(a) {
        let (x, y) = (unit_if_infinite(b.re), unit_if_infinite(b.im));
        return Ok(new(0.0 * (a.re * x + a.im * y), 0.0 * (a.im * x - a.re * y)));
    }
    Ok(r)
}

fn quotient_of_real(a: f64, b: Complex) -> Result<Complex, ComplexError> {
    let r = if b.re.abs() >= b.im.abs() {
        if b.re == 0.0 {
            return Err(BY_ZERO);
        }
        let ratio = b.im / b.re;
        let denominator = b.re + b.im * ratio;
        new(a / denominator, -a * ratio / denominator)
    } else if b.im.abs() >= b.re.abs() {
        let ratio = b.re / b.im;
        let denominator = b.re * ratio + b.im;
        new(a * ratio / denominator, -a / denominator)
    } else {
        new(f64::NAN, f64::NAN)
    };
    if r.re.is_nan() && r.im.is_nan() && a.is_finite() && (b.re.is_infinite() || b.im.is_infinite()) {
        let (x, y) = (unit_if_infinite(b.re), unit_if_infinite(b.im));
        return Ok(new(0.0 * (a * x), 0.0 * (-a * y)));
    }
    Ok(r)
}

/// `a ** b`.
pub fn pow(a: Complex, b: Complex) -> Result<Complex, ComplexError> {
    const TO_NEGATIVE: ComplexError = ComplexError::ZeroDivision("zero to a negative or complex power");
    let r = if b.im == 0.0 && b.re == b.re.floor() && b.re.abs() <= 100.0 {
        // Small integer exponents by repeated multiplication: faster and more accurate.
        let n = b.re.abs() as u32;
        if n == 0 {
            return Ok(new(1.0, 0.0));
        }
        let power = pow_u32(a, n);
        if b.re < 0.0 { quotient(new(1.0, 0.0), power).map_err(|_| TO_NEGATIVE)? } else { power }
    } else if a.re == 0.0 && a.im == 0.0 {
        if b.im != 0.0 || b.re < 0.0 {
            return Err(TO_NEGATIVE);
        }
        return Ok(new(0.0, 0.0));
    } else {
        let modulus = a.re.hypot(a.im);
        let angle = a.im.atan2(a.re);
        let mut length = modulus.powf(b.re);
        let mut phase = angle * b.re;
        if b.im != 0.0 {
            length *= (-angle * b.im).exp();
            phase += b.im * modulus.ln();
        }
        if phase.is_infinite() {
            // The C library calls the sine of infinity a domain error, and the reference reports those so.
            return Err(TO_NEGATIVE);
        }
        new(length * phase.cos(), length * phase.sin())
    };
    if r.re.is_infinite() || r.im.is_infinite() {
        return Err(ComplexError::Overflow("complex exponentiation"));
    }
    Ok(r)
}

fn pow_u32(x: Complex, n: u32) -> Complex {
    let mut result = new(1.0, 0.0);
    let mut power = x;
    let mut mask = 1;
    while n >= mask {
        if n & mask != 0 {
            result = product(result, power);
        }
        mask <<= 1;
        power = product(power, power);
    }
    result
}

/// `abs(z)`.
pub fn abs(z: Complex) -> Result<f64, ComplexError> {
    let r = z.re.hypot(z.im);
    if r.is_infinite() && z.re.is_finite() && z.im.is_finite() {
        return Err(ComplexError::Overflow("absolute value too large"));
    }
    Ok(r)
}

/// `repr(z)`.
pub fn repr(z: Complex) -> String {
    let part = |x: f64, plus: bool| {
        let flags = Flags { plus, ..Flags::default() };
        String::from_utf8(float_format::format(x, Style::Repr, 0, flags).unwrap_or_default()).unwrap_or_default()
    };
    if z.re == 0.0 && z.re.is_sign_positive() {
        format!("{}j", part(z.im, false))
    } else {
        format!("({}{}j)", part(z.re, false), part(z.im, true))
    }
}

/// Parses the text of a complex number (ASCII; see `float_parse::to_ascii_number`).
pub fn parse(text: &[u8]) -> Result<Complex, ParseError> {
    let plain = strip_underscores(text).ok_or(ParseError::Underscores)?;
    parse_plain(&plain).ok_or(ParseError::Malformed)
}

fn parse_plain(text: &[u8]) -> Option<Complex> {
    let mut s = trim(text);
    if let [b'(', inner @ .., b')'] = s {
        s = trim(inner);
    }
    let unit = |sign: Option<&u8>| match sign {
        Some(b'-') => (-1.0, 1),
        Some(b'+') => (1.0, 1),
        _ => (1.0, 0),
    };
    let is_j = |rest: &[u8]| matches!(rest, [b'j' | b'J']);
    let Some((n, x)) = parse_prefix(s) else {
        let (im, n) = unit(s.first());
        return is_j(&s[n..]).then_some(new(0.0, im));
    };
    let rest = &s[n..];
    match rest.first() {
        None => Some(new(x, 0.0)),
        Some(b'+' | b'-') => {
            let (n, y) = parse_prefix(rest).unwrap_or_else(|| {
                let (y, n) = unit(rest.first());
                (n, y)
            });
            is_j(&rest[n..]).then_some(new(x, y))
        }
        _ => is_j(rest).then_some(new(0.0, x)),
    }
}
