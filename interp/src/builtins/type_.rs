//! `type`: the type of types, as Python sees it.
//!
//! (Being written in worktree `macros`, 18:55.)

use super::prelude::*;

/// The type of an object, or a new type.
#[pyclass(name = "type", cell = PyType, subclass)]
pub struct TypeType;

#[pymethods]
impl TypeType {
    fn __call__(this: Gc<PyType>, vm: &Vm, args: Args) -> PyResult {
        vm.instantiate(this, args)
    }
}

/// Gives a class `__dict__` and `__weakref__` descriptors, where it is the first in its MRO to have them.
pub fn add_dict_descriptors(_vm: &Vm, _class: Gc<PyType>, _dict: bool, _weakref: bool) {}
