//! First version: places Ruff's own errors. The real diagnosis replaces this.

use ruff_text_size::TextRange;

use crate::error::{ErrorKind, SyntaxErrorInfo};

/// An error with Ruff's words.
pub(crate) fn fallback(text: &str, range: TextRange, msg: &str) -> SyntaxErrorInfo {
    let at = (u32::from(range.start()) as usize).min(text.len());
    let line_start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |n| at + n + 1);
    let lineno = 1 + text[..at].matches('\n').count() as i64;
    let offset = 1 + text[line_start..at].chars().count() as i64;
    let line = text[line_start..line_end].to_string();
    SyntaxErrorInfo::at(ErrorKind::Syntax, msg, (lineno, offset), (lineno, offset + 1), line)
}
