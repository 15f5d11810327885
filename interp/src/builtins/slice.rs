//! `slice`.

use super::prelude::*;

cell! {
    /// The layout of `slice` objects.
    pub struct PySlice: SLICE, "slice" {
        /// See the type.
        start: Value,
        /// See the type.
        stop: Value,
        /// See the type.
        step: Value,
    }
}

/// A slice.
#[pyclass(name = "slice", cell = PySlice)]
pub struct SliceType;

#[pymethods]
impl SliceType {}

/// A slice object.
pub fn new(start: Value, stop: Value, step: Value) -> Value {
    alloc(PySlice { header: PySlice::header(shape::SLICE), start, stop, step }).value()
}
