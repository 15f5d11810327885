//! The back half of the compiler on its own: `cfg_modules.txt` holds what CPython 3.14's code generator emits for some
//! modules (from `_testinternalcapi.compiler_codegen`) and the code objects that CPython makes of that.
//!
//! `TAIPAN_CFG_MODULES=FILE` runs another such file and prints the first differences.

use num_bigint::BigInt;
use std::sync::Arc;
use taipan_bytecode::{Code, Const, Op, WStr};
use taipan_compiler::cfg::{InstrSeq, Label, Loc, UnitMeta, assemble};

fn hex(text: &str) -> Vec<u8> {
    if text == "-" {
        return Vec::new();
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

fn unhex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn name(text: &str) -> WStr {
    WStr::from_wtf8(&hex(text)).unwrap()
}

fn parse_const(text: &mut &str) -> Const {
    let kind = text.as_bytes()[0];
    *text = &text[1..];
    let mut field = || {
        let (field, rest) = text.split_once(';').unwrap();
        *text = rest;
        field
    };
    let double = |bytes: &[u8]| f64::from_be_bytes(bytes.try_into().unwrap());
    match kind {
        b'N' => Const::None,
        b'T' => Const::True,
        b'F' => Const::False,
        b'E' => Const::Ellipsis,
        b'i' => Const::int(field().parse::<BigInt>().unwrap()),
        b'f' => Const::Float(double(&hex(field()))),
        b'c' => {
            let bytes = hex(field());
            Const::Complex(double(&bytes[..8]), double(&bytes[8..]))
        }
        b's' => Const::Str(WStr::from_wtf8(&hex(field())).unwrap()),
        b'b' => Const::Bytes(hex(field()).into()),
        b'o' => {
            let firstlineno = field().parse().unwrap();
            Const::Code(Arc::new(Code { firstlineno, ..Code::default() }))
        }
        b'(' | b'{' => {
            let mut items = Vec::new();
            while !text.starts_with([')', '}']) {
                items.push(parse_const(text));
            }
            *text = &text[1..];
            if kind == b'(' { Const::tuple(items) } else { Const::FrozenSet(items.into()) }
        }
        b'/' => {
            let Const::Tuple(items) = parse_const(text) else { panic!("slice") };
            Const::Slice(Arc::new([items[0].clone(), items[1].clone(), items[2].clone()]))
        }
        _ => panic!("constant {:?}", kind as char),
    }
}

fn show(c: &Const) -> String {
    match c {
        Const::Float(f) => format!("{:x}", f.to_bits()),
        Const::Complex(a, b) => format!("{:x},{:x}", a.to_bits(), b.to_bits()),
        Const::Code(c) => format!("code {}", c.firstlineno),
        Const::Tuple(items) => format!("({})", items.iter().map(show).collect::<Vec<_>>().join(",")),
        Const::FrozenSet(items) => {
            let mut items: Vec<String> = items.iter().map(show).collect();
            items.sort();
            format!("{{{}}}", items.join(","))
        }
        _ => format!("{c:?}"),
    }
}

struct Case<'a> {
    file: String,
    flags: u32,
    unit: UnitMeta,
    instrs: Vec<Vec<&'a str>>,
    want: Vec<&'a str>,
    want_consts: Vec<Const>,
    want_kinds: Vec<u8>,
}

fn cases(dump: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case> = Vec::new();
    for line in dump.lines() {
        let mut fields: Vec<&str> = line.split(' ').filter(|f| !f.is_empty()).collect();
        let kind = fields.remove(0);
        let consts = |fields: &[&str]| fields.iter().map(|f| parse_const(&mut &**f)).collect::<Vec<Const>>();
        if kind == "unit" {
            let unit = UnitMeta {
                name: WStr::new("<module>"),
                qualname: WStr::new("<module>"),
                firstlineno: fields[1].parse().unwrap(),
                ..UnitMeta::default()
            };
            let flags = fields[2].parse().unwrap();
            let file = name(fields[0]).to_string();
            cases.push(Case {
                file,
                flags,
                unit,
                instrs: vec![],
                want: vec![],
                want_consts: vec![],
                want_kinds: vec![],
            });
            continue;
        }
        let case = cases.last_mut().unwrap();
        match kind {
            "consts" => consts(&fields).into_iter().for_each(|c| _ = case.unit.consts.add(c)),
            "varnames" => fields.iter().for_each(|f| _ = case.unit.varnames.add(&name(f))),
            "hidden" => fields.iter().for_each(|f| _ = case.unit.fasthidden.insert(name(f))),
            "cellvars" => fields.iter().for_each(|f| _ = case.unit.cellvars.add(&name(f))),
            "i" => case.instrs.push(fields),
            "want" => case.want = fields,
            "wantconsts" => case.want_consts = consts(&fields),
            "wantkinds" => case.want_kinds = fields.first().map_or(vec![], |f| hex(f)),
            _ => panic!("{line}"),
        }
    }
    cases
}

fn sequence(instrs: &[Vec<&str>]) -> InstrSeq {
    let mut seq = InstrSeq::new();
    let labels: Vec<Label> = (0..=instrs.len()).map(|_| seq.new_label()).collect();
    let mut used = vec![false; instrs.len() + 1];
    let parsed: Vec<(Op, u32, Loc)> = instrs
        .iter()
        .map(|f| {
            let n = |i: usize| f[i].parse::<i32>().unwrap();
            (Op::from_name(f[0]).unwrap(), n(1) as u32, Loc::new(n(2), n(3), n(4), n(5)))
        })
        .collect();
    parsed.iter().filter(|i| i.0.has_target()).for_each(|i| used[i.1 as usize] = true);
    for (i, (op, arg, loc)) in parsed.into_iter().enumerate() {
        if used[i] {
            seq.use_label(labels[i]);
        }
        if op.has_target() {
            seq.emit_jump(op, labels[arg as usize], loc);
        } else {
            seq.emit(op, arg, loc);
        }
    }
    seq
}

fn disassemble(code: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut i = 0;
    while i + 1 < code.len() {
        let op = Op::from_number(code[i] as u16).unwrap();
        lines.push(format!("{} {} {}", i / 2, op.name(), code[i + 1]));
        i += 2 + 2 * op.caches();
    }
    lines
}

fn difference(case: Case) -> Option<String> {
    let seq = sequence(&case.instrs);
    let code = match assemble(case.unit, seq, case.flags, &WStr::new("f"), 0) {
        Ok(code) => code,
        Err(e) => return Some(e),
    };
    let (got, want) = (&code.code, hex(case.want[1]));
    if **got != *want {
        let (got, want) = (disassemble(got), disassemble(&want));
        let at = got.iter().zip(&want).position(|(a, b)| a != b).unwrap_or(got.len().min(want.len()));
        let near = |l: &[String]| l[at.saturating_sub(8).min(l.len())..(at + 4).min(l.len())].join("\n    ");
        return Some(format!("code\n  got\n    {}\n  want\n    {}", near(&got), near(&want)));
    }
    let pairs = [
        ("stack", code.stacksize.to_string(), case.want[0].to_string()),
        ("lines", unhex(&code.linetable), case.want[2].to_string()),
        ("handlers", unhex(&code.exceptiontable), unhex(&hex(case.want[3]))),
        ("consts", show(&Const::tuple(code.consts.to_vec())), show(&Const::tuple(case.want_consts))),
        ("kinds", unhex(&code.localspluskinds), unhex(&case.want_kinds)),
    ];
    pairs.into_iter().find(|p| p.1 != p.2).map(|(what, got, want)| format!("{what}\n got {got}\n want {want}"))
}

#[test]
fn modules_assemble_as_in_cpython() {
    let other = std::env::var("TAIPAN_CFG_MODULES").ok().map(|f| std::fs::read_to_string(f).unwrap());
    let dump = other.as_deref().unwrap_or(include_str!("cfg_modules.txt"));
    let cases = cases(dump);
    let n = cases.len();
    assert!(n > 0);
    let mut wrong = 0;
    for case in cases {
        let file = case.file.clone();
        if let Some(what) = difference(case) {
            wrong += 1;
            if wrong <= 12 {
                println!("{file}: {what}");
            }
        }
    }
    assert_eq!(wrong, 0, "of {n} modules");
}
