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

/// A function in a class that gets no self: staticmethod(function).
#[pyclass(name = "staticmethod", cell = PyStaticMethod, subclass, dict, text_sig = "(function, /)", parts(WrappedPart))]
pub struct StaticMethodType;

/// A function in a class that gets the class in place of self: classmethod(function).
#[pyclass(name = "classmethod", cell = PyClassMethod, subclass, dict, text_sig = "(function, /)", parts(WrappedPart))]
pub struct ClassMethodType;

/// The function behind either.
fn wrapped(this: Value) -> Value {
    match (this.cast::<PyStaticMethod>(), this.cast::<PyClassMethod>()) {
        (Some(m), _) => m.callable.get(),
        (_, Some(m)) => m.callable.get(),
        _ => Value::NONE,
    }
}

/// Copies what makes the method look like its function.
fn copy_attributes(vm: &Vm, this: Value, callable: Value) -> PyResult<()> {
    let names = vm.names();
    for name in [names.__module__, names.__name__, names.__qualname__, names.__doc__] {
        if let Some(value) = vm.get_attr_opt(callable, name)? {
            vm.set_instance_attr(this, name, value)?;
        }
    }
    vm.set_instance_attr(this, names.__wrapped__, callable)
}

#[pymethods]
impl StaticMethodType {
    fn __new__(class: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Gc<PyStaticMethod>> {
        let _ = args;
        let header = PyStaticMethod::header(vm.instance_shape(class));
        vm.alloc_instance(class, PyStaticMethod { header, callable: Field::new(Value::NONE) })
    }

    fn __init__(this: Gc<PyStaticMethod>, vm: &Vm, function: Value) -> PyResult<()> {
        this.callable.set(function);
        copy_attributes(vm, this.value(), function)
    }

    fn __get__(this: Gc<PyStaticMethod>, _instance: Option<Value>, _owner: Option<Value>) -> Value {
        this.callable.get()
    }

    fn __call__(this: Gc<PyStaticMethod>, vm: &Vm, args: Args<'_>) -> PyResult {
        vm.call_args(this.callable.get(), args)
    }

    fn __repr__(this: Gc<PyStaticMethod>, vm: &Vm) -> PyResult<String> {
        Ok(format!("<staticmethod({})>", vm.repr(this.callable.get())?.to_string_lossy()))
    }
}

#[pymethods]
impl ClassMethodType {
    fn __new__(class: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Gc<PyClassMethod>> {
        let _ = args;
        let header = PyClassMethod::header(vm.instance_shape(class));
        vm.alloc_instance(class, PyClassMethod { header, callable: Field::new(Value::NONE) })
    }

    fn __init__(this: Gc<PyClassMethod>, vm: &Vm, function: Value) -> PyResult<()> {
        this.callable.set(function);
        copy_attributes(vm, this.value(), function)
    }

    fn __get__(this: Gc<PyClassMethod>, vm: &Vm, instance: Option<Value>, owner: Option<Value>) -> PyResult {
        let class = match (owner, instance) {
            (Some(owner), _) => owner,
            (None, Some(instance)) => vm.type_of(instance).value(),
            (None, None) => return Err(vm.type_error("__get__(None, None) is invalid")),
        };
        Ok(alloc(PyBoundMethod {
            header: PyBoundMethod::header(shape::BOUND_METHOD),
            function: this.callable.get(),
            this: class,
        })
        .value())
    }

    fn __repr__(this: Gc<PyClassMethod>, vm: &Vm) -> PyResult<String> {
        Ok(format!("<classmethod({})>", vm.repr(this.callable.get())?.to_string_lossy()))
    }
}

/// What both types share.
pub struct WrappedPart;

impl PyName for WrappedPart {
    const NAME: &'static str = "staticmethod";
}

#[pymethods]
impl WrappedPart {
    #[getter(member)]
    fn __func__(this: Value) -> Value {
        wrapped(this)
    }

    #[getter(member)]
    fn __wrapped__(this: Value) -> Value {
        wrapped(this)
    }

    #[getter]
    fn __isabstractmethod__(this: Value, vm: &Vm) -> PyResult<bool> {
        match vm.get_attr_opt(wrapped(this), vm.names().__isabstractmethod__)? {
            Some(value) => vm.truth(value),
            None => Ok(false),
        }
    }

    #[getter]
    fn __dict__(this: Value, vm: &Vm) -> PyResult<Gc<PyDict>> {
        vm.instance_dict(this)
    }

    #[getter]
    fn __annotations__(this: Value, vm: &Vm) -> PyResult {
        vm.get_attr(wrapped(this), vm.names().__annotations__)
    }

    #[getter]
    fn __annotate__(this: Value, vm: &Vm) -> PyResult {
        vm.get_attr(wrapped(this), vm.names().__annotate__)
    }

    /// staticmethod[int] and the like, for annotations.
    #[classmethod]
    fn __class_getitem__(class: Gc<PyType>, vm: &Vm, item: Value) -> PyResult {
        super::generic_alias::new(vm, class.value(), item)
    }
}

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
