//! From the source text of a string, bytes, f-string or t-string piece to its value.
//!
//! Ruff's tree keeps values as `str`, which can't hold the lone surrogates Python allows (`"\ud800"`), so whoever needs
//! an exact value decodes it from the source again with this module. Results are WTF-8: UTF-8 in which lone surrogates
//! have their three-byte form. This module knows nothing about tokens or trees.

use std::borrow::Cow;
use std::ops::Range;

/// Why a literal can't be decoded. Offsets are bytes from the start of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// CPython's words, such as `(unicode error) 'unicodeescape' codec can't decode bytes in position 0-1: ...`.
    pub msg: String,
    /// Where, in bytes of the body.
    pub range: Range<usize>,
}

/// An escape sequence that isn't one: CPython warns about the first of each literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidEscape {
    /// Byte offset of the backslash in the body.
    pub offset: usize,
    /// `None`: an unknown letter. `Some(n)`: an octal escape of value `n` > 0o377.
    pub octal: Option<u32>,
    /// The character after the backslash.
    pub letter: char,
}

impl InvalidEscape {
    /// The warning's text.
    pub fn message(&self) -> String {
        self.words(" Such sequences will not work in the future.")
    }

    /// The error's text where warnings are errors.
    pub fn error_message(&self) -> String {
        self.words("")
    }

    fn words(&self, future: &str) -> String {
        let (what, sequence) = match self.octal {
            None => ("", self.letter.to_string()),
            Some(n) => ("octal ", format!("{n:o}")),
        };
        format!(
            "\"\\{sequence}\" is an invalid {what}escape sequence.{future} Did you mean \"\\\\{sequence}\"? A raw string is also an \
             option."
        )
    }
}

/// A literal token cut into its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiteralParts<'a> {
    /// `r`, `Rb`, `f`, ... as written.
    pub prefix: &'a str,
    /// What is between the quotes.
    pub body: &'a str,
    /// Where the body starts in the token.
    pub body_offset: usize,
    /// Prefix contains `r`.
    pub raw: bool,
    /// Prefix contains `b`.
    pub bytes: bool,
}

/// Cuts a complete literal token (prefix, quotes, body, quotes). `None` if it isn't one.
pub fn split_literal(token: &str) -> Option<LiteralParts<'_>> {
    let start = token.find(['"', '\''])?;
    let prefix = &token[..start];
    if !prefix.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let rest = &token[start..];
    let quote = &rest[..1];
    let width = if rest.len() >= 6 && rest[1..].starts_with(quote) && rest[2..].starts_with(quote) { 3 } else { 1 };
    if rest.len() < 2 * width || !rest.ends_with(quote) {
        return None;
    }
    Some(LiteralParts {
        prefix,
        body: rest.get(width..rest.len() - width)?,
        body_offset: start + width,
        raw: prefix.bytes().any(|b| b | 0x20 == b'r'),
        bytes: prefix.bytes().any(|b| b | 0x20 == b'b'),
    })
}

/// The value of a `str` literal token, as WTF-8.
pub fn decode_string_literal(token: &str) -> Result<Cow<'_, [u8]>, DecodeError> {
    match split_literal(token) {
        Some(parts) if parts.raw => Ok(Cow::Borrowed(parts.body.as_bytes())),
        Some(parts) => decode_text(parts.body),
        None => Ok(Cow::Borrowed(token.as_bytes())),
    }
}

/// The value of a `bytes` literal token.
pub fn decode_bytes_literal(token: &str) -> Result<Cow<'_, [u8]>, DecodeError> {
    match split_literal(token) {
        Some(parts) if parts.raw => Ok(Cow::Borrowed(parts.body.as_bytes())),
        Some(parts) => decode_bytes(parts.body),
        None => Ok(Cow::Borrowed(token.as_bytes())),
    }
}

