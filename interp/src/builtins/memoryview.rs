//! `memoryview`.

use super::prelude::*;

cell! {
    /// The layout of `memoryview` objects.
    pub struct PyMemoryView: MEMORYVIEW, "memoryview" {
        /// See the type.
        buffer: RefCell<Option<Buffer>>,
        /// See the type.
        exports: Cell<usize>,
        /// See the type.
        released: Cell<bool>,
        /// See the type.
        base: Field<Option<Value>>,
    }
}

/// A view of another object's memory.
#[pyclass(name = "memoryview", cell = PyMemoryView, sequence, weakref)]
pub struct MemoryViewType;

#[pymethods]
impl MemoryViewType {}
