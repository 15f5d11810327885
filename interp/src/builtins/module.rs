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
