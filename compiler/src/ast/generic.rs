//! Trees of uniform nodes: what the `ast` module shows to Python programs, as plain data.
//!
//! `to_generic` turns the compiler's tree into nodes that follow `asdl`'s table; `from_generic` is the way back, for
//! `compile()` of trees that Python programs built. A runtime only has to map `Node` to its objects, one for one.

use super::asdl::Class;
use super::*;

/// A node: its class and the values of its fields in the order of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Class.
    pub class: Class,
    /// Values of the fields.
    pub fields: Vec<Value>,
    /// Position, if nodes of the class have one.
    pub pos: Option<Pos>,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// None, for optional fields.
    None,
    /// `int` fields.
    Int(i64),
    /// `str` fields.
    Str(Name),
    /// `object` fields: constants.
    Const(Const),
    /// A child.
    Node(Node),
    /// A list; dictionary keys and keyword defaults may be None.
    List(Vec<Value>),
}

/// The uniform form of a unit.
pub fn to_generic(module: &Module) -> Node {
    let (class, fields) = match module {
        Module::Module(body) => (Class::Module, vec![stmts(body), Value::List(Vec::new())]),
        Module::Interactive(body) => (Class::Interactive, vec![stmts(body)]),
        Module::Expression(e) => (Class::Expression, vec![expr(e)]),
    };
    Node { class, fields, pos: None }
}

fn plain(class: Class, fields: Vec<Value>) -> Value {
    Value::Node(Node { class, fields, pos: None })
}

fn placed(class: Class, pos: Pos, fields: Vec<Value>) -> Value {
    Value::Node(Node { class, fields, pos: Some(pos) })
}

fn list<T>(items: &[T], f: impl Fn(&T) -> Value) -> Value {
    Value::List(items.iter().map(f).collect())
}

fn optional<T>(item: Option<&T>, f: impl Fn(&T) -> Value) -> Value {
    item.map_or(Value::None, f)
}

fn name(n: &Name) -> Value {
    Value::Str(n.clone())
}

fn opt_name(n: &Option<Name>) -> Value {
    optional(n.as_ref(), name)
}

fn names(list_of: &[Name]) -> Value {
    list(list_of, name)
}

fn exprs(items: &[Expr]) -> Value {
    list(items, expr)
}

fn opt_expr(e: Option<&Expr>) -> Value {
    optional(e, expr)
}

fn stmts(body: &[Stmt]) -> Value {
    list(body, stmt)
}

fn ctx(c: Ctx) -> Value {
    plain(
        match c {
            Ctx::Load => Class::Load,
            Ctx::Store => Class::Store,
            Ctx::Del => Class::Del,
        },
        Vec::new(),
    )
}

fn operator(op: Operator) -> Value {
    plain(
        match op {
            Operator::Add => Class::Add,
            Operator::Sub => Class::Sub,
            Operator::Mult => Class::Mult,
            Operator::MatMult => Class::MatMult,
            Operator::Div => Class::Div,
            Operator::Mod => Class::Mod,
            Operator::Pow => Class::Pow,
            Operator::LShift => Class::LShift,
            Operator::RShift => Class::RShift,
            Operator::BitOr => Class::BitOr,
            Operator::BitXor => Class::BitXor,
            Operator::BitAnd => Class::BitAnd,
            Operator::FloorDiv => Class::FloorDiv,
        },
        Vec::new(),
    )
}

fn cmp_op(op: &CmpOp) -> Value {
    plain(
        match op {
            CmpOp::Eq => Class::Eq,
            CmpOp::NotEq => Class::NotEq,
            CmpOp::Lt => Class::Lt,
            CmpOp::LtE => Class::LtE,
            CmpOp::Gt => Class::Gt,
            CmpOp::GtE => Class::GtE,
            CmpOp::Is => Class::Is,
            CmpOp::IsNot => Class::IsNot,
            CmpOp::In => Class::In,
            CmpOp::NotIn => Class::NotIn,
        },
        Vec::new(),
    )
}

