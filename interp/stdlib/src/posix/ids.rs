//! Who this process is: process, group, session, user and group numbers; machine and resource facts.

/// Part of the module.
#[taipan_interp::native::pymodule(name = "posix")]
pub mod part {
    use crate::posix::results::{TIMES_RESULT, UNAME_RESULT};
    use crate::support::args::signed_id_arg;
    use crate::support::{OrRaise, c_string, decode_path, list_of};
    use taipan_host::process as os;
    use taipan_interp::native::*;

    /// This process's number.
    #[pyfunction]
    fn getpid() -> i32 {
        os::getpid()
    }

    /// The parent's number.
    #[pyfunction]
    fn getppid() -> i32 {
        os::getppid()
    }

    /// This process's group.
    #[pyfunction]
    fn getpgrp() -> i32 {
        os::getpgrp()
    }

    /// Makes this process the leader of a new group.
    #[pyfunction]
    fn setpgrp(vm: &Vm) -> PyResult<()> {
        os::setpgid(0, 0).or_raise(vm)
    }

    /// The group of a process (0: this one).
    #[pyfunction(sig = "(pid)")]
    fn getpgid(vm: &Vm, pid: i32) -> PyResult<i32> {
        os::getpgid(pid).or_raise(vm)
    }

    /// Moves a process to a group.
    #[pyfunction(sig = "(pid, pgrp, /)")]
    fn setpgid(vm: &Vm, pid: i32, pgrp: i32) -> PyResult<()> {
        os::setpgid(pid, pgrp).or_raise(vm)
    }

    /// The session of a process (0: this one).
    #[pyfunction(sig = "(pid, /)")]
    fn getsid(vm: &Vm, pid: i32) -> PyResult<i32> {
        os::getsid(pid).or_raise(vm)
    }

    /// Starts a new session.
    #[pyfunction]
    fn setsid(vm: &Vm) -> PyResult<()> {
        os::setsid().or_raise(vm).map(drop)
    }

    /// The real user.
    #[pyfunction]
    fn getuid() -> u32 {
        os::getuid()
    }

    /// The effective user.
    #[pyfunction]
    fn geteuid() -> u32 {
        os::geteuid()
    }

    /// The real group.
    #[pyfunction]
    fn getgid() -> u32 {
        os::getgid()
    }

    /// The effective group.
    #[pyfunction]
    fn getegid() -> u32 {
        os::getegid()
    }

    /// Real, effective and saved user.
    #[pyfunction]
    fn getresuid(vm: &Vm) -> PyResult<(u32, u32, u32)> {
        os::getresuid().or_raise(vm)
    }

    /// Real, effective and saved group.
    #[pyfunction]
    fn getresgid(vm: &Vm) -> PyResult<(u32, u32, u32)> {
        os::getresgid().or_raise(vm)
    }

    /// Sets the user.
    #[pyfunction(sig = "(uid, /)")]
    fn setuid(vm: &Vm, uid: Value) -> PyResult<()> {
        os::setuid(signed_id_arg(vm, uid, "uid")?).or_raise(vm)
    }

    /// Sets the effective user.
    #[pyfunction(sig = "(euid, /)")]
    fn seteuid(vm: &Vm, euid: Value) -> PyResult<()> {
        os::seteuid(signed_id_arg(vm, euid, "uid")?).or_raise(vm)
    }

    /// Sets the group.
    #[pyfunction(sig = "(gid, /)")]
    fn setgid(vm: &Vm, gid: Value) -> PyResult<()> {
        os::setgid(signed_id_arg(vm, gid, "gid")?).or_raise(vm)
    }

    /// Sets the effective group.
    #[pyfunction(sig = "(egid, /)")]
    fn setegid(vm: &Vm, egid: Value) -> PyResult<()> {
        os::setegid(signed_id_arg(vm, egid, "gid")?).or_raise(vm)
    }

    /// Sets real and effective user.
    #[pyfunction(sig = "(ruid, euid, /)")]
    fn setreuid(vm: &Vm, ruid: Value, euid: Value) -> PyResult<()> {
        os::setreuid(signed_id_arg(vm, ruid, "uid")?, signed_id_arg(vm, euid, "uid")?).or_raise(vm)
    }

    /// Sets real and effective group.
    #[pyfunction(sig = "(rgid, egid, /)")]
    fn setregid(vm: &Vm, rgid: Value, egid: Value) -> PyResult<()> {
        os::setregid(signed_id_arg(vm, rgid, "gid")?, signed_id_arg(vm, egid, "gid")?).or_raise(vm)
    }

    /// Sets real, effective and saved user.
    #[pyfunction(sig = "(ruid, euid, suid, /)")]
    fn setresuid(vm: &Vm, ruid: Value, euid: Value, suid: Value) -> PyResult<()> {
        let id = |value| signed_id_arg(vm, value, "uid");
        os::setresuid(id(ruid)?, id(euid)?, id(suid)?).or_raise(vm)
    }

    /// Sets real, effective and saved group.
    #[pyfunction(sig = "(rgid, egid, sgid, /)")]
    fn setresgid(vm: &Vm, rgid: Value, egid: Value, sgid: Value) -> PyResult<()> {
        let id = |value| signed_id_arg(vm, value, "gid");
        os::setresgid(id(rgid)?, id(egid)?, id(sgid)?).or_raise(vm)
    }

    fn to_list(vm: &Vm, groups: Vec<u32>) -> Gc<PyList> {
        let list = vm.new_list(&[]);
        for group in groups {
            list.items.push(Value::small(group.into()));
        }
        list
    }

