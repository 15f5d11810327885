//! `str.encode` and `bytes.decode`: the UTFs, Latin-1 and ASCII with the standard error handlers directly, everything else through
//! the codec registry in `_codecs`, which is asked only when needed.
//!
//! Knows nothing about incremental coding: that is the `_codecs` module's.

use super::prelude::*;
use super::{bytes_arg, str as py_str, support};
use std::cell::OnceCell;
use taipan_object::text::codecs::handlers::{self, Handler, Utf};
use taipan_object::text::codecs::utf16::Endian;
use taipan_object::text::codecs::{
    self, DecodeError, Decoded, EncodeError, Encoded, EncoderTraits, Replacement, single, utf8, utf16, utf32,
};
use taipan_object::text::wtf8;

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

/// What to do about errors.
#[derive(Clone, Copy)]
enum Errors {
    Strict,
    Standard(Handler),
    /// A registered handler, looked up at the first error.
    Named(Gc<PyStr>),
}

impl Errors {
    fn new(errors: Option<Gc<PyStr>>) -> Errors {
        match errors {
            None => Errors::Strict,
            Some(name) => match name.as_str() {
                Some("strict") => Errors::Strict,
                Some(text) => Handler::by_name(text).map_or(Errors::Named(name), Errors::Standard),
                None => Errors::Named(name),
            },
        }
    }
}

/// An attribute of the module of the codec registry; `None` if there is no such module.
fn registry(vm: &Vm, function: &str) -> PyResult<Option<Value>> {
    let import = vm.builtins.get().and_then(|d| d.get_str(intern("__import__")));
    let Some(import) = import else { return Ok(None) };
    let module = vm.call(import, &[PyStr::new("_codecs").value()]);
    match vm.ignore(vm.exc().ImportError, module)? {
        Some(module) => vm.get_attr_str(module, function).map(Some),
        None => Ok(None),
    }
}

fn unknown_encoding(vm: &Vm, name: Gc<PyStr>) -> Raised {
    vm.lookup_error(format!("unknown encoding: {}", name.to_string_lossy()))
}

/// The registered error handler `name`.
fn handler_named(vm: &Vm, name: Gc<PyStr>) -> PyResult {
    match registry(vm, "lookup_error")? {
        Some(lookup) => vm.call(lookup, &[name.value()]),
        None => Err(vm.lookup_error(format!("unknown error handler name '{}'", name.to_string_lossy()))),
    }
}

/// Calls a registered handler: the replacement and the position to go on from, in `0..=len`.
fn ask_handler(vm: &Vm, handler: Value, error: Gc<PyException>, len: usize, what: &str) -> PyResult<(Value, usize)> {
    let answer = vm.call(handler, &[error.value()])?;
    let wanted = if what == "decoding" { "str" } else { "str/bytes" };
    let bad = || vm.type_error(format!("{what} error handler must return ({wanted}, int) tuple"));
    let Some(answer) = answer.cast::<PyTuple>() else { return Err(bad()) };
    let &[replacement, position] = answer.as_slice() else { return Err(bad()) };
    let usable = replacement.is::<PyStr>() || what != "decoding" && replacement.is::<PyBytes>();
    if !usable || !vm.has_index(position) {
        return Err(bad());
    }
    let position = isize::from_value(vm, position)?;
    let at = if position < 0 { position.saturating_add(len as isize) } else { position };
    match usize::try_from(at).ok().filter(|&at| at <= len) {
        Some(at) => Ok((replacement, at)),
        None => Err(vm.index_error(format!("position {at} from error handler out of bounds"))),
    }
}

/// The exception for text that can't be encoded.
pub fn encode_error(vm: &Vm, encoding: &str, s: Gc<PyStr>, e: &EncodeError) -> PyResult<Gc<PyException>> {
    let start = char_index(s, e.start);
    let end = start + wtf8::count(&s.as_bytes()[e.start..e.end]);
    let (start, end) = (Value::int(start as i64), Value::int(end as i64));
    vm.new_exception(vm.exc().UnicodeEncodeError, &[encoding.into(), py_str::exact(s)?, start, end, e.reason.into()])
}

