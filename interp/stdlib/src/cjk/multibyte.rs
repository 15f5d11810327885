//! The classes of `_multibytecodec`: codec objects, incremental coders and stream coders.

use super::coding;
use super::engine::{Engine, State};
use std::cell::{Cell, RefCell};
use taipan_interp::codecs::{ErrorsArg, bytes_input, run};
use taipan_interp::native::*;

/// How many bytes a decoder keeps for later.
const MAX_PENDING: usize = 8;
/// How many characters an encoder keeps for later.
const MAX_PENDING_CHARS: usize = 2;

/// A codec as the modules of the languages give it out.
#[pyclass(name = "MultibyteCodec", module = "_multibytecodec", no_new)]
pub struct MultibyteCodec {
    #[no_trace]
    pub(super) engine: Engine,
}

/// The text to encode: anything else is converted with `str()`.
fn text_of(vm: &Vm, input: Value) -> PyResult<Gc<PyStr>> {
    match input.cast::<PyStr>() {
        Some(text) => Ok(text),
        None => vm.str(input),
    }
}

#[pymethods]
impl MultibyteCodec {
    /// Encodes: (bytes, number of characters).
    #[pymethod(sig = "(input, errors=None)")]
    fn encode(&self, vm: &Vm, input: Value, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult<(Value, usize)> {
        let text = text_of(vm, input)?;
        let state = Cell::new(self.engine.encode_start());
        let (out, _) = coding::encode(vm, self.engine, &state, text, errors.0, true)?;
        Ok((run::bytes_value(&out)?, text.len()))
    }

    /// Decodes: (str, number of bytes).
    #[pymethod(sig = "(input, errors=None)")]
    fn decode(&self, vm: &Vm, input: Value, #[default(ErrorsArg(None))] errors: ErrorsArg) -> PyResult<(Value, usize)> {
        let input = bytes_input(vm, input)?;
        let state = Cell::new(self.engine.decode_start());
        let (out, taken) = coding::decode(vm, self.engine, &state, input, errors.0, true)?;
        Ok((run::str_value(&out)?, taken))
    }
}

/// The attribute `codec` of a class of coders.
fn codec_of(vm: &Vm, class: Gc<PyType>) -> PyResult<Engine> {
    let codec = vm.get_attr_str(class.value(), "codec")?;
    match Obj::<MultibyteCodec>::downcast(vm, codec) {
        Some(codec) => Ok(codec.engine),
        None => Err(vm.type_error("codec is unexpected type")),
    }
}

/// The name of an error handler as coders keep it.
fn errors_value(errors: Option<Gc<PyStr>>) -> Value {
    match errors {
        Some(errors) => errors.value(),
        None => PyStr::new("strict").value(),
    }
}

fn errors_of(field: &Field<Value>) -> Option<Gc<PyStr>> {
    field.get().cast::<PyStr>()
}

fn checked_errors(vm: &Vm, value: Option<Value>) -> PyResult<Value> {
    match value {
        None => Err(vm.attribute_error("cannot delete attribute")),
        Some(value) if value.is::<PyStr>() => Ok(value),
        Some(_) => Err(vm.type_error("errors must be a string")),
    }
}

/// What an encoder keeps between calls.
struct Encoding {
    engine: Engine,
    state: Cell<State>,
    /// Characters that wait for their successor, in WTF-8.
    pending: RefCell<Vec<u8>>,
}

impl Encoding {
    fn new(engine: Engine) -> Encoding {
        Encoding { engine, state: Cell::new(engine.encode_start()), pending: RefCell::default() }
    }

    fn encode(&self, vm: &Vm, input: Value, errors: Option<Gc<PyStr>>, is_final: bool) -> PyResult {
        let text = text_of(vm, input)?;
        let pending = self.pending.borrow().clone();
        let text = if pending.is_empty() { text } else { PyStr::try_from_wtf8(&[&pending, text.as_bytes()].concat())? };
        let (out, left_at) = coding::encode(vm, self.engine, &self.state, text, errors, is_final)?;
        let left = text.as_bytes()[left_at..].to_vec();
        if taipan_object::text::wtf8::count(&left) > MAX_PENDING_CHARS {
            return Err(vm.raise_msg(vm.exc().UnicodeError, "pending buffer overflow"));
        }
        *self.pending.borrow_mut() = left;
        run::bytes_value(&out)
    }

    fn reset(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut state = self.state.get();
        self.engine.encode_reset(&mut state, &mut out);
        self.state.set(state);
        self.pending.borrow_mut().clear();
        out
    }
}

/// What a decoder keeps between calls.
struct Decoding {
    engine: Engine,
    state: Cell<State>,
    pending: RefCell<Vec<u8>>,
}

impl Decoding {
    fn new(engine: Engine) -> Decoding {
        Decoding { engine, state: Cell::new(engine.decode_start()), pending: RefCell::default() }
    }

