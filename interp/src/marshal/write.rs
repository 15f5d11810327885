//! Writing: objects to bytes. A first walk counts how often each object occurs, so that only what is referred to gets a
//! number; a second one writes.

use super::{FLAG_REF, MAX_DEPTH};
use crate::builtins::prelude::*;
use std::collections::HashMap;

/// What is known of an object that occurs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// Once so far.
    Once,
    /// Several times; not written yet.
    Often,
    /// Being written; nothing in it may refer to it.
    Open(u32),
    /// Written under this number.
    Written(u32),
}

struct Writer<'a> {
    vm: &'a Vm,
    out: Vec<u8>,
    version: i32,
    allow_code: bool,
    seen: HashMap<u64, Seen>,
    next_ref: u32,
    depth: usize,
}

/// The bytes for `value`.
pub fn dump(vm: &Vm, value: Value, version: i32, allow_code: bool) -> PyResult<Vec<u8>> {
    let mut writer = Writer { vm, out: Vec::new(), version, allow_code, seen: HashMap::new(), next_ref: 0, depth: 0 };
    if version >= 3 {
        writer.count(value)?;
    }
    writer.object(value)?;
    Ok(writer.out)
}

/// Whether `value` has exactly the builtin type of this shape.
fn is(value: Value, shape: u32) -> bool {
    value.is_cell() && value.shape() == shape
}

fn is_singleton(vm: &Vm, value: Value) -> bool {
    !value.is_cell() || value == vm.exc().StopIteration.value()
}

