//! The compiler's code objects for the programs of `tests/compiler`, against dumps made by CPython 3.14.
//!
//! The dumps are made by `dump_code.py` (`--root tests/compiler`), its `compile` called with `optimize=0`, 1 and 2 for
//! the three dumps of each program.

use std::fs;
use std::path::Path;
use taipan_compiler::Mode;
use xtask::dump_code::dump_source;

#[test]
fn code_objects_are_cpythons() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../compiler");
    let mut compared = 0;
    for entry in fs::read_dir(&folder).expect("tests/compiler").flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|e| e != "py") {
            continue;
        }
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let source = fs::read(&path).expect("a readable program");
        for optimize in 0..3 {
            let expected_path = path.with_extension(format!("O{optimize}.txt"));
            let expected = fs::read_to_string(&expected_path).expect("the dump of CPython");
            let (got, _) = dump_source(&source, &name, Mode::Exec, optimize);
            if let Some((n, (theirs, ours))) =
                expected.lines().zip(got.lines()).enumerate().find(|(_, (theirs, ours))| theirs != ours)
            {
                panic!("{name} -O{optimize}, line {} of the dump:\nCPython {theirs}\nTaipan  {ours}", n + 1);
            }
            assert_eq!(expected.lines().count(), got.lines().count(), "{name} -O{optimize}: length");
            compared += 1;
        }
    }
    assert!(compared >= 15, "{compared} dumps compared");
}
