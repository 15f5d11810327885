//! From Python objects to the compiler's uniform nodes: checks what the table says of each field, in CPython's words.

use super::classes;
use super::classes::Classes;
use crate::builtins::prelude::*;
use num_traits::ToPrimitive;
use taipan_bytecode::{Const, WStr};
use taipan_compiler::ast::Pos;
use taipan_compiler::ast::asdl::{self, Class, Count, Field as FieldRow};
use taipan_compiler::ast::generic::{Node, Value as Part};

/// The uniform form of a tree that must be of class `wanted` (`Module`, `Expression`, `Interactive`).
pub fn module_node(vm: &Vm, tree: Value, wanted: Class) -> PyResult<Node> {
    let reader = Reader { vm, classes: classes(vm)?, limit: super::depth_limit(vm) };
    let class = reader.classes.class(wanted);
    if !vm.is_instance(tree, class.value())? {
        let found = vm.type_name(tree);
        return Err(vm.type_error(format!("expected {} node, got {found}", wanted.name())));
    }
    reader.fields(tree, wanted, 0)
}

struct Reader<'a> {
    vm: &'a Vm,
    classes: Classes,
    limit: usize,
}

impl Reader<'_> {
    fn node(&self, value: Value, ty: &str, depth: usize) -> PyResult<Part> {
        let vm = self.vm;
        if value.is_none() {
            return Ok(Part::None);
        }
        if depth > self.limit || vm.check_native_stack().is_err() {
            vm.take_raised();
            let message = format!("maximum recursion depth exceeded while traversing '{ty}' node");
            return Err(vm.recursion_error(&message));
        }
        // Of classes without kinds only the fields matter, whatever the object is.
        if let Some(row) = Class::from_name(ty) {
            let mut node = self.fields(value, row, depth)?;
            node.pos = if row.info().positions { Some(self.position(value, ty)?) } else { None };
            return Ok(Part::Node(node));
        }
        // Classes with kinds have their positions looked at first.
        let has_positions = asdl::BASES.iter().any(|b| b.0 == ty && b.1);
        let pos = if has_positions { Some(self.position(value, ty)?) } else { None };
        let Some(row) = self.classes.row(vm.type_of(value)).filter(|row| row.is_a(ty)) else {
            let shown = vm.repr(value)?;
            return Err(vm.type_error(format!("expected some sort of {ty}, but got {}", shown.to_string_lossy())));
        };
        let mut node = self.fields(value, row, depth)?;
        node.pos = pos;
        Ok(Part::Node(node))
    }

    fn fields(&self, value: Value, row: Class, depth: usize) -> PyResult<Node> {
        let mut fields = Vec::with_capacity(row.info().fields.len());
        for field in row.info().fields {
            fields.push(self.field(value, row, field, depth)?);
        }
        Ok(Node { class: row, fields, pos: None })
    }

    fn field(&self, owner: Value, row: Class, field: &FieldRow, depth: usize) -> PyResult<Part> {
        let vm = self.vm;
        let found = vm.get_attr_opt(owner, intern(field.name))?;
        let required = || {
            let message = format!("required field \"{}\" missing from {}", field.name, row.name());
            vm.type_error(message)
        };
        match field.count {
            Count::Many => self.list(found, row, field, depth),
            Count::Optional => match found {
                None | Some(Value::NONE) => Ok(Part::None),
                Some(value) => self.single(value, field, depth),
            },
            Count::One => {
                let value = found.ok_or_else(required)?;
                let part = self.single(value, field, depth)?;
                if part == Part::None {
                    let message = format!("field '{}' is required for {}", field.name, row.name());
                    return Err(vm.value_error(message));
                }
                Ok(part)
            }
        }
    }

    fn list(&self, found: Option<Value>, row: Class, field: &FieldRow, depth: usize) -> PyResult<Part> {
        let vm = self.vm;
        let Some(value) = found else { return Ok(Part::List(Vec::new())) };
        let Some(list) = value.cast::<PyList>() else {
            let found = vm.type_name(value);
            let message = format!("{} field \"{}\" must be a list, not a {found}", row.name(), field.name);
            return Err(vm.type_error(message));
        };
        let n = list.items.len();
        let mut parts = Vec::with_capacity(n);
        for i in 0..n {
            let Some(item) = list.items.get(i).filter(|_| list.items.len() == n) else {
                let message = format!("{} field \"{}\" changed size during iteration", row.name(), field.name);
                return Err(vm.runtime_error(message));
            };
            parts.push(self.single(item, field, depth)?);
        }
        if list.items.len() != n {
            let message = format!("{} field \"{}\" changed size during iteration", row.name(), field.name);
            return Err(vm.runtime_error(message));
        }
        Ok(Part::List(parts))
    }

    fn single(&self, value: Value, field: &FieldRow, depth: usize) -> PyResult<Part> {
        let vm = self.vm;
        match field.ty {
            "str" => self.text(value, field),
            "int" => self.int(value).map(|n| Part::Int(n.into())),
            "object" => {
                let constant = self.constant(value)?;
                // Anything may be the text of an interpolation; CPython does not look at it.
                constant.map(Part::Const).ok_or_else(|| vm.system_error("unexpected constant"))
            }
            ty => self.node(value, ty, depth + 1),
        }
    }

    fn text(&self, value: Value, field: &FieldRow) -> PyResult<Part> {
        let is_string = matches!(field.name, "type_comment" | "kind" | "tag");
        if value.is_none() {
            return Ok(Part::None);
        }
        if value.is_exact_str()
            && let Some(text) = value.cast::<PyStr>()
        {
            return Ok(Part::Str(WStr::from_trusted_wtf8(text.as_bytes())));
        }
        if is_string && value.cast::<PyBytes>().is_some() && value.shape() == shape::BYTES {
            return Ok(Part::Str(WStr::new("u")));
        }
        let what = if is_string { "string" } else { "identifier" };
        Err(self.vm.type_error(format!("AST {what} must be of type str")))
    }

    fn int(&self, value: Value) -> PyResult<i32> {
        let vm = self.vm;
        let Some(n) = value.as_int() else {
            let shown = vm.repr(value)?;
            return Err(vm.value_error(format!("invalid integer value: {}", shown.to_string_lossy())));
        };
        let n = n.to_big().to_i32();
        n.ok_or_else(|| vm.overflow_error("Python int too large to convert to C int"))
    }

    fn position(&self, node: Value, label: &str) -> PyResult<Pos> {
        let vm = self.vm;
        let number = |name: &str| -> PyResult<Option<i32>> {
            match vm.get_attr_opt(node, intern(name))? {
                None => Ok(None),
                Some(value) => self.int(value).map(Some),
            }
        };
        let optional = |name: &str| -> PyResult<Option<i32>> {
            match vm.get_attr_opt(node, intern(name))? {
                None | Some(Value::NONE) => Ok(None),
                Some(value) => self.int(value).map(Some),
            }
        };
        let needed = |name: &str, found: Option<i32>| {
            let message = || format!("required field \"{name}\" missing from {label}");
            found.ok_or_else(|| vm.type_error(message()))
        };
        let line = needed("lineno", number("lineno")?)?;
        let col = needed("col_offset", number("col_offset")?)?;
        if super::classes::EXACT_POSITIONS.contains(&label) {
            let end_line = needed("end_lineno", number("end_lineno")?)?;
            let end_col = needed("end_col_offset", number("end_col_offset")?)?;
            return Ok(Pos { line, end_line, col, end_col });
        }
        let end_line = optional("end_lineno")?.unwrap_or(line);
        let end_col = optional("end_col_offset")?.unwrap_or(col);
        Ok(Pos { line, end_line, col, end_col })
    }

    /// A constant of exactly a builtin type.
    fn constant(&self, value: Value) -> PyResult<Option<Const>> {
        let vm = self.vm;
        vm.check_native_stack()?;
        let bad = |value: Value| {
            let found = vm.type_name(value);
            Err(vm.type_error(format!("got an invalid type in Constant: {found}")))
        };
        Ok(Some(match value {
            Value::NONE => Const::None,
            Value::TRUE => Const::True,
            Value::FALSE => Const::False,
            Value::ELLIPSIS => Const::Ellipsis,
            _ if value.is_exact_int() => {
                let n = value.as_int().map(|n| n.to_big()).unwrap_or_default();
                Const::int(n)
            }
            _ if value.is_exact_float() => Const::Float(value.as_float().unwrap_or_default()),
            _ if !value.is_cell() => return bad(value),
            _ => match value.shape() {
                shape::STR => match value.cast::<PyStr>() {
                    Some(s) => Const::Str(WStr::from_trusted_wtf8(s.as_bytes())),
                    None => return bad(value),
                },
                shape::BYTES => match value.cast::<PyBytes>() {
                    Some(b) => Const::Bytes(b.as_slice().into()),
                    None => return bad(value),
                },
                shape::COMPLEX => match value.cast::<PyComplex>() {
                    Some(c) => Const::Complex(c.re, c.im),
                    None => return bad(value),
                },
                shape::TUPLE | shape::FROZENSET => {
                    let items = vm.to_tuple(value)?;
                    let mut parts = Vec::with_capacity(items.len());
                    for item in items.as_slice() {
                        parts.extend(self.constant(*item)?);
                    }
                    if value.shape() == shape::TUPLE { Const::tuple(parts) } else { Const::FrozenSet(parts.into()) }
                }
                _ => return bad(value),
            },
        }))
    }
}
