//! From the bytes of a source file to text: byte order mark, PEP 263 cookie, null bytes, newlines.
//!
//! Knows the encodings that matter at startup; everything else is asked of the caller, because codecs live above this
//! crate. Errors are worded and placed as CPython words and places them.

use std::borrow::Cow;

use crate::encodings::{self, Builtin};
use crate::error::{ErrorKind, SyntaxErrorInfo};

/// Asked for encodings this crate doesn't know: gets the encoding's name and the bytes, gives the text, or the message of
/// the `SyntaxError`.
pub type ForeignDecoder<'a> = &'a mut dyn FnMut(&str, &[u8]) -> Result<String, String>;

/// Decodes source bytes with the encodings this crate knows. The second part of the result is the encoding's name.
pub fn decode_source(bytes: &[u8]) -> Result<(String, String), SyntaxErrorInfo> {
    decode_source_with(bytes, &mut |name, _| Err(format!("unknown encoding: {name}")))
}

/// Decodes source bytes, asking `foreign` for encodings this crate doesn't know.
pub fn decode_source_with(bytes: &[u8], foreign: ForeignDecoder<'_>) -> Result<(String, String), SyntaxErrorInfo> {
    if bytes.contains(&0) {
        return Err(SyntaxErrorInfo::bare(ErrorKind::Syntax, "source code string cannot contain null bytes"));
    }
    let unix;
    let bytes = match bytes.contains(&b'\r') {
        true => {
            unix = unix_newlines(bytes);
            unix.as_slice()
        }
        false => bytes,
    };
    let (body, bom) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let cookie = find_cookie(body);
    let Some((name, line)) = cookie else {
        return utf8(body).map(|text| (normalize_newlines(text), "utf-8".to_string()));
    };
    if name == "utf-8" {
        return utf8(body).map(|text| (normalize_newlines(text), name));
    }
    if bom {
        let text = String::from_utf8_lossy(line).into_owned();
        let end = text.chars().count() as i64;
        let lineno = if body.starts_with(line) { 1 } else { 2 };
        let msg = format!("encoding problem: {name} with BOM");
        return Err(SyntaxErrorInfo::at(ErrorKind::Syntax, msg, (lineno, 0), (lineno, end), text));
    }
    let decoded = match encodings::lookup(&name) {
        Some(Builtin::Utf8 | Builtin::Utf8Sig) => {
            std::str::from_utf8(body).map(str::to_string).map_err(|e| codec_error(body, &e))
        }
        Some(Builtin::Latin1) => Ok(body.iter().map(|&b| b as char).collect()),
        Some(Builtin::Ascii) => match body.iter().position(|b| !b.is_ascii()) {
            None => Ok(String::from_utf8_lossy(body).into_owned()),
            Some(at) => Err(format!(
                "'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)",
                body[at]
            )),
        },
        Some(Builtin::Charmap(table)) => encodings::decode_charmap(body, table),
        None => foreign(&name, body),
    };
    match decoded {
        Ok(text) => Ok((normalize_newlines(Cow::Owned(text)), name)),
        Err(msg) => {
            Err(SyntaxErrorInfo { lineno: Some(0), offset: Some(-1), ..SyntaxErrorInfo::bare(ErrorKind::Syntax, msg) })
        }
    }
}

/// Makes `\r\n` and `\r` into `\n`.
pub fn normalize_newlines(text: Cow<'_, str>) -> String {
    if !text.contains('\r') {
        return text.into_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The same for bytes in an encoding not known yet: positions in decoding errors count these.
fn unix_newlines(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => {}
            b'\r' => out.push(b'\n'),
            _ => out.push(byte),
        }
    }
    out
}

fn utf8(body: &[u8]) -> Result<Cow<'_, str>, SyntaxErrorInfo> {
    let error = match std::str::from_utf8(body) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(error) => error,
    };
    let at = error.valid_up_to();
    let before = &body[..at];
    let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |n| n + 1);
    let line_end = body[at..].iter().position(|&b| b == b'\n').map_or(body.len(), |n| at + n);
    let lineno = 1 + before.iter().filter(|&&b| b == b'\n').count() as i64;
    let offset = 1 + String::from_utf8_lossy(&body[line_start..at]).chars().count() as i64;
    let msg = format!(
        "Non-UTF-8 code starting with '\\x{:02x}' on line {lineno}, but no encoding declared; see \
         https://peps.python.org/pep-0263/ for details",
        body[at]
    );
    let text = String::from_utf8_lossy(&body[line_start..line_end]).into_owned();
    Err(SyntaxErrorInfo::at(ErrorKind::Syntax, msg, (lineno, offset), (lineno, offset), text))
}

