//! `dict`: an insertion-ordered compact table: hashed indices into a dense array of entries.
//!
//! Looking up calls back for the comparison of keys that are not the same object; the callback may run Python code that changes
//! the dict, so a search starts again when the table is not the one it began with. A *keys version*, unique among all dicts,
//! is given out on demand and forgotten whenever a key is added or removed: equal versions mean the same dict with the same
//! keys at the same entry positions.

use crate::cell::{Field, Gc, GcCell, Header, OutOfMemory, alloc, out_of_memory, register, try_alloc_uncleared};
use crate::kind::Kind;
use crate::shape;
use crate::string::PyStr;
use crate::value::Value;
use std::cell::Cell;
use taipan_gc::{Marker, Trace};

/// One entry. A deleted one has neither key nor value.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct DictEntry {
    /// The key's hash.
    pub hash: i64,
    /// The key.
    pub key: Option<Value>,
    /// The value.
    pub value: Option<Value>,
}

/// Header flag of a table: every key is exactly a str.
const ALL_STR: u8 = 1;
const MIN_LOG2: u8 = 3;

/// Indices and entries of a dict.
#[repr(C)]
pub struct DictTable {
    header: Header,
    /// log2 of the number of indices.
    log2: u8,
    /// log2 of the width of an index in bytes.
    width: u8,
    /// Entries in use, deleted ones included.
    n_entries: Cell<u32>,
    /// Most entries that fit.
    capacity: u32,
    /// No live entry is before this position.
    first: Cell<u32>,
    /// No live entry is at or behind this position.
    last: Cell<u32>,
    _pad: u32,
    // followed by the indices, then (aligned to 8) the entries
}

// SAFETY: repr(C) with a header; registered below.
unsafe impl GcCell for DictTable {
    const KIND: Kind = Kind::DICT_TABLE;
}
impl Trace for DictTable {
    fn trace(&self, marker: &mut Marker) {
        for entry in self.entries() {
            entry.key.trace(marker);
            entry.value.trace(marker);
        }
    }
}

impl DictTable {
    fn try_new(log2: u8) -> Result<Gc<DictTable>, OutOfMemory> {
        if log2 > 31 {
            return Err(OutOfMemory);
        }
        let n = 1usize << log2;
        let capacity = n * 2 / 3;
        let width: u8 = if log2 < 8 {
            0
        } else if log2 < 16 {
            1
        } else {
            2
        };
        let indices = n << width;
        let size = size_of::<DictTable>() + ((indices + 7) & !7) + capacity * size_of::<DictEntry>();
        let table = try_alloc_uncleared(
            DictTable {
                header: Header::new(0, Kind::DICT_TABLE.0),
                log2,
                width,
                n_entries: Cell::new(0),
                capacity: capacity as u32,
                first: Cell::new(0),
                last: Cell::new(0),
                _pad: 0,
            },
            size,
        )?;
        table.header.flags.set(ALL_STR);
        // SAFETY: the indices follow the struct. 0xFF.. = empty.
        unsafe { std::ptr::write_bytes(table.as_ptr().add(1) as *mut u8, 0xFF, indices) };
        Ok(table)
    }

    #[inline(always)]
    fn mask(&self) -> usize {
        (1 << self.log2) - 1
    }

    /// The index at position `i`: -1 empty, -2 deleted.
    #[inline(always)]
    fn index(&self, i: usize) -> i32 {
        // SAFETY: i <= mask; the indices follow the struct.
        unsafe {
            let base = (self as *const DictTable).add(1) as *const u8;
            match self.width {
                0 => *(base as *const i8).add(i) as i32,
                1 => *(base as *const i16).add(i) as i32,
                _ => *(base as *const i32).add(i),
            }
        }
    }

    /// Calls `test` with the position and the entry of each entry with this hash, until it returns something.
    #[inline(always)]
    fn probe<R>(&self, hash: i64, test: impl Fn(usize, Value) -> Option<R>) -> Option<R> {
        match self.width {
            0 => self.probe_in::<i8, R>(hash, test),
            1 => self.probe_in::<i16, R>(hash, test),
            _ => self.probe_in::<i32, R>(hash, test),
        }
    }

