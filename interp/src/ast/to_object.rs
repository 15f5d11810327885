//! From the compiler's uniform nodes to Python objects.

use super::classes::{Classes, POSITIONS};
use super::{AstNode, classes};
use crate::builtins::prelude::*;
use taipan_compiler::ast::generic::{Node, Value as Part};

/// The Python object for a tree.
pub fn node_object(vm: &Vm, node: &Node) -> PyResult {
    let maker = Maker { vm, classes: classes(vm)?, positions: POSITIONS.map(intern) };
    maker.node(node)
}

struct Maker<'a> {
    vm: &'a Vm,
    classes: Classes,
    positions: [Gc<PyStr>; 4],
}

impl Maker<'_> {
    fn node(&self, node: &Node) -> PyResult {
        let vm = self.vm;
        if let Some(shared) = self.classes.shared(node.class) {
            return Ok(shared);
        }
        if vm.check_native_stack().is_err() {
            vm.take_raised();
            return Err(vm.recursion_error("maximum recursion depth exceeded during ast construction"));
        }
        let object = vm.new_native(self.classes.class(node.class), AstNode {})?.value();
        for (field, part) in node.class.info().fields.iter().zip(&node.fields) {
            let value = self.part(part)?;
            vm.set_instance_attr(object, intern(field.name), value)?;
        }
        if let Some(pos) = node.pos {
            let numbers = [pos.line, pos.col, pos.end_line, pos.end_col];
            for (name, number) in self.positions.iter().zip(numbers) {
                vm.set_instance_attr(object, *name, Value::int(number.into()))?;
            }
        }
        Ok(object)
    }

    fn part(&self, part: &Part) -> PyResult {
        Ok(match part {
            Part::None => Value::NONE,
            Part::Int(n) => Value::int(*n),
            Part::Str(s) => taipan_object::string::intern_wtf8(s.as_bytes()).value(),
            Part::Const(c) => crate::code::const_value(self.vm, c)?,
            Part::Node(node) => self.node(node)?,
            Part::List(parts) => {
                let list = PyList::new(&[]);
                for part in parts {
                    list.items.push(self.part(part)?);
                }
                list.value()
            }
        })
    }
}
