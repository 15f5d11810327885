//! `cargo xtask dump-code FILE_OR_FOLDER...`: every code object our compiler makes, one line of text per fact, in exactly
//! the format of the `dump_code.py` that is run by CPython for comparison. No interpreter is needed.
//!
//! `dis-diff` compares the two dumps. This file knows the format only.

use crate::Outcome;
use crate::options::{Item, Options};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use taipan_bytecode::{Code, Const, WStr};
use taipan_compiler::{CompileError, Mode, compile_source};

const USAGE: &str = "cargo xtask dump-code [--root DIR] [--optimize LEVEL] [--mode exec|eval|single] FILE_OR_FOLDER...";

/// Dumps to standard output.
pub fn main(arguments: Vec<String>) -> Outcome {
    let mut options = Options::new(arguments, USAGE);
    let mut root = std::env::current_dir().map_err(|e| e.to_string())?;
    let (mut optimize, mut mode, mut paths) = (0, Mode::Exec, Vec::new());
    while let Some(item) = options.advance()? {
        match item {
            Item::Option(name) if name == "root" => root = options.value()?,
            Item::Option(name) if name == "optimize" => optimize = options.value()?,
            Item::Option(name) if name == "mode" => {
                mode = match options.value::<String>()?.as_str() {
                    "eval" => Mode::Eval,
                    "single" => Mode::Single,
                    _ => Mode::Exec,
                }
            }
            Item::Plain(path) => paths.push(PathBuf::from(path)),
            item => return options.unexpected(item),
        }
    }
    let mut out = std::io::stdout().lock();
    for file in paths.iter().flat_map(|p| files(p)) {
        let (text, _) = dump_file(&file, &root, mode, optimize)?;
        out.write_all(text.as_bytes()).map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// The Python files below a folder, each folder's files before its folders; a file is itself.
pub fn files(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_path_buf()];
    }
    let (mut found, mut folders) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        let path = entry.path();
        let linked = entry.file_type().is_ok_and(|t| t.is_symlink());
        if path.is_dir() {
            if !linked {
                folders.push(path);
            }
        } else if path.is_file() && path.extension().is_some_and(|e| e == "py") {
            found.push(path);
        }
    }
    found.sort();
    folders.sort();
    found.extend(folders.iter().flat_map(|f| files(f)));
    found
}

/// The dump of one file, and its code object if it compiles.
pub fn dump_file(file: &Path, root: &Path, mode: Mode, optimize: u8) -> Result<(String, Option<Arc<Code>>), String> {
    let absolute = |p: &Path| std::path::absolute(p).unwrap_or_else(|_| p.to_path_buf());
    let name = relative(&absolute(file), &absolute(root));
    let bytes = std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(dump_source(&bytes, &name, mode, optimize))
}

fn relative(file: &Path, root: &Path) -> String {
    let (mut file_parts, mut root_parts) = (file.components().peekable(), root.components().peekable());
    while file_parts.peek().is_some() && file_parts.peek() == root_parts.peek() {
        file_parts.next();
        root_parts.next();
    }
    let mut path: PathBuf = root_parts.map(|_| "..").collect();
    path.extend(file_parts);
    path.to_string_lossy().into_owned()
}

/// The dump of one source, called `name`, and its code object if it compiles.
pub fn dump_source(bytes: &[u8], name: &str, mode: Mode, optimize: u8) -> (String, Option<Arc<Code>>) {
    let mut out = format!("file {name}\n");
    let mut options = taipan_compiler::Options::new(name, mode);
    options.optimize = optimize;
    let result = match taipan_parser::decode_source(bytes) {
        Ok((text, _)) => compile_source(&text, &options).map_err(|f| (f.error, text)),
        Err(error) => Err((CompileError::Parse(error), String::new())),
    };
    let code = match result {
        Ok(compiled) => {
            dump(&compiled.code, &mut out);
            Some(compiled.code)
        }
        Err((error, source)) => {
            dump_error(&error, &source, name, &mut out);
            None
        }
    };
    (out, code)
}

fn dump_error(error: &CompileError, source: &str, name: &str, out: &mut String) {
    let number = |n: Option<i64>| n.map_or("None".to_string(), |n| n.to_string());
    let (class, message, at, text) = match error {
        CompileError::Parse(e) => {
            let at = [e.lineno, e.offset, e.end_lineno, e.end_offset].map(number);
            (e.kind.class_name(), e.msg.clone(), at, e.text.clone())
        }
        CompileError::Syntax { message, pos } => {
            let at = [pos.line, pos.col + 1, pos.end_line, pos.end_col + 1].map(|n| number(Some(n as i64)));
            // CPython reads the line from the file, if it can be found.
            let line = Path::new(name).exists().then(|| source.split_inclusive('\n').nth(pos.line as usize - 1));
            ("SyntaxError", message.clone(), at, line.flatten().map(str::to_string))
        }
        CompileError::TooDeep => {
            let message = "maximum recursion depth exceeded during compilation".to_string();
            ("RecursionError", message, ["None".to_string(), "".into(), "".into(), "".into()], None)
        }
        CompileError::Assembler(message) => {
            ("SystemError", message.clone(), ["None".to_string(), "".into(), "".into(), "".into()], None)
        }
    };
    let _ = writeln!(out, "  error {class}: {}", ascii(&WStr::new(&message)));
    if class.ends_with("Error") && !matches!(class, "RecursionError" | "SystemError" | "MemoryError" | "ValueError") {
        let text = text.map_or("None".to_string(), |t| ascii(&WStr::new(&t)));
        let _ = writeln!(out, "    at {} {} to {} {} text {text}", at[0], at[1], at[2], at[3]);
    }
}

