//! Placing errors: from tokens, nodes and the tokenizer's state to lines, columns and the line that is shown.

use super::node::{NodeId, NodeKind};
use super::notation::Place;
use super::peg::Peg;
use crate::error::{ErrorKind, SyntaxErrorInfo};
use crate::lexer::{Done, Kind};

/// A position as the parser has it: line, and byte column from 0 (or -1: none).
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) line: u32,
    pub(super) col: i32,
}

impl Peg<'_, '_> {
    /// Raises an error from a table entry.
    pub(super) fn raise_at(&mut self, place: Place, words: &str, letters: &[NodeId; 4]) {
        let node = |letter: u8| letters[usize::from(letter)];
        let msg = self.fill_in(words, letters);
        match place {
            Place::Node(a) => self.raise_nodes(node(a), node(a), &msg),
            Place::Range(a, b) => self.raise_nodes(node(a), node(b), &msg),
            Place::From(a) => {
                let start = self.node_start(node(a));
                let end =
                    Spot { line: self.lexer.lineno, col: self.lexer.cur as i32 - self.lexer.line_start as i32 - 1 };
                self.raise(ErrorKind::Syntax, &msg, start, end);
            }
            Place::Last => self.raise_last(ErrorKind::Syntax, &msg),
            Place::Next => {
                if self.fill() {
                    self.raise_by_token(ErrorKind::Syntax, self.mark, &msg);
                }
            }
            Place::Block => self.raise_last(ErrorKind::Indentation, &msg),
        }
    }

    fn fill_in(&self, words: &str, letters: &[NodeId; 4]) -> String {
        let mut out = String::new();
        let mut rest = words;
        while let Some(at) = rest.find(['{', '\\']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(tail) = rest.strip_prefix('\\') {
                out.push_str(&tail[..1]);
                rest = &tail[1..];
                continue;
            }
            let end = rest.find('}').map_or(rest.len(), |n| n + 1);
            let inside = rest.get(1..end.saturating_sub(1)).unwrap_or("");
            let letter = |name: &str| letters[usize::from(name.as_bytes()[0] - b'a') & 3];
            match inside.split_once(':') {
                None if inside == "f" => out.push(self.string_letter()),
                None if matches!(inside, "a" | "b" | "c" | "d") => {
                    out.push_str(self.nodes.get(letter(inside)).kind.words());
                }
                Some((name, "line")) => {
                    let first = self.nodes.get(letter(name)).first as usize;
                    out.push_str(&self.tokens[first].lineno.to_string());
                }
                Some((name, "text")) => {
                    let first = self.nodes.get(letter(name)).first as usize;
                    out.push_str(self.token_text(first));
                }
                _ => out.push_str(&rest[..end]),
            }
            rest = &rest[end..];
        }
        out + rest
    }

    /// `f` or `t`: the innermost string that is open at `mark`.
    fn string_letter(&self) -> char {
        let mut closed = 0;
        for token in self.tokens[..self.mark.min(self.tokens.len())].iter().rev() {
            match token.kind {
                Kind::FStringEnd | Kind::TStringEnd => closed += 1,
                Kind::FStringStart | Kind::TStringStart if closed > 0 => closed -= 1,
                Kind::TStringStart => return 't',
                Kind::FStringStart => return 'f',
                _ => {}
            }
        }
        'f'
    }

    pub(super) fn node_start(&self, node: NodeId) -> Spot {
        // A sequence is as wide as its members: brackets around these don't count.
        let first = self.nodes.kids(node).first().filter(|_| self.nodes.get(node).kind == NodeKind::Seq);
        let token = self.tokens[self.nodes.get(first.copied().unwrap_or(node)).first as usize];
        Spot { line: token.lineno, col: token.col }
    }

    pub(super) fn node_end(&self, node: NodeId) -> Spot {
        let last = self.nodes.kids(node).last().filter(|_| self.nodes.get(node).kind == NodeKind::Seq);
        let token = self.tokens[self.nodes.get(last.copied().unwrap_or(node)).last as usize];
        Spot { line: token.end_lineno, col: token.end_col }
    }

    /// Raises from the start of one node to the end of another.
    pub(super) fn raise_nodes(&mut self, from: NodeId, to: NodeId, msg: &str) {
        let (start, end) = (self.node_start(from), self.node_end(to));
        self.raise(ErrorKind::Syntax, msg, start, end);
    }

    /// Raises at a token.
    pub(super) fn raise_token(&mut self, at: usize, msg: &str) {
        let token = self.tokens[at];
        let (start, end) =
            (Spot { line: token.lineno, col: token.col }, Spot { line: token.end_lineno, col: token.end_col });
        self.raise(ErrorKind::Syntax, msg, start, end);
    }

    /// Raises at the last token read.
    pub(super) fn raise_last(&mut self, kind: ErrorKind, msg: &str) {
        match self.tokens.len().checked_sub(1) {
            Some(last) => self.raise_by_token(kind, last, msg),
            None => self.raise(kind, msg, Spot { line: 0, col: -1 }, Spot { line: 0, col: -1 }),
        }
    }

    /// Raises at a token that may have no column: then it is where the tokenizer is.
    fn raise_by_token(&mut self, kind: ErrorKind, at: usize, msg: &str) {
        if self.tokens.last().is_some_and(|t| t.kind == Kind::Error) && self.lexer.done == Done::Eof {
            self.raise_end_of_file();
            return;
        }
        self.raise_where_token_is(kind, at, msg);
    }

