//! `str.format`: reading the template (`_string.formatter_parser`) and field names
//! (`_string.formatter_field_name_split`). Everything is in terms of slices of the template.

use super::{unicode, wtf8};

/// A ValueError's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldError(pub &'static str);

/// Text before a field, and the field if one follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markup<'a> {
    /// Literal text; doubled braces are single already.
    pub literal: &'a [u8],
    /// The replacement field.
    pub field: Option<Field<'a>>,
}

/// A replacement field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// What names the value.
    pub name: &'a [u8],
    /// The letter after "!".
    pub conversion: Option<u32>,
    /// What follows ":".
    pub spec: &'a [u8],
    /// Whether the specifier has fields of its own.
    pub spec_has_fields: bool,
}

/// Iterates over a template.
#[derive(Clone, Debug)]
pub struct MarkupIter<'a> {
    rest: &'a [u8],
}

impl<'a> MarkupIter<'a> {
    /// An iterator at the start of `template`.
    pub fn new(template: &'a [u8]) -> MarkupIter<'a> {
        MarkupIter { rest: template }
    }

    /// What has not been read.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for MarkupIter<'a> {
    type Item = Result<Markup<'a>, FieldError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let text = self.rest;
        let Some(at) = memchr::memchr2(b'{', b'}', text) else {
            self.rest = &[];
            return Some(Ok(Markup { literal: text, field: None }));
        };
        let brace = text[at];
        let after = &text[at + 1..];
        if after.first() == Some(&brace) {
            self.rest = &after[1..];
            return Some(Ok(Markup { literal: &text[..at + 1], field: None }));
        }
        if brace == b'}' {
            return Some(Err(FieldError("Single '}' encountered in format string")));
        }
        if after.is_empty() {
            return Some(Err(FieldError("Single '{' encountered in format string")));
        }
        Some(field(after).map(|(field, rest)| {
            self.rest = rest;
            Markup { literal: &text[..at], field: Some(field) }
        }))
    }
}

/// Reads a field after its "{"; also gives what follows its "}".
fn field(text: &[u8]) -> Result<(Field<'_>, &[u8]), FieldError> {
    let mut at = 0;
    let end = loop {
        match text.get(at) {
            None => return Err(FieldError("expected '}' before end of string")),
            Some(b'{') => return Err(FieldError("unexpected '{' in field name")),
            Some(b'[') => {
                // Anything goes up to the bracket's end.
                at += 1;
                at += text[at..].iter().position(|&b| b == b']').unwrap_or(text.len() - at);
            }
            Some(&b @ (b'}' | b':' | b'!')) => break b,
            Some(_) => at += 1,
        }
    };
    let mut field = Field { name: &text[..at], conversion: None, spec: &[], spec_has_fields: false };
    at += 1;
    if end == b'}' {
        return Ok((field, &text[at..]));
    }
    if end == b'!' {
        let lost = FieldError("end of string while looking for conversion specifier");
        let (c, n) = wtf8::decode_at(text, at).ok_or(lost)?;
        field.conversion = Some(c);
        at += n;
        match text.get(at) {
            None => return Err(FieldError("unmatched '{' in format spec")),
            Some(b'}') => return Ok((field, &text[at + 1..])),
            Some(b':') => at += 1,
            Some(_) => return Err(FieldError("expected ':' after conversion specifier")),
        }
    }
    let start = at;
    let mut depth = 1;
    for (i, &b) in text[start..].iter().enumerate() {
        match b {
            b'{' => {
                field.spec_has_fields = true;
                depth += 1;
            }
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            field.spec = &text[start..start + i];
            return Ok((field, &text[start + i + 1..]));
        }
    }
    Err(FieldError("unmatched '{' in format spec"))
}

/// The first part of a field name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First<'a> {
    /// Nothing: automatic numbering.
    Auto,
    /// A number: positional argument.
    Index(usize),
    /// Anything else: keyword argument.
    Name(&'a [u8]),
}

/// A later part of a field name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// `.name`.
    Attribute(&'a [u8]),
    /// `[number]`.
    Index(usize),
    /// `[key]`.
    Key(&'a [u8]),
}

/// Splits a field name into its first part and an iterator over the others.
pub fn split_field_name(name: &[u8]) -> Result<(First<'_>, Steps<'_>), FieldError> {
    let end = memchr::memchr2(b'.', b'[', name).unwrap_or(name.len());
    let (first, rest) = name.split_at(end);
    let first = match integer(first)? {
        _ if first.is_empty() => First::Auto,
        Some(i) => First::Index(i),
        None => First::Name(first),
    };
    Ok((first, Steps { rest }))
}

/// Iterates over `.name` and `[key]` parts.
#[derive(Clone, Debug)]
pub struct Steps<'a> {
    rest: &'a [u8],
}

impl<'a> Steps<'a> {
    /// The parts in `rest`, which starts with "." or "[".
    pub fn new(rest: &'a [u8]) -> Steps<'a> {
        Steps { rest }
    }

    /// What has not been read.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Steps<'a> {
    type Item = Result<Step<'a>, FieldError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (&kind, text) = self.rest.split_first()?;
        let (part, is_key) = match kind {
            b'.' => {
                let end = memchr::memchr2(b'.', b'[', text).unwrap_or(text.len());
                self.rest = &text[end..];
                (&text[..end], false)
            }
            b'[' => {
                let Some(end) = memchr::memchr(b']', text) else {
                    return Some(Err(FieldError("Missing ']' in format string")));
                };
                self.rest = &text[end + 1..];
                (&text[..end], true)
            }
            _ => return Some(Err(FieldError("Only '.' or '[' may follow ']' in format field specifier"))),
        };
        if part.is_empty() {
            return Some(Err(FieldError("Empty attribute in format string")));
        }
        Some(if is_key {
            integer(part).map(|i| i.map_or(Step::Key(part), Step::Index))
        } else {
            Ok(Step::Attribute(part))
        })
    }
}

/// A number in decimal digits of any script; `None` if `text` is anything else.
fn integer(text: &[u8]) -> Result<Option<usize>, FieldError> {
    if text.is_empty() {
        return Ok(None);
    }
    let mut value = 0usize;
    for c in wtf8::code_points(text) {
        let Some(d) = unicode::decimal(c) else { return Ok(None) };
        let next = value.checked_mul(10).and_then(|v| v.checked_add(d as usize));
        let next = next.filter(|&v| v <= isize::MAX as usize);
        value = next.ok_or(FieldError("Too many decimal digits in format string"))?;
    }
    Ok(Some(value))
}

/// Automatic numbering of fields, which must not be mixed with numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct AutoNumber {
    next: usize,
    manual: bool,
}

impl AutoNumber {
    /// The positional argument that `first` means; `None` for a keyword argument.
    pub fn resolve(&mut self, first: First) -> Result<Option<usize>, FieldError> {
        match first {
            First::Name(_) => Ok(None),
            First::Auto if self.manual => {
                Err(FieldError("cannot switch from manual field specification to automatic field numbering"))
            }
            First::Auto => {
                self.next += 1;
                Ok(Some(self.next - 1))
            }
            First::Index(_) if self.next > 0 => {
                Err(FieldError("cannot switch from automatic field numbering to manual field specification"))
            }
            First::Index(i) => {
                self.manual = true;
                Ok(Some(i))
            }
        }
    }
}
