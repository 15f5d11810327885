//! Rewrites of short instruction patterns inside a block: tests of constants, jump threading, folding, boolean contexts.

use super::{
    ConstTable,
    blocks::{BlockId, Cfg, Ins},
    consts, swaps,
};
use taipan_bytecode::{Const, Op, flags, ops::intrinsic};

/// Shortens uses of a constant that has just been loaded, in every block.
pub(super) fn optimize_constant_uses(cfg: &mut Cfg, table: &mut ConstTable) {
    for b in cfg.order() {
        optimize_block_constants(&mut cfg.blocks[b].ins, table);
    }
}

fn optimize_block_constants(ins: &mut [Ins], table: &mut ConstTable) {
    // The constant on top of the stack after the instruction at hand, as the instruction that loaded it.
    let mut loaded = Ins::new(Op::NOP, 0, super::Loc::NONE);
    for i in 0..ins.len() {
        if ins[i].op == Op::LOAD_CONST {
            consts::shrink_load(&mut ins[i], table);
        }
        let copies = consts::loads_const(loaded.op) && ins[i].op == Op::COPY && ins[i].arg == 1;
        if !copies {
            loaded = ins[i];
        }
        let Some(value) = consts::loaded_value(&loaded, table) else { continue };
        let Some(next) = ins.get(i + 1) else { continue };
        match next.op {
            Op::POP_JUMP_IF_FALSE | Op::POP_JUMP_IF_TRUE => {
                let taken = value.truth() == (next.op == Op::POP_JUMP_IF_TRUE);
                ins[i].nop();
                if taken {
                    ins[i + 1].op = Op::JUMP;
                } else {
                    ins[i + 1].nop();
                }
            }
            Op::JUMP_IF_FALSE | Op::JUMP_IF_TRUE => {
                let taken = value.truth() == (next.op == Op::JUMP_IF_TRUE);
                if taken {
                    ins[i + 1].op = Op::JUMP;
                } else {
                    ins[i + 1].nop();
                }
            }
            Op::IS_OP if matches!(value, Const::None) => test_for_none(ins, i),
            Op::TO_BOOL => {
                let index = table.add(Const::bool(value.truth()));
                ins[i].nop();
                ins[i + 1].set(Op::LOAD_CONST, index);
            }
            _ => {}
        }
    }
}

/// `is None` and a conditional jump become one jump. The load of `None` is at `i`, `IS_OP` follows.
fn test_for_none(ins: &mut [Ins], i: usize) {
    let mut jump = i + 2;
    if ins.get(jump).is_some_and(|n| n.op == Op::TO_BOOL) {
        ins[jump].nop();
        jump += 1;
    }
    let negated = ins[i + 1].arg != 0;
    let if_none = match ins.get(jump).map(|n| n.op) {
        Some(Op::POP_JUMP_IF_TRUE) => !negated,
        Some(Op::POP_JUMP_IF_FALSE) => negated,
        _ => return,
    };
    ins[i].nop();
    ins[i + 1].nop();
    ins[jump].op = if if_none { Op::POP_JUMP_IF_NONE } else { Op::POP_JUMP_IF_NOT_NONE };
}

/// Optimizes every block on its own (targets of jumps are looked at, not changed).
pub(super) fn optimize_blocks(cfg: &mut Cfg, table: &mut ConstTable) {
    for b in cfg.order() {
        let mut i = 0;
        while i < cfg.blocks[b].ins.len() {
            if !thread_jump(cfg, b, i) {
                rewrite(&mut cfg.blocks[b].ins, i, table);
                i += 1;
            }
        }
        swaps::optimize(&mut cfg.blocks[b].ins);
    }
}

