//! `cargo xtask tidy [--sizes]`: the rules of the house that neither rustc nor clippy checks. Layers and dependencies are
//! in `layers.rs`, what is checked in each source file in `sources.rs`, licences in `licenses.rs`. Also runs as the test `tests/tidy.rs`.
//!
//! `--sizes` prints the files above the size that we aim at, largest first.

mod layers;
mod licenses;
mod sources;

use crate::{Outcome, paths};
use std::path::Path;

/// Runs every check on the checkout this command was built from.
pub fn main(arguments: Vec<String>) -> Outcome {
    let sizes = match arguments.as_slice() {
        [] => false,
        [option] if option == "--sizes" => true,
        _ => return Err(format!("unknown options {arguments:?}; usage: cargo xtask tidy [--sizes]")),
    };
    let report = check(&paths::root());
    if sizes {
        for (lines, path) in &report.large {
            println!("{lines:>5} {path}");
        }
    }
    if report.problems.is_empty() {
        let (files, large) = (report.files, report.large.len());
        println!("tidy: {files} source files, {large} above {} lines, 0 problems", sources::AIM_LINES);
        return Ok(());
    }
    Err(format!("{} problems\n{}", report.problems.len(), report.problems.join("\n")))
}

/// What the checks found.
#[derive(Default)]
pub struct Report {
    /// One line per broken rule.
    pub problems: Vec<String>,
    /// Files longer than we aim at, longest first.
    pub large: Vec<(usize, String)>,
    /// How many source files were read.
    pub files: usize,
}

/// Runs every check on the checkout at `root`.
pub fn check(root: &Path) -> Report {
    let mut report = Report::default();
    layers::check(root, &mut report);
    sources::check(root, &mut report);
    licenses::check(root, &mut report);
    report.large.sort_by(|a, b| b.cmp(a));
    report
}
