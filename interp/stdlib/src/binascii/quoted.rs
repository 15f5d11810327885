//! Quoted-printable data.

const LINE: usize = 76;

/// How to encode.
#[derive(Clone, Copy)]
pub(super) struct Options {
    /// Quotes tabs and spaces inside lines too.
    pub(super) quote_tabs: bool,
    /// Line ends are kept.
    pub(super) is_text: bool,
    /// Spaces become "_".
    pub(super) header: bool,
}

fn push_quoted(out: &mut Vec<u8>, b: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.extend([b'=', DIGITS[(b >> 4) as usize], DIGITS[(b & 15) as usize]]);
}

fn needs_quotes(data: &[u8], i: usize, line_len: usize, options: Options) -> bool {
    let next = data.get(i + 1);
    match data[i] {
        127.. | b'=' => true,
        b'_' => options.header,
        b'.' => line_len == 0 && matches!(next, None | Some(b'\n' | b'\r' | 0)),
        b'\r' | b'\n' => !options.is_text,
        b'\t' | b' ' => next.is_none() || options.quote_tabs,
        0..32 => true,
        _ => false,
    }
}

/// Encodes; soft line breaks are like the first line break of the data.
pub(super) fn encode(data: &[u8], options: Options) -> Vec<u8> {
    let first_end = data.iter().position(|&b| b == b'\n');
    let end: &[u8] = match first_end {
        Some(at) if at > 0 && data[at - 1] == b'\r' => b"\r\n",
        _ => b"\n",
    };
    let mut out = Vec::with_capacity(data.len() + data.len() / 8);
    let mut line_len = 0;
    let mut i = 0;
    while let Some(&b) = data.get(i) {
        let next = data.get(i + 1).copied();
        if needs_quotes(data, i, line_len, options) {
            if line_len + 3 >= LINE {
                out.push(b'=');
                out.extend_from_slice(end);
                line_len = 0;
            }
            push_quoted(&mut out, b);
            line_len += 3;
            i += 1;
        } else if options.is_text && (b == b'\n' || b == b'\r' && next == Some(b'\n')) {
            line_len = 0;
            if let Some(&last @ (b' ' | b'\t')) = out.last() {
                out.pop();
                push_quoted(&mut out, last);
            }
            out.extend_from_slice(end);
            i += if b == b'\r' { 2 } else { 1 };
        } else {
            if next.is_some_and(|next| next != b'\n') && line_len + 1 >= LINE {
                out.push(b'=');
                out.extend_from_slice(end);
                line_len = 0;
            }
            line_len += 1;
            out.push(if options.header && b == b' ' { b'_' } else { b });
            i += 1;
        }
    }
    out
}

/// Decodes; what is no escape stays as it is.
pub(super) fn decode(data: &[u8], header: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let digit = |b: u8| (b as char).to_digit(16).map(|d| d as u8);
    let mut i = 0;
    while let Some(&b) = data.get(i) {
        i += 1;
        if b != b'=' {
            out.push(if header && b == b'_' { b' ' } else { b });
            continue;
        }
        match data.get(i) {
            None => break,
            Some(b'\n' | b'\r') => {
                i = data[i..].iter().position(|&b| b == b'\n').map_or(data.len(), |n| i + n + 1);
            }
            Some(b'=') => {
                out.push(b'=');
                i += 1;
            }
            Some(&high) => match (digit(high), data.get(i + 1).and_then(|&low| digit(low))) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    i += 2;
                }
                _ => out.push(b'='),
            },
        }
    }
    out
}
