//! `_typing`: the classes of type parameters and aliases for the library's `typing`.

/// Primitives and accelerators for the typing module.
#[taipan_interp::native::pymodule(name = "_typing")]
#[allow(clippy::module_inception)]
pub mod typing {
    use crate::support::set_in_module;
    use taipan_interp::native::*;
    use taipan_interp::typing as classes;

    /// Gives its argument.
    #[pyfunction(sig = "(x, /)")]
    fn _idfunc(x: Value) -> Value {
        x
    }

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        for (name, class) in [
            ("Generic", vm.class::<classes::Generic>()),
            ("ParamSpec", vm.class::<classes::ParamSpec>()),
            ("ParamSpecArgs", vm.class::<classes::ParamSpecArgs>()),
            ("ParamSpecKwargs", vm.class::<classes::ParamSpecKwargs>()),
            ("TypeAliasType", vm.class::<classes::TypeAlias>()),
            ("TypeVar", vm.class::<classes::TypeVar>()),
            ("TypeVarTuple", vm.class::<classes::TypeVarTuple>()),
            ("Union", vm.types().union),
        ] {
            set_in_module(vm, module, name, class.value());
        }
        set_in_module(vm, module, "NoDefault", classes::no_default(vm)?);
        Ok(())
    }
}
