//! The methods of `array`.

use super::Array;
use super::kind::Class;
use taipan_interp::builtins::{bytes_arg, support};
use taipan_interp::native::*;

/// Methods of [`Array`].
pub struct Methods;

impl PyName for Methods {
    const NAME: &'static str = "array";
}

/// Warns that the type code u goes away.
pub fn warn_of_u(vm: &Vm) -> PyResult<()> {
    let text = "The 'u' type code is deprecated and will be removed in Python 3.16";
    vm.warn(vm.exc().DeprecationWarning, text)
}

/// Refuses arrays that hold no characters.
fn check_text(vm: &Vm, this: Obj<Array>, name: &str) -> PyResult<()> {
    if this.kind.class == Class::Char {
        return Ok(());
    }
    Err(vm.value_error(format!("{name}() may only be called on unicode type arrays ('u' or 'w')")))
}

fn find(vm: &Vm, this: Obj<Array>, value: Value, start: usize, stop: usize) -> PyResult<Option<usize>> {
    let mut i = start;
    while i < stop
        && let Some(item) = this.value_at(vm, i)?
    {
        if vm.equal(item, value)? {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

#[pymethods]
impl Methods {
    /// Adds a value at the end.
    fn append(this: Obj<Array>, vm: &Vm, v: Value) -> PyResult<()> {
        this.push(vm, v)
    }

    /// Address and number of the elements.
    fn buffer_info(this: Obj<Array>) -> Value {
        let address = Value::uint(this.data.borrow().as_ptr() as u64);
        PyTuple::new(&[address, Value::uint(this.count() as u64)]).value()
    }

    /// Turns the bytes of each element around.
    fn byteswap(this: Obj<Array>) {
        let size = this.kind.size;
        this.data.borrow_mut().chunks_exact_mut(size).for_each(|element| element.reverse());
    }

    /// Removes all elements.
    fn clear(this: Obj<Array>, vm: &Vm) -> PyResult<()> {
        if this.count() > 0 {
            this.check_resizable(vm)?;
        }
        this.data.borrow_mut().clear();
        Ok(())
    }

    /// How many elements equal the value.
    fn count(this: Obj<Array>, vm: &Vm, v: Value) -> PyResult<usize> {
        let (mut i, mut n) = (0, 0);
        while let Some(item) = this.value_at(vm, i)? {
            n += vm.equal(item, v)? as usize;
            i += 1;
        }
        Ok(n)
    }

    /// Adds the items of an iterable at the end.
    fn extend(this: Obj<Array>, vm: &Vm, bb: Value) -> PyResult<()> {
        Array::extend(this, vm, bb)
    }

    /// Adds elements given as the bytes of a buffer.
    fn frombytes(this: Obj<Array>, vm: &Vm, buffer: Value) -> PyResult<()> {
        let Some(get) = vm.slots_of(buffer).buffer_get else { return Err(bytes_arg::not_bytes_like(vm, buffer)) };
        let view = get(vm, buffer, 0)?;
        let bytes = if view.itemsize == 1 { Some(bytes_arg::gather(&view)?) } else { None };
        bytes_arg::release(vm, &view)?;
        match bytes {
            Some(bytes) => this.push_elements(vm, &bytes),
            None => Err(vm.type_error("a bytes-like object is required")),
        }
    }

    /// Adds n elements read from a file.
    fn fromfile(this: Obj<Array>, vm: &Vm, f: Value, n: isize) -> PyResult<()> {
        let n = usize::try_from(n).map_err(|_| vm.value_error("negative count"))?;
        let Some(wanted) = n.checked_mul(this.kind.size).filter(|&wanted| wanted <= isize::MAX as usize) else {
            return Err(vm.memory_error());
        };
        let read = vm.call_method(f, "read", &[Value::uint(wanted as u64)])?;
        let Some(bytes) = read.cast::<PyBytes>() else {
            return Err(vm.type_error("read() didn't return bytes"));
        };
        this.push_elements(vm, bytes.as_slice())?;
        if bytes.len() == wanted {
            Ok(())
        } else {
            Err(vm.raise_msg(vm.exc().EOFError, "read() didn't return enough bytes"))
        }
    }

    /// Adds the items of a list; all or, after an error, none.
    fn fromlist(this: Obj<Array>, vm: &Vm, list: Value) -> PyResult<()> {
        let Some(list) = list.cast::<PyList>() else { return Err(vm.type_error("arg must be list")) };
        let (n, before) = (list.items.len(), this.data.borrow().len());
        if n > 0 {
            this.check_resizable(vm)?;
        }
        let fill = || {
            for i in 0..n {
                let Some(item) = list.items.get(i).filter(|_| list.items.len() == n) else {
                    return Err(vm.runtime_error("list changed size during iteration"));
                };
                this.push(vm, item)?;
            }
            Ok(())
        };
        fill().inspect_err(|_| this.data.borrow_mut().truncate(before))
    }

    /// Adds the characters of a str.
    fn fromunicode(this: Obj<Array>, vm: &Vm, ustr: Gc<PyStr>) -> PyResult<()> {
        check_text(vm, this, "fromunicode")?;
        this.push_text(vm, ustr)
    }

    /// The first position of the value; ValueError if it is not there.
    #[pymethod(sig = "(v, start=0, stop=sys.maxsize, /)")]
    fn index(
        this: Obj<Array>,
        vm: &Vm,
        v: Value,
        #[default(SliceIndex(0))] start: SliceIndex,
        #[default(SliceIndex(isize::MAX))] stop: SliceIndex,
    ) -> PyResult<usize> {
        let n = this.count();
        let found = find(vm, this, v, start.clip(n), stop.clip(n))?;
        found.ok_or_else(|| vm.value_error("array.index(x): x not in array"))
    }

    /// Inserts a value before the position.
    fn insert(this: Obj<Array>, vm: &Vm, i: isize, v: Value) -> PyResult<()> {
        let bytes = this.kind.encode(vm, v)?;
        this.check_resizable(vm)?;
        let size = this.kind.size;
        let at = SliceIndex(i).clip(this.count()) * size;
        let mut data = this.data.borrow_mut();
        data.splice(at..at, bytes[..size].iter().copied());
        Ok(())
    }

    /// Removes and gives the element at a position, by default the last.
    #[pymethod(sig = "(i=-1, /)")]
    fn pop(this: Obj<Array>, vm: &Vm, #[default(-1)] i: isize) -> PyResult {
        let n = this.count() as isize;
        if n == 0 {
            return Err(vm.index_error("pop from empty array"));
        }
        let at = if i < 0 { i + n } else { i };
        if at < 0 || at >= n {
            return Err(vm.index_error("pop index out of range"));
        }
        let (at, size) = (at as usize, this.kind.size);
        let value = this.value_at(vm, at)?.unwrap_or(Value::NONE);
        this.check_resizable(vm)?;
        this.data.borrow_mut().drain(at * size..(at + 1) * size);
        Ok(value)
    }

    /// Removes the first element that equals the value; ValueError if there is none.
    fn remove(this: Obj<Array>, vm: &Vm, v: Value) -> PyResult<()> {
        let Some(at) = find(vm, this, v, 0, usize::MAX)? else {
            return Err(vm.value_error("array.remove(x): x not in array"));
        };
        this.check_resizable(vm)?;
        let size = this.kind.size;
        let mut data = this.data.borrow_mut();
        if (at + 1) * size <= data.len() {
            data.drain(at * size..(at + 1) * size);
        }
        Ok(())
    }

    /// Turns the order of the elements around.
    fn reverse(this: Obj<Array>) {
        let size = this.kind.size;
        let mut data = this.data.borrow_mut();
        data.reverse();
        data.chunks_exact_mut(size).for_each(|element| element.reverse());
    }

    /// The elements as bytes.
    fn tobytes(this: Obj<Array>) -> PyResult<Gc<PyBytes>> {
        Ok(PyBytes::new(&this.data.borrow()))
    }

    /// Writes the elements to a file.
    fn tofile(this: Obj<Array>, vm: &Vm, f: Value) -> PyResult<()> {
        const BLOCK: usize = 64 * 1024;
        let mut at = 0;
        loop {
            let part = match this.data.borrow().get(at..).filter(|rest| !rest.is_empty()) {
                Some(rest) => PyBytes::new(&rest[..rest.len().min(BLOCK)]),
                None => return Ok(()),
            };
            vm.call_method(f, "write", &[part.value()])?;
            at += BLOCK;
        }
    }

    /// The elements as a list.
    fn tolist(this: Obj<Array>, vm: &Vm) -> PyResult<Gc<PyList>> {
        this.list(vm)
    }

    /// The characters as a str.
    fn tounicode(this: Obj<Array>, vm: &Vm) -> PyResult {
        check_text(vm, this, "tounicode")?;
        this.text(vm)
    }

    /// A copy.
    fn __copy__(this: Obj<Array>, vm: &Vm) -> PyResult<Obj<Array>> {
        let data = this.data.borrow().clone();
        Array::fresh(vm, this.kind, data)
    }

    /// A copy.
    fn __deepcopy__(this: Obj<Array>, vm: &Vm, unused: Value) -> PyResult<Obj<Array>> {
        let _ = unused;
        let data = this.data.borrow().clone();
        Array::fresh(vm, this.kind, data)
    }

    /// For pickling.
    fn __reduce_ex__(this: Obj<Array>, vm: &Vm, value: Value) -> PyResult {
        let Some(protocol) = value.as_int().and_then(|n| n.to_i64()) else {
            return Err(vm.type_error("__reduce_ex__ argument should be an integer"));
        };
        let attributes = vm.get_attr_opt(this.value(), vm.names().__dict__)?.unwrap_or(Value::NONE);
        let class = vm.type_of(this.value()).value();
        let letter = taipan_object::string::char_string(this.kind.letter.into()).value();
        if protocol < 3 {
            let args = PyTuple::new(&[letter, this.list(vm)?.value()]).value();
            return Ok(PyTuple::new(&[class, args, attributes]).value());
        }
        let module = vm.import_module("array")?;
        let rebuild = vm.get_attr_str(module, "_array_reconstructor")?;
        let bytes = PyBytes::new(&this.data.borrow()).value();
        let args = PyTuple::new(&[class, letter, Value::int(this.kind.machine_format().into()), bytes]).value();
        Ok(PyTuple::new(&[rebuild, args, attributes]).value())
    }

    /// Bytes of memory that the array takes.
    fn __sizeof__(this: Obj<Array>) -> usize {
        64 + this.data.borrow().capacity()
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }

    /// The type code.
    #[getter]
    fn typecode(this: Obj<Array>) -> String {
        (this.kind.letter as char).to_string()
    }

    /// Bytes of an element.
    #[getter]
    fn itemsize(this: Obj<Array>) -> usize {
        this.kind.size
    }
}
