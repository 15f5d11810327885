//! JSON strings: writing them with escapes, and reading them.

use super::decode_error;
use taipan_interp::native::*;
use taipan_object::string::{char_width, decode_at, push_char};

/// Whether each byte can stand in a JSON string as it is.
const fn plain_table(ascii_only: bool) -> [bool; 256] {
    let mut table = [false; 256];
    let mut i = 0x20;
    while i < 256 {
        table[i] = i != b'"' as usize && i != b'\\' as usize && (i < 0x7f || !ascii_only);
        i += 1;
    }
    table
}

static PLAIN: [bool; 256] = plain_table(false);
static PLAIN_ASCII: [bool; 256] = plain_table(true);

/// Appends `text` (WTF-8) as a JSON string.
pub fn write(out: &mut Vec<u8>, text: &[u8], ascii_only: bool) {
    let plain = if ascii_only { &PLAIN_ASCII } else { &PLAIN };
    out.push(b'"');
    let mut at = 0;
    while at < text.len() {
        let run = text[at..].iter().take_while(|&&byte| plain[byte as usize]).count();
        out.extend_from_slice(&text[at..at + run]);
        at += run;
        let Some(&byte) = text.get(at) else { break };
        let c = decode_at(text, at);
        at += char_width(byte);
        match c {
            0x22 => out.extend_from_slice(b"\\\""),
            0x5c => out.extend_from_slice(b"\\\\"),
            0x0a => out.extend_from_slice(b"\\n"),
            0x0d => out.extend_from_slice(b"\\r"),
            0x09 => out.extend_from_slice(b"\\t"),
            0x0c => out.extend_from_slice(b"\\f"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x10000.. => {
                let c = c - 0x10000;
                write_escape(out, 0xd800 | c >> 10);
                write_escape(out, 0xdc00 | c & 0x3ff);
            }
            _ => write_escape(out, c),
        }
    }
    out.push(b'"');
}

fn write_escape(out: &mut Vec<u8>, unit: u32) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        out.push(DIGITS[(unit >> shift & 15) as usize]);
    }
}

/// Where a string is being read: its bytes and where the text began, for error positions.
pub struct Source {
    /// The whole text.
    pub text: Gc<PyStr>,
}

impl Source {
    /// The number of the character that begins at byte `at`.
    pub fn index(&self, at: usize) -> usize {
        if self.text.is_ascii() { at } else { taipan_object::string::count_chars(&self.text.as_bytes()[..at]) }
    }

    /// JSONDecodeError at byte `at`.
    #[cold]
    pub fn error(&self, vm: &Vm, message: &str, at: usize) -> Raised {
        decode_error(vm, message, self.text, self.index(at))
    }
}

/// A string that was read.
pub enum Text<'a> {
    /// Bytes of the source.
    Plain(&'a [u8]),
    /// With escapes replaced.
    Built(Vec<u8>),
}

impl Text<'_> {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Text::Plain(bytes) => bytes,
            Text::Built(bytes) => bytes,
        }
    }
}

/// Four hexadecimal digits at `at`.
fn hex4(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 4)?;
    digits.iter().try_fold(0, |n, &digit| Some(n << 4 | (digit as char).to_digit(16)?))
}

/// Reads the string whose first character is at byte `begin` (behind the quote); gives it and the position behind its end.
pub fn read<'a>(vm: &Vm, source: &Source, bytes: &'a [u8], begin: usize, strict: bool) -> PyResult<(Text<'a>, usize)> {
    let unterminated = |at: usize| source.error(vm, "Unterminated string starting at", at.saturating_sub(1));
    let is_plain = |byte: u8| PLAIN[byte as usize] || byte < 0x20 && !strict;
    let mut built: Option<Vec<u8>> = None;
    let mut at = begin;
    loop {
        let run = bytes[at..].iter().take_while(|&&byte| is_plain(byte)).count();
        let part = &bytes[at..at + run];
        at += run;
        let Some(&byte) = bytes.get(at) else { return Err(unterminated(begin)) };
        if byte == b'"' {
            let text = match built {
                None => Text::Plain(part),
                Some(mut built) => {
                    built.extend_from_slice(part);
                    Text::Built(built)
                }
            };
            return Ok((text, at + 1));
        }
        if byte != b'\\' {
            return Err(source.error(vm, "Invalid control character at", at));
        }
        let out = built.get_or_insert_with(Vec::new);
        out.extend_from_slice(part);
        let Some(&letter) = bytes.get(at + 1) else { return Err(unterminated(begin)) };
        let replacement = match letter {
            b'"' | b'\\' | b'/' => letter,
            b'b' => 8,
            b'f' => 12,
            b'n' => 10,
            b'r' => 13,
            b't' => 9,
            b'u' => {
                let Some(mut c) = hex4(bytes, at + 2) else {
                    return Err(source.error(vm, "Invalid \\uXXXX escape", at + 1));
                };
                at += 6;
                if (0xd800..0xdc00).contains(&c)
                    && bytes.get(at..at + 2) == Some(b"\\u")
                    && let Some(low) = hex4(bytes, at + 2).filter(|low| (0xdc00..0xe000).contains(low))
                {
                    c = 0x10000 + ((c & 0x3ff) << 10 | low & 0x3ff);
                    at += 6;
                }
                push_char(out, c);
                continue;
            }
            _ => return Err(source.error(vm, "Invalid \\escape", at)),
        };
        out.push(replacement);
        at += 2;
    }
}
