//! The test programs below `tests/py` and the command-line cases below `tests/cli`: how to find, run and compare them.
//! Shared by the test driver `tests/py.rs` (runs them under taipan) and by `cargo xtask bless-py` (stores what CPython 3.14
//! prints). Knows nothing of what a program tests.
//!
//! A program may open with directives, comment lines of the form `# name: value`:
//!
//! * `# zeal: N` collect at every Nth safepoint instead of every single one in the zeal mode (`0`: not in that mode);
//! * `# args: A B C` arguments for the program;
//! * `# exit: N` the exit code that it has to end with (0 otherwise; `-N`: killed by signal N);
//! * `# timeout: N` seconds, where the usual time is not enough.
//!
//! Beside `NAME.py` lie `NAME.out`, its standard output, and `NAME.err` where it writes to standard error. A case of the
//! command line is `NAME.toml` with the same two files beside it; `Case` says what it may hold.

use crate::paths;
use crate::process::{End, Job, Report};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml::{Table, Value};

/// One program or command-line case with what it has to do.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its name below the test folder, without extension: `classes/slots`.
    pub name: String,
    /// The `.py` or `.toml` file.
    pub path: PathBuf,
    /// Arguments after the interpreter's options; for a program the file itself comes first.
    pub arguments: Vec<String>,
    /// The exit code that it ends with; a negative number is the signal that kills it.
    pub exit: i32,
    /// In zeal mode collect at every Nth safepoint; 0 leaves the program out of that mode.
    pub zeal: u32,
    /// Time limit.
    pub timeout: Duration,
    /// What to feed to standard input.
    pub stdin: String,
    /// Files to create in a fresh working directory; without any, the program runs in its own folder.
    pub files: Vec<(String, String)>,
    /// Variables to set.
    pub env: Vec<(String, String)>,
    /// Only Taipan does this: the stored output is written by hand, not by CPython.
    pub ours: bool,
    /// Only the beginning of standard output is compared (versions).
    pub prefix_only: bool,
}

/// What a run printed, with everything that depends on the machine taken out, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// How it ended.
    pub end: End,
}

/// All programs below `tests/py`.
pub fn python_programs(root: &Path) -> Result<Vec<Program>, String> {
    let dir = root.join("tests/py");
    paths::files_below(&dir, "py").into_iter().map(|path| read_program(&dir, path)).collect()
}

/// All cases below `tests/cli`.
pub fn cli_cases(root: &Path) -> Result<Vec<Program>, String> {
    let dir = root.join("tests/cli");
    paths::files_below(&dir, "toml").into_iter().map(|path| read_case(&dir, path)).collect()
}

fn name_below(dir: &Path, path: &Path) -> String {
    path.strip_prefix(dir).unwrap_or(path).with_extension("").to_string_lossy().replace('\\', "/")
}

fn read_program(dir: &Path, path: PathBuf) -> Result<Program, String> {
    let text = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let text = String::from_utf8_lossy(&text);
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut program = Program {
        name: name_below(dir, &path),
        arguments: vec![file],
        exit: 0,
        zeal: 1,
        timeout: Duration::from_secs(30),
        stdin: String::new(),
        files: Vec::new(),
        env: Vec::new(),
        ours: false,
        prefix_only: false,
        path,
    };
    for line in text.lines().take_while(|line| line.starts_with('#')) {
        let Some((directive, value)) = line[1..].split_once(':') else { continue };
        let value = value.trim();
        let bad = |_| format!("{}: bad directive {line:?}", program.path.display());
        match directive.trim() {
            "zeal" => program.zeal = value.parse().map_err(bad)?,
            "exit" => program.exit = value.parse().map_err(bad)?,
            "timeout" => program.timeout = Duration::from_secs(value.parse().map_err(bad)?),
            "args" => program.arguments.extend(value.split_whitespace().map(str::to_owned)),
            _ => {}
        }
    }
    Ok(program)
}

fn read_case(dir: &Path, path: PathBuf) -> Result<Program, String> {
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let table: Table = text.parse().map_err(|e| format!("{}: {e}", path.display()))?;
    const KEYS: [&str; 8] = ["args", "stdin", "exit", "files", "env", "ours", "prefix_only", "comment"];
    if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(format!("{}: unknown key {key:?}", path.display()));
    }
    let strings = |key: &str| -> Vec<(String, String)> {
        let entries = table.get(key).and_then(Value::as_table).into_iter().flatten();
        entries.map(|(name, value)| (name.clone(), value.as_str().unwrap_or("").to_owned())).collect()
    };
    let flag = |key: &str| table.get(key).and_then(Value::as_bool).unwrap_or(false);
    let arguments = table.get("args").and_then(Value::as_array).into_iter().flatten();
    Ok(Program {
        name: name_below(dir, &path),
        arguments: arguments.map(|value| value.as_str().unwrap_or("").to_owned()).collect(),
        exit: table.get("exit").and_then(Value::as_integer).unwrap_or(0) as i32,
        zeal: 0,
        timeout: Duration::from_secs(30),
        stdin: table.get("stdin").and_then(Value::as_str).unwrap_or("").to_owned(),
        files: strings("files"),
        env: strings("env"),
        ours: flag("ours"),
        prefix_only: flag("prefix_only"),
        path,
    })
}

