//! A tokenizer that sees source as CPython's does, errors included.
//!
//! Ruff's own lexer feeds Ruff's parser; this one runs beside it, because which tokenizer error a source has, and where,
//! depends on details (when a line is read, what the position is while it is read) that Ruff's need not reproduce. It works
//! lazily, one token at a time: errors are placed by the state the tokenizer is in at that moment. It knows no grammar.

mod fstring;
mod indent;
mod number;
pub(crate) mod printable;
pub mod stream;
mod string;
mod token;

use std::borrow::Cow;

use crate::error::{ErrorKind, SyntaxErrorInfo, SyntaxWarningInfo};
pub use token::{Kind, SPELLINGS, Token};

/// The deepest bracket nesting.
const MAX_LEVEL: usize = 200;

/// How the tokenizer stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// It has not.
    Ok,
    /// End of input.
    Eof,
    /// End of input in a triple-quoted string.
    EofInString,
    /// End of input in a string.
    EolInString,
    /// An error that is in `Lexer::error`.
    Error,
    /// Dedent to a level that was never there.
    Dedent,
    /// Tabs and spaces.
    TabSpace,
    /// Too many indentation levels.
    TooDeep,
    /// Something behind a backslash.
    LineContinuation,
}

/// An open bracket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bracket {
    pub(crate) open: u8,
    pub(crate) lineno: u32,
    pub(crate) col: i32,
}

/// The tokenizer's state. Names follow what CPython documents of its own, because errors depend on them.
#[derive(Debug)]
pub struct Lexer<'s> {
    pub(crate) src: Cow<'s, str>,
    /// Next byte to read.
    pub(crate) cur: usize,
    /// End of the line (or lines) read so far.
    pub(crate) inp: usize,
    /// Start of the line in which the token being read began: one error's column counts from here.
    pub(crate) buf: usize,
    pub(crate) line_start: usize,
    pub(crate) multi_line_start: usize,
    pub(crate) lineno: u32,
    pub(crate) first_lineno: u32,
    /// Start of the token being read.
    start: Option<usize>,
    pub(crate) done: Done,
    pub(crate) brackets: Vec<Bracket>,
    indents: Vec<(u32, u32)>,
    pending_indents: i32,
    at_line_start: bool,
    modes: Vec<fstring::FMode>,
    pub(crate) error: Option<SyntaxErrorInfo>,
    /// `from __future__ import barry_as_FLUFL`: `<>` is an operator.
    pub(crate) flufl: bool,
    /// Brackets need not match and names may hold any characters: for module `tokenize`.
    lenient: bool,
    /// Warnings about numbers run into keywords, and about escaped braces in f-strings.
    pub warnings: Vec<SyntaxWarningInfo>,
}

impl<'s> Lexer<'s> {
    /// A tokenizer over source with normalized newlines. `file_input`: a missing newline at the end is added.
    pub fn new(text: &'s str, file_input: bool) -> Self {
        let src = match file_input && !text.ends_with('\n') {
            true => Cow::Owned(format!("{text}\n")),
            false => Cow::Borrowed(text),
        };
        Lexer {
            src,
            cur: 0,
            inp: 0,
            buf: 0,
            line_start: 0,
            multi_line_start: 0,
            lineno: 0,
            first_lineno: 0,
            start: None,
            done: Done::Ok,
            brackets: Vec::new(),
            indents: vec![(0, 0)],
            pending_indents: 0,
            at_line_start: true,
            modes: Vec::new(),
            error: None,
            flufl: false,
            lenient: false,
            warnings: Vec::new(),
        }
    }

    /// The next token. After an `Error` or the end marker there is nothing to be had.
    pub fn next_token(&mut self) -> Token {
        match self.modes.last() {
            Some(mode) if !mode.in_expression => self.fstring_token(),
            _ => self.normal_token(),
        }
    }

    /// The whole source, as the tokenizer sees it.
    pub fn source(&self) -> &str {
        &self.src
    }

    /// Closes the open blocks as the end of an interactive statement does.
    pub(crate) fn close_blocks(&mut self) {
        self.pending_indents = -(self.indents.len() as i32 - 1);
        self.indents.truncate(1);
    }

