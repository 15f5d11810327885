//! The % operator of `str` and `bytes`: reading a format piece by piece, and laying out one converted value.
//!
//! The reader asks its `Source` for keys and stars where they stand, because in Python their errors come before later
//! errors in the format. Whether a conversion letter exists is checked by the caller after fetching the argument.

use super::formatnum::IntArg;
use super::formatspec::FormatError;
use super::pad::pad_by;
use super::{Unit, wtf8};
use crate::num::float_format::{self, Flags, Style};

/// Why a format is malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PercentError {
    /// ValueError with this text.
    Value(&'static str),
}

impl PercentError {
    /// The message text.
    pub const fn message(self) -> &'static str {
        match self {
            PercentError::Value(s) => s,
        }
    }
}

/// Texts of the TypeErrors that callers raise.
pub mod messages {
    /// The arguments ran out.
    pub const NOT_ENOUGH: &str = "not enough arguments for format string";
    /// Arguments are left over.
    pub const NOT_ALL: &str = "not all arguments converted during string formatting";
    /// As `NOT_ALL`, for `bytes`.
    pub const NOT_ALL_BYTES: &str = "not all arguments converted during bytes formatting";
    /// `%(key)` without a mapping.
    pub const NO_MAPPING: &str = "format requires a mapping";
    /// A star took something that is no int.
    pub const STAR: &str = "* wants int";
}

/// What the caller supplies while a specifier is read.
pub trait Source {
    /// The caller's error.
    type Error: From<PercentError>;
    /// `(` was seen: "format requires a mapping" if there is none.
    fn need_mapping(&mut self) -> Result<(), Self::Error>;
    /// `%(key)`: makes the mapping's item the argument.
    fn key(&mut self, key: &[u8]) -> Result<(), Self::Error>;
    /// `*` as width: the next argument as a C ssize_t.
    fn star_width(&mut self) -> Result<isize, Self::Error>;
    /// `*` as precision: the next argument as a C int.
    fn star_precision(&mut self) -> Result<i32, Self::Error>;
}

/// A piece of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text that stays as it is.
    Literal(&'a [u8]),
    /// A conversion.
    Spec(PercentSpec),
}

/// A conversion specifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PercentSpec {
    /// `-`.
    pub left: bool,
    /// `+`.
    pub plus: bool,
    /// Blank.
    pub blank: bool,
    /// `#`.
    pub alternate: bool,
    /// `0`.
    pub zero: bool,
    /// Least width.
    pub width: usize,
    /// Precision.
    pub precision: Option<usize>,
    /// Whether a `(key)` was given.
    pub keyed: bool,
    /// Conversion letter.
    pub conversion: u32,
    /// Its index in the format, in elements.
    pub index: usize,
}

impl PercentSpec {
    /// The error for a letter that is no conversion.
    pub fn unsupported(&self, unit: Unit) -> FormatError {
        let shown = match (unit, self.conversion) {
            // The reference formats a signed byte here.
            (Unit::Byte, 128..) => {
                return FormatError::Overflow("character argument not in range(0x110000)".to_owned());
            }
            (Unit::Byte, c) | (Unit::Char, c @ 32..127) => c as u8 as char,
            _ => '?',
        };
        let index = self.index;
        FormatError::Value(format!("unsupported format character '{shown}' (0x{:x}) at index {index}", self.conversion))
    }
}

/// Reads a format.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    unit: Unit,
}

impl<'a> Reader<'a> {
    /// A reader at the start of `text`.
    pub fn new(text: &'a [u8], unit: Unit) -> Reader<'a> {
        Reader { text, at: 0, unit }
    }

    fn peek(&self) -> Result<u8, PercentError> {
        self.text.get(self.at).copied().ok_or(PercentError::Value("incomplete format"))
    }

    /// The next piece.
    pub fn next_piece<S: Source>(&mut self, source: &mut S) -> Result<Option<Piece<'a>>, S::Error> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return Ok(None);
        }
        match memchr::memchr(b'%', rest) {
            Some(0) => {}
            found => {
                let n = found.unwrap_or(rest.len());
                self.at += n;
                return Ok(Some(Piece::Literal(&rest[..n])));
            }
        }
        if rest.get(1) == Some(&b'%') {
            self.at += 2;
            return Ok(Some(Piece::Literal(&rest[..1])));
        }
        self.at += 1;
        let mut spec = PercentSpec::default();
        if self.text.get(self.at) == Some(&b'(') {
            source.need_mapping()?;
            let key = self.read_key()?;
            source.key(key)?;
            spec.keyed = true;
        }
        loop {
            match self.peek()? {
                b'-' => spec.left = true,
                b'+' => spec.plus = true,
                b' ' => spec.blank = true,
                b'#' => spec.alternate = true,
                b'0' => spec.zero = true,
                _ => break,
            }
            self.at += 1;
        }
        if self.peek()? == b'*' {
            self.at += 1;
            let width = source.star_width()?;
            spec.left |= width < 0;
            spec.width = width.unsigned_abs();
        } else {
            spec.width = self.number(isize::MAX as usize, "width too big")?.unwrap_or(0);
        }
        if self.peek()? == b'.' {
            self.at += 1;
            let precision = if self.peek()? == b'*' {
                self.at += 1;
                usize::try_from(source.star_precision()?).unwrap_or(0)
            } else {
                let message = if self.unit == Unit::Byte { "prec too big" } else { "precision too big" };
                self.number(i32::MAX as usize, message)?.unwrap_or(0)
            };
            spec.precision = Some(precision);
        }
        if matches!(self.peek()?, b'h' | b'l' | b'L') {
            self.at += 1;
        }
        self.peek()?;
        spec.index = self.unit.count(&self.text[..self.at]);
        let (c, n) = match self.unit {
            Unit::Byte => (self.text[self.at] as u32, 1),
            Unit::Char => wtf8::decode_at(self.text, self.at).unwrap_or((0, 1)),
        };
        spec.conversion = c;
        self.at += n;
        Ok(Some(Piece::Spec(spec)))
    }

    /// The key between `(` and its matching `)`.
    fn read_key(&mut self) -> Result<&'a [u8], PercentError> {
        self.at += 1;
        let start = self.at;
        let mut depth = 1;
        while let Some(&b) = self.text.get(self.at) {
            self.at += 1;
            match b {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(&self.text[start..self.at - 1]);
            }
        }
        Err(PercentError::Value("incomplete format key"))
    }

    fn number(&mut self, most: usize, message: &'static str) -> Result<Option<usize>, PercentError> {
        let mut value = None;
        while let Some(b @ b'0'..=b'9') = self.text.get(self.at) {
            let next = value.unwrap_or(0usize).checked_mul(10).and_then(|v| v.checked_add((b - b'0') as usize));
            value = Some(next.filter(|&v| v <= most).ok_or(PercentError::Value(message))?);
            self.at += 1;
        }
        self.peek()?;
        Ok(value)
    }
}

