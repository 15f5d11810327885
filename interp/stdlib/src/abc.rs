//! `_abc`: what `abc.ABCMeta` needs: which methods are abstract, and which classes count as subclasses.
//!
//! Classes are remembered weakly, by address: a dict of weak references keyed by the address is looked up without running Python
//! code. An address that is used again has a dead reference under it, which counts as missing.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use taipan_interp::builtins::weakref::{self, PyWeakRef};
use taipan_interp::native::*;
use taipan_object::dict::StrLookup;

/// Changes whenever a class is registered: negative answers found before no longer count.
static REGISTRATIONS: AtomicU64 = AtomicU64::new(0);

/// Classes, held weakly.
#[derive(Trace)]
struct WeakClasses {
    refs: Field<Option<Gc<PyDict>>>,
}

impl WeakClasses {
    fn new() -> WeakClasses {
        WeakClasses { refs: Field::new(None) }
    }

    fn key(class: Value) -> Value {
        Value::small((class.bits() >> 3) as i64)
    }

    fn contains(&self, class: Value) -> bool {
        let Some(refs) = self.refs.get() else { return false };
        match refs.find_small_int(Self::key(class)) {
            StrLookup::Found(at) => {
                refs.value_at(at).and_then(|r| r.cast::<PyWeakRef>()).and_then(weakref::target) == Some(class)
            }
            _ => false,
        }
    }

    fn add(&self, vm: &Vm, class: Value) -> PyResult<()> {
        let refs = match self.refs.get() {
            Some(refs) => refs,
            None => {
                let refs = vm.new_dict();
                self.refs.set(Some(refs));
                refs
            }
        };
        let weak = weakref::new(vm, vm.types().weakref, class, None)?;
        vm.dict_set(refs, Self::key(class), weak.value())
    }

    /// The weak references to classes that are alive.
    fn live(&self) -> GcVec {
        let live = GcVec::new();
        if let Some(refs) = self.refs.get() {
            for (_, r) in refs.iter() {
                if r.cast::<PyWeakRef>().and_then(weakref::target).is_some() {
                    live.push(r);
                }
            }
        }
        live
    }

    fn clear(&self) {
        self.refs.set(None);
    }

    fn to_set(&self, vm: &Vm) -> PyResult<Gc<PySet>> {
        let (set, live) = (PySet::new(), self.live());
        for i in 0..live.len() {
            vm.set_add(set, live.as_slice()[i])?;
        }
        Ok(set)
    }
}

/// What a class with ABCMeta knows of its subclasses.
#[pyclass(name = "_abc_data", module = "_abc")]
pub struct Data {
    registry: WeakClasses,
    /// Known subclasses.
    cache: WeakClasses,
    /// Classes that are known not to be subclasses.
    negative: WeakClasses,
    /// The number of registrations when `negative` was valid.
    #[no_trace]
    negative_version: Cell<u64>,
}

#[pymethods]
impl Data {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Data>> {
        let _ = args;
        let data = Data {
            registry: WeakClasses::new(),
            cache: WeakClasses::new(),
            negative: WeakClasses::new(),
            negative_version: Cell::new(REGISTRATIONS.load(Ordering::Relaxed)),
        };
        vm.new_native(cls, data)
    }
}

/// Support for abstract base classes; see the module abc.
#[taipan_interp::native::pymodule(name = "_abc")]
pub mod module {
    use super::{Data, REGISTRATIONS};
    use std::sync::atomic::Ordering;
    use taipan_interp::builtins::weakref::{self, PyWeakRef};
    use taipan_interp::class::ClassFlags;
    use taipan_interp::name;
    use taipan_interp::native::*;

    /// Py_TPFLAGS_SEQUENCE.
    const SEQUENCE: i64 = 1 << 5;
    /// Py_TPFLAGS_MAPPING.
    const MAPPING: i64 = 1 << 6;

    fn data_of(vm: &Vm, class: Value) -> PyResult<Obj<Data>> {
        let found = match class.cast::<PyType>() {
            Some(class) => class.lookup(name!("_abc_impl")),
            None => None,
        };
        let found = match found {
            Some(found) => found,
            None => vm.get_attr(class, name!("_abc_impl"))?,
        };
        found.cast::<Native<Data>>().ok_or_else(|| vm.type_error("_abc_impl is set to a wrong type"))
    }

    fn is_abstract(vm: &Vm, value: Value) -> PyResult<bool> {
        match vm.get_attr_opt(value, name!("__isabstractmethod__"))? {
            Some(mark) => vm.truth(mark),
            None => Ok(false),
        }
    }

