//! `zlib`: compression with deflate in the formats of zlib, gzip and without a frame.

mod objects;
mod stream;

pub use objects::{Compress, Decompress, ZlibDecompressor};

use crate::support::kept_class;
use stream::{Failure, MEM_ERROR};
use taipan_interp::native::*;

const ERROR: &str = "zlib.error";
/// Size of a window in bits, and by its sign the format.
const MAX_WBITS: i32 = 15;
/// First size of buffers for results.
const BUFFER: usize = 16 * 1024;

/// Raises zlib.error for a failed call.
#[cold]
fn failed(vm: &Vm, failure: Failure, doing: &str) -> Raised {
    let Failure { code, message } = failure;
    if code == MEM_ERROR {
        return vm.memory_error();
    }
    let words = message.unwrap_or_else(|| {
        match code {
            -6 => "library version mismatch",
            -5 => "incomplete or truncated stream",
            -2 => "inconsistent stream state",
            -3 => "invalid input data",
            _ => "",
        }
        .to_owned()
    });
    let text =
        if words.is_empty() { format!("Error {code} {doing}") } else { format!("Error {code} {doing}: {words}") };
    error(vm, &text)
}

#[cold]
fn error(vm: &Vm, message: &str) -> Raised {
    vm.raise_msg(kept_class(vm, ERROR), message)
}

/// Room for the next piece of a result of which there are `len` bytes: buffers grow with the result.
fn next_room(len: usize, first: usize) -> usize {
    len.clamp(first.max(1), 64 << 20)
}

/// Compression with deflate.
#[pymodule(name = "zlib")]
pub mod zlib {
    use super::stream::{self, BUF_ERROR, FINISH, OK, Options, STREAM_END, Stream};
    use super::{BUFFER, ERROR, MAX_WBITS, error, failed, next_room};
    use crate::binascii::{crc32 as crc32_of, low_bits};
    use crate::support::{Bytes, exception_class, set_in_module};
    use taipan_interp::native::*;

    #[pyattr]
    const DEFLATED: i64 = 8;
    #[pyattr]
    const DEF_BUF_SIZE: i64 = 16384;
    #[pyattr]
    const DEF_MEM_LEVEL: i64 = 8;
    #[pyattr(name = "MAX_WBITS")]
    const WBITS: i64 = 15;
    #[pyattr]
    const ZLIB_RUNTIME_VERSION: &str = "1.3.1";
    #[pyattr]
    const ZLIB_VERSION: &str = "1.3.1";
    #[pyattr]
    const __version__: &str = "1.0";

