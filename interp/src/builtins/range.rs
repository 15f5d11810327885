//! `range` and its iterators.

use super::prelude::*;

cell! {
    /// The layout of `range` objects.
    pub struct PyRange: RANGE, "range" {
        /// See the type.
        start: Value,
        /// See the type.
        stop: Value,
        /// See the type.
        step: Value,
        /// See the type.
        len: Value,
    }
}

cell! {
    /// The layout of `range_iterator` objects.
    pub struct PyRangeIter: RANGE_ITER, "range_iterator" {
        /// See the type.
        next: Cell<i64>,
        /// See the type.
        step: Cell<i64>,
        /// See the type.
        left: Cell<u64>,
    }
}

cell! {
    /// The layout of `longrange_iterator` objects.
    pub struct PyLongRangeIter: LONG_RANGE_ITER, "longrange_iterator" {
        /// See the type.
        start: Field<Value>,
        /// See the type.
        step: Value,
        /// See the type.
        left: Field<Value>,
    }
}

/// An arithmetic progression.
#[pyclass(name = "range", cell = PyRange, sequence)]
pub struct RangeType;

#[pymethods]
impl RangeType {}

/// Iterator over a range.
#[pyclass(name = "range_iterator", cell = PyRangeIter, no_new)]
pub struct RangeIteratorType;

#[pymethods]
impl RangeIteratorType {}

/// Iterator over a range of big ints.
#[pyclass(name = "longrange_iterator", cell = PyLongRangeIter, no_new)]
pub struct LongRangeIteratorType;

#[pymethods]
impl LongRangeIteratorType {}
