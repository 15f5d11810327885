//! The Python side of `TextIOWrapper`.

use super::newline::Mode;
use super::textio::TextIOWrapper;
use super::util::{self, Size};
use taipan_interp::name;
use taipan_interp::native::*;

/// Methods of TextIOWrapper.
pub struct TextMethods;

impl PyName for TextMethods {
    const NAME: &'static str = "TextIOWrapper";
}

type This = Obj<TextIOWrapper>;

/// The encoding of the locale.
pub(super) fn locale_encoding(vm: &Vm) -> Gc<PyStr> {
    const CODESET: i32 = 14;
    if vm.config.borrow().utf8_mode {
        return name!("utf-8");
    }
    let found = taipan_host::locale::info(CODESET);
    match std::str::from_utf8(&found) {
        // The plain C locale stands for UTF-8.
        Ok("" | "ANSI_X3.4-1968") | Err(_) => name!("utf-8"),
        Ok(name) => PyStr::new(name),
    }
}

/// The encoding that an `encoding` argument stands for.
fn encoding_arg(vm: &Vm, encoding: Option<Gc<PyStr>>) -> PyResult<Gc<PyStr>> {
    match encoding {
        None => Ok(locale_encoding(vm)),
        Some(encoding) => match encoding.as_str() {
            Some("locale") => Ok(locale_encoding(vm)),
            Some(text) if text.contains('\0') => Err(vm.value_error("embedded null character")),
            Some(_) => Ok(encoding),
            None => Err(vm.surrogate_error(encoding)),
        },
    }
}

/// The mode that a `newline` argument stands for.
pub(super) fn newline_arg(vm: &Vm, newline: Option<Gc<PyStr>>) -> PyResult<Mode> {
    let text = newline.map(|newline| newline.to_string_lossy().into_owned());
    if text.as_deref().is_some_and(|text| text.contains('\0')) {
        return Err(vm.value_error("embedded null character"));
    }
    Mode::of(text.as_deref()).ok_or_else(|| {
        let shown = text.unwrap_or_default();
        vm.value_error(format!("illegal newline value: {shown}"))
    })
}

/// A str argument or None, else the message of `what`.
pub(super) fn str_or_none(vm: &Vm, value: Option<Value>, what: &str) -> PyResult<Option<Gc<PyStr>>> {
    match value.filter(|value| !value.is_none()) {
        None => Ok(None),
        Some(value) => match value.cast::<PyStr>() {
            Some(text) => Ok(Some(text)),
            None => {
                let found = vm.type_name(value);
                Err(vm.type_error(format!("{what} must be str or None, not {found}")))
            }
        },
    }
}

/// With `-X dev`: whether there is such an error handler.
fn check_errors(vm: &Vm, errors: Gc<PyStr>) -> PyResult<()> {
    if errors.as_str().is_none() {
        return Err(vm.surrogate_error(errors));
    }
    if errors.as_bytes().contains(&0) {
        return Err(vm.value_error("embedded null character"));
    }
    if vm.config.borrow().dev_mode {
        taipan_interp::codecs::registry::lookup_error(vm, Some(errors))?;
    }
    Ok(())
}

#[pymethods]
impl TextMethods {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<This> {
        let _ = args;
        vm.new_native(cls, TextIOWrapper::empty())
    }

    #[pyslot(sig = "(buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)")]
    fn __init__(
        this: This,
        vm: &Vm,
        buffer: Value,
        encoding: Option<Value>,
        errors: Option<Value>,
        newline: Option<Value>,
        line_buffering: bool,
        write_through: bool,
    ) -> PyResult<()> {
        this.ready.set(false);
        let encoding = str_or_none(vm, encoding, "TextIOWrapper() argument 'encoding'")?;
        let newline = str_or_none(vm, newline, "TextIOWrapper() argument 'newline'")?;
        if encoding.is_none() && super::warns_of_default_encoding(vm) {
            vm.warn(vm.exc().EncodingWarning, "'encoding' argument not specified")?;
        }
        let errors = str_or_none(vm, errors, "TextIOWrapper() argument 'errors'")?.unwrap_or(name!("strict"));
        check_errors(vm, errors)?;
        let mode = newline_arg(vm, newline)?;
        let encoding = encoding_arg(vm, encoding)?;
        TextIOWrapper::init(this, vm, buffer, encoding, errors, mode, line_buffering, write_through)
    }

