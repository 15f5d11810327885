//! Syntax warnings of the parser: invalid escape sequences. And what has to be hidden from Ruff: names in `\N{...}` that
//! its table doesn't know.

use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_source_file::LineIndex;
use ruff_text_size::{Ranged, TextSize};

use crate::error::SyntaxWarningInfo;
use crate::scan::Scan;
use crate::strings;

/// The warnings of a valid source, in order: those about string escapes, and those the tokenizer gave.
pub(crate) fn collect(
    text: &str,
    lines: &LineIndex,
    tokens: &Tokens,
    from_tokenizer: Vec<SyntaxWarningInfo>,
) -> Vec<SyntaxWarningInfo> {
    if !text.contains('\\') {
        return from_tokenizer;
    }
    // The order is that of CPython's parser: it looks into an f-string's literal text when it has read the whole f-string,
    // into everything else when it has read the token.
    let mut found: Vec<(u32, SyntaxWarningInfo)> = from_tokenizer.into_iter().map(|w| (w.range.1, w)).collect();
    let mut open: Vec<OpenString> = Vec::new();
    for token in tokens.iter() {
        let (start, end) = (u32::from(token.start()), u32::from(token.end()));
        match token.kind() {
            TokenKind::FStringStart | TokenKind::TStringStart => open.push(OpenString::default()),
            TokenKind::FStringEnd | TokenKind::TStringEnd => {
                let warnings = open.pop().unwrap_or_default().warnings;
                let line = line_of(lines, start);
                found.extend(warnings.into_iter().map(|warning| {
                    let lineno = warning.lineno + line;
                    (end, SyntaxWarningInfo { lineno, ..warning })
                }));
            }
            TokenKind::Lbrace | TokenKind::Rbrace => {
                if let Some(string) = open.last_mut() {
                    string.braces += if token.kind() == TokenKind::Lbrace { 1 } else { -1 };
                }
            }
            TokenKind::String => {
                let source = text.get(token.range().to_std_range()).unwrap_or("");
                if let Some(parts) = strings::split_literal(source).filter(|parts| !parts.raw)
                    && let Some(escape) = strings::first_invalid_escape(parts.body, parts.bytes)
                {
                    let at = start + (parts.body_offset + escape.offset) as u32;
                    found.push((end, warning(escape, at, line_of(lines, at))));
                }
            }
            TokenKind::FStringMiddle | TokenKind::TStringMiddle => {
                let source = text.get(token.range().to_std_range()).unwrap_or("");
                if token.string_flags().is_some_and(|flags| flags.is_raw_string()) || !source.contains('\\') {
                    continue;
                }
                let Some(string) = open.last_mut() else { continue };
                for (offset, piece) in pieces(source, string.braces > 0) {
                    let Some(escape) = strings::first_invalid_escape(piece, false) else { continue };
                    let at = start + (offset + escape.offset) as u32;
                    // CPython counts lines from the one where the last token read began.
                    let piece_end = start + (offset + piece.len()) as u32;
                    let before = piece[..escape.offset].matches('\n').count() as u32;
                    match string.braces {
                        0 => string.warnings.push(warning(escape, at, before)),
                        _ => found.push((piece_end, warning(escape, at, line_of(lines, piece_end) + before))),
                    }
                }
            }
            _ => {}
        }
    }
    found.sort_by_key(|(key, _)| *key);
    found.into_iter().map(|(_, warning)| warning).collect()
}

/// An f-string or t-string that is being read.
#[derive(Default)]
struct OpenString {
    braces: i32,
    /// About its literal text; line numbers are relative to the string's end.
    warnings: Vec<SyntaxWarningInfo>,
}

fn line_of(lines: &LineIndex, at: u32) -> u32 {
    lines.line_index(TextSize::new(at)).get() as u32
}

fn warning(escape: strings::InvalidEscape, at: u32, lineno: u32) -> SyntaxWarningInfo {
    let (msg, error_msg) = (escape.message(), escape.error_message());
    SyntaxWarningInfo { msg, error_msg, lineno, range: (at, at + 2) }
}

/// Literal text as CPython's tokenizer cuts it: a piece ends behind the first of two doubled braces, and in front of a
/// backslash that is followed by a brace (about which the tokenizer itself warned).
fn pieces(source: &str, in_format_spec: bool) -> Vec<(usize, &str)> {
    let bytes = source.as_bytes();
    let mut out = Vec::new();
    let (mut from, mut i) = (0, 0);
    while i < bytes.len() {
        match bytes[i] {
            b'\\' => {
                if bytes[i + 1..].starts_with(b"N{") {
                    i = source[i..].find('}').map_or(bytes.len(), |n| i + n + 1);
                    if !in_format_spec {
                        out.push((from, &source[from..i]));
                        from = i;
                    }
                } else if matches!(bytes.get(i + 1), Some(b'{' | b'}') | None) {
                    // The backslash stands for itself; what follows is a brace.
                    out.push((from, &source[from..i]));
                    i += 1;
                    from = i;
                } else {
                    i += 2;
                }
            }
            brace @ (b'{' | b'}') if !in_format_spec && bytes.get(i + 1) == Some(&brace) => {
                out.push((from, &source[from..=i]));
                i += 2;
                from = i;
            }
            _ => i += 1,
        }
    }
    out.push((from, source.get(from..).unwrap_or("")));
    out
}

/// The source with what only Ruff objects to replaced by as many bytes that it takes: `<>`, names in `\N{...}`. (Values are
/// decoded from the real source.)
pub(crate) fn mask(text: &str, scan: &Scan) -> String {
    let mut masked = if scan.has_named_escape { mask_names(text) } else { text.to_string() };
    for &at in &scan.old_not_equal {
        if masked.get(at..at + 2) == Some("<>") {
            masked.replace_range(at..at + 2, "!=");
        }
    }
    masked
}

fn mask_names(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\\N{") {
        let end = rest[at..].find('}').map_or(rest.len(), |n| at + n + 1);
        out.push_str(&rest[..at]);
        match rest[at..end].bytes().all(|b| b.is_ascii_alphanumeric() || b"\\{} -".contains(&b)) {
            true => out.extend(std::iter::repeat_n('N', end - at)),
            false => out.push_str(&rest[at..end]),
        }
        rest = &rest[end..];
    }
    out + rest
}
