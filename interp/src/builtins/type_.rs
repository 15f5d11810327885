//! `type`: calling classes, their attributes, and what introspection sees of them. Making classes is in `class_new`.

use super::prelude::*;
use crate::class_new;

/// The type of an object, or a new type.
#[pyclass(name = "type", cell = PyType, subclass, weakref, doc = "type(object): the object's type.\ntype(name, bases, dict, **kwds): a new type.")]
pub struct TypeType;

/// `type.__new__` with the arguments as they come.
pub fn new(vm: &Vm, meta: Gc<PyType>, args: Args<'_>) -> PyResult {
    let [name, bases, namespace] = args.pos else {
        let n = args.pos.len();
        return Err(vm.type_error(format!("type.__new__() takes exactly 3 arguments ({n} given)")));
    };
    let wrong = |i: usize, expected: &str, found: Value| {
        vm.type_error(format!("type.__new__() argument {i} must be {expected}, not {}", vm.type_name(found)))
    };
    let name = name.cast::<PyStr>().ok_or_else(|| wrong(1, "str", *name))?;
    let bases = bases.cast::<PyTuple>().ok_or_else(|| wrong(2, "tuple", *bases))?;
    let namespace = namespace.cast::<PyDict>().ok_or_else(|| wrong(3, "dict", *namespace))?;
    class_new::check_bases(vm, bases.as_slice())?;
    let winner = class_new::calculate_metaclass(vm, meta, bases.as_slice())?;
    if winner != meta
        && let Some(other) = winner.slots().new
        && vm.types().type_.slots().new.is_some_and(|own| !std::ptr::fn_addr_eq(own, other))
    {
        return other(vm, winner, args);
    }
    class_new::type_new(vm, winner, name, bases, namespace, args).map(|class| class.value())
}

/// `class.name`.
pub fn get_attr(vm: &Vm, class: Gc<PyType>, name: Gc<PyStr>) -> PyResult {
    match get_attr_opt(vm, class, name)? {
        Some(value) => Ok(value),
        None => Err(no_attribute(vm, class, name)),
    }
}

/// `class.name`, or `None` if there is no such attribute.
pub fn get_attr_opt(vm: &Vm, class: Gc<PyType>, name: Gc<PyStr>) -> PyResult<Option<Value>> {
    let name = PyStr::intern(name);
    let meta = vm.type_of(class.value());
    let on_meta = meta.lookup(name);
    if let Some(found) = on_meta {
        let slots = vm.slots_of(found);
        if slots.descr_set.is_some()
            && let Some(get) = slots.descr_get
        {
            return get(vm, found, Some(class.value()), Some(meta.value())).map(Some);
        }
    }
    if let Some(found) = class.lookup(name) {
        return vm.bind(found, None, class).map(Some);
    }
    on_meta.map(|found| vm.bind(found, Some(class.value()), meta)).transpose()
}

/// "type object 'int' has no attribute 'foo'"
#[cold]
pub fn no_attribute(vm: &Vm, class: Gc<PyType>, name: Gc<PyStr>) -> Raised {
    let message = format!("type object '{}' has no attribute '{}'", class.name_str(), name.to_string_lossy());
    vm.attribute_error_for(&message, class.value(), name)
}

fn check_mutable(vm: &Vm, class: Gc<PyType>, name: &str, value: Option<Value>) -> PyResult<()> {
    if class.is_mutable() {
        return match value {
            Some(_) => Ok(()),
            // The reference words it so for all classes.
            None => {
                Err(vm
                    .type_error(format!("cannot delete '{name}' attribute of immutable type '{}'", class.full_name())))
            }
        };
    }
    let how = if value.is_some() { "set" } else { "delete" };
    Err(vm.type_error(format!("cannot {how} '{name}' attribute of immutable type '{}'", class.full_name())))
}

fn name_text(vm: &Vm, class: Gc<PyType>, attr: &str, value: Option<Value>) -> PyResult<Gc<PyStr>> {
    check_mutable(vm, class, attr, value)?;
    let value = value.unwrap_or(Value::NONE);
    value.cast::<PyStr>().ok_or_else(|| {
        let (name, found) = (class.name_str(), vm.type_name(value));
        vm.type_error(format!("can only assign string to {name}.{attr}, not '{found}'"))
    })
}

/// The classes' attributes' names, nearest class first.
pub fn class_names(class: Gc<PyType>, out: &PyDict) {
    for t in class.mro_types().rev() {
        for (key, _) in t.dict.get().iter() {
            if let Some(key) = key.cast::<PyStr>() {
                out.set_str(key, Value::NONE);
            }
        }
    }
}

