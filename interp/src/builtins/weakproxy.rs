//! Proxies: weak references that act as their target in (nearly) everything.

use super::prelude::*;
use super::support;
use super::weakref::{PyWeakRef, target};
use crate::protocol::BinOp;

/// The target of a proxy, or ReferenceError.
fn object(vm: &Vm, this: Gc<PyWeakRef>) -> PyResult {
    target(this).ok_or_else(|| vm.raise_msg(vm.exc().ReferenceError, "weakly-referenced object no longer exists"))
}

/// The target, if this is a proxy; other values stand for themselves.
fn unwrap(vm: &Vm, value: Value) -> PyResult {
    match value.cast::<PyWeakRef>() {
        Some(proxy) if is_proxy(vm, value) => object(vm, proxy),
        _ => Ok(value),
    }
}

fn is_proxy(vm: &Vm, value: Value) -> bool {
    let class = vm.type_of(value);
    class == vm.types().weakproxy || class == vm.types().weakcallableproxy
}

fn binary(vm: &Vm, op: BinOp, a: Value, b: Value) -> PyResult {
    let (a, b) = (unwrap(vm, a)?, unwrap(vm, b)?);
    vm.binary(op, a, b)
}

fn inplace(vm: &Vm, op: BinOp, a: Gc<PyWeakRef>, b: Value) -> PyResult {
    let (a, b) = (object(vm, a)?, unwrap(vm, b)?);
    vm.inplace(op, a, b)
}

/// A weak reference that acts as its target.
#[pyclass(name = "ProxyType", module = "weakref", cell = PyWeakRef, no_new, unhashable, parts(ProxyMethods))]
pub struct WeakProxyType;

#[pymethods]
impl WeakProxyType {}

/// A weak reference that acts as its target, which can be called.
#[pyclass(name = "CallableProxyType", module = "weakref", cell = PyWeakRef, no_new, unhashable, parts(ProxyMethods))]
pub struct WeakCallableProxyType;

#[pymethods]
impl WeakCallableProxyType {
    fn __call__(this: Gc<PyWeakRef>, vm: &Vm, args: Args<'_>) -> PyResult {
        vm.call_args(object(vm, this)?, args)
    }
}

/// What both classes have.
pub struct ProxyMethods;

impl PyName for ProxyMethods {
    const NAME: &'static str = "ProxyType";
}

#[pymethods]
impl ProxyMethods {
    /// What bytes() makes of the target.
    fn __bytes__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult {
        vm.call_method(object(vm, this)?, "__bytes__", &[])
    }

    /// A reverse iterator over the target.
    fn __reversed__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult {
        vm.call_method(object(vm, this)?, "__reversed__", &[])
    }

    fn __getattribute__(this: Gc<PyWeakRef>, vm: &Vm, name: Gc<PyStr>) -> PyResult {
        vm.get_attr(object(vm, this)?, name)
    }

    fn __setattr__(this: Gc<PyWeakRef>, vm: &Vm, name: Gc<PyStr>, value: Option<Value>) -> PyResult<()> {
        vm.set_attr(object(vm, this)?, name, value)
    }

    fn __repr__(this: Gc<PyWeakRef>, vm: &Vm) -> String {
        let id = this.value().id();
        match target(this) {
            None => format!("<weakproxy at {id:#x}; dead>"),
            Some(o) => format!("<weakproxy at {id:#x}; to '{}' at {:#x}>", vm.type_of(o).full_name(), o.id()),
        }
    }

