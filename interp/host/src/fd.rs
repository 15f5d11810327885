//! File descriptors: open, read, write, seek, duplicate, lock, and what the kernel says about them.
//!
//! Plain system calls with no buffering and no retry: EINTR goes to the caller, who runs signal handlers first. Paths are
//! C strings; who makes them decides what an embedded NUL means.

use crate::errno::{Errno, Result, call, unix_only};
use crate::stat::{Stat, StatVfs};
use std::ffi::CStr;
use std::os::raw::c_int;

/// A file descriptor number. Python owns descriptors as numbers, so this crate does too.
pub type Fd = c_int;

/// Stands for the current directory in the `*_at` functions.
pub const AT_FDCWD: Fd = libc::AT_FDCWD;

/// Flags of `open` that streams need.
pub use libc::{O_APPEND, O_CREAT, O_EXCL, O_RDWR, O_TRUNC, O_WRONLY};

/// Flag of `open`: programs that are started do not inherit the descriptor.
#[cfg(unix)]
pub const O_CLOEXEC: c_int = libc::O_CLOEXEC;
/// Flag of `open`: nothing is inherited where no programs are started.
#[cfg(not(unix))]
pub const O_CLOEXEC: c_int = 0;

/// Which of the descriptors 0, 1, 2 were open when the process started, as bits. Rust's own start-up code opens those that are not,
/// so this is found out before it runs.
static OPEN_AT_START: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(7);

#[cfg(target_os = "linux")]
extern "C" fn note_open() {
    let mut open = 0u8;
    for fd in 0..3 {
        // SAFETY: asks for the flags of a number that need not be a descriptor.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } != -1 {
            open |= 1 << fd;
        }
    }
    OPEN_AT_START.store(open, std::sync::atomic::Ordering::Relaxed);
}

#[cfg(target_os = "linux")]
#[used]
// SAFETY: the section holds pointers to functions without arguments that the C library calls before main; this one makes plain
// system calls only.
#[unsafe(link_section = ".init_array")]
static NOTE_OPEN: extern "C" fn() = note_open;

/// Whether standard descriptor `fd` was open when the process started.
pub fn was_open_at_start(fd: Fd) -> bool {
    OPEN_AT_START.load(std::sync::atomic::Ordering::Relaxed) & (1 << fd.clamp(0, 7)) != 0
}

/// Opens `path` relative to `dir_fd`. `flags` are the `O_*` numbers of this target; O_CLOEXEC is the caller's to add.
pub fn open_at(dir_fd: Fd, path: &CStr, flags: c_int, mode: u32) -> Result<Fd> {
    call!(libc::openat(dir_fd, path.as_ptr(), flags, mode))
}

/// Opens `path`.
pub fn open(path: &CStr, flags: c_int, mode: u32) -> Result<Fd> {
    call!(libc::open(path.as_ptr(), flags, mode))
}

/// Closes `fd`. It is gone even if this reports an error.
pub fn close(fd: Fd) -> Result<()> {
    // SAFETY: a number; whoever closes a descriptor in use elsewhere gets EBADF there.
    crate::errno::check(unsafe { libc::close(fd) }).map(drop)
}

/// Closes all descriptors from `low` up to but not including `high`, ignoring errors.
pub fn close_range(low: Fd, high: Fd) {
    let low = low.max(0);
    if low >= high {
        return;
    }
    #[cfg(target_os = "linux")]
    {
        // SAFETY: numbers only.
        let ret = unsafe { libc::syscall(libc::SYS_close_range, low as u32, (high - 1) as u32, 0u32) };
        if ret == 0 {
            return;
        }
    }
    for fd in low..high.min(crate::sysconf::max_fds()) {
        let _ = close(fd);
    }
}

/// Reads at most `buf.len()` bytes; 0 is the end of the file.
pub fn read(fd: Fd, buf: &mut [u8]) -> Result<usize> {
    call!(libc::read(fd, buf.as_mut_ptr().cast(), at_most(buf.len()))).map(|n| n as usize)
}

/// Writes some of `buf`; returns how much.
pub fn write(fd: Fd, buf: &[u8]) -> Result<usize> {
    call!(libc::write(fd, buf.as_ptr().cast(), at_most(buf.len()))).map(|n| n as usize)
}

