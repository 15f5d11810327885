//! Calling a native slot as a method: what `int.__add__(1, 2)` runs. Argument checks and messages are those of CPython's slot
//! wrappers. The objects (`wrapper_descriptor`, `method-wrapper`) are in `builtins::wrapper`.

use super::table::SlotDef;
use super::{BinaryFn, CmpOp, Slots, UnaryFn};
use crate::native::*;

/// How a slot is called as a method.
#[derive(Clone, Copy)]
#[allow(missing_docs)]
pub enum Wrapper {
    /// No wrapper: the dunder only exists for classes written in Python.
    Hidden,
    Unary(fn(&Slots) -> Option<UnaryFn>),
    Hash,
    Inquiry,
    Len,
    Next,
    Del,
    /// `slot(self, value)`.
    Left(fn(&Slots) -> Option<BinaryFn>),
    /// `slot(value, self)`.
    Right(fn(&Slots) -> Option<BinaryFn>),
    Power,
    PowerRight,
    InplacePower,
    Compare(CmpOp),
    Contains,
    Repeat(fn(&Slots) -> Option<fn(&Vm, Value, isize) -> PyResult>),
    SetItem,
    DelItem,
    GetAttro,
    SetAttro,
    DelAttro,
    DescrGet,
    DescrSet,
    DescrDelete,
    Init,
    Call,
    BufferGet,
    BufferRelease,
}

/// "expected 1 argument, got 0"
fn arity<const N: usize>(vm: &Vm, args: Args<'_>) -> PyResult<[Value; N]> {
    <[Value; N]>::try_from(args.pos).map_err(|_| wrong_count(vm, N, args.pos.len()))
}

#[cold]
fn wrong_count(vm: &Vm, wanted: usize, given: usize) -> Raised {
    let s = if wanted == 1 { "" } else { "s" };
    vm.type_error(format!("expected {wanted} argument{s}, got {given}"))
}

fn attribute_name(vm: &Vm, name: Value) -> PyResult<crate::native::Gc<PyStr>> {
    name.cast::<PyStr>().ok_or_else(|| {
        let found = vm.type_name(name);
        vm.type_error(format!("attribute name must be string, not '{found}'"))
    })
}

