//! `_thread._local`: an object whose attributes each thread has its own of.
//!
//! Every object keeps one dict per thread, by a serial number that no two threads share (identities are used again). Dicts of
//! ended threads are dropped when the object is next used by a new thread.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use taipan_interp::native::*;

static NEXT_SERIAL: AtomicU64 = AtomicU64::new(1);
static LIVE: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());

thread_local! {
    static SERIAL: Cell<u64> = const { Cell::new(0) };
}

/// The calling thread's number.
fn serial() -> u64 {
    match SERIAL.get() {
        0 => {
            let fresh = NEXT_SERIAL.fetch_add(1, Ordering::Relaxed);
            SERIAL.set(fresh);
            LIVE.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(fresh);
            fresh
        }
        serial => serial,
    }
}

/// At a thread's end: its dicts are no longer needed.
pub(super) fn forget_thread() {
    let serial = SERIAL.replace(0);
    LIVE.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).remove(&serial);
}

/// Thread-local data.
#[pyclass(name = "_local", module = "_thread", subclass, weakref, text_sig = "()")]
pub struct Local {
    /// Dicts by serial number in decimal.
    dicts: Field<Gc<PyDict>>,
    /// Arguments of the constructor, for a subclass's `__init__` in each thread.
    args: Field<Gc<PyTuple>>,
    kwargs: Field<Option<Gc<PyDict>>>,
}

#[pymethods]
impl Local {
    #[pyslot(sig = "(*args, **kwargs)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: &[Value], kwargs: Kwargs<'_>) -> PyResult<Obj<Local>> {
        let has_args = !args.is_empty() || !kwargs.is_empty();
        let init = cls.lookup(vm.intern("__init__"));
        if has_args && init == vm.types().object.lookup(vm.intern("__init__")) {
            return Err(vm.type_error("Initialization arguments are not supported"));
        }
        let dict = vm.new_dict();
        for (name, value) in kwargs.iter() {
            dict.set_str(name, value);
        }
        let dicts = vm.new_dict();
        // The constructor calls __init__ itself in this thread.
        dicts.set_str(key(), vm.new_dict().value());
        let local = Local {
            dicts: Field::new(dicts),
            args: Field::new(PyTuple::new(args)),
            kwargs: Field::new((!dict.is_empty()).then_some(dict)),
        };
        vm.new_native(cls, local)
    }

    fn __getattribute__(this: Obj<Local>, vm: &Vm, name: Gc<PyStr>) -> PyResult {
        let dict = dict_of(vm, this)?;
        if name.as_str() == Some("__dict__") {
            return Ok(dict.value());
        }
        let found = vm.type_of(this.value()).lookup(name);
        let get = |found: Value| match vm.slots_of(found).descr_get {
            Some(get) => get(vm, found, Some(this.value()), Some(vm.type_of(this.value()).value())),
            None => Ok(found),
        };
        if let Some(found) = found
            && vm.slots_of(found).descr_set.is_some()
        {
            return get(found);
        }
        if let Some(value) = dict.get_str(name) {
            return Ok(value);
        }
        match found {
            Some(found) => get(found),
            None => Err(no_attribute(vm, this, name)),
        }
    }

    fn __setattr__(this: Obj<Local>, vm: &Vm, name: Gc<PyStr>, value: Value) -> PyResult<()> {
        set_attribute(vm, this, name, Some(value))
    }

    fn __delattr__(this: Obj<Local>, vm: &Vm, name: Gc<PyStr>) -> PyResult<()> {
        set_attribute(vm, this, name, None)
    }
}

fn key() -> Gc<PyStr> {
    PyStr::new(&serial().to_string())
}

fn no_attribute(vm: &Vm, this: Obj<Local>, name: Gc<PyStr>) -> Raised {
    let class = vm.type_of(this.value()).full_name();
    let message = format!("'{class}' object has no attribute '{}'", name.to_string_lossy());
    vm.attribute_error_for(&message, this.value(), name)
}

fn set_attribute(vm: &Vm, this: Obj<Local>, name: Gc<PyStr>, value: Option<Value>) -> PyResult<()> {
    let dict = dict_of(vm, this)?;
    if name.as_str() == Some("__dict__") {
        let class = vm.type_of(this.value()).full_name();
        return Err(vm.attribute_error(format!("'{class}' object attribute '__dict__' is read-only")));
    }
    if let Some(found) = vm.type_of(this.value()).lookup(name)
        && let Some(set) = vm.slots_of(found).descr_set
    {
        return set(vm, found, this.value(), value);
    }
    match value {
        Some(value) => dict.set_str(name, value),
        None if dict.remove_str(name).is_none() => return Err(no_attribute(vm, this, name)),
        None => {}
    }
    Ok(())
}

/// The calling thread's dict; a new one is filled by `__init__`.
fn dict_of(vm: &Vm, this: Obj<Local>) -> PyResult<Gc<PyDict>> {
    let key = key();
    let dicts = this.dicts.get();
    if let Some(dict) = dicts.get_str(key).and_then(|dict| dict.cast()) {
        return Ok(dict);
    }
    let live = LIVE.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
    let is_dead = |key: Value| {
        let number = key.cast::<PyStr>().and_then(|key| key.as_str().and_then(|key| key.parse().ok()));
        number.is_some_and(|number: u64| !live.contains(&number))
    };
    let dead = GcVec::from_slice(&[]);
    dicts.iter().filter(|(key, _)| is_dead(*key)).for_each(|(key, _)| dead.push(key));
    for &key in dead.as_slice() {
        key.cast::<PyStr>().and_then(|key| dicts.remove_str(key));
    }
    let dict = vm.new_dict();
    dicts.set_str(key, dict.value());
    let class = vm.type_of(this.value());
    let init = class.lookup(vm.intern("__init__"));
    if let Some(init) = init
        && Some(init) != vm.types().object.lookup(vm.intern("__init__"))
    {
        let args = GcVec::from_slice(&[this.value()]);
        args.extend(this.args.get().as_slice());
        if let Err(raised) = vm.call_dict(init, args.as_slice(), this.kwargs.get()) {
            // A thread whose initialization failed tries again next time.
            dicts.remove_str(key);
            return Err(raised);
        }
    }
    Ok(dict)
}
