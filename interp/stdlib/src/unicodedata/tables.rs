//! The packed tables of Unicode 16.0 and of what was different in 3.2.0 (made by `tests/tools/gen_unicodedata.py`), unpacked at first
//! use, and names. Categories, digits and numeric values of 16.0 are those of `taipan_object::text::unicode`; names come from the crate that
//! the parser uses for `\N{...}`.

use std::collections::HashMap;
use std::sync::OnceLock;

static PACKED: &[u8] = include_bytes!("tables.bin");

/// General categories in the order of their numbers.
const CATEGORIES: [&str; 30] = [
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm",
    "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
];
const SHIFT: u32 = 7;

/// A decomposition.
pub(super) struct Decomposition {
    code: u32,
    tag: u8,
    len: u8,
    start: u32,
}

/// A number that was another one in 3.2.0.
#[derive(Clone, Copy)]
pub(super) struct OldNumber {
    code: u32,
    /// Decimal digit.
    pub(super) decimal: Option<u8>,
    /// Numeric value.
    pub(super) numeric: Option<f64>,
}

/// All tables.
pub(super) struct Tables {
    level1: Vec<u16>,
    level2: Vec<u16>,
    records: Vec<[u8; 8]>,
    bidi: Vec<String>,
    widths: Vec<String>,
    tags: Vec<String>,
    decompositions: Vec<Decomposition>,
    points: Vec<u32>,
    /// (first, second, what they compose to), sorted.
    pairs: Vec<(u32, u32, u32)>,
    old_numbers: Vec<OldNumber>,
    /// Canonical decompositions that were corrected after 3.2.0.
    old_decompositions: Vec<(u32, u32)>,
    sequences: HashMap<String, Vec<u32>>,
}

/// The tables.
pub(super) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(Tables::unpack)
}

