//! The codecs unicode_escape and raw_unicode_escape, and the escape codec of `bytes` (`codecs.escape_decode`).

use super::codecs::{DecodeError, Decoded};
use super::repr::{push_escape, push_hex_escape};
use super::{TextError, reserve, wtf8};

/// Notes that decoding leaves besides the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Offset (after the backslash) of the first escape that is no valid one, or an octal escape above \377: a
    /// DeprecationWarning.
    pub first_invalid: Option<usize>,
}

/// `str.encode("unicode_escape")`.
pub fn unicode_escape_encode(text: &[u8]) -> Result<Vec<u8>, TextError> {
    let mut out = Vec::new();
    reserve(&mut out, text.len())?;
    for c in wtf8::code_points(text) {
        match c {
            0x5C => out.extend_from_slice(b"\\\\"),
            9 => out.extend_from_slice(b"\\t"),
            10 => out.extend_from_slice(b"\\n"),
            13 => out.extend_from_slice(b"\\r"),
            32..127 => out.push(c as u8),
            _ => push_escape(&mut out, c),
        }
    }
    Ok(out)
}

/// `str.encode("raw_unicode_escape")`.
pub fn raw_unicode_escape_encode(text: &[u8]) -> Result<Vec<u8>, TextError> {
    let mut out = Vec::new();
    reserve(&mut out, text.len())?;
    for c in wtf8::code_points(text) {
        match c {
            0..0x100 => out.push(c as u8),
            0x100..0x10000 => push_hex_escape(&mut out, b'u', 4, c),
            _ => push_hex_escape(&mut out, b'U', 8, c),
        }
    }
    Ok(out)
}

/// Reads hexadecimal digits: the value, or how many were good and whether the input ended there.
fn hex_digits(input: &[u8], at: usize, n: usize) -> Result<u32, (usize, bool)> {
    let mut value = 0u32;
    for i in 0..n {
        match input.get(at + i) {
            None => return Err((i, true)),
            Some(&b) => match (b as char).to_digit(16) {
                Some(d) => value = value << 4 | d,
                None => return Err((i, false)),
            },
        }
    }
    Ok(value)
}

/// `codecs.escape_encode`: the inside of a repr with ' quotes.
pub fn bytes_escape_encode(bytes: &[u8]) -> Result<Vec<u8>, TextError> {
    let mut out = Vec::new();
    reserve(&mut out, bytes.len())?;
    for &b in bytes {
        match b {
            b'\\' | b'\'' => out.extend_from_slice(&[b'\\', b]),
            9 => out.extend_from_slice(b"\\t"),
            10 => out.extend_from_slice(b"\\n"),
            13 => out.extend_from_slice(b"\\r"),
            32..127 => out.push(b),
            _ => push_hex_escape(&mut out, b'x', 2, b as u32),
        }
    }
    Ok(out)
}

/// What `codecs.escape_decode` does with a malformed \x escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadHex {
    /// Raises.
    Strict,
    /// Writes "?".
    Replace,
    /// Leaves it out.
    Ignore,
}

/// `codecs.escape_decode`; the error is a ValueError's text.
pub fn bytes_escape_decode(input: &[u8], bad_hex: BadHex, notes: &mut Notes) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(input.len());
    let mut i = 0;
    while let Some(&b) = input.get(i) {
        i += 1;
        if b != b'\\' {
            out.push(b);
            continue;
        }
        let Some(&letter) = input.get(i) else { return Err("Trailing \\ in string".to_owned()) };
        i += 1;
        match letter {
            b'\n' => {}
            b'\\' | b'\'' | b'"' => out.push(letter),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b't' => out.push(9),
            b'n' => out.push(10),
            b'r' => out.push(13),
            b'v' => out.push(11),
            b'a' => out.push(7),
            b'0'..=b'7' => {
                let more = input[i..].iter().take(2).take_while(|b| matches!(b, b'0'..=b'7')).count();
                let digits = &input[i - 1..i + more];
                let value = digits.iter().fold(0u32, |v, d| v << 3 | (d - b'0') as u32);
                if value > 0o377 {
                    notes.first_invalid.get_or_insert(i - 1);
                }
                out.push(value as u8);
                i += more;
            }
            b'x' => match hex_digits(input, i, 2) {
                Ok(value) => {
                    out.push(value as u8);
                    i += 2;
                }
                Err((good, _)) => {
                    match bad_hex {
                        BadHex::Strict => return Err(format!("invalid \\x escape at position {}", i - 2)),
                        BadHex::Replace => out.push(b'?'),
                        BadHex::Ignore => {}
                    }
                    // One good digit is dropped with the escape.
                    i += good;
                }
            },
            _ => {
                notes.first_invalid.get_or_insert(i - 1);
                out.extend_from_slice(&[b'\\', letter]);
            }
        }
    }
    Ok(out)
}

