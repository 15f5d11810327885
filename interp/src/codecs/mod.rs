//! Codecs: the registry that the module `_codecs` shows, the error handlers, and the loops that run an encoder or decoder
//! from `taipan_object::text` with them.
//!
//! `str.encode` and `bytes.decode` (`builtins::codec`) know the common encodings themselves and come here for the rest.
//! Nothing here knows a particular encoding.

pub mod handlers;
pub mod registry;
pub mod run;

pub use run::{Coding, Step, decode, encode};

use crate::builtins::bytes_arg;
use crate::builtins::prelude::*;

/// The bytes of a bytes-like argument as a bytes object that nobody can change; TypeError if it is none.
pub fn bytes_input(vm: &Vm, value: Value) -> PyResult<Gc<PyBytes>> {
    if let Some(bytes) = value.cast::<PyBytes>() {
        return Ok(bytes);
    }
    Ok(PyBytes::try_new(bytes_arg::required(vm, value)?.as_slice(), shape::BYTES, 0)?)
}

/// The name of an error handler as codec functions take it: a str or None.
#[derive(Clone, Copy, Default)]
pub struct ErrorsArg(pub Option<Gc<PyStr>>);

impl ErrorsArg {
    fn checked(vm: &Vm, value: Value, wrong: impl FnOnce() -> Raised) -> PyResult<ErrorsArg> {
        if value.is_none() {
            return Ok(ErrorsArg(None));
        }
        let Some(name) = value.cast::<PyStr>() else { return Err(wrong()) };
        checked_name(vm, name).map(|name| ErrorsArg(Some(name)))
    }
}

impl FromValue for ErrorsArg {
    fn from_value(vm: &Vm, value: Value) -> PyResult<ErrorsArg> {
        ErrorsArg::checked(vm, value, || vm.type_error("must be str or None"))
    }
    fn from_arg(vm: &Vm, value: Value, at: ArgAt) -> PyResult<ErrorsArg> {
        ErrorsArg::checked(vm, value, || at.wrong_type(vm, "str or None", value))
    }
}

/// A str without surrogates and null characters, as names are.
pub fn checked_name(vm: &Vm, name: Gc<PyStr>) -> PyResult<Gc<PyStr>> {
    if name.as_str().is_none() {
        return Err(vm.surrogate_error(name));
    }
    if name.as_bytes().contains(&0) {
        return Err(vm.value_error("embedded null character"));
    }
    Ok(name)
}
