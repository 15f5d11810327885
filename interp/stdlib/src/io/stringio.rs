//! `StringIO`: a stream over text in memory.
//!
//! The text is WTF-8. The position is kept in characters and as a byte offset, so that reading and appending never count; only
//! moving in text that is not ASCII does.

use super::base::TextIOBase;
use super::newline::{Mode, Newlines};
use super::textmethods::{newline_arg, str_or_none};
use super::util::{self, Closed, Size, str_value};
use std::cell::{Cell, UnsafeCell};
use taipan_interp::name;
use taipan_interp::native::*;
use taipan_object::text::wtf8;

/// A stream of text in memory.
#[pyclass(name = "StringIO", module = "_io", base = TextIOBase, subclass, text_sig = "(initial_value='', newline='\\n')")]
pub struct StringIO {
    #[no_trace]
    text: UnsafeCell<Vec<u8>>,
    /// Whether all of the text is ASCII.
    #[no_trace]
    ascii: Cell<bool>,
    /// Number of characters.
    #[no_trace]
    len: Cell<usize>,
    /// The position in characters; may be behind the end.
    #[no_trace]
    pos: Cell<usize>,
    /// Its byte offset, if it is not behind the end.
    #[no_trace]
    offset: Cell<usize>,
    #[no_trace]
    mode: Cell<Mode>,
    #[no_trace]
    newlines: Newlines,
    #[no_trace]
    ready: Cell<bool>,
    #[no_trace]
    closed: Cell<bool>,
}

impl StringIO {
    fn empty() -> StringIO {
        StringIO {
            text: UnsafeCell::new(Vec::new()),
            ascii: Cell::new(true),
            len: Cell::new(0),
            pos: Cell::new(0),
            offset: Cell::new(0),
            mode: Cell::new(Mode::Lf),
            newlines: Newlines::default(),
            ready: Cell::new(false),
            closed: Cell::new(false),
        }
    }

    /// The text. Not to be held across anything that may run Python code.
    #[allow(clippy::mut_from_ref)]
    fn text(&self) -> &mut Vec<u8> {
        // SAFETY: short borrows under the global lock (see above).
        unsafe { &mut *self.text.get() }
    }

    fn check_open(&self, vm: &Vm) -> PyResult<()> {
        if !self.ready.get() {
            return Err(vm.value_error("I/O operation on uninitialized object"));
        }
        if self.closed.get() { Err(vm.value_error(Closed::FILE)) } else { Ok(()) }
    }

    /// Byte offset of character `at`.
    fn offset_of(&self, at: usize) -> usize {
        if at >= self.len.get() {
            return self.text().len();
        }
        if self.ascii.get() { at } else { wtf8::offset_of_index(self.text(), at) }
    }

    fn move_to(&self, at: usize) {
        self.pos.set(at);
        self.offset.set(self.offset_of(at));
    }

    /// What is left from the position on.
    fn rest(&self) -> &[u8] {
        if self.pos.get() > self.len.get() { &[] } else { &self.text()[self.offset.get()..] }
    }

    /// Takes `n` bytes, which end at a character's end.
    fn take(&self, n: usize) -> PyResult {
        let start = self.offset.get();
        if n == 0 {
            return str_value(b"");
        }
        let found = &self.text()[start..start + n];
        let chars = if self.ascii.get() { n } else { wtf8::count(found) };
        let value = str_value(found)?;
        self.offset.set(start + n);
        self.pos.set(self.pos.get() + chars);
        Ok(value)
    }

    /// Bytes of at most `n` characters of what is left.
    fn prefix(&self, n: usize) -> usize {
        let rest = self.rest();
        if self.ascii.get() { n.min(rest.len()) } else { wtf8::offset_of_index(rest, n).min(rest.len()) }
    }

    fn line(&self, limit: isize) -> PyResult {
        let rest = self.rest();
        let mut end = self.mode.get().line_end(rest).unwrap_or(rest.len());
        if let Ok(limit) = usize::try_from(limit)
            && end > limit
        {
            end = end.min(self.prefix(limit));
        }
        self.take(end)
    }

