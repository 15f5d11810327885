//! `_struct`: Python values as bytes in the layout of C structs. `format.rs` reads formats, `values.rs` converts single values.

pub mod format;
pub mod values;

use crate::support::kept_class;
use format::Layout;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use taipan_interp::builtins::bytes_arg;
use taipan_interp::native::*;

/// Where `struct.error` is kept.
const ERROR: &str = "struct.error";

/// Raises struct.error.
#[cold]
pub fn struct_error(vm: &Vm, message: &str) -> Raised {
    vm.raise_msg(kept_class(vm, ERROR), message)
}

/// A format, read once: Struct(format).
#[pyclass(name = "Struct", module = "_struct", subclass, weakref)]
pub struct Struct {
    format: Field<Option<Gc<PyStr>>>,
    #[no_trace]
    layout: RefCell<Option<Rc<Layout>>>,
}

/// The text of a format given as str or bytes.
fn format_text(vm: &Vm, format: Value) -> PyResult<Gc<PyStr>> {
    if let Some(text) = format.cast::<PyStr>() {
        if text.is_ascii() {
            return Ok(text);
        }
        return Err(match vm.call_method(format, "encode", &["ascii".into()]) {
            Ok(_) => vm.value_error("format is not ASCII"),
            Err(raised) => raised,
        });
    }
    match format.cast::<PyBytes>() {
        Some(bytes) if bytes.as_slice().is_ascii() => Ok(PyStr::from_wtf8(bytes.as_slice())),
        Some(_) => Err(struct_error(vm, "bad char in struct format")),
        None => {
            let found = vm.type_name(format);
            Err(vm.type_error(format!("Struct() argument 1 must be a str or bytes object, not {found}")))
        }
    }
}

/// The Struct for a format: one that was used lately if possible.
fn cached(vm: &Vm, format: Value) -> PyResult<Obj<Struct>> {
    const CACHE: &str = "_struct.cache";
    const MOST: usize = 100;
    if let Some(made) = format.cast::<Native<Struct>>() {
        return Ok(made);
    }
    let cache = match vm.get_static(CACHE).and_then(|cache| cache.cast::<PyDict>()) {
        Some(cache) => cache,
        None => {
            let cache = vm.new_dict();
            vm.set_static(CACHE, cache.value());
            cache
        }
    };
    let text = format_text(vm, format)?.value();
    if let Some(made) = vm.dict_get(cache, text)?.and_then(|made| made.cast::<Native<Struct>>()) {
        return Ok(made);
    }
    let made = vm.new_object(Struct { format: Field::new(None), layout: RefCell::new(None) })?;
    made.read(vm, text)?;
    if cache.len() >= MOST {
        cache.clear();
    }
    vm.dict_set(cache, text, made.value())?;
    Ok(made)
}

/// Runs `f` on the bytes of `value`, which no Python code changes meanwhile.
fn with_bytes<R>(vm: &Vm, value: Value, f: impl FnOnce(&[u8]) -> PyResult<R>) -> PyResult<R> {
    if let Some(bytes) = value.cast::<PyBytes>() {
        return f(bytes.as_slice());
    }
    if let Some(bytes) = value.cast::<PyByteArray>() {
        return f(bytes.as_slice());
    }
    let Some(get) = vm.slots_of(value).buffer_get else { return Err(bytes_arg::not_bytes_like(vm, value)) };
    let buffer = get(vm, value, 0)?;
    // SAFETY: the exporter keeps the memory until it is released, and `f` runs no Python code.
    let result = match unsafe { buffer.as_slice() } {
        Some(bytes) => f(bytes),
        None => f(&bytes_arg::gather(&buffer)?),
    };
    bytes_arg::release(vm, &buffer)?;
    result
}

impl Struct {
    fn read(&self, vm: &Vm, format: Value) -> PyResult<()> {
        let text = format_text(vm, format)?;
        let layout = format::parse(text.as_bytes()).map_err(|error| struct_error(vm, error.message()))?;
        self.format.set(Some(text));
        *self.layout.borrow_mut() = Some(Rc::new(layout));
        Ok(())
    }

    fn layout(&self, vm: &Vm) -> PyResult<Rc<Layout>> {
        let layout = self.layout.borrow().clone();
        layout.ok_or_else(|| vm.runtime_error("Struct object is not initialized"))
    }

