//! Compressors and decompressors that take data piece by piece.

use super::stream::{
    BUF_ERROR, FINISH, MEM_ERROR, NEED_DICT, NO_FLUSH, OK, Options, STREAM_END, STREAM_ERROR, SYNC_FLUSH, Stream,
};
use super::{BUFFER, Failure, MAX_WBITS, failed, next_room};
use crate::support::Bytes;
use std::cell::{Cell, RefCell};
use taipan_interp::native::*;

const INIT: &str = "Invalid initialization option";

#[cold]
fn not_made(vm: &Vm, failure: Failure) -> Raised {
    match failure.code {
        MEM_ERROR => vm.memory_error(),
        STREAM_ERROR => vm.value_error(INIT),
        _ => failed(vm, failure, "while creating compression object"),
    }
}

/// A compressor.
#[pyclass(name = "Compress", module = "zlib", no_new)]
pub struct Compress {
    #[no_trace]
    stream: RefCell<Stream>,
}

impl Compress {
    /// A new compressor.
    pub(super) fn create(vm: &Vm, options: Options, dictionary: Option<&[u8]>) -> PyResult<Obj<Compress>> {
        let mut stream = Stream::compressor(options).map_err(|failure| not_made(vm, failure))?;
        if let Some(dictionary) = dictionary {
            match stream.set_dictionary(dictionary) {
                OK => {}
                STREAM_ERROR => return Err(vm.value_error("Invalid dictionary")),
                _ => return Err(vm.value_error("deflateSetDictionary()")),
            }
        }
        vm.new_object(Compress { stream: RefCell::new(stream) })
    }

    fn duplicate(&self, vm: &Vm) -> PyResult<Obj<Compress>> {
        match self.stream.borrow_mut().copy() {
            Ok(stream) => vm.new_object(Compress { stream: RefCell::new(stream) }),
            Err(Failure { code: STREAM_ERROR, .. }) => Err(vm.value_error("Inconsistent stream state")),
            Err(failure) => Err(failed(vm, failure, "while copying compression object")),
        }
    }
}

#[pymethods]
impl Compress {
    /// Compresses data; some of the result may come later.
    fn compress(&self, vm: &Vm, data: Value) -> PyResult<Gc<PyBytes>> {
        let data = Bytes::new(vm, data, false)?;
        let mut stream = self.stream.borrow_mut();
        let (mut out, mut at) = (Vec::new(), 0);
        loop {
            let (room, before) = (next_room(out.len(), BUFFER), out.len());
            match stream.step(data.as_slice(), &mut at, &mut out, room, NO_FLUSH) {
                OK | BUF_ERROR => {}
                code => return Err(failed(vm, stream.failure(code), "while compressing data")),
            }
            if out.len() - before < room && at == data.as_slice().len() {
                return Ok(PyBytes::new(&out));
            }
        }
    }

    /// Gives out what is held back; with Z_FINISH (the default) this is the end.
    #[pymethod(sig = "(mode=zlib.Z_FINISH, /)")]
    fn flush(&self, vm: &Vm, #[default(FINISH)] mode: i32) -> PyResult<Gc<PyBytes>> {
        if mode == NO_FLUSH {
            return Ok(PyBytes::new(b""));
        }
        let mut stream = self.stream.borrow_mut();
        let (mut out, mut at) = (Vec::new(), 0);
        loop {
            let (room, before) = (next_room(out.len(), BUFFER), out.len());
            let code = stream.step(&[], &mut at, &mut out, room, mode);
            match code {
                STREAM_END if mode == FINISH => {
                    stream.end();
                    return Ok(PyBytes::new(&out));
                }
                OK | BUF_ERROR => {}
                code => return Err(failed(vm, stream.failure(code), "while flushing")),
            }
            if out.len() - before < room {
                return Ok(PyBytes::new(&out));
            }
        }
    }

    /// A compressor in the same state.
    fn copy(&self, vm: &Vm) -> PyResult<Obj<Compress>> {
        self.duplicate(vm)
    }

