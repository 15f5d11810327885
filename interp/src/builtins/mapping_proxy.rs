//! `mappingproxy`.

use super::prelude::*;

cell! {
    /// The layout of `mappingproxy` objects.
    pub struct PyMappingProxy: MAPPING_PROXY, "mappingproxy" {
        /// See the type.
        mapping: Value,
    }
}

/// A read-only view of a mapping.
#[pyclass(name = "mappingproxy", cell = PyMappingProxy, mapping)]
pub struct MappingProxyType;

#[pymethods]
impl MappingProxyType {}
