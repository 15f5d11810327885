//! The virtual machine: one per process, guarded by the global lock. Holds the types, the common names, the modules and the
//! threads; runs safepoints (collection, signals, thread switches, finalizers).

pub use crate::builtins::module::PyModule;
pub use crate::class::PyType;
pub use crate::error::{PyResult, Raised};
use crate::generator::PyGenerator;

use crate::native::{PyClass, TypeDef};
use crate::slots::Slots;
use crate::thread::Thread;
use crate::types::{ExcTypes, Types};
use std::cell::{Cell, RefCell, UnsafeCell};
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use taipan_gc::{Collection, heap};
use taipan_object::string::intern;
use taipan_object::{Gc, GcCell, Kind, Marker, PyDict, PyList, PyStr, PyTuple, Trace, Value};

/// Bits of [`Vm::breaker`]: why the eval loop must visit [`Vm::safepoint`].
pub mod breaker {
    /// A collection is due.
    pub const GC: u64 = 1;
    /// A signal has arrived.
    pub const SIGNAL: u64 = 2;
    /// Another thread waits for the lock.
    pub const GIL: u64 = 4;
    /// Finalizers or weak-reference callbacks are queued.
    pub const PENDING: u64 = 8;
    /// gc-zeal: collect at safepoints.
    pub const ZEAL: u64 = 16;
    /// An exception was sent by another thread.
    pub const ASYNC_EXC: u64 = 32;
    /// Tracing, profiling or monitoring was switched on or off.
    pub const TRACE: u64 = 64;
    /// Compiled traces were invalidated.
    pub const JIT: u64 = 128;
}

/// Settings of the process, as `sys.flags` and the options give them.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// `sys.argv`.
    pub argv: Vec<String>,
    /// `sys.orig_argv`.
    pub orig_argv: Vec<String>,
    /// `-d`.
    pub debug: bool,
    /// `-x`: the script's first line is skipped.
    pub skip_first_line: bool,
    /// `-X warn_default_encoding`.
    pub warn_default_encoding: bool,
    /// `-X pycache_prefix`.
    pub pycache_prefix: Option<String>,
    /// `sys.executable`.
    pub executable: String,
    /// `-O` count.
    pub optimize: u8,
    /// `-v`.
    pub verbose: u8,
    /// `-i`.
    pub interactive: bool,
    /// `-S`.
    pub no_site: bool,
    /// `-s`.
    pub no_user_site: bool,
    /// `-E`.
    pub ignore_environment: bool,
    /// `-I`.
    pub isolated: bool,
    /// `-B`.
    pub dont_write_bytecode: bool,
    /// `-u`.
    pub unbuffered: bool,
    /// `-q`.
    pub quiet: bool,
    /// `-b` count.
    pub bytes_warning: u8,
    /// `-P`.
    pub safe_path: bool,
    /// `-W` options.
    pub warn_options: Vec<String>,
    /// `-X` options: name and value.
    pub x_options: Vec<(String, Option<String>)>,
    /// Hash randomization is on.
    pub hash_randomization: bool,
    /// `PYTHONHASHSEED`, if it is a number.
    pub hash_seed: Option<u32>,
    /// Collect at every N-th safepoint.
    pub gc_zeal: u32,
    /// `-X gc-poison`: fill freed cells with a trap pattern.
    pub gc_poison: bool,
    /// `-X gc-verify`: check each collection.
    pub gc_verify: bool,
    /// `-X gc-log`: a line for each collection.
    pub gc_log: bool,
    /// `sys.path` at start.
    pub module_search_paths: Vec<String>,
    /// `sys._stdlib_dir`: where the library is; inside the binary unless PYTHONHOME says otherwise.
    pub stdlib_dir: String,
    /// `sys.prefix` and `sys.exec_prefix`.
    pub prefix: String,
    /// `sys.base_prefix` and `sys.base_exec_prefix`: `prefix` outside of a virtual environment.
    pub base_prefix: String,
    /// `sys._base_executable`.
    pub base_executable: String,
    /// Whether frozen modules are found (`-X frozen_modules`).
    pub frozen_modules: bool,
    /// `-X dev`.
    pub dev_mode: bool,
    /// UTF-8 mode.
    pub utf8_mode: bool,
    /// `PYTHONIOENCODING`: encoding and error handler of the standard streams.
    pub io_encoding: Option<String>,
    /// `-X int_max_str_digits`.
    pub int_max_str_digits: Option<i64>,
    /// `-X context_aware_warnings`.
    pub context_aware_warnings: bool,
    /// `-X thread_inherit_context`.
    pub thread_inherit_context: bool,
}

