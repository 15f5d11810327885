//! What each thread that runs Python code has of its own: the VM stack, the pending and handled exceptions, the recursion
//! limits.

use crate::error::PyException;
use crate::frame::Frame;
use crate::slots::SendResult;
use crate::vm::Vm;
use std::cell::{Cell, UnsafeCell};
use taipan_object::{Gc, Marker, Trace, Value};

/// Words of a VM stack (each 8 bytes): virtual memory, touched only as far as it is used.
const STACK_WORDS: usize = 1 << 20;
/// Activations of a thread.
const MAX_FRAMES: usize = 1 << 16;
/// Words that stay free above the limit, for natives' argument lists and error handling.
const STACK_RESERVE: usize = 1 << 12;
/// Bytes of native stack that must be left to start another native recursion.
const NATIVE_RESERVE: usize = 192 * 1024;

/// An item of the stack of exceptions being handled: one for the thread's base, one per running generator.
#[repr(C)]
pub struct ExcItem {
    /// The exception, if one is being handled.
    pub exception: Cell<Option<Gc<PyException>>>,
    /// The item below.
    pub previous: Cell<*const ExcItem>,
}

impl ExcItem {
    /// Nothing handled, nothing below.
    pub const fn new() -> ExcItem {
        ExcItem { exception: Cell::new(None), previous: Cell::new(std::ptr::null()) }
    }
}

impl Default for ExcItem {
    fn default() -> Self {
        ExcItem::new()
    }
}

/// A thread's state.
pub struct Thread {
    /// Lowest address of the VM stack.
    pub stack_base: *mut u64,
    /// No frame may reach beyond this address.
    pub stack_limit: *mut u64,
    stack_memory: UnsafeCell<Vec<u64>>,
    /// First free word of the VM stack, as published.
    pub sp: Cell<*mut Option<Value>>,
    /// Result of a run of the eval loop.
    pub exit: Cell<Option<SendResult>>,
    /// The innermost activation; null = none.
    pub frame: Cell<*const Frame>,
    frames: Vec<std::mem::MaybeUninit<Frame>>,
    /// One past the last usable activation.
    pub frames_limit: *const Frame,
    /// The exception that an `Err(Raised)` announces.
    pub pending: Cell<Option<Gc<PyException>>>,
    /// Top of the stack of handled exceptions.
    pub exc_info: Cell<*const ExcItem>,
    base_exc: Box<ExcItem>,
    /// Python activations left before the recursion limit.
    pub depth_left: Cell<i32>,
    /// Native recursion below this stack address is refused.
    pub native_limit: Cell<usize>,
    /// Highest address of the native stack to scan.
    pub native_high: Cell<usize>,
    /// Lowest address to scan while the thread does not hold the lock.
    pub native_low: Cell<usize>,
    /// Values that natives keep for the thread: trace and profile functions, context, asynchronous-generator hooks, running loop.
    pub slots: [Cell<Option<Value>>; ThreadSlot::COUNT],
    /// The operating system's idea of the thread (`threading.get_ident`).
    pub ident: Cell<u64>,
    /// An exception that another thread asked to raise here.
    pub async_exc: Cell<Option<Value>>,
    /// Eval loops active on the native stack of this thread.
    pub run_depth: Cell<u32>,
    /// Depth of calls of the trace function (tracing is off inside it).
    pub in_trace: Cell<u32>,
    /// The innermost run of the eval loop is by the driver that reports events.
    pub in_hooked: Cell<bool>,
    /// The frame that the trace function is being told of, and what.
    pub traced_frame: Cell<Option<Gc<crate::frame::PyFrame>>>,
    /// See `traced_frame`.
    pub traced_what: Cell<crate::monitor::legacy::What>,
    /// Top of the operand stack after `f_lineno` was set.
    pub jump_sp: Cell<Option<*mut Option<Value>>>,
}

/// Names of [`Thread::slots`].
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum ThreadSlot {
    TraceFunction,
    ProfileFunction,
    Context,
    AsyncGenFirstIter,
    AsyncGenFinalizer,
    RunningLoop,
    ThreadDict,
    CoroutineOriginDepth,
    Spare,
}

impl ThreadSlot {
    const COUNT: usize = ThreadSlot::Spare as usize + 1;
}

