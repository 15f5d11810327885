//! The part of `sys` about the state of the running process: trace and profile functions, hooks, threads' frames, and the records
//! with facts about it (`sys.flags` and the like).

use crate::builtins::prelude::*;
use crate::monitor::module::monitoring;
use crate::structseq;
use crate::structseq::StructSeq;
use crate::thread::{Thread, ThreadSlot};

structseq! {
    /// Flags of the command line and the environment.
    pub static FLAGS = "sys", "flags";
    visible {
        0 debug "-d", 1 inspect "-i", 2 interactive "-i", 3 optimize "-O or -OO", 4 dont_write_bytecode "-B",
        5 no_user_site "-s", 6 no_site "-S", 7 ignore_environment "-E", 8 verbose "-v", 9 bytes_warning "-b", 10 quiet "-q",
        11 hash_randomization "-R", 12 isolated "-I", 13 dev_mode "-X dev", 14 utf8_mode "-X utf8",
        15 warn_default_encoding "-X warn_default_encoding", 16 safe_path "-P", 17 int_max_str_digits "-X int_max_str_digits",
    }
    unnamed 0
    hidden {
        gil "whether the global lock is on", thread_inherit_context "-X thread_inherit_context",
        context_aware_warnings "-X context_aware_warnings",
    }
}
structseq! {
    /// The version as a record.
    pub static VERSION_INFO = "sys", "version_info";
    visible { 0 major "major number", 1 minor "minor number", 2 micro "patch number", 3 releaselevel "kind of release", 4 serial "serial number", }
    unnamed 0
    hidden {}
}
structseq! {
    /// Facts about floating-point numbers.
    pub static FLOAT_INFO = "sys", "float_info";
    visible {
        0 max "largest finite number", 1 max_exp "largest exponent of 2", 2 max_10_exp "largest exponent of 10",
        3 min "smallest normal number", 4 min_exp "smallest exponent of 2", 5 min_10_exp "smallest exponent of 10",
        6 dig "decimal digits that survive", 7 mant_dig "bits of the mantissa", 8 epsilon "distance from 1 to the next number",
        9 radix "base of the exponent", 10 rounds "rounding mode",
    }
    unnamed 0
    hidden {}
}
structseq! {
    /// Facts about integers.
    pub static INT_INFO = "sys", "int_info";
    visible {
        0 bits_per_digit "bits of a digit", 1 sizeof_digit "bytes of a digit", 2 default_max_str_digits "default limit of digits",
        3 str_digits_check_threshold "shortest text that is checked",
    }
    unnamed 0
    hidden {}
}
structseq! {
    /// Facts about hashing.
    pub static HASH_INFO = "sys", "hash_info";
    visible {
        0 width "bits of a hash", 1 modulus "prime modulus of numbers' hashes", 2 inf "hash of infinity", 3 nan "no longer used",
        4 imag "factor of the imaginary part", 5 algorithm "algorithm for text and bytes", 6 hash_bits "its output in bits",
        7 seed_bits "its seed in bits", 8 cutoff "length of short strings with another algorithm",
    }
    unnamed 0
    hidden {}
}
structseq! {
    /// Facts about threads.
    pub static THREAD_INFO = "sys", "thread_info";
    visible { 0 name "kind of threads", 1 lock "kind of locks", 2 version "version of the library", }
    unnamed 0
    hidden {}
}
structseq! {
    /// The hooks of asynchronous generators.
    pub static ASYNCGEN_HOOKS = "sys", "asyncgen_hooks";
    visible { 0 firstiter "called when iteration begins", 1 finalizer "called at the end of life", }
    unnamed 0
    hidden {}
}

/// Makes the record of a class of which programs make none.
fn only(vm: &Vm, class: &'static StructSeq, fields: &[Value]) -> PyResult {
    let record = class.make(vm, fields)?;
    class.class(vm).set_flag(ClassFlags::NO_NEW, true);
    Ok(record)
}

