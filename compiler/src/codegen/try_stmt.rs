//! `try` with `except`, `except*`, `else` and `finally`.

use super::*;

impl<'a> Codegen<'a> {
    pub(super) fn try_stmt(&mut self, t: &'a Try, loc: Loc) -> Res {
        if t.finalbody.is_empty() { self.try_handlers(t, loc) } else { self.try_finally(t, loc) }
    }

    fn try_handlers(&mut self, t: &'a Try, loc: Loc) -> Res {
        if t.is_star { self.try_star_except(t, loc) } else { self.try_except(t, loc) }
    }

    fn try_finally(&mut self, t: &'a Try, loc: Loc) -> Res {
        let none = Loc::NONE;
        let (body, end, exit, cleanup) = (self.label(), self.label(), self.label(), self.label());
        self.jump(Op::SETUP_FINALLY, end, loc);
        self.place(body);
        self.push_block(FBlock {
            start: Some(body),
            exit: Some(end),
            finalbody: &t.finalbody,
            ..FBlock::new(FBlockKind::FinallyTry, loc)
        })?;
        if t.handlers.is_empty() {
            self.stmts(&t.body)?;
        } else {
            self.try_handlers(t, loc)?;
        }
        self.op0(Op::POP_BLOCK, none);
        self.pop_block();
        self.stmts(&t.finalbody)?;
        self.jump(Op::JUMP_NO_INTERRUPT, exit, none);
        self.place(end);
        self.jump(Op::SETUP_CLEANUP, cleanup, none);
        self.op0(Op::PUSH_EXC_INFO, none);
        self.push_block(FBlock { start: Some(end), ..FBlock::new(FBlockKind::FinallyEnd, none) })?;
        self.quiet += 1;
        self.stmts(&t.finalbody)?;
        self.quiet -= 1;
        self.pop_block();
        self.op(Op::RERAISE, 0, none);
        self.place(cleanup);
        self.pop_except_and_reraise(none);
        self.place(exit);
        Ok(())
    }

    /// `name = None; del name` at the end of a handler.
    fn forget(&mut self, name: &Name) -> Res {
        self.load_none(Loc::NONE);
        self.store_name(name, Loc::NONE)?;
        self.name_op(name, Ctx::Del, Loc::NONE)
    }

    fn try_except(&mut self, t: &'a Try, loc: Loc) -> Res {
        let none = Loc::NONE;
        let (body, except, end, cleanup) = (self.label(), self.label(), self.label(), self.label());
        self.jump(Op::SETUP_FINALLY, except, loc);
        self.place(body);
        self.push_block(FBlock { start: Some(body), ..FBlock::new(FBlockKind::TryExcept, loc) })?;
        self.stmts(&t.body)?;
        self.pop_block();
        self.op0(Op::POP_BLOCK, none);
        self.stmts(&t.orelse)?;
        self.jump(Op::JUMP_NO_INTERRUPT, end, none);
        self.place(except);
        self.jump(Op::SETUP_CLEANUP, cleanup, none);
        self.op0(Op::PUSH_EXC_INFO, none);
        self.push_block(FBlock::new(FBlockKind::ExceptionHandler, loc))?;
        for (i, handler) in t.handlers.iter().enumerate() {
            let loc = handler.pos;
            if handler.typ.is_none() && i + 1 < t.handlers.len() {
                return self.error("default 'except:' must be last", loc);
            }
            let next = self.label();
            if let Some(typ) = &handler.typ {
                self.expr(typ)?;
                self.op0(Op::CHECK_EXC_MATCH, loc);
                self.jump(Op::POP_JUMP_IF_FALSE, next, loc);
            }
            if let Some(name) = &handler.name {
                let (cleanup_end, cleanup_body) = (self.label(), self.label());
                self.store_name(name, loc)?;
                self.jump(Op::SETUP_CLEANUP, cleanup_end, loc);
                self.place(cleanup_body);
                self.push_block(FBlock {
                    start: Some(cleanup_body),
                    name: Some(name.clone()),
                    ..FBlock::new(FBlockKind::HandlerCleanup, loc)
                })?;
                self.stmts(&handler.body)?;
                self.pop_block();
                self.op0(Op::POP_BLOCK, none);
                self.op0(Op::POP_BLOCK, none);
                self.op0(Op::POP_EXCEPT, none);
                self.forget(name)?;
                self.jump(Op::JUMP_NO_INTERRUPT, end, none);
                self.place(cleanup_end);
                self.forget(name)?;
                self.op(Op::RERAISE, 1, none);
            } else {
                let cleanup_body = self.label();
                self.op0(Op::POP_TOP, loc);
                self.place(cleanup_body);
                self.push_block(FBlock { start: Some(cleanup_body), ..FBlock::new(FBlockKind::HandlerCleanup, loc) })?;
                self.stmts(&handler.body)?;
                self.pop_block();
                self.op0(Op::POP_BLOCK, none);
                self.op0(Op::POP_EXCEPT, none);
                self.jump(Op::JUMP_NO_INTERRUPT, end, none);
            }
            self.place(next);
        }
        self.pop_block();
        self.op(Op::RERAISE, 0, none);
        self.place(cleanup);
        self.pop_except_and_reraise(none);
        self.place(end);
        Ok(())
    }

