//! Views and iterators of dicts. Which part of the entries one shows is said by its shape.

use super::prelude::*;
use super::support;

cell! {
    /// The layout of `dict_keys` objects.
    pub struct PyDictView: DICT_VIEW, "dict_keys" {
        /// The dict.
        dict: Gc<PyDict>,
    }
}

cell! {
    /// The layout of `dict_keyiterator` objects.
    pub struct PyDictIter: DICT_ITER, "dict_keyiterator" {
        /// The dict; `None` once the iterator is exhausted.
        dict: Field<Option<Gc<PyDict>>>,
        /// Forwards: the position of the next entry. Backwards: one past it.
        position: Cell<usize>,
        /// The dict's size when iteration began; `usize::MAX` after it was seen to have changed.
        used: Cell<usize>,
        /// Entries that are left.
        left: Cell<usize>,
    }
}

/// Part of an entry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The key.
    Keys,
    /// The value.
    Values,
    /// Both, as a tuple.
    Items,
}

impl Part {
    fn of_view(view: Gc<PyDictView>) -> Part {
        match view.value().shape() {
            shape::DICT_KEYS => Part::Keys,
            shape::DICT_VALUES => Part::Values,
            shape::DICT_ITEMS => Part::Items,
            _ => Part::of_subclass(view),
        }
    }

    #[cold]
    fn of_subclass(view: Gc<PyDictView>) -> Part {
        let vm = crate::vm::current();
        let class = vm.type_of(view.value());
        match () {
            _ if class.is_subclass(vm.class::<DictKeysType>()) => Part::Keys,
            _ if class.is_subclass(vm.class::<DictValuesType>()) => Part::Values,
            _ => Part::Items,
        }
    }

    /// The part of an entry.
    pub fn get(self, key: Value, value: Value) -> Value {
        match self {
            Part::Keys => key,
            Part::Values => value,
            Part::Items => PyTuple::new(&[key, value]).value(),
        }
    }
}

/// A view of a part of the entries.
pub fn view(dict: Gc<PyDict>, part: Part) -> Value {
    let shape = match part {
        Part::Keys => shape::DICT_KEYS,
        Part::Values => shape::DICT_VALUES,
        Part::Items => shape::DICT_ITEMS,
    };
    alloc(PyDictView { header: PyDictView::header(shape), dict }).value()
}

fn new_iterator(dict: Gc<PyDict>, shape: u32, position: usize) -> Value {
    alloc(PyDictIter {
        header: PyDictIter::header(shape),
        dict: Field::new(Some(dict)),
        position: Cell::new(position),
        used: Cell::new(dict.len()),
        left: Cell::new(dict.len()),
    })
    .value()
}

/// An iterator over a part of the entries.
pub fn iterator(dict: Gc<PyDict>, part: Part) -> Value {
    let shape = match part {
        Part::Keys => shape::DICT_KEY_ITER,
        Part::Values => shape::DICT_VALUE_ITER,
        Part::Items => shape::DICT_ITEM_ITER,
    };
    new_iterator(dict, shape, 0)
}

/// A reverse iterator over a part of the entries.
pub fn reversed(dict: Gc<PyDict>, part: Part) -> Value {
    let shape = match part {
        Part::Keys => shape::DICT_REVERSE_KEY_ITER,
        Part::Values => shape::DICT_REVERSE_VALUE_ITER,
        Part::Items => shape::DICT_REVERSE_ITEM_ITER,
    };
    new_iterator(dict, shape, dict.entries().len())
}

/// The next key and value, forwards.
pub(crate) fn next_item(vm: &Vm, this: Gc<PyDictIter>) -> PyResult<Option<(Value, Value)>> {
    next_entry(vm, this, false)
}

fn next(vm: &Vm, this: Gc<PyDictIter>, part: Part, reverse: bool) -> PyResult<Option<Value>> {
    Ok(next_entry(vm, this, reverse)?.map(|(key, value)| part.get(key, value)))
}

fn next_entry(vm: &Vm, this: Gc<PyDictIter>, reverse: bool) -> PyResult<Option<(Value, Value)>> {
    let Some(dict) = this.dict.get() else { return Ok(None) };
    if this.used.get() != dict.len() {
        this.used.set(usize::MAX);
        return Err(vm.runtime_error("dictionary changed size during iteration"));
    }
    let found = if reverse { dict.prev_entry(this.position.get()) } else { dict.next_entry(this.position.get()) };
    let Some((at, entry)) = found else {
        this.dict.set(None);
        return Ok(None);
    };
    if this.left.get() == 0 {
        this.dict.set(None);
        return Err(vm.runtime_error("dictionary keys changed during iteration"));
    }
    this.position.set(if reverse { at } else { at + 1 });
    this.left.set(this.left.get() - 1);
    let (key, value) = (entry.key.unwrap_or(Value::NONE), entry.value.unwrap_or(Value::NONE));
    Ok(Some((key, value)))
}

