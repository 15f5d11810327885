//! The compiler: syntax trees become CPython 3.14 code objects, byte for byte.
//!
//! Order of work: symbol tables, code generation (a flat instruction sequence with labels for each scope), then `cfg`
//! (basic blocks, optimization, assembly). It must not know how code is run.
#![forbid(unsafe_code)]

pub mod cfg;
