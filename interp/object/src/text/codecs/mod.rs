//! Codecs between `str` (WTF-8) and `bytes`.
//!
//! A codec is a pair of plain functions that work up to the first problem and describe it: `decode(input, at, is_final,
//! out)` appends text to `out` from offset `at` on and returns how far it came (less than the length only if not final);
//! `encode(text, at, out)` likewise. Both stop at the first error with everything before it in `out`; the caller asks
//! its error handler for a replacement and a position and calls again. `decode_with` and `encode_with` are that loop.
//!
//! Positions in encoding errors are byte offsets into the WTF-8 text: callers that show them to Python turn them into
//! indices with `wtf8::index_of_offset`.

pub mod charmap;
pub mod handlers;
pub mod single;
pub mod utf16;
pub mod utf32;
pub mod utf7;
pub mod utf8;

use super::{TextError, reserve, wtf8};

/// Input that can't be decoded: the arguments of a UnicodeDecodeError.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// Offset of the first offending byte.
    pub start: usize,
    /// Offset after the last one.
    pub end: usize,
    /// What is wrong.
    pub reason: &'static str,
}

/// Text that can't be encoded: the arguments of a UnicodeEncodeError, in byte offsets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    /// Byte offset of the first offending code point.
    pub start: usize,
    /// Byte offset after the last one.
    pub end: usize,
    /// What is wrong.
    pub reason: &'static str,
}

/// What a codec reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop<T> {
    /// Malformed input.
    Malformed(T),
    /// No room for the result.
    Text(TextError),
}

impl<T> From<TextError> for Stop<T> {
    fn from(e: TextError) -> Stop<T> {
        Stop::Text(e)
    }
}

impl From<DecodeError> for Stop<DecodeError> {
    fn from(e: DecodeError) -> Stop<DecodeError> {
        Stop::Malformed(e)
    }
}

impl From<EncodeError> for Stop<EncodeError> {
    fn from(e: EncodeError) -> Stop<EncodeError> {
        Stop::Malformed(e)
    }
}

/// Result of a decoding step.
pub type Decoded = Result<usize, Stop<DecodeError>>;
/// Result of an encoding step.
pub type Encoded = Result<(), Stop<EncodeError>>;

/// Decodes all of `input`, asking `handler` for (replacement text, where to go on) at each error. Returns the text and
/// how much input it took.
pub fn decode_with<E: From<TextError>>(
    input: &[u8],
    is_final: bool,
    mut codec: impl FnMut(&[u8], usize, bool, &mut Vec<u8>) -> Decoded,
    mut handler: impl FnMut(&DecodeError) -> Result<(Vec<u8>, usize), E>,
) -> Result<(Vec<u8>, usize), E> {
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        match codec(input, at, is_final, &mut out) {
            Ok(consumed) => return Ok((out, consumed)),
            Err(Stop::Text(e)) => return Err(e.into()),
            Err(Stop::Malformed(e)) => {
                let (replacement, next) = handler(&e)?;
                reserve(&mut out, replacement.len())?;
                out.extend(replacement);
                at = next.min(input.len());
            }
        }
    }
}

/// What an error handler puts in place of text that can't be encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// Text, to be encoded too.
    Text(Vec<u8>),
    /// Bytes that are taken as they are.
    Bytes(Vec<u8>),
}

/// How an encoder takes replacements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncoderTraits {
    /// Replacement text must be ASCII (the UTFs); else it goes through the encoder.
    pub ascii_replacement: bool,
    /// Replacement bytes come in units of this size.
    pub unit: usize,
}

/// Encodes all of `text`, asking `handler` for (replacement, byte offset where to go on) at each error. `refuse` makes the
/// error for a replacement that can't be encoded itself: the original one, by the language's rule.
pub fn encode_with<E: From<TextError>>(
    text: &[u8],
    traits: EncoderTraits,
    mut codec: impl FnMut(&[u8], usize, &mut Vec<u8>) -> Encoded,
    mut handler: impl FnMut(&EncodeError) -> Result<(Replacement, usize), E>,
    mut refuse: impl FnMut(&EncodeError) -> E,
) -> Result<Vec<u8>, E> {
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        let error = match codec(text, at, &mut out) {
            Ok(()) => return Ok(out),
            Err(Stop::Text(e)) => return Err(e.into()),
            Err(Stop::Malformed(e)) => e,
        };
        let (replacement, next) = handler(&error)?;
        match replacement {
            Replacement::Bytes(bytes) => {
                if bytes.len() % traits.unit != 0 {
                    return Err(refuse(&error));
                }
                reserve(&mut out, bytes.len())?;
                out.extend(bytes);
            }
            Replacement::Text(text) => {
                if traits.ascii_replacement && !text.is_ascii() {
                    return Err(refuse(&error));
                }
                match codec(&text, 0, &mut out) {
                    Ok(()) => {}
                    Err(Stop::Text(e)) => return Err(e.into()),
                    Err(Stop::Malformed(_)) => return Err(refuse(&error)),
                }
            }
        }
        at = next.min(text.len());
    }
}

/// `str()` of a UnicodeDecodeError.
pub fn decode_error_message(encoding: &str, object: &[u8], start: usize, end: usize, reason: &str) -> String {
    match object.get(start) {
        Some(b) if end == start + 1 => {
            format!("'{encoding}' codec can't decode byte 0x{b:02x} in position {start}: {reason}")
        }
        _ => {
            let last = end as i64 - 1;
            format!("'{encoding}' codec can't decode bytes in position {start}-{last}: {reason}")
        }
    }
}

/// `str()` of a UnicodeEncodeError; positions are indices.
pub fn encode_error_message(encoding: &str, object: &[u8], start: usize, end: usize, reason: &str) -> String {
    match wtf8::get(object, start) {
        Some(c) if end == start + 1 => {
            let mut shown = Vec::new();
            super::repr::push_escape(&mut shown, c);
            let shown = String::from_utf8_lossy(&shown).into_owned();
            format!("'{encoding}' codec can't encode character '{shown}' in position {start}: {reason}")
        }
        _ => {
            let last = end as i64 - 1;
            format!("'{encoding}' codec can't encode characters in position {start}-{last}: {reason}")
        }
    }
}
