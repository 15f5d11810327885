//! `cargo xtask pygen --pygen PATH`: random programs from the generator `pygen.py` (which is not part of this
//! repository), run under CPython 3.14 and under taipan in several modes. Any difference in standard output or exit code
//! is a failure; the programs that differ are kept in `target/pygen`.

use crate::options::{Item, Options};
use crate::process::{End, Job, Report};
use crate::{Outcome, paths, pool, programs};
use std::path::{Path, PathBuf};
use std::time::Duration;

const USAGE: &str = "cargo xtask pygen [--pygen PATH] [--count N] [--start SEED] [--jobs N] [--timeout SECONDS]
                 [--taipan PATH] [--mode 'OPTIONS']...   modes are extra interpreter options; default: one plain run";

struct Settings {
    generator: PathBuf,
    taipan: PathBuf,
    modes: Vec<String>,
    timeout: Duration,
    keep: PathBuf,
}

/// What became of one seed.
enum Verdict {
    Same,
    /// The reference ran out of time, so there is nothing to compare with.
    NoReference,
    Different(String),
}

/// Runs the programs and reports.
pub fn main(arguments: Vec<String>) -> Outcome {
    let mut options = Options::new(arguments, USAGE);
    let (mut count, mut start, mut jobs) = (100u64, 0u64, 2usize);
    let mut settings = Settings {
        generator: paths::shared_tool("pygen.py"),
        taipan: paths::taipan("release"),
        modes: Vec::new(),
        timeout: Duration::from_secs(20),
        keep: paths::target().join("pygen"),
    };
    while let Some(item) = options.advance()? {
        match item {
            Item::Option(name) => match name.as_str() {
                "pygen" => settings.generator = options.value()?,
                "taipan" => settings.taipan = options.value()?,
                "mode" => settings.modes.push(options.value()?),
                "count" => count = options.value()?,
                "start" => start = options.value()?,
                "jobs" => jobs = options.value()?,
                "timeout" => settings.timeout = Duration::from_secs(options.value()?),
                _ => return options.unexpected(Item::Option(name)),
            },
            item => return options.unexpected(item),
        }
    }
    if settings.modes.is_empty() {
        settings.modes.push(String::new());
    }
    if !settings.generator.exists() {
        return Err(format!("no generator at {}; give --pygen PATH", settings.generator.display()));
    }
    std::fs::create_dir_all(&settings.keep).map_err(|e| format!("{}: {e}", settings.keep.display()))?;
    let seeds: Vec<u64> = (start..start + count).collect();
    let verdicts = pool::run(jobs, &seeds, |seed| {
        let verdict = settings.check(*seed);
        if let Ok(Verdict::Different(what)) = &verdict {
            println!("seed {seed}: {what}");
        }
        verdict
    });
    let (mut same, mut skipped, mut different) = (0, 0, 0);
    for verdict in verdicts {
        match verdict? {
            Verdict::Same => same += 1,
            Verdict::NoReference => skipped += 1,
            Verdict::Different(_) => different += 1,
        }
    }
    let modes = settings.modes.len();
    println!(
        "pygen: {count} programs x {modes} modes: {same} equal, {different} different, {skipped} without reference"
    );
    if different == 0 && same > 0 { Ok(()) } else { Err(format!("kept in {}", settings.keep.display())) }
}

impl Settings {
    fn check(&self, seed: u64) -> Result<Verdict, String> {
        let cpython = paths::cpython();
        let mut generate = Job::new([&cpython, &self.generator]);
        generate.argv.extend(["--seed".into(), seed.to_string().into()]);
        let generated = generate.run()?;
        if generated.end != End::Exit(0) {
            return Err(format!("generator, seed {seed}: {}\n{}", generated.end, generated.err()));
        }
        let program = self.keep.join(format!("{seed}.py"));
        std::fs::write(&program, &generated.stdout).map_err(|e| format!("{}: {e}", program.display()))?;
        let verdict = self.compare(&cpython, &program)?;
        if !matches!(verdict, Verdict::Different(_)) {
            let _ = std::fs::remove_file(program);
        }
        Ok(verdict)
    }

    fn compare(&self, cpython: &Path, program: &Path) -> Result<Verdict, String> {
        let reference = self.run(cpython, "", program)?;
        if reference.end == End::Timeout {
            return Ok(Verdict::NoReference);
        }
        for mode in &self.modes {
            let ours = self.run(&self.taipan, mode, program)?;
            if ours.end != reference.end {
                let last = ours.err().lines().last().unwrap_or("").to_owned();
                return Ok(Verdict::Different(format!("[{mode}] {}, CPython {}: {last}", ours.end, reference.end)));
            }
            if ours.stdout != reference.stdout {
                let (a, b) = (reference.out(), ours.out());
                let pair = a.lines().zip(b.lines()).enumerate().find(|(_, (a, b))| a != b);
                let what = match pair {
                    Some((line, (a, b))) => format!("line {}: {a:?}, ours {b:?}", line + 1),
                    None => format!("{} lines, ours {}", a.lines().count(), b.lines().count()),
                };
                return Ok(Verdict::Different(format!("[{mode}] {what}")));
            }
        }
        Ok(Verdict::Same)
    }

    fn run(&self, interpreter: &Path, mode: &str, program: &Path) -> Result<Report, String> {
        let mut job = Job::new([interpreter]);
        job.argv.extend(mode.split_whitespace().map(Into::into));
        job.argv.push(program.into());
        job.timeout = self.timeout;
        job.env = programs::clean_environment();
        job.run()
    }
}
