//! `enumerate`, `zip`, `map`, `filter`, `reversed` and the generic iterators.

use super::prelude::*;

cell! {
    /// The layout of `enumerate` objects.
    pub struct PyEnumerate: ENUMERATE, "enumerate" {
        /// See the type.
        iterator: Value,
        /// See the type.
        index: Field<Value>,
    }
}

cell! {
    /// The layout of `zip` objects.
    pub struct PyZip: ZIP, "zip" {
        /// See the type.
        iterators: Gc<PyTuple>,
        /// See the type.
        strict: Cell<bool>,
    }
}

cell! {
    /// The layout of `map` objects.
    pub struct PyMap: MAP, "map" {
        /// See the type.
        function: Value,
        /// See the type.
        iterators: Gc<PyTuple>,
        /// See the type.
        strict: Cell<bool>,
    }
}

cell! {
    /// The layout of `filter` objects.
    pub struct PyFilter: FILTER, "filter" {
        /// See the type.
        function: Value,
        /// See the type.
        iterator: Value,
    }
}

cell! {
    /// The layout of `reversed` objects.
    pub struct PyReversed: REVERSED, "reversed" {
        /// See the type.
        sequence: Field<Option<Value>>,
        /// See the type.
        index: Cell<isize>,
    }
}

cell! {
    /// The layout of `callable_iterator` objects.
    pub struct PyCallIter: CALL_ITER, "callable_iterator" {
        /// See the type.
        callable: Field<Option<Value>>,
        /// See the type.
        sentinel: Field<Option<Value>>,
    }
}

cell! {
    /// The layout of `iterator` objects.
    pub struct PySeqIter: SEQ_ITER, "iterator" {
        /// See the type.
        sequence: Field<Option<Value>>,
        /// See the type.
        index: Cell<isize>,
    }
}

/// The builtin type enumerate.
#[pyclass(name = "enumerate", cell = PyEnumerate, subclass)]
pub struct EnumerateType;

#[pymethods]
impl EnumerateType {}

/// The builtin type zip.
#[pyclass(name = "zip", cell = PyZip, subclass)]
pub struct ZipType;

#[pymethods]
impl ZipType {}

/// The builtin type map.
#[pyclass(name = "map", cell = PyMap, subclass)]
pub struct MapType;

#[pymethods]
impl MapType {}

/// The builtin type filter.
#[pyclass(name = "filter", cell = PyFilter, subclass)]
pub struct FilterType;

#[pymethods]
impl FilterType {}

/// The builtin type reversed.
#[pyclass(name = "reversed", cell = PyReversed, subclass)]
pub struct ReversedType;

#[pymethods]
impl ReversedType {}

/// The builtin type callable_iterator.
#[pyclass(name = "callable_iterator", cell = PyCallIter, no_new)]
pub struct CallIteratorType;

#[pymethods]
impl CallIteratorType {}

/// The builtin type iterator.
#[pyclass(name = "iterator", cell = PySeqIter, no_new)]
pub struct SeqIteratorType;

#[pymethods]
impl SeqIteratorType {}
