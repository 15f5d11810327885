//! Files by path: facts, names, links, modes, owners, times, extended attributes.

/// Part of the module.
#[taipan_interp::native::pymodule(name = "posix")]
pub mod part {
    use crate::posix::results::{stat_result, statvfs_result};
    use crate::support::args::{Round, signed_id_arg};
    use crate::support::paths::{Allow, PathArg, at};
    use crate::support::{
        Bytes, OrRaise, allow_threads, c_string, dir_fd_arg, os_error, path_arg, retry, seconds_to_ns,
    };
    use taipan_host::path::{self as os, SetTime, Target};
    use taipan_host::{Errno, fd as fds};
    use taipan_interp::native::*;

    const FD: Allow = Allow { fd: true, none: false };
    const PATH: Allow = Allow { fd: false, none: false };

    /// Refuses combinations of a descriptor as path with what only works on names.
    fn check_fd(vm: &Vm, function: &str, path: &PathArg, dir_fd: Option<i32>, follow: bool) -> PyResult<()> {
        if path.fd().is_none() {
            return Ok(());
        }
        if dir_fd.is_some() {
            return Err(vm.value_error(format!("{function}: can't specify dir_fd without matching path")));
        }
        if !follow {
            return Err(vm.value_error(format!("{function}: cannot use fd and follow_symlinks together")));
        }
        Ok(())
    }

    fn stat_path(vm: &Vm, function: &str, path: &PathArg, dir_fd: Option<i32>, follow: bool) -> PyResult {
        check_fd(vm, function, path, dir_fd, follow)?;
        let stat = match path.fd() {
            Some(fd) => allow_threads(vm, || fds::fstat(fd)),
            None => allow_threads(vm, || os::stat_at(at(dir_fd), path.path(), follow)),
        };
        stat_result(vm, &stat.or_raise_for(vm, path)?)
    }

    /// Facts about a file, given by path or descriptor.
    #[pyfunction(sig = "(path, *, dir_fd=None, follow_symlinks=True)")]
    fn stat(vm: &Vm, path: Value, dir_fd: Option<Value>, follow_symlinks: bool) -> PyResult {
        let path = path_arg(vm, path, "stat", "path", FD)?;
        stat_path(vm, "stat", &path, dir_fd_arg(vm, dir_fd)?, follow_symlinks)
    }

    /// Facts about a file or a symbolic link itself.
    #[pyfunction(sig = "(path, *, dir_fd=None)")]
    fn lstat(vm: &Vm, path: Value, dir_fd: Option<Value>) -> PyResult {
        let path = path_arg(vm, path, "lstat", "path", PATH)?;
        stat_path(vm, "lstat", &path, dir_fd_arg(vm, dir_fd)?, false)
    }

    /// Facts about an open file.
    #[pyfunction(sig = "(fd)")]
    fn fstat(vm: &Vm, fd: i32) -> PyResult {
        let stat = retry(vm, || fds::fstat(fd))?.or_raise(vm)?;
        stat_result(vm, &stat)
    }

    /// Facts about the file system that a path or open file is on.
    #[pyfunction(sig = "(path)")]
    fn statvfs(vm: &Vm, path: Value) -> PyResult {
        let path = path_arg(vm, path, "statvfs", "path", FD)?;
        let result = match path.fd() {
            Some(fd) => allow_threads(vm, || fds::fstatvfs(fd)),
            None => allow_threads(vm, || os::statvfs(path.path())),
        };
        statvfs_result(vm, &result.or_raise_for(vm, &path)?)
    }

    /// Facts about the file system that an open file is on.
    #[pyfunction(sig = "(fd, /)")]
    fn fstatvfs(vm: &Vm, fd: i32) -> PyResult {
        let result = retry(vm, || fds::fstatvfs(fd))?.or_raise(vm)?;
        statvfs_result(vm, &result)
    }

    /// Whether this process may read (R_OK), write (W_OK) or execute (X_OK) a file, or whether there is one (F_OK).
    #[pyfunction(sig = "(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)")]
    fn access(
        vm: &Vm,
        path: Value,
        mode: i32,
        dir_fd: Option<Value>,
        effective_ids: bool,
        follow_symlinks: bool,
    ) -> PyResult<bool> {
        let path = path_arg(vm, path, "access", "path", PATH)?;
        let dir_fd = at(dir_fd_arg(vm, dir_fd)?);
        Ok(allow_threads(vm, || os::access_at(dir_fd, path.path(), mode, effective_ids, follow_symlinks)))
    }

