//! First pass: walks the tree, makes the scopes and records what happens to each name in them.

use super::*;
use crate::ast::*;
use crate::error::CompileError;
use crate::future::Future;
use taipan_bytecode::{WStr, flags};

type Res = Result<(), CompileError>;

/// Builds and analyzes the symbol table of a unit.
pub fn build(module: &Module, future: &Future) -> Result<SymbolTable, CompileError> {
    let mut b =
        Builder { table: SymbolTable::default(), stack: Vec::new(), private: None, future, names: Known::new() };
    b.enter(b.names.top.clone(), ScopeKind::Module, None, Pos::new(0, 0, 0, 0))?;
    match module {
        Module::Module(body) => {
            b.cur().has_docstring = docstring(body).is_some();
            b.stmts(body)?;
        }
        Module::Interactive(body) => b.stmts(body)?,
        Module::Expression(e) => b.expr(e)?,
    }
    b.exit();
    let mut table = b.table;
    analyze::analyze(&mut table)?;
    Ok(table)
}

/// Names the builder adds itself.
struct Known {
    top: Name,
    format: Name,
    classdict: Name,
    class: Name,
    conditional: Name,
    annotate: Name,
    type_params: Name,
    dunder_type_params: Name,
    generic_base: Name,
    defaults: Name,
    kwdefaults: Name,
    zero: Name,
    lambda: Name,
}

impl Known {
    fn new() -> Known {
        Known {
            top: WStr::new("top"),
            format: WStr::new(".format"),
            classdict: WStr::new("__classdict__"),
            class: WStr::new("__class__"),
            conditional: WStr::new("__conditional_annotations__"),
            annotate: WStr::new("__annotate__"),
            type_params: WStr::new(".type_params"),
            dunder_type_params: WStr::new("__type_params__"),
            generic_base: WStr::new(".generic_base"),
            defaults: WStr::new(".defaults"),
            kwdefaults: WStr::new(".kwdefaults"),
            zero: WStr::new(".0"),
            lambda: WStr::new("lambda"),
        }
    }
}

struct Builder<'a> {
    table: SymbolTable,
    stack: Vec<ScopeId>,
    private: Option<Name>,
    future: &'a Future,
    names: Known,
}

fn error(message: impl Into<String>, pos: Pos) -> CompileError {
    CompileError::syntax(message, pos)
}

