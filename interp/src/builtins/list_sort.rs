//! `list.sort`: a stable merge sort that makes use of order it finds.
//!
//! While it runs the list is empty; a list that is not empty afterwards was changed meanwhile. Keys that are all
//! exactly str, small ints or floats (without NaN) are compared without calling anything, by the standard library's stable sort.
//! All else goes through Python's `<`, one comparison at a time, in this scheme (Munro and Wild's powersort): natural runs are found from
//! left to right, short ones are lengthened by binary insertion, and two neighboring runs are merged when the boundary between
//! them lies higher in a nearly balanced tree than the one that follows. A merge gallops through stretches of one run.
//!
//! A comparison that raises leaves a permutation: a merge holds its smaller half in a buffer and puts it back before it returns.

use super::prelude::*;
use std::cmp::Ordering;

/// Runs shorter than this are lengthened by insertion.
const MIN_RUN: usize = 64;
/// So many wins in a row make a merge gallop.
const MIN_GALLOP: usize = 7;

/// Sorts `list` in place.
pub fn sort(vm: &Vm, list: Gc<PyList>, key: Value, reverse: bool) -> PyResult<()> {
    let values = list.items.take();
    let result = sort_items(vm, &values, key, reverse);
    let changed = !list.items.is_empty() || list.items.capacity() != 0;
    // What was added meanwhile is dropped, as the reference does.
    list.items.swap(&values);
    result?;
    if changed {
        return Err(vm.value_error("list modified during sort"));
    }
    Ok(())
}

fn sort_items(vm: &Vm, values: &GcVec, key: Value, reverse: bool) -> PyResult<()> {
    let n = values.len();
    let keyed = !key.is_none();
    let keys = GcVec::new();
    if keyed {
        keys.try_reserve(n)?;
        for i in 0..n {
            keys.push(vm.call(key, &[values.as_slice()[i]])?);
        }
    }
    if n < 2 {
        return Ok(());
    }
    // Reversing before and after keeps equal items in their order.
    if reverse {
        reverse_all(values, &keys);
    }
    let result = if !sort_plain(values, keyed.then_some(&keys)) {
        let spare = GcVec::new();
        spare.try_extend(values.as_slice())?;
        let spare_keys = GcVec::new();
        spare_keys.try_extend(keys.as_slice())?;
        // the vectors belong to this call; Python code that runs meanwhile can't reach them.
        let (main, buffer) = {
            (
                Rows { keys: if keyed { keys.as_ptr() } else { values.as_ptr() }, values: values.as_ptr(), keyed },
                Rows { keys: if keyed { spare_keys.as_ptr() } else { spare.as_ptr() }, values: spare.as_ptr(), keyed },
            )
        };
        let compare = Less::for_keys(vm, if keyed { keys.as_slice() } else { values.as_slice() });
        Sorter { vm, main, buffer, compare, n, min_gallop: MIN_GALLOP }.sort()
    } else {
        Ok(())
    };
    if reverse {
        reverse_all(values, &keys);
    }
    result
}

fn reverse_all(values: &GcVec, keys: &GcVec) {
    // SAFETY: permutations, and nothing else runs.
    unsafe {
        values.as_mut_slice().reverse();
        keys.as_mut_slice().reverse();
    }
}

/// Sorts without calling anything if the keys are all small ints, all str or all floats; false if they are not.
fn sort_plain(values: &GcVec, keys: Option<&GcVec>) -> bool {
    let subject = keys.unwrap_or(values).as_slice();
    if subject.iter().all(|k| k.is_small()) {
        sort_by(values, keys, |a, b| a.small_unchecked().cmp(&b.small_unchecked()));
    } else if subject.iter().all(|k| k.is_exact_str()) {
        sort_by(values, keys, |a, b| match (a.cast::<PyStr>(), b.cast::<PyStr>()) {
            // WTF-8 orders bytes as code points.
            (Some(a), Some(b)) => a.as_bytes().cmp(b.as_bytes()),
            _ => Ordering::Equal,
        });
    } else if subject.iter().all(|k| k.is_exact_float() && k.as_float().is_some_and(|f| !f.is_nan())) {
        sort_by(values, keys, |a, b| a.as_float().partial_cmp(&b.as_float()).unwrap_or(Ordering::Equal));
    } else {
        return false;
    }
    true
}

fn sort_by(values: &GcVec, keys: Option<&GcVec>, compare: impl Fn(Value, Value) -> Ordering) {
    // SAFETY: a permutation, and nothing else runs: the comparison calls no Python code.
    let items = unsafe { values.as_mut_slice() };
    match keys {
        None => items.sort_by(|&a, &b| compare(a, b)),
        Some(keys) => {
            let mut rows: Vec<(Value, u32)> = keys.as_slice().iter().copied().zip(0..).collect();
            rows.sort_by(|a, b| compare(a.0, b.0));
            let old = GcVec::from_slice(items);
            for (slot, (_, i)) in items.iter_mut().zip(rows) {
                *slot = old.as_slice()[i as usize];
            }
        }
    }
}

