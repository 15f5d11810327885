//! `BufferedReader`, `BufferedWriter`, `BufferedRandom` and `BufferedRWPair`: the Python side of `buffered`.

use super::base::{self, BufferedIOBase};
use super::buffered::Buffered;
use super::util::{self, Input, Size, bytes_value};
use super::{DEFAULT_BUFFER_SIZE, getattr_bool};
use crate::support::Bytes;
use taipan_interp::name;
use taipan_interp::native::*;

const SIZE: isize = DEFAULT_BUFFER_SIZE as isize;

/// What all three classes have.
pub struct CommonMethods;

impl PyName for CommonMethods {
    const NAME: &'static str = "_BufferedIOMixin";
}

#[pymethods]
impl CommonMethods {
    fn __repr__(this: Obj<Buffered>, vm: &Vm) -> PyResult<String> {
        Buffered::repr(vm, this.value())
    }

    /// Separates the raw stream below and gives it; this stream is unusable then.
    fn detach(this: Obj<Buffered>, vm: &Vm) -> PyResult {
        Buffered::detach(vm, this)
    }

    /// Whether the position can be moved.
    fn seekable(this: Obj<Buffered>, vm: &Vm) -> PyResult {
        vm.call_method_name(this.raw(vm)?, name!("seekable"), &[])
    }

    /// The descriptor of the file below.
    fn fileno(this: Obj<Buffered>, vm: &Vm) -> PyResult {
        vm.call_method_name(this.raw(vm)?, name!("fileno"), &[])
    }

    /// Whether the stream is a terminal.
    fn isatty(this: Obj<Buffered>, vm: &Vm) -> PyResult {
        vm.call_method_name(this.raw(vm)?, name!("isatty"), &[])
    }

    /// Flushes and closes the stream and the raw stream below.
    fn close(this: Obj<Buffered>, vm: &Vm) -> PyResult {
        Buffered::close(vm, this)
    }

    /// The position.
    fn tell(this: Obj<Buffered>, vm: &Vm) -> PyResult<i64> {
        this.tell(vm)
    }

    /// Moves the position to `target`, counted from the start (whence 0), the position (1) or the end (2); gives the new one.
    #[pymethod(sig = "(target, whence=0, /)")]
    fn seek(this: Obj<Buffered>, vm: &Vm, target: Value, whence: i32) -> PyResult<i64> {
        Buffered::seek(vm, this, target, whence)
    }

    /// Cuts the file off at `pos`, the position by default.
    #[pymethod(sig = "(pos=None, /)")]
    fn truncate(this: Obj<Buffered>, vm: &Vm, pos: Option<Value>) -> PyResult {
        Buffered::truncate(vm, this, pos.unwrap_or(Value::NONE))
    }

    /// Lets the raw stream warn that `source` was not closed.
    #[pymethod(sig = "(source, /)")]
    fn _dealloc_warn(this: Obj<Buffered>, vm: &Vm, source: Value) {
        this.warn(vm, source);
    }

    /// Size in memory in bytes.
    fn __sizeof__(this: Obj<Buffered>) -> usize {
        size_of::<Native<Buffered>>() + this.size.get()
    }

    /// Refuses to be pickled.
    fn __getstate__(this: Value, vm: &Vm) -> PyResult {
        Err(util::cannot_pickle(vm, this))
    }

    #[getter]
    fn raw(this: Obj<Buffered>) -> Option<Value> {
        this.raw.get()
    }

    #[getter]
    fn _finalizing(this: Obj<Buffered>) -> bool {
        this.finalizing.get()
    }

    #[setter(name = "_finalizing")]
    fn set_finalizing(this: Obj<Buffered>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        util::set_flag(vm, &this.finalizing, value)
    }

    #[getter]
    fn closed(this: Obj<Buffered>, vm: &Vm) -> PyResult {
        vm.get_attr(this.raw(vm)?, name!("closed"))
    }

    #[getter]
    fn name(this: Obj<Buffered>, vm: &Vm) -> PyResult {
        vm.get_attr(this.raw(vm)?, name!("name"))
    }

