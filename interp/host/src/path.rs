//! The file system by path: the `*at` family, directories, links, modes, owners, times, extended attributes.
//!
//! Every function takes a directory descriptor (`fd::AT_FDCWD` for the current one) where the OS does; paths are C
//! strings. Bytes the OS hands out (link targets, the current directory) come back as `Vec<u8>`, never as text.

use crate::errno::{Errno, Result, call, unix_only};
use crate::fd::Fd;
use crate::stat::{Stat, StatVfs};
use std::ffi::CStr;
use std::os::raw::c_int;

/// What to do with one of a file's times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetTime {
    /// Leave it alone.
    Omit,
    /// The time of the call.
    Now,
    /// Seconds and nanoseconds since the epoch.
    At(i64, i64),
}

impl SetTime {
    fn to_timespec(self) -> libc::timespec {
        let (sec, nsec) = match self {
            SetTime::Omit => (0, libc::UTIME_OMIT as i64),
            SetTime::Now => (0, libc::UTIME_NOW as i64),
            SetTime::At(sec, nsec) => (sec, nsec),
        };
        libc::timespec { tv_sec: sec as _, tv_nsec: nsec as _ }
    }
}

/// Facts about the file at `path`; with `follow` off, about a symbolic link itself.
pub fn stat_at(dir_fd: Fd, path: &CStr, follow: bool) -> Result<Stat> {
    let mut stat = std::mem::MaybeUninit::uninit();
    call!(libc::fstatat(dir_fd, path.as_ptr(), stat.as_mut_ptr(), nofollow(follow)))?;
    // SAFETY: fstatat succeeded and filled it.
    Ok(Stat::from_libc(unsafe { stat.assume_init_ref() }))
}

/// Facts about the file at `path`, links followed.
pub fn stat(path: &CStr) -> Result<Stat> {
    stat_at(libc::AT_FDCWD, path, true)
}

/// Facts about the file or link at `path`.
pub fn lstat(path: &CStr) -> Result<Stat> {
    stat_at(libc::AT_FDCWD, path, false)
}

fn nofollow(follow: bool) -> c_int {
    if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW }
}

/// Whether this process may do `mode` (R_OK, W_OK, X_OK or F_OK) to the file.
pub fn access_at(dir_fd: Fd, path: &CStr, mode: c_int, effective_ids: bool, follow: bool) -> bool {
    let flags = if effective_ids { libc::AT_EACCESS } else { 0 } | nofollow(follow);
    // SAFETY: a C string and numbers.
    unsafe { libc::faccessat(dir_fd, path.as_ptr(), mode, flags) == 0 }
}

/// Sets a file's size.
pub fn truncate(path: &CStr, size: i64) -> Result<()> {
    call!(libc::truncate(path.as_ptr(), size)).map(drop)
}

/// Makes a directory.
pub fn mkdir_at(dir_fd: Fd, path: &CStr, mode: u32) -> Result<()> {
    call!(libc::mkdirat(dir_fd, path.as_ptr(), mode)).map(drop)
}

/// Removes a file's name.
pub fn unlink_at(dir_fd: Fd, path: &CStr) -> Result<()> {
    call!(libc::unlinkat(dir_fd, path.as_ptr(), 0)).map(drop)
}

/// Removes an empty directory.
pub fn rmdir_at(dir_fd: Fd, path: &CStr) -> Result<()> {
    call!(libc::unlinkat(dir_fd, path.as_ptr(), libc::AT_REMOVEDIR)).map(drop)
}

/// Renames, replacing what is at the target.
pub fn rename_at(from_dir: Fd, from: &CStr, to_dir: Fd, to: &CStr) -> Result<()> {
    call!(libc::renameat(from_dir, from.as_ptr(), to_dir, to.as_ptr())).map(drop)
}

/// Gives a file a second name; with `follow`, of what a symbolic link points to.
pub fn link_at(from_dir: Fd, from: &CStr, to_dir: Fd, to: &CStr, follow: bool) -> Result<()> {
    let flags = if follow { libc::AT_SYMLINK_FOLLOW } else { 0 };
    call!(libc::linkat(from_dir, from.as_ptr(), to_dir, to.as_ptr(), flags)).map(drop)
}

