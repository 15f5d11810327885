//! `types.GenericAlias`: `list[int]` and its relatives.

use super::generic_subst::{parameters, push_type_repr, substitute};
use super::prelude::*;
use super::support;

cell! {
    /// The layout of `types.GenericAlias` objects.
    pub struct PyGenericAlias: GENERIC_ALIAS, "types.GenericAlias" {
        /// The class.
        origin: Value,
        /// Its type arguments.
        args: Field<Gc<PyTuple>>,
        /// The type parameters among them, once asked for.
        parameters: Field<Option<Gc<PyTuple>>>,
        /// Whether it is unpacked: `*tuple[int]`.
        untraced starred: Cell<bool>,
    }
}

/// Attributes that are the alias's own; all others are the origin's.
const OWN: &[&str] = &[
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
];
/// Attributes that neither has.
const BLOCKED: &[&str] = &["__bases__", "__copy__", "__deepcopy__"];

fn make(vm: &Vm, class: Gc<PyType>, origin: Value, args: Value, starred: bool) -> PyResult<Gc<PyGenericAlias>> {
    let args = args.cast::<PyTuple>().unwrap_or_else(|| PyTuple::new(&[args]));
    let cell = PyGenericAlias {
        header: PyGenericAlias::header(vm.instance_shape(class)),
        origin,
        args: Field::new(args),
        parameters: Field::new(None),
        starred: Cell::new(starred),
    };
    vm.alloc_instance(class, cell)
}

/// `origin[args]` as a GenericAlias.
pub fn new(vm: &Vm, origin: Value, args: Value) -> PyResult {
    Ok(make(vm, vm.types().generic_alias, origin, args, false)?.value())
}

/// The type parameters of an alias.
fn parameters_of(vm: &Vm, this: Gc<PyGenericAlias>) -> PyResult<Gc<PyTuple>> {
    if let Some(known) = this.parameters.get() {
        return Ok(known);
    }
    let found = parameters(vm, this.args.get())?;
    this.parameters.set(Some(found));
    Ok(found)
}

fn has_name(names: &[&str], name: Gc<PyStr>) -> bool {
    names.iter().any(|n| n.as_bytes() == name.as_bytes())
}

/// A class with type arguments, such as list[int].
#[pyclass(
    name = "GenericAlias",
    module = "types",
    cell = PyGenericAlias,
    subclass,
    weakref,
    text_sig = "(origin, args, /)"
)]
pub struct GenericAliasType;

