//! `array`: sequences of numbers or characters of one machine type. `kind.rs` is the table of types, `methods.rs` the type itself,
//! `items.rs` its items and operators.

pub mod items;
pub mod kind;
pub mod methods;

use kind::ElementType;
use std::cell::{Cell, RefCell};
use taipan_interp::native::*;

/// A sequence of elements of one machine type: array(typecode[, initializer]).
#[pyclass(name = "array", module = "array", subclass, weakref, sequence, unhashable, parts(methods::Methods))]
pub struct Array {
    /// The element type.
    #[no_trace]
    pub kind: &'static ElementType,
    /// The elements as bytes. The borrow never lasts while Python code runs.
    #[no_trace]
    pub data: RefCell<Vec<u8>>,
    /// Buffers that are out: the size is fixed meanwhile.
    #[no_trace]
    pub exports: Cell<usize>,
}

impl Array {
    /// An array of these bytes.
    pub fn with_data(kind: &'static ElementType, data: Vec<u8>) -> Array {
        Array { kind, data: RefCell::new(data), exports: Cell::new(0) }
    }

    /// Number of elements.
    #[inline]
    pub fn count(&self) -> usize {
        self.data.borrow().len() / self.kind.size
    }

    /// Element `i` as bytes.
    #[inline]
    fn bytes_at(&self, i: usize) -> Option<[u8; 8]> {
        let (data, size) = (self.data.borrow(), self.kind.size);
        let mut out = [0; 8];
        out[..size].copy_from_slice(data.get(i.checked_mul(size)?..)?.get(..size)?);
        Some(out)
    }

    /// Element `i` as a value.
    #[inline]
    pub fn value_at(&self, vm: &Vm, i: usize) -> PyResult<Option<Value>> {
        self.bytes_at(i).map(|bytes| self.kind.decode(vm, &bytes)).transpose()
    }

    /// Refuses to change the size while buffers are out.
    pub fn check_resizable(&self, vm: &Vm) -> PyResult<()> {
        if self.exports.get() > 0 {
            return Err(vm.buffer_error("cannot resize an array that is exporting buffers"));
        }
        Ok(())
    }

    /// Adds an element at the end.
    pub fn push(&self, vm: &Vm, value: Value) -> PyResult<()> {
        let bytes = self.kind.encode(vm, value)?;
        self.check_resizable(vm)?;
        self.push_bytes(vm, &bytes[..self.kind.size])
    }

    /// Adds bytes at the end.
    pub fn push_bytes(&self, vm: &Vm, bytes: &[u8]) -> PyResult<()> {
        let mut data = self.data.borrow_mut();
        data.try_reserve(bytes.len()).map_err(|_| vm.memory_error())?;
        data.extend_from_slice(bytes);
        Ok(())
    }

    /// Adds whole elements given as bytes.
    pub fn push_elements(&self, vm: &Vm, bytes: &[u8]) -> PyResult<()> {
        if !bytes.len().is_multiple_of(self.kind.size) {
            return Err(vm.value_error("bytes length not a multiple of item size"));
        }
        self.check_resizable(vm)?;
        self.push_bytes(vm, bytes)
    }

    /// Adds the characters of a str.
    pub fn push_text(&self, vm: &Vm, text: Gc<PyStr>) -> PyResult<()> {
        self.check_resizable(vm)?;
        let bytes: Vec<u8> = text.chars().flat_map(u32::to_ne_bytes).collect();
        self.push_bytes(vm, &bytes)
    }

    /// Adds what an iterable gives, or the elements of an array of the same type.
    pub fn extend(this: Obj<Array>, vm: &Vm, items: Value) -> PyResult<()> {
        if let Some(other) = items.cast::<Native<Array>>() {
            if other.kind != this.kind {
                return Err(vm.type_error("can only extend with array of same kind"));
            }
            this.check_resizable(vm)?;
            let bytes = other.data.borrow().clone();
            return this.push_bytes(vm, &bytes);
        }
        vm.for_each(items, |item| this.push(vm, item))
    }

    /// The characters as a str.
    pub fn text(&self, vm: &Vm) -> PyResult {
        let mut out = Vec::new();
        let data = self.data.borrow().clone();
        let (words, _) = data.as_chunks::<4>();
        for word in words {
            let c = u32::from_ne_bytes(*word);
            if c > 0x10ffff || self.kind.letter == b'w' && (0xd800..0xe000).contains(&c) {
                if self.kind.letter == b'u' {
                    return Err(vm.value_error(format!("character U+{c:x} is not in range [U+0000; U+10ffff]")));
                }
                // The codec has the words for what is wrong.
                return vm.call_method(PyBytes::new(&data).value(), "decode", &["utf-32-le".into()]);
            }
            taipan_object::string::push_char(&mut out, c);
        }
        Ok(PyStr::try_from_wtf8(&out)?.value())
    }

    /// The elements as a list.
    pub fn list(&self, vm: &Vm) -> PyResult<Gc<PyList>> {
        let list = PyList::new(&[]);
        list.items.try_reserve(self.count())?;
        let mut i = 0;
        while let Some(value) = self.value_at(vm, i)? {
            list.items.push(value);
            i += 1;
        }
        Ok(list)
    }

    /// A new array of exactly this type.
    pub fn fresh(vm: &Vm, kind: &'static ElementType, data: Vec<u8>) -> PyResult<Obj<Array>> {
        vm.new_object(Array::with_data(kind, data))
    }
}

/// Iterator over the elements of an array.
#[pyclass(name = "arrayiterator", module = "array", no_new)]
pub struct ArrayIterator {
    /// None once it is exhausted.
    array: Field<Option<Obj<Array>>>,
    #[no_trace]
    index: Cell<usize>,
}

