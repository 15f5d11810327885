//! Checks that a code object is sound: jumps land on instructions, operands are in range, the stack never runs over or
//! under, handlers exist. What passes cannot make an interpreter read outside of its frame.
//!
//! It must not judge what a program means; code that compilers never make is fine if it is safe.

use crate::{
    Code, Op,
    exctable::{self, Entry},
    flags::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_LOCAL, COMPARE_OP_BOOL},
    ops,
};

/// Deepest stack allowed.
const MAX_STACK: u32 = 1 << 20;

/// An instruction after decoding.
#[derive(Clone, Copy)]
struct Decoded {
    op: Op,
    arg: u32,
    /// Unit after the instruction and its caches.
    next: usize,
}

/// Checks `code`, without the code objects among its constants. The error says what is wrong and where.
pub fn verify(code: &Code) -> Result<(), String> {
    check_counts(code)?;
    let decoded = decode(code)?;
    for (at, ins) in decoded.iter().enumerate().filter_map(|(at, d)| d.map(|d| (at, d))) {
        check_operand(code, &ins).map_err(|e| format!("{} at {}: {e}", ins.op.name(), at * 2))?;
    }
    let mut entries = exctable::decode(&code.exceptiontable);
    let table: Vec<Entry> = entries.by_ref().collect();
    if entries.is_malformed() {
        return Err("malformed exception table".to_string());
    }
    for e in &table {
        let is_start = |unit: u32| decoded.get(unit as usize).is_some_and(|d| d.is_some());
        if e.start >= e.end || e.end as usize > decoded.len() || !is_start(e.target) {
            return Err(format!("exception table entry out of range: {e:?}"));
        }
        if e.depth + 1 + e.lasti as u32 > code.stacksize {
            return Err(format!("handler needs more stack than there is: {e:?}"));
        }
    }
    if table.windows(2).any(|pair| pair[0].end > pair[1].start) {
        return Err("exception table entries overlap or are out of order".to_string());
    }
    check_stack(code, &decoded, &table)
}

fn check_counts(code: &Code) -> Result<(), String> {
    let locals = code.localspluskinds.iter().filter(|k| **k & CO_FAST_LOCAL != 0).count();
    let first_other = code.localspluskinds.iter().position(|k| *k & CO_FAST_LOCAL == 0).unwrap_or(locals);
    let frees = code.localspluskinds.iter().rev().take_while(|k| **k & CO_FAST_FREE != 0).count();
    if code.localsplusnames.len() != code.localspluskinds.len() {
        return Err("as many kinds of variables as names are needed".to_string());
    }
    if first_other != locals || frees != code.nfreevars() {
        return Err("variables are not in the order locals, cells, free variables".to_string());
    }
    if code.posonlyargcount > code.argcount || code.total_args() > locals {
        return Err("more arguments than local variables".to_string());
    }
    if code.stacksize > MAX_STACK || code.localsplusnames.len() > MAX_STACK as usize {
        return Err("frame too large".to_string());
    }
    if code.code.is_empty() || !code.code.len().is_multiple_of(2) {
        return Err("bytecode must be a positive even number of bytes".to_string());
    }
    Ok(())
}

/// The instruction that starts at each unit, `EXTENDED_ARG` prefixes included; nothing for units inside an instruction.
fn decode(code: &Code) -> Result<Vec<Option<Decoded>>, String> {
    let units = code.units();
    let mut decoded = vec![None; units];
    let mut at = 0;
    while at < units {
        let (start, mut arg, mut prefixes) = (at, 0u32, 0);
        let op = loop {
            let byte = code.code[at * 2];
            let op = Op::from_number(byte as u16).filter(|op| op.number() < Op::MIN_INSTRUMENTED);
            let op = op.ok_or_else(|| format!("unknown opcode {byte} at {}", at * 2))?;
            arg = arg << 8 | code.code[at * 2 + 1] as u32;
            at += 1;
            if op != Op::EXTENDED_ARG {
                break op;
            }
            prefixes += 1;
            if prefixes > 3 || at >= units {
                return Err(format!("misplaced EXTENDED_ARG at {}", (at - 1) * 2));
            }
        };
        at += op.caches();
        if at > units {
            return Err(format!("inline cache of {} runs past the end", op.name()));
        }
        decoded[start] = Some(Decoded { op, arg, next: at });
    }
    Ok(decoded)
}

