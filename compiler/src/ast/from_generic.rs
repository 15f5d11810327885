//! From uniform nodes back to the compiler's tree: `compile()` of trees that Python programs built.
//!
//! A runtime maps its objects to `Node` by `asdl`'s table and reports what does not fit it (missing fields, wrong types).
//! Here only shape is checked; whether the tree makes sense is `validate`'s question.

use super::asdl::Class;
use super::generic::{Node, Value};
use super::*;

/// Why a uniform tree is no tree of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeError {
    /// A `TypeError`.
    Type(String),
    /// A `ValueError`.
    Value(String),
    /// Nested deeper than the limit: `RecursionError`.
    TooDeep,
}

type Res<T> = Result<T, TreeError>;

/// Builds a unit; fails on trees nested deeper than `limit`.
pub fn from_generic(node: Node, limit: usize) -> Res<Module> {
    let mut b = Builder { depth: 0, limit };
    let mut f = Fields::of(node);
    match f.class {
        Class::Module => Ok(Module::Module(b.stmts(f.list()?)?)),
        Class::Interactive => Ok(Module::Interactive(b.stmts(f.list()?)?)),
        Class::Expression => Ok(Module::Expression(b.boxed(f.next()?)?)),
        _ => Err(mismatch("mod", f.class.name())),
    }
}

fn mismatch(wanted: &str, got: &str) -> TreeError {
    TreeError::Type(format!("expected some sort of {wanted}, but got {got}"))
}

fn value_name(value: &Value) -> &'static str {
    match value {
        Value::None => "None",
        Value::Int(_) => "int",
        Value::Str(_) => "str",
        Value::Const(_) => "a constant",
        Value::Node(n) => n.class.name(),
        Value::List(_) => "list",
    }
}

/// The fields of a node, taken one by one in the order of the table.
struct Fields {
    class: Class,
    pos: Pos,
    index: usize,
    values: std::vec::IntoIter<Value>,
}

impl Fields {
    fn of(node: Node) -> Fields {
        let pos = node.pos.unwrap_or(Pos::NONE);
        Fields { class: node.class, pos, index: 0, values: node.fields.into_iter() }
    }

    fn next(&mut self) -> Res<Value> {
        let name = self.class.info().fields.get(self.index).map_or("?", |f| f.name);
        self.index += 1;
        let class = self.class.name();
        self.values.next().ok_or_else(|| TreeError::Type(format!("required field \"{name}\" missing from {class}")))
    }

    fn wrong<T>(&self, value: &Value) -> Res<T> {
        let field = self.class.info().fields.get(self.index - 1);
        Err(mismatch(field.map_or("?", |f| f.ty), value_name(value)))
    }

    fn list(&mut self) -> Res<Vec<Value>> {
        match self.next()? {
            Value::List(items) => Ok(items),
            Value::None => Ok(Vec::new()),
            other => {
                let name = self.class.info().fields.get(self.index - 1).map_or("?", |f| f.name);
                let (class, got) = (self.class.name(), value_name(&other));
                Err(TreeError::Type(format!("{class} field \"{name}\" must be a list, not a {got}")))
            }
        }
    }

    fn opt(&mut self) -> Res<Option<Value>> {
        Ok(Some(self.next()?).filter(|v| *v != Value::None))
    }

    fn opt_name(&mut self) -> Res<Option<Name>> {
        match self.next()? {
            Value::None => Ok(None),
            Value::Str(name) => Ok(Some(name)),
            _ => Err(TreeError::Type("AST identifier must be of type str".to_string())),
        }
    }

    fn name(&mut self) -> Res<Name> {
        let found = self.opt_name()?;
        found.ok_or_else(|| TreeError::Type("AST identifier must be of type str".to_string()))
    }

    fn names(&mut self) -> Res<Vec<Name>> {
        let names = self.list()?.into_iter().map(|v| match v {
            Value::Str(name) => Ok(name),
            _ => Err(TreeError::Type("AST identifier must be of type str".to_string())),
        });
        names.collect()
    }

