//! Attributes of instances: slots by shape, the overflow buffer, dictionary mode; and allocation of instances.
//!
//! The attribute area of an object is `[dict or overflow word][inline slots]`, behind its native part and its `__slots__`. In slots mode the first
//! word is 0 or a buffer with the slots that did not fit; in dictionary mode it is 0 or the dict.

use crate::class::{ClassFlags, PyType};
use crate::error::PyResult;
use crate::vm::Vm;
use taipan_object::shape::{self, Attributes, Shape};
use taipan_object::{Gc, GcCell, Header, Kind, Marker, PyBytes, PyDict, PyStr, PyTuple, Trace, Value, ValuesBuffer};

/// An instance of a class without native part: a header, `__slots__`, the attribute area.
#[repr(C)]
pub struct PyInstance {
    header: Header,
}

// SAFETY: repr(C) with a header; registered in `vm::init`.
unsafe impl GcCell for PyInstance {
    const KIND: Kind = Kind::INSTANCE;
}

impl Trace for PyInstance {
    fn trace(&self, _: &mut Marker) {
        // The area is traced by the collector's entry for all kinds (HAS_AREA).
    }
}

/// Address of the attribute area of `object` (which must have one), and its shape.
#[inline]
fn area(object: Value) -> (*mut u64, &'static Shape) {
    let shape = shape::get(object.shape());
    let base = object.bits() as usize;
    let offset = if shape.area != 0 { shape.area as usize } else { dynamic_area(object) };
    ((base + offset) as *mut u64, shape)
}

#[cold]
fn dynamic_area(object: Value) -> usize {
    if let Some(tuple) = object.cast::<PyTuple>() {
        tuple.area_offset()
    } else if let Some(bytes) = object.cast::<PyBytes>() {
        bytes.area_offset()
    } else {
        panic!("no attribute area in {object:?}")
    }
}

/// Reads slot `i` of an object in slots mode.
///
/// # Safety
/// `shape` is the object's shape, in slots mode, and `i < shape.count`.
#[inline(always)]
pub unsafe fn slot(object: Value, shape: &Shape, i: u32) -> Option<Value> {
    // SAFETY: by contract the slot exists.
    unsafe {
        let area = (object.bits() as usize + shape.area as usize) as *mut u64;
        if i < shape.inline_slots {
            *(area.add(1 + i as usize) as *const Option<Value>)
        } else {
            let buffer: Gc<ValuesBuffer> = Gc::from_bits(*area);
            *buffer.slots().add((i - shape.inline_slots) as usize)
        }
    }
}

/// Writes slot `i`, with the barrier. See [`slot`]; the overflow buffer must have room.
///
/// # Safety
/// As for [`slot`].
#[inline(always)]
pub unsafe fn set_slot(object: Value, shape: &Shape, i: u32, value: Value) {
    // SAFETY: by contract.
    unsafe {
        let area = (object.bits() as usize + shape.area as usize) as *mut u64;
        if i < shape.inline_slots {
            *(area.add(1 + i as usize) as *mut Option<Value>) = Some(value);
            taipan_gc::barrier(&*(object.bits() as usize as *const Header));
        } else {
            let buffer: Gc<ValuesBuffer> = Gc::from_bits(*area);
            buffer.set((i - shape.inline_slots) as usize, Some(value));
        }
    }
}

/// The object's own dict, if it is in dictionary mode and has one already.
#[inline]
pub fn own_dict(object: Value) -> Option<Gc<PyDict>> {
    let (area, _) = area(object);
    // SAFETY: the first word of the area is 0 or a dict in dictionary mode.
    unsafe { if *area == 0 { None } else { Some(Gc::from_bits(*area)) } }
}

fn set_own_dict(object: Value, dict: Gc<PyDict>) {
    let (area, _) = area(object);
    // SAFETY: as above.
    unsafe {
        *area = dict.value().bits();
        taipan_gc::barrier(&*(object.bits() as usize as *const Header));
    }
}

/// Whether objects like this one have attributes of their own.
#[inline]
pub fn has_attributes(object: Value) -> bool {
    object.is_cell() && shape::get(object.shape()).attributes != Attributes::None
}

/// The instance attribute `name` (interned), not looking at the type.
#[inline]
pub fn get(object: Value, name: Gc<PyStr>) -> Option<Value> {
    if !object.is_cell() {
        return None;
    }
    let shape = shape::get(object.shape());
    match shape.attributes {
        Attributes::None => None,
        // SAFETY: the shape says so.
        Attributes::Slots => shape.find(name).and_then(|i| unsafe { slot(object, shape, i) }),
        Attributes::Dict => own_dict(object)?.get_str(name),
    }
}

