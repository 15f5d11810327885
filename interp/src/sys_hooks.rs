//! What is done with exceptions that nobody handles (`sys.unraisablehook`, `sys.excepthook`), and `sys.breakpointhook`.

use crate::builtins::prelude::*;
use crate::builtins::traceback::PyTraceback;
use crate::name;

crate::structseq! {
    /// What sys.unraisablehook gets: the exception's class, the exception, its traceback, a message and the object it is about.
    pub static UNRAISABLE_HOOK_ARGS = "builtins", "UnraisableHookArgs";
    visible {
        0 exc_type "class of the exception",
        1 exc_value "the exception",
        2 exc_traceback "its traceback",
        3 err_msg "a message",
        4 object "the object that it is about",
    }
    unnamed 0
    hidden {}
}

impl Vm {
    /// Reports the pending exception, which nobody can handle, through `sys.unraisablehook`. `message` = what could not be
    /// done ("Exception ignored in").
    pub fn write_unraisable(&self, object: Option<Value>, message: &str) {
        let Some(exception) = self.take_raised() else { return };
        if exception.traceback.get().is_none()
            && let Some(frame) = self.current_frame()
        {
            crate::eval::exceptions::add_traceback(self, exception, frame);
        }
        let value = exception.value();
        let text = match object.map(|object| self.repr(object)) {
            None => message.to_string(),
            Some(Ok(repr)) => format!("{message} {}", repr.to_string_lossy()),
            Some(Err(Raised)) => {
                self.take_raised();
                message.to_string()
            }
        };
        let fields = [
            self.type_of(value).value(),
            value,
            exception.traceback.get().unwrap_or(Value::NONE),
            PyStr::new(&text).value(),
            Value::NONE,
        ];
        let hook = self.sys_dict.get().and_then(|d| d.get_str(name!("unraisablehook"))).filter(|h| !h.is_none());
        let result = UNRAISABLE_HOOK_ARGS.make(self, &fields).and_then(|args| match hook {
            Some(hook) => self.call(hook, &[args]),
            None => show_unraisable(self, args).map(|()| Value::NONE),
        });
        if result.is_err()
            && let Some(second) = self.take_raised()
        {
            self.write_stderr("Exception ignored in sys.unraisablehook:\n");
            self.print_exception(second);
        }
    }
}

/// The standard `sys.unraisablehook`.
pub fn show_unraisable(vm: &Vm, args: Value) -> PyResult<()> {
    let fields = match args.cast::<PyTuple>() {
        Some(tuple) if vm.type_of(args) == UNRAISABLE_HOOK_ARGS.class(vm) => tuple,
        _ => return Err(vm.type_error("sys.unraisablehook argument type must be UnraisableHookArgs")),
    };
    let &[_, value, _, message, object] = fields.as_slice() else { return Ok(()) };
    let message = if message.is_none() {
        "Exception ignored in".to_string()
    } else {
        vm.str(message)?.to_string_lossy().into_owned()
    };
    if object.is_none() {
        vm.write_stderr(&format!("{message}:\n"));
    } else {
        let text = match vm.repr(object) {
            Ok(text) => text.to_string_lossy().into_owned(),
            Err(Raised) => {
                vm.take_raised();
                "<object repr() failed>".to_string()
            }
        };
        vm.write_stderr(&format!("{message}: {text}\n"));
    }
    if let Some(exception) = value.cast::<PyException>() {
        vm.print_exception(exception);
    }
    Ok(())
}

/// The standard `sys.excepthook`.
pub fn show_exception(vm: &Vm, value: Value, traceback: Value) {
    let Some(exception) = value.cast::<PyException>() else {
        let class = vm.type_name(value);
        vm.write_stderr(&format!("TypeError: print_exception(): Exception expected for value, {class} found\n"));
        return;
    };
    // The traceback given is shown only where the exception has none of its own.
    if exception.traceback.get().is_none() && traceback.is::<PyTraceback>() {
        exception.traceback.set(Some(traceback));
    }
    vm.print_exception(exception);
}

/// The standard `sys.breakpointhook`: calls what PYTHONBREAKPOINT names, `pdb.set_trace` by default.
pub fn breakpoint(vm: &Vm, args: Args<'_>) -> PyResult {
    let setting = match vm.config.borrow().ignore_environment {
        true => None,
        false => environment(vm, "PYTHONBREAKPOINT")?,
    };
    let setting = setting.filter(|s| !s.is_empty()).unwrap_or_else(|| "pdb.set_trace".to_string());
    if setting == "0" {
        return Ok(Value::NONE);
    }
    let (module, attribute) = setting.rsplit_once('.').unwrap_or(("builtins", &setting));
    let found = vm.import_module(module).and_then(|m| vm.get_attr_str(m, attribute));
    match found {
        Ok(hook) => vm.call_args(hook, args),
        Err(raised) => {
            if !vm.raised_is(vm.exc().ImportError) && !vm.raised_is(vm.exc().AttributeError) {
                return Err(raised);
            }
            vm.take_raised();
            let message = format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{setting}\"");
            vm.warn(vm.exc().RuntimeWarning, &message)?;
            Ok(Value::NONE)
        }
    }
}

/// A variable as `os.environ` has it, or of the process.
fn environment(vm: &Vm, name: &str) -> PyResult<Option<String>> {
    if let Some(os) = vm.modules.get().and_then(|m| m.get_str(name!("os")))
        && let Some(environ) = vm.get_attr_opt(os, name!("environ"))?
    {
        let value = vm.call_method(environ, "get", &[PyStr::new(name).value()])?;
        return Ok(value.cast::<PyStr>().map(|s| s.to_string_lossy().into_owned()));
    }
    Ok(taipan_host::env::get(name.as_bytes()).and_then(|value| String::from_utf8(value).ok()))
}
