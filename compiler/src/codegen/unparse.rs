//! Expressions back to source text, as `from __future__ import annotations` stores annotations.
//!
//! The same text CPython's compiler makes: canonical spacing, parentheses only where precedence needs them.

use crate::ast::*;
use taipan_bytecode::{Const, WStr, wstr::push_code_point};

// Precedence levels, weakest first.
const NAMED: u8 = 0;
const TUPLE: u8 = 1;
const TEST: u8 = 2;
const OR: u8 = 3;
const AND: u8 = 4;
const NOT: u8 = 5;
const CMP: u8 = 6;
const EXPR: u8 = 7;
const BXOR: u8 = 8;
const BAND: u8 = 9;
const SHIFT: u8 = 10;
const ARITH: u8 = 11;
const TERM: u8 = 12;
const FACTOR: u8 = 13;
const POWER: u8 = 14;
const AWAIT: u8 = 15;
const ATOM: u8 = 16;

/// The source text of an expression.
pub fn unparse(e: &Expr) -> WStr {
    let mut w = Writer { out: Vec::new() };
    w.expr(e, TEST);
    WStr::from_wtf8(&w.out).unwrap_or_default()
}

/// Python's `repr` of a constant.
pub(super) fn const_repr(value: &Const) -> String {
    let mut w = Writer { out: Vec::new() };
    w.constant(value, false);
    WStr::from_wtf8(&w.out).unwrap_or_default().to_string_lossy()
}

/// Python's `repr` of a float.
pub(super) fn float_repr(f: f64) -> String {
    if f.is_nan() {
        return "nan".to_string();
    }
    if f.is_infinite() {
        return if f > 0.0 { "inf" } else { "-inf" }.to_string();
    }
    let text = format!("{f:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(m) => ("-", m),
        None => ("", mantissa),
    };
    if !(-4..16).contains(&exponent) {
        let exp_sign = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{mantissa}e{exp_sign}{:02}", exponent.abs());
    }
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    if exponent < 0 {
        let zeros = "0".repeat((-exponent - 1) as usize);
        return format!("{sign}0.{zeros}{digits}");
    }
    let point = exponent as usize + 1;
    if digits.len() <= point {
        format!("{sign}{digits}{}.0", "0".repeat(point - digits.len()))
    } else {
        format!("{sign}{}.{}", &digits[..point], &digits[point..])
    }
}

struct Writer {
    out: Vec<u8>,
}

