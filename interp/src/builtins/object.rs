//! `object`: the root of all types.
//!
//! (Being written in worktree `macros`, 18:55.)

use super::prelude::*;

/// The base of all classes.
#[pyclass(name = "object", cell = PyInstance, subclass)]
pub struct ObjectType;

#[pymethods]
impl ObjectType {}
