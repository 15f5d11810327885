//! `_weakref`: weak references and proxies as the library's `weakref` imports them.

/// Support for weak references.
#[taipan_interp::native::pymodule(name = "_weakref")]
#[allow(clippy::module_inception)]
pub mod weakref {
    use crate::support::set_in_module;
    use taipan_interp::builtins::weakref as builtin;
    use taipan_interp::native::*;

    /// Number of weak references to object.
    #[pyfunction(sig = "(object, /)")]
    fn getweakrefcount(vm: &Vm, object: Value) -> usize {
        vm.weakref_count(object)
    }

    /// A list of all weak references to object.
    #[pyfunction(sig = "(object, /)")]
    fn getweakrefs(vm: &Vm, object: Value) -> Gc<PyList> {
        vm.weakrefs_of(object)
    }

    /// Deletes key from dct if its value is a dead weak reference.
    #[pyfunction(sig = "(dct, key, /)")]
    fn _remove_dead_weakref(vm: &Vm, dct: Gc<PyDict>, key: Value) -> PyResult<()> {
        let Some(value) = vm.dict_get(dct, key)? else { return Ok(()) };
        let Some(weak) = value.cast::<builtin::PyWeakRef>() else { return Err(vm.type_error("not a weakref")) };
        if builtin::target(weak).is_none() {
            vm.dict_del(dct, key)?;
        }
        Ok(())
    }

    /// A proxy for object that refers to it weakly; callback is called with it once the object has died.
    #[pyfunction(sig = "(object, callback=None, /)")]
    fn proxy(vm: &Vm, object: Value, callback: Value) -> PyResult {
        let types = vm.types();
        let class = if vm.is_callable(object) { types.weakcallableproxy } else { types.weakproxy };
        Ok(builtin::new(vm, class, object, Some(callback))?.value())
    }

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        let types = vm.types();
        for (name, class) in [
            ("ref", types.weakref),
            ("ReferenceType", types.weakref),
            ("ProxyType", types.weakproxy),
            ("CallableProxyType", types.weakcallableproxy),
        ] {
            set_in_module(vm, module, name, class.value());
        }
        Ok(())
    }
}
