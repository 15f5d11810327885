//! `_codecs`: the codec registry and the encoders and decoders behind the package `encodings`.
//!
//! The registry and the loops over error handlers are the interpreter's (`taipan_interp::codecs`), the algorithms are in
//! `taipan_object::text`. Here are only the functions' signatures and the mappings of the charmap codec.

mod charmap;
mod escapes;

pub use charmap::EncodingMap;

use taipan_interp::builtins::codec::Direct;
use taipan_interp::codecs::{ErrorsArg, bytes_input, run};
use taipan_interp::native::*;

/// (result, how much of the input it took).
fn pair(result: Value, taken: usize) -> Value {
    PyTuple::new(&[result, Value::int(taken as i64)]).value()
}

fn encode_with(vm: &Vm, text: Gc<PyStr>, errors: ErrorsArg, direct: Direct) -> PyResult {
    let bytes = taipan_interp::builtins::codec::encode_direct(vm, text, direct, errors.0)?;
    Ok(pair(bytes, text.len()))
}

fn decode_with(vm: &Vm, data: Value, errors: ErrorsArg, direct: Direct, is_final: bool) -> PyResult {
    let input = bytes_input(vm, data)?;
    let (text, taken) = taipan_interp::builtins::codec::decode_part(vm, input, 0, direct, errors.0, is_final)?;
    // An error handler may have put a longer or shorter input in its place.
    let taken = if is_final { input.len() } else { taken };
    Ok(pair(run::str_value(&text)?, taken))
}

/// The bytes of a bytes-like object, or of a str in UTF-8.
fn bytes_or_str(vm: &Vm, data: Value) -> PyResult<Gc<PyBytes>> {
    match data.cast::<PyStr>() {
        Some(text) if text.as_str().is_none() => Err(vm.surrogate_error(text)),
        Some(text) => Ok(PyBytes::new(text.as_bytes())),
        None => bytes_input(vm, data),
    }
}

/// The codec registry and the codecs that are built in.
#[pymodule(name = "_codecs")]
pub mod codecs {
    use super::{bytes_or_str, charmap, decode_with, encode_with, escapes, pair};
    use taipan_interp::builtins::codec::{self, Direct};
    use taipan_interp::builtins::str::NameArg;
    use taipan_interp::codecs::registry::{self, Half};
    use taipan_interp::codecs::{Coding, ErrorsArg, bytes_input, checked_name, run};
    use taipan_interp::native::*;
    use taipan_object::text::codecs::utf16::Endian;
    use taipan_object::text::codecs::{utf7, utf16, utf32};

    /// Registers a function that finds codecs by their normalized name: it returns a CodecInfo or None.
    #[pyfunction]
    fn register(vm: &Vm, search_function: Value) -> PyResult<()> {
        registry::register(vm, search_function)
    }

    /// Removes a search function and forgets the codecs found so far.
    #[pyfunction]
    fn unregister(vm: &Vm, search_function: Value) -> PyResult<()> {
        registry::unregister(vm, search_function)
    }

    /// Finds a codec: a CodecInfo.
    #[pyfunction]
    fn lookup(vm: &Vm, encoding: Gc<PyStr>) -> PyResult {
        registry::lookup(vm, checked_name(vm, encoding)?)
    }

    /// Encodes an object with a registered codec, UTF-8 by default.
    #[pyfunction(sig = "(obj, encoding='utf-8', errors='strict')")]
    fn encode(
        vm: &Vm,
        obj: Value,
        #[default(NameArg(None))] encoding: NameArg,
        #[default(NameArg(None))] errors: NameArg,
    ) -> PyResult {
        let name = encoding.0.unwrap_or_else(|| vm.intern("utf-8"));
        registry::run(vm, Half::Encode, obj, name, errors.0, false)
    }

