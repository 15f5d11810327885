//! Moves code that only runs after an exception to the end.

use super::{
    Loc,
    blocks::{BlockId, Cfg},
    jumps,
};
use taipan_bytecode::Op;

/// Marks cold blocks and moves them behind all others, keeping the order among them.
pub(super) fn push_to_end(cfg: &mut Cfg) {
    if cfg.blocks[cfg.entry].next.is_none() {
        return;
    }
    mark(cfg);
    // A cold block must not fall into a warm one: they are about to be parted.
    for b in cfg.order() {
        if !cfg.blocks[b].cold {
            continue;
        }
        let Some(next) = cfg.fallthrough(b).filter(|n| cfg.blocks[*n].warm) else { continue };
        let bridge = cfg.new_block();
        cfg.blocks[next].labeled = true;
        let block = &mut cfg.blocks[bridge];
        block.push(Op::JUMP_NO_INTERRUPT, Some(next), Loc::NONE);
        block.cold = true;
        block.predecessors = 1;
        block.next = Some(next);
        cfg.blocks[b].next = Some(bridge);
    }
    let (cold, mut order): (Vec<BlockId>, Vec<BlockId>) = cfg.order().into_iter().partition(|b| cfg.blocks[*b].cold);
    if cold.is_empty() {
        return;
    }
    order.extend(cold);
    for (i, b) in order.iter().enumerate() {
        cfg.blocks[*b].next = order.get(i + 1).copied();
    }
    jumps::remove_nops_and_jumps(cfg);
}

fn mark(cfg: &mut Cfg) {
    let mut seen = vec![false; cfg.blocks.len()];
    seen[cfg.entry] = true;
    for b in reach(cfg, vec![cfg.entry], &mut seen) {
        cfg.blocks[b].warm = true;
    }
    let handlers: Vec<BlockId> = cfg.order().into_iter().filter(|b| cfg.blocks[*b].handler && !seen[*b]).collect();
    for b in &handlers {
        seen[*b] = true;
    }
    for b in reach(cfg, handlers, &mut seen) {
        cfg.blocks[b].cold = true;
    }
}

/// Everything reached by jumps and falling through from `work` without entering a block already seen.
fn reach(cfg: &Cfg, mut work: Vec<BlockId>, seen: &mut [bool]) -> Vec<BlockId> {
    let mut found = Vec::new();
    while let Some(b) = work.pop() {
        found.push(b);
        let jumps = cfg.blocks[b].ins.iter().filter(|i| i.is_jump()).filter_map(|i| i.target);
        for to in cfg.fallthrough(b).into_iter().chain(jumps) {
            if !std::mem::replace(&mut seen[to], true) {
                work.push(to);
            }
        }
    }
    found
}
