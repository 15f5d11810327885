//! The format mini-language: `[[fill]align][sign]["z"]["#"]["0"][width][grouping]["." precision [grouping]][type]`.
//!
//! `parse` reads a specifier, the `format_*` functions of `formatnum` and `format_str` here apply it. An empty
//! specifier means `str(x)` and is the caller's business.

use super::pad::pad_by;
use super::{TextError, Unit, unicode, wtf8};

/// Why formatting fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatError {
    /// ValueError with this text.
    Value(String),
    /// OverflowError with this text.
    Overflow(String),
    /// MemoryError.
    Memory,
}

impl FormatError {
    /// The message text.
    pub fn message(&self) -> &str {
        match self {
            FormatError::Value(s) | FormatError::Overflow(s) => s,
            FormatError::Memory => "",
        }
    }

    pub(super) fn value(text: impl Into<String>) -> FormatError {
        FormatError::Value(text.into())
    }
}

impl From<TextError> for FormatError {
    fn from(e: TextError) -> FormatError {
        match e {
            TextError::Overflow(s) => FormatError::Overflow(s.to_owned()),
            TextError::Memory => FormatError::Memory,
        }
    }
}

/// Digit grouping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// `,` every three digits.
    Comma,
    /// `_` every three digits.
    Underscore,
    /// `_` every four digits: types b, o, x and X.
    UnderscoreFour,
}

impl Grouping {
    /// The separator.
    pub const fn separator(self) -> u8 {
        match self {
            Grouping::Comma => b',',
            Grouping::Underscore | Grouping::UnderscoreFour => b'_',
        }
    }
}

/// A parsed specifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Fill code point.
    pub fill: u32,
    /// One of `<`, `>`, `=`, `^`.
    pub align: u8,
    /// One of `+`, `-`, blank.
    pub sign: Option<u8>,
    /// `z`.
    pub no_negative_zero: bool,
    /// `#`.
    pub alternate: bool,
    /// Least width in code points.
    pub width: Option<usize>,
    /// Grouping of the integer part.
    pub grouping: Option<Grouping>,
    /// Digits after the point or in all; for `str` the most code points.
    pub precision: Option<usize>,
    /// Grouping of the fraction.
    pub fraction_grouping: Option<Grouping>,
    /// Presentation type; 0 if there is none and the value's type has no default.
    pub ty: u32,
}

/// Parses `text` for a value of the type named `type_name` ("int", "float", "complex", "str" and subclasses' names).
/// `default_type` is `d` for int, `s` for str and 0 for float and complex; `default_align` is `<` for str, else `>`.
pub fn parse(text: &[u8], type_name: &str, default_type: u8, default_align: u8) -> Result<Spec, FormatError> {
    let mut spec = Spec {
        fill: b' ' as u32,
        align: default_align,
        sign: None,
        no_negative_zero: false,
        alternate: false,
        width: None,
        grouping: None,
        precision: None,
        fraction_grouping: None,
        ty: default_type as u32,
    };
    let mut rest = text;
    let mut has_fill = false;
    let mut has_align = false;
    if let Some((fill, n)) = wtf8::decode_at(rest, 0)
        && let Some(&align @ (b'<' | b'>' | b'=' | b'^')) = rest.get(n)
    {
        (spec.fill, spec.align) = (fill, align);
        (has_fill, has_align) = (true, true);
        rest = &rest[n + 1..];
    } else if let [align @ (b'<' | b'>' | b'=' | b'^'), after @ ..] = rest {
        spec.align = *align;
        has_align = true;
        rest = after;
    }
    if let [sign @ (b' ' | b'+' | b'-'), after @ ..] = rest {
        spec.sign = Some(*sign);
        rest = after;
    }
    spec.no_negative_zero = take(&mut rest, b'z');
    spec.alternate = take(&mut rest, b'#');
    if !has_fill && take(&mut rest, b'0') {
        spec.fill = b'0' as u32;
        if !has_align && default_align == b'>' {
            spec.align = b'=';
        }
    }
    spec.width = number(&mut rest)?;
    spec.grouping = grouping(&mut rest)?;
    if take(&mut rest, b'.') {
        spec.precision = number(&mut rest)?;
        spec.fraction_grouping = grouping(&mut rest)?;
        if spec.precision.is_none() && spec.fraction_grouping.is_none() {
            return Err(FormatError::value("Format specifier missing precision"));
        }
    }
    if let Some((c, n)) = wtf8::decode_at(rest, 0) {
        if n < rest.len() {
            let shown = wtf8::to_string_lossy(text);
            let message = format!("Invalid format specifier '{shown}' for object of type '{type_name}'");
            return Err(FormatError::Value(message));
        }
        spec.ty = c;
    }
    let no_separator = |g: Grouping| {
        let separator = g.separator() as char;
        FormatError::Value(format!("Cannot specify '{separator}' with '{}'.", show_type(spec.ty)))
    };
    if let Some(g) = spec.grouping {
        match u8::try_from(spec.ty) {
            Ok(b'd' | b'e' | b'f' | b'g' | b'E' | b'G' | b'%' | b'F' | 0) => {}
            Ok(b'b' | b'o' | b'x' | b'X') if g == Grouping::Underscore => {
                spec.grouping = Some(Grouping::UnderscoreFour);
            }
            _ => return Err(no_separator(g)),
        }
    }
    match spec.fraction_grouping {
        Some(g) if spec.ty == b'n' as u32 => Err(no_separator(g)),
        _ => Ok(spec),
    }
}

