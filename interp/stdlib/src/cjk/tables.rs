//! The packed mappings (made by `tests/tools/gen_cjk.py` from the reference), unpacked codec by codec at first use.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

static PACKED: &[u8] = include_bytes!("tables.bin");

/// In `singles`: a byte that stands for nothing.
const BAD: u16 = 0xFFFF;
/// In `singles`: the first of two bytes.
const LEAD2: u16 = 0xFFFE;
/// In `singles`: the first of three bytes.
const LEAD3: u16 = 0xFFFD;

/// No bytes for a character.
pub(super) const NONE: u32 = u32::MAX;

fn reader(data: &[u8]) -> Reader<'_> {
    Reader(data)
}

/// Reads sections of a block.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> &'a [u8] {
        let (head, rest) = self.0.split_at(n);
        self.0 = rest;
        head
    }

    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take(4).try_into().expect("four bytes"))
    }

    fn section(&mut self) -> Reader<'a> {
        let n = self.u32() as usize;
        Reader(self.take(n))
    }

    fn shorts(&mut self) -> Vec<u16> {
        self.section().0.as_chunks::<2>().0.iter().map(|&b| u16::from_le_bytes(b)).collect()
    }

    /// Rows of N numbers, which lie in columns; the first column is differences.
    fn rows<const N: usize>(&mut self) -> Vec<[u32; N]> {
        let mut section = self.section();
        if section.0.is_empty() {
            return Vec::new();
        }
        let n = section.u32() as usize;
        let mut rows = vec![[0; N]; n];
        for column in 0..N {
            let mut last = 0;
            for row in &mut rows {
                let value = section.u32();
                row[column] = if column == 0 { last + value } else { value };
                last = row[column];
            }
        }
        rows
    }
}

/// The unpacked block with this name.
fn block(name: &str) -> Vec<u8> {
    let mut all = reader(PACKED);
    while !all.0.is_empty() {
        let n = all.take(1)[0] as usize;
        let found = all.take(n);
        let size = all.u32() as usize;
        let packed = all.take(size);
        if found == name.as_bytes() {
            return miniz_oxide::inflate::decompress_to_vec(packed).expect("packed by our own tool");
        }
    }
    panic!("no block {name}");
}

/// Bytes by code point, in pages.
pub(super) struct Pages {
    index: Vec<u16>,
    pages: Vec<[u32; 256]>,
}

impl Pages {
    fn new() -> Pages {
        Pages { index: vec![0; 0x1100], pages: vec![[NONE; 256]] }
    }

    fn set(&mut self, c: u32, value: u32) {
        let page = (c >> 8) as usize;
        if self.index[page] == 0 {
            self.index[page] = self.pages.len() as u16;
            self.pages.push([NONE; 256]);
        }
        self.pages[self.index[page] as usize][(c & 0xFF) as usize] = value;
    }

    /// The value of a code point, or NONE.
    pub(super) fn get(&self, c: u32) -> u32 {
        match self.index.get((c >> 8) as usize) {
            Some(&page) => self.pages[page as usize][(c & 0xFF) as usize],
            None => NONE,
        }
    }
}

/// What a byte sequence stands for: one or two code points (the second 0 if there is none).
pub(super) type Text = (u32, u32);

/// What the first byte of a sequence says.
pub(super) enum Lead {
    /// A character.
    Single(u32),
    /// Nothing.
    Bad,
    /// So many bytes belong together.
    Of(usize),
}

/// A codec without states.
pub(super) struct Plain {
    singles: Vec<u16>,
    two: Vec<u16>,
    three: Vec<u16>,
    extra: HashMap<u32, Text>,
    encode: Pages,
    /// Two characters that have bytes of their own.
    combos: HashMap<(u32, u32), u32>,
    /// First characters of these.
    starts: Vec<u32>,
    /// gb18030: first index, first character, length of each run of four-byte sequences.
    pub(super) ranges: Vec<[u32; 3]>,
    /// Sequences that are malformed as a whole, not only their first byte.
    long_errors: Vec<u32>,
}

