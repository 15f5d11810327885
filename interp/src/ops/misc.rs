//! Functions, imports, intrinsics, asynchronous helpers.

use super::build::try_op;
use super::stack::op;
use crate::builtins::generator;
use crate::builtins::prelude::*;
use crate::eval::regs::{Ctl, R};
use crate::name;

op! { /// MAKE_FUNCTION.
op_make_function(r, vm, arg) {
    let code: Gc<PyCode> = r.peek(1).cast_unchecked();
    let outer = r.frame().func;
    let func = crate::builtins::function::make(vm, code, outer.globals.get(), outer.builtins.get());
    r.poke(1, func.value());
    r.advance(0)
} }

op! { /// SET_FUNCTION_ATTRIBUTE: attribute, function.
op_set_function_attribute(r, vm, arg) {
    let func: Gc<PyFunction> = r.pop().cast_unchecked();
    let value = r.pop();
    match arg {
        1 => func.defaults.set(value.cast()),
        2 => func.kwdefaults.set(value.cast()),
        4 => func.annotations.set(Some(value)),
        8 => func.closure.set(value.cast()),
        16 => func.annotate.set(Some(value)),
        _ => {}
    }
    r.push(func.value());
    r.advance(0)
} }

op! { /// IMPORT_NAME: level, fromlist.
op_import_name(r, vm, arg) {
    r.publish(vm);
    let result = try_op!(crate::import::import_name(vm, r.frame(), r.name(arg), r.peek(1), r.peek(2)));
    r.drop_n(1);
    r.poke(1, result);
    r.advance(0)
} }

op! { /// IMPORT_FROM: module.
op_import_from(r, vm, arg) {
    r.publish(vm);
    let value = try_op!(crate::import::import_from(vm, r.peek(1), r.name(arg)));
    r.push(value);
    r.advance(0)
} }

op! { /// LOAD_COMMON_CONSTANT.
op_load_common_constant(r, vm, arg) {
    let value = match arg {
        0 => vm.exc().AssertionError.value(),
        1 => vm.exc().NotImplementedError.value(),
        2 => vm.types().tuple.value(),
        3 => {
            r.publish(vm);
            try_op!(vm.builtin(name!("all")))
        }
        _ => {
            r.publish(vm);
            try_op!(vm.builtin(name!("any")))
        }
    };
    r.push(value);
    r.advance(0)
} }

op! { /// SETUP_ANNOTATIONS.
op_setup_annotations(r, vm, arg) {
    r.publish(vm);
    if let Some(ns) = r.frame().ns.get() {
        let name = name!("__annotations__");
        if try_op!(vm.mapping_get(ns, name)).is_none() {
            try_op!(vm.set_item(ns, name.value(), Some(PyDict::new().value())));
        }
    }
    r.advance(0)
} }

op! { /// GET_AWAITABLE.
op_get_awaitable(r, vm, arg) {
    r.publish(vm);
    let value = try_op!(generator::get_awaitable(vm, r.peek(1), arg));
    r.poke(1, value);
    r.advance(0)
} }

op! { /// GET_AITER.
op_get_aiter(r, vm, arg) {
    r.publish(vm);
    let object = r.peek(1);
    let Some(aiter) = vm.slots_of(object).aiter else {
        let _ = vm.type_error(format!("'async for' requires an object with __aiter__ method, got {}", vm.type_name(object)));
        return Ctl::Raise;
    };
    let iterator = try_op!(aiter(vm, object));
    if vm.slots_of(iterator).anext.is_none() {
        let _ = vm.type_error(format!(
            "'async for' received an object from __aiter__ that does not implement __anext__: {}",
            vm.type_name(iterator)
        ));
        return Ctl::Raise;
    }
    r.poke(1, iterator);
    r.advance(0)
} }

op! { /// GET_ANEXT.
op_get_anext(r, vm, arg) {
    r.publish(vm);
    let awaitable = try_op!(generator::get_anext(vm, r.peek(1)));
    r.push(awaitable);
    r.advance(0)
} }

op! { /// CALL_INTRINSIC_1.
op_call_intrinsic_1(r, vm, arg) {
    r.publish(vm);
    let value = r.peek(1);
    let result = try_op!(intrinsic_1(vm, r.frame(), arg, value));
    r.poke(1, result);
    r.advance(0)
} }

#[inline(never)]
fn intrinsic_1(vm: &Vm, frame: &crate::frame::Frame, which: u32, value: Value) -> PyResult {
    use taipan_bytecode::ops::*;
    let _ = ARG;
    match which {
        1 => {
            let hook = match vm.sys_dict.get().and_then(|d| d.get_str(name!("displayhook"))) {
                Some(hook) => hook,
                None => return Err(vm.runtime_error("lost sys.displayhook")),
            };
            vm.call(hook, &[value])?;
            Ok(Value::NONE)
        }
        2 => {
            crate::import::import_star(vm, frame, value)?;
            Ok(Value::NONE)
        }
        3 => generator::stop_iteration_error(vm, frame, value),
        4 => generator::wrap_async_yield(vm, value),
        5 => vm.positive(value),
        6 => Ok(PyTuple::new(crate::vm::expect::<PyList>(value).items.as_slice()).value()),
        7..=11 => crate::typing::intrinsic(vm, which, value),
        _ => Err(vm.system_error("unknown intrinsic")),
    }
}

op! { /// CALL_INTRINSIC_2.
op_call_intrinsic_2(r, vm, arg) {
    r.publish(vm);
    let (a, b) = (r.peek(2), r.peek(1));
    let result = try_op!(match arg {
        1 => crate::builtins::exceptions::prep_reraise_star(vm, a, b),
        _ => crate::typing::intrinsic_2(vm, arg, a, b),
    });
    r.drop_n(1);
    r.poke(1, result);
    r.advance(0)
} }

op! { /// EXIT_INIT_CHECK: only part of CPython's own construction frames.
op_exit_init_check(r, vm, arg) {
    r.drop_n(1);
    r.advance(0)
} }
