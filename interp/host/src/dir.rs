//! Directory iteration, one entry at a time, with the entry's type and inode as the OS gives them.

use crate::errno::{Errno, Result};
use crate::fd::Fd;
use std::ffi::{CStr, CString};

/// What a directory says about an entry's type, without a stat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileType {
    /// The file system does not say: ask stat.
    Unknown,
    /// Directory.
    Dir,
    /// Regular file.
    File,
    /// Symbolic link.
    Symlink,
    /// Anything else: device, pipe, socket.
    Other,
}

/// One entry.
#[derive(Clone, Debug)]
pub struct DirEntry {
    /// Its name inside the directory.
    pub name: CString,
    /// Its inode number.
    pub ino: u64,
    /// Its type, as far as the directory knows.
    pub kind: FileType,
}

/// An open directory; closed when dropped.
#[derive(Debug)]
pub struct Dir {
    handle: std::ptr::NonNull<libc::DIR>,
    is_borrowed_fd: bool,
}

// SAFETY: a directory stream may be used from any thread as long as it is one at a time, which `&mut self` sees to.
unsafe impl Send for Dir {}

impl Dir {
    /// Opens the directory at `path`.
    pub fn open(path: &CStr) -> Result<Dir> {
        // SAFETY: a C string.
        let handle = unsafe { libc::opendir(path.as_ptr()) };
        Ok(Dir { handle: std::ptr::NonNull::new(handle).ok_or_else(Errno::last)?, is_borrowed_fd: false })
    }

    /// Iterates over the directory that `fd` is open on, from its start. `fd` stays the caller's.
    pub fn from_fd(fd: Fd) -> Result<Dir> {
        let own_fd = crate::fd::dup(fd).or_else(|errno| match errno {
            // No dup there: a second open of the same directory.
            Errno::ENOSYS => crate::fd::open_at(fd, c".", libc::O_RDONLY | libc::O_DIRECTORY, 0),
            errno => Err(errno),
        })?;
        // SAFETY: the descriptor is ours, and belongs to the stream if this succeeds.
        let handle = unsafe { libc::fdopendir(own_fd) };
        let Some(handle) = std::ptr::NonNull::new(handle) else {
            let errno = Errno::last();
            let _ = crate::fd::close(own_fd);
            return Err(errno);
        };
        // The position is shared with the caller's descriptor.
        // SAFETY: an open stream.
        unsafe { libc::rewinddir(handle.as_ptr()) };
        Ok(Dir { handle, is_borrowed_fd: true })
    }

    /// The next entry other than `.` and `..`; None at the end.
    pub fn next_entry(&mut self) -> Result<Option<DirEntry>> {
        loop {
            clear_errno();
            // SAFETY: an open stream, used by nobody else meanwhile.
            let entry = unsafe { libc::readdir(self.handle.as_ptr()) };
            if entry.is_null() {
                return match Errno::last() {
                    Errno(0) => Ok(None),
                    errno => Err(errno),
                };
            }
            // SAFETY: the entry is valid until the next call on this stream; its name ends with a NUL. The name may run
            // past the declared array on some targets, so its address is taken without a reference to the array.
            let (name, ino, kind) = unsafe {
                let name = CStr::from_ptr((&raw const (*entry).d_name).cast());
                (name.to_owned(), (*entry).d_ino, (*entry).d_type)
            };
            if !matches!(name.as_bytes(), b"." | b"..") {
                return Ok(Some(DirEntry { name, ino, kind: file_type(kind) }));
            }
        }
    }
}

impl Iterator for Dir {
    type Item = Result<DirEntry>;

    fn next(&mut self) -> Option<Result<DirEntry>> {
        self.next_entry().transpose()
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        // SAFETY: open, and not used after this.
        unsafe {
            if self.is_borrowed_fd {
                libc::rewinddir(self.handle.as_ptr());
            }
            libc::closedir(self.handle.as_ptr());
        }
    }
}

/// readdir tells an error from the end by errno alone.
fn clear_errno() {
    #[cfg(target_os = "linux")]
    // SAFETY: the thread's own errno.
    unsafe {
        *libc::__errno_location() = 0;
    }
    #[cfg(target_os = "wasi")]
    // SAFETY: the thread's own errno.
    unsafe {
        *libc::__errno_location() = 0;
    }
}

fn file_type(kind: u8) -> FileType {
    match kind {
        libc::DT_UNKNOWN => FileType::Unknown,
        libc::DT_DIR => FileType::Dir,
        libc::DT_REG => FileType::File,
        libc::DT_LNK => FileType::Symlink,
        _ => FileType::Other,
    }
}
