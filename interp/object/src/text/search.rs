//! Substring search and what is built on it: find, count, replace, partition, strip, prefix tests, joining, translating.
//!
//! All on bytes: WTF-8 is self-synchronizing, so a match on bytes is a match on whole code points. Search is linear in
//! the worst case (two-way with SIMD prefilters, from `memchr`). Only the empty pattern needs to know the `Unit`.

use super::{TextError, Unit, buffer, unicode, wtf8};
use memchr::memmem;

/// Offset of the first occurrence of `needle`.
pub fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(0),
        [b] => memchr::memchr(*b, hay),
        _ => memmem::find(hay, needle),
    }
}

/// Offset of the last occurrence of `needle`.
pub fn rfind(hay: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(hay.len()),
        [b] => memchr::memrchr(*b, hay),
        _ => memmem::rfind(hay, needle),
    }
}

/// Number of non-overlapping occurrences; the empty pattern occurs before each element and at the end.
pub fn count(hay: &[u8], needle: &[u8], unit: Unit) -> usize {
    match needle {
        [] => unit.count(hay) + 1,
        [b] => memchr::memchr_iter(*b, hay).count(),
        _ => memmem::find_iter(hay, needle).count(),
    }
}

/// Replaces up to `limit` occurrences of `old`. `None` means that nothing changes.
pub fn replace(hay: &[u8], old: &[u8], new: &[u8], limit: usize, unit: Unit) -> Result<Option<Vec<u8>>, TextError> {
    const LONG: TextError = TextError::Overflow("replace string is too long");
    if limit == 0 || old == new {
        return Ok(None);
    }
    if old.is_empty() {
        let n = limit.min(unit.count(hay) + 1);
        let size = n.checked_mul(new.len()).and_then(|x| x.checked_add(hay.len())).ok_or(LONG)?;
        if size > isize::MAX as usize {
            return Err(LONG);
        }
        let mut out = buffer(size)?;
        let mut at = 0;
        for _ in 0..n {
            out.extend_from_slice(new);
            if at < hay.len() {
                let width = unit.width_at(hay, at);
                out.extend_from_slice(&hay[at..at + width]);
                at += width;
            }
        }
        out.extend_from_slice(&hay[at..]);
        return Ok(Some(out));
    }
    let n = if new.len() > old.len() || limit != usize::MAX {
        count(hay, old, unit).min(limit)
    } else {
        usize::from(find(hay, old).is_some())
    };
    if n == 0 {
        return Ok(None);
    }
    let size = if new.len() > old.len() {
        let more = n.checked_mul(new.len() - old.len()).ok_or(LONG)?;
        hay.len().checked_add(more).filter(|&x| x <= isize::MAX as usize).ok_or(LONG)?
    } else {
        hay.len()
    };
    let mut out = buffer(size)?;
    if let ([from], [to]) = (old, new)
        && limit == usize::MAX
    {
        out.extend(hay.iter().map(|b| if b == from { *to } else { *b }));
        return Ok(Some(out));
    }
    let mut last = 0;
    for at in memmem::find_iter(hay, old).take(limit) {
        out.extend_from_slice(&hay[last..at]);
        out.extend_from_slice(new);
        last = at + old.len();
    }
    out.extend_from_slice(&hay[last..]);
    Ok(Some(out))
}

/// Offset of the separator for `partition`; the caller cuts there. `sep` must not be empty ("empty separator").
pub fn partition<'a>(hay: &'a [u8], sep: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    find(hay, sep).map(|at| (&hay[..at], &hay[at + sep.len()..]))
}

/// As `partition`, at the last occurrence.
pub fn rpartition<'a>(hay: &'a [u8], sep: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    rfind(hay, sep).map(|at| (&hay[..at], &hay[at + sep.len()..]))
}

/// Which ends `strip` works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// `lstrip`.
    Left,
    /// `rstrip`.
    Right,
    /// `strip`.
    Both,
}

/// Strips code points for which `drop` holds.
pub fn strip_by(text: &[u8], ends: Ends, drop: impl Fn(u32) -> bool) -> &[u8] {
    let mut start = 0;
    let mut end = text.len();
    if ends != Ends::Right {
        while let Some((c, n)) = wtf8::decode_at(text, start)
            && drop(c)
        {
            start += n;
        }
    }
    if ends != Ends::Left {
        while let Some((c, n)) = wtf8::decode_before(&text[start..end], end - start)
            && drop(c)
        {
            end -= n;
        }
    }
    &text[start..end]
}

