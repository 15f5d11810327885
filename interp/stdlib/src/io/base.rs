//! The abstract classes `_IOBase`, `_RawIOBase`, `_BufferedIOBase`, `_TextIOBase`: what streams share when they define only a few
//! methods of their own. They have no payload, so that Python classes can mix them in freely; that one is closed is an
//! attribute of the instance.

use super::util::{self, Closed, Size, unsupported};
use super::{DEFAULT_BUFFER_SIZE, getattr_bool};
use crate::support::Bytes;
use taipan_interp::builtins::prelude::PyInstance;
use taipan_interp::native::*;
use taipan_interp::{instance, name};

/// The attribute that tells that `_IOBase.close` was called.
fn base_closed(vm: &Vm, this: Value) -> PyResult<bool> {
    let name = name!("__IOBase_closed");
    if instance::get(this, name).is_some() {
        return Ok(true);
    }
    Ok(vm.get_attr_opt(this, name)?.is_some())
}

/// ValueError if the attribute `closed` is true.
pub fn check_closed(vm: &Vm, this: Value) -> PyResult<()> {
    if getattr_bool(vm, this, name!("closed"))? { Err(vm.value_error(Closed::BASE)) } else { Ok(()) }
}

fn check_ability(vm: &Vm, this: Value, method: Gc<PyStr>, message: &str) -> PyResult<Value> {
    let able = vm.call_method_name(this, method, &[])?;
    if able == Value::TRUE { Ok(Value::TRUE) } else { Err(unsupported(vm, message)) }
}

/// `_IOBase.close`: flushes and notes that the stream is closed.
pub fn close(vm: &Vm, this: Value) -> PyResult<()> {
    if base_closed(vm, this)? {
        return Ok(());
    }
    let flushed = vm.call_method_name(this, name!("flush"), &[]);
    let pending = if flushed.is_err() { vm.take_raised() } else { None };
    let noted = vm.set_attr(this, name!("__IOBase_closed"), Some(Value::TRUE));
    match pending {
        None => noted,
        Some(error) => Err(util::chain(vm, error, noted)),
    }
}

/// What runs when a stream dies: closes it.
pub fn finalize(vm: &Vm, this: Value) {
    let pending = vm.take_raised();
    let closed = match getattr_bool(vm, this, name!("closed")) {
        Ok(closed) => closed,
        Err(Raised) => {
            vm.take_raised();
            // The object was perhaps never initialized: there is nothing to close then.
            true
        }
    };
    if !closed {
        // Streams that own a resource warn if they see this mark in close().
        if vm.set_attr(this, name!("_finalizing"), Some(Value::TRUE)).is_err() {
            vm.take_raised();
        }
        if vm.call_method_name(this, name!("close"), &[]).is_err() {
            vm.write_unraisable(Some(this), "Exception ignored while finalizing file");
        }
    }
    vm.thread().pending.set(pending);
}

/// Reads a line by means of `peek` and `read`.
fn read_line(vm: &Vm, this: Value, limit: isize) -> PyResult<Vec<u8>> {
    let peek = vm.get_attr_opt(this, name!("peek"))?;
    let mut line: Vec<u8> = Vec::new();
    while limit < 0 || (line.len() as isize) < limit {
        let mut wanted = 1;
        if let Some(peek) = peek {
            let Some(ahead) = util::retry_interrupted(vm, || vm.call(peek, &[Value::small(1)]))?.0 else { continue };
            let Some(ahead) = ahead.cast::<PyBytes>() else {
                let found = vm.type_name(ahead);
                return Err(vm.raise_msg(
                    vm.exc().OSError,
                    format!("peek() should have returned a bytes object, not '{found}'"),
                ));
            };
            let ahead = ahead.as_slice();
            if !ahead.is_empty() {
                let most = if limit >= 0 { ahead.len().min(limit as usize - line.len()) } else { ahead.len() };
                wanted = memchr::memchr(b'\n', &ahead[..most]).map_or(most, |at| at + 1);
            }
        }
        let read = || vm.call_method_name(this, name!("read"), &[Value::int(wanted as i64)]);
        let Some(bytes) = util::retry_interrupted(vm, read)?.0 else { continue };
        let Some(bytes) = bytes.cast::<PyBytes>() else {
            let found = vm.type_name(bytes);
            return Err(
                vm.raise_msg(vm.exc().OSError, format!("read() should have returned a bytes object, not '{found}'"))
            );
        };
        if bytes.is_empty() {
            break;
        }
        line.extend_from_slice(bytes.as_slice());
        if line.last() == Some(&b'\n') {
            break;
        }
    }
    Ok(line)
}