/// Lays out text (conversions s, r, a, b): cut to the precision, padded to the width.
pub fn format_text(text: &[u8], spec: &PercentSpec, unit: Unit) -> Result<Vec<u8>, FormatError> {
    let text = match (spec.precision, unit) {
        (None, _) => text,
        (Some(n), Unit::Byte) => &text[..n.min(text.len())],
        (Some(n), Unit::Char) => wtf8::slice(text, 0, n),
    };
    pad_blank(text, spec, unit)
}

/// Lays out the one element of conversion c (no precision).
pub fn format_char(text: &[u8], spec: &PercentSpec, unit: Unit) -> Result<Vec<u8>, FormatError> {
    pad_blank(text, spec, unit)
}

fn pad_blank(text: &[u8], spec: &PercentSpec, unit: Unit) -> Result<Vec<u8>, FormatError> {
    let total = spec.width.saturating_sub(unit.count(text));
    let (left, right) = if spec.left { (0, total) } else { (total, 0) };
    Ok(pad_by(text, left, right, b' ' as u32, unit)?)
}

/// Conversions d, i, u, o, x and X. `limit` is the limit on decimal digits (0: none).
pub fn format_int(x: IntArg, spec: &PercentSpec, limit: usize) -> Result<Vec<u8>, FormatError> {
    let (radix, prefix): (u32, &[u8]) = match u8::try_from(spec.conversion) {
        Ok(b'o') => (8, b"0o"),
        Ok(b'x') => (16, b"0x"),
        Ok(b'X') => (16, b"0X"),
        _ => (10, b""),
    };
    let negative = match x {
        IntArg::Small(x) => x < 0,
        IntArg::Big(x) => x.sign() == num_bigint::Sign::Minus,
    };
    let digits = x.digits(radix, spec.conversion == b'X' as u32, limit)?;
    let digits = match spec.precision {
        Some(p) if p > digits.len() => {
            if p > i32::MAX as usize - 3 {
                return Err(FormatError::value("precision too large"));
            }
            pad_by(&digits, p - digits.len(), 0, b'0' as u32, Unit::Byte)?
        }
        _ => digits,
    };
    lay_out(negative, if spec.alternate { prefix } else { b"" }, &digits, spec)
}

/// Conversions e, E, f, F, g and G.
pub fn format_float(x: f64, spec: &PercentSpec) -> Result<Vec<u8>, FormatError> {
    let letter = u8::try_from(spec.conversion).unwrap_or(b'g');
    let style = match letter {
        b'e' | b'E' => Style::Exp,
        b'f' | b'F' => Style::Fixed,
        _ => Style::General,
    };
    let flags = Flags { alternate: spec.alternate, upper: letter.is_ascii_uppercase(), ..Flags::default() };
    let precision = spec.precision.unwrap_or(6);
    if precision == i32::MAX as usize {
        return Err(FormatError::value("precision too big"));
    }
    let text = float_format::format(x, style, precision, flags)?;
    let (negative, digits) = match text.as_slice() {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    lay_out(negative, b"", digits, spec)
}

/// Sign, prefix and digits in the field; zeros go after the prefix.
fn lay_out(negative: bool, prefix: &[u8], digits: &[u8], spec: &PercentSpec) -> Result<Vec<u8>, FormatError> {
    let sign: &[u8] = match (negative, spec.plus, spec.blank) {
        (true, ..) => b"-",
        (_, true, _) => b"+",
        (_, _, true) => b" ",
        _ => b"",
    };
    let n = sign.len() + prefix.len() + digits.len();
    let padding = spec.width.saturating_sub(n);
    if spec.zero && !spec.left {
        let digits = pad_by(digits, padding, 0, b'0' as u32, Unit::Byte)?;
        return Ok([sign, prefix, &digits].concat());
    }
    pad_blank(&[sign, prefix, digits].concat(), spec, Unit::Byte)
}
