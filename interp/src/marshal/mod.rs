//! The marshal format over Python objects: what `.pyc` files, the embedded library and the `marshal` module are read and
//! written with.
//!
//! Knows nothing of files' names or caches, and compiles nothing. The compiler's crate has a reader and writer of its own
//! for its plain constants; both follow version 5 of CPython's format.

mod read;
mod write;

pub use read::{Source, load, load_trusted};
pub use write::dump;

/// The version written by default.
pub const VERSION: i32 = 5;
/// Nesting deeper than this is refused, as in CPython.
const MAX_DEPTH: usize = 2000;
/// Bit of the type code of an object that later ones can refer to.
const FLAG_REF: u8 = 0x80;
