//! The standard error handlers as pure functions. `strict` is the caller's: it raises.
//!
//! `None` means that the handler can't help and the original error is raised.

use super::utf16::{self, Endian};
use super::{Replacement, utf32};
use crate::text::{repr, wtf8};

/// A standard handler other than `strict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handler {
    /// Leaves the offending part out.
    Ignore,
    /// "?" or U+FFFD.
    Replace,
    /// Backslash escapes.
    BackslashReplace,
    /// XML character references (encoding only).
    XmlCharRefReplace,
    /// \N{...} escapes (encoding only).
    NameReplace,
    /// Bytes from 128 on become U+DC80 to U+DCFF and back.
    SurrogateEscape,
    /// Surrogates are encoded as other code points are.
    SurrogatePass,
}

impl Handler {
    /// The handler with this name.
    pub fn by_name(name: &str) -> Option<Handler> {
        Some(match name {
            "ignore" => Handler::Ignore,
            "replace" => Handler::Replace,
            "backslashreplace" => Handler::BackslashReplace,
            "xmlcharrefreplace" => Handler::XmlCharRefReplace,
            "namereplace" => Handler::NameReplace,
            "surrogateescape" => Handler::SurrogateEscape,
            "surrogatepass" => Handler::SurrogatePass,
            _ => return None,
        })
    }
}

/// The encodings `surrogatepass` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Utf {
    /// UTF-8.
    Utf8,
    /// UTF-16.
    Utf16(Endian),
    /// UTF-32.
    Utf32(Endian),
}

impl Utf {
    /// Recognizes an encoding's name as `surrogatepass` does.
    pub fn by_name(name: &str) -> Option<Utf> {
        let name = name.to_ascii_lowercase();
        if name == "cp_utf8" {
            return Some(Utf::Utf8);
        }
        let rest = name.strip_prefix("utf")?;
        let rest = rest.strip_prefix(['-', '_']).unwrap_or(rest);
        if rest == "8" {
            return Some(Utf::Utf8);
        }
        let (make, rest): (fn(Endian) -> Utf, &str) = match rest.get(..2)? {
            "16" => (Utf::Utf16, &rest[2..]),
            "32" => (Utf::Utf32, &rest[2..]),
            _ => return None,
        };
        let order = rest.strip_prefix(['-', '_']).unwrap_or(rest);
        Some(make(match order {
            "" if rest.is_empty() => Endian::NATIVE,
            "le" => Endian::Little,
            "be" => Endian::Big,
            _ => return None,
        }))
    }
}

/// Replacement for `text`, the part that can't be encoded. `name_of` gives character names for `namereplace`.
pub fn encode(
    handler: Handler,
    text: &[u8],
    utf: Option<Utf>,
    name_of: &dyn Fn(u32) -> Option<String>,
) -> Option<Replacement> {
    let mut out = Vec::new();
    for c in wtf8::code_points(text) {
        match handler {
            Handler::Ignore => {}
            Handler::Replace => out.push(b'?'),
            Handler::BackslashReplace => repr::push_escape(&mut out, c),
            Handler::XmlCharRefReplace => out.extend_from_slice(format!("&#{c};").as_bytes()),
            Handler::NameReplace => match name_of(c) {
                Some(name) => out.extend_from_slice(format!("\\N{{{name}}}").as_bytes()),
                None => repr::push_escape(&mut out, c),
            },
            Handler::SurrogateEscape => match c {
                0xDC80..0xDD00 => out.push((c & 0xFF) as u8),
                _ => return None,
            },
            Handler::SurrogatePass => {
                if !wtf8::is_surrogate(c) {
                    return None;
                }
                match utf? {
                    Utf::Utf8 => wtf8::push(&mut out, c),
                    Utf::Utf16(order) => out.extend_from_slice(&utf16::unit_bytes(c as u16, order)),
                    Utf::Utf32(order) => out.extend_from_slice(&utf32::unit_bytes(c, order)),
                }
            }
        }
    }
    Some(match handler {
        Handler::SurrogateEscape | Handler::SurrogatePass => Replacement::Bytes(out),
        _ => Replacement::Text(out),
    })
}

/// What `surrogateescape` does inside the encoders of UTF-8, Latin-1 and ASCII, which take as much of the offending part
/// as it can escape and report only the rest: the bytes and how much of `text` they stand for (0: raise).
pub fn escape_prefix(text: &[u8]) -> (Vec<u8>, usize) {
    let out: Vec<u8> = wtf8::code_points(text).map_while(|c| matches!(c, 0xDC80..0xDD00).then_some(c as u8)).collect();
    let n = 3 * out.len();
    (out, n)
}

/// Replacement text for the undecodable part `start..end` of `input`, and where to go on.
pub fn decode(handler: Handler, input: &[u8], start: usize, end: usize, utf: Option<Utf>) -> Option<(Vec<u8>, usize)> {
    let bad = input.get(start..end)?;
    let mut out = Vec::new();
    match handler {
        Handler::Ignore => {}
        Handler::Replace => wtf8::push(&mut out, 0xFFFD),
        Handler::BackslashReplace => bad.iter().for_each(|&b| repr::push_hex_escape(&mut out, b'x', 2, b as u32)),
        Handler::XmlCharRefReplace | Handler::NameReplace => return None,
        Handler::SurrogateEscape => {
            let n = bad.iter().take(4).take_while(|b| !b.is_ascii()).count();
            if n == 0 {
                return None;
            }
            bad[..n].iter().for_each(|&b| wtf8::push(&mut out, 0xDC00 + b as u32));
            return Some((out, start + n));
        }
        Handler::SurrogatePass => {
            let rest = &input[start..];
            let (c, n) = match (utf?, rest) {
                (Utf::Utf8, [0xED, 0xA0..=0xBF, 0x80..=0xBF, ..]) => wtf8::decode_at(rest, 0)?,
                (Utf::Utf16(Endian::Little), [a, b, ..]) => (u16::from_le_bytes([*a, *b]) as u32, 2),
                (Utf::Utf16(Endian::Big), [a, b, ..]) => (u16::from_be_bytes([*a, *b]) as u32, 2),
                (Utf::Utf32(Endian::Little), [a, b, c, d, ..]) => (u32::from_le_bytes([*a, *b, *c, *d]), 4),
                (Utf::Utf32(Endian::Big), [a, b, c, d, ..]) => (u32::from_be_bytes([*a, *b, *c, *d]), 4),
                _ => return None,
            };
            if !wtf8::is_surrogate(c) {
                return None;
            }
            wtf8::push(&mut out, c);
            return Some((out, start + n));
        }
    }
    Some((out, end))
}
