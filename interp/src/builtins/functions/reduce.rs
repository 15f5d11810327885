//! `all`, `any`, `sum`, `min`, `max`.

use super::super::prelude::*;
use crate::protocol::BinOp;

/// Part of builtins.
#[pymodule(name = "builtins")]
pub mod builtins {
    use super::*;

    /// Whether all items are true.
    #[pyfunction(sig = "(iterable, /)")]
    fn all(vm: &Vm, iterable: Value) -> PyResult<bool> {
        vm.for_each_until(iterable, |item| vm.truth(item).map(|t| !t)).map(|stopped| !stopped)
    }

    /// Whether some item is true.
    #[pyfunction(sig = "(iterable, /)")]
    fn any(vm: &Vm, iterable: Value) -> PyResult<bool> {
        vm.for_each_until(iterable, |item| vm.truth(item))
    }

    /// The sum of the items and a start value.
    #[pyfunction(sig = "(iterable, /, start=0)")]
    fn sum(vm: &Vm, iterable: Value, start: Option<Value>) -> PyResult {
        sum_from(vm, iterable, start.unwrap_or(Value::small(0)))
    }

    /// The smallest item of an iterable, or the smallest of several arguments.
    #[pyfunction]
    fn min(vm: &Vm, args: Args) -> PyResult {
        extreme(vm, args, "min", CmpOp::Lt)
    }

    /// The largest item of an iterable, or the largest of several arguments.
    #[pyfunction]
    fn max(vm: &Vm, args: Args) -> PyResult {
        extreme(vm, args, "max", CmpOp::Gt)
    }
}

/// Adds with compensation for floats (Neumaier), as CPython does since 3.12.
fn sum_from(vm: &Vm, iterable: Value, start: Value) -> PyResult {
    if start.is::<PyStr>() {
        return Err(vm.type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    if start.is::<PyBytes>() {
        return Err(vm.type_error("sum() can't sum bytes [use b''.join(seq) instead]"));
    }
    if start.is::<PyByteArray>() {
        return Err(vm.type_error("sum() can't sum bytearray [use b''.join(seq) instead]"));
    }
    let total = PyList::new(&[start]);
    // A running float sum and its compensation, while all items are floats or ints.
    let float: Cell<Option<(f64, f64)>> =
        Cell::new(if start.is_exact_float() { start.as_float().map(|f| (f, 0.0)) } else { None });
    let flush = |vm: &Vm| -> PyResult {
        let _ = vm;
        Ok(match float.take() {
            Some((sum, c)) => {
                let total = if c != 0.0 && c.is_finite() { sum + c } else { sum };
                Value::float(total)
            }
            None => total.items.as_slice()[0],
        })
    };
    vm.for_each(iterable, |item| {
        if let Some((sum, c)) = float.get() {
            let x = if item.is_exact_float() {
                item.as_float()
            } else if item.is_small() {
                Some(item.small_unchecked() as f64)
            } else {
                None
            };
            if let Some(x) = x {
                let t = sum + x;
                let c = if item.is_exact_float() {
                    if sum.abs() >= x.abs() { c + ((sum - t) + x) } else { c + ((x - t) + sum) }
                } else {
                    c
                };
                float.set(Some((t, c)));
                return Ok(());
            }
            let so_far = flush(vm)?;
            total.items.set(0, vm.binary(BinOp::Add, so_far, item)?);
            return Ok(());
        }
        let so_far = total.items.as_slice()[0];
        if so_far.both_small(item)
            && let Some(sum) = Value::try_int(so_far.small_unchecked() + item.small_unchecked())
        {
            total.items.set(0, sum);
            return Ok(());
        }
        if item.is_exact_float() && so_far.is_exact_int() {
            let start = vm.to_f64(so_far)?;
            let x = item.as_float().unwrap_or(0.0);
            let t = start + x;
            let c = if start.abs() >= x.abs() { (start - t) + x } else { (x - t) + start };
            float.set(Some((t, c)));
            return Ok(());
        }
        total.items.set(0, vm.binary(BinOp::Add, so_far, item)?);
        Ok(())
    })?;
    flush(vm)
}

fn extreme(vm: &Vm, args: Args<'_>, name: &str, op: CmpOp) -> PyResult {
    if args.pos.len() >= 2 && args.kwnames.is_none() {
        let mut best = args.pos[0];
        for &item in &args.pos[1..] {
            if vm.compare_bool(item, best, op)? {
                best = item;
            }
        }
        return Ok(best);
    }
    let (mut key, mut default) = (None, None);
    for (k, v) in args.kwargs() {
        match k.as_bytes() {
            b"key" => key = Some(v).filter(|v| !v.is_none()),
            b"default" => default = Some(v),
            _ => {
                let key = k.to_string_lossy();
                let hint = suggestion(&key, ["key", "default"].into_iter())
                    .map(|s| format!(". Did you mean '{s}'?"))
                    .unwrap_or_default();
                return Err(vm.type_error(format!("{name}() got an unexpected keyword argument '{key}'{hint}")));
            }
        }
    }
    if args.pos.is_empty() {
        return Err(vm.type_error(format!("{name} expected at least 1 argument, got 0")));
    }
    let iterable = if args.pos.len() == 1 {
        args.pos[0]
    } else {
        if default.is_some() {
            return Err(
                vm.type_error(format!("Cannot specify a default for {name}() with multiple positional arguments"))
            );
        }
        PyTuple::new(args.pos).value()
    };
    // Best item and its key, on the native stack.
    let best: Cell<Option<(Value, Value)>> = Cell::new(None);
    vm.for_each(iterable, |item| {
        let k = match key {
            Some(f) => vm.call(f, &[item])?,
            None => item,
        };
        match best.get() {
            Some((_, least)) if !vm.compare_bool(k, least, op)? => {}
            _ => best.set(Some((item, k))),
        }
        Ok(())
    })?;
    match (best.get(), default) {
        (Some((item, _)), _) => Ok(item),
        (None, Some(default)) => Ok(default),
        (None, None) => Err(vm.value_error(format!("{name}() iterable argument is empty"))),
    }
}
