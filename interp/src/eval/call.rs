//! Activations: pushing, returning, yielding; calls from the loop and from natives.

use super::regs::{Ctl, R};
use crate::builtins::generator;
use crate::builtins::prelude::*;
use crate::frame::{Frame, FrameFlags};

/// Inline cache units of CALL and CALL_KW.
pub const CALL_CACHES: usize = 3;

/// What a call from the loop came to.
pub enum Outcome {
    /// A native call gave this.
    Value(Value),
    /// An activation was pushed: the loop goes on in it.
    Pushed,
    /// It failed.
    Raised,
}

/// Inline cache units by running opcode.
static CACHES: [u8; 256] = super::quicken::caches_table();

/// Inline cache units after the calling instruction at `ip`.
#[inline(always)]
pub(crate) fn caches_at(ip: *const u16) -> usize {
    // SAFETY: a saved instruction pointer points into its code.
    CACHES[unsafe { *ip & 0xFF } as usize] as usize
}

/// Pushes an activation of `func` whose first `n_args` locals are in place at `locals`; the rest is set to unbound. `None` = it
/// would be too deep; nothing has changed. The thread's `sp` is left to the caller.
#[inline(always)]
pub(crate) fn try_push_frame(
    vm: &Vm,
    func: Gc<PyFunction>,
    code: Gc<PyCode>,
    locals: *mut Option<Value>,
    n_args: usize,
    result: *mut Option<Value>,
    flags: FrameFlags,
) -> Option<R> {
    let thread = vm.thread();
    let frame = thread.next_frame();
    let depth = thread.depth_left.get() - 1;
    // SAFETY: only compared here.
    let end = unsafe { locals.add(code.frame_words as usize) };
    if depth < 0 || end as *mut u64 > thread.stack_limit || frame as *const Frame >= thread.frames_limit {
        return None;
    }
    thread.depth_left.set(depth);
    let n_locals = code.n_locals_plus as usize;
    // SAFETY: the frame's words were checked against the limit.
    unsafe {
        let mut i = n_args;
        while i < n_locals {
            *locals.add(i) = None;
            i += 1;
            super::regs::plain_loop();
        }
        let ip = code.start() as *const u16;
        frame.write(Frame {
            ip: Cell::new(ip),
            locals: Cell::new(locals),
            code,
            func,
            consts: code.consts.as_slice().as_ptr(),
            ns: Cell::new(None),
            object: Cell::new(None),
            generator: Cell::new(None),
            result,
            flags: Cell::new(flags),
            traced_line: Cell::new(-1),
        });
        thread.frame.set(frame);
        Some(R { ip, sp: locals.add(n_locals), fp: locals, frame })
    }
}

/// As [`try_push_frame`], with the new activation's `sp` published. `None` = RecursionError is pending.
#[inline(always)]
pub(crate) fn push_frame(
    vm: &Vm,
    func: Gc<PyFunction>,
    code: Gc<PyCode>,
    locals: *mut Option<Value>,
    n_args: usize,
    result: *mut Option<Value>,
    flags: FrameFlags,
) -> Option<R> {
    let new = try_push_frame(vm, func, code, locals, n_args, result, flags);
    match new {
        Some(r) => vm.thread().sp.set(r.sp),
        None => too_deep(vm),
    }
    new
}

#[cold]
#[inline(never)]
fn too_deep(vm: &Vm) {
    let thread = vm.thread();
    // Room for the exception's own construction.
    let saved = thread.depth_left.get();
    thread.depth_left.set(saved + 50);
    let _ = vm.recursion_error("maximum recursion depth exceeded");
    thread.depth_left.set(saved);
}

/// A call that op_call could not do itself. `base` is where the result goes.
pub(crate) fn call_from_loop(vm: &Vm, callable: Value, args: Args<'_>, base: *mut Option<Value>) -> Outcome {
    if let Some(func) = callable.cast::<PyFunction>() {
        return match push_call(vm, func, args, base, FrameFlags::empty()) {
            Ok(()) => Outcome::Pushed,
            Err(Raised) => Outcome::Raised,
        };
    }
    let result = if let Some(method) = callable.cast::<PyBoundMethod>() {
        if let Some(func) = method.function.cast::<PyFunction>() {
            return match push_call_prepended(vm, func, method.this, args, base) {
                Ok(()) => Outcome::Pushed,
                Err(Raised) => Outcome::Raised,
            };
        }
        vm.call_prepended(method.function, method.this, args)
    } else {
        vm.call_args(callable, args)
    };
    match result {
        Ok(value) => Outcome::Value(value),
        Err(Raised) => Outcome::Raised,
    }
}