/// Calls the slot of `def` in `slots` with `this` and `args` (self taken off).
pub(super) fn call<'a>(vm: &'a Vm, def: &'static SlotDef, slots: &Slots, this: Value, args: Args<'a>) -> PyResult {
    let empty = || vm.system_error(format!("slot of {} is empty", def.name));
    if args.has_kwargs() && !matches!(def.wrapper, Wrapper::Init | Wrapper::Call) {
        return Err(vm.type_error(format!("wrapper {}() takes no keyword arguments", def.name)));
    }
    macro_rules! slot {
        ($field:ident) => {
            slots.$field.ok_or_else(empty)?
        };
    }
    match def.wrapper {
        Wrapper::Hidden => Err(empty()),
        Wrapper::Unary(get) => {
            let [] = arity::<0>(vm, args)?;
            get(slots).ok_or_else(empty)?(vm, this)
        }
        Wrapper::Hash => {
            let [] = arity::<0>(vm, args)?;
            slot!(hash)(vm, this).map(Value::int)
        }
        Wrapper::Inquiry => {
            let [] = arity::<0>(vm, args)?;
            slot!(bool)(vm, this).map(Value::bool)
        }
        Wrapper::Len => {
            let [] = arity::<0>(vm, args)?;
            slot!(len)(vm, this).map(|n| Value::int(n as i64))
        }
        Wrapper::Next => {
            let [] = arity::<0>(vm, args)?;
            match slot!(iternext)(vm, this)? {
                Some(value) => Ok(value),
                None => Err(vm.stop_iteration(None)),
            }
        }
        Wrapper::Del => {
            let [] = arity::<0>(vm, args)?;
            slot!(del)(vm, this).map(|()| Value::NONE)
        }
        Wrapper::Left(get) => {
            let [other] = arity::<1>(vm, args)?;
            get(slots).ok_or_else(empty)?(vm, this, other)
        }
        Wrapper::Right(get) => {
            let [other] = arity::<1>(vm, args)?;
            get(slots).ok_or_else(empty)?(vm, other, this)
        }
        Wrapper::Power | Wrapper::PowerRight => {
            let (other, modulus) = match args.pos {
                [other] => (*other, None),
                [other, modulus] => (*other, Some(*modulus).filter(|m| !m.is_none())),
                _ => return Err(vm.type_error(format!("expected 1 or 2 arguments, got {}", args.pos.len()))),
            };
            let f = slot!(pow);
            if matches!(def.wrapper, Wrapper::Power) {
                f(vm, this, other, modulus)
            } else {
                f(vm, other, this, modulus)
            }
        }
        Wrapper::InplacePower => {
            let [other] = arity::<1>(vm, args)?;
            slot!(inplace_pow)(vm, this, other, None)
        }
        Wrapper::Compare(op) => {
            let [other] = arity::<1>(vm, args)?;
            slot!(richcompare)(vm, this, other, op)
        }
        Wrapper::Contains => {
            let [key] = arity::<1>(vm, args)?;
            slot!(contains)(vm, this, key).map(Value::bool)
        }
        Wrapper::Repeat(get) => {
            let [count] = arity::<1>(vm, args)?;
            let count = isize::from_value(vm, count)?;
            get(slots).ok_or_else(empty)?(vm, this, count)
        }
        Wrapper::SetItem => {
            check_positional(vm, def.name, args.pos.len(), 2, 2)?;
            slot!(setitem)(vm, this, args.pos[0], Some(args.pos[1])).map(|()| Value::NONE)
        }
        Wrapper::DelItem => {
            let [key] = arity::<1>(vm, args)?;
            slot!(setitem)(vm, this, key, None).map(|()| Value::NONE)
        }
        Wrapper::GetAttro => {
            let [name] = arity::<1>(vm, args)?;
            slot!(getattro)(vm, this, attribute_name(vm, name)?)
        }
        Wrapper::SetAttro => {
            check_positional(vm, def.name, args.pos.len(), 2, 2)?;
            slot!(setattro)(vm, this, attribute_name(vm, args.pos[0])?, Some(args.pos[1])).map(|()| Value::NONE)
        }
        Wrapper::DelAttro => {
            let [name] = arity::<1>(vm, args)?;
            slot!(setattro)(vm, this, attribute_name(vm, name)?, None).map(|()| Value::NONE)
        }
        Wrapper::DescrGet => {
            check_positional(vm, def.name, args.pos.len(), 1, 2)?;
            let some = |v: &Value| Some(*v).filter(|v| !v.is_none());
            let (instance, owner) = (some(&args.pos[0]), args.pos.get(1).and_then(some));
            if instance.is_none() && owner.is_none() {
                return Err(vm.type_error("__get__(None, None) is invalid"));
            }
            slot!(descr_get)(vm, this, instance, owner)
        }
        Wrapper::DescrSet => {
            check_positional(vm, def.name, args.pos.len(), 2, 2)?;
            slot!(descr_set)(vm, this, args.pos[0], Some(args.pos[1])).map(|()| Value::NONE)
        }
        Wrapper::DescrDelete => {
            let [instance] = arity::<1>(vm, args)?;
            slot!(descr_set)(vm, this, instance, None).map(|()| Value::NONE)
        }
        Wrapper::Init => slot!(init)(vm, this, args).map(|()| Value::NONE),
        Wrapper::Call => slot!(call)(vm, this, args),
        Wrapper::BufferGet => {
            let [flags] = arity::<1>(vm, args)?;
            let flags = i32::from_value(vm, flags)?;
            let _ = flags;
            vm.call(vm.types().memoryview.value(), &[this])
        }
        Wrapper::BufferRelease => {
            let [view] = arity::<1>(vm, args)?;
            vm.call_method(view, "release", &[])
        }
    }
}