impl Program {
    /// Where the expected standard output (`out`) or standard error (`err`) is stored.
    pub fn expected_path(&self, extension: &str) -> PathBuf {
        self.path.with_extension(extension)
    }

    /// Runs it under an interpreter with extra interpreter options.
    pub fn run(&self, interpreter: &Path, options: &[String]) -> Result<Output, String> {
        let scratch = if self.is_case() { Some(Scratch::new(&self.files)?) } else { None };
        let cwd = match &scratch {
            Some(scratch) => scratch.dir.clone(),
            None => self.path.parent().map(Path::to_path_buf).unwrap_or_default(),
        };
        let argv = [interpreter.as_os_str().to_owned()].into_iter();
        let argv = argv.chain(options.iter().map(OsString::from)).chain(self.arguments.iter().map(OsString::from));
        let mut job = Job::new(argv);
        job.cwd = Some(cwd.clone());
        job.timeout = self.timeout;
        job.stdin = self.stdin.clone().into_bytes();
        job.env = clean_environment();
        job.env.extend(self.env.iter().map(|(name, value)| (name.clone(), Some(value.clone()))));
        let report = job.run()?;
        Ok(self.normalize(&report, interpreter, &cwd))
    }

    /// What differs between a run and what is stored: `Err` describes it.
    pub fn compare(&self, output: &Output) -> Result<(), String> {
        let mut differences = String::new();
        if output.end != self.expected_end() {
            differences += &format!("ended with {}, expected {}\n", output.end, self.expected_end());
        }
        let stored = |extension| std::fs::read_to_string(self.expected_path(extension));
        let expected = stored("out").map_err(|e| format!("{}: {e}; run cargo xtask bless-py", self.name))?;
        let same =
            if self.prefix_only { output.stdout.starts_with(expected.trim_end()) } else { output.stdout == expected };
        if !same {
            differences += &difference("stdout", &expected, &output.stdout);
        }
        let expected = stored("err").unwrap_or_default();
        if output.stderr != expected {
            differences += &difference("stderr", &expected, &output.stderr);
        }
        if differences.is_empty() { Ok(()) } else { Err(differences) }
    }

    /// How it has to end.
    pub fn expected_end(&self) -> End {
        if self.exit < 0 { End::Signal(-self.exit) } else { End::Exit(self.exit) }
    }

    fn is_case(&self) -> bool {
        self.path.extension().is_some_and(|extension| extension == "toml")
    }

    fn normalize(&self, report: &Report, interpreter: &Path, cwd: &Path) -> Output {
        let real_cwd = cwd.canonicalize().unwrap_or_else(|_| cwd.to_path_buf());
        let text = |bytes: &[u8]| {
            String::from_utf8_lossy(bytes)
                .replace(&format!("{}/", real_cwd.display()), "")
                .replace(&format!("{}/", cwd.display()), "")
                .replace(&*real_cwd.to_string_lossy(), "<dir>")
                .replace(&*interpreter.to_string_lossy(), "python")
        };
        Output { stdout: text(&report.stdout), stderr: text(&report.stderr), end: report.end }
    }
}

/// Settings under which every implementation prints the same.
pub fn clean_environment() -> Vec<(String, Option<String>)> {
    let inherited = std::env::vars().map(|(name, _)| name);
    let mut env: Vec<_> = inherited.filter(|name| name.starts_with("PYTHON")).map(|name| (name, None)).collect();
    for (name, value) in [("PYTHONHASHSEED", "0"), ("LC_ALL", "C.UTF-8"), ("TERM", "dumb"), ("NO_COLOR", "1")] {
        env.push((name.into(), Some(value.into())));
    }
    env.push(("PYTHONDONTWRITEBYTECODE".into(), Some("1".into())));
    env
}

/// The first lines where two texts differ, with a little of what comes before.
pub fn difference(what: &str, expected: &str, actual: &str) -> String {
    let (mut left, mut right) = (expected.lines(), actual.lines());
    let mut line = 1;
    let mut before = "";
    loop {
        match (left.next(), right.next()) {
            (Some(a), Some(b)) if a == b => before = a,
            (None, None) => return format!("{what}: differs in its line ends\n"),
            (a, b) => {
                return format!(
                    "{what} line {line}, after {before:?}\n  expected:\n    {}\n  got:\n    {}\n",
                    excerpt(a, left),
                    excerpt(b, right)
                );
            }
        }
        line += 1;
    }
}

fn excerpt<'a>(first: Option<&'a str>, lines: std::str::Lines<'a>) -> String {
    match first {
        None => "(end)".to_owned(),
        Some(first) => std::iter::once(first).chain(lines.take(7)).collect::<Vec<_>>().join("\n    "),
    }
}

/// A fresh folder that goes away again.
struct Scratch {
    dir: PathBuf,
}

impl Scratch {
    fn new(files: &[(String, String)]) -> Result<Scratch, String> {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("taipan-cli-{}-{number}", std::process::id()));
        let write = |name: &str, text: &str| {
            let path = dir.join(name);
            std::fs::create_dir_all(path.parent().unwrap_or(&dir))?;
            std::fs::write(path, text)
        };
        std::fs::create_dir_all(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
        for (name, text) in files {
            write(name, text).map_err(|e| format!("{}/{name}: {e}", dir.display()))?;
        }
        Ok(Scratch { dir })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}
