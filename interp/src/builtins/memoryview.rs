//! `memoryview`: typed, shaped windows on other objects' memory.
//!
//! All views that descend from one request share a [`Lease`]; the last one that is released (or dies) gives the memory back to
//! its owner. The window is copied out or looked at briefly, never borrowed across Python code.

use super::bytes_arg;
use super::bytes_methods::hex_text;
use super::iterators::PySeqIter;
use super::memory_format::Format;
use super::prelude::*;
use super::support;
use std::rc::Rc;
use taipan_object::num::hash;
use taipan_object::string::hash_bytes;

/// Memory that an owner has handed out.
pub struct Lease {
    buffer: Buffer,
    views: Cell<usize>,
    /// The counter to count down when nobody released the views.
    counter: Option<Rc<Cell<usize>>>,
}

cell! {
    /// The layout of `memoryview` objects.
    pub struct PyMemoryView: MEMORYVIEW, "memoryview" {
        /// What is looked at; `None` once it is released.
        untraced buffer: RefCell<Option<Buffer>>,
        /// Shared with the views made from the same request.
        untraced lease: RefCell<Option<Rc<Lease>>>,
        /// Buffers that were taken from this view.
        untraced exports: Cell<usize>,
        /// The owner of the memory.
        base: Field<Option<Value>>,
    }
}

impl Drop for PyMemoryView {
    fn drop(&mut self) {
        if let Some(lease) = self.lease.get_mut().take() {
            lease.views.set(lease.views.get().saturating_sub(1));
            if lease.views.get() == 0
                && let Some(counter) = &lease.counter
            {
                counter.set(counter.get().saturating_sub(1));
            }
        }
    }
}

#[cold]
fn released(vm: &Vm) -> Raised {
    vm.value_error("operation forbidden on released memoryview object")
}

fn new_view(buffer: Buffer, lease: Rc<Lease>) -> Gc<PyMemoryView> {
    lease.views.set(lease.views.get() + 1);
    let base = lease.buffer.owner;
    alloc_dropped(PyMemoryView {
        header: PyMemoryView::header(shape::MEMORYVIEW),
        buffer: RefCell::new(Some(buffer)),
        lease: RefCell::new(Some(lease)),
        exports: Cell::new(0),
        base: Field::new(Some(base)),
    })
}

/// `memoryview(object)`.
pub fn from_object(vm: &Vm, object: Value, flags: i32) -> PyResult<Gc<PyMemoryView>> {
    if let Some(view) = object.cast::<PyMemoryView>() {
        let (buffer, lease) = (view.window(vm)?, view.lease.borrow().clone());
        return lease.map(|lease| new_view(buffer, lease)).ok_or_else(|| released(vm));
    }
    let Some(get) = vm.slots_of(object).buffer_get else {
        let found = support::class_name(vm, object);
        return Err(vm.type_error(format!("memoryview: a bytes-like object is required, not '{found}'")));
    };
    let buffer = get(vm, object, flags)?;
    let counter = buffer.owner.cast::<PyByteArray>().map(|array| array.exports.counter());
    Ok(new_view(buffer.clone(), Rc::new(Lease { buffer, views: Cell::new(0), counter })))
}

impl PyMemoryView {
    /// A copy of the window's description.
    fn window(&self, vm: &Vm) -> PyResult<Buffer> {
        self.buffer.borrow().clone().ok_or_else(|| released(vm))
    }

    /// Looks at the window; `f` must not run Python code.
    fn with<R>(&self, vm: &Vm, f: impl FnOnce(&Buffer) -> R) -> PyResult<R> {
        match &*self.buffer.borrow() {
            Some(buffer) => Ok(f(buffer)),
            None => Err(released(vm)),
        }
    }

    fn format(&self, vm: &Vm) -> PyResult<Format> {
        match self.with(vm, |b| Format::parse(&b.format).ok_or_else(|| b.format.clone()))? {
            Ok(format) => Ok(format),
            Err(text) => Err(vm.not_implemented_error(format!("memoryview: format {text} not supported"))),
        }
    }

    /// Gives the memory up.
    fn release(&self, vm: &Vm) -> PyResult<()> {
        let n = self.exports.get();
        if n > 0 {
            let s = if n == 1 { "" } else { "s" };
            return Err(vm.buffer_error(format!("memoryview has {n} exported buffer{s}")));
        }
        self.buffer.borrow_mut().take();
        let Some(lease) = self.lease.borrow_mut().take() else { return Ok(()) };
        self.base.set(None);
        lease.views.set(lease.views.get().saturating_sub(1));
        if lease.views.get() == 0 { bytes_arg::release(vm, &lease.buffer) } else { Ok(()) }
    }

