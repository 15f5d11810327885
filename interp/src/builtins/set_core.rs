//! What everyone does with sets: lookup, insertion, removal and filling, with Python's `==` and `hash`.
//!
//! Knows no argument parsing and no methods of `set` (see `set.rs`). A search may run Python code; between a search and the change
//! that follows it nothing else runs.

use super::prelude::*;

impl Vm {
    /// The hash of a set element: "cannot use 'list' as a set element (unhashable type: 'list')".
    #[inline]
    pub fn set_key_hash(&self, key: Value) -> PyResult<i64> {
        match self.hash(key) {
            Ok(hash) => Ok(hash),
            Err(raised) => Err(self.explain_unhashable(key, "a set element", raised)),
        }
    }

    /// The position of the element `key`, whose hash is known.
    #[inline]
    pub fn set_find(&self, set: Gc<PySet>, key: Value, hash: i64) -> PyResult<Option<usize>> {
        set.find(hash, key, |k| self.equal(k, key))
    }

    /// Adds a key with a known hash; true if it is new.
    #[inline]
    pub fn set_add_hashed(&self, set: Gc<PySet>, key: Value, hash: i64) -> PyResult<bool> {
        if self.set_find(set, key, hash)?.is_some() {
            return Ok(false);
        }
        set.try_insert_new(hash, key)?;
        Ok(true)
    }

    /// Adds a key; true if it is new.
    pub fn set_add(&self, set: Gc<PySet>, key: Value) -> PyResult<bool> {
        let hash = self.set_key_hash(key)?;
        self.set_add_hashed(set, key, hash)
    }

    /// Whether `key` is there.
    pub fn set_contains(&self, set: Gc<PySet>, key: Value) -> PyResult<bool> {
        let hash = self.set_key_hash(key)?;
        Ok(self.set_find(set, key, hash)?.is_some())
    }

    /// Removes `key`; false if it was not there.
    pub fn set_discard(&self, set: Gc<PySet>, key: Value) -> PyResult<bool> {
        let hash = self.set_key_hash(key)?;
        self.set_discard_hashed(set, key, hash)
    }

    /// Removes a key with a known hash; false if it was not there.
    pub fn set_discard_hashed(&self, set: Gc<PySet>, key: Value, hash: i64) -> PyResult<bool> {
        match self.set_find(set, key, hash)? {
            Some(at) => Ok(set.remove_at(at).is_some()),
            None => Ok(false),
        }
    }

    /// Adds all keys of `other`.
    pub fn set_merge(&self, set: Gc<PySet>, other: Gc<PySet>) -> PyResult<()> {
        if set == other || other.is_empty() {
            return Ok(());
        }
        if set.is_empty() && set.fill() == 0 {
            set.try_copy_from(&other)?;
            return Ok(());
        }
        if (set.fill() + other.len()) * 5 >= set.mask() * 3 {
            set.resize((set.len() + other.len()) * 2)?;
        }
        let mut i = 0;
        while let Some((at, key, hash)) = other.next_entry(i) {
            i = at + 1;
            self.set_add_hashed(set, key, hash)?;
        }
        Ok(())
    }

    /// Adds everything that `iterable` gives.
    pub fn set_update(&self, set: Gc<PySet>, iterable: Value) -> PyResult<()> {
        if let Some(other) = iterable.cast::<PySet>() {
            return self.set_merge(set, other);
        }
        if iterable.is_cell() && iterable.shape() == shape::DICT {
            let dict: Gc<PyDict> = crate::vm::expect(iterable);
            let wanted = set.fill() + dict.len();
            if wanted * 5 >= set.mask() * 3 {
                set.resize((set.len() + dict.len()) * 2)?;
            }
            let size = dict.len();
            let mut i = 0;
            while let Some((at, entry)) = dict.next_entry(i) {
                i = at + 1;
                if let Some(key) = entry.key {
                    self.set_add_hashed(set, key, entry.hash)?;
                }
                if dict.len() != size {
                    return Err(self.runtime_error("dictionary changed size during iteration"));
                }
            }
            return Ok(());
        }
        self.for_each(iterable, |key| self.set_add(set, key).map(|_| ()))
    }

    /// Whether every key of `a` is in `b`.
    pub fn set_is_subset(&self, a: Gc<PySet>, b: Gc<PySet>) -> PyResult<bool> {
        if a.len() > b.len() {
            return Ok(false);
        }
        let mut i = 0;
        while let Some((at, key, hash)) = a.next_entry(i) {
            i = at + 1;
            if self.set_find(b, key, hash)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether both hold the same keys.
    pub fn set_equal(&self, a: Gc<PySet>, b: Gc<PySet>) -> PyResult<bool> {
        if a.len() != b.len() {
            return Ok(false);
        }
        let (x, y) = (a.hash.get(), b.hash.get());
        if x != 0 && y != 0 && x != y {
            return Ok(false);
        }
        self.check_native_stack()?;
        self.set_is_subset(a, b)
    }
}