impl Builder<'_> {
    fn cur_id(&self) -> ScopeId {
        self.stack.last().copied().unwrap_or(0)
    }

    fn cur(&mut self) -> &mut Scope {
        let id = self.cur_id();
        &mut self.table.scopes[id]
    }

    fn kind(&self) -> ScopeKind {
        self.table.scopes[self.cur_id()].kind
    }

    fn new_scope(&mut self, name: Name, kind: ScopeKind, key: Option<Key>, pos: Pos) -> ScopeId {
        let outer = self.stack.last().map(|id| &self.table.scopes[*id]);
        let nested = outer.is_some_and(|o| o.nested || o.is_function_like());
        let method = kind == ScopeKind::Function && outer.is_some_and(|o| o.kind == ScopeKind::Class);
        let id = self.table.scopes.len();
        self.table.scopes.push(Scope {
            name,
            kind,
            symbols: Symbols::default(),
            varnames: Vec::new(),
            children: Vec::new(),
            directives: Vec::new(),
            pos,
            nested,
            generator: false,
            coroutine: false,
            comprehension: None,
            varargs: false,
            varkeywords: false,
            returns_value: false,
            needs_class_closure: false,
            needs_classdict: false,
            comp_inlined: false,
            can_see_class_scope: false,
            annotations_used: false,
            has_conditional_annotations: false,
            has_docstring: false,
            method,
            annotation_block: None,
            in_conditional_block: false,
            in_unevaluated_annotation: false,
            comp_iter_target: false,
            comp_iter_expr: 0,
            scope_info: None,
            mangled_names: None,
        });
        if let Some(key) = key {
            self.table.keys.insert(key, id);
        }
        id
    }

    fn enter_existing(&mut self, id: ScopeId, add_to_children: bool) {
        let outer = self.stack.last().copied();
        self.stack.push(id);
        let kind = self.table.scopes[id].kind;
        if let Some(outer) = outer {
            self.table.scopes[id].comp_iter_expr = self.table.scopes[outer].comp_iter_expr;
            if kind != ScopeKind::Class && self.table.scopes[outer].mangled_names.is_some() {
                self.table.scopes[id].mangled_names = self.table.scopes[outer].mangled_names;
            }
        }
        // Annotations that become strings have no scope in the tree.
        if self.future.annotations() && kind == ScopeKind::Annotation {
            return;
        }
        if let Some(outer) = outer
            && add_to_children
        {
            self.table.scopes[outer].children.push(id);
        }
    }

    fn enter(&mut self, name: Name, kind: ScopeKind, key: Option<Key>, pos: Pos) -> Result<ScopeId, CompileError> {
        let id = self.new_scope(name, kind, key, pos);
        self.enter_existing(id, true);
        if matches!(kind, ScopeKind::Annotation | ScopeKind::TypeVariable | ScopeKind::TypeAlias) {
            let format = self.names.format.clone();
            self.add_def(&format, DEF_PARAM, pos)?;
            self.add_def(&format, USE, pos)?;
        }
        Ok(id)
    }

    fn exit(&mut self) {
        self.stack.pop();
    }

    fn lookup_in(&self, id: ScopeId, name: &Name) -> u32 {
        let mangled = self.table.maybe_mangle(self.private.as_ref(), id, name);
        self.table.scopes[id].symbols.get(&mangled)
    }

    fn add_def_to(&mut self, id: ScopeId, name: &Name, flag: u32, pos: Pos) -> Res {
        let mangled = self.table.maybe_mangle(self.private.as_ref(), self.cur_id(), name);
        let scope = &mut self.table.scopes[id];
        let before = scope.symbols.get(&mangled);
        if flag & before & DEF_PARAM != 0 {
            return Err(error(format!("duplicate argument '{name}' in function definition"), pos));
        }
        if flag & before & DEF_TYPE_PARAM != 0 {
            return Err(error(format!("duplicate type parameter '{name}'"), pos));
        }
        let mut value = before | flag;
        if scope.comp_iter_target {
            if value & (DEF_GLOBAL | DEF_NONLOCAL) != 0 {
                let message = format!("comprehension inner loop cannot rebind assignment expression target '{name}'");
                return Err(error(message, pos));
            }
            value |= DEF_COMP_ITER;
        }
        scope.symbols.set(&mangled, value);
        if flag & DEF_PARAM != 0 {
            scope.varnames.push(mangled);
        } else if flag & DEF_GLOBAL != 0 {
            let global = &mut self.table.scopes[0].symbols;
            let flags = global.get(&mangled);
            global.set(&mangled, flags | flag);
        }
        Ok(())
    }

    fn check_name(&self, name: &Name, pos: Pos, ctx: Ctx) -> Res {
        if ctx != Ctx::Load && *name == *"__debug__" {
            let verb = if ctx == Ctx::Store { "assign to" } else { "delete" };
            return Err(error(format!("cannot {verb} __debug__"), pos));
        }
        Ok(())
    }

    fn add_def_ctx(&mut self, name: &Name, flag: u32, pos: Pos, ctx: Ctx) -> Res {
        if flag & (DEF_PARAM | DEF_LOCAL | DEF_IMPORT) != 0 {
            self.check_name(name, pos, ctx)?;
        }
        if flag & DEF_TYPE_PARAM != 0
            && let Some(set) = self.cur().mangled_names
        {
            self.table.mangled_sets[set].insert(name.clone());
        }
        self.add_def_to(self.cur_id(), name, flag, pos)
    }

    fn add_def(&mut self, name: &Name, flag: u32, pos: Pos) -> Res {
        self.add_def_ctx(name, flag, pos, if flag == USE { Ctx::Load } else { Ctx::Store })
    }

    fn add_class_use(&mut self, pos: Pos) -> Res {
        let name = self.names.classdict.clone();
        self.add_def(&name, USE, pos)
    }

    fn record_directive(&mut self, name: &Name, pos: Pos) {
        let mangled = self.table.maybe_mangle(self.private.as_ref(), self.cur_id(), name);
        self.cur().directives.push((mangled, pos));
    }

    fn enter_type_params(
        &mut self,
        name: &Name,
        params: &[TypeParam],
        has_defaults: bool,
        has_kwdefaults: bool,
        is_class: bool,
        pos: Pos,
    ) -> Res {
        let in_class = self.kind() == ScopeKind::Class;
        let key = Key::TypeParams(params.as_ptr() as usize);
        self.enter(name.clone(), ScopeKind::TypeParameters, Some(key), pos)?;
        if in_class {
            self.cur().can_see_class_scope = true;
            self.add_class_use(pos)?;
        }
        if is_class {
            for name in [self.names.type_params.clone(), self.names.generic_base.clone()] {
                self.add_def(&name, DEF_LOCAL, pos)?;
                self.add_def(&name, USE, pos)?;
            }
        }
        if has_defaults {
            let name = self.names.defaults.clone();
            self.add_def(&name, DEF_PARAM, pos)?;
        }
        if has_kwdefaults {
            let name = self.names.kwdefaults.clone();
            self.add_def(&name, DEF_PARAM, pos)?;
        }
        Ok(())
    }

    fn stmts(&mut self, body: &[Stmt]) -> Res {
        body.iter().try_for_each(|s| self.stmt(s))
    }

    fn exprs(&mut self, list: &[Expr]) -> Res {
        list.iter().try_for_each(|e| self.expr(e))
    }

    fn opt(&mut self, e: Option<&Expr>) -> Res {
        e.map_or(Ok(()), |e| self.expr(e))
    }

    fn conditional(&mut self, f: impl FnOnce(&mut Self) -> Res) -> Res {
        let before = std::mem::replace(&mut self.cur().in_conditional_block, true);
        f(self)?;
        self.cur().in_conditional_block = before;
        Ok(())
    }

    fn function(&mut self, f: &FunctionDef, pos: Pos) -> Res {
        self.add_def(&f.name, DEF_LOCAL, pos)?;
        self.exprs(&f.args.defaults)?;
        f.args.kw_defaults.iter().try_for_each(|d| self.opt(d.as_ref()))?;
        self.exprs(&f.decorators)?;
        let generic = !f.type_params.is_empty();
        if generic {
            let has_kwdefaults = f.args.kw_defaults.iter().any(Option::is_some);
            // CPython makes the parameter for the defaults even if there are none.
            self.enter_type_params(&f.name, &f.type_params, true, has_kwdefaults, false, pos)?;
            f.type_params.iter().try_for_each(|p| self.type_param(p))?;
        }
        let id = self.new_scope(f.name.clone(), ScopeKind::Function, Some(Key::Function(address(f))), pos);
        self.table.scopes[id].has_docstring = docstring(&f.body).is_some();
        self.function_annotations(&f.args, f.returns.as_ref(), pos)?;
        self.enter_existing(id, true);
        self.cur().coroutine = f.is_async;
        self.arguments(&f.args)?;
        self.stmts(&f.body)?;
        self.exit();
        if generic {
            self.exit();
        }
        Ok(())
    }

    fn class(&mut self, c: &ClassDef, pos: Pos) -> Res {
        self.add_def(&c.name, DEF_LOCAL, pos)?;
        self.exprs(&c.decorators)?;
        let outer_private = self.private.clone();
        let generic = !c.type_params.is_empty();
        if generic {
            self.enter_type_params(&c.name, &c.type_params, false, false, true, pos)?;
            self.private = Some(c.name.clone());
            self.table.mangled_sets.push(HashSet::new());
            self.cur().mangled_names = Some(self.table.mangled_sets.len() - 1);
            c.type_params.iter().try_for_each(|p| self.type_param(p))?;
        }
        self.exprs(&c.bases)?;
        self.keywords(&c.keywords)?;
        self.enter(c.name.clone(), ScopeKind::Class, Some(Key::Class(address(c))), pos)?;
        self.private = Some(c.name.clone());
        if generic {
            let name = self.names.dunder_type_params.clone();
            self.add_def(&name, DEF_LOCAL, pos)?;
            let name = self.names.type_params.clone();
            self.add_def(&name, USE, pos)?;
        }
        self.cur().has_docstring = docstring(&c.body).is_some();
        self.stmts(&c.body)?;
        self.exit();
        if generic {
            self.exit();
        }
        self.private = outer_private;
        Ok(())
    }

    fn type_alias(&mut self, t: &TypeAlias, pos: Pos) -> Res {
        self.expr(&t.name)?;
        let ExprKind::Name { id, .. } = &t.name.kind else { return Ok(()) };
        let in_class = self.kind() == ScopeKind::Class;
        let generic = !t.type_params.is_empty();
        if generic {
            self.enter_type_params(id, &t.type_params, false, false, false, pos)?;
            t.type_params.iter().try_for_each(|p| self.type_param(p))?;
        }
        self.enter(id.clone(), ScopeKind::TypeAlias, Some(Key::TypeAlias(address(t))), pos)?;
        self.cur().can_see_class_scope = in_class;
        if in_class {
            self.add_class_use(t.value.pos)?;
        }
        self.expr(&t.value)?;
        self.exit();
        if generic {
            self.exit();
        }
        Ok(())
    }

    fn ann_assign(&mut self, a: &AnnAssign, pos: Pos) -> Res {
        self.cur().annotations_used = true;
        if let ExprKind::Name { id, .. } = &a.target.kind {
            let flags = self.lookup_in(self.cur_id(), id);
            if flags & (DEF_GLOBAL | DEF_NONLOCAL) != 0 && self.cur_id() != 0 && a.simple {
                let what = if flags & DEF_GLOBAL != 0 { "global" } else { "nonlocal" };
                return Err(error(format!("annotated name '{id}' can't be {what}"), pos));
            }
            if a.simple {
                self.add_def(id, DEF_ANNOT | DEF_LOCAL, a.target.pos)?;
            } else if a.value.is_some() {
                self.add_def(id, DEF_LOCAL, a.target.pos)?;
            }
        } else {
            self.expr(&a.target)?;
        }
        self.annotation(&a.annotation)?;
        self.opt(a.value.as_ref())
    }

    fn declare(&mut self, names: &[Name], flag: u32, pos: Pos) -> Res {
        let what = if flag == DEF_GLOBAL { "global" } else { "nonlocal" };
        for name in names {
            let flags = self.lookup_in(self.cur_id(), name);
            if flags & (DEF_PARAM | DEF_LOCAL | USE | DEF_ANNOT) != 0 {
                let message = if flags & DEF_PARAM != 0 {
                    format!("name '{name}' is parameter and {what}")
                } else if flags & USE != 0 {
                    format!("name '{name}' is used prior to {what} declaration")
                } else if flags & DEF_ANNOT != 0 {
                    format!("annotated name '{name}' can't be {what}")
                } else {
                    format!("name '{name}' is assigned to before {what} declaration")
                };
                return Err(error(message, pos));
            }
            self.add_def(name, flag, pos)?;
            self.record_directive(name, pos);
        }
        Ok(())
    }

    fn allows_top_level_await(&self) -> bool {
        self.future.top_level_await && self.kind() == ScopeKind::Module
    }

    fn async_statement(&mut self, what: &str, pos: Pos) -> Res {
        if self.allows_top_level_await() {
            self.cur().coroutine = true;
        }
        if !self.cur().coroutine {
            return Err(error(format!("'async {what}' outside async function"), pos));
        }
        Ok(())
    }

    fn stmt(&mut self, s: &Stmt) -> Res {
        match &s.kind {
            StmtKind::FunctionDef(f) => self.function(f, s.pos)?,
            StmtKind::ClassDef(c) => self.class(c, s.pos)?,
            StmtKind::TypeAlias(t) => self.type_alias(t, s.pos)?,
            StmtKind::Return(value) => {
                if let Some(value) = value {
                    self.expr(value)?;
                    self.cur().returns_value = true;
                }
            }
            StmtKind::Delete(targets) => self.exprs(targets)?,
            StmtKind::Assign { targets, value } => {
                self.exprs(targets)?;
                self.expr(value)?;
            }
            StmtKind::AnnAssign(a) => self.ann_assign(a, s.pos)?,
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target)?;
                self.expr(value)?;
            }
            StmtKind::For(f) => {
                if f.is_async {
                    self.async_statement("for", s.pos)?;
                }
                self.expr(&f.target)?;
                self.expr(&f.iter)?;
                self.conditional(|b| {
                    b.stmts(&f.body)?;
                    b.stmts(&f.orelse)
                })?;
            }
            StmtKind::While { test, body, orelse } | StmtKind::If { test, body, orelse } => {
                self.expr(test)?;
                self.conditional(|b| {
                    b.stmts(body)?;
                    b.stmts(orelse)
                })?;
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject)?;
                self.conditional(|b| {
                    cases.iter().try_for_each(|case| {
                        b.pattern(&case.pattern)?;
                        b.opt(case.guard.as_ref())?;
                        b.stmts(&case.body)
                    })
                })?;
            }
            StmtKind::Raise { exc, cause } => {
                self.opt(exc.as_deref())?;
                self.opt(cause.as_deref())?;
            }
            StmtKind::Try(t) => self.conditional(|b| {
                b.stmts(&t.body)?;
                for h in &t.handlers {
                    b.opt(h.typ.as_ref())?;
                    if let Some(name) = &h.name {
                        b.add_def(name, DEF_LOCAL, h.pos)?;
                    }
                    b.stmts(&h.body)?;
                }
                b.stmts(&t.orelse)?;
                b.stmts(&t.finalbody)
            })?,
            StmtKind::Assert { test, msg } => {
                self.expr(test)?;
                self.opt(msg.as_deref())?;
            }
            StmtKind::Import(names) => names.iter().try_for_each(|a| self.alias(a))?,
            StmtKind::ImportFrom { module, names, level } => {
                names.iter().try_for_each(|a| self.alias(a))?;
                if *level == 0 && module.as_ref().is_some_and(|m| *m == *"__future__") && self.future.is_late(s.pos) {
                    let message = "from __future__ imports must occur at the beginning of the file";
                    return Err(error(message, s.pos));
                }
            }
            StmtKind::Global(names) => self.declare(names, DEF_GLOBAL, s.pos)?,
            StmtKind::Nonlocal(names) => self.declare(names, DEF_NONLOCAL, s.pos)?,
            StmtKind::Expr(e) => self.expr(e)?,
            StmtKind::With(w) => {
                if w.is_async {
                    self.async_statement("with", s.pos)?;
                }
                self.conditional(|b| {
                    for item in &w.items {
                        b.expr(&item.context_expr)?;
                        b.opt(item.optional_vars.as_ref())?;
                    }
                    b.stmts(&w.body)
                })?;
            }
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue => {}
        }
        Ok(())
    }

    /// `:=` in a comprehension binds its target in the nearest scope that is no comprehension.
    fn extend_named_target(&mut self, target: &Expr) -> Res {
        let ExprKind::Name { id: name, .. } = &target.kind else { return Ok(()) };
        for i in (0..self.stack.len()).rev() {
            let id = self.stack[i];
            let scope = &self.table.scopes[id];
            let flags = self.lookup_in(id, name);
            if scope.comprehension.is_some() {
                if flags & DEF_COMP_ITER != 0 && flags & DEF_LOCAL != 0 {
                    let message =
                        format!("assignment expression cannot rebind comprehension iteration variable '{name}'");
                    return Err(error(message, target.pos));
                }
                continue;
            }
            let message = match scope.kind {
                ScopeKind::Function => {
                    let flag = if flags & DEF_GLOBAL != 0 { DEF_GLOBAL } else { DEF_NONLOCAL };
                    self.add_def(name, flag, target.pos)?;
                    self.record_directive(name, target.pos);
                    return self.add_def_to(id, name, DEF_LOCAL, target.pos);
                }
                ScopeKind::Module => {
                    self.add_def(name, DEF_GLOBAL, target.pos)?;
                    self.record_directive(name, target.pos);
                    return self.add_def_to(id, name, DEF_GLOBAL, target.pos);
                }
                ScopeKind::Class => "assignment expression within a comprehension cannot be used in a class body",
                ScopeKind::TypeParameters => {
                    "assignment expression within a comprehension cannot be used within the definition of a generic"
                }
                ScopeKind::TypeAlias => "assignment expression within a comprehension cannot be used in a type alias",
                ScopeKind::TypeVariable => {
                    "assignment expression within a comprehension cannot be used in a TypeVar bound"
                }
                ScopeKind::Annotation => continue,
            };
            return Err(error(message, target.pos));
        }
        Ok(())
    }

    fn raise_if_annotation_block(&mut self, what: &str, pos: Pos) -> Res {
        let message = match self.kind() {
            ScopeKind::Annotation => format!("{what} cannot be used within an annotation"),
            ScopeKind::TypeVariable => {
                let info = self.cur().scope_info.unwrap_or("a TypeVar bound");
                format!("{what} cannot be used within {info}")
            }
            ScopeKind::TypeAlias => format!("{what} cannot be used within a type alias"),
            ScopeKind::TypeParameters => format!("{what} cannot be used within the definition of a generic"),
            _ => return Ok(()),
        };
        Err(error(message, pos))
    }

    fn mark_generator(&mut self, pos: Pos) -> Res {
        self.cur().generator = true;
        let message = match self.cur().comprehension {
            None => return Ok(()),
            Some(CompKind::List) => "'yield' inside list comprehension",
            Some(CompKind::Set) => "'yield' inside set comprehension",
            Some(CompKind::Dict) => "'yield' inside dict comprehension",
            Some(CompKind::Generator) => "'yield' inside generator expression",
        };
        Err(error(message, pos))
    }

    fn is_async_def(&self) -> bool {
        let scope = &self.table.scopes[self.cur_id()];
        scope.kind == ScopeKind::Function && scope.coroutine
    }

    fn keywords(&mut self, keywords: &[Keyword]) -> Res {
        for k in keywords {
            if let Some(arg) = &k.arg {
                self.check_name(arg, k.pos, Ctx::Store)?;
            }
        }
        keywords.iter().try_for_each(|k| self.expr(&k.value))
    }

    fn expr(&mut self, e: &Expr) -> Res {
        match &e.kind {
            ExprKind::NamedExpr { target, value } => {
                self.raise_if_annotation_block("named expression", e.pos)?;
                if self.cur().comp_iter_expr > 0 {
                    let message = "assignment expression cannot be used in a comprehension iterable expression";
                    return Err(error(message, e.pos));
                }
                if self.cur().comprehension.is_some() {
                    self.extend_named_target(target)?;
                }
                self.expr(value)?;
                self.expr(target)?;
            }
            ExprKind::BoolOp { values, .. } => self.exprs(values)?,
            ExprKind::BinOp { left, right, .. } => {
                self.expr(left)?;
                self.expr(right)?;
            }
            ExprKind::UnaryOp { operand, .. } => self.expr(operand)?,
            ExprKind::Lambda(l) => {
                self.exprs(&l.args.defaults)?;
                l.args.kw_defaults.iter().try_for_each(|d| self.opt(d.as_ref()))?;
                let key = Key::Lambda(address(&**l));
                self.enter(self.names.lambda.clone(), ScopeKind::Function, Some(key), e.pos)?;
                self.arguments(&l.args)?;
                self.expr(&l.body)?;
                self.exit();
            }
            ExprKind::IfExp { test, body, orelse } => {
                self.expr(test)?;
                self.expr(body)?;
                self.expr(orelse)?;
            }
            ExprKind::Dict { keys, values } => {
                keys.iter().try_for_each(|k| self.opt(k.as_ref()))?;
                self.exprs(values)?;
            }
            ExprKind::Set(elts) | ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } => self.exprs(elts)?,
            ExprKind::ListComp(c) => self.comprehension(c, CompKind::List, "listcomp", e.pos)?,
            ExprKind::SetComp(c) => self.comprehension(c, CompKind::Set, "setcomp", e.pos)?,
            ExprKind::DictComp(c) => self.comprehension(c, CompKind::Dict, "dictcomp", e.pos)?,
            ExprKind::GeneratorExp(c) => self.comprehension(c, CompKind::Generator, "genexpr", e.pos)?,
            ExprKind::Yield(value) => {
                self.raise_if_annotation_block("yield expression", e.pos)?;
                self.opt(value.as_deref())?;
                self.mark_generator(e.pos)?;
            }
            ExprKind::YieldFrom(value) => {
                self.raise_if_annotation_block("yield expression", e.pos)?;
                self.expr(value)?;
                self.mark_generator(e.pos)?;
            }
            ExprKind::Await(value) => {
                self.raise_if_annotation_block("await expression", e.pos)?;
                if !self.allows_top_level_await() {
                    if !self.table.scopes[self.cur_id()].is_function_like() {
                        return Err(error("'await' outside function", e.pos));
                    }
                    if !self.is_async_def() && self.cur().comprehension.is_none() {
                        return Err(error("'await' outside async function", e.pos));
                    }
                }
                self.expr(value)?;
                self.cur().coroutine = true;
            }
            ExprKind::Compare { left, comparators, .. } => {
                self.expr(left)?;
                self.exprs(comparators)?;
            }
            ExprKind::Call { func, args, keywords } => {
                self.expr(func)?;
                self.exprs(args)?;
                self.keywords(keywords)?;
            }
            ExprKind::FormattedValue { value, format_spec, .. }
            | ExprKind::Interpolation { value, format_spec, .. } => {
                self.expr(value)?;
                self.opt(format_spec.as_deref())?;
            }
            ExprKind::JoinedStr(values) | ExprKind::TemplateStr(values) => self.exprs(values)?,
            ExprKind::Constant { .. } => {}
            ExprKind::Attribute { value, attr, ctx } => {
                self.check_name(attr, e.pos, *ctx)?;
                self.expr(value)?;
            }
            ExprKind::Subscript { value, slice, .. } => {
                self.expr(value)?;
                self.expr(slice)?;
            }
            ExprKind::Starred { value, .. } => self.expr(value)?,
            ExprKind::Slice { lower, upper, step } => {
                self.opt(lower.as_deref())?;
                self.opt(upper.as_deref())?;
                self.opt(step.as_deref())?;
            }
            ExprKind::Name { id, ctx } => {
                if self.cur().in_unevaluated_annotation {
                    return Ok(());
                }
                self.add_def_ctx(id, if *ctx == Ctx::Load { USE } else { DEF_LOCAL }, e.pos, *ctx)?;
                // `super` needs the class.
                if *ctx == Ctx::Load && *id == *"super" && self.table.scopes[self.cur_id()].is_function_like() {
                    let class = self.names.class.clone();
                    self.add_def(&class, USE, e.pos)?;
                }
            }
        }
        Ok(())
    }

    fn type_param_expr(&mut self, e: Option<&Expr>, p: &TypeParam, key: Key, info: &'static str) -> Res {
        if p.name == self.names.classdict {
            let message = format!("reserved name '{}' cannot be used for type parameter", p.name);
            return Err(error(message, p.pos));
        }
        let Some(e) = e else { return Ok(()) };
        let in_class = self.cur().can_see_class_scope;
        self.enter(p.name.clone(), ScopeKind::TypeVariable, Some(key), e.pos)?;
        self.cur().can_see_class_scope = in_class;
        if in_class {
            self.add_class_use(e.pos)?;
        }
        self.cur().scope_info = Some(info);
        self.expr(e)?;
        self.exit();
        Ok(())
    }

    fn type_param(&mut self, p: &TypeParam) -> Res {
        self.add_def(&p.name, DEF_TYPE_PARAM | DEF_LOCAL, p.pos)?;
        let default_info = match p.kind {
            TypeParamKind::TypeVar => {
                let tuple = p.bound.as_ref().is_some_and(|b| matches!(b.kind, ExprKind::Tuple { .. }));
                let info = if tuple { "a TypeVar constraint" } else { "a TypeVar bound" };
                self.type_param_expr(p.bound.as_ref(), p, Key::TypeVarBound(address(p)), info)?;
                "a TypeVar default"
            }
            TypeParamKind::TypeVarTuple => "a TypeVarTuple default",
            TypeParamKind::ParamSpec => "a ParamSpec default",
        };
        self.type_param_expr(p.default.as_ref(), p, Key::TypeVarDefault(address(p)), default_info)
    }

    fn pattern(&mut self, p: &Pattern) -> Res {
        match &p.kind {
            PatternKind::Value(value) => self.expr(value),
            PatternKind::Singleton(_) => Ok(()),
            PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
                patterns.iter().try_for_each(|p| self.pattern(p))
            }
            PatternKind::Star(name) => name.as_ref().map_or(Ok(()), |n| self.add_def(n, DEF_LOCAL, p.pos)),
            PatternKind::Mapping { keys, patterns, rest } => {
                self.exprs(keys)?;
                patterns.iter().try_for_each(|p| self.pattern(p))?;
                rest.as_ref().map_or(Ok(()), |n| self.add_def(n, DEF_LOCAL, p.pos))
            }
            PatternKind::Class { cls, patterns, kwd_attrs, kwd_patterns } => {
                self.expr(cls)?;
                patterns.iter().try_for_each(|p| self.pattern(p))?;
                for (attr, p) in kwd_attrs.iter().zip(kwd_patterns) {
                    self.check_name(attr, p.pos, Ctx::Store)?;
                }
                kwd_patterns.iter().try_for_each(|p| self.pattern(p))
            }
            PatternKind::As { pattern, name } => {
                if let Some(p) = pattern {
                    self.pattern(p)?;
                }
                name.as_ref().map_or(Ok(()), |n| self.add_def(n, DEF_LOCAL, p.pos))
            }
        }
    }

    fn annotation(&mut self, annotation: &Expr) -> Res {
        // Annotations of local variables are never evaluated.
        let unevaluated = self.kind() == ScopeKind::Function;
        let outer = self.cur_id();
        let kind = self.kind();
        let scope = self.cur();
        if (kind == ScopeKind::Module || kind == ScopeKind::Class && scope.in_conditional_block)
            && !scope.has_conditional_annotations
        {
            scope.has_conditional_annotations = true;
            let name = self.names.conditional.clone();
            self.add_def(&name, USE, annotation.pos)?;
        }
        match self.table.scopes[outer].annotation_block {
            Some(id) => self.enter_existing(id, false),
            None => {
                let id = self.enter(self.names.annotate.clone(), ScopeKind::Annotation, None, annotation.pos)?;
                self.table.scopes[outer].annotation_block = Some(id);
                if kind == ScopeKind::Class && self.future.features & flags::CO_FUTURE_ANNOTATIONS == 0 {
                    self.cur().can_see_class_scope = true;
                    self.add_class_use(annotation.pos)?;
                }
            }
        }
        self.cur().in_unevaluated_annotation |= unevaluated;
        self.expr(annotation)?;
        if unevaluated {
            self.cur().in_unevaluated_annotation = false;
        }
        self.exit();
        Ok(())
    }

    fn arg_annotation(&mut self, annotation: Option<&Expr>) -> Res {
        if let Some(annotation) = annotation {
            self.cur().annotations_used = true;
            self.expr(annotation)?;
        }
        Ok(())
    }

    fn function_annotations(&mut self, a: &Arguments, returns: Option<&Expr>, pos: Pos) -> Res {
        let see_class = self.cur().can_see_class_scope || self.kind() == ScopeKind::Class;
        self.enter(self.names.annotate.clone(), ScopeKind::Annotation, Some(Key::annotations(a)), pos)?;
        if see_class {
            self.cur().can_see_class_scope = true;
            self.add_class_use(pos)?;
        }
        let args = a.posonlyargs.iter().chain(&a.args).chain(a.vararg.as_deref()).chain(a.kwarg.as_deref());
        for arg in args.chain(&a.kwonlyargs) {
            self.arg_annotation(arg.annotation.as_ref())?;
        }
        self.arg_annotation(returns)?;
        self.exit();
        Ok(())
    }

    fn arguments(&mut self, a: &Arguments) -> Res {
        for arg in a.posonlyargs.iter().chain(&a.args).chain(&a.kwonlyargs) {
            self.add_def(&arg.arg, DEF_PARAM, arg.pos)?;
        }
        if let Some(arg) = &a.vararg {
            self.add_def(&arg.arg, DEF_PARAM, arg.pos)?;
            self.cur().varargs = true;
        }
        if let Some(arg) = &a.kwarg {
            self.add_def(&arg.arg, DEF_PARAM, arg.pos)?;
            self.cur().varkeywords = true;
        }
        Ok(())
    }

    fn alias(&mut self, a: &Alias) -> Res {
        let name = a.asname.as_ref().unwrap_or(&a.name);
        if *name == *"*" {
            if self.kind() != ScopeKind::Module {
                return Err(error("import * only allowed at module level", a.pos));
            }
            return Ok(());
        }
        match name.as_str().and_then(|n| n.split_once('.')) {
            Some((first, _)) => self.add_def(&WStr::new(first), DEF_IMPORT, a.pos),
            None => self.add_def(name, DEF_IMPORT, a.pos),
        }
    }

    fn comprehension(&mut self, c: &Comp, kind: CompKind, name: &str, pos: Pos) -> Res {
        let is_generator = kind == CompKind::Generator;
        let Some((outermost, inner)) = c.generators.split_first() else { return Ok(()) };
        self.cur().comp_iter_expr += 1;
        self.expr(&outermost.iter)?;
        self.cur().comp_iter_expr -= 1;
        self.enter(WStr::new(name), ScopeKind::Function, Some(Key::Comp(address(c))), pos)?;
        self.cur().comprehension = Some(kind);
        if outermost.is_async {
            self.cur().coroutine = true;
        }
        let zero = self.names.zero.clone();
        self.add_def(&zero, DEF_PARAM, pos)?;
        self.cur().comp_iter_target = true;
        self.expr(&outermost.target)?;
        self.cur().comp_iter_target = false;
        self.exprs(&outermost.ifs)?;
        for g in inner {
            self.cur().comp_iter_target = true;
            self.expr(&g.target)?;
            self.cur().comp_iter_target = false;
            self.cur().comp_iter_expr += 1;
            self.expr(&g.iter)?;
            self.cur().comp_iter_expr -= 1;
            self.exprs(&g.ifs)?;
            if g.is_async {
                self.cur().coroutine = true;
            }
        }
        self.opt(c.value.as_ref())?;
        self.expr(&c.elt)?;
        self.cur().generator = is_generator;
        let is_async = self.cur().coroutine && !is_generator;
        self.exit();
        if is_async {
            if !self.is_async_def() && self.cur().comprehension.is_none() && !self.allows_top_level_await() {
                return Err(error("asynchronous comprehension outside of an asynchronous function", pos));
            }
            self.cur().coroutine = true;
        }
        Ok(())
    }
}
