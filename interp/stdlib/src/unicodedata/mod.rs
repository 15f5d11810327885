//! `unicodedata`: properties of characters in Unicode 16.0, and in 3.2.0 as far as they were different.

mod normalize;
mod tables;

use normalize::{Form, normalize};
use tables::tables;
use taipan_interp::native::*;
use taipan_object::string::char_string;
use taipan_object::text::{unicode, wtf8};

/// A str of one character.
#[derive(Clone, Copy)]
pub struct CharArg(u32);

impl FromValue for CharArg {
    fn from_value(vm: &Vm, value: Value) -> PyResult<CharArg> {
        match value.cast::<PyStr>().filter(|s| s.len() == 1) {
            Some(text) => Ok(CharArg(text.char_at(0))),
            None => Err(vm.type_error("need a single Unicode character as parameter")),
        }
    }
    fn from_arg(vm: &Vm, value: Value, at: ArgAt) -> PyResult<CharArg> {
        match value.cast::<PyStr>() {
            Some(text) if text.len() == 1 => Ok(CharArg(text.char_at(0))),
            Some(text) => {
                let (function, which) = at.label();
                let n = text.len();
                Err(vm.type_error(format!(
                    "{function}(): {which} must be a unicode character, not a string of length {n}"
                )))
            }
            None => Err(at.wrong_type(vm, "a unicode character", value)),
        }
    }
}

fn or_default(vm: &Vm, found: Option<Value>, default: Option<Value>, message: &str) -> PyResult {
    match found.or(default) {
        Some(value) => Ok(value),
        None => Err(vm.value_error(message)),
    }
}

fn decimal_of(c: u32, old: bool) -> Option<Value> {
    let changed = if old { tables().old_number(c) } else { None };
    let found = match changed {
        Some(then) => then.decimal,
        None => unicode::decimal(c),
    };
    found.map(|d| Value::small(d.into()))
}

fn numeric_of(c: u32, old: bool) -> Option<Value> {
    let changed = if old { tables().old_number(c) } else { None };
    let found = match changed {
        Some(then) => then.numeric,
        None => unicode::numeric(c),
    };
    found.map(Value::float)
}

fn is_assigned(c: u32, old: bool) -> bool {
    !old || tables().old_category(c) != "Cn"
}

fn name_of(c: u32, old: bool) -> Option<Value> {
    let name = if is_assigned(c, old) { tables::name(c) } else { None };
    name.map(|name| PyStr::new(&name).value())
}

fn look_up(vm: &Vm, name: Value, old: bool) -> PyResult {
    let name = match name.cast::<PyStr>() {
        Some(text) if text.as_str().is_none() => return Err(vm.surrogate_error(text)),
        Some(text) => text.as_bytes().to_vec(),
        None => crate::support::Bytes::new(vm, name, false)?.as_slice().to_vec(),
    };
    if name.len() > 256 {
        return Err(vm.key_error(PyStr::new("name too long").value()));
    }
    let name = String::from_utf8_lossy(&name);
    if let Some(c) = tables::character(&name) {
        // Aliases are younger than 3.2.0.
        let known = !old || tables::name(c).is_some_and(|real| real.eq_ignore_ascii_case(&name));
        if known {
            return Ok(char_string(c).value());
        }
    }
    if !old && let Some(points) = tables().sequence(&name.to_ascii_uppercase()) {
        let text = wtf8::from_code_points(points.iter().copied());
        return Ok(PyStr::from_wtf8(&text).value());
    }
    Err(vm.key_error(PyStr::new(&format!("undefined character name '{name}'")).value()))
}

fn decomposition_of(c: u32, old: bool) -> String {
    match tables().decomposition(c).filter(|_| is_assigned(c, old)) {
        None => String::new(),
        Some((tag, points)) => {
            let mut words: Vec<String> = points.iter().map(|p| format!("{p:04X}")).collect();
            if !tag.is_empty() {
                words.insert(0, tag.to_owned());
            }
            words.join(" ")
        }
    }
}

fn form_of(vm: &Vm, form: Gc<PyStr>) -> PyResult<Form> {
    form.as_str().and_then(Form::by_name).ok_or_else(|| vm.value_error("invalid normalization form"))
}

