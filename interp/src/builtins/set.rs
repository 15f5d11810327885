//! `set` and `frozenset`.

use super::prelude::*;

cell! {
    /// The layout of `set_iterator` objects.
    pub struct PySetIter: SET_ITER, "set_iterator" {
        /// See the type.
        set: Field<Option<Gc<PySet>>>,
        /// See the type.
        position: Cell<usize>,
        /// See the type.
        used: Cell<usize>,
        /// See the type.
        left: Cell<usize>,
    }
}

/// A set.
#[pyclass(name = "set", cell = PySet, subclass, unhashable)]
pub struct SetType;

#[pymethods]
impl SetType {}

/// An immutable set.
#[pyclass(name = "frozenset", cell = PySet, subclass)]
pub struct FrozenSetType;

#[pymethods]
impl FrozenSetType {}

/// Iterator over a set.
#[pyclass(name = "set_iterator", cell = PySetIter, no_new)]
pub struct SetIteratorType;

#[pymethods]
impl SetIteratorType {}
