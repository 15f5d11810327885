//! Weak references: `weakref.ref`. Proxies are in `weakproxy`.
//!
//! A weak reference holds its target's address, unseen by the collector. The VM's table finds the weak references of an object; after
//! marking, those of dead objects are cleared, and those with a callback are queued for the next safepoint.

use super::prelude::*;
use super::support;
use std::collections::HashMap;

cell! {
    /// The layout of `weakref` objects.
    pub struct PyWeakRef: WEAKREF, "weakref" {
        /// The target's bits; 0 = dead.
        untraced target: Cell<usize>,
        /// What to call with the reference once the target has died.
        callback: Field<Option<Value>>,
        /// The target's hash, once asked for.
        untraced hash: Cell<Option<i64>>,
    }
}

/// The weak references of one object, as bits.
#[derive(Default)]
struct Refs {
    /// The `ref` without callback, which all users share.
    plain: Option<u64>,
    /// The proxy without callback, which all users share.
    proxy: Option<u64>,
    /// All others, oldest first.
    others: Vec<u64>,
}

impl Refs {
    /// In the order of `getweakrefs()`.
    fn all(&self) -> impl Iterator<Item = u64> + '_ {
        self.plain.iter().chain(&self.proxy).chain(self.others.iter().rev()).copied()
    }
}

/// Weak references by the address of their target.
#[derive(Default)]
pub struct Table {
    refs: HashMap<usize, Refs>,
}

impl Table {
    /// The weak references of `target`: first the shared ones, then the newest.
    pub fn of(&self, target: Value) -> Vec<u64> {
        self.refs.get(&(target.bits() as usize)).map_or(Vec::new(), |r| r.all().collect())
    }

    /// Number of weak references of `target`.
    pub fn count(&self, target: Value) -> usize {
        self.refs.get(&(target.bits() as usize)).map_or(0, |r| r.all().count())
    }

    /// Clears the references to objects that have died. Returns those with callbacks, oldest first, that are alive themselves.
    pub fn clear_dead(&mut self, marked: impl Fn(u64) -> bool) -> Vec<u64> {
        let mut callbacks = Vec::new();
        self.refs.retain(|&target, refs| {
            if marked(target as u64) {
                return true;
            }
            for r in refs.plain.iter().chain(&refs.proxy).chain(&refs.others).copied() {
                // SAFETY: not swept yet.
                let Some(weak) = unsafe { Value::from_bits(r) }.cast::<PyWeakRef>() else { continue };
                weak.target.set(0);
                if weak.callback.get().is_some() && marked(r) {
                    callbacks.push(r);
                }
            }
            false
        });
        callbacks
    }

    /// Forgets the weak references that are dead themselves: when nothing can be marked any more.
    pub fn prune(&mut self, marked: impl Fn(u64) -> bool) {
        self.refs.retain(|_, refs| {
            refs.plain = refs.plain.filter(|&r| marked(r));
            refs.proxy = refs.proxy.filter(|&r| marked(r));
            refs.others.retain(|&r| marked(r));
            refs.plain.is_some() || refs.proxy.is_some() || !refs.others.is_empty()
        });
    }
}

/// A weak reference of `class` (`ref` or below, or a proxy class) to `object`; the shared one if there is no callback.
pub fn new(vm: &Vm, class: Gc<PyType>, object: Value, callback: Option<Value>) -> PyResult<Gc<PyWeakRef>> {
    if !object.is_cell() || !vm.type_of(object).layout.get().weakrefs {
        let name = support::class_name(vm, object);
        return Err(vm.type_error(format!("cannot create weak reference to '{name}' object")));
    }
    let callback = callback.filter(|c| !c.is_none());
    let address = object.bits() as usize;
    let types = vm.types();
    let is_proxy = class == types.weakproxy || class == types.weakcallableproxy;
    let shared = callback.is_none() && (is_proxy || class == types.weakref);
    if shared {
        let table = vm.weakrefs.borrow();
        let known = table.refs.get(&address).and_then(|r| if is_proxy { r.proxy } else { r.plain });
        if let Some(bits) = known
            // SAFETY: the table holds weak references that are alive, or not swept yet.
            && let Some(weak) = unsafe { Value::from_bits(bits) }.cast::<PyWeakRef>()
        {
            return Ok(weak);
        }
    }
    let cell = PyWeakRef {
        header: PyWeakRef::header(vm.instance_shape(class)),
        target: Cell::new(address),
        callback: Field::new(callback),
        hash: Cell::new(None),
    };
    let made = vm.alloc_instance(class, cell)?;
    let mut table = vm.weakrefs.borrow_mut();
    let refs = table.refs.entry(address).or_default();
    match (shared, is_proxy) {
        (true, false) => refs.plain = Some(made.value().bits()),
        (true, true) => refs.proxy = Some(made.value().bits()),
        _ => refs.others.push(made.value().bits()),
    }
    Ok(made)
}

