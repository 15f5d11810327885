//! Control flow: conditions, loops, and what `return`, `break` and `continue` leave behind.

use super::*;

impl<'a> Codegen<'a> {
    /// The loop that drives an awaited object or a subgenerator on the stack.
    pub(super) fn yield_from(&mut self, awaiting: bool, loc: Loc) {
        let (send, fail, exit) = (self.label(), self.label(), self.label());
        self.place(send);
        self.jump(Op::SEND, exit, loc);
        self.jump(Op::SETUP_FINALLY, fail, loc);
        self.op(Op::YIELD_VALUE, 1, loc);
        self.op0(Op::POP_BLOCK, Loc::NONE);
        let place = if awaiting { flags::RESUME_AFTER_AWAIT } else { flags::RESUME_AFTER_YIELD_FROM };
        self.op(Op::RESUME, place, loc);
        self.jump(Op::JUMP_NO_INTERRUPT, send, loc);
        self.place(fail);
        self.op0(Op::CLEANUP_THROW, loc);
        self.place(exit);
        self.op0(Op::END_SEND, loc);
    }

    pub(super) fn yield_value(&mut self, loc: Loc) {
        if self.scope().generator && self.scope().coroutine {
            self.op(Op::CALL_INTRINSIC_1, intrinsic::ASYNC_GEN_WRAP, loc);
        }
        self.op(Op::YIELD_VALUE, 0, loc);
        self.op(Op::RESUME, flags::RESUME_AFTER_YIELD, loc);
    }

    pub(super) fn pop_except_and_reraise(&mut self, loc: Loc) {
        self.op(Op::COPY, 3, loc);
        self.op0(Op::POP_EXCEPT, loc);
        self.op(Op::RERAISE, 1, loc);
    }

    /// Jumps to `next` if `e` is true (`cond`) or false (`!cond`), without making a bool where possible.
    pub(super) fn jump_if(&mut self, e: &'a Expr, next: Label, cond: bool) -> Res {
        match &e.kind {
            ExprKind::UnaryOp { op: UnaryOp::Not, operand } => return self.jump_if(operand, next, !cond),
            ExprKind::BoolOp { op, values } => {
                let Some((last, first)) = values.split_last() else { return Ok(()) };
                let cond2 = *op == BoolOp::Or;
                let next2 = if cond2 != cond { self.label() } else { next };
                for value in first {
                    self.jump_if(value, next2, cond2)?;
                }
                self.jump_if(last, next, cond)?;
                if next2 != next {
                    self.place(next2);
                }
                return Ok(());
            }
            ExprKind::IfExp { test, body, orelse } => {
                let (end, next2) = (self.label(), self.label());
                self.jump_if(test, next2, false)?;
                self.jump_if(body, next, cond)?;
                self.jump(Op::JUMP_NO_INTERRUPT, end, Loc::NONE);
                self.place(next2);
                self.jump_if(orelse, next, cond)?;
                self.place(end);
                return Ok(());
            }
            ExprKind::Compare { left, ops, comparators } if ops.len() > 1 => {
                self.check_compare(left, ops, comparators, e.pos);
                let cleanup = self.label();
                self.expr(left)?;
                let n = ops.len() - 1;
                for i in 0..n {
                    self.expr(&comparators[i])?;
                    self.op(Op::SWAP, 2, e.pos);
                    self.op(Op::COPY, 2, e.pos);
                    self.compare_op(ops[i], e.pos);
                    self.op0(Op::TO_BOOL, e.pos);
                    self.jump(Op::POP_JUMP_IF_FALSE, cleanup, e.pos);
                }
                self.expr(&comparators[n])?;
                self.compare_op(ops[n], e.pos);
                self.op0(Op::TO_BOOL, e.pos);
                self.jump(if cond { Op::POP_JUMP_IF_TRUE } else { Op::POP_JUMP_IF_FALSE }, next, e.pos);
                let end = self.label();
                self.jump(Op::JUMP_NO_INTERRUPT, end, Loc::NONE);
                self.place(cleanup);
                self.op0(Op::POP_TOP, e.pos);
                if !cond {
                    self.jump(Op::JUMP_NO_INTERRUPT, next, Loc::NONE);
                }
                self.place(end);
                return Ok(());
            }
            _ => {}
        }
        self.expr(e)?;
        self.op0(Op::TO_BOOL, e.pos);
        self.jump(if cond { Op::POP_JUMP_IF_TRUE } else { Op::POP_JUMP_IF_FALSE }, next, e.pos);
        Ok(())
    }

