//! Padding: ljust, rjust, center, zfill, expandtabs.

use super::{TextError, Unit, buffer, reserve, wtf8};

const PADDED: TextError = TextError::Overflow("padded string is too long");

/// Where the text stands in its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// `ljust`.
    Left,
    /// `rjust`.
    Right,
    /// `center`.
    Center,
}

/// Pads `text` with `fill` to `width` elements; `None` if it is wide enough already.
pub fn pad(text: &[u8], width: usize, align: Align, fill: u32, unit: Unit) -> Result<Option<Vec<u8>>, TextError> {
    let n = unit.count(text);
    if width <= n {
        return Ok(None);
    }
    let total = width - n;
    let left = match align {
        Align::Left => 0,
        Align::Right => total,
        // The odd column goes left only when both the padding and the width are odd.
        Align::Center => total / 2 + (total & width & 1),
    };
    pad_by(text, left, total - left, fill, unit).map(Some)
}

/// Puts `left` and `right` copies of `fill` around `text`.
pub fn pad_by(text: &[u8], left: usize, right: usize, fill: u32, unit: Unit) -> Result<Vec<u8>, TextError> {
    let (bytes, n) = match unit {
        Unit::Byte => ([fill as u8, 0, 0, 0], 1),
        Unit::Char => wtf8::encode(fill),
    };
    let fill = &bytes[..n];
    let copies = left.checked_add(right).ok_or(PADDED)?;
    let size = copies.checked_mul(n).and_then(|x| x.checked_add(text.len())).ok_or(PADDED)?;
    if size > isize::MAX as usize {
        return Err(PADDED);
    }
    let mut out = buffer(size)?;
    push_fill(&mut out, fill, left);
    out.extend_from_slice(text);
    push_fill(&mut out, fill, right);
    Ok(out)
}

fn push_fill(out: &mut Vec<u8>, fill: &[u8], n: usize) {
    match fill {
        [b] => out.resize(out.len() + n, *b),
        _ => (0..n).for_each(|_| out.extend_from_slice(fill)),
    }
}

/// `zfill`: zeros between the sign and the rest; `None` if it is wide enough already.
pub fn zfill(text: &[u8], width: usize, unit: Unit) -> Result<Option<Vec<u8>>, TextError> {
    let Some(mut out) = pad(text, width, Align::Right, b'0' as u32, unit)? else { return Ok(None) };
    if let Some(&sign @ (b'+' | b'-')) = text.first() {
        let at = out.len() - text.len();
        out[at] = b'0';
        out[0] = sign;
    }
    Ok(Some(out))
}

/// `expandtabs`: columns restart after \n and \r.
pub fn expandtabs(text: &[u8], tab_size: usize, unit: Unit) -> Result<Vec<u8>, TextError> {
    let mut out = buffer(text.len())?;
    let mut column = 0usize;
    for &b in text {
        match b {
            b'\t' => {
                if let Some(past) = column.checked_rem(tab_size) {
                    let n = tab_size - past;
                    let long = TextError::Overflow("new string is too long");
                    if out.len().checked_add(n).is_none_or(|x| x > isize::MAX as usize) {
                        return Err(long);
                    }
                    reserve(&mut out, n)?;
                    out.resize(out.len() + n, b' ');
                    column += n;
                }
            }
            _ => {
                out.push(b);
                if b == b'\n' || b == b'\r' {
                    column = 0;
                } else if unit == Unit::Byte || !wtf8::is_continuation(b) {
                    column += 1;
                }
            }
        }
    }
    Ok(out)
}