    fn __repr__(this: This, vm: &Vm) -> PyResult<String> {
        let encoding = this.encoding.get().map_or(Value::NONE, |encoding| encoding.value());
        this.check_initialized(vm)?;
        let class = vm.type_of(this.value()).full_name();
        let shown = vm.with_repr_guard(this.value(), || {
            let mut out = format!("<{class}");
            for what in ["name", "mode"] {
                let value = vm.get_attr_opt(this.value(), vm.intern(what));
                if let Some(value) = vm.ignore(vm.exc().ValueError, value)?.flatten() {
                    out.push_str(&format!(" {what}={}", vm.repr(value)?.to_string_lossy()));
                }
            }
            out.push_str(&format!(" encoding={}>", vm.repr(encoding)?.to_string_lossy()));
            Ok(out)
        })?;
        shown.ok_or_else(|| vm.runtime_error(format!("reentrant call inside {class}.__repr__")))
    }

    /// Changes encoding, error handler, line ends or buffering from here on.
    #[pymethod(sig = "(*, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)")]
    fn reconfigure(
        this: This,
        vm: &Vm,
        encoding: Option<Value>,
        errors: Option<Value>,
        newline: Option<Value>,
        line_buffering: Option<Value>,
        write_through: Option<Value>,
    ) -> PyResult<()> {
        let buffer = this.attached(vm)?;
        let encoding = str_or_none(vm, encoding, "reconfigure() argument 'encoding'")?;
        let errors = str_or_none(vm, errors, "reconfigure() argument 'errors'")?;
        let changes = encoding.is_some() || errors.is_some() || newline.is_some();
        if this.was_read() && changes {
            let message = "It is not possible to set the encoding or newline of stream after the first read";
            return Err(util::unsupported(vm, message));
        }
        let mode = match newline {
            None => this.mode.get(),
            Some(_) => newline_arg(vm, str_or_none(vm, newline, "reconfigure() argument 'newline'")?)?,
        };
        let flag = |value: Option<Value>, now: bool| -> PyResult<bool> {
            match value.filter(|value| !value.is_none()) {
                None => Ok(now),
                Some(value) => Ok(i32::from_value(vm, value)? != 0),
            }
        };
        let line_buffering = flag(line_buffering, this.line_buffering.get())?;
        let write_through = flag(write_through, this.write_through.get())?;
        vm.call_method_name(this.value(), name!("flush"), &[])?;
        if changes {
            let default = if encoding.is_some() { Some(name!("strict")) } else { this.errors.get() };
            let errors = errors.or(default).unwrap_or(name!("strict"));
            check_errors(vm, errors)?;
            let encoding = match encoding {
                Some(encoding) if encoding.as_str() == Some("locale") => locale_encoding(vm),
                Some(encoding) if encoding.as_str().is_none() => return Err(vm.surrogate_error(encoding)),
                Some(encoding) => encoding,
                None => this.encoding.get().unwrap_or(name!("utf-8")),
            };
            this.change_coding(vm, buffer, encoding, errors, mode)?;
        }
        this.line_buffering.set(line_buffering);
        this.write_through.set(write_through);
        Ok(())
    }

    /// Separates the buffer below and gives it; this stream is unusable then.
    fn detach(this: This, vm: &Vm) -> PyResult {
        this.attached(vm)?;
        vm.call_method_name(this.value(), name!("flush"), &[])?;
        let buffer = this.attached(vm)?;
        this.buffer.set(None);
        this.detached.set(true);
        this.ready.set(false);
        Ok(buffer)
    }

    /// Writes text; gives its length.
    #[pymethod(sig = "(text, /)")]
    fn write(this: This, vm: &Vm, text: Gc<PyStr>) -> PyResult<usize> {
        TextIOWrapper::write(this, vm, text)
    }

    /// Reads at most `size` characters, or everything.
    #[pymethod(sig = "(size=-1, /)")]
    fn read(this: This, vm: &Vm, #[default(Size(-1))] size: Size) -> PyResult {
        TextIOWrapper::read(this, vm, size.0)
    }

    /// Reads a line, at most `size` characters of it.
    #[pymethod(sig = "(size=-1, /)")]
    fn readline(this: This, vm: &Vm, #[default(-1)] size: isize) -> PyResult {
        TextIOWrapper::read_line(this, vm, size)
    }

    fn __next__(this: This, vm: &Vm) -> PyResult<Option<Value>> {
        TextIOWrapper::next_line(this, vm)
    }

    /// Writes out what is encoded, and lets the buffer do so.
    fn flush(this: This, vm: &Vm) -> PyResult {
        TextIOWrapper::flush(this, vm)
    }

    /// Flushes and closes the stream and the buffer below.
    fn close(this: This, vm: &Vm) -> PyResult {
        TextIOWrapper::close(this, vm)
    }

