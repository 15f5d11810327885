//! `_stat`: the bits of file modes, and their text form.

/// Constants and functions to take the mode of a file apart, as `os.stat` gives it.
#[taipan_interp::native::pymodule(name = "_stat")]
#[allow(clippy::module_inception)]
pub mod stat {
    use crate::support::set_in_module;
    use taipan_interp::native::*;

    /// Numbers of the module.
    const NUMBERS: &[(&str, u32)] = &[
        ("S_IFDIR", 0o040000),
        ("S_IFCHR", 0o020000),
        ("S_IFBLK", 0o060000),
        ("S_IFREG", 0o100000),
        ("S_IFIFO", 0o010000),
        ("S_IFLNK", 0o120000),
        ("S_IFSOCK", 0o140000),
        ("S_IFDOOR", 0),
        ("S_IFPORT", 0),
        ("S_IFWHT", 0),
        ("S_ISUID", 0o4000),
        ("S_ISGID", 0o2000),
        ("S_ISVTX", 0o1000),
        ("S_ENFMT", 0o2000),
        ("S_IREAD", 0o400),
        ("S_IWRITE", 0o200),
        ("S_IEXEC", 0o100),
        ("S_IRWXU", 0o700),
        ("S_IRUSR", 0o400),
        ("S_IWUSR", 0o200),
        ("S_IXUSR", 0o100),
        ("S_IRWXG", 0o070),
        ("S_IRGRP", 0o040),
        ("S_IWGRP", 0o020),
        ("S_IXGRP", 0o010),
        ("S_IRWXO", 0o007),
        ("S_IROTH", 0o004),
        ("S_IWOTH", 0o002),
        ("S_IXOTH", 0o001),
        ("UF_SETTABLE", 0x0000_ffff),
        ("UF_NODUMP", 0x0000_0001),
        ("UF_IMMUTABLE", 0x0000_0002),
        ("UF_APPEND", 0x0000_0004),
        ("UF_OPAQUE", 0x0000_0008),
        ("UF_NOUNLINK", 0x0000_0010),
        ("UF_COMPRESSED", 0x0000_0020),
        ("UF_TRACKED", 0x0000_0040),
        ("UF_DATAVAULT", 0x0000_0080),
        ("UF_HIDDEN", 0x0000_8000),
        ("SF_SETTABLE", 0xffff_0000),
        ("SF_ARCHIVED", 0x0001_0000),
        ("SF_IMMUTABLE", 0x0002_0000),
        ("SF_APPEND", 0x0004_0000),
        ("SF_NOUNLINK", 0x0010_0000),
        ("SF_SNAPSHOT", 0x0020_0000),
        ("SF_FIRMLINK", 0x0080_0000),
        ("SF_DATALESS", 0x4000_0000),
        ("ST_MODE", 0),
        ("ST_INO", 1),
        ("ST_DEV", 2),
        ("ST_NLINK", 3),
        ("ST_UID", 4),
        ("ST_GID", 5),
        ("ST_SIZE", 6),
        ("ST_ATIME", 7),
        ("ST_MTIME", 8),
        ("ST_CTIME", 9),
    ];

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        for &(name, number) in NUMBERS {
            set_in_module(vm, module, name, Value::small(number.into()));
        }
        Ok(())
    }

    /// A mode argument.
    fn mode(vm: &Vm, value: Value) -> PyResult<u32> {
        if !is_index(vm, value) {
            let found = vm.type_name(value);
            return Err(vm.type_error(format!("'{found}' object cannot be interpreted as an integer")));
        }
        match u64::from_value(vm, value) {
            Ok(mode) if u32::try_from(mode).is_ok() => Ok(mode as u32),
            Ok(_) => Err(vm.overflow_error("mode out of range")),
            Err(raised) => Err(raised),
        }
    }

    fn has_type(vm: &Vm, value: Value, kind: u32) -> PyResult<bool> {
        Ok(mode(vm, value)? & 0o170000 == kind)
    }

    /// The permission bits of a mode, and set-id and sticky bits.
    #[pyfunction(name = "S_IMODE")]
    fn imode(vm: &Vm, object: Value) -> PyResult<u32> {
        Ok(mode(vm, object)? & 0o7777)
    }

    /// The file type bits of a mode.
    #[pyfunction(name = "S_IFMT")]
    fn ifmt(vm: &Vm, object: Value) -> PyResult<u32> {
        Ok(mode(vm, object)? & 0o170000)
    }

    /// Whether a mode is a directory's.
    #[pyfunction(name = "S_ISDIR")]
    fn isdir(vm: &Vm, object: Value) -> PyResult<bool> {
        has_type(vm, object, 0o040000)
    }

    /// Whether a mode is a character device's.
    #[pyfunction(name = "S_ISCHR")]
    fn ischr(vm: &Vm, object: Value) -> PyResult<bool> {
        has_type(vm, object, 0o020000)
    }

    /// Whether a mode is a block device's.
    #[pyfunction(name = "S_ISBLK")]
    fn isblk(vm: &Vm, object: Value) -> PyResult<bool> {
        has_type(vm, object, 0o060000)
    }

    /// Whether a mode is a regular file's.
    #[pyfunction(name = "S_ISREG")]
    fn isreg(vm: &Vm, object: Value) -> PyResult<bool> {
        has_type(vm, object, 0o100000)
    }

    /// Whether a mode is a named pipe's.
    #[pyfunction(name = "S_ISFIFO")]
    fn isfifo(vm: &Vm, object: Value) -> PyResult<bool> {
        has_type(vm, object, 0o010000)
    }

    /// Whether a mode is a symbolic link's.
    #[pyfunction(name = "S_ISLNK")]
    fn islnk(vm: &Vm, object: Value) -> PyResult<bool> {
        has_type(vm, object, 0o120000)
    }

    /// Whether a mode is a socket's.
    #[pyfunction(name = "S_ISSOCK")]
    fn issock(vm: &Vm, object: Value) -> PyResult<bool> {
        has_type(vm, object, 0o140000)
    }

    /// Whether a mode is a door's: never here.
    #[pyfunction(name = "S_ISDOOR")]
    fn isdoor(vm: &Vm, object: Value) -> PyResult<bool> {
        mode(vm, object).map(|_| false)
    }

    /// Whether a mode is an event port's: never here.
    #[pyfunction(name = "S_ISPORT")]
    fn isport(vm: &Vm, object: Value) -> PyResult<bool> {
        mode(vm, object).map(|_| false)
    }

    /// Whether a mode is a whiteout's: never here.
    #[pyfunction(name = "S_ISWHT")]
    fn iswht(vm: &Vm, object: Value) -> PyResult<bool> {
        mode(vm, object).map(|_| false)
    }

    /// A mode as `ls -l` writes it: "-rwxrwxrwx".
    #[pyfunction]
    fn filemode(vm: &Vm, object: Value) -> PyResult<String> {
        let mode = mode(vm, object)?;
        let kind = match mode & 0o170000 {
            0o100000 => '-',
            0o040000 => 'd',
            0o120000 => 'l',
            0o060000 => 'b',
            0o020000 => 'c',
            0o010000 => 'p',
            0o140000 => 's',
            _ => '?',
        };
        let mut text = String::from(kind);
        // Per class: shift of its bits, its special bit, and the letters that stand for that with and without execution.
        for (shift, special, with, without) in [(6, 0o4000, 's', 'S'), (3, 0o2000, 's', 'S'), (0, 0o1000, 't', 'T')] {
            let bits = mode >> shift;
            text.push(if bits & 4 != 0 { 'r' } else { '-' });
            text.push(if bits & 2 != 0 { 'w' } else { '-' });
            text.push(match (mode & special != 0, bits & 1 != 0) {
                (true, true) => with,
                (true, false) => without,
                (false, true) => 'x',
                (false, false) => '-',
            });
        }
        Ok(text)
    }
}