/// Reads numbers off the front of a section.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> &'a [u8] {
        let (head, rest) = self.0.split_at(n);
        self.0 = rest;
        head
    }

    fn u8(&mut self) -> u8 {
        self.take(1)[0]
    }

    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take(4).try_into().expect("four bytes"))
    }

    fn f64(&mut self) -> f64 {
        f64::from_le_bytes(self.take(8).try_into().expect("eight bytes"))
    }

    fn section(&mut self) -> Reader<'a> {
        let n = self.u32() as usize;
        Reader(self.take(n))
    }

    fn shorts(self) -> Vec<u16> {
        self.0.as_chunks::<2>().0.iter().map(|&b| u16::from_le_bytes(b)).collect()
    }

    fn lines(self) -> Vec<String> {
        String::from_utf8_lossy(self.0).split('\n').map(str::to_owned).collect()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Tables {
    fn unpack() -> Tables {
        let data = miniz_oxide::inflate::decompress_to_vec(PACKED).expect("packed by our own tool");
        let mut all = Reader(&data);
        let level1 = all.section().shorts();
        let level2 = all.section().shorts();
        let records = all.section().0.as_chunks::<8>().0.to_vec();
        let (bidi, widths, tags) = (all.section().lines(), all.section().lines(), all.section().lines());
        let mut section = all.section();
        let (mut decompositions, mut points) = (Vec::new(), Vec::new());
        while !section.is_empty() {
            let (code, tag, len) = (section.u32(), section.u8(), section.u8());
            decompositions.push(Decomposition { code, tag, len, start: points.len() as u32 });
            points.extend((0..len).map(|_| section.u32()));
        }
        let mut section = all.section();
        let mut pairs = Vec::new();
        while !section.is_empty() {
            pairs.push((section.u32(), section.u32(), section.u32()));
        }
        let mut section = all.section();
        let mut old_numbers = Vec::new();
        while !section.is_empty() {
            let (code, decimal, numeric) = (section.u32(), section.u8(), section.f64());
            let decimal = (decimal != 255).then_some(decimal);
            old_numbers.push(OldNumber { code, decimal, numeric: (!numeric.is_nan()).then_some(numeric) });
        }
        let mut section = all.section();
        let mut old_decompositions = Vec::new();
        while !section.is_empty() {
            old_decompositions.push((section.u32(), section.u32()));
        }
        let mut sequences = HashMap::new();
        for line in all.section().lines() {
            if let Some((name, codes)) = line.split_once(';') {
                let codes = codes.split(' ').filter_map(|code| u32::from_str_radix(code, 16).ok()).collect();
                sequences.insert(name.to_owned(), codes);
            }
        }
        Tables {
            level1,
            level2,
            records,
            bidi,
            widths,
            tags,
            decompositions,
            points,
            pairs,
            old_numbers,
            old_decompositions,
            sequences,
        }
    }

    fn record(&self, c: u32) -> [u8; 8] {
        let block = self.level1.get((c >> SHIFT) as usize).copied().unwrap_or(0) as usize;
        self.records[self.level2[block << SHIFT | (c as usize & ((1 << SHIFT) - 1))] as usize]
    }

    /// General category in 3.2.0.
    pub(super) fn old_category(&self, c: u32) -> &'static str {
        CATEGORIES[self.record(c)[0] as usize]
    }

    /// Bidirectional class.
    pub(super) fn bidirectional(&self, c: u32, old: bool) -> &str {
        let record = self.record(c);
        &self.bidi[record[if old { 5 } else { 1 }] as usize]
    }

    /// Canonical combining class.
    pub(super) fn combining(&self, c: u32) -> u8 {
        if c < 0x300 { 0 } else { self.record(c)[2] }
    }

    /// Whether it is mirrored in text from right to left.
    pub(super) fn mirrored(&self, c: u32, old: bool) -> u8 {
        self.record(c)[if old { 6 } else { 3 }]
    }

    /// East Asian width.
    pub(super) fn width(&self, c: u32, old: bool) -> &str {
        let record = self.record(c);
        &self.widths[record[if old { 7 } else { 4 }] as usize]
    }

    /// What is different about a number in 3.2.0.
    pub(super) fn old_number(&self, c: u32) -> Option<OldNumber> {
        let i = self.old_numbers.binary_search_by_key(&c, |n| n.code).ok()?;
        Some(self.old_numbers[i])
    }

    /// Tag ("" if canonical) and code points of a decomposition of one step.
    pub(super) fn decomposition(&self, c: u32) -> Option<(&str, &[u32])> {
        if c < 0xA0 {
            return None;
        }
        let i = self.decompositions.binary_search_by_key(&c, |d| d.code).ok()?;
        let d = &self.decompositions[i];
        let start = d.start as usize;
        Some((&self.tags[d.tag as usize], &self.points[start..start + d.len as usize]))
    }

    /// Canonical decomposition in 3.2.0, where it was corrected later.
    pub(super) fn old_decomposition(&self, c: u32) -> Option<u32> {
        let i = self.old_decompositions.binary_search_by_key(&c, |d| d.0).ok()?;
        Some(self.old_decompositions[i].1)
    }

    /// What two characters compose to.
    pub(super) fn composition(&self, first: u32, second: u32) -> Option<u32> {
        let i = self.pairs.binary_search_by_key(&(first, second), |p| (p.0, p.1)).ok()?;
        Some(self.pairs[i].2)
    }

    /// The characters of a named sequence; the name is in capitals.
    pub(super) fn sequence(&self, name: &str) -> Option<&[u32]> {
        self.sequences.get(name).map(Vec::as_slice)
    }
}

/// Name of a character (aliases don't count; the reference has no names for Tangut ideographs, though it finds them).
pub(super) fn name(c: u32) -> Option<String> {
    char::from_u32(c).and_then(unicode_names2::name).map(|name| name.to_string())
}

fn is_tangut(c: u32) -> bool {
    matches!(c, 0x17000..=0x187F7 | 0x18D00..=0x18D08)
}

/// The character with this name or alias, in any case.
pub(super) fn character(name: &str) -> Option<u32> {
    const TANGUT: &str = "TANGUT IDEOGRAPH-";
    if let Some(prefix) = name.get(..TANGUT.len())
        && prefix.eq_ignore_ascii_case(TANGUT)
    {
        let digits = &name[TANGUT.len()..];
        let code = u32::from_str_radix(digits, 16).ok()?;
        return (digits.len() == 5 && is_tangut(code)).then_some(code);
    }
    const CJK: &str = "CJK UNIFIED IDEOGRAPH-";
    if let Some(prefix) = name.get(..CJK.len())
        && prefix.eq_ignore_ascii_case(CJK)
    {
        let digits = &name[CJK.len()..];
        if digits.starts_with('0') || !matches!(digits.len(), 4 | 5) {
            return None;
        }
    }
    unicode_names2::character(name).map(u32::from)
}