    /// Decodes an object with a registered codec, UTF-8 by default.
    #[pyfunction(sig = "(obj, encoding='utf-8', errors='strict')")]
    fn decode(
        vm: &Vm,
        obj: Value,
        #[default(NameArg(None))] encoding: NameArg,
        #[default(NameArg(None))] errors: NameArg,
    ) -> PyResult {
        let name = encoding.0.unwrap_or_else(|| vm.intern("utf-8"));
        registry::run(vm, Half::Decode, obj, name, errors.0, false)
    }

    /// Registers a function as the error handler of this name.
    #[pyfunction]
    fn register_error(vm: &Vm, errors: Gc<PyStr>, handler: Value) -> PyResult<()> {
        registry::register_error(vm, checked_name(vm, errors)?, handler)
    }

    /// Removes the error handler of this name; tells whether there was one. The standard ones stay.
    #[pyfunction]
    fn _unregister_error(vm: &Vm, errors: Gc<PyStr>) -> PyResult<bool> {
        registry::unregister_error(vm, checked_name(vm, errors)?)
    }

    /// The error handler of this name.
    #[pyfunction]
    fn lookup_error(vm: &Vm, name: Gc<PyStr>) -> PyResult {
        registry::lookup_error(vm, Some(checked_name(vm, name)?))
    }

    /// Encodes to UTF-8.
    #[pyfunction(sig = "(str, errors=None, /)")]
    fn utf_8_encode(vm: &Vm, text: Gc<PyStr>, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        encode_with(vm, text, errors, Direct::Utf8)
    }

    /// Decodes UTF-8; unless `final`, an unfinished sequence at the end is left.
    #[pyfunction(sig = "(data, errors=None, final=False, /)")]
    fn utf_8_decode(vm: &Vm, data: Value, #[default(ErrorsArg(None))] errors: ErrorsArg, is_final: bool) -> PyResult {
        decode_with(vm, data, errors, Direct::Utf8, is_final)
    }

    /// Encodes to Latin-1.
    #[pyfunction(sig = "(str, errors=None, /)")]
    fn latin_1_encode(vm: &Vm, text: Gc<PyStr>, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        encode_with(vm, text, errors, Direct::Latin1)
    }

    /// Decodes Latin-1.
    #[pyfunction(sig = "(data, errors=None, /)")]
    fn latin_1_decode(vm: &Vm, data: Value, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        decode_with(vm, data, errors, Direct::Latin1, true)
    }

    /// Encodes to ASCII.
    #[pyfunction(sig = "(str, errors=None, /)")]
    fn ascii_encode(vm: &Vm, text: Gc<PyStr>, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        encode_with(vm, text, errors, Direct::Ascii)
    }

    /// Decodes ASCII.
    #[pyfunction(sig = "(data, errors=None, /)")]
    fn ascii_decode(vm: &Vm, data: Value, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        decode_with(vm, data, errors, Direct::Ascii, true)
    }

    /// Encodes to UTF-16, little endian and without a mark.
    #[pyfunction(sig = "(str, errors=None, /)")]
    fn utf_16_le_encode(vm: &Vm, text: Gc<PyStr>, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        encode_with(vm, text, errors, Direct::Utf16(Some(Endian::Little)))
    }

    /// Decodes UTF-16, little endian and without a mark; unless `final`, an unfinished sequence at the end is left.
    #[pyfunction(sig = "(data, errors=None, final=False, /)")]
    fn utf_16_le_decode(
        vm: &Vm,
        data: Value,
        #[default(ErrorsArg(None))] errors: ErrorsArg,
        is_final: bool,
    ) -> PyResult {
        decode_with(vm, data, errors, Direct::Utf16(Some(Endian::Little)), is_final)
    }

    /// Encodes to UTF-16, big endian and without a mark.
    #[pyfunction(sig = "(str, errors=None, /)")]
    fn utf_16_be_encode(vm: &Vm, text: Gc<PyStr>, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        encode_with(vm, text, errors, Direct::Utf16(Some(Endian::Big)))
    }

