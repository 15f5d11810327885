//! Incremental coding of a text stream: directly for UTF-8, Latin-1 and ASCII (and the encoders of the other UTFs), else by the
//! incremental coders of the codec registry.
//!
//! A decoder appends WTF-8 to a vector; its state is (undecoded bytes, number) as that of Python's decoders is, so that positions
//! of a stream do not depend on who decoded.

use super::newline::{IncrementalNewlineDecoder, Mode, Newlines, state_items};
use super::util;
use std::cell::{Cell, RefCell};
use taipan_interp::builtins::codec::{self, Direct};
use taipan_interp::codecs::registry;
use taipan_interp::name;
use taipan_interp::native::*;
use taipan_object::text::wtf8;

/// Who decodes.
#[derive(Clone, Copy)]
enum Way {
    /// Nobody: the stream cannot be read.
    None,
    Direct(Direct),
    /// The object in `object`.
    Object,
}

/// The decoder of a text stream, line ends included.
pub(super) struct Decoder {
    way: Cell<Way>,
    mode: Cell<Mode>,
    newlines: Newlines,
    /// Bytes that are no whole character yet.
    tail: RefCell<Vec<u8>>,
}

/// A decoder's state.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub(super) bytes: Vec<u8>,
    pub(super) flags: i64,
}

/// Where a character that `bytes` breaks off in begins: `bytes.len()` if they end with a whole one.
fn incomplete_from(bytes: &[u8]) -> usize {
    let len = bytes.len();
    for back in 1..=len.min(3) {
        let lead = bytes[len - back];
        if lead & 0xc0 != 0x80 {
            let cut = match std::str::from_utf8(&bytes[len - back..]) {
                Ok(_) => false,
                Err(e) => e.error_len().is_none() || matches!(bytes[len - back..], [0xed, 0xa0..=0xbf]),
            };
            return if cut { len - back } else { len };
        }
    }
    len
}

impl Decoder {
    pub(super) fn new() -> Decoder {
        Decoder {
            way: Cell::new(Way::None),
            mode: Cell::new(Mode::Translate),
            newlines: Newlines::default(),
            tail: RefCell::new(Vec::new()),
        }
    }

    /// Chooses who decodes. The result is the object, if it is one.
    pub(super) fn set(
        &self,
        vm: &Vm,
        encoding: Gc<PyStr>,
        errors: Gc<PyStr>,
        mode: Mode,
        readable: bool,
    ) -> PyResult<Option<Value>> {
        self.mode.set(mode);
        self.newlines.pending.set(false);
        self.newlines.seen.set(0);
        self.tail.borrow_mut().clear();
        if !readable {
            self.way.set(Way::None);
            return Ok(None);
        }
        if let Some(direct @ (Direct::Utf8 | Direct::Latin1 | Direct::Ascii)) = direct_for(encoding) {
            self.way.set(Way::Direct(direct));
            return Ok(None);
        }
        let codec = text_codec(vm, encoding)?;
        let decoder = vm.call_method_name(codec, name!("incrementaldecoder"), &[errors.value()])?;
        let decoder = if mode.is_universal() {
            IncrementalNewlineDecoder::over(vm, decoder, mode == Mode::Translate)?.value()
        } else {
            decoder
        };
        self.way.set(Way::Object);
        Ok(Some(decoder))
    }

    /// Whether there is a decoder.
    pub(super) fn exists(&self) -> bool {
        !matches!(self.way.get(), Way::None)
    }

    /// Whether `input`, up to the end of the file, is text as it stands: then nothing is left to decode.
    pub(super) fn passes(&self, input: &[u8]) -> bool {
        let Way::Direct(direct) = self.way.get() else { return false };
        let valid = match direct {
            Direct::Utf8 => std::str::from_utf8(input).is_ok(),
            _ => input.is_ascii(),
        };
        valid && self.tail.borrow().is_empty() && (!self.mode.get().is_universal() || self.newlines.passes(input))
    }

    /// Decodes `input` and appends the text to `out`.
    pub(super) fn decode(
        &self,
        vm: &Vm,
        object: Option<Value>,
        errors: Gc<PyStr>,
        input: &[u8],
        is_final: bool,
        out: &mut Vec<u8>,
    ) -> PyResult<()> {
        let direct = match (self.way.get(), object) {
            (Way::Direct(direct), _) => direct,
            (Way::Object, Some(decoder)) => {
                let input = util::bytes_value(input)?;
                return self.decode_object(vm, decoder, input, is_final, out);
            }
            _ => return Err(util::unsupported(vm, "not readable")),
        };
        let from = out.len();
        util::reserve(vm, out, input.len() + 4)?;
        self.decode_direct(vm, direct, errors, input, is_final, out)?;
        if self.mode.get().is_universal() {
            self.newlines.take(out, from, self.mode.get() == Mode::Translate, is_final);
        }
        Ok(())
    }