    #[getter]
    fn mode(this: Obj<Buffered>, vm: &Vm) -> PyResult {
        vm.get_attr(this.raw(vm)?, name!("mode"))
    }
}

/// What streams have that can be read.
pub struct ReaderMethods;

impl PyName for ReaderMethods {
    const NAME: &'static str = "BufferedReader";
}

#[pymethods]
impl ReaderMethods {
    /// Reads at most `size` bytes, with as many calls of the raw stream as that needs, or everything.
    #[pymethod(sig = "(size=-1, /)")]
    fn read(this: Obj<Buffered>, vm: &Vm, #[default(Size(-1))] size: Size) -> PyResult {
        Buffered::read(vm, this, size.0)
    }

    /// Reads at most `size` bytes with at most one call of the raw stream.
    #[pymethod(sig = "(size=-1, /)")]
    fn read1(this: Obj<Buffered>, vm: &Vm, #[default(-1)] size: isize) -> PyResult {
        Buffered::read1(vm, this, size, bytes_value)
    }

    /// What can be had with at most one call of the raw stream; the position stays. `size` is a hint only.
    #[pymethod(sig = "(size=0, /)")]
    fn peek(this: Obj<Buffered>, vm: &Vm, size: isize) -> PyResult {
        let _ = size;
        Buffered::peek(vm, this)
    }

    /// Reads into a buffer; gives how many bytes.
    #[pymethod(sig = "(buffer, /)")]
    fn readinto(this: Obj<Buffered>, vm: &Vm, buffer: Value) -> PyResult<Option<usize>> {
        let mut target = Bytes::for_method(vm, buffer, "readinto")?;
        Buffered::read_into(vm, this, target.as_mut_slice(), false)
    }

    /// Reads into a buffer with at most one call of the raw stream; gives how many bytes.
    #[pymethod(sig = "(buffer, /)")]
    fn readinto1(this: Obj<Buffered>, vm: &Vm, buffer: Value) -> PyResult<Option<usize>> {
        let mut target = Bytes::for_method(vm, buffer, "readinto1")?;
        Buffered::read_into(vm, this, target.as_mut_slice(), true)
    }

    /// Reads a line, at most `size` bytes of it.
    #[pymethod(sig = "(size=-1, /)")]
    fn readline(this: Obj<Buffered>, vm: &Vm, #[default(Size(-1))] size: Size) -> PyResult {
        Buffered::read_line(vm, this, size.0)
    }

    /// Whether the stream can be read.
    fn readable(this: Obj<Buffered>, vm: &Vm) -> PyResult {
        vm.call_method_name(this.raw(vm)?, name!("readable"), &[])
    }

    fn __next__(this: Obj<Buffered>, vm: &Vm) -> PyResult<Option<Value>> {
        this.raw(vm)?;
        let class = vm.type_of(this.value());
        let line = if class == vm.class::<BufferedReader>() || class == vm.class::<BufferedRandom>() {
            Buffered::read_line(vm, this, -1)?
        } else {
            let line = vm.call_method_name(this.value(), name!("readline"), &[])?;
            if !line.is::<PyBytes>() {
                let found = vm.type_name(line);
                let message = format!("readline() should have returned a bytes object, not '{found}'");
                return Err(vm.raise_msg(vm.exc().OSError, message));
            }
            line
        };
        Ok(line.cast::<PyBytes>().filter(|line| !line.is_empty()).map(|line| line.value()))
    }
}

/// What streams have that can be written.
pub struct WriterMethods;

impl PyName for WriterMethods {
    const NAME: &'static str = "BufferedWriter";
}

#[pymethods]
impl WriterMethods {
    /// Writes bytes, into the buffer first; gives how many.
    #[pymethod(sig = "(buffer, /)")]
    fn write(this: Obj<Buffered>, vm: &Vm, buffer: Value) -> PyResult<usize> {
        let bytes = Input::new(vm, buffer)?;
        Buffered::write(vm, this, bytes.as_slice())
    }

    /// Writes out what is buffered.
    fn flush(this: Obj<Buffered>, vm: &Vm) -> PyResult<()> {
        Buffered::flush(vm, this)
    }

