//! Functions and methods implemented in Rust: `builtin_function_or_method`, `method_descriptor`, `classmethod_descriptor`.
//!
//! All three share one layout; the shape tells them apart. Calling them here is the general way; the eval loop calls
//! `def.call` and `def.fast` itself after the same checks.

use super::descr::DescrCommon;
use super::prelude::*;
use crate::name;
use crate::slots::update;

cell! {
    /// The layout of `builtin_function_or_method`, `method_descriptor` and `classmethod_descriptor` objects.
    pub struct PyNativeFunction: NATIVE_FUNCTION, "builtin_function_or_method" {
        /// The definition.
        untraced def: &'static FnDef,
        /// Bound self, or the module of a module's function; `None` for descriptors and static methods.
        this: Field<Option<Value>>,
        /// The type that defines a method.
        owner: Field<Option<Gc<PyType>>>,
        /// `__module__` of a module's function.
        module: Field<Option<Value>>,
    }
}

impl PyNativeFunction {
    fn make(
        shape: u32,
        def: &'static FnDef,
        this: Option<Value>,
        owner: Option<Gc<PyType>>,
        module: Option<Value>,
    ) -> Gc<Self> {
        alloc(PyNativeFunction {
            header: PyNativeFunction::header(shape),
            def,
            this: Field::new(this),
            owner: Field::new(owner),
            module: Field::new(module),
        })
    }

    /// A function of a module: `this` = the module, `module` = its name.
    pub fn function(def: &'static FnDef, this: Option<Value>, module: Option<Value>) -> Gc<Self> {
        Self::make(shape::BUILTIN_FUNCTION, def, this, None, module)
    }

    /// A method bound to `this`.
    pub fn bound(def: &'static FnDef, this: Value, owner: Option<Gc<PyType>>) -> Gc<Self> {
        Self::make(shape::BUILTIN_FUNCTION, def, Some(this), owner, None)
    }

    /// A method_descriptor.
    pub fn method(def: &'static FnDef, owner: Gc<PyType>) -> Gc<Self> {
        Self::make(shape::METHOD_DESCRIPTOR, def, None, Some(owner), None)
    }

    /// A classmethod_descriptor.
    pub fn class_method(def: &'static FnDef, owner: Gc<PyType>) -> Gc<Self> {
        Self::make(shape::CLASSMETHOD_DESCRIPTOR, def, None, Some(owner), None)
    }

    /// Whether self is an argument of the native function.
    #[inline(always)]
    pub fn takes_self(&self) -> bool {
        self.def.flags.intersects(FnFlags::METHOD.union(FnFlags::CLASSMETHOD))
    }

    /// Whether this is a `builtin_function_or_method`.
    #[inline(always)]
    pub fn is_builtin(&self) -> bool {
        self.header.shape.get() == shape::BUILTIN_FUNCTION
    }

    /// Whether this is a `method_descriptor`.
    #[inline(always)]
    pub fn is_method_descriptor(&self) -> bool {
        self.header.shape.get() == shape::METHOD_DESCRIPTOR
    }

    /// Calls a `builtin_function_or_method`.
    #[inline]
    pub fn call(&self, vm: &Vm, args: Args<'_>) -> PyResult {
        match self.this.get() {
            Some(this) if self.takes_self() => args.with_first(this, |args| (self.def.call)(vm, args)),
            _ => (self.def.call)(vm, args),
        }
    }

    /// Fails unless `this` is an instance of the type that defines the method.
    #[inline]
    pub fn check_self(&self, vm: &Vm, this: Value) -> PyResult<()> {
        match self.owner.get() {
            Some(owner) if !vm.type_of(this).is_subclass(owner) => Err(self.wrong_self(vm, owner, this)),
            _ => Ok(()),
        }
    }

