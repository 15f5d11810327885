//! `marshal`: objects to bytes and back in the format of `.pyc` files. The format itself is `taipan_interp::marshal`.

/// Reads and writes Python values in a binary format of the interpreter's own, as compiled modules are stored.
///
/// Not for data from others: use it for values that this version of Python wrote.
#[taipan_interp::native::pymodule(name = "marshal")]
#[allow(clippy::module_inception)]
pub mod marshal {
    use taipan_interp::builtins::bytes_arg;
    use taipan_interp::marshal as format;
    use taipan_interp::native::*;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        crate::support::set_in_module(vm, module, "version", Value::small(format::VERSION.into()));
        Ok(())
    }

    /// Writes the value to an open binary file.
    #[pyfunction(sig = "(value, file, version=version, /, *, allow_code=True)")]
    fn dump(
        vm: &Vm,
        value: Value,
        file: Value,
        #[default(format::VERSION)] version: i32,
        allow_code: bool,
    ) -> PyResult {
        let bytes = format::dump(vm, value, version, allow_code)?;
        vm.call_method(file, "write", &[PyBytes::new(&bytes).value()])
    }

    /// The bytes that `dump` would write.
    #[pyfunction(sig = "(value, version=version, /, *, allow_code=True)")]
    fn dumps(
        vm: &Vm,
        value: Value,
        #[default(format::VERSION)] version: i32,
        allow_code: bool,
    ) -> PyResult<Gc<PyBytes>> {
        Ok(PyBytes::new(&format::dump(vm, value, version, allow_code)?))
    }

    /// Reads one value from an open binary file, no further than it reaches.
    #[pyfunction(sig = "(file, /, *, allow_code=True)")]
    fn load(vm: &Vm, file: Value, allow_code: bool) -> PyResult {
        // Text files show here, before anything is consumed.
        let nothing = vm.call_method(file, "read", &[Value::small(0)])?;
        if nothing.cast::<PyBytes>().is_none() {
            let found = vm.type_name(nothing);
            return Err(vm.type_error(format!("file.read() returned not bytes but {found}")));
        }
        format::load(vm, format::Source::File(file), allow_code)
    }

    /// The value that the bytes begin with; what follows is ignored.
    #[pyfunction(sig = "(bytes, /, *, allow_code=True)")]
    fn loads(vm: &Vm, bytes: Value, allow_code: bool) -> PyResult {
        let view = bytes_arg::required(vm, bytes)?;
        match &view {
            bytes_arg::View::Bytes(bytes) => format::load(vm, format::Source::Memory(bytes.as_slice()), allow_code),
            _ => format::load(vm, format::Source::Memory(view.as_slice()), allow_code),
        }
    }
}
