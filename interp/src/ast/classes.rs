//! The node classes, made from the compiler's table: `_fields`, `_field_types`, `_attributes`, docstrings in ASDL notation.

use super::AstNode;
use crate::builtins::prelude::*;
use crate::name;
use taipan_compiler::ast::asdl::{self, Class, Count, Field as FieldRow};

/// The base classes with their kinds, and the classes without kinds, in the order of the grammar.
static GRAMMAR: &[(&str, &[&str])] = &[
    ("mod", &["Module", "Interactive", "Expression", "FunctionType"]),
    (
        "stmt",
        &[
            "FunctionDef",
            "AsyncFunctionDef",
            "ClassDef",
            "Return",
            "Delete",
            "Assign",
            "TypeAlias",
            "AugAssign",
            "AnnAssign",
            "For",
            "AsyncFor",
            "While",
            "If",
            "With",
            "AsyncWith",
            "Match",
            "Raise",
            "Try",
            "TryStar",
            "Assert",
            "Import",
            "ImportFrom",
            "Global",
            "Nonlocal",
            "Expr",
            "Pass",
            "Break",
            "Continue",
        ],
    ),
    (
        "expr",
        &[
            "BoolOp",
            "NamedExpr",
            "BinOp",
            "UnaryOp",
            "Lambda",
            "IfExp",
            "Dict",
            "Set",
            "ListComp",
            "SetComp",
            "DictComp",
            "GeneratorExp",
            "Await",
            "Yield",
            "YieldFrom",
            "Compare",
            "Call",
            "FormattedValue",
            "Interpolation",
            "JoinedStr",
            "TemplateStr",
            "Constant",
            "Attribute",
            "Subscript",
            "Starred",
            "Name",
            "List",
            "Tuple",
            "Slice",
        ],
    ),
    ("expr_context", &["Load", "Store", "Del"]),
    ("boolop", &["And", "Or"]),
    (
        "operator",
        &[
            "Add", "Sub", "Mult", "MatMult", "Div", "Mod", "Pow", "LShift", "RShift", "BitOr", "BitXor", "BitAnd",
            "FloorDiv",
        ],
    ),
    ("unaryop", &["Invert", "Not", "UAdd", "USub"]),
    ("cmpop", &["Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In", "NotIn"]),
    ("comprehension", &[]),
    ("excepthandler", &["ExceptHandler"]),
    ("arguments", &[]),
    ("arg", &[]),
    ("keyword", &[]),
    ("alias", &[]),
    ("withitem", &[]),
    ("match_case", &[]),
    (
        "pattern",
        &[
            "MatchValue",
            "MatchSingleton",
            "MatchSequence",
            "MatchMapping",
            "MatchClass",
            "MatchStar",
            "MatchAs",
            "MatchOr",
        ],
    ),
    ("type_ignore", &["TypeIgnore"]),
    ("type_param", &["TypeVar", "ParamSpec", "TypeVarTuple"]),
];

/// Classes whose nodes are all alike: the compiler's trees share one node of each.
const SINGLETON_BASES: &[&str] = &["expr_context", "boolop", "operator", "unaryop", "cmpop"];

/// Names of the position attributes in the order of `_attributes`.
pub(super) const POSITIONS: [&str; 4] = ["lineno", "col_offset", "end_lineno", "end_col_offset"];

/// The classes, and the shared nodes. All of it lives in tuples that the VM keeps.
#[derive(Clone, Copy)]
pub struct Classes {
    /// By the number of the `Class`.
    classes: Gc<PyTuple>,
    /// In the order of `asdl::BASES`.
    bases: Gc<PyTuple>,
    /// By the number of the `Class`: the shared node or None.
    shared: Gc<PyTuple>,
}

impl Classes {
    /// The Python class for a row of the table.
    pub fn class(&self, class: Class) -> Gc<PyType> {
        crate::vm::expect(self.classes.as_slice()[class as usize])
    }

