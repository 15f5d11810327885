//! `TypeAliasType`: what the `type` statement makes.

use super::evaluator::Lazy;
use super::typevar::has_default;
use super::{ParamSpec, TypeVar, TypeVarTuple, caller_module, unpack, unpack_tuples};
use crate::builtins::prelude::*;

/// A type alias.
#[pyclass(name = "TypeAliasType", module = "typing")]
pub struct TypeAlias {
    name: Gc<PyStr>,
    type_params: Gc<PyTuple>,
    value: Lazy,
    module: Option<Value>,
}

/// An alias of the `type` statement.
pub(super) fn lazy(vm: &Vm, name: Gc<PyStr>, params: Value, compute: Value) -> PyResult {
    let type_params = params.cast::<PyTuple>().unwrap_or_else(|| PyTuple::new(&[]));
    let module = compute.cast::<PyFunction>().and_then(|f| f.module.get());
    Ok(vm.new_object(TypeAlias { name, type_params, value: Lazy::computed(Some(compute)), module })?.value())
}

/// Type parameters only, and none without a default after one with.
fn check_params(vm: &Vm, params: Gc<PyTuple>) -> PyResult<()> {
    let mut seen_default = false;
    for &param in params.as_slice() {
        let text = || -> PyResult<String> { Ok(vm.repr(param)?.to_string_lossy().into_owned()) };
        let has = if let Some(p) = param.cast::<Native<TypeVar>>() {
            has_default(vm, &p.default)?
        } else if let Some(p) = param.cast::<Native<ParamSpec>>() {
            has_default(vm, &p.default)?
        } else if let Some(p) = param.cast::<Native<TypeVarTuple>>() {
            has_default(vm, &p.default)?
        } else {
            return Err(vm.type_error(format!("Expected a type param, got {}", text()?)));
        };
        if seen_default && !has {
            let message = format!("non-default type parameter '{}' follows default type parameter", text()?);
            return Err(vm.type_error(message));
        }
        seen_default |= has;
    }
    Ok(())
}

#[pymethods]
impl TypeAlias {
    #[pyslot(sig = "(name, value, *, type_params=())")]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        name: Gc<PyStr>,
        value: Value,
        #[default(None)] type_params: Option<Value>,
    ) -> PyResult<Obj<TypeAlias>> {
        let type_params = match type_params {
            None => PyTuple::new(&[]),
            Some(params) => params.cast::<PyTuple>().ok_or_else(|| vm.type_error("type_params must be a tuple"))?,
        };
        check_params(vm, type_params)?;
        let module = Some(caller_module(vm));
        vm.new_native(cls, TypeAlias { name, type_params, value: Lazy::known(Some(value)), module })
    }

    #[getter]
    fn __name__(&self) -> Gc<PyStr> {
        self.name
    }

    #[getter]
    fn __type_params__(&self) -> Gc<PyTuple> {
        self.type_params
    }

    #[getter]
    fn __parameters__(&self, vm: &Vm) -> PyResult<Gc<PyTuple>> {
        unpack_tuples(vm, self.type_params)
    }

    #[getter]
    fn __value__(&self, vm: &Vm) -> PyResult {
        Ok(self.value.get(vm)?.unwrap_or(Value::NONE))
    }

    /// The function that computes the value.
    #[getter]
    fn evaluate_value(&self, vm: &Vm) -> PyResult {
        self.value.evaluator(vm)
    }

    #[getter]
    fn __module__(&self) -> Value {
        self.module.unwrap_or(Value::NONE)
    }

    /// For pickling.
    fn __reduce__(&self) -> Gc<PyStr> {
        self.name
    }

    fn __iter__(this: Obj<TypeAlias>, vm: &Vm) -> PyResult {
        let unpacked = unpack(vm, this.value())?;
        vm.iter(PyTuple::new(&[unpacked]).value())
    }

    fn __getitem__(this: Obj<TypeAlias>, vm: &Vm, key: Value) -> PyResult {
        if this.type_params.is_empty() {
            return Err(vm.type_error("Only generic type aliases are subscriptable"));
        }
        crate::builtins::generic_alias::new(vm, this.value(), key)
    }

    fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
        crate::builtins::union::or(vm, a, b)
    }

    fn __repr__(&self) -> Gc<PyStr> {
        self.name
    }
}
