//! Runs every program of `tests/py` and every command-line case of `tests/cli` with the built `taipan` binary and compares
//! standard output, standard error and exit code with what CPython 3.14 gives (stored by `cargo xtask bless-py`).
//!
//! Trials are named `MODE::NAME`: `py::classes/slots`, `zeal::classes/slots` (the same with a collection at every safepoint,
//! or every Nth where the program says `# zeal: N`), `cli::version`. A trial that runs too long is killed and fails.
//!
//! `tests/expected_failures.txt` lists the trials that are known to fail, one a line with its reason; it may only shrink: a listed
//! trial that passes fails the run until its line is removed. `unstable:` in front of a reason allows both outcomes.

use libtest_mimic::{Arguments, Trial};
use std::collections::HashMap;
use std::path::Path;
use xtask::programs::{self, Program};

const TAIPAN: &str = env!("CARGO_BIN_EXE_taipan");

/// What is known of a trial before it runs.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    Passes,
    Fails,
    Unstable,
}

/// The known failures: trial name to kind.
fn known_failures(root: &Path) -> HashMap<String, Known> {
    let text = std::fs::read_to_string(root.join("tests/expected_failures.txt")).unwrap_or_default();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .map(|(name, reason)| {
            let unstable = reason.trim_start().starts_with("unstable:");
            (name.to_string(), if unstable { Known::Unstable } else { Known::Fails })
        })
        .collect()
}

fn trial(mode: &str, program: Program, options: Vec<String>, known: &HashMap<String, Known>) -> Trial {
    let name = format!("{mode}::{}", program.name);
    let known = known.get(&name).copied().unwrap_or(Known::Passes);
    Trial::test(name, move || {
        let outcome = program.run(Path::new(TAIPAN), &options).and_then(|output| program.compare(&output));
        match (known, outcome) {
            (Known::Passes, outcome) => outcome.map_err(Into::into),
            (Known::Fails, Ok(())) => Err("passes now: remove it from tests/expected_failures.txt".into()),
            (Known::Fails, Err(_)) | (Known::Unstable, _) => Ok(()),
        }
    })
}

fn main() {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let both = programs::python_programs(root).and_then(|py| Ok((py, programs::cli_cases(root)?)));
    let (programs, cases) = match both {
        Ok(both) => both,
        Err(e) => {
            eprintln!("{e}");
            std::process::exit(101);
        }
    };
    let known = known_failures(root);
    let mut trials = Vec::new();
    for program in programs {
        if program.zeal > 0 {
            let option = format!("gc-zeal={}", program.zeal);
            trials.push(trial("zeal", program.clone(), vec!["-X".into(), option], &known));
        }
        trials.push(trial("py", program, Vec::new(), &known));
    }
    trials.extend(cases.into_iter().map(|case| trial("cli", case, Vec::new(), &known)));
    libtest_mimic::run(&arguments, trials).exit();
}
