//! The standard error handlers as functions on exceptions, as `codecs.lookup_error` hands them out, and as rules that encoders
//! and decoders apply without making an exception.

use super::registry;
use crate::builtins::prelude::*;
use crate::builtins::str as py_str;
use taipan_object::text::codecs::handlers::{self, Handler, Utf};
use taipan_object::text::codecs::{EncodeError, Replacement};
use taipan_object::text::{repr, wtf8};

/// Names and definitions of the handlers that always exist.
pub static STANDARD: &[(&str, &FnDef)] = &[
    ("strict", PYFN_strict_errors),
    ("ignore", PYFN_ignore_errors),
    ("replace", PYFN_replace_errors),
    ("xmlcharrefreplace", PYFN_xmlcharrefreplace_errors),
    ("backslashreplace", PYFN_backslashreplace_errors),
    ("namereplace", PYFN_namereplace_errors),
    ("surrogatepass", PYFN_surrogatepass),
    ("surrogateescape", PYFN_surrogateescape),
];

/// What to do about errors.
#[derive(Clone, Copy)]
pub enum Errors {
    /// Raise.
    Strict,
    /// One of the standard handlers.
    Standard(Handler),
    /// A registered handler, looked up at the first error.
    Named(Gc<PyStr>),
}

impl Errors {
    /// What the argument `errors` of a codec function means.
    pub fn new(errors: Option<Gc<PyStr>>) -> Errors {
        match errors {
            None => Errors::Strict,
            Some(name) => match name.as_str() {
                Some("strict") => Errors::Strict,
                Some(text) => Handler::by_name(text).map_or(Errors::Named(name), Errors::Standard),
                None => Errors::Named(name),
            },
        }
    }

    /// Whether errors raise.
    pub fn is_strict(self) -> bool {
        matches!(self, Errors::Strict)
    }
}

/// A character's name, for the handler `namereplace`.
pub fn name_of(vm: &Vm, c: u32) -> Option<String> {
    let import = vm.builtins.get().and_then(|d| d.get_str(intern("__import__")))?;
    let asked = vm.call(import, &[PyStr::new("unicodedata").value()]).and_then(|module| {
        let c = taipan_object::string::char_string(c);
        vm.call_method(module, "name", &[c.value(), Value::NONE])
    });
    match asked {
        Ok(name) => name.cast::<PyStr>().map(|s| s.to_string_lossy().into_owned()),
        Err(Raised) => {
            vm.take_raised();
            None
        }
    }
}

/// The character with this name or alias.
pub fn code_of(vm: &Vm, name: &[u8]) -> Option<u32> {
    let import = vm.builtins.get().and_then(|d| d.get_str(intern("__import__")))?;
    let asked = vm.call(import, &[PyStr::new("unicodedata").value()]).and_then(|module| {
        let name = PyStr::new(&String::from_utf8_lossy(name));
        vm.call_method(module, "lookup", &[name.value()])
    });
    match asked {
        Ok(found) => found.cast::<PyStr>().filter(|s| s.len() == 1).map(|s| s.char_at(0)),
        Err(Raised) => {
            vm.take_raised();
            None
        }
    }
}

/// Calls a registered handler with an exception: the replacement and the position it wants to go on from, as an index into
/// an object whose length `len` tells afterwards.
pub fn ask(
    vm: &Vm,
    handler: Value,
    error: Gc<PyException>,
    decoding: bool,
    huge_is_out_of_bounds: bool,
    len: impl FnOnce() -> PyResult<usize>,
) -> PyResult<(Value, usize)> {
    let answer = vm.call(handler, &[error.value()])?;
    let bad = || {
        let (what, wanted) = if decoding { ("decoding", "str") } else { ("encoding", "str/bytes") };
        vm.type_error(format!("{what} error handler must return ({wanted}, int) tuple"))
    };
    let Some(answer) = answer.cast::<PyTuple>() else { return Err(bad()) };
    let &[replacement, position] = answer.as_slice() else { return Err(bad()) };
    let usable = replacement.is::<PyStr>() || !decoding && replacement.is::<PyBytes>();
    if !usable {
        return Err(bad());
    }
    let position = match vm.has_index(position) {
        true => match isize::from_value(vm, position) {
            Err(_) if huge_is_out_of_bounds && vm.catch(vm.exc().OverflowError).is_some() => {
                return Err(vm.index_error("position from error handler out of bounds"));
            }
            position => position?,
        },
        false => return Err(bad()),
    };
    let len = len()?;
    let at = if position < 0 { position.saturating_add(len as isize) } else { position };
    match usize::try_from(at).ok().filter(|&at| at <= len) {
        Some(at) => Ok((replacement, at)),
        None => Err(vm.index_error(format!("position {at} from error handler out of bounds"))),
    }
}

