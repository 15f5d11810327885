//! `_json`: the inner loops of `json`. `strings.rs` reads and writes strings, `scanner.rs` reads values, `encoder.rs` writes them.

pub mod encoder;
pub mod scanner;
pub mod strings;

use taipan_interp::native::*;

/// Where `encode_basestring_ascii` is kept, to be told apart from other encoders.
const ASCII: &str = "_json.encode_basestring_ascii";
/// Where `encode_basestring` is kept.
const UNICODE: &str = "_json.encode_basestring";

/// How deep values may be in each other. (The reference's limit is its stack's size, about as much.)
const DEEPEST: usize = 40_000;

/// Raises `json.JSONDecodeError`.
#[cold]
fn decode_error(vm: &Vm, message: &str, text: Gc<PyStr>, index: usize) -> Raised {
    let raise = || {
        let decoder = vm.import_module("json.decoder")?;
        let class = vm.get_attr_str(decoder, "JSONDecodeError")?;
        vm.call(class, &[PyStr::new(message).value(), text.value(), Value::uint(index as u64)])
    };
    match raise().map(|error| error.cast::<taipan_interp::error::PyException>()) {
        Ok(Some(error)) => vm.raise(error),
        Ok(None) => vm.value_error(message),
        Err(raised) => raised,
    }
}

/// Reading and writing JSON, for the module json.
#[taipan_interp::native::pymodule(name = "_json")]
pub mod module {
    use super::encoder::Encoder;
    use super::scanner::Scanner;
    use super::strings::{self, Source};
    use crate::support::set_in_module;
    use taipan_interp::native::*;

    fn encoded(vm: &Vm, object: Value, ascii_only: bool) -> PyResult {
        let Some(text) = object.cast::<PyStr>() else {
            let found = vm.type_name(object);
            return Err(vm.type_error(format!("first argument must be a string, not {found}")));
        };
        let mut out = Vec::with_capacity(text.n_bytes() + 2);
        strings::write(&mut out, text.as_bytes(), ascii_only);
        Ok(PyStr::try_from_wtf8(&out)?.value())
    }

    /// A JSON string of a str, in ASCII.
    #[pyfunction]
    fn encode_basestring_ascii(vm: &Vm, object: Value) -> PyResult {
        encoded(vm, object, true)
    }

    /// A JSON string of a str.
    #[pyfunction]
    fn encode_basestring(vm: &Vm, object: Value) -> PyResult {
        encoded(vm, object, false)
    }

    /// Reads the JSON string that begins before position end: scanstring(string, end, strict=True). Gives the str and the position
    /// behind it.
    #[pyfunction(no_text_signature)]
    fn scanstring(vm: &Vm, args: Args<'_>) -> PyResult {
        check_no_kwargs(vm, "_json.scanstring", args)?;
        check_positional(vm, "scanstring", args.pos.len(), 2, 3)?;
        let Some(text) = args.pos[0].cast::<PyStr>() else {
            let found = vm.type_name(args.pos[0]);
            return Err(vm.type_error(format!("first argument must be a string, not {found}")));
        };
        let end = isize::from_value(vm, args.pos[1])?;
        let strict = args.pos.get(2).map_or(Ok(true), |&strict| vm.truth(strict))?;
        let Some(end) = usize::try_from(end).ok().filter(|&end| end <= text.len()) else {
            return Err(vm.value_error("end is out of bounds"));
        };
        let source = Source { text };
        let start = if text.is_ascii() { end } else { text.byte_offset(end) };
        let (found, at) = strings::read(vm, &source, text.as_bytes(), start, strict)?;
        let found = PyStr::try_from_wtf8(found.as_bytes())?.value();
        Ok(PyTuple::new(&[found, Value::uint(source.index(at) as u64)]).value())
    }

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        set_in_module(vm, module, "make_scanner", vm.class::<Scanner>().value());
        set_in_module(vm, module, "make_encoder", vm.class::<Encoder>().value());
        for (key, name) in [(super::ASCII, "encode_basestring_ascii"), (super::UNICODE, "encode_basestring")] {
            if let Some(function) = module.dict.get().get_str(vm.intern(name)) {
                vm.set_static(key, function);
            }
        }
        Ok(())
    }
}
