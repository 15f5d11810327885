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

/// The exit code after a KeyboardInterrupt that nobody handled.
const INTERRUPTED: u8 = 130;

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
    config.orig_argv = args;
    apply_environment(&mut config);
    // Options of modes are filters too: those of the development mode first, those about bytes last.
    if config.dev_mode {
        config.warn_options.insert(0, "default".into());
    }
    match config.bytes_warning {
        0 => {}
        1 => config.warn_options.push("default::BytesWarning".into()),
        _ => config.warn_options.push("error::BytesWarning".into()),
    }
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
    let interactive = interactive || std::env::var_os("PYTHONINSPECT").is_some_and(|v| !v.is_empty());
    if interactive || target == Target::Stdin && std::io::stdin().is_terminal() {
        code = repl(vm, main, target == Target::Stdin && std::io::stdin().is_terminal());
    }
    vm.finalizing.set(true);
    let result = taipan_interp::import::run_exit_functions(vm);
    if result.is_err() {
        finish(vm, result.map(|()| Value::NONE));
    }
    if !flush_all(vm) && code == 0 {
        code = 120;
    }
    if code == INTERRUPTED && !cfg!(target_family = "wasm") {
        // The parent shall see that it was the signal.
        use taipan_host::signal::{Disposition, set};
        const SIGINT: i32 = 2;
        if set(SIGINT, Disposition::Default).is_ok() {
            let _ = taipan_host::process::kill(taipan_host::process::getpid(), SIGINT);
        }
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
    let number = |name: &str| get(name).map_or(0, |v| v.parse::<u8>().unwrap_or(1).max(1));
    config.verbose = config.verbose.max(number("PYTHONVERBOSE"));
    config.debug |= get("PYTHONDEBUG").is_some();
    config.interactive |= get("PYTHONINSPECT").is_some();
    config.dont_write_bytecode |= get("PYTHONDONTWRITEBYTECODE").is_some();
    config.no_user_site |= get("PYTHONNOUSERSITE").is_some();
    config.safe_path |= get("PYTHONSAFEPATH").is_some();
    config.dev_mode |= get("PYTHONDEVMODE").is_some();
    config.utf8_mode |= get("PYTHONUTF8").as_deref() == Some("1");
    config.warn_default_encoding |= get("PYTHONWARNDEFAULTENCODING").is_some();
    let has = |name: &str| config.x_options.iter().any(|(n, _)| n == name);
    let (aware, inherit) = (has("context_aware_warnings"), has("thread_inherit_context"));
    config.context_aware_warnings |= !aware && get("PYTHON_CONTEXT_AWARE_WARNINGS").as_deref() == Some("1");
    config.thread_inherit_context |= !inherit && get("PYTHON_THREAD_INHERIT_CONTEXT").as_deref() == Some("1");
    config.pycache_prefix = config.pycache_prefix.take().or_else(|| get("PYTHONPYCACHEPREFIX"));
    if let Some(options) = get("PYTHONWARNINGS") {
        config.warn_options.splice(0..0, options.split(',').map(str::to_string));
    }
    config.hash_seed = get("PYTHONHASHSEED").filter(|s| s != "random").and_then(|s| s.parse().ok());
    config.hash_randomization = config.hash_seed != Some(0);
}

/// The import system, then `site`.
fn start_imports(vm: &Vm) -> PyResult<()> {
    taipan_interp::bootstrap::start_importlib(vm)?;
    taipan_stdlib::io::stdio::install_open(vm)?;
    if !vm.config.borrow().warn_options.is_empty() {
        vm.import_module("warnings")?;
    }
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
            let text = &dedent(text);
            vm.remember_source("<string>", text);
            exec(text, "<string>", Mode::Exec)
        }
        Target::File(path) if is_package(path) => {
            let runpy = vm.import_module("runpy")?;
            let list = vm.sys_dict.get().and_then(|d| d.get_str(vm.intern("path")));
            if let Some(list) = list.and_then(|p| p.cast::<taipan_interp::native::PyList>()) {
                list.items.insert(0, PyStr::new(path).value());
            }
            vm.call_method(runpy, "_run_module_as_main", &[vm.intern("__main__").value(), Value::FALSE])
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
            let bytes = if vm.config.borrow().skip_first_line {
                let end = bytes.iter().position(|&b| b == b'\n').unwrap_or(bytes.len());
                bytes[end..].to_vec()
            } else {
                bytes
            };
            if let Some(at) = bytes.iter().position(|&b| b == 0) {
                return Err(null_byte(vm, path, &bytes, at));
            }
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

/// A folder or an archive, which is run by its module `__main__`.
fn is_package(path: &str) -> bool {
    let is_zip = || {
        let mut start = [0; 4];
        let file = std::fs::File::open(path);
        file.and_then(|mut f| f.read_exact(&mut start)).is_ok() && start == *b"PK\x03\x04"
    };
    std::path::Path::new(path).is_dir() || is_zip()
}

fn null_byte(vm: &Vm, path: &str, bytes: &[u8], at: usize) -> taipan_interp::Raised {
    let line = bytes[..at].iter().filter(|&&b| b == b'\n').count() as i64 + 1;
    let start = bytes[..at].iter().rposition(|&b| b == b'\n').map_or(0, |n| n + 1);
    let text = String::from_utf8_lossy(&bytes[start..at]).into_owned();
    let none = Value::NONE;
    let place = [PyStr::new(path).value(), Value::int(line), none, PyStr::new(&text).value()];
    let details = taipan_interp::native::PyTuple::new(&place);
    let message = PyStr::new("source code cannot contain null bytes");
    vm.raise_new(vm.exc().SyntaxError, &[message.value(), details.value()])
}

/// The text of `-c` without the white space that all its lines begin with.
fn dedent(text: &str) -> String {
    let white = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let mut margin: Option<&str> = None;
    for line in text.split('\n').filter(|l| !l.trim_matches([' ', '\t', '\r']).is_empty()) {
        let own = &line[..white(line)];
        margin = Some(match margin {
            None => own,
            Some(common) => {
                let n = common.bytes().zip(own.bytes()).take_while(|(a, b)| a == b).count();
                &common[..n]
            }
        });
    }
    let n = margin.map_or(0, str::len);
    if n == 0 {
        return text.to_string();
    }
    let cut = |line: &str| line.get(n.min(white(line))..).unwrap_or("").to_string();
    text.split('\n').map(cut).collect::<Vec<_>>().join("\n")
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
    if vm.type_of(value).is_subclass(vm.exc().KeyboardInterrupt) { INTERRUPTED } else { 1 }
}

/// A plain read-eval-print loop.
fn repl(vm: &'static Vm, main: Gc<PyModule>, banner: bool) -> u8 {
    let dict: Gc<PyDict> = main.dict.get();
    if banner && !vm.config.borrow().quiet {
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
