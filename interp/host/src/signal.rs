//! Signals: a handler that only notes what came, and the calls around it.
//!
//! The handler sets the signal's bit in `PENDING`, sets a bit in the eval breaker word it was told about, and writes to the
//! wakeup descriptor. The interpreter finds the breaker at its next safepoint and runs Python's handlers there, in the
//! main thread. Handlers are installed without SA_RESTART, so that waiting system calls return EINTR.

use crate::errno::{Errno, Result, call, unix_only};
use crate::fd::Fd;
use std::os::raw::c_int;
use std::sync::atomic::{AtomicI32, AtomicPtr, AtomicU64, Ordering};

/// One more than the highest signal number.
pub const NSIG: c_int = 65;

/// Signals by name; real-time signals have no names but the first's and the last's.
#[cfg(unix)]
pub const NAMES: &[(&str, c_int)] = &[
    ("SIGABRT", libc::SIGABRT),
    ("SIGALRM", libc::SIGALRM),
    ("SIGBUS", libc::SIGBUS),
    ("SIGCHLD", libc::SIGCHLD),
    ("SIGCLD", libc::SIGCHLD),
    ("SIGCONT", libc::SIGCONT),
    ("SIGFPE", libc::SIGFPE),
    ("SIGHUP", libc::SIGHUP),
    ("SIGILL", libc::SIGILL),
    ("SIGINT", libc::SIGINT),
    ("SIGIO", libc::SIGIO),
    ("SIGIOT", libc::SIGABRT),
    ("SIGKILL", libc::SIGKILL),
    ("SIGPIPE", libc::SIGPIPE),
    ("SIGPOLL", libc::SIGIO),
    ("SIGPROF", libc::SIGPROF),
    ("SIGPWR", libc::SIGPWR),
    ("SIGQUIT", libc::SIGQUIT),
    ("SIGSEGV", libc::SIGSEGV),
    ("SIGSTKFLT", libc::SIGSTKFLT),
    ("SIGSTOP", libc::SIGSTOP),
    ("SIGSYS", libc::SIGSYS),
    ("SIGTERM", libc::SIGTERM),
    ("SIGTRAP", libc::SIGTRAP),
    ("SIGTSTP", libc::SIGTSTP),
    ("SIGTTIN", libc::SIGTTIN),
    ("SIGTTOU", libc::SIGTTOU),
    ("SIGURG", libc::SIGURG),
    ("SIGUSR1", libc::SIGUSR1),
    ("SIGUSR2", libc::SIGUSR2),
    ("SIGVTALRM", libc::SIGVTALRM),
    ("SIGWINCH", libc::SIGWINCH),
    ("SIGXCPU", libc::SIGXCPU),
    ("SIGXFSZ", libc::SIGXFSZ),
];

/// Signals by name: those that `raise_signal` and handlers inside the process can still use where the OS sends none.
#[cfg(not(unix))]
pub const NAMES: &[(&str, c_int)] =
    &[("SIGABRT", 6), ("SIGFPE", 8), ("SIGILL", 4), ("SIGINT", 2), ("SIGSEGV", 11), ("SIGTERM", 15)];

/// Number of the interrupt signal (Control-C).
pub const SIGINT: c_int = 2;

/// First and last real-time signal.
pub fn realtime_range() -> Option<(c_int, c_int)> {
    #[cfg(unix)]
    return Some((libc::SIGRTMIN(), libc::SIGRTMAX()));
    #[cfg(not(unix))]
    None
}

static PENDING: AtomicU64 = AtomicU64::new(0);
static BREAKER: AtomicPtr<AtomicU64> = AtomicPtr::new(std::ptr::null_mut());
static BREAKER_BIT: AtomicU64 = AtomicU64::new(0);
static WAKEUP_FD: AtomicI32 = AtomicI32::new(-1);
static WAKEUP_ERRNO: AtomicI32 = AtomicI32::new(0);

static MAIN_THREAD: AtomicU64 = AtomicU64::new(0);

/// Tells the handler which thread runs the program's handlers: its waiting calls are interrupted by every signal, also by one that
/// the kernel gave to another thread.
pub fn set_main_thread(id: u64) {
    MAIN_THREAD.store(id, Ordering::Release);
}

/// Tells the handler which bit of which word makes the interpreter look at `take_pending`.
pub fn set_breaker(word: &'static AtomicU64, bit: u64) {
    BREAKER_BIT.store(bit, Ordering::Relaxed);
    BREAKER.store(std::ptr::from_ref(word).cast_mut(), Ordering::Release);
}

