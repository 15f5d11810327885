//! `cargo xtask bench`: the programs of `benchmarks/` under CPython 3.14, taipan and PyPy.
//!
//! Protocol: `benchmarks/NAME/NAME.py ITERATIONS` prints a line `time SECONDS` per iteration, timed inside the program, and
//! at the end `check VALUE`, which has to be the same everywhere. Runs are interleaved (each round runs every
//! implementation once) so that a machine that slows down slows all of them; the best iteration of all rounds counts.
//! Figures are ratios to CPython's time in the same run: above 1 is faster than CPython.

use crate::options::{Item, Options};
use crate::process::{End, Job};
use crate::{Outcome, paths, programs};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

const USAGE: &str = "cargo xtask bench [--only A,B] [--rounds N] [--iterations N] [--taipan PATH] [--options 'OPTIONS']
                 [--no-pypy] [--cpu-time] [--fail-under GEOMEAN] [--floor RATIO] [--output FILE|none] [--json FILE]";

struct Settings {
    only: Vec<String>,
    rounds: usize,
    iterations: usize,
    taipan: PathBuf,
    options: String,
    pypy: bool,
    cpu_time: bool,
    fail_under: Option<f64>,
    floor: Option<f64>,
    output: Option<PathBuf>,
    json: Option<PathBuf>,
}

/// One implementation and how to start it.
struct Implementation {
    name: &'static str,
    argv: Vec<String>,
    iterations: usize,
}

/// Best and first iteration of one program under one implementation.
#[derive(Clone, Copy)]
struct Timing {
    best: f64,
    first: f64,
}

/// All results of one program, in the order of the implementations; `Err` says what went wrong.
struct Row {
    name: String,
    results: Vec<Result<Timing, String>>,
}

