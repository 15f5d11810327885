//! Literals whose value Ruff's tree cannot hold: strings with escaped lone surrogates, and ints beyond 64 bits.
//!
//! Ruff decodes a surrogate escape as U+FFFD. When a decoded value holds U+FFFD, the literal's source text is walked in
//! step with the decoded value, and the characters that come from surrogate escapes get their code points back.

use num_bigint::BigInt;
use taipan_bytecode::{Const, WStr, wstr::push_code_point};

/// The value of a string literal's text.
///
/// `source` is the text between the quotes, `decoded` what Ruff made of it, `raw` whether escapes mean nothing, and
/// `braces` whether doubled braces stand for one (literal parts of f-strings and t-strings).
pub fn literal_value(source: &str, decoded: &str, raw: bool, braces: bool) -> WStr {
    if raw || !decoded.contains('\u{FFFD}') {
        return WStr::new(decoded);
    }
    let mut out = Vec::with_capacity(decoded.len());
    let mut rest = source;
    let mut values = decoded.chars();
    while let Some(first) = rest.chars().next() {
        if first != '\\' {
            if let Some(v) = values.next() {
                push_code_point(&mut out, v as u32);
            }
            let doubled = braces && (rest.starts_with("{{") || rest.starts_with("}}"));
            rest = &rest[if doubled { 2 } else { first.len_utf8() }..];
            continue;
        }
        let escape = escape_length(rest);
        let text = &rest[..escape];
        rest = &rest[escape..];
        if text == "\\\n" || text == "\\\r" || text == "\\\r\n" {
            continue;
        }
        if !is_simple_escape(text) {
            // An unknown escape keeps its backslash: two characters in the value.
            if let Some(v) = values.next() {
                push_code_point(&mut out, v as u32);
            }
            if text.len() > 1
                && let Some(v) = values.next()
            {
                push_code_point(&mut out, v as u32);
            }
            continue;
        }
        let Some(v) = values.next() else { break };
        let point = match text.as_bytes().get(1) {
            Some(b'u' | b'U') => u32::from_str_radix(&text[2..], 16).ok().filter(|p| (0xD800..0xE000).contains(p)),
            _ => None,
        };
        push_code_point(&mut out, point.unwrap_or(v as u32));
    }
    WStr::from_wtf8(&out).unwrap_or_else(|| WStr::new(decoded))
}

/// Length in bytes of the escape sequence `text` starts with.
fn escape_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize, most: usize, ok: fn(&u8) -> bool| {
        from + bytes[from..].iter().take(most).take_while(|b| ok(b)).count()
    };
    match bytes.get(1) {
        None => 1,
        Some(b'x') => digits(2, 2, u8::is_ascii_hexdigit),
        Some(b'u') => digits(2, 4, u8::is_ascii_hexdigit),
        Some(b'U') => digits(2, 8, u8::is_ascii_hexdigit),
        Some(b'0'..=b'7') => digits(1, 3, |b| (b'0'..=b'7').contains(b)),
        Some(b'N') if bytes.get(2) == Some(&b'{') => text.find('}').map_or(2, |i| i + 1),
        Some(b'\r') if bytes.get(2) == Some(&b'\n') => 3,
        Some(_) => 1 + text[1..].chars().next().map_or(0, char::len_utf8),
    }
}

fn is_simple_escape(text: &str) -> bool {
    matches!(
        text.as_bytes().get(1),
        Some(
            b'\\' | b'\'' | b'"' | b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'x' | b'u' | b'U' | b'N' | b'0'
                ..=b'7'
        )
    )
}

/// The value of an int literal, written in any base, with or without underscores.
pub fn int_value(text: &str) -> Option<Const> {
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        _ => (10, &digits[..]),
    };
    if let Ok(small) = i64::from_str_radix(digits, radix) {
        return Some(Const::Int(small));
    }
    BigInt::parse_bytes(digits.as_bytes(), radix).map(Const::int)
}
