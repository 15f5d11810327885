//! `re.Pattern`.

use super::codes;
use super::match_object::Match;
use super::program::Program;
use super::scanner::Scanner;
use super::subject::{Cursor, How, State, Subject};
use super::template::{Filter, Joined, filter_for};
use std::cell::Cell;
use taipan_interp::builtins::generic_alias;
use taipan_interp::native::*;

/// Compiled regular expression object.
#[pyclass(name = "Pattern", module = "re", weakref, immutable, no_new)]
pub struct Pattern {
    /// The pattern string from which the RE object was compiled.
    #[member]
    pub pattern: Field<Value>,
    /// The regex matching flags.
    #[member]
    #[no_trace]
    pub flags: Cell<i64>,
    /// The number of capturing groups in the pattern.
    #[member]
    #[no_trace]
    pub groups: Cell<usize>,
    /// Group numbers by name.
    pub groups_by_name: Field<Gc<PyDict>>,
    /// Names of the groups, None for those without.
    pub names_by_group: Field<Gc<PyTuple>>,
    /// Whether it is for bytes; `None`: for both.
    #[no_trace]
    pub is_bytes: Option<bool>,
    /// The codes.
    #[no_trace]
    pub program: Box<Program>,
}

impl Pattern {
    /// The text of an argument; TypeError if it is not of the pattern's kind.
    pub fn subject<'vm>(&self, vm: &'vm Vm, string: Value) -> PyResult<Subject<'vm>> {
        let subject = Subject::new(vm, string)?;
        match self.is_bytes {
            Some(true) if !subject.is_bytes() => {
                Err(vm.type_error("cannot use a bytes pattern on a string-like object"))
            }
            Some(false) if subject.is_bytes() => {
                Err(vm.type_error("cannot use a string pattern on a bytes-like object"))
            }
            _ => Ok(subject),
        }
    }
}

fn find(vm: &Vm, this: Obj<Pattern>, string: Value, pos: isize, endpos: isize, how: How) -> PyResult {
    let subject = this.subject(vm, string)?;
    let (pos, endpos) = subject.clip(pos, endpos);
    let end = subject.offset(endpos);
    let state = State { pos: subject.offset(pos), advance: false };
    let mut cursor = Cursor::new(vm, &this.program, &subject, state, end);
    match cursor.next(how)? {
        Some(span) => {
            let found = cursor.found(span, this.groups.get());
            Ok(Match::new(vm, this, string, found, pos, endpos)?.value())
        }
        None => Ok(Value::NONE),
    }
}

/// `sub` and `subn`: the new text and the number of replacements.
fn replace(vm: &Vm, this: Obj<Pattern>, repl: Value, string: Value, count: isize) -> PyResult<(Value, usize)> {
    let subject = this.subject(vm, string)?;
    let filter = filter_for(vm, this, repl)?;
    let end = subject.bytes().len();
    let state = State { pos: 0, advance: false };
    let mut cursor = Cursor::new(vm, &this.program, &subject, state, end);
    let mut out = Joined::new(subject.is_bytes());
    let (mut n, mut done) = (0usize, 0);
    while count == 0 || (n as isize) < count {
        let Some(span) = cursor.next(How::Search)? else { break };
        if done < span.0 {
            out.push_bytes(&subject.bytes()[done..span.0]);
        }
        match &filter {
            Filter::Literal(value) => out.push(vm, *value)?,
            Filter::Template(template) => {
                template.push_expanded(vm, &mut out, |i| {
                    let group = if i == 0 { Some(span) } else { cursor.group(i) };
                    group.map(|(start, end)| &subject.bytes()[start..end])
                })?;
            }
            Filter::Call(callable) => {
                let found = cursor.found(span, this.groups.get());
                let found = Match::new(vm, this, string, found, 0, subject.len())?;
                let item = vm.call(*callable, &[found.value()])?;
                if !item.is_none() {
                    out.push(vm, item)?;
                }
            }
        }
        done = span.1;
        n += 1;
    }
    if n == 0 {
        return Ok((subject.slice(0, end), 0));
    }
    out.push_bytes(subject.bytes().get(done..).unwrap_or(&[]));
    Ok((out.finish(vm)?, n))
}

