//! `str`: WTF-8 with an ASCII flag, a lazily built character index, ropes for repeated concatenation, and interning.
//!
//! A string's characters are code points, lone surrogates included; they are stored as generalized UTF-8. A rope (the
//! result of adding long strings) holds its two halves until something reads its bytes, so that `s += t` in a loop is
//! linear in all.

use crate::cell::{
    Field, Gc, GcCell, Header, OutOfMemory, alloc, out_of_memory, register, try_alloc, try_alloc_sized,
    try_alloc_uncleared,
};
use crate::kind::Kind;
use crate::num::siphash::HashKey;
use crate::value::Value;
use hashbrown::HashTable;
use std::cell::{Cell, UnsafeCell};
use taipan_gc::{Marker, Trace, heap};

/// Flag: all characters are ASCII.
const ASCII: u8 = 1;
/// Flag: the one string with these characters that the intern table holds.
const INTERNED: u8 = 2;
/// Flag: not flattened yet: `data` and `buffer` hold the left and right half.
const ROPE: u8 = 4;

/// Bytes from which on a concatenation makes a rope.
const ROPE_MIN: usize = 192;
/// Characters per entry of the character index.
const INDEX_STEP: usize = 64;

/// A buffer of plain bytes in the heap.
#[repr(C)]
pub struct RawBuffer {
    header: Header,
    /// Number of bytes that follow.
    pub len: usize,
    /// Bytes that some string has taken: the rest is free for the string that ends there to be added to.
    used: Cell<usize>,
}

// SAFETY: repr(C) with a header; registered below.
unsafe impl GcCell for RawBuffer {
    const KIND: Kind = Kind::RAW;
}
impl Trace for RawBuffer {
    fn trace(&self, _: &mut Marker) {}
}

impl RawBuffer {
    /// A zeroed buffer of `len` bytes.
    pub fn try_new(len: usize) -> Result<Gc<RawBuffer>, OutOfMemory> {
        let size = len.checked_add(size_of::<RawBuffer>()).ok_or(OutOfMemory)?;
        try_alloc_sized(RawBuffer { header: Header::new(0, Kind::RAW.0), len, used: Cell::new(len) }, size)
    }

    /// A buffer for `used` bytes, which the caller writes, with room for more.
    fn try_growing(used: usize) -> Result<Gc<RawBuffer>, OutOfMemory> {
        let len = used.checked_add(used / 2).ok_or(OutOfMemory)?;
        let size = len.checked_add(size_of::<RawBuffer>()).ok_or(OutOfMemory)?;
        try_alloc_uncleared(RawBuffer { header: Header::new(0, Kind::RAW.0), len, used: Cell::new(used) }, size)
    }

    /// The bytes.
    pub fn data(&self) -> *mut u8 {
        // SAFETY: one past the struct, inside the cell.
        unsafe { (self as *const RawBuffer).add(1) as *mut u8 }
    }
}

/// A Python string.
#[repr(C)]
pub struct PyStr {
    header: Header,
    /// 0 = not computed yet.
    hash: Cell<i64>,
    /// Number of characters (code points).
    len: usize,
    /// Number of bytes.
    n_bytes: usize,
    /// The bytes: right behind this struct, in `buffer`, or static. In a rope: the left half.
    data: Cell<*const u8>,
    /// What `data` points into, if that is a cell. In a rope: the right half (a PyStr).
    buffer: Cell<*mut Header>,
    /// Byte offsets of every `INDEX_STEP`-th character, as u64.
    index: Field<Option<Gc<RawBuffer>>>,
}

// SAFETY: repr(C) with a header; registered below.
unsafe impl GcCell for PyStr {
    const KIND: Kind = Kind::STR;
}

impl Trace for PyStr {
    fn trace(&self, marker: &mut Marker) {
        if self.header.flags.get() & ROPE != 0 {
            marker.cell(self.data.get() as *mut Header);
        }
        if !self.buffer.get().is_null() {
            marker.cell(self.buffer.get());
        }
        self.index.trace(marker);
    }
}

/// Number of code points in WTF-8 `bytes`.
pub fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count()
}

