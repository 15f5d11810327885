//! Processes, spawning and signals.

use crate::errno::Errno;
use crate::signal::{self, Disposition, SigSet};
use crate::spawn::{self, FileAction, ForkExec, SpawnAttributes};
use crate::{fd, poll, process, sched};
use std::ffi::CString;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

/// Signals and their state belong to the whole process: one such test at a time.
static SIGNALS: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    SIGNALS.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn strings(words: &[&str]) -> Vec<CString> {
    words.iter().map(|word| CString::new(*word).unwrap()).collect()
}

fn read_all(fd: fd::Fd) -> String {
    let (mut all, mut buf) = (Vec::new(), [0; 256]);
    loop {
        match fd::read(fd, &mut buf) {
            Ok(0) => break,
            Ok(n) => all.extend_from_slice(&buf[..n]),
            Err(Errno::EINTR) => {}
            Err(errno) => panic!("{errno}"),
        }
    }
    fd::close(fd).unwrap();
    String::from_utf8(all).unwrap()
}

fn wait(pid: i32) -> i32 {
    loop {
        match process::waitpid(pid, 0) {
            Ok((_, status)) => return status,
            Err(errno) => assert_eq!(errno, Errno::EINTR),
        }
    }
}

/// Runs a plan with its output and its error report read: (output, report, status).
fn run(plan: ForkExec<'_>, hook: Option<&mut dyn FnMut() -> crate::Result<()>>) -> (String, String, i32) {
    let (out_reader, out_writer) = fd::pipe2(libc::O_CLOEXEC).unwrap();
    let (error_reader, error_writer) = fd::pipe2(libc::O_CLOEXEC).unwrap();
    let plan = ForkExec {
        stdio: [-1, out_writer, -1],
        parent_ends: [-1, out_reader, error_reader],
        error_fd: error_writer,
        ..plan
    };
    let keep = [error_writer];
    let plan = ForkExec { keep_fds: if plan.close_fds { &keep } else { plan.keep_fds }, ..plan };
    let pid = spawn::fork_exec(&plan, hook).unwrap();
    fd::close(out_writer).unwrap();
    fd::close(error_writer).unwrap();
    let report = read_all(error_reader);
    (read_all(out_reader), report, wait(pid))
}

fn plan<'a>(executables: &'a [CString], args: &'a [CString]) -> ForkExec<'a> {
    ForkExec { executables, args, umask: -1, process_group: -1, restore_signals: true, ..ForkExec::default() }
}

#[test]
fn forks_and_execs() {
    let shell = strings(&["/nowhere/sh", "/bin/sh"]);
    let args = strings(&["sh", "-c", "echo $0 $X; pwd; umask; exit 7"]);
    let env = strings(&["X=5"]);
    let base = plan(&shell, &args);
    let (output, report, status) =
        run(ForkExec { env: Some(&env), cwd: Some(c"/"), umask: 0o27, close_fds: true, ..base }, None);
    assert_eq!((output.as_str(), report.as_str(), status >> 8), ("sh 5\n/\n0027\n", "", 7));
    let missing = strings(&["/nowhere/a", "/nowhere/b"]);
    let (_, report, status) = run(plan(&missing, &args), None);
    assert_eq!((report.as_str(), status >> 8), ("OSError:2:", 255));
    let base = plan(&shell, &args);
    assert_eq!(run(ForkExec { cwd: Some(c"/nowhere"), ..base }, None).1, "OSError:2:noexec:chdir");
    let mut ok = || Ok(());
    assert_eq!(run(plan(&shell, &args), Some(&mut ok)).2 >> 8, 7);
    let mut fails = || Err(Errno::EPERM);
    assert_eq!(run(plan(&shell, &args), Some(&mut fails)).1, "SubprocessError:0:Exception occurred in preexec_fn.");
}

#[test]
fn swaps_standard_descriptors() {
    // The child's stdin is on the parent's 1 and its stdout on 0: neither may be lost on the way.
    let pid = process::fork().unwrap();
    if pid == 0 {
        let ok = (|| -> crate::Result<bool> {
            let (reader, writer) = fd::pipe2(libc::O_CLOEXEC)?;
            let (out_reader, out_writer) = fd::pipe2(libc::O_CLOEXEC)?;
            fd::write_all(writer, b"data")?;
            fd::close(writer)?;
            fd::dup2(reader, 1, false)?;
            fd::dup2(out_writer, 0, false)?;
            fd::close(out_writer)?;
            let (cat, args) = (strings(&["/bin/cat"]), strings(&["cat"]));
            let (_, error_writer) = fd::pipe2(libc::O_CLOEXEC)?;
            let pid = spawn::fork_exec(
                &ForkExec { stdio: [1, 0, -1], parent_ends: [-1; 3], error_fd: error_writer, ..plan(&cat, &args) },
                None,
            )?;
            fd::close(0)?;
            let mut buf = [0; 16];
            let n = fd::read(out_reader, &mut buf)?;
            Ok(&buf[..n] == b"data" && wait(pid) == 0)
        })();
        process::exit_now(if ok == Ok(true) { 0 } else { 1 });
    }
    assert_eq!(wait(pid), 0);
}