fn push_call_prepended(
    vm: &Vm,
    func: Gc<PyFunction>,
    first: Value,
    args: Args<'_>,
    base: *mut Option<Value>,
) -> PyResult<()> {
    if args.pos.len() < 7 {
        let mut all = [Value::NONE; 8];
        all[0] = first;
        all[1..=args.pos.len()].copy_from_slice(args.pos);
        return push_call(vm, func, Args { pos: &all[..=args.pos.len()], ..args }, base, FrameFlags::empty());
    }
    let all = PyList::new(&[first]);
    all.items.try_extend(args.pos)?;
    let result = push_call(vm, func, Args { pos: all.items.as_slice(), ..args }, base, FrameFlags::empty());
    std::hint::black_box(all);
    result
}

/// Pushes an activation of `func` above the published stack top, with its parameters bound from `args`.
pub(crate) fn push_call(
    vm: &Vm,
    func: Gc<PyFunction>,
    args: Args<'_>,
    result: *mut Option<Value>,
    flags: FrameFlags,
) -> PyResult<()> {
    let code = func.code.get();
    let thread = vm.thread();
    let locals = thread.sp.get();
    if push_frame(vm, func, code, locals, 0, result, flags).is_none() {
        return Err(Raised);
    }
    if code.exact_args == args.pos.len() as i32 && args.kwnames.is_none() {
        for (i, value) in args.pos.iter().enumerate() {
            // SAFETY: the activation has room for all parameters.
            unsafe { *locals.add(i) = Some(*value) };
        }
        return Ok(());
    }
    if let Err(raised) = vm.bind_arguments(func, args, locals) {
        // The call never began: no traceback entry for it.
        pop_activation(vm);
        thread.sp.set(locals);
        return Err(raised);
    }
    Ok(())
}

/// Takes the innermost activation off.
pub fn pop_activation(vm: &Vm) {
    let thread = vm.thread();
    let frame = thread.frame.get();
    thread.depth_left.set(thread.depth_left.get() + 1);
    thread.frame.set(if frame == thread.frames_base() {
        std::ptr::null()
    } else {
        // SAFETY: not the first one.
        unsafe { frame.sub(1) }
    });
}

impl Vm {
    /// Calls a Python function from native code.
    pub fn call_function(&self, func: Gc<PyFunction>, args: Args<'_>) -> PyResult {
        self.check_native_stack()?;
        let thread = self.thread();
        let saved = thread.sp.get();
        push_call(self, func, args, saved, FrameFlags::ENTRY)?;
        let result = super::run::run(self);
        thread.sp.set(saved);
        match result? {
            SendResult::Return(value) | SendResult::Yield(value) => Ok(value),
        }
    }

    /// Runs code that is no function (module, class body, `exec`): `ns` = its namespace.
    pub fn run_code(&self, func: Gc<PyFunction>, ns: Option<Value>) -> PyResult {
        self.check_native_stack()?;
        let thread = self.thread();
        let saved = thread.sp.get();
        push_call(self, func, Args::positional(&[]), saved, FrameFlags::ENTRY)?;
        if let Some(frame) = self.current_frame() {
            frame.ns.set(ns);
        }
        let result = super::run::run(self);
        thread.sp.set(saved);
        match result? {
            SendResult::Return(value) | SendResult::Yield(value) => Ok(value),
        }
    }
}

