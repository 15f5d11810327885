//! Indentation: where blocks open and close, and what is wrong with tabs.

use super::{Done, Lexer, Token};

/// One more than the deepest indentation.
const MAX_INDENT: usize = 100;
const TAB_SIZE: u32 = 8;

impl Lexer<'_> {
    /// Reads the indentation of a line and notes the blocks it opens or closes. `Ok(true)`: a blank or comment line.
    pub(super) fn indentation(&mut self) -> Result<bool, Token> {
        // Two ways to count: tabs to multiples of eight, and tabs as one column. Where they disagree about an order, the
        // meaning of the source depends on the width of a tab.
        let (mut col, mut alt, mut continued) = (0u32, 0u32, 0u32);
        self.at_line_start = false;
        let c = loop {
            let c = self.next_byte();
            match c {
                Some(b' ') => {
                    col += 1;
                    alt += 1;
                }
                Some(b'\t') => {
                    col = (col / TAB_SIZE + 1) * TAB_SIZE;
                    alt += 1;
                }
                Some(0x0C) => {
                    col = 0;
                    alt = 0;
                }
                Some(b'\\') => {
                    // The first line of several joined by backslashes has the indentation.
                    if continued == 0 {
                        continued = col;
                    }
                    self.continuation_line()?;
                }
                _ => break c,
            }
        };
        self.back(c);
        if matches!(c, Some(b'#' | b'\n')) {
            return Ok(true);
        }
        if !self.brackets.is_empty() {
            return Ok(false);
        }
        if continued != 0 {
            (col, alt) = (continued, continued);
        }
        let (top, alt_top) = self.indents.last().copied().unwrap_or((0, 0));
        if col == top {
            if alt != alt_top {
                return Err(self.stop_at_line_end(Done::TabSpace));
            }
        } else if col > top {
            if self.indents.len() >= MAX_INDENT {
                return Err(self.stop_at_line_end(Done::TooDeep));
            }
            if alt <= alt_top {
                return Err(self.stop_at_line_end(Done::TabSpace));
            }
            self.pending_indents += 1;
            self.indents.push((col, alt));
        } else {
            while let Some(&(level, _)) = self.indents.last()
                && self.indents.len() > 1
                && col < level
            {
                self.pending_indents -= 1;
                self.indents.pop();
            }
            let (top, alt_top) = self.indents.last().copied().unwrap_or((0, 0));
            if col != top {
                return Err(self.stop_at_line_end(Done::Dedent));
            }
            if alt != alt_top {
                return Err(self.stop_at_line_end(Done::TabSpace));
            }
        }
        Ok(false)
    }

    fn stop_at_line_end(&mut self, done: Done) -> Token {
        self.cur = self.inp;
        self.stop(done)
    }
}
