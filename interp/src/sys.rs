//! The module `sys`, as far as the interpreter itself provides it.

use crate::builtins::prelude::*;
use crate::name;

/// Access to things used or maintained by the interpreter.
#[pymodule(name = "sys", parts(crate::sys_state::state::DEF))]
pub mod sys {
    use super::*;

    #[pyattr]
    const maxsize: i64 = i64::MAX;
    #[pyattr]
    const maxunicode: i64 = 0x10_FFFF;
    #[pyattr]
    const byteorder: &str = if cfg!(target_endian = "big") { "big" } else { "little" };
    #[pyattr]
    const platform: &str = if cfg!(target_os = "wasi") { "wasi" } else { "linux" };
    #[pyattr]
    const copyright: &str = "Copyright (c) 2026 The Taipan developers.";
    #[pyattr]
    const hexversion: i64 = 0x030E_07F0;
    #[pyattr]
    const api_version: i64 = 1013;
    #[pyattr]
    const float_repr_style: &str = "short";
    #[pyattr]
    const version: &str = "3.14.7 (Taipan 0.1.0)";
    #[pyattr]
    fn _git(_vm: &Vm) -> (&'static str, &'static str, &'static str) {
        ("Taipan", "", "")
    }
    #[pyattr]
    const platlibdir: &str = "lib";
    #[pyattr]
    const abiflags: &str = "";

    /// The exception being handled, or None.
    #[pyfunction]
    fn exception(vm: &Vm) -> Option<Gc<PyException>> {
        vm.thread().handled_exception()
    }

    /// The exception being handled as (type, value, traceback).
    #[pyfunction]
    fn exc_info(vm: &Vm) -> Gc<PyTuple> {
        match vm.thread().handled_exception() {
            Some(e) => {
                PyTuple::new(&[vm.type_of(e.value()).value(), e.value(), e.traceback.get().unwrap_or(Value::NONE)])
            }
            None => PyTuple::new(&[Value::NONE; 3]),
        }
    }

    /// Ends the process by raising SystemExit.
    #[pyfunction(sig = "(status=None, /)")]
    fn exit(vm: &Vm, status: Option<Value>) -> PyResult<()> {
        let status = status.filter(|s| !s.is_none());
        // A tuple holds all arguments of the exception.
        if let Some(tuple) = status.and_then(|s| s.cast::<PyTuple>()) {
            return Err(vm.raise_new(vm.exc().SystemExit, tuple.as_slice()));
        }
        let args = status.map(|s| [s]);
        Err(vm.raise_new(vm.exc().SystemExit, args.as_ref().map_or(&[], |a| a)))
    }

    /// The largest depth of Python calls.
    #[pyfunction]
    fn getrecursionlimit(vm: &Vm) -> i64 {
        vm.recursion_limit.get() as i64
    }

    /// Sets the largest depth of Python calls.
    #[pyfunction(sig = "(limit, /)")]
    fn setrecursionlimit(vm: &Vm, limit: i32) -> PyResult<()> {
        if limit < 1 {
            return Err(vm.value_error("recursion limit must be greater or equal than 1"));
        }
        let thread = vm.thread();
        let used = vm.recursion_limit.get() as i32 - thread.depth_left.get();
        if used >= limit {
            return Err(vm.recursion_error(format!(
                "cannot set the recursion limit to {limit} at the recursion depth {used}: the limit is too low"
            )));
        }
        vm.recursion_limit.set(limit as u32);
        thread.depth_left.set(limit - used);
        Ok(())
    }

    /// The interned string equal to the argument.
    #[pyfunction(sig = "(string, /)")]
    fn intern(vm: &Vm, string: Value) -> PyResult<Gc<PyStr>> {
        if !string.is::<PyStr>() {
            return Err(vm.type_error(format!("intern() argument must be str, not {}", vm.type_name(string))));
        }
        if !string.is_exact_str() {
            return Err(vm.type_error(format!("can't intern {}", vm.type_name(string))));
        }
        Ok(PyStr::intern(crate::vm::expect(string)))
    }

    /// The frame of a caller: 0 = the function that calls this one.
    #[pyfunction(sig = "(depth=0, /)")]
    fn _getframe(vm: &Vm, depth: i64) -> PyResult<Gc<PyFrame>> {
        let mut frame = vm.current_frame();
        for _ in 0..depth.max(0) {
            frame = frame.and_then(|f| vm.caller_of(f));
        }
        match frame {
            Some(frame) => Ok(vm.frame_object(frame)),
            None => Err(vm.value_error("call stack is not deep enough")),
        }
    }

    /// `__name__` of the module of a caller.
    #[pyfunction(sig = "(depth=0)")]
    fn _getframemodulename(vm: &Vm, depth: i64) -> Value {
        let mut frame = vm.current_frame();
        for _ in 0..depth.max(0) {
            frame = frame.and_then(|f| vm.caller_of(f));
        }
        frame.and_then(|f| f.func.module.get()).unwrap_or(Value::NONE)
    }

