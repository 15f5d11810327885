//! `set` and `frozenset`: construction, methods and operators. Lookup and filling are in `set_core.rs`.

use super::prelude::*;
use super::support;
use taipan_object::num::hash::{cut, hash_frozenset};

cell! {
    /// The layout of `set_iterator` objects.
    pub struct PySetIter: SET_ITER, "set_iterator" {
        /// The set; `None` once the iterator is exhausted.
        set: Field<Option<Gc<PySet>>>,
        /// Where the search for the next key begins.
        position: Cell<usize>,
        /// The set's size when iteration began; `usize::MAX` after it was seen to have changed.
        used: Cell<usize>,
        /// Keys that are left.
        left: Cell<usize>,
    }
}

fn is_frozen(vm: &Vm, set: Gc<PySet>) -> bool {
    match set.value().shape() {
        shape::SET => false,
        shape::FROZENSET => true,
        _ => vm.type_of(set.value()).is_subclass(vm.types().frozenset),
    }
}

/// An empty set or frozenset, as the base class of `like` is.
fn new_like(vm: &Vm, like: Gc<PySet>) -> Gc<PySet> {
    if is_frozen(vm, like) { PySet::new_frozen() } else { PySet::new() }
}

fn copy_like(vm: &Vm, set: Gc<PySet>) -> PyResult<Gc<PySet>> {
    let fresh = new_like(vm, set);
    vm.set_merge(fresh, set)?;
    Ok(fresh)
}

/// A frozenset's hash.
fn frozen_hash(set: Gc<PySet>) -> i64 {
    if set.hash.get() == 0 {
        set.hash.set(cut(hash_frozenset(set.entries().iter().filter(|e| e.key.is_some()).map(|e| e.hash))));
    }
    set.hash.get()
}

/// Looks up an element, which may also be a set: that stands for the frozenset of its elements.
fn find_element(vm: &Vm, set: Gc<PySet>, key: Value) -> PyResult<Option<usize>> {
    match vm.set_key_hash(key) {
        Ok(hash) => vm.set_find(set, key, hash),
        Err(raised) => {
            let Some(inner) = key.cast::<PySet>() else { return Err(raised) };
            if vm.catch(vm.exc().TypeError).is_none() {
                return Err(raised);
            }
            let frozen = PySet::new_frozen();
            vm.set_merge(frozen, inner)?;
            vm.set_find(set, frozen.value(), frozen_hash(frozen))
        }
    }
}

fn each_key(vm: &Vm, iterable: Value, mut f: impl FnMut(Value, i64) -> PyResult<()>) -> PyResult<()> {
    if let Some(set) = iterable.cast::<PySet>() {
        let mut i = 0;
        while let Some((at, key, hash)) = set.next_entry(i) {
            i = at + 1;
            f(key, hash)?;
        }
        return Ok(());
    }
    if iterable.is_cell() && iterable.shape() == shape::DICT {
        let dict: Gc<PyDict> = crate::vm::expect(iterable);
        let mut i = 0;
        while let Some((at, entry)) = dict.next_entry(i) {
            i = at + 1;
            if let Some(key) = entry.key {
                f(key, entry.hash)?;
            }
        }
        return Ok(());
    }
    vm.for_each(iterable, |key| {
        let hash = vm.set_key_hash(key)?;
        f(key, hash)
    })
}

fn intersection(vm: &Vm, this: Gc<PySet>, other: Value) -> PyResult<Gc<PySet>> {
    if this.value() == other {
        return copy_like(vm, this);
    }
    let result = new_like(vm, this);
    let (mut container, mut items) = (this, other);
    if let Some(set) = other.cast::<PySet>()
        && set.len() > this.len()
    {
        (container, items) = (set, this.value());
    }
    let take = |key: Value, hash: i64| {
        if vm.set_find(container, key, hash)?.is_some() {
            vm.set_add_hashed(result, key, hash)?;
        }
        Ok(())
    };
    if items.is::<PySet>() {
        each_key(vm, items, take)?;
    } else {
        // Here the reference leaves the TypeError of an unhashable item as it is.
        vm.for_each(items, |key| take(key, vm.hash(key)?))?;
    }
    Ok(result)
}