/// The registered handler `name`.
pub fn named(vm: &Vm, name: Gc<PyStr>) -> PyResult {
    registry::lookup_error(vm, Some(name))
}

/// A handler's result for an encoder.
pub fn replacement_of(value: Value) -> Replacement {
    match (value.cast::<PyStr>(), value.cast::<PyBytes>()) {
        (Some(text), _) => Replacement::Text(text.as_bytes().to_vec()),
        (_, Some(bytes)) => Replacement::Bytes(bytes.as_slice().to_vec()),
        _ => Replacement::Bytes(Vec::new()),
    }
}

/// The exception for text that can't be encoded.
pub fn encode_error(vm: &Vm, encoding: &str, s: Gc<PyStr>, e: &EncodeError) -> PyResult<Gc<PyException>> {
    let start = if s.is_ascii() { e.start } else { wtf8::index_of_offset(s.as_bytes(), e.start) };
    let end = start + wtf8::count(&s.as_bytes()[e.start..e.end]);
    let (start, end) = (Value::int(start as i64), Value::int(end as i64));
    vm.new_exception(vm.exc().UnicodeEncodeError, &[encoding.into(), py_str::exact(s)?, start, end, e.reason.into()])
}

// -- the handlers as functions --------------------------------------------------------------------------------------------

enum About {
    Encode(Gc<PyStr>),
    Decode(Gc<PyBytes>),
    Translate(Gc<PyStr>),
}

struct Problem {
    about: About,
    start: usize,
    end: usize,
    encoding: String,
}

impl Problem {
    /// The part of a text that the problem is about.
    fn text(&self) -> &[u8] {
        match &self.about {
            About::Encode(s) | About::Translate(s) => {
                let (from, to) = (s.byte_offset(self.start), s.byte_offset(self.end.max(self.start)));
                &s.as_bytes()[from..to]
            }
            About::Decode(b) => &b.as_slice()[self.start..self.end.max(self.start)],
        }
    }
}

#[cold]
fn unsuitable(vm: &Vm, error: Value) -> Raised {
    let found = vm.type_of(error).name_str();
    vm.type_error(format!("don't know how to handle {found} in error callback"))
}

fn problem(vm: &Vm, error: Value) -> PyResult<Problem> {
    let Some(exception) = error.cast::<PyException>() else { return Err(unsuitable(vm, error)) };
    let exc = vm.exc();
    let is = |class: Gc<PyType>| vm.type_of(error).is_subclass(class);
    let unset = || vm.type_error("UnicodeError 'object' attribute is not set");
    let object = exception.extra(1);
    let (about, len) = if is(exc.UnicodeEncodeError) || is(exc.UnicodeTranslateError) {
        let s = object.and_then(|v| v.cast::<PyStr>()).ok_or_else(unset)?;
        let about = if is(exc.UnicodeEncodeError) { About::Encode(s) } else { About::Translate(s) };
        (about, s.len())
    } else if is(exc.UnicodeDecodeError) {
        let b = object.and_then(|v| v.cast::<PyBytes>()).ok_or_else(unset)?;
        (About::Decode(b), b.len())
    } else {
        return Err(unsuitable(vm, error));
    };
    let get = |i| exception.extra(i).and_then(|v| v.as_int().and_then(|n| n.to_i64())).unwrap_or(0);
    let start = get(2).clamp(0, (len as i64 - 1).max(0)) as usize;
    let end = get(3).clamp(1.min(len as i64), len as i64) as usize;
    let encoding = exception.extra(0).and_then(|v| v.cast::<PyStr>());
    let encoding = encoding.map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Problem { about, start, end, encoding })
}

fn answer(replacement: Value, at: usize) -> PyResult {
    Ok(PyTuple::new(&[replacement, Value::int(at as i64)]).value())
}

