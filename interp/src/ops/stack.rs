//! Loads, stores and operand-stack shuffling.

use crate::builtins::prelude::*;
use crate::eval::regs::{Ctl, R};
use crate::name;

/// Fast local `i`.
#[inline(always)]
unsafe fn local(r: &R, i: u32) -> *mut Option<Value> {
    // SAFETY: the compiler keeps indices in range.
    unsafe { r.fp.add(i as usize) }
}

macro_rules! op {
    ($(#[$m:meta])* $name:ident($r:ident, $vm:ident, $arg:ident) $body:block) => {
        $(#[$m])*
        ///
        /// # Safety
        /// Called by the eval loop with registers that fit the code.
        #[inline(always)]
        #[allow(unused_variables, unused_unsafe)]
        pub unsafe fn $name($r: &mut R, $vm: &Vm, $arg: u32) -> Ctl {
            // SAFETY: by the contract of the function.
            #[allow(unused_unsafe)]
            unsafe { $body }
        }
    };
}
pub(crate) use op;

op! { /// LOAD_FAST, LOAD_FAST_BORROW.
op_load_fast(r, vm, arg) {
    let value = *local(r, arg);
    r.push_opt(value);
    r.advance(0)
} }

op! { /// LOAD_FAST_LOAD_FAST.
op_load_fast_load_fast(r, vm, arg) {
    let (a, b) = (*local(r, arg >> 4), *local(r, arg & 15));
    r.push_opt(a);
    r.push_opt(b);
    r.advance(0)
} }

op! { /// LOAD_FAST_CHECK.
fast_load_fast_check(r, vm, arg) {
    match *local(r, arg) {
        Some(value) => {
            r.push(value);
            r.advance(0)
        }
        None => Ctl::Slow,
    }
} }

op! { /// Local (or cell) `arg` is not bound.
op_unbound_local(r, vm, arg) {
    r.publish(vm);
    unbound_local(vm, arg)
} }

#[cold]
fn unbound_local(vm: &Vm, i: u32) -> Ctl {
    let Some(frame) = vm.current_frame() else { return Ctl::Raise };
    let name = frame.code.local_name(i);
    let text = name.to_string_lossy().into_owned();
    let is_free = i as usize >= frame.code.code.nlocalsplus() - frame.code.code.nfreevars();
    let (class, message) = if is_free {
        (
            vm.exc().NameError,
            format!("cannot access free variable '{text}' where it is not associated with a value in enclosing scope"),
        )
    } else {
        (
            vm.exc().UnboundLocalError,
            format!("cannot access local variable '{text}' where it is not associated with a value"),
        )
    };
    let _ = vm.name_error(class, &message, name);
    Ctl::Raise
}

op! { /// LOAD_FAST_AND_CLEAR.
op_load_fast_and_clear(r, vm, arg) {
    let place = local(r, arg);
    r.push_opt(*place);
    *place = None;
    r.advance(0)
} }

op! { /// STORE_FAST.
op_store_fast(r, vm, arg) {
    let value = r.pop_opt();
    *local(r, arg) = value;
    r.advance(0)
} }

op! { /// STORE_FAST_LOAD_FAST.
op_store_fast_load_fast(r, vm, arg) {
    let value = r.pop();
    *local(r, arg >> 4) = Some(value);
    let other = *local(r, arg & 15);
    r.push_opt(other);
    r.advance(0)
} }

op! { /// STORE_FAST_STORE_FAST.
op_store_fast_store_fast(r, vm, arg) {
    let a = r.pop();
    *local(r, arg >> 4) = Some(a);
    let b = r.pop();
    *local(r, arg & 15) = Some(b);
    r.advance(0)
} }

op! { /// DELETE_FAST.
op_delete_fast(r, vm, arg) {
    let place = local(r, arg);
    if (*place).is_none() {
        r.publish(vm);
        return unbound_local(vm, arg);
    }
    *place = None;
    r.advance(0)
} }

op! { /// LOAD_CONST.
op_load_const(r, vm, arg) {
    let value = *r.frame().consts.add(arg as usize);
    r.push(value);
    r.advance(0)
} }

op! { /// LOAD_SMALL_INT.
op_load_small_int(r, vm, arg) {
    r.push(Value::small(arg as i64));
    r.advance(0)
} }

op! { /// POP_TOP, POP_ITER, END_FOR.
op_pop_top(r, vm, arg) {
    r.drop_n(1);
    r.advance(0)
} }

op! { /// END_SEND: removes the value below the top.
op_end_send(r, vm, arg) {
    let value = r.pop();
    r.poke(1, value);
    r.advance(0)
} }

op! { /// PUSH_NULL.
op_push_null(r, vm, arg) {
    r.push_opt(None);
    r.advance(0)
} }

op! { /// COPY.
op_copy(r, vm, arg) {
    let value = r.peek_opt(arg as usize);
    r.push_opt(value);
    r.advance(0)
} }

op! { /// SWAP.
op_swap(r, vm, arg) {
    std::ptr::swap(r.sp.sub(1), r.sp.sub(arg as usize));
    r.advance(0)
} }

op! { /// NOP, NOT_TAKEN.
op_nop(r, vm, arg) { r.advance(0) } }

op! { /// MAKE_CELL.
op_make_cell(r, vm, arg) {
    let place = local(r, arg);
    let cell = alloc(PyCell { header: PyCell::header(shape::CELL), value: Field::new(*place) });
    *place = Some(cell.value());
    r.advance(0)
} }

op! { /// COPY_FREE_VARS.
op_copy_free_vars(r, vm, arg) {
    let frame = r.frame();
    if let Some(closure) = frame.func.closure.get() {
        let first = frame.code.n_locals_plus as usize - arg as usize;
        for (i, cell) in closure.as_slice().iter().enumerate().take(arg as usize) {
            *r.fp.add(first + i) = Some(*cell);
        }
    }
    r.advance(0)
} }

/// The cell in fast local `i`.
#[inline(always)]
unsafe fn cell(r: &R, i: u32) -> Gc<PyCell> {
    // SAFETY: the compiler uses cell instructions on cells only.
    unsafe { (*local(r, i)).unwrap_unchecked().cast_unchecked() }
}

op! { /// LOAD_DEREF.
fast_load_deref(r, vm, arg) {
    match cell(r, arg).value.get() {
        Some(value) => {
            r.push(value);
            r.advance(0)
        }
        None => Ctl::Slow,
    }
} }

op! { /// STORE_DEREF to a young cell.
fast_store_deref(r, vm, arg) {
    let cell = cell(r, arg);
    if taipan_gc::must_remember(&cell.header) {
        return Ctl::Slow;
    }
    let value = r.pop();
    cell.value.set_in(&cell.header, Some(value));
    r.advance(0)
} }

op! { /// STORE_DEREF.
op_store_deref(r, vm, arg) {
    let value = r.pop();
    let cell = cell(r, arg);
    cell.value.set_in(&cell.header, Some(value));
    r.advance(0)
} }

op! { /// DELETE_DEREF.
op_delete_deref(r, vm, arg) {
    let cell = cell(r, arg);
    if cell.value.get().is_none() {
        r.publish(vm);
        return unbound_local(vm, arg);
    }
    cell.value.set(None);
    r.advance(0)
} }

op! { /// LOAD_FROM_DICT_OR_DEREF.
op_load_from_dict_or_deref(r, vm, arg) {
    r.publish(vm);
    let mapping = r.peek(1);
    let name = r.code().local_name(arg);
    match vm.mapping_get(mapping, name) {
        Ok(Some(value)) => {
            r.poke(1, value);
            r.advance(0)
        }
        Ok(None) => match cell(r, arg).value.get() {
            Some(value) => {
                r.poke(1, value);
                r.advance(0)
            }
            None => unbound_local(vm, arg),
        },
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// LOAD_LOCALS.
op_load_locals(r, vm, arg) {
    match r.frame().ns.get() {
        Some(ns) => {
            r.push(ns);
            r.advance(0)
        }
        None => {
            r.publish(vm);
            let _ = vm.system_error("no locals");
            Ctl::Raise
        }
    }
} }

op! { /// LOAD_NAME.
op_load_name(r, vm, arg) {
    r.publish(vm);
    match load_name(vm, r.frame(), r.name(arg)) {
        Ok(value) => {
            r.push(value);
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

#[inline(never)]
fn load_name(vm: &Vm, frame: &crate::frame::Frame, name: Gc<PyStr>) -> PyResult {
    if let Some(ns) = frame.ns.get()
        && let Some(value) = vm.mapping_get(ns, name)?
    {
        return Ok(value);
    }
    load_global_slow(vm, frame, name)
}

/// A global or builtin name, without a cache.
pub(crate) fn load_global_slow(vm: &Vm, frame: &crate::frame::Frame, name: Gc<PyStr>) -> PyResult {
    // (A subclass of dict as globals may have `__missing__`.)
    if let Some(value) = vm.mapping_get(frame.func.globals.get().value(), name)? {
        return Ok(value);
    }
    let builtins = frame.func.builtins.get();
    if let Some(value) = vm.mapping_get(builtins, name)? {
        return Ok(value);
    }
    Err(vm.name_error(vm.exc().NameError, &format!("name '{}' is not defined", name.to_string_lossy()), name))
}

op! { /// LOAD_FROM_DICT_OR_GLOBALS.
op_load_from_dict_or_globals(r, vm, arg) {
    r.publish(vm);
    let mapping = r.peek(1);
    let name = r.name(arg);
    let found = match vm.mapping_get(mapping, name) {
        Ok(Some(value)) => Ok(value),
        Ok(None) => load_global_slow(vm, r.frame(), name),
        Err(Raised) => Err(Raised),
    };
    match found {
        Ok(value) => {
            r.poke(1, value);
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// STORE_NAME.
op_store_name(r, vm, arg) {
    r.publish(vm);
    let value = r.peek(1);
    match store_name(vm, r.frame(), r.name(arg), value) {
        Ok(()) => {
            r.drop_n(1);
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

#[inline(never)]
fn store_name(vm: &Vm, frame: &crate::frame::Frame, name: Gc<PyStr>, value: Value) -> PyResult<()> {
    match frame.ns.get() {
        Some(ns) if ns.shape() == shape::DICT => vm.dict_set(crate::vm::expect(ns), name.value(), value),
        Some(ns) => vm.set_item(ns, name.value(), Some(value)),
        None => Err(vm.system_error(format!("no locals when storing '{}'", name.to_string_lossy()))),
    }
}

op! { /// DELETE_NAME.
op_delete_name(r, vm, arg) {
    r.publish(vm);
    let name = r.name(arg);
    let result = match r.frame().ns.get() {
        Some(ns) => match vm.ignore(vm.exc().KeyError, vm.set_item(ns, name.value(), None)) {
            Ok(Some(())) => Ok(()),
            Ok(None) => Err(vm.name_error(vm.exc().NameError, &format!("name '{}' is not defined", name.to_string_lossy()), name)),
            Err(Raised) => Err(Raised),
        },
        None => Err(vm.system_error("no locals")),
    };
    if result.is_ok() { r.advance(0) } else { Ctl::Raise }
} }

op! { /// STORE_GLOBAL.
op_store_global(r, vm, arg) {
    r.publish(vm);
    let value = r.peek(1);
    match vm.dict_set(r.frame().func.globals.get(), r.name(arg).value(), value) {
        Ok(()) => {
            r.drop_n(1);
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// DELETE_GLOBAL.
op_delete_global(r, vm, arg) {
    r.publish(vm);
    let name = r.name(arg);
    match vm.dict_del(r.frame().func.globals.get(), name.value()) {
        Ok(Some(_)) => r.advance(0),
        Ok(None) => {
            let _ = vm.name_error(vm.exc().NameError, &format!("name '{}' is not defined", name.to_string_lossy()), name);
            Ctl::Raise
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// LOAD_BUILD_CLASS.
op_load_build_class(r, vm, arg) {
    r.publish(vm);
    let found = vm.mapping_get(r.frame().func.builtins.get(), name!("__build_class__"));
    match found {
        Ok(Some(value)) => {
            r.push(value);
            r.advance(0)
        }
        Ok(None) => {
            let _ = vm.name_error(vm.exc().NameError, "__build_class__ not found", name!("__build_class__"));
            Ctl::Raise
        }
        Err(Raised) => Ctl::Raise,
    }
} }

impl Vm {
    /// `mapping[name]`, or `None` for a missing key: dicts directly, other mappings through `__getitem__`.
    pub fn mapping_get(&self, mapping: Value, name: Gc<PyStr>) -> PyResult<Option<Value>> {
        if mapping.is_cell() && mapping.shape() == shape::DICT {
            return self.dict_get(crate::vm::expect(mapping), name.value());
        }
        self.ignore(self.exc().KeyError, self.get_item(mapping, name.value()))
    }
}
