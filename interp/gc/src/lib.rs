//! The garbage-collected heap: blocks, marking, sweeping, conservative roots and the stress modes. Knows no Python type.
//!
//! **The law**: a reference to a cell lives on the native stack, in registers, inside a traced cell, or in a registered root;
//! never in untraced Rust heap memory. Collection happens at safepoints only; allocation never collects, it only asks
//! (through the eval breaker) for a collection at the next safepoint. Cells never move.
//!
//! The heap is one per process and is guarded by the interpreter's global lock: everything here may be called only
//! by the thread that holds it.
//!
//! Marking is generational by *sticky mark bits*: after a minor collection the mark bits stay, so a marked cell is an old
//! one. A store of a reference into an old cell must go through [`barrier`], which remembers the container.

pub mod block;
pub mod conservative;
mod heap;
mod large;
pub mod marker;
mod sweep;

pub use heap::{Collection, Heap, KindInfo, Options, Stats, heap};
pub use marker::{Marker, Trace};

use std::cell::Cell;

/// Bit of [`CellHeader::gc`]: the cell has survived a collection (its mark bit is set).
pub const OLD: u16 = 1;
/// Bit of [`CellHeader::gc`]: the cell is in the remembered set of the next minor collection.
pub const REMEMBERED: u16 = 2;
/// Bit of [`CellHeader::gc`]: the finalizer of this object has run (PEP 442: once).
pub const FINALIZED: u16 = 4;
/// Bit of [`CellHeader::gc`]: a weak reference to this cell exists.
pub const WEAKLY_REFERENCED: u16 = 8;
/// Bit of [`CellHeader::gc`]: the cell was frozen by `gc.freeze()` (hidden from `gc.get_objects`).
pub const FROZEN: u16 = 16;

/// The first eight bytes of every cell. Aligned so that what follows a cell of any size (items, attributes) is too, also where
/// pointers have four bytes.
#[repr(C, align(8))]
pub struct CellHeader {
    /// Type and attribute layout (see `object::shape`); the collector does not look at it.
    pub shape: Cell<u32>,
    /// Index into the table of kinds: says how the cell is traced. 0 = free memory.
    pub kind: Cell<u8>,
    /// For the kind's own use.
    pub flags: Cell<u8>,
    /// Collector bits: [`OLD`], [`REMEMBERED`], ….
    pub gc: Cell<u16>,
}

impl CellHeader {
    /// A header for a new cell of `kind` with `shape`.
    pub const fn new(shape: u32, kind: u8) -> CellHeader {
        CellHeader { shape: Cell::new(shape), kind: Cell::new(kind), flags: Cell::new(0), gc: Cell::new(0) }
    }
}

/// Whether a store of a reference into the cell that starts with `header` needs [`barrier`].
#[inline(always)]
pub fn must_remember(header: &CellHeader) -> bool {
    header.gc.get() & (OLD | REMEMBERED) == OLD
}

/// Must follow every store of a reference into the cell that starts with `header`: remembers an old container.
#[inline(always)]
pub fn barrier(header: &CellHeader) {
    if must_remember(header) {
        heap().remember(header);
    }
}

/// [`barrier`] for code that knows only the address of the field, anywhere inside a cell. Addresses outside the heap
/// (a payload still being built on the stack) are ignored.
pub fn barrier_at(address: usize) {
    if let Some(cell) = heap().find_cell(address) {
        // SAFETY: find_cell returns only starts of allocated cells, which begin with a header.
        barrier(unsafe { &*cell });
    }
}
