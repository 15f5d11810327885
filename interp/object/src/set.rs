//! `set` and `frozenset`: open addressing with the probe sequence and growth policy of CPython's sets, because the iteration
//! order of a set is visible to programs.

use crate::cell::{Field, Gc, GcCell, Header, OutOfMemory, alloc, register, try_alloc_sized};
use crate::kind::Kind;
use crate::shape;
use crate::value::Value;
use std::cell::Cell;
use taipan_gc::{Marker, Trace};

/// Neighboring entries looked at before the next jump.
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;
const MIN_SIZE: usize = 8;

/// One entry: empty (no key, hash 0), deleted (no key, hash -1), or a key with its hash.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct SetEntry {
    /// The key.
    pub key: Option<Value>,
    /// Its hash.
    pub hash: i64,
}

/// The entries of a set.
#[repr(C)]
pub struct SetTable {
    header: Header,
    mask: usize,
}

// SAFETY: repr(C) with a header; registered below.
unsafe impl GcCell for SetTable {
    const KIND: Kind = Kind::SET_TABLE;
}
impl Trace for SetTable {
    fn trace(&self, marker: &mut Marker) {
        for entry in self.entries() {
            entry.key.trace(marker);
        }
    }
}

impl SetTable {
    fn try_new(size: usize) -> Result<Gc<SetTable>, OutOfMemory> {
        let bytes = size
            .checked_mul(size_of::<SetEntry>())
            .and_then(|n| n.checked_add(size_of::<SetTable>()))
            .ok_or(OutOfMemory)?;
        try_alloc_sized(SetTable { header: Header::new(0, Kind::SET_TABLE.0), mask: size - 1 }, bytes)
    }

    #[inline(always)]
    fn entries(&self) -> &[SetEntry] {
        // SAFETY: mask + 1 zero-initialized entries follow the struct.
        unsafe { std::slice::from_raw_parts((self as *const SetTable).add(1) as *const SetEntry, self.mask + 1) }
    }

    #[inline(always)]
    fn write(&self, i: usize, entry: SetEntry) {
        debug_assert!(i <= self.mask);
        // SAFETY: in range.
        unsafe { *((self as *const SetTable).add(1) as *mut SetEntry).add(i) = entry };
        taipan_gc::barrier(&self.header);
    }

    /// Adds a key to a table without deleted entries that does not hold it.
    fn insert_clean(&self, key: Value, hash: i64) {
        let mask = self.mask;
        let mut perturb = hash as u64;
        let mut i = hash as usize & mask;
        loop {
            let probes = if i + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
            for j in 0..=probes {
                if self.entries()[i + j].key.is_none() {
                    self.write(i + j, SetEntry { key: Some(key), hash });
                    return;
                }
            }
            perturb >>= PERTURB_SHIFT;
            i = (i.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb as usize)) & mask;
        }
    }
}

/// A set or frozenset.
#[repr(C)]
pub struct PySet {
    header: Header,
    table: Field<Option<Gc<SetTable>>>,
    /// Keys and deleted entries.
    fill: Cell<usize>,
    /// Keys.
    used: Cell<usize>,
    /// Where [`PySet::pop`] goes on searching.
    finger: Cell<usize>,
    /// A frozenset's hash, once computed (0 = not yet).
    pub hash: Cell<i64>,
}

// SAFETY: repr(C) with a header; registered below.
unsafe impl GcCell for PySet {
    const KIND: Kind = Kind::SET;
}
impl Trace for PySet {
    fn trace(&self, marker: &mut Marker) {
        self.table.trace(marker);
    }
}

impl PySet {
    /// A cell to be allocated, with `shape`.
    pub fn new_cell(shape: u32) -> PySet {
        PySet {
            header: Header::new(shape, Kind::SET.0),
            table: Field::new(None),
            fill: Cell::new(0),
            used: Cell::new(0),
            finger: Cell::new(0),
            hash: Cell::new(0),
        }
    }

    /// An empty set.
    pub fn new() -> Gc<PySet> {
        alloc(Self::new_cell(shape::SET))
    }

    /// An empty frozenset, to be filled before anyone sees it.
    pub fn new_frozen() -> Gc<PySet> {
        alloc(Self::new_cell(shape::FROZENSET))
    }

