//! Jumps, iteration, exceptions' control flow.

use super::stack::op;
use crate::builtins::generator;
use crate::builtins::list::PyListIter;
use crate::builtins::prelude::*;
use crate::builtins::range::PyRangeIter;
use crate::builtins::tuple::PyTupleIter;
use crate::eval::quicken::internal;
use crate::eval::regs::{Ctl, R};
use crate::generator::GenState;
use std::sync::atomic::Ordering;
use taipan_bytecode::Op;

op! { /// RESUME: a safepoint.
fast_resume(r, vm, arg) {
    if vm.breaker.load(Ordering::Relaxed) != 0 {
        return Ctl::Slow;
    }
    r.advance(0)
} }

op! { /// RESUME at a raised breaker.
op_resume(r, vm, arg) {
    if vm.wants_hooks() {
        // The other driver begins with this instruction.
        return Ctl::Hook;
    }
    poll(r, vm, 0, 0)
} }

/// Visits the safepoint, then goes on at `jump`.
#[inline(always)]
unsafe fn poll(r: &mut R, vm: &Vm, caches: usize, delta: isize) -> Ctl {
    r.publish(vm);
    match vm.safepoint() {
        Ok(()) => {
            let next = r.jump(caches, delta);
            if vm.wants_hooks() { Ctl::Hook } else { next }
        }
        Err(Raised) => Ctl::Raise,
    }
}

op! { /// JUMP_BACKWARD: a safepoint.
fast_jump_backward(r, vm, arg) {
    if vm.breaker.load(Ordering::Relaxed) != 0 {
        return Ctl::Slow;
    }
    r.jump(1, -(arg as isize))
} }

op! { /// JUMP_BACKWARD at a raised breaker.
op_jump_backward(r, vm, arg) {
    poll(r, vm, 1, -(arg as isize))
} }

op! { /// JUMP_BACKWARD_NO_INTERRUPT.
op_jump_backward_no_interrupt(r, vm, arg) { r.jump(0, -(arg as isize)) } }

op! { /// JUMP_FORWARD.
op_jump_forward(r, vm, arg) { r.jump(0, arg as isize) } }

macro_rules! conditional_jumps {
    ($($name:ident $value:ident $jumps:expr, $doc:literal;)*) => { $(
        #[doc = $doc]
        /// `CACHES` = 1, or 2 to step over NOT_TAKEN too.
        ///
        /// # Safety
        /// As for all instructions.
        #[inline(always)]
        pub unsafe fn $name<const CACHES: usize>(r: &mut R, _vm: &Vm, arg: u32) -> Ctl {
            // SAFETY: by contract.
            let $value = unsafe { r.pop() };
            if $jumps { r.jump(1, arg as isize) } else { r.advance(CACHES) }
        }
    )* };
}
conditional_jumps! {
    op_pop_jump_if_true value value == Value::TRUE, "POP_JUMP_IF_TRUE.";
    op_pop_jump_if_false value value != Value::TRUE, "POP_JUMP_IF_FALSE.";
    op_pop_jump_if_none value value.is_none(), "POP_JUMP_IF_NONE.";
    op_pop_jump_if_not_none value !value.is_none(), "POP_JUMP_IF_NOT_NONE.";
}

