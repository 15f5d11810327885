//! The core of `TextIOWrapper`: what is decoded and not yet read, what is encoded and not yet written, and positions.
//!
//! Text is decoded in chunks. A position (the number that `tell()` gives) names a place in the file where the decoder can start
//! afresh, the decoder's state there, and how many bytes to feed it and characters to skip from there. To find it, the stream
//! keeps the input of the last chunk with the decoder's state before it (the snapshot), as long as telling is possible.

use super::base::TextIOBase;
use super::buffered::{Buffered, plain_shape};
use super::buffers::{BufferedRandom, BufferedReader, BufferedWriter};
use super::coding::{Decoder, Encoder, State};
use super::newline::Mode;
use super::util::{self, Closed, str_value};
use super::{fileio::FileIO, getattr_bool, textmethods::TextMethods};
use num_bigint::BigInt;
use std::cell::{Cell, RefCell, UnsafeCell};
use taipan_interp::name;
use taipan_interp::native::*;
use taipan_object::text::wtf8;

/// How many bytes are decoded at a time.
const CHUNK: usize = 8192;

/// A stream of text over a buffered stream of bytes.
#[pyclass(
    name = "TextIOWrapper",
    module = "_io",
    base = TextIOBase,
    subclass,
    no_methods,
    parts(TextMethods),
    text_sig = "(buffer, encoding=None, errors=None, newline=None,\n              line_buffering=False, write_through=False)"
)]
pub struct TextIOWrapper {
    pub(super) buffer: Field<Option<Value>>,
    pub(super) encoding: Field<Option<Gc<PyStr>>>,
    pub(super) errors: Field<Option<Gc<PyStr>>>,
    /// The decoder and encoder objects, where coding is not direct.
    pub(super) decoder_object: Field<Option<Value>>,
    pub(super) encoder_object: Field<Option<Value>>,
    #[no_trace]
    pub(super) decoder: Decoder,
    #[no_trace]
    pub(super) encoder: Encoder,
    #[no_trace]
    pub(super) ready: Cell<bool>,
    #[no_trace]
    pub(super) detached: Cell<bool>,
    #[no_trace]
    pub(super) finalizing: Cell<bool>,
    #[no_trace]
    pub(super) mode: Cell<Mode>,
    #[no_trace]
    pub(super) line_buffering: Cell<bool>,
    #[no_trace]
    pub(super) write_through: Cell<bool>,
    #[no_trace]
    pub(super) seekable: Cell<bool>,
    /// Whether `tell()` is possible at the moment.
    #[no_trace]
    pub(super) telling: Cell<bool>,
    #[no_trace]
    has_read1: Cell<bool>,
    /// The buffer's shape if it is one of our classes and nobody replaced its methods; else 0.
    #[no_trace]
    buffer_shape: Cell<u32>,
    #[no_trace]
    pub(super) chunk_size: Cell<usize>,
    /// Bytes per character of the last chunk.
    #[no_trace]
    ratio: Cell<f64>,
    /// Encoded and not written.
    #[no_trace]
    pending: RefCell<Vec<u8>>,
    /// Decoded text.
    #[no_trace]
    decoded: UnsafeCell<Vec<u8>>,
    /// How many bytes of it were read.
    #[no_trace]
    used: Cell<usize>,
    /// Whether anything was decoded.
    #[no_trace]
    has_decoded: Cell<bool>,
    #[no_trace]
    snapshot: RefCell<Option<State>>,
}

/// A position, taken apart.
#[derive(Clone, Copy, Default)]
struct Cookie {
    start: i64,
    flags: i32,
    feed: i32,
    skip: i32,
    need_eof: bool,
}

impl Cookie {
    fn to_value(self) -> Value {
        if self.flags == 0 && self.feed == 0 && self.skip == 0 && !self.need_eof {
            return Value::int(self.start);
        }
        let mut bytes = self.start.to_le_bytes().to_vec();
        bytes.extend(self.flags.to_le_bytes());
        bytes.extend(self.feed.to_le_bytes());
        bytes.extend(self.skip.to_le_bytes());
        bytes.push(self.need_eof.into());
        Value::big(BigInt::from_bytes_le(num_bigint::Sign::Plus, &bytes))
    }

