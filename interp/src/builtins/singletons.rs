//! The types of None, NotImplemented and Ellipsis.

use super::prelude::*;

/// The hash of None: the same in every process.
const NONE_HASH: i64 = 0xFCA8_6420;

fn no_arguments(vm: &Vm, name: &str, args: Args<'_>) -> PyResult<()> {
    if args.has_kwargs() || !args.pos.is_empty() {
        return Err(vm.type_error(format!("{name} takes no arguments")));
    }
    Ok(())
}

/// The type of None.
#[pyclass(name = "NoneType", cell = PyInstance, text_sig = "()")]
pub struct NoneType;

#[pymethods]
impl NoneType {
    #[pyslot]
    fn __new__(_cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        no_arguments(vm, "NoneType", args)?;
        Ok(Value::NONE)
    }

    fn __repr__(this: Value) -> &'static str {
        let _ = this;
        "None"
    }

    fn __hash__(this: Value) -> i64 {
        let _ = this;
        NONE_HASH
    }

    fn __bool__(this: Value) -> bool {
        let _ = this;
        false
    }

    fn richcompare(this: Value, other: Value, op: CmpOp) -> Value {
        match op {
            CmpOp::Eq | CmpOp::Ne if this == other => Value::bool(op == CmpOp::Eq),
            _ => Value::NOT_IMPLEMENTED,
        }
    }
}

/// The type of NotImplemented.
#[pyclass(name = "NotImplementedType", cell = PyInstance, text_sig = "()")]
pub struct NotImplementedType;

#[pymethods]
impl NotImplementedType {
    #[pyslot]
    fn __new__(_cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        no_arguments(vm, "NotImplementedType", args)?;
        Ok(Value::NOT_IMPLEMENTED)
    }

    fn __repr__(this: Value) -> &'static str {
        let _ = this;
        "NotImplemented"
    }

    fn __bool__(this: Value, vm: &Vm) -> PyResult<bool> {
        let _ = this;
        Err(vm.type_error("NotImplemented should not be used in a boolean context"))
    }

    /// For pickling: by name.
    fn __reduce__(this: Value) -> &'static str {
        let _ = this;
        "NotImplemented"
    }
}

/// The type of Ellipsis.
#[pyclass(name = "ellipsis", cell = PyInstance, text_sig = "()")]
pub struct EllipsisType;

#[pymethods]
impl EllipsisType {
    #[pyslot]
    fn __new__(_cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        no_arguments(vm, "EllipsisType", args)?;
        Ok(Value::ELLIPSIS)
    }

    fn __repr__(this: Value) -> &'static str {
        let _ = this;
        "Ellipsis"
    }

    /// For pickling: by name.
    fn __reduce__(this: Value) -> &'static str {
        let _ = this;
        "Ellipsis"
    }
}
