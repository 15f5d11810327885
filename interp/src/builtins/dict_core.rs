//! What everyone does with dicts: lookup, insertion, removal, merging and comparison with Python's `==` and `hash`.
//!
//! Knows no argument parsing and no methods of `dict` (see `dict.rs`). A search may run Python code; between a search and the
//! change that follows it nothing else runs.

use super::prelude::*;
use taipan_object::dict::StrLookup;

impl Vm {
    /// The hash of a dict key: "cannot use 'list' as a dict key (unhashable type: 'list')".
    #[inline]
    pub fn dict_key_hash(&self, key: Value) -> PyResult<i64> {
        match self.hash(key) {
            Ok(hash) => Ok(hash),
            Err(raised) => Err(self.explain_unhashable(key, "a dict key", raised)),
        }
    }

    /// Rewords the pending TypeError of a failed `hash(key)` by the use that was made of the key.
    #[cold]
    pub(crate) fn explain_unhashable(&self, key: Value, what: &str, raised: Raised) -> Raised {
        let exception = self.raised();
        if self.type_of(exception.value()) != self.exc().TypeError {
            return raised;
        }
        self.take_raised();
        let text = match self.str(exception.value()) {
            Ok(text) => text,
            Err(raised) => return raised,
        };
        let class = super::support::fully_qualified_name(self.type_of(key));
        self.type_error(format!("cannot use '{class}' as {what} ({})", text.to_string_lossy()))
    }

    /// The position of the entry with `key`, whose hash is known.
    #[inline]
    pub fn dict_find(&self, dict: Gc<PyDict>, key: Value, hash: i64) -> PyResult<Option<usize>> {
        if key.is_exact_str() {
            // SAFETY: exactly a str.
            match dict.find_str(unsafe { key.cast_unchecked::<PyStr>() }) {
                StrLookup::Found(i) => return Ok(Some(i)),
                StrLookup::Missing => return Ok(None),
                StrLookup::Undecided => {}
            }
        }
        dict.find(hash, key, |k| self.equal(k, key))
    }

    /// `dict.get(key)` with the hash known.
    pub fn dict_get_hashed(&self, dict: Gc<PyDict>, key: Value, hash: i64) -> PyResult<Option<Value>> {
        Ok(self.dict_find(dict, key, hash)?.and_then(|i| dict.value_at(i)))
    }

    /// The value for `key`; `None` if it is missing.
    #[inline]
    pub fn dict_get(&self, dict: Gc<PyDict>, key: Value) -> PyResult<Option<Value>> {
        let hash = self.dict_key_hash(key)?;
        self.dict_get_hashed(dict, key, hash)
    }

    /// Whether `key` is there.
    pub fn dict_contains(&self, dict: Gc<PyDict>, key: Value) -> PyResult<bool> {
        let hash = self.dict_key_hash(key)?;
        Ok(self.dict_find(dict, key, hash)?.is_some())
    }

    /// `dict[key] = value` with the hash known.
    pub fn dict_set_hashed(&self, dict: Gc<PyDict>, key: Value, hash: i64, value: Value) -> PyResult<()> {
        match self.dict_find(dict, key, hash)? {
            Some(i) => dict.set_value(i, value),
            None => dict.try_insert_new(hash, key, value)?,
        }
        Ok(())
    }

    /// `dict[key] = value`.
    #[inline]
    pub fn dict_set(&self, dict: Gc<PyDict>, key: Value, value: Value) -> PyResult<()> {
        let hash = self.dict_key_hash(key)?;
        self.dict_set_hashed(dict, key, hash, value)
    }

    /// Removes `key` and returns its value; `None` if it is missing.
    pub fn dict_del(&self, dict: Gc<PyDict>, key: Value) -> PyResult<Option<Value>> {
        let hash = self.dict_key_hash(key)?;
        Ok(self.dict_find(dict, key, hash)?.and_then(|i| dict.remove_entry(i)).map(|(_, value)| value))
    }

    /// `dict.setdefault(key, value)`.
    pub fn dict_set_default(&self, dict: Gc<PyDict>, key: Value, value: Value) -> PyResult {
        let hash = self.dict_key_hash(key)?;
        match self.dict_find(dict, key, hash)?.and_then(|i| dict.value_at(i)) {
            Some(found) => Ok(found),
            None => {
                dict.try_insert_new(hash, key, value)?;
                Ok(value)
            }
        }
    }