/// `str.strip()` without an argument: Unicode white space.
pub fn strip_whitespace(text: &[u8], ends: Ends) -> &[u8] {
    strip_by(text, ends, unicode::is_space)
}

/// `str.strip(chars)`.
pub fn strip_chars<'a>(text: &'a [u8], chars: &[u8], ends: Ends) -> &'a [u8] {
    let mut low = [false; 128];
    let mut high: Vec<u32> = Vec::new();
    for c in wtf8::code_points(chars) {
        match low.get_mut(c as usize) {
            Some(slot) => *slot = true,
            None => high.push(c),
        }
    }
    high.sort_unstable();
    strip_by(text, ends, |c| low.get(c as usize).copied().unwrap_or_else(|| high.binary_search(&c).is_ok()))
}

/// Strips bytes for which `drop` holds.
pub fn strip_bytes_by(text: &[u8], ends: Ends, drop: impl Fn(u8) -> bool) -> &[u8] {
    let start = if ends == Ends::Right { 0 } else { text.iter().position(|&b| !drop(b)).unwrap_or(text.len()) };
    let rest = &text[start..];
    let end = if ends == Ends::Left { rest.len() } else { rest.iter().rposition(|&b| !drop(b)).map_or(0, |i| i + 1) };
    &rest[..end]
}

/// `bytes.strip(chars)`.
pub fn strip_bytes<'a>(text: &'a [u8], bytes: &[u8], ends: Ends) -> &'a [u8] {
    let set = ByteSet::new(bytes);
    strip_bytes_by(text, ends, |b| set.contains(b))
}

/// White space of `bytes`: space, \t, \n, \r, \v and \f.
pub const fn is_byte_space(b: u8) -> bool {
    matches!(b, b' ' | 9..=13)
}

/// A set of bytes.
#[derive(Clone, Debug)]
pub struct ByteSet([bool; 256]);

impl ByteSet {
    /// The set of the bytes in `bytes`.
    pub fn new(bytes: &[u8]) -> ByteSet {
        let mut set = [false; 256];
        for &b in bytes {
            set[b as usize] = true;
        }
        ByteSet(set)
    }

    /// Whether `b` is in the set.
    pub fn contains(&self, b: u8) -> bool {
        self.0[b as usize]
    }
}

/// `bytes.translate`: maps through `table` if there is one, leaving out the bytes in `delete`.
pub fn translate_bytes(text: &[u8], table: Option<&[u8; 256]>, delete: &[u8]) -> Result<Vec<u8>, TextError> {
    let drop = ByteSet::new(delete);
    let mut out = buffer(text.len())?;
    let kept = text.iter().filter(|&&b| !drop.contains(b));
    out.extend(kept.map(|&b| table.map_or(b, |t| t[b as usize])));
    Ok(out)
}

/// What `str.translate`'s table says about one code point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Translation {
    /// The table has no entry: the character stays.
    Keep,
    /// The entry is None.
    Delete,
    /// The entry is an int.
    Char(u32),
    /// The entry is a string.
    Text(Vec<u8>),
}

/// `str.translate`: `lookup` asks the table; its answers for ASCII characters are remembered.
pub fn translate<E: From<TextError>>(
    text: &[u8],
    mut lookup: impl FnMut(u32) -> Result<Translation, E>,
) -> Result<Vec<u8>, E> {
    let mut out = buffer(text.len())?;
    let mut known: Vec<Option<Translation>> = vec![None; 128];
    for c in wtf8::code_points(text) {
        let fresh;
        let what = match known.get_mut(c as usize) {
            Some(slot @ None) => &*slot.insert(lookup(c)?),
            Some(Some(seen)) => &*seen,
            None => {
                fresh = lookup(c)?;
                &fresh
            }
        };
        match what {
            Translation::Keep => wtf8::push(&mut out, c),
            Translation::Delete => {}
            Translation::Char(to) => wtf8::push(&mut out, *to),
            Translation::Text(to) => {
                super::reserve(&mut out, to.len())?;
                out.extend_from_slice(to);
            }
        }
    }
    Ok(out)
}

/// `text` repeated `n` times.
pub fn repeat(text: &[u8], n: usize) -> Result<Vec<u8>, TextError> {
    let size = text.len().checked_mul(n).filter(|&x| x <= isize::MAX as usize).ok_or(TextError::Memory)?;
    let mut out = buffer(size)?;
    if let [b] = text {
        out.resize(n, *b);
    } else if size > 0 {
        out.extend_from_slice(text);
        while out.len() < size {
            let more = out.len().min(size - out.len());
            out.extend_from_within(..more);
        }
    }
    Ok(out)
}