    #[inline(always)]
    fn probe_in<I: Copy + Into<i32>, R>(&self, hash: i64, test: impl Fn(usize, Value) -> Option<R>) -> Option<R> {
        let mask = self.mask();
        // SAFETY: the indices follow the struct.
        let indices = unsafe { (self as *const DictTable).add(1) as *const I };
        let entries = self.entries_ptr();
        let mut perturb = hash as u64;
        let mut i = hash as usize & mask;
        loop {
            // SAFETY: i <= mask.
            let index: i32 = unsafe { *indices.add(i) }.into();
            if index >= 0 {
                // SAFETY: indices are those of initialized entries.
                let entry = unsafe { &*entries.add(index as usize) };
                if entry.hash == hash
                    && let Some(key) = entry.key
                    && let Some(result) = test(index as usize, key)
                {
                    return Some(result);
                }
            } else if index == -1 {
                return None;
            }
            perturb >>= 5;
            i = (i.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
        }
    }

    #[inline(always)]
    fn set_index(&self, i: usize, index: i32) {
        // SAFETY: as above.
        unsafe {
            let base = (self as *const DictTable).add(1) as *mut u8;
            match self.width {
                0 => *(base as *mut i8).add(i) = index as i8,
                1 => *(base as *mut i16).add(i) = index as i16,
                _ => *(base as *mut i32).add(i) = index,
            }
        }
    }

    #[inline(always)]
    fn entries_ptr(&self) -> *mut DictEntry {
        let indices = (1usize << self.log2) << self.width;
        // SAFETY: the entries follow the indices inside the cell.
        unsafe { ((self as *const DictTable).add(1) as *mut u8).add((indices + 7) & !7) as *mut DictEntry }
    }

    /// The entries in order of insertion, deleted ones included.
    #[inline(always)]
    pub fn entries(&self) -> &[DictEntry] {
        // SAFETY: n_entries entries are initialized.
        unsafe { std::slice::from_raw_parts(self.entries_ptr(), self.n_entries.get() as usize) }
    }

    #[inline(always)]
    #[expect(clippy::mut_from_ref, reason = "the entries are a cell of their own; no two such borrows overlap")]
    fn entry(&self, i: usize) -> &mut DictEntry {
        debug_assert!(i < self.n_entries.get() as usize);
        // SAFETY: initialized entry; callers use the reference for one access only, under the global lock.
        unsafe { &mut *self.entries_ptr().add(i) }
    }

    /// Position of the index that refers to entry `i`, which has `hash`.
    fn position_of(&self, hash: i64, i: usize) -> usize {
        let mask = self.mask();
        let mut perturb = hash as u64;
        let mut position = hash as usize & mask;
        while self.index(position) != i as i32 {
            perturb >>= 5;
            position = (position.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
        }
        position
    }

    /// After entry `i` was deleted: brings the bounds of the live entries up to date. Each entry is passed over once, so
    /// taking entries off either end is linear in all.
    fn narrow(&self, i: usize) {
        let (mut first, mut last) = (self.first.get() as usize, self.last.get() as usize);
        if i == first {
            while first < last && self.entries()[first].key.is_none() {
                first += 1;
            }
            self.first.set(first as u32);
        }
        if i + 1 == last {
            while last > first && self.entries()[last - 1].key.is_none() {
                last -= 1;
            }
            self.last.set(last as u32);
        }
    }

    /// Position of the first empty or deleted index for `hash`.
    fn free_position(&self, hash: i64) -> usize {
        let mask = self.mask();
        let mut perturb = hash as u64;
        let mut i = hash as usize & mask;
        while self.index(i) >= 0 {
            perturb >>= 5;
            i = (i.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
        }
        i
    }
}

/// A dict.
#[repr(C)]
pub struct PyDict {
    header: Header,
    table: Field<Option<Gc<DictTable>>>,
    used: Cell<usize>,
    version: Cell<u64>,
}

// SAFETY: repr(C) with a header; registered below.
unsafe impl GcCell for PyDict {
    const KIND: Kind = Kind::DICT;
}
impl Trace for PyDict {
    fn trace(&self, marker: &mut Marker) {
        self.table.trace(marker);
    }
}

struct NextVersion(Cell<u64>);
// SAFETY: used under the interpreter's global lock only.
unsafe impl Sync for NextVersion {}
static NEXT_VERSION: NextVersion = NextVersion(Cell::new(1));

/// Outcome of [`PyDict::find_str`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StrLookup {
    /// At this entry.
    Found(usize),
    /// Not there.
    Missing,
    /// A key that is no plain str has the same hash: compare with Python's `==` ([`PyDict::find`]).
    Undecided,
}

impl PyDict {
    /// A cell to be allocated, with `shape`.
    pub fn new_cell(shape: u32) -> PyDict {
        PyDict {
            header: Header::new(shape, Kind::DICT.0),
            table: Field::new(None),
            used: Cell::new(0),
            version: Cell::new(0),
        }
    }

    /// An empty dict.
    #[inline]
    pub fn new() -> Gc<PyDict> {
        alloc(Self::new_cell(shape::DICT))
    }

    /// An empty dict with room for `n` entries.
    pub fn with_capacity(n: usize) -> Gc<PyDict> {
        let dict = Self::new();
        if n > 5 && dict.resize(log2_for(n)).is_err() {
            out_of_memory();
        }
        dict
    }

    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.used.get()
    }

    /// Whether there is none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.used.get() == 0
    }

