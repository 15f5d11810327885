//! The one table of dunder methods: name, slot, how the slot is called as a method, signature and docstring.
//!
//! Order matters where several rows share a slot or a name: it is CPython's.

use super::wrappers::{self, Wrapper};
use super::{CmpOp, SlotId, Slots};
use crate::slots::generic;

/// One dunder method that a slot implements.
pub struct SlotDef {
    /// The dunder.
    pub name: &'static str,
    /// The slot.
    pub slot: SlotId,
    /// How the slot is called as a method.
    pub wrapper: Wrapper,
    /// `__text_signature__` of the wrapper.
    pub text_signature: &'static str,
    /// `__doc__` of the wrapper.
    pub doc: &'static str,
    /// Fills the slot with the function that looks the dunder up in the class; `None`: a class written in Python leaves
    /// the slot empty (another slot serves the dunder).
    pub generic: Option<fn(&mut Slots)>,
}

macro_rules! slot_defs {
    ($($name:literal, $slot:ident, $wrapper:expr, $generic:tt, $sig:literal, $doc:literal;)*) => {
        /// The table.
        pub static SLOT_DEFS: &[SlotDef] = &[$(SlotDef {
            name: $name,
            slot: SlotId::$slot,
            wrapper: $wrapper,
            text_signature: $sig,
            doc: $doc,
            generic: slot_defs!(@generic $slot $generic),
        },)*];
    };
    (@generic $slot:ident none) => { None };
    (@generic $slot:ident $f:ident) => { Some(|slots| slots.$slot = Some(generic::$f)) };
    (@generic $slot:ident ($($f:tt)*)) => { Some(|slots| slots.$slot = Some(generic::$($f)*)) };
}

use Wrapper::*;

