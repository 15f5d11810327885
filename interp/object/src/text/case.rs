//! Case conversion and the `is…` tests on whole strings, and their ASCII counterparts for `bytes`.
//!
//! Lowercasing a capital sigma looks at its neighbors (final sigma); everything else is character by character.

use super::{TextError, buffer, unicode as u, wtf8};

/// `str.lower`.
pub fn lower(text: &[u8]) -> Result<Vec<u8>, TextError> {
    if text.is_ascii() {
        return copy_with(text, |out| out.make_ascii_lowercase());
    }
    let mut out = buffer(text.len())?;
    for (at, c) in wtf8::code_point_offsets(text) {
        push_lower(&mut out, text, at, c);
    }
    Ok(out)
}

/// `str.upper`.
pub fn upper(text: &[u8]) -> Result<Vec<u8>, TextError> {
    if text.is_ascii() {
        return copy_with(text, |out| out.make_ascii_uppercase());
    }
    let mut out = buffer(text.len())?;
    wtf8::code_points(text).for_each(|c| u::to_upper(c).push_to(&mut out));
    Ok(out)
}

/// `str.casefold`.
pub fn casefold(text: &[u8]) -> Result<Vec<u8>, TextError> {
    if text.is_ascii() {
        return copy_with(text, |out| out.make_ascii_lowercase());
    }
    let mut out = buffer(text.len())?;
    wtf8::code_points(text).for_each(|c| u::to_casefold(c).push_to(&mut out));
    Ok(out)
}

/// `str.swapcase`.
pub fn swapcase(text: &[u8]) -> Result<Vec<u8>, TextError> {
    let mut out = buffer(text.len())?;
    for (at, c) in wtf8::code_point_offsets(text) {
        if u::is_upper(c) {
            push_lower(&mut out, text, at, c);
        } else if u::is_lower(c) {
            u::to_upper(c).push_to(&mut out);
        } else {
            wtf8::push(&mut out, c);
        }
    }
    Ok(out)
}

/// `str.capitalize`.
pub fn capitalize(text: &[u8]) -> Result<Vec<u8>, TextError> {
    let mut out = buffer(text.len())?;
    for (at, c) in wtf8::code_point_offsets(text) {
        if at == 0 {
            u::to_title(c).push_to(&mut out);
        } else {
            push_lower(&mut out, text, at, c);
        }
    }
    Ok(out)
}

/// `str.title`.
pub fn title(text: &[u8]) -> Result<Vec<u8>, TextError> {
    let mut out = buffer(text.len())?;
    let mut after_cased = false;
    for (at, c) in wtf8::code_point_offsets(text) {
        if after_cased {
            push_lower(&mut out, text, at, c);
        } else {
            u::to_title(c).push_to(&mut out);
        }
        after_cased = u::is_cased(c);
    }
    Ok(out)
}

fn copy_with(text: &[u8], change: impl FnOnce(&mut [u8])) -> Result<Vec<u8>, TextError> {
    let mut out = buffer(text.len())?;
    out.extend_from_slice(text);
    change(&mut out);
    Ok(out)
}

const CAPITAL_SIGMA: u32 = 0x3A3;

fn push_lower(out: &mut Vec<u8>, text: &[u8], at: usize, c: u32) {
    if c == CAPITAL_SIGMA {
        wtf8::push(out, if is_final_sigma(text, at) { 0x3C2 } else { 0x3C3 });
    } else {
        u::to_lower(c).push_to(out);
    }
}

/// A sigma is final if a cased letter precedes it and none follows, case-ignorable characters not counted.
fn is_final_sigma(text: &[u8], at: usize) -> bool {
    let cased =
        |mut it: Box<dyn Iterator<Item = u32> + '_>| it.find(|&c| !u::is_case_ignorable(c)).is_some_and(u::is_cased);
    cased(Box::new(wtf8::code_points(&text[..at]).rev())) && !cased(Box::new(wtf8::code_points(&text[at + 2..])))
}

