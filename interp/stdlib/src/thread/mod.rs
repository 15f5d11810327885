//! `_thread`: starting threads, their identity, and the module's functions. Locks are in `locks.rs`, thread-local data in
//! `local.rs`, handles in `handle.rs`.
//!
//! A new thread's function and arguments wait in a dict of the VM (a root) until the thread has the lock and its state is
//! registered; from then on its own stack keeps them alive.

pub mod handle;
pub mod local;
pub mod locks;

use crate::support::gil;
use handle::ThreadHandle;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use taipan_host::thread as os;
use taipan_interp::native::*;
use taipan_interp::thread::Thread;
use taipan_interp::vm;

const STARTING: &str = "_thread.starting";
const HANDLES: &str = "_thread.handles";
/// Stack of a new thread unless the program says otherwise: what glibc gives by default.
const DEFAULT_STACK: usize = 8 << 20;
/// Smallest stack that a program can ask for.
const MIN_STACK: usize = 53248;

static STACK_SIZE: AtomicUsize = AtomicUsize::new(0);
static N_RUNNING: AtomicI64 = AtomicI64::new(0);
static NEXT_JOB: AtomicI64 = AtomicI64::new(1);

/// What a new thread runs.
struct Job {
    function: Value,
    args: Gc<PyTuple>,
    kwargs: Option<Gc<PyDict>>,
    handle: Option<Obj<ThreadHandle>>,
}

fn starting(vm: &Vm) -> Gc<PyDict> {
    match vm.get_static(STARTING).and_then(|dict| dict.cast()) {
        Some(dict) => dict,
        None => {
            let dict = vm.new_dict();
            vm.set_static(STARTING, dict.value());
            dict
        }
    }
}

/// Starts a thread; gives its identity.
fn start(vm: &Vm, job: &Job) -> PyResult<u64> {
    if vm.finalizing.get() {
        return Err(vm.raise_msg(vm.exc().PythonFinalizationError, "can't create new thread at interpreter shutdown"));
    }
    gil::enable_threads(vm);
    let number = NEXT_JOB.fetch_add(1, Ordering::Relaxed);
    let key = PyStr::new(&number.to_string());
    let or_none = |value: Option<Value>| value.unwrap_or(Value::NONE);
    let kept = PyTuple::new(&[
        job.function,
        job.args.value(),
        or_none(job.kwargs.map(|it| it.value())),
        or_none(job.handle.map(|it| it.value())),
    ]);
    starting(vm).set_str(key, kept.value());
    let stack_size = match STACK_SIZE.load(Ordering::Relaxed) {
        0 => DEFAULT_STACK,
        size => size,
    };
    N_RUNNING.fetch_add(1, Ordering::AcqRel);
    match os::spawn(stack_size, None, move || run(number)) {
        Ok(id) => Ok(id),
        Err(_) => {
            N_RUNNING.fetch_sub(1, Ordering::AcqRel);
            starting(vm).remove_str(PyStr::new(&number.to_string()));
            Err(vm.runtime_error("can't start new thread"))
        }
    }
}

/// The whole life of a new thread.
fn run(number: i64) {
    let vm = vm::current();
    gil::gil().acquire();
    let bounds = taipan_host::mem::current_stack_bounds()
        .unwrap_or(taipan_host::mem::Bounds { low: 0, high: &raw const number as usize });
    let thread: *mut Thread = Box::into_raw(Thread::new((bounds.low, bounds.high)));
    // SAFETY: freed below, after it has been forgotten by the VM, in this function.
    let state: &'static Thread = unsafe { &*thread };
    state.ident.set(os::current_id());
    vm.add_thread(state);
    vm.set_thread(state);
    run_job(vm, number);
    local::forget_thread();
    vm.remove_thread(state);
    N_RUNNING.fetch_sub(1, Ordering::AcqRel);
    gil::gil().release();
    // SAFETY: made by `into_raw` above; no longer registered, and the next holder of the lock sets its own state.
    drop(unsafe { Box::from_raw(thread) });
}

