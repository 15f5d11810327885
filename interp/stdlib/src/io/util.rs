//! Small things that all streams need: errors, arguments, interrupted calls.

use taipan_interp::builtins::prelude::PyException;
use taipan_interp::name;
use taipan_interp::native::*;

/// The messages of ValueError for closed streams.
pub struct Closed;

impl Closed {
    /// Of the abstract classes and text streams.
    pub const BASE: &'static str = "I/O operation on closed file.";
    /// Of raw files and in-memory bytes.
    pub const FILE: &'static str = "I/O operation on closed file";
}

/// A size argument: None and negative numbers stand for "everything".
#[derive(Clone, Copy, Debug)]
pub struct Size(pub isize);

impl FromValue for Size {
    fn from_value(vm: &Vm, value: Value) -> PyResult<Size> {
        if let Some(n) = value.as_small() {
            return Ok(Size(n as isize));
        }
        if value.is_none() {
            return Ok(Size(-1));
        }
        if !is_index(vm, value) {
            let found = vm.type_name(value);
            return Err(vm.type_error(format!("argument should be integer or None, not '{found}'")));
        }
        vm.to_isize(value).map(Size)
    }

    const NONE_IS_ABSENT: bool = false;
}

/// `io.UnsupportedOperation`, made on first use.
pub fn unsupported_class(vm: &Vm) -> PyResult<Gc<PyType>> {
    const KEY: &str = "_io.UnsupportedOperation";
    if let Some(class) = vm.get_static(KEY).and_then(|class| class.cast::<PyType>()) {
        return Ok(class);
    }
    let bases = PyTuple::new(&[vm.exc().OSError.value(), vm.exc().ValueError.value()]);
    let dict = vm.new_dict();
    dict.set_str(name!("__module__"), name!("io").value());
    let args = [name!("UnsupportedOperation").value(), bases.value(), dict.value()];
    let class = vm.call(vm.types().type_.value(), &args)?;
    vm.set_static(KEY, class);
    class.cast::<PyType>().ok_or_else(|| vm.type_error("UnsupportedOperation is not a class"))
}

/// Raises `io.UnsupportedOperation`.
#[cold]
pub fn unsupported(vm: &Vm, message: &str) -> Raised {
    match unsupported_class(vm) {
        Ok(class) => vm.raise_msg(class, message),
        Err(raised) => raised,
    }
}

/// Raises BlockingIOError with the number of bytes or characters that were written.
#[cold]
pub fn would_block(vm: &Vm, message: &str, written: usize) -> Raised {
    let errno = Value::small(taipan_host::Errno::EAGAIN.0.into());
    let args = [errno, PyStr::new(message).value(), Value::int(written as i64)];
    vm.raise_new(vm.exc().BlockingIOError, &args)
}

/// Raises `error` again after a further step: if that failed too, `error` is the context of its exception.
pub fn chain(vm: &Vm, error: Gc<PyException>, then: PyResult<()>) -> Raised {
    match then {
        Ok(()) => vm.raise_again(error),
        Err(raised) => {
            let second = vm.raised();
            if second != error {
                vm.set_context(second, error);
            }
            raised
        }
    }
}

/// What a call gave, or nothing if it was interrupted by a signal and is to be made again.
pub struct Outcome(pub Option<Value>);

/// Calls `f`; InterruptedError runs the signal handlers and gives no result.
pub fn retry_interrupted(vm: &Vm, f: impl FnOnce() -> PyResult) -> PyResult<Outcome> {
    match f() {
        Ok(value) => Ok(Outcome(Some(value))),
        Err(raised) => {
            if !is_interrupted(vm) {
                return Err(raised);
            }
            vm.take_raised();
            crate::support::check_signals(vm)?;
            Ok(Outcome(None))
        }
    }
}

/// Whether the pending exception is an OSError with EINTR.
fn is_interrupted(vm: &Vm) -> bool {
    if !vm.raised_is(vm.exc().OSError) {
        return false;
    }
    let errno = vm.raised().extra(0).and_then(|errno| errno.as_int().and_then(|n| n.to_i64()));
    errno == Some(taipan_host::Errno::EINTR.0.into())
}

