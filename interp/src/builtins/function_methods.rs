//! Attributes and methods of functions and bound methods.

use super::own_dict;
use super::prelude::*;

/// Attributes of functions.
pub struct FunctionAttributes;

impl PyName for FunctionAttributes {
    const NAME: &'static str = "function";
}

fn or_none(value: Option<Value>) -> Value {
    value.unwrap_or(Value::NONE)
}

fn some(value: Option<Value>) -> Option<Value> {
    value.filter(|v| !v.is_none())
}

fn dict_of(this: Gc<PyFunction>) -> Gc<PyDict> {
    this.dict.get().unwrap_or_else(|| {
        let dict = PyDict::new();
        this.dict.set(Some(dict));
        dict
    })
}

fn string(vm: &Vm, value: Option<Value>, name: &str) -> PyResult<Gc<PyStr>> {
    value.and_then(|v| v.cast::<PyStr>()).ok_or_else(|| vm.type_error(format!("{name} must be set to a string object")))
}

#[cold]
fn readonly(vm: &Vm) -> Raised {
    vm.attribute_error("readonly attribute")
}

#[pymethods]
impl FunctionAttributes {
    #[pyslot(sig = "(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)")]
    fn __new__(
        class: Gc<PyType>,
        vm: &Vm,
        code: Gc<PyCode>,
        globals: Gc<PyDict>,
        name: Value,
        argdefs: Value,
        closure: Value,
        kwdefaults: Value,
    ) -> PyResult<Gc<PyFunction>> {
        let _ = class;
        if !name.is_none() && !name.is::<PyStr>() {
            return Err(vm.type_error("arg 3 (name) must be None or string"));
        }
        if !argdefs.is_none() && !argdefs.is::<PyTuple>() {
            return Err(vm.type_error("arg 4 (defaults) must be None or tuple"));
        }
        let n_free = code.code.nfreevars();
        let cells = closure.cast::<PyTuple>();
        if cells.is_none() {
            if n_free > 0 && closure.is_none() {
                return Err(vm.type_error("arg 5 (closure) must be tuple"));
            }
            if !closure.is_none() {
                return Err(vm.type_error("arg 5 (closure) must be None or tuple"));
            }
        }
        if !kwdefaults.is_none() && !kwdefaults.is::<PyDict>() {
            return Err(vm.type_error("arg 6 (kwdefaults) must be None or dict"));
        }
        let given = cells.map_or(0, |c| c.len());
        if given != n_free {
            let name = code.name.to_string_lossy();
            return Err(vm.value_error(format!("{name} requires closure of length {n_free}, not {given}")));
        }
        if let Some(bad) = cells.and_then(|c| c.as_slice().iter().copied().find(|c| !c.is::<PyCell>())) {
            let found = vm.type_name(bad);
            return Err(vm.type_error(format!("arg 5 (closure) expected cell, found {found}")));
        }
        let builtins = match globals.get_str(vm.names().__builtins__) {
            Some(b) => b.cast::<PyModule>().map_or(b, |m| m.dict.get().value()),
            None => vm.current_builtins().unwrap_or(Value::NONE),
        };
        let function = super::function::make(vm, code, globals, builtins);
        if let Some(name) = name.cast::<PyStr>() {
            function.name.set(name);
        }
        function.closure.set(cells.filter(|c| !c.is_empty()));
        function.defaults.set(argdefs.cast::<PyTuple>());
        function.kwdefaults.set(kwdefaults.cast::<PyDict>());
        Ok(function)
    }

    fn __repr__(this: Gc<PyFunction>) -> String {
        format!("<function {} at {:#x}>", this.qualname.get().to_string_lossy(), this.value().id())
    }

    fn __getattribute__(this: Gc<PyFunction>, vm: &Vm, name: Gc<PyStr>) -> PyResult {
        match own_dict::get(vm, this.value(), this.dict.get(), name)? {
            Some(value) => Ok(value),
            None => Err(vm.no_attribute(this.value(), name)),
        }
    }

    fn __setattr__(this: Gc<PyFunction>, vm: &Vm, name: Gc<PyStr>, value: Option<Value>) -> PyResult<()> {
        if own_dict::set(vm, this.value(), dict_of(this), name, value)? {
            return Ok(());
        }
        Err(vm.no_attribute(this.value(), name))
    }

    #[getter]
    fn __dict__(this: Gc<PyFunction>) -> Gc<PyDict> {
        dict_of(this)
    }

    #[setter]
    fn set___dict__(this: Gc<PyFunction>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let Some(value) = value else { return Err(vm.type_error("cannot delete __dict__")) };
        let Some(dict) = value.cast::<PyDict>() else {
            let found = vm.type_name(value);
            return Err(vm.type_error(format!("__dict__ must be set to a dictionary, not a '{found}'")));
        };
        this.dict.set(Some(dict));
        Ok(())
    }