fn unary_op(op: UnaryOp) -> Value {
    plain(
        match op {
            UnaryOp::Invert => Class::Invert,
            UnaryOp::Not => Class::Not,
            UnaryOp::UAdd => Class::UAdd,
            UnaryOp::USub => Class::USub,
        },
        Vec::new(),
    )
}

fn keyword(k: &Keyword) -> Value {
    placed(Class::keyword, k.pos, vec![opt_name(&k.arg), expr(&k.value)])
}

fn comprehension(c: &Comprehension) -> Value {
    let is_async = Value::Int(c.is_async as i64);
    plain(Class::comprehension, vec![expr(&c.target), expr(&c.iter), exprs(&c.ifs), is_async])
}

fn arg(a: &Arg) -> Value {
    placed(Class::arg, a.pos, vec![name(&a.arg), opt_expr(a.annotation.as_ref()), Value::None])
}

fn arguments(a: &Arguments) -> Value {
    let fields = vec![
        list(&a.posonlyargs, arg),
        list(&a.args, arg),
        optional(a.vararg.as_deref(), arg),
        list(&a.kwonlyargs, arg),
        list(&a.kw_defaults, |d| opt_expr(d.as_ref())),
        optional(a.kwarg.as_deref(), arg),
        exprs(&a.defaults),
    ];
    plain(Class::arguments, fields)
}

fn comp(class: Class, c: &Comp, pos: Pos) -> Value {
    let mut fields = vec![expr(&c.elt)];
    fields.extend(c.value.as_ref().map(expr));
    fields.push(list(&c.generators, comprehension));
    placed(class, pos, fields)
}

/// The uniform form of an expression.
pub fn expr(e: &Expr) -> Value {
    let opt = |e: &Option<Box<Expr>>| opt_expr(e.as_deref());
    let (class, fields) = match &e.kind {
        ExprKind::BoolOp { op, values } => {
            let op = if *op == BoolOp::And { Class::And } else { Class::Or };
            (Class::BoolOp, vec![plain(op, Vec::new()), exprs(values)])
        }
        ExprKind::NamedExpr { target, value } => (Class::NamedExpr, vec![expr(target), expr(value)]),
        ExprKind::BinOp { left, op, right } => (Class::BinOp, vec![expr(left), operator(*op), expr(right)]),
        ExprKind::UnaryOp { op, operand } => (Class::UnaryOp, vec![unary_op(*op), expr(operand)]),
        ExprKind::Lambda(l) => (Class::Lambda, vec![arguments(&l.args), expr(&l.body)]),
        ExprKind::IfExp { test, body, orelse } => (Class::IfExp, vec![expr(test), expr(body), expr(orelse)]),
        ExprKind::Dict { keys, values } => (Class::Dict, vec![list(keys, |k| opt_expr(k.as_ref())), exprs(values)]),
        ExprKind::Set(elts) => (Class::Set, vec![exprs(elts)]),
        ExprKind::ListComp(c) => return comp(Class::ListComp, c, e.pos),
        ExprKind::SetComp(c) => return comp(Class::SetComp, c, e.pos),
        ExprKind::DictComp(c) => return comp(Class::DictComp, c, e.pos),
        ExprKind::GeneratorExp(c) => return comp(Class::GeneratorExp, c, e.pos),
        ExprKind::Await(value) => (Class::Await, vec![expr(value)]),
        ExprKind::Yield(value) => (Class::Yield, vec![opt(value)]),
        ExprKind::YieldFrom(value) => (Class::YieldFrom, vec![expr(value)]),
        ExprKind::Compare { left, ops, comparators } => {
            (Class::Compare, vec![expr(left), list(ops, cmp_op), exprs(comparators)])
        }
        ExprKind::Call { func, args, keywords } => {
            (Class::Call, vec![expr(func), exprs(args), list(keywords, keyword)])
        }
        ExprKind::FormattedValue { value, conversion, format_spec } => {
            (Class::FormattedValue, vec![expr(value), Value::Int(*conversion as i64), opt(format_spec)])
        }
        ExprKind::Interpolation { value, str, conversion, format_spec } => {
            let text = Value::Const(str.clone());
            (Class::Interpolation, vec![expr(value), text, Value::Int(*conversion as i64), opt(format_spec)])
        }
        ExprKind::JoinedStr(values) => (Class::JoinedStr, vec![exprs(values)]),
        ExprKind::TemplateStr(values) => (Class::TemplateStr, vec![exprs(values)]),
        ExprKind::Constant { value, u_prefix } => {
            let kind = if *u_prefix { Value::Str(WStr::new("u")) } else { Value::None };
            (Class::Constant, vec![Value::Const(value.clone()), kind])
        }
        ExprKind::Attribute { value, attr, ctx: c } => (Class::Attribute, vec![expr(value), name(attr), ctx(*c)]),
        ExprKind::Subscript { value, slice, ctx: c } => (Class::Subscript, vec![expr(value), expr(slice), ctx(*c)]),
        ExprKind::Starred { value, ctx: c } => (Class::Starred, vec![expr(value), ctx(*c)]),
        ExprKind::Name { id, ctx: c } => (Class::Name, vec![name(id), ctx(*c)]),
        ExprKind::List { elts, ctx: c } => (Class::List, vec![exprs(elts), ctx(*c)]),
        ExprKind::Tuple { elts, ctx: c } => (Class::Tuple, vec![exprs(elts), ctx(*c)]),
        ExprKind::Slice { lower, upper, step } => (Class::Slice, vec![opt(lower), opt(upper), opt(step)]),
    };
    placed(class, e.pos, fields)
}

