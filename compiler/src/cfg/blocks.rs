//! The control-flow graph: basic blocks in an arena, chained in code order, and how it is built from a sequence.
//!
//! A block ends at a jump or an exit and starts at every label. `SETUP_*` pseudo-ops do not end a block; their handlers
//! are found later (`handlers`). Passes may leave blocks empty; nothing relies on blocks having instructions.

use super::{Instr, InstrSeq, Loc};
use std::collections::VecDeque;
use taipan_bytecode::Op;

/// Index of a block in `Cfg::blocks`.
pub(super) type BlockId = usize;

/// An instruction inside the graph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ins {
    pub(super) op: Op,
    pub(super) arg: u32,
    pub(super) loc: Loc,
    /// Where a jump goes, or the handler a `SETUP_*` names.
    pub(super) target: Option<BlockId>,
    /// Where control goes if this instruction raises.
    pub(super) except: Option<BlockId>,
}

impl Ins {
    pub(super) fn new(op: Op, arg: u32, loc: Loc) -> Ins {
        Ins { op, arg, loc, target: None, except: None }
    }

    /// Becomes another instruction at the same place, with the same handler.
    pub(super) fn set(&mut self, op: Op, arg: u32) {
        self.op = op;
        self.arg = arg;
    }

    /// Becomes a NOP that keeps its line.
    pub(super) fn nop(&mut self) {
        self.set(Op::NOP, 0);
    }

    /// Becomes a NOP that no longer belongs to any line.
    pub(super) fn erase(&mut self) {
        self.nop();
        self.loc = Loc::NONE;
    }

    pub(super) fn is_jump(&self) -> bool {
        self.op.has_jump()
    }
}

/// A basic block.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub(super) ins: Vec<Ins>,
    /// Handlers of instructions that have been dropped from the end (see `push`).
    dropped: VecDeque<Option<BlockId>>,
    /// The block that follows in code order.
    pub(super) next: Option<BlockId>,
    /// Whether some label stands at the start.
    pub(super) labeled: bool,
    /// Edges into the block, counted by `remove_unreachable`.
    pub(super) predecessors: usize,
    /// Whether the block is an exception handler's entry.
    pub(super) handler: bool,
    /// Whether the handler's entry finds the offset of the raising instruction on the stack.
    pub(super) lasti: bool,
    /// Stack depth at entry; negative while unknown.
    pub(super) depth: i32,
    /// Reached only through a handler.
    pub(super) cold: bool,
    /// Reached without an exception.
    pub(super) warm: bool,
}

impl Block {
    /// Appends a new instruction.
    ///
    /// CPython reuses instruction slots at the end of a block without clearing their handler, so an appended
    /// instruction takes over the handler of whatever was there before the block shrank. The exception table shows it.
    pub(super) fn push(&mut self, op: Op, target: Option<BlockId>, loc: Loc) {
        let except = self.dropped.pop_front().flatten();
        self.ins.push(Ins { op, arg: 0, loc, target, except });
    }

    /// Keeps the first `n` instructions.
    pub(super) fn truncate(&mut self, n: usize) {
        for gone in self.ins.drain(n..).rev() {
            self.dropped.push_front(gone.except);
        }
    }

    /// Inserts instructions before the one at `at`.
    pub(super) fn insert(&mut self, at: usize, new: impl ExactSizeIterator<Item = Ins>) {
        let reused = new.len().min(self.dropped.len());
        self.dropped.drain(..reused);
        self.ins.splice(at..at, new);
    }

    pub(super) fn last(&self) -> Option<&Ins> {
        self.ins.last()
    }

    /// Whether control can run off the end of the block.
    pub(super) fn falls_through(&self) -> bool {
        !self.ins.last().is_some_and(|i| i.op.no_fallthrough())
    }

    /// Whether the block ends by leaving the code object.
    pub(super) fn exits(&self) -> bool {
        self.ins.last().is_some_and(|i| i.op.is_scope_exit())
    }

