//! `bytes`.

use super::prelude::*;

cell! {
    /// The layout of `bytes_iterator` objects.
    pub struct PyBytesIter: BYTES_ITER, "bytes_iterator" {
        /// See the type.
        bytes: Field<Option<Value>>,
        /// See the type.
        index: Cell<usize>,
    }
}

/// The builtin type bytes.
#[pyclass(name = "bytes", cell = PyBytes, subclass)]
pub struct BytesType;

#[pymethods]
impl BytesType {}

/// Iterator over bytes.
#[pyclass(name = "bytes_iterator", cell = PyBytesIter, no_new)]
pub struct BytesIteratorType;

#[pymethods]
impl BytesIteratorType {}
