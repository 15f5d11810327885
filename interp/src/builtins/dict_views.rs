//! Views and iterators of dicts.

use super::prelude::*;

cell! {
    /// The layout of `dict_keys` objects.
    pub struct PyDictView: DICT_VIEW, "dict_keys" {
        /// See the type.
        dict: Gc<PyDict>,
    }
}

cell! {
    /// The layout of `dict_keyiterator` objects.
    pub struct PyDictIter: DICT_ITER, "dict_keyiterator" {
        /// See the type.
        dict: Field<Option<Gc<PyDict>>>,
        /// See the type.
        position: Cell<usize>,
        /// See the type.
        used: Cell<usize>,
        /// See the type.
        left: Cell<usize>,
    }
}

/// View of the keys of a dict.
#[pyclass(name = "dict_keys", cell = PyDictView, no_new, unhashable)]
pub struct DictKeysType;

#[pymethods]
impl DictKeysType {}

/// View of the values of a dict.
#[pyclass(name = "dict_values", cell = PyDictView, no_new)]
pub struct DictValuesType;

#[pymethods]
impl DictValuesType {}

/// View of the items of a dict.
#[pyclass(name = "dict_items", cell = PyDictView, no_new, unhashable)]
pub struct DictItemsType;

#[pymethods]
impl DictItemsType {}

/// Iterator over a dict.
#[pyclass(name = "dict_keyiterator", cell = PyDictIter, no_new)]
pub struct DictKeyIteratorType;

#[pymethods]
impl DictKeyIteratorType {}

/// Reverse iterator over a dict.
#[pyclass(name = "dict_reversekeyiterator", cell = PyDictIter, no_new)]
pub struct DictReverseKeyIteratorType;

#[pymethods]
impl DictReverseKeyIteratorType {}

/// Iterator over a dict.
#[pyclass(name = "dict_valueiterator", cell = PyDictIter, no_new)]
pub struct DictValueIteratorType;

#[pymethods]
impl DictValueIteratorType {}

/// Reverse iterator over a dict.
#[pyclass(name = "dict_reversevalueiterator", cell = PyDictIter, no_new)]
pub struct DictReverseValueIteratorType;

#[pymethods]
impl DictReverseValueIteratorType {}

/// Iterator over a dict.
#[pyclass(name = "dict_itemiterator", cell = PyDictIter, no_new)]
pub struct DictItemIteratorType;

#[pymethods]
impl DictItemIteratorType {}

/// Reverse iterator over a dict.
#[pyclass(name = "dict_reverseitemiterator", cell = PyDictIter, no_new)]
pub struct DictReverseItemIteratorType;

#[pymethods]
impl DictReverseItemIteratorType {}
