//! The location table: source positions of instructions, in CPython 3.14's compact form.
//!
//! Each entry covers 1 to 8 units. Its first byte has bit 7 set and holds a form (4 bits) and the length less one; the
//! forms trade range for size. Lines are relative to the previous entry's.

/// A source position; -1 (or anything negative) stands for "unknown".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// First line, 1-based.
    pub line: i32,
    /// Last line.
    pub end_line: i32,
    /// First column, in bytes.
    pub col: i32,
    /// Column after the last, in bytes.
    pub end_col: i32,
}

impl Position {
    /// No position at all.
    pub const NONE: Position = Position { line: -1, end_line: -1, col: -1, end_col: -1 };
}

const FORM_ONE_LINE: u8 = 10;
const FORM_NO_COLUMNS: u8 = 13;
const FORM_LONG: u8 = 14;
const FORM_NONE: u8 = 15;

/// Units that one entry can cover.
const MAX_UNITS: u32 = 8;

/// Writes a location table.
pub struct Encoder {
    out: Vec<u8>,
    line: i32,
}

impl Encoder {
    /// A table whose first line delta is relative to `co_firstlineno`.
    pub fn new(firstlineno: i32) -> Encoder {
        Encoder { out: Vec::new(), line: firstlineno }
    }

    /// Gives the next `units` units a position.
    pub fn add(&mut self, mut units: u32, position: Position) {
        while units > 0 {
            let now = units.min(MAX_UNITS);
            self.entry(now, position);
            units -= now;
        }
    }

    fn start(&mut self, form: u8, units: u32) {
        self.out.push(0x80 | form << 3 | (units - 1) as u8);
    }

    fn unsigned(&mut self, mut value: u32) {
        while value >= 64 {
            self.out.push(0x40 | (value & 0x3F) as u8);
            value >>= 6;
        }
        self.out.push(value as u8);
    }

    fn signed(&mut self, value: i32) {
        let magnitude = value.unsigned_abs();
        self.unsigned(magnitude << 1 | (value < 0) as u32);
    }

    fn entry(&mut self, units: u32, p: Position) {
        if p.line < 0 {
            self.start(FORM_NONE, units);
            return;
        }
        let delta = p.line.wrapping_sub(self.line);
        self.line = p.line;
        let one_line = p.end_line == p.line;
        if p.col < 0 || p.end_col < 0 {
            if one_line || p.end_line < 0 {
                self.start(FORM_NO_COLUMNS, units);
                self.signed(delta);
                return;
            }
        } else if one_line {
            let width = p.end_col - p.col;
            if delta == 0 && p.col < 80 && (0..16).contains(&width) {
                self.start((p.col >> 3) as u8, units);
                self.out.push(((p.col & 7) << 4 | width) as u8);
                return;
            }
            if (0..3).contains(&delta) && p.col < 128 && p.end_col < 128 {
                self.start(FORM_ONE_LINE + delta as u8, units);
                self.out.extend([p.col as u8, p.end_col as u8]);
                return;
            }
        }
        self.start(FORM_LONG, units);
        self.signed(delta);
        self.unsigned((p.end_line - p.line).max(0) as u32);
        self.unsigned((p.col + 1).max(0) as u32);
        self.unsigned((p.end_col + 1).max(0) as u32);
    }

    /// The finished table.
    pub fn finish(self) -> Box<[u8]> {
        self.out.into()
    }
}

/// The entries of a table: number of units and position. Ends early at malformed bytes.
pub fn decode(table: &[u8], firstlineno: i32) -> Decoder<'_> {
    Decoder { rest: table, line: firstlineno }
}

/// Iterator over the entries of a location table.
pub struct Decoder<'a> {
    rest: &'a [u8],
    line: i32,
}