/// The base of all streams. Its methods do as much as they can on top of those of subclasses, and refuse what would need a file.
#[pyclass(name = "_IOBase", module = "_io", cell = PyInstance, subclass, dict, weakref)]
pub struct IOBase;

#[pymethods]
impl IOBase {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let plain = cls.lookup(name!("__init__")) == vm.types().object.lookup(name!("__init__"));
        if plain && (!args.pos.is_empty() || args.has_kwargs()) {
            return Err(vm.type_error(format!("{}() takes no arguments", cls.full_name())));
        }
        Ok(vm.new_instance(cls)?.value())
    }

    fn __del__(this: Value, vm: &Vm) {
        finalize(vm, this);
    }

    /// Moves the position to `offset`, counted from the start (whence 0), the position (1) or the end (2); gives the new one.
    #[pymethod(sig = "(offset, whence=os.SEEK_SET, /)")]
    fn seek(_this: Value, vm: &Vm, offset: Value, #[default(Value::small(0))] whence: Value) -> PyResult {
        let _ = (offset, whence);
        Err(unsupported(vm, "seek"))
    }

    /// The position.
    fn tell(this: Value, vm: &Vm) -> PyResult {
        vm.call_method_name(this, name!("seek"), &[Value::small(0), Value::small(1)])
    }

    /// Cuts the file off at `size`, the position by default; gives the new size.
    #[pymethod(sig = "(size=None, /)")]
    fn truncate(_this: Value, vm: &Vm, size: Option<Value>) -> PyResult {
        let _ = size;
        Err(unsupported(vm, "truncate"))
    }

    /// Writes out what is buffered.
    fn flush(this: Value, vm: &Vm) -> PyResult<()> {
        if base_closed(vm, this)? { Err(vm.value_error(Closed::BASE)) } else { Ok(()) }
    }

    /// Flushes and closes the stream; does nothing the second time.
    fn close(this: Value, vm: &Vm) -> PyResult<()> {
        close(vm, this)
    }

    /// Whether the position can be moved.
    fn seekable(_this: Value) -> bool {
        false
    }

    /// Whether the stream can be read.
    fn readable(_this: Value) -> bool {
        false
    }

    /// Whether the stream can be written.
    fn writable(_this: Value) -> bool {
        false
    }

    /// UnsupportedOperation if the position cannot be moved.
    #[pymethod(name = "_checkSeekable", sig = "()")]
    fn checks_seekable(this: Value, vm: &Vm) -> PyResult {
        check_seekable(vm, this)
    }

    /// UnsupportedOperation if the stream cannot be read.
    #[pymethod(name = "_checkReadable", sig = "()")]
    fn checks_readable(this: Value, vm: &Vm) -> PyResult {
        check_readable(vm, this)
    }

    /// UnsupportedOperation if the stream cannot be written.
    #[pymethod(name = "_checkWritable", sig = "()")]
    fn checks_writable(this: Value, vm: &Vm) -> PyResult {
        check_writable(vm, this)
    }

    /// ValueError if the stream is closed.
    #[pymethod(name = "_checkClosed", sig = "()")]
    fn checks_closed(this: Value, vm: &Vm) -> PyResult<()> {
        check_closed(vm, this)
    }

    /// The descriptor of the file below, if there is one.
    fn fileno(_this: Value, vm: &Vm) -> PyResult {
        Err(unsupported(vm, "fileno"))
    }

    /// Whether the stream is a terminal.
    fn isatty(this: Value, vm: &Vm) -> PyResult<bool> {
        check_closed(vm, this)?;
        Ok(false)
    }

    /// Reads a line, at most `size` bytes of it.
    #[pymethod(sig = "(size=-1, /)")]
    fn readline(this: Value, vm: &Vm, #[default(Size(-1))] size: Size) -> PyResult {
        Ok(PyBytes::new(&read_line(vm, this, size.0)?).value())
    }

    /// A list of the lines; with `hint`, as many as are needed to pass that size.
    #[pymethod(sig = "(hint=-1, /)")]
    fn readlines(this: Value, vm: &Vm, #[default(Size(-1))] hint: Size) -> PyResult<Gc<PyList>> {
        if hint.0 <= 0 {
            let list = vm.new_list(&[]);
            vm.for_each(this, |line| {
                list.items.push(line);
                Ok(())
            })?;
            return Ok(list);
        }
        let list = vm.new_list(&[]);
        let mut size = 0usize;
        vm.for_each_until(this, |line| {
            list.items.push(line);
            size += vm.len(line)?;
            Ok(size as isize > hint.0)
        })?;
        Ok(list)
    }

    /// Writes each item of an iterable; adds no line ends.
    #[pymethod(sig = "(lines, /)")]
    fn writelines(this: Value, vm: &Vm, lines: Value) -> PyResult<()> {
        check_closed(vm, this)?;
        vm.for_each(lines, |line| {
            let write = || vm.call_method_name(this, name!("write"), &[line]);
            while util::retry_interrupted(vm, write)?.0.is_none() {}
            Ok(())
        })
    }

    #[getter]
    fn closed(this: Value, vm: &Vm) -> PyResult<bool> {
        base_closed(vm, this)
    }

    fn __iter__(this: Value, vm: &Vm) -> PyResult {
        check_closed(vm, this)?;
        Ok(this)
    }

    fn __next__(this: Value, vm: &Vm) -> PyResult<Option<Value>> {
        let line = vm.call_method_name(this, name!("readline"), &[])?;
        Ok(if line.is_none() || vm.len(line)? == 0 { None } else { Some(line) })
    }

    /// Opens a `with` block: the stream itself.
    fn __enter__(this: Value, vm: &Vm) -> PyResult {
        check_closed(vm, this)?;
        Ok(this)
    }

    /// Closes the stream.
    #[pymethod(sig = "(*args)", no_text_signature)]
    fn __exit__(this: Value, vm: &Vm, args: &[Value]) -> PyResult {
        let _ = args;
        vm.call_method_name(this, name!("close"), &[])
    }
}

