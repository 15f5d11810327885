//! Warnings: what the interpreter itself issues, and the native half of the module `warnings` (`_warnings`, in `module.rs`).
//!
//! The state (filters, registry of warnings shown once, default action, version of the filters) lives as named values of the VM, made on
//! first use: warnings work before any module was imported. Where the module `warnings` is loaded, its attributes of the same
//! names win, because programs replace them.

pub mod module;
mod state;

use crate::builtins::prelude::*;
use crate::frame::Frame;
use crate::name;
use state::Locked;

/// One warning on its way.
#[derive(Clone, Copy)]
pub struct Warning {
    /// The text, or an instance of a warning class.
    pub message: Value,
    /// The class: not used if `message` is an instance.
    pub category: Value,
    /// The file that it is about.
    pub filename: Gc<PyStr>,
    /// The line that it is about.
    pub lineno: i64,
    /// Name of the module that it is about; none = made from the file name. None (the Python object) shows nothing.
    pub module: Option<Value>,
    /// What this module has shown already: a dict, or None.
    pub registry: Option<Value>,
    /// Text of the line, if the caller knows it.
    pub line: Option<Value>,
    /// The object that it is about.
    pub source: Option<Value>,
}

/// What is to be done about a warning.
enum Outcome {
    Nothing,
    Show,
}

impl Vm {
    /// Issues a warning of `category` at the current line, as `warnings.warn(message, category)` does.
    pub fn warn(&self, category: Gc<PyType>, message: &str) -> PyResult<()> {
        self.warn_at(category.value(), PyStr::new(message).value(), 1, None, None)
    }

    /// Issues a ResourceWarning about `source`.
    pub fn warn_resource(&self, source: Value, message: &str) -> PyResult<()> {
        self.warn_at(self.exc().ResourceWarning.value(), PyStr::new(message).value(), 1, Some(source), None)
    }

    /// Issues a warning at a given place, as `warnings.warn_explicit` does without a registry.
    pub fn warn_explicit(&self, category: Gc<PyType>, message: &str, filename: &str, line: i64) -> PyResult<()> {
        let warning = Warning {
            message: PyStr::new(message).value(),
            category: category.value(),
            filename: PyStr::new(filename),
            lineno: line,
            module: None,
            registry: None,
            line: None,
            source: None,
        };
        issue(self, &warning)
    }

    /// `warnings.warn`: the place is that of the `level`-th caller, not counting files that start with one of `skip`.
    pub fn warn_at(
        &self,
        category: Value,
        message: Value,
        level: i64,
        source: Option<Value>,
        skip: Option<Gc<PyTuple>>,
    ) -> PyResult<()> {
        let frame = place(self, level, skip);
        let (globals, filename, lineno) = match frame {
            Some(frame) => {
                let line = frame.code.line_at(frame.code.offset(frame.ip.get()));
                (frame.func.globals.get(), frame.code.filename.get(), line as i64)
            }
            None => match self.sys_dict.get() {
                Some(sys) => (sys, name!("<sys>"), 0),
                None => return Ok(()),
            },
        };
        let registry = match globals.get_str(name!("__warningregistry__")) {
            Some(registry) => registry,
            None => {
                let registry = PyDict::new();
                globals.set_str(name!("__warningregistry__"), registry.value());
                registry.value()
            }
        };
        let module = match globals.get_str(name!("__name__")) {
            Some(name) if name.is_none() || name.is::<PyStr>() => name,
            _ => name!("<string>").value(),
        };
        let warning = Warning {
            message,
            category,
            filename,
            lineno,
            module: Some(module),
            registry: Some(registry),
            line: None,
            source,
        };
        issue(self, &warning)
    }

    /// A value of the module `builtins`.
    pub fn builtin(&self, name: Gc<PyStr>) -> PyResult {
        match self.builtins.get().and_then(|d| d.get_str(name)) {
            Some(value) => Ok(value),
            None => Err(self.runtime_error(format!("lost builtins.{}", name.to_string_lossy()))),
        }
    }
}

