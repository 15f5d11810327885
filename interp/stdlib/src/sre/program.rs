//! A checked list of codes with what makes it fast: bitmaps of the sets, and the literal prefix.
//!
//! Anybody can pass any numbers to `_sre.compile`. After the check the engine may rely on this: every operation and its
//! operands are inside the list, every jump leads to the start of an operation, every group number is below the number of
//! groups, repeats and their ends belong together, and the list is left only through `SUCCESS`.

use super::charset::{self, Bitmap};
use super::codes::{at, category, info, op};
use memchr::memmem::Finder;
use taipan_object::string::push_char;

/// Blocks nested deeper than this are refused.
const MAX_DEPTH: usize = 2000;

/// What is known of a match's beginning.
pub enum Start {
    /// Nothing.
    Unknown,
    /// It is at the text's beginning.
    TextBeginning,
    /// A literal text.
    Prefix(Box<Prefix>),
    /// A character of a set: its codes' index, and its bits below 256.
    Set(usize, Bitmap),
}

/// A literal text that every match begins with.
pub struct Prefix {
    /// For texts of one byte per character; `None`: cannot occur in such.
    pub narrow: Option<Finder<'static>>,
    /// For WTF-8.
    pub wide: Finder<'static>,
    /// Whether it is all that the pattern matches.
    pub is_all: bool,
    /// Number of its characters that the codes after it need not look at again.
    pub skip: usize,
    /// Their number of bytes in WTF-8.
    pub skip_wide: usize,
}

/// A checked list of codes.
pub struct Program {
    /// The codes.
    pub codes: Box<[u32]>,
    /// Number of groups, not counting the whole match.
    pub groups: usize,
    /// For the index of each `IN`-like operation, the index in `bitmaps`.
    pub bitmap_index: Box<[u32]>,
    /// Bits below 256 of the sets.
    pub bitmaps: Vec<Bitmap>,
    /// Where matching begins: after the `INFO` block.
    pub entry: usize,
    /// Least number of characters of a match.
    pub min_width: usize,
    /// How to search.
    pub start: Start,
}

/// The list is not one that the compiler makes.
pub struct Invalid;

struct Checker<'a> {
    codes: &'a [u32],
    groups: u32,
    sets: Vec<usize>,
}

type Checked<T = ()> = Result<T, Invalid>;

fn require(condition: bool) -> Checked {
    if condition { Ok(()) } else { Err(Invalid) }
}

