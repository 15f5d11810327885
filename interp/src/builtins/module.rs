//! `module`.

use super::prelude::*;
use super::support;
use crate::name;

cell! {
    /// The layout of `module` objects.
    pub struct PyModule: MODULE, "module" {
        /// See the type.
        dict: Field<Gc<PyDict>>,
        /// See the type.
        untraced def: Cell<Option<&'static ModuleDef>>,
    }
}

/// A module: a namespace with a name.
#[pyclass(name = "module", cell = PyModule, subclass, weakref, text_sig = "(name, doc=None)")]
pub struct ModuleType;

#[pymethods]
impl ModuleType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args) -> PyResult<Gc<PyModule>> {
        let _ = args;
        let shape = vm.instance_shape(cls);
        let dict = Field::new(PyDict::new());
        vm.alloc_instance(cls, PyModule { header: PyModule::header(shape), dict, def: Cell::new(None) })
    }

    #[pyslot(sig = "(name, doc=None)")]
    fn __init__(this: Gc<PyModule>, name: Gc<PyStr>, doc: Option<Value>) {
        describe(this, name, doc.unwrap_or(Value::NONE));
    }

    fn __getattribute__(this: Gc<PyModule>, vm: &Vm, name: Gc<PyStr>) -> PyResult {
        if let Some(value) = vm.type_of(this.value()).lookup(name)
            && value.is_cell()
            && vm.slots_of(value).descr_set.is_some()
        {
            return vm.bind(value, Some(this.value()), vm.type_of(this.value()));
        }
        let dict = this.dict.get();
        if let Some(value) = dict.get_str(name) {
            return Ok(value);
        }
        if let Some(value) = vm.generic_get_attr_opt(this.value(), name)? {
            return Ok(value);
        }
        if let Some(hook) = dict.get_str(vm.names().__getattr__) {
            return vm.call(hook, &[name.value()]);
        }
        let message = missing_message(vm, dict, name)?;
        Err(vm.attribute_error_for(&message, this.value(), name))
    }

    fn __setattr__(this: Gc<PyModule>, vm: &Vm, name: Gc<PyStr>, value: Option<Value>) -> PyResult<()> {
        if let Some(found) = vm.type_of(this.value()).lookup(name)
            && found.is_cell()
            && let Some(set) = vm.slots_of(found).descr_set
        {
            return set(vm, found, this.value(), value);
        }
        let dict = this.dict.get();
        match value {
            Some(value) => {
                dict.set_str(PyStr::intern(name), value);
                Ok(())
            }
            None => match dict.remove_str(name) {
                Some(_) => Ok(()),
                None => {
                    let message = format!("'module' object has no attribute '{}'", name.to_string_lossy());
                    Err(vm.attribute_error_for(&message, this.value(), name))
                }
            },
        }
    }

    /// The namespace.
    #[getter]
    fn __dict__(this: Gc<PyModule>) -> Gc<PyDict> {
        this.dict.get()
    }

    #[setter]
    fn set___dict__(this: Gc<PyModule>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let _ = (this, value);
        Err(vm.attribute_error("readonly attribute"))
    }

    /// The annotations of module variables.
    #[getter]
    fn __annotations__(this: Gc<PyModule>, vm: &Vm) -> PyResult {
        let dict = this.dict.get();
        if let Some(known) = dict.get_str(name!("__annotations__")) {
            return Ok(known);
        }
        let annotate = dict.get_str(name!("__annotate__")).filter(|a| vm.is_callable(*a));
        let annotations = match annotate {
            None => PyDict::new().value(),
            Some(annotate) => {
                let result = vm.call(annotate, &[Value::int(1)])?;
                if !result.is::<PyDict>() {
                    let found = support::class_name(vm, result);
                    return Err(vm.type_error(format!("__annotate__ returned non-dict of type '{found}'")));
                }
                result
            }
        };
        // While the module is being initialized more may come.
        if !is_initializing(vm, dict)? {
            dict.set_str(name!("__annotations__"), annotations);
        }
        Ok(annotations)
    }

    #[setter]
    fn set___annotations__(this: Gc<PyModule>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let dict = this.dict.get();
        match value {
            Some(value) => dict.set_str(name!("__annotations__"), value),
            None => {
                if dict.remove_str(name!("__annotations__")).is_none() {
                    return Err(vm.attribute_error("__annotations__"));
                }
            }
        }
        dict.remove_str(name!("__annotate__"));
        Ok(())
    }

    /// The function that computes the annotations, or None.
    #[getter]
    fn __annotate__(this: Gc<PyModule>) -> Value {
        let dict = this.dict.get();
        if let Some(known) = dict.get_str(name!("__annotate__")) {
            return known;
        }
        dict.set_str(name!("__annotate__"), Value::NONE);
        Value::NONE
    }

    #[setter]
    fn set___annotate__(this: Gc<PyModule>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let Some(value) = value else { return Err(vm.type_error("cannot delete __annotate__ attribute")) };
        let dict = this.dict.get();
        if value.is_none() {
            dict.set_str(name!("__annotate__"), value);
            return Ok(());
        }
        if !vm.is_callable(value) {
            return Err(vm.type_error("__annotate__ must be callable or None"));
        }
        dict.set_str(name!("__annotate__"), value);
        dict.remove_str(name!("__annotations__"));
        Ok(())
    }

    /// The names in the module, or what its own __dir__ says.
    fn __dir__(this: Gc<PyModule>, vm: &Vm) -> PyResult {
        let dict = vm.get_attr(this.value(), vm.names().__dict__)?;
        let Some(dict) = dict.cast::<PyDict>() else {
            return Err(vm.type_error("<module>.__dict__ is not a dictionary"));
        };
        match dict.get_str(name!("__dir__")) {
            Some(hook) => vm.call(hook, &[]),
            None => Ok(vm.to_list(dict.value())?.value()),
        }
    }

    fn __repr__(this: Gc<PyModule>, vm: &Vm) -> PyResult {
        let importlib = vm.modules.get().and_then(|m| m.get_str(name!("_frozen_importlib")));
        if let Some(importlib) = importlib
            && let Some(show) = vm.get_attr_opt(importlib, name!("_module_repr"))?
        {
            return vm.call(show, &[this.value()]);
        }
        let name = this.dict.get().get_str(vm.names().__name__).unwrap_or_else(|| "?".into());
        let mut out = b"<module ".to_vec();
        out.extend_from_slice(vm.repr(name)?.as_bytes());
        out.push(b'>');
        support::text(&out)
    }
}

