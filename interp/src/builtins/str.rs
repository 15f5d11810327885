//! `str`: construction, operators and subscription, and its iterator. Methods are in `str_methods`, formatting in `str_format`,
//! encodings in `codec`. The algorithms on text are in `taipan_object::text`; results of methods are exactly `str`.

use super::prelude::*;
use super::{codec, list, str_format, str_methods, support};
use taipan_object::num::hash;
use taipan_object::string::char_string;
use taipan_object::text::{TextError, formatspec, percent, repr, search, wtf8};

cell! {
    /// The layout of `str_iterator` objects.
    pub struct PyStrIter: STR_ITER, "str_iterator" {
        /// What is iterated over; `None` once it is exhausted.
        string: Field<Option<Gc<PyStr>>>,
        /// Index of the next character.
        index: Cell<usize>,
        /// Its byte offset.
        offset: Cell<usize>,
    }
}

impl From<TextError> for Raised {
    fn from(e: TextError) -> Raised {
        support::text_error(crate::vm::current(), e)
    }
}

impl From<formatspec::FormatError> for Raised {
    fn from(e: formatspec::FormatError) -> Raised {
        support::format_error(crate::vm::current(), e)
    }
}

impl From<percent::PercentError> for Raised {
    fn from(e: percent::PercentError) -> Raised {
        crate::vm::current().value_error(e.message())
    }
}

/// The empty string.
pub fn empty() -> Value {
    crate::name!("").value()
}

/// A str of this WTF-8 text; empty and one-character ones are shared.
#[inline]
pub fn new(text: &[u8]) -> PyResult {
    match text {
        [] => Ok(empty()),
        [b] => Ok(char_string(*b as u32).value()),
        _ => Ok(PyStr::try_from_wtf8(text)?.value()),
    }
}

/// `s` as exactly a str.
#[inline]
pub fn exact(s: Gc<PyStr>) -> PyResult {
    if s.value().is_exact_str() { Ok(s.value()) } else { new(s.as_bytes()) }
}

/// A str of `part`, which is a piece of the text of `s`: `s` itself if it is all of it.
#[inline]
pub fn piece(s: Gc<PyStr>, part: &[u8]) -> PyResult {
    if part.len() == s.n_bytes() { exact(s) } else { new(part) }
}

/// What a text operation gave: a new text, or `None` for "as it was".
pub fn changed(s: Gc<PyStr>, result: Result<Option<Vec<u8>>, TextError>) -> PyResult {
    match result? {
        Some(text) => new(&text),
        None => exact(s),
    }
}

/// An optional parameter that must be a str (not None) if it is given: a name of an encoding or error handler.
#[derive(Clone, Copy)]
pub struct NameArg(pub Option<Gc<PyStr>>);

impl NameArg {
    fn checked(vm: &Vm, name: Gc<PyStr>) -> PyResult<NameArg> {
        if name.as_str().is_none() {
            return Err(vm.surrogate_error(name));
        }
        if name.as_bytes().contains(&0) {
            return Err(vm.value_error("embedded null character"));
        }
        Ok(NameArg(Some(name)))
    }
}

impl FromValue for NameArg {
    const NONE_IS_ABSENT: bool = false;
    fn from_value(vm: &Vm, value: Value) -> PyResult<NameArg> {
        NameArg::checked(vm, Gc::<PyStr>::from_value(vm, value)?)
    }
    fn from_arg(vm: &Vm, value: Value, at: ArgAt) -> PyResult<NameArg> {
        NameArg::checked(vm, Gc::<PyStr>::from_arg(vm, value, at)?)
    }
}