    /// Decodes UTF-16, big endian and without a mark; unless `final`, an unfinished sequence at the end is left.
    #[pyfunction(sig = "(data, errors=None, final=False, /)")]
    fn utf_16_be_decode(
        vm: &Vm,
        data: Value,
        #[default(ErrorsArg(None))] errors: ErrorsArg,
        is_final: bool,
    ) -> PyResult {
        decode_with(vm, data, errors, Direct::Utf16(Some(Endian::Big)), is_final)
    }

    /// Encodes to UTF-32, little endian and without a mark.
    #[pyfunction(sig = "(str, errors=None, /)")]
    fn utf_32_le_encode(vm: &Vm, text: Gc<PyStr>, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        encode_with(vm, text, errors, Direct::Utf32(Some(Endian::Little)))
    }

    /// Decodes UTF-32, little endian and without a mark; unless `final`, an unfinished sequence at the end is left.
    #[pyfunction(sig = "(data, errors=None, final=False, /)")]
    fn utf_32_le_decode(
        vm: &Vm,
        data: Value,
        #[default(ErrorsArg(None))] errors: ErrorsArg,
        is_final: bool,
    ) -> PyResult {
        decode_with(vm, data, errors, Direct::Utf32(Some(Endian::Little)), is_final)
    }

    /// Encodes to UTF-32, big endian and without a mark.
    #[pyfunction(sig = "(str, errors=None, /)")]
    fn utf_32_be_encode(vm: &Vm, text: Gc<PyStr>, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        encode_with(vm, text, errors, Direct::Utf32(Some(Endian::Big)))
    }

    /// Decodes UTF-32, big endian and without a mark; unless `final`, an unfinished sequence at the end is left.
    #[pyfunction(sig = "(data, errors=None, final=False, /)")]
    fn utf_32_be_decode(
        vm: &Vm,
        data: Value,
        #[default(ErrorsArg(None))] errors: ErrorsArg,
        is_final: bool,
    ) -> PyResult {
        decode_with(vm, data, errors, Direct::Utf32(Some(Endian::Big)), is_final)
    }

    /// Encodes to UTF-16: -1 little endian, 1 big endian, 0 the native order with a mark.
    #[pyfunction(sig = "(str, errors=None, byteorder=0, /)")]
    fn utf_16_encode(
        vm: &Vm,
        text: Gc<PyStr>,
        #[default(ErrorsArg(None))] errors: ErrorsArg,
        byteorder: i32,
    ) -> PyResult {
        encode_with(vm, text, errors, Direct::Utf16(order(byteorder)))
    }

    /// Decodes UTF-16 in the order that a mark at its start tells.
    #[pyfunction(sig = "(data, errors=None, final=False, /)")]
    fn utf_16_decode(vm: &Vm, data: Value, #[default(ErrorsArg(None))] errors: ErrorsArg, is_final: bool) -> PyResult {
        let input = bytes_input(vm, data)?;
        let (text, taken, _) = utf_16_part(vm, input, errors, 0, is_final)?;
        Ok(pair(text, taken))
    }

    /// Decodes UTF-16 in an order, or that of a mark; the result tells the order too.
    #[pyfunction(sig = "(data, errors=None, byteorder=0, final=False, /)")]
    fn utf_16_ex_decode(
        vm: &Vm,
        data: Value,
        #[default(ErrorsArg(None))] errors: ErrorsArg,
        byteorder: i32,
        is_final: bool,
    ) -> PyResult {
        let input = bytes_input(vm, data)?;
        let (text, taken, byteorder) = utf_16_part(vm, input, errors, byteorder, is_final)?;
        Ok(vm.new_tuple(&[text, Value::int(taken as i64), Value::int(byteorder.into())]).value())
    }

    fn utf_16_part(
        vm: &Vm,
        input: Gc<PyBytes>,
        errors: ErrorsArg,
        byteorder: i32,
        is_final: bool,
    ) -> PyResult<(Value, usize, i32)> {
        let bytes = input.as_slice();
        let (order, skip, byteorder) = match (order(byteorder), utf16::read_bom(bytes)) {
            (Some(order), _) => (order, 0, byteorder),
            (None, Some((order, 0))) => (order, 0, 0),
            (None, Some((order, n))) => (order, n, if order == Endian::Little { -1 } else { 1 }),
            (None, None) => (Endian::NATIVE, 0, 0),
        };
        let direct = Direct::Utf16(Some(order));
        let (text, taken) = codec::decode_part(vm, input, skip, direct, errors.0, is_final)?;
        Ok((run::str_value(&text)?, taken, byteorder))
    }

