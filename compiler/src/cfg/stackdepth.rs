//! The stack depth at every block's entry, and the deepest of all.

use super::blocks::{BlockId, Cfg};
use taipan_bytecode::Op;

/// Sets every reachable block's entry depth and returns `co_stacksize`.
pub(super) fn compute(cfg: &mut Cfg) -> Result<u32, String> {
    for block in &mut cfg.blocks {
        block.depth = i32::MIN;
    }
    let mut max = 0;
    let mut work = Vec::new();
    enter(cfg, &mut work, cfg.entry, 0)?;
    while let Some(b) = work.pop() {
        let mut depth = cfg.blocks[b].depth;
        for i in 0..cfg.blocks[b].ins.len() {
            let ins = cfg.blocks[b].ins[i];
            let after = depth + ins.op.effect(ins.arg, false);
            if after < 0 {
                return Err("Invalid CFG, stack underflow".to_string());
            }
            max = max.max(after);
            if let Some(target) = ins.target.filter(|_| ins.op.has_target() && ins.op != Op::END_ASYNC_FOR) {
                let there = depth + ins.op.effect(ins.arg, true);
                max = max.max(there);
                enter(cfg, &mut work, target, there)?;
            }
            depth = after;
        }
        if let Some(next) = cfg.fallthrough(b) {
            enter(cfg, &mut work, next, depth)?;
        }
    }
    Ok(max as u32)
}

fn enter(cfg: &mut Cfg, work: &mut Vec<BlockId>, block: BlockId, depth: i32) -> Result<(), String> {
    let known = &mut cfg.blocks[block].depth;
    if *known < 0 {
        *known = depth;
        work.push(block);
    } else if *known != depth {
        return Err("Invalid CFG, inconsistent stackdepth".to_string());
    }
    Ok(())
}