/// Ends the innermost activation with `value`; the registers become the caller's.
#[inline(never)]
pub fn return_slow(vm: &Vm, r: &mut R, value: Value) -> Ctl {
    let thread = vm.thread();
    let frame = r.frame();
    let flags = frame.flags.get();
    if flags.contains(FrameFlags::INIT) && !value.is_none() {
        let _ = vm.type_error(format!("__init__() should return None, not '{}'", vm.type_name(value)));
        return Ctl::Raise;
    }
    if frame.object.get().is_some() {
        vm.detach_frame(frame);
    }
    if let Some(generator) = frame.generator.get() {
        generator::finish(vm, generator);
    }
    pop_activation(vm);
    if flags.contains(FrameFlags::ENTRY) {
        thread.sp.set(frame.result);
        thread.exit.set(Some(SendResult::Return(value)));
        return Ctl::Exit;
    }
    let result = frame.result;
    // SAFETY: the result slot is on the caller's stack; the caller is an activation.
    unsafe {
        if !flags.intersects(FrameFlags::INIT.union(FrameFlags::DISCARD)) {
            *result = Some(value);
        }
        let caller = r.frame.sub(1);
        r.frame = caller;
        r.fp = (*caller).locals.get();
        let ip = (*caller).ip.get();
        if flags.contains(FrameFlags::INLINE_GEN) {
            let caches = crate::ops::control::ITER_CACHES;
            let (arg, for_iter) = super::run::iter_operand(ip, (*caller).code.start());
            if for_iter {
                r.sp = result;
                r.ip = ip.add(1 + caches + arg as usize + 1);
            } else {
                r.sp = result.add(1);
                r.ip = ip.add(1 + caches + arg as usize);
            }
        } else {
            r.sp = if flags.contains(FrameFlags::DISCARD) { result } else { result.add(1) };
            r.ip = ip.add(1 + caches_at(ip));
        }
    }
    Ctl::Next
}

/// Suspends the innermost activation, a generator's, with `value`; the registers become the caller's.
#[inline(never)]
pub fn yield_value(vm: &Vm, r: &mut R, value: Value) -> Ctl {
    let thread = vm.thread();
    let frame = r.frame();
    let flags = frame.flags.get();
    let Some(generator) = frame.generator.get() else {
        let _ = vm.system_error("yield outside of a generator");
        return Ctl::Raise;
    };
    if generator::save(vm, generator, r).is_err() {
        return Ctl::Raise;
    }
    pop_activation(vm);
    if flags.contains(FrameFlags::ENTRY) {
        thread.sp.set(frame.result);
        thread.exit.set(Some(SendResult::Yield(value)));
        return Ctl::Exit;
    }
    // SAFETY: as in `return_slow`.
    unsafe {
        let result = frame.result;
        *result = Some(value);
        let caller = r.frame.sub(1);
        r.frame = caller;
        r.fp = (*caller).locals.get();
        r.sp = result.add(1);
        let ip = (*caller).ip.get();
        r.ip = ip.add(1 + crate::ops::control::ITER_CACHES);
    }
    Ctl::Next
}

/// `class(…)` in the loop, when the class has plain construction: no native recursion for `__init__` in Python.
pub(crate) fn instantiate_inline(
    vm: &Vm,
    r: &mut R,
    class: Gc<PyType>,
    n: usize,
    base: *mut Option<Value>,
) -> Option<Ctl> {
    if vm.monitor.hooked.get() {
        return None;
    }
    let plain_new = vm.types().object.slots().new.map(|f| f as usize);
    if !class.has(ClassFlags::HEAP)
        || class.has(ClassFlags::ABSTRACT)
        || class.slots().new.map(|f| f as usize) != plain_new
        || vm.slots_of(class.value()).call.map(|f| f as usize) != vm.types().type_.slots().call.map(|f| f as usize)
    {
        return None;
    }
    let init = class.lookup(vm.names().__init__)?.cast::<PyFunction>()?;
    let code = init.code.get();
    if code.exact_args != n as i32 + 1 {
        return None;
    }
    let object = match vm.new_instance(class) {
        Ok(object) => object.value(),
        Err(Raised) => return Some(Ctl::Raise),
    };
    // SAFETY: callable and self slots lie below the arguments.
    unsafe {
        *base = Some(object);
        *base.add(1) = Some(object);
        match push_frame(vm, init, code, base.add(1), n + 1, base, FrameFlags::INIT) {
            Some(new) => {
                *r = new;
                Some(Ctl::Next)
            }
            None => Some(Ctl::Raise),
        }
    }
}

/// How messages call a callable: "f()", "module.f()".
pub fn function_text(vm: &Vm, callable: Value) -> PyResult<String> {
    let qualname = vm.get_attr_opt(callable, vm.names().__qualname__)?.and_then(|q| q.cast::<PyStr>());
    let Some(qualname) = qualname else {
        return Ok(vm.str(callable)?.to_string_lossy().into_owned());
    };
    let module = vm.get_attr_opt(callable, vm.names().__module__)?.and_then(|m| m.cast::<PyStr>());
    Ok(match module {
        Some(m) if m.as_bytes() != b"builtins" => format!("{}.{}()", m.to_string_lossy(), qualname.to_string_lossy()),
        _ => format!("{}()", qualname.to_string_lossy()),
    })
}
