//! What every file of a builtin type uses.

pub use crate::builtins::cell::PyCell;
pub use crate::builtins::function::{PyBoundMethod, PyFunction};
pub use crate::builtins::module::PyModule;
pub use crate::builtins::native_function::PyNativeFunction;
pub use crate::builtins::slice::PySlice;
pub use crate::class::{ClassFlags, PyType};
pub use crate::code::PyCode;
pub use crate::error::{PyException, PyResult, Raised};
pub use crate::frame::PyFrame;
pub use crate::generator::PyGenerator;
pub use crate::instance::PyInstance;
pub use crate::native::*;
pub use crate::slots::{CmpOp, SlotDef, Slots};
pub use crate::vm::Vm;
pub use std::cell::{Cell, RefCell};
pub use taipan_object::shape;
pub use taipan_object::string::intern;
pub use taipan_object::{OutOfMemory, alloc, alloc_dropped, try_alloc};
