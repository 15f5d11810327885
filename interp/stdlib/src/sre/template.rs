//! Replacement templates (`_sre.template`) and the texts that are joined from pieces.

use super::match_object::Match;
use super::pattern::Pattern;
use crate::support::{Bytes, import};
use taipan_interp::native::*;

/// A parsed replacement template.
#[pyclass(name = "SRE_Template", module = "_sre", doc = "", immutable, no_new, no_methods)]
pub struct Template {
    /// What comes before the first group.
    literal: Field<Value>,
    /// Group number and the literal behind it, by turns.
    items: Field<Gc<PyTuple>>,
}

impl Template {
    /// The template of a list of literals and group numbers by turns.
    pub fn create(vm: &Vm, parts: Gc<PyList>) -> PyResult<Obj<Template>> {
        let parts = PyTuple::new(parts.items.as_slice());
        let parts = parts.as_slice();
        let bad = || vm.type_error("invalid template");
        if parts.len().is_multiple_of(2) {
            return Err(bad());
        }
        for pair in parts[1..].chunks_exact(2) {
            if pair[0].as_int().is_none() {
                return Err(vm.type_error("an integer is required"));
            }
            if isize::from_value(vm, pair[0])? < 0 {
                return Err(bad());
            }
        }
        let items = PyTuple::new(&parts[1..]);
        vm.new_object(Template { literal: Field::new(parts[0]), items: Field::new(items) })
    }

    /// Whether there are no groups in it.
    pub fn as_literal(&self) -> Option<Value> {
        self.items.get().is_empty().then(|| self.literal.get())
    }

    /// Appends the template with the groups that `group` gives.
    pub fn push_expanded<'s>(
        &self,
        vm: &Vm,
        out: &mut Joined,
        group: impl Fn(usize) -> Option<&'s [u8]>,
    ) -> PyResult<()> {
        out.push(vm, self.literal.get())?;
        let items = self.items.get();
        for pair in items.as_slice().chunks_exact(2) {
            let i = pair[0].as_small().unwrap_or(i64::MAX) as usize;
            if let Some(bytes) = group(i) {
                out.push_bytes(bytes);
            }
            out.push(vm, pair[1])?;
        }
        Ok(())
    }

    /// The largest group number.
    pub fn max_group(&self) -> usize {
        let items = self.items.get();
        let numbers = items.as_slice().chunks_exact(2).map(|pair| pair[0].as_small().unwrap_or(i64::MAX) as usize);
        numbers.max().unwrap_or(0)
    }
}

/// What replaces a match.
pub enum Filter {
    /// This.
    Literal(Value),
    /// What this gives for the match.
    Call(Value),
    /// This with the groups filled in.
    Template(Obj<Template>),
}

/// Parses a template, by `re._compile_template`.
pub fn compile_template(vm: &Vm, pattern: Obj<Pattern>, template: Value) -> PyResult {
    let module = import(vm, "re")?;
    let compile = vm.get_attr_str(module, "_compile_template")?;
    let result = vm.call(compile, &[pattern.value(), template]);
    let is_plain = template.is_exact_str() || template.shape() == taipan_object::shape::BYTES;
    if result.is_ok() || is_plain || !vm.raised_is(vm.exc().TypeError) {
        return result;
    }
    // What cannot be hashed (a bytearray) is tried again as a plain object.
    let error = vm.take_raised();
    let plain = if let Some(text) = template.cast::<PyStr>() {
        PyStr::from_wtf8(text.as_bytes()).value()
    } else if let Ok(bytes) = Bytes::new(vm, template, false) {
        PyBytes::new(bytes.as_slice()).value()
    } else {
        vm.take_raised();
        vm.thread().pending.set(error);
        return Err(Raised);
    };
    vm.call(compile, &[pattern.value(), plain])
}

/// What `repl` means.
pub fn filter_for(vm: &Vm, pattern: Obj<Pattern>, repl: Value) -> PyResult<Filter> {
    if vm.is_callable(repl) {
        return Ok(Filter::Call(repl));
    }
    let has_escape = if let Some(text) = repl.cast::<PyStr>() {
        text.as_bytes().contains(&b'\\')
    } else if let Ok(bytes) = Bytes::new(vm, repl, false) {
        bytes.as_slice().contains(&b'\\')
    } else {
        vm.take_raised();
        true
    };
    if !has_escape {
        return Ok(Filter::Literal(repl));
    }
    let compiled = compile_template(vm, pattern, repl)?;
    match compiled.cast::<Native<Template>>() {
        Some(template) => match template.as_literal() {
            Some(literal) => Ok(Filter::Literal(literal)),
            None if template.max_group() > pattern.groups.get() => Err(vm.index_error("no such group")),
            None => Ok(Filter::Template(template)),
        },
        None if vm.is_callable(compiled) => Ok(Filter::Call(compiled)),
        None => Ok(Filter::Literal(compiled)),
    }
}

/// `Match.expand`.
pub fn expand(vm: &Vm, found: Obj<Match>, template: Value) -> PyResult {
    let pattern = found.pattern();
    let compiled = compile_template(vm, pattern, template)?;
    let Some(template) = compiled.cast::<Native<Template>>() else { return Ok(compiled) };
    if let Some(literal) = template.as_literal() {
        return Ok(literal);
    }
    if template.max_group() > pattern.groups.get() {
        return Err(vm.index_error("no such group"));
    }
    let subject = super::subject::Subject::new(vm, found.string())?;
    let mut out = Joined::new(subject.is_bytes());
    template.push_expanded(vm, &mut out, |i| {
        let (start, end) = found.span_bytes(i)?;
        subject.bytes().get(start..end)
    })?;
    out.finish(vm)
}

/// A text being joined. A piece of the wrong type is reported at the end, as `join` would.
pub struct Joined {
    bytes: Vec<u8>,
    is_bytes: bool,
    pieces: usize,
    wrong: Option<(usize, String)>,
}

impl Joined {
    /// An empty one.
    pub fn new(is_bytes: bool) -> Joined {
        Joined { bytes: Vec::new(), is_bytes, pieces: 0, wrong: None }
    }

    /// Appends bytes of the right kind.
    #[inline]
    pub fn push_bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.pieces += 1;
    }

    /// Appends an object.
    pub fn push(&mut self, vm: &Vm, piece: Value) -> PyResult<()> {
        if self.is_bytes {
            match Bytes::new(vm, piece, false) {
                Ok(bytes) => self.bytes.extend_from_slice(bytes.as_slice()),
                Err(Raised) => {
                    vm.take_raised();
                    self.wrong.get_or_insert((self.pieces, vm.type_name(piece)));
                }
            }
        } else if let Some(text) = piece.cast::<PyStr>() {
            self.bytes.extend_from_slice(text.as_bytes());
        } else {
            self.wrong.get_or_insert((self.pieces, vm.type_name(piece)));
        }
        self.pieces += 1;
        Ok(())
    }

    /// The text.
    pub fn finish(self, vm: &Vm) -> PyResult {
        match self.wrong {
            Some((i, found)) => {
                let wanted = if self.is_bytes { "a bytes-like object" } else { "str instance" };
                Err(vm.type_error(format!("sequence item {i}: expected {wanted}, {found} found")))
            }
            None if self.is_bytes => Ok(PyBytes::try_new(&self.bytes, taipan_object::shape::BYTES, 0)?.value()),
            None => Ok(PyStr::try_from_wtf8(&self.bytes)?.value()),
        }
    }
}
