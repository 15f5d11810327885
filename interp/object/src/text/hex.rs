//! `bytes.hex` and `bytes.fromhex`.

use super::search::is_byte_space;
use super::{TextError, reserve};

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// `bytes.hex(sep, bytes_per_sep)`: a positive count groups from the right, a negative one from the left, 0 not at all.
pub fn encode(bytes: &[u8], separator: Option<u8>, per_separator: isize) -> Result<Vec<u8>, TextError> {
    let group = per_separator.unsigned_abs();
    let separator = separator.filter(|_| group > 0);
    let mut out = Vec::new();
    let separators = separator.map_or(0, |_| bytes.len() / group.max(1));
    reserve(&mut out, bytes.len().checked_mul(2).and_then(|n| n.checked_add(separators)).ok_or(TextError::Memory)?)?;
    for (i, &b) in bytes.iter().enumerate() {
        if let Some(separator) = separator
            && i > 0
            && (if per_separator > 0 { bytes.len() - i } else { i }) % group == 0
        {
            out.push(separator);
        }
        out.extend_from_slice(&[DIGITS[(b >> 4) as usize], DIGITS[(b & 15) as usize]]);
    }
    Ok(out)
}

/// Why `fromhex` refuses: both are ValueErrors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FromHexError {
    /// "non-hexadecimal number found in fromhex() arg at position %d" (an index, in code points).
    Digit(usize),
    /// "fromhex() arg must contain an even number of hexadecimal digits".
    Odd,
}

impl FromHexError {
    /// The message text.
    pub fn message(self) -> String {
        match self {
            FromHexError::Digit(i) => format!("non-hexadecimal number found in fromhex() arg at position {i}"),
            FromHexError::Odd => "fromhex() arg must contain an even number of hexadecimal digits".to_owned(),
        }
    }
}

/// `bytes.fromhex`; white space may stand between bytes. A non-ASCII character is an error at its place.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, FromHexError> {
    let mut out = Vec::with_capacity(text.len() / 2);
    let digit = |i: usize| text.get(i).and_then(|&b| (b as char).to_digit(16));
    // The first non-ASCII character is looked for before anything else is.
    if let Some(i) = text.iter().position(|b| !b.is_ascii()) {
        return Err(FromHexError::Digit(i));
    }
    let mut i = 0;
    while i < text.len() {
        if is_byte_space(text[i]) {
            i += 1;
            continue;
        }
        let high = digit(i).ok_or(FromHexError::Digit(i))?;
        i += 1;
        if i == text.len() {
            return Err(FromHexError::Odd);
        }
        let low = digit(i).ok_or(FromHexError::Digit(i))?;
        i += 1;
        out.push((high << 4 | low) as u8);
    }
    Ok(out)
}