/// Removes all keys that `other` gives.
pub fn difference_update(vm: &Vm, this: Gc<PySet>, other: Value) -> PyResult<()> {
    if this.value() == other {
        this.clear();
        return Ok(());
    }
    let mut other = other;
    if let Some(set) = other.cast::<PySet>()
        && set.len() >> 3 > this.len()
    {
        other = intersection(vm, this, other)?.value();
    }
    each_key(vm, other, |key, hash| vm.set_discard_hashed(this, key, hash).map(|_| ()))?;
    if this.fill() - this.len() > this.mask() / 4 {
        this.resize(if this.len() > 50_000 { this.len() * 2 } else { this.len() * 4 })?;
    }
    Ok(())
}

fn difference(vm: &Vm, this: Gc<PySet>, other: Value) -> PyResult<Gc<PySet>> {
    let exact_dict = other.is_cell() && other.shape() == shape::DICT;
    let size = match (other.cast::<PySet>(), other.cast::<PyDict>()) {
        (Some(set), _) => Some(set.len()),
        (None, Some(dict)) if exact_dict => Some(dict.len()),
        _ => None,
    };
    if size.is_none_or(|n| this.len() >> 2 > n) {
        let result = copy_like(vm, this)?;
        difference_update(vm, result, other)?;
        return Ok(result);
    }
    let result = new_like(vm, this);
    each_key(vm, this.value(), |key, hash| {
        let found = match (other.cast::<PySet>(), other.cast::<PyDict>()) {
            (Some(set), _) => vm.set_find(set, key, hash)?.is_some(),
            (None, Some(dict)) => vm.dict_find(dict, key, hash)?.is_some(),
            _ => false,
        };
        if !found {
            vm.set_add_hashed(result, key, hash)?;
        }
        Ok(())
    })?;
    Ok(result)
}

/// Removes the keys that `other` gives too and adds its others.
pub fn symmetric_difference_update(vm: &Vm, this: Gc<PySet>, other: Value) -> PyResult<()> {
    if this.value() == other {
        this.clear();
        return Ok(());
    }
    let exact_dict = other.is_cell() && other.shape() == shape::DICT;
    let other = if other.is::<PySet>() || exact_dict {
        other
    } else {
        let set = PySet::new();
        vm.set_update(set, other)?;
        set.value()
    };
    each_key(vm, other, |key, hash| {
        if !vm.set_discard_hashed(this, key, hash)? {
            vm.set_add_hashed(this, key, hash)?;
        }
        Ok(())
    })
}

fn symmetric_difference(vm: &Vm, this: Gc<PySet>, other: Value) -> PyResult<Gc<PySet>> {
    let result = new_like(vm, this);
    vm.set_update(result, other)?;
    symmetric_difference_update(vm, result, this.value())?;
    Ok(result)
}

