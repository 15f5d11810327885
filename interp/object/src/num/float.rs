//! `float` arithmetic and its exact relations to int: floor division, power, rounding, comparison, conversion.

use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;
use std::cmp::Ordering;

/// Why a float operation gives no float.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatError {
    /// ZeroDivisionError with this text.
    ZeroDivision(&'static str),
    /// OverflowError with this text.
    Overflow(&'static str),
    /// ValueError with this text.
    Value(&'static str),
    /// A negative number to a fractional power: the result is complex.
    Complex,
    /// OverflowError(34, "Numerical result out of range").
    Range,
}

impl FloatError {
    /// The message text.
    pub const fn message(self) -> &'static str {
        match self {
            FloatError::ZeroDivision(s) | FloatError::Overflow(s) | FloatError::Value(s) => s,
            FloatError::Complex => "complex result",
            FloatError::Range => "Numerical result out of range",
        }
    }
}

/// Splits a finite, non-negative float into an integer and a power of two: `x == m * 2**e`.
pub const fn mantissa_exponent(x: f64) -> (u64, i32) {
    let bits = x.to_bits() & (u64::MAX >> 1);
    let fraction = bits & ((1 << 52) - 1);
    match (bits >> 52) as i32 {
        0 => (fraction, -1074),
        e => (fraction | 1 << 52, e - 1075),
    }
}

/// `frexp`: x == m * 2**e with 0.5 <= |m| < 1; zeros, infinities and NaN come back with e == 0.
pub fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let (m, e) = mantissa_exponent(x);
    let bits = 64 - m.leading_zeros() as i32;
    let unit = f64::from_bits((1023 - bits as u64) << 52);
    ((m as f64 * unit).copysign(x), e + bits)
}

/// `ldexp`: x * 2**e, rounded once. Overflow gives an infinity.
pub fn ldexp(x: f64, e: i64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    let (m, e0) = frexp(x);
    let e = (e0 as i64).saturating_add(e);
    if e > 1024 {
        return f64::INFINITY.copysign(x);
    }
    if e < -1080 {
        return 0f64.copysign(x);
    }
    // m * 2**e in two exact steps and one that may round.
    let pow2 = |k: i64| f64::from_bits(((k + 1023) as u64) << 52);
    if e > 1000 {
        m * pow2(e - 1000) * pow2(1000)
    } else if e < -1000 {
        // m * 2**(e + 100) is normal; the last product rounds once.
        m * pow2(e + 100) * pow2(-100)
    } else {
        m * pow2(e)
    }
}

/// `x % y`; the sign of the result is y's.
pub fn modulo(x: f64, y: f64) -> Result<f64, FloatError> {
    div_mod(x, y).map(|(_, m)| m)
}

/// `x // y`.
pub fn floor_div(x: f64, y: f64) -> Result<f64, FloatError> {
    div_mod(x, y).map(|(d, _)| d)
}

/// `x / y`.
pub fn true_div(x: f64, y: f64) -> Result<f64, FloatError> {
    if y == 0.0 { Err(FloatError::ZeroDivision("division by zero")) } else { Ok(x / y) }
}

/// `divmod(x, y)`.
pub fn div_mod(x: f64, y: f64) -> Result<(f64, f64), FloatError> {
    if y == 0.0 {
        return Err(FloatError::ZeroDivision("division by zero"));
    }
    let mut rem = x % y;
    let mut quotient = (x - rem) / y;
    if rem == 0.0 {
        rem = 0f64.copysign(y);
    } else if (y < 0.0) != (rem < 0.0) {
        rem += y;
        quotient -= 1.0;
    }
    let whole = if quotient == 0.0 {
        0f64.copysign(x / y)
    } else {
        // (x - rem) / y may be a little off an integer.
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    };
    Ok((whole, rem))
}

/// `x ** y`.
pub fn pow(x: f64, y: f64) -> Result<f64, FloatError> {
    if y == 0.0 || x == 1.0 {
        return Ok(1.0);
    }
    if x.is_nan() || y.is_nan() {
        return Ok(x + y);
    }
    if y.is_finite() && x.is_finite() {
        if x == 0.0 && y < 0.0 {
            return Err(FloatError::ZeroDivision("zero to a negative power"));
        }
        if x < 0.0 && y != y.floor() {
            return Err(FloatError::Complex);
        }
        let r = x.powf(y);
        return if r.is_infinite() { Err(FloatError::Range) } else { Ok(r) };
    }
    if x == 0.0 && y < 0.0 {
        // 0.0 ** -inf is inf.
        return Ok(f64::INFINITY);
    }
    Ok(x.powf(y))
}

