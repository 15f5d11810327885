//! `dict`.

use super::prelude::*;

/// The builtin type dict.
#[pyclass(name = "dict", cell = PyDict, subclass, mapping, unhashable)]
pub struct DictType;

#[pymethods]
impl DictType {}
