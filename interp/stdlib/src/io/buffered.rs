//! What the buffered streams are made of: one buffer over a raw stream, with its position, what of it was read ahead and what of
//! it is still to be written. `BufferedReader`, `BufferedWriter` and `BufferedRandom` are three faces of it.
//!
//! The buffer is a window on the raw stream. `pos` is the logical position in it, `raw_pos` the raw stream's; `read_end` says up to
//! where it holds data of the file, and `write_pos..write_end` what of it is newer than the file. A lock makes one call at a time
//! out of those that use the raw stream; a call from within such a call (a raw stream in Python, a signal handler) is refused.

use super::base;
use super::fileio::FileIO;
use super::util::{self, bytes_value};
use crate::support::{allow_threads, check_signals};
use std::cell::{Cell, UnsafeCell};
use taipan_host::lock::Lock;
use taipan_interp::builtins::memoryview;
use taipan_interp::name;
use taipan_interp::native::*;

/// A buffer over a raw stream.
#[pyclass(name = "_Buffered", module = "_io", no_methods, no_new)]
pub struct Buffered {
    pub(super) raw: Field<Option<Value>>,
    /// Initialized and not detached.
    #[no_trace]
    ready: Cell<bool>,
    #[no_trace]
    detached: Cell<bool>,
    #[no_trace]
    pub(super) readable: Cell<bool>,
    #[no_trace]
    pub(super) writable: Cell<bool>,
    #[no_trace]
    pub(super) finalizing: Cell<bool>,
    /// The shape of the raw stream, if that is a FileIO whose methods nobody replaced; else 0.
    #[no_trace]
    file_shape: Cell<u32>,
    /// The raw stream's position, if known.
    #[no_trace]
    abs_pos: Cell<Option<i64>>,
    #[no_trace]
    pub(super) size: Cell<usize>,
    #[no_trace]
    buffer: UnsafeCell<Vec<u8>>,
    #[no_trace]
    pos: Cell<usize>,
    #[no_trace]
    raw_pos: Cell<Option<usize>>,
    /// End of what was read; `None`: nothing was.
    #[no_trace]
    read_end: Cell<Option<usize>>,
    #[no_trace]
    write_pos: Cell<usize>,
    /// End of what is to be written; `None`: nothing is.
    #[no_trace]
    write_end: Cell<Option<usize>>,
    #[no_trace]
    lock: Lock,
    /// The thread that has the lock: address of its state.
    #[no_trace]
    owner: Cell<usize>,
}

/// What a raw stream answers: how many bytes, or that it would have to wait.
pub(super) type Moved = Option<usize>;

/// Holds the lock.
pub(super) struct Guard(Obj<Buffered>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.owner.set(0);
        self.0.lock.release();
    }
}

/// The shape of `value` if it is exactly of `class` and nobody set attributes on it other than `name` and `mode`; else 0.
pub(super) fn plain_shape(vm: &Vm, value: Value, class: Gc<PyType>) -> u32 {
    if !value.is_cell() || vm.type_of(value) != class {
        return 0;
    }
    let harmless = |name: &str| name == "name" || name == "mode";
    let attrs = vm.instance_attrs(value);
    if attrs.iter().all(|(name, _)| name.as_str().is_some_and(harmless)) { value.shape() } else { 0 }
}

const WOULD_BLOCK: &str = "write could not complete without blocking";

impl Buffered {
    /// A stream that is not initialized.
    pub(super) fn empty() -> Buffered {
        Buffered {
            raw: Field::new(None),
            ready: Cell::new(false),
            detached: Cell::new(false),
            readable: Cell::new(false),
            writable: Cell::new(false),
            finalizing: Cell::new(false),
            file_shape: Cell::new(0),
            abs_pos: Cell::new(None),
            size: Cell::new(0),
            buffer: UnsafeCell::new(Vec::new()),
            pos: Cell::new(0),
            raw_pos: Cell::new(None),
            read_end: Cell::new(None),
            write_pos: Cell::new(0),
            write_end: Cell::new(None),
            lock: Lock::new(),
            owner: Cell::new(0),
        }
    }

