//! `bytearray`: bytes that can change. Methods that it shares with `bytes` are in `bytes_methods`.
//!
//! While buffers are out (`exports`) the size is fixed. Slices of the data are never held across Python code.

use super::bytes::{self, Kind, PyBytesIter, cannot_concat, encoded};
use super::bytes_arg;
use super::bytes_methods::{ByteSeq, byte_of, of_bytearray};
use super::prelude::*;
use super::str::NameArg;
use super::{bytes_format, list, support};
use taipan_object::text::{TextError, repr, search};

const BYTEARRAY: Kind = Kind { name: "bytearray", range: "byte must be in range(0, 256)" };

/// Refuses to change the size while buffers are out.
fn check_resizable(vm: &Vm, this: Gc<PyByteArray>) -> PyResult<()> {
    if this.exports.get() > 0 {
        // The views may be dead already.
        vm.collect(taipan_gc::Collection::Major);
    }
    if this.exports.get() > 0 {
        return Err(vm.buffer_error("Existing exports of data: object cannot be re-sized"));
    }
    Ok(())
}

fn reserve(data: &mut Vec<u8>, more: usize) -> PyResult<()> {
    Ok(data.try_reserve(more).map_err(|_| TextError::Memory)?)
}

/// Puts `bytes` in place of the positions `from..to`.
fn splice(vm: &Vm, this: Gc<PyByteArray>, from: usize, to: usize, bytes: &[u8]) -> PyResult<()> {
    if bytes.len() != to - from {
        check_resizable(vm, this)?;
    }
    this.with_mut(|data| {
        reserve(data, bytes.len())?;
        data.splice(from..to, bytes.iter().copied());
        Ok(())
    })
}

/// What can be put into a slice or appended: bytes, or an iterable of ints.
fn bytes_to_assign(vm: &Vm, value: Value) -> PyResult<Vec<u8>> {
    if let Some(bytes) = bytes_arg::copied(vm, value)? {
        return Ok(bytes);
    }
    let slots = vm.slots_of(value);
    if value.is::<PyStr>() || slots.index.is_some() || slots.int.is_some() || slots.float.is_some() {
        return Err(vm.type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)"));
    }
    bytes::collect(vm, value, &BYTEARRAY)
}

fn set_slice(vm: &Vm, this: Gc<PyByteArray>, slice: Gc<PySlice>, value: Option<Value>) -> PyResult<()> {
    let bounds = slice.unpack(vm)?;
    let bytes = match value {
        Some(value) => bytes_to_assign(vm, value)?,
        None => Vec::new(),
    };
    let span = bounds.adjust(this.as_slice().len());
    if span.step == 1 {
        return splice(vm, this, span.start as usize, span.stop as usize, &bytes);
    }
    // Nothing assigned to an extended slice deletes it, too.
    if bytes.is_empty() {
        if span.count == 0 {
            return Ok(());
        }
        check_resizable(vm, this)?;
        let span = span.ascending();
        let (mut at, mut gone) = (0, span.positions().peekable());
        this.with_mut(|data| {
            data.retain(|_| {
                let drop = gone.next_if_eq(&at).is_some();
                at += 1;
                !drop
            });
        });
        return Ok(());
    }
    if bytes.len() != span.count {
        let (n, m) = (bytes.len(), span.count);
        return Err(vm.value_error(format!("attempt to assign bytes of size {n} to extended slice of size {m}")));
    }
    this.with_mut(|data| {
        for (at, b) in span.positions().zip(bytes) {
            data[at] = b;
        }
    });
    Ok(())
}

fn position(vm: &Vm, this: Gc<PyByteArray>, key: Value) -> PyResult<usize> {
    if !vm.has_index(key) {
        let found = support::class_name(vm, key);
        return Err(vm.type_error(format!("bytearray indices must be integers or slices, not {found}")));
    }
    let index = Index::from_value(vm, key)?.0;
    list::position(index, this.as_slice().len()).ok_or_else(|| vm.index_error("bytearray index out of range"))
}

