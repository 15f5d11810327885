//! Typed pointers to heap cells, fields with a write barrier, and the growable vector of values.

use crate::kind::Kind;
use crate::value::Value;
use std::cell::Cell;
use std::ptr::NonNull;
use taipan_gc::{Marker, Trace, heap};

/// The first eight bytes of every cell.
pub type Header = taipan_gc::CellHeader;

/// There is no memory left for a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory;

/// A type that is laid out as a heap cell.
///
/// # Safety
/// The type must be `#[repr(C)]`, begin with a [`Header`], be registered for `KIND` with [`register`], and must not be
/// moved after allocation.
pub unsafe trait GcCell: Trace + 'static {
    /// The kind that names this layout.
    const KIND: Kind;

    /// Whether the cell (of kind `KIND`) has this layout: for kinds that several layouts share.
    #[inline(always)]
    fn matches(_cell: *const Header) -> bool {
        true
    }

    /// What messages call such an object.
    fn python_name() -> &'static str {
        Self::KIND.python_name()
    }

    /// Where the attribute area of a subclass instance begins, in bytes from the cell's start.
    fn extra_offset(&self) -> usize
    where
        Self: Sized,
    {
        (size_of::<Self>() + 7) & !7
    }
}

/// Header flag: words of references (the attribute area of a subclass instance) follow the layout's own fields, up to the end of the cell.
pub const HAS_AREA: u8 = 0x80;

/// Reports the words from `offset` to the end of `cell`, each a value, a pointer to a cell, or 0.
///
/// # Safety
/// The cell must be live and its memory from `offset` on must consist of such words.
pub unsafe fn trace_area(cell: *const Header, offset: usize, marker: &mut Marker) {
    // SAFETY: by contract.
    let size = unsafe { taipan_gc::block::Block::of(cell) }.cell_size.get();
    let mut at = offset;
    while at + 8 <= size {
        // SAFETY: inside the cell.
        let word = unsafe { *((cell as usize + at) as *const u64) };
        if word != 0 && word & 7 == 0 {
            marker.cell(word as usize as *mut Header);
        }
        at += 8;
    }
}

/// Reports the type that the shape of `cell` names: an object keeps its class alive. Builtin types are roots anyway.
///
/// # Safety
/// `cell` points at a live cell.
#[inline(always)]
pub unsafe fn trace_type(cell: *const Header, marker: &mut Marker) {
    // SAFETY: by contract.
    let shape = unsafe { (*cell).shape.get() };
    if shape >= crate::shape::FIRST_FREE {
        crate::shape::get(shape).type_.get().trace(marker);
    }
}

/// Clears the words from `offset` to the end of the cell and marks it as having an attribute area.
pub fn add_area<T: GcCell>(cell: Gc<T>, offset: usize) {
    // SAFETY: the memory belongs to the fresh cell.
    unsafe {
        let size = taipan_gc::block::Block::of(cell.header()).cell_size.get();
        std::ptr::write_bytes((cell.as_ptr() as *mut u8).add(offset), 0, size - offset);
    }
    cell.header().flags.set(cell.header().flags.get() | HAS_AREA);
}

/// A pointer to a live cell. `Copy`; kept alive by being on the native stack or in a traced cell.
#[repr(transparent)]
pub struct Gc<T>(NonNull<T>);

impl<T> Clone for Gc<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Gc<T> {}
impl<T> PartialEq for Gc<T> {
    /// Identity, as Python's `is`.
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Gc<T> {}
impl<T> std::hash::Hash for Gc<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T> std::ops::Deref for Gc<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: a Gc points at a live cell by the law.
        unsafe { self.0.as_ref() }
    }
}

impl<T> std::fmt::Debug for Gc<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gc({:p})", self.0)
    }
}

impl<T: GcCell> Trace for Gc<T> {
    #[inline(always)]
    fn trace(&self, marker: &mut Marker) {
        marker.cell(self.0.as_ptr() as *mut Header);
    }
}