    /// A view of the same memory with another window.
    fn derive(&self, vm: &Vm, buffer: Buffer) -> PyResult<Gc<PyMemoryView>> {
        let lease = self.lease.borrow().clone();
        lease.map(|lease| new_view(buffer, lease)).ok_or_else(|| released(vm))
    }
}

/// The bytes of the element at `offset`.
fn element(buffer: &Buffer, offset: isize) -> &[u8] {
    // SAFETY: offsets come from the shape and strides, which stay inside the owner's pinned memory.
    unsafe { std::slice::from_raw_parts(buffer.ptr.offset(offset), buffer.itemsize) }
}

/// Writes the element at `offset`.
fn write(buffer: &Buffer, offset: isize, bytes: &[u8]) {
    // SAFETY: as in `element`; the caller checked that the memory is writable.
    unsafe { std::ptr::copy(bytes.as_ptr(), buffer.ptr.offset(offset), bytes.len().min(buffer.itemsize)) }
}

/// The offsets of all elements in C order.
fn offsets(buffer: &Buffer) -> Vec<isize> {
    let mut all = vec![0];
    for (&extent, &stride) in buffer.shape.iter().zip(&buffer.strides) {
        all = all.into_iter().flat_map(|at| (0..extent).map(move |i| at + i * stride)).collect();
    }
    all
}

fn to_list(buffer: &Buffer, format: Format, dimension: usize, offset: isize) -> Value {
    if dimension == buffer.shape.len() {
        return format.unpack(element(buffer, offset));
    }
    let items = GcVec::new();
    for i in 0..buffer.shape[dimension] {
        items.push(to_list(buffer, format, dimension + 1, offset + i * buffer.strides[dimension]));
    }
    PyList::from_vec(items).value()
}

fn is_fortran(buffer: &Buffer) -> bool {
    let mut expected = buffer.itemsize as isize;
    buffer.shape.iter().zip(&buffer.strides).all(|(&extent, &stride)| {
        let fits = extent <= 1 || stride == expected;
        expected *= extent;
        fits
    })
}

/// The strides of a C-contiguous array.
fn c_strides(shape: &[isize], itemsize: usize) -> Vec<isize> {
    let mut strides = vec![0; shape.len()];
    let mut step = itemsize as isize;
    for (stride, extent) in strides.iter_mut().zip(shape).rev() {
        *stride = step;
        step = step.saturating_mul(*extent);
    }
    strides
}

/// The offset of index `index` in a dimension.
fn step_in(vm: &Vm, buffer: &Buffer, dimension: usize, index: isize) -> PyResult<isize> {
    let extent = buffer.shape[dimension];
    let at = if index < 0 { index.saturating_add(extent) } else { index };
    if at < 0 || at >= extent {
        return Err(vm.index_error(format!("index out of bounds on dimension {}", dimension + 1)));
    }
    Ok(at * buffer.strides[dimension])
}

/// What a subscript means.
enum Target {
    /// The element at this offset.
    Element(isize),
    /// A window.
    Window(Buffer),
}