/// Appends the bytes of `value`, which is bytes-like or an iterable of ints.
fn extend(vm: &Vm, this: Gc<PyByteArray>, value: Value) -> PyResult<()> {
    let bytes = match bytes_arg::copied(vm, value)? {
        Some(bytes) => bytes,
        None if value.is::<PyStr>() => {
            return Err(vm.type_error("expected iterable of integers; got: 'str'"));
        }
        None if vm.slots_of(value).iter.is_none() && vm.slots_of(value).getitem.is_none() => {
            let found = support::class_name(vm, value);
            return Err(vm.type_error(format!("can't extend bytearray with {found}")));
        }
        None => {
            let mut out = Vec::new();
            vm.for_each(value, |item| {
                out.push(byte_of(vm, item)?);
                Ok(())
            })?;
            out
        }
    };
    let end = this.as_slice().len();
    splice(vm, this, end, end, &bytes)
}

/// The pickled form: the class, arguments for it, and the attributes.
fn reduce(vm: &Vm, this: Gc<PyByteArray>, protocol: i64) -> PyResult {
    let args = if protocol < 3 {
        let mut text = Vec::new();
        this.as_slice().iter().for_each(|&b| taipan_object::text::wtf8::push(&mut text, b as u32));
        if text.is_empty() { PyTuple::new(&[]) } else { PyTuple::new(&[super::str::new(&text)?, "latin-1".into()]) }
    } else if this.as_slice().is_empty() {
        PyTuple::new(&[])
    } else {
        PyTuple::new(&[PyBytes::make(this.as_slice())?])
    };
    let state = support::state_of(vm, this.value())?;
    Ok(PyTuple::new(&[vm.type_of(this.value()).value(), args.value(), state]).value())
}

/// A mutable sequence of ints from 0 to 255, made from an iterable of ints, a bytes-like object, a count of zeros, or a
/// str and its encoding.
#[pyclass(name = "bytearray", cell = PyByteArray, subclass, unhashable, parts(of_bytearray::ByteArrayMethods))]
pub struct ByteArrayType;

