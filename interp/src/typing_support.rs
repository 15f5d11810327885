//! Type parameters, type aliases and generic classes at run time: the intrinsics behind PEP 695/696.

use crate::builtins::prelude::*;

/// CALL_INTRINSIC_1 numbers 7 to 11: TypeVar, ParamSpec, TypeVarTuple, `Generic[...]`, type alias.
pub fn intrinsic(vm: &Vm, which: u32, value: Value) -> PyResult {
    let _ = value;
    Err(vm.not_implemented_error(format!("type parameter intrinsic {which}")))
}

/// CALL_INTRINSIC_2 numbers 2 to 5: TypeVar with bound or constraints, type parameters of a function, defaults.
pub fn intrinsic_2(vm: &Vm, which: u32, a: Value, b: Value) -> PyResult {
    let _ = (a, b);
    Err(vm.not_implemented_error(format!("type parameter intrinsic {which}")))
}
