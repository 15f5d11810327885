//! Unicode 16.0 properties of single code points, as `str`'s methods define them.
//!
//! The tables are generated from the reference interpreter (`tests/tools/gen_unicode.py`). Surrogates and unassigned
//! code points are legal arguments, as is anything above 0x10FFFF (it has no property).

use super::unicode_tables as t;
use super::wtf8;

fn record(c: u32) -> (u16, u8, u8) {
    let block = match t::PROP_LEVEL1.get((c >> t::PROP_SHIFT) as usize) {
        Some(&block) => block as usize,
        None => return (0, (t::CATEGORY_NAMES.len() - 1) as u8, 255),
    };
    let at = block << t::PROP_SHIFT | (c as usize & ((1 << t::PROP_SHIFT) - 1));
    t::PROP_RECORDS[t::PROP_LEVEL2[at] as usize]
}

fn has(c: u32, flag: u16) -> bool {
    record(c).0 & flag != 0
}

/// Categories L*.
pub fn is_alpha(c: u32) -> bool {
    if c < 128 { (c as u8).is_ascii_alphabetic() } else { has(c, t::ALPHA) }
}

/// Decimal digits (category Nd).
pub fn is_decimal(c: u32) -> bool {
    if c < 128 { (c as u8).is_ascii_digit() } else { has(c, t::DECIMAL) }
}

/// Digits, superscripts and the like included.
pub fn is_digit(c: u32) -> bool {
    if c < 128 { (c as u8).is_ascii_digit() } else { has(c, t::DIGIT) }
}

/// Anything with a numeric value.
pub fn is_numeric(c: u32) -> bool {
    if c < 128 { (c as u8).is_ascii_digit() } else { has(c, t::NUMERIC) }
}

/// Letters, decimals, digits, numerics: what `str.isalnum` accepts.
pub fn is_alnum(c: u32) -> bool {
    if c < 128 { (c as u8).is_ascii_alphanumeric() } else { has(c, t::ALPHA | t::DECIMAL | t::DIGIT | t::NUMERIC) }
}

/// White space.
pub fn is_space(c: u32) -> bool {
    if c < 128 { matches!(c, 9..=13 | 28..=32) } else { has(c, t::SPACE) }
}

/// Line boundaries of `splitlines`.
pub fn is_linebreak(c: u32) -> bool {
    if c < 128 { matches!(c, 10..=13 | 28..=30) } else { has(c, t::LINEBREAK) }
}

/// What `repr` shows as it is.
pub fn is_printable(c: u32) -> bool {
    if c < 128 { (32..127).contains(&c) } else { has(c, t::PRINTABLE) }
}

/// Uppercase letters.
pub fn is_upper(c: u32) -> bool {
    if c < 128 { (c as u8).is_ascii_uppercase() } else { has(c, t::UPPER) }
}

/// Lowercase letters.
pub fn is_lower(c: u32) -> bool {
    if c < 128 { (c as u8).is_ascii_lowercase() } else { has(c, t::LOWER) }
}

/// Titlecase letters (category Lt).
pub fn is_title(c: u32) -> bool {
    c >= 128 && has(c, t::TITLE)
}

/// Whether an identifier may start with `c` (`_` included).
pub fn is_identifier_start(c: u32) -> bool {
    if c < 128 { c == b'_' as u32 || (c as u8).is_ascii_alphabetic() } else { has(c, t::XID_START) }
}

/// Whether an identifier may go on with `c`.
pub fn is_identifier_continue(c: u32) -> bool {
    if c < 128 { c == b'_' as u32 || (c as u8).is_ascii_alphanumeric() } else { has(c, t::XID_CONTINUE) }
}

/// Property Cased.
pub fn is_cased(c: u32) -> bool {
    if c < 128 { (c as u8).is_ascii_alphabetic() } else { has(c, t::CASED) }
}

/// Property Case_Ignorable.
pub fn is_case_ignorable(c: u32) -> bool {
    has(c, t::CASE_IGNORABLE)
}

/// General category: two letters.
pub fn category(c: u32) -> &'static str {
    t::CATEGORY_NAMES[record(c).1 as usize]
}

/// Value of a decimal digit.
pub fn decimal(c: u32) -> Option<u8> {
    let (flags, _, value) = record(c);
    (flags & t::DECIMAL != 0).then_some(value)
}

/// Value of a digit, superscripts and the like included.
pub fn digit(c: u32) -> Option<u8> {
    let (_, _, value) = record(c);
    (value != 255).then_some(value)
}

/// Numeric value.
pub fn numeric(c: u32) -> Option<f64> {
    let i = t::NUMERIC_RUNS.partition_point(|r| r.0 <= c).checked_sub(1)?;
    let (first, n, value, step) = t::NUMERIC_RUNS[i];
    let k = c - first;
    (k < n as u32).then(|| value + (k * step as u32) as f64)
}

/// One to three code points that one code point maps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapped {
    chars: [u32; 3],
    n: u8,
}

impl Mapped {
    /// The code points.
    pub fn as_slice(&self) -> &[u32] {
        &self.chars[..self.n as usize]
    }

    /// Appends the code points as WTF-8.
    pub fn push_to(&self, out: &mut Vec<u8>) {
        self.as_slice().iter().for_each(|&c| wtf8::push(out, c));
    }
}

fn map(c: u32, column: usize) -> Mapped {
    let Some(&block) = t::CASE_LEVEL1.get((c >> t::CASE_SHIFT) as usize) else {
        return Mapped { chars: [c, 0, 0], n: 1 };
    };
    let at = (block as usize) << t::CASE_SHIFT | (c as usize & ((1 << t::CASE_SHIFT) - 1));
    let code = t::CASE_RECORDS[t::CASE_LEVEL2[at] as usize][column];
    if code < t::MULTI {
        return Mapped { chars: [c.wrapping_add_signed(code), 0, 0], n: 1 };
    }
    let n = (code >> 16 & 3) as usize;
    let at = (code & 0xFFFF) as usize;
    let mut chars = [0; 3];
    chars[..n].copy_from_slice(&t::CASE_POOL[at..at + n]);
    Mapped { chars, n: n as u8 }
}

/// Full lowercase mapping (without regard to final sigma).
pub fn to_lower(c: u32) -> Mapped {
    map(c, 0)
}

/// Full uppercase mapping.
pub fn to_upper(c: u32) -> Mapped {
    map(c, 1)
}

/// Full titlecase mapping.
pub fn to_title(c: u32) -> Mapped {
    map(c, 2)
}

/// Full case folding.
pub fn to_casefold(c: u32) -> Mapped {
    map(c, 3)
}

/// Simple (one to one) lowercase mapping, which regular expressions use.
pub fn to_lower_simple(c: u32) -> u32 {
    map(c, 4).chars[0]
}
