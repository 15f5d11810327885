//! `int`.

use super::prelude::*;

/// The builtin type int.
#[pyclass(name = "int", cell = PyInt, subclass)]
pub struct IntType;

#[pymethods]
impl IntType {}