    fn decode(&self, vm: &Vm, input: Gc<PyBytes>, errors: Option<Gc<PyStr>>, is_final: bool) -> PyResult<Vec<u8>> {
        let input = {
            let pending = self.pending.borrow();
            if pending.is_empty() { input } else { PyBytes::new(&[&pending, input.as_slice()].concat()) }
        };
        let (out, taken) = coding::decode(vm, self.engine, &self.state, input, errors, is_final)?;
        let left = input.as_slice().get(taken..).unwrap_or(&[]);
        if left.len() > MAX_PENDING {
            return Err(vm.raise_msg(vm.exc().UnicodeError, "pending buffer overflow"));
        }
        *self.pending.borrow_mut() = left.to_vec();
        Ok(out)
    }

    fn reset(&self) {
        let mut state = self.state.get();
        self.engine.decode_reset(&mut state);
        self.state.set(state);
        self.pending.borrow_mut().clear();
    }
}

/// Encodes piece by piece; subclasses have the attribute `codec`.
#[pyclass(name = "MultibyteIncrementalEncoder", module = "_multibytecodec", subclass, weakref)]
pub struct IncrementalEncoder {
    errors: Field<Value>,
    #[no_trace]
    coding: Encoding,
}

#[pymethods]
impl IncrementalEncoder {
    #[pyslot(sig = "(errors='strict')")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, errors: Option<Gc<PyStr>>) -> PyResult<Obj<IncrementalEncoder>> {
        let coding = Encoding::new(codec_of(vm, cls)?);
        vm.new_native(cls, IncrementalEncoder { errors: Field::new(errors_value(errors)), coding })
    }

    #[pyslot(sig = "(*args, **kwargs)")]
    fn __init__(_this: Obj<IncrementalEncoder>, _args: Args) {}

    /// Name of the error handler.
    #[getter]
    fn errors(&self) -> Value {
        self.errors.get()
    }

    #[setter]
    fn set_errors(this: Obj<IncrementalEncoder>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let value = checked_errors(vm, value)?;
        this.errors.set_in(this.header(), value);
        Ok(())
    }

    /// Encodes the next piece; the last one with `final`.
    #[pymethod(sig = "(input, final=False)")]
    fn encode(&self, vm: &Vm, input: Value, is_final: bool) -> PyResult {
        self.coding.encode(vm, input, errors_of(&self.errors), is_final)
    }

    /// The state as an int.
    fn getstate(&self) -> PyResult<Value> {
        let pending = self.coding.pending.borrow();
        let mut bytes = vec![pending.len() as u8];
        bytes.extend_from_slice(&pending);
        bytes.extend_from_slice(&self.coding.state.get());
        Ok(int_value(BigInt::from_bytes_le(num_bigint::Sign::Plus, &bytes)))
    }

    /// Goes back to a state that `getstate` gave.
    fn setstate(&self, vm: &Vm, state: Value) -> PyResult<()> {
        let Some(state) = state.as_int().map(|n| n.to_big()) else {
            let found = vm.type_name(state);
            return Err(vm.type_error(format!("setstate() argument must be int, not {found}")));
        };
        const SIZE: usize = 1 + 4 * MAX_PENDING_CHARS + 8;
        let (sign, mut bytes) = state.to_bytes_le();
        if sign == num_bigint::Sign::Minus {
            return Err(vm.overflow_error("can't convert negative int to unsigned"));
        }
        if bytes.len() > SIZE {
            return Err(vm.overflow_error("int too big to convert"));
        }
        bytes.resize(SIZE, 0);
        let n = bytes[0] as usize;
        if n > 4 * MAX_PENDING_CHARS {
            return Err(vm.raise_msg(vm.exc().UnicodeError, "pending buffer too large"));
        }
        let pending = PyBytes::new(&bytes[1..1 + n]);
        let utf8 = Some(vm.intern("utf-8"));
        let pending = taipan_interp::builtins::codec::decode(vm, pending, utf8, None)?;
        let mut state = State::default();
        state.copy_from_slice(&bytes[1 + n..9 + n]);
        *self.coding.pending.borrow_mut() = pending.cast::<PyStr>().map(|s| s.as_bytes().to_vec()).unwrap_or_default();
        self.coding.state.set(state);
        Ok(())
    }

    /// Goes back to the first state.
    fn reset(&self) {
        self.coding.reset();
    }
}

fn int_value(n: BigInt) -> Value {
    match i64::try_from(&n) {
        Ok(n) => Value::int(n),
        Err(_) => Value::big(n),
    }
}

/// Decodes piece by piece; subclasses have the attribute `codec`.
#[pyclass(name = "MultibyteIncrementalDecoder", module = "_multibytecodec", subclass, weakref)]
pub struct IncrementalDecoder {
    errors: Field<Value>,
    #[no_trace]
    coding: Decoding,
}

