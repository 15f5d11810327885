//! The compiler's own syntax tree: CPython 3.14's `ast` node classes as plain Rust data.
//!
//! Why not compile Ruff's tree directly: the code generator, the symbol table, the future `ast` module and `compile()` of
//! trees built by Python programs all speak CPython's ASDL (nested `If` for `elif`, decoded constants that may hold lone
//! surrogates, positions as lines and UTF-8 columns). `lower` is the only module that knows Ruff's shapes.
//!
//! This module must not know how code is generated.

pub mod asdl;
pub mod features;
pub mod from_generic;
pub mod generic;
pub mod lower;
pub mod preprocess;
pub mod strings;
pub mod type_comments;
pub mod validate;

use taipan_bytecode::{Const, WStr};

/// An identifier. Names are shared between the tree, the symbol table and the code units.
pub type Name = WStr;

/// A source range in CPython's terms: lines from 1, columns in UTF-8 bytes from 0; -1 where unknown.
pub use crate::cfg::Loc as Pos;

/// Whether a name-like expression is read, written or deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ctx {
    /// Read.
    Load,
    /// Assigned.
    Store,
    /// Deleted.
    Del,
}

/// `and` or `or`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoolOp {
    /// `and`
    And,
    /// `or`
    Or,
}

/// Binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Operator {
    Add,
    Sub,
    Mult,
    MatMult,
    Div,
    Mod,
    Pow,
    LShift,
    RShift,
    BitOr,
    BitXor,
    BitAnd,
    FloorDiv,
}

/// Unary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum UnaryOp {
    Invert,
    Not,
    UAdd,
    USub,
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum CmpOp {
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}

/// An expression with its position.
#[derive(Debug)]
pub struct Expr {
    /// Where it stands.
    pub pos: Pos,
    /// What it is.
    pub kind: ExprKind,
}

/// The expression nodes of CPython's ASDL.
#[derive(Debug)]
#[allow(missing_docs)]
pub enum ExprKind {
    BoolOp {
        op: BoolOp,
        values: Vec<Expr>,
    },
    NamedExpr {
        target: Box<Expr>,
        value: Box<Expr>,
    },
    BinOp {
        left: Box<Expr>,
        op: Operator,
        right: Box<Expr>,
    },
    UnaryOp {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    Lambda(Box<Lambda>),
    IfExp {
        test: Box<Expr>,
        body: Box<Expr>,
        orelse: Box<Expr>,
    },
    /// A key of `None` is a `**value` entry.
    Dict {
        keys: Vec<Option<Expr>>,
        values: Vec<Expr>,
    },
    Set(Vec<Expr>),
    ListComp(Box<Comp>),
    SetComp(Box<Comp>),
    DictComp(Box<Comp>),
    GeneratorExp(Box<Comp>),
    Await(Box<Expr>),
    Yield(Option<Box<Expr>>),
    YieldFrom(Box<Expr>),
    Compare {
        left: Box<Expr>,
        ops: Vec<CmpOp>,
        comparators: Vec<Expr>,
    },
    Call {
        func: Box<Expr>,
        args: Vec<Expr>,
        keywords: Vec<Keyword>,
    },
    /// `conversion` is -1 or the character's code.
    FormattedValue {
        value: Box<Expr>,
        conversion: i32,
        format_spec: Option<Box<Expr>>,
    },
    Interpolation {
        value: Box<Expr>,
        str: Const,
        conversion: i32,
        format_spec: Option<Box<Expr>>,
    },
    JoinedStr(Vec<Expr>),
    TemplateStr(Vec<Expr>),
    /// `u_prefix` tells `u"..."` literals apart (`Constant.kind`).
    Constant {
        value: Const,
        u_prefix: bool,
    },
    Attribute {
        value: Box<Expr>,
        attr: Name,
        ctx: Ctx,
    },
    Subscript {
        value: Box<Expr>,
        slice: Box<Expr>,
        ctx: Ctx,
    },
    Starred {
        value: Box<Expr>,
        ctx: Ctx,
    },
    Name {
        id: Name,
        ctx: Ctx,
    },
    List {
        elts: Vec<Expr>,
        ctx: Ctx,
    },
    Tuple {
        elts: Vec<Expr>,
        ctx: Ctx,
    },
    Slice {
        lower: Option<Box<Expr>>,
        upper: Option<Box<Expr>>,
        step: Option<Box<Expr>>,
    },
}

/// `lambda args: body`.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Lambda {
    pub args: Arguments,
    pub body: Expr,
}