#[test]
fn posix_spawns() {
    let (reader, writer) = fd::pipe2(libc::O_CLOEXEC).unwrap();
    let actions = [FileAction::Dup2(writer, 1), FileAction::Open(0, c"/dev/null".to_owned(), libc::O_RDONLY, 0)];
    let attributes = SpawnAttributes { process_group: Some(0), sigmask: Some(SigSet::empty()), ..Default::default() };
    let (args, env) = (strings(&["sh", "-c", "echo spawned $Y"]), strings(&["Y=1"]));
    let pid = spawn::posix_spawn(c"sh", &args, &env, &actions, &attributes, true).unwrap();
    fd::close(writer).unwrap();
    assert_eq!(read_all(reader), "spawned 1\n");
    assert_eq!(wait(pid), 0);
    let no_attributes = SpawnAttributes::default();
    assert_eq!(spawn::posix_spawn(c"/nowhere", &args, &env, &[], &no_attributes, false), Err(Errno::ENOENT));
}

#[test]
fn identity_and_resources() {
    assert_eq!(process::getpid(), std::process::id() as i32);
    assert_eq!(process::getpgid(0), Ok(process::getpgrp()));
    assert!(process::getppid() > 0);
    assert_eq!(process::getresuid().unwrap(), (process::getuid(), process::geteuid(), process::geteuid()));
    assert!(process::getgroups().is_ok());
    assert_eq!(process::kill(process::getpid(), 0), Ok(()));
    assert_eq!(process::kill(i32::MAX, 0), Err(Errno::ESRCH));
    assert_eq!(process::waitpid(i32::MAX, 0), Err(Errno::ECHILD));
    assert_eq!(process::uname().unwrap()[0], b"Linux");
    assert!(process::getrusage(libc::RUSAGE_SELF).unwrap().counters[0] > 0);
    assert!(process::times().unwrap()[4] > 0.0);
    assert!(process::getrlimit(libc::RLIMIT_NOFILE).unwrap().0 > 0);
    let cpus = sched::getaffinity(0).unwrap();
    assert!(!cpus.is_empty());
    assert_eq!(sched::setaffinity(0, &cpus), Ok(()));
    assert_eq!(sched::setaffinity(0, &[]), Err(Errno::EINVAL));
    assert_eq!(sched::priority_max(libc::SCHED_FIFO), Ok(99));
    assert!(process::cpu_counts().0.unwrap() >= 1);
    assert!(process::nice(0).is_ok());
}

#[test]
fn signals_are_noted() {
    let _alone = alone();
    static BREAKER: AtomicU64 = AtomicU64::new(0);
    signal::set_breaker(&BREAKER, 4);
    assert_eq!(signal::set(libc::SIGUSR1, Disposition::Note), Ok(Disposition::Default));
    assert_eq!(signal::get(libc::SIGUSR1), Ok(Disposition::Note));
    let (reader, writer) = fd::pipe2(libc::O_CLOEXEC | libc::O_NONBLOCK).unwrap();
    assert_eq!(signal::set_wakeup_fd(writer), -1);
    signal::raise(libc::SIGUSR1).unwrap();
    signal::raise(libc::SIGUSR1).unwrap();
    assert_eq!(BREAKER.load(Ordering::Relaxed), 4);
    assert!(signal::has_pending());
    assert_eq!(signal::take_pending().collect::<Vec<_>>(), [libc::SIGUSR1]);
    assert!(!signal::has_pending());
    let mut bytes = [0; 4];
    assert_eq!(fd::read(reader, &mut bytes), Ok(2));
    assert_eq!(bytes[0], libc::SIGUSR1 as u8);
    assert_eq!(signal::set_wakeup_fd(-1), writer);
    assert_eq!(signal::set(libc::SIGUSR1, Disposition::Ignore), Ok(Disposition::Note));
    signal::raise(libc::SIGUSR1).unwrap();
    assert!(!signal::has_pending());
    signal::set(libc::SIGUSR1, Disposition::Default).unwrap();
    assert_eq!(signal::set(libc::SIGKILL, Disposition::Note), Err(Errno::EINVAL));
    assert_eq!(signal::set(0, Disposition::Note), Err(Errno::EINVAL));
    fd::close(reader).unwrap();
    fd::close(writer).unwrap();
}

