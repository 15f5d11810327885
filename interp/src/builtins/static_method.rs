//! `staticmethod` and `classmethod`.

use super::prelude::*;

cell! {
    /// The layout of `staticmethod` objects.
    pub struct PyStaticMethod: STATICMETHOD, "staticmethod" {
        /// See the type.
        callable: Field<Value>,
    }
}

cell! {
    /// The layout of `classmethod` objects.
    pub struct PyClassMethod: CLASSMETHOD, "classmethod" {
        /// See the type.
        callable: Field<Value>,
    }
}

/// A function in a class that gets no self.
#[pyclass(name = "staticmethod", cell = PyStaticMethod, subclass, dict)]
pub struct StaticMethodType;

#[pymethods]
impl StaticMethodType {}

/// A function in a class that gets the class.
#[pyclass(name = "classmethod", cell = PyClassMethod, subclass, dict)]
pub struct ClassMethodType;

#[pymethods]
impl ClassMethodType {}
