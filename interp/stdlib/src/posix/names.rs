//! Names in the file system: directories, links, renaming, removing, the current directory, and path arithmetic.

/// Part of the module.
#[taipan_interp::native::pymodule(name = "posix")]
pub mod part {
    use crate::support::paths::{Allow, PathArg, at};
    use crate::support::{OrRaise, allow_threads, decode_path, dir_fd_arg, path_arg};
    use taipan_host::path as os;
    use taipan_interp::native::*;

    const PATH: Allow = Allow { fd: false, none: false };

    /// Makes a directory.
    #[pyfunction(sig = "(path, mode=511, *, dir_fd=None)")]
    fn mkdir(vm: &Vm, path: Value, mode: i32, dir_fd: Option<Value>) -> PyResult<()> {
        let path = path_arg(vm, path, "mkdir", "path", PATH)?;
        let dir_fd = at(dir_fd_arg(vm, dir_fd)?);
        allow_threads(vm, || os::mkdir_at(dir_fd, path.path(), mode as u32)).or_raise_for(vm, &path)
    }

    /// Removes an empty directory.
    #[pyfunction(sig = "(path, *, dir_fd=None)")]
    fn rmdir(vm: &Vm, path: Value, dir_fd: Option<Value>) -> PyResult<()> {
        let path = path_arg(vm, path, "rmdir", "path", PATH)?;
        let dir_fd = at(dir_fd_arg(vm, dir_fd)?);
        allow_threads(vm, || os::rmdir_at(dir_fd, path.path())).or_raise_for(vm, &path)
    }

    fn unlink_path(vm: &Vm, function: &str, path: Value, dir_fd: Option<Value>) -> PyResult<()> {
        let path = path_arg(vm, path, function, "path", PATH)?;
        let dir_fd = at(dir_fd_arg(vm, dir_fd)?);
        allow_threads(vm, || os::unlink_at(dir_fd, path.path())).or_raise_for(vm, &path)
    }

    /// Removes a file; the same as remove().
    #[pyfunction(sig = "(path, *, dir_fd=None)")]
    fn unlink(vm: &Vm, path: Value, dir_fd: Option<Value>) -> PyResult<()> {
        unlink_path(vm, "unlink", path, dir_fd)
    }

    /// Removes a file; the same as unlink().
    #[pyfunction(sig = "(path, *, dir_fd=None)")]
    fn remove(vm: &Vm, path: Value, dir_fd: Option<Value>) -> PyResult<()> {
        unlink_path(vm, "remove", path, dir_fd)
    }

    /// Both paths of a function that takes a source and a target.
    fn two_paths(vm: &Vm, function: &str, src: Value, dst: Value) -> PyResult<(PathArg, PathArg)> {
        Ok((path_arg(vm, src, function, "src", PATH)?, path_arg(vm, dst, function, "dst", PATH)?))
    }

    fn rename_path(
        vm: &Vm,
        function: &str,
        src: Value,
        dst: Value,
        src_dir_fd: Option<Value>,
        dst_dir_fd: Option<Value>,
    ) -> PyResult<()> {
        let (src, dst) = two_paths(vm, function, src, dst)?;
        let (from, to) = (at(dir_fd_arg(vm, src_dir_fd)?), at(dir_fd_arg(vm, dst_dir_fd)?));
        allow_threads(vm, || os::rename_at(from, src.path(), to, dst.path())).or_raise_for_two(vm, &src, &dst)
    }

    /// Renames a file or directory.
    #[pyfunction(sig = "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)")]
    fn rename(vm: &Vm, src: Value, dst: Value, src_dir_fd: Option<Value>, dst_dir_fd: Option<Value>) -> PyResult<()> {
        rename_path(vm, "rename", src, dst, src_dir_fd, dst_dir_fd)
    }

    /// Renames a file or directory, replacing a file at the target.
    #[pyfunction(sig = "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)")]
    fn replace(vm: &Vm, src: Value, dst: Value, src_dir_fd: Option<Value>, dst_dir_fd: Option<Value>) -> PyResult<()> {
        rename_path(vm, "replace", src, dst, src_dir_fd, dst_dir_fd)
    }

    /// Gives a file a second name.
    #[pyfunction(sig = "(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=False)")]
    fn link(
        vm: &Vm,
        src: Value,
        dst: Value,
        src_dir_fd: Option<Value>,
        dst_dir_fd: Option<Value>,
        follow_symlinks: bool,
    ) -> PyResult<()> {
        let (src, dst) = two_paths(vm, "link", src, dst)?;
        let (from, to) = (at(dir_fd_arg(vm, src_dir_fd)?), at(dir_fd_arg(vm, dst_dir_fd)?));
        allow_threads(vm, || os::link_at(from, src.path(), to, dst.path(), follow_symlinks))
            .or_raise_for_two(vm, &src, &dst)
    }