    /// The buffer's memory. Not to be held across anything that may run Python code without the lock.
    #[allow(clippy::mut_from_ref)]
    fn memory(&self) -> &mut [u8] {
        // SAFETY: under the global lock; reads and writes of the raw stream, during which other threads run, happen with this
        // stream's lock held and with nothing readable in the buffer, so nobody else looks at it.
        let buffer = unsafe { &mut *self.buffer.get() };
        if buffer.len() != self.size.get() {
            // The capacity was reserved in `init`.
            buffer.resize(self.size.get(), 0);
        }
        buffer
    }

    /// The raw stream; ValueError if there is none.
    pub(super) fn raw(&self, vm: &Vm) -> PyResult {
        match self.raw.get().filter(|_| self.ready.get()) {
            Some(raw) => Ok(raw),
            None if self.detached.get() => Err(vm.value_error("raw stream has been detached")),
            None => Err(vm.value_error("I/O operation on uninitialized object")),
        }
    }

    /// The raw stream if it is an ordinary FileIO.
    fn file(&self, raw: Value) -> Option<Obj<FileIO>> {
        if self.file_shape.get() != 0 && raw.shape() == self.file_shape.get() { raw.cast() } else { None }
    }

    /// Takes the lock.
    pub(super) fn enter(vm: &Vm, this: Obj<Buffered>) -> PyResult<Guard> {
        let me = vm.thread() as *const _ as usize;
        if !this.lock.try_acquire() {
            if this.owner.get() == me {
                let shown = vm.repr(this.value())?;
                return Err(vm.runtime_error(format!("reentrant call inside {}", shown.to_string_lossy())));
            }
            while allow_threads(vm, || this.lock.acquire(None)) != taipan_host::lock::Acquired::Yes {}
        }
        this.owner.set(me);
        Ok(Guard(this))
    }

    /// `__init__` of the three classes; the caller checked what the raw stream can do.
    pub(super) fn init(vm: &Vm, this: Obj<Buffered>, raw: Value, size: isize, read: bool, write: bool) -> PyResult<()> {
        this.ready.set(false);
        this.detached.set(false);
        let Some(size) = usize::try_from(size).ok().filter(|&size| size > 0) else {
            return Err(vm.value_error("buffer size must be strictly positive"));
        };
        let mut memory = Vec::new();
        util::reserve(vm, &mut memory, size)?;
        this.raw.set_in(this.header(), Some(raw));
        this.readable.set(read);
        this.writable.set(write);
        this.file_shape.set(plain_shape(vm, raw, vm.class::<FileIO>()));
        this.size.set(size);
        // SAFETY: a short borrow.
        unsafe { *this.buffer.get() = memory };
        this.pos.set(0);
        this.raw_pos.set(None);
        this.abs_pos.set(None);
        this.forget_read();
        this.forget_write();
        // Without a position yet, or without any.
        if this.raw_tell(vm, raw).is_err() {
            vm.take_raised();
        }
        this.ready.set(true);
        Ok(())
    }

    fn forget_read(&self) {
        self.read_end.set(None);
    }

    fn forget_write(&self) {
        self.write_pos.set(0);
        self.write_end.set(None);
    }

    fn has_read(&self) -> bool {
        self.readable.get() && self.read_end.get().is_some()
    }

    fn has_write(&self) -> bool {
        self.writable.get() && self.write_end.get().is_some()
    }

    /// How many bytes were read ahead.
    pub(super) fn ahead(&self) -> usize {
        match self.read_end.get() {
            Some(end) if self.readable.get() => end.saturating_sub(self.pos.get()),
            _ => 0,
        }
    }

    /// How far the raw stream is in front of the logical position.
    fn raw_offset(&self) -> i64 {
        match self.raw_pos.get() {
            Some(raw_pos) if self.has_read() || self.has_write() => raw_pos as i64 - self.pos.get() as i64,
            _ => 0,
        }
    }

    fn move_to(&self, pos: usize) {
        self.pos.set(pos);
        if self.has_read() && self.read_end.get().is_some_and(|end| end < pos) {
            self.read_end.set(Some(pos));
        }
    }