#[pymethods]
impl TypeType {
    fn __new__(meta: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        new(vm, meta, args)
    }

    fn __init__(_this: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        match args.pos.len() {
            1 if args.has_kwargs() => Err(vm.type_error("type.__init__() takes no keyword arguments")),
            1 | 3 => Ok(()),
            _ => Err(vm.type_error("type.__init__() takes 1 or 3 arguments")),
        }
    }

    fn __call__(this: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        if this == vm.types().type_ {
            match args.pos {
                [_] if args.has_kwargs() => return Err(vm.type_error("type() takes no keyword arguments")),
                [_] | [_, _, _] => {}
                _ => return Err(vm.type_error("type() takes 1 or 3 arguments")),
            }
        }
        vm.instantiate(this, args)
    }

    fn __getattribute__(this: Gc<PyType>, vm: &Vm, name: Gc<PyStr>) -> PyResult {
        get_attr(vm, this, name)
    }

    fn __setattr__(this: Gc<PyType>, vm: &Vm, name: Gc<PyStr>, value: Option<Value>) -> PyResult<()> {
        let name = PyStr::intern(name);
        if !this.is_mutable() {
            let (attr, class) = (name.to_string_lossy(), this.full_name());
            return Err(vm.type_error(format!("cannot set '{attr}' attribute of immutable type '{class}'")));
        }
        if let Some(found) = vm.type_of(this.value()).lookup(name)
            && let Some(set) = vm.slots_of(found).descr_set
        {
            return set(vm, found, this.value(), value);
        }
        if vm.set_type_attr(this, name, value) { Ok(()) } else { Err(no_attribute(vm, this, name)) }
    }

    fn __repr__(this: Gc<PyType>) -> String {
        this.repr_name()
    }

    fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
        super::union::or(vm, a, b)
    }

    /// The method resolution order as the bases give it.
    fn mro(this: Gc<PyType>, vm: &Vm) -> PyResult<Gc<PyList>> {
        Ok(PyList::new(class_new::compute_mro(vm, this)?.as_slice()))
    }

    /// The immediate subclasses that exist now.
    fn __subclasses__(this: Gc<PyType>) -> Gc<PyList> {
        let list = PyList::new(&[]);
        for class in this.subclasses() {
            list.items.push(class.value());
        }
        list
    }

    /// The namespace for a class body.
    #[classmethod(sig = "(name, bases, /, **kwds)")]
    fn __prepare__(_class: Gc<PyType>, _args: Args<'_>) -> Gc<PyDict> {
        PyDict::new()
    }

    /// Whether instance is an instance of this class.
    fn __instancecheck__(this: Gc<PyType>, vm: &Vm, instance: Value) -> PyResult<bool> {
        vm.real_is_instance(instance, this.value())
    }

    /// Whether subclass derives from this class.
    fn __subclasscheck__(this: Gc<PyType>, vm: &Vm, subclass: Value) -> PyResult<bool> {
        vm.real_is_subclass(subclass, this.value())
    }

    /// The names of the class's attributes.
    fn __dir__(this: Gc<PyType>) -> Gc<PyList> {
        let names = PyDict::new();
        class_names(this, &names);
        let list = PyList::new(&[]);
        for (name, _) in names.iter() {
            list.items.push(name);
        }
        list
    }

    /// Size of the class object in bytes.
    fn __sizeof__(_this: Gc<PyType>) -> usize {
        size_of::<PyType>()
    }

    #[getter]
    fn __name__(this: Gc<PyType>) -> Gc<PyStr> {
        this.name.get()
    }

    #[setter]
    fn set___name__(this: Gc<PyType>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let name = name_text(vm, this, "__name__", value)?;
        if name.as_bytes().contains(&0) {
            return Err(vm.value_error("type name must not contain null characters"));
        }
        this.name.set(name);
        Ok(())
    }

    #[getter]
    fn __qualname__(this: Gc<PyType>) -> Gc<PyStr> {
        this.qualname.get()
    }

    #[setter]
    fn set___qualname__(this: Gc<PyType>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        this.qualname.set(name_text(vm, this, "__qualname__", value)?);
        Ok(())
    }

    #[getter]
    fn __module__(this: Gc<PyType>, vm: &Vm) -> PyResult {
        if let Some(module) = this.dict.get().get_str(vm.names().__module__)
            && !module.is::<super::getset::PyGetSet>()
        {
            return Ok(module);
        }
        match this.module.get() {
            Some(module) => Ok(module.value()),
            None => Err(vm.attribute_error("__module__")),
        }
    }

    #[setter]
    fn set___module__(this: Gc<PyType>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        check_mutable(vm, this, "__module__", value)?;
        vm.set_type_attr(this, vm.names().__module__, value);
        vm.set_type_attr(this, vm.names().__firstlineno__, None);
        Ok(())
    }

    #[getter]
    fn __bases__(this: Gc<PyType>) -> Gc<PyTuple> {
        this.bases.get()
    }

    #[setter]
    fn set___bases__(this: Gc<PyType>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        check_mutable(vm, this, "__bases__", value)?;
        class_new::set_bases(vm, this, value.unwrap_or(Value::NONE))
    }

    #[getter]
    fn __base__(this: Gc<PyType>) -> Option<Gc<PyType>> {
        this.base.get()
    }

    #[getter]
    fn __mro__(this: Gc<PyType>) -> Gc<PyTuple> {
        this.mro.get()
    }

    #[getter]
    fn __dict__(this: Gc<PyType>) -> Value {
        super::mapping_proxy::new(this.dict.get().value())
    }

    #[getter]
    fn __doc__(this: Gc<PyType>, vm: &Vm) -> PyResult {
        if let Some(def) = this.def
            && !def.doc.is_empty()
        {
            return Ok(PyStr::from_static(def.doc).value());
        }
        match this.dict.get().get_str(vm.names().__doc__) {
            Some(doc) => vm.bind(doc, None, this),
            None => Ok(Value::NONE),
        }
    }

    #[setter]
    fn set___doc__(this: Gc<PyType>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        check_mutable(vm, this, "__doc__", value)?;
        vm.set_type_attr(this, vm.names().__doc__, value);
        Ok(())
    }

    #[getter]
    fn __text_signature__(this: Gc<PyType>) -> Option<&'static str> {
        this.def.and_then(|def| def.text_signature)
    }

    #[getter]
    fn __type_params__(this: Gc<PyType>, vm: &Vm) -> Value {
        match this.dict.get().get_str(vm.names().__type_params__) {
            Some(params) if !params.is::<super::getset::PyGetSet>() => params,
            _ => PyTuple::new(&[]).value(),
        }
    }

    #[setter]
    fn set___type_params__(this: Gc<PyType>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        check_mutable(vm, this, "__type_params__", value)?;
        vm.set_type_attr(this, vm.names().__type_params__, value);
        Ok(())
    }

    #[getter]
    fn __abstractmethods__(this: Gc<PyType>, vm: &Vm) -> PyResult {
        let found =
            if this == vm.types().type_ { None } else { this.dict.get().get_str(vm.names().__abstractmethods__) };
        found.ok_or_else(|| vm.attribute_error("__abstractmethods__"))
    }

    #[setter]
    fn set___abstractmethods__(this: Gc<PyType>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let on = match value {
            Some(value) => vm.truth(value)?,
            None => false,
        };
        if !vm.set_type_attr(this, vm.names().__abstractmethods__, value) {
            return Err(vm.attribute_error("__abstractmethods__"));
        }
        this.set_flag(ClassFlags::ABSTRACT, on);
        Ok(())
    }

    #[getter]
    fn __annotate__(this: Gc<PyType>, vm: &Vm) -> PyResult {
        if !this.has(ClassFlags::HEAP) {
            return Err(no_attribute(vm, this, vm.names().__annotate__));
        }
        let dict = this.dict.get();
        let found = dict.get_str(vm.names().__annotate_func__).or_else(|| dict.get_str(vm.names().__annotate__));
        match found {
            Some(annotate) => vm.bind(annotate, None, this),
            None => Ok(Value::NONE),
        }
    }

    #[setter]
    fn set___annotate__(this: Gc<PyType>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let Some(value) = value else { return Err(vm.type_error("cannot delete __annotate__ attribute")) };
        check_mutable(vm, this, "__annotate__", Some(value))?;
        if !value.is_none() && vm.slots_of(value).call.is_none() {
            return Err(vm.type_error("__annotate__ must be callable or None"));
        }
        vm.set_type_attr(this, vm.names().__annotate_func__, Some(value));
        if !value.is_none() {
            vm.set_type_attr(this, vm.names().__annotations_cache__, None);
        }
        Ok(())
    }

    #[getter]
    fn __annotations__(this: Gc<PyType>, vm: &Vm) -> PyResult {
        if !this.has(ClassFlags::HEAP) {
            return Err(no_attribute(vm, this, vm.names().__annotations__));
        }
        let dict = this.dict.get();
        let names = vm.names();
        if let Some(found) = dict.get_str(names.__annotations__).or_else(|| dict.get_str(names.__annotations_cache__)) {
            return vm.bind(found, None, this);
        }
        let annotate = TypeType::__annotate__(this, vm)?;
        let annotations = if annotate.is_none() {
            PyDict::new().value()
        } else {
            let made = vm.call(annotate, &[Value::small(1)])?;
            if !made.is::<PyDict>() {
                let found = vm.type_name(made);
                return Err(vm.type_error(format!("__annotate__() must return a dict, not {found}")));
            }
            made
        };
        vm.set_type_attr(this, names.__annotations_cache__, Some(annotations));
        Ok(annotations)
    }

    #[setter]
    fn set___annotations__(this: Gc<PyType>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        if !this.is_mutable() {
            return check_mutable(vm, this, "__annotations__", value);
        }
        let names = vm.names();
        let own = this.dict.get().get_str(names.__annotations__).is_some();
        let target = if own { names.__annotations__ } else { names.__annotations_cache__ };
        if !vm.set_type_attr(this, target, value) {
            return Err(vm.attribute_error("__annotations__"));
        }
        for name in [names.__annotate_func__, names.__annotate__] {
            vm.set_type_attr(this, name, None);
        }
        Ok(())
    }

    #[getter]
    fn __flags__(this: Gc<PyType>) -> i64 {
        const BITS: &[(ClassFlags, u32)] = &[
            (ClassFlags::SEQUENCE, 5),
            (ClassFlags::MAPPING, 6),
            (ClassFlags::NO_NEW, 7),
            (ClassFlags::IMMUTABLE, 8),
            (ClassFlags::HEAP, 9),
            (ClassFlags::BASETYPE, 10),
            (ClassFlags::METHOD_DESCRIPTOR, 17),
            (ClassFlags::ABSTRACT, 20),
            (ClassFlags::MATCH_SELF, 22),
            (ClassFlags::INT_SUBCLASS, 24),
            (ClassFlags::LIST_SUBCLASS, 25),
            (ClassFlags::TUPLE_SUBCLASS, 26),
            (ClassFlags::BYTES_SUBCLASS, 27),
            (ClassFlags::STR_SUBCLASS, 28),
            (ClassFlags::DICT_SUBCLASS, 29),
            (ClassFlags::EXCEPTION_SUBCLASS, 30),
            (ClassFlags::TYPE_SUBCLASS, 31),
        ];
        // Ready, collected.
        let always = 1 << 12 | 1 << 14;
        let layout = this.layout.get();
        let dict = if layout.has_dict { 1 << 4 } else { 0 };
        let weakrefs = if layout.weakrefs && this.has(ClassFlags::HEAP) { 1 << 3 } else { 0 };
        // In the reference, `Generic` is a heap type (copyreg looks for the first base that is none).
        let heap = match this.def {
            Some(def) if def.flags.contains(TypeFlags::OBJECT_NEW) => 1 << 9,
            _ => 0,
        };
        BITS.iter().filter(|(f, _)| this.has(*f)).map(|(_, bit)| 1i64 << bit).sum::<i64>()
            | always
            | dict
            | weakrefs
            | heap
    }

    #[getter]
    fn __basicsize__(this: Gc<PyType>) -> u32 {
        let layout = this.layout.get();
        layout.native_size.max(16) + layout.n_slots * 8
    }

    #[getter]
    fn __itemsize__(this: Gc<PyType>) -> i64 {
        match () {
            _ if this.has(ClassFlags::TUPLE_SUBCLASS) => 8,
            _ if this.has(ClassFlags::BYTES_SUBCLASS) => 1,
            _ if this.has(ClassFlags::INT_SUBCLASS) => 4,
            _ if this.has(ClassFlags::TYPE_SUBCLASS) => 40,
            _ => 0,
        }
    }

    #[getter]
    fn __dictoffset__(this: Gc<PyType>) -> i64 {
        if this.layout.get().has_dict { -1 } else { 0 }
    }

    #[getter]
    fn __weakrefoffset__(this: Gc<PyType>) -> i64 {
        if this.layout.get().weakrefs { -32 } else { 0 }
    }
}

/// Gives a class `__dict__` and `__weakref__` descriptors, where it is the first in its MRO to have them.
pub fn add_dict_descriptors(vm: &Vm, class: Gc<PyType>, dict: bool, weakref: bool) {
    if dict {
        class.dict.get().set_str(vm.names().__dict__, vm.new_getset(&super::object::DICT, class));
    }
    if weakref {
        class.dict.get().set_str(vm.names().__weakref__, vm.new_getset(&super::object::WEAKREF, class));
    }
}
