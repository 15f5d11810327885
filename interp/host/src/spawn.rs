//! Starting programs: the fork-and-exec of `subprocess`, and posix_spawn.
//!
//! Between fork and exec only async-signal-safe calls are made and nothing is allocated: everything the child needs is
//! laid out before the fork, so that a process with other threads can start programs.

use crate::errno::{Errno, Result, unix_only};
use crate::fd::Fd;
use std::ffi::{CStr, CString};

/// What the child does to itself before it becomes the new program; the order of the fields is the order of the steps.
#[derive(Debug, Default)]
pub struct ForkExec<'a> {
    /// Files to try as the program, in order.
    pub executables: &'a [CString],
    /// Its arguments.
    pub args: &'a [CString],
    /// Its environment; None: this process's.
    pub env: Option<&'a [CString]>,
    /// Descriptors to become 0, 1 and 2; -1 leaves one alone. None is one of 0 to 2 out of place: the caller duplicates
    /// such ones first.
    pub stdio: [Fd; 3],
    /// Pipe ends of the parent, closed in the child; -1 for none.
    pub parent_ends: [Fd; 3],
    /// Descriptor on which the child reports a failure: `Name:errno:` and a word, as subprocess expects.
    pub error_fd: Fd,
    /// Close everything from 3 up except `keep_fds` and `error_fd`.
    pub close_fds: bool,
    /// Sorted descriptors that stay open, made inheritable.
    pub keep_fds: &'a [Fd],
    /// Current directory of the child.
    pub cwd: Option<&'a CStr>,
    /// Mode mask; negative: unchanged.
    pub umask: i32,
    /// Set SIGPIPE and SIGXFSZ to their default action.
    pub restore_signals: bool,
    /// Start a new session.
    pub new_session: bool,
    /// Move to this process group; negative: don't.
    pub process_group: i32,
    /// Groups and users to change to.
    pub groups: Option<&'a [u32]>,
    /// Group to change to.
    pub gid: Option<u32>,
    /// User to change to.
    pub uid: Option<u32>,
}

/// How the child's last act before exec is told apart in error reports.
pub const NO_EXEC: &str = "noexec";
/// Report of a failed chdir.
pub const NO_EXEC_CHDIR: &str = "noexec:chdir";

unix_only! {
/// Forks and runs a program; returns the child's number. `in_child` runs in the child just before exec (a preexec
/// function, which may do anything but then needs a process without other threads); an Err from it is reported as
/// `SubprocessError`.
pub fn fork_exec(plan: &ForkExec<'_>, in_child: Option<&mut dyn FnMut() -> Result<()>>) -> Result<i32> {
    let prepared = Prepared {
        args: crate::process::pointers(plan.args),
        env: plan.env.map(crate::process::pointers),
    };
    // Signals wait until the child has its own handlers' state settled.
    let all = crate::signal::SigSet::full();
    let old_mask = crate::signal::thread_sigmask(libc::SIG_SETMASK, &all)?;
    let pid = crate::process::fork();
    if pid == Ok(0) {
        let mut stage = Stage::Exec;
        let errno = run_child(plan, &prepared, &old_mask, in_child, &mut stage);
        report(plan.error_fd, errno, stage);
        crate::process::exit_now(255);
    }
    let _ = crate::signal::thread_sigmask(libc::SIG_SETMASK, &old_mask);
    pid
}
}

/// What is laid out before the fork.
#[cfg(unix)]
struct Prepared {
    args: Vec<*const libc::c_char>,
    env: Option<Vec<*const libc::c_char>>,
}

/// What the child was doing when it failed.
#[cfg(unix)]
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Setup,
    Chdir,
    Hook,
    Exec,
}

/// Everything the child does; returns only with the error that stopped it.
#[cfg(unix)]
fn run_child(
    plan: &ForkExec<'_>,
    prepared: &Prepared,
    old_mask: &crate::signal::SigSet,
    in_child: Option<&mut dyn FnMut() -> Result<()>>,
    stage: &mut Stage,
) -> Errno {
    *stage = Stage::Setup;
    if let Err(errno) = set_up_child(plan, stage) {
        return errno;
    }
    if plan.restore_signals {
        for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
            // SAFETY: async-signal-safe; sets a default action.
            unsafe { libc::signal(signal, libc::SIG_DFL) };
        }
    }
    let _ = crate::signal::thread_sigmask(libc::SIG_SETMASK, old_mask);
    if let Some(hook) = in_child {
        *stage = Stage::Hook;
        if let Err(errno) = hook() {
            return errno;
        }
    }
    if plan.close_fds {
        let mut low = 3;
        for &fd in plan.keep_fds.iter().filter(|&&fd| fd >= 3) {
            crate::fd::close_range(low, fd);
            low = fd + 1;
        }
        crate::fd::close_range(low, Fd::MAX);
    }
    *stage = Stage::Exec;
    let mut first_error = None;
    for path in plan.executables {
        // SAFETY: C strings in null-terminated arrays laid out before the fork.
        unsafe {
            match &prepared.env {
                Some(env) => libc::execve(path.as_ptr(), prepared.args.as_ptr(), env.as_ptr()),
                None => libc::execv(path.as_ptr(), prepared.args.as_ptr()),
            };
        }
        let errno = Errno::last();
        if !matches!(errno, Errno::ENOENT | Errno::ENOTDIR) && first_error.is_none() {
            first_error = Some(errno);
        }
    }
    first_error.unwrap_or_else(Errno::last)
}

