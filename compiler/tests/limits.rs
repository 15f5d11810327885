//! Nesting: deep programs compile or fail with an error, on small stacks too.

use taipan_compiler::{CompileError, Mode, Options, compile_source};

fn compile(source: &str) -> Result<(), CompileError> {
    compile_source(source, &Options::new("<test>", Mode::Exec)).map(|_| ()).map_err(|f| f.error)
}

/// Runs on a thread with a small stack, as Python threads may have.
fn on_small_stack(source: String) -> Result<(), CompileError> {
    let size = std::env::var("STACK").ok().and_then(|s| s.parse().ok()).unwrap_or(512 * 1024);
    std::thread::Builder::new()
        .stack_size(size)
        .spawn(move || compile(&source))
        .expect("a thread")
        .join()
        .expect("no panic")
}

#[test]
fn trees_below_the_big_stack_limit_fit_a_small_stack() {
    for depth in [50, 150, 250, 390] {
        on_small_stack(format!("x = a{}\n", ".b".repeat(depth))).expect("attributes");
        on_small_stack(format!("x = a{}\n", "()".repeat(depth))).expect("calls");
        on_small_stack(format!("x = {}a\n", "not ".repeat(depth))).expect("not");
        on_small_stack(format!("x = {}1\n", "1 + ".repeat(depth))).expect("sums");
        on_small_stack(format!("if a: pass\n{}", "elif a: pass\n".repeat(depth))).expect("elif");
        on_small_stack(format!("x = {}1\n", "lambda: ".repeat(depth.min(90)))).expect("lambdas");
    }
    let defs: String = (0..95).map(|i| format!("{}def f(a):\n", " ".repeat(i))).collect();
    on_small_stack(format!("{defs}{}return a\n", " ".repeat(95))).expect("functions");
    let brackets = format!("x = {}1{}\n", "[".repeat(190), "]".repeat(190));
    on_small_stack(brackets).expect("lists");
    let comps = format!("x = {}a{}\n", "[".repeat(18), " for a in b]".repeat(18));
    on_small_stack(comps).expect("comprehensions");
}

#[test]
fn deep_trees_compile_on_a_stack_to_match() {
    on_small_stack(format!("x = {}1\n", "1 + ".repeat(20_000))).expect("sums");
    on_small_stack(format!("x = a{}\n", ".b".repeat(5_000))).expect("attributes");
    on_small_stack(format!("if a: pass\n{}", "elif a: pass\n".repeat(3_000))).expect("elif");
}

#[test]
fn too_deep_trees_are_errors() {
    for source in [
        format!("x = {}1\n", "1 + ".repeat(200_000)),
        format!("x = a{}\n", ".b".repeat(200_000)),
        format!("x = {}1\n", "-".repeat(200_000)),
        format!("if a: pass\n{}", "elif a: pass\n".repeat(100_000)),
    ] {
        assert!(on_small_stack(source).is_err());
    }
}

#[test]
fn statically_nested_blocks_have_a_limit() {
    let loops = |n: usize| {
        let lines: String = (0..n).map(|i| format!("{}while x:\n", " ".repeat(i))).collect();
        compile(&format!("{lines}{}pass\n", " ".repeat(n)))
    };
    assert_eq!(loops(21), Ok(()));
    match loops(22) {
        Err(CompileError::Syntax { message, pos }) => {
            assert_eq!((message.as_str(), pos.line), ("too many statically nested blocks", 22));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn deeply_nested_code_is_dropped_safely() {
    // Either is fine: code objects nested so deep, or an error.
    for depth in [1_000, 3_000, 10_000, 30_000] {
        let _ = on_small_stack(format!("x = {}1\n", "lambda: ".repeat(depth)));
    }
}