    /// The entries in order of insertion, deleted ones (no key) included. Do not hold it across anything that may change the dict.
    #[inline(always)]
    pub fn entries(&self) -> &[DictEntry] {
        match self.table.get() {
            // SAFETY of the lifetime: the table is a cell that outlives this borrow (kept by the native stack).
            // SAFETY: the table is a live cell, and nobody writes to it while the slice is used.
            Some(table) => unsafe { &*(table.entries() as *const [DictEntry]) },
            None => &[],
        }
    }

    /// Entry `i`, if it exists and is not deleted.
    #[inline(always)]
    pub fn entry(&self, i: usize) -> Option<(Value, Value)> {
        let entry = self.entries().get(i)?;
        Some((entry.key?, entry.value?))
    }

    /// The keys and values in order. Do not hold it across anything that may change the dict.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Value, Value)> + '_ {
        self.entries().iter().filter_map(|e| Some((e.key?, e.value?)))
    }

    /// The first live entry at or after `i`, with its position.
    #[inline]
    pub fn next_entry(&self, mut i: usize) -> Option<(usize, DictEntry)> {
        let table = self.table.get()?;
        let entries = table.entries();
        i = i.max(table.first.get() as usize);
        while let Some(entry) = entries.get(i) {
            if entry.key.is_some() {
                return Some((i, *entry));
            }
            i += 1;
        }
        None
    }

    /// The last live entry before position `end`.
    pub fn prev_entry(&self, end: usize) -> Option<(usize, DictEntry)> {
        let table = self.table.get()?;
        let entries = table.entries();
        let mut i = end.min(table.last.get() as usize);
        while i > 0 {
            i -= 1;
            if entries[i].key.is_some() {
                return Some((i, entries[i]));
            }
        }
        None
    }

    /// Identity of the table, for iterators that must notice a change.
    pub fn table_id(&self) -> usize {
        self.table.get().map_or(0, |t| t.as_ptr() as usize)
    }

    /// The keys version (never 0): see the module's documentation.
    #[inline]
    pub fn keys_version(&self) -> u64 {
        if self.version.get() == 0 {
            let next = NEXT_VERSION.0.get();
            NEXT_VERSION.0.set(next + 1);
            self.version.set(next);
        }
        self.version.get()
    }

    /// The keys version if one was given out and is still right, else 0.
    #[inline(always)]
    pub fn current_version(&self) -> u64 {
        self.version.get()
    }

    /// The value slot of entry `i`, for caches guarded by the keys version.
    #[inline(always)]
    pub fn value_at(&self, i: usize) -> Option<Value> {
        self.entries().get(i)?.value
    }

    /// The address of the value of entry `i`: right while the keys version is the same.
    pub fn place_at(&self, i: usize) -> Option<*const Option<Value>> {
        self.entries().get(i).map(|entry| &raw const entry.value)
    }

    /// Looks a str up. `key` must be exactly a str.
    pub fn find_str(&self, key: Gc<PyStr>) -> StrLookup {
        let Some(table) = self.table.get() else { return StrLookup::Missing };
        let found = table.probe(key.hash(), |i, k| {
            if k == key.value() {
                return Some(StrLookup::Found(i));
            }
            if !k.is_exact_str() {
                return Some(StrLookup::Undecided);
            }
            // SAFETY: exactly a str.
            let k = unsafe { k.cast_unchecked::<PyStr>() };
            (!(k.is_interned() && key.is_interned()) && k.equals(&key)).then_some(StrLookup::Found(i))
        });
        found.unwrap_or(StrLookup::Missing)
    }

    /// The value for a str key; keys that only Python's `==` could find are not found.
    #[inline]
    pub fn get_str(&self, key: Gc<PyStr>) -> Option<Value> {
        match self.find_str(key) {
            StrLookup::Found(i) => self.value_at(i),
            _ => None,
        }
    }

    /// Looks a small int up among the keys; None if a key of another type has the same hash.
    pub fn find_small_int(&self, n: Value) -> StrLookup {
        let Some(table) = self.table.get() else { return StrLookup::Missing };
        let hash = match n.small_unchecked() {
            -1 => -2,
            other => other,
        };
        let found = table.probe(hash, |i, k| {
            if k == n {
                Some(StrLookup::Found(i))
            } else if k.is_small() {
                None
            } else {
                Some(StrLookup::Undecided)
            }
        });
        found.unwrap_or(StrLookup::Missing)
    }

    /// The position of the entry whose key is `key` (the same object) or for which `equal(entry's key)` says so. `equal` may run Python code.
    pub fn find<E>(
        &self,
        hash: i64,
        key: Value,
        mut equal: impl FnMut(Value) -> Result<bool, E>,
    ) -> Result<Option<usize>, E> {
        'restart: loop {
            let Some(table) = self.table.get() else { return Ok(None) };
            let mask = table.mask();
            let mut perturb = hash as u64;
            let mut i = hash as usize & mask;
            loop {
                let index = table.index(i);
                if index >= 0 {
                    let entry = *table.entry(index as usize);
                    if entry.hash == hash
                        && let Some(k) = entry.key
                    {
                        if k == key {
                            return Ok(Some(index as usize));
                        }
                        let same = equal(k)?;
                        if self.table.get() != Some(table)
                            || index as usize >= table.entries().len()
                            || table.entry(index as usize).key != Some(k)
                        {
                            continue 'restart;
                        }
                        if same {
                            return Ok(Some(index as usize));
                        }
                    }
                } else if index == -1 {
                    return Ok(None);
                }
                perturb >>= 5;
                i = (i.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
            }
        }
    }

    /// Replaces the value of live entry `i`.
    #[inline(always)]
    pub fn set_value(&self, i: usize, value: Value) {
        if let Some(table) = self.table.get() {
            table.entry(i).value = Some(value);
            taipan_gc::barrier(&table.header);
        }
    }

    /// Adds an entry for a key that is known to be missing.
    pub fn try_insert_new(&self, hash: i64, key: Value, value: Value) -> Result<(), OutOfMemory> {
        let table = match self.table.get() {
            Some(table) if table.n_entries.get() < table.capacity => table,
            _ => {
                self.resize(log2_for(self.used.get() * 2 + 1))?;
                match self.table.get() {
                    Some(table) => table,
                    None => return Err(OutOfMemory),
                }
            }
        };
        let n = table.n_entries.get();
        table.set_index(table.free_position(hash), n as i32);
        table.n_entries.set(n + 1);
        table.last.set(n + 1);
        *table.entry(n as usize) = DictEntry { hash, key: Some(key), value: Some(value) };
        taipan_gc::barrier(&table.header);
        if !key.is_exact_str() {
            table.header.flags.set(0);
        }
        self.used.set(self.used.get() + 1);
        self.version.set(0);
        Ok(())
    }

    /// Sets the value for a key that is exactly a str. Keys that only Python's `==` could find are not looked for.
    pub fn set_str(&self, key: Gc<PyStr>, value: Value) {
        match self.find_str(key) {
            StrLookup::Found(i) => self.set_value(i, value),
            _ => {
                if self.try_insert_new(key.hash(), key.value(), value).is_err() {
                    out_of_memory();
                }
            }
        }
    }

    /// Removes live entry `i` and returns its key and value.
    pub fn remove_entry(&self, i: usize) -> Option<(Value, Value)> {
        let table = self.table.get()?;
        let entry = *table.entries().get(i)?;
        let (key, value) = (entry.key?, entry.value?);
        let position = table.position_of(entry.hash, i);
        table.set_index(position, -2);
        *table.entry(i) = DictEntry { hash: 0, key: None, value: None };
        self.used.set(self.used.get() - 1);
        self.version.set(0);
        table.narrow(i);
        if i + 1 == table.n_entries.get() as usize && self.used.get() == 0 {
            self.table.set_in(&self.header, None);
        }
        Some((key, value))
    }

    /// Makes live entry `i` the last one.
    pub fn move_to_end(&self, i: usize) -> Result<(), OutOfMemory> {
        let hash = self.entries().get(i).map_or(0, |entry| entry.hash);
        if self.prev_entry(usize::MAX).is_some_and(|(last, _)| last == i) {
            return Ok(());
        }
        match self.remove_entry(i) {
            Some((key, value)) => self.try_insert_new(hash, key, value),
            None => Ok(()),
        }
    }

    /// Makes live entry `i` the first one. Room for it is made in front of all entries, for as many as there are, so that
    /// this takes constant time on average.
    pub fn move_to_front(&self, mut i: usize) -> Result<(), OutOfMemory> {
        let Some(mut table) = self.table.get() else { return Ok(()) };
        if i == table.first.get() as usize {
            return Ok(());
        }
        if table.first.get() == 0 {
            let fresh = DictTable::try_new(log2_for(self.used.get() * 2 + 2))?;
            fresh.header.flags.set(table.header.flags.get());
            let gap = (fresh.capacity as usize - self.used.get()) / 2;
            fresh.n_entries.set((gap + self.used.get()) as u32);
            fresh.first.set(gap as u32);
            fresh.last.set((gap + self.used.get()) as u32);
            for k in 0..gap {
                *fresh.entry(k) = DictEntry { hash: 0, key: None, value: None };
            }
            let mut moved = i;
            let live = table.entries().iter().enumerate().filter(|(_, entry)| entry.key.is_some());
            for (at, (k, entry)) in (gap..).zip(live) {
                fresh.set_index(fresh.free_position(entry.hash), at as i32);
                *fresh.entry(at) = *entry;
                if k == i {
                    moved = at;
                }
            }
            i = moved;
            self.table.set_in(&self.header, Some(fresh));
            table = fresh;
        }
        let target = table.first.get() as usize - 1;
        let entry = *table.entry(i);
        table.set_index(table.position_of(entry.hash, i), target as i32);
        *table.entry(target) = entry;
        taipan_gc::barrier(&table.header);
        *table.entry(i) = DictEntry { hash: 0, key: None, value: None };
        table.first.set(target as u32);
        table.narrow(i);
        self.version.set(0);
        Ok(())
    }

    /// Removes the value for a str key; see [`PyDict::get_str`].
    pub fn remove_str(&self, key: Gc<PyStr>) -> Option<Value> {
        match self.find_str(key) {
            StrLookup::Found(i) => self.remove_entry(i).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Removes everything.
    pub fn clear(&self) {
        self.table.set_in(&self.header, None);
        self.used.set(0);
        self.version.set(0);
    }

    fn resize(&self, log2: u8) -> Result<(), OutOfMemory> {
        let fresh = DictTable::try_new(log2)?;
        let mut n = 0;
        if let Some(old) = self.table.get() {
            fresh.header.flags.set(old.header.flags.get());
            for entry in old.entries() {
                if entry.key.is_some() {
                    fresh.set_index(fresh.free_position(entry.hash), n);
                    fresh.n_entries.set(n as u32 + 1);
                    fresh.last.set(n as u32 + 1);
                    *fresh.entry(n as usize) = *entry;
                    n += 1;
                }
            }
        }
        self.table.set_in(&self.header, Some(fresh));
        self.version.set(0);
        Ok(())
    }

    /// A copy with the same entries (hashes are not computed again).
    pub fn try_copy_into(&self, target: &PyDict) -> Result<(), OutOfMemory> {
        let fresh = DictTable::try_new(log2_for(self.used.get()))?;
        let mut n = 0;
        for entry in self.entries() {
            if entry.key.is_some() {
                fresh.set_index(fresh.free_position(entry.hash), n);
                fresh.n_entries.set(n as u32 + 1);
                fresh.last.set(n as u32 + 1);
                *fresh.entry(n as usize) = *entry;
                n += 1;
            }
        }
        if let Some(old) = self.table.get() {
            fresh.header.flags.set(old.header.flags.get());
        }
        target.table.set_in(&target.header, Some(fresh));
        target.used.set(n as usize);
        target.version.set(0);
        Ok(())
    }

    /// A copy of type dict.
    pub fn copy(&self) -> Gc<PyDict> {
        let copy = PyDict::new();
        if !self.is_empty() && self.try_copy_into(&copy).is_err() {
            out_of_memory();
        }
        copy
    }

    /// Whether every key is exactly a str.
    pub fn has_only_str_keys(&self) -> bool {
        self.table.get().is_none_or(|t| t.header.flags.get() & ALL_STR != 0)
    }

    /// Bytes of memory beyond the object itself, for `__sizeof__`.
    pub fn table_bytes(&self) -> usize {
        self.table.get().map_or(0, |t| {
            let n = 1usize << t.log2;
            (n << t.width) + t.capacity as usize * size_of::<DictEntry>()
        })
    }
}

/// log2 of the smallest number of indices that leaves room for `n` entries.
fn log2_for(n: usize) -> u8 {
    let mut log2 = MIN_LOG2;
    while (1usize << log2) * 2 / 3 < n && log2 < 62 {
        log2 += 1;
    }
    log2
}

pub(crate) fn register_kinds() {
    register::<DictTable>("dict table", false);
    register::<PyDict>("dict", false);
}
