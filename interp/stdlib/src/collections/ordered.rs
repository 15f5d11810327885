//! `OrderedDict`: a dict whose entries can be moved to either end, and that compares in order. Dicts keep the order of
//! insertion anyway, so the layout is a dict's; the order is that of the entries.

use super::ordered_views::{self, OrderedItems, OrderedIterator, OrderedKeys, OrderedValues};
use taipan_interp::builtins::dict::DictType;
use taipan_interp::builtins::dict_views::Part;
use taipan_interp::builtins::support;
use taipan_interp::native::*;

/// Whether setting items of `this` is what OrderedDict itself does.
fn sets_plainly(vm: &Vm, this: Value) -> bool {
    let own = vm.class::<OrderedDict>();
    vm.type_of(this) == own || vm.slots_of(this).setitem.map(|f| f as usize) == own.slots().setitem.map(|f| f as usize)
}

fn set(vm: &Vm, this: Gc<PyDict>, plain: bool, key: Value, value: Value) -> PyResult<()> {
    if plain { vm.dict_set(this, key, value) } else { vm.set_item(this.value(), key, Some(value)) }
}

/// Adds pairs of key and value.
fn add_pairs(vm: &Vm, this: Gc<PyDict>, plain: bool, pairs: Value) -> PyResult<()> {
    vm.for_each(pairs, |pair| {
        if let Some(tuple) = pair.cast::<PyTuple>()
            && let &[key, value] = tuple.as_slice()
        {
            return set(vm, this, plain, key, value);
        }
        let iterator = vm.iter(pair)?;
        let few = |n: usize| {
            Err(vm.value_error(format!("need more than {n} value{} to unpack", if n == 1 { "" } else { "s" })))
        };
        let Some(key) = vm.next(iterator)? else { return few(0) };
        let Some(value) = vm.next(iterator)? else { return few(1) };
        if vm.next(iterator)?.is_some() {
            return Err(vm.value_error("too many values to unpack (expected 2)"));
        }
        set(vm, this, plain, key, value)
    })
}

/// Adds what `update` accepts: a mapping, something with `items`, or pairs.
fn add(vm: &Vm, this: Gc<PyDict>, other: Value) -> PyResult<()> {
    let plain = sets_plainly(vm, this.value());
    if let Some(dict) = other.cast::<PyDict>()
        && vm.type_of(other) == vm.types().dict
    {
        let mut i = 0;
        let size = dict.len();
        while let Some((at, entry)) = dict.next_entry(i) {
            i = at + 1;
            let (Some(key), Some(value)) = (entry.key, entry.value) else { continue };
            set(vm, this, plain, key, value)?;
            if dict.len() != size {
                return Err(vm.runtime_error("dictionary changed size during iteration"));
            }
        }
        return Ok(());
    }
    if let Some(keys) = vm.get_attr_opt(other, vm.intern("keys"))? {
        let keys = vm.call(keys, &[])?;
        return vm.for_each(keys, |key| {
            let value = vm.get_item(other, key)?;
            set(vm, this, plain, key, value)
        });
    }
    if let Some(items) = vm.get_attr_opt(other, vm.intern("items"))? {
        let items = vm.call(items, &[])?;
        return add_pairs(vm, this, plain, items);
    }
    add_pairs(vm, this, plain, other)
}

fn add_keywords(vm: &Vm, this: Gc<PyDict>, args: Args<'_>) -> PyResult<()> {
    let plain = sets_plainly(vm, this.value());
    for (key, value) in args.kwargs() {
        set(vm, this, plain, key.value(), value)?;
    }
    Ok(())
}

/// The class of `this`, called with `args`, which must give a dict.
fn make(vm: &Vm, class: Gc<PyType>, args: &[Value]) -> PyResult {
    vm.call(class.value(), args)
}

/// A dict that remembers the order in which keys were entered, and can change it.
#[pyclass(name = "OrderedDict", module = "collections", base = DictType, cell = PyDict, subclass, dict, weakref, unhashable)]
pub struct OrderedDict;

#[pymethods]
impl OrderedDict {
    #[pyslot]
    fn __init__(this: Gc<PyDict>, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        let given = args.pos.len();
        if given > 1 {
            return Err(vm.type_error(format!("expected at most 1 argument, got {given}")));
        }
        if let Some(&other) = args.pos.first() {
            add(vm, this, other)?;
        }
        add_keywords(vm, this, args)
    }