/// Makes a symbolic link at `path` that says `target`.
pub fn symlink_at(target: &CStr, dir_fd: Fd, path: &CStr) -> Result<()> {
    call!(libc::symlinkat(target.as_ptr(), dir_fd, path.as_ptr())).map(drop)
}

/// What a symbolic link says.
pub fn readlink_at(dir_fd: Fd, path: &CStr) -> Result<Vec<u8>> {
    let mut buf = vec![0u8; 256];
    loop {
        let n = call!(libc::readlinkat(dir_fd, path.as_ptr(), buf.as_mut_ptr().cast(), buf.len()))? as usize;
        // A full buffer may be a cut-off one.
        if n < buf.len() {
            buf.truncate(n);
            return Ok(buf);
        }
        buf.resize(buf.len() * 2, 0);
    }
}

/// Sets access and modification time.
pub fn utime_at(dir_fd: Fd, path: &CStr, atime: SetTime, mtime: SetTime, follow: bool) -> Result<()> {
    let times = [atime.to_timespec(), mtime.to_timespec()];
    call!(libc::utimensat(dir_fd, path.as_ptr(), times.as_ptr(), nofollow(follow))).map(drop)
}

/// Sets access and modification time of an open file.
pub fn futime(fd: Fd, atime: SetTime, mtime: SetTime) -> Result<()> {
    let times = [atime.to_timespec(), mtime.to_timespec()];
    call!(libc::futimens(fd, times.as_ptr())).map(drop)
}

/// The current directory.
pub fn getcwd() -> Result<Vec<u8>> {
    let mut buf = vec![0u8; 1024];
    loop {
        // SAFETY: the buffer and its length.
        let ret = unsafe { libc::getcwd(buf.as_mut_ptr().cast(), buf.len()) };
        if !ret.is_null() {
            let n = buf.iter().position(|&byte| byte == 0).unwrap_or(buf.len());
            buf.truncate(n);
            return Ok(buf);
        }
        match Errno::last() {
            Errno::ERANGE if buf.len() < 1 << 24 => buf.resize(buf.len() * 2, 0),
            errno => return Err(errno),
        }
    }
}

/// Changes the current directory.
pub fn chdir(path: &CStr) -> Result<()> {
    call!(libc::chdir(path.as_ptr())).map(drop)
}

unix_only! {
/// Sets permission bits.
pub fn chmod_at(dir_fd: Fd, path: &CStr, mode: u32, follow: bool) -> Result<()> {
    if follow {
        call!(libc::fchmodat(dir_fd, path.as_ptr(), mode, 0)).map(drop)
    } else {
        call!(libc::fchmodat(dir_fd, path.as_ptr(), mode, libc::AT_SYMLINK_NOFOLLOW)).map(drop)
    }
}

/// Sets owner and group; `u32::MAX` leaves one alone.
pub fn chown_at(dir_fd: Fd, path: &CStr, uid: u32, gid: u32, follow: bool) -> Result<()> {
    call!(libc::fchownat(dir_fd, path.as_ptr(), uid, gid, nofollow(follow))).map(drop)
}

/// Makes a directory the root of all paths of this process.
pub fn chroot(path: &CStr) -> Result<()> {
    call!(libc::chroot(path.as_ptr())).map(drop)
}

/// Makes a named pipe.
pub fn mkfifo_at(dir_fd: Fd, path: &CStr, mode: u32) -> Result<()> {
    call!(libc::mkfifoat(dir_fd, path.as_ptr(), mode)).map(drop)
}

/// Makes a special file.
pub fn mknod_at(dir_fd: Fd, path: &CStr, mode: u32, dev: u64) -> Result<()> {
    call!(libc::mknodat(dir_fd, path.as_ptr(), mode, dev)).map(drop)
}

/// The file system a path is on.
pub fn statvfs(path: &CStr) -> Result<StatVfs> {
    let mut buf = std::mem::MaybeUninit::uninit();
    call!(libc::statvfs(path.as_ptr(), buf.as_mut_ptr()))?;
    // SAFETY: statvfs succeeded and filled it.
    Ok(StatVfs::from_libc(unsafe { buf.assume_init_ref() }))
}

/// Sets the mask that new files' modes are cut by; returns the old one.
pub fn umask(mask: u32) -> Result<u32> {
    // SAFETY: a number; cannot fail.
    Ok(unsafe { libc::umask(mask) })
}

/// Writes all cached file system data to disk.
pub fn sync() -> Result<()> {
    // SAFETY: no arguments.
    unsafe { libc::sync() };
    Ok(())
}
}