/// Measures, prints the table and writes it.
pub fn main(arguments: Vec<String>) -> Outcome {
    let settings = parse(arguments)?;
    let implementations = implementations(&settings);
    let mut all = benchmarks(&settings.only)?;
    if settings.cpu_time {
        for (name, path) in &mut all {
            *path = with_cpu_time(name, path)?;
        }
    }
    let mut rows = Vec::new();
    for (name, path) in &all {
        let row = measure(name, path, &implementations, settings.rounds);
        println!("{}", line(&row).trim_end());
        rows.push(row);
    }
    let table = table(&rows, &implementations, &settings);
    for summary in table.lines().filter(|line| line.contains("geometric mean")) {
        println!("{summary}");
    }
    if let Some(path) = &settings.output {
        std::fs::write(path, &table).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    if let Some(path) = &settings.json {
        std::fs::write(path, json(&rows, &implementations)).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    judge(&rows, &settings)
}

fn parse(arguments: Vec<String>) -> Result<Settings, String> {
    let mut options = Options::new(arguments, USAGE);
    let mut output: Option<String> = None;
    let mut settings = Settings {
        only: Vec::new(),
        rounds: 3,
        iterations: 5,
        taipan: paths::taipan("release"),
        options: String::new(),
        pypy: paths::pypy().exists(),
        cpu_time: false,
        fail_under: None,
        floor: None,
        output: None,
        json: None,
    };
    while let Some(item) = options.advance()? {
        match item {
            Item::Option(name) => match name.as_str() {
                "only" => settings.only = options.list()?,
                "rounds" => settings.rounds = options.value()?,
                "iterations" => settings.iterations = options.value()?,
                "taipan" => settings.taipan = options.value()?,
                "options" => settings.options = options.value()?,
                "no-pypy" => settings.pypy = false,
                "cpu-time" => settings.cpu_time = true,
                "fail-under" => settings.fail_under = Some(options.value()?),
                "floor" => settings.floor = Some(options.value()?),
                "output" => output = Some(options.value()?),
                "json" => settings.json = Some(options.value()?),
                _ => return options.unexpected(Item::Option(name)),
            },
            item => return options.unexpected(item),
        }
    }
    settings.output = match output.as_deref() {
        Some("none") => None,
        Some(path) => Some(path.into()),
        // A partial table must not replace the complete one.
        None if !settings.only.is_empty() => None,
        None => Some(paths::root().join("benchmarks/RESULTS.md")),
    };
    Ok(settings)
}

fn implementations(settings: &Settings) -> Vec<Implementation> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let mut taipan = vec![text(&settings.taipan)];
    taipan.extend(settings.options.split_whitespace().map(str::to_owned));
    let mut all = vec![
        Implementation { name: "CPython", argv: vec![text(&paths::cpython())], iterations: settings.iterations },
        Implementation { name: "Taipan", argv: taipan, iterations: settings.iterations },
    ];
    if settings.pypy {
        // A JIT needs more iterations to reach its best.
        all.push(Implementation {
            name: "PyPy",
            argv: vec![text(&paths::pypy())],
            iterations: settings.iterations * 3,
        });
    }
    all
}

fn benchmarks(only: &[String]) -> Result<Vec<(String, PathBuf)>, String> {
    let dir = paths::root().join("benchmarks");
    let entries = std::fs::read_dir(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    let mut all: Vec<(String, PathBuf)> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .map(|name| (name.clone(), dir.join(&name).join(format!("{name}.py"))))
        .filter(|(name, path)| path.exists() && (only.is_empty() || only.contains(name)))
        .collect();
    all.sort();
    match only.iter().find(|name| !all.iter().any(|(found, _)| found == *name)) {
        Some(name) => Err(format!("no benchmark {name:?}")),
        None => Ok(all),
    }
}

/// A copy of a program that times itself in CPU time of its process: for a machine that has other work too.
fn with_cpu_time(name: &str, path: &Path) -> Result<PathBuf, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let dir = paths::target().join("bench");
    let copy = dir.join(format!("{name}.py"));
    let text = text.replace("time.perf_counter()", "time.process_time()");
    std::fs::create_dir_all(&dir)
        .and_then(|()| std::fs::write(&copy, text))
        .map_err(|e| format!("{}: {e}", copy.display()))?;
    Ok(copy)
}

fn measure(name: &str, path: &Path, implementations: &[Implementation], rounds: usize) -> Row {
    let mut results: Vec<Option<Result<Timing, String>>> = implementations.iter().map(|_| None).collect();
    let mut check: Option<String> = None;
    for _ in 0..rounds.max(1) {
        for (implementation, result) in implementations.iter().zip(&mut results) {
            if matches!(result, Some(Err(_))) {
                continue;
            }
            let run = run(implementation, path).and_then(|(timing, value)| {
                let expected = check.get_or_insert_with(|| value.clone());
                if *expected == value { Ok(timing) } else { Err(format!("check {value}, expected {expected}")) }
            });
            *result = Some(match (result.take(), run) {
                (Some(Ok(before)), Ok(now)) => {
                    Ok(Timing { best: before.best.min(now.best), first: before.first.min(now.first) })
                }
                (_, now) => now,
            });
        }
    }
    let results = results.into_iter().map(|result| result.unwrap_or_else(|| Err("not run".into()))).collect();
    Row { name: name.to_owned(), results }
}

fn run(implementation: &Implementation, path: &Path) -> Result<(Timing, String), String> {
    let mut job = Job::new(implementation.argv.iter());
    job.argv.push(path.into());
    job.argv.push(implementation.iterations.to_string().into());
    job.timeout = Duration::from_secs(300);
    job.env = programs::clean_environment();
    let report = job.run()?;
    let out = report.out();
    if report.end != End::Exit(0) {
        let last = report.err().lines().last().unwrap_or("").to_owned();
        return Err(format!("{}: {last}", report.end));
    }
    let times: Vec<f64> = out.lines().filter_map(|line| line.strip_prefix("time ")?.parse().ok()).collect();
    let check = out.lines().find_map(|line| line.strip_prefix("check ")).ok_or("no check line")?;
    if times.len() != implementation.iterations {
        return Err(format!("{} time lines, expected {}", times.len(), implementation.iterations));
    }
    let best = times.iter().copied().fold(f64::INFINITY, f64::min);
    Ok((Timing { best, first: times[0] }, check.to_owned()))
}

/// How many times faster than CPython implementation `which` is.
fn ratio(row: &Row, which: usize) -> Option<f64> {
    let base = row.results.first()?.as_ref().ok()?;
    let other = row.results.get(which)?.as_ref().ok()?;
    Some(base.best / other.best)
}

fn geometric_mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let logs: Vec<f64> = values.map(f64::ln).collect();
    (!logs.is_empty()).then(|| (logs.iter().sum::<f64>() / logs.len() as f64).exp())
}

fn line(row: &Row) -> String {
    let mut text = format!("{:<18}", row.name);
    for (which, result) in row.results.iter().enumerate() {
        match (result, ratio(row, which)) {
            (Ok(timing), Some(ratio)) if which > 0 => {
                let _ = write!(text, "  {:8.2} ms {ratio:6.2}x", timing.best * 1e3);
            }
            (Ok(timing), _) => {
                let _ = write!(text, "  {:8.2} ms", timing.best * 1e3);
            }
            (Err(e), _) => {
                let _ = write!(text, "  {e}");
            }
        }
    }
    text
}

