//! `super`.

use super::prelude::*;
use crate::native::args::{check_no_kwargs, check_positional};

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
impl SuperType {
    fn __new__(class: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Gc<PySuper>> {
        let _ = args;
        let header = PySuper::header(vm.instance_shape(class));
        let cell = PySuper { header, class: Field::new(None), object: Field::new(None), object_type: Field::new(None) };
        vm.alloc_instance(class, cell)
    }

    fn __init__(this: Gc<PySuper>, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        check_no_kwargs(vm, "super", args)?;
        check_positional(vm, "super()", args.pos.len(), 0, 2)?;
        let (class, object) = match args.pos.first() {
            None => from_frame(vm)?,
            Some(&class) => (class, args.pos.get(1).copied().filter(|o| !o.is_none())),
        };
        let Some(start) = class.cast::<PyType>() else {
            return Err(vm.type_error(format!("super() argument 1 must be a type, not {}", vm.type_name(class))));
        };
        let found = match object {
            Some(object) => Some(object_type(vm, start, object)?),
            None => None,
        };
        this.class.set(Some(start));
        this.object.set(object);
        this.object_type.set(found);
        Ok(())
    }

    fn __getattribute__(this: Gc<PySuper>, vm: &Vm, name: Gc<PyStr>) -> PyResult {
        if let (Some(start), Some(object), Some(class)) = (this.class.get(), this.object.get(), this.object_type.get())
            && name.as_bytes() != b"__class__"
            && let Some(found) = find_beyond(start, class, name)
        {
            let instance = if class.value() == object { None } else { Some(object) };
            return vm.bind(found, instance, class);
        }
        vm.generic_get_attr(this.value(), name)
    }

    fn __get__(this: Gc<PySuper>, vm: &Vm, instance: Option<Value>, owner: Option<Value>) -> PyResult {
        let _ = owner;
        let (Some(object), None, Some(start)) =
            (instance.filter(|o| !o.is_none()), this.object.get(), this.class.get())
        else {
            return Ok(this.value());
        };
        vm.call(vm.type_of(this.value()).value(), &[start.value(), object])
    }

    fn __repr__(this: Gc<PySuper>) -> String {
        let class = this.class.get().map_or("NULL".to_string(), |c| c.name_str());
        match this.object_type.get() {
            Some(t) => format!("<super: <class '{class}'>, <{} object>>", t.name_str()),
            None => format!("<super: <class '{class}'>, NULL>"),
        }
    }

    #[getter(member)]
    fn __thisclass__(this: Gc<PySuper>) -> Option<Gc<PyType>> {
        this.class.get()
    }

    #[getter(member)]
    fn __self__(this: Gc<PySuper>) -> Value {
        this.object.get().unwrap_or(Value::NONE)
    }

    #[getter(member)]
    fn __self_class__(this: Gc<PySuper>) -> Option<Gc<PyType>> {
        this.object_type.get()
    }
}

/// What `super()` without arguments means in the calling function: its class and its first argument.
fn from_frame(vm: &Vm) -> PyResult<(Value, Option<Value>)> {
    let Some(frame) = vm.current_frame() else { return Err(vm.runtime_error("super(): no current frame")) };
    let code = frame.code;
    if code.argcount == 0 {
        return Err(vm.runtime_error("super(): no arguments"));
    }
    let local = |i: usize| {
        // SAFETY: i is below the number of fast locals; the activation is on the stack.
        unsafe { *frame.locals.get().add(i) }
    };
    let first = match local(0) {
        Some(v) if code.code.localspluskinds[0] & taipan_bytecode::flags::CO_FAST_CELL != 0 => {
            v.cast::<PyCell>().map_or(Some(v), |cell| cell.value.get())
        }
        other => other,
    };
    let Some(first) = first else { return Err(vm.runtime_error("super(): arg[0] deleted")) };
    for (i, kind) in code.code.localspluskinds.iter().enumerate() {
        if kind & taipan_bytecode::flags::CO_FAST_FREE == 0 || code.local_name(i as u32).as_bytes() != b"__class__" {
            continue;
        }
        let Some(cell) = local(i).and_then(|v| v.cast::<PyCell>()) else {
            return Err(vm.runtime_error("super(): bad __class__ cell"));
        };
        return match cell.value.get() {
            None => Err(vm.runtime_error("super(): empty __class__ cell")),
            Some(class) if class.is::<PyType>() => Ok((class, Some(first))),
            Some(other) => Err(vm.runtime_error(format!("super(): __class__ is not a type ({})", vm.type_name(other)))),
        };
    }
    Err(vm.runtime_error("super(): __class__ cell not found"))
}

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