    /// Whether the raw stream is closed.
    pub(super) fn is_closed(&self, vm: &Vm, raw: Value) -> PyResult<bool> {
        match self.file(raw) {
            Some(file) => Ok(file.fd.get() < 0),
            None => super::getattr_bool(vm, raw, name!("closed")),
        }
    }

    /// ValueError with `message` if the stream is closed; what was read ahead can still be had.
    pub(super) fn check_open(&self, vm: &Vm, message: &str) -> PyResult {
        let raw = self.raw(vm)?;
        if self.is_closed(vm, raw)? && self.ahead() == 0 {
            return Err(vm.value_error(message));
        }
        Ok(raw)
    }

    // -- the raw stream -------------------------------------------------------------------------------------------------------

    fn position_result(&self, vm: &Vm, value: Value) -> PyResult<i64> {
        let at = util::offset_arg(vm, value)?;
        if at < 0 {
            return Err(vm.raise_msg(vm.exc().OSError, format!("Raw stream returned invalid position {at}")));
        }
        self.abs_pos.set(Some(at));
        Ok(at)
    }

    fn raw_tell(&self, vm: &Vm, raw: Value) -> PyResult<i64> {
        if let Some(file) = self.file(raw) {
            let at = file.seek_to(vm, 0, 1)?;
            self.abs_pos.set(Some(at));
            return Ok(at);
        }
        let at = vm.call_method_name(raw, name!("tell"), &[])?;
        self.position_result(vm, at)
    }

    fn raw_seek(&self, vm: &Vm, raw: Value, target: i64, whence: i32) -> PyResult<i64> {
        if let Some(file) = self.file(raw) {
            let at = file.seek_to(vm, target, whence)?;
            self.abs_pos.set(Some(at));
            return Ok(at);
        }
        let at = vm.call_method_name(raw, name!("seek"), &[Value::int(target), Value::small(whence.into())])?;
        self.position_result(vm, at)
    }

    fn moved(&self, vm: &Vm, answer: Value, most: usize, what: &str) -> PyResult<Moved> {
        if answer.is_none() {
            return Ok(None);
        }
        let n = match vm.to_isize(answer) {
            Ok(n) => n,
            Err(_) => {
                let Some(cause) = vm.take_raised() else { return Ok(None) };
                let raised = vm.raise_msg(vm.exc().OSError, format!("raw {what}() failed"));
                vm.raised().cause.set(Some(cause));
                vm.set_context(vm.raised(), cause);
                return Err(raised);
            }
        };
        match usize::try_from(n).ok().filter(|&n| n <= most) {
            Some(n) => {
                self.advance(n);
                Ok(Some(n))
            }
            None => Err(vm.raise_msg(
                vm.exc().OSError,
                format!("raw {what}() returned invalid length {n} (should have been between 0 and {most})"),
            )),
        }
    }

    fn advance(&self, n: usize) {
        if let Some(at) = self.abs_pos.get() {
            self.abs_pos.set(Some(at + n as i64));
        }
    }

    /// Reads from the raw stream into `target`, once.
    fn raw_read(&self, vm: &Vm, raw: Value, target: &mut [u8]) -> PyResult<Moved> {
        if let Some(file) = self.file(raw) {
            let n = file.read_into(vm, target)?;
            self.advance(n.unwrap_or(0));
            return Ok(n);
        }
        let array = PyByteArray::new(util::zeros(vm, target.len())?);
        let view = memoryview::from_object(vm, array.value(), 0)?.value();
        let answer = loop {
            let read = || vm.call_method_name(raw, name!("readinto"), &[view]);
            if let Some(answer) = util::retry_interrupted(vm, read)?.0 {
                break answer;
            }
        };
        let n = self.moved(vm, answer, target.len(), "readinto")?;
        if let Some(n) = n {
            target[..n].copy_from_slice(&array.as_slice()[..n]);
        }
        Ok(n)
    }

