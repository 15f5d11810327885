//! The exception table: which handler covers which instructions.
//!
//! Entries are four numbers (start, length, target, depth and lasti) in a big-endian base-64 form; the first byte of an
//! entry has bit 7 set, so that a search can start anywhere. Offsets are in 2-byte units.

/// One protected range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// First unit covered.
    pub start: u32,
    /// Unit after the last one covered.
    pub end: u32,
    /// Unit of the handler.
    pub target: u32,
    /// Stack depth to unwind to.
    pub depth: u32,
    /// Whether the offset of the raising instruction is pushed below the exception.
    pub lasti: bool,
}

fn push_number(out: &mut Vec<u8>, value: u32, mark: u8) {
    let start = out.len();
    for shift in [30, 24, 18, 12, 6] {
        if value >> shift != 0 {
            out.push((value >> shift) as u8 & 0x3F | 0x40);
        }
    }
    out.push(value as u8 & 0x3F);
    out[start] |= mark;
}

/// The table of `entries`, which are in order and do not overlap.
pub fn encode(entries: &[Entry]) -> Box<[u8]> {
    let mut out = Vec::new();
    for e in entries {
        push_number(&mut out, e.start, 0x80);
        push_number(&mut out, e.end - e.start, 0);
        push_number(&mut out, e.target, 0);
        push_number(&mut out, e.depth << 1 | e.lasti as u32, 0);
    }
    out.into()
}

/// The entries of a table. Iteration ends at the first malformed entry; see `Entries::is_malformed`.
pub fn decode(table: &[u8]) -> Entries<'_> {
    Entries { rest: table, malformed: false }
}

/// Iterator over the entries of a table.
pub struct Entries<'a> {
    rest: &'a [u8],
    malformed: bool,
}

impl Entries<'_> {
    /// Whether the bytes after the last entry returned are not an entry.
    pub fn is_malformed(&self) -> bool {
        self.malformed
    }

    fn number(&mut self) -> Option<u32> {
        let mut value = 0u32;
        loop {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            value = value.checked_mul(64)? | (byte & 0x3F) as u32;
            if byte & 0x40 == 0 {
                return Some(value);
            }
        }
    }

    fn entry(&mut self) -> Option<Entry> {
        let start = self.number()?;
        let end = start.checked_add(self.number()?)?;
        let target = self.number()?;
        let depth = self.number()?;
        Some(Entry { start, end, target, depth: depth >> 1, lasti: depth & 1 != 0 })
    }
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        if self.rest.is_empty() || self.malformed {
            return None;
        }
        let entry = self.entry();
        self.malformed = entry.is_none();
        entry
    }
}

/// The entry that covers unit `at`. Later entries start later, so the search stops early.
pub fn lookup(table: &[u8], at: u32) -> Option<Entry> {
    decode(table).take_while(|e| e.start <= at).find(|e| at < e.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_survive_encoding() {
        let entry = |start, end, target, depth, lasti| Entry { start, end, target, depth, lasti };
        let entries =
            [entry(0, 5, 70, 0, false), entry(5, 5000, 300_000, 3, true), entry(5000, 5001, 1 << 30, 0, true)];
        let table = encode(&entries);
        assert_eq!(decode(&table).collect::<Vec<_>>(), entries);
        assert_eq!(lookup(&table, 4), Some(entries[0]));
        assert_eq!(lookup(&table, 4999), Some(entries[1]));
        assert_eq!(lookup(&table, 5001), None);
    }

    #[test]
    fn malformed_table_is_noticed() {
        let mut entries = decode(&[0xC0, 0x41]);
        assert_eq!(entries.next(), None);
        assert!(entries.is_malformed());
    }
}
