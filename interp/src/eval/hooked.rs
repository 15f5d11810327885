//! The driver of the eval loop that reports events: used while a tool of `sys.monitoring`, a trace or a profile function listens.
//!
//! Runs the same instructions as the plain driver, one call each, and looks at every one before and after it.

use super::exceptions::unwind;
use super::quicken::single;
use super::regs::{Ctl, R};
use super::run::step_cold;
use crate::builtins::prelude::*;
use crate::frame::Frame;
use crate::monitor::legacy::What;
use crate::monitor::{self, lines::Lines, module::missing};
use crate::name;
use crate::slots::SendResult;
use crate::thread::ThreadSlot;
use std::rc::Rc;
use taipan_bytecode::Op;

/// How the driver was left.
pub(super) enum Left {
    /// The activation that was entered has ended.
    Ended(PyResult<SendResult>),
    /// Nobody listens any more: the plain driver goes on.
    Plain(R),
}

/// The instruction at hand.
struct At<'a> {
    r: R,
    frame: &'a Frame,
    /// Offset of the instruction (of its first prefix).
    at: u32,
    op: Option<Op>,
    arg: u32,
    lines: &'a Lines,
    /// Events that tools want here.
    wanted: u32,
    legacy: bool,
}

/// Runs until the entered activation ends or nobody listens.
pub(super) fn run(vm: &Vm, r: R) -> Left {
    let thread = vm.thread();
    let before = thread.in_hooked.replace(true);
    let left = drive(vm, r);
    vm.thread().in_hooked.set(before);
    left
}

fn drive(vm: &Vm, mut r: R) -> Left {
    let mut table: Option<(Gc<PyCode>, Rc<Lines>)> = None;
    loop {
        if !vm.monitor.hooked.get() {
            return Left::Plain(r);
        }
        let frame = r.frame();
        let previous = frame.ip.get();
        r.publish(vm);
        let lines = match &table {
            Some((code, lines)) if *code == frame.code => lines.clone(),
            _ => {
                let lines = vm.monitor.lines(frame.code);
                table = Some((frame.code, lines.clone()));
                lines
            }
        };
        // SAFETY: `ip` points at an instruction, prefixes included.
        let (op, arg, real) = unsafe {
            let (mut ip, mut arg) = (r.ip, (*r.ip >> 8) as u32);
            while *ip as u8 == Op::EXTENDED_ARG as u8 {
                ip = ip.add(1);
                arg = arg << 8 | (*ip >> 8) as u32;
            }
            (original(frame.code, frame.code.offset(ip)), arg, ip)
        };
        let thread = vm.thread();
        let legacy =
            thread.slot(ThreadSlot::TraceFunction).is_some() || thread.slot(ThreadSlot::ProfileFunction).is_some();
        let here = At {
            r,
            frame,
            at: frame.code.offset(r.ip),
            op,
            arg,
            lines: &lines,
            wanted: vm.monitor.wanted(frame.code),
            legacy,
        };
        let called = here.called();
        let mut ctl = match here.before(vm, previous, called) {
            Ok(()) => Ctl::Next,
            Err(Raised) => Ctl::Raise,
        };
        if ctl == Ctl::Next {
            if frame.ip.get() != r.ip {
                // The line was changed.
                r = R::load(vm);
                if let Some(sp) = vm.thread().jump_sp.take() {
                    r.sp = sp;
                }
                continue;
            }
            // Instructions that were made into one run one by one here.
            let opcode = op.map_or(0, |op| single(op.number() as u8, arg as u8));
            // SAFETY: as in the plain driver.
            let (next, outcome) = unsafe { step_cold(opcode, R { ip: real, ..r }, vm, arg) };
            let next = if outcome == Ctl::Reload { R::load(vm) } else { next };
            ctl = here.after(vm, &next, outcome, called);
            r = next;
        }
        match ctl {
            Ctl::Next | Ctl::Hook | Ctl::Reload => {}
            Ctl::Raise | Ctl::Reraise => {
                let mut copy = r;
                if unwind(vm, &mut copy, ctl == Ctl::Reraise) == Ctl::Exit {
                    return Left::Ended(Err(Raised));
                }
                // What came before a handler is no instruction of its line.
                copy.frame().ip.set(copy.ip);
                r = copy;
            }
            Ctl::Exit | Ctl::Slow => match vm.thread().exit.take() {
                Some(result) => return Left::Ended(Ok(result)),
                None => {
                    r.publish(vm);
                    let _ = vm.system_error("unknown opcode");
                    let mut copy = r;
                    if unwind(vm, &mut copy, false) == Ctl::Exit {
                        return Left::Ended(Err(Raised));
                    }
                    r = copy;
                }
            },
        }
    }
}

