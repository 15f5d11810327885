//! Prints the value of each string literal of a file, one literal per line (with `\n` for newlines and `\\` for
//! backslashes), as hexadecimal WTF-8: for comparing with CPython in bulk. Usage: `literals FILE`.

use taipan_parser::{decode_bytes_literal, decode_string_literal, strings::split_literal};

fn main() {
    let text = std::env::args().nth(1).and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    for line in text.lines() {
        let mut token = String::new();
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => token.push(if chars.next() == Some('n') { '\n' } else { '\\' }),
                c => token.push(c),
            }
        }
        let bytes = split_literal(&token).is_some_and(|parts| parts.bytes);
        let value = if bytes { decode_bytes_literal(&token) } else { decode_string_literal(&token) };
        match value {
            Ok(value) => println!("{}", value.iter().map(|b| format!("{b:02x}")).collect::<String>()),
            Err(error) => println!("{}", error.msg),
        }
    }
}
