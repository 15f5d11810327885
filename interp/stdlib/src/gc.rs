//! `gc`: the collector's interface. Collections are real; thresholds are kept but do not steer the heap, which has its own.

/// Access to the garbage collector.
#[taipan_interp::native::pymodule(name = "gc")]
#[allow(clippy::module_inception)]
pub mod gc {
    use crate::support::set_in_module;
    use std::cell::Cell;
    use taipan_gc::{Collection, heap};
    use taipan_interp::native::*;

    #[pyattr]
    const DEBUG_STATS: i64 = 1;
    #[pyattr]
    const DEBUG_COLLECTABLE: i64 = 2;
    #[pyattr]
    const DEBUG_UNCOLLECTABLE: i64 = 4;
    #[pyattr]
    const DEBUG_SAVEALL: i64 = 32;
    #[pyattr]
    const DEBUG_LEAK: i64 = 38;

    /// Settings and counters of the process.
    struct State {
        thresholds: [Cell<i64>; 3],
        debug: Cell<i64>,
        /// Per generation: collections asked for, objects found.
        counts: [Cell<(u64, u64)>; 3],
        collecting: Cell<bool>,
    }

    // SAFETY: used by the thread that holds the interpreter's lock only.
    unsafe impl Sync for State {}

    static STATE: State = State {
        thresholds: [Cell::new(2000), Cell::new(10), Cell::new(10)],
        debug: Cell::new(0),
        counts: [const { Cell::new((0, 0)) }; 3],
        collecting: Cell::new(false),
    };

    /// Turns automatic collection on.
    #[pyfunction(sig = "()")]
    fn enable(vm: &Vm) {
        vm.gc_enabled.set(true);
    }

    /// Turns automatic collection off, as far as the heap has room.
    #[pyfunction(sig = "()")]
    fn disable(vm: &Vm) {
        vm.gc_enabled.set(false);
    }

    /// Whether automatic collection is on.
    #[pyfunction(sig = "()")]
    fn isenabled(vm: &Vm) -> bool {
        vm.gc_enabled.get()
    }

    /// Collects now; gives the number of unreachable objects found. Generations 0 and 1 mean the young objects only.
    #[pyfunction(sig = "(generation=2)")]
    fn collect(vm: &Vm, generation: i32) -> PyResult<usize> {
        let Some(counts) = usize::try_from(generation).ok().and_then(|g| STATE.counts.get(g)) else {
            return Err(vm.value_error("invalid generation"));
        };
        if STATE.collecting.replace(true) {
            return Ok(0);
        }
        let what = if generation == 2 { Collection::Major } else { Collection::Minor };
        call_back(vm, "start", generation, 0);
        let keep = STATE.debug.get() & DEBUG_SAVEALL != 0;
        let (found, kept) = vm.collect_and_count(what, keep);
        let (n, total) = counts.get();
        counts.set((n + 1, total + found as u64));
        let saved = if keep { save(vm, kept) } else { Ok(()) };
        call_back(vm, "stop", generation, found);
        STATE.collecting.set(false);
        saved.map(|()| found)
    }

    fn save(vm: &Vm, kept: Gc<PyList>) -> PyResult<()> {
        if let Some(garbage) = vm.get_static("gc.garbage").and_then(|g| g.cast::<PyList>()) {
            for &value in kept.items.as_slice() {
                garbage.items.push(value);
            }
        }
        Ok(())
    }

    /// Tells `gc.callbacks` about a collection.
    fn call_back(vm: &Vm, phase: &str, generation: i32, found: usize) {
        let Some(callbacks) = vm.get_static("gc.callbacks").and_then(|c| c.cast::<PyList>()) else { return };
        let mut i = 0;
        while let Some(&callback) = callbacks.items.as_slice().get(i) {
            i += 1;
            let info = vm.new_dict();
            info.set_str(vm.intern("generation"), Value::int(generation as i64));
            info.set_str(vm.intern("collected"), Value::int(found as i64));
            info.set_str(vm.intern("uncollectable"), Value::int(0));
            if vm.call(callback, &[vm.new_str(phase).value(), info.value()]).is_err() {
                vm.write_unraisable(Some(callback), "Exception ignored while calling GC callback");
            }
        }
    }

    /// Sets the debugging flags.
    #[pyfunction(sig = "(flags, /)")]
    fn set_debug(flags: i32) {
        STATE.debug.set(flags as i64);
    }

    /// The debugging flags.
    #[pyfunction(sig = "()")]
    fn get_debug() -> i64 {
        STATE.debug.get()
    }