    fn int(&mut self) -> Res<i64> {
        match self.next()? {
            Value::Int(i) => Ok(i),
            Value::None => Ok(0),
            other => Err(TreeError::Value(format!("invalid integer value: {}", value_name(&other)))),
        }
    }

    fn constant(&mut self) -> Res<Const> {
        match self.next()? {
            Value::Const(c) => Ok(c),
            other => self.wrong(&other),
        }
    }

    /// The class of an operator or context node.
    fn kind(&mut self) -> Res<Class> {
        match self.next()? {
            Value::Node(n) => Ok(n.class),
            other => self.wrong(&other),
        }
    }

    fn ctx(&mut self) -> Res<Ctx> {
        match self.kind()? {
            Class::Load => Ok(Ctx::Load),
            Class::Store => Ok(Ctx::Store),
            Class::Del => Ok(Ctx::Del),
            other => Err(mismatch("expr_context", other.name())),
        }
    }

    fn operator(&mut self) -> Res<Operator> {
        Ok(match self.kind()? {
            Class::Add => Operator::Add,
            Class::Sub => Operator::Sub,
            Class::Mult => Operator::Mult,
            Class::MatMult => Operator::MatMult,
            Class::Div => Operator::Div,
            Class::Mod => Operator::Mod,
            Class::Pow => Operator::Pow,
            Class::LShift => Operator::LShift,
            Class::RShift => Operator::RShift,
            Class::BitOr => Operator::BitOr,
            Class::BitXor => Operator::BitXor,
            Class::BitAnd => Operator::BitAnd,
            Class::FloorDiv => Operator::FloorDiv,
            other => return Err(mismatch("operator", other.name())),
        })
    }
}

fn cmp_op(value: &Value) -> Res<CmpOp> {
    let Value::Node(node) = value else { return Err(mismatch("cmpop", value_name(value))) };
    Ok(match node.class {
        Class::Eq => CmpOp::Eq,
        Class::NotEq => CmpOp::NotEq,
        Class::Lt => CmpOp::Lt,
        Class::LtE => CmpOp::LtE,
        Class::Gt => CmpOp::Gt,
        Class::GtE => CmpOp::GtE,
        Class::Is => CmpOp::Is,
        Class::IsNot => CmpOp::IsNot,
        Class::In => CmpOp::In,
        Class::NotIn => CmpOp::NotIn,
        other => return Err(mismatch("cmpop", other.name())),
    })
}

struct Builder {
    depth: usize,
    limit: usize,
}

impl Builder {
    fn enter(&mut self) -> Res<()> {
        self.depth += 1;
        if self.depth > self.limit { Err(TreeError::TooDeep) } else { Ok(()) }
    }

    /// A child node of the base class `wanted`, ready to be taken apart.
    fn node(&self, value: Value, wanted: &str, list_of: &str) -> Res<Fields> {
        match value {
            Value::Node(n) if n.class.is_a(wanted) => Ok(Fields::of(n)),
            Value::None => Err(TreeError::Value(format!("None disallowed in {list_of} list"))),
            other => Err(mismatch(wanted, value_name(&other))),
        }
    }

    fn all<T>(&mut self, items: Vec<Value>, f: impl Fn(&mut Self, Value) -> Res<T>) -> Res<Vec<T>> {
        items.into_iter().map(|v| f(self, v)).collect()
    }

    fn stmts(&mut self, items: Vec<Value>) -> Res<Vec<Stmt>> {
        self.all(items, Self::stmt)
    }

    fn exprs(&mut self, items: Vec<Value>) -> Res<Vec<Expr>> {
        self.all(items, Self::expr)
    }

    fn opt_exprs(&mut self, items: Vec<Value>) -> Res<Vec<Option<Expr>>> {
        self.all(items, |b, v| match v {
            Value::None => Ok(None),
            v => b.expr(v).map(Some),
        })
    }