/// Copies `n` bytes, most often few: without a call for up to 16.
///
/// # Safety
/// As for `copy_nonoverlapping`.
#[inline(always)]
pub unsafe fn copy_short(from: *const u8, to: *mut u8, n: usize) {
    // SAFETY: by contract; two accesses that overlap cover all n bytes.
    unsafe {
        if n >= 8 {
            if n > 16 {
                std::ptr::copy_nonoverlapping(from, to, n);
                return;
            }
            let (a, b) = ((from as *const u64).read_unaligned(), (from.add(n - 8) as *const u64).read_unaligned());
            (to as *mut u64).write_unaligned(a);
            (to.add(n - 8) as *mut u64).write_unaligned(b);
        } else if n >= 4 {
            let (a, b) = ((from as *const u32).read_unaligned(), (from.add(n - 4) as *const u32).read_unaligned());
            (to as *mut u32).write_unaligned(a);
            (to.add(n - 4) as *mut u32).write_unaligned(b);
        } else if n > 0 {
            let (a, b, c) = (*from, *from.add(n / 2), *from.add(n - 1));
            *to = a;
            *to.add(n / 2) = b;
            *to.add(n - 1) = c;
        }
    }
}

impl PyStr {
    /// Bytes of the struct without inline data: where a subclass instance keeps its attributes.
    pub const SIZE: usize = size_of::<PyStr>();

    /// A string of a shape known to be `str`'s.
    pub fn new(s: &str) -> Gc<PyStr> {
        Self::from_wtf8(s.as_bytes())
    }

    /// A string from WTF-8 (which the caller guarantees to be well formed).
    pub fn from_wtf8(bytes: &[u8]) -> Gc<PyStr> {
        match Self::try_from_wtf8(bytes) {
            Ok(s) => s,
            Err(OutOfMemory) => out_of_memory(),
        }
    }

    /// As [`PyStr::from_wtf8`], reporting that there is no memory.
    pub fn try_from_wtf8(bytes: &[u8]) -> Result<Gc<PyStr>, OutOfMemory> {
        if let [c @ ..0x80] = bytes
            // SAFETY: shared read under the global lock.
            && let Some(s) = unsafe { &*STRINGS.latin1.as_ptr() }[*c as usize]
        {
            return Ok(s);
        }
        let ascii = bytes.is_ascii();
        let len = if ascii { bytes.len() } else { count_chars(bytes) };
        let s = Self::try_raw(len, bytes.len(), ascii)?;
        // SAFETY: room for n_bytes was allocated behind the struct.
        unsafe { copy_short(bytes.as_ptr(), s.data.get() as *mut u8, bytes.len()) };
        Ok(s)
    }

    /// A string from bytes that the caller knows to be ASCII.
    #[inline]
    pub fn try_from_ascii(bytes: &[u8]) -> Result<Gc<PyStr>, OutOfMemory> {
        debug_assert!(bytes.is_ascii());
        if let [c @ ..0x80] = bytes
            // SAFETY: shared read under the global lock.
            && let Some(s) = unsafe { &*STRINGS.latin1.as_ptr() }[*c as usize]
        {
            return Ok(s);
        }
        let s = Self::try_raw(bytes.len(), bytes.len(), true)?;
        // SAFETY: room for the bytes was allocated behind the struct.
        unsafe { copy_short(bytes.as_ptr(), s.data.get() as *mut u8, bytes.len()) };
        Ok(s)
    }

    /// The parts of `self`, which is ASCII, between single bytes `separator`.
    pub fn try_split_ascii(&self, separator: u8) -> Result<Gc<crate::seq::PyList>, OutOfMemory> {
        debug_assert!(self.is_ascii());
        let text = self.as_bytes();
        let list = crate::seq::PyList::new(&[]);
        let mut start = 0;
        for end in memchr::memchr_iter(separator, text).chain(std::iter::once(text.len())) {
            let part = Self::try_from_ascii(&text[start..end])?;
            list.items.push_in(list.header(), part.value());
            start = end + 1;
        }
        Ok(list)
    }