/// What the measurements were made on.
fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")).and_then(|line| line.split(':').nth(1));
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    format!("{} with {cores} cores, {}", model.unwrap_or("unknown processor").trim(), std::env::consts::OS)
}

/// The date (UTC) as year-month-day.
fn today() -> String {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    // Days are counted from the first of March of the year 0, so that the leap day is the last of its year.
    let days = seconds / 86400 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (d, m) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    format!("{}-{m:02}-{d:02}", year + era * 400 + (m <= 2) as u64)
}

fn table(rows: &[Row], implementations: &[Implementation], settings: &Settings) -> String {
    let mut text = String::from("# Benchmark results\n\n");
    let clock = if settings.cpu_time { "CPU time of the process" } else { "wall time" };
    let options = if settings.options.is_empty() { "none" } else { &settings.options };
    let _ = writeln!(
        text,
        "Written by `cargo xtask bench`: best iteration ({clock}) of {} rounds, interleaved; ratios to CPython's time, above 1 is\n\
         faster. Extra options of Taipan: {options}. {}, {}.\n",
        settings.rounds,
        machine(),
        today()
    );
    let mut head = String::from("| program |");
    let mut rule = String::from("|---|");
    for (which, implementation) in implementations.iter().enumerate() {
        let _ = write!(head, " {} ms |", implementation.name);
        rule += "---:|";
        if which > 0 {
            head += " ratio |";
            rule += "---:|";
        }
    }
    let _ = writeln!(text, "{head}\n{rule}");
    for row in rows {
        let _ = write!(text, "| {} |", row.name);
        for (which, result) in row.results.iter().enumerate() {
            match result {
                Ok(timing) => {
                    let _ = write!(text, " {:.2} |", timing.best * 1e3);
                }
                Err(e) => {
                    let _ = write!(text, " {} |", e.replace('|', "/").chars().take(60).collect::<String>());
                }
            }
            if which > 0 {
                match ratio(row, which) {
                    Some(ratio) => {
                        let _ = write!(text, " {ratio:.2} |");
                    }
                    None => text += " – |",
                }
            }
        }
        text.push('\n');
    }
    text.push('\n');
    for (which, implementation) in implementations.iter().enumerate().skip(1) {
        let ratios: Vec<f64> = rows.iter().filter_map(|row| ratio(row, which)).collect();
        let least = rows.iter().filter_map(|row| Some((ratio(row, which)?, &row.name)));
        let least = least.min_by(|a, b| a.0.total_cmp(&b.0));
        if let (Some(mean), Some((least, name))) = (geometric_mean(ratios.iter().copied()), least) {
            let _ = writeln!(
                text,
                "{}: geometric mean {mean:.2} over {} of {} programs, least {least:.2} ({name}).",
                implementation.name,
                ratios.len(),
                rows.len()
            );
        }
    }
    text
}

fn json(rows: &[Row], implementations: &[Implementation]) -> String {
    let programs: serde_json::Map<String, serde_json::Value> = rows
        .iter()
        .map(|row| {
            let results = implementations.iter().zip(&row.results).map(|(implementation, result)| {
                let value = match result {
                    Ok(timing) => serde_json::json!({"best": timing.best, "first": timing.first}),
                    Err(e) => serde_json::json!({ "error": e }),
                };
                (implementation.name.to_owned(), value)
            });
            (row.name.clone(), serde_json::Value::Object(results.collect()))
        })
        .collect();
    serde_json::Value::Object(programs).to_string()
}

/// Fails where a program did not run, or the speed is below what was asked for.
fn judge(rows: &[Row], settings: &Settings) -> Outcome {
    let failed: Vec<String> =
        rows.iter().filter(|row| row.results.iter().take(2).any(Result::is_err)).map(|row| row.name.clone()).collect();
    if !failed.is_empty() {
        return Err(format!("did not run: {}", failed.join(", ")));
    }
    if let Some(floor) = settings.floor {
        let slow: Vec<&str> =
            rows.iter().filter(|row| ratio(row, 1).is_some_and(|r| r < floor)).map(|row| row.name.as_str()).collect();
        if !slow.is_empty() {
            return Err(format!("below {floor}x of CPython: {}", slow.join(", ")));
        }
    }
    let mean = geometric_mean(rows.iter().filter_map(|row| ratio(row, 1))).unwrap_or(0.0);
    match settings.fail_under {
        Some(wanted) if mean < wanted => Err(format!("geometric mean {mean:.2}x, wanted {wanted}x")),
        _ => Ok(()),
    }
}
