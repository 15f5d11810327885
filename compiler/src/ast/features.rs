//! Syntax that is younger than the version asked for (`feature_version` of `ast.parse`): what CPython's parser refuses then.
//!
//! Works on uniform trees. It must not know anything of code generation.

use super::asdl::Class;
use super::generic::{Node, Value};
use super::{Module, Pos};
use crate::error::CompileError;

/// Fails if the tree uses syntax that Python 3.`version` did not have.
pub fn check(module: &Module, source: &str, version: i32) -> Result<(), CompileError> {
    let checker = Checker { version, lines: source.split('\n').collect() };
    checker.node(&super::generic::to_generic(module), Pos::NONE)
}

struct Checker<'a> {
    version: i32,
    lines: Vec<&'a str>,
}

/// What statements and expressions of a class are called, and since when they exist.
fn since(class: Class) -> Option<(&'static str, i32)> {
    Some(match class {
        Class::MatMult => ("The '@' operator is", 5),
        Class::AsyncFunctionDef => ("Async functions are", 5),
        Class::AsyncFor => ("Async for loops are", 5),
        Class::AsyncWith => ("Async with statements are", 5),
        Class::Await => ("Await expressions are", 5),
        Class::AnnAssign => ("Variable annotation syntax is", 6),
        Class::JoinedStr => ("Format strings are", 6),
        Class::NamedExpr => ("Assignment expressions are", 8),
        Class::Match => ("Pattern matching is", 10),
        Class::TryStar => ("Exception groups are", 11),
        Class::TypeAlias => ("Type statement is", 12),
        Class::TemplateStr => ("t-strings are", 14),
        _ => return None,
    })
}

fn is_filled(value: Option<&Value>) -> bool {
    matches!(value, Some(Value::List(items)) if !items.is_empty())
}

impl Checker<'_> {
    fn need(&self, (what, version): (&str, i32), pos: Pos) -> Result<(), CompileError> {
        if self.version >= version {
            return Ok(());
        }
        Err(CompileError::syntax(format!("{what} only supported in Python 3.{version} and greater"), pos))
    }

    fn node(&self, node: &Node, outer: Pos) -> Result<(), CompileError> {
        let pos = node.pos.unwrap_or(outer);
        if let Some(row) = since(node.class) {
            self.need(row, pos)?;
        }
        let field = |name: &str| {
            let i = node.class.info().fields.iter().position(|f| f.name == name);
            i.and_then(|i| node.fields.get(i))
        };
        match node.class {
            Class::arguments if is_filled(field("posonlyargs")) => {
                self.need(("Positional-only parameters are", 8), pos)?;
            }
            Class::comprehension if matches!(field("is_async"), Some(Value::Int(1))) => {
                self.need(("Async comprehensions are", 6), pos)?;
            }
            Class::FunctionDef | Class::AsyncFunctionDef | Class::ClassDef | Class::TypeAlias
                if is_filled(field("type_params")) =>
            {
                self.need(("Type parameter lists are", 12), pos)?;
            }
            Class::TypeVar | Class::TypeVarTuple | Class::ParamSpec
                if field("default_value").is_some_and(|v| *v != Value::None) =>
            {
                self.need(("Type parameter defaults are", 13), pos)?;
            }
            Class::With | Class::AsyncWith if self.has_parentheses(field("items")) => {
                self.need(("Parenthesized context managers are", 9), pos)?;
            }
            Class::Constant if self.has_underscores(pos, field("value")) => {
                self.need(("Underscores in numeric literals are", 6), pos)?;
            }
            _ => {}
        }
        node.fields.iter().try_for_each(|v| self.value(v, pos))
    }

    fn value(&self, value: &Value, outer: Pos) -> Result<(), CompileError> {
        match value {
            Value::Node(node) => self.node(node, outer),
            Value::List(items) => items.iter().try_for_each(|v| self.value(v, outer)),
            _ => Ok(()),
        }
    }

    /// Whether the items of a `with` stand in parentheses of their own.
    fn has_parentheses(&self, items: Option<&Value>) -> bool {
        let Some(Value::List(items)) = items else { return false };
        let Some(Value::Node(last)) = items.last() else { return false };
        let [Value::Node(context), variable] = &last.fields[..] else { return false };
        let end = match variable {
            Value::Node(variable) => variable.pos,
            _ if items.len() > 1 => context.pos,
            _ => None,
        };
        let rest = end.and_then(|p| self.lines.get((p.end_line - 1) as usize)?.get(p.end_col as usize..));
        rest.is_some_and(|rest| rest.trim_start().trim_start_matches(',').trim_start().starts_with(')'))
    }

    fn has_underscores(&self, pos: Pos, value: Option<&Value>) -> bool {
        use taipan_bytecode::Const;
        let is_number =
            matches!(value, Some(Value::Const(Const::Int(_) | Const::Big(_) | Const::Float(_) | Const::Complex(..))));
        let line = self.lines.get((pos.line - 1).max(0) as usize);
        is_number
            && line.is_some_and(|l| {
                l.get(pos.col.max(0) as usize..pos.end_col.max(0) as usize).is_some_and(|t| t.contains('_'))
            })
    }
}