    /// A string of `len` characters in `n_bytes` bytes, which `fill` writes as WTF-8; `ascii`: all are ASCII.
    pub fn try_build(
        len: usize,
        n_bytes: usize,
        ascii: bool,
        fill: impl FnOnce(&mut [u8]),
    ) -> Result<Gc<PyStr>, OutOfMemory> {
        let s = Self::try_raw(len, n_bytes, ascii)?;
        // SAFETY: n_bytes bytes were allocated behind the struct, and nobody else knows the string yet. Memory of the heap comes from the
        // operating system with some contents or other.
        let out = unsafe { std::slice::from_raw_parts_mut(s.data.get() as *mut u8, n_bytes) };
        fill(out);
        Ok(s)
    }

    #[inline]
    fn try_raw(len: usize, n_bytes: usize, ascii: bool) -> Result<Gc<PyStr>, OutOfMemory> {
        let size = n_bytes.checked_add(size_of::<PyStr>()).ok_or(OutOfMemory)?;
        let p = heap().alloc(size) as *mut PyStr;
        if p.is_null() {
            return Err(OutOfMemory);
        }
        // SAFETY: fresh memory for the struct and n_bytes behind it.
        unsafe {
            p.write(PyStr {
                header: Header::new(crate::shape::STR, Kind::STR.0),
                hash: Cell::new(0),
                len,
                n_bytes,
                data: Cell::new(p.add(1) as *const u8),
                buffer: Cell::new(std::ptr::null_mut()),
                index: Field::new(None),
            });
            (*p).header.flags.set(if ascii { ASCII } else { 0 });
            Ok(Gc::from_ptr(p))
        }
    }

    /// An instance of a subclass of str with the characters of `self`: `extra` zeroed bytes follow the struct.
    pub fn try_subclass(&self, shape: u32, extra: usize) -> Result<Gc<PyStr>, OutOfMemory> {
        let bytes = self.as_bytes();
        let buffer = RawBuffer::try_new(bytes.len())?;
        // SAFETY: the buffer has room for the bytes.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer.data(), bytes.len()) };
        let s = try_alloc_sized(
            PyStr {
                header: Header::new(shape, Kind::STR.0),
                hash: Cell::new(0),
                len: self.len,
                n_bytes: self.n_bytes,
                data: Cell::new(buffer.data()),
                buffer: Cell::new(buffer.as_ptr() as *mut Header),
                index: Field::new(None),
            },
            Self::SIZE + extra,
        )?;
        s.header.flags.set(self.header.flags.get() & ASCII);
        crate::cell::add_area(s, Self::SIZE);
        Ok(s)
    }

    /// A string over static bytes, not copied.
    pub fn from_static(s: &'static str) -> Gc<PyStr> {
        let ascii = s.is_ascii();
        let cell = alloc(PyStr {
            header: Header::new(crate::shape::STR, Kind::STR.0),
            hash: Cell::new(0),
            len: count_chars(s.as_bytes()),
            n_bytes: s.len(),
            data: Cell::new(s.as_ptr()),
            buffer: Cell::new(std::ptr::null_mut()),
            index: Field::new(None),
        });
        cell.header.flags.set(if ascii { ASCII } else { 0 });
        cell
    }

    /// `left + right`.
    pub fn concat(left: Gc<PyStr>, right: Gc<PyStr>) -> Result<Gc<PyStr>, OutOfMemory> {
        let n_bytes = left.n_bytes.checked_add(right.n_bytes).ok_or(OutOfMemory)?;
        let ascii = left.header.flags.get() & right.header.flags.get() & ASCII;
        if n_bytes < ROPE_MIN {
            let s = Self::try_raw(left.len + right.len, n_bytes, ascii != 0)?;
            let (a, b) = (left.as_bytes(), right.as_bytes());
            // SAFETY: room for both.
            unsafe {
                let data = s.data.get() as *mut u8;
                copy_short(a.as_ptr(), data, a.len());
                copy_short(b.as_ptr(), data.add(a.len()), b.len());
            }
            return Ok(s);
        }
        if n_bytes > isize::MAX as usize / 2 {
            return Err(OutOfMemory);
        }
        if right.n_bytes <= left.n_bytes / 2 && left.header.flags.get() & ROPE == 0 {
            return Self::append(left, right, n_bytes, ascii);
        }
        let s = try_alloc(PyStr {
            header: Header::new(crate::shape::STR, Kind::STR.0),
            hash: Cell::new(0),
            len: left.len + right.len,
            n_bytes,
            data: Cell::new(left.as_ptr() as *const u8),
            buffer: Cell::new(right.as_ptr() as *mut Header),
            index: Field::new(None),
        })?;
        s.header.flags.set(ascii | ROPE);
        Ok(s)
    }

