//! `cargo xtask wasi [NAME...]`: runs test programs in the WebAssembly build and compares standard output and exit code with
//! what is stored. Without names it takes a few programs of each subject that a WASI process can run at all (no threads, no
//! signals). The runner is `wasi-run` of `wasi-toolchain`.

use crate::options::{Item, Options};
use crate::process::Job;
use crate::programs::{self, Program};
use crate::{Outcome, paths, pool};
use std::path::{Path, PathBuf};
use std::time::Duration;

const USAGE: &str =
    "cargo xtask wasi [--module FILE] [--runner PATH] [--jobs N] [NAME...]   NAME: part of a program's name";

/// What runs when nothing is named.
const DEFAULT: &[&str] = &[
    "numbers/int_arith",
    "numbers/float_repr",
    "strings/fstrings",
    "lists/list_sort",
    "dicts/dict_methods",
    "functions/closures",
    "classes/metaclasses",
    "exceptions/try_forms",
    "generators/coroutines",
    "statements/match_patterns",
];

/// Runs the programs and reports.
pub fn main(arguments: Vec<String>) -> Outcome {
    let mut options = Options::new(arguments, USAGE);
    let mut module = paths::target().join("wasm32-wasip1/release/taipan.wasm");
    let mut runner = paths::home().join(".cache/wasi-toolchain/bin/wasi-run");
    let (mut jobs, mut names) = (2usize, Vec::new());
    while let Some(item) = options.advance()? {
        match item {
            Item::Option(name) if name == "module" => module = options.value::<PathBuf>()?,
            Item::Option(name) if name == "runner" => runner = options.value::<PathBuf>()?,
            Item::Option(name) if name == "jobs" => jobs = options.value()?,
            Item::Plain(name) => names.push(name),
            item => return options.unexpected(item),
        }
    }
    module = std::path::absolute(&module).map_err(|e| e.to_string())?;
    if !module.exists() {
        return Err(format!("no {}: build with `wasi-cargo build --release` first", module.display()));
    }
    let mut selected = programs::python_programs(&paths::root())?;
    match names.is_empty() {
        true => selected.retain(|program| DEFAULT.contains(&program.name.as_str())),
        false => selected.retain(|program| names.iter().any(|name| program.name.contains(name))),
    }
    let results = pool::run(jobs, &selected, |program| run(program, &runner, &module));
    let failures: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    println!("wasi: {} of {} programs pass", selected.len() - failures.len(), selected.len());
    match (failures.is_empty(), selected.is_empty()) {
        (true, false) => Ok(()),
        (true, true) => Err("no such program".into()),
        _ => Err(failures.join("\n")),
    }
}

fn run(program: &Program, runner: &Path, module: &Path) -> Outcome {
    let dir = program.path.parent().unwrap_or(Path::new("."));
    let mut job = Job::new([runner.as_os_str()]);
    job.argv.push(format!("--dir={}::/", dir.display()).into());
    job.argv.push("--env".into());
    job.argv.push("PYTHONHASHSEED=0".into());
    job.argv.push(module.into());
    job.argv.extend(program.arguments.iter().map(Into::into));
    job.timeout = Duration::from_secs(180);
    let report = job.run()?;
    let expected = std::fs::read(program.expected_path("out")).map_err(|e| format!("{}: {e}", program.name))?;
    if report.end != program.expected_end() {
        return Err(format!("{}: {}\n{}", program.name, report.end, report.err()));
    }
    if report.stdout != expected {
        let (expected, actual) = (String::from_utf8_lossy(&expected).into_owned(), report.out());
        return Err(format!("{}: {}", program.name, programs::difference("stdout", &expected, &actual)));
    }
    Ok(())
}
