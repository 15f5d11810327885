//! Conversions between Python values and the Rust types of native functions' parameters and results.
//!
//! What a failed conversion says follows Argument Clinic's converters; [`ArgAt`] carries what the message needs.

use super::class::{NativeClass, Obj};
use super::def::{FnDef, FnFlags, ParamKind};
use super::{CmpOp, Gc, PyResult, PyStr, Raised, Value, Vm};
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::cell::Cell;
use taipan_object::{Field, GcCell};

/// Which argument of which function is being converted.
#[derive(Clone, Copy)]
pub struct ArgAt {
    def: &'static FnDef,
    index: usize,
}

impl ArgAt {
    /// Fixed parameter number `index` of `def`.
    pub const fn new(def: &'static FnDef, index: usize) -> ArgAt {
        ArgAt { def, index }
    }

    /// Function and parameter for messages: ("encode", "argument 'encoding'").
    pub fn label(self) -> (&'static str, String) {
        let mut fixed = self.def.params.iter().filter(|p| !matches!(p.kind, ParamKind::VarPos | ParamKind::VarKw));
        let many = self.def.params.len() > 1;
        let which = match fixed.nth(self.index) {
            Some(p) if p.kind != ParamKind::PosOnly => format!("argument '{}'", p.name),
            Some(_) if many => format!("argument {}", self.index + 1),
            _ => "argument".to_string(),
        };
        (self.def.name, which)
    }

    /// "encode() argument 'encoding' must be str, not int"
    #[cold]
    pub fn wrong_type(self, vm: &Vm, expected: &str, found: Value) -> Raised {
        let (function, which) = self.label();
        let found = if found.is_none() { "None".to_string() } else { vm.type_name(found) };
        vm.type_error(format!("{function}() {which} must be {expected}, not {found}"))
    }
}

/// A Rust view of a value that either fits or does not: no Python code runs.
pub trait Downcast: Sized {
    /// The view.
    fn downcast(vm: &Vm, value: Value) -> Option<Self>;
    /// What messages call the wanted type.
    fn expected() -> &'static str;
}

impl Downcast for Value {
    #[inline(always)]
    fn downcast(_: &Vm, value: Value) -> Option<Value> {
        Some(value)
    }
    fn expected() -> &'static str {
        "object"
    }
}

impl<T: GcCell> Downcast for Gc<T> {
    #[inline(always)]
    fn downcast(_: &Vm, value: Value) -> Option<Gc<T>> {
        value.cast::<T>()
    }
    fn expected() -> &'static str {
        T::python_name()
    }
}

/// What a method's first parameter can be.
pub trait Receiver: Sized {
    /// Converts self of a method call.
    fn receive(vm: &Vm, this: Value, def: &'static FnDef) -> PyResult<Self>;
    /// Converts self of a slot, getter or setter called `name` of class `owner`.
    fn receive_slot(vm: &Vm, this: Value, name: &'static str, owner: &'static str) -> PyResult<Self>;
}

impl<T: Downcast> Receiver for T {
    #[inline(always)]
    fn receive(vm: &Vm, this: Value, def: &'static FnDef) -> PyResult<T> {
        match T::downcast(vm, this) {
            Some(this) => Ok(this),
            None => Err(wrong_self(vm, this, def)),
        }
    }

