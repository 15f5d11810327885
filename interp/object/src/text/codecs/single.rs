//! ASCII and Latin-1.

use super::{DecodeError, Decoded, EncodeError, Encoded, EncoderTraits};
use crate::text::{reserve, wtf8};

/// How replacements are taken.
pub const TRAITS: EncoderTraits = EncoderTraits { ascii_replacement: false, unit: 1 };

/// Decodes ASCII.
pub fn decode_ascii(input: &[u8], at: usize, _is_final: bool, out: &mut Vec<u8>) -> Decoded {
    let rest = &input[at..];
    let n = rest.iter().position(|b| !b.is_ascii()).unwrap_or(rest.len());
    reserve(out, n)?;
    out.extend_from_slice(&rest[..n]);
    if n == rest.len() {
        return Ok(input.len());
    }
    let start = at + n;
    Err(DecodeError { start, end: start + 1, reason: "ordinal not in range(128)" }.into())
}

/// Decodes Latin-1, which always succeeds.
pub fn decode_latin1(input: &[u8], at: usize, _is_final: bool, out: &mut Vec<u8>) -> Decoded {
    let rest = &input[at..];
    let high = rest.iter().filter(|b| !b.is_ascii()).count();
    reserve(out, rest.len() + high)?;
    if high == 0 {
        out.extend_from_slice(rest);
    } else {
        rest.iter().for_each(|&b| wtf8::push(out, b as u32));
    }
    Ok(input.len())
}

/// Encodes to ASCII.
pub fn encode_ascii(text: &[u8], at: usize, out: &mut Vec<u8>) -> Encoded {
    encode_below(text, at, 128, "ordinal not in range(128)", out)
}

/// Encodes to Latin-1.
pub fn encode_latin1(text: &[u8], at: usize, out: &mut Vec<u8>) -> Encoded {
    encode_below(text, at, 256, "ordinal not in range(256)", out)
}

fn encode_below(text: &[u8], at: usize, limit: u32, reason: &'static str, out: &mut Vec<u8>) -> Encoded {
    let rest = &text[at..];
    if rest.is_ascii() {
        reserve(out, rest.len())?;
        out.extend_from_slice(rest);
        return Ok(());
    }
    reserve(out, wtf8::count(rest))?;
    for (i, c) in wtf8::code_point_offsets(rest) {
        if c >= limit {
            // The error covers all of a run.
            let run = wtf8::code_points(&rest[i..]).take_while(|&c| c >= limit);
            let end = at + i + run.map(wtf8::encoded_len).sum::<usize>();
            return Err(EncodeError { start: at + i, end, reason }.into());
        }
        out.push(c as u8);
    }
    Ok(())
}