    fn try_star_except(&mut self, t: &'a Try, loc: Loc) -> Res {
        let none = Loc::NONE;
        let (body, except, orelse) = (self.label(), self.label(), self.label());
        let (end, cleanup, reraise_star) = (self.label(), self.label(), self.label());
        self.jump(Op::SETUP_FINALLY, except, loc);
        self.place(body);
        self.push_block(FBlock { start: Some(body), ..FBlock::new(FBlockKind::TryExcept, loc) })?;
        self.stmts(&t.body)?;
        self.pop_block();
        self.op0(Op::POP_BLOCK, none);
        self.jump(Op::JUMP_NO_INTERRUPT, orelse, none);
        self.place(except);
        self.jump(Op::SETUP_CLEANUP, cleanup, none);
        self.op0(Op::PUSH_EXC_INFO, none);
        self.push_block(FBlock::new(FBlockKind::ExceptionGroupHandler, loc))?;
        for (i, handler) in t.handlers.iter().enumerate() {
            let loc = handler.pos;
            let (next, with_error, no_match) = (self.label(), self.label(), self.label());
            if i == 0 {
                // A list for the exceptions raised in the handlers, below a copy of the group.
                self.op(Op::BUILD_LIST, 0, loc);
                self.op(Op::COPY, 2, loc);
            }
            if let Some(typ) = &handler.typ {
                self.expr(typ)?;
                self.op0(Op::CHECK_EG_MATCH, loc);
                self.op(Op::COPY, 1, loc);
                self.jump(Op::POP_JUMP_IF_NONE, no_match, loc);
            }
            let (cleanup_end, cleanup_body) = (self.label(), self.label());
            match &handler.name {
                Some(name) => self.store_name(name, loc)?,
                None => self.op0(Op::POP_TOP, loc),
            }
            self.jump(Op::SETUP_CLEANUP, cleanup_end, loc);
            self.place(cleanup_body);
            self.push_block(FBlock {
                start: Some(cleanup_body),
                name: handler.name.clone(),
                ..FBlock::new(FBlockKind::HandlerCleanup, loc)
            })?;
            self.stmts(&handler.body)?;
            self.pop_block();
            self.op0(Op::POP_BLOCK, none);
            if let Some(name) = &handler.name {
                self.forget(name)?;
            }
            self.jump(Op::JUMP_NO_INTERRUPT, next, none);
            self.place(cleanup_end);
            if let Some(name) = &handler.name {
                self.forget(name)?;
            }
            self.op(Op::LIST_APPEND, 3, none);
            self.op0(Op::POP_TOP, none);
            self.jump(Op::JUMP_NO_INTERRUPT, with_error, none);
            self.place(next);
            // Holds a location that is propagated to it.
            self.op0(Op::NOP, none);
            self.jump(Op::JUMP_NO_INTERRUPT, with_error, none);
            self.place(no_match);
            self.op0(Op::POP_TOP, loc);
            self.place(with_error);
            if i + 1 == t.handlers.len() {
                self.op(Op::LIST_APPEND, 1, none);
                self.jump(Op::JUMP_NO_INTERRUPT, reraise_star, none);
            }
        }
        self.pop_block();
        let reraise = self.label();
        self.place(reraise_star);
        self.op(Op::CALL_INTRINSIC_2, intrinsic::PREP_RERAISE_STAR, none);
        self.op(Op::COPY, 1, none);
        self.jump(Op::POP_JUMP_IF_NOT_NONE, reraise, none);
        self.op0(Op::POP_TOP, none);
        self.op0(Op::POP_BLOCK, none);
        self.op0(Op::POP_EXCEPT, none);
        self.jump(Op::JUMP_NO_INTERRUPT, end, none);
        self.place(reraise);
        self.op0(Op::POP_BLOCK, none);
        self.op(Op::SWAP, 2, none);
        self.op0(Op::POP_EXCEPT, none);
        self.op(Op::RERAISE, 0, none);
        self.place(cleanup);
        self.pop_except_and_reraise(none);
        self.place(orelse);
        self.stmts(&t.orelse)?;
        self.place(end);
        Ok(())
    }
}