    /// Sets the thresholds; 0 as the first one disables automatic collection.
    #[pyfunction]
    fn set_threshold(vm: &Vm, args: Args) -> PyResult<()> {
        check_no_kwargs(vm, "set_threshold", args)?;
        if !(1..=3).contains(&args.pos.len()) {
            return Err(vm.type_error("gc.set_threshold requires 1 to 3 arguments"));
        }
        let mut values = [None; 3];
        for (value, &arg) in values.iter_mut().zip(args.pos) {
            *value = Some(vm.to_isize(arg)? as i64);
        }
        for (place, value) in STATE.thresholds.iter().zip(values) {
            if let Some(value) = value {
                place.set(value);
            }
        }
        Ok(())
    }

    /// The thresholds.
    #[pyfunction(sig = "()")]
    fn get_threshold(vm: &Vm) -> Gc<PyTuple> {
        vm.new_tuple(&[0, 1, 2].map(|i: usize| Value::int(STATE.thresholds[i].get())))
    }

    /// The collection counts: here, kilobytes allocated since the last collection, and two zeros.
    #[pyfunction(sig = "()")]
    fn get_count(vm: &Vm) -> Gc<PyTuple> {
        let young = heap().allocated_bytes() / 1024;
        vm.new_tuple(&[Value::int(young as i64), Value::int(0), Value::int(0)])
    }

    /// A list of dicts with counters, one for each generation.
    #[pyfunction(sig = "()")]
    fn get_stats(vm: &Vm) -> Gc<PyList> {
        let list = vm.new_list(&[]);
        let automatic = heap().stats();
        for (i, counts) in STATE.counts.iter().enumerate() {
            let (asked, found) = counts.get();
            let runs = match i {
                0 => automatic.minor.saturating_sub(STATE.counts[1].get().0),
                1 => asked,
                _ => automatic.major,
            };
            let dict = vm.new_dict();
            dict.set_str(vm.intern("collections"), Value::int(runs as i64));
            dict.set_str(vm.intern("collected"), Value::int(found as i64));
            dict.set_str(vm.intern("uncollectable"), Value::int(0));
            list.items.push(dict.value());
        }
        list
    }

    /// A list of all objects that the collector follows, or of those of one generation.
    #[pyfunction(sig = "(generation=None)")]
    fn get_objects(vm: &Vm, #[default(Value::NONE)] generation: Value) -> PyResult<Gc<PyList>> {
        if generation.is_none() {
            return Ok(vm.heap_objects(None));
        }
        match vm.to_isize(generation)? {
            0 => Ok(vm.heap_objects(Some(false))),
            1 => Ok(vm.new_list(&[])),
            2 => Ok(vm.heap_objects(Some(true))),
            n if n < 0 => Err(vm.value_error("generation parameter cannot be negative")),
            _ => Err(vm.value_error("generation parameter must be less than the number of available generations (3)")),
        }
    }

    /// Whether the collector follows an object.
    #[pyfunction(sig = "(obj, /)")]
    fn is_tracked(vm: &Vm, obj: Value) -> bool {
        vm.is_gc_tracked(obj)
    }

    /// Whether an object's finalizer has run.
    #[pyfunction(sig = "(obj, /)")]
    fn is_finalized(vm: &Vm, obj: Value) -> bool {
        vm.gc_is_finalized(obj)
    }

    /// The objects that refer directly to any of these.
    #[pyfunction(sig = "(*objs)")]
    fn get_referrers(vm: &Vm, objs: &[Value]) -> Gc<PyList> {
        vm.gc_referrers(objs)
    }

    /// The objects that these refer to directly.
    #[pyfunction(sig = "(*objs)")]
    fn get_referents(vm: &Vm, objs: &[Value]) -> Gc<PyList> {
        let list = vm.new_list(&[]);
        for &object in objs {
            vm.gc_referents(object, list);
        }
        list
    }

    /// Hides all objects there are from get_objects().
    #[pyfunction(sig = "()")]
    fn freeze(vm: &Vm) {
        vm.gc_freeze(true);
    }

    /// Shows them again.
    #[pyfunction(sig = "()")]
    fn unfreeze(vm: &Vm) {
        vm.gc_freeze(false);
    }

    /// Number of frozen objects.
    #[pyfunction(sig = "()")]
    fn get_freeze_count(vm: &Vm) -> usize {
        vm.gc_freeze_count()
    }

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        for (name, key) in [("garbage", "gc.garbage"), ("callbacks", "gc.callbacks")] {
            let list = vm.new_list(&[]).value();
            vm.set_static(key, list);
            set_in_module(vm, module, name, list);
        }
        Ok(())
    }
}
