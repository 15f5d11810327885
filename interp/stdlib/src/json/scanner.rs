//! Reading JSON texts.

use super::strings::{Source, read};
use taipan_interp::native::*;

/// Reads JSON values: make_scanner(context), called with a str and a position.
#[pyclass(name = "Scanner", module = "_json")]
pub struct Scanner {
    #[member]
    strict: bool,
    #[member]
    object_hook: Field<Value>,
    #[member]
    object_pairs_hook: Field<Value>,
    #[member]
    parse_float: Field<Value>,
    #[member]
    parse_int: Field<Value>,
    #[member]
    parse_constant: Field<Value>,
}

/// Entries of the table of keys seen.
const KEYS: usize = 64;

/// One run over a text.
struct Parser<'a> {
    vm: &'a Vm,
    scanner: Obj<Scanner>,
    source: Source,
    bytes: &'a [u8],
    /// Keys seen, by a cheap hash: most objects of a text have the same ones. The parser is on the native stack, so the
    /// collector sees them.
    keys: [Option<Gc<PyStr>>; KEYS],
    plain_float: bool,
    plain_int: bool,
    /// Containers around the current position.
    depth: usize,
}

fn given(value: Value) -> Option<Value> {
    if value.is_none() { None } else { Some(value) }
}

impl Parser<'_> {
    #[cold]
    fn stop(&self, at: usize) -> Raised {
        self.vm.stop_iteration(Some(Value::uint(self.source.index(at) as u64)))
    }

    fn enter(&mut self, what: &str) -> PyResult<()> {
        self.depth += 1;
        if self.depth > super::DEEPEST {
            let message =
                format!("maximum recursion depth exceeded while decoding a JSON {what} from a unicode string");
            return Err(self.vm.recursion_error(message));
        }
        self.vm.check_native_stack().map(|_| ())
    }

    #[inline]
    fn skip_spaces(&self, mut at: usize) -> usize {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(at) {
            at += 1;
        }
        at
    }

    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn key(&mut self, text: &[u8]) -> PyResult<Gc<PyStr>> {
        let first = text.first().copied().unwrap_or(0) as usize;
        let last = text.last().copied().unwrap_or(0) as usize;
        let slot = (text.len() + first * 3 + last * 7) % KEYS;
        if let Some(key) = self.keys[slot].filter(|key| key.as_bytes() == text) {
            return Ok(key);
        }
        let key = PyStr::try_from_wtf8(text)?;
        self.keys[slot] = Some(key);
        Ok(key)
    }

    /// The value at byte `at`, and the position behind it.
    fn value(&mut self, at: usize) -> PyResult<(Value, usize)> {
        let rest = self.bytes.get(at..).unwrap_or(b"");
        match rest.first() {
            Some(b'"') => {
                let (text, end) = read(self.vm, &self.source, self.bytes, at + 1, self.scanner.strict)?;
                Ok((PyStr::try_from_wtf8(text.as_bytes())?.value(), end))
            }
            Some(b'{') => {
                self.enter("object")?;
                let result = self.object(at + 1)?;
                self.depth -= 1;
                Ok(result)
            }
            Some(b'[') => {
                self.enter("array")?;
                let result = self.array(at + 1)?;
                self.depth -= 1;
                Ok(result)
            }
            Some(b'n') if rest.starts_with(b"null") => Ok((Value::NONE, at + 4)),
            Some(b't') if rest.starts_with(b"true") => Ok((Value::TRUE, at + 4)),
            Some(b'f') if rest.starts_with(b"false") => Ok((Value::FALSE, at + 5)),
            Some(b'N') if rest.starts_with(b"NaN") => self.constant("NaN", at),
            Some(b'I') if rest.starts_with(b"Infinity") => self.constant("Infinity", at),
            Some(b'-') if rest.starts_with(b"-Infinity") => self.constant("-Infinity", at),
            _ => self.number(at),
        }
    }

    fn constant(&self, name: &str, at: usize) -> PyResult<(Value, usize)> {
        let function = self.scanner.parse_constant.get();
        Ok((self.vm.call(function, &[PyStr::new(name).value()])?, at + name.len()))
    }

    fn number(&self, start: usize) -> PyResult<(Value, usize)> {
        let negative = self.byte(start) == b'-';
        let mut at = start + negative as usize;
        let digits = at;
        while self.byte(at).is_ascii_digit() {
            at += 1;
        }
        if at == digits {
            return Err(self.stop(start));
        }
        if self.byte(digits) == b'0' {
            at = digits + 1;
        }
        let end_of_int = at;
        let skip_digits = |mut at: usize| {
            while self.byte(at).is_ascii_digit() {
                at += 1;
            }
            at
        };
        if self.byte(at) == b'.' && self.byte(at + 1).is_ascii_digit() {
            at = skip_digits(at + 2);
        }
        if matches!(self.byte(at), b'e' | b'E') {
            let sign = matches!(self.byte(at + 1), b'+' | b'-') as usize;
            if self.byte(at + 1 + sign).is_ascii_digit() {
                at = skip_digits(at + 2 + sign);
            }
        }
        let text = &self.bytes[start..at];
        if at == end_of_int {
            if self.plain_int && at - digits <= 18 {
                let n = self.bytes[digits..at].iter().fold(0i64, |n, digit| n * 10 + i64::from(digit - b'0'));
                return Ok((Value::int(if negative { -n } else { n }), at));
            }
            return Ok((self.vm.call(self.scanner.parse_int.get(), &[PyStr::from_wtf8(text).value()])?, at));
        }
        if self.plain_float
            && let Some(f) = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok())
        {
            return Ok((Value::float(f), at));
        }
        Ok((self.vm.call(self.scanner.parse_float.get(), &[PyStr::from_wtf8(text).value()])?, at))
    }

    /// What follows a `[`.
    fn array(&mut self, at: usize) -> PyResult<(Value, usize)> {
        let list = PyList::new(&[]);
        let mut at = self.skip_spaces(at);
        if self.byte(at) == b']' {
            return Ok((list.value(), at + 1));
        }
        loop {
            let (value, end) = self.value(at)?;
            list.items.try_reserve(1)?;
            list.items.push(value);
            at = self.skip_spaces(end);
            match self.bytes.get(at) {
                Some(b']') => return Ok((list.value(), at + 1)),
                Some(b',') => {}
                _ => return Err(self.source.error(self.vm, "Expecting ',' delimiter", at)),
            }
            let comma = at;
            at = self.skip_spaces(at + 1);
            if self.byte(at) == b']' {
                return Err(self.source.error(self.vm, "Illegal trailing comma before end of array", comma));
            }
        }
    }

    /// What follows a `{`.
    fn object(&mut self, at: usize) -> PyResult<(Value, usize)> {
        let pairs_hook = given(self.scanner.object_pairs_hook.get());
        let pairs = pairs_hook.map(|_| PyList::new(&[]));
        let dict = PyDict::new();
        let mut at = self.skip_spaces(at);
        if self.byte(at) != b'}' {
            loop {
                if self.byte(at) != b'"' {
                    let message = "Expecting property name enclosed in double quotes";
                    return Err(self.source.error(self.vm, message, at));
                }
                let (text, end) = read(self.vm, &self.source, self.bytes, at + 1, self.scanner.strict)?;
                let key = self.key(text.as_bytes())?;
                at = self.skip_spaces(end);
                if self.byte(at) != b':' {
                    return Err(self.source.error(self.vm, "Expecting ':' delimiter", at));
                }
                at = self.skip_spaces(at + 1);
                let (value, end) = self.value(at)?;
                match pairs {
                    Some(pairs) => pairs.items.push(PyTuple::new(&[key.value(), value]).value()),
                    None => dict.set_str(key, value),
                }
                at = self.skip_spaces(end);
                match self.bytes.get(at) {
                    Some(b'}') => break,
                    Some(b',') => {}
                    _ => return Err(self.source.error(self.vm, "Expecting ',' delimiter", at)),
                }
                let comma = at;
                at = self.skip_spaces(at + 1);
                if self.byte(at) == b'}' {
                    return Err(self.source.error(self.vm, "Illegal trailing comma before end of object", comma));
                }
            }
        }
        let result = match (pairs_hook, pairs, given(self.scanner.object_hook.get())) {
            (Some(hook), Some(pairs), _) => self.vm.call(hook, &[pairs.value()])?,
            (_, _, Some(hook)) => self.vm.call(hook, &[dict.value()])?,
            _ => dict.value(),
        };
        Ok((result, at + 1))
    }
}

