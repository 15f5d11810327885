//! The whole token stream of a source as Python's module `_tokenize` shows it: numbers of the module `token`, positions in
//! characters, optionally comments and blank lines too.
//!
//! It runs the lexer and looks at what lies between its tokens; it knows no grammar.

use super::{Done, Kind, Lexer, Token};
use crate::error::{ErrorKind, SyntaxErrorInfo};

/// A token of the stream. Lines count from 1; a column of -1 stands for "none".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamToken {
    /// Number of the type in module `token`.
    pub number: u8,
    /// Its text.
    pub text: String,
    /// Line and column of its start.
    pub start: (i64, i64),
    /// Line and column of its end.
    pub end: (i64, i64),
    /// First and last of the source lines it is shown with, from 1; nothing behind the end of the source.
    pub lines: Option<(usize, usize)>,
}

const ENDMARKER: u8 = 0;
const NEWLINE: u8 = 4;
const INDENT: u8 = 5;
const DEDENT: u8 = 6;
const OP: u8 = 55;
const COMMENT: u8 = 65;
const NL: u8 = 66;

/// Numbers of the operators by their spelling.
static OPERATORS: &[(&str, u8)] = &[
    ("(", 7),
    (")", 8),
    ("[", 9),
    ("]", 10),
    (":", 11),
    (",", 12),
    (";", 13),
    ("+", 14),
    ("-", 15),
    ("*", 16),
    ("/", 17),
    ("|", 18),
    ("&", 19),
    ("<", 20),
    (">", 21),
    ("=", 22),
    (".", 23),
    ("%", 24),
    ("{", 25),
    ("}", 26),
    ("==", 27),
    ("!=", 28),
    ("<>", 28),
    ("<=", 29),
    (">=", 30),
    ("~", 31),
    ("^", 32),
    ("<<", 33),
    (">>", 34),
    ("**", 35),
    ("+=", 36),
    ("-=", 37),
    ("*=", 38),
    ("/=", 39),
    ("%=", 40),
    ("&=", 41),
    ("|=", 42),
    ("^=", 43),
    ("<<=", 44),
    (">>=", 45),
    ("**=", 46),
    ("//", 47),
    ("//=", 48),
    ("@", 49),
    ("@=", 50),
    ("->", 51),
    ("...", 52),
    (":=", 53),
    ("!", 54),
];

fn number(kind: Kind, text: &str) -> u8 {
    match kind {
        Kind::EndMarker => ENDMARKER,
        Kind::Number => 2,
        Kind::String => 3,
        Kind::Newline => NEWLINE,
        Kind::Indent => INDENT,
        Kind::Dedent => DEDENT,
        Kind::FStringStart => 59,
        Kind::FStringMiddle => 60,
        Kind::FStringEnd => 61,
        Kind::TStringStart => 62,
        Kind::TStringMiddle => 63,
        Kind::TStringEnd => 64,
        Kind::Name => 1,
        kind if kind.is_keyword() => 1,
        _ => OPERATORS.iter().find(|row| row.0 == text).map_or(OP, |row| row.1),
    }
}

/// The tokens of a source given as its lines (with their line ends), and the error that ends them, if one does.
/// `extra`: as module `tokenize` has them, comments and blank lines included.
pub fn stream(lines: &[String], extra: bool) -> (Vec<StreamToken>, Option<SyntaxErrorInfo>) {
    let source: String = lines.concat();
    if let Some(at) = source.find('\0') {
        let line = source[..at].matches('\n').count() as i64 + 1;
        let msg = "source code cannot contain null bytes";
        return (Vec::new(), Some(SyntaxErrorInfo::at(ErrorKind::Syntax, msg, (line, 0), (line, 0), String::new())));
    }
    let normal = source.replace("\r\n", "\n");
    let implicit = !normal.is_empty() && !normal.ends_with('\n');
    let mut lexer = Lexer::new(&normal, implicit);
    lexer.lenient = extra;
    if lines.is_empty() && !extra {
        return (Vec::new(), None);
    }
    let starts: Vec<usize> = std::iter::once(0)
        .chain(lexer.source().bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1))
        .collect();
    let crlf = lines.iter().map(|l| l.ends_with("\r\n")).collect();
    let text = lexer.source().to_string();
    let mut s = Stream { source: text, starts, crlf, implicit, extra, out: Vec::new() };
    let mut at = 0;
    loop {
        let token = lexer.next_token();
        if extra {
            let end = if token.kind == Kind::Error { s.source.len() } else { token.start as usize };
            s.between(at, end);
        }
        if token.kind == Kind::Error {
            let error = failure(&lexer);
            return (s.out, Some(error));
        }
        at = at.max(token.end as usize);
        s.push(&token);
        if token.kind == Kind::EndMarker {
            return (s.out, None);
        }
    }
}