/// Takes the job out of the dict and runs it. A frame of its own, so that nothing of it is left on the stack at the end.
#[inline(never)]
fn run_job(vm: &Vm, number: i64) {
    let Some(kept) = starting(vm).remove_str(PyStr::new(&number.to_string())).and_then(|it| it.cast::<PyTuple>())
    else {
        return;
    };
    let &[function, args, kwargs, handle] = kept.as_slice() else { return };
    let handle = handle.cast::<Native<ThreadHandle>>();
    if let Some(handle) = handle {
        handle.started(os::current_id());
    }
    let args = args.cast::<PyTuple>().unwrap_or_else(|| PyTuple::new(&[]));
    let result = vm.call_dict(function, args.as_slice(), kwargs.cast::<PyDict>());
    if result.is_err() {
        if vm.raised_is(vm.exc().SystemExit) {
            // Ends the thread silently.
            vm.take_raised();
        } else {
            vm.write_unraisable(Some(function), "Exception ignored in thread started by");
        }
    }
    if let Some(handle) = handle {
        handle.finished();
    }
}

use taipan_interp::native::class::Native;

/// Threads and locks at the lowest level; programs use the module threading.
#[taipan_interp::native::pymodule(name = "_thread")]
#[allow(clippy::module_inception)]
pub mod thread {
    use super::{DEFAULT_STACK, HANDLES, Job, MIN_STACK, N_RUNNING, Native, STACK_SIZE, start};
    use crate::support::gil;
    use crate::support::set_in_module;
    #[pyclass]
    use crate::thread::handle::ThreadHandle;
    #[pyclass]
    use crate::thread::local::Local;
    #[pyclass]
    use crate::thread::locks::PyLock;
    #[pyclass]
    use crate::thread::locks::PyRLock;
    use std::sync::atomic::Ordering;
    use taipan_host::thread as os;
    use taipan_interp::native::*;
    use taipan_interp::structseq;

    structseq! {
        /// What threading.excepthook gets: the exception's class, the exception, its traceback and the thread.
        pub static EXCEPT_HOOK_ARGS = "_thread", "_ExceptHookArgs";
        visible {
            0 exc_type "class of the exception",
            1 exc_value "the exception",
            2 exc_traceback "its traceback",
            3 thread "the thread",
        }
        unnamed 0
        hidden {}
    }

