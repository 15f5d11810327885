//! Constants in the graph: folding of operations and displays, small ints, and dropping unused entries of the table.

use super::{
    ConstTable,
    blocks::{Cfg, Ins},
    fold,
};
use num_bigint::BigInt;
use num_traits::FromPrimitive;
use std::collections::HashSet;
use taipan_bytecode::{Const, Op};

/// Most constants on the stack that one fold may take.
const MAX_OPERANDS: usize = 30;
/// Shorter constant lists and sets are cheaper to build item by item.
const MIN_SEQUENCE: usize = 3;

/// Whether the opcode pushes a constant.
pub(super) fn loads_const(op: Op) -> bool {
    op.has_const() || op == Op::LOAD_SMALL_INT
}

/// The constant an instruction pushes.
pub(super) fn loaded_value(ins: &Ins, table: &ConstTable) -> Option<Const> {
    match ins.op {
        Op::LOAD_SMALL_INT => Some(Const::Int(ins.arg as i64)),
        op if op.has_const() => table.items().get(ins.arg as usize).cloned(),
        _ => None,
    }
}

fn as_small_int(value: &Const) -> Option<u32> {
    match value {
        Const::Int(i @ 0..=255) => Some(*i as u32),
        _ => None,
    }
}

/// `LOAD_CONST` of a small int becomes `LOAD_SMALL_INT`.
pub(super) fn shrink_load(ins: &mut Ins, table: &ConstTable) {
    if let Some(small) = loaded_value(ins, table).as_ref().and_then(as_small_int) {
        ins.set(Op::LOAD_SMALL_INT, small);
    }
}

/// Turns an instruction into the load of a constant.
fn set_load(ins: &mut Ins, value: Const, table: &mut ConstTable) {
    match as_small_int(&value) {
        Some(small) => ins.set(Op::LOAD_SMALL_INT, small),
        None => ins.set(Op::LOAD_CONST, table.add(value)),
    }
}

/// The places of the `n` constant loads right before `end` (NOPs between them do not matter), first one first.
fn operand_loads(ins: &[Ins], end: usize, n: usize) -> Option<Vec<usize>> {
    let mut places = Vec::with_capacity(n);
    for at in (0..end).rev() {
        if places.len() == n {
            break;
        }
        match ins[at].op {
            Op::NOP => {}
            op if loads_const(op) => places.push(at),
            _ => return None,
        }
    }
    places.reverse();
    (places.len() == n).then_some(places)
}

/// The values loaded at `places`.
fn values(ins: &[Ins], places: &[usize], table: &ConstTable) -> Option<Vec<Const>> {
    places.iter().map(|p| loaded_value(&ins[*p], table)).collect()
}

fn erase(ins: &mut [Ins], places: &[usize]) {
    for p in places {
        ins[*p].erase();
    }
}

/// Folds the unary operation at `i`.
pub(super) fn fold_unary(ins: &mut [Ins], i: usize, table: &mut ConstTable) {
    let Some(places) = operand_loads(ins, i, 1) else { return };
    let Some(operand) = values(ins, &places, table) else { return };
    if let Some(value) = fold::unary(ins[i].op, &operand[0]) {
        erase(ins, &places);
        set_load(&mut ins[i], value, table);
    }
}

/// Folds the `BINARY_OP` at `i`.
pub(super) fn fold_binary(ins: &mut [Ins], i: usize, table: &mut ConstTable) {
    let Some(places) = operand_loads(ins, i, 2) else { return };
    let Some(operands) = values(ins, &places, table) else { return };
    if let Some(value) = fold::binary(ins[i].arg, &operands[0], &operands[1]) {
        erase(ins, &places);
        set_load(&mut ins[i], value, table);
    }
}

/// Folds the `BUILD_TUPLE` at `i`.
pub(super) fn fold_tuple(ins: &mut [Ins], i: usize, table: &mut ConstTable) {
    let n = ins[i].arg as usize;
    if n > MAX_OPERANDS {
        return;
    }
    let Some(places) = operand_loads(ins, i, n) else { return };
    let Some(items) = values(ins, &places, table) else { return };
    erase(ins, &places);
    set_load(&mut ins[i], Const::tuple(items), table);
}

