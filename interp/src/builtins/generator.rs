//! `generator`, `coroutine`, `async_generator`.

use super::prelude::*;

/// A running generator function.
#[pyclass(name = "generator", cell = PyGenerator, no_new, weakref, parts(super::generator_methods::GeneratorMethods))]
pub struct GeneratorType;

#[pymethods]
impl GeneratorType {}

/// A running coroutine.
#[pyclass(name = "coroutine", cell = PyGenerator, no_new, weakref, parts(super::generator_methods::CoroutineMethods))]
pub struct CoroutineType;

#[pymethods]
impl CoroutineType {}

/// A running asynchronous generator.
#[pyclass(name = "async_generator", cell = PyGenerator, no_new, weakref, parts(super::async_generator::AsyncGeneratorMethods))]
pub struct AsyncGeneratorType;

#[pymethods]
impl AsyncGeneratorType {}

use crate::eval::regs::R;
use crate::frame::{Frame, FrameFlags};
use crate::generator::GenState;
use crate::name;
use crate::thread::ThreadSlot;
use taipan_bytecode::flags;
use taipan_object::ValuesBuffer;

/// RETURN_GENERATOR: the generator object for the innermost activation, which has just begun.
pub fn from_frame(vm: &Vm, r: R) -> PyResult {
    let frame = r.frame();
    let code = frame.code;
    let shape = if code.flags & flags::CO_COROUTINE != 0 {
        shape::COROUTINE
    } else if code.flags & flags::CO_ASYNC_GENERATOR != 0 {
        shape::ASYNC_GENERATOR
    } else {
        shape::GENERATOR
    };
    let n = code.n_locals_plus as usize;
    let saved = ValuesBuffer::try_new(n + code.code.stacksize as usize + 1)?;
    for i in 0..n {
        // SAFETY: the activation's locals; the buffer has more than n slots.
        unsafe { saved.set(i, *r.fp.add(i)) };
    }
    let generator = alloc(PyGenerator::new_cell(shape, frame.func, saved, r.ip));
    if shape == shape::COROUTINE
        && let Some(depth) = vm.thread().slot(ThreadSlot::CoroutineOriginDepth)
    {
        generator.origin.set(Some(origin(vm, frame, depth.as_small().unwrap_or(0))));
    }
    let generator = generator.value();
    // Every generator has one handler, for StopIteration; only with more can being closed have an effect.
    if shape != shape::GENERATOR || code.handlers.len() > 1 {
        vm.add_finalizable(generator);
    }
    Ok(generator)
}

/// `cr_origin`: file, line and function of up to `depth` callers of `frame`.
fn origin(vm: &Vm, frame: &Frame, depth: i64) -> Value {
    let list = PyList::new(&[]);
    let mut caller = vm.caller_of(frame);
    for _ in 0..depth {
        let Some(frame) = caller else { break };
        let code = frame.code;
        let line = Value::int(code.line_at(code.offset(frame.ip.get())) as i64);
        list.items.push(PyTuple::new(&[code.filename.get().value(), line, code.name.value()]).value());
        caller = vm.caller_of(frame);
    }
    PyTuple::new(list.items.as_slice()).value()
}

/// Pushes the activation of a suspended generator above `result`, with `sent` on its operand stack. `inline` = from the loop.
pub(crate) fn push_activation(
    vm: &Vm,
    generator: Gc<PyGenerator>,
    sent: Option<Value>,
    result: *mut Option<Value>,
    inline: bool,
) -> PyResult<()> {
    let thread = vm.thread();
    let code = generator.code;
    // The result slot itself may be the caller's top of stack: locals begin above the published top.
    let locals = thread.sp.get();
    let flags = FrameFlags::GENERATOR | if inline { FrameFlags::INLINE_GEN } else { FrameFlags::ENTRY };
    let n = code.n_locals_plus as usize;
    let Some(saved) = generator.saved.get() else { return Err(vm.system_error("generator without a frame")) };
    if crate::eval::call::push_frame(vm, generator.func, code, locals, n, result, flags).is_none() {
        return Err(Raised);
    }
    let Some(frame) = vm.current_frame() else { return Err(Raised) };
    let stack_len = generator.stack_len.get() as usize;
    // SAFETY: the saved words fit the frame (`push_frame` checked), and the buffer holds them.
    unsafe {
        let slots = saved.slots();
        let mut i = 0;
        while i < n + stack_len {
            *locals.add(i) = *slots.add(i);
            i += 1;
            crate::eval::regs::plain_loop();
        }
        let mut sp = locals.add(n + stack_len);
        if let Some(sent) = sent {
            *sp = Some(sent);
            sp = sp.add(1);
            frame.ip.set(generator.ip.get().add(1));
        } else {
            frame.ip.set(generator.ip.get());
        }
        thread.sp.set(sp);
    }
    frame.generator.set(Some(generator));
    if let Some(object) = generator.frame.get() {
        object.frame.set(frame);
        frame.object.set(Some(object));
    }
    generator.exc.previous.set(thread.exc_info.get());
    thread.exc_info.set(&generator.exc);
    generator.state.set(GenState::Running);
    Ok(())
}