#[pymethods]
impl Pattern {
    /// Matches at the beginning of the string: a Match or None.
    #[pymethod(sig = "(string, pos=0, endpos=sys.maxsize)")]
    fn r#match(
        this: Obj<Pattern>,
        vm: &Vm,
        string: Value,
        #[default(0)] pos: isize,
        #[default(isize::MAX)] endpos: isize,
    ) -> PyResult {
        find(vm, this, string, pos, endpos, How::Match)
    }

    /// Matches against all of the string: a Match or None.
    #[pymethod(sig = "(string, pos=0, endpos=sys.maxsize)")]
    fn fullmatch(
        this: Obj<Pattern>,
        vm: &Vm,
        string: Value,
        #[default(0)] pos: isize,
        #[default(isize::MAX)] endpos: isize,
    ) -> PyResult {
        find(vm, this, string, pos, endpos, How::Full)
    }

    /// Looks through the string for the first match: a Match or None.
    #[pymethod(sig = "(string, pos=0, endpos=sys.maxsize)")]
    fn search(
        this: Obj<Pattern>,
        vm: &Vm,
        string: Value,
        #[default(0)] pos: isize,
        #[default(isize::MAX)] endpos: isize,
    ) -> PyResult {
        find(vm, this, string, pos, endpos, How::Search)
    }

    /// All matches that do not overlap, as strings, or as tuples if there is more than one group.
    #[pymethod(sig = "(string, pos=0, endpos=sys.maxsize)")]
    fn findall(
        this: Obj<Pattern>,
        vm: &Vm,
        string: Value,
        #[default(0)] pos: isize,
        #[default(isize::MAX)] endpos: isize,
    ) -> PyResult<Gc<PyList>> {
        let subject = this.subject(vm, string)?;
        let (pos, endpos) = subject.clip(pos, endpos);
        let end = subject.offset(endpos);
        let state = State { pos: subject.offset(pos), advance: false };
        let mut cursor = Cursor::new(vm, &this.program, &subject, state, end);
        let list = PyList::new(&[]);
        let groups = this.groups.get();
        let group = |cursor: &Cursor<'_>, i: usize| {
            let (start, end) = cursor.group(i).unwrap_or((0, 0));
            subject.slice(start, end)
        };
        while let Some(span) = cursor.next(How::Search)? {
            let item = match groups {
                0 => subject.slice(span.0, span.1),
                1 => group(&cursor, 1),
                _ => {
                    let items = GcVec::new();
                    (1..=groups).for_each(|i| items.push(group(&cursor, i)));
                    PyTuple::new(items.as_slice()).value()
                }
            };
            list.items.push(item);
        }
        Ok(list)
    }

    /// An iterator over all matches that do not overlap.
    #[pymethod(sig = "(string, pos=0, endpos=sys.maxsize)")]
    fn finditer(
        this: Obj<Pattern>,
        vm: &Vm,
        string: Value,
        #[default(0)] pos: isize,
        #[default(isize::MAX)] endpos: isize,
    ) -> PyResult {
        let scanner = Scanner::create(vm, this, string, pos, endpos)?;
        let search = vm.get_attr_str(scanner.value(), "search")?;
        let iter = vm.builtins.get().and_then(|builtins| builtins.get_str(vm.intern("iter")));
        match iter {
            Some(iter) => vm.call(iter, &[search, Value::NONE]),
            None => Err(vm.runtime_error("lost builtins.iter")),
        }
    }

    /// An object that matches or searches again and again, each time behind the match before.
    #[pymethod(sig = "(string, pos=0, endpos=sys.maxsize)")]
    fn scanner(
        this: Obj<Pattern>,
        vm: &Vm,
        string: Value,
        #[default(0)] pos: isize,
        #[default(isize::MAX)] endpos: isize,
    ) -> PyResult<Obj<Scanner>> {
        Scanner::create(vm, this, string, pos, endpos)
    }

    /// The parts of the string between the matches, with the groups of the matches in between.
    #[pymethod(sig = "(string, maxsplit=0)")]
    fn split(this: Obj<Pattern>, vm: &Vm, string: Value, #[default(0)] maxsplit: isize) -> PyResult<Gc<PyList>> {
        let subject = this.subject(vm, string)?;
        let end = subject.bytes().len();
        let state = State { pos: 0, advance: false };
        let mut cursor = Cursor::new(vm, &this.program, &subject, state, end);
        let list = PyList::new(&[]);
        let (mut n, mut done) = (0, 0);
        while maxsplit == 0 || n < maxsplit {
            let Some(span) = cursor.next(How::Search)? else { break };
            list.items.push(subject.slice(done, span.0));
            for i in 1..=this.groups.get() {
                list.items.push(cursor.group(i).map_or(Value::NONE, |(start, end)| subject.slice(start, end)));
            }
            done = span.1;
            n += 1;
        }
        list.items.push(subject.slice(done, end));
        Ok(list)
    }

    /// The string with the leftmost matches that do not overlap replaced.
    #[pymethod(sig = "(repl, string, count=0)")]
    fn sub(this: Obj<Pattern>, vm: &Vm, repl: Value, string: Value, #[default(0)] count: isize) -> PyResult {
        Ok(replace(vm, this, repl, string, count)?.0)
    }

    /// Like sub(), as a tuple of the string and the number of replacements.
    #[pymethod(sig = "(repl, string, count=0)")]
    fn subn(
        this: Obj<Pattern>,
        vm: &Vm,
        repl: Value,
        string: Value,
        #[default(0)] count: isize,
    ) -> PyResult<(Value, usize)> {
        replace(vm, this, repl, string, count)
    }

    fn __copy__(this: Obj<Pattern>) -> Obj<Pattern> {
        this
    }

    fn __deepcopy__(this: Obj<Pattern>, memo: Value) -> Obj<Pattern> {
        let _ = memo;
        this
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        generic_alias::new(vm, cls.value(), object)
    }

    /// A mapping of group names to group numbers.
    #[getter]
    fn groupindex(&self, vm: &Vm) -> PyResult {
        let groups = self.groups_by_name.get();
        vm.call(vm.types().mappingproxy.value(), &[groups.value()])
    }

    fn __repr__(this: Obj<Pattern>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        let mut flags = this.flags.get();
        let kinds = codes::FLAG_LOCALE | codes::FLAG_UNICODE | codes::FLAG_ASCII;
        if this.is_bytes == Some(false) && flags & kinds == codes::FLAG_UNICODE {
            flags &= !codes::FLAG_UNICODE;
        }
        let mut names = Vec::new();
        for (flag, name) in codes::FLAGS {
            if flags & flag != 0 {
                names.push(name.to_owned());
                flags &= !flag;
            }
        }
        if flags != 0 {
            names.push(format!("0x{flags:x}"));
        }
        let mut out = b"re.compile(".to_vec();
        let pattern = vm.repr(this.pattern.get())?;
        let shown = pattern.byte_offset(pattern.len().min(200));
        out.extend_from_slice(&pattern.as_bytes()[..shown]);
        if !names.is_empty() {
            out.extend_from_slice(format!(", {}", names.join("|")).as_bytes());
        }
        out.push(b')');
        Ok(PyStr::from_wtf8(&out))
    }

    fn __hash__(this: Obj<Pattern>, vm: &Vm) -> PyResult<i64> {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        this.program.codes.hash(&mut hasher);
        let codes = (hasher.finish() >> 4) as i64;
        let pattern = vm.hash(this.pattern.get())?;
        let kind = this.is_bytes.map_or(-1, i64::from);
        let hash = pattern ^ codes ^ this.flags.get() ^ kind ^ this.groups.get() as i64;
        Ok(taipan_object::string::cut_hash(hash as u64))
    }

    fn richcompare(this: Value, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let (Some(a), Some(b)) = (this.cast::<Native<Pattern>>(), other.cast::<Native<Pattern>>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let equal = this == other
            || a.flags.get() == b.flags.get()
                && a.is_bytes == b.is_bytes
                && a.program.codes == b.program.codes
                && vm.equal(a.pattern.get(), b.pattern.get())?;
        Ok(Value::bool(equal == (op == CmpOp::Eq)))
    }
}