/// How two keys are compared.
#[derive(Clone, Copy)]
enum Less {
    /// By `<` on anything.
    Any,
    /// Tuples whose first items are tried first without looking at the types' slots.
    Tuples,
}

impl Less {
    fn for_keys(vm: &Vm, keys: &[Value]) -> Less {
        let _ = vm;
        let tuples = keys.iter().all(|k| k.is_cell() && k.shape() == shape::TUPLE);
        if tuples { Less::Tuples } else { Less::Any }
    }

    #[inline]
    fn less(self, vm: &Vm, a: Value, b: Value) -> PyResult<bool> {
        if let Less::Tuples = self
            && let (Some(x), Some(y)) = (a.cast::<PyTuple>(), b.cast::<PyTuple>())
            && let (Some(&x), Some(&y)) = (x.as_slice().first(), y.as_slice().first())
            && x.both_small(y)
            && x != y
        {
            return Ok(x.small_unchecked() < y.small_unchecked());
        }
        vm.compare_bool(a, b, CmpOp::Lt)
    }
}

/// Two parallel arrays: keys, and the values that move with them (the same array if there is no key function).
#[derive(Clone, Copy)]
struct Rows {
    keys: *mut Value,
    values: *mut Value,
    keyed: bool,
}

impl Rows {
    #[inline(always)]
    fn key(self, i: usize) -> Value {
        // SAFETY: callers stay inside the arrays, whose length all Rows of a sort share.
        unsafe { *self.keys.add(i) }
    }

    /// Copies `n` rows from `from` at `i` to `self` at `at`; the ranges may overlap.
    #[inline(always)]
    fn copy(self, at: usize, from: Rows, i: usize, n: usize) {
        // SAFETY: as above. No barrier is needed: the arrays end up with what they held, and both are young or hold the same items.
        unsafe {
            std::ptr::copy(from.values.add(i), self.values.add(at), n);
            if self.keyed {
                std::ptr::copy(from.keys.add(i), self.keys.add(at), n);
            }
        }
    }

    fn reverse(self, from: usize, to: usize) {
        // SAFETY: as above; a permutation.
        unsafe {
            std::slice::from_raw_parts_mut(self.values.add(from), to - from).reverse();
            if self.keyed {
                std::slice::from_raw_parts_mut(self.keys.add(from), to - from).reverse();
            }
        }
    }

    /// Moves row `from` to `to <= from`, shifting those between up.
    fn rotate_in(self, to: usize, from: usize) {
        // SAFETY: as above; a permutation.
        unsafe {
            std::slice::from_raw_parts_mut(self.values.add(to), from - to + 1).rotate_right(1);
            if self.keyed {
                std::slice::from_raw_parts_mut(self.keys.add(to), from - to + 1).rotate_right(1);
            }
        }
    }
}

/// A sorted stretch, and how high the boundary to the next run lies.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    len: usize,
    power: u32,
}

struct Sorter<'a> {
    vm: &'a Vm,
    main: Rows,
    buffer: Rows,
    compare: Less,
    n: usize,
    min_gallop: usize,
}

