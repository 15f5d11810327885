//! Loads of locals: which need a check for being unbound, which can be paired, which may borrow the reference.

use super::blocks::{BlockId, Cfg, Ins};
use taipan_bytecode::Op;

/// Locals that are followed across blocks; the others are assumed unbound at every block's start.
const TRACKED: usize = 64;

/// Uses `LOAD_FAST_CHECK` wherever the local may be unbound.
pub(super) fn add_checks(cfg: &mut Cfg, nlocals: usize, nparams: usize) {
    if nlocals == 0 {
        return;
    }
    if nlocals > TRACKED {
        check_untracked(cfg);
    }
    let mut scan = Scan { unbound: vec![0; cfg.blocks.len()], queued: vec![false; cfg.blocks.len()], work: Vec::new() };
    let start = (nparams..nlocals.min(TRACKED)).fold(0u64, |mask, i| mask | 1 << i);
    scan.enter(cfg.entry, start);
    for b in cfg.order() {
        scan.block(cfg, b);
    }
    while let Some(b) = scan.work.pop() {
        scan.queued[b] = false;
        scan.block(cfg, b);
    }
}

/// Spreads knowledge of which locals may be unbound at block entries until nothing changes.
struct Scan {
    /// Bit i: local i may be unbound at the block's entry.
    unbound: Vec<u64>,
    queued: Vec<bool>,
    work: Vec<BlockId>,
}

impl Scan {
    fn enter(&mut self, block: BlockId, mask: u64) {
        if self.unbound[block] | mask != self.unbound[block] {
            self.unbound[block] |= mask;
            if !std::mem::replace(&mut self.queued[block], true) {
                self.work.push(block);
            }
        }
    }

    fn block(&mut self, cfg: &mut Cfg, b: BlockId) {
        let mut mask = self.unbound[b];
        for ins in &mut cfg.blocks[b].ins {
            if let Some(handler) = ins.except {
                self.enter(handler, mask);
            }
            if ins.arg as usize >= TRACKED {
                continue;
            }
            let bit = 1u64 << ins.arg;
            match ins.op {
                Op::DELETE_FAST | Op::LOAD_FAST_AND_CLEAR | Op::STORE_FAST_MAYBE_NULL => mask |= bit,
                Op::STORE_FAST | Op::LOAD_FAST_CHECK => mask &= !bit,
                Op::LOAD_FAST => {
                    if mask & bit != 0 {
                        ins.op = Op::LOAD_FAST_CHECK;
                    }
                    mask &= !bit;
                }
                _ => {}
            }
        }
        if let Some(next) = cfg.fallthrough(b) {
            self.enter(next, mask);
        }
        if let Some(last) = cfg.blocks[b].last().filter(|i| i.is_jump())
            && let Some(target) = last.target
        {
            self.enter(target, mask);
        }
    }
}

fn check_untracked(cfg: &mut Cfg) {
    for b in cfg.order() {
        let mut bound = std::collections::HashSet::new();
        for ins in cfg.blocks[b].ins.iter_mut().filter(|i| i.arg as usize >= TRACKED) {
            match ins.op {
                Op::DELETE_FAST | Op::LOAD_FAST_AND_CLEAR | Op::STORE_FAST_MAYBE_NULL => {
                    bound.remove(&ins.arg);
                }
                Op::STORE_FAST => {
                    bound.insert(ins.arg);
                }
                Op::LOAD_FAST if bound.insert(ins.arg) => ins.op = Op::LOAD_FAST_CHECK,
                _ => {}
            }
        }
    }
}

/// Pairs neighboring loads and stores of locals in one instruction.
pub(super) fn pair_up(cfg: &mut Cfg) {
    for b in cfg.order() {
        let ins = &mut cfg.blocks[b].ins;
        for i in 1..ins.len() {
            let pair = match (ins[i - 1].op, ins[i].op) {
                (Op::LOAD_FAST, Op::LOAD_FAST) => Op::LOAD_FAST_LOAD_FAST,
                (Op::STORE_FAST, Op::LOAD_FAST) => Op::STORE_FAST_LOAD_FAST,
                (Op::STORE_FAST, Op::STORE_FAST) => Op::STORE_FAST_STORE_FAST,
                _ => continue,
            };
            let (a, b) = (ins[i - 1].loc.line, ins[i].loc.line);
            let (x, y) = (ins[i - 1].arg, ins[i].arg);
            if (a >= 0 && b >= 0 && a != b) || x >= 16 || y >= 16 {
                continue;
            }
            ins[i - 1].set(pair, x << 4 | y);
            ins[i].nop();
        }
    }
    super::jumps::remove_nops(cfg);
}

/// A stack entry: the instruction that pushed it (if in this block), and the local it is a reference to.
#[derive(Clone, Copy)]
struct Ref {
    from: Option<usize>,
    local: Option<u32>,
}

/// The stack while scanning a block, and which instructions must own their reference.
struct Stack {
    refs: Vec<Ref>,
    owned: Vec<bool>,
}

impl Stack {
    fn push(&mut self, from: usize, local: Option<u32>) {
        self.refs.push(Ref { from: Some(from), local });
    }

    fn pop(&mut self) -> Ref {
        self.refs.pop().unwrap_or(Ref { from: None, local: None })
    }

    fn drop(&mut self, n: i32) {
        for _ in 0..n {
            self.pop();
        }
    }

