//! Runs an engine over whole texts with Python's error handlers.

use super::engine::{Engine, State, Trouble};
use std::cell::Cell;
use taipan_interp::codecs::{Coding, Step, run};
use taipan_interp::native::*;
use taipan_object::text::codecs::{DecodeError, EncodeError};
use taipan_object::text::wtf8;

const ILLEGAL: &str = "illegal multibyte sequence";
const INCOMPLETE: &str = "incomplete multibyte sequence";

fn coding_of(engine: Engine) -> Coding<'static> {
    Coding { huge_is_out_of_bounds: true, ..Coding::single(engine.name) }
}

/// Encodes a text: the bytes, and the byte offset up to which it was encoded. What follows needs more input (never if `is_final`, which
/// also goes back to the first state).
pub(super) fn encode(
    vm: &Vm,
    engine: Engine,
    state: &Cell<State>,
    text: Gc<PyStr>,
    errors: Option<Gc<PyStr>>,
    is_final: bool,
) -> PyResult<(Vec<u8>, usize)> {
    let whole = text.as_bytes().as_ptr();
    let mut left_at = text.n_bytes();
    let mut out = run::encode(vm, text, coding_of(engine), errors, Vec::new(), |text, at, out| {
        let is_input = std::ptr::eq(text.as_ptr(), whole);
        let mut s = state.get();
        let mut at = at;
        let mut result = Ok(());
        while let Some((c, n)) = wtf8::decode_at(text, at) {
            let next = wtf8::decode_at(text, at + n);
            let pair = [c, next.map_or(0, |next| next.0)];
            let known = if next.is_some() { &pair[..] } else { &pair[..1] };
            let trouble = if wtf8::is_surrogate(c) {
                Err(Trouble::Illegal(1))
            } else {
                engine.encode(&mut s, known, is_final || !is_input, out)
            };
            match trouble {
                Ok(2) => at += n + next.map_or(0, |next| next.1),
                Ok(_) => at += n,
                Err(Trouble::TooFew) => {
                    left_at = at;
                    break;
                }
                Err(Trouble::Illegal(_)) => {
                    result = Err(Step::Malformed(EncodeError { start: at, end: at + n, reason: ILLEGAL }));
                    break;
                }
            }
        }
        state.set(s);
        result
    })?;
    if is_final {
        let mut s = state.get();
        engine.encode_reset(&mut s, &mut out);
        state.set(s);
    }
    Ok((out, left_at))
}

/// Decodes bytes: WTF-8 and how far it came (all of it if `is_final`).
pub(super) fn decode(
    vm: &Vm,
    engine: Engine,
    state: &Cell<State>,
    input: Gc<PyBytes>,
    errors: Option<Gc<PyStr>>,
    is_final: bool,
) -> PyResult<(Vec<u8>, usize)> {
    run::decode(vm, input, 0, coding_of(engine), errors, is_final, |input, at, is_final, out| {
        let mut s = state.get();
        let mut at = at;
        let mut result = Ok(());
        while at < input.len() {
            match engine.decode(&mut s, &input[at..]) {
                Ok(decoded) => {
                    if let Some((first, second)) = decoded.text {
                        wtf8::push(out, first);
                        if second != 0 {
                            wtf8::push(out, second);
                        }
                    }
                    at += decoded.len;
                }
                Err(Trouble::TooFew) if !is_final => break,
                Err(Trouble::TooFew) => {
                    result = Err(DecodeError { start: at, end: input.len(), reason: INCOMPLETE });
                    break;
                }
                Err(Trouble::Illegal(n)) => {
                    result = Err(DecodeError { start: at, end: (at + n).min(input.len()), reason: ILLEGAL });
                    break;
                }
            }
        }
        state.set(s);
        result.map(|()| at).map_err(Step::Malformed)
    })
}
