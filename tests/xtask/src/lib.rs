//! The developer commands behind `cargo xtask`, as a library so that the test drivers (`tests/py.rs`, `tests/tidy.rs`)
//! share the code. Nothing that ships in the `taipan` binary may depend on this crate.

pub mod bench;
pub mod bless_py;
pub mod cpython;
pub mod dis_diff;
pub mod dump_code;
pub mod options;
pub mod paths;
pub mod pool;
pub mod process;
pub mod programs;
pub mod pygen;
pub mod startup;
pub mod tidy;
pub mod wasi;
pub mod whats_left;

/// What a command ends with: the message says what is wrong and what to do about it.
pub type Outcome = Result<(), String>;
