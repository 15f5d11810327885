//! Base64 as RFC 4648 defines it, lenient or strict in reading.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut i = 0;
    while i < 64 {
        values[ALPHABET[i] as usize] = i as u8;
        i += 1;
    }
    values
};

/// One line of base64.
pub(super) fn encode(data: &[u8], newline: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len().div_ceil(3) * 4 + 1);
    let (groups, rest) = data.as_chunks::<3>();
    let digit = |bits: u32| ALPHABET[(bits & 63) as usize];
    for &[a, b, c] in groups {
        let bits = (a as u32) << 16 | (b as u32) << 8 | c as u32;
        out.extend([digit(bits >> 18), digit(bits >> 12), digit(bits >> 6), digit(bits)]);
    }
    match *rest {
        [a] => out.extend([digit(a as u32 >> 2), digit((a as u32) << 4), b'=', b'=']),
        [a, b] => {
            let bits = (a as u32) << 8 | b as u32;
            out.extend([digit(bits >> 10), digit(bits >> 4), digit(bits << 2), b'=']);
        }
        _ => {}
    }
    if newline {
        out.push(b'\n');
    }
    out
}

/// The bytes; what is wrong otherwise.
pub(super) fn decode(text: &[u8], strict: bool) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut digits, mut pads) = (0u32, 0u32, 0u32);
    for (i, &b) in text.iter().enumerate() {
        if b == b'=' {
            match digits {
                0 | 1 if !strict => {}
                0 if i == 0 => return Err("Leading padding not allowed".to_owned()),
                0 => return Err("Excess padding not allowed".to_owned()),
                1 => break,
                _ => {
                    pads += 1;
                    if strict && digits + pads > 4 {
                        return Err("Excess padding not allowed".to_owned());
                    }
                }
            }
            continue;
        }
        let value = VALUES[b as usize];
        if value == 255 {
            if strict {
                return Err("Only base64 data is allowed".to_owned());
            }
            continue;
        }
        if strict && pads > 0 {
            let whole = digits + pads == 4;
            let what = if whole { "Excess data after padding" } else { "Discontinuous padding not allowed" };
            return Err(what.to_owned());
        }
        pads = 0;
        bits = bits << 6 | value as u32;
        digits += 1;
        match digits {
            1 => {}
            2 => out.push((bits >> 4) as u8),
            3 => out.push((bits >> 2) as u8),
            _ => {
                out.push(bits as u8);
                digits = 0;
            }
        }
    }
    match digits {
        0 => Ok(out),
        1 => Err(format!(
            "Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than a multiple of 4",
            out.len() / 3 * 4 + 1
        )),
        _ if digits + pads >= 4 => Ok(out),
        _ => Err("Incorrect padding".to_owned()),
    }
}
