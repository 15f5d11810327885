//! `cargo xtask startup`: start-up time and memory of `taipan -c pass` against CPython 3.14's `-S -c pass`, runs
//! interleaved so that both see the same machine. `--check` fails where ours takes longer or more.

use crate::options::{Item, Options};
use crate::process::{End, Job};
use crate::{Outcome, paths};
use std::path::PathBuf;

const USAGE: &str = "cargo xtask startup [--rounds N] [--taipan PATH] [--check]";

/// Measures and prints.
pub fn main(arguments: Vec<String>) -> Outcome {
    let mut options = Options::new(arguments, USAGE);
    let (mut rounds, mut taipan, mut check) = (60usize, paths::taipan("release"), false);
    while let Some(item) = options.advance()? {
        match item {
            Item::Option(name) if name == "rounds" => rounds = options.value()?,
            Item::Option(name) if name == "taipan" => taipan = options.value::<PathBuf>()?,
            Item::Option(name) if name == "check" => check = true,
            item => return options.unexpected(item),
        }
    }
    let commands = [
        Job::new([taipan.as_os_str(), "-c".as_ref(), "pass".as_ref()]),
        Job::new([paths::cpython().as_os_str(), "-S".as_ref(), "-c".as_ref(), "pass".as_ref()]),
    ];
    let mut times = [Vec::new(), Vec::new()];
    let mut memory = [Vec::new(), Vec::new()];
    for _ in 0..rounds.max(3) {
        for (which, job) in commands.iter().enumerate() {
            let report = job.run()?;
            if report.end != End::Exit(0) {
                return Err(format!("{:?}: {}\n{}", job.argv, report.end, report.err()));
            }
            times[which].push(report.elapsed.as_secs_f64() * 1e3);
            memory[which].push(report.max_rss_kib as f64 / 1024.0);
        }
    }
    let median = |values: &mut Vec<f64>| {
        values.sort_by(f64::total_cmp);
        (values[0], values[values.len() / 2])
    };
    let [ours, theirs] = times.each_mut().map(median);
    let [our_memory, their_memory] = memory.each_mut().map(median);
    println!("                     best ms  median ms  median MiB");
    println!("taipan -c pass       {:7.2}  {:9.2}  {:10.2}", ours.0, ours.1, our_memory.1);
    println!("python3.14 -S -c pass{:7.2}  {:9.2}  {:10.2}", theirs.0, theirs.1, their_memory.1);
    println!(
        "ratio                {:7.2}  {:9.2}  {:10.2}",
        ours.0 / theirs.0,
        ours.1 / theirs.1,
        our_memory.1 / their_memory.1
    );
    if check && (ours.1 > theirs.1 || our_memory.1 > their_memory.1) {
        return Err("start-up takes longer or more memory than CPython's".into());
    }
    Ok(())
}
