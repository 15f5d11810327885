//! Diagnosis: the exact error CPython 3.14 has for a source, if it has one.
//!
//! A table (`grammar/`) holds Python's grammar and, in `situations.peg`, the situations in which CPython says more than
//! "invalid syntax", with its words. A small machine (`peg`) runs it over our tokenizer, in two passes as CPython does: the
//! first finds out whether and how far the source is right, the second, only if it isn't, looks for a situation. Nothing here
//! builds a tree for the compiler; it runs only on source that Ruff refused or that looked suspicious.

mod natives;
mod node;
mod notation;
mod peg;
mod raise;

use std::sync::OnceLock;

use ruff_text_size::TextRange;

use crate::error::{ErrorKind, SyntaxErrorInfo};
use crate::lexer::{Done, Kind, Lexer};
use crate::limits;
use crate::parse::{Mode, ParseOptions};
use notation::Grammar;
use peg::Peg;

/// Native stack for the machine: brackets nest 200 deep, each some thirty rules.
const STACK_DEPTH: usize = 8_000;

fn grammar() -> Option<&'static Grammar> {
    static GRAMMAR: OnceLock<Option<Grammar>> = OnceLock::new();
    GRAMMAR
        .get_or_init(|| {
            Grammar::read(&[
                include_str!("grammar/statements.peg"),
                include_str!("grammar/expressions.peg"),
                include_str!("grammar/situations.peg"),
            ])
            .ok()
        })
        .as_ref()
}

/// The error CPython 3.14 reports for normalized source text; `None` if it accepts it.
pub(crate) fn diagnose(text: &str, mode: Mode, options: ParseOptions) -> Option<SyntaxErrorInfo> {
    let run = || run(text, mode, options);
    limits::on_big_stack(STACK_DEPTH, run).unwrap_or_else(run)
}

fn run(text: &str, mode: Mode, options: ParseOptions) -> Option<SyntaxErrorInfo> {
    let grammar = grammar()?;
    let start = grammar.rule(match mode {
        Mode::Exec => "file",
        Mode::Eval => "eval",
        Mode::Single => "interactive",
        Mode::FuncType => "func_type",
    })?;
    let mut peg = Peg::new(Lexer::new(text, mode == Mode::Exec), grammar);
    peg.single = mode == Mode::Single;
    peg.dont_imply_dedent = options.dont_imply_dedent;
    peg.lexer.flufl = options.flufl;
    if peg.rule(start).is_some() {
        if mode == Mode::Single && has_more_statements(&peg) {
            peg.raise_last(ErrorKind::Syntax, "multiple statements found while compiling a single statement");
            return peg.error;
        }
        return None;
    }
    let ended = matches!(peg.lexer.done, Done::Eof | Done::EofInString | Done::EolInString);
    if ended && options.allow_incomplete {
        peg.error = None;
        peg.raise_incomplete();
        return peg.error;
    }
    let mut error = explain(&mut peg, start)?;
    error.incomplete = ended;
    Some(error)
}

/// The first pass failed: finds the error.
fn explain(peg: &mut Peg<'_, '_>, start: usize) -> Option<SyntaxErrorInfo> {
    if peg.error.is_none() {
        let last = peg.tokens.len().saturating_sub(1);
        peg.start_second_pass();
        peg.rule(start);
        if peg.error.is_none() {
            return Some(unexplained(peg, last));
        }
    }
    // The tokenizer's errors go before the parser's, wherever they are.
    let from_parser = matches!(peg.lexer.done, Done::Ok) && peg.error.as_ref().is_some_and(is_syntax_error);
    if from_parser && let Some(error) = rest_of_source(peg) {
        return Some(error);
    }
    peg.error.take()
}

fn is_syntax_error(error: &SyntaxErrorInfo) -> bool {
    matches!(error.kind, ErrorKind::Syntax | ErrorKind::Indentation | ErrorKind::Tab)
}

/// No situation fits: the error is at the token where the first pass stopped.
fn unexplained(peg: &mut Peg<'_, '_>, last: usize) -> SyntaxErrorInfo {
    match peg.tokens.get(last).map(|token| token.kind) {
        Some(Kind::Indent) => peg.raise_last(ErrorKind::Indentation, "unexpected indent"),
        Some(Kind::Dedent) => peg.raise_last(ErrorKind::Indentation, "unexpected unindent"),
        Some(_) => {
            peg.raise_token(last, "invalid syntax");
            if let Some(error) = rest_of_source(peg) {
                return error;
            }
        }
        None => {}
    }
    peg.error.take().unwrap_or_else(|| SyntaxErrorInfo::bare(ErrorKind::Syntax, "invalid syntax"))
}

/// Reads the tokens that are left and gives the tokenizer's error among them.
fn rest_of_source(peg: &mut Peg<'_, '_>) -> Option<SyntaxErrorInfo> {
    let error_line = peg.tokens.last()?.lineno;
    loop {
        match peg.lexer.next_token().kind {
            Kind::EndMarker => return None,
            Kind::Error => break,
            _ => {}
        }
    }
    if peg.lexer.in_fstring() {
        // What is wrong inside an f-string doesn't count.
        return None;
    }
    if let Some(error) = peg.lexer.error.take() {
        return Some(error);
    }
    let bracket = peg.lexer.brackets.last()?;
    if error_line > bracket.lineno {
        let before = peg.error.take();
        peg.raise_unclosed();
        return peg.error.take().or(before);
    }
    None
}

/// Is there anything but blanks and comments behind an interactive statement?
fn has_more_statements(peg: &Peg<'_, '_>) -> bool {
    let rest = &peg.lexer.source()[peg.lexer.cur..];
    rest.lines().any(|line| {
        let line = line.trim_start_matches([' ', '\t', '\x0C']);
        !line.is_empty() && !line.starts_with('#')
    })
}

/// An error only Ruff has, with Ruff's words. (Every one of these is a gap in our acceptance checks.)
pub(crate) fn fallback(text: &str, range: TextRange, msg: &str) -> SyntaxErrorInfo {
    let at = (u32::from(range.start()) as usize).min(text.len());
    let at = (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let line_start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |n| at + n + 1);
    let lineno = 1 + text[..at].matches('\n').count() as i64;
    let offset = 1 + text[line_start..at].chars().count() as i64;
    let line = text[line_start..line_end].to_string();
    SyntaxErrorInfo::at(ErrorKind::Syntax, msg, (lineno, offset), (lineno, offset + 1), line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammar_reads() {
        let read = Grammar::read(&[
            include_str!("grammar/statements.peg"),
            include_str!("grammar/expressions.peg"),
            include_str!("grammar/situations.peg"),
        ]);
        assert_eq!(read.err(), None);
    }
}
