//! `super`.

use super::prelude::*;

cell! {
    /// The layout of `super` objects.
    pub struct PySuper: SUPER, "super" {
        /// See the type.
        class: Field<Option<Gc<PyType>>>,
        /// See the type.
        object: Field<Option<Value>>,
        /// See the type.
        object_type: Field<Option<Gc<PyType>>>,
    }
}

/// Attribute access beyond a class in the MRO.
#[pyclass(name = "super", cell = PySuper, subclass)]
pub struct SuperType;

#[pymethods]
impl SuperType {}

/// LOAD_SUPER_ATTR: attribute `name` beyond `class` for `this`; for a method the pair (function, self).
pub fn load_attr(
    vm: &Vm,
    global_super: Value,
    class: Value,
    this: Value,
    name: Gc<PyStr>,
    method: bool,
    two_arguments: bool,
) -> PyResult<(Value, Option<Value>)> {
    if global_super != vm.types().super_.value() {
        let args = [class, this];
        let object = vm.call(global_super, if two_arguments { &args } else { &[] })?;
        return vm.get_attr(object, name).map(|v| (v, None));
    }
    let Some(start) = class.cast::<PyType>() else {
        return Err(vm.type_error(format!("super() argument 1 must be a type, not {}", vm.type_name(class))));
    };
    let object_type = object_type(vm, start, this)?;
    let found = if name.as_bytes() == b"__class__" { None } else { find_beyond(start, object_type, name) };
    match found {
        Some(found) => {
            if method && vm.type_of(found).has(ClassFlags::METHOD_DESCRIPTOR) && object_type == vm.type_of(this) {
                return Ok((found, Some(this)));
            }
            let instance = if object_type.value() == this { None } else { Some(this) };
            vm.bind(found, instance, object_type).map(|v| (v, None))
        }
        None => {
            let object = vm.call(global_super, &[class, this])?;
            vm.generic_get_attr(object, name).map(|v| (v, None))
        }
    }
}

/// What `name` is in the MRO of `object_type` after `start`.
pub fn find_beyond(start: Gc<PyType>, object_type: Gc<PyType>, name: Gc<PyStr>) -> Option<Value> {
    let name = PyStr::intern(name);
    object_type.mro_types().skip_while(|&t| t != start).skip(1).find_map(|t| t.dict.get().get_str(name))
}

/// The type whose MRO `super(start, this)` follows.
pub fn object_type(vm: &Vm, start: Gc<PyType>, this: Value) -> PyResult<Gc<PyType>> {
    if let Some(class) = this.cast::<PyType>()
        && class.is_subclass(start)
    {
        return Ok(class);
    }
    let real = vm.type_of(this);
    if real.is_subclass(start) {
        return Ok(real);
    }
    if let Some(claimed) = vm.get_attr_opt(this, vm.names().__class__)?.and_then(|c| c.cast::<PyType>())
        && claimed != real
        && claimed.is_subclass(start)
    {
        return Ok(claimed);
    }
    let what = if this.is::<PyType>() { "type" } else { "instance of" };
    let name = this.cast::<PyType>().map_or_else(|| real.name_str(), |t| t.name_str());
    Err(vm.type_error(format!(
        "super(type, obj): obj ({what} {name}) is not an instance or subtype of type ({}).",
        start.name_str()
    )))
}
