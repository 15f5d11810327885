//! Type parameters of generics (PEP 695, 696) and type aliases.

use super::*;

impl<'a> Codegen<'a> {
    pub(super) fn enter_type_params(
        &mut self,
        name: &Name,
        params: &'a [TypeParam],
        line: i32,
        private: Option<Name>,
        args: Args,
    ) -> Res {
        let scope = self.scope_id(Key::TypeParams(params.as_ptr() as usize))?;
        let title = WStr::new("<generic parameters of ").concat(name).concat(&WStr::new(">"));
        self.enter_scope(title, UnitKind::Annotations, scope, line, private, args)
    }

    /// A function that evaluates a bound or default; called with a format of 1 by default.
    fn bound_or_default(&mut self, e: &'a Expr, name: &Name, key: Key, allow_starred: bool) -> Res {
        self.load_const(Const::tuple(vec![Const::Int(1)]), e.pos);
        let scope = self.scope_id(key)?;
        self.enter_annotations(scope, name.clone(), e.pos)?;
        match &e.kind {
            ExprKind::Starred { value, .. } if allow_starred => {
                self.expr(value)?;
                self.op(Op::UNPACK_SEQUENCE, 1, e.pos);
            }
            _ => self.expr(e)?,
        }
        self.op0(Op::RETURN_VALUE, e.pos);
        let code = self.finish(true)?;
        self.make_closure(code, func::DEFAULTS, e.pos)
    }

    pub(super) fn type_params(&mut self, params: &'a [TypeParam]) -> Res {
        let mut seen_default = false;
        for p in params {
            let loc = p.pos;
            self.load_const(Const::Str(p.name.clone()), loc);
            match (p.kind, &p.bound) {
                (TypeParamKind::TypeVar, Some(bound)) => {
                    self.bound_or_default(bound, &p.name, Key::TypeVarBound(symtable::address(p)), false)?;
                    let op = match bound.kind {
                        ExprKind::Tuple { .. } => intrinsic::TYPEVAR_WITH_CONSTRAINTS,
                        _ => intrinsic::TYPEVAR_WITH_BOUND,
                    };
                    self.op(Op::CALL_INTRINSIC_2, op, loc);
                }
                (TypeParamKind::TypeVar, None) => self.op(Op::CALL_INTRINSIC_1, intrinsic::TYPEVAR, loc),
                (TypeParamKind::TypeVarTuple, _) => self.op(Op::CALL_INTRINSIC_1, intrinsic::TYPEVARTUPLE, loc),
                (TypeParamKind::ParamSpec, _) => self.op(Op::CALL_INTRINSIC_1, intrinsic::PARAMSPEC, loc),
            }
            if let Some(default) = &p.default {
                seen_default = true;
                let starred = p.kind == TypeParamKind::TypeVarTuple;
                self.bound_or_default(default, &p.name, Key::TypeVarDefault(symtable::address(p)), starred)?;
                self.op(Op::CALL_INTRINSIC_2, intrinsic::SET_TYPEPARAM_DEFAULT, loc);
            } else if seen_default {
                let message = format!("non-default type parameter '{}' follows default type parameter", p.name);
                return self.error(message, loc);
            }
            self.op(Op::COPY, 1, loc);
            self.store_name(&p.name, loc)?;
        }
        if let Some(first) = params.first() {
            self.op(Op::BUILD_TUPLE, params.len() as u32, first.pos);
        }
        Ok(())
    }

    fn type_alias_body(&mut self, t: &'a TypeAlias, name: &Name, loc: Loc) -> Res {
        self.load_const(Const::tuple(vec![Const::Int(1)]), loc);
        let scope = self.scope_id(Key::TypeAlias(symtable::address(t)))?;
        self.enter_annotations(scope, name.clone(), loc)?;
        self.expr(&t.value)?;
        self.op0(Op::RETURN_VALUE, loc);
        let code = self.finish(false)?;
        self.make_closure(code, func::DEFAULTS, loc)?;
        self.op(Op::BUILD_TUPLE, 3, loc);
        self.op(Op::CALL_INTRINSIC_1, intrinsic::TYPEALIAS, loc);
        Ok(())
    }

    pub(super) fn type_alias(&mut self, t: &'a TypeAlias, loc: Loc) -> Res {
        let ExprKind::Name { id: name, .. } = &t.name.kind else { return Ok(()) };
        let generic = !t.type_params.is_empty();
        if generic {
            self.enter_type_params(name, &t.type_params, loc.line, None, Args::default())?;
            self.load_const(Const::Str(name.clone()), loc);
            self.type_params(&t.type_params)?;
        } else {
            self.load_const(Const::Str(name.clone()), loc);
            self.load_none(loc);
        }
        self.type_alias_body(t, name, loc)?;
        if generic {
            let code = self.finish(false)?;
            self.make_closure(code, 0, loc)?;
            self.op0(Op::PUSH_NULL, loc);
            self.op(Op::CALL, 0, loc);
        }
        self.store_name(name, loc)
    }
}
