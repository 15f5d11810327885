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
