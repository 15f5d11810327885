//! Runs the modules of one test file through `tests/cpython/child.py` and reads what it reports. Knows nothing of what is
//! expected.

use super::expectations::Kind;
use crate::paths;
use crate::process::{End, Job};
use crate::programs::clean_environment;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How test modules are run.
pub(super) struct Runner {
    pub(super) taipan: PathBuf,
    pub(super) options: Vec<String>,
    pub(super) env: Vec<(String, String)>,
    /// The folder that holds CPython's package `test`.
    pub(super) tests: PathBuf,
    pub(super) child: PathBuf,
    /// Only cases whose id contains this.
    pub(super) pattern: String,
    pub(super) timeout: Duration,
    pub(super) memory: u64,
}

/// What became of one case, or of a module as a whole.
#[derive(Clone, Debug)]
pub(super) struct CaseResult {
    pub(super) kind: Kind,
    pub(super) detail: String,
}

/// What became of one test file (a module, or a package of modules).
pub(super) struct FileResult {
    /// By case id; a module that crashed, ran out of time or did not load has an entry under its own name.
    pub(super) cases: BTreeMap<String, CaseResult>,
    /// Cases that never ran because their module ended early.
    pub(super) lost: u64,
    pub(super) elapsed: Duration,
}

impl Runner {
    /// Runs all modules of a test file.
    pub(super) fn run_file(&self, name: &str) -> Result<FileResult, String> {
        let start = Instant::now();
        let mut result = FileResult { cases: BTreeMap::new(), lost: 0, elapsed: Duration::ZERO };
        for module in self.modules(name) {
            self.run_module(&module, &mut result)?;
        }
        result.elapsed = start.elapsed();
        Ok(result)
    }

    /// A package of tests is run module by module, so that one crash does not lose all of it.
    fn modules(&self, name: &str) -> Vec<String> {
        let root = self.tests.join("test");
        let dir = root.join(name);
        let mut modules: Vec<String> = paths::files_below(&dir, "py")
            .iter()
            .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("test_")))
            .map(|path| path.strip_prefix(&root).unwrap_or(path).with_extension(""))
            .map(|path| format!("test.{}", path.to_string_lossy().replace('/', ".")))
            .collect();
        if modules.is_empty() {
            modules.push(format!("test.{name}"));
        }
        modules
    }

    fn run_module(&self, module: &str, result: &mut FileResult) -> Result<(), String> {
        let scratch = std::env::temp_dir().join(format!("taipan-cpython-{}-{module}", std::process::id()));
        let io = |e: std::io::Error| format!("{}: {e}", scratch.display());
        let cwd = scratch.join("cwd");
        std::fs::create_dir_all(&cwd).map_err(io)?;
        let events = scratch.join("events");
        let mut job = Job::new([self.taipan.as_os_str()]);
        job.argv.extend(self.options.iter().map(Into::into));
        job.argv.extend([self.child.as_os_str().to_owned(), module.into(), events.as_os_str().to_owned()]);
        if !self.pattern.is_empty() {
            job.argv.push(self.pattern.clone().into());
        }
        job.env = clean_environment();
        // Tests look at the terminal and at colors themselves.
        job.env.retain(|(name, _)| name != "NO_COLOR" && name != "TERM" && name != "PYTHONDONTWRITEBYTECODE");
        job.env.push(("PYTHONPATH".into(), Some(self.tests.to_string_lossy().into_owned())));
        job.env.push(("TMPDIR".into(), Some(scratch.to_string_lossy().into_owned())));
        job.env.extend(self.env.iter().map(|(name, value)| (name.clone(), Some(value.clone()))));
        job.cwd = Some(cwd);
        job.timeout = self.timeout;
        job.memory = Some(self.memory);
        let report = job.run()?;
        let text = std::fs::read(&events).unwrap_or_default();
        remove(&scratch);
        let last_words = report.err().lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("").to_owned();
        let panic = report.err().lines().find(|line| line.contains("panicked at")).map(str::to_owned);
        read_events(module, &String::from_utf8_lossy(&text), report.end, &panic.unwrap_or(last_words), result);
        Ok(())
    }
}

