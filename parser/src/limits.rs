//! Bounds on nesting: what is refused, and how to run deep work without overflowing the native stack.

use crate::error::{ErrorKind, SyntaxErrorInfo};

/// The deepest tree that is accepted (CPython's own limit depends on its C stack: a chain of 20,000 operators passes, one
/// of 100,000 does not).
pub const MAX_CHAIN: usize = 27_000;

/// Native stack that one level of a tree may take in the deepest of the walks over it.
const STACK_PER_LEVEL: usize = 8 * 1024;

/// What CPython says when its parser's own stack is used up.
pub(crate) fn too_complex() -> SyntaxErrorInfo {
    SyntaxErrorInfo::bare(ErrorKind::Memory, "Parser stack overflowed - Python source too complex to parse")
}

/// What CPython says when the tree is too deep for its compiler.
pub(crate) fn too_deep() -> SyntaxErrorInfo {
    SyntaxErrorInfo::bare(ErrorKind::Recursion, "Stack overflow (used 8156 kB) during compilation")
}

/// Runs `work` on a thread whose stack suits a tree of this depth. `None` if there can be no such thread.
pub fn on_big_stack<T: Send, F: FnOnce() -> T + Send>(depth: usize, work: F) -> Option<T> {
    let size = 4 * 1024 * 1024 + depth.min(2 * MAX_CHAIN) * STACK_PER_LEVEL;
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("taipan-parser".into()).stack_size(size);
        builder.spawn_scoped(scope, work).ok()?.join().ok()
    })
}
