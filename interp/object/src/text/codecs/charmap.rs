//! Codecs given by a table: `codecs.charmap_decode` and `charmap_encode`.
//!
//! The tables are Python objects (str, dict, EncodingMap), so look-ups are the caller's closures; errors of theirs come
//! through as `Err`.

use super::{DecodeError, EncodeError, EncoderTraits, Stop};
use crate::text::{TextError, wtf8};

/// How replacements are taken.
pub const TRAITS: EncoderTraits = EncoderTraits { ascii_replacement: false, unit: 1 };

const UNDEFINED: &str = "character maps to <undefined>";

/// Decodes with a table of up to 256 code points; U+FFFE marks an undefined one.
pub fn decode_table(input: &[u8], at: usize, table: &[u32], out: &mut Vec<u8>) -> super::Decoded {
    crate::text::reserve(out, input.len() - at)?;
    for (i, &b) in input.iter().enumerate().skip(at) {
        match table.get(b as usize) {
            None | Some(0xFFFE) => return Err(DecodeError { start: i, end: i + 1, reason: UNDEFINED }.into()),
            Some(&c) => wtf8::push(out, c),
        }
    }
    Ok(input.len())
}

/// Decodes with a mapping: `lookup` appends what a byte stands for, or says that it is undefined.
pub fn decode<E: From<Stop<DecodeError>>>(
    input: &[u8],
    at: usize,
    out: &mut Vec<u8>,
    mut lookup: impl FnMut(u8, &mut Vec<u8>) -> Result<bool, E>,
) -> Result<usize, E> {
    for (i, &b) in input.iter().enumerate().skip(at) {
        if !lookup(b, out)? {
            return Err(Stop::from(DecodeError { start: i, end: i + 1, reason: UNDEFINED }).into());
        }
    }
    Ok(input.len())
}

/// Encodes with a mapping: `lookup` appends the bytes of a code point, or says that there are none.
pub fn encode<E: From<Stop<EncodeError>>>(
    text: &[u8],
    at: usize,
    out: &mut Vec<u8>,
    mut lookup: impl FnMut(u32, &mut Vec<u8>) -> Result<bool, E>,
) -> Result<(), E> {
    for (i, c) in wtf8::code_point_offsets(&text[at..]) {
        if lookup(c, out)? {
            continue;
        }
        // The error covers all of a run.
        let mut end = at + i + wtf8::encoded_len(c);
        let mut scratch = Vec::new();
        while let Some((c, n)) = wtf8::decode_at(text, end)
            && !lookup(c, &mut scratch)?
        {
            end += n;
        }
        return Err(Stop::from(EncodeError { start: at + i, end, reason: UNDEFINED }).into());
    }
    Ok(())
}

/// The inverse of a decoding table, for encoding without a dict.
#[derive(Clone, Debug)]
pub struct EncodingTable {
    low: [u8; 256],
    has_low: [bool; 256],
    /// (code point, byte), sorted.
    high: Vec<(u32, u8)>,
}

impl EncodingTable {
    /// The inverse of `table`; of equal entries the last one counts.
    pub fn new(table: &[u32]) -> Result<EncodingTable, TextError> {
        let mut inverse = EncodingTable { low: [0; 256], has_low: [false; 256], high: Vec::new() };
        for (b, &c) in table.iter().enumerate().take(256) {
            match c {
                0..256 => {
                    inverse.low[c as usize] = b as u8;
                    inverse.has_low[c as usize] = true;
                }
                0xFFFE => {}
                _ => {
                    inverse.high.try_reserve(1).map_err(|_| TextError::Memory)?;
                    inverse.high.push((c, b as u8));
                }
            }
        }
        inverse.high.sort_unstable();
        Ok(inverse)
    }

    /// The byte for a code point.
    pub fn get(&self, c: u32) -> Option<u8> {
        if c < 256 {
            return self.has_low[c as usize].then_some(self.low[c as usize]);
        }
        let end = self.high.partition_point(|e| e.0 <= c);
        self.high[..end].last().filter(|e| e.0 == c).map(|e| e.1)
    }
}