/// Whether a file is part of the import system, whose frames are skipped.
fn is_internal(frame: &Frame) -> bool {
    let filename = frame.code.filename.get();
    let filename = filename.to_string_lossy();
    filename.contains("importlib") && filename.contains("_bootstrap")
}

fn is_skipped(frame: &Frame, prefixes: &[Value]) -> bool {
    is_internal(frame) || {
        let filename = frame.code.filename.get();
        prefixes.iter().any(|p| p.cast::<PyStr>().is_some_and(|p| filename.as_bytes().starts_with(p.as_bytes())))
    }
}

/// The activation that a warning of level `level` is about; none = beyond the outermost.
fn place(vm: &Vm, level: i64, skip: Option<Gc<PyTuple>>) -> Option<&Frame> {
    let prefixes: &[Value] = skip.as_ref().map_or(&[], |t| t.as_slice());
    let mut frame = vm.current_frame();
    let plain = level <= 0 || frame.is_some_and(is_internal);
    let mut left = level;
    while left > 1 {
        let current = frame?;
        frame = vm.caller_of(current);
        if !plain {
            while let Some(f) = frame
                && is_skipped(f, prefixes)
            {
                frame = vm.caller_of(f);
            }
        }
        left -= 1;
    }
    frame
}

/// Filters and shows a warning; the lock is held meanwhile.
pub fn issue(vm: &Vm, warning: &Warning) -> PyResult<()> {
    let _lock = Locked::new(vm);
    if warning.module.is_some_and(|m| m.is_none()) {
        return Ok(());
    }
    if let Some(registry) = warning.registry
        && !registry.is_none()
        && !registry.is::<PyDict>()
    {
        return Err(vm.type_error("'registry' must be a dict or None"));
    }
    let module = match warning.module {
        Some(module) => module,
        None => module_of(warning.filename).value(),
    };
    let base = vm.exc().Warning.value();
    let (text, message, category) = if vm.is_instance(warning.message, base)? {
        (vm.str(warning.message)?.value(), warning.message, vm.type_of(warning.message).value())
    } else {
        let made = vm.call(warning.category, &[warning.message])?;
        (warning.message, made, warning.category)
    };
    let key = PyTuple::new(&[text, category, Value::int(warning.lineno)]).value();
    let registry = warning.registry.and_then(|r| r.cast::<PyDict>());
    if let Some(registry) = registry
        && already_warned(vm, registry, key, false)?
    {
        return Ok(());
    }
    match decide(vm, text, message, category, warning.lineno, module, registry, key)? {
        Outcome::Nothing => Ok(()),
        Outcome::Show => show(vm, warning, text, message, category),
    }
}

/// The module name that a file name suggests.
fn module_of(filename: Gc<PyStr>) -> Gc<PyStr> {
    let bytes = filename.as_bytes();
    match bytes.strip_suffix(b".py") {
        _ if bytes.is_empty() => name!("<unknown>"),
        Some(stem) => PyStr::from_wtf8(stem),
        None => filename,
    }
}

/// Whether the registry has `key`, after emptying it if the filters have changed since. `set` = enter it.
fn already_warned(vm: &Vm, registry: Gc<PyDict>, key: Value, set: bool) -> PyResult<bool> {
    let version = state::filters_version();
    let stored = registry.get_str(name!("version")).and_then(|v| v.as_small());
    if stored == Some(version) {
        if let Some(flag) = vm.dict_get(registry, key)?
            && vm.truth(flag)?
        {
            return Ok(true);
        }
    } else {
        registry.clear();
        registry.set_str(name!("version"), Value::int(version));
    }
    if set {
        vm.dict_set(registry, key, Value::TRUE)?;
    }
    Ok(false)
}

