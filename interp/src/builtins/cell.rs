//! `cell`: a variable shared by closures.

use super::prelude::*;
use crate::native::args::{check_no_kwargs, check_positional};

cell! {
    /// The layout of `cell` objects.
    pub struct PyCell: CELL, "cell" {
        /// See the type.
        value: Field<Option<Value>>,
    }
}

/// A variable shared by closures.
#[pyclass(name = "cell", cell = PyCell)]
pub struct CellType;

#[pymethods]
impl CellType {
    #[pyslot(sig = "(contents=<unrepresentable>, /)")]
    fn __new__(class: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Gc<PyCell>> {
        let _ = class;
        check_no_kwargs(vm, "cell", args)?;
        check_positional(vm, "cell", args.pos.len(), 0, 1)?;
        Ok(alloc(PyCell { header: PyCell::header(shape::CELL), value: Field::new(args.pos.first().copied()) }))
    }

    #[getter]
    fn cell_contents(this: Gc<PyCell>, vm: &Vm) -> PyResult {
        this.value.get().ok_or_else(|| vm.value_error("Cell is empty"))
    }

    #[setter]
    fn set_cell_contents(this: Gc<PyCell>, value: Option<Value>) {
        this.value.set(value);
    }

    fn __repr__(this: Gc<PyCell>, vm: &Vm) -> String {
        let id = this.value().id();
        match this.value.get() {
            None => format!("<cell at {id:#x}: empty>"),
            Some(v) => format!("<cell at {id:#x}: {} object at {:#x}>", vm.type_name(v), v.id()),
        }
    }

    fn richcompare(this: Gc<PyCell>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(other) = other.cast::<PyCell>() else { return Ok(Value::NOT_IMPLEMENTED) };
        match (this.value.get(), other.value.get()) {
            (Some(a), Some(b)) => vm.compare(a, b, op),
            (a, b) => Ok(Value::bool(op.holds(a.is_some().cmp(&b.is_some())))),
        }
    }
}