fn check_operand(code: &Code, ins: &Decoded) -> Result<(), String> {
    let arg = ins.arg as usize;
    let kind = |i: usize| code.localspluskinds.get(i).copied().unwrap_or(0);
    let ok = match ins.op {
        Op::CACHE | Op::RESERVED | Op::INTERPRETER_EXIT | Op::EXIT_INIT_CHECK => false,
        op if op.has_const() => arg < code.consts.len(),
        Op::LOAD_ATTR | Op::LOAD_GLOBAL => arg >> 1 < code.names.len(),
        Op::LOAD_SUPER_ATTR => arg >> 2 < code.names.len(),
        op if op.has_name() => arg < code.names.len(),
        // (An inlined comprehension's variable may be a cell for a while only.)
        Op::MAKE_CELL => kind(arg) != 0,
        Op::LOAD_DEREF => kind(arg) & (CO_FAST_CELL | CO_FAST_FREE) != 0,
        op if op.has_free() => kind(arg) & (CO_FAST_CELL | CO_FAST_FREE) != 0,
        Op::LOAD_FAST_LOAD_FAST
        | Op::LOAD_FAST_BORROW_LOAD_FAST_BORROW
        | Op::STORE_FAST_LOAD_FAST
        | Op::STORE_FAST_STORE_FAST => arg < 256 && kind(arg >> 4) != 0 && kind(arg & 15) != 0,
        op if op.has_local() => kind(arg) != 0,
        Op::COPY_FREE_VARS => arg == code.nfreevars(),
        Op::BINARY_OP => arg < ops::NB_OPS.len(),
        Op::COMPARE_OP => arg >> 5 < ops::CMP_OPS.len() && arg & !(COMPARE_OP_BOOL as usize) & 0x1F < 16,
        Op::CALL_INTRINSIC_1 => (1..ops::INTRINSIC_1.len()).contains(&arg),
        Op::CALL_INTRINSIC_2 => (1..ops::INTRINSIC_2.len()).contains(&arg),
        Op::LOAD_SPECIAL => arg < ops::SPECIAL_METHODS.len(),
        Op::LOAD_COMMON_CONSTANT => arg < ops::COMMON_CONSTANTS.len(),
        Op::COPY | Op::SWAP => arg >= 1,
        Op::LIST_APPEND | Op::LIST_EXTEND | Op::SET_ADD | Op::SET_UPDATE | Op::MAP_ADD => arg >= 1,
        Op::DICT_UPDATE | Op::DICT_MERGE => arg >= 1,
        Op::RAISE_VARARGS => arg <= 2,
        Op::BUILD_SLICE => arg == 2 || arg == 3,
        Op::CONVERT_VALUE => (1..=3).contains(&arg),
        Op::SET_FUNCTION_ATTRIBUTE => matches!(arg, 1 | 2 | 4 | 8 | 16),
        Op::IS_OP | Op::CONTAINS_OP => arg <= 1,
        _ => true,
    };
    if ok { Ok(()) } else { Err(format!("operand {arg} out of range")) }
}

/// Follows every path with the depth of the stack.
fn check_stack(code: &Code, decoded: &[Option<Decoded>], table: &[Entry]) -> Result<(), String> {
    let mut paths = Paths { decoded, limit: code.stacksize, depths: vec![None; decoded.len()], work: Vec::new() };
    paths.enter(0, 0)?;
    while let Some((at, ins, depth)) = paths.next() {
        // A handler is entered with the stack cut to the entry's depth.
        let covering = table.get(table.partition_point(|e| e.end as usize <= at));
        if let Some(e) = covering.filter(|e| e.start as usize <= at) {
            if e.depth > depth {
                return Err(format!("handler at {} needs a deeper stack than there is at {}", e.target * 2, at * 2));
            }
            paths.enter(e.target as i64, (e.depth + 1 + e.lasti as u32) as i64)?;
        }
        if ins.op.popped(ins.arg) > depth as i32 {
            return Err(format!("stack underflow at {}", at * 2));
        }
        let after = depth as i64 + ins.op.effect(ins.arg, false) as i64;
        let (next, distance) = (ins.next as i64, ins.arg as i64);
        match ins.op {
            Op::JUMP_FORWARD => paths.enter(next + distance, after)?,
            Op::JUMP_BACKWARD | Op::JUMP_BACKWARD_NO_INTERRUPT => paths.enter(next - distance, after)?,
            // Its operand only tells tools where the loop is.
            Op::END_ASYNC_FOR => paths.enter(next, after)?,
            op if op.is_scope_exit() => {}
            op => {
                if op.has_jump() {
                    paths.enter(next + distance, after)?;
                }
                paths.enter(next, after)?;
            }
        }
    }
    Ok(())
}

/// The stack depth at every instruction reached so far.
struct Paths<'a> {
    decoded: &'a [Option<Decoded>],
    limit: u32,
    depths: Vec<Option<u32>>,
    work: Vec<usize>,
}

impl Paths<'_> {
    /// Control reaches a unit with some depth.
    fn enter(&mut self, unit: i64, depth: i64) -> Result<(), String> {
        let place = usize::try_from(unit).ok().filter(|u| self.decoded.get(*u).is_some_and(|d| d.is_some()));
        let place = place.ok_or_else(|| format!("control flow leaves the instructions at {}", unit * 2))?;
        if depth < 0 || depth > self.limit as i64 {
            return Err(format!("stack depth {depth} at {} (limit {})", unit * 2, self.limit));
        }
        match self.depths[place] {
            None => {
                self.depths[place] = Some(depth as u32);
                self.work.push(place);
                Ok(())
            }
            Some(known) if known as i64 == depth => Ok(()),
            Some(known) => Err(format!("stack depth {known} or {depth} at {}", unit * 2)),
        }
    }

    /// An instruction whose effect is still to be followed.
    fn next(&mut self) -> Option<(usize, Decoded, u32)> {
        let at = self.work.pop()?;
        Some((at, self.decoded[at]?, self.depths[at]?))
    }
}

#[cfg(test)]
#[path = "verify/tests.rs"]
mod tests;