    /// Encodes to UTF-32: -1 little endian, 1 big endian, 0 the native order with a mark.
    #[pyfunction(sig = "(str, errors=None, byteorder=0, /)")]
    fn utf_32_encode(
        vm: &Vm,
        text: Gc<PyStr>,
        #[default(ErrorsArg(None))] errors: ErrorsArg,
        byteorder: i32,
    ) -> PyResult {
        encode_with(vm, text, errors, Direct::Utf32(order(byteorder)))
    }

    /// Decodes UTF-32 in the order that a mark at its start tells.
    #[pyfunction(sig = "(data, errors=None, final=False, /)")]
    fn utf_32_decode(vm: &Vm, data: Value, #[default(ErrorsArg(None))] errors: ErrorsArg, is_final: bool) -> PyResult {
        let input = bytes_input(vm, data)?;
        let (text, taken, _) = utf_32_part(vm, input, errors, 0, is_final)?;
        Ok(pair(text, taken))
    }

    /// Decodes UTF-32 in an order, or that of a mark; the result tells the order too.
    #[pyfunction(sig = "(data, errors=None, byteorder=0, final=False, /)")]
    fn utf_32_ex_decode(
        vm: &Vm,
        data: Value,
        #[default(ErrorsArg(None))] errors: ErrorsArg,
        byteorder: i32,
        is_final: bool,
    ) -> PyResult {
        let input = bytes_input(vm, data)?;
        let (text, taken, byteorder) = utf_32_part(vm, input, errors, byteorder, is_final)?;
        Ok(vm.new_tuple(&[text, Value::int(taken as i64), Value::int(byteorder.into())]).value())
    }

    fn utf_32_part(
        vm: &Vm,
        input: Gc<PyBytes>,
        errors: ErrorsArg,
        byteorder: i32,
        is_final: bool,
    ) -> PyResult<(Value, usize, i32)> {
        let bytes = input.as_slice();
        let (order, skip, byteorder) = match (order(byteorder), utf32::read_bom(bytes)) {
            (Some(order), _) => (order, 0, byteorder),
            (None, Some((order, 0))) => (order, 0, 0),
            (None, Some((order, n))) => (order, n, if order == Endian::Little { -1 } else { 1 }),
            (None, None) => (Endian::NATIVE, 0, 0),
        };
        let direct = Direct::Utf32(Some(order));
        let (text, taken) = codec::decode_part(vm, input, skip, direct, errors.0, is_final)?;
        Ok((run::str_value(&text)?, taken, byteorder))
    }

    fn order(byteorder: i32) -> Option<Endian> {
        match byteorder {
            0 => None,
            ..0 => Some(Endian::Little),
            _ => Some(Endian::Big),
        }
    }

    /// Encodes to UTF-7.
    #[pyfunction(sig = "(str, errors=None, /)")]
    fn utf_7_encode(text: Gc<PyStr>, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        let _ = errors;
        Ok(pair(run::bytes_value(&utf7::encode(text.as_bytes())?)?, text.len()))
    }

    /// Decodes UTF-7; unless `final`, an unfinished sequence at the end is left.
    #[pyfunction(sig = "(data, errors=None, final=False, /)")]
    fn utf_7_decode(vm: &Vm, data: Value, #[default(ErrorsArg(None))] errors: ErrorsArg, is_final: bool) -> PyResult {
        let input = bytes_input(vm, data)?;
        let step = |input: &[u8], at, is_final, out: &mut _| Ok(utf7::decode(input, at, is_final, out)?);
        let (text, taken) = run::decode(vm, input, 0, Coding::single("utf7"), errors.0, is_final, step)?;
        Ok(pair(run::str_value(&text)?, taken))
    }

