//! From Ruff's syntax tree to the compiler's own.
//!
//! The only module that knows Ruff's node shapes. It normalizes what CPython's parser does differently: `elif` becomes a
//! nested `If`, decorated definitions start at their keyword, a lone generator argument includes the call's parentheses,
//! a compound statement ends after a trailing semicolon, adjacent literals are joined and f-string parts folded.

use super::strings;
use super::*;
use ruff_python_ast as r;
use ruff_text_size::{Ranged, TextRange, TextSize};
use std::cell::Cell;

/// The tree is nested deeper than the limit.
#[derive(Debug)]
pub struct TooDeep;

type Res<T> = Result<T, TooDeep>;

/// Byte offsets to lines and columns.
pub struct Lines {
    starts: Vec<u32>,
    last: Cell<usize>,
}

impl Lines {
    /// Indexes the line starts of a source text. A byte order mark is in no column.
    pub fn new(source: &str) -> Lines {
        let mut starts = vec![if source.starts_with('\u{FEFF}') { 3 } else { 0 }];
        let bytes = source.as_bytes();
        for (i, b) in bytes.iter().enumerate() {
            if *b == b'\n' || (*b == b'\r' && bytes.get(i + 1) != Some(&b'\n')) {
                starts.push(i as u32 + 1);
            }
        }
        Lines { starts, last: Cell::new(0) }
    }

    /// Line (from 1) and column (from 0) of a byte offset.
    pub fn at(&self, offset: u32) -> (i32, i32) {
        let in_line = |i: usize| self.starts[i] <= offset && self.starts.get(i + 1).is_none_or(|next| offset < *next);
        let mut i = self.last.get();
        if !in_line(i) {
            i = match i + 1 < self.starts.len() && in_line(i + 1) {
                true => i + 1,
                false => self.starts.partition_point(|s| *s <= offset).saturating_sub(1),
            };
            self.last.set(i);
        }
        (i as i32 + 1, offset.saturating_sub(self.starts[i]) as i32)
    }
}

/// Converts one source text's trees.
pub struct Lowerer<'a> {
    source: &'a str,
    lines: Lines,
    depth: u32,
    limit: u32,
}

fn name(text: &str) -> Name {
    WStr::new(text)
}

fn ctx(ctx: r::ExprContext) -> Ctx {
    match ctx {
        r::ExprContext::Store => Ctx::Store,
        r::ExprContext::Del => Ctx::Del,
        r::ExprContext::Load | r::ExprContext::Invalid => Ctx::Load,
    }
}

fn operator(op: r::Operator) -> Operator {
    match op {
        r::Operator::Add => Operator::Add,
        r::Operator::Sub => Operator::Sub,
        r::Operator::Mult => Operator::Mult,
        r::Operator::MatMult => Operator::MatMult,
        r::Operator::Div => Operator::Div,
        r::Operator::Mod => Operator::Mod,
        r::Operator::Pow => Operator::Pow,
        r::Operator::LShift => Operator::LShift,
        r::Operator::RShift => Operator::RShift,
        r::Operator::BitOr => Operator::BitOr,
        r::Operator::BitXor => Operator::BitXor,
        r::Operator::BitAnd => Operator::BitAnd,
        r::Operator::FloorDiv => Operator::FloorDiv,
    }
}

fn cmp_op(op: &r::CmpOp) -> CmpOp {
    match op {
        r::CmpOp::Eq => CmpOp::Eq,
        r::CmpOp::NotEq => CmpOp::NotEq,
        r::CmpOp::Lt => CmpOp::Lt,
        r::CmpOp::LtE => CmpOp::LtE,
        r::CmpOp::Gt => CmpOp::Gt,
        r::CmpOp::GtE => CmpOp::GtE,
        r::CmpOp::Is => CmpOp::Is,
        r::CmpOp::IsNot => CmpOp::IsNot,
        r::CmpOp::In => CmpOp::In,
        r::CmpOp::NotIn => CmpOp::NotIn,
    }
}

fn constant(value: Const) -> ExprKind {
    ExprKind::Constant { value, u_prefix: false }
}