impl Vm {
    /// Sets instance attribute `name` (interned). The object must have attributes.
    pub fn set_instance_attr(&self, object: Value, name: Gc<PyStr>, value: Value) -> PyResult<()> {
        let shape = shape::get(object.shape());
        if shape.attributes == Attributes::Slots {
            if let Some(i) = shape.find(name) {
                // SAFETY: the shape has slot i.
                unsafe { set_slot(object, shape, i, value) };
                return Ok(());
            }
            if let Some(next) = shape.with(name) {
                return self.add_slot(object, shape, next, value);
            }
        }
        let dict = self.instance_dict(object)?;
        dict.set_str(name, value);
        Ok(())
    }

    /// Adds the attribute by which `next` differs from `shape`, the object's shape.
    pub fn add_slot(&self, object: Value, shape: &'static Shape, next: &'static Shape, value: Value) -> PyResult<()> {
        let i = shape.count;
        if i >= shape.inline_slots {
            let (area, _) = area(object);
            let index = (i - shape.inline_slots) as usize;
            // SAFETY: in slots mode the word is 0 or an overflow buffer.
            let old: Option<Gc<ValuesBuffer>> = unsafe { if *area == 0 { None } else { Some(Gc::from_bits(*area)) } };
            if old.is_none_or(|b| b.capacity <= index) {
                let fresh = ValuesBuffer::try_new((index + 1).next_power_of_two().max(2))?;
                if let Some(old) = old {
                    for k in 0..old.capacity {
                        // SAFETY: inside both buffers.
                        unsafe { fresh.set(k, *old.slots().add(k)) };
                    }
                }
                // SAFETY: the area's first word.
                unsafe {
                    *area = fresh.value().bits();
                    taipan_gc::barrier(&*(object.bits() as usize as *const Header));
                }
            }
            self.learn_slots(object, i + 1);
        }
        if let Some(header) = object.header() {
            header.shape.set(next.id);
        }
        // SAFETY: the slot exists now.
        unsafe { set_slot(object, next, i, value) };
        Ok(())
    }

    /// The class gives later instances room for `n` attributes.
    #[cold]
    fn learn_slots(&self, object: Value, n: u32) {
        let class = self.type_of(object);
        let root = class.root_shape();
        if root.attributes == Attributes::Slots && root.inline_slots < n && n <= 30 {
            // Header, n_slots, dict word and slots should fill whole granules.
            let words = class.area_offset() / 8 + 1;
            let wanted = n + (words + n) % 2;
            class.make_root(wanted, None);
        }
    }

    /// Deletes instance attribute `name`; false if there is none.
    pub fn delete_instance_attr(&self, object: Value, name: Gc<PyStr>) -> PyResult<bool> {
        let shape = shape::get(object.shape());
        if shape.attributes == Attributes::None || get(object, name).is_none() {
            return Ok(false);
        }
        if shape.attributes == Attributes::Slots
            && let (Some(parent), Some(last)) = (shape.parent, shape.name)
            && last == name
        {
            // The attribute added last: back to the shape before.
            let (area, _) = area(object);
            let i = shape.count - 1;
            // SAFETY: the slot exists.
            unsafe {
                if i < shape.inline_slots {
                    *area.add(1 + i as usize) = 0;
                } else {
                    let buffer: Gc<ValuesBuffer> = Gc::from_bits(*area);
                    buffer.set((i - shape.inline_slots) as usize, None);
                }
            }
            if let Some(header) = object.header() {
                header.shape.set(parent.id);
            }
            return Ok(true);
        }
        Ok(self.instance_dict(object)?.remove_str(name).is_some())
    }

    /// The object's `__dict__` as a real dict: turns the object to dictionary mode.
    pub fn instance_dict(&self, object: Value) -> PyResult<Gc<PyDict>> {
        let shape = shape::get(object.shape());
        if shape.attributes == Attributes::Dict {
            if let Some(dict) = own_dict(object) {
                return Ok(dict);
            }
            let dict = PyDict::new();
            set_own_dict(object, dict);
            return Ok(dict);
        }
        let dict = PyDict::with_capacity(shape.count as usize);
        for (i, name) in shape.names().into_iter().enumerate() {
            // SAFETY: the shape has slot i.
            if let Some(value) = unsafe { slot(object, shape, i as u32) } {
                dict.set_str(name, value);
            }
        }
        self.replace_instance_dict(object, dict);
        Ok(dict)
    }

