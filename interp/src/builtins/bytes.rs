//! `bytes`: construction, operators and subscription, and its iterator. Methods are in `bytes_methods`.

use super::bytes_arg;
use super::bytes_methods::{self, ByteSeq, byte_of};
use super::prelude::*;
use super::str::NameArg;
use super::{bytes_format, codec, list, support};
use taipan_object::num::hash;
use taipan_object::text::{TextError, repr, search};

cell! {
    /// The layout of `bytes_iterator` and `bytearray_iterator` objects.
    pub struct PyBytesIter: BYTES_ITER, "bytes_iterator" {
        /// What is iterated over; `None` once it is exhausted.
        bytes: Field<Option<Value>>,
        /// The next position.
        index: Cell<usize>,
    }
}

impl PyBytesIter {
    /// An iterator at the start of `bytes`.
    pub fn new(bytes: Value, shape: u32) -> Gc<PyBytesIter> {
        alloc(PyBytesIter { header: PyBytesIter::header(shape), bytes: Field::new(Some(bytes)), index: Cell::new(0) })
    }

    fn current(&self) -> Option<Option<u8>> {
        let bytes = self.bytes.get()?;
        let at = self.index.get();
        Some(match (bytes.cast::<PyBytes>(), bytes.cast::<PyByteArray>()) {
            (Some(b), _) => b.as_slice().get(at).copied(),
            (_, Some(b)) => b.as_slice().get(at).copied(),
            _ => None,
        })
    }

    fn total(&self) -> usize {
        match self.bytes.get() {
            Some(v) => match (v.cast::<PyBytes>(), v.cast::<PyByteArray>()) {
                (Some(b), _) => b.len(),
                (_, Some(b)) => b.as_slice().len(),
                _ => 0,
            },
            None => 0,
        }
    }

    /// The next byte.
    pub fn advance(&self) -> Option<Value> {
        match self.current()? {
            Some(b) => {
                self.index.set(self.index.get() + 1);
                Some(Value::small(b as i64))
            }
            None => {
                self.bytes.set(None);
                None
            }
        }
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.total().saturating_sub(self.index.get())
    }

    /// Sets the position, clipped.
    pub fn seek(&self, index: isize) {
        if self.bytes.get().is_some() {
            self.index.set((index.max(0) as usize).min(self.total()));
        }
    }
}

/// What `bytes(object)` and `bytearray(object)` make of a source that is no string: how they differ is in the names.
pub struct Kind {
    /// "bytes" or "bytearray".
    pub name: &'static str,
    /// What an int out of range is told.
    pub range: &'static str,
}

/// `bytes`.
pub const BYTES: Kind = Kind { name: "bytes", range: "bytes must be in range(0, 256)" };

/// The bytes of `value.__bytes__()`; `None` without such a method.
pub fn from_dunder(vm: &Vm, value: Value) -> PyResult<Option<Gc<PyBytes>>> {
    let Some(method) = vm.lookup_special(value, vm.names().__bytes__)? else { return Ok(None) };
    let result = vm.call(method, &[])?;
    match result.cast::<PyBytes>() {
        Some(bytes) => Ok(Some(bytes)),
        None => {
            let found = support::class_name(vm, result);
            Err(vm.type_error(format!("__bytes__ returned non-bytes (type {found})")))
        }
    }
}

/// Checks `source`, `encoding` and `errors` together: the encoded text if the source is a str.
pub fn encoded(vm: &Vm, source: Option<Value>, encoding: NameArg, errors: NameArg) -> PyResult<Option<Value>> {
    let text = source.and_then(|s| s.cast::<PyStr>());
    match (text, encoding.0, errors.0) {
        (Some(text), Some(encoding), errors) => codec::encode(vm, text, Some(encoding), errors).map(Some),
        (Some(_), None, _) => Err(vm.type_error("string argument without an encoding")),
        (None, Some(_), _) => Err(vm.type_error("encoding without a string argument")),
        (None, None, Some(_)) => Err(vm.type_error("errors without a string argument")),
        (None, None, None) => Ok(None),
    }
}

/// Zeros.
pub fn zeros(n: usize) -> PyResult<Vec<u8>> {
    let mut out: Vec<u8> = Vec::new();
    out.try_reserve_exact(n).map_err(|_| TextError::Memory)?;
    out.resize(n, 0);
    Ok(out)
}

