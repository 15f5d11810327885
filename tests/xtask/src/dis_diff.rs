//! `cargo xtask dis-diff FILE_OR_FOLDER...`: our code objects against CPython 3.14's, compared through the two dumps.
//! Prints which facts of which code objects differ, the first differing instructions side by side, and totals. On the way
//! every code object goes through the verifier and through marshal and back.

use crate::options::{Item, Options};
use crate::{Outcome, dump_code, paths};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use taipan_bytecode::{Code, Const, Op, exctable, linetable, marshal, verify};
use taipan_compiler::Mode;

const USAGE: &str = "cargo xtask dis-diff [--show N] [--optimize LEVEL] [--expected DUMP] FILE_OR_FOLDER...

--show N          print the first N differing code objects (default 5)
--expected DUMP   CPython's dump of the same files, instead of running dump_code.py now
--tool PATH       dump_code.py, if it is not at ../shared/tools
--library         compare CPython's whole library, tests included";

/// Compares and prints.
pub fn main(arguments: Vec<String>) -> Outcome {
    let mut options = Options::new(arguments, USAGE);
    let (mut show, mut optimize, mut expected, mut tool, mut given) = (5usize, 0u8, None, None, Vec::new());
    while let Some(item) = options.advance()? {
        match item {
            Item::Option(name) if name == "show" => show = options.value()?,
            Item::Option(name) if name == "optimize" => optimize = options.value()?,
            Item::Option(name) if name == "expected" => expected = Some(options.value::<PathBuf>()?),
            Item::Option(name) if name == "tool" => {
                let path: PathBuf = options.value()?;
                tool = Some(std::path::absolute(path).map_err(|e| e.to_string())?);
            }
            Item::Option(name) if name == "library" => {
                let library = paths::reference_pythons().join("root/usr/lib/python3.14");
                // Some errors show lines that CPython reads from the file, which it finds by the relative path only.
                std::env::set_current_dir(&library).map_err(|e| format!("{}: {e}", library.display()))?;
                given.push(library);
            }
            Item::Plain(path) => given.push(PathBuf::from(path)),
            item => return options.unexpected(item),
        }
    }
    let theirs = match expected {
        Some(file) => std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?,
        None => run_oracle(&given, optimize, tool)?,
    };
    let theirs = split(&theirs);
    let root = std::env::current_dir().map_err(|e| e.to_string())?;
    let (mut same, mut different, mut same_files, mut different_files) = (0, 0, 0, 0);
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for file in given.iter().flat_map(|p| dump_code::files(p)) {
        let (dump, code) = dump_code::dump_file(&file, &root, Mode::Exec, optimize)?;
        if let Some(problem) = code.and_then(unsound) {
            return Err(format!("{}: {problem}", file.display()));
        }
        let ours = split(&dump);
        let Some((name, ours)) = ours.into_iter().next() else { continue };
        let Some(theirs) = theirs.get(name) else { return Err(format!("the expected dump has no file {name}")) };
        let mut equal = ours.len() == theirs.len();
        for i in 0..theirs.len().max(ours.len()) {
            let empty = Vec::new();
            let (a, b) = (ours.get(i).unwrap_or(&empty), theirs.get(i).unwrap_or(&empty));
            if a == b {
                same += 1;
                continue;
            }
            equal = false;
            different += 1;
            let kind =
                |line: Option<&&str>| line.and_then(|l| l.split_whitespace().next()).unwrap_or("none").to_string();
            let at = a.iter().zip(b).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()));
            let reason = kind(a.get(at).or(b.get(at)));
            let reason = if kind(a.first()) != kind(b.first()) { "error".to_string() } else { reason };
            *reasons.entry(reason).or_default() += 1;
            if different <= show {
                println!("{name}");
                explain(a, b);
            }
            if kind(a.first()) == "error" || a.is_empty() {
                // Without a tree there is nothing more to compare.
                different += theirs.len().saturating_sub(i + 1);
                break;
            }
        }
        if equal {
            same_files += 1;
        } else {
            different_files += 1;
        }
    }
    println!("files: {same_files} equal, {different_files} different");
    println!("code objects and errors: {same} equal, {different} different; first difference in: {reasons:?}");
    if different > 0 { Err("there are differences".to_string()) } else { Ok(()) }
}

/// What the verifier says of a code object and those inside of it, or that marshal does not bring it back.
fn unsound(code: Arc<Code>) -> Option<String> {
    let whole = Const::Code(code);
    match marshal::loads(&marshal::dumps(&whole)) {
        // (A NaN is equal to nothing, so sizes are compared.)
        Ok(back) if marshal::dumps(&back).len() == marshal::dumps(&whole).len() => {}
        other => return Some(format!("marshal: {:?}", other.err())),
    }
    let mut pending = vec![whole];
    while let Some(value) = pending.pop() {
        if let Const::Code(code) = value {
            if let Err(problem) = verify::verify(&code) {
                return Some(format!("{}: {problem}", code.qualname));
            }
            pending.extend(code.consts.iter().cloned());
        }
    }
    None
}

