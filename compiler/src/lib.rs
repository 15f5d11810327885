//! The compiler: syntax trees become CPython 3.14 code objects, byte for byte.
//!
//! Order of work: `ast` (CPython-shaped tree, lowered from Ruff's and preprocessed), `future` imports, `symtable`,
//! `codegen` (a flat instruction sequence with labels for each scope), then `cfg` (basic blocks, optimization, assembly).
//! It must not know how code is run.
#![forbid(unsafe_code)]
// Failing is rare, and a failure carries everything an exception needs.
#![allow(clippy::result_large_err)]

pub mod ast;
pub mod cfg;
pub mod codegen;
pub mod error;
pub mod future;
pub mod symtable;

pub use error::{CompileError, Failure, Warning};
pub use taipan_parser::Mode;

pub use ast::from_generic::TreeError;

use ast::{Module, Pos};
use future::Future;
use std::sync::Arc;
use taipan_bytecode::{Code, WStr};
use taipan_parser::{ParseOptions, Parsed, ast as ruff, limits};

/// How to compile.
#[derive(Clone, Debug)]
pub struct Options {
    /// `co_filename`.
    pub filename: WStr,
    /// What the source is: a file, an expression, an interactive command.
    pub mode: Mode,
    /// 0, 1 (`-O`: no assertions, `__debug__` is False) or 2 (`-OO`: no docstrings either).
    pub optimize: u8,
    /// `CO_FUTURE_*` flags inherited from the code that compiles.
    pub future_flags: u32,
    /// `PyCF_ALLOW_TOP_LEVEL_AWAIT`.
    pub top_level_await: bool,
    /// How to parse.
    pub parse: ParseOptions,
}

impl Options {
    /// Options for a source of a kind; everything else off.
    pub fn new(filename: impl Into<WStr>, mode: Mode) -> Options {
        Options {
            filename: filename.into(),
            mode,
            optimize: 0,
            future_flags: 0,
            top_level_await: false,
            parse: ParseOptions::default(),
        }
    }
}

/// A compiled program.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The code object of the whole.
    pub code: Arc<Code>,
    /// `SyntaxWarning`s in order.
    pub warnings: Vec<Warning>,
}

/// Trees deeper than this are compiled on a thread with a stack to match: so many levels fit any thread's own stack.
/// Where there are no threads, the one stack there is must do.
const DEEP: usize = if cfg!(target_family = "wasm") { 1000 } else { 100 };

/// Nesting that `symbol_table` takes on.
const SYMTABLE_DEPTH: usize = 1000;

/// Parses and compiles a source text.
pub fn compile_source(source: &str, options: &Options) -> Result<Compiled, Failure> {
    match taipan_parser::parse(source, options.mode, options.parse) {
        Ok(parsed) => compile(&parsed, options),
        Err(error) => Err(Failure { error: CompileError::Parse(error), warnings: Vec::new() }),
    }
}

/// Compiles a parsed source.
pub fn compile(parsed: &Parsed, options: &Options) -> Result<Compiled, Failure> {
    let mut warnings = Vec::new();
    let result = match with_limit(parsed, options, DEEP, &mut warnings) {
        Err(CompileError::TooDeep) => {
            warnings.clear();
            let deep = parsed.depth.max(limits::MAX_CHAIN);
            limits::on_big_stack(deep, || with_limit(parsed, options, deep, &mut warnings))
                .unwrap_or(Err(CompileError::TooDeep))
        }
        result => result,
    };
    match result {
        Ok(code) => Ok(Compiled { code, warnings }),
        Err(error) => Err(Failure { error, warnings }),
    }
}

fn with_limit(
    parsed: &Parsed,
    options: &Options,
    limit: usize,
    warnings: &mut Vec<Warning>,
) -> Result<Arc<Code>, CompileError> {
    let mut module = lower(parsed, options.mode, limit)?;
    warnings.extend(parse_warnings(parsed));
    compile_tree(&mut module, options, warnings)
}

