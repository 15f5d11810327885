//! The operating system as Taipan sees it: the only crate that calls it, and knows no Python.
//!
//! A plain, safe Rust API over the C library: numbers, byte slices and C strings in; numbers, byte vectors and plain
//! structures out; errors as [`Errno`]. Every call that can wait returns `EINTR` when a signal comes, and never retries:
//! the interpreter runs Python's signal handlers first. Nothing here allocates Python objects, prints or logs.
//!
//! Targets are Linux (other unixes as far as they share its interface) and wasm32-wasip1, with the same signatures:
//! what WASI lacks returns [`Errno::ENOSYS`].

// Files whose functions all are `unix_only!` use less of what they import elsewhere.
#![cfg_attr(not(unix), allow(unused_imports))]
// The C library's number types differ by target.
#![allow(clippy::unnecessary_cast)]

pub mod consts;
pub mod dir;
pub mod env;
pub mod errno;
pub mod fd;
pub mod gil;
pub mod libm;
pub mod locale;
pub mod lock;
pub mod mem;
#[cfg(unix)]
pub mod netdb;
pub mod path;
pub mod poll;
pub mod process;
pub mod sched;
pub mod signal;
#[cfg(unix)]
pub mod socket;
#[cfg(unix)]
pub mod socket_consts;
pub mod spawn;
pub mod stat;
pub mod sysconf;
pub mod thread;
pub mod time;
pub mod tty;

pub use errno::{Errno, Result};

#[cfg(all(test, unix))]
mod tests;