    #[getter]
    fn __name__(this: Gc<PyFunction>) -> Gc<PyStr> {
        this.name.get()
    }

    #[setter]
    fn set___name__(this: Gc<PyFunction>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        this.name.set(string(vm, value, "__name__")?);
        Ok(())
    }

    #[getter]
    fn __qualname__(this: Gc<PyFunction>) -> Gc<PyStr> {
        this.qualname.get()
    }

    #[setter]
    fn set___qualname__(this: Gc<PyFunction>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        this.qualname.set(string(vm, value, "__qualname__")?);
        Ok(())
    }

    #[getter]
    fn __doc__(this: Gc<PyFunction>) -> Value {
        or_none(this.doc.get())
    }

    #[setter]
    fn set___doc__(this: Gc<PyFunction>, value: Option<Value>) {
        this.doc.set(value);
    }

    #[getter]
    fn __module__(this: Gc<PyFunction>) -> Value {
        or_none(this.module.get())
    }

    #[setter]
    fn set___module__(this: Gc<PyFunction>, value: Option<Value>) {
        this.module.set(value);
    }

    #[getter]
    fn __code__(this: Gc<PyFunction>) -> Gc<PyCode> {
        this.code.get()
    }

    #[setter]
    fn set___code__(this: Gc<PyFunction>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let Some(code) = value.and_then(|v| v.cast::<PyCode>()) else {
            return Err(vm.type_error("__code__ must be set to a code object"));
        };
        let (want, have) = (this.closure.get().map_or(0, |c| c.len()), code.code.nfreevars());
        if want != have {
            let name = this.name.get();
            let name = name.to_string_lossy();
            return Err(vm.value_error(format!("{name}() requires a code object with {want} free vars, not {have}")));
        }
        this.code.set(code);
        Ok(())
    }

    #[getter]
    fn __defaults__(this: Gc<PyFunction>) -> Option<Gc<PyTuple>> {
        this.defaults.get()
    }

    #[setter]
    fn set___defaults__(this: Gc<PyFunction>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let value = match some(value) {
            None => None,
            Some(v) => {
                Some(v.cast::<PyTuple>().ok_or_else(|| vm.type_error("__defaults__ must be set to a tuple object"))?)
            }
        };
        this.defaults.set(value);
        Ok(())
    }

    #[getter]
    fn __kwdefaults__(this: Gc<PyFunction>) -> Option<Gc<PyDict>> {
        this.kwdefaults.get()
    }

    #[setter]
    fn set___kwdefaults__(this: Gc<PyFunction>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let value = match some(value) {
            None => None,
            Some(v) => {
                Some(v.cast::<PyDict>().ok_or_else(|| vm.type_error("__kwdefaults__ must be set to a dict object"))?)
            }
        };
        this.kwdefaults.set(value);
        Ok(())
    }

    #[getter]
    fn __closure__(this: Gc<PyFunction>) -> Option<Gc<PyTuple>> {
        this.closure.get()
    }

    #[setter]
    fn set___closure__(this: Gc<PyFunction>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let _ = (this, value);
        Err(readonly(vm))
    }

    #[getter]
    fn __globals__(this: Gc<PyFunction>) -> Gc<PyDict> {
        this.globals.get()
    }

    #[setter]
    fn set___globals__(this: Gc<PyFunction>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let _ = (this, value);
        Err(readonly(vm))
    }

    #[getter]
    fn __builtins__(this: Gc<PyFunction>) -> Value {
        this.builtins.get()
    }

    #[setter]
    fn set___builtins__(this: Gc<PyFunction>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let _ = (this, value);
        Err(readonly(vm))
    }

    #[getter]
    fn __type_params__(this: Gc<PyFunction>) -> Value {
        this.type_params.get().unwrap_or_else(|| PyTuple::new(&[]).value())
    }

    #[setter]
    fn set___type_params__(this: Gc<PyFunction>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        match value {
            Some(v) if v.is::<PyTuple>() => {
                this.type_params.set(Some(v));
                Ok(())
            }
            _ => Err(vm.type_error("__type_params__ must be set to a tuple")),
        }
    }

    #[getter]
    fn __annotate__(this: Gc<PyFunction>) -> Value {
        or_none(this.annotate.get())
    }

    #[setter]
    fn set___annotate__(this: Gc<PyFunction>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let Some(value) = value else { return Err(vm.type_error("__annotate__ cannot be deleted")) };
        if !value.is_none() {
            if !vm.is_callable(value) {
                return Err(vm.type_error("__annotate__ must be callable or None"));
            }
            this.annotations.set(None);
        }
        this.annotate.set(Some(value));
        Ok(())
    }

