//! Trees as uniform nodes: there and back without loss, and CPython's words for trees that make no sense.

use std::path::Path;
use taipan_bytecode::Const;
use taipan_compiler::ast::asdl::{ALL, Class, Count};
use taipan_compiler::ast::from_generic::{TreeError, from_generic};
use taipan_compiler::ast::generic::{Node, Value, to_generic};
use taipan_compiler::ast::validate::validate;
use taipan_compiler::{Mode, Options, compile, compile_built, lower};

fn tree(source: &str) -> Node {
    let parsed = taipan_parser::parse(source, Mode::Exec, Default::default()).expect("valid syntax");
    to_generic(&lower(&parsed, Mode::Exec, 1000).expect("not deep"))
}

/// Every field of every node holds what the table says.
fn check(node: &Node) {
    let info = node.class.info();
    assert_eq!(node.fields.len(), info.fields.len(), "{}", info.name);
    assert_eq!(node.pos.is_some(), info.positions, "{}", info.name);
    for (field, value) in info.fields.iter().zip(&node.fields) {
        let one = |v: &Value| match v {
            Value::Node(n) => {
                assert!(n.class.is_a(field.ty), "{} in {}.{}", n.class.name(), info.name, field.name);
                check(n);
            }
            Value::Int(_) => assert_eq!(field.ty, "int"),
            Value::Str(_) => assert_eq!(field.ty, "str"),
            Value::Const(_) => assert_eq!(field.ty, "object"),
            Value::None => assert!(field.count == Count::Optional || matches!(field.name, "keys" | "kw_defaults")),
            Value::List(_) => panic!("a list in {}.{}", info.name, field.name),
        };
        match (field.count, value) {
            (Count::Many, Value::List(items)) => items.iter().for_each(one),
            (Count::Many, other) => panic!("{other:?} in {}.{}", info.name, field.name),
            (_, value) => one(value),
        }
    }
}

#[test]
fn trees_go_there_and_back() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/compiler");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("tests/compiler").flatten() {
        if entry.path().extension().is_none_or(|e| e != "py") {
            continue;
        }
        let source = std::fs::read_to_string(entry.path()).expect("a readable program");
        let node = tree(&source);
        check(&node);
        let mut back = from_generic(node.clone(), 1000).expect("a tree of ours");
        assert_eq!(to_generic(&back), node);
        assert_eq!(validate(&back), Ok(()));
        let options = Options::new("<test>", Mode::Exec);
        let parsed = taipan_parser::parse(&source, Mode::Exec, options.parse).expect("valid syntax");
        let direct = compile(&parsed, &options).expect("compiles").code;
        let built = compile_built(&mut back, &options).expect("compiles").code;
        assert!(direct.same_as(&built), "{}", entry.path().display());
        seen += 1;
    }
    assert!(seen >= 5, "{seen} programs");
}

#[test]
fn classes_are_found_by_name() {
    for class in ALL {
        assert_eq!(Class::from_name(class.name()), Some(*class));
    }
    assert_eq!(Class::from_name("Nothing"), None);
}

/// The first node of a class, depth first.
fn find(node: &mut Node, class: Class) -> Option<&mut Node> {
    if node.class == class {
        return Some(node);
    }
    node.fields.iter_mut().find_map(|field| match field {
        Value::Node(n) => find(n, class),
        Value::List(items) => items.iter_mut().find_map(|v| match v {
            Value::Node(n) => find(n, class),
            _ => None,
        }),
        _ => None,
    })
}

/// The message for a program after a field of its first node of a class got another value.
fn broken(source: &str, class: Class, field: &str, value: Value) -> String {
    let mut node = tree(source);
    let target = find(&mut node, class).expect("a node of the class");
    let index = class.info().fields.iter().position(|f| f.name == field).expect("a field");
    target.fields[index] = value;
    let result = from_generic(node, 100).and_then(|tree| validate(&tree));
    match result {
        Err(TreeError::Value(message)) => format!("ValueError: {message}"),
        Err(TreeError::Type(message)) => format!("TypeError: {message}"),
        other => format!("{other:?}"),
    }
}