/// UnsupportedOperation if the position of a stream cannot be moved.
pub fn check_seekable(vm: &Vm, this: Value) -> PyResult {
    check_ability(vm, this, name!("seekable"), "File or stream is not seekable.")
}

/// UnsupportedOperation if a stream cannot be read.
pub fn check_readable(vm: &Vm, this: Value) -> PyResult {
    check_ability(vm, this, name!("readable"), "File or stream is not readable.")
}

/// UnsupportedOperation if a stream cannot be written.
pub fn check_writable(vm: &Vm, this: Value) -> PyResult {
    check_ability(vm, this, name!("writable"), "File or stream is not writable.")
}

/// The base of streams without a buffer: subclasses define `readinto` and `write`.
#[pyclass(name = "_RawIOBase", module = "_io", cell = PyInstance, base = IOBase, subclass)]
pub struct RawIOBase;

#[pymethods]
impl RawIOBase {
    /// Reads at most `size` bytes in one go, or everything; None if nothing is there without waiting.
    #[pymethod(sig = "(size=-1, /)")]
    fn read(this: Value, vm: &Vm, #[default(-1)] size: isize) -> PyResult {
        let Ok(size) = usize::try_from(size) else { return vm.call_method_name(this, name!("readall"), &[]) };
        let array = PyByteArray::new(util::zeros(vm, size)?);
        let n = vm.call_method_name(this, name!("readinto"), &[array.value()])?;
        if n.is_none() {
            return Ok(n);
        }
        let n = vm.to_isize(n)?;
        match usize::try_from(n).ok().and_then(|n| array.as_slice().get(..n)) {
            Some(bytes) if n as usize <= size => Ok(PyBytes::new(bytes).value()),
            _ => Err(vm.value_error(format!("readinto returned {n} outside buffer size {size}"))),
        }
    }

    /// Reads everything up to the end.
    fn readall(this: Value, vm: &Vm) -> PyResult {
        let mut all: Vec<u8> = Vec::new();
        let mut any = false;
        loop {
            let read = || vm.call_method_name(this, name!("read"), &[Value::int(DEFAULT_BUFFER_SIZE as i64)]);
            let Some(data) = util::retry_interrupted(vm, read)?.0 else { continue };
            if data.is_none() {
                if any {
                    break;
                }
                return Ok(data);
            }
            let Some(bytes) = data.cast::<PyBytes>() else { return Err(vm.type_error("read() should return bytes")) };
            if bytes.is_empty() {
                break;
            }
            any = true;
            all.extend_from_slice(bytes.as_slice());
        }
        Ok(PyBytes::try_new(&all, taipan_object::shape::BYTES, 0)?.value())
    }

