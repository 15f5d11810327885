//! `FileIO`: a raw stream over a descriptor. Every call is one system call, repeated when a signal interrupts it (handlers run in
//! between). The buffered classes call the plain functions here when the raw stream is exactly a FileIO.

use super::DEFAULT_BUFFER_SIZE;
use super::base::{self, RawIOBase};
use super::util::{self, Closed, Input, Size, bytes_value, unsupported};
use crate::support::{Bytes, allow_threads, c_string, os_error, os_error_for, retry};
use std::cell::Cell;
use std::ffi::CString;
use taipan_host::{Errno, fd as os, stat::Stat};
use taipan_interp::name;
use taipan_interp::native::*;

/// Most bytes that the kernel transfers at once.
const MAX_TRANSFER: usize = 0x7fff_f000;

/// A raw stream of bytes over a file descriptor, opened by name ("r", "w", "x", "a", with "+" for both directions) or taken as it is.
#[pyclass(
    name = "FileIO",
    module = "_io",
    base = RawIOBase,
    subclass,
    text_sig = "(file, mode='r', closefd=True, opener=None)"
)]
pub struct FileIO {
    #[no_trace]
    pub(super) fd: Cell<i32>,
    #[no_trace]
    created: Cell<bool>,
    #[no_trace]
    pub(super) readable: Cell<bool>,
    #[no_trace]
    pub(super) writable: Cell<bool>,
    #[no_trace]
    appending: Cell<bool>,
    #[no_trace]
    closefd: Cell<bool>,
    /// Whether the position can be moved, once that is known.
    #[no_trace]
    seekable: Cell<Option<bool>>,
    /// What fstat said at opening.
    #[no_trace]
    stat: Cell<Option<Stat>>,
    /// Whether close() is called by the finalizer.
    #[no_trace]
    finalizing: Cell<bool>,
}

/// A parsed mode.
struct Mode {
    created: bool,
    readable: bool,
    writable: bool,
    appending: bool,
    flags: i32,
}

fn parse_mode(vm: &Vm, mode: &str) -> PyResult<Mode> {
    let wrong = || vm.value_error("Must have exactly one of create/read/write/append mode and at most one plus");
    let mut m = Mode { created: false, readable: false, writable: false, appending: false, flags: os::O_CLOEXEC };
    let (mut kind, mut plus) = (false, false);
    for c in mode.chars() {
        match c {
            'x' | 'r' | 'w' | 'a' if kind => return Err(wrong()),
            'x' => (kind, m.created, m.writable, m.flags) = (true, true, true, m.flags | os::O_EXCL | os::O_CREAT),
            'r' => (kind, m.readable) = (true, true),
            'w' => (kind, m.writable, m.flags) = (true, true, m.flags | os::O_CREAT | os::O_TRUNC),
            'a' => (kind, m.appending, m.writable, m.flags) = (true, true, true, m.flags | os::O_APPEND | os::O_CREAT),
            'b' => {}
            '+' if plus => return Err(wrong()),
            '+' => (m.readable, m.writable, plus) = (true, true, true),
            _ => return Err(vm.value_error(format!("invalid mode: {mode}"))),
        }
    }
    if !kind {
        return Err(wrong());
    }
    m.flags |= match (m.readable, m.writable) {
        (true, true) => os::O_RDWR,
        (true, false) => 0,
        _ => os::O_WRONLY,
    };
    Ok(m)
}

impl FileIO {
    /// A FileIO that is not open.
    fn closed_one() -> FileIO {
        FileIO {
            fd: Cell::new(-1),
            created: Cell::new(false),
            readable: Cell::new(false),
            writable: Cell::new(false),
            appending: Cell::new(false),
            closefd: Cell::new(true),
            seekable: Cell::new(None),
            stat: Cell::new(None),
            finalizing: Cell::new(false),
        }
    }

    /// The descriptor; ValueError if the file is closed.
    fn open_fd(&self, vm: &Vm) -> PyResult<i32> {
        match self.fd.get() {
            fd if fd >= 0 => Ok(fd),
            _ => Err(vm.value_error(Closed::FILE)),
        }
    }

    fn fd_to_read(&self, vm: &Vm) -> PyResult<i32> {
        let fd = self.open_fd(vm)?;
        if self.readable.get() { Ok(fd) } else { Err(unsupported(vm, "File not open for reading")) }
    }

    fn fd_to_write(&self, vm: &Vm) -> PyResult<i32> {
        let fd = self.open_fd(vm)?;
        if self.writable.get() { Ok(fd) } else { Err(unsupported(vm, "File not open for writing")) }
    }

