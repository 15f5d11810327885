//! The interpreter lock in the modules' terms: letting go of it around calls that wait, and running signal handlers when such
//! a call is interrupted.
//!
//! As long as no second thread was ever started nobody takes or frees the lock at all.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use taipan_host::gil::Gil;
use taipan_host::{Errno, Result as HostResult};
use taipan_interp::native::*;
use taipan_interp::thread::Thread;
use taipan_interp::vm::{self, breaker};

static GIL: OnceLock<Gil> = OnceLock::new();
static HAS_THREADS: AtomicBool = AtomicBool::new(false);

/// The lock. Made on first use; the calling thread then holds it.
pub fn gil() -> &'static Gil {
    GIL.get_or_init(|| {
        let gil = Gil::new(&vm::current().breaker, breaker::GIL);
        gil.acquire();
        gil
    })
}

/// Before the first second thread: from now on the lock is used.
pub fn enable_threads(vm: &Vm) {
    let _ = gil();
    HAS_THREADS.store(true, Ordering::Release);
    vm.yield_lock.set(Some(yield_lock));
    let set_interval = |seconds: f64| gil().set_switch_interval(std::time::Duration::from_secs_f64(seconds));
    set_interval(vm.switch_interval.get());
    vm.on_switch_interval.set(Some(set_interval));
}

/// Whether a second thread was ever started.
pub fn has_threads() -> bool {
    HAS_THREADS.load(Ordering::Acquire)
}

/// At a safepoint, when another thread wants the lock.
fn yield_lock(vm: &Vm) {
    without_lock(vm, || {
        // The lock is free here; taking it again waits until the other thread has had it.
    });
}

/// Runs `f` without the lock. `f` must not touch Python objects that other threads may change, nor make new ones.
pub fn allow_threads<R>(vm: &Vm, f: impl FnOnce() -> R) -> R {
    if has_threads() { without_lock(vm, f) } else { f() }
}

/// Publishes where this thread's live values are, frees the lock, runs `f`, takes the lock again.
#[inline(never)]
fn without_lock<R>(vm: &Vm, f: impl FnOnce() -> R) -> R {
    taipan_gc::conservative::with_spilled_registers(|low| {
        let thread: *const Thread = vm.thread();
        // SAFETY: a thread's state lives as long as the thread, which is the calling one.
        let thread: &'static Thread = unsafe { &*thread };
        thread.native_low.set(low);
        gil().release();
        let result = f();
        gil().acquire();
        thread.native_low.set(0);
        vm.set_thread(thread);
        // Another thread may have come past the breaker while only this one may run the handlers.
        if taipan_host::signal::has_pending() && is_main_thread() {
            vm.breaker.fetch_or(breaker::SIGNAL, Ordering::AcqRel);
        }
        result
    })
}

static MAIN_THREAD: AtomicU64 = AtomicU64::new(0);

/// Makes the calling thread the main one: at start, and in the child of a fork.
pub fn set_main_thread() {
    let id = taipan_host::thread::current_id();
    MAIN_THREAD.store(id, Ordering::Release);
    taipan_host::signal::set_main_thread(id);
}

/// Identity of the main thread.
pub fn main_thread_id() -> u64 {
    match MAIN_THREAD.load(Ordering::Acquire) {
        0 => {
            set_main_thread();
            taipan_host::thread::current_id()
        }
        id => id,
    }
}

/// Whether the calling thread is the main one.
pub fn is_main_thread() -> bool {
    main_thread_id() == taipan_host::thread::current_id()
}

/// Runs Python's signal handlers if signals came and this is the main thread.
pub fn check_signals(vm: &Vm) -> PyResult<()> {
    match vm.signal_handler.get() {
        Some(handle) if taipan_host::signal::has_pending() => handle(vm),
        _ => Ok(()),
    }
}

/// Runs a call that may wait, without the lock, again and again while signals interrupt it (PEP 475). The outer result is
/// the exception of a signal handler.
pub fn retry<T>(vm: &Vm, mut f: impl FnMut() -> HostResult<T>) -> PyResult<HostResult<T>> {
    loop {
        match allow_threads(vm, &mut f) {
            Err(Errno::EINTR) => check_signals(vm)?,
            result => return Ok(result),
        }
    }
}