impl<'a> Lowerer<'a> {
    /// A converter for trees of `source`, which fails on trees nested deeper than `limit`.
    pub fn new(source: &'a str, limit: u32) -> Lowerer<'a> {
        Lowerer { source, lines: Lines::new(source), depth: 0, limit }
    }

    /// Converts a list of statements.
    pub fn body(&mut self, body: &[r::Stmt]) -> Res<Vec<Stmt>> {
        body.iter().map(|s| self.stmt(s)).collect()
    }

    /// Converts an expression.
    pub fn expr(&mut self, e: &r::Expr) -> Res<Expr> {
        self.enter()?;
        let expr = self.expr_inner(e)?;
        self.depth -= 1;
        Ok(expr)
    }

    fn enter(&mut self) -> Res<()> {
        self.depth += 1;
        if self.depth > self.limit { Err(TooDeep) } else { Ok(()) }
    }

    fn span(&self, start: u32, end: u32) -> Pos {
        let (line, col) = self.lines.at(start);
        let (end_line, end_col) = self.lines.at(end);
        Pos { line, end_line, col, end_col }
    }

    fn pos(&self, range: TextRange) -> Pos {
        self.span(range.start().to_u32(), range.end().to_u32())
    }

    fn text(&self, range: TextRange) -> &'a str {
        self.source.get(range.start().to_usize()..range.end().to_usize()).unwrap_or("")
    }

    /// The end of a compound statement that ends at `end`: after a semicolon, if one closes its last line.
    fn compound_end(&self, end: TextSize) -> u32 {
        let bytes = self.source.as_bytes();
        let mut i = end.to_usize();
        loop {
            match bytes.get(i) {
                Some(b' ' | b'\t' | b'\x0c') => i += 1,
                Some(b'\\') if matches!(bytes.get(i + 1), Some(b'\n')) => i += 2,
                Some(b';') => return i as u32 + 1,
                _ => return end.to_u32(),
            }
        }
    }

    fn compound_pos(&self, range: TextRange) -> Pos {
        self.span(range.start().to_u32(), self.compound_end(range.end()))
    }

    /// The position of a definition, without its decorators.
    fn definition_pos(&self, range: TextRange, decorators: &[r::Decorator]) -> Pos {
        let Some(last) = decorators.last() else { return self.compound_pos(range) };
        let bytes = self.source.as_bytes();
        let mut i = last.range.end().to_usize();
        loop {
            match bytes.get(i) {
                Some(b' ' | b'\t' | b'\x0c' | b'\n' | b'\r' | b'\\' | b')') => i += 1,
                Some(b'#') => {
                    while i < bytes.len() && !matches!(bytes[i], b'\n' | b'\r') {
                        i += 1;
                    }
                }
                _ => break,
            }
        }
        self.span(i as u32, self.compound_end(range.end()))
    }

    fn boxed(&mut self, e: &r::Expr) -> Res<Box<Expr>> {
        Ok(Box::new(self.expr(e)?))
    }

    fn opt(&mut self, e: Option<&r::Expr>) -> Res<Option<Expr>> {
        e.map(|e| self.expr(e)).transpose()
    }

    fn opt_boxed(&mut self, e: Option<&r::Expr>) -> Res<Option<Box<Expr>>> {
        e.map(|e| self.boxed(e)).transpose()
    }

    fn exprs(&mut self, list: &[r::Expr]) -> Res<Vec<Expr>> {
        list.iter().map(|e| self.expr(e)).collect()
    }

    fn keywords(&mut self, list: &[r::Keyword]) -> Res<Vec<Keyword>> {
        list.iter()
            .map(|k| {
                Ok(Keyword {
                    pos: self.pos(k.range),
                    arg: k.arg.as_ref().map(|a| name(a.as_str())),
                    value: self.expr(&k.value)?,
                })
            })
            .collect()
    }

    fn generators(&mut self, list: &[r::Comprehension]) -> Res<Vec<Comprehension>> {
        list.iter()
            .map(|c| {
                Ok(Comprehension {
                    target: self.expr(&c.target)?,
                    iter: self.expr(&c.iter)?,
                    ifs: self.exprs(&c.ifs)?,
                    is_async: c.is_async,
                })
            })
            .collect()
    }

