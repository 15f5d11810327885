//! `_md5`, `_sha1`, `_sha2`, `_sha3`, `_blake2`, `_hmac`: what `hashlib` and `hmac` build on.

pub mod blake2;
pub mod hmac;
pub mod state;

use state::Hasher;
use std::cell::RefCell;
use taipan_interp::native::*;

/// A class of hash objects with the given members besides the common ones.
macro_rules! hash_class {
    ($class:ident, $name:literal, $module:literal, $argument:ident { $($options:tt)* } { $($more:tt)* }) => {
        #[doc = concat!("A running ", $name, " hash.")]
        #[pyclass(name = $name, module = $module, $($options)*)]
        pub struct $class {
            #[no_trace]
            hasher: RefCell<Hasher>,
        }

        #[pymethods]
        impl $class {
            /// A copy of the running hash.
            fn copy(this: Obj<$class>, vm: &Vm) -> PyResult<Obj<$class>> {
                vm.new_object($class { hasher: this.hasher.clone() })
            }

            /// Adds data to what is hashed.
            fn update(&self, vm: &Vm, $argument: Value) -> PyResult<()> {
                state::update(vm, &self.hasher, $argument)
            }

            /// Name of the algorithm.
            #[getter]
            fn name(&self) -> &'static str {
                self.hasher.borrow().about().0
            }

            /// Bytes of the digest.
            #[getter]
            fn digest_size(&self) -> usize {
                self.hasher.borrow().about().1
            }

            /// Bytes of a block.
            #[getter]
            fn block_size(&self) -> usize {
                self.hasher.borrow().about().2
            }

            $($more)*
        }
    };
}

/// A class whose digest has a fixed size.
macro_rules! fixed_class {
    ($class:ident, $name:literal, $module:literal, $argument:ident { $($options:tt)* } { $($more:tt)* }) => {
        hash_class! {
            $class, $name, $module, $argument { $($options)* } {
                /// The digest of what was hashed so far.
                fn digest(&self) -> Vec<u8> {
                    self.hasher.borrow().digest(0)
                }

                /// The digest in hexadecimal digits.
                fn hexdigest(&self) -> String {
                    state::hex(&self.hasher.borrow().digest(0))
                }

                $($more)*
            }
        }
    };
}

/// A module with classes that functions make.
macro_rules! plain_module {
    ($module:ident, $doc:literal, $name:literal: $($class:ident $function:ident $algorithm:literal $attribute:ident $class_name:literal $text:literal;)*) => {
        $(fixed_class! { $class, $class_name, $name, obj { doc = "", immutable, no_new } {} })*

        #[doc = $doc]
        #[pymodule(name = $name)]
        pub mod $module {
            $(use super::$class;)*
            use super::state::{self, Hasher};
            use taipan_interp::native::*;

            #[pyattr]
            const _GIL_MINSIZE: i64 = 2048;

            $(
                #[pyattr]
                fn $attribute(vm: &Vm) -> Gc<PyType> {
                    vm.class::<$class>()
                }

                #[doc = $text]
                #[pyfunction(sig = "(data=b'', *, usedforsecurity=True, string=None)")]
                fn $function(
                    vm: &Vm,
                    data: Option<Value>,
                    #[default(true)] usedforsecurity: bool,
                    string: Option<Value>,
                ) -> PyResult<Obj<$class>> {
                    let _ = usedforsecurity;
                    let Some(hasher) = Hasher::by_name($algorithm) else {
                        return Err(vm.value_error("unknown algorithm"));
                    };
                    vm.new_object($class { hasher: state::start(vm, hasher, data, string)? })
                }
            )*
        }
    };
}

plain_module! {
    md5, "MD5.", "_md5":
    Md5 md5 "md5" MD5Type "md5" "Begins an MD5 hash, with the given data.";
}

