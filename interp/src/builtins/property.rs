//! `property`.

use super::prelude::*;

cell! {
    /// The layout of `property` objects.
    pub struct PyProperty: PROPERTY, "property" {
        /// See the type.
        getter: Field<Option<Value>>,
        /// See the type.
        setter: Field<Option<Value>>,
        /// See the type.
        deleter: Field<Option<Value>>,
        /// See the type.
        doc: Field<Option<Value>>,
        /// See the type.
        name: Field<Option<Value>>,
        /// See the type.
        doc_from_getter: Cell<bool>,
    }
}

/// A computed attribute.
#[pyclass(name = "property", cell = PyProperty, subclass)]
pub struct PropertyType;

#[pymethods]
impl PropertyType {
    fn __new__(class: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Gc<PyProperty>> {
        let _ = args;
        let cell = PyProperty {
            header: PyProperty::header(vm.instance_shape(class)),
            getter: Field::new(None),
            setter: Field::new(None),
            deleter: Field::new(None),
            doc: Field::new(None),
            name: Field::new(None),
            doc_from_getter: Cell::new(false),
        };
        vm.alloc_instance(class, cell)
    }

    #[pyslot(sig = "(fget=None, fset=None, fdel=None, doc=None)")]
    fn __init__(this: Gc<PyProperty>, vm: &Vm, fget: Value, fset: Value, fdel: Value, doc: Value) -> PyResult<()> {
        let given = |v: Value| Some(v).filter(|v| !v.is_none());
        this.getter.set(given(fget));
        this.setter.set(given(fset));
        this.deleter.set(given(fdel));
        this.doc.set(given(doc));
        this.name.set(None);
        this.doc_from_getter.set(false);
        if doc.is_none()
            && let Some(getter) = given(fget)
            && let Some(text) = vm.get_attr_opt(getter, vm.names().__doc__)?.filter(|d| !d.is_none())
        {
            this.doc.set(Some(text));
            this.doc_from_getter.set(true);
        }
        // Subclasses keep the text as an attribute, for their own class has a __doc__ that would hide it.
        if vm.type_of(this.value()) != vm.types().property
            && let Some(text) = this.doc.get()
            && crate::instance::has_attributes(this.value())
        {
            vm.set_instance_attr(this.value(), vm.names().__doc__, text)?;
        }
        Ok(())
    }

    fn __get__(this: Gc<PyProperty>, vm: &Vm, instance: Option<Value>, owner: Option<Value>) -> PyResult {
        let _ = owner;
        let Some(instance) = instance.filter(|i| !i.is_none()) else { return Ok(this.value()) };
        match this.getter.get() {
            Some(getter) => vm.call(getter, &[instance]),
            None => Err(missing(vm, this, instance, "getter")),
        }
    }

    fn __set__(this: Gc<PyProperty>, vm: &Vm, instance: Value, value: Option<Value>) -> PyResult<()> {
        let (function, what) = match value {
            Some(_) => (this.setter.get(), "setter"),
            None => (this.deleter.get(), "deleter"),
        };
        let Some(function) = function else { return Err(missing(vm, this, instance, what)) };
        match value {
            Some(value) => vm.call(function, &[instance, value])?,
            None => vm.call(function, &[instance])?,
        };
        Ok(())
    }

    fn __set_name__(this: Gc<PyProperty>, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        let &[_, name] = args.pos else {
            let given = args.pos.len();
            return Err(vm.type_error(format!("__set_name__() takes 2 positional arguments but {given} were given")));
        };
        this.name.set(Some(name));
        Ok(())
    }

    /// A copy with another getter.
    fn getter(this: Gc<PyProperty>, vm: &Vm, function: Value) -> PyResult {
        copy(vm, this, Some(function), None, None)
    }

    /// A copy with another setter.
    fn setter(this: Gc<PyProperty>, vm: &Vm, function: Value) -> PyResult {
        copy(vm, this, None, Some(function), None)
    }

    /// A copy with another deleter.
    fn deleter(this: Gc<PyProperty>, vm: &Vm, function: Value) -> PyResult {
        copy(vm, this, None, None, Some(function))
    }

    #[getter(member)]
    fn fget(this: Gc<PyProperty>) -> Value {
        this.getter.get().unwrap_or(Value::NONE)
    }

    #[getter(member)]
    fn fset(this: Gc<PyProperty>) -> Value {
        this.setter.get().unwrap_or(Value::NONE)
    }

    #[getter(member)]
    fn fdel(this: Gc<PyProperty>) -> Value {
        this.deleter.get().unwrap_or(Value::NONE)
    }

    #[getter]
    fn __doc__(this: Gc<PyProperty>) -> Value {
        this.doc.get().unwrap_or(Value::NONE)
    }

    #[setter]
    fn set___doc__(this: Gc<PyProperty>, value: Option<Value>) {
        this.doc.set(value);
    }

    #[getter]
    fn __name__(this: Gc<PyProperty>, vm: &Vm) -> PyResult {
        match name_of(vm, this)? {
            Some(name) => Ok(name),
            None => Err(vm.no_attribute(this.value(), vm.names().__name__)),
        }
    }

    #[setter]
    fn set___name__(this: Gc<PyProperty>, value: Option<Value>) {
        this.name.set(value);
    }

    #[getter]
    fn __isabstractmethod__(this: Gc<PyProperty>, vm: &Vm) -> PyResult<bool> {
        for function in [this.getter.get(), this.setter.get(), this.deleter.get()].into_iter().flatten() {
            if let Some(flag) = vm.get_attr_opt(function, vm.names().__isabstractmethod__)?
                && vm.truth(flag)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The name the property has in its class, or else that of its getter.
fn name_of(vm: &Vm, this: Gc<PyProperty>) -> PyResult<Option<Value>> {
    match (this.name.get(), this.getter.get()) {
        (Some(name), _) => Ok(Some(name)),
        (None, Some(getter)) => vm.get_attr_opt(getter, vm.names().__name__),
        (None, None) => Ok(None),
    }
}

/// "property 'x' of 'C' object has no setter"
#[cold]
fn missing(vm: &Vm, this: Gc<PyProperty>, instance: Value, what: &str) -> Raised {
    let class = PyStr::new(&vm.type_of(instance).qualname.get().to_string_lossy());
    let texts = name_of(vm, this).and_then(|name| {
        let name = match name {
            Some(name) => format!(" {}", vm.repr(name)?.to_string_lossy()),
            None => String::new(),
        };
        Ok((name, vm.repr(class.value())?.to_string_lossy().into_owned()))
    });
    match texts {
        Ok((name, class)) => vm.attribute_error(format!("property{name} of {class} object has no {what}")),
        Err(raised) => raised,
    }
}

fn copy(
    vm: &Vm,
    this: Gc<PyProperty>,
    getter: Option<Value>,
    setter: Option<Value>,
    deleter: Option<Value>,
) -> PyResult {
    let pick = |new: Option<Value>, old: &Field<Option<Value>>| {
        new.filter(|v| !v.is_none()).or_else(|| old.get()).unwrap_or(Value::NONE)
    };
    let fget = pick(getter, &this.getter);
    // A text taken from the getter is taken again from the new one.
    let doc = if this.doc_from_getter.get() && !fget.is_none() { None } else { this.doc.get() };
    let args = [fget, pick(setter, &this.setter), pick(deleter, &this.deleter), doc.unwrap_or(Value::NONE)];
    let made = vm.call(vm.type_of(this.value()).value(), &args)?;
    if let Some(property) = made.cast::<PyProperty>() {
        property.name.set(this.name.get());
    }
    Ok(made)
}

/// A descriptor that reads item `i` of a tuple: a field of a named record.
pub fn item_getter(vm: &Vm, i: usize) -> PyResult {
    let _ = vm;
    let shape = vm.instance_shape(vm.class::<ItemGetterType>());
    Ok(alloc(PyItemGetter { header: PyItemGetter::header(shape), index: i }).value())
}

cell! {
    /// The layout of item getters (internal).
    pub struct PyItemGetter: STRUCT_SEQ, "member_descriptor" {
        /// The item's position.
        index: usize,
    }
}

/// A field of a named record.
#[pyclass(name = "member_descriptor", cell = PyItemGetter, no_new)]
pub struct ItemGetterType;

#[pymethods]
impl ItemGetterType {
    fn __get__(this: Gc<PyItemGetter>, vm: &Vm, instance: Option<Value>, owner: Option<Value>) -> PyResult {
        let _ = owner;
        match instance {
            None => Ok(this.value()),
            Some(instance) => match instance.cast::<PyTuple>().and_then(|t| t.as_slice().get(this.index).copied()) {
                Some(item) => Ok(item),
                None => Err(vm.type_error("descriptor does not apply to this object")),
            },
        }
    }

    fn __set__(this: Gc<PyItemGetter>, vm: &Vm, instance: Value, value: Option<Value>) -> PyResult<()> {
        let _ = (this, instance, value);
        Err(vm.attribute_error("readonly attribute"))
    }
}