    fn boxed(&mut self, value: Value) -> Res<Box<Expr>> {
        Ok(Box::new(self.expr(value)?))
    }

    fn opt(&mut self, value: Option<Value>) -> Res<Option<Expr>> {
        value.map(|v| self.expr(v)).transpose()
    }

    fn opt_boxed(&mut self, value: Option<Value>) -> Res<Option<Box<Expr>>> {
        value.map(|v| self.boxed(v)).transpose()
    }

    fn keyword(&mut self, value: Value) -> Res<Keyword> {
        let mut f = self.node(value, "keyword", "keyword")?;
        Ok(Keyword { pos: f.pos, arg: f.opt_name()?, value: self.expr(f.next()?)? })
    }

    fn comprehension(&mut self, value: Value) -> Res<Comprehension> {
        let mut f = self.node(value, "comprehension", "comprehension")?;
        Ok(Comprehension {
            target: self.expr(f.next()?)?,
            iter: self.expr(f.next()?)?,
            ifs: self.exprs(f.list()?)?,
            is_async: f.int()? != 0,
        })
    }

    fn arg(&mut self, value: Value) -> Res<Arg> {
        let mut f = self.node(value, "arg", "argument")?;
        Ok(Arg { pos: f.pos, arg: f.name()?, annotation: self.opt(f.opt()?)? })
    }

    fn arguments(&mut self, value: Value) -> Res<Arguments> {
        let mut f = self.node(value, "arguments", "argument")?;
        Ok(Arguments {
            posonlyargs: self.all(f.list()?, Self::arg)?,
            args: self.all(f.list()?, Self::arg)?,
            vararg: f.opt()?.map(|v| self.arg(v).map(Box::new)).transpose()?,
            kwonlyargs: self.all(f.list()?, Self::arg)?,
            kw_defaults: self.opt_exprs(f.list()?)?,
            kwarg: f.opt()?.map(|v| self.arg(v).map(Box::new)).transpose()?,
            defaults: self.exprs(f.list()?)?,
        })
    }

    fn comp(&mut self, f: &mut Fields, is_dict: bool) -> Res<Box<Comp>> {
        Ok(Box::new(Comp {
            elt: self.expr(f.next()?)?,
            value: if is_dict { Some(self.expr(f.next()?)?) } else { None },
            generators: self.all(f.list()?, Self::comprehension)?,
        }))
    }

