//! `super`.

use super::prelude::*;

cell! {
    /// The layout of `super` objects.
    pub struct PySuper: SUPER, "super" {
        /// See the type.
        class: Field<Option<Gc<PyType>>>,
        /// See the type.
        object: Field<Option<Value>>,
        /// See the type.
        object_type: Field<Option<Gc<PyType>>>,
    }
}

/// Attribute access beyond a class in the MRO.
#[pyclass(name = "super", cell = PySuper, subclass)]
pub struct SuperType;

#[pymethods]
impl SuperType {}