    /// `left + right` where `left` is long and no rope: right behind the bytes of `left`, if there is room that nobody has taken, so that
    /// adding to a string in a loop is linear in all. The new string shares the buffer with the old one.
    fn append(left: Gc<PyStr>, right: Gc<PyStr>, n_bytes: usize, ascii: u8) -> Result<Gc<PyStr>, OutOfMemory> {
        let tail = right.as_bytes();
        let shared = left.buffer.get();
        // SAFETY: the buffer of a string that is no rope is null or a RawBuffer.
        let mut buffer = unsafe { (!shared.is_null()).then(|| Gc::<RawBuffer>::from_ptr(shared as *mut RawBuffer)) };
        buffer = buffer
            .filter(|b| std::ptr::eq(b.data(), left.data.get()) && b.used.get() == left.n_bytes && b.len >= n_bytes);
        let buffer = match buffer {
            Some(buffer) => {
                buffer.used.set(n_bytes);
                buffer
            }
            None => {
                let buffer = RawBuffer::try_growing(n_bytes)?;
                // SAFETY: the buffer has room for both.
                unsafe { std::ptr::copy_nonoverlapping(left.data.get(), buffer.data(), left.n_bytes) };
                buffer
            }
        };
        // SAFETY: as above; nobody has these bytes.
        unsafe { copy_short(tail.as_ptr(), buffer.data().add(left.n_bytes), tail.len()) };
        let s = try_alloc(PyStr {
            header: Header::new(crate::shape::STR, Kind::STR.0),
            hash: Cell::new(0),
            len: left.len + right.len,
            n_bytes,
            data: Cell::new(buffer.data()),
            buffer: Cell::new(buffer.as_ptr() as *mut Header),
            index: Field::new(None),
        })?;
        s.header.flags.set(ascii);
        Ok(s)
    }

