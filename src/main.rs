//! The `taipan` command.

mod cli;
mod paths;

use cli::Target;
use std::io::{IsTerminal, Read};
use std::process::ExitCode;
use taipan_compiler::Mode;
use taipan_interp::bootstrap::{Library, LibraryModule};
use taipan_interp::native::{Gc, ModuleDef, PyDict, PyModule, PyStr, Value};
use taipan_interp::{Config, Hooks, PyResult, Vm};

/// Bytes of native stack for the main interpreter thread.
const STACK: usize = 64 << 20;

fn main() -> ExitCode {
    if cfg!(target_family = "wasm") {
        return ExitCode::from(run(1 << 20));
    }
    taipan_host::mem::tune_allocator();
    // The interpreter recurses natively where builtins call back: it runs on a thread with a stack of known size.
    let handle = std::thread::Builder::new().stack_size(STACK).spawn(|| run(STACK - (1 << 20)));
    match handle.map(|h| h.join()) {
        Ok(Ok(code)) => ExitCode::from(code),
        _ => ExitCode::from(134),
    }
}

fn native_modules() -> &'static [&'static ModuleDef] {
    taipan_stdlib::MODULES
}

fn library() -> Library {
    Library {
        find: |name| {
            let entry = taipan_lib::find(name)?;
            let is_frozen = entry.is_frozen();
            Some(LibraryModule { name: entry.name, path: entry.path, is_package: entry.is_package, is_frozen })
        },
        code: |name| taipan_lib::find(name)?.code(),
        resource: taipan_lib::resource,
        is_folder: |path| taipan_lib::path_kind(path).map(|kind| kind == taipan_lib::PathKind::Folder),
        list: |path| {
            let entries = taipan_lib::list(path).into_iter();
            entries.map(|(name, kind)| (name, kind == taipan_lib::PathKind::Folder)).collect()
        },
        frozen_names: || taipan_lib::frozen_names().collect(),
    }
}

fn run(stack: usize) -> u8 {
    let marker = 0u8;
    let high = &raw const marker as usize + 256;
    let bounds = (high.saturating_sub(stack), high);
    let args: Vec<String> = std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
    let mut config = Config { executable: executable(), frozen_modules: true, ..Config::default() };
    let target = match cli::parse(args.get(1..).unwrap_or(&[]), &mut config) {
        Ok(Target::Version(long)) => {
            println!("Python 3.14.7{}", if long { " (Taipan 0.1.0)" } else { "" });
            return 0;
        }
        Ok(Target::Help) => {
            print!("{}", cli::HELP);
            return 0;
        }
        Ok(target) => target,
        Err(cli::UsageError(message)) => {
            eprint!("{message}");
            return 2;
        }
    };
    apply_environment(&mut config);
    paths::fill(&mut config);
    let interactive = config.interactive;
    let hooks = Hooks { native_modules, library: library() };
    let Ok(vm) = Vm::start(config, hooks, bounds) else {
        eprintln!("Fatal Python error: the interpreter could not start");
        return 1;
    };
    taipan_stdlib::init(vm);
    let main = taipan_interp::builtins::module::new(vm, vm.intern("__main__"));
    if let Some(modules) = vm.modules.get() {
        modules.set_str(vm.intern("__main__"), main.value());
    }
    if let Some(builtins) = vm.modules.get().and_then(|m| m.get_str(vm.intern("builtins"))) {
        main.dict.get().set_str(vm.intern("__builtins__"), builtins);
    }
    let result = start_imports(vm).and_then(|()| run_target(vm, main, &target));
    let mut code = finish(vm, result);
    if interactive || target == Target::Stdin && std::io::stdin().is_terminal() {
        code = repl(vm, main);
    }
    vm.finalizing.set(true);
    let result = taipan_interp::import::run_exit_functions(vm);
    if result.is_err() {
        finish(vm, result.map(|()| Value::NONE));
    }
    if !flush_all(vm) && code == 0 {
        code = 120;
    }
    code
}

