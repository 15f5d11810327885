//! The opcode table against a dump of CPython 3.14's own (`ops_dump.txt`, made from `_opcode`, `opcode` and
//! `_opcode_metadata`).

use taipan_bytecode::ops::{self, Op};

#[test]
fn table_equals_cpython() {
    let dump = include_str!("ops_dump.txt");
    let (mut seen, mut specialized) = (0, 0);
    for line in dump.lines().filter(|l| !l.starts_with('#')) {
        let f: Vec<&str> = line.split(' ').collect();
        if f[0] == "specialized" {
            let row = ops::SPECIALIZED.iter().find(|r| r.0 == f[1]).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(row.1.to_string(), f[2], "{line}");
            assert!(f[3] == "-" || f[3] == row.2.name(), "{line}");
            specialized += 1;
            continue;
        }
        let op = Op::from_name(f[0]).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(op.number().to_string(), f[1], "{line}");
        assert_eq!(Op::from_number(op.number()), Some(op));
        assert_eq!(op.caches().to_string(), f[2], "{line}");
        let letters = [
            ('a', ops::ARG),
            ('c', ops::CONST),
            ('n', ops::NAME),
            ('j', ops::JUMP),
            ('f', ops::FREE),
            ('l', ops::LOCAL),
            ('x', ops::EXC),
        ];
        let flags: String = letters.iter().filter(|(_, bit)| op.flags() & bit != 0).map(|(c, _)| *c).collect();
        assert_eq!(if flags.is_empty() { "-" } else { &flags }, f[3], "{line}");
        for (column, jump) in [(4, false), (5, true)] {
            let effects: Vec<String> = [0, 1, 2, 3, 4, 257].iter().map(|a| op.effect(*a, jump).to_string()).collect();
            assert_eq!(effects.join(","), f[column], "{line}");
        }
        seen += 1;
    }
    assert_eq!(seen, ops::ALL.len());
    assert_eq!(specialized, ops::SPECIALIZED.len());
}