fn length_hint(this: Gc<PyDictIter>) -> usize {
    match this.dict.get() {
        Some(dict) if dict.len() == this.used.get() => this.left.get(),
        _ => 0,
    }
}

/// `iter([what is left])`.
fn reduce(vm: &Vm, this: Gc<PyDictIter>, part: Part, reverse: bool) -> PyResult {
    let rest = PyList::new(&[]);
    let copy = alloc(PyDictIter {
        header: PyDictIter::header(this.value().shape()),
        dict: Field::new(this.dict.get()),
        position: Cell::new(this.position.get()),
        used: Cell::new(this.used.get()),
        left: Cell::new(this.left.get()),
    });
    while let Some(item) = next(vm, copy, part, reverse)? {
        rest.items.push(item);
    }
    let args = PyTuple::new(&[rest.value()]).value();
    Ok(PyTuple::new(&[support::builtin(vm, "iter")?, args]).value())
}

fn view_repr(vm: &Vm, this: Gc<PyDictView>) -> PyResult {
    let done = vm.with_repr_guard(this.value(), || {
        let list = vm.to_list(this.value())?;
        let mut out = support::class_name(vm, this.value()).into_bytes();
        out.push(b'(');
        out.extend_from_slice(vm.repr(list.value())?.as_bytes());
        out.push(b')');
        support::text(&out)
    })?;
    done.map_or_else(|| support::text(b"..."), Ok)
}

/// Whether a view of keys or items has `item`.
fn view_contains(vm: &Vm, this: Gc<PyDictView>, item: Value) -> PyResult<bool> {
    if Part::of_view(this) == Part::Keys {
        return vm.dict_contains(this.dict, item);
    }
    let Some(pair) = item.cast::<PyTuple>() else { return Ok(false) };
    let &[key, value] = pair.as_slice() else { return Ok(false) };
    match vm.dict_get(this.dict, key)? {
        Some(found) => vm.equal(found, value),
        None => Ok(false),
    }
}

/// A view of keys or items.
fn as_set_view(value: Value) -> Option<Gc<PyDictView>> {
    value.cast::<PyDictView>().filter(|v| Part::of_view(*v) != Part::Values)
}

