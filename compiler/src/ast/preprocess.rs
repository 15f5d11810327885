//! What CPython 3.14 does to the tree before code generation (its `ast_preprocess`): `__debug__` becomes a constant,
//! `"..." % (a, b)` becomes an f-string where that is safe, docstrings go under `-OO`, signed and complex numbers in
//! patterns become constants, and leaving a `finally` block by `return`, `break` or `continue` gets its SyntaxWarning.
//!
//! Constant folding is not done here: it belongs to the control-flow graph.

use super::*;
use crate::error::Warning;
use num_bigint::BigInt;

/// Where a statement stands, for the `finally` warnings.
#[derive(Clone, Copy)]
struct Place {
    in_finally: bool,
    in_function: bool,
    in_loop: bool,
}

/// Preprocesses a unit in place.
pub fn preprocess(module: &mut Module, optimize: u8, future_annotations: bool, warnings: &mut Vec<Warning>) {
    let mut p = Preprocessor { optimize, future_annotations, places: Vec::new(), warnings };
    match module {
        Module::Module(body) => p.docstring_body(body),
        Module::Interactive(body) => p.stmts(body),
        Module::Expression(e) => p.expr(e),
    }
}

struct Preprocessor<'a> {
    optimize: u8,
    future_annotations: bool,
    places: Vec<Place>,
    warnings: &'a mut Vec<Warning>,
}