    fn pack_values(&self, vm: &Vm, name: &str, values: &[Value]) -> PyResult<Vec<u8>> {
        let layout = self.layout(vm)?;
        if values.len() != layout.values {
            let (expected, found) = (layout.values, values.len());
            return Err(struct_error(vm, &format!("{name} expected {expected} items for packing (got {found})")));
        }
        let mut out = Vec::new();
        out.try_reserve_exact(layout.size).map_err(|_| vm.memory_error())?;
        out.resize(layout.size, 0);
        let mut values = values.iter();
        for item in &layout.items {
            let places = out[item.offset..item.offset + item.size * item.count].chunks_exact_mut(item.size.max(1));
            if item.size == 0 {
                // An empty string still takes a value.
                if let Some(&value) = values.next() {
                    values::pack(vm, &layout, item, value, &mut [])?;
                }
                continue;
            }
            for (place, &value) in places.zip(values.by_ref()) {
                values::pack(vm, &layout, item, value, place)?;
            }
        }
        Ok(out)
    }

    fn unpack_bytes(layout: &Layout, bytes: &[u8]) -> Value {
        const ON_STACK: usize = 16;
        let values = layout.items.iter().flat_map(|item| {
            (0..item.count).map(move |i| {
                let from = item.offset + i * item.size;
                values::unpack(item, &bytes[from..from + item.size], layout.big_endian)
            })
        });
        if layout.values <= ON_STACK {
            let mut items = [Value::NONE; ON_STACK];
            items.iter_mut().zip(values).for_each(|(slot, value)| *slot = value);
            return PyTuple::new(&items[..layout.values]).value();
        }
        let items = GcVec::new();
        values.for_each(|value| items.push(value));
        PyTuple::new(items.as_slice()).value()
    }

    fn unpack_all(&self, vm: &Vm, buffer: Value) -> PyResult {
        let layout = self.layout(vm)?;
        with_bytes(vm, buffer, |bytes| {
            if bytes.len() != layout.size {
                return Err(struct_error(vm, &format!("unpack requires a buffer of {} bytes", layout.size)));
            }
            Ok(Struct::unpack_bytes(&layout, bytes))
        })
    }

    fn unpack_at(&self, vm: &Vm, buffer: Value, offset: isize) -> PyResult {
        let layout = self.layout(vm)?;
        let size = layout.size as isize;
        with_bytes(vm, buffer, |bytes| {
            let len = bytes.len() as isize;
            let mut at = offset;
            if offset < 0 {
                if offset + size > 0 {
                    let message = format!("not enough data to unpack {size} bytes at offset {offset}");
                    return Err(struct_error(vm, &message));
                }
                at = offset.saturating_add(len);
                if at < 0 {
                    let message = format!("offset {offset} out of range for {len}-byte buffer");
                    return Err(struct_error(vm, &message));
                }
            }
            if len - at < size {
                let need = size as usize + at as usize;
                let message = format!(
                    "unpack_from requires a buffer of at least {need} bytes for unpacking {size} bytes at offset {at} (actual \
                     buffer size is {len})"
                );
                return Err(struct_error(vm, &message));
            }
            Ok(Struct::unpack_bytes(&layout, &bytes[at as usize..(at + size) as usize]))
        })
    }

    /// `args` are the buffer, the offset and the values.
    fn pack_at(&self, vm: &Vm, args: &[Value]) -> PyResult<()> {
        let Some(&target) = args.first() else {
            return Err(struct_error(vm, "pack_into expected buffer argument"));
        };
        let Some(&offset) = args.get(1) else {
            return Err(struct_error(vm, "pack_into expected offset argument"));
        };
        let layout = self.layout(vm)?;
        if args.len() - 2 != layout.values {
            let (expected, found) = (layout.values, args.len() - 2);
            let message = format!("pack_into expected {expected} items for packing (got {found})");
            return Err(struct_error(vm, &message));
        }
        let not_writable = || {
            let found = vm.type_name(target);
            vm.type_error(format!("argument must be read-write bytes-like object, not {found}"))
        };
        let Some(get) = vm.slots_of(target).buffer_get else { return Err(not_writable()) };
        let buffer = match get(vm, target, 1) {
            Ok(buffer) if !buffer.readonly && buffer.is_contiguous() => buffer,
            Ok(buffer) => {
                bytes_arg::release(vm, &buffer)?;
                return Err(not_writable());
            }
            Err(raised) => {
                return Err(if vm.catch(vm.exc().BufferError).is_some() { not_writable() } else { raised });
            }
        };
        let result = self.pack_into_buffer(vm, &buffer, offset, &args[2..], &layout);
        bytes_arg::release(vm, &buffer)?;
        result
    }

