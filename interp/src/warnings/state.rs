//! The state of the warnings machinery: filters and their version, the lock, registry and default action, with the attributes
//! of the module `warnings` taking precedence.

use crate::builtins::prelude::*;
use crate::name;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

const FILTERS: &str = "warnings.filters";
const ONCE: &str = "warnings.onceregistry";
const ACTION: &str = "warnings.defaultaction";
const CONTEXT: &str = "warnings.context";

static VERSION: AtomicI64 = AtomicI64::new(0);

/// The thread that has the lock (its state's address), 0 = nobody; and how often.
static OWNER: AtomicU64 = AtomicU64::new(0);
static DEPTH: AtomicU64 = AtomicU64::new(0);

fn me(vm: &Vm) -> u64 {
    std::ptr::from_ref(vm.thread()) as u64
}

/// Takes the lock, as often as the thread likes.
pub(super) fn lock(vm: &Vm) {
    let me = me(vm);
    // Changed only by the holder of the global lock, so plain loads and stores are enough.
    while OWNER.load(Ordering::Relaxed) != me {
        if OWNER.load(Ordering::Relaxed) == 0 {
            OWNER.store(me, Ordering::Relaxed);
            break;
        }
        match vm.yield_lock.get() {
            Some(yield_lock) => yield_lock(vm),
            None => OWNER.store(0, Ordering::Relaxed),
        }
    }
    DEPTH.fetch_add(1, Ordering::Relaxed);
}

/// Whether the calling thread has the lock.
pub(super) fn is_locked(vm: &Vm) -> bool {
    OWNER.load(Ordering::Relaxed) == me(vm)
}

/// Frees the lock once; false if the thread does not have it.
pub(super) fn unlock(vm: &Vm) -> bool {
    if !is_locked(vm) {
        return false;
    }
    if DEPTH.fetch_sub(1, Ordering::Relaxed) == 1 {
        OWNER.store(0, Ordering::Relaxed);
    }
    true
}

/// Holds the lock while it lives.
pub(super) struct Locked<'a>(&'a Vm);