impl<T> Gc<T> {
    /// The pointer.
    #[inline(always)]
    pub fn as_ptr(self) -> *mut T {
        self.0.as_ptr()
    }

    /// The cell at `bits`.
    ///
    /// # Safety
    /// `bits` must be the address of a live cell of layout T.
    #[inline(always)]
    pub unsafe fn from_bits(bits: u64) -> Gc<T> {
        // SAFETY: addresses of cells are not null.
        Gc(unsafe { NonNull::new_unchecked(bits as usize as *mut T) })
    }

    /// The cell at `ptr`.
    ///
    /// # Safety
    /// As for [`Gc::from_bits`].
    #[inline(always)]
    pub unsafe fn from_ptr(ptr: *mut T) -> Gc<T> {
        // SAFETY: by contract.
        Gc(unsafe { NonNull::new_unchecked(ptr) })
    }

    /// The header of the cell.
    #[inline(always)]
    pub fn header(&self) -> &Header {
        // SAFETY: every cell begins with a header.
        unsafe { &*(self.0.as_ptr() as *const Header) }
    }
}

impl<T: GcCell> Gc<T> {
    /// As a value.
    #[inline(always)]
    pub fn value(self) -> Value {
        // SAFETY: addresses of cells end in 0000, the tag of pointers.
        unsafe { Value::from_bits(self.0.as_ptr() as usize as u64) }
    }
}

/// Declares kind `T::KIND` to the collector. `drop` = the cells own Rust memory: use [`alloc_dropped`] for them.
pub fn register<T: GcCell>(name: &'static str, drop: bool) {
    fn trace<T: GcCell>(cell: *const Header, marker: &mut Marker) {
        // SAFETY: the collector calls this for live cells of kind T::KIND only.
        unsafe {
            let this = &*(cell as *const T);
            this.trace(marker);
            trace_type(cell, marker);
            if (*cell).flags.get() & HAS_AREA != 0 {
                trace_area(cell, this.extra_offset(), marker);
            }
        }
    }
    fn finalize<T: GcCell>(cell: *mut Header) {
        // SAFETY: the cell is dead and is not used again.
        unsafe { std::ptr::drop_in_place(cell as *mut T) };
    }
    heap().set_kind(
        T::KIND.0,
        taipan_gc::KindInfo { name, trace: trace::<T>, finalize: if drop { Some(finalize::<T>) } else { None } },
    );
}

/// Moves `cell` to the heap.
#[inline(always)]
pub fn try_alloc<T: GcCell>(cell: T) -> Result<Gc<T>, OutOfMemory> {
    try_alloc_sized(cell, size_of::<T>())
}

/// Moves `cell` to the heap, with memory for `size` bytes in all (what follows `T` is zeroed).
#[inline(always)]
pub fn try_alloc_sized<T: GcCell>(cell: T, size: usize) -> Result<Gc<T>, OutOfMemory> {
    debug_assert!(size >= size_of::<T>() && !std::mem::needs_drop::<T>());
    let p = heap().alloc(size) as *mut T;
    if p.is_null() {
        return Err(OutOfMemory);
    }
    // SAFETY: fresh memory of at least `size` bytes, aligned to 16.
    unsafe {
        p.write(cell);
        if size > size_of::<T>() {
            std::ptr::write_bytes((p as *mut u8).add(size_of::<T>()), 0, size - size_of::<T>());
        }
        Ok(Gc::from_ptr(p))
    }
}

/// As [`try_alloc_sized`], but what follows `T` has arbitrary contents, which `T`'s tracing must not look at before it is written.
#[inline(always)]
pub fn try_alloc_uncleared<T: GcCell>(cell: T, size: usize) -> Result<Gc<T>, OutOfMemory> {
    debug_assert!(size >= size_of::<T>() && !std::mem::needs_drop::<T>());
    let p = heap().alloc(size) as *mut T;
    if p.is_null() {
        return Err(OutOfMemory);
    }
    // SAFETY: fresh memory of at least `size` bytes, aligned to 16.
    unsafe {
        p.write(cell);
        Ok(Gc::from_ptr(p))
    }
}