    /// Writes to the raw stream, once.
    fn raw_write(&self, vm: &Vm, raw: Value, bytes: &[u8]) -> PyResult<Moved> {
        if let Some(file) = self.file(raw) {
            let n = file.write_from(vm, bytes)?;
            self.advance(n.unwrap_or(0));
            return Ok(n);
        }
        let view = memoryview::from_object(vm, bytes_value(bytes)?, 0)?.value();
        let answer = loop {
            let write = || vm.call_method_name(raw, name!("write"), &[view]);
            if let Some(answer) = util::retry_interrupted(vm, write)?.0 {
                break answer;
            }
        };
        self.moved(vm, answer, bytes.len(), "write")
    }

    /// Fills the buffer behind what was read already, with one read.
    fn fill(&self, vm: &Vm, raw: Value) -> PyResult<Moved> {
        let start = if self.has_read() { self.read_end.get().unwrap_or(0) } else { 0 };
        let n = self.raw_read(vm, raw, &mut self.memory()[start..])?;
        if let Some(n) = n.filter(|&n| n > 0) {
            self.read_end.set(Some(start + n));
            self.raw_pos.set(Some(start + n));
        }
        Ok(n)
    }

    // -- flushing and moving --------------------------------------------------------------------------------------------------

    /// Writes out what is to be written. With the lock held.
    pub(super) fn flush_writes(&self, vm: &Vm, raw: Value) -> PyResult<()> {
        let Some(end) = self.write_end.get().filter(|_| self.writable.get()) else { return Ok(()) };
        if self.write_pos.get() == end {
            self.forget_write();
            return Ok(());
        }
        let rewind = self.raw_offset() + self.pos.get() as i64 - self.write_pos.get() as i64;
        if rewind != 0 {
            self.raw_seek(vm, raw, -rewind, 1)?;
            self.raw_pos.set(self.raw_pos.get().map(|at| (at as i64 - rewind).max(0) as usize));
        }
        while self.write_pos.get() < end {
            let Some(n) = self.raw_write(vm, raw, &self.memory()[self.write_pos.get()..end])? else {
                return Err(util::would_block(vm, WOULD_BLOCK, 0));
            };
            self.write_pos.set(self.write_pos.get() + n);
            self.raw_pos.set(Some(self.write_pos.get()));
            // A write that a signal interrupted gives what it wrote.
            check_signals(vm)?;
        }
        self.forget_write();
        Ok(())
    }

    /// Writes out what is to be written, forgets what was read and puts the raw stream where the logical position is. With the
    /// lock held.
    pub(super) fn flush_and_rewind(&self, vm: &Vm, raw: Value) -> PyResult<()> {
        self.flush_writes(vm, raw)?;
        if self.readable.get() {
            let moved = self.raw_seek(vm, raw, -self.raw_offset(), 1);
            self.forget_read();
            moved?;
        }
        Ok(())
    }

    /// `flush` of streams that can be written.
    pub(super) fn flush(vm: &Vm, this: Obj<Buffered>) -> PyResult<()> {
        let raw = this.check_open(vm, "flush of closed file")?;
        let _guard = Buffered::enter(vm, this)?;
        this.flush_and_rewind(vm, raw)
    }

    /// The logical position.
    pub(super) fn tell(&self, vm: &Vm) -> PyResult<i64> {
        let raw = self.raw(vm)?;
        Ok((self.raw_tell(vm, raw)? - self.raw_offset()).max(0))
    }

    /// Moves the logical position.
    pub(super) fn seek(vm: &Vm, this: Obj<Buffered>, target: Value, whence: i32) -> PyResult<i64> {
        if !(0..=4).contains(&whence) {
            return Err(vm.value_error(format!("whence value {whence} unsupported")));
        }
        let raw = this.check_open(vm, "seek of closed file")?;
        match this.file(raw) {
            Some(file) if file.is_seekable(vm)? => {}
            _ => drop(base::check_seekable(vm, raw)?),
        }
        let mut target = util::offset_arg(vm, target)?;
        if matches!(whence, 0 | 1) && this.readable.get() {
            let current = match this.abs_pos.get() {
                Some(at) => at,
                None => this.raw_tell(vm, raw)?,
            };
            let ahead = this.ahead() as i64;
            if ahead > 0 {
                let offset = if whence == 0 { target.saturating_sub(current - this.raw_offset()) } else { target };
                if offset >= -(this.pos.get() as i64) && offset <= ahead {
                    this.pos.set((this.pos.get() as i64 + offset) as usize);
                    // Character devices may give positions smaller than what was read.
                    return Ok((current - ahead + offset).max(0));
                }
            }
        }
        let _guard = Buffered::enter(vm, this)?;
        if this.writable.get() {
            this.flush_writes(vm, raw)?;
        }
        if whence == 1 {
            target -= this.raw_offset();
        }
        let at = this.raw_seek(vm, raw, target, whence)?;
        this.raw_pos.set(None);
        if this.readable.get() {
            this.forget_read();
        }
        Ok(at)
    }