    /// An estimate of the object's memory in bytes.
    #[pyfunction(sig = "(object, default)")]
    fn getsizeof(vm: &Vm, args: Args) -> PyResult {
        if args.pos.is_empty() && !args.has_kwargs() {
            return Err(vm.type_error("getsizeof() missing required argument 'object' (pos 1)"));
        }
        check_positional(vm, "getsizeof", args.pos.len(), 1, 2)?;
        let object = args.pos[0];
        let size = match vm.lookup_special(object, name!("__sizeof__"))? {
            Some(method) => vm.call(method, &[])?,
            None => return Err(vm.type_error(format!("Type {} doesn't define __sizeof__", vm.type_name(object)))),
        };
        Ok(size)
    }

    /// A count of references: objects are not counted here, so a constant.
    #[pyfunction(sig = "(object, /)")]
    fn getrefcount(object: Value) -> i64 {
        let _ = object;
        2
    }

    /// The default encoding of strings.
    #[pyfunction]
    fn getdefaultencoding() -> &'static str {
        "utf-8"
    }

    /// The encoding of file names.
    #[pyfunction]
    fn getfilesystemencoding() -> &'static str {
        "utf-8"
    }

    /// The error handler for file names.
    #[pyfunction]
    fn getfilesystemencodeerrors() -> &'static str {
        "surrogateescape"
    }

    /// Whether the global lock is in use.
    #[pyfunction]
    fn _is_gil_enabled() -> bool {
        true
    }

    /// Takes the descriptors `__dict__` and `__weakref__` out of a class: for dataclasses that make a class with slots of one without.
    #[pyfunction(sig = "(type, /)")]
    fn _clear_type_descriptors(vm: &Vm, class: Gc<PyType>) -> PyResult<()> {
        if !class.is_mutable() {
            return Err(vm.type_error("argument is immutable"));
        }
        for name in [vm.names().__dict__, vm.names().__weakref__] {
            if class.dict.get().get_str(name).is_some() {
                vm.set_type_attr(class, name, None);
            }
        }
        Ok(())
    }

    /// Whether the interpreter is shutting down.
    #[pyfunction]
    fn is_finalizing(vm: &Vm) -> bool {
        vm.finalizing.get()
    }

    /// The largest number of digits in conversions between int and str.
    #[pyfunction]
    fn get_int_max_str_digits(vm: &Vm) -> i64 {
        vm.int_max_str_digits.get() as i64
    }

    /// Sets the largest number of digits in conversions between int and str (0 = no limit, else at least 640).
    #[pyfunction(sig = "(maxdigits)")]
    fn set_int_max_str_digits(vm: &Vm, maxdigits: i64) -> PyResult<()> {
        if maxdigits != 0 && maxdigits < 640 {
            return Err(vm.value_error("maxdigits must be >= 640 or 0 for unlimited"));
        }
        vm.int_max_str_digits.set(maxdigits as usize);
        Ok(())
    }

    /// Shows the value of an interactive expression and remembers it as `_`.
    #[pyfunction(sig = "(object, /)")]
    fn displayhook(vm: &Vm, object: Value) -> PyResult<()> {
        if object.is_none() {
            return Ok(());
        }
        let Some(builtins) = vm.builtins.get() else { return Err(vm.runtime_error("lost builtins module")) };
        builtins.set_str(name!("_"), Value::NONE);
        let text = vm.repr(object)?;
        let Some(out) = vm.sys_dict.get().and_then(|d| d.get_str(name!("stdout"))).filter(|o| !o.is_none()) else {
            return Err(vm.runtime_error("lost sys.stdout"));
        };
        vm.call_method(out, "write", &[text.value()])?;
        vm.call_method(out, "write", &[name!("\n").value()])?;
        builtins.set_str(name!("_"), object);
        Ok(())
    }

    /// Shows an exception with its traceback on sys.stderr.
    #[pyfunction(sig = "(exctype, value, traceback, /)")]
    fn excepthook(vm: &Vm, exctype: Value, value: Value, traceback: Value) {
        let _ = exctype;
        crate::sys_hooks::show_exception(vm, value, traceback);
    }

    /// The number of CPUs that `-X cpu_count` or PYTHON_CPU_COUNT gives, or -1.
    #[pyfunction]
    fn _get_cpu_count_config(vm: &Vm) -> i64 {
        let config = vm.config.borrow();
        let option = config.x_options.iter().find(|(name, _)| name == "cpu_count");
        option.and_then(|(_, n)| n.as_ref()?.parse().ok()).unwrap_or(-1)
    }

    /// Removes the caches of types.
    #[pyfunction]
    fn _clear_type_cache() {
        crate::class::clear_method_cache();
    }

    /// Registers an audit hook.
    #[pyfunction(sig = "(hook)")]
    fn addaudithook(vm: &Vm, hook: Value) -> PyResult<()> {
        let list = match vm.get_static("audit_hooks").and_then(|l| l.cast::<PyList>()) {
            Some(list) => list,
            None => {
                let list = PyList::new(&[]);
                vm.set_static("audit_hooks", list.value());
                list
            }
        };
        list.items.push(hook);
        Ok(())
    }

    /// Tells the audit hooks of an event.
    #[pyfunction(sig = "(event, /, *args)")]
    fn audit(vm: &Vm, event: Gc<PyStr>, args: &[Value]) -> PyResult<()> {
        super::tell_hooks(vm, || event, || PyTuple::new(args))
    }

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        super::fill(vm, module)
    }
}

