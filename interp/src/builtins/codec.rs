//! `str.encode` and `bytes.decode`: the UTFs, Latin-1 and ASCII with the standard error handlers directly, everything else through
//! the codec registry (`crate::codecs`), which is asked only when needed.
//!
//! Knows nothing about incremental coding: that is the `_codecs` module's.

use super::prelude::*;
use super::{bytes_arg, str as py_str};
use crate::codecs::{self, Coding, registry};
use taipan_object::text::codecs::handlers::Utf;
use taipan_object::text::codecs::utf16::Endian;
use taipan_object::text::codecs::{Decoded, Encoded, EncoderTraits, single, utf8, utf16, utf32};

/// An encoding that needs no registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direct {
    /// UTF-8.
    Utf8,
    /// Latin-1.
    Latin1,
    /// ASCII.
    Ascii,
    /// UTF-16; without an order with a mark.
    Utf16(Option<Endian>),
    /// UTF-32; without an order with a mark.
    Utf32(Option<Endian>),
}

impl Direct {
    /// The encoding with this name, however it is spelled.
    pub fn by_name(name: &str) -> Option<Direct> {
        if name.len() > 16 {
            return None;
        }
        let mut plain = [0u8; 16];
        for (to, b) in plain.iter_mut().zip(name.bytes()) {
            *to = if b.is_ascii_alphanumeric() { b.to_ascii_lowercase() } else { b'_' };
        }
        Some(match &plain[..name.len()] {
            b"utf_8" | b"utf8" | b"cp65001" | b"u8" | b"utf" => Direct::Utf8,
            b"latin_1" | b"latin1" | b"iso_8859_1" | b"iso8859_1" | b"l1" | b"latin" | b"8859" | b"cp819" => {
                Direct::Latin1
            }
            b"ascii" | b"us_ascii" | b"646" => Direct::Ascii,
            b"utf_16" | b"utf16" | b"u16" => Direct::Utf16(None),
            b"utf_16_le" | b"utf_16le" => Direct::Utf16(Some(Endian::Little)),
            b"utf_16_be" | b"utf_16be" => Direct::Utf16(Some(Endian::Big)),
            b"utf_32" | b"utf32" | b"u32" => Direct::Utf32(None),
            b"utf_32_le" | b"utf_32le" => Direct::Utf32(Some(Endian::Little)),
            b"utf_32_be" | b"utf_32be" => Direct::Utf32(Some(Endian::Big)),
            _ => return None,
        })
    }

    /// What exceptions call it.
    pub const fn name(self) -> &'static str {
        match self {
            Direct::Utf8 => "utf-8",
            Direct::Latin1 => "latin-1",
            Direct::Ascii => "ascii",
            Direct::Utf16(None) => "utf-16",
            Direct::Utf16(Some(Endian::Little)) => "utf-16-le",
            Direct::Utf16(Some(Endian::Big)) => "utf-16-be",
            Direct::Utf32(None) => "utf-32",
            Direct::Utf32(Some(Endian::Little)) => "utf-32-le",
            Direct::Utf32(Some(Endian::Big)) => "utf-32-be",
        }
    }

    fn utf(self) -> Option<Utf> {
        match self {
            Direct::Utf8 => Some(Utf::Utf8),
            Direct::Utf16(order) => Some(Utf::Utf16(order.unwrap_or(Endian::NATIVE))),
            Direct::Utf32(order) => Some(Utf::Utf32(order.unwrap_or(Endian::NATIVE))),
            Direct::Latin1 | Direct::Ascii => None,
        }
    }

    fn coding(self) -> Coding<'static> {
        Coding {
            name: self.name(),
            utf: self.utf(),
            traits: self.traits(),
            escapes_prefix: matches!(self, Direct::Utf8 | Direct::Latin1 | Direct::Ascii),
            huge_is_out_of_bounds: false,
        }
    }

    fn traits(self) -> EncoderTraits {
        match self {
            Direct::Utf8 => utf8::TRAITS,
            Direct::Latin1 | Direct::Ascii => single::TRAITS,
            Direct::Utf16(_) => utf16::TRAITS,
            Direct::Utf32(_) => utf32::TRAITS,
        }
    }

    fn encode_step(self, text: &[u8], at: usize, out: &mut Vec<u8>) -> Encoded {
        match self {
            Direct::Utf8 => utf8::encode(text, at, out),
            Direct::Latin1 => single::encode_latin1(text, at, out),
            Direct::Ascii => single::encode_ascii(text, at, out),
            Direct::Utf16(order) => utf16::encode(text, at, order.unwrap_or(Endian::NATIVE), out),
            Direct::Utf32(order) => utf32::encode(text, at, order.unwrap_or(Endian::NATIVE), out),
        }
    }

    fn decode_step(self, input: &[u8], at: usize, is_final: bool, out: &mut Vec<u8>) -> Decoded {
        match self {
            Direct::Utf8 => utf8::decode(input, at, is_final, out),
            Direct::Latin1 => single::decode_latin1(input, at, is_final, out),
            Direct::Ascii => single::decode_ascii(input, at, is_final, out),
            Direct::Utf16(order) => utf16::decode(input, at, is_final, order.unwrap_or(Endian::NATIVE), out),
            Direct::Utf32(order) => utf32::decode(input, at, is_final, order.unwrap_or(Endian::NATIVE), out),
        }
    }

    /// The order that the mark at the start of `input` tells, and the mark's length.
    fn with_order(self, input: &[u8]) -> (Direct, usize) {
        match self {
            Direct::Utf16(None) => match utf16::read_bom(input) {
                Some((order, n)) => (Direct::Utf16(Some(order)), n),
                None => (Direct::Utf16(Some(Endian::NATIVE)), 0),
            },
            Direct::Utf32(None) => match utf32::read_bom(input) {
                Some((order, n)) => (Direct::Utf32(Some(order)), n),
                None => (Direct::Utf32(Some(Endian::NATIVE)), 0),
            },
            _ => (self, 0),
        }
    }
}

