//! Results of complex functions for arguments that are not finite: by the kinds of the real and the imaginary part
//! (-inf, below zero, -0.0, 0.0, above zero, inf, nan). Generated from the reference interpreter, in which they follow the C
//! standard. Entries for finite arguments are not used.

use std::f64::consts::{FRAC_PI_2 as P2, FRAC_PI_4 as P4, PI as P};

/// Real and imaginary part.
pub type Parts = (f64, f64);
/// One function.
pub type Table = [[Entry; 7]; 7];

/// A result.
#[derive(Clone, Copy)]
pub enum Entry {
    /// These parts.
    Is(f64, f64),
    /// "math domain error".
    Error,
    /// Not needed.
    Unused,
}

const P34: f64 = P2 + P4;
const I: f64 = f64::INFINITY;
const N: f64 = f64::NAN;
const E: Entry = Entry::Error;
const Z: Entry = Entry::Unused;

const fn is(re: f64, im: f64) -> Entry {
    Entry::Is(re, im)
}

/// `acos`.
pub static ACOS: Table = [
    [is(P34, I), is(P, I), is(P, I), is(P, -I), is(P, -I), is(P34, -I), is(N, I)],
    [is(P2, I), Z, Z, Z, Z, is(P2, -I), is(N, N)],
    [is(P2, I), Z, Z, Z, Z, is(P2, -I), is(P2, N)],
    [is(P2, I), Z, Z, Z, Z, is(P2, -I), is(P2, N)],
    [is(P2, I), Z, Z, Z, Z, is(P2, -I), is(N, N)],
    [is(P4, I), is(0.0, I), is(0.0, I), is(0.0, -I), is(0.0, -I), is(P4, -I), is(N, I)],
    [is(N, I), is(N, N), is(N, N), is(N, N), is(N, N), is(N, -I), is(N, N)],
];

/// `acosh`.
pub static ACOSH: Table = [
    [is(I, -P34), is(I, -P), is(I, -P), is(I, P), is(I, P), is(I, P34), is(I, N)],
    [is(I, -P2), Z, Z, Z, Z, is(I, P2), is(N, N)],
    [is(I, -P2), Z, Z, Z, Z, is(I, P2), is(N, P2)],
    [is(I, -P2), Z, Z, Z, Z, is(I, P2), is(N, P2)],
    [is(I, -P2), Z, Z, Z, Z, is(I, P2), is(N, N)],
    [is(I, -P4), is(I, -0.0), is(I, -0.0), is(I, 0.0), is(I, 0.0), is(I, P4), is(I, N)],
    [is(I, N), is(N, N), is(N, N), is(N, N), is(N, N), is(I, N), is(N, N)],
];

/// `asinh`.
pub static ASINH: Table = [
    [is(-I, -P4), is(-I, -0.0), is(-I, -0.0), is(-I, 0.0), is(-I, 0.0), is(-I, P4), is(-I, N)],
    [is(-I, -P2), Z, Z, Z, Z, is(-I, P2), is(N, N)],
    [is(-I, -P2), Z, Z, Z, Z, is(-I, P2), is(N, N)],
    [is(I, -P2), Z, Z, Z, Z, is(I, P2), is(N, N)],
    [is(I, -P2), Z, Z, Z, Z, is(I, P2), is(N, N)],
    [is(I, -P4), is(I, -0.0), is(I, -0.0), is(I, 0.0), is(I, 0.0), is(I, P4), is(I, N)],
    [is(I, N), is(N, N), is(N, -0.0), is(N, 0.0), is(N, N), is(I, N), is(N, N)],
];

/// `atanh`.
pub static ATANH: Table = [
    [is(-0.0, -P2), is(-0.0, -P2), is(-0.0, -P2), is(-0.0, P2), is(-0.0, P2), is(-0.0, P2), is(-0.0, N)],
    [is(-0.0, -P2), Z, Z, Z, Z, is(-0.0, P2), is(N, N)],
    [is(-0.0, -P2), Z, Z, Z, Z, is(-0.0, P2), is(-0.0, N)],
    [is(0.0, -P2), Z, Z, Z, Z, is(0.0, P2), is(0.0, N)],
    [is(0.0, -P2), Z, Z, Z, Z, is(0.0, P2), is(N, N)],
    [is(0.0, -P2), is(0.0, -P2), is(0.0, -P2), is(0.0, P2), is(0.0, P2), is(0.0, P2), is(0.0, N)],
    [is(0.0, -P2), is(N, N), is(N, N), is(N, N), is(N, N), is(0.0, P2), is(N, N)],
];

/// `cosh`.
pub static COSH: Table = [
    [E, is(-I, I), is(I, 0.0), is(I, -0.0), is(-I, -I), E, is(I, N)],
    [E, Z, Z, Z, Z, E, is(N, N)],
    [E, Z, Z, Z, Z, E, is(N, 0.0)],
    [E, Z, Z, Z, Z, E, is(N, 0.0)],
    [E, Z, Z, Z, Z, E, is(N, N)],
    [E, is(-I, -I), is(I, -0.0), is(I, 0.0), is(-I, I), E, is(I, N)],
    [is(N, N), is(N, N), is(N, 0.0), is(N, 0.0), is(N, N), is(N, N), is(N, N)],
];