plain_module! {
    sha1, "SHA-1.", "_sha1":
    Sha1 sha1 "sha1" SHA1Type "sha1" "Begins a SHA-1 hash, with the given data.";
}

plain_module! {
    sha2, "SHA-2.", "_sha2":
    Sha224 sha224 "sha224" SHA224Type "SHA224Type" "Begins a SHA-224 hash, with the given data.";
    Sha256 sha256 "sha256" SHA256Type "SHA256Type" "Begins a SHA-256 hash, with the given data.";
    Sha384 sha384 "sha384" SHA384Type "SHA384Type" "Begins a SHA-384 hash, with the given data.";
    Sha512 sha512 "sha512" SHA512Type "SHA512Type" "Begins a SHA-512 hash, with the given data.";
}

/// The common part of the sponge functions' classes.
macro_rules! sponge {
    ($make:ident, $class:ident, $name:literal, $suffix:literal { $($digest:tt)* }) => {
        $make! {
            $class, $name, "_sha3", data { immutable } {
                #[pyslot(sig = "(data=b'', *, usedforsecurity=True, string=None)")]
                fn __new__(
                    cls: Gc<PyType>,
                    vm: &Vm,
                    data: Option<Value>,
                    #[default(true)] usedforsecurity: bool,
                    string: Option<Value>,
                ) -> PyResult<Obj<$class>> {
                    let _ = usedforsecurity;
                    let Some(hasher) = Hasher::by_name($name) else {
                        return Err(vm.value_error("unknown algorithm"));
                    };
                    vm.new_native(cls, $class { hasher: state::start(vm, hasher, data, string)? })
                }

                #[getter]
                fn _capacity_bits(&self) -> usize {
                    1600 - 8 * self.hasher.borrow().about().2
                }

                #[getter]
                fn _rate_bits(&self) -> usize {
                    8 * self.hasher.borrow().about().2
                }

                #[getter]
                fn _suffix(&self) -> Vec<u8> {
                    vec![$suffix]
                }

                $($digest)*
            }
        }
    };
}

fn shake_length(vm: &Vm, length: Value) -> PyResult<usize> {
    let length = BigInt::from_value(vm, length)?;
    if length.sign() == num_bigint::Sign::Minus {
        return Err(vm.value_error("Cannot convert negative int"));
    }
    match usize::try_from(&length) {
        Ok(length) if length < 1 << 29 => Ok(length),
        _ => Err(vm.value_error("length is too large")),
    }
}

macro_rules! shake {
    ($class:ident, $name:literal) => {
        sponge! { hash_class, $class, $name, 0x1f {
            /// As many bytes of digest as asked for.
            #[pymethod(sig = "(length)")]
            fn digest(&self, vm: &Vm, length: Value) -> PyResult<Vec<u8>> {
                Ok(self.hasher.borrow().digest(shake_length(vm, length)?))
            }

            /// As many bytes of digest as asked for, in hexadecimal digits.
            #[pymethod(sig = "(length)")]
            fn hexdigest(&self, vm: &Vm, length: Value) -> PyResult<String> {
                Ok(state::hex(&self.hasher.borrow().digest(shake_length(vm, length)?)))
            }
        } }
    };
}

sponge! { fixed_class, Sha3x224, "sha3_224", 6 {} }
sponge! { fixed_class, Sha3x256, "sha3_256", 6 {} }
sponge! { fixed_class, Sha3x384, "sha3_384", 6 {} }
sponge! { fixed_class, Sha3x512, "sha3_512", 6 {} }
shake! { Shake128, "shake_128" }
shake! { Shake256, "shake_256" }

/// SHA-3 and SHAKE.
#[pymodule(name = "_sha3")]
pub mod sha3 {
    #[pyclass]
    use super::Sha3x224;
    #[pyclass]
    use super::Sha3x256;
    #[pyclass]
    use super::Sha3x384;
    #[pyclass]
    use super::Sha3x512;
    #[pyclass]
    use super::Shake128;
    #[pyclass]
    use super::Shake256;

