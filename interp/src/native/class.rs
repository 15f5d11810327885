//! Cells of native classes: a header, a pointer to what the collector must know, and a Rust payload.
//!
//! All native classes share two kinds (with and without a destructor); the `info` pointer tells them apart. A class may also be laid
//! out over another class's payload: `#[pyclass(cell = Native<Other>)]`.

use super::{Gc, Header, Kind, Marker, PyClass, PyResult, PyType, Trace, Value, Vm};
use taipan_object::GcCell;
use taipan_object::cell::{HAS_AREA, trace_area, trace_type};

/// What the collector and casts must know of one payload type. One static per class; its address is its identity.
pub struct NativeInfo {
    /// The class's name, for messages.
    pub name: &'static str,
    /// Size of the whole cell without attributes of subclasses.
    pub size: usize,
    /// Reports the payload's references.
    pub trace: fn(*const Header, &mut Marker),
    /// Drops the payload, if it needs that.
    pub drop: Option<fn(*mut Header)>,
}

impl NativeInfo {
    /// The information on payload T.
    pub const fn of<T: NativeClass>(name: &'static str) -> NativeInfo {
        assert!(align_of::<T>() <= 16, "cells are aligned to 16 bytes");
        NativeInfo {
            name,
            size: size_of::<Native<T>>(),
            trace: trace_native::<T>,
            drop: if std::mem::needs_drop::<T>() { Some(drop_native::<T>) } else { None },
        }
    }
}

fn trace_native<T: NativeClass>(cell: *const Header, marker: &mut Marker) {
    // SAFETY: reached through the cell's info, which belongs to T.
    unsafe { (*(cell as *const Native<T>)).payload.trace(marker) };
}

fn drop_native<T: NativeClass>(cell: *mut Header) {
    // SAFETY: as above; the cell is dead and is not used again.
    unsafe { std::ptr::drop_in_place(&raw mut (*(cell as *mut Native<T>)).payload) };
}

/// A payload type: implemented by `#[pyclass]`.
pub trait NativeClass: Trace + Sized + 'static {
    /// Its information.
    const INFO: &'static NativeInfo;
}

/// The cell of a native class with payload T. Dereferences to the payload.
#[repr(C)]
pub struct Native<T: NativeClass> {
    header: Header,
    info: &'static NativeInfo,
    payload: T,
}

/// The part of [`Native`] that does not depend on the payload.
#[repr(C)]
struct AnyNative {
    header: Header,
    info: &'static NativeInfo,
}

/// A reference to an instance of the native class with payload T.
pub type Obj<T> = Gc<Native<T>>;

impl<T: NativeClass> std::ops::Deref for Native<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        &self.payload
    }
}

impl<T: NativeClass> Trace for Native<T> {
    fn trace(&self, marker: &mut Marker) {
        self.payload.trace(marker);
    }
}

// SAFETY: repr(C) with a header; `register_kinds` declares both kinds; `matches` tells payload types apart.
unsafe impl<T: NativeClass> GcCell for Native<T> {
    const KIND: Kind = if std::mem::needs_drop::<T>() { Kind::NATIVE_DROP } else { Kind::NATIVE };

    #[inline(always)]
    fn matches(cell: *const Header) -> bool {
        // SAFETY: called for live cells of KIND, which are all laid out as AnyNative.
        std::ptr::eq(unsafe { (*(cell as *const AnyNative)).info }, T::INFO)
    }

    fn python_name() -> &'static str {
        T::INFO.name
    }
}

/// The information on the payload of `value`, if it is an instance of a native class.
pub fn info_of(value: Value) -> Option<&'static NativeInfo> {
    if matches!(value.kind(), Kind::NATIVE | Kind::NATIVE_DROP) {
        // SAFETY: cells of these kinds are laid out as AnyNative.
        Some(unsafe { (*(value.bits() as usize as *const AnyNative)).info })
    } else {
        None
    }
}

/// Declares the two kinds to the collector. Call once at start.
pub fn register_kinds() {
    fn trace(cell: *const Header, marker: &mut Marker) {
        // SAFETY: the collector calls this for live cells of the two kinds only; an attribute area follows the payload.
        unsafe {
            let info = (*(cell as *const AnyNative)).info;
            (info.trace)(cell, marker);
            trace_type(cell, marker);
            if (*cell).flags.get() & HAS_AREA != 0 {
                trace_area(cell, (info.size + 7) & !7, marker);
            }
        }
    }
    fn finalize(cell: *mut Header) {
        // SAFETY: as above.
        if let Some(drop) = unsafe { (*(cell as *const AnyNative)).info.drop } {
            drop(cell);
        }
    }
    let heap = taipan_gc::heap();
    heap.set_kind(Kind::NATIVE.0, taipan_gc::KindInfo { name: "native", trace, finalize: None });
    heap.set_kind(Kind::NATIVE_DROP.0, taipan_gc::KindInfo { name: "native", trace, finalize: Some(finalize) });
}

impl Vm {
    /// A new instance of `class`, which is the native class of payload T or a subclass of it.
    pub fn new_native<T: NativeClass>(&self, class: Gc<PyType>, payload: T) -> PyResult<Obj<T>> {
        let header = Header::new(self.instance_shape(class), <Native<T> as GcCell>::KIND.0);
        self.alloc_instance(class, Native { header, info: T::INFO, payload })
    }

    /// A new instance of exactly the native class T.
    pub fn new_object<T: NativeClass + PyClass>(&self, payload: T) -> PyResult<Obj<T>> {
        self.new_native(self.class::<T>(), payload)
    }
}