    /// Reads into memory; `None` if nothing is there without waiting.
    pub(super) fn read_into(&self, vm: &Vm, target: &mut [u8]) -> PyResult<Option<usize>> {
        let fd = self.fd_to_read(vm)?;
        let most = target.len().min(MAX_TRANSFER);
        match retry(vm, || os::read(fd, &mut target[..most]))? {
            Ok(n) => Ok(Some(n)),
            Err(Errno::EAGAIN) => Ok(None),
            Err(errno) => Err(os_error(vm, errno)),
        }
    }

    /// Writes from memory; `None` if nothing can be written without waiting.
    pub(super) fn write_from(&self, vm: &Vm, bytes: &[u8]) -> PyResult<Option<usize>> {
        let fd = self.fd_to_write(vm)?;
        let bytes = &bytes[..bytes.len().min(MAX_TRANSFER)];
        match retry(vm, || os::write(fd, bytes))? {
            Ok(n) => Ok(Some(n)),
            Err(Errno::EAGAIN) => Ok(None),
            Err(errno) => Err(os_error(vm, errno)),
        }
    }

    /// Moves the position.
    pub(super) fn seek_to(&self, vm: &Vm, offset: i64, whence: i32) -> PyResult<i64> {
        let fd = self.open_fd(vm)?;
        let result = allow_threads(vm, || os::lseek(fd, offset, whence));
        if self.seekable.get().is_none() {
            self.seekable.set(Some(result.is_ok()));
        }
        result.map_err(|errno| os_error(vm, errno))
    }

    /// Whether the position can be moved.
    pub(super) fn is_seekable(&self, vm: &Vm) -> PyResult<bool> {
        let fd = self.open_fd(vm)?;
        Ok(match self.seekable.get() {
            Some(known) => known,
            None => {
                let can = allow_threads(vm, || os::lseek(fd, 0, 1)).is_ok();
                self.seekable.set(Some(can));
                can
            }
        })
    }

    /// Everything up to the end; `None` if nothing is there without waiting.
    pub(super) fn read_all(&self, vm: &Vm) -> PyResult<Option<Vec<u8>>> {
        let fd = self.open_fd(vm)?;
        let size = self.stat.get().map_or(0, |stat| stat.size);
        let mut capacity = DEFAULT_BUFFER_SIZE;
        if size > 0 {
            // One more byte, so that the end shows without a larger buffer.
            capacity = size as usize + 1;
            if size > 65536
                && let Ok(at) = os::lseek(fd, 0, 1)
                && (0..=size).contains(&at)
            {
                capacity = (size - at) as usize + 1;
            }
        }
        let mut all = util::zeros(vm, capacity)?;
        let mut len = 0;
        loop {
            if len == all.len() {
                let more = if len > 65536 { len >> 3 } else { 256 + len };
                util::reserve(vm, &mut all, more.max(DEFAULT_BUFFER_SIZE))?;
                all.resize(len + more.max(DEFAULT_BUFFER_SIZE), 0);
            }
            match self.read_into(vm, &mut all[len..])? {
                Some(0) => break,
                Some(n) => len += n,
                None if len > 0 => break,
                None => return Ok(None),
            }
        }
        all.truncate(len);
        Ok(Some(all))
    }

    /// Closes the descriptor, whatever `closefd` says.
    fn close_fd(&self, vm: &Vm) -> PyResult<()> {
        let fd = self.fd.replace(-1);
        if fd < 0 {
            return Ok(());
        }
        match allow_threads(vm, || os::close(fd)) {
            // It is closed all the same.
            Ok(()) | Err(Errno::EINTR) => Ok(()),
            Err(errno) => Err(os_error(vm, errno)),
        }
    }

    fn mode_text(&self) -> &'static str {
        match (self.created.get(), self.appending.get(), self.readable.get(), self.writable.get()) {
            (true, _, true, _) => "xb+",
            (true, ..) => "xb",
            (_, true, true, _) => "ab+",
            (_, true, ..) => "ab",
            (_, _, true, true) => "rb+",
            (_, _, true, false) => "rb",
            _ => "wb",
        }
    }

    /// Whether the file is a terminal, by what was found at opening if that is enough.
    pub(super) fn is_terminal(&self, vm: &Vm) -> PyResult<bool> {
        const CHARACTER_DEVICE: u32 = 0o020000;
        let fd = self.open_fd(vm)?;
        if self.stat.get().is_some_and(|stat| stat.mode & taipan_host::stat::S_IFMT != CHARACTER_DEVICE) {
            return Ok(false);
        }
        Ok(os::isatty(fd))
    }

    /// Best size of a buffer.
    pub(super) fn block_size(&self) -> i64 {
        match self.stat.get() {
            Some(stat) if stat.blksize > 1 => stat.blksize,
            _ => DEFAULT_BUFFER_SIZE as i64,
        }
    }
}

