//! What compilation reports besides code: errors and warnings with their positions.

use crate::ast::Pos;
use taipan_parser::SyntaxErrorInfo;

/// Why a program did not compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompileError {
    /// The parser's error.
    Parse(SyntaxErrorInfo),
    /// A `SyntaxError` of the symbol table or of code generation. Its text is the line of the file, if there is one.
    Syntax {
        /// CPython's words.
        message: String,
        /// Where: lines from 1, columns in bytes from 0 (`SyntaxError.offset` is the column plus one).
        pos: Pos,
    },
    /// The program is nested too deep: `RecursionError` ("maximum recursion depth exceeded during compilation").
    TooDeep,
    /// A `SystemError` or `ValueError` of the assembler: code too large to encode.
    Assembler(String),
}

impl CompileError {
    /// A syntax error at a position.
    pub fn syntax(message: impl Into<String>, pos: Pos) -> CompileError {
        CompileError::Syntax { message: message.into(), pos }
    }
}

/// An error and the warnings that came before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The error.
    pub error: CompileError,
    /// `SyntaxWarning`s in order.
    pub warnings: Vec<Warning>,
}

/// A `SyntaxWarning`. If the warning filters turn it into an error, the error is a `SyntaxError` with the same words and
/// position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// CPython's words.
    pub message: String,
    /// Where.
    pub pos: Pos,
}
