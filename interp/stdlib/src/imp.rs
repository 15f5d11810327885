//! `_imp`: what importlib asks the interpreter for: native and frozen modules, the import lock, hashes of sources.
//!
//! Native modules are the rows of the module tables; frozen ones come from the embedded library, through the VM's hooks. There are
//! no extension modules in shared libraries, and the functions for them say so.

use std::sync::atomic::{AtomicU64, Ordering};

/// Thread that holds the import lock; 0 = nobody.
static OWNER: AtomicU64 = AtomicU64::new(0);
/// How many times the owner has taken it.
static DEPTH: AtomicU64 = AtomicU64::new(0);

/// What the import system needs from the interpreter itself.
#[taipan_interp::native::pymodule(name = "_imp")]
pub mod imp {
    use super::{DEPTH, OWNER, Ordering};
    use crate::support::gil;
    use taipan_interp::bootstrap::{self, MAGIC};
    use taipan_interp::code::PyCode;
    use taipan_interp::import;
    use taipan_interp::marshal;
    use taipan_interp::native::*;

    #[pyattr]
    const check_hash_based_pycs: &str = "default";
    #[pyattr]
    const pyc_magic_number_token: u32 = MAGIC;

    /// Whether any thread holds the import lock.
    #[pyfunction]
    fn lock_held() -> bool {
        OWNER.load(Ordering::Acquire) != 0
    }

    /// Takes the import lock for the calling thread, waiting for other threads; may be taken several times.
    #[pyfunction]
    fn acquire_lock(vm: &Vm) {
        let me = taipan_host::thread::current_id();
        // The interpreter lock is held here, so nobody changes the owner between the test and the store.
        while OWNER.load(Ordering::Acquire) != 0 && OWNER.load(Ordering::Acquire) != me {
            gil::allow_threads(vm, || std::thread::sleep(std::time::Duration::from_micros(200)));
        }
        OWNER.store(me, Ordering::Release);
        DEPTH.fetch_add(1, Ordering::AcqRel);
    }

    /// Gives the import lock back once.
    #[pyfunction]
    fn release_lock(vm: &Vm) -> PyResult<()> {
        if OWNER.load(Ordering::Acquire) != taipan_host::thread::current_id() {
            return Err(vm.runtime_error("not holding the import lock"));
        }
        if DEPTH.fetch_sub(1, Ordering::AcqRel) == 1 {
            OWNER.store(0, Ordering::Release);
        }
        Ok(())
    }

    /// File name suffixes of extension modules: there are none.
    #[pyfunction]
    fn extension_suffixes(vm: &Vm) -> Gc<PyList> {
        vm.new_list(&[])
    }

    /// 1 for a native module, -1 for one that cannot be initialized again, 0 for others.
    #[pyfunction(sig = "(name, /)")]
    fn is_builtin(vm: &Vm, name: Gc<PyStr>) -> i32 {
        match &*name.to_string_lossy() {
            "sys" | "builtins" => -1,
            _ if import::find_native(vm, &name).is_some() => 1,
            _ => 0,
        }
    }

    /// Makes the native module that a spec names.
    #[pyfunction(sig = "(spec, /)")]
    fn create_builtin(vm: &Vm, spec: Value) -> PyResult {
        let name = vm.get_attr_str(spec, "name")?;
        let Some(name) = name.cast::<PyStr>() else {
            return Err(vm.type_error(format!("name must be string, not {}", vm.type_name(name))));
        };
        let loaded = || vm.modules.get().and_then(|modules| modules.get_str(name));
        if matches!(&*name.to_string_lossy(), "sys" | "builtins")
            && let Some(module) = loaded()
        {
            return Ok(module);
        }
        match import::find_native(vm, &name) {
            Some(def) => Ok(import::new_module(vm, def)?.value()),
            None => Ok(Value::NONE),
        }
    }

    /// Native modules are complete when they are made.
    #[pyfunction(sig = "(mod, /)")]
    fn exec_builtin(_mod: Value) -> i32 {
        0
    }

    /// Loads an extension module.
    #[pyfunction(sig = "(spec, file=None, /)")]
    fn create_dynamic(vm: &Vm, spec: Value, file: Option<Value>) -> PyResult {
        let _ = file;
        let name = vm.get_attr_str(spec, "name")?;
        let shown = vm.str(name)?;
        let message = format!("extension modules are not supported: '{}'", shown.to_string_lossy());
        Err(vm.raise_msg(vm.exc().ImportError, message))
    }

    /// Initializes an extension module.
    #[pyfunction(sig = "(mod, /)")]
    fn exec_dynamic(_mod: Value) -> i32 {
        0
    }

    fn library(vm: &Vm, name: &PyStr) -> Option<bootstrap::LibraryModule> {
        let name = name.as_str()?;
        let hidden = vm.get_static("_imp.frozen_override").and_then(|v| v.as_int().and_then(|n| n.to_i64()));
        let frozen = match hidden {
            Some(n) if n < 0 => false,
            Some(n) if n > 0 => true,
            _ => vm.config.borrow().frozen_modules,
        };
        let always = matches!(name, "_frozen_importlib" | "_frozen_importlib_external" | "zipimport");
        if !frozen && !always {
            return None;
        }
        let real = bootstrap::bootstrap_name(name);
        (vm.hooks().library.find)(real).filter(|found| found.is_frozen)
    }

    /// Whether a frozen module has that name.
    #[pyfunction(sig = "(name, /)")]
    fn is_frozen(vm: &Vm, name: Gc<PyStr>) -> bool {
        library(vm, &name).is_some()
    }

