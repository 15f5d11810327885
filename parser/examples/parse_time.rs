//! How long each step takes over a corpus of valid files (format: `tests/gen_errors.py`). Usage: `parse_time CORPUS`.

use std::time::Instant;

use taipan_parser::lexer::{Kind, Lexer};
use taipan_parser::{Mode, ParseOptions, compare_acceptance, parse};

fn main() {
    let corpus = std::env::args().nth(1).and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    let sources: Vec<String> = corpus
        .lines()
        .filter_map(|line| line.split('\t').nth(1))
        .map(|s| s.replace("\\\\", "\u{1}").replace("\\n", "\n").replace("\\t", "\t").replace("\\f", "\x0c"))
        .map(|s| s.replace('\u{1}', "\\"))
        .collect();
    let bytes: usize = sources.iter().map(String::len).sum();
    let start = Instant::now();
    let mut tokens = 0;
    for source in &sources {
        let mut lexer = Lexer::new(source, true);
        while !matches!(lexer.next_token().kind, Kind::EndMarker | Kind::Error) {
            tokens += 1;
        }
    }
    let lexed = start.elapsed();
    let start = Instant::now();
    let refused = sources.iter().filter(|source| compare_acceptance::ruff(source, Mode::Exec).is_some()).count();
    let ruff = start.elapsed();
    let start = Instant::now();
    let errors = sources.iter().filter(|source| parse(source, Mode::Exec, ParseOptions::default()).is_err()).count();
    let whole = start.elapsed();
    println!("{} sources, {bytes} bytes, {tokens} tokens, {refused} refused by Ruff, {errors} errors", sources.len());
    println!("lexer {lexed:?}, Ruff {ruff:?}, parse {whole:?}");
}
