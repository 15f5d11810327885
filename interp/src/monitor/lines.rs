//! Which line each instruction of a code object belongs to, and which instructions begin a line.

use crate::builtins::prelude::*;
use taipan_bytecode::{Op, linetable};

/// The table of one code object, by code unit.
#[derive(Debug)]
pub struct Lines {
    /// The line, or -1.
    line: Box<[i32]>,
    /// The unit begins a line: there is a line event before it.
    starts: Box<[bool]>,
    /// Before this unit (the function's prologue) there are no events.
    pub first: u32,
}

impl Lines {
    /// Works the table out.
    pub fn of(code: &PyCode) -> Lines {
        let n = code.units();
        let mut line = vec![-1; n].into_boxed_slice();
        for (start, end, number) in linetable::lines(&code.code.linetable, code.code.firstlineno) {
            let (start, end) = ((start / 2) as usize, (end / 2) as usize);
            line[start.min(n)..end.min(n)].fill(number);
        }
        let units: Vec<(u8, u8)> = code.code.code.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        let is = |op: u8, wanted: Op| op == wanted as u8;
        let first = units.iter().position(|(op, _)| is(*op, Op::RESUME)).unwrap_or(0);
        let mut starts = vec![false; n].into_boxed_slice();
        let (mut current, mut i, mut arg, mut begin) = (-1, first, 0u32, first);
        while i < n {
            let (op, low) = units[i];
            arg = arg << 8 | low as u32;
            if is(op, Op::EXTENDED_ARG) {
                i += 1;
                continue;
            }
            let silent = [Op::END_ASYNC_FOR, Op::END_FOR, Op::END_SEND, Op::RESUME, Op::POP_ITER];
            if !silent.iter().any(|s| is(op, *s)) {
                starts[begin] |= line[begin] >= 0 && line[begin] != current;
                current = line[begin];
            }
            let caches = Op::from_number(op as u16).map_or(0, |op| op.caches());
            let next = i + 1 + caches;
            let target = match Op::from_number(op as u16) {
                Some(
                    Op::POP_JUMP_IF_FALSE
                    | Op::POP_JUMP_IF_TRUE
                    | Op::POP_JUMP_IF_NONE
                    | Op::POP_JUMP_IF_NOT_NONE
                    | Op::JUMP_FORWARD,
                ) => Some(next + arg as usize),
                // The instruction at the target is skipped when the iterator is exhausted.
                Some(Op::FOR_ITER | Op::SEND) => Some(next + arg as usize + 1),
                Some(Op::JUMP_BACKWARD | Op::JUMP_BACKWARD_NO_INTERRUPT) => next.checked_sub(arg as usize),
                _ => None,
            };
            if let Some(target) = target.filter(|&t| t < n) {
                let op = units[target].0;
                if line[target] >= 0 && !silent.iter().any(|s| is(op, *s)) {
                    starts[target] = true;
                }
            }
            arg = 0;
            i = next;
            begin = next;
        }
        for handler in &code.handlers {
            let target = handler.target as usize;
            if target < n && line[target] >= 0 && !is(units[target].0, Op::POP_EXCEPT) {
                starts[target] = true;
            }
        }
        Lines { line, starts, first: first as u32 }
    }

    /// The line of a unit, or -1.
    pub fn line(&self, at: u32) -> i32 {
        self.line.get(at as usize).copied().unwrap_or(-1)
    }

    /// Whether the unit begins a line.
    pub fn starts(&self, at: u32) -> bool {
        self.starts.get(at as usize).copied().unwrap_or(false)
    }
}
