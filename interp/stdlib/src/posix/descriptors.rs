//! Descriptors: opening, reading, writing, seeking, copying, flags, pipes, and the kernel's special descriptors.

/// Part of the module.
#[taipan_interp::native::pymodule(name = "posix")]
pub mod part {
    use crate::support::args::Round;
    use crate::support::paths::{Allow, at};
    use crate::support::{
        Bytes, OrRaise, allow_threads, dir_fd_arg, fd_arg, list_of, optional, os_error, path_arg, retry, seconds_to_ns,
    };
    use std::io::{IoSlice, IoSliceMut};
    use taipan_host::{Errno, fd as os, poll};
    use taipan_interp::native::*;

    /// O_CLOEXEC of the target.
    fn close_on_exec() -> i32 {
        taipan_host::consts::POSIX.iter().find(|row| row.0 == "O_CLOEXEC").map_or(0, |row| row.1 as i32)
    }

    /// Opens a file; gives a descriptor that is not inherited.
    #[pyfunction(sig = "(path, flags, mode=511, *, dir_fd=None)")]
    fn open(vm: &Vm, path: Value, flags: i32, mode: i32, dir_fd: Option<Value>) -> PyResult<i32> {
        let path = path_arg(vm, path, "open", "path", Allow::default())?;
        let dir_fd = at(dir_fd_arg(vm, dir_fd)?);
        retry(vm, || os::open_at(dir_fd, path.path(), flags | close_on_exec(), mode as u32))?.or_raise_for(vm, &path)
    }

    /// Closes a descriptor.
    #[pyfunction(sig = "(fd)")]
    fn close(vm: &Vm, fd: i32) -> PyResult<()> {
        match allow_threads(vm, || os::close(fd)) {
            // It is closed all the same, and must not be closed again.
            Err(Errno::EINTR) => Ok(()),
            result => result.or_raise(vm),
        }
    }

    /// Closes all descriptors from fd_low up to but not including fd_high, ignoring errors.
    #[pyfunction(sig = "(fd_low, fd_high, /)")]
    fn closerange(vm: &Vm, fd_low: i32, fd_high: i32) {
        allow_threads(vm, || os::close_range(fd_low, fd_high));
    }

    /// A length argument as the kernel takes it.
    fn length_arg(vm: &Vm, length: isize) -> PyResult<usize> {
        usize::try_from(length).map(|length| length.min(0x7fff_f000)).map_err(|_| os_error(vm, Errno::EINVAL))
    }

    fn buffer(vm: &Vm, length: usize) -> PyResult<Vec<u8>> {
        let mut buffer = Vec::new();
        if buffer.try_reserve_exact(length).is_err() {
            return Err(vm.memory_error());
        }
        buffer.resize(length, 0);
        Ok(buffer)
    }

    /// Reads at most `length` bytes.
    #[pyfunction(sig = "(fd, length, /)")]
    fn read(vm: &Vm, fd: i32, length: isize) -> PyResult<Vec<u8>> {
        let mut bytes = buffer(vm, length_arg(vm, length)?)?;
        let n = retry(vm, || os::read(fd, &mut bytes))?.or_raise(vm)?;
        bytes.truncate(n);
        Ok(bytes)
    }

    /// Reads into a writable buffer; gives how many bytes.
    #[pyfunction(sig = "(fd, buffer, /)")]
    fn readinto(vm: &Vm, fd: i32, buffer: Value) -> PyResult<usize> {
        let mut buffer = Bytes::new(vm, buffer, true)?;
        let slice = buffer.as_mut_slice();
        retry(vm, || os::read(fd, slice))?.or_raise(vm)
    }

    /// Writes bytes; gives how many were written.
    #[pyfunction(sig = "(fd, data, /)")]
    fn write(vm: &Vm, fd: i32, data: Value) -> PyResult<usize> {
        let data = Bytes::new(vm, data, false)?;
        let slice = data.as_slice();
        retry(vm, || os::write(fd, slice))?.or_raise(vm)
    }

    /// Reads at most `length` bytes at `offset`, leaving the position alone.
    #[pyfunction(sig = "(fd, length, offset, /)")]
    fn pread(vm: &Vm, fd: i32, length: isize, offset: i64) -> PyResult<Vec<u8>> {
        let mut bytes = buffer(vm, length_arg(vm, length)?)?;
        let n = retry(vm, || os::pread(fd, &mut bytes, offset))?.or_raise(vm)?;
        bytes.truncate(n);
        Ok(bytes)
    }

