//! WTF-8 as Python strings need it: generalized UTF-8, one sequence per code point, surrogates allowed.
//!
//! Unlike the web's WTF-8 a high surrogate followed by a low one stays two code points: Python never joins them. So
//! every sequence of code points has exactly one encoding, equality is byte equality, byte order is code point order,
//! and a substring search on bytes finds only whole code points. Functions other than `validate` take well-formed input;
//! on anything else they return nonsense but don't panic.

/// Largest code point.
pub const MAX_CODE_POINT: u32 = 0x10FFFF;

/// Whether `c` is a surrogate code point.
pub const fn is_surrogate(c: u32) -> bool {
    c & 0xFFFF_F800 == 0xD800
}

/// Byte length of the encoding of `c`.
pub const fn encoded_len(c: u32) -> usize {
    if c < 0x80 {
        1
    } else if c < 0x800 {
        2
    } else if c < 0x10000 {
        3
    } else {
        4
    }
}

/// Byte length of the sequence that starts with `lead`.
pub const fn width(lead: u8) -> usize {
    if lead < 0xC0 {
        1
    } else if lead < 0xE0 {
        2
    } else if lead < 0xF0 {
        3
    } else {
        4
    }
}

/// Whether `b` continues a sequence, so that no code point starts at it.
pub const fn is_continuation(b: u8) -> bool {
    b & 0xC0 == 0x80
}

/// Appends the encoding of `c`.
pub fn push(out: &mut Vec<u8>, c: u32) {
    if c < 0x80 {
        out.push(c as u8);
    } else {
        let (bytes, n) = encode(c);
        out.extend_from_slice(&bytes[..n]);
    }
}

/// The encoding of `c`: bytes and how many of them count.
pub const fn encode(c: u32) -> ([u8; 4], usize) {
    match encoded_len(c) {
        1 => ([c as u8, 0, 0, 0], 1),
        2 => ([0xC0 | (c >> 6) as u8, tail(c, 0), 0, 0], 2),
        3 => ([0xE0 | (c >> 12) as u8, tail(c, 6), tail(c, 0), 0], 3),
        _ => ([0xF0 | (c >> 18) as u8 & 7, tail(c, 12), tail(c, 6), tail(c, 0)], 4),
    }
}

const fn tail(c: u32, shift: u32) -> u8 {
    0x80 | (c >> shift) as u8 & 0x3F
}

/// Encodes a sequence of code points.
pub fn from_code_points(points: impl IntoIterator<Item = u32>) -> Vec<u8> {
    let mut out = Vec::new();
    for c in points {
        push(&mut out, c);
    }
    out
}

/// The code point at byte `offset` and its byte length; `None` at the end.
pub fn decode_at(text: &[u8], offset: usize) -> Option<(u32, usize)> {
    let lead = *text.get(offset)?;
    if lead < 0x80 {
        return Some((lead as u32, 1));
    }
    let n = width(lead).min(text.len() - offset);
    let bits = match n {
        1 => 0,
        2 => lead as u32 & 0x1F,
        3 => lead as u32 & 0x0F,
        _ => lead as u32 & 0x07,
    };
    let c = text[offset + 1..offset + n].iter().fold(bits, |c, &b| c << 6 | (b & 0x3F) as u32);
    Some((c, n))
}

/// The code point that ends before byte `end`, and its byte length; `None` at the start.
pub fn decode_before(text: &[u8], end: usize) -> Option<(u32, usize)> {
    let end = end.min(text.len());
    let mut start = end.checked_sub(1)?;
    while start > 0 && end - start < 4 && is_continuation(text[start]) {
        start -= 1;
    }
    decode_at(&text[..end], start).map(|(c, _)| (c, end - start))
}

/// Checks generalized UTF-8; the error is the offset of the first malformed sequence.
pub fn validate(text: &[u8]) -> Result<(), usize> {
    let mut at = 0;
    loop {
        match std::str::from_utf8(&text[at..]) {
            Ok(_) => return Ok(()),
            Err(e) => at += e.valid_up_to(),
        }
        match text[at..] {
            [0xED, 0xA0..=0xBF, 0x80..=0xBF, ..] => at += 3,
            _ => return Err(at),
        }
    }
}

/// Whether `text` is ASCII only.
pub fn is_ascii(text: &[u8]) -> bool {
    text.is_ascii()
}

/// Whether `text` contains a surrogate. If not, it is UTF-8.
pub fn has_surrogate(text: &[u8]) -> bool {
    memchr::memchr_iter(0xED, text).any(|i| text.get(i + 1).is_some_and(|&b| b >= 0xA0))
}

/// `text` as a Rust string, unless it contains surrogates.
pub fn as_str(text: &[u8]) -> Option<&str> {
    std::str::from_utf8(text).ok()
}

