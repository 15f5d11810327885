//! Combining hashes: numbers modulo 2^61 - 1, tuples, slices, frozensets; and the cut to an immediate int.

use num_bigint::{BigInt, Sign};

/// Hashes of numbers are residues modulo this prime.
pub const MODULUS: u64 = (1 << 61) - 1;
/// Hash of infinity.
pub const HASH_INF: i64 = 314_159;
/// Factor of the imaginary part in a complex number's hash.
pub const HASH_IMAG: i64 = 1_000_003;

/// Hashes are never -1 (CPython's C code uses it for errors; the value shows, so it is part of the language here too).
pub const fn not_minus_one(h: i64) -> i64 {
    if h == -1 { -2 } else { h }
}

/// Cuts a 64-bit hash to 61 bits and a sign, so that it is an immediate int. The low bits stay, and they are what
/// chooses a slot in a table: sets iterate in CPython's order.
pub const fn cut(h: i64) -> i64 {
    not_minus_one(h << 2 >> 2)
}

/// Hash of an int.
pub fn hash_i64(x: i64) -> i64 {
    let h = (x.unsigned_abs() % MODULUS) as i64;
    not_minus_one(if x < 0 { -h } else { h })
}

/// Hash of a big int.
pub fn hash_big(x: &BigInt) -> i64 {
    let mut h = 0u64;
    for digit in x.iter_u64_digits().rev() {
        let t = (h as u128) << 64 | digit as u128;
        h = (t % MODULUS as u128) as u64;
    }
    not_minus_one(if x.sign() == Sign::Minus { -(h as i64) } else { h as i64 })
}

/// Hash of a float; `None` for NaN, whose hash is that of the object's identity.
pub fn hash_f64(x: f64) -> Option<i64> {
    if x.is_nan() {
        return None;
    }
    if x.is_infinite() {
        return Some(if x > 0.0 { HASH_INF } else { -HASH_INF });
    }
    let (mantissa, exponent) = super::float::mantissa_exponent(x.abs());
    // mantissa * 2^exponent modulo 2^61 - 1: multiplying by 2 rotates 61 bits.
    let by = exponent.rem_euclid(61) as u32;
    let m = mantissa % MODULUS;
    let h = (m << by & MODULUS | m >> (61 - by)) % MODULUS;
    Some(not_minus_one(if x < 0.0 { -(h as i64) } else { h as i64 }))
}

/// Hash of a complex number, given the hashes of its parts.
pub const fn hash_complex(real: i64, imag: i64) -> i64 {
    not_minus_one(real.wrapping_add(imag.wrapping_mul(HASH_IMAG)))
}

const P1: u64 = 11_400_714_785_074_694_791;
const P2: u64 = 14_029_467_366_897_019_727;
const P5: u64 = 2_870_177_450_012_600_261;

const fn lane(acc: u64, h: i64) -> u64 {
    acc.wrapping_add((h as u64).wrapping_mul(P2)).rotate_left(31).wrapping_mul(P1)
}

/// Hash of a tuple from its items' hashes (all 64 bits).
pub fn hash_tuple(items: impl IntoIterator<Item = i64>) -> i64 {
    let mut hasher = TupleHasher::new();
    for h in items {
        hasher.add(h);
    }
    hasher.finish()
}

/// A tuple's hash, item by item (for callers whose items' hashing may fail).
#[derive(Clone, Debug)]
pub struct TupleHasher {
    acc: u64,
    len: u64,
}

impl TupleHasher {
    /// The state before the first item.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> TupleHasher {
        TupleHasher { acc: P5, len: 0 }
    }

    /// Adds an item's hash.
    pub const fn add(&mut self, h: i64) {
        self.acc = lane(self.acc, h);
        self.len += 1;
    }

    /// The tuple's hash.
    pub const fn finish(&self) -> i64 {
        match self.acc.wrapping_add(self.len ^ (P5 ^ 3_527_539)) {
            u64::MAX => 1_546_275_796,
            h => h as i64,
        }
    }
}

/// Hash of a slice from the hashes of start, stop and step.
pub fn hash_slice(parts: [i64; 3]) -> i64 {
    match parts.into_iter().fold(P5, lane) {
        u64::MAX => 1_546_275_796,
        h => h as i64,
    }
}

/// Hash of a frozenset from its elements' hashes, whose order doesn't matter (all 64 bits).
pub fn hash_frozenset(items: impl IntoIterator<Item = i64>) -> i64 {
    let mut h = 0u64;
    let mut n = 0u64;
    for item in items {
        let x = item as u64;
        h ^= (x ^ 89_869_747 ^ x << 16).wrapping_mul(3_644_798_167);
        n += 1;
    }
    h ^= (n + 1).wrapping_mul(1_927_868_237);
    h ^= h >> 11 ^ h >> 25;
    match h.wrapping_mul(69_069).wrapping_add(907_133_923) {
        u64::MAX => 590_923_713,
        h => h as i64,
    }
}

/// Hash of an address or other identity: the low bits, always 0, go to the top.
pub const fn hash_pointer(address: usize) -> i64 {
    not_minus_one((address as u64).rotate_right(4) as i64)
}
