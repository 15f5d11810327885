//! Calls. A Python function whose parameters fit the arguments gets the argument area as its locals, in place.

use super::build::try_op;
use super::stack::op;
use crate::builtins::prelude::*;
use crate::eval::call::{self, CALL_CACHES};
use crate::eval::regs::{Ctl, R};
use crate::frame::FrameFlags;
use crate::vm::breaker;
use std::sync::atomic::Ordering;

op! { /// CALL of a Python function whose parameters the arguments fill: callable, self-or-NULL, arguments.
fast_call(r, vm, arg) {
    let n = arg as usize;
    let base = r.sp.sub(n + 2);
    let callable = (*base).unwrap_unchecked();
    let this = *base.add(1);
    let n_args = n + this.is_some() as usize;
    if callable.is::<PyFunction>() {
        let func: Gc<PyFunction> = callable.cast_unchecked();
        let code = func.code.get();
        if code.exact_args == n_args as i32 {
            let locals = r.sp.sub(n_args);
            if let Some(new) = call::try_push_frame(vm, func, code, locals, n_args, base, FrameFlags::empty()) {
                r.frame().ip.set(r.ip);
                *r = new;
                return Ctl::Next;
            }
        }
    } else if callable.is::<PyBoundMethod>() && this.is_none() {
        let method: Gc<PyBoundMethod> = callable.cast_unchecked();
        if method.function.is::<PyFunction>() {
            let func: Gc<PyFunction> = method.function.cast_unchecked();
            let code = func.code.get();
            if code.exact_args == n as i32 + 1
                && let Some(new) = call::try_push_frame(vm, func, code, base.add(1), n + 1, base, FrameFlags::empty())
            {
                // self lies right below the arguments.
                *base.add(1) = Some(method.this);
                r.frame().ip.set(r.ip);
                *r = new;
                return Ctl::Next;
            }
        }
    }
    Ctl::Slow
} }

op! { /// CALL, in general: native functions here, the rest apart, so that few registers are saved for a native call.
op_call(r, vm, arg) {
    let n = arg as usize;
    let base = r.sp.sub(n + 2);
    let callable = (*base).unwrap_unchecked();
    if callable.is::<PyNativeFunction>() {
        if *r.ip as u8 == taipan_bytecode::Op::CALL as u8
            && let Some(known) = super::known::opcode(vm, callable, n, r.ip)
        {
            super::attr::set_opcode(r.ip, known);
        }
        let this = *base.add(1);
        let n_args = n + this.is_some() as usize;
        let native: Gc<PyNativeFunction> = callable.cast_unchecked();
        let shape = native.header.shape.get();
        if shape == shape::METHOD_DESCRIPTOR && n_args >= 1 {
            // A method found by LOAD_ATTR with its self, or called on the class.
            let args = std::slice::from_raw_parts(r.sp.sub(n_args) as *const Value, n_args);
            if native.owner.get().is_some_and(|owner| vm.type_of(args[0]) == owner || vm.type_of(args[0]).is_subclass(owner)) {
                r.publish(vm);
                let result = match (native.def.fast, n_args) {
                    (Fast::F1(f), 1) => f(vm, args[0]),
                    (Fast::F2(f), 2) => f(vm, args[0], args[1]),
                    (Fast::F3(f), 3) => f(vm, args[0], args[1], args[2]),
                    _ => (native.def.call)(vm, Args::positional(args)),
                };
                return finish(r, vm, base, result);
            }
        } else if shape == shape::BUILTIN_FUNCTION && this.is_none() && !native.takes_self() {
            let args = r.top(n);
            r.publish(vm);
            let result = match (native.def.fast, n) {
                (Fast::F1(f), 1) => f(vm, args[0]),
                (Fast::F2(f), 2) => f(vm, args[0], args[1]),
                (Fast::F0(f), 0) => f(vm),
                _ => (native.def.call)(vm, Args::positional(args)),
            };
            return finish(r, vm, base, result);
        }
    }
    let (new, ctl) = call_object(*r, vm, arg);
    *r = new;
    ctl
} }

