//! `_random`: the generator MT19937 (Matsumoto and Nishimura), seeded and read as the library's `random` expects.

use std::cell::{Cell, RefCell};
use taipan_interp::native::*;

/// Words of state.
const N: usize = 624;
/// Offset of the word that is mixed in.
const M: usize = 397;

/// The generator's state.
#[derive(Clone)]
struct Twister {
    words: [u32; N],
    /// The next word to give; N: all must be made anew.
    index: usize,
}

impl Twister {
    fn from_number(seed: u32) -> Twister {
        let mut words = [seed; N];
        for i in 1..N {
            let last = words[i - 1];
            words[i] = 1_812_433_253u32.wrapping_mul(last ^ (last >> 30)).wrapping_add(i as u32);
        }
        Twister { words, index: N }
    }

    fn from_key(key: &[u32]) -> Twister {
        let mut state = Twister::from_number(19_650_218);
        let words = &mut state.words;
        let (mut i, mut j) = (1, 0);
        let step = |words: &mut [u32; N], i: &mut usize| {
            *i += 1;
            if *i >= N {
                words[0] = words[N - 1];
                *i = 1;
            }
        };
        for _ in 0..N.max(key.len()) {
            let last = words[i - 1];
            words[i] =
                (words[i] ^ (last ^ (last >> 30)).wrapping_mul(1_664_525)).wrapping_add(key[j]).wrapping_add(j as u32);
            step(words, &mut i);
            j = (j + 1) % key.len();
        }
        for _ in 0..N - 1 {
            let last = words[i - 1];
            words[i] = (words[i] ^ (last ^ (last >> 30)).wrapping_mul(1_566_083_941)).wrapping_sub(i as u32);
            step(words, &mut i);
        }
        words[0] = 0x8000_0000;
        state
    }

    #[cold]
    fn refill(&mut self) {
        let mix = |high: u32, low: u32| {
            let y = (high & 0x8000_0000) | (low & 0x7fff_ffff);
            (y >> 1) ^ if y & 1 != 0 { 0x9908_b0df } else { 0 }
        };
        let w = &mut self.words;
        for k in 0..N {
            w[k] = w[(k + M) % N] ^ mix(w[k], w[(k + 1) % N]);
        }
        self.index = 0;
    }

    #[inline]
    fn next(&mut self) -> u32 {
        if self.index >= N {
            self.refill();
        }
        let mut y = self.words[self.index];
        self.index += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }
}

/// A state from the system's randomness.
fn from_system() -> Twister {
    let mut bytes = [0u8; N * 4];
    if taipan_host::poll::random_bytes(&mut bytes).is_err() {
        let now = taipan_host::time::monotonic_ns() as u64;
        return Twister::from_key(&[now as u32, (now >> 32) as u32, taipan_host::process::getpid() as u32]);
    }
    let (words, _) = bytes.as_chunks::<4>();
    let key: Vec<u32> = words.iter().map(|word| u32::from_le_bytes(*word)).collect();
    Twister::from_key(&key)
}

/// The state that `seed` stands for; None: from the system.
fn seeded(vm: &Vm, seed: Option<Value>) -> PyResult<Twister> {
    let Some(seed) = seed.filter(|seed| !seed.is_none()) else { return Ok(from_system()) };
    let magnitude = match seed.as_int() {
        Some(n) => n.to_big().into_parts().1,
        // Other objects count by their hash, as an unsigned machine word.
        None => num_bigint::BigUint::from(vm.hash(seed)? as u64),
    };
    let mut key = magnitude.to_u32_digits();
    if key.is_empty() {
        key.push(0);
    }
    Ok(Twister::from_key(&key))
}

/// A generator of random numbers: Random([seed]).
#[pyclass(name = "Random", module = "_random", subclass, mutable)]
pub struct Random {
    #[no_trace]
    state: RefCell<Box<Twister>>,
    /// Whether `__init__` need not seed.
    #[no_trace]
    fresh: Cell<bool>,
}

#[pymethods]
impl Random {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Random>> {
        let _ = args;
        let state = RefCell::new(Box::new(Twister { words: [0; N], index: N }));
        vm.new_native(cls, Random { state, fresh: Cell::new(true) })
    }