#[test]
fn signals_interrupt_waits() {
    let _alone = alone();
    signal::set(libc::SIGALRM, Disposition::Note).unwrap();
    // Only this thread may get the alarm: the others of the test process must not be hit.
    let thread = crate::thread::current_id();
    let hit = || {
        std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(30));
            signal::pthread_kill(thread, libc::SIGALRM).unwrap();
        })
    };
    let sender = hit();
    assert_eq!(crate::time::sleep_until(crate::time::monotonic_ns() + 10_000_000_000), Err(Errno::EINTR));
    sender.join().unwrap();
    let sender = hit();
    let (reader, writer) = fd::pipe2(libc::O_CLOEXEC).unwrap();
    assert_eq!(fd::read(reader, &mut [0; 1]), Err(Errno::EINTR));
    sender.join().unwrap();
    let sender = hit();
    let mut fds = [poll::PollFd { fd: reader, events: libc::POLLIN, revents: 0 }];
    assert_eq!(poll::poll(&mut fds, None), Err(Errno::EINTR));
    sender.join().unwrap();
    let lock = crate::lock::Lock::new();
    assert!(lock.try_acquire());
    let sender = hit();
    assert_eq!(lock.acquire(None), crate::lock::Acquired::Interrupted);
    sender.join().unwrap();
    fd::close(reader).unwrap();
    fd::close(writer).unwrap();
    assert_eq!(signal::take_pending().collect::<Vec<_>>(), [libc::SIGALRM]);
    signal::set(libc::SIGALRM, Disposition::Default).unwrap();
}

#[test]
fn signals_reach_the_main_thread() {
    let _alone = alone();
    signal::set(libc::SIGUSR1, Disposition::Note).unwrap();
    signal::set_main_thread(crate::thread::current_id());
    let (reader, writer) = fd::pipe2(libc::O_CLOEXEC).unwrap();
    let other = std::thread::spawn(|| {
        std::thread::sleep(std::time::Duration::from_millis(30));
        signal::pthread_kill(crate::thread::current_id(), libc::SIGUSR1).unwrap();
    });
    assert_eq!(fd::read(reader, &mut [0; 1]), Err(Errno::EINTR));
    other.join().unwrap();
    assert_eq!(signal::take_pending().collect::<Vec<_>>(), [libc::SIGUSR1]);
    signal::set_main_thread(0);
    signal::set(libc::SIGUSR1, Disposition::Default).unwrap();
    fd::close(reader).unwrap();
    fd::close(writer).unwrap();
}

#[test]
fn masks_and_waits_for_signals() {
    let _alone = alone();
    let mut set = SigSet::empty();
    set.add(libc::SIGUSR2).unwrap();
    assert_eq!(set.add(1000), Err(Errno::EINVAL));
    assert_eq!(set.iter().collect::<Vec<_>>(), [libc::SIGUSR2]);
    let old = signal::thread_sigmask(libc::SIG_BLOCK, &set).unwrap();
    assert!(!old.contains(libc::SIGUSR2));
    signal::pthread_kill(crate::thread::current_id(), libc::SIGUSR2).unwrap();
    assert!(signal::sigpending().unwrap().contains(libc::SIGUSR2));
    assert_eq!(signal::sigwait(&set), Ok(libc::SIGUSR2));
    assert_eq!(signal::sigtimedwait(&set, Some(1_000_000)), Err(Errno::EAGAIN));
    process::getpid();
    signal::pthread_kill(crate::thread::current_id(), libc::SIGUSR2).unwrap();
    let info = signal::sigtimedwait(&set, None).unwrap();
    assert_eq!((info.signo, info.pid), (libc::SIGUSR2, process::getpid()));
    signal::thread_sigmask(libc::SIG_SETMASK, &old).unwrap();
    assert_eq!(signal::setitimer(libc::ITIMER_VIRTUAL as i32, 60_000_000, 5), Ok((0, 0)));
    let (value, interval) = signal::setitimer(libc::ITIMER_VIRTUAL as i32, 0, 0).unwrap();
    assert!(value > 50_000_000 && interval > 0, "{value} {interval}");
    assert_eq!(signal::describe(libc::SIGINT).as_deref(), Ok("Interrupt"));
    assert_eq!(signal::describe(0), Err(Errno::EINVAL));
    assert_eq!(signal::realtime_range(), Some((34, 64)));
}