/// CALL of anything but a native function.
#[inline(never)]
unsafe fn call_object(mut registers: R, vm: &Vm, arg: u32) -> (R, Ctl) {
    // SAFETY: as for op_call.
    let ctl = unsafe { call_object_with(&mut registers, vm, arg) };
    (registers, ctl)
}

op! { /// See [`call_object`].
call_object_with(r, vm, arg) {
    let n = arg as usize;
    let base = r.sp.sub(n + 2);
    let callable = (*base).unwrap_unchecked();
    let this = *base.add(1);
    let n_args = n + this.is_some() as usize;
    if callable.is::<PyFunction>() {
        // A call that does not fit, or too deep a recursion.
        let func: Gc<PyFunction> = callable.cast_unchecked();
        let code = func.code.get();
        // Defaults fill the rest.
        if let Some(defaults) = func.defaults.get()
            && code.exact_args > n_args as i32
            && code.exact_args as usize - n_args <= defaults.len()
        {
            let argcount = code.exact_args as usize;
            let locals = r.sp.sub(n_args);
            if let Some(new) = call::try_push_frame(vm, func, code, locals, argcount, base, FrameFlags::empty()) {
                let all = defaults.as_slice();
                for i in n_args..argcount {
                    *locals.add(i) = Some(all[all.len() + i - argcount]);
                }
                r.frame().ip.set(r.ip);
                *r = new;
                return Ctl::Next;
            }
        }
    } else if callable.is::<PyBoundMethod>() && this.is_none() {
        let method: Gc<PyBoundMethod> = callable.cast_unchecked();
        *base = Some(method.function);
        *base.add(1) = Some(method.this);
        let (new, ctl) = op_call_again(*r, vm, arg);
        *r = new;
        return ctl;
    } else if callable.is::<PyType>() && this.is_none() {
        r.publish(vm);
        // Only a copy's address may leave the fast path: the registers stay registers.
        let class: Gc<PyType> = callable.cast_unchecked();
        if n == 1
            && let Some(value) = convert(vm, class, r.peek(1))
        {
            *base = Some(value);
            r.sp = base.add(1);
            return r.advance(CALL_CACHES);
        }
        if let Some(init) = class.plain_init(vm).filter(|_| !vm.monitor.hooked.get()) {
            let code = init.code.get();
            if code.exact_args == n as i32 + 1 {
                let Ok(object) = vm.new_plain_instance(class) else { return Ctl::Raise };
                *base = Some(object);
                *base.add(1) = Some(object);
                if let Some(new) = call::try_push_frame(vm, init, code, base.add(1), n + 1, base, FrameFlags::INIT) {
                    *r = new;
                    return Ctl::Next;
                }
                *base = Some(callable);
                *base.add(1) = None;
            }
        }
        let mut copy = *r;
        if let Some(ctl) = call::instantiate_inline(vm, &mut copy, callable.cast_unchecked(), n, base) {
            *r = copy;
            return ctl;
        }
    }
    r.publish(vm);
    op_call_slow(r, vm, n_args, base)
} }

/// `int(x)`, `str(x)`, `float(x)`, `type(x)` in the plainest cases.
#[inline(always)]
fn convert(vm: &Vm, class: Gc<PyType>, value: Value) -> Option<Value> {
    let types = vm.types();
    if class == types.int {
        if value.is_small() {
            return Some(value);
        }
        if value.is_exact_str() {
            // SAFETY: exactly a str.
            return small_decimal(unsafe { value.cast_unchecked::<PyStr>() }.as_bytes()).map(Value::small);
        }
        if value.is_immediate_float() && value.float_unchecked().abs() < 1e15 {
            return Some(Value::small(value.float_unchecked() as i64));
        }
    } else if class == types.str {
        if value.is_exact_str() {
            return Some(value);
        }
        if value.is_small() {
            return Some(crate::builtins::int::small_to_str(value.small_unchecked()).value());
        }
    } else if class == types.float {
        if value.is_immediate_float() {
            return Some(value);
        }
        if value.is_small() && value.small_unchecked().unsigned_abs() < 1 << 53 {
            return Value::try_float(value.small_unchecked() as f64);
        }
    } else if class == types.type_ {
        return Some(vm.type_of(value).value());
    }
    None
}

