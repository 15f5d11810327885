//! The code objects of `tests/dis/*.py` are CPython 3.14's, as stored in `expected.txt`; made in that folder by
//! `python3.14 -W ignore dump_code.py . > expected.txt`. (`cargo xtask dis-diff` compares with a CPython at hand.)

use taipan_compiler::Mode;
use xtask::{dump_code, paths};

#[test]
fn programs_compile_as_in_cpython() {
    let folder = paths::root().join("tests/dis");
    let expected = std::fs::read_to_string(folder.join("expected.txt")).unwrap();
    let files = dump_code::files(&folder);
    assert!(files.len() >= 6);
    let dumps = files.iter().map(|file| dump_code::dump_file(file, &folder, Mode::Exec, 0).unwrap().0);
    let ours: String = dumps.collect();
    let differs = |(a, b): &(&str, &str)| a != b;
    if let Some((ours, theirs)) = ours.lines().zip(expected.lines()).find(differs) {
        panic!("ours:\n{ours}\nCPython's:\n{theirs}");
    }
    assert_eq!(ours.len(), expected.len());
}