fn type_param(p: &TypeParam) -> Value {
    let default = opt_expr(p.default.as_ref());
    let (class, fields) = match p.kind {
        TypeParamKind::TypeVar => (Class::TypeVar, vec![name(&p.name), opt_expr(p.bound.as_ref()), default]),
        TypeParamKind::TypeVarTuple => (Class::TypeVarTuple, vec![name(&p.name), default]),
        TypeParamKind::ParamSpec => (Class::ParamSpec, vec![name(&p.name), default]),
    };
    placed(class, p.pos, fields)
}

fn alias(a: &Alias) -> Value {
    placed(Class::alias, a.pos, vec![name(&a.name), opt_name(&a.asname)])
}

fn handler(h: &ExceptHandler) -> Value {
    placed(Class::ExceptHandler, h.pos, vec![opt_expr(h.typ.as_ref()), opt_name(&h.name), stmts(&h.body)])
}

fn with_item(item: &WithItem) -> Value {
    plain(Class::withitem, vec![expr(&item.context_expr), opt_expr(item.optional_vars.as_ref())])
}

fn match_case(c: &MatchCase) -> Value {
    plain(Class::match_case, vec![pattern(&c.pattern), opt_expr(c.guard.as_ref()), stmts(&c.body)])
}

fn pattern(p: &Pattern) -> Value {
    let patterns = |items: &[Pattern]| list(items, pattern);
    let (class, fields) = match &p.kind {
        PatternKind::Value(value) => (Class::MatchValue, vec![expr(value)]),
        PatternKind::Singleton(value) => (Class::MatchSingleton, vec![Value::Const(value.clone())]),
        PatternKind::Sequence(items) => (Class::MatchSequence, vec![patterns(items)]),
        PatternKind::Mapping { keys, patterns: items, rest } => {
            (Class::MatchMapping, vec![exprs(keys), patterns(items), opt_name(rest)])
        }
        PatternKind::Class { cls, patterns: items, kwd_attrs, kwd_patterns } => {
            (Class::MatchClass, vec![expr(cls), patterns(items), names(kwd_attrs), patterns(kwd_patterns)])
        }
        PatternKind::Star(n) => (Class::MatchStar, vec![opt_name(n)]),
        PatternKind::As { pattern: inner, name: n } => {
            (Class::MatchAs, vec![optional(inner.as_deref(), pattern), opt_name(n)])
        }
        PatternKind::Or(items) => (Class::MatchOr, vec![patterns(items)]),
    };
    placed(class, p.pos, fields)
}