/// The bytes of a count, a bytes-like object or an iterable of ints.
pub fn collect(vm: &Vm, source: Value, kind: &Kind) -> PyResult<Vec<u8>> {
    if vm.has_index(source) {
        let n = vm.ignore(vm.exc().TypeError, vm.to_isize(source))?;
        if let Some(n) = n {
            return match usize::try_from(n) {
                Ok(n) => zeros(n),
                Err(_) => Err(vm.value_error("negative count")),
            };
        }
    }
    if let Some(bytes) = bytes_arg::copied(vm, source)? {
        return Ok(bytes);
    }
    if source.is::<PyStr>() || vm.slots_of(source).iter.is_none() && vm.slots_of(source).getitem.is_none() {
        let (found, name) = (support::class_name(vm, source), kind.name);
        return Err(vm.type_error(format!("cannot convert '{found}' object to {name}")));
    }
    let mut out = Vec::new();
    vm.for_each(source, |item| {
        let n = vm.index(item)?;
        match n.as_int().and_then(|n| n.to_i64()).and_then(|n| u8::try_from(n).ok()) {
            Some(b) => {
                out.try_reserve(1).map_err(|_| TextError::Memory)?;
                out.push(b);
                Ok(())
            }
            None => Err(vm.value_error(kind.range)),
        }
    })?;
    Ok(out)
}

/// `bytes(source, encoding, errors)`.
fn from_source(vm: &Vm, source: Option<Value>, encoding: NameArg, errors: NameArg) -> PyResult {
    if let Some(bytes) = encoded(vm, source.filter(|s| !has_bytes_method(vm, *s)), encoding, errors)? {
        return Ok(bytes);
    }
    let Some(source) = source else { return PyBytes::make(b"") };
    if source.is_cell() && source.shape() == shape::BYTES {
        return Ok(source);
    }
    if let Some(bytes) = from_dunder(vm, source)? {
        return Ok(bytes.value());
    }
    PyBytes::make(&collect(vm, source, &BYTES)?)
}

/// A subclass of str with `__bytes__` needs no encoding.
fn has_bytes_method(vm: &Vm, source: Value) -> bool {
    source.is::<PyStr>() && vm.type_of(source).lookup(vm.names().__bytes__).is_some()
}

/// Whether a byte, or a run of bytes, is in `all`.
pub fn contains<T: ByteSeq>(this: Gc<T>, vm: &Vm, value: Value) -> PyResult<bool> {
    if vm.has_index(value) {
        let byte = byte_of(vm, value)?;
        return Ok(this.bytes().contains(&byte));
    }
    let view = bytes_arg::required(vm, value)?;
    Ok(search::find(this.bytes(), view.as_slice()).is_some())
}

/// `sequence * n`.
pub fn repeated(vm: &Vm, bytes: &[u8], n: isize) -> PyResult<Vec<u8>> {
    let n = n.max(0) as usize;
    if bytes.len().checked_mul(n).is_none_or(|n| n > isize::MAX as usize) {
        return Err(vm.overflow_error("repeated bytes are too long"));
    }
    Ok(search::repeat(bytes, n)?)
}

/// "can't concat str to bytes"
pub fn cannot_concat(vm: &Vm, other: Value, name: &str) -> Raised {
    let found = support::class_name(vm, other);
    vm.type_error(format!("can't concat {found} to {name}"))
}

/// BytesWarning, if `-b` asks for it.
pub fn warn(vm: &Vm, message: &str) -> PyResult<()> {
    if vm.config.borrow().bytes_warning > 0 { vm.warn(vm.exc().BytesWarning, message) } else { Ok(()) }
}

/// The bytes that a slice selects.
pub fn slice_of<T: ByteSeq>(this: Gc<T>, vm: &Vm, slice: Gc<PySlice>) -> PyResult {
    let bounds = slice.unpack(vm)?;
    let all = this.bytes();
    let span = bounds.adjust(all.len());
    if span.count == 0 {
        return T::make(b"");
    }
    if span.step == 1 {
        let from = span.start as usize;
        return if span.count == all.len() { T::same(this) } else { T::make(&all[from..from + span.count]) };
    }
    let mut out = Vec::new();
    out.try_reserve_exact(span.count).map_err(|_| TextError::Memory)?;
    out.extend(span.positions().map(|i| all[i]));
    T::make(&out)
}

/// An immutable sequence of ints from 0 to 255, made from an iterable of ints, a bytes-like object, a count of zeros, or
/// a str and its encoding.
#[pyclass(name = "bytes", cell = PyBytes, subclass, parts(bytes_methods::BytesMethods))]
pub struct BytesType;