fn is_disjoint(vm: &Vm, this: Gc<PySet>, other: Value) -> PyResult<bool> {
    if this.value() == other {
        return Ok(this.is_empty());
    }
    let (mut container, mut items) = (this, other);
    if let Some(set) = other.cast::<PySet>()
        && set.len() > this.len()
    {
        (container, items) = (set, this.value());
    }
    if let Some(set) = items.cast::<PySet>() {
        let mut i = 0;
        while let Some((at, key, hash)) = set.next_entry(i) {
            i = at + 1;
            if vm.set_find(container, key, hash)?.is_some() {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    vm.for_each_until(items, |key| vm.set_contains(container, key)).map(|met| !met)
}

fn is_subset(vm: &Vm, this: Gc<PySet>, other: Value) -> PyResult<bool> {
    match other.cast::<PySet>() {
        Some(other) => vm.set_is_subset(this, other),
        None => Ok(intersection(vm, this, other)?.len() == this.len()),
    }
}

fn is_superset(vm: &Vm, this: Gc<PySet>, other: Value) -> PyResult<bool> {
    match other.cast::<PySet>() {
        Some(other) => vm.set_is_subset(other, this),
        None => vm.for_each_until(other, |key| vm.set_contains(this, key).map(|found| !found)).map(|miss| !miss),
    }
}

fn compare(vm: &Vm, this: Gc<PySet>, other: Value, op: CmpOp) -> PyResult {
    let Some(other) = other.cast::<PySet>() else { return Ok(Value::NOT_IMPLEMENTED) };
    Ok(Value::bool(match op {
        CmpOp::Eq => vm.set_equal(this, other)?,
        CmpOp::Ne => !vm.set_equal(this, other)?,
        CmpOp::Le => vm.set_is_subset(this, other)?,
        CmpOp::Ge => vm.set_is_subset(other, this)?,
        CmpOp::Lt => this.len() < other.len() && vm.set_is_subset(this, other)?,
        CmpOp::Gt => other.len() < this.len() && vm.set_is_subset(other, this)?,
    }))
}

fn repr(vm: &Vm, this: Gc<PySet>) -> PyResult {
    let name = support::class_name(vm, this.value());
    if this.is_empty() {
        return support::text(format!("{name}()").as_bytes());
    }
    let done = vm.with_repr_guard(this.value(), || {
        let keys = vm.to_list(this.value())?;
        let plain = this.value().shape() == shape::SET;
        let mut out = if plain { b"{".to_vec() } else { format!("{name}({{").into_bytes() };
        support::push_reprs(vm, &mut out, |i| keys.items.get(i))?;
        out.extend_from_slice(if plain { b"}" } else { b"})" });
        support::text(&out)
    })?;
    done.map_or_else(|| support::text(format!("{name}(...)").as_bytes()), Ok)
}

fn both(a: Value, b: Value) -> Option<(Gc<PySet>, Gc<PySet>)> {
    Some((a.cast::<PySet>()?, b.cast::<PySet>()?))
}

/// What set and frozenset have in common.
macro_rules! common {
    ($class:ident $name:literal) => {
        /// Methods that set and frozenset share.
        pub struct $class;

        impl PyName for $class {
            const NAME: &'static str = $name;
        }

        #[pymethods]
        impl $class {
            /// The elements that are in this set and not in the others.
            #[pymethod(sig = "(*others)")]
            fn difference(this: Gc<PySet>, vm: &Vm, others: &[Value]) -> PyResult<Gc<PySet>> {
                let Some((first, rest)) = others.split_first() else { return copy_like(vm, this) };
                let result = difference(vm, this, *first)?;
                for other in rest {
                    difference_update(vm, result, *other)?;
                }
                Ok(result)
            }

            /// The elements that are in this set and in all others.
            #[pymethod(sig = "(*others)")]
            fn intersection(this: Gc<PySet>, vm: &Vm, others: &[Value]) -> PyResult<Gc<PySet>> {
                let Some((first, rest)) = others.split_first() else { return copy_like(vm, this) };
                let mut result = intersection(vm, this, *first)?;
                for other in rest {
                    result = intersection(vm, result, *other)?;
                }
                Ok(result)
            }

            /// The elements of this set and of all others.
            #[pymethod(sig = "(*others)")]
            fn union(this: Gc<PySet>, vm: &Vm, others: &[Value]) -> PyResult<Gc<PySet>> {
                let result = copy_like(vm, this)?;
                for other in others {
                    vm.set_update(result, *other)?;
                }
                Ok(result)
            }

            /// The elements that are in exactly one of both.
            fn symmetric_difference(this: Gc<PySet>, vm: &Vm, other: Value) -> PyResult<Gc<PySet>> {
                symmetric_difference(vm, this, other)
            }

            /// Whether both have no element in common.
            fn isdisjoint(this: Gc<PySet>, vm: &Vm, other: Value) -> PyResult<bool> {
                is_disjoint(vm, this, other)
            }

            /// Whether the other has all elements of this set.
            fn issubset(this: Gc<PySet>, vm: &Vm, other: Value) -> PyResult<bool> {
                is_subset(vm, this, other)
            }

            /// Whether this set has all elements of the other.
            fn issuperset(this: Gc<PySet>, vm: &Vm, other: Value) -> PyResult<bool> {
                is_superset(vm, this, other)
            }

            /// For pickling.
            fn __reduce__(this: Gc<PySet>, vm: &Vm) -> PyResult {
                let keys = vm.to_list(this.value())?;
                let args = PyTuple::new(&[keys.value()]).value();
                let class = vm.type_of(this.value()).value();
                Ok(PyTuple::new(&[class, args, support::state_of(vm, this.value())?]).value())
            }

            /// Whether the object is an element.
            #[pymethod(name = "__contains__", coexist)]
            fn contains_method(this: Gc<PySet>, vm: &Vm, object: Value) -> PyResult<bool> {
                Ok(find_element(vm, this, object)?.is_some())
            }

            /// Bytes of memory that the set takes.
            fn __sizeof__(this: Gc<PySet>) -> usize {
                200 + if this.mask() > 7 { (this.mask() + 1) * 16 } else { 0 }
            }

            /// The class with these type arguments: a types.GenericAlias.
            #[classmethod]
            fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
                support::class_getitem(vm, cls, object)
            }

            fn __repr__(this: Gc<PySet>, vm: &Vm) -> PyResult {
                repr(vm, this)
            }

            fn __len__(this: Gc<PySet>) -> usize {
                this.len()
            }

            fn __iter__(this: Gc<PySet>) -> Gc<PySetIter> {
                alloc(PySetIter {
                    header: PySetIter::header(shape::SET_ITER),
                    set: Field::new(Some(this)),
                    position: Cell::new(0),
                    used: Cell::new(this.len()),
                    left: Cell::new(this.len()),
                })
            }

            fn __contains__(this: Gc<PySet>, vm: &Vm, key: Value) -> PyResult<bool> {
                Ok(find_element(vm, this, key)?.is_some())
            }

            fn richcompare(this: Gc<PySet>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
                compare(vm, this, other, op)
            }

            fn __and__(vm: &Vm, a: Value, b: Value) -> PyResult {
                let Some((x, _)) = both(a, b) else { return Ok(Value::NOT_IMPLEMENTED) };
                Ok(intersection(vm, x, b)?.value())
            }

            fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
                let Some((x, y)) = both(a, b) else { return Ok(Value::NOT_IMPLEMENTED) };
                let result = copy_like(vm, x)?;
                if x != y {
                    vm.set_merge(result, y)?;
                }
                Ok(result.value())
            }

            fn __sub__(vm: &Vm, a: Value, b: Value) -> PyResult {
                let Some((x, _)) = both(a, b) else { return Ok(Value::NOT_IMPLEMENTED) };
                Ok(difference(vm, x, b)?.value())
            }

            fn __xor__(vm: &Vm, a: Value, b: Value) -> PyResult {
                let Some((x, _)) = both(a, b) else { return Ok(Value::NOT_IMPLEMENTED) };
                Ok(symmetric_difference(vm, x, b)?.value())
            }
        }
    };
}
common!(SetCommon "set");
common!(FrozenSetCommon "frozenset");

/// A collection of unequal elements that can change.
#[pyclass(name = "set", cell = PySet, subclass, weakref, unhashable, parts(SetCommon), text_sig = "(iterable=(), /)")]
pub struct SetType;

#[pymethods]
impl SetType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let _ = args;
        Ok(vm.alloc_instance(cls, PySet::new_cell(vm.instance_shape(cls)))?.value())
    }

    #[pyslot]
    fn __init__(this: Gc<PySet>, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        if args.has_kwargs() && support::same_new(vm, this.value(), vm.types().set) {
            check_no_kwargs(vm, "set", args)?;
        }
        check_positional(vm, "set", args.pos.len(), 0, 1)?;
        this.clear();
        this.hash.set(0);
        match args.pos {
            [iterable] => vm.set_update(this, *iterable),
            _ => Ok(()),
        }
    }

    /// Adds an element.
    fn add(this: Gc<PySet>, vm: &Vm, object: Value) -> PyResult<()> {
        vm.set_add(this, object).map(|_| ())
    }

    /// Removes all elements.
    fn clear(this: Gc<PySet>) {
        this.clear();
    }

    /// A set of the same elements.
    fn copy(this: Gc<PySet>, vm: &Vm) -> PyResult<Gc<PySet>> {
        copy_like(vm, this)
    }

    /// Removes an element if it is there.
    fn discard(this: Gc<PySet>, vm: &Vm, object: Value) -> PyResult<()> {
        if let Some(at) = find_element(vm, this, object)? {
            this.remove_at(at);
        }
        Ok(())
    }

    /// Removes an element; KeyError if it is not there.
    fn remove(this: Gc<PySet>, vm: &Vm, object: Value) -> PyResult<()> {
        match find_element(vm, this, object)? {
            Some(at) => {
                this.remove_at(at);
                Ok(())
            }
            None => Err(vm.key_error(object)),
        }
    }

    /// Removes and gives some element; KeyError if there is none.
    fn pop(this: Gc<PySet>, vm: &Vm) -> PyResult {
        match this.pop() {
            Some(key) => Ok(key),
            None => Err(vm.key_error(PyStr::new("pop from an empty set").value())),
        }
    }

    /// Adds the elements of all others.
    #[pymethod(sig = "(*others)")]
    fn update(this: Gc<PySet>, vm: &Vm, others: &[Value]) -> PyResult<()> {
        others.iter().try_for_each(|other| vm.set_update(this, *other))
    }

    /// Removes the elements of all others.
    #[pymethod(sig = "(*others)")]
    fn difference_update(this: Gc<PySet>, vm: &Vm, others: &[Value]) -> PyResult<()> {
        others.iter().try_for_each(|other| difference_update(vm, this, *other))
    }

    /// Keeps the elements that are in all others.
    #[pymethod(sig = "(*others)")]
    fn intersection_update(this: Gc<PySet>, vm: &Vm, others: &[Value]) -> PyResult<()> {
        let mut result = copy_like(vm, this)?;
        for other in others {
            result = intersection(vm, result, *other)?;
        }
        this.swap(&result);
        Ok(())
    }

    /// Keeps the elements that are in exactly one of both.
    fn symmetric_difference_update(this: Gc<PySet>, vm: &Vm, other: Value) -> PyResult<()> {
        symmetric_difference_update(vm, this, other)
    }

    fn __ior__(this: Gc<PySet>, vm: &Vm, other: Value) -> PyResult {
        let Some(other) = other.cast::<PySet>() else { return Ok(Value::NOT_IMPLEMENTED) };
        vm.set_merge(this, other)?;
        Ok(this.value())
    }

    fn __iand__(this: Gc<PySet>, vm: &Vm, other: Value) -> PyResult {
        if !other.is::<PySet>() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let result = intersection(vm, this, other)?;
        this.swap(&result);
        Ok(this.value())
    }

    fn __isub__(this: Gc<PySet>, vm: &Vm, other: Value) -> PyResult {
        if !other.is::<PySet>() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        difference_update(vm, this, other)?;
        Ok(this.value())
    }

    fn __ixor__(this: Gc<PySet>, vm: &Vm, other: Value) -> PyResult {
        if !other.is::<PySet>() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        symmetric_difference_update(vm, this, other)?;
        Ok(this.value())
    }
}