/// The parser's warnings with their places.
pub fn parse_warnings(parsed: &Parsed) -> Vec<Warning> {
    if parsed.warnings.is_empty() {
        return Vec::new();
    }
    let lines = ast::lower::Lines::new(&parsed.source);
    let place = |w: &taipan_parser::SyntaxWarningInfo| {
        let ((line, col), (end_line, end_col)) = (lines.at(w.range.0), lines.at(w.range.1));
        Warning { message: w.msg.clone(), pos: Pos { line, end_line, col, end_col } }
    };
    parsed.warnings.iter().map(place).collect()
}

/// What happens to a tree before code is generated from it: the optimized tree of `compile()`.
pub fn preprocess(module: &mut Module, options: &Options, warnings: &mut Vec<Warning>) -> Result<(), CompileError> {
    let future = Future::of(module, options.future_flags, options.top_level_await)?;
    ast::preprocess::preprocess(module, options.optimize, future.annotations(), warnings);
    Ok(())
}

/// The compiler's tree of a parsed source; fails if it is nested deeper than `limit`.
pub fn lower(parsed: &Parsed, mode: Mode, limit: usize) -> Result<Module, CompileError> {
    if mode == Mode::FuncType {
        return Err(CompileError::Assembler("this compiler does not handle FunctionTypes".to_string()));
    }
    let mut lowerer = ast::lower::Lowerer::new(&parsed.source, limit as u32);
    let module = match &parsed.ast {
        ruff::Mod::Module(m) => {
            let body = lowerer.body(&m.body).map_err(|_| CompileError::TooDeep)?;
            if mode == Mode::Single { Module::Interactive(body) } else { Module::Module(body) }
        }
        ruff::Mod::Expression(e) => {
            Module::Expression(Box::new(lowerer.expr(&e.body).map_err(|_| CompileError::TooDeep)?))
        }
    };
    Ok(module)
}

/// The `FunctionType` node of a source parsed in `func_type` mode; nothing if it was parsed in another mode.
pub fn function_type(parsed: &Parsed, limit: usize) -> Result<Option<ast::generic::Node>, CompileError> {
    use ast::generic::{Node, Value, expr};
    let (ruff::Mod::Expression(tree), Some(returns)) = (&parsed.ast, &parsed.returns) else { return Ok(None) };
    let mut lowerer = ast::lower::Lowerer::new(&parsed.source, limit as u32);
    let mut lower = |e: &ruff::Expr| lowerer.expr(e).map_err(|_| CompileError::TooDeep);
    let argtypes = match lower(&tree.body)?.kind {
        ast::ExprKind::Tuple { elts, .. } => elts.iter().map(expr).collect(),
        _ => Vec::new(),
    };
    let fields = vec![Value::List(argtypes), expr(&lower(returns)?)];
    Ok(Some(Node { class: ast::asdl::Class::FunctionType, fields, pos: None }))
}

/// Compiles a tree that a Python program built: checks that it makes sense first.
pub fn compile_built(module: &mut Module, options: &Options) -> Result<Compiled, BuiltFailure> {
    ast::validate::validate(module).map_err(BuiltFailure::Tree)?;
    let mut warnings = Vec::new();
    match compile_tree(module, options, &mut warnings) {
        Ok(code) => Ok(Compiled { code, warnings }),
        Err(error) => Err(BuiltFailure::Compile(Failure { error, warnings })),
    }
}

/// Why a tree that a Python program built did not compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuiltFailure {
    /// The tree makes no sense.
    Tree(TreeError),
    /// The program makes no sense.
    Compile(Failure),
}

/// Compiles a tree, which is preprocessed in place. The tree must not be nested deeper than the native stack allows.
pub fn compile_tree(
    module: &mut Module,
    options: &Options,
    warnings: &mut Vec<Warning>,
) -> Result<Arc<Code>, CompileError> {
    let future = Future::of(module, options.future_flags, options.top_level_await)?;
    ast::preprocess::preprocess(module, options.optimize, future.annotations(), warnings);
    let table = symtable::build(module, &future)?;
    codegen::generate(module, table, &future, options.optimize, &options.filename, warnings)
}

/// The symbol table of a parsed source (the `symtable` module).
pub fn symbol_table(parsed: &Parsed, options: &Options) -> Result<symtable::SymbolTable, CompileError> {
    let module = lower(parsed, options.mode, SYMTABLE_DEPTH)?;
    let future = Future::of(&module, options.future_flags, options.top_level_await)?;
    symtable::build(&module, &future)
}