    fn set_abstract_methods(vm: &Vm, class: Value) -> PyResult<()> {
        let abstracts = PySet::new_frozen();
        let dict = vm.get_attr(class, name!("__dict__"))?;
        let items = vm.call_method(dict, "items", &[])?;
        let items = vm.to_list(items)?;
        for i in 0..items.items.len() {
            let Some(pair) = items.items.get(i).and_then(|pair| pair.cast::<PyTuple>()) else { continue };
            let &[key, value] = pair.as_slice() else { continue };
            if is_abstract(vm, value)? {
                vm.set_add(abstracts, key)?;
            }
        }
        let bases = vm.get_attr(class, name!("__bases__"))?;
        let Some(bases) = bases.cast::<PyTuple>() else { return Err(vm.type_error("__bases__ is not tuple")) };
        for &base in bases.as_slice() {
            let Some(inherited) = vm.get_attr_opt(base, name!("__abstractmethods__"))? else { continue };
            vm.for_each(inherited, |key| {
                let Some(name) = key.cast::<PyStr>() else {
                    return Err(vm.type_error("attribute name must be string"));
                };
                if let Some(value) = vm.get_attr_opt(class, name)?
                    && is_abstract(vm, value)?
                {
                    vm.set_add(abstracts, key)?;
                }
                Ok(())
            })?;
        }
        vm.set_attr(class, name!("__abstractmethods__"), Some(abstracts.value()))
    }

    /// Prepares a class whose metaclass is ABCMeta.
    #[pyfunction(sig = "(self, /)")]
    fn _abc_init(vm: &Vm, class: Value) -> PyResult<()> {
        set_abstract_methods(vm, class)?;
        let data = vm.call(vm.class::<Data>().value(), &[])?;
        vm.set_attr(class, name!("_abc_impl"), Some(data))?;
        // Classes say with this attribute that they match sequence or mapping patterns.
        let Some(class) = class.cast::<PyType>() else { return Ok(()) };
        let wanted = name!("__abc_tpflags__");
        if let Some(flags) = class.dict.get().get_str(wanted).and_then(|flags| flags.as_small()) {
            match (flags & SEQUENCE != 0, flags & MAPPING != 0) {
                (true, true) => {
                    return Err(
                        vm.type_error("__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING")
                    );
                }
                (sequence, mapping) => {
                    class.set_flag(ClassFlags::SEQUENCE, sequence || !mapping && class.has(ClassFlags::SEQUENCE));
                    class.set_flag(ClassFlags::MAPPING, mapping || !sequence && class.has(ClassFlags::MAPPING));
                }
            }
            class.dict.get().remove_str(wanted);
        }
        Ok(())
    }

    /// A class that matches patterns passes that on to those registered with it.
    fn pass_on(class: Gc<PyType>, sequence: bool, mapping: bool) {
        if !class.is_mutable()
            || class.has(ClassFlags::SEQUENCE) == sequence && class.has(ClassFlags::MAPPING) == mapping
        {
            return;
        }
        class.set_flag(ClassFlags::SEQUENCE, sequence);
        class.set_flag(ClassFlags::MAPPING, mapping);
        for subclass in class.subclasses() {
            pass_on(subclass, sequence, mapping);
        }
    }

    /// Makes a class count as a subclass.
    #[pyfunction(sig = "(self, subclass, /)")]
    fn _abc_register(vm: &Vm, class: Value, subclass: Value) -> PyResult {
        let Some(registered) = subclass.cast::<PyType>() else {
            return Err(vm.type_error("Can only register classes"));
        };
        if vm.is_subclass(subclass, class)? {
            return Ok(subclass);
        }
        // Checked the other way around too, so that no cycle comes up.
        if vm.is_subclass(class, subclass)? {
            return Err(vm.runtime_error("Refusing to create an inheritance cycle"));
        }
        data_of(vm, class)?.registry.add(vm, subclass)?;
        REGISTRATIONS.fetch_add(1, Ordering::Relaxed);
        if let Some(class) = class.cast::<PyType>() {
            let (sequence, mapping) = (class.has(ClassFlags::SEQUENCE), class.has(ClassFlags::MAPPING));
            if sequence || mapping {
                pass_on(registered, sequence, mapping);
            }
        }
        Ok(subclass)
    }

