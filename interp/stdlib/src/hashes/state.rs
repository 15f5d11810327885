//! The hash functions behind one interface: a table of algorithms, and a running hash.

use super::blake2::{Blake2b, Blake2s, Parameters};
use crate::support::Bytes;
use sha2::Digest;
use sha3::digest::{ExtendableOutput, Update as _, XofReader};
use std::cell::RefCell;
use taipan_interp::native::*;

macro_rules! hashers {
    ($($variant:ident $type:ty, $name:literal $size:literal $block:literal;)*) => {
        /// A running hash.
        #[derive(Clone)]
        #[allow(missing_docs)]
        pub enum Hasher {
            $($variant($type),)*
            Shake128(sha3::Shake128),
            Shake256(sha3::Shake256),
            Blake2b(Box<Blake2b>),
            Blake2s(Box<Blake2s>),
        }

        /// The algorithms with a digest of fixed size.
        pub static ALGORITHMS: &[Algorithm] = &[
            $(Algorithm {
                name: $name,
                digest_size: $size,
                block_size: $block,
                new: || Hasher::$variant(<$type as Digest>::new()),
            },)*
            Algorithm { name: "blake2b", digest_size: 64, block_size: 128, new: || Hasher::plain_blake2b() },
            Algorithm { name: "blake2s", digest_size: 32, block_size: 64, new: || Hasher::plain_blake2s() },
        ];

        impl Hasher {
            /// Adds bytes.
            pub fn update(&mut self, bytes: &[u8]) {
                match self {
                    $(Hasher::$variant(hash) => Digest::update(hash, bytes),)*
                    Hasher::Shake128(hash) => hash.update(bytes),
                    Hasher::Shake256(hash) => hash.update(bytes),
                    Hasher::Blake2b(hash) => hash.update(bytes),
                    Hasher::Blake2s(hash) => hash.update(bytes),
                }
            }

            /// The digest; of `length` bytes for those that can have any.
            pub fn digest(&self, length: usize) -> Vec<u8> {
                match self {
                    $(Hasher::$variant(hash) => hash.clone().finalize().to_vec(),)*
                    Hasher::Shake128(hash) => read(hash.clone().finalize_xof(), length),
                    Hasher::Shake256(hash) => read(hash.clone().finalize_xof(), length),
                    Hasher::Blake2b(hash) => hash.digest(),
                    Hasher::Blake2s(hash) => hash.digest(),
                }
            }

            /// Name, size of the digest, size of a block.
            pub fn about(&self) -> (&'static str, usize, usize) {
                match self {
                    $(Hasher::$variant(_) => ($name, $size, $block),)*
                    Hasher::Shake128(_) => ("shake_128", 0, 168),
                    Hasher::Shake256(_) => ("shake_256", 0, 136),
                    Hasher::Blake2b(hash) => ("blake2b", hash.digest_size(), 128),
                    Hasher::Blake2s(hash) => ("blake2s", hash.digest_size(), 64),
                }
            }
        }
    };
}

/// An algorithm with a digest of fixed size.
pub struct Algorithm {
    /// Its name in hashlib.
    pub name: &'static str,
    /// Bytes of the digest.
    pub digest_size: usize,
    /// Bytes of a block.
    pub block_size: usize,
    /// Begins a hash.
    pub new: fn() -> Hasher,
}

hashers! {
    Md5 md5::Md5, "md5" 16 64;
    Sha1 sha1::Sha1, "sha1" 20 64;
    Sha224 sha2::Sha224, "sha224" 28 64;
    Sha256 sha2::Sha256, "sha256" 32 64;
    Sha384 sha2::Sha384, "sha384" 48 128;
    Sha512 sha2::Sha512, "sha512" 64 128;
    Sha3x224 sha3::Sha3_224, "sha3_224" 28 144;
    Sha3x256 sha3::Sha3_256, "sha3_256" 32 136;
    Sha3x384 sha3::Sha3_384, "sha3_384" 48 104;
    Sha3x512 sha3::Sha3_512, "sha3_512" 64 72;
}

fn read(mut reader: impl XofReader, length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    reader.read(&mut out);
    out
}

impl Hasher {
    fn plain_blake2b() -> Hasher {
        let p = Parameters { digest_size: 64, fanout: 1, depth: 1, ..Parameters::default() };
        Hasher::Blake2b(Box::new(Blake2b::new(&p)))
    }

    fn plain_blake2s() -> Hasher {
        let p = Parameters { digest_size: 32, fanout: 1, depth: 1, ..Parameters::default() };
        Hasher::Blake2s(Box::new(Blake2s::new(&p)))
    }

    /// Begins the hash called `name`; `None`: there is none.
    pub fn by_name(name: &str) -> Option<Hasher> {
        match name {
            "shake_128" => Some(Hasher::Shake128(Default::default())),
            "shake_256" => Some(Hasher::Shake256(Default::default())),
            _ => ALGORITHMS.iter().find(|algorithm| algorithm.name == name).map(|algorithm| (algorithm.new)()),
        }
    }
}

/// The bytes that are hashed: of any object with a buffer but str.
pub fn hashable<'vm>(vm: &'vm Vm, data: Value) -> PyResult<Bytes<'vm>> {
    if data.is::<PyStr>() {
        return Err(vm.type_error("Strings must be encoded before hashing"));
    }
    if !data.is::<PyBytes>() && vm.slots_of(data).buffer_get.is_none() {
        return Err(vm.type_error("object supporting the buffer API required"));
    }
    Bytes::new(vm, data, false)
}

/// The first data of a hash: `data` or its old name `string`.
pub fn initial(vm: &Vm, data: Option<Value>, string: Option<Value>) -> PyResult<Option<Value>> {
    match (data, string) {
        (Some(_), Some(_)) => Err(vm.type_error(
            "'data' and 'string' are mutually exclusive and support for 'string' keyword parameter is slated for \
             removal in a future version.",
        )),
        (data, string) => Ok(data.or(string)),
    }
}

/// Begins a hash with the data of a constructor.
pub fn start(vm: &Vm, mut hasher: Hasher, data: Option<Value>, string: Option<Value>) -> PyResult<RefCell<Hasher>> {
    if let Some(data) = initial(vm, data, string)? {
        hasher.update(hashable(vm, data)?.as_slice());
    }
    Ok(RefCell::new(hasher))
}

/// Adds data.
pub fn update(vm: &Vm, hasher: &RefCell<Hasher>, data: Value) -> PyResult<()> {
    let bytes = hashable(vm, data)?;
    hasher.borrow_mut().update(bytes.as_slice());
    Ok(())
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    out
}
