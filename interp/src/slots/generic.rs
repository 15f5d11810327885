//! Slot functions of classes written in Python: each looks its dunder up on the type and calls it.
//!
//! What a dunder returns is checked here, so that users of slots may rely on the types of results.

use super::{CmpOp, Slots};
use crate::name;
use crate::names::Name;
use crate::native::{Args, Buffer, Gc, PyResult, PyStr, PyType, Value, Vm, to_index};
use num_traits::ToPrimitive;
use taipan_object::number::IntRef;

/// Calls dunder `name` (found on the type) of `this`; `None` if the type has none.
#[inline]
pub fn call_special(vm: &Vm, this: Value, name: Gc<PyStr>, args: &[Value]) -> PyResult<Option<Value>> {
    match vm.type_of(this).lookup(name) {
        Some(found) => call_found(vm, this, found, args).map(Some),
        None => Ok(None),
    }
}

/// Calls `found`, which was looked up on the type of `this`, as a method of `this`.
#[inline]
fn call_found(vm: &Vm, this: Value, found: Value, args: &[Value]) -> PyResult {
    vm.check_native_stack()?;
    match bind(vm, this, found)? {
        Some(bound) => vm.call(bound, args),
        None => {
            let mut all = [this; 4];
            let n = args.len() + 1;
            match all.get_mut(1..n) {
                Some(rest) => {
                    rest.copy_from_slice(args);
                    vm.call(found, &all[..n])
                }
                None => Err(vm.system_error("too many arguments for a special method")),
            }
        }
    }
}

/// Binds `found` to `this`; `None`: a plain function, to be called with `this` as its first argument.
#[inline]
fn bind(vm: &Vm, this: Value, found: Value) -> PyResult<Option<Value>> {
    let class = vm.type_of(found);
    if class.has(crate::class::ClassFlags::METHOD_DESCRIPTOR) {
        return Ok(None);
    }
    match class.slots().descr_get {
        Some(get) => get(vm, found, Some(this), Some(vm.type_of(this).value())).map(Some),
        None => Ok(Some(found)),
    }
}

/// Like [`call_special`]; AttributeError if there is none.
fn call_required(vm: &Vm, this: Value, name: Gc<PyStr>, args: &[Value]) -> PyResult {
    match call_special(vm, this, name, args)? {
        Some(result) => Ok(result),
        None => Err(vm.attribute_error(name.to_string_lossy())),
    }
}

