//! The rules that `cargo xtask tidy` checks hold.

use std::path::Path;

#[test]
fn checkout_is_tidy() {
    let report = xtask::tidy::check(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(report.files > 0);
    assert!(report.problems.is_empty(), "{}", report.problems.join("\n"));
}
