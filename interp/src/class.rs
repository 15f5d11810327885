//! Type objects: layout of instances, slots, method resolution, the method cache, and who must hear of changes.
//!
//! A change of a type (or of a type in its MRO) has two consequences: its version is withdrawn, which empties the global method
//! cache for it, and the inline caches that watch it are reset. Creating classes is in `class_new`, the Python-visible methods
//! of `type` in `builtins::type_`.

use crate::error::PyResult;
use crate::native::{FnFlags, TypeDef, TypeFlags};
use crate::slots::Slots;
use crate::vm::Vm;
use std::cell::{Cell, RefCell, UnsafeCell};
use taipan_object::shape::{self, Attributes, Shape};
use taipan_object::string::intern;
use taipan_object::{Field, Gc, GcCell, Header, Kind, Marker, PyDict, PyStr, PyTuple, Trace, Value, alloc_dropped};

/// How instances of a type are laid out in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Bytes of the native part, before `__slots__` and attributes; 0 = depends on the object (tuple, bytes).
    pub native_size: u32,
    /// Number of `__slots__` words behind the native part.
    pub n_slots: u32,
    /// Attributes are possible (`__dict__`): a word for the dict or overflow buffer and inline slots follow.
    pub has_dict: bool,
    /// Instances can be weakly referenced.
    pub weakrefs: bool,
}

bitflags::bitflags! {
    /// Facts about a type that are asked often.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct ClassFlags: u32 {
        /// Can be subclassed.
        const BASETYPE = 1;
        /// Attributes of the class cannot be changed.
        const IMMUTABLE = 2;
        /// `match` treats instances as sequences.
        const SEQUENCE = 4;
        /// `match` treats instances as mappings.
        const MAPPING = 8;
        /// Cannot be instantiated.
        const NO_NEW = 0x10;
        /// Defined by a class statement or `type()`.
        const HEAP = 0x20;
        /// Has abstract methods (`__abstractmethods__` is not empty).
        const ABSTRACT = 0x40;
        /// Functions found on the class are called with self without making a bound method.
        const METHOD_DESCRIPTOR = 0x80;
        /// int, list, tuple, … and their subclasses, for quick `isinstance` (one bit each below).
        const INT_SUBCLASS = 0x100;
        /// See INT_SUBCLASS.
        const STR_SUBCLASS = 0x200;
        /// See INT_SUBCLASS.
        const TUPLE_SUBCLASS = 0x400;
        /// See INT_SUBCLASS.
        const LIST_SUBCLASS = 0x800;
        /// See INT_SUBCLASS.
        const DICT_SUBCLASS = 0x1000;
        /// See INT_SUBCLASS.
        const TYPE_SUBCLASS = 0x2000;
        /// See INT_SUBCLASS.
        const EXCEPTION_SUBCLASS = 0x4000;
        /// See INT_SUBCLASS.
        const BYTES_SUBCLASS = 0x8000;
        /// Instances have `__del__` written in Python.
        const HAS_DEL = 0x1_0000;
        /// `__getattribute__` is `object.__getattribute__` and there is no `__getattr__`.
        const PLAIN_GETATTR = 0x2_0000;
        /// `__setattr__` is `object.__setattr__`.
        const PLAIN_SETATTR = 0x4_0000;
        /// Class patterns match the subject itself in position 0 (int, str, …).
        const MATCH_SELF = 0x8_0000;
    }
}

/// Something to reset when a type changes: the guard word of an inline cache (set to 0).
#[derive(Clone, Copy)]
struct Watcher {
    guard: *const Cell<u32>,
    name: *const PyStr,
}

