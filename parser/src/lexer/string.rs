//! String and bytes literals (f-strings only as far as telling them apart).

use super::{Done, Kind, Lexer, Token};

/// The letters before a quote.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Prefix {
    pub(super) b: bool,
    pub(super) r: bool,
    pub(super) u: bool,
    pub(super) f: bool,
    pub(super) t: bool,
}

impl Prefix {
    /// The two letters that can't go together, in the order CPython looks at them.
    fn clash(self) -> Option<(char, char)> {
        let Prefix { b, r, u, f, t } = self;
        [
            (u && b, ('u', 'b')),
            (u && r, ('u', 'r')),
            (u && f, ('u', 'f')),
            (u && t, ('u', 't')),
            (b && f, ('b', 'f')),
            (b && t, ('b', 't')),
            (f && t, ('f', 't')),
        ]
        .into_iter()
        .find_map(|(clash, pair)| clash.then_some(pair))
    }
}

impl Lexer<'_> {
    /// A string whose prefix and first quote were just read.
    pub(super) fn prefixed_string(&mut self, quote: u8, prefix: Prefix) -> Token {
        if let Some((one, other)) = prefix.clash() {
            let start = self.start.unwrap_or(self.cur);
            let column = start + 1 - self.line_start;
            let end = self.cur - self.line_start;
            let msg = format!("'{one}' and '{other}' prefixes are incompatible");
            return self.fail_range(msg, column as i64, end as i64);
        }
        if prefix.f || prefix.t {
            return self.start_fstring(quote, prefix);
        }
        self.plain_string(quote)
    }

    /// A string whose first quote was just read.
    pub(super) fn plain_string(&mut self, quote: u8) -> Token {
        self.first_lineno = self.lineno;
        self.multi_line_start = self.line_start;
        let mut size = 1;
        let mut closing = 0;
        let mut escaped_quote = false;
        let mut c = self.next_byte();
        if c == Some(quote) {
            c = self.next_byte();
            if c == Some(quote) {
                size = 3;
            } else {
                closing = 1;
            }
        }
        if c != Some(quote) {
            self.back(c);
        }
        while closing != size {
            c = self.next_byte();
            if c.is_none() || (size == 1 && c == Some(b'\n')) {
                return self.unterminated(quote, size, escaped_quote, c);
            }
            if c == Some(quote) {
                closing += 1;
                continue;
            }
            closing = 0;
            if c == Some(b'\\') {
                c = self.next_byte();
                escaped_quote |= c == Some(quote);
            }
        }
        self.finish(Kind::String)
    }

    /// Reports from the opening quote.
    fn unterminated(&mut self, quote: u8, size: usize, escaped_quote: bool, c: Option<u8>) -> Token {
        self.cur = self.start.unwrap_or(self.cur) + 1;
        self.line_start = self.multi_line_start;
        let detected = self.lineno;
        self.lineno = self.first_lineno;
        if let Some(mode) = self.modes.last()
            && mode.quote == quote
            && mode.quote_size == size
        {
            let letter = mode.letter();
            return self.fail(format!("{letter}-string: expecting '}}'"));
        }
        let token = if size == 3 {
            self.fail(format!("unterminated triple-quoted string literal (detected at line {detected})"))
        } else {
            let hint = if escaped_quote { "; perhaps you escaped the end quote?" } else { "" };
            self.fail(format!("unterminated string literal (detected at line {detected}){hint}"))
        };
        if c.is_none() {
            self.done = if size == 3 { Done::EofInString } else { Done::EolInString };
        }
        token
    }
}
