//! For tests and tools: what Ruff alone, and the diagnosis alone, say of a source.

use crate::parse::run_ruff;
use crate::{Mode, ParseOptions, diagnose};

/// The error Ruff has.
pub fn ruff(source: &str, mode: Mode) -> Option<String> {
    let mode = if mode == Mode::Eval { ruff_python_parser::Mode::Expression } else { ruff_python_parser::Mode::Module };
    let parsed = run_ruff(source, mode);
    if let Some(error) = parsed.errors().first() {
        return Some(error.to_string());
    }
    parsed.unsupported_syntax_errors().first().map(ToString::to_string)
}

/// The error the diagnosis has.
pub fn diagnosis(source: &str, mode: Mode) -> Option<String> {
    diagnose::diagnose(source, mode, ParseOptions::default()).map(|error| error.to_string())
}
