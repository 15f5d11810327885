//! `ParamSpec`, and `P.args` and `P.kwargs`.

use super::evaluator::Lazy;
use super::generic::helper;
use super::typevar::has_default;
use super::{caller_module, check_variance, make_union, no_base, no_default, variance_mark};
use crate::builtins::prelude::*;
use crate::builtins::support;
use crate::name;

/// A parameter specification: stands for the parameters of a callable.
#[pyclass(name = "ParamSpec", module = "typing", dict, weakref)]
pub struct ParamSpec {
    name: Gc<PyStr>,
    bound: Option<Value>,
    /// The default.
    pub default: Lazy,
    covariant: Cell<bool>,
    contravariant: Cell<bool>,
    infer_variance: Cell<bool>,
}

/// A parameter specification of PEP 695 syntax.
pub(super) fn lazy(vm: &Vm, name: Gc<PyStr>) -> PyResult {
    let made = vm.new_object(ParamSpec {
        name,
        bound: None,
        default: Lazy::known(None),
        covariant: Cell::new(false),
        contravariant: Cell::new(false),
        infer_variance: Cell::new(true),
    })?;
    Ok(made.value())
}

#[pymethods]
impl ParamSpec {
    #[pyslot(
        sig = "(name, *, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False)"
    )]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        name: Gc<PyStr>,
        #[default(Value::NONE)] bound: Value,
        #[default(None)] default: Option<Value>,
        covariant: bool,
        contravariant: bool,
        infer_variance: bool,
    ) -> PyResult<Obj<ParamSpec>> {
        check_variance(vm, covariant, contravariant, infer_variance)?;
        let bound = Some(bound);
        let default = match default {
            Some(default) => default,
            None => no_default(vm)?,
        };
        let made = vm.new_native(
            cls,
            ParamSpec {
                name,
                bound,
                default: Lazy::known(Some(default)),
                covariant: Cell::new(covariant),
                contravariant: Cell::new(contravariant),
                infer_variance: Cell::new(infer_variance),
            },
        )?;
        vm.set_instance_attr(made.value(), name!("__module__"), caller_module(vm))?;
        Ok(made)
    }

    #[getter]
    fn __name__(&self) -> Gc<PyStr> {
        self.name
    }

    #[getter]
    fn __bound__(&self) -> Value {
        self.bound.unwrap_or(Value::NONE)
    }

    #[getter]
    fn __covariant__(&self) -> bool {
        self.covariant.get()
    }

    #[getter]
    fn __contravariant__(&self) -> bool {
        self.contravariant.get()
    }

    #[getter]
    fn __infer_variance__(&self) -> bool {
        self.infer_variance.get()
    }

    /// The positional arguments.
    #[getter]
    fn args(this: Obj<ParamSpec>, vm: &Vm) -> PyResult<Obj<ParamSpecArgs>> {
        vm.new_object(ParamSpecArgs { origin: this.value() })
    }

    /// The keyword arguments.
    #[getter]
    fn kwargs(this: Obj<ParamSpec>, vm: &Vm) -> PyResult<Obj<ParamSpecKwargs>> {
        vm.new_object(ParamSpecKwargs { origin: this.value() })
    }

    /// The default.
    #[getter]
    fn __default__(&self, vm: &Vm) -> PyResult {
        match self.default.get(vm)? {
            Some(value) => Ok(value),
            None => no_default(vm),
        }
    }

    /// The function that computes the default.
    #[getter]
    fn evaluate_default(&self, vm: &Vm) -> PyResult {
        self.default.evaluator(vm)
    }

    /// Whether there is a default.
    fn has_default(&self, vm: &Vm) -> PyResult<bool> {
        has_default(vm, &self.default)
    }

    /// What replaces the specification if arg is given for it.
    fn __typing_subst__(this: Obj<ParamSpec>, vm: &Vm, arg: Value) -> PyResult {
        helper(vm, "_paramspec_subst", &[this.value(), arg])
    }

    /// The arguments of an alias in the form that substitution needs.
    fn __typing_prepare_subst__(this: Obj<ParamSpec>, vm: &Vm, alias: Value, args: Value) -> PyResult {
        helper(vm, "_paramspec_prepare_subst", &[this.value(), alias, args])
    }

    /// Parameter specifications cannot be bases.
    fn __mro_entries__(&self, vm: &Vm, object: Value) -> PyResult {
        let _ = object;
        no_base(vm, "ParamSpec")
    }

    /// For pickling.
    fn __reduce__(&self) -> Gc<PyStr> {
        self.name
    }

    fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
        make_union(vm, a, b)
    }

    fn __repr__(&self) -> String {
        let mark = variance_mark(self.covariant.get(), self.contravariant.get(), self.infer_variance.get());
        format!("{mark}{}", self.name.to_string_lossy())
    }
}

/// The repr of `P.args` or `P.kwargs`.
fn part_repr(vm: &Vm, origin: Value, part: &str) -> PyResult {
    let name = match origin.cast::<Native<ParamSpec>>() {
        Some(spec) => spec.name,
        None => vm.repr(origin)?,
    };
    support::text(&[name.as_bytes(), part.as_bytes()].concat())
}

/// The positional arguments of a parameter specification: P.args.
#[pyclass(name = "ParamSpecArgs", module = "typing", weakref, unhashable)]
pub struct ParamSpecArgs {
    origin: Value,
}

#[pymethods]
impl ParamSpecArgs {
    #[pyslot(sig = "(origin)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, origin: Value) -> PyResult<Obj<ParamSpecArgs>> {
        vm.new_native(cls, ParamSpecArgs { origin })
    }

    #[getter]
    fn __origin__(&self) -> Value {
        self.origin
    }

    /// They cannot be bases.
    fn __mro_entries__(&self, vm: &Vm, object: Value) -> PyResult {
        let _ = object;
        no_base(vm, "ParamSpecArgs")
    }

    fn richcompare(this: Value, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        match (this.cast::<Native<ParamSpecArgs>>(), other.cast::<Native<ParamSpecArgs>>()) {
            (Some(a), Some(b)) if matches!(op, CmpOp::Eq | CmpOp::Ne) => vm.compare(a.origin, b.origin, op),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    fn __repr__(&self, vm: &Vm) -> PyResult {
        part_repr(vm, self.origin, ".args")
    }
}

/// The keyword arguments of a parameter specification: P.kwargs.
#[pyclass(name = "ParamSpecKwargs", module = "typing", weakref, unhashable)]
pub struct ParamSpecKwargs {
    origin: Value,
}

#[pymethods]
impl ParamSpecKwargs {
    #[pyslot(sig = "(origin)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, origin: Value) -> PyResult<Obj<ParamSpecKwargs>> {
        vm.new_native(cls, ParamSpecKwargs { origin })
    }

    #[getter]
    fn __origin__(&self) -> Value {
        self.origin
    }

    /// They cannot be bases.
    fn __mro_entries__(&self, vm: &Vm, object: Value) -> PyResult {
        let _ = object;
        no_base(vm, "ParamSpecKwargs")
    }

    fn richcompare(this: Value, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        match (this.cast::<Native<ParamSpecKwargs>>(), other.cast::<Native<ParamSpecKwargs>>()) {
            (Some(a), Some(b)) if matches!(op, CmpOp::Eq | CmpOp::Ne) => vm.compare(a.origin, b.origin, op),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    fn __repr__(&self, vm: &Vm) -> PyResult {
        part_repr(vm, self.origin, ".kwargs")
    }
}
