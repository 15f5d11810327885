//! Functions of complex numbers, after Kahan: precise near branch cuts, without needless overflow.

use super::special::{self, Entry, Parts, Table};
use std::f64::consts::{FRAC_PI_2, LN_2};
use taipan_host::libm;
use taipan_object::num::float::ldexp;

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bad {
    /// Not defined there.
    Domain,
    /// Too large.
    Range,
}

/// A result.
pub type Result<T = Parts> = std::result::Result<T, Bad>;

const LARGE: f64 = f64::MAX / 4.0;
/// ln(LARGE)
const LOG_LARGE: f64 = 708.396_418_532_264_1;
/// sqrt(LARGE)
const SQRT_LARGE: f64 = 6.703_903_964_971_298e153;
/// sqrt(f64::MIN_POSITIVE)
const SQRT_TINY: f64 = 1.491_668_146_240_041_3e-154;
const SCALE_UP: i64 = 53;
const SCALE_DOWN: i64 = -27;

fn kind(x: f64) -> usize {
    match x {
        _ if x.is_nan() => 6,
        _ if x.is_infinite() => 5 * usize::from(x > 0.0),
        _ if x == 0.0 => 2 + usize::from(x.is_sign_positive()),
        _ => 1 + 3 * usize::from(x > 0.0),
    }
}

/// The table's result, if an argument is not finite.
fn special((re, im): Parts, table: &Table) -> Option<Result> {
    if re.is_finite() && im.is_finite() {
        return None;
    }
    match table[kind(re)][kind(im)] {
        Entry::Is(re, im) => Some(Ok((re, im))),
        Entry::Error => Some(Err(Bad::Domain)),
        Entry::Unused => None,
    }
}

/// Whether the real part is infinite and the imaginary part an angle, on which the result's signs depend.
fn is_turned((re, im): Parts) -> bool {
    re.is_infinite() && im.is_finite() && im != 0.0
}

fn in_range(z: Parts) -> Result {
    if z.0.is_infinite() || z.1.is_infinite() { Err(Bad::Range) } else { Ok(z) }
}

/// The root.
pub fn sqrt(z: Parts) -> Result {
    if let Some(result) = special(z, &special::SQRT) {
        return result;
    }
    let (re, im) = z;
    if re == 0.0 && im == 0.0 {
        return Ok((0.0, im));
    }
    let (x, y) = (re.abs(), im.abs());
    let s = if x < f64::MIN_POSITIVE && y < f64::MIN_POSITIVE {
        let x = ldexp(x, SCALE_UP);
        ldexp((x + x.hypot(ldexp(y, SCALE_UP))).sqrt(), SCALE_DOWN)
    } else {
        let x = x / 8.0;
        2.0 * (x + x.hypot(y / 8.0)).sqrt()
    };
    let d = y / (2.0 * s);
    Ok(if re >= 0.0 { (s, d.copysign(im)) } else { (d, s.copysign(im)) })
}

fn is_large((re, im): Parts) -> bool {
    re.abs() > LARGE || im.abs() > LARGE
}

/// The logarithm of the size of a large number, doubled.
fn log_large((re, im): Parts) -> f64 {
    (re / 2.0).hypot(im / 2.0).ln() + LN_2 * 2.0
}

/// The arc cosine.
pub fn acos(z: Parts) -> Result {
    if let Some(result) = special(z, &special::ACOS) {
        return result;
    }
    let (re, im) = z;
    if is_large(z) {
        let log = log_large(z);
        return Ok((im.abs().atan2(re), if re < 0.0 { -log.copysign(im) } else { log.copysign(-im) }));
    }
    let (s1, s2) = (sqrt((1.0 - re, -im))?, sqrt((1.0 + re, im))?);
    Ok((2.0 * s1.0.atan2(s2.0), libm::asinh(s2.0 * s1.1 - s2.1 * s1.0)))
}

/// The inverse hyperbolic cosine.
pub fn acosh(z: Parts) -> Result {
    if let Some(result) = special(z, &special::ACOSH) {
        return result;
    }
    let (re, im) = z;
    if is_large(z) {
        return Ok((log_large(z), im.atan2(re)));
    }
    let (s1, s2) = (sqrt((re - 1.0, im))?, sqrt((re + 1.0, im))?);
    Ok((libm::asinh(s1.0 * s2.0 + s1.1 * s2.1), 2.0 * s1.1.atan2(s2.0)))
}

/// Applies a function of i*z and turns back.
fn turned(z: Parts, f: fn(Parts) -> Result) -> Result {
    let (re, im) = f((-z.1, z.0))?;
    Ok((im, -re))
}

/// The arc sine.
pub fn asin(z: Parts) -> Result {
    turned(z, asinh)
}

/// The inverse hyperbolic sine.
pub fn asinh(z: Parts) -> Result {
    if let Some(result) = special(z, &special::ASINH) {
        return result;
    }
    let (re, im) = z;
    if is_large(z) {
        let log = log_large(z);
        let first = if im.is_sign_positive() { log.copysign(re) } else { -log.copysign(-re) };
        return Ok((first, im.atan2(re.abs())));
    }
    let (s1, s2) = (sqrt((1.0 + im, -re))?, sqrt((1.0 - im, re))?);
    Ok((libm::asinh(s1.0 * s2.1 - s2.0 * s1.1), im.atan2(s1.0 * s2.0 - s1.1 * s2.1)))
}

/// The arc tangent.
pub fn atan(z: Parts) -> Result {
    turned(z, atanh)
}

