//! Type parameters, type aliases and generic classes at run time: the classes of `_typing`, and the intrinsics behind PEP 695/696.
//!
//! What the library's `typing` does in Python is called there; nothing here knows how `typing` represents things.

pub mod alias;
pub mod evaluator;
pub mod generic;
pub mod paramspec;
pub mod typevar;
pub mod typevartuple;

pub use alias::TypeAlias;
pub use generic::{Generic, NoDefault, no_default};
pub use paramspec::{ParamSpec, ParamSpecArgs, ParamSpecKwargs};
pub use typevar::TypeVar;
pub use typevartuple::TypeVarTuple;

use crate::builtins::prelude::*;

/// Calls a function of the library's `typing`.
pub(crate) fn call_typing(vm: &Vm, name: &str, args: &[Value]) -> PyResult {
    let module = vm.import_module("typing")?;
    let function = vm.get_attr_str(module, name)?;
    vm.call(function, args)
}

/// `typing._type_check`: a type or what can stand for one. None stands for its class.
pub(crate) fn type_check(vm: &Vm, value: Value, message: &str) -> PyResult {
    if value.is_none() {
        return Ok(vm.types().none.value());
    }
    if value.is::<PyType>() {
        return Ok(value);
    }
    call_typing(vm, "_type_check", &[value, message.into()])
}

/// `typing.Union[a, b]`, where forward references are allowed.
pub(crate) fn make_union(vm: &Vm, a: Value, b: Value) -> PyResult {
    crate::builtins::union::checked(vm, &[a, b])
}

/// `typing.Unpack[value]`.
pub(crate) fn unpack(vm: &Vm, value: Value) -> PyResult {
    let module = vm.import_module("typing")?;
    let unpack = vm.get_attr_str(module, "Unpack")?;
    vm.get_item(unpack, value)
}

/// Type parameters with each TypeVarTuple unpacked.
pub(crate) fn unpack_tuples(vm: &Vm, params: Gc<PyTuple>) -> PyResult<Gc<PyTuple>> {
    let list = PyList::new(&[]);
    for &param in params.as_slice() {
        list.items.push(if param.is::<Native<TypeVarTuple>>() { unpack(vm, param)? } else { param });
    }
    Ok(PyTuple::new(list.items.as_slice()))
}

/// The module of the function that runs, as `__module__` of what it makes.
pub(crate) fn caller_module(vm: &Vm) -> Value {
    vm.current_frame().and_then(|frame| frame.func.module.get()).unwrap_or(Value::NONE)
}

/// What all classes of type parameters say about being a base.
pub(crate) fn no_base(vm: &Vm, class: &str) -> PyResult {
    Err(vm.type_error(format!("Cannot subclass an instance of {class}")))
}

/// The prefix of a type parameter's repr.
pub(crate) fn variance_mark(covariant: bool, contravariant: bool, inferred: bool) -> &'static str {
    match (inferred, covariant, contravariant) {
        (true, _, _) => "",
        (_, true, _) => "+",
        (_, _, true) => "-",
        _ => "~",
    }
}

/// Refuses contradictory variance arguments.
pub(crate) fn check_variance(vm: &Vm, covariant: bool, contravariant: bool, inferred: bool) -> PyResult<()> {
    if covariant && contravariant {
        return Err(vm.value_error("Bivariant types are not supported."));
    }
    if inferred && (covariant || contravariant) {
        return Err(vm.value_error("Variance cannot be specified with infer_variance."));
    }
    Ok(())
}

fn name_of(vm: &Vm, value: Value) -> PyResult<Gc<PyStr>> {
    value.cast::<PyStr>().ok_or_else(|| vm.system_error("a type parameter's name must be a str"))
}

fn name_and_params(vm: &Vm, value: Value) -> PyResult<[Value; 3]> {
    match value.cast::<PyTuple>().as_ref().map(|t| t.as_slice()) {
        Some(&[name, params, compute]) => Ok([name, params, compute]),
        _ => Err(vm.system_error("a type alias needs a name, parameters and a value")),
    }
}

/// CALL_INTRINSIC_1 numbers 7 to 11: TypeVar, ParamSpec, TypeVarTuple, `Generic[...]`, type alias.
pub fn intrinsic(vm: &Vm, which: u32, value: Value) -> PyResult {
    match which {
        7 => typevar::lazy(vm, name_of(vm, value)?, None, None),
        8 => paramspec::lazy(vm, name_of(vm, value)?),
        9 => typevartuple::lazy(vm, name_of(vm, value)?),
        10 => {
            let params = value.cast::<PyTuple>().ok_or_else(|| vm.system_error("type parameters must be a tuple"))?;
            let args = unpack_tuples(vm, params)?;
            call_typing(vm, "_GenericAlias", &[vm.class::<Generic>().value(), args.value()])
        }
        _ => {
            let [name, params, compute] = name_and_params(vm, value)?;
            alias::lazy(vm, name_of(vm, name)?, params, compute)
        }
    }
}

/// CALL_INTRINSIC_2 numbers 2 to 5: TypeVar with bound or constraints, type parameters of a function, defaults.
pub fn intrinsic_2(vm: &Vm, which: u32, a: Value, b: Value) -> PyResult {
    match which {
        2 => typevar::lazy(vm, name_of(vm, a)?, Some(b), None),
        3 => typevar::lazy(vm, name_of(vm, a)?, None, Some(b)),
        4 => {
            let function = a.cast::<PyFunction>().ok_or_else(|| vm.system_error("a function was expected"))?;
            function.type_params.set(Some(b));
            Ok(a)
        }
        _ => {
            if let Some(param) = a.cast::<Native<TypeVar>>() {
                param.default.set_evaluator(b);
            } else if let Some(param) = a.cast::<Native<ParamSpec>>() {
                param.default.set_evaluator(b);
            } else if let Some(param) = a.cast::<Native<TypeVarTuple>>() {
                param.default.set_evaluator(b);
            } else {
                return Err(vm.type_error(format!("Expected a type param, got {}", vm.repr(a)?.to_string_lossy())));
            }
            Ok(a)
        }
    }
}