/// Moves `cell`, which owns Rust memory, to the heap; it is dropped when it dies. Memory for `size` bytes in all.
pub fn try_alloc_dropped<T: GcCell>(cell: T, size: usize) -> Result<Gc<T>, OutOfMemory> {
    debug_assert!(size >= size_of::<T>());
    let p = heap().alloc_finalized(size) as *mut T;
    if p.is_null() {
        return Err(OutOfMemory);
    }
    // SAFETY: as above.
    unsafe {
        p.write(cell);
        std::ptr::write_bytes((p as *mut u8).add(size_of::<T>()), 0, size - size_of::<T>());
        Ok(Gc::from_ptr(p))
    }
}

/// Like [`try_alloc`]; running out of memory ends in [`out_of_memory`].
#[inline(always)]
pub fn alloc<T: GcCell>(cell: T) -> Gc<T> {
    match try_alloc(cell) {
        Ok(cell) => cell,
        Err(OutOfMemory) => out_of_memory(),
    }
}

/// Like [`try_alloc_dropped`] for a cell without extra memory.
pub fn alloc_dropped<T: GcCell>(cell: T) -> Gc<T> {
    match try_alloc_dropped(cell, size_of::<T>()) {
        Ok(cell) => cell,
        Err(OutOfMemory) => out_of_memory(),
    }
}

/// What happens when there is no memory for a small cell: a panic that the interpreter turns into MemoryError.
#[cold]
#[inline(never)]
pub fn out_of_memory() -> ! {
    std::panic::panic_any(OutOfMemory)
}

/// A mutable reference field inside a cell, with the write barrier built in. Dereferences by `get`.
#[repr(transparent)]
pub struct Field<T>(Cell<T>);

impl<T: Copy> Field<T> {
    /// A field holding `value`.
    #[inline(always)]
    pub const fn new(value: T) -> Field<T> {
        Field(Cell::new(value))
    }

    /// What it holds.
    #[inline(always)]
    pub fn get(&self) -> T {
        self.0.get()
    }

    /// Replaces it; works out the containing cell from the field's address.
    #[inline]
    pub fn set(&self, value: T) {
        self.0.set(value);
        taipan_gc::barrier_at(self as *const _ as usize);
    }

    /// Replaces it, in a cell whose header is `owner`. Cheaper than [`Field::set`].
    #[inline(always)]
    pub fn set_in(&self, owner: &Header, value: T) {
        self.0.set(value);
        taipan_gc::barrier(owner);
    }
}

impl<T> Field<Option<T>> {
    /// Replaces it by `None`, which needs no barrier.
    #[inline(always)]
    pub fn clear(&self) {
        self.0.set(None);
    }
}

impl<T: Copy + Trace> Trace for Field<T> {
    #[inline(always)]
    fn trace(&self, marker: &mut Marker) {
        self.get().trace(marker);
    }
}

/// The buffer of a [`GcVec`]: a cell of kind "values", so that a pointer on the native stack keeps its contents too.
#[repr(C)]
pub struct ValuesBuffer {
    header: Header,
    /// Number of slots.
    pub capacity: usize,
    // followed by `capacity` words, each a value or 0
}

// SAFETY: repr(C) with a header; registered below.
unsafe impl GcCell for ValuesBuffer {
    const KIND: Kind = Kind::VALUES;
}

impl Trace for ValuesBuffer {
    fn trace(&self, marker: &mut Marker) {
        for i in 0..self.capacity {
            // SAFETY: inside the buffer.
            if let Some(value) = unsafe { *self.slots().add(i) } {
                value.trace(marker);
            }
        }
    }
}