/// A vector of `n` zeros.
pub fn zeros(vm: &Vm, n: usize) -> PyResult<Vec<u8>> {
    let mut bytes = Vec::new();
    if bytes.try_reserve_exact(n).is_err() {
        return Err(vm.memory_error());
    }
    bytes.resize(n, 0);
    Ok(bytes)
}

/// Makes room for `n` more bytes.
pub fn reserve(vm: &Vm, bytes: &mut Vec<u8>, n: usize) -> PyResult<()> {
    if bytes.try_reserve(n).is_err() {
        return Err(vm.memory_error());
    }
    Ok(())
}

/// A file offset from anything with `__index__`.
pub fn offset_arg(vm: &Vm, value: Value) -> PyResult<i64> {
    match value.as_small() {
        Some(n) => Ok(n),
        None => i64::from_value(vm, value),
    }
}

/// Gives a bytes object for a vector.
pub fn bytes_value(bytes: &[u8]) -> PyResult {
    Ok(PyBytes::try_new(bytes, taipan_object::shape::BYTES, 0)?.value())
}

/// A str from WTF-8.
pub fn str_value(text: &[u8]) -> PyResult {
    Ok(PyStr::try_from_wtf8(text)?.value())
}

/// Sets an attribute that is a plain C bool in CPython.
pub fn set_flag(vm: &Vm, flag: &std::cell::Cell<bool>, value: Option<Value>) -> PyResult<()> {
    match value {
        None => Err(vm.type_error("can't delete numeric/char attribute")),
        Some(value) if value.is_bool() => {
            flag.set(value == Value::TRUE);
            Ok(())
        }
        Some(_) => Err(vm.type_error("attribute value type must be bool")),
    }
}

/// TypeError: instances cannot be pickled.
#[cold]
pub fn cannot_pickle(vm: &Vm, this: Value) -> Raised {
    let class = vm.type_name(this);
    vm.type_error(format!("cannot pickle '{class}' instances"))
}

/// ResourceWarning for `source`, which was not closed; an error of the warning itself is reported as unraisable.
pub fn warn_unclosed(vm: &Vm, source: Value) {
    let pending = vm.take_raised();
    if try_warn_unclosed(vm, source).is_err() {
        if vm.raised_is(vm.exc().Warning) {
            vm.write_unraisable(Some(source), "Exception ignored in");
        } else {
            vm.take_raised();
        }
    }
    vm.thread().pending.set(pending);
}

fn try_warn_unclosed(vm: &Vm, source: Value) -> PyResult<()> {
    let modules = vm.modules.get();
    let find = |name| modules.and_then(|modules| modules.get_str(name));
    let Some(warnings) = find(name!("warnings")).or_else(|| find(name!("_warnings"))) else { return Ok(()) };
    let message = format!("unclosed file {}", vm.repr(source)?.to_string_lossy());
    let warn = vm.get_attr(warnings, name!("warn"))?;
    let args = [PyStr::new(&message).value(), vm.exc().ResourceWarning.value(), Value::small(1)];
    vm.call_kw(warn, &args, &[("source", source)])?;
    Ok(())
}

/// A bytes-like argument to write from; bytes objects are looked at without asking for a buffer.
pub enum Input<'vm> {
    /// A bytes object.
    Bytes(Gc<PyBytes>),
    /// Anything else with a contiguous buffer.
    Other(crate::support::Bytes<'vm>),
}

impl<'vm> Input<'vm> {
    /// The bytes of `value`.
    pub fn new(vm: &'vm Vm, value: Value) -> PyResult<Input<'vm>> {
        match value.cast::<PyBytes>() {
            Some(bytes) => Ok(Input::Bytes(bytes)),
            None => crate::support::Bytes::new(vm, value, false).map(Input::Other),
        }
    }

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        match self {
            Input::Bytes(bytes) => bytes.as_slice(),
            Input::Other(bytes) => bytes.as_slice(),
        }
    }
}
