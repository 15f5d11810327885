//! Class definitions.

use super::*;
use std::collections::BTreeSet;

impl<'a> Codegen<'a> {
    fn class_body(&mut self, c: &'a ClassDef, first_line: i32, loc: Loc) -> Res {
        let scope = self.scope_id(Key::Class(symtable::address(c)))?;
        self.enter_scope(c.name.clone(), UnitKind::Class, scope, first_line, Some(c.name.clone()), Args::default())?;
        let start = Loc::new(first_line, first_line, 0, 0);
        self.load_name(&WStr::new("__name__"), start)?;
        self.store_name(&WStr::new("__module__"), start)?;
        let qualname = self.unit().meta.qualname.clone();
        self.load_const(Const::Str(qualname), start);
        self.store_name(&WStr::new("__qualname__"), start)?;
        self.load_const(Const::Int(first_line as i64), start);
        self.store_name(&WStr::new("__firstlineno__"), start)?;
        if !c.type_params.is_empty() {
            self.load_name(&WStr::new(".type_params"), start)?;
            self.store_name(&WStr::new("__type_params__"), start)?;
        }
        if self.scope().needs_classdict {
            self.op0(Op::LOAD_LOCALS, start);
            let arg = self.unit_mut().meta.cellvars.add(&WStr::new("__classdict__"));
            self.op(Op::STORE_DEREF, arg, start);
        }
        if self.scope().has_conditional_annotations {
            self.op(Op::BUILD_SET, 0, start);
            let arg = self.unit_mut().meta.cellvars.add(&WStr::new("__conditional_annotations__"));
            self.op(Op::STORE_DEREF, arg, start);
        }
        self.body(&c.body, start, false)?;
        let attributes: BTreeSet<Name> = std::mem::take(&mut self.unit_mut().static_attributes);
        self.load_const(Const::tuple(attributes.into_iter().map(Const::Str).collect()), Loc::NONE);
        self.store_name(&WStr::new("__static_attributes__"), Loc::NONE)?;
        if self.scope().needs_classdict {
            self.load_own_cell("__classdict__");
            self.store_name(&WStr::new("__classdictcell__"), Loc::NONE)?;
        }
        if self.scope().needs_class_closure {
            self.load_own_cell("__class__");
            self.op(Op::COPY, 1, Loc::NONE);
            self.store_name(&WStr::new("__classcell__"), Loc::NONE)?;
        } else {
            self.load_none(Loc::NONE);
        }
        self.op0(Op::RETURN_VALUE, Loc::NONE);
        let code = self.finish(true)?;
        self.op0(Op::LOAD_BUILD_CLASS, loc);
        self.op0(Op::PUSH_NULL, loc);
        self.make_closure(code, 0, loc)?;
        self.load_const(Const::Str(c.name.clone()), loc);
        Ok(())
    }

    fn load_own_cell(&mut self, name: &str) {
        let arg = self.unit_mut().meta.cellvars.add(&WStr::new(name));
        self.op(Op::LOAD_CLOSURE, arg, Loc::NONE);
    }

    pub(super) fn class(&mut self, c: &'a ClassDef, loc: Loc) -> Res {
        self.decorators(&c.decorators)?;
        let first_line = c.decorators.first().map_or(loc.line, |d| d.pos.line);
        let type_params = WStr::new(".type_params");
        let generic_base = WStr::new(".generic_base");
        let generic = !c.type_params.is_empty();
        if generic {
            self.enter_type_params(&c.name, &c.type_params, first_line, Some(c.name.clone()), Args::default())?;
            self.type_params(&c.type_params)?;
            self.store_name(&type_params, loc)?;
        }
        self.class_body(c, first_line, loc)?;
        if generic {
            self.load_name(&type_params, loc)?;
            self.op(Op::CALL_INTRINSIC_1, intrinsic::SUBSCRIPT_GENERIC, loc);
            self.store_name(&generic_base, loc)?;
            self.call_helper(2, &c.bases, Some(&generic_base), &c.keywords, loc)?;
            let code = self.finish(false)?;
            self.make_closure(code, 0, loc)?;
            self.op0(Op::PUSH_NULL, loc);
            self.op(Op::CALL, 0, loc);
        } else {
            self.call_helper(2, &c.bases, None, &c.keywords, loc)?;
        }
        self.apply_decorators(&c.decorators);
        self.store_name(&c.name, loc)
    }

    /// Notes `self.attr` in a method as a static attribute of the class around it.
    pub(super) fn note_static_attribute(&mut self, value: &Expr, attr: &Name, ctx: Ctx) {
        let ExprKind::Name { id, .. } = &value.kind else { return };
        if ctx != Ctx::Store || *id != *"self" {
            return;
        }
        if let Some(unit) = self.units.iter_mut().rev().skip(1).find(|u| u.kind == UnitKind::Class) {
            unit.static_attributes.insert(attr.clone());
        }
    }
}