/// A type object.
#[repr(C)]
pub struct PyType {
    header: Header,
    /// `__name__`.
    pub name: Field<Gc<PyStr>>,
    /// `__qualname__`.
    pub qualname: Field<Gc<PyStr>>,
    /// `__base__`.
    pub base: Field<Option<Gc<PyType>>>,
    /// `__bases__`.
    pub bases: Field<Gc<PyTuple>>,
    /// `__mro__` (types).
    pub mro: Field<Gc<PyTuple>>,
    /// The attributes.
    pub dict: Field<Gc<PyDict>>,
    /// Facts.
    pub flags: Cell<ClassFlags>,
    /// Layout of instances.
    pub layout: Cell<Layout>,
    /// Shape of new instances.
    pub root: Cell<Option<&'static Shape>>,
    /// Shape of instances in dictionary mode, once needed.
    pub dict_root: Cell<Option<&'static Shape>>,
    roots: RefCell<Vec<&'static Shape>>,
    /// The native definition.
    pub def: Option<&'static TypeDef>,
    slots: UnsafeCell<Slots>,
    /// 0 = none given out since the last change.
    version: Cell<u32>,
    /// The version for which `init` was worked out (0 = none), and the `__init__` of plain construction; see [`PyType::plain_init`].
    init_version: Cell<u32>,
    init: Cell<Option<Gc<crate::builtins::function::PyFunction>>>,
    subclasses: RefCell<Vec<*const PyType>>,
    watchers: RefCell<Vec<Watcher>>,
    /// Module name for native types whose `__module__` is computed.
    pub module: Field<Option<Gc<PyStr>>>,
    /// Names of the `__slots__` members of this class, in order.
    pub slot_names: Field<Option<Gc<PyTuple>>>,
}

// SAFETY: repr(C) with a header; registered in `vm::init`.
unsafe impl GcCell for PyType {
    const KIND: Kind = Kind::TYPE;

    fn python_name() -> &'static str {
        "type"
    }
}

impl Trace for PyType {
    fn trace(&self, marker: &mut Marker) {
        self.name.trace(marker);
        self.qualname.trace(marker);
        self.base.trace(marker);
        self.bases.trace(marker);
        self.mro.trace(marker);
        self.dict.trace(marker);
        self.module.trace(marker);
        self.slot_names.trace(marker);
        for root in self.roots.borrow().iter() {
            root.trace_tree(marker);
        }
        // The metatype is not reached through a field.
        shape::get(self.header.shape.get()).type_.get().trace(marker);
    }
}

impl Drop for PyType {
    fn drop(&mut self) {
        for root in self.roots.borrow_mut().drain(..) {
            root.free_tree();
        }
    }
}

/// What a new type object starts from.
pub struct NewType {
    /// `__name__`.
    pub name: Gc<PyStr>,
    /// `__qualname__`.
    pub qualname: Gc<PyStr>,
    /// `__base__`.
    pub base: Option<Gc<PyType>>,
    /// `__bases__`.
    pub bases: Gc<PyTuple>,
    /// The attributes.
    pub dict: Gc<PyDict>,
    /// Facts.
    pub flags: ClassFlags,
    /// Layout of instances.
    pub layout: Layout,
    /// The native definition.
    pub def: Option<&'static TypeDef>,
}

/// Entries: version of the class, epoch, name, what was found.
struct MethodCache(UnsafeCell<[(u32, u32, usize, Option<Value>); CACHE_SIZE]>);
// SAFETY: used under the interpreter's global lock only.
unsafe impl Sync for MethodCache {}
const CACHE_SIZE: usize = 4096;
static METHOD_CACHE: MethodCache = MethodCache(UnsafeCell::new([(0, 0, 0, None); CACHE_SIZE]));

struct Versions(Cell<u32>);
// SAFETY: used under the interpreter's global lock only.
unsafe impl Sync for Versions {}
static NEXT_VERSION: Versions = Versions(Cell::new(1));
/// Entries of the method cache from other epochs do not count.
static EPOCH: Versions = Versions(Cell::new(1));

/// Empties the method cache (after a full collection: it does not keep anything alive).
pub fn clear_method_cache() {
    EPOCH.0.set(EPOCH.0.get().wrapping_add(1));
}