impl Decoder<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn unsigned(&mut self) -> Option<u32> {
        let mut value = 0u32;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            value |= ((byte & 0x3F) as u32).checked_shl(shift).unwrap_or(0);
            shift += 6;
            if byte & 0x40 == 0 {
                return Some(value);
            }
        }
    }

    fn signed(&mut self) -> Option<i32> {
        let raw = self.unsigned()?;
        let magnitude = (raw >> 1) as i32;
        Some(if raw & 1 != 0 { -magnitude } else { magnitude })
    }

    /// The form, the units and the line change of the next entry, leaving the rest of it to read.
    fn head(&mut self) -> Option<(u8, u32)> {
        let first = self.byte()?;
        Some((first >> 3 & 15, (first & 7) as u32 + 1))
    }
}

impl Iterator for Decoder<'_> {
    type Item = (u32, Position);

    fn next(&mut self) -> Option<(u32, Position)> {
        let (form, units) = self.head()?;
        let position = match form {
            FORM_NONE => Position::NONE,
            FORM_LONG => {
                self.line = self.line.wrapping_add(self.signed()?);
                let end_line = self.line.wrapping_add(self.unsigned()? as i32);
                let col = (self.unsigned()? as i32).wrapping_sub(1);
                Position { line: self.line, end_line, col, end_col: (self.unsigned()? as i32).wrapping_sub(1) }
            }
            FORM_NO_COLUMNS => {
                self.line = self.line.wrapping_add(self.signed()?);
                Position { line: self.line, end_line: self.line, col: -1, end_col: -1 }
            }
            FORM_ONE_LINE.. => {
                self.line = self.line.wrapping_add((form - FORM_ONE_LINE) as i32);
                let col = self.byte()? as i32;
                Position { line: self.line, end_line: self.line, col, end_col: self.byte()? as i32 }
            }
            _ => {
                let second = self.byte()?;
                let col = (form as i32) << 3 | (second >> 4) as i32 & 7;
                Position { line: self.line, end_line: self.line, col, end_col: col + (second & 15) as i32 }
            }
        };
        Some((units, position))
    }
}

/// `co_positions()`: a position for every unit.
pub fn positions(table: &[u8], firstlineno: i32) -> impl Iterator<Item = Position> {
    decode(table, firstlineno).flat_map(|(units, p)| std::iter::repeat_n(p, units as usize))
}

/// The position of the instruction at unit `at`.
pub fn position_at(table: &[u8], firstlineno: i32, at: u32) -> Position {
    let mut end = 0;
    decode(table, firstlineno)
        .find(|(units, _)| {
            end += units;
            at < end
        })
        .map_or(Position::NONE, |(_, p)| p)
}

/// `co_lines()`: ranges of bytes (not units) with one line, -1 where there is none.
pub fn lines(table: &[u8], firstlineno: i32) -> Vec<(u32, u32, i32)> {
    let mut ranges: Vec<(u32, u32, i32)> = Vec::new();
    let mut at = 0;
    for (units, p) in decode(table, firstlineno) {
        let end = at + units * 2;
        match ranges.last_mut() {
            Some(last) if last.2 == p.line => last.1 = end,
            _ => ranges.push((at, end, p.line)),
        }
        at = end;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_survive_encoding() {
        let p = |line, end_line, col, end_col| Position { line, end_line, col, end_col };
        let runs = [
            (1, p(1, 1, 0, 5)),
            (20, p(2, 2, 4, 90)),
            (3, Position::NONE),
            (2, p(2, 2, 79, 94)),
            (1, p(1000, 1003, 200, 7)),
            (4, p(7, 7, -1, -1)),
            (1, p(8, 8, 127, 127)),
        ];
        let mut encoder = Encoder::new(1);
        for (units, position) in runs {
            encoder.add(units, position);
        }
        let table = encoder.finish();
        let expected: Vec<Position> = runs.iter().flat_map(|(n, p)| std::iter::repeat_n(*p, *n as usize)).collect();
        assert_eq!(positions(&table, 1).collect::<Vec<_>>(), expected);
        assert_eq!(position_at(&table, 1, 21), Position::NONE);
        assert_eq!(lines(&table, 1)[1], (2, 42, 2));
    }
}