    /// Changes the current directory, given by path or descriptor.
    #[pyfunction(sig = "(path)")]
    fn chdir(vm: &Vm, path: Value) -> PyResult<()> {
        let path = path_arg(vm, path, "chdir", "path", FD)?;
        let result = match path.fd() {
            Some(fd) => allow_threads(vm, || fds::fchdir(fd)),
            None => allow_threads(vm, || os::chdir(path.path())),
        };
        result.or_raise_for(vm, &path)
    }

    /// Makes a directory the root of all paths of this process.
    #[pyfunction(sig = "(path)")]
    fn chroot(vm: &Vm, path: Value) -> PyResult<()> {
        let path = path_arg(vm, path, "chroot", "path", PATH)?;
        allow_threads(vm, || os::chroot(path.path())).or_raise_for(vm, &path)
    }

    /// Sets a file's permission bits.
    #[pyfunction(sig = "(path, mode, *, dir_fd=None, follow_symlinks=True)")]
    fn chmod(vm: &Vm, path: Value, mode: i32, dir_fd: Option<Value>, follow_symlinks: bool) -> PyResult<()> {
        let path = path_arg(vm, path, "chmod", "path", FD)?;
        let dir_fd = dir_fd_arg(vm, dir_fd)?;
        check_fd(vm, "chmod", &path, dir_fd, follow_symlinks)?;
        let result = match path.fd() {
            Some(fd) => allow_threads(vm, || fds::fchmod(fd, mode as u32)),
            None => allow_threads(vm, || os::chmod_at(at(dir_fd), path.path(), mode as u32, follow_symlinks)),
        };
        result.or_raise_for(vm, &path)
    }

    /// Sets the permission bits of an open file.
    #[pyfunction(sig = "(fd, mode)")]
    fn fchmod(vm: &Vm, fd: i32, mode: i32) -> PyResult<()> {
        retry(vm, || fds::fchmod(fd, mode as u32))?.or_raise(vm)
    }

    /// Sets a file's user and group; -1 leaves one alone.
    #[pyfunction(sig = "(path, uid, gid, *, dir_fd=None, follow_symlinks=True)")]
    fn chown(
        vm: &Vm,
        path: Value,
        uid: Value,
        gid: Value,
        dir_fd: Option<Value>,
        follow_symlinks: bool,
    ) -> PyResult<()> {
        let path = path_arg(vm, path, "chown", "path", FD)?;
        let (uid, gid) = (signed_id_arg(vm, uid, "uid")?, signed_id_arg(vm, gid, "gid")?);
        let dir_fd = dir_fd_arg(vm, dir_fd)?;
        check_fd(vm, "chown", &path, dir_fd, follow_symlinks)?;
        let result = match path.fd() {
            Some(fd) => allow_threads(vm, || fds::fchown(fd, uid, gid)),
            None => allow_threads(vm, || os::chown_at(at(dir_fd), path.path(), uid, gid, follow_symlinks)),
        };
        result.or_raise_for(vm, &path)
    }

    /// Sets the user and group of a file or symbolic link itself.
    #[pyfunction(sig = "(path, uid, gid)")]
    fn lchown(vm: &Vm, path: Value, uid: Value, gid: Value) -> PyResult<()> {
        let path = path_arg(vm, path, "lchown", "path", PATH)?;
        let (uid, gid) = (signed_id_arg(vm, uid, "uid")?, signed_id_arg(vm, gid, "gid")?);
        allow_threads(vm, || os::chown_at(at(None), path.path(), uid, gid, false)).or_raise_for(vm, &path)
    }

    /// Sets the user and group of an open file.
    #[pyfunction(sig = "(fd, uid, gid)")]
    fn fchown(vm: &Vm, fd: i32, uid: Value, gid: Value) -> PyResult<()> {
        let (uid, gid) = (signed_id_arg(vm, uid, "uid")?, signed_id_arg(vm, gid, "gid")?);
        retry(vm, || fds::fchown(fd, uid, gid))?.or_raise(vm)
    }

    /// Sets a file's size, given by path or descriptor.
    #[pyfunction(sig = "(path, length)")]
    fn truncate(vm: &Vm, path: Value, length: i64) -> PyResult<()> {
        let path = path_arg(vm, path, "truncate", "path", FD)?;
        match path.fd() {
            Some(fd) => retry(vm, || fds::ftruncate(fd, length))?.or_raise(vm),
            None => allow_threads(vm, || os::truncate(path.path(), length)).or_raise_for(vm, &path),
        }
    }