    /// Whether an object is an instance of a class with ABCMeta.
    #[pyfunction(sig = "(self, instance, /)")]
    fn _abc_instancecheck(vm: &Vm, class: Value, instance: Value) -> PyResult {
        let data = data_of(vm, class)?;
        let subclass = vm.get_attr(instance, name!("__class__"))?;
        if data.cache.contains(subclass) {
            return Ok(Value::TRUE);
        }
        let real = vm.type_of(instance).value();
        let check = name!("__subclasscheck__");
        if real == subclass {
            if data.negative_version.get() == REGISTRATIONS.load(Ordering::Relaxed) && data.negative.contains(subclass)
            {
                return Ok(Value::FALSE);
            }
            return vm.call_method_name(class, check, &[subclass]);
        }
        let result = vm.call_method_name(class, check, &[subclass])?;
        if vm.truth(result)? {
            return Ok(result);
        }
        vm.call_method_name(class, check, &[real])
    }

    /// Whether a class counts as a subclass of a class with ABCMeta.
    #[pyfunction(sig = "(self, subclass, /)")]
    fn _abc_subclasscheck(vm: &Vm, class: Value, subclass: Value) -> PyResult<bool> {
        let Some(sub) = subclass.cast::<PyType>() else {
            return Err(vm.type_error("issubclass() arg 1 must be a class"));
        };
        let data = data_of(vm, class)?;
        if data.cache.contains(subclass) {
            return Ok(true);
        }
        let version = REGISTRATIONS.load(Ordering::Relaxed);
        if data.negative_version.get() < version {
            data.negative.clear();
            data.negative_version.set(version);
        } else if data.negative.contains(subclass) {
            return Ok(false);
        }
        let verdict = vm.call_method_name(class, name!("__subclasshook__"), &[subclass])?;
        match verdict {
            Value::TRUE => {
                data.cache.add(vm, subclass)?;
                return Ok(true);
            }
            Value::FALSE => {
                data.negative.add(vm, subclass)?;
                return Ok(false);
            }
            Value::NOT_IMPLEMENTED => {}
            _ => {
                return Err(vm.assertion_error("__subclasshook__ must return either False, True, or NotImplemented"));
            }
        }
        if class.cast::<PyType>().is_some_and(|class| sub.is_subclass(class)) || data.registry.contains(subclass) {
            data.cache.add(vm, subclass)?;
            return Ok(true);
        }
        let registered = data.registry.live();
        for i in 0..registered.len() {
            let target = registered.as_slice()[i].cast::<PyWeakRef>().and_then(weakref::target);
            if let Some(target) = target
                && vm.is_subclass(subclass, target)?
            {
                data.cache.add(vm, subclass)?;
                return Ok(true);
            }
        }
        let subclasses = vm.call_method_name(class, name!("__subclasses__"), &[])?;
        let Some(subclasses) = subclasses.cast::<PyList>() else {
            return Err(vm.type_error("__subclasses__() must return a list"));
        };
        for i in 0..subclasses.items.len() {
            let Some(other) = subclasses.items.get(i) else { break };
            if vm.is_subclass(subclass, other)? {
                data.cache.add(vm, subclass)?;
                return Ok(true);
            }
        }
        data.negative.add(vm, subclass)?;
        Ok(false)
    }

    /// A number that changes whenever a class is registered with any class that has ABCMeta.
    #[pyfunction]
    fn get_cache_token() -> u64 {
        REGISTRATIONS.load(Ordering::Relaxed)
    }

    /// For debugging and tests: registry, cache, negative cache and its version.
    #[pyfunction(sig = "(self, /)")]
    fn _get_dump(vm: &Vm, class: Value) -> PyResult {
        let data = data_of(vm, class)?;
        let (registry, cache) = (data.registry.to_set(vm)?.value(), data.cache.to_set(vm)?.value());
        let negative = data.negative.to_set(vm)?.value();
        Ok(PyTuple::new(&[registry, cache, negative, Value::uint(data.negative_version.get())]).value())
    }

    /// For debugging and tests: forgets which classes were registered.
    #[pyfunction(sig = "(self, /)")]
    fn _reset_registry(vm: &Vm, class: Value) -> PyResult<()> {
        data_of(vm, class)?.registry.clear();
        Ok(())
    }

    /// For debugging and tests: forgets all answers.
    #[pyfunction(sig = "(self, /)")]
    fn _reset_caches(vm: &Vm, class: Value) -> PyResult<()> {
        let data = data_of(vm, class)?;
        data.cache.clear();
        data.negative.clear();
        Ok(())
    }
}
