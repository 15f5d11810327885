//! Slots of locals, cells and free variables: their order, and the instructions that set them up.

use super::{
    Loc, UnitMeta,
    blocks::{Cfg, Ins},
};
use taipan_bytecode::{Op, WStr, flags::*};

const GENERATORS: u32 = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR;

/// Slot for each cell and free variable (by the number code generation gave it).
fn slots(unit: &UnitMeta) -> Vec<u32> {
    let nlocals = unit.varnames.len() as u32;
    let mut next = nlocals;
    let mut fresh = || {
        next += 1;
        next - 1
    };
    // A parameter or local that is also a cell keeps its slot.
    let cells = unit.cellvars.names().iter().map(|name| unit.varnames.get(name));
    let mut slots: Vec<u32> = cells.map(|local| local.unwrap_or_else(&mut fresh)).collect();
    slots.extend(unit.freevars.names().iter().map(|_| fresh()));
    slots
}

/// Adds the instructions at the start of the code and renumbers operands of cell and free variables.
pub(super) fn prepare(cfg: &mut Cfg, unit: &UnitMeta, code_flags: u32) -> Result<(), String> {
    let slots = slots(unit);
    for ins in cfg.blocks.iter_mut().flat_map(|b| &mut b.ins) {
        if matches!(
            ins.op,
            Op::MAKE_CELL
                | Op::LOAD_CLOSURE
                | Op::LOAD_DEREF
                | Op::STORE_DEREF
                | Op::DELETE_DEREF
                | Op::LOAD_FROM_DICT_OR_DEREF
        ) {
            ins.arg = *slots.get(ins.arg as usize).ok_or("cell variable out of range")?;
        }
    }
    let mut prefix = Vec::new();
    if !unit.freevars.is_empty() {
        prefix.push(Ins::new(Op::COPY_FREE_VARS, unit.freevars.len() as u32, Loc::NONE));
    }
    let mut cells = slots[..unit.cellvars.len()].to_vec();
    cells.sort_unstable();
    prefix.extend(cells.into_iter().map(|slot| Ins::new(Op::MAKE_CELL, slot, Loc::NONE)));
    if code_flags & GENERATORS != 0 {
        let loc = Loc::line(unit.firstlineno);
        prefix.push(Ins::new(Op::RETURN_GENERATOR, 0, loc));
        prefix.push(Ins::new(Op::POP_TOP, 0, loc));
    }
    cfg.blocks[cfg.entry].insert(0, prefix.into_iter());
    Ok(())
}

/// `localsplusnames` and `localspluskinds`.
pub(super) fn names_and_kinds(unit: &UnitMeta, code_flags: u32) -> (Box<[WStr]>, Box<[u8]>) {
    let mut names = Vec::new();
    let mut kinds = Vec::new();
    let positional_only = unit.posonlyargcount as usize;
    let positional = positional_only + unit.argcount as usize;
    let keyword = positional + unit.kwonlyargcount as usize;
    let var_positional = keyword + (code_flags & CO_VARARGS != 0) as usize;
    let var_keyword = var_positional + (code_flags & CO_VARKEYWORDS != 0) as usize;
    for (i, name) in unit.varnames.names().iter().enumerate() {
        let mut kind = CO_FAST_LOCAL;
        kind |= match i {
            _ if i < positional_only => CO_FAST_ARG_POS,
            _ if i < positional => CO_FAST_ARG_POS | CO_FAST_ARG_KW,
            _ if i < keyword => CO_FAST_ARG_KW,
            _ if i < var_positional => CO_FAST_ARG_VAR | CO_FAST_ARG_POS,
            _ if i < var_keyword => CO_FAST_ARG_VAR | CO_FAST_ARG_KW,
            _ => 0,
        };
        if unit.fasthidden.contains(name) {
            kind |= CO_FAST_HIDDEN;
        }
        if unit.cellvars.get(name).is_some() {
            kind |= CO_FAST_CELL;
        }
        names.push(name.clone());
        kinds.push(kind);
    }
    for name in unit.cellvars.names().iter().filter(|n| unit.varnames.get(n).is_none()) {
        names.push(name.clone());
        kinds.push(CO_FAST_CELL);
    }
    for name in unit.freevars.names() {
        names.push(name.clone());
        kinds.push(CO_FAST_FREE);
    }
    (names.into(), kinds.into())
}
