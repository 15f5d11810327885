//! The heap: allocation, the chunk table, the remembered set, and the collection itself.

use crate::block::{
    BLOCK_SIZE, BLOCKS_PER_CHUNK, Block, BlockUse, CHUNK_SIZE, FIRST_CELL, MAX_SMALL, N_CLASSES, SIZE_CLASSES, class_of,
};
use crate::large::{Chunk, Spare, blocks_for};
use crate::marker::Marker;
use crate::{CellHeader, OLD, REMEMBERED};
use std::cell::{Cell, UnsafeCell};

/// What the collector must know of one kind of cell.
#[derive(Clone, Copy)]
pub struct KindInfo {
    /// For messages.
    pub name: &'static str,
    /// Reports the cell's references.
    pub trace: fn(*const CellHeader, &mut Marker),
    /// Releases the Rust resource that the cell owns; only for cells allocated with `finalize`.
    pub finalize: Option<fn(*mut CellHeader)>,
}

/// The stress knobs and thresholds, fixed at start.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Collect at every N-th safepoint (0 = off). Read by the interpreter.
    pub zeal: u32,
    /// Fill freed cells with a trap pattern and sweep at once.
    pub poison: bool,
    /// After each minor collection mark again from scratch and panic on a missed barrier; walk the heap after each collection.
    pub verify: bool,
    /// Print a line per collection to stderr.
    pub log: bool,
}

/// Counters for `gc.get_stats()` and `-X gcstats`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stats {
    /// Number of minor collections.
    pub minor: u64,
    /// Number of full collections.
    pub major: u64,
    /// Bytes in cells that survived the last collection.
    pub live_bytes: usize,
    /// Bytes of all chunks.
    pub mapped_bytes: usize,
}

/// What to collect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Collection {
    /// Young cells only.
    Minor,
    /// Everything.
    Major,
}

const LEAF_BITS: usize = 13;

/// One free interval per size class, and the block it comes from.
pub(crate) struct Class {
    cur: Cell<usize>,
    end: Cell<usize>,
    /// Index into `blocks` of the next block to look for free cells in.
    pub next_block: Cell<usize>,
    pub blocks: UnsafeCell<Vec<&'static Block>>,
}

/// The process's heap. See the crate's documentation for the rules.
pub struct Heap {
    pub(crate) classes: [[Class; N_CLASSES]; 2],
    kinds: UnsafeCell<[Option<KindInfo>; 256]>,
    #[expect(clippy::vec_box, reason = "references to a chunk outlive the growth of the vector")]
    pub(crate) chunks: UnsafeCell<Vec<Box<Chunk>>>,
    spare: UnsafeCell<Spare>,
    top: UnsafeCell<Vec<Option<Box<[u32; 1 << LEAF_BITS]>>>>,
    remembered: UnsafeCell<Vec<*mut CellHeader>>,
    /// Bytes handed out since the last collection.
    pub(crate) allocated: Cell<usize>,
    threshold: Cell<usize>,
    live_after_major: Cell<usize>,
    wanted: Cell<bool>,
    options: Cell<Options>,
    stats: Cell<Stats>,
    on_full: Cell<fn()>,
    limit: Cell<usize>,
    mapped: Cell<usize>,
}

// SAFETY: the heap is used only by the thread that holds the interpreter's global lock.
unsafe impl Sync for Heap {}

static HEAP: Heap = Heap::new();

/// The process's heap.
#[inline(always)]
pub fn heap() -> &'static Heap {
    &HEAP
}

/// Chunks beyond this many bytes are backed with huge pages.
const HUGE_PAGES_FROM: usize = 8 << 20;
/// So much memory of freed huge chunks is kept in any case.
const SPARE_MIN: usize = 32 << 20;
const MIN_THRESHOLD: usize = 4 << 20;

