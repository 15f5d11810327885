//! The node classes of CPython 3.14's `ast` module as a table: names, base classes, fields with their types.
//!
//! Everything that treats nodes alike (the `ast` module's classes, `generic` trees) derives from these rows. Row form:
//! `Name base positions [field type, ...]`; a type ending in `?` may be None, one ending in `*` is a list. The rows were
//! read off `_ast` of CPython 3.14.

/// A field of a node class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name of the attribute.
    pub name: &'static str,
    /// Name of the type without its mark: a class, a base class, `str`, `int` or `object`.
    pub ty: &'static str,
    /// One value, an optional one, or a list.
    pub count: Count,
}

/// How many values a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Exactly one.
    One,
    /// One or None.
    Optional,
    /// A list.
    Many,
}

/// What the table knows of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Info {
    /// Name of the class.
    pub name: &'static str,
    /// Name of its base class (`AST` for those that have no kinds).
    pub base: &'static str,
    /// Whether nodes have `lineno`, `col_offset`, `end_lineno` and `end_col_offset`.
    pub positions: bool,
    /// Its fields in order.
    pub fields: &'static [Field],
}

const fn field(name: &'static str, ty: &'static str, count: Count) -> Field {
    Field { name, ty, count }
}

macro_rules! classes {
    ($($name:ident $base:ident $positions:literal [$($field:ident: $ty:ident $count:ident),*];)*) => {
        /// A node class that nodes can be of.
        #[allow(non_camel_case_types, missing_docs)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Class {
            $($name,)*
        }

        /// All classes in alphabetical order.
        pub static ALL: &[Class] = &[$(Class::$name,)*];

        static INFO: &[Info] = &[$(Info {
            name: stringify!($name),
            base: stringify!($base),
            positions: $positions,
            fields: &[$(field(stringify!($field), stringify!($ty), Count::$count)),*],
        },)*];
    };
}