    /// A time of day as `times` of utime gives it: whole seconds, or a fraction, rounded down.
    fn time_arg(vm: &Vm, value: Value) -> PyResult<SetTime> {
        if value.as_float().is_none() && !is_index(vm, value) {
            let found = vm.type_name(value);
            return Err(vm.type_error(format!("argument must be int or float, not {found}")));
        }
        if value.as_float().is_none() {
            return Ok(SetTime::At(i64::from_value(vm, value)?, 0));
        }
        let ns = seconds_to_ns(vm, value, Round::Floor)?;
        Ok(SetTime::At(ns.div_euclid(1_000_000_000), ns.rem_euclid(1_000_000_000)))
    }

    /// A time in nanoseconds.
    fn ns_arg(vm: &Vm, value: Value) -> PyResult<SetTime> {
        let ns = to_index(vm, value)?.as_int().map(|n| n.to_big()).unwrap_or_default();
        let second = BigInt::from(1_000_000_000);
        let (whole, rest) = num_integer::Integer::div_mod_floor(&ns, &second);
        match (i64::try_from(&whole), i64::try_from(&rest)) {
            (Ok(whole), Ok(rest)) => Ok(SetTime::At(whole, rest)),
            _ => Err(vm.overflow_error("timestamp out of range for platform time_t")),
        }
    }

    /// Sets a file's times: `times` is (access, modification) in seconds, `ns` the same in nanoseconds; neither: now.
    #[pyfunction(sig = "(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True)")]
    fn utime(
        vm: &Vm,
        path: Value,
        times: Option<Value>,
        ns: Option<Value>,
        dir_fd: Option<Value>,
        follow_symlinks: bool,
    ) -> PyResult<()> {
        let path = path_arg(vm, path, "utime", "path", FD)?;
        let dir_fd = dir_fd_arg(vm, dir_fd)?;
        let times = times.filter(|times| !times.is_none());
        let ns = ns.filter(|ns| !ns.is_none());
        let pair = |value: Value| value.cast::<PyTuple>().filter(|tuple| tuple.len() == 2);
        let (atime, mtime) = match (times, ns) {
            (Some(_), Some(_)) => {
                return Err(vm.value_error("utime: you may specify either 'times' or 'ns' but not both"));
            }
            (Some(times), None) => match pair(times) {
                Some(times) => (time_arg(vm, times.as_slice()[0])?, time_arg(vm, times.as_slice()[1])?),
                None => {
                    return Err(vm.type_error("utime: 'times' must be either a tuple of two ints or None"));
                }
            },
            (None, Some(ns)) => match pair(ns) {
                Some(ns) => (ns_arg(vm, ns.as_slice()[0])?, ns_arg(vm, ns.as_slice()[1])?),
                None => return Err(vm.type_error("utime: 'ns' must be a tuple of two ints")),
            },
            (None, None) => (SetTime::Now, SetTime::Now),
        };
        check_fd(vm, "utime", &path, dir_fd, follow_symlinks)?;
        let result = match path.fd() {
            Some(fd) => allow_threads(vm, || os::futime(fd, atime, mtime)),
            None => allow_threads(vm, || os::utime_at(at(dir_fd), path.path(), atime, mtime, follow_symlinks)),
        };
        result.or_raise_for(vm, &path)
    }