impl Heap {
    const fn new() -> Heap {
        #[expect(clippy::declare_interior_mutable_const, reason = "initial values of arrays")]
        const CLASS: Class = Class {
            cur: Cell::new(0),
            end: Cell::new(0),
            next_block: Cell::new(0),
            blocks: UnsafeCell::new(Vec::new()),
        };
        #[expect(clippy::declare_interior_mutable_const, reason = "initial values of arrays")]
        const CLASSES: [Class; N_CLASSES] = [CLASS; N_CLASSES];
        Heap {
            classes: [CLASSES, CLASSES],
            kinds: UnsafeCell::new([None; 256]),
            chunks: UnsafeCell::new(Vec::new()),
            spare: UnsafeCell::new(Spare::new()),
            top: UnsafeCell::new(Vec::new()),
            remembered: UnsafeCell::new(Vec::new()),
            allocated: Cell::new(0),
            threshold: Cell::new(MIN_THRESHOLD),
            live_after_major: Cell::new(0),
            wanted: Cell::new(false),
            options: Cell::new(Options { zeal: 0, poison: false, verify: false, log: false }),
            stats: Cell::new(Stats { minor: 0, major: 0, live_bytes: 0, mapped_bytes: 0 }),
            on_full: Cell::new(|| {}),
            limit: Cell::new(usize::MAX),
            mapped: Cell::new(0),
        }
    }

    /// Sets the stress knobs.
    pub fn set_options(&self, options: Options) {
        self.options.set(options);
    }

    /// The stress knobs.
    pub fn options(&self) -> Options {
        self.options.get()
    }

    /// Sets what is called (once) when a collection has become due: it should raise the eval breaker.
    pub fn on_full(&self, notify: fn()) {
        self.on_full.set(notify);
    }

    /// Whether a collection has become due.
    pub fn wants_collection(&self) -> bool {
        self.wanted.get()
    }

    /// Bytes handed out since the last collection, in whole intervals.
    pub fn allocated_bytes(&self) -> usize {
        self.allocated.get()
    }

    /// Counters.
    pub fn stats(&self) -> Stats {
        Stats { mapped_bytes: self.mapped.get(), ..self.stats.get() }
    }

    /// Declares how cells of `kind` (1..=255) are traced and finalized.
    pub fn set_kind(&self, kind: u8, info: KindInfo) {
        // SAFETY: single-threaded by the global lock, no reference into the table is held.
        unsafe { (*self.kinds.get())[kind as usize] = Some(info) };
    }

    /// What was declared for `kind`.
    #[inline]
    pub fn kind(&self, kind: u8) -> Option<KindInfo> {
        // SAFETY: as above.
        unsafe { (&*self.kinds.get())[kind as usize] }
    }

    #[inline]
    pub(crate) fn trace_cell(&self, cell: *mut CellHeader, marker: &mut Marker) {
        // SAFETY: the marker holds starts of live cells only.
        let kind = unsafe { (*cell).kind.get() };
        if let Some(info) = self.kind(kind) {
            (info.trace)(cell, marker);
        }
    }

    /// Memory for a cell of `size` bytes, or null if there is none left. The memory is not cleared; the caller must write the
    /// header and all fields before the next safepoint.
    #[inline(always)]
    pub fn alloc(&self, size: usize) -> *mut u8 {
        if size <= 256 {
            let class = &self.classes[0][size.div_ceil(16) - 1];
            let cur = class.cur.get();
            let next = cur + ((size + 15) & !15);
            if next <= class.end.get() {
                class.cur.set(next);
                return cur as *mut u8;
            }
        }
        self.alloc_slow(size, false)
    }

    /// Like [`Heap::alloc`], for a cell whose kind has a finalizer.
    #[inline]
    pub fn alloc_finalized(&self, size: usize) -> *mut u8 {
        if size <= 256 {
            let class = &self.classes[1][size.div_ceil(16) - 1];
            let cur = class.cur.get();
            let next = cur + ((size + 15) & !15);
            if next <= class.end.get() {
                class.cur.set(next);
                return cur as *mut u8;
            }
        }
        self.alloc_slow(size, true)
    }

    #[inline(never)]
    fn alloc_slow(&self, size: usize, finalize: bool) -> *mut u8 {
        if size > MAX_SMALL {
            return self.alloc_large(size, finalize);
        }
        let index = class_of(size.max(1));
        let class = &self.classes[finalize as usize][index];
        let size = SIZE_CLASSES[index] as usize;
        loop {
            let cur = class.cur.get();
            if cur != 0 && cur + size <= class.end.get() {
                class.cur.set(cur + size);
                return cur as *mut u8;
            }
            if !self.refill(class, index, finalize) {
                return std::ptr::null_mut();
            }
        }
    }

