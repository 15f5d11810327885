//! `cargo xtask whats-left [MODULE...]`: every public name of every standard module that CPython 3.14 has and we lack, and the
//! attributes of the classes among them. One process per module and interpreter, so that a module which does not load
//! costs only itself.

use crate::options::{Item, Options};
use crate::process::{End, Job};
use crate::{Outcome, paths, pool, programs};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

const USAGE: &str = "cargo xtask whats-left [--taipan PATH] [--jobs N] [--summary] [MODULE...]";

/// Prints one name per line, `name` or `Class.name`; private names are left out, special methods are not.
const NAMES: &str = "
import sys
module = __import__(sys.argv[1], fromlist=['*'])
def public(name):
    return not name.startswith('_') or (name.startswith('__') and name.endswith('__'))
for name in sorted(vars(module)):
    if not public(name):
        continue
    print(name)
    value = vars(module)[name]
    if isinstance(value, type) and value.__module__ == sys.argv[1]:
        for attribute in sorted(vars(value)):
            if public(attribute):
                print(name + '.' + attribute)
";

/// Modules that do something when they are imported, or that no program imports.
const EXCLUDED: &[&str] =
    &["antigravity", "this", "idlelib", "turtledemo", "turtle", "tkinter", "lib2to3", "ensurepip"];

/// What one interpreter says of one module.
type Names = Result<BTreeSet<String>, String>;

/// Compares and prints.
pub fn main(arguments: Vec<String>) -> Outcome {
    let mut options = Options::new(arguments, USAGE);
    let (mut taipan, mut jobs, mut summary, mut modules) = (paths::taipan("release"), 2usize, false, Vec::new());
    while let Some(item) = options.advance()? {
        match item {
            Item::Option(name) if name == "taipan" => taipan = options.value::<PathBuf>()?,
            Item::Option(name) if name == "jobs" => jobs = options.value()?,
            Item::Option(name) if name == "summary" => summary = true,
            Item::Plain(name) => modules.push(name),
            item => return options.unexpected(item),
        }
    }
    if modules.is_empty() {
        modules = standard_modules()?;
    }
    let results = pool::run(jobs, &modules, |module| (names(&paths::cpython(), module), names(&taipan, module)));
    let (mut complete, mut partial, mut missing, mut lacking) = (0, 0, 0, 0);
    for (module, (theirs, ours)) in modules.iter().zip(results) {
        // What CPython itself cannot import here is nobody's loss.
        let Ok(theirs) = theirs else { continue };
        match ours {
            Err(error) => {
                missing += 1;
                println!("{module}: does not import: {error}");
            }
            Ok(ours) => {
                let lacks: Vec<&String> = theirs.difference(&ours).collect();
                lacking += lacks.len();
                if lacks.is_empty() {
                    complete += 1;
                    continue;
                }
                partial += 1;
                println!("{module}: {} of {} names missing", lacks.len(), theirs.len());
                if !summary {
                    lacks.iter().for_each(|name| println!("    {name}"));
                }
            }
        }
    }
    println!("{complete} modules complete, {partial} lack {lacking} names, {missing} do not import");
    Ok(())
}

fn standard_modules() -> Result<Vec<String>, String> {
    let script = "import sys; print(*sorted(sys.stdlib_module_names))";
    let report = Job::new([paths::cpython().as_os_str(), "-c".as_ref(), script.as_ref()]).run()?;
    let names: Vec<String> = report.out().split_whitespace().map(str::to_owned).collect();
    Ok(names.into_iter().filter(|name| !EXCLUDED.contains(&name.as_str())).collect())
}

fn names(interpreter: &Path, module: &str) -> Names {
    let mut job = Job::new([interpreter.as_os_str(), "-c".as_ref(), NAMES.as_ref(), module.as_ref()]);
    job.timeout = Duration::from_secs(20);
    job.env = programs::clean_environment();
    let report = job.run()?;
    match report.end {
        End::Exit(0) => Ok(report.out().lines().map(str::to_owned).collect()),
        end => Err(report.err().lines().last().map_or_else(|| end.to_string(), str::to_owned)),
    }
}
