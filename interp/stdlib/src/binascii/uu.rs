//! Lines of uuencoded data: a character that tells the length, then six bits a character.

/// One line; at most 45 bytes.
pub(super) fn encode(data: &[u8], backtick: bool) -> Result<Vec<u8>, &'static str> {
    if data.len() > 45 {
        return Err("At most 45 bytes at once");
    }
    let digit = |v: u32| if v == 0 && backtick { b'`' } else { b' ' + v as u8 };
    let mut out = vec![digit(data.len() as u32)];
    for group in data.chunks(3) {
        let get = |i| group.get(i).copied().unwrap_or(0) as u32;
        let bits = get(0) << 16 | get(1) << 8 | get(2);
        out.extend([18, 12, 6, 0].map(|shift| digit(bits >> shift & 63)));
    }
    out.push(b'\n');
    Ok(out)
}

/// The bytes of a line. Missing characters at the end count as spaces.
pub(super) fn decode(text: &[u8]) -> Result<Vec<u8>, &'static str> {
    let Some((&first, rest)) = text.split_first() else { return Err("Missing length byte") };
    let length = (first.wrapping_sub(b' ') & 63) as usize;
    let mut out = Vec::with_capacity(length);
    let mut chars = rest.iter();
    let (mut bits, mut n) = (0u32, 0);
    while out.len() < length {
        let value = match chars.as_slice().first() {
            None | Some(b'\n' | b'\r') => 0,
            Some(&b @ b' '..=b'`') => (b - b' ') & 63,
            Some(_) => return Err("Illegal char"),
        };
        chars.next();
        bits = bits << 6 | value as u32;
        n += 6;
        if n >= 8 {
            n -= 8;
            out.push((bits >> n) as u8);
        }
    }
    if chars.any(|b| !matches!(b, b' ' | b'`' | b'\n' | b'\r')) {
        return Err("Trailing garbage");
    }
    Ok(out)
}