#[allow(clippy::too_many_arguments, reason = "one warning taken apart")]
fn decide(
    vm: &Vm,
    text: Value,
    message: Value,
    category: Value,
    lineno: i64,
    module: Value,
    registry: Option<Gc<PyDict>>,
    key: Value,
) -> PyResult<Outcome> {
    let found = state::find_filter(vm, category, text, lineno, module)?;
    let action = found.action;
    let action_text = action.to_string_lossy();
    match &*action_text {
        "error" => return Err(raise_warning(vm, category, message)),
        "ignore" => return Ok(Outcome::Nothing),
        _ => {}
    }
    let always = matches!(&*action_text, "always" | "all");
    if let Some(registry) = registry
        && !always
    {
        vm.dict_set(registry, key, Value::TRUE)?;
    }
    let seen = match &*action_text {
        "always" | "all" | "default" => false,
        "once" => {
            let registry = match registry {
                Some(registry) => registry,
                None => state::once_registry(vm)?,
            };
            already_warned(vm, registry, PyTuple::new(&[text, category]).value(), true)?
        }
        "module" => match registry {
            Some(registry) => already_warned(vm, registry, PyTuple::new(&[text, category]).value(), true)?,
            None => false,
        },
        _ => {
            let action = vm.repr(action.value())?;
            let item = vm.repr(found.item)?;
            return Err(vm.runtime_error(format!(
                "Unrecognized action ({}) in warnings.filters:\n {}",
                action.to_string_lossy(),
                item.to_string_lossy()
            )));
        }
    };
    Ok(if seen { Outcome::Nothing } else { Outcome::Show })
}

/// Raises a warning as an exception.
fn raise_warning(vm: &Vm, category: Value, message: Value) -> Raised {
    match (message.cast::<PyException>(), category.cast::<PyType>()) {
        (Some(exception), _) => vm.raise(exception),
        (None, Some(class)) => vm.raise_new(class, &[message]),
        (None, None) => vm.type_error("exceptions must derive from BaseException"),
    }
}

/// Shows a warning through `warnings._showwarnmsg`, or without the module directly.
fn show(vm: &Vm, warning: &Warning, text: Value, message: Value, category: Value) -> PyResult<()> {
    let Some(hook) = state::attribute(vm, "_showwarnmsg", warning.source.is_some())? else {
        return show_plainly(vm, warning, text, category);
    };
    if !vm.is_callable(hook) {
        return Err(vm.type_error("warnings._showwarnmsg() must be set to a callable"));
    }
    let Some(class) = state::attribute(vm, "WarningMessage", false)? else {
        return Err(vm.runtime_error("unable to get warnings.WarningMessage"));
    };
    let none = Value::NONE;
    let args = [
        message,
        category,
        warning.filename.value(),
        Value::int(warning.lineno),
        none,
        none,
        warning.source.unwrap_or(none),
    ];
    let record = vm.call(class, &args)?;
    vm.call(hook, &[record])?;
    Ok(())
}

fn show_plainly(vm: &Vm, warning: &Warning, text: Value, category: Value) -> PyResult<()> {
    let Some(stderr) = vm.sys_dict.get().and_then(|d| d.get_str(name!("stderr"))).filter(|s| !s.is_none()) else {
        return Ok(());
    };
    let category = vm.get_attr(category, vm.names().__name__)?;
    let category = vm.str(category)?.to_string_lossy().into_owned();
    let text = vm.str(text)?.to_string_lossy().into_owned();
    let filename = warning.filename.to_string_lossy().into_owned();
    let mut out = format!("{filename}:{}: {category}: {text}\n", warning.lineno);
    let line = match warning.line {
        Some(line) => Some(vm.str(line)?.to_string_lossy().into_owned()),
        // Only files are looked at here: the text of `-c` is known to the module linecache.
        None if filename.starts_with('<') => None,
        None => vm.source_line(warning.filename, warning.lineno),
    };
    let white = |c: char| matches!(c, ' ' | '\t' | '\x0c');
    if let Some(line) = line.as_deref().map(|l| l.trim_start_matches(white).trim_end_matches(['\n', '\r']))
        && !line.is_empty()
    {
        out.push_str(&format!("  {line}\n"));
    }
    vm.call_method(stderr, "write", &[PyStr::new(&out).value()])?;
    Ok(())
}
