//! Raising, matching and unwinding.

use super::regs::{Ctl, R};
use crate::builtins::generator;
use crate::builtins::prelude::*;
use crate::builtins::traceback::PyTraceback;
use crate::frame::{Frame, FrameFlags};
use crate::monitor;

/// Finds the handler for the pending exception; the registers become those of the activation that handles it. Exit = none in this run.
#[cold]
#[inline(never)]
pub fn unwind(vm: &Vm, r: &mut R, mut reraise: bool) -> Ctl {
    let thread = vm.thread();
    let hooked = vm.reports_events();
    loop {
        let mut exception = vm.raised();
        let frame = r.frame();
        frame.ip.set(r.ip);
        if !reraise {
            // Whatever is above the frame's stack base may be needed by nothing, but making objects must not overwrite it.
            thread.sp.set(r.sp);
            add_traceback(vm, exception, frame);
        }
        let at = frame.code.offset(r.ip);
        if hooked {
            thread.sp.set(r.sp);
            vm.report_pending(if reraise { monitor::RERAISE } else { monitor::RAISE }, frame, at, &[]);
            if !reraise {
                vm.trace_exception(frame);
            }
            exception = vm.raised();
        }
        reraise = false;
        if let Some(handler) = frame.code.handler_for(at) {
            // SAFETY: the table was made or verified for this code.
            unsafe {
                r.sp = r.fp.add(frame.code.n_locals_plus as usize + handler.depth as usize);
                if handler.lasti {
                    r.push(Value::small(at as i64));
                }
                r.push(exception.value());
                r.ip = frame.code.start().add(handler.target as usize);
            }
            thread.pending.set(None);
            if hooked {
                thread.sp.set(r.sp);
                let at = frame.code.offset(r.ip);
                if vm.report(monitor::EXCEPTION_HANDLED, frame, at, &[exception.value()]).is_err() {
                    continue;
                }
            }
            return Ctl::Next;
        }
        if hooked {
            vm.report_pending(monitor::PY_UNWIND, frame, at, &[]);
            vm.trace_unwind(frame);
        }
        let flags = frame.flags.get();
        if frame.object.get().is_some() {
            vm.detach_frame(frame);
        }
        if let Some(generator) = frame.generator.get() {
            generator::finish(vm, generator);
        }
        super::call::pop_activation(vm);
        thread.sp.set(frame.result);
        if flags.contains(FrameFlags::ENTRY) {
            return Ctl::Exit;
        }
        // SAFETY: an activation that is no entry has a caller.
        unsafe {
            let caller = r.frame.sub(1);
            r.frame = caller;
            r.fp = (*caller).locals.get();
            r.ip = (*caller).ip.get();
            r.sp = frame.result;
        }
    }
}

/// Adds an entry for `frame` at its current instruction.
pub fn add_traceback(vm: &Vm, exception: Gc<PyException>, frame: &Frame) {
    let at = frame.code.offset(frame.ip.get());
    let object = vm.frame_object(frame);
    let next = exception.traceback.get().and_then(|t| t.cast::<PyTraceback>());
    let entry = alloc(PyTraceback {
        header: PyTraceback::header(shape::TRACEBACK),
        next: Field::new(next),
        frame: object,
        lasti: at as i64 * 2,
        lineno: Cell::new(frame.code.line_at(at) as i64),
    });
    exception.traceback.set(Some(entry.value()));
}

/// The raise statement. True = re-raise (bare `raise`): no new traceback entry is wanted.
pub fn raise_statement(vm: &Vm, exception: Option<Value>, cause: Option<Value>) -> bool {
    let Some(exception) = exception else {
        match vm.thread().handled_exception() {
            Some(handled) => {
                let _ = vm.raise_again(handled);
                return true;
            }
            None => {
                let _ = vm.runtime_error("No active exception to reraise");
                return false;
            }
        }
    };
    let _ = raise(vm, exception, cause);
    false
}

