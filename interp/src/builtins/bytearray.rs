//! `bytearray`.

use super::bytes::PyBytesIter;
use super::prelude::*;

/// The builtin type bytearray.
#[pyclass(name = "bytearray", cell = PyByteArray, subclass, unhashable)]
pub struct ByteArrayType;

#[pymethods]
impl ByteArrayType {}

/// Iterator over a bytearray.
#[pyclass(name = "bytearray_iterator", cell = PyBytesIter, no_new)]
pub struct ByteArrayIteratorType;

#[pymethods]
impl ByteArrayIteratorType {}
