//! `select.poll` objects.

use super::{Deadline, timeout_arg};
use crate::support::{OrRaise, fd_arg, os_error, retry};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use taipan_host::Errno;
use taipan_host::poll::{self as os, PollFd};
use taipan_interp::native::*;

/// POLLIN, POLLPRI and POLLOUT.
const DEFAULT_EVENTS: u16 = 1 | 2 | 4;

/// Waits for descriptors by poll(2).
#[pyclass(name = "poll", module = "select", no_new)]
#[derive(Default)]
pub struct Poll {
    /// Descriptors with the events they are watched for.
    #[no_trace]
    watched: RefCell<BTreeMap<i32, u16>>,
    /// Whether some thread waits.
    #[no_trace]
    is_polling: Cell<bool>,
}

/// A set of events as an unsigned short.
fn events_arg(vm: &Vm, value: Option<Value>) -> PyResult<u16> {
    let Some(value) = value else { return Ok(DEFAULT_EVENTS) };
    let n = to_index(vm, value)?;
    match n.as_int().and_then(|n| n.to_i64()) {
        Some(n @ 0..=0xffff) => Ok(n as u16),
        _ if n.as_int().is_some_and(|n| n.is_negative()) => Err(vm.value_error("Cannot convert negative int")),
        _ => Err(vm.overflow_error("Python int too large for C unsigned short")),
    }
}

#[pymethods]
impl Poll {
    /// Watches a descriptor for events.
    #[pymethod(sig = "(fd, eventmask=7, /)")]
    fn register(&self, vm: &Vm, fd: Value, eventmask: Option<Value>) -> PyResult<()> {
        let (fd, events) = (fd_arg(vm, fd)?, events_arg(vm, eventmask)?);
        self.watched.borrow_mut().insert(fd, events);
        Ok(())
    }

    /// Watches a descriptor, already watched, for other events.
    fn modify(&self, vm: &Vm, fd: Value, eventmask: Value) -> PyResult<()> {
        let (fd, events) = (fd_arg(vm, fd)?, events_arg(vm, Some(eventmask))?);
        match self.watched.borrow_mut().get_mut(&fd) {
            Some(slot) => *slot = events,
            None => return Err(os_error(vm, Errno::ENOENT)),
        }
        Ok(())
    }

    /// Watches a descriptor no more.
    fn unregister(&self, vm: &Vm, fd: Value) -> PyResult<()> {
        let fd = fd_arg(vm, fd)?;
        let found = self.watched.borrow_mut().remove(&fd);
        if found.is_some() { Ok(()) } else { Err(vm.key_error(Value::small(fd.into()))) }
    }

    /// Waits, at most `timeout` milliseconds; gives (descriptor, events) for each that something happened to.
    #[pymethod(sig = "(timeout=None, /)")]
    fn poll(&self, vm: &Vm, timeout: Option<Value>) -> PyResult<Gc<PyList>> {
        let timeout = timeout_arg(vm, timeout, 1_000_000, "timeout must be an integer or None")?;
        // A negative time waits for ever.
        let deadline = Deadline::after(timeout.filter(|&ns| ns >= 0));
        if self.is_polling.replace(true) {
            return Err(vm.runtime_error("concurrent poll() invocation"));
        }
        let mut fds: Vec<PollFd> = {
            let watched = self.watched.borrow();
            watched.iter().map(|(&fd, &events)| PollFd { fd, events: events as i16, revents: 0 }).collect()
        };
        let result = retry(vm, || os::poll(&mut fds, deadline.left()));
        self.is_polling.set(false);
        result?.or_raise(vm)?;
        let list = vm.new_list(&[]);
        for it in fds.iter().filter(|it| it.revents != 0) {
            let pair = [Value::small(it.fd.into()), Value::small(i64::from(it.revents as u16))];
            list.items.push(PyTuple::new(&pair).into());
        }
        Ok(list)
    }
}
