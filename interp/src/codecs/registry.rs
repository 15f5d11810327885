//! The codec registry: search functions, found codecs, error handlers. Search functions of the package `encodings` come in when
//! the first codec is looked up.

use super::handlers;
use crate::builtins::prelude::*;
use crate::builtins::support;

const PATH: &str = "codecs.search_path";
const CACHE: &str = "codecs.cache";
const ERRORS: &str = "codecs.errors";
const READY: &str = "codecs.ready";

fn search_path(vm: &Vm) -> Gc<PyList> {
    if let Some(list) = vm.get_static(PATH).and_then(|v| v.cast::<PyList>()) {
        return list;
    }
    let list = PyList::new(&[]);
    vm.set_static(PATH, list.value());
    list
}

fn dict(vm: &Vm, name: &'static str) -> Gc<PyDict> {
    if let Some(dict) = vm.get_static(name).and_then(|v| v.cast::<PyDict>()) {
        return dict;
    }
    let dict = PyDict::new();
    vm.set_static(name, dict.value());
    dict
}

fn errors(vm: &Vm) -> Gc<PyDict> {
    if let Some(dict) = vm.get_static(ERRORS).and_then(|v| v.cast::<PyDict>()) {
        return dict;
    }
    let dict = PyDict::new();
    for (name, def) in handlers::STANDARD {
        dict.set_str(intern(name), PyNativeFunction::function(def, None, None).value());
    }
    vm.set_static(ERRORS, dict.value());
    dict
}

/// Adds a search function.
pub fn register(vm: &Vm, function: Value) -> PyResult<()> {
    prepare(vm)?;
    if !vm.is_callable(function) {
        return Err(vm.type_error("argument must be callable"));
    }
    search_path(vm).items.push(function);
    Ok(())
}

/// Removes a search function and forgets all codecs found.
pub fn unregister(vm: &Vm, function: Value) -> PyResult<()> {
    let path = search_path(vm);
    let at = path.items.as_slice().iter().position(|v| v.bits() == function.bits());
    if let Some(at) = at {
        vm.set_static(CACHE, PyDict::new().value());
        vm.set_item(path.value(), Value::int(at as i64), None)?;
    }
    Ok(())
}

/// Imports `encodings`, which registers its search function.
fn prepare(vm: &Vm) -> PyResult<()> {
    if vm.get_static(READY).is_some_and(|v| v.bits() == Value::TRUE.bits()) {
        return Ok(());
    }
    let import = vm.builtins.get().and_then(|d| d.get_str(intern("__import__")));
    let Some(import) = import else { return Ok(()) };
    vm.set_static(READY, Value::TRUE);
    let result = vm.call(import, &[PyStr::new("encodings").value()]);
    if result.is_err() {
        vm.set_static(READY, Value::FALSE);
    }
    match vm.ignore(vm.exc().ImportError, result) {
        Ok(_) => Ok(()),
        Err(raised) => Err(raised),
    }
}

/// A name in the form in which search functions get it: ASCII letters and digits and dots, runs of anything else as one
/// underscore, lowercase.
fn normalized(name: &[u8]) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    for &b in name {
        if b.is_ascii_alphanumeric() || b == b'.' {
            if gap && !out.is_empty() {
                out.push('_');
            }
            gap = false;
            out.push(b.to_ascii_lowercase() as char);
        } else {
            gap = true;
        }
    }
    out
}

/// The codec `name`: a tuple of four (a `codecs.CodecInfo`).
pub fn lookup(vm: &Vm, name: Gc<PyStr>) -> PyResult {
    prepare(vm)?;
    let key = intern(&normalized(name.as_bytes()));
    if let Some(codec) = dict(vm, CACHE).get_str(key) {
        return Ok(codec);
    }
    let path = search_path(vm);
    if path.items.as_slice().is_empty() {
        return Err(vm.lookup_error("no codec search functions registered: can't find encoding"));
    }
    let mut i = 0;
    while let Some(&function) = path.items.as_slice().get(i) {
        i += 1;
        let codec = vm.call(function, &[key.value()])?;
        if codec.is_none() {
            continue;
        }
        match codec.cast::<PyTuple>() {
            Some(tuple) if tuple.len() == 4 => {
                dict(vm, CACHE).set_str(key, codec);
                return Ok(codec);
            }
            _ => return Err(vm.type_error("codec search functions must return 4-tuples")),
        }
    }
    Err(vm.lookup_error(format!("unknown encoding: {}", name.to_string_lossy())))
}

fn is_builtin(name: Gc<PyStr>) -> bool {
    handlers::STANDARD.iter().any(|(standard, _)| name.as_bytes() == standard.as_bytes())
}