    /// Number of characters.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it has no characters.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.n_bytes == 0
    }

    /// Number of bytes.
    #[inline(always)]
    pub fn n_bytes(&self) -> usize {
        self.n_bytes
    }

    /// Whether all characters are ASCII.
    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.header.flags.get() & ASCII != 0
    }

    /// Whether this is the interned string with its characters.
    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.header.flags.get() & INTERNED != 0
    }

    /// The bytes (WTF-8). Valid while the string lives.
    #[inline(always)]
    pub fn as_bytes(&self) -> &[u8] {
        if self.header.flags.get() & ROPE != 0 {
            self.flatten();
        }
        // SAFETY: `data` points at n_bytes bytes that live as long as the string.
        unsafe { std::slice::from_raw_parts(self.data.get(), self.n_bytes) }
    }

    /// As `&str`, unless it holds a lone surrogate.
    pub fn as_str(&self) -> Option<&str> {
        let bytes = self.as_bytes();
        if self.is_ascii() {
            // SAFETY: ASCII is UTF-8.
            return Some(unsafe { std::str::from_utf8_unchecked(bytes) });
        }
        std::str::from_utf8(bytes).ok()
    }

    /// For messages: lone surrogates become U+FFFD.
    pub fn to_string_lossy(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.as_bytes())
    }

    #[cold]
    #[inline(never)]
    fn flatten(&self) {
        let Ok(buffer) = RawBuffer::try_new(self.n_bytes) else { out_of_memory() };
        let out = buffer.data();
        let mut end = self.n_bytes;
        let mut stack: Vec<*const PyStr> = vec![self];
        // Fills from the right: ropes made by `+=` lean to the left, so the stack stays short.
        while let Some(node) = stack.pop() {
            // SAFETY: nodes are reachable from `self`, so alive; nothing is collected here.
            let node = unsafe { &*node };
            if node.header.flags.get() & ROPE != 0 {
                stack.push(node.data.get() as *const PyStr);
                stack.push(node.buffer.get() as *const PyStr);
            } else {
                end -= node.n_bytes;
                // SAFETY: the parts' lengths add up to n_bytes.
                unsafe { std::ptr::copy_nonoverlapping(node.data.get(), out.add(end), node.n_bytes) };
            }
        }
        debug_assert_eq!(end, 0);
        self.header.flags.set(self.header.flags.get() & !ROPE);
        self.data.set(out);
        self.buffer.set(buffer.as_ptr() as *mut Header);
        taipan_gc::barrier(&self.header);
    }

    /// The byte offset of character `i` (`i <= len`).
    pub fn byte_offset(&self, i: usize) -> usize {
        if self.is_ascii() {
            return i;
        }
        let bytes = self.as_bytes();
        if i >= self.len {
            return bytes.len();
        }
        let (mut chars, mut offset) = (0, 0);
        if i >= INDEX_STEP {
            let index = self.index_table();
            chars = i / INDEX_STEP * INDEX_STEP;
            // SAFETY: the table has an entry for every INDEX_STEP characters.
            offset = unsafe { *(index.data() as *const u64).add(i / INDEX_STEP) } as usize;
        }
        while chars < i {
            offset += char_width(bytes[offset]);
            chars += 1;
        }
        offset
    }

    fn index_table(&self) -> Gc<RawBuffer> {
        if let Some(index) = self.index.get() {
            return index;
        }
        let Ok(index) = RawBuffer::try_new((self.len / INDEX_STEP + 1) * 8) else { out_of_memory() };
        let table = index.data() as *mut u64;
        let (mut chars, mut offset) = (0, 0);
        let bytes = self.as_bytes();
        while offset < bytes.len() {
            if chars % INDEX_STEP == 0 {
                // SAFETY: chars / INDEX_STEP < number of entries.
                unsafe { *table.add(chars / INDEX_STEP) = offset as u64 };
            }
            offset += char_width(bytes[offset]);
            chars += 1;
        }
        self.index.set_in(&self.header, Some(index));
        index
    }

    /// The number of characters before byte `offset`, at which a character starts or the string ends.
    pub fn char_index(&self, offset: usize) -> usize {
        if self.is_ascii() {
            return offset;
        }
        let bytes = self.as_bytes();
        if offset >= bytes.len() {
            return self.len;
        }
        let (mut chars, mut at) = (0, 0);
        if offset >= INDEX_STEP {
            let index = self.index_table();
            // SAFETY: the table has len / INDEX_STEP + 1 entries, written in `index_table`.
            let table =
                unsafe { std::slice::from_raw_parts(index.data() as *const u64, self.len.div_ceil(INDEX_STEP).max(1)) };
            let block = table.partition_point(|&start| start as usize <= offset) - 1;
            (chars, at) = (block * INDEX_STEP, table[block] as usize);
        }
        chars + count_chars(&bytes[at..offset])
    }

    /// Character `i` (`i < len`).
    pub fn char_at(&self, i: usize) -> u32 {
        decode_at(self.as_bytes(), self.byte_offset(i))
    }

    /// The code points.
    pub fn chars(&self) -> Chars<'_> {
        Chars { bytes: self.as_bytes(), at: 0 }
    }

    /// The characters `from..to` (`from <= to <= len`) as a new string.
    pub fn substring(&self, from: usize, to: usize) -> Gc<PyStr> {
        let (a, b) = (self.byte_offset(from), self.byte_offset(to));
        Self::from_wtf8(&self.as_bytes()[a..b])
    }

    /// The hash, as Python's `hash()` gives it.
    #[inline(always)]
    pub fn hash(&self) -> i64 {
        let hash = self.hash.get();
        if hash != 0 { hash } else { self.compute_hash() }
    }

    #[inline(never)]
    fn compute_hash(&self) -> i64 {
        let hash = hash_wtf8(self.as_bytes(), self.is_ascii());
        self.hash.set(hash);
        hash
    }

    /// Whether both have the same characters.
    #[inline(always)]
    pub fn equals(&self, other: &PyStr) -> bool {
        if std::ptr::eq(self, other) {
            return true;
        }
        if self.n_bytes != other.n_bytes || self.header.flags.get() & other.header.flags.get() & INTERNED != 0 {
            return false;
        }
        self.as_bytes() == other.as_bytes()
    }

    /// The interned string with the characters of `self`.
    pub fn intern(this: Gc<PyStr>) -> Gc<PyStr> {
        if this.is_interned() { this } else { intern_with(this.as_bytes(), this.hash(), Some(this)) }
    }
}