    #[pyattr]
    const _GIL_MINSIZE: i64 = 2048;
    #[pyattr]
    #[allow(non_upper_case_globals)]
    const implementation: &str = "RustCrypto";
}

/// Checks and collects the parameters of a BLAKE2 constructor.
struct Given {
    digest_size: Option<Value>,
    key: Option<Value>,
    salt: Option<Value>,
    person: Option<Value>,
    fanout: Option<Value>,
    depth: Option<Value>,
    leaf_size: Option<Value>,
    node_offset: Option<Value>,
    node_depth: Option<Value>,
    inner_size: Option<Value>,
    last_node: bool,
}

fn small(vm: &Vm, value: Option<Value>, default: u8, name: &str, min: i32) -> PyResult<u8> {
    let Some(value) = value else { return Ok(default) };
    let number = i32::from_value(vm, value)?;
    match u8::try_from(number) {
        Ok(number) if i32::from(number) >= min => Ok(number),
        _ => Err(vm.value_error(format!("{name} must be between {min} and 255"))),
    }
}

fn unsigned(vm: &Vm, value: Option<Value>) -> PyResult<u64> {
    let Some(value) = value else { return Ok(0) };
    let number = BigInt::from_value(vm, value)?;
    if number.sign() == num_bigint::Sign::Minus {
        return Err(vm.value_error("Cannot convert negative int"));
    }
    u64::try_from(&number).map_err(|_| vm.overflow_error("Python int too large for C unsigned long long"))
}

impl Given {
    fn check(
        self,
        vm: &Vm,
        kind: &str,
        max_digest: usize,
        max_salt: usize,
        offset_bits: u32,
    ) -> PyResult<blake2::Parameters> {
        let bytes = |value: Option<Value>, what: &str, max: usize| -> PyResult<Vec<u8>> {
            let Some(value) = value else { return Ok(Vec::new()) };
            let bytes = crate::support::Bytes::new(vm, value, false)?;
            if bytes.as_slice().len() > max {
                return Err(vm.value_error(format!("maximum {what} length is {max} bytes")));
            }
            Ok(bytes.as_slice().to_vec())
        };
        let digest_size = match self.digest_size {
            None => max_digest as i32,
            Some(size) => i32::from_value(vm, size)?,
        };
        if digest_size <= 0 || digest_size as usize > max_digest {
            return Err(vm.value_error(format!(
                "digest_size for {kind} must be between 1 and {max_digest} bytes, here it is {digest_size}"
            )));
        }
        let salt = bytes(self.salt, "salt", max_salt)?;
        let person = bytes(self.person, "person", max_salt)?;
        let fanout = small(vm, self.fanout, 1, "fanout", 0)?;
        let depth = small(vm, self.depth, 1, "depth", 1)?;
        let leaf_size = unsigned(vm, self.leaf_size)?;
        let Ok(leaf_size) = u32::try_from(leaf_size) else { return Err(vm.overflow_error("leaf_size is too large")) };
        let node_offset = unsigned(vm, self.node_offset)?;
        if offset_bits < 64 && node_offset >> offset_bits != 0 {
            return Err(vm.overflow_error("node_offset is too large"));
        }
        let node_depth = small(vm, self.node_depth, 0, "node_depth", 0)?;
        let inner_size = match self.inner_size {
            None => 0,
            Some(size) => i32::from_value(vm, size)?,
        };
        if inner_size < 0 || inner_size as usize > max_digest {
            return Err(vm.value_error(format!("inner_size must be between 0 and is {max_digest}")));
        }
        let key = bytes(self.key, "key", max_digest)?;
        Ok(blake2::Parameters {
            digest_size: digest_size as usize,
            key,
            salt,
            person,
            fanout,
            depth,
            leaf_size,
            node_offset,
            node_depth,
            inner_size: inner_size as u8,
            last_node: self.last_node,
        })
    }
}

