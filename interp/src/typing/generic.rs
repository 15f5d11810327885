//! `Generic` and `NoDefault`.

use super::call_typing;
use crate::builtins::prelude::*;

/// The base of generic classes. `class C[T]: ...` derives from it by itself.
#[pyclass(name = "Generic", module = "typing", subclass, object_new, cell = crate::instance::PyInstance)]
pub struct Generic;

fn forward(vm: &Vm, name: &str, cls: Gc<PyType>, args: Args<'_>) -> PyResult {
    let module = vm.import_module("typing")?;
    let function = vm.get_attr_str(module, name)?;
    vm.call_prepended(function, cls.value(), args)
}

#[pymethods]
impl Generic {
    /// The class with type arguments.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        forward(vm, "_generic_class_getitem", cls, args)
    }

    /// Checks and notes the type parameters of a new subclass.
    #[classmethod]
    fn __init_subclass__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        forward(vm, "_generic_init_subclass", cls, args)
    }
}

/// The class of NoDefault.
#[pyclass(name = "NoDefaultType")]
pub struct NoDefault {}

#[pymethods]
impl NoDefault {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let _ = cls;
        if !args.pos.is_empty() || args.has_kwargs() {
            return Err(vm.type_error("NoDefaultType takes no arguments"));
        }
        no_default(vm)
    }

    fn __repr__(&self) -> &'static str {
        "typing.NoDefault"
    }

    /// For pickling.
    fn __reduce__(&self) -> &'static str {
        "NoDefault"
    }
}

/// The one NoDefault.
pub fn no_default(vm: &Vm) -> PyResult {
    if let Some(known) = vm.get_static("NoDefault") {
        return Ok(known);
    }
    let made = vm.new_object(NoDefault {})?.value();
    vm.set_static("NoDefault", made);
    Ok(made)
}

/// `typing._typevar_subst` and its relatives.
pub(super) fn helper(vm: &Vm, name: &str, args: &[Value]) -> PyResult {
    call_typing(vm, name, args)
}