/// Opens the file called `path`. When there are no descriptors left, dead files may still hold some.
fn open_path(vm: &Vm, path: &CString, flags: i32) -> PyResult<Result<i32, Errno>> {
    let mut tried = false;
    loop {
        match retry(vm, || os::open(path, flags, 0o666))? {
            Err(Errno::EMFILE | Errno::ENFILE) if !tried => {
                tried = true;
                vm.collect(taipan_gc::Collection::Major);
                vm.run_pending();
            }
            result => return Ok(result),
        }
    }
}

/// `FileIO.__init__`.
pub(super) fn init(vm: &Vm, this: Obj<FileIO>, file: Value, mode: &str, closefd: bool, opener: Value) -> PyResult<()> {
    if this.fd.get() >= 0 {
        if this.closefd.get() {
            this.close_fd(vm)?;
        } else {
            this.fd.set(-1);
        }
    }
    if file.is_bool() {
        vm.warn(vm.exc().RuntimeWarning, "bool is used as a file descriptor")?;
    }
    let mut given = -1;
    let mut path = None;
    if is_index(vm, file) {
        given = crate::support::int_arg(vm, file)?;
        if given < 0 {
            return Err(vm.value_error("negative file descriptor"));
        }
    } else {
        path = Some(c_string(vm, file)?);
    }
    let m = parse_mode(vm, mode)?;
    this.created.set(m.created);
    this.readable.set(m.readable);
    this.writable.set(m.writable);
    this.appending.set(m.appending);
    this.seekable.set(None);
    this.stat.set(None);
    this.closefd.set(closefd);
    vm.audit("open", &[file, PyStr::new(mode).value(), Value::small(m.flags.into())])?;
    match path {
        None => this.fd.set(given),
        Some(path) => {
            if !closefd {
                this.closefd.set(true);
                return Err(vm.value_error("Cannot use closefd=False with file name"));
            }
            let fd = if opener.is_none() {
                open_path(vm, &path, m.flags)?.map_err(|errno| os_error_for(vm, errno, file))?
            } else {
                let fd = vm.call(opener, &[file, Value::small(m.flags.into())])?;
                if fd.as_int().is_none() {
                    return Err(vm.type_error("expected integer from opener"));
                }
                let fd = crate::support::int_arg(vm, fd)?;
                if fd < 0 {
                    return Err(vm.value_error(format!("opener returned {fd}")));
                }
                os::set_inheritable(fd, false).map_err(|errno| os_error(vm, errno))?;
                fd
            };
            this.fd.set(fd);
        }
    }
    let own = given < 0;
    let result = finish_init(vm, this, file);
    if result.is_err() {
        if own {
            let error = vm.take_raised();
            let closed = this.close_fd(vm);
            return match error {
                Some(error) => Err(util::chain(vm, error, closed)),
                None => closed,
            };
        }
        this.fd.set(-1);
    }
    result
}

/// What is done with the open descriptor.
fn finish_init(vm: &Vm, this: Obj<FileIO>, file: Value) -> PyResult<()> {
    let fd = this.fd.get();
    match os::fstat(fd) {
        Ok(stat) if stat.is_dir() => return Err(os_error_for(vm, Errno::EISDIR, file)),
        Ok(stat) => this.stat.set(Some(stat)),
        Err(Errno::EBADF) => return Err(os_error(vm, Errno::EBADF)),
        Err(_) => {}
    }
    vm.set_attr(this.value(), name!("name"), Some(file))?;
    if this.appending.get() {
        // A pipe has no end to go to.
        match os::lseek(fd, 0, 2) {
            Ok(_) => this.seekable.set(Some(true)),
            Err(Errno::ESPIPE) => this.seekable.set(Some(false)),
            Err(errno) => return Err(os_error(vm, errno)),
        }
    }
    Ok(())
}

/// An exact FileIO that `open()` makes.
pub(super) fn open(vm: &Vm, file: Value, mode: &str, closefd: bool, opener: Value) -> PyResult<Obj<FileIO>> {
    let this = vm.new_object(FileIO::closed_one())?;
    init(vm, this, file, mode, closefd, opener)?;
    Ok(this)
}