/// What stopped the tokenizer, in the words of `_tokenize`.
fn failure(lexer: &Lexer<'_>) -> SyntaxErrorInfo {
    if let Some(error) = &lexer.error {
        return error.clone();
    }
    let (kind, msg) = match lexer.done {
        Done::Dedent => (ErrorKind::Indentation, "unindent does not match any outer indentation level"),
        Done::TabSpace => (ErrorKind::Tab, "inconsistent use of tabs and spaces in indentation"),
        Done::TooDeep => (ErrorKind::Indentation, "too many levels of indentation"),
        Done::LineContinuation => (ErrorKind::Syntax, "unexpected character after line continuation character"),
        Done::Eof => return SyntaxErrorInfo::bare(ErrorKind::Syntax, "unexpected EOF in multi-line statement"),
        _ => (ErrorKind::Syntax, "unknown tokenization error"),
    };
    let line = &lexer.src[lexer.line_start..lexer.inp];
    let offset = line.chars().count() as i64;
    let text = line.trim_end_matches('\n').to_string();
    let place = (i64::from(lexer.lineno), offset);
    SyntaxErrorInfo { end_lineno: None, end_offset: None, ..SyntaxErrorInfo::at(kind, msg, place, place, text) }
}

struct Stream {
    source: String,
    starts: Vec<usize>,
    crlf: Vec<bool>,
    implicit: bool,
    extra: bool,
    out: Vec<StreamToken>,
}

