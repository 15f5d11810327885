//! `traceback`: the places an exception passed. How they are shown is in `traceback_display`.

use super::prelude::*;

cell! {
    /// The layout of `traceback` objects.
    pub struct PyTraceback: TRACEBACK, "traceback" {
        /// See the type.
        next: Field<Option<Gc<PyTraceback>>>,
        /// See the type.
        frame: Gc<PyFrame>,
        /// See the type.
        lasti: i64,
        /// See the type.
        lineno: Cell<i64>,
    }
}

/// Where an exception passed.
#[pyclass(name = "traceback", cell = PyTraceback, text_sig = "(tb_next, tb_frame, tb_lasti, tb_lineno)")]
pub struct TracebackType;

#[pymethods]
impl TracebackType {
    #[pyslot(sig = "(tb_next, tb_frame, tb_lasti, tb_lineno)")]
    fn __new__(
        class: Gc<PyType>,
        vm: &Vm,
        tb_next: Value,
        tb_frame: Gc<PyFrame>,
        tb_lasti: i32,
        tb_lineno: i32,
    ) -> PyResult<Gc<PyTraceback>> {
        let _ = class;
        Ok(alloc(PyTraceback {
            header: PyTraceback::header(shape::TRACEBACK),
            next: Field::new(next_of(vm, tb_next)?),
            frame: tb_frame,
            lasti: tb_lasti as i64,
            lineno: Cell::new(tb_lineno as i64),
        }))
    }

    #[getter]
    fn tb_next(this: Gc<PyTraceback>) -> Option<Gc<PyTraceback>> {
        this.next.get()
    }

    #[setter]
    fn set_tb_next(this: Gc<PyTraceback>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let Some(value) = value else { return Err(vm.type_error("can't delete tb_next attribute")) };
        let next = next_of(vm, value)?;
        let mut at = next;
        while let Some(entry) = at {
            if entry == this {
                return Err(vm.value_error("traceback loop detected"));
            }
            at = entry.next.get();
        }
        this.next.set(next);
        Ok(())
    }

    #[getter]
    fn tb_frame(this: Gc<PyTraceback>) -> Gc<PyFrame> {
        this.frame
    }

    #[setter]
    fn set_tb_frame(this: Gc<PyTraceback>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let _ = (this, value);
        Err(vm.attribute_error("readonly attribute"))
    }

    #[getter]
    fn tb_lasti(this: Gc<PyTraceback>) -> i64 {
        this.lasti
    }

    #[setter]
    fn set_tb_lasti(this: Gc<PyTraceback>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let _ = (this, value);
        Err(vm.attribute_error("readonly attribute"))
    }

    #[getter]
    fn tb_lineno(this: Gc<PyTraceback>) -> Value {
        match this.lineno.get() {
            -1 => Value::NONE,
            line => Value::int(line),
        }
    }

    fn __dir__(this: Gc<PyTraceback>) -> Gc<PyList> {
        let _ = this;
        PyList::new(&["tb_frame".into(), "tb_next".into(), "tb_lasti".into(), "tb_lineno".into()])
    }
}

fn next_of(vm: &Vm, value: Value) -> PyResult<Option<Gc<PyTraceback>>> {
    if value.is_none() {
        return Ok(None);
    }
    match value.cast() {
        Some(next) => Ok(Some(next)),
        None => Err(vm.type_error(format!("expected traceback object, got '{}'", vm.type_name(value)))),
    }
}

impl Vm {
    /// Prints an exception with its traceback to `sys.stderr`.
    pub fn print_exception(&self, exception: Gc<PyException>) {
        let text = self.format_exception(exception);
        self.write_stderr(&text);
    }
}
