//! `_io`: files and streams. Layers as in the documentation of `io`: raw streams (`fileio`), buffers (`buffered`), text (`text`), and
//! streams in memory (`bytesio`, `stringio`). Where one layer finds exactly our own class below it, they talk to each other by
//! plain Rust calls; everything else goes through methods, so that Python classes can take any place.

pub mod base;
pub mod buffered;
pub mod buffers;
pub mod bytesio;
mod coding;
pub mod fileio;
pub mod newline;
pub mod stdio;
pub mod stringio;
pub mod textio;
pub mod textmethods;
pub mod util;

use crate::support::paths;
use fileio::OptionalStr;
use taipan_interp::native::*;

/// Default size of buffers.
pub const DEFAULT_BUFFER_SIZE: usize = 128 * 1024;

/// The truth of an attribute.
pub(crate) fn getattr_bool(vm: &Vm, this: Value, name: Gc<PyStr>) -> PyResult<bool> {
    let value = vm.get_attr(this, name)?;
    vm.truth(value)
}

/// A copy of the instance's attributes for pickling: None if it has none.
pub(crate) fn dict_copy(vm: &Vm, this: Value) -> PyResult {
    let attrs = vm.instance_attrs(this);
    if attrs.is_empty() {
        return Ok(Value::NONE);
    }
    let dict = vm.instance_dict(this)?;
    vm.call_method(dict.value(), "copy", &[])
}

/// Takes attributes from a pickled state, its item called `which`.
pub(crate) fn dict_update(vm: &Vm, this: Value, state: Value, which: &str) -> PyResult<()> {
    if state.is_none() {
        return Ok(());
    }
    if !state.is::<PyDict>() {
        let found = vm.type_name(state);
        return Err(vm.type_error(format!("{which} item of state should be a dict, got a {found}")));
    }
    let dict = vm.instance_dict(this)?;
    vm.call_method(dict.value(), "update", &[state]).map(drop)
}

/// Whether leaving `encoding` out is worth a warning.
pub(crate) fn warns_of_default_encoding(vm: &Vm) -> bool {
    vm.config.borrow().x_options.iter().any(|(name, _)| name == "warn_default_encoding")
}

/// Arguments of `open` for text.
struct TextArgs {
    encoding: Option<OptionalStr>,
    errors: Option<OptionalStr>,
    newline: Option<OptionalStr>,
}

/// A mode of `open`: for the raw file, and what kind of stream.
struct OpenMode {
    raw: String,
    updating: bool,
    writing: bool,
    binary: bool,
}

fn parse_open_mode(vm: &Vm, mode: &str) -> PyResult<OpenMode> {
    let invalid = || vm.value_error(format!("invalid mode: '{mode}'"));
    let mut seen = String::new();
    for c in mode.chars() {
        if !"xrwa+tb".contains(c) || seen.contains(c) {
            return Err(invalid());
        }
        seen.push(c);
    }
    let has = |c: char| seen.contains(c);
    if has('t') && has('b') {
        return Err(vm.value_error("can't have text and binary mode at once"));
    }
    if "xrwa".chars().filter(|&c| has(c)).count() > 1 {
        return Err(vm.value_error("must have exactly one of create/read/write/append mode"));
    }
    let raw = "xrwa+".chars().filter(|&c| has(c)).collect();
    Ok(OpenMode { raw, updating: has('+'), writing: has('x') || has('w') || has('a'), binary: has('b') })
}

/// `open`.
fn open_stream(
    vm: &Vm,
    file: Value,
    mode: &str,
    buffering: i32,
    text: TextArgs,
    closefd: bool,
    opener: Value,
) -> PyResult {
    let file = if is_index(vm, file) { file } else { paths::fspath(vm, file)? };
    let m = parse_open_mode(vm, mode)?;
    if m.binary {
        let given = [("encoding", text.encoding.is_some()), ("errors", text.errors.is_some())];
        for (what, given) in given.into_iter().chain([("newline", text.newline.is_some())]) {
            if given {
                let article = if what == "newline" { "a" } else { "an" };
                return Err(vm.value_error(format!("binary mode doesn't take {article} {what} argument")));
            }
        }
        if buffering == 1 {
            let message =
                "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used";
            vm.warn(vm.exc().RuntimeWarning, message)?;
        }
    }
    let raw = fileio::open(vm, file, &m.raw, closefd, opener)?;
    let finished = finish_open(vm, raw, mode, &m, buffering, text);
    match finished {
        Ok(stream) => Ok(stream),
        Err(raised) => {
            let Some(error) = vm.take_raised() else { return Err(raised) };
            let closed = vm.call_method(raw.value(), "close", &[]);
            Err(util::chain(vm, error, closed.map(drop)))
        }
    }
}

