//! Writing JSON texts: the whole text of a value in one buffer.

use super::strings::write;
use std::collections::HashSet;
use taipan_interp::native::*;

/// What turns str objects into JSON strings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StringWriter {
    /// `encode_basestring_ascii` of this module.
    Ascii,
    /// `encode_basestring` of this module.
    Unicode,
    /// A Python function.
    Custom,
}

/// Writes values as JSON: called with a value and an indent level.
#[pyclass(name = "Encoder", module = "_json")]
pub struct Encoder {
    #[member]
    markers: Field<Value>,
    #[member]
    default: Field<Value>,
    #[member]
    encoder: Field<Value>,
    #[member]
    indent: Field<Value>,
    #[member]
    key_separator: Field<Value>,
    #[member]
    item_separator: Field<Value>,
    #[member]
    sort_keys: bool,
    #[member]
    skipkeys: bool,
    allow_nan: bool,
    #[no_trace]
    strings: StringWriter,
}

/// Containers below this depth are found without a hash table.
const FEW: usize = 32;

/// One run.
struct Run<'a> {
    vm: &'a Vm,
    encoder: Obj<Encoder>,
    out: Vec<u8>,
    /// The containers being written, by identity: they are alive, since whoever writes them holds them.
    open: Vec<u64>,
    deep: HashSet<u64>,
    checks: bool,
    depth: usize,
    item_separator: Gc<PyStr>,
    key_separator: Gc<PyStr>,
    indent: Option<Gc<PyStr>>,
}

