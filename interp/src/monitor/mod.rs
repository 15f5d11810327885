//! Events of running code: the state behind `sys.monitoring`, and `sys.settrace` and `sys.setprofile` on top of the same events.
//!
//! While nobody listens, nothing of this runs: the eval loop has a second driver ([`crate::eval::hooked`]) that reports events, and
//! switches to it when the breaker's TRACE bit is set. Which instruction begins a line is in `lines`; what tools see is in `module`.

pub mod jump;
pub mod legacy;
pub mod lines;
pub mod module;

use crate::builtins::prelude::*;
use crate::frame::Frame;
use crate::vm::breaker;
use lines::Lines;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use taipan_object::{Marker, Trace};

/// Number of tools.
pub const TOOLS: usize = 6;
/// Number of events.
pub const EVENTS: usize = 19;

macro_rules! events {
    ($($name:ident = $n:literal)*) => {
        $(#[doc = concat!("Number of the event ", stringify!($name), ".")] pub const $name: u8 = $n;)*
        /// Names of all events by number.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}
events! {
    PY_START = 0 PY_RESUME = 1 PY_RETURN = 2 PY_YIELD = 3 CALL = 4 LINE = 5 INSTRUCTION = 6 JUMP = 7 BRANCH_LEFT = 8 BRANCH_RIGHT = 9
    STOP_ITERATION = 10 RAISE = 11 EXCEPTION_HANDLED = 12 PY_UNWIND = 13 PY_THROW = 14 RERAISE = 15 C_RETURN = 16 C_RAISE = 17 BRANCH = 18
}
/// Events below this number are local: they belong to a place in the code and can be switched off there.
pub const FIRST_GLOBAL: u8 = RAISE;

/// What is known of one code object that is being watched.
struct CodeHooks {
    lines: Rc<Lines>,
    local: [u32; TOOLS],
    /// Tools (a bit each) that want no more of an event at an offset.
    disabled: HashMap<(u32, u8), u8>,
}

/// The state.
pub struct Monitor {
    /// Somebody listens.
    pub hooked: Cell<bool>,
    tools: [Cell<Option<Value>>; TOOLS],
    events: [Cell<u32>; TOOLS],
    callbacks: [[Cell<Option<Value>>; EVENTS]; TOOLS],
    /// All events that some tool wants everywhere.
    global: Cell<u32>,
    /// Code objects with events of their own.
    n_local: Cell<usize>,
    /// By the address of the code object; entries of dead ones are removed at each collection.
    codes: RefCell<HashMap<usize, CodeHooks>>,
}

impl Default for Monitor {
    fn default() -> Monitor {
        Monitor {
            hooked: Cell::new(false),
            tools: [const { Cell::new(None) }; TOOLS],
            events: [const { Cell::new(0) }; TOOLS],
            callbacks: [const { [const { Cell::new(None) }; EVENTS] }; TOOLS],
            global: Cell::new(0),
            n_local: Cell::new(0),
            codes: RefCell::new(HashMap::new()),
        }
    }
}

impl Trace for Monitor {
    fn trace(&self, marker: &mut Marker) {
        for tool in &self.tools {
            tool.get().trace(marker);
        }
        for callback in self.callbacks.iter().flatten() {
            callback.get().trace(marker);
        }
    }
}

fn address(code: Gc<PyCode>) -> usize {
    code.value().bits() as usize
}

impl Monitor {
    /// After marking: forgets what is known of dead code objects.
    pub fn after_mark(&self, marked: impl Fn(u64) -> bool) {
        self.codes.borrow_mut().retain(|&code, _| marked(code as u64));
    }

    fn with_code<R>(&self, code: Gc<PyCode>, f: impl FnOnce(&mut CodeHooks) -> R) -> R {
        let mut codes = self.codes.borrow_mut();
        let hooks = codes.entry(address(code)).or_insert_with(|| CodeHooks {
            lines: Rc::new(Lines::of(&code)),
            local: [0; TOOLS],
            disabled: HashMap::new(),
        });
        f(hooks)
    }

    /// The table of lines of a code object.
    pub fn lines(&self, code: Gc<PyCode>) -> Rc<Lines> {
        self.with_code(code, |hooks| hooks.lines.clone())
    }

    /// The events that some tool wants in `code`.
    pub fn wanted(&self, code: Gc<PyCode>) -> u32 {
        let mut mask = self.global.get();
        if self.n_local.get() > 0
            && let Some(hooks) = self.codes.borrow().get(&address(code))
        {
            mask |= hooks.local.iter().fold(0, |all, one| all | one);
        }
        mask
    }

    fn tool_mask(&self, tool: usize, code: Gc<PyCode>) -> u32 {
        let mut mask = self.events[tool].get();
        if self.n_local.get() > 0
            && let Some(hooks) = self.codes.borrow().get(&address(code))
        {
            mask |= hooks.local[tool];
        }
        mask
    }

    fn is_disabled(&self, tool: usize, code: Gc<PyCode>, at: u32, event: u8) -> bool {
        let codes = self.codes.borrow();
        let hooks = codes.get(&address(code));
        hooks.is_some_and(|h| h.disabled.get(&(at, event)).is_some_and(|tools| tools & 1 << tool != 0))
    }

    fn set_events(&self, vm: &Vm, tool: usize, mask: u32) {
        self.events[tool].set(mask);
        self.global.set(self.events.iter().fold(0, |all, one| all | one.get()));
        vm.update_hooks();
    }

    fn set_local_events(&self, vm: &Vm, tool: usize, code: Gc<PyCode>, mask: u32) {
        self.with_code(code, |hooks| hooks.local[tool] = mask);
        let codes = self.codes.borrow();
        self.n_local.set(codes.values().filter(|hooks| hooks.local.iter().any(|&m| m != 0)).count());
        drop(codes);
        vm.update_hooks();
    }

    fn clear_tool(&self, vm: &Vm, tool: usize) {
        for hooks in self.codes.borrow_mut().values_mut() {
            hooks.local[tool] = 0;
            hooks.disabled.values_mut().for_each(|tools| *tools &= !(1 << tool));
        }
        for callback in &self.callbacks[tool] {
            callback.set(None);
        }
        let codes = self.codes.borrow();
        self.n_local.set(codes.values().filter(|hooks| hooks.local.iter().any(|&m| m != 0)).count());
        drop(codes);
        self.set_events(vm, tool, 0);
    }

    fn restart(&self) {
        for hooks in self.codes.borrow_mut().values_mut() {
            hooks.disabled.clear();
        }
    }
}

impl Vm {
    /// Works out anew whether anybody listens, after a change of tools or of a thread's trace or profile function.
    pub fn update_hooks(&self) {
        let monitor = &self.monitor;
        let on = monitor.global.get() != 0 || monitor.n_local.get() > 0 || self.any_thread_traces();
        monitor.hooked.set(on);
        if on {
            self.breaker.fetch_or(breaker::TRACE, Ordering::Relaxed);
        } else {
            self.breaker.fetch_and(!breaker::TRACE, Ordering::Relaxed);
        }
    }

    /// Whether the running loop, a plain one, should give way to the one that reports events.
    #[cold]
    pub fn wants_hooks(&self) -> bool {
        let thread = self.thread();
        self.monitor.hooked.get() && thread.in_trace.get() == 0 && !thread.in_hooked.get()
    }

    /// Whether events are to be reported now.
    #[inline]
    pub fn reports_events(&self) -> bool {
        self.monitor.hooked.get() && self.thread().in_trace.get() == 0
    }

    /// Tells the tools of `event` at unit offset `at`; `args` follow code and offset. An exception of a callback is passed on.
    pub fn report(&self, event: u8, frame: &Frame, at: u32, args: &[Value]) -> PyResult<()> {
        let code = frame.code;
        // C_RETURN and C_RAISE come with CALL.
        let wanted_as = if event == C_RETURN || event == C_RAISE { CALL } else { event };
        if self.monitor.wanted(code) & 1 << wanted_as == 0 {
            return Ok(());
        }
        let all: GcVec = GcVec::new();
        all.push(code.value());
        if event != LINE {
            all.push(Value::int(at as i64 * 2));
        }
        all.extend(args);
        for tool in 0..TOOLS {
            if self.monitor.tool_mask(tool, code) & 1 << wanted_as == 0 {
                continue;
            }
            let Some(callback) = self.monitor.callbacks[tool][event as usize].get() else { continue };
            if self.monitor.is_disabled(tool, code, at, wanted_as) {
                continue;
            }
            let result = self.untraced(|| self.call(callback, all.as_slice()))?;
            if result == module::disable(self) {
                if event < FIRST_GLOBAL {
                    self.monitor.with_code(code, |hooks| *hooks.disabled.entry((at, event)).or_insert(0) |= 1 << tool);
                } else if event != C_RETURN && event != C_RAISE {
                    self.monitor.callbacks[tool][event as usize].set(None);
                    let name = NAMES[event as usize];
                    return Err(self.value_error(format!("Cannot disable {name} events. Callback removed.")));
                }
            }
        }
        Ok(())
    }

    /// Runs `f` without reporting events of this thread.
    pub fn untraced<R>(&self, f: impl FnOnce() -> R) -> R {
        let thread = self.thread();
        thread.in_trace.set(thread.in_trace.get() + 1);
        let result = f();
        thread.in_trace.set(thread.in_trace.get() - 1);
        result
    }

    /// [`Vm::report`] while an exception is pending: it stays so unless a callback raises another.
    pub fn report_pending(&self, event: u8, frame: &Frame, at: u32, extra: &[Value]) {
        let Some(exception) = self.take_raised() else { return };
        let args: GcVec = GcVec::new();
        args.extend(extra);
        if extra.is_empty() {
            args.push(exception.value());
        }
        if self.report(event, frame, at, args.as_slice()).is_ok() {
            self.thread().pending.set(Some(exception));
        }
    }
}
