//! Code generation: from the syntax tree and its symbol table to one instruction sequence per scope.
//!
//! One file per family of constructs. Each emits exactly what CPython 3.14 emits before its control-flow passes,
//! positions included; everything after that is `crate::cfg`. This module must not know how a program was parsed.

mod annotations;
mod assign;
mod calls;
mod checks;
mod class;
mod cleandoc;
mod comp;
mod expr;
mod flow;
mod fstring;
mod func;
mod imports;
mod names;
mod pattern;
mod stmt;
mod try_stmt;
mod typeparams;
mod unit;
mod unparse;
mod with;

pub use unparse::unparse;

use crate::ast::*;
use crate::cfg::{Label, Loc, assemble};
use crate::error::{CompileError, Warning};
use crate::future::Future;
use crate::symtable::{self, Key, Scope, ScopeId, SymbolTable};
use std::sync::Arc;
use taipan_bytecode::{Code, Const, Op, WStr, flags, ops::intrinsic};
use unit::{Args, FBlock, FBlockKind, Unit, UnitKind};

type Res<T = ()> = Result<T, CompileError>;

/// A collection of more elements than this is built piecewise, to bound the value stack.
const STACK_USE_GUIDELINE: usize = 30;
/// Statically nested blocks a code unit may have.
const MAX_BLOCKS: usize = 21;

/// Compiles a preprocessed unit.
pub fn generate(
    module: &Module,
    table: SymbolTable,
    future: &Future,
    optimize: u8,
    filename: &WStr,
    warnings: &mut Vec<Warning>,
) -> Res<Arc<Code>> {
    let mut c = Codegen {
        table,
        units: Vec::new(),
        future,
        optimize,
        filename,
        warnings,
        interactive: matches!(module, Module::Interactive(_)),
        quiet: 0,
    };
    c.enter_scope(WStr::new("<module>"), UnitKind::Module, 0, 1, None, Args::default())?;
    let start = |body: &[Stmt]| body.first().map_or(Loc::new(1, 1, 0, 0), |s| s.pos);
    match module {
        Module::Module(body) => c.module(body, start(body), false)?,
        Module::Interactive(body) => c.module(body, start(body), true)?,
        Module::Expression(e) => c.expr(e)?,
    }
    c.finish(!matches!(module, Module::Expression(_)))
}

/// State of one compilation.
struct Codegen<'a> {
    table: SymbolTable,
    /// The units being compiled, the innermost last.
    units: Vec<Unit<'a>>,
    future: &'a Future,
    optimize: u8,
    filename: &'a WStr,
    warnings: &'a mut Vec<Warning>,
    interactive: bool,
    /// Code that is generated a second time (`finally`) gives no second warning.
    quiet: u32,
}

