//! Static definitions that the attribute macros fill: functions, types, modules. Plain data; creates no objects.

use super::args::Args;
use super::class::NativeInfo;
use super::{Gc, PyModule, PyResult, Value, Vm};
use crate::slots::Slots;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A native function as the interpreter calls it.
pub type NativeFn = for<'a> fn(&'a Vm, Args<'a>) -> PyResult<Value>;

/// How a parameter may be passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParamKind {
    /// Before `/`.
    PosOnly,
    /// Ordinary.
    PosOrKw,
    /// `*args`.
    VarPos,
    /// After `*`.
    KwOnly,
    /// `**kwargs`.
    VarKw,
}

/// One parameter.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Its Python name.
    pub name: &'static str,
    /// How it may be passed.
    pub kind: ParamKind,
    /// Whether it has no default.
    pub required: bool,
}

/// Which family of CPython's error messages a function has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ArgStyle {
    /// "list.copy() takes no arguments (1 given)"
    NoArgs,
    /// "list.append() takes exactly one argument (2 given)"
    One,
    /// "insert expected 2 arguments, got 1"
    Positional,
    /// "pow() missing required argument 'exp' (pos 2)"
    Keywords,
    /// The function parses its arguments itself.
    Raw,
}

bitflags::bitflags! {
    /// Properties of a function.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct FnFlags: u16 {
        /// Becomes a method_descriptor.
        const METHOD = 1;
        /// Becomes a classmethod_descriptor.
        const CLASSMETHOD = 2;
        /// Becomes a staticmethod.
        const STATICMETHOD = 4;
        /// No effect besides its result, which depends only on the arguments (for the tracer).
        const PURE = 8;
        /// A method besides a slot of the same name (as CPython's METH_COEXIST).
        const COEXIST = 16;
        /// Some keyword-only parameter is required.
        const KW_REQUIRED = 32;
        /// Too many positional arguments without keywords: "int expected at most 2 arguments, got 3".
        const PLAIN_COUNT = 64;
    }
}

/// Boxed direct entry of functions with 0 to 3 positional arguments, self included.
#[derive(Clone, Copy)]
pub enum Fast {
    /// None: use `call`.
    None,
    /// No argument.
    F0(fn(&Vm) -> PyResult<Value>),
    /// One.
    F1(fn(&Vm, Value) -> PyResult<Value>),
    /// Two.
    F2(fn(&Vm, Value, Value) -> PyResult<Value>),
    /// Three.
    F3(fn(&Vm, Value, Value, Value) -> PyResult<Value>),
}

/// Unboxed direct entry with the C calling convention, for compiled traces. The `Try` ones return whether they succeeded.
#[derive(Clone, Copy)]
#[allow(missing_docs)]
pub enum Typed {
    None,
    F64ToF64(extern "C" fn(f64) -> f64),
    F64F64ToF64(extern "C" fn(f64, f64) -> f64),
    F64ToBool(extern "C" fn(f64) -> bool),
    I64ToI64(extern "C" fn(i64) -> i64),
    I64I64ToI64(extern "C" fn(i64, i64) -> i64),
    F64ToTryF64(extern "C" fn(&Vm, f64, &mut f64) -> bool),
    F64F64ToTryF64(extern "C" fn(&Vm, f64, f64, &mut f64) -> bool),
}

/// A native function or method.
pub struct FnDef {
    /// `__name__`.
    pub name: &'static str,
    /// Class or module for messages and `__qualname__`; `None` for builtins.
    pub owner: Option<&'static str>,
    /// `__doc__`.
    pub doc: &'static str,
    /// `__text_signature__`, as "($self, object, /)".
    pub text_signature: Option<&'static str>,
    /// The parameters without self.
    pub params: &'static [Param],
    /// Which messages wrong calls give.
    pub style: ArgStyle,
    /// Least number of positional arguments, self not counted.
    pub min: u8,
    /// Largest number of positional arguments, self and `*args` not counted.
    pub max: u8,
    /// The general entry.
    pub call: NativeFn,
    /// The entry for a fixed small number of arguments.
    pub fast: Fast,
    /// The unboxed entry.
    pub typed: Typed,
    /// Properties.
    pub flags: FnFlags,
}

/// Getter of an attribute.
pub type GetFn = fn(&Vm, Value) -> PyResult<Value>;
/// Setter of an attribute; `None` deletes.
pub type SetFn = fn(&Vm, Value, Option<Value>) -> PyResult<()>;

/// A computed attribute (`getset_descriptor`) or a struct member (`member_descriptor`).
pub struct GetSetDef {
    /// Attribute name.
    pub name: &'static str,
    /// The class's name.
    pub owner: Option<&'static str>,
    /// `__doc__`.
    pub doc: &'static str,
    /// Reads it.
    pub get: Option<GetFn>,
    /// Changes or deletes it; `None` = read-only.
    pub set: Option<SetFn>,
    /// Whether it shows as a member_descriptor.
    pub member: bool,
}

/// A constant attribute of a class or module, computed when that is created.
pub struct AttrDef {
    /// Attribute name.
    pub name: &'static str,
    /// Its value.
    pub value: fn(&Vm) -> PyResult<Value>,
}

/// What one `#[pymethods]` block contributes to a type.
pub struct MethodsDef {
    /// Methods, class methods, static methods.
    pub methods: &'static [&'static FnDef],
    /// Computed attributes.
    pub getset: &'static [&'static GetSetDef],
    /// Class attributes.
    pub attrs: &'static [AttrDef],
    /// Enters the slots that the block defines.
    pub slots: fn(&mut Slots),
}