#[cfg(unix)]
fn set_up_child(plan: &ForkExec<'_>, stage: &mut Stage) -> Result<()> {
    for &fd in plan.keep_fds.iter().filter(|&&fd| fd != plan.error_fd) {
        crate::fd::set_inheritable(fd, true)?;
    }
    for fd in plan.parent_ends.into_iter().filter(|&fd| fd >= 0) {
        crate::fd::close(fd)?;
    }
    // A source that sits on a lower target's number would be overwritten before its turn: move it out of the way.
    let mut stdio = plan.stdio;
    for target in 0..3 {
        for later in target + 1..3 {
            if stdio[later] == target as Fd && stdio[target] != target as Fd && stdio[target] >= 0 {
                stdio[later] = crate::fd::dup(stdio[later])?;
            }
        }
    }
    for (target, &fd) in stdio.iter().enumerate() {
        if fd == target as Fd {
            crate::fd::set_inheritable(fd, true)?;
        } else if fd >= 0 {
            crate::fd::dup2(fd, target as Fd, true)?;
        }
    }
    if let Some(cwd) = plan.cwd {
        *stage = Stage::Chdir;
        crate::path::chdir(cwd)?;
        *stage = Stage::Setup;
    }
    if plan.umask >= 0 {
        crate::path::umask(plan.umask as u32)?;
    }
    if plan.new_session {
        crate::process::setsid()?;
    }
    if plan.process_group >= 0 {
        crate::process::setpgid(0, plan.process_group)?;
    }
    if let Some(groups) = plan.groups {
        crate::process::setgroups(groups)?;
    }
    if let Some(gid) = plan.gid {
        crate::process::setregid(gid, gid)?;
    }
    if let Some(uid) = plan.uid {
        crate::process::setreuid(uid, uid)?;
    }
    Ok(())
}

/// Writes the failure to the pipe, without allocating.
#[cfg(unix)]
fn report(error_fd: Fd, errno: Errno, stage: Stage) {
    let mut text = [0u8; 64];
    let mut len = 0;
    let mut push = |bytes: &[u8]| {
        text[len..len + bytes.len()].copy_from_slice(bytes);
        len += bytes.len();
    };
    if stage == Stage::Hook {
        push(b"SubprocessError:0:Exception occurred in preexec_fn.");
    } else {
        push(b"OSError:");
        let mut digits = [0u8; 8];
        let mut at = digits.len();
        let mut number = errno.0.unsigned_abs();
        loop {
            at -= 1;
            digits[at] = b"0123456789abcdef"[(number % 16) as usize];
            number /= 16;
            if number == 0 {
                break;
            }
        }
        push(&digits[at..]);
        push(b":");
        match stage {
            Stage::Setup => push(NO_EXEC.as_bytes()),
            Stage::Chdir => push(NO_EXEC_CHDIR.as_bytes()),
            Stage::Exec | Stage::Hook => {}
        }
    }
    let _ = crate::fd::write_all(error_fd, &text[..len]);
}

/// One step of posix_spawn on the child's descriptors.
#[derive(Clone, Debug)]
pub enum FileAction {
    /// Opens a file as a certain descriptor.
    Open(Fd, CString, i32, u32),
    /// Closes a descriptor.
    Close(Fd),
    /// Duplicates a descriptor.
    Dup2(Fd, Fd),
    /// Closes all descriptors from one on.
    CloseFrom(Fd),
}

/// Attributes of a child that posix_spawn starts.
#[derive(Clone, Debug, Default)]
pub struct SpawnAttributes {
    /// Process group to join (0: a new one).
    pub process_group: Option<i32>,
    /// Run with the real user and group.
    pub reset_ids: bool,
    /// Start a new session.
    pub new_session: bool,
    /// Signals to block.
    pub sigmask: Option<crate::signal::SigSet>,
    /// Signals to set to their default action.
    pub sigdefault: Option<crate::signal::SigSet>,
    /// Scheduling policy (None keeps it) and priority.
    pub scheduler: Option<(Option<i32>, i32)>,
}

