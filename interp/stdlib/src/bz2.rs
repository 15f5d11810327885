//! `_bz2`: compression with bzip2.

use crate::support::Bytes;
use bzip2::{Action, Compress, Compression, Decompress, Status};
use std::cell::{Cell, RefCell};
use taipan_interp::native::*;

/// First size of buffers for results.
const BUFFER: usize = 32 * 1024;

fn next_room(len: usize) -> usize {
    len.clamp(BUFFER, 64 << 20)
}

/// The exception for what the library reports.
#[cold]
fn failed(vm: &Vm, error: bzip2::Error) -> Raised {
    match error {
        bzip2::Error::Data | bzip2::Error::DataMagic => vm.raise_msg(vm.exc().OSError, "Invalid data stream"),
        bzip2::Error::Param => vm.value_error("Internal error - invalid parameters passed to libbzip2"),
        bzip2::Error::Sequence => vm.runtime_error("Internal error - Invalid sequence of commands sent to libbzip2"),
    }
}

/// A compressor that takes data piece by piece.
#[pyclass(name = "BZ2Compressor", module = "_bz2", text_sig = "(compresslevel=9, /)")]
pub struct BZ2Compressor {
    #[no_trace]
    stream: RefCell<Compress>,
    #[no_trace]
    flushed: Cell<bool>,
}

impl BZ2Compressor {
    fn run(&self, vm: &Vm, input: &[u8], action: Action) -> PyResult<Gc<PyBytes>> {
        let mut stream = self.stream.borrow_mut();
        let (mut out, mut at) = (Vec::new(), 0);
        let finishing = matches!(action, Action::Finish);
        loop {
            if at == input.len() && !finishing {
                return Ok(PyBytes::new(&out));
            }
            out.reserve(next_room(out.len()));
            let before = stream.total_in();
            let status = stream.compress_vec(&input[at..], &mut out, action).map_err(|error| failed(vm, error))?;
            at += (stream.total_in() - before) as usize;
            if matches!(status, Status::StreamEnd) {
                return Ok(PyBytes::new(&out));
            }
        }
    }
}

#[pymethods]
impl BZ2Compressor {
    #[pyslot(sig = "(compresslevel=9, /)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, #[default(9)] compresslevel: i32) -> PyResult<Obj<BZ2Compressor>> {
        if !(1..=9).contains(&compresslevel) {
            return Err(vm.value_error("compresslevel must be between 1 and 9"));
        }
        let stream = Compress::new(Compression::new(compresslevel as u32), 0);
        vm.new_native(cls, BZ2Compressor { stream: RefCell::new(stream), flushed: Cell::new(false) })
    }

    /// Compresses data; some of the result may come later.
    #[pymethod(sig = "(data, /)")]
    fn compress(&self, vm: &Vm, data: Value) -> PyResult<Gc<PyBytes>> {
        let data = Bytes::new(vm, data, false)?;
        if self.flushed.get() {
            return Err(vm.value_error("Compressor has been flushed"));
        }
        self.run(vm, data.as_slice(), Action::Run)
    }

    /// Ends the stream: the rest of the result.
    fn flush(&self, vm: &Vm) -> PyResult<Gc<PyBytes>> {
        if self.flushed.replace(true) {
            return Err(vm.value_error("Repeated call to flush()"));
        }
        self.run(vm, &[], Action::Finish)
    }

    fn __reduce_ex__(&self, vm: &Vm, _protocol: Value) -> PyResult {
        Err(vm.type_error("cannot pickle '_bz2.BZ2Compressor' object"))
    }
}

/// A decompressor of one stream that takes data piece by piece.
#[pyclass(name = "BZ2Decompressor", module = "_bz2", text_sig = "()")]
pub struct BZ2Decompressor {
    #[no_trace]
    stream: RefCell<Decompress>,
    #[no_trace]
    pending: RefCell<Vec<u8>>,
    /// Whether the last call filled its room, so that there may be more.
    #[no_trace]
    more: Cell<bool>,
    /// Whether the data was malformed: the library must not go on.
    #[no_trace]
    broken: Cell<bool>,
    #[member]
    eof: Cell<bool>,
    #[member]
    needs_input: Cell<bool>,
    #[member]
    unused_data: Field<Gc<PyBytes>>,
}

impl BZ2Decompressor {
    /// Decompresses until the input or the room is used up or the stream ends: whether it has ended.
    fn run(&self, vm: &Vm, input: &[u8], at: &mut usize, limit: Option<usize>, out: &mut Vec<u8>) -> PyResult<bool> {
        let mut stream = self.stream.borrow_mut();
        if self.broken.get() {
            return Err(failed(vm, bzip2::Error::Data));
        }
        loop {
            let left = limit.map_or(usize::MAX, |limit| limit.saturating_sub(out.len()));
            if left == 0 || *at == input.len() && !self.more.get() {
                return Ok(false);
            }
            let room = next_room(out.len()).min(left);
            let mut piece = vec![0; room];
            let (before_in, before_out) = (stream.total_in(), stream.total_out());
            let status = stream.decompress(&input[*at..], &mut piece).map_err(|error| {
                self.broken.set(true);
                failed(vm, error)
            })?;
            let written = (stream.total_out() - before_out) as usize;
            *at += (stream.total_in() - before_in) as usize;
            out.extend_from_slice(&piece[..written]);
            self.more.set(written == room);
            if matches!(status, Status::StreamEnd) {
                return Ok(true);
            }
        }
    }
}

#[pymethods]
impl BZ2Decompressor {
    #[pyslot(sig = "()")]
    fn __new__(cls: Gc<PyType>, vm: &Vm) -> PyResult<Obj<BZ2Decompressor>> {
        vm.new_native(
            cls,
            BZ2Decompressor {
                stream: RefCell::new(Decompress::new(false)),
                pending: RefCell::default(),
                more: Cell::new(false),
                broken: Cell::new(false),
                eof: Cell::new(false),
                needs_input: Cell::new(true),
                unused_data: Field::new(PyBytes::new(b"")),
            },
        )
    }

    /// Decompresses data, to at most `max_length` bytes unless that is negative; unused input is kept.
    #[pymethod(sig = "(data, max_length=-1)")]
    fn decompress(
        this: Obj<BZ2Decompressor>,
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
        let (mut out, mut at) = (Vec::new(), 0);
        let result = this.run(vm, &input, &mut at, usize::try_from(max_length).ok(), &mut out);
        let rest = &input[at..];
        let ended = match result {
            Ok(ended) => ended,
            Err(raised) => {
                this.needs_input.set(false);
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
            this.needs_input.set(rest.is_empty() && !this.more.get());
            *this.pending.borrow_mut() = rest.to_vec();
        }
        Ok(PyBytes::new(&out))
    }

    fn __reduce_ex__(&self, vm: &Vm, _protocol: Value) -> PyResult {
        Err(vm.type_error("cannot pickle '_bz2.BZ2Decompressor' object"))
    }
}

/// Compression with bzip2.
#[pymodule(name = "_bz2")]
pub mod bz2 {
    #[pyclass]
    use super::BZ2Compressor;
    #[pyclass]
    use super::BZ2Decompressor;
}
