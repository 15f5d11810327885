//! `object`: the root of all types: default attribute access, identity comparison, and what pickling and copying start from.

use super::prelude::*;
use crate::class_new::solid_base;
use crate::instance;
use crate::name;

/// The base of all classes: an object without attributes of its own.
#[pyclass(name = "object", cell = PyInstance, subclass, text_sig = "()")]
pub struct ObjectType;

/// `__dict__` of instances of a class: a getset_descriptor of the first class that gives them one.
pub static DICT: GetSetDef =
    GetSetDef { name: "__dict__", owner: None, doc: "", get: Some(get_dict), set: Some(set_dict), member: false };

/// `__weakref__` of instances of a class.
pub static WEAKREF: GetSetDef =
    GetSetDef { name: "__weakref__", owner: None, doc: "", get: Some(get_weakref), set: None, member: false };

fn get_dict(vm: &Vm, this: Value) -> PyResult {
    if !instance::has_attributes(this) {
        return Err(vm.no_attribute(this, vm.names().__dict__));
    }
    vm.instance_dict(this).map(|d| d.value())
}

/// Sets or deletes the `__dict__` of an object that has one.
pub(super) fn set_dict(vm: &Vm, this: Value, value: Option<Value>) -> PyResult<()> {
    if !instance::has_attributes(this) {
        return Err(vm.no_attribute(this, vm.names().__dict__));
    }
    let dict = match value {
        None => PyDict::new(),
        Some(value) => value.cast::<PyDict>().ok_or_else(|| {
            vm.type_error(format!("__dict__ must be set to a dictionary, not a '{}'", vm.type_name(value)))
        })?,
    };
    vm.replace_instance_dict(this, dict);
    Ok(())
}

fn get_weakref(vm: &Vm, this: Value) -> PyResult {
    Ok(vm.weakrefs_of(this).items.as_slice().first().copied().unwrap_or(Value::NONE))
}

fn same_fn(a: Option<usize>, b: Option<usize>) -> bool {
    a.is_some() && a == b
}

fn overrides_new(vm: &Vm, class: Gc<PyType>) -> bool {
    !same_fn(class.slots().new.map(|f| f as usize), vm.types().object.slots().new.map(|f| f as usize))
}

fn overrides_init(vm: &Vm, class: Gc<PyType>) -> bool {
    !same_fn(class.slots().init.map(|f| f as usize), vm.types().object.slots().init.map(|f| f as usize))
}

/// "Can't instantiate abstract class …"
#[cold]
fn abstract_error(vm: &Vm, class: Gc<PyType>) -> PyResult {
    let methods = vm.get_attr(class.value(), vm.names().__abstractmethods__)?;
    let names = vm.to_list(methods)?;
    let mut texts: Vec<String> = Vec::new();
    for &name in names.items.as_slice() {
        texts.push(vm.str(name)?.to_string_lossy().into_owned());
    }
    texts.sort();
    let s = if texts.len() > 1 { "s" } else { "" };
    let list = texts.iter().map(|t| format!("'{t}'")).collect::<Vec<_>>().join(", ");
    let class = class.name_str();
    Err(vm.type_error(format!(
        "Can't instantiate abstract class {class} without an implementation for abstract method{s} {list}"
    )))
}

#[pymethods]
impl ObjectType {
    fn __new__(class: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        if !args.pos.is_empty() || args.has_kwargs() {
            if overrides_new(vm, class) {
                return Err(vm.type_error("object.__new__() takes exactly one argument (the type to instantiate)"));
            }
            if !overrides_init(vm, class) {
                return Err(vm.type_error(format!("{}() takes no arguments", class.name_str())));
            }
        }
        if class.has(ClassFlags::ABSTRACT) {
            return abstract_error(vm, class);
        }
        if class.has(ClassFlags::NO_NEW) {
            return Err(vm.type_error(format!("cannot create '{}' instances", class.full_name())));
        }
        if class.layout.get().native_size as usize != size_of::<PyInstance>() {
            let name = class.name_str();
            return Err(vm.type_error(format!(
                "object.__new__({name}) is not safe, use {}.__new__()",
                solid_base(class).name_str()
            )));
        }
        vm.new_instance(class).map(|o| o.value())
    }