    fn expr(&mut self, value: Value) -> Res<Expr> {
        self.enter()?;
        let mut f = self.node(value, "expr", "expression")?;
        let f = &mut f;
        let kind = match f.class {
            Class::BoolOp => {
                let op = match f.kind()? {
                    Class::And => BoolOp::And,
                    Class::Or => BoolOp::Or,
                    other => return Err(mismatch("boolop", other.name())),
                };
                ExprKind::BoolOp { op, values: self.exprs(f.list()?)? }
            }
            Class::NamedExpr => ExprKind::NamedExpr { target: self.boxed(f.next()?)?, value: self.boxed(f.next()?)? },
            Class::BinOp => {
                let left = self.boxed(f.next()?)?;
                ExprKind::BinOp { left, op: f.operator()?, right: self.boxed(f.next()?)? }
            }
            Class::UnaryOp => {
                let op = match f.kind()? {
                    Class::Invert => UnaryOp::Invert,
                    Class::Not => UnaryOp::Not,
                    Class::UAdd => UnaryOp::UAdd,
                    Class::USub => UnaryOp::USub,
                    other => return Err(mismatch("unaryop", other.name())),
                };
                ExprKind::UnaryOp { op, operand: self.boxed(f.next()?)? }
            }
            Class::Lambda => {
                let args = self.arguments(f.next()?)?;
                ExprKind::Lambda(Box::new(Lambda { args, body: self.expr(f.next()?)? }))
            }
            Class::IfExp => ExprKind::IfExp {
                test: self.boxed(f.next()?)?,
                body: self.boxed(f.next()?)?,
                orelse: self.boxed(f.next()?)?,
            },
            Class::Dict => ExprKind::Dict { keys: self.opt_exprs(f.list()?)?, values: self.exprs(f.list()?)? },
            Class::Set => ExprKind::Set(self.exprs(f.list()?)?),
            Class::ListComp => ExprKind::ListComp(self.comp(f, false)?),
            Class::SetComp => ExprKind::SetComp(self.comp(f, false)?),
            Class::DictComp => ExprKind::DictComp(self.comp(f, true)?),
            Class::GeneratorExp => ExprKind::GeneratorExp(self.comp(f, false)?),
            Class::Await => ExprKind::Await(self.boxed(f.next()?)?),
            Class::Yield => ExprKind::Yield(self.opt_boxed(f.opt()?)?),
            Class::YieldFrom => ExprKind::YieldFrom(self.boxed(f.next()?)?),
            Class::Compare => ExprKind::Compare {
                left: self.boxed(f.next()?)?,
                ops: f.list()?.iter().map(cmp_op).collect::<Res<_>>()?,
                comparators: self.exprs(f.list()?)?,
            },
            Class::Call => ExprKind::Call {
                func: self.boxed(f.next()?)?,
                args: self.exprs(f.list()?)?,
                keywords: self.all(f.list()?, Self::keyword)?,
            },
            Class::FormattedValue => ExprKind::FormattedValue {
                value: self.boxed(f.next()?)?,
                conversion: f.int()? as i32,
                format_spec: self.opt_boxed(f.opt()?)?,
            },
            Class::Interpolation => ExprKind::Interpolation {
                value: self.boxed(f.next()?)?,
                str: f.constant()?,
                conversion: f.int()? as i32,
                format_spec: self.opt_boxed(f.opt()?)?,
            },
            Class::JoinedStr => ExprKind::JoinedStr(self.exprs(f.list()?)?),
            Class::TemplateStr => ExprKind::TemplateStr(self.exprs(f.list()?)?),
            Class::Constant => ExprKind::Constant { value: f.constant()?, u_prefix: f.opt()?.is_some() },
            Class::Attribute => ExprKind::Attribute { value: self.boxed(f.next()?)?, attr: f.name()?, ctx: f.ctx()? },
            Class::Subscript => {
                ExprKind::Subscript { value: self.boxed(f.next()?)?, slice: self.boxed(f.next()?)?, ctx: f.ctx()? }
            }
            Class::Starred => ExprKind::Starred { value: self.boxed(f.next()?)?, ctx: f.ctx()? },
            Class::Name => ExprKind::Name { id: f.name()?, ctx: f.ctx()? },
            Class::List => ExprKind::List { elts: self.exprs(f.list()?)?, ctx: f.ctx()? },
            Class::Tuple => ExprKind::Tuple { elts: self.exprs(f.list()?)?, ctx: f.ctx()? },
            Class::Slice => ExprKind::Slice {
                lower: self.opt_boxed(f.opt()?)?,
                upper: self.opt_boxed(f.opt()?)?,
                step: self.opt_boxed(f.opt()?)?,
            },
            other => return Err(mismatch("expr", other.name())),
        };
        self.depth -= 1;
        Ok(Expr { pos: f.pos, kind })
    }

    fn type_param(&mut self, value: Value) -> Res<TypeParam> {
        let mut f = self.node(value, "type_param", "type parameter")?;
        let kind = match f.class {
            Class::TypeVar => TypeParamKind::TypeVar,
            Class::TypeVarTuple => TypeParamKind::TypeVarTuple,
            _ => TypeParamKind::ParamSpec,
        };
        let name = f.name()?;
        let bound = if kind == TypeParamKind::TypeVar { f.opt()? } else { None };
        Ok(TypeParam { pos: f.pos, kind, name, bound: self.opt(bound)?, default: self.opt(f.opt()?)? })
    }