/// The interned string with the characters `s`.
pub fn intern(s: &str) -> Gc<PyStr> {
    let bytes = s.as_bytes();
    intern_with(bytes, hash_wtf8(bytes, bytes.is_ascii()), None)
}

/// The interned string with the characters of WTF-8 `bytes`.
pub fn intern_wtf8(bytes: &[u8]) -> Gc<PyStr> {
    intern_with(bytes, hash_wtf8(bytes, bytes.is_ascii()), None)
}

/// Width in bytes of the character that starts with `first`.
#[inline(always)]
pub fn char_width(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// The code point that starts at `bytes[at]`.
#[inline]
pub fn decode_at(bytes: &[u8], at: usize) -> u32 {
    let b = |k: usize| (bytes[at + k] & 0x3F) as u32;
    let first = bytes[at] as u32;
    match char_width(bytes[at]) {
        1 => first,
        2 => (first & 0x1F) << 6 | b(1),
        3 => (first & 0x0F) << 12 | b(1) << 6 | b(2),
        _ => (first & 0x07) << 18 | b(1) << 12 | b(2) << 6 | b(3),
    }
}

/// Appends a code point (surrogates allowed) as WTF-8.
pub fn push_char(out: &mut Vec<u8>, c: u32) {
    match c {
        0..0x80 => out.push(c as u8),
        0x80..0x800 => out.extend([0xC0 | (c >> 6) as u8, 0x80 | (c & 0x3F) as u8]),
        0x800..0x1_0000 => out.extend([0xE0 | (c >> 12) as u8, 0x80 | (c >> 6 & 0x3F) as u8, 0x80 | (c & 0x3F) as u8]),
        _ => out.extend([
            0xF0 | (c >> 18) as u8,
            0x80 | (c >> 12 & 0x3F) as u8,
            0x80 | (c >> 6 & 0x3F) as u8,
            0x80 | (c & 0x3F) as u8,
        ]),
    }
}

/// Iterator over code points.
pub struct Chars<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Iterator for Chars<'_> {
    type Item = u32;
    #[inline]
    fn next(&mut self) -> Option<u32> {
        let first = *self.bytes.get(self.at)?;
        let c = decode_at(self.bytes, self.at);
        self.at += char_width(first);
        Some(c)
    }
}

/// The process's state of strings: hash key, intern table, one-character strings.
struct Strings {
    key: Cell<HashKey>,
    table: UnsafeCell<HashTable<Gc<PyStr>>>,
    /// Addresses of what was interned since the last collection; they keep nothing alive.
    young: UnsafeCell<Vec<u64>>,
    latin1: Cell<[Option<Gc<PyStr>>; 256]>,
}
// SAFETY: used under the interpreter's global lock only.
unsafe impl Sync for Strings {}
static STRINGS: Strings = Strings {
    key: Cell::new(HashKey::ZERO),
    table: UnsafeCell::new(HashTable::new()),
    young: UnsafeCell::new(Vec::new()),
    latin1: Cell::new([None; 256]),
};

/// Sets the key of the string hash. Must happen before the first string is hashed.
pub fn set_hash_key(key: HashKey) {
    STRINGS.key.set(key);
}

/// Cuts a 64-bit hash to the width of an immediate int; never -1.
pub fn cut_hash(hash: u64) -> i64 {
    match (hash << 2) as i64 >> 2 {
        -1 => -2,
        h => h,
    }
}

/// Hash of `bytes` objects.
pub fn hash_bytes(bytes: &[u8]) -> i64 {
    cut_hash(STRINGS.key.get().hash_bytes(bytes) as u64)
}

