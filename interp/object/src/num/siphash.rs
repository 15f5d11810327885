//! Hashes of `str` and `bytes`: SipHash-1-3 under a key that follows PYTHONHASHSEED as in CPython 3.14.
//!
//! CPython hashes a string's storage: one, two or four bytes per code point, whichever is the least that all fit in.
//! Strings here are WTF-8, so non-ASCII text is widened on the fly; results agree bit for bit.

use crate::text::wtf8;

/// The secret key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashKey {
    k0: u64,
    k1: u64,
}

impl HashKey {
    /// No randomization.
    pub const ZERO: HashKey = HashKey { k0: 0, k1: 0 };

    /// The key for a PYTHONHASHSEED number: 0 turns randomization off.
    pub fn from_seed(seed: u32) -> HashKey {
        if seed == 0 {
            return HashKey { k0: 0, k1: 0 };
        }
        let mut x = seed;
        let mut next = || {
            x = x.wrapping_mul(214_013).wrapping_add(2_531_011);
            (x >> 16) as u8
        };
        HashKey::from_random(std::array::from_fn(|_| next()))
    }

    /// The key made of 16 random bytes (PYTHONHASHSEED unset or "random").
    pub fn from_random(bytes: [u8; 16]) -> HashKey {
        let both = u128::from_le_bytes(bytes);
        HashKey { k0: both as u64, k1: (both >> 64) as u64 }
    }

    /// Hash of a `bytes`, all 64 bits. The empty one hashes to 0.
    pub fn hash_bytes(self, bytes: &[u8]) -> i64 {
        if bytes.is_empty() { 0 } else { self.siphash13(bytes) as i64 }
    }

    /// SipHash-1-3 of `bytes`.
    pub fn siphash13(self, bytes: &[u8]) -> u64 {
        let mut s = State::new(self);
        let (words, rest) = bytes.as_chunks::<8>();
        for w in words {
            s.word(u64::from_le_bytes(*w));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        s.finish(u64::from_le_bytes(last), bytes.len() as u64) as u64
    }

    /// Hash of a `str` given as WTF-8, all 64 bits. The empty one hashes to 0.
    pub fn hash_str(self, text: &[u8]) -> i64 {
        if text.is_ascii() {
            return self.hash_bytes(text);
        }
        // The lead byte tells how wide the widest code point is: up to U+00FF, up to U+FFFF, or beyond.
        let widest = text.iter().copied().max().unwrap_or(0);
        let bits = if widest < 0xC4 {
            8
        } else if widest < 0xF0 {
            16
        } else {
            32
        };
        let mut s = State::new(self);
        let mut word = 0u64;
        let mut filled = 0;
        let mut bytes = 0u64;
        for c in wtf8::code_points(text) {
            word |= (c as u64) << filled;
            filled += bits;
            bytes += bits as u64 / 8;
            if filled == 64 {
                s.word(word);
                word = 0;
                filled = 0;
            }
        }
        s.finish(word, bytes)
    }
}

struct State([u64; 4]);

impl State {
    fn new(key: HashKey) -> State {
        // "somepseudorandomlygeneratedbytes"
        State([
            key.k0 ^ 0x736f_6d65_7073_6575,
            key.k1 ^ 0x646f_7261_6e64_6f6d,
            key.k0 ^ 0x6c79_6765_6e65_7261,
            key.k1 ^ 0x7465_6462_7974_6573,
        ])
    }

    fn round(&mut self) {
        let [a, b, c, d] = &mut self.0;
        *a = a.wrapping_add(*b);
        *c = c.wrapping_add(*d);
        *b = b.rotate_left(13) ^ *a;
        *d = d.rotate_left(16) ^ *c;
        *a = a.rotate_left(32);
        *c = c.wrapping_add(*b);
        *a = a.wrapping_add(*d);
        *b = b.rotate_left(17) ^ *c;
        *d = d.rotate_left(21) ^ *a;
        *c = c.rotate_left(32);
    }

    fn word(&mut self, w: u64) {
        self.0[3] ^= w;
        self.round();
        self.0[0] ^= w;
    }

    fn finish(mut self, rest: u64, len: u64) -> i64 {
        self.word(len << 56 | rest);
        self.0[2] ^= 0xFF;
        self.round();
        self.round();
        self.round();
        let [a, b, c, d] = self.0;
        super::hash::not_minus_one((a ^ b ^ c ^ d) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::HashKey;

    #[test]
    fn str_hash_agrees_with_cpython() {
        let zero = HashKey::from_seed(0);
        assert_eq!(zero.hash_str(b"abc"), -4594863902769663758);
        assert_eq!(zero.hash_bytes(b"abc"), -4594863902769663758);
        assert_eq!(zero.hash_str(b""), 0);
        assert_eq!(HashKey::from_seed(5).hash_str(b"abc"), 1824667261547333466);
    }
}