/// The parts all comprehensions share. `value` is only there for dict comprehensions, whose key is `elt`.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Comp {
    pub elt: Expr,
    pub value: Option<Expr>,
    pub generators: Vec<Comprehension>,
}

/// One `for target in iter if ...` clause.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Comprehension {
    pub target: Expr,
    pub iter: Expr,
    pub ifs: Vec<Expr>,
    pub is_async: bool,
}

/// A keyword argument; without a name it is `**value`.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Keyword {
    pub pos: Pos,
    pub arg: Option<Name>,
    pub value: Expr,
}

/// A parameter.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Arg {
    pub pos: Pos,
    pub arg: Name,
    pub annotation: Option<Expr>,
}

/// A parameter list.
#[derive(Debug, Default)]
#[allow(missing_docs)]
pub struct Arguments {
    pub posonlyargs: Vec<Arg>,
    pub args: Vec<Arg>,
    pub vararg: Option<Box<Arg>>,
    pub kwonlyargs: Vec<Arg>,
    pub kw_defaults: Vec<Option<Expr>>,
    pub kwarg: Option<Box<Arg>>,
    pub defaults: Vec<Expr>,
}

/// A statement with its position.
#[derive(Debug)]
pub struct Stmt {
    /// Where it stands.
    pub pos: Pos,
    /// What it is.
    pub kind: StmtKind,
}

/// The statement nodes of CPython's ASDL; the async variants are flags here.
#[derive(Debug)]
#[allow(missing_docs)]
pub enum StmtKind {
    FunctionDef(Box<FunctionDef>),
    ClassDef(Box<ClassDef>),
    Return(Option<Box<Expr>>),
    Delete(Vec<Expr>),
    Assign { targets: Vec<Expr>, value: Box<Expr> },
    TypeAlias(Box<TypeAlias>),
    AugAssign { target: Box<Expr>, op: Operator, value: Box<Expr> },
    AnnAssign(Box<AnnAssign>),
    For(Box<For>),
    While { test: Box<Expr>, body: Vec<Stmt>, orelse: Vec<Stmt> },
    If { test: Box<Expr>, body: Vec<Stmt>, orelse: Vec<Stmt> },
    With(Box<With>),
    Match { subject: Box<Expr>, cases: Vec<MatchCase> },
    Raise { exc: Option<Box<Expr>>, cause: Option<Box<Expr>> },
    Try(Box<Try>),
    Assert { test: Box<Expr>, msg: Option<Box<Expr>> },
    Import(Vec<Alias>),
    ImportFrom { module: Option<Name>, names: Vec<Alias>, level: u32 },
    Global(Vec<Name>),
    Nonlocal(Vec<Name>),
    Expr(Box<Expr>),
    Pass,
    Break,
    Continue,
}

/// `def` and `async def`.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct FunctionDef {
    pub is_async: bool,
    pub name: Name,
    pub args: Arguments,
    pub body: Vec<Stmt>,
    pub decorators: Vec<Expr>,
    pub returns: Option<Expr>,
    pub type_params: Vec<TypeParam>,
}

/// `class`.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct ClassDef {
    pub name: Name,
    pub bases: Vec<Expr>,
    pub keywords: Vec<Keyword>,
    pub body: Vec<Stmt>,
    pub decorators: Vec<Expr>,
    pub type_params: Vec<TypeParam>,
}

