//! The heap as the module `gc` shows it: collections with a count of what they found, all objects, who refers to whom.
//!
//! There are no reference counts: what CPython's collector would find is what is dead and does not fall away by itself, that
//! is, what is in a cycle or hangs on one. [`cyclic`] computes just that.

use crate::builtins::prelude::*;
use crate::class::ClassFlags;
use std::collections::HashMap;
use taipan_gc::{Collection, FINALIZED, FROZEN, Marker as GcMarker, heap};

/// What the collection in progress is to find out, and has found.
#[derive(Default)]
pub struct Report {
    /// Wanted at all.
    pub wanted: bool,
    /// Keep what was found (`DEBUG_SAVEALL`).
    pub keep: bool,
    /// Number of unreachable objects in or behind cycles.
    pub found: usize,
    /// These objects, if they are kept.
    pub kept: Vec<u64>,
}

fn kind_of(cell: *mut Header) -> Kind {
    // SAFETY: callers pass starts of allocated cells.
    Kind(unsafe { (*cell).kind.get() })
}

fn shape_of(cell: *mut Header) -> u32 {
    // SAFETY: as above.
    unsafe { (*cell).shape.get() }
}

fn value_of(cell: *mut Header) -> Value {
    // SAFETY: as above.
    unsafe { Value::from_bits(cell as usize as u64) }
}

/// Whether a cell is part of another object rather than an object.
fn is_internal(cell: *mut Header) -> bool {
    shape_of(cell) == 0
        || matches!(kind_of(cell), Kind::FREE | Kind::VALUES | Kind::RAW | Kind::DICT_TABLE | Kind::SET_TABLE)
}

impl Vm {
    /// Whether an object can refer to others, so that CPython's collector would know it.
    pub fn is_gc_tracked(&self, value: Value) -> bool {
        if !value.is_cell() {
            return false;
        }
        let kind = value.kind();
        match kind {
            Kind::STR
            | Kind::INT
            | Kind::FLOAT
            | Kind::COMPLEX
            | Kind::BYTES
            | Kind::BYTEARRAY
            | Kind::RANGE
            | Kind::INSTANCE => self.type_of(value).has(ClassFlags::HEAP),
            Kind::CODE | Kind::GETSET | Kind::STR_ITER | Kind::RANGE_ITER | Kind::LONG_RANGE_ITER => false,
            Kind::TYPE => value.cast::<PyType>().is_some_and(|class| class.has(ClassFlags::HEAP)),
            Kind::TUPLE => value.cast::<PyTuple>().is_some_and(|t| !t.is_empty()),
            _ => true,
        }
    }

    /// In [`Vm::after_mark`]: counts the dead objects that are in cycles or hang on them.
    pub(crate) fn report_garbage(&self, marker: &mut GcMarker) {
        let mut report = self.gc_report.borrow_mut();
        if !report.wanted {
            return;
        }
        let mut dead = Vec::new();
        heap().for_each_swept_cell(|cell| {
            if !heap().is_marked(cell) {
                dead.push(cell);
            }
        });
        let found = cyclic(&dead);
        let found: Vec<*mut Header> =
            found.into_iter().filter(|&c| !is_internal(c) && self.is_gc_tracked(value_of(c))).collect();
        report.found += found.len();
        if report.keep {
            for &cell in &found {
                marker.cell(cell);
                report.kept.push(cell as usize as u64);
            }
        }
    }

    /// `gc.collect()`: collects, runs finalizers and callbacks, and gives the number of unreachable objects found. With `keep` they are
    /// not freed but returned.
    pub fn collect_and_count(&self, what: Collection, keep: bool) -> (usize, Gc<PyList>) {
        *self.gc_report.borrow_mut() = Report { wanted: true, keep, ..Report::default() };
        self.collect(what);
        let report = self.gc_report.take();
        let list = PyList::new(&[]);
        for bits in report.kept {
            // SAFETY: kept alive by the marker; nothing was collected since.
            list.items.push(unsafe { Value::from_bits(bits) });
        }
        self.run_pending();
        (report.found, list)
    }

