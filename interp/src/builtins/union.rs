//! `typing.Union`: what `int | str` and `Union[int, str]` give.

use super::generic_subst::{parameters, push_type_repr, substitute};
use super::prelude::*;
use super::support;

cell! {
    /// The layout of `typing.Union` objects.
    pub struct PyUnion: UNION, "typing.Union" {
        /// The members in order.
        args: Gc<PyTuple>,
        /// The members that can be hashed, as a frozenset.
        hashable: Gc<PySet>,
        /// The other members.
        unhashable: Gc<PyTuple>,
        /// The type parameters among the members, once asked for.
        parameters: Field<Option<Gc<PyTuple>>>,
    }
}

/// A union in the making.
struct Builder {
    args: Gc<PyList>,
    hashable: Gc<PySet>,
    unhashable: Gc<PyList>,
}

impl Builder {
    fn new() -> Builder {
        Builder { args: PyList::new(&[]), hashable: PySet::new_frozen(), unhashable: PyList::new(&[]) }
    }

    /// Adds a member, or the members of a union, unless known.
    fn add(&self, vm: &Vm, arg: Value) -> PyResult<()> {
        if let Some(union) = arg.cast::<PyUnion>() {
            for &member in union.args.as_slice() {
                self.add_one(vm, member)?;
            }
            return Ok(());
        }
        self.add_one(vm, arg)
    }

    fn add_one(&self, vm: &Vm, arg: Value) -> PyResult<()> {
        let arg = if arg.is_none() { vm.types().none.value() } else { arg };
        match vm.hash(arg) {
            Ok(_) => {
                if !vm.set_add(self.hashable, arg)? {
                    return Ok(());
                }
            }
            Err(raised) => {
                if vm.catch(vm.exc().TypeError).is_none() {
                    return Err(raised);
                }
                let mut i = 0;
                while let Some(&known) = self.unhashable.items.as_slice().get(i) {
                    if vm.equal(known, arg)? {
                        return Ok(());
                    }
                    i += 1;
                }
                self.unhashable.items.push(arg);
            }
        }
        self.args.items.push(arg);
        Ok(())
    }

    fn finish(&self, vm: &Vm) -> PyResult {
        match self.args.items.as_slice() {
            [] => Err(vm.type_error("Cannot take a Union of no types.")),
            [only] => Ok(*only),
            all => Ok(alloc(PyUnion {
                header: PyUnion::header(shape::UNION),
                args: PyTuple::new(all),
                hashable: self.hashable,
                unhashable: PyTuple::new(self.unhashable.items.as_slice()),
                parameters: Field::new(None),
            })
            .value()),
        }
    }
}

/// Whether `|` makes a union of such objects by itself.
fn is_unionable(value: Value) -> bool {
    value.is_none()
        || value.is::<PyType>()
        || value.is::<super::generic_alias::PyGenericAlias>()
        || value.is::<PyUnion>()
        || value.is::<Native<crate::typing::TypeAlias>>()
}

/// `a | b` of types, generics, aliases, None and unions; NotImplemented for anything else.
pub fn or(vm: &Vm, a: Value, b: Value) -> PyResult {
    if !is_unionable(a) || !is_unionable(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let builder = Builder::new();
    builder.add(vm, a)?;
    builder.add(vm, b)?;
    builder.finish(vm)
}

/// `Union[args]`: what is not a type obviously is checked by the library's `typing`.
pub fn checked(vm: &Vm, args: &[Value]) -> PyResult {
    let builder = Builder::new();
    for &arg in args {
        let arg = if is_unionable(arg) {
            arg
        } else {
            crate::typing::type_check(vm, arg, "Union[arg, ...]: each arg must be a type.")?
        };
        builder.add(vm, arg)?;
    }
    builder.finish(vm)
}

/// The union of `args`, which are types already.
fn of(vm: &Vm, args: Gc<PyTuple>) -> PyResult {
    let builder = Builder::new();
    for &arg in args.as_slice() {
        builder.add(vm, arg)?;
    }
    builder.finish(vm)
}

fn parameters_of(vm: &Vm, this: Gc<PyUnion>) -> PyResult<Gc<PyTuple>> {
    if let Some(known) = this.parameters.get() {
        return Ok(known);
    }
    let found = parameters(vm, this.args)?;
    this.parameters.set(Some(found));
    Ok(found)
}

fn unhashable_equal(vm: &Vm, a: Gc<PyTuple>, b: Gc<PyTuple>) -> PyResult<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    for &item in a.as_slice() {
        if !vm.contains(b.value(), item)? {
            return Ok(false);
        }
    }
    for &item in b.as_slice() {
        if !vm.contains(a.value(), item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A union of types, such as int | str.
#[pyclass(name = "Union", module = "typing", cell = PyUnion, weakref, no_new)]
pub struct UnionType;

#[pymethods]
impl UnionType {
    /// A union of these types.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        let _ = cls;
        let args = object.cast::<PyTuple>().unwrap_or_else(|| PyTuple::new(&[object]));
        checked(vm, args.as_slice())
    }

    /// The members.
    #[getter]
    fn __args__(this: Gc<PyUnion>) -> Gc<PyTuple> {
        this.args
    }

    /// The type parameters among the members.
    #[getter]
    fn __parameters__(this: Gc<PyUnion>, vm: &Vm) -> PyResult<Gc<PyTuple>> {
        parameters_of(vm, this)
    }

    /// The class itself.
    #[getter]
    fn __origin__(this: Gc<PyUnion>, vm: &Vm) -> Gc<PyType> {
        let _ = this;
        vm.types().union
    }

    /// The class's name.
    #[getter]
    fn __name__(this: Gc<PyUnion>) -> &'static str {
        let _ = this;
        "Union"
    }

    /// The class's qualified name.
    #[getter]
    fn __qualname__(this: Gc<PyUnion>) -> &'static str {
        let _ = this;
        "Union"
    }

    /// Unions cannot be bases.
    fn __mro_entries__(this: Gc<PyUnion>, vm: &Vm, bases: Value) -> PyResult {
        let _ = bases;
        Err(vm.type_error(format!("Cannot subclass {}", vm.repr(this.value())?.to_string_lossy())))
    }

    fn __getitem__(this: Gc<PyUnion>, vm: &Vm, item: Value) -> PyResult {
        let args = substitute(vm, this.value(), this.args, parameters_of(vm, this)?, item)?;
        of(vm, args)
    }

    fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
        checked(vm, &[a, b])
    }

    fn __hash__(this: Gc<PyUnion>, vm: &Vm) -> PyResult<i64> {
        for &member in this.unhashable.as_slice() {
            vm.hash(member)?;
        }
        if !this.unhashable.is_empty() {
            return Err(vm.type_error(format!("union contains {} unhashable elements", this.unhashable.len())));
        }
        vm.hash(this.hashable.value())
    }

    fn richcompare(this: Gc<PyUnion>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(other) = other.cast::<PyUnion>() else { return Ok(Value::NOT_IMPLEMENTED) };
        if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let equal = vm.equal(this.hashable.value(), other.hashable.value())?
            && unhashable_equal(vm, this.unhashable, other.unhashable)?;
        Ok(Value::bool(equal == (op == CmpOp::Eq)))
    }

    fn __repr__(this: Gc<PyUnion>, vm: &Vm) -> PyResult {
        vm.check_native_stack()?;
        let mut out = Vec::new();
        for (i, &arg) in this.args.as_slice().iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(b" | ");
            }
            push_type_repr(vm, &mut out, arg)?;
        }
        support::text(&out)
    }
}
