//! `dict`: construction, methods and operators. Lookup and merging are in `dict_core.rs`, views and iterators in
//! `dict_views.rs`.

use super::dict_views::{self, Part};
use super::prelude::*;
use super::support;
use crate::slots::generic;

fn new_of_class(vm: &Vm, class: Gc<PyType>) -> PyResult<Gc<PyDict>> {
    vm.alloc_instance(class, PyDict::new_cell(vm.instance_shape(class)))
}

/// A dict with the same entries.
pub fn copy(vm: &Vm, dict: Gc<PyDict>) -> PyResult<Gc<PyDict>> {
    let fresh = PyDict::new();
    if !dict.is_empty() {
        vm.dict_merge(fresh, dict.value(), true)?;
    }
    Ok(fresh)
}

/// What `dict.__init__` and `dict.update` do with their arguments.
fn update_from_args(vm: &Vm, dict: Gc<PyDict>, name: &str, args: Args<'_>) -> PyResult<()> {
    check_positional(vm, name, args.pos.len(), 0, 1)?;
    if let [other] = args.pos {
        vm.dict_update(dict, *other)?;
    }
    for (key, value) in args.kwargs() {
        vm.dict_set(dict, key.value(), value)?;
    }
    Ok(())
}

/// A mapping of keys to values in order of insertion: dict(mapping), dict(pairs), dict(name=value).
#[pyclass(name = "dict", cell = PyDict, subclass, mapping, unhashable)]
pub struct DictType;