/// `str(object, encoding, errors)`.
pub fn from_object(vm: &Vm, object: Option<Value>, encoding: NameArg, errors: NameArg) -> PyResult {
    let Some(object) = object else { return Ok(empty()) };
    if encoding.0.is_none() && errors.0.is_none() {
        return Ok(vm.str(object)?.value());
    }
    if object.is::<PyStr>() {
        return Err(vm.type_error("decoding str is not supported"));
    }
    match codec::decode_object(vm, object, encoding.0, errors.0)? {
        Some(text) => Ok(text),
        None => {
            let found = support::class_name(vm, object);
            Err(vm.type_error(format!("decoding to str: need a bytes-like object, {found} found")))
        }
    }
}

/// The text of an object, or that of encoded bytes: str(object) or str(bytes, encoding, errors).
#[pyclass(name = "str", cell = PyStr, subclass, parts(str_methods::StrMethods))]
pub struct StrType;

#[pymethods]
impl StrType {
    #[pyslot(sig = "(object='', encoding='utf-8', errors='strict')", plain_count)]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        object: Option<Value>,
        #[default(NameArg(None))] encoding: NameArg,
        #[default(NameArg(None))] errors: NameArg,
    ) -> PyResult {
        let text = from_object(vm, object, encoding, errors)?;
        if cls == vm.types().str {
            return Ok(text);
        }
        let Some(text) = text.cast::<PyStr>() else { return Ok(text) };
        let made = text.try_subclass(vm.instance_shape(cls), cls.extra_size())?;
        vm.register_finalizer(cls, made.value());
        Ok(made.value())
    }

    fn __repr__(this: Gc<PyStr>) -> PyResult {
        new(&repr::str_repr(this.as_bytes())?)
    }

    fn __str__(this: Gc<PyStr>) -> PyResult {
        exact(this)
    }

    fn __hash__(this: Gc<PyStr>) -> i64 {
        hash::cut(this.hash())
    }

    fn richcompare(this: Gc<PyStr>, other: Value, op: CmpOp) -> Value {
        let Some(other) = other.cast::<PyStr>() else { return Value::NOT_IMPLEMENTED };
        match op {
            CmpOp::Eq => Value::bool(this.equals(&other)),
            CmpOp::Ne => Value::bool(!this.equals(&other)),
            _ => compare(op, this.as_bytes().cmp(other.as_bytes())),
        }
    }

    fn __len__(this: Gc<PyStr>) -> usize {
        this.len()
    }

    fn __iter__(this: Gc<PyStr>) -> Gc<PyStrIter> {
        alloc(PyStrIter {
            header: PyStrIter::header(shape::STR_ITER),
            string: Field::new(Some(this)),
            index: Cell::new(0),
            offset: Cell::new(0),
        })
    }

    fn __contains__(this: Gc<PyStr>, vm: &Vm, value: Value) -> PyResult<bool> {
        let Some(part) = value.cast::<PyStr>() else {
            let found = support::class_name(vm, value);
            return Err(vm.type_error(format!("'in <string>' requires string as left operand, not {found}")));
        };
        Ok(search::find(this.as_bytes(), part.as_bytes()).is_some())
    }

    fn __getitem__(this: Gc<PyStr>, vm: &Vm, key: Value) -> PyResult {
        if let Some(slice) = key.cast::<PySlice>() {
            let span = slice.unpack(vm)?.adjust(this.len());
            if span.count == 0 {
                return Ok(empty());
            }
            let start = span.start as usize;
            if span.step == 1 {
                if span.count == this.len() {
                    return exact(this);
                }
                let (from, to) = (this.byte_offset(start), this.byte_offset(start + span.count));
                return new(&this.as_bytes()[from..to]);
            }
            return new(&wtf8::slice_step(this.as_bytes(), start, span.step, span.count));
        }
        if !vm.has_index(key) {
            let found = support::class_name(vm, key);
            return Err(vm.type_error(format!("string indices must be integers, not '{found}'")));
        }
        match list::position(Index::from_value(vm, key)?.0, this.len()) {
            Some(at) => Ok(char_string(this.char_at(at)).value()),
            None => Err(vm.index_error("string index out of range")),
        }
    }

    fn sq_item(this: Gc<PyStr>, vm: &Vm, index: isize) -> PyResult {
        match usize::try_from(index).ok().filter(|&at| at < this.len()) {
            Some(at) => Ok(char_string(this.char_at(at)).value()),
            None => Err(vm.index_error("string index out of range")),
        }
    }

    fn sq_concat(this: Gc<PyStr>, vm: &Vm, other: Value) -> PyResult {
        let Some(other) = other.cast::<PyStr>() else {
            let class = vm.type_of(other);
            let found = if class.has(ClassFlags::HEAP) { class.name_str() } else { class.full_name() };
            return Err(vm.type_error(format!("can only concatenate str (not \"{found}\") to str")));
        };
        if this.is_empty() {
            return exact(other);
        }
        if other.is_empty() {
            return exact(this);
        }
        if this.len().checked_add(other.len()).is_none_or(|n| n > isize::MAX as usize) {
            return Err(vm.overflow_error("strings are too large to concat"));
        }
        Ok(PyStr::concat(this, other)?.value())
    }

    fn sq_repeat(this: Gc<PyStr>, vm: &Vm, n: isize) -> PyResult {
        let n = n.max(0) as usize;
        if n == 0 || this.is_empty() {
            return Ok(empty());
        }
        if n == 1 {
            return exact(this);
        }
        if this.len().checked_mul(n).is_none_or(|n| n > isize::MAX as usize) {
            return Err(vm.overflow_error("repeated string is too long"));
        }
        new(&search::repeat(this.as_bytes(), n)?)
    }

    fn __mod__(vm: &Vm, a: Value, b: Value) -> PyResult {
        match a.cast::<PyStr>() {
            Some(template) => str_format::percent(vm, template, b),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// The text laid out by a format specifier.
    #[pymethod(sig = "(format_spec, /)")]
    pub fn __format__(this: Gc<PyStr>, vm: &Vm, spec: Gc<PyStr>) -> PyResult {
        if spec.is_empty() {
            return Ok(vm.str(this.value())?.value());
        }
        let name = support::class_name(vm, this.value());
        new(&formatspec::format_str(this.as_bytes(), spec.as_bytes(), &name)?)
    }

    /// Memory that the object takes, in bytes.
    fn __sizeof__(this: Gc<PyStr>) -> usize {
        PyStr::SIZE + this.n_bytes()
    }

    /// For copying.
    fn __getnewargs__(this: Gc<PyStr>) -> PyResult {
        Ok(PyTuple::new(&[exact(this)?]).value())
    }
}

/// Iterator over the characters of a str.
#[pyclass(name = "str_ascii_iterator", cell = PyStrIter, no_new)]
pub struct StrIteratorType;

#[pymethods]
impl StrIteratorType {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PyStrIter>) -> Option<Value> {
        let string = this.string.get()?;
        let at = this.offset.get();
        match wtf8::decode_at(string.as_bytes(), at) {
            Some((c, width)) => {
                this.offset.set(at + width);
                this.index.set(this.index.get() + 1);
                Some(char_string(c).value())
            }
            None => {
                this.string.set(None);
                None
            }
        }
    }

    /// Characters that are left.
    fn __length_hint__(this: Gc<PyStrIter>) -> usize {
        this.string.get().map_or(0, |s| s.len().saturating_sub(this.index.get()))
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyStrIter>, vm: &Vm) -> PyResult {
        let string = this.string.get().map(Gc::value);
        list::reduce_iterator(vm, "iter", string, empty(), this.index.get() as isize)
    }

    /// For unpickling.
    fn __setstate__(this: Gc<PyStrIter>, vm: &Vm, object: Value) -> PyResult<()> {
        let index = support::state_index(vm, object)?;
        if let Some(string) = this.string.get() {
            let index = (index.max(0) as usize).min(string.len());
            this.index.set(index);
            this.offset.set(string.byte_offset(index));
        }
        Ok(())
    }
}