impl PyType {
    /// A type object with metatype shape `shape`; `mro` and slots are to be set by the caller.
    pub fn new(shape: u32, new: NewType, extra: usize) -> PyResult<Gc<PyType>> {
        let cell = PyType {
            header: Header::new(shape, Kind::TYPE.0),
            name: Field::new(new.name),
            qualname: Field::new(new.qualname),
            base: Field::new(new.base),
            bases: Field::new(new.bases),
            mro: Field::new(PyTuple::new(&[])),
            dict: Field::new(new.dict),
            flags: Cell::new(new.flags),
            layout: Cell::new(new.layout),
            root: Cell::new(None),
            dict_root: Cell::new(None),
            roots: RefCell::new(Vec::new()),
            def: new.def,
            slots: UnsafeCell::new(Slots::default()),
            version: Cell::new(0),
            init_version: Cell::new(0),
            init: Cell::new(None),
            subclasses: RefCell::new(Vec::new()),
            watchers: RefCell::new(Vec::new()),
            module: Field::new(None),
            slot_names: Field::new(None),
        };
        if extra == 0 {
            return Ok(alloc_dropped(cell));
        }
        let class = taipan_object::cell::try_alloc_dropped(cell, size_of::<PyType>() + extra)?;
        taipan_object::cell::add_area(class, size_of::<PyType>());
        Ok(class)
    }

    /// The slots.
    #[inline(always)]
    pub fn slots(&self) -> &Slots {
        // SAFETY: slots change only in `set_slots`; function pointers read before stay valid.
        unsafe { &*self.slots.get() }
    }

    /// Replaces the slots (by `slots::update` and class creation only).
    pub fn set_slots(&self, slots: Slots) {
        // SAFETY: no reference into the slots is held across calls (they are copied out function by function).
        unsafe { *self.slots.get() = slots };
    }

    /// The name as Rust text, for messages.
    pub fn name_str(&self) -> String {
        self.name.get().to_string_lossy().into_owned()
    }

    /// The name by which messages call the instances' type: native classes of modules other than builtins with their module.
    pub fn message_name(&self) -> String {
        match self.def.and_then(|def| def.module) {
            Some(module) if module != "builtins" => format!("{module}.{}", self.name_str()),
            _ => self.name_str(),
        }
    }

    /// `<class 'module.qualname'>`, as messages and `repr` show it.
    pub fn repr_name(&self) -> String {
        match self.module_name() {
            Some(module) if module.as_bytes() != b"builtins" => {
                format!("<class '{}.{}'>", module.to_string_lossy(), self.qualname.get().to_string_lossy())
            }
            _ => format!("<class '{}'>", self.qualname.get().to_string_lossy()),
        }
    }

    /// `module.qualname`, or just the qualname for builtins.
    pub fn full_name(&self) -> String {
        match self.module_name() {
            Some(module) if module.as_bytes() != b"builtins" => {
                format!("{}.{}", module.to_string_lossy(), self.qualname.get().to_string_lossy())
            }
            _ => self.qualname.get().to_string_lossy().into_owned(),
        }
    }

    /// `__module__`, if it is a str.
    pub fn module_name(&self) -> Option<Gc<PyStr>> {
        if let Some(module) = self.module.get() {
            return Some(module);
        }
        self.dict.get().get_str(intern("__module__"))?.cast::<PyStr>()
    }

    /// Whether this is `other` or derives from it.
    #[inline]
    pub fn is_subclass(&self, other: Gc<PyType>) -> bool {
        std::ptr::eq(self, other.as_ptr()) || self.mro.get().as_slice().contains(&other.value())
    }

