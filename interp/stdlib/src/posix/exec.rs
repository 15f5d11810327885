//! New processes: fork and its hooks, exec, posix_spawn, shell commands, ending.

/// Part of the module.
#[taipan_interp::native::pymodule(name = "posix")]
pub mod part {
    use crate::support::gil;
    use crate::support::paths::{Allow, PathArg};
    use crate::support::{OrRaise, allow_threads, c_string, list_of, os_error, path_arg};
    use std::ffi::CString;
    use taipan_host::process as os;
    use taipan_host::spawn::{self, FileAction, SpawnAttributes};
    use taipan_interp::native::*;

    pub(crate) const BEFORE: &str = "posix.before_fork";
    pub(crate) const IN_CHILD: &str = "posix.after_fork_in_child";
    pub(crate) const IN_PARENT: &str = "posix.after_fork_in_parent";

    /// Ends the process at once, without cleaning up.
    #[pyfunction(sig = "(status)")]
    fn _exit(status: i32) -> PyResult<()> {
        os::exit_now(status)
    }

    fn hooks(vm: &Vm, name: &'static str) -> Option<Gc<PyList>> {
        vm.get_static(name).and_then(|list| list.cast())
    }

    /// Has functions called when the process forks: before it, and after it in the child and in the parent.
    #[pyfunction(sig = "(*, before=None, after_in_child=None, after_in_parent=None)")]
    fn register_at_fork(
        vm: &Vm,
        before: Option<Value>,
        after_in_child: Option<Value>,
        after_in_parent: Option<Value>,
    ) -> PyResult<()> {
        let given = [
            ("before", BEFORE, before),
            ("after_in_child", IN_CHILD, after_in_child),
            ("after_in_parent", IN_PARENT, after_in_parent),
        ];
        if given.iter().all(|row| row.2.is_none()) {
            return Err(vm.type_error("At least one argument is required."));
        }
        for (name, _, hook) in given {
            if let Some(hook) = hook
                && !vm.is_callable(hook)
            {
                let found = vm.type_name(hook);
                return Err(vm.type_error(format!("'{name}' must be callable, not {found}")));
            }
        }
        for (_, key, hook) in given {
            let Some(hook) = hook else { continue };
            match hooks(vm, key) {
                Some(list) => list.items.push(hook),
                None => vm.set_static(key, vm.new_list(&[hook]).value()),
            }
        }
        Ok(())
    }

    /// Calls hooks; their exceptions are reported and forgotten.
    pub(crate) fn run_hooks(vm: &Vm, name: &'static str, reversed: bool) {
        let Some(list) = hooks(vm, name) else { return };
        for index in 0..list.items.len() {
            let index = if reversed { list.items.len() - 1 - index } else { index };
            let Some(hook) = list.items.get(index) else { continue };
            if vm.call(hook, &[]).is_err() {
                vm.write_unraisable(Some(hook), "Exception ignored in fork hook");
            }
        }
    }

    /// Forks by `fork`, with the hooks run and the lock held in parent and child.
    fn with_fork_hooks<T>(
        vm: &Vm,
        fork: impl FnOnce() -> taipan_host::Result<T>,
        is_child: impl FnOnce(&T) -> bool,
    ) -> PyResult<T> {
        run_hooks(vm, BEFORE, true);
        let guard = gil::has_threads().then(|| gil::gil().before_fork());
        let result = fork();
        let in_child = result.as_ref().is_ok_and(is_child);
        if let Some(guard) = guard {
            guard.after_fork(in_child);
        }
        if in_child {
            gil::set_main_thread();
            // Signals of the parent are not the child's.
            taipan_host::signal::take_pending().for_each(drop);
            run_hooks(vm, IN_CHILD, false);
        } else {
            run_hooks(vm, IN_PARENT, false);
        }
        result.or_raise(vm)
    }

    /// Makes a copy of this process; gives 0 in the child, the child's number in the parent.
    #[pyfunction]
    fn fork(vm: &Vm) -> PyResult<i32> {
        with_fork_hooks(vm, os::fork, |&pid| pid == 0)
    }

    /// Forks with the child on a new pseudo terminal; gives (number or 0, master).
    #[pyfunction]
    fn forkpty(vm: &Vm) -> PyResult<(i32, i32)> {
        with_fork_hooks(vm, taipan_host::tty::forkpty, |&(pid, _)| pid == 0)
    }

