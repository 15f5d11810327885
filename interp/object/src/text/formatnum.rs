//! The format mini-language applied to int, float and complex.
//!
//! A number is `[padding] sign prefix [padding] grouped-digits point fraction remainder [padding]`, where the remainder is
//! an exponent or a percent sign. Zero padding goes through the grouping ("0,001").

use super::formatspec::{FormatError, Grouping, Spec, pad_field, parse, unknown_type};
use super::{reserve, wtf8};
use crate::num::float_format::{self, Flags, Style};
use crate::num::{int, int_text};
use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;
use std::borrow::Cow;

/// What type `n` takes from the locale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale {
    /// Decimal point.
    pub decimal_point: Vec<u8>,
    /// Separator of thousands.
    pub thousands_sep: Vec<u8>,
    /// Sizes of groups from the right: the last one repeats, 127 ends grouping. Empty: no grouping.
    pub grouping: Vec<u8>,
}

impl Default for Locale {
    /// The "C" locale.
    fn default() -> Locale {
        Locale { decimal_point: b".".to_vec(), thousands_sep: Vec::new(), grouping: Vec::new() }
    }
}

/// An int argument.
#[derive(Clone, Copy, Debug)]
pub enum IntArg<'a> {
    /// A machine int.
    Small(i64),
    /// A big int.
    Big(&'a BigInt),
}

impl IntArg<'_> {
    fn is_negative(self) -> bool {
        match self {
            IntArg::Small(x) => x < 0,
            IntArg::Big(x) => x.sign() == Sign::Minus,
        }
    }

    fn to_i64(self) -> Option<i64> {
        match self {
            IntArg::Small(x) => Some(x),
            IntArg::Big(x) => x.to_i64(),
        }
    }

    /// Digits of the magnitude; `limit` is the limit on decimal digits (0: none).
    pub fn digits(self, radix: u32, upper: bool, limit: usize) -> Result<Vec<u8>, FormatError> {
        let mut out = match (self, radix) {
            (IntArg::Small(x), 10) => x.unsigned_abs().to_string(),
            (IntArg::Small(x), 16) => format!("{:x}", x.unsigned_abs()),
            (IntArg::Small(x), 8) => format!("{:o}", x.unsigned_abs()),
            (IntArg::Small(x), _) => format!("{:b}", x.unsigned_abs()),
            (IntArg::Big(x), _) => {
                if radix == 10 && int_text::exceeds_limit(x, limit) {
                    return Err(FormatError::Value(int_text::limit_message_to_str(limit)));
                }
                int::ensure_bits(x.bits().saturating_mul(8)).map_err(|_| FormatError::Memory)?;
                x.magnitude().to_str_radix(radix)
            }
        };
        if upper {
            out.make_ascii_uppercase();
        }
        Ok(out.into_bytes())
    }

    /// The nearest float.
    pub fn to_f64(self) -> Result<f64, FormatError> {
        match self {
            IntArg::Small(x) => Ok(x as f64),
            IntArg::Big(x) => int::to_f64(x).map_err(|e| FormatError::Overflow(e.message().to_owned())),
        }
    }
}

/// `format(x, spec)` for an int; `spec` is not empty. `limit` is the limit on decimal digits (0: none).
pub fn format_int(
    x: IntArg,
    spec: &[u8],
    type_name: &str,
    locale: &Locale,
    limit: usize,
) -> Result<Vec<u8>, FormatError> {
    let spec = parse(spec, type_name, b'd', b'>')?;
    let ty = u8::try_from(spec.ty).unwrap_or(0);
    let (radix, prefix): (u32, &[u8]) = match ty {
        b'd' | b'n' | b'c' => (10, b""),
        b'b' => (2, b"0b"),
        b'o' => (8, b"0o"),
        b'x' => (16, b"0x"),
        b'X' => (16, b"0X"),
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%' => return format_parsed_float(x.to_f64()?, &spec, locale),
        _ => return Err(unknown_type(spec.ty, type_name)),
    };
    let refuse = |what: &str| Err(FormatError::Value(format!("{what} not allowed in integer format specifier")));
    if spec.precision.is_some() {
        return refuse("Precision");
    }
    if spec.no_negative_zero {
        return refuse("Negative zero coercion (z)");
    }
    let mut number = Number { negative: x.is_negative(), ..Number::default() };
    if ty == b'c' {
        let refuse = |what| Err(FormatError::Value(format!("{what} not allowed with integer format specifier 'c'")));
        if spec.sign.is_some() {
            return refuse("Sign");
        }
        if spec.alternate {
            return refuse("Alternate form (#)");
        }
        let overflow = |text: &str| FormatError::Overflow(text.to_owned());
        let c = x.to_i64().ok_or_else(|| overflow("Python int too large to convert to C long"))?;
        let c = u32::try_from(c).ok().filter(|&c| c <= wtf8::MAX_CODE_POINT);
        let (bytes, n) = wtf8::encode(c.ok_or_else(|| overflow("%c arg not in range(0x110000)"))?);
        number.remainder = &bytes[..n];
        number.negative = false;
        return number.lay_out(&spec, locale);
    }
    if spec.alternate {
        number.prefix = prefix;
    }
    let digits = x.digits(radix, ty == b'X', limit)?;
    number.digits = &digits;
    number.lay_out(&spec, locale)
}

