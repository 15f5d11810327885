//! Errors and warnings against what CPython 3.14 reports (`reports.txt`, made by `reports.py`).

use taipan_compiler::{CompileError, Mode, Options, compile_source};

/// The lines our compiler gives for a program.
fn report(mode: &str, source: &str) -> Vec<String> {
    let kind = match mode {
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        _ => Mode::Exec,
    };
    let mut options = Options::new("<test>", kind);
    options.top_level_await = mode == "await";
    options.optimize = u8::from(mode == "O");
    let (warnings, end) = match compile_source(source, &options) {
        Ok(compiled) => (compiled.warnings, "ok".to_string()),
        Err(failure) => {
            let shown = match failure.error {
                CompileError::Syntax { message, pos } => {
                    format!("error {} {} {} {} {message}", pos.line, pos.col + 1, pos.end_line, pos.end_col + 1)
                }
                CompileError::Parse(e) => {
                    let n = |n: Option<i64>| n.map_or("None".to_string(), |n| n.to_string());
                    let (end_line, end) = (n(e.end_lineno), n(e.end_offset));
                    format!("error {} {} {end_line} {end} {}", n(e.lineno), n(e.offset), e.msg)
                }
                other => format!("error {other:?}"),
            };
            (failure.warnings, shown)
        }
    };
    let mut lines: Vec<String> = warnings.iter().map(|w| format!("warning {} {}", w.pos.line, w.message)).collect();
    lines.push(end);
    lines
}

#[test]
fn errors_and_warnings_are_cpythons() {
    let mut failures = Vec::new();
    let mut count = 0;
    for case in include_str!("reports.txt").split("=== ").skip(1) {
        let (mode, rest) = case.split_once('\n').expect("a mode");
        let source: String = rest
            .lines()
            .filter_map(|l| l.strip_prefix("| ").or(l.strip_prefix("|")))
            .map(|l| format!("{l}\n"))
            .collect();
        let expected: Vec<&str> = rest.lines().filter(|l| !l.starts_with('|')).collect();
        let got = report(mode, &source);
        count += 1;
        if got != expected {
            failures.push(format!("{mode}:\n{source}CPython: {expected:#?}\nTaipan: {got:#?}\n"));
        }
    }
    assert!(count > 300, "{count} cases");
    assert!(failures.is_empty(), "{} of {count} cases differ:\n{}", failures.len(), failures.join("\n"));
}