classes! {
    Add operator false [];
    And boolop false [];
    AnnAssign stmt true [target: expr One, annotation: expr One, value: expr Optional, simple: int One];
    Assert stmt true [test: expr One, msg: expr Optional];
    Assign stmt true [targets: expr Many, value: expr One, type_comment: str Optional];
    AsyncFor stmt true [target: expr One, iter: expr One, body: stmt Many, orelse: stmt Many, type_comment: str Optional];
    AsyncFunctionDef stmt true [name: str One, args: arguments One, body: stmt Many, decorator_list: expr Many, returns: expr Optional, type_comment: str Optional, type_params: type_param Many];
    AsyncWith stmt true [items: withitem Many, body: stmt Many, type_comment: str Optional];
    Attribute expr true [value: expr One, attr: str One, ctx: expr_context One];
    AugAssign stmt true [target: expr One, op: operator One, value: expr One];
    Await expr true [value: expr One];
    BinOp expr true [left: expr One, op: operator One, right: expr One];
    BitAnd operator false [];
    BitOr operator false [];
    BitXor operator false [];
    BoolOp expr true [op: boolop One, values: expr Many];
    Break stmt true [];
    Call expr true [func: expr One, args: expr Many, keywords: keyword Many];
    ClassDef stmt true [name: str One, bases: expr Many, keywords: keyword Many, body: stmt Many, decorator_list: expr Many, type_params: type_param Many];
    Compare expr true [left: expr One, ops: cmpop Many, comparators: expr Many];
    Constant expr true [value: object One, kind: str Optional];
    Continue stmt true [];
    Del expr_context false [];
    Delete stmt true [targets: expr Many];
    Dict expr true [keys: expr Many, values: expr Many];
    DictComp expr true [key: expr One, value: expr One, generators: comprehension Many];
    Div operator false [];
    Eq cmpop false [];
    ExceptHandler excepthandler true [type: expr Optional, name: str Optional, body: stmt Many];
    Expr stmt true [value: expr One];
    Expression mod false [body: expr One];
    FloorDiv operator false [];
    For stmt true [target: expr One, iter: expr One, body: stmt Many, orelse: stmt Many, type_comment: str Optional];
    FormattedValue expr true [value: expr One, conversion: int One, format_spec: expr Optional];
    FunctionDef stmt true [name: str One, args: arguments One, body: stmt Many, decorator_list: expr Many, returns: expr Optional, type_comment: str Optional, type_params: type_param Many];
    FunctionType mod false [argtypes: expr Many, returns: expr One];
    GeneratorExp expr true [elt: expr One, generators: comprehension Many];
    Global stmt true [names: str Many];
    Gt cmpop false [];
    GtE cmpop false [];
    If stmt true [test: expr One, body: stmt Many, orelse: stmt Many];
    IfExp expr true [test: expr One, body: expr One, orelse: expr One];
    Import stmt true [names: alias Many];
    ImportFrom stmt true [module: str Optional, names: alias Many, level: int Optional];
    In cmpop false [];
    Interactive mod false [body: stmt Many];
    Interpolation expr true [value: expr One, str: object One, conversion: int One, format_spec: expr Optional];
    Invert unaryop false [];
    Is cmpop false [];
    IsNot cmpop false [];
    JoinedStr expr true [values: expr Many];
    LShift operator false [];
    Lambda expr true [args: arguments One, body: expr One];
    List expr true [elts: expr Many, ctx: expr_context One];
    ListComp expr true [elt: expr One, generators: comprehension Many];
    Load expr_context false [];
    Lt cmpop false [];
    LtE cmpop false [];
    MatMult operator false [];
    Match stmt true [subject: expr One, cases: match_case Many];
    MatchAs pattern true [pattern: pattern Optional, name: str Optional];
    MatchClass pattern true [cls: expr One, patterns: pattern Many, kwd_attrs: str Many, kwd_patterns: pattern Many];
    MatchMapping pattern true [keys: expr Many, patterns: pattern Many, rest: str Optional];
    MatchOr pattern true [patterns: pattern Many];
    MatchSequence pattern true [patterns: pattern Many];
    MatchSingleton pattern true [value: object One];
    MatchStar pattern true [name: str Optional];
    MatchValue pattern true [value: expr One];
    Mod operator false [];
    Module mod false [body: stmt Many, type_ignores: type_ignore Many];
    Mult operator false [];
    Name expr true [id: str One, ctx: expr_context One];
    NamedExpr expr true [target: expr One, value: expr One];
    Nonlocal stmt true [names: str Many];
    Not unaryop false [];
    NotEq cmpop false [];
    NotIn cmpop false [];
    Or boolop false [];
    ParamSpec type_param true [name: str One, default_value: expr Optional];
    Pass stmt true [];
    Pow operator false [];
    RShift operator false [];
    Raise stmt true [exc: expr Optional, cause: expr Optional];
    Return stmt true [value: expr Optional];
    Set expr true [elts: expr Many];
    SetComp expr true [elt: expr One, generators: comprehension Many];
    Slice expr true [lower: expr Optional, upper: expr Optional, step: expr Optional];
    Starred expr true [value: expr One, ctx: expr_context One];
    Store expr_context false [];
    Sub operator false [];
    Subscript expr true [value: expr One, slice: expr One, ctx: expr_context One];
    TemplateStr expr true [values: expr Many];
    Try stmt true [body: stmt Many, handlers: excepthandler Many, orelse: stmt Many, finalbody: stmt Many];
    TryStar stmt true [body: stmt Many, handlers: excepthandler Many, orelse: stmt Many, finalbody: stmt Many];
    Tuple expr true [elts: expr Many, ctx: expr_context One];
    TypeAlias stmt true [name: expr One, type_params: type_param Many, value: expr One];
    TypeIgnore type_ignore false [lineno: int One, tag: str One];
    TypeVar type_param true [name: str One, bound: expr Optional, default_value: expr Optional];
    TypeVarTuple type_param true [name: str One, default_value: expr Optional];
    UAdd unaryop false [];
    USub unaryop false [];
    UnaryOp expr true [op: unaryop One, operand: expr One];
    While stmt true [test: expr One, body: stmt Many, orelse: stmt Many];
    With stmt true [items: withitem Many, body: stmt Many, type_comment: str Optional];
    Yield expr true [value: expr Optional];
    YieldFrom expr true [value: expr One];
    alias AST true [name: str One, asname: str Optional];
    arg AST true [arg: str One, annotation: expr Optional, type_comment: str Optional];
    arguments AST false [posonlyargs: arg Many, args: arg Many, vararg: arg Optional, kwonlyargs: arg Many, kw_defaults: expr Many, kwarg: arg Optional, defaults: expr Many];
    comprehension AST false [target: expr One, iter: expr One, ifs: expr Many, is_async: int One];
    keyword AST true [arg: str Optional, value: expr One];
    match_case AST false [pattern: pattern One, guard: expr Optional, body: stmt Many];
    withitem AST false [context_expr: expr One, optional_vars: expr Optional];
}

/// The base classes with kinds, and whether their nodes have positions.
pub static BASES: &[(&str, bool)] = &[
    ("boolop", false),
    ("cmpop", false),
    ("excepthandler", true),
    ("expr", true),
    ("expr_context", false),
    ("mod", false),
    ("operator", false),
    ("pattern", true),
    ("stmt", true),
    ("type_ignore", false),
    ("type_param", true),
    ("unaryop", false),
];

impl Class {
    /// The class's row.
    pub fn info(self) -> &'static Info {
        &INFO[self as usize]
    }

    /// Name of the class.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The class called `name`.
    pub fn from_name(name: &str) -> Option<Class> {
        ALL.iter().copied().find(|c| c.name() == name)
    }

    /// Whether a node of this class may stand where `ty` (a class or base class) is asked for.
    pub fn is_a(self, ty: &str) -> bool {
        self.name() == ty || self.info().base == ty
    }
}
