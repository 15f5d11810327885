//! What the parser does besides finding errors: limits on nesting, warnings, incomplete input, `func_type`, and no panic on
//! any input. Expected values are CPython 3.14's answers.

use taipan_parser::{ErrorKind, Mode, ParseOptions, ast, parse};

fn error(source: &str) -> Option<(ErrorKind, String)> {
    parse(source, Mode::Exec, ParseOptions::default()).err().map(|e| (e.kind, e.msg))
}

/// Nesting that CPython takes is taken, what it refuses is refused, and nothing overflows a stack, also on a small thread.
#[test]
fn nesting() {
    let work = || {
        let nested = |open: &str, inside: &str, close: &str, n: usize| {
            error(&format!("{}{inside}{}", open.repeat(n), close.repeat(n)))
        };
        for (open, inside, close) in
            [("(", "1", ")"), ("[", "1", "]"), ("f(", "1", ")"), ("{1:", "1", "}"), ("-(", "1", ")")]
        {
            assert_eq!(nested(open, inside, close, 199), None, "{open}");
            for n in [201, 100_000] {
                let (kind, msg) = nested(open, inside, close, n).unwrap();
                assert_eq!((kind, msg.as_str()), (ErrorKind::Syntax, "too many nested parentheses"), "{open}");
            }
        }
        for prefix in ["-", "not ", "~", "lambda: "] {
            assert_eq!(nested(prefix, "x", "", 1_000), None, "{prefix}");
            assert_eq!(nested(prefix, "x", "", 10_000).unwrap().0, ErrorKind::Memory, "{prefix}");
        }
        for link in [" + x", ".y", "()", "[0]", " @ x"] {
            assert_eq!(nested("x", "", link, 1), None);
            assert_eq!(error(&format!("x{}", link.repeat(20_000))), None, "{link}");
            assert_eq!(error(&format!("x{}", link.repeat(100_000))).unwrap().0, ErrorKind::Recursion, "{link}");
        }
        for flat in [" and x", " or x", " < x", ", x", "; x", " = x"] {
            assert_eq!(error(&format!("x{}", flat.repeat(100_000))), None, "{flat}");
        }
        let blocks = |n: usize| {
            let lines: String = (0..n).map(|i| format!("{}if x:\n", " ".repeat(i))).collect();
            error(&format!("{lines}{}pass\n", " ".repeat(n)))
        };
        assert_eq!(blocks(99), None);
        assert_eq!(blocks(100), Some((ErrorKind::Indentation, "too many levels of indentation".into())));
        let fstrings = |n: usize| error(&format!("{}1{}", "f\"{".repeat(n), "}\"".repeat(n)));
        assert_eq!(fstrings(148), None);
        assert_eq!(fstrings(160), Some((ErrorKind::Syntax, "too many nested f-strings or t-strings".into())));
    };
    std::thread::Builder::new().stack_size(512 * 1024).spawn(work).unwrap().join().unwrap();
}

#[test]
fn warnings() {
    let source = "x = (1,\n '\\d', f'\\q{\"\\w\"}')\n1if x else 2\nr'\\d'\nb'\\400'\n";
    let parsed = parse(source, Mode::Exec, ParseOptions::default()).unwrap();
    let found: Vec<_> = parsed.warnings.iter().map(|w| (w.lineno, w.msg.as_str(), w.error_msg.as_str())).collect();
    let tail = "A raw string is also an option.";
    let warning = |text: &str, octal: &str| {
        format!(
            "\"\\{text}\" is an invalid {octal}escape sequence. Such sequences will not work in the future. Did you mean \
             \"\\\\{text}\"? {tail}"
        )
    };
    let failure = |text: &str, octal: &str| {
        format!("\"\\{text}\" is an invalid {octal}escape sequence. Did you mean \"\\\\{text}\"? {tail}")
    };
    let want = [(2, "d", ""), (2, "w", ""), (2, "q", ""), (3, "", ""), (5, "400", "octal ")];
    assert_eq!(found.len(), want.len());
    for ((line, msg, error_msg), (want_line, text, octal)) in found.into_iter().zip(want) {
        let (warning, failure) = match text {
            "" => ("invalid decimal literal".to_string(), "invalid decimal literal".to_string()),
            _ => (warning(text, octal), failure(text, octal)),
        };
        assert_eq!((line, msg, error_msg), (want_line, warning.as_str(), failure.as_str()));
    }
}