impl Checker<'_> {
    /// The code at `i`, below `end`.
    fn get(&self, i: usize, end: usize) -> Checked<u32> {
        if i < end { self.codes.get(i).copied().ok_or(Invalid) } else { Err(Invalid) }
    }

    /// The index to which the skip at `i` leads, at most `end`.
    fn target(&self, i: usize, end: usize) -> Checked<usize> {
        let target = i + self.get(i, end)? as usize;
        require(target > i && target <= end)?;
        Ok(target)
    }

    /// Checks the set `from..end`, whose last code is FAILURE.
    fn set(&self, from: usize, end: usize) -> Checked {
        require(end > from && self.codes[end - 1] == op::FAILURE)?;
        let end = end - 1;
        let mut i = from;
        while i < end {
            i += match self.codes[i] {
                op::NEGATE => 1,
                op::LITERAL => 2,
                op::RANGE | op::RANGE_UNI_IGNORE => 3,
                op::CHARSET => 9,
                op::BIGCHARSET => {
                    let n_blocks = self.get(i + 1, end)? as usize;
                    require(n_blocks <= 256 && i + 2 + 64 <= end)?;
                    let numbers = self.codes[i + 2..i + 66].iter().flat_map(|word| word.to_ne_bytes());
                    require(numbers.into_iter().all(|number| (number as usize) < n_blocks))?;
                    2 + 64 + n_blocks * 8
                }
                op::CATEGORY => {
                    require(self.get(i + 1, end)? < category::COUNT)?;
                    2
                }
                _ => return Err(Invalid),
            };
            require(i <= end)?;
        }
        Ok(())
    }

    /// Checks an operation that takes one character; where it ends.
    fn one(&mut self, i: usize, end: usize) -> Checked<Option<usize>> {
        match self.get(i, end)? {
            op::ANY | op::ANY_ALL => Ok(Some(i + 1)),
            op::LITERAL
            | op::NOT_LITERAL
            | op::LITERAL_IGNORE
            | op::NOT_LITERAL_IGNORE
            | op::LITERAL_LOC_IGNORE
            | op::NOT_LITERAL_LOC_IGNORE
            | op::LITERAL_UNI_IGNORE
            | op::NOT_LITERAL_UNI_IGNORE => {
                self.get(i + 1, end)?;
                Ok(Some(i + 2))
            }
            op::CATEGORY => {
                require(self.get(i + 1, end)? < category::COUNT)?;
                Ok(Some(i + 2))
            }
            op::IN | op::IN_IGNORE | op::IN_LOC_IGNORE | op::IN_UNI_IGNORE => {
                let next = self.target(i + 1, end)?;
                self.set(i + 2, next)?;
                self.sets.push(i);
                Ok(Some(next))
            }
            _ => Ok(None),
        }
    }

    /// The bounds of a repeat at `i`.
    fn bounds(&self, i: usize, end: usize) -> Checked {
        let (min, max) = (self.get(i + 2, end)?, self.get(i + 3, end)?);
        require(min <= max)
    }

    /// Checks the block `from..end`: control runs off its end.
    fn block(&mut self, from: usize, end: usize, depth: usize) -> Checked {
        require(depth < MAX_DEPTH)?;
        let depth = depth + 1;
        let mut i = from;
        while i < end {
            if let Some(next) = self.one(i, end)? {
                i = next;
                continue;
            }
            i = match self.codes[i] {
                op::MARK => {
                    require(self.get(i + 1, end)? / 2 < self.groups)?;
                    i + 2
                }
                op::AT => {
                    require(self.get(i + 1, end)? < at::COUNT)?;
                    i + 2
                }
                op::GROUPREF | op::GROUPREF_IGNORE | op::GROUPREF_LOC_IGNORE | op::GROUPREF_UNI_IGNORE => {
                    require(self.get(i + 1, end)? < self.groups)?;
                    i + 2
                }
                op::FAILURE => i + 1,
                op::ASSERT | op::ASSERT_NOT => {
                    let next = self.target(i + 1, end)?;
                    require(i + 3 < next && self.codes[next - 1] == op::SUCCESS)?;
                    self.block(i + 3, next - 1, depth)?;
                    next
                }
                op::ATOMIC_GROUP => {
                    let next = self.target(i + 1, end)?;
                    require(i + 2 < next && self.codes[next - 1] == op::SUCCESS)?;
                    self.block(i + 2, next - 1, depth)?;
                    next
                }
                op::REPEAT => {
                    let until = self.target(i + 1, end)?;
                    self.bounds(i, end)?;
                    require(i + 4 <= until && matches!(self.get(until, end)?, op::MAX_UNTIL | op::MIN_UNTIL))?;
                    self.block(i + 4, until, depth)?;
                    until + 1
                }
                op::POSSESSIVE_REPEAT => {
                    let success = self.target(i + 1, end)?;
                    self.bounds(i, end)?;
                    require(i + 4 <= success && self.get(success, end)? == op::SUCCESS)?;
                    self.block(i + 4, success, depth)?;
                    success + 1
                }
                op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => {
                    let next = self.target(i + 1, end)?;
                    self.bounds(i, end)?;
                    require(i + 4 < next && self.codes[next - 1] == op::SUCCESS)?;
                    require(self.one(i + 4, next - 1)? == Some(next - 1))?;
                    next
                }
                op::BRANCH => self.branch(i, end, depth)?,
                op::GROUPREF_EXISTS => self.conditional(i, end, depth)?,
                _ => return Err(Invalid),
            };
        }
        require(i == end)
    }

    /// Alternatives: each has its length, its codes and a jump behind them all; zero ends them.
    fn branch(&mut self, i: usize, end: usize, depth: usize) -> Checked<usize> {
        let mut at = i + 1;
        let mut behind = None;
        while self.get(at, end)? != 0 {
            let next = self.target(at, end)?;
            require(next >= at + 3 && self.codes[next - 2] == op::JUMP)?;
            let target = self.target(next - 1, end)?;
            require(*behind.get_or_insert(target) == target)?;
            self.block(at + 1, next - 2, depth)?;
            at = next;
        }
        require(behind == Some(at + 1))?;
        Ok(at + 1)
    }

    /// `(?(1)yes|no)`.
    fn conditional(&mut self, i: usize, end: usize, depth: usize) -> Checked<usize> {
        require(self.get(i + 1, end)? < self.groups)?;
        let no = self.target(i + 2, end + 1)? - 1;
        require(no >= i + 3)?;
        // A jump at the end of the first part leads over the second; the last operand of another operation may look like one.
        if no >= i + 5
            && self.codes[no - 2] == op::JUMP
            && let Ok(target) = self.target(no - 1, end)
            && target > no
        {
            self.block(i + 3, no - 2, depth)?;
            self.block(no, target, depth)?;
            return Ok(target);
        }
        self.block(i + 3, no, depth)?;
        Ok(no)
    }
}