fn spec_of(dict: Gc<PyDict>) -> Option<Value> {
    dict.get_str(name!("__spec__")).filter(|s| !s.is_none())
}

/// Whether the import of the module with this namespace has not ended.
fn is_initializing(vm: &Vm, dict: Gc<PyDict>) -> PyResult<bool> {
    let Some(spec) = spec_of(dict) else { return Ok(false) };
    match vm.get_attr_opt(spec, name!("_initializing"))? {
        Some(flag) => vm.truth(flag),
        None => Ok(false),
    }
}

/// The file of the module, if it has one.
fn origin_of(vm: &Vm, spec: Value) -> PyResult<Option<Gc<PyStr>>> {
    match vm.get_attr_opt(spec, name!("has_location"))? {
        Some(flag) if vm.truth(flag)? => {}
        _ => return Ok(None),
    }
    Ok(vm.get_attr_opt(spec, name!("origin"))?.and_then(|o| o.cast::<PyStr>()))
}

/// Whether a file lies where scripts come from (`sys.path[0]`) and so may hide another module.
fn may_shadow(vm: &Vm, origin: &str) -> bool {
    if vm.config.borrow().safe_path {
        return false;
    }
    let path = vm.sys_dict.get().and_then(|d| d.get_str(name!("path"))).and_then(|p| p.cast::<PyList>());
    let Some(first) = path.and_then(|p| p.items.as_slice().first().copied()).and_then(|f| f.cast::<PyStr>()) else {
        return false;
    };
    let place = origin.strip_suffix("/__init__.py").unwrap_or(origin);
    let Some((root, _)) = place.rsplit_once('/') else { return false };
    let first = first.to_string_lossy();
    if first.is_empty() {
        return taipan_host::path::getcwd().is_ok_and(|folder| folder == root.as_bytes());
    }
    first == root
}

