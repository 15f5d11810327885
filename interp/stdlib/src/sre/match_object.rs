//! `re.Match`.
//!
//! Spans are kept as byte offsets; numbers of characters are computed when somebody asks for them.

use super::engine::NONE;
use super::pattern::Pattern;
use super::subject::{Found, Subject};
use super::template;
use std::cell::Cell;
use taipan_interp::builtins::generic_alias;
use taipan_interp::native::*;

/// The result of re.match() and re.search().
/// Match objects always have a boolean value of True.
#[pyclass(name = "Match", module = "re", immutable, no_new)]
pub struct Match {
    /// The string passed to match() or search().
    #[member]
    string: Field<Value>,
    /// The regular expression object.
    #[member(name = "re")]
    pattern: Field<Obj<Pattern>>,
    /// The index into the string at which the RE engine started looking for a match.
    #[member]
    #[no_trace]
    pos: Cell<usize>,
    /// The index into the string beyond which the RE engine will not go.
    #[member]
    #[no_trace]
    endpos: Cell<usize>,
    #[no_trace]
    spans: Spans,
    #[no_trace]
    last_index: u32,
}

/// Byte offsets: of few groups in the object itself.
enum Spans {
    Few(u8, [usize; 6]),
    Many(Box<[usize]>),
}

impl Spans {
    fn as_slice(&self) -> &[usize] {
        match self {
            Spans::Few(n, spans) => &spans[..usize::from(*n)],
            Spans::Many(spans) => spans,
        }
    }
}

impl Match {
    /// A match of `pattern` in `string`.
    pub fn new(
        vm: &Vm,
        pattern: Obj<Pattern>,
        string: Value,
        found: Found,
        pos: usize,
        endpos: usize,
    ) -> PyResult<Obj<Match>> {
        let spans = if found.spans.len() <= 6 {
            let mut few = [0; 6];
            few[..found.spans.len()].copy_from_slice(&found.spans);
            Spans::Few(found.spans.len() as u8, few)
        } else {
            Spans::Many(found.spans)
        };
        vm.new_object(Match {
            string: Field::new(string),
            pattern: Field::new(pattern),
            pos: Cell::new(pos),
            endpos: Cell::new(endpos),
            spans,
            last_index: found.last_index,
        })
    }

    /// The pattern.
    pub fn pattern(&self) -> Obj<Pattern> {
        self.pattern.get()
    }

    /// The text.
    pub fn string(&self) -> Value {
        self.string.get()
    }

    /// The span of group `i` in bytes.
    pub fn span_bytes(&self, i: usize) -> Option<(usize, usize)> {
        match self.spans.as_slice().get(2 * i..2 * i + 2) {
            Some(&[start, end]) if start != NONE => Some((start, end)),
            _ => None,
        }
    }

    /// The number of groups with the whole match.
    fn n_groups(&self) -> usize {
        self.spans.as_slice().len() / 2
    }

    /// The span of group `i` in characters; -1 for a group that did not match.
    fn span_chars(&self, i: usize) -> (i64, i64) {
        match self.span_bytes(i) {
            None => (-1, -1),
            Some((start, end)) => match self.string.get().cast::<PyStr>() {
                Some(text) => (text.char_index(start) as i64, text.char_index(end) as i64),
                None => (start as i64, end as i64),
            },
        }
    }

    /// The number of the group that `key` names.
    fn group_index(&self, vm: &Vm, key: Value) -> PyResult<usize> {
        let number = if is_index(vm, key) {
            let n = to_index(vm, key)?;
            n.as_int().and_then(|n| n.to_i64())
        } else {
            let number = vm.dict_get(self.pattern.get().groups_by_name.get(), key)?;
            number.and_then(|number| number.as_int().and_then(|n| n.to_i64()))
        };
        match number {
            Some(n) if n >= 0 && (n as usize) < self.n_groups() => Ok(n as usize),
            _ => Err(vm.index_error("no such group")),
        }
    }

    /// The text of group `i`, or `default`.
    fn text(&self, vm: &Vm, i: usize, default: Value) -> PyResult {
        let Some((start, end)) = self.span_bytes(i) else { return Ok(default) };
        let object = self.string.get();
        if let Some(text) = object.cast::<PyStr>() {
            return Ok(super::subject::slice(object, text.as_bytes(), start, end));
        }
        Ok(Subject::new(vm, object)?.slice(start, end))
    }
}

