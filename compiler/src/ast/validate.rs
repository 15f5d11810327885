//! Whether a tree that a Python program built makes sense, in CPython's words.
//!
//! The parser's trees always do. Nothing here needs to know where the tree came from.

use super::from_generic::TreeError;
use super::*;

type Res = Result<(), TreeError>;

fn wrong(message: impl Into<String>) -> Res {
    Err(TreeError::Value(message.into()))
}

/// Checks a whole unit.
pub fn validate(module: &Module) -> Res {
    match module {
        Module::Module(body) | Module::Interactive(body) => stmts(body),
        Module::Expression(e) => expr(e, Ctx::Load),
    }
}

fn ctx_name(ctx: Ctx) -> &'static str {
    match ctx {
        Ctx::Load => "Load",
        Ctx::Store => "Store",
        Ctx::Del => "Del",
    }
}

fn name(name: &Name) -> Res {
    match ["None", "True", "False"].into_iter().find(|n| *name == **n) {
        Some(n) => wrong(format!("identifier field can't represent '{n}' constant")),
        None => Ok(()),
    }
}

fn position(pos: Pos) -> Res {
    let Pos { line, end_line, col, end_col } = pos;
    if line > end_line {
        return wrong(format!("AST node line range ({line}, {end_line}) is not valid"));
    }
    if line < 0 && end_line != line || col < 0 && col != end_col {
        return wrong(format!(
            "AST node column range ({col}, {end_col}) for line range ({line}, {end_line}) is not valid"
        ));
    }
    if line == end_line && col > end_col {
        return wrong(format!("line {line}, column {col}-{end_col} is not a valid range"));
    }
    Ok(())
}

fn not_empty<T>(list: &[T], what: &str, owner: &str) -> Res {
    if list.is_empty() { wrong(format!("empty {what} on {owner}")) } else { Ok(()) }
}

fn exprs(list: &[Expr], ctx: Ctx) -> Res {
    list.iter().try_for_each(|e| expr(e, ctx))
}

fn opt(e: Option<&Expr>) -> Res {
    e.map_or(Ok(()), |e| expr(e, Ctx::Load))
}

fn body(list: &[Stmt], owner: &str) -> Res {
    not_empty(list, "body", owner)?;
    stmts(list)
}

fn stmts(list: &[Stmt]) -> Res {
    list.iter().try_for_each(stmt)
}

fn arg(a: &Arg) -> Res {
    position(a.pos)?;
    opt(a.annotation.as_ref())
}

fn arguments(a: &Arguments) -> Res {
    a.posonlyargs.iter().chain(&a.args).try_for_each(arg)?;
    a.vararg.iter().try_for_each(|a| arg(a))?;
    a.kwonlyargs.iter().try_for_each(arg)?;
    a.kwarg.iter().try_for_each(|a| arg(a))?;
    if a.defaults.len() > a.posonlyargs.len() + a.args.len() {
        return wrong("more positional defaults than args on arguments");
    }
    if a.kw_defaults.len() != a.kwonlyargs.len() {
        return wrong("length of kwonlyargs is not the same as kw_defaults on arguments");
    }
    exprs(&a.defaults, Ctx::Load)?;
    a.kw_defaults.iter().try_for_each(|d| opt(d.as_ref()))
}

fn comp(c: &Comp) -> Res {
    if c.generators.is_empty() {
        return wrong("comprehension with no generators");
    }
    for g in &c.generators {
        expr(&g.target, Ctx::Store)?;
        expr(&g.iter, Ctx::Load)?;
        exprs(&g.ifs, Ctx::Load)?;
    }
    expr(&c.elt, Ctx::Load)?;
    opt(c.value.as_ref())
}

fn keywords(list: &[Keyword]) -> Res {
    list.iter().try_for_each(|k| expr(&k.value, Ctx::Load))
}

