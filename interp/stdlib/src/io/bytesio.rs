//! `BytesIO`: a stream over bytes in memory.
//!
//! The contents are either a bytes object, shared with whoever gave or got it, or a vector of our own: the first change after
//! `getvalue()` copies. While buffers of `getbuffer()` are out the size is fixed.

use super::base::BufferedIOBase;
use super::util::{self, Closed, Input, Size, bytes_value};
use crate::support::Bytes;
use std::cell::{Cell, UnsafeCell};
use std::rc::Rc;
use taipan_interp::builtins::memoryview;
use taipan_interp::native::*;

/// A stream of bytes in memory.
#[pyclass(name = "BytesIO", module = "_io", base = BufferedIOBase, subclass, text_sig = "(initial_bytes=b'')")]
pub struct BytesIO {
    /// The contents, if they are shared.
    shared: Field<Option<Gc<PyBytes>>>,
    /// Else the contents.
    #[no_trace]
    own: UnsafeCell<Vec<u8>>,
    #[no_trace]
    pos: Cell<usize>,
    #[no_trace]
    closed: Cell<bool>,
    /// How many buffers are out.
    #[no_trace]
    exports: Rc<Cell<usize>>,
}

impl BytesIO {
    fn new() -> BytesIO {
        BytesIO {
            shared: Field::new(None),
            own: UnsafeCell::new(Vec::new()),
            pos: Cell::new(0),
            closed: Cell::new(false),
            exports: Rc::default(),
        }
    }

    /// The contents. Not to be held across anything that may run Python code.
    fn contents(&self) -> &[u8] {
        match self.shared.get() {
            // SAFETY: bytes objects are immutable, and this stream keeps it alive while it is `shared`.
            Some(bytes) => unsafe { &*(bytes.as_slice() as *const [u8]) },
            // SAFETY: short borrows under the global lock (see above).
            None => unsafe { &*self.own.get() },
        }
    }

    /// The contents, to be changed; `f` must not run Python code.
    fn with_mut<R>(&self, vm: &Vm, f: impl FnOnce(&mut Vec<u8>) -> R) -> PyResult<R> {
        // SAFETY: as above.
        let own = unsafe { &mut *self.own.get() };
        if let Some(bytes) = self.shared.get() {
            own.clear();
            util::reserve(vm, own, bytes.len())?;
            own.extend_from_slice(bytes.as_slice());
            self.shared.set(None);
        }
        Ok(f(own))
    }

    fn check_open(&self, vm: &Vm) -> PyResult<()> {
        if self.closed.get() { Err(vm.value_error(Closed::BASE)) } else { Ok(()) }
    }

    fn check_exports(&self, vm: &Vm) -> PyResult<()> {
        if self.exports.get() > 0 {
            // The views may be dead already.
            vm.collect(taipan_gc::Collection::Major);
        }
        if self.exports.get() > 0 {
            return Err(vm.buffer_error("Existing exports of data: object cannot be re-sized"));
        }
        Ok(())
    }

    /// What is left from the position on.
    fn rest(&self) -> &[u8] {
        self.contents().get(self.pos.get()..).unwrap_or(&[])
    }

    fn take(&self, n: usize) -> PyResult {
        if self.pos.get() == 0
            && let Some(bytes) = self.shared.get()
            && n >= bytes.len()
            && bytes.value().shape() == taipan_object::shape::BYTES
        {
            self.pos.set(bytes.len());
            return Ok(bytes.value());
        }
        let bytes = bytes_value(&self.rest()[..n])?;
        self.pos.set(self.pos.get() + n);
        Ok(bytes)
    }