#[pymethods]
impl Match {
    /// One or more groups of the match, by number or name; without arguments the whole match.
    fn group(this: Obj<Match>, vm: &Vm, args: Args<'_>) -> PyResult {
        check_no_kwargs(vm, "Match.group", args)?;
        let keys = args.pos;
        match keys {
            [] => this.text(vm, 0, Value::NONE),
            [key] => {
                let i = this.group_index(vm, *key)?;
                this.text(vm, i, Value::NONE)
            }
            _ => {
                let items = GcVec::new();
                for key in keys {
                    let i = this.group_index(vm, *key)?;
                    items.push(this.text(vm, i, Value::NONE)?);
                }
                Ok(PyTuple::new(items.as_slice()).value())
            }
        }
    }

    /// All groups, with `default` for those that did not match.
    #[pymethod(sig = "(default=None)")]
    fn groups(&self, vm: &Vm, #[default(Value::NONE)] default: Value) -> PyResult<Gc<PyTuple>> {
        let items = GcVec::new();
        for i in 1..self.n_groups() {
            items.push(self.text(vm, i, default)?);
        }
        Ok(PyTuple::new(items.as_slice()))
    }

    /// The named groups, with `default` for those that did not match.
    #[pymethod(sig = "(default=None)")]
    fn groupdict(&self, vm: &Vm, #[default(Value::NONE)] default: Value) -> PyResult<Gc<PyDict>> {
        let names = self.pattern.get().groups_by_name.get();
        let result = vm.new_dict();
        let keys = GcVec::new();
        names.iter().for_each(|(key, _)| keys.push(key));
        for &key in keys.as_slice() {
            let i = self.group_index(vm, key)?;
            vm.dict_set(result, key, self.text(vm, i, default)?)?;
        }
        Ok(result)
    }

    /// Where the group begins.
    #[pymethod(sig = "(group=0, /)")]
    fn start(&self, vm: &Vm, group: Option<Value>) -> PyResult<i64> {
        let i = group.map_or(Ok(0), |group| self.group_index(vm, group))?;
        Ok(self.span_chars(i).0)
    }

    /// Where the group ends.
    #[pymethod(sig = "(group=0, /)")]
    fn end(&self, vm: &Vm, group: Option<Value>) -> PyResult<i64> {
        let i = group.map_or(Ok(0), |group| self.group_index(vm, group))?;
        Ok(self.span_chars(i).1)
    }

    /// The start and the end of the group.
    #[pymethod(sig = "(group=0, /)")]
    fn span(&self, vm: &Vm, group: Option<Value>) -> PyResult<(i64, i64)> {
        let i = group.map_or(Ok(0), |group| self.group_index(vm, group))?;
        Ok(self.span_chars(i))
    }

    /// The template with the groups of this match filled in.
    #[pymethod(sig = "(template)")]
    fn expand(this: Obj<Match>, vm: &Vm, template: Value) -> PyResult {
        template::expand(vm, this, template)
    }

    fn __copy__(this: Obj<Match>) -> Obj<Match> {
        this
    }

    fn __deepcopy__(this: Obj<Match>, memo: Value) -> Obj<Match> {
        let _ = memo;
        this
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        generic_alias::new(vm, cls.value(), object)
    }

    fn __getitem__(&self, vm: &Vm, key: Value) -> PyResult {
        let i = self.group_index(vm, key)?;
        self.text(vm, i, Value::NONE)
    }

    /// The number of the last matched capturing group.
    #[getter]
    fn lastindex(&self) -> Option<u32> {
        (self.last_index != 0).then_some(self.last_index)
    }

    /// The name of the last matched capturing group.
    #[getter]
    fn lastgroup(&self) -> Option<Value> {
        let names = self.pattern.get().names_by_group.get();
        let i = (self.last_index != 0).then_some(self.last_index as usize)?;
        names.as_slice().get(i).copied()
    }

    /// The spans of all groups.
    #[getter]
    fn regs(&self) -> Gc<PyTuple> {
        let items = GcVec::new();
        for i in 0..self.n_groups() {
            let (start, end) = self.span_chars(i);
            items.push(PyTuple::new(&[Value::int(start), Value::int(end)]).value());
        }
        PyTuple::new(items.as_slice())
    }

    fn __repr__(this: Obj<Match>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        let (start, end) = this.span_chars(0);
        let text = vm.repr(this.text(vm, 0, Value::NONE)?)?;
        let class = vm.type_of(this.value()).full_name();
        let mut out = format!("<{class} object; span=({start}, {end}), match=").into_bytes();
        out.extend_from_slice(text.as_bytes());
        out.push(b'>');
        Ok(PyStr::from_wtf8(&out))
    }
}
