//! Waiting for descriptors: poll, select, epoll; and the descriptors that only exist to be waited for (eventfd, timerfd,
//! memfd).
//!
//! Timeouts are in nanoseconds, `None` waits for ever. EINTR goes to the caller, who works out what is left of the time.

use crate::errno::{Errno, Result, call, unix_only};
use crate::fd::Fd;
use std::ffi::CStr;
use std::os::raw::c_int;

/// One descriptor of a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct PollFd {
    /// The descriptor.
    pub fd: Fd,
    /// POLL* bits to wait for.
    pub events: i16,
    /// POLL* bits that happened.
    pub revents: i16,
}

const _: () = assert!(size_of::<PollFd>() == size_of::<libc::pollfd>());

/// Milliseconds for poll, rounded up so that a wait is never shorter than asked for.
fn to_millis(timeout_ns: Option<i64>) -> c_int {
    match timeout_ns {
        None => -1,
        Some(ns) => c_int::try_from(ns.max(0).saturating_add(999_999) / 1_000_000).unwrap_or(c_int::MAX),
    }
}

/// Waits until something happens to one of `fds`; returns to how many it did.
pub fn poll(fds: &mut [PollFd], timeout_ns: Option<i64>) -> Result<usize> {
    call!(libc::poll(fds.as_mut_ptr().cast(), fds.len() as libc::nfds_t, to_millis(timeout_ns))).map(|n| n as usize)
}

/// Number of descriptors a `FdSet` has room for.
pub const FD_SETSIZE: Fd = 1024;

/// Descriptors for `select`: positions in `ready` say which of `wanted` are ready after the call.
#[derive(Clone, Debug, Default)]
pub struct FdSet {
    /// Descriptors to wait for, each from 0 to below `FD_SETSIZE`.
    pub wanted: Vec<Fd>,
    /// For each of `wanted`, whether it is ready.
    pub ready: Vec<bool>,
}

/// Waits until a descriptor can be read, written, or has an exceptional condition.
pub fn select(sets: &mut [FdSet; 3], timeout_ns: Option<i64>) -> Result<usize> {
    // poll has no limit on numbers, exists on both targets, and tells a bad descriptor just as well.
    const BITS: [i16; 3] = [libc::POLLIN, libc::POLLOUT, POLLPRI];
    let mut fds = Vec::new();
    for (set, bits) in sets.iter().zip(BITS) {
        fds.extend(set.wanted.iter().map(|&fd| PollFd { fd, events: bits, revents: 0 }));
    }
    poll(&mut fds, timeout_ns)?;
    if fds.iter().any(|it| it.revents & libc::POLLNVAL != 0) {
        return Err(Errno::EBADF);
    }
    let mut n_ready = 0;
    let mut rest = fds.iter();
    for (set, bits) in sets.iter_mut().zip(BITS) {
        // select counts an error as readable and writable, a hang-up as readable.
        let bits = match bits {
            libc::POLLIN => bits | libc::POLLHUP | libc::POLLERR,
            libc::POLLOUT => bits | libc::POLLERR,
            _ => bits,
        };
        set.ready = rest.by_ref().take(set.wanted.len()).map(|it| it.revents & bits != 0).collect();
        n_ready += set.ready.iter().filter(|&&it| it).count();
    }
    Ok(n_ready)
}

#[cfg(unix)]
const POLLPRI: i16 = libc::POLLPRI;
#[cfg(not(unix))]
const POLLPRI: i16 = 2;

/// What an epoll reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpollEvent {
    /// The descriptor it is about.
    pub fd: Fd,
    /// EPOLL* bits.
    pub events: u32,
}

/// What to do with a descriptor of an epoll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EpollOp {
    /// Start watching it.
    Add,
    /// Watch it for other events.
    Modify,
    /// Stop watching it.
    Delete,
}

