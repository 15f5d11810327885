//! Memory for blocks: chunks from the operating system, runs of blocks in them, and huge cells of several chunks.

use crate::block::{BLOCK_SIZE, BLOCKS_PER_CHUNK, Block, BlockUse, CHUNK_SIZE, FIRST_CELL};
use std::cell::Cell;
use taipan_host::mem;

/// One mapping of a multiple of [`CHUNK_SIZE`] bytes, aligned to it.
pub(crate) struct Chunk {
    /// Lowest address.
    pub base: usize,
    /// Bytes.
    pub size: usize,
    /// For each block: distance in blocks to the head of its run, or 255 if the block is free.
    pub heads: [Cell<u8>; BLOCKS_PER_CHUNK],
    /// Number of free blocks.
    pub n_free: Cell<usize>,
    /// A single huge cell starts at the chunk's base.
    pub huge: bool,
}

const FREE: u8 = 255;

impl Chunk {
    /// Takes memory for a chunk of `size` bytes from the operating system.
    pub(crate) fn map(size: usize, huge: bool, huge_pages: bool) -> Option<Chunk> {
        // Zeroed memory is a valid state of a free block.
        let start = mem::reserve_aligned(size, CHUNK_SIZE).ok()?;
        if huge_pages {
            mem::advise_hugepage(start, size);
        }
        Some(Chunk::at(start.as_ptr() as usize, size, huge))
    }

    /// A chunk at memory that was a chunk before.
    pub(crate) fn at(base: usize, size: usize, huge: bool) -> Chunk {
        let n = if huge { 0 } else { BLOCKS_PER_CHUNK };
        Chunk { base, size, heads: [const { Cell::new(FREE) }; BLOCKS_PER_CHUNK], n_free: Cell::new(n), huge }
    }

    /// Takes `run` adjacent free blocks.
    pub(crate) fn take_run(&self, run: usize) -> Option<&'static Block> {
        if self.n_free.get() < run {
            return None;
        }
        let mut length = 0;
        for i in 0..BLOCKS_PER_CHUNK {
            length = if self.heads[i].get() == FREE { length + 1 } else { 0 };
            if length == run {
                let first = i + 1 - run;
                for k in 0..run {
                    self.heads[first + k].set(k as u8);
                }
                self.n_free.set(self.n_free.get() - run);
                // SAFETY: the block lies in this chunk; chunks with blocks in use are never unmapped.
                return Some(unsafe { &*((self.base + first * BLOCK_SIZE) as *const Block) });
            }
        }
        None
    }

    /// Returns a run of blocks.
    pub(crate) fn free_run(&self, block: &Block) {
        let first = (block.base() - self.base) / BLOCK_SIZE;
        let run = block.run.get() as usize;
        block.used_for.set(BlockUse::Free);
        for k in 0..run {
            self.heads[first + k].set(FREE);
        }
        self.n_free.set(self.n_free.get() + run);
    }

    /// The head block of the run that holds `address`, if it is in use.
    #[inline]
    pub(crate) fn head_of(&self, address: usize) -> Option<&'static Block> {
        let base = if self.huge {
            self.base
        } else {
            let index = (address - self.base) / BLOCK_SIZE;
            let back = self.heads[index].get();
            if back == FREE {
                return None;
            }
            self.base + (index - back as usize) * BLOCK_SIZE
        };
        // SAFETY: a used run of this chunk starts at `base`.
        Some(unsafe { &*(base as *const Block) })
    }

    /// All runs in use.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &'static Block> + '_ {
        let n = if self.huge { 1 } else { BLOCKS_PER_CHUNK };
        (0..n).filter(move |&i| self.huge || self.heads[i].get() == 0).map(move |i| {
            // SAFETY: a used run starts at block i.
            unsafe { &*((self.base + i * BLOCK_SIZE) as *const Block) }
        })
    }
}

/// Memory of huge chunks that were freed, kept for the next ones: fresh pages are the real cost of large cells.
pub(crate) struct Spare {
    ranges: Vec<(usize, usize)>,
    total: usize,
}

impl Spare {
    /// Nothing.
    pub(crate) const fn new() -> Spare {
        Spare { ranges: Vec::new(), total: 0 }
    }

    /// Memory for `size` bytes, not much more: address and size.
    pub(crate) fn take(&mut self, size: usize) -> Option<(usize, usize)> {
        let fits = |have: usize| have >= size && have - size <= size / 2;
        let best = (0..self.ranges.len()).filter(|&i| fits(self.ranges[i].1)).min_by_key(|&i| self.ranges[i].1)?;
        let range = self.ranges.swap_remove(best);
        self.total -= range.1;
        Some(range)
    }

    /// Keeps memory, and gives back to the operating system what is more than `limit` bytes, the longest unused first.
    pub(crate) fn put(&mut self, base: usize, size: usize, limit: usize) {
        self.ranges.push((base, size));
        self.total += size;
        while self.total > limit && !self.ranges.is_empty() {
            let (base, size) = self.ranges.remove(0);
            self.total -= size;
            if let Some(start) = std::ptr::NonNull::new(base as *mut u8) {
                // SAFETY: reserved in `Chunk::map` with these figures; nothing uses the memory.
                unsafe { mem::release(start, size, CHUNK_SIZE) };
            }
        }
    }
}

/// Number of blocks for a large cell of `size` bytes.
pub(crate) fn blocks_for(size: usize) -> usize {
    (size + FIRST_CELL).div_ceil(BLOCK_SIZE)
}
