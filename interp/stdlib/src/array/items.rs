//! Items, slices and operators of `array`, and its construction.

use super::kind::{Class, ElementType};
use super::{Array, ArrayIterator};
use taipan_interp::builtins::slice::PySlice;
use taipan_interp::builtins::support;
use taipan_interp::native::*;

/// The class's name, in messages.
const NAME: &str = "array";

/// The type that a constructor's first argument names.
fn type_argument(vm: &Vm, value: Value) -> PyResult<&'static ElementType> {
    let Some(text) = value.cast::<PyStr>() else {
        let found = vm.type_name(value);
        return Err(vm.type_error(format!("{NAME}() argument 1 must be a unicode character, not {found}")));
    };
    if text.len() != 1 {
        let n = text.len();
        return Err(
            vm.type_error(format!("{NAME}() argument 1 must be a unicode character, not a string of length {n}"))
        );
    }
    ElementType::find(text.char_at(0))
        .ok_or_else(|| vm.value_error("bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)"))
}

fn bad_argument(vm: &Vm) -> Raised {
    vm.type_error("bad argument type for built-in operation")
}

fn key_error(vm: &Vm) -> Raised {
    vm.type_error("array indices must be integers")
}

/// The position that an index means.
fn position(vm: &Vm, this: &Array, key: Value, message: &str) -> PyResult<usize> {
    let Index(index) = Index::from_value(vm, key)?;
    let len = this.count() as isize;
    let at = if index < 0 { index + len } else { index };
    if at < 0 || at >= len { Err(vm.index_error(message)) } else { Ok(at as usize) }
}

/// `array[slice] = other`, or its deletion.
fn assign_slice(vm: &Vm, this: Obj<Array>, slice: Gc<PySlice>, value: Option<Value>) -> PyResult<()> {
    let fresh = match value {
        None => Vec::new(),
        Some(value) => {
            let Some(other) = value.cast::<Native<Array>>() else {
                let found = vm.type_name(value);
                return Err(vm.type_error(format!("can only assign array (not \"{found}\") to array slice")));
            };
            if other.kind != this.kind {
                return Err(bad_argument(vm));
            }
            other.data.borrow().clone()
        }
    };
    let size = this.kind.size;
    let span = slice.unpack(vm)?.adjust(this.count());
    let needed = fresh.len() / size;
    if value.is_none() || span.step == 1 {
        if span.count != needed {
            this.check_resizable(vm)?;
        }
    }
    let mut data = this.data.borrow_mut();
    if span.step == 1 {
        let from = span.start as usize;
        let to = span.stop.max(span.start) as usize;
        data.splice(from * size..to * size, fresh);
        return Ok(());
    }
    if value.is_none() {
        let mut positions: Vec<usize> = span.positions().collect();
        positions.sort_unstable();
        let mut next = positions.iter().peekable();
        let mut kept = Vec::with_capacity(data.len());
        for (i, chunk) in data.chunks_exact(size).enumerate() {
            if next.peek() == Some(&&i) {
                next.next();
            } else {
                kept.extend_from_slice(chunk);
            }
        }
        *data = kept;
        return Ok(());
    }
    if needed != span.count {
        let count = span.count;
        drop(data);
        return Err(
            vm.value_error(format!("attempt to assign array of size {needed} to extended slice of size {count}"))
        );
    }
    for (at, chunk) in span.positions().zip(fresh.chunks_exact(size)) {
        data[at * size..(at + 1) * size].copy_from_slice(chunk);
    }
    Ok(())
}

fn repeated(vm: &Vm, this: &Array, n: isize) -> PyResult<Vec<u8>> {
    let data = this.data.borrow();
    let n = n.max(0) as usize;
    let Some(total) = data.len().checked_mul(n).filter(|&total| total <= isize::MAX as usize) else {
        return Err(vm.memory_error());
    };
    let mut out = Vec::new();
    out.try_reserve_exact(total).map_err(|_| vm.memory_error())?;
    (0..if data.is_empty() { 0 } else { n }).for_each(|_| out.extend_from_slice(&data));
    Ok(out)
}