    pub(super) fn if_stmt(&mut self, test: &'a Expr, body: &'a [Stmt], orelse: &'a [Stmt]) -> Res {
        let end = self.label();
        let next = if orelse.is_empty() { end } else { self.label() };
        self.jump_if(test, next, false)?;
        self.stmts(body)?;
        if !orelse.is_empty() {
            self.jump(Op::JUMP_NO_INTERRUPT, end, Loc::NONE);
            self.place(next);
            self.stmts(orelse)?;
        }
        self.place(end);
        Ok(())
    }

    pub(super) fn for_stmt(&mut self, f: &'a For, loc: Loc) -> Res {
        if f.is_async {
            return self.async_for(f, loc);
        }
        let (start, body, cleanup, end) = (self.label(), self.label(), self.label(), self.label());
        self.push_block(FBlock { start: Some(start), exit: Some(end), ..FBlock::new(FBlockKind::ForLoop, loc) })?;
        self.expr(&f.iter)?;
        let loc = f.iter.pos;
        self.op0(Op::GET_ITER, loc);
        self.place(start);
        self.jump(Op::FOR_ITER, cleanup, loc);
        // Keeps the line of the target visible; removed later if redundant.
        self.op0(Op::NOP, f.target.pos);
        self.place(body);
        self.expr(&f.target)?;
        self.stmts(&f.body)?;
        self.jump(Op::JUMP, start, Loc::NONE);
        self.place(cleanup);
        self.op0(Op::END_FOR, Loc::NONE);
        self.op0(Op::POP_ITER, Loc::NONE);
        self.pop_block();
        self.stmts(&f.orelse)?;
        self.place(end);
        Ok(())
    }

    fn async_for(&mut self, f: &'a For, loc: Loc) -> Res {
        let (start, send, except, end) = (self.label(), self.label(), self.label(), self.label());
        self.expr(&f.iter)?;
        self.op0(Op::GET_AITER, f.iter.pos);
        self.place(start);
        self.push_block(FBlock { start: Some(start), exit: Some(end), ..FBlock::new(FBlockKind::ForLoop, loc) })?;
        self.jump(Op::SETUP_FINALLY, except, loc);
        self.op0(Op::GET_ANEXT, loc);
        self.load_none(loc);
        self.place(send);
        self.yield_from(true, loc);
        self.op0(Op::POP_BLOCK, loc);
        self.op0(Op::NOT_TAKEN, loc);
        self.expr(&f.target)?;
        self.stmts(&f.body)?;
        self.jump(Op::JUMP, start, Loc::NONE);
        self.pop_block();
        self.place(except);
        self.jump(Op::END_ASYNC_FOR, send, f.iter.pos);
        self.stmts(&f.orelse)?;
        self.place(end);
        Ok(())
    }

    pub(super) fn while_stmt(&mut self, test: &'a Expr, body: &'a [Stmt], orelse: &'a [Stmt], loc: Loc) -> Res {
        let (start, end, anchor) = (self.label(), self.label(), self.label());
        self.place(start);
        self.push_block(FBlock { start: Some(start), exit: Some(end), ..FBlock::new(FBlockKind::WhileLoop, loc) })?;
        self.jump_if(test, anchor, false)?;
        self.stmts(body)?;
        self.jump(Op::JUMP, start, Loc::NONE);
        self.pop_block();
        self.place(anchor);
        self.stmts(orelse)?;
        self.place(end);
        Ok(())
    }

