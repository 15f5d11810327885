//! Syntax trees as Python objects: the node classes of `ast` and the conversions between their instances and the
//! compiler's trees.
//!
//! The classes follow `taipan_compiler::ast::asdl`'s table; nothing here knows the grammar or how code is generated.
//! They are made when something first asks for them.

mod classes;
mod from_object;
mod node;
mod to_object;

pub use classes::{Classes, classes};
pub use from_object::module_node;
pub use node::AstNode;
pub use to_object::node_object;

use crate::builtins::prelude::*;

/// Whether `value` is a syntax tree: `compile()` takes those besides text.
pub fn is_tree(value: Value) -> bool {
    value.is::<Native<AstNode>>()
}

/// How deep a tree may be nested so that walks over it fit the running thread's native stack.
pub fn depth_limit(vm: &Vm) -> usize {
    /// Native stack that the deepest of the walks takes for a level, with some reserve.
    const PER_LEVEL: usize = 10 * 1024;
    let marker = 0u8;
    let left = (&raw const marker as usize).saturating_sub(vm.thread().native_limit.get());
    (left / PER_LEVEL).clamp(50, 4000)
}