fn dump(code: &Code, out: &mut String) {
    let plain = |names: &[WStr]| {
        let shown: Vec<String> = names.iter().map(ascii).collect();
        shown.iter().map(|n| &n[1..n.len() - 1]).collect::<Vec<_>>().join(" ")
    };
    let _ = writeln!(out, "  code {} ({})", code.qualname, code.name);
    let _ = writeln!(
        out,
        "    args {} {} {} flags 0x{:x} stack {} line {}",
        code.argcount, code.posonlyargcount, code.kwonlyargcount, code.flags, code.stacksize, code.firstlineno
    );
    let _ = writeln!(out, "    names {}", plain(&code.names));
    let _ = writeln!(out, "    varnames {}", plain(&code.varnames()));
    let _ = writeln!(out, "    cellvars {}", plain(&code.cellvars()));
    let _ = writeln!(out, "    freevars {}", plain(&code.freevars()));
    let mut nested = Vec::new();
    for (i, value) in code.consts.iter().enumerate() {
        let _ = writeln!(out, "    const {i} {}", show(value, &mut nested));
    }
    let _ = writeln!(out, "    code {}", hex(&code.code));
    let _ = writeln!(out, "    lines {}", hex(&code.linetable));
    let _ = writeln!(out, "    handlers {}", hex(&code.exceptiontable));
    for inner in nested {
        dump(inner, out);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, b| {
        let _ = write!(text, "{b:02x}");
        text
    })
}

fn show<'a>(value: &'a Const, nested: &mut Vec<&'a Code>) -> String {
    let mut all = |items: &'a [Const]| items.iter().map(|c| show(c, nested)).collect::<Vec<_>>();
    match value {
        Const::None => "NoneType:None".to_string(),
        Const::True => "bool:True".to_string(),
        Const::False => "bool:False".to_string(),
        Const::Ellipsis => "ellipsis:Ellipsis".to_string(),
        Const::Int(i) => format!("int:{i}"),
        Const::Big(i) => format!("int:{i}"),
        Const::Float(f) => format!("float:{}{}", float_hex(*f), if f.is_nan() { "nan" } else { "" }),
        Const::Complex(re, im) => format!("complex:{},{}", float_hex(*re), float_hex(*im)),
        Const::Str(s) => format!("str:{}", ascii(s)),
        Const::Bytes(b) => format!("bytes:b{}", quote(b.iter().map(|b| *b as u32), true)),
        Const::Tuple(items) => format!("tuple:({})", all(items).join(",")),
        Const::FrozenSet(items) => {
            let mut shown = all(items);
            shown.sort();
            format!("frozenset:{{{}}}", shown.join(","))
        }
        Const::Slice(parts) => format!("slice:tuple:({})", all(&parts[..]).join(",")),
        Const::Code(code) => {
            nested.push(code);
            format!("code#{}:{}", nested.len() - 1, code.qualname)
        }
    }
}

/// Python's `float.hex()`.
fn float_hex(f: f64) -> String {
    if !f.is_finite() {
        return if f.is_nan() {
            "nan"
        } else if f > 0.0 {
            "inf"
        } else {
            "-inf"
        }
        .to_string();
    }
    let sign = if f.is_sign_negative() { "-" } else { "" };
    let bits = f.to_bits();
    let (exponent, mantissa) = ((bits >> 52 & 0x7FF) as i64, bits & ((1 << 52) - 1));
    match (exponent, mantissa) {
        (0, 0) => format!("{sign}0x0.0p+0"),
        (0, _) => format!("{sign}0x0.{mantissa:013x}p-1022"),
        _ => format!("{sign}0x1.{mantissa:013x}p{:+}", exponent - 1023),
    }
}

/// Python's `ascii()` of a str.
fn ascii(text: &WStr) -> String {
    quote(text.code_points(), false)
}

fn quote(points: impl Iterator<Item = u32> + Clone, bytes: bool) -> String {
    let has = |c: char| points.clone().any(|p| p == c as u32);
    let quote = if has('\'') && !has('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for p in points {
        match char::from_u32(p) {
            Some('\\') => out.push_str("\\\\"),
            Some(c) if c == quote => {
                out.push('\\');
                out.push(c);
            }
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c @ ' '..='~') => out.push(c),
            _ if p <= 0xFF || bytes => _ = write!(out, "\\x{p:02x}"),
            _ if p <= 0xFFFF => _ = write!(out, "\\u{p:04x}"),
            _ => _ = write!(out, "\\U{p:08x}"),
        }
    }
    out.push(quote);
    out
}
