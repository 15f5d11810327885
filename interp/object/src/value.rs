//! `Value`: every Python value in one `Copy` word (two-tag float self-tagging; see ARCHITECTURE.md §2).
//!
//! | low bits | meaning |
//! |---|---|
//! | `…1` | immediate float: `(bits - 2^60).rotate_left(3)` |
//! | `…10` | 62-bit int |
//! | `…000` | pointer to a heap cell |
//! | `…100` | None, False, True, NotImplemented, Ellipsis, the unbound mark |
//!
//! Zero is no value, so `Option<Value>` is one word.

use crate::cell::{Gc, GcCell, Header};
use crate::kind::Kind;
use std::num::NonZeroU64;
use taipan_gc::{Marker, Trace};

/// A Python value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Value(NonZeroU64);

/// Subtracted from a double's bits before the rotation.
pub const FLOAT_OFFSET: u64 = 1 << 60;
/// Smallest immediate int.
pub const MIN_INT: i64 = -(1 << 61);
/// Largest immediate int.
pub const MAX_INT: i64 = (1 << 61) - 1;

const fn special(n: u64) -> Value {
    match NonZeroU64::new(n << 3 | 0b100) {
        Some(bits) => Value(bits),
        None => unreachable!(),
    }
}

impl Value {
    /// `None`.
    pub const NONE: Value = special(0);
    /// `False`.
    pub const FALSE: Value = special(1);
    /// `True`.
    pub const TRUE: Value = special(2);
    /// `NotImplemented`.
    pub const NOT_IMPLEMENTED: Value = special(3);
    /// `Ellipsis`.
    pub const ELLIPSIS: Value = special(4);
    /// Internal mark: no value here (never visible to Python code).
    pub const UNBOUND: Value = special(5);

    /// The word.
    #[inline(always)]
    pub const fn bits(self) -> u64 {
        self.0.get()
    }

    /// The value with this word.
    ///
    /// # Safety
    /// `bits` must have come from [`Value::bits`] of a value that is still alive.
    #[inline(always)]
    pub const unsafe fn from_bits(bits: u64) -> Value {
        // SAFETY: bits of a value are not zero.
        Value(unsafe { NonZeroU64::new_unchecked(bits) })
    }

    /// A bool.
    #[inline(always)]
    pub const fn bool(b: bool) -> Value {
        if b { Value::TRUE } else { Value::FALSE }
    }

    /// An immediate int, if `n` fits 62 bits.
    #[inline(always)]
    pub const fn try_int(n: i64) -> Option<Value> {
        if n >= MIN_INT && n <= MAX_INT { Some(Value::small(n)) } else { None }
    }

    /// An immediate int that the caller knows to fit 62 bits.
    #[inline(always)]
    pub const fn small(n: i64) -> Value {
        debug_assert!(n >= MIN_INT && n <= MAX_INT);
        // SAFETY: the tag bit makes it non-zero.
        Value(unsafe { NonZeroU64::new_unchecked((n as u64) << 2 | 0b10) })
    }

    /// An immediate float, if the magnitude allows it.
    #[inline(always)]
    pub const fn try_float(f: f64) -> Option<Value> {
        let bits = f.to_bits().wrapping_sub(FLOAT_OFFSET).rotate_left(3);
        if bits & 1 != 0 {
            // SAFETY: bit 0 is set.
            Some(Value(unsafe { NonZeroU64::new_unchecked(bits) }))
        } else {
            None
        }
    }

    /// Whether this is an immediate int.
    #[inline(always)]
    pub const fn is_small(self) -> bool {
        self.bits() & 0b11 == 0b10
    }

    /// Whether both are immediate ints.
    #[inline(always)]
    pub const fn both_small(self, other: Value) -> bool {
        self.is_small() && other.is_small()
    }

    /// The immediate int's number; meaningless for other values.
    #[inline(always)]
    pub const fn small_unchecked(self) -> i64 {
        self.bits() as i64 >> 2
    }

    /// The immediate int's number.
    #[inline(always)]
    pub const fn as_small(self) -> Option<i64> {
        if self.is_small() { Some(self.small_unchecked()) } else { None }
    }

    /// Whether this is an immediate float.
    #[inline(always)]
    pub const fn is_immediate_float(self) -> bool {
        self.bits() & 1 != 0
    }

    /// The immediate float's number; meaningless for other values.
    #[inline(always)]
    pub const fn float_unchecked(self) -> f64 {
        f64::from_bits(self.bits().rotate_right(3).wrapping_add(FLOAT_OFFSET))
    }

    /// Whether this is a pointer to a heap cell.
    #[inline(always)]
    pub const fn is_cell(self) -> bool {
        self.bits() & 0b111 == 0
    }

    /// `None`?
    #[inline(always)]
    pub fn is_none(self) -> bool {
        self == Value::NONE
    }

    /// `True` or `False`?
    #[inline(always)]
    pub fn is_bool(self) -> bool {
        self == Value::TRUE || self == Value::FALSE
    }

    /// The header of the cell.
    #[inline(always)]
    pub fn header(&self) -> Option<&Header> {
        // SAFETY: a value's cell pointer is valid while the value is alive.
        if self.is_cell() { Some(unsafe { &*(self.bits() as usize as *const Header) }) } else { None }
    }

    /// The cell's kind; [`Kind::FREE`] for immediates.
    #[inline(always)]
    pub fn kind(self) -> Kind {
        match self.header() {
            Some(header) => Kind(header.kind.get()),
            None => Kind::FREE,
        }
    }

    /// The cell's shape number; 0 for immediates.
    #[inline(always)]
    pub fn shape(self) -> u32 {
        match self.header() {
            Some(header) => header.shape.get(),
            None => 0,
        }
    }

    /// The cell as a `T`, if it has T's layout (also when its type is a subclass).
    #[inline(always)]
    pub fn cast<T: GcCell>(self) -> Option<Gc<T>> {
        // SAFETY: the kind names the layout.
        if self.is::<T>() { Some(unsafe { Gc::from_bits(self.bits()) }) } else { None }
    }

    /// Whether the cell has T's layout.
    #[inline(always)]
    pub fn is<T: GcCell>(self) -> bool {
        self.kind() == T::KIND && T::matches(self.bits() as usize as *const Header)
    }

    /// The cell as a `T`.
    ///
    /// # Safety
    /// The value must be a cell of T's layout.
    #[inline(always)]
    pub unsafe fn cast_unchecked<T: GcCell>(self) -> Gc<T> {
        debug_assert!(self.is::<T>());
        // SAFETY: by contract.
        unsafe { Gc::from_bits(self.bits()) }
    }

    /// The address that `id()` and default `repr` show: unique among live values.
    pub fn id(self) -> u64 {
        self.bits()
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(n) = self.as_small() {
            write!(f, "int({n})")
        } else if self.is_immediate_float() {
            write!(f, "float({})", self.float_unchecked())
        } else if self.is_cell() {
            write!(f, "cell({:#x}, {:?})", self.bits(), self.kind())
        } else {
            write!(f, "special({})", self.bits() >> 3)
        }
    }
}

impl Trace for Value {
    #[inline(always)]
    fn trace(&self, marker: &mut Marker) {
        if self.is_cell() {
            marker.cell(self.bits() as usize as *mut Header);
        }
    }
}

impl<T: GcCell> From<Gc<T>> for Value {
    #[inline(always)]
    fn from(cell: Gc<T>) -> Value {
        cell.value()
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::bool(b)
    }
}
