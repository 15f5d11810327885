//! The algorithms of `str` and `bytes` on plain slices.
//!
//! Nothing here knows `Value`, the heap or an exception class. A string is WTF-8 (generalized UTF-8: every code point
//! from 0 to 0x10FFFF, surrogates included, is encoded on its own); positions are byte offsets unless a name says
//! `index`. Failures are small enums that carry the reference's message text; callers choose the exception.

pub mod case;
pub mod codecs;
pub mod escape;
pub mod fieldname;
pub mod formatnum;
pub mod formatspec;
pub mod hex;
pub mod pad;
pub mod percent;
pub mod repr;
pub mod search;
pub mod split;
pub mod unicode;
#[rustfmt::skip]
mod unicode_tables;
pub mod wtf8;

/// Why a text operation can't give a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextError {
    /// The result's length doesn't fit: an OverflowError with this text.
    Overflow(&'static str),
    /// The memory for the result can't be had: a MemoryError.
    Memory,
}

/// Grows `out` by `additional` bytes, or reports that memory is short.
pub fn reserve(out: &mut Vec<u8>, additional: usize) -> Result<(), TextError> {
    out.try_reserve(additional).map_err(|_| TextError::Memory)
}

/// An empty buffer with room for `capacity` bytes.
pub fn buffer(capacity: usize) -> Result<Vec<u8>, TextError> {
    let mut out = Vec::new();
    out.try_reserve_exact(capacity).map_err(|_| TextError::Memory)?;
    Ok(out)
}

/// Whether positions between elements are counted in bytes (`bytes`) or in code points (`str`). It matters only for
/// empty patterns and for widths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Elements are single bytes.
    Byte,
    /// Elements are WTF-8 code points.
    Char,
}

impl Unit {
    /// Number of elements in `text`.
    pub fn count(self, text: &[u8]) -> usize {
        match self {
            Unit::Byte => text.len(),
            Unit::Char => wtf8::count(text),
        }
    }

    /// Byte length of the element at `offset` (which must be inside `text`).
    pub fn width_at(self, text: &[u8], offset: usize) -> usize {
        match self {
            Unit::Byte => 1,
            Unit::Char => wtf8::width(text[offset]).min(text.len() - offset),
        }
    }
}
