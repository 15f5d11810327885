//! The loops that run an encoder or decoder step by step and ask the error handler at each error.

use super::handlers::{self as callbacks, Errors};
use crate::builtins::prelude::*;
use crate::builtins::str as py_str;
use taipan_object::text::codecs::handlers::{self, Handler, Utf};
use taipan_object::text::codecs::{DecodeError, EncodeError, EncoderTraits, Replacement, Stop};
use taipan_object::text::{TextError, reserve};

/// Why a step ended early.
pub enum Step<T> {
    /// Input that cannot be coded.
    Malformed(T),
    /// No room for the result.
    Text(TextError),
    /// An exception is pending.
    Raised(Raised),
}

impl<T> From<Stop<T>> for Step<T> {
    fn from(stop: Stop<T>) -> Step<T> {
        match stop {
            Stop::Malformed(e) => Step::Malformed(e),
            Stop::Text(e) => Step::Text(e),
        }
    }
}

impl<T> From<Raised> for Step<T> {
    fn from(raised: Raised) -> Step<T> {
        Step::Raised(raised)
    }
}

impl<T> From<TextError> for Step<T> {
    fn from(e: TextError) -> Step<T> {
        Step::Text(e)
    }
}

/// What the loops must know of an encoding.
#[derive(Clone, Copy)]
pub struct Coding<'a> {
    /// What exceptions call it.
    pub name: &'a str,
    /// Which UTF it is, for `surrogatepass`.
    pub utf: Option<Utf>,
    /// How the encoder takes replacements.
    pub traits: EncoderTraits,
    /// Whether the encoder escapes as much as `surrogateescape` can and reports only the rest.
    pub escapes_prefix: bool,
    /// Whether a handler's position that fits no machine word is an IndexError, not an OverflowError.
    pub huge_is_out_of_bounds: bool,
}

