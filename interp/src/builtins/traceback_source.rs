//! Source lines for tracebacks and the marks under them: which part of a line an instruction came from, and which part of that
//! is the operator, the brackets or the arguments.
//!
//! Knows text and syntax, no Python objects.

use std::collections::HashMap;
use std::rc::Rc;
use taipan_bytecode::linetable::Position;
use taipan_parser::ast::{Expr, Mod, Stmt};
use taipan_parser::text_size::Ranged;
use taipan_parser::{Mode, ParseOptions};

/// Sources read while one exception is being shown.
#[derive(Default)]
pub struct Sources {
    files: HashMap<String, Option<Rc<Vec<String>>>>,
}

impl Sources {
    /// The lines of a file, without line ends; `None` if it can't be read. `remembered` = what is known of names that are no files.
    pub fn lines(
        &mut self,
        filename: &str,
        remembered: impl FnOnce(&str) -> Option<String>,
    ) -> Option<Rc<Vec<String>>> {
        if let Some(known) = self.files.get(filename) {
            return known.clone();
        }
        let text = remembered(filename).or_else(|| read(filename));
        let lines = text.map(|text| Rc::new(text.split('\n').map(str::to_string).collect::<Vec<_>>()));
        self.files.insert(filename.to_string(), lines.clone());
        lines
    }
}

fn read(filename: &str) -> Option<String> {
    if filename.starts_with('<') && filename.ends_with('>') {
        return None;
    }
    let bytes = taipan_host::fd::read_file(filename)?;
    taipan_parser::decode_source(&bytes).ok().map(|(text, _)| text)
}

/// Columns that `text` takes on a terminal.
fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(|c| if is_wide(c as u32) { 2 } else { 1 }).sum()
}

fn is_wide(c: u32) -> bool {
    const WIDE: &[(u32, u32)] = &[
        (0x1100, 0x115F),
        (0x2E80, 0x303E),
        (0x3041, 0xA4CF),
        (0xA960, 0xA97C),
        (0xAC00, 0xD7A3),
        (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F),
        (0xFF01, 0xFF60),
        (0xFFE0, 0xFFE6),
        (0x1F300, 0x1F64F),
        (0x1F680, 0x1F6FF),
        (0x1F900, 0x1F9FF),
        (0x20000, 0x3FFFD),
    ];
    WIDE.iter().any(|&(from, to)| (from..=to).contains(&c))
}

