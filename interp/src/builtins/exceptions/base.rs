//! What all exceptions have: `args`, `__traceback__`, `__context__`, `__cause__`, notes, pickling.

use super::super::prelude::*;
use crate::builtins::traceback::PyTraceback;
use crate::name;

/// Methods of BaseException.
pub struct BaseMethods;

impl PyName for BaseMethods {
    const NAME: &'static str = "BaseException";
}

/// A new exception of `class` with `args`.
pub fn new_exception(vm: &Vm, class: Gc<PyType>, args: &[Value]) -> PyResult<Gc<PyException>> {
    vm.alloc_instance(class, PyException::new_cell(vm.instance_shape(class), PyTuple::new(args)))
}

/// Reads or sets `extra` slot `i`, shown as None when unset.
pub(super) fn extra(this: Gc<PyException>, i: usize) -> Value {
    this.extra(i).unwrap_or(Value::NONE)
}

fn set_link(vm: &Vm, value: Option<Value>, name: &str) -> PyResult<Option<Gc<PyException>>> {
    let Some(value) = value else { return Err(vm.type_error(format!("{name} may not be deleted"))) };
    if value.is_none() {
        return Ok(None);
    }
    match value.cast::<PyException>() {
        Some(e) => Ok(Some(e)),
        None => {
            Err(vm
                .type_error(format!("exception {} must be None or derive from BaseException", name.trim_matches('_'))))
        }
    }
}

#[pymethods]
impl BaseMethods {
    #[pyslot(sig = "(*args, **kwargs)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args) -> PyResult<Gc<PyException>> {
        new_exception(vm, cls, args.pos)
    }

    #[pyslot(sig = "(*args)")]
    fn __init__(this: Gc<PyException>, vm: &Vm, args: Args) -> PyResult<()> {
        if args.has_kwargs() {
            return Err(vm.type_error(format!("{}() takes no keyword arguments", vm.type_name(this.value()))));
        }
        this.args.set(PyTuple::new(args.pos));
        Ok(())
    }

    fn __repr__(this: Gc<PyException>, vm: &Vm) -> PyResult<String> {
        let name = vm.type_name(this.value());
        let args = this.args.get();
        let inner = match args.as_slice() {
            [one] => format!("({})", vm.repr(*one)?.to_string_lossy()),
            _ => vm.repr(args.value())?.to_string_lossy().into_owned(),
        };
        Ok(format!("{name}{inner}"))
    }

    fn __str__(this: Gc<PyException>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        match this.args.get().as_slice() {
            [] => Ok(name!("")),
            [one] => vm.str(*one),
            _ => vm.str(this.args.get().value()),
        }
    }

    #[getter]
    fn args(this: Gc<PyException>) -> Gc<PyTuple> {
        this.args.get()
    }

    #[setter]
    fn set_args(this: Gc<PyException>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let Some(value) = value else { return Err(vm.type_error("args may not be deleted")) };
        this.args.set(vm.to_tuple(value)?);
        Ok(())
    }

    #[getter]
    fn __dict__(this: Gc<PyException>, vm: &Vm) -> PyResult<Gc<PyDict>> {
        vm.instance_dict(this.value())
    }

    #[setter]
    fn set___dict__(this: Gc<PyException>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        crate::builtins::object::set_dict(vm, this.value(), value)
    }

    #[getter]
    fn __traceback__(this: Gc<PyException>) -> Option<Value> {
        this.traceback.get()
    }

    #[setter]
    fn set___traceback__(this: Gc<PyException>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        match value {
            None => Err(vm.type_error("__traceback__ may not be deleted")),
            Some(v) if v.is_none() => {
                this.traceback.set(None);
                Ok(())
            }
            Some(v) if v.is::<PyTraceback>() => {
                this.traceback.set(Some(v));
                Ok(())
            }
            Some(_) => Err(vm.type_error("__traceback__ must be a traceback or None")),
        }
    }

    #[getter]
    fn __context__(this: Gc<PyException>) -> Option<Gc<PyException>> {
        this.context.get()
    }

    #[setter]
    fn set___context__(this: Gc<PyException>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        this.context.set(set_link(vm, value, "__context__")?);
        Ok(())
    }

    #[getter]
    fn __cause__(this: Gc<PyException>) -> Option<Gc<PyException>> {
        this.cause.get()
    }

    #[setter]
    fn set___cause__(this: Gc<PyException>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        this.cause.set(set_link(vm, value, "__cause__")?);
        this.suppress_context.set(true);
        Ok(())
    }

    #[getter]
    fn __suppress_context__(this: Gc<PyException>) -> bool {
        this.suppress_context.get()
    }

    #[setter]
    fn set___suppress_context__(this: Gc<PyException>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        match value {
            Some(v) if v.is_bool() => {
                this.suppress_context.set(v == Value::TRUE);
                Ok(())
            }
            Some(_) => Err(vm.type_error("attribute value type must be bool")),
            None => Err(vm.type_error("can't delete numeric/char attribute")),
        }
    }

    /// Sets `__traceback__` and returns the exception.
    fn with_traceback(this: Gc<PyException>, vm: &Vm, tb: Value) -> PyResult<Gc<PyException>> {
        vm.set_attr(this.value(), name!("__traceback__"), Some(tb))?;
        Ok(this)
    }

    /// Adds a line that the traceback shows below the message.
    fn add_note(this: Gc<PyException>, vm: &Vm, note: Value) -> PyResult<()> {
        if !note.is::<PyStr>() {
            return Err(vm.type_error(format!("add_note() argument must be str, not {}", vm.type_name(note))));
        }
        let notes = match vm.get_attr_opt(this.value(), name!("__notes__"))? {
            Some(notes) => notes,
            None => {
                let fresh = PyList::new(&[]).value();
                vm.set_attr(this.value(), name!("__notes__"), Some(fresh))?;
                fresh
            }
        };
        match notes.cast::<PyList>() {
            Some(list) => {
                list.items.push(note);
                Ok(())
            }
            None => Err(vm.type_error("Cannot add note: __notes__ is not a list")),
        }
    }

    /// For pickle.
    fn __reduce__(this: Gc<PyException>, vm: &Vm) -> PyResult<Gc<PyTuple>> {
        let class = vm.type_of(this.value()).value();
        let attrs = vm.instance_attrs(this.value());
        if attrs.is_empty() {
            return Ok(PyTuple::new(&[class, this.args.get().value()]));
        }
        let dict = vm.instance_dict(this.value())?;
        Ok(PyTuple::new(&[class, this.args.get().value(), dict.value()]))
    }

    /// For pickle.
    fn __setstate__(this: Gc<PyException>, vm: &Vm, state: Value) -> PyResult<()> {
        if state.is_none() {
            return Ok(());
        }
        let Some(dict) = state.cast::<PyDict>() else { return Err(vm.type_error("state is not a dictionary")) };
        for (key, value) in dict.copy().iter() {
            if let Some(key) = key.cast::<PyStr>() {
                vm.set_attr(this.value(), key, Some(value))?;
            }
        }
        Ok(())
    }
}