    /// Cuts the file off.
    pub(super) fn truncate(vm: &Vm, this: Obj<Buffered>, size: Value) -> PyResult {
        let raw = this.check_open(vm, "truncate of closed file")?;
        if !this.writable.get() {
            return Err(util::unsupported(vm, "truncate"));
        }
        let _guard = Buffered::enter(vm, this)?;
        this.flush_and_rewind(vm, raw)?;
        let result = vm.call_method_name(raw, name!("truncate"), &[size])?;
        // The position may have changed with it.
        if this.raw_tell(vm, raw).is_err() {
            vm.take_raised();
        }
        Ok(result)
    }

    /// Flushes and closes the raw stream, too.
    pub(super) fn close(vm: &Vm, this: Obj<Buffered>) -> PyResult {
        let raw = this.raw(vm)?;
        {
            let _guard = Buffered::enter(vm, this)?;
            if this.is_closed(vm, raw)? {
                return Ok(Value::NONE);
            }
            if this.finalizing.get() {
                this.warn(vm, this.value());
            }
        }
        let flushed = vm.call_method_name(this.value(), name!("flush"), &[]);
        let error = if flushed.is_err() { vm.take_raised() } else { None };
        let _guard = Buffered::enter(vm, this)?;
        let result = vm.call_method_name(raw, name!("close"), &[]);
        this.pos.set(0);
        this.read_end.set(Some(0));
        match error {
            Some(error) => Err(util::chain(vm, error, result.map(drop))),
            None => result,
        }
    }

    /// Lets the raw stream warn that `source` was not closed.
    pub(super) fn warn(&self, vm: &Vm, source: Value) {
        if let Some(raw) = self.raw.get().filter(|_| self.ready.get())
            && vm.call_method_name(raw, name!("_dealloc_warn"), &[source]).is_err()
        {
            vm.take_raised();
        }
    }

    /// Separates the raw stream.
    pub(super) fn detach(vm: &Vm, this: Obj<Buffered>) -> PyResult {
        this.raw(vm)?;
        vm.call_method_name(this.value(), name!("flush"), &[])?;
        let raw = this.raw(vm)?;
        this.raw.set(None);
        this.detached.set(true);
        this.ready.set(false);
        Ok(raw)
    }

    // -- reading --------------------------------------------------------------------------------------------------------------

    /// What was read ahead, at most `n` bytes; the position moves behind it.
    fn take_ahead(&self, n: usize) -> &[u8] {
        let (pos, n) = (self.pos.get(), n.min(self.ahead()));
        self.pos.set(pos + n);
        &self.memory()[pos..pos + n]
    }

    /// `peek`.
    pub(super) fn peek(vm: &Vm, this: Obj<Buffered>) -> PyResult {
        let raw = this.check_open(vm, "peek of closed file")?;
        let _guard = Buffered::enter(vm, this)?;
        if this.writable.get() {
            this.flush_and_rewind(vm, raw)?;
        }
        if this.ahead() == 0 {
            this.forget_read();
            let n = this.fill(vm, raw)?.unwrap_or(0);
            this.pos.set(0);
            return bytes_value(&this.memory()[..n]);
        }
        let pos = this.pos.get();
        bytes_value(&this.memory()[pos..pos + this.ahead()])
    }

