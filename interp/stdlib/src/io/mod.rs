//! `_io`: files and streams. Layers as in the documentation of `io`: raw streams (`fileio`), buffers (`buffered`), text (`text`), and
//! streams in memory (`bytesio`, `stringio`). Where one layer finds exactly our own class below it, they talk to each other by
//! plain Rust calls; everything else goes through methods, so that Python classes can take any place.

pub mod base;
pub mod bytesio;
pub mod fileio;
pub mod util;

use taipan_interp::native::*;

/// Default size of buffers.
pub const DEFAULT_BUFFER_SIZE: usize = 128 * 1024;

/// The truth of an attribute.
pub(crate) fn getattr_bool(vm: &Vm, this: Value, name: Gc<PyStr>) -> PyResult<bool> {
    let value = vm.get_attr(this, name)?;
    vm.truth(value)
}

/// A copy of the instance's attributes for pickling: None if it has none.
pub(crate) fn dict_copy(vm: &Vm, this: Value) -> PyResult {
    let attrs = vm.instance_attrs(this);
    if attrs.is_empty() {
        return Ok(Value::NONE);
    }
    let dict = vm.instance_dict(this)?;
    vm.call_method(dict.value(), "copy", &[])
}

/// Takes attributes from a pickled state, its item called `which`.
pub(crate) fn dict_update(vm: &Vm, this: Value, state: Value, which: &str) -> PyResult<()> {
    if state.is_none() {
        return Ok(());
    }
    if !state.is::<PyDict>() {
        let found = vm.type_name(state);
        return Err(vm.type_error(format!("{which} item of state should be a dict, got a {found}")));
    }
    let dict = vm.instance_dict(this)?;
    vm.call_method(dict.value(), "update", &[state]).map(drop)
}

/// Files and streams: the implementation of `io`.
#[taipan_interp::native::pymodule(name = "_io")]
pub mod _io {
    use super::*;

    #[pyclass]
    use super::base::{BufferedIOBase, IOBase, RawIOBase, TextIOBase};
    #[pyclass]
    use super::bytesio::{BytesIO, BytesIOBuffer};
    #[pyclass]
    use super::fileio::FileIO;

    #[pyattr]
    const DEFAULT_BUFFER_SIZE: i64 = super::DEFAULT_BUFFER_SIZE as i64;

    /// Opens a file for the import system.
    #[pyfunction(sig = "(path)")]
    fn open_code(vm: &Vm, path: Gc<PyStr>) -> PyResult {
        Ok(fileio::open(vm, path.value(), "rb", true, Value::NONE)?.value())
    }

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        use crate::support::set_in_module;
        set_in_module(vm, module, "UnsupportedOperation", util::unsupported_class(vm)?.value());
        set_in_module(vm, module, "BlockingIOError", vm.exc().BlockingIOError.value());
        // Nothing happens when streams in memory are closed: they need no finalizer. (Subclasses may.)
        let no_finalizer = taipan_interp::class::ClassFlags::HAS_DEL;
        vm.class::<BytesIO>().set_flag(no_finalizer, false);
        Ok(())
    }
}