impl Preprocessor<'_> {
    fn docstring_body(&mut self, body: &mut Vec<Stmt>) {
        let mut has_doc = docstring(body).is_some();
        if has_doc && self.optimize >= 2 {
            has_doc = false;
            if body.len() == 1 {
                let pos = body[0].pos;
                let pos = Pos { end_line: pos.line, end_col: pos.col + 4, ..pos };
                body[0] = Stmt { pos, kind: StmtKind::Pass };
            } else {
                body.remove(0);
            }
        }
        self.stmts(body);
        // A constant string that became the first statement only now is no docstring: an f-string says so.
        if !has_doc && docstring(body).is_some() {
            let pos = body[0].pos;
            if let StmtKind::Expr(e) = &mut body[0].kind {
                let value = std::mem::replace(&mut **e, Expr { pos, kind: ExprKind::JoinedStr(Vec::new()) });
                e.kind = ExprKind::JoinedStr(vec![value]);
            }
        }
    }

    fn within(&mut self, place: Place, f: impl FnOnce(&mut Self)) {
        self.places.push(place);
        f(self);
        self.places.pop();
    }

    fn loop_body(&mut self, body: &mut [Stmt]) {
        self.within(Place { in_finally: false, in_function: false, in_loop: true }, |p| p.stmts(body));
    }

    fn leave_warning(&mut self, word: &str, pos: Pos, allowed: impl Fn(Place) -> bool) {
        if let Some(place) = self.places.last()
            && place.in_finally
            && !allowed(*place)
        {
            self.warnings.push(Warning { message: format!("'{word}' in a 'finally' block"), pos });
        }
    }

    fn stmts(&mut self, body: &mut [Stmt]) {
        for s in body {
            self.stmt(s);
        }
    }

    fn exprs(&mut self, list: &mut [Expr]) {
        for e in list {
            self.expr(e);
        }
    }

    fn opt(&mut self, e: &mut Option<Expr>) {
        if let Some(e) = e {
            self.expr(e);
        }
    }

    fn opt_boxed(&mut self, e: &mut Option<Box<Expr>>) {
        if let Some(e) = e {
            self.expr(e);
        }
    }

    fn type_params(&mut self, list: &mut [TypeParam]) {
        for p in list {
            self.opt(&mut p.bound);
            self.opt(&mut p.default);
        }
    }

    fn arg(&mut self, arg: &mut Arg) {
        if !self.future_annotations {
            self.opt(&mut arg.annotation);
        }
    }

    fn arguments(&mut self, a: &mut Arguments) {
        a.posonlyargs.iter_mut().for_each(|x| self.arg(x));
        a.args.iter_mut().for_each(|x| self.arg(x));
        a.vararg.iter_mut().for_each(|x| self.arg(x));
        a.kwonlyargs.iter_mut().for_each(|x| self.arg(x));
        a.kw_defaults.iter_mut().for_each(|x| self.opt(x));
        a.kwarg.iter_mut().for_each(|x| self.arg(x));
        self.exprs(&mut a.defaults);
    }

    fn stmt(&mut self, s: &mut Stmt) {
        let pos = s.pos;
        match &mut s.kind {
            StmtKind::FunctionDef(f) => {
                self.type_params(&mut f.type_params);
                self.arguments(&mut f.args);
                let place = Place { in_finally: false, in_function: true, in_loop: false };
                self.within(place, |p| p.docstring_body(&mut f.body));
                self.exprs(&mut f.decorators);
                if !self.future_annotations {
                    self.opt(&mut f.returns);
                }
            }
            StmtKind::ClassDef(c) => {
                self.type_params(&mut c.type_params);
                self.exprs(&mut c.bases);
                c.keywords.iter_mut().for_each(|k| self.expr(&mut k.value));
                self.docstring_body(&mut c.body);
                self.exprs(&mut c.decorators);
            }
            StmtKind::Return(value) => {
                self.leave_warning("return", pos, |p| p.in_function);
                self.opt_boxed(value);
            }
            StmtKind::Delete(targets) => self.exprs(targets),
            StmtKind::Assign { targets, value } => {
                self.exprs(targets);
                self.expr(value);
            }
            StmtKind::TypeAlias(t) => {
                self.type_params(&mut t.type_params);
                self.expr(&mut t.value);
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target);
                self.expr(value);
            }
            StmtKind::AnnAssign(a) => {
                self.expr(&mut a.target);
                if !self.future_annotations {
                    self.expr(&mut a.annotation);
                }
                self.opt(&mut a.value);
            }
            StmtKind::For(f) => {
                self.expr(&mut f.target);
                self.expr(&mut f.iter);
                self.loop_body(&mut f.body);
                self.stmts(&mut f.orelse);
            }
            StmtKind::While { test, body, orelse } => {
                self.expr(test);
                self.loop_body(body);
                self.stmts(orelse);
            }
            StmtKind::If { test, body, orelse } => {
                self.expr(test);
                self.stmts(body);
                self.stmts(orelse);
            }
            StmtKind::With(w) => {
                for item in &mut w.items {
                    self.expr(&mut item.context_expr);
                    self.opt(&mut item.optional_vars);
                }
                self.stmts(&mut w.body);
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject);
                for case in cases {
                    self.pattern(&mut case.pattern);
                    self.opt(&mut case.guard);
                    self.stmts(&mut case.body);
                }
            }
            StmtKind::Raise { exc, cause } => {
                self.opt_boxed(exc);
                self.opt_boxed(cause);
            }
            StmtKind::Try(t) => {
                self.stmts(&mut t.body);
                for h in &mut t.handlers {
                    self.opt(&mut h.typ);
                    self.stmts(&mut h.body);
                }
                self.stmts(&mut t.orelse);
                let place = Place { in_finally: true, in_function: false, in_loop: false };
                self.within(place, |p| p.stmts(&mut t.finalbody));
            }
            StmtKind::Assert { test, msg } => {
                self.expr(test);
                self.opt_boxed(msg);
            }
            StmtKind::Expr(e) => self.expr(e),
            StmtKind::Break => self.leave_warning("break", pos, |p| p.in_loop),
            StmtKind::Continue => self.leave_warning("continue", pos, |p| p.in_loop),
            StmtKind::Import(_)
            | StmtKind::ImportFrom { .. }
            | StmtKind::Global(_)
            | StmtKind::Nonlocal(_)
            | StmtKind::Pass => {}
        }
    }

    fn comp(&mut self, c: &mut Comp) {
        self.expr(&mut c.elt);
        self.opt(&mut c.value);
        for g in &mut c.generators {
            self.expr(&mut g.target);
            self.expr(&mut g.iter);
            self.exprs(&mut g.ifs);
        }
    }

    fn expr(&mut self, e: &mut Expr) {
        match &mut e.kind {
            ExprKind::BoolOp { values, .. } => self.exprs(values),
            ExprKind::NamedExpr { value, .. } => self.expr(value),
            ExprKind::BinOp { left, op, right } => {
                self.expr(left);
                self.expr(right);
                if *op == Operator::Mod
                    && let Some(Const::Str(format)) = left.as_const()
                    && let ExprKind::Tuple { elts, .. } = &mut right.kind
                    && let Some(parts) = percent_format(format, elts)
                {
                    e.kind = ExprKind::JoinedStr(parts);
                }
            }
            ExprKind::UnaryOp { operand, .. } => self.expr(operand),
            ExprKind::Lambda(l) => {
                self.arguments(&mut l.args);
                self.expr(&mut l.body);
            }
            ExprKind::IfExp { test, body, orelse } => {
                self.expr(test);
                self.expr(body);
                self.expr(orelse);
            }
            ExprKind::Dict { keys, values } => {
                keys.iter_mut().for_each(|k| self.opt(k));
                self.exprs(values);
            }
            ExprKind::Set(elts) => self.exprs(elts),
            ExprKind::ListComp(c) | ExprKind::SetComp(c) | ExprKind::DictComp(c) | ExprKind::GeneratorExp(c) => {
                self.comp(c);
            }
            ExprKind::Await(value) | ExprKind::YieldFrom(value) => self.expr(value),
            ExprKind::Yield(value) => self.opt_boxed(value),
            ExprKind::Compare { left, comparators, .. } => {
                self.expr(left);
                self.exprs(comparators);
            }
            ExprKind::Call { func, args, keywords } => {
                self.expr(func);
                self.exprs(args);
                keywords.iter_mut().for_each(|k| self.expr(&mut k.value));
            }
            ExprKind::FormattedValue { value, format_spec, .. }
            | ExprKind::Interpolation { value, format_spec, .. } => {
                self.expr(value);
                self.opt_boxed(format_spec);
            }
            ExprKind::JoinedStr(values) | ExprKind::TemplateStr(values) => self.exprs(values),
            ExprKind::Constant { .. } => {}
            ExprKind::Attribute { value, .. } | ExprKind::Starred { value, .. } => self.expr(value),
            ExprKind::Subscript { value, slice, .. } => {
                self.expr(value);
                self.expr(slice);
            }
            ExprKind::Name { id, ctx } => {
                if *ctx == Ctx::Load && *id == *"__debug__" {
                    e.kind = ExprKind::Constant { value: Const::bool(self.optimize == 0), u_prefix: false };
                }
            }
            ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } => self.exprs(elts),
            ExprKind::Slice { lower, upper, step } => {
                self.opt_boxed(lower);
                self.opt_boxed(upper);
                self.opt_boxed(step);
            }
        }
    }

    fn pattern(&mut self, p: &mut Pattern) {
        match &mut p.kind {
            PatternKind::Value(value) => fold_pattern_number(value),
            PatternKind::Singleton(_) | PatternKind::Star(_) => {}
            PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
                patterns.iter_mut().for_each(|p| self.pattern(p));
            }
            PatternKind::Mapping { keys, patterns, .. } => {
                keys.iter_mut().for_each(fold_pattern_number);
                patterns.iter_mut().for_each(|p| self.pattern(p));
            }
            PatternKind::Class { cls, patterns, kwd_patterns, .. } => {
                self.expr(cls);
                patterns.iter_mut().for_each(|p| self.pattern(p));
                kwd_patterns.iter_mut().for_each(|p| self.pattern(p));
            }
            PatternKind::As { pattern, .. } => {
                if let Some(p) = pattern {
                    self.pattern(p);
                }
            }
        }
    }
}

