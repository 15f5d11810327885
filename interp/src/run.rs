//! Running source text: decode, compile, execute in a namespace.

pub use crate::builtins::functions::{file_name, source_text};
use crate::builtins::prelude::*;
use taipan_compiler::ast::Pos;
use taipan_compiler::ast::asdl::Class;
use taipan_compiler::ast::from_generic::from_generic;
use taipan_compiler::{BuiltFailure, CompileError, Failure, Options, TreeError, Warning as CompileWarning};
pub use taipan_compiler::{Mode, symtable as symbols};
use taipan_parser::{ErrorKind, ParseOptions, SyntaxErrorInfo};

/// Flags of `compile()`, besides those of future features.
#[allow(missing_docs)]
pub mod flags {
    pub const DONT_IMPLY_DEDENT: u32 = 0x200;
    pub const ONLY_AST: u32 = 0x400;
    pub const TYPE_COMMENTS: u32 = 0x1000;
    pub const ALLOW_TOP_LEVEL_AWAIT: u32 = 0x2000;
    pub const ALLOW_INCOMPLETE_INPUT: u32 = 0x4000;
    pub const OPTIMIZED_AST: u32 = 0x8000;
    /// All future features.
    pub const FUTURES: u32 = 0x1FE_0000;
    /// What `compile()` accepts: also the flag of nested scopes, which once meant something.
    pub const ACCEPTED: u32 = FUTURES
        | DONT_IMPLY_DEDENT
        | ONLY_AST
        | TYPE_COMMENTS
        | ALLOW_TOP_LEVEL_AWAIT
        | ALLOW_INCOMPLETE_INPUT
        | OPTIMIZED_AST
        | 0x10;
}

/// What `compile()` was asked for.
pub struct CompileRequest {
    /// File name for messages.
    pub filename: Gc<PyStr>,
    /// Statements, an expression, or one interactive statement.
    pub mode: Mode,
    /// Bits of [`flags`], inherited future features included.
    pub flags: u32,
    /// `-O` level; `None` = the process's.
    pub optimize: Option<u8>,
    /// Minor version whose syntax is asked for (trees only); `None` = all.
    pub feature_version: Option<i32>,
}

impl CompileRequest {
    /// A request without flags.
    pub fn new(filename: &str, mode: Mode) -> CompileRequest {
        CompileRequest { filename: PyStr::new(filename), mode, flags: 0, optimize: None, feature_version: None }
    }

    fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    fn options(&self, vm: &Vm) -> Options {
        let filename = taipan_bytecode::WStr::from_trusted_wtf8(self.filename.as_bytes());
        let mut options = Options::new(filename, self.mode);
        options.optimize = self.optimize.unwrap_or(vm.config.borrow().optimize);
        options.future_flags = self.flags & flags::FUTURES;
        options.top_level_await = self.has(flags::ALLOW_TOP_LEVEL_AWAIT);
        options.parse = ParseOptions {
            allow_incomplete: self.has(flags::ALLOW_INCOMPLETE_INPUT),
            dont_imply_dedent: self.has(flags::DONT_IMPLY_DEDENT),
            flufl: self.has(taipan_bytecode::flags::CO_FUTURE_BARRY_AS_BDFL),
        };
        options
    }
}

impl Vm {
    /// Compiles `source` with the process's settings.
    pub fn compile(&self, source: &str, filename: &str, mode: Mode) -> PyResult<Gc<PyCode>> {
        self.compile_request(source, &CompileRequest::new(filename, mode))
    }

    /// Compiles `source` (text without lone surrogates) to a code object.
    pub fn compile_request(&self, source: &str, request: &CompileRequest) -> PyResult<Gc<PyCode>> {
        match taipan_compiler::compile_source(source, &request.options(self)) {
            Ok(compiled) => {
                self.compile_warnings(&compiled.warnings, request, source)?;
                PyCode::new(self, compiled.code)
            }
            Err(failure) => Err(self.compile_failure(&failure, request, source)),
        }
    }

    /// Parses `source` to a tree of `ast` nodes.
    pub fn parse_request(&self, source: &str, request: &CompileRequest) -> PyResult {
        let failure = |error, warnings| Failure { error, warnings };
        let options = request.options(self);
        let parsed = match taipan_parser::parse(source, request.mode, options.parse) {
            Ok(parsed) => parsed,
            Err(info) => return Err(self.raise_syntax_error(&info, request.filename)),
        };
        let limit = crate::ast::depth_limit(self);
        let raise = |error| self.compile_failure(&failure(error, Vec::new()), request, source);
        let mut warnings = taipan_compiler::parse_warnings(&parsed);
        if let Some(node) = taipan_compiler::function_type(&parsed, limit).map_err(raise)? {
            self.compile_warnings(&warnings, request, source)?;
            return crate::ast::node_object(self, &node);
        }
        let mut module = taipan_compiler::lower(&parsed, request.mode, limit).map_err(raise)?;
        if let Some(version) = request.feature_version {
            taipan_compiler::ast::features::check(&module, &parsed.source, version).map_err(raise)?;
        }
        let mut node = taipan_compiler::ast::generic::to_generic(&module);
        if request.has(flags::TYPE_COMMENTS) {
            taipan_compiler::ast::type_comments::attach(&mut node, &parsed.source);
        }
        if request.has(flags::OPTIMIZED_AST) {
            taipan_compiler::preprocess(&mut module, &options, &mut warnings).map_err(raise)?;
            node = taipan_compiler::ast::generic::to_generic(&module);
        }
        self.compile_warnings(&warnings, request, source)?;
        crate::ast::node_object(self, &node)
    }

