//! Type slots: what an operation does for instances of a type, as one function per protocol (CPython's tp_/nb_/sq_/mp_ tables).
//!
//! Native types fill them through `#[pymethods]`, classes written in Python get generic functions that look the dunder up. The
//! table in [`table`] relates dunder names and slots in both directions. What must hold: slots and type dictionaries
//! always agree; [`update`] is the only place that recomputes them.

use crate::native::{Args, Buffer, Gc, PyResult, PyStr, PyType, Value, Vm};

pub mod generic;
pub mod table;
pub mod update;
pub mod wrappers;

pub use table::{SLOT_DEFS, SlotDef, slot_defs_named};

/// A comparison operator; the numbers are those of CPython's COMPARE_OP.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum CmpOp {
    Lt = 0,
    Le = 1,
    Eq = 2,
    Ne = 3,
    Gt = 4,
    Ge = 5,
}

impl CmpOp {
    /// All, in the order of their numbers.
    pub const ALL: [CmpOp; 6] = [CmpOp::Lt, CmpOp::Le, CmpOp::Eq, CmpOp::Ne, CmpOp::Gt, CmpOp::Ge];

    /// The operator with the operands exchanged.
    pub const fn swapped(self) -> CmpOp {
        match self {
            CmpOp::Lt => CmpOp::Gt,
            CmpOp::Le => CmpOp::Ge,
            CmpOp::Eq => CmpOp::Eq,
            CmpOp::Ne => CmpOp::Ne,
            CmpOp::Gt => CmpOp::Lt,
            CmpOp::Ge => CmpOp::Le,
        }
    }

    /// As written in Python.
    pub const fn symbol(self) -> &'static str {
        match self {
            CmpOp::Lt => "<",
            CmpOp::Le => "<=",
            CmpOp::Eq => "==",
            CmpOp::Ne => "!=",
            CmpOp::Gt => ">",
            CmpOp::Ge => ">=",
        }
    }

    /// The method's name.
    pub const fn dunder(self) -> &'static str {
        match self {
            CmpOp::Lt => "__lt__",
            CmpOp::Le => "__le__",
            CmpOp::Eq => "__eq__",
            CmpOp::Ne => "__ne__",
            CmpOp::Gt => "__gt__",
            CmpOp::Ge => "__ge__",
        }
    }

    /// The operator's result for operands that compare as `ordering`.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            CmpOp::Lt => ordering.is_lt(),
            CmpOp::Le => ordering.is_le(),
            CmpOp::Eq => ordering.is_eq(),
            CmpOp::Ne => ordering.is_ne(),
            CmpOp::Gt => ordering.is_gt(),
            CmpOp::Ge => ordering.is_ge(),
        }
    }
}

/// What resuming a coroutine or generator through `am_send` gave.
#[derive(Clone, Copy, Debug)]
pub enum SendResult {
    /// It yielded.
    Yield(Value),
    /// It returned.
    Return(Value),
}

/// `type.__call__`'s first half.
pub type NewFn = for<'a> fn(&'a Vm, Gc<PyType>, Args<'a>) -> PyResult;
/// Its second half.
pub type InitFn = for<'a> fn(&'a Vm, Value, Args<'a>) -> PyResult<()>;
/// Calls an instance.
pub type CallFn = for<'a> fn(&'a Vm, Value, Args<'a>) -> PyResult;
/// One operand.
pub type UnaryFn = fn(&Vm, Value) -> PyResult;
/// Two operands.
pub type BinaryFn = fn(&Vm, Value, Value) -> PyResult;
/// `pow` and its relatives; the third operand is optional.
pub type PowerFn = fn(&Vm, Value, Value, Option<Value>) -> PyResult;

