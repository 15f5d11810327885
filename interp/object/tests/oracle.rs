//! Runs the cases that `tests/tools/gen_object_data.py` collected from CPython 3.14.
//!
//! A line of `tests/data/GROUP.txt` is: function, arguments, expected result, separated by tabs. `TAIPAN_DATA=DIR` runs
//! the (larger) files of another directory instead.

#![allow(unreachable_pub, missing_docs)]

mod oracle_cases;

use oracle_cases::{Args, Group};

fn run(group: &str, answer: Group) {
    let dir = std::env::var("TAIPAN_DATA").unwrap_or_else(|_| format!("{}/tests/data", env!("CARGO_MANIFEST_DIR")));
    let path = format!("{dir}/{group}.txt");
    let data = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let mut failures = Vec::new();
    let mut n = 0;
    for line in data.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let (expected, args) = fields.split_last().expect("a line has fields");
        let got = answer(args[0], &Args(&args[1..])).unwrap_or_else(|| panic!("no such function: {}", args[0]));
        n += 1;
        if got != *expected {
            failures.push(format!("{line}\n    got {got}   [{}]", oracle_cases::readable(&got)));
        }
    }
    println!("{group}: {n} cases");
    assert!(n > 0, "{path} is empty");
    let shown = failures.iter().take(25).cloned().collect::<Vec<_>>().join("\n");
    assert!(failures.is_empty(), "{} of {n} cases of {group} fail:\n{shown}", failures.len());
}

macro_rules! groups {
    ($($name:ident)*) => {
        $(#[test] fn $name() { run(stringify!($name), oracle_cases::$name::answer); })*
    };
}

groups! { search case all_chars ints floats complexes hashes reprs formats percents templates codec }
