//! The buffer protocol between native types: a window on another object's memory with its element format and shape.

use super::{Marker, Trace, Value};

/// A view of memory owned by `owner`, as a type's buffer slot hands it out. Whoever got it calls the owner's
/// `buffer_release` slot when done.
#[derive(Clone)]
pub struct Buffer {
    /// The object that owns the memory and pins it while views exist.
    pub owner: Value,
    /// First byte (of the first element).
    pub ptr: *mut u8,
    /// Size in bytes.
    pub len: usize,
    /// Whether the memory must not be written to.
    pub readonly: bool,
    /// Element format in the language of the struct module; "B" by default.
    pub format: String,
    /// Size of an element.
    pub itemsize: usize,
    /// Extent per dimension.
    pub shape: Vec<isize>,
    /// Bytes from one element to the next per dimension.
    pub strides: Vec<isize>,
}

impl Buffer {
    /// A one-dimensional buffer of bytes.
    pub fn bytes(owner: Value, ptr: *mut u8, len: usize, readonly: bool) -> Buffer {
        Buffer {
            owner,
            ptr,
            len,
            readonly,
            format: "B".into(),
            itemsize: 1,
            shape: vec![len as isize],
            strides: vec![1],
        }
    }

    /// Whether the elements lie one after the other in C order.
    pub fn is_contiguous(&self) -> bool {
        let mut expected = self.itemsize as isize;
        self.shape.iter().zip(&self.strides).rev().all(|(&extent, &stride)| {
            let fits = extent <= 1 || stride == expected;
            expected *= extent;
            fits
        })
    }

    /// The memory, if contiguous.
    ///
    /// # Safety
    /// The owner must stay pinned (not released) and unmodified while the slice is in use.
    pub unsafe fn as_slice(&self) -> Option<&[u8]> {
        // SAFETY: by contract; the owner vouches for `len` bytes at `ptr`.
        self.is_contiguous().then(|| unsafe { std::slice::from_raw_parts(self.ptr, self.len) })
    }

    /// The memory for writing, if contiguous and writable.
    ///
    /// # Safety
    /// As for [`Buffer::as_slice`], and nothing else may look at it meanwhile.
    #[allow(clippy::mut_from_ref)]
    pub unsafe fn as_mut_slice(&self) -> Option<&mut [u8]> {
        // SAFETY: by contract.
        (!self.readonly && self.is_contiguous()).then(|| unsafe { std::slice::from_raw_parts_mut(self.ptr, self.len) })
    }
}

impl Trace for Buffer {
    fn trace(&self, marker: &mut Marker) {
        self.owner.trace(marker);
    }
}

/// Request flags of `__buffer__`, as `inspect.BufferFlags` numbers them.
pub mod flags {
    /// Any contiguous read-only bytes will do.
    pub const SIMPLE: i32 = 0;
    /// The memory must be writable.
    pub const WRITABLE: i32 = 1;
    /// Fill in the format.
    pub const FORMAT: i32 = 4;
    /// Fill in the shape.
    pub const ND: i32 = 8;
    /// Fill in the strides.
    pub const STRIDES: i32 = 0x10 | ND;
    /// C order.
    pub const C_CONTIGUOUS: i32 = 0x20 | STRIDES;
    /// Fortran order.
    pub const F_CONTIGUOUS: i32 = 0x40 | STRIDES;
    /// Either order.
    pub const ANY_CONTIGUOUS: i32 = 0x80 | STRIDES;
    /// Everything, read-only.
    pub const FULL_RO: i32 = 0x11c;
}
