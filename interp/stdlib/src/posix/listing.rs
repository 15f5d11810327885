//! Directory contents: `listdir`, `scandir` and its entries.

/// Part of the module.
#[taipan_interp::native::pymodule(name = "posix")]
pub mod part {
    use crate::posix::results::stat_result;
    use crate::support::paths::{Allow, PathArg};
    use crate::support::{OrRaise, allow_threads, c_string, decode_path, os_error_for, path_arg};
    use std::cell::{Cell, RefCell};
    use taipan_host::dir::{Dir, FileType};
    use taipan_host::stat::{S_IFDIR, S_IFLNK, S_IFMT, S_IFREG};
    use taipan_host::{Errno, fd as fds, path as paths};
    use taipan_interp::native::*;

    const ANY: Allow = Allow { fd: true, none: true };

    fn open(vm: &Vm, path: &PathArg) -> PyResult<Dir> {
        let dir = match path.fd() {
            Some(fd) => allow_threads(vm, || Dir::from_fd(fd)),
            None => allow_threads(vm, || Dir::open(path.path())),
        };
        dir.or_raise_for(vm, path)
    }

    /// Names in a directory (the current one, if absent), in no certain order, without `.` and `..`.
    #[pyfunction(sig = "(path=None)")]
    fn listdir(vm: &Vm, path: Option<Value>) -> PyResult<Gc<PyList>> {
        let path = path_arg(vm, path.unwrap_or(Value::NONE), "listdir", "path", ANY)?;
        let mut dir = open(vm, &path)?;
        let list = vm.new_list(&[]);
        while let Some(entry) = allow_threads(vm, || dir.next_entry()).or_raise_for(vm, &path)? {
            list.items.push(path.result(entry.name.as_bytes()));
        }
        Ok(list)
    }

    /// An iterator over a directory's entries (the current one's, if absent).
    #[pyfunction(sig = "(path=None)")]
    fn scandir(vm: &Vm, path: Option<Value>) -> PyResult {
        let path = path_arg(vm, path.unwrap_or(Value::NONE), "scandir", "path", ANY)?;
        let dir = open(vm, &path)?;
        // With a descriptor, entries have no folder in their paths and go through it.
        let (prefix, object) = match path.fd() {
            Some(_) => (Vec::new(), Value::NONE),
            None if path.object.is_none() => (b"./".to_vec(), PyStr::new(".").into()),
            None => {
                let mut prefix = path.path().to_bytes().to_vec();
                if prefix.last().is_some_and(|&byte| byte != b'/') {
                    prefix.push(b'/');
                }
                (prefix, path.object)
            }
        };
        let iterator = ScandirIterator {
            dir: RefCell::new(Some(dir)),
            prefix,
            fd: path.fd(),
            is_bytes: path.is_bytes,
            path: object,
        };
        vm.new_native(vm.class::<ScandirIterator>(), iterator).map(|it| it.value())
    }

    /// Iterates over a directory.
    #[pyclass(name = "ScandirIterator", no_new)]
    #[pyprivate]
    pub struct ScandirIterator {
        #[no_trace]
        dir: RefCell<Option<Dir>>,
        #[no_trace]
        prefix: Vec<u8>,
        #[no_trace]
        fd: Option<i32>,
        #[no_trace]
        is_bytes: bool,
        path: Value,
    }

    #[pymethods]
    impl ScandirIterator {
        fn __iter__(this: Obj<ScandirIterator>) -> Obj<ScandirIterator> {
            this
        }

        fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
            // Taken out while reading: another thread may come here meanwhile.
            let Some(mut dir) = self.dir.take() else { return Ok(None) };
            let entry = allow_threads(vm, || dir.next_entry());
            let entry = match entry {
                Ok(Some(entry)) => entry,
                Ok(None) => return Ok(None),
                Err(errno) => return Err(os_error_for(vm, errno, self.path)),
            };
            self.dir.replace(Some(dir));
            let name = entry.name.as_bytes();
            let typed =
                |bytes: &[u8]| if self.is_bytes { PyBytes::new(bytes).into() } else { decode_path(bytes).value() };
            let full = [self.prefix.as_slice(), name].concat();
            let made = DirEntry {
                name: typed(name),
                path: typed(&full),
                kind: entry.kind,
                ino: entry.ino,
                fd: self.fd,
                stat: Cell::new(None),
                lstat: Cell::new(None),
            };
            vm.new_native(vm.class::<DirEntry>(), made).map(|it| Some(it.value()))
        }