    /// Emits what leaves one block. `preserve` keeps the value on top of the stack.
    fn unwind(&mut self, block: &FBlock<'a>, preserve: bool, loc: &mut Loc) -> Res {
        match block.kind {
            FBlockKind::WhileLoop
            | FBlockKind::ExceptionHandler
            | FBlockKind::ExceptionGroupHandler
            | FBlockKind::AsyncComprehension
            | FBlockKind::StopIteration => {}
            FBlockKind::ForLoop => {
                if preserve {
                    self.op(Op::SWAP, 2, *loc);
                }
                self.op0(Op::POP_TOP, *loc);
            }
            FBlockKind::TryExcept => self.op0(Op::POP_BLOCK, *loc),
            FBlockKind::FinallyTry => {
                self.op0(Op::POP_BLOCK, *loc);
                if preserve {
                    self.push_block(FBlock::new(FBlockKind::PopValue, *loc))?;
                }
                self.stmts(block.finalbody)?;
                if preserve {
                    self.pop_block();
                }
                // The statement that unwinds shows after the finally block: what follows is artificial.
                *loc = Loc::NONE;
            }
            FBlockKind::FinallyEnd => {
                if preserve {
                    self.op(Op::SWAP, 2, *loc);
                }
                self.op0(Op::POP_TOP, *loc);
                if preserve {
                    self.op(Op::SWAP, 2, *loc);
                }
                self.op0(Op::POP_BLOCK, *loc);
                self.op0(Op::POP_EXCEPT, *loc);
            }
            FBlockKind::With | FBlockKind::AsyncWith => {
                *loc = block.loc;
                self.op0(Op::POP_BLOCK, *loc);
                if preserve {
                    self.op(Op::SWAP, 3, *loc);
                    self.op(Op::SWAP, 2, *loc);
                }
                self.call_exit_with_nones(*loc);
                if block.kind == FBlockKind::AsyncWith {
                    self.await_value(2, *loc);
                }
                self.op0(Op::POP_TOP, *loc);
                *loc = Loc::NONE;
            }
            FBlockKind::HandlerCleanup => {
                if block.name.is_some() {
                    self.op0(Op::POP_BLOCK, *loc);
                }
                if preserve {
                    self.op(Op::SWAP, 2, *loc);
                }
                self.op0(Op::POP_BLOCK, *loc);
                self.op0(Op::POP_EXCEPT, *loc);
                if let Some(name) = &block.name {
                    self.load_none(*loc);
                    self.store_name(name, *loc)?;
                    self.name_op(name, Ctx::Del, *loc)?;
                }
            }
            FBlockKind::PopValue => {
                if preserve {
                    self.op(Op::SWAP, 2, *loc);
                }
                self.op0(Op::POP_TOP, *loc);
            }
        }
        Ok(())
    }

    /// Leaves all blocks, or those inside of the innermost loop, which is returned.
    fn unwind_all(&mut self, preserve: bool, to_loop: bool, loc: &mut Loc) -> Res<Option<FBlock<'a>>> {
        let Some(top) = self.unit().fblocks.last().cloned() else { return Ok(None) };
        if top.kind == FBlockKind::ExceptionGroupHandler {
            return self.error("'break', 'continue' and 'return' cannot appear in an except* block", *loc);
        }
        if to_loop && matches!(top.kind, FBlockKind::WhileLoop | FBlockKind::ForLoop) {
            return Ok(Some(top));
        }
        self.pop_block();
        self.unwind(&top, preserve, loc)?;
        let found = self.unwind_all(preserve, to_loop, loc)?;
        self.push_block(top)?;
        Ok(found)
    }

    pub(super) fn return_stmt(&mut self, value: Option<&'a Expr>, stmt_loc: Loc) -> Res {
        let mut loc = stmt_loc;
        if !self.scope().is_function_like() {
            return self.error("'return' outside function", loc);
        }
        if value.is_some() && self.scope().coroutine && self.scope().generator {
            return self.error("'return' with value in async generator", loc);
        }
        let preserve = value.is_some_and(|v| !v.is_const());
        if let Some(value) = value {
            if preserve {
                self.expr(value)?;
            } else {
                loc = value.pos;
                self.op0(Op::NOP, loc);
            }
        }
        if value.is_none_or(|v| v.pos.line != stmt_loc.line) {
            loc = stmt_loc;
            self.op0(Op::NOP, loc);
        }
        self.unwind_all(preserve, false, &mut loc)?;
        match value.map(Expr::as_const) {
            None => self.load_none(loc),
            Some(Some(constant)) => self.load_const(constant.clone(), loc),
            Some(None) => {}
        }
        self.op0(Op::RETURN_VALUE, loc);
        Ok(())
    }

    pub(super) fn break_stmt(&mut self, stmt_loc: Loc) -> Res {
        let mut loc = stmt_loc;
        self.op0(Op::NOP, loc);
        let Some(block) = self.unwind_all(false, true, &mut loc)? else {
            return self.error("'break' outside loop", stmt_loc);
        };
        self.unwind(&block, false, &mut loc)?;
        if let Some(exit) = block.exit {
            self.jump(Op::JUMP, exit, loc);
        }
        Ok(())
    }

    pub(super) fn continue_stmt(&mut self, stmt_loc: Loc) -> Res {
        let mut loc = stmt_loc;
        self.op0(Op::NOP, loc);
        let Some(block) = self.unwind_all(false, true, &mut loc)? else {
            return self.error("'continue' not properly in loop", stmt_loc);
        };
        if let Some(start) = block.start {
            self.jump(Op::JUMP, start, loc);
        }
        Ok(())
    }
}
