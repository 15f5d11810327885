//! UTF-8. Well-formed text is copied as it is; surrogates are errors in both directions.

use super::{DecodeError, Decoded, EncodeError, Encoded, EncoderTraits};
use crate::text::{reserve, wtf8};

/// How replacements are taken.
pub const TRAITS: EncoderTraits = EncoderTraits { ascii_replacement: true, unit: 1 };

/// Decodes UTF-8.
pub fn decode(input: &[u8], at: usize, is_final: bool, out: &mut Vec<u8>) -> Decoded {
    let rest = &input[at..];
    let Err(e) = std::str::from_utf8(rest) else {
        reserve(out, rest.len())?;
        out.extend_from_slice(rest);
        return Ok(input.len());
    };
    let (good, bad) = rest.split_at(e.valid_up_to());
    reserve(out, good.len())?;
    out.extend_from_slice(good);
    let start = at + good.len();
    let Some(n) = e.error_len() else {
        if !is_final {
            return Ok(start);
        }
        return Err(DecodeError { start, end: input.len(), reason: "unexpected end of data" }.into());
    };
    if !is_final && matches!(bad, [0xED, 0xA0..=0xBF]) {
        // Perhaps the start of a surrogate, which the handler `surrogatepass` wants to see whole.
        return Ok(start);
    }
    let reason = if matches!(bad[0], 0xC2..=0xF4) { "invalid continuation byte" } else { "invalid start byte" };
    Err(DecodeError { start, end: start + n, reason }.into())
}

/// Encodes to UTF-8.
pub fn encode(text: &[u8], at: usize, out: &mut Vec<u8>) -> Encoded {
    let rest = &text[at..];
    let is_surrogate = |i: usize| matches!(rest.get(i..), Some([0xED, 0xA0..=0xBF, ..]));
    let found = memchr::memchr_iter(0xED, rest).find(|&i| is_surrogate(i));
    let good = &rest[..found.unwrap_or(rest.len())];
    reserve(out, good.len())?;
    out.extend_from_slice(good);
    let Some(first) = found else { return Ok(()) };
    let mut end = first;
    while is_surrogate(end) {
        end += 3;
    }
    Err(EncodeError { start: at + first, end: at + end, reason: "surrogates not allowed" }.into())
}

/// Whether `text` is UTF-8 as it stands.
pub fn is_encodable(text: &[u8]) -> bool {
    !wtf8::has_surrogate(text)
}