#[test]
fn nonsense_is_refused_in_cpythons_words() {
    let empty = || Value::List(Vec::new());
    let plain = |class| Value::Node(Node { class, fields: Vec::new(), pos: None });
    let one = || find(&mut tree("1\n"), Class::Constant).cloned().map(Value::Node).expect("a constant");
    let cases = [
        ("a and b", Class::BoolOp, "values", empty(), "ValueError: BoolOp with less than 2 values"),
        ("{1: 2}", Class::Dict, "keys", empty(), "ValueError: Dict doesn't have the same number of keys as values"),
        ("[a for a in b]", Class::ListComp, "generators", empty(), "ValueError: comprehension with no generators"),
        ("a < b", Class::Compare, "comparators", empty(), "ValueError: Compare with no comparators"),
        (
            "a",
            Class::Name,
            "ctx",
            plain(Class::Store),
            "ValueError: expression must have Load context but has Store instead",
        ),
        ("a = 1", Class::Assign, "targets", empty(), "ValueError: empty targets on Assign"),
        (
            "a = 1",
            Class::Assign,
            "targets",
            Value::List(vec![one()]),
            "ValueError: expression which can't be assigned to in Store context",
        ),
        ("del a", Class::Delete, "targets", empty(), "ValueError: empty targets on Delete"),
        (
            "a",
            Class::Name,
            "id",
            Value::Str("None".into()),
            "ValueError: identifier field can't represent 'None' constant",
        ),
        ("if a: b", Class::If, "body", empty(), "ValueError: empty body on If"),
        ("async def f(): a", Class::AsyncFunctionDef, "body", empty(), "ValueError: empty body on AsyncFunctionDef"),
        (
            "try: a\nexcept: b",
            Class::Try,
            "handlers",
            empty(),
            "ValueError: Try has neither except handlers nor finalbody",
        ),
        (
            "try: a\nexcept: b\nelse: c\nfinally: d",
            Class::Try,
            "handlers",
            empty(),
            "ValueError: Try has orelse but no except handlers",
        ),
        ("raise a from b", Class::Raise, "exc", Value::None, "ValueError: Raise with cause but no exception"),
        ("import a", Class::Import, "names", empty(), "ValueError: empty names on Import"),
        ("from a import b", Class::ImportFrom, "level", Value::Int(-1), "ValueError: Negative ImportFrom level"),
        ("with a: b", Class::With, "items", empty(), "ValueError: empty items on With"),
        ("match a:\n case 1: b", Class::Match, "cases", empty(), "ValueError: empty cases on Match"),
        (
            "match a:\n case 1 | 2: b",
            Class::MatchOr,
            "patterns",
            empty(),
            "ValueError: MatchOr requires at least 2 patterns",
        ),
        (
            "match a:\n case 1 as b: c",
            Class::MatchAs,
            "name",
            Value::None,
            "ValueError: MatchAs must specify a target name if a pattern is given",
        ),
        (
            "match a:\n case b: c",
            Class::MatchAs,
            "name",
            Value::Str("_".into()),
            "ValueError: can't capture name '_' in patterns",
        ),
        (
            "match a:\n case A(b=1): c",
            Class::MatchClass,
            "cls",
            one(),
            "ValueError: MatchClass cls field can only contain Name or Attribute nodes.",
        ),
        (
            "match a:\n case None: b",
            Class::MatchSingleton,
            "value",
            Value::Const(Const::Int(1)),
            "ValueError: MatchSingleton can only contain True, False and None",
        ),
        (
            "match a:\n case 1: b",
            Class::Constant,
            "value",
            Value::Const(Const::Ellipsis),
            "ValueError: unexpected constant inside of a literal pattern",
        ),
        (
            "def f(a=1): pass",
            Class::arguments,
            "args",
            empty(),
            "ValueError: more positional defaults than args on arguments",
        ),
        (
            "def f(*, a=1): pass",
            Class::arguments,
            "kw_defaults",
            empty(),
            "ValueError: length of kwonlyargs is not the same as kw_defaults on arguments",
        ),
        ("type A = 1", Class::TypeAlias, "name", one(), "TypeError: TypeAlias with non-Name name"),
        ("f(a)", Class::Call, "args", Value::List(vec![Value::None]), "ValueError: None disallowed in expression list"),
    ];
    for (source, class, field, value, expected) in cases {
        assert_eq!(broken(source, class, field, value), expected, "{source}");
    }
}

#[test]
fn deep_trees_are_refused() {
    let node = tree(&format!("a{}\n", ".b".repeat(200)));
    assert_eq!(from_generic(node, 100).map(|_| ()), Err(TreeError::TooDeep));
}

#[test]
fn function_types_have_a_node() {
    let parsed =
        taipan_parser::parse("(int, *str) -> list[a]\n", Mode::FuncType, Default::default()).expect("valid syntax");
    let node = taipan_compiler::function_type(&parsed, 100).expect("not deep").expect("a function type");
    check(&node);
    assert!(matches!(&node.fields[0], Value::List(items) if items.len() == 2));
    assert!(compile(&parsed, &Options::new("<test>", Mode::FuncType)).is_err());
}
