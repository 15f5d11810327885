//! Weak references: `weakref.ref` and proxies.

use super::prelude::*;

cell! {
    /// The layout of `weakref` objects.
    pub struct PyWeakRef: WEAKREF, "weakref" {
        /// See the type.
        untraced target: Cell<usize>,
        /// See the type.
        callback: Field<Option<Value>>,
        /// See the type.
        untraced hash: Cell<Option<i64>>,
    }
}

/// A weak reference.
#[pyclass(name = "ReferenceType", cell = PyWeakRef, subclass)]
pub struct WeakRefType;

#[pymethods]
impl WeakRefType {}

/// A weak reference that acts as its target.
#[pyclass(name = "ProxyType", cell = PyWeakRef, no_new)]
pub struct WeakProxyType;

#[pymethods]
impl WeakProxyType {}

/// Clears the weak reference with these bits, whose target has died; true if it has a callback to run.
pub fn clear_dead(bits: u64) -> bool {
    // SAFETY: the weak reference itself is alive (marked).
    let Some(r) = unsafe { Value::from_bits(bits) }.cast::<PyWeakRef>() else { return false };
    r.target.set(0);
    r.callback.get().is_some()
}

/// Runs the callback of a dead weak reference.
pub fn run_callback(vm: &Vm, weakref: Value) {
    let Some(r) = weakref.cast::<PyWeakRef>() else { return };
    if let Some(callback) = r.callback.get() {
        r.callback.set(None);
        if vm.call(callback, &[weakref]).is_err() {
            vm.write_unraisable(Some(callback), "Exception ignored while calling weakref callback");
        }
    }
}