unix_only! {
/// Starts a program; with `search`, looked up in PATH. Returns the child's number.
pub fn posix_spawn(path: &CStr, args: &[CString], env: &[CString], actions: &[FileAction], attributes: &SpawnAttributes, search: bool) -> Result<i32> {
    let (args, env) = (crate::process::pointers(args), crate::process::pointers(env));
    let actions_built = FileActions::new(actions)?;
    let attributes_built = Attributes::new(attributes)?;
    let mut pid = 0;
    let function = if search { libc::posix_spawnp } else { libc::posix_spawn };
    // SAFETY: built structures, C strings and null-terminated arrays that all live through the call.
    crate::errno::check_code(unsafe {
        function(&mut pid, path.as_ptr(), &actions_built.0, &attributes_built.0, args.as_ptr().cast(), env.as_ptr().cast())
    })?;
    Ok(pid)
}
}

#[cfg(unix)]
struct FileActions(libc::posix_spawn_file_actions_t);

#[cfg(unix)]
impl FileActions {
    fn new(actions: &[FileAction]) -> Result<FileActions> {
        let mut raw = std::mem::MaybeUninit::uninit();
        // SAFETY: initializes it.
        crate::errno::check_code(unsafe { libc::posix_spawn_file_actions_init(raw.as_mut_ptr()) })?;
        // SAFETY: initialized above.
        let mut built = FileActions(unsafe { raw.assume_init() });
        for action in actions {
            // SAFETY: an initialized structure; the C library copies the path.
            crate::errno::check_code(unsafe {
                match action {
                    FileAction::Open(fd, path, flags, mode) => {
                        libc::posix_spawn_file_actions_addopen(&mut built.0, *fd, path.as_ptr(), *flags, *mode)
                    }
                    FileAction::Close(fd) => libc::posix_spawn_file_actions_addclose(&mut built.0, *fd),
                    FileAction::Dup2(from, to) => libc::posix_spawn_file_actions_adddup2(&mut built.0, *from, *to),
                    FileAction::CloseFrom(fd) => posix_spawn_file_actions_addclosefrom_np(&mut built.0, *fd),
                }
            })?;
        }
        Ok(built)
    }
}

#[cfg(unix)]
unsafe extern "C" {
    // glibc 2.34; not in the libc crate.
    fn posix_spawn_file_actions_addclosefrom_np(actions: *mut libc::posix_spawn_file_actions_t, fd: Fd) -> i32;
}

#[cfg(unix)]
impl Drop for FileActions {
    fn drop(&mut self) {
        // SAFETY: initialized, and not used afterwards.
        unsafe { libc::posix_spawn_file_actions_destroy(&mut self.0) };
    }
}

#[cfg(unix)]
struct Attributes(libc::posix_spawnattr_t);

#[cfg(unix)]
impl Attributes {
    fn new(wanted: &SpawnAttributes) -> Result<Attributes> {
        const SETSID: i32 = 0x80;
        let mut raw = std::mem::MaybeUninit::uninit();
        // SAFETY: initializes it.
        crate::errno::check_code(unsafe { libc::posix_spawnattr_init(raw.as_mut_ptr()) })?;
        // SAFETY: initialized above.
        let mut built = Attributes(unsafe { raw.assume_init() });
        let mut flags = 0;
        // SAFETY: an initialized structure; plain numbers and structures that are copied.
        unsafe {
            if let Some(group) = wanted.process_group {
                crate::errno::check_code(libc::posix_spawnattr_setpgroup(&mut built.0, group))?;
                flags |= libc::POSIX_SPAWN_SETPGROUP;
            }
            if wanted.reset_ids {
                flags |= libc::POSIX_SPAWN_RESETIDS;
            }
            if wanted.new_session {
                flags |= SETSID;
            }
            if let Some(mask) = &wanted.sigmask {
                crate::errno::check_code(libc::posix_spawnattr_setsigmask(&mut built.0, mask.as_libc()))?;
                flags |= libc::POSIX_SPAWN_SETSIGMASK;
            }
            if let Some(mask) = &wanted.sigdefault {
                crate::errno::check_code(libc::posix_spawnattr_setsigdefault(&mut built.0, mask.as_libc()))?;
                flags |= libc::POSIX_SPAWN_SETSIGDEF;
            }
            if let Some((policy, priority)) = wanted.scheduler {
                let param = libc::sched_param { sched_priority: priority };
                crate::errno::check_code(libc::posix_spawnattr_setschedparam(&mut built.0, &param))?;
                flags |= libc::POSIX_SPAWN_SETSCHEDPARAM;
                if let Some(policy) = policy {
                    crate::errno::check_code(libc::posix_spawnattr_setschedpolicy(&mut built.0, policy))?;
                    flags |= libc::POSIX_SPAWN_SETSCHEDULER;
                }
            }
            crate::errno::check_code(libc::posix_spawnattr_setflags(&mut built.0, flags as _))?;
        }
        Ok(built)
    }
}

#[cfg(unix)]
impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: initialized, and not used afterwards.
        unsafe { libc::posix_spawnattr_destroy(&mut self.0) };
    }
}
