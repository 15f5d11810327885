//! Runs a program to its end with a time limit and a memory limit, and reports what it printed, how it ended and what it
//! used. Knows nothing of Python. Unix only: it needs process groups, `setrlimit` and `wait4`.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// A program to run.
#[derive(Clone, Debug)]
pub struct Job {
    /// The program and its arguments.
    pub argv: Vec<OsString>,
    /// Variables set on top of (or, with `None`, removed from) our own environment.
    pub env: Vec<(String, Option<String>)>,
    /// The working directory.
    pub cwd: Option<PathBuf>,
    /// What the program finds on its standard input.
    pub stdin: Vec<u8>,
    /// After this long the whole process group is killed.
    pub timeout: Duration,
    /// Limit on the address space in bytes.
    pub memory: Option<u64>,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It exited with this code.
    Exit(i32),
    /// A signal killed it.
    Signal(i32),
    /// We killed it: out of time.
    Timeout,
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            End::Exit(code) => write!(f, "exit code {code}"),
            End::Signal(signal) => write!(f, "killed by signal {signal}"),
            End::Timeout => write!(f, "timed out"),
        }
    }
}

/// What a program did.
#[derive(Clone, Debug)]
pub struct Report {
    /// All of its standard output.
    pub stdout: Vec<u8>,
    /// All of its standard error.
    pub stderr: Vec<u8>,
    /// How it ended.
    pub end: End,
    /// Wall time from start to end.
    pub elapsed: Duration,
    /// The largest resident set, in KiB.
    pub max_rss_kib: u64,
}

impl Report {
    /// Standard output as text.
    pub fn out(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Standard error as text.
    pub fn err(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }
}

impl Job {
    /// A job with no input, ten seconds of time and no memory limit.
    pub fn new<A: Into<OsString>>(argv: impl IntoIterator<Item = A>) -> Job {
        Job {
            argv: argv.into_iter().map(Into::into).collect(),
            env: Vec::new(),
            cwd: None,
            stdin: Vec::new(),
            timeout: Duration::from_secs(10),
            memory: None,
        }
    }

    /// Adds a variable to the program's environment.
    pub fn env(mut self, name: &str, value: &str) -> Job {
        self.env.push((name.into(), Some(value.into())));
        self
    }

    /// Runs the program. `Err` means that it could not be started at all.
    pub fn run(&self) -> Result<Report, String> {
        let program = self.argv.first().ok_or("empty command")?;
        let mut command = Command::new(program);
        let stdin = if self.stdin.is_empty() { Stdio::null() } else { Stdio::piped() };
        command.args(&self.argv[1..]).stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.process_group(0);
        for (name, value) in &self.env {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(cwd) = &self.cwd {
            command.current_dir(cwd);
        }
        if let Some(bytes) = self.memory {
            limit_memory(&mut command, bytes);
        }
        let start = Instant::now();
        let mut child = command.spawn().map_err(|e| format!("cannot run {}: {e}", program.to_string_lossy()))?;
        let pid = child.id() as libc::pid_t;
        let stdin = child.stdin.take();
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());

        let (done, over) = mpsc::channel::<()>();
        let timed_out = Arc::new(AtomicBool::new(false));
        let watchdog = {
            let (timed_out, timeout) = (timed_out.clone(), self.timeout);
            std::thread::spawn(move || {
                if over.recv_timeout(timeout) == Err(mpsc::RecvTimeoutError::Timeout) {
                    timed_out.store(true, Ordering::SeqCst);
                    kill_group(pid);
                }
            })
        };
        let readers = start_io(stdin, stdout, stderr, self.stdin.clone());
        let (status, max_rss_kib) = wait(pid);
        let elapsed = start.elapsed();
        drop(done);
        let _ = watchdog.join();
        // Children that the program left behind would keep the pipes open.
        kill_group(pid);
        let (stdout, stderr) = readers();

        let end = if timed_out.load(Ordering::SeqCst) {
            End::Timeout
        } else if libc::WIFSIGNALED(status) {
            End::Signal(libc::WTERMSIG(status))
        } else {
            End::Exit(libc::WEXITSTATUS(status))
        };
        Ok(Report { stdout, stderr, end, elapsed, max_rss_kib })
    }
}

/// Feeds the input and collects both outputs on threads of their own, so that no full pipe can block the program.
fn start_io(
    stdin: Option<ChildStdin>,
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
    input: Vec<u8>,
) -> impl FnOnce() -> (Vec<u8>, Vec<u8>) {
    fn collect(source: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<Vec<u8>> {
        std::thread::spawn(move || {
            let mut all = Vec::new();
            if let Some(mut source) = source {
                let _ = source.read_to_end(&mut all);
            }
            all
        })
    }
    if let Some(mut stdin) = stdin {
        // A program that does not read its input makes this thread end with an error, which is fine.
        std::thread::spawn(move || drop(stdin.write_all(&input)));
    }
    let (out, err) = (collect(stdout), collect(stderr));
    move || (out.join().unwrap_or_default(), err.join().unwrap_or_default())
}

fn limit_memory(command: &mut Command, bytes: u64) {
    // SAFETY: the closure runs between fork and exec and calls only the async-signal-safe `setrlimit`.
    unsafe {
        command.pre_exec(move || {
            let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
            match libc::setrlimit(libc::RLIMIT_AS, &limit) {
                0 => Ok(()),
                _ => Err(std::io::Error::last_os_error()),
            }
        });
    }
}

/// Waits for the process itself (not its children); returns the raw status and the largest resident set in KiB.
fn wait(pid: libc::pid_t) -> (i32, u64) {
    let mut status = 0;
    // SAFETY: `rusage` is plain data for which all zeros is a valid value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    loop {
        // SAFETY: both pointers are to live locals, and `pid` is a child that nobody else waits for.
        let waited = unsafe { libc::wait4(pid, &mut status, 0, &mut usage) };
        if waited == pid || std::io::Error::last_os_error().kind() != std::io::ErrorKind::Interrupted {
            return (status, usage.ru_maxrss as u64);
        }
    }
}

fn kill_group(pid: libc::pid_t) {
    // SAFETY: only sends a signal to the group that the child was started as the leader of.
    unsafe {
        libc::kill(-pid, libc::SIGKILL);
    }
}