/// The number that up to 17 ASCII digits, with or without a minus, stand for.
#[inline]
fn small_decimal(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 17 {
        return None;
    }
    let mut n = 0i64;
    for &d in digits {
        let d = d.wrapping_sub(b'0');
        if d > 9 {
            return None;
        }
        n = n * 10 + d as i64;
    }
    Some(if negative { -n } else { n })
}

/// CALL after a bound method was taken apart.
unsafe fn op_call_again(r: R, vm: &Vm, arg: u32) -> (R, Ctl) {
    // SAFETY: as for op_call.
    unsafe {
        r.publish(vm);
        let base = r.sp.sub(arg as usize + 2);
        let mut copy = r;
        let ctl = call_bound(&mut copy, vm, arg as usize + 1, base);
        (copy, ctl)
    }
}

/// A call with self in the argument area.
#[inline(never)]
unsafe fn call_bound(r: &mut R, vm: &Vm, n_args: usize, base: *mut Option<Value>) -> Ctl {
    // SAFETY: as for op_call.
    unsafe {
        let callable = (*base).unwrap_unchecked();
        if let Some(func) = callable.cast::<PyFunction>()
            && func.code.get().exact_args == n_args as i32
        {
            let locals = r.sp.sub(n_args);
            return match call::push_frame(vm, func, func.code.get(), locals, n_args, base, FrameFlags::empty()) {
                Some(new) => {
                    *r = new;
                    Ctl::Next
                }
                None => Ctl::Raise,
            };
        }
        let args = std::slice::from_raw_parts(r.sp.sub(n_args) as *const Value, n_args);
        let result = call::call_from_loop(vm, callable, Args::positional(args), base);
        finish_outcome(r, vm, base, result)
    }
}

/// Puts the result of a native call in place of the callable.
#[inline(always)]
unsafe fn finish(r: &mut R, vm: &Vm, base: *mut Option<Value>, result: PyResult) -> Ctl {
    match result {
        Ok(value) => {
            // SAFETY: `base` is on the operand stack.
            unsafe {
                *base = Some(value);
                r.sp = base.add(1);
            }
            let next = r.advance(CALL_CACHES);
            // The function may have been sys.settrace.
            if vm.breaker.load(Ordering::Relaxed) & breaker::TRACE != 0 && vm.wants_hooks() { Ctl::Hook } else { next }
        }
        Err(Raised) => Ctl::Raise,
    }
}

#[inline(always)]
unsafe fn finish_outcome(r: &mut R, vm: &Vm, base: *mut Option<Value>, outcome: call::Outcome) -> Ctl {
    match outcome {
        // SAFETY: as for `finish`.
        call::Outcome::Value(value) => unsafe { finish(r, vm, base, Ok(value)) },
        call::Outcome::Pushed => Ctl::Reload,
        call::Outcome::Raised => Ctl::Raise,
    }
}

#[inline(always)]
unsafe fn op_call_slow(r: &mut R, vm: &Vm, n_args: usize, base: *mut Option<Value>) -> Ctl {
    // SAFETY: as for op_call.
    unsafe {
        let callable = (*base).unwrap_unchecked();
        let args = std::slice::from_raw_parts(r.sp.sub(n_args) as *const Value, n_args);
        let outcome = call::call_from_loop(vm, callable, Args::positional(args), base);
        finish_outcome(r, vm, base, outcome)
    }
}

op! { /// CALL_KW: callable, self-or-NULL, arguments, tuple of names.
op_call_kw(r, vm, arg) {
    r.publish(vm);
    let n = arg as usize;
    let names: Gc<PyTuple> = r.peek(1).cast_unchecked();
    let base = r.sp.sub(n + 3);
    let callable = (*base).unwrap_unchecked();
    let this = *base.add(1);
    let n_args = n + this.is_some() as usize;
    if callable.is::<PyFunction>()
        && let func = callable.cast_unchecked::<PyFunction>()
        && let Some(new) = push_keyword_call(vm, *r, func, names, n_args, base)
    {
        r.frame().ip.set(r.ip);
        *r = new;
        return Ctl::Next;
    }
    let all = std::slice::from_raw_parts(r.sp.sub(1 + n_args) as *const Value, n_args);
    let (pos, kwvals) = all.split_at(n_args - names.len());
    let outcome = call::call_from_loop(vm, callable, Args { pos, kwvals, kwnames: Some(names) }, base);
    finish_outcome(r, vm, base, outcome)
} }