/// The error for a presentation type that the value's type doesn't have.
pub fn unknown_type(ty: u32, type_name: &str) -> FormatError {
    FormatError::Value(format!("Unknown format code '{}' for object of type '{type_name}'", show_type(ty)))
}

fn show_type(ty: u32) -> String {
    match ty {
        33..128 => (ty as u8 as char).to_string(),
        _ => format!("\\x{ty:x}"),
    }
}

fn take(rest: &mut &[u8], b: u8) -> bool {
    match rest {
        [first, after @ ..] if *first == b => {
            *rest = after;
            true
        }
        _ => false,
    }
}

fn number(rest: &mut &[u8]) -> Result<Option<usize>, FormatError> {
    let mut value = None;
    while let Some((c, n)) = wtf8::decode_at(rest, 0)
        && let Some(d) = unicode::decimal(c)
    {
        let next = value.unwrap_or(0usize).checked_mul(10).and_then(|v| v.checked_add(d as usize));
        let next = next.filter(|&v| v <= isize::MAX as usize);
        value = Some(next.ok_or_else(|| FormatError::value("Too many decimal digits in format string"))?);
        *rest = &rest[n..];
    }
    Ok(value)
}

fn grouping(rest: &mut &[u8]) -> Result<Option<Grouping>, FormatError> {
    let comma = take(rest, b',');
    let underscore = take(rest, b'_');
    if underscore && (comma || rest.first() == Some(&b',')) {
        return Err(FormatError::value("Cannot specify both ',' and '_'."));
    }
    Ok(match (comma, underscore) {
        (true, _) => Some(Grouping::Comma),
        (_, true) => Some(Grouping::Underscore),
        _ => None,
    })
}

/// `format(text, spec)` for a `str`; `spec` is not empty.
pub fn format_str(text: &[u8], spec: &[u8], type_name: &str) -> Result<Vec<u8>, FormatError> {
    let spec = parse(spec, type_name, b's', b'<')?;
    if spec.ty != b's' as u32 {
        return Err(unknown_type(spec.ty, type_name));
    }
    let refuse = |what: &str| Err(FormatError::Value(format!("{what} not allowed in string format specifier")));
    match spec.sign {
        Some(b' ') => return refuse("Space"),
        Some(_) => return refuse("Sign"),
        None => {}
    }
    if spec.no_negative_zero {
        return refuse("Negative zero coercion (z)");
    }
    if spec.alternate {
        return refuse("Alternate form (#)");
    }
    if spec.align == b'=' {
        return refuse("'=' alignment");
    }
    let text = match spec.precision {
        Some(n) => wtf8::slice(text, 0, n),
        None => text,
    };
    pad_field(text, &spec)
}

/// Pads finished text to the specifier's width.
pub(super) fn pad_field(text: &[u8], spec: &Spec) -> Result<Vec<u8>, FormatError> {
    let total = spec.width.unwrap_or(0).saturating_sub(wtf8::count(text));
    let left = match spec.align {
        b'>' | b'=' => total,
        b'^' => total / 2,
        _ => 0,
    };
    Ok(pad_by(text, left, total - left, spec.fill, Unit::Char)?)
}