        /// Ends the iteration and closes the directory.
        fn close(&self) {
            self.dir.take();
        }

        fn __enter__(this: Obj<ScandirIterator>) -> Obj<ScandirIterator> {
            this
        }

        #[pymethod(sig = "(*exc_info)")]
        fn __exit__(&self, exc_info: &[Value]) {
            let _ = exc_info;
            self.dir.take();
        }
    }

    /// One entry of a directory.
    #[pyclass(name = "DirEntry", no_new)]
    pub struct DirEntry {
        /// The name, relative to the directory that scandir() was given.
        #[member]
        name: Value,
        /// The directory that scandir() was given, joined with the name.
        #[member]
        path: Value,
        #[no_trace]
        kind: FileType,
        #[no_trace]
        ino: u64,
        #[no_trace]
        fd: Option<i32>,
        #[no_trace]
        stat: Cell<Option<taipan_host::stat::Stat>>,
        #[no_trace]
        lstat: Cell<Option<taipan_host::stat::Stat>>,
    }

    #[pymethods]
    impl DirEntry {
        #[pyskip]
        fn read_stat(&self, vm: &Vm, follow: bool) -> PyResult<Result<taipan_host::stat::Stat, Errno>> {
            let follow = follow && (self.kind == FileType::Symlink || self.kind == FileType::Unknown);
            let cache = if follow { &self.stat } else { &self.lstat };
            if let Some(stat) = cache.get() {
                return Ok(Ok(stat));
            }
            let path = c_string(vm, self.path)?;
            let result = allow_threads(vm, || paths::stat_at(self.fd.unwrap_or(fds::AT_FDCWD), &path, follow));
            if let Ok(stat) = result {
                cache.set(Some(stat));
            }
            Ok(result)
        }

        /// Whether the entry is of a type; a missing file is of none.
        #[pyskip]
        fn has_type(&self, vm: &Vm, follow: bool, kind: FileType, bits: u32) -> PyResult<bool> {
            let must_ask = self.kind == FileType::Unknown || (follow && self.kind == FileType::Symlink);
            if !must_ask {
                return Ok(self.kind == kind);
            }
            match self.read_stat(vm, follow)? {
                Ok(stat) => Ok(stat.mode & S_IFMT == bits),
                Err(Errno::ENOENT) => Ok(false),
                Err(errno) => Err(os_error_for(vm, errno, self.path)),
            }
        }

        /// Whether it is a directory.
        #[pymethod(sig = "(*, follow_symlinks=True)")]
        fn is_dir(&self, vm: &Vm, follow_symlinks: bool) -> PyResult<bool> {
            self.has_type(vm, follow_symlinks, FileType::Dir, S_IFDIR)
        }

        /// Whether it is a regular file.
        #[pymethod(sig = "(*, follow_symlinks=True)")]
        fn is_file(&self, vm: &Vm, follow_symlinks: bool) -> PyResult<bool> {
            self.has_type(vm, follow_symlinks, FileType::File, S_IFREG)
        }

        /// Whether it is a symbolic link.
        fn is_symlink(&self, vm: &Vm) -> PyResult<bool> {
            self.has_type(vm, false, FileType::Symlink, S_IFLNK)
        }

        /// Whether it is a junction: only on Windows.
        fn is_junction(&self) -> bool {
            false
        }

        /// Facts about the file, kept after the first call.
        #[pymethod(sig = "(*, follow_symlinks=True)")]
        fn stat(&self, vm: &Vm, follow_symlinks: bool) -> PyResult {
            match self.read_stat(vm, follow_symlinks)? {
                Ok(stat) => stat_result(vm, &stat),
                Err(errno) => Err(os_error_for(vm, errno, self.path)),
            }
        }

        /// The inode number.
        fn inode(&self) -> u64 {
            self.ino
        }

        /// The path.
        fn __fspath__(&self) -> Value {
            self.path
        }

        fn __repr__(&self, vm: &Vm) -> PyResult<Gc<PyStr>> {
            let name = vm.repr(self.name)?;
            Ok(PyStr::from_wtf8(&[b"<DirEntry ", name.as_bytes(), b">"].concat()))
        }

        /// For annotations: os.DirEntry[str].
        #[classmethod]
        fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, item: Value) -> PyResult {
            vm.call(vm.types().generic_alias.value(), &[cls.value(), item])
        }
    }
}
