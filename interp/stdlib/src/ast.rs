//! `_ast`: the node classes, and the flags of `compile()` that concern trees. The classes are `taipan_interp::ast`.

/// The classes of syntax tree nodes.
#[taipan_interp::native::pymodule(name = "_ast")]
#[allow(clippy::module_inception)]
pub mod ast {
    use crate::support::set_in_module;
    use taipan_interp::ast::{AstNode, classes};
    use taipan_interp::native::*;
    use taipan_interp::run::flags;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        set_in_module(vm, module, "AST", vm.class::<AstNode>().value());
        for class in classes(vm)?.all() {
            if let Some(class) = class.cast::<PyType>() {
                set_in_module(vm, module, &class.name_str(), class.value());
            }
        }
        for (name, flag) in [
            ("PyCF_ALLOW_TOP_LEVEL_AWAIT", flags::ALLOW_TOP_LEVEL_AWAIT),
            ("PyCF_ONLY_AST", flags::ONLY_AST),
            ("PyCF_TYPE_COMMENTS", flags::TYPE_COMMENTS),
            ("PyCF_OPTIMIZED_AST", flags::ONLY_AST | flags::OPTIMIZED_AST),
        ] {
            set_in_module(vm, module, name, Value::small(flag.into()));
        }
        Ok(())
    }
}