    fn __copy__(&self, vm: &Vm) -> PyResult<Obj<Compress>> {
        self.duplicate(vm)
    }

    #[pymethod(sig = "(memo, /)")]
    fn __deepcopy__(&self, vm: &Vm, _memo: Value) -> PyResult<Obj<Compress>> {
        self.duplicate(vm)
    }

    fn __reduce_ex__(&self, vm: &Vm, _protocol: Value) -> PyResult {
        Err(vm.type_error("cannot pickle 'zlib.Compress' object"))
    }
}

/// The dictionary of a decompressor: any bytes-like object.
fn dictionary_of(vm: &Vm, zdict: Option<Value>, message: &str) -> PyResult<Option<Vec<u8>>> {
    match zdict {
        None => Ok(None),
        Some(zdict) if vm.slots_of(zdict).buffer_get.is_none() => Err(vm.type_error(message)),
        Some(zdict) => Ok(Some(Bytes::new(vm, zdict, false)?.as_slice().to_vec())),
    }
}

fn decompressor(vm: &Vm, wbits: i32, dictionary: Option<&[u8]>) -> PyResult<Stream> {
    let mut stream = match Stream::decompressor(wbits) {
        Ok(stream) => stream,
        Err(failure) if failure.code == STREAM_ERROR => return Err(vm.value_error(INIT)),
        Err(failure) => return Err(failed(vm, failure, "while creating decompression object")),
    };
    if let Some(dictionary) = dictionary
        && wbits < 0
    {
        set_dictionary(vm, &mut stream, dictionary)?;
    }
    Ok(stream)
}

fn set_dictionary(vm: &Vm, stream: &mut Stream, dictionary: &[u8]) -> PyResult<()> {
    match stream.set_dictionary(dictionary) {
        OK => Ok(()),
        code => Err(failed(vm, Failure { code, message: None }, "while setting zdict")),
    }
}

/// Decompresses from `at` on until the input or the room is used up or the data ends: whether it has ended.
fn inflate(
    vm: &Vm,
    stream: &mut Stream,
    dictionary: Option<&[u8]>,
    input: &[u8],
    at: &mut usize,
    limit: Option<usize>,
    out: &mut Vec<u8>,
) -> PyResult<bool> {
    loop {
        let left = limit.map_or(usize::MAX, |limit| limit.saturating_sub(out.len()));
        if left == 0 {
            return Ok(false);
        }
        let (room, before, start) = (next_room(out.len(), BUFFER).min(left), out.len(), *at);
        match stream.step(input, at, out, room, SYNC_FLUSH) {
            STREAM_END => return Ok(true),
            NEED_DICT if dictionary.is_some() => {
                set_dictionary(vm, stream, dictionary.unwrap_or_default())?;
                continue;
            }
            OK | BUF_ERROR => {}
            code => return Err(failed(vm, stream.failure(code), "while decompressing data")),
        }
        let full = out.len() - before == room;
        if !full && (*at == input.len() || *at == start && out.len() == before) {
            return Ok(false);
        }
    }
}

/// A decompressor.
#[pyclass(name = "Decompress", module = "zlib", no_new)]
pub struct Decompress {
    #[no_trace]
    stream: RefCell<Stream>,
    #[no_trace]
    dictionary: Option<Vec<u8>>,
    #[member]
    unused_data: Field<Gc<PyBytes>>,
    #[member]
    unconsumed_tail: Field<Gc<PyBytes>>,
    #[member]
    eof: Cell<bool>,
}

impl Decompress {
    /// A new decompressor.
    pub(super) fn create(vm: &Vm, wbits: i32, zdict: Option<Value>) -> PyResult<Obj<Decompress>> {
        let dictionary = dictionary_of(vm, zdict, "zdict argument must support the buffer protocol")?;
        let dictionary = dictionary.filter(|d| !d.is_empty());
        let stream = decompressor(vm, wbits, dictionary.as_deref())?;
        let empty = || Field::new(PyBytes::new(b""));
        vm.new_object(Decompress {
            stream: RefCell::new(stream),
            dictionary,
            unused_data: empty(),
            unconsumed_tail: empty(),
            eof: Cell::new(false),
        })
    }

