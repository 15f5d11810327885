//! Tokens as CPython's tokenizer makes them, with the positions its errors need.

/// What a token is. Keywords, operators and classes of tokens in one flat list: the grammar compares these only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Kind {
    EndMarker,
    Name,
    Number,
    String,
    Newline,
    Indent,
    Dedent,
    FStringStart,
    FStringMiddle,
    FStringEnd,
    TStringStart,
    TStringMiddle,
    TStringEnd,
    Error,
    LPar,
    RPar,
    LSqb,
    RSqb,
    LBrace,
    RBrace,
    Colon,
    Comma,
    Semi,
    Plus,
    Minus,
    Star,
    Slash,
    VBar,
    Amper,
    Less,
    Greater,
    Equal,
    Dot,
    Percent,
    EqEqual,
    NotEqual,
    LessEqual,
    GreaterEqual,
    Tilde,
    Circumflex,
    LeftShift,
    RightShift,
    DoubleStar,
    PlusEqual,
    MinEqual,
    StarEqual,
    SlashEqual,
    PercentEqual,
    AmperEqual,
    VBarEqual,
    CircumflexEqual,
    LeftShiftEqual,
    RightShiftEqual,
    DoubleStarEqual,
    DoubleSlash,
    DoubleSlashEqual,
    At,
    AtEqual,
    RArrow,
    Ellipsis,
    ColonEqual,
    Exclamation,
    /// A printable ASCII character that starts no token: `$`, `?` or a backquote.
    Op,
    False,
    None,
    True,
    And,
    As,
    Assert,
    Async,
    Await,
    Break,
    Class,
    Continue,
    Def,
    Del,
    Elif,
    Else,
    Except,
    Finally,
    For,
    From,
    Global,
    If,
    Import,
    In,
    Is,
    Lambda,
    Nonlocal,
    Not,
    Or,
    Pass,
    Raise,
    Return,
    Try,
    While,
    With,
    Yield,
}

/// Spellings of keywords and operators: the lexer's table, and the names the grammar uses.
pub const SPELLINGS: &[(&str, Kind)] = &[
    ("(", Kind::LPar),
    (")", Kind::RPar),
    ("[", Kind::LSqb),
    ("]", Kind::RSqb),
    ("{", Kind::LBrace),
    ("}", Kind::RBrace),
    (":", Kind::Colon),
    (",", Kind::Comma),
    (";", Kind::Semi),
    ("+", Kind::Plus),
    ("-", Kind::Minus),
    ("*", Kind::Star),
    ("/", Kind::Slash),
    ("|", Kind::VBar),
    ("&", Kind::Amper),
    ("<", Kind::Less),
    (">", Kind::Greater),
    ("=", Kind::Equal),
    (".", Kind::Dot),
    ("%", Kind::Percent),
    ("==", Kind::EqEqual),
    ("!=", Kind::NotEqual),
    ("<>", Kind::NotEqual),
    ("<=", Kind::LessEqual),
    (">=", Kind::GreaterEqual),
    ("~", Kind::Tilde),
    ("^", Kind::Circumflex),
    ("<<", Kind::LeftShift),
    (">>", Kind::RightShift),
    ("**", Kind::DoubleStar),
    ("+=", Kind::PlusEqual),
    ("-=", Kind::MinEqual),
    ("*=", Kind::StarEqual),
    ("/=", Kind::SlashEqual),
    ("%=", Kind::PercentEqual),
    ("&=", Kind::AmperEqual),
    ("|=", Kind::VBarEqual),
    ("^=", Kind::CircumflexEqual),
    ("<<=", Kind::LeftShiftEqual),
    (">>=", Kind::RightShiftEqual),
    ("**=", Kind::DoubleStarEqual),
    ("//", Kind::DoubleSlash),
    ("//=", Kind::DoubleSlashEqual),
    ("@", Kind::At),
    ("@=", Kind::AtEqual),
    ("->", Kind::RArrow),
    ("...", Kind::Ellipsis),
    (":=", Kind::ColonEqual),
    ("!", Kind::Exclamation),
    ("False", Kind::False),
    ("None", Kind::None),
    ("True", Kind::True),
    ("and", Kind::And),
    ("as", Kind::As),
    ("assert", Kind::Assert),
    ("async", Kind::Async),
    ("await", Kind::Await),
    ("break", Kind::Break),
    ("class", Kind::Class),
    ("continue", Kind::Continue),
    ("def", Kind::Def),
    ("del", Kind::Del),
    ("elif", Kind::Elif),
    ("else", Kind::Else),
    ("except", Kind::Except),
    ("finally", Kind::Finally),
    ("for", Kind::For),
    ("from", Kind::From),
    ("global", Kind::Global),
    ("if", Kind::If),
    ("import", Kind::Import),
    ("in", Kind::In),
    ("is", Kind::Is),
    ("lambda", Kind::Lambda),
    ("nonlocal", Kind::Nonlocal),
    ("not", Kind::Not),
    ("or", Kind::Or),
    ("pass", Kind::Pass),
    ("raise", Kind::Raise),
    ("return", Kind::Return),
    ("try", Kind::Try),
    ("while", Kind::While),
    ("with", Kind::With),
    ("yield", Kind::Yield),
];

impl Kind {
    /// The kind of a keyword or operator by its spelling.
    pub fn spelled(text: &str) -> Option<Kind> {
        SPELLINGS.iter().find(|(spelling, _)| *spelling == text).map(|&(_, kind)| kind)
    }

    /// `if`, `class`, ...
    pub fn is_keyword(self) -> bool {
        self >= Kind::False
    }

    /// The keyword a name is, if it is one.
    pub(crate) fn keyword(name: &[u8]) -> Option<Kind> {
        if !(2..=8).contains(&name.len()) {
            return None;
        }
        let (first, len) = (name[0], name.len());
        let first_keyword = SPELLINGS.len() - 35;
        SPELLINGS[first_keyword..]
            .iter()
            .find(|(s, _)| s.len() == len && s.as_bytes()[0] == first && s.as_bytes() == name)
            .map(|&(_, kind)| kind)
    }

    /// The operator made of these characters.
    pub(crate) fn operator(text: &[u8]) -> Option<Kind> {
        let first_keyword = SPELLINGS.len() - 35;
        SPELLINGS[..first_keyword].iter().find(|(s, _)| s.as_bytes() == text).map(|&(_, kind)| kind)
    }
}

/// One token. Columns are bytes from 0; -1 stands for "no position", as with CPython's INDENT and DEDENT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// How many brackets were open behind it.
    pub level: u16,
    /// Byte range in the source.
    pub start: u32,
    /// End of the byte range.
    pub end: u32,
    /// First line, from 1.
    pub lineno: u32,
    /// Column of the start.
    pub col: i32,
    /// Last line.
    pub end_lineno: u32,
    /// Column of the end.
    pub end_col: i32,
}
