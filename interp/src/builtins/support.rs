//! Small things that several builtin types share: names for messages, pieces of `__reduce__`, sizes, joined reprs.

use super::prelude::*;
use taipan_object::num::float::FloatError;
use taipan_object::num::int::{Int, IntError};
use taipan_object::text::TextError;
use taipan_object::text::formatspec::FormatError;

/// The function `name` of the module `builtins`, for `__reduce__`.
pub fn builtin(vm: &Vm, name: &str) -> PyResult {
    match vm.builtins.get().and_then(|d| d.get_str(intern(name))) {
        Some(value) => Ok(value),
        None => Err(vm.attribute_error(name)),
    }
}

/// `module.qualname`, or only the qualified name for classes of `builtins` and `__main__`.
pub fn fully_qualified_name(class: Gc<PyType>) -> String {
    let name = class.full_name();
    match name.strip_prefix("__main__.").or_else(|| name.strip_prefix("builtins.")) {
        Some(short) => short.to_owned(),
        None => name,
    }
}

/// Whether instances of the class of `this` are made as those of `base` (no `__new__` of its own).
pub fn same_new(vm: &Vm, this: Value, base: Gc<PyType>) -> bool {
    vm.slots_of(this).new.map(|f| f as usize) == base.slots().new.map(|f| f as usize)
}

/// Whether instances of `class` are initialized as those of `base` (no `__init__` of its own).
pub fn same_init(class: Gc<PyType>, base: Gc<PyType>) -> bool {
    class.slots().init.map(|f| f as usize) == base.slots().init.map(|f| f as usize)
}

/// `object[item]` on the class: a `types.GenericAlias`.
pub fn class_getitem(vm: &Vm, class: Gc<PyType>, item: Value) -> PyResult {
    super::generic_alias::new(vm, class.value(), item)
}

/// The class's `__name__`.
pub fn class_name(vm: &Vm, value: Value) -> String {
    vm.type_of(value).name_str()
}

/// The text of a str result built as WTF-8 bytes.
pub fn text(bytes: &[u8]) -> PyResult {
    Ok(PyStr::try_from_wtf8(bytes)?.value())
}

/// Appends the reprs of what `item` gives for 0, 1, … up to `None`, separated by ", ".
pub fn push_reprs(vm: &Vm, out: &mut Vec<u8>, mut item: impl FnMut(usize) -> Option<Value>) -> PyResult<usize> {
    let mut i = 0;
    while let Some(value) = item(i) {
        if i > 0 {
            out.extend_from_slice(b", ");
        }
        out.extend_from_slice(vm.repr(value)?.as_bytes());
        i += 1;
    }
    Ok(i)
}

/// The ordering result of two sequences whose first difference is past the end of one.
pub fn compare_lengths(a: usize, b: usize, op: CmpOp) -> Value {
    Value::bool(op.holds(a.cmp(&b)))
}

/// A copy of a subclass's attributes for `__reduce__`: what `object.__getstate__` gives.
pub fn state_of(vm: &Vm, this: Value) -> PyResult {
    vm.call_method(this, "__getstate__", &[])
}

/// An argument that `__setstate__` of an iterator takes: clipped into `isize`.
pub fn state_index(vm: &Vm, state: Value) -> PyResult<isize> {
    match state.as_int() {
        Some(n) => match n.to_i64() {
            Some(n) => Ok(n as isize),
            None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
        },
        None => Err(vm.type_error("an integer is required")),
    }
}

/// The exception for a failed int operation.
#[cold]
pub fn int_error(vm: &Vm, e: IntError) -> Raised {
    match e {
        IntError::ZeroDivision(s) => vm.zero_division_error(s),
        IntError::Overflow(s) => vm.overflow_error(s),
        IntError::Value(s) => vm.value_error(s),
        IntError::Memory => vm.memory_error(),
    }
}

/// The exception for a failed float operation.
#[cold]
pub fn float_error(vm: &Vm, e: FloatError) -> Raised {
    match e {
        FloatError::ZeroDivision(s) => vm.zero_division_error(s),
        FloatError::Overflow(s) => vm.overflow_error(s),
        FloatError::Value(s) => vm.value_error(s),
        FloatError::Complex => vm.value_error(e.message()),
        FloatError::Range => vm.raise_new(vm.exc().OverflowError, &[Value::small(34), PyStr::new(e.message()).value()]),
    }
}

/// The exception for a failed `format`.
#[cold]
pub fn format_error(vm: &Vm, e: FormatError) -> Raised {
    match e {
        FormatError::Value(s) => vm.value_error(s),
        FormatError::Overflow(s) => vm.overflow_error(s),
        FormatError::Memory => vm.memory_error(),
    }
}

/// The exception for a failed text operation.
#[cold]
pub fn text_error(vm: &Vm, e: TextError) -> Raised {
    match e {
        TextError::Overflow(s) => vm.overflow_error(s),
        TextError::Memory => vm.memory_error(),
    }
}

/// An int value.
#[inline]
pub fn int_value(n: Int) -> Value {
    match n {
        Int::Small(n) => Value::int(n),
        Int::Big(n) => Value::big(n),
    }
}

/// The bytes of a bytes-like object that is not a `str`, copied; `None` if it is none.
pub fn bytes_of(vm: &Vm, value: Value) -> PyResult<Option<Vec<u8>>> {
    if let Some(bytes) = value.cast::<PyBytes>() {
        return Ok(Some(bytes.as_slice().to_vec()));
    }
    if let Some(bytes) = value.cast::<PyByteArray>() {
        return Ok(Some(bytes.as_slice().to_vec()));
    }
    let Some(get) = vm.slots_of(value).buffer_get else { return Ok(None) };
    let buffer = get(vm, value, 0)?;
    // SAFETY: the exporter keeps `len` bytes at `ptr` while the buffer is out.
    let copy = unsafe { std::slice::from_raw_parts(buffer.ptr, buffer.len) }.to_vec();
    if let Some(release) = vm.slots_of(value).buffer_release {
        release(vm, value)?;
    }
    Ok(Some(copy))
}

/// The repr of a value, cut to 200 characters, for messages.
pub fn short_repr(vm: &Vm, value: Value) -> PyResult<String> {
    let repr = vm.repr(value)?;
    Ok(repr.to_string_lossy().chars().take(200).collect())
}
