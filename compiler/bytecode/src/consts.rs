//! Constants of code objects, compared as CPython's compiler compares them.
//!
//! Equality here is constant identity, not Python's `==`: 1, 1.0 and True differ, 0.0 and -0.0 differ, and so do tuples
//! holding them. A NaN equals nothing, itself included (two NaNs folded at two places are two constants).

use crate::{Code, WStr};
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

/// A constant. Containers are shared, so clones are cheap.
#[derive(Clone, Debug)]
pub enum Const {
    /// `None`
    None,
    /// `True`
    True,
    /// `False`
    False,
    /// `...`
    Ellipsis,
    /// An int that fits 64 bits; larger ones are `Big`. Build with `Const::int` when unsure.
    Int(i64),
    /// An int outside of `i64`.
    Big(Arc<BigInt>),
    /// A float.
    Float(f64),
    /// A complex number: real and imaginary part.
    Complex(f64, f64),
    /// A str.
    Str(WStr),
    /// A bytes object.
    Bytes(Arc<[u8]>),
    /// A tuple.
    Tuple(Arc<[Const]>),
    /// A frozenset: elements without duplicates, in insertion order.
    FrozenSet(Arc<[Const]>),
    /// A slice: start, stop, step.
    Slice(Arc<[Const; 3]>),
    /// A nested code object.
    Code(Arc<Code>),
}

impl Const {
    /// An int constant of any size.
    pub fn int(value: BigInt) -> Const {
        match value.to_i64() {
            Some(small) => Const::Int(small),
            None => Const::Big(Arc::new(value)),
        }
    }

    /// A str constant.
    pub fn str(text: &str) -> Const {
        Const::Str(WStr::new(text))
    }

    /// A bool constant.
    pub fn bool(value: bool) -> Const {
        if value { Const::True } else { Const::False }
    }

    /// A tuple constant.
    pub fn tuple(items: Vec<Const>) -> Const {
        Const::Tuple(items.into())
    }

    /// The value of an int of any size.
    pub fn as_bigint(&self) -> Option<BigInt> {
        match self {
            Const::Int(i) => Some(BigInt::from(*i)),
            Const::Big(b) => Some((**b).clone()),
            _ => None,
        }
    }

    /// Whether Python treats the constant as true.
    pub fn truth(&self) -> bool {
        match self {
            Const::None | Const::False => false,
            Const::True | Const::Ellipsis | Const::Big(_) | Const::Slice(_) | Const::Code(_) => true,
            Const::Int(i) => *i != 0,
            Const::Float(f) => *f != 0.0,
            Const::Complex(re, im) => *re != 0.0 || *im != 0.0,
            Const::Str(s) => !s.is_empty(),
            Const::Bytes(b) => !b.is_empty(),
            Const::Tuple(t) | Const::FrozenSet(t) => !t.is_empty(),
        }
    }
}

fn float_eq(a: f64, b: f64) -> bool {
    a == b && a.is_sign_negative() == b.is_sign_negative()
}

/// The bits that decide identity of a float: NaN aside, equal floats of one sign have equal bits.
fn float_key(f: f64) -> u64 {
    f.to_bits()
}

fn same_elements(a: &[Const], b: &[Const]) -> bool {
    a.len() == b.len() && {
        let set: std::collections::HashSet<&Const> = a.iter().collect();
        b.iter().all(|c| set.contains(c))
    }
}

impl PartialEq for Const {
    fn eq(&self, other: &Const) -> bool {
        match (self, other) {
            (Const::None, Const::None)
            | (Const::True, Const::True)
            | (Const::False, Const::False)
            | (Const::Ellipsis, Const::Ellipsis) => true,
            (Const::Int(a), Const::Int(b)) => a == b,
            (Const::Big(a), Const::Big(b)) => a == b,
            (Const::Float(a), Const::Float(b)) => float_eq(*a, *b),
            (Const::Complex(a, b), Const::Complex(c, d)) => float_eq(*a, *c) && float_eq(*b, *d),
            (Const::Str(a), Const::Str(b)) => a == b,
            (Const::Bytes(a), Const::Bytes(b)) => a == b,
            (Const::Tuple(a), Const::Tuple(b)) => a == b,
            (Const::FrozenSet(a), Const::FrozenSet(b)) => same_elements(a, b),
            (Const::Slice(a), Const::Slice(b)) => a == b,
            (Const::Code(a), Const::Code(b)) => Arc::ptr_eq(a, b) || a.same_as(b),
            _ => false,
        }
    }
}

impl Eq for Const {}

impl Hash for Const {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Const::None | Const::True | Const::False | Const::Ellipsis => {}
            Const::Int(i) => i.hash(state),
            Const::Big(b) => b.hash(state),
            Const::Float(f) => float_key(*f).hash(state),
            Const::Complex(a, b) => (float_key(*a), float_key(*b)).hash(state),
            Const::Str(s) => s.hash(state),
            Const::Bytes(b) => b.hash(state),
            Const::Tuple(t) => t.hash(state),
            Const::FrozenSet(t) => t.len().hash(state),
            Const::Slice(s) => s.hash(state),
            Const::Code(c) => (&c.name, c.firstlineno, c.code.len()).hash(state),
        }
    }
}
