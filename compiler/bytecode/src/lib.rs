//! Code objects as data: the opcode table, constants, location and exception tables, marshal.
//!
//! This crate knows no AST, no compiler and no interpreter: it is what they exchange. Everything follows CPython 3.14's
//! formats exactly, because tools read them.
#![forbid(unsafe_code)]

pub mod code;
pub mod consts;
pub mod exctable;
pub mod flags;
pub mod linetable;
pub mod marshal;
pub mod ops;
pub mod verify;
pub mod wstr;

pub use code::Code;
pub use consts::Const;
pub use ops::Op;
pub use wstr::WStr;
