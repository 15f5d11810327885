//! `select`: waiting for descriptors; `poll.rs` and `epoll.rs` hold the objects of those names.

pub mod epoll;
pub mod polling;

use crate::support::args::Round;
use crate::support::seconds_to_ns;
use taipan_host::time::monotonic_ns;
use taipan_interp::native::*;

/// When a wait ends: None waits for ever.
#[derive(Clone, Copy)]
pub(crate) struct Deadline(Option<i64>);

impl Deadline {
    /// So many nanoseconds from now.
    pub(crate) fn after(ns: Option<i64>) -> Deadline {
        Deadline(ns.map(|ns| monotonic_ns().saturating_add(ns)))
    }

    /// What is left, not below 0.
    pub(crate) fn left(self) -> Option<i64> {
        self.0.map(|deadline| (deadline - monotonic_ns()).max(0))
    }
}

/// A timeout in units of `unit` nanoseconds; None for ever, `wrong` is said to other types.
pub(crate) fn timeout_arg(vm: &Vm, value: Option<Value>, unit: i64, wrong: &str) -> PyResult<Option<i64>> {
    let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(None) };
    if value.as_float().is_none() && !is_index(vm, value) {
        return Err(vm.type_error(wrong));
    }
    // Seconds are scaled up to nanoseconds; a smaller unit is that much less.
    let ns = seconds_to_ns(vm, value, Round::Ceiling)?;
    Ok(Some(if unit == 1_000_000_000 { ns } else { ns / (1_000_000_000 / unit) }))
}

/// Waiting until descriptors can be read or written.
#[taipan_interp::native::pymodule(name = "select")]
#[allow(clippy::module_inception)]
pub mod select {
    use super::{Deadline, timeout_arg};
    use crate::support::{OrRaise, fd_arg, list_of, retry, set_in_module};
    use taipan_host::poll::{self as os, FD_SETSIZE, FdSet};
    use taipan_interp::native::*;

    #[pyclass]
    use crate::select::epoll::Epoll;
    use crate::select::polling::Poll;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        for &(name, number) in taipan_host::consts::SELECT {
            set_in_module(vm, module, name, Value::int(number));
        }
        set_in_module(vm, module, "error", vm.exc().OSError.value());
        Ok(())
    }

    /// An object that waits for descriptors by poll(2).
    #[pyfunction]
    fn poll(vm: &Vm) -> PyResult<Obj<Poll>> {
        vm.new_native(vm.class::<Poll>(), Poll::default())
    }

    /// Waits until something of `rlist` can be read, of `wlist` be written, or of `xlist` has an exceptional condition, at most
    /// `timeout` seconds. Gives the ready ones in three lists.
    #[pyfunction(sig = "(rlist, wlist, xlist, timeout=None, /)")]
    fn select(
        vm: &Vm,
        rlist: Value,
        wlist: Value,
        xlist: Value,
        timeout: Option<Value>,
    ) -> PyResult<(Gc<PyList>, Gc<PyList>, Gc<PyList>)> {
        let timeout = timeout_arg(vm, timeout, 1_000_000_000, "timeout must be a float or None")?;
        if timeout.is_some_and(|ns| ns < 0) {
            return Err(vm.value_error("timeout must be non-negative"));
        }
        let copy = |value: Value| -> PyResult<(Gc<PyList>, FdSet)> {
            let list = vm.ignore(vm.exc().TypeError, list_of(vm, value))?;
            let Some(list) = list else { return Err(vm.type_error("arguments 1-3 must be sequences")) };
            let objects = vm.new_list(list.items.as_slice());
            let mut set = FdSet::default();
            for &object in PyTuple::new(objects.items.as_slice()).as_slice() {
                let fd = fd_arg(vm, object)?;
                if fd >= FD_SETSIZE {
                    return Err(vm.value_error("filedescriptor out of range in select()"));
                }
                set.wanted.push(fd);
            }
            Ok((objects, set))
        };
        let ((read, read_set), (write, write_set), (other, other_set)) = (copy(rlist)?, copy(wlist)?, copy(xlist)?);
        let mut sets = [read_set, write_set, other_set];
        let deadline = Deadline::after(timeout);
        retry(vm, || os::select(&mut sets, deadline.left()))?.or_raise(vm)?;
        let ready = |objects: Gc<PyList>, set: &FdSet| {
            let list = vm.new_list(&[]);
            for (index, _) in set.ready.iter().enumerate().filter(|(_, ready)| **ready) {
                list.items.push(objects.items.get(index).unwrap_or(Value::NONE));
            }
            list
        };
        Ok((ready(read, &sets[0]), ready(write, &sets[1]), ready(other, &sets[2])))
    }
}