op! { /// GET_ITER.
op_get_iter(r, vm, arg) {
    r.publish(vm);
    match vm.iter(r.peek(1)) {
        Ok(iterator) => {
            r.poke(1, iterator);
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// GET_YIELD_FROM_ITER.
op_get_yield_from_iter(r, vm, arg) {
    let value = r.peek(1);
    if value.shape() == shape::COROUTINE {
        let flags = r.code().flags;
        if flags & (taipan_bytecode::flags::CO_COROUTINE | taipan_bytecode::flags::CO_ITERABLE_COROUTINE) == 0 {
            r.publish(vm);
            let _ = vm.type_error("cannot 'yield from' a coroutine object in a non-coroutine generator");
            return Ctl::Raise;
        }
        return r.advance(0);
    }
    if value.shape() == shape::GENERATOR {
        return r.advance(0);
    }
    op_get_iter(r, vm, arg)
} }

/// Inline cache units of FOR_ITER and SEND.
pub const ITER_CACHES: usize = 1;

op! { /// FOR_ITER over a range, list or tuple.
fast_for_iter(r, vm, arg) {
    let iterator = r.peek(1);
    let shape = iterator.shape();
    if shape == shape::RANGE_ITER {
        let it: Gc<PyRangeIter> = iterator.cast_unchecked();
        let left = it.left.get();
        if left == 0 {
            return r.jump(ITER_CACHES, arg as isize + 1);
        }
        let n = it.next.get();
        let Some(value) = Value::try_int(n) else { return Ctl::Slow };
        it.left.set(left - 1);
        it.next.set(n.wrapping_add(it.step.get()));
        r.push(value);
        return r.advance(ITER_CACHES);
    }
    if shape == shape::LIST_ITER {
        let it: Gc<PyListIter> = iterator.cast_unchecked();
        if let Some(list) = it.list.get() {
            let i = it.index.get();
            if i < list.items.len() {
                it.index.set(i + 1);
                r.push(*list.items.as_ptr().add(i));
                return r.advance(ITER_CACHES);
            }
            // Nothing need be remembered for None.
            it.list.clear();
        }
        return r.jump(ITER_CACHES, arg as isize + 1);
    }
    if shape == shape::TUPLE_ITER {
        let it: Gc<PyTupleIter> = iterator.cast_unchecked();
        if let Some(tuple) = it.tuple.get() {
            let i = it.index.get();
            if i < tuple.len() {
                it.index.set(i + 1);
                r.push(*tuple.as_slice().get_unchecked(i));
                return r.advance(ITER_CACHES);
            }
            it.tuple.clear();
        }
        return r.jump(ITER_CACHES, arg as isize + 1);
    }
    Ctl::Slow
} }

op! { /// FOR_ITER over a generator.
fast_for_iter_gen(r, vm, arg) {
    let iterator = r.peek(1);
    if iterator.shape() == shape::GENERATOR {
        let sp = r.sp;
        if generator::resume_in_loop(vm, r, iterator.cast_unchecked(), Value::NONE, sp) {
            return Ctl::Next;
        }
    }
    Ctl::Slow
} }

op! { /// SEND to a generator or coroutine: receiver, value.
fast_send_gen(r, vm, arg) {
    let (receiver, value) = (r.peek(2), r.peek(1));
    if matches!(receiver.shape(), shape::GENERATOR | shape::COROUTINE) {
        let generator: Gc<PyGenerator> = receiver.cast_unchecked();
        if generator.state.get() == GenState::Suspended || value.is_none() {
            let result = r.sp.sub(1);
            if generator::resume_in_loop(vm, r, generator, value, result) {
                return Ctl::Next;
            }
        }
    }
    Ctl::Slow
} }

op! { /// FOR_ITER and UNPACK_SEQUENCE of two behind it, over iterators that can do without the tuple.
op_for_iter_pair(r, vm, arg) {
    r.publish(vm);
    match crate::builtins::iterators::next_pair(vm, r.peek(1)) {
        Some(Ok(Some((a, b)))) => {
            r.push(b);
            r.push(a);
            // FOR_ITER and UNPACK_SEQUENCE have one cache unit each.
            r.advance(ITER_CACHES + 2)
        }
        Some(Ok(None)) => r.jump(ITER_CACHES, arg as isize + 1),
        Some(Err(Raised)) => Ctl::Raise,
        None => {
            let iterator = r.peek(1).shape();
            // Lists and tuples of pairs: the plain instruction for good.
            if matches!(iterator, shape::LIST_ITER | shape::TUPLE_ITER) {
                super::attr::set_opcode(r.ip, Op::FOR_ITER as u8);
                let ctl = fast_for_iter(r, vm, arg);
                if ctl != Ctl::Slow {
                    return ctl;
                }
            }
            op_for_iter(r, vm, arg)
        }
    }
} }

op! { /// FOR_ITER, in general.
op_for_iter(r, vm, arg) {
    let iterator = r.peek(1);
    let shape = iterator.shape();
    let opcode = if shape == shape::GENERATOR { internal::FOR_ITER_GEN } else { Op::FOR_ITER as u8 };
    if *r.ip as u8 != opcode {
        super::attr::set_opcode(r.ip, opcode);
    }
    r.publish(vm);
    if shape == shape::GENERATOR && !vm.monitor.hooked.get() {
        let generator: Gc<PyGenerator> = iterator.cast_unchecked();
        if matches!(generator.state.get(), GenState::Suspended | GenState::Created) {
            let sp = r.sp;
            return match generator::push_activation(vm, generator, Some(Value::NONE), sp, true) {
                Ok(()) => Ctl::Reload,
                Err(Raised) => Ctl::Raise,
            };
        }
    }
    match vm.next(iterator) {
        Ok(Some(value)) => {
            r.push(value);
            r.advance(ITER_CACHES)
        }
        Ok(None) => r.jump(ITER_CACHES, arg as isize + 1),
        Err(Raised) => {
            if vm.catch(vm.exc().StopIteration).is_some() {
                r.jump(ITER_CACHES, arg as isize + 1)
            } else {
                Ctl::Raise
            }
        }
    }
} }

op! { /// SEND.
op_send(r, vm, arg) {
    r.publish(vm);
    let (receiver, value) = (r.peek(2), r.peek(1));
    if *r.ip as u8 != internal::SEND_GEN {
        super::attr::set_opcode(r.ip, internal::SEND_GEN);
    }
    if matches!(receiver.shape(), shape::GENERATOR | shape::COROUTINE) && !vm.monitor.hooked.get() {
        let generator: Gc<PyGenerator> = receiver.cast_unchecked();
        let state = generator.state.get();
        if state == GenState::Suspended || state == GenState::Created && value.is_none() {
            let sp = r.sp.sub(1);
            return match generator::push_activation(vm, generator, Some(value), sp, true) {
                Ok(()) => Ctl::Reload,
                Err(Raised) => Ctl::Raise,
            };
        }
    }
    match generator::send_any(vm, receiver, value) {
        Ok(SendResult::Yield(value)) => {
            r.poke(1, value);
            r.advance(ITER_CACHES)
        }
        Ok(SendResult::Return(value)) => {
            r.poke(1, value);
            r.jump(ITER_CACHES, arg as isize)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// GET_LEN.
op_get_len(r, vm, arg) {
    r.publish(vm);
    match vm.len(r.peek(1)) {
        Ok(n) => {
            r.push(Value::int(n as i64));
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

macro_rules! wide_ops {
    ($($name:ident $inner:path, $doc:literal;)*) => { $(
        #[doc = concat!("EXTENDED_ARG, the only one in front of ", $doc, ".")]
        ///
        /// # Safety
        /// As for all instructions.
        #[inline(always)]
        pub unsafe fn $name(r: &mut R, vm: &Vm, arg: u32) -> Ctl {
            // SAFETY: an instruction follows.
            unsafe {
                let start = r.ip;
                r.ip = r.ip.add(1);
                let ctl = $inner(r, vm, arg << 8 | *(r.ip as *const u8).add(1) as u32);
                if ctl == Ctl::Slow {
                    r.ip = start;
                }
                ctl
            }
        }
    )* };
}
wide_ops! {
    fast_wide_for_iter fast_for_iter, "FOR_ITER";
    fast_wide_jump_backward fast_jump_backward, "JUMP_BACKWARD";
    fast_wide_jump_if_true op_pop_jump_if_true::<2>, "POP_JUMP_IF_TRUE, NOT_TAKEN";
    fast_wide_jump_if_false op_pop_jump_if_false::<2>, "POP_JUMP_IF_FALSE, NOT_TAKEN";
    fast_wide_load_fast super::stack::op_load_fast, "LOAD_FAST";
}

// -- exceptions -------------------------------------------------------------------------------------------------------

op! { /// PUSH_EXC_INFO.
op_push_exc_info(r, vm, arg) {
    let exception = r.pop();
    let item = vm.thread().exc_item();
    let previous = item.exception.get().map_or(Value::NONE, |e| e.value());
    r.push(previous);
    r.push(exception);
    item.exception.set(exception.cast());
    r.advance(0)
} }

op! { /// POP_EXCEPT.
op_pop_except(r, vm, arg) {
    let previous = r.pop();
    vm.thread().exc_item().exception.set(previous.cast());
    r.advance(0)
} }

op! { /// CHECK_EXC_MATCH.
op_check_exc_match(r, vm, arg) {
    r.publish(vm);
    match crate::eval::exceptions::matches(vm, r.peek(2), r.peek(1)) {
        Ok(found) => {
            r.poke(1, Value::bool(found));
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// CHECK_EG_MATCH.
op_check_eg_match(r, vm, arg) {
    r.publish(vm);
    match crate::eval::exceptions::split_group(vm, r.peek(2), r.peek(1)) {
        Ok((matched, rest)) => {
            r.poke(2, rest);
            r.poke(1, matched);
            if let Some(exception) = matched.cast::<PyException>() {
                vm.thread().exc_item().exception.set(Some(exception));
            }
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// RERAISE.
op_reraise(r, vm, arg) {
    // The handler is looked up for this instruction. The place below on the stack, where the exception was first raised, would lead back
    // to the handler that ends here.
    let exception = r.pop();
    r.publish(vm);
    match exception.cast::<PyException>() {
        Some(exception) => {
            let _ = vm.raise_again(exception);
            Ctl::Reraise
        }
        None => {
            let _ = vm.system_error("RERAISE without an exception");
            Ctl::Raise
        }
    }
} }

op! { /// RAISE_VARARGS.
op_raise_varargs(r, vm, arg) {
    let cause = if arg == 2 { Some(r.pop()) } else { None };
    let exception = if arg >= 1 { Some(r.pop()) } else { None };
    r.publish(vm);
    if crate::eval::exceptions::raise_statement(vm, exception, cause) { Ctl::Reraise } else { Ctl::Raise }
} }

op! { /// WITH_EXCEPT_START: exit function and self-or-NULL, lasti, previous exception, exception.
op_with_except_start(r, vm, arg) {
    r.publish(vm);
    let exception = r.peek(1);
    let (exit, this) = (r.peek(5), r.peek_opt(4));
    let class = vm.type_of(exception).value();
    let traceback = exception.cast::<PyException>().and_then(|e| e.traceback.get()).unwrap_or(Value::NONE);
    let result = match this {
        Some(this) => vm.call(exit, &[this, class, exception, traceback]),
        None => vm.call(exit, &[class, exception, traceback]),
    };
    match result {
        Ok(value) => {
            r.push(value);
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// CLEANUP_THROW: sub-iterator, last sent value, exception.
op_cleanup_throw(r, vm, arg) {
    r.publish(vm);
    let exception = r.peek(1);
    let Some(e) = exception.cast::<PyException>() else {
        let _ = vm.system_error("CLEANUP_THROW without an exception");
        return Ctl::Raise;
    };
    if vm.type_of(exception).is_subclass(vm.exc().StopIteration) {
        r.drop_n(1);
        // The place of END_SEND: (None, value).
        r.poke(2, Value::NONE);
        r.poke(1, e.extra(0).unwrap_or(Value::NONE));
        return r.advance(0);
    }
    let _ = vm.raise_again(e);
    Ctl::Reraise
} }

op! { /// END_ASYNC_FOR: async iterator, exception.
op_end_async_for(r, vm, arg) {
    let exception = r.peek(1);
    r.publish(vm);
    if vm.type_of(exception).is_subclass(vm.exc().StopAsyncIteration) {
        r.drop_n(2);
        return r.advance(0);
    }
    if let Some(e) = exception.cast::<PyException>() {
        r.drop_n(1);
        let _ = vm.raise_again(e);
    }
    Ctl::Reraise
} }