impl Sorter<'_> {
    #[inline]
    fn less(&self, a: Value, b: Value) -> PyResult<bool> {
        self.compare.less(self.vm, a, b)
    }

    fn sort(&mut self) -> PyResult<()> {
        let min_run = min_run(self.n);
        let mut stack: Vec<Run> = Vec::with_capacity(64);
        let mut start = 0;
        while start < self.n {
            let mut len = self.count_run(start)?;
            if len < min_run {
                let forced = min_run.min(self.n - start);
                self.insert_into(start, len, forced)?;
                len = forced;
            }
            if let Some(&top) = stack.last() {
                let power = boundary_power(top.start, top.len, len, self.n);
                while stack.len() > 1 && stack[stack.len() - 2].power > power {
                    self.merge_top(&mut stack)?;
                }
                if let Some(top) = stack.last_mut() {
                    top.power = power;
                }
            }
            stack.push(Run { start, len, power: 0 });
            start += len;
        }
        while stack.len() > 1 {
            self.merge_top(&mut stack)?;
        }
        Ok(())
    }

    /// Length of the run at `start`: ascending, or descending and then turned around. Stretches of equal items inside a
    /// descending run are turned around twice, so that they keep their order.
    fn count_run(&self, start: usize) -> PyResult<usize> {
        let (main, end) = (self.main, self.n);
        let falls = |i: usize| self.less(main.key(i), main.key(i - 1));
        let mut i = start + 1;
        while i < end && !falls(i)? {
            i += 1;
        }
        if i >= end {
            return Ok(end - start);
        }
        if i > start + 1 {
            // What precedes the fall may be all equal: then it begins a descending run.
            if self.less(main.key(start), main.key(i - 1))? {
                return Ok(i - start);
            }
            main.reverse(start, i);
        }
        i += 1;
        let mut equal = 0;
        while i < end {
            if falls(i)? {
                main.reverse(i - 1 - equal, i);
                equal = 0;
            } else if self.less(main.key(i - 1), main.key(i))? {
                break;
            } else {
                equal += 1;
            }
            i += 1;
        }
        main.reverse(i - 1 - equal, i);
        main.reverse(start, i);
        Ok(i - start)
    }

    /// Sorts `start..start + len`, of which the first `sorted` are sorted.
    fn insert_into(&self, start: usize, sorted: usize, len: usize) -> PyResult<()> {
        for i in start + sorted..start + len {
            let key = self.main.key(i);
            let (mut low, mut high) = (start, i);
            while low < high {
                let middle = low + (high - low) / 2;
                if self.less(key, self.main.key(middle))? {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            self.main.rotate_in(low, i);
        }
        Ok(())
    }

    fn merge_top(&mut self, stack: &mut Vec<Run>) -> PyResult<()> {
        let (Some(b), Some(a)) = (stack.pop(), stack.pop()) else { return Ok(()) };
        stack.push(Run { start: a.start, len: a.len + b.len, power: b.power });
        // What is in place already at both ends needs no merging.
        let skip = self.gallop_right(self.main.key(b.start), self.main, a.start, a.len, 0)?;
        let (start, left) = (a.start + skip, a.len - skip);
        if left == 0 {
            return Ok(());
        }
        let right = self.gallop_left(self.main.key(b.start - 1), self.main, b.start, b.len, b.len - 1)?;
        if right == 0 {
            return Ok(());
        }
        if left <= right { self.merge_low(start, left, right) } else { self.merge_high(start, left, right) }
    }

    /// Where `key` goes among the `len` sorted rows at `base`, left of equal ones; the search begins at `hint`.
    fn gallop_left(&self, key: Value, rows: Rows, base: usize, len: usize, hint: usize) -> PyResult<usize> {
        let below = |i: usize| self.less(rows.key(base + i), key);
        gallop(len, hint, below)
    }

    /// As [`Sorter::gallop_left`], right of equal ones.
    fn gallop_right(&self, key: Value, rows: Rows, base: usize, len: usize, hint: usize) -> PyResult<usize> {
        let below = |i: usize| self.less(key, rows.key(base + i)).map(|less| !less);
        gallop(len, hint, below)
    }

    /// Merges `left` rows at `start` with the `right` rows behind them; the left half goes through the buffer.
    fn merge_low(&mut self, start: usize, left: usize, right: usize) -> PyResult<()> {
        self.buffer.copy(0, self.main, start, left);
        let mut state = Merge { out: start, a: 0, a_end: left, b: start + left, b_end: start + left + right };
        let result = self.merge_low_loop(&mut state);
        // Finished or not: what is left of the buffer fits exactly in front of what is left of the right half.
        self.main.copy(state.out, self.buffer, state.a, state.a_end - state.a);
        result
    }

    fn merge_low_loop(&mut self, m: &mut Merge) -> PyResult<()> {
        let mut min_gallop = self.min_gallop;
        while m.a < m.a_end && m.b < m.b_end {
            let (mut a_wins, mut b_wins) = (0, 0);
            while a_wins < min_gallop && b_wins < min_gallop {
                if self.less(self.main.key(m.b), self.buffer.key(m.a))? {
                    self.main.copy(m.out, self.main, m.b, 1);
                    m.b += 1;
                    (a_wins, b_wins) = (0, b_wins + 1);
                } else {
                    self.main.copy(m.out, self.buffer, m.a, 1);
                    m.a += 1;
                    (a_wins, b_wins) = (a_wins + 1, 0);
                }
                m.out += 1;
                if m.a == m.a_end || m.b == m.b_end {
                    self.min_gallop = min_gallop;
                    return Ok(());
                }
            }
            min_gallop += 1;
            loop {
                min_gallop = min_gallop.saturating_sub(1).max(1);
                let k = self.gallop_right(self.main.key(m.b), self.buffer, m.a, m.a_end - m.a, 0)?;
                self.main.copy(m.out, self.buffer, m.a, k);
                m.a += k;
                m.out += k;
                if m.a == m.a_end {
                    break;
                }
                let j = self.gallop_left(self.buffer.key(m.a), self.main, m.b, m.b_end - m.b, 0)?;
                self.main.copy(m.out, self.main, m.b, j);
                m.b += j;
                m.out += j;
                if m.b == m.b_end || k < MIN_GALLOP && j < MIN_GALLOP {
                    break;
                }
            }
            min_gallop += 1;
        }
        self.min_gallop = min_gallop;
        Ok(())
    }

    /// As [`Sorter::merge_low`], from the right end; the right half goes through the buffer.
    fn merge_high(&mut self, start: usize, left: usize, right: usize) -> PyResult<()> {
        self.buffer.copy(0, self.main, start + left, right);
        // The ends count down; `out` is one past the next place to fill.
        let mut state = Merge { out: start + left + right, a: start, a_end: start + left, b: 0, b_end: right };
        let result = self.merge_high_loop(&mut state);
        let rest = state.b_end - state.b;
        self.main.copy(state.out - rest, self.buffer, state.b, rest);
        result
    }

    fn merge_high_loop(&mut self, m: &mut Merge) -> PyResult<()> {
        let mut min_gallop = self.min_gallop;
        while m.a < m.a_end && m.b < m.b_end {
            let (mut a_wins, mut b_wins) = (0, 0);
            while a_wins < min_gallop && b_wins < min_gallop {
                if self.less(self.buffer.key(m.b_end - 1), self.main.key(m.a_end - 1))? {
                    m.out -= 1;
                    m.a_end -= 1;
                    self.main.copy(m.out, self.main, m.a_end, 1);
                    (a_wins, b_wins) = (a_wins + 1, 0);
                } else {
                    m.out -= 1;
                    m.b_end -= 1;
                    self.main.copy(m.out, self.buffer, m.b_end, 1);
                    (a_wins, b_wins) = (0, b_wins + 1);
                }
                if m.a == m.a_end || m.b == m.b_end {
                    self.min_gallop = min_gallop;
                    return Ok(());
                }
            }
            min_gallop += 1;
            loop {
                min_gallop = min_gallop.saturating_sub(1).max(1);
                let len = m.a_end - m.a;
                let keep = self.gallop_right(self.buffer.key(m.b_end - 1), self.main, m.a, len, len - 1)?;
                let k = len - keep;
                m.out -= k;
                m.a_end -= k;
                self.main.copy(m.out, self.main, m.a_end, k);
                if m.a == m.a_end {
                    break;
                }
                let len = m.b_end - m.b;
                let keep = self.gallop_left(self.main.key(m.a_end - 1), self.buffer, m.b, len, len - 1)?;
                let j = len - keep;
                m.out -= j;
                m.b_end -= j;
                self.main.copy(m.out, self.buffer, m.b_end, j);
                if m.b == m.b_end || k < MIN_GALLOP && j < MIN_GALLOP {
                    break;
                }
            }
            min_gallop += 1;
        }
        self.min_gallop = min_gallop;
        Ok(())
    }
}

/// Where a merge stands: the next place to fill and what is left of both halves.
struct Merge {
    out: usize,
    a: usize,
    a_end: usize,
    b: usize,
    b_end: usize,
}

/// The number of leading positions of `0..len` for which `below` holds (it holds up to some point and not after), searched from `hint`
/// in steps that double.
fn gallop(len: usize, hint: usize, below: impl Fn(usize) -> PyResult<bool>) -> PyResult<usize> {
    let (mut low, mut high);
    if below(hint)? {
        let (mut last, mut step) = (hint, 1);
        loop {
            let next = hint + step;
            if next >= len {
                high = len;
                break;
            }
            if !below(next)? {
                high = next;
                break;
            }
            last = next;
            step = step * 2 + 1;
        }
        low = last + 1;
    } else {
        let (mut last, mut step) = (hint, 1);
        loop {
            if step > hint {
                low = 0;
                break;
            }
            let next = hint - step;
            if below(next)? {
                low = next + 1;
                break;
            }
            last = next;
            step = step * 2 + 1;
        }
        high = last;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if below(middle)? {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// A length between 32 and 64 such that `n` is about that times a power of two.
fn min_run(mut n: usize) -> usize {
    let mut odd = 0;
    while n >= MIN_RUN {
        odd |= n & 1;
        n >>= 1;
    }
    n + odd
}

/// The level in the tree over `0..n` at which the midpoints of two neighboring runs part: the number of leading binary digits of
/// `midpoint / n` that agree, plus one.
fn boundary_power(start: usize, left: usize, right: usize, n: usize) -> u32 {
    // Twice the midpoints.
    let (mut a, mut b) = (2 * start + left, 2 * start + 2 * left + right);
    let n = 2 * n;
    let mut power = 0;
    loop {
        power += 1;
        let (digit_a, digit_b) = (2 * a >= n, 2 * b >= n);
        if digit_a != digit_b {
            return power;
        }
        a = 2 * a - if digit_a { n } else { 0 };
        b = 2 * b - if digit_b { n } else { 0 };
    }
}
