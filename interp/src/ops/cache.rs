//! Inline caches: typed structs in memory that is only ever reused as caches, so that a type may reset a cache whose code has
//! died. What a cache refers to is held weakly: after each marking phase caches with dead references are reset.

use std::cell::{Cell, UnsafeCell};
use taipan_object::Value;

/// How an attribute access is done once the guard matches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum AttrKind {
    /// Nothing cached.
    Empty,
    /// A slot inside the object at byte offset `offset`.
    Inline,
    /// Slot number `offset` of the overflow buffer; `area` = byte offset of its word.
    Overflow,
    /// `value` itself (class attribute that is no descriptor).
    Constant,
    /// A function to be called with self: `value`.
    Method,
    /// A property whose getter is the Python function `value`.
    Property,
    /// A getset or member descriptor `value`.
    Descriptor,
    /// A store that adds an attribute: `next_shape`.
    Add,
    /// A module's global: entry `offset` while its keys version is `version`.
    Module,
    /// Attribute `value` of the type object itself with address `object`.
    TypeAttr,
    /// `__slots__` word at byte offset `offset`.
    Slot,
}

/// Cache of LOAD_ATTR, STORE_ATTR and their relatives.
pub struct AttrCache {
    /// Shape that the object must have; 0 = empty.
    pub guard: Cell<u32>,
    /// For `Add`: the shape after.
    pub next_shape: Cell<u32>,
    /// What to do.
    pub kind: Cell<AttrKind>,
    /// See the kind.
    pub offset: Cell<u32>,
    /// See the kind.
    pub area: Cell<u32>,
    /// See the kind.
    pub value: Cell<Option<Value>>,
    /// See the kind.
    pub version: Cell<u64>,
    /// Times it was filled: after too many the site stays generic.
    pub fills: Cell<u32>,
    /// Used by a live code object.
    pub used: Cell<bool>,
    /// The next cache of a site that has seen several shapes.
    pub next: Cell<Option<&'static AttrCache>>,
}

/// Cache of LOAD_GLOBAL.
pub struct GlobalCache {
    /// Keys version of the globals; 0 = empty.
    pub globals_version: Cell<u64>,
    /// Keys version of the builtins, if that is where the name was found; else 0.
    pub builtins_version: Cell<u64>,
    /// The value's place in the table, right while the versions are.
    pub place: Cell<*const Option<Value>>,
}

const CHUNK: usize = 64;

struct Slabs {
    attrs: UnsafeCell<Vec<&'static [AttrCache; CHUNK]>>,
    free: UnsafeCell<Vec<*const AttrCache>>,
}
// SAFETY: used under the interpreter's global lock only.
unsafe impl Sync for Slabs {}
static SLABS: Slabs = Slabs { attrs: UnsafeCell::new(Vec::new()), free: UnsafeCell::new(Vec::new()) };

impl AttrCache {
    fn empty() -> AttrCache {
        AttrCache {
            guard: Cell::new(0),
            next_shape: Cell::new(0),
            kind: Cell::new(AttrKind::Empty),
            offset: Cell::new(0),
            area: Cell::new(0),
            value: Cell::new(None),
            version: Cell::new(0),
            fills: Cell::new(0),
            used: Cell::new(false),
            next: Cell::new(None),
        }
    }

    /// A cache for one site.
    pub fn take() -> &'static AttrCache {
        // SAFETY: short exclusive accesses under the global lock.
        let free = unsafe { &mut *SLABS.free.get() };
        if free.is_empty() {
            let chunk: &'static _ = Box::leak(Box::new(std::array::from_fn(|_| AttrCache::empty())));
            // SAFETY: as above.
            let attrs = unsafe { &mut *SLABS.attrs.get() };
            attrs.push(chunk);
            if let Some(chunk) = attrs.last() {
                free.extend(chunk.iter().map(|c| c as *const AttrCache));
            }
        }
        let cache = free.pop().expect("refilled above");
        // SAFETY: slabs are never freed.
        let cache = unsafe { &*cache };
        cache.reset();
        cache.fills.set(0);
        cache.used.set(true);
        cache
    }

    /// Returns a cache whose code has died, with those behind it.
    pub fn give_back(&'static self) {
        if let Some(next) = self.next.take() {
            next.give_back();
        }
        self.reset();
        self.used.set(false);
        // SAFETY: short exclusive access under the global lock.
        unsafe { &mut *SLABS.free.get() }.push(self);
    }

    /// Empties it.
    pub fn reset(&self) {
        self.guard.set(0);
        self.kind.set(AttrKind::Empty);
        self.value.set(None);
        self.version.set(0);
    }
}

/// After marking: resets caches that refer to dead objects.
pub fn after_mark() {
    // SAFETY: short shared access under the global lock.
    for cache in unsafe { &*SLABS.attrs.get() }.iter().flat_map(|chunk| chunk.iter()) {
        if !cache.used.get() {
            continue;
        }
        let dead = |header: *const taipan_object::Header| !taipan_gc::heap().is_marked(header);
        let value_dead = cache.value.get().is_some_and(|value| value.header().is_some_and(|header| dead(header)));
        // The type that the site saw: another one may get its address.
        let type_dead = cache.kind.get() == AttrKind::TypeAttr
            && dead(cache.version.get() as usize as *const taipan_object::Header);
        if value_dead || type_dead {
            cache.reset();
        }
    }
}