    fn duplicate(&self, vm: &Vm) -> PyResult<Obj<Decompress>> {
        let stream = match self.stream.borrow_mut().copy() {
            Ok(stream) => stream,
            Err(Failure { code: STREAM_ERROR, .. }) => return Err(vm.value_error("Inconsistent stream state")),
            Err(failure) => return Err(failed(vm, failure, "while copying decompression object")),
        };
        vm.new_object(Decompress {
            stream: RefCell::new(stream),
            dictionary: self.dictionary.clone(),
            unused_data: Field::new(self.unused_data.get()),
            unconsumed_tail: Field::new(self.unconsumed_tail.get()),
            eof: Cell::new(self.eof.get()),
        })
    }
}

/// Keeps what was not taken: after the data's end, or for later.
fn keep_rest(this: Obj<Decompress>, rest: &[u8], ended: bool) {
    if ended {
        if !rest.is_empty() {
            let all = [this.unused_data.get().as_slice(), rest].concat();
            this.unused_data.set_in(this.header(), PyBytes::new(&all));
        }
        this.unconsumed_tail.set_in(this.header(), PyBytes::new(b""));
    } else if !rest.is_empty() || !this.unconsumed_tail.get().is_empty() {
        this.unconsumed_tail.set_in(this.header(), PyBytes::new(rest));
    }
}

#[pymethods]
impl Decompress {
    /// Decompresses data, to at most `max_length` bytes unless that is 0; the rest of the input is then in `unconsumed_tail`.
    #[pymethod(sig = "(data, /, max_length=0)")]
    fn decompress(
        this: Obj<Decompress>,
        vm: &Vm,
        data: Value,
        #[default(0)] max_length: isize,
    ) -> PyResult<Gc<PyBytes>> {
        let data = Bytes::new(vm, data, false)?;
        let Ok(max_length) = usize::try_from(max_length) else {
            return Err(vm.value_error("max_length must be non-negative"));
        };
        let limit = (max_length > 0).then_some(max_length);
        let (mut out, mut at) = (Vec::new(), 0);
        let ended = this.eof.get() || {
            let mut stream = this.stream.borrow_mut();
            inflate(vm, &mut stream, this.dictionary.as_deref(), data.as_slice(), &mut at, limit, &mut out)?
        };
        keep_rest(this, &data.as_slice()[at..], ended);
        this.eof.set(ended);
        Ok(PyBytes::new(&out))
    }

    /// Decompresses what is left; `length` is the first size of the result's buffer.
    #[pymethod(sig = "(length=zlib.DEF_BUF_SIZE, /)")]
    fn flush(this: Obj<Decompress>, vm: &Vm, #[default(16384)] length: isize) -> PyResult<Gc<PyBytes>> {
        if length <= 0 {
            return Err(vm.value_error("length must be greater than zero"));
        }
        let input = this.unconsumed_tail.get();
        let (mut out, mut at) = (Vec::new(), 0);
        let mut ended = this.eof.get();
        let mut stream = this.stream.borrow_mut();
        while !ended && stream.is_open() {
            let (room, before) = (next_room(out.len(), length as usize), out.len());
            match stream.step(input.as_slice(), &mut at, &mut out, room, FINISH) {
                STREAM_END => ended = true,
                NEED_DICT if this.dictionary.is_some() => {
                    set_dictionary(vm, &mut stream, this.dictionary.as_deref().unwrap_or_default())?;
                }
                OK | BUF_ERROR if out.len() - before == room => {}
                OK | BUF_ERROR => break,
                code => return Err(failed(vm, stream.failure(code), "while decompressing data")),
            }
        }
        keep_rest(this, &input.as_slice()[at..], ended);
        if ended {
            this.eof.set(true);
            stream.end();
        }
        Ok(PyBytes::new(&out))
    }