    /// Whether the stream can be written.
    fn writable(this: Obj<Buffered>, vm: &Vm) -> PyResult {
        vm.call_method_name(this.raw(vm)?, name!("writable"), &[])
    }
}

/// A stream of bytes that reads ahead from a raw stream.
#[pyclass(
    name = "BufferedReader",
    module = "_io",
    cell = Native<Buffered>,
    base = BufferedIOBase,
    subclass,
    text_sig = "(raw, buffer_size=DEFAULT_BUFFER_SIZE)",
    parts(ReaderMethods, CommonMethods)
)]
pub struct BufferedReader;

#[pymethods]
impl BufferedReader {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Buffered>> {
        let _ = args;
        vm.new_native(cls, Buffered::empty())
    }

    #[pyslot(sig = "(raw, buffer_size=DEFAULT_BUFFER_SIZE)")]
    fn __init__(this: Obj<Buffered>, vm: &Vm, raw: Value, #[default(SIZE)] buffer_size: isize) -> PyResult<()> {
        base::check_readable(vm, raw)?;
        Buffered::init(vm, this, raw, buffer_size, true, false)
    }

    /// Flushes the raw stream.
    fn flush(this: Obj<Buffered>, vm: &Vm) -> PyResult {
        vm.call_method_name(this.raw(vm)?, name!("flush"), &[])
    }
}

/// A stream of bytes that collects what is written before it goes to a raw stream.
#[pyclass(
    name = "BufferedWriter",
    module = "_io",
    cell = Native<Buffered>,
    base = BufferedIOBase,
    subclass,
    text_sig = "(raw, buffer_size=DEFAULT_BUFFER_SIZE)",
    parts(WriterMethods, CommonMethods)
)]
pub struct BufferedWriter;

#[pymethods]
impl BufferedWriter {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Buffered>> {
        let _ = args;
        vm.new_native(cls, Buffered::empty())
    }

    #[pyslot(sig = "(raw, buffer_size=DEFAULT_BUFFER_SIZE)")]
    fn __init__(this: Obj<Buffered>, vm: &Vm, raw: Value, #[default(SIZE)] buffer_size: isize) -> PyResult<()> {
        base::check_writable(vm, raw)?;
        Buffered::init(vm, this, raw, buffer_size, false, true)
    }
}

/// A stream of bytes over a raw stream that can be read, written and moved in.
#[pyclass(
    name = "BufferedRandom",
    module = "_io",
    cell = Native<Buffered>,
    base = BufferedIOBase,
    subclass,
    text_sig = "(raw, buffer_size=DEFAULT_BUFFER_SIZE)",
    parts(ReaderMethods, WriterMethods, CommonMethods)
)]
pub struct BufferedRandom;

#[pymethods]
impl BufferedRandom {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Buffered>> {
        let _ = args;
        vm.new_native(cls, Buffered::empty())
    }

    #[pyslot(sig = "(raw, buffer_size=DEFAULT_BUFFER_SIZE)")]
    fn __init__(this: Obj<Buffered>, vm: &Vm, raw: Value, #[default(SIZE)] buffer_size: isize) -> PyResult<()> {
        base::check_seekable(vm, raw)?;
        base::check_readable(vm, raw)?;
        base::check_writable(vm, raw)?;
        Buffered::init(vm, this, raw, buffer_size, true, true)
    }
}

/// A reader and a writer over two raw streams that cannot be moved in, as the ends of a pipe or a socket.
#[pyclass(
    name = "BufferedRWPair",
    module = "_io",
    base = BufferedIOBase,
    subclass,
    text_sig = "(reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)"
)]
pub struct BufferedRWPair {
    reader: Field<Option<Value>>,
    writer: Field<Option<Value>>,
}

impl BufferedRWPair {
    fn half(&self, vm: &Vm, half: Option<Value>) -> PyResult {
        half.ok_or_else(|| vm.value_error("I/O operation on uninitialized object"))
    }

    fn of_reader(&self, vm: &Vm, method: Gc<PyStr>, args: &[Value]) -> PyResult {
        vm.call_method_name(self.half(vm, self.reader.get())?, method, args)
    }