/// `text` for messages: surrogates become U+FFFD.
pub fn to_string_lossy(text: &[u8]) -> String {
    match as_str(text) {
        Some(s) => s.to_owned(),
        None => code_points(text).map(|c| char::from_u32(c).unwrap_or('\u{FFFD}')).collect(),
    }
}

/// Number of code points.
pub fn count(text: &[u8]) -> usize {
    // Eight bytes at a time: a continuation byte has bit 7 set and bit 6 clear.
    let (chunks, rest) = text.as_chunks::<8>();
    let mut continuations = 0;
    for chunk in chunks {
        let w = u64::from_le_bytes(*chunk);
        continuations += (w >> 7 & !(w >> 6) & 0x0101_0101_0101_0101).count_ones() as usize;
    }
    continuations += rest.iter().filter(|&&b| is_continuation(b)).count();
    text.len() - continuations
}

/// Byte offset of the code point with this index; the length of `text` if there are not that many.
pub fn offset_of_index(text: &[u8], index: usize) -> usize {
    let (chunks, _) = text.as_chunks::<8>();
    let mut left = index;
    let mut at = 0;
    for chunk in chunks {
        let w = u64::from_le_bytes(*chunk);
        let starts = 8 - (w >> 7 & !(w >> 6) & 0x0101_0101_0101_0101).count_ones() as usize;
        if starts > left {
            break;
        }
        left -= starts;
        at += 8;
    }
    while at < text.len() {
        if !is_continuation(text[at]) {
            if left == 0 {
                return at;
            }
            left -= 1;
        }
        at += 1;
    }
    text.len()
}

/// Index of the code point at byte `offset`.
pub fn index_of_offset(text: &[u8], offset: usize) -> usize {
    count(&text[..offset.min(text.len())])
}

/// The code point with this index.
pub fn get(text: &[u8], index: usize) -> Option<u32> {
    decode_at(text, offset_of_index(text, index)).map(|(c, _)| c)
}

/// The part between two code point indices (`start <= stop`).
pub fn slice(text: &[u8], start: usize, stop: usize) -> &[u8] {
    let from = offset_of_index(text, start);
    let len = offset_of_index(&text[from..], stop.saturating_sub(start));
    &text[from..from + len]
}

/// The extended slice of `n` code points that starts at index `start` and moves on by `step` (not 0).
pub fn slice_step(text: &[u8], start: usize, step: isize, n: usize) -> Vec<u8> {
    let mut out = Vec::new();
    if n == 0 {
        return out;
    }
    let distance = step.unsigned_abs();
    if text.is_ascii() {
        out.reserve(n.min(text.len()));
        let mut at = start;
        for k in 0..n {
            let Some(&b) = text.get(at) else { break };
            out.push(b);
            if k + 1 < n {
                at = if step > 0 { at.saturating_add(distance) } else { at.wrapping_sub(distance) };
            }
        }
        return out;
    }
    let mut at = offset_of_index(text, start);
    for k in 0..n {
        let Some((_, len)) = decode_at(text, at) else { break };
        out.extend_from_slice(&text[at..at + len]);
        if k + 1 == n {
            break;
        }
        if step > 0 {
            at += offset_of_index(&text[at..], distance);
        } else {
            for _ in 0..distance {
                let Some((_, len)) = decode_before(text, at) else { return out };
                at -= len;
            }
        }
    }
    out
}

/// `text` with the order of its code points reversed.
pub fn reversed(text: &[u8]) -> Vec<u8> {
    from_code_points(code_points(text).rev())
}

/// Iterates over the code points of `text`.
pub fn code_points(text: &[u8]) -> CodePoints<'_> {
    CodePoints { text, start: 0, end: text.len() }
}

/// Iterates over (byte offset, code point).
pub fn code_point_offsets(text: &[u8]) -> impl Iterator<Item = (usize, u32)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (c, n) = decode_at(text, at)?;
        at += n;
        Some((at - n, c))
    })
}

/// Double-ended iterator over code points.
#[derive(Clone, Debug)]
pub struct CodePoints<'a> {
    text: &'a [u8],
    start: usize,
    end: usize,
}

impl<'a> CodePoints<'a> {
    /// Byte offset of the next code point.
    pub fn offset(&self) -> usize {
        self.start
    }

    /// What hasn't been iterated over yet.
    pub fn rest(&self) -> &'a [u8] {
        &self.text[self.start..self.end]
    }
}

impl Iterator for CodePoints<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let (c, n) = decode_at(&self.text[..self.end], self.start)?;
        self.start += n;
        Some(c)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let n = self.end - self.start;
        (n.div_ceil(4), Some(n))
    }
}

impl DoubleEndedIterator for CodePoints<'_> {
    fn next_back(&mut self) -> Option<u32> {
        if self.start >= self.end {
            return None;
        }
        let (c, n) = decode_before(self.text, self.end)?;
        self.end -= n;
        Some(c)
    }
}