    /// The supplementary groups.
    #[pyfunction]
    fn getgroups(vm: &Vm) -> PyResult<Gc<PyList>> {
        os::getgroups().or_raise(vm).map(|groups| to_list(vm, groups))
    }

    /// Sets the supplementary groups.
    #[pyfunction(sig = "(groups, /)")]
    fn setgroups(vm: &Vm, groups: Value) -> PyResult<()> {
        if vm.slots_of(groups).getitem.is_none() {
            return Err(vm.type_error("setgroups argument must be a sequence"));
        }
        let list = list_of(vm, groups)?;
        let ids: Vec<u32> =
            list.items.as_slice().iter().map(|&group| signed_id_arg(vm, group, "gid")).collect::<PyResult<_>>()?;
        os::setgroups(&ids).or_raise(vm)
    }

    /// Groups that a user is in, with `group` among them.
    #[pyfunction(sig = "(user, group, /)")]
    fn getgrouplist(vm: &Vm, user: Value, group: Value) -> PyResult<Gc<PyList>> {
        let (user, group) = (c_string(vm, user)?, signed_id_arg(vm, group, "gid")?);
        os::getgrouplist(&user, group).or_raise(vm).map(|groups| to_list(vm, groups))
    }

    /// Sets the supplementary groups to a user's, and `gid`.
    #[pyfunction(sig = "(username, gid, /)")]
    fn initgroups(vm: &Vm, username: Value, gid: Value) -> PyResult<()> {
        let (username, gid) = (c_string(vm, username)?, signed_id_arg(vm, gid, "gid")?);
        os::initgroups(&username, gid).or_raise(vm)
    }

    /// Name of the user at the terminal.
    #[pyfunction]
    fn getlogin(vm: &Vm) -> PyResult<Gc<PyStr>> {
        os::getlogin().or_raise(vm).map(|name| decode_path(&name))
    }

    /// The system's names.
    #[pyfunction]
    fn uname(vm: &Vm) -> PyResult {
        let names = os::uname().or_raise(vm)?;
        UNAME_RESULT.make(vm, &names.map(|name| decode_path(&name).value()))
    }

    /// Times of the process.
    #[pyfunction]
    fn times(vm: &Vm) -> PyResult {
        let times = os::times().or_raise(vm)?;
        TIMES_RESULT.make(vm, &times.map(Value::float))
    }

    /// Load of the machine over 1, 5 and 15 minutes.
    #[pyfunction]
    fn getloadavg(vm: &Vm) -> PyResult<(f64, f64, f64)> {
        match os::getloadavg() {
            Ok([one, five, fifteen]) => Ok((one, five, fifteen)),
            Err(_) => Err(vm.raise_msg(vm.exc().OSError, "Load averages are unobtainable")),
        }
    }

    /// Number of processors, None if unknown.
    #[pyfunction]
    fn cpu_count() -> Option<usize> {
        os::cpu_counts().1
    }

    /// Makes this process nicer by `increment`; gives the new niceness.
    #[pyfunction(sig = "(increment, /)")]
    fn nice(vm: &Vm, increment: i32) -> PyResult<i32> {
        os::nice(increment).or_raise(vm)
    }

    /// Niceness of a process, group or user.
    #[pyfunction(sig = "(which, who)")]
    fn getpriority(vm: &Vm, which: i32, who: i32) -> PyResult<i32> {
        os::getpriority(which as u32, who as u32).or_raise(vm)
    }

    /// Sets the niceness of a process, group or user.
    #[pyfunction(sig = "(which, who, priority)")]
    fn setpriority(vm: &Vm, which: i32, who: i32, priority: i32) -> PyResult<()> {
        os::setpriority(which as u32, who as u32, priority).or_raise(vm)
    }

    /// Leaves some of what this process shares with others: CLONE_* flags.
    #[pyfunction(sig = "(flags)")]
    fn unshare(vm: &Vm, flags: i32) -> PyResult<()> {
        os::unshare(flags).or_raise(vm)
    }

    /// Joins the namespace that a descriptor stands for.
    #[pyfunction(sig = "(fd, nstype=0)")]
    fn setns(vm: &Vm, fd: Value, nstype: i32) -> PyResult<()> {
        os::setns(crate::support::fd_arg(vm, fd)?, nstype).or_raise(vm)
    }

    /// The major number in a raw device number.
    #[pyfunction(sig = "(device, /)")]
    fn major(vm: &Vm, device: Value) -> PyResult<i64> {
        Ok(device_arg(vm, device)?.map_or(-1, |device| taipan_host::stat::major(device).into()))
    }

    /// The minor number in a raw device number.
    #[pyfunction(sig = "(device, /)")]
    fn minor(vm: &Vm, device: Value) -> PyResult<i64> {
        Ok(device_arg(vm, device)?.map_or(-1, |device| taipan_host::stat::minor(device).into()))
    }

    /// A raw device number from its parts.
    #[pyfunction(sig = "(major, minor, /)")]
    fn makedev(vm: &Vm, major: Value, minor: Value) -> PyResult {
        match (device_arg(vm, major)?, device_arg(vm, minor)?) {
            (Some(major), Some(minor)) => Ok(Value::uint(taipan_host::stat::makedev(major as u32, minor as u32))),
            _ => Ok(Value::small(-1)),
        }
    }

    /// A device number; None for -1, which means none.
    fn device_arg(vm: &Vm, value: Value) -> PyResult<Option<u64>> {
        if value.as_small() == Some(-1) {
            return Ok(None);
        }
        u64::from_value(vm, value).map(Some)
    }
}