/// The value of the literal text between two replacement fields of an f-string or t-string. `in_format_spec`: the piece
/// belongs to a format specification, where doubled braces mean nothing.
pub fn decode_interpolated_text(text: &str, raw: bool, in_format_spec: bool) -> Result<Cow<'_, [u8]>, DecodeError> {
    let plain: Cow<'_, str> = if in_format_spec || !text.contains(['{', '}']) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(halve_braces(text, raw))
    };
    if raw {
        return Ok(match plain {
            Cow::Borrowed(s) => Cow::Borrowed(s.as_bytes()),
            Cow::Owned(s) => Cow::Owned(s.into_bytes()),
        });
    }
    match plain {
        Cow::Borrowed(s) => decode_text(s),
        Cow::Owned(s) => decode_text(&s).map(|v| Cow::Owned(v.into_owned())),
    }
}

/// `{{` to `{` and `}}` to `}`, but not inside `\N{...}`.
fn halve_braces(text: &str, raw: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' if !raw && bytes[i + 1..].starts_with(b"N{") => {
                i = text[i..].find('}').map_or(bytes.len(), |n| i + n + 1);
            }
            b'\\' if !raw => i += if bytes.get(i + 1).is_some_and(|b| !matches!(b, b'{' | b'}')) { 2 } else { 1 },
            b @ (b'{' | b'}') if bytes.get(i + 1) == Some(&b) => {
                out.push_str(text.get(from..=i).unwrap_or(""));
                i += 2;
                from = i;
            }
            _ => i += 1,
        }
    }
    out.push_str(text.get(from..).unwrap_or(""));
    out
}

/// Appends the WTF-8 form of a code point (surrogates included).
pub fn push_wtf8(out: &mut Vec<u8>, code: u32) {
    match char::from_u32(code) {
        Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend_from_slice(&[
            0xE0 | (code >> 12) as u8,
            0x80 | (code >> 6 & 0x3F) as u8,
            0x80 | (code & 0x3F) as u8,
        ]),
    }
}

/// Decodes escape sequences of text.
pub fn decode_text(body: &str) -> Result<Cow<'_, [u8]>, DecodeError> {
    let bytes = body.as_bytes();
    let Some(first) = bytes.iter().position(|&b| b == b'\\') else {
        return Ok(Cow::Borrowed(bytes));
    };
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(&bytes[..first]);
    let mut i = first;
    while i < bytes.len() {
        let b = bytes[i];
        if b != b'\\' {
            out.push(b);
            i += 1;
            continue;
        }
        let Some(&letter) = bytes.get(i + 1) else {
            // Only in front of a replacement field, `f"\{x}"`: it stands for itself.
            out.push(b'\\');
            break;
        };
        let start = i;
        i += 2;
        match letter {
            b'\n' => {}
            b'x' => i = hex_escape(body, start, i, 2, "truncated \\xXX escape", &mut out)?,
            b'u' => i = hex_escape(body, start, i, 4, "truncated \\uXXXX escape", &mut out)?,
            b'U' => i = hex_escape(body, start, i, 8, "truncated \\UXXXXXXXX escape", &mut out)?,
            b'N' => {
                let close = (bytes.get(i) == Some(&b'{')).then(|| body[i..].find('}')).flatten();
                match close {
                    Some(n) if n > 1 => {
                        let end = i + n + 1;
                        let Some(c) = character_by_name(&body[i + 1..end - 1]) else {
                            return Err(unicode_error(body, start, end, "unknown Unicode character name"));
                        };
                        push_wtf8(&mut out, c);
                        i = end;
                    }
                    _ => {
                        // The error's range ends where CPython stopped looking: behind the last byte that can still
                        // belong to a name.
                        let end = match close {
                            Some(_) => i + 1,
                            None if bytes.get(i) == Some(&b'{') => bytes.len(),
                            None => i,
                        };
                        return Err(unicode_error(body, start, end, "malformed \\N character escape"));
                    }
                }
            }
            b'0'..=b'7' => {
                let (value, end) = octal(bytes, start + 1);
                push_wtf8(&mut out, value);
                i = end;
            }
            _ => match simple_escape(letter) {
                Some(value) => out.push(value),
                None => {
                    out.push(b'\\');
                    i -= 1;
                }
            },
        }
    }
    Ok(Cow::Owned(out))
}

