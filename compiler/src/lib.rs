//! The compiler: syntax trees become CPython 3.14 code objects, byte for byte.
//!
//! Order of work: `ast` (CPython-shaped tree, lowered from Ruff's and preprocessed), `future` imports, `symtable`,
//! `codegen` (a flat instruction sequence with labels for each scope), then `cfg` (basic blocks, optimization, assembly).
//! It must not know how code is run.
#![forbid(unsafe_code)]

pub mod ast;
pub mod cfg;
pub mod codegen;
pub mod error;
pub mod future;
pub mod symtable;
