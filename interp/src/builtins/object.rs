//! `object`: the root of all types.

use super::prelude::*;

/// The base of all classes.
#[pyclass(name = "object", cell = PyInstance, subclass)]
pub struct ObjectType;

#[pymethods]
impl ObjectType {}