/// Decodes escape sequences of a bytes body.
pub fn decode_bytes(body: &str) -> Result<Cow<'_, [u8]>, DecodeError> {
    let bytes = body.as_bytes();
    if !bytes.contains(&b'\\') {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let b = bytes[i];
        i += 1;
        if b != b'\\' {
            out.push(b);
            continue;
        }
        let start = i - 1;
        let Some(&letter) = bytes.get(i) else {
            return Err(DecodeError { msg: "(value error) Trailing \\ in string".into(), range: start..i });
        };
        i += 1;
        match letter {
            b'\n' => {}
            b'x' => {
                let digit = |at: usize| bytes.get(at).and_then(|b| (*b as char).to_digit(16));
                let (Some(high), Some(low)) = (digit(i), digit(i + 1)) else {
                    let msg = format!("(value error) invalid \\x escape at position {start}");
                    return Err(DecodeError { msg, range: start..i });
                };
                out.push((high * 16 + low) as u8);
                i += 2;
            }
            b'0'..=b'7' => {
                let (value, end) = octal(bytes, start + 1);
                out.push(value as u8);
                i = end;
            }
            _ => match simple_escape(letter) {
                Some(value) => out.push(value),
                None => {
                    out.push(b'\\');
                    i -= 1;
                }
            },
        }
    }
    Ok(Cow::Owned(out))
}

/// The first invalid escape sequence of a body that isn't raw.
pub fn first_invalid_escape(body: &str, is_bytes: bool) -> Option<InvalidEscape> {
    let bytes = body.as_bytes();
    let mut i = 0;
    while let Some(n) = bytes.get(i..)?.iter().position(|&b| b == b'\\') {
        let offset = i + n;
        let letter = body[offset + 1..].chars().next()?;
        i = offset + 1 + letter.len_utf8();
        match letter {
            '\n' | 'x' => {}
            'u' | 'U' if !is_bytes => {}
            'N' if !is_bytes => {
                if bytes.get(i) == Some(&b'{') {
                    i = body[i..].find('}').map_or(bytes.len(), |n| i + n);
                }
            }
            '0'..='7' => {
                let (value, end) = octal(bytes, offset + 1);
                i = end;
                if value > 0o377 {
                    return Some(InvalidEscape { offset, octal: Some(value), letter });
                }
            }
            c if c.is_ascii() && simple_escape(c as u8).is_some() => {}
            // CPython escapes other characters before it looks.
            c if !c.is_ascii() => {}
            _ => return Some(InvalidEscape { offset, octal: None, letter }),
        }
    }
    None
}

/// The escapes that stand for one ASCII character.
fn simple_escape(letter: u8) -> Option<u8> {
    Some(match letter {
        b'\\' | b'\'' | b'"' => letter,
        b'a' => 7,
        b'b' => 8,
        b't' => 9,
        b'n' => 10,
        b'v' => 11,
        b'f' => 12,
        b'r' => 13,
        _ => return None,
    })
}

/// Up to three octal digits from `at`: value and end.
fn octal(bytes: &[u8], at: usize) -> (u32, usize) {
    let mut value = 0;
    let mut end = at;
    while end < at + 3
        && let Some(digit @ b'0'..=b'7') = bytes.get(end)
    {
        value = value * 8 + u32::from(digit - b'0');
        end += 1;
    }
    (value, end)
}