    /// Finds the next free interval for `class`.
    fn refill(&self, class: &Class, index: usize, finalize: bool) -> bool {
        // SAFETY: nothing below re-enters this function for the same class while the vector is borrowed: finalizers of kinds
        // may not allocate.
        let blocks = unsafe { &mut *class.blocks.get() };
        while let Some(&block) = blocks.get(class.next_block.get()) {
            if let Some((start, end)) = self.next_interval(block) {
                class.cur.set(start);
                class.end.set(end);
                self.count(end - start);
                return true;
            }
            class.next_block.set(class.next_block.get() + 1);
        }
        let Some(block) = self.take_blocks(1) else { return false };
        block.format_small(index, finalize);
        blocks.push(block);
        class.next_block.set(blocks.len());
        block.swept.set(block.n_cells.get());
        let size = block.cell_size.get();
        let start = block.cell(0) as usize;
        let end = start + size * block.n_cells.get() as usize;
        if self.options.get().poison {
            self.clear_cells(block, 0, block.n_cells.get());
        }
        class.cur.set(start);
        class.end.set(end);
        self.count(end - start);
        true
    }

    /// Counts `bytes` of Rust memory that a new cell owns, so that collections come as often as for memory of the heap's own.
    pub fn count_external(&self, bytes: usize) {
        self.count(bytes);
    }

    fn count(&self, bytes: usize) {
        let allocated = self.allocated.get() + bytes;
        self.allocated.set(allocated);
        if allocated > self.threshold.get() && !self.wanted.get() {
            self.wanted.set(true);
            (self.on_full.get())();
        }
    }

    fn alloc_large(&self, size: usize, finalize: bool) -> *mut u8 {
        let Some(size) = size.checked_next_multiple_of(16) else { return std::ptr::null_mut() };
        let run = blocks_for(size);
        let block = if run <= BLOCKS_PER_CHUNK / 2 { self.take_blocks(run) } else { self.take_huge(size) };
        let Some(block) = block else { return std::ptr::null_mut() };
        block.clear_marks();
        block.cell_size.set(size);
        block.n_cells.set(1);
        block.used_for.set(BlockUse::Large);
        block.finalize.set(finalize);
        block.swept.set(1);
        block.run.set(run as u32);
        let cell = block.cell(0);
        // SAFETY: fresh memory of at least 16 bytes.
        unsafe { (*cell).kind.set(0) };
        self.count(size);
        cell as *mut u8
    }