impl<'a> Codegen<'a> {
    fn unit(&self) -> &Unit<'a> {
        self.units.last().expect("a unit is being compiled")
    }

    fn unit_mut(&mut self) -> &mut Unit<'a> {
        self.units.last_mut().expect("a unit is being compiled")
    }

    fn scope(&self) -> &Scope {
        &self.table.scopes[self.unit().scope]
    }

    fn scope_id(&self, key: Key) -> Res<ScopeId> {
        self.table.lookup(key).ok_or_else(|| CompileError::Assembler("unknown symbol table entry".to_string()))
    }

    fn op(&mut self, op: Op, arg: u32, loc: Loc) {
        self.unit_mut().seq.emit(op, arg, loc);
    }

    fn op0(&mut self, op: Op, loc: Loc) {
        self.op(op, 0, loc);
    }

    fn jump(&mut self, op: Op, label: Label, loc: Loc) {
        self.unit_mut().seq.emit_jump(op, label, loc);
    }

    fn label(&mut self) -> Label {
        self.unit_mut().seq.new_label()
    }

    fn place(&mut self, label: Label) {
        self.unit_mut().seq.use_label(label);
    }

    fn load_const(&mut self, value: Const, loc: Loc) {
        let arg = self.unit_mut().meta.consts.add(value);
        self.op(Op::LOAD_CONST, arg, loc);
    }

    fn load_none(&mut self, loc: Loc) {
        self.load_const(Const::None, loc);
    }

    fn error<T>(&self, message: impl Into<String>, loc: Loc) -> Res<T> {
        Err(CompileError::syntax(message, loc))
    }

    fn warn(&mut self, message: String, loc: Loc) {
        if self.quiet == 0 {
            self.warnings.push(Warning { message, pos: loc });
        }
    }

    fn module(&mut self, body: &'a [Stmt], loc: Loc, interactive: bool) -> Res {
        if self.scope().has_conditional_annotations {
            self.op(Op::BUILD_SET, 0, loc);
            let arg = self.unit_mut().meta.names.add(&WStr::new("__conditional_annotations__"));
            self.op(Op::STORE_NAME, arg, loc);
        }
        self.body(body, loc, interactive)
    }

    /// The statements of a module or class, docstring and annotations included.
    fn body(&mut self, body: &'a [Stmt], loc: Loc, interactive: bool) -> Res {
        if self.future.annotations() && self.scope().annotations_used {
            self.op0(Op::SETUP_ANNOTATIONS, loc);
        }
        if body.is_empty() {
            return Ok(());
        }
        let mut rest = body;
        if !interactive
            && self.scope().has_docstring
            && let Some(doc) = docstring(body)
            && let Some(Const::Str(text)) = doc.as_const()
        {
            rest = &body[1..];
            self.load_const(Const::Str(cleandoc::cleandoc(text)), doc.pos);
            self.store_name(&WStr::new("__doc__"), Loc::NONE)?;
        }
        self.stmts(rest)?;
        if !self.future.annotations() {
            self.process_deferred_annotations(loc)?;
        }
        Ok(())
    }

    fn enter_scope(
        &mut self,
        name: Name,
        kind: UnitKind,
        scope: ScopeId,
        line: i32,
        private: Option<Name>,
        args: Args,
    ) -> Res {
        let private = private.or_else(|| self.units.last().and_then(|u| u.private.clone()));
        let mut unit = Unit::new(name, kind, scope, line, private, args, &self.table.scopes[scope]);
        unit.meta.qualname = self.qualname(&unit);
        self.units.push(unit);
        let is_module = kind == UnitKind::Module;
        let loc = Loc::new(if is_module { 0 } else { line }, line, 0, 0);
        self.op(Op::RESUME, flags::RESUME_AT_FUNC_START, loc);
        if is_module {
            self.op0(Op::ANNOTATIONS_PLACEHOLDER, loc);
        }
        Ok(())
    }

    fn qualname(&self, unit: &Unit<'a>) -> WStr {
        let name = unit.meta.name.clone();
        let Some(mut parent) = self.units.last() else { return name };
        if parent.kind == UnitKind::Annotations {
            if self.units.len() == 2 {
                return name;
            }
            parent = &self.units[self.units.len() - 2];
        }
        if self.units.len() <= 1 && parent.kind == UnitKind::Module {
            return name;
        }
        if matches!(unit.kind, UnitKind::Function | UnitKind::AsyncFunction | UnitKind::Class) {
            let mangled = symtable::mangle(parent.private.as_ref(), &name);
            if self.table.scopes[parent.scope].scope(&mangled) == symtable::GLOBAL_EXPLICIT {
                return name;
            }
        }
        if parent.kind == UnitKind::Module {
            return name;
        }
        let middle = match parent.kind {
            UnitKind::Function | UnitKind::AsyncFunction | UnitKind::Lambda => ".<locals>.",
            _ => ".",
        };
        parent.meta.qualname.concat(&WStr::new(middle)).concat(&name)
    }

    /// Ends the current unit and assembles it; falling off its end returns None if `add_none`, else the top of stack.
    fn finish(&mut self, add_none: bool) -> Res<Arc<Code>> {
        if add_none {
            self.load_none(Loc::NONE);
        }
        self.op0(Op::RETURN_VALUE, Loc::NONE);
        let code_flags = self.code_flags();
        let unit = self.units.pop().expect("a unit is being compiled");
        let nparams = self.table.scopes[unit.scope].varnames.len() as u32;
        assemble(unit.meta, unit.seq, code_flags, self.filename, nparams).map_err(CompileError::Assembler)
    }

    fn code_flags(&self) -> u32 {
        let scope = self.scope();
        let mut bits = self.future.features;
        if scope.is_function_like() {
            bits |= flags::CO_NEWLOCALS | flags::CO_OPTIMIZED;
            for (on, bit) in [
                (scope.nested, flags::CO_NESTED),
                (scope.generator && !scope.coroutine, flags::CO_GENERATOR),
                (scope.generator && scope.coroutine, flags::CO_ASYNC_GENERATOR),
                (scope.varargs, flags::CO_VARARGS),
                (scope.varkeywords, flags::CO_VARKEYWORDS),
                (scope.has_docstring, flags::CO_HAS_DOCSTRING),
                (scope.method, flags::CO_METHOD),
            ] {
                if on {
                    bits |= bit;
                }
            }
        }
        if scope.coroutine && !scope.generator {
            bits |= flags::CO_COROUTINE;
        }
        bits
    }

    fn push_block(&mut self, block: FBlock<'a>) -> Res {
        if self.unit().fblocks.len() >= MAX_BLOCKS {
            return self.error("too many statically nested blocks", block.loc);
        }
        self.unit_mut().fblocks.push(block);
        Ok(())
    }

    fn pop_block(&mut self) {
        self.unit_mut().fblocks.pop();
    }
}
