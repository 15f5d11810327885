//! Docstrings without their common indentation, as the compiler has stored them since Python 3.13. Unlike
//! `inspect.cleandoc`, blank lines at the start and the end stay.

use taipan_bytecode::WStr;

/// The cleaned docstring.
pub(super) fn cleandoc(doc: &WStr) -> WStr {
    let text = expand_tabs(doc.as_bytes());
    let mut lines = text.split_inclusive(|b| *b == b'\n');
    let Some(first) = lines.next() else { return doc.clone() };
    let rest: Vec<&[u8]> = lines.collect();
    let indent = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let blank = |line: &[u8], n: usize| n == line.len() || line[n] == b'\n';
    let margin = rest
        .iter()
        .map(|line| (indent(line), line))
        .filter(|(n, line)| !blank(line, *n))
        .map(|(n, _)| n)
        .min()
        .unwrap_or(0);
    let mut out = Vec::with_capacity(text.len());
    out.extend_from_slice(&first[indent(first)..]);
    for line in rest {
        out.extend_from_slice(&line[indent(line).min(margin)..]);
    }
    WStr::from_wtf8(&out).unwrap_or_else(|| doc.clone())
}

/// `str.expandtabs()` on WTF-8 bytes.
fn expand_tabs(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut column = 0;
    for b in text {
        match b {
            b'\t' => {
                let n = 8 - column % 8;
                out.extend(std::iter::repeat_n(b' ', n));
                column += n;
            }
            b'\n' | b'\r' => {
                out.push(*b);
                column = 0;
            }
            _ => {
                out.push(*b);
                column += usize::from(b & 0xC0 != 0x80);
            }
        }
    }
    out
}