/// `codeop` asks like this.
#[test]
fn incomplete_input() {
    let options = ParseOptions { allow_incomplete: true, dont_imply_dedent: true, ..ParseOptions::default() };
    let kind = |source: &str| parse(source, Mode::Single, options).err().map(|e| e.kind);
    for source in ["if x:", "if x:\n", "(1,", "'''a", "def f():\n  pass", "x = \\\n", "@x\n", "try:\n  pass\n", ""] {
        assert_eq!(kind(source), Some(ErrorKind::Incomplete), "{source:?}");
    }
    for source in ["if x y:\n", "1 +\n", ")", "0777", "if x:\n  y\n z"] {
        let want = if source.ends_with(" z") { ErrorKind::Indentation } else { ErrorKind::Syntax };
        assert_eq!(kind(source), Some(want), "{source:?}");
    }
    for source in ["x", "x\n", "def f():\n  pass\n", "def f():\n  pass\n\n", "'a'", "x; y"] {
        assert_eq!(kind(source), None, "{source:?}");
    }
    let incomplete = |source: &str| parse(source, Mode::Exec, ParseOptions::default()).unwrap_err().incomplete;
    assert!(incomplete("(1,\n2"));
    assert!(!incomplete("(1 $\n"));
}

#[test]
fn function_types() {
    let parsed = parse("(int, *str, **x[y]) -> (a, b)", Mode::FuncType, ParseOptions::default()).unwrap();
    let ast::Mod::Expression(module) = &parsed.ast else { panic!("not an expression") };
    let ast::Expr::Tuple(tuple) = &*module.body else { panic!("not a tuple") };
    let texts: Vec<_> = tuple.elts.iter().map(|e| parsed.text(text_range(e))).collect();
    assert_eq!(texts, ["int", "str", "x[y]"]);
    assert_eq!(parsed.returns.as_ref().map(|e| parsed.text(text_range(e))), Some("(a, b)"));
}

fn text_range(expr: &ast::Expr) -> taipan_parser::text_size::TextRange {
    use taipan_parser::text_size::Ranged;
    expr.range()
}

/// Positions are lines from 1 and byte columns from 0.
#[test]
fn positions_and_newlines() {
    let parsed = parse("a\r\n\u{e9}.b\rc", Mode::Exec, ParseOptions::default()).unwrap();
    assert_eq!(&*parsed.source, "a\n\u{e9}.b\nc");
    assert_eq!(parsed.position(7.into()), (3, 0));
    let null = parse("a\0b", Mode::Exec, ParseOptions::default()).unwrap_err();
    assert_eq!((null.msg.as_str(), null.lineno), ("source code string cannot contain null bytes", None));
}

/// Names that Ruff's table lacks, lone surrogates and `<>` don't stop the parser.
#[test]
fn what_only_ruff_refuses() {
    for source in ["'\\N{TANGUT IDEOGRAPH-17000}'", "'\\ud800'", "from __future__ import barry_as_FLUFL\na <> b"] {
        assert_eq!(error(source), None, "{source}");
    }
}

/// A quick fuzz: no panic, whatever the input.
#[test]
fn never_panics() {
    let pieces = [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "f'",
        "t\"",
        "'",
        "\"\"\"",
        "\\",
        "\n",
        "\n  ",
        "\t",
        " ",
        "\x0c",
        "\u{e9}",
        "\u{20ac}",
        "\u{1f600}",
        "\u{feff}",
        "0",
        "1e",
        "0x",
        "_",
        "if ",
        "x",
        "match x:\n case ",
        "lambda ",
        ":",
        "=",
        ",",
        ".",
        "*",
        "**",
        ":=",
        "<>",
        "!",
        "def f(",
        "class A",
        "\\N{",
        "\\x",
        "yield ",
        "await ",
        "async ",
        "import ",
        "from ",
        "for ",
        "in ",
        "\r",
        "#",
        "$",
        "b'",
        "print ",
        "else ",
        "except* ",
        "try:",
        "with ",
        " as ",
        "@",
        ";",
        "->",
        "type X",
        "'\\",
        "{{",
        "}}",
    ];
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % n as u64) as usize
    };
    for _ in 0..4_000 {
        let source: String = (0..random(30) + 1).map(|_| pieces[random(pieces.len())]).collect();
        let mode = [Mode::Exec, Mode::Eval, Mode::Single, Mode::FuncType][random(4)];
        let options =
            ParseOptions { allow_incomplete: random(2) == 0, dont_imply_dedent: random(2) == 0, flufl: false };
        if let Ok(parsed) = parse(&source, mode, options) {
            assert!(parsed.warnings.iter().all(|w| w.range.1 as usize <= source.len() + 1));
        }
        let bytes: Vec<u8> = (0..random(20)).map(|_| random(256) as u8).collect();
        let _ = taipan_parser::decode_source(&bytes);
    }
}