impl Stream {
    /// Line (from 1) of an offset.
    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|s| *s <= at).max(1)
    }

    /// Column in characters of an offset, in the line given.
    fn col(&self, at: usize, line: usize) -> i64 {
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        self.source.get(start..at).map_or((at - start.min(at)) as i64, |s| s.chars().count() as i64)
    }

    /// The line end as it was written.
    fn line_end(&self, at: usize) -> &'static str {
        if self.implicit && at + 1 == self.source.len() {
            ""
        } else if self.crlf.get(self.line(at) - 1).copied().unwrap_or(false) {
            "\r\n"
        } else {
            "\n"
        }
    }

    fn add(&mut self, number: u8, text: String, from: usize, to: usize) {
        let line = self.line(from);
        let (start, end) = ((line as i64, self.col(from, line)), (line as i64, self.col(to, line)));
        self.out.push(StreamToken { number, text, start, end, lines: Some((line, line)) });
    }

    /// A line end as NEWLINE or NL.
    fn add_line_end(&mut self, number: u8, at: usize) {
        let text = self.line_end(at);
        let line = self.line(at);
        let col = self.col(at, line);
        let width = text.len().max(1) as i64;
        let place = line as i64;
        let lines = Some((line, line));
        let (start, end) = ((place, col), (place, col + width));
        self.out.push(StreamToken { number, text: text.to_string(), start, end, lines });
    }

    /// Comments and line ends between two tokens; stops at anything else.
    fn between(&mut self, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            match self.source.as_bytes()[at] {
                b' ' | b'\t' | 0x0C => at += 1,
                b'\\' if self.source.as_bytes().get(at + 1) == Some(&b'\n') => at += 2,
                b'#' => {
                    let end = self.source[at..].find('\n').map_or(self.source.len(), |n| at + n);
                    let text = self.source[at..end].to_string();
                    self.add(COMMENT, text, at, end);
                    at = end;
                }
                b'\n' => {
                    self.add_line_end(NL, at);
                    at += 1;
                }
                // The second of two braces of an f-string.
                b'{' | b'}' if at == from && to > from => at += 1,
                _ => break,
            }
        }
    }

    fn push(&mut self, token: &Token) {
        let (from, to) = (token.start as usize, token.end as usize);
        let place = i64::from(token.lineno);
        let current = Some((token.lineno.max(1) as usize, token.lineno.max(1) as usize));
        let trailing = token.kind == Kind::EndMarker || token.kind == Kind::Dedent && from >= self.source.len();
        match token.kind {
            Kind::Newline if self.extra => {
                if to - from > 1 {
                    let text = self.source[from..to - 1].to_string();
                    self.add(COMMENT, text, from, to - 1);
                }
                return self.add_line_end(NEWLINE, to - 1);
            }
            Kind::Newline => {
                let mut text = self.source[from..to - 1].to_string();
                if self.line_end(to - 1) == "\r\n" {
                    text.push('\r');
                }
                let col = self.col(from, token.lineno as usize);
                let end = (place, col + text.chars().count() as i64);
                return self.out.push(StreamToken { number: NEWLINE, text, start: (place, col), end, lines: current });
            }
            Kind::EndMarker | Kind::Indent | Kind::Dedent => {
                let number = number(token.kind, "");
                let none = (place, -1);
                let plain = StreamToken { number, text: String::new(), start: none, end: none, lines: current };
                let token = match () {
                    // At the end of the source there is no line any more, unless it is that of the last token.
                    _ if !self.extra && trailing && self.out.last().is_none_or(|last| last.start.0 != place) => {
                        StreamToken { lines: None, ..plain }
                    }
                    _ if !self.extra => plain,
                    _ if trailing => StreamToken { start: (place + 1, 0), end: (place + 1, 0), lines: None, ..plain },
                    _ => {
                        let line = self.line(from);
                        let col = self.col(from, line);
                        let first = if number == INDENT { self.starts[line - 1] } else { from };
                        let text = self.source[first..from].to_string();
                        let start = (place, if number == INDENT { 0 } else { col });
                        StreamToken { text, start, end: (place, col), ..plain }
                    }
                };
                return self.out.push(token);
            }
            _ => {}
        }
        let (line, end_line) = (self.line(from), token.end_lineno as usize);
        let text = self.source[from..to].to_string();
        let mut kind = number(token.kind, &text);
        if self.extra && kind > DEDENT && kind < OP {
            kind = OP;
        }
        let end = (end_line as i64, self.col(to, end_line.max(1)));
        let is_string = matches!(
            token.kind,
            Kind::String
                | Kind::FStringStart
                | Kind::FStringMiddle
                | Kind::FStringEnd
                | Kind::TStringStart
                | Kind::TStringMiddle
                | Kind::TStringEnd
        );
        let first = if is_string { line } else { end_line };
        let text = self.with_line_ends(text, line);
        self.out.push(StreamToken {
            number: kind,
            text,
            start: (line as i64, self.col(from, line)),
            end,
            lines: Some((first, end_line)),
        });
    }

    /// The text of a token with its line ends as they were written.
    fn with_line_ends(&self, text: String, line: usize) -> String {
        if !text.contains('\n') || !self.crlf.iter().any(|c| *c) {
            return text;
        }
        let mut out = String::new();
        for (i, part) in text.split_inclusive('\n').enumerate() {
            match part.strip_suffix('\n') {
                Some(body) if self.crlf.get(line - 1 + i).copied().unwrap_or(false) => {
                    out.push_str(body);
                    out.push_str("\r\n");
                }
                _ => out.push_str(part),
            }
        }
        out
    }
}
