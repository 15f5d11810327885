//! `cargo xtask cpython`: CPython 3.14's own tests, unmodified, from the installed reference (`reference-pythons`), under an
//! interpreter of ours. One process per test module, a few at a time, each with a time and a memory limit.
//!
//! What is not listed in `tests/cpython/expectations.toml` has to pass. A failure that is not listed fails the command, and
//! so does a listed case that passes: the list says what holds today. `--bless` writes it anew for the files that ran.
//! `tests/cpython/tiers.json` says what each test file needs and how many cases CPython counts in it.

mod expectations;
mod run;

use crate::options::{Item, Options};
use crate::process::Job;
use crate::{Outcome, paths, pool};
use expectations::{Expectations, Kind};
use run::{FileResult, Runner};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

const USAGE: &str =
    "cargo xtask cpython [--tier 1[,2...]] [--only test_a,test_b] [--exclude test_c] [--match TEXT] [--loadable]
                 [--jobs N] [--timeout SECONDS] [--memory MIB] [--taipan PATH] [--options 'OPTIONS'] [--env K=V]...
                 [--bless] [--json FILE] [--verbose] [--fail-under PERCENT]
  --loadable  leave out files that need native modules which the interpreter does not have
  --match     run only the cases whose name contains TEXT (the expectations of the others are left alone)";

/// One row of `tiers.json`.
struct TestFile {
    name: String,
    tier: u64,
    order: u64,
    cases: u64,
    skipped: u64,
    needs: Vec<String>,
}

struct Settings {
    tiers: Vec<u64>,
    only: Vec<String>,
    exclude: Vec<String>,
    loadable: bool,
    jobs: usize,
    bless: bool,
    json: Option<PathBuf>,
    verbose: bool,
    fail_under: Option<f64>,
    runner: Runner,
}

/// Runs the tests, prints a line per file, and compares with what is expected.
pub fn main(arguments: Vec<String>) -> Outcome {
    let settings = parse(arguments)?;
    let tests = settings.runner.tests.join("test");
    if !tests.exists() {
        return Err(format!("no {}: run ../shared/tools/reference-pythons first", tests.display()));
    }
    let files = select(&settings)?;
    let results = pool::run(settings.jobs, &files, |file| {
        let result = settings.runner.run_file(&file.name);
        if let Ok(result) = &result {
            print_file(file, result, settings.verbose);
        }
        result
    });
    let results: Vec<FileResult> = results.into_iter().collect::<Result<_, _>>()?;
    let percent = print_total(&files, &results);
    if let Some(path) = &settings.json {
        std::fs::write(path, json(&files, &results)).map_err(|e| format!("{}: {e}", path.display()))?;
    }

    let path = paths::root().join("tests/cpython/expectations.toml");
    let mut expectations = Expectations::read(&path)?;
    if settings.bless {
        for (file, result) in files.iter().zip(&results) {
            expectations.bless(&file.name, result);
        }
        expectations.write(&path)?;
        println!("wrote {}", path.display());
    }
    let partial = !settings.runner.pattern.is_empty();
    let surprises: Vec<String> = files
        .iter()
        .zip(&results)
        .flat_map(|(file, result)| expectations.surprises(&file.name, result, partial))
        .collect();
    if !surprises.is_empty() {
        return Err(format!("{} cases differ from expectations.toml:\n{}", surprises.len(), surprises.join("\n")));
    }
    match settings.fail_under {
        Some(wanted) if percent < wanted => Err(format!("{percent:.2} % pass, wanted {wanted} %")),
        _ => Ok(()),
    }
}

