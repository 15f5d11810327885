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
    let mut warnings = from_tokenizer;
    if text.contains('\\') {
        for token in tokens.iter() {
            let (start, source) = (u32::from(token.start()), text.get(token.range().to_std_range()).unwrap_or(""));
            if !source.contains('\\') {
                continue;
            }
            let (body, offset, is_bytes) = match token.kind() {
                TokenKind::String => match strings::split_literal(source) {
                    Some(parts) if !parts.raw => (parts.body, parts.body_offset, parts.bytes),
                    _ => continue,
                },
                TokenKind::FStringMiddle | TokenKind::TStringMiddle => {
                    let raw = token.string_flags().is_some_and(|flags| flags.is_raw_string());
                    if raw {
                        continue;
                    }
                    (source, 0, false)
                }
                _ => continue,
            };
            let Some(escape) = strings::first_invalid_escape(body, is_bytes) else { continue };
            if matches!(escape.letter, '{' | '}') && token.kind() != TokenKind::String {
                continue;
            }
            let at = start + (offset + escape.offset) as u32;
            let line = lines.line_index(TextSize::new(at)).get() as u32;
            warnings.push(SyntaxWarningInfo { msg: escape.message(), lineno: line, range: (at, at + 2) });
        }
    }
    warnings.sort_by_key(|warning| warning.range);
    warnings
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
