//! Running source text: compile, then execute in a namespace.

use crate::builtins::prelude::*;
use taipan_compiler::{Failure, Mode, Options};

impl Vm {
    /// Compiles `source` (text without lone surrogates) to a code object.
    pub fn compile(&self, source: &str, filename: &str, mode: Mode) -> PyResult<Gc<PyCode>> {
        let mut options = Options::new(filename, mode);
        options.optimize = self.config.borrow().optimize;
        match taipan_compiler::compile_source(source, &options) {
            Ok(compiled) => PyCode::new(self, compiled.code),
            Err(failure) => Err(self.syntax_error(&failure, filename)),
        }
    }

    /// Raises the SyntaxError for a failed compilation.
    pub fn syntax_error(&self, failure: &Failure, filename: &str) -> Raised {
        let _ = filename;
        self.raise_msg(self.exc().SyntaxError, format!("{failure:?}"))
    }

    /// Executes `code` with `globals` as globals and namespace.
    pub fn exec_code(&self, code: Gc<PyCode>, globals: Gc<PyDict>, ns: Value) -> PyResult {
        let builtins = match globals.get_str(self.names().__builtins__) {
            Some(b) => match b.cast::<PyModule>() {
                Some(module) => module.dict.get().value(),
                None => b,
            },
            None => {
                let builtins = self.builtins.get().map_or(Value::NONE, |d| d.value());
                globals.set_str(self.names().__builtins__, builtins);
                builtins
            }
        };
        let func = crate::builtins::function::make(self, code, globals, builtins);
        self.run_code(func, Some(ns))
    }
}