impl ValuesBuffer {
    /// A buffer with `capacity` empty slots.
    pub fn try_new(capacity: usize) -> Result<Gc<ValuesBuffer>, OutOfMemory> {
        let size = capacity.checked_mul(8).and_then(|n| n.checked_add(size_of::<ValuesBuffer>())).ok_or(OutOfMemory)?;
        try_alloc_sized(ValuesBuffer { header: Header::new(0, Kind::VALUES.0), capacity }, size)
    }

    /// A buffer with `capacity` slots, of which the first hold `items` and the rest are empty.
    pub fn try_from_slice(items: &[Value], capacity: usize) -> Result<Gc<ValuesBuffer>, OutOfMemory> {
        debug_assert!(items.len() <= capacity);
        let size = capacity.checked_mul(8).and_then(|n| n.checked_add(size_of::<ValuesBuffer>())).ok_or(OutOfMemory)?;
        let cell = ValuesBuffer { header: Header::new(0, Kind::VALUES.0), capacity };
        let buffer = try_alloc_uncleared(cell, size)?;
        // SAFETY: a fresh buffer with so many slots; all are written.
        unsafe {
            std::ptr::copy_nonoverlapping(items.as_ptr(), buffer.slots() as *mut Value, items.len());
            std::ptr::write_bytes(buffer.slots().add(items.len()), 0, capacity - items.len());
        }
        Ok(buffer)
    }

    /// The slots.
    #[inline(always)]
    pub fn slots(&self) -> *mut Option<Value> {
        // SAFETY: one past the struct, inside the cell.
        unsafe { (self as *const ValuesBuffer).add(1) as *mut Option<Value> }
    }

    /// Stores into slot `i` (unchecked in release builds) with the barrier.
    ///
    /// # Safety
    /// `i < capacity`.
    #[inline(always)]
    pub unsafe fn set(&self, i: usize, value: Option<Value>) {
        debug_assert!(i < self.capacity);
        // SAFETY: by contract.
        unsafe { *self.slots().add(i) = value };
        taipan_gc::barrier(&self.header);
    }
}

/// A growable vector of values inside a cell.
#[repr(C)]
pub struct GcVec {
    len: Cell<usize>,
    buffer: Cell<Option<Gc<ValuesBuffer>>>,
}

impl Trace for GcVec {
    fn trace(&self, marker: &mut Marker) {
        if let Some(buffer) = self.buffer.get() {
            buffer.trace(marker);
        }
    }
}

impl Default for GcVec {
    fn default() -> Self {
        GcVec::new()
    }
}

impl GcVec {
    /// An empty vector.
    pub const fn new() -> GcVec {
        GcVec { len: Cell::new(0), buffer: Cell::new(None) }
    }

    /// A vector with these items.
    pub fn from_slice(items: &[Value]) -> GcVec {
        if items.is_empty() {
            return GcVec::new();
        }
        let Ok(buffer) = ValuesBuffer::try_from_slice(items, items.len()) else { out_of_memory() };
        GcVec { len: Cell::new(items.len()), buffer: Cell::new(Some(buffer)) }
    }

    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Whether there is none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Slots before the next growth.
    pub fn capacity(&self) -> usize {
        self.buffer.get().map_or(0, |b| b.capacity)
    }

    /// The address of the first item.
    #[inline(always)]
    pub fn as_ptr(&self) -> *mut Value {
        match self.buffer.get() {
            Some(buffer) => buffer.slots() as *mut Value,
            None => NonNull::dangling().as_ptr(),
        }
    }

    /// The items as they are now. Do not hold it across anything that may change the vector (any call into Python).
    #[inline(always)]
    pub fn as_slice(&self) -> &[Value] {
        // SAFETY: the first `len` slots hold values.
        unsafe { std::slice::from_raw_parts(self.as_ptr(), self.len()) }
    }