    /// Writes bytes at `offset`, leaving the position alone; gives how many were written.
    #[pyfunction(sig = "(fd, buffer, offset, /)")]
    fn pwrite(vm: &Vm, fd: i32, buffer: Value, offset: i64) -> PyResult<usize> {
        let buffer = Bytes::new(vm, buffer, false)?;
        let slice = buffer.as_slice();
        retry(vm, || os::pwrite(fd, slice, offset))?.or_raise(vm)
    }

    /// The buffers of a vectored call.
    fn buffers<'vm>(vm: &'vm Vm, function: &str, value: Value, writable: bool) -> PyResult<Vec<Bytes<'vm>>> {
        if vm.slots_of(value).getitem.is_none() {
            return Err(vm.type_error(format!("{function}() arg 2 must be a sequence")));
        }
        list_of(vm, value)?.items.as_slice().iter().map(|&item| Bytes::new(vm, item, writable)).collect()
    }

    fn read_vectored(
        vm: &Vm,
        function: &str,
        fd: i32,
        value: Value,
        offset: Option<i64>,
        flags: i32,
    ) -> PyResult<usize> {
        let mut buffers = buffers(vm, function, value, true)?;
        let mut slices: Vec<IoSliceMut<'_>> =
            buffers.iter_mut().map(|buffer| IoSliceMut::new(buffer.as_mut_slice())).collect();
        retry(vm, || os::readv(fd, &mut slices, offset, flags))?.or_raise(vm)
    }

    fn write_vectored(
        vm: &Vm,
        function: &str,
        fd: i32,
        value: Value,
        offset: Option<i64>,
        flags: i32,
    ) -> PyResult<usize> {
        let buffers = buffers(vm, function, value, false)?;
        let slices: Vec<IoSlice<'_>> = buffers.iter().map(|buffer| IoSlice::new(buffer.as_slice())).collect();
        retry(vm, || os::writev(fd, &slices, offset, flags))?.or_raise(vm)
    }

    /// Reads into several writable buffers; gives how many bytes.
    #[pyfunction(sig = "(fd, buffers, /)")]
    fn readv(vm: &Vm, fd: i32, buffers: Value) -> PyResult<usize> {
        read_vectored(vm, "readv", fd, buffers, None, 0)
    }

    /// Writes several buffers; gives how many bytes were written.
    #[pyfunction(sig = "(fd, buffers, /)")]
    fn writev(vm: &Vm, fd: i32, buffers: Value) -> PyResult<usize> {
        write_vectored(vm, "writev", fd, buffers, None, 0)
    }

    /// Reads into several writable buffers at `offset`, with RWF_* flags.
    #[pyfunction(sig = "(fd, buffers, offset, flags=0, /)")]
    fn preadv(vm: &Vm, fd: i32, buffers: Value, offset: i64, flags: i32) -> PyResult<usize> {
        read_vectored(vm, "preadv", fd, buffers, Some(offset), flags)
    }

    /// Writes several buffers at `offset`, with RWF_* flags.
    #[pyfunction(sig = "(fd, buffers, offset, flags=0, /)")]
    fn pwritev(vm: &Vm, fd: i32, buffers: Value, offset: i64, flags: i32) -> PyResult<usize> {
        write_vectored(vm, "pwritev", fd, buffers, Some(offset), flags)
    }

    /// Moves the position: from the start (0), from where it is (1) or from the end (2). Gives the new one.
    #[pyfunction(sig = "(fd, position, whence, /)")]
    fn lseek(vm: &Vm, fd: i32, position: i64, whence: i32) -> PyResult<i64> {
        allow_threads(vm, || os::lseek(fd, position, whence)).or_raise(vm)
    }

    /// Sets an open file's size.
    #[pyfunction(sig = "(fd, length, /)")]
    fn ftruncate(vm: &Vm, fd: i32, length: i64) -> PyResult<()> {
        retry(vm, || os::ftruncate(fd, length))?.or_raise(vm)
    }

    /// Waits until an open file is on disk.
    #[pyfunction(sig = "(fd)")]
    fn fsync(vm: &Vm, fd: Value) -> PyResult<()> {
        let fd = fd_arg(vm, fd)?;
        retry(vm, || os::fsync(fd))?.or_raise(vm)
    }

    /// Waits until an open file's contents are on disk.
    #[pyfunction(sig = "(fd)")]
    fn fdatasync(vm: &Vm, fd: Value) -> PyResult<()> {
        let fd = fd_arg(vm, fd)?;
        retry(vm, || os::fdatasync(fd))?.or_raise(vm)
    }

    /// Changes the current directory to one that is open.
    #[pyfunction(sig = "(fd)")]
    fn fchdir(vm: &Vm, fd: Value) -> PyResult<()> {
        let fd = fd_arg(vm, fd)?;
        retry(vm, || os::fchdir(fd))?.or_raise(vm)
    }

    /// A second descriptor for the same open file, not inherited.
    #[pyfunction(sig = "(fd, /)")]
    fn dup(vm: &Vm, fd: i32) -> PyResult<i32> {
        os::dup(fd).or_raise(vm)
    }

    /// Makes `fd2` a descriptor for the same open file as `fd`.
    #[pyfunction(sig = "(fd, fd2, inheritable=True)")]
    fn dup2(vm: &Vm, fd: i32, fd2: i32, inheritable: bool) -> PyResult<i32> {
        if fd < 0 || fd2 < 0 {
            return Err(os_error(vm, Errno::EBADF));
        }
        allow_threads(vm, || os::dup2(fd, fd2, inheritable)).or_raise(vm)
    }

    /// A pipe as (read end, write end), neither inherited.
    #[pyfunction]
    fn pipe(vm: &Vm) -> PyResult<(i32, i32)> {
        os::pipe2(close_on_exec()).or_raise(vm)
    }

    /// A pipe as (read end, write end), with flags O_NONBLOCK and O_CLOEXEC.
    #[pyfunction(sig = "(flags, /)")]
    fn pipe2(vm: &Vm, flags: i32) -> PyResult<(i32, i32)> {
        os::pipe2(flags).or_raise(vm)
    }

    /// Whether a descriptor is a terminal.
    #[pyfunction(sig = "(fd, /)")]
    fn isatty(vm: &Vm, fd: i32) -> bool {
        allow_threads(vm, || os::isatty(fd))
    }

    /// Whether a descriptor is inherited by programs that this one starts.
    #[pyfunction(sig = "(fd, /)")]
    fn get_inheritable(vm: &Vm, fd: i32) -> PyResult<bool> {
        os::get_inheritable(fd).or_raise(vm)
    }

    /// Sets whether a descriptor is inherited by programs that this one starts.
    #[pyfunction(sig = "(fd, inheritable, /)")]
    fn set_inheritable(vm: &Vm, fd: i32, inheritable: i32) -> PyResult<()> {
        os::set_inheritable(fd, inheritable != 0).or_raise(vm)
    }

    /// Whether reading and writing wait.
    #[pyfunction(sig = "(fd, /)")]
    fn get_blocking(vm: &Vm, fd: i32) -> PyResult<bool> {
        os::get_blocking(fd).or_raise(vm)
    }

    /// Sets whether reading and writing wait.
    #[pyfunction(sig = "(fd, blocking, /)")]
    fn set_blocking(vm: &Vm, fd: i32, blocking: bool) -> PyResult<()> {
        os::set_blocking(fd, blocking).or_raise(vm)
    }

    /// The encoding of a terminal, None if it is none.
    #[pyfunction(sig = "(fd)")]
    fn device_encoding(vm: &Vm, fd: i32) -> Option<&'static str> {
        allow_threads(vm, || os::isatty(fd)).then_some("utf-8")
    }

    /// Locks (F_LOCK), tries to lock (F_TLOCK), unlocks (F_ULOCK) or tests (F_TEST) a part of a file from its position on.
    #[pyfunction(sig = "(fd, command, length, /)")]
    fn lockf(vm: &Vm, fd: i32, command: i32, length: i64) -> PyResult<()> {
        retry(vm, || os::lockf(fd, command, length))?.or_raise(vm)
    }

    /// Makes sure that a part of a file has disk space.
    #[pyfunction(sig = "(fd, offset, length, /)")]
    fn posix_fallocate(vm: &Vm, fd: i32, offset: i64, length: i64) -> PyResult<()> {
        retry(vm, || os::posix_fallocate(fd, offset, length))?.or_raise(vm)
    }

    /// Announces how a part of a file will be read: POSIX_FADV_*.
    #[pyfunction(sig = "(fd, offset, length, advice, /)")]
    fn posix_fadvise(vm: &Vm, fd: i32, offset: i64, length: i64, advice: i32) -> PyResult<()> {
        retry(vm, || os::posix_fadvise(fd, offset, length, advice))?.or_raise(vm)
    }

    /// Copies `count` bytes between descriptors inside the kernel; offset None: from in_fd's position.
    #[pyfunction(sig = "(out_fd, in_fd, offset, count)")]
    fn sendfile(vm: &Vm, out_fd: i32, in_fd: i32, offset: Value, count: isize) -> PyResult<usize> {
        let offset = optional(Some(offset)).map(|offset| i64::from_value(vm, offset)).transpose()?;
        let count = length_arg(vm, count)?;
        retry(vm, || os::sendfile(out_fd, in_fd, offset, count))?.or_raise(vm)
    }

    fn count_arg(vm: &Vm, count: isize) -> PyResult<usize> {
        usize::try_from(count).map_err(|_| vm.value_error("negative value for 'count' not allowed"))
    }

    /// Copies between files inside the kernel; an absent offset stands for the file's position.
    #[pyfunction(sig = "(src, dst, count, offset_src=None, offset_dst=None)")]
    fn copy_file_range(
        vm: &Vm,
        src: i32,
        dst: i32,
        count: isize,
        offset_src: Option<i64>,
        offset_dst: Option<i64>,
    ) -> PyResult<usize> {
        let count = count_arg(vm, count)?;
        retry(vm, || os::copy_file_range(src, dst, count, offset_src, offset_dst))?.or_raise(vm)
    }

    /// Moves data from or to a pipe inside the kernel, with SPLICE_F_* flags.
    #[pyfunction(sig = "(src, dst, count, offset_src=None, offset_dst=None, flags=0)")]
    fn splice(
        vm: &Vm,
        src: i32,
        dst: i32,
        count: isize,
        offset_src: Option<i64>,
        offset_dst: Option<i64>,
        flags: u32,
    ) -> PyResult<usize> {
        let count = count_arg(vm, count)?;
        retry(vm, || os::splice(src, dst, count, offset_src, offset_dst, flags))?.or_raise(vm)
    }

    /// A counter that can be waited for; gives its descriptor.
    #[pyfunction(sig = "(initval, flags=524288)")]
    fn eventfd(vm: &Vm, initval: u32, #[default(524288)] flags: i32) -> PyResult<i32> {
        poll::eventfd(initval, flags).or_raise(vm)
    }

    /// Takes the value of such a counter.
    #[pyfunction(sig = "(fd)")]
    fn eventfd_read(vm: &Vm, fd: Value) -> PyResult<u64> {
        let fd = fd_arg(vm, fd)?;
        allow_threads(vm, || poll::eventfd_read(fd)).or_raise(vm)
    }

    /// Adds to such a counter.
    #[pyfunction(sig = "(fd, value)")]
    fn eventfd_write(vm: &Vm, fd: Value, value: u64) -> PyResult<()> {
        let fd = fd_arg(vm, fd)?;
        allow_threads(vm, || poll::eventfd_write(fd, value)).or_raise(vm)
    }

    /// A timer that can be waited for; gives its descriptor.
    #[pyfunction(sig = "(clockid, /, *, flags=0)")]
    fn timerfd_create(vm: &Vm, clockid: i32, flags: i32) -> PyResult<i32> {
        poll::timerfd_create(clockid, flags | close_on_exec()).or_raise(vm)
    }

    fn in_seconds((value, interval): (i64, i64)) -> (f64, f64) {
        (value as f64 / 1e9, interval as f64 / 1e9)
    }

    /// Sets a timer: seconds to its first end and between later ones; gives what was left.
    #[pyfunction(sig = "(fd, /, *, flags=0, initial=0.0, interval=0.0)")]
    fn timerfd_settime(
        vm: &Vm,
        fd: Value,
        flags: i32,
        initial: Option<Value>,
        interval: Option<Value>,
    ) -> PyResult<(f64, f64)> {
        let fd = fd_arg(vm, fd)?;
        let ns = |value: Option<Value>| value.map_or(Ok(0), |value| seconds_to_ns(vm, value, Round::Floor));
        let (initial, interval) = (ns(initial)?, ns(interval)?);
        poll::timerfd_settime(fd, flags, initial, interval).or_raise(vm).map(in_seconds)
    }

    /// Sets a timer: nanoseconds to its first end and between later ones; gives what was left.
    #[pyfunction(sig = "(fd, /, *, flags=0, initial=0, interval=0)")]
    fn timerfd_settime_ns(vm: &Vm, fd: Value, flags: i32, initial: i64, interval: i64) -> PyResult<(i64, i64)> {
        let fd = fd_arg(vm, fd)?;
        poll::timerfd_settime(fd, flags, initial, interval).or_raise(vm)
    }

    /// What is left of a timer and its interval, in seconds.
    #[pyfunction(sig = "(fd, /)")]
    fn timerfd_gettime(vm: &Vm, fd: Value) -> PyResult<(f64, f64)> {
        let fd = fd_arg(vm, fd)?;
        poll::timerfd_gettime(fd).or_raise(vm).map(in_seconds)
    }

    /// What is left of a timer and its interval, in nanoseconds.
    #[pyfunction(sig = "(fd, /)")]
    fn timerfd_gettime_ns(vm: &Vm, fd: Value) -> PyResult<(i64, i64)> {
        let fd = fd_arg(vm, fd)?;
        poll::timerfd_gettime(fd).or_raise(vm)
    }
}
