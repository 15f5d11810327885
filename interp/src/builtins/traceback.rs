//! `traceback`.

use super::prelude::*;

cell! {
    /// The layout of `traceback` objects.
    pub struct PyTraceback: TRACEBACK, "traceback" {
        /// See the type.
        next: Field<Option<Gc<PyTraceback>>>,
        /// See the type.
        frame: Gc<PyFrame>,
        /// See the type.
        lasti: i64,
        /// See the type.
        lineno: Cell<i64>,
    }
}

/// Where an exception passed.
#[pyclass(name = "traceback", cell = PyTraceback)]
pub struct TracebackType;

#[pymethods]
impl TracebackType {}
