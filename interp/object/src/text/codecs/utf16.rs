//! UTF-16, little and big endian, with or without a byte order mark.

use super::{DecodeError, Decoded, EncodeError, Encoded, EncoderTraits};
use crate::text::{reserve, wtf8};

/// How replacements are taken.
pub const TRAITS: EncoderTraits = EncoderTraits { ascii_replacement: true, unit: 2 };

/// Byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endian {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

impl Endian {
    /// This machine's order.
    pub const NATIVE: Endian = if cfg!(target_endian = "big") { Endian::Big } else { Endian::Little };
}

/// Reads a byte order mark: the order, and the mark's length. Without a mark the order is the machine's. `None`: too few
/// bytes to tell.
pub fn read_bom(input: &[u8]) -> Option<(Endian, usize)> {
    match input {
        [0xFF, 0xFE, ..] => Some((Endian::Little, 2)),
        [0xFE, 0xFF, ..] => Some((Endian::Big, 2)),
        [_, _, ..] => Some((Endian::NATIVE, 0)),
        _ => None,
    }
}

/// The byte order mark in this order.
pub const fn bom(order: Endian) -> [u8; 2] {
    match order {
        Endian::Little => [0xFF, 0xFE],
        Endian::Big => [0xFE, 0xFF],
    }
}

/// Decodes UTF-16 in the given order; a byte order mark is a character.
pub fn decode(input: &[u8], at: usize, is_final: bool, order: Endian, out: &mut Vec<u8>) -> Decoded {
    let read = |i: usize| -> Option<u32> {
        let pair: [u8; 2] = input.get(i..i + 2)?.try_into().ok()?;
        Some(match order {
            Endian::Little => u16::from_le_bytes(pair),
            Endian::Big => u16::from_be_bytes(pair),
        } as u32)
    };
    reserve(out, (input.len() - at) / 2 * 3)?;
    let mut i = at;
    let error = |start, end, reason| Err(DecodeError { start, end, reason }.into());
    while let Some(unit) = read(i) {
        match unit {
            0xD800..0xDC00 => match read(i + 2) {
                Some(low @ 0xDC00..0xE000) => {
                    wtf8::push(out, 0x10000 + ((unit & 0x3FF) << 10 | low & 0x3FF));
                    i += 4;
                }
                Some(_) => return error(i, i + 2, "illegal UTF-16 surrogate"),
                None if is_final => return error(i, input.len(), "unexpected end of data"),
                None => return Ok(i),
            },
            0xDC00..0xE000 => return error(i, i + 2, "illegal encoding"),
            _ => {
                wtf8::push(out, unit);
                i += 2;
            }
        }
    }
    if i < input.len() && is_final {
        return error(i, input.len(), "truncated data");
    }
    Ok(i)
}

/// Encodes to UTF-16 in the given order, without a mark.
pub fn encode(text: &[u8], at: usize, order: Endian, out: &mut Vec<u8>) -> Encoded {
    let rest = &text[at..];
    reserve(out, wtf8::count(rest).saturating_mul(2))?;
    for (i, c) in wtf8::code_point_offsets(rest) {
        if wtf8::is_surrogate(c) {
            let start = at + i;
            return Err(EncodeError { start, end: start + 3, reason: "surrogates not allowed" }.into());
        }
        let mut units = [0; 2];
        for unit in char::from_u32(c).unwrap_or('\u{FFFD}').encode_utf16(&mut units) {
            out.extend_from_slice(&unit_bytes(*unit, order));
        }
    }
    Ok(())
}

/// The bytes of one unit.
pub const fn unit_bytes(unit: u16, order: Endian) -> [u8; 2] {
    match order {
        Endian::Little => unit.to_le_bytes(),
        Endian::Big => unit.to_be_bytes(),
    }
}