    pub(crate) fn has_open_blocks(&self) -> bool {
        self.indents.len() > 1
    }

    /// Reads a byte, a line at a time.
    #[inline]
    fn next_byte(&mut self) -> Option<u8> {
        if self.cur == self.inp && !self.read_line() {
            return None;
        }
        let byte = self.src.as_bytes()[self.cur];
        self.cur += 1;
        Some(byte)
    }

    #[cold]
    fn read_line(&mut self) -> bool {
        if self.done != Done::Ok {
            return false;
        }
        let rest = &self.src.as_bytes()[self.inp..];
        if rest.is_empty() {
            self.done = Done::Eof;
            return false;
        }
        if self.start.is_none() {
            self.buf = self.cur;
        }
        self.line_start = self.cur;
        self.lineno += 1;
        self.inp += rest.iter().position(|&b| b == b'\n').map_or(rest.len(), |n| n + 1);
        true
    }

    /// Takes back what `next_byte` gave.
    #[inline]
    fn back(&mut self, byte: Option<u8>) {
        if byte.is_some() {
            self.cur -= 1;
        }
    }

    fn peek(&mut self) -> Option<u8> {
        let byte = self.next_byte();
        self.back(byte);
        byte
    }

    /// A token from `start` to `end`, or one without a position.
    fn token(&self, kind: Kind, range: Option<(usize, usize)>) -> Token {
        let string = matches!(
            kind,
            Kind::String
                | Kind::FStringStart
                | Kind::FStringMiddle
                | Kind::FStringEnd
                | Kind::TStringStart
                | Kind::TStringMiddle
                | Kind::TStringEnd
        );
        let line_start = if string { self.multi_line_start } else { self.line_start };
        let column = |at: usize, line: usize| if at >= line { (at - line) as i32 } else { -1 };
        let (start, end) = range.unwrap_or((self.cur, self.cur));
        Token {
            kind,
            level: self.brackets.len() as u16,
            start: start as u32,
            end: end as u32,
            lineno: if string { self.first_lineno } else { self.lineno },
            col: if range.is_some() { column(start, line_start) } else { -1 },
            end_lineno: self.lineno,
            end_col: if range.is_some() { column(end, self.line_start) } else { -1 },
        }
    }

    /// The token from `self.start` to here.
    fn finish(&self, kind: Kind) -> Token {
        self.token(kind, Some((self.start.unwrap_or(self.cur), self.cur)))
    }

    fn stop(&mut self, done: Done) -> Token {
        self.done = done;
        self.token(Kind::Error, None)
    }

    /// An error whose column is that of the last byte read.
    fn fail(&mut self, msg: impl Into<String>) -> Token {
        let col = self.cur.saturating_sub(self.line_start) as i64;
        self.fail_range(msg, col, col)
    }

