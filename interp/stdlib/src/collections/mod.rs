//! `_collections`: the containers that `collections` takes over. `deque.rs` is the double-ended queue over the ring buffer of
//! `ring.rs`; `ordered.rs` and `default.rs` are dicts with further abilities; `tuple_getter.rs` is the field access of named tuples.

pub mod default;
pub mod deque;
pub mod deque_iterators;
pub mod ordered;
pub mod ordered_views;
pub mod ring;
pub mod tuple_getter;

/// Containers: a double-ended queue, a dict with default values, a dict that can be reordered.
#[taipan_interp::native::pymodule(name = "_collections")]
pub mod module {
    use taipan_interp::builtins::dict::DictType;
    use taipan_interp::native::*;
    use taipan_interp::protocol::BinOp;

    #[pyclass]
    use super::default::DefaultDict;
    #[pyclass]
    use super::deque::Deque;
    #[pyclass]
    use super::deque_iterators::DequeIterator;
    #[pyclass]
    use super::deque_iterators::DequeReverseIterator;
    #[pyclass]
    use super::ordered::OrderedDict;
    #[pyclass]
    use super::tuple_getter::TupleGetter;

    /// Adds one to the count of each item of the iterable in the mapping.
    #[pyfunction]
    fn _count_elements(vm: &Vm, mapping: Value, iterable: Value) -> PyResult<()> {
        let iterator = vm.iter(iterable)?;
        if let Some(dict) = mapping.cast::<PyDict>().filter(|_| counts_as_dict(vm, mapping)) {
            while let Some(item) = vm.next(iterator)? {
                count(vm, dict, item)?;
            }
            return Ok(());
        }
        let get = vm.get_attr_str(mapping, "get")?;
        while let Some(item) = vm.next(iterator)? {
            let old = vm.call(get, &[item, Value::small(0)])?;
            let new = vm.binary(BinOp::Add, old, Value::small(1))?;
            vm.set_item(mapping, item, Some(new))?;
        }
        Ok(())
    }

    /// Whether reading and setting items of `mapping` is what dict does.
    fn counts_as_dict(vm: &Vm, mapping: Value) -> bool {
        let (class, dict) = (vm.type_of(mapping), vm.class::<DictType>());
        let same = |name| class.lookup(vm.intern(name)) == dict.lookup(vm.intern(name));
        same("get") && same("__setitem__")
    }

    fn count(vm: &Vm, dict: Gc<PyDict>, item: Value) -> PyResult<()> {
        let hash = vm.hash(item)?;
        match vm.dict_find(dict, item, hash)? {
            Some(at) => match dict.value_at(at).and_then(|old| old.as_small()) {
                Some(n) => dict.set_value(at, Value::int(n + 1)),
                None => {
                    let old = dict.value_at(at).unwrap_or(Value::small(0));
                    let new = vm.binary(BinOp::Add, old, Value::small(1))?;
                    vm.dict_set(dict, item, new)?;
                }
            },
            None => dict.try_insert_new(hash, item, Value::small(1))?,
        }
        Ok(())
    }
}