    /// Makes `dict` the object's `__dict__`.
    pub fn replace_instance_dict(&self, object: Value, dict: Gc<PyDict>) {
        let shape = shape::get(object.shape());
        if shape.attributes == Attributes::Slots {
            let (area, _) = area(object);
            for i in 0..shape.inline_slots.min(shape.count) {
                // SAFETY: inside the inline slots.
                unsafe { *area.add(1 + i as usize) = 0 };
            }
            let target = self.type_of(object).dict_shape(shape.inline_slots);
            if let Some(header) = object.header() {
                header.shape.set(target.id);
            }
        }
        set_own_dict(object, dict);
    }

    /// The attributes as they are, without changing the object's mode.
    pub fn instance_attrs(&self, object: Value) -> Vec<(Gc<PyStr>, Value)> {
        if !has_attributes(object) {
            return Vec::new();
        }
        let shape = shape::get(object.shape());
        if shape.attributes == Attributes::Slots {
            let names = shape.names();
            // SAFETY: the shape has these slots.
            return names
                .into_iter()
                .enumerate()
                .filter_map(|(i, n)| unsafe { slot(object, shape, i as u32) }.map(|v| (n, v)))
                .collect();
        }
        own_dict(object).map_or(Vec::new(), |d| d.iter().filter_map(|(k, v)| Some((k.cast::<PyStr>()?, v))).collect())
    }

    /// Moves `cell` (built with the shape of `class`: [`Vm::instance_shape`]) to the heap, with room for what `class` adds to the layout T.
    #[inline]
    pub fn alloc_instance<T: GcCell>(&self, class: Gc<PyType>, cell: T) -> PyResult<Gc<T>> {
        let extra = class.extra_size();
        let size = size_of::<T>() + extra;
        let object = if std::mem::needs_drop::<T>() {
            taipan_object::cell::try_alloc_dropped(cell, size)?
        } else {
            taipan_object::cell::try_alloc_sized(cell, size)?
        };
        if extra != 0 {
            taipan_object::cell::add_area(object, object.extra_offset());
        }
        self.register_finalizer(class, object.value());
        Ok(object)
    }

    /// The shape for a new instance of `class`.
    #[inline(always)]
    pub fn instance_shape(&self, class: Gc<PyType>) -> u32 {
        class.root_shape().id
    }

    /// A new instance of a class without native part (`object.__new__`).
    #[inline]
    pub fn new_instance(&self, class: Gc<PyType>) -> PyResult<Gc<PyInstance>> {
        self.alloc_instance(class, PyInstance { header: Header::new(self.instance_shape(class), Kind::INSTANCE.0) })
    }

    /// As [`Vm::new_instance`], for a class with [`PyType::plain_init`].
    #[inline(always)]
    pub fn new_plain_instance(&self, class: Gc<PyType>) -> PyResult<Value> {
        let size = (size_of::<PyInstance>() + class.extra_size()).next_multiple_of(16);
        if size > 256 {
            return self.new_instance(class).map(|object| object.value());
        }
        let header = Header::new(self.instance_shape(class), Kind::INSTANCE.0);
        header.flags.set(taipan_object::cell::HAS_AREA);
        let p = taipan_gc::heap().alloc(size);
        if p.is_null() {
            return Err(self.memory_error());
        }
        // SAFETY: fresh memory of `size` bytes, a whole cell.
        unsafe {
            (p as *mut Header).write(header);
            let mut at = size_of::<Header>();
            while at < size {
                (p.add(at) as *mut u64).write(0);
                at += 8;
                crate::eval::regs::plain_loop();
            }
            Ok(Gc::<PyInstance>::from_ptr(p as *mut PyInstance).value())
        }
    }

    /// Objects with `__del__` are remembered, so that it can be called.
    #[inline(always)]
    pub fn register_finalizer(&self, class: Gc<PyType>, object: Value) {
        if class.has(ClassFlags::HAS_DEL) {
            self.add_finalizable(object);
        }
    }

    /// Word `index` of the `__slots__` of an instance of `class`-or-below: address.
    pub fn slot_word(&self, object: Value, index: u32, native_size: u32) -> *mut Option<Value> {
        (object.bits() as usize + native_size as usize + index as usize * 8) as *mut Option<Value>
    }
}
