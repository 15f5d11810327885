//! `cell`: a variable shared by closures.

use super::prelude::*;

cell! {
    /// The layout of `cell` objects.
    pub struct PyCell: CELL, "cell" {
        /// See the type.
        value: Field<Option<Value>>,
    }
}

/// A variable shared by closures.
#[pyclass(name = "cell", cell = PyCell)]
pub struct CellType;

#[pymethods]
impl CellType {}
