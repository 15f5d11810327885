//! Line ends: finding them, translating them, and `IncrementalNewlineDecoder`, which does so behind another decoder. Text is WTF-8; line
//! ends are ASCII in it, so all of this works on bytes.

use std::cell::Cell;
use taipan_interp::name;
use taipan_interp::native::*;

/// Kinds of line ends that were seen, as bits.
const CR: u8 = 1;
const LF: u8 = 2;
const CRLF: u8 = 4;

/// How a text stream takes line ends: its `newline` argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// None: all kinds become "\n" when read, and the system's when written.
    Translate,
    /// "": all kinds end lines and stay as they are.
    Universal,
    /// "\n".
    Lf,
    /// "\r".
    Cr,
    /// "\r\n".
    CrLf,
}

impl Mode {
    /// The mode that an argument (a str or None) stands for.
    pub fn of(newline: Option<&str>) -> Option<Mode> {
        Some(match newline {
            None => Mode::Translate,
            Some("") => Mode::Universal,
            Some("\n") => Mode::Lf,
            Some("\r") => Mode::Cr,
            Some("\r\n") => Mode::CrLf,
            Some(_) => return None,
        })
    }

    /// Whether all kinds of line ends are recognized.
    pub fn is_universal(self) -> bool {
        matches!(self, Mode::Translate | Mode::Universal)
    }

    /// What a written "\n" becomes, if something else.
    pub fn written(self) -> Option<&'static [u8]> {
        match self {
            Mode::Cr => Some(b"\r"),
            Mode::CrLf => Some(b"\r\n"),
            _ => None,
        }
    }

    /// Where the first line of `text` ends: the offset behind its line end.
    #[inline]
    pub fn line_end(self, text: &[u8]) -> Option<usize> {
        match self {
            Mode::Translate | Mode::Lf => memchr::memchr(b'\n', text).map(|at| at + 1),
            Mode::Cr => memchr::memchr(b'\r', text).map(|at| at + 1),
            Mode::CrLf => memchr::memmem::find(text, b"\r\n").map(|at| at + 2),
            Mode::Universal => {
                let at = memchr::memchr2(b'\n', b'\r', text)?;
                let pair = text[at] == b'\r' && text.get(at + 1) == Some(&b'\n');
                Some(at + if pair { 2 } else { 1 })
            }
        }
    }
}

/// The state of a translation: the kinds seen, and a "\r" at the end of what came, which may be half of a "\r\n".
#[derive(Default)]
pub struct Newlines {
    pub(super) pending: Cell<bool>,
    pub(super) seen: Cell<u8>,
}

impl Newlines {
    /// Takes decoded text, in `text` from offset `from` on, and leaves there what is to be passed on.
    pub fn take(&self, text: &mut Vec<u8>, from: usize, translate: bool, is_final: bool) {
        if self.pending.get() && (is_final || text.len() > from) {
            text.insert(from, b'\r');
            self.pending.set(false);
        }
        if !is_final && text.len() > from && text.last() == Some(&b'\r') {
            text.pop();
            self.pending.set(true);
        }
        let new = &text[from..];
        let Some(first) = memchr::memchr(b'\r', new) else {
            if self.seen.get() & LF == 0 && memchr::memchr(b'\n', new).is_some() {
                self.seen.set(self.seen.get() | LF);
            }
            return;
        };
        let mut seen = self.seen.get();
        if memchr::memchr(b'\n', &new[..first]).is_some() {
            seen |= LF;
        }
        if !translate {
            let mut at = first;
            while seen != CR | LF | CRLF {
                let Some(next) = memchr::memchr2(b'\r', b'\n', &new[at..]) else { break };
                at += next;
                let (kind, width) = match (new[at], new.get(at + 1)) {
                    (b'\r', Some(b'\n')) => (CRLF, 2),
                    (b'\r', _) => (CR, 1),
                    _ => (LF, 1),
                };
                seen |= kind;
                at += width;
            }
            self.seen.set(seen);
            return;
        }
        // In place: the text only becomes shorter.
        let (mut to, mut at) = (from + first, from + first);
        while at < text.len() {
            match (text[at], text.get(at + 1)) {
                (b'\r', Some(b'\n')) => {
                    (text[to], seen) = (b'\n', seen | CRLF);
                    at += 2;
                    to += 1;
                }
                (b'\r', _) => {
                    (text[to], seen) = (b'\n', seen | CR);
                    at += 1;
                    to += 1;
                }
                _ => {
                    let end = memchr::memchr(b'\r', &text[at..]).map_or(text.len(), |next| at + next);
                    if seen & LF == 0 && memchr::memchr(b'\n', &text[at..end]).is_some() {
                        seen |= LF;
                    }
                    text.copy_within(at..end, to);
                    to += end - at;
                    at = end;
                }
            }
        }
        text.truncate(to);
        self.seen.set(seen);
    }

    /// Whether `text` needs no translation and leaves no state; notes its line ends.
    pub fn passes(&self, text: &[u8]) -> bool {
        if self.pending.get() || memchr::memchr(b'\r', text).is_some() {
            return false;
        }
        if self.seen.get() & LF == 0 && memchr::memchr(b'\n', text).is_some() {
            self.seen.set(self.seen.get() | LF);
        }
        true
    }

    /// The attribute `newlines`: None, one kind or a tuple of kinds.
    pub fn kinds(&self) -> Value {
        let all = [(CR, "\r"), (LF, "\n"), (CRLF, "\r\n")];
        let seen = GcVec::new();
        for (kind, text) in all {
            if self.seen.get() & kind != 0 {
                seen.push(PyStr::new(text).value());
            }
        }
        match seen.as_slice() {
            [] => Value::NONE,
            [one] => *one,
            many => PyTuple::new(many).value(),
        }
    }
}