fn expr(e: &Expr, ctx: Ctx) -> Res {
    position(e.pos)?;
    let actual = match &e.kind {
        ExprKind::Attribute { ctx, .. }
        | ExprKind::Subscript { ctx, .. }
        | ExprKind::Starred { ctx, .. }
        | ExprKind::List { ctx, .. }
        | ExprKind::Tuple { ctx, .. } => Some(*ctx),
        ExprKind::Name { id, ctx } => {
            name(id)?;
            Some(*ctx)
        }
        _ => None,
    };
    match actual {
        None if ctx != Ctx::Load => {
            return wrong(format!("expression which can't be assigned to in {} context", ctx_name(ctx)));
        }
        Some(actual) if actual != ctx => {
            let (wanted, got) = (ctx_name(ctx), ctx_name(actual));
            return wrong(format!("expression must have {wanted} context but has {got} instead"));
        }
        _ => {}
    }
    let load = |e: &Expr| expr(e, Ctx::Load);
    match &e.kind {
        ExprKind::BoolOp { values, .. } => {
            if values.len() < 2 {
                return wrong("BoolOp with less than 2 values");
            }
            exprs(values, Ctx::Load)
        }
        ExprKind::NamedExpr { value, .. } => load(value),
        ExprKind::BinOp { left, right, .. } => {
            load(left)?;
            load(right)
        }
        ExprKind::UnaryOp { operand, .. } => load(operand),
        ExprKind::Lambda(l) => {
            arguments(&l.args)?;
            load(&l.body)
        }
        ExprKind::IfExp { test, body, orelse } => {
            load(test)?;
            load(body)?;
            load(orelse)
        }
        ExprKind::Dict { keys, values } => {
            if keys.len() != values.len() {
                return wrong("Dict doesn't have the same number of keys as values");
            }
            keys.iter().try_for_each(|k| opt(k.as_ref()))?;
            exprs(values, Ctx::Load)
        }
        ExprKind::Set(elts) => exprs(elts, Ctx::Load),
        ExprKind::ListComp(c) | ExprKind::SetComp(c) | ExprKind::DictComp(c) | ExprKind::GeneratorExp(c) => comp(c),
        ExprKind::Await(value) | ExprKind::YieldFrom(value) => load(value),
        ExprKind::Yield(value) => opt(value.as_deref()),
        ExprKind::Compare { left, ops, comparators } => {
            if comparators.is_empty() {
                return wrong("Compare with no comparators");
            }
            if comparators.len() != ops.len() {
                return wrong("Compare has a different number of comparators and operands");
            }
            exprs(comparators, Ctx::Load)?;
            load(left)
        }
        ExprKind::Call { func, args, keywords: kw } => {
            load(func)?;
            exprs(args, Ctx::Load)?;
            keywords(kw)
        }
        ExprKind::FormattedValue { value, format_spec, .. } | ExprKind::Interpolation { value, format_spec, .. } => {
            load(value)?;
            opt(format_spec.as_deref())
        }
        ExprKind::JoinedStr(values) | ExprKind::TemplateStr(values) => exprs(values, Ctx::Load),
        ExprKind::Constant { .. } | ExprKind::Name { .. } => Ok(()),
        ExprKind::Attribute { value, .. } => load(value),
        ExprKind::Subscript { value, slice, .. } => {
            load(slice)?;
            load(value)
        }
        ExprKind::Starred { value, .. } => expr(value, ctx),
        ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } => exprs(elts, ctx),
        ExprKind::Slice { lower, upper, step } => {
            [lower, upper, step].into_iter().try_for_each(|part| opt(part.as_deref()))
        }
    }
}

fn type_params(list: &[TypeParam]) -> Res {
    for p in list {
        position(p.pos)?;
        name(&p.name)?;
        opt(p.bound.as_ref())?;
        opt(p.default.as_ref())?;
    }
    Ok(())
}

fn is_number(e: &Expr, real: bool, imaginary: bool) -> bool {
    match e.as_const() {
        Some(Const::Int(_) | Const::Big(_) | Const::Float(_)) => real,
        Some(Const::Complex(..)) => imaginary,
        _ => false,
    }
}

fn is_signed_number(e: &Expr, real: bool, imaginary: bool) -> bool {
    match &e.kind {
        ExprKind::UnaryOp { op: UnaryOp::USub, operand } => is_number(operand, real, imaginary),
        _ => is_number(e, real, imaginary),
    }
}

