//! Limits and strings of the system: sysconf, confstr, fpathconf.

use taipan_interp::native::*;

/// A configuration name, given as such or as its number.
pub(super) fn name_arg(vm: &Vm, value: Value, table: &[(&str, i32)]) -> PyResult<i32> {
    if value.as_int().is_some() {
        return i32::from_value(vm, value);
    }
    let Some(name) = value.cast::<PyStr>() else {
        return Err(vm.type_error("configuration names must be strings or integers"));
    };
    match table.iter().find(|row| name.as_str() == Some(row.0)) {
        Some(row) => Ok(row.1),
        None => Err(vm.value_error("unrecognized configuration name")),
    }
}

/// Part of the module.
#[taipan_interp::native::pymodule(name = "posix")]
pub mod part {
    use super::name_arg;
    use crate::support::{OrRaise, decode_path, fd_arg};
    use taipan_host::sysconf as os;
    use taipan_interp::native::*;

    /// A limit of the system, by name or number; -1 if there is none.
    #[pyfunction(sig = "(name, /)")]
    fn sysconf(vm: &Vm, name: Value) -> PyResult<i64> {
        os::sysconf(name_arg(vm, name, os::SYSCONF_NAMES)?).or_raise(vm)
    }

    /// A string of the system, by name or number; None if there is none.
    #[pyfunction(sig = "(name, /)")]
    fn confstr(vm: &Vm, name: Value) -> PyResult<Option<Gc<PyStr>>> {
        let text = os::confstr(name_arg(vm, name, os::CONFSTR_NAMES)?).or_raise(vm)?;
        Ok(text.map(|text| decode_path(&text)))
    }

    /// A limit of the file system that an open file is on, by name or number; -1 if there is none.
    #[pyfunction(sig = "(fd, name, /)")]
    fn fpathconf(vm: &Vm, fd: Value, name: Value) -> PyResult<i64> {
        let fd = fd_arg(vm, fd)?;
        os::fpathconf(fd, name_arg(vm, name, os::PATHCONF_NAMES)?).or_raise(vm)
    }
}
