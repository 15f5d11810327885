//! The interpreter: runs bytecode. Eval loop, frames, protocols, builtin types, import.
//!
//! Names no trace: what the JIT needs is offered through one trait that only the root package installs. Touches the operating
//! system only through `taipan-host`.

// Setters are named after Python's dunder attributes.
#![allow(non_snake_case)]
#![allow(clippy::type_complexity, reason = "tuples of results that Python code sees once")]

extern crate self as taipan_interp;

pub mod ast;
pub mod bootstrap;
pub mod builtins;
pub mod class;
pub mod class_new;
pub mod code;
pub mod codecs;
pub mod error;
pub mod eval;
pub mod frame;
pub mod gc_report;
pub mod generator;
pub mod import;
pub mod instance;
pub mod marshal;
pub mod monitor;
pub mod names;
pub mod native;
pub mod ops;
pub mod protocol;
pub mod run;
pub mod slots;
pub mod stdio;
pub mod stdlib_names;
pub mod structseq;
pub mod sys;
pub mod sys_hooks;
pub mod sys_state;
pub mod thread;
pub mod types;
pub mod typing;
pub mod vm;
pub mod warnings;

pub use error::{PyResult, Raised};
pub use vm::{Config, Hooks, Vm};

/// Writes to the process's standard error, ignoring failure.
pub fn host_stderr(text: &str) {
    use std::io::Write;
    let _ = std::io::stderr().write_all(text.as_bytes());
}
