//! Arrangements of the items of finite pools, in lexicographic order of the items' positions.
//!
//! Each keeps the arrangement given last as items besides the positions, and changes only what differs in the next one.

use std::cell::{Cell, RefCell};
use taipan_interp::native::*;

/// Where an iterator over arrangements is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    Going,
    Done,
}

/// What all of them have.
#[derive(Trace)]
struct Arrangement {
    pool: Gc<PyTuple>,
    /// The items given last.
    items: GcVec,
    /// Their positions in the pool.
    #[no_trace]
    positions: RefCell<Vec<usize>>,
    #[no_trace]
    state: Cell<State>,
}

impl Arrangement {
    fn new(vm: &Vm, pool: Gc<PyTuple>, positions: PyResult<Vec<usize>>, empty: bool) -> PyResult<Arrangement> {
        let positions = positions?;
        let items = GcVec::new();
        if !empty {
            items.try_reserve(positions.len()).map_err(|_| vm.memory_error())?;
            positions.iter().for_each(|&i| items.push(pool.as_slice()[i]));
        }
        let state = Cell::new(if empty { State::Done } else { State::Fresh });
        Ok(Arrangement { pool, items, positions: RefCell::new(positions), state })
    }

    /// The next arrangement, which `advance` makes from the one before; it gives false at the end.
    fn next(&self, advance: impl FnOnce(&mut [usize], &[Value], &GcVec) -> bool) -> Option<Value> {
        match self.state.get() {
            State::Done => return None,
            State::Fresh => self.state.set(State::Going),
            State::Going => {
                if !advance(&mut self.positions.borrow_mut(), self.pool.as_slice(), &self.items) {
                    self.state.set(State::Done);
                    return None;
                }
            }
        }
        Some(PyTuple::new(self.items.as_slice()).value())
    }

    fn size(&self) -> usize {
        64 + 8 * self.positions.borrow().len()
    }
}

/// The ints `0..r`.
fn first_positions(vm: &Vm, r: usize) -> PyResult<Vec<usize>> {
    let mut positions = Vec::new();
    positions.try_reserve_exact(r).map_err(|_| vm.memory_error())?;
    positions.extend(0..r);
    Ok(positions)
}

fn check_r(vm: &Vm, r: isize) -> PyResult<usize> {
    usize::try_from(r).map_err(|_| vm.value_error("r must be non-negative"))
}

/// Tuples with one item of each iterable: nested for loops in one iterator.
#[pyclass(name = "product", module = "itertools", subclass, text_sig = "(*iterables, repeat=1)")]
pub struct Product {
    /// The iterables as tuples.
    pools: GcVec,
    items: GcVec,
    #[no_trace]
    positions: RefCell<Vec<usize>>,
    #[no_trace]
    state: Cell<State>,
}

#[pymethods]
impl Product {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Product>> {
        let named = args.kwvals.len();
        if named > 1 {
            return Err(vm.type_error(format!("product() takes at most 1 keyword argument ({named} given)")));
        }
        let mut repeat = 1;
        for (name, value) in args.kwargs() {
            if name.as_str() != Some("repeat") {
                let name = name.to_string_lossy();
                return Err(vm.type_error(format!("product() got an unexpected keyword argument '{name}'")));
            }
            repeat = isize::from_value(vm, value)?;
        }
        let repeat = usize::try_from(repeat).map_err(|_| vm.value_error("repeat argument cannot be negative"))?;
        let given = if repeat == 0 { 0 } else { args.pos.len() };
        let Some(n) = given.checked_mul(repeat).filter(|&n| n <= isize::MAX as usize / 8) else {
            return Err(vm.overflow_error("repeat argument too large"));
        };
        let (pools, items) = (GcVec::new(), GcVec::new());
        for &iterable in &args.pos[..given] {
            pools.push(vm.to_tuple(iterable)?.value());
        }
        let mut positions = Vec::new();
        positions.try_reserve_exact(n).map_err(|_| vm.memory_error())?;
        positions.resize(n, 0);
        pools.try_reserve(n - given)?;
        items.try_reserve(n)?;
        for i in given..n {
            pools.push(pools.as_slice()[i - given]);
        }
        let mut empty = false;
        for i in 0..n {
            match pool(&pools, i).first() {
                Some(&item) => items.push(item),
                None => empty = true,
            }
        }
        let state = Cell::new(if empty { State::Done } else { State::Fresh });
        vm.new_native(cls, Product { pools, items, positions: RefCell::new(positions), state })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self) -> Option<Value> {
        match self.state.get() {
            State::Done => return None,
            State::Fresh => self.state.set(State::Going),
            State::Going => {
                let mut positions = self.positions.borrow_mut();
                let mut at = positions.len();
                loop {
                    let Some(i) = at.checked_sub(1) else {
                        self.state.set(State::Done);
                        return None;
                    };
                    at = i;
                    let items = pool(&self.pools, i);
                    positions[i] += 1;
                    if let Some(&item) = items.get(positions[i]) {
                        self.items.set(i, item);
                        break;
                    }
                    positions[i] = 0;
                    self.items.set(i, items[0]);
                }
            }
        }
        Some(PyTuple::new(self.items.as_slice()).value())
    }

