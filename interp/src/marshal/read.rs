//! Reading: bytes (or a file object's) to objects. Objects are made directly; recursion is bounded by `MAX_DEPTH`.

use super::{FLAG_REF, MAX_DEPTH};
use crate::builtins::prelude::*;
use num_bigint::Sign;
use std::sync::Arc;
use taipan_bytecode::{Code, WStr};
use taipan_object::num::float_parse;

/// Where the bytes come from.
pub enum Source<'a> {
    /// Memory that cannot change meanwhile.
    Memory(&'a [u8]),
    /// An object with `readinto`.
    File(Value),
}

struct Reader<'a> {
    vm: &'a Vm,
    source: Source<'a>,
    at: usize,
    /// What was last read from a file.
    buffer: Vec<u8>,
    /// Objects that can be referred to; `INCOMPLETE` while there is only a place.
    refs: Gc<PyList>,
    depth: usize,
    allow_code: bool,
    /// The bytes were made by this very program: no code object needs to be verified.
    trusted: bool,
}

/// Stands for an object that cannot be referred to yet. It cannot be marshalled itself.
const INCOMPLETE: Value = Value::NOT_IMPLEMENTED;

/// Reads one object.
pub fn load(vm: &Vm, source: Source<'_>, allow_code: bool) -> PyResult {
    read(vm, source, allow_code, false)
}

/// The code object in bytes that only the build of this program made: nothing is verified.
pub fn load_trusted(vm: &Vm, bytes: &[u8]) -> PyResult<Gc<PyCode>> {
    match read(vm, Source::Memory(bytes), true, true)?.cast::<PyCode>() {
        Some(code) => Ok(code),
        None => Err(vm.type_error("embedded module has no code object")),
    }
}

fn read(vm: &Vm, source: Source<'_>, allow_code: bool, trusted: bool) -> PyResult {
    let refs = PyList::new(&[]);
    let mut reader = Reader { vm, source, at: 0, buffer: Vec::new(), refs, depth: 0, allow_code, trusted };
    reader.whole("object")
}

