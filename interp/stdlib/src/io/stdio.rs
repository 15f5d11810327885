//! `sys.stdin`, `sys.stdout`, `sys.stderr` as text streams over the three standard descriptors, and the short way from `print()` to
//! them. A descriptor that is not open gives None.

use super::buffered::Buffered;
use super::buffers::{BufferedReader, BufferedWriter};
use super::newline::Mode;
use super::textio::TextIOWrapper;
use super::{DEFAULT_BUFFER_SIZE, fileio};
use taipan_interp::native::*;
use taipan_interp::{instance, name};

/// One of the streams.
struct Standard {
    fd: i32,
    shown: &'static str,
    names: [&'static str; 2],
}

const ALL: [Standard; 3] = [
    Standard { fd: 0, shown: "<stdin>", names: ["stdin", "__stdin__"] },
    Standard { fd: 1, shown: "<stdout>", names: ["stdout", "__stdout__"] },
    Standard { fd: 2, shown: "<stderr>", names: ["stderr", "__stderr__"] },
];

/// Encoding and error handler of stdin and stdout.
fn coding(vm: &Vm) -> (String, String) {
    const LC_CTYPE: i32 = 0;
    let config = vm.config.borrow();
    let (mut encoding, mut errors) = (String::new(), String::new());
    if let Some(setting) = &config.io_encoding {
        let (first, second) = setting.split_once(':').unwrap_or((setting, ""));
        (encoding, errors) = (first.to_owned(), second.to_owned());
    }
    if errors.is_empty() {
        // A plain locale says nothing about the encoding of files and terminals: whatever comes in must be able to go out.
        let plain = || {
            let locale = taipan_host::locale::set(LC_CTYPE, None).unwrap_or_default();
            matches!(locale.as_slice(), b"" | b"C" | b"POSIX" | b"C.UTF-8" | b"C.utf8" | b"UTF-8")
        };
        let lenient = encoding.is_empty() && (config.utf8_mode || plain());
        errors = if lenient { "surrogateescape" } else { "strict" }.to_owned();
    }
    if encoding.is_empty() {
        encoding = "utf-8".to_owned();
    }
    (encoding, errors)
}

fn open(vm: &Vm, standard: &Standard, encoding: &str, errors: &str) -> PyResult {
    let write = standard.fd != 0;
    if !taipan_host::fd::was_open_at_start(standard.fd) || taipan_host::fd::fstat(standard.fd).is_err() {
        return Ok(Value::NONE);
    }
    let unbuffered = vm.config.borrow().unbuffered;
    let mode = if write { "wb" } else { "rb" };
    let raw = fileio::open(vm, Value::small(standard.fd.into()), mode, false, Value::NONE)?;
    vm.set_attr(raw.value(), name!("name"), Some(PyStr::new(standard.shown).value()))?;
    let buffer = if unbuffered && write {
        raw.value()
    } else {
        let class = if write { vm.class::<BufferedWriter>() } else { vm.class::<BufferedReader>() };
        let buffer = vm.new_native(class, Buffered::empty())?;
        Buffered::init(vm, buffer, raw.value(), DEFAULT_BUFFER_SIZE as isize, !write, write)?;
        keep_open(buffer.value());
        buffer.value()
    };
    let text = vm.new_object(TextIOWrapper::empty())?;
    let lines = !unbuffered && (standard.fd == 2 || raw.is_terminal(vm)?);
    let (encoding, errors) = (PyStr::new(encoding), PyStr::new(errors));
    TextIOWrapper::init(text, vm, buffer, encoding, errors, Mode::Lf, lines, unbuffered)?;
    vm.set_attr(text.value(), name!("mode"), Some(name_of_mode(write)))?;
    keep_open(raw.value());
    keep_open(text.value());
    Ok(text.value())
}

fn name_of_mode(write: bool) -> Value {
    if write { name!("w").value() } else { name!("r").value() }
}

/// The interpreter flushes the standard streams at exit itself: their finalizers must not come first.
fn keep_open(stream: Value) {
    if let Some(header) = stream.header() {
        header.gc.set(header.gc.get() | taipan_gc::FINALIZED);
    }
}

/// Puts the streams into `sys`.
pub fn install(vm: &Vm) -> PyResult<()> {
    let Some(sys) = vm.sys_dict.get() else { return Ok(()) };
    let (encoding, errors) = coding(vm);
    for standard in &ALL {
        let errors = if standard.fd == 2 { "backslashreplace" } else { &errors };
        let stream = match open(vm, standard, &encoding, errors) {
            Ok(stream) => stream,
            // An unknown encoding, say: the streams have to work all the same.
            Err(Raised) => {
                vm.take_raised();
                match open(vm, standard, "utf-8", "backslashreplace") {
                    Ok(stream) => stream,
                    Err(Raised) => {
                        vm.take_raised();
                        Value::NONE
                    }
                }
            }
        };
        for name in standard.names {
            sys.set_str(vm.intern(name), stream);
        }
    }
    vm.text_write.set(Some(write_direct));
    Ok(())
}

/// Once modules can be imported: `builtins.open`.
pub fn install_open(vm: &Vm) -> PyResult<()> {
    let module = crate::support::import(vm, "_io")?;
    let open = vm.get_attr(module, name!("open"))?;
    if let Some(builtins) = vm.builtins.get() {
        builtins.set_str(name!("open"), open);
    }
    Ok(())
}

/// Writes to a stream whose `write` is certainly ours, without looking that up.
fn write_direct(vm: &Vm, stream: Value, text: Gc<PyStr>) -> Option<PyResult<()>> {
    if !stream.is_cell()
        || vm.type_of(stream) != vm.class::<TextIOWrapper>()
        || instance::get(stream, name!("write")).is_some()
    {
        return None;
    }
    let this = stream.cast::<Native<TextIOWrapper>>()?;
    Some(TextIOWrapper::write(this, vm, text).map(drop))
}