/// The file that an extended attribute belongs to.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// By path, links followed.
    Path(&'a CStr),
    /// By path, a link itself.
    Link(&'a CStr),
    /// An open file.
    Fd(Fd),
}

unix_only! {
/// Value of an extended attribute.
pub fn get_xattr(target: Target<'_>, name: &CStr) -> Result<Vec<u8>> {
    read_growing(|pointer, len| match target {
        Target::Path(path) => call!(libc::getxattr(path.as_ptr(), name.as_ptr(), pointer.cast(), len)),
        Target::Link(path) => call!(libc::lgetxattr(path.as_ptr(), name.as_ptr(), pointer.cast(), len)),
        Target::Fd(fd) => call!(libc::fgetxattr(fd, name.as_ptr(), pointer.cast(), len)),
    })
}

/// Names of a file's extended attributes.
pub fn list_xattr(target: Target<'_>) -> Result<Vec<Vec<u8>>> {
    let names = read_growing(|pointer, len| match target {
        Target::Path(path) => call!(libc::listxattr(path.as_ptr(), pointer.cast(), len)),
        Target::Link(path) => call!(libc::llistxattr(path.as_ptr(), pointer.cast(), len)),
        Target::Fd(fd) => call!(libc::flistxattr(fd, pointer.cast(), len)),
    })?;
    Ok(names.split(|&byte| byte == 0).filter(|name| !name.is_empty()).map(<[u8]>::to_vec).collect())
}

/// Sets an extended attribute. `flags`: XATTR_CREATE, XATTR_REPLACE.
pub fn set_xattr(target: Target<'_>, name: &CStr, value: &[u8], flags: c_int) -> Result<()> {
    let (pointer, len) = (value.as_ptr().cast(), value.len());
    match target {
        Target::Path(path) => call!(libc::setxattr(path.as_ptr(), name.as_ptr(), pointer, len, flags)),
        Target::Link(path) => call!(libc::lsetxattr(path.as_ptr(), name.as_ptr(), pointer, len, flags)),
        Target::Fd(fd) => call!(libc::fsetxattr(fd, name.as_ptr(), pointer, len, flags)),
    }
    .map(drop)
}

/// Removes an extended attribute.
pub fn remove_xattr(target: Target<'_>, name: &CStr) -> Result<()> {
    match target {
        Target::Path(path) => call!(libc::removexattr(path.as_ptr(), name.as_ptr())),
        Target::Link(path) => call!(libc::lremovexattr(path.as_ptr(), name.as_ptr())),
        Target::Fd(fd) => call!(libc::fremovexattr(fd, name.as_ptr())),
    }
    .map(drop)
}
}

/// Calls `read` with bigger buffers until the answer fits.
#[cfg(unix)]
fn read_growing(read: impl Fn(*mut u8, usize) -> Result<isize>) -> Result<Vec<u8>> {
    let mut buf = vec![0u8; 256];
    loop {
        match read(buf.as_mut_ptr(), buf.len()) {
            Ok(n) => {
                buf.truncate(n as usize);
                return Ok(buf);
            }
            // The kernel's largest attribute is 64 KiB.
            Err(Errno::ERANGE) if buf.len() < 1 << 17 => buf.resize(buf.len() * 4, 0),
            Err(errno) => return Err(errno),
        }
    }
}
