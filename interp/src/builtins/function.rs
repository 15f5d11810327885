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
#[pyclass(name = "function", cell = PyFunction, weakref, parts(super::function_methods::FunctionAttributes))]
pub struct FunctionType;

#[pymethods]
impl FunctionType {
    fn __get__(this: Gc<PyFunction>, instance: Option<Value>, owner: Option<Value>) -> Value {
        let _ = owner;
        match instance {
            Some(instance) => bind(this.value(), instance),
            None => this.value(),
        }
    }

    fn __call__(this: Gc<PyFunction>, vm: &Vm, args: Args) -> PyResult {
        vm.call_function(this, args)
    }
}

/// A function bound to an object.
#[pyclass(name = "method", cell = PyBoundMethod, weakref, parts(super::function_methods::MethodAttributes))]
pub struct MethodType;

#[pymethods]
impl MethodType {
    fn __call__(this: Gc<PyBoundMethod>, vm: &Vm, args: Args) -> PyResult {
        vm.call_prepended(this.function, this.this, args)
    }
}

/// A function for `code`, as MAKE_FUNCTION makes it.
pub fn make(vm: &Vm, code: Gc<PyCode>, globals: Gc<PyDict>, builtins: Value) -> Gc<PyFunction> {
    let doc = if code.flags & taipan_bytecode_flags::CO_HAS_DOCSTRING != 0 {
        code.consts.as_slice().first().copied()
    } else {
        None
    };
    alloc(PyFunction {
        header: PyFunction::header(shape::FUNCTION),
        code: Field::new(code),
        globals: Field::new(globals),
        builtins: Field::new(builtins),
        closure: Field::new(None),
        defaults: Field::new(None),
        kwdefaults: Field::new(None),
        name: Field::new(code.name),
        qualname: Field::new(code.qualname),
        doc: Field::new(doc),
        module: Field::new(globals.get_str(vm.names().__name__)),
        annotations: Field::new(None),
        annotate: Field::new(None),
        type_params: Field::new(None),
        dict: Field::new(None),
    })
}

mod taipan_bytecode_flags {
    pub(super) const CO_HAS_DOCSTRING: u32 = 0x400_0000;
}

/// `method` objects.
pub fn bind(function: Value, this: Value) -> Value {
    alloc(PyBoundMethod { header: PyBoundMethod::header(shape::BOUND_METHOD), function, this }).value()
}