    /// Whether the frozen module is a package.
    #[pyfunction(sig = "(name, /)")]
    fn is_frozen_package(vm: &Vm, name: Gc<PyStr>) -> PyResult<bool> {
        match library(vm, &name) {
            Some(found) => Ok(found.is_package),
            None => Err(no_such(vm, name)),
        }
    }

    fn no_such(vm: &Vm, name: Gc<PyStr>) -> Raised {
        let message = format!("No such frozen object named {}", name.to_string_lossy());
        let raised = vm.raise_msg(vm.exc().ImportError, message);
        // The attribute is a convenience: failing to set it changes nothing.
        let _ = vm.raised().set_extra(0, Some(name.value()));
        raised
    }

    /// (data, is_package, original name) of a frozen module, or None; data is None unless asked for.
    #[pyfunction(sig = "(name, /, *, withdata=False)")]
    fn find_frozen(vm: &Vm, name: Gc<PyStr>, withdata: bool) -> PyResult {
        let Some(found) = library(vm, &name) else { return Ok(Value::NONE) };
        let data = match (vm.hooks().library.code)(found.name).filter(|_| withdata) {
            Some(bytes) => {
                let bytes = PyBytes::new(&bytes).value();
                vm.call(vm.types().memoryview.value(), &[bytes])?
            }
            None => Value::NONE,
        };
        Ok(vm.new_tuple(&[data, Value::bool(found.is_package), PyStr::new(found.name).value()]).value())
    }

    /// The code object of a frozen module, or of marshalled `data`.
    #[pyfunction(sig = "(name, data=None, /)")]
    fn get_frozen_object(vm: &Vm, name: Gc<PyStr>, data: Option<Value>) -> PyResult {
        if let Some(data) = data.filter(|d| !d.is_none()) {
            let bytes = vm.call(vm.types().bytes.value(), &[data])?;
            let Some(bytes) = bytes.cast::<PyBytes>() else { return Err(vm.type_error("data must be bytes")) };
            let source = marshal::Source::Memory(bytes.as_slice());
            let loaded = marshal::load(vm, source, true);
            return match vm.ignore(vm.exc().ValueError, loaded)?.filter(|v| v.cast::<PyCode>().is_some()) {
                Some(code) => Ok(code),
                None => {
                    let message = format!("Frozen object named {} is invalid", name.to_string_lossy());
                    Err(vm.raise_msg(vm.exc().ImportError, message))
                }
            };
        }
        let Some(found) = library(vm, &name) else { return Err(no_such(vm, name)) };
        Ok(bootstrap::library_code(vm, &found, None)?.value())
    }

    /// Creates and runs a frozen module; None if there is none.
    #[pyfunction(sig = "(name, /)")]
    fn init_frozen(vm: &Vm, name: Gc<PyStr>) -> PyResult {
        let Some(found) = library(vm, &name) else { return Ok(Value::NONE) };
        bootstrap::load_library_module(vm, &found, name)
    }

    /// The names of all frozen modules.
    #[pyfunction]
    fn _frozen_module_names(vm: &Vm) -> Gc<PyList> {
        let list = vm.new_list(&[]);
        for name in (vm.hooks().library.frozen_names)() {
            list.items.push(PyStr::new(name).value());
        }
        list
    }

    /// For tests: -1 hides the frozen modules, 1 shows them, 0 goes back to the option.
    #[pyfunction(sig = "(override, /)")]
    fn _override_frozen_modules_for_tests(vm: &Vm, setting: i32) {
        vm.set_static("_imp.frozen_override", Value::int(setting.into()));
    }

    /// For tests of sub-interpreters, of which there are none: remembers nothing.
    #[pyfunction(sig = "(override, /)")]
    fn _override_multi_interp_extensions_check(vm: &Vm, setting: i32) -> PyResult {
        let _ = setting;
        Err(vm.runtime_error("_imp._override_multi_interp_extensions_check() cannot be used in the main interpreter"))
    }

    /// Changes the file name of a code object and of those inside it that have the same.
    #[pyfunction(sig = "(code, path, /)")]
    fn _fix_co_filename(code: Gc<PyCode>, path: Gc<PyStr>) {
        let old = code.filename.get();
        if old.as_bytes() != path.as_bytes() {
            fix(code, old, path);
        }
    }

    fn fix(code: Gc<PyCode>, old: Gc<PyStr>, new: Gc<PyStr>) {
        if code.filename.get().as_bytes() != old.as_bytes() {
            return;
        }
        code.filename.set(new);
        for constant in code.consts.as_slice() {
            if let Some(inner) = constant.cast::<PyCode>() {
                fix(inner, old, new);
            }
        }
    }

    /// SipHash-1-3 of a source under a 64-bit key, as 8 bytes.
    #[pyfunction(sig = "(key, source)")]
    fn source_hash(vm: &Vm, key: i64, source: Value) -> PyResult<Gc<PyBytes>> {
        let bytes = vm.call(vm.types().bytes.value(), &[source])?;
        let Some(bytes) = bytes.cast::<PyBytes>() else { return Err(vm.type_error("source must be bytes-like")) };
        let mut words = [0; 16];
        words[..8].copy_from_slice(&key.to_le_bytes());
        let hash = taipan_object::num::siphash::HashKey::from_random(words).siphash13(bytes.as_slice());
        Ok(PyBytes::new(&hash.to_le_bytes()))
    }
}