    /// An ordered dict with the keys of an iterable and one value for all.
    #[classmethod(sig = "(iterable, value=None)")]
    fn fromkeys(cls: Gc<PyType>, vm: &Vm, iterable: Value, value: Value) -> PyResult {
        let target = make(vm, cls, &[])?;
        match target.cast::<PyDict>().filter(|_| vm.type_of(target) == vm.class::<OrderedDict>()) {
            Some(dict) => vm.for_each(iterable, |key| vm.dict_set(dict, key, value))?,
            None => vm.for_each(iterable, |key| vm.set_item(target, key, Some(value)))?,
        }
        Ok(target)
    }

    /// Adds the entries of a mapping, or of an iterable of pairs, and the keyword arguments.
    #[pymethod(no_text_signature)]
    fn update(this: Gc<PyDict>, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        let given = args.pos.len();
        if given > 1 {
            return Err(vm.type_error(format!("update() takes at most 1 positional argument ({given} given)")));
        }
        if let Some(&other) = args.pos.first() {
            add(vm, this, other)?;
        }
        add_keywords(vm, this, args)
    }

    /// Moves an entry to the end, or to the beginning if last is false. KeyError if the key is missing.
    #[pymethod(sig = "(key, last=True)")]
    fn move_to_end(this: Gc<PyDict>, vm: &Vm, key: Value, #[default(true)] last: bool) -> PyResult<()> {
        let hash = vm.hash(key)?;
        match vm.dict_find(this, key, hash)? {
            Some(at) if last => Ok(this.move_to_end(at)?),
            Some(at) => Ok(this.move_to_front(at)?),
            None => Err(vm.key_error(key)),
        }
    }

    /// Removes and gives the pair at the end, or at the beginning if last is false. KeyError if there is none.
    #[pymethod(sig = "(last=True)")]
    fn popitem(this: Gc<PyDict>, vm: &Vm, #[default(true)] last: bool) -> PyResult<(Value, Value)> {
        let at = if last { this.prev_entry(usize::MAX) } else { this.next_entry(0) };
        match at.and_then(|(at, _)| this.remove_entry(at)) {
            Some(pair) => Ok(pair),
            None => Err(vm.key_error(PyStr::new("dictionary is empty").value())),
        }
    }

    /// Removes a key and gives its value; the default, or else KeyError, if it is missing.
    #[pymethod(sig = "(key, default=<unrepresentable>)")]
    fn pop(this: Gc<PyDict>, vm: &Vm, key: Value, #[default(None)] default: Option<Value>) -> PyResult {
        let hash = vm.hash(key)?;
        if let Some(at) = vm.dict_find(this, key, hash)?
            && let Some((_, value)) = this.remove_entry(at)
        {
            return Ok(value);
        }
        default.ok_or_else(|| vm.key_error(key))
    }

    /// The value for a key; a missing key is added with the default.
    #[pymethod(sig = "(key, default=None)")]
    fn setdefault(this: Gc<PyDict>, vm: &Vm, key: Value, default: Value) -> PyResult {
        if vm.type_of(this.value()) == vm.class::<OrderedDict>() {
            return vm.dict_set_default(this, key, default);
        }
        let hash = vm.hash(key)?;
        if vm.dict_find(this, key, hash)?.is_none() {
            vm.set_item(this.value(), key, Some(default))?;
            return Ok(default);
        }
        vm.get_item(this.value(), key)
    }

    /// Removes everything.
    fn clear(this: Gc<PyDict>) {
        this.clear();
    }

    /// An ordered dict with the same entries.
    fn copy(this: Gc<PyDict>, vm: &Vm) -> PyResult {
        let class = vm.type_of(this.value());
        let result = make(vm, class, &[])?;
        if class == vm.class::<OrderedDict>()
            && let Some(dict) = result.cast::<PyDict>()
        {
            if !this.is_empty() {
                this.try_copy_into(&dict)?;
            }
            return Ok(result);
        }
        let mut i = 0;
        let version = this.keys_version();
        while let Some((at, entry)) = this.next_entry(i) {
            i = at + 1;
            let Some(key) = entry.key else { continue };
            let value = vm.get_item(this.value(), key)?;
            vm.set_item(result, key, Some(value))?;
            if this.current_version() != version {
                return Err(vm.runtime_error("OrderedDict mutated during iteration"));
            }
        }
        Ok(result)
    }