/// Resumes `generator`, which must be of exactly that type, inside the eval loop, with `sent` on its operand stack: the registers become its
/// own. False = that is not possible (finished, running, too deep); nothing has changed.
///
/// # Safety
/// The registers are the innermost activation's; `result` is where the yielded value goes, and its stack is free from `r.sp` on.
#[inline(always)]
pub(crate) unsafe fn resume_in_loop(
    vm: &Vm,
    r: &mut R,
    generator: Gc<PyGenerator>,
    sent: Value,
    result: *mut Option<Value>,
) -> bool {
    // SAFETY: by contract.
    unsafe {
        if !matches!(generator.state.get(), GenState::Suspended | GenState::Created) || generator.frame.get().is_some()
        {
            return false;
        }
        let Some(saved) = generator.saved.get() else { return false };
        let code = generator.code;
        let flags = FrameFlags::GENERATOR.union(FrameFlags::INLINE_GEN);
        let n = code.n_locals_plus as usize;
        let locals = r.sp;
        let Some(mut new) = crate::eval::call::try_push_frame(vm, generator.func, code, locals, n, result, flags)
        else {
            return false;
        };
        let words = n + generator.stack_len.get() as usize;
        let slots = saved.slots();
        let mut i = 0;
        while i < words {
            *locals.add(i) = *slots.add(i);
            i += 1;
            crate::eval::regs::plain_loop();
        }
        *locals.add(words) = Some(sent);
        new.sp = locals.add(words + 1);
        new.ip = generator.ip.get().add(1);
        (*new.frame).generator.set(Some(generator));
        let thread = vm.thread();
        generator.exc.previous.set(thread.exc_info.get());
        thread.exc_info.set(&generator.exc);
        generator.state.set(GenState::Running);
        r.frame().ip.set(r.ip);
        *r = new;
        true
    }
}

/// YIELD_VALUE: saves the innermost activation (its operand stack without the yielded value).
pub fn save(vm: &Vm, generator: Gc<PyGenerator>, r: &R) -> PyResult<()> {
    let n = generator.code.n_locals_plus as usize;
    // SAFETY: both point into the activation.
    let stack_len = unsafe { r.sp.offset_from(r.fp.add(n)) } as usize;
    let mut buffer = generator.saved.get();
    if buffer.is_none_or(|b| b.capacity < n + stack_len) {
        let fresh = ValuesBuffer::try_new(n + stack_len)?;
        generator.saved.set_in(taipan_object::Gc::header(&generator), Some(fresh));
        buffer = Some(fresh);
    }
    if let Some(buffer) = buffer {
        // SAFETY: inside the activation and the buffer.
        unsafe { std::ptr::copy_nonoverlapping(r.fp, buffer.slots(), n + stack_len) };
        taipan_gc::barrier(taipan_object::Gc::header(&buffer));
    }
    generator.stack_len.set(stack_len as u32);
    generator.ip.set(r.ip);
    generator.state.set(GenState::Suspended);
    leave(vm, generator);
    let frame: &Frame = r.frame();
    if let Some(object) = frame.object.get() {
        object.frame.set(std::ptr::null());
    }
    taipan_gc::barrier(taipan_object::Gc::header(&generator));
    Ok(())
}

fn leave(vm: &Vm, generator: Gc<PyGenerator>) {
    vm.thread().exc_info.set(generator.exc.previous.get());
    generator.exc.previous.set(std::ptr::null());
}

/// The activation of `generator` has ended.
pub fn finish(vm: &Vm, generator: Gc<PyGenerator>) {
    leave(vm, generator);
    generator.exc.exception.set(None);
    generator.state.set(GenState::Finished);
    generator.saved.set(None);
    generator.stack_len.set(0);
    // Who has the frame object keeps the locals; the generator does not.
    generator.frame.set(None);
}

