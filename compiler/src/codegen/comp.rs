//! Comprehensions, inlined where possible (PEP 709), and generator expressions.

use super::*;
use crate::symtable::{CELL, DEF_LOCAL, DEF_NONLOCAL, FREE, ScopeKind, scope_of};

/// Kinds of comprehensions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Generator,
    List,
    Set,
    Dict,
}

/// What an inlined comprehension changed in the scope around it.
#[derive(Default)]
struct Inlined {
    /// Names whose values wait on the stack.
    pushed: Vec<Name>,
    /// Symbols to restore.
    symbols: Vec<(Name, u32)>,
    /// Names that are fast locals only inside.
    hidden: Vec<Name>,
    cleanup: Option<Label>,
}

impl<'a> Codegen<'a> {
    fn push_inlined(&mut self, comp_scope: ScopeId, loc: Loc) -> Inlined {
        let mut state = Inlined::default();
        let entries = self.table.scopes[comp_scope].symbols.entries().to_vec();
        let outer = self.unit().scope;
        let in_class = self.scope().kind == ScopeKind::Class && self.unit().in_inlined_comp == 0;
        let function_like = self.scope().is_function_like();
        self.unit_mut().in_inlined_comp += 1;
        for (name, flags) in &entries {
            let scope = scope_of(*flags);
            let outer_flags = self.table.scopes[outer].symbols.get(name);
            let outer_scope = scope_of(outer_flags);
            if scope != outer_scope && scope != FREE && !(scope == CELL && outer_scope == FREE) || in_class {
                self.table.scopes[outer].symbols.set(name, *flags);
                state.symbols.push((name.clone(), outer_flags));
            }
            let bound = flags & DEF_LOCAL != 0 && flags & DEF_NONLOCAL == 0;
            if bound && !function_like && self.unit_mut().fast_hidden.insert(name.clone(), true) != Some(true) {
                state.hidden.push(name.clone());
            }
        }
        for (name, flags) in &entries {
            let bound = flags & DEF_LOCAL != 0 && flags & DEF_NONLOCAL == 0;
            if !bound {
                continue;
            }
            // For a cell this pushes the cell itself; the comprehension gets a new one.
            let scope = scope_of(*flags);
            let outer_scope = self.table.scopes[outer].scope(name);
            let mangled = self.mangle(name);
            let meta = &mut self.unit_mut().meta;
            let arg = meta.varnames.add(&mangled);
            let cell = (scope == CELL).then(|| match outer_scope == FREE {
                true => meta.freevars.add(&mangled),
                false => meta.cellvars.add(&mangled),
            });
            self.op(Op::LOAD_FAST_AND_CLEAR, arg, loc);
            if let Some(cell) = cell {
                self.op(Op::MAKE_CELL, cell, loc);
            }
            state.pushed.push(name.clone());
        }
        if !state.pushed.is_empty() {
            // Brings the iterable back to the top; the order of the saved values is turned round again at the end.
            self.op(Op::SWAP, state.pushed.len() as u32 + 1, loc);
            let cleanup = self.label();
            state.cleanup = Some(cleanup);
            self.jump(Op::SETUP_FINALLY, cleanup, loc);
        }
        state
    }

    fn restore_inlined_locals(&mut self, state: &Inlined, loc: Loc) {
        self.op(Op::SWAP, state.pushed.len() as u32 + 1, loc);
        for name in state.pushed.iter().rev() {
            let mangled = self.mangle(name);
            let arg = self.unit_mut().meta.varnames.add(&mangled);
            self.op(Op::STORE_FAST_MAYBE_NULL, arg, loc);
        }
    }

    fn pop_inlined(&mut self, state: Inlined, loc: Loc) {
        if let Some(cleanup) = state.cleanup {
            self.op0(Op::POP_BLOCK, Loc::NONE);
            let end = self.label();
            self.jump(Op::JUMP_NO_INTERRUPT, end, Loc::NONE);
            self.place(cleanup);
            self.op(Op::SWAP, 2, Loc::NONE);
            self.op0(Op::POP_TOP, Loc::NONE);
            self.restore_inlined_locals(&state, loc);
            self.op(Op::RERAISE, 0, Loc::NONE);
            self.place(end);
            self.restore_inlined_locals(&state, loc);
        }
        self.unit_mut().in_inlined_comp -= 1;
        let outer = self.unit().scope;
        for (name, flags) in &state.symbols {
            self.table.scopes[outer].symbols.set(name, *flags);
        }
        for name in state.hidden {
            let unit = self.unit_mut();
            unit.meta.fasthidden.insert(name.clone());
            unit.fast_hidden.insert(name, false);
        }
    }

    fn iterator(&mut self, g: &'a Comprehension) -> Res {
        self.expr(&g.iter)?;
        self.op0(if g.is_async { Op::GET_AITER } else { Op::GET_ITER }, g.iter.pos);
        Ok(())
    }