fn char_index(s: Gc<PyStr>, offset: usize) -> usize {
    if s.is_ascii() { offset } else { wtf8::index_of_offset(s.as_bytes(), offset) }
}

/// The exception for bytes that can't be decoded.
pub fn decode_error(vm: &Vm, encoding: &str, input: Value, e: &DecodeError) -> PyResult<Gc<PyException>> {
    let (start, end) = (Value::int(e.start as i64), Value::int(e.end as i64));
    vm.new_exception(vm.exc().UnicodeDecodeError, &[encoding.into(), input, start, end, e.reason.into()])
}

/// A character's name, for the handler `namereplace`.
fn name_of(vm: &Vm, c: u32) -> Option<String> {
    let import = vm.builtins.get().and_then(|d| d.get_str(intern("__import__")))?;
    let asked = vm.call(import, &[PyStr::new("unicodedata").value()]).and_then(|module| {
        let c = taipan_object::string::char_string(c);
        vm.call_method(module, "name", &[c.value(), Value::NONE])
    });
    match asked {
        Ok(name) => name.cast::<PyStr>().map(|s| s.to_string_lossy().into_owned()),
        Err(Raised) => {
            vm.take_raised();
            None
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
        (None, Some(name)) => encode_registered(vm, s, name, errors),
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
    let errors = Errors::new(errors);
    let raise = |e: &EncodeError| match encode_error(vm, direct.name(), s, e) {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    };
    let registered = OnceCell::new();
    let handle = |e: &EncodeError| -> PyResult<(Replacement, usize)> {
        let bad = &text[e.start..e.end];
        match errors {
            Errors::Strict => Err(raise(e)),
            Errors::Standard(Handler::SurrogateEscape)
                if matches!(direct, Direct::Utf8 | Direct::Latin1 | Direct::Ascii) =>
            {
                let (bytes, n) = handlers::escape_prefix(bad);
                if n == 0 { Err(raise(e)) } else { Ok((Replacement::Bytes(bytes), e.start + n)) }
            }
            Errors::Standard(handler) => match handlers::encode(handler, bad, direct.utf(), &|c| name_of(vm, c)) {
                Some(replacement) => Ok((replacement, e.end)),
                None => Err(raise(e)),
            },
            Errors::Named(name) => {
                let handler = match registered.get() {
                    Some(handler) => *handler,
                    None => {
                        let handler = handler_named(vm, name)?;
                        *registered.get_or_init(|| handler)
                    }
                };
                let error = encode_error(vm, direct.name(), s, e)?;
                let (replacement, at) = ask_handler(vm, handler, error, s.len(), "encoding")?;
                let replacement = match (replacement.cast::<PyStr>(), replacement.cast::<PyBytes>()) {
                    (Some(text), _) => Replacement::Text(text.as_bytes().to_vec()),
                    (_, Some(bytes)) => Replacement::Bytes(bytes.as_slice().to_vec()),
                    _ => Replacement::Bytes(Vec::new()),
                };
                Ok((replacement, s.byte_offset(at)))
            }
        }
    };
    let mut out: Vec<u8> = match direct {
        Direct::Utf16(None) => utf16::bom(Endian::NATIVE).to_vec(),
        Direct::Utf32(None) => utf32::bom(Endian::NATIVE).to_vec(),
        _ => Vec::new(),
    };
    let body = codecs::encode_with(text, direct.traits(), |t, at, out| direct.encode_step(t, at, out), handle, raise)?;
    if out.is_empty() {
        out = body;
    } else {
        out.extend(body);
    }
    Ok(PyBytes::try_new(&out, shape::BYTES, 0)?.value())
}

/// The codec `name` for text from the registry.
fn text_codec(vm: &Vm, name: Gc<PyStr>, alternative: &str) -> PyResult {
    let Some(lookup) = registry(vm, "lookup")? else { return Err(unknown_encoding(vm, name)) };
    let codec = vm.call(lookup, &[name.value()])?;
    let is_text = match vm.get_attr_opt(codec, intern("_is_text_encoding"))? {
        Some(flag) => vm.truth(flag)?,
        None => true,
    };
    if is_text {
        return Ok(codec);
    }
    let shown = name.to_string_lossy();
    Err(vm.lookup_error(format!("'{shown}' is not a text encoding; use {alternative} to handle arbitrary codecs")))
}

/// Calls a codec's function: the first item of the pair it returns.
fn run_codec(vm: &Vm, function: Value, input: Value, errors: Option<Gc<PyStr>>, role: &str) -> PyResult {
    let result = match errors {
        Some(errors) => vm.call(function, &[input, errors.value()])?,
        None => vm.call(function, &[input])?,
    };
    match result.cast::<PyTuple>() {
        Some(pair) if pair.len() == 2 => Ok(pair.as_slice()[0]),
        _ => Err(vm.type_error(format!("{role} must return a tuple (object, integer)"))),
    }
}

fn encode_registered(vm: &Vm, s: Gc<PyStr>, name: Gc<PyStr>, errors: Option<Gc<PyStr>>) -> PyResult {
    let codec = text_codec(vm, name, "codecs.encode()")?;
    let function = vm.get_attr_str(codec, "encode")?;
    let result = run_codec(vm, function, s.value(), errors, "encoder")?;
    if result.is::<PyBytes>() {
        return Ok(result);
    }
    let shown = name.to_string_lossy();
    if let Some(array) = result.cast::<PyByteArray>() {
        let message = format!(
            "encoder {shown} returned bytearray instead of bytes; use codecs.encode() to encode to arbitrary types"
        );
        vm.warn(vm.exc().RuntimeWarning, &message)?;
        return Ok(PyBytes::try_new(array.as_slice(), shape::BYTES, 0)?.value());
    }
    let found = support::class_name(vm, result);
    Err(vm.type_error(format!(
        "'{shown}' encoder returned '{found}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types"
    )))
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
        (None, Some(name)) => {
            let codec = text_codec(vm, name, "codecs.decode()")?;
            let function = vm.get_attr_str(codec, "decode")?;
            let result = run_codec(vm, function, input.value(), errors, "decoder")?;
            if result.is::<PyStr>() {
                return Ok(result);
            }
            let (shown, found) = (name.to_string_lossy(), support::class_name(vm, result));
            Err(vm.type_error(format!(
                "'{shown}' decoder returned '{found}' instead of 'str'; use codecs.decode() to decode to arbitrary types"
            )))
        }
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
    let errors = Errors::new(errors);
    let (direct, skip) = direct.with_order(bytes);
    let raise = |e: &DecodeError| match decode_error(vm, direct.name(), input.value(), e) {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    };
    let registered = OnceCell::new();
    let handle = |e: &DecodeError| -> PyResult<(Vec<u8>, usize)> {
        match errors {
            Errors::Strict => Err(raise(e)),
            Errors::Standard(Handler::XmlCharRefReplace | Handler::NameReplace) => {
                let found = "UnicodeDecodeError";
                Err(vm.type_error(format!("don't know how to handle {found} in error callback")))
            }
            Errors::Standard(handler) => {
                handlers::decode(handler, bytes, e.start, e.end, direct.utf()).ok_or_else(|| raise(e))
            }
            Errors::Named(name) => {
                let handler = match registered.get() {
                    Some(handler) => *handler,
                    None => {
                        let handler = handler_named(vm, name)?;
                        *registered.get_or_init(|| handler)
                    }
                };
                let error = decode_error(vm, direct.name(), input.value(), e)?;
                let (replacement, at) = ask_handler(vm, handler, error, bytes.len(), "decoding")?;
                let text = replacement.cast::<PyStr>().map(|s| s.as_bytes().to_vec()).unwrap_or_default();
                Ok((text, at))
            }
        }
    };
    let mut first = true;
    let step = |input: &[u8], at: usize, is_final: bool, out: &mut Vec<u8>| {
        let at = if std::mem::take(&mut first) { skip } else { at };
        direct.decode_step(input, at, is_final, out)
    };
    let (text, _) = codecs::decode_with(bytes, true, step, handle)?;
    py_str::new(&text)
}