    #[cold]
    fn wrong_self(&self, vm: &Vm, owner: Gc<PyType>, this: Value) -> Raised {
        let (name, owner, found) = (self.def.name, owner.name_str(), vm.type_name(this));
        vm.type_error(format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{found}' object"))
    }

    fn owner_name(&self) -> String {
        self.owner.get().map_or_else(String::new, |t| t.name_str())
    }

    /// Whether `__self__` is something the function is bound to, not its module.
    fn bound_to(&self) -> Option<Value> {
        self.this.get().filter(|this| !this.is::<PyModule>())
    }

    /// `__qualname__`.
    pub fn qualname(&self) -> String {
        let class = match (self.owner.get(), self.bound_to()) {
            (Some(owner), None) => Some(owner),
            (_, Some(this)) => {
                this.cast::<PyType>().or(self.owner.get()).or_else(|| Some(crate::vm::current().type_of(this)))
            }
            (None, None) => None,
        };
        match class {
            Some(class) => format!("{}.{}", class.qualname.get().to_string_lossy(), self.def.name),
            None => self.def.name.to_string(),
        }
    }
}

impl Vm {
    /// The object for a method definition of a native type, as it goes into the type's dict.
    pub fn new_native_method(&self, def: &'static FnDef, class: Gc<PyType>) -> Value {
        if def.flags.contains(FnFlags::STATICMETHOD) {
            let function = PyNativeFunction::make(shape::BUILTIN_FUNCTION, def, None, Some(class), None);
            self.new_staticmethod(function.value())
        } else if def.flags.contains(FnFlags::CLASSMETHOD) {
            PyNativeFunction::class_method(def, class).value()
        } else {
            PyNativeFunction::method(def, class).value()
        }
    }

    /// The object for a function of a native module.
    pub fn new_native_function(
        &self,
        def: &'static FnDef,
        module: Option<Gc<PyModule>>,
        module_name: Option<Gc<PyStr>>,
    ) -> Value {
        PyNativeFunction::function(def, module.map(|m| m.value()), module_name.map(|n| n.value())).value()
    }

    /// Sets a class attribute of a type: dict, slots, versions.
    pub fn set_type_attr(&self, class: Gc<PyType>, name: Gc<PyStr>, value: Option<Value>) -> bool {
        let name = PyStr::intern(name);
        let changed = match value {
            Some(value) => {
                class.dict.get().set_str(name, value);
                true
            }
            None => class.dict.get().remove_str(name).is_some(),
        };
        if changed {
            class.modified(Some(name));
            update::update_slots(self, class, name);
        }
        changed
    }
}

/// A function implemented in Rust, possibly bound.
#[pyclass(name = "builtin_function_or_method", cell = PyNativeFunction, no_new, weakref, parts(DescrCommon))]
pub struct BuiltinFunctionType;

#[pymethods]
impl BuiltinFunctionType {
    fn __call__(this: Gc<PyNativeFunction>, vm: &Vm, args: Args<'_>) -> PyResult {
        this.call(vm, args)
    }

    fn __repr__(this: Gc<PyNativeFunction>, vm: &Vm) -> String {
        let name = this.def.name;
        match this.bound_to() {
            Some(object) => {
                format!("<built-in method {name} of {} object at {:#x}>", vm.type_name(object), object.id())
            }
            None => match this.owner.get() {
                Some(owner) => format!("<built-in method {name} of type object at {:#x}>", owner.value().id()),
                None => format!("<built-in function {name}>"),
            },
        }
    }

    fn __eq__(this: Gc<PyNativeFunction>, other: Gc<PyNativeFunction>) -> bool {
        std::ptr::eq(this.def, other.def) && this.this.get() == other.this.get()
    }

    fn __hash__(this: Gc<PyNativeFunction>) -> i64 {
        let object = this.this.get().map_or(0, Value::id);
        taipan_object::string::cut_hash(object.rotate_right(4) ^ (this.def as *const FnDef as u64))
    }

    /// The object it is bound to, or its module.
    #[getter]
    fn __self__(this: Gc<PyNativeFunction>) -> Option<Value> {
        this.this.get()
    }

    /// Name of the module that defines it.
    #[getter]
    fn __module__(this: Gc<PyNativeFunction>) -> Option<Value> {
        this.module.get()
    }

    #[setter]
    fn set___module__(this: Gc<PyNativeFunction>, value: Option<Value>) {
        this.module.set(value);
    }

