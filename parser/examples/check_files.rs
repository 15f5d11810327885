//! Decodes and parses each file named on standard input and prints what is wrong with it, tab-separated.

use std::io::BufRead;

use taipan_parser::{Mode, ParseOptions, SyntaxErrorInfo, decode_source, parse};

fn check(bytes: &[u8]) -> Result<(), SyntaxErrorInfo> {
    let (text, _) = decode_source(bytes)?;
    parse(&text, Mode::Exec, ParseOptions::default()).map(drop)
}

fn main() {
    for path in std::io::stdin().lock().lines().map_while(Result::ok) {
        match std::fs::read(&path).map(|bytes| check(&bytes)) {
            Ok(Ok(())) => println!("{path}\tok"),
            Ok(Err(e)) => {
                let kind = e.kind.class_name();
                println!(
                    "{path}\t{kind}\t{:?}\t{:?}\t{:?}\t{:?}\t{:?}",
                    e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset
                );
            }
            Err(error) => println!("{path}\t{error}"),
        }
    }
}