    /// Bytes of memory that the object takes.
    fn __sizeof__(&self) -> usize {
        48 + 8 * self.pools.len()
    }
}

/// The items of pool `i`.
#[inline]
fn pool(pools: &GcVec, i: usize) -> &[Value] {
    // SAFETY: only tuples are put into the vector, and the vector keeps them alive.
    unsafe { (*pools.as_slice()[i].cast_unchecked::<PyTuple>().as_ptr()).as_slice() }
}

/// Tuples of r items of the iterable, in the order of the iterable.
#[pyclass(name = "combinations", module = "itertools", subclass, text_sig = "(iterable, r)")]
pub struct Combinations {
    state: Arrangement,
}

#[pymethods]
impl Combinations {
    #[pyslot(sig = "(iterable, r)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, iterable: Value, r: isize) -> PyResult<Obj<Combinations>> {
        let pool = vm.to_tuple(iterable)?;
        let r = check_r(vm, r)?;
        let empty = r > pool.len();
        let positions = first_positions(vm, if empty { 0 } else { r });
        vm.new_native(cls, Combinations { state: Arrangement::new(vm, pool, positions, empty)? })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self) -> Option<Value> {
        self.state.next(|positions, pool, items| {
            let (n, r) = (pool.len(), positions.len());
            // The last position that is not at its largest value.
            let Some(i) = (0..r).rev().find(|&i| positions[i] != i + n - r) else { return false };
            let from = positions[i] + 1;
            for (j, position) in (i..r).zip(from..) {
                positions[j] = position;
                items.set(j, pool[position]);
            }
            true
        })
    }

    /// Bytes of memory that the object takes.
    fn __sizeof__(&self) -> usize {
        self.state.size()
    }
}

/// Tuples of r items of the iterable, in the order of the iterable, where items may come again.
#[pyclass(name = "combinations_with_replacement", module = "itertools", subclass, text_sig = "(iterable, r)")]
pub struct CombinationsWithReplacement {
    state: Arrangement,
}

#[pymethods]
impl CombinationsWithReplacement {
    #[pyslot(sig = "(iterable, r)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, iterable: Value, r: isize) -> PyResult<Obj<CombinationsWithReplacement>> {
        let pool = vm.to_tuple(iterable)?;
        let r = check_r(vm, r)?;
        let empty = pool.is_empty() && r > 0;
        let positions = first_positions(vm, if empty { 0 } else { r }).map(|mut positions| {
            positions.fill(0);
            positions
        });
        vm.new_native(cls, CombinationsWithReplacement { state: Arrangement::new(vm, pool, positions, empty)? })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self) -> Option<Value> {
        self.state.next(|positions, pool, items| {
            let r = positions.len();
            let Some(i) = (0..r).rev().find(|&i| positions[i] + 1 != pool.len()) else { return false };
            let position = positions[i] + 1;
            for (j, place) in positions.iter_mut().enumerate().skip(i) {
                *place = position;
                items.set(j, pool[position]);
            }
            true
        })
    }

    /// Bytes of memory that the object takes.
    fn __sizeof__(&self) -> usize {
        self.state.size()
    }
}

/// Tuples of r items of the iterable in all orders.
#[pyclass(name = "permutations", module = "itertools", subclass, text_sig = "(iterable, r=None)")]
pub struct Permutations {
    state: Arrangement,
    /// For each place, how many exchanges are left before it is back where it was.
    #[no_trace]
    cycles: RefCell<Vec<usize>>,
    r: usize,
}

#[pymethods]
impl Permutations {
    #[pyslot(sig = "(iterable, r=None)")]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        iterable: Value,
        #[default(None)] r: Option<Value>,
    ) -> PyResult<Obj<Permutations>> {
        let pool = vm.to_tuple(iterable)?;
        let n = pool.len();
        let r = match r.filter(|r| !r.is_none()) {
            None => n,
            Some(r) if r.as_int().is_none() => return Err(vm.type_error("Expected int as r")),
            Some(r) => check_r(vm, isize::from_value(vm, r)?)?,
        };
        let empty = r > n;
        let state = Arrangement::new(vm, pool, first_positions(vm, n), empty)?;
        let r = r.min(n);
        state.items.truncate(r);
        let cycles = RefCell::new((0..r).map(|i| n - i).collect());
        vm.new_native(cls, Permutations { state, cycles, r })
    }

    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self) -> Option<Value> {
        self.state.next(|positions, pool, items| {
            let mut cycles = self.cycles.borrow_mut();
            let n = pool.len();
            for i in (0..self.r).rev() {
                cycles[i] -= 1;
                if cycles[i] == 0 {
                    // All exchanges of this place are done: it goes to the end, and the place before is next.
                    positions[i..].rotate_left(1);
                    cycles[i] = n - i;
                } else {
                    positions.swap(i, n - cycles[i]);
                    for k in i..self.r {
                        items.set(k, pool[positions[k]]);
                    }
                    return true;
                }
            }
            false
        })
    }

    /// Bytes of memory that the object takes.
    fn __sizeof__(&self) -> usize {
        self.state.size()
    }
}