/// How a generator is resumed from native code.
#[derive(Clone, Copy)]
pub enum Resume {
    /// `send(value)`.
    Send(Value),
    /// Raise this inside, where it is suspended.
    Throw(Gc<PyException>),
}

/// Resumes from native code. The state must be Created or Suspended.
pub fn resume(vm: &Vm, generator: Gc<PyGenerator>, how: Resume) -> PyResult<SendResult> {
    vm.check_native_stack()?;
    let thread = vm.thread();
    let saved_sp = thread.sp.get();
    let sent = match how {
        Resume::Send(value) => Some(value),
        Resume::Throw(_) => None,
    };
    push_activation(vm, generator, sent, saved_sp, false)?;
    let result = match how {
        Resume::Send(_) => crate::eval::run::run(vm),
        Resume::Throw(exception) => {
            // Only what the generator itself is handling becomes the context.
            if let Some(handled) = generator.exc.exception.get() {
                vm.set_context(exception, handled);
            }
            let _ = vm.raise_again(exception);
            if vm.reports_events()
                && let Some(frame) = vm.current_frame()
            {
                let at = frame.code.offset(frame.ip.get());
                vm.report_pending(crate::monitor::PY_THROW, frame, at, &[]);
                vm.trace_throw(frame);
            }
            let mut r = R::load(vm);
            if crate::eval::exceptions::unwind(vm, &mut r, false) == crate::eval::regs::Ctl::Exit {
                Err(Raised)
            } else {
                r.publish(vm);
                crate::eval::run::run(vm)
            }
        }
    };
    thread.sp.set(saved_sp);
    result
}

/// Word for messages: "generator", "coroutine", "async generator".
pub fn kind_word(generator: Gc<PyGenerator>) -> &'static str {
    match taipan_object::Gc::header(&generator).shape.get() {
        shape::COROUTINE => "coroutine",
        shape::ASYNC_GENERATOR => "async generator",
        _ => "generator",
    }
}

/// `generator.send(value)` without the conversion of its return to StopIteration.
pub fn send(vm: &Vm, generator: Gc<PyGenerator>, value: Value) -> PyResult<SendResult> {
    match generator.state.get() {
        GenState::Running => Err(vm.value_error(format!("{} already executing", kind_word(generator)))),
        GenState::Finished => {
            if taipan_object::Gc::header(&generator).shape.get() == shape::COROUTINE {
                return Err(vm.runtime_error("cannot reuse already awaited coroutine"));
            }
            Ok(SendResult::Return(Value::NONE))
        }
        GenState::Created if !value.is_none() => {
            Err(vm.type_error(format!("can't send non-None value to a just-started {}", kind_word(generator))))
        }
        _ => resume(vm, generator, Resume::Send(value)),
    }
}

/// SEND on any receiver.
pub fn send_any(vm: &Vm, receiver: Value, value: Value) -> PyResult<SendResult> {
    if let Some(generator) = receiver.cast::<PyGenerator>()
        && taipan_object::Gc::header(&generator).shape.get() != shape::ASYNC_GENERATOR
    {
        return send(vm, generator, value);
    }
    if let Some(am_send) = vm.slots_of(receiver).am_send {
        return am_send(vm, receiver, value);
    }
    let result = if value.is_none()
        && let Some(next) = vm.slots_of(receiver).iternext
    {
        next(vm, receiver)
    } else {
        vm.call_method_name(receiver, name!("send"), &[value]).map(Some)
    };
    match result {
        Ok(Some(value)) => Ok(SendResult::Yield(value)),
        Ok(None) => Ok(SendResult::Return(Value::NONE)),
        Err(raised) => match vm.catch(vm.exc().StopIteration) {
            Some(stop) => Ok(SendResult::Return(stop.extra(0).unwrap_or(Value::NONE))),
            None => Err(raised),
        },
    }
}