/// Sets the error handler `name`.
pub fn register_error(vm: &Vm, name: Gc<PyStr>, handler: Value) -> PyResult<()> {
    if !vm.is_callable(handler) {
        return Err(vm.type_error("handler must be callable"));
    }
    errors(vm).set_str(PyStr::intern(name), handler);
    Ok(())
}

/// Removes the error handler `name`; whether there was one.
pub fn unregister_error(vm: &Vm, name: Gc<PyStr>) -> PyResult<bool> {
    if is_builtin(name) {
        let shown = name.to_string_lossy();
        return Err(vm.value_error(format!("cannot un-register built-in error handler '{shown}'")));
    }
    Ok(vm.dict_del(errors(vm), name.value())?.is_some())
}

/// The error handler `name`; without a name that of "strict".
pub fn lookup_error(vm: &Vm, name: Option<Gc<PyStr>>) -> PyResult {
    let key = match name {
        Some(name) => PyStr::intern(name),
        None => intern("strict"),
    };
    match errors(vm).get_str(key) {
        Some(handler) => Ok(handler),
        None => Err(vm.lookup_error(format!("unknown error handler name '{}'", key.to_string_lossy()))),
    }
}

/// Which half of a codec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// The encoder.
    Encode,
    /// The decoder.
    Decode,
}

/// Looks `name` up and runs its encoder or decoder. `text_only`: the codec must be one between str and bytes.
pub fn run(
    vm: &Vm,
    half: Half,
    object: Value,
    name: Gc<PyStr>,
    errors: Option<Gc<PyStr>>,
    text_only: bool,
) -> PyResult {
    let codec = lookup(vm, name)?;
    let (item, verb, bad) = match half {
        Half::Encode => (0, "encoding", "encoder must return a tuple (object, integer)"),
        Half::Decode => (1, "decoding", "decoder must return a tuple (object,integer)"),
    };
    let shown = name.to_string_lossy();
    if text_only
        && codec.shape() != shape::TUPLE
        && let Some(flag) = vm.get_attr_opt(codec, intern("_is_text_encoding"))?
        && !vm.truth(flag)?
    {
        let instead = if half == Half::Encode { "codecs.encode()" } else { "codecs.decode()" };
        return Err(
            vm.lookup_error(format!("'{shown}' is not a text encoding; use {instead} to handle arbitrary codecs"))
        );
    }
    let function = codec.cast::<PyTuple>().and_then(|t| t.as_slice().get(item).copied()).unwrap_or(Value::NONE);
    let result = match errors {
        Some(errors) => vm.call(function, &[object, errors.value()]),
        None => vm.call(function, &[object]),
    };
    let result = match result {
        Ok(result) => result,
        Err(raised) => {
            vm.add_note(vm.raised(), &format!("{verb} with '{shown}' codec failed"));
            return Err(raised);
        }
    };
    match result.cast::<PyTuple>() {
        Some(pair) if pair.len() == 2 => Ok(pair.as_slice()[0]),
        _ => Err(vm.type_error(bad)),
    }
}

/// Encodes text with a registered codec: bytes.
pub fn encode_text(vm: &Vm, s: Gc<PyStr>, name: Gc<PyStr>, errors: Option<Gc<PyStr>>) -> PyResult {
    let result = run(vm, Half::Encode, s.value(), name, errors, true)?;
    if result.is::<PyBytes>() {
        return Ok(result);
    }
    let shown = name.to_string_lossy();
    if let Some(array) = result.cast::<PyByteArray>() {
        let message = format!(
            "encoder {shown} returned bytearray instead of bytes; use codecs.encode() to encode to arbitrary types"
        );
        vm.warn(vm.exc().RuntimeWarning, &message)?;
        return Ok(PyBytes::try_new(array.as_slice(), shape::BYTES, 0)?.value());
    }
    let found = support::class_name(vm, result);
    Err(vm.type_error(format!(
        "'{shown}' encoder returned '{found}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types"
    )))
}

/// Decodes a bytes-like object with a registered codec: a str.
pub fn decode_text(vm: &Vm, input: Value, name: Gc<PyStr>, errors: Option<Gc<PyStr>>) -> PyResult {
    let result = run(vm, Half::Decode, input, name, errors, true)?;
    if result.is::<PyStr>() {
        return Ok(result);
    }
    let (shown, found) = (name.to_string_lossy(), support::class_name(vm, result));
    Err(vm.type_error(format!(
        "'{shown}' decoder returned '{found}' instead of 'str'; use codecs.decode() to decode to arbitrary types"
    )))
}