slot_defs! {
    "__repr__", repr, Unary(|s| s.repr), repr, "($self, /)", "What repr(self) gives.";
    "__hash__", hash, Hash, hash, "($self, /)", "What hash(self) gives.";
    "__call__", call, Call, call, "($self, /, *args, **kwargs)", "Calls self as a function.";
    "__str__", str, Unary(|s| s.str), str, "($self, /)", "What str(self) gives.";
    "__getattribute__", getattro, GetAttro, getattro, "($self, name, /)", "What getattr(self, name) gives.";
    "__getattr__", getattro, Hidden, getattro, "", "";
    "__setattr__", setattro, SetAttro, setattro, "($self, name, value, /)", "Does setattr(self, name, value).";
    "__delattr__", setattro, DelAttro, setattro, "($self, name, /)", "Does delattr(self, name).";
    "__lt__", richcompare, Compare(CmpOp::Lt), richcompare, "($self, value, /)", "What self < value gives.";
    "__le__", richcompare, Compare(CmpOp::Le), richcompare, "($self, value, /)", "What self <= value gives.";
    "__eq__", richcompare, Compare(CmpOp::Eq), richcompare, "($self, value, /)", "What self == value gives.";
    "__ne__", richcompare, Compare(CmpOp::Ne), richcompare, "($self, value, /)", "What self != value gives.";
    "__gt__", richcompare, Compare(CmpOp::Gt), richcompare, "($self, value, /)", "What self > value gives.";
    "__ge__", richcompare, Compare(CmpOp::Ge), richcompare, "($self, value, /)", "What self >= value gives.";
    "__iter__", iter, Unary(|s| s.iter), iter, "($self, /)", "What iter(self) gives.";
    "__next__", iternext, Next, iternext, "($self, /)", "What next(self) gives.";
    "__get__", descr_get, DescrGet, descr_get, "($self, instance, owner=None, /)", "The attribute's value for instance, or for the class owner.";
    "__set__", descr_set, DescrSet, descr_set, "($self, instance, value, /)", "Sets the attribute of instance.";
    "__delete__", descr_set, DescrDelete, descr_set, "($self, instance, /)", "Deletes the attribute of instance.";
    "__init__", init, Init, init, "($self, /, *args, **kwargs)", "Initializes self. help(type(self)) tells the signature.";
    "__new__", new, Hidden, new, "", "";
    "__del__", del, Del, del, "($self, /)", "Runs before the object dies.";
    "__buffer__", buffer_get, BufferGet, buffer_get, "($self, flags, /)", "A memoryview of the memory that self exposes.";
    "__release_buffer__", buffer_release, BufferRelease, buffer_release, "($self, buffer, /)", "Gives back what __buffer__ handed out.";
    "__await__", await_, Unary(|s| s.await_), await_, "($self, /)", "An iterator for use in await.";
    "__aiter__", aiter, Unary(|s| s.aiter), aiter, "($self, /)", "What aiter(self) gives.";
    "__anext__", anext, Unary(|s| s.anext), anext, "($self, /)", "What anext(self) gives.";
    "__add__", add, Left(|s| s.add), (binary_ops::add), "($self, value, /)", "What self + value gives.";
    "__radd__", add, Right(|s| s.add), (binary_ops::add), "($self, value, /)", "What value + self gives.";
    "__sub__", sub, Left(|s| s.sub), (binary_ops::sub), "($self, value, /)", "What self - value gives.";
    "__rsub__", sub, Right(|s| s.sub), (binary_ops::sub), "($self, value, /)", "What value - self gives.";
    "__mul__", mul, Left(|s| s.mul), (binary_ops::mul), "($self, value, /)", "What self * value gives.";
    "__rmul__", mul, Right(|s| s.mul), (binary_ops::mul), "($self, value, /)", "What value * self gives.";
    "__mod__", rem, Left(|s| s.rem), (binary_ops::rem), "($self, value, /)", "What self % value gives.";
    "__rmod__", rem, Right(|s| s.rem), (binary_ops::rem), "($self, value, /)", "What value % self gives.";
    "__divmod__", divmod, Left(|s| s.divmod), (binary_ops::divmod), "($self, value, /)", "What divmod(self, value) gives.";
    "__rdivmod__", divmod, Right(|s| s.divmod), (binary_ops::divmod), "($self, value, /)", "What divmod(value, self) gives.";
    "__pow__", pow, Power, pow, "($self, value, mod=None, /)", "What pow(self, value, mod) gives.";
    "__rpow__", pow, PowerRight, pow, "($self, value, mod=None, /)", "What pow(value, self, mod) gives.";
    "__neg__", neg, Unary(|s| s.neg), neg, "($self, /)", "What -self gives.";
    "__pos__", pos, Unary(|s| s.pos), pos, "($self, /)", "What +self gives.";
    "__abs__", abs, Unary(|s| s.abs), abs, "($self, /)", "What abs(self) gives.";
    "__bool__", bool, Inquiry, bool, "($self, /)", "Whether self counts as true.";
    "__invert__", invert, Unary(|s| s.invert), invert, "($self, /)", "What ~self gives.";
    "__lshift__", lshift, Left(|s| s.lshift), (binary_ops::lshift), "($self, value, /)", "What self << value gives.";
    "__rlshift__", lshift, Right(|s| s.lshift), (binary_ops::lshift), "($self, value, /)", "What value << self gives.";
    "__rshift__", rshift, Left(|s| s.rshift), (binary_ops::rshift), "($self, value, /)", "What self >> value gives.";
    "__rrshift__", rshift, Right(|s| s.rshift), (binary_ops::rshift), "($self, value, /)", "What value >> self gives.";
    "__and__", and, Left(|s| s.and), (binary_ops::and), "($self, value, /)", "What self & value gives.";
    "__rand__", and, Right(|s| s.and), (binary_ops::and), "($self, value, /)", "What value & self gives.";
    "__xor__", xor, Left(|s| s.xor), (binary_ops::xor), "($self, value, /)", "What self ^ value gives.";
    "__rxor__", xor, Right(|s| s.xor), (binary_ops::xor), "($self, value, /)", "What value ^ self gives.";
    "__or__", or, Left(|s| s.or), (binary_ops::or), "($self, value, /)", "What self | value gives.";
    "__ror__", or, Right(|s| s.or), (binary_ops::or), "($self, value, /)", "What value | self gives.";
    "__int__", int, Unary(|s| s.int), int, "($self, /)", "What int(self) gives.";
    "__float__", float, Unary(|s| s.float), float, "($self, /)", "What float(self) gives.";
    "__iadd__", inplace_add, Left(|s| s.inplace_add), (inplace_ops::add), "($self, value, /)", "What self += value leaves in self.";
    "__isub__", inplace_sub, Left(|s| s.inplace_sub), (inplace_ops::sub), "($self, value, /)", "What self -= value leaves in self.";
    "__imul__", inplace_mul, Left(|s| s.inplace_mul), (inplace_ops::mul), "($self, value, /)", "What self *= value leaves in self.";
    "__imod__", inplace_rem, Left(|s| s.inplace_rem), (inplace_ops::rem), "($self, value, /)", "What self %= value leaves in self.";
    "__ipow__", inplace_pow, InplacePower, inplace_pow, "($self, value, /)", "What self **= value leaves in self.";
    "__ilshift__", inplace_lshift, Left(|s| s.inplace_lshift), (inplace_ops::lshift), "($self, value, /)", "What self <<= value leaves in self.";
    "__irshift__", inplace_rshift, Left(|s| s.inplace_rshift), (inplace_ops::rshift), "($self, value, /)", "What self >>= value leaves in self.";
    "__iand__", inplace_and, Left(|s| s.inplace_and), (inplace_ops::and), "($self, value, /)", "What self &= value leaves in self.";
    "__ixor__", inplace_xor, Left(|s| s.inplace_xor), (inplace_ops::xor), "($self, value, /)", "What self ^= value leaves in self.";
    "__ior__", inplace_or, Left(|s| s.inplace_or), (inplace_ops::or), "($self, value, /)", "What self |= value leaves in self.";
    "__floordiv__", floordiv, Left(|s| s.floordiv), (binary_ops::floordiv), "($self, value, /)", "What self // value gives.";
    "__rfloordiv__", floordiv, Right(|s| s.floordiv), (binary_ops::floordiv), "($self, value, /)", "What value // self gives.";
    "__truediv__", truediv, Left(|s| s.truediv), (binary_ops::truediv), "($self, value, /)", "What self / value gives.";
    "__rtruediv__", truediv, Right(|s| s.truediv), (binary_ops::truediv), "($self, value, /)", "What value / self gives.";
    "__ifloordiv__", inplace_floordiv, Left(|s| s.inplace_floordiv), (inplace_ops::floordiv), "($self, value, /)", "What self //= value leaves in self.";
    "__itruediv__", inplace_truediv, Left(|s| s.inplace_truediv), (inplace_ops::truediv), "($self, value, /)", "What self /= value leaves in self.";
    "__index__", index, Unary(|s| s.index), index, "($self, /)", "self as an int without loss, for use as an index.";
    "__matmul__", matmul, Left(|s| s.matmul), (binary_ops::matmul), "($self, value, /)", "What self @ value gives.";
    "__rmatmul__", matmul, Right(|s| s.matmul), (binary_ops::matmul), "($self, value, /)", "What value @ self gives.";
    "__imatmul__", inplace_matmul, Left(|s| s.inplace_matmul), (inplace_ops::matmul), "($self, value, /)", "What self @= value leaves in self.";
    "__len__", len, Len, len, "($self, /)", "What len(self) gives.";
    "__getitem__", getitem, Left(|s| s.getitem), getitem, "($self, key, /)", "What self[key] gives.";
    "__setitem__", setitem, SetItem, setitem, "($self, key, value, /)", "Does self[key] = value.";
    "__delitem__", setitem, DelItem, setitem, "($self, key, /)", "Does del self[key].";
    "__contains__", contains, Contains, contains, "($self, key, /)", "Whether key in self.";
    "__add__", sq_concat, Left(|s| s.sq_concat), none, "($self, value, /)", "What self + value gives.";
    "__mul__", sq_repeat, Repeat(|s| s.sq_repeat), none, "($self, value, /)", "What self * value gives.";
    "__rmul__", sq_repeat, Repeat(|s| s.sq_repeat), none, "($self, value, /)", "What value * self gives.";
    "__iadd__", sq_inplace_concat, Left(|s| s.sq_inplace_concat), none, "($self, value, /)", "What self += value leaves in self.";
    "__imul__", sq_inplace_repeat, Repeat(|s| s.sq_inplace_repeat), none, "($self, value, /)", "What self *= value leaves in self.";
}

/// The rows for a dunder name.
pub fn slot_defs_named(name: &str) -> impl Iterator<Item = &'static SlotDef> {
    // Only dunders can match: spares the search for ordinary attribute names.
    let dunder = name.len() > 4 && name.starts_with("__") && name.ends_with("__");
    SLOT_DEFS.iter().filter(move |d| dunder && d.name == name)
}

/// The rows that fill a slot.
pub fn slot_defs_of(slot: SlotId) -> impl Iterator<Item = &'static SlotDef> {
    SLOT_DEFS.iter().filter(move |d| d.slot == slot)
}

impl SlotDef {
    /// Whether a native type with these slots gets a wrapper of this row in its dictionary.
    pub fn wraps(&self, slots: &Slots) -> bool {
        !matches!(self.wrapper, Hidden) && slots.has(self.slot)
    }

    /// The wrapper as an object's method: calls the slot function in `slots`.
    pub fn call<'a>(
        &'static self,
        vm: &'a crate::native::Vm,
        slots: &Slots,
        this: crate::native::Value,
        args: crate::native::Args<'a>,
    ) -> crate::native::PyResult {
        wrappers::call(vm, self, slots, this, args)
    }
}