/// Tests make folders that cannot be read or entered; what still cannot be removed then stays in the temporary folder.
fn remove(dir: &Path) {
    if std::fs::remove_dir_all(dir).is_err() {
        let _ = Job::new(["chmod".as_ref(), "-R".as_ref(), "u+rwX".as_ref(), dir.as_os_str()]).run();
        let _ = std::fs::remove_dir_all(dir);
    }
}

fn read_events(module: &str, text: &str, end: End, last_words: &str, result: &mut FileResult) {
    let (mut count, mut ended, mut complete) = (0u64, BTreeSet::new(), false);
    let mut started: Option<&str> = None;
    let mut failed_parts: BTreeMap<&str, &str> = BTreeMap::new();
    for line in text.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[..] {
            ["count", n] => count = n.parse().unwrap_or(0),
            ["start", case] => started = Some(case),
            ["end", case, status, detail] => {
                let kind = Kind::of_status(status);
                ended.insert(case);
                // A failed fixture is reported under the name of its class, and a case can fail in its clean-up after it
                // passed: the worst counts.
                let entry = result.cases.entry(case.to_owned());
                let entry = entry.or_insert_with(|| CaseResult { kind, detail: detail.to_owned() });
                if !kind.is_good() && entry.kind.is_good() {
                    *entry = CaseResult { kind, detail: detail.to_owned() };
                }
            }
            ["sub", case, detail] => {
                failed_parts.entry(case).or_insert(detail);
            }
            ["skipped", reason] => {
                complete = true;
                result.cases.insert(module.to_owned(), CaseResult { kind: Kind::Skip, detail: reason.to_owned() });
            }
            ["broken", error] => {
                complete = true;
                result.cases.insert(module.to_owned(), CaseResult { kind: Kind::Broken, detail: error.to_owned() });
            }
            ["done"] => complete = true,
            _ => {}
        }
    }
    for (case, detail) in failed_parts {
        ended.insert(case);
        result.cases.insert(case.to_owned(), CaseResult { kind: Kind::Fail, detail: format!("part: {detail}") });
    }
    if !complete {
        let kind = if end == End::Timeout { Kind::Timeout } else { Kind::Crash };
        // The case that was running is the one to look at; it counts as this failure, the ones after it as lost.
        let culprit = started.filter(|case| !ended.contains(case));
        let detail = format!("{end}: {last_words}");
        result.cases.insert(culprit.unwrap_or(module).to_owned(), CaseResult { kind, detail });
        result.lost += count.saturating_sub(ended.len() as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, end: End) -> FileResult {
        let mut result = FileResult { cases: BTreeMap::new(), lost: 0, elapsed: Duration::ZERO };
        read_events("test.test_x", text, end, "last words", &mut result);
        result
    }

    #[test]
    fn complete_module_keeps_every_case() {
        let result = read("count\t2\nstart\ta\nend\ta\tpass\t\nstart\tb\nend\tb\tfail\tE: x\ndone\n", End::Exit(0));
        assert_eq!(result.lost, 0);
        assert_eq!((result.cases["a"].kind, result.cases["b"].kind), (Kind::Pass, Kind::Fail));
    }

    #[test]
    fn crash_names_the_running_case_and_counts_the_rest_as_lost() {
        let result = read("count\t3\nstart\ta\nend\ta\tpass\t\nstart\tb\n", End::Signal(11));
        assert_eq!(result.cases["b"].kind, Kind::Crash);
        assert_eq!(result.lost, 2);
    }

    #[test]
    fn failed_part_fails_the_case() {
        let result = read("count\t1\nstart\ta\nsub\ta\tE: x\nend\ta\tpass\t\ndone\n", End::Exit(0));
        assert_eq!(result.cases["a"].kind, Kind::Fail);
    }

    #[test]
    fn silent_death_is_a_crash_of_the_module() {
        assert_eq!(read("", End::Exit(0)).cases["test.test_x"].kind, Kind::Crash);
        assert_eq!(read("", End::Timeout).cases["test.test_x"].kind, Kind::Timeout);
    }
}