    /// Reads into a buffer; gives how many bytes, None if nothing is there without waiting.
    #[pymethod(sig = "(*args)", no_text_signature)]
    fn readinto(_this: Value, vm: &Vm, args: &[Value]) -> PyResult {
        let _ = args;
        Err(vm.not_implemented_error(""))
    }

    /// Writes bytes; gives how many were written, None if none could be without waiting.
    #[pymethod(sig = "(*args)", no_text_signature)]
    fn write(_this: Value, vm: &Vm, args: &[Value]) -> PyResult {
        let _ = args;
        Err(vm.not_implemented_error(""))
    }
}

/// `readinto` and `readinto1` by way of `read` and `read1`.
fn read_into_by(vm: &Vm, this: Value, buffer: Value, method: Gc<PyStr>) -> PyResult<usize> {
    let mut target = Bytes::for_method(vm, buffer, "readinto")?;
    let size = target.as_slice().len();
    let data = vm.call_method_name(this, method, &[Value::int(size as i64)])?;
    let Some(data) = data.cast::<PyBytes>() else { return Err(vm.type_error("read() should return bytes")) };
    let n = data.len();
    if n > size {
        return Err(vm.value_error(format!("read() returned too much data: {size} bytes requested, {n} returned")));
    }
    target.as_mut_slice()[..n].copy_from_slice(data.as_slice());
    Ok(n)
}

/// The base of streams of bytes with a buffer.
#[pyclass(name = "_BufferedIOBase", module = "_io", cell = PyInstance, base = IOBase, subclass)]
pub struct BufferedIOBase;

#[pymethods]
impl BufferedIOBase {
    /// Separates the raw stream below and gives it; this stream is unusable then.
    fn detach(_this: Value, vm: &Vm) -> PyResult {
        Err(unsupported(vm, "detach"))
    }

    /// Reads and gives at most `size` bytes, or everything.
    #[pymethod(sig = "(size=-1, /)")]
    fn read(_this: Value, vm: &Vm, size: Option<Value>) -> PyResult {
        let _ = size;
        Err(unsupported(vm, "read"))
    }

    /// Reads and gives at most `size` bytes with at most one call of the stream below.
    #[pymethod(sig = "(size=-1, /)")]
    fn read1(_this: Value, vm: &Vm, size: Option<Value>) -> PyResult {
        let _ = size;
        Err(unsupported(vm, "read1"))
    }

    /// Reads into a buffer; gives how many bytes.
    #[pymethod(sig = "(buffer, /)")]
    fn readinto(this: Value, vm: &Vm, buffer: Value) -> PyResult<usize> {
        read_into_by(vm, this, buffer, name!("read"))
    }

    /// Reads into a buffer with at most one call of the stream below; gives how many bytes.
    #[pymethod(sig = "(buffer, /)")]
    fn readinto1(this: Value, vm: &Vm, buffer: Value) -> PyResult<usize> {
        read_into_by(vm, this, buffer, name!("read1"))
    }

    /// Writes bytes; gives how many: all of them.
    #[pymethod(sig = "(b, /)")]
    fn write(_this: Value, vm: &Vm, b: Value) -> PyResult {
        let _ = b;
        Err(unsupported(vm, "write"))
    }
}

/// The base of streams of text.
#[pyclass(name = "_TextIOBase", module = "_io", cell = PyInstance, base = IOBase, subclass)]
pub struct TextIOBase;

#[pymethods]
impl TextIOBase {
    /// Separates the buffer below and gives it; this stream is unusable then.
    fn detach(_this: Value, vm: &Vm) -> PyResult {
        Err(unsupported(vm, "detach"))
    }

    /// Reads at most `size` characters, or everything.
    #[pymethod(sig = "(size=-1, /)")]
    fn read(_this: Value, vm: &Vm, size: Option<Value>) -> PyResult {
        let _ = size;
        Err(unsupported(vm, "read"))
    }

    /// Reads a line, at most `size` characters of it.
    #[pymethod(sig = "(size=-1, /)")]
    fn readline(_this: Value, vm: &Vm, size: Option<Value>) -> PyResult {
        let _ = size;
        Err(unsupported(vm, "readline"))
    }

    /// Writes text; gives its length.
    #[pymethod(sig = "(s, /)")]
    fn write(_this: Value, vm: &Vm, s: Value) -> PyResult {
        let _ = s;
        Err(unsupported(vm, "write"))
    }

    #[getter]
    fn encoding(_this: Value) {}

    #[getter]
    fn newlines(_this: Value) {}

    #[getter]
    fn errors(_this: Value) {}
}
