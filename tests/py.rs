//! Runs every program of `tests/py` and every command-line case of `tests/cli` with the built `taipan` binary and compares
//! standard output, standard error and exit code with what CPython 3.14 gives (stored by `cargo xtask bless-py`).
//!
//! Trials are named `MODE::NAME`: `py::classes/slots`, `zeal::classes/slots` (the same with a collection at every safepoint,
//! or every Nth where the program says `# zeal: N`), `cli::version`. A trial that runs too long is killed and fails.

use libtest_mimic::{Arguments, Trial};
use std::path::Path;
use xtask::programs::{self, Program};

const TAIPAN: &str = env!("CARGO_BIN_EXE_taipan");

fn trial(mode: &str, program: Program, options: Vec<String>) -> Trial {
    Trial::test(format!("{mode}::{}", program.name), move || {
        let output = program.run(Path::new(TAIPAN), &options)?;
        program.compare(&output).map_err(Into::into)
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
    let mut trials = Vec::new();
    for program in programs {
        if program.zeal > 0 {
            let option = format!("gc-zeal={}", program.zeal);
            trials.push(trial("zeal", program.clone(), vec!["-X".into(), option]));
        }
        trials.push(trial("py", program, Vec::new()));
    }
    trials.extend(cases.into_iter().map(|case| trial("cli", case, Vec::new())));
    libtest_mimic::run(&arguments, trials).exit();
}