    /// The descriptor of the file below.
    fn fileno(this: This, vm: &Vm) -> PyResult {
        vm.call_method_name(this.attached(vm)?, name!("fileno"), &[])
    }

    /// Whether the position can be moved.
    fn seekable(this: This, vm: &Vm) -> PyResult {
        vm.call_method_name(this.attached(vm)?, name!("seekable"), &[])
    }

    /// Whether the stream can be read.
    fn readable(this: This, vm: &Vm) -> PyResult {
        vm.call_method_name(this.attached(vm)?, name!("readable"), &[])
    }

    /// Whether the stream can be written.
    fn writable(this: This, vm: &Vm) -> PyResult {
        vm.call_method_name(this.attached(vm)?, name!("writable"), &[])
    }

    /// Whether the stream is a terminal.
    fn isatty(this: This, vm: &Vm) -> PyResult {
        vm.call_method_name(this.attached(vm)?, name!("isatty"), &[])
    }

    /// Moves to a position that tell() gave (whence 0), stays (1, with 0) or moves to the end (2, with 0); gives the position.
    #[pymethod(sig = "(cookie, whence=os.SEEK_SET, /)")]
    fn seek(this: This, vm: &Vm, cookie: Value, #[default(0)] whence: i32) -> PyResult {
        TextIOWrapper::seek(this, vm, cookie, whence)
    }

    /// The position, as a number that only seek() understands.
    fn tell(this: This, vm: &Vm) -> PyResult {
        TextIOWrapper::tell(this, vm)
    }

    /// Cuts the file off at `pos` bytes, the position by default.
    #[pymethod(sig = "(pos=None, /)")]
    fn truncate(this: This, vm: &Vm, pos: Option<Value>) -> PyResult {
        let buffer = this.attached(vm)?;
        vm.call_method_name(this.value(), name!("flush"), &[])?;
        vm.call_method_name(buffer, name!("truncate"), &[pos.unwrap_or(Value::NONE)])
    }

    /// Refuses to be pickled.
    fn __getstate__(this: Value, vm: &Vm) -> PyResult {
        Err(util::cannot_pickle(vm, this))
    }

    #[getter]
    fn encoding(this: This) -> Option<Gc<PyStr>> {
        this.encoding.get()
    }

    #[getter]
    fn buffer(this: This, vm: &Vm) -> PyResult {
        this.attached(vm)
    }

    #[getter]
    fn line_buffering(this: This) -> bool {
        this.line_buffering.get()
    }

    #[getter]
    fn write_through(this: This) -> bool {
        this.write_through.get()
    }

    #[getter]
    fn _finalizing(this: This) -> bool {
        this.finalizing.get()
    }

    #[setter(name = "_finalizing")]
    fn set_finalizing(this: This, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        util::set_flag(vm, &this.finalizing, value)
    }

    #[getter]
    fn name(this: This, vm: &Vm) -> PyResult {
        vm.get_attr(this.attached(vm)?, name!("name"))
    }

    #[getter]
    fn closed(this: This, vm: &Vm) -> PyResult {
        vm.get_attr(this.attached(vm)?, name!("closed"))
    }

    #[getter]
    fn newlines(this: This, vm: &Vm) -> PyResult {
        this.attached(vm)?;
        if this.decoder.exists() { this.decoder.kinds(vm, this.decoder_object.get()) } else { Ok(Value::NONE) }
    }

    #[getter]
    fn errors(this: This, vm: &Vm) -> PyResult<Option<Gc<PyStr>>> {
        this.check_initialized(vm)?;
        Ok(this.errors.get())
    }

    #[getter(name = "_CHUNK_SIZE")]
    fn chunk_size(this: This, vm: &Vm) -> PyResult<usize> {
        this.attached(vm)?;
        Ok(this.chunk_size.get())
    }

    #[setter(name = "_CHUNK_SIZE")]
    fn set_chunk_size(this: This, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        this.attached(vm)?;
        let Some(value) = value else { return Err(vm.attribute_error("_CHUNK_SIZE attribute cannot be deleted")) };
        let size = vm.to_isize(value);
        let Some(size) = vm.ignore(vm.exc().OverflowError, size)? else {
            return Err(vm.value_error("cannot fit 'int' into an index-sized integer"));
        };
        match usize::try_from(size).ok().filter(|&n| n > 0) {
            Some(n) => {
                this.chunk_size.set(n);
                Ok(())
            }
            None => Err(vm.value_error("a strictly positive integer is required")),
        }
    }
}