    #[inline(always)]
    fn receive_slot(vm: &Vm, this: Value, name: &'static str, owner: &'static str) -> PyResult<T> {
        match T::downcast(vm, this) {
            Some(this) => Ok(this),
            None => Err(wrong_slot_self(vm, this, name, owner)),
        }
    }
}

#[cold]
#[inline(never)]
fn wrong_self(vm: &Vm, this: Value, def: &'static FnDef) -> Raised {
    let (owner, name) = (def.owner.unwrap_or("object"), def.name);
    let found = vm.type_name(this);
    vm.type_error(if def.flags.contains(FnFlags::CLASSMETHOD) {
        format!("descriptor '{name}' for type '{owner}' needs a type, not a '{found}' as arg 2")
    } else {
        format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{found}' object")
    })
}

#[cold]
#[inline(never)]
fn wrong_slot_self(vm: &Vm, this: Value, name: &'static str, owner: &'static str) -> Raised {
    let found = vm.type_name(this);
    vm.type_error(format!("descriptor '{name}' requires a '{owner}' object but received a '{found}'"))
}

/// Self of a struct member.
pub fn member_self<T: Downcast>(vm: &Vm, this: Value, name: &'static str, owner: &'static str) -> PyResult<T> {
    T::downcast(vm, this).ok_or_else(|| {
        let found = vm.type_name(this);
        vm.type_error(format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{found}' object"))
    })
}

/// A parameter type.
pub trait FromValue: Sized {
    /// Converts an argument.
    fn from_value(vm: &Vm, value: Value) -> PyResult<Self>;

    /// Converts argument `at` of a function; differs from [`FromValue::from_value`] in the message only.
    #[inline(always)]
    fn from_arg(vm: &Vm, value: Value, at: ArgAt) -> PyResult<Self> {
        let _ = at;
        Self::from_value(vm, value)
    }

    /// Whether `Option<Self>` takes None as absent.
    const NONE_IS_ABSENT: bool = true;
}

impl FromValue for Value {
    const NONE_IS_ABSENT: bool = false;
    #[inline(always)]
    fn from_value(_: &Vm, value: Value) -> PyResult<Value> {
        Ok(value)
    }
}

impl<T: GcCell> FromValue for Gc<T> {
    #[inline(always)]
    fn from_value(vm: &Vm, value: Value) -> PyResult<Gc<T>> {
        match value.cast::<T>() {
            Some(cell) => Ok(cell),
            None => Err(must_be(vm, T::python_name(), value)),
        }
    }

    #[inline(always)]
    fn from_arg(vm: &Vm, value: Value, at: ArgAt) -> PyResult<Gc<T>> {
        match value.cast::<T>() {
            Some(cell) => Ok(cell),
            None => Err(at.wrong_type(vm, T::python_name(), value)),
        }
    }
}

#[cold]
fn must_be(vm: &Vm, expected: &str, found: Value) -> Raised {
    let found = vm.type_name(found);
    vm.type_error(format!("must be {expected}, not {found}"))
}

impl<T: FromValue> FromValue for Option<T> {
    #[inline(always)]
    fn from_value(vm: &Vm, value: Value) -> PyResult<Option<T>> {
        if T::NONE_IS_ABSENT && value.is_none() { Ok(None) } else { T::from_value(vm, value).map(Some) }
    }
    #[inline(always)]
    fn from_arg(vm: &Vm, value: Value, at: ArgAt) -> PyResult<Option<T>> {
        if T::NONE_IS_ABSENT && value.is_none() { Ok(None) } else { T::from_arg(vm, value, at).map(Some) }
    }
}

impl FromValue for bool {
    fn from_value(vm: &Vm, value: Value) -> PyResult<bool> {
        vm.truth(value)
    }
}

impl FromValue for f64 {
    #[inline]
    fn from_value(vm: &Vm, value: Value) -> PyResult<f64> {
        match value.as_float() {
            Some(f) => Ok(f),
            None => float_slow(vm, value),
        }
    }
}

#[inline(never)]
fn float_slow(vm: &Vm, value: Value) -> PyResult<f64> {
    if let Some(n) = value.as_small() {
        return Ok(n as f64);
    }
    let slots = vm.slots_of(value);
    if let Some(float) = slots.float {
        let result = float(vm, value)?;
        return result.as_float().ok_or_else(|| {
            let (class, found) = (vm.type_name(value), vm.type_name(result));
            vm.type_error(format!("{class}.__float__ returned non-float (type {found})"))
        });
    }
    if slots.index.is_some() {
        let n = to_index(vm, value)?;
        let f = n.as_int().map(|n| n.to_big()).and_then(|n| n.to_f64()).unwrap_or(f64::INFINITY);
        return if f.is_finite() { Ok(f) } else { Err(vm.overflow_error("int too large to convert to float")) };
    }
    Err(must_be(vm, "real number", value))
}

/// The int that `value` is or that its `__index__` gives: "'str' object cannot be interpreted as an integer".
#[inline]
pub fn to_index(vm: &Vm, value: Value) -> PyResult<Value> {
    if value.as_int().is_some() { Ok(value) } else { index_slow(vm, value) }
}

#[inline(never)]
fn index_slow(vm: &Vm, value: Value) -> PyResult<Value> {
    vm.index(value)
}

/// Whether `value` has `__index__` (as ints do).
pub fn is_index(vm: &Vm, value: Value) -> bool {
    value.as_int().is_some() || vm.slots_of(value).index.is_some()
}

macro_rules! from_int {
    ($($t:ty, $c:literal, $unsigned:literal;)*) => { $(
        impl FromValue for $t {
            #[inline]
            fn from_value(vm: &Vm, value: Value) -> PyResult<$t> {
                if let Some(n) = value.as_small()
                    && let Ok(n) = <$t>::try_from(n)
                {
                    return Ok(n);
                }
                let n = to_index(vm, value)?;
                let big = n.as_int().map(|n| n.to_big()).unwrap_or_default();
                <$t>::try_from(&big).map_err(|_| if $unsigned && big.sign() == num_bigint::Sign::Minus {
                    vm.value_error("value must be positive".to_string())
                } else {
                    vm.overflow_error(concat!("Python int too large to convert to C ", $c).to_string())
                })
            }
        }
    )* };
}

from_int! {
    i32, "int", false;
    i64, "long", false;
    isize, "ssize_t", false;
    u16, "unsigned short", true;
    u32, "unsigned int", true;
    u64, "unsigned long", true;
    usize, "size_t", true;
}

impl FromValue for u8 {
    fn from_value(vm: &Vm, value: Value) -> PyResult<u8> {
        let n = to_index(vm, value)?;
        let n = n.as_int().and_then(|n| n.to_i64());
        match n {
            Some(n @ 0..=255) => Ok(n as u8),
            Some(n) if n < 0 => Err(vm.overflow_error("unsigned byte integer is less than minimum")),
            _ => Err(vm.overflow_error("unsigned byte integer is greater than maximum")),
        }
    }
}

impl FromValue for BigInt {
    fn from_value(vm: &Vm, value: Value) -> PyResult<BigInt> {
        Ok(to_index(vm, value)?.as_int().map(|n| n.to_big()).unwrap_or_default())
    }
}

impl FromValue for String {
    fn from_value(vm: &Vm, value: Value) -> PyResult<String> {
        utf8(vm, Gc::<PyStr>::from_value(vm, value)?)
    }
    fn from_arg(vm: &Vm, value: Value, at: ArgAt) -> PyResult<String> {
        utf8(vm, Gc::<PyStr>::from_arg(vm, value, at)?)
    }
}

/// The text, if it has no lone surrogates (else UnicodeEncodeError).
fn utf8(vm: &Vm, s: Gc<PyStr>) -> PyResult<String> {
    match s.as_str() {
        Some(s) => Ok(s.to_string()),
        None => Err(surrogate_error(vm, s)),
    }
}

/// UnicodeEncodeError for the first run of surrogates in `s`.
#[cold]
fn surrogate_error(vm: &Vm, s: Gc<PyStr>) -> Raised {
    let is_surrogate = |c: u32| (0xD800..0xE000).contains(&c);
    let start = s.chars().position(is_surrogate).unwrap_or(0);
    let end = start + s.chars().skip(start).take_while(|&c| is_surrogate(c)).count();
    let args = [
        PyStr::new("utf-8").value(),
        s.value(),
        Value::int(start as i64),
        Value::int(end as i64),
        PyStr::new("surrogates not allowed").value(),
    ];
    vm.raise_new(vm.exc().UnicodeEncodeError, &args)
}

/// An index into a sequence: "cannot fit 'int' into an index-sized integer" when too large.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Index(pub isize);

impl FromValue for Index {
    #[inline]
    fn from_value(vm: &Vm, value: Value) -> PyResult<Index> {
        if let Some(n) = value.as_small() {
            return Ok(Index(n as isize));
        }
        let n = to_index(vm, value)?;
        match n.as_int().and_then(|n| n.to_i64()) {
            Some(n) => Ok(Index(n as isize)),
            None => {
                let class = vm.type_name(value);
                Err(vm.index_error(format!("cannot fit '{class}' into an index-sized integer")))
            }
        }
    }
}

/// A bound of a slice: clipped to the range of isize. (Use `Option<SliceIndex>` where None is allowed.)
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SliceIndex(pub isize);

impl FromValue for SliceIndex {
    #[inline]
    fn from_value(vm: &Vm, value: Value) -> PyResult<SliceIndex> {
        if let Some(n) = value.as_small() {
            return Ok(SliceIndex(n as isize));
        }
        if !is_index(vm, value) {
            return Err(vm.type_error("slice indices must be integers or have an __index__ method"));
        }
        let n = to_index(vm, value)?;
        Ok(SliceIndex(match n.as_int() {
            Some(n) => match n.to_i64() {
                Some(n) => n as isize,
                None if n.is_negative() => isize::MIN,
                None => isize::MAX,
            },
            None => 0,
        }))
    }
}

impl SliceIndex {
    /// As a position in a sequence of `len` items: negative ones count from the end, then clipped to `0..=len`.
    pub fn clip(self, len: usize) -> usize {
        if self.0 < 0 { self.0.saturating_add(len as isize).max(0) as usize } else { (self.0 as usize).min(len) }
    }
}

/// A result type.
pub trait IntoValue {
    /// Converts a result.
    fn into_value(self, vm: &Vm) -> PyResult;
}

macro_rules! into_value {
    ($($t:ty, |$x:ident| $e:expr;)*) => { $(
        impl IntoValue for $t {
            #[inline(always)]
            fn into_value(self, _: &Vm) -> PyResult {
                let $x = self;
                Ok($e)
            }
        }
    )* };
}

into_value! {
    Value, |v| v;
    (), |_v| Value::NONE;
    bool, |v| Value::bool(v);
    i8, |v| Value::small(v.into());
    i16, |v| Value::small(v.into());
    i32, |v| Value::small(v.into());
    i64, |v| Value::int(v);
    isize, |v| Value::int(v as i64);
    u8, |v| Value::small(v.into());
    u16, |v| Value::small(v.into());
    u32, |v| Value::small(v.into());
    u64, |v| Value::uint(v);
    usize, |v| Value::uint(v as u64);
    f64, |v| Value::float(v);
    BigInt, |v| Value::big(v);
    String, |v| PyStr::new(&v).into();
    &str, |v| PyStr::new(v).into();
    Box<str>, |v| PyStr::new(&v).into();
    std::borrow::Cow<'_, str>, |v| PyStr::new(&v).into();
    &[u8], |v| taipan_object::PyBytes::new(v).into();
    Vec<u8>, |v| taipan_object::PyBytes::new(&v).into();
}

impl<T: GcCell> IntoValue for Gc<T> {
    #[inline(always)]
    fn into_value(self, _: &Vm) -> PyResult {
        Ok(self.value())
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    #[inline(always)]
    fn into_value(self, vm: &Vm) -> PyResult {
        match self {
            Some(value) => value.into_value(vm),
            None => Ok(Value::NONE),
        }
    }
}

impl<T: IntoValue> IntoValue for Result<T, Raised> {
    #[inline(always)]
    fn into_value(self, vm: &Vm) -> PyResult {
        self?.into_value(vm)
    }
}

macro_rules! into_tuple {
    ($($name:ident)*) => {
        impl<$($name: IntoValue),*> IntoValue for ($($name,)*) {
            #[allow(non_snake_case)]
            fn into_value(self, vm: &Vm) -> PyResult {
                let ($($name,)*) = self;
                let items = [$($name.into_value(vm)?),*];
                Ok(taipan_object::PyTuple::new(&items).into())
            }
        }
    };
}
into_tuple!(A);
into_tuple!(A B);
into_tuple!(A B C);
into_tuple!(A B C D);
into_tuple!(A B C D E);

/// Conversion of a Rust function's result to what a slot returns: `R` or `PyResult<R>`, `Value` from anything with [`IntoValue`].
pub trait IntoSlot<R> {
    /// Converts.
    fn into_slot(self, vm: &Vm) -> PyResult<R>;
}

impl<T: IntoValue> IntoSlot<Value> for T {
    #[inline(always)]
    fn into_slot(self, vm: &Vm) -> PyResult<Value> {
        self.into_value(vm)
    }
}

impl<T: IntoValue> IntoSlot<Option<Value>> for Option<T> {
    #[inline(always)]
    fn into_slot(self, vm: &Vm) -> PyResult<Option<Value>> {
        self.map(|v| v.into_value(vm)).transpose()
    }
}

impl<T: IntoValue> IntoSlot<Option<Value>> for PyResult<Option<T>> {
    #[inline(always)]
    fn into_slot(self, vm: &Vm) -> PyResult<Option<Value>> {
        self?.map(|v| v.into_value(vm)).transpose()
    }
}

macro_rules! into_slot {
    ($($t:ty),*) => { $(
        impl IntoSlot<$t> for $t {
            #[inline(always)]
            fn into_slot(self, _: &Vm) -> PyResult<$t> {
                Ok(self)
            }
        }
        impl IntoSlot<$t> for PyResult<$t> {
            #[inline(always)]
            fn into_slot(self, _: &Vm) -> PyResult<$t> {
                self
            }
        }
    )* };
}
into_slot!((), bool, i64, usize, super::SendResult, super::Buffer);

/// What a `#[member]` field can be.
pub trait MemberGet {
    /// The attribute's value.
    fn member_get(&self, vm: &Vm) -> PyResult;
}

/// What a `#[member(writable)]` field can be.
pub trait MemberSet: MemberGet {
    /// Sets (or with `None` deletes) the attribute.
    fn member_set(&self, vm: &Vm, value: Option<Value>) -> PyResult<()>;
}

macro_rules! member_copy {
    ($($t:ty),*) => { $(
        impl MemberGet for $t {
            fn member_get(&self, vm: &Vm) -> PyResult { (*self).into_value(vm) }
        }
    )* };
}
member_copy!(Value, bool, i32, i64, isize, u8, u32, u64, usize, f64, &'static str);

impl MemberGet for String {
    fn member_get(&self, vm: &Vm) -> PyResult {
        self.as_str().into_value(vm)
    }
}

impl<T: GcCell> MemberGet for Gc<T> {
    fn member_get(&self, _: &Vm) -> PyResult {
        Ok(self.value())
    }
}

impl<T: MemberGet> MemberGet for Option<T> {
    fn member_get(&self, vm: &Vm) -> PyResult {
        self.as_ref().map_or(Ok(Value::NONE), |v| v.member_get(vm))
    }
}

impl<T: Copy + IntoValue> MemberGet for Cell<T> {
    fn member_get(&self, vm: &Vm) -> PyResult {
        self.get().into_value(vm)
    }
}

impl<T: Copy + IntoValue> MemberGet for Field<T> {
    fn member_get(&self, vm: &Vm) -> PyResult {
        self.get().into_value(vm)
    }
}

impl<T: Copy + IntoValue + FromValue> MemberSet for Cell<T> {
    fn member_set(&self, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.type_error("can't delete numeric/char attribute"));
        };
        self.set(T::from_value(vm, value)?);
        Ok(())
    }
}

impl MemberSet for Field<Value> {
    fn member_set(&self, _: &Vm, value: Option<Value>) -> PyResult<()> {
        self.set(value.unwrap_or(Value::NONE));
        Ok(())
    }
}

impl MemberSet for Field<Option<Value>> {
    fn member_set(&self, _: &Vm, value: Option<Value>) -> PyResult<()> {
        self.set(value);
        Ok(())
    }
}

/// `!=` from the result of `==`.
pub fn invert_eq(vm: &Vm, result: PyResult) -> PyResult {
    match result? {
        Value::NOT_IMPLEMENTED => Ok(Value::NOT_IMPLEMENTED),
        value => Ok(Value::bool(!vm.truth(value)?)),
    }
}

/// The result of a comparison by an ordering of the operands.
pub fn compare(op: CmpOp, ordering: std::cmp::Ordering) -> Value {
    Value::bool(op.holds(ordering))
}

/// A setter without the setting half.
pub fn not_writable(vm: &Vm, this: Value, name: &'static str) -> Raised {
    let class = vm.type_name(this);
    vm.attribute_error(format!("attribute '{name}' of '{class}' objects is not writable"))
}

/// `del` on an attribute that can only be set.
pub fn not_deletable(vm: &Vm, name: &'static str) -> Raised {
    vm.type_error(format!("cannot delete attribute '{name}'"))
}

/// The missing half of a pair of set and delete slots.
pub fn unsupported_assign(vm: &Vm, this: Value, slot: &'static str, delete: bool) -> Raised {
    let class = vm.type_name(this);
    match (slot, delete) {
        ("setitem", false) => vm.type_error(format!("'{class}' object does not support item assignment")),
        ("setitem", true) => vm.type_error(format!("'{class}' object doesn't support item deletion")),
        ("descr_set", false) => vm.attribute_error("__set__"),
        ("descr_set", true) => vm.attribute_error("__delete__"),
        (_, false) => vm.attribute_error(format!("'{class}' object attributes are read-only")),
        (_, true) => vm.attribute_error(format!("'{class}' object attributes cannot be deleted")),
    }
}

/// The `call` entry of definitions that only describe `__new__`, `__init__` and `__call__`.
pub fn not_callable(vm: &Vm, _: super::Args<'_>) -> PyResult {
    Err(vm.system_error("a slot definition was called as a function"))
}

/// Marker so that `Obj<T>` reads well in bounds.
pub fn payload<T: NativeClass>(this: &Obj<T>) -> &T {
    this
}