    /// The dict that `value` is, if it can be read entry by entry: a dict whose class does not iterate differently.
    pub fn plain_dict(&self, value: Value) -> Option<Gc<PyDict>> {
        let dict = value.cast::<PyDict>()?;
        if value.shape() == shape::DICT {
            return Some(dict);
        }
        let own = self.slots_of(value).iter.map(|f| f as usize);
        let base = self.types().dict.slots().iter.map(|f| f as usize);
        (own == base).then_some(dict)
    }

    /// Copies all entries of mapping `other` into `dict`; entries that are there already are replaced if `replace`.
    pub fn dict_merge(&self, dict: Gc<PyDict>, other: Value, replace: bool) -> PyResult<()> {
        if let Some(source) = self.plain_dict(other) {
            return self.merge_dict(dict, source, replace);
        }
        let keys = self.call_method(other, "keys", &[])?;
        let iterator = self.iter(keys)?;
        while let Some(key) = self.next(iterator)? {
            if !replace && self.dict_contains(dict, key)? {
                continue;
            }
            let value = self.get_item(other, key)?;
            self.dict_set(dict, key, value)?;
        }
        Ok(())
    }

    fn merge_dict(&self, dict: Gc<PyDict>, source: Gc<PyDict>, replace: bool) -> PyResult<()> {
        if dict == source || source.is_empty() {
            return Ok(());
        }
        if dict.is_empty() && dict.value().shape() == shape::DICT {
            source.try_copy_into(&dict)?;
            return Ok(());
        }
        let size = source.len();
        let mut i = 0;
        while let Some((at, entry)) = source.next_entry(i) {
            i = at + 1;
            let (Some(key), Some(value)) = (entry.key, entry.value) else { continue };
            match self.dict_find(dict, key, entry.hash)? {
                Some(at) if replace => dict.set_value(at, value),
                Some(_) => {}
                None => dict.try_insert_new(entry.hash, key, value)?,
            }
            if source.len() != size {
                return Err(self.runtime_error("dict mutated during update"));
            }
        }
        Ok(())
    }

    /// `dict.update(other)`: a mapping (has `keys`) or an iterable of pairs.
    pub fn dict_update(&self, dict: Gc<PyDict>, other: Value) -> PyResult<()> {
        if other.is_cell() && other.shape() == shape::DICT || self.get_attr_opt(other, intern("keys"))?.is_some() {
            self.dict_merge(dict, other, true)
        } else {
            self.dict_merge_pairs(dict, other)
        }
    }

    /// Adds the pairs that iterable `pairs` gives.
    pub fn dict_merge_pairs(&self, dict: Gc<PyDict>, pairs: Value) -> PyResult<()> {
        let iterator = self.iter(pairs)?;
        let mut n = 0usize;
        while let Some(item) = self.next(iterator)? {
            let pair = match self.to_pair_list(item) {
                Ok(pair) => pair,
                Err(raised) => {
                    if self.raised_is(self.exc().TypeError) {
                        let note = format!("Cannot convert dictionary update sequence element #{n} to a sequence");
                        self.add_note(self.raised(), &note);
                    }
                    return Err(raised);
                }
            };
            let (Some(key), Some(value), 2) = (pair.items.get(0), pair.items.get(1), pair.items.len()) else {
                return Err(self.value_error(format!(
                    "dictionary update sequence element #{n} has length {}; 2 is required",
                    pair.items.len()
                )));
            };
            self.dict_set(dict, key, value)?;
            n += 1;
        }
        Ok(())
    }

    fn to_pair_list(&self, item: Value) -> PyResult<Gc<PyList>> {
        match item.cast::<PyList>() {
            Some(list) => Ok(list),
            None if self.slots_of(item).iter.is_none() && self.slots_of(item).getitem.is_none() => {
                Err(self.type_error("object is not iterable"))
            }
            None => self.to_list(item),
        }
    }

    /// Whether both have equal values for the same keys.
    pub fn dict_equal(&self, a: Gc<PyDict>, b: Gc<PyDict>) -> PyResult<bool> {
        if a.len() != b.len() {
            return Ok(false);
        }
        self.check_native_stack()?;
        let mut i = 0;
        while let Some((at, entry)) = a.next_entry(i) {
            i = at + 1;
            let (Some(key), Some(value)) = (entry.key, entry.value) else { continue };
            match self.dict_get_hashed(b, key, entry.hash)? {
                Some(other) if self.equal(other, value)? => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }
}