impl Plain {
    fn unpack(name: &str) -> Plain {
        let data = block(name);
        let mut r = reader(&data);
        let (singles, two, three) = (r.shorts(), r.shorts(), r.shorts());
        let extra = r.rows::<3>();
        let exceptions = r.rows::<2>();
        let ranges = r.rows::<3>();
        let long_errors = r.rows::<1>().iter().map(|row| row[0]).collect();
        let mut encode = Pages::new();
        let mut combos = HashMap::new();
        let mut starts = Vec::new();
        // The last assignment counts, so this goes backwards: of several sequences the first is the one to write.
        let three_base = singles.iter().position(|&s| s == LEAD3).unwrap_or(0) as u32;
        for (key, &c) in three.iter().enumerate().rev().filter(|(_, c)| **c != 0) {
            encode.set(c.into(), three_base << 16 | key as u32);
        }
        for (key, &c) in two.iter().enumerate().rev().filter(|(_, c)| **c != 0) {
            encode.set(c.into(), key as u32);
        }
        for &[key, first, second] in extra.iter().rev() {
            if second == 0 {
                encode.set(first, key);
            } else {
                combos.insert((first, second), key);
                starts.push(first);
            }
        }
        for (b, &c) in singles.iter().enumerate().rev().filter(|(_, c)| **c < LEAD3) {
            encode.set(c.into(), b as u32);
        }
        for [c, value] in exceptions {
            encode.set(c, value);
        }
        let extra = extra.into_iter().map(|[key, first, second]| (key, (first, second))).collect();
        Plain { singles, two, three, extra, encode, combos, starts, ranges, long_errors }
    }

    /// What a first byte says.
    pub(super) fn lead(&self, b: u8) -> Lead {
        match self.singles[b as usize] {
            BAD => Lead::Bad,
            LEAD2 => Lead::Of(2),
            LEAD3 => Lead::Of(3),
            c => Lead::Single(c.into()),
        }
    }

    /// What two bytes stand for.
    pub(super) fn two(&self, a: u8, b: u8) -> Option<Text> {
        let key = (a as usize) << 8 | b as usize;
        match self.two[key] {
            0 => self.extra.get(&(key as u32)).copied(),
            c => Some((c.into(), 0)),
        }
    }

    /// What three bytes stand for.
    pub(super) fn three(&self, a: u8, b: u8, c: u8) -> Option<Text> {
        let key = (b as usize) << 8 | c as usize;
        match self.three.get(key) {
            None | Some(0) => self.extra.get(&((a as u32) << 16 | key as u32)).copied(),
            Some(&c) => Some((c.into(), 0)),
        }
    }

    /// How many bytes are malformed if these two stand for nothing.
    pub(super) fn error_len(&self, a: u8, b: u8) -> usize {
        let key = (a as u32) << 8 | b as u32;
        if self.long_errors.contains(&key) { 2 } else { 1 }
    }

    /// The bytes of a code point as a number, or NONE.
    pub(super) fn encode(&self, c: u32) -> u32 {
        self.encode.get(c)
    }

    /// Whether two characters that start with this one may have bytes of their own.
    pub(super) fn is_start(&self, c: u32) -> bool {
        !self.starts.is_empty() && self.starts.contains(&c)
    }

    /// The bytes of two characters together.
    pub(super) fn combo(&self, a: u32, b: u32) -> Option<u32> {
        self.combos.get(&(a, b)).copied()
    }
}

/// A character set of ISO 2022.
pub(super) struct CharSet {
    singles: Vec<u16>,
    doubles: Vec<u16>,
    extra: HashMap<u32, Text>,
}

impl CharSet {
    fn unpack(index: u32) -> CharSet {
        let data = block(&format!("set{index}"));
        let mut r = reader(&data);
        let (singles, doubles) = (r.shorts(), r.shorts());
        let extra = r.rows::<3>().into_iter().map(|[key, first, second]| (key, (first, second))).collect();
        CharSet { singles, doubles, extra }
    }

    /// What a byte stands for.
    pub(super) fn single(&self, b: u8) -> Option<u32> {
        self.singles.get(b as usize).filter(|&&c| c != 0).map(|&c| c.into())
    }

    /// What two bytes stand for.
    pub(super) fn double(&self, a: u8, b: u8) -> Option<Text> {
        if !matches!(a, 0x21..0x7F) || !matches!(b, 0x21..0x7F) {
            return None;
        }
        let key = (a as usize - 0x21) * 94 + b as usize - 0x21;
        match self.doubles[key] {
            0 => self.extra.get(&(key as u32)).copied(),
            c => Some((c.into(), 0)),
        }
    }
}