/// Descriptor that gets a byte (the signal's number) with every signal; -1 for none. Returns the old one.
pub fn set_wakeup_fd(fd: Fd) -> Fd {
    WAKEUP_FD.swap(fd, Ordering::AcqRel)
}

/// Whether a write to the wakeup descriptor failed since the last call, and why.
pub fn take_wakeup_error() -> Option<Errno> {
    match WAKEUP_ERRNO.swap(0, Ordering::AcqRel) {
        0 => None,
        errno => Some(Errno(errno)),
    }
}

/// Whether some signal came that nobody has taken.
pub fn has_pending() -> bool {
    PENDING.load(Ordering::Acquire) != 0
}

/// Takes the signals that came, lowest number first; each counts once however often it came.
pub fn take_pending() -> impl Iterator<Item = c_int> {
    let mut bits = PENDING.swap(0, Ordering::AcqRel);
    std::iter::from_fn(move || {
        if bits == 0 {
            return None;
        }
        let bit = bits.trailing_zeros();
        bits &= bits - 1;
        Some(bit as c_int + 1)
    })
}

/// Notes a signal as if it had come from the OS. Async-signal-safe.
pub fn note(signal: c_int) {
    if !(1..NSIG).contains(&signal) {
        return;
    }
    PENDING.fetch_or(1 << (signal - 1), Ordering::AcqRel);
    let breaker = BREAKER.load(Ordering::Acquire);
    // SAFETY: null or made from a `&'static` by `set_breaker`.
    if let Some(breaker) = unsafe { breaker.as_ref() } {
        breaker.fetch_or(BREAKER_BIT.load(Ordering::Relaxed), Ordering::AcqRel);
    }
    let fd = WAKEUP_FD.load(Ordering::Acquire);
    if fd >= 0 {
        let byte = signal as u8;
        // SAFETY: one byte; write is async-signal-safe.
        let ret = unsafe { libc::write(fd, (&raw const byte).cast(), 1) };
        if ret < 0 {
            WAKEUP_ERRNO.store(Errno::last().0, Ordering::Release);
        }
    }
}

/// The handler: runs in whatever thread the signal hit, so it may only do what is async-signal-safe, and keeps errno. A signal that
/// hit another thread than the one whose waiting calls it shall interrupt is sent on to that.
#[cfg(unix)]
extern "C" fn handle(signal: c_int) {
    let main = MAIN_THREAD.load(Ordering::Acquire);
    // SAFETY: the thread's own errno; both calls are async-signal-safe, and the main thread lives as long as its process.
    unsafe {
        let errno = libc::__errno_location();
        let saved = *errno;
        let is_elsewhere = main != 0 && libc::pthread_self() as u64 != main;
        if !is_elsewhere || libc::pthread_kill(main as libc::pthread_t, signal) != 0 {
            note(signal);
        }
        *errno = saved;
    }
}

/// What the process does with a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// What the OS does by default.
    Default,
    /// Nothing.
    Ignore,
    /// It is noted for `take_pending`.
    Note,
    /// A handler that is not this crate's.
    Foreign,
}

unix_only! {
/// Sets what the process does with a signal; returns what it did. `Foreign` can't be set.
pub fn set(signal: c_int, disposition: Disposition) -> Result<Disposition> {
    let handler = match disposition {
        Disposition::Default => libc::SIG_DFL,
        Disposition::Ignore => libc::SIG_IGN,
        Disposition::Note => handle as *const () as usize,
        Disposition::Foreign => return Err(Errno::EINVAL),
    };
    // SAFETY: all-zero is a valid value of these plain structures; the handler does only what a handler may.
    unsafe {
        let mut new: libc::sigaction = std::mem::zeroed();
        let mut old: libc::sigaction = std::mem::zeroed();
        new.sa_sigaction = handler;
        // On the alternative stack where a thread has one: the handler must work at the end of the normal one too.
        new.sa_flags = libc::SA_ONSTACK;
        libc::sigemptyset(&mut new.sa_mask);
        crate::errno::check(libc::sigaction(signal, &new, &mut old))?;
        Ok(classify(&old))
    }
}

/// What the process does with a signal.
pub fn get(signal: c_int) -> Result<Disposition> {
    // SAFETY: all-zero is a valid value of this plain structure, which lives through the call.
    unsafe {
        let mut old: libc::sigaction = std::mem::zeroed();
        crate::errno::check(libc::sigaction(signal, std::ptr::null(), &mut old))?;
        Ok(classify(&old))
    }
}

/// Sets whether system calls that a signal interrupts are restarted by the kernel.
pub fn siginterrupt(signal: c_int, interrupt: bool) -> Result<()> {
    // SAFETY: all-zero is a valid value of this plain structure, which lives through the calls.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        crate::errno::check(libc::sigaction(signal, std::ptr::null(), &mut action))?;
        if interrupt {
            action.sa_flags &= !libc::SA_RESTART;
        } else {
            action.sa_flags |= libc::SA_RESTART;
        }
        crate::errno::check(libc::sigaction(signal, &action, std::ptr::null_mut())).map(drop)
    }
}

