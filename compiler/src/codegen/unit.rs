//! A code unit under construction: one scope's instructions, names and open blocks.

use crate::ast::{AnnAssign, Name, Stmt};
use crate::cfg::{InstrSeq, Label, Loc, NameTable, UnitMeta};
use crate::symtable::{CELL, DEF_COMP_CELL, DEF_FREE_CLASS, FREE, Scope, ScopeId, scope_of};
use std::collections::{BTreeSet, HashMap};
use taipan_bytecode::WStr;

/// Kinds of code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitKind {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    Comprehension,
    Annotations,
}

/// Argument counts of a unit; positional-only ones apart from the other positional ones.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Args {
    pub(super) args: usize,
    pub(super) posonly: usize,
    pub(super) kwonly: usize,
}

/// Kinds of statically nested blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FBlockKind {
    WhileLoop,
    ForLoop,
    TryExcept,
    FinallyTry,
    FinallyEnd,
    With,
    AsyncWith,
    HandlerCleanup,
    PopValue,
    ExceptionHandler,
    ExceptionGroupHandler,
    AsyncComprehension,
    StopIteration,
}

/// An open block, which `return`, `break` and `continue` must unwind.
#[derive(Clone, Debug)]
pub(super) struct FBlock<'a> {
    pub(super) kind: FBlockKind,
    pub(super) loc: Loc,
    /// Where `continue` goes.
    pub(super) start: Option<Label>,
    /// Where `break` goes.
    pub(super) exit: Option<Label>,
    /// The `finally` statements.
    pub(super) finalbody: &'a [Stmt],
    /// The name an exception handler binds.
    pub(super) name: Option<Name>,
}

impl<'a> FBlock<'a> {
    pub(super) fn new(kind: FBlockKind, loc: Loc) -> FBlock<'a> {
        FBlock { kind, loc, start: None, exit: None, finalbody: &[], name: None }
    }
}

/// An annotation to be evaluated by `__annotate__`.
#[derive(Clone, Copy)]
pub(super) struct Deferred<'a> {
    pub(super) stmt: &'a AnnAssign,
    pub(super) loc: Loc,
    /// Its number, if it may not have been executed.
    pub(super) index: Option<i64>,
}

/// A code unit under construction.
pub(super) struct Unit<'a> {
    pub(super) kind: UnitKind,
    pub(super) scope: ScopeId,
    /// The class whose private names are mangled.
    pub(super) private: Option<Name>,
    pub(super) meta: UnitMeta,
    pub(super) seq: InstrSeq,
    pub(super) fblocks: Vec<FBlock<'a>>,
    pub(super) in_inlined_comp: u32,
    pub(super) in_conditional_block: u32,
    pub(super) deferred: Vec<Deferred<'a>>,
    pub(super) next_conditional: i64,
    /// Attributes that the class's functions set on `self`.
    pub(super) static_attributes: BTreeSet<Name>,
    /// Names that are fast locals for now, in inlined comprehensions outside of functions.
    pub(super) fast_hidden: HashMap<Name, bool>,
}

fn names_by_scope(scope: &Scope, value: u32, flag: u32, into: &mut NameTable) {
    let mut names: Vec<&Name> = scope
        .symbols
        .entries()
        .iter()
        .filter(|(_, flags)| scope_of(*flags) == value || flags & flag != 0)
        .map(|(name, _)| name)
        .collect();
    names.sort();
    for name in names {
        into.add(name);
    }
}

impl<'a> Unit<'a> {
    pub(super) fn new(
        name: Name,
        kind: UnitKind,
        id: ScopeId,
        line: i32,
        private: Option<Name>,
        args: Args,
        scope: &Scope,
    ) -> Unit<'a> {
        let mut meta = UnitMeta {
            name,
            firstlineno: line,
            argcount: args.args as u32,
            posonlyargcount: args.posonly as u32,
            kwonlyargcount: args.kwonly as u32,
            ..UnitMeta::default()
        };
        for name in &scope.varnames {
            meta.varnames.add(name);
        }
        names_by_scope(scope, CELL, DEF_COMP_CELL, &mut meta.cellvars);
        for (needed, name) in [
            (scope.needs_class_closure, "__class__"),
            (scope.needs_classdict, "__classdict__"),
            (scope.has_conditional_annotations, "__conditional_annotations__"),
        ] {
            if needed {
                meta.cellvars.add(&WStr::new(name));
            }
        }
        meta.freevars = NameTable::with_base(meta.cellvars.len() as u32);
        names_by_scope(scope, FREE, DEF_FREE_CLASS, &mut meta.freevars);
        Unit {
            kind,
            scope: id,
            private,
            meta,
            seq: InstrSeq::new(),
            fblocks: Vec::new(),
            in_inlined_comp: 0,
            in_conditional_block: 0,
            deferred: Vec::new(),
            next_conditional: 0,
            static_attributes: BTreeSet::new(),
            fast_hidden: HashMap::new(),
        }
    }
}