    fn line_length(&self, limit: isize) -> usize {
        let rest = self.rest();
        let rest = usize::try_from(limit).map_or(rest, |limit| &rest[..limit.min(rest.len())]);
        memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1)
    }

    fn put(&self, vm: &Vm, bytes: &[u8]) -> PyResult<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let pos = self.pos.get();
        let end = pos.checked_add(bytes.len()).filter(|&end| end <= isize::MAX as usize);
        let Some(end) = end else { return Err(vm.overflow_error("new buffer size too large")) };
        self.with_mut(vm, |own| -> PyResult<()> {
            let len = own.len();
            if end > len {
                util::reserve(vm, own, end - len)?;
                if pos > len {
                    own.resize(pos, 0);
                }
            }
            let overlap = own.len().min(end) - pos;
            own[pos..pos + overlap].copy_from_slice(&bytes[..overlap]);
            own.extend_from_slice(&bytes[overlap..]);
            Ok(())
        })??;
        self.pos.set(end);
        Ok(())
    }

    fn write_value(&self, vm: &Vm, value: Value) -> PyResult<usize> {
        self.check_open(vm)?;
        self.check_exports(vm)?;
        let input = Input::new(vm, value)?;
        // Getting the buffer may have run Python code.
        self.check_open(vm)?;
        self.check_exports(vm)?;
        match input {
            Input::Bytes(bytes) => self.put(vm, bytes.as_slice())?,
            // A copy, as the buffer may be one of this stream's own memory.
            Input::Other(ref other) => self.put(vm, other.as_slice())?,
        }
        Ok(input.as_slice().len())
    }

    fn init_from(&self, vm: &Vm, initial: Value) -> PyResult<()> {
        if let Some(bytes) = initial.cast::<PyBytes>() {
            self.shared.set(Some(bytes));
            return Ok(());
        }
        self.write_value(vm, initial)?;
        self.pos.set(0);
        Ok(())
    }
}

#[pymethods]
impl BytesIO {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<BytesIO>> {
        let _ = args;
        vm.new_native(cls, BytesIO::new())
    }

    #[pyslot(sig = "(initial_bytes=b'')")]
    fn __init__(this: Obj<BytesIO>, vm: &Vm, initial_bytes: Option<Value>) -> PyResult<()> {
        this.check_exports(vm)?;
        this.closed.set(false);
        this.shared.set(None);
        this.with_mut(vm, Vec::clear)?;
        this.pos.set(0);
        match initial_bytes.filter(|initial| !initial.is_none()) {
            Some(initial) => this.init_from(vm, initial),
            None => Ok(()),
        }
    }

