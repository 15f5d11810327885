//! The types of None, NotImplemented and Ellipsis.

use super::prelude::*;

/// The type of the singleton.
#[pyclass(name = "NoneType", cell = PyInstance)]
pub struct NoneType;

#[pymethods]
impl NoneType {}

/// The type of the singleton.
#[pyclass(name = "NotImplementedType", cell = PyInstance)]
pub struct NotImplementedType;

#[pymethods]
impl NotImplementedType {}

/// The type of the singleton.
#[pyclass(name = "ellipsis", cell = PyInstance)]
pub struct EllipsisType;

#[pymethods]
impl EllipsisType {}