    /// Numbers of the module.
    const NUMBERS: &[(&str, i64)] = &[
        ("Z_BEST_COMPRESSION", 9),
        ("Z_BEST_SPEED", 1),
        ("Z_BLOCK", 5),
        ("Z_DEFAULT_COMPRESSION", -1),
        ("Z_DEFAULT_STRATEGY", 0),
        ("Z_FILTERED", 1),
        ("Z_FINISH", 4),
        ("Z_FIXED", 4),
        ("Z_FULL_FLUSH", 3),
        ("Z_HUFFMAN_ONLY", 2),
        ("Z_NO_COMPRESSION", 0),
        ("Z_NO_FLUSH", 0),
        ("Z_PARTIAL_FLUSH", 1),
        ("Z_RLE", 3),
        ("Z_SYNC_FLUSH", 2),
        ("Z_TREES", 6),
    ];

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        let class = exception_class(vm, "zlib", "error", &[vm.exc().Exception], "")?;
        vm.set_static(ERROR, class);
        set_in_module(vm, module, "error", class);
        for (name, number) in NUMBERS {
            set_in_module(vm, module, name, Value::small(*number));
        }
        Ok(())
    }

    /// The Adler-32 checksum of the data, going on from `value`.
    #[pyfunction(sig = "(data, value=1, /)")]
    fn adler32(vm: &Vm, data: Value, value: Option<Value>) -> PyResult<u32> {
        let data = Bytes::new(vm, data, false)?;
        let value = value.map_or(Ok(1), |value| low_bits(vm, value))?;
        Ok(stream::adler32(value, data.as_slice()))
    }

    /// The CRC-32 checksum of the data, going on from `value`.
    #[pyfunction(sig = "(data, value=0, /)")]
    fn crc32(vm: &Vm, data: Value, value: Option<Value>) -> PyResult<u32> {
        let data = Bytes::new(vm, data, false)?;
        let value = value.map_or(Ok(0), |value| low_bits(vm, value))?;
        Ok(crc32_of(value, data.as_slice()))
    }

    /// Compresses data in one go.
    #[pyfunction(sig = "(data, /, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS)")]
    fn compress(
        vm: &Vm,
        data: Value,
        #[default(-1)] level: i32,
        #[default(MAX_WBITS)] wbits: i32,
    ) -> PyResult<Gc<PyBytes>> {
        let data = Bytes::new(vm, data, false)?;
        let options = Options { level, method: 8, wbits, mem_level: 8, strategy: 0 };
        let mut stream = match Stream::compressor(options) {
            Ok(stream) => stream,
            Err(failure) if failure.code == stream::MEM_ERROR => return Err(vm.memory_error()),
            Err(_) => return Err(error(vm, "Bad compression level")),
        };
        let (mut out, mut at) = (Vec::new(), 0);
        loop {
            let room = next_room(out.len(), BUFFER);
            match stream.step(data.as_slice(), &mut at, &mut out, room, FINISH) {
                STREAM_END => return Ok(PyBytes::new(&out)),
                OK | BUF_ERROR => {}
                code => return Err(failed(vm, stream.failure(code), "while compressing data")),
            }
        }
    }

    /// Decompresses data in one go; `bufsize` is the first size of the result's buffer.
    #[pyfunction(sig = "(data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE)")]
    fn decompress(
        vm: &Vm,
        data: Value,
        #[default(MAX_WBITS)] wbits: i32,
        #[default(16384)] bufsize: isize,
    ) -> PyResult<Gc<PyBytes>> {
        let data = Bytes::new(vm, data, false)?;
        let Ok(bufsize) = usize::try_from(bufsize) else {
            return Err(vm.value_error("bufsize must be non-negative"));
        };
        let mut stream =
            Stream::decompressor(wbits).map_err(|failure| failed(vm, failure, "while preparing to decompress data"))?;
        let (mut out, mut at) = (Vec::new(), 0);
        loop {
            let room = next_room(out.len(), bufsize);
            let before = out.len();
            match stream.step(data.as_slice(), &mut at, &mut out, room, stream::SYNC_FLUSH) {
                STREAM_END => return Ok(PyBytes::new(&out)),
                OK | BUF_ERROR if out.len() - before == room || at < data.as_slice().len() => {}
                OK | BUF_ERROR => {
                    let failure = stream.failure(BUF_ERROR);
                    return Err(failed(vm, failure, "while decompressing data"));
                }
                code => return Err(failed(vm, stream.failure(code), "while decompressing data")),
            }
        }
    }

    /// A compressor that takes data piece by piece.
    #[pyfunction(
        sig = "(level=Z_DEFAULT_COMPRESSION, method=DEFLATED, wbits=MAX_WBITS, memLevel=DEF_MEM_LEVEL, strategy=Z_DEFAULT_STRATEGY, zdict=<unrepresentable>)"
    )]
    fn compressobj(
        vm: &Vm,
        #[default(-1)] level: i32,
        #[default(8)] method: i32,
        #[default(MAX_WBITS)] wbits: i32,
        #[default(8)] memLevel: i32,
        #[default(0)] strategy: i32,
        zdict: Option<Value>,
    ) -> PyResult<Obj<super::Compress>> {
        let dictionary = zdict.map(|d| Bytes::new(vm, d, false)).transpose()?;
        let options = Options { level, method, wbits, mem_level: memLevel, strategy };
        super::Compress::create(vm, options, dictionary.as_ref().map(|d| d.as_slice()))
    }

    /// A decompressor that takes data piece by piece.
    #[pyfunction(sig = "(wbits=MAX_WBITS, zdict=b'')")]
    fn decompressobj(
        vm: &Vm,
        #[default(MAX_WBITS)] wbits: i32,
        zdict: Option<Value>,
    ) -> PyResult<Obj<super::Decompress>> {
        super::Decompress::create(vm, wbits, zdict)
    }

    #[pyclass]
    use super::ZlibDecompressor;
}
