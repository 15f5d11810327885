//! `_thread._ThreadHandle`: by which others wait for a thread's end.

use super::locks::wait_until_free;
use crate::support::args::Round;
use crate::support::seconds_to_ns;
use std::cell::Cell;
use taipan_host::lock::Lock;
use taipan_host::time::monotonic_ns;
use taipan_interp::native::*;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    NotStarted,
    Starting,
    Running,
    Done,
}

/// A thread that can be waited for.
#[pyclass(name = "_ThreadHandle", module = "_thread", weakref)]
pub struct ThreadHandle {
    #[no_trace]
    ident: Cell<u64>,
    #[no_trace]
    state: Cell<State>,
    /// Taken from the start to the end of the thread.
    #[no_trace]
    running: Lock,
}

#[pymethods]
impl ThreadHandle {
    #[pyslot(sig = "()")]
    fn __new__(cls: Gc<PyType>, vm: &Vm) -> PyResult<Obj<ThreadHandle>> {
        let handle = ThreadHandle { ident: Cell::new(0), state: Cell::new(State::NotStarted), running: Lock::new() };
        vm.new_native(cls, handle)
    }

    /// Identity of the thread.
    #[getter]
    fn ident(&self) -> u64 {
        self.ident.get()
    }

    /// Waits for the thread's end, at most so many seconds.
    #[pymethod(sig = "(timeout=None, /)")]
    fn join(&self, vm: &Vm, timeout: Option<Value>) -> PyResult<()> {
        let timeout = match timeout {
            None => None,
            Some(timeout) if timeout.is_none() => None,
            Some(timeout) => Some(seconds_to_ns(vm, timeout, Round::Ceiling)?).filter(|&ns| ns >= 0),
        };
        self.wait(vm, timeout)
    }

    /// Marks the thread as ended: for those that were not started by this module.
    fn _set_done(&self, vm: &Vm) -> PyResult<()> {
        if self.state.get() == State::NotStarted {
            return Err(vm.runtime_error("thread not started"));
        }
        self.finished();
        Ok(())
    }

    /// Whether the thread has ended.
    fn is_done(&self) -> bool {
        self.is_finished()
    }

    fn __repr__(&self) -> String {
        format!("<_thread._ThreadHandle object: ident={}>", self.ident.get())
    }
}

impl ThreadHandle {
    /// A handle without a thread.
    pub(super) fn create(vm: &Vm) -> PyResult<Obj<ThreadHandle>> {
        ThreadHandle::__new__(vm.class::<ThreadHandle>(), vm)
    }

    /// Before its thread starts.
    pub(super) fn starting(&self, vm: &Vm) -> PyResult<()> {
        if self.state.get() != State::NotStarted {
            return Err(vm.runtime_error("thread already started"));
        }
        self.state.set(State::Starting);
        self.running.try_acquire();
        Ok(())
    }

    /// By the starter or the thread itself, whichever comes first.
    pub(super) fn started(&self, ident: u64) {
        self.ident.set(ident);
        if self.state.get() == State::Starting {
            self.state.set(State::Running);
        }
    }

    /// The thread could not be started: the handle is as before.
    pub(super) fn failed_to_start(&self) {
        self.state.set(State::NotStarted);
        self.running.reset();
    }

    /// At the thread's end.
    pub(super) fn finished(&self) {
        if self.state.replace(State::Done) != State::Done {
            self.running.release();
        }
    }

    /// Whether the thread has ended.
    pub(super) fn is_finished(&self) -> bool {
        self.state.get() == State::Done
    }

    /// Waits for the thread's end, at most so many nanoseconds.
    pub(super) fn wait(&self, vm: &Vm, timeout: Option<i64>) -> PyResult<()> {
        match self.state.get() {
            State::NotStarted => return Err(vm.runtime_error("thread not started")),
            State::Done => return Ok(()),
            State::Starting | State::Running => {}
        }
        if self.ident.get() == taipan_host::thread::current_id() {
            return Err(vm.runtime_error("Cannot join current thread"));
        }
        let deadline = timeout.map(|timeout| monotonic_ns().saturating_add(timeout));
        wait_until_free(vm, &self.running, deadline).map(drop)
    }
}
