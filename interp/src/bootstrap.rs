//! The embedded library as the interpreter sees it, and the start of the import system: `_frozen_importlib` and its external half.
//!
//! The interpreter does not know where the library comes from: the root package gives it functions in [`Library`].

use crate::builtins::prelude::*;
use crate::name;
use std::borrow::Cow;

/// The number in front of `.pyc` files: changes whenever what the compiler emits does.
pub const MAGIC: u32 = 0x0A0D_0000 | 29_441;

/// A module of the embedded library.
#[derive(Clone, Copy, Debug)]
pub struct LibraryModule {
    /// Dotted name.
    pub name: &'static str,
    /// Path of the source below the library's root.
    pub path: &'static str,
    /// Whether it is a package.
    pub is_package: bool,
    /// Whether the frozen importer finds it.
    pub is_frozen: bool,
}

/// Access to the embedded library; paths use forward slashes and are relative to its root.
#[derive(Clone, Copy)]
pub struct Library {
    /// A module by its dotted name.
    pub find: fn(&str) -> Option<LibraryModule>,
    /// The marshalled code of a module by its name.
    pub code: fn(&str) -> Option<Cow<'static, [u8]>>,
    /// The bytes of a file by its path.
    pub resource: fn(&str) -> Option<Cow<'static, [u8]>>,
    /// What a path names: a folder (true) or a file.
    pub is_folder: fn(&str) -> Option<bool>,
    /// The names in a folder, with whether each is a folder.
    pub list: fn(&str) -> Vec<(&'static str, bool)>,
    /// The names of the frozen modules.
    pub frozen_names: fn() -> Vec<&'static str>,
}

impl Library {
    /// No library.
    pub const EMPTY: Library = Library {
        find: |_| None,
        code: |_| None,
        resource: |_| None,
        is_folder: |_| None,
        list: |_| Vec::new(),
        frozen_names: Vec::new,
    };
}

/// The library's name of a module that importlib knows by another one while it starts.
pub fn bootstrap_name(name: &str) -> &str {
    match name {
        "_frozen_importlib" => "importlib._bootstrap",
        "_frozen_importlib_external" => "importlib._bootstrap_external",
        name => name,
    }
}

/// The code object in `bytes`, which this program's build made, with `filename` as its file name if given.
fn embedded_code(vm: &Vm, bytes: &[u8], filename: Option<Gc<PyStr>>) -> PyResult<Gc<PyCode>> {
    let code = crate::marshal::load_trusted(vm, bytes)?;
    if let Some(filename) = filename {
        set_filename(code, filename);
    }
    Ok(code)
}

fn set_filename(code: Gc<PyCode>, filename: Gc<PyStr>) {
    code.filename.set(filename);
    for constant in code.consts.as_slice() {
        if let Some(inner) = constant.cast::<PyCode>() {
            set_filename(inner, filename);
        }
    }
}

/// The code object of a library module: as built, or compiled now when `-O` asks for other code.
pub fn library_code(vm: &Vm, module: &LibraryModule, filename: Option<Gc<PyStr>>) -> PyResult<Gc<PyCode>> {
    let filename = if module.is_frozen { None } else { filename };
    if vm.config.borrow().optimize == 0
        && let Some(bytes) = (vm.hooks().library.code)(module.name)
    {
        return embedded_code(vm, &bytes, filename);
    }
    let Some(source) = (vm.hooks().library.resource)(module.path) else {
        return Err(vm.raise_msg(vm.exc().ImportError, format!("no source of '{}' in the library", module.name)));
    };
    let name = match filename {
        Some(name) => name.to_string_lossy().into_owned(),
        None => format!("<frozen {}>", module.name),
    };
    let source = vm.decode_source(&source, &name)?;
    vm.compile(&source, &name, taipan_compiler::Mode::Exec)
}

/// Runs a library module under `name` and puts it into `sys.modules`, without the import system.
pub fn load_library_module(vm: &Vm, found: &LibraryModule, name: Gc<PyStr>) -> PyResult {
    let code = library_code(vm, found, None)?;
    let module = crate::builtins::module::new(vm, name);
    let dict = module.dict.get();
    dict.set_str(name!("__origname__"), PyStr::new(found.name).value());
    if found.is_package {
        dict.set_str(name!("__path__"), PyList::new(&[]).value());
    }
    if let Some(modules) = vm.modules.get() {
        modules.set_str(PyStr::intern(name), module.value());
    }
    vm.exec_code(code, dict, dict.value())?;
    Ok(module.value())
}

/// Starts importlib: from here on `import` goes through it. Does nothing without a library.
pub fn start_importlib(vm: &Vm) -> PyResult<()> {
    let Some(found) = (vm.hooks().library.find)("importlib._bootstrap") else { return Ok(()) };
    let bootstrap = load_library_module(vm, &found, name!("_frozen_importlib"))?;
    let imp = vm.import_module("_imp")?;
    let sys = vm.import_module("sys")?;
    vm.call_method(bootstrap, "_install", &[sys, imp])?;
    vm.set_static("_frozen_importlib", bootstrap);
    vm.call_method(bootstrap, "_install_external_importers", &[])?;
    let hooks = vm.get_attr_str(sys, "path_hooks")?;
    let zipimport = vm.import_module("zipimport")?;
    let zipimporter = vm.get_attr_str(zipimport, "zipimporter")?;
    vm.call_method(hooks, "insert", &[Value::small(0), zipimporter])?;
    let embedded = vm.import_module("_taipan_embedded")?;
    let hook = vm.get_attr_str(embedded, "EmbeddedFinder")?;
    vm.call_method(hooks, "insert", &[Value::small(0), hook])?;
    Ok(())
}

/// The source text of a file of the library, by the name that tracebacks give: `<frozen NAME>` has none, as in CPython.
pub fn library_source(vm: &Vm, filename: &str) -> Option<String> {
    let config = vm.config.borrow();
    let path = filename.strip_prefix(config.stdlib_dir.as_str())?.strip_prefix('/')?;
    let bytes = (vm.hooks().library.resource)(path)?;
    taipan_parser::decode_source(&bytes).ok().map(|decoded| decoded.0)
}