    /// The base class called `name`, which the table has.
    pub fn base(&self, name: &str) -> Gc<PyType> {
        let i = asdl::BASES.iter().position(|b| b.0 == name).unwrap_or(0);
        crate::vm::expect(self.bases.as_slice()[i])
    }

    /// The node that all nodes of the class share, for operators and contexts.
    pub fn shared(&self, class: Class) -> Option<Value> {
        self.shared.as_slice().get(class as usize).copied().filter(|v| !v.is_none())
    }

    /// The shared node of `Load`.
    pub fn load(&self) -> Value {
        self.shared(Class::Load).unwrap_or(Value::NONE)
    }

    /// The row for the nearest class of the table among the ancestors of `class`.
    pub fn row(&self, class: Gc<PyType>) -> Option<Class> {
        class.mro_types().find_map(|c| {
            let i = self.classes.as_slice().iter().position(|known| *known == c.value())?;
            asdl::ALL.get(i).copied()
        })
    }

    /// All classes by name: base classes too.
    pub fn all(&self) -> impl Iterator<Item = Value> + '_ {
        self.bases.as_slice().iter().chain(self.classes.as_slice()).copied()
    }
}

/// The classes; made on first use.
pub fn classes(vm: &Vm) -> PyResult<Classes> {
    let known = match vm.get_static("ast.classes").and_then(|v| v.cast::<PyTuple>()) {
        Some(known) => known,
        None => {
            let made = make(vm)?;
            vm.set_static("ast.classes", made.value());
            made
        }
    };
    let part = |i: usize| crate::vm::expect(known.as_slice()[i]);
    Ok(Classes { classes: part(0), bases: part(1), shared: part(2) })
}

/// How the grammar calls the type of a field.
fn type_label(owner: &str, field: &FieldRow) -> String {
    let ty = match (field.ty, field.name) {
        ("str", "type_comment" | "kind" | "tag") => "string",
        ("str", _) => "identifier",
        ("object", _) => "constant",
        (ty, _) => ty,
    };
    let mark = match field.count {
        Count::One => "",
        Count::Optional => "?",
        Count::Many if matches!((owner, field.name), ("Dict", "keys") | ("arguments", "kw_defaults")) => "?*",
        Count::Many => "*",
    };
    format!("{ty}{mark} {}", field.name)
}

/// "Name(expr left, …)", or the bare name without fields.
fn signature(class: Class) -> String {
    let info = class.info();
    if info.fields.is_empty() {
        return info.name.to_string();
    }
    let fields: Vec<String> = info.fields.iter().map(|f| type_label(info.name, f)).collect();
    format!("{}({})", info.name, fields.join(", "))
}

fn base_doc(base: &str, kinds: &[Class]) -> String {
    let signatures: Vec<String> = kinds.iter().map(|c| signature(*c)).collect();
    let simple = kinds.iter().all(|c| c.info().fields.is_empty());
    let between = if simple { " | ".to_string() } else { format!("\n{}| ", " ".repeat(base.len() + 1)) };
    format!("{base} = {}", signatures.join(&between))
}

/// A class of module `ast` under `base`.
fn new_class(vm: &Vm, name: &str, base: Gc<PyType>, fields: &[FieldRow], doc: &str) -> PyResult<Gc<PyType>> {
    let names: Vec<Value> = fields.iter().map(|f| intern(f.name).value()).collect();
    let names = PyTuple::new(&names);
    let dict = PyDict::new();
    dict.set_str(name!("_fields"), names.value());
    dict.set_str(name!("__match_args__"), names.value());
    dict.set_str(name!("__module__"), intern("ast").value());
    dict.set_str(name!("__doc__"), PyStr::new(doc).value());
    let bases = PyTuple::new(&[base.value()]);
    let meta = vm.types().type_;
    crate::class_new::type_new(vm, meta, intern(name), bases, dict, Args::positional(&[]))
}