fn tell_hooks(vm: &Vm, event: impl FnOnce() -> Gc<PyStr>, args: impl FnOnce() -> Gc<PyTuple>) -> PyResult<()> {
    let Some(hooks) = vm.get_static("audit_hooks").and_then(|l| l.cast::<PyList>()) else { return Ok(()) };
    let (event, args) = (event().value(), args().value());
    for i in 0..hooks.items.len() {
        if let Some(hook) = hooks.items.get(i) {
            vm.call(hook, &[event, args])?;
        }
    }
    Ok(())
}

impl Vm {
    /// Tells the audit hooks of an event.
    pub fn audit(&self, event: &str, args: &[Value]) -> PyResult<()> {
        tell_hooks(self, || PyStr::new(event), || PyTuple::new(args))
    }
}

fn fill(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
    let dict = module.dict.get();
    vm.sys_dict.set(Some(dict));
    let set = |name: &str, value: Value| dict.set_str(intern(name), value);
    let config = vm.config.borrow().clone();
    let strings = |items: &[String]| {
        let list = PyList::new(&[]);
        for s in items {
            list.items.push(PyStr::new(s).value());
        }
        list
    };
    set("argv", strings(&config.argv).value());
    set("orig_argv", strings(&config.orig_argv).value());
    set("path", strings(&config.module_search_paths).value());
    set("warnoptions", strings(&config.warn_options).value());
    set("executable", PyStr::new(&config.executable).value());
    let text = |s: &str| PyStr::new(s).value();
    set("prefix", text(&config.prefix));
    set("exec_prefix", text(&config.prefix));
    set("base_prefix", text(&config.base_prefix));
    set("base_exec_prefix", text(&config.base_prefix));
    set("_base_executable", text(&config.base_executable));
    set("_stdlib_dir", text(&config.stdlib_dir));
    set("_base_executable", PyStr::new(&config.executable).value());
    set("_framework", "".into());
    set("_home", Value::NONE);
    set("pycache_prefix", config.pycache_prefix.as_ref().map_or(Value::NONE, |p| PyStr::new(p).value()));
    set("dont_write_bytecode", Value::bool(config.dont_write_bytecode));
    set("meta_path", PyList::new(&[]).value());
    set("path_hooks", PyList::new(&[]).value());
    set("path_importer_cache", PyDict::new().value());
    let hook = |name: &str| dict.get_str(intern(name)).unwrap_or(Value::NONE);
    set("__unraisablehook__", hook("unraisablehook"));
    set("__breakpointhook__", hook("breakpointhook"));
    crate::sys_state::fill(vm, dict)?;
    set("__displayhook__", dict.get_str(name!("displayhook")).unwrap_or(Value::NONE));
    set("__excepthook__", dict.get_str(name!("excepthook")).unwrap_or(Value::NONE));
    if let Some(modules) = vm.modules.get() {
        set("modules", modules.value());
        modules.set_str(name!("sys"), module.value());
    }
    let x = PyDict::new();
    for (key, value) in &config.x_options {
        let value = value.as_ref().map_or(Value::TRUE, |v| PyStr::new(v).value());
        x.set_str(intern(key), value);
    }
    set("_xoptions", x.value());
    let names = PyList::new(&[]);
    names.items.extend(&["builtins".into(), "sys".into()]);
    for def in (vm.hooks().native_modules)() {
        names.items.push(intern(def.name).value());
    }
    vm.call_method(names.value(), "sort", &[])?;
    set("builtin_module_names", vm.to_tuple(names.value())?.value());
    let int = |n: i64| Value::int(n);
    let version = dict.get_str(name!("version_info")).unwrap_or(Value::NONE);
    let implementation = PyDict::new();
    implementation.set_str(name!("name"), "taipan".into());
    implementation.set_str(name!("version"), version);
    implementation.set_str(name!("hexversion"), int(0x030E_07F0));
    implementation.set_str(name!("cache_tag"), "taipan-314".into());
    implementation.set_str(name!("_multiarch"), "x86_64-linux-gnu".into());
    implementation.set_str(name!("supports_isolated_interpreters"), Value::FALSE);
    let namespace = vm.call_dict(vm.types().namespace.value(), &[], Some(implementation))?;
    set("implementation", namespace);
    crate::stdio::install(vm, dict)?;
    Ok(())
}
