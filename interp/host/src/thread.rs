//! Native threads: start, identity, names.

use crate::errno::{Errno, Result};

/// Starts a thread that runs `body`; `stack_size` 0 is the platform's default. The thread is detached: who wants to wait
/// for its end arranges a lock. Returns the thread's identity, as `current_id` gives it inside.
pub fn spawn(stack_size: usize, name: Option<&str>, body: impl FnOnce() + Send + 'static) -> Result<u64> {
    let mut builder = std::thread::Builder::new();
    if stack_size > 0 {
        builder = builder.stack_size(stack_size);
    }
    if let Some(name) = name {
        builder = builder.name(name.to_owned());
    }
    if cfg!(target_family = "wasm") {
        return Err(Errno::ENOSYS);
    }
    let handle = builder.spawn(body)?;
    #[cfg(unix)]
    {
        use std::os::unix::thread::JoinHandleExt;
        Ok(handle.as_pthread_t() as u64)
    }
    #[cfg(not(unix))]
    {
        let _ = handle;
        Err(Errno::ENOSYS)
    }
}

/// Smallest stack that a thread can be given.
pub const MIN_STACK_SIZE: usize = 32 << 10;

/// Identity of the calling thread: never 0; a number may be used again after a thread's end.
pub fn current_id() -> u64 {
    #[cfg(unix)]
    // SAFETY: no arguments, cannot fail.
    return unsafe { libc::pthread_self() } as u64;
    #[cfg(not(unix))]
    1
}

/// The kernel's number of the calling thread.
pub fn native_id() -> i32 {
    #[cfg(target_os = "linux")]
    // SAFETY: no arguments, cannot fail.
    return unsafe { libc::gettid() };
    #[cfg(not(target_os = "linux"))]
    1
}

/// Sets the calling thread's name as tools show it, cut to the 15 bytes that Linux keeps.
pub fn set_current_name(name: &[u8]) -> Result<()> {
    #[cfg(target_os = "linux")]
    {
        let mut text = [0u8; 16];
        let len = name.len().min(15);
        text[..len].copy_from_slice(&name[..len]);
        // SAFETY: a NUL-terminated string of at most 16 bytes, and the calling thread.
        crate::errno::check_code(unsafe { libc::pthread_setname_np(libc::pthread_self(), text.as_ptr().cast()) })
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = name;
        Err(Errno::ENOSYS)
    }
}

/// The calling thread's name as tools show it.
pub fn current_name() -> Result<Vec<u8>> {
    #[cfg(target_os = "linux")]
    {
        let mut text = [0u8; 64];
        // SAFETY: a buffer with its length, and the calling thread.
        crate::errno::check_code(unsafe {
            libc::pthread_getname_np(libc::pthread_self(), text.as_mut_ptr().cast(), text.len())
        })?;
        Ok(text.iter().copied().take_while(|&byte| byte != 0).collect())
    }
    #[cfg(not(target_os = "linux"))]
    Err(Errno::ENOSYS)
}