fn normalized(vm: &Vm, form: Gc<PyStr>, text: Gc<PyStr>, old: bool) -> PyResult {
    let same = |text: Gc<PyStr>| {
        if text.value().is_exact_str() { Ok(text.value()) } else { Ok(PyStr::try_from_wtf8(text.as_bytes())?.value()) }
    };
    if text.is_empty() {
        return same(text);
    }
    match normalize(text.as_bytes(), form_of(vm, form)?, old) {
        None => same(text),
        Some(out) => Ok(PyStr::try_from_wtf8(&out)?.value()),
    }
}

fn is_form(vm: &Vm, form: Gc<PyStr>, text: Gc<PyStr>, old: bool) -> PyResult<bool> {
    if text.is_empty() {
        return Ok(true);
    }
    Ok(normalize(text.as_bytes(), form_of(vm, form)?, old).is_none())
}

/// The properties of an older version.
#[pyclass(name = "UCD", module = "unicodedata", no_new)]
pub struct Ucd;

#[pymethods]
impl Ucd {
    /// Version of the data.
    #[getter]
    fn unidata_version(&self) -> &'static str {
        "3.2.0"
    }

    /// Value of a decimal digit.
    #[pymethod(sig = "(chr, default=<unrepresentable>, /)")]
    fn decimal(&self, vm: &Vm, chr: CharArg, default: Option<Value>) -> PyResult {
        or_default(vm, decimal_of(chr.0, true), default, "not a decimal")
    }

    /// Value of a digit.
    #[pymethod(sig = "(chr, default=<unrepresentable>, /)")]
    fn digit(&self, vm: &Vm, chr: CharArg, default: Option<Value>) -> PyResult {
        or_default(vm, unicode::digit(chr.0).map(|d| Value::small(d.into())), default, "not a digit")
    }

    /// Numeric value as a float.
    #[pymethod(sig = "(chr, default=<unrepresentable>, /)")]
    fn numeric(&self, vm: &Vm, chr: CharArg, default: Option<Value>) -> PyResult {
        or_default(vm, numeric_of(chr.0, true), default, "not a numeric character")
    }

    /// General category: two letters.
    #[pymethod(sig = "(chr, /)")]
    fn category(&self, chr: CharArg) -> &'static str {
        tables().old_category(chr.0)
    }

    /// Bidirectional class, or an empty string.
    #[pymethod(sig = "(chr, /)")]
    fn bidirectional(&self, chr: CharArg) -> Gc<PyStr> {
        PyStr::new(tables().bidirectional(chr.0, true))
    }

    /// Canonical combining class; 0 if there is none.
    #[pymethod(sig = "(chr, /)")]
    fn combining(&self, chr: CharArg) -> u8 {
        if is_assigned(chr.0, true) { tables().combining(chr.0) } else { 0 }
    }

    /// 1 for a character that is mirrored in text from right to left, else 0.
    #[pymethod(sig = "(chr, /)")]
    fn mirrored(&self, chr: CharArg) -> u8 {
        tables().mirrored(chr.0, true)
    }

    /// East Asian width class.
    #[pymethod(sig = "(chr, /)")]
    fn east_asian_width(&self, chr: CharArg) -> Gc<PyStr> {
        PyStr::new(tables().width(chr.0, true))
    }

    /// Decomposition of one step: an optional tag and code points; empty if there is none.
    #[pymethod(sig = "(chr, /)")]
    fn decomposition(&self, chr: CharArg) -> String {
        decomposition_of(chr.0, true)
    }

    /// Whether the text is in this normalization form.
    #[pymethod(sig = "(form, unistr, /)")]
    fn is_normalized(&self, vm: &Vm, form: Gc<PyStr>, unistr: Gc<PyStr>) -> PyResult<bool> {
        is_form(vm, form, unistr, true)
    }

    /// The text in a normalization form: NFC, NFD, NFKC or NFKD.
    #[pymethod(sig = "(form, unistr, /)")]
    fn normalize(&self, vm: &Vm, form: Gc<PyStr>, unistr: Gc<PyStr>) -> PyResult {
        normalized(vm, form, unistr, true)
    }

    /// Name of a character.
    #[pymethod(sig = "(chr, default=<unrepresentable>, /)")]
    fn name(&self, vm: &Vm, chr: CharArg, default: Option<Value>) -> PyResult {
        or_default(vm, name_of(chr.0, true), default, "no such name")
    }

    /// The character or sequence with this name or alias.
    #[pymethod(sig = "(name, /)")]
    fn lookup(&self, vm: &Vm, name: Value) -> PyResult {
        look_up(vm, name, true)
    }
}

