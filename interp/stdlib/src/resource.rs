//! `resource`: limits and use of the system's resources, by getrlimit, prlimit and getrusage. Unix only.

/// Limits of the resources that a process may use, and what it has used so far.
#[taipan_interp::native::pymodule(name = "resource")]
#[allow(clippy::module_inception)]
pub mod resource {
    use crate::support::{optional, os_error, set_in_module};
    use taipan_host::{Errno, process};
    use taipan_interp::native::*;
    use taipan_interp::structseq;

    /// Names and numbers of the limits on Linux.
    const LIMITS: &[(&str, u32)] = &[
        ("RLIMIT_CPU", 0),
        ("RLIMIT_FSIZE", 1),
        ("RLIMIT_DATA", 2),
        ("RLIMIT_STACK", 3),
        ("RLIMIT_CORE", 4),
        ("RLIMIT_NOFILE", 7),
        ("RLIMIT_OFILE", 7),
        ("RLIMIT_AS", 9),
        ("RLIMIT_RSS", 5),
        ("RLIMIT_NPROC", 6),
        ("RLIMIT_MEMLOCK", 8),
        ("RLIMIT_MSGQUEUE", 12),
        ("RLIMIT_NICE", 13),
        ("RLIMIT_RTPRIO", 14),
        ("RLIMIT_RTTIME", 15),
        ("RLIMIT_SIGPENDING", 11),
    ];
    /// One more than the largest number of a limit.
    const N_LIMITS: u32 = 16;

    #[pyattr]
    const RUSAGE_SELF: i32 = 0;
    #[pyattr]
    const RUSAGE_CHILDREN: i32 = -1;
    #[pyattr]
    const RUSAGE_THREAD: i32 = 1;
    #[pyattr]
    const RLIM_INFINITY: i32 = -1;

    structseq! {
        /// Use of resources, as getrusage() gives it: times in seconds, memory in kilobytes, and counts of events.
        pub static STRUCT_RUSAGE = "resource", "struct_rusage";
        visible {
            0 ru_utime "time in user mode",
            1 ru_stime "time in the system",
            2 ru_maxrss "largest resident set",
            3 ru_ixrss "shared memory",
            4 ru_idrss "unshared data",
            5 ru_isrss "unshared stack",
            6 ru_minflt "page faults without I/O",
            7 ru_majflt "page faults with I/O",
            8 ru_nswap "times swapped out",
            9 ru_inblock "block reads",
            10 ru_oublock "block writes",
            11 ru_msgsnd "messages sent",
            12 ru_msgrcv "messages received",
            13 ru_nsignals "signals received",
            14 ru_nvcsw "voluntary context switches",
            15 ru_nivcsw "involuntary context switches",
        }
        unnamed 0
        hidden {}
    }

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        set_in_module(vm, module, "error", vm.exc().OSError.value());
        set_in_module(vm, module, "struct_rusage", STRUCT_RUSAGE.class(vm).value());
        for &(name, number) in LIMITS {
            set_in_module(vm, module, name, Value::int(number.into()));
        }
        Ok(())
    }

    /// The resources used by this process, its waited-for children, or this thread.
    #[pyfunction]
    fn getrusage(vm: &Vm, who: i32) -> PyResult {
        match process::getrusage(who) {
            Ok(usage) => {
                let mut fields = [Value::NONE; 16];
                fields[0] = Value::float(usage.utime);
                fields[1] = Value::float(usage.stime);
                for (field, &count) in fields[2..].iter_mut().zip(&usage.counters) {
                    *field = Value::int(count);
                }
                STRUCT_RUSAGE.make(vm, &fields)
            }
            Err(Errno::EINVAL) => Err(vm.value_error("invalid who parameter")),
            Err(errno) => Err(os_error(vm, errno)),
        }
    }

    fn checked(vm: &Vm, resource: i32) -> PyResult<u32> {
        match u32::try_from(resource) {
            Ok(number) if number < N_LIMITS => Ok(number),
            _ => Err(vm.value_error("invalid resource specified")),
        }
    }

    /// A limit as an int; no limit is -1.
    fn shown(limit: u64) -> Value {
        if limit == u64::MAX { Value::small(-1) } else { Value::big(limit.into()) }
    }

    fn pair(limits: (u64, u64)) -> Value {
        PyTuple::new(&[shown(limits.0), shown(limits.1)]).value()
    }

    fn limit(vm: &Vm, value: Value) -> PyResult<u64> {
        let value = to_index(vm, value)?;
        let Some(n) = value.as_int() else { return Ok(0) };
        if n.to_i64() == Some(-1) {
            return Ok(u64::MAX);
        }
        if n.is_negative() {
            return Err(vm.value_error("Cannot convert negative int"));
        }
        match u64::try_from(n.to_big()) {
            Ok(n) => Ok(n),
            Err(_) => Err(vm.overflow_error("Python int too large to convert to C rlim_t")),
        }
    }

    fn limits_of(vm: &Vm, limits: Value) -> PyResult<(u64, u64)> {
        let limits = vm.to_tuple(limits)?;
        match *limits.as_slice() {
            [soft, hard] => Ok((limit(vm, soft)?, limit(vm, hard)?)),
            _ => Err(vm.value_error("expected a tuple of 2 integers")),
        }
    }

    fn failed(vm: &Vm, errno: Errno) -> Raised {
        match errno {
            Errno::EINVAL => vm.value_error("current limit exceeds maximum limit"),
            Errno::EPERM => vm.value_error("not allowed to raise maximum limit"),
            errno => os_error(vm, errno),
        }
    }

    /// Soft and hard limit of a resource.
    #[pyfunction]
    fn getrlimit(vm: &Vm, resource: i32) -> PyResult {
        let resource = checked(vm, resource)?;
        process::getrlimit(resource).map(pair).map_err(|errno| os_error(vm, errno))
    }

    /// Sets soft and hard limit of a resource; -1 is no limit.
    #[pyfunction]
    fn setrlimit(vm: &Vm, resource: i32, limits: Value) -> PyResult<()> {
        let resource = checked(vm, resource)?;
        vm.audit("resource.setrlimit", &[Value::int(resource.into()), limits])?;
        let (soft, hard) = limits_of(vm, limits)?;
        process::setrlimit(resource, soft, hard).map_err(|errno| failed(vm, errno))
    }

    /// The limits of another process, which are changed if `limits` is given.
    #[pyfunction(sig = "(pid, resource, limits=None, /)")]
    fn prlimit(vm: &Vm, pid: i32, resource: i32, limits: Option<Value>) -> PyResult {
        let resource = checked(vm, resource)?;
        let limits = optional(limits);
        let shown = [Value::int(pid.into()), Value::int(resource.into()), limits.unwrap_or(Value::NONE)];
        vm.audit("resource.prlimit", &shown)?;
        let new = match limits {
            Some(limits) => Some(limits_of(vm, limits)?),
            None => None,
        };
        process::prlimit(pid, resource, new).map(pair).map_err(|errno| failed(vm, errno))
    }

    /// Size of a memory page in bytes.
    #[pyfunction]
    fn getpagesize() -> usize {
        taipan_host::mem::page_size()
    }
}