/// Sets the records and the submodules.
pub(crate) fn fill(vm: &Vm, dict: Gc<PyDict>) -> PyResult<()> {
    let set = |name: &str, value: Value| dict.set_str(intern(name), value);
    let config = vm.config.borrow().clone();
    let int = Value::int;
    let b = |v: bool| Value::int(v as i64);
    let version = only(vm, &VERSION_INFO, &[int(3), int(14), int(7), "final".into(), int(0)])?;
    set("version_info", version);
    let flags = [
        b(config.debug),
        b(config.interactive),
        b(config.interactive),
        int(config.optimize as i64),
        b(config.dont_write_bytecode),
        b(config.no_user_site),
        b(config.no_site),
        b(config.ignore_environment),
        int(config.verbose as i64),
        int(config.bytes_warning as i64),
        b(config.quiet),
        b(config.hash_randomization),
        b(config.isolated),
        Value::bool(config.dev_mode),
        b(config.utf8_mode),
        b(config.warn_default_encoding),
        Value::bool(config.safe_path),
        int(vm.int_max_str_digits.get() as i64),
        int(1),
        b(config.thread_inherit_context),
        b(config.context_aware_warnings),
    ];
    set("flags", only(vm, &FLAGS, &flags)?);
    let float = [
        Value::float(f64::MAX),
        int(1024),
        int(308),
        Value::float(f64::MIN_POSITIVE),
        int(-1021),
        int(-307),
        int(15),
        int(53),
        Value::float(f64::EPSILON),
        int(2),
        int(1),
    ];
    set("float_info", FLOAT_INFO.make(vm, &float)?);
    set("int_info", INT_INFO.make(vm, &[int(30), int(4), int(4300), int(640)])?);
    let hash = [
        int(64),
        int((1 << 61) - 1),
        int(314_159),
        int(0),
        int(1_000_003),
        "siphash13".into(),
        int(64),
        int(128),
        int(0),
    ];
    set("hash_info", HASH_INFO.make(vm, &hash)?);
    set("thread_info", THREAD_INFO.make(vm, &["pthread".into(), "semaphore".into(), Value::NONE])?);
    let names = PySet::new_frozen();
    for name in crate::stdlib_names::STDLIB_MODULE_NAMES {
        vm.set_add(names, intern(name).value())?;
    }
    set("stdlib_module_names", names.value());
    for (name, def) in [("monitoring", &monitoring::DEF), ("_jit", &jit::DEF)] {
        let module = crate::import::new_module(vm, def)?;
        set(name, module.value());
        if let Some(modules) = vm.modules.get() {
            modules.set_str(intern(def.name), module.value());
        }
    }
    Ok(())
}

/// What is known of the compiler of hot code.
#[pymodule(name = "sys._jit")]
pub mod jit {
    /// Whether there is a compiler in this build.
    #[pyfunction(sig = "()")]
    fn is_available() -> bool {
        false
    }

    /// Whether it is switched on.
    #[pyfunction(sig = "()")]
    fn is_enabled() -> bool {
        false
    }

    /// Whether the calling code is compiled.
    #[pyfunction(sig = "()")]
    fn is_active() -> bool {
        false
    }
}

/// Further functions of sys.
#[pymodule(name = "sys")]
pub mod state {
    use super::*;

    /// Sets the function that is told of calls, lines, returns and exceptions of the calling thread.
    #[pyfunction(sig = "(function, /)")]
    fn settrace(vm: &Vm, function: Value) -> PyResult<()> {
        vm.audit("sys.settrace", &[])?;
        vm.set_trace_function(ThreadSlot::TraceFunction, function, false);
        Ok(())
    }

    /// The trace function of the calling thread, or None.
    #[pyfunction(sig = "()")]
    fn gettrace(vm: &Vm) -> Value {
        vm.thread().slot(ThreadSlot::TraceFunction).unwrap_or(Value::NONE)
    }

    /// Sets the trace function of all threads.
    #[pyfunction(sig = "(function, /)")]
    fn _settraceallthreads(vm: &Vm, function: Value) {
        vm.set_trace_function(ThreadSlot::TraceFunction, function, true);
    }

    /// Sets the function that is told of calls and returns of the calling thread.
    #[pyfunction(sig = "(function, /)")]
    fn setprofile(vm: &Vm, function: Value) -> PyResult<()> {
        vm.audit("sys.setprofile", &[])?;
        vm.set_trace_function(ThreadSlot::ProfileFunction, function, false);
        Ok(())
    }

    /// The profile function of the calling thread, or None.
    #[pyfunction(sig = "()")]
    fn getprofile(vm: &Vm) -> Value {
        vm.thread().slot(ThreadSlot::ProfileFunction).unwrap_or(Value::NONE)
    }