bitflags::bitflags! {
    /// Properties of a type.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct TypeFlags: u32 {
        /// Can be subclassed.
        const BASETYPE = 1;
        /// Instances have a `__dict__`.
        const HAS_DICT = 2;
        /// Instances can be weakly referenced.
        const WEAKREF = 4;
        /// Attributes of the class cannot be changed (the default for native types).
        const IMMUTABLE = 8;
        /// Attributes of the class can be changed although it is native (heap types of extension modules).
        const MUTABLE = 16;
        /// `match` treats instances as sequences.
        const SEQUENCE = 32;
        /// `match` treats instances as mappings.
        const MAPPING = 64;
        /// Cannot be instantiated from Python.
        const NO_NEW = 128;
        /// `__hash__` is None.
        const UNHASHABLE = 256;
        /// Calls through an attribute need no bound method (Py_TPFLAGS_METHOD_DESCRIPTOR).
        const METHOD_DESCRIPTOR = 512;
        /// Instances are made by `object.__new__`: the class has no native part of its own.
        const OBJECT_NEW = 1024;
    }
}

/// A process-wide number for a native type, given on first use; the VM keeps its type objects in a table by this number.
pub struct TypeIndex(AtomicU32);

static NEXT_TYPE_INDEX: AtomicU32 = AtomicU32::new(1);

impl TypeIndex {
    /// Not yet numbered.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> TypeIndex {
        TypeIndex(AtomicU32::new(0))
    }

    /// The number (1, 2, …).
    #[inline(always)]
    pub fn get(&self) -> usize {
        match self.0.load(Ordering::Relaxed) {
            0 => self.assign(),
            n => n as usize,
        }
    }

    #[cold]
    fn assign(&self) -> usize {
        let fresh = NEXT_TYPE_INDEX.fetch_add(1, Ordering::Relaxed);
        match self.0.compare_exchange(0, fresh, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => fresh as usize,
            Err(other) => other as usize,
        }
    }
}

/// A native type.
pub struct TypeDef {
    /// `__name__`.
    pub name: &'static str,
    /// `__qualname__`.
    pub qualname: &'static str,
    /// `__module__`; `None` = builtins.
    pub module: Option<&'static str>,
    /// `__doc__`.
    pub doc: &'static str,
    /// `__text_signature__` of the class.
    pub text_signature: Option<&'static str>,
    /// Base class; `None` = object (or no base, for object itself).
    pub base: Option<&'static TypeDef>,
    /// Properties.
    pub flags: TypeFlags,
    /// The payload of instances; `None` for core types with a layout of their own.
    pub info: Option<&'static NativeInfo>,
    /// Size of the cell of a core type that is larger than its base's.
    pub cell_size: Option<usize>,
    /// Struct members.
    pub members: &'static [&'static GetSetDef],
    /// Methods, getters and slots.
    pub parts: &'static [&'static MethodsDef],
    /// Where the VM keeps the type object.
    pub index: TypeIndex,
    /// The slots that the type itself defines, once asked for.
    pub slots: OnceLock<Slots>,
}

impl TypeDef {
    /// All methods.
    pub fn methods(&self) -> impl Iterator<Item = &'static FnDef> {
        self.parts.iter().flat_map(|p| p.methods.iter().copied())
    }

    /// All computed attributes and members.
    pub fn getset(&self) -> impl Iterator<Item = &'static GetSetDef> {
        self.parts.iter().flat_map(|p| p.getset.iter().copied()).chain(self.members.iter().copied())
    }

    /// All constant attributes.
    pub fn attrs(&self) -> impl Iterator<Item = &'static AttrDef> {
        self.parts.iter().flat_map(|p| p.attrs.iter())
    }

    /// [`TypeDef::own_slots`], computed once: wrappers refer to them.
    pub fn native_slots(&'static self) -> &'static Slots {
        self.slots.get_or_init(|| self.own_slots())
    }

    /// The slots that the type itself defines.
    pub fn own_slots(&self) -> Slots {
        let mut slots = Slots::default();
        for part in self.parts {
            (part.slots)(&mut slots);
        }
        slots
    }
}

/// A native module.
pub struct ModuleDef {
    /// `__name__`.
    pub name: &'static str,
    /// `__doc__`.
    pub doc: &'static str,
    /// Functions.
    pub functions: &'static [&'static FnDef],
    /// Constants.
    pub attrs: &'static [AttrDef],
    /// Classes, under their names.
    pub classes: &'static [&'static TypeDef],
    /// The rest of the initialisation.
    pub exec: Option<fn(&Vm, Gc<PyModule>) -> PyResult<()>>,
    /// Further definitions of the same module.
    pub parts: &'static [&'static ModuleDef],
}

/// A class with a type definition: implemented by `#[pyclass]`.
pub trait PyClass {
    /// The definition.
    const TYPE: &'static TypeDef;
}

/// The name by which messages call a class: implemented by `#[pyclass]`.
pub trait PyName {
    /// `__name__`.
    const NAME: &'static str;
}

/// Implemented by `#[pymethods]`.
pub trait PyMethods {
    /// What the block contributes.
    const METHODS: &'static MethodsDef;
}

/// A class marker for a core type with its own cell layout: implemented by `#[pyclass(cell = …)]`.
pub trait CellClass {
    /// The cell.
    type Cell;
}