/// Sends a signal to the calling thread.
pub fn raise(signal: c_int) -> Result<()> {
    // SAFETY: a number.
    match unsafe { libc::raise(signal) } {
        0 => Ok(()),
        _ => Err(Errno::last()),
    }
}

/// Sends a signal to a thread of this process.
pub fn pthread_kill(thread: u64, signal: c_int) -> Result<()> {
    // SAFETY: glibc checks for ended threads; an id that never was one is the caller's fault, as in every use of one.
    crate::errno::check_code(unsafe { libc::pthread_kill(thread as libc::pthread_t, signal) })
}

/// Sends a signal through a process descriptor.
pub fn pidfd_send_signal(pidfd: Fd, signal: c_int) -> Result<()> {
    let null: *const libc::siginfo_t = std::ptr::null();
    // SAFETY: numbers and a null pointer, which stands for the information that kill gives.
    crate::errno::check(unsafe { libc::syscall(libc::SYS_pidfd_send_signal, pidfd, signal, null, 0u32) }).map(drop)
}

/// Changes the calling thread's blocked signals; returns what they were. `how`: SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK.
pub fn thread_sigmask(how: c_int, set: &SigSet) -> Result<SigSet> {
    let mut old = SigSet::empty();
    // SAFETY: initialized sets that live through the call.
    crate::errno::check_code(unsafe { libc::pthread_sigmask(how, &set.0, &mut old.0) })?;
    Ok(old)
}

/// Signals that wait because they are blocked.
pub fn sigpending() -> Result<SigSet> {
    let mut set = SigSet::empty();
    call!(libc::sigpending(&mut set.0))?;
    Ok(set)
}

/// Waits for one of the signals in `set` and takes it.
pub fn sigwait(set: &SigSet) -> Result<c_int> {
    let mut signal = 0;
    // SAFETY: an initialized set and a number that live through the call.
    crate::errno::check_code(unsafe { libc::sigwait(&set.0, &mut signal) })?;
    Ok(signal)
}

/// Waits for one of the signals in `set`, at most `timeout_ns` (EAGAIN after that), and takes it.
pub fn sigtimedwait(set: &SigSet, timeout_ns: Option<i64>) -> Result<SigInfo> {
    // SAFETY: all-zero is a valid value of this plain structure.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    match timeout_ns {
        None => call!(libc::sigwaitinfo(&set.0, &mut info))?,
        Some(ns) => {
            let timeout = libc::timespec { tv_sec: ns.max(0) / 1_000_000_000, tv_nsec: ns.max(0) % 1_000_000_000 };
            call!(libc::sigtimedwait(&set.0, &mut info, &timeout))?
        }
    };
    // SAFETY: reads plain numbers of the union; all of it is initialized.
    let (pid, uid, status, band) = unsafe { (info.si_pid(), info.si_uid(), info.si_status(), info.si_addr() as i64) };
    Ok(SigInfo { signo: info.si_signo, code: info.si_code, errno: info.si_errno, pid, uid, status, band })
}

/// Waits for any signal. Always comes back with EINTR.
pub fn pause() -> Result<()> {
    // SAFETY: no arguments.
    crate::errno::check(unsafe { libc::pause() }).map(drop)
}

/// Sends SIGALRM in so many seconds (0: no more); returns what was left of the last one.
pub fn alarm(seconds: u32) -> Result<u32> {
    // SAFETY: a number; cannot fail.
    Ok(unsafe { libc::alarm(seconds) })
}

/// Sets an interval timer: (microseconds to the first end, between later ones); returns what it was.
pub fn setitimer(which: c_int, value_us: i64, interval_us: i64) -> Result<(i64, i64)> {
    let to_timeval = |us: i64| libc::timeval { tv_sec: us.div_euclid(1_000_000), tv_usec: us.rem_euclid(1_000_000) };
    let new = libc::itimerval { it_interval: to_timeval(interval_us), it_value: to_timeval(value_us) };
    let mut old = libc::itimerval { it_interval: to_timeval(0), it_value: to_timeval(0) };
    call!(libc::setitimer(which as _, &new, &mut old))?;
    Ok(timer_parts(&old))
}

