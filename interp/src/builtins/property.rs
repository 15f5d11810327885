//! `property`.

use super::prelude::*;

cell! {
    /// The layout of `property` objects.
    pub struct PyProperty: PROPERTY, "property" {
        /// See the type.
        getter: Field<Option<Value>>,
        /// See the type.
        setter: Field<Option<Value>>,
        /// See the type.
        deleter: Field<Option<Value>>,
        /// See the type.
        doc: Field<Option<Value>>,
        /// See the type.
        name: Field<Option<Value>>,
        /// See the type.
        doc_from_getter: Cell<bool>,
    }
}

/// A computed attribute.
#[pyclass(name = "property", cell = PyProperty, subclass)]
pub struct PropertyType;

#[pymethods]
impl PropertyType {}