/// The object a weak reference refers to, while it is alive.
pub fn target(this: Gc<PyWeakRef>) -> Option<Value> {
    match this.target.get() {
        0 => None,
        // SAFETY: cleared before the object is freed.
        bits => Some(unsafe { Value::from_bits(bits as u64) }),
    }
}

/// A weak reference to object; calling it gives the object, or None once that has died. Then callback is called with the reference.
#[pyclass(name = "ReferenceType", module = "weakref", cell = PyWeakRef, subclass)]
pub struct WeakRefType;

#[pymethods]
impl WeakRefType {
    #[pyslot]
    fn __new__(class: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Gc<PyWeakRef>> {
        if support::same_init(class, vm.types().weakref) {
            check_no_kwargs(vm, "ref", args)?;
        }
        check_positional(vm, "__new__", args.pos.len(), 1, 2)?;
        new(vm, class, args.pos[0], args.pos.get(1).copied())
    }

    #[pyslot]
    fn __init__(this: Gc<PyWeakRef>, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        let _ = this;
        check_no_kwargs(vm, "ref", args)?;
        check_positional(vm, "__init__", args.pos.len(), 1, 2)
    }

    fn __call__(this: Gc<PyWeakRef>, vm: &Vm, args: Args<'_>) -> PyResult {
        check_no_kwargs(vm, "weakref", args)?;
        check_positional(vm, "weakref", args.pos.len(), 0, 0)?;
        Ok(target(this).unwrap_or(Value::NONE))
    }

    /// What is called when the target has died.
    #[getter]
    fn __callback__(this: Gc<PyWeakRef>) -> Value {
        this.callback.get().unwrap_or(Value::NONE)
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }

    fn __hash__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult<i64> {
        if let Some(hash) = this.hash.get() {
            return Ok(hash);
        }
        let Some(object) = target(this) else { return Err(vm.type_error("weak object has gone away")) };
        let hash = vm.hash(object)?;
        this.hash.set(Some(hash));
        Ok(hash)
    }

    fn richcompare(this: Gc<PyWeakRef>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(other) = other.cast::<PyWeakRef>() else { return Ok(Value::NOT_IMPLEMENTED) };
        if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        match (target(this), target(other)) {
            (Some(a), Some(b)) => vm.compare(a, b, op),
            _ => Ok(Value::bool((this == other) == matches!(op, CmpOp::Eq))),
        }
    }

    fn __repr__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult {
        let id = this.value().id();
        let Some(object) = target(this) else { return Ok(vm.new_str(format!("<weakref at {id:#x}; dead>")).value()) };
        let mut out = format!("<weakref at {id:#x}; to '{}' at {:#x}", vm.type_of(object).full_name(), object.id());
        // (Found on the type: a `__getattr__` is not asked.)
        let name = vm.lookup_special(object, vm.names().__name__)?.and_then(|n| n.cast::<PyStr>());
        if let Some(name) = name {
            out.push_str(&format!(" ({})", name.to_string_lossy()));
        }
        out.push('>');
        Ok(vm.new_str(out).value())
    }
}

/// Runs the callback of a dead weak reference.
pub fn run_callback(vm: &Vm, weakref: Value) {
    let Some(r) = weakref.cast::<PyWeakRef>() else { return };
    if let Some(callback) = r.callback.get() {
        r.callback.set(None);
        if vm.call(callback, &[weakref]).is_err() {
            vm.write_unraisable(Some(callback), "Exception ignored while calling weakref callback");
        }
    }
}
