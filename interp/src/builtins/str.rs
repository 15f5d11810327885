//! `str`.

use super::prelude::*;

cell! {
    /// The layout of `str_iterator` objects.
    pub struct PyStrIter: STR_ITER, "str_iterator" {
        /// See the type.
        string: Field<Option<Gc<PyStr>>>,
        /// See the type.
        index: Cell<usize>,
        /// See the type.
        offset: Cell<usize>,
    }
}

/// The builtin type str.
#[pyclass(name = "str", cell = PyStr, subclass)]
pub struct StrType;

#[pymethods]
impl StrType {}

/// Iterator over the characters of a str.
#[pyclass(name = "str_iterator", cell = PyStrIter, no_new)]
pub struct StrIteratorType;

#[pymethods]
impl StrIteratorType {}