    /// A view of the keys.
    fn keys(this: Gc<PyDict>, vm: &Vm) -> Value {
        ordered_views::view(this, vm.class::<OrderedKeys>(), vm)
    }

    /// A view of the values.
    fn values(this: Gc<PyDict>, vm: &Vm) -> Value {
        ordered_views::view(this, vm.class::<OrderedValues>(), vm)
    }

    /// A view of the pairs of key and value.
    fn items(this: Gc<PyDict>, vm: &Vm) -> Value {
        ordered_views::view(this, vm.class::<OrderedItems>(), vm)
    }

    /// An iterator over the keys from the last to the first.
    fn __reversed__(this: Gc<PyDict>, vm: &Vm) -> PyResult<Obj<OrderedIterator>> {
        OrderedIterator::start(vm, this, Part::Keys, true)
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyDict>, vm: &Vm) -> PyResult {
        let state = support::state_of(vm, this.value())?;
        let items = vm.call_method(this.value(), "items", &[])?;
        let items = vm.iter(items)?;
        let class = vm.type_of(this.value()).value();
        Ok(PyTuple::new(&[class, PyTuple::new(&[]).value(), state, Value::NONE, items]).value())
    }

    /// Bytes of memory that the dict takes.
    fn __sizeof__(this: Gc<PyDict>) -> usize {
        56 + this.table_bytes()
    }

    fn __iter__(this: Gc<PyDict>, vm: &Vm) -> PyResult<Obj<OrderedIterator>> {
        OrderedIterator::start(vm, this, Part::Keys, false)
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

    fn __repr__(this: Gc<PyDict>, vm: &Vm) -> PyResult {
        let name = support::class_name(vm, this.value());
        if this.is_empty() {
            return support::text(format!("{name}()").as_bytes());
        }
        let done = vm.with_repr_guard(this.value(), || {
            let copy = PyDict::new();
            if vm.type_of(this.value()) == vm.class::<OrderedDict>() {
                this.try_copy_into(&copy)?;
            } else {
                let items = vm.call_method(this.value(), "items", &[])?;
                vm.dict_merge_pairs(copy, items)?;
            }
            let mut out = name.clone().into_bytes();
            out.push(b'(');
            out.extend_from_slice(vm.repr(copy.value())?.as_bytes());
            out.push(b')');
            support::text(&out)
        })?;
        done.map_or_else(|| support::text(b"..."), Ok)
    }

    fn richcompare(this: Gc<PyDict>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let (Some(dict), CmpOp::Eq | CmpOp::Ne) = (other.cast::<PyDict>(), op) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let mut equal = vm.dict_equal(this, dict)?;
        if equal && vm.type_of(other).is_subclass(vm.class::<OrderedDict>()) {
            equal = same_order(vm, this, dict)?;
        }
        Ok(Value::bool(equal == (op == CmpOp::Eq)))
    }

    fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let own = vm.class::<OrderedDict>();
        let (class, other) = match vm.type_of(a).is_subclass(own) {
            true => (vm.type_of(a), b),
            false => (vm.type_of(b), a),
        };
        if !other.is::<PyDict>() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let result = make(vm, class, &[a])?;
        match result.cast::<PyDict>().filter(|_| vm.type_of(result).is_subclass(own)) {
            Some(dict) => add(vm, dict, b)?,
            None => {
                vm.call_method(result, "update", &[b])?;
            }
        }
        Ok(result)
    }

    fn __ior__(this: Gc<PyDict>, vm: &Vm, other: Value) -> PyResult {
        add(vm, this, other)?;
        Ok(this.value())
    }
}

/// Whether two dicts have equal keys one by one.
fn same_order(vm: &Vm, a: Gc<PyDict>, b: Gc<PyDict>) -> PyResult<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    let (va, vb) = (a.keys_version(), b.keys_version());
    let (mut i, mut j) = (0, 0);
    loop {
        let (Some((at, left)), Some((bt, right))) = (a.next_entry(i), b.next_entry(j)) else { return Ok(true) };
        (i, j) = (at + 1, bt + 1);
        let (Some(left), Some(right)) = (left.key, right.key) else { return Ok(true) };
        let equal = vm.equal(left, right)?;
        if a.current_version() != va || b.current_version() != vb {
            return Err(vm.runtime_error("OrderedDict mutated during iteration"));
        }
        if !equal {
            return Ok(false);
        }
    }
}
