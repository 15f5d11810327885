//! The lock behind `_thread.lock`: any thread may release it, waiting can time out, and a signal wakes the waiter.
//!
//! Neither `std::sync` nor pthread mutexes can do the last, so on Linux it is a futex of three states (free, held, held
//! with waiters). Where there are no threads, a lock that is held can only be waited for in vain.

use std::sync::atomic::{AtomicU32, Ordering};

const FREE: u32 = 0;
const HELD: u32 = 1;
const CONTENDED: u32 = 2;

/// A non-recursive lock without an owner.
#[derive(Debug, Default)]
pub struct Lock {
    state: AtomicU32,
}

/// How an attempt to take a lock ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquired {
    /// The caller has it.
    Yes,
    /// The time was up.
    TimedOut,
    /// A signal came: handle it and try again with what is left of the time.
    Interrupted,
}

impl Lock {
    /// A free lock.
    pub const fn new() -> Lock {
        Lock { state: AtomicU32::new(FREE) }
    }

    /// Takes the lock if it is free.
    pub fn try_acquire(&self) -> bool {
        self.state.compare_exchange(FREE, HELD, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// Takes the lock, waiting until the monotonic clock shows `deadline_ns` (None: for ever).
    pub fn acquire(&self, deadline_ns: Option<i64>) -> Acquired {
        if self.try_acquire() {
            return Acquired::Yes;
        }
        loop {
            // Whoever waited takes it as contended, since others may be waiting still.
            if self.state.swap(CONTENDED, Ordering::Acquire) == FREE {
                return Acquired::Yes;
            }
            match wait(&self.state, CONTENDED, deadline_ns) {
                Wait::Woken => {}
                Wait::TimedOut => return Acquired::TimedOut,
                Wait::Interrupted => return Acquired::Interrupted,
            }
        }
    }

    /// Frees the lock; false if nobody had it.
    pub fn release(&self) -> bool {
        match self.state.swap(FREE, Ordering::Release) {
            FREE => false,
            HELD => true,
            _ => {
                wake_one(&self.state);
                true
            }
        }
    }

    /// Whether somebody has it.
    pub fn is_locked(&self) -> bool {
        self.state.load(Ordering::Relaxed) != FREE
    }

    /// Makes it free, whoever had it: for the child of a fork, where other threads are gone.
    pub fn reset(&self) {
        self.state.store(FREE, Ordering::Release);
    }
}

enum Wait {
    Woken,
    TimedOut,
    Interrupted,
}

/// Waits while `*word == value`.
#[cfg(target_os = "linux")]
fn wait(word: &AtomicU32, value: u32, deadline_ns: Option<i64>) -> Wait {
    use crate::errno::Errno;
    let deadline = deadline_ns
        .map(|ns| libc::timespec { tv_sec: ns.max(0) / crate::time::SECOND, tv_nsec: ns.max(0) % crate::time::SECOND });
    let pointer = deadline.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    let operation = libc::FUTEX_WAIT_BITSET | libc::FUTEX_PRIVATE_FLAG;
    // SAFETY: the word and the deadline (on the monotonic clock) live through the call.
    let ret = unsafe {
        let none: *const u32 = std::ptr::null();
        libc::syscall(libc::SYS_futex, word.as_ptr(), operation, value, pointer, none, u32::MAX)
    };
    if ret == 0 {
        return Wait::Woken;
    }
    match Errno::last() {
        Errno::ETIMEDOUT => Wait::TimedOut,
        Errno::EINTR => Wait::Interrupted,
        _ => Wait::Woken,
    }
}

#[cfg(target_os = "linux")]
fn wake_one(word: &AtomicU32) {
    // SAFETY: the word lives through the call; a lock freed meanwhile wakes nobody.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG, 1) };
}

#[cfg(not(target_os = "linux"))]
fn wait(word: &AtomicU32, value: u32, deadline_ns: Option<i64>) -> Wait {
    // Short naps: without threads nobody will free it, with threads this is only slow.
    let deadline = deadline_ns.unwrap_or(i64::MAX);
    loop {
        if word.load(Ordering::Relaxed) != value {
            return Wait::Woken;
        }
        let now = crate::time::monotonic_ns();
        if now >= deadline {
            return Wait::TimedOut;
        }
        if crate::signal::has_pending() {
            return Wait::Interrupted;
        }
        let _ = crate::time::sleep_until(deadline.min(now + 1_000_000));
    }
}

#[cfg(not(target_os = "linux"))]
fn wake_one(_word: &AtomicU32) {}
