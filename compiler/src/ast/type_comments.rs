//! `# type:` comments: put where CPython's parser puts them (`type_comment` fields, `Module.type_ignores`).
//!
//! Works on uniform trees and the source's comments. A comment where none is allowed is left out.

use super::asdl::Class;
use super::generic::{Node, Value};
use taipan_bytecode::WStr;
use taipan_parser::lexer::{Kind, Lexer};

/// A type comment.
struct Comment {
    line: i32,
    col: i32,
    text: String,
    used: bool,
}

/// Sets the type comments of a tree that was parsed from `source`.
pub fn attach(node: &mut Node, source: &str) {
    let (mut comments, ignores) = collect(source);
    visit(node, &mut comments);
    if node.class == Class::Module
        && let Some(Value::List(list)) = node.fields.get_mut(1)
    {
        for (line, tag) in ignores {
            let fields = vec![Value::Int(line.into()), Value::Str(WStr::new(&tag))];
            list.push(Value::Node(Node { class: Class::TypeIgnore, fields, pos: None }));
        }
    }
}

/// The type comments, and the lines and tags of the ignoring ones.
fn collect(source: &str) -> (Vec<Comment>, Vec<(i32, String)>) {
    let (mut comments, mut ignores) = (Vec::new(), Vec::new());
    let mut lexer = Lexer::new(source, true);
    let mut at = 0;
    let mut gaps = Vec::new();
    loop {
        let token = lexer.next_token();
        let end = token.start as usize;
        if end > at {
            gaps.push((at, end.min(source.len())));
        }
        at = at.max(token.end as usize);
        if matches!(token.kind, Kind::EndMarker | Kind::Error) {
            break;
        }
    }
    let starts: Vec<usize> =
        std::iter::once(0).chain(source.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1)).collect();
    for (from, to) in gaps {
        let Some(gap) = source.get(from..to) else { continue };
        let mut offset = from;
        for part in gap.split_inclusive('\n') {
            if let Some(i) = part.find('#') {
                let start = offset + i;
                let line = starts.partition_point(|s| *s <= start);
                let body = part[i + 1..].trim_start_matches([' ', '\t']);
                if let Some(text) = body.strip_prefix("type: ") {
                    let text = text.trim_start_matches([' ', '\t']).trim_end_matches(['\n', '\r']);
                    let tag = text.strip_prefix("ignore");
                    match tag.filter(|t| !t.starts_with(|c: char| c.is_ascii_alphanumeric() || !c.is_ascii())) {
                        Some(tag) => ignores.push((line as i32, tag.to_string())),
                        None => {
                            let col = (start - starts[line - 1]) as i32;
                            comments.push(Comment { line: line as i32, col, text: text.to_string(), used: false });
                        }
                    }
                }
            }
            offset += part.len();
        }
    }
    (comments, ignores)
}

/// Takes the first comment from (line, col) on and before (line, col).
fn take(comments: &mut [Comment], from: (i32, i32), to: (i32, i32)) -> Value {
    let first = comments.partition_point(|c| (c.line, c.col) < from);
    match comments[first..].iter_mut().find(|c| !c.used).filter(|c| (c.line, c.col) < to) {
        Some(comment) => {
            comment.used = true;
            Value::Str(WStr::new(comment.text.trim_end()))
        }
        None => Value::None,
    }
}

fn field<'a>(node: &'a Node, name: &str) -> Option<&'a Value> {
    let i = node.class.info().fields.iter().position(|f| f.name == name)?;
    node.fields.get(i)
}

fn set_comment(node: &mut Node, value: Value) {
    let i = node.class.info().fields.iter().position(|f| f.name == "type_comment");
    if let Some(slot) = i.and_then(|i| node.fields.get_mut(i)) {
        *slot = value;
    }
}