impl ArrayIterator {
    /// An iterator over all elements.
    pub fn start(vm: &Vm, array: Obj<Array>) -> PyResult<Obj<ArrayIterator>> {
        vm.new_object(ArrayIterator { array: Field::new(Some(array)), index: Cell::new(0) })
    }
}

#[pymethods]
impl ArrayIterator {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        let Some(array) = self.array.get() else { return Ok(None) };
        let index = self.index.get();
        let value = array.value_at(vm, index)?;
        match value {
            Some(_) => self.index.set(index + 1),
            None => self.array.set(None),
        }
        Ok(value)
    }

    /// For pickling.
    fn __reduce__(&self, vm: &Vm) -> PyResult {
        let iter = taipan_interp::builtins::support::builtin(vm, "iter")?;
        Ok(match self.array.get() {
            Some(array) => {
                let args = PyTuple::new(&[array.value()]).value();
                PyTuple::new(&[iter, args, Value::uint(self.index.get() as u64)]).value()
            }
            None => PyTuple::new(&[iter, PyTuple::new(&[PyTuple::new(&[]).value()]).value()]).value(),
        })
    }

    /// For unpickling.
    fn __setstate__(&self, vm: &Vm, state: isize) -> PyResult<()> {
        let _ = vm;
        if let Some(array) = self.array.get() {
            self.index.set(state.clamp(0, array.count() as isize) as usize);
        }
        Ok(())
    }
}

/// Arrays of machine numbers. Type codes: b B h H i I l L q Q (ints), f d (floats), w (characters; u is deprecated).
#[taipan_interp::native::pymodule(name = "array")]
pub mod module {
    use super::kind::{self, ElementType};
    use crate::structs::format::{Code, Item};
    use crate::structs::values::unpack;
    use crate::support::set_in_module;
    use taipan_interp::native::*;

    #[pyclass]
    use super::Array;

    #[pyattr]
    fn typecodes(_vm: &Vm) -> String {
        kind::TYPES.iter().map(|t| t.letter as char).collect()
    }

    /// For unpickling: an array from the bytes of another machine's array.
    #[pyfunction(sig = "(arraytype, typecode, mformat_code, items, /)")]
    fn _array_reconstructor(vm: &Vm, arraytype: Value, typecode: Value, mformat_code: i32, items: Value) -> PyResult {
        let Some(class) = arraytype.cast::<PyType>() else {
            let found = vm.type_name(arraytype);
            return Err(vm.type_error(format!("_array_reconstructor() argument 1 must be type, not {found}")));
        };
        let Some(letter) = typecode.cast::<PyStr>() else {
            let found = vm.type_name(typecode);
            return Err(
                vm.type_error(format!("_array_reconstructor() argument 2 must be a unicode character, not {found}"))
            );
        };
        if letter.len() != 1 {
            let n = letter.len();
            return Err(vm.type_error(format!(
                "_array_reconstructor(): argument 2 must be a unicode character, not a string of length {n}"
            )));
        }
        if !class.is_subclass(vm.class::<Array>()) {
            let name = class.message_name();
            return Err(vm.type_error(format!("{name} is not a subtype of array.array")));
        }
        let Some(wanted) = ElementType::find(letter.char_at(0)) else {
            return Err(vm.value_error("second argument must be a valid type code"));
        };
        let Some((code, size, big_endian)) = kind::from_machine_format(mformat_code) else {
            return Err(vm.value_error("third argument must be a valid machine format code."));
        };
        let Some(bytes) = items.cast::<PyBytes>() else {
            let found = vm.type_name(items);
            return Err(vm.type_error(format!("fourth argument should be bytes, not {found}")));
        };
        let make = |kind, data| vm.new_native(class, Array::with_data(kind, data)).map(|array| array.value());
        if wanted.machine_format() == mformat_code {
            let array = make(wanted, Vec::new())?;
            if let Some(array) = array.cast::<Native<Array>>() {
                array.push_elements(vm, bytes.as_slice())?;
            }
            return Ok(array);
        }
        if bytes.len() % size != 0 {
            return Err(vm.value_error("string length not a multiple of item size"));
        }
        if code == Code::Char {
            let name = match (size, big_endian) {
                (2, false) => "utf-16-le",
                (2, true) => "utf-16-be",
                (_, false) => "utf-32-le",
                (_, true) => "utf-32-be",
            };
            let text = vm.call_method(items, "decode", &[name.into()])?;
            return vm.call(arraytype, &[typecode, text]);
        }
        // Another size or byte order: the items one by one, in an array with elements of that size if there is one.
        let found = match code {
            Code::Int { signed } => kind::TYPES
                .iter()
                .rfind(|t| t.size == size && t.class == kind::Class::Int { signed })
                .filter(|_| wanted.size != size),
            _ => None,
        };
        let item = Item { code, letter: 0, offset: 0, size, count: 1 };
        let list = PyList::new(&[]);
        bytes.as_slice().chunks_exact(size).for_each(|chunk| list.items.push(unpack(&item, chunk, big_endian)));
        let letter = found.map_or(typecode, |t| taipan_object::string::char_string(t.letter.into()).value());
        vm.call(arraytype, &[letter, list.value()])
    }

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        let class = vm.class::<Array>().value();
        set_in_module(vm, module, "ArrayType", class);
        // Without the library's Python part there is nothing to register with.
        if let Some(abstracts) = vm.ignore(vm.exc().ImportError, vm.import_module("collections.abc"))? {
            let sequence = vm.get_attr_str(abstracts, "MutableSequence")?;
            vm.call_method(sequence, "register", &[class])?;
        }
        Ok(())
    }
}