/// Writes all of `buf`, going on after EINTR: for messages that must get out when nobody can run handlers.
pub fn write_all(fd: Fd, mut buf: &[u8]) -> Result<()> {
    while !buf.is_empty() {
        match write(fd, buf) {
            Ok(n) => buf = &buf[n..],
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(())
}

/// Reads at `offset`, leaving the file position alone.
pub fn pread(fd: Fd, buf: &mut [u8], offset: i64) -> Result<usize> {
    call!(libc::pread(fd, buf.as_mut_ptr().cast(), at_most(buf.len()), offset)).map(|n| n as usize)
}

/// Writes at `offset`, leaving the file position alone.
pub fn pwrite(fd: Fd, buf: &[u8], offset: i64) -> Result<usize> {
    call!(libc::pwrite(fd, buf.as_ptr().cast(), at_most(buf.len()), offset)).map(|n| n as usize)
}

/// Linux transfers at most this much in one call.
fn at_most(len: usize) -> usize {
    len.min(0x7fff_f000)
}

/// Moves the file position; returns the new one.
pub fn lseek(fd: Fd, offset: i64, whence: c_int) -> Result<i64> {
    call!(libc::lseek(fd, offset, whence))
}

/// Sets a file's size.
pub fn ftruncate(fd: Fd, size: i64) -> Result<()> {
    call!(libc::ftruncate(fd, size)).map(drop)
}

/// Waits until a file's contents and metadata are on disk.
pub fn fsync(fd: Fd) -> Result<()> {
    call!(libc::fsync(fd)).map(drop)
}

/// Waits until a file's contents are on disk.
pub fn fdatasync(fd: Fd) -> Result<()> {
    call!(libc::fdatasync(fd)).map(drop)
}

/// What the kernel knows about an open file.
pub fn fstat(fd: Fd) -> Result<Stat> {
    let mut stat = std::mem::MaybeUninit::uninit();
    call!(libc::fstat(fd, stat.as_mut_ptr()))?;
    // SAFETY: fstat succeeded and filled it.
    Ok(Stat::from_libc(unsafe { stat.assume_init_ref() }))
}

/// Whether `fd` is a terminal.
pub fn isatty(fd: Fd) -> bool {
    // SAFETY: a number.
    unsafe { libc::isatty(fd) == 1 }
}

/// Whether the descriptor stays open in programs this process starts by exec.
pub fn get_inheritable(fd: Fd) -> Result<bool> {
    fcntl(fd, libc::F_GETFD, 0).map(|flags| flags & libc::FD_CLOEXEC == 0)
}

/// Sets whether the descriptor stays open in programs this process starts by exec.
pub fn set_inheritable(fd: Fd, inheritable: bool) -> Result<()> {
    let old = fcntl(fd, libc::F_GETFD, 0)?;
    let new = if inheritable { old & !libc::FD_CLOEXEC } else { old | libc::FD_CLOEXEC };
    if new != old { fcntl(fd, libc::F_SETFD, new).map(drop) } else { Ok(()) }
}

/// Whether reads and writes wait.
pub fn get_blocking(fd: Fd) -> Result<bool> {
    fcntl(fd, libc::F_GETFL, 0).map(|flags| flags & libc::O_NONBLOCK == 0)
}

/// Sets whether reads and writes wait.
pub fn set_blocking(fd: Fd, blocking: bool) -> Result<()> {
    let old = fcntl(fd, libc::F_GETFL, 0)?;
    let new = if blocking { old & !libc::O_NONBLOCK } else { old | libc::O_NONBLOCK };
    if new != old { fcntl(fd, libc::F_SETFL, new).map(drop) } else { Ok(()) }
}

/// `fcntl` with a number as its argument.
pub fn fcntl(fd: Fd, command: c_int, arg: c_int) -> Result<c_int> {
    // A command that takes a pointer would read the number as an address; the kernel answers EFAULT for a bad one,
    // but could write to a good one, so those commands need `fcntl_bytes`.
    call!(libc::fcntl(fd, command, arg))
}

unix_only! {
/// `fcntl` whose argument is a structure, read and written in place. `buf` must be at least as big as the command's
/// structure; it is copied into a bigger buffer first, so a short one cannot overflow.
pub fn fcntl_bytes(fd: Fd, command: c_int, buf: &mut [u8]) -> Result<c_int> {
    with_padded(buf, |pointer| {
        // SAFETY: the pointer has 1024 bytes behind it and no fcntl structure is bigger.
        crate::errno::check(unsafe { libc::fcntl(fd, command, pointer) })
    })
}

/// `ioctl` with a number as its argument.
pub fn ioctl(fd: Fd, request: u64, arg: i64) -> Result<c_int> {
    // SAFETY: as with CPython, what a request does with a number is between the caller and the driver.
    crate::errno::check(unsafe { libc::ioctl(fd, request as libc::Ioctl, arg as libc::c_long) })
}

/// `ioctl` whose argument is a structure, read and written in place, padded as for `fcntl_bytes`.
pub fn ioctl_bytes(fd: Fd, request: u64, buf: &mut [u8]) -> Result<c_int> {
    with_padded(buf, |pointer| {
        // SAFETY: the pointer has at least 1024 bytes behind it, or the caller's larger buffer.
        crate::errno::check(unsafe { libc::ioctl(fd, request as libc::Ioctl, pointer) })
    })
}

/// A second descriptor for the same open file, not inheritable.
pub fn dup(fd: Fd) -> Result<Fd> {
    fcntl(fd, libc::F_DUPFD_CLOEXEC, 0)
}

/// Makes `to` a descriptor for the same open file as `from`, closing what it was.
pub fn dup2(from: Fd, to: Fd, inheritable: bool) -> Result<Fd> {
    if inheritable || from == to {
        let fd = call!(libc::dup2(from, to))?;
        set_inheritable(fd, inheritable)?;
        Ok(fd)
    } else {
        call!(libc::dup3(from, to, libc::O_CLOEXEC))
    }
}

/// A pipe: (read end, write end). `flags`: O_CLOEXEC, O_NONBLOCK, O_DIRECT.
pub fn pipe2(flags: c_int) -> Result<(Fd, Fd)> {
    let mut fds = [0; 2];
    call!(libc::pipe2(fds.as_mut_ptr(), flags))?;
    Ok((fds[0], fds[1]))
}

/// BSD lock on a whole file.
pub fn flock(fd: Fd, operation: c_int) -> Result<()> {
    call!(libc::flock(fd, operation)).map(drop)
}

/// Sets permission bits.
pub fn fchmod(fd: Fd, mode: u32) -> Result<()> {
    call!(libc::fchmod(fd, mode)).map(drop)
}

/// Sets owner and group; `u32::MAX` leaves one alone.
pub fn fchown(fd: Fd, uid: u32, gid: u32) -> Result<()> {
    call!(libc::fchown(fd, uid, gid)).map(drop)
}

/// Changes the current directory.
pub fn fchdir(fd: Fd) -> Result<()> {
    call!(libc::fchdir(fd)).map(drop)
}

/// The file system an open file is on.
pub fn fstatvfs(fd: Fd) -> Result<StatVfs> {
    let mut buf = std::mem::MaybeUninit::uninit();
    call!(libc::fstatvfs(fd, buf.as_mut_ptr()))?;
    // SAFETY: fstatvfs succeeded and filled it.
    Ok(StatVfs::from_libc(unsafe { buf.assume_init_ref() }))
}

/// POSIX lock on a part of a file from its position on: `command` is F_LOCK, F_TLOCK, F_ULOCK or F_TEST.
pub fn lockf(fd: Fd, command: c_int, len: i64) -> Result<()> {
    call!(libc::lockf(fd, command, len)).map(drop)
}

/// POSIX record lock, as `fcntl.lockf` wants it: `kind` is F_RDLCK, F_WRLCK or F_UNLCK.
pub fn record_lock(fd: Fd, kind: c_int, wait: bool, start: i64, len: i64, whence: c_int) -> Result<()> {
    // SAFETY: all-zero is a valid value of this plain structure.
    let mut lock: libc::flock = unsafe { std::mem::zeroed() };
    lock.l_type = kind as _;
    lock.l_whence = whence as _;
    lock.l_start = start;
    lock.l_len = len;
    call!(libc::fcntl(fd, if wait { libc::F_SETLKW } else { libc::F_SETLK }, &lock)).map(drop)
}

/// Makes sure that a part of a file has disk space.
pub fn posix_fallocate(fd: Fd, offset: i64, len: i64) -> Result<()> {
    // SAFETY: numbers only.
    crate::errno::check_code(unsafe { libc::posix_fallocate(fd, offset, len) })
}

/// Announces how a part of a file will be read.
pub fn posix_fadvise(fd: Fd, offset: i64, len: i64, advice: c_int) -> Result<()> {
    // SAFETY: numbers only.
    crate::errno::check_code(unsafe { libc::posix_fadvise(fd, offset, len, advice) })
}

/// Copies between descriptors inside the kernel; with an `offset`, reads there and leaves the position alone.
pub fn sendfile(out_fd: Fd, in_fd: Fd, offset: Option<i64>, count: usize) -> Result<usize> {
    let mut at = offset.unwrap_or(0);
    let pointer = if offset.is_some() { &mut at as *mut i64 } else { std::ptr::null_mut() };
    call!(libc::sendfile(out_fd, in_fd, pointer, at_most(count))).map(|n| n as usize)
}

/// Copies between files inside the kernel, sharing storage where the file system can.
pub fn copy_file_range(from: Fd, to: Fd, count: usize, from_offset: Option<i64>, to_offset: Option<i64>) -> Result<usize> {
    let (mut from_at, mut to_at) = (from_offset.unwrap_or(0), to_offset.unwrap_or(0));
    let from_pointer = if from_offset.is_some() { &mut from_at as *mut i64 } else { std::ptr::null_mut() };
    let to_pointer = if to_offset.is_some() { &mut to_at as *mut i64 } else { std::ptr::null_mut() };
    call!(libc::copy_file_range(from, from_pointer, to, to_pointer, at_most(count), 0)).map(|n| n as usize)
}

/// Moves data between a pipe and another descriptor.
pub fn splice(from: Fd, to: Fd, count: usize, from_offset: Option<i64>, to_offset: Option<i64>, flags: u32) -> Result<usize> {
    let (mut from_at, mut to_at) = (from_offset.unwrap_or(0), to_offset.unwrap_or(0));
    let from_pointer = if from_offset.is_some() { &mut from_at as *mut i64 } else { std::ptr::null_mut() };
    let to_pointer = if to_offset.is_some() { &mut to_at as *mut i64 } else { std::ptr::null_mut() };
    call!(libc::splice(from, from_pointer, to, to_pointer, count, flags)).map(|n| n as usize)
}
}

/// Runs `f` on a pointer to a copy of `buf` padded to 1024 bytes, and copies back what `f` left there.
#[cfg(unix)]
fn with_padded(buf: &mut [u8], f: impl FnOnce(*mut libc::c_void) -> Result<c_int>) -> Result<c_int> {
    let mut padded = vec![0u8; buf.len().max(1024)];
    padded[..buf.len()].copy_from_slice(buf);
    let ret = f(padded.as_mut_ptr().cast());
    buf.copy_from_slice(&padded[..buf.len()]);
    ret
}

/// Reads into several buffers. `offset`: read there with RWF_* `flags`, as preadv2; without it, from the file position.
pub fn readv(fd: Fd, buffers: &mut [std::io::IoSliceMut<'_>], offset: Option<i64>, flags: c_int) -> Result<usize> {
    // IoSliceMut has the layout of iovec on both targets (promised by the standard library).
    let (pointer, count) = (buffers.as_mut_ptr().cast::<libc::iovec>(), buffers.len() as c_int);
    vectored(
        offset,
        flags,
        || call!(libc::readv(fd, pointer, count)),
        |at| call!(libc::preadv(fd, pointer, count, at)),
        |at| {
            #[cfg(target_os = "linux")]
            return call!(libc::preadv2(fd, pointer, count, at, flags));
            #[cfg(not(target_os = "linux"))]
            return {
                let _ = at;
                Err(Errno::ENOSYS)
            };
        },
    )
}

/// Writes from several buffers; `offset` and `flags` as for `readv`.
pub fn writev(fd: Fd, buffers: &[std::io::IoSlice<'_>], offset: Option<i64>, flags: c_int) -> Result<usize> {
    let (pointer, count) = (buffers.as_ptr().cast::<libc::iovec>(), buffers.len() as c_int);
    vectored(
        offset,
        flags,
        || call!(libc::writev(fd, pointer, count)),
        |at| call!(libc::pwritev(fd, pointer, count, at)),
        |at| {
            #[cfg(target_os = "linux")]
            return call!(libc::pwritev2(fd, pointer, count, at, flags));
            #[cfg(not(target_os = "linux"))]
            return {
                let _ = at;
                Err(Errno::ENOSYS)
            };
        },
    )
}

/// Picks the variant of a vectored call that `offset` and `flags` need.
fn vectored(
    offset: Option<i64>,
    flags: c_int,
    plain: impl FnOnce() -> Result<isize>,
    at: impl FnOnce(i64) -> Result<isize>,
    with_flags: impl FnOnce(i64) -> Result<isize>,
) -> Result<usize> {
    let n = match offset {
        None => plain(),
        Some(offset) if flags == 0 => at(offset),
        Some(offset) => with_flags(offset),
    }?;
    Ok(n as usize)
}

/// The contents of a file; `None` if it cannot be read.
pub fn read_file(path: &str) -> Option<Vec<u8>> {
    std::fs::read(path).ok()
}
