//! Every snippet of `errors.tsv` gives what CPython 3.14 gave (`gen_errors.py`): class, message, positions, text.

use taipan_parser::{Mode, ParseOptions, parse};

fn unescape(field: &str) -> String {
    let mut out = String::new();
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('f') => out.push('\x0c'),
            Some('0') => out.push('\0'),
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

fn answer(mode: Mode, source: &str) -> Vec<String> {
    match parse(source, mode, ParseOptions::default()) {
        Ok(_) => vec!["ok".into()],
        Err(e) => {
            let number = |n: Option<i64>| n.map_or("None".to_string(), |n| n.to_string());
            let mut fields = vec![e.kind.class_name().to_string(), e.msg];
            fields.extend([e.lineno, e.offset, e.end_lineno, e.end_offset].map(number));
            fields.push(e.text.map_or("None".to_string(), |text| format!("'{text}'")));
            fields
        }
    }
}

#[test]
fn errors_are_cpythons() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in include_str!("errors.tsv").lines() {
        let fields: Vec<_> = line.split('\t').map(unescape).collect();
        let mode = match fields[0].as_str() {
            "eval" => Mode::Eval,
            "single" => Mode::Single,
            "func_type" => Mode::FuncType,
            _ => Mode::Exec,
        };
        count += 1;
        let got = answer(mode, &fields[1]);
        if got != fields[2..] {
            wrong.push(format!("{:?} {:?}\n  want {:?}\n  got  {got:?}", mode, fields[1], &fields[2..]));
        }
    }
    assert!(count > 1700, "only {count} snippets");
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}