#[pymethods]
impl BytesType {
    #[pyslot(sig = "(source=b'', encoding='utf-8', errors='strict')")]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        source: Option<Value>,
        #[default(NameArg(None))] encoding: NameArg,
        #[default(NameArg(None))] errors: NameArg,
    ) -> PyResult {
        let made = from_source(vm, source, encoding, errors)?;
        let Some(bytes) = made.cast::<PyBytes>().filter(|_| cls != vm.types().bytes) else { return Ok(made) };
        let made = PyBytes::try_new(bytes.as_slice(), vm.instance_shape(cls), cls.extra_size())?;
        vm.register_finalizer(cls, made.value());
        Ok(made.value())
    }

    fn __repr__(this: Gc<PyBytes>) -> PyResult {
        super::str::new(&repr::bytes_repr(this.as_slice())?)
    }

    fn __str__(this: Gc<PyBytes>, vm: &Vm) -> PyResult {
        warn(vm, "str() on a bytes instance")?;
        super::str::new(&repr::bytes_repr(this.as_slice())?)
    }

    fn __hash__(this: Gc<PyBytes>) -> i64 {
        hash::cut(this.hash())
    }

    fn richcompare(this: Gc<PyBytes>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(other) = other.cast::<PyBytes>() else {
            if matches!(op, CmpOp::Eq | CmpOp::Ne) {
                if other.is::<PyStr>() {
                    warn(vm, "Comparison between bytes and string")?;
                } else if other.as_int().is_some() {
                    warn(vm, "Comparison between bytes and int")?;
                }
            }
            return Ok(Value::NOT_IMPLEMENTED);
        };
        Ok(compare(op, this.as_slice().cmp(other.as_slice())))
    }

    fn __len__(this: Gc<PyBytes>) -> usize {
        this.len()
    }

    fn __iter__(this: Gc<PyBytes>) -> Gc<PyBytesIter> {
        PyBytesIter::new(this.value(), shape::BYTES_ITER)
    }

    fn __contains__(this: Gc<PyBytes>, vm: &Vm, value: Value) -> PyResult<bool> {
        contains(this, vm, value)
    }

    fn __getitem__(this: Gc<PyBytes>, vm: &Vm, key: Value) -> PyResult {
        if let Some(slice) = key.cast::<PySlice>() {
            return slice_of(this, vm, slice);
        }
        if !vm.has_index(key) {
            let found = support::class_name(vm, key);
            return Err(vm.type_error(format!("byte indices must be integers or slices, not {found}")));
        }
        match list::position(Index::from_value(vm, key)?.0, this.len()) {
            Some(at) => Ok(Value::small(this.as_slice()[at] as i64)),
            None => Err(vm.index_error("index out of range")),
        }
    }

    fn sq_item(this: Gc<PyBytes>, vm: &Vm, index: isize) -> PyResult {
        match usize::try_from(index).ok().and_then(|at| this.as_slice().get(at)) {
            Some(b) => Ok(Value::small(*b as i64)),
            None => Err(vm.index_error("index out of range")),
        }
    }

    fn sq_concat(this: Gc<PyBytes>, vm: &Vm, other: Value) -> PyResult {
        let Some(view) = bytes_arg::view(vm, other)? else { return Err(cannot_concat(vm, other, "bytes")) };
        let (a, b) = (this.as_slice(), view.as_slice());
        if a.is_empty()
            && let Some(other) = other.cast::<PyBytes>()
        {
            return PyBytes::same(other);
        }
        if b.is_empty() {
            return PyBytes::same(this);
        }
        let mut out: Vec<u8> = Vec::new();
        out.try_reserve_exact(a.len() + b.len()).map_err(|_| TextError::Memory)?;
        out.extend_from_slice(a);
        out.extend_from_slice(b);
        PyBytes::make(&out)
    }

    fn sq_repeat(this: Gc<PyBytes>, vm: &Vm, n: isize) -> PyResult {
        if n == 1 {
            return PyBytes::same(this);
        }
        PyBytes::make(&repeated(vm, this.as_slice(), n)?)
    }

    fn __mod__(vm: &Vm, a: Value, b: Value) -> PyResult {
        match a.cast::<PyBytes>() {
            Some(template) => PyBytes::make(&bytes_format::percent(vm, template.as_slice(), b)?),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    fn __buffer__(this: Gc<PyBytes>, vm: &Vm, flags: i32) -> PyResult<Buffer> {
        if flags & buffer::flags::WRITABLE != 0 {
            return Err(vm.buffer_error("Object is not writable."));
        }
        let bytes = this.as_slice();
        Ok(Buffer::bytes(this.value(), bytes.as_ptr() as *mut u8, bytes.len(), true))
    }

    /// For copying.
    fn __getnewargs__(this: Gc<PyBytes>) -> PyResult {
        Ok(PyTuple::new(&[PyBytes::same(this)?]).value())
    }

    /// The same as exactly a bytes object.
    fn __bytes__(this: Gc<PyBytes>) -> PyResult {
        PyBytes::same(this)
    }

    /// Memory that the object takes, in bytes.
    fn __sizeof__(this: Gc<PyBytes>) -> usize {
        this.area_offset()
    }
}

/// Iterator over bytes.
#[pyclass(name = "bytes_iterator", cell = PyBytesIter, no_new)]
pub struct BytesIteratorType;

#[pymethods]
impl BytesIteratorType {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(this: Gc<PyBytesIter>) -> Option<Value> {
        this.advance()
    }

    /// Bytes that are left.
    fn __length_hint__(this: Gc<PyBytesIter>) -> usize {
        this.left()
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyBytesIter>, vm: &Vm) -> PyResult {
        list::reduce_iterator(vm, "iter", this.bytes.get(), PyTuple::new(&[]).value(), this.index.get() as isize)
    }

    /// For unpickling.
    fn __setstate__(this: Gc<PyBytesIter>, vm: &Vm, object: Value) -> PyResult<()> {
        this.seek(support::state_index(vm, object)?);
        Ok(())
    }
}