    /// `read(size)`.
    pub(super) fn read(vm: &Vm, this: Obj<Buffered>, size: isize) -> PyResult {
        if size < -1 {
            return Err(vm.value_error("read length must be non-negative or -1"));
        }
        let raw = this.check_open(vm, "read of closed file")?;
        let Ok(size) = usize::try_from(size) else {
            let _guard = Buffered::enter(vm, this)?;
            return this.read_all(vm, raw);
        };
        if size <= this.ahead() {
            return bytes_value(this.take_ahead(size));
        }
        let _guard = Buffered::enter(vm, this)?;
        this.read_some(vm, raw, size)
    }

    /// Everything up to the end. With the lock held.
    fn read_all(&self, vm: &Vm, raw: Value) -> PyResult {
        let mut all = self.take_ahead(usize::MAX).to_vec();
        let had_some = !all.is_empty();
        if self.writable.get() {
            self.flush_and_rewind(vm, raw)?;
        }
        self.forget_read();
        if let Some(file) = self.file(raw) {
            if !file.readable.get() {
                return Err(util::unsupported(vm, "File not open for reading"));
            }
            self.abs_pos.set(None);
            return match file.read_all(vm)? {
                Some(rest) if !had_some => bytes_value(&rest),
                None if !had_some => Ok(Value::NONE),
                rest => {
                    all.extend(rest.unwrap_or_default());
                    bytes_value(&all)
                }
            };
        }
        if let Some(read_all) = vm.get_attr_opt(raw, name!("readall"))? {
            let rest = vm.call(read_all, &[])?;
            self.abs_pos.set(None);
            let bytes = rest.cast::<PyBytes>();
            if bytes.is_none() && !rest.is_none() {
                return Err(vm.type_error("readall() should return bytes"));
            }
            if !had_some {
                return Ok(rest);
            }
            all.extend_from_slice(bytes.as_ref().map_or(&[], |bytes| bytes.as_slice()));
            return bytes_value(&all);
        }
        loop {
            let data = vm.call_method_name(raw, name!("read"), &[])?;
            let bytes = data.cast::<PyBytes>();
            if bytes.is_none() && !data.is_none() {
                return Err(vm.type_error("read() should return bytes"));
            }
            match bytes.filter(|bytes| !bytes.is_empty()) {
                Some(bytes) => {
                    all.extend_from_slice(bytes.as_slice());
                    self.advance(bytes.len());
                }
                None if all.is_empty() => return Ok(data),
                None => return bytes_value(&all),
            }
        }
    }

    /// At most `size` bytes with as many reads as that needs. With the lock held.
    fn read_some(&self, vm: &Vm, raw: Value, size: usize) -> PyResult {
        if size <= self.ahead() {
            return bytes_value(self.take_ahead(size));
        }
        let mut out = self.take_ahead(size).to_vec();
        let mut written = out.len();
        if self.writable.get() {
            self.flush_and_rewind(vm, raw)?;
        }
        self.forget_read();
        // The end is none, or the stream would have to wait: what there is, if anything.
        let ended = |out: &[u8], n: Moved| {
            if n == Some(0) || !out.is_empty() { bytes_value(out) } else { Ok(Value::NONE) }
        };
        // Whole blocks are read where they belong, the last through the buffer.
        let block = self.size.get();
        while (size - written) / block > 0 {
            let wanted = (size - written) / block * block;
            util::reserve(vm, &mut out, wanted)?;
            out.resize(written + wanted, 0);
            let n = self.raw_read(vm, raw, &mut out[written..])?;
            written += n.unwrap_or(0);
            out.truncate(written);
            if matches!(n, None | Some(0)) {
                return ended(&out, n);
            }
        }
        self.pos.set(0);
        self.raw_pos.set(Some(0));
        self.read_end.set(Some(0));
        while written < size && self.read_end.get().is_some_and(|end| end < block) {
            let n = self.fill(vm, raw)?;
            let Some(found) = n.filter(|&n| n > 0) else { return ended(&out, n) };
            let take = found.min(size - written);
            let pos = self.pos.get();
            out.extend_from_slice(&self.memory()[pos..pos + take]);
            self.pos.set(pos + take);
            written += take;
        }
        bytes_value(&out)
    }