#[pymethods]
impl IncrementalDecoder {
    #[pyslot(sig = "(errors='strict')")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, errors: Option<Gc<PyStr>>) -> PyResult<Obj<IncrementalDecoder>> {
        let coding = Decoding::new(codec_of(vm, cls)?);
        vm.new_native(cls, IncrementalDecoder { errors: Field::new(errors_value(errors)), coding })
    }

    #[pyslot(sig = "(*args, **kwargs)")]
    fn __init__(_this: Obj<IncrementalDecoder>, _args: Args) {}

    /// Name of the error handler.
    #[getter]
    fn errors(&self) -> Value {
        self.errors.get()
    }

    #[setter]
    fn set_errors(this: Obj<IncrementalDecoder>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let value = checked_errors(vm, value)?;
        this.errors.set_in(this.header(), value);
        Ok(())
    }

    /// Decodes the next piece; the last one with `final`.
    #[pymethod(sig = "(input, final=False)")]
    fn decode(&self, vm: &Vm, input: Value, is_final: bool) -> PyResult {
        let input = bytes_input(vm, input)?;
        run::str_value(&self.coding.decode(vm, input, errors_of(&self.errors), is_final)?)
    }

    /// The state: (bytes that wait, int).
    fn getstate(&self) -> (Gc<PyBytes>, Value) {
        let state = BigInt::from_bytes_le(num_bigint::Sign::Plus, &self.coding.state.get());
        // The state at the start counts as zero where there are no states.
        (PyBytes::new(&self.coding.pending.borrow()), int_value(state))
    }

    /// Goes back to a state that `getstate` gave.
    fn setstate(&self, vm: &Vm, state: Gc<PyTuple>) -> PyResult<()> {
        let illegal = || vm.type_error("setstate(): illegal state argument");
        let &[buffer, number] = state.as_slice() else { return Err(illegal()) };
        let Some(number) = number.as_int().map(|n| n.to_big()) else { return Err(illegal()) };
        let Some(buffer) = buffer.cast::<PyBytes>() else { return Err(illegal()) };
        let (sign, mut bytes) = number.to_bytes_le();
        if sign == num_bigint::Sign::Minus {
            return Err(vm.overflow_error("can't convert negative int to unsigned"));
        }
        if bytes.len() > 8 {
            return Err(vm.overflow_error("int too big to convert"));
        }
        bytes.resize(8, 0);
        if buffer.len() > MAX_PENDING {
            let (name, n) = (self.coding.engine.name, buffer.len() as i64);
            let args: [Value; 5] = [
                PyStr::new(name).value(),
                buffer.value(),
                Value::small(0),
                Value::int(n),
                PyStr::new("pending buffer too large").value(),
            ];
            return Err(vm.raise_new(vm.exc().UnicodeDecodeError, &args));
        }
        let mut state = State::default();
        state.copy_from_slice(&bytes);
        *self.coding.pending.borrow_mut() = buffer.as_slice().to_vec();
        self.coding.state.set(state);
        Ok(())
    }

    /// Goes back to the first state.
    fn reset(&self) {
        self.coding.reset();
    }
}

/// Decodes what another stream reads; subclasses have the attribute `codec`.
#[pyclass(name = "MultibyteStreamReader", module = "_multibytecodec", subclass, weakref)]
pub struct StreamReader {
    #[member]
    stream: Field<Value>,
    errors: Field<Value>,
    #[no_trace]
    coding: Decoding,
}

impl StreamReader {
    /// Reads with a method of the stream until there is text.
    fn read_with(&self, vm: &Vm, method: &str, size: Option<i64>) -> PyResult<Vec<u8>> {
        let mut size = size.filter(|&n| n >= 0);
        loop {
            let stream = self.stream.get();
            let data = match size {
                Some(n) => vm.call_method(stream, method, &[Value::int(n)])?,
                None => vm.call_method(stream, method, &[])?,
            };
            let Some(data) = data.cast::<PyBytes>() else {
                let found = vm.type_name(data);
                return Err(vm.type_error(format!("stream function returned a non-bytes object ({found})")));
            };
            let at_end = data.is_empty() || size.is_none();
            let out = self.coding.decode(vm, data, errors_of(&self.errors), at_end)?;
            if at_end || !out.is_empty() {
                return Ok(out);
            }
            // An unfinished character: one more byte.
            size = Some(1);
        }
    }
}

/// A size argument: None or an int.
fn size_arg(vm: &Vm, size: Option<Value>) -> PyResult<Option<i64>> {
    match size.filter(|size| !size.is_none()) {
        None => Ok(None),
        Some(size) => match size.as_int() {
            Some(n) => match n.to_i64() {
                Some(n) => Ok(Some(n)),
                None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
            },
            None => Err(vm.type_error("arg 1 must be an integer")),
        },
    }
}