/// A collection of unequal elements that can't change.
#[pyclass(name = "frozenset", cell = PySet, subclass, weakref, parts(FrozenSetCommon), text_sig = "(iterable=(), /)")]
pub struct FrozenSetType;

#[pymethods]
impl FrozenSetType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let exact = cls == vm.types().frozenset;
        if args.has_kwargs() && (exact || support::same_init(cls, vm.types().frozenset)) {
            check_no_kwargs(vm, "frozenset", args)?;
        }
        check_positional(vm, "frozenset", args.pos.len(), 0, 1)?;
        if exact
            && let [iterable] = args.pos
            && iterable.is_cell()
            && iterable.shape() == shape::FROZENSET
        {
            return Ok(*iterable);
        }
        let set = vm.alloc_instance(cls, PySet::new_cell(vm.instance_shape(cls)))?;
        if let [iterable] = args.pos {
            vm.set_update(set, *iterable)?;
        }
        Ok(set.value())
    }

    /// A frozenset of the same elements.
    fn copy(this: Gc<PySet>, vm: &Vm) -> PyResult<Gc<PySet>> {
        if this.value().shape() == shape::FROZENSET { Ok(this) } else { copy_like(vm, this) }
    }

    fn __hash__(this: Gc<PySet>) -> i64 {
        frozen_hash(this)
    }
}

