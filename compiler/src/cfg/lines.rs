//! Line numbers for artificial instructions.
//!
//! Tracing needs every exit (and every jump that may be interrupted) to have a line, so exits without one are copied
//! for each jump that reaches them, and lines flow along edges that are a block's only entry.

use super::{
    Loc,
    blocks::{Block, BlockId, Cfg},
};
use taipan_bytecode::Op;

/// Gives lines to instructions without one wherever they are unambiguous.
pub(super) fn resolve(cfg: &mut Cfg) {
    duplicate_exits(cfg);
    propagate(cfg);
}

/// Whether the opcode may run signal handlers or switch threads.
fn has_eval_break(op: Op) -> bool {
    matches!(op, Op::RESUME | Op::JUMP | Op::JUMP_BACKWARD | Op::CALL | Op::CALL_KW | Op::CALL_FUNCTION_EX)
}

fn wants_line(block: &Block) -> bool {
    block.has_no_line() && (block.exits() || block.ins.iter().any(|i| has_eval_break(i.op)))
}

fn duplicate_exits(cfg: &mut Cfg) {
    let mut at = Some(cfg.entry);
    while let Some(b) = at {
        if let Some(last) = cfg.blocks[b].last().copied().filter(|i| i.is_jump())
            && let Some(target) = cfg.next_nonempty(last.target)
            && wants_line(&cfg.blocks[target])
            && cfg.blocks[target].predecessors > 1
        {
            let copy = copy_after(cfg, target);
            cfg.blocks[copy].ins[0].loc = last.loc;
            cfg.blocks[copy].predecessors = 1;
            cfg.blocks[target].predecessors -= 1;
            cfg.blocks[b].ins.last_mut().expect("the block has a jump").target = Some(copy);
        }
        at = cfg.blocks[b].next;
    }
    // Exits that are left are reached by falling through only, so from one place.
    for b in cfg.order() {
        if let Some(next) = cfg.fallthrough(b)
            && let Some(last) = cfg.blocks[b].last().copied()
            && wants_line(&cfg.blocks[next])
        {
            cfg.blocks[next].ins[0].loc = last.loc;
        }
    }
}

/// Copies a block that does not fall through and puts the copy right after it.
fn copy_after(cfg: &mut Cfg, block: BlockId) -> BlockId {
    let copy = cfg.new_block();
    cfg.blocks[copy].ins = cfg.blocks[block].ins.clone();
    cfg.blocks[copy].labeled = true;
    cfg.blocks[copy].next = cfg.blocks[block].next;
    cfg.blocks[block].next = Some(copy);
    copy
}

fn propagate(cfg: &mut Cfg) {
    for b in cfg.order() {
        let mut loc = Loc::NONE;
        for ins in &mut cfg.blocks[b].ins {
            if ins.loc.line == Loc::NONE.line {
                ins.loc = loc;
            } else {
                loc = ins.loc;
            }
        }
        let Some(last) = cfg.blocks[b].last().copied() else { continue };
        let jump = last.target.filter(|_| last.is_jump());
        for follower in [cfg.fallthrough(b), jump].into_iter().flatten() {
            let block = &mut cfg.blocks[follower];
            if block.predecessors == 1
                && let Some(first) = block.ins.first_mut()
                && first.loc.line == Loc::NONE.line
            {
                first.loc = loc;
            }
        }
    }
}
