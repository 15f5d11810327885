//! `float`.

use super::prelude::*;

/// The builtin type float.
#[pyclass(name = "float", cell = PyFloat, subclass)]
pub struct FloatType;

#[pymethods]
impl FloatType {}
