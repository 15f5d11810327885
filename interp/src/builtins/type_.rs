//! `type`: the type of types, as Python sees it.
//!
//! (Being written in worktree `macros`, 18:55.)

use super::prelude::*;

/// The type of an object, or a new type.
#[pyclass(name = "type", cell = PyType, subclass)]
pub struct TypeType;

#[pymethods]
impl TypeType {}