    /// Whether the stream is closed.
    #[getter]
    fn closed(&self) -> bool {
        self.closed.get()
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

    /// Does nothing.
    fn flush(&self, vm: &Vm) -> PyResult<()> {
        self.check_open(vm)
    }

    /// False.
    fn isatty(&self, vm: &Vm) -> PyResult<bool> {
        self.check_open(vm).map(|()| false)
    }

    /// A view of the contents, through which they can be changed.
    fn getbuffer(this: Obj<BytesIO>, vm: &Vm) -> PyResult {
        this.check_open(vm)?;
        let counter = this.exports.clone();
        let source = vm.new_object(BytesIOBuffer { source: Field::new(this), counter, out: Cell::new(0) })?;
        Ok(memoryview::from_object(vm, source.value(), 0)?.value())
    }

    /// The contents, wherever the position is.
    fn getvalue(this: Obj<BytesIO>, vm: &Vm) -> PyResult {
        this.check_open(vm)?;
        if let Some(bytes) = this.shared.get()
            && bytes.value().shape() == taipan_object::shape::BYTES
        {
            return Ok(bytes.value());
        }
        let bytes = PyBytes::try_new(this.contents(), taipan_object::shape::BYTES, 0)?;
        if this.exports.get() == 0 {
            this.shared.set_in(this.header(), Some(bytes));
            // SAFETY: a short borrow; the contents are in `shared` now.
            unsafe { *this.own.get() = Vec::new() };
        }
        Ok(bytes.value())
    }

    /// The position.
    fn tell(&self, vm: &Vm) -> PyResult<usize> {
        self.check_open(vm)?;
        Ok(self.pos.get())
    }

    /// Reads at most `size` bytes, or everything.
    #[pymethod(sig = "(size=-1, /)")]
    fn read(&self, vm: &Vm, #[default(Size(-1))] size: Size) -> PyResult {
        self.check_open(vm)?;
        let left = self.rest().len();
        self.take(usize::try_from(size.0).map_or(left, |size| size.min(left)))
    }

    /// Reads at most `size` bytes, or everything.
    #[pymethod(sig = "(size=-1, /)")]
    fn read1(&self, vm: &Vm, #[default(Size(-1))] size: Size) -> PyResult {
        self.read(vm, size)
    }

    /// Reads a line, at most `size` bytes of it.
    #[pymethod(sig = "(size=-1, /)")]
    fn readline(&self, vm: &Vm, #[default(Size(-1))] size: Size) -> PyResult {
        self.check_open(vm)?;
        self.take(self.line_length(size.0))
    }

    /// A list of the lines; with `size`, as many as are needed to reach that many bytes.
    #[pymethod(sig = "(size=None, /)")]
    fn readlines(&self, vm: &Vm, #[default(Size(-1))] size: Size) -> PyResult<Gc<PyList>> {
        self.check_open(vm)?;
        let list = vm.new_list(&[]);
        let mut total = 0isize;
        loop {
            let n = self.line_length(-1);
            if n == 0 {
                return Ok(list);
            }
            list.items.push(self.take(n)?);
            total += n as isize;
            if size.0 > 0 && total >= size.0 {
                return Ok(list);
            }
        }
    }

    /// Reads into a buffer; gives how many bytes.
    #[pymethod(sig = "(buffer, /)")]
    fn readinto(&self, vm: &Vm, buffer: Value) -> PyResult<usize> {
        let mut target = Bytes::for_method(vm, buffer, "readinto")?;
        self.check_open(vm)?;
        let rest = self.rest();
        let n = target.as_slice().len().min(rest.len());
        // SAFETY: both are at least n bytes long; the target may overlap this stream's memory (a view of it).
        unsafe { std::ptr::copy(rest.as_ptr(), target.as_mut_slice().as_mut_ptr(), n) };
        self.pos.set(self.pos.get() + n);
        Ok(n)
    }

    /// Cuts the contents off at `size`, the position by default; gives the new size. The position stays.
    #[pymethod(sig = "(size=None, /)")]
    fn truncate(&self, vm: &Vm, size: Option<Value>) -> PyResult<usize> {
        self.check_open(vm)?;
        self.check_exports(vm)?;
        let size = match size.filter(|size| !size.is_none()) {
            Some(size) => Size::from_value(vm, size)?.0,
            None => self.pos.get() as isize,
        };
        // The conversion may have closed the stream.
        self.check_open(vm)?;
        let Ok(size) = usize::try_from(size) else {
            return Err(vm.value_error(format!("negative size value {size}")));
        };
        if size < self.contents().len() {
            self.check_exports(vm)?;
            self.with_mut(vm, |own| own.truncate(size))?;
        }
        Ok(size)
    }

    fn __iter__(this: Obj<BytesIO>, vm: &Vm) -> PyResult<Obj<BytesIO>> {
        this.check_open(vm)?;
        Ok(this)
    }

    fn __next__(this: Obj<BytesIO>, vm: &Vm) -> PyResult<Option<Value>> {
        this.check_open(vm)?;
        match this.line_length(-1) {
            0 => Ok(None),
            n => this.take(n).map(Some),
        }
    }

    /// Moves the position to `pos`, counted from the start (whence 0), the position (1) or the end (2); gives the new one.
    #[pymethod(sig = "(pos, whence=0, /)")]
    fn seek(&self, vm: &Vm, pos: isize, whence: i32) -> PyResult<usize> {
        self.check_open(vm)?;
        let base = match whence {
            0 if pos < 0 => return Err(vm.value_error(format!("negative seek value {pos}"))),
            0 => 0,
            1 => self.pos.get(),
            2 => self.contents().len(),
            _ => {
                return Err(vm.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)")));
            }
        };
        let Some(at) = (base as isize).checked_add(pos) else {
            return Err(vm.overflow_error("new position too large"));
        };
        let at = at.max(0) as usize;
        self.pos.set(at);
        Ok(at)
    }

    /// Writes bytes; gives how many.
    #[pymethod(sig = "(b, /)")]
    fn write(&self, vm: &Vm, b: Value) -> PyResult<usize> {
        self.write_value(vm, b)
    }

    /// Writes each item of an iterable.
    #[pymethod(sig = "(lines, /)")]
    fn writelines(this: Obj<BytesIO>, vm: &Vm, lines: Value) -> PyResult<()> {
        this.check_open(vm)?;
        vm.for_each(lines, |line| this.write_value(vm, line).map(drop))
    }

    /// Closes the stream and lets go of the contents.
    fn close(&self, vm: &Vm) -> PyResult<()> {
        self.check_exports(vm)?;
        self.closed.set(true);
        self.shared.set(None);
        // SAFETY: a short borrow.
        unsafe { *self.own.get() = Vec::new() };
        Ok(())
    }

    /// For pickling: contents, position, attributes.
    fn __getstate__(this: Obj<BytesIO>, vm: &Vm) -> PyResult<Gc<PyTuple>> {
        let contents = BytesIO::getvalue(this, vm)?;
        let dict = super::dict_copy(vm, this.value())?;
        Ok(PyTuple::new(&[contents, Value::int(this.pos.get() as i64), dict]))
    }

    /// For unpickling.
    #[pymethod(sig = "(object, /)")]
    fn __setstate__(this: Obj<BytesIO>, vm: &Vm, object: Value) -> PyResult<()> {
        let class = vm.type_name(this.value());
        let Some(state) = object.cast::<PyTuple>().filter(|state| state.len() >= 3) else {
            let found = vm.type_name(object);
            return Err(vm.type_error(format!("{class}.__setstate__ argument should be 3-tuple, got {found}")));
        };
        this.check_open(vm)?;
        this.check_exports(vm)?;
        let state = state.as_slice();
        this.shared.set(None);
        this.with_mut(vm, Vec::clear)?;
        this.pos.set(0);
        this.init_from(vm, state[0])?;
        if state[1].as_int().is_none() {
            let found = vm.type_name(state[1]);
            return Err(vm.type_error(format!("second item of state must be an integer, not {found}")));
        }
        let Ok(pos) = usize::try_from(vm.to_isize(state[1])?) else {
            return Err(vm.value_error("position value cannot be negative"));
        };
        this.pos.set(pos);
        super::dict_update(vm, this.value(), state[2], "third")
    }

    /// Size in memory in bytes.
    fn __sizeof__(this: Obj<BytesIO>) -> usize {
        let contents = match this.shared.get() {
            Some(bytes) => bytes.len() + 33,
            None => this.contents().len(),
        };
        size_of::<Native<BytesIO>>() + contents
    }
}

/// What views of a BytesIO's contents belong to.
#[pyclass(name = "_BytesIOBuffer", module = "_io", no_new)]
pub struct BytesIOBuffer {
    source: Field<Obj<BytesIO>>,
    /// The stream's count of buffers that are out.
    #[no_trace]
    counter: Rc<Cell<usize>>,
    /// How many of them were handed out by this object.
    #[no_trace]
    out: Cell<usize>,
}

#[pymethods]
impl BytesIOBuffer {
    fn __buffer__(this: Obj<BytesIOBuffer>, vm: &Vm, flags: i32) -> PyResult<Buffer> {
        let _ = flags;
        let source = this.source.get();
        let (ptr, len) = source.with_mut(vm, |own| (own.as_mut_ptr(), own.len()))?;
        this.counter.set(this.counter.get() + 1);
        this.out.set(this.out.get() + 1);
        Ok(Buffer::bytes(this.value(), ptr, len, false))
    }

    fn __release_buffer__(this: Obj<BytesIOBuffer>) {
        if this.out.get() > 0 {
            this.out.set(this.out.get() - 1);
            this.counter.set(this.counter.get().saturating_sub(1));
        }
    }
}

impl Drop for BytesIOBuffer {
    fn drop(&mut self) {
        // Views that died without being released.
        self.counter.set(self.counter.get().saturating_sub(self.out.get()));
    }
}
