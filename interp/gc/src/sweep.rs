//! Sweeping: lazy for plain cells, when the allocator comes along; what is left is swept before the next collection.
//!
//! Invariant: at the start of a collection every cell with a kind is one that was live after the last collection or was
//! allocated since. So a stale word on a native stack can never bring back a dead cell with dangling references.

use crate::CellHeader;
use crate::block::{Block, BlockUse, N_CLASSES};
use crate::heap::Heap;

impl Heap {
    /// After marking: every block is to be swept again.
    pub(crate) fn start_sweep(&self) {
        self.free_large();
        // SAFETY: shared borrow.
        for chunk in unsafe { &*self.chunks.get() } {
            if chunk.size != 0 {
                for block in chunk.blocks() {
                    if block.used_for.get() == BlockUse::Small {
                        block.swept.set(0);
                    }
                }
            }
        }
        self.start_allocation();
        // Cells that own resources are released at once.
        for index in 0..N_CLASSES {
            // SAFETY: shared borrow; finalizers of kinds do not allocate.
            for block in unsafe { &*self.classes[1][index].blocks.get() } {
                self.release_dead(block);
            }
        }
        self.free_empty_blocks();
    }

    /// Gives blocks without a live cell back to their chunks, for any size class.
    fn free_empty_blocks(&self) {
        for class in self.classes.iter().flatten() {
            // SAFETY: exclusive borrow; nothing below touches this vector.
            let blocks = unsafe { &mut *class.blocks.get() };
            blocks.retain(|block| {
                if !block.is_unmarked() {
                    return true;
                }
                if self.options().poison {
                    self.clear_cells(block, 0, block.n_cells.get());
                }
                if let Some(chunk) = self.chunk_at(block.base()) {
                    chunk.free_run(block);
                }
                false
            });
        }
    }

    /// The allocator looks at all blocks again.
    pub(crate) fn start_allocation(&self) {
        for class in self.classes.iter().flatten() {
            class.next_block.set(0);
        }
    }

    /// Finalizes the dead cells of `block` and makes them free.
    fn release_dead(&self, block: &'static Block) {
        for i in 0..block.n_cells.get() {
            let cell = block.cell(i);
            // SAFETY: a cell's start.
            let kind = unsafe { (*cell).kind.get() };
            if kind != 0 && !block.is_marked(cell) {
                if let Some(finalize) = self.kind(kind).and_then(|k| k.finalize) {
                    finalize(cell);
                }
                self.clear_cells(block, i, i + 1);
            }
        }
    }

    fn free_large(&self) {
        // SAFETY: shared borrow per step; unmap_chunk borrows exclusively while no other borrow is alive.
        for index in 0..unsafe { &*self.chunks.get() }.len() {
            // SAFETY: as above.
            let (huge, empty, dead) = {
                // SAFETY: as above.
                let chunk = unsafe { &(&*self.chunks.get())[index] };
                if chunk.size == 0 {
                    continue;
                }
                let mut dead = Vec::new();
                for block in chunk.blocks() {
                    if block.used_for.get() == BlockUse::Large && block.is_unmarked() {
                        dead.push(block);
                    }
                }
                (chunk.huge, chunk.huge && !dead.is_empty(), dead)
            };
            for block in dead {
                let cell = block.cell(0);
                // SAFETY: the one cell of a large block.
                let kind = unsafe { (*cell).kind.get() };
                if block.finalize.get()
                    && let Some(finalize) = self.kind(kind).and_then(|k| k.finalize)
                {
                    finalize(cell);
                }
                self.clear_cells(block, 0, 1);
                if !huge {
                    // SAFETY: as above.
                    unsafe { &(&*self.chunks.get())[index] }.free_run(block);
                }
            }
            if empty {
                self.unmap_chunk(index);
            }
        }
    }

    /// The next run of free cells in `block` that the allocator has not had in this cycle. Dead cells in it still have their kinds: the
    /// allocator overwrites them, or `close_intervals` clears them.
    pub(crate) fn next_interval(&self, block: &'static Block) -> Option<(usize, usize)> {
        if block.full.get() {
            return None;
        }
        let n = block.n_cells.get();
        let mut i = block.swept.get();
        let from_start = i == 0;
        while i < n && block.is_marked(block.cell(i)) {
            i += 1;
        }
        if i == n {
            block.swept.set(n);
            block.full.set(from_start);
            return None;
        }
        let first = i;
        let end = block.next_marked(first);
        if self.options().poison {
            self.clear_cells(block, first, end);
        }
        block.swept.set(end);
        Some((block.cell(first) as usize, block.cell(end) as usize))
    }

    /// Sweeps what the allocator did not reach.
    pub(crate) fn finish_sweep(&self) {
        for row in &self.classes {
            for class in row {
                // SAFETY: shared borrow.
                for &block in unsafe { &*class.blocks.get() } {
                    while let Some((start, end)) = self.next_interval(block) {
                        self.clear_range(start, end, block.cell_size.get());
                    }
                }
            }
        }
    }

    /// Makes the cells of `size` bytes in `start..end` free.
    pub(crate) fn clear_range(&self, start: usize, end: usize, size: usize) {
        let mut cell = start;
        while cell < end {
            // SAFETY: a cell's start.
            unsafe { (*(cell as *const CellHeader)).kind.set(0) };
            cell += size;
        }
    }

    /// Makes cells `from..to` free, and fills them with the trap pattern if poisoning is on.
    pub(crate) fn clear_cells(&self, block: &Block, from: u32, to: u32) {
        let poison = self.options().poison;
        for i in from..to {
            let cell = block.cell(i);
            if poison {
                let words = block.cell_size.get() / 8;
                for k in 1..words {
                    // SAFETY: inside the free cell.
                    unsafe { (cell as *mut u64).add(k).write(0xDFDF_DFDF_DFDF_DFD8) };
                }
            }
            // SAFETY: a cell's start in this block.
            unsafe { cell.write(CellHeader::new(0, 0)) };
        }
    }
}