fn all(text: &[u8], test: fn(u32) -> bool) -> bool {
    !text.is_empty() && wtf8::code_points(text).all(test)
}

/// `str.isalpha`.
pub fn is_alpha(text: &[u8]) -> bool {
    all(text, u::is_alpha)
}

/// `str.isdecimal`.
pub fn is_decimal(text: &[u8]) -> bool {
    all(text, u::is_decimal)
}

/// `str.isdigit`.
pub fn is_digit(text: &[u8]) -> bool {
    all(text, u::is_digit)
}

/// `str.isnumeric`.
pub fn is_numeric(text: &[u8]) -> bool {
    all(text, u::is_numeric)
}

/// `str.isalnum`.
pub fn is_alnum(text: &[u8]) -> bool {
    all(text, u::is_alnum)
}

/// `str.isspace`.
pub fn is_space(text: &[u8]) -> bool {
    all(text, u::is_space)
}

/// `str.isprintable`: true of the empty string.
pub fn is_printable(text: &[u8]) -> bool {
    wtf8::code_points(text).all(u::is_printable)
}

/// `str.isupper`.
pub fn is_upper(text: &[u8]) -> bool {
    wtf8::code_points(text).any(u::is_upper) && !wtf8::code_points(text).any(|c| u::is_lower(c) || u::is_title(c))
}

/// `str.islower`.
pub fn is_lower(text: &[u8]) -> bool {
    wtf8::code_points(text).any(u::is_lower) && !wtf8::code_points(text).any(|c| u::is_upper(c) || u::is_title(c))
}

/// `str.istitle`.
pub fn is_title(text: &[u8]) -> bool {
    let classify = |c| (u::is_upper(c) || u::is_title(c), u::is_lower(c));
    title_shape(wtf8::code_points(text).map(classify))
}

/// `str.isidentifier`.
pub fn is_identifier(text: &[u8]) -> bool {
    let mut it = wtf8::code_points(text);
    it.next().is_some_and(u::is_identifier_start) && it.all(u::is_identifier_continue)
}

/// Each (capital, small): capitals only after uncased, small ones only after cased, at least one cased.
fn title_shape(classes: impl Iterator<Item = (bool, bool)>) -> bool {
    let mut cased = false;
    let mut after_cased = false;
    for (capital, small) in classes {
        if capital && after_cased || small && !after_cased {
            return false;
        }
        after_cased = capital || small;
        cased |= after_cased;
    }
    cased
}

/// `bytes.istitle`.
pub fn bytes_is_title(text: &[u8]) -> bool {
    title_shape(text.iter().map(|b| (b.is_ascii_uppercase(), b.is_ascii_lowercase())))
}

/// `bytes.isupper`.
pub fn bytes_is_upper(text: &[u8]) -> bool {
    text.iter().any(u8::is_ascii_uppercase) && !text.iter().any(u8::is_ascii_lowercase)
}

/// `bytes.islower`.
pub fn bytes_is_lower(text: &[u8]) -> bool {
    text.iter().any(u8::is_ascii_lowercase) && !text.iter().any(u8::is_ascii_uppercase)
}

/// `bytes.title`, in place.
pub fn bytes_title(text: &mut [u8]) {
    let mut after_letter = false;
    for b in text {
        *b = if after_letter { b.to_ascii_lowercase() } else { b.to_ascii_uppercase() };
        after_letter = b.is_ascii_alphabetic();
    }
}

/// `bytes.capitalize`, in place.
pub fn bytes_capitalize(text: &mut [u8]) {
    text.make_ascii_lowercase();
    if let Some(b) = text.first_mut() {
        b.make_ascii_uppercase();
    }
}

/// `bytes.swapcase`, in place.
pub fn bytes_swapcase(text: &mut [u8]) {
    for b in text {
        if b.is_ascii_alphabetic() {
            *b ^= 0x20;
        }
    }
}