    fn __str__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        vm.str(object(vm, this)?)
    }

    fn richcompare(this: Value, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let (a, b) = (unwrap(vm, this)?, unwrap(vm, other)?);
        vm.compare(a, b, op)
    }

    fn __iter__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult {
        vm.iter(object(vm, this)?)
    }

    fn __next__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult<Option<Value>> {
        let iterator = object(vm, this)?;
        if vm.slots_of(iterator).iternext.is_none() {
            let name = support::class_name(vm, iterator);
            return Err(vm.type_error(format!("Weakref proxy referenced a non-iterator '{name}' object")));
        }
        vm.next(iterator)
    }

    fn __bool__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult<bool> {
        vm.truth(object(vm, this)?)
    }

    fn __len__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult<usize> {
        vm.len(object(vm, this)?)
    }

    fn __contains__(this: Gc<PyWeakRef>, vm: &Vm, key: Value) -> PyResult<bool> {
        vm.contains(object(vm, this)?, unwrap(vm, key)?)
    }

    fn __getitem__(this: Gc<PyWeakRef>, vm: &Vm, key: Value) -> PyResult {
        vm.get_item(object(vm, this)?, unwrap(vm, key)?)
    }

    fn __setitem__(this: Gc<PyWeakRef>, vm: &Vm, key: Value, value: Option<Value>) -> PyResult<()> {
        vm.set_item(object(vm, this)?, key, value)
    }

    fn __int__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult {
        let value = object(vm, this)?;
        vm.call(vm.types().int.value(), &[value])
    }

    fn __float__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult {
        let value = object(vm, this)?;
        vm.call(vm.types().float.value(), &[value])
    }

    fn __index__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult {
        vm.index(object(vm, this)?)
    }

    fn __neg__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult {
        vm.negative(object(vm, this)?)
    }

    fn __pos__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult {
        vm.positive(object(vm, this)?)
    }

    fn __abs__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult {
        vm.absolute(object(vm, this)?)
    }

    fn __invert__(this: Gc<PyWeakRef>, vm: &Vm) -> PyResult {
        vm.invert(object(vm, this)?)
    }

    fn __add__(vm: &Vm, a: Value, b: Value) -> PyResult {
        binary(vm, BinOp::Add, a, b)
    }

    fn __sub__(vm: &Vm, a: Value, b: Value) -> PyResult {
        binary(vm, BinOp::Subtract, a, b)
    }

    fn __mul__(vm: &Vm, a: Value, b: Value) -> PyResult {
        binary(vm, BinOp::Multiply, a, b)
    }

    fn __mod__(vm: &Vm, a: Value, b: Value) -> PyResult {
        binary(vm, BinOp::Remainder, a, b)
    }

    fn __divmod__(vm: &Vm, a: Value, b: Value) -> PyResult {
        binary(vm, BinOp::DivMod, a, b)
    }

    fn __pow__(vm: &Vm, a: Value, b: Value, c: Option<Value>) -> PyResult {
        let (a, b) = (unwrap(vm, a)?, unwrap(vm, b)?);
        let c = c.map(|c| unwrap(vm, c)).transpose()?;
        vm.power(a, b, c)
    }

    fn __lshift__(vm: &Vm, a: Value, b: Value) -> PyResult {
        binary(vm, BinOp::LShift, a, b)
    }

    fn __rshift__(vm: &Vm, a: Value, b: Value) -> PyResult {
        binary(vm, BinOp::RShift, a, b)
    }

    fn __and__(vm: &Vm, a: Value, b: Value) -> PyResult {
        binary(vm, BinOp::And, a, b)
    }

    fn __xor__(vm: &Vm, a: Value, b: Value) -> PyResult {
        binary(vm, BinOp::Xor, a, b)
    }

    fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
        binary(vm, BinOp::Or, a, b)
    }

    fn __floordiv__(vm: &Vm, a: Value, b: Value) -> PyResult {
        binary(vm, BinOp::FloorDivide, a, b)
    }

    fn __truediv__(vm: &Vm, a: Value, b: Value) -> PyResult {
        binary(vm, BinOp::TrueDivide, a, b)
    }

    fn __matmul__(vm: &Vm, a: Value, b: Value) -> PyResult {
        binary(vm, BinOp::MatMul, a, b)
    }

    fn __iadd__(this: Gc<PyWeakRef>, vm: &Vm, other: Value) -> PyResult {
        inplace(vm, BinOp::Add, this, other)
    }

    fn __isub__(this: Gc<PyWeakRef>, vm: &Vm, other: Value) -> PyResult {
        inplace(vm, BinOp::Subtract, this, other)
    }

    fn __imul__(this: Gc<PyWeakRef>, vm: &Vm, other: Value) -> PyResult {
        inplace(vm, BinOp::Multiply, this, other)
    }

    fn __imod__(this: Gc<PyWeakRef>, vm: &Vm, other: Value) -> PyResult {
        inplace(vm, BinOp::Remainder, this, other)
    }

    fn __ipow__(this: Gc<PyWeakRef>, vm: &Vm, other: Value, modulus: Option<Value>) -> PyResult {
        let _ = modulus;
        inplace(vm, BinOp::Power, this, other)
    }

    fn __ilshift__(this: Gc<PyWeakRef>, vm: &Vm, other: Value) -> PyResult {
        inplace(vm, BinOp::LShift, this, other)
    }

    fn __irshift__(this: Gc<PyWeakRef>, vm: &Vm, other: Value) -> PyResult {
        inplace(vm, BinOp::RShift, this, other)
    }

    fn __iand__(this: Gc<PyWeakRef>, vm: &Vm, other: Value) -> PyResult {
        inplace(vm, BinOp::And, this, other)
    }

    fn __ixor__(this: Gc<PyWeakRef>, vm: &Vm, other: Value) -> PyResult {
        inplace(vm, BinOp::Xor, this, other)
    }

    fn __ior__(this: Gc<PyWeakRef>, vm: &Vm, other: Value) -> PyResult {
        inplace(vm, BinOp::Or, this, other)
    }

    fn __ifloordiv__(this: Gc<PyWeakRef>, vm: &Vm, other: Value) -> PyResult {
        inplace(vm, BinOp::FloorDivide, this, other)
    }

    fn __itruediv__(this: Gc<PyWeakRef>, vm: &Vm, other: Value) -> PyResult {
        inplace(vm, BinOp::TrueDivide, this, other)
    }

    fn __imatmul__(this: Gc<PyWeakRef>, vm: &Vm, other: Value) -> PyResult {
        inplace(vm, BinOp::MatMul, this, other)
    }
}
