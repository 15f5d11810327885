//! OSError: maps errno to subclasses, and its attributes.

use super::super::prelude::*;
use super::base::{extra, new_exception};

/// Methods of OSError. Extra: 0 errno, 1 strerror, 2 filename, 3 filename2, 4 characters_written.
pub struct OsErrorMethods;

impl PyName for OsErrorMethods {
    const NAME: &'static str = "OSError";
}

/// The subclass that `OSError(errno, …)` makes.
pub fn subclass_for(vm: &Vm, errno: i64) -> Gc<PyType> {
    let exc = vm.exc();
    match errno {
        11 | 114 | 115 => exc.BlockingIOError,
        32 | 108 => exc.BrokenPipeError,
        10 => exc.ChildProcessError,
        103 => exc.ConnectionAbortedError,
        111 => exc.ConnectionRefusedError,
        104 => exc.ConnectionResetError,
        17 => exc.FileExistsError,
        2 => exc.FileNotFoundError,
        21 => exc.IsADirectoryError,
        20 => exc.NotADirectoryError,
        4 => exc.InterruptedError,
        1 | 13 => exc.PermissionError,
        3 => exc.ProcessLookupError,
        110 => exc.TimeoutError,
        _ => exc.OSError,
    }
}

fn fill(vm: &Vm, this: Gc<PyException>, args: &[Value]) -> PyResult<()> {
    this.args.set(PyTuple::new(args));
    if (2..=5).contains(&args.len()) {
        this.set_extra(0, Some(args[0]))?;
        this.set_extra(1, Some(args[1]))?;
        let blocking = vm.type_of(this.value()).is_subclass(vm.exc().BlockingIOError);
        if let Some(&filename) = args.get(2)
            && !filename.is_none()
        {
            if blocking && filename.as_int().is_some() {
                this.set_extra(4, Some(filename))?;
            } else {
                this.set_extra(2, Some(filename))?;
                if let Some(&second) = args.get(4)
                    && !second.is_none()
                {
                    this.set_extra(3, Some(second))?;
                }
                // Only errno and strerror are left in args.
                this.args.set(PyTuple::new(&args[..2]));
            }
        }
    }
    Ok(())
}

#[pymethods]
impl OsErrorMethods {
    #[pyslot(sig = "(*args)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args) -> PyResult<Gc<PyException>> {
        let mut class = cls;
        if cls == vm.exc().OSError
            && (2..=5).contains(&args.pos.len())
            && let Some(errno) = args.pos[0].as_int().and_then(|n| n.to_i64())
        {
            class = subclass_for(vm, errno);
        }
        let this = new_exception(vm, class, args.pos)?;
        fill(vm, this, args.pos)?;
        Ok(this)
    }

    #[pyslot(sig = "(*args)")]
    fn __init__(this: Gc<PyException>, vm: &Vm, args: Args) -> PyResult<()> {
        if args.has_kwargs() {
            return Err(vm.type_error(format!("{}() takes no keyword arguments", vm.type_name(this.value()))));
        }
        // A subclass with its own __new__ may have passed other arguments there.
        if this.args.get().as_slice() != args.pos && this.extra(0).is_none() {
            fill(vm, this, args.pos)?;
        }
        Ok(())
    }

    fn __str__(this: Gc<PyException>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        let (errno, strerror) = (this.extra(0), this.extra(1));
        if let Some(filename) = this.extra(2) {
            let (e, s) = (vm.str(errno.unwrap_or(Value::NONE))?, vm.str(strerror.unwrap_or(Value::NONE))?);
            let f = vm.repr(filename)?;
            let mut text = format!("[Errno {}] {}: {}", e.to_string_lossy(), s.to_string_lossy(), f.to_string_lossy());
            if let Some(second) = this.extra(3) {
                text.push_str(&format!(" -> {}", vm.repr(second)?.to_string_lossy()));
            }
            return Ok(PyStr::new(&text));
        }
        if let (Some(errno), Some(strerror)) = (errno, strerror) {
            let (e, s) = (vm.str(errno)?, vm.str(strerror)?);
            return Ok(PyStr::new(&format!("[Errno {}] {}", e.to_string_lossy(), s.to_string_lossy())));
        }
        match this.args.get().as_slice() {
            [] => Ok(PyStr::new("")),
            [one] => vm.str(*one),
            _ => vm.str(this.args.get().value()),
        }
    }

    #[getter]
    fn errno(this: Gc<PyException>) -> Value {
        extra(this, 0)
    }
    #[setter]
    fn set_errno(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
        this.set_extra(0, value)
    }
    #[getter]
    fn strerror(this: Gc<PyException>) -> Value {
        extra(this, 1)
    }
    #[setter]
    fn set_strerror(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
        this.set_extra(1, value)
    }
    #[getter]
    fn filename(this: Gc<PyException>) -> Value {
        extra(this, 2)
    }
    #[setter]
    fn set_filename(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
        this.set_extra(2, value)
    }
    #[getter]
    fn filename2(this: Gc<PyException>) -> Value {
        extra(this, 3)
    }
    #[setter]
    fn set_filename2(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
        this.set_extra(3, value)
    }
    #[getter]
    fn characters_written(this: Gc<PyException>, vm: &Vm) -> PyResult<Value> {
        this.extra(4).ok_or_else(|| vm.attribute_error("characters_written"))
    }
    #[setter]
    fn set_characters_written(this: Gc<PyException>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        match value {
            None if this.extra(4).is_none() => Err(vm.attribute_error("characters_written")),
            None => this.set_extra(4, None),
            Some(v) => {
                let n = vm.index(v)?;
                this.set_extra(4, Some(n))
            }
        }
    }

    /// For pickle.
    fn __reduce__(this: Gc<PyException>, vm: &Vm) -> PyResult<Gc<PyTuple>> {
        let class = vm.type_of(this.value()).value();
        let args = this.args.get();
        let args = match (args.as_slice(), this.extra(2)) {
            ([a, b], Some(filename)) => match this.extra(3) {
                Some(second) => PyTuple::new(&[*a, *b, filename, Value::NONE, second]),
                None => PyTuple::new(&[*a, *b, filename]),
            },
            _ => args,
        };
        if vm.instance_attrs(this.value()).is_empty() {
            return Ok(PyTuple::new(&[class, args.value()]));
        }
        let dict = vm.instance_dict(this.value())?;
        Ok(PyTuple::new(&[class, args.value(), dict.value()]))
    }
}

impl Vm {
    /// Raises the OSError for `errno` with its message, and optionally a file name.
    #[cold]
    pub fn os_error(&self, errno: i32, filename: Option<Value>) -> Raised {
        let text = taipan_host::errno::Errno(errno).text();
        let args = [Value::int(errno as i64), PyStr::new(&text).value(), filename.unwrap_or(Value::NONE)];
        let n = if filename.is_some() { 3 } else { 2 };
        self.raise_new(self.exc().OSError, &args[..n])
    }
}
