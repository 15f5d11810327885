//! `_heapq`: heaps in lists, smallest or largest item first.
//!
//! Comparisons may run Python code that changes the list: positions are checked against the length that the heap had.

use taipan_interp::native::*;

/// Whether `a` belongs nearer to the root than `b`.
#[inline(always)]
fn before<const MAX: bool>(vm: &Vm, a: Value, b: Value) -> PyResult<bool> {
    let (a, b) = if MAX { (b, a) } else { (a, b) };
    if a.both_small(b) {
        return Ok(a.small_unchecked() < b.small_unchecked());
    }
    if a.is_immediate_float() && b.is_immediate_float() {
        return Ok(a.float_unchecked() < b.float_unchecked());
    }
    vm.compare_bool(a, b, CmpOp::Lt)
}

#[cold]
fn changed(vm: &Vm) -> Raised {
    vm.runtime_error("list changed size during iteration")
}

/// Item `i` of a heap that has `len` items.
#[inline(always)]
fn at(vm: &Vm, heap: Gc<PyList>, i: usize, len: usize) -> PyResult {
    if heap.items.len() != len {
        return Err(changed(vm));
    }
    heap.items.get(i).ok_or_else(|| changed(vm))
}

/// Moves the item at `pos` up until its parent belongs before it, at most to `start`.
fn sift_up<const MAX: bool>(vm: &Vm, heap: Gc<PyList>, start: usize, mut pos: usize) -> PyResult<()> {
    let len = heap.items.len();
    let item = at(vm, heap, pos, len)?;
    while pos > start {
        let parent_at = (pos - 1) >> 1;
        let parent = at(vm, heap, parent_at, len)?;
        let belongs = before::<MAX>(vm, item, parent)?;
        // The comparison may have changed the list: what is exchanged is what is there now.
        let (item, parent) = (at(vm, heap, pos, len)?, at(vm, heap, parent_at, len)?);
        if !belongs {
            break;
        }
        heap.items.set(parent_at, item);
        heap.items.set(pos, parent);
        pos = parent_at;
    }
    Ok(())
}

/// Moves the item at `pos` down to a leaf, the better child up each time, then up again to its place.
fn sift_down<const MAX: bool>(vm: &Vm, heap: Gc<PyList>, mut pos: usize) -> PyResult<()> {
    let (len, start) = (heap.items.len(), pos);
    // Positions below this have a child.
    let limit = len >> 1;
    while pos < limit {
        let mut child_at = 2 * pos + 1;
        if child_at + 1 < len {
            let (left, right) = (at(vm, heap, child_at, len)?, at(vm, heap, child_at + 1, len)?);
            if !before::<MAX>(vm, left, right)? {
                child_at += 1;
            }
        }
        let (child, item) = (at(vm, heap, child_at, len)?, at(vm, heap, pos, len)?);
        heap.items.set(child_at, item);
        heap.items.set(pos, child);
        pos = child_at;
    }
    sift_up::<MAX>(vm, heap, start, pos)
}

fn push<const MAX: bool>(vm: &Vm, heap: Gc<PyList>, item: Value) -> PyResult<()> {
    heap.items.try_reserve(1)?;
    heap.items.push(item);
    sift_up::<MAX>(vm, heap, 0, heap.items.len() - 1)
}

#[cold]
fn empty(vm: &Vm) -> Raised {
    vm.index_error("index out of range")
}

fn pop<const MAX: bool>(vm: &Vm, heap: Gc<PyList>) -> PyResult {
    let last = heap.items.pop().ok_or_else(|| empty(vm))?;
    let Some(first) = heap.items.get(0) else { return Ok(last) };
    heap.items.set(0, last);
    sift_down::<MAX>(vm, heap, 0)?;
    Ok(first)
}

fn replace<const MAX: bool>(vm: &Vm, heap: Gc<PyList>, item: Value) -> PyResult {
    let first = heap.items.get(0).ok_or_else(|| empty(vm))?;
    heap.items.set(0, item);
    sift_down::<MAX>(vm, heap, 0)?;
    Ok(first)
}

fn push_pop<const MAX: bool>(vm: &Vm, heap: Gc<PyList>, item: Value) -> PyResult {
    let Some(first) = heap.items.get(0) else { return Ok(item) };
    if !before::<MAX>(vm, first, item)? {
        return Ok(item);
    }
    let first = heap.items.get(0).ok_or_else(|| empty(vm))?;
    heap.items.set(0, item);
    sift_down::<MAX>(vm, heap, 0)?;
    Ok(first)
}

fn make<const MAX: bool>(vm: &Vm, heap: Gc<PyList>) -> PyResult<()> {
    for i in (0..heap.items.len() / 2).rev() {
        sift_down::<MAX>(vm, heap, i)?;
    }
    Ok(())
}

/// Heaps: lists in which each item is not larger than the items at twice its position plus one and plus two.
#[taipan_interp::native::pymodule(name = "_heapq")]
pub mod module {
    use taipan_interp::native::*;

    #[pyattr]
    const __about__: &str = "Heaps keep the smallest (or largest) of a changing collection at hand: adding an item and taking \
        the first away take logarithmic time. A heap is a list a with a[k] <= a[2*k+1] and a[k] <= a[2*k+2] for all k.";

    /// Adds an item to a heap.
    #[pyfunction]
    fn heappush(vm: &Vm, heap: Gc<PyList>, item: Value) -> PyResult<()> {
        super::push::<false>(vm, heap, item)
    }

    /// Removes and gives the smallest item of a heap.
    #[pyfunction]
    fn heappop(vm: &Vm, heap: Gc<PyList>) -> PyResult {
        super::pop::<false>(vm, heap)
    }

    /// Removes and gives the smallest item of a heap, and adds an item.
    #[pyfunction]
    fn heapreplace(vm: &Vm, heap: Gc<PyList>, item: Value) -> PyResult {
        super::replace::<false>(vm, heap, item)
    }

    /// Adds an item to a heap, then removes and gives the smallest.
    #[pyfunction]
    fn heappushpop(vm: &Vm, heap: Gc<PyList>, item: Value) -> PyResult {
        super::push_pop::<false>(vm, heap, item)
    }

    /// Makes a list a heap, in linear time.
    #[pyfunction]
    fn heapify(vm: &Vm, heap: Gc<PyList>) -> PyResult<()> {
        super::make::<false>(vm, heap)
    }

    /// Adds an item to a max-heap.
    #[pyfunction]
    fn heappush_max(vm: &Vm, heap: Gc<PyList>, item: Value) -> PyResult<()> {
        super::push::<true>(vm, heap, item)
    }

    /// Removes and gives the largest item of a max-heap.
    #[pyfunction]
    fn heappop_max(vm: &Vm, heap: Gc<PyList>) -> PyResult {
        super::pop::<true>(vm, heap)
    }

    /// Removes and gives the largest item of a max-heap, and adds an item.
    #[pyfunction]
    fn heapreplace_max(vm: &Vm, heap: Gc<PyList>, item: Value) -> PyResult {
        super::replace::<true>(vm, heap, item)
    }

    /// Adds an item to a max-heap, then removes and gives the largest.
    #[pyfunction]
    fn heappushpop_max(vm: &Vm, heap: Gc<PyList>, item: Value) -> PyResult {
        super::push_pop::<true>(vm, heap, item)
    }

    /// Makes a list a max-heap, in linear time.
    #[pyfunction]
    fn heapify_max(vm: &Vm, heap: Gc<PyList>) -> PyResult<()> {
        super::make::<true>(vm, heap)
    }
}
