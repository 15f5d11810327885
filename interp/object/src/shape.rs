//! Shapes (hidden classes): type and attribute layout of an object in one 32-bit number.
//!
//! Every cell's header has one. For most builtin types the shape says only the type; for instances with attributes in slots it is a
//! node in a tree of transitions, one per attribute in order of first assignment. Numbers are never used again, so an inline
//! cache that holds a dead shape's number can only miss.

use crate::cell::Gc;
use crate::string::PyStr;
use crate::value::Value;
use std::cell::{Cell, OnceCell, UnsafeCell};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use taipan_gc::{Marker, Trace};

macro_rules! fixed_shapes {
    ($($name:ident)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u32)]
        #[allow(dead_code, reason = "the first and the last variant are there for their numbers")]
        enum Fixed { NoShape, $($name,)* Last }
        $(#[doc = concat!("The shape of instances of exactly the builtin type ", stringify!($name), ".")]
        pub const $name: u32 = Fixed::$name as u32;)*
        /// Names of the fixed shapes, from number 1 on.
        pub const FIXED_NAMES: &[&str] = &[$(stringify!($name)),*];
        /// First number that is not fixed.
        pub const FIRST_FREE: u32 = Fixed::Last as u32;
    };
}

fixed_shapes! {
    INT FLOAT BOOL NONE NOT_IMPLEMENTED ELLIPSIS STR COMPLEX TUPLE LIST DICT SET FROZENSET BYTES BYTEARRAY
    OBJECT TYPE CODE CELL MODULE BUILTIN_FUNCTION METHOD_DESCRIPTOR CLASSMETHOD_DESCRIPTOR BOUND_METHOD FUNCTION
    GENERATOR COROUTINE ASYNC_GENERATOR FRAME TRACEBACK RANGE RANGE_ITER LIST_ITER LIST_REVERSE_ITER TUPLE_ITER SLICE
    DICT_KEYS DICT_VALUES DICT_ITEMS DICT_KEY_ITER DICT_VALUE_ITER DICT_ITEM_ITER SET_ITER STR_ITER BYTES_ITER
    PROPERTY STATICMETHOD CLASSMETHOD WRAPPER_DESCRIPTOR METHOD_WRAPPER GETSET MEMBER SUPER MAPPING_PROXY
    WEAKREF WEAKPROXY MEMORYVIEW ENUMERATE ZIP MAP FILTER REVERSED CALL_ITER SEQ_ITER GENERIC_ALIAS UNION NAMESPACE
    DICT_REVERSE_KEY_ITER DICT_REVERSE_VALUE_ITER DICT_REVERSE_ITEM_ITER BYTEARRAY_ITER LONG_RANGE_ITER
    WEAK_CALLABLE_PROXY
}

/// How the attributes of the objects with a shape are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Attributes {
    /// There are none beyond what the type defines.
    None,
    /// In slots, as the shape's table says.
    Slots,
    /// In a dict of the object's own.
    Dict,
}