impl<'a> Coding<'a> {
    /// An encoding of single bytes whose replacements go through the encoder.
    pub const fn single(name: &'a str) -> Coding<'a> {
        let traits = EncoderTraits { ascii_replacement: false, unit: 1 };
        Coding { name, utf: None, traits, escapes_prefix: false, huge_is_out_of_bounds: false }
    }
}

/// Encodes `s` after what is in `out`. `step` appends to its third argument from a byte offset on.
pub fn encode(
    vm: &Vm,
    s: Gc<PyStr>,
    coding: Coding<'_>,
    errors: Option<Gc<PyStr>>,
    mut out: Vec<u8>,
    mut step: impl FnMut(&[u8], usize, &mut Vec<u8>) -> Result<(), Step<EncodeError>>,
) -> PyResult<Vec<u8>> {
    let text = s.as_bytes();
    let errors = Errors::new(errors);
    let raise = |e: &EncodeError| match callbacks::encode_error(vm, coding.name, s, e) {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    };
    let mut handler: Option<Value> = None;
    let mut at = 0;
    loop {
        let error = match step(text, at, &mut out) {
            Ok(()) => return Ok(out),
            Err(Step::Malformed(e)) => e,
            Err(Step::Text(e)) => return Err(e.into()),
            Err(Step::Raised(raised)) => return Err(raised),
        };
        let bad = &text[error.start..error.end];
        let (replacement, next) = match errors {
            Errors::Strict => return Err(raise(&error)),
            Errors::Standard(Handler::SurrogateEscape) if coding.escapes_prefix => {
                let (bytes, n) = handlers::escape_prefix(bad);
                if n == 0 {
                    return Err(raise(&error));
                }
                (Replacement::Bytes(bytes), error.start + n)
            }
            Errors::Standard(standard) => {
                match handlers::encode(standard, bad, coding.utf, &|c| callbacks::name_of(vm, c)) {
                    Some(replacement) => (replacement, error.end),
                    None => return Err(raise(&error)),
                }
            }
            Errors::Named(name) => {
                let function = match handler {
                    Some(function) => function,
                    None => *handler.insert(callbacks::named(vm, name)?),
                };
                let exception = callbacks::encode_error(vm, coding.name, s, &error)?;
                let (replacement, at) =
                    callbacks::ask(vm, function, exception, false, coding.huge_is_out_of_bounds, || Ok(s.len()))?;
                (callbacks::replacement_of(replacement), s.byte_offset(at))
            }
        };
        match replacement {
            Replacement::Bytes(bytes) => {
                if bytes.len() % coding.traits.unit != 0 {
                    return Err(raise(&error));
                }
                reserve(&mut out, bytes.len())?;
                out.extend(bytes);
            }
            Replacement::Text(text) => {
                if coding.traits.ascii_replacement && !text.is_ascii() {
                    return Err(raise(&error));
                }
                match step(&text, 0, &mut out) {
                    Ok(()) => {}
                    Err(Step::Malformed(_)) => return Err(raise(&error)),
                    Err(Step::Text(e)) => return Err(e.into()),
                    Err(Step::Raised(raised)) => return Err(raised),
                }
            }
        }
        at = next.min(text.len());
    }
}

/// The exception for bytes that can't be decoded.
pub fn decode_error(vm: &Vm, encoding: &str, input: Value, e: &DecodeError) -> PyResult<Gc<PyException>> {
    let (start, end) = (Value::int(e.start as i64), Value::int(e.end as i64));
    vm.new_exception(vm.exc().UnicodeDecodeError, &[encoding.into(), input, start, end, e.reason.into()])
}

/// Decodes `input` from offset `at` on: WTF-8 and how far it came. Error handlers may put another input in its place.
pub fn decode(
    vm: &Vm,
    mut input: Gc<PyBytes>,
    mut at: usize,
    coding: Coding<'_>,
    errors: Option<Gc<PyStr>>,
    is_final: bool,
    mut step: impl FnMut(&[u8], usize, bool, &mut Vec<u8>) -> Result<usize, Step<DecodeError>>,
) -> PyResult<(Vec<u8>, usize)> {
    let errors = Errors::new(errors);
    let mut handler: Option<Value> = None;
    let mut out = Vec::new();
    loop {
        let error = match step(input.as_slice(), at, is_final, &mut out) {
            Ok(consumed) => return Ok((out, consumed)),
            Err(Step::Malformed(e)) => e,
            Err(Step::Text(e)) => return Err(e.into()),
            Err(Step::Raised(raised)) => return Err(raised),
        };
        let raise = || match decode_error(vm, coding.name, input.value(), &error) {
            Ok(exception) => vm.raise(exception),
            Err(raised) => raised,
        };
        match errors {
            Errors::Strict => return Err(raise()),
            Errors::Standard(Handler::XmlCharRefReplace | Handler::NameReplace) => {
                return Err(vm.type_error("don't know how to handle UnicodeDecodeError in error callback"));
            }
            Errors::Standard(standard) => {
                let bytes = input.as_slice();
                let Some((text, next)) = handlers::decode(standard, bytes, error.start, error.end, coding.utf) else {
                    return Err(raise());
                };
                reserve(&mut out, text.len())?;
                out.extend(text);
                at = next.min(bytes.len());
            }
            Errors::Named(name) => {
                let function = match handler {
                    Some(function) => function,
                    None => *handler.insert(callbacks::named(vm, name)?),
                };
                let exception = decode_error(vm, coding.name, input.value(), &error)?;
                let (replacement, next) =
                    callbacks::ask(vm, function, exception, true, coding.huge_is_out_of_bounds, || {
                        match exception.extra(1).and_then(|v| v.cast::<PyBytes>()) {
                            Some(bytes) => {
                                input = bytes;
                                Ok(bytes.len())
                            }
                            None => Err(vm.type_error("exception attribute object must be bytes")),
                        }
                    })?;
                if let Some(text) = replacement.cast::<PyStr>() {
                    reserve(&mut out, text.n_bytes())?;
                    out.extend_from_slice(text.as_bytes());
                }
                at = next;
            }
        }
    }
}

/// A bytes object of an encoder's result.
pub fn bytes_value(out: &[u8]) -> PyResult {
    Ok(PyBytes::try_new(out, shape::BYTES, 0)?.value())
}

/// A str of a decoder's result.
pub fn str_value(out: &[u8]) -> PyResult {
    py_str::new(out)
}
