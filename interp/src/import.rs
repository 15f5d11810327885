//! Import: the `builtins` and `sys` modules at start, `__import__`, native and frozen modules.

use crate::builtins::prelude::*;
use crate::builtins::traceback::PyTraceback;
use crate::frame::Frame;
use crate::name;

/// Creates `builtins` and `sys`.
pub(crate) fn init(vm: &Vm) -> PyResult<()> {
    let builtins = new_module(vm, &crate::builtins::functions::builtins::DEF)?;
    let dict = builtins.dict.get();
    for class in vm.types().all() {
        let name = class.name.get();
        if PUBLIC_TYPES.contains(&&*name.to_string_lossy()) {
            dict.set_str(PyStr::intern(name), class.value());
        }
    }
    for (name, class) in vm.exc().all() {
        dict.set_str(intern(name), class.value());
    }
    dict.set_str(name!("EnvironmentError"), vm.exc().OSError.value());
    dict.set_str(name!("IOError"), vm.exc().OSError.value());
    dict.set_str(name!("None"), Value::NONE);
    dict.set_str(name!("True"), Value::TRUE);
    dict.set_str(name!("False"), Value::FALSE);
    dict.set_str(name!("Ellipsis"), Value::ELLIPSIS);
    dict.set_str(name!("NotImplemented"), Value::NOT_IMPLEMENTED);
    dict.set_str(name!("__debug__"), Value::bool(vm.config.borrow().optimize == 0));
    vm.builtins.set(Some(dict));
    if let Some(modules) = vm.modules.get() {
        modules.set_str(name!("builtins"), builtins.value());
    }
    new_module(vm, &crate::sys::sys::DEF)?;
    Ok(())
}

/// Core types that are names in `builtins`.
const PUBLIC_TYPES: &[&str] = &[
    "object",
    "type",
    "int",
    "float",
    "bool",
    "str",
    "complex",
    "tuple",
    "list",
    "dict",
    "set",
    "frozenset",
    "bytes",
    "bytearray",
    "range",
    "slice",
    "property",
    "staticmethod",
    "classmethod",
    "super",
    "memoryview",
    "enumerate",
    "zip",
    "map",
    "filter",
    "reversed",
];

/// The module object for a native definition.
pub fn new_module(vm: &Vm, def: &'static ModuleDef) -> PyResult<Gc<PyModule>> {
    let module = crate::builtins::module::new(vm, intern(def.name));
    let dict = module.dict.get();
    if !def.doc.is_empty() {
        dict.set_str(name!("__doc__"), PyStr::from_static(def.doc).value());
    }
    fill_module(vm, def, module)?;
    Ok(module)
}

fn fill_module(vm: &Vm, def: &'static ModuleDef, module: Gc<PyModule>) -> PyResult<()> {
    let dict = module.dict.get();
    let module_name = intern(def.name).value();
    for f in def.functions {
        let function = PyNativeFunction::function(f, Some(module.value()), Some(module_name));
        dict.set_str(intern(f.name), function.value());
    }
    for a in def.attrs {
        dict.set_str(intern(a.name), (a.value)(vm)?);
    }
    for c in def.classes {
        let class = vm.type_from_def(c);
        dict.set_str(class.name.get(), class.value());
    }
    for part in def.parts {
        fill_module(vm, part, module)?;
    }
    if let Some(exec) = def.exec {
        exec(vm, module)?;
    }
    Ok(())
}

/// `import name`: calls `builtins.__import__`.
pub fn import_name(vm: &Vm, frame: &Frame, name: Gc<PyStr>, fromlist: Value, level: Value) -> PyResult {
    let Some(import) = vm.mapping_get(frame.func.builtins.get(), name!("__import__"))? else {
        return Err(vm.raise_msg(vm.exc().ImportError, "__import__ not found"));
    };
    let globals = frame.func.globals.get().value();
    let locals = frame.ns.get().unwrap_or(Value::NONE);
    vm.call(import, &[name.value(), globals, locals, fromlist, level])
}