    /// The types of the MRO.
    pub fn mro_types(&self) -> impl DoubleEndedIterator<Item = Gc<PyType>> + '_ {
        let mro = self.mro.get();
        (0..mro.len()).filter_map(move |i| mro.as_slice()[i].cast::<PyType>())
    }

    /// Looks `name` up along the MRO, in the types' own dicts. No descriptor is invoked.
    #[inline]
    pub fn lookup(&self, name: Gc<PyStr>) -> Option<Value> {
        let name = if name.is_interned() { name } else { PyStr::intern(name) };
        let version = self.version.get();
        let key = name.as_ptr() as usize;
        let at = (version as usize).wrapping_mul(0x9E37) ^ (key >> 4);
        // SAFETY: short accesses under the global lock.
        let entry = unsafe { &mut (*METHOD_CACHE.0.get())[at % CACHE_SIZE] };
        if version != 0 && entry.0 == version && entry.1 == EPOCH.0.get() && entry.2 == key {
            return entry.3;
        }
        self.lookup_slow(name)
    }

    #[inline(never)]
    fn lookup_slow(&self, name: Gc<PyStr>) -> Option<Value> {
        let found = self.lookup_uncached(name);
        let version = self.version_or_new();
        if version != 0 {
            let key = name.as_ptr() as usize;
            let at = (version as usize).wrapping_mul(0x9E37) ^ (key >> 4);
            // SAFETY: short access under the global lock.
            unsafe { (*METHOD_CACHE.0.get())[at % CACHE_SIZE] = (version, EPOCH.0.get(), key, found) };
        }
        found
    }

    /// [`PyType::lookup`] without the cache: also during class creation.
    pub fn lookup_uncached(&self, name: Gc<PyStr>) -> Option<Value> {
        self.mro_types().find_map(|t| t.dict.get().get_str(name))
    }

    /// The Python function `__init__`, if calling this class means no more than making a plain instance and calling that: no `__new__`
    /// besides object's, no metaclass, no native part, no abstract methods, no finalizer.
    #[inline(always)]
    pub fn plain_init(&self, vm: &Vm) -> Option<Gc<crate::builtins::function::PyFunction>> {
        if self.header.shape.get() != shape::TYPE {
            return None;
        }
        let version = self.version.get();
        if version == 0 || self.init_version.get() != version {
            self.find_plain_init(vm);
        }
        // What the class's dict holds is alive while the version is the same.
        self.init.get()
    }

    /// Gives instances room for `n` attributes from the first one on.
    fn expect_slots(&self, n: u32) {
        let root = self.root_shape();
        if root.attributes == Attributes::Slots && root.inline_slots < n && n <= 30 {
            let words = self.area_offset() / 8 + 1;
            self.make_root(n + (words + n) % 2, None);
        }
    }

    #[cold]
    fn find_plain_init(&self, vm: &Vm) {
        let plain_new = vm.types().object.slots().new.map(|f| f as usize);
        let plain = self.has(ClassFlags::HEAP)
            && !self.flags.get().intersects(ClassFlags::ABSTRACT | ClassFlags::HAS_DEL)
            && self.slots().new.map(|f| f as usize) == plain_new
            && self.layout.get().native_size as usize == size_of::<Header>();
        let init = self.lookup(vm.names().__init__).and_then(|f| f.cast::<crate::builtins::function::PyFunction>());
        if plain && let Some(init) = init {
            self.expect_slots(init.code.get().stored_attributes());
        }
        self.init.set(init.filter(|_| plain));
        self.init_version.set(self.version_or_new());
    }

    /// Like [`PyType::lookup`], with the class that defines it.
    pub fn lookup_where(&self, name: Gc<PyStr>) -> Option<(Gc<PyType>, Value)> {
        let name = PyStr::intern(name);
        self.mro_types().find_map(|t| t.dict.get().get_str(name).map(|v| (t, v)))
    }

    /// The version: unique among all types, gone after a change of this type or of one above it.
    pub fn version_or_new(&self) -> u32 {
        if self.version.get() == 0 {
            // Every type above must have one too, so that its change is passed on to this one.
            for base in self.bases.get().as_slice() {
                if let Some(base) = base.cast::<PyType>()
                    && base.version_or_new() == 0
                {
                    return 0;
                }
            }
            let next = NEXT_VERSION.0.get();
            if next == u32::MAX {
                return 0;
            }
            NEXT_VERSION.0.set(next + 1);
            self.version.set(next);
        }
        self.version.get()
    }

    /// Must be called after every change of the dict: `name` = the attribute, or `None` for a change that may concern any
    /// (bases, several attributes).
    pub fn modified(&self, name: Option<Gc<PyStr>>) {
        let mut stack: Vec<*const PyType> = vec![self];
        while let Some(class) = stack.pop() {
            // SAFETY: dead subclasses are removed from the lists at the end of each marking phase.
            let class = unsafe { &*class };
            class.version.set(0);
            class.watchers.borrow_mut().retain(|w| {
                let hit = name.is_none_or(|n| std::ptr::eq(n.as_ptr(), w.name)) || is_hook(w, name);
                if hit {
                    // SAFETY: guards lie in memory that is only reused as guards (see `ops::cache`).
                    unsafe { (*w.guard).set(0) };
                }
                !hit
            });
            stack.extend(class.subclasses.borrow().iter());
        }
    }

    /// Resets `guard` to 0 when attribute `name` of this type or of one above it may have changed.
    pub fn watch(&self, guard: &Cell<u32>, name: Gc<PyStr>) {
        let mut watchers = self.watchers.borrow_mut();
        if watchers.last().is_some_and(|w| std::ptr::eq(w.guard, guard) && std::ptr::eq(w.name, name.as_ptr())) {
            return;
        }
        if watchers.len() == watchers.capacity() {
            // Sites that were specialized again left older entries.
            let mut seen = std::collections::HashSet::new();
            watchers.retain(|w| seen.insert((w.guard as usize, w.name as usize)));
        }
        watchers.push(Watcher { guard, name: name.as_ptr() });
    }

    /// Registers a direct subclass.
    pub fn add_subclass(&self, class: Gc<PyType>) {
        self.subclasses.borrow_mut().push(class.as_ptr());
    }

    /// Forgets a direct subclass.
    pub fn remove_subclass(&self, class: &PyType) {
        self.subclasses.borrow_mut().retain(|&c| !std::ptr::eq(c, class));
    }

    /// The direct subclasses, in order of creation.
    pub fn subclasses(&self) -> Vec<Gc<PyType>> {
        // SAFETY: dead ones are removed at the end of each marking phase.
        self.subclasses.borrow().iter().map(|&c| unsafe { Gc::from_ptr(c as *mut PyType) }).collect()
    }

    /// At the end of marking: forgets subclasses that have died.
    pub fn prune(&self) {
        self.subclasses.borrow_mut().retain(|&c| taipan_gc::heap().is_marked(c as *const Header));
    }

    /// Where the attribute area begins in instances of this type with a fixed-size native part.
    pub fn area_offset(&self) -> u32 {
        let layout = self.layout.get();
        if layout.native_size == 0 { 0 } else { layout.native_size + layout.n_slots * 8 }
    }

    /// Bytes behind the native part: `__slots__`, the dict word, inline slots.
    #[inline]
    pub fn extra_size(&self) -> usize {
        let layout = self.layout.get();
        let inline = self.root_shape().inline_slots as usize;
        layout.n_slots as usize * 8 + if layout.has_dict { 8 + inline * 8 } else { 0 }
    }

    /// The shape of new instances.
    #[inline(always)]
    pub fn root_shape(&self) -> &'static Shape {
        match self.root.get() {
            Some(root) => root,
            None => self.make_root(2, None),
        }
    }

    /// Makes a new root shape with `inline_slots` slots inside the instances.
    pub fn make_root(&self, inline_slots: u32, fixed: Option<u32>) -> &'static Shape {
        let layout = self.layout.get();
        // SAFETY: types are cells.
        let this = unsafe { Gc::from_ptr(self as *const PyType as *mut PyType) }.value();
        // Objects of variable size keep attributes in a dict always.
        let (attributes, inline) = match (layout.has_dict, layout.native_size) {
            (false, _) => (Attributes::None, 0),
            (true, 0) => (Attributes::Dict, 0),
            // An odd number of slots besides the header word and the dict word fills the cell.
            (true, _) => (Attributes::Slots, inline_slots),
        };
        let root = shape::new_root(this, attributes, self.area_offset(), inline, fixed);
        self.roots.borrow_mut().push(root);
        self.root.set(Some(root));
        root
    }

    /// Takes over a root shape made before the type existed (`type` itself).
    pub(crate) fn adopt_root(&self, root: &'static Shape) {
        self.roots.borrow_mut().push(root);
        self.root.set(Some(root));
    }

    /// The shape of instances in dictionary mode.
    pub fn dict_shape(&self, inline_slots: u32) -> &'static Shape {
        let mut roots = self.roots.borrow_mut();
        if let Some(root) = roots.iter().find(|r| r.attributes == Attributes::Dict && r.inline_slots == inline_slots) {
            return root;
        }
        // SAFETY: types are cells.
        let this = unsafe { Gc::from_ptr(self as *const PyType as *mut PyType) }.value();
        let root = shape::new_root(this, Attributes::Dict, self.area_offset(), inline_slots, None);
        roots.push(root);
        self.dict_root.set(Some(root));
        root
    }

    /// Sets or clears a flag.
    pub fn set_flag(&self, flag: ClassFlags, on: bool) {
        let mut flags = self.flags.get();
        flags.set(flag, on);
        self.flags.set(flags);
    }

    /// Whether the flag is set.
    #[inline(always)]
    pub fn has(&self, flag: ClassFlags) -> bool {
        self.flags.get().contains(flag)
    }

    /// Whether attributes of the class can be set from Python.
    pub fn is_mutable(&self) -> bool {
        !self.has(ClassFlags::IMMUTABLE)
    }
}