impl Run<'_> {
    fn enter(&mut self, value: Value) -> PyResult<()> {
        self.vm.check_native_stack()?;
        self.depth += 1;
        if self.depth > super::DEEPEST {
            return Err(self.vm.recursion_error("maximum recursion depth exceeded while encoding a JSON object"));
        }
        if !self.checks {
            return Ok(());
        }
        let id = value.bits();
        if self.open[..self.open.len().min(FEW)].contains(&id) || self.deep.contains(&id) {
            return Err(self.vm.value_error("Circular reference detected"));
        }
        if self.open.len() >= FEW {
            self.deep.insert(id);
        }
        self.open.push(id);
        Ok(())
    }

    fn leave(&mut self) {
        self.depth -= 1;
        if !self.checks {
            return;
        }
        if let Some(id) = self.open.pop()
            && self.open.len() >= FEW
        {
            self.deep.remove(&id);
        }
    }

    fn string(&mut self, text: Gc<PyStr>) -> PyResult<()> {
        match self.encoder.strings {
            StringWriter::Ascii => write(&mut self.out, text.as_bytes(), true),
            StringWriter::Unicode => write(&mut self.out, text.as_bytes(), false),
            StringWriter::Custom => {
                let result = self.vm.call(self.encoder.encoder.get(), &[text.value()])?;
                let Some(result) = result.cast::<PyStr>() else {
                    let found = self.vm.type_name(result);
                    return Err(self.vm.type_error(format!("encoder() must return a string, not {found}")));
                };
                self.out.extend_from_slice(result.as_bytes());
            }
        }
        Ok(())
    }

    fn float(&mut self, value: Value, f: f64) -> PyResult<()> {
        if f.is_finite() {
            self.out.extend_from_slice(taipan_object::num::float_format::repr(f).as_bytes());
            return Ok(());
        }
        if !self.encoder.allow_nan {
            let repr = self.vm.repr(value)?;
            let message = format!("Out of range float values are not JSON compliant: {}", repr.to_string_lossy());
            return Err(self.vm.value_error(message));
        }
        let text: &[u8] = match () {
            _ if f.is_nan() => b"NaN",
            _ if f > 0.0 => b"Infinity",
            _ => b"-Infinity",
        };
        self.out.extend_from_slice(text);
        Ok(())
    }

    fn int(&mut self, value: Value) -> PyResult<()> {
        if let Some(n) = value.as_small() {
            self.out.extend_from_slice(n.to_string().as_bytes());
            return Ok(());
        }
        // Subclasses are written as plain ints.
        let plain = value.as_int().map_or(value, |n| Value::big(n.to_big()));
        let repr = self.vm.repr(plain)?;
        self.out.extend_from_slice(repr.as_bytes());
        Ok(())
    }

    /// Values without parts; false if `value` is none of them.
    #[inline]
    fn simple(&mut self, value: Value) -> PyResult<bool> {
        match value {
            Value::NONE => self.out.extend_from_slice(b"null"),
            Value::TRUE => self.out.extend_from_slice(b"true"),
            Value::FALSE => self.out.extend_from_slice(b"false"),
            _ => {
                if let Some(text) = value.cast::<PyStr>() {
                    self.string(text)?;
                } else if value.as_int().is_some() {
                    self.int(value)?;
                } else if let Some(f) = value.as_float() {
                    self.float(value, f)?;
                } else {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn value(&mut self, value: Value, level: usize) -> PyResult<()> {
        if self.simple(value)? {
            return Ok(());
        }
        if value.is::<PyList>() || value.is::<PyTuple>() {
            return self.list(value, level);
        }
        if let Some(dict) = value.cast::<PyDict>() {
            return self.dict(dict, level);
        }
        self.enter(value)?;
        let replaced = self.vm.call(self.encoder.default.get(), &[value])?;
        let result = self.value(replaced, level);
        if result.is_err() {
            self.note(value, None);
        }
        result?;
        self.leave();
        Ok(())
    }

    /// Adds a note to the exception: in what the value that failed is.
    #[cold]
    fn note(&self, container: Value, part: Option<&str>) {
        let class = self.vm.type_of(container).full_name();
        let part = part.map_or_else(|| "object".to_owned(), |part| format!("item {part}"));
        self.vm.add_note(self.vm.raised(), &format!("when serializing {class} {part}"));
    }

    fn new_line(&mut self, level: usize) {
        if let Some(indent) = self.indent {
            self.out.push(b'\n');
            (0..level).for_each(|_| self.out.extend_from_slice(indent.as_bytes()));
        }
    }

    fn separator(&mut self, level: usize) {
        self.out.extend_from_slice(self.item_separator.as_bytes());
        self.new_line(level);
    }

    fn list(&mut self, value: Value, level: usize) -> PyResult<()> {
        let item = |i: usize| match (value.cast::<PyList>(), value.cast::<PyTuple>()) {
            (Some(list), _) => list.items.get(i),
            (_, Some(tuple)) => tuple.as_slice().get(i).copied(),
            _ => None,
        };
        if item(0).is_none() {
            self.out.extend_from_slice(b"[]");
            return Ok(());
        }
        self.enter(value)?;
        self.out.push(b'[');
        self.new_line(level + 1);
        let mut i = 0;
        while let Some(part) = item(i) {
            if i > 0 {
                self.separator(level + 1);
            }
            let result = self.value(part, level + 1);
            if result.is_err() {
                self.note(value, Some(&i.to_string()));
            }
            result?;
            i += 1;
        }
        self.new_line(level);
        self.out.push(b']');
        self.leave();
        Ok(())
    }

    /// Writes a key; false if it is to be left out.
    fn key(&mut self, key: Value, first: bool, level: usize) -> PyResult<bool> {
        let is_text = key.is::<PyStr>();
        let is_simple = is_text || key.is_none() || key.as_int().is_some() || key.as_float().is_some();
        if !is_simple {
            if self.encoder.skipkeys {
                return Ok(false);
            }
            let found = self.vm.type_of(key).message_name();
            return Err(self.vm.type_error(format!("keys must be str, int, float, bool or None, not {found}")));
        }
        if first {
            self.new_line(level);
        } else {
            self.separator(level);
        }
        if is_text {
            self.simple(key)?;
        } else {
            let start = self.out.len();
            self.simple(key)?;
            let text = PyStr::from_wtf8(&self.out[start..]);
            self.out.truncate(start);
            self.string(text)?;
        }
        self.out.extend_from_slice(self.key_separator.as_bytes());
        Ok(true)
    }

    fn dict(&mut self, dict: Gc<PyDict>, level: usize) -> PyResult<()> {
        if dict.is_empty() {
            self.out.extend_from_slice(b"{}");
            return Ok(());
        }
        let this = dict.value();
        self.enter(this)?;
        self.out.push(b'{');
        let mut first = true;
        let mut pair = |run: &mut Self, key: Value, value: Value| {
            if !run.key(key, first, level + 1)? {
                return Ok(());
            }
            first = false;
            let result = run.value(value, level + 1);
            if result.is_err() {
                let saved = run.vm.take_raised();
                let shown = run.vm.repr(key).map(|repr| repr.to_string_lossy().into_owned());
                if let Some(saved) = saved {
                    let _ = run.vm.raise_again(saved);
                }
                run.note(this, Some(&shown.unwrap_or_default()));
            }
            result
        };
        if this.shape() == taipan_object::shape::DICT && !self.encoder.sort_keys {
            let mut i = 0;
            while let Some((at, entry)) = dict.next_entry(i) {
                i = at + 1;
                if let (Some(key), Some(value)) = (entry.key, entry.value) {
                    pair(self, key, value)?;
                }
            }
        } else {
            let items = self.vm.call_method(this, "items", &[])?;
            let items = self.vm.to_list(items)?;
            if self.encoder.sort_keys {
                self.vm.call_method(items.value(), "sort", &[])?;
            }
            let mut i = 0;
            while let Some(item) = items.items.get(i) {
                i += 1;
                let Some(tuple) = item.cast::<PyTuple>() else {
                    return Err(self.vm.value_error("items must return 2-tuples"));
                };
                let &[key, value] = tuple.as_slice() else {
                    return Err(self.vm.value_error("items must return 2-tuples"));
                };
                pair(self, key, value)?;
            }
        }
        if !first {
            self.new_line(level);
        }
        self.out.push(b'}');
        self.leave();
        Ok(())
    }
}

#[pymethods]
impl Encoder {
    #[pyslot(
        sig = "(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)"
    )]
    #[allow(clippy::too_many_arguments)]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        markers: Value,
        default: Value,
        encoder: Value,
        indent: Value,
        key_separator: Gc<PyStr>,
        item_separator: Gc<PyStr>,
        sort_keys: bool,
        skipkeys: bool,
        allow_nan: bool,
    ) -> PyResult<Obj<Encoder>> {
        if !markers.is_none() && !markers.is::<PyDict>() {
            let found = vm.type_name(markers);
            return Err(vm.type_error(format!("make_encoder() argument 1 must be dict or None, not {found}")));
        }
        let own = |name: &'static str| vm.get_static(name) == Some(encoder);
        let strings = match () {
            _ if own(super::ASCII) => StringWriter::Ascii,
            _ if own(super::UNICODE) => StringWriter::Unicode,
            _ => StringWriter::Custom,
        };
        let encoder = Encoder {
            markers: Field::new(markers),
            default: Field::new(default),
            encoder: Field::new(encoder),
            indent: Field::new(indent),
            key_separator: Field::new(key_separator.value()),
            item_separator: Field::new(item_separator.value()),
            sort_keys,
            skipkeys,
            allow_nan,
            strings,
        };
        vm.new_native(cls, encoder)
    }

    fn __call__(this: Obj<Encoder>, vm: &Vm, args: Args<'_>) -> PyResult {
        let named = |wanted: &str| args.kwargs().find(|(n, _)| n.as_str() == Some(wanted)).map(|(_, value)| value);
        let level = args.pos.get(1).copied().or(named("_current_indent_level"));
        let (Some(value), Some(level)) = (args.pos.first().copied().or(named("obj")), level) else {
            return Err(vm.type_error("_iterencode() missing required arguments 'obj' and '_current_indent_level'"));
        };
        let level = isize::from_value(vm, level)?.max(0) as usize;
        let text = |value: Value| value.cast::<PyStr>().unwrap_or_else(|| PyStr::new(""));
        let indent = this.indent.get();
        let mut run = Run {
            vm,
            encoder: this,
            out: Vec::new(),
            open: Vec::new(),
            depth: 0,
            deep: HashSet::new(),
            checks: !this.markers.get().is_none(),
            item_separator: text(this.item_separator.get()),
            key_separator: text(this.key_separator.get()),
            indent: if indent.is_none() { None } else { Some(text(indent)) },
        };
        run.value(value, level)?;
        Ok(PyTuple::new(&[PyStr::try_from_wtf8(&run.out)?.value()]).value())
    }
}
