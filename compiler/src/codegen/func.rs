//! Functions and lambdas: defaults, bodies, generics, decorators.

use super::*;

/// `SET_FUNCTION_ATTRIBUTE` operand: default values.
pub(super) const DEFAULTS: u32 = 1;
/// `SET_FUNCTION_ATTRIBUTE` operand: default values of keyword-only parameters.
pub(super) const KWDEFAULTS: u32 = 2;
/// `SET_FUNCTION_ATTRIBUTE` operand: closure cells.
pub(super) const CLOSURE: u32 = 8;
/// `SET_FUNCTION_ATTRIBUTE` operand: the `__annotate__` function.
pub(super) const ANNOTATE: u32 = 16;

impl<'a> Codegen<'a> {
    pub(super) fn decorators(&mut self, decorators: &'a [Expr]) -> Res {
        decorators.iter().try_for_each(|d| self.expr(d))
    }

    pub(super) fn apply_decorators(&mut self, decorators: &'a [Expr]) {
        for d in decorators.iter().rev() {
            self.op(Op::CALL, 0, d.pos);
        }
    }

    fn default_arguments(&mut self, args: &'a Arguments, loc: Loc) -> Res<u32> {
        let mut func_flags = 0;
        if !args.defaults.is_empty() {
            self.exprs(&args.defaults)?;
            self.op(Op::BUILD_TUPLE, args.defaults.len() as u32, loc);
            func_flags |= DEFAULTS;
        }
        let mut count = 0;
        for (arg, default) in args.kwonlyargs.iter().zip(&args.kw_defaults) {
            if let Some(default) = default {
                count += 1;
                let name = self.mangle(&arg.arg);
                self.load_const(Const::Str(name), loc);
                self.expr(default)?;
            }
        }
        if count > 0 {
            self.op(Op::BUILD_MAP, count, loc);
            func_flags |= KWDEFAULTS;
        }
        Ok(func_flags)
    }

    /// Puts a generator's body under a handler that turns StopIteration into RuntimeError.
    pub(super) fn wrap_in_stopiteration_handler(&mut self) {
        let handler = self.label();
        self.unit_mut().seq.insert_jump(0, Op::SETUP_CLEANUP, handler, Loc::NONE);
        self.load_none(Loc::NONE);
        self.op0(Op::RETURN_VALUE, Loc::NONE);
        self.place(handler);
        self.op(Op::CALL_INTRINSIC_1, intrinsic::STOPITERATION_ERROR, Loc::NONE);
        self.op(Op::RERAISE, 1, Loc::NONE);
    }

    fn function_body(&mut self, f: &'a FunctionDef, func_flags: u32, first_line: i32, loc: Loc) -> Res {
        let args = Args { args: f.args.args.len(), posonly: f.args.posonlyargs.len(), kwonly: f.args.kwonlyargs.len() };
        let kind = if f.is_async { UnitKind::AsyncFunction } else { UnitKind::Function };
        let scope = self.scope_id(Key::Function(symtable::address(f)))?;
        self.enter_scope(f.name.clone(), kind, scope, first_line, None, args)?;
        let mut body = &f.body[..];
        if self.scope().has_docstring
            && let Some(Const::Str(doc)) = docstring(body).and_then(Expr::as_const)
        {
            body = &body[1..];
            self.unit_mut().meta.consts.add(Const::Str(cleandoc::cleandoc(doc)));
        }
        let start = self.label();
        self.place(start);
        let wrap = self.scope().coroutine || self.scope().generator;
        if wrap {
            self.push_block(FBlock { start: Some(start), ..FBlock::new(FBlockKind::StopIteration, Loc::NONE) })?;
        }
        self.stmts(body)?;
        if wrap {
            self.wrap_in_stopiteration_handler();
            self.pop_block();
        }
        let code = self.finish(true)?;
        self.make_closure(code, func_flags, loc)
    }

    pub(super) fn function(&mut self, f: &'a FunctionDef, loc: Loc) -> Res {
        self.decorators(&f.decorators)?;
        let first_line = f.decorators.first().map_or(loc.line, |d| d.pos.line);
        let mut func_flags = self.default_arguments(&f.args, loc)?;
        let generic = !f.type_params.is_empty();
        let mut passed = 0;
        if generic {
            passed = (func_flags & DEFAULTS != 0) as u32 + (func_flags & KWDEFAULTS != 0) as u32;
            if passed == 2 {
                self.op(Op::SWAP, 2, loc);
            }
            let args = Args { args: passed as usize, ..Args::default() };
            self.enter_type_params(&f.name, &f.type_params, first_line, None, args)?;
            self.type_params(&f.type_params)?;
            for i in 0..passed {
                self.op(Op::LOAD_FAST, i, loc);
            }
        }
        func_flags |= self.function_annotations(&f.args, f.returns.as_ref(), loc)?;
        self.function_body(f, func_flags, first_line, loc)?;
        if generic {
            self.op(Op::SWAP, 2, loc);
            self.op(Op::CALL_INTRINSIC_2, intrinsic::SET_FUNCTION_TYPE_PARAMS, loc);
            let code = self.finish(false)?;
            self.make_closure(code, 0, loc)?;
            if passed > 0 {
                self.op(Op::SWAP, passed + 1, loc);
                self.op(Op::CALL, passed - 1, loc);
            } else {
                self.op0(Op::PUSH_NULL, loc);
                self.op(Op::CALL, 0, loc);
            }
        }
        self.apply_decorators(&f.decorators);
        self.store_name(&f.name, loc)
    }

    pub(super) fn lambda(&mut self, l: &'a Lambda, loc: Loc) -> Res {
        let func_flags = self.default_arguments(&l.args, loc)?;
        let args = Args { args: l.args.args.len(), posonly: l.args.posonlyargs.len(), kwonly: l.args.kwonlyargs.len() };
        let scope = self.scope_id(Key::Lambda(symtable::address(l)))?;
        self.enter_scope(WStr::new("<lambda>"), UnitKind::Lambda, scope, loc.line, None, args)?;
        self.expr(&l.body)?;
        let code = if self.scope().generator {
            self.finish(false)?
        } else {
            self.op0(Op::RETURN_VALUE, l.body.pos);
            self.finish(true)?
        };
        self.make_closure(code, func_flags, loc)
    }
}
