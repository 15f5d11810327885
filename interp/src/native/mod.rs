//! Native bindings: what Rust code of builtin types and modules is written against. `use taipan_interp::native::*;` brings all of
//! it. How to write one: `cargo doc -p taipan-macros`.
//!
//! Knows the object model and the VM's interface; knows no particular type or module.

pub mod args;
pub mod buffer;
pub mod class;
pub mod convert;
pub mod def;
#[cfg(test)]
mod tests;

pub use crate::slots::{CmpOp, SendResult, Slots};
pub use crate::vm::{PyModule, PyResult, PyType, Raised, Vm};
pub use args::{
    Args, Kwargs, bind, check_no_kwargs, check_positional, exact, exact_after_self, function_name, parse_args, present,
    split_self, suggestion,
};
pub use buffer::Buffer;
pub use class::{Native, NativeClass, NativeInfo, Obj, info_of};
pub use convert::{
    ArgAt, Downcast, FromValue, Index, IntoSlot, IntoValue, MemberGet, MemberSet, Receiver, SliceIndex, compare,
    invert_eq, is_index, member_self, not_callable, not_deletable, not_writable, to_index, unsupported_assign,
};
pub use def::{
    ArgStyle, AttrDef, CellClass, Fast, FnDef, FnFlags, GetFn, GetSetDef, MethodsDef, ModuleDef, NativeFn, Param,
    ParamKind, PyClass, PyMethods, PyName, SetFn, TypeDef, TypeFlags, TypeIndex, Typed,
};
pub use num_bigint::BigInt;
pub use taipan_macros::{Trace, pyclass, pyfunction, pymethods, pymodule};
pub use taipan_object::{
    Field, Gc, GcCell, GcVec, Header, Kind, Marker, PyByteArray, PyBytes, PyComplex, PyDict, PyFloat, PyInt, PyList,
    PySet, PyStr, PyTuple, Trace, Value,
};