#[pymethods]
impl FileIO {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<FileIO>> {
        let _ = args;
        vm.new_native(cls, FileIO::closed_one())
    }

    #[pyslot(sig = "(file, mode='r', closefd=True, opener=None)")]
    fn __init__(
        this: Obj<FileIO>,
        vm: &Vm,
        file: Value,
        mode: Option<StrArg>,
        #[default(true)] closefd: bool,
        opener: Option<Value>,
    ) -> PyResult<()> {
        let mode = mode.map_or_else(|| "r".to_owned(), |mode| mode.0);
        init(vm, this, file, &mode, closefd, opener.unwrap_or(Value::NONE))
    }

    fn __repr__(this: Obj<FileIO>, vm: &Vm) -> PyResult<String> {
        let class = vm.type_of(this.value()).full_name();
        let fd = this.fd.get();
        if fd < 0 {
            return Ok(format!("<{class} [closed]>"));
        }
        let (mode, closefd) = (this.mode_text(), if this.closefd.get() { "True" } else { "False" });
        let Some(name) = vm.get_attr_opt(this.value(), name!("name"))? else {
            return Ok(format!("<{class} fd={fd} mode='{mode}' closefd={closefd}>"));
        };
        match vm.with_repr_guard(this.value(), || vm.repr(name))? {
            Some(name) => Ok(format!("<{class} name={} mode='{mode}' closefd={closefd}>", name.to_string_lossy())),
            None => {
                let class = vm.type_of(this.value()).full_name();
                Err(vm.runtime_error(format!("reentrant call inside {class}.__repr__")))
            }
        }
    }

    /// Reads at most `size` bytes with one system call, or everything; None if nothing is there without waiting.
    #[pymethod(sig = "(size=-1, /)")]
    fn read(this: Obj<FileIO>, vm: &Vm, #[default(Size(-1))] size: Size) -> PyResult {
        this.fd_to_read(vm)?;
        let Ok(size) = usize::try_from(size.0) else {
            return vm.call_method_name(this.value(), name!("readall"), &[]);
        };
        let mut bytes = util::zeros(vm, size.min(MAX_TRANSFER))?;
        match this.read_into(vm, &mut bytes)? {
            Some(n) => bytes_value(&bytes[..n]),
            None => Ok(Value::NONE),
        }
    }

    /// Reads everything up to the end; None if nothing is there without waiting.
    fn readall(&self, vm: &Vm) -> PyResult {
        match self.read_all(vm)? {
            Some(bytes) => bytes_value(&bytes),
            None => Ok(Value::NONE),
        }
    }

    /// Reads into a buffer; gives how many bytes, None if nothing is there without waiting.
    #[pymethod(sig = "(buffer, /)")]
    fn readinto(&self, vm: &Vm, buffer: Value) -> PyResult<Option<usize>> {
        self.fd_to_read(vm)?;
        let mut target = Bytes::for_method(vm, buffer, "readinto")?;
        self.read_into(vm, target.as_mut_slice())
    }

    /// Writes bytes with one system call; gives how many were written, None if none could be without waiting.
    #[pymethod(sig = "(b, /)")]
    fn write(&self, vm: &Vm, b: Value) -> PyResult<Option<usize>> {
        self.fd_to_write(vm)?;
        let bytes = Input::new(vm, b)?;
        self.write_from(vm, bytes.as_slice())
    }

    /// Moves the position to `pos`, counted from the start (whence 0), the position (1) or the end (2); gives the new one.
    #[pymethod(sig = "(pos, whence=0, /)")]
    fn seek(&self, vm: &Vm, pos: Value, whence: i32) -> PyResult<i64> {
        self.open_fd(vm)?;
        self.seek_to(vm, util::offset_arg(vm, pos)?, whence)
    }

    /// The position.
    fn tell(&self, vm: &Vm) -> PyResult<i64> {
        self.seek_to(vm, 0, 1)
    }

    /// Cuts the file off at `size`, the position by default; gives the new size. The position stays.
    #[pymethod(sig = "(size=None, /)")]
    fn truncate(&self, vm: &Vm, size: Option<Value>) -> PyResult {
        let fd = self.fd_to_write(vm)?;
        let size = match size.filter(|size| !size.is_none()) {
            Some(size) => size,
            None => Value::int(self.seek_to(vm, 0, 1)?),
        };
        let length = util::offset_arg(vm, size)?;
        retry(vm, || os::ftruncate(fd, length))?.map_err(|errno| os_error(vm, errno))?;
        // What was known of the size no longer holds.
        self.stat.set(self.stat.get().map(|stat| Stat { size: length, ..stat }));
        Ok(size)
    }

