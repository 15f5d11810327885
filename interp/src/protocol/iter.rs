//! Iteration, length, and the conversions to list and tuple.

use crate::builtins::iterators::PySeqIter;
use crate::builtins::prelude::*;

impl Vm {
    /// `iter(value)`.
    pub fn iter(&self, value: Value) -> PyResult {
        let slots = self.slots_of(value);
        if let Some(iter) = slots.iter {
            let iterator = iter(self, value)?;
            if self.slots_of(iterator).iternext.is_none() {
                return Err(
                    self.type_error(format!("iter() returned non-iterator of type '{}'", self.type_name(iterator)))
                );
            }
            return Ok(iterator);
        }
        // Classes that only have __getitem__; dicts and mappings have __iter__.
        if slots.sq_item.is_some()
            || slots.getitem.is_some()
                // (A native class says by sq_item that it is a sequence.)
                && self.type_of(value).has(ClassFlags::HEAP)
                && self.type_of(value).lookup(self.names().__getitem__).is_some()
                && !value.is::<PyType>()
        {
            let cell = PySeqIter {
                header: PySeqIter::header(shape::SEQ_ITER),
                sequence: Field::new(Some(value)),
                index: Cell::new(0),
            };
            return Ok(alloc(cell).value());
        }
        Err(self.type_error(format!("'{}' object is not iterable", self.type_name(value))))
    }

    /// The next item of an iterator; `None` = exhausted. A StopIteration that carries a value is taken as exhaustion too.
    #[inline]
    pub fn next(&self, iterator: Value) -> PyResult<Option<Value>> {
        if iterator.is_cell() && iterator.shape() == shape::LIST_ITER {
            // SAFETY: exactly a list_iterator.
            let it = unsafe { iterator.cast_unchecked::<crate::builtins::list::PyListIter>() };
            if let Some(list) = it.list.get()
                && let i = it.index.get()
                && i < list.items.len()
            {
                it.index.set(i + 1);
                return Ok(list.items.get(i));
            }
        }
        match self.slots_of(iterator).iternext {
            Some(next) => match next(self, iterator) {
                Ok(item) => Ok(item),
                Err(raised) => {
                    if self.catch(self.exc().StopIteration).is_some() {
                        Ok(None)
                    } else {
                        Err(raised)
                    }
                }
            },
            None => Err(self.type_error(format!("'{}' object is not an iterator", self.type_name(iterator)))),
        }
    }

    /// Calls `f` for every item; `f` returns true to stop.
    pub fn for_each_until(&self, value: Value, mut f: impl FnMut(Value) -> PyResult<bool>) -> PyResult<bool> {
        if value.is_cell() && value.shape() == shape::LIST {
            // SAFETY: exactly a list.
            let list = unsafe { value.cast_unchecked::<PyList>() };
            let mut i = 0;
            while let Some(item) = list.items.get(i) {
                if f(item)? {
                    return Ok(true);
                }
                i += 1;
            }
            return Ok(false);
        }
        if value.is_cell() && value.shape() == shape::TUPLE {
            // SAFETY: exactly a tuple.
            let tuple = unsafe { value.cast_unchecked::<PyTuple>() };
            for i in 0..tuple.len() {
                if f(tuple.as_slice()[i])? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let iterator = self.iter(value)?;
        while let Some(item) = self.next(iterator)? {
            if f(item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Calls `f` for every item.
    pub fn for_each(&self, value: Value, mut f: impl FnMut(Value) -> PyResult<()>) -> PyResult<()> {
        self.for_each_until(value, |item| f(item).map(|()| false)).map(|_| ())
    }

    /// `list(value)`.
    pub fn to_list(&self, value: Value) -> PyResult<Gc<PyList>> {
        if value.is_cell() && value.shape() == shape::LIST {
            return Ok(PyList::new(crate::vm::expect::<PyList>(value).items.as_slice()));
        }
        if value.is_cell() && value.shape() == shape::TUPLE {
            return Ok(PyList::new(crate::vm::expect::<PyTuple>(value).as_slice()));
        }
        let list = PyList::new(&[]);
        let iterator = self.iter(value)?;
        let hint = self.length_hint(value, 0)?;
        if hint > 0 && hint < 1 << 24 {
            list.items.try_reserve(hint)?;
        }
        while let Some(item) = self.next(iterator)? {
            list.items.push_in(list.header(), item);
        }
        Ok(list)
    }

    /// `tuple(value)`.
    pub fn to_tuple(&self, value: Value) -> PyResult<Gc<PyTuple>> {
        if value.is_cell() && value.shape() == shape::TUPLE {
            return Ok(crate::vm::expect(value));
        }
        let list = if value.is_cell() && value.shape() == shape::LIST {
            crate::vm::expect(value)
        } else {
            self.to_list(value)?
        };
        Ok(PyTuple::try_new(list.items.as_slice(), shape::TUPLE, 0)?)
    }

    /// `len(value)`.
    pub fn len(&self, value: Value) -> PyResult<usize> {
        match self.slots_of(value).len {
            Some(len) => len(self, value),
            None => Err(self.type_error(format!("object of type '{}' has no len()", self.type_name(value)))),
        }
    }

    /// `operator.length_hint(value, default)`.
    pub fn length_hint(&self, value: Value, default: usize) -> PyResult<usize> {
        if let Some(len) = self.slots_of(value).len {
            match self.ignore(self.exc().TypeError, len(self, value))? {
                Some(n) => return Ok(n),
                None => return Ok(default),
            }
        }
        let Some(method) = self.lookup_special(value, self.names().__length_hint__)? else { return Ok(default) };
        let hint = match self.ignore(self.exc().TypeError, self.call(method, &[]))? {
            None | Some(Value::NOT_IMPLEMENTED) => return Ok(default),
            Some(hint) => hint,
        };
        let Some(n) = hint.as_int().and_then(|n| n.to_i64()) else {
            return Err(self.type_error(format!("__length_hint__ must be an integer, not {}", self.type_name(hint))));
        };
        if n < 0 {
            return Err(self.value_error("__length_hint__() should return >= 0"));
        }
        Ok(n as usize)
    }
}
