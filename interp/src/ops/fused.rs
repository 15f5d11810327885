//! Pairs of instructions in one: operands are loaded and used without a way over the operand stack.
//!
//! `eval::quicken` puts a pair's opcode in place of the first instruction; the second one stays where it is. A pair applies to immediate
//! numbers (and to indexing lists and tuples). Where it meets anything else the first instruction becomes itself again for good,
//! and the second one does what it always does: a pair has no semantics of its own.

use super::arith::{self, CACHES};
use super::attr::set_opcode;
use crate::builtins::prelude::*;
use crate::eval::regs::{Ctl, R};
use taipan_bytecode::Op;

/// Units from the first instruction of a pair (without cache units) to the one behind a BINARY_OP.
const BEHIND_BINARY: usize = 2 + CACHES;

macro_rules! pairs {
    ($($compute:path: $two:ident $one:ident $constant:ident $small:ident;)*) => { $(
        /// Two locals and the operator.
        ///
        /// # Safety
        /// As for all instructions.
        #[inline(always)]
        pub unsafe fn $two(r: &mut R, _vm: &Vm, arg: u32) -> Ctl {
            // SAFETY: by contract; the compiler uses these loads for bound locals.
            unsafe {
                let a = (*r.fp.add((arg >> 4) as usize)).unwrap_unchecked();
                let b = (*r.fp.add((arg & 15) as usize)).unwrap_unchecked();
                let Some(value) = $compute(a, b) else { return Ctl::Slow };
                r.push(value);
                r.advance(BEHIND_BINARY - 1)
            }
        }

        /// The top of the stack, a local and the operator.
        ///
        /// # Safety
        /// As for all instructions.
        #[inline(always)]
        pub unsafe fn $one(r: &mut R, _vm: &Vm, arg: u32) -> Ctl {
            // SAFETY: as above.
            unsafe {
                let b = (*r.fp.add(arg as usize)).unwrap_unchecked();
                let Some(value) = $compute(r.peek(1), b) else { return Ctl::Slow };
                r.poke(1, value);
                r.advance(BEHIND_BINARY - 1)
            }
        }

        /// The top of the stack, a constant and the operator.
        ///
        /// # Safety
        /// As for all instructions.
        #[inline(always)]
        pub unsafe fn $constant(r: &mut R, _vm: &Vm, arg: u32) -> Ctl {
            // SAFETY: as above.
            unsafe {
                let b = *r.frame().consts.add(arg as usize);
                let Some(value) = $compute(r.peek(1), b) else { return Ctl::Slow };
                r.poke(1, value);
                r.advance(BEHIND_BINARY - 1)
            }
        }

        /// The top of the stack, a small int and the operator.
        ///
        /// # Safety
        /// As for all instructions.
        #[inline(always)]
        pub unsafe fn $small(r: &mut R, _vm: &Vm, arg: u32) -> Ctl {
            // SAFETY: as above.
            unsafe {
                let Some(value) = $compute(r.peek(1), Value::small(arg as i64)) else { return Ctl::Slow };
                r.poke(1, value);
                r.advance(BEHIND_BINARY - 1)
            }
        }
    )* };
}

pairs! {
    arith::add: two_add one_add constant_add small_add;
    arith::sub: two_sub one_sub constant_sub small_sub;
    arith::mul: two_mul one_mul constant_mul small_mul;
    arith::item: two_subscr one_subscr constant_subscr small_subscr;
}

/// Ends a comparison and POP_JUMP_IF_FALSE behind a load: `r.ip` is at the load.
#[inline(always)]
unsafe fn branch(r: &mut R, truth: bool) -> Ctl {
    // SAFETY: load, comparison with its cache unit, jump with its cache unit, NOT_TAKEN.
    unsafe {
        let jump = r.ip.add(3);
        if truth {
            r.ip = jump.add(3);
        } else {
            let delta = *(jump as *const u8).add(1);
            r.ip = jump.add(2 + delta as usize);
        }
    }
    Ctl::Next
}

macro_rules! comparisons {
    ($($compute:path: $two:ident $small:ident;)*) => { $(
        /// Two locals, comparison, POP_JUMP_IF_FALSE.
        ///
        /// # Safety
        /// As for all instructions.
        #[inline(always)]
        pub unsafe fn $two(r: &mut R, _vm: &Vm, arg: u32) -> Ctl {
            // SAFETY: as above.
            unsafe {
                let a = (*r.fp.add((arg >> 4) as usize)).unwrap_unchecked();
                let b = (*r.fp.add((arg & 15) as usize)).unwrap_unchecked();
                let Some(truth) = $compute(a, b) else { return Ctl::Slow };
                branch(r, truth)
            }
        }

        /// The top of the stack, a small int, comparison, POP_JUMP_IF_FALSE.
        ///
        /// # Safety
        /// As for all instructions.
        #[inline(always)]
        pub unsafe fn $small(r: &mut R, _vm: &Vm, arg: u32) -> Ctl {
            // SAFETY: as above.
            unsafe {
                let Some(truth) = $compute(r.peek(1), Value::small(arg as i64)) else { return Ctl::Slow };
                r.drop_n(1);
                branch(r, truth)
            }
        }
    )* };
}

comparisons! {
    arith::less: two_lt_jf small_lt_jf;
    arith::less_equal: two_le_jf small_le_jf;
    arith::equal: two_eq_jf small_eq_jf;
    arith::not_equal: two_ne_jf small_ne_jf;
    arith::greater: two_gt_jf small_gt_jf;
    arith::greater_equal: two_ge_jf small_ge_jf;
}

macro_rules! undo {
    ($($name:ident $op:ident $plain:path;)*) => { $(
        /// The pair does not apply: back to the plain load.
        ///
        /// # Safety
        /// As for all instructions.
        #[inline(always)]
        pub unsafe fn $name(r: &mut R, vm: &Vm, arg: u32) -> Ctl {
            // SAFETY: the running instruction.
            unsafe {
                set_opcode(r.ip, Op::$op as u8);
                $plain(r, vm, arg)
            }
        }
    )* };
}

undo! {
    undo_two LOAD_FAST_BORROW_LOAD_FAST_BORROW super::stack::op_load_fast_load_fast;
    undo_one LOAD_FAST_BORROW super::stack::op_load_fast;
    undo_constant LOAD_CONST super::stack::op_load_const;
    undo_small LOAD_SMALL_INT super::stack::op_load_small_int;
}

/// FOR_ITER over a range, list or tuple, and STORE_FAST.
///
/// # Safety
/// As for all instructions.
#[inline(always)]
pub unsafe fn for_iter_store(r: &mut R, vm: &Vm, arg: u32) -> Ctl {
    // SAFETY: STORE_FAST lies behind FOR_ITER and its cache unit.
    unsafe {
        let behind = r.ip.add(2);
        let ctl = super::control::fast_for_iter(r, vm, arg);
        if ctl == Ctl::Next && r.ip == behind {
            let value = r.pop();
            *r.fp.add(*(behind as *const u8).add(1) as usize) = Some(value);
            r.ip = behind.add(1);
        }
        ctl
    }
}
