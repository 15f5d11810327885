//! `errno`: the OS's error numbers by name, from the host crate's table.

/// Error numbers of the operating system by name, and the other way round in `errorcode`.
#[taipan_interp::native::pymodule(name = "errno")]
#[allow(clippy::module_inception)]
pub mod errno {
    use crate::support::set_in_module;
    use taipan_host::errno::{ALIASES, TABLE};
    use taipan_interp::native::*;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        let codes = vm.new_dict();
        let table = TABLE.iter().map(|row| (row.0, row.1));
        // The last name of a number is the one in `errorcode`, as CPython enters ENOTSUP and EDEADLOCK after their twins.
        for (name, number) in table.chain(ALIASES.iter().copied()) {
            set_in_module(vm, module, name, Value::small(number.into()));
            if name != "EWOULDBLOCK" {
                set_code(vm, codes, number, name)?;
            }
        }
        set_in_module(vm, module, "errorcode", codes.value());
        Ok(())
    }

    fn set_code(vm: &Vm, codes: Gc<PyDict>, number: i32, name: &str) -> PyResult<()> {
        let (key, name) = (Value::small(number.into()), vm.intern(name));
        vm.call_method(codes.value(), "__setitem__", &[key, name.value()]).map(drop)
    }
}
