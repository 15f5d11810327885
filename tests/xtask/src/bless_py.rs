//! `cargo xtask bless-py [NAME...]`: runs the programs of `tests/py` and the cases of `tests/cli` under CPython 3.14 and
//! stores what they print. Every program runs twice, with two hash seeds, and both runs have to agree: a program that
//! prints addresses, times or the order of a set of strings is refused.
//!
//! `--check` stores nothing and fails where something stored is not what CPython prints.

use crate::options::{Item, Options};
use crate::programs::{self, Program};
use crate::{Outcome, paths, pool};

const USAGE: &str = "cargo xtask bless-py [--check] [NAME...]   NAME: part of a program's name";

/// Stores or checks the expected outputs.
pub fn main(arguments: Vec<String>) -> Outcome {
    let mut options = Options::new(arguments, USAGE);
    let (mut check, mut names) = (false, Vec::new());
    while let Some(item) = options.advance()? {
        match item {
            Item::Option(name) if name == "check" => check = true,
            Item::Plain(name) => names.push(name),
            item => return options.unexpected(item),
        }
    }
    let root = paths::root();
    let mut all = programs::python_programs(&root)?;
    all.extend(programs::cli_cases(&root)?);
    all.retain(|program| !program.ours && (names.is_empty() || names.iter().any(|name| program.name.contains(name))));
    let failures: Vec<String> =
        pool::run(2, &all, |program| bless(program, check)).into_iter().filter_map(Result::err).collect();
    if failures.is_empty() {
        println!("bless-py: {} programs", all.len());
        return Ok(());
    }
    Err(format!("{} of {} programs\n{}", failures.len(), all.len(), failures.join("\n")))
}

fn bless(program: &Program, check: bool) -> Outcome {
    let fail = |text: &str| Err(format!("{}: {text}", program.name));
    let output = program.run(&paths::cpython(), &[])?;
    let mut other_seed = program.clone();
    other_seed.env.push(("PYTHONHASHSEED".into(), "4321".into()));
    if other_seed.run(&paths::cpython(), &[])? != output {
        return fail("two runs under CPython differ");
    }
    if output.end != program.expected_end() {
        return fail(&format!("{}, but the program says {}:\n{}", output.end, program.expected_end(), output.stderr));
    }
    if output.stdout.contains(" at 0x") || output.stderr.contains(" at 0x") {
        return fail("prints an address");
    }
    if check {
        return program.compare(&output).or_else(|e| fail(&e));
    }
    let store = |extension: &str, text: &str, always: bool| {
        let path = program.expected_path(extension);
        if !text.is_empty() || always {
            std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))
        } else {
            let _ = std::fs::remove_file(path);
            Ok(())
        }
    };
    if !program.prefix_only {
        store("out", &output.stdout, true)?;
    }
    store("err", &output.stderr, false)
}
