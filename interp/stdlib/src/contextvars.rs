//! `_contextvars`: context variables.
//!
//! A context is a dict that is copied when it is first changed after it was shared: copying a context costs nothing, and few
//! programs have more than a handful of variables.

use std::cell::Cell;
use taipan_interp::builtins::generic_alias;
use taipan_interp::native::*;
use taipan_interp::thread::ThreadSlot;

/// A mapping of context variables to their values.
#[pyclass(name = "Context", module = "_contextvars", doc = "", weakref, unhashable, text_sig = "()")]
pub struct Context {
    /// Values by variable.
    vars: Field<Gc<PyDict>>,
    /// Whether another context or an iterator has the same dict.
    #[no_trace]
    is_shared: Cell<bool>,
    #[no_trace]
    is_entered: Cell<bool>,
}

/// The running thread's context.
fn current(vm: &Vm) -> PyResult<Obj<Context>> {
    let slot = &vm.thread().slots[ThreadSlot::Context as usize];
    if let Some(context) = slot.get().and_then(|context| context.cast::<Native<Context>>()) {
        return Ok(context);
    }
    let context = new_context(vm, vm.new_dict(), false)?;
    context.is_entered.set(true);
    slot.set(Some(context.value()));
    Ok(context)
}

fn new_context(vm: &Vm, vars: Gc<PyDict>, is_shared: bool) -> PyResult<Obj<Context>> {
    vm.new_object(Context { vars: Field::new(vars), is_shared: Cell::new(is_shared), is_entered: Cell::new(false) })
}

impl Context {
    fn fork(&self, vm: &Vm) -> PyResult<Obj<Context>> {
        self.is_shared.set(true);
        new_context(vm, self.vars.get(), true)
    }

    /// The dict, to be changed.
    fn own_vars(&self) -> Gc<PyDict> {
        if self.is_shared.replace(false) {
            self.vars.set(self.vars.get().copy());
        }
        self.vars.get()
    }

    /// The dict, which stays as it is.
    fn snapshot(&self) -> Gc<PyDict> {
        self.is_shared.set(true);
        self.vars.get()
    }
}

fn check_key(vm: &Vm, key: Value) -> PyResult<()> {
    if key.is::<Native<ContextVar>>() {
        return Ok(());
    }
    let shown = vm.repr(key)?;
    Err(vm.type_error(format!("a ContextVar key was expected, got {}", shown.to_string_lossy())))
}

#[pymethods]
impl Context {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Context>> {
        if !args.pos.is_empty() || args.has_kwargs() {
            return Err(vm.type_error("Context() does not accept any arguments"));
        }
        let (is_shared, is_entered) = (Cell::new(false), Cell::new(false));
        vm.new_native(cls, Context { vars: Field::new(vm.new_dict()), is_shared, is_entered })
    }

    /// A shallow copy.
    fn copy(&self, vm: &Vm) -> PyResult<Obj<Context>> {
        self.fork(vm)
    }

    /// The value of a variable, or the default.
    #[pymethod(sig = "(key, default=None, /)")]
    fn get(&self, vm: &Vm, key: Value, default: Option<Value>) -> PyResult {
        check_key(vm, key)?;
        Ok(vm.dict_get(self.vars.get(), key)?.or(default).unwrap_or(Value::NONE))
    }

    /// The variables and values as pairs.
    fn items(&self, vm: &Vm) -> PyResult {
        let view = vm.call_method(self.snapshot().value(), "items", &[])?;
        vm.iter(view)
    }

    /// The variables.
    fn keys(&self, vm: &Vm) -> PyResult {
        vm.iter(self.snapshot().value())
    }

    /// The values.
    fn values(&self, vm: &Vm) -> PyResult {
        let view = vm.call_method(self.snapshot().value(), "values", &[])?;
        vm.iter(view)
    }