/// Changes of these names concern every watcher of a type.
fn is_hook(_: &Watcher, name: Option<Gc<PyStr>>) -> bool {
    name.is_some_and(|n| {
        matches!(
            n.as_bytes(),
            b"__getattr__"
                | b"__getattribute__"
                | b"__setattr__"
                | b"__delattr__"
                | b"__get__"
                | b"__set__"
                | b"__delete__"
        )
    })
}

impl Vm {
    /// The type of a value.
    #[inline(always)]
    pub fn type_of(&self, value: Value) -> Gc<PyType> {
        if value.is_cell() {
            // SAFETY: the type of a shape is a type object.
            return unsafe { shape::get(value.shape()).type_.get().cast_unchecked() };
        }
        self.type_of_immediate(value)
    }

    #[inline]
    fn type_of_immediate(&self, value: Value) -> Gc<PyType> {
        let types = self.types();
        if value.is_small() {
            types.int
        } else if value.is_immediate_float() {
            types.float
        } else if value.is_bool() {
            types.bool
        } else if value.is_none() {
            types.none
        } else if value == Value::NOT_IMPLEMENTED {
            types.not_implemented
        } else {
            types.ellipsis
        }
    }

    /// The name of a value's type, for messages.
    pub fn type_name(&self, value: Value) -> String {
        self.type_of(value).message_name()
    }

