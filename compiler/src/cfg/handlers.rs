//! Finds the exception handler of every instruction by following the `SETUP_*` and `POP_BLOCK` pseudo-ops.

use super::blocks::{BlockId, Cfg};
use taipan_bytecode::{Op, flags};

/// Marks handler entries, sets each instruction's handler and turns `POP_BLOCK` into NOPs.
pub(super) fn resolve(cfg: &mut Cfg) -> Result<(), String> {
    let setups: Vec<BlockId> =
        cfg.blocks.iter().flat_map(|b| &b.ins).filter(|i| i.op.is_block_push()).filter_map(|i| i.target).collect();
    for b in setups {
        cfg.blocks[b].handler = true;
    }
    // The handlers active at each block's entry, innermost last; every path to a block brings the same ones.
    let mut entry_handlers: Vec<Option<Vec<BlockId>>> = vec![None; cfg.blocks.len()];
    entry_handlers[cfg.entry] = Some(Vec::new());
    let mut work = vec![cfg.entry];
    while let Some(b) = work.pop() {
        let mut active = entry_handlers[b].clone().unwrap_or_default();
        let mut yield_depth = None;
        for i in 0..cfg.blocks[b].ins.len() {
            let ins = &mut cfg.blocks[b].ins[i];
            let (op, target) = (ins.op, ins.target);
            if op.is_block_push() {
                let handler = target.ok_or("handler without a block")?;
                visit(&mut entry_handlers, &mut work, handler, &active);
                active.push(handler);
                if matches!(op, Op::SETUP_WITH | Op::SETUP_CLEANUP) {
                    cfg.blocks[handler].lasti = true;
                }
                continue;
            }
            match op {
                Op::POP_BLOCK => {
                    if active.pop().is_none() {
                        return Err("POP_BLOCK without a block".to_string());
                    }
                    ins.nop();
                    continue;
                }
                Op::RETURN_GENERATOR => {
                    ins.except = None;
                    continue;
                }
                Op::YIELD_VALUE => yield_depth = Some(active.len()),
                Op::RESUME if ins.arg != flags::RESUME_AT_FUNC_START => {
                    // One handler is the one that every generator has; then a throw at the yield can take a short cut.
                    let one_handler = yield_depth.take() == Some(1);
                    ins.arg |= if one_handler { flags::RESUME_OPARG_DEPTH1_MASK } else { 0 };
                }
                _ => {}
            }
            ins.except = active.last().copied();
            if let Some(t) = target {
                visit(&mut entry_handlers, &mut work, t, &active);
            }
        }
        if let Some(next) = cfg.fallthrough(b) {
            visit(&mut entry_handlers, &mut work, next, &active);
        }
    }
    Ok(())
}

fn visit(entries: &mut [Option<Vec<BlockId>>], work: &mut Vec<BlockId>, block: BlockId, active: &[BlockId]) {
    if entries[block].is_none() {
        entries[block] = Some(active.to_vec());
        work.push(block);
    }
}