fn pattern_value(e: &Expr) -> Res {
    expr(e, Ctx::Load)?;
    let allowed = match &e.kind {
        ExprKind::Constant { value, .. } => {
            let literal = matches!(
                value,
                Const::Int(_) | Const::Big(_) | Const::Float(_) | Const::Complex(..) | Const::Str(_) | Const::Bytes(_)
            );
            if !literal {
                return wrong("unexpected constant inside of a literal pattern");
            }
            true
        }
        ExprKind::Attribute { .. } | ExprKind::JoinedStr(_) | ExprKind::TemplateStr(_) => true,
        ExprKind::UnaryOp { .. } => is_signed_number(e, true, true),
        ExprKind::BinOp { left, op: Operator::Add | Operator::Sub, right } => {
            is_signed_number(left, true, false) && is_number(right, false, true)
        }
        _ => false,
    };
    if allowed { Ok(()) } else { wrong("patterns may only match literals and attribute lookups") }
}

fn capture(n: &Name) -> Res {
    if *n == *"_" {
        return wrong("can't capture name '_' in patterns");
    }
    name(n)
}

fn opt_capture(n: &Option<Name>) -> Res {
    n.as_ref().map_or(Ok(()), capture)
}

fn patterns(list: &[Pattern], star_ok: bool) -> Res {
    list.iter().try_for_each(|p| pattern(p, star_ok))
}

fn pattern(p: &Pattern, star_ok: bool) -> Res {
    position(p.pos)?;
    match &p.kind {
        PatternKind::Value(value) => pattern_value(value),
        PatternKind::Singleton(value) => match value {
            Const::None | Const::True | Const::False => Ok(()),
            _ => wrong("MatchSingleton can only contain True, False and None"),
        },
        PatternKind::Sequence(items) => patterns(items, true),
        PatternKind::Mapping { keys, patterns: items, rest } => {
            if keys.len() != items.len() {
                return wrong("MatchMapping doesn't have the same number of keys as patterns");
            }
            opt_capture(rest)?;
            for key in keys {
                if !matches!(key.as_const(), Some(Const::None | Const::True | Const::False)) {
                    pattern_value(key)?;
                }
            }
            patterns(items, false)
        }
        PatternKind::Class { cls, patterns: items, kwd_attrs, kwd_patterns } => {
            if kwd_attrs.len() != kwd_patterns.len() {
                return wrong("MatchClass doesn't have the same number of keyword attributes as patterns");
            }
            expr(cls, Ctx::Load)?;
            let mut root = &**cls;
            while let ExprKind::Attribute { value, .. } = &root.kind {
                root = value;
            }
            if !matches!(root.kind, ExprKind::Name { .. }) {
                return wrong("MatchClass cls field can only contain Name or Attribute nodes.");
            }
            kwd_attrs.iter().try_for_each(name)?;
            patterns(items, false)?;
            patterns(kwd_patterns, false)
        }
        PatternKind::Star(n) => {
            if !star_ok {
                return wrong("can't use MatchStar here");
            }
            opt_capture(n)
        }
        PatternKind::As { pattern: inner, name: n } => {
            opt_capture(n)?;
            match (inner, n) {
                (None, _) => Ok(()),
                (Some(_), None) => wrong("MatchAs must specify a target name if a pattern is given"),
                (Some(inner), Some(_)) => pattern(inner, false),
            }
        }
        PatternKind::Or(items) => {
            if items.len() < 2 {
                return wrong("MatchOr requires at least 2 patterns");
            }
            patterns(items, false)
        }
    }
}

fn targets(list: &[Expr], ctx: Ctx) -> Res {
    not_empty(list, "targets", if ctx == Ctx::Del { "Delete" } else { "Assign" })?;
    exprs(list, ctx)
}

fn try_stmt(t: &Try) -> Res {
    let owner = if t.is_star { "TryStar" } else { "Try" };
    body(&t.body, owner)?;
    if t.handlers.is_empty() && t.finalbody.is_empty() {
        return wrong(format!("{owner} has neither except handlers nor finalbody"));
    }
    if t.handlers.is_empty() && !t.orelse.is_empty() {
        return wrong(format!("{owner} has orelse but no except handlers"));
    }
    for h in &t.handlers {
        position(h.pos)?;
        opt(h.typ.as_ref())?;
        body(&h.body, "ExceptHandler")?;
    }
    stmts(&t.finalbody)?;
    stmts(&t.orelse)
}