fn cut(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn indent_of(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The lines without the white space that all of them begin with; blank lines become empty.
fn dedent(lines: &[&str]) -> Vec<String> {
    let mut margin: Option<&str> = None;
    for line in lines.iter().filter(|l| !l.trim().is_empty()) {
        let indent = indent_of(line);
        margin = Some(match margin {
            None => indent,
            Some(m) => {
                let common = m.bytes().zip(indent.bytes()).take_while(|(a, b)| a == b).count();
                &m[..common]
            }
        });
    }
    let margin = margin.unwrap_or("");
    lines
        .iter()
        .map(|l| if l.trim().is_empty() { String::new() } else { l.strip_prefix(margin).unwrap_or(l).to_string() })
        .collect()
}

/// A place in several lines: line (from 0) and byte column.
type Place = (usize, usize);

/// What of a text is marked by `^` while the rest is marked by `~`.
struct Anchors {
    left: Place,
    right: Place,
}

/// The source text of an instruction with its marks, indented by four; empty if there is none.
pub fn excerpt(lines: &[String], position: Position) -> String {
    let first = (position.line - 1).max(0) as usize;
    if position.line < 1 || first >= lines.len() {
        return String::new();
    }
    if position.col < 0 || position.end_col < 0 || position.end_line < position.line {
        let line = lines[first].trim();
        return if line.is_empty() { String::new() } else { format!("    {line}\n") };
    }
    let last = ((position.end_line - 1) as usize).min(lines.len() - 1);
    let original: Vec<&str> = lines[first..=last].iter().map(|l| l.trim_end()).collect();
    if original.iter().all(|l| l.is_empty()) {
        return String::new();
    }
    let shown = dedent(&original);
    let removed = original[0].len().saturating_sub(shown[0].len());
    let last_shown = &shown[shown.len() - 1];
    let start = cut(&shown[0], (position.col as usize).saturating_sub(removed));
    let end = cut(last_shown, (position.end_col as usize).saturating_sub(removed));
    let anchors = anchors(&segment(&shown, start, end), start);
    let carets = show_carets(&shown, start, end, anchors.is_some());
    let mut significant = vec![0, shown.len() - 1];
    if let Some(a) = &anchors {
        for line in [a.left.0, a.right.0] {
            significant.extend(line.saturating_sub(1)..=(line + 1).min(shown.len() - 1));
        }
    }
    significant.sort_unstable();
    significant.dedup();
    let mut out: Vec<String> = Vec::new();
    let show = |n: usize, out: &mut Vec<String>| {
        out.push(shown[n].clone());
        if carets {
            out.push(marks(&shown, n, start, end, anchors.as_ref()));
        }
    };
    let mut previous: Option<usize> = None;
    for n in significant {
        match previous {
            Some(p) if n - p == 2 => show(n - 1, &mut out),
            Some(p) if n - p > 2 => out.push(format!("...<{} lines>...", n - p - 1)),
            _ => {}
        }
        show(n, &mut out);
        previous = Some(n);
    }
    let out: Vec<&str> = out.iter().map(String::as_str).collect();
    dedent(&out).iter().map(|line| format!("    {line}\n")).collect()
}

fn segment(shown: &[String], start: usize, end: usize) -> String {
    let text = shown.join("\n");
    let tail = shown[shown.len() - 1].len() - end;
    text.get(start..text.len() - tail).unwrap_or("").to_string()
}

fn marks(shown: &[String], n: usize, start: usize, end: usize, anchors: Option<&Anchors>) -> String {
    let line = &shown[n];
    let columns = |upto: usize| width(&line[..cut(line, upto)]);
    let spaces = line.chars().take_while(|c| c.is_whitespace()).count();
    let total = if n + 1 == shown.len() { columns(end) } else { width(line) };
    let first = if n == 0 { columns(start) } else { 0 };
    (0..total)
        .map(|col| {
            if col < spaces || col < first {
                return ' ';
            }
            let Some(a) = anchors else { return '^' };
            let from_left = n > a.left.0 || (n == a.left.0 && col >= columns(a.left.1));
            let before_right = n < a.right.0 || (n == a.right.0 && col < columns(a.right.1));
            if from_left && before_right { '^' } else { '~' }
        })
        .collect()
}

fn parse(source: &str) -> Option<taipan_parser::Parsed> {
    taipan_parser::parse(source, Mode::Exec, ParseOptions::default()).ok()
}

/// Marks are left out where they would cover a whole line and show nothing.
fn show_carets(shown: &[String], start: usize, end: usize, anchored: bool) -> bool {
    let source = shown.join("\n");
    if let Some(parsed) = parse(&source)
        && let Mod::Module(module) = &parsed.ast
    {
        let call = match module.body.first() {
            None => return false,
            Some(Stmt::Return(s)) => match s.value.as_deref() {
                Some(Expr::Call(call)) if call.func.is_name_expr() => Some(call.range()),
                _ => None,
            },
            Some(Stmt::Assign(s)) => match &*s.value {
                Expr::Call(call) => Some(call.range()),
                _ => None,
            },
            _ => None,
        };
        if let Some(range) = call {
            let before_last = source.len() - shown[shown.len() - 1].len();
            let from_first = !source[..range.start().to_usize()].contains('\n') && range.start().to_usize() == start;
            if from_first && range.end().to_usize() == before_last + end {
                return false;
            }
        }
    }
    if anchored {
        return true;
    }
    !shown[0][..start].trim_start().is_empty() || !shown[shown.len() - 1][end..].trim_end().is_empty()
}

/// Operator, brackets or arguments of the expression that `segment` is; columns of its first line are moved by `shift`.
fn anchors(segment: &str, shift: usize) -> Option<Anchors> {
    // In parentheses, so that it may span lines.
    let source = format!("(\n{segment}\n)");
    let parsed = parse(&source)?;
    let Mod::Module(module) = &parsed.ast else { return None };
    let [Stmt::Expr(statement)] = module.body.as_slice() else { return None };
    let bytes = source.as_bytes();
    let is_stop = |c: u8| c == b'\\' || c == b'#';
    let scan = |mut at: usize, stop: &dyn Fn(u8) -> bool| {
        while at < bytes.len() {
            let c = bytes[at];
            if is_stop(c) {
                while at < bytes.len() && bytes[at] != b'\n' {
                    at += 1;
                }
                at += 1;
            } else if c != b'\n' && stop(c) {
                return Some(at);
            } else {
                at += 1;
            }
        }
        None
    };
    let (left, right) = match &*statement.value {
        Expr::BinOp(e) => {
            let left = scan(e.left.end().to_usize(), &|c| !c.is_ascii_whitespace() && c != b')')?;
            let mut right = left + 1;
            let next = bytes.get(right).copied().unwrap_or(b' ');
            if right < e.right.start().to_usize() && !next.is_ascii_whitespace() && !is_stop(next) {
                right += 1;
            }
            (left, right)
        }
        Expr::Subscript(e) => {
            let left = scan(e.value.end().to_usize(), &|c| c == b'[')?;
            let right = scan(e.slice.end().to_usize(), &|c| c == b']')?;
            (left, right + 1)
        }
        Expr::Call(e) => (scan(e.func.end().to_usize(), &|c| c == b'(')?, e.range().end().to_usize()),
        _ => return None,
    };
    let place = |at: usize| {
        let before = &source[..at];
        let line = before.matches('\n').count() - 1;
        let column = at - before.rfind('\n').map_or(0, |i| i + 1);
        (line, if line == 0 { column + shift } else { column })
    };
    Some(Anchors { left: place(left), right: place(right) })
}