#[pymethods]
impl GenericAliasType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Gc<PyGenericAlias>> {
        check_no_kwargs(vm, "GenericAlias", args)?;
        check_positional(vm, "GenericAlias", args.pos.len(), 2, 2)?;
        make(vm, cls, args.pos[0], args.pos[1], false)
    }

    /// The class.
    #[getter]
    fn __origin__(this: Gc<PyGenericAlias>) -> Value {
        this.origin
    }

    /// The type arguments.
    #[getter]
    fn __args__(this: Gc<PyGenericAlias>) -> Gc<PyTuple> {
        this.args.get()
    }

    /// Whether it is unpacked.
    #[getter]
    fn __unpacked__(this: Gc<PyGenericAlias>) -> bool {
        this.starred.get()
    }

    /// The type parameters among the arguments.
    #[getter]
    fn __parameters__(this: Gc<PyGenericAlias>, vm: &Vm) -> PyResult<Gc<PyTuple>> {
        parameters_of(vm, this)
    }

    /// The arguments of an unpacked tuple.
    #[getter]
    fn __typing_unpacked_tuple_args__(this: Gc<PyGenericAlias>, vm: &Vm) -> Value {
        if this.starred.get() && this.origin == vm.types().tuple.value() {
            this.args.get().value()
        } else {
            Value::NONE
        }
    }

    /// What stands for it among the bases of a class.
    fn __mro_entries__(this: Gc<PyGenericAlias>, bases: Value) -> Gc<PyTuple> {
        let _ = bases;
        PyTuple::new(&[this.origin])
    }

    fn __instancecheck__(this: Gc<PyGenericAlias>, vm: &Vm, instance: Value) -> PyResult {
        let _ = (this, instance);
        Err(vm.type_error("isinstance() argument 2 cannot be a parameterized generic"))
    }

    fn __subclasscheck__(this: Gc<PyGenericAlias>, vm: &Vm, class: Value) -> PyResult {
        let _ = (this, class);
        Err(vm.type_error("issubclass() argument 2 cannot be a parameterized generic"))
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyGenericAlias>, vm: &Vm) -> PyResult {
        let (origin, args) = (this.origin, this.args.get().value());
        if this.starred.get() {
            let plain = new(vm, origin, args)?;
            let iterator = vm.iter(plain)?;
            return Ok(PyTuple::new(&[support::builtin(vm, "next")?, PyTuple::new(&[iterator]).value()]).value());
        }
        let class = vm.type_of(this.value()).value();
        Ok(PyTuple::new(&[class, PyTuple::new(&[origin, args]).value()]).value())
    }

    /// The attributes of the class and those of the alias.
    fn __dir__(this: Gc<PyGenericAlias>, vm: &Vm) -> PyResult<Gc<PyList>> {
        let dir = support::builtin(vm, "dir")?;
        let names = vm.to_list(vm.call(dir, &[this.origin])?)?;
        for own in OWN {
            let own = intern(own).value();
            if !vm.contains(names.value(), own)? {
                names.items.push(own);
            }
        }
        Ok(names)
    }

    fn __getattribute__(this: Gc<PyGenericAlias>, vm: &Vm, name: Gc<PyStr>) -> PyResult {
        if name.as_bytes().starts_with(b"__") && (has_name(OWN, name) || has_name(BLOCKED, name)) {
            return vm.generic_get_attr(this.value(), name);
        }
        vm.get_attr(this.origin, name)
    }

    fn __getitem__(this: Gc<PyGenericAlias>, vm: &Vm, item: Value) -> PyResult {
        let args = substitute(vm, this.value(), this.args.get(), parameters_of(vm, this)?, item)?;
        let class = vm.types().generic_alias;
        Ok(make(vm, class, this.origin, args.value(), this.starred.get())?.value())
    }

    fn __call__(this: Gc<PyGenericAlias>, vm: &Vm, args: Args<'_>) -> PyResult {
        let object = vm.call_args(this.origin, args)?;
        let set = vm.set_attr_str(object, "__orig_class__", this.value());
        if let Err(raised) = set
            && vm.catch(vm.exc().AttributeError).is_none()
            && vm.catch(vm.exc().TypeError).is_none()
        {
            return Err(raised);
        }
        Ok(object)
    }

    fn __iter__(this: Gc<PyGenericAlias>, vm: &Vm) -> PyResult {
        Ok(vm.new_object(AliasIterator { alias: Field::new(Some(this.value())) })?.value())
    }

    fn __hash__(this: Gc<PyGenericAlias>, vm: &Vm) -> PyResult<i64> {
        Ok(vm.hash(this.origin)? ^ vm.hash(this.args.get().value())?)
    }

    fn richcompare(this: Gc<PyGenericAlias>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(other) = other.cast::<PyGenericAlias>() else { return Ok(Value::NOT_IMPLEMENTED) };
        if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let equal = this.starred.get() == other.starred.get()
            && vm.equal(this.origin, other.origin)?
            && vm.equal(this.args.get().value(), other.args.get().value())?;
        Ok(Value::bool(equal == (op == CmpOp::Eq)))
    }

    fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
        super::union::or(vm, a, b)
    }

    fn __repr__(this: Gc<PyGenericAlias>, vm: &Vm) -> PyResult {
        vm.check_native_stack()?;
        let mut out = Vec::new();
        if this.starred.get() {
            out.push(b'*');
        }
        push_type_repr(vm, &mut out, this.origin)?;
        out.push(b'[');
        let args = this.args.get();
        if args.is_empty() {
            out.extend_from_slice(b"()");
        }
        for (i, &arg) in args.as_slice().iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(b", ");
            }
            match arg.cast::<PyList>() {
                // As in Callable[[int], str].
                Some(list) => push_list(vm, &mut out, list)?,
                None => push_type_repr(vm, &mut out, arg)?,
            }
        }
        out.push(b']');
        support::text(&out)
    }
}

fn push_list(vm: &Vm, out: &mut Vec<u8>, list: Gc<PyList>) -> PyResult<()> {
    out.push(b'[');
    let mut i = 0;
    while let Some(&item) = list.items.as_slice().get(i) {
        if i > 0 {
            out.extend_from_slice(b", ");
        }
        push_type_repr(vm, out, item)?;
        i += 1;
    }
    out.push(b']');
    Ok(())
}

/// The iterator of a generic alias: gives the unpacked form, once.
#[pyclass(name = "generic_alias_iterator", no_new)]
pub struct AliasIterator {
    alias: Field<Option<Value>>,
}

#[pymethods]
impl AliasIterator {
    fn __iter__(this: Obj<AliasIterator>) -> Obj<AliasIterator> {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        let Some(alias) = self.alias.get().and_then(|a| a.cast::<PyGenericAlias>()) else { return Ok(None) };
        self.alias.set(None);
        let class = vm.types().generic_alias;
        Ok(Some(make(vm, class, alias.origin, alias.args.get().value(), true)?.value()))
    }

    /// For pickling.
    fn __reduce__(&self, vm: &Vm) -> PyResult {
        let over = self.alias.get().unwrap_or_else(|| PyTuple::new(&[]).value());
        Ok(PyTuple::new(&[support::builtin(vm, "iter")?, PyTuple::new(&[over]).value()]).value())
    }
}
