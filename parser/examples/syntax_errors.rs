//! Prints what the parser says of each record of a corpus file (see `tests/gen_errors.py` for the format): for comparing
//! with CPython in bulk. Usage: `syntax_errors CORPUS > ANSWERS`.

use std::io::Write;

use taipan_parser::{Mode, ParseOptions, parse};

fn unescape(field: &str) -> String {
    let mut out = String::new();
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, false) => out.push(c),
            _ => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => out.push('\r'),
                Some('f') => out.push('\x0c'),
                Some('0') => out.push('\0'),
                Some(other) => out.push(other),
                None => {}
            },
        }
    }
    out
}

fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r");
    text.replace('\x0c', "\\f").replace('\0', "\\0")
}

fn main() {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: syntax_errors CORPUS");
        return;
    };
    let corpus = std::fs::read_to_string(path).unwrap_or_default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in corpus.lines() {
        let mut fields = line.split('\t');
        let (Some(mode), Some(source)) = (fields.next(), fields.next()) else { continue };
        let mut options = ParseOptions::default();
        let with_warnings = mode == "warnings";
        if mode == "incomplete" {
            options = ParseOptions { allow_incomplete: true, dont_imply_dedent: true, ..options };
        }
        let mode = match mode {
            "incomplete" => Mode::Single,
            "eval" => Mode::Eval,
            "single" => Mode::Single,
            "func_type" => Mode::FuncType,
            _ => Mode::Exec,
        };
        let answer = match parse(&unescape(source), mode, options) {
            Ok(parsed) if with_warnings => {
                let warnings = parsed.warnings.iter().map(|w| format!("{} {}", w.lineno, escape(&w.msg)));
                format!("ok\t{}", warnings.collect::<Vec<_>>().join("\t"))
            }
            Ok(_) => "ok".to_string(),
            Err(e) => {
                let number = |n: Option<i64>| n.map_or("None".to_string(), |n| n.to_string());
                let numbers = [e.lineno, e.offset, e.end_lineno, e.end_offset].map(number).join("\t");
                let text = e.text.map_or("None".to_string(), |t| format!("'{}'", escape(&t)));
                format!("{}\t{}\t{numbers}\t{text}", e.kind.class_name(), escape(&e.msg))
            }
        };
        let _ = writeln!(out, "{answer}");
    }
}
