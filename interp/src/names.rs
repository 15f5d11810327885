//! Interned attribute names as statics: `name!("__len__")` costs one load after its first use.
//!
//! The strings are roots: the VM's root tracing calls [`trace`].

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
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