fn parse(arguments: Vec<String>) -> Result<Settings, String> {
    let mut options = Options::new(arguments, USAGE);
    let mut settings = Settings {
        tiers: vec![1],
        only: Vec::new(),
        exclude: Vec::new(),
        loadable: false,
        jobs: 2,
        bless: false,
        json: None,
        verbose: false,
        fail_under: None,
        runner: Runner {
            taipan: paths::taipan("release"),
            options: Vec::new(),
            env: Vec::new(),
            tests: paths::reference_pythons().join("tests"),
            child: paths::root().join("tests/cpython/child.py"),
            pattern: String::new(),
            timeout: Duration::from_secs(180),
            memory: 4 << 30,
        },
    };
    let runner = &mut settings.runner;
    while let Some(item) = options.advance()? {
        let Item::Option(name) = item else { return options.unexpected(item) };
        match name.as_str() {
            "tier" => {
                let numbers = options.list()?.into_iter().map(|tier| tier.parse::<u64>().map_err(|e| e.to_string()));
                settings.tiers = numbers.collect::<Result<_, _>>()?;
            }
            "only" => settings.only = options.list()?,
            "exclude" => settings.exclude = options.list()?,
            "match" => runner.pattern = options.value()?,
            "loadable" => settings.loadable = true,
            "jobs" => settings.jobs = options.value()?,
            "timeout" => runner.timeout = Duration::from_secs(options.value()?),
            "memory" => runner.memory = options.value::<u64>()? << 20,
            "taipan" => runner.taipan = options.value()?,
            "options" => runner.options = options.value::<String>()?.split_whitespace().map(str::to_owned).collect(),
            "env" => {
                let pair: String = options.value()?;
                let (name, value) = pair.split_once('=').ok_or("--env NAME=VALUE")?;
                runner.env.push((name.to_owned(), value.to_owned()));
            }
            "bless" => settings.bless = true,
            "json" => settings.json = Some(options.value()?),
            "verbose" => settings.verbose = true,
            "fail-under" => settings.fail_under = Some(options.value()?),
            _ => return options.unexpected(Item::Option(name)),
        }
    }
    // The working directory of a test is a scratch folder.
    runner.taipan = std::path::absolute(&runner.taipan).map_err(|e| e.to_string())?;
    Ok(settings)
}

/// The test files to run, the most basic first.
fn select(settings: &Settings) -> Result<Vec<TestFile>, String> {
    let path = paths::root().join("tests/cpython/tiers.json");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let table: BTreeMap<String, Value> = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
    let number = |value: &Value, key: &str| value.get(key).and_then(Value::as_u64);
    let mut files: Vec<TestFile> = table
        .iter()
        .map(|(name, row)| TestFile {
            name: name.clone(),
            tier: number(row, "tier").unwrap_or(4),
            order: number(row, "order").unwrap_or(u64::MAX),
            cases: number(row, "cases").unwrap_or(0),
            skipped: number(row, "skipped").unwrap_or(0),
            needs: row
                .get("needs")
                .and_then(Value::as_array)
                .map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
                .unwrap_or_default(),
        })
        .collect();
    if let Some(name) = settings.only.iter().find(|name| !table.contains_key(*name)) {
        return Err(format!("no test file {name:?} in {}", path.display()));
    }
    match settings.only.is_empty() {
        true => files.retain(|file| settings.tiers.contains(&file.tier)),
        false => files.retain(|file| settings.only.contains(&file.name)),
    }
    files.retain(|file| !settings.exclude.contains(&file.name));
    if settings.loadable {
        let available = builtin_modules(&settings.runner)?;
        files.retain(|file| {
            let missing: Vec<&str> =
                file.needs.iter().map(String::as_str).filter(|name| !available.contains(*name)).collect();
            if !missing.is_empty() {
                println!("{:<28} left out: needs {}", file.name, missing.join(" "));
            }
            missing.is_empty()
        });
    }
    files.sort_by(|a, b| (a.tier, a.order, &a.name).cmp(&(b.tier, b.order, &b.name)));
    Ok(files)
}

