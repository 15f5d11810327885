//! `_hmac`: keyed hashing (RFC 2104).

use super::state::{self, Hasher};
use std::cell::RefCell;
use taipan_interp::native::*;

/// The hash of the inner text, and that of the outer one, both with the key put in.
#[derive(Clone)]
struct Keyed {
    inner: Hasher,
    outer: Hasher,
}

impl Keyed {
    fn new(hasher: Hasher, key: &[u8]) -> Keyed {
        let (_, _, block_size) = hasher.about();
        let mut padded = if key.len() > block_size {
            let mut hashed = hasher.clone();
            hashed.update(key);
            hashed.digest(0)
        } else {
            key.to_vec()
        };
        padded.resize(block_size, 0);
        let begin = |mask: u8| {
            let mut hash = hasher.clone();
            let bytes: Vec<u8> = padded.iter().map(|byte| byte ^ mask).collect();
            hash.update(&bytes);
            hash
        };
        Keyed { inner: begin(0x36), outer: begin(0x5c) }
    }

    fn digest(&self) -> Vec<u8> {
        let mut outer = self.outer.clone();
        outer.update(&self.inner.digest(0));
        outer.digest(0)
    }
}

/// The hash that `digestmod` names.
fn named(vm: &Vm, digestmod: Value) -> PyResult<Hasher> {
    let hasher = digestmod
        .cast::<PyStr>()
        .and_then(|name| Hasher::by_name(&name.as_str()?.to_ascii_lowercase()).filter(|hasher| hasher.about().1 != 0));
    match hasher {
        Some(hasher) => Ok(hasher),
        None => {
            let shown = vm.repr(digestmod)?;
            let class = unknown_hash_error(vm)?;
            Err(vm.raise_msg(class, format!("unsupported hash type: {}", shown.to_string_lossy())))
        }
    }
}

/// The exception class for unknown algorithms, made when first asked for.
fn unknown_hash_error(vm: &Vm) -> PyResult<Gc<PyType>> {
    const NAME: &str = "_hmac.UnknownHashError";
    if let Some(class) = vm.get_static(NAME).and_then(|class| class.cast::<PyType>()) {
        return Ok(class);
    }
    let dict = vm.new_dict();
    dict.set_str(vm.intern("__module__"), PyStr::new("_hmac").value());
    let bases = PyTuple::new(&[vm.exc().ValueError.value()]);
    let class =
        vm.call(vm.types().type_.value(), &[PyStr::new("UnknownHashError").value(), bases.value(), dict.value()])?;
    vm.set_static(NAME, class);
    class.cast::<PyType>().ok_or_else(|| vm.type_error("type() gave no class"))
}

fn compute(vm: &Vm, hasher: Hasher, key: Value, msg: Value) -> PyResult<Vec<u8>> {
    let mut keyed = Keyed::new(hasher, state::hashable(vm, key)?.as_slice());
    keyed.inner.update(state::hashable(vm, msg)?.as_slice());
    Ok(keyed.digest())
}

/// A running keyed hash.
#[pyclass(name = "HMAC", module = "_hmac", doc = "", immutable, no_new)]
pub struct Hmac {
    #[no_trace]
    keyed: RefCell<Keyed>,
}

#[pymethods]
impl Hmac {
    /// A copy of the running hash.
    fn copy(&self, vm: &Vm) -> PyResult<Obj<Hmac>> {
        vm.new_object(Hmac { keyed: self.keyed.clone() })
    }

    /// Adds data to what is hashed.
    #[pymethod(sig = "(msg)")]
    fn update(&self, vm: &Vm, msg: Value) -> PyResult<()> {
        let bytes = state::hashable(vm, msg)?;
        self.keyed.borrow_mut().inner.update(bytes.as_slice());
        Ok(())
    }

    /// The digest of what was hashed so far.
    fn digest(&self) -> Vec<u8> {
        self.keyed.borrow().digest()
    }

    /// The digest in hexadecimal digits.
    fn hexdigest(&self) -> String {
        state::hex(&self.keyed.borrow().digest())
    }

    /// "hmac-" and the name of the algorithm.
    #[getter]
    fn name(&self) -> String {
        format!("hmac-{}", self.keyed.borrow().inner.about().0)
    }

    /// Bytes of the digest.
    #[getter]
    fn digest_size(&self) -> usize {
        self.keyed.borrow().inner.about().1
    }

    /// Bytes of a block.
    #[getter]
    fn block_size(&self) -> usize {
        self.keyed.borrow().inner.about().2
    }

    fn __repr__(this: Obj<Hmac>) -> String {
        let name = this.keyed.borrow().inner.about().0;
        format!("<{name} HMAC object @ {:#x}>", this.value().id())
    }
}

macro_rules! one_shots {
    ($($function:ident $algorithm:literal;)*) => {
        /// Functions that compute a digest at once.
        #[pymodule(name = "_hmac")]
        pub mod one_shots {
            use super::{Hasher, compute};
            use taipan_interp::native::*;

            $(
                #[pyfunction]
                fn $function(vm: &Vm, key: Value, msg: Value) -> PyResult<Vec<u8>> {
                    match Hasher::by_name($algorithm) {
                        Some(hasher) => compute(vm, hasher, key, msg),
                        None => Err(vm.value_error("unknown algorithm")),
                    }
                }
            )*
        }
    };
}

one_shots! {
    compute_md5 "md5";
    compute_sha1 "sha1";
    compute_sha224 "sha224";
    compute_sha256 "sha256";
    compute_sha384 "sha384";
    compute_sha512 "sha512";
    compute_sha3_224 "sha3_224";
    compute_sha3_256 "sha3_256";
    compute_sha3_384 "sha3_384";
    compute_sha3_512 "sha3_512";
    compute_blake2s_32 "blake2s";
    compute_blake2b_32 "blake2b";
}

/// Keyed hashing.
#[pymodule(name = "_hmac", parts(super::one_shots::DEF))]
pub mod hmac {
    #[pyclass]
    use super::Hmac;
    use super::{Keyed, compute, named, state};
    use std::cell::RefCell;
    use taipan_interp::native::*;

    #[pyattr]
    const _GIL_MINSIZE: i64 = 2048;

    #[pyattr]
    fn UnknownHashError(vm: &Vm) -> PyResult<Gc<PyType>> {
        super::unknown_hash_error(vm)
    }

    /// Begins a keyed hash.
    #[pyfunction(sig = "(key, msg=None, digestmod=None)")]
    fn new(vm: &Vm, key: Value, msg: Option<Value>, digestmod: Option<Value>) -> PyResult<Obj<Hmac>> {
        let Some(digestmod) = digestmod.filter(|digestmod| !digestmod.is_none()) else {
            return Err(vm.type_error("new() missing 1 required argument 'digestmod'"));
        };
        let mut keyed = Keyed::new(named(vm, digestmod)?, state::hashable(vm, key)?.as_slice());
        if let Some(msg) = msg.filter(|msg| !msg.is_none()) {
            keyed.inner.update(state::hashable(vm, msg)?.as_slice());
        }
        vm.new_object(Hmac { keyed: RefCell::new(keyed) })
    }

    /// The digest of a message at once.
    #[pyfunction(sig = "(key, msg, digest)")]
    fn compute_digest(vm: &Vm, key: Value, msg: Value, digest: Value) -> PyResult<Vec<u8>> {
        compute(vm, named(vm, digest)?, key, msg)
    }
}