    fn pack_into_buffer(
        &self,
        vm: &Vm,
        buffer: &Buffer,
        offset: Value,
        values: &[Value],
        layout: &Layout,
    ) -> PyResult<()> {
        let Index(offset) = Index::from_value(vm, offset)?;
        let (size, len) = (layout.size as isize, buffer.len as isize);
        let mut at = offset;
        if offset < 0 {
            if offset + size > 0 {
                return Err(struct_error(vm, &format!("no space to pack {size} bytes at offset {offset}")));
            }
            at = offset.saturating_add(len);
            if at < 0 {
                return Err(struct_error(vm, &format!("offset {offset} out of range for {len}-byte buffer")));
            }
        }
        if len - at < size {
            let need = size as usize + at as usize;
            let message = format!(
                "pack_into requires a buffer of at least {need} bytes for packing {size} bytes at offset {at} (actual buffer \
                 size is {len})"
            );
            return Err(struct_error(vm, &message));
        }
        let packed = self.pack_values(vm, "pack_into", values)?;
        // SAFETY: the exporter keeps the memory until the buffer is released, nobody else looks at it in this statement, and the
        // range was checked against its length.
        if let Some(bytes) = unsafe { buffer.as_mut_slice() } {
            bytes[at as usize..(at + size) as usize].copy_from_slice(&packed);
        }
        Ok(())
    }

    fn iterate(this: Obj<Struct>, vm: &Vm, buffer: Value) -> PyResult<Obj<UnpackIterator>> {
        let size = this.layout(vm)?.size;
        if size == 0 {
            return Err(struct_error(vm, "cannot iteratively unpack with a struct of length 0"));
        }
        let bytes = match buffer.cast::<PyBytes>() {
            Some(bytes) => bytes,
            None => with_bytes(vm, buffer, |bytes| Ok(PyBytes::new(bytes)))?,
        };
        if bytes.len() % size != 0 {
            let message = format!("iterative unpacking requires a buffer of a multiple of {size} bytes");
            return Err(struct_error(vm, &message));
        }
        vm.new_object(UnpackIterator { layout: this, bytes: Field::new(Some(bytes)), at: Cell::new(0) })
    }
}

#[pymethods]
impl Struct {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Struct>> {
        let _ = args;
        vm.new_native(cls, Struct { format: Field::new(None), layout: RefCell::new(None) })
    }

    #[pyslot(sig = "(format)")]
    fn __init__(&self, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        let given = args.pos.len() + args.kwvals.len();
        if given > 1 {
            return Err(vm.type_error(format!("Struct() takes at most 1 argument ({given} given)")));
        }
        let named = args.kwargs().find(|(name, _)| name.as_str() == Some("format")).map(|(_, value)| value);
        match args.pos.first().copied().or(named) {
            Some(format) => self.read(vm, format),
            None => Err(vm.type_error("Struct() missing required argument 'format' (pos 1)")),
        }
    }

    /// The values as bytes.
    #[pymethod(no_text_signature)]
    fn pack(&self, vm: &Vm, args: Args<'_>) -> PyResult<Gc<PyBytes>> {
        check_no_kwargs(vm, "Struct.pack", args)?;
        Ok(PyBytes::new(&self.pack_values(vm, "pack", args.pos)?))
    }

    /// Writes the values to a buffer: pack_into(buffer, offset, v1, v2, ...).
    #[pymethod(no_text_signature)]
    fn pack_into(&self, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        check_no_kwargs(vm, "Struct.pack_into", args)?;
        self.pack_at(vm, args.pos)
    }

    /// The values in a buffer of exactly the struct's size.
    fn unpack(&self, vm: &Vm, buffer: Value) -> PyResult {
        self.unpack_all(vm, buffer)
    }

    /// The values at an offset of a buffer.
    #[pymethod(sig = "(buffer, offset=0)")]
    fn unpack_from(&self, vm: &Vm, buffer: Value, #[default(Index(0))] offset: Index) -> PyResult {
        self.unpack_at(vm, buffer, offset.0)
    }

    /// An iterator over the structs in a buffer.
    fn iter_unpack(this: Obj<Struct>, vm: &Vm, buffer: Value) -> PyResult<Obj<UnpackIterator>> {
        Struct::iterate(this, vm, buffer)
    }

    /// The format.
    #[getter]
    fn format(&self, vm: &Vm) -> PyResult<Gc<PyStr>> {
        self.format.get().ok_or_else(|| vm.runtime_error("Struct object is not initialized"))
    }

    /// Bytes of the struct.
    #[getter]
    fn size(&self) -> isize {
        self.layout.borrow().as_ref().map_or(-1, |layout| layout.size as isize)
    }

    /// Bytes of memory that the object takes.
    fn __sizeof__(&self) -> usize {
        56 + self.layout.borrow().as_ref().map_or(0, |layout| layout.items.len() * size_of::<format::Item>())
    }