/// `from module import name`.
pub fn import_from(vm: &Vm, module: Value, name: Gc<PyStr>) -> PyResult {
    if let Some(value) = vm.get_attr_opt(module, name)? {
        return Ok(value);
    }
    let package = vm.get_attr_opt(module, name!("__name__"))?.and_then(|n| n.cast::<PyStr>());
    if let (Some(package), Some(modules)) = (package, vm.modules.get()) {
        let full = PyStr::new(&format!("{}.{}", package.to_string_lossy(), name.to_string_lossy()));
        if let Some(value) = modules.get_str(full) {
            return Ok(value);
        }
    }
    let unknown = || "<unknown module name>".to_string();
    let package_text = package.map_or_else(unknown, |p| p.to_string_lossy().into_owned());
    let file = vm.get_attr_opt(module, name!("__file__"))?.and_then(|f| f.cast::<PyStr>());
    let place = file.map_or("unknown location".to_string(), |f| f.to_string_lossy().into_owned());
    let message = format!("cannot import name '{}' from '{package_text}' ({place})", name.to_string_lossy());
    let raised = vm.raise_msg(vm.exc().ImportError, message);
    let exception = vm.raised().value();
    let saved = vm.take_raised();
    vm.set_attr(exception, name!("name"), package.map(|p| p.value()).or(Some(Value::NONE)))?;
    vm.set_attr(exception, name!("path"), Some(file.map_or(Value::NONE, |f| f.value())))?;
    vm.set_attr(exception, name!("name_from"), Some(name.value()))?;
    vm.thread().pending.set(saved);
    Err(raised)
}

/// `from module import *`.
pub fn import_star(vm: &Vm, frame: &Frame, module: Value) -> PyResult<()> {
    let Some(ns) = frame.ns.get() else { return Err(vm.system_error("import * only allowed at module level")) };
    let all = vm.get_attr_opt(module, name!("__all__"))?;
    let (names, skip_private) = match all {
        Some(all) => (vm.to_list(all)?, false),
        None => {
            let dict = vm.get_attr_opt(module, name!("__dict__"))?;
            let Some(dict) = dict else {
                return Err(vm.raise_msg(vm.exc().ImportError, "from-import-* object has no __dict__ and no __all__"));
            };
            (vm.to_list(dict)?, true)
        }
    };
    for i in 0..names.items.len() {
        let Some(key) = names.items.get(i) else { break };
        let Some(name) = key.cast::<PyStr>() else {
            let where_ = if skip_private { "Key in" } else { "Item in" };
            let attr = if skip_private { "__dict__" } else { "__all__" };
            let module_name = vm.get_attr_str(module, "__name__").ok().and_then(|n| n.cast::<PyStr>());
            let text = module_name.map_or(String::new(), |n| n.to_string_lossy().into_owned());
            return Err(vm.type_error(format!("{where_} {text}.{attr} must be str, not {}", vm.type_name(key))));
        };
        if skip_private && name.as_bytes().first() == Some(&b'_') {
            continue;
        }
        let value = vm.get_attr(module, name)?;
        vm.set_item(ns, name.value(), Some(value))?;
    }
    Ok(())
}

/// `__import__(name, globals, locals, fromlist, level)`.
pub fn import(vm: &Vm, name: Gc<PyStr>, globals: Option<Value>, fromlist: Option<Value>, level: i64) -> PyResult {
    let Some(importlib) = vm.get_static("_frozen_importlib") else { return simple(vm, name) };
    // Names that are loaded already need no Python code.
    if level == 0
        && let Some(module) = vm.modules.get().and_then(|m| m.get_str(name)).filter(|m| !m.is_none())
    {
        let has_from = match fromlist {
            Some(f) => vm.truth(f)?,
            None => false,
        };
        let initializing = match vm.get_attr_opt(module, name!("__spec__"))? {
            Some(spec) => match vm.get_attr_opt(spec, name!("_initializing"))? {
                Some(flag) => vm.truth(flag)?,
                None => false,
            },
            None => false,
        };
        if !initializing {
            if !has_from {
                let bytes = name.as_bytes();
                let Some(dot) = bytes.iter().position(|&b| b == b'.') else { return Ok(module) };
                let top = PyStr::from_wtf8(&bytes[..dot]);
                if let Some(package) = vm.modules.get().and_then(|m| m.get_str(top)) {
                    return Ok(package);
                }
            } else if vm.get_attr_opt(module, name!("__path__"))?.is_none() {
                return Ok(module);
            }
        }
    }
    let import = vm.get_attr(importlib, name!("__import__"))?;
    let args = [
        name.value(),
        globals.unwrap_or(Value::NONE),
        Value::NONE,
        fromlist.unwrap_or_else(|| PyTuple::new(&[]).value()),
        Value::int(level),
    ];
    let result = vm.call(import, &args);
    if result.is_err() && vm.config.borrow().verbose == 0 {
        hide_importlib(vm);
    }
    result
}

