//! BLAKE2b and BLAKE2s with all their parameters (RFC 7693 and the specification's tree mode).

const SIGMA: [[usize; 16]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

/// What can be chosen.
#[derive(Clone, Default)]
#[allow(missing_docs)]
pub struct Parameters {
    pub digest_size: usize,
    pub key: Vec<u8>,
    pub salt: Vec<u8>,
    pub person: Vec<u8>,
    pub fanout: u8,
    pub depth: u8,
    pub leaf_size: u32,
    pub node_offset: u64,
    pub node_depth: u8,
    pub inner_size: u8,
    pub last_node: bool,
}

macro_rules! blake2 {
    ($(#[$doc:meta])* $name:ident, $word:ty, $double:ty, $rounds:literal, $rotations:expr, $iv:expr, $offset_bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            h: [$word; 8],
            count: $double,
            block: [u8; Self::BLOCK],
            filled: usize,
            digest_size: usize,
            last_node: bool,
        }

        impl $name {
            /// Bytes of a block.
            pub const BLOCK: usize = 16 * size_of::<$word>();
            /// Largest digest and key.
            pub const MAX_DIGEST: usize = 8 * size_of::<$word>();
            /// Bytes of the salt and of the personalization.
            pub const SALT: usize = 2 * size_of::<$word>();
            const IV: [$word; 8] = $iv;

            /// A hash with these parameters, whose lengths were checked.
            pub fn new(p: &Parameters) -> Self {
                const WORD: usize = size_of::<$word>();
                let mut block = [0u8; 8 * WORD];
                block[..4].copy_from_slice(&[p.digest_size as u8, p.key.len() as u8, p.fanout, p.depth]);
                block[4..8].copy_from_slice(&p.leaf_size.to_le_bytes());
                block[8..8 + $offset_bytes].copy_from_slice(&p.node_offset.to_le_bytes()[..$offset_bytes]);
                block[8 + $offset_bytes] = p.node_depth;
                block[9 + $offset_bytes] = p.inner_size;
                block[4 * WORD..4 * WORD + p.salt.len()].copy_from_slice(&p.salt);
                block[6 * WORD..6 * WORD + p.person.len()].copy_from_slice(&p.person);
                let mut h = Self::IV;
                for (h, bytes) in h.iter_mut().zip(block.chunks_exact(WORD)) {
                    *h ^= <$word>::from_le_bytes(bytes.try_into().unwrap_or_default());
                }
                let mut hash = $name {
                    h,
                    count: 0,
                    block: [0; Self::BLOCK],
                    filled: 0,
                    digest_size: p.digest_size,
                    last_node: p.last_node,
                };
                if !p.key.is_empty() {
                    hash.block[..p.key.len()].copy_from_slice(&p.key);
                    hash.filled = Self::BLOCK;
                }
                hash
            }

            /// Bytes of the digest.
            pub fn digest_size(&self) -> usize {
                self.digest_size
            }

            fn compress(&mut self, is_last: bool) {
                let words: [$word; 16] = std::array::from_fn(|i| {
                    let at = i * size_of::<$word>();
                    <$word>::from_le_bytes(self.block[at..at + size_of::<$word>()].try_into().unwrap_or_default())
                });
                let mut v: [$word; 16] = [0; 16];
                v[..8].copy_from_slice(&self.h);
                v[8..].copy_from_slice(&Self::IV);
                v[12] ^= self.count as $word;
                v[13] ^= (self.count >> <$word>::BITS) as $word;
                if is_last {
                    v[14] = !v[14];
                    if self.last_node {
                        v[15] = !v[15];
                    }
                }
                let [r1, r2, r3, r4] = $rotations;
                let mut mix = |a: usize, b: usize, c: usize, d: usize, x: $word, y: $word| {
                    v[a] = v[a].wrapping_add(v[b]).wrapping_add(x);
                    v[d] = (v[d] ^ v[a]).rotate_right(r1);
                    v[c] = v[c].wrapping_add(v[d]);
                    v[b] = (v[b] ^ v[c]).rotate_right(r2);
                    v[a] = v[a].wrapping_add(v[b]).wrapping_add(y);
                    v[d] = (v[d] ^ v[a]).rotate_right(r3);
                    v[c] = v[c].wrapping_add(v[d]);
                    v[b] = (v[b] ^ v[c]).rotate_right(r4);
                };
                for round in 0..$rounds {
                    let s = &SIGMA[round % 10];
                    mix(0, 4, 8, 12, words[s[0]], words[s[1]]);
                    mix(1, 5, 9, 13, words[s[2]], words[s[3]]);
                    mix(2, 6, 10, 14, words[s[4]], words[s[5]]);
                    mix(3, 7, 11, 15, words[s[6]], words[s[7]]);
                    mix(0, 5, 10, 15, words[s[8]], words[s[9]]);
                    mix(1, 6, 11, 12, words[s[10]], words[s[11]]);
                    mix(2, 7, 8, 13, words[s[12]], words[s[13]]);
                    mix(3, 4, 9, 14, words[s[14]], words[s[15]]);
                }
                for i in 0..8 {
                    self.h[i] ^= v[i] ^ v[i + 8];
                }
            }

            /// Adds bytes.
            pub fn update(&mut self, mut bytes: &[u8]) {
                while !bytes.is_empty() {
                    // The last block is compressed at the end only.
                    if self.filled == Self::BLOCK {
                        self.count += Self::BLOCK as $double;
                        self.compress(false);
                        self.filled = 0;
                    }
                    let n = bytes.len().min(Self::BLOCK - self.filled);
                    self.block[self.filled..self.filled + n].copy_from_slice(&bytes[..n]);
                    self.filled += n;
                    bytes = &bytes[n..];
                }
            }

            /// The digest.
            pub fn digest(&self) -> Vec<u8> {
                let mut last = self.clone();
                last.count += last.filled as $double;
                last.block[last.filled..].fill(0);
                last.compress(true);
                let mut out: Vec<u8> = last.h.iter().flat_map(|word| word.to_le_bytes()).collect();
                out.truncate(self.digest_size);
                out
            }
        }
    };
}

blake2! {
    /// BLAKE2b.
    Blake2b, u64, u128, 12, [32, 24, 16, 63],
    [
        0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
    ], 8
}

blake2! {
    /// BLAKE2s.
    Blake2s, u32, u64, 10, [16, 12, 8, 7],
    [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ], 6
}
