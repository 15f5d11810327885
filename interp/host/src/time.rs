//! Clocks, sleeping, and the conversion between seconds and calendar time.
//!
//! Times are signed nanoseconds (enough until 2262), calendar fields are as in C's `struct tm`. What a year or a zone
//! name means to Python is not known here.

use crate::errno::{Errno, Result, call};
use std::ffi::CStr;
use std::os::raw::c_int;

/// Nanoseconds in a second.
pub const SECOND: i64 = 1_000_000_000;

/// Number of the wall clock.
pub const CLOCK_REALTIME: c_int = 0;
/// Number of the clock that never goes back.
pub const CLOCK_MONOTONIC: c_int = 1;
/// Number of the clock of this process's processor time.
pub const CLOCK_PROCESS_CPUTIME_ID: c_int = 2;
/// Number of the clock of this thread's processor time.
pub const CLOCK_THREAD_CPUTIME_ID: c_int = 3;

#[cfg(unix)]
fn clock_id(clock: c_int) -> Result<libc::clockid_t> {
    Ok(clock)
}

#[cfg(not(unix))]
fn clock_id(clock: c_int) -> Result<libc::clockid_t> {
    match clock {
        // SAFETY: addresses of constants of the C library.
        CLOCK_REALTIME => Ok(unsafe { std::ptr::read(&raw const libc::CLOCK_REALTIME) }),
        // SAFETY: as above.
        CLOCK_MONOTONIC => Ok(unsafe { std::ptr::read(&raw const libc::CLOCK_MONOTONIC) }),
        _ => Err(Errno::EINVAL),
    }
}

fn from_timespec(it: &libc::timespec) -> i64 {
    (it.tv_sec as i64).saturating_mul(SECOND).saturating_add(it.tv_nsec as i64)
}

fn to_timespec(ns: i64) -> libc::timespec {
    libc::timespec { tv_sec: ns.div_euclid(SECOND) as _, tv_nsec: ns.rem_euclid(SECOND) as _ }
}

/// Reads a clock.
pub fn clock_gettime(clock: c_int) -> Result<i64> {
    let mut now = to_timespec(0);
    let id = clock_id(clock)?;
    call!(libc::clock_gettime(id, &mut now))?;
    Ok(from_timespec(&now))
}

/// A clock's step.
pub fn clock_getres(clock: c_int) -> Result<i64> {
    let mut step = to_timespec(0);
    let id = clock_id(clock)?;
    call!(libc::clock_getres(id, &mut step))?;
    Ok(from_timespec(&step))
}

crate::errno::unix_only! {
/// Sets a clock.
pub fn clock_settime(clock: c_int, ns: i64) -> Result<()> {
    let time = to_timespec(ns);
    call!(libc::clock_settime(clock, &time)).map(drop)
}

/// The clock of another thread's processor time.
pub fn thread_cpu_clock(thread: u64) -> Result<c_int> {
    let mut clock = 0;
    // SAFETY: the caller's promise that the thread is alive is the same one as for every use of its id; glibc checks what
    // it can.
    crate::errno::check_code(unsafe { libc::pthread_getcpuclockid(thread as libc::pthread_t, &mut clock) })?;
    Ok(clock)
}
}

/// The wall clock: nanoseconds since the epoch.
pub fn realtime_ns() -> i64 {
    clock_gettime(CLOCK_REALTIME).unwrap_or(0)
}

/// The clock that never goes back.
pub fn monotonic_ns() -> i64 {
    clock_gettime(CLOCK_MONOTONIC).unwrap_or(0)
}

/// The finest clock for measuring.
pub fn perf_counter_ns() -> i64 {
    monotonic_ns()
}

/// Processor time of this process (wasm32: time since an arbitrary start).
pub fn process_time_ns() -> Result<i64> {
    #[cfg(unix)]
    return clock_gettime(CLOCK_PROCESS_CPUTIME_ID);
    #[cfg(not(unix))]
    clock_gettime(CLOCK_MONOTONIC)
}

