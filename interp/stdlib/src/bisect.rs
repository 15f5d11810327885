//! `_bisect`: where an item belongs in a sorted sequence.

use taipan_interp::native::*;

/// Where to look.
struct Span {
    low: isize,
    high: Option<isize>,
}

/// The position for `item` in `sequence`: behind equal items if `RIGHT`. `key` is applied to the sequence's items only.
fn find<const RIGHT: bool>(vm: &Vm, sequence: Value, item: Value, span: Span, key: Option<Value>) -> PyResult<usize> {
    let mut low = usize::try_from(span.low).map_err(|_| vm.value_error("lo must be non-negative"))?;
    let mut high = match span.high {
        Some(high) => high.max(0) as usize,
        None => vm.len(sequence)?,
    };
    while low < high {
        let middle = low + (high - low) / 2;
        let mut found = match sequence.cast::<PyList>().filter(|_| sequence.shape() == taipan_object::shape::LIST) {
            Some(list) => list.items.get(middle).ok_or_else(|| vm.index_error("list index out of range"))?,
            None => match vm.slots_of(sequence).sq_item {
                Some(item) => item(vm, sequence, middle as isize)?,
                None => vm.get_item(sequence, Value::uint(middle as u64))?,
            },
        };
        if let Some(key) = key {
            found = vm.call(key, &[found])?;
        }
        let (a, b) = if RIGHT { (item, found) } else { (found, item) };
        if vm.compare_bool(a, b, CmpOp::Lt)? == RIGHT {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(low)
}

/// Inserts `item` where it belongs.
fn insert<const RIGHT: bool>(vm: &Vm, sequence: Value, item: Value, span: Span, key: Option<Value>) -> PyResult<()> {
    let sought = match key {
        Some(key) => vm.call(key, &[item])?,
        None => item,
    };
    let at = find::<RIGHT>(vm, sequence, sought, span, key)?;
    if let Some(list) = sequence.cast::<PyList>().filter(|_| sequence.shape() == taipan_object::shape::LIST) {
        list.items.try_reserve(1)?;
        list.items.insert(at.min(list.items.len()), item);
        return Ok(());
    }
    vm.call_method(sequence, "insert", &[Value::uint(at as u64), item]).map(|_| ())
}

/// Where an item belongs in a sorted sequence, found by halving.
#[taipan_interp::native::pymodule(name = "_bisect")]
pub mod module {
    use super::{Span, find, insert};
    use taipan_interp::native::*;

    fn given(key: Option<Value>) -> Option<Value> {
        key.filter(|key| !key.is_none())
    }

    /// The position behind all items of the sorted sequence a that are not larger than x.
    #[pyfunction(sig = "(a, x, lo=0, hi=None, *, key=None)")]
    fn bisect_right(
        vm: &Vm,
        a: Value,
        x: Value,
        #[default(0)] lo: isize,
        hi: Option<isize>,
        #[default(None)] key: Option<Value>,
    ) -> PyResult<usize> {
        find::<true>(vm, a, x, Span { low: lo, high: hi }, given(key))
    }

    /// The position before all items of the sorted sequence a that are not smaller than x.
    #[pyfunction(sig = "(a, x, lo=0, hi=None, *, key=None)")]
    fn bisect_left(
        vm: &Vm,
        a: Value,
        x: Value,
        #[default(0)] lo: isize,
        hi: Option<isize>,
        #[default(None)] key: Option<Value>,
    ) -> PyResult<usize> {
        find::<false>(vm, a, x, Span { low: lo, high: hi }, given(key))
    }

    /// Inserts x into the sorted sequence a behind all items that are not larger.
    #[pyfunction(sig = "(a, x, lo=0, hi=None, *, key=None)")]
    fn insort_right(
        vm: &Vm,
        a: Value,
        x: Value,
        #[default(0)] lo: isize,
        hi: Option<isize>,
        #[default(None)] key: Option<Value>,
    ) -> PyResult<()> {
        insert::<true>(vm, a, x, Span { low: lo, high: hi }, given(key))
    }

    /// Inserts x into the sorted sequence a before all items that are not smaller.
    #[pyfunction(sig = "(a, x, lo=0, hi=None, *, key=None)")]
    fn insort_left(
        vm: &Vm,
        a: Value,
        x: Value,
        #[default(0)] lo: isize,
        hi: Option<isize>,
        #[default(None)] key: Option<Value>,
    ) -> PyResult<()> {
        insert::<false>(vm, a, x, Span { low: lo, high: hi }, given(key))
    }
}