/// The activation for a call with keyword arguments of a function without `*`, `**` and keyword-only parameters, if all arguments find their
/// place by the identity of the names and defaults fill the rest. Nothing has changed otherwise.
#[inline(never)]
unsafe fn push_keyword_call(
    vm: &Vm,
    r: R,
    func: Gc<PyFunction>,
    names: Gc<PyTuple>,
    n_args: usize,
    base: *mut Option<Value>,
) -> Option<R> {
    const MOST: usize = 12;
    let code = func.code.get();
    let argcount = code.exact_args;
    if argcount < n_args as i32 || argcount > MOST as i32 || code.code.posonlyargcount != 0 {
        return None;
    }
    let argcount = argcount as usize;
    let n_pos = n_args - names.len();
    let mut bound = [None; MOST];
    let params = code.localsplusnames.as_slice();
    // SAFETY: the arguments lie below the tuple of names.
    unsafe {
        let first = r.sp.sub(1 + n_args);
        for (i, place) in bound[..n_pos].iter_mut().enumerate() {
            *place = *first.add(i);
        }
        for (k, name) in names.as_slice().iter().enumerate() {
            let i = (n_pos..argcount).find(|&i| params[i] == *name)?;
            if bound[i].is_some() {
                return None;
            }
            bound[i] = *first.add(n_pos + k);
        }
        let defaults = func.defaults.get();
        let all = defaults.as_ref().map_or(&[][..], |d| d.as_slice());
        for (i, place) in bound[..argcount].iter_mut().enumerate() {
            if place.is_none() {
                *place = Some(*all.get((all.len() + i).checked_sub(argcount)?)?);
            }
        }
        let new = call::try_push_frame(vm, func, code, first, argcount, base, FrameFlags::empty())?;
        for (i, value) in bound[..argcount].iter().enumerate() {
            *first.add(i) = *value;
        }
        Some(new)
    }
}

op! { /// CALL_FUNCTION_EX: callable, NULL, argument iterable, keyword dict or NULL.
op_call_function_ex(r, vm, arg) {
    r.publish(vm);
    let base = r.sp.sub(4);
    let callable = (*base).unwrap_unchecked();
    let outcome = try_op!(call_ex(vm, callable, r.peek(2), r.peek_opt(1), base));
    match outcome {
        call::Outcome::Value(value) => {
            *base = Some(value);
            r.sp = base.add(1);
            r.advance(0)
        }
        call::Outcome::Pushed => Ctl::Reload,
        call::Outcome::Raised => Ctl::Raise,
    }
} }

#[inline(never)]
fn call_ex(
    vm: &Vm,
    callable: Value,
    args: Value,
    kwargs: Option<Value>,
    base: *mut Option<Value>,
) -> PyResult<call::Outcome> {
    let tuple = if let Some(tuple) = args.cast::<PyTuple>().filter(|_| args.shape() == shape::TUPLE) {
        tuple
    } else {
        let slots = vm.slots_of(args);
        if slots.iter.is_none() && slots.getitem.is_none() {
            return Err(vm.type_error(format!(
                "{} argument after * must be an iterable, not {}",
                call::function_text(vm, callable)?,
                vm.type_name(args)
            )));
        }
        vm.to_tuple(args)?
    };
    let kwargs = kwargs.and_then(|k| k.cast::<PyDict>()).filter(|d| !d.is_empty());
    let Some(dict) = kwargs else {
        return Ok(call::call_from_loop(vm, callable, Args::positional(tuple.as_slice()), base));
    };
    let names = PyList::new(&[]);
    let values = PyList::new(&[]);
    for (k, v) in dict.iter() {
        names.items.push(k);
        values.items.push(v);
    }
    if names.items.as_slice().iter().any(|k| !k.is::<PyStr>()) {
        return Err(vm.type_error("keywords must be strings"));
    }
    let kwnames = PyTuple::new(names.items.as_slice());
    let kwvals = PyTuple::new(values.items.as_slice());
    let outcome = call::call_from_loop(
        vm,
        callable,
        Args { pos: tuple.as_slice(), kwvals: kwvals.as_slice(), kwnames: Some(kwnames) },
        base,
    );
    std::hint::black_box((tuple, kwvals));
    Ok(outcome)
}