    /// Decodes a bytes-like object with the decoder object.
    pub(super) fn decode_object(
        &self,
        vm: &Vm,
        decoder: Value,
        input: Value,
        is_final: bool,
        out: &mut Vec<u8>,
    ) -> PyResult<()> {
        let text = match decoder.cast::<Native<IncrementalNewlineDecoder>>() {
            Some(newline) => newline.decode_value(vm, input, is_final)?.value(),
            None => vm.call_method_name(decoder, name!("decode"), &[input, Value::bool(is_final)])?,
        };
        let Some(text) = text.cast::<PyStr>() else {
            let found = vm.type_name(text);
            return Err(vm.type_error(format!("decoder should return a string result, not '{found}'")));
        };
        util::reserve(vm, out, text.n_bytes())?;
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn decode_direct(
        &self,
        vm: &Vm,
        direct: Direct,
        errors: Gc<PyStr>,
        input: &[u8],
        is_final: bool,
        out: &mut Vec<u8>,
    ) -> PyResult<()> {
        let joined;
        let input = if self.tail.borrow().is_empty() {
            input
        } else {
            let mut tail = self.tail.take();
            tail.extend_from_slice(input);
            joined = tail;
            &joined
        };
        match direct {
            Direct::Utf8 => {
                let e = match std::str::from_utf8(input) {
                    Ok(_) => {
                        out.extend_from_slice(input);
                        return Ok(());
                    }
                    Err(e) => e,
                };
                if e.error_len().is_none() && !is_final {
                    let (good, tail) = input.split_at(e.valid_up_to());
                    out.extend_from_slice(good);
                    self.tail.borrow_mut().extend_from_slice(tail);
                    return Ok(());
                }
            }
            _ if input.is_ascii() => {
                out.extend_from_slice(input);
                return Ok(());
            }
            Direct::Latin1 => {
                input.iter().for_each(|&b| wtf8::push(out, b.into()));
                return Ok(());
            }
            _ => {}
        }
        // Malformed: with the error handler.
        let end = if is_final || direct != Direct::Utf8 { input.len() } else { incomplete_from(input) };
        let bytes = PyBytes::try_new(&input[..end], taipan_object::shape::BYTES, 0)?;
        let result = codec::decode_part(vm, bytes, 0, direct, Some(errors), true);
        self.tail.borrow_mut().extend_from_slice(&input[end..]);
        let (text, _) = result?;
        util::reserve(vm, out, text.len())?;
        out.extend_from_slice(&text);
        Ok(())
    }

    /// The state.
    pub(super) fn state(&self, vm: &Vm, object: Option<Value>) -> PyResult<State> {
        let Some(decoder) = object else {
            return Ok(State { bytes: self.tail.borrow().clone(), flags: i64::from(self.newlines.pending.get()) });
        };
        let state = vm.call_method_name(decoder, name!("getstate"), &[])?;
        if !state.is::<PyTuple>() {
            return Err(vm.type_error("illegal decoder state"));
        }
        let (bytes, flags) = state_items(vm, state)?;
        let Some(bytes) = bytes.cast::<PyBytes>() else {
            let found = vm.type_name(bytes);
            return Err(
                vm.type_error(format!("illegal decoder state: the first item should be a bytes object, not '{found}'"))
            );
        };
        Ok(State { bytes: bytes.as_slice().to_vec(), flags })
    }

    /// Sets the state.
    pub(super) fn set_state(&self, vm: &Vm, object: Option<Value>, state: &State) -> PyResult<()> {
        let Some(decoder) = object else {
            *self.tail.borrow_mut() = state.bytes.clone();
            self.newlines.pending.set(state.flags & 1 != 0);
            return Ok(());
        };
        let pair = PyTuple::new(&[util::bytes_value(&state.bytes)?, Value::int(state.flags)]);
        vm.call_method_name(decoder, name!("setstate"), &[pair.value()]).map(drop)
    }

    /// Back to the start.
    pub(super) fn reset(&self, vm: &Vm, object: Option<Value>) -> PyResult<()> {
        let Some(decoder) = object else {
            self.tail.borrow_mut().clear();
            self.newlines.pending.set(false);
            self.newlines.seen.set(0);
            return Ok(());
        };
        vm.call_method_name(decoder, name!("reset"), &[]).map(drop)
    }

    /// The attribute `newlines`.
    pub(super) fn kinds(&self, vm: &Vm, object: Option<Value>) -> PyResult {
        match object {
            None => Ok(self.newlines.kinds()),
            Some(decoder) => Ok(vm.get_attr_opt(decoder, name!("newlines"))?.unwrap_or(Value::NONE)),
        }
    }
}

/// The direct encoding with this name.
pub(super) fn direct_for(encoding: Gc<PyStr>) -> Option<Direct> {
    encoding.as_str().and_then(Direct::by_name)
}

/// The codec `encoding` from the registry, which must be one of text.
pub(super) fn text_codec(vm: &Vm, encoding: Gc<PyStr>) -> PyResult {
    let codec = registry::lookup(vm, encoding)?;
    if codec.shape() != taipan_object::shape::TUPLE
        && let Some(flag) = vm.get_attr_opt(codec, name!("_is_text_encoding"))?
        && !vm.truth(flag)?
    {
        let shown = encoding.to_string_lossy();
        return Err(
            vm.lookup_error(format!("'{shown}' is not a text encoding; use codecs.open() to handle arbitrary codecs"))
        );
    }
    Ok(codec)
}

/// The encoder of a text stream.
pub(super) struct Encoder {
    way: Cell<Way>,
    /// The next text stands at the start of the file: a mark goes before it, if the encoding has one.
    pub(super) at_start: Cell<bool>,
}

impl Encoder {
    pub(super) fn new() -> Encoder {
        Encoder { way: Cell::new(Way::None), at_start: Cell::new(false) }
    }

