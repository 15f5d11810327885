//! From ordered blocks to bytes: jump distances, `EXTENDED_ARG`, location table, exception table.

use super::{
    Loc,
    blocks::{BlockId, Cfg, Ins},
};
use taipan_bytecode::{
    Op,
    exctable::{self, Entry},
    linetable::{self, Position},
};

/// Distance from the start of `SEND` to the `END_SEND` of the same await, in units; `END_ASYNC_FOR` counts from there.
const END_SEND_OFFSET: u32 = 5;

/// The three byte strings of a code object.
pub(super) struct Assembled {
    pub(super) code: Box<[u8]>,
    pub(super) linetable: Box<[u8]>,
    pub(super) exceptiontable: Box<[u8]>,
}

/// An instruction with its place; `target` is an index into the list.
struct Placed {
    ins: Ins,
    target: usize,
    offset: u32,
}

/// Units of an instruction with its prefixes and caches.
fn size(ins: &Ins) -> u32 {
    let prefixes = (ins.arg > 0xFF) as u32 + (ins.arg > 0xFFFF) as u32 + (ins.arg > 0xFF_FFFF) as u32;
    prefixes + 1 + ins.op.caches() as u32
}

/// Lays out the blocks in order.
pub(super) fn assemble(cfg: &Cfg, firstlineno: i32) -> Result<Assembled, String> {
    let mut first = vec![usize::MAX; cfg.blocks.len()];
    let mut list: Vec<Placed> = Vec::new();
    for b in cfg.order() {
        first[b] = list.len();
        list.extend(cfg.blocks[b].ins.iter().map(|ins| Placed { ins: *ins, target: usize::MAX, offset: 0 }));
    }
    for (i, placed) in list.iter_mut().enumerate() {
        let Some(target) = placed.ins.target.filter(|_| placed.ins.is_jump()) else { continue };
        placed.target = first[target];
        let forward = first[target] > i;
        placed.ins.op = match placed.ins.op {
            Op::JUMP | Op::JUMP_NO_INTERRUPT if forward => Op::JUMP_FORWARD,
            Op::JUMP => Op::JUMP_BACKWARD,
            Op::JUMP_NO_INTERRUPT => Op::JUMP_BACKWARD_NO_INTERRUPT,
            op => op,
        };
    }
    resolve_jumps(&mut list)?;
    Ok(Assembled {
        code: encode(&list)?,
        linetable: locations(&mut list, firstlineno),
        exceptiontable: handlers(cfg, &list, &first)?,
    })
}

/// Sets offsets and jump distances; longer distances need longer instructions, so this repeats until nothing moves.
///
/// Where a distance is just at the limit there can be two solutions; CPython's is the one found when every jump is first
/// taken to be as long as its target's index needs.
fn resolve_jumps(list: &mut [Placed]) -> Result<(), String> {
    for placed in list.iter_mut().filter(|p| p.ins.is_jump()) {
        placed.ins.arg = placed.target as u32;
    }
    loop {
        let mut total = 0u32;
        for placed in list.iter_mut() {
            placed.offset = total;
            total += size(&placed.ins);
        }
        if total > i32::MAX as u32 / 4 {
            return Err("code object is too large".to_string());
        }
        let mut moved = false;
        for i in 0..list.len() {
            if !list[i].ins.is_jump() {
                continue;
            }
            let before = size(&list[i].ins);
            let here = list[i].offset + before;
            let there = match list.get(list[i].target) {
                Some(target) => target.offset,
                None => return Err("jump out of the code".to_string()),
            };
            list[i].ins.arg = match list[i].ins.op {
                Op::END_ASYNC_FOR => (here - there).saturating_sub(END_SEND_OFFSET),
                _ if there < here => here - there,
                _ => there - here,
            };
            moved |= size(&list[i].ins) != before;
        }
        if !moved {
            return Ok(());
        }
    }
}

fn encode(list: &[Placed]) -> Result<Box<[u8]>, String> {
    let mut code = Vec::new();
    for Placed { ins, .. } in list {
        let op = u8::try_from(ins.op.number()).map_err(|_| format!("{} reached the assembler", ins.op.name()))?;
        for shift in [24, 16, 8] {
            if ins.arg >> shift != 0 {
                code.extend([Op::EXTENDED_ARG.number() as u8, (ins.arg >> shift) as u8]);
            }
        }
        code.extend([op, ins.arg as u8]);
        code.extend(std::iter::repeat_n(0, ins.op.caches() * 2));
    }
    Ok(code.into())
}

fn locations(list: &mut [Placed], firstlineno: i32) -> Box<[u8]> {
    for i in (0..list.len()).rev() {
        if list[i].ins.loc == Loc::NEXT {
            let leaves = list[i].ins.is_jump() || list[i].ins.op.is_scope_exit();
            list[i].ins.loc = list.get(i + 1).filter(|_| !leaves).map_or(Loc::NONE, |next| next.ins.loc);
        }
    }
    let mut encoder = linetable::Encoder::new(firstlineno);
    let mut run: Option<(Loc, u32)> = None;
    for Placed { ins, .. } in list.iter() {
        match &mut run {
            Some((loc, units)) if *loc == ins.loc => *units += size(ins),
            _ => {
                if let Some((loc, units)) = run {
                    encoder.add(units, position(loc));
                }
                run = Some((ins.loc, size(ins)));
            }
        }
    }
    if let Some((loc, units)) = run {
        encoder.add(units, position(loc));
    }
    encoder.finish()
}

fn position(loc: Loc) -> Position {
    Position { line: loc.line, end_line: loc.end_line, col: loc.col, end_col: loc.end_col }
}

fn handlers(cfg: &Cfg, list: &[Placed], first: &[usize]) -> Result<Box<[u8]>, String> {
    let mut entries = Vec::new();
    let mut active: Option<(BlockId, u32)> = None;
    let end = list.last().map_or(0, |p| p.offset + size(&p.ins));
    let changes = list.iter().map(|p| (p.ins.except, p.offset)).chain([(None, end)]);
    for (handler, offset) in changes {
        if active.map(|a| a.0) == handler {
            continue;
        }
        if let Some((block, start)) = active {
            let target = list.get(first[block]).ok_or("handler without code")?.offset;
            let lasti = cfg.blocks[block].lasti;
            let depth = cfg.blocks[block].depth - 1 - lasti as i32;
            entries.push(Entry { start, end: offset, target, depth: depth.max(0) as u32, lasti });
        }
        active = handler.map(|block| (block, offset));
    }
    Ok(exctable::encode(&entries))
}
