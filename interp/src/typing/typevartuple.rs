//! `TypeVarTuple`.

use super::evaluator::Lazy;
use super::generic::helper;
use super::typevar::has_default;
use super::{caller_module, no_base, no_default, unpack};
use crate::builtins::prelude::*;
use crate::name;

/// A type variable tuple: stands for any number of types.
#[pyclass(name = "TypeVarTuple", module = "typing", dict, weakref)]
pub struct TypeVarTuple {
    name: Gc<PyStr>,
    /// The default.
    pub default: Lazy,
}

/// A type variable tuple of PEP 695 syntax.
pub(super) fn lazy(vm: &Vm, name: Gc<PyStr>) -> PyResult {
    Ok(vm.new_object(TypeVarTuple { name, default: Lazy::known(None) })?.value())
}

#[pymethods]
impl TypeVarTuple {
    #[pyslot(sig = "(name, *, default=NoDefault)")]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        name: Gc<PyStr>,
        #[default(None)] default: Option<Value>,
    ) -> PyResult<Obj<TypeVarTuple>> {
        let default = match default {
            Some(default) => default,
            None => no_default(vm)?,
        };
        let made = vm.new_native(cls, TypeVarTuple { name, default: Lazy::known(Some(default)) })?;
        vm.set_instance_attr(made.value(), name!("__module__"), caller_module(vm))?;
        Ok(made)
    }

    #[getter]
    fn __name__(&self) -> Gc<PyStr> {
        self.name
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

    fn __iter__(this: Obj<TypeVarTuple>, vm: &Vm) -> PyResult {
        let unpacked = unpack(vm, this.value())?;
        vm.iter(PyTuple::new(&[unpacked]).value())
    }

    /// A bare type variable tuple cannot be replaced.
    fn __typing_subst__(&self, vm: &Vm, arg: Value) -> PyResult {
        let _ = arg;
        Err(vm.type_error("Substitution of bare TypeVarTuple is not supported"))
    }

    /// The arguments of an alias in the form that substitution needs.
    fn __typing_prepare_subst__(this: Obj<TypeVarTuple>, vm: &Vm, alias: Value, args: Value) -> PyResult {
        helper(vm, "_typevartuple_prepare_subst", &[this.value(), alias, args])
    }

    /// Type variable tuples cannot be bases.
    fn __mro_entries__(&self, vm: &Vm, object: Value) -> PyResult {
        let _ = object;
        no_base(vm, "TypeVarTuple")
    }

    /// For pickling.
    fn __reduce__(&self) -> Gc<PyStr> {
        self.name
    }

    fn __repr__(&self) -> Gc<PyStr> {
        self.name
    }
}