fn target(vm: &Vm, this: Gc<PyMemoryView>, key: Value) -> PyResult<Target> {
    let ndim = this.with(vm, |b| b.shape.len())?;
    if ndim == 0 {
        let empty = key.cast::<PyTuple>().is_some_and(|t| t.is_empty());
        return if empty {
            Ok(Target::Element(0))
        } else if key == Value::ELLIPSIS {
            Ok(Target::Window(this.window(vm)?))
        } else {
            Err(vm.type_error("invalid indexing of 0-dim memory"))
        };
    }
    if vm.has_index(key) {
        let index = Index::from_value(vm, key)?.0;
        if ndim > 1 {
            return Err(vm.not_implemented_error("multi-dimensional sub-views are not implemented"));
        }
        let found = this.with(vm, |b| step_in(vm, b, 0, index))?;
        return found.map(Target::Element);
    }
    if let Some(slice) = key.cast::<PySlice>() {
        let bounds = slice.unpack(vm)?;
        let mut buffer = this.window(vm)?;
        let span = bounds.adjust(buffer.shape[0] as usize);
        if span.count > 0 {
            // SAFETY: the span lies inside the dimension.
            buffer.ptr = unsafe { buffer.ptr.offset(span.start * buffer.strides[0]) };
        }
        buffer.shape[0] = span.count as isize;
        buffer.strides[0] *= span.step;
        buffer.len = buffer.shape.iter().product::<isize>() as usize * buffer.itemsize;
        return Ok(Target::Window(buffer));
    }
    if let Some(tuple) = key.cast::<PyTuple>() {
        let items = tuple.as_slice();
        if items.iter().all(|item| vm.has_index(*item)) {
            if items.len() > ndim {
                let n = items.len();
                return Err(vm.type_error(format!("cannot index {ndim}-dimension view with {n}-element tuple")));
            }
            if items.len() < ndim {
                return Err(vm.not_implemented_error("sub-views are not implemented"));
            }
            let mut offset = 0;
            for (dimension, item) in items.iter().enumerate() {
                let index = Index::from_value(vm, *item)?.0;
                offset += this.with(vm, |b| step_in(vm, b, dimension, index))??;
            }
            return Ok(Target::Element(offset));
        }
        if items.iter().all(|item| item.is::<PySlice>()) {
            return Err(vm.not_implemented_error("multi-dimensional slicing is not implemented"));
        }
    }
    Err(vm.type_error("memoryview: invalid slice key"))
}

/// Copies the elements of `from` to `to`, which may overlap.
fn assign(vm: &Vm, to: &Buffer, from: &Buffer) -> PyResult<()> {
    let same = to.format.trim_start_matches('@') == from.format.trim_start_matches('@');
    if !same || to.itemsize != from.itemsize || to.shape != from.shape {
        return Err(vm.value_error("memoryview assignment: lvalue and rvalue have different structures"));
    }
    let copy = bytes_arg::gather(from)?;
    for (offset, bytes) in offsets(to).into_iter().zip(copy.chunks(to.itemsize.max(1))) {
        write(to, offset, bytes);
    }
    Ok(())
}

