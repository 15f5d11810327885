//! `atexit`: functions that run when the interpreter ends.
//!
//! The list is one of the VM's named values; what ends the interpreter calls `_run_exitfuncs`.

use taipan_interp::native::pymodule;

/// Lets a program register functions that run when the interpreter exits normally.
#[pymodule(name = "atexit")]
pub mod atexit {
    use taipan_interp::native::*;

    const CALLBACKS: &str = "atexit.callbacks";

    /// Tuples of function, positional arguments and keyword arguments or None.
    fn callbacks(vm: &Vm) -> Gc<PyList> {
        match vm.get_static(CALLBACKS).and_then(|list| list.cast::<PyList>()) {
            Some(list) => list,
            None => {
                let list = PyList::new(&[]);
                vm.set_static(CALLBACKS, list.value());
                list
            }
        }
    }

    /// Registers a function to be called with the given arguments when the interpreter exits; gives the function.
    #[pyfunction(sig = "(func, /, *args, **kwargs)")]
    fn register(vm: &Vm, func: Value, args: &[Value], kwargs: Kwargs<'_>) -> PyResult {
        if !vm.is_callable(func) {
            return Err(vm.type_error("the first argument must be callable"));
        }
        let names = match kwargs.is_empty() {
            true => Value::NONE,
            false => {
                let dict = vm.new_dict();
                kwargs.iter().for_each(|(name, value)| dict.set_str(name, value));
                dict.value()
            }
        };
        callbacks(vm).items.push(PyTuple::new(&[func, PyTuple::new(args).value(), names]).value());
        Ok(func)
    }

    /// Forgets all registered functions.
    #[pyfunction]
    fn _clear(vm: &Vm) {
        callbacks(vm).items.clear();
    }

    /// The number of registered functions.
    #[pyfunction]
    fn _ncallbacks(vm: &Vm) -> usize {
        callbacks(vm).items.len()
    }

    /// Calls and forgets the registered functions, the last one first. Their exceptions are reported and ignored.
    #[pyfunction]
    fn _run_exitfuncs(vm: &Vm) {
        let list = callbacks(vm);
        while let Some(entry) = list.items.pop() {
            let Some(entry) = entry.cast::<PyTuple>() else { continue };
            let &[func, args, kwargs] = entry.as_slice() else { continue };
            let args = args.cast::<PyTuple>().unwrap_or_else(|| PyTuple::new(&[]));
            if vm.call_dict(func, args.as_slice(), kwargs.cast::<PyDict>()).is_err() {
                vm.write_unraisable(Some(func), "Exception ignored in atexit callback");
            }
        }
    }

    /// Forgets a function, however often it was registered.
    #[pyfunction]
    fn unregister(vm: &Vm, func: Value) -> PyResult<()> {
        let list = callbacks(vm);
        // From the end: a comparison may change the list.
        let mut i = list.items.len();
        while i > 0 {
            i -= 1;
            let Some(entry) = list.items.get(i).and_then(|entry| entry.cast::<PyTuple>()) else { continue };
            let is_it = vm.equal(entry.as_slice()[0], func)?;
            if is_it && list.items.get(i) == Some(entry.value()) {
                list.items.remove(i);
            }
        }
        Ok(())
    }
}
