//! Calls of a few builtins that programs make all the time, done in the loop: `list.append` whose result is not used, `len`, `isinstance`.
//!
//! A CALL that meets one of them gets an opcode of its own. The guard is the identity of the function object, which the VM
//! keeps alive; everything unusual goes the general way.

use super::call::op_call;
use super::stack::op;
use crate::builtins::prelude::*;
use crate::eval::call::CALL_CACHES;
use crate::eval::quicken::internal;
use crate::eval::regs::{Ctl, R};
use crate::name;
use taipan_bytecode::Op;

/// The words of the function objects; 0 = not looked up yet.
#[derive(Default)]
pub struct Known {
    append: Cell<u64>,
    len: Cell<u64>,
    isinstance: Cell<u64>,
}

/// The opcode for a CALL of `callable` with `n` arguments at `ip`, if it is a known function.
#[inline(always)]
pub(crate) fn opcode(vm: &Vm, callable: Value, n: usize, ip: *const u16) -> Option<u8> {
    let known = &vm.known;
    if known.append.get() == 0 {
        look_up(vm);
    }
    let bits = callable.bits();
    if bits == known.append.get() {
        // SAFETY: an instruction follows CALL and its cache units.
        let next = unsafe { *ip.add(1 + CALL_CACHES) } as u8;
        return (n == 1 && next == Op::POP_TOP as u8).then_some(internal::CALL_APPEND);
    }
    if bits == known.len.get() {
        return (n == 1).then_some(internal::CALL_LEN);
    }
    (bits == known.isinstance.get() && n == 2).then_some(internal::CALL_ISINSTANCE)
}

#[cold]
fn look_up(vm: &Vm) {
    let keep = |key: &'static str, found: Option<Value>| {
        found.map_or(1, |f| {
            vm.set_static(key, f);
            f.bits()
        })
    };
    let builtins = vm.builtins.get();
    vm.known.append.set(keep("known list.append", vm.types().list.lookup(name!("append"))));
    vm.known.len.set(keep("known len", builtins.and_then(|b| b.get_str(name!("len")))));
    vm.known.isinstance.set(keep("known isinstance", builtins.and_then(|b| b.get_str(name!("isinstance")))));
}

op! { /// CALL of `list.append` and POP_TOP.
fast_call_append(r, vm, arg) {
    let base = r.sp.sub(3);
    if let (Some(callable), Some(this)) = (*base, *base.add(1))
        && callable.bits() == vm.known.append.get()
        && this.is_cell()
        && this.shape() == shape::LIST
        && this.cast_unchecked::<PyList>().items.try_push_young(r.peek(1))
    {
        r.sp = base;
        return r.advance(CALL_CACHES + 1);
    }
    Ctl::Slow
} }

op! { /// CALL of `len`.
fast_call_len(r, vm, arg) {
    let base = r.sp.sub(3);
    let value = r.peek(1);
    if (*base).unwrap_unchecked().bits() == vm.known.len.get() && (*base.add(1)).is_none() && value.is_cell() {
        let shape = value.shape();
        let n = if shape == shape::LIST {
            value.cast_unchecked::<PyList>().items.len()
        } else if shape == shape::STR {
            value.cast_unchecked::<PyStr>().len()
        } else if shape == shape::TUPLE {
            value.cast_unchecked::<PyTuple>().len()
        } else if shape == shape::DICT {
            value.cast_unchecked::<PyDict>().len()
        } else {
            return Ctl::Slow;
        };
        *base = Some(Value::small(n as i64));
        r.sp = base.add(1);
        return r.advance(CALL_CACHES);
    }
    Ctl::Slow
} }

op! { /// CALL of `isinstance` with a class whose metaclass is `type`.
fast_call_isinstance(r, vm, arg) {
    let base = r.sp.sub(4);
    let (value, class) = (r.peek(2), r.peek(1));
    if (*base).unwrap_unchecked().bits() == vm.known.isinstance.get()
        && (*base.add(1)).is_none()
        && class.is_cell()
        && class.shape() == shape::TYPE
    {
        let real = vm.type_of(value);
        let yes = real.is_subclass(class.cast_unchecked());
        // Where the answer is no an object may still claim another class.
        if yes || value.shape() < shape::FIRST_FREE {
            *base = Some(Value::bool(yes));
            r.sp = base.add(1);
            return r.advance(CALL_CACHES);
        }
    }
    Ctl::Slow
} }

op! { /// What is not done in the loop; a CALL of something else becomes general again.
op_call_known(r, vm, arg) {
    let callable = (*r.sp.sub(arg as usize + 2)).unwrap_unchecked();
    if opcode(vm, callable, arg as usize, r.ip) != Some(*r.ip as u8) {
        super::attr::set_opcode(r.ip, Op::CALL as u8);
    }
    op_call(r, vm, arg)
} }
