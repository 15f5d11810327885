//! Threads, locks and the interpreter lock.

use crate::gil::Gil;
use crate::lock::{Acquired, Lock};
use crate::{thread, time};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

#[test]
fn threads_have_identity_and_stack() {
    let done = Arc::new(Lock::new());
    assert!(done.try_acquire());
    let seen = Arc::new(AtomicU64::new(0));
    let id = {
        let (done, seen) = (done.clone(), seen.clone());
        thread::spawn(256 << 10, Some("worker"), move || {
            thread::set_current_name(b"a-name-that-is-too-long").unwrap();
            assert_eq!(thread::current_name().unwrap(), b"a-name-that-is-");
            assert_ne!(thread::native_id(), std::process::id() as i32);
            seen.store(thread::current_id(), Ordering::Release);
            done.release();
        })
        .unwrap()
    };
    assert_eq!(done.acquire(None), Acquired::Yes);
    assert_eq!(seen.load(Ordering::Acquire), id);
    assert_ne!(id, thread::current_id());
}

#[test]
fn locks_time_out_and_exclude() {
    let lock = Lock::new();
    assert!(!lock.release());
    assert!(lock.try_acquire() && !lock.try_acquire() && lock.is_locked());
    let start = time::monotonic_ns();
    assert_eq!(lock.acquire(Some(start + 5_000_000)), Acquired::TimedOut);
    assert!(time::monotonic_ns() - start >= 5_000_000);
    assert!(lock.release() && !lock.is_locked());
    lock.try_acquire();
    lock.reset();
    assert!(!lock.is_locked());

    let shared = Arc::new((Lock::new(), AtomicU64::new(0)));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let shared = shared.clone();
            std::thread::spawn(move || {
                for _ in 0..5_000 {
                    while shared.0.acquire(None) != Acquired::Yes {}
                    // Not atomic as a whole: only the lock makes the sum come out right.
                    let old = shared.1.load(Ordering::Relaxed);
                    shared.1.store(old + 1, Ordering::Relaxed);
                    assert!(shared.0.release());
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|it| it.join().unwrap());
    assert_eq!(shared.1.load(Ordering::Relaxed), 20_000);
}

#[test]
fn gil_is_handed_over_on_request() {
    static BREAKER: AtomicU64 = AtomicU64::new(0);
    static GIL: Gil = Gil::new(&BREAKER, 2);
    static STOP: AtomicBool = AtomicBool::new(false);
    static INSIDE: AtomicU32 = AtomicU32::new(0);
    assert_eq!(GIL.switch_interval(), std::time::Duration::from_millis(5));
    GIL.set_switch_interval(std::time::Duration::from_micros(500));
    // Busy threads that only let go when asked: each must get turns.
    let threads: Vec<_> = (0..3)
        .map(|_| {
            std::thread::spawn(|| {
                let mut n_turns = 0;
                GIL.acquire();
                assert_eq!(INSIDE.fetch_add(1, Ordering::SeqCst), 0);
                while !STOP.load(Ordering::Relaxed) {
                    if BREAKER.load(Ordering::Relaxed) & 2 != 0 {
                        INSIDE.fetch_sub(1, Ordering::SeqCst);
                        n_turns += u32::from(GIL.yield_if_requested());
                        assert_eq!(INSIDE.fetch_add(1, Ordering::SeqCst), 0);
                    }
                    std::hint::spin_loop();
                }
                INSIDE.fetch_sub(1, Ordering::SeqCst);
                GIL.release();
                n_turns
            })
        })
        .collect();
    std::thread::sleep(std::time::Duration::from_millis(300));
    STOP.store(true, Ordering::Relaxed);
    for thread in threads {
        let n_turns = thread.join().unwrap();
        assert!(n_turns > 3, "only {n_turns} turns");
    }
    assert!(!GIL.is_locked());
}

#[test]
fn gil_alone_is_never_asked() {
    static BREAKER: AtomicU64 = AtomicU64::new(1);
    static GIL: Gil = Gil::new(&BREAKER, 2);
    GIL.acquire();
    assert!(!GIL.try_acquire());
    assert!(!GIL.yield_if_requested());
    GIL.release();
    assert!(GIL.try_acquire());
    GIL.release();
    assert_eq!(BREAKER.load(Ordering::Relaxed), 1, "other bits of the word are left alone");
}

#[test]
fn gil_survives_fork() {
    static BREAKER: AtomicU64 = AtomicU64::new(0);
    static GIL: Gil = Gil::new(&BREAKER, 2);
    GIL.acquire();
    let waiter = std::thread::spawn(|| {
        GIL.acquire();
        GIL.release();
    });
    std::thread::sleep(std::time::Duration::from_millis(15));
    let guard = GIL.before_fork();
    let pid = crate::process::fork().unwrap();
    guard.after_fork(pid == 0);
    if pid == 0 {
        GIL.yield_if_requested();
        GIL.release();
        let free = GIL.try_acquire();
        crate::process::exit_now(i32::from(!free));
    }
    GIL.release();
    waiter.join().unwrap();
    let status = loop {
        if let Ok((_, status)) = crate::process::waitpid(pid, 0) {
            break status;
        }
    };
    assert_eq!(status, 0);
}