    /// An error between two byte columns.
    fn fail_range(&mut self, msg: impl Into<String>, col: i64, end_col: i64) -> Token {
        let rest = &self.src[self.line_start..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let lineno = i64::from(self.lineno);
        let text = line.to_string();
        let characters = |bytes: i64| {
            let inside = text.bytes().take(bytes as usize).filter(|b| b & 0xC0 != 0x80).count() as i64;
            inside + (bytes - text.len() as i64).max(0)
        };
        let (col, end_col) = (characters(col), characters(end_col));
        self.error = Some(SyntaxErrorInfo::at(ErrorKind::Syntax, msg, (lineno, col), (lineno, end_col), text));
        self.stop(Done::Error)
    }

    /// Is an f-string open?
    pub(crate) fn in_fstring(&self) -> bool {
        !self.modes.is_empty()
    }

    fn warn(&mut self, msg: String, error_msg: String, range: (usize, usize)) {
        let range = (range.0 as u32, range.1 as u32);
        self.warnings.push(SyntaxWarningInfo { msg, error_msg, lineno: self.lineno, range });
    }

    /// A token outside of strings.
    fn normal_token(&mut self) -> Token {
        loop {
            self.start = None;
            let mut blank_line = false;
            if self.at_line_start {
                match self.indentation() {
                    Ok(blank) => blank_line = blank,
                    Err(token) => return token,
                }
            }
            self.start = Some(self.cur);
            if self.pending_indents != 0 {
                let kind = if self.pending_indents < 0 { Kind::Dedent } else { Kind::Indent };
                self.pending_indents -= self.pending_indents.signum();
                return self.token(kind, None);
            }
            if let Some(token) = self.token_in_line(blank_line) {
                return token;
            }
        }
    }

    /// The next token of this line; `None` at the end of a line that ends no statement.
    fn token_in_line(&mut self, blank_line: bool) -> Option<Token> {
        loop {
            self.start = None;
            let mut c = self.next_byte();
            while matches!(c, Some(b' ' | b'\t' | 0x0C)) {
                c = self.next_byte();
            }
            self.start = Some(if c.is_some() { self.cur - 1 } else { self.cur });
            if c == Some(b'#') {
                while !matches!(c, None | Some(b'\n')) {
                    c = self.next_byte();
                }
            }
            let Some(byte) = c else {
                return Some(match self.brackets.is_empty() && self.done == Done::Eof {
                    true => self.token(Kind::EndMarker, None),
                    false => self.token(Kind::Error, None),
                });
            };
            return Some(match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | 128.. => self.name_or_string(byte),
                b'\n' => {
                    self.at_line_start = true;
                    if blank_line || !self.brackets.is_empty() {
                        return None;
                    }
                    let start = self.start.unwrap_or(self.cur - 1);
                    self.token(Kind::Newline, Some((start, self.cur)))
                }
                b'.' => self.dot(),
                b'0'..=b'9' => self.number(byte),
                b'"' | b'\'' => self.plain_string(byte),
                b'\\' => {
                    if let Err(token) = self.continuation_line() {
                        return Some(token);
                    }
                    continue;
                }
                _ => self.operator(byte),
            });
        }
    }

    fn dot(&mut self) -> Token {
        let second = self.next_byte();
        if second.is_some_and(|b| b.is_ascii_digit()) {
            return self.fraction(second);
        }
        if second == Some(b'.') {
            let third = self.next_byte();
            if third == Some(b'.') {
                return self.finish(Kind::Ellipsis);
            }
            self.back(third);
        }
        self.back(second);
        self.finish(Kind::Dot)
    }

    /// The rest of a line continuation behind its backslash.
    fn continuation_line(&mut self) -> Result<(), Token> {
        let c = self.next_byte();
        if c != Some(b'\n') {
            return Err(self.stop(Done::LineContinuation));
        }
        if self.peek().is_none() {
            self.cur = self.inp;
            return Err(self.stop(Done::Eof));
        }
        Ok(())
    }

    fn name_or_string(&mut self, first: u8) -> Token {
        let (mut b, mut r, mut u, mut f, mut t) = (false, false, false, false, false);
        let mut c = Some(first);
        loop {
            match c {
                Some(b'b' | b'B') if !b => b = true,
                Some(b'u' | b'U') if !u => u = true,
                Some(b'r' | b'R') if !r => r = true,
                Some(b'f' | b'F') if !f => f = true,
                Some(b't' | b'T') if !t => t = true,
                _ => break,
            }
            c = self.next_byte();
            if let Some(quote @ (b'"' | b'\'')) = c {
                return self.prefixed_string(quote, string::Prefix { b, r, u, f, t });
            }
        }
        let mut ascii = true;
        while let Some(byte) = c
            && (byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 128)
        {
            ascii &= byte < 128;
            c = self.next_byte();
        }
        self.back(c);
        let start = self.start.unwrap_or(self.cur);
        if !ascii
            && !self.lenient
            && let Some(token) = self.check_identifier(start)
        {
            return token;
        }
        let kind = Kind::keyword(&self.src.as_bytes()[start..self.cur]).unwrap_or(Kind::Name);
        self.finish(kind)
    }