/// `round(x, digits)`: to `digits` decimals, exactly, ties to even.
pub fn round_digits(x: f64, digits: i64) -> Result<f64, FloatError> {
    const TOO_LARGE: FloatError = FloatError::Overflow("rounded value too large to represent");
    if !x.is_finite() || digits > 323 {
        return Ok(x);
    }
    if digits < -308 {
        return Ok(0.0 * x);
    }
    let text = if digits >= 0 {
        format!("{:.*}", digits as usize, x.abs())
    } else {
        // All digits of the integer part and whether anything follows them.
        let exact = format!("{:.1$}", x.abs(), 1074);
        let (whole, fraction) = exact.split_once('.').unwrap_or((&exact, ""));
        let cut = -digits as usize;
        let whole = format!("0{whole:0>cut$}");
        let (kept, dropped) = whole.split_at(whole.len() - cut);
        let odd = kept.as_bytes()[kept.len() - 1] & 1 == 1;
        let half = format!("{:0<cut$}", 5);
        let up = match dropped.cmp(&half) {
            Ordering::Equal => odd || fraction.bytes().any(|b| b != b'0'),
            order => order == Ordering::Greater,
        };
        let kept: BigInt = kept.parse().unwrap_or_default();
        format!("{}e{cut}", kept + up as u8)
    };
    let r: f64 = text.parse().unwrap_or(f64::NAN);
    if r.is_infinite() { Err(TOO_LARGE) } else { Ok(r.copysign(x)) }
}

/// `round(x)` as a float: nearest integer, ties to even.
pub fn round_even(x: f64) -> f64 {
    x.round_ties_even()
}

/// An integer that may be big.
pub use super::int::Int;

/// `int(x)`: toward zero.
pub fn to_int(x: f64) -> Result<Int, FloatError> {
    if x.is_nan() {
        return Err(FloatError::Value("cannot convert float NaN to integer"));
    }
    if x.is_infinite() {
        return Err(FloatError::Overflow("cannot convert float infinity to integer"));
    }
    // -2**63 and everything below 2**63 in magnitude converts exactly.
    if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&x) {
        return Ok(Int::Small(x as i64));
    }
    let (m, e) = mantissa_exponent(x.abs());
    let big = BigInt::from(m) << e;
    Ok(Int::from(if x < 0.0 { -big } else { big }))
}

/// `x.as_integer_ratio()`: lowest terms, positive denominator.
pub fn as_integer_ratio(x: f64) -> Result<(Int, Int), FloatError> {
    if x.is_nan() {
        return Err(FloatError::Value("cannot convert NaN to integer ratio"));
    }
    if x.is_infinite() {
        return Err(FloatError::Overflow("cannot convert Infinity to integer ratio"));
    }
    let (mut m, mut e) = mantissa_exponent(x.abs());
    if m == 0 {
        return Ok((Int::Small(0), Int::Small(1)));
    }
    let twos = m.trailing_zeros();
    m >>= twos;
    e += twos as i32;
    let mut top = BigInt::from(m);
    let mut bottom = BigInt::from(1);
    if e > 0 {
        top <<= e;
    } else {
        bottom <<= -e;
    }
    Ok((Int::from(if x < 0.0 { -top } else { top }), Int::from(bottom)))
}

/// Compares a float with an int exactly; `None` for NaN.
pub fn cmp_i64(x: f64, n: i64) -> Option<Ordering> {
    if x.is_nan() {
        return None;
    }
    if x >= 9_223_372_036_854_775_808.0 {
        return Some(Ordering::Greater);
    }
    if x < -9_223_372_036_854_775_808.0 {
        return Some(Ordering::Less);
    }
    let whole = x.trunc();
    Some((whole as i64).cmp(&n).then_with(|| x.partial_cmp(&whole).unwrap_or(Ordering::Equal)))
}

/// Compares a float with a big int exactly; `None` for NaN.
pub fn cmp_big(x: f64, n: &BigInt) -> Option<Ordering> {
    if let Some(n) = n.to_i64() {
        return cmp_i64(x, n);
    }
    if x.is_nan() {
        return None;
    }
    let negative = n.sign() == Sign::Minus;
    if n.bits() > 1024 || x.is_infinite() || (x < 0.0) != negative {
        let above = if x.is_infinite() { x > 0.0 } else { negative };
        return Some(if above { Ordering::Greater } else { Ordering::Less });
    }
    let whole = match to_int(x).ok()? {
        Int::Small(w) => BigInt::from(w),
        Int::Big(w) => w,
    };
    Some(whole.cmp(n).then_with(|| x.partial_cmp(&x.trunc()).unwrap_or(Ordering::Equal)))
}