    /// run(callable, *args, **kwargs): calls with this context as the current one.
    fn run(this: Obj<Context>, vm: &Vm, args: Args<'_>) -> PyResult {
        let Some(&callable) = args.pos.first() else {
            return Err(vm.type_error("run() missing 1 required positional argument"));
        };
        if this.is_entered.get() {
            let shown = vm.repr(this.value())?;
            let shown = shown.to_string_lossy();
            return Err(vm.runtime_error(format!("cannot enter context: {shown} is already entered")));
        }
        let slot = &vm.thread().slots[ThreadSlot::Context as usize];
        let previous = slot.replace(Some(this.value()));
        this.is_entered.set(true);
        let result = vm.call_args(callable, args.skip_first());
        this.is_entered.set(false);
        vm.thread().slots[ThreadSlot::Context as usize].set(previous);
        result
    }

    fn __len__(&self) -> usize {
        self.vars.get().len()
    }

    fn __iter__(&self, vm: &Vm) -> PyResult {
        vm.iter(self.snapshot().value())
    }

    fn __getitem__(&self, vm: &Vm, key: Value) -> PyResult {
        check_key(vm, key)?;
        match vm.dict_get(self.vars.get(), key)? {
            Some(value) => Ok(value),
            None => Err(vm.key_error(key)),
        }
    }

    fn __contains__(&self, vm: &Vm, key: Value) -> PyResult<bool> {
        check_key(vm, key)?;
        Ok(vm.dict_get(self.vars.get(), key)?.is_some())
    }

    fn richcompare(this: Value, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let (Some(a), Some(b)) = (this.cast::<Native<Context>>(), other.cast::<Native<Context>>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (a, b) = (a.snapshot(), b.snapshot());
        let is_equal = vm.equal(a.value(), b.value())?;
        Ok(Value::bool(is_equal == (op == CmpOp::Eq)))
    }
}

/// A variable whose value depends on the context.
#[pyclass(name = "ContextVar", module = "_contextvars", doc = "")]
pub struct ContextVar {
    #[member]
    name: Field<Value>,
    default: Field<Option<Value>>,
}

impl ContextVar {
    fn assign(this: Obj<ContextVar>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let vars = current(vm)?.own_vars();
        match value {
            Some(value) => vm.dict_set(vars, this.value(), value),
            None => vm.dict_del(vars, this.value()).map(drop),
        }
    }
}

#[pymethods]
impl ContextVar {
    #[pyslot(sig = "(name, /, *, default=<unrepresentable>)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, name: Value, default: Option<Value>) -> PyResult<Obj<ContextVar>> {
        if !name.is::<PyStr>() {
            return Err(vm.type_error("context variable name must be a str"));
        }
        // As in CPython, whose hash of a variable is made from that of its name.
        vm.hash(name)?;
        vm.new_native(cls, ContextVar { name: Field::new(name), default: Field::new(default) })
    }

    /// The value in the current context, else the default given here or that of the variable, else LookupError.
    #[pymethod(sig = "(default=<unrepresentable>, /)")]
    fn get(this: Obj<ContextVar>, vm: &Vm, default: Option<Value>) -> PyResult {
        let vars = current(vm)?.vars.get();
        match vm.dict_get(vars, this.value())?.or(default).or(this.default.get()) {
            Some(value) => Ok(value),
            None => Err(vm.raise_new(vm.exc().LookupError, &[this.value()])),
        }
    }

    /// Sets the value in the current context; gives a token with which reset() restores the value before.
    fn set(this: Obj<ContextVar>, vm: &Vm, value: Value) -> PyResult<Obj<Token>> {
        let context = current(vm)?;
        let old = vm.dict_get(context.vars.get(), this.value())?;
        ContextVar::assign(this, vm, Some(value))?;
        vm.new_object(Token {
            context: Field::new(context),
            variable: Field::new(this),
            old: Field::new(old),
            is_used: Cell::new(false),
        })
    }

