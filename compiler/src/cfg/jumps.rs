//! Passes about jumps, NOPs and reachability.

use super::{
    Loc,
    blocks::{BlockId, Cfg, Ins},
};
use taipan_bytecode::Op;

/// Exit blocks up to this size are copied over the jumps that reach them.
const MAX_COPY_SIZE: usize = 4;

/// Counts each block's predecessors and empties blocks that nothing reaches.
pub(super) fn remove_unreachable(cfg: &mut Cfg) {
    let mut seen = vec![false; cfg.blocks.len()];
    for block in &mut cfg.blocks {
        block.predecessors = 0;
    }
    let mut work = vec![cfg.entry];
    seen[cfg.entry] = true;
    cfg.blocks[cfg.entry].predecessors = 1;
    let mut edges = Vec::new();
    while let Some(b) = work.pop() {
        edges.extend(cfg.fallthrough(b));
        edges.extend(cfg.blocks[b].ins.iter().filter(|i| i.op.has_target()).filter_map(|i| i.target));
        for to in edges.drain(..) {
            cfg.blocks[to].predecessors += 1;
            if !std::mem::replace(&mut seen[to], true) {
                work.push(to);
            }
        }
    }
    for block in cfg.blocks.iter_mut().filter(|b| b.predecessors == 0) {
        block.truncate(0);
        block.handler = false;
    }
}

/// Replaces jumps to small exits, and to blocks without lines that fall nowhere, by copies of their target.
pub(super) fn inline_small_blocks(cfg: &mut Cfg) {
    loop {
        let mut changed = false;
        for b in cfg.order() {
            changed |= inline_target(cfg, b);
        }
        if !changed {
            return;
        }
    }
}

fn inline_target(cfg: &mut Cfg, b: BlockId) -> bool {
    let Some(last) = cfg.blocks[b].last().copied() else { return false };
    let Some(target) = last.target.filter(|_| last.op.is_unconditional_jump()) else { return false };
    let block = &cfg.blocks[target];
    let small_exit = block.exits() && block.ins.len() <= MAX_COPY_SIZE;
    let no_line = block.has_no_line() && !block.falls_through();
    if !small_exit && !no_line {
        return false;
    }
    let copied = block.ins.clone();
    cfg.blocks[target].predecessors = cfg.blocks[target].predecessors.saturating_sub(1);
    let block = &mut cfg.blocks[b];
    block.ins.last_mut().expect("the block has a jump").nop();
    block.insert(block.ins.len(), copied.into_iter());
    if no_line
        && last.op == Op::JUMP
        && let Some(end) = block.ins.last_mut()
        && end.op.is_unconditional_jump()
    {
        // The jump that was replaced could be interrupted; so must the copy be.
        end.op = Op::JUMP;
    }
    true
}

/// Drops NOPs that no line depends on. Returns whether there were any.
pub(super) fn remove_nops(cfg: &mut Cfg) -> bool {
    let mut changed = false;
    for b in cfg.order() {
        changed |= remove_block_nops(cfg, b);
    }
    changed
}

fn remove_block_nops(cfg: &mut Cfg, b: BlockId) -> bool {
    if !cfg.blocks[b].ins.iter().any(|i| i.op == Op::NOP) {
        return false;
    }
    let next = cfg.next_nonempty(cfg.blocks[b].next);
    // The first line of what follows; NOPs without a line there are about to go.
    let next_line = next.map_or(-1, |n| {
        let mut rest = cfg.blocks[n].ins.iter().filter(|i| i.op != Op::NOP || i.loc.line >= 0);
        rest.next().map_or(-1, |i| i.loc.line)
    });
    let ins = &mut cfg.blocks[b].ins;
    let before = ins.len();
    let mut kept = 0;
    let mut prev_line = -1;
    for at in 0..before {
        let Loc { line, .. } = ins[at].loc;
        if ins[at].op == Op::NOP {
            if line < 0 || line == prev_line {
                continue;
            }
            if at + 1 < before {
                let following = ins[at + 1].loc.line;
                if following == line {
                    continue;
                }
                if following < 0 {
                    ins[at + 1].loc = ins[at].loc;
                    continue;
                }
            } else if next.is_some() && line == next_line {
                continue;
            }
        }
        ins[kept] = ins[at];
        kept += 1;
        prev_line = line;
    }
    cfg.blocks[b].truncate(kept);
    kept != before
}

/// Turns jumps to the block that follows anyway into NOPs. Returns whether there were any.
fn remove_jumps(cfg: &mut Cfg) -> bool {
    let mut changed = false;
    for b in cfg.order() {
        let block = &cfg.blocks[b];
        if let Some(last) = block.last()
            && last.op.is_unconditional_jump()
            && cfg.next_nonempty(last.target) == cfg.next_nonempty(block.next)
        {
            cfg.blocks[b].ins.last_mut().expect("the block has a jump").nop();
            changed = true;
        }
    }
    changed
}

