//! The back half of the compiler: from a flat instruction sequence with labels to a code object.
//!
//! Code generation fills an `InstrSeq` and a `UnitMeta` per scope; `assemble` does everything after that. Nothing here
//! knows syntax trees or symbol tables.

pub mod seq;
pub mod unit;

pub use seq::{Instr, InstrSeq, Label, Loc};
pub use unit::{ConstTable, NameTable, UnitMeta};

use std::sync::Arc;
use taipan_bytecode::{Code, WStr};

/// Optimizes and assembles one scope.
///
/// `code_flags` are the final `co_flags`, `nparams` the number of parameters (`*args` and `**kwargs` included), which
/// are the first entries of `unit.varnames`. The error is the text of a SystemError or ValueError: an instruction
/// sequence that breaks the rules, or code too large to encode.
pub fn assemble(
    unit: UnitMeta,
    seq: InstrSeq,
    code_flags: u32,
    filename: &WStr,
    nparams: u32,
) -> Result<Arc<Code>, String> {
    let _ = (unit, seq, code_flags, filename, nparams);
    Err("the assembler has not landed yet".to_string())
}