    /// Complains about the first character that can't be in an identifier.
    fn check_identifier(&mut self, start: usize) -> Option<Token> {
        let name = self.src.get(start..self.cur)?;
        let (at, bad) = name.char_indices().find(|&(at, c)| match at {
            0 => !(c == '_' || unicode_ident::is_xid_start(c)),
            _ => !unicode_ident::is_xid_continue(c),
        })?;
        self.cur = start + at + bad.len_utf8();
        Some(match printable::is_printable(bad) {
            true => self.fail(format!("invalid character '{bad}' (U+{:04X})", bad as u32)),
            false => self.fail(format!("invalid non-printable character U+{:04X}", bad as u32)),
        })
    }

    fn operator(&mut self, c: u8) -> Token {
        if matches!(c, b':' | b'}' | b'!' | b'{')
            && let Some(mode) = self.modes.last_mut()
            && mode.expr_start_depth >= 0
        {
            let cursor = mode.depth - i32::from(c != b'{');
            if c == b':' && cursor == mode.expr_start_depth {
                mode.in_expression = false;
                mode.in_format_spec = true;
                return self.finish(Kind::Colon);
            }
        }
        let second = self.next_byte();
        if let Some(second_byte) = second {
            if let Some(kind) = Kind::operator(&[c, second_byte])
                && (self.flufl || (c, second_byte) != (b'<', b'>'))
            {
                let third = self.next_byte();
                if let Some(third_byte) = third
                    && let Some(longer) = Kind::operator(&[c, second_byte, third_byte])
                {
                    return self.finish(longer);
                }
                self.back(third);
                return self.finish(kind);
            }
            self.back(second);
        }
        match c {
            b'(' | b'[' | b'{' => {
                if self.brackets.len() >= MAX_LEVEL {
                    return self.fail("too many nested parentheses");
                }
                let col = (self.start.unwrap_or(self.line_start) - self.line_start) as i32;
                self.brackets.push(Bracket { open: c, lineno: self.lineno, col });
                if let Some(mode) = self.modes.last_mut() {
                    mode.depth += 1;
                }
            }
            b')' | b']' | b'}' => {
                if let Err(token) = self.close_bracket(c) {
                    return token;
                }
            }
            _ => {}
        }
        if !(b' '..=b'~').contains(&c) {
            return self.fail(format!("invalid non-printable character U+{c:04X}"));
        }
        if c == b'='
            && let Some(mode) = self.modes.last_mut()
            && mode.depth - mode.expr_start_depth == 1
        {
            mode.in_debug = true;
        }
        self.finish(Kind::operator(&[c]).unwrap_or(Kind::Op))
    }

    fn close_bracket(&mut self, c: u8) -> Result<(), Token> {
        let close = c as char;
        if let Some(mode) = self.modes.last()
            && mode.depth == 0
            && c == b'}'
        {
            let letter = mode.letter();
            return Err(self.fail(format!("{letter}-string: single '}}' is not allowed")));
        }
        let Some(bracket) = self.brackets.pop() else {
            if self.lenient {
                return Ok(());
            }
            return Err(self.fail(format!("unmatched '{close}'")));
        };
        let matching = self.lenient || matches!((bracket.open, c), (b'(', b')') | (b'[', b']') | (b'{', b'}'));
        if !matching {
            if let Some(mode) = self.modes.last()
                && bracket.open == b'{'
                && mode.depth - 1 == mode.expr_start_depth
            {
                let letter = mode.letter();
                return Err(self.fail(format!("{letter}-string: unmatched '{close}'")));
            }
            let open = bracket.open as char;
            let mut msg = format!("closing parenthesis '{close}' does not match opening parenthesis '{open}'");
            if bracket.lineno != self.lineno {
                msg.push_str(&format!(" on line {}", bracket.lineno));
            }
            return Err(self.fail(msg));
        }
        if let Some(mode) = self.modes.last_mut() {
            mode.depth -= 1;
            if mode.depth < 0 {
                let letter = mode.letter();
                return Err(self.fail(format!("{letter}-string: unmatched '{close}'")));
            }
            if c == b'}' && mode.depth == mode.expr_start_depth {
                mode.expr_start_depth -= 1;
                mode.in_expression = false;
                mode.in_format_spec = false;
                mode.in_debug = false;
            }
        }
        Ok(())
    }
}
