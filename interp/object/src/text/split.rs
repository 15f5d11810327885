//! Cutting strings: split, rsplit, white-space split, splitlines.
//!
//! All are iterators over slices of the input. `r` variants yield from the right; the caller reverses.
//! `limit` is the largest number of cuts (`usize::MAX` for Python's -1).

use super::search::is_byte_space;
use super::{unicode, wtf8};
use memchr::memmem;

/// Pieces of `text` between occurrences of `sep` (not empty: the caller reports "empty separator").
pub fn split<'a>(text: &'a [u8], sep: &'a [u8], limit: usize) -> impl Iterator<Item = &'a [u8]> {
    let mut cuts = memmem::find_iter(text, sep).take(limit);
    let mut start = Some(0);
    let n = sep.len();
    std::iter::from_fn(move || {
        let from = start?;
        match cuts.next() {
            Some(at) => {
                start = Some(at + n);
                Some(&text[from..at])
            }
            None => {
                start = None;
                Some(&text[from..])
            }
        }
    })
}

/// As `split`, from the right; pieces come last first.
pub fn rsplit<'a>(text: &'a [u8], sep: &'a [u8], limit: usize) -> impl Iterator<Item = &'a [u8]> {
    let finder = memmem::FinderRev::new(sep);
    let mut end = Some(text.len());
    let mut left = limit;
    std::iter::from_fn(move || {
        let to = end?;
        let cut = if left == 0 { None } else { finder.rfind(&text[..to]) };
        match cut {
            Some(at) => {
                left -= 1;
                end = Some(at);
                Some(&text[at + sep.len()..to])
            }
            None => {
                end = None;
                Some(&text[..to])
            }
        }
    })
}

/// `str.split()` on Unicode white space.
pub fn split_whitespace(text: &[u8], limit: usize) -> impl Iterator<Item = &[u8]> {
    words(text, limit, char_len, unicode::is_space)
}

/// `bytes.split()` on ASCII white space.
pub fn split_byte_whitespace(text: &[u8], limit: usize) -> impl Iterator<Item = &[u8]> {
    words(text, limit, byte_len, |c| is_byte_space(c as u8))
}

/// `str.rsplit()` on Unicode white space; pieces come last first.
pub fn rsplit_whitespace(text: &[u8], limit: usize) -> impl Iterator<Item = &[u8]> {
    rwords(text, limit, char_before, unicode::is_space)
}

/// `bytes.rsplit()` on ASCII white space; pieces come last first.
pub fn rsplit_byte_whitespace(text: &[u8], limit: usize) -> impl Iterator<Item = &[u8]> {
    rwords(text, limit, byte_before, |c| is_byte_space(c as u8))
}

/// `str.splitlines()`: line boundaries are \n, \r, \r\n, \v, \f, \x1c-\x1e, \x85, U+2028 and U+2029.
pub fn split_lines(text: &[u8], keep_ends: bool) -> impl Iterator<Item = &[u8]> {
    lines(text, keep_ends, char_len, unicode::is_linebreak)
}

/// `bytes.splitlines()`: line boundaries are \n, \r and \r\n.
pub fn split_byte_lines(text: &[u8], keep_ends: bool) -> impl Iterator<Item = &[u8]> {
    lines(text, keep_ends, byte_len, |c| c == 10 || c == 13)
}

/// Decodes one element at or before an offset.
trait Step: Fn(&[u8], usize) -> Option<(u32, usize)> {}

impl<F: Fn(&[u8], usize) -> Option<(u32, usize)>> Step for F {}

fn char_len(text: &[u8], at: usize) -> Option<(u32, usize)> {
    wtf8::decode_at(text, at)
}

fn byte_len(text: &[u8], at: usize) -> Option<(u32, usize)> {
    text.get(at).map(|&b| (b as u32, 1))
}

fn char_before(text: &[u8], end: usize) -> Option<(u32, usize)> {
    wtf8::decode_before(text, end)
}

fn byte_before(text: &[u8], end: usize) -> Option<(u32, usize)> {
    end.checked_sub(1).map(|i| (text[i] as u32, 1))
}

fn words(text: &[u8], limit: usize, step: impl Step, is_space: impl Fn(u32) -> bool) -> impl Iterator<Item = &[u8]> {
    let mut at = 0;
    let mut left = limit;
    std::iter::from_fn(move || {
        while let Some((c, n)) = step(text, at)
            && is_space(c)
        {
            at += n;
        }
        let start = at;
        if start == text.len() {
            return None;
        }
        if left == 0 {
            // The last piece keeps its inner white space but not the trailing one.
            at = text.len();
            return Some(&text[start..]);
        }
        left -= 1;
        while let Some((c, n)) = step(text, at)
            && !is_space(c)
        {
            at += n;
        }
        Some(&text[start..at])
    })
}

fn rwords(text: &[u8], limit: usize, step: impl Step, is_space: impl Fn(u32) -> bool) -> impl Iterator<Item = &[u8]> {
    let mut at = text.len();
    let mut left = limit;
    std::iter::from_fn(move || {
        while let Some((c, n)) = step(text, at)
            && is_space(c)
        {
            at -= n;
        }
        let end = at;
        if end == 0 {
            return None;
        }
        if left == 0 {
            at = 0;
            return Some(&text[..end]);
        }
        left -= 1;
        while let Some((c, n)) = step(text, at)
            && !is_space(c)
        {
            at -= n;
        }
        Some(&text[at..end])
    })
}

fn lines(text: &[u8], keep_ends: bool, step: impl Step, is_break: impl Fn(u32) -> bool) -> impl Iterator<Item = &[u8]> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let start = at;
        while let Some((c, n)) = step(text, at) {
            if is_break(c) {
                let end = at;
                at += n;
                if c == 13 && text.get(at) == Some(&b'\n') {
                    at += 1;
                }
                return Some(&text[start..if keep_ends { at } else { end }]);
            }
            at += n;
        }
        Some(&text[start..])
    })
}
