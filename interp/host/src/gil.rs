//! The lock that makes one thread at a time run Python: handed over on request, not on chance.
//!
//! A thread that wants the lock waits for one switch interval (5 ms); if nobody let go of it in that time, it sets a bit in
//! the eval breaker word, the holder sees that at its next safepoint and gives the lock away with `release`, which then
//! waits until some other thread has really taken it. So a busy thread cannot take the lock back before a waiting one has
//! woken up, and a thread that lets go by itself (to read a file) is not asked at all. This is how CPython behaves.
//!
//! A thread gives the lock up only where its stack can be scanned: publishing registers and bounds is the caller's part.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// How long a waiter leaves the holder alone unless told otherwise.
pub const DEFAULT_SWITCH_INTERVAL: Duration = Duration::from_millis(5);

/// The lock.
#[derive(Debug)]
pub struct Gil {
    state: Mutex<State>,
    /// Signalled when the lock becomes free.
    free: Condvar,
    /// Signalled when the lock was taken.
    taken: Condvar,
    /// Whether a waiter has asked the holder to let go.
    drop_requested: AtomicBool,
    /// Switch interval in microseconds.
    interval_us: AtomicU64,
    /// The word whose `breaker_bit` makes the holder come to a safepoint.
    breaker: &'static AtomicU64,
    breaker_bit: u64,
}

#[derive(Debug)]
struct State {
    is_locked: bool,
    /// Counts every time the lock is taken: a waiter sees by it whether somebody else got its turn meanwhile.
    n_switches: u64,
    /// Thread that took it last.
    last_holder: u64,
}

impl Gil {
    /// A free lock; `bit` of `breaker` is set when the holder should call `yield_if_requested`.
    pub const fn new(breaker: &'static AtomicU64, bit: u64) -> Gil {
        Gil {
            state: Mutex::new(State { is_locked: false, n_switches: 0, last_holder: 0 }),
            free: Condvar::new(),
            taken: Condvar::new(),
            drop_requested: AtomicBool::new(false),
            interval_us: AtomicU64::new(DEFAULT_SWITCH_INTERVAL.as_micros() as u64),
            breaker,
            breaker_bit: bit,
        }
    }

    /// How long a waiter leaves the holder alone.
    pub fn switch_interval(&self) -> Duration {
        Duration::from_micros(self.interval_us.load(Ordering::Relaxed))
    }

    /// Sets how long a waiter leaves the holder alone; at least a microsecond.
    pub fn set_switch_interval(&self, interval: Duration) {
        let micros = u64::try_from(interval.as_micros()).unwrap_or(u64::MAX).max(1);
        self.interval_us.store(micros, Ordering::Relaxed);
    }

    /// Takes the lock, waiting as long as it needs.
    pub fn acquire(&self) {
        let mut state = self.lock_state();
        while state.is_locked {
            let before = state.n_switches;
            let (next, timeout) = match self.free.wait_timeout(state, self.switch_interval()) {
                Ok(result) => result,
                Err(poisoned) => poisoned.into_inner(),
            };
            state = next;
            if timeout.timed_out() && state.is_locked && state.n_switches == before {
                self.drop_requested.store(true, Ordering::Release);
                self.breaker.fetch_or(self.breaker_bit, Ordering::AcqRel);
            }
        }
        self.take(state);
    }

    /// Takes the lock if it is free.
    pub fn try_acquire(&self) -> bool {
        let state = self.lock_state();
        if state.is_locked {
            return false;
        }
        self.take(state);
        true
    }

    fn take(&self, mut state: MutexGuard<'_, State>) {
        state.is_locked = true;
        state.n_switches += 1;
        state.last_holder = crate::thread::current_id();
        // The request was for the last holder.
        self.drop_requested.store(false, Ordering::Release);
        self.breaker.fetch_and(!self.breaker_bit, Ordering::AcqRel);
        drop(state);
        self.taken.notify_all();
    }

    /// Frees the lock. If a waiter asked for it, comes back only when another thread has it.
    pub fn release(&self) {
        let mut state = self.lock_state();
        debug_assert!(state.is_locked, "released a lock that nobody has");
        state.is_locked = false;
        let me = state.last_holder;
        self.free.notify_one();
        if self.drop_requested.load(Ordering::Acquire) {
            while self.drop_requested.load(Ordering::Acquire) && state.last_holder == me && !state.is_locked {
                // Timed, in case the only waiter is gone: then nobody will take it.
                state = match self.taken.wait_timeout(state, self.switch_interval()) {
                    Ok((next, timeout)) => {
                        if timeout.timed_out() {
                            self.drop_requested.store(false, Ordering::Release);
                        }
                        next
                    }
                    Err(poisoned) => poisoned.into_inner().0,
                };
            }
        }
    }

    /// At a safepoint, when the breaker bit is set: lets waiting threads run if one has asked. Returns whether it did.
    pub fn yield_if_requested(&self) -> bool {
        self.breaker.fetch_and(!self.breaker_bit, Ordering::AcqRel);
        if !self.drop_requested.load(Ordering::Acquire) {
            return false;
        }
        self.release();
        self.acquire();
        true
    }

    /// Whether some thread has it.
    pub fn is_locked(&self) -> bool {
        self.lock_state().is_locked
    }

    /// Before a fork, by the holder: keeps other threads out of the lock's inner state until `after_fork`.
    pub fn before_fork(&self) -> ForkGuard<'_> {
        ForkGuard { gil: self, state: self.lock_state() }
    }

    /// A panic while the inner state is held can't leave it half changed, so poison is ignored.
    fn lock_state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Holds the inner state of a `Gil` over a fork, so that the child gets it whole.
#[derive(Debug)]
pub struct ForkGuard<'a> {
    gil: &'a Gil,
    state: MutexGuard<'a, State>,
}

impl ForkGuard<'_> {
    /// After the fork, in parent and child: the calling thread holds the lock in both. In the child no one waits for it.
    pub fn after_fork(mut self, is_child: bool) {
        if is_child {
            self.state.is_locked = true;
            self.state.last_holder = crate::thread::current_id();
            self.gil.drop_requested.store(false, Ordering::Release);
        }
    }
}
