//! `function` and `method`.

use super::prelude::*;

cell! {
    /// The layout of `function` objects.
    pub struct PyFunction: FUNCTION, "function" {
        /// See the type.
        code: Field<Gc<PyCode>>,
        /// See the type.
        globals: Field<Gc<PyDict>>,
        /// See the type.
        builtins: Field<Value>,
        /// See the type.
        closure: Field<Option<Gc<PyTuple>>>,
        /// See the type.
        defaults: Field<Option<Gc<PyTuple>>>,
        /// See the type.
        kwdefaults: Field<Option<Gc<PyDict>>>,
        /// See the type.
        name: Field<Gc<PyStr>>,
        /// See the type.
        qualname: Field<Gc<PyStr>>,
        /// See the type.
        doc: Field<Option<Value>>,
        /// See the type.
        module: Field<Option<Value>>,
        /// See the type.
        annotations: Field<Option<Value>>,
        /// See the type.
        annotate: Field<Option<Value>>,
        /// See the type.
        type_params: Field<Option<Value>>,
        /// See the type.
        dict: Field<Option<Gc<PyDict>>>,
    }
}

cell! {
    /// The layout of `method` objects.
    pub struct PyBoundMethod: BOUND_METHOD, "method" {
        /// See the type.
        function: Value,
        /// See the type.
        this: Value,
    }
}

/// A function written in Python.
#[pyclass(name = "function", cell = PyFunction, weakref)]
pub struct FunctionType;

#[pymethods]
impl FunctionType {}

/// A function bound to an object.
#[pyclass(name = "method", cell = PyBoundMethod, weakref)]
pub struct MethodType;

#[pymethods]
impl MethodType {}
