//! Which characters a set, a category or a single-character operation takes. Knows codes and characters, no text.
//!
//! The locale is always C's: of its characters only those of ASCII have properties.

use super::codes::{category, op};
use taipan_object::text::unicode;

/// A bit per character below 256.
pub type Bitmap = [u64; 4];

/// Whether the bit of `c` (< 256) is set.
#[inline(always)]
pub fn in_bitmap(bitmap: &Bitmap, c: u32) -> bool {
    bitmap[(c >> 6) as usize & 3] >> (c & 63) & 1 != 0
}

/// Lower case within ASCII.
#[inline]
pub fn lower_ascii(c: u32) -> u32 {
    if (0x41..=0x5a).contains(&c) { c + 32 } else { c }
}

/// Upper case within ASCII.
#[inline]
pub fn upper_ascii(c: u32) -> u32 {
    if (0x61..=0x7a).contains(&c) { c - 32 } else { c }
}

/// Simple lower case.
#[inline]
pub fn lower_unicode(c: u32) -> u32 {
    if c < 128 { lower_ascii(c) } else { unicode::to_lower_simple(c) }
}

/// Upper case; where the full mapping has several characters, the first of them (as in CPython).
pub fn upper_unicode(c: u32) -> u32 {
    if c < 128 { upper_ascii(c) } else { unicode::to_upper(c).as_slice()[0] }
}

/// Letters, digits and the underscore of ASCII.
#[inline]
pub fn is_word(c: u32) -> bool {
    matches!(c, 0x30..=0x39 | 0x41..=0x5a | 0x5f | 0x61..=0x7a)
}

/// Letters and numbers of any script, and the underscore.
#[inline]
pub fn is_unicode_word(c: u32) -> bool {
    if c < 128 { is_word(c) } else { unicode::is_alnum(c) }
}

fn is_space(c: u32) -> bool {
    matches!(c, 9..=13 | 32)
}

fn is_digit(c: u32) -> bool {
    matches!(c, 0x30..=0x39)
}

/// Whether `c` is of the category.
pub fn has_category(kind: u32, c: u32) -> bool {
    match kind {
        category::DIGIT => is_digit(c),
        category::NOT_DIGIT => !is_digit(c),
        category::SPACE => is_space(c),
        category::NOT_SPACE => !is_space(c),
        category::WORD | category::LOC_WORD => is_word(c),
        category::NOT_WORD | category::LOC_NOT_WORD => !is_word(c),
        category::LINEBREAK => c == 10,
        category::NOT_LINEBREAK => c != 10,
        category::UNI_DIGIT => unicode::is_decimal(c),
        category::UNI_NOT_DIGIT => !unicode::is_decimal(c),
        category::UNI_SPACE => unicode::is_space(c),
        category::UNI_NOT_SPACE => !unicode::is_space(c),
        category::UNI_WORD => is_unicode_word(c),
        category::UNI_NOT_WORD => !is_unicode_word(c),
        category::UNI_LINEBREAK => unicode::is_linebreak(c),
        category::UNI_NOT_LINEBREAK => !unicode::is_linebreak(c),
        _ => false,
    }
}

/// Whether the set whose codes start at `set[0]` (and were validated) has `c`.
pub fn set_has(set: &[u32], c: u32) -> bool {
    let mut wanted = true;
    let mut i = 0;
    loop {
        let (found, width) = match set[i] {
            op::NEGATE => {
                wanted = !wanted;
                (false, 1)
            }
            op::LITERAL => (set[i + 1] == c, 2),
            op::RANGE => ((set[i + 1]..=set[i + 2]).contains(&c), 3),
            op::RANGE_UNI_IGNORE => {
                let range = set[i + 1]..=set[i + 2];
                (range.contains(&c) || range.contains(&upper_unicode(c)), 3)
            }
            op::CATEGORY => (has_category(set[i + 1], c), 2),
            op::CHARSET => (c < 256 && set[i + 1 + (c >> 5) as usize] >> (c & 31) & 1 != 0, 9),
            op::BIGCHARSET => {
                let n_blocks = set[i + 1] as usize;
                let found = c < 0x1_0000 && {
                    // 256 block numbers of one byte each, in memory order, then blocks of 256 bits.
                    let number = set[i + 2 + (c >> 10) as usize].to_ne_bytes()[(c >> 8 & 3) as usize] as usize;
                    let word = i + 2 + 64 + number * 8 + (c >> 5 & 7) as usize;
                    set[word] >> (c & 31) & 1 != 0
                };
                (found, 2 + 64 + n_blocks * 8)
            }
            _ => return !wanted,
        };
        if found {
            return wanted;
        }
        i += width;
    }
}

/// Whether the single-character operation `code` with its operand takes `c`; `set` are the codes of its set.
pub fn one_takes(code: u32, operand: u32, set: &[u32], c: u32) -> bool {
    match code {
        op::ANY => c != 10,
        op::ANY_ALL => true,
        op::LITERAL => c == operand,
        op::NOT_LITERAL => c != operand,
        op::LITERAL_IGNORE => lower_ascii(c) == operand,
        op::NOT_LITERAL_IGNORE => lower_ascii(c) != operand,
        op::LITERAL_UNI_IGNORE => lower_unicode(c) == operand,
        op::NOT_LITERAL_UNI_IGNORE => lower_unicode(c) != operand,
        op::LITERAL_LOC_IGNORE => same_in_locale(operand, c),
        op::NOT_LITERAL_LOC_IGNORE => !same_in_locale(operand, c),
        op::CATEGORY => has_category(operand, c),
        op::IN => set_has(set, c),
        op::IN_IGNORE => set_has(set, lower_ascii(c)),
        op::IN_UNI_IGNORE => set_has(set, lower_unicode(c)),
        // Either case must be in the set, or for a negated set none in what it excludes.
        op::IN_LOC_IGNORE if set[0] == op::NEGATE => set_has(set, lower_ascii(c)) && set_has(set, upper_ascii(c)),
        op::IN_LOC_IGNORE => set_has(set, lower_ascii(c)) || set_has(set, upper_ascii(c)),
        _ => false,
    }
}

fn same_in_locale(operand: u32, c: u32) -> bool {
    c == operand || lower_ascii(c) == operand || upper_ascii(c) == operand
}