    fn __init__(this: Value, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        if !args.pos.is_empty() || args.has_kwargs() {
            let class = vm.type_of(this);
            if overrides_init(vm, class) {
                return Err(vm.type_error("object.__init__() takes exactly one argument (the instance to initialize)"));
            }
            if !overrides_new(vm, class) {
                let name = class.name_str();
                return Err(
                    vm.type_error(format!("{name}.__init__() takes exactly one argument (the instance to initialize)"))
                );
            }
        }
        Ok(())
    }

    fn __repr__(this: Value, vm: &Vm) -> String {
        format!("<{} object at {:#x}>", vm.type_of(this).full_name(), this.id())
    }

    fn __str__(this: Value, vm: &Vm) -> PyResult<Gc<PyStr>> {
        vm.repr(this)
    }

    fn __hash__(this: Value) -> i64 {
        // Addresses are multiples of 16.
        taipan_object::string::cut_hash(this.id().rotate_right(4))
    }

    fn richcompare(this: Value, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        match op {
            CmpOp::Eq if this == other => Ok(Value::TRUE),
            CmpOp::Ne => match vm.slots_of(this).richcompare {
                // The inverse of `==`, whoever defines that.
                Some(compare) => invert_eq(vm, compare(vm, this, other, CmpOp::Eq)),
                None => Ok(Value::NOT_IMPLEMENTED),
            },
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    fn __getattribute__(this: Value, vm: &Vm, name: Gc<PyStr>) -> PyResult {
        vm.generic_get_attr(this, name)
    }

    fn __setattr__(this: Value, vm: &Vm, name: Gc<PyStr>, value: Option<Value>) -> PyResult<()> {
        vm.generic_set_attr(this, name, value)
    }

    #[getter]
    fn __class__(this: Value, vm: &Vm) -> Gc<PyType> {
        vm.type_of(this)
    }

    #[setter]
    fn set___class__(this: Value, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let Some(value) = value else { return Err(vm.type_error("can't delete __class__ attribute")) };
        let Some(new) = value.cast::<PyType>() else {
            let found = vm.type_name(value);
            return Err(vm.type_error(format!("__class__ must be set to a class, not '{found}' object")));
        };
        let old = vm.type_of(this);
        let module = vm.types().module;
        let modules = new.is_subclass(module) && old.is_subclass(module);
        if !modules && (!new.is_mutable() || !old.is_mutable()) {
            return Err(vm.type_error("__class__ assignment only supported for mutable types or ModuleType subclasses"));
        }
        if new == old {
            return Ok(());
        }
        let (a, b) = (old.layout.get(), new.layout.get());
        let names = |class: Gc<PyType>| -> Vec<Gc<PyStr>> {
            let tuples: Vec<Gc<PyTuple>> = class.mro_types().filter_map(|t| t.slot_names.get()).collect();
            tuples.iter().flat_map(|t| t.as_slice().iter().filter_map(|n| n.cast::<PyStr>())).collect()
        };
        let native = |class: Gc<PyType>| class.mro_types().find(|t| !t.has(ClassFlags::HEAP));
        let same_native = native(old).map(solid_base) == native(new).map(solid_base);
        if a != b || !same_native || names(old) != names(new) {
            let (new, old) = (new.name_str(), old.name_str());
            return Err(vm.type_error(format!("__class__ assignment: '{new}' object layout differs from '{old}'")));
        }
        let Some(header) = this.header() else { return Ok(()) };
        if a.has_dict {
            // In dictionary mode the layout depends on the number of inline slots only, which stays.
            vm.instance_dict(this)?;
            let inline = shape::get(header.shape.get()).inline_slots;
            header.shape.set(new.dict_shape(inline).id);
        } else {
            header.shape.set(vm.instance_shape(new));
        }
        // The object keeps its class alive.
        taipan_gc::barrier(header);
        vm.register_finalizer(new, this);
        Ok(())
    }

    /// The default formatting: str(self), for an empty specification only.
    fn __format__(this: Value, vm: &Vm, format_spec: Gc<PyStr>) -> PyResult<Gc<PyStr>> {
        if !format_spec.is_empty() {
            let class = vm.type_name(this);
            return Err(vm.type_error(format!("unsupported format string passed to {class}.__format__")));
        }
        vm.str(this)
    }

    /// Size of the object in bytes.
    fn __sizeof__(this: Value, vm: &Vm) -> usize {
        let class = vm.type_of(this);
        (class.layout.get().native_size as usize).max(16) + class.extra_size()
    }

    /// The names of the object's attributes, those of its class included.
    fn __dir__(this: Value, vm: &Vm) -> PyResult<Gc<PyList>> {
        let names = PyDict::new();
        if let Some(dict) = vm.get_attr_opt(this, vm.names().__dict__)?.and_then(|d| d.cast::<PyDict>()) {
            for (key, _) in dict.iter() {
                if let Some(key) = key.cast::<PyStr>() {
                    names.set_str(key, Value::NONE);
                }
            }
        }
        if let Some(class) = vm.get_attr_opt(this, vm.names().__class__)?.and_then(|c| c.cast::<PyType>()) {
            super::type_::class_names(class, &names);
        }
        let list = PyList::new(&[]);
        for (name, _) in names.iter() {
            list.items.push(name);
        }
        Ok(list)
    }

    /// Called for every new subclass; does nothing here.
    #[classmethod]
    fn __init_subclass__(_class: Gc<PyType>) {}

    /// Lets an abstract class decide issubclass(); undecided here.
    #[classmethod(sig = "(object, /)")]
    fn __subclasshook__(_class: Gc<PyType>, _args: Args<'_>) -> Value {
        Value::NOT_IMPLEMENTED
    }

    /// What pickling has to save of the object's attributes.
    fn __getstate__(this: Value, vm: &Vm) -> PyResult {
        default_state(vm, this, false)
    }

    /// The ingredients for making a copy, for pickle protocols 0 and 1.
    fn __reduce__(this: Value, vm: &Vm) -> PyResult {
        vm.call(copyreg(vm, name!("_reduce_ex"))?, &[this, Value::small(0)])
    }

    /// The ingredients for making a copy.
    fn __reduce_ex__(this: Value, vm: &Vm, protocol: i32) -> PyResult {
        let class = vm.type_of(this);
        if class.lookup(vm.names().__reduce__) != vm.types().object.lookup(vm.names().__reduce__) {
            let reduce = vm.get_attr(this, vm.names().__reduce__)?;
            return vm.call(reduce, &[]);
        }
        if protocol >= 2 {
            return reduce_new(vm, this, class);
        }
        vm.call(copyreg(vm, name!("_reduce_ex"))?, &[this, Value::int(protocol.into())])
    }
}

/// Something from the module copyreg.
fn copyreg(vm: &Vm, name: Gc<PyStr>) -> PyResult {
    let import = vm.builtin(vm.names().__import__)?;
    let module = vm.call(import, &[name!("copyreg").value()])?;
    vm.get_attr(module, name)
}

/// The attributes of an object: its dict, with those in `__slots__` if there are any.
fn default_state(vm: &Vm, this: Value, required: bool) -> PyResult {
    let class = vm.type_of(this);
    if required && !this.is::<PyInstance>() {
        return Err(vm.type_error(format!("cannot pickle '{}' object", class.full_name())));
    }
    let mut state = Value::NONE;
    if let Some(dict) = vm.get_attr_opt(this, vm.names().__dict__)? {
        let empty = dict.cast::<PyDict>().is_some_and(|d| d.is_empty());
        // An object that has no attributes yet has nothing to save.
        if !(empty && instance::has_attributes(this)) {
            state = dict;
        }
    }
    let names = match class.dict.get().get_str(vm.names().__slotnames__) {
        Some(names) => names,
        None if class.layout.get().n_slots == 0 => Value::NONE,
        None => vm.call(copyreg(vm, name!("_slotnames"))?, &[class.value()])?,
    };
    let Some(names) = names.cast::<PyList>().filter(|l| !l.items.is_empty()) else { return Ok(state) };
    let slots = PyDict::new();
    for i in 0..names.items.len() {
        let Some(name) = names.items.get(i).and_then(|n| n.cast::<PyStr>()) else { continue };
        if let Some(value) = vm.get_attr_opt(this, name)? {
            slots.set_str(name, value);
        }
    }
    if slots.is_empty() {
        return Ok(state);
    }
    Ok(PyTuple::new(&[state, slots.value()]).value())
}

fn tuple_of(vm: &Vm, value: Value, what: &str) -> PyResult<Gc<PyTuple>> {
    value
        .cast::<PyTuple>()
        .ok_or_else(|| vm.type_error(format!("{what} should return a tuple, not '{}'", vm.type_name(value))))
}

/// `copyreg.__newobj__` and its arguments (pickle protocol 2 and up).
fn reduce_new(vm: &Vm, this: Value, class: Gc<PyType>) -> PyResult {
    if class.slots().new.is_none() {
        return Err(vm.type_error(format!("cannot pickle '{}' object", class.full_name())));
    }
    let (mut args, mut kwargs) = (None, None);
    if let Some(get) = vm.lookup_special(this, vm.names().__getnewargs_ex__)? {
        let both = tuple_of(vm, vm.call(get, &[])?, "__getnewargs_ex__")?;
        let [a, k] = both.as_slice() else {
            let n = both.len();
            return Err(vm.value_error(format!("__getnewargs_ex__ should return a tuple of length 2, not {n}")));
        };
        let a_tuple = a.cast::<PyTuple>().ok_or_else(|| {
            vm.type_error(format!(
                "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{}'",
                vm.type_name(*a)
            ))
        })?;
        let k_dict = k.cast::<PyDict>().ok_or_else(|| {
            vm.type_error(format!(
                "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{}'",
                vm.type_name(*k)
            ))
        })?;
        (args, kwargs) = (Some(a_tuple), Some(k_dict));
    } else if let Some(get) = vm.lookup_special(this, vm.names().__getnewargs__)? {
        args = Some(tuple_of(vm, vm.call(get, &[])?, "__getnewargs__")?);
    }
    let is_list = class.has(ClassFlags::LIST_SUBCLASS);
    let is_dict = class.has(ClassFlags::DICT_SUBCLASS);
    let required = args.is_none() && !is_list && !is_dict;
    let plain = vm.types().object.lookup(vm.names().__getstate__);
    let state = if class.lookup(vm.names().__getstate__) == plain {
        default_state(vm, this, required)?
    } else {
        vm.call(vm.get_attr(this, vm.names().__getstate__)?, &[])?
    };
    let list_items = if is_list { vm.iter(this)? } else { Value::NONE };
    let dict_items = if is_dict { vm.iter(vm.call_method(this, "items", &[])?)? } else { Value::NONE };
    let (function, arguments) = match kwargs.filter(|k| !k.is_empty()) {
        Some(kwargs) => {
            let args = args.unwrap_or_else(|| PyTuple::new(&[]));
            (copyreg(vm, name!("__newobj_ex__"))?, PyTuple::new(&[class.value(), args.value(), kwargs.value()]))
        }
        None => {
            let all = PyList::new(&[class.value()]);
            if let Some(args) = args {
                all.items.extend(args.as_slice());
            }
            (copyreg(vm, name!("__newobj__"))?, PyTuple::new(all.items.as_slice()))
        }
    };
    Ok(PyTuple::new(&[function, arguments.value(), state, list_items, dict_items]).value())
}