    #[pyattr]
    const TIMEOUT_MAX: f64 = 9223372036.0;
    #[pyattr]
    const _NAME_MAXLEN: i64 = 15;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        set_in_module(vm, module, "error", vm.exc().RuntimeError.value());
        set_in_module(vm, module, "LockType", vm.class::<PyLock>().value());
        set_in_module(vm, module, "_ExceptHookArgs", EXCEPT_HOOK_ARGS.class(vm).value());
        vm.set_static(HANDLES, vm.new_list(&[]).value());
        let _ = gil::main_thread_id();
        Ok(())
    }

    /// A new lock.
    #[pyfunction]
    fn allocate_lock(vm: &Vm) -> PyResult<Obj<PyLock>> {
        vm.new_native(vm.class::<PyLock>(), PyLock::default())
    }

    /// A new lock; the old name of allocate_lock().
    #[pyfunction]
    fn allocate(vm: &Vm) -> PyResult<Obj<PyLock>> {
        allocate_lock(vm)
    }

    /// Starts a thread that calls `function` with a tuple and a dict of arguments; gives its identity.
    #[pyfunction(name = "start_new_thread", sig = "(function, args, kwargs=None, /)")]
    fn start_new_thread(vm: &Vm, function: Value, args: Value, kwargs: Option<Value>) -> PyResult<u64> {
        if !vm.is_callable(function) {
            return Err(vm.type_error("first arg must be callable"));
        }
        let Some(args) = args.cast::<PyTuple>() else { return Err(vm.type_error("2nd arg must be a tuple")) };
        let kwargs = match kwargs {
            None => None,
            Some(kwargs) => match kwargs.cast::<PyDict>() {
                Some(kwargs) => Some(kwargs),
                None => return Err(vm.type_error("optional 3rd arg must be a dictionary")),
            },
        };
        start(vm, &Job { function, args, kwargs, handle: None })
    }

    /// Starts a thread; the old name of start_new_thread().
    #[pyfunction(sig = "(function, args, kwargs=None, /)")]
    fn start_new(vm: &Vm, function: Value, args: Value, kwargs: Option<Value>) -> PyResult<u64> {
        start_new_thread(vm, function, args, kwargs)
    }

    /// Starts a thread that calls `function` without arguments; gives its handle, by which others wait for its end.
    #[pyfunction(sig = "(function, handle=None, daemon=True)")]
    fn start_joinable_thread(
        vm: &Vm,
        function: Value,
        handle: Option<Value>,
        #[default(true)] daemon: bool,
    ) -> PyResult<Obj<ThreadHandle>> {
        if !vm.is_callable(function) {
            return Err(vm.type_error("thread function must be callable"));
        }
        let handle = match handle.filter(|handle| !handle.is_none()) {
            None => ThreadHandle::create(vm)?,
            Some(handle) => match handle.cast::<Native<ThreadHandle>>() {
                Some(handle) => handle,
                None => return Err(vm.type_error("'handle' must be a _ThreadHandle")),
            },
        };
        handle.starting(vm)?;
        match start(vm, &Job { function, args: PyTuple::new(&[]), kwargs: None, handle: Some(handle) }) {
            Ok(ident) => {
                handle.started(ident);
                if !daemon && let Some(handles) = handles(vm) {
                    prune(handles);
                    handles.items.push(handle.value());
                }
                Ok(handle)
            }
            Err(raised) => {
                handle.failed_to_start();
                Err(raised)
            }
        }
    }

    /// Handles of threads that are waited for at the end.
    fn handles(vm: &Vm) -> Option<Gc<PyList>> {
        vm.get_static(HANDLES).and_then(|list| list.cast())
    }

    /// Drops the handles of ended threads.
    fn prune(handles: Gc<PyList>) {
        let mut index = 0;
        while let Some(handle) = handles.items.get(index) {
            if handle.cast::<Native<ThreadHandle>>().is_some_and(|handle| !handle.is_finished()) {
                index += 1;
            } else {
                handles.items.remove(index);
            }
        }
    }

    /// At the end of the process: waits for all threads that are not daemons.
    #[pyfunction]
    fn _shutdown(vm: &Vm) -> PyResult<()> {
        let Some(handles) = handles(vm) else { return Ok(()) };
        while let Some(handle) = handles.items.pop() {
            if let Some(handle) = handle.cast::<Native<ThreadHandle>>() {
                handle.wait(vm, None)?;
            }
        }
        Ok(())
    }

    /// A handle for a running thread that was not started by this module.
    #[pyfunction(sig = "(ident, /)")]
    fn _make_thread_handle(vm: &Vm, ident: u64) -> PyResult<Obj<ThreadHandle>> {
        let handle = ThreadHandle::create(vm)?;
        handle.starting(vm)?;
        handle.started(ident);
        Ok(handle)
    }

    /// Ends the thread, as SystemExit does.
    #[pyfunction]
    fn exit(vm: &Vm) -> PyResult<()> {
        Err(vm.raise_new(vm.exc().SystemExit, &[]))
    }

    /// Ends the thread; the old name of exit().
    #[pyfunction]
    fn exit_thread(vm: &Vm) -> PyResult<()> {
        exit(vm)
    }

    /// Has the handler of a signal run in the main thread, as if it had come.
    #[pyfunction(sig = "(signum=2, /)")]
    fn interrupt_main(vm: &Vm, #[default(2)] signum: i32) -> PyResult<()> {
        if !(1..taipan_host::signal::NSIG).contains(&signum) {
            return Err(vm.value_error("signal number out of range"));
        }
        let signal = crate::support::import(vm, "_signal")?;
        let handler = vm.call_method(signal, "getsignal", &[Value::small(signum.into())])?;
        // A signal at its default or ignored would do nothing in Python either.
        if !matches!(handler.as_small(), Some(0 | 1)) {
            taipan_host::signal::note(signum);
        }
        Ok(())
    }

    /// Identity of the calling thread: a number that is not 0.
    #[pyfunction]
    fn get_ident() -> u64 {
        os::current_id()
    }

    /// The system's number of the calling thread.
    #[pyfunction]
    fn get_native_id() -> i32 {
        os::native_id()
    }

    /// Identity of the main thread.
    #[pyfunction]
    fn _get_main_thread_ident() -> u64 {
        gil::main_thread_id()
    }

    /// How many threads this module has running.
    #[pyfunction]
    fn _count() -> i64 {
        N_RUNNING.load(Ordering::Acquire)
    }

    /// Size of new threads' stacks (0: the default); with an argument, sets it and gives the old one.
    #[pyfunction(sig = "(size=0, /)")]
    fn stack_size(vm: &Vm, size: Option<isize>) -> PyResult<usize> {
        let old = STACK_SIZE.load(Ordering::Relaxed);
        let Some(size) = size else { return Ok(old) };
        match usize::try_from(size) {
            Ok(0) => STACK_SIZE.store(0, Ordering::Relaxed),
            Ok(size) if size >= MIN_STACK => STACK_SIZE.store(size.max(DEFAULT_STACK / 64), Ordering::Relaxed),
            _ => return Err(vm.value_error(format!("size must be at least {MIN_STACK} bytes"))),
        }
        Ok(old)
    }

    /// Sets the calling thread's name as the system shows it.
    #[pyfunction(sig = "(name)")]
    fn set_name(vm: &Vm, name: Gc<PyStr>) -> PyResult<()> {
        let name = crate::support::encode_path(vm, name).unwrap_or_default();
        vm.take_raised();
        let _ = os::set_current_name(&name);
        Ok(())
    }

    /// The calling thread's name as the system shows it.
    #[pyfunction]
    fn _get_name() -> Gc<PyStr> {
        crate::support::decode_path(&os::current_name().unwrap_or_default())
    }

    /// Whether this is the main interpreter: there are no others.
    #[pyfunction]
    fn _is_main_interpreter() -> bool {
        true
    }

    /// Whether threads may be daemons.
    #[pyfunction]
    fn daemon_threads_allowed() -> bool {
        true
    }

    /// Reports an exception that a thread did not handle: writes "Exception in thread" and the traceback.
    #[pyfunction(sig = "(args, /)")]
    fn _excepthook(vm: &Vm, args: Value) -> PyResult<()> {
        let fields = match args.cast::<PyTuple>() {
            Some(tuple) if vm.type_of(args) == EXCEPT_HOOK_ARGS.class(vm) => tuple,
            _ => return Err(vm.type_error("_thread.excepthook argument type must be ExceptHookArgs")),
        };
        let &[class, value, traceback, thread] = fields.as_slice() else { return Ok(()) };
        if class.cast::<PyType>().is_some_and(|class| class == vm.exc().SystemExit) {
            return Ok(());
        }
        let name = if thread.is_none() { Err(Raised) } else { vm.get_attr_str(thread, "name") };
        let name = match name.and_then(|name| vm.str(name)) {
            Ok(name) => name.to_string_lossy().into_owned(),
            Err(Raised) => {
                vm.take_raised();
                os::current_id().to_string()
            }
        };
        let sys = vm.sys_dict.get();
        let from_sys = |name: &str| sys.and_then(|sys| sys.get_str(vm.intern(name)));
        let Some(stderr) = from_sys("stderr").filter(|stderr| !stderr.is_none()) else { return Ok(()) };
        let line = PyStr::new(&format!("Exception in thread {name}:\n"));
        vm.call_method(stderr, "write", &[line.value()])?;
        let hook = match from_sys("__excepthook__") {
            Some(hook) => hook,
            None => return Ok(()),
        };
        vm.call(hook, &[class, value, traceback])?;
        vm.call_method(stderr, "flush", &[]).map(drop)
    }
}