impl<'a> Locked<'a> {
    pub(super) fn new(vm: &'a Vm) -> Locked<'a> {
        lock(vm);
        Locked(vm)
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        unlock(self.0);
    }
}

/// Counts the changes of the filters: registries of another version are empty.
pub(super) fn filters_version() -> i64 {
    VERSION.load(Ordering::Relaxed)
}

/// Notes a change of the filters.
pub(super) fn filters_changed() {
    VERSION.fetch_add(1, Ordering::Relaxed);
}

/// An attribute of the module `warnings`, if that is loaded (or, on demand, can be).
pub(super) fn attribute(vm: &Vm, name: &str, import: bool) -> PyResult<Option<Value>> {
    let loaded = || vm.modules.get().and_then(|m| m.get_str(name!("warnings"))).filter(|m| !m.is_none());
    let module = if import && !vm.finalizing.get() && loaded().is_none() {
        let result = vm.import_module("warnings");
        match vm.ignore(vm.exc().ImportError, result)? {
            Some(module) => Some(module),
            None => return Ok(None),
        }
    } else {
        loaded()
    };
    match module {
        Some(module) => vm.get_attr_opt(module, intern(name)),
        None => Ok(None),
    }
}

/// The list of filters of the VM.
pub(super) fn filters(vm: &Vm) -> Value {
    if let Some(filters) = vm.get_static(FILTERS) {
        return filters;
    }
    let (none, exc) = (Value::NONE, vm.exc());
    let filter = |action: &str, category: Gc<PyType>, module: Value| {
        PyTuple::new(&[intern(action).value(), none, category.value(), module, Value::int(0)]).value()
    };
    let list = PyList::new(&[
        filter("default", exc.DeprecationWarning, name!("__main__").value()),
        filter("ignore", exc.DeprecationWarning, none),
        filter("ignore", exc.PendingDeprecationWarning, none),
        filter("ignore", exc.ImportWarning, none),
        filter("ignore", exc.ResourceWarning, none),
    ]);
    vm.set_static(FILTERS, list.value());
    list.value()
}

/// The VM's registry of warnings shown once.
pub(super) fn own_once_registry(vm: &Vm) -> Value {
    if let Some(registry) = vm.get_static(ONCE) {
        return registry;
    }
    let registry = PyDict::new();
    vm.set_static(ONCE, registry.value());
    registry.value()
}

/// The context variable with the filters of the context, if there is one.
pub(super) fn context_variable(vm: &Vm) -> PyResult<Option<Value>> {
    if let Some(variable) = vm.get_static(CONTEXT) {
        return Ok(Some(variable));
    }
    let key = name!("_contextvars");
    let module = match vm.modules.get().and_then(|m| m.get_str(key)) {
        Some(module) => module,
        None => match crate::import::native(vm, key)? {
            Some(module) => module.value(),
            None => return Ok(None),
        },
    };
    let class = vm.get_attr_str(module, "ContextVar")?;
    let variable = vm.call(class, &[name!("_warnings_context").value()])?;
    vm.set_static(CONTEXT, variable);
    Ok(Some(variable))
}

/// The default action of the VM.
pub(super) fn own_default_action(vm: &Vm) -> Value {
    vm.get_static(ACTION).unwrap_or_else(|| name!("default").value())
}

/// The registry for the action "once" without a module's registry.
pub(super) fn once_registry(vm: &Vm) -> PyResult<Gc<PyDict>> {
    let registry = match attribute(vm, "onceregistry", false)? {
        Some(registry) => {
            vm.set_static(ONCE, registry);
            registry
        }
        None => own_once_registry(vm),
    };
    match registry.cast::<PyDict>() {
        Some(registry) => Ok(registry),
        None => Err(vm.type_error(format!("_warnings.onceregistry must be a dict, not '{}'", vm.type_name(registry)))),
    }
}

fn default_action(vm: &Vm) -> PyResult<Gc<PyStr>> {
    let action = match attribute(vm, "defaultaction", false)? {
        Some(action) => {
            vm.set_static(ACTION, action);
            action
        }
        None => own_default_action(vm),
    };
    match action.cast::<PyStr>() {
        Some(action) => Ok(action),
        None => Err(vm.type_error(format!("_warnings.defaultaction must be a string, not '{}'", vm.type_name(action)))),
    }
}

/// What a filter says, and the filter.
pub(super) struct Found {
    pub(super) action: Gc<PyStr>,
    pub(super) item: Value,
}

/// The filters of the running context, if warnings are kept by context and it has its own.
fn context_filters(vm: &Vm) -> PyResult<Option<Value>> {
    if !vm.config.borrow().context_aware_warnings {
        return Ok(None);
    }
    let Some(variable) = context_variable(vm)? else { return Ok(None) };
    let context = vm.call_method(variable, "get", &[Value::NONE])?;
    if context.is_none() { Ok(None) } else { vm.get_attr_str(context, "_filters").map(Some) }
}

/// The first filter that matches; without one, the default action.
pub(super) fn find_filter(vm: &Vm, category: Value, text: Value, lineno: i64, module: Value) -> PyResult<Found> {
    if let Some(filters) = context_filters(vm)? {
        let Some(list) = filters.cast::<PyList>() else {
            return Err(vm.value_error("_filters of warnings context must be a list"));
        };
        if let Some(found) = search(vm, list, "context _filters", category, text, lineno, module)? {
            return Ok(found);
        }
    }
    let filters = match attribute(vm, "filters", false)? {
        Some(filters) => {
            vm.set_static(FILTERS, filters);
            filters
        }
        None => filters(vm),
    };
    let Some(list) = filters.cast::<PyList>() else {
        return Err(vm.value_error("_warnings.filters must be a list"));
    };
    match search(vm, list, "warnings.filters", category, text, lineno, module)? {
        Some(found) => Ok(found),
        None => Ok(Found { action: default_action(vm)?, item: Value::NONE }),
    }
}

fn search(
    vm: &Vm,
    list: Gc<PyList>,
    what: &str,
    category: Value,
    text: Value,
    lineno: i64,
    module: Value,
) -> PyResult<Option<Found>> {
    let mut i = 0;
    while let Some(item) = list.items.get(i) {
        let Some(&[action, message, class, wanted_module, line]) =
            item.cast::<PyTuple>().as_ref().map(|t| t.as_slice())
        else {
            return Err(vm.value_error(format!("{what} item {i} isn't a 5-tuple")));
        };
        let Some(action) = action.cast::<PyStr>() else {
            return Err(vm.type_error(format!("action must be a string, not '{}'", vm.type_name(action))));
        };
        let good_text = matches(vm, message, text)?;
        let good_module = matches(vm, wanted_module, module)?;
        let good_class = vm.is_subclass(category, class)?;
        let Some(line) = line.as_int() else { return Err(vm.type_error("an integer is required")) };
        let line = line.to_i64().unwrap_or(-1);
        if good_text && good_module && good_class && (line == 0 || line == lineno) {
            return Ok(Some(Found { action, item }));
        }
        i += 1;
    }
    Ok(None)
}

/// Whether a filter's text matches: None always does, a plain str must be equal, anything else is asked through `match`.
fn matches(vm: &Vm, pattern: Value, text: Value) -> PyResult<bool> {
    if pattern.is_none() {
        return Ok(true);
    }
    if pattern.is_exact_str() {
        if !text.is::<PyStr>() {
            return Err(vm.type_error(format!("Can't compare {} and {}", vm.type_name(pattern), vm.type_name(text))));
        }
        return vm.equal(pattern, text);
    }
    let result = vm.call_method(pattern, "match", &[text])?;
    vm.truth(result)
}