    fn alias(&mut self, value: Value) -> Res<Alias> {
        let mut f = self.node(value, "alias", "alias")?;
        Ok(Alias { pos: f.pos, name: f.name()?, asname: f.opt_name()? })
    }

    fn handler(&mut self, value: Value) -> Res<ExceptHandler> {
        let mut f = self.node(value, "excepthandler", "handler")?;
        Ok(ExceptHandler { pos: f.pos, typ: self.opt(f.opt()?)?, name: f.opt_name()?, body: self.stmts(f.list()?)? })
    }

    fn with_item(&mut self, value: Value) -> Res<WithItem> {
        let mut f = self.node(value, "withitem", "item")?;
        Ok(WithItem { context_expr: self.expr(f.next()?)?, optional_vars: self.opt(f.opt()?)? })
    }

    fn match_case(&mut self, value: Value) -> Res<MatchCase> {
        let mut f = self.node(value, "match_case", "case")?;
        Ok(MatchCase { pattern: self.pattern(f.next()?)?, guard: self.opt(f.opt()?)?, body: self.stmts(f.list()?)? })
    }

    fn patterns(&mut self, items: Vec<Value>) -> Res<Vec<Pattern>> {
        self.all(items, Self::pattern)
    }

    fn pattern(&mut self, value: Value) -> Res<Pattern> {
        self.enter()?;
        let mut f = self.node(value, "pattern", "pattern")?;
        let kind = match f.class {
            Class::MatchValue => PatternKind::Value(self.boxed(f.next()?)?),
            Class::MatchSingleton => PatternKind::Singleton(f.constant()?),
            Class::MatchSequence => PatternKind::Sequence(self.patterns(f.list()?)?),
            Class::MatchMapping => PatternKind::Mapping {
                keys: self.exprs(f.list()?)?,
                patterns: self.patterns(f.list()?)?,
                rest: f.opt_name()?,
            },
            Class::MatchClass => PatternKind::Class {
                cls: self.boxed(f.next()?)?,
                patterns: self.patterns(f.list()?)?,
                kwd_attrs: f.names()?,
                kwd_patterns: self.patterns(f.list()?)?,
            },
            Class::MatchStar => PatternKind::Star(f.opt_name()?),
            Class::MatchAs => PatternKind::As {
                pattern: f.opt()?.map(|v| self.pattern(v).map(Box::new)).transpose()?,
                name: f.opt_name()?,
            },
            _ => PatternKind::Or(self.patterns(f.list()?)?),
        };
        self.depth -= 1;
        Ok(Pattern { pos: f.pos, kind })
    }

    fn function(&mut self, f: &mut Fields, is_async: bool) -> Res<StmtKind> {
        let name = f.name()?;
        let args = self.arguments(f.next()?)?;
        let body = self.stmts(f.list()?)?;
        let decorators = self.exprs(f.list()?)?;
        let returns = self.opt(f.opt()?)?;
        f.next()?;
        let type_params = self.all(f.list()?, Self::type_param)?;
        let def = FunctionDef { is_async, name, args, body, decorators, returns, type_params };
        Ok(StmtKind::FunctionDef(Box::new(def)))
    }

