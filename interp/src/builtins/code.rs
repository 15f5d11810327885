//! `code`: the compiled form of a function, class body or module, as Python sees it.

use super::prelude::*;

/// A code object.
#[pyclass(name = "code", cell = PyCode, weakref)]
pub struct CodeType;

#[pymethods]
impl CodeType {}
