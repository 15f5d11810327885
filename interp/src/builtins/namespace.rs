//! `types.SimpleNamespace`.

use super::prelude::*;

cell! {
    /// The layout of `types.SimpleNamespace` objects.
    pub struct PyNamespace: NAMESPACE, "types.SimpleNamespace" {
    }
}

/// An object with attributes.
#[pyclass(name = "SimpleNamespace", cell = PyNamespace, subclass, dict)]
pub struct NamespaceType;

#[pymethods]
impl NamespaceType {}
