//! The parser's front door: checks that keep native recursion bounded, Ruff's parser, our acceptance checks, warnings.
//!
//! Ruff decides quickly whether source is fine and builds the tree. Where it says no, or where `suspect` finds something
//! that Ruff is known to take more lightly than CPython, `diagnose` has the last word on the error.

use std::sync::Arc;

use ruff_python_ast::{Expr, Mod, ModExpression, PythonVersion};
use ruff_python_parser as ruff;
use ruff_source_file::LineIndex;
use ruff_text_size::{TextRange, TextSize};

use crate::decode::normalize_newlines;
use crate::error::{ErrorKind, SyntaxErrorInfo, SyntaxWarningInfo};
use crate::scan::{Scan, scan};
use crate::{diagnose, limits, warn};

/// What kind of input the source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mode {
    /// A module (`exec`).
    #[default]
    Exec,
    /// One expression (`eval`).
    Eval,
    /// One interactive statement (`single`).
    Single,
    /// A function type comment's signature (`func_type`).
    FuncType,
}

/// Options of `parse`.
#[derive(Clone, Copy, Debug, Default)]
pub struct ParseOptions {
    /// `PyCF_ALLOW_INCOMPLETE_INPUT`: where the input ends too early, the error is `_IncompleteInputError`.
    pub allow_incomplete: bool,
    /// `PyCF_DONT_IMPLY_DEDENT`: in `Single` mode the end of input does not close an indented block.
    pub dont_imply_dedent: bool,
    /// `barry_as_FLUFL` is in force from outside.
    pub flufl: bool,
}

/// A parsed source.
#[derive(Debug)]
pub struct Parsed {
    /// The tree; ranges are byte offsets in `source`. `FuncType` gives an expression: a tuple of the argument types.
    pub ast: Mod,
    /// `FuncType` only: what is behind the arrow.
    pub returns: Option<Expr>,
    /// The source that was parsed (newlines normalized).
    pub source: Arc<str>,
    /// Finds lines.
    pub lines: LineIndex,
    /// In source order.
    pub warnings: Vec<SyntaxWarningInfo>,
    /// An upper estimate of how deep the tree is. Whoever walks it recursively needs a big stack when this is large (it is
    /// at most `limits::MAX_CHAIN`).
    pub depth: usize,
}

impl Parsed {
    /// Line (from 1) and column (from 0, in bytes) as `ast` nodes have them.
    pub fn position(&self, offset: TextSize) -> (u32, u32) {
        let line = self.lines.line_index(offset);
        let start = self.lines.line_start(line, &self.source);
        (line.get() as u32, u32::from(offset) - u32::from(start))
    }

    /// The text of a range.
    pub fn text(&self, range: TextRange) -> &str {
        self.source.get(range.to_std_range()).unwrap_or("")
    }
}

/// Trees deeper than this are dropped on a thread of their own with a stack to match.
const DEEP: usize = 500;

impl Drop for Parsed {
    fn drop(&mut self) {
        if self.depth > DEEP {
            let range = TextRange::default();
            let empty = Expr::NoneLiteral(ruff_python_ast::ExprNoneLiteral { range, node_index: Default::default() });
            let body = Box::new(empty);
            let shallow = Mod::Expression(ModExpression { body, range, node_index: Default::default() });
            let deep = std::mem::replace(&mut self.ast, shallow);
            limits::on_big_stack(self.depth, move || drop(deep));
        }
    }
}

/// Parses source text. Lone surrogates can't occur in `source`; a `str` that has them is the caller's
/// `UnicodeEncodeError`.
pub fn parse(source: &str, mode: Mode, options: ParseOptions) -> Result<Parsed, SyntaxErrorInfo> {
    if source.contains('\0') {
        return Err(SyntaxErrorInfo::bare(ErrorKind::Syntax, "source code string cannot contain null bytes"));
    }
    let text: Arc<str> = normalize_newlines(source.into()).into();
    if text.len() > u32::MAX as usize / 2 {
        return Err(SyntaxErrorInfo::bare(ErrorKind::Memory, ""));
    }
    let scan = scan(&text, mode == Mode::Exec)?;
    let depth = scan.depth;
    if depth <= DEEP {
        return parse_checked(text, mode, options, scan);
    }
    limits::on_big_stack(depth, move || parse_checked(text, mode, options, scan))
        .unwrap_or_else(|| Err(limits::too_complex()))
}

fn parse_checked(text: Arc<str>, mode: Mode, options: ParseOptions, scan: Scan) -> Result<Parsed, SyntaxErrorInfo> {
    let depth = scan.depth;
    let ruff_mode = match mode {
        Mode::FuncType => return crate::func_type::parse_func_type(text, options, depth),
        Mode::Eval => ruff::Mode::Expression,
        Mode::Exec | Mode::Single => ruff::Mode::Module,
    };
    let suspect = scan.suspect || options.flufl || text.contains("barry_as_FLUFL");
    if suspect && let Some(error) = diagnose::diagnose(&text, mode, options) {
        return Err(error);
    }
    let lines = LineIndex::from_source_text(&text);
    let mut result = run_ruff(&text, ruff_mode);
    let refused = !result.has_no_syntax_errors();
    if refused || needs_diagnosis(&text, mode, &result) {
        if !suspect && let Some(error) = diagnose::diagnose(&text, mode, options) {
            return Err(error);
        }
        if refused {
            // CPython has no objection: hide from Ruff what only Ruff objects to.
            result = run_ruff(&warn::mask(&text, &scan), ruff_mode);
            if let Some(error) = result.errors().first() {
                let words = error.error.to_string();
                // CPython's parser takes f-strings as keys of mapping patterns, its compiler doesn't.
                let f_string_key = words.ends_with("found FStringStart") || words.ends_with("found TStringStart");
                let words = match f_string_key {
                    true => "mapping pattern keys may only match literals and attribute lookups",
                    false => &words,
                };
                return Err(diagnose::fallback(&text, error.location, words));
            }
        }
    }
    let warnings = warn::collect(&text, &lines, result.tokens(), scan.warnings);
    Ok(Parsed { ast: result.into_syntax(), returns: None, source: text, lines, warnings, depth })
}

pub(crate) fn run_ruff(text: &str, mode: ruff::Mode) -> ruff::Parsed<Mod> {
    ruff::parse_unchecked(text, ruff::ParseOptions::from(mode).with_target_version(PythonVersion::PY314))
}

/// Ruff found nothing, but is the source of a kind where CPython may?
fn needs_diagnosis(text: &str, mode: Mode, result: &ruff::Parsed<Mod>) -> bool {
    if mode == Mode::Single || text.starts_with('\u{FEFF}') {
        return true;
    }
    crate::suspect::is_suspect(text, result)
}