    /// The items, to be permuted in place (no barrier is needed for a permutation).
    ///
    /// # Safety
    /// Nothing else may use the vector while the slice is alive, and it must end up with the same items.
    #[allow(clippy::mut_from_ref)]
    pub unsafe fn as_mut_slice(&self) -> &mut [Value] {
        // SAFETY: by contract.
        unsafe { std::slice::from_raw_parts_mut(self.as_ptr(), self.len()) }
    }

    /// Item `i`.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Option<Value> {
        self.as_slice().get(i).copied()
    }

    /// Replaces item `i`, which must exist.
    #[inline(always)]
    pub fn set(&self, i: usize, value: Value) {
        assert!(i < self.len());
        if let Some(buffer) = self.buffer.get() {
            // SAFETY: i < len <= capacity.
            unsafe { buffer.set(i, Some(value)) };
        }
    }

    /// Replaces item `i`, which must exist, unless the store would have to be remembered; false = nothing was done.
    ///
    /// # Safety
    /// `i < len`.
    #[inline(always)]
    pub unsafe fn try_set_young(&self, i: usize, value: Value) -> bool {
        debug_assert!(i < self.len());
        // SAFETY: a vector with items has a buffer.
        let buffer = unsafe { self.buffer.get().unwrap_unchecked() };
        if taipan_gc::must_remember(&buffer.header) {
            return false;
        }
        // SAFETY: i < len <= capacity.
        unsafe { *buffer.slots().add(i) = Some(value) };
        true
    }

    /// Appends if there is room and the store need not be remembered; false = nothing was done.
    #[inline(always)]
    pub fn try_push_young(&self, value: Value) -> bool {
        let len = self.len();
        match self.buffer.get() {
            Some(buffer) if len < buffer.capacity && !taipan_gc::must_remember(&buffer.header) => {
                // SAFETY: len < capacity.
                unsafe { *buffer.slots().add(len) = Some(value) };
                self.len.set(len + 1);
                true
            }
            _ => false,
        }
    }

    /// Makes room for `more` further items.
    pub fn try_reserve(&self, more: usize) -> Result<(), OutOfMemory> {
        let need = self.len().checked_add(more).ok_or(OutOfMemory)?;
        if need <= self.capacity() {
            return Ok(());
        }
        // Grows by half, so that appending is linear in all.
        self.resize_buffer(need.max(self.capacity() + self.capacity() / 2).max(4))
    }

    fn resize_buffer(&self, capacity: usize) -> Result<(), OutOfMemory> {
        // The fresh buffer is young, so no barrier is needed for its contents.
        let fresh = ValuesBuffer::try_from_slice(self.as_slice(), capacity)?;
        self.buffer.set(Some(fresh));
        taipan_gc::barrier_at(self as *const _ as usize);
        Ok(())
    }

    /// Appends.
    #[inline(always)]
    pub fn push(&self, value: Value) {
        let len = self.len();
        match self.buffer.get() {
            Some(buffer) if len < buffer.capacity => {
                // SAFETY: len < capacity.
                unsafe { buffer.set(len, Some(value)) };
                self.len.set(len + 1);
            }
            _ => self.push_slow(value),
        }
    }

    /// Appends, in a vector that lies in the cell with this header: growing is cheaper than with [`GcVec::push`].
    #[inline(always)]
    pub fn push_in(&self, owner: &Header, value: Value) {
        if !self.try_push_young(value) {
            self.push_in_slow(owner, value);
        }
    }

    #[inline(never)]
    fn push_in_slow(&self, owner: &Header, value: Value) {
        let len = self.len();
        if len == self.capacity() {
            let capacity = (len + len / 2).max(4);
            let Ok(fresh) = ValuesBuffer::try_from_slice(self.as_slice(), capacity) else { out_of_memory() };
            self.buffer.set(Some(fresh));
            taipan_gc::barrier(owner);
        }
        self.push(value);
    }

    #[cold]
    #[inline(never)]
    fn push_slow(&self, value: Value) {
        if self.try_reserve(1).is_err() {
            out_of_memory();
        }
        self.push(value);
    }

    /// Appends all.
    pub fn extend(&self, items: &[Value]) {
        if self.try_extend(items).is_err() {
            out_of_memory();
        }
    }

    /// Appends all, or nothing if there is no memory.
    pub fn try_extend(&self, items: &[Value]) -> Result<(), OutOfMemory> {
        // `items` may be a slice of this very vector: its old buffer stays valid memory until the next collection.
        self.try_reserve(items.len())?;
        if let Some(buffer) = self.buffer.get() {
            // SAFETY: reserved above; the regions do not overlap (items lie before len, or elsewhere).
            unsafe {
                std::ptr::copy_nonoverlapping(
                    items.as_ptr(),
                    (buffer.slots() as *mut Value).add(self.len()),
                    items.len(),
                )
            };
            taipan_gc::barrier(buffer.header());
            self.len.set(self.len() + items.len());
        }
        Ok(())
    }

    /// Removes and returns the last item.
    #[inline(always)]
    pub fn pop(&self) -> Option<Value> {
        let value = self.as_slice().last().copied()?;
        self.truncate(self.len() - 1);
        Some(value)
    }

    /// Inserts before item `i` (`i <= len`).
    pub fn insert(&self, i: usize, value: Value) {
        self.push(value);
        // SAFETY: a rotation is a permutation.
        unsafe { self.as_mut_slice()[i..].rotate_right(1) };
    }

    /// Removes item `i`, which must exist.
    pub fn remove(&self, i: usize) -> Value {
        let value = self.as_slice()[i];
        // SAFETY: a rotation is a permutation.
        unsafe { self.as_mut_slice()[i..].rotate_left(1) };
        self.truncate(self.len() - 1);
        value
    }

    /// Drops the items from `len` on.
    #[inline(always)]
    pub fn truncate(&self, len: usize) {
        if let Some(buffer) = self.buffer.get() {
            for i in len..self.len() {
                // SAFETY: below the old length. Clearing needs no barrier.
                unsafe { *buffer.slots().add(i) = None };
            }
        }
        self.len.set(len.min(self.len()));
    }

    /// Replaces items `from..to` by `items`, which must not be a slice of this vector.
    pub fn try_splice(&self, from: usize, to: usize, items: &[Value]) -> Result<(), OutOfMemory> {
        let tail = self.len() - to;
        let new_len = from + items.len() + tail;
        if new_len > self.len() {
            self.try_reserve(new_len - self.len())?;
        }
        if let Some(buffer) = self.buffer.get() {
            let slots = buffer.slots() as *mut Value;
            // SAFETY: all inside the capacity reserved above.
            unsafe {
                std::ptr::copy(slots.add(to), slots.add(from + items.len()), tail);
                std::ptr::copy_nonoverlapping(items.as_ptr(), slots.add(from), items.len());
                for i in new_len..self.len() {
                    *buffer.slots().add(i) = None;
                }
            }
            taipan_gc::barrier(buffer.header());
            self.len.set(new_len);
        }
        Ok(())
    }

    /// Removes all items and gives the buffer up.
    pub fn clear(&self) {
        self.len.set(0);
        self.buffer.set(None);
    }

    /// Exchanges the contents with `other`'s.
    pub fn swap(&self, other: &GcVec) {
        self.len.swap(&other.len);
        self.buffer.swap(&other.buffer);
        taipan_gc::barrier_at(self as *const _ as usize);
        taipan_gc::barrier_at(other as *const _ as usize);
    }

    /// Takes the contents, leaving an empty vector.
    pub fn take(&self) -> GcVec {
        GcVec { len: Cell::new(self.len.replace(0)), buffer: Cell::new(self.buffer.replace(None)) }
    }
}

/// Registers the kinds of this file.
pub(crate) fn register_kinds() {
    register::<ValuesBuffer>("values", false);
}