    /// Writes text as it is at the position.
    fn put(&self, vm: &Vm, new: &[u8]) -> PyResult<()> {
        if new.is_empty() {
            return Ok(());
        }
        let text = self.text();
        let (pos, len) = (self.pos.get(), self.len.get());
        let ascii = new.is_ascii();
        let chars = if ascii { new.len() } else { wtf8::count(new) };
        if pos.checked_add(chars).is_none_or(|end| end > isize::MAX as usize) {
            return Err(vm.overflow_error("new position too large"));
        }
        util::reserve(vm, text, new.len() + pos.saturating_sub(len))?;
        if pos > len {
            text.resize(text.len() + (pos - len), 0);
            self.len.set(pos);
            self.offset.set(text.len());
        }
        let start = self.offset.get();
        if start == text.len() {
            text.extend_from_slice(new);
            self.len.set(pos + chars);
        } else {
            // As many characters are overwritten as are written.
            let end = self.offset_of(pos + chars);
            if end - start == new.len() {
                text[start..end].copy_from_slice(new);
            } else {
                text.splice(start..end, new.iter().copied());
            }
            self.len.set(self.len.get().max(pos + chars));
        }
        self.ascii.set(self.ascii.get() && ascii);
        self.pos.set(pos + chars);
        self.offset.set(start + new.len());
        Ok(())
    }

    /// Writes a str: line ends are decoded or encoded as the mode says.
    fn write_str(&self, vm: &Vm, value: Gc<PyStr>) -> PyResult<()> {
        let bytes = value.as_bytes();
        let mode = self.mode.get();
        if mode.is_universal() {
            if memchr::memchr2(b'\r', b'\n', bytes).is_none() {
                return self.put(vm, bytes);
            }
            let mut text = bytes.to_vec();
            self.newlines.take(&mut text, 0, mode == Mode::Translate, true);
            return self.put(vm, &text);
        }
        match mode.written() {
            Some(end) if memchr::memchr(b'\n', bytes).is_some() => {
                let mut text = Vec::with_capacity(bytes.len() + 16);
                for (i, line) in bytes.split(|&b| b == b'\n').enumerate() {
                    if i > 0 {
                        text.extend_from_slice(end);
                    }
                    text.extend_from_slice(line);
                }
                self.put(vm, &text)
            }
            _ => self.put(vm, bytes),
        }
    }

    /// Empties the stream and sets its mode.
    fn restart(&self, mode: Mode) {
        *self.text() = Vec::new();
        self.ascii.set(true);
        self.len.set(0);
        self.pos.set(0);
        self.offset.set(0);
        self.mode.set(mode);
        self.newlines.pending.set(false);
        self.newlines.seen.set(0);
        self.closed.set(false);
        self.ready.set(true);
    }

    fn newline_value(&self) -> Value {
        match self.mode.get() {
            Mode::Translate => Value::NONE,
            Mode::Universal => PyStr::new("").value(),
            Mode::Lf => PyStr::new("\n").value(),
            Mode::Cr => PyStr::new("\r").value(),
            Mode::CrLf => PyStr::new("\r\n").value(),
        }
    }
}

#[pymethods]
impl StringIO {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<StringIO>> {
        let _ = args;
        vm.new_native(cls, StringIO::empty())
    }

