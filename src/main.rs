//! The `taipan` command.

use std::process::ExitCode;
use taipan_interp::native::{Gc, PyModule, Value};
use taipan_interp::{Config, Hooks, Vm};

fn main() -> ExitCode {
    // The interpreter recurses natively where builtins call back: it runs on a thread with a stack of known size.
    let handle = std::thread::Builder::new().stack_size(256 << 20).spawn(run);
    match handle.map(|h| h.join()) {
        Ok(Ok(code)) => ExitCode::from(code),
        _ => ExitCode::from(134),
    }
}

fn no_modules() -> &'static [&'static taipan_interp::native::ModuleDef] {
    &[]
}

fn no_source(_: &str) -> Option<(Vec<u8>, bool, String)> {
    None
}

fn run() -> u8 {
    let args: Vec<String> = std::env::args().collect();
    let marker = 0u8;
    let high = &raw const marker as usize;
    let low = high - (255 << 20);
    let config = Config { argv: args.clone(), ..Config::default() };
    let hooks = Hooks { native_modules: no_modules, frozen_source: no_source };
    let Ok(vm) = Vm::start(config, hooks, (low, high)) else {
        eprintln!("cannot start");
        return 1;
    };
    let Some(path) = args.get(1) else { return 2 };
    let (source, name) = if path == "-c" {
        (args[2].clone(), "<string>".to_string())
    } else {
        (std::fs::read_to_string(path).unwrap_or_default(), path.clone())
    };
    let main: Gc<PyModule> = taipan_interp::builtins::module::new(vm, vm.intern("__main__"));
    if let Some(modules) = vm.modules.get() {
        modules.set_str(vm.intern("__main__"), main.value());
    }
    let dict = main.dict.get();
    let result =
        vm.compile(&source, &name, taipan_compiler::Mode::Exec).and_then(|code| vm.exec_code(code, dict, dict.value()));
    match result {
        Ok(_) => 0,
        Err(_) => {
            if let Some(exception) = vm.take_raised() {
                vm.print_exception(exception);
            }
            let _: Option<Value> = None;
            1
        }
    }
}