    fn from_value(vm: &Vm, value: Value) -> PyResult<Cookie> {
        let Some(n) = value.as_int() else {
            let found = vm.type_name(value);
            return Err(vm.type_error(format!("an integer is required, got '{found}'")));
        };
        let (_, mut bytes) = n.to_big().to_bytes_le();
        if bytes.len() > 21 {
            return Err(vm.overflow_error("int too big to convert"));
        }
        bytes.resize(21, 0);
        let int = |at: usize| i32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let mut start = [0; 8];
        start.copy_from_slice(&bytes[..8]);
        let start = i64::from_le_bytes(start);
        Ok(Cookie { start, flags: int(8), feed: int(12), skip: int(16), need_eof: bytes[20] != 0 })
    }
}

impl TextIOWrapper {
    pub(super) fn empty() -> TextIOWrapper {
        TextIOWrapper {
            buffer: Field::new(None),
            encoding: Field::new(None),
            errors: Field::new(None),
            decoder_object: Field::new(None),
            encoder_object: Field::new(None),
            decoder: Decoder::new(),
            encoder: Encoder::new(),
            ready: Cell::new(false),
            detached: Cell::new(false),
            finalizing: Cell::new(false),
            mode: Cell::new(Mode::Translate),
            line_buffering: Cell::new(false),
            write_through: Cell::new(false),
            seekable: Cell::new(false),
            telling: Cell::new(false),
            has_read1: Cell::new(false),
            buffer_shape: Cell::new(0),
            chunk_size: Cell::new(CHUNK),
            ratio: Cell::new(0.0),
            pending: RefCell::new(Vec::new()),
            decoded: UnsafeCell::new(Vec::new()),
            used: Cell::new(0),
            has_decoded: Cell::new(false),
            snapshot: RefCell::new(None),
        }
    }

    /// ValueError if `__init__` was not called.
    pub(super) fn check_initialized(&self, vm: &Vm) -> PyResult<()> {
        if self.ready.get() || self.detached.get() {
            return Ok(());
        }
        Err(vm.value_error("I/O operation on uninitialized object"))
    }

    /// The buffer; ValueError if there is none.
    pub(super) fn attached(&self, vm: &Vm) -> PyResult {
        match self.buffer.get().filter(|_| self.ready.get()) {
            Some(buffer) => Ok(buffer),
            None if self.detached.get() => Err(vm.value_error("underlying buffer has been detached")),
            None => Err(vm.value_error("I/O operation on uninitialized object")),
        }
    }

    /// The buffer, if it is one of our classes as they are.
    fn native(&self, buffer: Value) -> Option<Obj<Buffered>> {
        if self.buffer_shape.get() != 0 && buffer.shape() == self.buffer_shape.get() { buffer.cast() } else { None }
    }

    /// The buffer; ValueError if the stream is closed.
    pub(super) fn open_buffer(this: Obj<TextIOWrapper>, vm: &Vm) -> PyResult {
        let buffer = this.attached(vm)?;
        let closed = match this.native(buffer) {
            Some(native) if vm.type_of(this.value()) == vm.class::<TextIOWrapper>() => {
                native.is_closed(vm, native.raw(vm)?)?
            }
            _ => getattr_bool(vm, this.value(), name!("closed"))?,
        };
        if closed { Err(vm.value_error(Closed::BASE)) } else { Ok(buffer) }
    }

    fn errors_now(&self) -> Gc<PyStr> {
        self.errors.get().unwrap_or_else(|| name!("strict"))
    }