/// Hash of a string: of its characters in the narrowest of 1, 2 or 4 bytes each, as CPython stores them.
pub fn hash_wtf8(bytes: &[u8], ascii: bool) -> i64 {
    if ascii { hash_bytes(bytes) } else { cut_hash(STRINGS.key.get().hash_str(bytes) as u64) }
}

fn intern_with(bytes: &[u8], hash: i64, existing: Option<Gc<PyStr>>) -> Gc<PyStr> {
    // SAFETY: exclusive under the global lock; `hash()` and `as_bytes()` do not touch the table.
    let table = unsafe { &mut *STRINGS.table.get() };
    if let Some(&found) = table.find(hash as u64, |s| s.as_bytes() == bytes) {
        return found;
    }
    // A subclass instance is not interned itself.
    let s = match existing {
        Some(s) if s.header.shape.get() == crate::shape::STR => s,
        _ => PyStr::from_wtf8(bytes),
    };
    s.as_bytes();
    s.hash.set(hash);
    s.header.flags.set(s.header.flags.get() | INTERNED);
    table.insert_unique(hash as u64, s, |s| s.hash() as u64);
    // SAFETY: as above.
    unsafe { &mut *STRINGS.young.get() }.push(s.value().bits());
    s
}

/// The one-character string for character `i` of `s`, if that is at hand without any work.
///
/// # Safety
/// `i < s.len()`.
#[inline(always)]
pub unsafe fn ascii_char_at(s: Gc<PyStr>, i: usize) -> Option<Gc<PyStr>> {
    if s.header.flags.get() & (ASCII | ROPE) != ASCII {
        return None;
    }
    // SAFETY: one byte per character, not a rope; shared read under the global lock.
    unsafe { (&*STRINGS.latin1.as_ptr())[*s.data.get().add(i) as usize] }
}

/// The one-character string for code point `c`; those below 256 are made once.
#[inline]
pub fn char_string(c: u32) -> Gc<PyStr> {
    if c < 256 {
        // SAFETY: shared read under the global lock.
        if let Some(s) = unsafe { &*STRINGS.latin1.as_ptr() }[c as usize] {
            return s;
        }
    }
    char_string_slow(c)
}

#[cold]
fn char_string_slow(c: u32) -> Gc<PyStr> {
    let mut bytes = Vec::with_capacity(4);
    push_char(&mut bytes, c);
    if c >= 256 {
        return PyStr::from_wtf8(&bytes);
    }
    let s = intern_wtf8(&bytes);
    let mut all = STRINGS.latin1.get();
    all[c as usize] = Some(s);
    STRINGS.latin1.set(all);
    s
}

/// How many strings are interned.
pub fn interned_count() -> usize {
    // SAFETY: shared read under the global lock.
    unsafe { &*STRINGS.table.get() }.len()
}

/// Reports the strings that live for ever.
pub fn trace_roots(marker: &mut Marker) {
    crate::seq::trace_roots(marker);
    for s in STRINGS.latin1.get().iter().flatten() {
        s.trace(marker);
    }
}

/// After marking: forgets interned strings that nothing refers to. After a minor collection only young ones can be dead.
pub fn prune_interned(all: bool) {
    // SAFETY: exclusive under the global lock; nothing here calls back.
    let (table, young) = unsafe { (&mut *STRINGS.table.get(), std::mem::take(&mut *STRINGS.young.get())) };
    if all {
        table.retain(|s| heap().is_marked(s.header()));
        return;
    }
    // SAFETY: the addresses of strings that are not swept yet: this runs after every marking.
    let strings = young.iter().map(|&bits| unsafe { Gc::<PyStr>::from_bits(bits) });
    for s in strings.filter(|s| !heap().is_marked(s.header())) {
        if let Ok(entry) = table.find_entry(s.hash() as u64, |found| std::ptr::eq(found.as_ptr(), s.as_ptr())) {
            entry.remove();
        }
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Value {
        PyStr::new(s).value()
    }
}

pub(crate) fn register_kinds() {
    register::<RawBuffer>("raw", false);
    register::<PyStr>("str", false);
}
