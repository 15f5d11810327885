//! The eval loop's registers and the small operations on the operand stack that every instruction uses.

use crate::builtins::prelude::*;
use crate::frame::Frame;

/// What to do after an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Ctl {
    /// Go on at `ip`.
    Next,
    /// An exception is pending; `ip` is still at the instruction.
    Raise,
    /// As `Raise`, without a traceback entry for this frame (re-raise).
    Reraise,
    /// A fast path does not apply; nothing has changed: the instruction's slow path is to run.
    Slow,
    /// The registers were changed by a call or return: reload them.
    Reload,
    /// As `Next`; somebody listens to events now: the other driver is to go on.
    Hook,
    /// Leave the loop: the result is in the thread (`Vm::exit_value`).
    Exit,
}

/// Keeps LLVM from turning a loop over a few words into a call of memset or memcpy, or a jump into a conditional move.
#[inline(always)]
pub fn plain_loop() {
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    // SAFETY: no instruction.
    unsafe {
        std::arch::asm!("", options(nomem, nostack, preserves_flags));
    }
}

/// The registers at an exit from threaded code (see `eval::run`).
pub struct RegsCell(Cell<R>);

impl RegsCell {
    /// No registers yet.
    pub const fn new() -> RegsCell {
        let null = std::ptr::null_mut();
        RegsCell(Cell::new(R { ip: std::ptr::null(), sp: null, fp: null, frame: std::ptr::null() }))
    }

    /// The registers as they were at the exit.
    #[inline(always)]
    pub fn get(&self) -> R {
        self.0.get()
    }

    /// Leaves them.
    #[inline(always)]
    pub fn set(&self, r: R) {
        self.0.set(r);
    }
}

impl Default for RegsCell {
    fn default() -> Self {
        RegsCell::new()
    }
}

/// The registers. Never take their address in an instruction's fast path.
#[derive(Clone, Copy)]
pub struct R {
    /// The current instruction.
    pub ip: *const u16,
    /// First free word of the operand stack.
    pub sp: *mut Option<Value>,
    /// First fast local.
    pub fp: *mut Option<Value>,
    /// The activation.
    pub frame: *const Frame,
}

impl R {
    /// Pushes.
    ///
    /// # Safety
    /// For all methods: the stack has the depth that the compiler (or the verifier) computed.
    #[inline(always)]
    pub unsafe fn push(&mut self, value: Value) {
        // SAFETY: by contract.
        unsafe {
            *self.sp = Some(value);
            self.sp = self.sp.add(1);
        }
    }

    /// Pushes a value or NULL.
    ///
    /// # Safety
    /// See [`R::push`].
    #[inline(always)]
    pub unsafe fn push_opt(&mut self, value: Option<Value>) {
        // SAFETY: by contract.
        unsafe {
            *self.sp = value;
            self.sp = self.sp.add(1);
        }
    }

    /// Pops.
    ///
    /// # Safety
    /// See [`R::push`]; the top is not NULL.
    #[inline(always)]
    pub unsafe fn pop(&mut self) -> Value {
        // SAFETY: by contract.
        unsafe {
            self.sp = self.sp.sub(1);
            (*self.sp).unwrap_unchecked()
        }
    }

    /// Pops a value or NULL.
    ///
    /// # Safety
    /// See [`R::push`].
    #[inline(always)]
    pub unsafe fn pop_opt(&mut self) -> Option<Value> {
        // SAFETY: by contract.
        unsafe {
            self.sp = self.sp.sub(1);
            *self.sp
        }
    }

    /// The value `n` below the top (1 = top).
    ///
    /// # Safety
    /// See [`R::push`]; it is not NULL.
    #[inline(always)]
    pub unsafe fn peek(&self, n: usize) -> Value {
        // SAFETY: by contract.
        unsafe { (*self.sp.sub(n)).unwrap_unchecked() }
    }

    /// The value or NULL `n` below the top.
    ///
    /// # Safety
    /// See [`R::push`].
    #[inline(always)]
    pub unsafe fn peek_opt(&self, n: usize) -> Option<Value> {
        // SAFETY: by contract.
        unsafe { *self.sp.sub(n) }
    }

    /// Replaces the value `n` below the top.
    ///
    /// # Safety
    /// See [`R::push`].
    #[inline(always)]
    pub unsafe fn poke(&mut self, n: usize, value: Value) {
        // SAFETY: by contract.
        unsafe { *self.sp.sub(n) = Some(value) };
    }

    /// Drops `n` values.
    ///
    /// # Safety
    /// See [`R::push`].
    #[inline(always)]
    pub unsafe fn drop_n(&mut self, n: usize) {
        // SAFETY: by contract.
        self.sp = unsafe { self.sp.sub(n) };
    }

    /// The top `n` values.
    ///
    /// # Safety
    /// See [`R::push`]; none is NULL, and the slice is not used after the stack changes.
    #[inline(always)]
    pub unsafe fn top<'a>(&self, n: usize) -> &'a [Value] {
        // SAFETY: by contract; Option<Value> and Value have the same layout.
        unsafe { std::slice::from_raw_parts(self.sp.sub(n) as *const Value, n) }
    }

    /// Goes to the next instruction, over `caches` inline cache units.
    #[inline(always)]
    pub fn advance(&mut self, caches: usize) -> Ctl {
        // SAFETY: the code ends with an instruction that does not advance.
        self.ip = unsafe { self.ip.add(1 + caches) };
        Ctl::Next
    }

    /// Jumps by `delta` units from the next instruction (after `caches`).
    #[inline(always)]
    pub fn jump(&mut self, caches: usize, delta: isize) -> Ctl {
        // SAFETY: jump targets were checked by the compiler or the verifier.
        self.ip = unsafe { self.ip.add(1 + caches).offset(delta) };
        Ctl::Next
    }

    /// The activation.
    #[inline(always)]
    pub fn frame<'a>(&self) -> &'a Frame {
        // SAFETY: the activation lives while it runs.
        unsafe { &*self.frame }
    }

    /// The code.
    #[inline(always)]
    pub fn code(&self) -> Gc<PyCode> {
        self.frame().code
    }

    /// Name `i` of `co_names`.
    #[inline(always)]
    pub fn name(&self, i: u32) -> Gc<PyStr> {
        self.frame().code.name(i)
    }

    /// Publishes the registers: before anything that may run Python code, collect, or look at frames.
    #[inline(always)]
    pub fn publish(&self, vm: &Vm) {
        self.frame().ip.set(self.ip);
        vm.thread().sp.set(self.sp);
    }

    /// The registers of the innermost activation, as published.
    #[inline(always)]
    pub fn load(vm: &Vm) -> R {
        let thread = vm.thread();
        let frame = thread.frame.get();
        // SAFETY: called only while an activation exists.
        let f = unsafe { &*frame };
        R { ip: f.ip.get(), sp: thread.sp.get(), fp: f.locals.get(), frame }
    }
}
