//! Prints what `decode_source` makes of each line of hexadecimal bytes: for comparing with CPython in bulk.

use taipan_parser::decode_source;

fn main() {
    let text = std::env::args().nth(1).and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    for line in text.lines() {
        let bytes: Vec<u8> =
            (0..line.len() / 2).filter_map(|i| u8::from_str_radix(&line[2 * i..2 * i + 2], 16).ok()).collect();
        match decode_source(&bytes) {
            Ok((text, _)) => println!("ok {}", text.bytes().map(|b| format!("{b:02x}")).collect::<String>()),
            Err(e) => println!("{:?}", (e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset, e.text)),
        }
    }
}
