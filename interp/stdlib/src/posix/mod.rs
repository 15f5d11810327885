//! `posix`: the OS's interface as `os` takes it over; one file per subject, all parts of one module.

pub mod descriptors;
pub mod exec;
pub mod files;
pub mod ids;
pub mod limits;
pub mod listing;
pub mod names;
pub mod results;
pub mod scheduling;
pub mod terminals;
pub mod waiting;

/// What `os.supports_*` are computed from: the C library's functions behind this module.
const HAVE_FUNCTIONS: &[&str] = &[
    "HAVE_EVENTFD",
    "HAVE_TIMERFD_CREATE",
    "HAVE_FACCESSAT",
    "HAVE_FCHDIR",
    "HAVE_FCHMOD",
    "HAVE_FCHMODAT",
    "HAVE_FCHOWN",
    "HAVE_FCHOWNAT",
    "HAVE_FEXECVE",
    "HAVE_FDOPENDIR",
    "HAVE_FPATHCONF",
    "HAVE_FSTATAT",
    "HAVE_FSTATVFS",
    "HAVE_FTRUNCATE",
    "HAVE_FUTIMENS",
    "HAVE_FUTIMES",
    "HAVE_FUTIMESAT",
    "HAVE_LINKAT",
    "HAVE_LCHOWN",
    "HAVE_LSTAT",
    "HAVE_LUTIMES",
    "HAVE_MEMFD_CREATE",
    "HAVE_MKDIRAT",
    "HAVE_MKFIFOAT",
    "HAVE_MKNODAT",
    "HAVE_OPENAT",
    "HAVE_READLINKAT",
    "HAVE_RENAMEAT",
    "HAVE_SYMLINKAT",
    "HAVE_UNLINKAT",
    "HAVE_UTIMENSAT",
    "HAVE_PTSNAME_R",
];

/// The operating system's interface: use the module os, which has all of this and more.
#[taipan_interp::native::pymodule(
    name = "posix",
    parts(
        super::descriptors::part::DEF,
        super::exec::part::DEF,
        super::files::part::DEF,
        super::ids::part::DEF,
        super::limits::part::DEF,
        super::listing::part::DEF,
        super::names::part::DEF,
        super::scheduling::part::DEF,
        super::terminals::part::DEF,
        super::waiting::part::DEF
    )
)]
#[allow(clippy::module_inception)]
pub mod posix {
    use super::results;
    use crate::support::set_in_module;
    use taipan_host as host;
    use taipan_interp::native::*;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        for &(name, number) in host::consts::POSIX {
            set_in_module(vm, module, name, Value::int(number));
        }
        set_in_module(vm, module, "error", vm.exc().OSError.value());
        for class in results::CLASSES {
            set_in_module(vm, module, class.def.name, class.class(vm).value());
        }
        let functions = vm.new_list(&[]);
        for name in super::HAVE_FUNCTIONS {
            functions.items.push(PyStr::new(name).into());
        }
        set_in_module(vm, module, "_have_functions", functions.value());
        for (name, table) in [
            ("sysconf_names", host::sysconf::SYSCONF_NAMES),
            ("confstr_names", host::sysconf::CONFSTR_NAMES),
            ("pathconf_names", host::sysconf::PATHCONF_NAMES),
        ] {
            let dict = vm.new_dict();
            for &(name, number) in table {
                dict.set_str(vm.intern(name), Value::small(number.into()));
            }
            set_in_module(vm, module, name, dict.value());
        }
        set_in_module(vm, module, "environ", environ(vm)?.value());
        Ok(())
    }

    /// The environment as a dict of bytes.
    fn environ(vm: &Vm) -> PyResult<Gc<PyDict>> {
        let dict = vm.new_dict();
        for (name, value) in host::env::vars() {
            let (name, value) = (PyBytes::new(&name).into(), PyBytes::new(&value).into());
            // The first of several wins.
            vm.call_method(dict.value(), "setdefault", &[name, value])?;
        }
        Ok(dict)
    }

    /// The environment as it is now, as a dict of bytes.
    #[pyfunction]
    fn _create_environ(vm: &Vm) -> PyResult<Gc<PyDict>> {
        environ(vm)
    }

    /// Sets an environment variable.
    #[pyfunction(sig = "(name, value, /)")]
    fn putenv(vm: &Vm, name: Value, value: Value) -> PyResult<()> {
        use crate::support::{OrRaise, c_string};
        let (name, value) = (c_string(vm, name)?, c_string(vm, value)?);
        if name.to_bytes().contains(&b'=') {
            return Err(vm.value_error("illegal environment variable name"));
        }
        host::env::set(&name, &value).or_raise(vm)
    }

    /// Removes an environment variable.
    #[pyfunction(sig = "(name, /)")]
    fn unsetenv(vm: &Vm, name: Value) -> PyResult<()> {
        use crate::support::{OrRaise, c_string};
        let name = c_string(vm, name)?;
        host::env::unset(&name).or_raise(vm)
    }

    /// The path of an object: str and bytes as they are, else what __fspath__ gives.
    #[pyfunction(sig = "(path)")]
    fn fspath(vm: &Vm, path: Value) -> PyResult {
        crate::support::paths::fspath(vm, path)
    }

    /// The text of an error number.
    #[pyfunction(sig = "(code, /)")]
    fn strerror(code: i32) -> String {
        host::Errno(code).text()
    }

    /// Random bytes fit for keys.
    #[pyfunction(sig = "(size, /)")]
    fn urandom(vm: &Vm, size: isize) -> PyResult<Vec<u8>> {
        use crate::support::OrRaise;
        let Ok(size) = usize::try_from(size) else { return Err(vm.value_error("negative argument not allowed")) };
        let mut bytes = Vec::new();
        if bytes.try_reserve_exact(size).is_err() {
            return Err(vm.memory_error());
        }
        bytes.resize(size, 0);
        host::poll::random_bytes(&mut bytes).or_raise(vm)?;
        Ok(bytes)
    }

    /// Random bytes from the kernel, with GRND_* flags; may be fewer than asked for.
    #[pyfunction(sig = "(size, flags=0)")]
    fn getrandom(vm: &Vm, size: isize, flags: i32) -> PyResult<Vec<u8>> {
        use crate::support::{OrRaise, os_error, retry};
        let Ok(size) = usize::try_from(size) else { return Err(os_error(vm, host::Errno::EINVAL)) };
        let mut bytes = Vec::new();
        if bytes.try_reserve_exact(size).is_err() {
            return Err(vm.memory_error());
        }
        bytes.resize(size, 0);
        let n = retry(vm, || host::poll::getrandom(&mut bytes, flags as u32))?.or_raise(vm)?;
        bytes.truncate(n);
        Ok(bytes)
    }

    /// For the library's own use: waits in a hook while reading from a terminal. There is none.
    #[pyfunction]
    fn _inputhook() -> i32 {
        0
    }

    /// For the library's own use: whether there is such a hook.
    #[pyfunction]
    fn _is_inputhook_installed() -> bool {
        false
    }

    /// Ends the process by SIGABRT.
    #[pyfunction]
    fn abort() -> PyResult<()> {
        host::process::abort()
    }
}
