//! Dumps the code objects of Python files in the format of `dump_code.py`, for comparison with CPython's.
//!
//! `dump_code [--root DIR] [--dis] FILE_OR_FOLDER...`; it must not know how the code came about.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use taipan_bytecode::{Code, Const, Op, WStr};
use taipan_compiler::{CompileError, Mode, Options, compile_source};

fn ascii_char(out: &mut String, p: u32, quote: Option<char>) {
    match p {
        0x5C => out.push_str("\\\\"),
        0x0A => out.push_str("\\n"),
        0x0D => out.push_str("\\r"),
        0x09 => out.push_str("\\t"),
        0x20..=0x7E => {
            let c = p as u8 as char;
            if Some(c) == quote {
                out.push('\\');
            }
            out.push(c);
        }
        0..=0xFF => out.push_str(&format!("\\x{p:02x}")),
        0x100..=0xFFFF => out.push_str(&format!("\\u{p:04x}")),
        _ => out.push_str(&format!("\\U{p:08x}")),
    }
}

fn quote_for(points: &[u32]) -> char {
    if points.contains(&0x27) && !points.contains(&0x22) { '"' } else { '\'' }
}

fn ascii_str(s: &WStr) -> String {
    let points: Vec<u32> = s.code_points().collect();
    let quote = quote_for(&points);
    let mut out = String::from(quote);
    points.iter().for_each(|p| ascii_char(&mut out, *p, Some(quote)));
    out.push(quote);
    out
}

fn ascii_bytes(b: &[u8]) -> String {
    let points: Vec<u32> = b.iter().map(|b| *b as u32).collect();
    let quote = quote_for(&points);
    let mut out = format!("b{quote}");
    points.iter().for_each(|p| ascii_char(&mut out, *p, Some(quote)));
    out.push(quote);
    out
}

fn float_hex(f: f64) -> String {
    if f.is_nan() {
        return "nan".into();
    }
    let sign = if f.is_sign_negative() { "-" } else { "" };
    if f.is_infinite() {
        return format!("{sign}inf");
    }
    if f == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let bits = f.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let exponent = (bits >> 52 & 0x7FF) as i32;
    let (lead, exponent) = if exponent == 0 { (0, -1022) } else { (1, exponent - 1023) };
    format!("{sign}0x{lead}.{fraction:013x}p{exponent:+}")
}