/// The native modules that the interpreter has, by its own word.
fn builtin_modules(runner: &Runner) -> Result<BTreeSet<String>, String> {
    let script = "import sys\nprint(*sys.builtin_module_names)";
    let mut job = Job::new([runner.taipan.as_os_str(), "-c".as_ref(), script.as_ref()]);
    job.env.extend(runner.env.iter().map(|(name, value)| (name.clone(), Some(value.clone()))));
    let report = job.run()?;
    let names: BTreeSet<String> = report.out().split_whitespace().map(str::to_owned).collect();
    if names.is_empty() { Err(format!("no sys.builtin_module_names: {}", report.err())) } else { Ok(names) }
}

/// Cases by what became of them.
#[derive(Default, Clone, Copy)]
struct Counts {
    pass: u64,
    fail: u64,
    skip: u64,
    crash: u64,
    timeout: u64,
    broken: u64,
    lost: u64,
}

impl Counts {
    fn of(file: &TestFile, result: &FileResult) -> Counts {
        let mut counts = Counts::default();
        for outcome in result.cases.values() {
            match outcome.kind {
                Kind::Pass => counts.pass += 1,
                Kind::Skip => counts.skip += 1,
                Kind::Fail => counts.fail += 1,
                Kind::Crash => counts.crash += 1,
                Kind::Timeout => counts.timeout += 1,
                Kind::Broken => counts.broken += 1,
            }
        }
        counts.lost = result.lost;
        // A module that does not load loses all of its cases.
        if counts.broken > 0 {
            counts.lost += file.cases.saturating_sub(counts.pass + counts.fail + counts.skip + counts.lost);
        }
        counts
    }

    fn add(&mut self, other: &Counts) {
        self.pass += other.pass;
        self.fail += other.fail;
        self.skip += other.skip;
        self.crash += other.crash;
        self.timeout += other.timeout;
        self.broken += other.broken;
        self.lost += other.lost;
    }

    /// Of the cases that apply here (all but the skipped ones), how many pass.
    fn percent(&self) -> f64 {
        let all = self.pass + self.fail + self.lost;
        if all == 0 { 100.0 } else { self.pass as f64 * 100.0 / all as f64 }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed", self.pass)?;
        let rest = [
            (self.fail, "failed"),
            (self.skip, "skipped"),
            (self.crash, "crashed"),
            (self.timeout, "timed out"),
            (self.broken, "not loaded"),
            (self.lost, "lost"),
        ];
        rest.iter().filter(|(count, _)| *count > 0).try_for_each(|(count, what)| write!(f, ", {count} {what}"))
    }
}

fn print_file(file: &TestFile, result: &FileResult, verbose: bool) {
    let counts = Counts::of(file, result);
    let mut text =
        format!("{:<28} {:6.1} s  {:5.1} %  {counts}", file.name, result.elapsed.as_secs_f64(), counts.percent());
    if counts.skip > file.skipped {
        text += &format!(" (CPython skips {})", file.skipped);
    }
    if verbose {
        for (id, outcome) in result.cases.iter().filter(|(_, outcome)| !outcome.kind.is_good()) {
            text += &format!("\n    {} {id}: {}", outcome.kind.name(), outcome.detail);
        }
    }
    println!("{text}");
}

fn print_total(files: &[TestFile], results: &[FileResult]) -> f64 {
    let mut total = Counts::default();
    files.iter().zip(results).for_each(|(file, result)| total.add(&Counts::of(file, result)));
    println!("total: {} files, {:.2} % of the applicable cases: {total}", files.len(), total.percent());
    total.percent()
}

fn json(files: &[TestFile], results: &[FileResult]) -> String {
    let rows = files.iter().zip(results).map(|(file, result)| {
        let cases: serde_json::Map<String, Value> = result
            .cases
            .iter()
            .map(|(id, outcome)| (id.clone(), serde_json::json!([outcome.kind.name(), outcome.detail])))
            .collect();
        let row = serde_json::json!({"seconds": result.elapsed.as_secs_f64(), "lost": result.lost, "cases": cases});
        (file.name.clone(), row)
    });
    Value::Object(rows.collect()).to_string()
}
