//! `WStr`: an immutable Python string as WTF-8 bytes, which may hold lone surrogates. Clones share the bytes.
//!
//! It must not know about string objects of the runtime: those have their own layouts.

use std::{fmt, sync::Arc};

/// An immutable Python string: WTF-8 bytes, cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WStr(Arc<[u8]>);

impl WStr {
    /// A string of well-formed text.
    pub fn new(text: &str) -> WStr {
        WStr(text.as_bytes().into())
    }

    /// A string of WTF-8 bytes, or nothing if they are not WTF-8.
    pub fn from_wtf8(bytes: &[u8]) -> Option<WStr> {
        is_wtf8(bytes).then(|| WStr(bytes.into()))
    }

    /// A string of bytes that are known to be WTF-8.
    pub fn from_trusted_wtf8(bytes: &[u8]) -> WStr {
        WStr(bytes.into())
    }

    /// A string of code points, surrogates included; values that are not code points become U+FFFD.
    pub fn from_code_points(points: impl IntoIterator<Item = u32>) -> WStr {
        let mut bytes = Vec::new();
        for p in points {
            push_code_point(&mut bytes, p);
        }
        WStr(bytes.into())
    }

    /// The WTF-8 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text, unless it holds a lone surrogate.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// The text with lone surrogates replaced.
    pub fn to_string_lossy(&self) -> String {
        self.code_points().map(|p| char::from_u32(p).unwrap_or('\u{FFFD}')).collect()
    }

    /// Whether the string is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all code points are ASCII.
    pub fn is_ascii(&self) -> bool {
        self.0.is_ascii()
    }

    /// The number of code points (Python's `len`).
    pub fn char_len(&self) -> usize {
        self.0.iter().filter(|b| **b & 0xC0 != 0x80).count()
    }

    /// The code points, surrogates included.
    pub fn code_points(&self) -> CodePoints<'_> {
        CodePoints { bytes: &self.0 }
    }

    /// This string followed by another. Halves of a surrogate pair stay two code points, so the result is re-encoded
    /// only in that sense: bytes are simply joined.
    pub fn concat(&self, other: &WStr) -> WStr {
        let mut bytes = Vec::with_capacity(self.0.len() + other.0.len());
        bytes.extend_from_slice(&self.0);
        bytes.extend_from_slice(&other.0);
        WStr(bytes.into())
    }

    /// This string `n` times.
    pub fn repeat(&self, n: usize) -> WStr {
        WStr(self.0.repeat(n).into())
    }
}

/// Appends one code point as WTF-8 (generalized UTF-8: a surrogate takes three bytes).
pub fn push_code_point(out: &mut Vec<u8>, point: u32) {
    match point {
        0..=0x7F => out.push(point as u8),
        0x80..=0x7FF => out.extend([0xC0 | (point >> 6) as u8, 0x80 | (point & 0x3F) as u8]),
        0x800..=0xFFFF => {
            out.extend([0xE0 | (point >> 12) as u8, 0x80 | (point >> 6 & 0x3F) as u8, 0x80 | (point & 0x3F) as u8])
        }
        0x10000..=0x10FFFF => out.extend([
            0xF0 | (point >> 18) as u8,
            0x80 | (point >> 12 & 0x3F) as u8,
            0x80 | (point >> 6 & 0x3F) as u8,
            0x80 | (point & 0x3F) as u8,
        ]),
        _ => push_code_point(out, 0xFFFD),
    }
}

/// Whether `bytes` is generalized UTF-8: UTF-8 in which surrogates are allowed (paired ones too: Python strings can hold
/// a high surrogate followed by a low one as two code points).
pub fn is_wtf8(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while !rest.is_empty() {
        match std::str::from_utf8(rest) {
            Ok(_) => return true,
            Err(e) => {
                rest = &rest[e.valid_up_to()..];
                if !matches!(rest, [0xED, 0xA0..=0xBF, 0x80..=0xBF, ..]) {
                    return false;
                }
                rest = &rest[3..];
            }
        }
    }
    true
}

/// Iterator over the code points of a `WStr`.
#[derive(Clone)]
pub struct CodePoints<'a> {
    bytes: &'a [u8],
}

impl Iterator for CodePoints<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let first = *self.bytes.first()?;
        let (len, start) = match first {
            0..=0x7F => (1, first as u32),
            0x80..=0xDF => (2, first as u32 & 0x1F),
            0xE0..=0xEF => (3, first as u32 & 0x0F),
            _ => (4, first as u32 & 0x07),
        };
        let len = len.min(self.bytes.len());
        let point = self.bytes[1..len].iter().fold(start, |p, b| p << 6 | (*b as u32 & 0x3F));
        self.bytes = &self.bytes[len..];
        Some(point)
    }
}

impl From<&str> for WStr {
    fn from(text: &str) -> WStr {
        WStr::new(text)
    }
}

impl From<String> for WStr {
    fn from(text: String) -> WStr {
        WStr::new(&text)
    }
}

impl PartialEq<str> for WStr {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other.as_bytes()
    }
}

impl PartialEq<&str> for WStr {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == *other.as_bytes()
    }
}

impl fmt::Debug for WStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string_lossy(), f)
    }
}

impl fmt::Display for WStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string_lossy())
    }
}