/// `format(x, spec)` for a float; `spec` is not empty.
pub fn format_float(x: f64, spec: &[u8], type_name: &str, locale: &Locale) -> Result<Vec<u8>, FormatError> {
    let spec = parse(spec, type_name, 0, b'>')?;
    match u8::try_from(spec.ty) {
        Ok(0 | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'n' | b'%') => format_parsed_float(x, &spec, locale),
        _ => Err(unknown_type(spec.ty, type_name)),
    }
}

fn format_parsed_float(x: f64, spec: &Spec, locale: &Locale) -> Result<Vec<u8>, FormatError> {
    let percent = spec.ty == b'%' as u32;
    let x = if percent { x * 100.0 } else { x };
    let mut text = float_digits(x, spec, spec.ty == 0)?;
    if percent {
        reserve(&mut text, 1)?;
        text.push(b'%');
    }
    Number::from_float_text(&text).lay_out(spec, locale)
}

/// The digits of a float as the presentation type asks for, with a "-" if negative.
fn float_digits(x: f64, spec: &Spec, dot_zero: bool) -> Result<Vec<u8>, FormatError> {
    const MOST: usize = i32::MAX as usize;
    if spec.precision.is_some_and(|p| p > MOST) {
        return Err(FormatError::value("precision too big"));
    }
    let ty = u8::try_from(spec.ty).unwrap_or(0);
    let (style, precision) = match (ty, spec.precision) {
        (0, None) => (Style::Repr, 0),
        (0, Some(p)) => (Style::General, p),
        (b'e' | b'E', p) => (Style::Exp, p.unwrap_or(6)),
        (b'f' | b'F' | b'%', p) => (Style::Fixed, p.unwrap_or(6)),
        (_, p) => (Style::General, p.unwrap_or(6)),
    };
    if precision == MOST && style != Style::Repr {
        return Err(FormatError::value("precision too big"));
    }
    let flags = Flags {
        alternate: spec.alternate,
        dot_zero,
        plus: false,
        no_negative_zero: spec.no_negative_zero,
        upper: ty.is_ascii_uppercase(),
    };
    Ok(float_format::format(x, style, precision, flags)?)
}