    fn comp(&mut self, elt: &r::Expr, value: Option<&r::Expr>, generators: &[r::Comprehension]) -> Res<Box<Comp>> {
        Ok(Box::new(Comp { elt: self.expr(elt)?, value: self.opt(value)?, generators: self.generators(generators)? }))
    }

    fn call_args(&mut self, arguments: &r::Arguments) -> Res<(Vec<Expr>, Vec<Keyword>)> {
        let mut args = self.exprs(&arguments.args)?;
        if let [r::Expr::Generator(g)] = &arguments.args[..]
            && !g.parenthesized
            && let [arg] = &mut args[..]
        {
            arg.pos = self.pos(arguments.range);
        }
        Ok((args, self.keywords(&arguments.keywords)?))
    }

    fn expr_inner(&mut self, e: &r::Expr) -> Res<Expr> {
        let pos = self.pos(e.range());
        let kind = match e {
            r::Expr::BoolOp(e) => ExprKind::BoolOp {
                op: if e.op == r::BoolOp::And { BoolOp::And } else { BoolOp::Or },
                values: self.exprs(&e.values)?,
            },
            r::Expr::Named(e) => ExprKind::NamedExpr { target: self.boxed(&e.target)?, value: self.boxed(&e.value)? },
            r::Expr::BinOp(e) => {
                ExprKind::BinOp { left: self.boxed(&e.left)?, op: operator(e.op), right: self.boxed(&e.right)? }
            }
            r::Expr::UnaryOp(e) => ExprKind::UnaryOp {
                op: match e.op {
                    r::UnaryOp::Invert => UnaryOp::Invert,
                    r::UnaryOp::Not => UnaryOp::Not,
                    r::UnaryOp::UAdd => UnaryOp::UAdd,
                    r::UnaryOp::USub => UnaryOp::USub,
                },
                operand: self.boxed(&e.operand)?,
            },
            r::Expr::Lambda(e) => {
                let args = match &e.parameters {
                    Some(p) => self.arguments(p)?,
                    None => Arguments::default(),
                };
                ExprKind::Lambda(Box::new(Lambda { args, body: self.expr(&e.body)? }))
            }
            r::Expr::If(e) => ExprKind::IfExp {
                test: self.boxed(&e.test)?,
                body: self.boxed(&e.body)?,
                orelse: self.boxed(&e.orelse)?,
            },
            r::Expr::Dict(e) => {
                let mut keys = Vec::with_capacity(e.items.len());
                let mut values = Vec::with_capacity(e.items.len());
                for item in &e.items {
                    keys.push(self.opt(item.key.as_ref())?);
                    values.push(self.expr(&item.value)?);
                }
                ExprKind::Dict { keys, values }
            }
            r::Expr::Set(e) => ExprKind::Set(self.exprs(&e.elts)?),
            r::Expr::ListComp(e) => ExprKind::ListComp(self.comp(&e.elt, None, &e.generators)?),
            r::Expr::SetComp(e) => ExprKind::SetComp(self.comp(&e.elt, None, &e.generators)?),
            r::Expr::DictComp(e) => {
                let key = e.key.as_deref().unwrap_or(&e.value);
                ExprKind::DictComp(self.comp(key, Some(&e.value), &e.generators)?)
            }
            r::Expr::Generator(e) => ExprKind::GeneratorExp(self.comp(&e.elt, None, &e.generators)?),
            r::Expr::Await(e) => ExprKind::Await(self.boxed(&e.value)?),
            r::Expr::Yield(e) => ExprKind::Yield(self.opt_boxed(e.value.as_deref())?),
            r::Expr::YieldFrom(e) => ExprKind::YieldFrom(self.boxed(&e.value)?),
            r::Expr::Compare(e) => ExprKind::Compare {
                left: self.boxed(&e.left)?,
                ops: e.ops.iter().map(cmp_op).collect(),
                comparators: self.exprs(&e.comparators)?,
            },
            r::Expr::Call(e) => {
                let func = self.boxed(&e.func)?;
                let (args, keywords) = self.call_args(&e.arguments)?;
                ExprKind::Call { func, args, keywords }
            }
            r::Expr::FString(e) => return self.fstring(e, pos),
            r::Expr::TString(e) => return self.tstring(e, pos),
            r::Expr::StringLiteral(e) => {
                let parts = e.value.as_slice();
                // Only the small letter makes a kind.
                let u_prefix = self.text(e.range).starts_with('u');
                let value = match parts {
                    [one] => self.string_part(one),
                    _ => parts.iter().fold(WStr::new(""), |all, p| all.concat(&self.string_part(p))),
                };
                ExprKind::Constant { value: Const::Str(value), u_prefix }
            }
            r::Expr::BytesLiteral(e) => {
                let bytes: Vec<u8> = e.value.bytes().collect();
                constant(Const::Bytes(bytes.into()))
            }
            r::Expr::NumberLiteral(e) => constant(match &e.value {
                r::Number::Int(_) => strings::int_value(self.text(e.range)).unwrap_or(Const::Int(0)),
                r::Number::Float(f) => Const::Float(*f),
                r::Number::Complex { real, imag } => Const::Complex(*real, *imag),
            }),
            r::Expr::BooleanLiteral(e) => constant(Const::bool(e.value)),
            r::Expr::NoneLiteral(_) => constant(Const::None),
            r::Expr::EllipsisLiteral(_) => constant(Const::Ellipsis),
            r::Expr::Attribute(e) => {
                ExprKind::Attribute { value: self.boxed(&e.value)?, attr: name(e.attr.as_str()), ctx: ctx(e.ctx) }
            }
            r::Expr::Subscript(e) => {
                ExprKind::Subscript { value: self.boxed(&e.value)?, slice: self.boxed(&e.slice)?, ctx: ctx(e.ctx) }
            }
            r::Expr::Starred(e) => ExprKind::Starred { value: self.boxed(&e.value)?, ctx: ctx(e.ctx) },
            r::Expr::Name(e) => ExprKind::Name { id: name(e.id.as_str()), ctx: ctx(e.ctx) },
            r::Expr::List(e) => ExprKind::List { elts: self.exprs(&e.elts)?, ctx: ctx(e.ctx) },
            r::Expr::Tuple(e) => ExprKind::Tuple { elts: self.exprs(&e.elts)?, ctx: ctx(e.ctx) },
            r::Expr::Slice(e) => ExprKind::Slice {
                lower: self.opt_boxed(e.lower.as_deref())?,
                upper: self.opt_boxed(e.upper.as_deref())?,
                step: self.opt_boxed(e.step.as_deref())?,
            },
            r::Expr::IpyEscapeCommand(_) => constant(Const::None),
        };
        Ok(Expr { pos, kind })
    }