/// Properties of Unicode characters.
///
/// The data is that of version 16.0.0 of the Unicode Character Database.
#[pymodule(name = "unicodedata")]
pub mod unicodedata {
    use super::*;

    #[pyattr]
    const unidata_version: &str = "16.0.0";

    #[pyattr]
    fn ucd_3_2_0(vm: &Vm) -> PyResult<Obj<Ucd>> {
        vm.new_object(Ucd)
    }

    /// Value of a decimal digit.
    #[pyfunction(sig = "(chr, default=<unrepresentable>, /)")]
    fn decimal(vm: &Vm, chr: CharArg, default: Option<Value>) -> PyResult {
        or_default(vm, decimal_of(chr.0, false), default, "not a decimal")
    }

    /// Value of a digit.
    #[pyfunction(sig = "(chr, default=<unrepresentable>, /)")]
    fn digit(vm: &Vm, chr: CharArg, default: Option<Value>) -> PyResult {
        or_default(vm, unicode::digit(chr.0).map(|d| Value::small(d.into())), default, "not a digit")
    }

    /// Numeric value as a float.
    #[pyfunction(sig = "(chr, default=<unrepresentable>, /)")]
    fn numeric(vm: &Vm, chr: CharArg, default: Option<Value>) -> PyResult {
        or_default(vm, numeric_of(chr.0, false), default, "not a numeric character")
    }

    /// General category: two letters.
    #[pyfunction(sig = "(chr, /)")]
    fn category(chr: CharArg) -> &'static str {
        unicode::category(chr.0)
    }

    /// Bidirectional class, or an empty string.
    #[pyfunction(sig = "(chr, /)")]
    fn bidirectional(chr: CharArg) -> Gc<PyStr> {
        PyStr::new(tables().bidirectional(chr.0, false))
    }

    /// Canonical combining class; 0 if there is none.
    #[pyfunction(sig = "(chr, /)")]
    fn combining(chr: CharArg) -> u8 {
        tables().combining(chr.0)
    }

    /// 1 for a character that is mirrored in text from right to left, else 0.
    #[pyfunction(sig = "(chr, /)")]
    fn mirrored(chr: CharArg) -> u8 {
        tables().mirrored(chr.0, false)
    }

    /// East Asian width class.
    #[pyfunction(sig = "(chr, /)")]
    fn east_asian_width(chr: CharArg) -> Gc<PyStr> {
        PyStr::new(tables().width(chr.0, false))
    }

    /// Decomposition of one step: an optional tag and code points; empty if there is none.
    #[pyfunction(sig = "(chr, /)")]
    fn decomposition(chr: CharArg) -> String {
        decomposition_of(chr.0, false)
    }

    /// Whether the text is in this normalization form.
    #[pyfunction(sig = "(form, unistr, /)")]
    fn is_normalized(vm: &Vm, form: Gc<PyStr>, unistr: Gc<PyStr>) -> PyResult<bool> {
        is_form(vm, form, unistr, false)
    }

    /// The text in a normalization form: NFC, NFD, NFKC or NFKD.
    #[pyfunction(sig = "(form, unistr, /)")]
    fn normalize(vm: &Vm, form: Gc<PyStr>, unistr: Gc<PyStr>) -> PyResult {
        normalized(vm, form, unistr, false)
    }

    /// Name of a character.
    #[pyfunction(sig = "(chr, default=<unrepresentable>, /)")]
    fn name(vm: &Vm, chr: CharArg, default: Option<Value>) -> PyResult {
        or_default(vm, name_of(chr.0, false), default, "no such name")
    }

    /// The character or sequence with this name or alias.
    #[pyfunction(sig = "(name, /)")]
    fn lookup(vm: &Vm, name: Value) -> PyResult {
        look_up(vm, name, false)
    }

    #[pyclass]
    use super::Ucd;
}