    fn stmt(&mut self, value: Value) -> Res<Stmt> {
        self.enter()?;
        let mut f = self.node(value, "stmt", "statement")?;
        let f = &mut f;
        let kind = match f.class {
            Class::FunctionDef => self.function(f, false)?,
            Class::AsyncFunctionDef => self.function(f, true)?,
            Class::ClassDef => StmtKind::ClassDef(Box::new(ClassDef {
                name: f.name()?,
                bases: self.exprs(f.list()?)?,
                keywords: self.all(f.list()?, Self::keyword)?,
                body: self.stmts(f.list()?)?,
                decorators: self.exprs(f.list()?)?,
                type_params: self.all(f.list()?, Self::type_param)?,
            })),
            Class::Return => StmtKind::Return(self.opt_boxed(f.opt()?)?),
            Class::Delete => StmtKind::Delete(self.exprs(f.list()?)?),
            Class::Assign => StmtKind::Assign { targets: self.exprs(f.list()?)?, value: self.boxed(f.next()?)? },
            Class::TypeAlias => StmtKind::TypeAlias(Box::new(TypeAlias {
                name: self.expr(f.next()?)?,
                type_params: self.all(f.list()?, Self::type_param)?,
                value: self.expr(f.next()?)?,
            })),
            Class::AugAssign => {
                let target = self.boxed(f.next()?)?;
                StmtKind::AugAssign { target, op: f.operator()?, value: self.boxed(f.next()?)? }
            }
            Class::AnnAssign => StmtKind::AnnAssign(Box::new(AnnAssign {
                target: self.expr(f.next()?)?,
                annotation: self.expr(f.next()?)?,
                value: self.opt(f.opt()?)?,
                simple: f.int()? != 0,
            })),
            Class::For | Class::AsyncFor => StmtKind::For(Box::new(For {
                is_async: f.class == Class::AsyncFor,
                target: self.expr(f.next()?)?,
                iter: self.expr(f.next()?)?,
                body: self.stmts(f.list()?)?,
                orelse: self.stmts(f.list()?)?,
            })),
            Class::While => StmtKind::While {
                test: self.boxed(f.next()?)?,
                body: self.stmts(f.list()?)?,
                orelse: self.stmts(f.list()?)?,
            },
            Class::If => StmtKind::If {
                test: self.boxed(f.next()?)?,
                body: self.stmts(f.list()?)?,
                orelse: self.stmts(f.list()?)?,
            },
            Class::With | Class::AsyncWith => StmtKind::With(Box::new(With {
                is_async: f.class == Class::AsyncWith,
                items: self.all(f.list()?, Self::with_item)?,
                body: self.stmts(f.list()?)?,
            })),
            Class::Match => {
                StmtKind::Match { subject: self.boxed(f.next()?)?, cases: self.all(f.list()?, Self::match_case)? }
            }
            Class::Raise => StmtKind::Raise { exc: self.opt_boxed(f.opt()?)?, cause: self.opt_boxed(f.opt()?)? },
            Class::Try | Class::TryStar => StmtKind::Try(Box::new(Try {
                is_star: f.class == Class::TryStar,
                body: self.stmts(f.list()?)?,
                handlers: self.all(f.list()?, Self::handler)?,
                orelse: self.stmts(f.list()?)?,
                finalbody: self.stmts(f.list()?)?,
            })),
            Class::Assert => StmtKind::Assert { test: self.boxed(f.next()?)?, msg: self.opt_boxed(f.opt()?)? },
            Class::Import => StmtKind::Import(self.all(f.list()?, Self::alias)?),
            Class::ImportFrom => {
                let module = f.opt_name()?;
                let names = self.all(f.list()?, Self::alias)?;
                let level = f.int()?;
                let level =
                    u32::try_from(level).map_err(|_| TreeError::Value("Negative ImportFrom level".to_string()))?;
                StmtKind::ImportFrom { module, names, level }
            }
            Class::Global => StmtKind::Global(f.names()?),
            Class::Nonlocal => StmtKind::Nonlocal(f.names()?),
            Class::Expr => StmtKind::Expr(self.boxed(f.next()?)?),
            Class::Pass => StmtKind::Pass,
            Class::Break => StmtKind::Break,
            Class::Continue => StmtKind::Continue,
            other => return Err(mismatch("stmt", other.name())),
        };
        self.depth -= 1;
        Ok(Stmt { pos: f.pos, kind })
    }
}
