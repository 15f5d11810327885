//! `_thread.lock` and `_thread.RLock`.

use crate::support::args::Round;
use crate::support::{allow_threads, check_signals, seconds_to_ns};
use std::cell::Cell;
use taipan_host::lock::{Acquired, Lock};
use taipan_host::time::monotonic_ns;
use taipan_interp::native::*;

/// `threading.TIMEOUT_MAX` in nanoseconds.
const TIMEOUT_MAX: i64 = 9_223_372_036_000_000_000;

/// How long an acquire may wait.
#[derive(Clone, Copy)]
enum Wait {
    Not,
    Until(i64),
    Forever,
}

/// The arguments of `acquire`: whether to wait, and at most how many seconds (-1: for ever).
fn wait_args(vm: &Vm, blocking: bool, timeout: Option<Value>) -> PyResult<Wait> {
    let timeout = timeout.map_or(Ok(-1_000_000_000), |timeout| seconds_to_ns(vm, timeout, Round::Ceiling))?;
    const FOREVER: i64 = -1_000_000_000;
    if !blocking {
        if timeout != FOREVER {
            return Err(vm.value_error("can't specify a timeout for a non-blocking call"));
        }
        return Ok(Wait::Not);
    }
    if timeout == FOREVER {
        return Ok(Wait::Forever);
    }
    if timeout < 0 {
        return Err(vm.value_error("timeout value must be a non-negative number"));
    }
    if timeout > TIMEOUT_MAX {
        return Err(vm.overflow_error("timeout value is too large"));
    }
    Ok(if timeout == 0 { Wait::Not } else { Wait::Until(monotonic_ns().saturating_add(timeout)) })
}

/// Takes `lock`; false if the time was up. Signal handlers run in between.
fn acquire_lock(vm: &Vm, lock: &Lock, wait: Wait) -> PyResult<bool> {
    if lock.try_acquire() {
        return Ok(true);
    }
    let deadline = match wait {
        Wait::Not => return Ok(false),
        Wait::Until(deadline) => Some(deadline),
        Wait::Forever => None,
    };
    loop {
        match allow_threads(vm, || lock.acquire(deadline)) {
            Acquired::Yes => return Ok(true),
            Acquired::TimedOut => return Ok(false),
            Acquired::Interrupted => check_signals(vm)?,
        }
    }
}

/// Waits until nobody has `lock` or the monotonic clock shows `deadline`; false if the time was up.
pub(super) fn wait_until_free(vm: &Vm, lock: &Lock, deadline: Option<i64>) -> PyResult<bool> {
    let wait = deadline.map_or(Wait::Forever, Wait::Until);
    let got_it = acquire_lock(vm, lock, wait)?;
    if got_it {
        lock.release();
    }
    Ok(got_it)
}

/// A lock: taken by one thread at a time, freed by any.
#[pyclass(name = "lock", module = "_thread", weakref, text_sig = "()")]
#[derive(Default)]
pub struct PyLock {
    #[no_trace]
    lock: Lock,
}

#[pymethods]
impl PyLock {
    #[pyslot(sig = "()")]
    fn __new__(cls: Gc<PyType>, vm: &Vm) -> PyResult<Obj<PyLock>> {
        vm.new_native(cls, PyLock::default())
    }

    /// Takes the lock, waiting for it unless told not to; whether it was taken.
    #[pymethod(sig = "(blocking=True, timeout=-1)")]
    fn acquire(&self, vm: &Vm, #[default(true)] blocking: bool, timeout: Option<Value>) -> PyResult<bool> {
        acquire_lock(vm, &self.lock, wait_args(vm, blocking, timeout)?)
    }

    /// Takes the lock; the old name of acquire().
    #[pymethod(sig = "(blocking=True, timeout=-1)")]
    fn acquire_lock(&self, vm: &Vm, #[default(true)] blocking: bool, timeout: Option<Value>) -> PyResult<bool> {
        acquire_lock(vm, &self.lock, wait_args(vm, blocking, timeout)?)
    }

    /// Frees the lock.
    fn release(&self, vm: &Vm) -> PyResult<()> {
        if self.lock.release() { Ok(()) } else { Err(vm.runtime_error("release unlocked lock")) }
    }

    /// Frees the lock; the old name of release().
    fn release_lock(&self, vm: &Vm) -> PyResult<()> {
        self.release(vm)
    }

    /// Whether the lock is taken.
    fn locked(&self) -> bool {
        self.lock.is_locked()
    }

    /// Whether the lock is taken; the old name of locked().
    fn locked_lock(&self) -> bool {
        self.lock.is_locked()
    }

    /// Takes the lock.
    fn __enter__(&self, vm: &Vm) -> PyResult<bool> {
        acquire_lock(vm, &self.lock, Wait::Forever)
    }

    /// Frees the lock.
    #[pymethod(sig = "(*exc_info)")]
    fn __exit__(&self, vm: &Vm, exc_info: &[Value]) -> PyResult<()> {
        let _ = exc_info;
        self.release(vm)
    }