/// Where the last node in a value ends.
fn end_of(value: &Value) -> Option<(i32, i32)> {
    match value {
        Value::Node(n) => match n.pos {
            Some(pos) => Some((pos.end_line, pos.end_col)),
            None => n.fields.iter().filter_map(end_of).max(),
        },
        Value::List(items) => items.iter().filter_map(end_of).max(),
        _ => None,
    }
}

fn start_of(value: &Value) -> Option<(i32, i32)> {
    match value {
        Value::Node(n) => n.pos.map(|pos| (pos.line, pos.col)),
        Value::List(items) => items.iter().find_map(start_of),
        _ => None,
    }
}

fn visit(node: &mut Node, comments: &mut [Comment]) {
    if comments.is_empty() {
        return;
    }
    let pos = node.pos;
    match node.class {
        Class::Assign => {
            if let Some(pos) = pos {
                let comment = take(comments, (pos.end_line, pos.end_col), (pos.end_line + 1, 0));
                set_comment(node, comment);
            }
        }
        Class::For | Class::AsyncFor | Class::With | Class::AsyncWith => {
            let header = ["iter", "items"].iter().find_map(|name| field(node, name)).and_then(end_of);
            let body = field(node, "body").and_then(start_of);
            if let (Some(from), Some(to)) = (header, body) {
                let comment = take(comments, from, to.min((from.0 + 1, 0)).max((from.0 + 1, 0)));
                set_comment(node, comment);
            }
        }
        Class::FunctionDef | Class::AsyncFunctionDef => {
            arguments(node, comments);
            let parts = ["args", "returns"].iter().filter_map(|name| field(node, name)).filter_map(end_of).max();
            let from = parts.or(pos.map(|p| (p.line, p.col)));
            let body = field(node, "body").and_then(start_of);
            if let (Some(from), Some(to)) = (from, body) {
                let comment = take(comments, from, to);
                set_comment(node, comment);
            }
        }
        _ => {}
    }
    for value in &mut node.fields {
        visit_value(value, comments);
    }
}

fn visit_value(value: &mut Value, comments: &mut [Comment]) {
    match value {
        Value::Node(node) => visit(node, comments),
        Value::List(items) => items.iter_mut().for_each(|v| visit_value(v, comments)),
        _ => {}
    }
}

/// Gives each parameter the comment that follows it on its line.
fn arguments(function: &mut Node, comments: &mut [Comment]) {
    let body = field(function, "body").and_then(start_of).unwrap_or((i32::MAX, 0));
    let Some(Value::Node(list)) = function.fields.get_mut(1) else { return };
    let mut args: Vec<&mut Node> = Vec::new();
    for value in &mut list.fields {
        match value {
            Value::Node(n) if n.class == Class::arg => args.push(n),
            Value::List(items) => {
                args.extend(items.iter_mut().filter_map(|v| match v {
                    Value::Node(n) if n.class == Class::arg => Some(n),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    args.sort_by_key(|a| a.pos.map(|p| (p.line, p.col)));
    let n = args.len();
    for i in 0..n {
        let Some(pos) = args[i].pos else { continue };
        let next = args.get(i + 1).and_then(|a| a.pos).map_or(body, |p| (p.line, p.col));
        let limit = next.min((pos.end_line + 1, 0));
        // The comment behind the last parameter may be the function's: then nothing but the header's end comes before it.
        if i + 1 == n && next.0 == pos.end_line + 1 && comments.iter().filter(|c| c.line == pos.end_line).count() < 2 {
            let is_function =
                comments.iter().any(|c| c.line == pos.end_line) && function_header_ends(comments, pos.end_line);
            if is_function {
                continue;
            }
        }
        let comment = take(comments, (pos.end_line, pos.end_col), limit);
        set_comment(args[i], comment);
    }
}

/// A comment that shows a signature belongs to the function.
fn function_header_ends(comments: &[Comment], line: i32) -> bool {
    comments.iter().any(|c| c.line == line && c.text.trim_start().starts_with('('))
}