/// The real and imaginary parts of a number constant that takes part in complex arithmetic.
fn complex_parts(value: &Const) -> Option<(f64, f64)> {
    use num_traits::ToPrimitive;
    match value {
        Const::Int(i) => Some((*i as f64, 0.0)),
        Const::Big(b) => b.to_f64().filter(|f| f.is_finite()).map(|f| (f, 0.0)),
        Const::Float(f) => Some((*f, 0.0)),
        Const::Complex(re, im) => Some((*re, *im)),
        _ => None,
    }
}

fn negate(value: &Const) -> Option<Const> {
    match value {
        Const::Int(_) | Const::Big(_) => value.as_bigint().map(|i| Const::int(-i)),
        Const::Float(f) => Some(Const::Float(-f)),
        Const::Complex(re, im) => Some(Const::Complex(-re, -im)),
        Const::True => Some(Const::Int(-1)),
        Const::False => Some(Const::Int(0)),
        _ => None,
    }
}

/// `left + right` or `left - right` of number constants.
fn add_or_sub(left: &Const, right: &Const, subtract: bool) -> Option<Const> {
    let ints: (Option<BigInt>, Option<BigInt>) = (left.as_bigint(), right.as_bigint());
    if let (Some(a), Some(b)) = ints {
        return Some(Const::int(if subtract { a - b } else { a + b }));
    }
    let (a, b) = (complex_parts(left)?, complex_parts(right)?);
    if matches!(left, Const::Complex(..)) || matches!(right, Const::Complex(..)) {
        // A real operand takes no part in the imaginary sum: the sign of a zero survives.
        let real_left = !matches!(left, Const::Complex(..));
        let real_right = !matches!(right, Const::Complex(..));
        return Some(match subtract {
            true => Const::Complex(
                a.0 - b.0,
                if real_left {
                    -b.1
                } else if real_right {
                    a.1
                } else {
                    a.1 - b.1
                },
            ),
            false => Const::Complex(
                a.0 + b.0,
                if real_left {
                    b.1
                } else if real_right {
                    a.1
                } else {
                    a.1 + b.1
                },
            ),
        });
    }
    Some(Const::Float(if subtract { a.0 - b.0 } else { a.0 + b.0 }))
}

