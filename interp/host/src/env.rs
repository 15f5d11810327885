//! Environment variables as bytes.
//!
//! The C library's environment is not thread safe; the standard library's lock covers all uses here, and Python code keeps
//! its own copy (`os.environ`), so races are with foreign C code only.

use crate::errno::{Errno, Result};
use std::ffi::{CStr, OsStr, OsString};

#[cfg(unix)]
use std::os::unix::ffi::{OsStrExt, OsStringExt};
#[cfg(target_os = "wasi")]
use std::os::wasi::ffi::{OsStrExt, OsStringExt};

/// All variables.
pub fn vars() -> Vec<(Vec<u8>, Vec<u8>)> {
    std::env::vars_os().map(|(name, value)| (name.into_vec(), value.into_vec())).collect()
}

/// One variable.
pub fn get(name: &[u8]) -> Option<Vec<u8>> {
    std::env::var_os(OsStr::from_bytes(name)).map(OsString::into_vec)
}

/// Sets a variable. EINVAL: the name is empty or has a `=`.
pub fn set(name: &CStr, value: &CStr) -> Result<()> {
    check_name(name)?;
    // SAFETY: see the module: Rust code takes the standard library's lock, which this does too.
    unsafe { std::env::set_var(OsStr::from_bytes(name.to_bytes()), OsStr::from_bytes(value.to_bytes())) };
    Ok(())
}

/// Removes a variable. EINVAL: the name is empty or has a `=`.
pub fn unset(name: &CStr) -> Result<()> {
    check_name(name)?;
    // SAFETY: as for `set`.
    unsafe { std::env::remove_var(OsStr::from_bytes(name.to_bytes())) };
    Ok(())
}

fn check_name(name: &CStr) -> Result<()> {
    if name.is_empty() || name.to_bytes().contains(&b'=') { Err(Errno::EINVAL) } else { Ok(()) }
}

/// Arguments of the process, the program's name first.
pub fn args() -> Vec<Vec<u8>> {
    std::env::args_os().map(OsString::into_vec).collect()
}

/// Path of the running program, if the OS tells.
pub fn current_exe() -> Option<Vec<u8>> {
    std::env::current_exe().ok().map(|path| path.into_os_string().into_vec())
}
