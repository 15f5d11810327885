//! Running source text: decode, compile, execute in a namespace.

use crate::builtins::prelude::*;
use taipan_compiler::{CompileError, Mode, Options};
use taipan_parser::{ErrorKind, SyntaxErrorInfo};

/// What `compile()` was asked for.
pub struct CompileRequest<'a> {
    /// File name for messages.
    pub filename: &'a str,
    /// Statements, an expression, or one interactive statement.
    pub mode: Mode,
    /// `CO_FUTURE_*` flags in force.
    pub future: u32,
    /// `-O` level; `None` = the process's.
    pub optimize: Option<u8>,
    /// Incomplete input raises `_IncompleteInputError`.
    pub incomplete: bool,
    /// `await` is allowed outside of functions.
    pub top_level_await: bool,
}

impl Vm {
    /// Compiles `source` with the process's settings.
    pub fn compile(&self, source: &str, filename: &str, mode: Mode) -> PyResult<Gc<PyCode>> {
        self.compile_request(
            source,
            &CompileRequest { filename, mode, future: 0, optimize: None, incomplete: false, top_level_await: false },
        )
    }

    /// Compiles `source` (text without lone surrogates) to a code object.
    pub fn compile_request(&self, source: &str, request: &CompileRequest<'_>) -> PyResult<Gc<PyCode>> {
        let mut options = Options::new(request.filename, request.mode);
        options.optimize = request.optimize.unwrap_or(self.config.borrow().optimize);
        options.future_flags = request.future;
        options.top_level_await = request.top_level_await;
        match taipan_compiler::compile_source(source, &options) {
            Ok(compiled) => {
                for w in &compiled.warnings {
                    let line = w.pos.line as i64;
                    let result = self.warn_explicit(self.exc().SyntaxWarning, &w.message, request.filename, line);
                    if result.is_err() {
                        // Warnings that are errors become syntax errors, which say where.
                        if self.catch(self.exc().SyntaxWarning).is_none() {
                            return Err(Raised);
                        }
                        let message = w.message.replace(" Such sequences will not work in the future.", "");
                        let error = CompileError::Syntax { message, pos: w.pos };
                        return Err(self.compile_error(&error, request, source));
                    }
                }
                PyCode::new(self, compiled.code)
            }
            Err(failure) => Err(self.compile_error(&failure.error, request, source)),
        }
    }

    /// Decodes source bytes (BOM, coding cookie).
    pub fn decode_source(&self, bytes: &[u8], filename: &str) -> PyResult<String> {
        match taipan_parser::decode_source(bytes) {
            Ok(decoded) => Ok(decoded.0),
            Err(info) => Err(self.raise_syntax_error(&info, filename)),
        }
    }

    fn compile_error(&self, error: &CompileError, request: &CompileRequest<'_>, source: &str) -> Raised {
        let filename = request.filename;
        match error {
            CompileError::Parse(info) => self.raise_syntax_error(info, filename),
            CompileError::Syntax { message, pos } => {
                let line = |n: i64| source.split('\n').nth((n.max(1) - 1) as usize).unwrap_or("");
                let offset = |n: i64, col: i64| -> Option<i64> {
                    let col = usize::try_from(col).ok()?;
                    let text = line(n);
                    Some(text.get(..col.min(text.len())).map_or(col, |t| t.chars().count()) as i64 + 1)
                };
                let (first, last) = (pos.line as i64, pos.end_line as i64);
                let mut text = line(first).to_string();
                text.push('\n');
                let info = SyntaxErrorInfo {
                    kind: ErrorKind::Syntax,
                    msg: message.clone(),
                    lineno: Some(first),
                    offset: offset(first, pos.col as i64),
                    end_lineno: Some(last),
                    end_offset: offset(last, pos.end_col as i64),
                    text: Some(text),
                    incomplete: false,
                };
                self.raise_syntax_error(&info, filename)
            }
            CompileError::TooDeep => self.recursion_error("maximum recursion depth exceeded during compilation"),
            CompileError::Assembler(message) => self.system_error(message),
        }
    }

    /// Raises the exception that `info` describes.
    pub fn raise_syntax_error(&self, info: &SyntaxErrorInfo, filename: &str) -> Raised {
        let exc = self.exc();
        let class = match info.kind {
            ErrorKind::Syntax => exc.SyntaxError,
            ErrorKind::Indentation => exc.IndentationError,
            ErrorKind::Tab => exc.TabError,
            ErrorKind::Incomplete => exc._IncompleteInputError,
            ErrorKind::Memory => return self.raise_msg(exc.MemoryError, &info.msg),
            ErrorKind::Recursion => return self.recursion_error(&info.msg),
        };
        let message = PyStr::new(&info.msg).value();
        let Some(lineno) = info.lineno else { return self.raise_new(class, &[message]) };
        let int = |n: Option<i64>| n.map_or(Value::NONE, Value::int);
        let text = info.text.as_ref().map_or(Value::NONE, |t| PyStr::new(t).value());
        let details = PyTuple::new(&[
            PyStr::new(filename).value(),
            Value::int(lineno),
            int(info.offset),
            text,
            int(info.end_lineno),
            int(info.end_offset),
        ]);
        self.raise_new(class, &[message, details.value()])
    }

    /// Executes `code` with `globals` as globals and `ns` as namespace.
    pub fn exec_code(&self, code: Gc<PyCode>, globals: Gc<PyDict>, ns: Value) -> PyResult {
        self.exec_code_closure(code, globals, ns, None)
    }

    /// [`Vm::exec_code`] with cells for the free variables.
    pub fn exec_code_closure(
        &self,
        code: Gc<PyCode>,
        globals: Gc<PyDict>,
        ns: Value,
        closure: Option<Gc<PyTuple>>,
    ) -> PyResult {
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
        func.closure.set(closure);
        self.run_code(func, Some(ns))
    }

    /// The builtins of the innermost activation.
    pub fn current_builtins(&self) -> Option<Value> {
        self.current_frame().map(|f| f.func.builtins.get()).or_else(|| self.builtins.get().map(|d| d.value()))
    }
}