macro_rules! slots {
    ($($(#[doc = $doc:literal])* $field:ident: $ty:ty;)*) => {
        /// A type's slots; `None` = not supported.
        #[derive(Clone, Copy, Default)]
        pub struct Slots { $($(#[doc = $doc])* pub $field: Option<$ty>,)* }

        /// Names one slot.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[allow(missing_docs, non_camel_case_types)]
        #[repr(u8)]
        pub enum SlotId { $($field,)* }

        impl SlotId {
            /// All slots.
            pub const ALL: &'static [SlotId] = &[$(SlotId::$field,)*];
        }

        impl Slots {
            /// Whether the slot is filled.
            pub fn has(&self, id: SlotId) -> bool {
                match id { $(SlotId::$field => self.$field.is_some(),)* }
            }

            /// Takes the slot over from `other`, filled or not.
            pub fn copy_slot(&mut self, id: SlotId, other: &Slots) {
                match id { $(SlotId::$field => self.$field = other.$field,)* }
            }

            /// Whether the slot holds the same function in both.
            pub fn same(&self, id: SlotId, other: &Slots) -> bool {
                match id { $(SlotId::$field => self.$field.map(|f| f as usize) == other.$field.map(|f| f as usize),)* }
            }

            /// Empties the slot.
            pub fn clear_slot(&mut self, id: SlotId) {
                match id { $(SlotId::$field => self.$field = None,)* }
            }

            /// Fills every empty slot from `base`; comparison and hash go together.
            pub fn inherit(&mut self, base: &Slots) {
                let own_comparison = self.richcompare.is_some() || self.hash.is_some();
                let (richcompare, hash) = (self.richcompare, self.hash);
                $(if self.$field.is_none() { self.$field = base.$field; })*
                if own_comparison {
                    (self.richcompare, self.hash) = (richcompare, hash);
                }
            }
        }
    };
}

slots! {
    /// `__new__`.
    new: NewFn;
    /// `__init__`.
    init: InitFn;
    /// `__call__`.
    call: CallFn;
    /// `__del__`: run once before the object dies.
    del: fn(&Vm, Value) -> PyResult<()>;
    /// `__repr__`.
    repr: UnaryFn;
    /// `__str__`.
    str: UnaryFn;
    /// `__hash__`; 61 bits.
    hash: fn(&Vm, Value) -> PyResult<i64>;
    /// `__getattribute__`, `__getattr__`.
    getattro: fn(&Vm, Value, Gc<PyStr>) -> PyResult;
    /// `__setattr__`, `__delattr__` (`None`).
    setattro: fn(&Vm, Value, Gc<PyStr>, Option<Value>) -> PyResult<()>;
    /// `__lt__` … `__ge__`.
    richcompare: fn(&Vm, Value, Value, CmpOp) -> PyResult;
    /// `__iter__`.
    iter: UnaryFn;
    /// `__next__`; `None` = exhausted.
    iternext: fn(&Vm, Value) -> PyResult<Option<Value>>;
    /// `__get__(self, instance, owner)`.
    descr_get: fn(&Vm, Value, Option<Value>, Option<Value>) -> PyResult;
    /// `__set__`, `__delete__` (`None`).
    descr_set: fn(&Vm, Value, Value, Option<Value>) -> PyResult<()>;
    /// `__add__`, `__radd__`; called with either operand order, NotImplemented = try the other operand.
    add: BinaryFn;
    /// `__sub__`.
    sub: BinaryFn;
    /// `__mul__`.
    mul: BinaryFn;
    /// `__mod__`.
    rem: BinaryFn;
    /// `__divmod__`.
    divmod: BinaryFn;
    /// `__pow__`.
    pow: PowerFn;
    /// `__lshift__`.
    lshift: BinaryFn;
    /// `__rshift__`.
    rshift: BinaryFn;
    /// `__and__`.
    and: BinaryFn;
    /// `__xor__`.
    xor: BinaryFn;
    /// `__or__`.
    or: BinaryFn;
    /// `__floordiv__`.
    floordiv: BinaryFn;
    /// `__truediv__`.
    truediv: BinaryFn;
    /// `__matmul__`.
    matmul: BinaryFn;
    /// `__iadd__`.
    inplace_add: BinaryFn;
    /// `__isub__`.
    inplace_sub: BinaryFn;
    /// `__imul__`.
    inplace_mul: BinaryFn;
    /// `__imod__`.
    inplace_rem: BinaryFn;
    /// `__ipow__`.
    inplace_pow: PowerFn;
    /// `__ilshift__`.
    inplace_lshift: BinaryFn;
    /// `__irshift__`.
    inplace_rshift: BinaryFn;
    /// `__iand__`.
    inplace_and: BinaryFn;
    /// `__ixor__`.
    inplace_xor: BinaryFn;
    /// `__ior__`.
    inplace_or: BinaryFn;
    /// `__ifloordiv__`.
    inplace_floordiv: BinaryFn;
    /// `__itruediv__`.
    inplace_truediv: BinaryFn;
    /// `__imatmul__`.
    inplace_matmul: BinaryFn;
    /// `__neg__`.
    neg: UnaryFn;
    /// `__pos__`.
    pos: UnaryFn;
    /// `__abs__`.
    abs: UnaryFn;
    /// `__invert__`.
    invert: UnaryFn;
    /// `__bool__`.
    bool: fn(&Vm, Value) -> PyResult<bool>;
    /// `__int__`.
    int: UnaryFn;
    /// `__float__`.
    float: UnaryFn;
    /// `__index__`.
    index: UnaryFn;
    /// `__len__`.
    len: fn(&Vm, Value) -> PyResult<usize>;
    /// `__getitem__`.
    getitem: BinaryFn;
    /// `__setitem__`, `__delitem__` (`None`).
    setitem: fn(&Vm, Value, Value, Option<Value>) -> PyResult<()>;
    /// `__contains__`.
    contains: fn(&Vm, Value, Value) -> PyResult<bool>;
    /// Item by position, without a Python int in between (negative positions are not adjusted).
    sq_item: fn(&Vm, Value, isize) -> PyResult;
    /// `__add__` of sequences: the right operand must be one too.
    sq_concat: BinaryFn;
    /// `__mul__` of sequences.
    sq_repeat: fn(&Vm, Value, isize) -> PyResult;
    /// `__iadd__` of sequences.
    sq_inplace_concat: BinaryFn;
    /// `__imul__` of sequences.
    sq_inplace_repeat: fn(&Vm, Value, isize) -> PyResult;
    /// `__await__`.
    await_: UnaryFn;
    /// `__aiter__`.
    aiter: UnaryFn;
    /// `__anext__`.
    anext: UnaryFn;
    /// Resumes a generator or coroutine without raising StopIteration.
    am_send: fn(&Vm, Value, Value) -> PyResult<SendResult>;
    /// `__buffer__`.
    buffer_get: fn(&Vm, Value, i32) -> PyResult<Buffer>;
    /// `__release_buffer__`.
    buffer_release: fn(&Vm, Value) -> PyResult<()>;
}