fn hex_escape(
    body: &str,
    start: usize,
    from: usize,
    count: usize,
    truncated: &str,
    out: &mut Vec<u8>,
) -> Result<usize, DecodeError> {
    let bytes = body.as_bytes();
    let mut value: u32 = 0;
    for k in 0..count {
        match bytes.get(from + k).and_then(|b| (*b as char).to_digit(16)) {
            Some(digit) => value = value << 4 | digit,
            None => return Err(unicode_error(body, start, from + k, truncated)),
        }
    }
    if value > 0x10FFFF {
        return Err(unicode_error(body, start, from + count, "illegal Unicode character"));
    }
    push_wtf8(out, value);
    Ok(from + count)
}

/// CPython decodes a body in a form where each non-ASCII character is a ten-byte `\UXXXXXXXX` escape, and a backslash in front
/// of one a six-byte escape; positions in its messages count that form.
fn unicode_error(body: &str, start: usize, end: usize, reason: &str) -> DecodeError {
    let escaped = |upto: usize| -> usize {
        let mut chars = body.get(..upto).unwrap_or(body).chars().peekable();
        let mut length = 0;
        while let Some(c) = chars.next() {
            length += match c {
                '\\' if chars.peek().is_some_and(|next| !next.is_ascii()) => 6,
                '\\' => 1 + chars.next().map_or(0, |_| 1),
                _ if c.is_ascii() => 1,
                _ => 10,
            };
        }
        length
    };
    let (from, to) = (escaped(start), escaped(end.max(start + 1)));
    let bytes = match to - from {
        1 => format!("byte 0x{:02x} in position {from}", body.as_bytes()[start]),
        _ => format!("bytes in position {from}-{}", to - 1),
    };
    DecodeError {
        msg: format!("(unicode error) 'unicodeescape' codec can't decode {bytes}: {reason}"),
        range: start..end,
    }
}

const TANGUT: &str = "TANGUT IDEOGRAPH-";

/// `\N{name}`: names and aliases, in any case (named sequences don't count).
pub fn character_by_name(name: &str) -> Option<u32> {
    if let Some(prefix) = name.get(..TANGUT.len())
        && prefix.eq_ignore_ascii_case(TANGUT)
    {
        // The table lacks these.
        let code = u32::from_str_radix(&name[TANGUT.len()..], 16).ok()?;
        let known = matches!(code, 0x17000..=0x187F7 | 0x18D00..=0x18D08);
        return (known && name.len() == TANGUT.len() + 5).then_some(code);
    }
    unicode_names2::character(name).map(u32::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(body: &str) -> Vec<u8> {
        decode_text(body).unwrap().into_owned()
    }

    #[test]
    fn escapes() {
        assert_eq!(text("a\\n\\x41\\u00e9\\101\\d\\\n!"), "a\nA\u{e9}A\\d!".as_bytes());
        assert_eq!(text("\\ud800"), [0xED, 0xA0, 0x80]);
        assert_eq!(text("\\N{LATIN SMALL LETTER A}\\N{latin small letter b}"), b"ab");
        assert_eq!(decode_bytes("\\xff\\400\\q").unwrap().as_ref(), b"\xff\x00\\q");
        assert_eq!(decode_interpolated_text("a{{b}}\\N{DIGIT ONE}", false, false).unwrap().as_ref(), b"a{b}1");
    }

    #[test]
    fn names_are_exact() {
        assert_eq!(character_by_name("LATINSMALLLETTERA"), None);
        assert_eq!(character_by_name("latin_small_letter_a"), None);
        assert_eq!(character_by_name("LINE FEED"), Some(10));
        assert_eq!(character_by_name("EURO SIGN"), Some(0x20AC));
    }

    #[test]
    fn errors_are_cpythons() {
        let msg = |body| decode_text(body).unwrap_err().msg;
        assert_eq!(
            msg("\\x1"),
            "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: truncated \\xXX escape"
        );
        assert_eq!(
            msg("\u{e9}\\N{nope}"),
            "(unicode error) 'unicodeescape' codec can't decode bytes in position 10-17: unknown Unicode character name"
        );
    }
}