    /// Chooses who encodes. The result is the object, if it is one.
    pub(super) fn set(
        &self,
        vm: &Vm,
        encoding: Gc<PyStr>,
        errors: Gc<PyStr>,
        writable: bool,
    ) -> PyResult<Option<Value>> {
        if !writable {
            self.way.set(Way::None);
            return Ok(None);
        }
        if let Some(direct) = direct_for(encoding) {
            self.way.set(Way::Direct(direct));
            return Ok(None);
        }
        let codec = text_codec(vm, encoding)?;
        let encoder = vm.call_method_name(codec, name!("incrementalencoder"), &[errors.value()])?;
        self.way.set(Way::Object);
        Ok(Some(encoder))
    }

    /// Whether there is an encoder.
    pub(super) fn exists(&self) -> bool {
        !matches!(self.way.get(), Way::None)
    }

    /// Encodes `text` and appends the bytes to what `out` gives; `out` is not borrowed while Python code runs.
    pub(super) fn encode(
        &self,
        vm: &Vm,
        object: Option<Value>,
        errors: Gc<PyStr>,
        text: Gc<PyStr>,
    ) -> PyResult<Encoded> {
        let direct = match (self.way.get(), object) {
            (Way::Direct(direct), _) => direct,
            (Way::Object, Some(encoder)) => {
                let bytes = vm.call_method_name(encoder, name!("encode"), &[text.value()])?;
                return match bytes.cast::<PyBytes>() {
                    Some(bytes) => Ok(Encoded::Bytes(bytes)),
                    None => {
                        let found = vm.type_name(bytes);
                        Err(vm.type_error(format!("encoder should return a bytes object, not '{found}'")))
                    }
                };
            }
            _ => return Err(util::unsupported(vm, "not writable")),
        };
        let as_it_is = match direct {
            Direct::Utf8 => text.is_ascii() || text.as_str().is_some(),
            Direct::Latin1 | Direct::Ascii => text.is_ascii(),
            _ => false,
        };
        if as_it_is {
            return Ok(Encoded::Text(text));
        }
        use taipan_object::text::codecs::utf16::Endian;
        // The mark goes before the first text only.
        let direct = match direct {
            Direct::Utf16(None) if !self.at_start.get() => Direct::Utf16(Some(Endian::NATIVE)),
            Direct::Utf32(None) if !self.at_start.get() => Direct::Utf32(Some(Endian::NATIVE)),
            other => other,
        };
        self.at_start.set(false);
        let bytes = codec::encode_direct(vm, text, direct, Some(errors))?;
        bytes.cast::<PyBytes>().map(Encoded::Bytes).ok_or_else(|| vm.type_error("encoder should return bytes"))
    }

    /// Back to the start of the file, or to somewhere behind it.
    pub(super) fn reset(&self, vm: &Vm, object: Option<Value>, at_start: bool) -> PyResult<()> {
        self.at_start.set(at_start);
        let Some(encoder) = object else { return Ok(()) };
        if at_start {
            vm.call_method_name(encoder, name!("reset"), &[]).map(drop)
        } else {
            vm.call_method_name(encoder, name!("setstate"), &[Value::small(0)]).map(drop)
        }
    }
}

/// What an encoder gives.
pub(super) enum Encoded {
    /// The text's own bytes.
    Text(Gc<PyStr>),
    /// Other bytes.
    Bytes(Gc<PyBytes>),
}

impl Encoded {
    pub(super) fn as_slice(&self) -> &[u8] {
        match self {
            Encoded::Text(text) => text.as_bytes(),
            Encoded::Bytes(bytes) => bytes.as_slice(),
        }
    }
}
