//! Python source text to syntax tree, with CPython 3.14's errors.
//!
//! Ruff's parser makes the tree (`ruff_python_ast`); this crate adds what a runtime needs around it: decoding of source
//! bytes, exact string values, syntax warnings, limits on nesting, and every syntax error as CPython 3.14 words and places
//! it. It knows nothing of bytecode or Python objects.

#![forbid(unsafe_code)]

#[doc(hidden)]
pub mod compare_acceptance;
mod decode;
mod diagnose;
mod encodings;
mod error;
mod func_type;
pub mod lexer;
pub mod limits;
mod parse;
mod scan;
pub mod strings;
mod suspect;
mod warn;

pub use decode::{ForeignDecoder, decode_source, decode_source_with, normalize_newlines};
pub use error::{ErrorKind, SyntaxErrorInfo, SyntaxWarningInfo};
pub use parse::{Mode, ParseOptions, Parsed, parse};
/// Ruff's tree, re-exported so that users name one version of it.
pub use ruff_python_ast as ast;
pub use ruff_source_file as source_file;
pub use ruff_text_size as text_size;
pub use strings::{decode_bytes_literal, decode_interpolated_text, decode_string_literal};
