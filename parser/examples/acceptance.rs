//! Where Ruff and the diagnosis disagree about a corpus file's sources (format: `tests/gen_errors.py`), and how long each
//! takes. Usage: `acceptance CORPUS`.

use std::time::{Duration, Instant};

use taipan_parser::{Mode, ParseOptions, compare_acceptance, parse};

fn main() {
    let corpus = std::env::args().nth(1).and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    let (mut ruff_time, mut own_time, mut bytes) = (Duration::ZERO, Duration::ZERO, 0);
    for line in corpus.lines() {
        let mut fields = line.split('\t');
        let (Some(mode), Some(source)) = (fields.next(), fields.next()) else { continue };
        let mode = if mode == "eval" { Mode::Eval } else { Mode::Exec };
        let source = source.replace("\\\\", "\u{1}").replace("\\n", "\n").replace("\\t", "\t");
        let source = source.replace("\\f", "\x0c").replace('\u{1}', "\\");
        bytes += source.len();
        let start = Instant::now();
        let ruff = compare_acceptance::ruff(&source, mode);
        let middle = Instant::now();
        let own = compare_acceptance::diagnosis(&source, mode);
        own_time += middle.elapsed();
        ruff_time += middle - start;
        let whole = parse(&source, mode, ParseOptions::default());
        if whole.is_ok() != own.is_none() {
            println!("gap\t{:?}", whole.err().map(|error| error.msg));
        }
        match (ruff, own) {
            (None, Some(error)) => println!("only Ruff accepts\t{}\t{error}", fields.next().unwrap_or("")),
            (Some(error), None) => println!("only Ruff refuses\t{}\t{error}", fields.next().unwrap_or("")),
            _ => continue,
        }
        println!("    {}", line.split('\t').nth(1).unwrap_or("").chars().take(300).collect::<String>());
    }
    eprintln!("{bytes} bytes, Ruff {ruff_time:?}, diagnosis {own_time:?}");
}