/// The base classes whose nodes must say where they end.
pub(super) const EXACT_POSITIONS: &[&str] = &["pattern", "type_param"];

/// Sets `_attributes`, and None for those of a position that may be missing.
fn set_positions(vm: &Vm, class: Gc<PyType>, name: &str, positions: bool) -> PyResult<()> {
    let names: Vec<Value> = POSITIONS.iter().filter(|_| positions).map(|n| intern(n).value()).collect();
    vm.set_attr(class.value(), name!("_attributes"), Some(PyTuple::new(&names).value()))?;
    for attribute in POSITIONS[2..].iter().filter(|_| positions && !EXACT_POSITIONS.contains(&name)) {
        vm.set_attr(class.value(), intern(attribute), Some(Value::NONE))?;
    }
    Ok(())
}

fn make(vm: &Vm) -> PyResult<Gc<PyTuple>> {
    let root = vm.class::<AstNode>();
    vm.set_attr(root.value(), name!("__doc__"), Some(Value::NONE))?;
    let rows: Vec<Value> = asdl::ALL.iter().map(|_| Value::NONE).collect();
    let all = PyList::new(&rows);
    let bases = PyList::new(&asdl::BASES.iter().map(|_| Value::NONE).collect::<Vec<_>>());
    for (base, kinds) in GRAMMAR {
        let kinds: Vec<Class> = kinds.iter().filter_map(|n| Class::from_name(n)).collect();
        let Some(i) = asdl::BASES.iter().position(|b| b.0 == *base) else {
            // A class without kinds.
            let Some(row) = Class::from_name(base) else { continue };
            let class = new_class(vm, base, root, row.info().fields, &signature(row))?;
            set_positions(vm, class, base, row.info().positions)?;
            all.items.set(row as usize, class.value());
            continue;
        };
        let class = new_class(vm, base, root, &[], &base_doc(base, &kinds))?;
        set_positions(vm, class, base, asdl::BASES[i].1)?;
        bases.items.set(i, class.value());
        for kind in kinds {
            let doc = signature(kind);
            all.items.set(kind as usize, new_class(vm, kind.name(), class, kind.info().fields, &doc)?.value());
        }
    }
    let shared = PyList::new(&rows);
    let known = Classes {
        classes: PyTuple::new(all.items.as_slice()),
        bases: PyTuple::new(bases.items.as_slice()),
        shared: PyTuple::new(&[]),
    };
    for row in asdl::ALL {
        let class = known.class(*row);
        let types = PyDict::new();
        for field in row.info().fields {
            types.set_str(intern(field.name), field_type(vm, &known, field)?);
            if field.count == Count::Optional {
                vm.set_attr(class.value(), intern(field.name), Some(Value::NONE))?;
            }
        }
        vm.set_attr(class.value(), name!("_field_types"), Some(types.value()))?;
        vm.set_attr(class.value(), name!("__annotations__"), Some(types.value()))?;
        if SINGLETON_BASES.contains(&row.info().base) {
            shared.items.set(*row as usize, vm.new_native(class, AstNode {})?.value());
        }
    }
    let shared = PyTuple::new(shared.items.as_slice());
    Ok(PyTuple::new(&[known.classes.value(), known.bases.value(), shared.value()]))
}

/// The type of a field as `_field_types` shows it: a class, `list[…]` or `… | None`.
fn field_type(vm: &Vm, known: &Classes, field: &FieldRow) -> PyResult {
    let ty = match field.ty {
        "str" => vm.types().str.value(),
        "int" => vm.types().int.value(),
        "object" => vm.types().object.value(),
        name => match Class::from_name(name) {
            Some(class) => known.class(class).value(),
            None => known.base(name).value(),
        },
    };
    match field.count {
        Count::One => Ok(ty),
        Count::Optional => crate::builtins::union::or(vm, ty, Value::NONE),
        Count::Many => vm.get_item(vm.types().list.value(), ty),
    }
}
