//! Lazy annotations (PEP 649): `__annotate__` functions of functions, classes and modules.

use super::*;
use crate::cfg::InstrSeq;
use unit::Deferred;

/// `COMPARE_OP` operand of `>`.
const COMPARE_GT: u32 = 4 << 5 | 4;
/// `LOAD_COMMON_CONSTANT` operand of NotImplementedError.
const NOT_IMPLEMENTED_ERROR: u32 = 1;
/// `annotationlib.Format.VALUE_WITH_FAKE_GLOBALS`.
const VALUE_WITH_FAKE_GLOBALS: i64 = 2;

impl<'a> Codegen<'a> {
    /// Opens the scope of an annotation function: it starts by refusing formats it does not know.
    pub(super) fn enter_annotations(&mut self, scope: ScopeId, name: Name, loc: Loc) -> Res {
        let args = Args { posonly: 1, ..Args::default() };
        self.enter_scope(name, UnitKind::Annotations, scope, loc.line, None, args)?;
        self.op(Op::LOAD_FAST, 0, loc);
        self.load_const(Const::Int(VALUE_WITH_FAKE_GLOBALS), loc);
        self.op(Op::COMPARE_OP, COMPARE_GT, loc);
        let body = self.label();
        self.jump(Op::POP_JUMP_IF_FALSE, body, loc);
        self.op(Op::LOAD_COMMON_CONSTANT, NOT_IMPLEMENTED_ERROR, loc);
        self.op(Op::RAISE_VARARGS, 1, loc);
        self.place(body);
        Ok(())
    }

    fn leave_annotations(&mut self, loc: Loc) -> Res {
        self.op0(Op::RETURN_VALUE, loc);
        let mut code = self.finish(true)?;
        // The parameter is called ".format" while compiling, so that no annotation can mean it.
        if let Some(first) = Arc::make_mut(&mut code).localsplusnames.first_mut() {
            *first = WStr::new("format");
        }
        self.make_closure(code, 0, loc)
    }