fn give_up(vm: &Vm, error: Value) -> PyResult {
    match error.cast::<PyException>() {
        Some(exception) => Err(vm.raise(exception)),
        None => Err(vm.type_error("codec must pass exception instance")),
    }
}

/// Raises the exception.
#[pyfunction(sig = "(exception, /)")]
fn strict_errors(vm: &Vm, exception: Value) -> PyResult {
    give_up(vm, exception)
}

/// Leaves out what cannot be coded.
#[pyfunction(sig = "(exception, /)")]
fn ignore_errors(vm: &Vm, exception: Value) -> PyResult {
    answer(py_str::empty(), problem(vm, exception)?.end)
}

/// Puts "?" or U+FFFD in place of what cannot be coded.
#[pyfunction(sig = "(exception, /)")]
fn replace_errors(vm: &Vm, exception: Value) -> PyResult {
    let problem = problem(vm, exception)?;
    let n = problem.end.saturating_sub(problem.start);
    let text = match problem.about {
        About::Encode(_) => "?".repeat(n),
        About::Decode(_) => "\u{FFFD}".to_owned(),
        About::Translate(_) => "\u{FFFD}".repeat(n),
    };
    answer(py_str::new(text.as_bytes())?, problem.end)
}

/// Puts XML character references in place of characters that cannot be encoded.
#[pyfunction(sig = "(exception, /)")]
fn xmlcharrefreplace_errors(vm: &Vm, exception: Value) -> PyResult {
    let problem = problem(vm, exception)?;
    if !matches!(problem.about, About::Encode(_)) {
        return Err(unsuitable(vm, exception));
    }
    let text: String = wtf8::code_points(problem.text()).map(|c| format!("&#{c};")).collect();
    answer(py_str::new(text.as_bytes())?, problem.end)
}

/// Puts backslash escapes in place of what cannot be coded.
#[pyfunction(sig = "(exception, /)")]
fn backslashreplace_errors(vm: &Vm, exception: Value) -> PyResult {
    let problem = problem(vm, exception)?;
    let mut out = Vec::new();
    match problem.about {
        About::Decode(_) => problem.text().iter().for_each(|&b| repr::push_hex_escape(&mut out, b'x', 2, b as u32)),
        _ => wtf8::code_points(problem.text()).for_each(|c| repr::push_escape(&mut out, c)),
    }
    answer(py_str::new(&out)?, problem.end)
}

/// Puts \N{...} escapes in place of characters that cannot be encoded.
#[pyfunction(sig = "(exception, /)")]
fn namereplace_errors(vm: &Vm, exception: Value) -> PyResult {
    let problem = problem(vm, exception)?;
    if !matches!(problem.about, About::Encode(_)) {
        return Err(unsuitable(vm, exception));
    }
    match handlers::encode(Handler::NameReplace, problem.text(), None, &|c| name_of(vm, c)) {
        Some(Replacement::Text(text)) => answer(py_str::new(&text)?, problem.end),
        _ => give_up(vm, exception),
    }
}

fn surrogates(vm: &Vm, exception: Value, handler: Handler) -> PyResult {
    let problem = problem(vm, exception)?;
    let utf = Utf::by_name(&problem.encoding);
    match problem.about {
        About::Encode(_) => match handlers::encode(handler, problem.text(), utf, &|_| None) {
            Some(Replacement::Bytes(bytes)) => answer(PyBytes::try_new(&bytes, shape::BYTES, 0)?.value(), problem.end),
            _ => give_up(vm, exception),
        },
        About::Decode(b) => match handlers::decode(handler, b.as_slice(), problem.start, problem.end, utf) {
            Some((text, at)) => answer(py_str::new(&text)?, at),
            None => give_up(vm, exception),
        },
        About::Translate(_) => Err(unsuitable(vm, exception)),
    }
}

/// Codes surrogates as other code points are coded.
#[pyfunction(sig = "(exception, /)")]
fn surrogatepass(vm: &Vm, exception: Value) -> PyResult {
    surrogates(vm, exception, Handler::SurrogatePass)
}

/// Smuggles bytes from 128 on through text as U+DC80 to U+DCFF.
#[pyfunction(sig = "(exception, /)")]
fn surrogateescape(vm: &Vm, exception: Value) -> PyResult {
    surrogates(vm, exception, Handler::SurrogateEscape)
}