    /// All objects that [`Vm::is_gc_tracked`], without frozen ones; `old`: only those that have survived a collection, or only others.
    pub fn heap_objects(&self, old: Option<bool>) -> Gc<PyList> {
        let mut found = Vec::new();
        heap().for_each_cell(|cell| {
            // SAFETY: a live cell.
            let bits = unsafe { (*cell).gc.get() };
            let wanted = old.is_none_or(|old| heap().is_marked(cell) == old);
            if wanted && bits & FROZEN == 0 && !is_internal(cell) && self.is_gc_tracked(value_of(cell)) {
                found.push(cell);
            }
        });
        let list = PyList::new(&[]);
        for cell in found {
            list.items.push(value_of(cell));
        }
        list
    }

    /// What an object refers to directly, immediates only for the basic containers.
    pub fn gc_referents(&self, value: Value, list: Gc<PyList>) {
        if !value.is_cell() {
            return;
        }
        let push = |v: Value| list.items.push(v);
        if let Some(items) = value.cast::<PyList>() {
            for i in 0..items.items.len() {
                if let Some(&item) = items.items.as_slice().get(i) {
                    push(item);
                }
            }
        } else if let Some(items) = value.cast::<PyTuple>() {
            items.as_slice().iter().for_each(|&v| push(v));
        } else if let Some(dict) = value.cast::<PyDict>() {
            for (key, item) in dict.iter().collect::<Vec<_>>() {
                push(key);
                push(item);
            }
        } else {
            for cell in object_referents(value.bits() as usize as *mut Header) {
                push(value_of(cell));
            }
        }
    }

    /// The objects that refer to one of `targets`.
    pub fn gc_referrers(&self, targets: &[Value]) -> Gc<PyList> {
        let wanted: std::collections::HashSet<usize> =
            targets.iter().filter(|v| v.is_cell()).map(|v| v.bits() as usize).collect();
        let mut all = Vec::new();
        heap().for_each_cell(|cell| {
            if !is_internal(cell) {
                all.push(cell);
            }
        });
        let list = PyList::new(&[]);
        for cell in all {
            if object_referents(cell).iter().any(|&c| wanted.contains(&(c as usize))) {
                list.items.push(value_of(cell));
            }
        }
        list
    }

    /// `gc.freeze()` and `gc.unfreeze()`.
    pub fn gc_freeze(&self, on: bool) {
        heap().for_each_cell(|cell| {
            // SAFETY: a live cell.
            let gc = unsafe { &(*cell).gc };
            gc.set(if on { gc.get() | FROZEN } else { gc.get() & !FROZEN });
        });
    }

    /// Number of frozen objects.
    pub fn gc_freeze_count(&self) -> usize {
        let mut n = 0;
        heap().for_each_cell(|cell| {
            // SAFETY: a live cell.
            let frozen = unsafe { (*cell).gc.get() } & FROZEN != 0;
            if frozen && !is_internal(cell) && self.is_gc_tracked(value_of(cell)) {
                n += 1;
            }
        });
        n
    }

    /// Whether the finalizer of an object has run.
    pub fn gc_is_finalized(&self, value: Value) -> bool {
        value.header().is_some_and(|h| h.gc.get() & FINALIZED != 0)
    }
}

/// The objects that an object refers to, through its buffers and tables.
fn object_referents(cell: *mut Header) -> Vec<*mut Header> {
    let mut out = Vec::new();
    let mut work = GcMarker::referents(cell);
    let mut seen = std::collections::HashSet::new();
    while let Some(next) = work.pop() {
        if !is_internal(next) {
            out.push(next);
        } else if seen.insert(next) {
            work.extend(GcMarker::referents(next));
        }
    }
    out
}

/// The cells of `dead` that are in a cycle or can be reached from one inside of `dead`: all that is left when cells nobody refers
/// to are taken away, again and again.
fn cyclic(dead: &[*mut Header]) -> Vec<*mut Header> {
    let mut count: HashMap<usize, usize> = dead.iter().map(|&c| (c as usize, 0)).collect();
    for &cell in dead {
        for next in GcMarker::referents(cell) {
            if let Some(n) = count.get_mut(&(next as usize)) {
                *n += 1;
            }
        }
    }
    let mut work: Vec<usize> = count.iter().filter(|(_, n)| **n == 0).map(|(c, _)| *c).collect();
    while let Some(cell) = work.pop() {
        count.remove(&cell);
        for next in GcMarker::referents(cell as *mut Header) {
            if let Some(n) = count.get_mut(&(next as usize)) {
                *n -= 1;
                if *n == 0 {
                    work.push(next as usize);
                }
            }
        }
    }
    dead.iter().copied().filter(|c| count.contains_key(&(*c as usize))).collect()
}