/// `s.encode(encoding, errors)`: a bytes object.
pub fn encode(vm: &Vm, s: Gc<PyStr>, encoding: Option<Gc<PyStr>>, errors: Option<Gc<PyStr>>) -> PyResult {
    let direct = match encoding {
        None => Some(Direct::Utf8),
        Some(name) => name.as_str().and_then(Direct::by_name),
    };
    match (direct, encoding) {
        (Some(direct), _) => encode_direct(vm, s, direct, errors),
        (None, Some(name)) => registry::encode_text(vm, s, name, errors),
        (None, None) => encode_direct(vm, s, Direct::Utf8, errors),
    }
}

/// Encodes with one of the direct encodings.
pub fn encode_direct(vm: &Vm, s: Gc<PyStr>, direct: Direct, errors: Option<Gc<PyStr>>) -> PyResult {
    let text = s.as_bytes();
    let as_it_is = match direct {
        Direct::Utf8 => s.as_str().is_some(),
        Direct::Latin1 | Direct::Ascii => s.is_ascii(),
        _ => false,
    };
    if as_it_is {
        return Ok(PyBytes::try_new(text, shape::BYTES, 0)?.value());
    }
    let out = match direct {
        Direct::Utf16(None) => utf16::bom(Endian::NATIVE).to_vec(),
        Direct::Utf32(None) => utf32::bom(Endian::NATIVE).to_vec(),
        _ => Vec::new(),
    };
    let out = codecs::encode(vm, s, direct.coding(), errors, out, |t, at, out| Ok(direct.encode_step(t, at, out)?))?;
    Ok(PyBytes::try_new(&out, shape::BYTES, 0)?.value())
}

/// `object.decode(encoding, errors)` for a bytes-like object; `None` if it is none.
pub fn decode_object(
    vm: &Vm,
    object: Value,
    encoding: Option<Gc<PyStr>>,
    errors: Option<Gc<PyStr>>,
) -> PyResult<Option<Value>> {
    if let Some(bytes) = object.cast::<PyBytes>() {
        return decode(vm, bytes, encoding, errors).map(Some);
    }
    let utf8 = encoding.is_none_or(|name| name.as_str().and_then(Direct::by_name) == Some(Direct::Utf8));
    if let Some(array) = object.cast::<PyByteArray>()
        && utf8
        && std::str::from_utf8(array.as_slice()).is_ok()
    {
        return py_str::new(array.as_slice()).map(Some);
    }
    // Handlers may change the object: a copy stays as it is.
    match bytes_arg::copied(vm, object)? {
        Some(bytes) => decode(vm, PyBytes::try_new(&bytes, shape::BYTES, 0)?, encoding, errors).map(Some),
        None => Ok(None),
    }
}

/// `bytes.decode(encoding, errors)`.
pub fn decode(vm: &Vm, input: Gc<PyBytes>, encoding: Option<Gc<PyStr>>, errors: Option<Gc<PyStr>>) -> PyResult {
    if input.is_empty() {
        return Ok(py_str::empty());
    }
    let direct = match encoding {
        None => Some(Direct::Utf8),
        Some(name) => name.as_str().and_then(Direct::by_name),
    };
    match (direct, encoding) {
        (None, Some(name)) => registry::decode_text(vm, input.value(), name, errors),
        (direct, _) => decode_direct(vm, input, direct.unwrap_or(Direct::Utf8), errors),
    }
}

/// Decodes with one of the direct encodings.
pub fn decode_direct(vm: &Vm, input: Gc<PyBytes>, direct: Direct, errors: Option<Gc<PyStr>>) -> PyResult {
    let bytes = input.as_slice();
    let as_it_is = match direct {
        Direct::Utf8 => std::str::from_utf8(bytes).is_ok(),
        Direct::Latin1 | Direct::Ascii => bytes.is_ascii(),
        _ => false,
    };
    if as_it_is {
        return py_str::new(bytes);
    }
    let (direct, skip) = direct.with_order(bytes);
    let (text, _) = decode_part(vm, input, skip, direct, errors, true)?;
    py_str::new(&text)
}

/// Decodes with one of the direct encodings from an offset on: WTF-8 and how far it came.
pub fn decode_part(
    vm: &Vm,
    input: Gc<PyBytes>,
    at: usize,
    direct: Direct,
    errors: Option<Gc<PyStr>>,
    is_final: bool,
) -> PyResult<(Vec<u8>, usize)> {
    codecs::decode(vm, input, at, direct.coding(), errors, is_final, |input, at, is_final, out| {
        Ok(direct.decode_step(input, at, is_final, out)?)
    })
}