#[pymethods]
impl Scanner {
    #[pyslot(sig = "(context)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, context: Value) -> PyResult<Obj<Scanner>> {
        let get = |name: &str| vm.get_attr(context, vm.intern(name));
        let strict = vm.truth(get("strict")?)?;
        let scanner = Scanner {
            strict,
            object_hook: Field::new(get("object_hook")?),
            object_pairs_hook: Field::new(get("object_pairs_hook")?),
            parse_float: Field::new(get("parse_float")?),
            parse_int: Field::new(get("parse_int")?),
            parse_constant: Field::new(get("parse_constant")?),
        };
        vm.new_native(cls, scanner)
    }

    fn __call__(this: Obj<Scanner>, vm: &Vm, args: Args<'_>) -> PyResult {
        let named = |wanted: &str| args.kwargs().find(|(n, _)| n.as_str() == Some(wanted)).map(|(_, value)| value);
        let (Some(string), Some(index)) =
            (args.pos.first().copied().or(named("string")), args.pos.get(1).copied().or(named("idx")))
        else {
            return Err(vm.type_error("scan_once() missing required arguments 'string' and 'idx'"));
        };
        let Some(text) = string.cast::<PyStr>() else {
            let found = vm.type_name(string);
            return Err(vm.type_error(format!("first argument must be a string, not {found}")));
        };
        let index = isize::from_value(vm, index)?;
        let Ok(index) = usize::try_from(index) else { return Err(vm.value_error("idx cannot be negative")) };
        if index >= text.len() {
            return Err(vm.stop_iteration(Some(Value::uint(index as u64))));
        }
        let start = if text.is_ascii() { index } else { text.byte_offset(index) };
        let float = vm.types().float.value();
        let mut parser = Parser {
            vm,
            scanner: this,
            source: Source { text },
            bytes: text.as_bytes(),
            keys: [None; KEYS],
            plain_float: this.parse_float.get() == float,
            plain_int: this.parse_int.get() == vm.types().int.value(),
            depth: 0,
        };
        let (value, end) = parser.value(start)?;
        let end = match text.is_ascii() {
            true => end,
            false => index + taipan_object::string::count_chars(&text.as_bytes()[start..end]),
        };
        Ok(PyTuple::new(&[value, Value::uint(end as u64)]).value())
    }
}