fn stmt(s: &Stmt) -> Res {
    position(s.pos)?;
    let load = |e: &Expr| expr(e, Ctx::Load);
    match &s.kind {
        StmtKind::FunctionDef(f) => {
            body(&f.body, if f.is_async { "AsyncFunctionDef" } else { "FunctionDef" })?;
            type_params(&f.type_params)?;
            arguments(&f.args)?;
            exprs(&f.decorators, Ctx::Load)?;
            opt(f.returns.as_ref())
        }
        StmtKind::ClassDef(c) => {
            body(&c.body, "ClassDef")?;
            type_params(&c.type_params)?;
            exprs(&c.bases, Ctx::Load)?;
            keywords(&c.keywords)?;
            exprs(&c.decorators, Ctx::Load)
        }
        StmtKind::Return(value) => opt(value.as_deref()),
        StmtKind::Delete(list) => targets(list, Ctx::Del),
        StmtKind::Assign { targets: list, value } => {
            targets(list, Ctx::Store)?;
            load(value)
        }
        StmtKind::TypeAlias(t) => {
            if !matches!(t.name.kind, ExprKind::Name { .. }) {
                return Err(TreeError::Type("TypeAlias with non-Name name".to_string()));
            }
            expr(&t.name, Ctx::Store)?;
            type_params(&t.type_params)?;
            load(&t.value)
        }
        StmtKind::AugAssign { target, value, .. } => {
            expr(target, Ctx::Store)?;
            load(value)
        }
        StmtKind::AnnAssign(a) => {
            if a.simple && !matches!(a.target.kind, ExprKind::Name { .. }) {
                return Err(TreeError::Type("AnnAssign with simple non-Name target".to_string()));
            }
            expr(&a.target, Ctx::Store)?;
            opt(a.value.as_ref())?;
            load(&a.annotation)
        }
        StmtKind::For(f) => {
            expr(&f.target, Ctx::Store)?;
            load(&f.iter)?;
            body(&f.body, if f.is_async { "AsyncFor" } else { "For" })?;
            stmts(&f.orelse)
        }
        StmtKind::While { test, body: list, orelse } => {
            load(test)?;
            body(list, "While")?;
            stmts(orelse)
        }
        StmtKind::If { test, body: list, orelse } => {
            load(test)?;
            body(list, "If")?;
            stmts(orelse)
        }
        StmtKind::With(w) => {
            let owner = if w.is_async { "AsyncWith" } else { "With" };
            not_empty(&w.items, "items", owner)?;
            for item in &w.items {
                load(&item.context_expr)?;
                item.optional_vars.as_ref().map_or(Ok(()), |e| expr(e, Ctx::Store))?;
            }
            body(&w.body, owner)
        }
        StmtKind::Match { subject, cases } => {
            load(subject)?;
            not_empty(cases, "cases", "Match")?;
            for case in cases {
                pattern(&case.pattern, false)?;
                opt(case.guard.as_ref())?;
                body(&case.body, "match_case")?;
            }
            Ok(())
        }
        StmtKind::Raise { exc, cause } => {
            if exc.is_none() && cause.is_some() {
                return wrong("Raise with cause but no exception");
            }
            opt(exc.as_deref())?;
            opt(cause.as_deref())
        }
        StmtKind::Try(t) => try_stmt(t),
        StmtKind::Assert { test, msg } => {
            load(test)?;
            opt(msg.as_deref())
        }
        StmtKind::Import(names) => not_empty(names, "names", "Import"),
        StmtKind::ImportFrom { names, .. } => not_empty(names, "names", "ImportFrom"),
        StmtKind::Global(names) => not_empty(names, "names", "Global"),
        StmtKind::Nonlocal(names) => not_empty(names, "names", "Nonlocal"),
        StmtKind::Expr(value) => load(value),
        StmtKind::Pass | StmtKind::Break | StmtKind::Continue => Ok(()),
    }
}