    /// Sets the profile function of all threads.
    #[pyfunction(sig = "(function, /)")]
    fn _setprofileallthreads(vm: &Vm, function: Value) {
        vm.set_trace_function(ThreadSlot::ProfileFunction, function, true);
    }

    /// Calls func(*args) with tracing on, also from inside a trace function.
    #[pyfunction(sig = "(func, args, /)")]
    fn call_tracing(vm: &Vm, func: Value, args: Value) -> PyResult {
        let Some(args) = args.cast::<PyTuple>() else {
            return Err(vm.type_error(format!("call_tracing() argument 2 must be tuple, not {}", vm.type_name(args))));
        };
        let thread = vm.thread();
        let depth = thread.in_trace.replace(0);
        let result = vm.call(func, args.as_slice());
        thread.in_trace.set(depth);
        result
    }

    /// Seconds after which a running thread gives way to another.
    #[pyfunction(sig = "()")]
    fn getswitchinterval(vm: &Vm) -> f64 {
        vm.switch_interval.get()
    }

    /// Sets the seconds after which a running thread gives way to another.
    #[pyfunction(sig = "(interval, /)")]
    fn setswitchinterval(vm: &Vm, interval: f64) -> PyResult<()> {
        if interval.is_nan() || interval <= 0.0 {
            return Err(vm.value_error("switch interval must be strictly positive"));
        }
        let interval = interval.clamp(1e-6, 4294.0);
        vm.switch_interval.set(interval);
        if let Some(tell) = vm.on_switch_interval.get() {
            tell(interval);
        }
        Ok(())
    }

    /// The hooks of asynchronous generators of the calling thread.
    #[pyfunction(sig = "()")]
    fn get_asyncgen_hooks(vm: &Vm) -> PyResult {
        let slot = |slot| vm.thread().slot(slot).unwrap_or(Value::NONE);
        ASYNCGEN_HOOKS.make(vm, &[slot(ThreadSlot::AsyncGenFirstIter), slot(ThreadSlot::AsyncGenFinalizer)])
    }

    /// Sets the hooks of asynchronous generators of the calling thread.
    #[pyfunction(sig = "(firstiter=<unrepresentable>, finalizer=<unrepresentable>)", no_text_signature)]
    fn set_asyncgen_hooks(vm: &Vm, firstiter: Option<Value>, finalizer: Option<Value>) -> PyResult<()> {
        for (hook, name) in [(finalizer, "finalizer"), (firstiter, "firstiter")] {
            if let Some(hook) = hook.filter(|h| !h.is_none())
                && !vm.is_callable(hook)
            {
                return Err(vm.type_error(format!("callable {name} expected, got {}", vm.type_name(hook))));
            }
        }
        if let Some(hook) = finalizer {
            vm.audit("sys.set_asyncgen_hook_finalizer", &[])?;
            vm.thread().set_slot(ThreadSlot::AsyncGenFinalizer, Some(hook).filter(|h| !h.is_none()));
        }
        if let Some(hook) = firstiter {
            vm.audit("sys.set_asyncgen_hook_firstiter", &[])?;
            vm.thread().set_slot(ThreadSlot::AsyncGenFirstIter, Some(hook).filter(|h| !h.is_none()));
        }
        Ok(())
    }

    /// How many frames of its origin a coroutine remembers.
    #[pyfunction(sig = "()")]
    fn get_coroutine_origin_tracking_depth(vm: &Vm) -> Value {
        vm.thread().slot(ThreadSlot::CoroutineOriginDepth).unwrap_or_else(|| Value::int(0))
    }

    /// Sets how many frames of its origin a coroutine remembers; 0 = none.
    #[pyfunction(sig = "(depth)")]
    fn set_coroutine_origin_tracking_depth(vm: &Vm, depth: i32) -> PyResult<()> {
        if depth < 0 {
            return Err(vm.value_error("depth must be >= 0"));
        }
        let depth = Some(Value::int(depth as i64)).filter(|_| depth > 0);
        vm.thread().set_slot(ThreadSlot::CoroutineOriginDepth, depth);
        Ok(())
    }

    /// The innermost frame of each thread, by its identity.
    #[pyfunction(sig = "()")]
    fn _current_frames(vm: &Vm) -> PyResult<Gc<PyDict>> {
        vm.audit("sys._current_frames", &[])?;
        by_thread(vm, |thread| Some(vm.frame_object(thread.activations().last()?).value()))
    }

