//! `module`.

use super::prelude::*;

cell! {
    /// The layout of `module` objects.
    pub struct PyModule: MODULE, "module" {
        /// See the type.
        dict: Field<Gc<PyDict>>,
        /// See the type.
        untraced def: Cell<Option<&'static ModuleDef>>,
    }
}

/// A module.
#[pyclass(name = "module", cell = PyModule, subclass, weakref)]
pub struct ModuleType;

#[pymethods]
impl ModuleType {}

/// A module object named `name`.
pub fn new(vm: &Vm, name: Gc<PyStr>) -> Gc<PyModule> {
    let dict = PyDict::new();
    let set = |key: &str, value: Value| dict.set_str(intern(key), value);
    set("__name__", name.value());
    set("__doc__", Value::NONE);
    set("__package__", Value::NONE);
    set("__loader__", Value::NONE);
    set("__spec__", Value::NONE);
    let class = vm.types().module;
    let cell =
        PyModule { header: PyModule::header(vm.instance_shape(class)), dict: Field::new(dict), def: Cell::new(None) };
    match vm.alloc_instance(class, cell) {
        Ok(module) => module,
        Err(Raised) => taipan_object::cell::out_of_memory(),
    }
}
