//! `_posixsubprocess`: the fork and exec of the module subprocess.

/// Fork and exec for the module subprocess.
#[taipan_interp::native::pymodule(name = "_posixsubprocess")]
#[allow(clippy::module_inception)]
pub mod posixsubprocess {
    use crate::posix::exec::part::{BEFORE, IN_CHILD, IN_PARENT, run_hooks};
    use crate::support::args::signed_id_arg;
    use crate::support::{OrRaise, c_string, list_of};
    use std::ffi::CString;
    use taipan_host::Errno;
    use taipan_host::spawn::{ForkExec, fork_exec as host_fork_exec};
    use taipan_interp::native::*;

    /// Number of arguments of `fork_exec`.
    const N_ARGS: usize = 22;

    fn strings(vm: &Vm, value: Value) -> PyResult<Vec<CString>> {
        let items = PyTuple::new(list_of(vm, value)?.items.as_slice());
        items.as_slice().iter().map(|&item| c_string(vm, item)).collect()
    }

    fn optional(value: Value) -> Option<Value> {
        (!value.is_none()).then_some(value)
    }

    fn id(vm: &Vm, value: Value, what: &str) -> PyResult<Option<u32>> {
        optional(value)
            .map(|value| signed_id_arg(vm, value, what))
            .transpose()
            .map(|id| id.filter(|&id| id != u32::MAX))
    }

    /// Starts a program in a child process; gives its number. A failure in the child is written to errpipe_write.
    #[pyfunction(no_text_signature)]
    fn fork_exec(vm: &Vm, args: Args<'_>) -> PyResult<i32> {
        if args.has_kwargs() {
            return Err(vm.type_error("_posixsubprocess.fork_exec() takes no keyword arguments"));
        }
        let Ok(args) = <&[Value; N_ARGS]>::try_from(args.pos) else {
            let n_given = args.pos.len();
            return Err(vm.type_error(format!("fork_exec expected {N_ARGS} arguments, got {n_given}")));
        };
        let &[
            process_args,
            executable_list,
            close_fds,
            pass_fds,
            cwd,
            env,
            p2cread,
            p2cwrite,
            c2pread,
            c2pwrite,
            errread,
            errwrite,
            errpipe_read,
            errpipe_write,
            restore_signals,
            call_setsid,
            pgid_to_set,
            gid_object,
            extra_groups,
            uid_object,
            child_umask,
            preexec_fn,
        ] = args;
        let int = |value: Value| i32::from_value(vm, value);
        let close_fds = vm.truth(close_fds)?;
        let Some(pass_fds) = pass_fds.cast::<PyTuple>() else {
            return Err(vm.type_error("fds_to_keep must be a tuple"));
        };
        let keep_fds: Vec<i32> = pass_fds.as_slice().iter().map(|&fd| int(fd)).collect::<PyResult<_>>()?;
        let error_fd = int(errpipe_write)?;
        if close_fds && error_fd < 3 {
            return Err(vm.value_error("errpipe_write must be >= 3"));
        }
        if !keep_fds.is_sorted_by(|a, b| a < b) || keep_fds.first().is_some_and(|&fd| fd < 0) {
            return Err(vm.value_error("bad value(s) in fds_to_keep"));
        }
        let executables = strings(vm, executable_list)?;
        let process_args = strings(vm, process_args)?;
        let env = optional(env).map(|env| strings(vm, env)).transpose()?;
        let cwd = optional(cwd).map(|cwd| c_string(vm, cwd)).transpose()?;
        let groups = match optional(extra_groups) {
            None => None,
            Some(groups) => {
                let items = PyTuple::new(list_of(vm, groups)?.items.as_slice());
                let ids = items.as_slice().iter().map(|&group| signed_id_arg(vm, group, "gid"));
                Some(ids.collect::<PyResult<Vec<u32>>>()?)
            }
        };
        let plan = ForkExec {
            executables: &executables,
            args: &process_args,
            env: env.as_deref(),
            stdio: [int(p2cread)?, int(c2pwrite)?, int(errwrite)?],
            parent_ends: [int(p2cwrite)?, int(c2pread)?, int(errread)?],
            error_fd,
            close_fds,
            keep_fds: &keep_fds,
            cwd: cwd.as_deref(),
            umask: int(child_umask)?,
            restore_signals: vm.truth(restore_signals)?,
            new_session: vm.truth(call_setsid)?,
            process_group: int(pgid_to_set)?,
            groups: groups.as_deref(),
            gid: id(vm, gid_object, "gid")?,
            uid: id(vm, uid_object, "uid")?,
        };
        let errpipe_read = int(errpipe_read)?;
        let _ = errpipe_read;
        match optional(preexec_fn) {
            None => host_fork_exec(&plan, None).or_raise(vm),
            Some(hook) => {
                // The child runs Python code, so the hooks run as for any fork.
                run_hooks(vm, BEFORE, true);
                let mut in_child = || {
                    crate::support::gil::set_main_thread();
                    run_hooks(vm, IN_CHILD, false);
                    match vm.call(hook, &[]) {
                        Ok(_) => Ok(()),
                        Err(Raised) => {
                            vm.take_raised();
                            Err(Errno::ECANCELED)
                        }
                    }
                };
                let result = host_fork_exec(&plan, Some(&mut in_child));
                run_hooks(vm, IN_PARENT, false);
                result.or_raise(vm)
            }
        }
    }
}