    /// Whether `value` is an instance of `class` by its real type (no `__instancecheck__`).
    #[inline]
    pub fn is_instance_exactly_typed(&self, value: Value, class: Gc<PyType>) -> bool {
        self.type_of(value).is_subclass(class)
    }

    /// Makes the type object for a native definition; `fixed` = its fixed shape, `native_size` = bytes of its cell (`None` = as the base's).
    pub fn make_native_type(
        &self,
        def: &'static TypeDef,
        meta: u32,
        base: Option<Gc<PyType>>,
        fixed: Option<u32>,
        native_size: Option<u32>,
    ) -> PyResult<Gc<PyType>> {
        let name = intern(def.name);
        let mut flags = ClassFlags::IMMUTABLE;
        let df = def.flags;
        flags.set(ClassFlags::BASETYPE, df.contains(TypeFlags::BASETYPE));
        flags.set(ClassFlags::IMMUTABLE, !df.contains(TypeFlags::MUTABLE));
        flags.set(ClassFlags::NO_NEW, df.contains(TypeFlags::NO_NEW));
        flags.set(ClassFlags::METHOD_DESCRIPTOR, df.contains(TypeFlags::METHOD_DESCRIPTOR));
        flags.set(ClassFlags::SEQUENCE, df.contains(TypeFlags::SEQUENCE));
        flags.set(ClassFlags::MAPPING, df.contains(TypeFlags::MAPPING));
        let inherited = base.map(|b| b.layout.get());
        let native_size = match (native_size, def.info, inherited) {
            (Some(size), _, _) => size,
            (None, Some(info), _) => info.size as u32,
            (None, None, Some(_)) if def.cell_size.is_some() => def.cell_size.unwrap_or_default() as u32,
            (None, None, Some(layout)) => layout.native_size,
            (None, None, None) => size_of::<Header>() as u32,
        };
        let layout = Layout {
            native_size: if native_size == 0 { 0 } else { (native_size + 7) & !7 },
            n_slots: inherited.map_or(0, |l| l.n_slots),
            has_dict: df.contains(TypeFlags::HAS_DICT) || inherited.is_some_and(|l| l.has_dict),
            weakrefs: df.contains(TypeFlags::WEAKREF) || inherited.is_some_and(|l| l.weakrefs),
        };
        if let Some(base) = base {
            let passed_on = ClassFlags::INT_SUBCLASS
                | ClassFlags::STR_SUBCLASS
                | ClassFlags::TUPLE_SUBCLASS
                | ClassFlags::LIST_SUBCLASS
                | ClassFlags::DICT_SUBCLASS
                | ClassFlags::TYPE_SUBCLASS
                | ClassFlags::EXCEPTION_SUBCLASS
                | ClassFlags::BYTES_SUBCLASS
                | ClassFlags::SEQUENCE
                | ClassFlags::MAPPING
                | ClassFlags::MATCH_SELF;
            flags |= base.flags.get() & passed_on;
        }
        let base_values: Vec<Value> = base.iter().map(|b| b.value()).collect();
        let class = PyType::new(
            meta,
            NewType {
                name,
                qualname: intern(def.qualname),
                base,
                bases: PyTuple::new(&base_values),
                dict: PyDict::new(),
                flags,
                layout,
                def: Some(def),
            },
            0,
        )?;
        let mut mro = vec![class.value()];
        if let Some(base) = base {
            mro.extend_from_slice(base.mro.get().as_slice());
            base.add_subclass(class);
        }
        class.mro.set(PyTuple::new(&mro));
        if fixed != Some(shape::TYPE) {
            class.make_root(0, fixed);
        }
        let module = intern(def.module.unwrap_or("builtins"));
        class.module.set(Some(module));
        Ok(class)
    }