/// `type name[params] = value`.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct TypeAlias {
    pub name: Expr,
    pub type_params: Vec<TypeParam>,
    pub value: Expr,
}

/// `target: annotation = value`; `simple` when the target is a bare name.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct AnnAssign {
    pub target: Expr,
    pub annotation: Expr,
    pub value: Option<Expr>,
    pub simple: bool,
}

/// `for` and `async for`.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct For {
    pub is_async: bool,
    pub target: Expr,
    pub iter: Expr,
    pub body: Vec<Stmt>,
    pub orelse: Vec<Stmt>,
}

/// `with` and `async with`.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct With {
    pub is_async: bool,
    pub items: Vec<WithItem>,
    pub body: Vec<Stmt>,
}

/// One context manager of a `with`.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct WithItem {
    pub context_expr: Expr,
    pub optional_vars: Option<Expr>,
}

/// `try`, with `except` or `except*` clauses.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Try {
    pub is_star: bool,
    pub body: Vec<Stmt>,
    pub handlers: Vec<ExceptHandler>,
    pub orelse: Vec<Stmt>,
    pub finalbody: Vec<Stmt>,
}

/// One `except` clause.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct ExceptHandler {
    pub pos: Pos,
    pub typ: Option<Expr>,
    pub name: Option<Name>,
    pub body: Vec<Stmt>,
}

/// `name as asname` of an import.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Alias {
    pub pos: Pos,
    pub name: Name,
    pub asname: Option<Name>,
}

/// One `case` of a `match`.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct MatchCase {
    pub pattern: Pattern,
    pub guard: Option<Expr>,
    pub body: Vec<Stmt>,
}

/// A pattern with its position.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Pattern {
    pub pos: Pos,
    pub kind: PatternKind,
}

/// The pattern nodes of CPython's ASDL.
#[derive(Debug)]
#[allow(missing_docs)]
pub enum PatternKind {
    Value(Box<Expr>),
    Singleton(Const),
    Sequence(Vec<Pattern>),
    Mapping { keys: Vec<Expr>, patterns: Vec<Pattern>, rest: Option<Name> },
    Class { cls: Box<Expr>, patterns: Vec<Pattern>, kwd_attrs: Vec<Name>, kwd_patterns: Vec<Pattern> },
    Star(Option<Name>),
    As { pattern: Option<Box<Pattern>>, name: Option<Name> },
    Or(Vec<Pattern>),
}

/// A type parameter of a generic function, class or alias.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct TypeParam {
    pub pos: Pos,
    pub kind: TypeParamKind,
    pub name: Name,
    /// Only type variables have one.
    pub bound: Option<Expr>,
    pub default: Option<Expr>,
}

/// `T`, `*Ts` or `**P`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum TypeParamKind {
    TypeVar,
    TypeVarTuple,
    ParamSpec,
}

/// A whole compilation unit.
#[derive(Debug)]
#[allow(missing_docs)]
pub enum Module {
    /// A file or `exec` text.
    Module(Vec<Stmt>),
    /// One interactive command.
    Interactive(Vec<Stmt>),
    /// An `eval` expression.
    Expression(Box<Expr>),
}

impl Expr {
    /// The constant's value, if this is one.
    pub fn as_const(&self) -> Option<&Const> {
        match &self.kind {
            ExprKind::Constant { value, .. } => Some(value),
            _ => None,
        }
    }

    /// Whether this is a literal constant.
    pub fn is_const(&self) -> bool {
        matches!(self.kind, ExprKind::Constant { .. })
    }

    /// Whether this is `*value`.
    pub fn is_starred(&self) -> bool {
        matches!(self.kind, ExprKind::Starred { .. })
    }
}

/// The docstring expression of a body, if its first statement is a plain string.
pub fn docstring(body: &[Stmt]) -> Option<&Expr> {
    match &body.first()?.kind {
        StmtKind::Expr(e) if matches!(e.as_const(), Some(Const::Str(_))) => Some(e),
        _ => None,
    }
}
