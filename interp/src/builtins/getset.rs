//! `getset_descriptor` and `member_descriptor`: computed attributes of native types, struct members, and `__slots__`.

use super::descr::DescrCommon;
use super::prelude::*;

cell! {
    /// The layout of `getset_descriptor` objects, and of member_descriptors of native structs.
    pub struct PyGetSet: GETSET, "getset_descriptor" {
        /// The definition.
        untraced def: &'static GetSetDef,
        /// The type that has the attribute.
        owner: Gc<PyType>,
    }
}

cell! {
    /// The layout of `member_descriptor` objects that stand for one of a class's `__slots__`.
    pub struct PyMember: MEMBER, "member_descriptor" {
        /// The attribute's name.
        name: Gc<PyStr>,
        /// The class that has the slot.
        owner: Gc<PyType>,
        /// Number of the slot's word.
        untraced index: u32,
        /// Size of the native part in front of the words.
        untraced native_size: u32,
    }
}

/// Fails unless `instance` is an instance of `owner`.
fn check(vm: &Vm, name: &str, owner: Gc<PyType>, instance: Value) -> PyResult<()> {
    if vm.type_of(instance).is_subclass(owner) {
        return Ok(());
    }
    let (owner, found) = (owner.message_name(), vm.type_name(instance));
    Err(vm.type_error(format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{found}' object")))
}

impl PyGetSet {
    /// Reads the attribute of `instance`.
    pub fn get(&self, vm: &Vm, instance: Value) -> PyResult {
        check(vm, self.def.name, self.owner, instance)?;
        match self.def.get {
            Some(get) => get(vm, instance),
            None => {
                let owner = self.owner.message_name();
                Err(vm.attribute_error(format!("attribute '{}' of '{owner}' objects is not readable", self.def.name)))
            }
        }
    }

    /// Sets or deletes the attribute of `instance`.
    pub fn set(&self, vm: &Vm, instance: Value, value: Option<Value>) -> PyResult<()> {
        check(vm, self.def.name, self.owner, instance)?;
        match self.def.set {
            Some(set) => set(vm, instance, value),
            None if self.def.member => Err(vm.attribute_error("readonly attribute")),
            None => {
                let owner = self.owner.message_name();
                Err(vm.attribute_error(format!("attribute '{}' of '{owner}' objects is not writable", self.def.name)))
            }
        }
    }
}

impl PyMember {
    /// A member_descriptor for word `index` behind a native part of `native_size` bytes.
    pub fn new(name: Gc<PyStr>, owner: Gc<PyType>, index: u32, native_size: u32) -> Gc<PyMember> {
        alloc(PyMember { header: PyMember::header(shape::MEMBER), name, owner, index, native_size })
    }

    fn word(&self, vm: &Vm, instance: Value) -> PyResult<*mut Option<Value>> {
        check(vm, &self.name.to_string_lossy(), self.owner, instance)?;
        Ok(vm.slot_word(instance, self.index, self.native_size))
    }

    /// Reads the slot of `instance`.
    pub fn get(&self, vm: &Vm, instance: Value) -> PyResult {
        let word = self.word(vm, instance)?;
        // SAFETY: instances of `owner` and its subclasses have this word.
        match unsafe { *word } {
            Some(value) => Ok(value),
            None => Err(self.missing(vm, instance)),
        }
    }

    /// Sets or deletes the slot of `instance`.
    pub fn set(&self, vm: &Vm, instance: Value, value: Option<Value>) -> PyResult<()> {
        let word = self.word(vm, instance)?;
        // SAFETY: as above; the barrier follows.
        unsafe {
            if value.is_none() && (*word).is_none() {
                return Err(vm.attribute_error_for(&self.name.to_string_lossy(), instance, self.name));
            }
            *word = value;
        }
        if let Some(header) = instance.header() {
            taipan_gc::barrier(header);
        }
        Ok(())
    }

    #[cold]
    fn missing(&self, vm: &Vm, instance: Value) -> Raised {
        let message = format!("'{}' object has no attribute '{}'", vm.type_name(instance), self.name.to_string_lossy());
        vm.attribute_error_for(&message, instance, self.name)
    }
}

impl Vm {
    /// The object for a computed attribute or member of a native type, as it goes into the type's dict.
    pub fn new_getset(&self, def: &'static GetSetDef, owner: Gc<PyType>) -> Value {
        let shape = if def.member { shape::MEMBER } else { shape::GETSET };
        alloc(PyGetSet { header: PyGetSet::header(shape), def, owner }).value()
    }
}

/// A computed attribute of a native type.
#[pyclass(name = "getset_descriptor", cell = PyGetSet, no_new, parts(DescrCommon))]
pub struct GetSetType;

#[pymethods]
impl GetSetType {
    fn __get__(this: Gc<PyGetSet>, vm: &Vm, instance: Option<Value>, _owner: Option<Value>) -> PyResult {
        match instance {
            Some(instance) => this.get(vm, instance),
            None => Ok(this.value()),
        }
    }

    fn __set__(this: Gc<PyGetSet>, vm: &Vm, instance: Value, value: Option<Value>) -> PyResult<()> {
        this.set(vm, instance, value)
    }

    fn __repr__(this: Gc<PyGetSet>) -> String {
        format!("<attribute '{}' of '{}' objects>", this.def.name, this.owner.message_name())
    }
}

/// Either kind of member.
#[derive(Clone, Copy)]
enum Member {
    Slot(Gc<PyMember>),
    Native(Gc<PyGetSet>),
}

impl Downcast for Member {
    fn downcast(_: &Vm, value: Value) -> Option<Member> {
        value.cast::<PyMember>().map(Member::Slot).or_else(|| value.cast::<PyGetSet>().map(Member::Native))
    }

    fn expected() -> &'static str {
        "member_descriptor"
    }
}

/// An attribute in a slot of the object.
#[pyclass(name = "member_descriptor", cell = PyMember, no_new, parts(DescrCommon))]
pub struct MemberType;

#[pymethods]
impl MemberType {
    fn __get__(this: Member, vm: &Vm, instance: Option<Value>, _owner: Option<Value>) -> PyResult {
        match (instance, this) {
            (Some(instance), Member::Slot(m)) => m.get(vm, instance),
            (Some(instance), Member::Native(m)) => m.get(vm, instance),
            (None, Member::Slot(m)) => Ok(m.value()),
            (None, Member::Native(m)) => Ok(m.value()),
        }
    }

    fn __set__(this: Member, vm: &Vm, instance: Value, value: Option<Value>) -> PyResult<()> {
        match this {
            Member::Slot(m) => m.set(vm, instance, value),
            Member::Native(m) => m.set(vm, instance, value),
        }
    }

    fn __repr__(this: Member) -> String {
        let (name, owner) = match this {
            Member::Slot(m) => (m.name.to_string_lossy().into_owned(), m.owner),
            Member::Native(m) => (m.def.name.to_string(), m.owner),
        };
        format!("<member '{name}' of '{}' objects>", owner.message_name())
    }
}
