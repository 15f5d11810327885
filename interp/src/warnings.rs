//! Warnings issued by the interpreter itself.

use crate::builtins::prelude::*;

impl Vm {
    /// Issues a warning of `category` at the current line, as `warnings.warn(message, category)` does.
    pub fn warn(&self, category: Gc<PyType>, message: &str) -> PyResult<()> {
        let modules = self.modules.get();
        let Some(warnings) = modules.and_then(|m| m.get_str(intern("warnings"))) else { return Ok(()) };
        let warn = self.get_attr(warnings, intern("warn"))?;
        self.call(warn, &[PyStr::new(message).value(), category.value()])?;
        Ok(())
    }

    /// Issues a warning at a given place, as `warnings.warn_explicit` does; without the module `warnings`, nothing is shown.
    pub fn warn_explicit(&self, category: Gc<PyType>, message: &str, filename: &str, line: i64) -> PyResult<()> {
        let Some(warnings) = self.modules.get().and_then(|m| m.get_str(intern("warnings"))) else { return Ok(()) };
        let warn = self.get_attr(warnings, intern("warn_explicit"))?;
        self.call(
            warn,
            &[PyStr::new(message).value(), category.value(), PyStr::new(filename).value(), Value::int(line)],
        )?;
        Ok(())
    }

    /// Reports the pending exception, which nobody can handle, through `sys.unraisablehook`.
    pub fn write_unraisable(&self, object: Option<Value>, message: &str) {
        let Some(exception) = self.take_raised() else { return };
        let text = match object {
            Some(object) => match self.repr(object) {
                Ok(repr) => format!("{message} {}", repr.to_string_lossy()),
                Err(Raised) => {
                    self.take_raised();
                    message.to_string()
                }
            },
            None => message.to_string(),
        };
        self.write_stderr(&format!("{text}\n"));
        self.print_exception(exception);
    }

    /// A value of the module `builtins`.
    pub fn builtin(&self, name: Gc<PyStr>) -> PyResult {
        match self.builtins.get().and_then(|d| d.get_str(name)) {
            Some(value) => Ok(value),
            None => Err(self.runtime_error(format!("lost builtins.{}", name.to_string_lossy()))),
        }
    }
}