/// What is left of an interval timer, and its interval, in microseconds.
pub fn getitimer(which: c_int) -> Result<(i64, i64)> {
    let zero = || libc::timeval { tv_sec: 0, tv_usec: 0 };
    let mut now = libc::itimerval { it_interval: zero(), it_value: zero() };
    call!(libc::getitimer(which as _, &mut now))?;
    Ok(timer_parts(&now))
}

/// What a signal means, in the C library's words; None for a number that is no signal.
pub fn describe(signal: c_int) -> Result<String> {
    if !(1..NSIG).contains(&signal) {
        return Err(Errno::EINVAL);
    }
    // SAFETY: strsignal returns a static string for named signals and a buffer of this thread for others; copied at once.
    let text = unsafe { libc::strsignal(signal) };
    if text.is_null() {
        return Err(Errno::EINVAL);
    }
    // SAFETY: a NUL-terminated string, see above.
    Ok(unsafe { std::ffi::CStr::from_ptr(text) }.to_string_lossy().into_owned())
}
}

#[cfg(unix)]
fn timer_parts(timer: &libc::itimerval) -> (i64, i64) {
    let micros = |it: &libc::timeval| it.tv_sec * 1_000_000 + it.tv_usec;
    (micros(&timer.it_value), micros(&timer.it_interval))
}

#[cfg(unix)]
fn classify(action: &libc::sigaction) -> Disposition {
    match action.sa_sigaction {
        libc::SIG_DFL => Disposition::Default,
        libc::SIG_IGN => Disposition::Ignore,
        address if address == handle as *const () as usize => Disposition::Note,
        _ => Disposition::Foreign,
    }
}

/// Facts about a signal that was waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct SigInfo {
    pub signo: i32,
    pub code: i32,
    pub errno: i32,
    pub pid: i32,
    pub uid: u32,
    pub status: i32,
    pub band: i64,
}

/// A set of signals.
#[cfg(unix)]
#[derive(Clone, Copy)]
pub struct SigSet(libc::sigset_t);

/// A set of signals.
#[cfg(not(unix))]
#[derive(Clone, Copy)]
pub struct SigSet(u64);

#[cfg(unix)]
impl SigSet {
    /// No signal.
    pub fn empty() -> SigSet {
        let mut set = std::mem::MaybeUninit::uninit();
        // SAFETY: sigemptyset initializes it.
        unsafe {
            libc::sigemptyset(set.as_mut_ptr());
            SigSet(set.assume_init())
        }
    }

    /// All signals that can be used (not the ones the C library keeps for itself).
    pub fn full() -> SigSet {
        let mut set = std::mem::MaybeUninit::uninit();
        // SAFETY: sigfillset initializes it.
        unsafe {
            libc::sigfillset(set.as_mut_ptr());
            SigSet(set.assume_init())
        }
    }

    /// Puts a signal in. EINVAL: no such signal.
    pub fn add(&mut self, signal: c_int) -> Result<()> {
        call!(libc::sigaddset(&mut self.0, signal)).map(drop)
    }

    /// Whether a signal is in.
    pub fn contains(&self, signal: c_int) -> bool {
        // SAFETY: an initialized set and a number.
        unsafe { libc::sigismember(&self.0, signal) == 1 }
    }

    pub(crate) fn as_libc(&self) -> &libc::sigset_t {
        &self.0
    }
}

#[cfg(not(unix))]
impl SigSet {
    /// No signal.
    pub fn empty() -> SigSet {
        SigSet(0)
    }

    /// All signals.
    pub fn full() -> SigSet {
        SigSet(u64::MAX)
    }

    /// Puts a signal in. EINVAL: no such signal.
    pub fn add(&mut self, signal: c_int) -> Result<()> {
        if !(1..NSIG).contains(&signal) {
            return Err(Errno::EINVAL);
        }
        self.0 |= 1 << (signal - 1);
        Ok(())
    }

    /// Whether a signal is in.
    pub fn contains(&self, signal: c_int) -> bool {
        (1..NSIG).contains(&signal) && self.0 >> (signal - 1) & 1 == 1
    }
}

impl SigSet {
    /// Its signals in order.
    pub fn iter(&self) -> impl Iterator<Item = c_int> + '_ {
        (1..NSIG).filter(|&signal| self.contains(signal))
    }
}

impl std::fmt::Debug for SigSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
