//! "Did you mean": the name that was probably meant by an unknown one, looked for when the exception is shown.

use super::prelude::*;
use super::traceback::PyTraceback;
use crate::native::args::suggestion;

/// More names than this are not looked through.
const MAX_CANDIDATES: usize = 750;

/// What is to be shown behind the message of `exception`.
pub fn suffix(vm: &Vm, exception: Gc<PyException>) -> Option<String> {
    let class = vm.type_of(exception.value());
    let exc = vm.exc();
    if class.is_subclass(exc.ImportError) {
        let wrong = text(exception.extra(2))?;
        return in_module(vm, exception, &wrong).map(|s| format!(". Did you mean: '{s}'?"));
    }
    let is_name = class.is_subclass(exc.NameError);
    if !is_name && !class.is_subclass(exc.AttributeError) {
        return None;
    }
    let wrong = text(exception.extra(0))?;
    let found = if is_name { in_frame(vm, exception, &wrong) } else { in_object(vm, exception, &wrong) };
    let mut out = found.as_ref().map_or(String::new(), |s| format!(". Did you mean: '{s}'?"));
    if is_name && is_stdlib_module(vm, &wrong) {
        let how = if found.is_some() { " Or did" } else { ". Did" };
        out.push_str(&format!("{how} you forget to import '{wrong}'?"));
    }
    if out.is_empty() { None } else { Some(out) }
}

fn text(value: Option<Value>) -> Option<String> {
    value?.cast::<PyStr>()?.as_str().map(str::to_string)
}

fn quiet<T>(vm: &Vm, result: PyResult<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(Raised) => {
            vm.take_raised();
            None
        }
    }
}

fn is_stdlib_module(vm: &Vm, name: &str) -> bool {
    let names = vm.sys_dict.get().and_then(|d| d.get_str(intern("stdlib_module_names")));
    names.is_some_and(|names| quiet(vm, vm.contains(names, PyStr::new(name).value())).unwrap_or(false))
}

fn best(wrong: &str, names: &[String]) -> Option<String> {
    if names.len() >= MAX_CANDIDATES {
        return None;
    }
    suggestion(wrong, names.iter().map(String::as_str)).map(str::to_string)
}

fn dir(vm: &Vm, object: Value) -> Option<Vec<String>> {
    let dir = quiet(vm, vm.builtin(intern("dir")))?;
    let list = quiet(vm, vm.call(dir, &[object]))?;
    let list = quiet(vm, vm.to_list(list))?;
    Some(list.items.as_slice().iter().filter_map(|&v| text(Some(v))).collect())
}

fn last_frame(exception: Gc<PyException>) -> Option<Gc<PyFrame>> {
    let mut entry = exception.traceback.get()?.cast::<PyTraceback>()?;
    while let Some(next) = entry.next.get() {
        entry = next;
    }
    Some(entry.frame)
}

fn public(wrong: &str, names: Vec<String>) -> Vec<String> {
    if wrong.starts_with('_') { names } else { names.into_iter().filter(|n| !n.starts_with('_')).collect() }
}

fn in_object(vm: &Vm, exception: Gc<PyException>, wrong: &str) -> Option<String> {
    let object = exception.extra(1)?;
    let mut names = dir(vm, object)?;
    let inside = last_frame(exception).and_then(|f| local(f, "self")) == Some(object);
    if !inside {
        names = public(wrong, names);
    }
    best(wrong, &names)
}

fn in_module(vm: &Vm, exception: Gc<PyException>, wrong: &str) -> Option<String> {
    let name = exception.extra(0)?.cast::<PyStr>()?;
    let module = vm.modules.get()?.get_str(PyStr::intern(name))?;
    best(wrong, &public(wrong, dir(vm, module)?))
}

/// The value of local variable `name` of a frame.
fn local(frame: Gc<PyFrame>, name: &str) -> Option<Value> {
    locals(frame).into_iter().find(|(n, _)| n == name).map(|(_, i)| i).and_then(|i| value_of(frame, i))
}

fn value_of(frame: Gc<PyFrame>, i: usize) -> Option<Value> {
    let value = frame.local(i)?;
    match value.cast::<PyCell>() {
        Some(cell) => cell.value.get(),
        None => Some(value),
    }
}

fn locals(frame: Gc<PyFrame>) -> Vec<(String, usize)> {
    (0..frame.code.n_locals_plus as usize)
        .filter(|&i| value_of(frame, i).is_some())
        .map(|i| (frame.code.local_name(i as u32).to_string_lossy().into_owned(), i))
        .collect()
}

fn in_frame(vm: &Vm, exception: Gc<PyException>, wrong: &str) -> Option<String> {
    let frame = last_frame(exception)?;
    let keys = |dict: Value| -> Vec<String> {
        dict.cast::<PyDict>().map_or(Vec::new(), |d| d.iter().filter_map(|(k, _)| text(Some(k))).collect())
    };
    if let Some(this) = local(frame, "self")
        && quiet(vm, vm.get_attr_opt(this, intern(wrong))).flatten().is_some()
    {
        return Some(format!("self.{wrong}"));
    }
    let mut names: Vec<String> = locals(frame).into_iter().map(|(n, _)| n).collect();
    if let Some(ns) = frame.ns.get() {
        names.extend(keys(ns));
    }
    names.extend(keys(frame.func.globals.get().value()));
    names.extend(keys(frame.func.builtins.get()));
    best(wrong, &names)
}