/// Hashes the address of an interned name.
#[derive(Default)]
pub struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = (self.0 ^ *b as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }

    fn write_usize(&mut self, n: usize) {
        self.0 = (n as u64 >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// One shape.
pub struct Shape {
    /// Its number.
    pub id: u32,
    /// The type of the objects.
    pub type_: Cell<Value>,
    /// How attributes are kept.
    pub attributes: Attributes,
    /// The shape without the last attribute.
    pub parent: Option<&'static Shape>,
    /// The last attribute's name (interned).
    pub name: Option<Gc<PyStr>>,
    /// Number of attributes in slots.
    pub count: u32,
    /// Number of slots inside the cell; further ones are in the overflow buffer.
    pub inline_slots: u32,
    /// Byte offset from the cell's start to the attribute area's first word (the dict or overflow pointer); the slots follow it. 0 = depends on the object's size.
    pub area: u32,
    table: OnceCell<HashMap<usize, u32, BuildHasherDefault<AddressHasher>>>,
    transitions: UnsafeCell<Vec<(usize, &'static Shape)>>,
}

/// Shapes with more attributes than this turn objects to dictionary mode.
pub const MAX_SLOTS: u32 = 128;

struct Table(UnsafeCell<Vec<Option<&'static Shape>>>);
// SAFETY: used under the interpreter's global lock only.
unsafe impl Sync for Table {}
static TABLE: Table = Table(UnsafeCell::new(Vec::new()));

/// The shape with number `id`, which must exist.
#[inline(always)]
pub fn get(id: u32) -> &'static Shape {
    // SAFETY: short shared borrow under the global lock.
    match unsafe { &*TABLE.0.get() }.get(id as usize) {
        Some(Some(shape)) => shape,
        _ => no_such_shape(id),
    }
}

#[cold]
fn no_such_shape(id: u32) -> ! {
    panic!("no shape number {id}")
}

fn add(make: impl FnOnce(u32) -> Shape, fixed: Option<u32>) -> &'static Shape {
    // SAFETY: exclusive under the global lock; `make` does not touch the table.
    let table = unsafe { &mut *TABLE.0.get() };
    if table.len() < FIRST_FREE as usize {
        table.resize(FIRST_FREE as usize, None);
    }
    let id = fixed.unwrap_or(table.len() as u32);
    let shape: &'static Shape = Box::leak(Box::new(make(id)));
    if id as usize == table.len() {
        table.push(Some(shape));
    } else {
        table[id as usize] = Some(shape);
    }
    shape
}

/// A new root shape for objects of `type_`.
pub fn new_root(
    type_: Value,
    attributes: Attributes,
    area: u32,
    inline_slots: u32,
    fixed: Option<u32>,
) -> &'static Shape {
    add(
        |id| Shape {
            id,
            type_: Cell::new(type_),
            attributes,
            parent: None,
            name: None,
            count: 0,
            inline_slots,
            area,
            table: OnceCell::new(),
            transitions: UnsafeCell::new(Vec::new()),
        },
        fixed,
    )
}

impl Shape {
    /// The slot of attribute `name` (interned).
    #[inline]
    pub fn find(&self, name: Gc<PyStr>) -> Option<u32> {
        let key = name.as_ptr() as usize;
        if self.count <= 4 {
            let mut shape = self;
            loop {
                match shape.name {
                    Some(n) if n == name => return Some(shape.count - 1),
                    Some(_) => {}
                    None => return None,
                }
                shape = shape.parent?;
            }
        }
        self.table
            .get_or_init(|| {
                let mut table = HashMap::with_capacity_and_hasher(self.count as usize, Default::default());
                let mut shape = self;
                while let (Some(name), Some(parent)) = (shape.name, shape.parent) {
                    table.insert(name.as_ptr() as usize, shape.count - 1);
                    shape = parent;
                }
                table
            })
            .get(&key)
            .copied()
    }

    /// The shape after adding attribute `name` (interned, not there yet); None if there are too many.
    pub fn with(&'static self, name: Gc<PyStr>) -> Option<&'static Shape> {
        let key = name.as_ptr() as usize;
        // SAFETY: short shared borrow under the global lock.
        if let Some((_, next)) = unsafe { &*self.transitions.get() }.iter().find(|(n, _)| *n == key) {
            return Some(next);
        }
        // SAFETY: as above.
        if self.count >= MAX_SLOTS || unsafe { &*self.transitions.get() }.len() >= 64 {
            return None;
        }
        let next = add(
            |id| Shape {
                id,
                type_: self.type_.clone(),
                attributes: self.attributes,
                parent: Some(self),
                name: Some(name),
                count: self.count + 1,
                inline_slots: self.inline_slots,
                area: self.area,
                table: OnceCell::new(),
                transitions: UnsafeCell::new(Vec::new()),
            },
            None,
        );
        // SAFETY: exclusive under the global lock.
        unsafe { &mut *self.transitions.get() }.push((key, next));
        // The type traces the names of its shapes: it may be older than this one.
        if let Some(header) = self.type_.get().header() {
            taipan_gc::barrier(header);
        }
        Some(next)
    }

    /// The attributes' names in order of their slots.
    pub fn names(&self) -> Vec<Gc<PyStr>> {
        let mut names = Vec::with_capacity(self.count as usize);
        let mut shape = self;
        while let (Some(name), Some(parent)) = (shape.name, shape.parent) {
            names.push(name);
            shape = parent;
        }
        names.reverse();
        names
    }

    /// Reports the names of this shape and of all that follow from it. The owner (the type) traces its root shapes.
    pub fn trace_tree(&self, marker: &mut Marker) {
        let mut stack = vec![self];
        while let Some(shape) = stack.pop() {
            shape.name.trace(marker);
            // SAFETY: short shared borrow under the global lock.
            stack.extend(unsafe { &*shape.transitions.get() }.iter().map(|(_, s)| *s));
        }
    }

    /// Forgets this shape and all that follow from it: their type has died.
    pub fn free_tree(&'static self) {
        let mut stack = vec![self];
        while let Some(shape) = stack.pop() {
            // SAFETY: short borrows under the global lock.
            unsafe {
                stack.extend((*shape.transitions.get()).drain(..).map(|(_, s)| s));
                (&mut *TABLE.0.get())[shape.id as usize] = None;
                // SAFETY: leaked in `add`; the table was the only other holder.
                drop(Box::from_raw(shape as *const Shape as *mut Shape));
            }
        }
    }
}
