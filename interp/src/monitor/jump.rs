//! Setting `f_lineno` in a trace function: the next line to run. The operand stack there must be what the stack here can become by dropping
//! values, so the kinds of values on it are worked out for every instruction.

use crate::builtins::prelude::*;
use crate::monitor::legacy::What;
use taipan_bytecode::{Op, flags, linetable};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Item {
    Iterator,
    Exception,
    Object,
    Null,
    Offset,
}

type Stack = Vec<Item>;

/// Whether a value of the first kind can stand where one of the second is expected.
fn fits(from: Item, to: Item) -> bool {
    match to {
        Item::Object => from != Item::Null,
        Item::Null => true,
        _ => from == to,
    }
}

fn fits_stack(from: &Stack, to: &Stack) -> bool {
    from.len() >= to.len() && from.iter().zip(to).all(|(&a, &b)| fits(a, b))
}

/// The stack before each unit; `None` = cannot be reached.
fn stacks(code: &PyCode) -> Vec<Option<Stack>> {
    let n = code.units();
    let units: Vec<(u8, u8)> = code.code.code.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let mut all: Vec<Option<Stack>> = vec![None; n + 1];
    all[0] = Some(Stack::new());
    let mut again = true;
    while again {
        again = false;
        let mut i = 0;
        while i < n {
            let begin = i;
            let mut arg = units[i].1 as u32;
            while units[i].0 == Op::EXTENDED_ARG as u8 && i + 1 < n {
                i += 1;
                arg = arg << 8 | units[i].1 as u32;
            }
            let op = Op::from_number(units[i].0 as u16);
            let next = i + 1 + op.map_or(0, |op| op.caches());
            i = next;
            let (Some(op), Some(stack)) = (op, all[begin].clone()) else { continue };
            if let Some(handler) = code.handler_for(begin as u32) {
                let target = &mut all[handler.target as usize];
                if target.is_none() {
                    let mut there: Stack = stack.iter().copied().take(handler.depth as usize).collect();
                    if handler.lasti {
                        there.push(Item::Offset);
                    }
                    there.push(Item::Exception);
                    *target = Some(there);
                    again |= (handler.target as usize) < begin;
                }
            }
            let mut after = stack.clone();
            let pop = |s: &mut Stack, n: usize| s.truncate(s.len().saturating_sub(n));
            let mut jump = None;
            let mut falls = true;
            match op {
                Op::POP_JUMP_IF_FALSE | Op::POP_JUMP_IF_TRUE | Op::POP_JUMP_IF_NONE | Op::POP_JUMP_IF_NOT_NONE => {
                    pop(&mut after, 1);
                    jump = Some((next + arg as usize, after.clone()));
                }
                Op::SEND => jump = Some((next + arg as usize, after.clone())),
                Op::JUMP_FORWARD => {
                    jump = Some((next + arg as usize, after.clone()));
                    falls = false;
                }
                Op::JUMP_BACKWARD | Op::JUMP_BACKWARD_NO_INTERRUPT => {
                    jump = next.checked_sub(arg as usize).map(|t| (t, after.clone()));
                    falls = false;
                }
                Op::GET_ITER | Op::GET_AITER => {
                    pop(&mut after, 1);
                    after.push(Item::Iterator);
                }
                Op::FOR_ITER => {
                    after.push(Item::Object);
                    jump = Some((next + arg as usize, after.clone()));
                }
                Op::END_ASYNC_FOR => pop(&mut after, 2),
                Op::PUSH_EXC_INFO => {
                    pop(&mut after, 1);
                    after.extend([Item::Exception, Item::Exception]);
                }
                Op::POP_EXCEPT => pop(&mut after, 1),
                Op::RETURN_VALUE | Op::RAISE_VARARGS | Op::RERAISE => falls = false,
                Op::RETURN_GENERATOR => after.push(Item::Object),
                Op::PUSH_NULL => after.push(Item::Null),
                Op::LOAD_GLOBAL => {
                    after.push(Item::Object);
                    if arg & 1 != 0 {
                        after.push(Item::Null);
                    }
                }
                Op::LOAD_ATTR => {
                    pop(&mut after, 1);
                    after.push(Item::Object);
                    if arg & 1 != 0 {
                        after.push(Item::Null);
                    }
                }
                Op::SWAP => {
                    let len = after.len();
                    if arg as usize <= len && arg > 0 {
                        after.swap(len - 1, len - arg as usize);
                    }
                }
                Op::COPY => {
                    if let Some(&item) = after.len().checked_sub(arg as usize).and_then(|at| after.get(at)) {
                        after.push(item);
                    }
                }
                _ => {
                    let effect = op.effect(arg, false);
                    if effect < 0 {
                        pop(&mut after, effect.unsigned_abs() as usize);
                    }
                    after.extend(std::iter::repeat_n(Item::Object, effect.max(0) as usize));
                }
            }
            if let Some((target, there)) = jump
                && let Some(place) = all.get_mut(target)
                && place.is_none()
            {
                *place = Some(there);
                again |= target < begin;
            }
            if falls && all[next.min(n)].is_none() {
                all[next.min(n)] = Some(after);
            }
        }
    }
    all
}

