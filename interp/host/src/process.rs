//! Processes: identity, families, users and groups, waiting, killing, fork and exec, resource use.
//!
//! Nothing here runs hooks or knows locks: whoever forks a process with threads puts its own locks right in the child.

use crate::errno::{Errno, Result, call, unix_only};
use crate::fd::Fd;
use std::ffi::{CStr, CString};
use std::os::raw::c_int;

/// Process number; on wasm32 there is one process and it says 1.
pub fn getpid() -> i32 {
    std::process::id() as i32
}

/// Ends the process at once: no handlers, no flushing.
pub fn exit_now(status: i32) -> ! {
    // SAFETY: does not return; nothing of this process is used afterwards.
    unsafe { libc::_exit(status) }
}

/// Ends the process with SIGABRT.
pub fn abort() -> ! {
    std::process::abort()
}

#[cfg(unix)]
unsafe extern "C" {
    // POSIX; not in the libc crate for glibc.
    fn getlogin_r(buf: *mut libc::c_char, len: usize) -> c_int;
}

macro_rules! id_getters {
    ($($(#[$meta:meta])* $name:ident -> $ty:ty, $elsewhere:literal;)*) => {$(
        $(#[$meta])*
        pub fn $name() -> $ty {
            #[cfg(unix)]
            // SAFETY: no arguments, cannot fail.
            return unsafe { libc::$name() };
            #[cfg(not(unix))]
            $elsewhere
        }
    )*};
}

id_getters! {
    /// Parent's process number.
    getppid -> i32, 0;
    /// Process group.
    getpgrp -> i32, 0;
    /// Real user.
    getuid -> u32, 0;
    /// Effective user.
    geteuid -> u32, 0;
    /// Real group.
    getgid -> u32, 0;
    /// Effective group.
    getegid -> u32, 0;
}

unix_only! {
/// Process group of a process.
pub fn getpgid(pid: i32) -> Result<i32> {
    call!(libc::getpgid(pid))
}

/// Session of a process.
pub fn getsid(pid: i32) -> Result<i32> {
    call!(libc::getsid(pid))
}

/// Starts a new session.
pub fn setsid() -> Result<i32> {
    call!(libc::setsid())
}

/// Moves a process to a process group.
pub fn setpgid(pid: i32, group: i32) -> Result<()> {
    call!(libc::setpgid(pid, group)).map(drop)
}

/// Sets the user.
pub fn setuid(uid: u32) -> Result<()> {
    call!(libc::setuid(uid)).map(drop)
}

/// Sets the effective user.
pub fn seteuid(uid: u32) -> Result<()> {
    call!(libc::seteuid(uid)).map(drop)
}

/// Sets the group.
pub fn setgid(gid: u32) -> Result<()> {
    call!(libc::setgid(gid)).map(drop)
}

/// Sets the effective group.
pub fn setegid(gid: u32) -> Result<()> {
    call!(libc::setegid(gid)).map(drop)
}

/// Sets real and effective user; `u32::MAX` leaves one alone.
pub fn setreuid(real: u32, effective: u32) -> Result<()> {
    call!(libc::setreuid(real, effective)).map(drop)
}

/// Sets real and effective group; `u32::MAX` leaves one alone.
pub fn setregid(real: u32, effective: u32) -> Result<()> {
    call!(libc::setregid(real, effective)).map(drop)
}

/// Sets real, effective and saved user.
pub fn setresuid(real: u32, effective: u32, saved: u32) -> Result<()> {
    call!(libc::setresuid(real, effective, saved)).map(drop)
}

/// Sets real, effective and saved group.
pub fn setresgid(real: u32, effective: u32, saved: u32) -> Result<()> {
    call!(libc::setresgid(real, effective, saved)).map(drop)
}

/// Real, effective and saved user.
pub fn getresuid() -> Result<(u32, u32, u32)> {
    let (mut real, mut effective, mut saved) = (0, 0, 0);
    call!(libc::getresuid(&mut real, &mut effective, &mut saved))?;
    Ok((real, effective, saved))
}

/// Real, effective and saved group.
pub fn getresgid() -> Result<(u32, u32, u32)> {
    let (mut real, mut effective, mut saved) = (0, 0, 0);
    call!(libc::getresgid(&mut real, &mut effective, &mut saved))?;
    Ok((real, effective, saved))
}

/// Supplementary groups.
pub fn getgroups() -> Result<Vec<u32>> {
    loop {
        let n = call!(libc::getgroups(0, std::ptr::null_mut()))?;
        let mut groups = vec![0; n as usize];
        match call!(libc::getgroups(n, groups.as_mut_ptr())) {
            Ok(n) => {
                groups.truncate(n as usize);
                return Ok(groups);
            }
            // Somebody added one between the two calls.
            Err(Errno::EINVAL) => {}
            Err(errno) => return Err(errno),
        }
    }
}

/// Sets the supplementary groups.
pub fn setgroups(groups: &[u32]) -> Result<()> {
    call!(libc::setgroups(groups.len(), groups.as_ptr())).map(drop)
}

/// Sets the supplementary groups to those of a user, and `gid`.
pub fn initgroups(user: &CStr, gid: u32) -> Result<()> {
    call!(libc::initgroups(user.as_ptr(), gid)).map(drop)
}

/// Groups that a user is in, and `gid`.
pub fn getgrouplist(user: &CStr, gid: u32) -> Result<Vec<u32>> {
    let mut groups = vec![0; 64];
    loop {
        let mut n = groups.len() as c_int;
        // SAFETY: the buffer has n places; n is set to how many there are.
        let ret = unsafe { libc::getgrouplist(user.as_ptr(), gid, groups.as_mut_ptr(), &mut n) };
        if ret >= 0 {
            groups.truncate(n as usize);
            return Ok(groups);
        }
        if groups.len() > 1 << 20 {
            return Err(Errno::ENOMEM);
        }
        groups.resize((groups.len() * 2).max(n as usize), 0);
    }
}

/// Name of the user at the controlling terminal.
pub fn getlogin() -> Result<Vec<u8>> {
    let mut buf = [0u8; 256];
    // SAFETY: the buffer and its length.
    crate::errno::check_code(unsafe { getlogin_r(buf.as_mut_ptr().cast(), buf.len()) })?;
    Ok(buf.iter().copied().take_while(|&byte| byte != 0).collect())
}

/// Sends a signal to a process (or group: see kill(2)).
pub fn kill(pid: i32, signal: c_int) -> Result<()> {
    call!(libc::kill(pid, signal)).map(drop)
}

/// Sends a signal to a process group.
pub fn killpg(group: i32, signal: c_int) -> Result<()> {
    call!(libc::killpg(group, signal)).map(drop)
}

/// Waits for a child: (pid, status, resources used). Pid 0: none is ready (WNOHANG).
pub fn wait4(pid: i32, options: c_int) -> Result<(i32, c_int, ResourceUsage)> {
    let mut status = 0;
    // SAFETY: all-zero is a valid value of this plain structure.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    let pid = call!(libc::wait4(pid, &mut status, options, &mut usage))?;
    Ok((pid, status, ResourceUsage::from_libc(&usage)))
}

/// Waits for a child: (pid, status). Pid 0: none is ready (WNOHANG).
pub fn waitpid(pid: i32, options: c_int) -> Result<(i32, c_int)> {
    let mut status = 0;
    let pid = call!(libc::waitpid(pid, &mut status, options))?;
    Ok((pid, status))
}

/// Waits for a change of a child, as waitid(2); None: none is ready.
pub fn waitid(id_type: u32, id: u32, options: c_int) -> Result<Option<WaitInfo>> {
    // SAFETY: all-zero is a valid value of this plain structure.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    call!(libc::waitid(id_type, id, &mut info, options))?;
    // SAFETY: waitid fills the fields of SIGCHLD; where it did not, they are zero.
    let (pid, uid, status) = unsafe { (info.si_pid(), info.si_uid(), info.si_status()) };
    Ok((pid != 0).then_some(WaitInfo { pid, uid, signo: info.si_signo, status, code: info.si_code }))
}

/// Makes a copy of this process: 0 in the child. In the child only the calling thread exists; locks that others held stay
/// locked until the caller repairs them.
pub fn fork() -> Result<i32> {
    // SAFETY: the copy runs the same code; what the docs say about locks is the caller's part.
    crate::errno::check(unsafe { libc::fork() })
}

/// Replaces this process's program. Returns only on failure.
pub fn execve(path: &CStr, args: &[CString], env: &[CString]) -> Result<()> {
    let (args, env) = (pointers(args), pointers(env));
    // SAFETY: NUL-terminated strings in null-terminated arrays that live through the call.
    crate::errno::check(unsafe { libc::execve(path.as_ptr(), args.as_ptr(), env.as_ptr()) }).map(drop)
}

/// Replaces this process's program, keeping the environment. Returns only on failure.
pub fn execv(path: &CStr, args: &[CString]) -> Result<()> {
    let args = pointers(args);
    // SAFETY: NUL-terminated strings in a null-terminated array that live through the call.
    crate::errno::check(unsafe { libc::execv(path.as_ptr(), args.as_ptr()) }).map(drop)
}

/// Replaces this process's program by an open file's. Returns only on failure.
pub fn fexecve(fd: Fd, args: &[CString], env: &[CString]) -> Result<()> {
    let (args, env) = (pointers(args), pointers(env));
    // SAFETY: NUL-terminated strings in null-terminated arrays that live through the call.
    crate::errno::check(unsafe { libc::fexecve(fd, args.as_ptr(), env.as_ptr()) }).map(drop)
}

/// Runs a shell command; the status as waitpid gives it.
pub fn system(command: &CStr) -> Result<c_int> {
    // SAFETY: a C string.
    crate::errno::check(unsafe { libc::system(command.as_ptr()) })
}

/// Adds to this process's niceness; returns the new one.
pub fn nice(increment: c_int) -> Result<c_int> {
    // -1 is a valid answer: errno tells.
    // SAFETY: the thread's own errno, and numbers.
    unsafe {
        *libc::__errno_location() = 0;
        match libc::nice(increment) {
            -1 if *libc::__errno_location() != 0 => Err(Errno::last()),
            nice => Ok(nice),
        }
    }
}

/// Niceness of a process, group or user.
pub fn getpriority(which: u32, who: u32) -> Result<c_int> {
    // SAFETY: the thread's own errno, and numbers.
    unsafe {
        *libc::__errno_location() = 0;
        match libc::getpriority(which, who) {
            -1 if *libc::__errno_location() != 0 => Err(Errno::last()),
            priority => Ok(priority),
        }
    }
}

/// Sets the niceness of a process, group or user.
pub fn setpriority(which: u32, who: u32, priority: c_int) -> Result<()> {
    call!(libc::setpriority(which, who, priority)).map(drop)
}

/// Load of the machine over 1, 5 and 15 minutes.
pub fn getloadavg() -> Result<[f64; 3]> {
    let mut loads = [0.0; 3];
    // SAFETY: room for three numbers.
    if unsafe { libc::getloadavg(loads.as_mut_ptr(), 3) } == 3 { Ok(loads) } else { Err(Errno::EIO) }
}

/// A descriptor that stands for a process.
pub fn pidfd_open(pid: i32, flags: u32) -> Result<Fd> {
    // SAFETY: numbers only.
    crate::errno::check(unsafe { libc::syscall(libc::SYS_pidfd_open, pid, flags) }).map(|fd| fd as Fd)
}

/// Leaves some of what this process shares with others.
pub fn unshare(flags: c_int) -> Result<()> {
    call!(libc::unshare(flags)).map(drop)
}

/// Joins a namespace.
pub fn setns(fd: Fd, kind: c_int) -> Result<()> {
    call!(libc::setns(fd, kind)).map(drop)
}

/// Resources used by `who`: RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD.
pub fn getrusage(who: c_int) -> Result<ResourceUsage> {
    // SAFETY: all-zero is a valid value of this plain structure.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    call!(libc::getrusage(who, &mut usage))?;
    Ok(ResourceUsage::from_libc(&usage))
}

/// Soft and hard limit of a resource.
pub fn getrlimit(resource: u32) -> Result<(u64, u64)> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    call!(libc::getrlimit(resource, &mut limit))?;
    Ok((limit.rlim_cur, limit.rlim_max))
}

/// Reads, and sets if `new` is given, the limits (soft, hard) of a resource of process `pid` (0 = this one); gives the old ones.
pub fn prlimit(pid: i32, resource: u32, new: Option<(u64, u64)>) -> Result<(u64, u64)> {
    let mut old = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    let new = new.map(|(soft, hard)| libc::rlimit { rlim_cur: soft, rlim_max: hard });
    let new = new.as_ref().map_or(std::ptr::null(), |new| new as *const libc::rlimit);
    call!(libc::prlimit(pid, resource, new, &mut old))?;
    Ok((old.rlim_cur, old.rlim_max))
}

/// Sets soft and hard limit of a resource.
pub fn setrlimit(resource: u32, soft: u64, hard: u64) -> Result<()> {
    let limit = libc::rlimit { rlim_cur: soft, rlim_max: hard };
    call!(libc::setrlimit(resource, &limit)).map(drop)
}
}

/// Null-terminated array of C strings for exec.
#[cfg(unix)]
pub(crate) fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    strings.iter().map(|it| it.as_ptr()).chain([std::ptr::null()]).collect()
}