    /// Closes the file, and its descriptor unless closefd is false. Can be called more than once.
    fn close(this: Obj<FileIO>, vm: &Vm) -> PyResult<()> {
        let flushed = base::close(vm, this.value());
        if !this.closefd.get() {
            this.fd.set(-1);
            return flushed;
        }
        let error = if flushed.is_err() { vm.take_raised() } else { None };
        if this.finalizing.get() && this.fd.get() >= 0 {
            util::warn_unclosed(vm, this.value());
        }
        let closed = this.close_fd(vm);
        match error {
            Some(error) => Err(util::chain(vm, error, closed)),
            None => closed,
        }
    }

    /// Whether the position can be moved.
    fn seekable(&self, vm: &Vm) -> PyResult<bool> {
        self.is_seekable(vm)
    }

    /// Whether the file was opened for reading.
    fn readable(&self, vm: &Vm) -> PyResult<bool> {
        self.open_fd(vm)?;
        Ok(self.readable.get())
    }

    /// Whether the file was opened for writing.
    fn writable(&self, vm: &Vm) -> PyResult<bool> {
        self.open_fd(vm)?;
        Ok(self.writable.get())
    }

    /// The descriptor.
    fn fileno(&self, vm: &Vm) -> PyResult<i32> {
        self.open_fd(vm)
    }

    /// Whether the file is a terminal.
    fn isatty(&self, vm: &Vm) -> PyResult<bool> {
        let fd = self.open_fd(vm)?;
        Ok(allow_threads(vm, || os::isatty(fd)))
    }

    /// Whether the file is a terminal, by what was found at opening if that is enough.
    fn _isatty_open_only(&self, vm: &Vm) -> PyResult<bool> {
        self.is_terminal(vm)
    }

    /// Warns that `object` was not closed.
    #[pymethod(sig = "(object, /)")]
    fn _dealloc_warn(&self, vm: &Vm, object: Value) {
        if self.fd.get() >= 0 && self.closefd.get() {
            util::warn_unclosed(vm, object);
        }
    }

    /// Refuses to be pickled.
    fn __getstate__(this: Obj<FileIO>, vm: &Vm) -> PyResult {
        Err(util::cannot_pickle(vm, this.value()))
    }

    /// Whether the file is closed.
    #[getter]
    fn closed(&self) -> bool {
        self.fd.get() < 0
    }

    /// Whether closing the file closes its descriptor.
    #[getter]
    fn closefd(&self) -> bool {
        self.closefd.get()
    }

    /// The mode: always binary.
    #[getter]
    fn mode(&self) -> &'static str {
        self.mode_text()
    }

    #[getter]
    fn _finalizing(&self) -> bool {
        self.finalizing.get()
    }

    #[setter(name = "_finalizing")]
    fn set_finalizing(&self, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        util::set_flag(vm, &self.finalizing, value)
    }

    #[getter]
    fn _blksize(&self) -> i64 {
        self.block_size()
    }
}

/// A str argument without null characters.
pub(super) struct StrArg(pub String);

impl FromValue for StrArg {
    fn from_value(vm: &Vm, value: Value) -> PyResult<StrArg> {
        StrArg::convert(vm, Gc::<PyStr>::from_value(vm, value)?)
    }

    fn from_arg(vm: &Vm, value: Value, at: ArgAt) -> PyResult<StrArg> {
        StrArg::convert(vm, Gc::<PyStr>::from_arg(vm, value, at)?)
    }

    const NONE_IS_ABSENT: bool = false;
}

impl StrArg {
    fn convert(vm: &Vm, text: Gc<PyStr>) -> PyResult<StrArg> {
        match text.as_str() {
            Some(text) if text.contains('\0') => Err(vm.value_error("embedded null character")),
            Some(text) => Ok(StrArg(text.to_owned())),
            None => Err(vm.surrogate_error(text)),
        }
    }
}

/// As [`StrArg`], where None stands for no argument.
pub(super) struct OptionalStr(pub String);

impl FromValue for OptionalStr {
    fn from_value(vm: &Vm, value: Value) -> PyResult<OptionalStr> {
        StrArg::from_value(vm, value).map(|text| OptionalStr(text.0))
    }

    fn from_arg(vm: &Vm, value: Value, at: ArgAt) -> PyResult<OptionalStr> {
        match value.cast::<PyStr>() {
            Some(text) => StrArg::convert(vm, text).map(|text| OptionalStr(text.0)),
            None => Err(at.wrong_type(vm, "str or None", value)),
        }
    }
}