/// Processor time of this thread.
pub fn thread_time_ns() -> Result<i64> {
    #[cfg(unix)]
    return clock_gettime(CLOCK_THREAD_CPUTIME_ID);
    #[cfg(not(unix))]
    clock_gettime(CLOCK_MONOTONIC)
}

/// Sleeps until the monotonic clock shows `deadline_ns`. EINTR: a signal came; call again after handling it.
pub fn sleep_until(deadline_ns: i64) -> Result<()> {
    #[cfg(target_os = "linux")]
    {
        let deadline = to_timespec(deadline_ns);
        // SAFETY: a structure that lives through the call.
        crate::errno::check_code(unsafe {
            libc::clock_nanosleep(libc::CLOCK_MONOTONIC, libc::TIMER_ABSTIME, &deadline, std::ptr::null_mut())
        })
    }
    #[cfg(not(target_os = "linux"))]
    {
        let left = deadline_ns - monotonic_ns();
        if left > 0 {
            std::thread::sleep(std::time::Duration::from_nanos(left as u64));
        }
        Ok(())
    }
}

/// Calendar time, as C counts: months from 0, years from 1900, Sunday is 0, the year's days from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct CalendarTime {
    pub sec: i32,
    pub min: i32,
    pub hour: i32,
    pub mday: i32,
    pub mon: i32,
    pub year: i32,
    pub wday: i32,
    pub yday: i32,
    /// 1: daylight saving time; 0: not; -1: unknown.
    pub isdst: i32,
    /// Seconds east of UTC.
    pub gmtoff: i64,
    /// Abbreviation of the zone's name.
    pub zone: Vec<u8>,
}

impl CalendarTime {
    fn from_libc(tm: &libc::tm, is_utc: bool) -> CalendarTime {
        #[cfg(unix)]
        let (gmtoff, zone) = {
            let zone = if tm.tm_zone.is_null() {
                let _ = is_utc;
                b"UTC".to_vec()
            } else {
                // SAFETY: a NUL-terminated string of the C library's zone tables, copied at once.
                unsafe { CStr::from_ptr(tm.tm_zone) }.to_bytes().to_vec()
            };
            (tm.tm_gmtoff, zone)
        };
        // WASI has no zones: all times are UTC.
        #[cfg(not(unix))]
        let (gmtoff, zone) = {
            let _ = is_utc;
            (0, b"UTC".to_vec())
        };
        CalendarTime {
            sec: tm.tm_sec,
            min: tm.tm_min,
            hour: tm.tm_hour,
            mday: tm.tm_mday,
            mon: tm.tm_mon,
            year: tm.tm_year,
            wday: tm.tm_wday,
            yday: tm.tm_yday,
            isdst: tm.tm_isdst,
            gmtoff,
            zone,
        }
    }

    /// As C structure; the zone's name is left out.
    fn to_libc(&self) -> libc::tm {
        // SAFETY: all-zero is a valid value of this plain structure.
        let mut tm: libc::tm = unsafe { std::mem::zeroed() };
        tm.tm_sec = self.sec;
        tm.tm_min = self.min;
        tm.tm_hour = self.hour;
        tm.tm_mday = self.mday;
        tm.tm_mon = self.mon;
        tm.tm_year = self.year;
        tm.tm_wday = self.wday;
        tm.tm_yday = self.yday;
        tm.tm_isdst = self.isdst;
        #[cfg(unix)]
        {
            tm.tm_gmtoff = self.gmtoff;
        }
        tm
    }
}

/// Seconds since the epoch as local time. EOVERFLOW: the year does not fit.
pub fn localtime(seconds: i64) -> Result<CalendarTime> {
    let mut tm = std::mem::MaybeUninit::uninit();
    // SAFETY: both live through the call.
    let ret = unsafe { libc::localtime_r(&(seconds as libc::time_t), tm.as_mut_ptr()) };
    if ret.is_null() {
        return Err(overflow());
    }
    // SAFETY: localtime_r succeeded and filled it.
    Ok(CalendarTime::from_libc(unsafe { tm.assume_init_ref() }, false))
}