/// If the jump at `i` leads to another jump, sends it there directly. Returns whether `i` must be looked at again.
fn thread_jump(cfg: &mut Cfg, b: BlockId, i: usize) -> bool {
    let ins = cfg.blocks[b].ins[i];
    let Some(target) = ins.target.filter(|_| ins.is_jump()) else { return false };
    let Some(there) = cfg.blocks[target].ins.first().copied() else { return false };
    let new_op = match (ins.op, there.op) {
        (Op::POP_JUMP_IF_FALSE | Op::POP_JUMP_IF_TRUE | Op::POP_JUMP_IF_NONE | Op::POP_JUMP_IF_NOT_NONE, Op::JUMP) => {
            ins.op
        }
        (Op::JUMP_IF_FALSE, Op::JUMP | Op::JUMP_IF_FALSE) | (Op::JUMP_IF_TRUE, Op::JUMP | Op::JUMP_IF_TRUE) => ins.op,
        // The value that made this jump happen fails the test there.
        (Op::JUMP_IF_FALSE, Op::JUMP_IF_TRUE) | (Op::JUMP_IF_TRUE, Op::JUMP_IF_FALSE) => {
            let Some(next) = cfg.blocks[target].next else { return false };
            cfg.blocks[b].ins[i].target = Some(next);
            return true;
        }
        (Op::JUMP | Op::JUMP_NO_INTERRUPT, Op::JUMP) => Op::JUMP,
        (Op::JUMP | Op::JUMP_NO_INTERRUPT, Op::JUMP_NO_INTERRUPT) => ins.op,
        _ => return false,
    };
    if there.target == Some(target) || there.target.is_none() {
        return false;
    }
    let block = &mut cfg.blocks[b];
    block.ins[i].nop();
    block.push(new_op, there.target, there.loc);
    true
}

fn rewrite(ins: &mut [Ins], i: usize, table: &mut ConstTable) {
    let Ins { op, arg, .. } = ins[i];
    let next = ins.get(i + 1).map_or(Op::CACHE, |n| n.op);
    match (op, next) {
        (Op::BUILD_TUPLE, Op::UNPACK_SEQUENCE) if ins[i + 1].arg == arg && (1..=3).contains(&arg) => {
            ins[i].nop();
            if arg == 1 {
                ins[i + 1].nop();
            } else {
                ins[i + 1].op = Op::SWAP;
            }
        }
        (Op::BUILD_TUPLE, _) => consts::fold_tuple(ins, i, table),
        (Op::BUILD_LIST | Op::BUILD_SET, _) => consts::fold_list_or_set(ins, i, table),
        (Op::COMPARE_OP, Op::TO_BOOL) => {
            ins[i].nop();
            ins[i + 1].set(op, arg | flags::COMPARE_OP_BOOL);
        }
        (Op::CONTAINS_OP | Op::IS_OP, Op::TO_BOOL) => {
            ins[i].nop();
            ins[i + 1].set(op, arg);
        }
        (Op::CONTAINS_OP | Op::IS_OP, Op::UNARY_NOT) => {
            ins[i].nop();
            ins[i + 1].set(op, arg ^ 1);
        }
        (Op::UNARY_NOT, Op::TO_BOOL) => {
            ins[i].nop();
            ins[i + 1].set(Op::UNARY_NOT, 0);
        }
        (Op::UNARY_NOT, Op::UNARY_NOT) => {
            ins[i].nop();
            ins[i + 1].nop();
        }
        (Op::UNARY_NOT | Op::UNARY_INVERT | Op::UNARY_NEGATIVE, _) => consts::fold_unary(ins, i, table),
        (Op::CALL_INTRINSIC_1, _) if arg == intrinsic::UNARY_POSITIVE => consts::fold_unary(ins, i, table),
        (Op::CALL_INTRINSIC_1, _) if arg == intrinsic::LIST_TO_TUPLE => {
            let folded = consts::fold_long_display(ins, i, table);
            if !folded && next == Op::GET_ITER {
                ins[i].nop();
            }
        }
        (Op::LIST_APPEND | Op::SET_ADD, Op::GET_ITER | Op::CONTAINS_OP) if arg == 1 => {
            consts::fold_long_display(ins, i, table);
        }
        (Op::BINARY_OP, _) => consts::fold_binary(ins, i, table),
        (Op::SWAP, _) if arg == 1 => ins[i].nop(),
        (Op::LOAD_GLOBAL, Op::PUSH_NULL) if arg & 1 == 0 => {
            ins[i].arg |= 1;
            ins[i + 1].nop();
        }
        (Op::STORE_FAST, Op::STORE_FAST) if ins[i + 1].arg == arg && ins[i + 1].loc.line == ins[i].loc.line => {
            ins[i].set(Op::POP_TOP, 0);
        }
        _ => {}
    }
}