fn run_oracle(given: &[PathBuf], optimize: u8, tool: Option<PathBuf>) -> Result<String, String> {
    let start = paths::root();
    let nearby = || start.ancestors().map(|a| a.join("shared/tools/dump_code.py")).find(|p| p.exists());
    let tool =
        tool.or_else(nearby).ok_or("no shared/tools/dump_code.py above the checkout: give --tool or --expected")?;
    let output = Command::new(paths::cpython())
        .args(["-W", "ignore"])
        .args((0..optimize).map(|_| "-O"))
        .arg(tool)
        .args(given)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| format!("{}: {e}", paths::cpython().display()))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The dump's files, each as its code objects (or its error), each as its lines.
fn split(dump: &str) -> HashMap<&str, Vec<Vec<&str>>> {
    let mut files: HashMap<&str, Vec<Vec<&str>>> = HashMap::new();
    let mut name = "";
    for line in dump.lines() {
        if let Some(file) = line.strip_prefix("file ") {
            name = file;
            files.insert(name, Vec::new());
            continue;
        }
        let objects = files.entry(name).or_default();
        if line.starts_with("  code ") || line.starts_with("  error ") {
            objects.push(Vec::new());
        }
        if let Some(last) = objects.last_mut() {
            last.push(line);
        }
    }
    files
}

fn explain(ours: &[&str], theirs: &[&str]) {
    println!("{}", theirs.first().or(ours.first()).unwrap_or(&""));
    let mut shown = 0;
    for i in 0..ours.len().max(theirs.len()) {
        let (a, b) = (ours.get(i).copied().unwrap_or(""), theirs.get(i).copied().unwrap_or(""));
        if a == b || shown >= 4 {
            continue;
        }
        shown += 1;
        let fields = |l: &str| l.trim().split_once(' ').map(|(k, v)| (k.to_string(), v.to_string()));
        match (fields(a), fields(b)) {
            (Some((ka, va)), Some((kb, vb))) if ka == kb && ka == "code" && i > 0 => {
                side_by_side(&code(&va), &code(&vb))
            }
            (Some((ka, va)), Some((kb, vb))) if ka == kb && ka == "lines" => {
                let first = theirs[1].rsplit(' ').next().and_then(|l| l.parse().ok()).unwrap_or(1);
                let instructions =
                    theirs.iter().find_map(|l| l.strip_prefix("    code ")).map(code).unwrap_or_default();
                side_by_side(&lines(&va, first, &instructions), &lines(&vb, first, &instructions));
            }
            (Some((ka, va)), Some((kb, vb))) if ka == kb && ka == "handlers" => {
                side_by_side(&handlers(&va), &handlers(&vb));
            }
            _ => println!("  ours   {a}\n  theirs {b}"),
        }
    }
    println!();
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |b: u8| (b as char).to_digit(16).unwrap_or(0) as u8;
    hex.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(*pair.last().unwrap_or(&b'0'))).collect()
}

fn code(hex: &str) -> Vec<String> {
    let bytes = bytes(hex);
    let mut lines = Vec::new();
    let (mut at, mut arg) = (0, 0u32);
    while at + 1 < bytes.len() {
        let Some(op) = Op::from_number(bytes[at] as u16) else { break };
        arg = arg << 8 | bytes[at + 1] as u32;
        if op == Op::EXTENDED_ARG {
            at += 2;
            continue;
        }
        lines.push(format!("{:>4} {} {arg}", at / 2, op.name()));
        at += 2 + 2 * op.caches();
        arg = 0;
    }
    lines
}

fn lines(hex: &str, firstlineno: i32, code: &[String]) -> Vec<String> {
    let mut at = 0;
    let mut shown = Vec::new();
    for (units, p) in linetable::decode(&bytes(hex), firstlineno) {
        let start = |l: &&String| l.trim_start().split(' ').next().is_some_and(|n| n == at.to_string());
        let op = code.iter().find(start).map_or("", |l| l.rsplit_once(' ').map_or("", |(l, _)| l.trim()));
        shown.push(format!("{units} units {}-{} {}-{} ({op})", p.line, p.end_line, p.col, p.end_col));
        at += units;
    }
    shown
}

fn handlers(hex: &str) -> Vec<String> {
    exctable::decode(&bytes(hex)).map(|e| format!("{e:?}")).collect()
}

fn side_by_side(ours: &[String], theirs: &[String]) {
    let at = ours.iter().zip(theirs).position(|(a, b)| a != b).unwrap_or(ours.len().min(theirs.len()));
    println!("  {:<52} theirs", "ours");
    for i in at.saturating_sub(6)..(at + 8).min(ours.len().max(theirs.len())) {
        let side = |l: &[String]| l.get(i).cloned().unwrap_or_default();
        println!("{} {:<52} {}", if i == at { ">" } else { " " }, side(ours), side(theirs));
    }
}
