//! `tests/cpython/expectations.toml`: the cases of CPython's tests that do not pass today, each with its reason.
//!
//! ```toml
//! ["test_int"]
//! "test.test_int.IntTestCases.test_basic" = "fail: int() takes no keyword yet"
//! "test.test_int.IntTestCases.test_slow" = "flaky: depends on the machine's load"
//! ```
//!
//! The word before the colon is what happens (`fail`, `crash`, `timeout`, `broken` for a module that does not load, `flaky`
//! where either result is accepted); the rest is for people. A test file that did not run is left alone.

use super::run::FileResult;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// What became of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It passed, or failed as its author expects.
    Pass,
    /// It does not apply here.
    Skip,
    /// It failed, ended with an error, or passed against its author's expectation.
    Fail,
    /// The process died.
    Crash,
    /// The process was killed: out of time.
    Timeout,
    /// The module does not load.
    Broken,
}

impl Kind {
    /// The kind for a status word of `child.py`.
    pub(super) fn of_status(status: &str) -> Kind {
        match status {
            "pass" | "xfail" => Kind::Pass,
            "skip" => Kind::Skip,
            _ => Kind::Fail,
        }
    }

    /// The word in the expectations file.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Pass => "pass",
            Kind::Skip => "skip",
            Kind::Fail => "fail",
            Kind::Crash => "crash",
            Kind::Timeout => "timeout",
            Kind::Broken => "broken",
        }
    }

    /// Whether nothing is to be said about it.
    pub(super) fn is_good(self) -> bool {
        matches!(self, Kind::Pass | Kind::Skip)
    }
}

/// Per test file: case id → `kind: reason`.
#[derive(Default)]
pub(super) struct Expectations {
    files: BTreeMap<String, BTreeMap<String, String>>,
}

impl Expectations {
    pub(super) fn read(path: &Path) -> Result<Expectations, String> {
        if !path.exists() {
            return Ok(Expectations::default());
        }
        let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        Self::parse(&text).map_err(|e| format!("{}: {e}", path.display()))
    }

    fn parse(text: &str) -> Result<Expectations, String> {
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| e.to_string())?;
        let mut files = BTreeMap::new();
        for (file, cases) in &table {
            let cases = cases.as_table().ok_or_else(|| format!("{file} is not a table"))?;
            let mut entries = BTreeMap::new();
            for (id, text) in cases {
                let text = text.as_str().ok_or_else(|| format!("{id} has no text"))?;
                if text.split_once(':').is_none_or(|(_, reason)| reason.trim().is_empty()) {
                    return Err(format!("{id}: must read `kind: reason`"));
                }
                entries.insert(id.clone(), text.to_owned());
            }
            files.insert(file.clone(), entries);
        }
        Ok(Expectations { files })
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), String> {
        std::fs::write(path, self.text()).map_err(|e| format!("{}: {e}", path.display()))
    }

    fn text(&self) -> String {
        let mut text = String::from(
            "# Cases of CPython 3.14's tests that do not pass today, with the reason of each. `cargo xtask cpython` compares;\n\
             # `--bless` writes this anew and keeps the reasons that still hold.\n",
        );
        for (file, cases) in self.files.iter().filter(|(_, cases)| !cases.is_empty()) {
            let _ = writeln!(text, "\n[{}]", quoted(file));
            for (id, entry) in cases {
                let _ = writeln!(text, "{} = {}", quoted(id), quoted(entry));
            }
        }
        text
    }

    /// Takes over what happened; a reason written by hand stays as long as the kind stays.
    pub(super) fn bless(&mut self, file: &str, result: &FileResult) {
        let old = self.files.remove(file).unwrap_or_default();
        let mut new = BTreeMap::new();
        for (id, outcome) in &result.cases {
            let before = old
                .get(id)
                .filter(|entry| matches!(kind_of(entry), word if word == outcome.kind.name() || word == "flaky"));
            match before {
                Some(entry) if !outcome.kind.is_good() || kind_of(entry) == "flaky" => {
                    new.insert(id.clone(), entry.clone());
                }
                _ if outcome.kind.is_good() => {}
                _ => {
                    let detail: String = outcome.detail.chars().take(160).collect();
                    let detail = if detail.trim().is_empty() { "no message" } else { detail.trim() };
                    new.insert(id.clone(), format!("{}: {detail}", outcome.kind.name()));
                }
            }
        }
        self.files.insert(file.to_owned(), new);
    }

    /// Where a result is not what is expected, one line each. With `partial`, cases that did not run say nothing.
    pub(super) fn surprises(&self, file: &str, result: &FileResult, partial: bool) -> Vec<String> {
        let empty = BTreeMap::new();
        let expected = self.files.get(file).unwrap_or(&empty);
        let mut surprises = Vec::new();
        for (id, outcome) in &result.cases {
            let word = expected.get(id).map(|entry| kind_of(entry));
            match word {
                Some("flaky") => {}
                Some(word) if outcome.kind.is_good() => {
                    surprises
                        .push(format!("  {id}: {} now, listed as {word}: take it off the list", outcome.kind.name()));
                }
                Some(word) if word == outcome.kind.name() => {}
                None if outcome.kind.is_good() => {}
                _ => {
                    let listed = word.map(|word| format!(" (listed as {word})")).unwrap_or_default();
                    surprises.push(format!("  {id}: {}{listed}: {}", outcome.kind.name(), outcome.detail));
                }
            }
        }
        let gone = expected.iter().filter(|(id, entry)| !result.cases.contains_key(*id) && kind_of(entry) != "flaky");
        // After a crash nobody knows what the lost cases would have done.
        if !partial && result.lost == 0 && !result.cases.values().any(|outcome| outcome.kind == Kind::Broken) {
            surprises.extend(gone.map(|(id, _)| format!("  {id}: listed, but there is no such case")));
        }
        surprises
    }
}