fn stmt(s: &Stmt) -> Value {
    let opt = |e: &Option<Box<Expr>>| opt_expr(e.as_deref());
    let (class, fields) = match &s.kind {
        StmtKind::FunctionDef(f) => {
            let class = if f.is_async { Class::AsyncFunctionDef } else { Class::FunctionDef };
            let fields = vec![
                name(&f.name),
                arguments(&f.args),
                stmts(&f.body),
                exprs(&f.decorators),
                opt_expr(f.returns.as_ref()),
                Value::None,
                list(&f.type_params, type_param),
            ];
            (class, fields)
        }
        StmtKind::ClassDef(c) => {
            let fields = vec![
                name(&c.name),
                exprs(&c.bases),
                list(&c.keywords, keyword),
                stmts(&c.body),
                exprs(&c.decorators),
                list(&c.type_params, type_param),
            ];
            (Class::ClassDef, fields)
        }
        StmtKind::Return(value) => (Class::Return, vec![opt(value)]),
        StmtKind::Delete(targets) => (Class::Delete, vec![exprs(targets)]),
        StmtKind::Assign { targets, value } => (Class::Assign, vec![exprs(targets), expr(value), Value::None]),
        StmtKind::TypeAlias(t) => {
            (Class::TypeAlias, vec![expr(&t.name), list(&t.type_params, type_param), expr(&t.value)])
        }
        StmtKind::AugAssign { target, op, value } => (Class::AugAssign, vec![expr(target), operator(*op), expr(value)]),
        StmtKind::AnnAssign(a) => {
            let simple = Value::Int(a.simple as i64);
            (Class::AnnAssign, vec![expr(&a.target), expr(&a.annotation), opt_expr(a.value.as_ref()), simple])
        }
        StmtKind::For(f) => {
            let class = if f.is_async { Class::AsyncFor } else { Class::For };
            (class, vec![expr(&f.target), expr(&f.iter), stmts(&f.body), stmts(&f.orelse), Value::None])
        }
        StmtKind::While { test, body, orelse } => (Class::While, vec![expr(test), stmts(body), stmts(orelse)]),
        StmtKind::If { test, body, orelse } => (Class::If, vec![expr(test), stmts(body), stmts(orelse)]),
        StmtKind::With(w) => {
            let class = if w.is_async { Class::AsyncWith } else { Class::With };
            (class, vec![list(&w.items, with_item), stmts(&w.body), Value::None])
        }
        StmtKind::Match { subject, cases } => (Class::Match, vec![expr(subject), list(cases, match_case)]),
        StmtKind::Raise { exc, cause } => (Class::Raise, vec![opt(exc), opt(cause)]),
        StmtKind::Try(t) => {
            let class = if t.is_star { Class::TryStar } else { Class::Try };
            (class, vec![stmts(&t.body), list(&t.handlers, handler), stmts(&t.orelse), stmts(&t.finalbody)])
        }
        StmtKind::Assert { test, msg } => (Class::Assert, vec![expr(test), opt(msg)]),
        StmtKind::Import(items) => (Class::Import, vec![list(items, alias)]),
        StmtKind::ImportFrom { module, names: items, level } => {
            (Class::ImportFrom, vec![opt_name(module), list(items, alias), Value::Int(*level as i64)])
        }
        StmtKind::Global(items) => (Class::Global, vec![names(items)]),
        StmtKind::Nonlocal(items) => (Class::Nonlocal, vec![names(items)]),
        StmtKind::Expr(value) => (Class::Expr, vec![expr(value)]),
        StmtKind::Pass => (Class::Pass, Vec::new()),
        StmtKind::Break => (Class::Break, Vec::new()),
        StmtKind::Continue => (Class::Continue, Vec::new()),
    };
    placed(class, s.pos, fields)
}
