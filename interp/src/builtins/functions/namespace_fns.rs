//! Attributes and namespaces: `getattr`, `setattr`, `dir`, `vars`, `globals`, `locals`.

use super::super::prelude::*;
use crate::name;
use taipan_bytecode::flags;

/// Part of builtins.
#[pymodule(name = "builtins")]
pub mod builtins {
    use super::*;

    /// getattr(object, name[, default]): the attribute, or the default if there is none.
    #[pyfunction]
    fn getattr(vm: &Vm, args: Args) -> PyResult {
        check_no_kwargs(vm, "getattr", args)?;
        check_positional(vm, "getattr", args.pos.len(), 2, 3)?;
        let name = attribute_name(vm, args.pos[1])?;
        match args.pos.get(2) {
            None => vm.get_attr(args.pos[0], name),
            Some(&default) => Ok(vm.get_attr_opt(args.pos[0], name)?.unwrap_or(default)),
        }
    }

    /// Whether the object has the attribute.
    #[pyfunction(sig = "(obj, name, /)")]
    fn hasattr(vm: &Vm, obj: Value, name: Value) -> PyResult<bool> {
        let name = attribute_name(vm, name)?;
        Ok(vm.get_attr_opt(obj, name)?.is_some())
    }

    /// Sets the attribute.
    #[pyfunction(sig = "(obj, name, value, /)")]
    fn setattr(vm: &Vm, obj: Value, name: Value, value: Value) -> PyResult<()> {
        let name = attribute_name(vm, name)?;
        vm.set_attr(obj, name, Some(value))
    }

    /// Deletes the attribute.
    #[pyfunction(sig = "(obj, name, /)")]
    fn delattr(vm: &Vm, obj: Value, name: Value) -> PyResult<()> {
        let name = attribute_name(vm, name)?;
        vm.set_attr(obj, name, None)
    }

    /// dir([object]): the names in the current scope, or the attributes of the object.
    #[pyfunction]
    fn dir(vm: &Vm, args: Args) -> PyResult {
        check_no_kwargs(vm, "dir", args)?;
        check_positional(vm, "dir", args.pos.len(), 0, 1)?;
        let names = match args.pos.first() {
            None => {
                let locals = vm.current_locals()?;
                let keys = vm.call_method(locals, "keys", &[])?;
                vm.to_list(keys)?
            }
            Some(&object) => {
                let Some(dir) = vm.lookup_special(object, name!("__dir__"))? else {
                    return Err(vm.type_error("object does not provide __dir__"));
                };
                let result = vm.call(dir, &[])?;
                vm.to_list(result)?
            }
        };
        vm.call_method(names.value(), "sort", &[])?;
        Ok(names.value())
    }

    /// vars([object]): the `__dict__` of the object, or locals().
    #[pyfunction]
    fn vars(vm: &Vm, args: Args) -> PyResult {
        check_no_kwargs(vm, "vars", args)?;
        check_positional(vm, "vars", args.pos.len(), 0, 1)?;
        match args.pos.first() {
            None => vm.current_locals(),
            Some(&object) => match vm.get_attr_opt(object, name!("__dict__"))? {
                Some(dict) => Ok(dict),
                None => Err(vm.type_error("vars() argument must have __dict__ attribute")),
            },
        }
    }

    /// The namespace of the current module.
    #[pyfunction]
    fn globals(vm: &Vm) -> PyResult {
        match vm.current_globals() {
            Some(globals) => Ok(globals.value()),
            None => Err(vm.system_error("globals() without a frame")),
        }
    }

    /// The local variables: in a function a new dict at each call.
    #[pyfunction]
    fn locals(vm: &Vm) -> PyResult {
        vm.current_locals()
    }
}

/// An attribute name from a value.
fn attribute_name(vm: &Vm, name: Value) -> PyResult<Gc<PyStr>> {
    match name.cast::<PyStr>() {
        Some(name) => Ok(name),
        None => Err(vm.type_error(format!("attribute name must be string, not '{}'", vm.type_name(name)))),
    }
}

impl Vm {
    /// `locals()` of the innermost activation.
    pub fn current_locals(&self) -> PyResult {
        let Some(frame) = self.current_frame() else { return Err(self.system_error("frame does not exist")) };
        if let Some(ns) = frame.ns.get() {
            // Inlined comprehensions in class and module code keep their variables in fast locals.
            let kinds = frame.code.code.localspluskinds.iter().enumerate();
            // SAFETY: fast locals of the running activation.
            let mut hidden = kinds
                .filter(|(i, k)| **k & flags::CO_FAST_HIDDEN != 0 && unsafe { *frame.locals.get().add(*i) }.is_some());
            if hidden.next().is_none() {
                return Ok(ns);
            }
        }
        let dict = PyDict::new();
        if let Some(ns) = frame.ns.get().and_then(|ns| ns.cast::<PyDict>()) {
            ns.try_copy_into(&dict)?;
        }
        for i in 0..frame.code.code.localspluskinds.len() {
            // SAFETY: a fast local of the running activation.
            let value = unsafe { *frame.locals.get().add(i) };
            if let Some(value) = crate::builtins::frame_locals::content(&frame.code, i, value) {
                dict.set_str(frame.code.local_name(i as u32), value);
            }
        }
        if let Some(extra) = frame.object.get().and_then(|o| o.extra_locals.get()) {
            self.dict_merge(dict, extra.value(), false)?;
        }
        Ok(dict.value())
    }
}
