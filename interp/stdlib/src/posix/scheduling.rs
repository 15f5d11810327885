//! The kernel's scheduler: affinity, policies, priorities.

/// Part of the module.
#[taipan_interp::native::pymodule(name = "posix")]
pub mod part {
    use crate::posix::results::SCHED_PARAM;
    use crate::support::args::int_arg;
    use crate::support::{OrRaise, allow_threads};
    use taipan_host::sched as os;
    use taipan_interp::native::*;

    /// The priority in a sched_param.
    pub(crate) fn priority_arg(vm: &Vm, param: Value) -> PyResult<i32> {
        match param.cast::<PyTuple>() {
            Some(tuple) if vm.type_of(param) == SCHED_PARAM.class(vm) => int_arg(vm, tuple.as_slice()[0]),
            _ => Err(vm.type_error("must have a sched_param object")),
        }
    }

    /// Lets other processes run.
    #[pyfunction]
    fn sched_yield(vm: &Vm) {
        allow_threads(vm, os::yield_now);
    }

    /// Processors that a process (0: this one) may run on.
    #[pyfunction(sig = "(pid, /)")]
    fn sched_getaffinity(vm: &Vm, pid: i32) -> PyResult {
        let list = vm.new_list(&[]);
        for cpu in os::getaffinity(pid).or_raise(vm)? {
            list.items.push(Value::small(cpu as i64));
        }
        vm.call(vm.types().set.value(), &[list.value()])
    }

    /// Sets the processors that a process (0: this one) may run on.
    #[pyfunction(sig = "(pid, mask, /)")]
    fn sched_setaffinity(vm: &Vm, pid: i32, mask: Value) -> PyResult<()> {
        let mut cpus = Vec::new();
        for &item in vm.to_list(mask)?.items.as_slice() {
            if item.as_int().is_none() {
                let class = vm.type_of(item).full_name();
                return Err(
                    vm.type_error(format!("expected an iterator of ints, but iterator yielded <class '{class}'>"))
                );
            }
            match item.as_int().and_then(|n| n.to_i64()) {
                Some(n) if n < 0 => return Err(vm.value_error("negative CPU number")),
                Some(n) if n < i64::from(i32::MAX) => cpus.push(n as usize),
                _ => return Err(vm.overflow_error("CPU number too large")),
            }
        }
        os::setaffinity(pid, &cpus).or_raise(vm)
    }

    /// Scheduling policy of a process (0: this one).
    #[pyfunction(sig = "(pid, /)")]
    fn sched_getscheduler(vm: &Vm, pid: i32) -> PyResult<i32> {
        os::getscheduler(pid).or_raise(vm)
    }

    /// Sets policy and parameters of a process (0: this one).
    #[pyfunction(sig = "(pid, policy, param, /)")]
    fn sched_setscheduler(vm: &Vm, pid: i32, policy: i32, param: Value) -> PyResult<()> {
        let priority = priority_arg(vm, param)?;
        os::setscheduler(pid, policy, priority).or_raise(vm)
    }

    /// Scheduling parameters of a process (0: this one).
    #[pyfunction(sig = "(pid, /)")]
    fn sched_getparam(vm: &Vm, pid: i32) -> PyResult {
        let priority = os::getparam(pid).or_raise(vm)?;
        SCHED_PARAM.make(vm, &[Value::small(priority.into())])
    }

    /// Sets the scheduling parameters of a process (0: this one).
    #[pyfunction(sig = "(pid, param, /)")]
    fn sched_setparam(vm: &Vm, pid: i32, param: Value) -> PyResult<()> {
        os::setparam(pid, priority_arg(vm, param)?).or_raise(vm)
    }

    /// Round-robin interval of a process (0: this one) in seconds.
    #[pyfunction(sig = "(pid, /)")]
    fn sched_rr_get_interval(vm: &Vm, pid: i32) -> PyResult<f64> {
        os::rr_interval(pid).or_raise(vm)
    }

    /// Highest priority of a policy.
    #[pyfunction(sig = "(policy)")]
    fn sched_get_priority_max(vm: &Vm, policy: i32) -> PyResult<i32> {
        os::priority_max(policy).or_raise(vm)
    }

    /// Lowest priority of a policy.
    #[pyfunction(sig = "(policy)")]
    fn sched_get_priority_min(vm: &Vm, policy: i32) -> PyResult<i32> {
        os::priority_min(policy).or_raise(vm)
    }
}