/// The inverse hyperbolic tangent.
pub fn atanh(z: Parts) -> Result {
    if let Some(result) = special(z, &special::ATANH) {
        return result;
    }
    let (re, im) = z;
    if re.is_sign_negative() {
        let (re, im) = atanh((-re, -im))?;
        return Ok((-re, -im));
    }
    let y = im.abs();
    if re > SQRT_LARGE || y > SQRT_LARGE {
        let h = (re / 2.0).hypot(im / 2.0);
        return Ok((re / 4.0 / h / h, -FRAC_PI_2.copysign(-im)));
    }
    if re == 1.0 && y < SQRT_TINY {
        if y == 0.0 {
            return Err(Bad::Domain);
        }
        return Ok((-(y.sqrt() / y.hypot(2.0).sqrt()).ln(), (2f64.atan2(-y) / 2.0).copysign(im)));
    }
    let below = 1.0 - re;
    let first = (4.0 * re / (below * below + y * y)).ln_1p() / 4.0;
    Ok((first, -(-2.0 * im).atan2(below * (1.0 + re) - y * y) / 2.0))
}

/// The cosine.
pub fn cos(z: Parts) -> Result {
    cosh((-z.1, z.0))
}

/// The hyperbolic cosine.
pub fn cosh(z: Parts) -> Result {
    let (re, im) = z;
    if is_turned(z) {
        let second = f64::INFINITY.copysign(im.sin());
        return Ok((f64::INFINITY.copysign(im.cos()), if re > 0.0 { second } else { -second }));
    }
    if let Some(result) = special(z, &special::COSH) {
        return result;
    }
    let (cosh, sinh, e) = hyperbolic(re);
    in_range((im.cos() * cosh * e, im.sin() * sinh * e))
}

/// cosh and sinh, divided by the third number to avoid overflow.
fn hyperbolic(re: f64) -> (f64, f64, f64) {
    if re.abs() > LOG_LARGE {
        let x = re - 1f64.copysign(re);
        (x.cosh(), x.sinh(), std::f64::consts::E)
    } else {
        (re.cosh(), re.sinh(), 1.0)
    }
}

/// The exponential function.
pub fn exp(z: Parts) -> Result {
    let (re, im) = z;
    if is_turned(z) {
        let size: f64 = if re > 0.0 { f64::INFINITY } else { 0.0 };
        return Ok((size.copysign(im.cos()), size.copysign(im.sin())));
    }
    if let Some(result) = special(z, &special::EXP) {
        return result;
    }
    if re > LOG_LARGE {
        let l = (re - 1.0).exp();
        return in_range((l * im.cos() * std::f64::consts::E, l * im.sin() * std::f64::consts::E));
    }
    let l = re.exp();
    in_range((l * im.cos(), l * im.sin()))
}

/// The natural logarithm; of zero the error goes with a result.
pub fn log(z: Parts) -> (Parts, bool) {
    if let Some(Ok(result)) = special(z, &special::LOG) {
        return (result, true);
    }
    let (re, im) = z;
    let angle = im.atan2(re);
    let (x, y) = (re.abs(), im.abs());
    let size = if x > LARGE || y > LARGE {
        (x / 2.0).hypot(y / 2.0).ln() + LN_2
    } else if x < f64::MIN_POSITIVE && y < f64::MIN_POSITIVE {
        if x == 0.0 && y == 0.0 {
            return ((f64::NEG_INFINITY, angle), false);
        }
        ldexp(x, SCALE_UP).hypot(ldexp(y, SCALE_UP)).ln() - SCALE_UP as f64 * LN_2
    } else {
        let h = x.hypot(y);
        if (0.71..=1.73).contains(&h) {
            // Near 1 the size minus 1 is what counts.
            let (most, least) = if x > y { (x, y) } else { (y, x) };
            ((most - 1.0) * (most + 1.0) + least * least).ln_1p() / 2.0
        } else {
            h.ln()
        }
    };
    ((size, angle), true)
}

/// The sine.
pub fn sin(z: Parts) -> Result {
    turned(z, sinh)
}

/// The hyperbolic sine.
pub fn sinh(z: Parts) -> Result {
    let (re, im) = z;
    if is_turned(z) {
        let first = f64::INFINITY.copysign(im.cos());
        return Ok((if re > 0.0 { first } else { -first }, f64::INFINITY.copysign(im.sin())));
    }
    if let Some(result) = special(z, &special::SINH) {
        return result;
    }
    let (cosh, sinh, e) = hyperbolic(re);
    in_range((im.cos() * sinh * e, im.sin() * cosh * e))
}

/// The tangent.
pub fn tan(z: Parts) -> Result {
    turned(z, tanh)
}

/// The hyperbolic tangent.
pub fn tanh(z: Parts) -> Result {
    let (re, im) = z;
    if is_turned(z) {
        return Ok((1f64.copysign(re), 0f64.copysign(2.0 * im.sin() * im.cos())));
    }
    if let Some(result) = special(z, &special::TANH) {
        return result;
    }
    if re.abs() > LOG_LARGE {
        return Ok((1f64.copysign(re), 4.0 * im.sin() * im.cos() * (-2.0 * re.abs()).exp()));
    }
    let (x, y) = (re.tanh(), im.tan());
    let secant = 1.0 / re.cosh();
    let xy = x * y;
    let below = 1.0 + xy * xy;
    Ok((x * (1.0 + y * y) / below, ((y / below) * secant) * secant))
}

/// From polar coordinates.
pub fn rect(r: f64, phi: f64) -> Result {
    if is_turned((r, phi)) {
        let parts = (f64::INFINITY.copysign(phi.cos()), f64::INFINITY.copysign(phi.sin()));
        return Ok(if r > 0.0 { parts } else { (-parts.0, -parts.1) });
    }
    if let Some(result) = special((r, phi), &special::RECT) {
        return result;
    }
    // Without a rotation by a zero of either sign, r stays whole.
    Ok(if phi == 0.0 { (r, r * phi) } else { (r * phi.cos(), r * phi.sin()) })
}