/// A decoder behind another one (or behind none, for text) that recognizes all kinds of line ends and may translate them to "\n".
#[pyclass(
    name = "IncrementalNewlineDecoder",
    module = "_io",
    subclass,
    text_sig = "(decoder, translate, errors='strict')"
)]
pub struct IncrementalNewlineDecoder {
    decoder: Field<Option<Value>>,
    errors: Field<Value>,
    #[no_trace]
    translate: Cell<bool>,
    #[no_trace]
    state: Newlines,
}

impl IncrementalNewlineDecoder {
    fn decoder(&self, vm: &Vm) -> PyResult {
        self.decoder.get().ok_or_else(|| vm.value_error("IncrementalNewlineDecoder.__init__() not called"))
    }

    /// Decodes `input`, as the method does.
    pub(super) fn decode_value(&self, vm: &Vm, input: Value, is_final: bool) -> PyResult<Gc<PyStr>> {
        let decoder = self.decoder(vm)?;
        let output = if decoder.is_none() {
            input
        } else {
            vm.call_method_name(decoder, name!("decode"), &[input, Value::bool(is_final)])?
        };
        let Some(text) = output.cast::<PyStr>() else {
            let found = vm.type_name(output);
            return Err(vm.type_error(format!("decoder should return a string result, not '{found}'")));
        };
        if !self.state.pending.get() && memchr::memchr(b'\r', text.as_bytes()).is_none() {
            if memchr::memchr(b'\n', text.as_bytes()).is_some() {
                self.state.seen.set(self.state.seen.get() | LF);
            }
            return Ok(text);
        }
        let mut bytes = text.as_bytes().to_vec();
        self.state.take(&mut bytes, 0, self.translate.get(), is_final);
        Ok(PyStr::try_from_wtf8(&bytes)?)
    }

    /// A new decoder behind `decoder`.
    pub(super) fn over(vm: &Vm, decoder: Value, translate: bool) -> PyResult<Obj<IncrementalNewlineDecoder>> {
        vm.new_object(IncrementalNewlineDecoder {
            decoder: Field::new(Some(decoder)),
            errors: Field::new(Value::NONE),
            translate: Cell::new(translate),
            state: Newlines::default(),
        })
    }
}

/// The two items of a decoder's state.
pub(super) fn state_items(vm: &Vm, state: Value) -> PyResult<(Value, i64)> {
    let Some(pair) = state.cast::<PyTuple>() else { return Err(vm.type_error("state argument must be a tuple")) };
    let &[bytes, flags] = pair.as_slice() else { return Err(vm.type_error("illegal decoder state")) };
    if flags.as_int().is_none() {
        return Err(vm.type_error("illegal decoder state"));
    }
    Ok((bytes, u64::from_value(vm, flags)? as i64))
}

#[pymethods]
impl IncrementalNewlineDecoder {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<IncrementalNewlineDecoder>> {
        let _ = args;
        vm.new_native(
            cls,
            IncrementalNewlineDecoder {
                decoder: Field::new(None),
                errors: Field::new(Value::NONE),
                translate: Cell::new(false),
                state: Newlines::default(),
            },
        )
    }

    #[pyslot(sig = "(decoder, translate, errors='strict')")]
    fn __init__(this: Obj<IncrementalNewlineDecoder>, decoder: Value, translate: bool, errors: Option<Value>) {
        this.errors.set_in(this.header(), errors.unwrap_or_else(|| PyStr::new("strict").value()));
        this.decoder.set_in(this.header(), Some(decoder));
        this.translate.set(translate);
        this.state.pending.set(false);
        this.state.seen.set(0);
    }

    /// Decodes `input`; a "\r" at its end is held back unless `final`.
    #[pymethod(sig = "(input, final=False)")]
    fn decode(this: Obj<IncrementalNewlineDecoder>, vm: &Vm, input: Value, r#final: bool) -> PyResult {
        Ok(this.decode_value(vm, input, r#final)?.value())
    }

    /// The state as (undecoded bytes, number).
    fn getstate(&self, vm: &Vm) -> PyResult<Gc<PyTuple>> {
        let decoder = self.decoder(vm)?;
        let pending = i64::from(self.state.pending.get());
        if decoder.is_none() {
            return Ok(PyTuple::new(&[PyBytes::new(b"").value(), Value::small(pending)]));
        }
        let state = vm.call_method_name(decoder, name!("getstate"), &[])?;
        if !state.is::<PyTuple>() {
            return Err(vm.type_error("illegal decoder state"));
        }
        let (bytes, flags) = state_items(vm, state)?;
        let flags = Value::int((flags << 1) | pending);
        Ok(PyTuple::new(&[bytes, flags]))
    }

    /// Takes a state that getstate() gave.
    #[pymethod(sig = "(state, /)")]
    fn setstate(&self, vm: &Vm, state: Value) -> PyResult {
        let decoder = self.decoder(vm)?;
        let (bytes, flags) = state_items(vm, state)?;
        self.state.pending.set(flags & 1 != 0);
        if decoder.is_none() {
            return Ok(Value::NONE);
        }
        let state = PyTuple::new(&[bytes, Value::int(((flags as u64) >> 1) as i64)]);
        vm.call_method_name(decoder, name!("setstate"), &[state.value()])
    }

    /// Back to the state at the start.
    fn reset(&self, vm: &Vm) -> PyResult {
        let decoder = self.decoder(vm)?;
        self.state.seen.set(0);
        self.state.pending.set(false);
        if decoder.is_none() { Ok(Value::NONE) } else { vm.call_method_name(decoder, name!("reset"), &[]) }
    }

    #[getter]
    fn newlines(&self, vm: &Vm) -> PyResult {
        self.decoder(vm)?;
        Ok(self.state.kinds())
    }
}
