//! What is done with exceptions that nobody handles: `sys.unraisablehook`.

use crate::builtins::prelude::*;

impl Vm {
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
}