    /// Restores the value from before the set() that gave the token.
    fn reset(this: Obj<ContextVar>, vm: &Vm, token: Value) -> PyResult<()> {
        let Some(token) = token.cast::<Native<Token>>() else {
            let shown = vm.repr(token)?;
            return Err(vm.type_error(format!("expected an instance of Token, got {}", shown.to_string_lossy())));
        };
        let shown = || -> PyResult<String> { Ok(vm.repr(token.value())?.to_string_lossy().into_owned()) };
        if token.is_used.get() {
            return Err(vm.runtime_error(format!("{} has already been used once", shown()?)));
        }
        if token.variable.get() != this {
            return Err(vm.value_error(format!("{} was created by a different ContextVar", shown()?)));
        }
        if token.context.get() != current(vm)? {
            return Err(vm.value_error(format!("{} was created in a different Context", shown()?)));
        }
        token.is_used.set(true);
        ContextVar::assign(this, vm, token.old.get())
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        generic_alias::new(vm, cls.value(), object)
    }

    fn __repr__(this: Obj<ContextVar>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        let mut out = b"<ContextVar name=".to_vec();
        out.extend_from_slice(vm.repr(this.name.get())?.as_bytes());
        if let Some(default) = this.default.get() {
            out.extend_from_slice(b" default=");
            out.extend_from_slice(vm.repr(default)?.as_bytes());
        }
        out.extend_from_slice(format!(" at {:#x}>", this.value().id()).as_bytes());
        Ok(PyStr::from_wtf8(&out))
    }
}

/// What ContextVar.set() gives.
#[pyclass(name = "Token", module = "_contextvars", doc = "", unhashable)]
pub struct Token {
    context: Field<Obj<Context>>,
    variable: Field<Obj<ContextVar>>,
    old: Field<Option<Value>>,
    #[no_trace]
    is_used: Cell<bool>,
}

#[pymethods]
impl Token {
    #[pyattr]
    #[allow(non_snake_case)]
    fn MISSING(vm: &Vm) -> PyResult {
        missing(vm)
    }

    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let _ = (cls, args);
        Err(vm.runtime_error("Tokens can only be created by ContextVars"))
    }

    /// The variable.
    #[getter]
    fn var(&self) -> Value {
        self.variable.get().value()
    }

    /// The value from before, or Token.MISSING.
    #[getter]
    fn old_value(&self, vm: &Vm) -> PyResult {
        self.old.get().map_or_else(|| missing(vm), Ok)
    }

    /// Enters a context manager: gives the token.
    fn __enter__(this: Obj<Token>) -> Obj<Token> {
        this
    }

    /// Exits the context manager: restores the value.
    #[pymethod(name = "__exit__", sig = "(type, val, tb, /)")]
    fn exit(this: Obj<Token>, vm: &Vm, r#type: Value, val: Value, tb: Value) -> PyResult<()> {
        let _ = (r#type, val, tb);
        ContextVar::reset(this.variable.get(), vm, this.value())
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        generic_alias::new(vm, cls.value(), object)
    }

    fn __repr__(this: Obj<Token>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        let mut out = b"<Token".to_vec();
        if this.is_used.get() {
            out.extend_from_slice(b" used");
        }
        out.extend_from_slice(b" var=");
        out.extend_from_slice(vm.repr(this.variable.get().value())?.as_bytes());
        out.extend_from_slice(format!(" at {:#x}>", this.value().id()).as_bytes());
        Ok(PyStr::from_wtf8(&out))
    }
}

/// The type of Token.MISSING.
#[pyclass(name = "Token.MISSING", module = "builtins", doc = "", no_new)]
pub struct Missing;

#[pymethods]
impl Missing {
    fn __repr__(&self) -> &'static str {
        "<Token.MISSING>"
    }
}

fn missing(vm: &Vm) -> PyResult {
    const NAME: &str = "_contextvars.missing";
    if let Some(missing) = vm.get_static(NAME) {
        return Ok(missing);
    }
    let missing = vm.new_object(Missing)?.value();
    vm.set_static(NAME, missing);
    Ok(missing)
}

/// Context variables.
#[pymodule(name = "_contextvars")]
pub mod contextvars {
    #[pyclass]
    use super::Context;
    #[pyclass]
    use super::ContextVar;
    #[pyclass]
    use super::Token;
    use taipan_interp::native::*;

    /// A copy of the current context.
    #[pyfunction]
    fn copy_context(vm: &Vm) -> PyResult<Obj<Context>> {
        super::current(vm)?.fork(vm)
    }
}