    /// A decompressor in the same state.
    fn copy(&self, vm: &Vm) -> PyResult<Obj<Decompress>> {
        self.duplicate(vm)
    }

    fn __copy__(&self, vm: &Vm) -> PyResult<Obj<Decompress>> {
        self.duplicate(vm)
    }

    #[pymethod(sig = "(memo, /)")]
    fn __deepcopy__(&self, vm: &Vm, _memo: Value) -> PyResult<Obj<Decompress>> {
        self.duplicate(vm)
    }

    fn __reduce_ex__(&self, vm: &Vm, _protocol: Value) -> PyResult {
        Err(vm.type_error("cannot pickle 'zlib.Decompress' object"))
    }
}

/// A decompressor that keeps the input that it has not used, as those of bz2 and lzma do.
#[pyclass(name = "_ZlibDecompressor", module = "zlib", text_sig = "(wbits=15, zdict=b'')")]
pub struct ZlibDecompressor {
    #[no_trace]
    stream: RefCell<Stream>,
    #[no_trace]
    dictionary: Option<Vec<u8>>,
    #[no_trace]
    pending: RefCell<Vec<u8>>,
    #[member]
    unused_data: Field<Gc<PyBytes>>,
    #[member]
    eof: Cell<bool>,
    #[member]
    needs_input: Cell<bool>,
}

#[pymethods]
impl ZlibDecompressor {
    #[pyslot(sig = "(wbits=15, zdict=b'')")]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        #[default(MAX_WBITS)] wbits: i32,
        zdict: Option<Value>,
    ) -> PyResult<Obj<ZlibDecompressor>> {
        let dictionary = dictionary_of(vm, zdict, "zdict argument must support the buffer protocol")?;
        let dictionary = dictionary.filter(|d| !d.is_empty());
        let stream = decompressor(vm, wbits, dictionary.as_deref())?;
        vm.new_native(
            cls,
            ZlibDecompressor {
                stream: RefCell::new(stream),
                dictionary,
                pending: RefCell::default(),
                unused_data: Field::new(PyBytes::new(b"")),
                eof: Cell::new(false),
                needs_input: Cell::new(true),
            },
        )
    }

    /// Decompresses data, to at most `max_length` bytes unless that is negative; unused input is kept.
    #[pymethod(sig = "(data, max_length=-1)")]
    fn decompress(
        this: Obj<ZlibDecompressor>,
        vm: &Vm,
        data: Value,
        #[default(-1)] max_length: isize,
    ) -> PyResult<Gc<PyBytes>> {
        let data = Bytes::new(vm, data, false)?;
        if this.eof.get() {
            return Err(vm.raise_msg(vm.exc().EOFError, "End of stream already reached"));
        }
        let mut input = this.pending.take();
        input.extend_from_slice(data.as_slice());
        let limit = usize::try_from(max_length).ok();
        let (mut out, mut at) = (Vec::new(), 0);
        let result = {
            let mut stream = this.stream.borrow_mut();
            inflate(vm, &mut stream, this.dictionary.as_deref(), &input, &mut at, limit, &mut out)
        };
        let rest = &input[at..];
        let ended = match result {
            Ok(ended) => ended,
            Err(raised) => {
                this.needs_input.set(false);
                *this.pending.borrow_mut() = rest.to_vec();
                return Err(raised);
            }
        };
        this.eof.set(ended);
        if ended {
            this.needs_input.set(false);
            if !rest.is_empty() {
                this.unused_data.set_in(this.header(), PyBytes::new(rest));
            }
        } else {
            let full = limit.is_some_and(|limit| out.len() >= limit);
            this.needs_input.set(rest.is_empty() && !full);
            *this.pending.borrow_mut() = rest.to_vec();
        }
        Ok(PyBytes::new(&out))
    }

    fn __reduce_ex__(&self, vm: &Vm, _protocol: Value) -> PyResult {
        Err(vm.type_error("cannot pickle 'zlib._ZlibDecompressor' object"))
    }
}
