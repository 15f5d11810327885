//! Marking: an explicit stack, no recursion, so that a list nested a million deep costs heap, not native stack.

use crate::block::Block;
use crate::heap::heap;
use crate::{CellHeader, OLD};

/// What can report the references it holds.
///
/// Every reference must be reported, also those that the type could find again in another way: a reference that is
/// not reported dangles after the next collection.
pub trait Trace {
    /// Reports every reference in `self` to `marker`.
    fn trace(&self, marker: &mut Marker);
}

macro_rules! no_references {
    ($($t:ty),*) => { $(impl Trace for $t { #[inline(always)] fn trace(&self, _: &mut Marker) {} })* };
}
no_references!(
    (),
    bool,
    char,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
    f32,
    f64,
    String,
    &'static str,
    std::ffi::CString,
    std::path::PathBuf,
    Box<str>,
    Box<[u8]>,
    Vec<u8>,
    Vec<u32>,
    Vec<u64>,
    Vec<i64>,
    Vec<f64>,
    Vec<String>
);

impl<T: Copy + Trace> Trace for std::cell::Cell<T> {
    #[inline(always)]
    fn trace(&self, marker: &mut Marker) {
        self.get().trace(marker);
    }
}

impl<T: Trace> Trace for Option<T> {
    #[inline(always)]
    fn trace(&self, marker: &mut Marker) {
        if let Some(inner) = self {
            inner.trace(marker);
        }
    }
}

impl<T: Trace> Trace for std::cell::RefCell<T> {
    fn trace(&self, marker: &mut Marker) {
        // A collection runs only at safepoints, and no borrow may be held across one.
        self.borrow().trace(marker);
    }
}

impl<T: Trace, const N: usize> Trace for [T; N] {
    fn trace(&self, marker: &mut Marker) {
        for item in self {
            item.trace(marker);
        }
    }
}

impl<A: Trace, B: Trace> Trace for (A, B) {
    fn trace(&self, marker: &mut Marker) {
        self.0.trace(marker);
        self.1.trace(marker);
    }
}

/// What marking does with each edge; the usual use is [`Mode::Mark`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Set mark bits.
    Mark,
    /// Report the edges to the visitor (for `gc.get_referents` and the verifier).
    Visit,
}

/// The state of one marking phase.
pub struct Marker {
    stack: Vec<*mut CellHeader>,
    mode: Mode,
    visited: Vec<*mut CellHeader>,
    /// Bytes of the cells marked so far.
    pub marked_bytes: usize,
}

impl Marker {
    pub(crate) fn new() -> Marker {
        Marker { stack: Vec::new(), mode: Mode::Mark, visited: Vec::new(), marked_bytes: 0 }
    }

    /// The cells that `cell` refers to directly, in the order of tracing.
    pub fn referents(cell: *mut CellHeader) -> Vec<*mut CellHeader> {
        let mut marker = Marker { stack: Vec::new(), mode: Mode::Visit, visited: Vec::new(), marked_bytes: 0 };
        heap().trace_cell(cell, &mut marker);
        marker.visited
    }

    /// The cells that `trace` reports.
    pub fn collect(trace: impl FnOnce(&mut Marker)) -> Vec<*mut CellHeader> {
        let mut marker = Marker { stack: Vec::new(), mode: Mode::Visit, visited: Vec::new(), marked_bytes: 0 };
        trace(&mut marker);
        marker.visited
    }

    /// Reports a reference to the cell that starts at `cell`.
    #[inline]
    #[expect(clippy::not_unsafe_ptr_arg_deref, reason = "cell pointers are starts of cells everywhere")]
    pub fn cell(&mut self, cell: *mut CellHeader) {
        if self.mode == Mode::Visit {
            self.visited.push(cell);
            return;
        }
        // SAFETY: callers report only starts of live cells.
        let block = unsafe { Block::of(cell) };
        if block.mark(cell) {
            // SAFETY: as above.
            let header = unsafe { &*cell };
            debug_assert!(header.kind.get() != 0, "reference to a freed cell at {cell:p}");
            header.gc.set(header.gc.get() | OLD);
            self.marked_bytes += block.cell_size.get();
            self.stack.push(cell);
        }
    }

    /// Reports a word that may or may not point at or into a cell.
    #[inline]
    pub fn word(&mut self, word: usize) {
        if let Some(cell) = heap().find_cell(word) {
            self.cell(cell);
        }
    }

    /// Marks everything reachable from what was reported.
    pub(crate) fn drain(&mut self) {
        while let Some(cell) = self.stack.pop() {
            heap().trace_cell(cell, self);
        }
    }
}
