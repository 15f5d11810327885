//! `_queue`: a simple unbounded queue that threads may use at the same time.
//!
//! Waiting is done on one lock that is free exactly while a waiting thread may look again; the queue itself is guarded by the
//! interpreter's lock.

use crate::collections::ring::Ring;
use crate::support::args::Round;
use crate::support::{allow_threads, check_signals, kept_class, seconds_to_ns};
use taipan_host::lock::{Acquired, Lock};
use taipan_host::time::monotonic_ns;
use taipan_interp::builtins::support;
use taipan_interp::native::*;

/// Where the class `Empty` is kept.
const EMPTY: &str = "_queue.Empty";

#[cold]
fn empty(vm: &Vm) -> Raised {
    vm.raise_new(kept_class(vm, EMPTY), &[])
}

/// A queue without limit: SimpleQueue().
#[pyclass(name = "SimpleQueue", module = "_queue", subclass, weakref, text_sig = "()")]
pub struct SimpleQueue {
    items: Ring,
    /// Taken while the queue is empty and someone waits.
    #[no_trace]
    lock: Lock,
}

impl SimpleQueue {
    fn add(&self, item: Value) -> PyResult<()> {
        self.items.push_back(item)?;
        if self.lock.is_locked() {
            self.lock.release();
        }
        Ok(())
    }

    fn take(&self, vm: &Vm, block: bool, timeout: Option<Value>) -> PyResult {
        let mut deadline = None;
        if block && let Some(timeout) = timeout.filter(|timeout| !timeout.is_none()) {
            let timeout = seconds_to_ns(vm, timeout, Round::Ceiling)?;
            if timeout < 0 {
                return Err(vm.value_error("'timeout' must be a non-negative number"));
            }
            deadline = Some(monotonic_ns().saturating_add(timeout));
        }
        loop {
            if let Some(item) = self.items.pop_front() {
                // A put() may have come before its waiting thread was awake: it is passed on.
                if !self.items.is_empty() && self.lock.is_locked() {
                    self.lock.release();
                }
                return Ok(item);
            }
            if !block {
                return Err(empty(vm));
            }
            // With the lock taken, taking it again waits for the next put().
            self.lock.try_acquire();
            match allow_threads(vm, || self.lock.acquire(deadline)) {
                Acquired::Yes => {}
                Acquired::TimedOut => {
                    return self.items.pop_front().ok_or_else(|| empty(vm));
                }
                Acquired::Interrupted => check_signals(vm)?,
            }
        }
    }
}

#[pymethods]
impl SimpleQueue {
    #[pyslot(sig = "()")]
    fn __new__(cls: Gc<PyType>, vm: &Vm) -> PyResult<Obj<SimpleQueue>> {
        vm.new_native(cls, SimpleQueue { items: Ring::new(), lock: Lock::default() })
    }

    /// Adds an item; never waits, whatever the other arguments.
    #[pymethod(sig = "(item, block=True, timeout=None)")]
    fn put(&self, item: Value, #[default(true)] block: bool, timeout: Value) -> PyResult<()> {
        let _ = (block, timeout);
        self.add(item)
    }

    /// Adds an item.
    #[pymethod(sig = "(item)")]
    fn put_nowait(&self, item: Value) -> PyResult<()> {
        self.add(item)
    }

    /// Removes and gives the oldest item; waits for one if block is true, at most timeout seconds if that is not None. Raises Empty
    /// if there is none.
    #[pymethod(sig = "(block=True, timeout=None)")]
    fn get(&self, vm: &Vm, #[default(true)] block: bool, #[default(None)] timeout: Option<Value>) -> PyResult {
        self.take(vm, block, timeout)
    }

    /// Removes and gives the oldest item; raises Empty if there is none.
    fn get_nowait(&self, vm: &Vm) -> PyResult {
        self.take(vm, false, None)
    }

    /// Whether the queue is empty now.
    fn empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How many items are in the queue now.
    fn qsize(&self) -> usize {
        self.items.len()
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }
}

/// A simple queue for threads.
#[taipan_interp::native::pymodule(name = "_queue")]
pub mod module {
    use crate::support::{exception_class, set_in_module};
    use taipan_interp::native::*;

    #[pyclass]
    use super::SimpleQueue;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        let doc = "An item was wanted, but the queue was empty.";
        // Modules that are made again share the class.
        let class = match vm.get_static(super::EMPTY) {
            Some(class) => class,
            None => exception_class(vm, "_queue", "Empty", &[vm.exc().Exception], doc)?,
        };
        vm.set_static(super::EMPTY, class);
        set_in_module(vm, module, "Empty", class);
        Ok(())
    }
}
