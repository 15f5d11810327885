//! `bool`.

use super::prelude::*;

/// True or False: bool(x) is the truth of x.
#[pyclass(name = "bool", cell = PyInt, base = super::int::IntType, text_sig = "(object=False, /)")]
pub struct BoolType;

/// What `~` on a bool says.
const INVERT_WARNING: &str = "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This \
                              returns the bitwise inversion of the underlying int object and is usually not what you \
                              expect from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if \
                              you really want the bitwise inversion of the underlying int.";

/// Self of a method of bool.
#[derive(Clone, Copy)]
struct Bool(Value);

impl Downcast for Bool {
    fn downcast(_: &Vm, value: Value) -> Option<Bool> {
        value.is_bool().then_some(Bool(value))
    }
    fn expected() -> &'static str {
        "bool"
    }
}

/// Two bools give a bool, anything else what the slot of int gives.
macro_rules! bitwise {
    ($vm:ident, $a:ident, $b:ident, $slot:ident, |$x:ident, $y:ident| $e:expr) => {{
        if $a.is_bool() && $b.is_bool() {
            let ($x, $y) = ($a == Value::TRUE, $b == Value::TRUE);
            return Ok(Value::bool($e));
        }
        match $vm.types().int.slots().$slot {
            Some(f) => f($vm, $a, $b),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }};
}

#[pymethods]
impl BoolType {
    #[pyslot]
    fn __new__(_cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<bool> {
        check_no_kwargs(vm, "bool", args)?;
        check_positional(vm, "bool", args.pos.len(), 0, 1)?;
        args.pos.first().map_or(Ok(false), |x| vm.truth(*x))
    }

    fn __repr__(this: Bool) -> &'static str {
        if this.0 == Value::TRUE { "True" } else { "False" }
    }

    fn __invert__(this: Bool, vm: &Vm) -> PyResult<i64> {
        vm.warn(vm.exc().DeprecationWarning, INVERT_WARNING)?;
        Ok(if this.0 == Value::TRUE { -2 } else { -1 })
    }

    fn __and__(vm: &Vm, a: Value, b: Value) -> PyResult {
        bitwise!(vm, a, b, and, |x, y| x & y)
    }

    fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
        bitwise!(vm, a, b, or, |x, y| x | y)
    }

    fn __xor__(vm: &Vm, a: Value, b: Value) -> PyResult {
        bitwise!(vm, a, b, xor, |x, y| x ^ y)
    }
}