    /// The exception that each thread handles, by its identity.
    #[pyfunction(sig = "()")]
    fn _current_exceptions(vm: &Vm) -> PyResult<Gc<PyDict>> {
        vm.audit("sys._current_exceptions", &[])?;
        by_thread(vm, |thread| Some(thread.handled_exception().map_or(Value::NONE, |e| e.value())))
    }

    fn by_thread(vm: &Vm, what: impl Fn(&Thread) -> Option<Value>) -> PyResult<Gc<PyDict>> {
        let dict = PyDict::new();
        for thread in vm.all_threads() {
            // SAFETY: registered threads are alive.
            let thread = unsafe { &*thread };
            let ident = match thread.ident.get() {
                0 => taipan_host::thread::current_id(),
                ident => ident,
            };
            if let Some(value) = what(thread) {
                vm.dict_set(dict, u64_value(ident), value)?;
            }
        }
        Ok(dict)
    }

    fn u64_value(n: u64) -> Value {
        i64::try_from(n).map_or_else(|_| Value::big(n.into()), Value::int)
    }

    /// Reports an exception that nobody can handle.
    #[pyfunction(sig = "(unraisable, /)")]
    fn unraisablehook(vm: &Vm, unraisable: Value) -> PyResult<()> {
        crate::sys_hooks::show_unraisable(vm, unraisable)
    }

    /// What breakpoint() calls.
    #[pyfunction(sig = "(*args, **kwargs)")]
    fn breakpointhook(vm: &Vm, args: Args) -> PyResult {
        crate::sys_hooks::breakpoint(vm, args)
    }

    /// Switches support for a profiler of the system on: there is none.
    #[pyfunction(sig = "(backend, /)")]
    fn activate_stack_trampoline(vm: &Vm, backend: Value) -> PyResult<()> {
        if !backend.is::<PyStr>() {
            let class = vm.type_name(backend);
            return Err(vm.type_error(format!("activate_stack_trampoline() argument must be str, not {class}")));
        }
        Err(vm.value_error("perf trampoline not available"))
    }

    /// Switches support for a profiler of the system off.
    #[pyfunction(sig = "()")]
    fn deactivate_stack_trampoline() {}

    /// Whether support for a profiler of the system is on.
    #[pyfunction(sig = "()")]
    fn is_stack_trampoline_active() -> bool {
        false
    }

    /// Whether other processes may run code in this one.
    #[pyfunction(sig = "()")]
    fn is_remote_debug_enabled() -> bool {
        false
    }

    /// Flags with which shared libraries are opened.
    #[pyfunction(sig = "()")]
    fn getdlopenflags(vm: &Vm) -> Value {
        vm.get_static("dlopenflags").unwrap_or_else(|| Value::int(2))
    }

    /// Sets the flags with which shared libraries are opened.
    #[pyfunction(sig = "(flags, /)")]
    fn setdlopenflags(vm: &Vm, flags: i32) {
        vm.set_static("dlopenflags", Value::int(flags as i64));
    }

    /// The number of objects in memory, roughly: in units of 32 bytes.
    #[pyfunction(sig = "()")]
    fn getallocatedblocks() -> usize {
        taipan_gc::heap().stats().live_bytes / 32
    }

    /// The number of interned strings.
    #[pyfunction(sig = "(*, _only_immortal=False)")]
    fn getunicodeinternedsize(_only_immortal: bool) -> usize {
        if _only_immortal { 0 } else { taipan_object::string::interned_count() }
    }

    /// Whether a str is interned.
    #[pyfunction(sig = "(string, /)")]
    fn _is_interned(vm: &Vm, string: Value) -> PyResult<bool> {
        match string.cast::<PyStr>() {
            Some(s) => Ok(s.is_interned()),
            None => Err(vm.type_error(format!("_is_interned() argument must be str, not {}", vm.type_name(string)))),
        }
    }

    /// Whether an object lives as long as the process: values without memory of their own do.
    #[pyfunction(sig = "(op, /)")]
    fn _is_immortal(op: Value) -> bool {
        !op.is_cell()
    }

    /// Removes caches.
    #[pyfunction(sig = "()")]
    fn _clear_internal_caches() {
        crate::class::clear_method_cache();
    }

    /// Writes the state of the allocator to stderr.
    #[pyfunction(sig = "()")]
    fn _debugmallocstats(vm: &Vm) {
        let stats = taipan_gc::heap().stats();
        vm.write_stderr(&format!("{stats:?}\n"));
    }
}