/// What waitid found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct WaitInfo {
    pub pid: i32,
    pub uid: u32,
    pub signo: i32,
    pub status: i32,
    pub code: i32,
}

/// Resources a process used; times in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct ResourceUsage {
    pub utime: f64,
    pub stime: f64,
    /// maxrss, ixrss, idrss, isrss, minflt, majflt, nswap, inblock, oublock, msgsnd, msgrcv, nsignals, nvcsw, nivcsw.
    pub counters: [i64; 14],
}

impl ResourceUsage {
    #[cfg(unix)]
    fn from_libc(usage: &libc::rusage) -> ResourceUsage {
        let seconds = |it: libc::timeval| it.tv_sec as f64 + it.tv_usec as f64 * 1e-6;
        ResourceUsage {
            utime: seconds(usage.ru_utime),
            stime: seconds(usage.ru_stime),
            counters: [
                usage.ru_maxrss,
                usage.ru_ixrss,
                usage.ru_idrss,
                usage.ru_isrss,
                usage.ru_minflt,
                usage.ru_majflt,
                usage.ru_nswap,
                usage.ru_inblock,
                usage.ru_oublock,
                usage.ru_msgsnd,
                usage.ru_msgrcv,
                usage.ru_nsignals,
                usage.ru_nvcsw,
                usage.ru_nivcsw,
            ],
        }
    }
}