/// A codec of ISO 2022.
pub(super) struct Iso {
    /// Number of a character set (its final byte, with 0x80 for those of two bytes), register for writing, the set.
    pub(super) sets: Vec<(u8, u8, &'static CharSet)>,
    /// Code point to number of the set << 16 | bytes.
    encode: Pages,
    combos: HashMap<(u32, u32), u32>,
    starts: Vec<u32>,
}

impl Iso {
    fn unpack(name: &str) -> Iso {
        let data = block(name);
        let mut r = reader(&data);
        let sets = r.rows::<3>().into_iter().map(|[n, register, i]| (n as u8, register as u8, char_set(i))).collect();
        let mut encode = Pages::new();
        for [c, number, bytes] in r.rows::<3>() {
            encode.set(c, number << 16 | bytes);
        }
        let rows = r.rows::<4>();
        let starts = rows.iter().map(|row| row[0]).collect();
        let combos = rows.into_iter().map(|[a, b, number, bytes]| ((a, b), number << 16 | bytes)).collect();
        Iso { sets, encode, combos, starts }
    }

    /// The character set with this number.
    pub(super) fn set(&self, number: u8) -> Option<&'static CharSet> {
        self.sets.iter().find(|s| s.0 == number).map(|s| s.2)
    }

    /// The register to which a set is designated for writing.
    pub(super) fn register(&self, number: u8) -> u8 {
        self.sets.iter().find(|s| s.0 == number).map_or(0, |s| s.1)
    }

    /// Number of the set << 16 | bytes, or NONE.
    pub(super) fn encode(&self, c: u32) -> u32 {
        self.encode.get(c)
    }

    /// Whether two characters that start with this one may have bytes of their own.
    pub(super) fn is_start(&self, c: u32) -> bool {
        !self.starts.is_empty() && self.starts.contains(&c)
    }

    /// As `encode`, for two characters together.
    pub(super) fn combo(&self, a: u32, b: u32) -> Option<u32> {
        self.combos.get(&(a, b)).copied()
    }
}

fn kept<T: Send + Sync>(all: &Mutex<Vec<(String, &'static T)>>, name: &str, make: impl FnOnce() -> T) -> &'static T {
    let mut all = all.lock().unwrap_or_else(|e| e.into_inner());
    if let Some((_, found)) = all.iter().find(|(n, _)| n == name) {
        return found;
    }
    let made: &'static T = Box::leak(Box::new(make()));
    all.push((name.to_owned(), made));
    made
}

/// The tables of a codec without states.
pub(super) fn plain(name: &str) -> &'static Plain {
    static ALL: Mutex<Vec<(String, &'static Plain)>> = Mutex::new(Vec::new());
    kept(&ALL, name, || Plain::unpack(name))
}

fn char_set(index: u32) -> &'static CharSet {
    static ALL: Mutex<Vec<(String, &'static CharSet)>> = Mutex::new(Vec::new());
    kept(&ALL, &index.to_string(), || CharSet::unpack(index))
}

/// The tables of a codec of ISO 2022.
pub(super) fn iso(name: &str) -> &'static Iso {
    static ALL: Mutex<Vec<(String, &'static Iso)>> = Mutex::new(Vec::new());
    kept(&ALL, name, || Iso::unpack(name))
}

/// Bytes of a Hangul syllable's parts in the KS X 1001 composition: initials, vowels and finals (0xD4: none).
pub(super) struct Jamo {
    /// Second bytes of the 19 initials.
    pub(super) initials: [u8; 19],
    /// Second bytes of the 28 finals.
    pub(super) finals: [u8; 28],
}

/// Consonants are numbered from 0xA1 in the order of the compatibility jamo U+3131.
pub(super) fn jamo() -> &'static Jamo {
    static JAMO: OnceLock<Jamo> = OnceLock::new();
    JAMO.get_or_init(|| Jamo {
        initials: [1, 2, 4, 7, 8, 9, 17, 18, 19, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30].map(|n| 0xA0 + n),
        finals: [
            0x34, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 26, 27, 28, 29, 30,
        ]
        .map(|n| 0xA0 + n),
    })
}