    fn string_part(&self, part: &r::StringLiteral) -> WStr {
        strings::literal_value(self.text(part.content_range()), &part.value, part.flags.prefix().is_raw(), false)
    }

    /// Appends a literal part, joined with the literal before it.
    fn push_literal(parts: &mut Vec<Expr>, pos: Pos, value: WStr) {
        if let Some(Expr { pos: last, kind: ExprKind::Constant { value: Const::Str(before), .. } }) = parts.last_mut() {
            *before = before.concat(&value);
            last.end_line = pos.end_line;
            last.end_col = pos.end_col;
            return;
        }
        parts.push(Expr { pos, kind: constant(Const::Str(value)) });
    }

    fn literal_element(&self, part: &r::InterpolatedStringLiteralElement, raw: bool) -> WStr {
        strings::literal_value(self.text(part.range), &part.value, raw, true)
    }

    fn elements(
        &mut self,
        elements: &[r::InterpolatedStringElement],
        raw: bool,
        template: bool,
        parts: &mut Vec<Expr>,
    ) -> Res<()> {
        for element in elements {
            match element {
                r::InterpolatedStringElement::Literal(part) => {
                    let value = self.literal_element(part, raw);
                    Self::push_literal(parts, self.pos(part.range), value);
                }
                r::InterpolatedStringElement::Interpolation(part) => {
                    self.enter()?;
                    self.interpolation(part, raw, template, parts)?;
                    self.depth -= 1;
                }
            }
        }
        Ok(())
    }

