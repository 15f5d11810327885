//! A safe wrapper of zlib's streams, by the crate `libz-rs-sys` (zlib in Rust with its C interface).

use core::ffi::c_int;
use libz_rs_sys as z;
use std::ffi::CStr;

/// Results and flush modes by number.
pub(super) const OK: c_int = 0;
pub(super) const STREAM_END: c_int = 1;
pub(super) const NEED_DICT: c_int = 2;
pub(super) const STREAM_ERROR: c_int = -2;
pub(super) const MEM_ERROR: c_int = -4;
pub(super) const BUF_ERROR: c_int = -5;
pub(super) const NO_FLUSH: c_int = 0;
pub(super) const SYNC_FLUSH: c_int = 2;
pub(super) const FINISH: c_int = 4;

/// How a compressor works.
#[derive(Clone, Copy)]
pub(super) struct Options {
    pub(super) level: c_int,
    pub(super) method: c_int,
    pub(super) wbits: c_int,
    pub(super) mem_level: c_int,
    pub(super) strategy: c_int,
}

/// A failed call: its number, and zlib's words if it has any.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) code: c_int,
    pub(super) message: Option<String>,
}

/// A stream that compresses or decompresses.
pub(super) struct Stream {
    // Boxed: zlib keeps the address.
    stream: Box<z::z_stream>,
    compresses: bool,
    open: bool,
}

const CHUNK: usize = 1 << 30;
/// Where nothing is written: zlib does not copy streams without an output.
const NOWHERE: *mut u8 = std::ptr::dangling_mut();

impl Stream {
    /// A compressor.
    pub(super) fn compressor(options: Options) -> Result<Stream, Failure> {
        let mut stream = Box::new(z::z_stream::default());
        let size = size_of::<z::z_stream>() as c_int;
        let Options { level, method, wbits, mem_level, strategy } = options;
        // SAFETY: a fresh stream of our own that stays where it is.
        let code = unsafe {
            z::deflateInit2_(&mut *stream, level, method, wbits, mem_level, strategy, z::zlibVersion(), size)
        };
        Stream { stream, compresses: true, open: code == OK }.if_ok(code)
    }

    /// A decompressor.
    pub(super) fn decompressor(wbits: c_int) -> Result<Stream, Failure> {
        let mut stream = Box::new(z::z_stream::default());
        let size = size_of::<z::z_stream>() as c_int;
        // SAFETY: as above.
        let code = unsafe { z::inflateInit2_(&mut *stream, wbits, z::zlibVersion(), size) };
        Stream { stream, compresses: false, open: code == OK }.if_ok(code)
    }

    fn if_ok(mut self, code: c_int) -> Result<Stream, Failure> {
        self.stream.next_out = NOWHERE;
        if code == OK { Ok(self) } else { Err(self.failure(code)) }
    }

    /// The failure `code` with zlib's words.
    pub(super) fn failure(&self, code: c_int) -> Failure {
        let message = (!self.stream.msg.is_null()).then(|| {
            // SAFETY: zlib's messages are static C strings.
            unsafe { CStr::from_ptr(self.stream.msg) }.to_string_lossy().into_owned()
        });
        Failure { code, message }
    }

    /// Sets the dictionary.
    pub(super) fn set_dictionary(&mut self, dictionary: &[u8]) -> c_int {
        let len = dictionary.len().min(u32::MAX as usize) as u32;
        // SAFETY: an open stream; zlib copies the dictionary.
        unsafe {
            if self.compresses {
                z::deflateSetDictionary(&mut *self.stream, dictionary.as_ptr(), len)
            } else {
                z::inflateSetDictionary(&mut *self.stream, dictionary.as_ptr(), len)
            }
        }
    }

    /// One call of zlib: takes input from `at` on, appends at most `room` bytes.
    pub(super) fn step(&mut self, input: &[u8], at: &mut usize, out: &mut Vec<u8>, room: usize, flush: c_int) -> c_int {
        if !self.open {
            return STREAM_ERROR;
        }
        let rest = &input[*at..];
        let offered = rest.len().min(CHUNK);
        // Only the last piece of input is flushed.
        let flush = if offered < rest.len() { NO_FLUSH } else { flush };
        let room = room.min(CHUNK);
        if out.try_reserve(room).is_err() {
            return MEM_ERROR;
        }
        let space = &mut out.spare_capacity_mut()[..room];
        self.stream.next_in = rest.as_ptr();
        self.stream.avail_in = offered as u32;
        self.stream.next_out = space.as_mut_ptr().cast();
        self.stream.avail_out = room as u32;
        // SAFETY: an open stream; input and output are as long as it was told.
        let code = unsafe {
            if self.compresses { z::deflate(&mut *self.stream, flush) } else { z::inflate(&mut *self.stream, flush) }
        };
        let written = room - self.stream.avail_out as usize;
        // SAFETY: zlib has written so many bytes into the reserved room.
        unsafe { out.set_len(out.len() + written) };
        *at += offered - self.stream.avail_in as usize;
        self.stream.next_in = std::ptr::null();
        self.stream.next_out = NOWHERE;
        code
    }

    /// A stream in the same state.
    pub(super) fn copy(&mut self) -> Result<Stream, Failure> {
        let mut stream = Box::new(z::z_stream::default());
        // SAFETY: an open stream, and a fresh one for the copy.
        let code = unsafe {
            match (self.open, self.compresses) {
                (false, _) => STREAM_ERROR,
                (true, true) => z::deflateCopy(&mut *stream, &mut *self.stream),
                (true, false) => z::inflateCopy(&mut *stream, &*self.stream),
            }
        };
        Stream { stream, compresses: self.compresses, open: code == OK }.if_ok(code)
    }

    /// Whether it can go on.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// Frees zlib's part.
    pub(super) fn end(&mut self) {
        if self.open {
            self.open = false;
            // SAFETY: an open stream, which is not used afterwards.
            unsafe {
                if self.compresses {
                    z::deflateEnd(&mut *self.stream);
                } else {
                    z::inflateEnd(&mut *self.stream);
                }
            }
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.end();
    }
}

/// The Adler-32 checksum, going on from `value`.
pub(super) fn adler32(value: u32, data: &[u8]) -> u32 {
    // SAFETY: a slice and its length.
    unsafe { z::adler32_z(value as _, data.as_ptr(), data.len()) as u32 }
}