/// The layers above a raw file.
fn finish_open(
    vm: &Vm,
    raw: Obj<fileio::FileIO>,
    mode: &str,
    m: &OpenMode,
    buffering: i32,
    text: TextArgs,
) -> PyResult {
    const MOST: i64 = 8192 * 1024;
    let is_terminal = buffering < 0 && raw.is_terminal(vm)?;
    let line_buffering = buffering == 1 || is_terminal;
    let mut buffering = if line_buffering { -1 } else { i64::from(buffering) };
    if buffering < 0 {
        buffering = raw.block_size().min(MOST).max(DEFAULT_BUFFER_SIZE as i64);
    }
    if buffering == 0 {
        if !m.binary {
            return Err(vm.value_error("can't have unbuffered text I/O"));
        }
        return Ok(raw.value());
    }
    let class = match (m.updating, m.writing) {
        (true, _) => vm.class::<buffers::BufferedRandom>(),
        (_, true) => vm.class::<buffers::BufferedWriter>(),
        _ => vm.class::<buffers::BufferedReader>(),
    };
    let buffer = vm.new_native(class, buffered::Buffered::empty())?;
    if m.updating {
        base::check_seekable(vm, raw.value())?;
    }
    let (read, write) = (m.updating || !m.writing, m.updating || m.writing);
    buffered::Buffered::init(vm, buffer, raw.value(), buffering as isize, read, write)?;
    if m.binary {
        return Ok(buffer.value());
    }
    let str_of = |arg: Option<OptionalStr>| arg.map_or(Value::NONE, |arg| PyStr::new(&arg.0).value());
    let args =
        [buffer.value(), str_of(text.encoding), str_of(text.errors), str_of(text.newline), Value::bool(line_buffering)];
    let wrapper = vm.call(vm.class::<textio::TextIOWrapper>().value(), &args)?;
    vm.set_attr_str(wrapper, "mode", PyStr::new(mode).value())?;
    Ok(wrapper)
}

/// Files and streams: the implementation of `io`.
#[taipan_interp::native::pymodule(name = "_io")]
pub mod _io {
    use super::fileio::StrArg;
    use super::*;

    #[pyclass]
    use super::base::{BufferedIOBase, IOBase, RawIOBase, TextIOBase};
    #[pyclass]
    use super::buffers::{BufferedRWPair, BufferedRandom, BufferedReader, BufferedWriter};
    #[pyclass]
    use super::bytesio::{BytesIO, BytesIOBuffer};
    #[pyclass]
    use super::fileio::FileIO;
    #[pyclass]
    use super::newline::IncrementalNewlineDecoder;
    #[pyclass]
    use super::stringio::StringIO;
    #[pyclass]
    use super::textio::TextIOWrapper;

    #[pyattr]
    const DEFAULT_BUFFER_SIZE: i64 = super::DEFAULT_BUFFER_SIZE as i64;

    /// Opens a file (by name, or a descriptor) as a stream: of text, or with "b" in the mode of bytes.
    #[pyfunction(
        sig = "(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)"
    )]
    fn open(
        vm: &Vm,
        file: Value,
        mode: Option<StrArg>,
        buffering: i32,
        encoding: Option<OptionalStr>,
        errors: Option<OptionalStr>,
        newline: Option<OptionalStr>,
        #[default(true)] closefd: bool,
        opener: Option<Value>,
    ) -> PyResult {
        let text = TextArgs { encoding, errors, newline };
        let mode = mode.map_or_else(|| "r".to_owned(), |mode| mode.0);
        open_stream(vm, file, &mode, buffering, text, closefd, opener.unwrap_or(Value::NONE))
    }

    /// The encoding that a function opening a text file should use, given its own argument `encoding`: that, or "locale" (in UTF-8 mode
    /// "utf-8") for None. With -X warn_default_encoding None gives an EncodingWarning at the caller `stacklevel` levels up.
    #[pyfunction(sig = "(encoding, stacklevel=2, /)")]
    fn text_encoding(vm: &Vm, encoding: Value, #[default(2)] stacklevel: i32) -> PyResult {
        if !encoding.is_none() {
            return Ok(encoding);
        }
        if warns_of_default_encoding(vm) {
            let message = PyStr::new("'encoding' argument not specified").value();
            let warnings = crate::support::import(vm, "_warnings")?;
            let args = [message, vm.exc().EncodingWarning.value(), Value::small(stacklevel.into())];
            vm.call_method(warnings, "warn", &args)?;
        }
        let name = if vm.config.borrow().utf8_mode { "utf-8" } else { "locale" };
        Ok(PyStr::new(name).value())
    }

    /// Opens a file for the import system.
    #[pyfunction(sig = "(path)")]
    fn open_code(vm: &Vm, path: Gc<PyStr>) -> PyResult {
        let text = TextArgs { encoding: None, errors: None, newline: None };
        open_stream(vm, path.value(), "rb", -1, text, true, Value::NONE)
    }

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        use crate::support::set_in_module;
        set_in_module(vm, module, "UnsupportedOperation", util::unsupported_class(vm)?.value());
        set_in_module(vm, module, "BlockingIOError", vm.exc().BlockingIOError.value());
        // Nothing happens when streams in memory are closed: they need no finalizer. (Subclasses may.)
        let no_finalizer = taipan_interp::class::ClassFlags::HAS_DEL;
        vm.class::<BytesIO>().set_flag(no_finalizer, false);
        Ok(())
    }
}