/// Makes the `BUILD_LIST` or `BUILD_SET` at `i` cheaper: one that is only searched or iterated over becomes a constant
/// tuple or frozenset (or at least a tuple); others of some length are filled from a constant.
pub(super) fn fold_list_or_set(ins: &mut [Ins], i: usize, table: &mut ConstTable) {
    let (op, n) = (ins[i].op, ins[i].arg as usize);
    let only_read = ins.get(i + 1).is_some_and(|next| matches!(next.op, Op::GET_ITER | Op::CONTAINS_OP));
    if n > MAX_OPERANDS || (n < MIN_SEQUENCE && !only_read) {
        return;
    }
    let found = operand_loads(ins, i, n).and_then(|places| Some((values(ins, &places, table)?, places)));
    let Some((items, places)) = found else {
        if only_read && op == Op::BUILD_LIST {
            ins[i].op = Op::BUILD_TUPLE;
        }
        return;
    };
    let value = if op == Op::BUILD_SET { frozen_set(items) } else { Const::tuple(items) };
    let index = table.add(value);
    erase(ins, &places);
    if only_read {
        ins[i].set(Op::LOAD_CONST, index);
        return;
    }
    ins[i - 2].loc = ins[i].loc;
    ins[i - 2].set(op, 0);
    ins[i - 1].set(Op::LOAD_CONST, index);
    ins[i].set(if op == Op::BUILD_LIST { Op::LIST_EXTEND } else { Op::SET_UPDATE }, 1);
}

/// Folds a constant display that was too long for the stack: `BUILD_LIST 0` (or `BUILD_SET 0`), then loads each followed
/// by `LIST_APPEND 1` (`SET_ADD 1`). At `i` is what makes the result constant: the conversion of the list to a tuple, or
/// the last addition if what follows only iterates or searches. Returns whether it did.
pub(super) fn fold_long_display(ins: &mut [Ins], i: usize, table: &mut ConstTable) -> bool {
    let (build, add) = match ins[i].op {
        Op::SET_ADD => (Op::BUILD_SET, Op::SET_ADD),
        _ => (Op::BUILD_LIST, Op::LIST_APPEND),
    };
    let mut items = Vec::new();
    let mut start = None;
    let mut expect_add = ins[i].op != add;
    for at in (0..i).rev() {
        let Ins { op, arg, .. } = ins[at];
        if op == Op::NOP {
            continue;
        }
        if op == build && arg == 0 {
            if expect_add {
                start = Some(at);
            }
            break;
        }
        if expect_add {
            if op != add || arg != 1 {
                return false;
            }
        } else {
            let Some(value) = loaded_value(&ins[at], table) else { return false };
            items.push(value);
        }
        expect_add = !expect_add;
    }
    let Some(start) = start else { return false };
    items.reverse();
    for ins in ins[start..i].iter_mut().filter(|ins| ins.op != Op::NOP) {
        ins.erase();
    }
    if ins[i].op == add {
        ins[i].erase();
    }
    let value = if build == Op::BUILD_SET { frozen_set(items) } else { Const::tuple(items) };
    set_load(&mut ins[i], value, table);
    true
}

/// A frozenset of constants, equal ones (by Python's `==`) once.
fn frozen_set(items: Vec<Const>) -> Const {
    let mut seen = HashSet::new();
    let kept: Vec<Const> = items.into_iter().filter(|item| seen.insert(equality_key(item))).collect();
    Const::FrozenSet(kept.into())
}

/// A constant that stands for all constants equal to this one in Python, where numbers of different types can be equal.
fn equality_key(value: &Const) -> Const {
    match value {
        Const::True => Const::Int(1),
        Const::False => Const::Int(0),
        Const::Float(f) if f.fract() == 0.0 => BigInt::from_f64(*f).map_or_else(|| value.clone(), Const::int),
        Const::Complex(re, im) if *im == 0.0 => equality_key(&Const::Float(*re)),
        // (Adding zero turns -0.0 into 0.0.)
        Const::Complex(re, im) => Const::Complex(re + 0.0, *im),
        Const::Tuple(items) => Const::tuple(items.iter().map(equality_key).collect()),
        _ => value.clone(),
    }
}

/// Drops constants no instruction loads. The first one stays: it may be the docstring.
pub(super) fn remove_unused(cfg: &mut Cfg, table: &ConstTable) -> Vec<Const> {
    let items = table.items();
    let mut used = vec![false; items.len()];
    if let Some(first) = used.first_mut() {
        *first = true;
    }
    let order = cfg.order();
    let is_load = |ins: &Ins| ins.op.has_const();
    for b in &order {
        for ins in cfg.blocks[*b].ins.iter().filter(|i| is_load(i)) {
            if let Some(mark) = used.get_mut(ins.arg as usize) {
                *mark = true;
            }
        }
    }
    let mut new_index = vec![0; items.len()];
    let mut kept = Vec::new();
    for (i, item) in items.iter().enumerate().filter(|(i, _)| used[*i]) {
        new_index[i] = kept.len() as u32;
        kept.push(item.clone());
    }
    for b in order {
        for ins in cfg.blocks[b].ins.iter_mut().filter(|i| is_load(i)) {
            ins.arg = new_index.get(ins.arg as usize).copied().unwrap_or(ins.arg);
        }
    }
    kept
}
