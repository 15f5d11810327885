//! What several native modules over the OS need: OSError, running without the lock, path and descriptor arguments, and
//! small conversions. Knows no module.

pub mod args;
pub mod classes;
pub mod gil;
pub mod paths;

pub use args::{Bytes, dir_fd_arg, fd_arg, int_arg, list_of, optional, seconds_to_ns, set_in_module, signed_id_arg};
pub use classes::{exception_class, kept_class};
pub use gil::{allow_threads, check_signals, retry};
pub use paths::{PathArg, PathKind, c_string, decode_path, encode_path, path_arg};

use taipan_host::{Errno, Result as HostResult};
use taipan_interp::native::*;

/// Raises OSError for `errno`.
#[cold]
pub fn os_error(vm: &Vm, errno: Errno) -> Raised {
    vm.raise_new(vm.exc().OSError, &[Value::small(errno.0.into()), PyStr::new(&errno.text()).into()])
}

/// Raises OSError for `errno` about `filename`.
#[cold]
pub fn os_error_for(vm: &Vm, errno: Errno, filename: Value) -> Raised {
    vm.raise_new(vm.exc().OSError, &[Value::small(errno.0.into()), PyStr::new(&errno.text()).into(), filename])
}

/// Raises OSError for `errno` about two files.
#[cold]
pub fn os_error_for_two(vm: &Vm, errno: Errno, filename: Value, filename2: Value) -> Raised {
    let (number, text) = (Value::small(errno.0.into()), PyStr::new(&errno.text()).into());
    vm.raise_new(vm.exc().OSError, &[number, text, filename, Value::NONE, filename2])
}

/// The module `name`, imported if need be.
pub fn import(vm: &Vm, name: &str) -> PyResult {
    let builtins = vm.builtins.get().and_then(|builtins| builtins.get_str(vm.intern("__import__")));
    let Some(import) = builtins else { return Err(vm.raise_msg(vm.exc().ImportError, "__import__ not found")) };
    vm.call(import, &[PyStr::new(name).into()])
}

/// Turns results of the host crate into Python's.
pub trait OrRaise<T> {
    /// OSError on failure.
    fn or_raise(self, vm: &Vm) -> PyResult<T>;
    /// OSError that names a file on failure.
    fn or_raise_for(self, vm: &Vm, path: &PathArg) -> PyResult<T>;
    /// OSError that names two files on failure.
    fn or_raise_for_two(self, vm: &Vm, path: &PathArg, path2: &PathArg) -> PyResult<T>;
}

impl<T> OrRaise<T> for HostResult<T> {
    fn or_raise(self, vm: &Vm) -> PyResult<T> {
        self.map_err(|errno| os_error(vm, errno))
    }

    fn or_raise_for(self, vm: &Vm, path: &PathArg) -> PyResult<T> {
        self.map_err(|errno| match path.kind {
            PathKind::Default => os_error(vm, errno),
            _ => os_error_for(vm, errno, path.object),
        })
    }

    fn or_raise_for_two(self, vm: &Vm, path: &PathArg, path2: &PathArg) -> PyResult<T> {
        self.map_err(|errno| os_error_for_two(vm, errno, path.object, path2.object))
    }
}
