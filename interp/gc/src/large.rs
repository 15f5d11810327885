//! Memory for blocks: chunks from the operating system, runs of blocks in them, and huge cells of several chunks.

use crate::block::{BLOCK_SIZE, BLOCKS_PER_CHUNK, Block, BlockUse, CHUNK_SIZE, FIRST_CELL};
use std::cell::Cell;

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
    pub(crate) fn map(size: usize, huge: bool) -> Option<Chunk> {
        let size = size.checked_next_multiple_of(CHUNK_SIZE)?;
        let layout = std::alloc::Layout::from_size_align(size, CHUNK_SIZE).ok()?;
        // SAFETY: the layout has a non-zero size. Zeroed memory is a valid state of a free block.
        let base = unsafe { std::alloc::alloc_zeroed(layout) } as usize;
        if base == 0 {
            return None;
        }
        let n = if huge { 0 } else { BLOCKS_PER_CHUNK };
        Some(Chunk { base, size, heads: [const { Cell::new(FREE) }; BLOCKS_PER_CHUNK], n_free: Cell::new(n), huge })
    }

    /// Gives the memory back.
    pub(crate) fn unmap(&self) {
        if let Ok(layout) = std::alloc::Layout::from_size_align(self.size, CHUNK_SIZE) {
            // SAFETY: allocated with this layout in `map`, and the caller drops the chunk.
            unsafe { std::alloc::dealloc(self.base as *mut u8, layout) };
        }
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

/// Number of blocks for a large cell of `size` bytes.
pub(crate) fn blocks_for(size: usize) -> usize {
    (size + FIRST_CELL).div_ceil(BLOCK_SIZE)
}
