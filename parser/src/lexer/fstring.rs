//! f-strings and t-strings: the literal text between replacement fields.

use super::string::Prefix;
use super::{Done, Kind, Lexer, Token};

/// One more than the deepest nesting of f-strings in f-strings.
const MAX_FSTRING_LEVEL: usize = 150;
/// One more than the deepest nesting of replacement fields in format specifications.
const MAX_EXPR_NESTING: i32 = 3;

/// An f-string or t-string that is open.
#[derive(Clone, Copy, Debug)]
pub(super) struct FMode {
    /// Inside a replacement field, rather than in literal text.
    pub(super) in_expression: bool,
    pub(super) in_format_spec: bool,
    pub(super) in_debug: bool,
    pub(super) quote: u8,
    pub(super) quote_size: usize,
    raw: bool,
    template: bool,
    start: usize,
    multi_line_start: usize,
    first_line: u32,
    /// Brackets open inside this string.
    pub(super) depth: i32,
    /// The bracket depth at which the innermost replacement field began; -1 outside of any.
    pub(super) expr_start_depth: i32,
}

impl FMode {
    /// `f` or `t`.
    pub(super) fn letter(&self) -> char {
        if self.template { 't' } else { 'f' }
    }
}

impl Lexer<'_> {
    /// Behind the first quote.
    pub(super) fn start_fstring(&mut self, quote: u8, prefix: Prefix) -> Token {
        self.first_lineno = self.lineno;
        self.multi_line_start = self.line_start;
        let mut quote_size = 1;
        let second = self.next_byte();
        if second == Some(quote) {
            let third = self.next_byte();
            if third == Some(quote) {
                quote_size = 3;
            } else {
                self.back(third);
                self.back(second);
            }
        } else {
            self.back(second);
        }
        if self.modes.len() + 1 >= MAX_FSTRING_LEVEL {
            return self.fail("too many nested f-strings or t-strings");
        }
        self.modes.push(FMode {
            in_expression: false,
            in_format_spec: false,
            in_debug: false,
            quote,
            quote_size,
            raw: prefix.r,
            template: prefix.t,
            start: self.start.unwrap_or(self.cur),
            multi_line_start: self.line_start,
            first_line: self.lineno,
            depth: 0,
            expr_start_depth: -1,
        });
        self.finish(if prefix.t { Kind::TStringStart } else { Kind::FStringStart })
    }

    /// A token in an f-string's literal part.
    pub(super) fn fstring_token(&mut self) -> Token {
        self.start = Some(self.cur);
        self.first_lineno = self.lineno;
        let Some(mode) = self.modes.last().copied() else {
            return self.normal_token();
        };
        let first = self.next_byte();
        if first == Some(b'{') {
            let second = self.peek();
            self.back(first);
            if second != Some(b'{') {
                return match self.enter_expression() {
                    Ok(()) => self.normal_token(),
                    Err(token) => token,
                };
            }
        } else {
            self.back(first);
        }
        let mut quotes = 0;
        while quotes < mode.quote_size {
            let c = self.next_byte();
            if c != Some(mode.quote) {
                self.back(c);
                return self.fstring_middle(mode);
            }
            quotes += 1;
        }
        self.multi_line_start = self.line_start;
        self.modes.pop();
        self.finish(if mode.template { Kind::TStringEnd } else { Kind::FStringEnd })
    }

    fn enter_expression(&mut self) -> Result<(), Token> {
        let Some(mode) = self.modes.last_mut() else { return Ok(()) };
        mode.expr_start_depth += 1;
        if mode.expr_start_depth >= MAX_EXPR_NESTING {
            let letter = mode.letter();
            return Err(self.fail(format!("{letter}-string: expressions nested too deeply")));
        }
        mode.in_expression = true;
        Ok(())
    }

    /// Text up to the first of two braces; its column counts both.
    fn before_second_brace(&self, kind: Kind, start: usize) -> Token {
        let token = self.token(kind, Some((start, self.cur - 1)));
        Token { end_col: token.end_col + 1, ..token }
    }

    fn leave_text(&mut self) {
        if let Some(mode) = self.modes.last_mut() {
            mode.in_expression = true;
        }
    }

    fn fstring_middle(&mut self, mode: FMode) -> Token {
        let middle = if mode.template { Kind::TStringMiddle } else { Kind::FStringMiddle };
        let start = self.start.unwrap_or(self.cur);
        let in_format_spec = mode.in_format_spec && mode.expr_start_depth >= 0;
        let mut closing = 0;
        let mut named_escape = false;
        self.multi_line_start = self.line_start;
        while closing != mode.quote_size {
            let c = self.next_byte();
            match c {
                None => return self.unterminated_fstring(mode, c),
                Some(b'\n') if mode.quote_size == 1 => {
                    if in_format_spec {
                        let letter = mode.letter();
                        return self.fail(format!(
                            "{letter}-string: newlines are not allowed in format specifiers for single quoted {letter}-strings"
                        ));
                    }
                    return self.unterminated_fstring(mode, c);
                }
                Some(quote) if quote == mode.quote => {
                    closing += 1;
                    continue;
                }
                _ => closing = 0,
            }
            match c {
                Some(b'{') => {
                    let second = self.next_byte();
                    if second == Some(b'{') && !in_format_spec {
                        return self.before_second_brace(middle, start);
                    }
                    self.back(second);
                    self.back(c);
                    if let Err(token) = self.enter_expression() {
                        return token;
                    }
                    return self.finish(middle);
                }
                Some(b'}') => {
                    if named_escape {
                        return self.finish(middle);
                    }
                    let second = self.next_byte();
                    if second == Some(b'}') && !in_format_spec && mode.depth == 0 {
                        return self.before_second_brace(middle, start);
                    }
                    self.back(second);
                    self.back(c);
                    self.leave_text();
                    return self.finish(middle);
                }
                Some(b'\\') => {
                    let escaped = self.next_byte();
                    match escaped {
                        Some(brace @ (b'{' | b'}')) => {
                            if !mode.raw {
                                self.warn_escaped_brace(brace);
                            }
                            self.back(escaped);
                        }
                        Some(b'N') if !mode.raw => {
                            let open = self.next_byte();
                            match open {
                                Some(b'{') => named_escape = true,
                                _ => self.back(open),
                            }
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        self.cur -= mode.quote_size;
        self.finish(middle)
    }

    fn warn_escaped_brace(&mut self, brace: u8) {
        let escape = crate::strings::InvalidEscape { offset: 0, octal: None, letter: brace as char };
        self.warn(escape.message(), escape.error_message(), (self.cur - 2, self.cur));
    }

    /// Reports from the string's first character.
    fn unterminated_fstring(&mut self, mode: FMode, c: Option<u8>) -> Token {
        self.cur = mode.start + 1;
        self.line_start = mode.multi_line_start;
        let detected = self.lineno;
        self.lineno = mode.first_line;
        let letter = mode.letter();
        if mode.quote_size == 1 {
            return self.fail(format!("unterminated {letter}-string literal (detected at line {detected})"));
        }
        let msg = format!("unterminated triple-quoted {letter}-string literal (detected at line {detected})");
        let token = self.fail(msg);
        if c.is_none() {
            self.done = Done::EofInString;
        }
        token
    }
}
