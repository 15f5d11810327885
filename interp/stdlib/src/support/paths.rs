//! Path arguments and the file system encoding: UTF-8 with `surrogateescape`.
//!
//! A byte that is no UTF-8 becomes the surrogate U+DC00 + byte in a str, and the way back; so every file name can be a str.

use std::ffi::{CStr, CString};
use taipan_host::fd::{AT_FDCWD, Fd};
use taipan_interp::native::*;

/// What a path argument was.
#[derive(Debug)]
pub enum PathKind {
    /// A path.
    Path(CString),
    /// An open file's descriptor.
    Fd(Fd),
    /// None, where that stands for the current directory.
    Default,
}

/// A converted path argument.
#[derive(Debug)]
pub struct PathArg {
    /// What the caller passed, after `__fspath__`: what errors show.
    pub object: Value,
    /// Its meaning.
    pub kind: PathKind,
    /// Whether it was bytes, so that results are bytes too.
    pub is_bytes: bool,
}

impl PathArg {
    /// The path; the current directory for `Default`. For a descriptor use `fd` first.
    pub fn path(&self) -> &CStr {
        match &self.kind {
            PathKind::Path(path) => path,
            PathKind::Fd(_) | PathKind::Default => c".",
        }
    }

    /// The descriptor, if it is one.
    pub fn fd(&self) -> Option<Fd> {
        match self.kind {
            PathKind::Fd(fd) => Some(fd),
            _ => None,
        }
    }

    /// Bytes from the OS in the type of the argument.
    pub fn result(&self, bytes: &[u8]) -> Value {
        if self.is_bytes { PyBytes::new(bytes).into() } else { decode_path(bytes).into() }
    }
}

/// What a path argument may be besides str, bytes and PathLike.
#[derive(Clone, Copy, Default)]
pub struct Allow {
    /// An integer: a descriptor.
    pub fd: bool,
    /// None.
    pub none: bool,
}

/// Converts a path argument of function `function`, parameter `parameter`.
pub fn path_arg(vm: &Vm, value: Value, function: &str, parameter: &str, allow: Allow) -> PyResult<PathArg> {
    if allow.none && value.is_none() {
        return Ok(PathArg { object: value, kind: PathKind::Default, is_bytes: false });
    }
    if value.is::<PyStr>() || value.is::<PyBytes>() {
        return plain_path(vm, value, function, parameter);
    }
    if allow.fd && is_index(vm, value) {
        let fd = super::int_arg(vm, value)?;
        return Ok(PathArg { object: value, kind: PathKind::Fd(fd), is_bytes: false });
    }
    let wrong = |vm: &Vm| {
        let kinds = match (allow.fd, allow.none) {
            (true, true) => "string, bytes, os.PathLike, integer or None",
            (true, false) => "string, bytes, os.PathLike or integer",
            (false, true) => "string, bytes, os.PathLike or None",
            (false, false) => "string, bytes or os.PathLike",
        };
        let found = vm.type_name(value);
        vm.type_error(format!("{function}: {parameter} should be {kinds}, not {found}"))
    };
    let Some(path) = call_fspath(vm, value)? else { return Err(wrong(vm)) };
    if !path.is::<PyStr>() && !path.is::<PyBytes>() {
        let (class, found) = (vm.type_name(value), vm.type_name(path));
        return Err(vm.type_error(format!("expected {class}.__fspath__() to return str or bytes, not {found}")));
    }
    plain_path(vm, path, function, parameter)
}

fn plain_path(vm: &Vm, value: Value, function: &str, parameter: &str) -> PyResult<PathArg> {
    let (bytes, is_bytes) = match value.cast::<PyBytes>() {
        Some(bytes) => (bytes.as_slice().to_vec(), true),
        None => (encode_path(vm, Gc::<PyStr>::from_value(vm, value)?)?, false),
    };
    match CString::new(bytes) {
        Ok(path) => Ok(PathArg { object: value, kind: PathKind::Path(path), is_bytes }),
        Err(_) if function.is_empty() => Err(vm.value_error("embedded null character")),
        Err(_) => Err(vm.value_error(format!("{function}: embedded null character in {parameter}"))),
    }
}

/// The result of `type(value).__fspath__(value)`, if it has that.
pub fn call_fspath(vm: &Vm, value: Value) -> PyResult<Option<Value>> {
    match vm.type_of(value).lookup(vm.intern("__fspath__")) {
        Some(method) if !method.is_none() => vm.call_method(value, "__fspath__", &[]).map(Some),
        _ => Ok(None),
    }
}

/// `os.fspath`.
pub fn fspath(vm: &Vm, value: Value) -> PyResult {
    if value.is::<PyStr>() || value.is::<PyBytes>() {
        return Ok(value);
    }
    let class = vm.type_name(value);
    match call_fspath(vm, value)? {
        None => Err(vm.type_error(format!("expected str, bytes or os.PathLike object, not {class}"))),
        Some(path) if path.is::<PyStr>() || path.is::<PyBytes>() => Ok(path),
        Some(path) => {
            let found = vm.type_name(path);
            Err(vm.type_error(format!("expected {class}.__fspath__() to return str or bytes, not {found}")))
        }
    }
}

/// A str, bytes or PathLike as a C string, without a function's name in messages (`PyUnicode_FSConverter`).
pub fn c_string(vm: &Vm, value: Value) -> PyResult<CString> {
    let path = fspath(vm, value)?;
    let bytes = match path.cast::<PyBytes>() {
        Some(bytes) => bytes.as_slice().to_vec(),
        None => encode_path(vm, Gc::<PyStr>::from_value(vm, path)?)?,
    };
    let is_bytes = path.is::<PyBytes>();
    let what = if is_bytes { "embedded null byte" } else { "embedded null character" };
    CString::new(bytes).map_err(|_| vm.value_error(what))
}

/// Bytes of a file name as str.
pub fn decode_path(bytes: &[u8]) -> Gc<PyStr> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return PyStr::new(text);
    }
    let mut out = Vec::with_capacity(bytes.len() * 2);
    for chunk in bytes.utf8_chunks() {
        out.extend_from_slice(chunk.valid().as_bytes());
        for &byte in chunk.invalid() {
            taipan_object::string::push_char(&mut out, 0xdc00 + u32::from(byte));
        }
    }
    PyStr::from_wtf8(&out)
}

/// A str as the bytes of a file name. UnicodeEncodeError: it holds a surrogate that stands for no byte.
pub fn encode_path(vm: &Vm, text: Gc<PyStr>) -> PyResult<Vec<u8>> {
    if text.as_str().is_some() {
        return Ok(text.as_bytes().to_vec());
    }
    let mut out = Vec::with_capacity(text.n_bytes());
    for c in text.chars() {
        match c {
            0xdc80..=0xdcff => out.push((c - 0xdc00) as u8),
            0xd800..=0xdfff => return Err(vm.surrogate_error(text)),
            _ => taipan_object::string::push_char(&mut out, c),
        }
    }
    Ok(out)
}

/// The directory of a `dir_fd` argument and the path: what the `*at` calls take.
pub fn at(dir_fd: Option<Fd>) -> Fd {
    dir_fd.unwrap_or(AT_FDCWD)
}