    /// The arguments of a program, which must not be empty, nor the first.
    fn argv_arg(vm: &Vm, function: &str, argv: Value, what: &str) -> PyResult<Vec<CString>> {
        let items = match (argv.cast::<PyList>(), argv.cast::<PyTuple>()) {
            (Some(list), _) => PyTuple::new(list.items.as_slice()),
            (_, Some(tuple)) => tuple,
            _ => return Err(vm.type_error(format!("{function} {what} must be a tuple or list"))),
        };
        if items.is_empty() {
            return Err(vm.value_error(format!("{function} {what} must not be empty")));
        }
        let args: Vec<CString> = items.as_slice().iter().map(|&item| c_string(vm, item)).collect::<PyResult<_>>()?;
        if args[0].is_empty() {
            return Err(vm.value_error(format!("{function} {what} first element cannot be empty")));
        }
        Ok(args)
    }

    /// A mapping as the environment of a program.
    pub(crate) fn env_arg(vm: &Vm, function: &str, env: Value) -> PyResult<Vec<CString>> {
        if !env.is::<PyDict>() && vm.slots_of(env).getitem.is_none() {
            return Err(vm.type_error(format!("{function}: environment must be a mapping object")));
        }
        let keys = vm.call_method(env, "keys", &[])?;
        let mut out = Vec::new();
        for &key in PyTuple::new(list_of(vm, keys)?.items.as_slice()).as_slice() {
            let value = vm.get_item(env, key)?;
            let (name, value) = (c_string(vm, key)?, c_string(vm, value)?);
            if name.is_empty() || name.to_bytes()[1..].contains(&b'=') {
                return Err(vm.value_error("illegal environment variable name"));
            }
            let entry = [name.to_bytes(), b"=", value.to_bytes()].concat();
            out.push(CString::new(entry).map_err(|_| vm.value_error("embedded null byte"))?);
        }
        Ok(out)
    }

    /// Replaces this program by another, with arguments.
    #[pyfunction(sig = "(path, argv, /)")]
    fn execv(vm: &Vm, path: Value, argv: Value) -> PyResult<()> {
        let path = path_arg(vm, path, "execv", "path", Allow::default())?;
        let args = argv_arg(vm, "execv()", argv, "arg 2")?;
        os::execv(path.path(), &args).map_err(|errno| os_error(vm, errno))
    }

    /// Replaces this program by another, given by path or descriptor, with arguments and environment.
    #[pyfunction(sig = "(path, argv, env)")]
    fn execve(vm: &Vm, path: Value, argv: Value, env: Value) -> PyResult<()> {
        let path = path_arg(vm, path, "execve", "path", Allow { fd: true, none: false })?;
        let args = argv_arg(vm, "execve:", argv, "argv")?;
        let env = env_arg(vm, "execve", env)?;
        let result = match path.fd() {
            Some(fd) => os::fexecve(fd, &args, &env),
            None => os::execve(path.path(), &args, &env),
        };
        result.or_raise_for(vm, &path)
    }

    /// Runs a command in a shell; gives its status.
    #[pyfunction(sig = "(command)")]
    fn system(vm: &Vm, command: Value) -> PyResult<i32> {
        let command = c_string(vm, command)?;
        allow_threads(vm, || os::system(&command)).or_raise(vm)
    }

