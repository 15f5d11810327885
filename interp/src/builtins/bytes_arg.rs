//! Bytes-like arguments: what `bytes`, `bytearray`, `str` and `memoryview` take as bytes.
//!
//! A view borrows the memory of bytes and bytearray and copies that of other exporters, so it must be dropped before Python code
//! runs again.

use super::prelude::*;
use super::support;

/// The bytes of an argument.
pub enum View {
    /// Of a bytes object.
    Bytes(Gc<PyBytes>),
    /// Of a bytearray: as it is when looked at.
    Array(Gc<PyByteArray>),
    /// Of another exporter.
    Copy(Vec<u8>),
}

impl View {
    /// The bytes.
    #[inline]
    pub fn as_slice(&self) -> &[u8] {
        match self {
            View::Bytes(b) => b.as_slice(),
            View::Array(b) => b.as_slice(),
            View::Copy(b) => b,
        }
    }
}

/// The bytes of `value`, or `None` if it is not bytes-like.
#[inline]
pub fn view(vm: &Vm, value: Value) -> PyResult<Option<View>> {
    if let Some(bytes) = value.cast::<PyBytes>() {
        return Ok(Some(View::Bytes(bytes)));
    }
    if let Some(array) = value.cast::<PyByteArray>() {
        return Ok(Some(View::Array(array)));
    }
    Ok(exported(vm, value, buffer::flags::SIMPLE)?.map(View::Copy))
}

/// The bytes of `value`: "a bytes-like object is required, not 'int'".
#[inline]
pub fn required(vm: &Vm, value: Value) -> PyResult<View> {
    match view(vm, value)? {
        Some(view) => Ok(view),
        None => Err(not_bytes_like(vm, value)),
    }
}

/// The error for something that is not bytes-like.
#[cold]
pub fn not_bytes_like(vm: &Vm, value: Value) -> Raised {
    let found = support::class_name(vm, value);
    vm.type_error(format!("a bytes-like object is required, not '{found}'"))
}

/// A copy of the bytes of `value`, or `None` if it is not bytes-like.
pub fn copied(vm: &Vm, value: Value) -> PyResult<Option<Vec<u8>>> {
    if let Some(bytes) = value.cast::<PyBytes>() {
        return Ok(Some(bytes.as_slice().to_vec()));
    }
    if let Some(array) = value.cast::<PyByteArray>() {
        return Ok(Some(array.as_slice().to_vec()));
    }
    exported(vm, value, buffer::flags::FULL_RO)
}

/// A copy of what an exporter other than bytes and bytearray exposes.
fn exported(vm: &Vm, value: Value, flags: i32) -> PyResult<Option<Vec<u8>>> {
    let Some(get) = vm.slots_of(value).buffer_get else { return Ok(None) };
    let buffer = get(vm, value, flags)?;
    let copy = gather(&buffer);
    release(vm, &buffer)?;
    copy.map(Some)
}

/// Gives a buffer back to its owner.
pub fn release(vm: &Vm, buffer: &Buffer) -> PyResult<()> {
    match vm.slots_of(buffer.owner).buffer_release {
        Some(release) => release(vm, buffer.owner),
        None => Ok(()),
    }
}

/// The elements of a buffer one after the other in C order.
pub fn gather(buffer: &Buffer) -> PyResult<Vec<u8>> {
    // SAFETY: the buffer has not been released, and nothing runs while the slice is in use.
    if let Some(bytes) = unsafe { buffer.as_slice() } {
        return Ok(bytes.to_vec());
    }
    let mut out: Vec<u8> = Vec::new();
    out.try_reserve(buffer.len).map_err(|_| crate::vm::current().memory_error())?;
    gather_from(buffer, 0, 0, &mut out);
    Ok(out)
}

fn gather_from(buffer: &Buffer, dimension: usize, offset: isize, out: &mut Vec<u8>) {
    if dimension == buffer.shape.len() {
        // SAFETY: shape and strides of a buffer stay inside the owner's memory.
        out.extend_from_slice(unsafe { std::slice::from_raw_parts(buffer.ptr.offset(offset), buffer.itemsize) });
        return;
    }
    for i in 0..buffer.shape[dimension] {
        gather_from(buffer, dimension + 1, offset + i * buffer.strides[dimension], out);
    }
}