    fn deferred_body(&mut self, deferred: &[Deferred<'a>], in_class: bool, loc: Loc) -> Res {
        self.op(Op::BUILD_MAP, 0, loc);
        let conditional = WStr::new("__conditional_annotations__");
        for d in deferred {
            let ExprKind::Name { id, .. } = &d.stmt.target.kind else { continue };
            let name = symtable::mangle(self.unit().private.as_ref(), id);
            let not_set = self.label();
            if let Some(index) = d.index {
                self.load_const(Const::Int(index), d.loc);
                if in_class {
                    let arg = self.unit_mut().meta.freevars.add(&conditional);
                    self.op(Op::LOAD_DEREF, arg, d.loc);
                } else {
                    self.attr_op(Op::LOAD_GLOBAL, &conditional, 1, 0, d.loc);
                }
                self.op(Op::CONTAINS_OP, 0, d.loc);
                self.jump(Op::POP_JUMP_IF_FALSE, not_set, d.loc);
            }
            self.expr(&d.stmt.annotation)?;
            self.op(Op::COPY, 2, d.loc);
            self.load_const(Const::Str(name), d.loc);
            self.op0(Op::STORE_SUBSCR, loc);
            self.place(not_set);
        }
        Ok(())
    }

    /// Makes the `__annotate__` function of the current class or module, if it has annotations.
    pub(super) fn process_deferred_annotations(&mut self, loc: Loc) -> Res {
        let deferred = std::mem::take(&mut self.unit_mut().deferred);
        if deferred.is_empty() {
            return Ok(());
        }
        let is_module = self.unit().kind == UnitKind::Module;
        let in_class = self.unit().kind == UnitKind::Class;
        let main = is_module.then(|| std::mem::replace(&mut self.unit_mut().seq, InstrSeq::new()));
        let Some(scope) = self.scope().annotation_block else { return Ok(()) };
        let name = self.table.scopes[scope].name.clone();
        self.enter_annotations(scope, name, loc)?;
        self.deferred_body(&deferred, in_class, loc)?;
        self.leave_annotations(loc)?;
        self.store_name(&WStr::new(if in_class { "__annotate_func__" } else { "__annotate__" }), loc)?;
        if let Some(main) = main {
            let setup = std::mem::replace(&mut self.unit_mut().seq, main);
            self.unit_mut().seq.set_annotations(setup);
        }
        Ok(())
    }

    /// Pushes the text of an annotation (`from __future__ import annotations`).
    pub(super) fn annotation_text(&mut self, annotation: &'a Expr) {
        let text = unparse::unparse(annotation);
        self.load_const(Const::Str(text), annotation.pos);
    }

    fn arg_annotation(&mut self, name: &Name, annotation: Option<&'a Expr>, count: &mut u32, loc: Loc) -> Res {
        let Some(annotation) = annotation else { return Ok(()) };
        let name = self.mangle(name);
        self.load_const(Const::Str(name), loc);
        if self.future.annotations() {
            self.annotation_text(annotation);
        } else if let ExprKind::Starred { value, .. } = &annotation.kind {
            self.expr(value)?;
            self.op(Op::UNPACK_SEQUENCE, 1, loc);
        } else {
            self.expr(annotation)?;
        }
        *count += 1;
        Ok(())
    }

    /// Makes the `__annotate__` function of a function; the result tells `make_closure` of it.
    pub(super) fn function_annotations(
        &mut self,
        args: &'a Arguments,
        returns: Option<&'a Expr>,
        loc: Loc,
    ) -> Res<u32> {
        let scope = self.scope_id(Key::annotations(args))?;
        if !self.table.scopes[scope].annotations_used {
            return Ok(0);
        }
        let name = self.table.scopes[scope].name.clone();
        self.enter_annotations(scope, name, loc)?;
        let mut count = 0;
        let all = args.args.iter().chain(&args.posonlyargs).chain(args.vararg.as_deref());
        for arg in all.chain(&args.kwonlyargs).chain(args.kwarg.as_deref()) {
            self.arg_annotation(&arg.arg, arg.annotation.as_ref(), &mut count, loc)?;
        }
        self.arg_annotation(&WStr::new("return"), returns, &mut count, loc)?;
        self.op(Op::BUILD_MAP, count, loc);
        self.leave_annotations(loc)?;
        Ok(func::ANNOTATE)
    }

    fn check_ann_expr(&mut self, e: &'a Expr) -> Res {
        self.expr(e)?;
        self.op0(Op::POP_TOP, e.pos);
        Ok(())
    }

    fn check_ann_subscript(&mut self, e: &'a Expr) -> Res {
        match &e.kind {
            ExprKind::Slice { lower, upper, step } => {
                [lower, upper, step].into_iter().flatten().try_for_each(|e| self.check_ann_expr(e))
            }
            ExprKind::Tuple { elts, .. } => elts.iter().try_for_each(|e| self.check_ann_subscript(e)),
            _ => self.check_ann_expr(e),
        }
    }

    pub(super) fn ann_assign(&mut self, a: &'a AnnAssign, loc: Loc) -> Res {
        if let Some(value) = &a.value {
            self.expr(value)?;
            self.expr(&a.target)?;
        }
        let in_class = self.unit().kind == UnitKind::Class;
        let annotated_scope = in_class || self.unit().kind == UnitKind::Module;
        match &a.target.kind {
            ExprKind::Name { id, .. } if a.simple && annotated_scope => {
                if self.future.annotations() {
                    self.annotation_text(&a.annotation);
                    self.attr_op(Op::LOAD_NAME, &WStr::new("__annotations__"), 0, 0, loc);
                    let name = self.mangle(id);
                    self.load_const(Const::Str(name), loc);
                    self.op0(Op::STORE_SUBSCR, loc);
                } else {
                    self.defer_annotation(a, in_class, loc);
                }
            }
            ExprKind::Attribute { value, .. } if a.value.is_none() => self.check_ann_expr(value)?,
            ExprKind::Subscript { value, slice, .. } if a.value.is_none() => {
                self.check_ann_expr(value)?;
                self.check_ann_subscript(slice)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn defer_annotation(&mut self, stmt: &'a AnnAssign, in_class: bool, loc: Loc) {
        let unit = self.unit_mut();
        let mut index = None;
        if unit.kind == UnitKind::Module || unit.in_conditional_block > 0 {
            index = Some(unit.next_conditional);
            unit.next_conditional += 1;
        }
        unit.deferred.push(Deferred { stmt, loc, index });
        if let Some(index) = index {
            let name = WStr::new("__conditional_annotations__");
            let (op, arg) = match in_class {
                true => (Op::LOAD_DEREF, unit.meta.cellvars.add(&name)),
                false => (Op::LOAD_NAME, unit.meta.names.add(&name)),
            };
            self.op(op, arg, loc);
            self.load_const(Const::Int(index), loc);
            self.op(Op::SET_ADD, 1, loc);
            self.op0(Op::POP_TOP, loc);
        }
    }
}
