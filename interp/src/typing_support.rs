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

impl Vm {
    /// An `Interpolation` object (PEP 750); `conversion`: 0 = none, 1 = s, 2 = r, 3 = a.
    pub fn new_interpolation(&self, value: Value, expression: Value, conversion: u32, spec: Value) -> PyResult {
        let _ = (value, expression, conversion, spec);
        Err(self.not_implemented_error("t-strings"))
    }

    /// A `Template` object (PEP 750).
    pub fn new_template(&self, strings: Value, interpolations: Value) -> PyResult {
        let _ = (strings, interpolations);
        Err(self.not_implemented_error("t-strings"))
    }
}