    fn of_writer(&self, vm: &Vm, method: Gc<PyStr>, args: &[Value]) -> PyResult {
        vm.call_method_name(self.half(vm, self.writer.get())?, method, args)
    }
}

#[pymethods]
impl BufferedRWPair {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<BufferedRWPair>> {
        let _ = args;
        vm.new_native(cls, BufferedRWPair { reader: Field::new(None), writer: Field::new(None) })
    }

    #[pyslot(sig = "(reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)")]
    fn __init__(
        this: Obj<BufferedRWPair>,
        vm: &Vm,
        reader: Value,
        writer: Value,
        #[default(SIZE)] buffer_size: isize,
    ) -> PyResult<()> {
        base::check_readable(vm, reader)?;
        base::check_writable(vm, writer)?;
        let size = Value::int(buffer_size as i64);
        let reader = vm.call(vm.class::<BufferedReader>().value(), &[reader, size])?;
        let writer = vm.call(vm.class::<BufferedWriter>().value(), &[writer, size])?;
        this.reader.set_in(this.header(), Some(reader));
        this.writer.set_in(this.header(), Some(writer));
        Ok(())
    }

    /// Reads from the reader.
    #[pymethod(sig = "(*args)", no_text_signature)]
    fn read(&self, vm: &Vm, args: &[Value]) -> PyResult {
        self.of_reader(vm, name!("read"), args)
    }

    /// Looks ahead in the reader.
    #[pymethod(sig = "(*args)", no_text_signature)]
    fn peek(&self, vm: &Vm, args: &[Value]) -> PyResult {
        self.of_reader(vm, name!("peek"), args)
    }

    /// Reads from the reader with at most one call of its raw stream.
    #[pymethod(sig = "(*args)", no_text_signature)]
    fn read1(&self, vm: &Vm, args: &[Value]) -> PyResult {
        self.of_reader(vm, name!("read1"), args)
    }

    /// Reads from the reader into a buffer.
    #[pymethod(sig = "(*args)", no_text_signature)]
    fn readinto(&self, vm: &Vm, args: &[Value]) -> PyResult {
        self.of_reader(vm, name!("readinto"), args)
    }

    /// Reads from the reader into a buffer with at most one call of its raw stream.
    #[pymethod(sig = "(*args)", no_text_signature)]
    fn readinto1(&self, vm: &Vm, args: &[Value]) -> PyResult {
        self.of_reader(vm, name!("readinto1"), args)
    }

    /// Writes to the writer.
    #[pymethod(sig = "(*args)", no_text_signature)]
    fn write(&self, vm: &Vm, args: &[Value]) -> PyResult {
        self.of_writer(vm, name!("write"), args)
    }

    /// Flushes the writer.
    fn flush(&self, vm: &Vm) -> PyResult {
        self.of_writer(vm, name!("flush"), &[])
    }

    /// Whether the reader can be read.
    fn readable(&self, vm: &Vm) -> PyResult {
        self.of_reader(vm, name!("readable"), &[])
    }

    /// Whether the writer can be written.
    fn writable(&self, vm: &Vm) -> PyResult {
        self.of_writer(vm, name!("writable"), &[])
    }

    /// Closes the writer, then the reader.
    fn close(&self, vm: &Vm) -> PyResult {
        let first = self.of_writer(vm, name!("close"), &[]);
        let error = if first.is_err() { vm.take_raised() } else { None };
        let second = self.of_reader(vm, name!("close"), &[]);
        match error {
            Some(error) => Err(util::chain(vm, error, second.map(drop))),
            None => second,
        }
    }

    /// Whether one of the streams is a terminal.
    fn isatty(&self, vm: &Vm) -> PyResult {
        let answer = self.of_writer(vm, name!("isatty"), &[])?;
        if answer == Value::FALSE { self.of_reader(vm, name!("isatty"), &[]) } else { Ok(answer) }
    }

    #[getter]
    fn closed(&self, vm: &Vm) -> PyResult<bool> {
        match self.writer.get() {
            Some(writer) => getattr_bool(vm, writer, name!("closed")),
            None => Err(vm.runtime_error("the BufferedRWPair object is being garbage-collected")),
        }
    }
}
