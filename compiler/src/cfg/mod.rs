//! The back half of the compiler: from a flat instruction sequence with labels to a code object.
//!
//! Code generation fills an `InstrSeq` and a `UnitMeta` per scope; `assemble` does everything after that. Nothing here
//! knows syntax trees or symbol tables. The passes and their order are CPython 3.14's, because the bytecode must be.

mod assemble;
mod blocks;
mod cold;
mod consts;
mod fold;
mod handlers;
mod jumps;
mod lines;
mod loadfast;
mod locals;
mod peephole;
pub mod seq;
mod stackdepth;
mod swaps;
pub mod unit;

pub use seq::{Instr, InstrSeq, Label, Loc, NO_LOCATION};
pub use unit::{ConstTable, NameTable, UnitMeta};

use blocks::Cfg;
use std::sync::Arc;
use taipan_bytecode::{Code, Const, WStr};

/// Optimizes and assembles one scope.
///
/// `code_flags` are the final `co_flags`, `nparams` the number of parameters (`*args` and `**kwargs` included), which
/// are the first entries of `unit.varnames`. The error is the text of a SystemError or ValueError: an instruction
/// sequence that breaks the rules, or code too large to encode.
pub fn assemble(
    mut unit: UnitMeta,
    seq: InstrSeq,
    code_flags: u32,
    filename: &WStr,
    nparams: u32,
) -> Result<Arc<Code>, String> {
    let mut cfg = Cfg::build(seq)?;
    let consts = optimize(&mut cfg, &mut unit, nparams)?;
    let stacksize = finish(&mut cfg, &unit, code_flags)?;
    let bytes = assemble::assemble(&cfg, unit.firstlineno)?;
    let (localsplusnames, localspluskinds) = locals::names_and_kinds(&unit, code_flags);
    Ok(Arc::new(Code {
        argcount: unit.posonlyargcount + unit.argcount,
        posonlyargcount: unit.posonlyargcount,
        kwonlyargcount: unit.kwonlyargcount,
        flags: code_flags,
        stacksize,
        firstlineno: unit.firstlineno,
        code: bytes.code,
        consts: consts.into(),
        names: unit.names.names().into(),
        localsplusnames,
        localspluskinds,
        filename: filename.clone(),
        name: unit.name,
        qualname: unit.qualname,
        linetable: bytes.linetable,
        exceptiontable: bytes.exceptiontable,
    }))
}

/// The optimizing passes, in order. Returns `co_consts`.
fn optimize(cfg: &mut Cfg, unit: &mut UnitMeta, nparams: u32) -> Result<Vec<Const>, String> {
    handlers::resolve(cfg)?;
    jumps::inline_small_blocks(cfg);
    jumps::remove_unreachable(cfg);
    lines::resolve(cfg);
    peephole::optimize_constant_uses(cfg, &mut unit.consts);
    peephole::optimize_blocks(cfg, &mut unit.consts);
    jumps::remove_nops_and_pairs(cfg);
    jumps::remove_unreachable(cfg);
    jumps::remove_nops_and_jumps(cfg);
    let consts = consts::remove_unused(cfg, &unit.consts);
    loadfast::add_checks(cfg, unit.varnames.len(), nparams as usize);
    loadfast::pair_up(cfg);
    cold::push_to_end(cfg);
    lines::resolve(cfg);
    Ok(consts)
}

/// What makes the graph real bytecode, in order. Returns `co_stacksize`.
fn finish(cfg: &mut Cfg, unit: &UnitMeta, code_flags: u32) -> Result<u32, String> {
    jumps::expand_conditional_jumps(cfg);
    let stacksize = stackdepth::compute(cfg)?;
    locals::prepare(cfg, unit, code_flags)?;
    jumps::convert_pseudo_ops(cfg);
    jumps::normalize(cfg);
    loadfast::borrow(cfg);
    // A frame has room for at least one value.
    Ok(stacksize.max(1))
}