/// A function of a crate above that supplies something the interpreter itself must not know.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// The native modules by name.
    pub native_modules: fn() -> &'static [&'static crate::native::ModuleDef],
    /// The embedded library.
    pub library: crate::bootstrap::Library,
}

/// A short way to a text stream's `write`.
pub type TextWrite = fn(&Vm, Value, Gc<PyStr>) -> Option<PyResult<()>>;

/// The virtual machine.
pub struct Vm {
    /// Why the eval loop must visit the safepoint; 0 = no reason.
    pub breaker: AtomicU64,
    /// The eval loop's registers, between an instruction's out-of-line part and the next instruction.
    /// Functions that CALL knows.
    pub(crate) known: crate::ops::known::Known,
    #[allow(dead_code, reason = "for the threaded driver only")]
    pub(crate) regs: crate::eval::regs::RegsCell,
    thread: Cell<*const Thread>,
    types: UnsafeCell<Option<Box<Types>>>,
    exc: UnsafeCell<Option<Box<ExcTypes>>>,
    /// Type objects of native definitions, by their index.
    native_types: UnsafeCell<Vec<Option<Gc<PyType>>>>,
    /// `sys.modules`.
    pub modules: Cell<Option<Gc<PyDict>>>,
    /// The dict of `builtins`.
    pub builtins: Cell<Option<Gc<PyDict>>>,
    /// The dict of `sys`.
    pub sys_dict: Cell<Option<Gc<PyDict>>>,
    /// Settings.
    pub config: RefCell<Config>,
    hooks: Cell<Option<Hooks>>,
    /// `sys.getrecursionlimit()`.
    pub recursion_limit: Cell<u32>,
    threads: RefCell<Vec<*const Thread>>,
    /// Objects with finalizers that have not run.
    finalizable: RefCell<Vec<u64>>,
    /// Dead objects whose finalizers are to run, the next one last.
    pending_finalizers: RefCell<Vec<u64>>,
    /// Weak references by the address of their target.
    pub(crate) weakrefs: RefCell<crate::builtins::weakref::Table>,
    /// Dead weak references whose callbacks are to run.
    pub(crate) pending_callbacks: RefCell<Vec<u64>>,
    /// Types, to prune their subclass lists.
    all_types: RefCell<Vec<*const PyType>>,
    /// `gc.enable()`.
    pub gc_enabled: Cell<bool>,
    zeal_count: Cell<u32>,
    in_collection: Cell<bool>,
    /// What the next collection is to find out.
    pub(crate) gc_report: RefCell<crate::gc_report::Report>,
    /// Values that native modules keep for the process, by name.
    pub(crate) statics: UnsafeCell<Vec<(&'static str, Value)>>,
    /// `sys.get_int_max_str_digits()`.
    pub int_max_str_digits: Cell<usize>,
    /// The process is finalizing.
    pub finalizing: Cell<bool>,
    /// Functions called at safepoints for signals: set by the signal module.
    pub signal_handler: Cell<Option<fn(&Vm) -> PyResult<()>>>,
    /// Who listens to events of running code.
    pub monitor: crate::monitor::Monitor,
    /// `sys.getswitchinterval()` in seconds.
    pub switch_interval: Cell<f64>,
    /// Called when the switch interval changes: set by the thread module.
    pub on_switch_interval: Cell<Option<fn(f64)>>,
    /// Called to give other threads a chance: set by the thread module.
    pub yield_lock: Cell<Option<fn(&Vm)>>,
    /// Writes text to a stream of a known class; `None`: it is another. Set by the module `_io`.
    pub text_write: Cell<Option<TextWrite>>,
}

// SAFETY: used only by the thread that holds the global lock.
unsafe impl Sync for Vm {}

static CURRENT: AtomicPtr<Vm> = AtomicPtr::new(std::ptr::null_mut());

/// The process's VM. Panics before [`Vm::start`].
#[inline(always)]
pub fn current() -> &'static Vm {
    let vm = CURRENT.load(Ordering::Relaxed);
    assert!(!vm.is_null(), "the VM has not been started");
    // SAFETY: leaked in `start`.
    unsafe { &*vm }
}

