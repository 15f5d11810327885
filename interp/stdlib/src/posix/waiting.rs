//! Children: waiting for them, what their status means, killing.

/// Part of the module.
#[taipan_interp::native::pymodule(name = "posix")]
pub mod part {
    use crate::posix::results::waitid_result;
    use crate::support::{OrRaise, check_signals, import, retry};
    use taipan_host::process::{self as os, ResourceUsage};
    use taipan_interp::native::*;

    /// Waits for a child: (its number, its status).
    #[pyfunction(sig = "(pid, options, /)")]
    fn waitpid(vm: &Vm, pid: i32, options: i32) -> PyResult<(i32, i32)> {
        retry(vm, || os::waitpid(pid, options))?.or_raise(vm)
    }

    /// Waits for any child: (its number, its status).
    #[pyfunction]
    fn wait(vm: &Vm) -> PyResult<(i32, i32)> {
        retry(vm, || os::waitpid(-1, 0))?.or_raise(vm)
    }

    /// As the module resource shows what a process used.
    fn usage(vm: &Vm, usage: &ResourceUsage) -> PyResult {
        let fields = GcVec::from_slice(&[Value::float(usage.utime), Value::float(usage.stime)]);
        for &counter in &usage.counters {
            fields.push(Value::int(counter));
        }
        let tuple = PyTuple::new(fields.as_slice()).value();
        // Without that module a plain tuple of the same fields.
        match import(vm, "resource") {
            Ok(resource) => vm.call_method(resource, "struct_rusage", &[tuple]),
            Err(_) => {
                vm.take_raised();
                Ok(tuple)
            }
        }
    }

    fn wait_with_usage(vm: &Vm, pid: i32, options: i32) -> PyResult<(i32, i32, Value)> {
        let (pid, status, used) = retry(vm, || os::wait4(pid, options))?.or_raise(vm)?;
        Ok((pid, status, usage(vm, &used)?))
    }

    /// Waits for any child: (its number, its status, resources it used).
    #[pyfunction(sig = "(options)")]
    fn wait3(vm: &Vm, options: i32) -> PyResult<(i32, i32, Value)> {
        wait_with_usage(vm, -1, options)
    }

    /// Waits for a child: (its number, its status, resources it used).
    #[pyfunction(sig = "(pid, options)")]
    fn wait4(vm: &Vm, pid: i32, options: i32) -> PyResult<(i32, i32, Value)> {
        wait_with_usage(vm, pid, options)
    }

    /// Waits for a change of children; None if there is none yet (WNOHANG).
    #[pyfunction(sig = "(idtype, id, options, /)")]
    fn waitid(vm: &Vm, idtype: i32, id: i32, options: i32) -> PyResult {
        match retry(vm, || os::waitid(idtype as u32, id as u32, options))?.or_raise(vm)? {
            Some(info) => waitid_result(vm, &info),
            None => Ok(Value::NONE),
        }
    }

    /// Sends a signal to a process.
    #[pyfunction(sig = "(pid, signal, /)")]
    fn kill(vm: &Vm, pid: i32, signal: i32) -> PyResult<()> {
        os::kill(pid, signal).or_raise(vm)?;
        check_signals(vm)
    }

    /// Sends a signal to a process group.
    #[pyfunction(sig = "(pgid, signal, /)")]
    fn killpg(vm: &Vm, pgid: i32, signal: i32) -> PyResult<()> {
        os::killpg(pgid, signal).or_raise(vm)?;
        check_signals(vm)
    }

    /// A descriptor that stands for a process.
    #[pyfunction(sig = "(pid, flags=0)")]
    fn pidfd_open(vm: &Vm, pid: i32, flags: u32) -> PyResult<i32> {
        os::pidfd_open(pid, flags).or_raise(vm)
    }

    // A status has the ending signal in the low seven bits (0: it exited, 0x7f: it stopped), then the core dump bit, then the
    // exit value or the stopping signal.

    fn exited(status: i32) -> bool {
        status & 0x7f == 0
    }

    fn stopped(status: i32) -> bool {
        status & 0xff == 0x7f
    }

    fn signaled(status: i32) -> bool {
        !exited(status) && status & 0x7f != 0x7f
    }

    /// Whether a process ended by exiting.
    #[pyfunction(name = "WIFEXITED", sig = "(status)")]
    fn wifexited(status: i32) -> bool {
        exited(status)
    }

    /// Whether a process was ended by a signal.
    #[pyfunction(name = "WIFSIGNALED", sig = "(status)")]
    fn wifsignaled(status: i32) -> bool {
        signaled(status)
    }

    /// Whether a process was stopped.
    #[pyfunction(name = "WIFSTOPPED", sig = "(status)")]
    fn wifstopped(status: i32) -> bool {
        stopped(status)
    }

    /// Whether a stopped process goes on.
    #[pyfunction(name = "WIFCONTINUED", sig = "(status)")]
    fn wifcontinued(status: i32) -> bool {
        status == 0xffff
    }

    /// The exit value in a status.
    #[pyfunction(name = "WEXITSTATUS", sig = "(status)")]
    fn wexitstatus(status: i32) -> i32 {
        (status >> 8) & 0xff
    }

    /// The signal that ended a process.
    #[pyfunction(name = "WTERMSIG", sig = "(status)")]
    fn wtermsig(status: i32) -> i32 {
        status & 0x7f
    }

    /// The signal that stopped a process.
    #[pyfunction(name = "WSTOPSIG", sig = "(status)")]
    fn wstopsig(status: i32) -> i32 {
        (status >> 8) & 0xff
    }

    /// Whether a process left a core dump.
    #[pyfunction(name = "WCOREDUMP", sig = "(status, /)")]
    fn wcoredump(status: i32) -> bool {
        status & 0x80 != 0
    }

    /// A status as the exit value, or the negative number of the ending signal.
    #[pyfunction(sig = "(status)")]
    fn waitstatus_to_exitcode(vm: &Vm, status: i32) -> PyResult<i32> {
        if exited(status) {
            return Ok((status >> 8) & 0xff);
        }
        if signaled(status) {
            return Ok(-(status & 0x7f));
        }
        if stopped(status) {
            let signal = (status >> 8) & 0xff;
            return Err(vm.value_error(format!("process stopped by delivery of signal {signal}")));
        }
        Err(vm.value_error(format!("invalid wait status: {status}")))
    }
}
