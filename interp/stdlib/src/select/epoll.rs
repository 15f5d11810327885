//! `select.epoll` objects.

use super::{Deadline, timeout_arg};
use crate::support::{OrRaise, allow_threads, fd_arg, retry};
use std::cell::Cell;
use taipan_host::fd;
use taipan_host::poll::{self as os, EpollOp, FD_SETSIZE};
use taipan_interp::native::*;

/// EPOLLIN, EPOLLPRI and EPOLLOUT.
const DEFAULT_EVENTS: u32 = 1 | 2 | 4;

/// Watches descriptors inside the kernel.
#[pyclass(name = "epoll", module = "select", text_sig = "(sizehint=-1, flags=0)")]
pub struct Epoll {
    /// -1 when closed.
    #[no_trace]
    fd: Cell<i32>,
}

impl Drop for Epoll {
    fn drop(&mut self) {
        if self.fd.get() >= 0 {
            let _ = fd::close(self.fd.get());
        }
    }
}

/// EPOLL_CLOEXEC of the target.
fn close_on_exec() -> i32 {
    taipan_host::consts::SELECT.iter().find(|row| row.0 == "EPOLL_CLOEXEC").map_or(0, |row| row.1 as i32)
}

#[pymethods]
impl Epoll {
    #[pyslot(sig = "(sizehint=-1, flags=0)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, #[default(-1)] sizehint: i32, flags: i32) -> PyResult<Obj<Epoll>> {
        if sizehint != -1 && sizehint <= 0 {
            return Err(vm.value_error("negative sizehint"));
        }
        if flags != 0 && flags != close_on_exec() {
            return Err(vm.raise_msg(vm.exc().OSError, "invalid flags"));
        }
        let fd = os::epoll_create(close_on_exec()).or_raise(vm)?;
        vm.new_native(cls, Epoll { fd: Cell::new(fd) })
    }

    /// An object for an epoll that is already open.
    #[classmethod]
    fn fromfd(cls: Gc<PyType>, vm: &Vm, fd: i32) -> PyResult<Obj<Epoll>> {
        vm.new_native(cls, Epoll { fd: Cell::new(fd) })
    }

    #[pyskip]
    fn open_fd(&self, vm: &Vm) -> PyResult<i32> {
        match self.fd.get() {
            -1 => Err(vm.value_error("I/O operation on closed epoll object")),
            fd => Ok(fd),
        }
    }

    #[pyskip]
    fn control(&self, vm: &Vm, op: EpollOp, fd: Value, events: u32) -> PyResult<()> {
        let epoll = self.open_fd(vm)?;
        let fd = fd_arg(vm, fd)?;
        allow_threads(vm, || os::epoll_ctl(epoll, op, fd, events)).or_raise(vm)
    }

    /// Closes the epoll.
    fn close(&self, vm: &Vm) -> PyResult<()> {
        let fd = self.fd.replace(-1);
        if fd < 0 {
            return Ok(());
        }
        allow_threads(vm, || fd::close(fd)).or_raise(vm)
    }

    /// Whether it is closed.
    #[getter]
    fn closed(&self) -> bool {
        self.fd.get() < 0
    }

    /// The descriptor.
    fn fileno(&self, vm: &Vm) -> PyResult<i32> {
        self.open_fd(vm)
    }

    /// Watches a descriptor for events.
    #[pymethod(sig = "(fd, eventmask=7)")]
    fn register(&self, vm: &Vm, fd: Value, #[default(DEFAULT_EVENTS)] eventmask: u32) -> PyResult<()> {
        self.control(vm, EpollOp::Add, fd, eventmask)
    }

    /// Watches a descriptor, already watched, for other events.
    #[pymethod(sig = "(fd, eventmask)")]
    fn modify(&self, vm: &Vm, fd: Value, eventmask: u32) -> PyResult<()> {
        self.control(vm, EpollOp::Modify, fd, eventmask)
    }

    /// Watches a descriptor no more.
    #[pymethod(sig = "(fd)")]
    fn unregister(&self, vm: &Vm, fd: Value) -> PyResult<()> {
        self.control(vm, EpollOp::Delete, fd, 0)
    }

    /// Waits, at most `timeout` seconds; gives (descriptor, events) for at most `maxevents` that something happened to.
    #[pymethod(sig = "(timeout=None, maxevents=-1)")]
    fn poll(&self, vm: &Vm, timeout: Option<Value>, #[default(-1)] maxevents: i32) -> PyResult<Gc<PyList>> {
        let epoll = self.open_fd(vm)?;
        let timeout = timeout_arg(vm, timeout, 1_000_000_000, "timeout must be an integer or None")?;
        let most = match maxevents {
            -1 => FD_SETSIZE - 1,
            most if most > 0 => most,
            _ => {
                let message = format!("maxevents must be greater than 0, got {maxevents}");
                return Err(vm.value_error(message));
            }
        };
        let deadline = Deadline::after(timeout.filter(|&ns| ns >= 0));
        let events = retry(vm, || os::epoll_wait(epoll, most as usize, deadline.left()))?.or_raise(vm)?;
        let list = vm.new_list(&[]);
        for event in events {
            let pair = [Value::small(event.fd.into()), Value::small(event.events.into())];
            list.items.push(PyTuple::new(&pair).into());
        }
        Ok(list)
    }

    fn __enter__(this: Obj<Epoll>, vm: &Vm) -> PyResult<Obj<Epoll>> {
        this.open_fd(vm)?;
        Ok(this)
    }

    /// Closes the epoll.
    #[pymethod(sig = "(*exc_info)")]
    fn __exit__(&self, vm: &Vm, exc_info: &[Value]) -> PyResult<()> {
        let _ = exc_info;
        self.close(vm)
    }
}
