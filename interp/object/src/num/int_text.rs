//! Int to text and back: `int()`'s syntax, decimal conversion with CPython's digit limit, hex, oct and bin.
//!
//! Long decimal text is parsed by divide and conquer, so that its cost is that of multiplication.

use super::int::{Int, IntError};
use num_bigint::{BigInt, BigUint};
use num_traits::{Num, Zero};

/// Default of `sys.set_int_max_str_digits`.
pub const DEFAULT_MAX_STR_DIGITS: usize = 4300;
/// Least limit that `sys.set_int_max_str_digits` takes (besides 0, no limit).
pub const MAX_STR_DIGITS_THRESHOLD: usize = 640;

/// Why text is no int.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseIntError {
    /// "invalid literal for int() with base %d: %R" (the base as given).
    Invalid,
    /// "int() base must be >= 2 and <= 36, or 0".
    Base,
    /// More decimal digits than the limit; see `limit_message`.
    TooLong {
        /// How many digits there are.
        digits: usize,
    },
}

/// Text of the ValueError when parsing finds more digits than the limit.
pub fn limit_message(limit: usize, digits: usize) -> String {
    format!(
        "Exceeds the limit ({limit} digits) for integer string conversion: value has {digits} digits; use \
         sys.set_int_max_str_digits() to increase the limit"
    )
}

/// Text of the ValueError when an int is too long for `str`.
pub fn limit_message_to_str(limit: usize) -> String {
    format!(
        "Exceeds the limit ({limit} digits) for integer string conversion; use sys.set_int_max_str_digits() to \
         increase the limit"
    )
}

/// Parses the text of an int (white space around it stripped, digits mapped to ASCII by the caller). Base 0 reads a
/// prefix. `limit` is the most digits for bases that are no power of two; 0 is no limit.
pub fn parse(text: &[u8], base: u32, limit: usize) -> Result<Int, ParseIntError> {
    use ParseIntError::Invalid;
    if base == 1 || base > 36 {
        return Err(ParseIntError::Base);
    }
    let (negative, mut rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let prefix = match rest {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 0,
    };
    let mut radix = base;
    let mut only_zeros = false;
    if base == 0 {
        radix = if prefix == 0 { 10 } else { prefix };
        // "010" is refused, "00" is not.
        only_zeros = prefix == 0 && rest.first() == Some(&b'0');
    }
    if prefix != 0 && prefix == radix {
        rest = &rest[2..];
        // One underscore may follow the prefix.
        if let [b'_', after @ ..] = rest {
            rest = after;
        }
    }
    let mut digits = Vec::with_capacity(rest.len());
    let mut after_digit = false;
    for &b in rest {
        if b == b'_' {
            if !after_digit {
                return Err(Invalid);
            }
            after_digit = false;
            continue;
        }
        let d = (b as char).to_digit(radix).ok_or(Invalid)?;
        if only_zeros && d != 0 {
            return Err(Invalid);
        }
        digits.push(b);
        after_digit = true;
    }
    if !after_digit {
        return Err(Invalid);
    }
    if !radix.is_power_of_two() && limit > 0 && digits.len() > limit {
        return Err(ParseIntError::TooLong { digits: digits.len() });
    }
    let text = std::str::from_utf8(&digits).map_err(|_| Invalid)?;
    if let Ok(x) = i64::from_str_radix(text, radix) {
        return Ok(Int::Small(if negative { -x } else { x }));
    }
    let magnitude = if radix.is_power_of_two() {
        BigUint::from_str_radix(text, radix).map_err(|_| Invalid)?
    } else {
        parse_long(text, radix).ok_or(Invalid)?
    };
    let x = BigInt::from(magnitude);
    Ok(Int::from(if negative { -x } else { x }))
}

/// Digits that are parsed directly.
const CHUNK: usize = 512;

fn parse_long(text: &str, radix: u32) -> Option<BigUint> {
    // Chunks from the right, combined pairwise with radix**CHUNK, radix**(2*CHUNK) and so on.
    let bytes = text.as_bytes();
    let mut parts: Vec<BigUint> = Vec::new();
    let mut end = bytes.len();
    while end > 0 {
        let start = end.saturating_sub(CHUNK);
        parts.push(BigUint::from_str_radix(&text[start..end], radix).ok()?);
        end = start;
    }
    let mut unit: BigUint = num_traits::Pow::pow(BigUint::from(radix), CHUNK as u32);
    while parts.len() > 1 {
        parts = parts.chunks(2).map(|p| if let [low, high] = p { low + high * &unit } else { p[0].clone() }).collect();
        if parts.len() > 1 {
            unit = &unit * &unit;
        }
    }
    parts.pop()
}

/// Whether `str(x)` is refused under `limit` (0 is no limit); cheap, without converting where the size tells.
pub fn exceeds_limit(x: &BigInt, limit: usize) -> bool {
    if limit == 0 {
        return false;
    }
    // bits * log10(2) is at most one off the number of digits.
    let bits = x.bits() as f64;
    let least = ((bits - 1.0).max(0.0) * std::f64::consts::LOG10_2).floor() + 1.0;
    if (least as usize) > limit {
        return true;
    }
    if ((bits * std::f64::consts::LOG10_2).floor() as usize) < limit {
        return false;
    }
    x.magnitude() >= &num_traits::Pow::pow(BigUint::from(10u8), limit)
}

/// `str(x)`, without a limit.
pub fn to_decimal(x: &BigInt) -> Result<String, IntError> {
    super::int::ensure_bits(x.bits().saturating_mul(4))?;
    Ok(x.to_str_radix(10))
}

/// `hex`, `oct` and `bin` of a machine int: digits with sign and prefix.
pub fn to_prefixed_i64(x: i64, radix: u32) -> String {
    let sign = if x < 0 { "-" } else { "" };
    let m = x.unsigned_abs();
    match radix {
        16 => format!("{sign}{m:#x}"),
        8 => format!("{sign}{m:#o}"),
        _ => format!("{sign}{m:#b}"),
    }
}

/// `hex`, `oct` and `bin`: digits with sign and prefix.
pub fn to_prefixed(x: &BigInt, radix: u32) -> String {
    let sign = if x.sign() == num_bigint::Sign::Minus { "-" } else { "" };
    let prefix = match radix {
        16 => "0x",
        8 => "0o",
        _ => "0b",
    };
    let digits = if x.is_zero() { "0".to_owned() } else { x.magnitude().to_str_radix(radix) };
    format!("{sign}{prefix}{digits}")
}
