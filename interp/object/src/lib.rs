//! Values and the raw layouts of the builtin types. Runs no bytecode: everything here is an operation on memory that
//! cannot call back into Python. See ARCHITECTURE.md §2-4.

pub mod cell;
pub mod dict;
pub mod kind;
pub mod num;
pub mod number;
pub mod seq;
pub mod set;
pub mod shape;
pub mod string;
pub mod text;
pub mod value;

pub use cell::{
    Field, Gc, GcCell, GcVec, Header, OutOfMemory, ValuesBuffer, alloc, alloc_dropped, register, try_alloc,
};
pub use dict::{DictEntry, PyDict};
pub use kind::Kind;
pub use number::{PyComplex, PyFloat, PyInt};
pub use seq::{Exports, PyByteArray, PyBytes, PyList, PyTuple};
pub use set::{PySet, SetEntry};
pub use string::PyStr;
pub use taipan_gc::{Marker, Trace};
pub use value::Value;

/// Registers the kinds of this crate with the collector. Call once at start.
pub fn init() {
    cell::register_kinds();
    string::register_kinds();
    number::register_kinds();
    seq::register_kinds();
    dict::register_kinds();
    set::register_kinds();
}