    /// At most `size` bytes with at most one read of the raw stream; `f` gets them.
    pub(super) fn read1<R>(
        vm: &Vm,
        this: Obj<Buffered>,
        size: isize,
        f: impl FnOnce(&[u8]) -> PyResult<R>,
    ) -> PyResult<R> {
        let raw = this.check_open(vm, "read of closed file")?;
        let size = usize::try_from(size).unwrap_or(this.size.get());
        if size == 0 {
            return f(&[]);
        }
        if this.ahead() > 0 {
            let (pos, n) = (this.pos.get(), size.min(this.ahead()));
            this.pos.set(pos + n);
            return f(&this.memory()[pos..pos + n]);
        }
        let _guard = Buffered::enter(vm, this)?;
        if this.writable.get() {
            this.flush_and_rewind(vm, raw)?;
        }
        this.forget_read();
        if size <= this.size.get() && !this.writable.get() {
            // The buffer is empty: its memory will do.
            this.pos.set(0);
            let n = this.raw_read(vm, raw, &mut this.memory()[..size])?.unwrap_or(0);
            return f(&this.memory()[..n]);
        }
        let mut out = util::zeros(vm, size)?;
        let n = this.raw_read(vm, raw, &mut out)?.unwrap_or(0);
        f(&out[..n])
    }

    /// `readinto` and `readinto1`.
    pub(super) fn read_into(vm: &Vm, this: Obj<Buffered>, target: &mut [u8], once: bool) -> PyResult<Moved> {
        let raw = this.check_open(vm, "readinto of closed file")?;
        let first = this.take_ahead(target.len());
        let mut written = first.len();
        target[..written].copy_from_slice(first);
        if written == target.len() {
            return Ok(Some(written));
        }
        let _guard = Buffered::enter(vm, this)?;
        if this.writable.get() {
            this.flush_and_rewind(vm, raw)?;
        }
        this.forget_read();
        this.pos.set(0);
        while written < target.len() {
            let remaining = target.len() - written;
            let n = if remaining > this.size.get() {
                this.raw_read(vm, raw, &mut target[written..])?
            } else if once && written > 0 {
                Some(0)
            } else {
                let n = this.fill(vm, raw)?;
                if let Some(found) = n.filter(|&n| n > 0) {
                    let take = found.min(remaining);
                    let pos = this.pos.get();
                    target[written..written + take].copy_from_slice(&this.memory()[pos..pos + take]);
                    this.pos.set(pos + take);
                    written += take;
                    if once {
                        break;
                    }
                    continue;
                }
                n
            };
            match n {
                Some(0) => break,
                None if written > 0 => break,
                None => return Ok(None),
                Some(n) => written += n,
            }
            if once {
                break;
            }
        }
        Ok(Some(written))
    }

    /// A line, at most `limit` bytes of it.
    pub(super) fn read_line(vm: &Vm, this: Obj<Buffered>, limit: isize) -> PyResult {
        let raw = this.check_open(vm, "readline of closed file")?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let (pos, n) = (this.pos.get(), this.ahead().min(limit));
        let found = &this.memory()[pos..pos + n];
        if let Some(end) = memchr::memchr(b'\n', found) {
            this.pos.set(pos + end + 1);
            return bytes_value(&found[..=end]);
        }
        if n == limit {
            this.pos.set(pos + n);
            return bytes_value(found);
        }
        let _guard = Buffered::enter(vm, this)?;
        let mut line = this.take_ahead(n).to_vec();
        if this.writable.get() {
            this.flush_and_rewind(vm, raw)?;
        }
        loop {
            this.forget_read();
            let Some(n) = this.fill(vm, raw)?.filter(|&n| n > 0) else { return bytes_value(&line) };
            let n = n.min(limit - line.len());
            let found = &this.memory()[..n];
            let end = memchr::memchr(b'\n', found).map_or(n, |at| at + 1);
            util::reserve(vm, &mut line, end)?;
            line.extend_from_slice(&found[..end]);
            this.pos.set(end);
            if line.last() == Some(&b'\n') || line.len() == limit {
                return bytes_value(&line);
            }
        }
    }

