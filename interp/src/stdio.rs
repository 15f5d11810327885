//! Plain text streams for `sys.stdin`, `sys.stdout`, `sys.stderr`, in use until the module `io` replaces them.
//!
//! Output to stdout is buffered and flushed at exit, by `flush()`, and (on a terminal) at each line.

use crate::builtins::prelude::*;
use std::io::{BufRead, IsTerminal, Write};

/// A simple text stream over a standard file.
#[pyclass(name = "StdStream", module = "_taipan")]
pub struct StdStream {
    #[no_trace]
    fd: u8,
    #[no_trace]
    buffer: RefCell<Vec<u8>>,
}

impl StdStream {
    fn write_bytes(&self, bytes: &[u8]) -> std::io::Result<()> {
        let mut buffer = self.buffer.borrow_mut();
        buffer.extend_from_slice(bytes);
        let limit = if self.fd == 2 { 0 } else { 1 << 16 };
        let line = self.fd == 1 && bytes.contains(&b'\n') && std::io::stdout().is_terminal();
        if buffer.len() > limit || line {
            return Self::emit(self.fd, &mut buffer);
        }
        Ok(())
    }

    fn emit(fd: u8, buffer: &mut Vec<u8>) -> std::io::Result<()> {
        let result = if fd == 2 {
            std::io::stderr().write_all(buffer)
        } else {
            let mut out = std::io::stdout().lock();
            out.write_all(buffer).and_then(|()| out.flush())
        };
        buffer.clear();
        result
    }
}

fn os_failed(vm: &Vm, result: std::io::Result<()>) -> PyResult<()> {
    result.map_err(|e| vm.os_error(e.raw_os_error().unwrap_or(5), None))
}

#[pymethods]
impl StdStream {
    /// Writes text; returns the number of characters.
    fn write(&self, vm: &Vm, text: Gc<PyStr>) -> PyResult<usize> {
        if text.as_str().is_none() && self.fd != 2 {
            return Err(vm.surrogate_error(text));
        }
        if self.fd == 2 {
            os_failed(vm, self.write_bytes(text.to_string_lossy().as_bytes()))?;
        } else {
            os_failed(vm, self.write_bytes(text.as_bytes()))?;
        }
        Ok(text.len())
    }

    /// Writes out what is buffered.
    fn flush(&self, vm: &Vm) -> PyResult<()> {
        let result = Self::emit(self.fd, &mut self.buffer.borrow_mut());
        os_failed(vm, result)
    }

    /// Reads a line.
    fn readline(&self, vm: &Vm) -> PyResult<String> {
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(_) => Ok(line),
            Err(e) => Err(vm.os_error(e.raw_os_error().unwrap_or(5), None)),
        }
    }

    /// Reads everything.
    fn read(&self, vm: &Vm) -> PyResult<String> {
        match std::io::read_to_string(std::io::stdin().lock()) {
            Ok(text) => Ok(text),
            Err(e) => Err(vm.os_error(e.raw_os_error().unwrap_or(5), None)),
        }
    }

    /// Whether the stream is a terminal.
    fn isatty(&self) -> bool {
        match self.fd {
            0 => std::io::stdin().is_terminal(),
            1 => std::io::stdout().is_terminal(),
            _ => std::io::stderr().is_terminal(),
        }
    }

    /// The file descriptor.
    fn fileno(&self) -> i64 {
        self.fd as i64
    }

    #[getter]
    fn encoding(&self) -> &'static str {
        "utf-8"
    }

    #[getter]
    fn errors(&self) -> &'static str {
        if self.fd == 2 { "backslashreplace" } else { "strict" }
    }
}

/// Puts the streams into `sys`.
pub fn install(vm: &Vm, sys: Gc<PyDict>) -> PyResult<()> {
    let class = vm.class::<StdStream>();
    for (fd, names) in [(0u8, ["stdin", "__stdin__"]), (1, ["stdout", "__stdout__"]), (2, ["stderr", "__stderr__"])] {
        let stream = vm.new_native(class, StdStream { fd, buffer: RefCell::new(Vec::new()) })?;
        for name in names {
            sys.set_str(intern(name), stream.value());
        }
    }
    Ok(())
}

/// Flushes `sys.stdout` and `sys.stderr` at exit; false if stdout's failed, which is reported.
pub fn flush(vm: &Vm) -> bool {
    let mut good = true;
    for name in ["stdout", "stderr"] {
        let stream = vm.sys_dict.get().and_then(|d| d.get_str(intern(name))).filter(|s| !s.is_none());
        let Some(stream) = stream else { continue };
        let closed = match vm.get_attr_opt(stream, intern("closed")) {
            Ok(Some(closed)) => vm.truth(closed).unwrap_or(false),
            _ => false,
        };
        vm.take_raised();
        if !closed && vm.call_method(stream, "flush", &[]).is_err() {
            if name == "stdout" {
                vm.write_unraisable(None, "Exception ignored while flushing sys.stdout:");
                good = false;
            }
            vm.take_raised();
        }
    }
    good
}
