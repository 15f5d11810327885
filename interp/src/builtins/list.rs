//! `list`.

use super::prelude::*;

cell! {
    /// The layout of `list_iterator` objects.
    pub struct PyListIter: LIST_ITER, "list_iterator" {
        /// See the type.
        list: Field<Option<Gc<PyList>>>,
        /// See the type.
        index: Cell<usize>,
    }
}

/// The builtin type list.
#[pyclass(name = "list", cell = PyList, subclass, sequence, unhashable)]
pub struct ListType;

#[pymethods]
impl ListType {}

/// Iterator over a list.
#[pyclass(name = "list_iterator", cell = PyListIter, no_new)]
pub struct ListIteratorType;

#[pymethods]
impl ListIteratorType {}

/// Reverse iterator over a list.
#[pyclass(name = "list_reverseiterator", cell = PyListIter, no_new)]
pub struct ListReverseIteratorType;

#[pymethods]
impl ListReverseIteratorType {}