impl Program {
    /// Checks `codes` and prepares them.
    pub fn new(codes: Vec<u32>, groups: usize) -> Result<Program, Invalid> {
        let n = codes.len();
        require(n > 0 && codes[n - 1] == op::SUCCESS && n < u32::MAX as usize / 2)?;
        let mut checker = Checker { codes: &codes, groups: groups as u32, sets: Vec::new() };
        let (mut entry, mut min_width, mut start) = (0, 0, Start::Unknown);
        if codes[0] == op::INFO {
            entry = checker.target(1, n - 1)?;
            require(entry >= 5)?;
            let flags = codes[2];
            require(flags & !(info::PREFIX | info::LITERAL | info::CHARSET) == 0)?;
            require(flags & info::PREFIX == 0 || flags & info::CHARSET == 0)?;
            require(flags & info::LITERAL == 0 || flags & info::PREFIX != 0)?;
            min_width = codes[3] as usize;
            if flags & info::PREFIX != 0 {
                let len = checker.get(5, entry)? as usize;
                let skip = checker.get(6, entry)? as usize;
                require(len > 0 && skip <= len && len <= entry && 7 + 2 * len == entry)?;
                // What is skipped must be there.
                require((0..skip).all(|k| {
                    codes.get(entry + 2 * k) == Some(&op::LITERAL)
                        && codes.get(entry + 2 * k + 1) == Some(&codes[7 + k])
                }))?;
                let is_all = flags & info::LITERAL != 0;
                require(!is_all || skip == len && entry + 2 * len == n - 1)?;
                start = Start::Prefix(Box::new(prefix(&codes[7..7 + len], skip, is_all)));
            }
            if flags & info::CHARSET != 0 {
                checker.set(5, entry)?;
                let set = &codes[5..entry];
                start = Start::Set(5, bitmap(|c| charset::set_has(set, c)));
            }
        }
        checker.block(entry, n - 1, 0)?;
        if matches!(start, Start::Unknown)
            && codes[entry] == op::AT
            && matches!(codes[entry + 1], at::BEGINNING | at::BEGINNING_STRING)
        {
            start = Start::TextBeginning;
        }
        let sets = checker.sets;
        let mut bitmap_index = vec![0; if sets.is_empty() { 0 } else { n }];
        let mut bitmaps = Vec::with_capacity(sets.len());
        for i in sets {
            bitmap_index[i] = bitmaps.len() as u32;
            bitmaps.push(bitmap(|c| charset::one_takes(codes[i], 0, &codes[i + 2..], c)));
        }
        let bitmap_index = bitmap_index.into();
        Ok(Program { codes: codes.into(), groups, bitmap_index, bitmaps, entry, min_width, start })
    }
}

fn bitmap(has: impl Fn(u32) -> bool) -> Bitmap {
    let mut bits = [0; 4];
    (0..256).filter(|&c| has(c)).for_each(|c| bits[c as usize / 64] |= 1 << (c % 64));
    bits
}

fn prefix(chars: &[u32], skip: usize, is_all: bool) -> Prefix {
    let narrow: Option<Vec<u8>> = chars.iter().map(|&c| u8::try_from(c).ok()).collect();
    let wide = |chars: &[u32]| {
        let mut out = Vec::new();
        chars.iter().for_each(|&c| push_char(&mut out, c));
        out
    };
    Prefix {
        narrow: narrow.map(|bytes| Finder::new(&bytes).into_owned()),
        skip_wide: wide(&chars[..skip]).len(),
        wide: Finder::new(&wide(chars)).into_owned(),
        is_all,
        skip,
    }
}
