//! Fewer `SWAP`s: runs of them are rewritten with as few as possible, and a `SWAP` before stores is done at compile time
//! by exchanging the stores.

use super::blocks::Ins;
use taipan_bytecode::Op;

/// Optimizes all `SWAP`s of a block.
pub(super) fn optimize(ins: &mut [Ins]) {
    let mut at = 0;
    while at < ins.len() {
        if ins[at].op == Op::SWAP {
            at = minimize_run(ins, at);
            apply_statically(ins, at);
        }
        at += 1;
    }
}

/// Rewrites the run of `SWAP`s and NOPs at `start`; returns the index of its last instruction (`start` if the run is a
/// single `SWAP`).
fn minimize_run(ins: &mut [Ins], start: usize) -> usize {
    let rest = &ins[start..];
    let len = rest.iter().position(|i| !matches!(i.op, Op::SWAP | Op::NOP)).unwrap_or(rest.len());
    let run = &mut ins[start..start + len];
    if run.iter().filter(|i| i.op == Op::SWAP).count() < 2 {
        return start;
    }
    let depth = run.iter().map(|i| i.arg as usize).max().unwrap_or(0);
    // order[i] = which value ends up i places below the top.
    let mut order: Vec<usize> = (0..depth).collect();
    for swap in run.iter().filter(|i| i.op == Op::SWAP) {
        order.swap(0, swap.arg as usize - 1);
    }
    // A permutation is a product of cycles, and a cycle through the top is a chain of swaps with the top. The chain is
    // found last swap first; cycles that leave the top alone are entered and left through it.
    let mut swaps = Vec::new();
    let mut placed: Vec<bool> = order.iter().enumerate().map(|(i, v)| i == *v).collect();
    for first in 0..depth {
        if placed[first] {
            continue;
        }
        let mut at = first;
        loop {
            if at != 0 {
                swaps.push(at as u32 + 1);
            }
            if placed[at] {
                break;
            }
            placed[at] = true;
            at = order[at];
        }
    }
    for (i, ins) in run.iter_mut().rev().enumerate() {
        match swaps.get(i) {
            Some(depth) => ins.set(Op::SWAP, *depth),
            None => ins.nop(),
        }
    }
    start + len - 1
}

fn can_exchange(op: Op) -> bool {
    matches!(op, Op::STORE_FAST | Op::STORE_FAST_MAYBE_NULL | Op::POP_TOP)
}

/// The next instruction after `at` that can change places, if only NOPs lie between and it is on `line` (if given).
fn next_exchangeable(ins: &[Ins], at: usize, line: Option<i32>) -> Option<usize> {
    for (i, candidate) in ins.iter().enumerate().skip(at + 1) {
        if line.is_some_and(|l| l >= 0 && candidate.loc.line != l) {
            return None;
        }
        if candidate.op != Op::NOP {
            return can_exchange(candidate.op).then_some(i);
        }
    }
    None
}

fn stored_local(ins: &Ins) -> Option<u32> {
    matches!(ins.op, Op::STORE_FAST | Op::STORE_FAST_MAYBE_NULL).then_some(ins.arg)
}

/// Works leftwards from `at`: replaces each `SWAP n` by exchanging the first and the n-th store that follow.
fn apply_statically(ins: &mut [Ins], at: usize) {
    for i in (0..=at).rev() {
        if ins[i].op != Op::SWAP {
            if ins[i].op == Op::NOP || can_exchange(ins[i].op) {
                continue;
            }
            return;
        }
        let Some(first) = next_exchangeable(ins, i, None) else { return };
        let line = ins[first].loc.line;
        let mut other = first;
        for _ in 1..ins[i].arg {
            match next_exchangeable(ins, other, Some(line)) {
                Some(next) => other = next,
                None => return,
            }
        }
        // Two stores to one variable must keep their order.
        let (a, b) = (stored_local(&ins[first]), stored_local(&ins[other]));
        if a.is_some() || b.is_some() {
            if a == b {
                return;
            }
            let between = ins[first + 1..other].iter().filter_map(stored_local);
            if between.into_iter().any(|s| Some(s) == a || Some(s) == b) {
                return;
            }
        }
        ins[i].nop();
        ins.swap(first, other);
    }
}