    /// The steps of `file_actions`.
    fn file_actions_arg(vm: &Vm, value: Option<Value>) -> PyResult<Vec<FileAction>> {
        let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(Vec::new()) };
        if vm.slots_of(value).getitem.is_none() {
            return Err(vm.type_error("file_actions must be a sequence or None"));
        }
        let mut actions = Vec::new();
        for &item in PyTuple::new(list_of(vm, value)?.items.as_slice()).as_slice() {
            let Some(tuple) = item.cast::<PyTuple>().filter(|tuple| !tuple.is_empty()) else {
                return Err(vm.type_error("Each file_actions element must be a non-empty tuple"));
            };
            let fields = tuple.as_slice();
            let wrong = |name: &str| {
                vm.type_error(format!(
                    "A {name} file_action tuple must have {} elements",
                    match name {
                        "open" => 5,
                        "dup2" => 3,
                        _ => 2,
                    }
                ))
            };
            let number = |value: Value| i32::from_value(vm, value);
            actions.push(match number(fields[0])? {
                0 => match *fields {
                    [_, fd, path, flags, mode] => {
                        FileAction::Open(number(fd)?, c_string(vm, path)?, number(flags)?, number(mode)? as u32)
                    }
                    _ => return Err(wrong("open")),
                },
                1 => match *fields {
                    [_, fd] => FileAction::Close(number(fd)?),
                    _ => return Err(wrong("close")),
                },
                2 => match *fields {
                    [_, from, to] => FileAction::Dup2(number(from)?, number(to)?),
                    _ => return Err(wrong("dup2")),
                },
                3 => match *fields {
                    [_, fd] => FileAction::CloseFrom(number(fd)?),
                    _ => return Err(wrong("closefrom")),
                },
                _ => return Err(vm.type_error("Unknown file_actions identifier")),
            });
        }
        Ok(actions)
    }

    /// The keyword arguments of both spawn functions.
    struct SpawnOptions {
        file_actions: Option<Value>,
        setpgroup: Option<Value>,
        resetids: bool,
        setsid: bool,
        setsigmask: Option<Value>,
        setsigdef: Option<Value>,
        scheduler: Option<Value>,
    }

    fn spawn_program(
        vm: &Vm,
        function: &str,
        path: &PathArg,
        argv: Value,
        env: Value,
        options: &SpawnOptions,
        search: bool,
    ) -> PyResult<i32> {
        let args = argv_arg(vm, &format!("{function}:"), argv, "argv")?;
        let env: Vec<CString> = if env.is_none() {
            let entries = taipan_host::env::vars();
            entries.into_iter().filter_map(|(name, value)| CString::new([name, value].join(&b'=')).ok()).collect()
        } else {
            env_arg(vm, function, env)?
        };
        let actions = file_actions_arg(vm, options.file_actions)?;
        let mut attributes =
            SpawnAttributes { reset_ids: options.resetids, new_session: options.setsid, ..Default::default() };
        if let Some(group) = options.setpgroup.filter(|group| !group.is_none()) {
            attributes.process_group = Some(i32::from_value(vm, group)?);
        }
        if let Some(mask) = options.setsigmask {
            attributes.sigmask = Some(crate::signal::signal::sigset_arg(vm, mask)?);
        }
        if let Some(mask) = options.setsigdef {
            attributes.sigdefault = Some(crate::signal::signal::sigset_arg(vm, mask)?);
        }
        if let Some(scheduler) = options.scheduler.filter(|scheduler| !scheduler.is_none()) {
            let Some(tuple) = scheduler.cast::<PyTuple>() else {
                return Err(vm.type_error(format!("{function}: scheduler must be a tuple or None")));
            };
            let &[policy, param] = tuple.as_slice() else {
                return Err(vm.type_error(format!("{function}: scheduler must be a tuple of two elements")));
            };
            let policy = if policy.is_none() { None } else { Some(i32::from_value(vm, policy)?) };
            attributes.scheduler = Some((policy, crate::posix::scheduling::part::priority_arg(vm, param)?));
        }
        spawn::posix_spawn(path.path(), &args, &env, &actions, &attributes, search).or_raise_for(vm, path)
    }

    /// Starts a program; gives the child's number.
    #[allow(clippy::too_many_arguments)]
    #[pyfunction(
        sig = "(path, argv, env, /, *, file_actions=None, setpgroup=None, resetids=False, setsid=False, setsigmask=None, setsigdef=None, scheduler=None)"
    )]
    fn posix_spawn(
        vm: &Vm,
        path: Value,
        argv: Value,
        env: Value,
        file_actions: Option<Value>,
        setpgroup: Option<Value>,
        resetids: bool,
        setsid: bool,
        setsigmask: Option<Value>,
        setsigdef: Option<Value>,
        scheduler: Option<Value>,
    ) -> PyResult<i32> {
        let path = path_arg(vm, path, "posix_spawn", "path", Allow::default())?;
        let options = SpawnOptions { file_actions, setpgroup, resetids, setsid, setsigmask, setsigdef, scheduler };
        spawn_program(vm, "posix_spawn", &path, argv, env, &options, false)
    }

    /// Starts a program that is looked up in PATH; gives the child's number.
    #[allow(clippy::too_many_arguments)]
    #[pyfunction(
        sig = "(path, argv, env, /, *, file_actions=None, setpgroup=None, resetids=False, setsid=False, setsigmask=None, setsigdef=None, scheduler=None)"
    )]
    fn posix_spawnp(
        vm: &Vm,
        path: Value,
        argv: Value,
        env: Value,
        file_actions: Option<Value>,
        setpgroup: Option<Value>,
        resetids: bool,
        setsid: bool,
        setsigmask: Option<Value>,
        setsigdef: Option<Value>,
        scheduler: Option<Value>,
    ) -> PyResult<i32> {
        let path = path_arg(vm, path, "posix_spawnp", "path", Allow::default())?;
        let options = SpawnOptions { file_actions, setpgroup, resetids, setsid, setsigmask, setsigdef, scheduler };
        spawn_program(vm, "posix_spawnp", &path, argv, env, &options, true)
    }
}
