//! `sys.settrace` and `sys.setprofile`: a function per thread that is told of calls, lines, returns and exceptions.

use crate::builtins::prelude::*;
use crate::frame::Frame;
use crate::name;
use crate::thread::{Thread, ThreadSlot};

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
#[repr(u8)]
pub enum What {
    None,
    Call,
    /// The first call of an activation.
    Start,
    Line,
    Return,
    Exception,
    Opcode,
}

impl What {
    fn text(self) -> Gc<PyStr> {
        match self {
            What::None | What::Call | What::Start => name!("call"),
            What::Line => name!("line"),
            What::Return => name!("return"),
            What::Exception => name!("exception"),
            What::Opcode => name!("opcode"),
        }
    }
}

impl Vm {
    /// Whether some thread has a trace or profile function.
    pub(super) fn any_thread_traces(&self) -> bool {
        let traces =
            |t: &Thread| t.slot(ThreadSlot::TraceFunction).is_some() || t.slot(ThreadSlot::ProfileFunction).is_some();
        self.all_threads().iter().any(|&t| {
            // SAFETY: registered threads are alive.
            traces(unsafe { &*t })
        })
    }

    /// Sets the trace or profile function of the calling thread, or of all.
    pub fn set_trace_function(&self, slot: ThreadSlot, function: Value, all: bool) {
        let function = Some(function).filter(|f| !f.is_none());
        if all {
            for &thread in &self.all_threads() {
                // SAFETY: registered threads are alive.
                unsafe { &*thread }.set_slot(slot, function);
            }
        } else {
            self.thread().set_slot(slot, function);
        }
        self.update_hooks();
    }

    /// Tells the thread's trace function; its result becomes the frame's own trace function.
    pub fn trace(&self, what: What, frame: &Frame, arg: Value) -> PyResult<()> {
        let thread = self.thread();
        let Some(function) = thread.slot(ThreadSlot::TraceFunction) else { return Ok(()) };
        if thread.in_trace.get() > 0 {
            return Ok(());
        }
        let is_call = matches!(what, What::Call | What::Start);
        if !is_call && frame.object.get().is_none() {
            return Ok(());
        }
        let object = self.frame_object(frame);
        let callback = if is_call { Some(function) } else { object.trace.get() };
        let Some(callback) = callback else { return Ok(()) };
        match what {
            What::Line if !object.trace_lines.get() => return Ok(()),
            What::Opcode if !object.trace_opcodes.get() => return Ok(()),
            _ => {}
        }
        let before = (thread.traced_frame.get(), thread.traced_what.get());
        thread.traced_frame.set(Some(object));
        thread.traced_what.set(what);
        let result = self.untraced(|| self.call(callback, &[object.value(), what.text().value(), arg]));
        thread.traced_frame.set(before.0);
        thread.traced_what.set(before.1);
        match result {
            Ok(result) if result.is_none() => Ok(()),
            Ok(result) => {
                object.trace.set(Some(result));
                Ok(())
            }
            Err(raised) => {
                // A trace function that fails is removed.
                thread.set_slot(ThreadSlot::TraceFunction, None);
                object.trace.set(None);
                self.update_hooks();
                Err(raised)
            }
        }
    }

    /// Tells the thread's profile function.
    pub fn profile(&self, what: Gc<PyStr>, frame: &Frame, arg: Value) -> PyResult<()> {
        let thread = self.thread();
        let Some(function) = thread.slot(ThreadSlot::ProfileFunction) else { return Ok(()) };
        if thread.in_trace.get() > 0 {
            return Ok(());
        }
        let object = self.frame_object(frame);
        let result = self.untraced(|| self.call(function, &[object.value(), what.value(), arg]));
        if result.is_err() {
            thread.set_slot(ThreadSlot::ProfileFunction, None);
            self.update_hooks();
        }
        result.map(drop)
    }

    /// The profile event for the call of `callable` with first argument `first`: only builtin functions and methods have one.
    pub fn profile_native(
        &self,
        what: Gc<PyStr>,
        frame: &Frame,
        callable: Value,
        first: Option<Value>,
    ) -> PyResult<()> {
        if self.thread().slot(ThreadSlot::ProfileFunction).is_none() || !callable.is::<PyNativeFunction>() {
            return Ok(());
        }
        let shown = match (callable.shape() == shape::METHOD_DESCRIPTOR, first) {
            (true, Some(first)) => match self.bind(callable, Some(first), self.type_of(first)) {
                Ok(bound) => bound,
                Err(Raised) => {
                    self.take_raised();
                    callable
                }
            },
            _ => callable,
        };
        self.profile(what, frame, shown)
    }

    /// [`Vm::trace`] of an exception that is pending and stays so.
    pub fn trace_exception(&self, frame: &Frame) {
        let Some(exception) = self.take_raised() else { return };
        let class = self.type_of(exception.value()).value();
        let traceback = exception.traceback.get().unwrap_or(Value::NONE);
        let arg = PyTuple::new(&[class, exception.value(), traceback]).value();
        if self.trace(What::Exception, frame, arg).is_ok() {
            self.thread().pending.set(Some(exception));
        }
    }

    /// A generator is resumed by `throw`: a call event. The exception stays pending.
    pub fn trace_throw(&self, frame: &Frame) {
        let Some(exception) = self.take_raised() else { return };
        let traced = self.trace(What::Call, frame, Value::NONE);
        if traced.and_then(|()| self.profile(name!("call"), frame, Value::NONE)).is_ok() {
            self.thread().pending.set(Some(exception));
        }
    }

    /// An activation ends by an exception, which stays pending: a return event with None.
    pub fn trace_unwind(&self, frame: &Frame) {
        let Some(exception) = self.take_raised() else { return };
        let traced = self.trace(What::Return, frame, Value::NONE);
        if traced.and_then(|()| self.profile(name!("return"), frame, Value::NONE)).is_ok() {
            self.thread().pending.set(Some(exception));
        }
    }
}