    // -- writing --------------------------------------------------------------------------------------------------------------

    /// Writes all of `bytes`, through the buffer as long as they fit in.
    pub(super) fn write(vm: &Vm, this: Obj<Buffered>, bytes: &[u8]) -> PyResult<usize> {
        let raw = this.raw(vm)?;
        let _guard = Buffered::enter(vm, this)?;
        if this.is_closed(vm, raw)? {
            return Err(vm.value_error("write to closed file"));
        }
        if !this.has_read() && !this.has_write() {
            this.pos.set(0);
            this.raw_pos.set(Some(0));
        }
        let (size, pos) = (this.size.get(), this.pos.get());
        if bytes.len() <= size - pos && bytes.len() < size {
            this.memory()[pos..pos + bytes.len()].copy_from_slice(bytes);
            if !this.has_write() || this.write_pos.get() > pos {
                this.write_pos.set(pos);
            }
            this.move_to(pos + bytes.len());
            if this.write_end.get().is_none_or(|end| end < this.pos.get()) {
                this.write_end.set(Some(this.pos.get()));
            }
            return Ok(bytes.len());
        }
        if let Err(raised) = this.flush_writes(vm, raw) {
            if !vm.raised_is(vm.exc().BlockingIOError) {
                return Err(raised);
            }
            return this.keep_back(vm, bytes);
        }
        let offset = this.raw_offset();
        if offset != 0 {
            this.raw_seek(vm, raw, -offset, 1)?;
            this.raw_pos.set(this.raw_pos.get().map(|at| (at as i64 - offset).max(0) as usize));
        }
        let mut written = 0;
        while bytes.len() - written > size {
            match this.raw_write(vm, raw, &bytes[written..])? {
                Some(n) => {
                    written += n;
                    check_signals(vm)?;
                }
                None => {
                    this.memory().copy_from_slice(&bytes[written..written + size]);
                    this.raw_pos.set(Some(0));
                    this.move_to(size);
                    this.write_pos.set(0);
                    this.write_end.set(Some(size));
                    return Err(util::would_block(vm, WOULD_BLOCK, written + size));
                }
            }
        }
        if this.readable.get() {
            this.forget_read();
        }
        let rest = &bytes[written..];
        this.memory()[..rest.len()].copy_from_slice(rest);
        this.write_pos.set(0);
        this.write_end.set(Some(rest.len()));
        this.move_to(rest.len());
        this.raw_pos.set(Some(0));
        Ok(bytes.len())
    }

    /// The raw stream would have to wait: keeps as much as there is room for.
    fn keep_back(&self, vm: &Vm, bytes: &[u8]) -> PyResult<usize> {
        if self.readable.get() {
            self.forget_read();
        }
        let start = self.write_pos.get();
        let end = self.write_end.get().unwrap_or(start);
        self.memory().copy_within(start..end, 0);
        let end = end - start;
        self.raw_pos.set(self.raw_pos.get().map(|at| at.saturating_sub(start)));
        self.pos.set(self.pos.get().saturating_sub(start));
        self.write_pos.set(0);
        let room = (self.size.get() - end).min(bytes.len());
        self.memory()[end..end + room].copy_from_slice(&bytes[..room]);
        self.write_end.set(Some(end + room));
        self.pos.set(self.pos.get() + room);
        vm.take_raised();
        if room == bytes.len() { Ok(room) } else { Err(util::would_block(vm, WOULD_BLOCK, room)) }
    }

    /// `repr()`.
    pub(super) fn repr(vm: &Vm, this: Value) -> PyResult<String> {
        let class = vm.type_of(this).full_name();
        let name = vm.get_attr_opt(this, name!("name"));
        let Some(name) = vm.ignore(vm.exc().ValueError, name)?.flatten() else { return Ok(format!("<{class}>")) };
        match vm.with_repr_guard(this, || vm.repr(name))? {
            Some(name) => Ok(format!("<{class} name={}>", name.to_string_lossy())),
            None => Err(vm.runtime_error(format!("reentrant call inside {class}.__repr__"))),
        }
    }
}
