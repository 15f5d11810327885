//! Formats of `struct`: from text to a list of items with their places.

/// Why a format is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatError {
    /// An unknown letter.
    BadChar,
    /// A number at the end.
    LoneCount,
    /// A size beyond the address space.
    TooLong,
    /// A NUL character.
    Nul,
}

impl FormatError {
    /// What the exception says.
    pub fn message(self) -> &'static str {
        match self {
            FormatError::BadChar => "bad char in struct format",
            FormatError::LoneCount => "repeat count given without format specifier",
            FormatError::TooLong => "total struct size too long",
            FormatError::Nul => "embedded null character",
        }
    }
}

/// How the bytes of an item are read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// A byte as bytes of length 1.
    Char,
    /// A signed or unsigned int.
    Int {
        /// Whether it can be negative.
        signed: bool,
    },
    /// A truth value.
    Bool,
    /// A half, single or double float, by size.
    Float,
    /// A complex number of two floats.
    Complex,
    /// Bytes.
    Bytes,
    /// Bytes with their length in front.
    Pascal,
    /// An address.
    Pointer,
}

/// Some values of one kind next to each other.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// How they are read.
    pub code: Code,
    /// The letter, for messages.
    pub letter: u8,
    /// Where the first begins.
    pub offset: usize,
    /// Bytes of each.
    pub size: usize,
    /// How many.
    pub count: usize,
}

/// A format that was understood.
#[derive(Debug)]
pub struct Layout {
    /// The items in order; padding is left out.
    pub items: Vec<Item>,
    /// Bytes in all.
    pub size: usize,
    /// Number of Python values.
    pub values: usize,
    /// Whether multi-byte numbers begin with the highest byte.
    pub big_endian: bool,
    /// Whether sizes are the machine's.
    pub native: bool,
}

/// Code, size and alignment of a letter.
fn letter_code(letter: u8, native: bool) -> Option<(Code, usize, usize)> {
    let long = if native { size_of::<std::ffi::c_long>() } else { 4 };
    let word = size_of::<usize>();
    let (signed, unsigned) = (Code::Int { signed: true }, Code::Int { signed: false });
    let (code, size) = match letter {
        b'c' => (Code::Char, 1),
        b's' => (Code::Bytes, 1),
        b'p' => (Code::Pascal, 1),
        b'b' => (signed, 1),
        b'B' => (unsigned, 1),
        b'?' => (Code::Bool, 1),
        b'h' => (signed, 2),
        b'H' => (unsigned, 2),
        b'i' => (signed, 4),
        b'I' => (unsigned, 4),
        b'l' => (signed, long),
        b'L' => (unsigned, long),
        b'q' => (signed, 8),
        b'Q' => (unsigned, 8),
        b'n' if native => (signed, word),
        b'N' if native => (unsigned, word),
        b'P' if native => (Code::Pointer, word),
        b'e' => (Code::Float, 2),
        b'f' => (Code::Float, 4),
        b'd' => (Code::Float, 8),
        b'F' => (Code::Complex, 8),
        b'D' => (Code::Complex, 16),
        _ => return None,
    };
    Some((code, size, if code == Code::Complex { size / 2 } else { size }))
}

/// Reads a format.
pub fn parse(text: &[u8]) -> Result<Layout, FormatError> {
    if text.contains(&0) {
        return Err(FormatError::Nul);
    }
    let (native, aligned, big_endian, text) = match text.first() {
        Some(b'@') => (true, true, cfg!(target_endian = "big"), &text[1..]),
        Some(b'=') => (false, false, cfg!(target_endian = "big"), &text[1..]),
        Some(b'<') => (false, false, false, &text[1..]),
        Some(b'>' | b'!') => (false, false, true, &text[1..]),
        _ => (true, true, cfg!(target_endian = "big"), text),
    };
    let mut layout = Layout { items: Vec::new(), size: 0, values: 0, big_endian, native };
    let mut at = 0;
    while let Some(&first) = text.get(at) {
        at += 1;
        if first.is_ascii_whitespace() || first == 0x0b {
            continue;
        }
        let (mut letter, mut count) = (first, 1usize);
        if first.is_ascii_digit() {
            count = 0;
            letter = loop {
                let digit = text[at - 1];
                if !digit.is_ascii_digit() {
                    break digit;
                }
                let more = count.checked_mul(10).and_then(|n| n.checked_add((digit - b'0').into()));
                count = more.filter(|&n| n <= isize::MAX as usize).ok_or(FormatError::TooLong)?;
                if at == text.len() {
                    return Err(FormatError::LoneCount);
                }
                at += 1;
            };
        }
        if letter == b'x' {
            layout.size = add(layout.size, count)?;
            continue;
        }
        let (code, size, alignment) = letter_code(letter, native).ok_or(FormatError::BadChar)?;
        if aligned {
            layout.size = add(layout.size, layout.size.wrapping_neg() & (alignment - 1))?;
        }
        let bytes = count.checked_mul(size).ok_or(FormatError::TooLong)?;
        let offset = layout.size;
        layout.size = add(offset, bytes)?;
        if matches!(code, Code::Bytes | Code::Pascal) {
            layout.items.push(Item { code, letter, offset, size: count, count: 1 });
            layout.values += 1;
        } else if count > 0 {
            layout.items.push(Item { code, letter, offset, size, count });
            layout.values += count;
        }
    }
    Ok(layout)
}

fn add(a: usize, b: usize) -> Result<usize, FormatError> {
    a.checked_add(b).filter(|&n| n <= isize::MAX as usize).ok_or(FormatError::TooLong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_follow_the_reference() {
        let size = |text: &str| parse(text.as_bytes()).map(|layout| layout.size);
        assert_eq!(size("<bhi"), Ok(7));
        assert_eq!(size("bhi"), Ok(8));
        assert_eq!(size("@hb0i"), Ok(4));
        assert_eq!(size("bFbD"), Ok(32));
        assert_eq!(size("3"), Err(FormatError::LoneCount));
        assert_eq!(size("z"), Err(FormatError::BadChar));
        assert_eq!(size("9223372036854775807xx"), Err(FormatError::TooLong));
    }
}