    fn interpolation(
        &mut self,
        part: &r::InterpolatedElement,
        raw: bool,
        template: bool,
        parts: &mut Vec<Expr>,
    ) -> Res<()> {
        let pos = self.pos(part.range);
        let value = self.boxed(&part.expression)?;
        let mut conversion = match part.conversion {
            r::ConversionFlag::None => -1,
            r::ConversionFlag::Str => 's' as i32,
            r::ConversionFlag::Ascii => 'a' as i32,
            r::ConversionFlag::Repr => 'r' as i32,
        };
        // The expression's text ends at "!", ":" or "}".
        let text_start = part.range.start().to_usize() + 1;
        let mut text_end = match &part.format_spec {
            Some(spec) => spec.range.start().to_usize() - 1,
            None => part.range.end().to_usize() - 1,
        };
        if conversion != -1
            && let Some(mark) = self.source.get(text_start..text_end).and_then(|t| t.rfind('!'))
        {
            text_end = text_start + mark;
        }
        let text = self.source.get(text_start..text_end).unwrap_or("");
        if part.debug_text.is_some() {
            let (end_line, end_col) = self.lines.at(text_end as u32);
            let debug_pos = Pos { line: pos.line, col: pos.col + 1, end_line, end_col };
            Self::push_literal(parts, debug_pos, WStr::new(&without_comments(text)));
            if conversion == -1 && part.format_spec.is_none() {
                conversion = 'r' as i32;
            }
        }
        let format_spec = match &part.format_spec {
            None => None,
            Some(spec) => {
                let mut values = Vec::new();
                self.elements(&spec.elements, raw, false, &mut values)?;
                drop_empty_literals(&mut values);
                let spec_pos = self.span(spec.range.start().to_u32() - 1, spec.range.end().to_u32());
                Some(Box::new(Expr { pos: spec_pos, kind: ExprKind::JoinedStr(values) }))
            }
        };
        let kind = if template {
            let mut shown = without_comments(text);
            if part.debug_text.is_some()
                && let Some(equals) = shown.rfind('=')
            {
                shown.truncate(equals);
            }
            ExprKind::Interpolation { value, str: Const::str(&shown), conversion, format_spec }
        } else {
            ExprKind::FormattedValue { value, conversion, format_spec }
        };
        parts.push(Expr { pos, kind });
        Ok(())
    }

    fn fstring(&mut self, e: &r::ExprFString, pos: Pos) -> Res<Expr> {
        let mut parts = Vec::new();
        for part in e.value.as_slice() {
            match part {
                r::FStringPart::Literal(part) => {
                    Self::push_literal(&mut parts, self.pos(part.range), self.string_part(part));
                }
                r::FStringPart::FString(part) => {
                    self.elements(&part.elements, part.flags.prefix().is_raw(), false, &mut parts)?;
                }
            }
        }
        drop_empty_literals(&mut parts);
        Ok(Expr { pos, kind: ExprKind::JoinedStr(parts) })
    }

    fn tstring(&mut self, e: &r::ExprTString, pos: Pos) -> Res<Expr> {
        let mut parts = Vec::new();
        for part in e.value.as_slice() {
            self.elements(&part.elements, part.flags.prefix().is_raw(), true, &mut parts)?;
        }
        drop_empty_literals(&mut parts);
        Ok(Expr { pos, kind: ExprKind::TemplateStr(parts) })
    }

    fn parameter(&mut self, p: &r::Parameter) -> Res<Arg> {
        // Ruff's range starts at the stars of `*args` and `**kwargs`.
        let pos = self.span(p.name.range.start().to_u32(), p.range.end().to_u32());
        Ok(Arg { pos, arg: name(p.name.as_str()), annotation: self.opt(p.annotation.as_deref())? })
    }

