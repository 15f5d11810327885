//! `tuple`.

use super::prelude::*;

cell! {
    /// The layout of `tuple_iterator` objects.
    pub struct PyTupleIter: TUPLE_ITER, "tuple_iterator" {
        /// See the type.
        tuple: Field<Option<Gc<PyTuple>>>,
        /// See the type.
        index: Cell<usize>,
    }
}

/// The builtin type tuple.
#[pyclass(name = "tuple", cell = PyTuple, subclass, sequence)]
pub struct TupleType;

#[pymethods]
impl TupleType {}

/// Iterator over a tuple.
#[pyclass(name = "tuple_iterator", cell = PyTupleIter, no_new)]
pub struct TupleIteratorType;

#[pymethods]
impl TupleIteratorType {}