fn next(vm: &Vm, this: Gc<PySetIter>) -> PyResult<Option<Value>> {
    let Some(set) = this.set.get() else { return Ok(None) };
    if this.used.get() != set.len() {
        this.used.set(usize::MAX);
        return Err(vm.runtime_error("Set changed size during iteration"));
    }
    match set.next_entry(this.position.get()) {
        Some((at, key, _)) => {
            this.position.set(at + 1);
            this.left.set(this.left.get().saturating_sub(1));
            Ok(Some(key))
        }
        None => {
            this.set.set(None);
            Ok(None)
        }
    }
}

/// Iterator over a set.
#[pyclass(name = "set_iterator", cell = PySetIter, no_new)]
pub struct SetIteratorType;

#[pymethods]
impl SetIteratorType {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PySetIter>, vm: &Vm) -> PyResult<Option<Value>> {
        next(vm, this)
    }

    /// Elements that are left.
    fn __length_hint__(this: Gc<PySetIter>) -> usize {
        match this.set.get() {
            Some(set) if set.len() == this.used.get() => this.left.get(),
            _ => 0,
        }
    }

    /// For pickling.
    fn __reduce__(this: Gc<PySetIter>, vm: &Vm) -> PyResult {
        let rest = PyList::new(&[]);
        let copy = alloc(PySetIter {
            header: PySetIter::header(shape::SET_ITER),
            set: Field::new(this.set.get()),
            position: Cell::new(this.position.get()),
            used: Cell::new(this.used.get()),
            left: Cell::new(this.left.get()),
        });
        while let Some(key) = next(vm, copy)? {
            rest.items.push(key);
        }
        let args = PyTuple::new(&[rest.value()]).value();
        Ok(PyTuple::new(&[support::builtin(vm, "iter")?, args]).value())
    }
}
