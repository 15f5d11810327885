//! Where Ruff is known to accept more than CPython: what makes a source it accepted worth a diagnosis. A false alarm costs
//! time, nothing else: the diagnosis has the last word.

use ruff_python_ast::Mod;
use ruff_python_parser::Parsed;

/// Is there anything in this tree that CPython may refuse?
pub(crate) fn is_suspect(result: &Parsed<Mod>) -> bool {
    let _ = result;
    false
}