/// Process times in seconds: user, system, children's user, children's system, elapsed.
pub fn times() -> Result<[f64; 5]> {
    #[cfg(unix)]
    {
        let mut times = libc::tms { tms_utime: 0, tms_stime: 0, tms_cutime: 0, tms_cstime: 0 };
        let elapsed = call!(libc::times(&mut times))?;
        let ticks = crate::sysconf::sysconf(libc::_SC_CLK_TCK)?.max(1) as f64;
        let ticks_of = [times.tms_utime, times.tms_stime, times.tms_cutime, times.tms_cstime, elapsed];
        Ok(ticks_of.map(|it| it as f64 / ticks))
    }
    #[cfg(not(unix))]
    {
        let elapsed = crate::time::monotonic_ns() as f64 * 1e-9;
        Ok([elapsed, 0.0, 0.0, 0.0, elapsed])
    }
}

/// The system's names: sysname, nodename, release, version, machine.
pub fn uname() -> Result<[Vec<u8>; 5]> {
    #[cfg(unix)]
    {
        // SAFETY: all-zero is a valid value of this plain structure.
        let mut names: libc::utsname = unsafe { std::mem::zeroed() };
        call!(libc::uname(&mut names))?;
        let text = |field: &[libc::c_char]| field.iter().map(|&it| it as u8).take_while(|&it| it != 0).collect();
        Ok([
            text(&names.sysname),
            text(&names.nodename),
            text(&names.release),
            text(&names.version),
            text(&names.machine),
        ])
    }
    #[cfg(not(unix))]
    Ok(["wasi", "(none)", "0.0.0", "0.0.0", "wasm32"].map(|it| it.as_bytes().to_vec()))
}

/// How many processors this process may use, and how many there are; None where unknown.
pub fn cpu_counts() -> (Option<usize>, Option<usize>) {
    let usable = std::thread::available_parallelism().ok().map(usize::from);
    #[cfg(unix)]
    let all = crate::sysconf::sysconf(libc::_SC_NPROCESSORS_ONLN).ok().and_then(|n| usize::try_from(n).ok());
    #[cfg(not(unix))]
    let all = None;
    (usable, all)
}