    #[pyslot]
    fn __init__(&self, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        check_no_kwargs(vm, "Random", args)?;
        check_positional(vm, "Random", args.pos.len(), 0, 1)?;
        self.fresh.set(false);
        **self.state.borrow_mut() = seeded(vm, args.pos.first().copied())?;
        Ok(())
    }

    /// A number x with 0 <= x < 1.
    fn random(&self) -> f64 {
        let mut state = self.state.borrow_mut();
        let (a, b) = (state.next() >> 5, state.next() >> 6);
        (f64::from(a) * 67_108_864.0 + f64::from(b)) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Starts again from a seed: None for the system's randomness, an int, or anything that can be hashed.
    #[pymethod(sig = "(n=None, /)")]
    fn seed(&self, vm: &Vm, n: Value) -> PyResult<()> {
        **self.state.borrow_mut() = seeded(vm, Some(n))?;
        Ok(())
    }

    /// The state: a tuple for setstate().
    fn getstate(&self) -> Value {
        let state = self.state.borrow();
        let mut words = [Value::small(0); N + 1];
        words.iter_mut().zip(&state.words).for_each(|(slot, &word)| *slot = Value::small(word.into()));
        words[N] = Value::small(state.index as i64);
        PyTuple::new(&words).value()
    }

    /// Goes back to a state from getstate().
    fn setstate(&self, vm: &Vm, state: Value) -> PyResult<()> {
        let Some(tuple) = state.cast::<PyTuple>() else {
            return Err(vm.type_error("state vector must be a tuple"));
        };
        if tuple.len() != N + 1 {
            return Err(vm.value_error("state vector is the wrong size"));
        }
        let number = |i: usize| {
            let value = tuple.as_slice()[i];
            match value.as_int() {
                Some(n) if n.is_negative() => Err(vm.overflow_error("can't convert negative int to unsigned")),
                Some(n) => match n.to_i64() {
                    Some(n) => Ok(n),
                    None => Err(vm.overflow_error("Python int too large to convert to C unsigned long")),
                },
                None => Err(vm.type_error("an integer is required")),
            }
        };
        let mut fresh = Twister { words: [0; N], index: 0 };
        for i in 0..N {
            fresh.words[i] = u32::try_from(number(i)?).map_err(|_| vm.value_error("invalid state"))?;
        }
        let index = match tuple.as_slice()[N].as_int() {
            Some(n) => n.to_i64(),
            None => return Err(vm.type_error("an integer is required")),
        };
        fresh.index = match index {
            Some(index) if (0..=N as i64).contains(&index) => index as usize,
            _ => return Err(vm.value_error("invalid state")),
        };
        **self.state.borrow_mut() = fresh;
        Ok(())
    }

    /// An int of k random bits.
    fn getrandbits(&self, vm: &Vm, k: Value) -> PyResult {
        let bits = to_index(vm, k)?;
        let bits = match bits.as_int() {
            Some(n) if n.is_negative() => return Err(vm.value_error("Cannot convert negative int")),
            Some(n) => match n.to_i64().and_then(|n| usize::try_from(n).ok()) {
                Some(n) => Some(n),
                None => return Err(vm.overflow_error("Python int too large to convert to C uint64_t")),
            },
            None => Some(0),
        };
        let Some(bits) = bits.filter(|&bits| bits < 1 << 36) else { return Err(vm.memory_error()) };
        let mut state = self.state.borrow_mut();
        match bits {
            0 => Ok(Value::small(0)),
            1..=32 => Ok(Value::small((state.next() >> (32 - bits)).into())),
            _ => {
                let mut words = Vec::new();
                words.try_reserve_exact(bits.div_ceil(32)).map_err(|_| vm.memory_error())?;
                let mut left = bits;
                while left > 0 {
                    let take = left.min(32);
                    words.push(state.next() >> (32 - take));
                    left -= take;
                }
                Ok(Value::big(num_bigint::BigUint::new(words).into()))
            }
        }
    }
}

/// The Mersenne Twister.
#[taipan_interp::native::pymodule(name = "_random")]
pub mod module {

    #[pyclass]
    use super::Random;
}