    /// For pickle: the name, or getattr(self, name).
    fn __reduce__(this: Gc<PyNativeFunction>, vm: &Vm) -> PyResult {
        let name = PyStr::new(this.def.name).value();
        match this.bound_to() {
            None => Ok(name),
            Some(object) => {
                let getattr = vm.builtin(name!("getattr"))?;
                Ok(PyTuple::new(&[getattr, PyTuple::new(&[object, name]).value()]).value())
            }
        }
    }
}

/// A method of a native type.
#[pyclass(name = "method_descriptor", cell = PyNativeFunction, no_new, method_descriptor, parts(DescrCommon))]
pub struct MethodDescriptorType;

#[pymethods]
impl MethodDescriptorType {
    fn __call__(this: Gc<PyNativeFunction>, vm: &Vm, args: Args<'_>) -> PyResult {
        match args.pos.first() {
            Some(&first) => {
                this.check_self(vm, first)?;
                (this.def.call)(vm, args)
            }
            None => {
                let owner = this.owner_name();
                Err(vm.type_error(format!("unbound method {owner}.{}() needs an argument", this.def.name)))
            }
        }
    }

    fn __get__(
        this: Gc<PyNativeFunction>,
        vm: &Vm,
        instance: Option<Value>,
        _owner: Option<Value>,
    ) -> PyResult<Gc<PyNativeFunction>> {
        let Some(instance) = instance else { return Ok(this) };
        this.check_self(vm, instance)?;
        Ok(PyNativeFunction::bound(this.def, instance, this.owner.get()))
    }

    fn __repr__(this: Gc<PyNativeFunction>) -> String {
        format!("<method '{}' of '{}' objects>", this.def.name, this.owner_name())
    }
}

/// A class method of a native type.
#[pyclass(name = "classmethod_descriptor", cell = PyNativeFunction, no_new, parts(DescrCommon))]
pub struct ClassMethodDescriptorType;

/// The class that a class method is bound to, checked.
fn checked_class(vm: &Vm, this: Gc<PyNativeFunction>, class: Value) -> PyResult<Gc<PyType>> {
    let (name, owner) = (this.def.name, this.owner_name());
    let Some(class) = class.cast::<PyType>() else {
        let found = vm.type_name(class);
        return Err(
            vm.type_error(format!("descriptor '{name}' for type '{owner}' needs a type, not a '{found}' as arg 2"))
        );
    };
    if this.owner.get().is_some_and(|owner| !class.is_subclass(owner)) {
        let found = class.name_str();
        return Err(
            vm.type_error(format!("descriptor '{name}' requires a subtype of '{owner}' but received '{found}'"))
        );
    }
    Ok(class)
}

#[pymethods]
impl ClassMethodDescriptorType {
    fn __call__(this: Gc<PyNativeFunction>, vm: &Vm, args: Args<'_>) -> PyResult {
        let Some(&first) = args.pos.first() else {
            let owner = this.owner_name();
            return Err(vm.type_error(format!("descriptor '{}' of '{owner}' object needs an argument", this.def.name)));
        };
        checked_class(vm, this, first)?;
        (this.def.call)(vm, args)
    }

    fn __get__(
        this: Gc<PyNativeFunction>,
        vm: &Vm,
        instance: Option<Value>,
        owner: Option<Value>,
    ) -> PyResult<Gc<PyNativeFunction>> {
        let class = match (owner, instance) {
            (Some(owner), _) => owner,
            (None, Some(instance)) => vm.type_of(instance).value(),
            (None, None) => {
                let owner = this.owner_name();
                return Err(vm.type_error(format!(
                    "descriptor '{}' for type '{owner}' needs either an object or a type",
                    this.def.name
                )));
            }
        };
        let class = checked_class(vm, this, class)?;
        Ok(PyNativeFunction::bound(this.def, class.value(), this.owner.get()))
    }

    fn __repr__(this: Gc<PyNativeFunction>) -> String {
        format!("<method '{}' of '{}' objects>", this.def.name, this.owner_name())
    }
}