fn all_in(vm: &Vm, items: Value, container: Value) -> PyResult<bool> {
    let iterator = vm.iter(items)?;
    while let Some(item) = vm.next(iterator)? {
        if !vm.contains(container, item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn view_compare(vm: &Vm, this: Gc<PyDictView>, other: Value, op: CmpOp) -> PyResult {
    if !other.is::<PySet>() && as_set_view(other).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    vm.check_native_stack()?;
    let (n, m) = (this.dict.len(), vm.len(other)?);
    let this = this.value();
    let result = match op {
        CmpOp::Eq | CmpOp::Ne => (n == m && all_in(vm, this, other)?) == (op == CmpOp::Eq),
        CmpOp::Lt => n < m && all_in(vm, this, other)?,
        CmpOp::Le => n <= m && all_in(vm, this, other)?,
        CmpOp::Gt => n > m && all_in(vm, other, this)?,
        CmpOp::Ge => n >= m && all_in(vm, other, this)?,
    };
    Ok(Value::bool(result))
}

fn to_set(vm: &Vm, value: Value) -> PyResult<Gc<PySet>> {
    let set = PySet::new();
    vm.set_update(set, value)?;
    Ok(set)
}

fn intersection(vm: &Vm, mut a: Value, mut b: Value) -> PyResult {
    if as_set_view(a).is_none() {
        (a, b) = (b, a);
    }
    let Some(mut view) = as_set_view(a) else { return Ok(Value::NOT_IMPLEMENTED) };
    if b.is::<PySet>() && view.dict.len() <= vm.len(b)? {
        return vm.call_method(b, "intersection", &[a]);
    }
    if let Some(other) = as_set_view(b)
        && other.dict.len() > view.dict.len()
    {
        (view, b) = (other, view.value());
    }
    let result = PySet::new();
    vm.for_each(b, |item| {
        if view_contains(vm, view, item)? {
            vm.set_add(result, item)?;
        }
        Ok(())
    })?;
    Ok(result.value())
}

fn is_disjoint(vm: &Vm, this: Gc<PyDictView>, other: Value) -> PyResult<bool> {
    if this.value() == other {
        return Ok(this.dict.is_empty());
    }
    let (mut container, mut items) = (this.value(), other);
    if (other.is::<PySet>() || as_set_view(other).is_some()) && vm.len(other)? > this.dict.len() {
        (container, items) = (items, container);
    }
    vm.for_each_until(items, |item| vm.contains(container, item)).map(|met| !met)
}

fn mapping_of(this: Gc<PyDictView>) -> Value {
    super::mapping_proxy::new(this.dict.value())
}

macro_rules! iterators {
    ($($(#[$meta:meta])* $class:ident $name:literal $part:ident $reverse:literal;)*) => { $(
        $(#[$meta])*
        #[pyclass(name = $name, cell = PyDictIter, no_new)]
        pub struct $class;

        #[pymethods]
        impl $class {
            fn __iter__(this: Value) -> Value {
                this
            }

            fn __next__(this: Gc<PyDictIter>, vm: &Vm) -> PyResult<Option<Value>> {
                next(vm, this, Part::$part, $reverse)
            }

            /// Entries that are left.
            fn __length_hint__(this: Gc<PyDictIter>) -> usize {
                length_hint(this)
            }

            /// For pickling.
            fn __reduce__(this: Gc<PyDictIter>, vm: &Vm) -> PyResult {
                reduce(vm, this, Part::$part, $reverse)
            }
        }
    )* };
}

iterators! {
    /// Iterator over the keys of a dict.
    DictKeyIteratorType "dict_keyiterator" Keys false;
    /// Iterator over the values of a dict.
    DictValueIteratorType "dict_valueiterator" Values false;
    /// Iterator over the items of a dict.
    DictItemIteratorType "dict_itemiterator" Items false;
    /// Reverse iterator over the keys of a dict.
    DictReverseKeyIteratorType "dict_reversekeyiterator" Keys true;
    /// Reverse iterator over the values of a dict.
    DictReverseValueIteratorType "dict_reversevalueiterator" Values true;
    /// Reverse iterator over the items of a dict.
    DictReverseItemIteratorType "dict_reverseitemiterator" Items true;
}

macro_rules! set_views {
    ($($(#[$meta:meta])* $class:ident $name:literal $part:ident;)*) => { $(
        $(#[$meta])*
        #[pyclass(name = $name, cell = PyDictView, no_new, unhashable)]
        pub struct $class;

        #[pymethods]
        impl $class {
            /// Whether no element is also given by the other.
            fn isdisjoint(this: Gc<PyDictView>, vm: &Vm, object: Value) -> PyResult<bool> {
                is_disjoint(vm, this, object)
            }

            /// The dict, read-only.
            #[getter]
            fn mapping(this: Gc<PyDictView>) -> Value {
                mapping_of(this)
            }

            /// An iterator from the last entry to the first.
            fn __reversed__(this: Gc<PyDictView>) -> Value {
                reversed(this.dict, Part::$part)
            }

            fn __repr__(this: Gc<PyDictView>, vm: &Vm) -> PyResult {
                view_repr(vm, this)
            }

            fn __len__(this: Gc<PyDictView>) -> usize {
                this.dict.len()
            }

            fn __iter__(this: Gc<PyDictView>) -> Value {
                iterator(this.dict, Part::$part)
            }

            fn __contains__(this: Gc<PyDictView>, vm: &Vm, item: Value) -> PyResult<bool> {
                view_contains(vm, this, item)
            }

            fn richcompare(this: Gc<PyDictView>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
                view_compare(vm, this, other, op)
            }

            fn __and__(vm: &Vm, a: Value, b: Value) -> PyResult {
                intersection(vm, a, b)
            }

            fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
                let result = to_set(vm, a)?;
                vm.set_update(result, b)?;
                Ok(result.value())
            }

            fn __sub__(vm: &Vm, a: Value, b: Value) -> PyResult {
                let result = to_set(vm, a)?;
                super::set::difference_update(vm, result, b)?;
                Ok(result.value())
            }

            fn __xor__(vm: &Vm, a: Value, b: Value) -> PyResult {
                let result = to_set(vm, a)?;
                super::set::symmetric_difference_update(vm, result, b)?;
                Ok(result.value())
            }
        }
    )* };
}

set_views! {
    /// View of the keys of a dict.
    DictKeysType "dict_keys" Keys;
    /// View of the items of a dict.
    DictItemsType "dict_items" Items;
}

/// View of the values of a dict.
#[pyclass(name = "dict_values", cell = PyDictView, no_new)]
pub struct DictValuesType;

#[pymethods]
impl DictValuesType {
    /// The dict, read-only.
    #[getter]
    fn mapping(this: Gc<PyDictView>) -> Value {
        mapping_of(this)
    }

    /// An iterator from the last entry to the first.
    fn __reversed__(this: Gc<PyDictView>) -> Value {
        reversed(this.dict, Part::Values)
    }

    fn __repr__(this: Gc<PyDictView>, vm: &Vm) -> PyResult {
        view_repr(vm, this)
    }

    fn __len__(this: Gc<PyDictView>) -> usize {
        this.dict.len()
    }

    fn __iter__(this: Gc<PyDictView>) -> Value {
        iterator(this.dict, Part::Values)
    }
}
