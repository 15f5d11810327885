//! The builtin types, one file each: layout where it is not in `object`, methods, slots.

#[macro_use]
mod cell_macro;
pub mod prelude;

pub mod bool;
pub mod bytearray;
pub mod bytes;
pub mod cell;
pub mod code;
pub mod complex;
pub mod descr;
pub mod dict;
pub mod dict_core;
pub mod dict_views;
pub mod exceptions;
pub mod float;
pub mod frame;
pub mod function;
pub mod generator;
pub mod generic_alias;
pub mod getset;
pub mod int;
pub mod iterators;
pub mod list;
pub mod list_sort;
pub mod mapping_proxy;
pub mod memoryview;
pub mod module;
pub mod namespace;
pub mod native_function;
pub mod object;
pub mod property;
pub mod range;
pub mod set;
pub mod set_core;
pub mod singletons;
pub mod slice;
pub mod static_method;
pub mod str;
pub mod super_;
pub mod support;
pub mod traceback;
pub mod tuple;
pub mod type_;
pub mod union;
pub mod weakref;
pub mod wrapper;