/// Whether `name` is that of a module of the standard library.
fn is_stdlib(vm: &Vm, name: Value) -> PyResult<bool> {
    match vm.sys_dict.get().and_then(|d| d.get_str(name!("stdlib_module_names"))) {
        Some(names) => vm.contains(names, name),
        None => Ok(false),
    }
}

/// Why there is no such attribute, with a guess at the reason.
fn missing_message(vm: &Vm, dict: Gc<PyDict>, name: Gc<PyStr>) -> PyResult<String> {
    let attr = vm.repr(name.value())?;
    let attr = attr.to_string_lossy();
    let Some(module) = dict.get_str(vm.names().__name__).filter(|n| n.is::<PyStr>()) else {
        return Ok(format!("module has no attribute {attr}"));
    };
    let shown = vm.repr(module)?;
    let shown = shown.to_string_lossy();
    let plain = format!("module {shown} has no attribute {attr}");
    let Some(spec) = spec_of(dict) else { return Ok(plain) };
    let origin = origin_of(vm, spec)?;
    let mut shadows = false;
    if let Some(origin) = origin
        && may_shadow(vm, &origin.to_string_lossy())
    {
        shadows = true;
        if is_stdlib(vm, module)? {
            let file = vm.repr(origin.value())?;
            return Ok(format!(
                "{plain} (consider renaming {} since it has the same name as the standard library module named {shown} and prevents importing that standard library module)",
                file.to_string_lossy()
            ));
        }
    }
    if is_initializing(vm, dict)? {
        return Ok(match origin {
            Some(origin) if shadows => format!(
                "{plain} (consider renaming {} if it has the same name as a library you intended to import)",
                vm.repr(origin.value())?.to_string_lossy()
            ),
            Some(origin) => format!(
                "partially initialized module {shown} from {} has no attribute {attr} (most likely due to a circular import)",
                vm.repr(origin.value())?.to_string_lossy()
            ),
            None => format!("partially initialized {plain} (most likely due to a circular import)"),
        });
    }
    if let Some(pending) = vm.get_attr_opt(spec, name!("_uninitialized_submodules"))?
        && vm.contains(pending, name.value())?
    {
        return Ok(format!("cannot access submodule {attr} of module {shown} (most likely due to a circular import)"));
    }
    Ok(plain)
}

/// A module object named `name`.
pub fn new(vm: &Vm, name: Gc<PyStr>) -> Gc<PyModule> {
    let dict = PyDict::new();
    let class = vm.types().module;
    let cell =
        PyModule { header: PyModule::header(vm.instance_shape(class)), dict: Field::new(dict), def: Cell::new(None) };
    match vm.alloc_instance(class, cell) {
        Ok(module) => {
            describe(module, name, Value::NONE);
            module
        }
        Err(Raised) => taipan_object::cell::out_of_memory(),
    }
}

/// Sets the attributes that every module has.
fn describe(module: Gc<PyModule>, name: Gc<PyStr>, doc: Value) {
    let dict = module.dict.get();
    dict.set_str(name!("__name__"), name.value());
    dict.set_str(name!("__doc__"), doc);
    dict.set_str(name!("__package__"), Value::NONE);
    dict.set_str(name!("__loader__"), Value::NONE);
    dict.set_str(name!("__spec__"), Value::NONE);
}
