//! `repr` of `str` and `bytes`, and `ascii()`.

use super::{TextError, buffer, unicode, wtf8};

const HEX: &[u8; 16] = b"0123456789abcdef";

/// `repr(text)`: ' unless the text has ' and no ".
pub fn str_repr(text: &[u8]) -> Result<Vec<u8>, TextError> {
    let mut out = buffer(text.len().saturating_add(2))?;
    let quote = quote_for(text);
    out.push(quote);
    for c in wtf8::code_points(text) {
        if c < 128 {
            push_ascii(&mut out, c as u8, quote);
        } else if unicode::is_printable(c) {
            wtf8::push(&mut out, c);
        } else {
            push_escape(&mut out, c);
        }
    }
    out.push(quote);
    Ok(out)
}

/// `repr(bytes)`: `b'...'`.
pub fn bytes_repr(bytes: &[u8]) -> Result<Vec<u8>, TextError> {
    let mut out = buffer(bytes.len().saturating_add(3))?;
    let quote = quote_for(bytes);
    out.extend_from_slice(&[b'b', quote]);
    for &b in bytes {
        if b < 128 {
            push_ascii(&mut out, b, quote);
        } else {
            push_escape(&mut out, b as u32);
        }
    }
    out.push(quote);
    Ok(out)
}

/// `ascii()`, given the repr: non-ASCII characters become \x, \u and \U escapes.
pub fn ascii(repr: &[u8]) -> Result<Vec<u8>, TextError> {
    let mut out = buffer(repr.len())?;
    for c in wtf8::code_points(repr) {
        if c < 128 {
            out.push(c as u8);
        } else {
            push_escape(&mut out, c);
        }
    }
    Ok(out)
}

fn quote_for(text: &[u8]) -> u8 {
    if text.contains(&b'\'') && !text.contains(&b'"') { b'"' } else { b'\'' }
}

fn push_ascii(out: &mut Vec<u8>, b: u8, quote: u8) {
    match b {
        b'\\' => out.extend_from_slice(b"\\\\"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        _ if b == quote => out.extend_from_slice(&[b'\\', b]),
        32..127 => out.push(b),
        _ => push_escape(out, b as u32),
    }
}

/// Appends `c` as \xNN, \uNNNN or \UNNNNNNNN, the shortest that fits.
pub fn push_escape(out: &mut Vec<u8>, c: u32) {
    let (letter, n) = match c {
        0..0x100 => (b'x', 2),
        0x100..0x10000 => (b'u', 4),
        _ => (b'U', 8),
    };
    push_hex_escape(out, letter, n, c);
}

/// Appends a backslash, `letter` and `n` hexadecimal digits of `c`.
pub fn push_hex_escape(out: &mut Vec<u8>, letter: u8, n: u32, c: u32) {
    out.extend_from_slice(&[b'\\', letter]);
    out.extend((0..n).rev().map(|i| HEX[(c >> (4 * i) & 15) as usize]));
}
