//! `wrapper_descriptor` and `method-wrapper`: slots of native types as methods. They hold a row of the slot table and the native slots
//! of their type, which never change, whatever happens to the type's attributes. Also the `__new__` functions of native types.

use super::descr::DescrCommon;
use super::prelude::*;
use crate::name;
use crate::slots::{NewFn, SlotId, generic};

cell! {
    /// The layout of `wrapper_descriptor` and (with `this`) `method-wrapper` objects.
    pub struct PyWrapper: WRAPPER_DESCRIPTOR, "wrapper_descriptor" {
        /// The table's row.
        untraced def: &'static SlotDef,
        /// The native slots that it calls.
        untraced slots: &'static Slots,
        /// The type that defines it.
        owner: Gc<PyType>,
        /// Self of a method-wrapper.
        this: Option<Value>,
    }
}

impl PyWrapper {
    /// A new wrapper_descriptor.
    pub fn descriptor(
        _: &Vm,
        def: &'static SlotDef,
        owner: Gc<PyType>,
        slots: &'static Slots,
    ) -> PyResult<Gc<PyWrapper>> {
        let header = PyWrapper::header(shape::WRAPPER_DESCRIPTOR);
        Ok(alloc(PyWrapper { header, def, slots, owner, this: None }))
    }

    /// The method-wrapper for `this`.
    pub fn bind(&self, this: Value) -> Gc<PyWrapper> {
        let header = PyWrapper::header(shape::METHOD_WRAPPER);
        alloc(PyWrapper { header, def: self.def, slots: self.slots, owner: self.owner, this: Some(this) })
    }

    /// Whether this is a wrapper_descriptor and not a method-wrapper.
    pub fn is_descriptor(&self) -> bool {
        self.this.is_none()
    }
}

/// The native slots behind `found`, if it is a wrapper_descriptor for `slot`.
pub fn native_slots_of(found: Value, slot: SlotId) -> Option<&'static Slots> {
    let wrapper = found.cast::<PyWrapper>()?;
    (wrapper.is_descriptor() && wrapper.def.slot == slot).then_some(wrapper.slots)
}

/// Calls a slot of a native type as an unbound method: `int.__add__(1, 2)`.
#[pyclass(name = "wrapper_descriptor", cell = PyWrapper, no_new, method_descriptor, parts(DescrCommon))]
pub struct WrapperDescriptorType;

#[pymethods]
impl WrapperDescriptorType {
    fn __call__(this: Gc<PyWrapper>, vm: &Vm, args: Args<'_>) -> PyResult {
        let name = this.def.name;
        let Some((&first, _)) = args.pos.split_first() else {
            let owner = this.owner.message_name();
            return Err(vm.type_error(format!("descriptor '{name}' of '{owner}' object needs an argument")));
        };
        if !vm.type_of(first).is_subclass(this.owner) {
            let (owner, found) = (this.owner.message_name(), vm.type_name(first));
            return Err(
                vm.type_error(format!("descriptor '{name}' requires a '{owner}' object but received a '{found}'"))
            );
        }
        this.def.call(vm, this.slots, first, args.skip_first())
    }

    fn __get__(
        this: Gc<PyWrapper>,
        vm: &Vm,
        instance: Option<Value>,
        _owner: Option<Value>,
    ) -> PyResult<Gc<PyWrapper>> {
        let Some(instance) = instance else { return Ok(this) };
        if !vm.type_of(instance).is_subclass(this.owner) {
            let (name, owner, found) = (this.def.name, this.owner.name_str(), vm.type_name(instance));
            return Err(
                vm.type_error(format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{found}' object"))
            );
        }
        Ok(this.bind(instance))
    }

    fn __repr__(this: Gc<PyWrapper>) -> String {
        format!(
            "<slot wrapper '{}' of '{}' objects>",
            this.def.name,
            if this.owner.def.is_some() { this.owner.full_name() } else { this.owner.name_str() }
        )
    }
}

/// A slot of a native type bound to an object: `(1).__add__`.
#[pyclass(name = "method-wrapper", cell = PyWrapper, no_new, parts(DescrCommon))]
pub struct MethodWrapperType;

#[pymethods]
impl MethodWrapperType {
    fn __call__(this: Gc<PyWrapper>, vm: &Vm, args: Args<'_>) -> PyResult {
        this.def.call(vm, this.slots, this.this.unwrap_or(Value::NONE), args)
    }