#[pymethods]
impl DictType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let _ = args;
        Ok(new_of_class(vm, cls)?.value())
    }

    #[pyslot]
    fn __init__(this: Gc<PyDict>, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        update_from_args(vm, this, "dict", args)
    }

    /// A dict with the keys of an iterable and one value for all.
    #[classmethod(sig = "(iterable, value=None, /)")]
    fn fromkeys(cls: Gc<PyType>, vm: &Vm, iterable: Value, value: Value) -> PyResult {
        let target = if cls == vm.types().dict { PyDict::new().value() } else { vm.call(cls.value(), &[])? };
        if target.shape() == shape::DICT
            && let Some(dict) = target.cast::<PyDict>()
        {
            vm.for_each(iterable, |key| vm.dict_set(dict, key, value))?;
        } else {
            vm.for_each(iterable, |key| vm.set_item(target, key, Some(value)))?;
        }
        Ok(target)
    }

    /// The value for a key, or the default.
    #[pymethod(sig = "(key, default=None, /)")]
    fn get(this: Gc<PyDict>, vm: &Vm, key: Value, default: Value) -> PyResult {
        Ok(vm.dict_get(this, key)?.unwrap_or(default))
    }

    /// The value for a key; a missing key is added with the default.
    #[pymethod(sig = "(key, default=None, /)")]
    fn setdefault(this: Gc<PyDict>, vm: &Vm, key: Value, default: Value) -> PyResult {
        vm.dict_set_default(this, key, default)
    }

    /// Removes a key and gives its value; the default, or else KeyError, if it is missing.
    #[pymethod(sig = "(key, default=<unrepresentable>, /)")]
    fn pop(this: Gc<PyDict>, vm: &Vm, key: Value, #[default(None)] default: Option<Value>) -> PyResult {
        let found = if this.is_empty() { None } else { vm.dict_del(this, key)? };
        match found.or(default) {
            Some(value) => Ok(value),
            None => Err(vm.key_error(key)),
        }
    }

    /// Removes and gives the pair that was added last; KeyError if there is none.
    fn popitem(this: Gc<PyDict>, vm: &Vm) -> PyResult<(Value, Value)> {
        let last = this.prev_entry(usize::MAX).and_then(|(i, _)| this.remove_entry(i));
        last.ok_or_else(|| vm.key_error(PyStr::new("popitem(): dictionary is empty").value()))
    }

    /// A view of the keys.
    fn keys(this: Gc<PyDict>) -> Value {
        dict_views::view(this, Part::Keys)
    }

    /// A view of the values.
    fn values(this: Gc<PyDict>) -> Value {
        dict_views::view(this, Part::Values)
    }

    /// A view of the pairs of key and value.
    fn items(this: Gc<PyDict>) -> Value {
        dict_views::view(this, Part::Items)
    }

    /// Adds the entries of a mapping, or of an iterable of pairs, and the keyword arguments.
    #[pymethod(no_text_signature)]
    fn update(this: Gc<PyDict>, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        update_from_args(vm, this, "update", args)
    }

    /// A dict with the same entries.
    #[pymethod(name = "copy")]
    fn copy_method(this: Gc<PyDict>, vm: &Vm) -> PyResult<Gc<PyDict>> {
        copy(vm, this)
    }

    /// Removes everything.
    fn clear(this: Gc<PyDict>) {
        this.clear();
    }

    /// An iterator over the keys from the last to the first.
    fn __reversed__(this: Gc<PyDict>) -> Value {
        dict_views::reversed(this, Part::Keys)
    }

    /// What self[key] gives.
    #[pymethod(name = "__getitem__", coexist)]
    fn getitem_method(this: Gc<PyDict>, vm: &Vm, key: Value) -> PyResult {
        Self::__getitem__(this, vm, key)
    }

    /// Whether the key is there.
    #[pymethod(name = "__contains__", coexist)]
    fn contains_method(this: Gc<PyDict>, vm: &Vm, key: Value) -> PyResult<bool> {
        vm.dict_contains(this, key)
    }

    /// Bytes of memory that the dict takes.
    fn __sizeof__(this: Gc<PyDict>) -> usize {
        48 + this.table_bytes()
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }

    fn __repr__(this: Gc<PyDict>, vm: &Vm) -> PyResult {
        if this.is_empty() {
            return support::text(b"{}");
        }
        let done = vm.with_repr_guard(this.value(), || {
            let mut out = b"{".to_vec();
            let mut i = 0;
            while let Some((at, entry)) = this.next_entry(i) {
                i = at + 1;
                let (Some(key), Some(value)) = (entry.key, entry.value) else { continue };
                if out.len() > 1 {
                    out.extend_from_slice(b", ");
                }
                out.extend_from_slice(vm.repr(key)?.as_bytes());
                out.extend_from_slice(b": ");
                out.extend_from_slice(vm.repr(value)?.as_bytes());
            }
            out.push(b'}');
            support::text(&out)
        })?;
        done.map_or_else(|| support::text(b"{...}"), Ok)
    }

    fn __len__(this: Gc<PyDict>) -> usize {
        this.len()
    }

    fn __iter__(this: Gc<PyDict>) -> Value {
        dict_views::iterator(this, Part::Keys)
    }

    fn __contains__(this: Gc<PyDict>, vm: &Vm, key: Value) -> PyResult<bool> {
        vm.dict_contains(this, key)
    }

    fn __getitem__(this: Gc<PyDict>, vm: &Vm, key: Value) -> PyResult {
        if let Some(value) = vm.dict_get(this, key)? {
            return Ok(value);
        }
        if this.value().shape() != shape::DICT
            && let Some(value) = generic::call_special(vm, this.value(), vm.names().__missing__, &[key])?
        {
            return Ok(value);
        }
        Err(vm.key_error(key))
    }

    fn __setitem__(this: Gc<PyDict>, vm: &Vm, key: Value, value: Option<Value>) -> PyResult<()> {
        match value {
            Some(value) => vm.dict_set(this, key, value),
            None => match vm.dict_del(this, key)? {
                Some(_) => Ok(()),
                None => Err(vm.key_error(key)),
            },
        }
    }

    fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let (Some(left), true) = (a.cast::<PyDict>(), b.is::<PyDict>()) else { return Ok(Value::NOT_IMPLEMENTED) };
        let result = copy(vm, left)?;
        vm.dict_update(result, b)?;
        Ok(result.value())
    }

    fn __ior__(this: Gc<PyDict>, vm: &Vm, other: Value) -> PyResult {
        vm.dict_update(this, other)?;
        Ok(this.value())
    }

    fn richcompare(this: Gc<PyDict>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(other) = other.cast::<PyDict>() else { return Ok(Value::NOT_IMPLEMENTED) };
        match op {
            CmpOp::Eq => vm.dict_equal(this, other).map(Value::bool),
            CmpOp::Ne => vm.dict_equal(this, other).map(|equal| Value::bool(!equal)),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }
}