/// `exp`.
pub static EXP: Table = [
    [is(0.0, 0.0), is(-0.0, -0.0), is(0.0, -0.0), is(0.0, 0.0), is(-0.0, 0.0), is(0.0, 0.0), is(0.0, 0.0)],
    [E, Z, Z, Z, Z, E, is(N, N)],
    [E, Z, Z, Z, Z, E, is(N, N)],
    [E, Z, Z, Z, Z, E, is(N, N)],
    [E, Z, Z, Z, Z, E, is(N, N)],
    [E, is(-I, -I), is(I, -0.0), is(I, 0.0), is(-I, I), E, is(I, N)],
    [is(N, N), is(N, N), is(N, -0.0), is(N, 0.0), is(N, N), is(N, N), is(N, N)],
];

/// `log`.
pub static LOG: Table = [
    [is(I, -P34), is(I, -P), is(I, -P), is(I, P), is(I, P), is(I, P34), is(I, N)],
    [is(I, -P2), Z, Z, Z, Z, is(I, P2), is(N, N)],
    [is(I, -P2), Z, Z, Z, Z, is(I, P2), is(N, N)],
    [is(I, -P2), Z, Z, Z, Z, is(I, P2), is(N, N)],
    [is(I, -P2), Z, Z, Z, Z, is(I, P2), is(N, N)],
    [is(I, -P4), is(I, -0.0), is(I, -0.0), is(I, 0.0), is(I, 0.0), is(I, P4), is(I, N)],
    [is(I, N), is(N, N), is(N, N), is(N, N), is(N, N), is(I, N), is(N, N)],
];

/// `sinh`.
pub static SINH: Table = [
    [E, is(I, -I), is(-I, -0.0), is(-I, 0.0), is(I, I), E, is(I, N)],
    [E, Z, Z, Z, Z, E, is(N, N)],
    [E, Z, Z, Z, Z, E, is(0.0, N)],
    [E, Z, Z, Z, Z, E, is(0.0, N)],
    [E, Z, Z, Z, Z, E, is(N, N)],
    [E, is(-I, -I), is(I, -0.0), is(I, 0.0), is(-I, I), E, is(I, N)],
    [is(N, N), is(N, N), is(N, -0.0), is(N, 0.0), is(N, N), is(N, N), is(N, N)],
];

/// `sqrt`.
pub static SQRT: Table = [
    [is(I, -I), is(0.0, -I), is(0.0, -I), is(0.0, I), is(0.0, I), is(I, I), is(N, I)],
    [is(I, -I), Z, Z, Z, Z, is(I, I), is(N, N)],
    [is(I, -I), Z, Z, Z, Z, is(I, I), is(N, N)],
    [is(I, -I), Z, Z, Z, Z, is(I, I), is(N, N)],
    [is(I, -I), Z, Z, Z, Z, is(I, I), is(N, N)],
    [is(I, -I), is(I, -0.0), is(I, -0.0), is(I, 0.0), is(I, 0.0), is(I, I), is(I, N)],
    [is(I, -I), is(N, N), is(N, N), is(N, N), is(N, N), is(I, I), is(N, N)],
];

/// `tanh`.
pub static TANH: Table = [
    [is(-1.0, 0.0), is(-1.0, 0.0), is(-1.0, -0.0), is(-1.0, 0.0), is(-1.0, -0.0), is(-1.0, 0.0), is(-1.0, 0.0)],
    [E, Z, Z, Z, Z, E, is(N, N)],
    [E, Z, Z, Z, Z, E, is(-0.0, N)],
    [E, Z, Z, Z, Z, E, is(0.0, N)],
    [E, Z, Z, Z, Z, E, is(N, N)],
    [is(1.0, 0.0), is(1.0, 0.0), is(1.0, -0.0), is(1.0, 0.0), is(1.0, -0.0), is(1.0, 0.0), is(1.0, 0.0)],
    [is(N, N), is(N, N), is(N, -0.0), is(N, 0.0), is(N, N), is(N, N), is(N, N)],
];

/// `rect`.
pub static RECT: Table = [
    [E, is(I, I), is(-I, 0.0), is(-I, -0.0), is(I, -I), E, is(I, N)],
    [E, Z, Z, Z, Z, E, is(N, N)],
    [is(0.0, 0.0), Z, Z, Z, Z, is(0.0, 0.0), is(0.0, 0.0)],
    [is(0.0, 0.0), Z, Z, Z, Z, is(0.0, 0.0), is(0.0, 0.0)],
    [E, Z, Z, Z, Z, E, is(N, N)],
    [E, is(-I, -I), is(I, -0.0), is(I, 0.0), is(-I, I), E, is(I, N)],
    [is(N, N), is(N, N), is(N, 0.0), is(N, 0.0), is(N, N), is(N, N), is(N, N)],
];