    /// In the child of a fork: makes the lock free.
    fn _at_fork_reinit(&self) {
        self.lock.reset();
    }

    fn __repr__(this: Obj<PyLock>, vm: &Vm) -> String {
        let state = if this.lock.is_locked() { "locked" } else { "unlocked" };
        let class = vm.type_of(this.value()).full_name();
        format!("<{state} {class} object at {:#x}>", this.value().id())
    }
}

/// A lock that the thread that has it can take again.
#[pyclass(name = "RLock", module = "_thread", subclass, dict, weakref)]
#[derive(Default)]
pub struct PyRLock {
    #[no_trace]
    lock: Lock,
    /// Identity of the thread that has it; 0: nobody.
    #[no_trace]
    owner: Cell<u64>,
    /// How often it has it.
    #[no_trace]
    count: Cell<u64>,
}

#[pymethods]
impl PyRLock {
    #[pyslot(sig = "(*args, **kwargs)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: &[Value], kwargs: Kwargs<'_>) -> PyResult<Obj<PyRLock>> {
        let _ = (args, kwargs);
        vm.new_native(cls, PyRLock::default())
    }

    #[pyskip]
    fn is_mine(&self) -> bool {
        self.owner.get() == taipan_host::thread::current_id()
    }

    #[pyskip]
    fn take(&self, vm: &Vm, wait: Wait) -> PyResult<bool> {
        if self.is_mine() {
            let Some(count) = self.count.get().checked_add(1) else {
                return Err(vm.overflow_error("Internal lock count overflowed"));
            };
            self.count.set(count);
            return Ok(true);
        }
        let got_it = acquire_lock(vm, &self.lock, wait)?;
        if got_it {
            self.owner.set(taipan_host::thread::current_id());
            self.count.set(1);
        }
        Ok(got_it)
    }

    /// Takes the lock, waiting for it unless told not to; whether it was taken. The thread that has it takes it once more.
    #[pymethod(sig = "(blocking=True, timeout=-1)")]
    fn acquire(&self, vm: &Vm, #[default(true)] blocking: bool, timeout: Option<Value>) -> PyResult<bool> {
        let wait = wait_args(vm, blocking, timeout)?;
        self.take(vm, wait)
    }

    /// Frees the lock once.
    fn release(&self, vm: &Vm) -> PyResult<()> {
        if !self.is_mine() {
            return Err(vm.runtime_error("cannot release un-acquired lock"));
        }
        self.count.set(self.count.get() - 1);
        if self.count.get() == 0 {
            self.owner.set(0);
            self.lock.release();
        }
        Ok(())
    }

    /// Whether the lock is taken.
    fn locked(&self) -> bool {
        self.lock.is_locked()
    }

    /// Takes the lock.
    fn __enter__(&self, vm: &Vm) -> PyResult<bool> {
        self.take(vm, Wait::Forever)
    }

    /// Frees the lock once.
    #[pymethod(sig = "(*exc_info)")]
    fn __exit__(&self, vm: &Vm, exc_info: &[Value]) -> PyResult<()> {
        let _ = exc_info;
        self.release(vm)
    }

    /// For condition variables: whether the calling thread has the lock.
    fn _is_owned(&self) -> bool {
        self.is_mine()
    }

    /// How often the calling thread has the lock.
    fn _recursion_count(&self) -> u64 {
        if self.is_mine() { self.count.get() } else { 0 }
    }

    /// For condition variables: frees the lock wholly; gives what _acquire_restore() needs.
    fn _release_save(&self, vm: &Vm) -> PyResult<(u64, u64)> {
        if self.count.get() == 0 {
            return Err(vm.runtime_error("cannot release un-acquired lock"));
        }
        let state = (self.count.replace(0), self.owner.replace(0));
        self.lock.release();
        Ok(state)
    }

    /// For condition variables: takes the lock as often as it was had before.
    fn _acquire_restore(&self, vm: &Vm, state: Value) -> PyResult<()> {
        let fields = state.cast::<PyTuple>();
        let Some(&[count, owner]) = fields.as_ref().map(|tuple| tuple.as_slice()) else {
            return Err(vm.type_error("a tuple of count and owner is required"));
        };
        let (count, owner) = (u64::from_value(vm, count)?, u64::from_value(vm, owner)?);
        acquire_lock(vm, &self.lock, Wait::Forever)?;
        self.count.set(count);
        self.owner.set(owner);
        Ok(())
    }

    /// In the child of a fork: makes the lock free.
    fn _at_fork_reinit(&self) {
        self.lock.reset();
        self.owner.set(0);
        self.count.set(0);
    }

    fn __repr__(this: Obj<PyRLock>, vm: &Vm) -> String {
        let state = if this.lock.is_locked() { "locked" } else { "unlocked" };
        let class = vm.type_of(this.value()).full_name();
        let (owner, count) = (this.owner.get(), this.count.get());
        format!("<{state} {class} object owner={owner} count={count} at {:#x}>", this.value().id())
    }
}