    /// The symbol table of `source`.
    pub fn symbol_table_request(&self, source: &str, request: &CompileRequest) -> PyResult<symbols::SymbolTable> {
        let options = request.options(self);
        let parsed = match taipan_parser::parse(source, request.mode, options.parse) {
            Ok(parsed) => parsed,
            Err(info) => return Err(self.raise_syntax_error(&info, request.filename)),
        };
        taipan_compiler::symbol_table(&parsed, &options).map_err(|error| {
            let failure = Failure { error, warnings: Vec::new() };
            self.compile_failure(&failure, request, source)
        })
    }

    /// `compile()` of a tree of `ast` nodes: a code object, or the same or another tree.
    pub fn compile_tree_request(&self, tree: Value, request: &CompileRequest) -> PyResult {
        if request.flags & (flags::ONLY_AST | flags::OPTIMIZED_AST) == flags::ONLY_AST {
            return Ok(tree);
        }
        let wanted = match request.mode {
            Mode::Exec => Class::Module,
            Mode::Eval => Class::Expression,
            Mode::Single => Class::Interactive,
            Mode::FuncType => Class::FunctionType,
        };
        let node = crate::ast::module_node(self, tree, wanted)?;
        let options = request.options(self);
        let limit = crate::ast::depth_limit(self) * 2;
        let mut module = from_generic(node, limit).map_err(|e| self.tree_error(&e))?;
        if request.has(flags::ONLY_AST) {
            taipan_compiler::ast::validate::validate(&module).map_err(|e| self.tree_error(&e))?;
            let mut warnings = Vec::new();
            let result = taipan_compiler::preprocess(&mut module, &options, &mut warnings);
            result.map_err(|error| self.compile_failure(&Failure { error, warnings: Vec::new() }, request, ""))?;
            self.compile_warnings(&warnings, request, "")?;
            return crate::ast::node_object(self, &taipan_compiler::ast::generic::to_generic(&module));
        }
        match taipan_compiler::compile_built(&mut module, &options) {
            Ok(compiled) => {
                self.compile_warnings(&compiled.warnings, request, "")?;
                PyCode::new(self, compiled.code).map(|code| code.value())
            }
            Err(BuiltFailure::Tree(error)) => Err(self.tree_error(&error)),
            Err(BuiltFailure::Compile(failure)) => Err(self.compile_failure(&failure, request, "")),
        }
    }

    fn tree_error(&self, error: &TreeError) -> Raised {
        match error {
            TreeError::Type(message) => self.type_error(message),
            TreeError::Value(message) => self.value_error(message),
            TreeError::TooDeep => self.recursion_error("maximum recursion depth exceeded during compilation"),
        }
    }

    /// Issues the compiler's warnings. One that the filters turn into an exception becomes a SyntaxError at its place.
    fn compile_warnings(&self, warnings: &[CompileWarning], request: &CompileRequest, source: &str) -> PyResult<()> {
        let filename = request.filename.to_string_lossy();
        for w in warnings {
            let category = self.exc().SyntaxWarning;
            let Err(raised) = self.warn_explicit(category, &w.message, &filename, w.pos.line as i64) else { continue };
            if self.catch(category).is_none() {
                return Err(raised);
            }
            let message = w.message.replace(" Such sequences will not work in the future.", "");
            return Err(self.syntax_error_at(&message, w.pos, request.filename, source));
        }
        Ok(())
    }

    /// Decodes source bytes (BOM, coding cookie).
    pub fn decode_source(&self, bytes: &[u8], filename: &str) -> PyResult<String> {
        match taipan_parser::decode_source(bytes) {
            Ok(decoded) => Ok(decoded.0),
            Err(info) => Err(self.raise_syntax_error(&info, PyStr::new(filename))),
        }
    }

    fn compile_failure(&self, failure: &Failure, request: &CompileRequest, source: &str) -> Raised {
        if let Err(raised) = self.compile_warnings(&failure.warnings, request, source) {
            return raised;
        }
        match &failure.error {
            CompileError::Parse(info) => self.raise_syntax_error(info, request.filename),
            CompileError::Syntax { message, pos } => self.syntax_error_at(message, *pos, request.filename, source),
            CompileError::TooDeep => self.recursion_error("maximum recursion depth exceeded during compilation"),
            CompileError::Assembler(message) => self.system_error(message),
        }
    }

    /// Raises a SyntaxError at a place in `source`; without source the line is read from the file.
    fn syntax_error_at(&self, message: &str, pos: Pos, filename: Gc<PyStr>, source: &str) -> Raised {
        let read;
        let source = if source.is_empty() {
            read = taipan_host::fd::read_file(&filename.to_string_lossy());
            read.and_then(|bytes| taipan_parser::decode_source(&bytes).ok()).map(|decoded| decoded.0)
        } else {
            Some(source.to_string())
        };
        let line = |n: i64| source.as_ref()?.split('\n').nth((n.max(1) - 1) as usize);
        let offset = |n: i64, col: i64| -> Option<i64> {
            let col = usize::try_from(col).ok()?;
            let chars = line(n).and_then(|text| Some(text.get(..col.min(text.len()))?.chars().count()));
            Some(chars.unwrap_or(col) as i64 + 1)
        };
        let (first, last) = (pos.line as i64, pos.end_line as i64);
        let info = SyntaxErrorInfo {
            kind: ErrorKind::Syntax,
            msg: message.to_string(),
            lineno: Some(first),
            offset: offset(first, pos.col as i64),
            end_lineno: Some(last),
            end_offset: offset(last, pos.end_col as i64),
            text: line(first).map(|text| format!("{text}\n")),
            incomplete: false,
        };
        self.raise_syntax_error(&info, filename)
    }

    /// Raises the exception that `info` describes.
    pub fn raise_syntax_error(&self, info: &SyntaxErrorInfo, filename: Gc<PyStr>) -> Raised {
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
            filename.value(),
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