    fn __repr__(this: Obj<Struct>, vm: &Vm) -> PyResult {
        let mut out = taipan_interp::builtins::support::class_name(vm, this.value()).into_bytes();
        out.push(b'(');
        if let Some(format) = this.format.get() {
            out.extend_from_slice(vm.repr(format.value())?.as_bytes());
        }
        out.push(b')');
        taipan_interp::builtins::support::text(&out)
    }
}

/// Iterator over the structs in a buffer.
#[pyclass(name = "unpack_iterator", module = "_struct", no_new)]
pub struct UnpackIterator {
    layout: Obj<Struct>,
    bytes: Field<Option<Gc<PyBytes>>>,
    #[no_trace]
    at: Cell<usize>,
}

#[pymethods]
impl UnpackIterator {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        let Some(bytes) = self.bytes.get() else { return Ok(None) };
        let (layout, at) = (self.layout.layout(vm)?, self.at.get());
        let Some(part) = bytes.as_slice().get(at..at + layout.size) else {
            self.bytes.set(None);
            return Ok(None);
        };
        self.at.set(at + layout.size);
        Ok(Some(Struct::unpack_bytes(&layout, part)))
    }

    /// Structs that are left.
    fn __length_hint__(&self, vm: &Vm) -> PyResult<usize> {
        let size = self.layout.layout(vm)?.size.max(1);
        Ok(self.bytes.get().map_or(0, |bytes| (bytes.len() - self.at.get()) / size))
    }
}

/// Python values as C structs in bytes. A format is an optional sign for byte order, size and alignment (@ native, = native
/// order, < little-endian, > or ! big-endian), then letters with optional counts: x c b B ? h H i I l L q Q n N e f d s p P F D.
#[taipan_interp::native::pymodule(name = "_struct")]
pub mod module {
    use super::{UnpackIterator, cached};
    use crate::support::{exception_class, set_in_module};
    use taipan_interp::native::*;

    #[pyclass]
    use super::Struct;

    /// Forgets the formats that were read.
    #[pyfunction]
    fn _clearcache(vm: &Vm) {
        vm.set_static("_struct.cache", vm.new_dict().value());
    }

    /// Bytes of a struct with this format.
    #[pyfunction]
    fn calcsize(vm: &Vm, format: Value) -> PyResult<isize> {
        let made = cached(vm, format)?;
        made.layout(vm).map(|layout| layout.size as isize)
    }

    fn split<'a>(vm: &Vm, args: Args<'a>, name: &str) -> PyResult<(Obj<Struct>, &'a [Value])> {
        check_no_kwargs(vm, name, args)?;
        match args.pos.split_first() {
            Some((&format, rest)) => Ok((cached(vm, format)?, rest)),
            None => Err(vm.type_error("missing format argument")),
        }
    }

    /// The values as bytes: pack(format, v1, v2, ...).
    #[pyfunction(no_text_signature)]
    fn pack(vm: &Vm, args: Args<'_>) -> PyResult<Gc<PyBytes>> {
        let (made, values) = split(vm, args, "_struct.pack")?;
        Ok(PyBytes::new(&made.pack_values(vm, "pack", values)?))
    }

    /// Writes the values to a buffer: pack_into(format, buffer, offset, v1, v2, ...).
    #[pyfunction(no_text_signature)]
    fn pack_into(vm: &Vm, args: Args<'_>) -> PyResult<()> {
        let (made, rest) = split(vm, args, "_struct.pack_into")?;
        made.pack_at(vm, rest)
    }

    /// The values in a buffer of exactly the struct's size.
    #[pyfunction]
    fn unpack(vm: &Vm, format: Value, buffer: Value) -> PyResult {
        cached(vm, format)?.unpack_all(vm, buffer)
    }

    /// The values at an offset of a buffer.
    #[pyfunction(sig = "(format, /, buffer, offset=0)")]
    fn unpack_from(vm: &Vm, format: Value, buffer: Value, #[default(Index(0))] offset: Index) -> PyResult {
        cached(vm, format)?.unpack_at(vm, buffer, offset.0)
    }

    /// An iterator over the structs in a buffer.
    #[pyfunction]
    fn iter_unpack(vm: &Vm, format: Value, buffer: Value) -> PyResult<Obj<UnpackIterator>> {
        Struct::iterate(cached(vm, format)?, vm, buffer)
    }

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        // Modules that are made again share the class.
        let class = match vm.get_static(super::ERROR) {
            Some(class) => class,
            None => exception_class(vm, "struct", "error", &[vm.exc().Exception], "")?,
        };
        vm.set_static(super::ERROR, class);
        set_in_module(vm, module, "error", class);
        Ok(())
    }
}