#[pymethods]
impl Array {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Array>> {
        let own = vm.class::<Array>();
        if args.has_kwargs() && (cls == own || support::same_init(cls, own)) {
            return Err(vm.type_error("array.array() takes no keyword arguments"));
        }
        let given = args.pos.len();
        if given == 0 {
            return Err(vm.type_error("array() takes at least 1 argument (0 given)"));
        }
        if given > 2 {
            return Err(vm.type_error(format!("array() takes at most 2 arguments ({given} given)")));
        }
        let kind = type_argument(vm, args.pos[0])?;
        let letter = kind.letter as char;
        if kind.letter == b'u' {
            super::methods::warn_of_u(vm)?;
        }
        let array = vm.new_native(cls, Array::with_data(kind, Vec::new()))?;
        let Some(&initial) = args.pos.get(1) else { return Ok(array) };
        if let Some(text) = initial.cast::<PyStr>() {
            if kind.class != Class::Char {
                return Err(vm.type_error(format!("cannot use a str to initialize an array with typecode '{letter}'")));
            }
            array.push_text(vm, text)?;
        } else if let Some(other) = initial.cast::<Native<Array>>() {
            if other.kind.class == Class::Char && kind.class != Class::Char {
                return Err(vm.type_error(format!(
                    "cannot use a unicode array to initialize an array with typecode '{letter}'"
                )));
            }
            if other.kind == kind {
                let bytes = other.data.borrow().clone();
                array.push_bytes(vm, &bytes)?;
            } else {
                vm.for_each(initial, |item| array.push(vm, item))?;
            }
        } else if let Some(bytes) = initial.cast::<PyBytes>() {
            array.push_elements(vm, bytes.as_slice())?;
        } else if let Some(bytes) = initial.cast::<PyByteArray>() {
            array.push_elements(vm, bytes.as_slice())?;
        } else {
            vm.for_each(initial, |item| array.push(vm, item))?;
        }
        Ok(array)
    }

    fn __iter__(this: Obj<Array>, vm: &Vm) -> PyResult<Obj<ArrayIterator>> {
        ArrayIterator::start(vm, this)
    }

    fn __len__(&self) -> usize {
        self.count()
    }

    fn __contains__(&self, vm: &Vm, value: Value) -> PyResult<bool> {
        let mut i = 0;
        while let Some(item) = self.value_at(vm, i)? {
            if vm.equal(item, value)? {
                return Ok(true);
            }
            i += 1;
        }
        Ok(false)
    }

    fn sq_item(&self, vm: &Vm, index: isize) -> PyResult {
        let found = usize::try_from(index).map_or(Ok(None), |i| self.value_at(vm, i))?;
        found.ok_or_else(|| vm.index_error("array index out of range"))
    }

    fn __getitem__(this: Obj<Array>, vm: &Vm, key: Value) -> PyResult {
        if let Some(i) = key.as_small().and_then(|i| usize::try_from(i).ok())
            && let Some(value) = this.value_at(vm, i)?
        {
            return Ok(value);
        }
        if let Some(slice) = key.cast::<PySlice>() {
            let (bounds, size) = (slice.unpack(vm)?, this.kind.size);
            let span = bounds.adjust(this.count());
            let data = this.data.borrow();
            let picked = if span.step == 1 {
                data[span.start as usize * size..(span.start as usize + span.count) * size].to_vec()
            } else {
                span.positions().flat_map(|at| data[at * size..(at + 1) * size].iter().copied()).collect()
            };
            drop(data);
            return Ok(Array::fresh(vm, this.kind, picked)?.value());
        }
        if !is_index(vm, key) {
            return Err(key_error(vm));
        }
        let at = position(vm, &this, key, "array index out of range")?;
        Ok(this.value_at(vm, at)?.unwrap_or(Value::NONE))
    }

    fn __setitem__(this: Obj<Array>, vm: &Vm, key: Value, value: Option<Value>) -> PyResult<()> {
        if let Some(slice) = key.cast::<PySlice>() {
            return assign_slice(vm, this, slice, value);
        }
        if !is_index(vm, key) {
            return Err(key_error(vm));
        }
        let size = this.kind.size;
        let at = position(vm, &this, key, "array assignment index out of range")?;
        match value {
            Some(value) => {
                let bytes = this.kind.encode(vm, value)?;
                // The conversion may have run Python code.
                match this.data.borrow_mut().get_mut(at * size..(at + 1) * size) {
                    Some(place) => place.copy_from_slice(&bytes[..size]),
                    None => return Err(vm.index_error("array assignment index out of range")),
                }
            }
            None => {
                this.check_resizable(vm)?;
                this.data.borrow_mut().drain(at * size..(at + 1) * size);
            }
        }
        Ok(())
    }

