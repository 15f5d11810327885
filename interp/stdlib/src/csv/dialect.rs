//! The parameters of a CSV format, and the table of named ones.

use super::csv_error;
use taipan_interp::native::*;

/// Values of `quoting`.
pub mod quoting {
    /// Fields that need it are quoted.
    pub const MINIMAL: i64 = 0;
    /// All fields are quoted.
    pub const ALL: i64 = 1;
    /// All fields but numbers are quoted; unquoted ones are read as numbers.
    pub const NONNUMERIC: i64 = 2;
    /// No field is quoted.
    pub const NONE: i64 = 3;
    /// All strings are quoted; unquoted fields are read as numbers, empty ones as None.
    pub const STRINGS: i64 = 4;
    /// All fields but None are quoted; empty unquoted ones are read as None.
    pub const NOTNULL: i64 = 5;
}

/// The parameters of a CSV format.
#[pyclass(name = "Dialect", module = "_csv", subclass)]
pub struct Dialect {
    /// Between fields.
    #[no_trace]
    pub delimiter: u32,
    /// Around fields.
    #[no_trace]
    pub quotechar: Option<u32>,
    /// Before characters without their special meaning.
    #[no_trace]
    pub escapechar: Option<u32>,
    /// Behind rows that are written.
    pub lineterminator: Gc<PyStr>,
    /// See [`quoting`].
    #[no_trace]
    pub quoting: i64,
    /// Whether a quote inside a quoted field is written twice.
    #[member]
    pub doublequote: bool,
    /// Whether spaces behind delimiters are left out.
    #[member]
    pub skipinitialspace: bool,
    /// Whether bad input is an error.
    #[member]
    pub strict: bool,
}

const NAMES: [&str; 8] =
    ["delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict"];

/// The named dialects.
pub fn registry(vm: &Vm) -> Gc<PyDict> {
    const NAME: &str = "_csv.dialects";
    match vm.get_static(NAME).and_then(|dict| dict.cast::<PyDict>()) {
        Some(dict) => dict,
        None => {
            let dict = vm.new_dict();
            vm.set_static(NAME, dict.value());
            dict
        }
    }
}

/// The dialect registered as `name`.
pub fn named(vm: &Vm, name: Value) -> PyResult {
    vm.dict_get(registry(vm), name)?.ok_or_else(|| csv_error(vm, "unknown dialect"))
}

/// One character, if any.
fn character(vm: &Vm, name: &str, value: Value, or_none: bool) -> PyResult<Option<u32>> {
    if or_none && value.is_none() {
        return Ok(None);
    }
    let wanted = if or_none { "a unicode character or None" } else { "a unicode character" };
    let Some(text) = value.cast::<PyStr>() else {
        let found = vm.type_name(value);
        return Err(vm.type_error(format!("\"{name}\" must be {wanted}, not {found}")));
    };
    if text.len() != 1 {
        let n = text.len();
        return Err(vm.type_error(format!("\"{name}\" must be {wanted}, not a string of length {n}")));
    }
    Ok(Some(text.char_at(0)))
}