/// At exit: the standard streams, then whatever still has a finalizer (open files flush themselves), and what that printed.
fn flush_all(vm: &Vm) -> bool {
    let good = taipan_interp::stdio::flush(vm);
    vm.finalize_all();
    good && taipan_interp::stdio::flush(vm)
}

fn executable() -> String {
    std::env::current_exe().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Settings from `PYTHON*` variables.
fn apply_environment(config: &mut Config) {
    let get = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    config.hash_randomization = true;
    if config.ignore_environment {
        return;
    }
    if let Some(path) = get("PYTHONPATH") {
        config.module_search_paths.extend(path.split(':').map(str::to_string));
    }
    if config.int_max_str_digits.is_none() {
        config.int_max_str_digits = get("PYTHONINTMAXSTRDIGITS").and_then(|n| n.parse().ok());
    }
    if let Some(level) = get("PYTHONOPTIMIZE") {
        config.optimize = config.optimize.max(level.parse().unwrap_or(1).min(2));
    }
    config.unbuffered |= get("PYTHONUNBUFFERED").is_some();
    config.io_encoding = get("PYTHONIOENCODING");
    config.hash_seed = get("PYTHONHASHSEED").filter(|s| s != "random").and_then(|s| s.parse().ok());
    config.hash_randomization = config.hash_seed != Some(0);
}

/// The import system, then `site`.
fn start_imports(vm: &Vm) -> PyResult<()> {
    taipan_interp::bootstrap::start_importlib(vm)?;
    taipan_stdlib::io::stdio::install_open(vm)?;
    if !vm.config.borrow().no_site {
        let site = vm.import_module("site")?;
        vm.call_method(site, "main", &[])?;
    }
    Ok(())
}

fn run_target(vm: &'static Vm, main: Gc<PyModule>, target: &Target) -> PyResult {
    let dict = main.dict.get();
    let exec = |source: &str, name: &str, mode: Mode| -> PyResult {
        let code = vm.compile(source, name, mode)?;
        vm.exec_code(code, dict, dict.value())
    };
    match target {
        Target::Command(text) => {
            put_first_on_path(vm, "");
            vm.remember_source("<string>", text);
            exec(text, "<string>", Mode::Exec)
        }
        Target::File(path) => {
            let bytes = match std::fs::read(path) {
                Ok(bytes) => bytes,
                Err(e) => {
                    let text = match e.raw_os_error() {
                        Some(n) => format!("[Errno {n}] {}", strip_os_error(&e)),
                        None => e.to_string(),
                    };
                    eprintln!("{}: can't open file '{}': {text}", executable(), absolute(path));
                    return Err(vm.raise_new(vm.exc().SystemExit, &[Value::small(2)]));
                }
            };
            let folder =
                std::path::Path::new(path).parent().map_or(String::new(), |p| p.to_string_lossy().into_owned());
            put_first_on_path(vm, &absolute(if folder.is_empty() { "." } else { &folder }));
            dict.set_str(vm.intern("__file__"), PyStr::new(path).value());
            dict.set_str(vm.intern("__cached__"), Value::NONE);
            let source = vm.decode_source(&bytes, path)?;
            exec(&source, path, Mode::Exec)
        }
        Target::Stdin => {
            put_first_on_path(vm, "");
            if std::io::stdin().is_terminal() {
                return Ok(Value::NONE);
            }
            let mut bytes = Vec::new();
            if let Err(e) = std::io::stdin().read_to_end(&mut bytes) {
                return Err(vm.os_error(e.raw_os_error().unwrap_or(5), None));
            }
            let source = vm.decode_source(&bytes, "<stdin>")?;
            vm.remember_source("<stdin>", &source);
            exec(&source, "<stdin>", Mode::Exec)
        }
        Target::Module(name) => {
            put_first_on_path(vm, "");
            let runpy = vm.import_module("runpy")?;
            vm.call_method(runpy, "_run_module_as_main", &[PyStr::new(name).value()])
        }
        Target::Version(_) | Target::Help => Ok(Value::NONE),
    }
}

fn absolute(path: &str) -> String {
    std::path::absolute(path).map(|p| p.to_string_lossy().into_owned()).unwrap_or_else(|_| path.to_string())
}

/// The message of an I/O error without Rust's "(os error N)".
fn strip_os_error(e: &std::io::Error) -> String {
    let text = e.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_string()
}

fn put_first_on_path(vm: &Vm, folder: &str) {
    if vm.config.borrow().safe_path {
        return;
    }
    let path = vm.sys_dict.get().and_then(|d| d.get_str(vm.intern("path")));
    if let Some(list) = path.and_then(|p| p.cast::<taipan_interp::native::PyList>()) {
        list.items.insert(0, PyStr::new(folder).value());
    }
}

/// The exit code for a result; an exception is shown.
fn finish(vm: &Vm, result: PyResult) -> u8 {
    if result.is_ok() {
        return 0;
    }
    let exception = vm.raised();
    vm.take_raised();
    let value = exception.value();
    if vm.type_of(value).is_subclass(vm.exc().SystemExit) {
        let code = exception.extra(0).unwrap_or(Value::NONE);
        if code.is_none() {
            return 0;
        }
        if let Some(n) = code.as_int() {
            return n.to_i64().map_or(255, |n| n as u8);
        }
        taipan_interp::stdio::flush(vm);
        if let Ok(text) = vm.str(code) {
            vm.write_stderr(&format!("{}\n", text.to_string_lossy()));
        }
        return 1;
    }
    taipan_interp::stdio::flush(vm);
    let hook = vm.sys_dict.get().and_then(|d| d.get_str(vm.intern("excepthook")));
    let args = [vm.type_of(value).value(), value, exception.traceback.get().unwrap_or(Value::NONE)];
    match hook {
        Some(hook) => {
            if vm.call(hook, &args).is_err() {
                let second = vm.raised();
                vm.take_raised();
                vm.write_stderr("Error in sys.excepthook:\n");
                vm.print_exception(second);
                vm.write_stderr("\nOriginal exception was:\n");
                vm.print_exception(exception);
            }
        }
        None => vm.print_exception(exception),
    }
    if vm.type_of(value).is_subclass(vm.exc().KeyboardInterrupt) { 130 } else { 1 }
}

/// A plain read-eval-print loop.
fn repl(vm: &'static Vm, main: Gc<PyModule>) -> u8 {
    let dict: Gc<PyDict> = main.dict.get();
    if !vm.config.borrow().quiet {
        eprintln!("Taipan 0.1.0 (Python 3.14.7)\nType \"exit()\" or Ctrl-D to leave.");
    }
    let mut source = String::new();
    loop {
        taipan_interp::stdio::flush(vm);
        eprint!("{}", if source.is_empty() { ">>> " } else { "... " });
        let mut line = String::new();
        match std::io::stdin().read_line(&mut line) {
            Ok(0) | Err(_) => {
                eprintln!();
                return 0;
            }
            Ok(_) => {}
        }
        let blank = line.trim().is_empty();
        if source.is_empty() && blank {
            continue;
        }
        source.push_str(&line);
        let flags = if blank { 0 } else { taipan_interp::run::flags::ALLOW_INCOMPLETE_INPUT };
        let request = taipan_interp::run::CompileRequest {
            flags,
            ..taipan_interp::run::CompileRequest::new("<stdin>", Mode::Single)
        };
        vm.remember_source("<stdin>", &source);
        let result = match vm.compile_request(&source, &request) {
            Ok(code) => {
                // A compound statement goes on until a blank line.
                if !blank && source.lines().count() > 1 && line.starts_with([' ', '\t']) {
                    continue;
                }
                vm.exec_code(code, dict, dict.value())
            }
            Err(raised) => {
                if vm.catch(vm.exc()._IncompleteInputError).is_some() {
                    continue;
                }
                Err(raised)
            }
        };
        source.clear();
        let exits = result.is_err() && vm.raised_is(vm.exc().SystemExit);
        let code = finish(vm, result);
        if exits {
            return code;
        }
    }
}