    /// The target of an attribute function.
    fn target(path: &PathArg, follow: bool) -> Target<'_> {
        match (path.fd(), follow) {
            (Some(fd), _) => Target::Fd(fd),
            (None, true) => Target::Path(path.path()),
            (None, false) => Target::Link(path.path()),
        }
    }

    /// The value of a file's extended attribute.
    #[pyfunction(sig = "(path, attribute, *, follow_symlinks=True)")]
    fn getxattr(vm: &Vm, path: Value, attribute: Value, follow_symlinks: bool) -> PyResult<Vec<u8>> {
        let path = path_arg(vm, path, "getxattr", "path", FD)?;
        let attribute = path_arg(vm, attribute, "getxattr", "attribute", PATH)?;
        check_fd(vm, "getxattr", &path, None, follow_symlinks)?;
        allow_threads(vm, || os::get_xattr(target(&path, follow_symlinks), attribute.path())).or_raise_for(vm, &path)
    }

    /// Sets a file's extended attribute. Flags: XATTR_CREATE, XATTR_REPLACE.
    #[pyfunction(sig = "(path, attribute, value, flags=0, *, follow_symlinks=True)")]
    fn setxattr(
        vm: &Vm,
        path: Value,
        attribute: Value,
        value: Value,
        flags: i32,
        follow_symlinks: bool,
    ) -> PyResult<()> {
        let path = path_arg(vm, path, "setxattr", "path", FD)?;
        let attribute = path_arg(vm, attribute, "setxattr", "attribute", PATH)?;
        let value = Bytes::new(vm, value, false)?;
        check_fd(vm, "setxattr", &path, None, follow_symlinks)?;
        let (target, value) = (target(&path, follow_symlinks), value.as_slice());
        allow_threads(vm, || os::set_xattr(target, attribute.path(), value, flags)).or_raise_for(vm, &path)
    }

    /// Removes a file's extended attribute.
    #[pyfunction(sig = "(path, attribute, *, follow_symlinks=True)")]
    fn removexattr(vm: &Vm, path: Value, attribute: Value, follow_symlinks: bool) -> PyResult<()> {
        let path = path_arg(vm, path, "removexattr", "path", FD)?;
        let attribute = path_arg(vm, attribute, "removexattr", "attribute", PATH)?;
        check_fd(vm, "removexattr", &path, None, follow_symlinks)?;
        let target = target(&path, follow_symlinks);
        allow_threads(vm, || os::remove_xattr(target, attribute.path())).or_raise_for(vm, &path)
    }

    /// Names of a file's extended attributes; of the current directory, if absent.
    #[pyfunction(sig = "(path=None, *, follow_symlinks=True)")]
    fn listxattr(vm: &Vm, path: Option<Value>, follow_symlinks: bool) -> PyResult<Gc<PyList>> {
        let path = path_arg(vm, path.unwrap_or(Value::NONE), "listxattr", "path", Allow { fd: true, none: true })?;
        check_fd(vm, "listxattr", &path, None, follow_symlinks)?;
        let names = allow_threads(vm, || os::list_xattr(target(&path, follow_symlinks))).or_raise_for(vm, &path)?;
        let list = vm.new_list(&[]);
        for name in names {
            list.items.push(crate::support::decode_path(&name).into());
        }
        Ok(list)
    }

    /// Value of a limit of the file system, by name or number.
    #[pyfunction(sig = "(path, name)")]
    fn pathconf(vm: &Vm, path: Value, name: Value) -> PyResult<i64> {
        let path = path_arg(vm, path, "pathconf", "path", FD)?;
        let name = crate::posix::limits::name_arg(vm, name, taipan_host::sysconf::PATHCONF_NAMES)?;
        let value = match path.fd() {
            Some(fd) => taipan_host::sysconf::fpathconf(fd, name),
            None => taipan_host::sysconf::pathconf(path.path(), name),
        };
        match value {
            // A name that the file system does not know is not the file's fault.
            Err(Errno::EINVAL) => Err(os_error(vm, Errno::EINVAL)),
            value => value.or_raise_for(vm, &path),
        }
    }

    /// Makes a named pipe.
    #[pyfunction(sig = "(path, mode=438, *, dir_fd=None)")]
    fn mkfifo(vm: &Vm, path: Value, #[default(0o666)] mode: i32, dir_fd: Option<Value>) -> PyResult<()> {
        let path = path_arg(vm, path, "mkfifo", "path", PATH)?;
        let dir_fd = at(dir_fd_arg(vm, dir_fd)?);
        retry(vm, || os::mkfifo_at(dir_fd, path.path(), mode as u32))?.or_raise(vm)
    }

    /// Makes a file, a pipe or a device.
    #[pyfunction(sig = "(path, mode=384, device=0, *, dir_fd=None)")]
    fn mknod(vm: &Vm, path: Value, #[default(0o600)] mode: i32, device: u64, dir_fd: Option<Value>) -> PyResult<()> {
        let path = path_arg(vm, path, "mknod", "path", PATH)?;
        let dir_fd = at(dir_fd_arg(vm, dir_fd)?);
        retry(vm, || os::mknod_at(dir_fd, path.path(), mode as u32, device))?.or_raise(vm)
    }

    /// A file in memory; gives its descriptor.
    #[pyfunction(sig = "(name, flags=1)")]
    fn memfd_create(vm: &Vm, name: Value, #[default(1)] flags: u32) -> PyResult<i32> {
        let name = c_string(vm, name)?;
        taipan_host::poll::memfd_create(&name, flags).or_raise(vm)
    }
}