    #[pyslot(sig = "(initial_value='', newline='\\n')")]
    fn __init__(this: Obj<StringIO>, vm: &Vm, initial_value: Option<Value>, newline: Option<Value>) -> PyResult<()> {
        this.ready.set(false);
        let mode = match newline {
            None => Mode::Lf,
            Some(value) if !value.is_none() && !value.is::<PyStr>() => {
                let found = vm.type_name(value);
                return Err(vm.type_error(format!("newline must be str or None, not {found}")));
            }
            Some(_) => {
                let text = str_or_none(vm, newline, "newline")?;
                match newline_arg(vm, text) {
                    Ok(mode) => mode,
                    Err(raised) => {
                        let Some(text) = text else { return Err(raised) };
                        vm.take_raised();
                        let shown = vm.repr(text.value())?;
                        return Err(vm.value_error(format!("illegal newline value: {}", shown.to_string_lossy())));
                    }
                }
            }
        };
        let initial = initial_value.filter(|value| !value.is_none());
        let initial = match initial {
            None => None,
            Some(value) => match value.cast::<PyStr>() {
                Some(text) => Some(text),
                None => {
                    let found = vm.type_name(value);
                    return Err(vm.type_error(format!("initial_value must be str or None, not {found}")));
                }
            },
        };
        this.restart(mode);
        if let Some(text) = initial {
            this.write_str(vm, text)?;
            this.move_to(0);
        }
        Ok(())
    }

    /// All of the text, wherever the position is.
    fn getvalue(&self, vm: &Vm) -> PyResult {
        self.check_open(vm)?;
        str_value(self.text())
    }

    /// The position in characters.
    fn tell(&self, vm: &Vm) -> PyResult<usize> {
        self.check_open(vm)?;
        Ok(self.pos.get())
    }

    /// Reads at most `size` characters, or everything.
    #[pymethod(sig = "(size=-1, /)")]
    fn read(&self, vm: &Vm, #[default(Size(-1))] size: Size) -> PyResult {
        self.check_open(vm)?;
        let n = match usize::try_from(size.0) {
            Ok(size) => self.prefix(size),
            Err(_) => self.rest().len(),
        };
        self.take(n)
    }

    /// Reads a line, at most `size` characters of it.
    #[pymethod(sig = "(size=-1, /)")]
    fn readline(&self, vm: &Vm, #[default(Size(-1))] size: Size) -> PyResult {
        self.check_open(vm)?;
        self.line(size.0)
    }

    fn __next__(this: Obj<StringIO>, vm: &Vm) -> PyResult<Option<Value>> {
        this.check_open(vm)?;
        let line = if vm.type_of(this.value()) == vm.class::<StringIO>() {
            if this.rest().is_empty() {
                return Ok(None);
            }
            this.line(-1)?
        } else {
            let line = vm.call_method_name(this.value(), name!("readline"), &[])?;
            if !line.is::<PyStr>() {
                let found = vm.type_name(line);
                let message = format!("readline() should have returned a str object, not '{found}'");
                return Err(vm.raise_msg(vm.exc().OSError, message));
            }
            line
        };
        Ok(line.cast::<PyStr>().filter(|line| !line.is_empty()).map(|line| line.value()))
    }

    /// Cuts the text off at `pos` characters, the position by default; gives the new length. The position stays.
    #[pymethod(sig = "(pos=None, /)")]
    fn truncate(&self, vm: &Vm, pos: Option<Value>) -> PyResult<usize> {
        self.check_open(vm)?;
        let size = match pos.filter(|pos| !pos.is_none()) {
            Some(pos) => Size::from_value(vm, pos)?.0,
            None => self.pos.get() as isize,
        };
        let Ok(size) = usize::try_from(size) else {
            return Err(vm.value_error(format!("Negative size value {size}")));
        };
        if size < self.len.get() {
            let end = self.offset_of(size);
            self.text().truncate(end);
            self.len.set(size);
            self.offset.set(self.offset.get().min(end));
        }
        Ok(size)
    }

    /// Moves the position to `pos` characters from the start (whence 0); or stays (1) or moves to the end (2), with 0.
    #[pymethod(sig = "(pos, whence=0, /)")]
    fn seek(&self, vm: &Vm, pos: isize, whence: i32) -> PyResult<usize> {
        self.check_open(vm)?;
        let at = match whence {
            0 if pos < 0 => return Err(vm.value_error(format!("Negative seek position {pos}"))),
            0 => pos as usize,
            1 | 2 if pos != 0 => {
                return Err(vm.raise_msg(vm.exc().OSError, "Can't do nonzero cur-relative seeks"));
            }
            1 => self.pos.get(),
            2 => self.len.get(),
            _ => return Err(vm.value_error(format!("Invalid whence ({whence}, should be 0, 1 or 2)"))),
        };
        if at != self.pos.get() || at > self.len.get() {
            self.move_to(at);
        }
        Ok(at)
    }

