//! Number literals.

use super::{Kind, Lexer, Token};

impl Lexer<'_> {
    /// A number that starts with the digit just read.
    pub(super) fn number(&mut self, first: u8) -> Token {
        if first != b'0' {
            return match self.decimal_tail() {
                Ok(c) => self.after_digits(c),
                Err(token) => token,
            };
        }
        let c = self.next_byte();
        match c {
            Some(b'x' | b'X') => self.radix("hexadecimal", 16),
            Some(b'o' | b'O') => self.radix("octal", 8),
            Some(b'b' | b'B') => self.radix("binary", 2),
            _ => self.zeros(c),
        }
    }

    /// Digits behind `0x`, `0o` or `0b`.
    fn radix(&mut self, name: &str, radix: u32) -> Token {
        let is_digit = |c: Option<u8>| c.is_some_and(|b| (b as char).is_digit(radix));
        let wrong_digit = |c: Option<u8>| radix != 16 && c.is_some_and(|b| b.is_ascii_digit());
        let mut c = self.next_byte();
        loop {
            if c == Some(b'_') {
                c = self.next_byte();
            }
            if !is_digit(c) {
                if wrong_digit(c) {
                    return self.wrong_digit(c, name);
                }
                self.back(c);
                return self.fail(format!("invalid {name} literal"));
            }
            while is_digit(c) {
                c = self.next_byte();
            }
            if c != Some(b'_') {
                break;
            }
        }
        if wrong_digit(c) {
            return self.wrong_digit(c, name);
        }
        self.end_of_number(c, name)
    }

    fn wrong_digit(&mut self, c: Option<u8>, name: &str) -> Token {
        let digit = c.unwrap_or(b'0') as char;
        self.fail(format!("invalid digit '{digit}' in {name} literal"))
    }

    /// Behind a leading zero: only zeros may follow, unless this turns out to be a float.
    fn zeros(&mut self, mut c: Option<u8>) -> Token {
        loop {
            if c == Some(b'_') {
                c = self.next_byte();
                if !c.is_some_and(|b| b.is_ascii_digit()) {
                    self.back(c);
                    return self.fail("invalid decimal literal");
                }
            }
            if c != Some(b'0') {
                break;
            }
            c = self.next_byte();
        }
        let zeros_end = self.cur;
        let mut nonzero = false;
        if c.is_some_and(|b| b.is_ascii_digit()) {
            nonzero = true;
            c = match self.decimal_tail() {
                Ok(c) => c,
                Err(token) => return token,
            };
        }
        match c {
            Some(b'.' | b'e' | b'E' | b'j' | b'J') => self.after_digits(c),
            _ if nonzero => {
                self.back(c);
                let start = self.start.unwrap_or(self.cur) + 1 - self.line_start;
                let end = zeros_end - self.line_start;
                self.fail_range(
                    "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
                    start as i64,
                    end as i64,
                )
            }
            _ => self.end_of_number(c, "decimal"),
        }
    }

    /// More digits and underscores; gives what follows them.
    fn decimal_tail(&mut self) -> Result<Option<u8>, Token> {
        loop {
            let mut c = self.next_byte();
            while c.is_some_and(|b| b.is_ascii_digit()) {
                c = self.next_byte();
            }
            if c != Some(b'_') {
                return Ok(c);
            }
            c = self.next_byte();
            if !c.is_some_and(|b| b.is_ascii_digit()) {
                self.back(c);
                return Err(self.fail("invalid decimal literal"));
            }
        }
    }

    /// Behind the integer part: a point, an exponent, a `j`, or the end.
    fn after_digits(&mut self, c: Option<u8>) -> Token {
        if c == Some(b'.') {
            let next = self.next_byte();
            return self.fraction(next);
        }
        self.exponent(c)
    }

    /// Behind the point.
    pub(super) fn fraction(&mut self, mut c: Option<u8>) -> Token {
        if c.is_some_and(|b| b.is_ascii_digit()) {
            c = match self.decimal_tail() {
                Ok(c) => c,
                Err(token) => return token,
            };
        }
        self.exponent(c)
    }

    fn exponent(&mut self, mut c: Option<u8>) -> Token {
        if matches!(c, Some(b'e' | b'E')) {
            let e = c;
            c = self.next_byte();
            if matches!(c, Some(b'+' | b'-')) {
                c = self.next_byte();
                if !c.is_some_and(|b| b.is_ascii_digit()) {
                    self.back(c);
                    return self.fail("invalid decimal literal");
                }
            } else if !c.is_some_and(|b| b.is_ascii_digit()) {
                self.back(c);
                return self.end_of_number(e, "decimal");
            }
            c = match self.decimal_tail() {
                Ok(c) => c,
                Err(token) => return token,
            };
        }
        if matches!(c, Some(b'j' | b'J')) {
            c = self.next_byte();
            return self.end_of_number(c, "imaginary");
        }
        self.end_of_number(c, "decimal")
    }

    /// A number must not run into a name; running into some keywords is a warning.
    fn end_of_number(&mut self, c: Option<u8>, kind: &str) -> Token {
        let rest = &self.src.as_bytes()[self.cur.min(self.inp)..self.inp];
        let whole = |tail: &[u8]| {
            let behind = rest.strip_prefix(tail).map(|more| more.first().copied());
            behind.is_some_and(|b| !b.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_' || b >= 128))
        };
        let keyword = match c {
            Some(b'a') => whole(b"nd"),
            Some(b'e') => whole(b"lse"),
            Some(b'f') => whole(b"or"),
            Some(b'i') => matches!(rest.first(), Some(b'f' | b'n' | b's')),
            Some(b'o') => whole(b"r"),
            Some(b'n') => whole(b"ot"),
            _ => false,
        };
        self.back(c);
        if keyword {
            let start = self.start.unwrap_or(self.cur);
            let msg = format!("invalid {kind} literal");
            self.warn(msg.clone(), msg, (start, self.cur));
        } else if c.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return self.fail(format!("invalid {kind} literal"));
        }
        self.finish(Kind::Number)
    }
}
