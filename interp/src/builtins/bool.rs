//! `bool`.

use super::prelude::*;

/// The builtin type bool.
#[pyclass(name = "bool", cell = PyInt)]
pub struct BoolType;

#[pymethods]
impl BoolType {}