    fn arguments(&mut self, p: &r::Parameters) -> Res<Arguments> {
        let mut out = Arguments::default();
        for p in &p.posonlyargs {
            out.posonlyargs.push(self.parameter(&p.parameter)?);
            out.defaults.extend(self.opt(p.default.as_deref())?);
        }
        for p in &p.args {
            out.args.push(self.parameter(&p.parameter)?);
            out.defaults.extend(self.opt(p.default.as_deref())?);
        }
        for p in &p.kwonlyargs {
            out.kwonlyargs.push(self.parameter(&p.parameter)?);
            out.kw_defaults.push(self.opt(p.default.as_deref())?);
        }
        if let Some(p) = &p.vararg {
            out.vararg = Some(Box::new(self.parameter(p)?));
        }
        if let Some(p) = &p.kwarg {
            out.kwarg = Some(Box::new(self.parameter(p)?));
        }
        Ok(out)
    }

    fn type_params(&mut self, params: Option<&r::TypeParams>) -> Res<Vec<TypeParam>> {
        let Some(params) = params else { return Ok(Vec::new()) };
        params
            .type_params
            .iter()
            .map(|p| {
                let (kind, id, bound, default) = match p {
                    r::TypeParam::TypeVar(p) => (TypeParamKind::TypeVar, &p.name, p.bound.as_deref(), &p.default),
                    r::TypeParam::TypeVarTuple(p) => (TypeParamKind::TypeVarTuple, &p.name, None, &p.default),
                    r::TypeParam::ParamSpec(p) => (TypeParamKind::ParamSpec, &p.name, None, &p.default),
                };
                Ok(TypeParam {
                    pos: self.pos(p.range()),
                    kind,
                    name: name(id.as_str()),
                    bound: self.opt(bound)?,
                    default: self.opt(default.as_deref())?,
                })
            })
            .collect()
    }

    fn alias(&self, a: &r::Alias) -> Alias {
        Alias {
            pos: self.pos(a.range),
            name: name(a.name.as_str()),
            asname: a.asname.as_ref().map(|n| name(n.as_str())),
        }
    }

    fn stmt(&mut self, s: &r::Stmt) -> Res<Stmt> {
        self.enter()?;
        let stmt = self.stmt_inner(s)?;
        self.depth -= 1;
        Ok(stmt)
    }

    fn decorators(&mut self, list: &[r::Decorator]) -> Res<Vec<Expr>> {
        list.iter().map(|d| self.expr(&d.expression)).collect()
    }

    /// The `orelse` of an `if`: nested `If`s for the remaining clauses.
    fn elif(&mut self, clauses: &[r::ElifElseClause], end: u32) -> Res<Vec<Stmt>> {
        let Some((first, rest)) = clauses.split_first() else { return Ok(Vec::new()) };
        let Some(test) = &first.test else { return self.body(&first.body) };
        self.enter()?;
        let kind =
            StmtKind::If { test: self.boxed(test)?, body: self.body(&first.body)?, orelse: self.elif(rest, end)? };
        self.depth -= 1;
        Ok(vec![Stmt { pos: self.span(first.range.start().to_u32(), end), kind }])
    }