fn show(value: &Const, nested: &mut Vec<Arc<Code>>) -> String {
    match value {
        Const::None => "NoneType:None".into(),
        Const::True => "bool:True".into(),
        Const::False => "bool:False".into(),
        Const::Ellipsis => "ellipsis:Ellipsis".into(),
        Const::Int(i) => format!("int:{i}"),
        Const::Big(i) => format!("int:{i}"),
        Const::Float(f) => format!("float:{}{}", float_hex(*f), if f.is_nan() { "nan" } else { "" }),
        Const::Complex(a, b) => format!("complex:{},{}", float_hex(*a), float_hex(*b)),
        Const::Str(s) => format!("str:{}", ascii_str(s)),
        Const::Bytes(b) => format!("bytes:{}", ascii_bytes(b)),
        Const::Tuple(t) => {
            let items: Vec<String> = t.iter().map(|c| show(c, nested)).collect();
            format!("tuple:({})", items.join(","))
        }
        Const::FrozenSet(t) => {
            let mut items: Vec<String> = t.iter().map(|c| show(c, nested)).collect();
            items.sort();
            format!("frozenset:{{{}}}", items.join(","))
        }
        Const::Slice(s) => format!("slice:{}", show(&Const::tuple(s.to_vec()), nested)),
        Const::Code(code) => {
            nested.push(code.clone());
            format!("code#{}:{}", nested.len() - 1, code.qualname)
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn dump(code: &Code, dis: bool, out: &mut String) {
    out.push_str(&format!("  code {} ({})\n", code.qualname, code.name));
    out.push_str(&format!(
        "    args {} {} {} flags 0x{:x} stack {} line {}\n",
        code.argcount, code.posonlyargcount, code.kwonlyargcount, code.flags, code.stacksize, code.firstlineno
    ));
    for (kind, names) in [
        ("names", code.names.to_vec()),
        ("varnames", code.varnames()),
        ("cellvars", code.cellvars()),
        ("freevars", code.freevars()),
    ] {
        let names: Vec<String> = names
            .iter()
            .map(|n| {
                let text = ascii_str(n);
                text[1..text.len() - 1].to_string()
            })
            .collect();
        out.push_str(&format!("    {kind} {}\n", names.join(" ")));
    }
    let mut nested = Vec::new();
    for (i, c) in code.consts.iter().enumerate() {
        out.push_str(&format!("    const {i} {}\n", show(c, &mut nested)));
    }
    if dis {
        let mut i = 0;
        while i + 1 < code.code.len() {
            let (op, arg) = (code.code[i], code.code[i + 1]);
            let known = Op::from_number(op as u16);
            out.push_str(&format!("    {i:5} {} {arg}\n", known.map_or("?", Op::name)));
            i += 2 + 2 * known.map_or(0, Op::caches);
        }
    } else {
        out.push_str(&format!("    code {}\n", hex(&code.code)));
    }
    out.push_str(&format!("    lines {}\n", hex(&code.linetable)));
    out.push_str(&format!("    handlers {}\n", hex(&code.exceptiontable)));
    for inner in nested {
        dump(&inner, dis, out);
    }
}

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        found.push(path.to_path_buf());
        return;
    }
    // As os.walk: the files of a folder first, then its folders.
    let mut entries: Vec<PathBuf> = std::fs::read_dir(path).into_iter().flatten().flatten().map(|e| e.path()).collect();
    entries.sort();
    found.extend(entries.iter().filter(|p| p.is_file() && p.extension().is_some_and(|e| e == "py")).cloned());
    entries.iter().filter(|p| p.is_dir() && !p.is_symlink()).for_each(|p| files(p, found));
}

fn scope(table: &taipan_compiler::symtable::SymbolTable, id: usize, depth: usize, out: &mut String) {
    let s = &table.scopes[id];
    let mut symbols: Vec<String> = s.symbols.entries().iter().map(|(n, f)| format!("{n}={f}")).collect();
    symbols.sort();
    let names: Vec<String> = s.varnames.iter().map(|n| n.to_string()).collect();
    out.push_str(&format!(
        "  code {} {} {depth} {} {} {} {}\n",
        s.name,
        s.kind as u8,
        s.nested as u8,
        s.pos.line,
        symbols.join(" "),
        names.join(",")
    ));
    s.children.iter().for_each(|c| scope(table, *c, depth + 1, out));
}

fn opt(n: Option<i64>) -> String {
    n.map_or("None".to_string(), |n| n.to_string())
}

fn main() {
    let mut root = String::new();
    let mut dis = false;
    let mut options = Options::new("", Mode::Exec);
    let mut show_warnings = false;
    let mut symtable = false;
    let mut paths = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--root" => root = args.next().unwrap_or_default(),
            "--dis" => dis = true,
            "--symtable" => symtable = true,
            "--warnings" => show_warnings = true,
            "-O" => options.optimize = 1,
            "-OO" => options.optimize = 2,
            "--eval" => options.mode = Mode::Eval,
            "--single" => options.mode = Mode::Single,
            "--annotations" => options.future_flags = taipan_bytecode::flags::CO_FUTURE_ANNOTATIONS,
            "--await" => options.top_level_await = true,
            _ => files(Path::new(&arg), &mut paths),
        }
    }
    for path in paths {
        let rel = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().into_owned();
        let mut out = format!("file {rel}\n");
        let bytes = std::fs::read(&path).unwrap_or_default();
        if symtable {
            if let Ok((source, _)) = taipan_parser::decode_source(&bytes)
                && let Ok(parsed) = taipan_parser::parse(&source, options.mode, options.parse)
            {
                match taipan_compiler::symbol_table(&parsed, &options) {
                    Ok(table) => scope(&table, 0, 1, &mut out),
                    Err(e) => out.push_str(&format!("  error {e:?}\n")),
                }
            }
            print!("{out}");
            continue;
        }
        options.filename = rel.as_str().into();
        let (result, warnings) = match taipan_parser::decode_source(&bytes) {
            Ok((source, _)) => match compile_source(&source, &options) {
                Ok(compiled) => (Ok(compiled.code), compiled.warnings),
                Err(failure) => (Err(failure.error), failure.warnings),
            },
            Err(e) => (Err(CompileError::Parse(e)), Vec::new()),
        };
        if show_warnings {
            for w in warnings {
                out.push_str(&format!("  code warning {} {}\n", w.pos.line, ascii_str(&WStr::new(&w.message))));
            }
        }
        match result {
            Ok(code) => dump(&code, dis, &mut out),
            Err(CompileError::Parse(e)) => {
                let text = e.text.map_or("None".into(), |t| ascii_str(&WStr::new(&t)));
                out.push_str(&format!("  error {}: {}\n", e.kind.class_name(), ascii_str(&WStr::new(&e.msg))));
                out.push_str(&format!(
                    "    at {} {} to {} {} text {text}\n",
                    opt(e.lineno),
                    opt(e.offset),
                    opt(e.end_lineno),
                    opt(e.end_offset)
                ));
            }
            Err(CompileError::Syntax { message, pos }) => {
                out.push_str(&format!("  error SyntaxError: {}\n", ascii_str(&WStr::new(&message))));
                let (col, end) = (pos.col + 1, pos.end_col + 1);
                out.push_str(&format!("    at {} {col} to {} {end} text None\n", pos.line, pos.end_line));
            }
            Err(other) => out.push_str(&format!("  error {other:?}\n")),
        }
        print!("{out}");
    }
}
