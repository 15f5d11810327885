//! `TypeVar`.

use super::evaluator::Lazy;
use super::generic::helper;
use super::{caller_module, check_variance, make_union, no_base, no_default, type_check, variance_mark};
use crate::builtins::prelude::*;
use crate::name;

/// A type variable: stands for one type in generic classes, functions and aliases.
#[pyclass(name = "TypeVar", module = "typing", dict, weakref)]
pub struct TypeVar {
    name: Gc<PyStr>,
    bound: Lazy,
    constraints: Lazy,
    /// The default.
    pub default: Lazy,
    covariant: Cell<bool>,
    contravariant: Cell<bool>,
    infer_variance: Cell<bool>,
}

/// A type variable of PEP 695 syntax.
pub(super) fn lazy(vm: &Vm, name: Gc<PyStr>, bound: Option<Value>, constraints: Option<Value>) -> PyResult {
    let made = vm.new_object(TypeVar {
        name,
        bound: Lazy::computed(bound),
        constraints: Lazy::computed(constraints),
        default: Lazy::known(None),
        covariant: Cell::new(false),
        contravariant: Cell::new(false),
        infer_variance: Cell::new(true),
    })?;
    Ok(made.value())
}

#[pymethods]
impl TypeVar {
    #[pyslot(
        sig = "(name, *constraints, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False)"
    )]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        name: Gc<PyStr>,
        constraints: &[Value],
        #[default(Value::NONE)] bound: Value,
        #[default(None)] default: Option<Value>,
        covariant: bool,
        contravariant: bool,
        infer_variance: bool,
    ) -> PyResult<Obj<TypeVar>> {
        check_variance(vm, covariant, contravariant, infer_variance)?;
        let bound = match bound.is_none() {
            true => None,
            false => Some(type_check(vm, bound, "Bound must be a type.")?),
        };
        match constraints {
            [] => {}
            [_] => return Err(vm.type_error("A single constraint is not allowed")),
            _ if bound.is_some() => return Err(vm.type_error("Constraints cannot be combined with bound=...")),
            _ => {}
        }
        let constraints = (!constraints.is_empty()).then(|| PyTuple::new(constraints).value());
        let default = match default {
            Some(default) => default,
            None => no_default(vm)?,
        };
        let made = vm.new_native(
            cls,
            TypeVar {
                name,
                bound: Lazy::known(bound),
                constraints: Lazy::known(constraints),
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

    #[getter]
    fn __bound__(&self, vm: &Vm) -> PyResult {
        Ok(self.bound.get(vm)?.unwrap_or(Value::NONE))
    }

    #[getter]
    fn __constraints__(&self, vm: &Vm) -> PyResult {
        Ok(self.constraints.get(vm)?.unwrap_or_else(|| PyTuple::new(&[]).value()))
    }

    #[getter]
    fn __default__(&self, vm: &Vm) -> PyResult {
        match self.default.get(vm)? {
            Some(value) => Ok(value),
            None => no_default(vm),
        }
    }

    /// The function that computes the bound.
    #[getter]
    fn evaluate_bound(&self, vm: &Vm) -> PyResult {
        self.bound.evaluator(vm)
    }

    /// The function that computes the constraints.
    #[getter]
    fn evaluate_constraints(&self, vm: &Vm) -> PyResult {
        self.constraints.evaluator(vm)
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

    /// What replaces the variable if arg is given for it.
    fn __typing_subst__(this: Obj<TypeVar>, vm: &Vm, arg: Value) -> PyResult {
        helper(vm, "_typevar_subst", &[this.value(), arg])
    }

    /// The arguments of an alias with the default added, if it is needed.
    fn __typing_prepare_subst__(this: Obj<TypeVar>, vm: &Vm, alias: Value, args: Value) -> PyResult {
        let params = vm.get_attr(alias, name!("__parameters__"))?;
        let params = vm.to_tuple(params)?;
        let given = vm.len(args)?;
        let Some(index) = params.as_slice().iter().position(|&p| p == this.value()) else {
            return Err(vm.value_error("tuple.index(x): x not in tuple"));
        };
        if index < given {
            return Ok(args);
        }
        if index == given {
            let default = TypeVar::__default__(&this, vm)?;
            if default != no_default(vm)? {
                let tuple = vm.to_tuple(args)?;
                let list = PyList::new(tuple.as_slice());
                list.items.push(default);
                return Ok(PyTuple::new(list.items.as_slice()).value());
            }
        }
        Err(vm.type_error(format!(
            "Too few arguments for {}; actual {given}, expected at least {}",
            vm.str(alias)?.to_string_lossy(),
            given + 1
        )))
    }

    /// Type variables cannot be bases.
    fn __mro_entries__(&self, vm: &Vm, object: Value) -> PyResult {
        let _ = object;
        no_base(vm, "TypeVar")
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

/// Whether a type parameter's default is not NoDefault.
pub(super) fn has_default(vm: &Vm, default: &Lazy) -> PyResult<bool> {
    if default.is_computed() {
        return Ok(true);
    }
    let none = no_default(vm)?;
    Ok(default.get(vm)?.is_some_and(|d| d != none))
}