macro_rules! blake2_class {
    ($class:ident, $name:literal, $kind:literal, $offset_bits:literal, $sig:literal) => {
        fixed_class! {
            $class, $name, "_blake2", data { immutable, text_sig = $sig } {
                #[pyattr]
                const MAX_DIGEST_SIZE: i64 = blake2::$class::MAX_DIGEST as i64;
                #[pyattr]
                const MAX_KEY_SIZE: i64 = blake2::$class::MAX_DIGEST as i64;
                #[pyattr]
                const SALT_SIZE: i64 = blake2::$class::SALT as i64;
                #[pyattr]
                const PERSON_SIZE: i64 = blake2::$class::SALT as i64;

                #[pyslot(sig = $sig)]
                fn __new__(
                    cls: Gc<PyType>,
                    vm: &Vm,
                    data: Option<Value>,
                    digest_size: Option<Value>,
                    key: Option<Value>,
                    salt: Option<Value>,
                    person: Option<Value>,
                    fanout: Option<Value>,
                    depth: Option<Value>,
                    leaf_size: Option<Value>,
                    node_offset: Option<Value>,
                    node_depth: Option<Value>,
                    inner_size: Option<Value>,
                    #[default(false)] last_node: bool,
                    #[default(true)] usedforsecurity: bool,
                    string: Option<Value>,
                ) -> PyResult<Obj<$class>> {
                    let _ = usedforsecurity;
                    let data = state::initial(vm, data, string)?;
                    let given = Given {
                        digest_size, key, salt, person, fanout, depth, leaf_size, node_offset, node_depth, inner_size,
                        last_node,
                    };
                    let (digest, salt) = (blake2::$class::MAX_DIGEST, blake2::$class::SALT);
                    let parameters = given.check(vm, $kind, digest, salt, $offset_bits)?;
                    let hasher = Hasher::$class(Box::new(blake2::$class::new(&parameters)));
                    vm.new_native(cls, $class { hasher: state::start(vm, hasher, data, None)? })
                }
            }
        }
    };
}

blake2_class! { Blake2b, "blake2b", "Blake2b", 64, "(data=b'', *, digest_size=_blake2.blake2b.MAX_DIGEST_SIZE, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=None)" }
blake2_class! { Blake2s, "blake2s", "Blake2s", 48, "(data=b'', *, digest_size=_blake2.blake2s.MAX_DIGEST_SIZE, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=None)" }

/// BLAKE2.
#[pymodule(name = "_blake2")]
pub mod blake2_module {
    #[pyclass]
    use super::Blake2b;
    #[pyclass]
    use super::Blake2s;
    use super::blake2;

    #[pyattr]
    const _GIL_MINSIZE: i64 = 2048;
    #[pyattr]
    const BLAKE2B_MAX_DIGEST_SIZE: i64 = blake2::Blake2b::MAX_DIGEST as i64;
    #[pyattr]
    const BLAKE2B_MAX_KEY_SIZE: i64 = blake2::Blake2b::MAX_DIGEST as i64;
    #[pyattr]
    const BLAKE2B_SALT_SIZE: i64 = blake2::Blake2b::SALT as i64;
    #[pyattr]
    const BLAKE2B_PERSON_SIZE: i64 = blake2::Blake2b::SALT as i64;
    #[pyattr]
    const BLAKE2S_MAX_DIGEST_SIZE: i64 = blake2::Blake2s::MAX_DIGEST as i64;
    #[pyattr]
    const BLAKE2S_MAX_KEY_SIZE: i64 = blake2::Blake2s::MAX_DIGEST as i64;
    #[pyattr]
    const BLAKE2S_SALT_SIZE: i64 = blake2::Blake2s::SALT as i64;
    #[pyattr]
    const BLAKE2S_PERSON_SIZE: i64 = blake2::Blake2s::SALT as i64;
}