    /// Number of keys.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.used.get()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.used.get() == 0
    }

    /// The entries by position. Do not hold it across anything that may change the set.
    pub fn entries(&self) -> &[SetEntry] {
        match self.table.get() {
            // SAFETY of the lifetime: the table is a cell that outlives this borrow.
            // SAFETY: the table is a live cell, and nobody writes to it while the slice is used.
            Some(table) => unsafe { &*(table.entries() as *const [SetEntry]) },
            None => &[],
        }
    }

    /// The keys in iteration order. Do not hold it across anything that may change the set.
    pub fn iter(&self) -> impl Iterator<Item = Value> + '_ {
        self.entries().iter().filter_map(|e| e.key)
    }

    /// The first key at or after position `i`, with its position and hash.
    pub fn next_entry(&self, mut i: usize) -> Option<(usize, Value, i64)> {
        let entries = self.entries();
        while let Some(entry) = entries.get(i) {
            if let Some(key) = entry.key {
                return Some((i, key, entry.hash));
            }
            i += 1;
        }
        None
    }

    /// The position of the key that is `key` or for which `equal(set's key)` says so. `equal` may run Python code.
    pub fn find<E>(
        &self,
        hash: i64,
        key: Value,
        mut equal: impl FnMut(Value) -> Result<bool, E>,
    ) -> Result<Option<usize>, E> {
        'restart: loop {
            let Some(table) = self.table.get() else { return Ok(None) };
            let mask = table.mask;
            let mut perturb = hash as u64;
            let mut i = hash as usize & mask;
            loop {
                let probes = if i + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
                for j in 0..=probes {
                    let entry = table.entries()[i + j];
                    match entry.key {
                        None if entry.hash == 0 => return Ok(None),
                        Some(k) if entry.hash == hash => {
                            if k == key {
                                return Ok(Some(i + j));
                            }
                            let same = equal(k)?;
                            if self.table.get() != Some(table) || table.entries()[i + j].key != Some(k) {
                                continue 'restart;
                            }
                            if same {
                                return Ok(Some(i + j));
                            }
                        }
                        _ => {}
                    }
                }
                perturb >>= PERTURB_SHIFT;
                i = (i.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb as usize)) & mask;
            }
        }
    }

    /// Adds a key that is known to be missing.
    pub fn try_insert_new(&self, hash: i64, key: Value) -> Result<(), OutOfMemory> {
        if self.table.get().is_none() {
            self.table.set_in(&self.header, Some(SetTable::try_new(MIN_SIZE)?));
        }
        let Some(table) = self.table.get() else { return Err(OutOfMemory) };
        let mask = table.mask;
        let mut perturb = hash as u64;
        let mut i = hash as usize & mask;
        // The last deleted entry on the way is used again.
        let mut deleted = None;
        let at = 'search: loop {
            let probes = if i + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
            for j in 0..=probes {
                let entry = table.entries()[i + j];
                if entry.key.is_none() {
                    if entry.hash == 0 {
                        break 'search i + j;
                    }
                    deleted = Some(i + j);
                }
            }
            perturb >>= PERTURB_SHIFT;
            i = (i.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb as usize)) & mask;
        };
        table.write(deleted.unwrap_or(at), SetEntry { key: Some(key), hash });
        if deleted.is_some() {
            self.used.set(self.used.get() + 1);
            self.hash.set(0);
            return Ok(());
        }
        self.used.set(self.used.get() + 1);
        self.fill.set(self.fill.get() + 1);
        self.hash.set(0);
        if self.fill.get() * 5 >= mask * 3 {
            let used = self.used.get();
            self.resize(if used > 50_000 { used * 2 } else { used * 4 })?;
        }
        Ok(())
    }

    /// Removes the key at `position`.
    pub fn remove_at(&self, position: usize) -> Option<Value> {
        let table = self.table.get()?;
        let key = table.entries().get(position)?.key?;
        table.write(position, SetEntry { key: None, hash: -1 });
        self.used.set(self.used.get() - 1);
        Some(key)
    }

    /// Removes and returns some key: searches on from where the last such search ended.
    pub fn pop(&self) -> Option<Value> {
        if self.is_empty() {
            return None;
        }
        let from = self.finger.get() & self.mask();
        let (at, key, _) = self.next_entry(from).or_else(|| self.next_entry(0))?;
        self.finger.set(at + 1);
        self.remove_at(at);
        Some(key)
    }

    /// Makes room for `minimum` keys.
    pub fn resize(&self, minimum: usize) -> Result<(), OutOfMemory> {
        let mut size = MIN_SIZE;
        while size <= minimum {
            size = size.checked_mul(2).ok_or(OutOfMemory)?;
        }
        let fresh = SetTable::try_new(size)?;
        for entry in self.entries() {
            if let Some(key) = entry.key {
                fresh.insert_clean(key, entry.hash);
            }
        }
        self.table.set_in(&self.header, Some(fresh));
        self.fill.set(self.used.get());
        Ok(())
    }

    /// Removes everything.
    pub fn clear(&self) {
        self.table.set_in(&self.header, None);
        self.fill.set(0);
        self.used.set(0);
    }

    /// Size of the table minus one (`set.__sizeof__`, and the merge policy of `set.update`).
    pub fn mask(&self) -> usize {
        self.table.get().map_or(MIN_SIZE - 1, |t| t.mask)
    }

    /// Keys plus deleted entries.
    pub fn fill(&self) -> usize {
        self.fill.get()
    }

    /// Copies all keys of `other` into this empty set, in the layout that CPython gives such a copy.
    pub fn try_copy_from(&self, other: &PySet) -> Result<(), OutOfMemory> {
        if other.is_empty() {
            return Ok(());
        }
        if (self.fill.get() + other.used.get()) * 5 >= self.mask() * 3 {
            self.resize((self.used.get() + other.used.get()) * 2)?;
        }
        if self.table.get().is_none() {
            self.table.set_in(&self.header, Some(SetTable::try_new(MIN_SIZE)?));
        }
        let Some(table) = self.table.get() else { return Err(OutOfMemory) };
        if table.mask == other.mask() && other.fill.get() == other.used.get() {
            for (i, entry) in other.entries().iter().enumerate() {
                if entry.key.is_some() {
                    table.write(i, *entry);
                }
            }
        } else {
            for entry in other.entries() {
                if let Some(key) = entry.key {
                    table.insert_clean(key, entry.hash);
                }
            }
        }
        self.used.set(other.used.get());
        self.fill.set(other.used.get());
        Ok(())
    }

    /// Exchanges the contents with `other`'s.
    pub fn swap(&self, other: &PySet) {
        let (a, b) = (self.table.get(), other.table.get());
        self.table.set_in(&self.header, b);
        other.table.set_in(&other.header, a);
        self.fill.swap(&other.fill);
        self.used.swap(&other.used);
    }
}

pub(crate) fn register_kinds() {
    register::<SetTable>("set table", false);
    register::<PySet>("set", false);
}
