//! Calls: methods, `super()`, keywords, unpacking, and the inlined `all`, `any` and `tuple` of a generator expression.

use super::expr::{TUPLE, at_attribute};
use super::*;
use crate::symtable::{DEF_IMPORT, FREE, GLOBAL_IMPLICIT};

impl<'a> Codegen<'a> {
    /// The arguments of a `super(...)` call whose attribute can be loaded without making the super object.
    pub(super) fn super_call_args(&self, value: &'a Expr, attr: &Name) -> Option<&'a [Expr]> {
        let ExprKind::Call { func, args, keywords } = &value.kind else { return None };
        let ExprKind::Name { id, .. } = &func.kind else { return None };
        if *id != *"super" || *attr == *"__class__" || !keywords.is_empty() {
            return None;
        }
        if self.scope().scope(id) != GLOBAL_IMPLICIT || self.table.scopes[0].scope(id) != 0 {
            return None;
        }
        match args.len() {
            2 => (!args.iter().any(Expr::is_starred)).then_some(args),
            0 => {
                let meta = &self.unit().meta;
                let has_self = meta.argcount > 0 || meta.posonlyargcount > 0;
                (has_self && self.ref_type(&WStr::new("__class__")) == FREE).then_some(args)
            }
            _ => None,
        }
    }

    pub(super) fn load_args_for_super(&mut self, value: &'a Expr, args: &'a [Expr]) -> Res {
        let ExprKind::Call { func, .. } = &value.kind else { return Ok(()) };
        self.expr(func)?;
        if !args.is_empty() {
            return self.exprs(args);
        }
        self.load_name(&WStr::new("__class__"), value.pos)?;
        let first = self.unit().meta.varnames.names().first().cloned();
        match first {
            // The parameter's name is mangled already; a class's scope would mangle it no further.
            Some(first) => self.load_name(&first, value.pos),
            None => Ok(()),
        }
    }

    fn kw_names(&mut self, keywords: &'a [Keyword], loc: Loc) {
        let names = keywords.iter().filter_map(|k| k.arg.clone()).map(Const::Str).collect();
        self.load_const(Const::tuple(names), loc);
    }

    fn validate_keywords(&self, keywords: &'a [Keyword]) -> Res {
        for (i, key) in keywords.iter().enumerate() {
            let Some(arg) = &key.arg else { continue };
            if let Some(other) = keywords[i + 1..].iter().find(|o| o.arg.as_ref() == Some(arg)) {
                return self.error(format!("keyword argument repeated: {arg}"), other.pos);
            }
        }
        Ok(())
    }

    pub(super) fn call(&mut self, func: &'a Expr, args: &'a [Expr], keywords: &'a [Keyword], loc: Loc) -> Res {
        self.validate_keywords(keywords)?;
        if self.method_call(func, args, keywords, loc)? {
            return Ok(());
        }
        let done = self.label();
        self.check_caller(func);
        self.expr(func)?;
        self.inlined_call(func, args, keywords, done)?;
        self.op0(Op::PUSH_NULL, func.pos);
        self.call_helper(0, args, None, keywords, loc)?;
        self.place(done);
        Ok(())
    }

    fn method_call(&mut self, meth: &'a Expr, args: &'a [Expr], keywords: &'a [Keyword], call: Loc) -> Res<bool> {
        let ExprKind::Attribute { value, attr, ctx: Ctx::Load } = &meth.kind else { return Ok(false) };
        if let ExprKind::Name { id, .. } = &value.kind
            && self.table.scopes[0].symbols.get(id) & DEF_IMPORT != 0
        {
            return Ok(false);
        }
        let n = args.len() + keywords.len();
        if n + usize::from(!keywords.is_empty()) >= STACK_USE_GUIDELINE
            || args.iter().any(Expr::is_starred)
            || keywords.iter().any(|k| k.arg.is_none())
        {
            return Ok(false);
        }
        let mut loc = meth.pos;
        if let Some(super_args) = self.super_call_args(value, attr) {
            self.load_args_for_super(value, super_args)?;
            let bits = if super_args.is_empty() { 1 } else { 3 };
            self.attr_op(Op::LOAD_SUPER_ATTR, attr, 2, bits, loc);
            loc = at_attribute(loc, meth, attr);
            self.op0(Op::NOP, loc);
        } else {
            self.expr(value)?;
            loc = at_attribute(loc, meth, attr);
            self.attr_op(Op::LOAD_ATTR, attr, 1, 1, loc);
        }
        self.exprs(args)?;
        if keywords.is_empty() {
            self.op(Op::CALL, n as u32, at_attribute(call, meth, attr));
        } else {
            for k in keywords {
                self.expr(&k.value)?;
            }
            self.kw_names(keywords, loc);
            self.op(Op::CALL_KW, n as u32, at_attribute(call, meth, attr));
        }
        Ok(true)
    }

    /// `all`, `any` and `tuple` of one generator expression: a loop, if the name still means the builtin at run time.
    fn inlined_call(&mut self, func: &'a Expr, args: &'a [Expr], keywords: &'a [Keyword], end: Label) -> Res {
        let (ExprKind::Name { id, .. }, [arg], []) = (&func.kind, args, keywords) else { return Ok(()) };
        let ExprKind::GeneratorExp(generator) = &arg.kind else { return Ok(()) };
        let scope = self.scope_id(Key::Comp(symtable::address(&**generator)))?;
        if self.table.scopes[scope].coroutine {
            return Ok(());
        }
        // Operand of LOAD_COMMON_CONSTANT, and for all and any: what the loop goes on with, and the result at its end.
        let (constant, test) = match id.as_str() {
            Some("tuple") => (2, None),
            Some("all") => (3, Some((Op::POP_JUMP_IF_TRUE, true))),
            Some("any") => (4, Some((Op::POP_JUMP_IF_FALSE, false))),
            _ => return Ok(()),
        };
        let loc = func.pos;
        let skip = self.label();
        self.op(Op::COPY, 1, loc);
        self.op(Op::LOAD_COMMON_CONSTANT, constant, loc);
        self.compare_op(CmpOp::Is, loc);
        self.jump(Op::POP_JUMP_IF_FALSE, skip, loc);
        self.op0(Op::POP_TOP, loc);
        if test.is_none() {
            self.op(Op::BUILD_LIST, 0, loc);
        }
        self.expr(arg)?;
        let (again, cleanup) = (self.label(), self.label());
        self.place(again);
        self.jump(Op::FOR_ITER, cleanup, loc);
        match test {
            None => {
                self.op(Op::LIST_APPEND, 2, loc);
                self.jump(Op::JUMP, again, loc);
            }
            Some((jump, _)) => {
                self.op0(Op::TO_BOOL, loc);
                self.jump(jump, again, loc);
            }
        }
        self.op0(Op::POP_ITER, Loc::NONE);
        if let Some((_, at_end)) = test {
            self.load_const(Const::bool(!at_end), loc);
        }
        self.jump(Op::JUMP, end, loc);
        self.place(cleanup);
        self.op0(Op::END_FOR, Loc::NONE);
        self.op0(Op::POP_ITER, Loc::NONE);
        match test {
            None => self.op(Op::CALL_INTRINSIC_1, intrinsic::LIST_TO_TUPLE, loc),
            Some((_, at_end)) => self.load_const(Const::bool(at_end), loc),
        }
        self.jump(Op::JUMP, end, loc);
        self.place(skip);
        Ok(())
    }

    fn sub_kwargs(&mut self, keywords: &'a [Keyword], loc: Loc) -> Res {
        let big = keywords.len() * 2 > STACK_USE_GUIDELINE;
        if big {
            self.op(Op::BUILD_MAP, 0, Loc::NONE);
        }
        for k in keywords {
            if let Some(arg) = &k.arg {
                self.load_const(Const::Str(arg.clone()), loc);
            }
            self.expr(&k.value)?;
            if big {
                self.op(Op::MAP_ADD, 1, Loc::NONE);
            }
        }
        if !big {
            self.op(Op::BUILD_MAP, keywords.len() as u32, loc);
        }
        Ok(())
    }

    /// Arguments and the call itself; `n` positional arguments are on the stack already, and `injected` is a name to
    /// pass as one more.
    pub(super) fn call_helper(
        &mut self,
        n: usize,
        args: &'a [Expr],
        injected: Option<&Name>,
        keywords: &'a [Keyword],
        loc: Loc,
    ) -> Res {
        self.validate_keywords(keywords)?;
        let simple = args.len() + keywords.len() * 2 <= STACK_USE_GUIDELINE
            && !args.iter().any(Expr::is_starred)
            && keywords.iter().all(|k| k.arg.is_some());
        if simple {
            self.exprs(args)?;
            let mut count = n + args.len();
            if let Some(name) = injected {
                self.load_name(name, loc)?;
                count += 1;
            }
            if keywords.is_empty() {
                self.op(Op::CALL, count as u32, loc);
            } else {
                for k in keywords {
                    self.expr(&k.value)?;
                }
                self.kw_names(keywords, loc);
                self.op(Op::CALL_KW, (count + keywords.len()) as u32, loc);
            }
            return Ok(());
        }
        match args {
            [Expr { kind: ExprKind::Starred { value, .. }, .. }] if n == 0 => self.expr(value)?,
            _ => self.build_collection(args, injected, n, TUPLE, loc)?,
        }
        let mut have_dict = false;
        let mut seen = 0;
        for (i, k) in keywords.iter().enumerate() {
            if k.arg.is_some() {
                seen += 1;
                continue;
            }
            if seen > 0 {
                self.sub_kwargs(&keywords[i - seen..i], loc)?;
                if have_dict {
                    self.op(Op::DICT_MERGE, 1, loc);
                }
                have_dict = true;
                seen = 0;
            }
            if !have_dict {
                self.op(Op::BUILD_MAP, 0, loc);
                have_dict = true;
            }
            self.expr(&k.value)?;
            self.op(Op::DICT_MERGE, 1, loc);
        }
        if seen > 0 {
            self.sub_kwargs(&keywords[keywords.len() - seen..], loc)?;
            if have_dict {
                self.op(Op::DICT_MERGE, 1, loc);
            }
        }
        if keywords.is_empty() {
            self.op0(Op::PUSH_NULL, loc);
        }
        self.op0(Op::CALL_FUNCTION_EX, loc);
        Ok(())
    }
}