impl Writer<'_> {
    fn unmarshallable(&self) -> Raised {
        self.vm.value_error("unmarshallable object")
    }

    fn enter(&mut self) -> PyResult<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.vm.value_error("object too deeply nested to marshal"));
        }
        self.vm.check_native_stack().map(drop)
    }

    /// Counts `value` and, the first time, its parts.
    fn count(&mut self, value: Value) -> PyResult<()> {
        if is_singleton(self.vm, value) {
            return Ok(());
        }
        if let Some(seen) = self.seen.get_mut(&value.bits()) {
            *seen = Seen::Often;
            return Ok(());
        }
        self.seen.insert(value.bits(), Seen::Once);
        self.enter()?;
        if is(value, shape::TUPLE) || is(value, shape::LIST) || is(value, shape::SET) || is(value, shape::FROZENSET) {
            for item in self.items(value)?.as_slice() {
                self.count(*item)?;
            }
        } else if is(value, shape::DICT)
            && let Some(dict) = value.cast::<PyDict>()
        {
            for (key, value) in dict.copy().iter() {
                self.count(key)?;
                self.count(value)?;
            }
        } else if let Some(slice) = value.cast::<PySlice>() {
            for part in [slice.start, slice.stop, slice.step] {
                self.count(part)?;
            }
        } else if let Some(code) = value.cast::<PyCode>() {
            let texts = [code.filename.get(), code.name, code.qualname];
            for part in [code.consts, code.names, code.localsplusnames] {
                self.count(part.value())?;
            }
            for text in texts {
                self.count(text.value())?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// A snapshot of the items of a sequence or set.
    fn items(&self, value: Value) -> PyResult<Gc<PyTuple>> {
        if let Some(tuple) = value.cast::<PyTuple>() {
            return Ok(tuple);
        }
        if let Some(list) = value.cast::<PyList>() {
            return Ok(PyTuple::new(list.items.as_slice()));
        }
        self.vm.to_tuple(value)
    }

    fn object(&mut self, value: Value) -> PyResult<()> {
        let vm = self.vm;
        let fixed = match value {
            Value::NONE => Some(b'N'),
            Value::TRUE => Some(b'T'),
            Value::FALSE => Some(b'F'),
            Value::ELLIPSIS => Some(b'.'),
            _ if value == vm.exc().StopIteration.value() => Some(b'S'),
            _ => None,
        };
        if let Some(kind) = fixed {
            self.out.push(kind);
            return Ok(());
        }
        self.enter()?;
        let closed = is(value, shape::CODE) || is(value, shape::SLICE) || is(value, shape::FROZENSET);
        let mut flag = 0;
        match self.seen.get(&value.bits()).copied().filter(|_| value.is_cell()) {
            Some(Seen::Written(n)) => {
                self.out.push(b'r');
                self.out.extend(n.to_le_bytes());
                self.depth -= 1;
                return Ok(());
            }
            Some(Seen::Open(_)) => return Err(vm.value_error("unmarshallable object")),
            Some(Seen::Often) => {
                flag = FLAG_REF;
                let n = self.next_ref;
                self.next_ref += 1;
                self.seen.insert(value.bits(), if closed { Seen::Open(n) } else { Seen::Written(n) });
            }
            _ => {}
        }
        self.plain(value, flag)?;
        if closed && let Some(Seen::Open(n)) = self.seen.get(&value.bits()).copied() {
            self.seen.insert(value.bits(), Seen::Written(n));
        }
        self.depth -= 1;
        Ok(())
    }

    fn plain(&mut self, value: Value, flag: u8) -> PyResult<()> {
        let vm = self.vm;
        if value.is_exact_int() {
            return self.int(value, flag);
        }
        if value.is_exact_float() {
            let f = value.as_float().unwrap_or_default();
            self.out.push(if self.version > 1 { b'g' } else { b'f' } | flag);
            return self.float(f);
        }
        if value.is_exact_str()
            && let Some(text) = value.cast::<PyStr>()
        {
            return self.text(text, flag);
        }
        if is(value, shape::COMPLEX)
            && let Some(c) = value.cast::<PyComplex>()
        {
            self.out.push(if self.version > 1 { b'y' } else { b'x' } | flag);
            self.float(c.re)?;
            return self.float(c.im);
        }
        if is(value, shape::BYTES)
            && let Some(bytes) = value.cast::<PyBytes>()
        {
            self.out.push(b's' | flag);
            return self.sized(bytes.as_slice());
        }
        if is(value, shape::TUPLE) || is(value, shape::LIST) {
            return self.sequence(value, flag);
        }
        if is(value, shape::DICT)
            && let Some(dict) = value.cast::<PyDict>()
        {
            self.out.push(b'{' | flag);
            for (key, value) in dict.copy().iter() {
                self.object(key)?;
                self.object(value)?;
            }
            self.out.push(b'0');
            return Ok(());
        }
        if is(value, shape::SET) || is(value, shape::FROZENSET) {
            return self.set(value, flag);
        }
        if let Some(slice) = value.cast::<PySlice>() {
            if self.version < 5 {
                return Err(self.unmarshallable());
            }
            self.out.push(b':' | flag);
            self.object(slice.start)?;
            self.object(slice.stop)?;
            return self.object(slice.step);
        }
        if let Some(code) = value.cast::<PyCode>() {
            return self.code(code, flag);
        }
        match crate::builtins::bytes_arg::copied(vm, value) {
            Ok(Some(bytes)) => {
                self.out.push(b's' | flag);
                self.sized(&bytes)
            }
            Ok(None) => Err(self.unmarshallable()),
            Err(_) => {
                vm.take_raised();
                Err(self.unmarshallable())
            }
        }
    }

    fn size(&mut self, n: usize) -> PyResult<()> {
        let Ok(n) = i32::try_from(n) else { return Err(self.unmarshallable()) };
        self.out.extend(n.to_le_bytes());
        Ok(())
    }

    fn sized(&mut self, bytes: &[u8]) -> PyResult<()> {
        self.size(bytes.len())?;
        self.out.extend_from_slice(bytes);
        Ok(())
    }

    fn int(&mut self, value: Value, flag: u8) -> PyResult<()> {
        let Some(n) = value.as_int() else { return Err(self.unmarshallable()) };
        if let Some(small) = n.to_i64().and_then(|n| i32::try_from(n).ok()) {
            self.out.push(b'i' | flag);
            self.out.extend(small.to_le_bytes());
            return Ok(());
        }
        let big = n.to_big();
        let bytes = big.magnitude().to_bytes_le();
        let digits = (big.bits() as usize).div_ceil(15);
        let Ok(count) = i32::try_from(digits) else { return Err(self.unmarshallable()) };
        self.out.push(b'l' | flag);
        self.out.extend(if n.is_negative() { -count } else { count }.to_le_bytes());
        for i in 0..digits {
            let (byte, bit) = (i * 15 / 8, i * 15 % 8);
            let part = |k: usize| u32::from(bytes.get(byte + k).copied().unwrap_or(0));
            let spread = part(0) | part(1) << 8 | part(2) << 16;
            self.out.extend(((spread >> bit & 0x7FFF) as u16).to_le_bytes());
        }
        Ok(())
    }

    fn float(&mut self, f: f64) -> PyResult<()> {
        if self.version > 1 {
            self.out.extend(f.to_le_bytes());
            return Ok(());
        }
        let text = self.vm.call_method(Value::float(f), "__format__", &[PyStr::new(".17g").value()])?;
        let text = self.vm.str(text)?;
        self.out.push(text.n_bytes() as u8);
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn text(&mut self, text: Gc<PyStr>, flag: u8) -> PyResult<()> {
        let interned = text.is_interned() && self.version >= 3;
        let bytes = text.as_bytes();
        if self.version >= 4 && bytes.is_ascii() {
            if let Ok(n) = u8::try_from(bytes.len()) {
                self.out.extend([if interned { b'Z' } else { b'z' } | flag, n]);
                self.out.extend_from_slice(bytes);
                return Ok(());
            }
            self.out.push(if interned { b'A' } else { b'a' } | flag);
        } else {
            self.out.push(if interned { b't' } else { b'u' } | flag);
        }
        self.sized(bytes)
    }

    fn sequence(&mut self, value: Value, flag: u8) -> PyResult<()> {
        let items = self.items(value)?;
        match u8::try_from(items.len()) {
            Ok(n) if self.version >= 4 && is(value, shape::TUPLE) => self.out.extend([b')' | flag, n]),
            _ => {
                self.out.push(if is(value, shape::TUPLE) { b'(' } else { b'[' } | flag);
                self.size(items.len())?;
            }
        }
        for item in items.as_slice() {
            self.object(*item)?;
        }
        Ok(())
    }

    /// The elements in the order of their own marshalled bytes, so that equal sets give equal bytes.
    fn set(&mut self, value: Value, flag: u8) -> PyResult<()> {
        let items = self.items(value)?;
        self.out.push(if is(value, shape::SET) { b'<' } else { b'>' } | flag);
        self.size(items.len())?;
        if let [only] = items.as_slice() {
            return self.object(*only);
        }
        let mut keyed = Vec::with_capacity(items.len());
        let changed = || value.cast::<PySet>().is_some_and(|set| set.len() != items.len());
        for (i, item) in items.as_slice().iter().enumerate() {
            keyed.push((dump(self.vm, *item, self.version, self.allow_code)?, i));
            // (An element's buffer may be Python code.)
            if changed() {
                return Err(self.vm.runtime_error("set changed size during iteration"));
            }
        }
        keyed.sort();
        for (_, i) in keyed {
            self.object(items.as_slice()[i])?;
        }
        Ok(())
    }

    fn code(&mut self, code: Gc<PyCode>, flag: u8) -> PyResult<()> {
        if !self.allow_code {
            return Err(self.vm.value_error("marshalling code objects is disallowed"));
        }
        let data = code.code.clone();
        self.out.push(b'c' | flag);
        for n in [data.argcount, data.posonlyargcount, data.kwonlyargcount, data.stacksize, data.flags] {
            self.out.extend(n.to_le_bytes());
        }
        self.out.push(b's');
        self.sized(&data.code)?;
        for tuple in [code.consts, code.names, code.localsplusnames] {
            self.object(tuple.value())?;
        }
        self.out.push(b's');
        self.sized(&data.localspluskinds)?;
        for text in [code.filename.get(), code.name, code.qualname] {
            self.object(text.value())?;
        }
        self.out.extend(data.firstlineno.to_le_bytes());
        self.out.push(b's');
        self.sized(&data.linetable)?;
        self.out.push(b's');
        self.sized(&data.exceptiontable)
    }
}
