//! `_taipan_lib`: the embedded library's files, for the path finder in `Lib/own/_taipan_embedded.py`.

/// The standard library inside the binary. Paths are relative to its root and use forward slashes.
#[taipan_interp::native::pymodule(name = "_taipan_lib")]
pub mod taipan_lib {
    use taipan_interp::bootstrap;
    use taipan_interp::native::*;

    /// (path of the source, is_package) of a module by its full name, or None.
    #[pyfunction(sig = "(name, /)")]
    fn find(vm: &Vm, name: Gc<PyStr>) -> Value {
        match name.as_str().and_then(vm.hooks().library.find) {
            Some(found) => vm.new_tuple(&[PyStr::new(found.path).value(), Value::bool(found.is_package)]).value(),
            None => Value::NONE,
        }
    }

    /// The code object of a module, compiled at build time, with `filename` as its file name.
    #[pyfunction(sig = "(name, filename, /)")]
    fn code(vm: &Vm, name: Gc<PyStr>, filename: Gc<PyStr>) -> PyResult {
        match name.as_str().and_then(vm.hooks().library.find) {
            Some(found) => Ok(bootstrap::library_code(vm, &found, Some(filename))?.value()),
            None => Ok(Value::NONE),
        }
    }

    /// The bytes of a file, or None.
    #[pyfunction(sig = "(path, /)")]
    fn data(vm: &Vm, path: Gc<PyStr>) -> Option<Gc<PyBytes>> {
        (vm.hooks().library.resource)(path.as_str()?).map(|bytes| PyBytes::new(&bytes))
    }

    /// True for a folder, False for a file, None for neither.
    #[pyfunction(sig = "(path, /)")]
    fn is_folder(vm: &Vm, path: Gc<PyStr>) -> Option<bool> {
        (vm.hooks().library.is_folder)(path.as_str()?)
    }

    /// Names in a folder with whether each is a folder.
    #[pyfunction(sig = "(path, /)")]
    fn entries(vm: &Vm, path: Gc<PyStr>) -> Gc<PyList> {
        let list = vm.new_list(&[]);
        for (name, folder) in path.as_str().map(vm.hooks().library.list).unwrap_or_default() {
            list.items.push(vm.new_tuple(&[PyStr::new(name).value(), Value::bool(folder)]).value());
        }
        list
    }
}