/// Whether two windows show equal arrays.
fn equal(vm: &Vm, a: &Buffer, b: &Buffer) -> PyResult<bool> {
    if a.shape != b.shape {
        return Ok(false);
    }
    let (Some(f), Some(g)) = (Format::parse(&a.format), Format::parse(&b.format)) else {
        return Ok(a.format == b.format && bytes_arg::gather(a)? == bytes_arg::gather(b)?);
    };
    if f == g && !matches!(f.0, b'f' | b'd' | b'e' | b'?') {
        return Ok(bytes_arg::gather(a)? == bytes_arg::gather(b)?);
    }
    for (x, y) in offsets(a).into_iter().zip(offsets(b)) {
        let (x, y) = (f.unpack(element(a, x)), g.unpack(element(b, y)));
        if !vm.compare_bool(x, y, CmpOp::Eq)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The shape that `cast` is given.
fn parse_shape(vm: &Vm, shape: Value) -> PyResult<Vec<isize>> {
    let items = match (shape.cast::<PyList>(), shape.cast::<PyTuple>()) {
        (Some(list), _) => PyTuple::new(list.items.as_slice()),
        (_, Some(tuple)) => tuple,
        _ => return Err(vm.type_error("shape must be a list or a tuple")),
    };
    if items.len() > 64 {
        return Err(vm.value_error("memoryview: number of dimensions must not exceed 64"));
    }
    let mut out = Vec::new();
    for item in items.as_slice() {
        let Some(n) = item.as_int() else {
            return Err(vm.type_error("memoryview.cast(): elements of shape must be integers"));
        };
        match n.to_i64().filter(|&n| n > 0) {
            Some(n) => out.push(n as isize),
            None => return Err(vm.value_error("memoryview.cast(): elements of shape must be integers > 0")),
        }
    }
    Ok(out)
}

fn ints(numbers: &[isize]) -> Value {
    let items: Vec<Value> = numbers.iter().map(|&n| Value::int(n as i64)).collect();
    PyTuple::new(&items).value()
}

/// A view of the memory of an object that supports the buffer protocol.
#[pyclass(name = "memoryview", cell = PyMemoryView, sequence, weakref, text_sig = "(object)")]
pub struct MemoryViewType;

#[pymethods]
impl MemoryViewType {
    #[pyslot(sig = "(object)")]
    fn __new__(_cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult<Gc<PyMemoryView>> {
        from_object(vm, object, buffer::flags::FULL_RO)
    }

    fn __repr__(this: Gc<PyMemoryView>) -> String {
        let state = if this.buffer.borrow().is_some() { "memory" } else { "released memory" };
        format!("<{state} at {:#x}>", this.value().id())
    }

    fn __hash__(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<i64> {
        let readonly = this.with(vm, |b| b.readonly)?;
        if !readonly {
            return Err(vm.value_error("cannot hash writable memoryview object"));
        }
        let format = this.with(vm, |b| Format::parse(&b.format))?;
        if !format.is_some_and(Format::is_byte) {
            return Err(vm.value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'"));
        }
        if let Some(base) = this.base.get() {
            vm.hash(base)?;
        }
        let bytes = this.with(vm, bytes_arg::gather)??;
        Ok(hash::cut(hash_bytes(&bytes)))
    }

    fn richcompare(this: Gc<PyMemoryView>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let result = |same: bool| Ok(Value::bool(same == (op == CmpOp::Eq)));
        if this.buffer.borrow().is_none() {
            return result(this.value() == other);
        }
        let a = this.window(vm)?;
        if let Some(other) = other.cast::<PyMemoryView>() {
            let Some(b) = other.buffer.borrow().clone() else { return result(false) };
            return result(equal(vm, &a, &b)?);
        }
        let Some(get) = vm.slots_of(other).buffer_get else { return Ok(Value::NOT_IMPLEMENTED) };
        let b = get(vm, other, buffer::flags::FULL_RO)?;
        let same = equal(vm, &a, &b);
        bytes_arg::release(vm, &b)?;
        result(same?)
    }

    fn __iter__(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<Gc<PySeqIter>> {
        match this.with(vm, |b| b.shape.len())? {
            0 => return Err(vm.type_error("invalid indexing of 0-dim memory")),
            1 => {}
            _ => return Err(vm.not_implemented_error("multi-dimensional sub-views are not implemented")),
        }
        this.format(vm)?;
        Ok(alloc(PySeqIter {
            header: PySeqIter::header(shape::SEQ_ITER),
            sequence: Field::new(Some(this.value())),
            index: Cell::new(0),
        }))
    }

    fn __buffer__(this: Gc<PyMemoryView>, vm: &Vm, flags: i32) -> PyResult<Buffer> {
        let mut buffer = this.window(vm)?;
        if flags & buffer::flags::WRITABLE != 0 && buffer.readonly {
            return Err(vm.buffer_error("memoryview: underlying buffer is not writable"));
        }
        if flags & buffer::flags::STRIDES != buffer::flags::STRIDES && !buffer.is_contiguous() {
            return Err(vm.buffer_error("memoryview: underlying buffer is not C-contiguous"));
        }
        buffer.owner = this.value();
        this.exports.set(this.exports.get() + 1);
        Ok(buffer)
    }

    fn __release_buffer__(this: Gc<PyMemoryView>) {
        this.exports.set(this.exports.get().saturating_sub(1));
    }

    fn __len__(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<usize> {
        match this.with(vm, |b| b.shape.first().copied())? {
            Some(n) => Ok(n as usize),
            None => Err(vm.type_error("0-dim memory has no length")),
        }
    }

    fn __getitem__(this: Gc<PyMemoryView>, vm: &Vm, key: Value) -> PyResult {
        this.with(vm, |_| ())?;
        match target(vm, this, key)? {
            Target::Element(offset) => {
                let format = this.format(vm)?;
                this.with(vm, |b| format.unpack(element(b, offset)))
            }
            Target::Window(buffer) => Ok(this.derive(vm, buffer)?.value()),
        }
    }

    fn sq_item(this: Gc<PyMemoryView>, vm: &Vm, index: isize) -> PyResult {
        Self::__getitem__(this, vm, Value::int(index as i64))
    }

    fn __setitem__(this: Gc<PyMemoryView>, vm: &Vm, key: Value, value: Option<Value>) -> PyResult<()> {
        let readonly = this.with(vm, |b| b.readonly)?;
        if readonly {
            return Err(vm.type_error("cannot modify read-only memory"));
        }
        let Some(value) = value else { return Err(vm.type_error("cannot delete memory")) };
        match target(vm, this, key)? {
            Target::Element(offset) => {
                let (bytes, n) = this.format(vm)?.pack(vm, value)?;
                // The conversion may have released the view.
                this.with(vm, |b| write(b, offset, &bytes[..n]))
            }
            Target::Window(to) => {
                let Some(get) = vm.slots_of(value).buffer_get else {
                    return Err(bytes_arg::not_bytes_like(vm, value));
                };
                let from = get(vm, value, buffer::flags::FULL_RO)?;
                let done = this.with(vm, |_| ()).and_then(|()| {
                    if to.shape.len() > 1 {
                        let what = "memoryview slice assignments are currently restricted to ndim = 1";
                        return Err(vm.not_implemented_error(what));
                    }
                    assign(vm, &to, &from)
                });
                bytes_arg::release(vm, &from)?;
                done
            }
        }
    }

    /// Gives the memory back to its owner.
    fn release(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<()> {
        PyMemoryView::release(&this, vm)
    }

    /// The memory as bytes, in C order by default.
    #[pymethod(sig = "(order='C')")]
    fn tobytes(this: Gc<PyMemoryView>, vm: &Vm, order: Option<Gc<PyStr>>) -> PyResult<Vec<u8>> {
        let fortran = match order.as_ref().map(|s| s.as_bytes()) {
            None | Some(b"C") => false,
            Some(b"F") => true,
            Some(b"A") => this.with(vm, |b| is_fortran(b) && !b.is_contiguous())?,
            _ => return Err(vm.value_error("order must be 'C', 'F' or 'A'")),
        };
        let mut buffer = this.window(vm)?;
        if fortran {
            buffer.shape.reverse();
            buffer.strides.reverse();
        }
        bytes_arg::gather(&buffer)
    }

    /// The memory in hexadecimal digits, with sep after every bytes_per_sep bytes, counted from the right.
    #[pymethod(sig = "(sep=<unrepresentable>, bytes_per_sep=1)")]
    fn hex(this: Gc<PyMemoryView>, vm: &Vm, sep: Option<Value>, bytes_per_sep: i32) -> PyResult {
        hex_text(vm, || this.with(vm, bytes_arg::gather)?, sep, bytes_per_sep)
    }

    /// The elements, in nested lists.
    fn tolist(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult {
        let format = this.format(vm)?;
        this.with(vm, |b| to_list(b, format, 0, 0))
    }

    /// A view of the same memory with another format or shape.
    #[pymethod(sig = "(format, shape=<unrepresentable>)")]
    fn cast(this: Gc<PyMemoryView>, vm: &Vm, format: Gc<PyStr>, shape: Option<Value>) -> PyResult<Gc<PyMemoryView>> {
        let mut buffer = this.window(vm)?;
        if !buffer.is_contiguous() {
            return Err(vm.type_error("memoryview: casts are restricted to C-contiguous views"));
        }
        if (shape.is_some() || buffer.shape.len() != 1) && buffer.shape.contains(&0) {
            return Err(vm.type_error("memoryview: cannot cast view with zeros in shape or strides"));
        }
        let text = format.to_string_lossy().into_owned();
        let Some(wanted) = Format::parse(&text) else {
            return Err(vm.value_error(
                "memoryview: destination format must be a native single character format prefixed with an optional '@'",
            ));
        };
        let dimensions = shape.map(|s| parse_shape(vm, s)).transpose()?;
        if dimensions.as_ref().is_some_and(|d| d.len() != 1) && buffer.shape.len() != 1 {
            return Err(vm.type_error("memoryview: cast must be 1D -> ND or ND -> 1D"));
        }
        let from_bytes = Format::parse(&buffer.format).is_some_and(Format::is_byte);
        if !from_bytes && !wanted.is_byte() {
            return Err(vm.type_error("memoryview: cannot cast between two non-byte formats"));
        }
        let size = wanted.size().unwrap_or(1);
        if buffer.len % size != 0 {
            return Err(vm.type_error("memoryview: length is not a multiple of itemsize"));
        }
        let dimensions = dimensions.unwrap_or_else(|| vec![(buffer.len / size) as isize]);
        let total = dimensions.iter().try_fold(size as isize, |n, &d| n.checked_mul(d));
        if total != Some(buffer.len as isize) {
            return Err(vm.type_error("memoryview: product(shape) * itemsize != buffer size"));
        }
        buffer.strides = c_strides(&dimensions, size);
        (buffer.format, buffer.itemsize, buffer.shape) = (text, size, dimensions);
        this.derive(vm, buffer)
    }

    /// A read-only view of the same memory.
    fn toreadonly(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<Gc<PyMemoryView>> {
        let mut buffer = this.window(vm)?;
        buffer.readonly = true;
        this.derive(vm, buffer)
    }

    /// A view of an object's memory, asked for with these flags.
    #[classmethod]
    #[pymethod(sig = "(object, flags)")]
    fn _from_flags(_cls: Gc<PyType>, vm: &Vm, object: Value, flags: i32) -> PyResult<Gc<PyMemoryView>> {
        from_object(vm, object, flags)
    }

    /// How many elements equal the value.
    fn count(this: Gc<PyMemoryView>, vm: &Vm, value: Value) -> PyResult<usize> {
        let mut n = 0;
        vm.for_each(this.value(), |item| {
            n += vm.equal(item, value)? as usize;
            Ok(())
        })?;
        Ok(n)
    }

    /// The first position of the value; ValueError if it is not there.
    #[pymethod(sig = "(value, start=0, stop=sys.maxsize, /)")]
    fn index(
        this: Gc<PyMemoryView>,
        vm: &Vm,
        value: Value,
        #[default(SliceIndex(0))] start: SliceIndex,
        #[default(SliceIndex(isize::MAX))] stop: SliceIndex,
    ) -> PyResult<usize> {
        let shape = this.with(vm, |b| b.shape.clone())?;
        let &[len] = shape.as_slice() else {
            return Err(if shape.is_empty() {
                vm.type_error("invalid lookup on 0-dim memory")
            } else {
                vm.not_implemented_error("multi-dimensional lookup is not implemented")
            });
        };
        let (start, stop) = (start.clip(len as usize), stop.clip(len as usize));
        for i in start..stop {
            let item = Self::__getitem__(this, vm, Value::int(i as i64))?;
            if vm.equal(item, value)? {
                return Ok(i);
            }
        }
        Err(vm.value_error("memoryview.index(x): x not found"))
    }

    /// The view itself.
    fn __enter__(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<Gc<PyMemoryView>> {
        this.with(vm, |_| ())?;
        Ok(this)
    }

    /// Releases the view.
    #[pymethod(sig = "(*exc_info)")]
    fn __exit__(this: Gc<PyMemoryView>, vm: &Vm, exc_info: &[Value]) -> PyResult<()> {
        let _ = exc_info;
        PyMemoryView::release(&this, vm)
    }

    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }

    /// The object whose memory it is.
    #[getter]
    fn obj(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<Option<Value>> {
        this.with(vm, |_| ())?;
        Ok(this.base.get())
    }

    /// Size of the memory in bytes, as if it were contiguous.
    #[getter]
    fn nbytes(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<usize> {
        this.with(vm, |b| b.len)
    }

    /// Whether the memory can't be written to.
    #[getter]
    fn readonly(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<bool> {
        this.with(vm, |b| b.readonly)
    }

    /// Size of an element in bytes.
    #[getter]
    fn itemsize(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<usize> {
        this.with(vm, |b| b.itemsize)
    }

    /// The elements' format, as the struct module writes it.
    #[getter]
    fn format(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<String> {
        this.with(vm, |b| b.format.clone())
    }

    /// Number of dimensions.
    #[getter]
    fn ndim(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<usize> {
        this.with(vm, |b| b.shape.len())
    }

    /// Extent of each dimension.
    #[getter]
    fn shape(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult {
        this.with(vm, |b| ints(&b.shape))
    }

    /// Bytes from one element to the next in each dimension.
    #[getter]
    fn strides(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult {
        this.with(vm, |b| ints(&b.strides))
    }

    /// Always empty: arrays of pointers do not occur.
    #[getter]
    fn suboffsets(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult {
        this.with(vm, |_| ints(&[]))
    }

    /// Whether elements lie one after the other in C order.
    #[getter]
    fn c_contiguous(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<bool> {
        this.with(vm, Buffer::is_contiguous)
    }

    /// Whether elements lie one after the other in Fortran order.
    #[getter]
    fn f_contiguous(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<bool> {
        this.with(vm, is_fortran)
    }

    /// Whether elements lie one after the other in C or Fortran order.
    #[getter]
    fn contiguous(this: Gc<PyMemoryView>, vm: &Vm) -> PyResult<bool> {
        this.with(vm, |b| b.is_contiguous() || is_fortran(b))
    }
}