/// Drops superfluous NOPs and jumps until none is left.
pub(super) fn remove_nops_and_jumps(cfg: &mut Cfg) {
    loop {
        let nops = remove_nops(cfg);
        let jumps = remove_jumps(cfg);
        if !nops && !jumps {
            return;
        }
    }
}

/// Drops NOPs and values that are loaded only to be popped, across blocks that fall into each other.
pub(super) fn remove_nops_and_pairs(cfg: &mut Cfg) {
    loop {
        let mut changed = false;
        // Where the instruction run just before is.
        let mut prev: Option<(BlockId, usize)> = None;
        for b in cfg.order() {
            remove_block_nops(cfg, b);
            if cfg.blocks[b].labeled {
                prev = None;
            }
            for i in 0..cfg.blocks[b].ins.len() {
                if let Some((pb, pi)) = prev
                    && cfg.blocks[b].ins[i].op == Op::POP_TOP
                    && is_pure_push(&cfg.blocks[pb].ins[pi])
                {
                    cfg.blocks[pb].ins[pi].nop();
                    cfg.blocks[b].ins[i].nop();
                    changed = true;
                }
                prev = Some((b, i));
            }
            if !cfg.blocks[b].falls_through() || cfg.blocks[b].last().is_some_and(|i| i.is_jump()) {
                prev = None;
            }
        }
        if !changed {
            return;
        }
    }
}

fn is_pure_push(ins: &Ins) -> bool {
    matches!(ins.op, Op::LOAD_CONST | Op::LOAD_SMALL_INT) || (ins.op == Op::COPY && ins.arg == 1)
}

/// Spells out `JUMP_IF_TRUE`/`JUMP_IF_FALSE`, which test a value without popping it.
pub(super) fn expand_conditional_jumps(cfg: &mut Cfg) {
    for block in &mut cfg.blocks {
        let Some(last) = block.ins.last_mut() else { continue };
        last.op = match last.op {
            Op::JUMP_IF_FALSE => Op::POP_JUMP_IF_FALSE,
            Op::JUMP_IF_TRUE => Op::POP_JUMP_IF_TRUE,
            _ => continue,
        };
        let jump = *last;
        let at = block.ins.len() - 1;
        let beside = |op, arg| Ins { op, arg, target: None, ..jump };
        block.insert(at, [beside(Op::COPY, 1), beside(Op::TO_BOOL, 0)].into_iter());
    }
}

/// Turns what is left of the pseudo-ops into instructions.
pub(super) fn convert_pseudo_ops(cfg: &mut Cfg) {
    for ins in cfg.blocks.iter_mut().flat_map(|b| &mut b.ins) {
        if ins.op.is_block_push() {
            ins.nop();
        } else if ins.op == Op::LOAD_CLOSURE {
            ins.op = Op::LOAD_FAST;
        } else if ins.op == Op::STORE_FAST_MAYBE_NULL {
            ins.op = Op::STORE_FAST;
        }
    }
    remove_nops_and_jumps(cfg);
}

/// Makes every conditional jump a forward one, with a `NOT_TAKEN` mark on the other way.
pub(super) fn normalize(cfg: &mut Cfg) {
    let mut seen = vec![false; cfg.blocks.len()];
    for b in cfg.order() {
        seen[b] = true;
        let Some(last) = cfg.blocks[b].last().copied() else { continue };
        let Some(reversed) = reverse(last.op) else { continue };
        let Some(target) = last.target else { continue };
        if !seen[target] {
            cfg.blocks[b].push(Op::NOT_TAKEN, None, last.loc);
            continue;
        }
        let back = cfg.new_block();
        let next = cfg.blocks[b].next;
        let block = &mut cfg.blocks[back];
        block.push(Op::NOT_TAKEN, None, last.loc);
        block.push(Op::JUMP, Some(target), last.loc);
        block.next = next;
        cfg.blocks[back].depth = cfg.blocks[target].depth;
        cfg.blocks[back].cold = cfg.blocks[b].cold;
        cfg.blocks[b].next = Some(back);
        let jump = cfg.blocks[b].ins.last_mut().expect("the block has a jump");
        jump.op = reversed;
        jump.target = next;
    }
}

fn reverse(op: Op) -> Option<Op> {
    Some(match op {
        Op::POP_JUMP_IF_FALSE => Op::POP_JUMP_IF_TRUE,
        Op::POP_JUMP_IF_TRUE => Op::POP_JUMP_IF_FALSE,
        Op::POP_JUMP_IF_NONE => Op::POP_JUMP_IF_NOT_NONE,
        Op::POP_JUMP_IF_NOT_NONE => Op::POP_JUMP_IF_NONE,
        _ => return None,
    })
}