/// `format(x, spec)` for a complex number; `spec` is not empty.
pub fn format_complex(
    real: f64,
    imag: f64,
    spec: &[u8],
    type_name: &str,
    locale: &Locale,
) -> Result<Vec<u8>, FormatError> {
    let spec = parse(spec, type_name, 0, b'>')?;
    let bare = spec.ty == 0;
    if !matches!(u8::try_from(spec.ty), Ok(0 | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'n')) {
        return Err(unknown_type(spec.ty, type_name));
    }
    if spec.fill == b'0' as u32 {
        return Err(FormatError::value("Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == b'=' {
        return Err(FormatError::value("'=' alignment flag is not allowed in complex format specifier"));
    }
    // Without a type it looks like repr: no zero real part, else parentheses.
    let skip_real = bare && real == 0.0 && real.is_sign_positive();
    let mut part = Spec { fill: b' ' as u32, align: b'<', width: None, ..spec.clone() };
    let mut out = Vec::new();
    if bare && !skip_real {
        out.push(b'(');
    }
    if !skip_real {
        let digits = float_digits(real, &part, false)?;
        out.extend(Number::from_float_text(&digits).lay_out(&part, locale)?);
        part.sign = Some(b'+');
    }
    let digits = float_digits(imag, &part, false)?;
    out.extend(Number::from_float_text(&digits).lay_out(&part, locale)?);
    out.push(b'j');
    if bare && !skip_real {
        out.push(b')');
    }
    pad_field(&out, &spec)
}

/// The parts of a number before they are laid out.
#[derive(Default)]
struct Number<'a> {
    negative: bool,
    prefix: &'static [u8],
    digits: &'a [u8],
    has_point: bool,
    fraction: &'a [u8],
    /// What follows: exponent, percent sign, "inf", "nan" or the character of type `c`.
    remainder: &'a [u8],
}

impl<'a> Number<'a> {
    fn from_float_text(text: &'a [u8]) -> Number<'a> {
        let (negative, text) = match text {
            [b'-', rest @ ..] => (true, rest),
            _ => (false, text),
        };
        let digits = |s: &[u8]| s.iter().take_while(|b| b.is_ascii_digit()).count();
        let (whole, mut rest) = text.split_at(digits(text));
        let mut number = Number { negative, digits: whole, ..Number::default() };
        if let [b'.', after @ ..] = rest {
            let (fraction, after) = after.split_at(digits(after));
            number.has_point = true;
            number.fraction = fraction;
            rest = after;
        }
        number.remainder = rest;
        number
    }

    fn lay_out(&self, spec: &Spec, locale: &Locale) -> Result<Vec<u8>, FormatError> {
        let sign: &[u8] = match (self.negative, spec.sign) {
            (true, _) => b"-",
            (_, Some(b'+')) => b"+",
            (_, Some(b' ')) => b" ",
            _ => b"",
        };
        let local = spec.ty == b'n' as u32;
        let point: &[u8] = match (self.has_point, local) {
            (false, _) => b"",
            (_, true) => &locale.decimal_point,
            _ => b".",
        };
        let fraction = match spec.fraction_grouping {
            Some(g) => Cow::Owned(group_fraction(self.fraction, g.separator())?),
            None => Cow::Borrowed(self.fraction),
        };
        let around = sign.len() + self.prefix.len() + wtf8::count(point) + fraction.len() + wtf8::count(self.remainder);
        let width = spec.width.unwrap_or(0);
        let zero_fill = spec.fill == b'0' as u32 && spec.align == b'=';
        let least = if zero_fill { width.saturating_sub(around) } else { 0 };
        let grouped = if self.digits.is_empty() {
            Vec::new()
        } else if local {
            group_digits(self.digits, least, &locale.thousands_sep, &locale.grouping)?
        } else {
            let size: &[u8] = match spec.grouping {
                None => &[],
                Some(Grouping::UnderscoreFour) => &[4],
                Some(_) => &[3],
            };
            let separator = [spec.grouping.map_or(0, Grouping::separator)];
            group_digits(self.digits, least, &separator, size)?
        };
        let mut body = Vec::new();
        reserve(&mut body, sign.len() + self.prefix.len() + grouped.len() + self.remainder.len() + fraction.len() + 8)?;
        if spec.align == b'=' {
            body.extend_from_slice(sign);
            body.extend_from_slice(self.prefix);
            let padding = width.saturating_sub(around + wtf8::count(&grouped));
            let fill = super::pad::pad_by(b"", padding, 0, spec.fill, super::Unit::Char)?;
            reserve(&mut body, fill.len())?;
            body.extend(fill);
        } else {
            body.extend_from_slice(sign);
            body.extend_from_slice(self.prefix);
        }
        body.extend(grouped);
        body.extend_from_slice(point);
        body.extend_from_slice(&fraction);
        body.extend_from_slice(self.remainder);
        if spec.align == b'=' { Ok(body) } else { pad_field(&body, spec) }
    }
}

/// Groups a fraction's digits by three, from the point on.
fn group_fraction(digits: &[u8], separator: u8) -> Result<Vec<u8>, FormatError> {
    let mut out = Vec::new();
    reserve(&mut out, digits.len() + digits.len() / 3)?;
    for (i, group) in digits.chunks(3).enumerate() {
        if i > 0 {
            out.push(separator);
        }
        out.extend_from_slice(group);
    }
    Ok(out)
}

/// Groups digits from the right, with zeros before them so that the result has at least `least` code points. A separator
/// never comes first, so one more zero may be needed.
pub fn group_digits(digits: &[u8], least: usize, separator: &[u8], sizes: &[u8]) -> Result<Vec<u8>, FormatError> {
    let separator_width = wtf8::count(separator);
    let mut least = least;
    let mut rest = digits;
    let mut sizes_left = sizes.iter();
    let mut size = sizes_left.next().copied().unwrap_or(127);
    // Built backwards.
    let mut out = Vec::new();
    reserve(&mut out, digits.len().max(least))?;
    loop {
        let wanted = rest.len().max(least).max(1);
        let n = if matches!(size, 0 | 127) { wanted } else { wanted.min(size as usize) };
        reserve(&mut out, n + separator.len())?;
        let (before, group) = rest.split_at(rest.len().saturating_sub(n));
        out.extend(group.iter().rev());
        out.resize(out.len() + n - group.len(), b'0');
        rest = before;
        least = least.saturating_sub(n);
        if rest.is_empty() && least == 0 {
            break;
        }
        out.extend(separator.iter().rev());
        least = least.saturating_sub(separator_width);
        size = sizes_left.next().copied().unwrap_or(size);
    }
    out.reverse();
    Ok(out)
}