impl Reader<'_> {
    fn bad(&self, what: &str) -> Raised {
        self.vm.value_error(format!("bad marshal data ({what})"))
    }

    /// The next `n` bytes.
    fn take(&mut self, n: usize) -> PyResult<&[u8]> {
        match self.source {
            Source::Memory(bytes) => {
                let rest = bytes.get(self.at..).unwrap_or(&[]);
                if n > rest.len() {
                    return Err(self.vm.raise_msg(self.vm.exc().EOFError, "marshal data too short"));
                }
                self.at += n;
                Ok(&rest[..n])
            }
            Source::File(file) => {
                self.read_file(file, n)?;
                Ok(&self.buffer)
            }
        }
    }

    fn read_file(&mut self, file: Value, n: usize) -> PyResult<()> {
        let vm = self.vm;
        self.buffer.clear();
        // Large sizes are read in parts: a size in bad data must not allocate gigabytes.
        const PART: usize = 1 << 24;
        while self.buffer.len() < n {
            let want = (n - self.buffer.len()).min(PART);
            let bytes = PyByteArray::new(vec![0; want]);
            let view = vm.call(vm.types().memoryview.value(), &[bytes.value()])?;
            let result = vm.call_method(file, "readinto", &[view])?;
            let got = isize::from_value(vm, result)?;
            if got > want as isize {
                let message = format!("read() returned too much data: {want} bytes requested, {got} returned");
                return Err(vm.value_error(message));
            }
            if got != want as isize {
                return Err(vm.raise_msg(vm.exc().EOFError, "EOF read where not expected"));
            }
            self.buffer.extend_from_slice(bytes.as_slice());
        }
        Ok(())
    }

    fn byte(&mut self) -> PyResult<u8> {
        Ok(self.take(1)?.first().copied().unwrap_or(0))
    }

    fn array<const N: usize>(&mut self) -> PyResult<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn int(&mut self) -> PyResult<i32> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    fn size(&mut self, what: &str) -> PyResult<usize> {
        let n = self.int()?;
        usize::try_from(n).map_err(|_| self.bad(&format!("{what} size out of range")))
    }

    /// An object that must be there.
    fn whole(&mut self, what: &str) -> PyResult {
        match self.object()? {
            Some(value) => Ok(value),
            None => Err(self.vm.type_error(format!("NULL object in marshal data for {what}"))),
        }
    }

    /// The next object; `None` is the NULL that ends a dict.
    fn object(&mut self) -> PyResult<Option<Value>> {
        let vm = self.vm;
        let code = match self.byte() {
            Ok(code) => code,
            Err(raised) => {
                let Some(_) = vm.catch(vm.exc().EOFError) else { return Err(raised) };
                return Err(vm.raise_msg(vm.exc().EOFError, "EOF read where object expected"));
            }
        };
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(vm.value_error("recursion limit exceeded"));
        }
        vm.check_native_stack()?;
        let result = self.typed(code & !FLAG_REF, code & FLAG_REF != 0);
        self.depth -= 1;
        result
    }

    fn typed(&mut self, kind: u8, flagged: bool) -> PyResult<Option<Value>> {
        let value = match kind {
            b'0' => return Ok(None),
            b'N' => return Ok(Some(Value::NONE)),
            b'S' => return Ok(Some(self.vm.exc().StopIteration.value())),
            b'.' => return Ok(Some(Value::ELLIPSIS)),
            b'F' => return Ok(Some(Value::FALSE)),
            b'T' => return Ok(Some(Value::TRUE)),
            b'r' => {
                let n = self.int()?;
                let found = usize::try_from(n).ok().and_then(|n| self.refs.items.get(n));
                return match found.filter(|v| *v != INCOMPLETE) {
                    Some(value) => Ok(Some(value)),
                    None => Err(self.bad("invalid reference")),
                };
            }
            b'i' => Value::int(self.int()?.into()),
            b'I' => Value::int(i64::from_le_bytes(self.array()?)),
            b'l' => self.long()?,
            b'f' => Value::float(self.text_float()?),
            b'g' => Value::float(f64::from_le_bytes(self.array()?)),
            b'x' => {
                let re = self.text_float()?;
                PyComplex::new(re, self.text_float()?).value()
            }
            b'y' => {
                let re = f64::from_le_bytes(self.array()?);
                PyComplex::new(re, f64::from_le_bytes(self.array()?)).value()
            }
            b's' => {
                let n = self.size("bytes object")?;
                PyBytes::new(self.take(n)?).value()
            }
            b'u' | b't' | b'a' | b'A' | b'z' | b'Z' => self.text(kind)?,
            b'(' | b')' | b'[' | b'<' | b'>' | b'{' | b':' | b'c' => return self.container(kind, flagged).map(Some),
            _ => return Err(self.bad("unknown type code")),
        };
        if flagged {
            self.refs.items.push(value);
        }
        Ok(Some(value))
    }

    fn text(&mut self, kind: u8) -> PyResult {
        let vm = self.vm;
        let n = match kind {
            b'z' | b'Z' => self.byte()?.into(),
            _ => self.size("string")?,
        };
        let bytes = self.take(n)?;
        let interned = matches!(kind, b't' | b'A' | b'Z');
        if bytes.is_ascii() {
            let text = if interned { taipan_object::string::intern_wtf8(bytes) } else { PyStr::from_wtf8(bytes) };
            return Ok(text.value());
        }
        let text = if !matches!(kind, b'u' | b't') {
            // The format says ASCII; other bytes are taken as Latin-1.
            let points = bytes.iter().map(|b| u32::from(*b));
            PyStr::from_wtf8(&taipan_object::text::wtf8::from_code_points(points))
        } else if taipan_object::text::wtf8::validate(bytes).is_ok() {
            PyStr::from_wtf8(bytes)
        } else {
            let bytes = PyBytes::new(bytes);
            let args = [PyStr::new("utf-8").value(), PyStr::new("surrogatepass").value()];
            let text = vm.call_method(bytes.value(), "decode", &args)?;
            Gc::<PyStr>::from_value(vm, text)?
        };
        Ok(if interned { PyStr::intern(text) } else { text }.value())
    }

    fn long(&mut self) -> PyResult {
        let n = self.int()?;
        if n == i32::MIN {
            return Err(self.bad("long size out of range"));
        }
        let digits = self.take(n.unsigned_abs() as usize * 2)?;
        // Digits have 15 bits. Packed into bytes at once: shifting a growing number would take quadratic time.
        let mut packed = vec![0u8; (digits.len() / 2 * 15).div_ceil(8) + 4];
        let mut last = 1;
        for (i, pair) in digits.chunks_exact(2).enumerate() {
            last = u16::from_le_bytes([pair[0], pair[1]]);
            if last > 0x7FFF {
                return Err(self.bad("digit out of range in long"));
            }
            let (byte, bit) = (i * 15 / 8, i * 15 % 8);
            for (k, part) in (u32::from(last) << bit).to_le_bytes().iter().enumerate() {
                packed[byte + k] |= part;
            }
        }
        if last == 0 {
            return Err(self.bad("unnormalized long data"));
        }
        Ok(Value::big(BigInt::from_bytes_le(if n < 0 { Sign::Minus } else { Sign::Plus }, &packed)))
    }

    fn text_float(&mut self) -> PyResult<f64> {
        let vm = self.vm;
        let n = self.byte()?;
        let text = self.take(n.into())?;
        let message = || format!("could not convert string to float: '{}'", String::from_utf8_lossy(text));
        float_parse::parse(text).ok_or_else(|| vm.value_error(message()))
    }

    /// A container, or a code object. Mutable ones (and tuples) can be referred to by their parts.
    fn container(&mut self, kind: u8, flagged: bool) -> PyResult {
        let vm = self.vm;
        let n = match kind {
            b')' => self.byte()?.into(),
            b'(' => self.size("tuple")?,
            b'[' => self.size("list")?,
            b'<' | b'>' => self.size("set")?,
            b':' => 3,
            _ => 0,
        };
        let place = self.refs.items.len();
        let fresh = match kind {
            b'[' => PyList::new(&[]).value(),
            b'{' => PyDict::new().value(),
            b'<' => PySet::new().value(),
            // A tuple that its own parts may refer to is allocated first; the size of others is not believed.
            b'(' | b')' if flagged && n <= 1 << 16 => PyTuple::new(&vec![Value::NONE; n]).value(),
            _ => INCOMPLETE,
        };
        if flagged {
            self.refs.items.push(fresh);
        }
        let value = match kind {
            b'(' | b')' => {
                let tuple = fresh.cast::<PyTuple>();
                let items = GcVec::from_slice(&[]);
                for i in 0..n {
                    let item = self.whole("tuple")?;
                    match tuple {
                        // SAFETY: nothing has hashed or compared the tuple yet; whoever sees it early sees None.
                        Some(tuple) => unsafe { tuple.init_item(i, item) },
                        None => items.push(item),
                    }
                }
                tuple.unwrap_or_else(|| PyTuple::new(items.as_slice())).value()
            }
            b'[' => {
                let list: Gc<PyList> = crate::vm::expect(fresh);
                for _ in 0..n {
                    let item = self.whole("list")?;
                    list.items.push(item);
                }
                fresh
            }
            b'<' => {
                let set: Gc<PySet> = crate::vm::expect(fresh);
                for _ in 0..n {
                    let item = self.whole("set")?;
                    vm.set_add(set, item)?;
                }
                fresh
            }
            b'>' => {
                let set = PySet::new_frozen();
                for _ in 0..n {
                    let item = self.whole("set")?;
                    vm.set_add(set, item)?;
                }
                set.value()
            }
            b'{' => {
                let dict: Gc<PyDict> = crate::vm::expect(fresh);
                while let Some(key) = self.object()? {
                    let Some(value) = self.object()? else { break };
                    vm.dict_set(dict, key, value)?;
                }
                fresh
            }
            b':' => {
                let start = self.whole("slice")?;
                let stop = self.whole("slice")?;
                let step = self.whole("slice")?;
                crate::builtins::slice::new(start, stop, step)
            }
            _ => self.code()?,
        };
        if flagged && fresh == INCOMPLETE {
            self.refs.items.set(place, value);
        }
        Ok(value)
    }

    fn part<T: GcCell>(&mut self) -> PyResult<Gc<T>> {
        let value = self.whole("code")?;
        value.cast::<T>().ok_or_else(|| self.bad("invalid code object"))
    }

    fn code(&mut self) -> PyResult {
        let vm = self.vm;
        if !self.allow_code {
            return Err(vm.value_error("unmarshalling code objects is disallowed"));
        }
        let mut numbers = [0u32; 5];
        for n in &mut numbers {
            let value = self.int()?;
            *n = u32::try_from(value).map_err(|_| self.bad("invalid code object"))?;
        }
        let code = self.part::<PyBytes>()?;
        let consts = self.part::<PyTuple>()?;
        let names = self.part::<PyTuple>()?;
        let locals = self.part::<PyTuple>()?;
        let kinds = self.part::<PyBytes>()?;
        let filename = self.part::<PyStr>()?;
        let name = self.part::<PyStr>()?;
        let qualname = self.part::<PyStr>()?;
        let firstlineno = self.int()?;
        let linetable = self.part::<PyBytes>()?;
        let exceptiontable = self.part::<PyBytes>()?;
        let text = |s: Gc<PyStr>| WStr::from_trusted_wtf8(s.as_bytes());
        let texts = |tuple: Gc<PyTuple>| -> Option<Box<[WStr]>> {
            tuple.as_slice().iter().map(|v| v.cast::<PyStr>().map(text)).collect()
        };
        let (Some(name_texts), Some(local_texts)) = (texts(names), texts(locals)) else {
            return Err(self.bad("invalid code object"));
        };
        let code = Code {
            argcount: numbers[0],
            posonlyargcount: numbers[1],
            kwonlyargcount: numbers[2],
            stacksize: numbers[3],
            flags: numbers[4],
            firstlineno,
            code: code.as_slice().into(),
            consts: Box::new([]),
            names: name_texts,
            localsplusnames: local_texts,
            localspluskinds: kinds.as_slice().into(),
            filename: text(filename),
            name: text(name),
            qualname: text(qualname),
            linetable: linetable.as_slice().into(),
            exceptiontable: exceptiontable.as_slice().into(),
        };
        if self.trusted {
            return Ok(PyCode::with_consts(Arc::new(code), consts).value());
        }
        PyCode::verified(vm, code, consts).map(|code| code.value())
    }
}