    #[getter]
    fn __annotations__(this: Gc<PyFunction>, vm: &Vm) -> PyResult {
        if let Some(found) = this.annotations.get() {
            let Some(pairs) = found.cast::<PyTuple>() else { return Ok(found) };
            // Annotations that are only texts are kept as names and texts in turn until they are wanted.
            let dict = PyDict::new();
            for pair in pairs.as_slice().chunks_exact(2) {
                vm.dict_set(dict, pair[0], pair[1])?;
            }
            this.annotations.set(Some(dict.value()));
            return Ok(dict.value());
        }
        let made = match some(this.annotate.get()) {
            Some(annotate) => vm.call(annotate, &[Value::small(1)])?,
            None => PyDict::new().value(),
        };
        if !made.is::<PyDict>() {
            let found = vm.type_name(made);
            return Err(vm.type_error(format!("__annotate__() must return a dict, not {found}")));
        }
        this.annotations.set(Some(made));
        Ok(made)
    }

    #[setter]
    fn set___annotations__(this: Gc<PyFunction>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let value = some(value);
        if value.is_some_and(|v| !v.is::<PyDict>()) {
            return Err(vm.type_error("__annotations__ must be set to a dict object"));
        }
        this.annotations.set(value);
        this.annotate.set(None);
        Ok(())
    }
}

/// Attributes of bound methods.
pub struct MethodAttributes;

impl PyName for MethodAttributes {
    const NAME: &'static str = "method";
}

#[pymethods]
impl MethodAttributes {
    fn __new__(class: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let _ = class;
        crate::native::args::check_no_kwargs(vm, "method", args)?;
        crate::native::args::check_positional(vm, "method", args.pos.len(), 2, 2)?;
        let (function, this) = (args.pos[0], args.pos[1]);
        if !vm.is_callable(function) {
            return Err(vm.type_error("first argument must be callable"));
        }
        if this.is_none() {
            return Err(vm.type_error("instance must not be None"));
        }
        Ok(super::function::bind(function, this))
    }

    fn __get__(this: Gc<PyBoundMethod>, instance: Option<Value>, owner: Option<Value>) -> Value {
        let _ = (instance, owner);
        this.value()
    }

    fn __getattribute__(this: Gc<PyBoundMethod>, vm: &Vm, name: Gc<PyStr>) -> PyResult {
        if let Some(found) = vm.types().method.lookup(PyStr::intern(name)) {
            return vm.bind(found, Some(this.value()), vm.types().method);
        }
        vm.get_attr(this.function, name)
    }

    #[getter]
    fn __func__(this: Gc<PyBoundMethod>) -> Value {
        this.function
    }

    #[getter]
    fn __self__(this: Gc<PyBoundMethod>) -> Value {
        this.this
    }

    #[getter]
    fn __doc__(this: Gc<PyBoundMethod>, vm: &Vm) -> PyResult {
        vm.get_attr(this.function, vm.names().__doc__)
    }

    fn __eq__(this: Gc<PyBoundMethod>, vm: &Vm, other: Gc<PyBoundMethod>) -> PyResult<bool> {
        Ok(this.this.bits() == other.this.bits() && vm.equal(this.function, other.function)?)
    }

    fn __hash__(this: Gc<PyBoundMethod>, vm: &Vm) -> PyResult<i64> {
        let identity = (this.this.id() >> 4) as i64;
        let hash = identity ^ vm.hash(this.function)?;
        Ok(if hash == -1 { -2 } else { hash })
    }

    fn __repr__(this: Gc<PyBoundMethod>, vm: &Vm) -> PyResult<String> {
        let names = vm.names();
        let mut name = vm.get_attr_opt(this.function, names.__qualname__)?;
        if name.is_none() {
            name = vm.get_attr_opt(this.function, names.__name__)?;
        }
        let name = name.and_then(|n| n.cast::<PyStr>()).map_or("?".to_string(), |n| n.to_string_lossy().into_owned());
        Ok(format!("<bound method {name} of {}>", vm.repr(this.this)?.to_string_lossy()))
    }

    /// What pickling needs: getattr(self, name).
    fn __reduce__(this: Gc<PyBoundMethod>, vm: &Vm) -> PyResult {
        let getattr = vm.builtin(intern("getattr"))?;
        let name = vm.get_attr(this.function, vm.names().__name__)?;
        Ok(PyTuple::new(&[getattr, PyTuple::new(&[this.this, name]).value()]).value())
    }
}
