//! Names: loading, storing and deleting them by their scope.

use super::*;
use crate::symtable::{CELL, FREE, GLOBAL_EXPLICIT, GLOBAL_IMPLICIT, LOCAL, ScopeKind};

/// How a name is reached.
#[derive(Clone, Copy, PartialEq)]
enum Access {
    Fast,
    Global,
    Deref,
    Name,
}

impl<'a> Codegen<'a> {
    pub(super) fn mangle(&self, name: &Name) -> Name {
        let unit = self.unit();
        self.table.maybe_mangle(unit.private.as_ref(), unit.scope, name)
    }

    pub(super) fn load_name(&mut self, name: &Name, loc: Loc) -> Res {
        self.name_op(name, Ctx::Load, loc)
    }

    pub(super) fn store_name(&mut self, name: &Name, loc: Loc) -> Res {
        self.name_op(name, Ctx::Store, loc)
    }

    pub(super) fn name_op(&mut self, name: &Name, ctx: Ctx, loc: Loc) -> Res {
        let mangled = self.mangle(name);
        let scope_value = self.scope().scope(&mangled);
        let function_like = self.scope().is_function_like();
        let in_class = self.scope().kind == ScopeKind::Class;
        let sees_class = self.scope().can_see_class_scope;
        let unit = self.unit_mut();
        let in_inlined = unit.in_inlined_comp > 0;
        let (access, arg) = match scope_value {
            FREE => (Access::Deref, unit.meta.freevars.add(&mangled)),
            CELL => (Access::Deref, unit.meta.cellvars.add(&mangled)),
            LOCAL if function_like || unit.fast_hidden.get(&mangled) == Some(&true) => {
                (Access::Fast, unit.meta.varnames.add(&mangled))
            }
            GLOBAL_IMPLICIT if function_like => (Access::Global, unit.meta.names.add(&mangled)),
            GLOBAL_EXPLICIT => (Access::Global, unit.meta.names.add(&mangled)),
            _ => (Access::Name, unit.meta.names.add(&mangled)),
        };
        let op = match (access, ctx) {
            (Access::Fast, Ctx::Load) => Op::LOAD_FAST,
            (Access::Fast, Ctx::Store) => Op::STORE_FAST,
            (Access::Fast, Ctx::Del) => Op::DELETE_FAST,
            (Access::Deref, Ctx::Load) if in_class && !in_inlined => {
                self.op0(Op::LOAD_LOCALS, loc);
                Op::LOAD_FROM_DICT_OR_DEREF
            }
            (Access::Deref, Ctx::Load) if sees_class => {
                self.load_classdict(loc);
                Op::LOAD_FROM_DICT_OR_DEREF
            }
            (Access::Deref, Ctx::Load) => Op::LOAD_DEREF,
            (Access::Deref, Ctx::Store) => Op::STORE_DEREF,
            (Access::Deref, Ctx::Del) => Op::DELETE_DEREF,
            (Access::Global, Ctx::Load) if sees_class && scope_value == GLOBAL_IMPLICIT => {
                self.load_classdict(loc);
                Op::LOAD_FROM_DICT_OR_GLOBALS
            }
            (Access::Global, Ctx::Load) => Op::LOAD_GLOBAL,
            (Access::Global, Ctx::Store) => Op::STORE_GLOBAL,
            (Access::Global, Ctx::Del) => Op::DELETE_GLOBAL,
            (Access::Name, Ctx::Load) if in_class && in_inlined => Op::LOAD_GLOBAL,
            (Access::Name, Ctx::Load) => Op::LOAD_NAME,
            (Access::Name, Ctx::Store) => Op::STORE_NAME,
            (Access::Name, Ctx::Del) => Op::DELETE_NAME,
        };
        self.op(op, if op == Op::LOAD_GLOBAL { arg << 1 } else { arg }, loc);
        Ok(())
    }

    fn load_classdict(&mut self, loc: Loc) {
        let arg = self.unit_mut().meta.freevars.add(&WStr::new("__classdict__"));
        self.op(Op::LOAD_DEREF, arg, loc);
    }

    /// Emits an instruction whose operand is an attribute or import name, shifted and with flag bits.
    pub(super) fn attr_op(&mut self, op: Op, name: &Name, shift: u32, bits: u32, loc: Loc) {
        let mangled = self.mangle(name);
        let arg = self.unit_mut().meta.names.add(&mangled);
        self.op(op, arg << shift | bits, loc);
    }

    /// The scope value of a name for closures, the cells a class makes by itself included.
    pub(super) fn ref_type(&self, name: &Name) -> u32 {
        let own = ["__class__", "__classdict__", "__conditional_annotations__"];
        if self.unit().kind == UnitKind::Class && own.iter().any(|n| *name == **n) {
            return CELL;
        }
        self.scope().scope(name)
    }

    /// Makes a function of a code object on the stack's defaults and closure, as `func_flags` tell.
    pub(super) fn make_closure(&mut self, code: Arc<Code>, mut func_flags: u32, loc: Loc) -> Res {
        let free = code.freevars();
        if !free.is_empty() {
            for name in &free {
                let meta = &self.unit().meta;
                let found = match self.ref_type(name) {
                    CELL => meta.cellvars.get(name),
                    _ => meta.freevars.get(name),
                };
                let Some(arg) = found else {
                    return Err(CompileError::Assembler(format!("no cell for the free variable '{name}'")));
                };
                self.op(Op::LOAD_CLOSURE, arg, loc);
            }
            func_flags |= func::CLOSURE;
            self.op(Op::BUILD_TUPLE, free.len() as u32, loc);
        }
        self.load_const(Const::Code(code), loc);
        self.op0(Op::MAKE_FUNCTION, loc);
        for flag in [func::CLOSURE, func::ANNOTATE, func::KWDEFAULTS, func::DEFAULTS] {
            if func_flags & flag != 0 {
                self.op(Op::SET_FUNCTION_ATTRIBUTE, flag, loc);
            }
        }
        Ok(())
    }
}