/// The dialect made from `base` (a dialect, its name, or any object with such attributes) and keyword arguments.
pub fn make(vm: &Vm, class: Gc<PyType>, base: Option<Value>, args: Args<'_>) -> PyResult<Obj<Dialect>> {
    let mut base = base.filter(|base| !base.is_none());
    if let Some(name) = base.filter(|base| base.is::<PyStr>()) {
        base = Some(named(vm, name)?);
    }
    if let Some(done) = base.and_then(|base| base.cast::<Native<Dialect>>())
        && !args.has_kwargs()
        && class == vm.class::<Dialect>()
    {
        return Ok(done);
    }
    let mut given = [None; NAMES.len()];
    for (name, value) in args.kwargs() {
        match NAMES.iter().position(|&known| name.as_str() == Some(known)) {
            Some(i) => given[i] = Some(value),
            None if name.as_str() == Some("dialect") => {}
            None => {
                let name = name.to_string_lossy();
                return Err(vm.type_error(format!("this function got an unexpected keyword argument '{name}'")));
            }
        }
    }
    if let Some(base) = base {
        for (slot, name) in given.iter_mut().zip(NAMES).filter(|(slot, _)| slot.is_none()) {
            *slot = vm.get_attr_opt(base, vm.intern(name))?;
        }
    }
    let [delimiter, doublequote, escapechar, lineterminator, quotechar, quoting, skipinitialspace, strict] = given;
    let truth = |value: Option<Value>, default| value.map_or(Ok(default), |value| vm.truth(value));
    let comma = u32::from(b',');
    let delimiter_char = match delimiter {
        Some(value) => character(vm, "delimiter", value, false)?.unwrap_or(comma),
        None => comma,
    };
    let doublequote = truth(doublequote, true)?;
    let escapechar = escapechar.map_or(Ok(None), |value| character(vm, "escapechar", value, true))?;
    let lineterminator = match lineterminator {
        Some(value) => value.cast::<PyStr>().ok_or_else(|| {
            let found = vm.type_name(value);
            vm.type_error(format!("\"lineterminator\" must be a string, not {found}"))
        })?,
        None => PyStr::new("\r\n"),
    };
    let quote_is_none = quotechar.is_some_and(|value| value.is_none());
    let quotechar = quotechar.map_or(Ok(Some(u32::from(b'"'))), |value| character(vm, "quotechar", value, true))?;
    let quoting = match quoting {
        Some(value) if value.is_exact_int() => value.as_small().unwrap_or(-1),
        Some(value) => {
            let found = vm.type_name(value);
            return Err(vm.type_error(format!("\"quoting\" must be an integer, not {found}")));
        }
        None if quote_is_none => quoting::NONE,
        None => quoting::MINIMAL,
    };
    let skipinitialspace = truth(skipinitialspace, false)?;
    let strict = truth(strict, false)?;
    if !(quoting::MINIMAL..=quoting::NOTNULL).contains(&quoting) {
        return Err(vm.type_error("bad \"quoting\" value"));
    }
    if quoting != quoting::NONE && quotechar.is_none() {
        return Err(vm.type_error("quotechar must be set if quoting enabled"));
    }
    let dialect = Dialect {
        delimiter: delimiter_char,
        quotechar,
        escapechar,
        lineterminator,
        quoting,
        doublequote,
        skipinitialspace,
        strict,
    };
    dialect.check(vm)?;
    vm.new_native(class, dialect)
}

impl Dialect {
    /// Refuses characters that would have two meanings.
    fn check(&self, vm: &Vm) -> PyResult<()> {
        let characters = [
            ("delimiter", Some(self.delimiter), true),
            ("escapechar", self.escapechar, !self.skipinitialspace),
            ("quotechar", self.quotechar, !self.skipinitialspace),
        ];
        for (name, character, may_be_space) in characters {
            let Some(c) = character else { continue };
            if c == 10 || c == 13 || c == 32 && !may_be_space {
                return Err(vm.value_error(format!("bad {name} value")));
            }
            if self.lineterminator.chars().any(|other| other == c) {
                return Err(vm.value_error(format!("bad {name} or lineterminator value")));
            }
        }
        for (i, (name, character, _)) in characters.iter().enumerate() {
            for (other_name, other, _) in &characters[i + 1..] {
                if character.is_some() && character == other {
                    return Err(vm.value_error(format!("bad {name} or {other_name} value")));
                }
            }
        }
        Ok(())
    }
}

fn char_value(c: Option<u32>) -> Value {
    c.map_or(Value::NONE, |c| taipan_object::string::char_string(c).value())
}

#[pymethods]
impl Dialect {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Dialect>> {
        check_positional(vm, "Dialect", args.pos.len(), 0, 1)?;
        let named = args.kwargs().find(|(name, _)| name.as_str() == Some("dialect")).map(|(_, value)| value);
        make(vm, cls, args.pos.first().copied().or(named), args)
    }

    /// What is between fields.
    #[getter]
    fn delimiter(&self) -> Value {
        char_value(Some(self.delimiter))
    }

    /// What takes the special meaning of the next character away.
    #[getter]
    fn escapechar(&self) -> Value {
        char_value(self.escapechar)
    }

    /// What is behind rows that are written.
    #[getter]
    fn lineterminator(&self) -> Gc<PyStr> {
        self.lineterminator
    }

    /// What is around fields.
    #[getter]
    fn quotechar(&self) -> Value {
        char_value(self.quotechar)
    }

    /// Which fields are quoted.
    #[getter]
    fn quoting(&self) -> i64 {
        self.quoting
    }

    /// Dialects cannot be pickled.
    #[pymethod(no_text_signature)]
    fn __reduce__(this: Obj<Dialect>, vm: &Vm, args: Args<'_>) -> PyResult {
        let _ = args;
        let name = vm.type_of(this.value()).name_str();
        Err(vm.type_error(format!("cannot pickle '{name}' instances")))
    }

    /// Dialects cannot be pickled.
    #[pymethod(no_text_signature)]
    fn __reduce_ex__(this: Obj<Dialect>, vm: &Vm, args: Args<'_>) -> PyResult {
        let _ = args;
        let name = vm.type_of(this.value()).name_str();
        Err(vm.type_error(format!("cannot pickle '{name}' instances")))
    }
}