    fn sq_concat(this: Obj<Array>, vm: &Vm, other: Value) -> PyResult {
        let Some(other_array) = other.cast::<Native<Array>>() else {
            let found = vm.type_name(other);
            return Err(vm.type_error(format!("can only append array (not \"{found}\") to array")));
        };
        if other_array.kind != this.kind {
            return Err(bad_argument(vm));
        }
        let result = Array::fresh(vm, this.kind, this.data.borrow().clone())?;
        let bytes = other_array.data.borrow().clone();
        result.push_bytes(vm, &bytes)?;
        Ok(result.value())
    }

    fn sq_inplace_concat(this: Obj<Array>, vm: &Vm, other: Value) -> PyResult {
        if !other.is::<Native<Array>>() {
            let found = vm.type_name(other);
            return Err(vm.type_error(format!("can only extend array with array (not \"{found}\")")));
        }
        Array::extend(this, vm, other)?;
        Ok(this.value())
    }

    fn sq_repeat(this: Obj<Array>, vm: &Vm, n: isize) -> PyResult {
        let data = repeated(vm, &this, n)?;
        Ok(Array::fresh(vm, this.kind, data)?.value())
    }

    fn sq_inplace_repeat(this: Obj<Array>, vm: &Vm, n: isize) -> PyResult {
        if n != 1 && this.count() > 0 {
            this.check_resizable(vm)?;
        }
        let data = repeated(vm, &this, n)?;
        if this.exports.get() == 0 {
            *this.data.borrow_mut() = data;
        }
        Ok(this.value())
    }

    fn __buffer__(this: Obj<Array>, flags: i32) -> Buffer {
        let _ = flags;
        this.exports.set(this.exports.get() + 1);
        let mut data = this.data.borrow_mut();
        let format = if this.kind.letter == b'u' { b'w' } else { this.kind.letter };
        Buffer {
            owner: this.value(),
            ptr: data.as_mut_ptr(),
            len: data.len(),
            readonly: false,
            format: (format as char).to_string(),
            itemsize: this.kind.size,
            shape: vec![(data.len() / this.kind.size) as isize],
            strides: vec![this.kind.size as isize],
        }
    }

    fn __release_buffer__(this: Obj<Array>) {
        this.exports.set(this.exports.get().saturating_sub(1));
    }

    fn __repr__(this: Obj<Array>, vm: &Vm) -> PyResult {
        let name = support::class_name(vm, this.value());
        let mut out = format!("{name}('{}'", this.kind.letter as char).into_bytes();
        if this.count() > 0 {
            let items = if this.kind.class == Class::Char { this.text(vm)? } else { this.list(vm)?.value() };
            out.extend_from_slice(b", ");
            out.extend_from_slice(vm.repr(items)?.as_bytes());
        }
        out.push(b')');
        support::text(&out)
    }

    fn richcompare(this: Obj<Array>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(other) = other.cast::<Native<Array>>() else { return Ok(Value::NOT_IMPLEMENTED) };
        let (n, m) = (this.count(), other.count());
        if n != m && matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::bool(op == CmpOp::Ne));
        }
        let bytewise = this.kind == other.kind && this.kind.class != Class::Float;
        if bytewise && matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::bool((*this.data.borrow() == *other.data.borrow()) == (op == CmpOp::Eq)));
        }
        let mut i = 0;
        while let (Some(a), Some(b)) = (this.value_at(vm, i)?, other.value_at(vm, i)?) {
            if !vm.compare_bool(a, b, CmpOp::Eq)? {
                return match op {
                    CmpOp::Eq | CmpOp::Ne => Ok(Value::bool(op == CmpOp::Ne)),
                    _ => vm.compare(a, b, op),
                };
            }
            i += 1;
        }
        Ok(support::compare_lengths(this.count(), other.count(), op))
    }
}