macro_rules! unary {
    ($($(#[doc = $doc:literal])* $f:ident $name:literal;)*) => { $(
        $(#[doc = $doc])*
        pub fn $f(vm: &Vm, this: Value) -> PyResult {
            call_required(vm, this, name!($name), &[])
        }
    )* };
}

unary! {
    /// `repr`.
    repr "__repr__";
    /// `str`.
    str "__str__";
    /// Unary minus.
    neg "__neg__";
    /// Unary plus.
    pos "__pos__";
    /// `abs`.
    abs "__abs__";
    /// `~`.
    invert "__invert__";
    /// `int`.
    int "__int__";
    /// `float`.
    float "__float__";
    /// `operator.index`.
    index "__index__";
}

macro_rules! unary_or_none {
    ($($(#[doc = $doc:literal])* $f:ident $name:literal $message:literal;)*) => { $(
        $(#[doc = $doc])*
        pub fn $f(vm: &Vm, this: Value) -> PyResult {
            match vm.type_of(this).lookup(name!($name)) {
                Some(found) if !found.is_none() => call_found(vm, this, found, &[]),
                _ => Err(vm.type_error(format!($message, vm.type_name(this)))),
            }
        }
    )* };
}

unary_or_none! {
    /// `iter`; the class may say `__iter__ = None`.
    iter "__iter__" "'{}' object is not iterable";
    /// `await`.
    await_ "__await__" "object {} can't be used in 'await' expression";
    /// `aiter`.
    aiter "__aiter__" "'{}' object is not an async iterable";
    /// `anext`.
    anext "__anext__" "'{}' object is not an async iterator";
}

/// `next`: a StopIteration without a value becomes `None`; one with a value stays raised.
pub fn iternext(vm: &Vm, this: Value) -> PyResult<Option<Value>> {
    match call_required(vm, this, name!("__next__"), &[]) {
        Ok(value) => Ok(Some(value)),
        Err(raised) => {
            if vm.raised_is(vm.exc().StopIteration) && vm.raised().args.get().is_empty() {
                vm.take_raised();
                return Ok(None);
            }
            Err(raised)
        }
    }
}

/// `hash`.
pub fn hash(vm: &Vm, this: Value) -> PyResult<i64> {
    let Some(found) = vm.type_of(this).lookup(name!("__hash__")).filter(|f| !f.is_none()) else {
        return hash_not_implemented(vm, this);
    };
    let result = call_found(vm, this, found, &[])?;
    let Some(n) = result.as_int() else {
        return Err(vm.type_error("__hash__ method should return an integer"));
    };
    match n.to_i64() {
        Some(-1) => Ok(-2),
        Some(n) => Ok(n),
        None => match vm.types().int.slots().hash {
            Some(hash) => hash(vm, result),
            None => Err(vm.system_error("int has no hash")),
        },
    }
}

/// The hash slot of types with `__hash__ = None`.
pub fn hash_not_implemented(vm: &Vm, this: Value) -> PyResult<i64> {
    Err(vm.type_error(format!("unhashable type: '{}'", vm.type_name(this))))
}

/// `bool`.
pub fn bool(vm: &Vm, this: Value) -> PyResult<bool> {
    let result = call_required(vm, this, name!("__bool__"), &[])?;
    if result.is_bool() {
        return Ok(result == Value::TRUE);
    }
    Err(vm.type_error(format!("__bool__ should return bool, returned {}", vm.type_name(result))))
}

/// `len`.
pub fn len(vm: &Vm, this: Value) -> PyResult<usize> {
    let result = call_required(vm, this, name!("__len__"), &[])?;
    length_of(vm, result)
}

/// A result of `__len__` as a number.
pub fn length_of(vm: &Vm, result: Value) -> PyResult<usize> {
    let n = to_index(vm, result)?;
    match n.as_int() {
        Some(n) if n.is_negative() => Err(vm.value_error("__len__() should return >= 0")),
        Some(IntRef::Small(n)) => Ok(n as usize),
        Some(IntRef::Big(n)) if n.to_isize().is_some() => Ok(n.to_usize().unwrap_or(0)),
        _ => Err(vm.overflow_error("cannot fit 'int' into an index-sized integer")),
    }
}

/// `in`; the class may say `__contains__ = None`.
pub fn contains(vm: &Vm, this: Value, key: Value) -> PyResult<bool> {
    match vm.type_of(this).lookup(name!("__contains__")) {
        Some(found) if !found.is_none() => {
            let result = call_found(vm, this, found, &[key])?;
            vm.truth(result)
        }
        _ => Err(vm.type_error(format!("'{}' object is not a container", vm.type_name(this)))),
    }
}

/// `self[key]`.
pub fn getitem(vm: &Vm, this: Value, key: Value) -> PyResult {
    call_required(vm, this, name!("__getitem__"), &[key])
}

/// `self[key] = value`, `del self[key]`.
pub fn setitem(vm: &Vm, this: Value, key: Value, value: Option<Value>) -> PyResult<()> {
    match value {
        Some(value) => call_required(vm, this, name!("__setitem__"), &[key, value]),
        None => call_required(vm, this, name!("__delitem__"), &[key]),
    }
    .map(|_| ())
}

/// Attribute access: `__getattribute__`, then `__getattr__` where that raised AttributeError.
pub fn getattro(vm: &Vm, this: Value, name: Gc<PyStr>) -> PyResult {
    let class = vm.type_of(this);
    let native = |found: Value| crate::builtins::wrapper::native_slots_of(found, super::SlotId::getattro)?.getattro;
    let plain = vm.types().object.slots().getattro;
    let result = match class.lookup(name!("__getattribute__")) {
        Some(found) => match native(found) {
            // Without an exception that __getattr__ would swallow at once.
            Some(f) if plain.is_some_and(|plain| std::ptr::fn_addr_eq(f, plain)) => {
                match vm.generic_get_attr_opt(this, name) {
                    Ok(Some(value)) => return Ok(value),
                    Ok(None) => match class.lookup(name!("__getattr__")) {
                        Some(fallback) => return call_found(vm, this, fallback, &[name.value()]),
                        None => return Err(vm.no_attribute(this, name)),
                    },
                    Err(raised) => Err(raised),
                }
            }
            Some(native) => native(vm, this, name),
            None => call_found(vm, this, found, &[name.value()]),
        },
        None => return Err(vm.attribute_error("__getattribute__")),
    };
    if result.is_ok() {
        return result;
    }
    let Some(fallback) = class.lookup(name!("__getattr__")) else { return result };
    if !vm.raised_is(vm.exc().AttributeError) {
        return result;
    }
    vm.take_raised();
    call_found(vm, this, fallback, &[name.value()])
}

/// Setting and deleting attributes.
pub fn setattro(vm: &Vm, this: Value, name: Gc<PyStr>, value: Option<Value>) -> PyResult<()> {
    match value {
        Some(value) => call_required(vm, this, name!("__setattr__"), &[name.value(), value]),
        None => call_required(vm, this, name!("__delattr__"), &[name.value()]),
    }
    .map(|_| ())
}

/// Comparison; NotImplemented if the class does not define the operator.
pub fn richcompare(vm: &Vm, this: Value, other: Value, op: CmpOp) -> PyResult {
    static NAMES: [Name; 6] = [
        Name::new("__lt__"),
        Name::new("__le__"),
        Name::new("__eq__"),
        Name::new("__ne__"),
        Name::new("__gt__"),
        Name::new("__ge__"),
    ];
    let result = call_special(vm, this, NAMES[op as usize].get(), &[other])?;
    Ok(result.unwrap_or(Value::NOT_IMPLEMENTED))
}

/// `__get__`.
pub fn descr_get(vm: &Vm, this: Value, instance: Option<Value>, owner: Option<Value>) -> PyResult {
    let args = [instance.unwrap_or(Value::NONE), owner.unwrap_or(Value::NONE)];
    Ok(call_special(vm, this, name!("__get__"), &args)?.unwrap_or(this))
}

/// `__set__`, `__delete__`.
pub fn descr_set(vm: &Vm, this: Value, instance: Value, value: Option<Value>) -> PyResult<()> {
    match value {
        Some(value) => call_required(vm, this, name!("__set__"), &[instance, value]),
        None => call_required(vm, this, name!("__delete__"), &[instance]),
    }
    .map(|_| ())
}

/// `__call__`.
pub fn call(vm: &Vm, this: Value, args: Args<'_>) -> PyResult {
    vm.check_native_stack()?;
    let Some(found) = vm.type_of(this).lookup(name!("__call__")) else {
        return Err(vm.attribute_error("__call__"));
    };
    match bind(vm, this, found)? {
        Some(bound) => vm.call_args(bound, args),
        None => vm.call_prepended(found, this, args),
    }
}

/// `__init__`, which must return None.
pub fn init(vm: &Vm, this: Value, args: Args<'_>) -> PyResult<()> {
    vm.check_native_stack()?;
    let Some(found) = vm.type_of(this).lookup(name!("__init__")) else {
        return Err(vm.attribute_error("__init__"));
    };
    let result = match bind(vm, this, found)? {
        Some(bound) => vm.call_args(bound, args)?,
        None => vm.call_prepended(found, this, args)?,
    };
    if result.is_none() {
        return Ok(());
    }
    Err(vm.type_error(format!("__init__() should return None, not '{}'", vm.type_name(result))))
}

/// `__new__`.
pub fn new(vm: &Vm, class: Gc<PyType>, args: Args<'_>) -> PyResult {
    vm.check_native_stack()?;
    let found = vm.get_attr(class.value(), name!("__new__"))?;
    vm.call_prepended(found, class.value(), args)
}

/// `__del__`.
pub fn del(vm: &Vm, this: Value) -> PyResult<()> {
    call_special(vm, this, name!("__del__"), &[]).map(|_| ())
}

/// `__buffer__`: the memory that the memoryview it returns looks at.
pub fn buffer_get(vm: &Vm, this: Value, flags: i32) -> PyResult<Buffer> {
    let view = call_required(vm, this, name!("__buffer__"), &[Value::int(flags.into())])?;
    match vm.type_of(view).slots().buffer_get {
        Some(get) if vm.type_of(view) == vm.types().memoryview => get(vm, view, flags),
        _ => Err(vm.type_error("__buffer__ returned non-memoryview object")),
    }
}

/// `__release_buffer__`.
pub fn buffer_release(vm: &Vm, this: Value) -> PyResult<()> {
    call_special(vm, this, name!("__release_buffer__"), &[Value::NONE]).map(|_| ())
}

/// One binary operator: `this op other`, or reflected, by the rules of slots: called with either operand order.
fn binary(
    vm: &Vm,
    a: Value,
    b: Value,
    extra: Option<Value>,
    is_generic: fn(&Slots) -> bool,
    names: (Gc<PyStr>, Gc<PyStr>),
) -> PyResult {
    let (class_a, class_b) = (vm.type_of(a), vm.type_of(b));
    let mut other_too = class_a != class_b && is_generic(class_b.slots());
    let call = |this: Value, name: Gc<PyStr>, other: Value| -> PyResult {
        let two = [other, extra.unwrap_or(Value::NONE)];
        let args = if extra.is_some() { &two[..] } else { &two[..1] };
        Ok(call_special(vm, this, name, args)?.unwrap_or(Value::NOT_IMPLEMENTED))
    };
    if is_generic(class_a.slots()) {
        // A subclass that overrides the reflected method goes first.
        if other_too && class_b.is_subclass(class_a) && overrides(class_a, class_b, names.1) {
            let result = call(b, names.1, a)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
            other_too = false;
        }
        let result = call(a, names.0, b)?;
        if result != Value::NOT_IMPLEMENTED || class_a == class_b {
            return Ok(result);
        }
    }
    if other_too {
        return call(b, names.1, a);
    }
    Ok(Value::NOT_IMPLEMENTED)
}

/// Whether `sub` finds another `name` than `base` does.
fn overrides(base: Gc<PyType>, sub: Gc<PyType>, name: Gc<PyStr>) -> bool {
    match (base.lookup(name), sub.lookup(name)) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(a), Some(b)) => a != b,
    }
}

macro_rules! binary_ops {
    ($($f:ident $name:literal $reflected:literal $iname:literal;)*) => {
        /// The binary operators.
        pub mod binary_ops {
            use super::*;
            $(
                #[doc = concat!("`", $name, "`, `", $reflected, "`.")]
                pub fn $f(vm: &Vm, a: Value, b: Value) -> PyResult {
                    fn is_generic(slots: &Slots) -> bool {
                        slots.$f.is_some_and(|f| std::ptr::fn_addr_eq(f, $f as crate::slots::BinaryFn))
                    }
                    binary(vm, a, b, None, is_generic, (name!($name), name!($reflected)))
                }
            )*
        }
        /// The operators of augmented assignments.
        pub mod inplace_ops {
            use super::*;
            $(
                #[doc = concat!("`", $iname, "`.")]
                pub fn $f(vm: &Vm, a: Value, b: Value) -> PyResult {
                    Ok(call_special(vm, a, name!($iname), &[b])?.unwrap_or(Value::NOT_IMPLEMENTED))
                }
            )*
        }
    };
}

binary_ops! {
    add "__add__" "__radd__" "__iadd__";
    sub "__sub__" "__rsub__" "__isub__";
    mul "__mul__" "__rmul__" "__imul__";
    rem "__mod__" "__rmod__" "__imod__";
    divmod "__divmod__" "__rdivmod__" "__idivmod__";
    lshift "__lshift__" "__rlshift__" "__ilshift__";
    rshift "__rshift__" "__rrshift__" "__irshift__";
    and "__and__" "__rand__" "__iand__";
    xor "__xor__" "__rxor__" "__ixor__";
    or "__or__" "__ror__" "__ior__";
    floordiv "__floordiv__" "__rfloordiv__" "__ifloordiv__";
    truediv "__truediv__" "__rtruediv__" "__itruediv__";
    matmul "__matmul__" "__rmatmul__" "__imatmul__";
}

/// `pow`, with two or three operands.
pub fn pow(vm: &Vm, a: Value, b: Value, modulus: Option<Value>) -> PyResult {
    fn is_generic(slots: &Slots) -> bool {
        slots.pow.is_some_and(|f| std::ptr::fn_addr_eq(f, pow as super::PowerFn))
    }
    binary(vm, a, b, modulus, is_generic, (name!("__pow__"), name!("__rpow__")))
}

/// `**=`.
pub fn inplace_pow(vm: &Vm, a: Value, b: Value, _: Option<Value>) -> PyResult {
    Ok(call_special(vm, a, name!("__ipow__"), &[b])?.unwrap_or(Value::NOT_IMPLEMENTED))
}