    fn stmt_inner(&mut self, s: &r::Stmt) -> Res<Stmt> {
        let mut pos = self.pos(s.range());
        let kind = match s {
            r::Stmt::FunctionDef(s) => {
                pos = self.definition_pos(s.range, &s.decorator_list);
                StmtKind::FunctionDef(Box::new(FunctionDef {
                    is_async: s.is_async,
                    name: name(s.name.as_str()),
                    decorators: self.decorators(&s.decorator_list)?,
                    type_params: self.type_params(s.type_params.as_deref())?,
                    args: self.arguments(&s.parameters)?,
                    returns: self.opt(s.returns.as_deref())?,
                    body: self.body(&s.body)?,
                }))
            }
            r::Stmt::ClassDef(s) => {
                pos = self.definition_pos(s.range, &s.decorator_list);
                let (bases, keywords) = match &s.arguments {
                    Some(a) => self.call_args(a)?,
                    None => (Vec::new(), Vec::new()),
                };
                StmtKind::ClassDef(Box::new(ClassDef {
                    name: name(s.name.as_str()),
                    bases,
                    keywords,
                    decorators: self.decorators(&s.decorator_list)?,
                    type_params: self.type_params(s.type_params.as_deref())?,
                    body: self.body(&s.body)?,
                }))
            }
            r::Stmt::Return(s) => StmtKind::Return(self.opt_boxed(s.value.as_deref())?),
            r::Stmt::Delete(s) => StmtKind::Delete(self.exprs(&s.targets)?),
            r::Stmt::TypeAlias(s) => StmtKind::TypeAlias(Box::new(TypeAlias {
                name: self.expr(&s.name)?,
                type_params: self.type_params(s.type_params.as_deref())?,
                value: self.expr(&s.value)?,
            })),
            r::Stmt::Assign(s) => StmtKind::Assign { targets: self.exprs(&s.targets)?, value: self.boxed(&s.value)? },
            r::Stmt::AugAssign(s) => {
                StmtKind::AugAssign { target: self.boxed(&s.target)?, op: operator(s.op), value: self.boxed(&s.value)? }
            }
            r::Stmt::AnnAssign(s) => StmtKind::AnnAssign(Box::new(AnnAssign {
                target: self.expr(&s.target)?,
                annotation: self.expr(&s.annotation)?,
                value: self.opt(s.value.as_deref())?,
                simple: s.simple,
            })),
            r::Stmt::For(s) => {
                pos = self.compound_pos(s.range);
                StmtKind::For(Box::new(For {
                    is_async: s.is_async,
                    target: self.expr(&s.target)?,
                    iter: self.expr(&s.iter)?,
                    body: self.body(&s.body)?,
                    orelse: self.body(&s.orelse)?,
                }))
            }
            r::Stmt::While(s) => {
                pos = self.compound_pos(s.range);
                StmtKind::While { test: self.boxed(&s.test)?, body: self.body(&s.body)?, orelse: self.body(&s.orelse)? }
            }
            r::Stmt::If(s) => {
                pos = self.compound_pos(s.range);
                let end = self.compound_end(s.range.end());
                StmtKind::If {
                    test: self.boxed(&s.test)?,
                    body: self.body(&s.body)?,
                    orelse: self.elif(&s.elif_else_clauses, end)?,
                }
            }
            r::Stmt::With(s) => {
                pos = self.compound_pos(s.range);
                let mut items = Vec::with_capacity(s.items.len());
                for item in &s.items {
                    items.push(WithItem {
                        context_expr: self.expr(&item.context_expr)?,
                        optional_vars: self.opt(item.optional_vars.as_deref())?,
                    });
                }
                StmtKind::With(Box::new(With { is_async: s.is_async, items, body: self.body(&s.body)? }))
            }
            r::Stmt::Match(s) => {
                pos = self.compound_pos(s.range);
                let subject = self.boxed(&s.subject)?;
                let mut cases = Vec::with_capacity(s.cases.len());
                for case in &s.cases {
                    cases.push(MatchCase {
                        pattern: self.pattern(&case.pattern)?,
                        guard: self.opt(case.guard.as_deref())?,
                        body: self.body(&case.body)?,
                    });
                }
                StmtKind::Match { subject, cases }
            }
            r::Stmt::Raise(s) => {
                StmtKind::Raise { exc: self.opt_boxed(s.exc.as_deref())?, cause: self.opt_boxed(s.cause.as_deref())? }
            }
            r::Stmt::Try(s) => {
                pos = self.compound_pos(s.range);
                let body = self.body(&s.body)?;
                let mut handlers = Vec::with_capacity(s.handlers.len());
                for r::ExceptHandler::ExceptHandler(h) in &s.handlers {
                    handlers.push(ExceptHandler {
                        pos: self.compound_pos(h.range),
                        typ: self.opt(h.type_.as_deref())?,
                        name: h.name.as_ref().map(|n| name(n.as_str())),
                        body: self.body(&h.body)?,
                    });
                }
                StmtKind::Try(Box::new(Try {
                    is_star: s.is_star,
                    body,
                    handlers,
                    orelse: self.body(&s.orelse)?,
                    finalbody: self.body(&s.finalbody)?,
                }))
            }
            r::Stmt::Assert(s) => {
                StmtKind::Assert { test: self.boxed(&s.test)?, msg: self.opt_boxed(s.msg.as_deref())? }
            }
            r::Stmt::Import(s) => StmtKind::Import(s.names.iter().map(|a| self.alias(a)).collect()),
            r::Stmt::ImportFrom(s) => StmtKind::ImportFrom {
                module: s.module.as_ref().map(|m| name(m.as_str())),
                names: s.names.iter().map(|a| self.alias(a)).collect(),
                level: s.level,
            },
            r::Stmt::Global(s) => StmtKind::Global(s.names.iter().map(|n| name(n.as_str())).collect()),
            r::Stmt::Nonlocal(s) => StmtKind::Nonlocal(s.names.iter().map(|n| name(n.as_str())).collect()),
            r::Stmt::Expr(s) => StmtKind::Expr(self.boxed(&s.value)?),
            r::Stmt::Pass(_) | r::Stmt::IpyEscapeCommand(_) => StmtKind::Pass,
            r::Stmt::Break(_) => StmtKind::Break,
            r::Stmt::Continue(_) => StmtKind::Continue,
        };
        Ok(Stmt { pos, kind })
    }