fn explain(stack: &Option<Stack>) -> &'static str {
    match stack {
        None => "can't jump into an exception handler, or code may be unreachable",
        Some(stack) => match stack.last() {
            Some(Item::Exception) => "can't jump into an 'except' block as there's no exception",
            Some(Item::Offset) => "can't jump into a re-raising block as there's no location",
            Some(Item::Iterator) => "can't jump into the body of a for loop",
            _ => "incompatible stacks",
        },
    }
}

/// `frame.f_lineno = line`.
pub fn set_line(vm: &Vm, object: Gc<PyFrame>, line: Value) -> PyResult<()> {
    let thread = vm.thread();
    let frame = object.frame.get();
    if thread.traced_frame.get() != Some(object) || frame.is_null() {
        return Err(vm.value_error("f_lineno can only be set in a trace function"));
    }
    match thread.traced_what.get() {
        What::Line => {}
        What::Start => return Err(vm.value_error("can't jump from the 'call' trace event of a new frame")),
        _ => return Err(vm.value_error("can only jump from a 'line' trace event")),
    }
    // SAFETY: not null, so the activation is on the stack.
    let frame = unsafe { &*frame };
    let code = frame.code;
    let Some(line) = line.as_int().and_then(|n| n.to_i64()).and_then(|n| i32::try_from(n).ok()) else {
        return Err(vm.value_error("lineno out of range"));
    };
    if line < code.code.firstlineno {
        return Err(vm.value_error(format!("line {line} comes before the current code block")));
    }
    let starts = linetable::lines(&code.code.linetable, code.code.firstlineno);
    let Some(wanted) = starts.iter().map(|l| l.2).filter(|&l| l >= line).min() else {
        return Err(vm.value_error(format!("line {line} comes after the current code block")));
    };
    let all = stacks(&code);
    let here = all[code.offset(frame.ip.get()) as usize].clone();
    let Some(here) = here else { return Err(vm.value_error("can't jump from unreachable code")) };
    let (mut best, mut problem) = (None::<(usize, &Stack)>, "");
    for (start, _, l) in &starts {
        let at = (*start / 2) as usize;
        if *l != wanted || at >= all.len() {
            continue;
        }
        match &all[at] {
            Some(there) if fits_stack(&here, there) => {
                if best.is_none_or(|(_, b)| there.len() > b.len()) {
                    best = Some((at, there));
                }
            }
            there => problem = explain(there),
        }
    }
    let Some((at, there)) = best else { return Err(vm.value_error(problem)) };
    set_unbound(vm, frame)?;
    // Drop what the other place does not have; exceptions that were being handled are handled no more.
    // SAFETY: the simulated depth is the real one.
    let mut sp = unsafe { frame.locals.get().add(code.n_locals_plus as usize + here.len()) };
    for item in here[there.len()..].iter().rev() {
        // SAFETY: the simulated depth is the real one.
        let value = unsafe {
            sp = sp.sub(1);
            *sp
        };
        if *item == Item::Exception {
            thread.exc_item().exception.set(value.and_then(|v| v.cast()));
        }
    }
    thread.jump_sp.set(Some(sp));
    // SAFETY: inside the code.
    frame.ip.set(unsafe { code.start().add(at) });
    thread.traced_what.set(What::None);
    Ok(())
}

/// The other place may read locals that were never set: they become None.
fn set_unbound(vm: &Vm, frame: &crate::frame::Frame) -> PyResult<()> {
    let kinds = &frame.code.code.localspluskinds;
    let places = (0..kinds.len()).filter(|&i| kinds[i] & flags::CO_FAST_HIDDEN == 0);
    // SAFETY: fast locals of the running activation.
    let unbound: Vec<usize> = places.filter(|&i| unsafe { *frame.locals.get().add(i) }.is_none()).collect();
    if unbound.is_empty() {
        return Ok(());
    }
    let (n, s) = (unbound.len(), if unbound.len() == 1 { "" } else { "s" });
    vm.warn(vm.exc().RuntimeWarning, &format!("assigning None to {n} unbound local{s}"))?;
    for i in unbound {
        // SAFETY: as above.
        unsafe { *frame.locals.get().add(i) = Some(Value::NONE) };
    }
    Ok(())
}
