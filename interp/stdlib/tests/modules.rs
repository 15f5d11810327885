//! Runs the Python programs of `tests/modules/` with this crate's modules as globals, without import. CPython runs the same
//! programs (`python3.14 -c "import posix, …; exec(open(FILE).read())"`), so an assertion states its behaviour.
//!
//! There is one VM per process, so all programs run in one test, one after the other.

use taipan_compiler::Mode;
use taipan_interp::native::*;
use taipan_interp::{Config, Hooks, Vm};

fn run(vm: &Vm, name: &str, source: &str) -> Result<(), String> {
    let globals = vm.new_dict();
    globals.set_str(vm.intern("__name__"), PyStr::new("__main__").value());
    for def in taipan_stdlib::MODULES {
        let modules = vm.modules.get().expect("set at start");
        let module = modules.get_str(vm.intern(def.name)).expect("made before");
        // A plain namespace of the module's names: these tests are of the functions, not of module objects.
        let names = module.cast::<PyModule>().expect("a module").dict.get();
        let Ok(names) = vm.call(vm.types().namespace.value(), &[names.value()]) else { return Err(name.to_owned()) };
        globals.set_str(vm.intern(def.name), names);
    }
    let result = vm.compile(source, name, Mode::Exec).and_then(|code| vm.exec_code(code, globals, globals.value()));
    match result {
        Ok(_) => Ok(()),
        Err(Raised) => {
            let exception = vm.raised();
            vm.take_raised();
            vm.print_exception(exception);
            Err(name.to_owned())
        }
    }
}

#[test]
fn programs_run() {
    let hooks = Hooks { native_modules: || taipan_stdlib::MODULES, library: taipan_interp::bootstrap::Library::EMPTY };
    // The interpreter runs on a thread with a stack of known size, as in the binary.
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(move || {
        let bounds = taipan_host::mem::current_stack_bounds().expect("stack bounds");
        let vm = Vm::start(Config::default(), hooks, (bounds.low, bounds.high)).expect("the VM starts");
        taipan_stdlib::init(vm);
        let modules = vm.modules.get().expect("set at start");
        for def in taipan_stdlib::MODULES {
            let module = match taipan_interp::import::new_module(vm, def) {
                Ok(module) => module,
                Err(Raised) => {
                    vm.print_exception(vm.raised());
                    panic!("module {} cannot be made", def.name);
                }
            };
            modules.set_str(vm.intern(def.name), module.value());
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/modules");
        let mut paths: Vec<_> = std::fs::read_dir(folder)
            .expect("folder of programs")
            .map(|entry| entry.expect("readable").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
            .collect();
        paths.sort();
        assert!(!paths.is_empty());
        let failed: Vec<String> = paths
            .iter()
            .filter_map(|path| {
                let source = std::fs::read_to_string(path).expect("readable program");
                run(vm, &path.display().to_string(), &source).err()
            })
            .collect();
        assert!(failed.is_empty(), "failed: {failed:?}");
    });
    thread.expect("thread starts").join().expect("all programs pass");
}