    fn patterns(&mut self, list: &[r::Pattern]) -> Res<Vec<Pattern>> {
        list.iter().map(|p| self.pattern(p)).collect()
    }

    fn pattern(&mut self, p: &r::Pattern) -> Res<Pattern> {
        self.enter()?;
        let id = |n: &Option<r::Identifier>| n.as_ref().map(|n| name(n.as_str()));
        let kind = match p {
            r::Pattern::MatchValue(p) => PatternKind::Value(self.boxed(&p.value)?),
            r::Pattern::MatchSingleton(p) => PatternKind::Singleton(match p.value {
                r::Singleton::None => Const::None,
                r::Singleton::True => Const::True,
                r::Singleton::False => Const::False,
            }),
            r::Pattern::MatchSequence(p) => PatternKind::Sequence(self.patterns(&p.patterns)?),
            r::Pattern::MatchMapping(p) => PatternKind::Mapping {
                keys: self.exprs(&p.keys)?,
                patterns: self.patterns(&p.patterns)?,
                rest: id(&p.rest),
            },
            r::Pattern::MatchClass(p) => {
                let mut kwd_attrs = Vec::new();
                let mut kwd_patterns = Vec::new();
                let cls = self.boxed(&p.cls)?;
                let patterns = self.patterns(&p.arguments.patterns)?;
                for k in &p.arguments.keywords {
                    kwd_attrs.push(name(k.attr.as_str()));
                    kwd_patterns.push(self.pattern(&k.pattern)?);
                }
                PatternKind::Class { cls, patterns, kwd_attrs, kwd_patterns }
            }
            r::Pattern::MatchStar(p) => PatternKind::Star(id(&p.name)),
            r::Pattern::MatchAs(p) => PatternKind::As {
                pattern: match &p.pattern {
                    Some(inner) => Some(Box::new(self.pattern(inner)?)),
                    None => None,
                },
                name: id(&p.name),
            },
            r::Pattern::MatchOr(p) => PatternKind::Or(self.patterns(&p.patterns)?),
        };
        self.depth -= 1;
        Ok(Pattern { pos: self.pos(p.range()), kind })
    }
}

fn drop_empty_literals(parts: &mut Vec<Expr>) {
    parts.retain(|p| !matches!(p.as_const(), Some(Const::Str(s)) if s.is_empty()));
}

/// The text of a replacement field without its comments (fields of multi-line f-strings may have some).
fn without_comments(text: &str) -> String {
    if !text.contains('#') {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', Some(_)) => {
                out.push(c);
                out.extend(chars.next());
                continue;
            }
            (_, Some(q)) if c == q => quote = None,
            ('\'' | '"', None) => quote = Some(c),
            ('#', None) => {
                if !chars.any(|c| c == '\n') {
                    break;
                }
                out.push('\n');
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}