#[pymethods]
impl StreamReader {
    #[pyslot(sig = "(stream, errors='strict')")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, stream: Value, errors: Option<Gc<PyStr>>) -> PyResult<Obj<StreamReader>> {
        let coding = Decoding::new(codec_of(vm, cls)?);
        let (stream, errors) = (Field::new(stream), Field::new(errors_value(errors)));
        vm.new_native(cls, StreamReader { stream, errors, coding })
    }

    #[pyslot(sig = "(*args, **kwargs)")]
    fn __init__(_this: Obj<StreamReader>, _args: Args) {}

    /// Name of the error handler.
    #[getter]
    fn errors(&self) -> Value {
        self.errors.get()
    }

    #[setter]
    fn set_errors(this: Obj<StreamReader>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let value = checked_errors(vm, value)?;
        this.errors.set_in(this.header(), value);
        Ok(())
    }

    /// Reads and decodes; about `sizeobj` bytes, or everything.
    #[pymethod(sig = "(sizeobj=None, /)")]
    fn read(&self, vm: &Vm, sizeobj: Option<Value>) -> PyResult {
        run::str_value(&self.read_with(vm, "read", size_arg(vm, sizeobj)?)?)
    }

    /// Reads and decodes a line.
    #[pymethod(sig = "(sizeobj=None, /)")]
    fn readline(&self, vm: &Vm, sizeobj: Option<Value>) -> PyResult {
        run::str_value(&self.read_with(vm, "readline", size_arg(vm, sizeobj)?)?)
    }

    /// Reads, decodes and splits into lines.
    #[pymethod(sig = "(sizehintobj=None, /)")]
    fn readlines(&self, vm: &Vm, sizehintobj: Option<Value>) -> PyResult {
        let text = run::str_value(&self.read_with(vm, "read", size_arg(vm, sizehintobj)?)?)?;
        vm.call_method(text, "splitlines", &[Value::TRUE])
    }

    /// Goes back to the first state.
    fn reset(&self) {
        self.coding.reset();
    }
}

/// Encodes and writes to another stream; subclasses have the attribute `codec`.
#[pyclass(name = "MultibyteStreamWriter", module = "_multibytecodec", subclass, weakref)]
pub struct StreamWriter {
    #[member]
    stream: Field<Value>,
    errors: Field<Value>,
    #[no_trace]
    coding: Encoding,
}

#[pymethods]
impl StreamWriter {
    #[pyslot(sig = "(stream, errors='strict')")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, stream: Value, errors: Option<Gc<PyStr>>) -> PyResult<Obj<StreamWriter>> {
        let coding = Encoding::new(codec_of(vm, cls)?);
        let (stream, errors) = (Field::new(stream), Field::new(errors_value(errors)));
        vm.new_native(cls, StreamWriter { stream, errors, coding })
    }

    #[pyslot(sig = "(*args, **kwargs)")]
    fn __init__(_this: Obj<StreamWriter>, _args: Args) {}

    /// Name of the error handler.
    #[getter]
    fn errors(&self) -> Value {
        self.errors.get()
    }

    #[setter]
    fn set_errors(this: Obj<StreamWriter>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let value = checked_errors(vm, value)?;
        this.errors.set_in(this.header(), value);
        Ok(())
    }

    /// Encodes and writes.
    #[pymethod(sig = "(strobj, /)")]
    fn write(&self, vm: &Vm, strobj: Value) -> PyResult<()> {
        let bytes = self.coding.encode(vm, strobj, errors_of(&self.errors), false)?;
        vm.call_method(self.stream.get(), "write", &[bytes]).map(drop)
    }

    /// Encodes and writes all strings of a sequence.
    #[pymethod(sig = "(lines, /)")]
    fn writelines(&self, vm: &Vm, lines: Value) -> PyResult<()> {
        if vm.get_attr_opt(lines, vm.intern("__getitem__"))?.is_none() {
            return Err(vm.type_error("arg must be a sequence object"));
        }
        vm.for_each(lines, |line| self.write(vm, line))
    }

    /// Writes what ends the text and goes back to the first state.
    fn reset(&self, vm: &Vm) -> PyResult<()> {
        let pending = self.coding.pending.borrow().clone();
        let mut out = Vec::new();
        if !pending.is_empty() {
            let text = PyStr::try_from_wtf8(&pending)?;
            let state = &self.coding.state;
            out = coding::encode(vm, self.coding.engine, state, text, errors_of(&self.errors), true)?.0;
        }
        out.extend(self.coding.reset());
        if !out.is_empty() {
            vm.call_method(self.stream.get(), "write", &[run::bytes_value(&out)?])?;
        }
        Ok(())
    }
}
