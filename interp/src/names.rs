//! Interned attribute names as statics: `name!("__len__")` costs one load after its first use.
//!
//! The strings are roots: the VM's root tracing calls [`trace`].

use std::cell::UnsafeCell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use taipan_object::string::intern;
use taipan_object::{Gc, Marker, PyStr, Trace};

/// A name that is interned on first use and then lives forever.
pub struct Name {
    text: &'static str,
    cell: AtomicU64,
}

static ALL: Mutex<Vec<&'static Name>> = Mutex::new(Vec::new());

impl Name {
    /// The name `text`.
    pub const fn new(text: &'static str) -> Name {
        Name { text, cell: AtomicU64::new(0) }
    }

    /// The interned string.
    #[inline(always)]
    pub fn get(&'static self) -> Gc<PyStr> {
        match self.cell.load(Ordering::Relaxed) {
            0 => self.make(),
            // SAFETY: the string is a root, so it is alive.
            bits => unsafe { Gc::from_bits(bits) },
        }
    }

    /// The text.
    pub fn text(&self) -> &'static str {
        self.text
    }

    #[cold]
    #[inline(never)]
    fn make(&'static self) -> Gc<PyStr> {
        let string = taipan_object::string::intern(self.text);
        ALL.lock().unwrap_or_else(|e| e.into_inner()).push(self);
        self.cell.store(string.value().bits(), Ordering::Relaxed);
        string
    }
}

/// Reports all names made so far.
pub fn trace(marker: &mut Marker) {
    names().trace(marker);
    for name in ALL.lock().unwrap_or_else(|e| e.into_inner()).iter() {
        let bits = name.cell.load(Ordering::Relaxed);
        if bits != 0 {
            // SAFETY: as in `get`.
            unsafe { Gc::<PyStr>::from_bits(bits) }.trace(marker);
        }
    }
}

/// The interned string for a literal: `name!("__len__")` is a `Gc<PyStr>`.
#[macro_export]
macro_rules! name {
    ($text:expr) => {{
        static NAME: $crate::names::Name = $crate::names::Name::new($text);
        NAME.get()
    }};
}

macro_rules! names {
    ($($name:ident)*) => {
        /// Handles of common names.
        #[allow(missing_docs, non_snake_case)]
        #[derive(Clone, Copy)]
        pub struct Names { $(pub $name: Gc<PyStr>,)* }

        impl Names {
            fn new() -> Names {
                Names { $($name: intern(stringify!($name).trim_start_matches("r#")),)* }
            }
            fn trace(&self, marker: &mut Marker) { $(self.$name.trace(marker);)* }
        }
    };
}

names! {
    __abs__ __abstractmethods__ __aenter__ __aexit__ __aiter__ __all__ __anext__ __annotate__ __annotations__ __annotate_func__
    __annotations_cache__ __await__ __bases__ __bool__ __build_class__ __builtins__ __bytes__ __call__ __class__ __classcell__ __classdict__ __classdictcell__
    __class_getitem__ __complex__ __contains__ __debug__ __del__ __delattr__ __delete__ __delitem__ __dict__ __dir__ __doc__
    __enter__ __eq__ __exit__ __file__ __firstlineno__ __float__ __format__ __future__ __ge__ __get__ __getattr__
    __getattribute__ __getitem__ __getnewargs__ __getnewargs_ex__ __getstate__ __gt__ __hash__ __import__ __index__ __init__
    __init_subclass__ __instancecheck__ __int__ __isabstractmethod__ __iter__ __le__ __len__ __length_hint__ __loader__ __lt__
    __main__ __match_args__ __missing__ __module__ __mro_entries__ __name__ __ne__ __new__ __next__ __notes__ __objclass__
    __orig_bases__ __orig_class__ __package__ __path__ __prepare__ __qualname__ __reduce__ __reduce_ex__ __repr__ __reversed__
    __round__ __self__ __set__ __set_name__ __setattr__ __setitem__ __setstate__ __sizeof__ __slotnames__ __slots__ __spec__ __static_attributes__
    __str__ __subclasscheck__ __subclasshook__ __suppress_context__ __text_signature__ __traceback__ __trunc__ __type_params__
    __typing_subst__ __parameters__ __typing_unpacked_tuple_args__ __weakref__ __wrapped__ __floor__ __ceil__ __origin__ __args__ __conditional_annotations__
    _initializing args builtins close copy encoding end errors file flush get items key keys metaclass mro name path sep send
    stderr stdin stdout sys throw update values write append
}

struct Global(UnsafeCell<Option<Names>>);
// SAFETY: written once at start, then only read under the global lock.
unsafe impl Sync for Global {}
static NAMES: Global = Global(UnsafeCell::new(None));

/// The table.
#[inline(always)]
pub fn names() -> &'static Names {
    // SAFETY: see Global.
    match unsafe { &*NAMES.0.get() } {
        Some(names) => names,
        None => init(),
    }
}

#[cold]
fn init() -> &'static Names {
    // SAFETY: at first use, under the global lock.
    unsafe { (*NAMES.0.get()).insert(Names::new()) }
}

impl crate::vm::Vm {
    /// The table of common names.
    #[inline(always)]
    pub fn names(&self) -> &'static Names {
        names()
    }
}
