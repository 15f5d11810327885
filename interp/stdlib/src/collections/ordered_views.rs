//! Views and the iterator of `OrderedDict`. The views are those of dict with another iterator, which notices every change
//! of the set or the order of the keys.

use std::cell::Cell;
use taipan_interp::builtins::dict_views::{DictItemsType, DictKeysType, DictValuesType, Part, PyDictView};
use taipan_interp::builtins::support;
use taipan_interp::native::*;

/// A view of the given class.
pub fn view(dict: Gc<PyDict>, class: Gc<PyType>, vm: &Vm) -> Value {
    taipan_object::alloc(PyDictView { header: PyDictView::header(vm.instance_shape(class)), dict }).value()
}

/// Iterator over a part of the entries of an ordered dict.
#[pyclass(name = "odict_iterator", no_new)]
pub struct OrderedIterator {
    /// None once the iterator is exhausted.
    dict: Field<Option<Gc<PyDict>>>,
    /// Forwards: the position of the next entry. Backwards: one past it.
    #[no_trace]
    position: Cell<usize>,
    /// The keys version that the dict must still have.
    #[no_trace]
    version: Cell<u64>,
    #[no_trace]
    part: Part,
    reverse: bool,
}

impl OrderedIterator {
    /// An iterator over all entries.
    pub fn start(vm: &Vm, dict: Gc<PyDict>, part: Part, reverse: bool) -> PyResult<Obj<OrderedIterator>> {
        vm.new_object(OrderedIterator {
            dict: Field::new(Some(dict)),
            position: Cell::new(if reverse { usize::MAX } else { 0 }),
            version: Cell::new(dict.keys_version()),
            part,
            reverse,
        })
    }

    fn step(&self, vm: &Vm) -> PyResult<Option<Value>> {
        let Some(dict) = self.dict.get() else { return Ok(None) };
        if dict.current_version() != self.version.get() {
            return Err(vm.runtime_error("OrderedDict mutated during iteration"));
        }
        let position = self.position.get();
        let found = if self.reverse { dict.prev_entry(position) } else { dict.next_entry(position) };
        let Some((at, entry)) = found else {
            self.dict.set(None);
            return Ok(None);
        };
        self.position.set(if self.reverse { at } else { at + 1 });
        let (key, value) = (entry.key.unwrap_or(Value::NONE), entry.value.unwrap_or(Value::NONE));
        Ok(Some(self.part.get(key, value)))
    }
}

#[pymethods]
impl OrderedIterator {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        self.step(vm)
    }

    /// For pickling.
    fn __reduce__(&self, vm: &Vm) -> PyResult {
        let (position, dict) = (self.position.get(), self.dict.get());
        let rest = PyList::new(&[]);
        let outcome = loop {
            match self.step(vm) {
                Ok(Some(item)) => rest.items.push(item),
                Ok(None) => break Ok(()),
                Err(raised) => break Err(raised),
            }
        };
        self.position.set(position);
        self.dict.set(dict);
        outcome?;
        let args = PyTuple::new(&[rest.value()]).value();
        Ok(PyTuple::new(&[support::builtin(vm, "iter")?, args]).value())
    }
}

macro_rules! views {
    ($($(#[$meta:meta])* $class:ident $name:literal $base:ident $part:ident;)*) => { $(
        $(#[$meta])*
        #[pyclass(name = $name, base = $base, cell = PyDictView, no_new)]
        pub struct $class;

        #[pymethods]
        impl $class {
            /// An iterator from the last entry to the first.
            fn __reversed__(this: Gc<PyDictView>, vm: &Vm) -> PyResult<Obj<OrderedIterator>> {
                OrderedIterator::start(vm, this.dict, Part::$part, true)
            }

            fn __iter__(this: Gc<PyDictView>, vm: &Vm) -> PyResult<Obj<OrderedIterator>> {
                OrderedIterator::start(vm, this.dict, Part::$part, false)
            }
        }
    )* };
}

views! {
    /// View of the keys of an ordered dict.
    OrderedKeys "odict_keys" DictKeysType Keys;
    /// View of the values of an ordered dict.
    OrderedValues "odict_values" DictValuesType Values;
    /// View of the items of an ordered dict.
    OrderedItems "odict_items" DictItemsType Items;
}