fn kind_of(entry: &str) -> &str {
    entry.split_once(':').map_or("", |(kind, _)| kind.trim())
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted += "\\\"",
            '\\' => quoted += "\\\\",
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", c as u32);
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::super::run::CaseResult;
    use super::*;
    use std::time::Duration;

    fn result(cases: &[(&str, Kind)]) -> FileResult {
        let cases =
            cases.iter().map(|(id, kind)| ((*id).to_owned(), CaseResult { kind: *kind, detail: "E: \"x\"\\".into() }));
        FileResult { cases: cases.collect(), lost: 0, elapsed: Duration::ZERO }
    }

    #[test]
    fn blessed_results_hold_no_surprise_and_survive_the_file() {
        let result = result(&[("a", Kind::Pass), ("b", Kind::Fail), ("c", Kind::Crash), ("d", Kind::Skip)]);
        let mut expectations = Expectations::default();
        assert_eq!(expectations.surprises("test_x", &result, false).len(), 2);
        expectations.bless("test_x", &result);
        assert_eq!(expectations.surprises("test_x", &result, false), Vec::<String>::new());
        let again = Expectations::parse(&expectations.text()).unwrap();
        assert_eq!(again.files, expectations.files);
    }

    #[test]
    fn unexpected_pass_other_failure_and_stale_entry_are_surprises() {
        let list = "[test_x]\na = \"fail: why\"\nb = \"fail: why\"\ngone = \"fail: why\"\nf = \"flaky: why\"\n";
        let expectations = Expectations::parse(list).unwrap();
        let result = result(&[("a", Kind::Pass), ("b", Kind::Crash), ("f", Kind::Fail)]);
        assert_eq!(expectations.surprises("test_x", &result, false).len(), 3);
        assert_eq!(expectations.surprises("test_x", &result, true).len(), 2);
    }

    #[test]
    fn reasons_written_by_hand_stay() {
        let mut expectations = Expectations::parse("[test_x]\na = \"fail: because\"\nb = \"fail: old\"\n").unwrap();
        expectations.bless("test_x", &result(&[("a", Kind::Fail), ("b", Kind::Crash)]));
        assert_eq!(expectations.files["test_x"]["a"], "fail: because");
        assert!(expectations.files["test_x"]["b"].starts_with("crash: "));
    }

    #[test]
    fn entry_without_reason_is_refused() {
        assert!(Expectations::parse("[test_x]\na = \"fail:\"\n").is_err());
    }
}