#[pymethods]
impl ByteArrayType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let _ = args;
        Ok(vm.alloc_instance(cls, PyByteArray::new_cell(Vec::new(), vm.instance_shape(cls)))?.value())
    }

    #[pyslot(sig = "(source=b'', encoding='utf-8', errors='strict')")]
    fn __init__(
        this: Gc<PyByteArray>,
        vm: &Vm,
        source: Option<Value>,
        #[default(NameArg(None))] encoding: NameArg,
        #[default(NameArg(None))] errors: NameArg,
    ) -> PyResult<()> {
        if !this.as_slice().is_empty() {
            check_resizable(vm, this)?;
            this.with_mut(Vec::clear);
        }
        let bytes = match (encoded(vm, source, encoding, errors)?, source) {
            (Some(bytes), _) => bytes_arg::copied(vm, bytes)?.unwrap_or_default(),
            (None, Some(source)) => bytes::collect(vm, source, &BYTEARRAY)?,
            (None, None) => return Ok(()),
        };
        check_resizable(vm, this)?;
        this.with_mut(|data| *data = bytes);
        Ok(())
    }

    fn __repr__(this: Gc<PyByteArray>, vm: &Vm) -> PyResult {
        let mut out = support::class_name(vm, this.value()).into_bytes();
        out.push(b'(');
        out.extend(repr::bytes_repr(this.as_slice())?);
        out.push(b')');
        super::str::new(&out)
    }

    fn __str__(this: Gc<PyByteArray>, vm: &Vm) -> PyResult {
        bytes::warn(vm, "str() on a bytearray instance")?;
        Self::__repr__(this, vm)
    }

    fn richcompare(this: Gc<PyByteArray>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        if other.is::<PyStr>() {
            if matches!(op, CmpOp::Eq | CmpOp::Ne) {
                bytes::warn(vm, "Comparison between bytearray and string")?;
            }
            return Ok(Value::NOT_IMPLEMENTED);
        }
        match bytes_arg::view(vm, other)? {
            Some(view) => Ok(compare(op, this.as_slice().cmp(view.as_slice()))),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    fn __len__(this: Gc<PyByteArray>) -> usize {
        this.as_slice().len()
    }

    fn __iter__(this: Gc<PyByteArray>) -> Gc<PyBytesIter> {
        PyBytesIter::new(this.value(), shape::BYTEARRAY_ITER)
    }

    fn __contains__(this: Gc<PyByteArray>, vm: &Vm, value: Value) -> PyResult<bool> {
        bytes::contains(this, vm, value)
    }

    fn __getitem__(this: Gc<PyByteArray>, vm: &Vm, key: Value) -> PyResult {
        match key.cast::<PySlice>() {
            Some(slice) => bytes::slice_of(this, vm, slice),
            None => Ok(Value::small(this.as_slice()[position(vm, this, key)?] as i64)),
        }
    }

    fn __setitem__(this: Gc<PyByteArray>, vm: &Vm, key: Value, value: Option<Value>) -> PyResult<()> {
        if let Some(slice) = key.cast::<PySlice>() {
            return set_slice(vm, this, slice, value);
        }
        let at = position(vm, this, key)?;
        let Some(value) = value else { return splice(vm, this, at, at + 1, b"") };
        let byte = byte_of(vm, value)?;
        // The conversion may have shrunk the array.
        match this.with_mut(|data| data.get_mut(at).map(|b| *b = byte)) {
            Some(()) => Ok(()),
            None => Err(vm.index_error("bytearray index out of range")),
        }
    }

    fn sq_item(this: Gc<PyByteArray>, vm: &Vm, index: isize) -> PyResult {
        match usize::try_from(index).ok().and_then(|at| this.as_slice().get(at)) {
            Some(b) => Ok(Value::small(*b as i64)),
            None => Err(vm.index_error("bytearray index out of range")),
        }
    }

    fn sq_concat(this: Gc<PyByteArray>, vm: &Vm, other: Value) -> PyResult {
        let Some(view) = bytes_arg::view(vm, other)? else { return Err(cannot_concat(vm, other, "bytearray")) };
        let mut out: Vec<u8> = Vec::new();
        reserve(&mut out, this.as_slice().len() + view.as_slice().len())?;
        out.extend_from_slice(this.as_slice());
        out.extend_from_slice(view.as_slice());
        Ok(PyByteArray::new(out).value())
    }

    fn sq_inplace_concat(this: Gc<PyByteArray>, vm: &Vm, other: Value) -> PyResult {
        let Some(bytes) = bytes_arg::copied(vm, other)? else { return Err(cannot_concat(vm, other, "bytearray")) };
        let end = this.as_slice().len();
        splice(vm, this, end, end, &bytes)?;
        Ok(this.value())
    }

    fn sq_repeat(this: Gc<PyByteArray>, n: isize) -> PyResult {
        let n = n.max(0) as usize;
        Ok(PyByteArray::new(search::repeat(this.as_slice(), n)?).value())
    }

    fn sq_inplace_repeat(this: Gc<PyByteArray>, vm: &Vm, n: isize) -> PyResult {
        let repeated = search::repeat(this.as_slice(), n.max(0) as usize)?;
        if repeated.len() != this.as_slice().len() {
            check_resizable(vm, this)?;
            this.with_mut(|data| *data = repeated);
        }
        Ok(this.value())
    }

    fn __mod__(vm: &Vm, a: Value, b: Value) -> PyResult {
        match a.cast::<PyByteArray>() {
            Some(template) => {
                let template = template.as_slice().to_vec();
                Ok(PyByteArray::new(bytes_format::percent(vm, &template, b)?).value())
            }
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    fn __buffer__(this: Gc<PyByteArray>, flags: i32) -> Buffer {
        let _ = flags;
        this.exports.add();
        let (ptr, len) = this.with_mut(|data| (data.as_mut_ptr(), data.len()));
        Buffer::bytes(this.value(), ptr, len, false)
    }

    fn __release_buffer__(this: Gc<PyByteArray>) {
        this.exports.remove();
    }

    /// Number of bytes that are allocated.
    fn __alloc__(this: Gc<PyByteArray>) -> usize {
        this.with_mut(|data| data.capacity())
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyByteArray>, vm: &Vm) -> PyResult {
        reduce(vm, this, 2)
    }

    /// For pickling.
    #[pymethod(sig = "(proto=0, /)")]
    fn __reduce_ex__(this: Gc<PyByteArray>, vm: &Vm, proto: i32) -> PyResult {
        reduce(vm, this, proto as i64)
    }

    /// Memory that the object takes, in bytes.
    fn __sizeof__(this: Gc<PyByteArray>) -> usize {
        size_of::<PyByteArray>() + this.with_mut(|data| data.capacity())
    }

    /// Adds a byte at the end.
    #[pymethod(sig = "(item, /)")]
    fn append(this: Gc<PyByteArray>, vm: &Vm, item: Value) -> PyResult<()> {
        let byte = byte_of(vm, item)?;
        check_resizable(vm, this)?;
        this.with_mut(|data| {
            reserve(data, 1)?;
            data.push(byte);
            Ok(())
        })
    }

    /// Removes all bytes.
    fn clear(this: Gc<PyByteArray>, vm: &Vm) -> PyResult<()> {
        if !this.as_slice().is_empty() {
            check_resizable(vm, this)?;
            this.with_mut(|data| *data = Vec::new());
        }
        Ok(())
    }

    /// A copy.
    fn copy(this: Gc<PyByteArray>) -> PyResult {
        PyByteArray::make(this.as_slice())
    }

    /// Adds the bytes of a bytes-like object or an iterable of ints at the end.
    #[pymethod(sig = "(iterable_of_ints, /)")]
    fn extend(this: Gc<PyByteArray>, vm: &Vm, iterable: Value) -> PyResult<()> {
        extend(vm, this, iterable)
    }

    /// Puts a byte in front of this position.
    #[pymethod(sig = "(index, item, /)")]
    fn insert(this: Gc<PyByteArray>, vm: &Vm, index: isize, item: Value) -> PyResult<()> {
        let byte = byte_of(vm, item)?;
        let at = SliceIndex(index).clip(this.as_slice().len());
        splice(vm, this, at, at, &[byte])
    }

    /// Removes the byte at this position, the last one by default, and gives it back.
    #[pymethod(sig = "(index=-1, /)")]
    fn pop(this: Gc<PyByteArray>, vm: &Vm, index: isize) -> PyResult {
        let len = this.as_slice().len();
        if len == 0 {
            return Err(vm.index_error("pop from empty bytearray"));
        }
        let Some(at) = list::position(index, len) else { return Err(vm.index_error("pop index out of range")) };
        check_resizable(vm, this)?;
        Ok(Value::small(this.with_mut(|data| data.remove(at)) as i64))
    }

    /// Removes the first byte of this value; ValueError if there is none.
    #[pymethod(sig = "(value, /)")]
    fn remove(this: Gc<PyByteArray>, vm: &Vm, value: Value) -> PyResult<()> {
        let byte = byte_of(vm, value)?;
        let Some(at) = search::find(this.as_slice(), &[byte]) else {
            return Err(vm.value_error("value not found in bytearray"));
        };
        splice(vm, this, at, at + 1, b"")
    }

    /// Cuts off bytes at the end or adds zeros.
    #[pymethod(sig = "(size, /)")]
    fn resize(this: Gc<PyByteArray>, vm: &Vm, size: isize) -> PyResult<()> {
        let Ok(size) = usize::try_from(size) else {
            return Err(vm.value_error(format!("Can only resize to positive sizes, got {size}")));
        };
        if size == this.as_slice().len() {
            return Ok(());
        }
        check_resizable(vm, this)?;
        this.with_mut(|data| {
            reserve(data, size.saturating_sub(data.len()))?;
            data.resize(size, 0);
            Ok(())
        })
    }

    /// Reverses the order of the bytes.
    fn reverse(this: Gc<PyByteArray>) {
        this.with_mut(|data| data.reverse());
    }
}

/// Iterator over a bytearray.
#[pyclass(name = "bytearray_iterator", cell = PyBytesIter, no_new)]
pub struct ByteArrayIteratorType;

#[pymethods]
impl ByteArrayIteratorType {
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
