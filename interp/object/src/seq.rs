//! Layouts of tuple, list, bytes and bytearray.

use crate::cell::{
    Gc, GcCell, GcVec, Header, OutOfMemory, alloc, alloc_dropped, out_of_memory, register, try_alloc_sized,
};
use crate::kind::Kind;
use crate::shape;
use crate::value::Value;
use std::cell::{Cell, OnceCell, UnsafeCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use taipan_gc::{Marker, Trace, heap};

/// The address of the empty tuple, 0 before its first use.
static EMPTY_TUPLE: AtomicU64 = AtomicU64::new(0);

/// Reports what this file keeps alive.
pub(crate) fn trace_roots(marker: &mut Marker) {
    if let bits @ 1.. = EMPTY_TUPLE.load(Ordering::Relaxed) {
        // SAFETY: as in `PyTuple::empty`.
        unsafe { Gc::<PyTuple>::from_bits(bits) }.trace(marker);
    }
}

/// A tuple: its items follow the struct. In a subclass instance attributes follow the items.
#[repr(C)]
pub struct PyTuple {
    header: Header,
    len: usize,
}

// SAFETY: repr(C) with a header; registered below.
unsafe impl GcCell for PyTuple {
    const KIND: Kind = Kind::TUPLE;

    fn extra_offset(&self) -> usize {
        self.area_offset()
    }
}
impl Trace for PyTuple {
    fn trace(&self, marker: &mut Marker) {
        for item in self.as_slice() {
            item.trace(marker);
        }
    }
}

impl PyTuple {
    /// Offset of the first item in bytes.
    pub const ITEMS: usize = size_of::<PyTuple>();

    /// A tuple of these items.
    #[inline]
    pub fn new(items: &[Value]) -> Gc<PyTuple> {
        match Self::try_new(items, shape::TUPLE, 0) {
            Ok(tuple) => tuple,
            Err(OutOfMemory) => out_of_memory(),
        }
    }

    /// A tuple of these items with `shape` and `extra` zeroed bytes behind the items (for subclasses).
    #[inline]
    pub fn try_new(items: &[Value], shape: u32, extra: usize) -> Result<Gc<PyTuple>, OutOfMemory> {
        if items.is_empty() && shape == shape::TUPLE {
            return Self::empty();
        }
        Self::allocate(items, shape, extra)
    }

    /// The one empty tuple.
    fn empty() -> Result<Gc<PyTuple>, OutOfMemory> {
        match EMPTY_TUPLE.load(Ordering::Relaxed) {
            0 => {
                let tuple = Self::allocate(&[], shape::TUPLE, 0)?;
                EMPTY_TUPLE.store(tuple.value().bits(), Ordering::Relaxed);
                Ok(tuple)
            }
            // SAFETY: the tuple is a root, so it is alive.
            bits => Ok(unsafe { Gc::from_bits(bits) }),
        }
    }

    fn allocate(items: &[Value], shape: u32, extra: usize) -> Result<Gc<PyTuple>, OutOfMemory> {
        let size = items.len().checked_mul(8).and_then(|n| n.checked_add(Self::ITEMS + extra)).ok_or(OutOfMemory)?;
        let p = heap().alloc(size) as *mut PyTuple;
        if p.is_null() {
            return Err(OutOfMemory);
        }
        // SAFETY: fresh memory of `size` bytes.
        unsafe {
            p.write(PyTuple { header: Header::new(shape, Kind::TUPLE.0), len: items.len() });
            let slots = p.add(1) as *mut Value;
            std::ptr::copy_nonoverlapping(items.as_ptr(), slots, items.len());
            let tuple = Gc::from_ptr(p);
            if extra != 0 {
                crate::cell::add_area(tuple, tuple.area_offset());
            }
            Ok(tuple)
        }
    }

    /// Replaces item `i` of a tuple that is still being built.
    ///
    /// # Safety
    /// Nothing may rely on the items yet: no slice of them is held, no hash of the tuple is known.
    pub unsafe fn init_item(&self, i: usize, value: Value) {
        assert!(i < self.len);
        // SAFETY: `len` values follow the struct; by contract nobody reads them meanwhile.
        unsafe { ((self as *const PyTuple).add(1) as *mut Value).add(i).write(value) };
        taipan_gc::barrier_at(self as *const _ as usize);
    }

    /// The items.
    #[inline(always)]
    pub fn as_slice(&self) -> &[Value] {
        // SAFETY: `len` values follow the struct.
        unsafe { std::slice::from_raw_parts((self as *const PyTuple).add(1) as *const Value, self.len) }
    }

    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Where the attributes of a subclass instance begin, in bytes from the cell's start.
    pub fn area_offset(&self) -> usize {
        Self::ITEMS + self.len * 8
    }
}

/// A list.
#[repr(C)]
pub struct PyList {
    header: Header,
    /// The items.
    pub items: GcVec,
}

// SAFETY: repr(C) with a header; registered below.
unsafe impl GcCell for PyList {
    const KIND: Kind = Kind::LIST;
}
impl Trace for PyList {
    fn trace(&self, marker: &mut Marker) {
        self.items.trace(marker);
    }
}

impl PyList {
    /// A cell to be allocated, with `shape`.
    pub fn new_cell(items: GcVec, shape: u32) -> PyList {
        PyList { header: Header::new(shape, Kind::LIST.0), items }
    }

    /// A list of these items.
    #[inline]
    pub fn new(items: &[Value]) -> Gc<PyList> {
        alloc(Self::new_cell(GcVec::from_slice(items), shape::LIST))
    }

    /// A list that takes over `items`.
    pub fn from_vec(items: GcVec) -> Gc<PyList> {
        alloc(Self::new_cell(items, shape::LIST))
    }
}

/// A bytes object: its bytes follow the struct. In a subclass instance attributes follow (aligned to 8).
#[repr(C)]
pub struct PyBytes {
    header: Header,
    hash: Cell<i64>,
    len: usize,
}

// SAFETY: repr(C) with a header; registered below.
unsafe impl GcCell for PyBytes {
    const KIND: Kind = Kind::BYTES;

    fn extra_offset(&self) -> usize {
        self.area_offset()
    }
}
impl Trace for PyBytes {
    fn trace(&self, _: &mut Marker) {}
}

impl PyBytes {
    /// A bytes object with these bytes.
    pub fn new(bytes: &[u8]) -> Gc<PyBytes> {
        match Self::try_new(bytes, shape::BYTES, 0) {
            Ok(b) => b,
            Err(OutOfMemory) => out_of_memory(),
        }
    }

    /// As [`PyBytes::new`], with `shape` and `extra` zeroed bytes for attributes of a subclass.
    pub fn try_new(bytes: &[u8], shape: u32, extra: usize) -> Result<Gc<PyBytes>, OutOfMemory> {
        let size = bytes.len().checked_add(size_of::<PyBytes>() + 8 + extra).ok_or(OutOfMemory)?;
        let b = try_alloc_sized(
            PyBytes { header: Header::new(shape, Kind::BYTES.0), hash: Cell::new(0), len: bytes.len() },
            size,
        )?;
        // SAFETY: `len` bytes follow the struct.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), b.as_ptr().add(1) as *mut u8, bytes.len()) };
        if extra != 0 {
            crate::cell::add_area(b, b.area_offset());
        }
        Ok(b)
    }

    /// The bytes.
    #[inline(always)]
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: `len` bytes follow the struct.
        unsafe { std::slice::from_raw_parts((self as *const PyBytes).add(1) as *const u8, self.len) }
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The hash.
    pub fn hash(&self) -> i64 {
        if self.hash.get() == 0 {
            self.hash.set(crate::string::hash_bytes(self.as_slice()));
        }
        self.hash.get()
    }

    /// Where the attributes of a subclass instance begin.
    pub fn area_offset(&self) -> usize {
        (size_of::<PyBytes>() + self.len + 7) & !7
    }
}

/// A bytearray.
#[repr(C)]
pub struct PyByteArray {
    header: Header,
    data: UnsafeCell<Vec<u8>>,
    /// Number of buffer exports; while there are some the size is fixed.
    pub exports: Exports,
}

/// A count of buffers that are out. It lives as long as anyone who counts, so that a view that dies together with the
/// exporter can still count down.
#[derive(Default)]
pub struct Exports(OnceCell<Rc<Cell<usize>>>);

impl Exports {
    /// How many buffers are out.
    #[inline]
    pub fn get(&self) -> usize {
        self.0.get().map_or(0, |n| n.get())
    }

    /// The counter itself.
    pub fn counter(&self) -> Rc<Cell<usize>> {
        self.0.get_or_init(Rc::default).clone()
    }

    /// Counts a buffer that goes out.
    pub fn add(&self) {
        let n = self.0.get_or_init(Rc::default);
        n.set(n.get() + 1);
    }

    /// Counts a buffer that came back.
    pub fn remove(&self) {
        if let Some(n) = self.0.get() {
            n.set(n.get().saturating_sub(1));
        }
    }
}

// SAFETY: repr(C) with a header; registered below.
unsafe impl GcCell for PyByteArray {
    const KIND: Kind = Kind::BYTEARRAY;
}
impl Trace for PyByteArray {
    fn trace(&self, _: &mut Marker) {}
}

impl PyByteArray {
    /// A cell to be allocated, with `shape`.
    pub fn new_cell(data: Vec<u8>, shape: u32) -> PyByteArray {
        PyByteArray {
            header: Header::new(shape, Kind::BYTEARRAY.0),
            data: UnsafeCell::new(data),
            exports: Exports::default(),
        }
    }

    /// A bytearray with these bytes.
    pub fn new(data: Vec<u8>) -> Gc<PyByteArray> {
        heap().count_external(data.capacity());
        alloc_dropped(Self::new_cell(data, shape::BYTEARRAY))
    }

    /// The bytes as they are now. Do not hold it across anything that may run Python code.
    #[inline(always)]
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: under the global lock, and borrows are short by the rule above.
        unsafe { &*self.data.get() }
    }

    /// Calls `f` with the vector; `f` must not run Python code.
    #[inline(always)]
    pub fn with_mut<R>(&self, f: impl FnOnce(&mut Vec<u8>) -> R) -> R {
        // SAFETY: as above.
        f(unsafe { &mut *self.data.get() })
    }
}

pub(crate) fn register_kinds() {
    register::<PyTuple>("tuple", false);
    register::<PyList>("list", false);
    register::<PyBytes>("bytes", false);
    register::<PyByteArray>("bytearray", true);
}