/// Folds `-1` and `-1 + 2j` in a pattern.
fn fold_pattern_number(e: &mut Expr) {
    let folded = match &mut e.kind {
        ExprKind::UnaryOp { op: UnaryOp::USub, operand } => operand.as_const().and_then(negate),
        ExprKind::BinOp { left, op: op @ (Operator::Add | Operator::Sub), right } if right.is_const() => {
            fold_pattern_number(left);
            match (left.as_const(), right.as_const()) {
                (Some(a), Some(b)) => add_or_sub(a, b, *op == Operator::Sub),
                _ => None,
            }
        }
        _ => None,
    };
    if let Some(value) = folded {
        e.kind = ExprKind::Constant { value, u_prefix: false };
    }
}

/// A conversion of a `%` format that an f-string can do: `%s`, `%r` or `%a` with width and precision.
struct Conversion {
    kind: u32,
    spec: String,
}

/// The f-string parts that equal `format % elts`, taking the elements; nothing if some conversion is not simple.
fn percent_format(format: &WStr, elts: &mut Vec<Expr>) -> Option<Vec<Expr>> {
    if elts.iter().any(Expr::is_starred) {
        return None;
    }
    let points: Vec<u32> = format.code_points().collect();
    let percent = '%' as u32;
    let mut i = 0;
    // Literal texts and conversions in order; the elements are only taken once all is known to fit.
    let mut plan: Vec<Result<WStr, Conversion>> = Vec::new();
    let mut count = 0;
    loop {
        let mut literal = Vec::new();
        while i < points.len() {
            if points[i] != percent {
                literal.push(points[i]);
                i += 1;
            } else if points.get(i + 1) == Some(&percent) {
                literal.push(percent);
                i += 2;
            } else {
                break;
            }
        }
        if !literal.is_empty() {
            plan.push(Ok(WStr::from_code_points(literal)));
        }
        if i >= points.len() {
            break;
        }
        if count >= elts.len() {
            return None;
        }
        i += 1;
        plan.push(Err(parse_conversion(&points, &mut i)?));
        count += 1;
    }
    if count < elts.len() {
        return None;
    }
    let mut elements = std::mem::take(elts).into_iter();
    let nowhere = Pos { line: -1, end_line: -1, col: -1, end_col: -1 };
    let text = |value| Expr { pos: nowhere, kind: ExprKind::Constant { value, u_prefix: false } };
    let parts = plan.into_iter().filter_map(|part| match part {
        Ok(literal) => Some(text(Const::Str(literal))),
        Err(conversion) => {
            let value = Box::new(elements.next()?);
            let spec = match conversion.spec.is_empty() {
                true => None,
                false => Some(Box::new(text(Const::str(&conversion.spec)))),
            };
            let kind = ExprKind::FormattedValue { conversion: conversion.kind as i32, format_spec: spec, value };
            let pos = match &kind {
                ExprKind::FormattedValue { value, .. } => value.pos,
                _ => nowhere,
            };
            Some(Expr { pos, kind })
        }
    });
    Some(parts.collect())
}

/// Parses the conversion after a `%`. At most two digits of width and of precision are understood.
fn parse_conversion(points: &[u32], at: &mut usize) -> Option<Conversion> {
    let mut left = false;
    let mut c = next_char(points, at)?;
    while matches!(c, '-' | '+' | ' ' | '#' | '0') {
        left |= c == '-';
        c = next_char(points, at)?;
    }
    let width = if c.is_ascii_digit() { Some(parse_number(points, at, &mut c)?) } else { None };
    let mut precision = None;
    if c == '.' {
        c = next_char(points, at)?;
        precision = Some(parse_number(points, at, &mut c)?);
    }
    if !matches!(c, 's' | 'r' | 'a') {
        return None;
    }
    let mut spec = String::new();
    if !left && width.is_some_and(|w| w > 0) {
        spec.push('>');
    }
    if let Some(w) = width {
        spec.push_str(&w.to_string());
    }
    if let Some(p) = precision {
        spec.push_str(&format!(".{p}"));
    }
    Some(Conversion { kind: c as u32, spec })
}

fn next_char(points: &[u32], at: &mut usize) -> Option<char> {
    let c = points.get(*at).and_then(|p| char::from_u32(*p));
    *at += 1;
    c
}

/// Reads the digits from `c` on; afterwards `c` is the character after them.
fn parse_number(points: &[u32], at: &mut usize, c: &mut char) -> Option<u32> {
    let mut value = 0;
    let mut digits = 0;
    while let Some(d) = c.to_digit(10) {
        value = value * 10 + d;
        *c = next_char(points, at)?;
        digits += 1;
        if digits >= 3 {
            return None;
        }
    }
    Some(value)
}