impl Writer {
    fn text(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn name(&mut self, name: &Name) {
        self.out.extend_from_slice(name.as_bytes());
    }

    fn paren(&mut self, needed: bool, f: impl FnOnce(&mut Self)) {
        if needed {
            self.text("(");
        }
        f(self);
        if needed {
            self.text(")");
        }
    }

    fn list(&mut self, list: &[Expr], level: u8) {
        for (i, e) in list.iter().enumerate() {
            if i > 0 {
                self.text(", ");
            }
            self.expr(e, level);
        }
    }

    fn str_repr(&mut self, s: &WStr) {
        let points: Vec<u32> = s.code_points().collect();
        let has = |c: char| points.contains(&(c as u32));
        let quote = if has('\'') && !has('"') { '"' } else { '\'' };
        self.text(&quote.to_string());
        for p in points {
            match char::from_u32(p) {
                Some(c) if c == quote || c == '\\' => self.text(&format!("\\{c}")),
                Some('\n') => self.text("\\n"),
                Some('\r') => self.text("\\r"),
                Some('\t') => self.text("\\t"),
                Some(c) if p < 0x20 || p == 0x7F => self.text(&format!("\\x{:02x}", c as u32)),
                Some(c) if c.is_ascii() => self.text(&c.to_string()),
                Some(c) if is_printable(c) => push_code_point(&mut self.out, c as u32),
                _ if p <= 0xFF => self.text(&format!("\\x{p:02x}")),
                _ if p <= 0xFFFF => self.text(&format!("\\u{p:04x}")),
                _ => self.text(&format!("\\U{p:08x}")),
            }
        }
        self.text(&quote.to_string());
    }

    fn bytes_repr(&mut self, bytes: &[u8]) {
        let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
        self.text("b");
        self.out.push(quote);
        for b in bytes {
            match b {
                b'\n' => self.text("\\n"),
                b'\r' => self.text("\\r"),
                b'\t' => self.text("\\t"),
                _ if *b == quote || *b == b'\\' => self.out.extend([b'\\', *b]),
                0x20..=0x7E => self.out.push(*b),
                _ => self.text(&format!("\\x{b:02x}")),
            }
        }
        self.out.push(quote);
    }

    fn float(&mut self, f: f64, source: bool) {
        let text = float_repr(f);
        // Source text has no name for infinity.
        self.text(&if source { text.replace("inf", "1e309") } else { text });
    }

    fn constant(&mut self, value: &Const, source: bool) {
        match value {
            Const::None => self.text("None"),
            Const::True => self.text("True"),
            Const::False => self.text("False"),
            Const::Ellipsis => self.text(if source { "..." } else { "Ellipsis" }),
            Const::Int(i) => self.text(&i.to_string()),
            Const::Big(i) => self.text(&i.to_string()),
            Const::Float(f) => self.float(*f, source),
            Const::Complex(re, im) => {
                let imaginary = float_repr(*im);
                let imaginary = imaginary.strip_suffix(".0").unwrap_or(&imaginary);
                let imaginary = if source { imaginary.replace("inf", "1e309") } else { imaginary.to_string() };
                if *re == 0.0 && re.is_sign_positive() {
                    self.text(&format!("{imaginary}j"));
                } else {
                    let real = float_repr(*re);
                    let real = real.strip_suffix(".0").unwrap_or(&real);
                    let plus = if imaginary.starts_with('-') { "" } else { "+" };
                    self.text(&format!("({real}{plus}{imaginary}j)"));
                }
            }
            Const::Str(s) => self.str_repr(s),
            Const::Bytes(b) => self.bytes_repr(b),
            Const::Tuple(items) => {
                self.text("(");
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        self.text(", ");
                    }
                    self.constant(item, source);
                }
                self.text(if items.len() == 1 { ",)" } else { ")" });
            }
            Const::FrozenSet(_) | Const::Slice(_) | Const::Code(_) => self.text("..."),
        }
    }

    fn arg(&mut self, arg: &Arg) {
        self.name(&arg.arg);
        if let Some(annotation) = &arg.annotation {
            self.text(": ");
            self.expr(annotation, TEST);
        }
    }

    fn args(&mut self, a: &Arguments) {
        let mut first = true;
        let mut comma = |w: &mut Self| {
            if !std::mem::take(&mut first) {
                w.text(", ");
            }
        };
        let positional = a.posonlyargs.len() + a.args.len();
        for (i, arg) in a.posonlyargs.iter().chain(&a.args).enumerate() {
            comma(self);
            self.arg(arg);
            if i + a.defaults.len() >= positional {
                self.text("=");
                self.expr(&a.defaults[i + a.defaults.len() - positional], TEST);
            }
            if i + 1 == a.posonlyargs.len() {
                self.text(", /");
            }
        }
        if a.vararg.is_some() || !a.kwonlyargs.is_empty() {
            comma(self);
            self.text("*");
            if let Some(arg) = &a.vararg {
                self.arg(arg);
            }
        }
        for (arg, default) in a.kwonlyargs.iter().zip(&a.kw_defaults) {
            comma(self);
            self.arg(arg);
            if let Some(default) = default {
                self.text("=");
                self.expr(default, TEST);
            }
        }
        if let Some(arg) = &a.kwarg {
            comma(self);
            self.text("**");
            self.arg(arg);
        }
    }

    fn generators(&mut self, generators: &[Comprehension]) {
        for g in generators {
            self.text(if g.is_async { " async for " } else { " for " });
            self.expr(&g.target, TUPLE);
            self.text(" in ");
            self.expr(&g.iter, TEST + 1);
            for condition in &g.ifs {
                self.text(" if ");
                self.expr(condition, TEST + 1);
            }
        }
    }

    fn comp(&mut self, c: &Comp, open: &str, close: &str) {
        self.text(open);
        self.expr(&c.elt, TEST);
        if let Some(value) = &c.value {
            self.text(": ");
            self.expr(value, TEST);
        }
        self.generators(&c.generators);
        self.text(close);
    }

    fn fstring_body(&mut self, values: &[Expr]) -> Vec<u8> {
        let mut inner = Writer { out: Vec::new() };
        for value in values {
            match &value.kind {
                ExprKind::Constant { value: Const::Str(s), .. } => {
                    for b in s.as_bytes() {
                        if matches!(b, b'{' | b'}') {
                            inner.out.push(*b);
                        }
                        inner.out.push(*b);
                    }
                }
                ExprKind::FormattedValue { value, conversion, format_spec } => {
                    let mut text = Writer { out: Vec::new() };
                    text.expr(value, TEST + 1);
                    inner.field(&text.out, *conversion, format_spec.as_deref());
                }
                ExprKind::Interpolation { str: Const::Str(s), conversion, format_spec, .. } => {
                    inner.field(s.as_bytes(), *conversion, format_spec.as_deref());
                }
                ExprKind::JoinedStr(values) => {
                    let body = inner.fstring_body(values);
                    inner.out.extend(body);
                }
                _ => inner.expr(value, TEST),
            }
        }
        inner.out
    }

    fn field(&mut self, text: &[u8], conversion: i32, format_spec: Option<&Expr>) {
        self.text(if text.starts_with(b"{") { "{ " } else { "{" });
        self.out.extend_from_slice(text);
        if let Some(c) = u8::try_from(conversion).ok().filter(|_| conversion > 0) {
            self.out.extend([b'!', c]);
        }
        if let Some(Expr { kind: ExprKind::JoinedStr(values), .. }) = format_spec {
            self.text(":");
            let body = self.fstring_body(values);
            self.out.extend(body);
        }
        self.text("}");
    }

    fn expr(&mut self, e: &Expr, level: u8) {
        match &e.kind {
            ExprKind::BoolOp { op, values } => {
                let (word, own) = if *op == BoolOp::And { (" and ", AND) } else { (" or ", OR) };
                self.paren(level > own, |w| {
                    for (i, value) in values.iter().enumerate() {
                        if i > 0 {
                            w.text(word);
                        }
                        w.expr(value, own + 1);
                    }
                });
            }
            ExprKind::NamedExpr { target, value } => self.paren(level > NAMED, |w| {
                w.expr(target, ATOM);
                w.text(" := ");
                w.expr(value, ATOM);
            }),
            ExprKind::BinOp { left, op, right } => {
                let (text, own) = match op {
                    Operator::Add => (" + ", ARITH),
                    Operator::Sub => (" - ", ARITH),
                    Operator::Mult => (" * ", TERM),
                    Operator::MatMult => (" @ ", TERM),
                    Operator::Div => (" / ", TERM),
                    Operator::Mod => (" % ", TERM),
                    Operator::LShift => (" << ", SHIFT),
                    Operator::RShift => (" >> ", SHIFT),
                    Operator::BitOr => (" | ", EXPR),
                    Operator::BitXor => (" ^ ", BXOR),
                    Operator::BitAnd => (" & ", BAND),
                    Operator::FloorDiv => (" // ", TERM),
                    Operator::Pow => (" ** ", POWER),
                };
                let right_associative = u8::from(*op == Operator::Pow);
                self.paren(level > own, |w| {
                    w.expr(left, own + right_associative);
                    w.text(text);
                    w.expr(right, own + 1 - right_associative);
                });
            }
            ExprKind::UnaryOp { op, operand } => {
                let (text, own) = match op {
                    UnaryOp::Invert => ("~", FACTOR),
                    UnaryOp::Not => ("not ", NOT),
                    UnaryOp::UAdd => ("+", FACTOR),
                    UnaryOp::USub => ("-", FACTOR),
                };
                self.paren(level > own, |w| {
                    w.text(text);
                    w.expr(operand, own);
                });
            }
            ExprKind::Lambda(l) => self.paren(level > TEST, |w| {
                // CPython leaves the space out if there are no plain parameters.
                let plain = !l.args.posonlyargs.is_empty() || !l.args.args.is_empty();
                w.text(if plain { "lambda " } else { "lambda" });
                w.args(&l.args);
                w.text(": ");
                w.expr(&l.body, TEST);
            }),
            ExprKind::IfExp { test, body, orelse } => self.paren(level > TEST, |w| {
                w.expr(body, TEST + 1);
                w.text(" if ");
                w.expr(test, TEST + 1);
                w.text(" else ");
                w.expr(orelse, TEST);
            }),
            ExprKind::Dict { keys, values } => {
                self.text("{");
                for (i, (key, value)) in keys.iter().zip(values).enumerate() {
                    if i > 0 {
                        self.text(", ");
                    }
                    match key {
                        Some(key) => {
                            self.expr(key, TEST);
                            self.text(": ");
                            self.expr(value, TEST);
                        }
                        None => {
                            self.text("**");
                            self.expr(value, EXPR);
                        }
                    }
                }
                self.text("}");
            }
            ExprKind::Set(elts) => {
                self.text("{");
                self.list(elts, TEST);
                self.text("}");
            }
            ExprKind::ListComp(c) => self.comp(c, "[", "]"),
            ExprKind::SetComp(c) | ExprKind::DictComp(c) => self.comp(c, "{", "}"),
            ExprKind::GeneratorExp(c) => self.comp(c, "(", ")"),
            ExprKind::Yield(value) => {
                self.text("(yield");
                if let Some(value) = value {
                    self.text(" ");
                    self.expr(value, TEST);
                }
                self.text(")");
            }
            ExprKind::YieldFrom(value) => {
                self.text("(yield from ");
                self.expr(value, TEST);
                self.text(")");
            }
            ExprKind::Await(value) => self.paren(level > AWAIT, |w| {
                w.text("await ");
                w.expr(value, ATOM);
            }),
            ExprKind::Compare { left, ops, comparators } => self.paren(level > CMP, |w| {
                w.expr(left, CMP + 1);
                for (op, right) in ops.iter().zip(comparators) {
                    w.text(match op {
                        CmpOp::Eq => " == ",
                        CmpOp::NotEq => " != ",
                        CmpOp::Lt => " < ",
                        CmpOp::LtE => " <= ",
                        CmpOp::Gt => " > ",
                        CmpOp::GtE => " >= ",
                        CmpOp::Is => " is ",
                        CmpOp::IsNot => " is not ",
                        CmpOp::In => " in ",
                        CmpOp::NotIn => " not in ",
                    });
                    w.expr(right, CMP + 1);
                }
            }),
            ExprKind::Call { func, args, keywords } => {
                self.expr(func, ATOM);
                if let ([Expr { kind: ExprKind::GeneratorExp(c), .. }], []) = (&args[..], &keywords[..]) {
                    return self.comp(c, "(", ")");
                }
                self.text("(");
                self.list(args, TEST);
                for (i, k) in keywords.iter().enumerate() {
                    if i > 0 || !args.is_empty() {
                        self.text(", ");
                    }
                    match &k.arg {
                        Some(arg) => {
                            self.name(arg);
                            self.text("=");
                        }
                        None => self.text("**"),
                    }
                    self.expr(&k.value, TEST);
                }
                self.text(")");
            }
            ExprKind::JoinedStr(values) | ExprKind::TemplateStr(values) => {
                self.text(if matches!(e.kind, ExprKind::JoinedStr(_)) { "f" } else { "t" });
                let body = self.fstring_body(values);
                self.str_repr(&WStr::from_wtf8(&body).unwrap_or_default());
            }
            ExprKind::FormattedValue { .. } | ExprKind::Interpolation { .. } => {
                let body = self.fstring_body(std::slice::from_ref(e));
                self.text(if matches!(e.kind, ExprKind::FormattedValue { .. }) { "f" } else { "t" });
                self.str_repr(&WStr::from_wtf8(&body).unwrap_or_default());
            }
            ExprKind::Constant { value, u_prefix } => {
                if *u_prefix {
                    self.text("u");
                }
                self.constant(value, true);
            }
            ExprKind::Attribute { value, attr, .. } => {
                self.expr(value, ATOM);
                // "1.real" would be a float.
                let int = matches!(value.as_const(), Some(Const::Int(_) | Const::Big(_)));
                self.text(if int { " ." } else { "." });
                self.name(attr);
            }
            ExprKind::Subscript { value, slice, .. } => {
                self.expr(value, ATOM);
                self.text("[");
                self.expr(slice, TUPLE);
                self.text("]");
            }
            ExprKind::Starred { value, .. } => {
                self.text("*");
                self.expr(value, EXPR);
            }
            ExprKind::Name { id, .. } => self.name(id),
            ExprKind::List { elts, .. } => {
                self.text("[");
                self.list(elts, TEST);
                self.text("]");
            }
            ExprKind::Tuple { elts, .. } if elts.is_empty() => self.text("()"),
            ExprKind::Tuple { elts, .. } => self.paren(level > TUPLE, |w| {
                w.list(elts, TEST);
                if elts.len() == 1 {
                    w.text(",");
                }
            }),
            ExprKind::Slice { lower, upper, step } => {
                if let Some(e) = lower {
                    self.expr(e, TEST);
                }
                self.text(":");
                if let Some(e) = upper {
                    self.expr(e, TEST);
                }
                if let Some(e) = step {
                    self.text(":");
                    self.expr(e, TEST);
                }
            }
        }
    }
}

/// Whether `repr` shows a non-ASCII character as it is. Unassigned characters cannot be told here; identifiers and
/// usual texts have none.
fn is_printable(c: char) -> bool {
    !c.is_control()
        && !(c.is_whitespace())
        && !matches!(c as u32, 0xAD | 0x600..=0x605 | 0x61C | 0x6DD | 0x70F | 0x180E | 0x200B..=0x200F
            | 0x202A..=0x202E | 0x2060..=0x206F | 0xD800..=0xF8FF | 0xFEFF | 0xFFF0..=0xFFFB | 0xFFFE | 0xFFFF
            | 0xE0000..=0xE0FFF | 0xF0000..=0x10FFFF)
}