impl Thread {
    /// A thread's state; `native` = bounds of its native stack (lowest, highest address).
    pub fn new(native: (usize, usize)) -> Box<Thread> {
        let mut memory: Vec<u64> = Vec::new();
        // Zeroed memory from the operating system: pages are touched when used.
        memory = {
            drop(memory);
            vec![0; STACK_WORDS]
        };
        let base = memory.as_mut_ptr();
        let mut frames: Vec<std::mem::MaybeUninit<Frame>> = Vec::with_capacity(MAX_FRAMES);
        // SAFETY: MaybeUninit needs no initialization.
        unsafe { frames.set_len(MAX_FRAMES) };
        let base_exc = Box::new(ExcItem::new());
        let exc_info: *const ExcItem = &*base_exc;
        let low = native.0;
        Box::new(Thread {
            stack_base: base,
            // SAFETY: inside the allocation.
            stack_limit: unsafe { base.add(STACK_WORDS - STACK_RESERVE) },
            stack_memory: UnsafeCell::new(memory),
            sp: Cell::new(base as *mut Option<Value>),
            exit: Cell::new(None),
            pending: Cell::new(None),
            exc_info: Cell::new(exc_info),
            base_exc,
            depth_left: Cell::new(1000),
            frame: Cell::new(std::ptr::null()),
            frames_limit: {
                // SAFETY: one past the allocation's usable part.
                unsafe { (frames.as_ptr() as *const Frame).add(MAX_FRAMES - 16) }
            },
            frames,
            native_limit: Cell::new(low + NATIVE_RESERVE.min((native.1 - low) / 4)),
            native_high: Cell::new(native.1),
            native_low: Cell::new(0),
            slots: [const { Cell::new(None) }; ThreadSlot::COUNT],
            ident: Cell::new(0),
            async_exc: Cell::new(None),
            run_depth: Cell::new(0),
            in_trace: Cell::new(0),
            in_hooked: Cell::new(false),
            traced_frame: Cell::new(None),
            traced_what: Cell::new(crate::monitor::legacy::What::None),
            jump_sp: Cell::new(None),
        })
    }

    /// The exception being handled (`sys.exception()`).
    pub fn handled_exception(&self) -> Option<Gc<PyException>> {
        let mut item = self.exc_info.get();
        while !item.is_null() {
            // SAFETY: items live in the thread or in running generators, which their frames keep alive.
            let current = unsafe { &*item };
            if let Some(exception) = current.exception.get() {
                return Some(exception);
            }
            item = current.previous.get();
        }
        None
    }

    /// The top item of the stack of handled exceptions.
    #[inline(always)]
    pub fn exc_item(&self) -> &ExcItem {
        // SAFETY: never null: the base item is always there.
        unsafe { &*self.exc_info.get() }
    }

    /// The first activation's place.
    #[inline(always)]
    pub fn frames_base(&self) -> *const Frame {
        self.frames.as_ptr() as *const Frame
    }

    /// The place above the innermost activation.
    #[inline(always)]
    pub fn next_frame(&self) -> *mut Frame {
        let frame = self.frame.get();
        if frame.is_null() {
            self.frames_base() as *mut Frame
        } else {
            // SAFETY: callers check `frames_limit` before writing.
            unsafe { frame.add(1) as *mut Frame }
        }
    }

    /// The activations, outermost first.
    pub fn activations(&self) -> &[Frame] {
        if self.frame.get().is_null() {
            return &[];
        }
        // SAFETY: activations up to the innermost are initialized.
        unsafe {
            let n = self.frame.get().offset_from(self.frames_base()) as usize + 1;
            std::slice::from_raw_parts(self.frames_base(), n)
        }
    }

    /// A slot's value.
    pub fn slot(&self, slot: ThreadSlot) -> Option<Value> {
        self.slots[slot as usize].get()
    }

    /// Sets a slot.
    pub fn set_slot(&self, slot: ThreadSlot, value: Option<Value>) {
        self.slots[slot as usize].set(value);
    }

    /// Reports the roots: the VM stack up to the published `sp`, and the fields. Not the native stack.
    pub fn trace(&self, marker: &mut Marker) {
        let top = self.sp.get() as *mut u64;
        let mut p = self.stack_base;
        while p < top {
            // SAFETY: inside the stack's memory.
            let word = unsafe { *p };
            if word & 7 == 0 {
                marker.word(word as usize);
            }
            // SAFETY: as above.
            p = unsafe { p.add(1) };
        }
        for frame in self.activations() {
            frame.code.trace(marker);
            frame.func.trace(marker);
            frame.ns.get().trace(marker);
            frame.object.get().trace(marker);
            frame.generator.get().trace(marker);
        }
        self.pending.get().trace(marker);
        if let Some(SendResult::Yield(value) | SendResult::Return(value)) = self.exit.get() {
            value.trace(marker);
        }
        self.async_exc.get().trace(marker);
        self.traced_frame.get().trace(marker);
        for slot in &self.slots {
            slot.get().trace(marker);
        }
        let mut item = self.exc_info.get();
        while !item.is_null() {
            // SAFETY: as in `handled_exception`.
            let current = unsafe { &*item };
            current.exception.get().trace(marker);
            item = current.previous.get();
        }
        let _ = (&self.stack_memory, &self.base_exc);
    }
}

impl Vm {
    /// Fails with RecursionError if little native stack is left. Every native function that can lead to a call of itself checks.
    #[inline(always)]
    pub fn check_native_stack(&self) -> PyResult {
        let marker = 0u8;
        if (&raw const marker as usize) < self.thread().native_limit.get() {
            self.native_stack_full()
        } else {
            Ok(Value::NONE)
        }
    }

    #[cold]
    fn native_stack_full(&self) -> PyResult {
        let thread = self.thread();
        let limit = thread.native_limit.get();
        // Room for making the exception.
        thread.native_limit.set(limit - NATIVE_RESERVE / 2);
        let raised = self.recursion_error("maximum recursion depth exceeded");
        thread.native_limit.set(limit);
        Err(raised)
    }
}

use crate::error::PyResult;
