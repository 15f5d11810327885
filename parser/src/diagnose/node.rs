//! What a diagnosis parse builds: just enough of a tree to say what an expression is called and where it is.

/// A node by its number; `UNIT` stands for "matched, nothing to keep".
pub(super) type NodeId = u32;
/// A match without a value.
pub(super) const UNIT: NodeId = 0;

macro_rules! node_kinds {
    ($($name:ident => $words:expr,)*) => {
        /// What a node is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum NodeKind {
            $($name,)*
        }

        impl NodeKind {
            /// The kind of this name.
            pub(super) fn named(name: &str) -> Option<NodeKind> {
                match name {
                    $(stringify!($name) => Some(NodeKind::$name),)*
                    _ => None,
                }
            }

            /// What messages call such an expression.
            pub(super) fn words(self) -> &'static str {
                match self {
                    $(NodeKind::$name => $words,)*
                }
            }
        }
    };
}

node_kinds! {
    Token => "token",
    // A list of nodes: becomes part of what it is put in.
    Seq => "sequence",
    Other => "expression",
    Args => "arguments",
    Keyword => "keyword argument",
    KeywordUnpacking => "keyword argument",
    Comprehension => "comprehension",
    Name => "name",
    Attribute => "attribute",
    Subscript => "subscript",
    Starred => "starred",
    List => "list",
    Tuple => "tuple",
    Lambda => "lambda",
    Call => "function call",
    BoolOp => "expression",
    BinOp => "expression",
    UnaryOp => "expression",
    GeneratorExp => "generator expression",
    Yield => "yield expression",
    Await => "await expression",
    ListComp => "list comprehension",
    SetComp => "set comprehension",
    DictComp => "dict comprehension",
    Dict => "dict literal",
    Set => "set display",
    FString => "f-string expression",
    TString => "t-string expression",
    Str => "literal",
    Bytes => "literal",
    Number => "literal",
    None => "None",
    True => "True",
    False => "False",
    Ellipsis => "ellipsis",
    Compare => "comparison",
    IfExp => "conditional expression",
    NamedExpr => "named expression",
}

macro_rules! natives {
    ($($name:ident = $text:literal,)*) => {
        /// Meanings that take a function (`natives.rs`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Native {
            $($name,)*
        }

        impl Native {
            /// The function of this name.
            pub(super) fn named(name: &str) -> Option<Native> {
                match name {
                    $($text => Some(Native::$name),)*
                    _ => None,
                }
            }
        }
    };
}

natives! {
    AssignTarget = "assign_target",
    ForTarget = "for_target",
    DelTarget = "del_target",
    ForgotComma = "forgot_comma",
    LegacyStatement = "legacy_statement",
    BoundOfTypeVarTuple = "bound_of_typevartuple",
    BoundOfParamSpec = "bound_of_paramspec",
    DictColon = "dict_colon",
    NakedGenerator = "naked_generator",
    GeneratorInCall = "generator_in_call",
    PositionalAfterKeyword = "positional_after_keyword",
    RealNumber = "real_number",
    ImaginaryNumber = "imaginary_number",
    NumberToken = "number",
    NotEqual = "not_equal",
    LessGreater = "less_greater",
    FutureImport = "future_import",
    Conversion = "conversion",
    StringToken = "string",
    FStringParts = "fstring",
    TStringParts = "tstring",
    StringMix = "string_mix",
    Concatenation = "strings",
}

/// A node: its kind, its tokens (first and last, inclusive) and its children.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) first: u32,
    pub(super) last: u32,
    kids_start: u32,
    kids_len: u32,
}

/// All nodes of a parse.
#[derive(Debug)]
pub(super) struct Nodes {
    nodes: Vec<Node>,
    kids: Vec<NodeId>,
}

impl Nodes {
    pub(super) fn new() -> Self {
        let unit = Node { kind: NodeKind::Seq, first: 0, last: 0, kids_start: 0, kids_len: 0 };
        Nodes { nodes: vec![unit], kids: Vec::new() }
    }

    pub(super) fn get(&self, id: NodeId) -> Node {
        self.nodes[id as usize]
    }

    pub(super) fn kids(&self, id: NodeId) -> &[NodeId] {
        let node = self.get(id);
        &self.kids[node.kids_start as usize..(node.kids_start + node.kids_len) as usize]
    }

    /// Makes a node of parts: sequences are spliced in, tokens left out.
    pub(super) fn make(&mut self, kind: NodeKind, first: u32, last: u32, parts: &[NodeId]) -> NodeId {
        let kids_start = self.kids.len() as u32;
        for &part in parts {
            let node = self.get(part);
            match node.kind {
                NodeKind::Token => {}
                NodeKind::Seq => {
                    let range = node.kids_start as usize..(node.kids_start + node.kids_len) as usize;
                    self.kids.extend_from_within(range);
                }
                _ => self.kids.push(part),
            }
        }
        let kids_len = self.kids.len() as u32 - kids_start;
        self.nodes.push(Node { kind, first, last, kids_start, kids_len });
        self.nodes.len() as u32 - 1
    }
}