    /// Fills the dict and the slots of a native type: needs the types of methods and descriptors to exist.
    pub fn fill_native_type(&self, class: Gc<PyType>) -> PyResult<()> {
        let Some(def) = class.def else { return Ok(()) };
        let dict = class.dict.get();
        let own = def.own_slots();
        let mut slots = own;
        if let Some(base) = class.base.get() {
            slots.inherit(base.slots());
            // `object.__new__` would make an instance of the wrong layout.
            if own.new.is_none() && base == self.types().object && !def.flags.contains(TypeFlags::OBJECT_NEW) {
                slots.new = None;
            }
        }
        class.set_slots(slots);
        self.add_slot_wrappers(class, &own)?;
        for f in def.methods() {
            let value = self.new_native_method(f, class);
            let name = intern(f.name);
            if dict.get_str(name).is_none() || f.flags.contains(FnFlags::COEXIST) {
                dict.set_str(name, value);
            }
        }
        for g in def.getset() {
            dict.set_str(intern(g.name), self.new_getset(g, class));
        }
        if def.flags.contains(TypeFlags::HAS_DICT) && dict.get_str(intern("__dict__")).is_none() {
            dict.set_str(intern("__dict__"), self.new_getset(&crate::builtins::object::DICT, class));
        }
        for a in def.attrs() {
            dict.set_str(intern(a.name), (a.value)(self)?);
        }
        if def.module.is_some() && dict.get_str(intern("__module__")).is_none() {
            dict.set_str(intern("__module__"), intern(def.module.unwrap_or("builtins")).value());
        }
        if def.flags.contains(TypeFlags::UNHASHABLE) {
            dict.set_str(intern("__hash__"), Value::NONE);
        }
        let doc = if def.doc.is_empty() { Value::NONE } else { PyStr::from_static(def.doc).value() };
        if dict.get_str(intern("__doc__")).is_none() {
            dict.set_str(intern("__doc__"), doc);
        }
        self.update_class_flags(class);
        Ok(())
    }

    /// Recomputes the flags that depend on slots: plain attribute access, finalizers.
    pub fn update_class_flags(&self, class: Gc<PyType>) {
        let slots = class.slots();
        let object = self.types().object.slots();
        let same = |a: Option<usize>, b: Option<usize>| a == b;
        class.set_flag(
            ClassFlags::PLAIN_GETATTR,
            same(slots.getattro.map(|f| f as usize), object.getattro.map(|f| f as usize)),
        );
        class.set_flag(
            ClassFlags::PLAIN_SETATTR,
            same(slots.setattro.map(|f| f as usize), object.setattro.map(|f| f as usize)),
        );
        class.set_flag(ClassFlags::HAS_DEL, slots.del.is_some());
    }
}
