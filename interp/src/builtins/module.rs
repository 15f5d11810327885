//! `module`.

use super::prelude::*;
use crate::name;

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
impl ModuleType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args) -> PyResult<Gc<PyModule>> {
        let _ = args;
        let shape = vm.instance_shape(cls);
        let dict = Field::new(PyDict::new());
        vm.alloc_instance(cls, PyModule { header: PyModule::header(shape), dict, def: Cell::new(None) })
    }

    #[pyslot(sig = "(name, doc=None)")]
    fn __init__(this: Gc<PyModule>, name: Gc<PyStr>, doc: Option<Value>) {
        describe(this, name, doc.unwrap_or(Value::NONE));
    }

    fn __getattribute__(this: Gc<PyModule>, vm: &Vm, name: Gc<PyStr>) -> PyResult {
        if let Some(value) = vm.type_of(this.value()).lookup(name)
            && value.is_cell()
            && vm.slots_of(value).descr_set.is_some()
        {
            return vm.bind(value, Some(this.value()), vm.type_of(this.value()));
        }
        let dict = this.dict.get();
        if let Some(value) = dict.get_str(name) {
            return Ok(value);
        }
        if let Some(value) = vm.generic_get_attr_opt(this.value(), name)? {
            return Ok(value);
        }
        if let Some(hook) = dict.get_str(vm.names().__getattr__) {
            return vm.call(hook, &[name.value()]);
        }
        let message = match dict.get_str(vm.names().__name__).and_then(|n| n.cast::<PyStr>()) {
            Some(module) => {
                format!("module '{}' has no attribute '{}'", module.to_string_lossy(), name.to_string_lossy())
            }
            None => format!("module has no attribute '{}'", name.to_string_lossy()),
        };
        Err(vm.attribute_error_for(&message, this.value(), name))
    }

    fn __setattr__(this: Gc<PyModule>, vm: &Vm, name: Gc<PyStr>, value: Option<Value>) -> PyResult<()> {
        if let Some(found) = vm.type_of(this.value()).lookup(name)
            && found.is_cell()
            && let Some(set) = vm.slots_of(found).descr_set
        {
            return set(vm, found, this.value(), value);
        }
        let dict = this.dict.get();
        match value {
            Some(value) => {
                dict.set_str(PyStr::intern(name), value);
                Ok(())
            }
            None => match dict.remove_str(name) {
                Some(_) => Ok(()),
                None => {
                    let message = format!("'module' object has no attribute '{}'", name.to_string_lossy());
                    Err(vm.attribute_error_for(&message, this.value(), name))
                }
            },
        }
    }

    #[getter]
    fn __dict__(this: Gc<PyModule>) -> Gc<PyDict> {
        this.dict.get()
    }
}

/// A module object named `name`.
pub fn new(vm: &Vm, name: Gc<PyStr>) -> Gc<PyModule> {
    let dict = PyDict::new();
    let class = vm.types().module;
    let cell =
        PyModule { header: PyModule::header(vm.instance_shape(class)), dict: Field::new(dict), def: Cell::new(None) };
    match vm.alloc_instance(class, cell) {
        Ok(module) => {
            describe(module, name, Value::NONE);
            module
        }
        Err(Raised) => taipan_object::cell::out_of_memory(),
    }
}

/// Sets the attributes that every module has.
fn describe(module: Gc<PyModule>, name: Gc<PyStr>, doc: Value) {
    let dict = module.dict.get();
    dict.set_str(name!("__name__"), name.value());
    dict.set_str(name!("__doc__"), doc);
    dict.set_str(name!("__package__"), Value::NONE);
    dict.set_str(name!("__loader__"), Value::NONE);
    dict.set_str(name!("__spec__"), Value::NONE);
}
