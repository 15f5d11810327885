//! `with` and `async with`.

use super::*;

/// `LOAD_SPECIAL` operands.
const ENTER: u32 = 0;
const EXIT: u32 = 1;
const AENTER: u32 = 2;
const AEXIT: u32 = 3;

impl<'a> Codegen<'a> {
    /// Calls the `__exit__` on the stack without an exception.
    pub(super) fn call_exit_with_nones(&mut self, loc: Loc) {
        for _ in 0..3 {
            self.load_none(loc);
        }
        self.op(Op::CALL, 3, loc);
    }

    /// Awaits the value on the stack; `place` is `GET_AWAITABLE`'s operand: 1 after `__aenter__`, 2 after `__aexit__`.
    pub(super) fn await_value(&mut self, place: u32, loc: Loc) {
        self.op(Op::GET_AWAITABLE, place, loc);
        self.load_none(loc);
        self.yield_from(true, loc);
    }

    fn except_finish(&mut self, cleanup: Label) {
        let none = Loc::NONE;
        let suppress = self.label();
        self.op0(Op::TO_BOOL, none);
        self.jump(Op::POP_JUMP_IF_TRUE, suppress, none);
        self.op(Op::RERAISE, 2, none);
        self.place(suppress);
        self.op0(Op::POP_TOP, none);
        self.op0(Op::POP_BLOCK, none);
        self.op0(Op::POP_EXCEPT, none);
        for _ in 0..3 {
            self.op0(Op::POP_TOP, none);
        }
        let exit = self.label();
        self.jump(Op::JUMP_NO_INTERRUPT, exit, none);
        self.place(cleanup);
        self.pop_except_and_reraise(none);
        self.place(exit);
    }

    pub(super) fn with(&mut self, w: &'a With, items: &'a [WithItem]) -> Res {
        let Some((item, rest)) = items.split_first() else { return self.stmts(&w.body) };
        let (block, last, exit, cleanup) = (self.label(), self.label(), self.label(), self.label());
        self.expr(&item.context_expr)?;
        let loc = item.context_expr.pos;
        self.op(Op::COPY, 1, loc);
        self.op(Op::LOAD_SPECIAL, if w.is_async { AEXIT } else { EXIT }, loc);
        self.op(Op::SWAP, 2, loc);
        self.op(Op::SWAP, 3, loc);
        self.op(Op::LOAD_SPECIAL, if w.is_async { AENTER } else { ENTER }, loc);
        self.op(Op::CALL, 0, loc);
        if w.is_async {
            self.await_value(1, loc);
        }
        self.jump(Op::SETUP_WITH, last, loc);
        self.place(block);
        let kind = if w.is_async { FBlockKind::AsyncWith } else { FBlockKind::With };
        self.push_block(FBlock { start: Some(block), exit: Some(last), ..FBlock::new(kind, loc) })?;
        match &item.optional_vars {
            Some(target) => self.expr(target)?,
            None => self.op0(Op::POP_TOP, loc),
        }
        self.with(w, rest)?;
        if w.is_async {
            self.pop_block();
            self.op0(Op::POP_BLOCK, loc);
        } else {
            self.op0(Op::POP_BLOCK, Loc::NONE);
            self.pop_block();
        }
        self.call_exit_with_nones(loc);
        if w.is_async {
            self.await_value(2, loc);
        }
        self.op0(Op::POP_TOP, loc);
        self.jump(Op::JUMP, exit, loc);
        self.place(last);
        self.jump(Op::SETUP_CLEANUP, cleanup, loc);
        self.op0(Op::PUSH_EXC_INFO, loc);
        self.op0(Op::WITH_EXCEPT_START, loc);
        if w.is_async {
            self.await_value(2, loc);
        }
        self.except_finish(cleanup);
        self.place(exit);
        Ok(())
    }
}