    /// Whether no instruction has a line.
    pub(super) fn has_no_line(&self) -> bool {
        self.ins.iter().all(|i| i.loc.line < 0)
    }
}

/// The graph of one code object.
#[derive(Debug)]
pub(super) struct Cfg {
    pub(super) blocks: Vec<Block>,
    pub(super) entry: BlockId,
}

impl Cfg {
    /// Splits a sequence into blocks and points jumps at them.
    pub(super) fn build(mut seq: InstrSeq) -> Result<Cfg, String> {
        splice_annotations(&mut seq);
        let mut starts = vec![false; seq.instrs.len() + 1];
        for instr in seq.instrs.iter().filter(|i| i.op.has_target()) {
            starts[label_place(&seq, instr.arg)?] = true;
        }
        let mut cfg = Cfg { blocks: vec![Block { depth: -1, ..Block::default() }], entry: 0 };
        let mut current = 0;
        let mut block_at = vec![0; seq.instrs.len() + 1];
        let mut ended = false;
        for (i, start) in starts.iter().enumerate() {
            if *start && cfg.blocks[current].ins.is_empty() && !ended {
                cfg.blocks[current].labeled = true;
            } else if *start || (ended && i < seq.instrs.len()) {
                let new = cfg.new_block();
                cfg.blocks[current].next = Some(new);
                cfg.blocks[new].labeled = *start;
                current = new;
            }
            block_at[i] = current;
            let Some(instr) = seq.instrs.get(i) else { break };
            cfg.blocks[current].ins.push(Ins::new(instr.op, instr.arg, instr.loc));
            ended = instr.op.has_jump() || instr.op.is_scope_exit();
        }
        for block in &mut cfg.blocks {
            for ins in block.ins.iter_mut().filter(|i| i.op.has_target()) {
                ins.target = Some(block_at[seq.labels[ins.arg as usize] as usize]);
                ins.arg = 0;
            }
        }
        Ok(cfg)
    }

    /// Adds a block that is in no chain yet.
    pub(super) fn new_block(&mut self) -> BlockId {
        self.blocks.push(Block { depth: -1, ..Block::default() });
        self.blocks.len() - 1
    }

    /// The blocks in code order.
    pub(super) fn order(&self) -> Vec<BlockId> {
        let mut order = Vec::with_capacity(self.blocks.len());
        let mut at = Some(self.entry);
        while let Some(b) = at {
            order.push(b);
            at = self.blocks[b].next;
        }
        order
    }

    /// `from` or the first block after it that has instructions.
    pub(super) fn next_nonempty(&self, from: Option<BlockId>) -> Option<BlockId> {
        let mut at = from;
        while let Some(b) = at
            && self.blocks[b].ins.is_empty()
        {
            at = self.blocks[b].next;
        }
        at
    }

    /// The block that follows `b` if control can get there from it.
    pub(super) fn fallthrough(&self, b: BlockId) -> Option<BlockId> {
        self.blocks[b].next.filter(|_| self.blocks[b].falls_through())
    }
}

/// Index of the instruction a label stands before.
fn label_place(seq: &InstrSeq, label: u32) -> Result<usize, String> {
    match seq.labels.get(label as usize) {
        Some(place) if *place != u32::MAX => Ok(*place as usize),
        _ => Err(format!("label {label} was never placed")),
    }
}

/// Puts the annotations' code in the place of its placeholder (which disappears if there is none).
fn splice_annotations(seq: &mut InstrSeq) {
    let Some(at) = seq.instrs.iter().position(|i| i.op == Op::ANNOTATIONS_PLACEHOLDER) else { return };
    let code: Vec<Instr> = seq.annotations.take().map(|a| a.instrs).unwrap_or_default();
    let grown = code.len() as i64 - 1;
    seq.instrs.splice(at..=at, code);
    for place in seq.labels.iter_mut().filter(|p| **p != u32::MAX && **p as usize > at) {
        *place = (*place as i64 + grown) as u32;
    }
}
