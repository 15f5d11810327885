//! Text to float: `float()`'s syntax, and the hexadecimal form of `float.hex` and `float.fromhex`.

use super::float::FloatError;
use crate::text::{unicode, wtf8};
use std::borrow::Cow;

/// Maps a `str` for number parsing: decimal digits of any script become ASCII digits, white space becomes blanks.
/// `None` if another non-ASCII character occurs: then it is no number.
pub fn to_ascii_number(text: &[u8]) -> Option<Vec<u8>> {
    if text.is_ascii() {
        return Some(text.to_vec());
    }
    wtf8::code_points(text)
        .map(|c| match c {
            0..128 => Some(c as u8),
            _ if unicode::is_space(c) => Some(b' '),
            _ => unicode::decimal(c).map(|d| b'0' + d),
        })
        .collect()
}

/// Strips the white space that may surround a number.
pub fn trim(text: &[u8]) -> &[u8] {
    let is_space = |b: u8| matches!(b, b' ' | 9..=13 | 28..=31);
    crate::text::search::strip_bytes_by(text, crate::text::search::Ends::Both, is_space)
}

/// As `trim`, for `bytes` arguments (no information separators).
pub fn trim_bytes(text: &[u8]) -> &[u8] {
    crate::text::search::strip_bytes_by(text, crate::text::search::Ends::Both, crate::text::search::is_byte_space)
}

/// Parses the text of a float without surrounding white space. `None`: "could not convert string to float: %r".
pub fn parse(text: &[u8]) -> Option<f64> {
    let plain = strip_underscores(text)?;
    let (n, x) = parse_prefix(&plain)?;
    (n == plain.len()).then_some(x)
}

/// Takes out underscores, which may stand between digits only.
pub(super) fn strip_underscores(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    if !text.contains(&b'_') {
        return Some(Cow::Borrowed(text));
    }
    for (i, &b) in text.iter().enumerate() {
        if b == b'_' {
            let digit = |j: Option<usize>| j.and_then(|j| text.get(j)).is_some_and(u8::is_ascii_digit);
            if !digit(i.checked_sub(1)) || !digit(i.checked_add(1)) {
                return None;
            }
        }
    }
    Some(Cow::Owned(text.iter().copied().filter(|&b| b != b'_').collect()))
}

/// Parses the longest float at the start of `text`: its length and value.
pub fn parse_prefix(text: &[u8]) -> Option<(usize, f64)> {
    let mut at = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let negative = text.first() == Some(&b'-');
    let word = |w: &[u8]| text.get(at..at + w.len()).is_some_and(|t| t.eq_ignore_ascii_case(w));
    for (w, x) in [(&b"infinity"[..], f64::INFINITY), (b"inf", f64::INFINITY), (b"nan", f64::NAN)] {
        if word(w) {
            return Some((at + w.len(), if negative { -x } else { x }));
        }
    }
    let digits = |from: usize| text.get(from..).unwrap_or(&[]).iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(at);
    at += whole;
    let mut fraction = 0;
    if text.get(at) == Some(&b'.') {
        fraction = digits(at + 1);
        at += 1 + fraction;
    }
    if whole + fraction == 0 {
        return None;
    }
    if let Some(b'e' | b'E') = text.get(at) {
        let sign = usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        let n = digits(at + 1 + sign);
        if n > 0 {
            at += 1 + sign + n;
        }
    }
    let x = std::str::from_utf8(&text[..at]).ok()?.parse().ok()?;
    Some((at, x))
}

/// `float.hex`.
pub fn hex(x: f64) -> String {
    if !x.is_finite() {
        let name = if x.is_nan() {
            "nan"
        } else if x > 0.0 {
            "inf"
        } else {
            "-inf"
        };
        return name.to_owned();
    }
    let sign = if x.is_sign_negative() { "-" } else { "" };
    let bits = x.to_bits() & (u64::MAX >> 1);
    if bits == 0 {
        return format!("{sign}0x0.0p+0");
    }
    let mantissa = bits & ((1 << 52) - 1);
    let exponent = (bits >> 52) as i32;
    let (lead, e) = if exponent == 0 { (0, -1022) } else { (1, exponent - 1023) };
    format!("{sign}0x{lead}.{mantissa:013x}p{e:+}")
}