/// Decodes unicode_escape. `code_of` looks up the name in \N{name}.
pub fn unicode_escape_decode(
    input: &[u8],
    at: usize,
    is_final: bool,
    out: &mut Vec<u8>,
    notes: &mut Notes,
    code_of: &dyn Fn(&[u8]) -> Option<u32>,
) -> Decoded {
    reserve(out, input.len() - at)?;
    let mut i = at;
    while let Some(&b) = input.get(i) {
        if b != b'\\' {
            wtf8::push(out, b as u32);
            i += 1;
            continue;
        }
        let start = i;
        let error = |end, reason| Err(DecodeError { start, end, reason }.into());
        let Some(&letter) = input.get(i + 1) else {
            return if is_final { error(input.len(), "\\ at end of string") } else { Ok(start) };
        };
        i += 2;
        let simple = match letter {
            b'\n' => continue,
            b'\\' | b'\'' | b'"' => letter,
            b'b' => 8,
            b'f' => 12,
            b't' => 9,
            b'n' => 10,
            b'r' => 13,
            b'v' => 11,
            b'a' => 7,
            b'0'..=b'7' => {
                let mut value = (letter - b'0') as u32;
                for _ in 0..2 {
                    match input.get(i) {
                        Some(&d @ b'0'..=b'7') => value = value << 3 | (d - b'0') as u32,
                        _ => break,
                    }
                    i += 1;
                }
                if value > 0o377 {
                    notes.first_invalid.get_or_insert(start + 1);
                }
                wtf8::push(out, value);
                continue;
            }
            b'x' | b'u' | b'U' => {
                let (n, reason) = match letter {
                    b'x' => (2, "truncated \\xXX escape"),
                    b'u' => (4, "truncated \\uXXXX escape"),
                    _ => (8, "truncated \\UXXXXXXXX escape"),
                };
                match hex_digits(input, i, n) {
                    Ok(c) if c <= wtf8::MAX_CODE_POINT => {
                        wtf8::push(out, c);
                        i += n;
                        continue;
                    }
                    Ok(_) => return error(i + n, "illegal Unicode character"),
                    Err((_, true)) if !is_final => return Ok(start),
                    Err((good, _)) => return error(i + good, reason),
                }
            }
            b'N' => {
                const MALFORMED: &str = "malformed \\N character escape";
                match input.get(i) {
                    None if !is_final => return Ok(start),
                    None => return error(input.len(), MALFORMED),
                    Some(b'{') => {}
                    Some(_) => return error(i, MALFORMED),
                }
                let Some(n) = memchr::memchr(b'}', &input[i + 1..]) else {
                    return if is_final { error(input.len(), MALFORMED) } else { Ok(start) };
                };
                let end = i + 1 + n;
                if n == 0 {
                    return error(end, MALFORMED);
                }
                match code_of(&input[i + 1..end]) {
                    Some(c) => wtf8::push(out, c),
                    None => return error(end + 1, "unknown Unicode character name"),
                }
                i = end + 1;
                continue;
            }
            _ => {
                notes.first_invalid.get_or_insert(start + 1);
                out.push(b'\\');
                wtf8::push(out, letter as u32);
                continue;
            }
        };
        out.push(simple);
    }
    Ok(i)
}

/// Decodes raw_unicode_escape.
pub fn raw_unicode_escape_decode(input: &[u8], at: usize, is_final: bool, out: &mut Vec<u8>) -> Decoded {
    reserve(out, input.len() - at)?;
    let mut i = at;
    while let Some(&b) = input.get(i) {
        let start = i;
        i += 1;
        if b != b'\\' {
            wtf8::push(out, b as u32);
            continue;
        }
        let Some(&letter) = input.get(i) else {
            if !is_final {
                return Ok(start);
            }
            out.push(b'\\');
            continue;
        };
        i += 1;
        let (n, reason) = match letter {
            b'u' => (4, "truncated \\uXXXX escape"),
            b'U' => (8, "truncated \\UXXXXXXXX escape"),
            _ => {
                out.push(b'\\');
                wtf8::push(out, letter as u32);
                continue;
            }
        };
        let error = |end, reason| Err(DecodeError { start, end, reason }.into());
        match hex_digits(input, i, n) {
            Ok(c) if c <= wtf8::MAX_CODE_POINT => {
                wtf8::push(out, c);
                i += n;
            }
            Ok(_) => return error(i + n, "\\Uxxxxxxxx out of range"),
            Err((_, true)) if !is_final => return Ok(start),
            Err((good, _)) => return error(i + good, reason),
        }
    }
    Ok(i)
}