fn raise(vm: &Vm, exception: Value, cause: Option<Value>) -> Raised {
    let instance = match make_instance(vm, exception) {
        Ok(Some(instance)) => instance,
        Ok(None) => return vm.type_error("exceptions must derive from BaseException"),
        Err(raised) => return raised,
    };
    if let Some(cause) = cause {
        if cause.is_none() {
            instance.cause.set(None);
        } else {
            match make_instance(vm, cause) {
                Ok(Some(cause)) => instance.cause.set(Some(cause)),
                Ok(None) => return vm.type_error("exception causes must derive from BaseException"),
                Err(raised) => return raised,
            }
        }
        instance.suppress_context.set(true);
    }
    vm.raise(instance)
}

/// An exception from an instance or a class; `None` if it is neither.
pub fn make_instance(vm: &Vm, value: Value) -> PyResult<Option<Gc<PyException>>> {
    if let Some(exception) = value.cast::<PyException>() {
        return Ok(Some(exception));
    }
    match value.cast::<PyType>() {
        Some(class) if class.has(ClassFlags::EXCEPTION_SUBCLASS) => vm.new_exception(class, &[]).map(Some),
        _ => Ok(None),
    }
}

fn check_class(vm: &Vm, class: Value) -> PyResult<()> {
    let ok = |v: Value| v.cast::<PyType>().is_some_and(|c| c.has(ClassFlags::EXCEPTION_SUBCLASS));
    let good = match class.cast::<PyTuple>() {
        Some(tuple) => tuple.as_slice().iter().all(|&c| ok(c)),
        None => ok(class),
    };
    if good {
        Ok(())
    } else {
        Err(vm.type_error("catching classes that do not inherit from BaseException is not allowed"))
    }
}

/// `except class:` for a given exception.
pub fn matches(vm: &Vm, exception: Value, class: Value) -> PyResult<bool> {
    check_class(vm, class)?;
    let real = vm.type_of(exception);
    Ok(match class.cast::<PyTuple>() {
        Some(tuple) => tuple.as_slice().iter().any(|c| c.cast::<PyType>().is_some_and(|c| real.is_subclass(c))),
        None => class.cast::<PyType>().is_some_and(|c| real.is_subclass(c)),
    })
}

/// `except* class:`: the matching part and the rest (None = nothing).
pub fn split_group(vm: &Vm, exception: Value, class: Value) -> PyResult<(Value, Value)> {
    if exception.is_none() {
        return Ok((Value::NONE, Value::NONE));
    }
    check_class(vm, class)?;
    let group_class = vm.exc().BaseExceptionGroup;
    let is_group = |c: Value| c.cast::<PyType>().is_some_and(|c| c.is_subclass(group_class));
    let bad = match class.cast::<PyTuple>() {
        Some(tuple) => tuple.as_slice().iter().any(|&c| is_group(c)),
        None => is_group(class),
    };
    if bad {
        return Err(vm.type_error("catching ExceptionGroup with except* is not allowed. Use except instead."));
    }
    let real = vm.type_of(exception);
    if matches(vm, exception, class)? {
        if real.is_subclass(group_class) {
            return Ok((exception, Value::NONE));
        }
        // A naked exception is wrapped, with its own traceback entry for this frame.
        let list = PyTuple::new(&[exception]);
        let wrapped = vm.call(vm.exc().ExceptionGroup.value(), &["".into(), list.value()]);
        let wrapped = match wrapped {
            Ok(wrapped) => wrapped,
            Err(Raised) => {
                vm.take_raised();
                vm.call(group_class.value(), &["".into(), list.value()])?
            }
        };
        if let (Some(w), Some(frame)) = (wrapped.cast::<PyException>(), vm.current_frame()) {
            add_traceback(vm, w, frame);
        }
        return Ok((wrapped, Value::NONE));
    }
    if real.is_subclass(group_class) {
        let pair = vm.call_method(exception, "split", &[class])?;
        let Some(tuple) = pair.cast::<PyTuple>() else {
            return Err(vm.type_error(format!(
                "{}.split must return a tuple, not {}",
                real.name_str(),
                vm.type_name(pair)
            )));
        };
        if tuple.len() < 2 {
            return Err(vm.type_error(format!(
                "{}.split must return a 2-tuple, got tuple of size {}",
                real.name_str(),
                tuple.len()
            )));
        }
        return Ok((tuple.as_slice()[0], tuple.as_slice()[1]));
    }
    Ok((Value::NONE, exception))
}