const INVALID: FloatError = FloatError::Value("invalid hexadecimal floating-point string");
const TOO_LARGE: FloatError = FloatError::Overflow("hexadecimal value too large to represent as a float");

/// `float.fromhex` of ASCII text, surrounding white space included.
pub fn from_hex(text: &[u8]) -> Result<f64, FloatError> {
    let text = trim_bytes(text);
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let signed = |x: f64| if negative { -x } else { x };
    if rest.eq_ignore_ascii_case(b"inf") || rest.eq_ignore_ascii_case(b"infinity") {
        return Ok(signed(f64::INFINITY));
    }
    if rest.eq_ignore_ascii_case(b"nan") {
        return Ok(signed(f64::NAN));
    }
    let rest = rest.strip_prefix(b"0x").or_else(|| rest.strip_prefix(b"0X")).unwrap_or(rest);
    let digits = |s: &[u8]| s.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let whole = digits(rest);
    let (whole, mut rest) = rest.split_at(whole);
    let mut fraction = &rest[..0];
    if let [b'.', after @ ..] = rest {
        (fraction, rest) = after.split_at(digits(after));
    }
    if whole.is_empty() && fraction.is_empty() {
        return Err(INVALID);
    }
    let exponent: i64 = match rest {
        [] => 0,
        [b'p' | b'P', e @ ..] => {
            let (minus, e) = match e {
                [b'-', e @ ..] => (true, e),
                [b'+', e @ ..] => (false, e),
                _ => (false, e),
            };
            if e.is_empty() || !e.iter().all(u8::is_ascii_digit) {
                return Err(INVALID);
            }
            // Far beyond every possible balance with the number of digits.
            let n = e.iter().fold(0i64, |n, b| (n * 10 + (b - b'0') as i64).min(1 << 58));
            if minus { -n } else { n }
        }
        _ => return Err(INVALID),
    };
    // The first 60 bits or so exactly, the rest as a sticky bit.
    let mut bits = 0u64;
    let mut sticky = false;
    let mut scale = exponent.saturating_sub(4 * fraction.len() as i64);
    for &b in whole.iter().chain(fraction) {
        let d = (b as char).to_digit(16).unwrap_or(0) as u64;
        if bits >> 59 == 0 {
            bits = bits << 4 | d;
        } else {
            sticky |= d != 0;
            scale = scale.saturating_add(4);
        }
    }
    if bits == 0 {
        return Ok(signed(0.0));
    }
    let x = scale_sticky(bits, sticky, scale);
    if x.is_infinite() { Err(TOO_LARGE) } else { Ok(signed(x)) }
}

/// `bits * 2**scale`, plus a bit more if `sticky`, rounded once to the nearest float, ties to even.
pub fn scale_sticky(bits: u64, sticky: bool, scale: i64) -> f64 {
    if bits == 0 {
        return 0.0;
    }
    let lead = bits.leading_zeros();
    let bits = bits << lead;
    let scale = scale.saturating_sub(lead as i64);
    // The value is in [2**(scale + 63), 2**(scale + 64)); its lowest representable bit decides how much is dropped.
    let top = scale.saturating_add(63);
    if top > 1023 {
        return f64::INFINITY;
    }
    let lowest = (top - 52).max(-1074);
    let drop = lowest - scale;
    if drop > 64 {
        return 0.0;
    }
    let (kept, rest) = if drop == 64 { (0, bits as u128) } else { (bits >> drop, (bits & ((1 << drop) - 1)) as u128) };
    let half = 1u128 << (drop - 1);
    let up = rest > half || rest == half && (sticky || kept & 1 == 1);
    let kept = kept + up as u64;
    // kept is at most 2**53, so both factors are exact, and so is their product unless it overflows.
    super::float::ldexp(kept as f64, lowest)
}