    /// Makes a symbolic link at `dst` that points to `src`.
    #[pyfunction(sig = "(src, dst, target_is_directory=False, *, dir_fd=None)")]
    fn symlink(vm: &Vm, src: Value, dst: Value, target_is_directory: bool, dir_fd: Option<Value>) -> PyResult<()> {
        let _ = target_is_directory;
        let (src, dst) = two_paths(vm, "symlink", src, dst)?;
        let dir_fd = at(dir_fd_arg(vm, dir_fd)?);
        allow_threads(vm, || os::symlink_at(src.path(), dir_fd, dst.path())).or_raise_for_two(vm, &src, &dst)
    }

    /// Where a symbolic link points to.
    #[pyfunction(sig = "(path, *, dir_fd=None)")]
    fn readlink(vm: &Vm, path: Value, dir_fd: Option<Value>) -> PyResult {
        let path = path_arg(vm, path, "readlink", "path", PATH)?;
        let dir_fd = at(dir_fd_arg(vm, dir_fd)?);
        let target = allow_threads(vm, || os::readlink_at(dir_fd, path.path())).or_raise_for(vm, &path)?;
        Ok(path.result(&target))
    }

    /// The current directory as str.
    #[pyfunction]
    fn getcwd(vm: &Vm) -> PyResult<Gc<PyStr>> {
        allow_threads(vm, os::getcwd).or_raise(vm).map(|path| decode_path(&path))
    }

    /// The current directory as bytes.
    #[pyfunction]
    fn getcwdb(vm: &Vm) -> PyResult<Vec<u8>> {
        allow_threads(vm, os::getcwd).or_raise(vm)
    }

    /// Sets the bits that new files' modes lose; gives the old ones.
    #[pyfunction(sig = "(mask, /)")]
    fn umask(vm: &Vm, mask: i32) -> PyResult<u32> {
        os::umask(mask as u32).or_raise(vm)
    }

    /// Has everything written to disk.
    #[pyfunction]
    fn sync(vm: &Vm) -> PyResult<()> {
        allow_threads(vm, os::sync).or_raise(vm)
    }

    /// The bytes of a str or bytes path, NULs and lone surrogates included, and whether it was bytes.
    fn raw_path(vm: &Vm, function: &str, parameter: &str, value: Value) -> PyResult<(Vec<u8>, bool)> {
        let path = if value.is::<PyStr>() || value.is::<PyBytes>() {
            value
        } else {
            match crate::support::paths::call_fspath(vm, value)? {
                Some(path) if path.is::<PyStr>() || path.is::<PyBytes>() => path,
                _ => {
                    let found = vm.type_name(value);
                    return Err(vm.type_error(format!(
                        "{function}: {parameter} should be string, bytes or os.PathLike, not {found}"
                    )));
                }
            }
        };
        match path.cast::<PyBytes>() {
            Some(bytes) => Ok((bytes.as_slice().to_vec(), true)),
            None => Ok((Gc::<PyStr>::from_value(vm, path)?.as_bytes().to_vec(), false)),
        }
    }

    fn typed(bytes: &[u8], is_bytes: bool) -> Value {
        if is_bytes { PyBytes::new(bytes).into() } else { PyStr::from_wtf8(bytes).into() }
    }

    /// How many slashes the root of a path has: exactly two are a root of their own.
    fn root_len(path: &[u8]) -> usize {
        match path.iter().take_while(|&&byte| byte == b'/').count() {
            0 => 0,
            2 => 2,
            _ => 1,
        }
    }

    /// A path without empty and `.` parts, and with `..` taken together with what stands before it.
    #[pyfunction(sig = "(path)")]
    fn _path_normpath(vm: &Vm, path: Value) -> PyResult {
        let (path, is_bytes) = raw_path(vm, "_path_normpath", "path", path)?;
        let root = root_len(&path);
        let mut parts: Vec<&[u8]> = Vec::new();
        for part in path[root..].split(|&byte| byte == b'/') {
            match part {
                b"" | b"." => {}
                b".." if parts.last().is_some_and(|last| *last != b"..") => drop(parts.pop()),
                b".." if root > 0 => {}
                _ => parts.push(part),
            }
        }
        let mut out = path[..root].to_vec();
        out.extend_from_slice(&parts.join(&b'/'));
        if out.is_empty() {
            out.push(b'.');
        }
        Ok(typed(&out, is_bytes))
    }

    /// A path as (drive, root, rest); there are no drives here.
    #[pyfunction(sig = "(p)")]
    fn _path_splitroot_ex(vm: &Vm, p: Value) -> PyResult<Gc<PyTuple>> {
        let (path, is_bytes) = raw_path(vm, "_path_splitroot_ex", "path", p)?;
        let (root, rest) = path.split_at(root_len(&path));
        Ok(PyTuple::new(&[typed(b"", is_bytes), typed(root, is_bytes), typed(rest, is_bytes)]))
    }
}