/// What `await value` iterates over. `context`: 1 = __aenter__, 2 = __aexit__ (for the message).
pub fn get_awaitable(vm: &Vm, value: Value, context: u32) -> PyResult {
    if let Some(generator) = value.cast::<PyGenerator>() {
        let shape = taipan_object::Gc::header(&generator).shape.get();
        if shape == shape::COROUTINE {
            if delegate(vm, generator).is_some() {
                return Err(vm.runtime_error("coroutine is being awaited already"));
            }
            return Ok(value);
        }
        if shape == shape::GENERATOR && generator.code.flags & flags::CO_ITERABLE_COROUTINE != 0 {
            return Ok(value);
        }
    }
    let Some(await_) = vm.slots_of(value).await_ else {
        let name = vm.type_name(value);
        return Err(vm.type_error(match context {
            1 => format!("'async with' received an object from __aenter__ that does not implement __await__: {name}"),
            2 => format!("'async with' received an object from __aexit__ that does not implement __await__: {name}"),
            _ => format!("'{name}' object can't be awaited"),
        }));
    };
    let iterator = await_(vm, value)?;
    if iterator.shape() == shape::COROUTINE {
        return Err(vm.type_error("__await__() returned a coroutine"));
    }
    if vm.slots_of(iterator).iternext.is_none() {
        return Err(vm.type_error(format!("__await__() returned non-iterator of type '{}'", vm.type_name(iterator))));
    }
    Ok(iterator)
}

/// The iterator that a generator suspended in `yield from` or `await` delegates to.
pub fn delegate(_vm: &Vm, generator: Gc<PyGenerator>) -> Option<Value> {
    if generator.state.get() != GenState::Suspended {
        return None;
    }
    // The instruction after the YIELD_VALUE is a RESUME whose operand tells why it was suspended: 2 = yield from, 3 = await.
    // SAFETY: a YIELD_VALUE is followed by RESUME.
    let next = unsafe { *generator.ip.get().add(1) };
    let why = (next >> 8) & 3;
    if next as u8 != taipan_bytecode::Op::RESUME as u8 || why < 2 {
        return None;
    }
    let n = generator.code.n_locals_plus as usize + generator.stack_len.get() as usize;
    // The delegate lies on top of the saved operand stack.
    // SAFETY: n words are saved.
    generator.saved.get().and_then(|b| unsafe { *b.slots().add(n - 1) })
}

/// The awaitable for the next step of `async for`.
pub fn get_anext(vm: &Vm, iterator: Value) -> PyResult {
    let Some(anext) = vm.slots_of(iterator).anext else {
        return Err(vm.type_error(format!(
            "'async for' requires an iterator with __anext__ method, got {}",
            vm.type_name(iterator)
        )));
    };
    let awaitable = anext(vm, iterator)?;
    if iterator.shape() == shape::ASYNC_GENERATOR {
        return Ok(awaitable);
    }
    match get_awaitable(vm, awaitable, 0) {
        Ok(value) => Ok(value),
        Err(Raised) => {
            let cause = vm.take_raised();
            let raised = vm.type_error(format!(
                "'async for' received an invalid object from __anext__: {}",
                vm.type_name(awaitable)
            ));
            let exception = vm.raised();
            exception.cause.set(cause);
            exception.context.set(cause);
            exception.suppress_context.set(true);
            Err(raised)
        }
    }
}

/// PEP 479: StopIteration that leaves a generator becomes RuntimeError.
pub fn stop_iteration_error(vm: &Vm, frame: &Frame, exception: Value) -> PyResult {
    let code_flags = frame.code.flags;
    let class = vm.type_of(exception);
    let message = if class.is_subclass(vm.exc().StopIteration) {
        if code_flags & flags::CO_ASYNC_GENERATOR != 0 {
            "async generator raised StopIteration"
        } else if code_flags & flags::CO_COROUTINE != 0 {
            "coroutine raised StopIteration"
        } else {
            "generator raised StopIteration"
        }
    } else if code_flags & flags::CO_ASYNC_GENERATOR != 0 && class.is_subclass(vm.exc().StopAsyncIteration) {
        "async generator raised StopAsyncIteration"
    } else {
        return Ok(exception);
    };
    let error = vm.new_exception(vm.exc().RuntimeError, &[message.into()])?;
    let cause = exception.cast::<PyException>();
    error.cause.set(cause);
    error.context.set(cause);
    error.suppress_context.set(true);
    Ok(error.value())
}

/// ASYNC_GEN_WRAP: marks a value yielded by an asynchronous generator.
pub fn wrap_async_yield(_vm: &Vm, value: Value) -> PyResult {
    Ok(alloc(PyAsyncGenWrapped { header: PyAsyncGenWrapped::header(0), value }).value())
}

cell! {
    /// A value on its way out of an asynchronous generator (internal).
    pub struct PyAsyncGenWrapped: BOX, "async_generator_wrapped_value" {
        /// The value.
        value: Value,
    }
}
