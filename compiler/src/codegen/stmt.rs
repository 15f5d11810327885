//! Statements: the dispatcher and the small ones.

use super::*;

/// `LOAD_COMMON_CONSTANT` operand of AssertionError.
const ASSERTION_ERROR: u32 = 0;

impl<'a> Codegen<'a> {
    pub(super) fn stmts(&mut self, body: &'a [Stmt]) -> Res {
        body.iter().try_for_each(|s| self.stmt(s))
    }

    fn conditional(&mut self, f: impl FnOnce(&mut Self) -> Res) -> Res {
        self.unit_mut().in_conditional_block += 1;
        f(self)?;
        self.unit_mut().in_conditional_block -= 1;
        Ok(())
    }

    fn stmt(&mut self, s: &'a Stmt) -> Res {
        let loc = s.pos;
        match &s.kind {
            StmtKind::FunctionDef(f) => self.function(f, loc),
            StmtKind::ClassDef(c) => self.class(c, loc),
            StmtKind::TypeAlias(t) => self.type_alias(t, loc),
            StmtKind::Return(value) => self.return_stmt(value.as_deref(), loc),
            StmtKind::Delete(targets) => self.exprs(targets),
            StmtKind::Assign { targets, value } => {
                self.expr(value)?;
                for (i, target) in targets.iter().enumerate() {
                    if i + 1 < targets.len() {
                        self.op(Op::COPY, 1, loc);
                    }
                    self.expr(target)?;
                }
                Ok(())
            }
            StmtKind::AugAssign { target, op, value } => self.aug_assign(target, *op, value, loc),
            StmtKind::AnnAssign(a) => self.ann_assign(a, loc),
            StmtKind::For(f) => self.conditional(|c| c.for_stmt(f, loc)),
            StmtKind::While { test, body, orelse } => self.conditional(|c| c.while_stmt(test, body, orelse, loc)),
            StmtKind::If { test, body, orelse } => self.conditional(|c| c.if_stmt(test, body, orelse)),
            StmtKind::Match { subject, cases } => self.conditional(|c| c.match_stmt(subject, cases)),
            StmtKind::Raise { exc, cause } => {
                let mut n = 0;
                if let Some(exc) = exc {
                    self.expr(exc)?;
                    n += 1;
                    if let Some(cause) = cause {
                        self.expr(cause)?;
                        n += 1;
                    }
                }
                self.op(Op::RAISE_VARARGS, n, loc);
                Ok(())
            }
            StmtKind::Try(t) => self.conditional(|c| c.try_stmt(t, loc)),
            StmtKind::Assert { test, msg } => self.assert_stmt(test, msg.as_deref(), loc),
            StmtKind::Import(names) => self.import(names, loc),
            StmtKind::ImportFrom { module, names, level } => self.import_from(module.as_ref(), names, *level, loc),
            StmtKind::Global(_) | StmtKind::Nonlocal(_) => Ok(()),
            StmtKind::Expr(value) => self.expr_stmt(value, loc),
            StmtKind::Pass => {
                self.op0(Op::NOP, loc);
                Ok(())
            }
            StmtKind::Break => self.break_stmt(loc),
            StmtKind::Continue => self.continue_stmt(loc),
            StmtKind::With(w) => self.conditional(|c| c.with(w, &w.items)),
        }
    }

    fn assert_stmt(&mut self, test: &'a Expr, msg: Option<&'a Expr>, loc: Loc) -> Res {
        let tuple = match &test.kind {
            ExprKind::Tuple { elts, .. } => !elts.is_empty(),
            ExprKind::Constant { value: Const::Tuple(items), .. } => !items.is_empty(),
            _ => false,
        };
        if tuple {
            self.warn("assertion is always true, perhaps remove parentheses?".to_string(), loc);
        }
        if self.optimize > 0 {
            return Ok(());
        }
        let end = self.label();
        self.jump_if(test, end, true)?;
        self.op(Op::LOAD_COMMON_CONSTANT, ASSERTION_ERROR, loc);
        if let Some(msg) = msg {
            self.expr(msg)?;
            self.op(Op::CALL, 0, loc);
        }
        self.op(Op::RAISE_VARARGS, 1, test.pos);
        self.place(end);
        Ok(())
    }

    fn expr_stmt(&mut self, value: &'a Expr, loc: Loc) -> Res {
        if self.interactive && self.units.len() == 1 {
            self.expr(value)?;
            self.op(Op::CALL_INTRINSIC_1, intrinsic::PRINT, loc);
            self.op0(Op::POP_TOP, Loc::NONE);
        } else if value.is_const() {
            self.op0(Op::NOP, loc);
        } else {
            self.expr(value)?;
            self.op0(Op::POP_TOP, Loc::NONE);
        }
        Ok(())
    }
}
