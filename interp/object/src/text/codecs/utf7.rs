//! UTF-7 (RFC 2152). The encoder writes all characters directly that it may, optional ones included.

use super::{DecodeError, Decoded};
use crate::text::{TextError, reserve, wtf8};

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64_value(b: u8) -> Option<u32> {
    Some(match b {
        b'A'..=b'Z' => b - b'A',
        b'a'..=b'z' => b - b'a' + 26,
        b'0'..=b'9' => b - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    } as u32)
}

/// Decodes UTF-7. An unfinished shift sequence is not consumed unless the input is final.
pub fn decode(input: &[u8], at: usize, is_final: bool, out: &mut Vec<u8>) -> Decoded {
    reserve(out, input.len() - at)?;
    let error = |start, end, reason| Err(DecodeError { start, end, reason }.into());
    let mut i = at;
    while let Some(&b) = input.get(i) {
        match b {
            b'+' => match input.get(i + 1) {
                Some(b'-') => {
                    out.push(b'+');
                    i += 2;
                }
                Some(&next) if base64_value(next).is_none() => return error(i, i + 2, "ill-formed sequence"),
                _ => {
                    let before = out.len();
                    match shift_sequence(input, i, out) {
                        Shift::End(end) => i = end,
                        Shift::Malformed(end, reason) => return error(i, end, reason),
                        Shift::Open { .. } if !is_final => {
                            out.truncate(before);
                            return Ok(i);
                        }
                        Shift::Open { clean: true } => return Ok(input.len()),
                        Shift::Open { clean: false } => {
                            return error(i, input.len(), "unterminated shift sequence");
                        }
                    }
                }
            },
            0..128 => {
                out.push(b);
                i += 1;
            }
            _ => return error(i, i + 1, "unexpected special character"),
        }
    }
    Ok(i)
}

/// How a shift sequence ends.
enum Shift {
    /// Well, at this offset.
    End(usize),
    /// Badly: end of the error and reason.
    Malformed(usize, &'static str),
    /// With the input; `clean` if nothing is pending.
    Open { clean: bool },
}

fn shift_sequence(input: &[u8], start: usize, out: &mut Vec<u8>) -> Shift {
    let mut bits = 0u32;
    let mut buffer = 0u32;
    let mut surrogate: Option<u32> = None;
    let mut i = start + 1;
    while let Some(&b) = input.get(i) {
        if let Some(v) = base64_value(b) {
            i += 1;
            buffer = buffer << 6 | v;
            bits += 6;
            if bits < 16 {
                continue;
            }
            bits -= 16;
            let unit = buffer >> bits;
            buffer &= (1 << bits) - 1;
            if let Some(high) = surrogate.take() {
                if matches!(unit, 0xDC00..0xE000) {
                    wtf8::push(out, 0x10000 + ((high & 0x3FF) << 10 | unit & 0x3FF));
                    continue;
                }
                wtf8::push(out, high);
            }
            if matches!(unit, 0xD800..0xDC00) {
                surrogate = Some(unit);
            } else {
                wtf8::push(out, unit);
            }
            continue;
        }
        if bits >= 6 {
            return Shift::Malformed(i + 1, "partial character in shift sequence");
        }
        if bits > 0 && buffer != 0 {
            return Shift::Malformed(i + 1, "non-zero padding bits in shift sequence");
        }
        if let Some(high) = surrogate
            && b < 128
        {
            wtf8::push(out, high);
        }
        return Shift::End(i + usize::from(b == b'-'));
    }
    Shift::Open { clean: surrogate.is_none() && bits < 6 && buffer == 0 }
}

/// Encodes to UTF-7, which always succeeds (surrogates are encoded as they are).
pub fn encode(text: &[u8]) -> Result<Vec<u8>, TextError> {
    let is_direct = |c: u32| matches!(c, 9 | 10 | 13 | 32..127) && !matches!(c, 0x2B | 0x5C | 0x7E);
    let mut out = Vec::new();
    reserve(&mut out, text.len())?;
    let mut shifted = false;
    let mut bits = 0u32;
    let mut buffer = 0u32;
    for c in wtf8::code_points(text) {
        if is_direct(c) {
            if shifted {
                flush(&mut out, &mut buffer, &mut bits);
                shifted = false;
                if base64_value(c as u8).is_some() || c == b'-' as u32 {
                    out.push(b'-');
                }
            }
            out.push(c as u8);
            continue;
        }
        if !shifted {
            out.push(b'+');
            if c == b'+' as u32 {
                out.push(b'-');
                continue;
            }
            shifted = true;
        }
        let (high, low) =
            if c < 0x10000 { (None, c) } else { (Some(0xD800 | (c - 0x10000) >> 10), 0xDC00 | c & 0x3FF) };
        for unit in high.into_iter().chain([low]) {
            buffer = buffer << 16 | unit;
            bits += 16;
            while bits >= 6 {
                bits -= 6;
                out.push(BASE64[(buffer >> bits & 63) as usize]);
                buffer &= (1 << bits) - 1;
            }
        }
    }
    if shifted {
        flush(&mut out, &mut buffer, &mut bits);
        out.push(b'-');
    }
    Ok(out)
}

fn flush(out: &mut Vec<u8>, buffer: &mut u32, bits: &mut u32) {
    if *bits > 0 {
        out.push(BASE64[(*buffer << (6 - *bits) & 63) as usize]);
    }
    *buffer = 0;
    *bits = 0;
}
