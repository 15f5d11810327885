//! Exception classes of native modules.

use taipan_interp::native::*;

/// A new exception class `module.name` with these bases.
pub fn exception_class(vm: &Vm, module: &str, name: &str, bases: &[Gc<PyType>], doc: &str) -> PyResult {
    let bases: Vec<Value> = bases.iter().map(|base| base.value()).collect();
    let dict = vm.new_dict();
    dict.set_str(vm.intern("__module__"), PyStr::new(module).value());
    if !doc.is_empty() {
        dict.set_str(vm.intern("__doc__"), PyStr::new(doc).value());
    }
    vm.call(vm.types().type_.value(), &[vm.intern(name).value(), PyTuple::new(&bases).value(), dict.value()])
}

/// The class that was kept under `key`.
pub fn kept_class(vm: &Vm, key: &'static str) -> Gc<PyType> {
    vm.get_static(key).and_then(|class| class.cast::<PyType>()).unwrap_or(vm.exc().ValueError)
}