    fn take_blocks(&self, run: usize) -> Option<&'static Block> {
        // SAFETY: no other reference to the vector is alive during these short borrows.
        for chunk in unsafe { &*self.chunks.get() }.iter().rev() {
            if !chunk.huge
                && let Some(block) = chunk.take_run(run)
            {
                return Some(block);
            }
        }
        let chunk = self.map_chunk(CHUNK_SIZE, false)?;
        chunk.take_run(run)
    }

    fn take_huge(&self, size: usize) -> Option<&'static Block> {
        let chunk = self.map_chunk(size.checked_add(FIRST_CELL)?, true)?;
        // SAFETY: fresh zeroed memory; a zeroed block head is valid.
        Some(unsafe { &*(chunk.base as *const Block) })
    }

    fn map_chunk(&self, size: usize, huge: bool) -> Option<&'static Chunk> {
        if self.mapped.get().saturating_add(size) > self.limit.get() {
            return None;
        }
        let size = size.checked_next_multiple_of(CHUNK_SIZE)?;
        // SAFETY: short exclusive borrow.
        let spare = unsafe { &mut *self.spare.get() }.take(size);
        let chunk = Box::new(match spare {
            Some((base, size)) => Chunk::at(base, size, huge),
            // Huge pages once there is something to gain: a small heap must not take whole ones.
            None => Chunk::map(size, huge, huge || self.mapped.get() >= HUGE_PAGES_FROM)?,
        });
        self.mapped.set(self.mapped.get() + chunk.size);
        // SAFETY: short exclusive borrow; boxes keep chunks at fixed addresses.
        let chunks = unsafe { &mut *self.chunks.get() };
        let index = chunks.iter().position(|c| c.size == 0).unwrap_or(chunks.len());
        self.set_table(&chunk, index as u32 + 1);
        let reference: *const Chunk = &*chunk;
        if index == chunks.len() {
            chunks.push(chunk);
        } else {
            chunks[index] = chunk;
        }
        // SAFETY: chunks are freed only when empty, at the end of a collection, when no such reference is held.
        Some(unsafe { &*reference })
    }

    fn set_table(&self, chunk: &Chunk, value: u32) {
        // SAFETY: short exclusive borrow.
        let top = unsafe { &mut *self.top.get() };
        for k in 0..chunk.size / CHUNK_SIZE {
            let page = chunk.base / CHUNK_SIZE + k;
            let (hi, lo) = (page >> LEAF_BITS, page & ((1 << LEAF_BITS) - 1));
            if top.len() <= hi {
                top.resize_with(hi + 1, || None);
            }
            top[hi].get_or_insert_with(|| Box::new([0; 1 << LEAF_BITS]))[lo] = value;
        }
    }

    /// Releases an empty huge chunk.
    pub(crate) fn unmap_chunk(&self, index: usize) {
        // SAFETY: short exclusive borrow.
        let chunks = unsafe { &mut *self.chunks.get() };
        let chunk = &chunks[index];
        self.mapped.set(self.mapped.get() - chunk.size);
        self.set_table(chunk, 0);
        // SAFETY: short exclusive borrow.
        unsafe { &mut *self.spare.get() }.put(chunk.base, chunk.size, SPARE_MIN.max(self.mapped.get() / 2));
        *chunks[index] = Chunk {
            base: 0,
            size: 0,
            heads: [const { Cell::new(255) }; BLOCKS_PER_CHUNK],
            n_free: Cell::new(0),
            huge: true,
        };
    }

    /// The chunk that `address` lies in.
    #[inline]
    pub(crate) fn chunk_at(&self, address: usize) -> Option<&Chunk> {
        let page = address / CHUNK_SIZE;
        // SAFETY: short shared borrows; nothing mutates the tables during them.
        let top = unsafe { &*self.top.get() };
        let leaf = top.get(page >> LEAF_BITS)?.as_ref()?;
        let index = leaf[page & ((1 << LEAF_BITS) - 1)];
        // SAFETY: as above.
        unsafe { &*self.chunks.get() }.get((index as usize).checked_sub(1)?).map(|chunk| &**chunk)
    }

    /// The start of the allocated cell that `address` points at or into.
    #[inline]
    pub fn find_cell(&self, address: usize) -> Option<*mut CellHeader> {
        let chunk = self.chunk_at(address)?;
        let block = chunk.head_of(address)?;
        if block.used_for.get() == BlockUse::Free {
            return None;
        }
        let cell = block.cell(block.index_of(address)?);
        // SAFETY: `cell` is a cell's start in a used block; its header is initialized (kind 0 while free).
        (unsafe { (*cell).kind.get() } != 0).then_some(cell)
    }

    /// Adds an old container to the remembered set.
    #[cold]
    #[inline(never)]
    pub fn remember(&self, header: &CellHeader) {
        header.gc.set(header.gc.get() | REMEMBERED);
        // SAFETY: short exclusive borrow.
        unsafe { (*self.remembered.get()).push(header as *const CellHeader as *mut CellHeader) };
    }

    /// Whether the cell survived the marking phase in progress (for weak tables).
    #[expect(clippy::not_unsafe_ptr_arg_deref, reason = "cell pointers are starts of cells everywhere")]
    pub fn is_marked(&self, cell: *const CellHeader) -> bool {
        // SAFETY: callers pass starts of cells.
        unsafe { Block::of(cell) }.is_marked(cell)
    }

    /// Calls `f` for every allocated cell.
    pub fn for_each_cell(&self, f: impl FnMut(*mut CellHeader)) {
        self.finish_sweep();
        self.close_intervals();
        self.for_each_swept_cell(f);
    }

    /// Calls `f` for every cell that was allocated when the collection in progress began, dead or alive: sweeping now would
    /// free what has not been marked yet.
    pub fn for_each_swept_cell(&self, mut f: impl FnMut(*mut CellHeader)) {
        // SAFETY: shared borrow; `f` must not allocate.
        for chunk in unsafe { &*self.chunks.get() } {
            if chunk.size == 0 {
                continue;
            }
            for block in chunk.blocks() {
                if block.used_for.get() == BlockUse::Free {
                    continue;
                }
                for i in 0..block.n_cells.get() {
                    let cell = block.cell(i);
                    // SAFETY: a cell's start in a used block.
                    if unsafe { (*cell).kind.get() } != 0 {
                        f(cell);
                    }
                }
            }
        }
    }

    /// Forgets the current allocation intervals; the rest of each becomes free (kind 0) until the next cycle.
    pub(crate) fn close_intervals(&self) {
        for row in &self.classes {
            for (class, &size) in row.iter().zip(&SIZE_CLASSES) {
                self.clear_range(class.cur.get(), class.end.get(), size as usize);
                class.cur.set(0);
                class.end.set(0);
            }
        }
    }

    /// Collects. `roots` reports all roots that are not cells, including the native stacks; `after_mark` is called when
    /// marking has finished, to clear weak references and to resurrect (report) what must be finalized; it may be followed
    /// by more marking. Neither may allocate.
    pub fn collect(
        &self,
        what: Collection,
        roots: impl Fn(&mut Marker),
        after_mark: impl FnOnce(&mut Marker, &dyn Fn(&mut Marker)),
    ) {
        self.finish_sweep();
        self.close_intervals();
        // The remembered set is taken out: marking does not touch it.
        // SAFETY: short exclusive borrow.
        let remembered = std::mem::take(unsafe { &mut *self.remembered.get() });
        let mut marker = Marker::new();
        for &cell in &remembered {
            // SAFETY: remembered cells are old, so they were live at the last collection and were not freed since.
            let header = unsafe { &*cell };
            header.gc.set(header.gc.get() & !REMEMBERED);
        }
        if what == Collection::Major {
            self.clear_all_marks();
        } else {
            for &cell in &remembered {
                self.trace_cell(cell, &mut marker);
            }
        }
        roots(&mut marker);
        marker.drain();
        if what == Collection::Minor && self.options.get().verify {
            self.verify_barriers(&roots);
        }
        after_mark(&mut marker, &|m: &mut Marker| m.drain());
        marker.drain();
        let mut stats = self.stats.get();
        let live = match what {
            Collection::Major => {
                stats.major += 1;
                self.live_after_major.set(marker.marked_bytes);
                marker.marked_bytes
            }
            Collection::Minor => {
                stats.minor += 1;
                stats.live_bytes + marker.marked_bytes
            }
        };
        stats.live_bytes = live;
        self.stats.set(stats);
        if self.options.get().log {
            eprintln!(
                "gc: {what:?}: {live} bytes live, {} allocated, {} mapped",
                self.allocated.get(),
                self.mapped.get()
            );
        }
        self.start_sweep();
        self.allocated.set(0);
        self.wanted.set(false);
        self.threshold.set(MIN_THRESHOLD.max(live / 3));
        if self.options.get().poison {
            self.finish_sweep();
            self.start_allocation();
        }
    }

    /// What the next automatic collection should be: a full one once the old cells have grown by half since the last full one.
    pub fn next_collection(&self) -> Collection {
        let live = self.stats.get().live_bytes;
        if live > self.live_after_major.get() / 2 * 3 + MIN_THRESHOLD { Collection::Major } else { Collection::Minor }
    }

    fn clear_all_marks(&self) {
        // SAFETY: shared borrow, nothing allocates during a collection.
        for chunk in unsafe { &*self.chunks.get() } {
            if chunk.size != 0 {
                chunk.blocks().for_each(Block::clear_marks);
            }
        }
    }

    /// Marks from scratch on a copy of the mark bits: whatever a full marking reaches must be marked already.
    fn verify_barriers(&self, roots: &dyn Fn(&mut Marker)) {
        let mut seen = std::collections::HashSet::new();
        let mut stack = Marker::collect(roots);
        while let Some(cell) = stack.pop() {
            if !seen.insert(cell) {
                continue;
            }
            if !self.is_marked(cell) {
                // SAFETY: reported cells are allocated.
                let kind = unsafe { (*cell).kind.get() };
                let name = self.kind(kind).map_or("?", |k| k.name);
                panic!(
                    "gc-verify: a live {name} (kind {kind}) at {cell:p} is not marked after a minor collection: a write barrier is missing"
                );
            }
            for next in Marker::referents(cell) {
                assert!(
                    self.find_cell(next as usize) == Some(next),
                    "gc-verify: {cell:p} refers to {next:p}, which is no live cell"
                );
                stack.push(next);
            }
        }
    }
}

const _: () = assert!(OLD == 1 && BLOCK_SIZE.is_power_of_two());