op! { /// RETURN_VALUE from a plain call or from `__init__`.
fast_return_value(r, vm, arg) {
    let value = r.peek(1);
    let frame = r.frame();
    let flags = frame.flags.get();
    let thread = vm.thread();
    let result = frame.result;
    if frame.object.get().is_some() {
        return Ctl::Slow;
    }
    let mut sp = result.add(1);
    if flags.is_empty() {
        *result = Some(value);
    } else if flags == FrameFlags::DISCARD {
        sp = result;
    } else if flags != FrameFlags::INIT || !value.is_none() {
        return Ctl::Slow;
    }
    thread.depth_left.set(thread.depth_left.get() + 1);
    let caller = r.frame.sub(1);
    thread.frame.set(caller);
    r.sp = sp;
    r.frame = caller;
    r.fp = (*caller).locals.get();
    let ip = (*caller).ip.get();
    r.ip = ip.add(1 + call::caches_at(ip));
    Ctl::Next
} }

op! { /// RETURN_VALUE, in general.
op_return_value(r, vm, arg) {
    let value = r.pop();
    r.publish(vm);
    let mut copy = *r;
    let ctl = call::return_slow(vm, &mut copy, value);
    *r = copy;
    ctl
} }

op! { /// RETURN_GENERATOR.
op_return_generator(r, vm, arg) {
    r.publish(vm);
    let made = try_op!(crate::builtins::generator::from_frame(vm, *r));
    // The frame ends as if it had returned the generator.
    let frame = r.frame();
    frame.generator.set(None);
    let mut copy = *r;
    let ctl = call::return_slow(vm, &mut copy, made);
    *r = copy;
    ctl
} }

op! { /// YIELD_VALUE in a generator that FOR_ITER or SEND resumed in the loop.
fast_yield_value(r, vm, arg) {
    let frame = r.frame();
    let flags = frame.flags.get();
    let entry = flags == FrameFlags::GENERATOR.union(FrameFlags::ENTRY);
    if !entry && flags != FrameFlags::GENERATOR.union(FrameFlags::INLINE_GEN) || frame.object.get().is_some() {
        return Ctl::Slow;
    }
    if entry && r.frame == vm.thread().frames_base() {
        return Ctl::Slow;
    }
    let generator = frame.generator.get().unwrap_unchecked();
    let value = r.peek(1);
    let words = r.sp.offset_from(r.fp) as usize - 1;
    let Some(buffer) = generator.saved.get() else { return Ctl::Slow };
    if buffer.capacity < words || taipan_gc::must_remember(buffer.header()) || taipan_gc::must_remember(generator.header()) {
        return Ctl::Slow;
    }
    let slots = buffer.slots();
    let mut i = 0;
    while i < words {
        *slots.add(i) = *r.fp.add(i);
        i += 1;
        crate::eval::regs::plain_loop();
    }
    let thread = vm.thread();
    generator.stack_len.set((words - frame.code.n_locals_plus as usize) as u32);
    generator.ip.set(r.ip);
    generator.state.set(crate::generator::GenState::Suspended);
    thread.exc_info.set(generator.exc.previous.get());
    generator.exc.previous.set(std::ptr::null());
    thread.depth_left.set(thread.depth_left.get() + 1);
    let caller = r.frame.sub(1);
    thread.frame.set(caller);
    let result = frame.result;
    if entry {
        thread.sp.set(result);
        thread.exit.set(Some(SendResult::Yield(value)));
        return Ctl::Exit;
    }
    *result = Some(value);
    r.sp = result.add(1);
    r.frame = caller;
    r.fp = (*caller).locals.get();
    r.ip = (*caller).ip.get().add(1 + super::control::ITER_CACHES);
    Ctl::Next
} }

op! { /// YIELD_VALUE, in general.
op_yield_value(r, vm, arg) {
    let value = r.pop();
    r.publish(vm);
    let mut copy = *r;
    let ctl = call::yield_value(vm, &mut copy, value);
    *r = copy;
    ctl
} }