unix_only! {
/// A new epoll.
pub fn epoll_create(flags: c_int) -> Result<Fd> {
    call!(libc::epoll_create1(flags))
}

/// Changes what an epoll watches.
pub fn epoll_ctl(epoll: Fd, op: EpollOp, fd: Fd, events: u32) -> Result<()> {
    let mut event = libc::epoll_event { events, u64: fd as u64 };
    let op = match op {
        EpollOp::Add => libc::EPOLL_CTL_ADD,
        EpollOp::Modify => libc::EPOLL_CTL_MOD,
        EpollOp::Delete => libc::EPOLL_CTL_DEL,
    };
    call!(libc::epoll_ctl(epoll, op, fd, &mut event)).map(drop)
}

/// Waits for events of an epoll, at most `max_events`.
pub fn epoll_wait(epoll: Fd, max_events: usize, timeout_ns: Option<i64>) -> Result<Vec<EpollEvent>> {
    let mut buf = vec![libc::epoll_event { events: 0, u64: 0 }; max_events.max(1)];
    let most = c_int::try_from(buf.len()).map_err(|_| Errno::EINVAL)?;
    let n = call!(libc::epoll_wait(epoll, buf.as_mut_ptr(), most, to_millis(timeout_ns)))?;
    Ok(buf[..n as usize].iter().map(|it| EpollEvent { fd: it.u64 as Fd, events: it.events }).collect())
}

/// A counter to wait for.
pub fn eventfd(initial: u32, flags: c_int) -> Result<Fd> {
    call!(libc::eventfd(initial, flags))
}

/// Takes an eventfd's value.
pub fn eventfd_read(fd: Fd) -> Result<u64> {
    let mut value = 0;
    call!(libc::eventfd_read(fd, &mut value))?;
    Ok(value)
}

/// Adds to an eventfd's value.
pub fn eventfd_write(fd: Fd, value: u64) -> Result<()> {
    call!(libc::eventfd_write(fd, value)).map(drop)
}

/// A timer to wait for.
pub fn timerfd_create(clock: c_int, flags: c_int) -> Result<Fd> {
    call!(libc::timerfd_create(clock, flags))
}

/// Sets a timer (nanoseconds to the first end, and between later ones); returns what it was.
pub fn timerfd_settime(fd: Fd, flags: c_int, initial_ns: i64, interval_ns: i64) -> Result<(i64, i64)> {
    let new = libc::itimerspec { it_interval: to_timespec(interval_ns), it_value: to_timespec(initial_ns) };
    let mut old = libc::itimerspec { it_interval: to_timespec(0), it_value: to_timespec(0) };
    call!(libc::timerfd_settime(fd, flags, &new, &mut old))?;
    Ok((from_timespec(old.it_value), from_timespec(old.it_interval)))
}

/// What is left of a timer, and its interval, in nanoseconds.
pub fn timerfd_gettime(fd: Fd) -> Result<(i64, i64)> {
    let mut now = libc::itimerspec { it_interval: to_timespec(0), it_value: to_timespec(0) };
    call!(libc::timerfd_gettime(fd, &mut now))?;
    Ok((from_timespec(now.it_value), from_timespec(now.it_interval)))
}

/// A file in memory without a name in the file system.
pub fn memfd_create(name: &CStr, flags: u32) -> Result<Fd> {
    call!(libc::memfd_create(name.as_ptr(), flags))
}
}

#[cfg(unix)]
fn to_timespec(ns: i64) -> libc::timespec {
    libc::timespec { tv_sec: ns.div_euclid(1_000_000_000), tv_nsec: ns.rem_euclid(1_000_000_000) }
}

#[cfg(unix)]
fn from_timespec(it: libc::timespec) -> i64 {
    it.tv_sec.saturating_mul(1_000_000_000).saturating_add(it.tv_nsec)
}

/// Fills `buf` with random bytes from the kernel; may wait for entropy early after boot.
pub fn random_bytes(buf: &mut [u8]) -> Result<()> {
    let mut filled = 0;
    while filled < buf.len() {
        #[cfg(unix)]
        match getrandom(&mut buf[filled..], 0) {
            Ok(n) => filled += n,
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno),
        }
        #[cfg(not(unix))]
        {
            let chunk = (buf.len() - filled).min(256);
            call!(libc::getentropy(buf[filled..].as_mut_ptr().cast(), chunk))?;
            filled += chunk;
        }
    }
    Ok(())
}

unix_only! {
/// Some random bytes; `flags`: GRND_*. Returns how many.
pub fn getrandom(buf: &mut [u8], flags: u32) -> Result<usize> {
    call!(libc::getrandom(buf.as_mut_ptr().cast(), buf.len(), flags)).map(|n| n as usize)
}
}