/// Takes importlib's own frames out of the pending exception's traceback, as CPython does: all of them for an ImportError,
/// else only those that lead to the frame of a module's code.
fn hide_importlib(vm: &Vm) {
    const FILES: [&[u8]; 2] = [b"<frozen importlib._bootstrap>", b"<frozen importlib._bootstrap_external>"];
    let exception = vm.raised();
    let always = vm.type_of(exception.value()).is_subclass(vm.exc().ImportError);
    let first = exception.traceback.get().and_then(|t| t.cast::<PyTraceback>());
    // The entry before the current chunk of importlib frames; `None` = the head.
    let mut before: Option<Gc<PyTraceback>> = None;
    let mut kept: Option<Gc<PyTraceback>> = None;
    let mut head = first;
    let mut at = first;
    let mut in_importlib = false;
    while let Some(entry) = at {
        let next = entry.next.get();
        let code = entry.frame.code;
        let now = FILES.contains(&code.filename.get().as_bytes());
        if now && !in_importlib {
            before = kept;
        }
        in_importlib = now;
        if now && (always || code.name.as_bytes() == b"_call_with_frames_removed") {
            match before {
                Some(before) => before.next.set(next),
                None => head = next,
            }
            kept = before;
        } else {
            kept = Some(entry);
        }
        at = next;
    }
    exception.traceback.set(head.map(|t| t.value()));
}

/// Before importlib is there: loaded and native modules.
fn simple(vm: &Vm, name: Gc<PyStr>) -> PyResult {
    let Some(modules) = vm.modules.get() else { return Err(vm.runtime_error("unable to get sys.modules")) };
    if let Some(module) = modules.get_str(name) {
        return Ok(module);
    }
    match native(vm, name)? {
        Some(module) => Ok(module.value()),
        None => {
            let message = format!("No module named '{}'", name.to_string_lossy());
            let raised = vm.raise_msg(vm.exc().ModuleNotFoundError, message);
            vm.raised().set_extra(0, Some(name.value()))?;
            Err(raised)
        }
    }
}

/// The definition of a native module.
pub fn find_native(vm: &Vm, name: &PyStr) -> Option<&'static ModuleDef> {
    (vm.hooks().native_modules)().iter().copied().find(|d| d.name.as_bytes() == name.as_bytes())
}

/// Creates a native module and puts it into `sys.modules`.
pub fn native(vm: &Vm, name: Gc<PyStr>) -> PyResult<Option<Gc<PyModule>>> {
    let Some(def) = find_native(vm, &name) else { return Ok(None) };
    let module = new_module(vm, def)?;
    if let Some(modules) = vm.modules.get() {
        modules.set_str(PyStr::intern(name), module.value());
    }
    Ok(Some(module))
}

/// Runs the functions that the module `atexit` has registered.
pub fn run_exit_functions(vm: &Vm) -> PyResult<()> {
    if let Some(threading) = vm.modules.get().and_then(|m| m.get_str(name!("threading")))
        && let Some(shutdown) = vm.get_attr_opt(threading, name!("_shutdown"))?
    {
        vm.call(shutdown, &[])?;
    }
    if let Some(atexit) = vm.modules.get().and_then(|m| m.get_str(name!("atexit"))) {
        vm.call_method(atexit, "_run_exitfuncs", &[])?;
    }
    Ok(())
}

impl Vm {
    /// Imports a module by its full name and returns that module (not the top package).
    pub fn import_module(&self, name: &str) -> PyResult {
        let key = PyStr::new(name);
        self.import_top(key)?;
        match self.modules.get().and_then(|m| m.get_str(key)) {
            Some(module) => Ok(module),
            None => Err(self.raise_msg(self.exc().ModuleNotFoundError, format!("No module named '{name}'"))),
        }
    }

    fn import_top(&self, name: Gc<PyStr>) -> PyResult {
        let import = self.builtin(name!("__import__"))?;
        self.call(import, &[name.value()])
    }

    /// Keeps the text of a source that is not a file, for tracebacks.
    pub fn remember_source(&self, filename: &str, source: &str) {
        let dict = match self.get_static("sources").and_then(|d| d.cast::<PyDict>()) {
            Some(dict) => dict,
            None => {
                let dict = PyDict::new();
                self.set_static("sources", dict.value());
                dict
            }
        };
        dict.set_str(PyStr::new(filename), PyStr::new(source).value());
    }
}