    pub(super) fn comprehension(&mut self, c: &'a Comp, kind: Kind, loc: Loc) -> Res {
        let scope = self.scope_id(Key::Comp(symtable::address(c)))?;
        let inlined = self.table.scopes[scope].comp_inlined;
        let is_async = self.table.scopes[scope].coroutine;
        let Some(outermost) = c.generators.first() else { return Ok(()) };
        let (op, name) = match kind {
            Kind::Generator => (None, "<genexpr>"),
            Kind::List => (Some(Op::BUILD_LIST), "<listcomp>"),
            Kind::Set => (Some(Op::BUILD_SET), "<setcomp>"),
            Kind::Dict => (Some(Op::BUILD_MAP), "<dictcomp>"),
        };
        let mut saved = None;
        if inlined {
            self.iterator(outermost)?;
            saved = Some(self.push_inlined(scope, loc));
        } else {
            let args = Args { args: 1, ..Args::default() };
            self.enter_scope(WStr::new(name), UnitKind::Comprehension, scope, loc.line, None, args)?;
        }
        if let Some(op) = op {
            self.op(op, 0, loc);
            if inlined {
                self.op(Op::SWAP, 2, loc);
            }
        }
        self.generator(c, 0, 0, kind, inlined, loc)?;
        if let Some(saved) = saved {
            self.pop_inlined(saved, loc);
            return Ok(());
        }
        match kind {
            Kind::Generator => self.wrap_in_stopiteration_handler(),
            _ => self.op0(Op::RETURN_VALUE, loc),
        }
        let code = self.finish(true)?;
        self.make_closure(code, 0, loc)?;
        self.iterator(outermost)?;
        self.op(Op::CALL, 0, loc);
        if is_async && kind != Kind::Generator {
            self.await_value(0, loc);
        }
        Ok(())
    }

    /// One `for` clause and what is inside of it.
    fn generator(&mut self, c: &'a Comp, i: usize, depth: u32, kind: Kind, on_stack: bool, loc: Loc) -> Res {
        match c.generators[i].is_async {
            true => self.async_generator(c, i, depth, kind, on_stack, loc),
            false => self.sync_generator(c, i, depth, kind, on_stack, loc),
        }
    }

    /// The conditions and the inner clauses or the element; the result is the element's position.
    fn generator_body(
        &mut self,
        c: &'a Comp,
        i: usize,
        depth: u32,
        kind: Kind,
        if_cleanup: Label,
        loc: Loc,
    ) -> Res<Loc> {
        for condition in &c.generators[i].ifs {
            self.jump_if(condition, if_cleanup, false)?;
        }
        let mut elt_loc = c.elt.pos;
        if i + 1 < c.generators.len() {
            self.generator(c, i + 1, depth, kind, false, loc)?;
            return Ok(elt_loc);
        }
        self.expr(&c.elt)?;
        match kind {
            Kind::Generator => {
                self.yield_value(elt_loc);
                self.op0(Op::POP_TOP, elt_loc);
            }
            Kind::List => self.op(Op::LIST_APPEND, depth + 1, elt_loc),
            Kind::Set => self.op(Op::SET_ADD, depth + 1, elt_loc),
            Kind::Dict => {
                if let Some(value) = &c.value {
                    self.expr(value)?;
                    elt_loc.end_line = value.pos.end_line;
                    elt_loc.end_col = value.pos.end_col;
                }
                self.op(Op::MAP_ADD, depth + 1, elt_loc);
            }
        }
        Ok(elt_loc)
    }

    fn sync_generator(&mut self, c: &'a Comp, i: usize, mut depth: u32, kind: Kind, on_stack: bool, loc: Loc) -> Res {
        let (start, if_cleanup, anchor) = (self.label(), self.label(), self.label());
        let g = &c.generators[i];
        let mut looping = true;
        if !on_stack {
            if i == 0 {
                self.op(Op::LOAD_FAST, 0, loc);
            } else {
                // `for y in [f(x)]` assigns without a loop.
                match &g.iter.kind {
                    ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. }
                        if elts.len() == 1 && !elts[0].is_starred() =>
                    {
                        self.expr(&elts[0])?;
                        looping = false;
                    }
                    _ => self.iterator(g)?,
                }
            }
        }
        if looping {
            depth += 1;
            self.place(start);
            self.jump(Op::FOR_ITER, anchor, g.iter.pos);
        }
        self.expr(&g.target)?;
        let elt_loc = self.generator_body(c, i, depth, kind, if_cleanup, loc)?;
        self.place(if_cleanup);
        if looping {
            self.jump(Op::JUMP, start, elt_loc);
            self.place(anchor);
            self.op0(Op::END_FOR, Loc::NONE);
            self.op0(Op::POP_ITER, Loc::NONE);
        }
        Ok(())
    }

    fn async_generator(&mut self, c: &'a Comp, i: usize, depth: u32, kind: Kind, on_stack: bool, loc: Loc) -> Res {
        let (start, send, except, if_cleanup) = (self.label(), self.label(), self.label(), self.label());
        let g = &c.generators[i];
        if !on_stack {
            if i == 0 {
                self.op(Op::LOAD_FAST, 0, loc);
            } else {
                self.iterator(g)?;
            }
        }
        self.place(start);
        self.push_block(FBlock { start: Some(start), ..FBlock::new(FBlockKind::AsyncComprehension, loc) })?;
        self.jump(Op::SETUP_FINALLY, except, loc);
        self.op0(Op::GET_ANEXT, loc);
        self.load_none(loc);
        self.place(send);
        self.yield_from(true, loc);
        self.op0(Op::POP_BLOCK, loc);
        self.expr(&g.target)?;
        let elt_loc = self.generator_body(c, i, depth + 1, kind, if_cleanup, loc)?;
        self.place(if_cleanup);
        self.jump(Op::JUMP, start, elt_loc);
        self.pop_block();
        self.place(except);
        self.jump(Op::END_ASYNC_FOR, send, loc);
        Ok(())
    }
}
