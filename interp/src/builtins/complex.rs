//! `complex`.

use super::prelude::*;

/// The builtin type complex.
#[pyclass(name = "complex", cell = PyComplex, subclass)]
pub struct ComplexType;

#[pymethods]
impl ComplexType {}
