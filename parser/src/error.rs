//! What the parser reports: syntax errors and syntax warnings as plain data.
//!
//! Knows nothing of Python objects: the runtime turns these into exceptions and warnings. Positions are CPython's: lines
//! and columns count from 1, columns count characters (not bytes), and a few errors have odd values (0, -1, none at all)
//! because CPython's have them too.

use std::fmt;

/// Which exception class an error becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// `SyntaxError`
    Syntax,
    /// `IndentationError`
    Indentation,
    /// `TabError`
    Tab,
    /// `_IncompleteInputError` (only with `ParseOptions::allow_incomplete`)
    Incomplete,
    /// `MemoryError`: nesting beyond what the parser takes on
    Memory,
    /// `RecursionError`: an operator chain beyond what the compiler takes on
    Recursion,
}

impl ErrorKind {
    /// The name of the Python exception class.
    pub fn class_name(self) -> &'static str {
        match self {
            ErrorKind::Syntax => "SyntaxError",
            ErrorKind::Indentation => "IndentationError",
            ErrorKind::Tab => "TabError",
            ErrorKind::Incomplete => "_IncompleteInputError",
            ErrorKind::Memory => "MemoryError",
            ErrorKind::Recursion => "RecursionError",
        }
    }
}

/// One syntax error, with the attributes of the exception it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxErrorInfo {
    /// The exception class.
    pub kind: ErrorKind,
    /// `exc.msg`
    pub msg: String,
    /// `exc.lineno`; `None` where CPython raises with the message alone.
    pub lineno: Option<i64>,
    /// `exc.offset`
    pub offset: Option<i64>,
    /// `exc.end_lineno`
    pub end_lineno: Option<i64>,
    /// `exc.end_offset`
    pub end_offset: Option<i64>,
    /// `exc.text`: the source line, with its newline where the source has one.
    pub text: Option<String>,
    /// More input could make the source valid (what `codeop` and an interactive session need to know).
    pub incomplete: bool,
}

impl SyntaxErrorInfo {
    /// An error that has a message but no position.
    pub fn bare(kind: ErrorKind, msg: impl Into<String>) -> Self {
        SyntaxErrorInfo {
            kind,
            msg: msg.into(),
            lineno: None,
            offset: None,
            end_lineno: None,
            end_offset: None,
            text: None,
            incomplete: false,
        }
    }

    /// An error at a range of lines and (1-based, character) columns.
    pub fn at(kind: ErrorKind, msg: impl Into<String>, start: (i64, i64), end: (i64, i64), text: String) -> Self {
        SyntaxErrorInfo {
            lineno: Some(start.0),
            offset: Some(start.1),
            end_lineno: Some(end.0),
            end_offset: Some(end.1),
            text: Some(text),
            ..SyntaxErrorInfo::bare(kind, msg)
        }
    }
}

impl fmt::Display for SyntaxErrorInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.class_name(), self.msg)?;
        if let Some(line) = self.lineno {
            write!(f, " (line {line})")?;
        }
        Ok(())
    }
}

impl std::error::Error for SyntaxErrorInfo {}

/// One `SyntaxWarning`. The caller hands it to `warnings`; where a filter turns it into an error, the exception is a
/// `SyntaxError` with `error_msg` and the range given here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxWarningInfo {
    /// The warning's text.
    pub msg: String,
    /// The error's text, where a filter turns the warning into a `SyntaxError`.
    pub error_msg: String,
    /// Line, from 1.
    pub lineno: u32,
    /// Byte range in the source, for the error a filter may turn this into.
    pub range: (u32, u32),
}