    fn own(&mut self, r: Ref) {
        if let Some(i) = r.from {
            self.owned[i] = true;
        }
    }

    /// The local changes, so references to it on the stack must not depend on it.
    fn kill(&mut self, local: u32) {
        for i in 0..self.refs.len() {
            if self.refs[i].local == Some(local) {
                self.own(self.refs[i]);
            }
        }
    }

    fn store(&mut self, local: u32) {
        let value = self.pop();
        self.kill(local);
        self.own(value);
    }
}

/// Lets loads of locals borrow the reference where the value is used up within the block, before the local changes.
pub(super) fn borrow(cfg: &mut Cfg) {
    let mut seen = vec![false; cfg.blocks.len()];
    let mut work = vec![cfg.entry];
    seen[cfg.entry] = true;
    cfg.blocks[cfg.entry].depth = 0;
    while let Some(b) = work.pop() {
        let mut stack = Stack {
            refs: vec![Ref { from: None, local: None }; cfg.blocks[b].depth.max(0) as usize],
            owned: vec![false; cfg.blocks[b].ins.len()],
        };
        for (i, ins) in cfg.blocks[b].ins.iter().enumerate() {
            step(&mut stack, i, ins);
            if let Some(target) = ins.target.filter(|_| ins.op.has_target() && ins.op != Op::END_ASYNC_FOR)
                && !std::mem::replace(&mut seen[target], true)
            {
                work.push(target);
            }
        }
        if cfg.blocks[b].last().is_some()
            && let Some(next) = cfg.fallthrough(b)
            && !std::mem::replace(&mut seen[next], true)
        {
            work.push(next);
        }
        for i in 0..stack.refs.len() {
            stack.own(stack.refs[i]);
        }
        for (i, ins) in cfg.blocks[b].ins.iter_mut().enumerate().filter(|(i, _)| !stack.owned[*i]) {
            let _ = i;
            ins.op = match ins.op {
                Op::LOAD_FAST => Op::LOAD_FAST_BORROW,
                Op::LOAD_FAST_LOAD_FAST => Op::LOAD_FAST_BORROW_LOAD_FAST_BORROW,
                op => op,
            };
        }
    }
}

/// Follows one instruction's effect on the stack of references.
fn step(stack: &mut Stack, i: usize, ins: &Ins) {
    let arg = ins.arg;
    match ins.op {
        Op::DELETE_FAST => stack.kill(arg),
        Op::LOAD_FAST => stack.push(i, Some(arg)),
        Op::LOAD_FAST_AND_CLEAR => {
            stack.kill(arg);
            stack.push(i, Some(arg));
        }
        Op::LOAD_FAST_LOAD_FAST => {
            stack.push(i, Some(arg >> 4));
            stack.push(i, Some(arg & 15));
        }
        Op::STORE_FAST => stack.store(arg),
        Op::STORE_FAST_LOAD_FAST => {
            stack.store(arg >> 4);
            stack.push(i, Some(arg & 15));
        }
        Op::STORE_FAST_STORE_FAST => {
            stack.store(arg >> 4);
            stack.store(arg & 15);
        }
        Op::COPY => {
            let copied = stack.refs.len().checked_sub(arg as usize).and_then(|at| stack.refs.get(at)).copied();
            stack.refs.push(copied.unwrap_or(Ref { from: None, local: None }));
        }
        Op::SWAP => {
            let len = stack.refs.len();
            if arg >= 1 && arg as usize <= len {
                stack.refs.swap(len - 1, len - arg as usize);
            }
        }
        // These leave their inputs where they are and push. What they push counts as coming from the block's first
        // instructions, as in CPython: those may lose the right to borrow by it, which is safe.
        Op::FORMAT_SIMPLE
        | Op::GET_ANEXT
        | Op::GET_LEN
        | Op::GET_YIELD_FROM_ITER
        | Op::IMPORT_FROM
        | Op::MATCH_KEYS
        | Op::MATCH_MAPPING
        | Op::MATCH_SEQUENCE
        | Op::WITH_EXCEPT_START => {
            for first in 0..ins.op.effect(arg, false).max(0) as usize {
                stack.push(first, None);
            }
        }
        // These take some inputs and leave the others where they are.
        Op::DICT_MERGE
        | Op::DICT_UPDATE
        | Op::LIST_APPEND
        | Op::LIST_EXTEND
        | Op::MAP_ADD
        | Op::RERAISE
        | Op::SET_ADD
        | Op::SET_UPDATE => stack.drop(-ins.op.effect(arg, false)),
        Op::CHECK_EXC_MATCH | Op::SEND => {
            stack.pop();
            stack.push(i, None);
        }
        Op::FOR_ITER => stack.push(i, None),
        Op::LOAD_ATTR | Op::LOAD_SUPER_ATTR => {
            let object = stack.pop();
            if ins.op == Op::LOAD_SUPER_ATTR {
                stack.drop(2);
            }
            stack.push(i, None);
            if arg & 1 != 0 {
                // A method call: the object itself may be pushed again.
                stack.refs.push(object);
            }
        }
        Op::LOAD_SPECIAL | Op::PUSH_EXC_INFO => {
            let top = stack.pop();
            stack.push(i, None);
            stack.refs.push(top);
        }
        op if op.is_block_push() => {}
        op => {
            stack.drop(op.popped(arg));
            for _ in 0..op.pushed(arg) {
                stack.push(i, None);
            }
        }
    }
}