    /// Raises "incomplete input" at the last token, whatever it is.
    pub(super) fn raise_incomplete(&mut self) {
        if let Some(last) = self.tokens.len().checked_sub(1) {
            self.raise_where_token_is(ErrorKind::Incomplete, last, "incomplete input");
        }
        if let Some(error) = &mut self.error {
            error.incomplete = true;
        }
    }

    fn raise_where_token_is(&mut self, kind: ErrorKind, at: usize, msg: &str) {
        let token = self.tokens[at];
        let col = match token.col {
            -1 => self.lexer.cur as i32 - self.lexer.line_start as i32 - 1,
            col => col,
        };
        let end_col = if token.end_col == -1 { -2 } else { token.end_col };
        self.raise(kind, msg, Spot { line: token.lineno, col }, Spot { line: token.end_lineno, col: end_col });
    }

    fn raise_end_of_file(&mut self) {
        match self.lexer.brackets.is_empty() {
            false => self.raise_unclosed(),
            true => {
                // "unexpected EOF" has no token of its own.
                let col = self.lexer.cur as i32 - self.lexer.line_start as i32 - 1;
                let spot = Spot { line: self.lexer.lineno, col };
                self.raise(ErrorKind::Syntax, "unexpected EOF while parsing", spot, Spot { line: spot.line, col: -2 });
            }
        }
    }

    /// `'(' was never closed`
    pub(super) fn raise_unclosed(&mut self) {
        if let Some(bracket) = self.lexer.brackets.last().copied() {
            let start = Spot { line: bracket.lineno, col: bracket.col };
            let msg = format!("'{}' was never closed", bracket.open as char);
            self.raise(ErrorKind::Syntax, &msg, start, Spot { line: bracket.lineno, col: -1 });
        }
    }

    /// The tokenizer gave an `Error` token: makes its error the parser's.
    pub(super) fn raise_tokenizer_error(&mut self) {
        if self.error.is_some() {
            return;
        }
        if let Some(error) = self.lexer.error.take() {
            self.error = Some(error);
            return;
        }
        let here = |peg: &Self, col: i32| Spot { line: peg.lexer.lineno, col };
        match self.lexer.done {
            Done::Eof => self.raise_end_of_file(),
            Done::Dedent => {
                // Shown from the end of the line.
                self.raise_last(ErrorKind::Indentation, "unindent does not match any outer indentation level");
            }
            Done::TabSpace => {
                let msg = "inconsistent use of tabs and spaces in indentation";
                self.raise(ErrorKind::Tab, msg, here(self, 0), here(self, -1));
            }
            Done::TooDeep => {
                self.raise(ErrorKind::Indentation, "too many levels of indentation", here(self, 0), here(self, -1));
            }
            Done::LineContinuation => {
                let col = self.lexer.cur as i32 - self.lexer.buf as i32 - 1;
                let msg = "unexpected character after line continuation character";
                self.raise(ErrorKind::Syntax, msg, here(self, col.max(0)), here(self, -1));
            }
            _ => self.raise(ErrorKind::Syntax, "unknown parsing error", here(self, 0), here(self, -1)),
        }
    }

    /// Raises with columns counted from 0 in bytes; -1 is shown as column 0, -2 as -1.
    pub(super) fn raise(&mut self, kind: ErrorKind, msg: &str, start: Spot, end: Spot) {
        if self.error.is_some() {
            return;
        }
        let text = self.error_line(start.line);
        let col = characters(&text, i64::from(start.col) + 1);
        let end_col = match i64::from(end.col) + 1 {
            bytes @ 1.. => characters(&text, bytes),
            bytes => bytes,
        };
        let (from, to) = ((i64::from(start.line), col), (i64::from(end.line), end_col));
        self.error = Some(SyntaxErrorInfo::at(kind, msg, from, to, text));
    }

    /// The line that is shown: all that the tokenizer keeps of it if it is the last one read, else the bare line.
    fn error_line(&self, line: u32) -> String {
        let lexer = &self.lexer;
        let source: &str = &lexer.src;
        if lexer.lineno <= line && lexer.inp > lexer.line_start {
            return source.get(lexer.line_start..lexer.inp).unwrap_or("").to_string();
        }
        source.split('\n').nth((line as usize).saturating_sub(1)).unwrap_or("").to_string()
    }

    /// Is this one of the names of statements that were statements in Python 2?
    pub(super) fn is_legacy_statement(&self, node: NodeId) -> bool {
        let node = self.nodes.get(node);
        let named = matches!(node.kind, NodeKind::Name | NodeKind::Token);
        named && node.first == node.last && matches!(self.token_text(node.first as usize), "print" | "exec")
    }
}

/// How many characters the first bytes of a line are; a character cut in half counts.
fn characters(text: &str, bytes: i64) -> i64 {
    if bytes <= 0 {
        return bytes;
    }
    let upto = (bytes as usize).min(text.len());
    let whole = text.char_indices().take_while(|(at, _)| *at < upto).count() as i64;
    // CPython counts one column behind the end at most.
    whole + i64::from(bytes as usize > text.len())
}
