//! UTF-32, little and big endian, with or without a byte order mark.

use super::utf16::Endian;
use super::{DecodeError, Decoded, EncodeError, Encoded, EncoderTraits};
use crate::text::{reserve, wtf8};

/// How replacements are taken.
pub const TRAITS: EncoderTraits = EncoderTraits { ascii_replacement: true, unit: 4 };

/// Reads a byte order mark: the order, and the mark's length. Without a mark the order is the machine's. `None`: too few
/// bytes to tell.
pub fn read_bom(input: &[u8]) -> Option<(Endian, usize)> {
    match input {
        [0xFF, 0xFE, 0, 0, ..] => Some((Endian::Little, 4)),
        [0, 0, 0xFE, 0xFF, ..] => Some((Endian::Big, 4)),
        [_, _, _, _, ..] => Some((Endian::NATIVE, 0)),
        _ => None,
    }
}

/// The byte order mark in this order.
pub const fn bom(order: Endian) -> [u8; 4] {
    unit_bytes(0xFEFF, order)
}

/// Decodes UTF-32 in the given order; a byte order mark is a character.
pub fn decode(input: &[u8], at: usize, is_final: bool, order: Endian, out: &mut Vec<u8>) -> Decoded {
    reserve(out, input.len() - at)?;
    let (units, rest) = input[at..].as_chunks::<4>();
    let mut i = at;
    for unit in units {
        let c = match order {
            Endian::Little => u32::from_le_bytes(*unit),
            Endian::Big => u32::from_be_bytes(*unit),
        };
        let reason = if wtf8::is_surrogate(c) {
            "code point in surrogate code point range(0xd800, 0xe000)"
        } else if c > wtf8::MAX_CODE_POINT {
            "code point not in range(0x110000)"
        } else {
            wtf8::push(out, c);
            i += 4;
            continue;
        };
        return Err(DecodeError { start: i, end: i + 4, reason }.into());
    }
    if !rest.is_empty() && is_final {
        return Err(DecodeError { start: i, end: input.len(), reason: "truncated data" }.into());
    }
    Ok(i)
}

/// Encodes to UTF-32 in the given order, without a mark.
pub fn encode(text: &[u8], at: usize, order: Endian, out: &mut Vec<u8>) -> Encoded {
    let rest = &text[at..];
    reserve(out, wtf8::count(rest).saturating_mul(4))?;
    for (i, c) in wtf8::code_point_offsets(rest) {
        if wtf8::is_surrogate(c) {
            let start = at + i;
            return Err(EncodeError { start, end: start + 3, reason: "surrogates not allowed" }.into());
        }
        out.extend_from_slice(&unit_bytes(c, order));
    }
    Ok(())
}

/// The bytes of one unit.
pub const fn unit_bytes(unit: u32, order: Endian) -> [u8; 4] {
    match order {
        Endian::Little => unit.to_le_bytes(),
        Endian::Big => unit.to_be_bytes(),
    }
}