fn heap_full() {
    let vm = CURRENT.load(Ordering::Relaxed);
    if !vm.is_null() {
        // SAFETY: leaked in `start`.
        unsafe { (*vm).breaker.fetch_or(breaker::GC, Ordering::Relaxed) };
    }
}

impl Vm {
    /// Starts the process's VM: heap, types, `builtins` and `sys`. `native_stack` = bounds of this thread's stack.
    pub fn start(config: Config, hooks: Hooks, native_stack: (usize, usize)) -> PyResult<&'static Vm> {
        heap().set_options(taipan_gc::Options {
            zeal: config.gc_zeal,
            poison: config.gc_poison,
            verify: config.gc_verify,
            log: config.gc_log,
        });
        let key = match config.hash_seed {
            Some(seed) => taipan_object::num::siphash::HashKey::from_seed(seed),
            None => taipan_object::num::siphash::HashKey::from_random(random_key()),
        };
        taipan_object::string::set_hash_key(key);
        taipan_object::init();
        crate::types::register_kinds();
        let thread: &'static Thread = Box::leak(Thread::new(native_stack));
        let zeal = config.gc_zeal;
        let digits = config.int_max_str_digits.unwrap_or(4300).max(0) as usize;
        let vm: &'static Vm = Box::leak(Box::new(Vm {
            breaker: AtomicU64::new(0),
            known: crate::ops::known::Known::default(),
            regs: crate::eval::regs::RegsCell::new(),
            thread: Cell::new(thread),
            types: UnsafeCell::new(None),
            exc: UnsafeCell::new(None),
            native_types: UnsafeCell::new(Vec::new()),
            modules: Cell::new(None),
            builtins: Cell::new(None),
            sys_dict: Cell::new(None),
            config: RefCell::new(config),
            hooks: Cell::new(Some(hooks)),
            recursion_limit: Cell::new(1000),
            threads: RefCell::new(vec![thread]),
            finalizable: RefCell::new(Vec::new()),
            pending_finalizers: RefCell::new(Vec::new()),
            weakrefs: RefCell::new(Default::default()),
            pending_callbacks: RefCell::new(Vec::new()),
            all_types: RefCell::new(Vec::new()),
            gc_enabled: Cell::new(true),
            zeal_count: Cell::new(0),
            in_collection: Cell::new(false),
            gc_report: RefCell::default(),
            statics: UnsafeCell::new(Vec::new()),
            int_max_str_digits: Cell::new(digits),
            finalizing: Cell::new(false),
            signal_handler: Cell::new(None),
            yield_lock: Cell::new(None),
            text_write: Cell::new(None),
            monitor: Default::default(),
            switch_interval: Cell::new(0.005),
            on_switch_interval: Cell::new(None),
        }));
        CURRENT.store(vm as *const Vm as *mut Vm, Ordering::Relaxed);
        heap().on_full(heap_full);
        crate::types::create(vm)?;
        vm.modules.set(Some(PyDict::new()));
        crate::import::init(vm)?;
        if zeal != 0 {
            vm.breaker.fetch_or(breaker::ZEAL, Ordering::Relaxed);
        }
        Ok(vm)
    }

    /// The core types.
    #[inline(always)]
    pub fn types(&self) -> &Types {
        // SAFETY: set once in `start`, before anything can ask.
        unsafe { (*self.types.get()).as_ref().unwrap_unchecked() }
    }

    /// The exception classes.
    #[inline(always)]
    pub fn exc(&self) -> &ExcTypes {
        // SAFETY: as above.
        unsafe { (*self.exc.get()).as_ref().unwrap_unchecked() }
    }

    pub(crate) fn set_types(&self, types: Types) {
        // SAFETY: at start only.
        unsafe { *self.types.get() = Some(Box::new(types)) };
    }

    pub(crate) fn set_exc(&self, exc: ExcTypes) {
        // SAFETY: at start only.
        unsafe { *self.exc.get() = Some(Box::new(exc)) };
    }

    /// What the crates above supply.
    pub fn hooks(&self) -> Hooks {
        self.hooks.get().expect("set at start")
    }

    /// The running thread's state.
    #[inline(always)]
    pub fn thread(&self) -> &Thread {
        // SAFETY: set at start and at each switch.
        unsafe { &*self.thread.get() }
    }

    /// Makes `thread` the running one (by the holder of the lock).
    pub fn set_thread(&self, thread: &'static Thread) {
        self.thread.set(thread);
    }

    /// Registers a new thread's state.
    pub fn add_thread(&self, thread: &'static Thread) {
        self.threads.borrow_mut().push(thread);
    }

    /// The states of all threads.
    pub fn all_threads(&self) -> Vec<*const Thread> {
        self.threads.borrow().clone()
    }

    /// Forgets a thread that has ended.
    pub fn remove_thread(&self, thread: &Thread) {
        self.threads.borrow_mut().retain(|&t| !std::ptr::eq(t, thread));
    }

    /// The slots of a value's type.
    #[inline(always)]
    pub fn slots_of(&self, value: Value) -> &Slots {
        let slots: *const Slots = self.type_of(value).slots();
        // SAFETY: a type lives while an instance does; copied out function by function.
        unsafe { &*slots }
    }

    /// The type object of a native definition; made on first use.
    pub fn type_from_def(&self, def: &'static TypeDef) -> Gc<PyType> {
        let index = def.index.get();
        // SAFETY: short access under the global lock.
        if let Some(Some(class)) = unsafe { &*self.native_types.get() }.get(index) {
            return *class;
        }
        let base = match def.base {
            Some(base) => self.type_from_def(base),
            None => self.types().object,
        };
        let class = match self.make_native_type(def, self.instance_shape(self.types().type_), Some(base), None, None) {
            Ok(class) => class,
            Err(Raised) => panic!("cannot create native type {}", def.name),
        };
        self.set_type_for_def(def, class);
        if self.fill_native_type(class).is_err() {
            panic!("cannot fill native type {}", def.name);
        }
        class
    }

    /// Records the type object of a definition.
    pub(crate) fn set_type_for_def(&self, def: &'static TypeDef, class: Gc<PyType>) {
        let index = def.index.get();
        // SAFETY: short access under the global lock.
        let all = unsafe { &mut *self.native_types.get() };
        if all.len() <= index {
            all.resize(index + 1, None);
        }
        all[index] = Some(class);
    }

    /// The type object of class T.
    #[inline]
    pub fn class<T: PyClass>(&self) -> Gc<PyType> {
        self.type_from_def(T::TYPE)
    }

    /// Remembers a type, to prune its subclasses at collections.
    pub(crate) fn note_type(&self, class: Gc<PyType>) {
        self.all_types.borrow_mut().push(class.as_ptr());
    }

    // -- making common objects ------------------------------------------------------------------------------------------------

    /// A str.
    pub fn new_str(&self, s: impl AsRef<str>) -> Gc<PyStr> {
        PyStr::new(s.as_ref())
    }

    /// An interned str.
    pub fn intern(&self, s: &str) -> Gc<PyStr> {
        intern(s)
    }

    /// A tuple.
    pub fn new_tuple(&self, items: &[Value]) -> Gc<PyTuple> {
        PyTuple::new(items)
    }

    /// A list.
    pub fn new_list(&self, items: &[Value]) -> Gc<PyList> {
        PyList::new(items)
    }

    /// A named value that lives as long as the process.
    pub fn get_static(&self, name: &'static str) -> Option<Value> {
        // SAFETY: short access under the global lock.
        unsafe { &*self.statics.get() }.iter().find(|(n, _)| *n == name).map(|(_, v)| *v)
    }

    /// Sets a named value that lives as long as the process.
    pub fn set_static(&self, name: &'static str, value: Value) {
        // SAFETY: short access under the global lock.
        let statics = unsafe { &mut *self.statics.get() };
        match statics.iter_mut().find(|(n, _)| *n == name) {
            Some(entry) => entry.1 = value,
            None => statics.push((name, value)),
        }
    }

    // -- safepoints and collection --------------------------------------------------------------------------------------------

    /// What the eval loop calls when the breaker is raised: collection, signals, thread switch, finalizers.
    #[cold]
    #[inline(never)]
    pub fn safepoint(&self) -> PyResult<()> {
        let why = self.breaker.load(Ordering::Relaxed);
        if why & breaker::ZEAL != 0 {
            let n = self.zeal_count.get() + 1;
            self.zeal_count.set(n);
            if n.is_multiple_of(self.config.borrow().gc_zeal.max(1)) {
                let what = if n.is_multiple_of(8) { Collection::Major } else { Collection::Minor };
                self.collect(what);
            }
        }
        if why & breaker::GC != 0 {
            self.breaker.fetch_and(!breaker::GC, Ordering::Relaxed);
            if self.gc_enabled.get() || heap().stats().live_bytes > 0 {
                self.collect(heap().next_collection());
            }
        }
        if why & breaker::SIGNAL != 0 {
            self.breaker.fetch_and(!breaker::SIGNAL, Ordering::Relaxed);
            if let Some(handle) = self.signal_handler.get() {
                handle(self)?;
            }
        }
        if why & breaker::PENDING != 0 {
            self.run_pending();
        }
        if why & breaker::GIL != 0
            && let Some(yield_lock) = self.yield_lock.get()
        {
            self.breaker.fetch_and(!breaker::GIL, Ordering::Relaxed);
            yield_lock(self);
        }
        if why & breaker::ASYNC_EXC != 0 {
            self.breaker.fetch_and(!breaker::ASYNC_EXC, Ordering::Relaxed);
            if let Some(exception) = self.thread().async_exc.take() {
                return match exception.cast::<PyType>() {
                    Some(class) => Err(self.raise_new(class, &[])),
                    None => Err(self.type_error("exceptions must derive from BaseException")),
                };
            }
        }
        Ok(())
    }

    /// Collects now. Callable from native code: everything on the native stack is kept.
    pub fn collect(&self, what: Collection) {
        // WebAssembly's own stack cannot be scanned: there must be no native frame between this and the outermost loop.
        if cfg!(target_family = "wasm") && self.thread().run_depth.get() > 1 {
            return;
        }
        if self.in_collection.replace(true) {
            return;
        }
        taipan_gc::conservative::with_spilled_registers(|low| {
            heap().collect(what, |m| self.trace_roots(m, low), |m, drain| self.after_mark(what, m, drain));
        });
        self.in_collection.set(false);
    }

    fn trace_roots(&self, marker: &mut Marker, low: usize) {
        for &thread in self.threads.borrow().iter() {
            // SAFETY: registered threads are alive.
            let thread_ref = unsafe { &*thread };
            thread_ref.trace(marker);
            let from = if std::ptr::eq(thread, self.thread.get()) { low } else { thread_ref.native_low.get() };
            let to = thread_ref.native_high.get();
            if from != 0 && from < to {
                // SAFETY: both addresses are on that thread's native stack, which is mapped between them.
                unsafe { taipan_gc::conservative::scan(from, to, marker) };
            }
        }
        // SAFETY: set at start.
        unsafe {
            if let Some(types) = &*self.types.get() {
                types.trace(marker);
            }
            if let Some(exc) = &*self.exc.get() {
                exc.trace(marker);
            }
            for class in (*self.native_types.get()).iter().flatten() {
                class.trace(marker);
            }
            for (_, value) in &*self.statics.get() {
                value.trace(marker);
            }
        }
        self.monitor.trace(marker);
        self.modules.get().trace(marker);
        self.builtins.get().trace(marker);
        self.sys_dict.get().trace(marker);
        taipan_object::string::trace_roots(marker);
        crate::names::trace(marker);
        for &bits in self.pending_finalizers.borrow().iter().chain(self.pending_callbacks.borrow().iter()) {
            // SAFETY: queued values are kept alive by being reported here.
            unsafe { Value::from_bits(bits) }.trace(marker);
        }
    }

    fn after_mark(&self, what: Collection, marker: &mut Marker, drain: &dyn Fn(&mut Marker)) {
        let marked = |bits: u64| heap().is_marked(bits as usize as *const taipan_object::Header);
        // Weak references to dead objects are cleared first, also to objects that a finalizer will see once more.
        let callbacks = self.weakrefs.borrow_mut().clear_dead(marked);
        for &r in &callbacks {
            // SAFETY: marked, so alive.
            unsafe { Value::from_bits(r) }.trace(marker);
        }
        drain(marker);
        self.report_garbage(marker);
        let mut pending = Vec::new();
        self.finalizable.borrow_mut().retain(|&object| {
            let dead = !marked(object);
            // A generator that has come to its end has nothing to finalize.
            // SAFETY: not swept yet.
            let done = dead
                && unsafe { Value::from_bits(object) }
                    .cast::<PyGenerator>()
                    .is_some_and(|generator| generator.is_finished());
            if dead && !done {
                pending.push(object);
            }
            !dead
        });
        for &object in &pending {
            // SAFETY: not swept yet; reported here, so it stays alive until its finalizer has run.
            unsafe { Value::from_bits(object) }.trace(marker);
        }
        drain(marker);
        self.weakrefs.borrow_mut().prune(marked);
        if !callbacks.is_empty() || !pending.is_empty() {
            self.pending_callbacks.borrow_mut().extend(callbacks);
            // The last one is taken first: those that wait already, then in the order of creation; native ones (streams) at the end
            // and in the opposite order, since streams flush into what they were made over.
            let is_native = |&object: &u64| {
                // SAFETY: the list holds bits of cells that are not swept yet.
                let kind = unsafe { Value::from_bits(object) }.kind();
                matches!(kind, Kind::NATIVE | Kind::NATIVE_DROP)
            };
            let mut queue = self.pending_finalizers.borrow_mut();
            let (mut order, mut others): (Vec<u64>, Vec<u64>) = pending.into_iter().partition(is_native);
            others.reverse();
            order.append(&mut others);
            order.append(&mut queue);
            *queue = order;
            self.breaker.fetch_or(breaker::PENDING, Ordering::Relaxed);
        }
        let mut all = self.all_types.borrow_mut();
        all.retain(|&class| marked(class as usize as u64));
        for &class in all.iter() {
            // SAFETY: marked, so alive.
            unsafe { (*class).prune() };
        }
        crate::class::clear_method_cache();
        taipan_object::string::prune_interned(what == Collection::Major);
        self.monitor.after_mark(marked);
        crate::ops::cache::after_mark();
    }

    /// Number of weak references to `object`.
    pub fn weakref_count(&self, object: Value) -> usize {
        self.weakrefs.borrow().count(object)
    }

    /// The weak references to `object`: the shared ones, then the newest.
    pub fn weakrefs_of(&self, object: Value) -> Gc<PyList> {
        // The table is read on its own: making the list must not meet a borrowed table.
        let bits = self.weakrefs.borrow().of(object);
        let list = PyList::new(&[]);
        for r in bits {
            // SAFETY: the table holds weak references that are alive; dead ones are removed at each collection.
            list.items.push(unsafe { Value::from_bits(r) });
        }
        list
    }

    /// Remembers an object whose finalizer must run before it dies.
    pub fn add_finalizable(&self, object: Value) {
        self.finalizable.borrow_mut().push(object.bits());
    }

    /// Runs queued finalizers and weak-reference callbacks; their exceptions are reported as unraisable.
    pub fn run_pending(&self) {
        self.breaker.fetch_and(!breaker::PENDING, Ordering::Relaxed);
        let saved = self.take_raised();
        loop {
            let Some(r) = self.pending_callbacks.borrow_mut().pop() else { break };
            // SAFETY: queued weak references are roots.
            crate::builtins::weakref::run_callback(self, unsafe { Value::from_bits(r) });
        }
        loop {
            let next = { self.pending_finalizers.borrow_mut().pop() };
            let Some(object) = next else { break };
            // SAFETY: queued objects are roots; this local keeps it alive now.
            let object = unsafe { Value::from_bits(object) };
            self.finalize(object);
        }
        self.thread().pending.set(saved);
    }

    /// Runs an object's finalizer, once.
    pub fn finalize(&self, object: Value) {
        let Some(header) = object.header() else { return };
        if header.gc.get() & taipan_gc::FINALIZED != 0 {
            return;
        }
        header.gc.set(header.gc.get() | taipan_gc::FINALIZED);
        if let Some(del) = self.slots_of(object).del
            && del(self, object).is_err()
        {
            let function = self.type_of(object).lookup(intern("__del__"));
            self.write_unraisable(function.or(Some(object)), "Exception ignored while calling deallocator");
        }
    }

    /// Runs all finalizers at exit.
    pub fn finalize_all(&self) {
        loop {
            let Some(object) = self.finalizable.borrow_mut().pop() else { break };
            // SAFETY: finalizable objects are alive until their finalizer has run.
            self.finalize(unsafe { Value::from_bits(object) });
        }
    }
}

/// Bytes from the operating system's random source, for the hash key.
fn random_key() -> [u8; 16] {
    use std::hash::{BuildHasher, Hasher};
    let state = std::hash::RandomState::new();
    let mut out = [0; 16];
    for (i, half) in out.chunks_exact_mut(8).enumerate() {
        let mut hasher = state.build_hasher();
        hasher.write_usize(i);
        half.copy_from_slice(&hasher.finish().to_ne_bytes());
    }
    out
}

/// `Gc<T>` of a value known to be one: for casts checked before.
pub fn expect<T: GcCell>(value: Value) -> Gc<T> {
    value.cast::<T>().expect("layout checked by the caller")
}