    /// Writes text; gives its length.
    #[pymethod(sig = "(s, /)")]
    fn write(&self, vm: &Vm, s: Value) -> PyResult<usize> {
        if !self.ready.get() {
            return Err(vm.value_error("I/O operation on uninitialized object"));
        }
        let Some(text) = s.cast::<PyStr>() else {
            let found = vm.type_name(s);
            return Err(vm.type_error(format!("string argument expected, got '{found}'")));
        };
        self.check_open(vm)?;
        self.write_str(vm, text)?;
        Ok(text.len())
    }

    /// Closes the stream and lets go of the text.
    fn close(&self) {
        self.closed.set(true);
        *self.text() = Vec::new();
        self.len.set(0);
        self.offset.set(0);
    }

    /// True.
    fn readable(&self, vm: &Vm) -> PyResult<bool> {
        self.check_open(vm).map(|()| true)
    }

    /// True.
    fn writable(&self, vm: &Vm) -> PyResult<bool> {
        self.check_open(vm).map(|()| true)
    }

    /// True.
    fn seekable(&self, vm: &Vm) -> PyResult<bool> {
        self.check_open(vm).map(|()| true)
    }

    /// For pickling: text, line ends, position, attributes.
    fn __getstate__(this: Obj<StringIO>, vm: &Vm) -> PyResult<Gc<PyTuple>> {
        this.check_open(vm)?;
        let text = str_value(this.text())?;
        let dict = super::dict_copy(vm, this.value())?;
        Ok(PyTuple::new(&[text, this.newline_value(), Value::int(this.pos.get() as i64), dict]))
    }

    /// For unpickling.
    #[pymethod(sig = "(state, /)")]
    fn __setstate__(this: Obj<StringIO>, vm: &Vm, state: Value) -> PyResult<()> {
        if this.closed.get() {
            return Err(vm.value_error("__setstate__ on closed file"));
        }
        let class = vm.type_name(this.value());
        let Some(items) = state.cast::<PyTuple>().filter(|state| state.len() >= 4) else {
            let found = vm.type_name(state);
            return Err(vm.type_error(format!("{class}.__setstate__ argument should be 4-tuple, got {found}")));
        };
        let &[text, newline, pos, dict, ..] = items.as_slice() else { return Ok(()) };
        let mode = newline_arg(vm, str_or_none(vm, Some(newline), "newline")?)?;
        let text = str_or_none(vm, Some(text), "initial_value")?;
        if pos.as_int().is_none() {
            let found = vm.type_name(pos);
            return Err(vm.type_error(format!("third item of state must be an integer, got {found}")));
        }
        let Ok(pos) = usize::try_from(vm.to_isize(pos)?) else {
            return Err(vm.value_error("position value cannot be negative"));
        };
        this.restart(mode);
        if let Some(text) = text {
            // The text is what is stored: its line ends were translated before.
            this.put(vm, text.as_bytes())?;
        }
        this.move_to(pos);
        super::dict_update(vm, this.value(), dict, "fourth")
    }

    /// Whether the stream is closed.
    #[getter]
    fn closed(&self, vm: &Vm) -> PyResult<bool> {
        if !self.ready.get() {
            return Err(vm.value_error("I/O operation on uninitialized object"));
        }
        Ok(self.closed.get())
    }

    #[getter]
    fn line_buffering(&self, vm: &Vm) -> PyResult<bool> {
        self.check_open(vm)?;
        Ok(false)
    }

    #[getter]
    fn newlines(&self, vm: &Vm) -> PyResult {
        self.check_open(vm)?;
        Ok(if self.mode.get().is_universal() { self.newlines.kinds() } else { Value::NONE })
    }
}