/// The compiler's opcode at a unit offset.
fn original(code: Gc<PyCode>, at: u32) -> Option<Op> {
    Op::from_number(*code.code.code.get(at as usize * 2)? as u16)
}

impl At<'_> {
    /// What an instruction of the CALL family calls, and its first argument.
    fn called(&self) -> Option<(Value, Option<Value>)> {
        if !self.legacy && self.wanted & 1 << monitor::CALL == 0 {
            return None;
        }
        let n = self.arg as usize;
        // SAFETY: the operand stack holds what the instruction needs.
        unsafe {
            let (callable, this, first) = match self.op? {
                Op::CALL => {
                    let base = self.r.sp.sub(n + 2);
                    (*base, *base.add(1), if n > 0 { *base.add(2) } else { None })
                }
                Op::CALL_KW => {
                    let base = self.r.sp.sub(n + 3);
                    (*base, *base.add(1), if n > 0 { *base.add(2) } else { None })
                }
                Op::CALL_FUNCTION_EX => {
                    let base = self.r.sp.sub(4);
                    let args = *base.add(2);
                    let first = args.and_then(|a| a.cast::<PyTuple>()).and_then(|t| t.as_slice().first().copied());
                    (*base, None, first)
                }
                _ => return None,
            };
            Some((callable?, this.or(first)))
        }
    }

    fn before(&self, vm: &Vm, previous: *const u16, called: Option<(Value, Option<Value>)>) -> PyResult<()> {
        if self.at < self.lines.first {
            return Ok(());
        }
        let frame = self.frame;
        if self.op == Some(Op::RESUME) {
            let start = self.arg & 3 == 0;
            let event = if start { monitor::PY_START } else { monitor::PY_RESUME };
            vm.report(event, frame, self.at, &[])?;
            if self.legacy {
                vm.trace(if start { What::Start } else { What::Call }, frame, Value::NONE)?;
                vm.profile(name!("call"), frame, Value::NONE)?;
            }
        }
        if self.lines.starts(self.at) {
            let line = self.lines.line(self.at);
            let from = frame.code.offset(previous);
            let same = self.lines.line(from) == line && original(frame.code, from) != Some(Op::RESUME);
            if !same || from == self.at && self.at == self.lines.first {
                vm.trace(What::Line, frame, Value::NONE)?;
                if frame.ip.get() != self.r.ip {
                    return Ok(());
                }
                if self.wanted & 1 << monitor::LINE != 0 {
                    vm.report(monitor::LINE, frame, self.at, &[Value::int(line as i64)])?;
                }
            }
        }
        if self.wanted & 1 << monitor::INSTRUCTION != 0 {
            vm.report(monitor::INSTRUCTION, frame, self.at, &[])?;
        }
        if self.legacy && self.op != Some(Op::RESUME) {
            vm.trace(What::Opcode, frame, Value::NONE)?;
            if frame.ip.get() != self.r.ip {
                return Ok(());
            }
        }
        if let Some((callable, first)) = called {
            vm.report(monitor::CALL, frame, self.at, &[callable, first.unwrap_or_else(|| missing(vm))])?;
            vm.profile_native(name!("c_call"), frame, callable, first)?;
        }
        match self.op {
            Some(Op::RETURN_VALUE | Op::YIELD_VALUE) => {
                // SAFETY: the value is on top of the stack.
                let mut value = unsafe { self.r.peek(1) };
                let returns = self.op == Some(Op::RETURN_VALUE);
                if !returns && let Some(wrapped) = value.cast::<crate::builtins::generator::PyAsyncGenWrapped>() {
                    value = wrapped.value;
                }
                let event = if returns { monitor::PY_RETURN } else { monitor::PY_YIELD };
                vm.report(event, frame, self.at, &[value])?;
                if self.legacy {
                    vm.trace(What::Return, frame, value)?;
                    vm.profile(name!("return"), frame, value)?;
                }
            }
            Some(Op::END_SEND) => {
                // SAFETY: receiver and value are on the stack.
                let (receiver, value) = unsafe { (self.r.peek(2), self.r.peek(1)) };
                if receiver.is::<PyGenerator>() && (self.legacy || self.wanted & 1 << monitor::STOP_ITERATION != 0) {
                    let args: &[Value] = if value.is_none() { &[] } else { &[value] };
                    let stop = vm.new_exception(vm.exc().StopIteration, args)?;
                    vm.report(monitor::STOP_ITERATION, frame, self.at, &[stop.value()])?;
                    let class = vm.exc().StopIteration.value();
                    let arg = PyTuple::new(&[class, stop.value(), Value::NONE]).value();
                    vm.trace(What::Exception, frame, arg)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The events that need the outcome. `next` = the registers afterwards.
    fn after(&self, vm: &Vm, next: &R, ctl: Ctl, called: Option<(Value, Option<Value>)>) -> Ctl {
        match self.report_after(vm, next, ctl, called) {
            Ok(()) => ctl,
            Err(Raised) => Ctl::Raise,
        }
    }

    fn report_after(&self, vm: &Vm, next: &R, ctl: Ctl, called: Option<(Value, Option<Value>)>) -> PyResult<()> {
        let frame = self.frame;
        if let Some((callable, first)) = called {
            let shown = || first.unwrap_or_else(|| missing(vm));
            if ctl == Ctl::Raise {
                let python = callable.is::<PyFunction>();
                if !python {
                    let shown = shown();
                    vm.report_pending(monitor::C_RAISE, frame, self.at, &[callable, shown]);
                    if let Some(exception) = vm.take_raised()
                        && vm.profile_native(name!("c_exception"), frame, callable, first).is_ok()
                    {
                        vm.thread().pending.set(Some(exception));
                    }
                }
                return Ok(());
            }
            if next.frame == self.r.frame && matches!(ctl, Ctl::Next | Ctl::Hook | Ctl::Reload) {
                vm.thread().sp.set(next.sp);
                vm.report(monitor::C_RETURN, frame, self.at, &[callable, shown()])?;
                vm.profile_native(name!("c_return"), frame, callable, first)?;
            }
            return Ok(());
        }
        if !matches!(ctl, Ctl::Next | Ctl::Hook | Ctl::Reload) || next.frame != self.r.frame {
            return Ok(());
        }
        let to = frame.code.offset(next.ip);
        let offset = |at: u32| Value::int(at as i64 * 2);
        match self.op {
            Some(Op::JUMP_FORWARD | Op::JUMP_BACKWARD) => {
                vm.thread().sp.set(next.sp);
                vm.report(monitor::JUMP, frame, self.at, &[offset(to)])?;
                // A jump back to the same line is a line event of its own.
                if self.legacy && to <= self.at && self.lines.line(to) == self.lines.line(self.at) {
                    frame.ip.set(next.ip);
                    vm.trace(What::Line, frame, Value::NONE)?;
                }
            }
            Some(
                op @ (Op::POP_JUMP_IF_FALSE
                | Op::POP_JUMP_IF_TRUE
                | Op::POP_JUMP_IF_NONE
                | Op::POP_JUMP_IF_NOT_NONE
                | Op::FOR_ITER),
            ) if self.wanted & (1 << monitor::BRANCH_LEFT | 1 << monitor::BRANCH_RIGHT) != 0 => {
                vm.thread().sp.set(next.sp);
                // SAFETY: the unit behind the instruction and its caches.
                let mut real = self.at;
                while original(frame.code, real) == Some(Op::EXTENDED_ARG) {
                    real += 1;
                }
                let mut straight = real + 1 + op.caches() as u32;
                let is_left = to == straight;
                if original(frame.code, straight) == Some(Op::NOT_TAKEN) {
                    straight += 1;
                }
                if is_left {
                    vm.report(monitor::BRANCH_LEFT, frame, self.at, &[offset(straight)])?;
                } else {
                    // The loop's end goes behind the POP_ITER too.
                    let to = to + (op == Op::FOR_ITER) as u32;
                    vm.report(monitor::BRANCH_RIGHT, frame, self.at, &[offset(to)])?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}