    /// Encodes with the escapes of string literals.
    #[pyfunction(sig = "(str, errors=None, /)")]
    fn unicode_escape_encode(text: Gc<PyStr>, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        let _ = errors;
        escapes::unicode_encode(text, false)
    }

    /// Encodes to Latin-1 with \\u and \\U escapes.
    #[pyfunction(sig = "(str, errors=None, /)")]
    fn raw_unicode_escape_encode(text: Gc<PyStr>, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        let _ = errors;
        escapes::unicode_encode(text, true)
    }

    /// Decodes the escapes of string literals.
    #[pyfunction(sig = "(data, errors=None, final=True, /)")]
    fn unicode_escape_decode(
        vm: &Vm,
        data: Value,
        #[default(ErrorsArg(None))] errors: ErrorsArg,
        #[default(true)] is_final: bool,
    ) -> PyResult {
        escapes::unicode_decode(vm, bytes_or_str(vm, data)?, errors.0, is_final)
    }

    /// Decodes \\u and \\U escapes in Latin-1.
    #[pyfunction(sig = "(data, errors=None, final=True, /)")]
    fn raw_unicode_escape_decode(
        vm: &Vm,
        data: Value,
        #[default(ErrorsArg(None))] errors: ErrorsArg,
        #[default(true)] is_final: bool,
    ) -> PyResult {
        escapes::raw_unicode_decode(vm, bytes_or_str(vm, data)?, errors.0, is_final)
    }

    /// Encodes bytes with the escapes of bytes literals.
    #[pyfunction(sig = "(data, errors=None, /)")]
    fn escape_encode(data: Gc<PyBytes>, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        let _ = errors;
        escapes::bytes_encode(data)
    }

    /// Decodes the escapes of bytes literals.
    #[pyfunction(sig = "(data, errors=None, /)")]
    fn escape_decode(vm: &Vm, data: Value, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        escapes::bytes_decode(vm, bytes_or_str(vm, data)?, errors.0)
    }

    /// The bytes of a bytes-like object, or of a str in UTF-8.
    #[pyfunction(sig = "(data, errors=None, /)")]
    fn readbuffer_encode(vm: &Vm, data: Value, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult {
        let _ = errors;
        let bytes = bytes_or_str(vm, data)?;
        Ok(pair(run::bytes_value(bytes.as_slice())?, bytes.len()))
    }

    /// Encodes with a mapping from characters to bytes.
    #[pyfunction(sig = "(str, errors=None, mapping=None, /)")]
    fn charmap_encode(
        vm: &Vm,
        text: Gc<PyStr>,
        #[default(ErrorsArg(None))] errors: ErrorsArg,
        mapping: Option<Value>,
    ) -> PyResult {
        let Some(mapping) = mapping.filter(|m| !m.is_none()) else {
            return encode_with(vm, text, errors, Direct::Latin1);
        };
        let bytes = charmap::encode(vm, text, errors.0, mapping)?;
        Ok(pair(run::bytes_value(&bytes)?, text.len()))
    }

    /// Decodes with a table or mapping from bytes to characters.
    #[pyfunction(sig = "(data, errors=None, mapping=None, /)")]
    fn charmap_decode(
        vm: &Vm,
        data: Value,
        #[default(ErrorsArg(None))] errors: ErrorsArg,
        mapping: Option<Value>,
    ) -> PyResult {
        let Some(mapping) = mapping.filter(|m| !m.is_none()) else {
            return decode_with(vm, data, errors, Direct::Latin1, true);
        };
        let input = bytes_input(vm, data)?;
        let (text, _) = charmap::decode(vm, input, errors.0, mapping)?;
        Ok(pair(run::str_value(&text)?, input.len()))
    }

    /// The inverse of a decoding table, for charmap_encode.
    #[pyfunction(sig = "(map, /)")]
    fn charmap_build(vm: &Vm, map: Gc<PyStr>) -> PyResult {
        charmap::build(vm, map)
    }
}