    fn __repr__(this: Gc<PyWrapper>, vm: &Vm) -> String {
        let object = this.this.unwrap_or(Value::NONE);
        format!("<method-wrapper '{}' of {} object at {:#x}>", this.def.name, vm.type_name(object), object.id())
    }

    fn __eq__(this: Gc<PyWrapper>, other: Gc<PyWrapper>) -> bool {
        std::ptr::eq(this.def, other.def) && this.owner == other.owner && this.this == other.this
    }

    fn __hash__(this: Gc<PyWrapper>) -> i64 {
        let object = this.this.map_or(0, Value::id);
        taipan_object::string::cut_hash(object.rotate_right(4) ^ (this.def as *const SlotDef as u64))
    }

    #[getter]
    fn __self__(this: Gc<PyWrapper>) -> Option<Value> {
        this.this
    }

    /// For pickle: getattr(self, name).
    fn __reduce__(this: Gc<PyWrapper>, vm: &Vm) -> PyResult<(Value, (Option<Value>, &'static str))> {
        Ok((vm.builtin(name!("getattr"))?, (this.this, this.def.name)))
    }
}

/// The type whose `__new__` `found` is, if it is the `__new__` function of a native type.
pub fn new_wrapper_owner(found: Value) -> Option<Gc<PyType>> {
    let function = found.cast::<PyNativeFunction>()?;
    if std::ptr::eq(function.def, &NEW) { function.this.get().and_then(|this| this.cast::<PyType>()) } else { None }
}

/// The `__new__` function of native type `class`.
pub fn new_new_wrapper(_: &Vm, class: Gc<PyType>) -> Value {
    PyNativeFunction::bound(&NEW, class.value(), None).value()
}

static NEW: FnDef = FnDef {
    name: "__new__",
    owner: None,
    doc: "Makes a new object; help(type) tells the signature.",
    text_signature: Some("($type, *args, **kwargs)"),
    params: &[
        Param { name: "args", kind: ParamKind::VarPos, required: false },
        Param { name: "kwargs", kind: ParamKind::VarKw, required: false },
    ],
    style: ArgStyle::Raw,
    min: 0,
    max: 0,
    call: call_new,
    fast: Fast::None,
    typed: Typed::None,
    flags: FnFlags::METHOD,
};

/// `int.__new__(cls, …)`: `args` begin with the type that `__new__` belongs to.
fn call_new(vm: &Vm, args: Args<'_>) -> PyResult {
    let Some(owner) = args.pos.first().and_then(|v| v.cast::<PyType>()) else {
        return Err(vm.system_error("__new__ without its type"));
    };
    let name = owner.message_name();
    let Some(&first) = args.pos.get(1) else {
        return Err(vm.type_error(format!("{name}.__new__(): not enough arguments")));
    };
    let Some(class) = first.cast::<PyType>() else {
        let found = vm.type_name(first);
        return Err(vm.type_error(format!("{name}.__new__(X): X is not a type object ({found})")));
    };
    if !class.is_subclass(owner) {
        let wanted = class.message_name();
        return Err(vm.type_error(format!("{name}.__new__({wanted}): {wanted} is not a subtype of {name}")));
    }
    let slots = match owner.def {
        Some(def) => def.native_slots(),
        None => owner.slots(),
    };
    let Some(new) = slots.new else {
        return Err(vm.type_error(format!("cannot create '{name}' instances")));
    };
    // The class must be laid out as its nearest native ancestor makes it.
    let is_generic = |c: Gc<PyType>| c.slots().new.is_some_and(|f| std::ptr::fn_addr_eq(f, generic::new as NewFn));
    let mut base = Some(class);
    while let Some(b) = base.filter(|&b| is_generic(b)) {
        base = b.base.get();
    }
    if let Some(base) = base
        && base.slots().new.is_none_or(|f| !std::ptr::fn_addr_eq(f, new))
    {
        let (wanted, safe) = (class.message_name(), base.message_name());
        return Err(vm.type_error(format!("{name}.__new__({wanted}) is not safe, use {safe}.__new__()")));
    }
    new(vm, class, Args { pos: &args.pos[2..], ..args })
}