/// What the codec says (`utf8` and the like are not the parser's own `utf-8`).
fn codec_error(body: &[u8], error: &std::str::Utf8Error) -> String {
    let start = error.valid_up_to();
    let end = error.error_len().map_or(body.len(), |n| start + n);
    let reason = match (error.error_len(), body[start]) {
        (None, _) => "unexpected end of data",
        (_, 0x80..=0xC1 | 0xF5..) => "invalid start byte",
        _ => "invalid continuation byte",
    };
    match end - start {
        1 => format!("'utf-8' codec can't decode byte 0x{:02x} in position {start}: {reason}", body[start]),
        _ => format!("'utf-8' codec can't decode bytes in position {start}-{}: {reason}", end - 1),
    }
}

/// The encoding a comment in the first two lines declares, normalized, and its line.
fn find_cookie(body: &[u8]) -> Option<(String, &[u8])> {
    let mut rest = body;
    for _ in 0..2 {
        let end = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
        let line = &rest[..end];
        let content = line.iter().position(|b| !matches!(b, b' ' | b'\t' | 0x0C));
        match content {
            Some(n) if line[n] != b'#' => return None,
            Some(_) => {
                if let Some(name) = cookie_in(line) {
                    return Some((normalize_name(&name), line));
                }
            }
            None => {}
        }
        rest = rest.get(end + 1..).unwrap_or(b"");
    }
    None
}

/// `coding`, then `:` or `=`, blanks, then the name.
fn cookie_in(line: &[u8]) -> Option<String> {
    let mut from = 0;
    while let Some(n) = line[from..].windows(6).position(|w| w == b"coding") {
        let mut i = from + n + 6;
        from = i;
        if !matches!(line.get(i), Some(b':' | b'=')) {
            continue;
        }
        i += 1;
        while matches!(line.get(i), Some(b' ' | b'\t')) {
            i += 1;
        }
        let name: Vec<u8> = line[i..]
            .iter()
            .copied()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
            .collect();
        if !name.is_empty() {
            return String::from_utf8(name).ok();
        }
    }
    None
}

/// The few spellings CPython folds before it asks for a codec.
fn normalize_name(name: &str) -> String {
    let folded: String = name.chars().take(12).map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect();
    let is = |base: &str| folded == base || folded.strip_prefix(base).is_some_and(|rest| rest.starts_with('-'));
    if is("utf-8") {
        "utf-8".into()
    } else if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        "iso-8859-1".into()
    } else {
        name.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        let (text, name) = decode_source(b"# coding: latin-1\r\nx='\xe9'\r").unwrap();
        assert_eq!((text.as_str(), name.as_str()), ("# coding: latin-1\nx='\u{e9}'\n", "iso-8859-1"));
        let (text, _) = decode_source(b"\xef\xbb\xbfx\n").unwrap();
        assert_eq!(text, "x\n");
        let (text, _) = decode_source(b"#!x\n# vim: fileencoding=cp1252 :\n\x80").unwrap();
        assert!(text.ends_with('\u{20ac}'));
    }

    #[test]
    fn errors() {
        let error = decode_source(b"a=1\nb=\"\xe9\"\n").unwrap_err();
        assert_eq!(error.offset, Some(4));
        assert!(error.msg.starts_with("Non-UTF-8 code starting with '\\xe9' on line 2, but"));
        assert_eq!(decode_source(b"# coding: foo\n").unwrap_err().msg, "unknown encoding: foo");
        assert_eq!(decode_source(b"x\0").unwrap_err().msg, "source code string cannot contain null bytes");
        let error = decode_source(b"# coding: cp1252\nx=\"\x81\"\n").unwrap_err();
        assert_eq!(error.msg, "'charmap' codec can't decode byte 0x81 in position 20: character maps to <undefined>");
        let error = decode_source(b"\xef\xbb\xbf# coding: latin-1\n").unwrap_err();
        assert_eq!((error.msg.as_str(), error.end_offset), ("encoding problem: iso-8859-1 with BOM", Some(17)));
    }
}
