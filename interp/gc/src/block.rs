//! Blocks: 32 KiB of equally sized cells with their mark bits in front, inside 2 MiB chunks.
//!
//! A block's base is found from a cell's address by masking, so marking needs no table look-up. Only the conservative
//! scanner, which starts from arbitrary words, goes through the chunk table.

use crate::CellHeader;
use std::cell::Cell;

/// Smallest unit of allocation, in bytes: cells are multiples of it and aligned to it.
pub const GRANULE: usize = 16;
/// Size and alignment of a block in bytes.
pub const BLOCK_SIZE: usize = 32 * 1024;
/// Size and alignment of a chunk in bytes (one huge page).
pub const CHUNK_SIZE: usize = 2 * 1024 * 1024;
/// Number of blocks in a chunk.
pub const BLOCKS_PER_CHUNK: usize = CHUNK_SIZE / BLOCK_SIZE;
/// Offset of the first cell in a block.
pub const FIRST_CELL: usize = 512;
/// Largest cell that shares a block with others; larger ones get blocks of their own.
pub const MAX_SMALL: usize = 8064;

/// Cell sizes in bytes, ascending. The last one is [`MAX_SMALL`].
pub const SIZE_CLASSES: [u16; 33] = [
    16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 320, 384, 448, 512, 640, 768, 896, 1024,
    1280, 1536, 1792, 2048, 2560, 3200, 4016, 5376, 8064,
];
/// Number of size classes.
pub const N_CLASSES: usize = SIZE_CLASSES.len();

const MARK_WORDS: usize = BLOCK_SIZE / GRANULE / 64;
const _: () = assert!(std::mem::size_of::<Block>() <= FIRST_CELL);

/// What a block holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum BlockUse {
    /// Nothing.
    Free = 0,
    /// Cells of one size class.
    Small = 1,
    /// One large cell, possibly continuing in the following blocks.
    Large = 2,
}

/// The head of a block, at its base address.
#[repr(C)]
pub struct Block {
    /// One bit per granule; only the bits of cell starts are used.
    pub marks: [Cell<u64>; MARK_WORDS],
    /// Bytes per cell (for a large block: the size of the one cell).
    pub cell_size: Cell<usize>,
    /// Number of cells.
    pub n_cells: Cell<u32>,
    /// ceil(2^32 / cell_size): turns an offset into a cell index with one multiplication.
    pub reciprocal: Cell<u64>,
    /// What the block is used for.
    pub used_for: Cell<BlockUse>,
    /// Whether cells must be finalized (they own a Rust resource).
    pub finalize: Cell<bool>,
    /// Index into [`SIZE_CLASSES`].
    pub class: Cell<u8>,
    /// Cells before this index were swept in this cycle and handed to the allocator.
    pub swept: Cell<u32>,
    /// Number of blocks in a large run.
    pub run: Cell<u32>,
    /// No cell is free before the marks are cleared.
    pub full: Cell<bool>,
}

/// The size class for `size` bytes, which must be at most [`MAX_SMALL`].
#[inline(always)]
pub fn class_of(size: usize) -> usize {
    if size <= 256 { size.div_ceil(16) - 1 } else { class_of_big(size) }
}

/// The class for sizes above 256, by the number of 64-byte steps.
static BIG_CLASSES: [u8; MAX_SMALL.div_ceil(64) + 1] = {
    let mut table = [0; MAX_SMALL.div_ceil(64) + 1];
    let (mut step, mut class) = (0, 16);
    while step < table.len() {
        // The largest size of this step decides; the last step ends at MAX_SMALL.
        while (SIZE_CLASSES[class] as usize) < step * 64 && class + 1 < N_CLASSES {
            class += 1;
        }
        table[step] = class as u8;
        step += 1;
    }
    table
};

#[inline(always)]
fn class_of_big(size: usize) -> usize {
    let mut class = BIG_CLASSES[size / 64] as usize;
    while (SIZE_CLASSES[class] as usize) < size {
        class += 1;
    }
    class
}

impl Block {
    /// The block that holds the cell starting at `cell`.
    ///
    /// # Safety
    /// `cell` must be the start of a cell of this heap.
    #[inline(always)]
    pub unsafe fn of<'a>(cell: *const CellHeader) -> &'a Block {
        // SAFETY: the caller guarantees that the masked address is a block's base.
        unsafe { &*((cell as usize & !(BLOCK_SIZE - 1)) as *const Block) }
    }

    /// The block's base address.
    #[inline(always)]
    pub fn base(&self) -> usize {
        self as *const Block as usize
    }

    /// Makes the block hold cells of `SIZE_CLASSES[class]`, all free.
    pub fn format_small(&self, class: usize, finalize: bool) {
        let size = SIZE_CLASSES[class] as usize;
        self.clear_marks();
        self.cell_size.set(size);
        self.n_cells.set(((BLOCK_SIZE - FIRST_CELL) / size) as u32);
        self.reciprocal.set((1u64 << 32).div_ceil(size as u64));
        self.used_for.set(BlockUse::Small);
        self.finalize.set(finalize);
        self.class.set(class as u8);
        self.swept.set(0);
        self.run.set(1);
    }

    /// Clears all mark bits.
    pub fn clear_marks(&self) {
        for word in &self.marks {
            word.set(0);
        }
        self.full.set(false);
    }

    /// Whether no cell is marked.
    pub fn is_unmarked(&self) -> bool {
        self.marks.iter().all(|word| word.get() == 0)
    }

    /// The address of cell `index`.
    #[inline(always)]
    pub fn cell(&self, index: u32) -> *mut CellHeader {
        (self.base() + FIRST_CELL + index as usize * self.cell_size.get()) as *mut CellHeader
    }

    /// The index of the cell that contains `address`, if it lies in one.
    #[inline]
    pub fn index_of(&self, address: usize) -> Option<u32> {
        let offset = address.checked_sub(self.base() + FIRST_CELL)?;
        if self.used_for.get() == BlockUse::Large {
            return (offset < self.cell_size.get()).then_some(0);
        }
        let index = ((offset as u64 * self.reciprocal.get()) >> 32) as u32;
        (index < self.n_cells.get()).then_some(index)
    }

    /// The index of the first marked cell from `index` on, or the number of cells.
    pub fn next_marked(&self, index: u32) -> u32 {
        let bit = (FIRST_CELL + index as usize * self.cell_size.get()) / GRANULE;
        let mut word = bit / 64;
        if word >= MARK_WORDS {
            return self.n_cells.get();
        }
        let mut bits = self.marks[word].get() >> (bit % 64) << (bit % 64);
        while bits == 0 {
            word += 1;
            if word == MARK_WORDS {
                return self.n_cells.get();
            }
            bits = self.marks[word].get();
        }
        let address = self.base() + (word * 64 + bits.trailing_zeros() as usize) * GRANULE;
        self.index_of(address).unwrap_or(self.n_cells.get())
    }

    /// Whether the cell starting at `cell` is marked.
    #[inline(always)]
    pub fn is_marked(&self, cell: *const CellHeader) -> bool {
        let bit = (cell as usize & (BLOCK_SIZE - 1)) / GRANULE;
        self.marks[bit / 64].get() >> (bit % 64) & 1 != 0
    }

    /// Marks the cell starting at `cell`; false if it was marked already.
    #[inline(always)]
    pub fn mark(&self, cell: *const CellHeader) -> bool {
        let bit = (cell as usize & (BLOCK_SIZE - 1)) / GRANULE;
        let word = &self.marks[bit / 64];
        let old = word.get();
        let new = old | 1 << (bit % 64);
        word.set(new);
        old != new
    }
}
