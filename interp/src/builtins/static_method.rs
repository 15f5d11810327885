//! `staticmethod` and `classmethod`.
//!
//! (Being written in worktree `macros`, 18:55.)

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

impl Vm {
    /// `staticmethod(callable)`.
    pub fn new_staticmethod(&self, callable: Value) -> Value {
        let class = self.types().staticmethod;
        let cell = PyStaticMethod {
            header: PyStaticMethod::header(self.instance_shape(class)),
            callable: Field::new(callable),
        };
        match self.alloc_instance(class, cell) {
            Ok(method) => method.value(),
            Err(Raised) => taipan_object::cell::out_of_memory(),
        }
    }
}

impl Vm {
    /// `classmethod(callable)`.
    pub fn new_classmethod(&self, callable: Value) -> Value {
        let class = self.types().classmethod;
        let cell =
            PyClassMethod { header: PyClassMethod::header(self.instance_shape(class)), callable: Field::new(callable) };
        match self.alloc_instance(class, cell) {
            Ok(method) => method.value(),
            Err(Raised) => taipan_object::cell::out_of_memory(),
        }
    }
}
