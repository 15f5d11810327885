//! Float to text: `repr` and the presentation types e, f, g, r at any precision, exactly rounded.
//!
//! Digits come from Rust's formatter: shortest for `Repr`, exact for the others (it rounds the true binary value, ties
//! to even). It takes at most 65,535 digits, but no double has more than 1,074 decimals: the rest are zeros.

use crate::text::{TextError, reserve};

/// How to choose the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The least digits that read back as the same float.
    Repr,
    /// `e`: precision digits after the point, with an exponent.
    Exp,
    /// `f`: precision digits after the point.
    Fixed,
    /// `g`: precision significant digits.
    General,
}

/// Flags of `format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `#`: keep the point and, for `General`, trailing zeros.
    pub alternate: bool,
    /// Make results that look like ints end in ".0".
    pub dot_zero: bool,
    /// "+" before non-negative numbers.
    pub plus: bool,
    /// `z`: no "-" before a result that is all zeros.
    pub no_negative_zero: bool,
    /// Capital letters.
    pub upper: bool,
}

/// `repr(x)`.
pub fn repr(x: f64) -> String {
    let flags = Flags { dot_zero: true, ..Flags::default() };
    let bytes = format(x, Style::Repr, 0, flags).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// Formats `x` (ASCII). Infinities and NaN are "inf" and "nan" whatever the style.
pub fn format(x: f64, style: Style, precision: usize, flags: Flags) -> Result<Vec<u8>, TextError> {
    let mut out = Vec::new();
    if !x.is_finite() {
        let sign = if x.is_nan() { flags.plus.then_some(b'+') } else { sign_of(x, flags, false) };
        out.extend(sign);
        out.extend_from_slice(match (x.is_nan(), flags.upper) {
            (true, false) => b"nan",
            (true, true) => b"NAN",
            (false, false) => b"inf",
            (false, true) => b"INF",
        });
        return Ok(out);
    }
    if precision > isize::MAX as usize - 2048 {
        return Err(TextError::Overflow("precision too big"));
    }
    let Digits { digits, point, zeros } = digits(x.abs(), style, precision);
    let all_zero = digits.iter().all(|&b| b == b'0');
    out.extend(sign_of(x, flags, all_zero));

    let trim = style == Style::General && !flags.alternate;
    let keep = if trim { digits.iter().rposition(|&b| b != b'0').map_or(1, |i| i + 1) } else { digits.len() };
    let digits = &digits[..keep];
    let zeros = if trim { 0 } else { zeros };
    let exponent = match style {
        Style::Repr => point <= -4 || point > 16,
        Style::Exp => true,
        Style::Fixed => false,
        Style::General => point <= -4 || point > precision.max(1) as i64 - flags.dot_zero as i64,
    };
    reserve(&mut out, digits.len() + zeros + 32 + if exponent { 0 } else { point.unsigned_abs() as usize })?;

    // The digits with the point after `whole` of them; missing ones on either side are zeros.
    let whole = if exponent { 1 } else { point };
    if whole <= 0 {
        out.push(b'0');
    } else {
        out.extend(digits.iter().copied().chain(std::iter::repeat(b'0')).take(whole as usize));
    }
    let before = out.len();
    out.push(b'.');
    if whole < 0 {
        out.resize(out.len() + whole.unsigned_abs() as usize, b'0');
    }
    out.extend_from_slice(digits.get(whole.max(0) as usize..).unwrap_or(&[]));
    // Of the zeros at the end, some may have gone before the point.
    let used = (whole.max(0) as usize).saturating_sub(digits.len());
    out.resize(out.len() + zeros.saturating_sub(used), b'0');
    if out.len() == before + 1 {
        if flags.dot_zero && !exponent {
            out.push(b'0');
        } else if !flags.alternate {
            out.pop();
        }
    }
    if exponent {
        let e = point - 1;
        out.push(if flags.upper { b'E' } else { b'e' });
        out.push(if e < 0 { b'-' } else { b'+' });
        out.extend_from_slice(format!("{:02}", e.abs()).as_bytes());
    }
    Ok(out)
}

fn sign_of(x: f64, flags: Flags, all_zero: bool) -> Option<u8> {
    if x.is_sign_negative() && !(all_zero && flags.no_negative_zero) { Some(b'-') } else { flags.plus.then_some(b'+') }
}

struct Digits {
    /// Decimal digits; the first is not 0 unless the number is 0 (or, for `Fixed`, rounds to 0).
    digits: Vec<u8>,
    /// Position of the decimal point, counted from the first digit.
    point: i64,
    /// How many more zeros follow the digits.
    zeros: usize,
}

/// Digits of a finite, non-negative number.
fn digits(x: f64, style: Style, precision: usize) -> Digits {
    const MOST: usize = 1100;
    let decimals = match style {
        Style::General => precision.saturating_sub(1),
        _ => precision,
    };
    let (asked, zeros) = (decimals.min(MOST), decimals.saturating_sub(MOST));
    match style {
        Style::Fixed => {
            let text = format!("{x:.asked$}");
            let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
            let mut point = whole.len() as i64;
            let mut all = whole.as_bytes().to_vec();
            all.extend_from_slice(fraction.as_bytes());
            if whole == "0" && !fraction.is_empty() {
                all.remove(0);
                point = 0;
            }
            Digits { digits: all, point, zeros }
        }
        _ => {
            let text = if style == Style::Repr { shortest(x) } else { format!("{x:.asked$e}") };
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            let digits = mantissa.bytes().filter(|&b| b != b'.').collect();
            let zeros = if style == Style::Repr { 0 } else { zeros };
            Digits { digits, point: exponent.parse::<i64>().unwrap_or(0) + 1, zeros }
        }
    }
}

/// The shortest digits that read back as `x`, the nearest to `x` among those, ties to even.
fn shortest(x: f64) -> String {
    let text = format!("{x:e}");
    let n = text.bytes().position(|b| b == b'e').unwrap_or(0);
    // Rust's formatter rounds ties up. A tie takes 16 digits or so, and rounding it up gave an odd last digit.
    if n > 15 && text.as_bytes()[n - 1] & 1 == 1 {
        let even = format!("{x:.*e}", n - 2);
        if even.parse() == Ok(x) {
            return even;
        }
    }
    text
}