    /// `__init__`, with the arguments checked.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn init(
        this: Obj<TextIOWrapper>,
        vm: &Vm,
        buffer: Value,
        encoding: Gc<PyStr>,
        errors: Gc<PyStr>,
        mode: Mode,
        line_buffering: bool,
        write_through: bool,
    ) -> PyResult<()> {
        this.ready.set(false);
        this.detached.set(false);
        this.chunk_size.set(CHUNK);
        this.ratio.set(0.0);
        this.forget_decoded();
        *this.snapshot.borrow_mut() = None;
        this.pending.borrow_mut().clear();
        this.mode.set(mode);
        this.line_buffering.set(line_buffering);
        this.write_through.set(write_through);
        this.set_coding(vm, Some(buffer), encoding, errors, mode)?;
        this.buffer.set_in(this.header(), Some(buffer));
        let classes = [vm.class::<BufferedReader>(), vm.class::<BufferedWriter>(), vm.class::<BufferedRandom>()];
        let shape = classes.into_iter().map(|class| plain_shape(vm, buffer, class)).find(|&shape| shape != 0);
        this.buffer_shape.set(shape.unwrap_or(0));
        let seekable = match this.native(buffer).and_then(|native| native.raw.get()?.cast::<Native<FileIO>>()) {
            Some(file) => file.is_seekable(vm)?,
            None => {
                let answer = vm.call_method_name(buffer, name!("seekable"), &[])?;
                vm.truth(answer)?
            }
        };
        this.seekable.set(seekable);
        this.telling.set(seekable);
        this.has_read1.set(shape.is_some() || vm.get_attr_opt(buffer, name!("read1"))?.is_some());
        this.encoder.at_start.set(false);
        this.place_encoder(vm, buffer)?;
        this.ready.set(true);
        Ok(())
    }

    /// Chooses decoder and encoder.
    fn set_coding(
        &self,
        vm: &Vm,
        buffer: Option<Value>,
        encoding: Gc<PyStr>,
        errors: Gc<PyStr>,
        mode: Mode,
    ) -> PyResult<()> {
        if super::coding::direct_for(encoding).is_none() {
            super::coding::text_codec(vm, encoding)?;
        }
        let able = |method| -> PyResult<bool> {
            let Some(buffer) = buffer else { return Ok(false) };
            let answer = vm.call_method_name(buffer, method, &[])?;
            vm.truth(answer)
        };
        let decoder = self.decoder.set(vm, encoding, errors, mode, able(name!("readable"))?)?;
        let encoder = self.encoder.set(vm, encoding, errors, able(name!("writable"))?)?;
        self.decoder_object.set(decoder);
        self.encoder_object.set(encoder);
        self.encoding.set(Some(encoding));
        self.errors.set(Some(errors));
        Ok(())
    }

    /// Tells the encoder whether it writes at the start of the file.
    fn place_encoder(&self, vm: &Vm, buffer: Value) -> PyResult<()> {
        if !self.seekable.get() || !self.encoder.exists() {
            return Ok(());
        }
        self.encoder.at_start.set(true);
        let at = match self.native(buffer) {
            Some(native) => Value::int(native.tell(vm)?),
            None => vm.call_method_name(buffer, name!("tell"), &[])?,
        };
        if vm.equal(at, Value::small(0))? {
            return Ok(());
        }
        self.encoder.reset(vm, self.encoder_object.get(), false)
    }

    /// The encoding or the newline mode changes.
    pub(super) fn change_coding(
        &self,
        vm: &Vm,
        buffer: Value,
        encoding: Gc<PyStr>,
        errors: Gc<PyStr>,
        mode: Mode,
    ) -> PyResult<()> {
        self.ratio.set(0.0);
        self.mode.set(mode);
        self.set_coding(vm, Some(buffer), encoding, errors, mode)?;
        self.place_encoder(vm, buffer)
    }

    // -- decoded text ---------------------------------------------------------------------------------------------------------

    /// The decoded text. Not to be held across anything that may run Python code.
    #[allow(clippy::mut_from_ref)]
    fn decoded(&self) -> &mut Vec<u8> {
        // SAFETY: short borrows under the global lock (see above).
        unsafe { &mut *self.decoded.get() }
    }

    fn forget_decoded(&self) {
        self.decoded().clear();
        self.used.set(0);
        self.has_decoded.set(false);
    }

    /// Whether something was decoded since the last change of position.
    pub(super) fn was_read(&self) -> bool {
        self.has_decoded.get()
    }

    fn rest(&self) -> &[u8] {
        &self.decoded()[self.used.get()..]
    }

    /// Offset behind at most `n` characters of what is left, and their number.
    fn skip_chars(text: &[u8], n: usize) -> (usize, usize) {
        if text.len() <= n && text.is_ascii() {
            return (text.len(), text.len());
        }
        let head = &text[..text.len().min(n)];
        if head.is_ascii() {
            return (head.len(), head.len());
        }
        let end = wtf8::offset_of_index(text, n).min(text.len());
        (end, wtf8::count(&text[..end]))
    }

    /// Reads and decodes a chunk; false at the end of the file. `hint`: how many characters are wanted.
    fn read_chunk(&self, vm: &Vm, buffer: Value, hint: usize) -> PyResult<bool> {
        if !self.decoder.exists() {
            return Err(util::unsupported(vm, "not readable"));
        }
        let before = if self.telling.get() { Some(self.decoder.state(vm, self.decoder_object.get())?) } else { None };
        let wanted = (self.ratio.get().max(1.0) * hint as f64) as usize;
        let size = self.chunk_size.get().max(wanted);
        let errors = self.errors_now();
        // The new text: in the old vector, which nobody looks at meanwhile.
        let mut text = std::mem::take(self.decoded());
        text.clear();
        self.forget_decoded();
        let (n_bytes, snapshot) = if let Some(native) = self.native(buffer).filter(|native| native.readable.get()) {
            Buffered::read1(vm, native, size as isize, |input| {
                let snapshot = before.map(|mut state| {
                    state.bytes.extend_from_slice(input);
                    state
                });
                if self.decoder_object.get().is_none() {
                    let eof = input.is_empty();
                    self.decoder.decode(vm, None, errors, input, eof, &mut text)?;
                    return Ok((input.len(), snapshot));
                }
                // A decoder in Python could change the buffer.
                let input = input.to_vec();
                let eof = input.is_empty();
                self.decoder.decode(vm, self.decoder_object.get(), errors, &input, eof, &mut text)?;
                Ok((input.len(), snapshot))
            })?
        } else {
            let method = if self.has_read1.get() { name!("read1") } else { name!("read") };
            let chunk = vm.call_method_name(buffer, method, &[Value::int(size as i64)])?;
            if vm.slots_of(chunk).buffer_get.is_none() {
                let (method, found) = (method.to_string_lossy(), vm.type_name(chunk));
                return Err(vm.type_error(format!(
                    "underlying {method}() should have returned a bytes-like object, not '{found}'"
                )));
            }
            let input = util::Input::new(vm, chunk)?;
            let snapshot = before.map(|mut state| {
                state.bytes.extend_from_slice(input.as_slice());
                state
            });
            let eof = input.as_slice().is_empty();
            match self.decoder_object.get() {
                Some(decoder) => self.decoder.decode_object(vm, decoder, chunk, eof, &mut text)?,
                None => self.decoder.decode(vm, None, errors, input.as_slice(), eof, &mut text)?,
            }
            (input.as_slice().len(), snapshot)
        };
        let ratio = if text.is_empty() { 0.0 } else { n_bytes as f64 / wtf8::count(&text) as f64 };
        self.ratio.set(ratio);
        let more = n_bytes != 0 || !text.is_empty();
        *self.decoded() = text;
        self.used.set(0);
        self.has_decoded.set(true);
        if snapshot.is_some() {
            *self.snapshot.borrow_mut() = snapshot;
        }
        Ok(more)
    }

    /// As `read_chunk`, again and again while signals interrupt it.
    fn next_chunk(&self, vm: &Vm, buffer: Value, hint: usize) -> PyResult<bool> {
        loop {
            let read = || self.read_chunk(vm, buffer, hint).map(Value::bool);
            if let Some(more) = util::retry_interrupted(vm, read)?.0 {
                return Ok(more == Value::TRUE);
            }
        }
    }

    /// `read(size)`.
    pub(super) fn read(this: Obj<TextIOWrapper>, vm: &Vm, size: isize) -> PyResult {
        let buffer = Self::open_buffer(this, vm)?;
        if !this.decoder.exists() {
            return Err(util::unsupported(vm, "not readable"));
        }
        this.write_pending(vm, buffer)?;
        let Ok(size) = usize::try_from(size) else { return this.read_all(vm, buffer) };
        let (end, mut n) = Self::skip_chars(this.rest(), size);
        let start = this.used.get();
        this.used.set(start + end);
        if n == size {
            return str_value(&this.decoded()[start..start + end]);
        }
        let mut out = this.decoded()[start..start + end].to_vec();
        while n < size {
            if !this.next_chunk(vm, buffer, size - n)? {
                break;
            }
            let (end, found) = Self::skip_chars(this.rest(), size - n);
            util::reserve(vm, &mut out, end)?;
            out.extend_from_slice(&this.rest()[..end]);
            this.used.set(this.used.get() + end);
            n += found;
        }
        str_value(&out)
    }

    fn read_all(&self, vm: &Vm, buffer: Value) -> PyResult {
        let bytes = vm.call_method_name(buffer, name!("read"), &[])?;
        if bytes.is_none() {
            return Err(vm.raise_msg(vm.exc().BlockingIOError, "Read returned None."));
        }
        if self.rest().is_empty()
            && let Some(bytes) = bytes.cast::<PyBytes>()
            && self.decoder.passes(bytes.as_slice())
        {
            let text = str_value(bytes.as_slice())?;
            self.forget_decoded();
            *self.snapshot.borrow_mut() = None;
            return Ok(text);
        }
        let mut out = self.rest().to_vec();
        let object = self.decoder_object.get();
        match (object, bytes.cast::<PyBytes>()) {
            (Some(decoder), _) => self.decoder.decode_object(vm, decoder, bytes, true, &mut out)?,
            (None, Some(bytes)) => {
                self.decoder.decode(vm, None, self.errors_now(), bytes.as_slice(), true, &mut out)?;
            }
            (None, None) => {
                let input = util::Input::new(vm, bytes)?;
                self.decoder.decode(vm, None, self.errors_now(), input.as_slice(), true, &mut out)?;
            }
        }
        let text = str_value(&out)?;
        self.forget_decoded();
        *self.snapshot.borrow_mut() = None;
        Ok(text)
    }

    /// A line, at most `limit` characters of it.
    pub(super) fn read_line(this: Obj<TextIOWrapper>, vm: &Vm, limit: isize) -> PyResult {
        let buffer = Self::open_buffer(this, vm)?;
        this.write_pending(vm, buffer)?;
        let mode = this.mode.get();
        if limit < 0
            && let Some(end) = mode.line_end(this.rest())
        {
            let start = this.used.get();
            this.used.set(start + end);
            return str_value(&this.decoded()[start..start + end]);
        }
        let mut left = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut line: Vec<u8> = Vec::new();
        loop {
            if this.rest().is_empty() {
                if left == 0 || !this.next_chunk(vm, buffer, 0)? {
                    // The end: what there is.
                    if left != 0 {
                        this.forget_decoded();
                        *this.snapshot.borrow_mut() = None;
                    }
                    return str_value(&line);
                }
                if this.rest().is_empty() {
                    continue;
                }
            }
            let rest = this.rest();
            // The second half of a line end.
            let split = mode == Mode::CrLf && line.last() == Some(&b'\r') && rest[0] == b'\n';
            let found = if split { Some(1) } else { mode.line_end(rest) };
            let mut end = found.unwrap_or(rest.len());
            let mut done = found.is_some();
            if left < usize::MAX {
                let (most, n) = Self::skip_chars(&rest[..end], left);
                if most < end || n == left {
                    done = true;
                }
                end = most;
                left -= n;
            }
            util::reserve(vm, &mut line, end)?;
            line.extend_from_slice(&rest[..end]);
            this.used.set(this.used.get() + end);
            if done {
                return str_value(&line);
            }
        }
    }

    /// The next line for an iteration, empty at the end.
    pub(super) fn next_line(this: Obj<TextIOWrapper>, vm: &Vm) -> PyResult<Option<Value>> {
        this.attached(vm)?;
        this.telling.set(false);
        let line = if vm.type_of(this.value()) == vm.class::<TextIOWrapper>() {
            Self::read_line(this, vm, -1)?
        } else {
            let line = vm.call_method_name(this.value(), name!("readline"), &[])?;
            if !line.is::<PyStr>() {
                let found = vm.type_name(line);
                let message = format!("readline() should have returned a str object, not '{found}'");
                return Err(vm.raise_msg(vm.exc().OSError, message));
            }
            line
        };
        if line.cast::<PyStr>().is_some_and(|line| line.is_empty()) {
            *this.snapshot.borrow_mut() = None;
            this.telling.set(this.seekable.get());
            return Ok(None);
        }
        Ok(Some(line))
    }

    // -- writing --------------------------------------------------------------------------------------------------------------

    /// Gives what is encoded to the buffer.
    pub(super) fn write_pending(&self, vm: &Vm, buffer: Value) -> PyResult<()> {
        if self.pending.borrow().is_empty() {
            return Ok(());
        }
        let mut pending = self.pending.take();
        if let Some(native) = self.native(buffer).filter(|native| native.writable.get()) {
            Buffered::write(vm, native, &pending)?;
            if self.pending.borrow().is_empty() {
                pending.clear();
                *self.pending.borrow_mut() = pending;
            }
            return Ok(());
        }
        let bytes = util::bytes_value(&pending)?;
        let write = || vm.call_method_name(buffer, name!("write"), &[bytes]);
        while util::retry_interrupted(vm, write)?.0.is_none() {}
        Ok(())
    }

    /// `write(text)`.
    pub(super) fn write(this: Obj<TextIOWrapper>, vm: &Vm, text: Gc<PyStr>) -> PyResult<usize> {
        let buffer = Self::open_buffer(this, vm)?;
        if !this.encoder.exists() {
            return Err(util::unsupported(vm, "not writable"));
        }
        let written = this.mode.get().written();
        let buffered_lines = this.line_buffering.get();
        let bytes = text.as_bytes();
        let has_lf = (written.is_some() || buffered_lines) && memchr::memchr(b'\n', bytes).is_some();
        let flush = buffered_lines && (has_lf || memchr::memchr(b'\r', bytes).is_some());
        let encoded_text = match written {
            Some(end) if has_lf && text.value().shape() != taipan_object::shape::STR => {
                // Of a subclass of str: its own method.
                let args = [PyStr::new("\n").value(), str_value(end)?];
                let replaced = vm.call_method_name(text.value(), name!("replace"), &args)?;
                let Some(replaced) = replaced.cast::<PyStr>() else {
                    let found = vm.type_name(replaced);
                    return Err(vm.type_error(format!("replace() should return a str, not '{found}'")));
                };
                Self::open_buffer(this, vm)?;
                if !this.encoder.exists() {
                    return Err(util::unsupported(vm, "not writable"));
                }
                replaced
            }
            Some(end) if has_lf => {
                let mut out = Vec::with_capacity(bytes.len() + 16);
                for (i, line) in bytes.split(|&b| b == b'\n').enumerate() {
                    if i > 0 {
                        out.extend_from_slice(end);
                    }
                    out.extend_from_slice(line);
                }
                PyStr::try_from_wtf8(&out)?
            }
            _ => text,
        };
        let encoded = this.encoder.encode(vm, this.encoder_object.get(), this.errors_now(), encoded_text)?;
        let encoded = encoded.as_slice();
        let full = || {
            let pending = this.pending.borrow().len();
            pending > 0 && pending + encoded.len() > this.chunk_size.get()
        };
        // Again, if the buffer itself wrote to this stream meanwhile.
        while full() {
            this.write_pending(vm, buffer)?;
        }
        let needs_write = {
            let mut pending = this.pending.borrow_mut();
            util::reserve(vm, &mut pending, encoded.len())?;
            pending.extend_from_slice(encoded);
            pending.len() >= this.chunk_size.get() || flush || this.write_through.get()
        };
        if needs_write {
            this.write_pending(vm, buffer)?;
        }
        if flush {
            match this.native(buffer).filter(|native| native.writable.get()) {
                Some(native) => Buffered::flush(vm, native)?,
                None => drop(vm.call_method_name(buffer, name!("flush"), &[])?),
            }
        }
        if this.snapshot.borrow().is_some() {
            this.forget_decoded();
            *this.snapshot.borrow_mut() = None;
        }
        if this.decoder.exists() {
            this.decoder.reset(vm, this.decoder_object.get())?;
        }
        Ok(text.len())
    }

    /// `flush()`.
    pub(super) fn flush(this: Obj<TextIOWrapper>, vm: &Vm) -> PyResult {
        let buffer = Self::open_buffer(this, vm)?;
        this.telling.set(this.seekable.get());
        this.write_pending(vm, buffer)?;
        vm.call_method_name(buffer, name!("flush"), &[])
    }

    // -- positions ------------------------------------------------------------------------------------------------------------

    /// `tell()`.
    pub(super) fn tell(this: Obj<TextIOWrapper>, vm: &Vm) -> PyResult {
        let buffer = Self::open_buffer(this, vm)?;
        if !this.seekable.get() {
            return Err(util::unsupported(vm, "underlying stream is not seekable"));
        }
        if !this.telling.get() {
            return Err(vm.raise_msg(vm.exc().OSError, "telling position disabled by next() call"));
        }
        this.write_pending(vm, buffer)?;
        vm.call_method_name(this.value(), name!("flush"), &[])?;
        let at = vm.call_method_name(buffer, name!("tell"), &[])?;
        let snapshot = this.snapshot.borrow().clone();
        let Some(snapshot) = snapshot.filter(|_| this.decoder.exists()) else { return Ok(at) };
        let start = util::offset_arg(vm, at)? - snapshot.bytes.len() as i64;
        let read = &this.decoded()[..this.used.get()];
        let skip = wtf8::count(read);
        let cookie = Cookie { start, flags: snapshot.flags as i32, ..Cookie::default() };
        if skip == 0 {
            return Ok(cookie.to_value());
        }
        let object = this.decoder_object.get();
        let saved = this.decoder.state(vm, object)?;
        let found = this.find_cookie(vm, cookie, &snapshot.bytes, skip);
        let error = if found.is_err() { vm.take_raised() } else { None };
        let restored = this.decoder.set_state(vm, object, &saved);
        match error {
            Some(error) => Err(util::chain(vm, error, restored)),
            None => {
                restored?;
                Ok(found?.to_value())
            }
        }
    }

    /// Decodes for the search of a position: the number of characters.
    fn try_decode(&self, vm: &Vm, input: &[u8], is_final: bool) -> PyResult<usize> {
        let mut out = Vec::new();
        self.decoder.decode(vm, self.decoder_object.get(), self.errors_now(), input, is_final, &mut out)?;
        Ok(wtf8::count(&out))
    }

    /// Sets the decoder to a position's state.
    fn place_decoder(&self, vm: &Vm, cookie: &Cookie) -> PyResult<()> {
        let object = self.decoder_object.get();
        if cookie.start == 0 && cookie.flags == 0 {
            return self.decoder.reset(vm, object);
        }
        self.decoder.set_state(vm, object, &State { bytes: Vec::new(), flags: cookie.flags.into() })
    }

    /// The position `skip` characters behind the start of `input`, where `cookie` is.
    fn find_cookie(&self, vm: &Vm, mut cookie: Cookie, input: &[u8], mut skip: usize) -> PyResult<Cookie> {
        let object = self.decoder_object.get();
        // A start close to the position, guessed from the chunk's ratio of bytes to characters.
        let mut bytes = ((self.ratio.get() * skip as f64) as i64).min(input.len() as i64);
        let mut back = 1;
        while bytes > 0 {
            self.place_decoder(vm, &cookie)?;
            let found = self.try_decode(vm, &input[..bytes as usize], false)?;
            if found <= skip {
                let state = self.decoder.state(vm, object)?;
                if state.bytes.is_empty() {
                    cookie.flags = state.flags as i32;
                    skip -= found;
                    break;
                }
                bytes -= state.bytes.len() as i64;
                back = 1;
            } else {
                bytes -= back;
                back *= 2;
            }
        }
        if bytes <= 0 {
            bytes = 0;
            self.place_decoder(vm, &cookie)?;
        }
        cookie.start += bytes;
        cookie.skip = skip as i32;
        if skip == 0 {
            return Ok(cookie);
        }
        // From there byte by byte, noting where the decoder could start afresh.
        let mut found = 0;
        for i in bytes as usize..input.len() {
            found += self.try_decode(vm, &input[i..=i], false)?;
            cookie.feed += 1;
            let state = self.decoder.state(vm, object)?;
            if state.bytes.is_empty() && found <= skip {
                cookie.start += i64::from(cookie.feed);
                skip -= found;
                cookie.flags = state.flags as i32;
                cookie.feed = 0;
                found = 0;
            }
            if found >= skip {
                cookie.skip = skip as i32;
                return Ok(cookie);
            }
        }
        found += self.try_decode(vm, b"", true)?;
        cookie.need_eof = true;
        if found < skip {
            return Err(vm.raise_msg(vm.exc().OSError, "can't reconstruct logical file position"));
        }
        cookie.skip = skip as i32;
        Ok(cookie)
    }

    /// `seek(cookie, whence)`.
    pub(super) fn seek(this: Obj<TextIOWrapper>, vm: &Vm, position: Value, whence: i32) -> PyResult {
        let buffer = Self::open_buffer(this, vm)?;
        if !this.seekable.get() {
            return Err(util::unsupported(vm, "underlying stream is not seekable"));
        }
        let zero = Value::small(0);
        let mut position = position;
        match whence {
            0 => {}
            1 => {
                if !vm.equal(position, zero)? {
                    return Err(util::unsupported(vm, "can't do nonzero cur-relative seeks"));
                }
                // Seeking to where one is: what is to be written goes out all the same.
                position = vm.call_method_name(this.value(), name!("tell"), &[])?;
            }
            2 => {
                if !vm.equal(position, zero)? {
                    return Err(util::unsupported(vm, "can't do nonzero end-relative seeks"));
                }
                vm.call_method_name(this.value(), name!("flush"), &[])?;
                this.forget_decoded();
                *this.snapshot.borrow_mut() = None;
                if this.decoder.exists() {
                    this.decoder.reset(vm, this.decoder_object.get())?;
                }
                let at = vm.call_method_name(buffer, name!("seek"), &[zero, Value::small(2)])?;
                if this.encoder.exists() {
                    let at_start = vm.equal(at, zero)?;
                    this.encoder.reset(vm, this.encoder_object.get(), at_start)?;
                }
                return Ok(at);
            }
            _ => {
                return Err(vm.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)")));
            }
        }
        if vm.compare_bool(position, zero, CmpOp::Lt)? {
            let shown = vm.repr(position)?;
            return Err(vm.value_error(format!("negative seek position {}", shown.to_string_lossy())));
        }
        vm.call_method_name(this.value(), name!("flush"), &[])?;
        let cookie = Cookie::from_value(vm, position)?;
        vm.call_method_name(buffer, name!("seek"), &[Value::int(cookie.start)])?;
        this.forget_decoded();
        *this.snapshot.borrow_mut() = None;
        if this.decoder.exists() {
            this.place_decoder(vm, &cookie)?;
        }
        if cookie.skip > 0 && this.decoder.exists() {
            let bytes = vm.call_method_name(buffer, name!("read"), &[Value::small(cookie.feed.into())])?;
            let Some(bytes) = bytes.cast::<PyBytes>() else {
                let found = vm.type_name(bytes);
                return Err(
                    vm.type_error(format!("underlying read() should have returned a bytes object, not '{found}'"))
                );
            };
            *this.snapshot.borrow_mut() = Some(State { bytes: bytes.as_slice().to_vec(), flags: cookie.flags.into() });
            let mut text = Vec::new();
            let object = this.decoder_object.get();
            this.decoder.decode(vm, object, this.errors_now(), bytes.as_slice(), cookie.need_eof, &mut text)?;
            let skip = cookie.skip as usize;
            let (end, n) = Self::skip_chars(&text, skip);
            *this.decoded() = text;
            this.has_decoded.set(true);
            if n < skip {
                return Err(vm.raise_msg(vm.exc().OSError, "can't restore logical file position"));
            }
            this.used.set(end);
        } else {
            *this.snapshot.borrow_mut() = Some(State { bytes: Vec::new(), flags: cookie.flags.into() });
        }
        if this.encoder.exists() {
            let at_start = cookie.start == 0 && cookie.flags == 0;
            this.encoder.reset(vm, this.encoder_object.get(), at_start)?;
        }
        Ok(position)
    }

    /// `close()`.
    pub(super) fn close(this: Obj<TextIOWrapper>, vm: &Vm) -> PyResult {
        let buffer = this.attached(vm)?;
        if getattr_bool(vm, this.value(), name!("closed"))? {
            return Ok(Value::NONE);
        }
        if this.detached.get() {
            // By what told that it is not closed.
            return Ok(Value::NONE);
        }
        if this.finalizing.get() && vm.call_method_name(buffer, name!("_dealloc_warn"), &[this.value()]).is_err() {
            vm.take_raised();
        }
        let flushed = vm.call_method_name(this.value(), name!("flush"), &[]);
        let error = if flushed.is_err() { vm.take_raised() } else { None };
        let result = vm.call_method_name(buffer, name!("close"), &[]);
        match error {
            Some(error) => Err(util::chain(vm, error, result.map(drop))),
            None => result,
        }
    }
}