/// Seconds since the epoch as UTC. EOVERFLOW: the year does not fit.
pub fn gmtime(seconds: i64) -> Result<CalendarTime> {
    let mut tm = std::mem::MaybeUninit::uninit();
    // SAFETY: both live through the call.
    let ret = unsafe { libc::gmtime_r(&(seconds as libc::time_t), tm.as_mut_ptr()) };
    if ret.is_null() {
        return Err(overflow());
    }
    // SAFETY: gmtime_r succeeded and filled it.
    Ok(CalendarTime::from_libc(unsafe { tm.assume_init_ref() }, true))
}

fn overflow() -> Errno {
    match Errno::last() {
        Errno(0) => Errno::EINVAL,
        errno => errno,
    }
}

/// Local calendar time as seconds since the epoch; None: not representable.
pub fn mktime(time: &CalendarTime) -> Option<i64> {
    let mut tm = time.to_libc();
    // -1 is also one second before the epoch: mktime sets the weekday only on success.
    tm.tm_wday = -1;
    // SAFETY: a structure that lives through the call.
    let seconds = unsafe { libc::mktime(&mut tm) };
    (seconds != -1 || tm.tm_wday != -1).then_some(seconds as i64)
}

/// Formats by the C library's strftime. The format is in the locale's encoding and so is the result.
pub fn strftime(format: &CStr, time: &CalendarTime) -> Vec<u8> {
    if format.is_empty() {
        return Vec::new();
    }
    let mut tm = time.to_libc();
    // The zone's name must outlive the call.
    let zone = std::ffi::CString::new(time.zone.clone()).unwrap_or_default();
    #[cfg(unix)]
    {
        // Without a name glibc takes the local zone's.
        tm.tm_zone = if zone.is_empty() { std::ptr::null() } else { zone.as_ptr() };
    }
    let _ = (&zone, &mut tm);
    let mut buf = vec![0u8; 256.max(format.count_bytes() * 2)];
    loop {
        // SAFETY: a buffer with its length, a C string, and a structure whose zone lives.
        let n = unsafe { libc::strftime(buf.as_mut_ptr().cast(), buf.len(), format.as_ptr(), &tm) };
        // 0 may mean "no room" or an empty result (as %Z or %p can give): believe the latter once there is plenty of room.
        if n > 0 || buf.len() >= 256 * format.count_bytes() {
            buf.truncate(n);
            return buf;
        }
        buf.resize(buf.len() * 2, 0);
    }
}

/// What the C library knows of the local zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Seconds west of UTC in standard time.
    pub timezone: i64,
    /// Seconds west of UTC in daylight saving time.
    pub altzone: i64,
    /// Whether there is daylight saving time.
    pub daylight: bool,
    /// Names in standard and in daylight saving time.
    pub names: [Vec<u8>; 2],
}

#[cfg(unix)]
unsafe extern "C" {
    // Not in the libc crate for glibc.
    #[link_name = "tzset"]
    fn c_tzset();
}

/// Reads TZ anew.
pub fn tzset() {
    #[cfg(unix)]
    // SAFETY: no arguments; reads the environment, as `localtime_r` may too.
    unsafe {
        c_tzset();
    }
}

/// The local zone, found by looking at January and July of this year, as programs see it in `time.timezone`.
pub fn zone() -> Zone {
    const YEAR: i64 = 31_556_952;
    tzset();
    // Start of the year now, near enough: offsets do not change within hours of New Year.
    let year_start = realtime_ns() / SECOND / YEAR * YEAR;
    let at = |seconds| localtime(seconds).unwrap_or_default();
    let (january, july) = (at(year_start), at(year_start + YEAR / 2));
    let (west_january, west_july) = (-january.gmtoff, -july.gmtoff);
    let daylight = west_january != west_july;
    // Standard time is the one further west.
    if west_january < west_july {
        Zone { timezone: west_july, altzone: west_january, daylight, names: [july.zone, january.zone] }
    } else {
        Zone { timezone: west_january, altzone: west_july, daylight, names: [january.zone, july.zone] }
    }
}
