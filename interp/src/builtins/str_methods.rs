//! The methods of `str`. All work on WTF-8 slices; those that change nothing give the string itself back.

use super::prelude::*;
use super::str::{NameArg, changed, empty, exact, new, piece};
use super::{codec, str_format, support};
use taipan_object::string::char_string;
use taipan_object::text::search::{self, Ends, Translation};
use taipan_object::text::{Unit, case, pad, split, wtf8};

/// A bound of a range of characters.
#[derive(Clone, Copy)]
pub struct Bound(pub isize);

impl FromValue for Bound {
    #[inline]
    fn from_value(vm: &Vm, value: Value) -> PyResult<Bound> {
        if !vm.has_index(value) {
            return Err(vm.type_error("slice indices must be integers or None or have an __index__ method"));
        }
        Ok(Bound(SliceIndex::from_value(vm, value)?.0))
    }
}

/// The positions meant by optional bounds in a sequence of `len` items; `None` if the start is behind the end.
pub fn clip(start: Option<Bound>, end: Option<Bound>, len: usize) -> Option<(usize, usize)> {
    let at = |bound: Bound| {
        if bound.0 < 0 { bound.0.saturating_add(len as isize).max(0) as usize } else { bound.0 as usize }
    };
    let start = start.map_or(0, at);
    let end = end.map_or(len, at).min(len);
    (start <= end).then_some((start, end))
}

/// The byte offsets of a range of characters.
fn window(s: Gc<PyStr>, start: Option<Bound>, end: Option<Bound>) -> Option<(usize, usize)> {
    if start.is_none() && end.is_none() {
        return Some((0, s.n_bytes()));
    }
    let (start, end) = clip(start, end, s.len())?;
    Some((s.byte_offset(start), s.byte_offset(end)))
}

type Find = fn(&[u8], &[u8]) -> Option<usize>;

/// The index of the character where `sub` is found.
fn find_index(s: Gc<PyStr>, sub: Gc<PyStr>, start: Option<Bound>, end: Option<Bound>, find: Find) -> Option<usize> {
    let (from, to) = window(s, start, end)?;
    let at = from + find(&s.as_bytes()[from..to], sub.as_bytes())?;
    Some(if s.is_ascii() { at } else { wtf8::index_of_offset(s.as_bytes(), at) })
}

fn index_or_minus_one(found: Option<usize>) -> isize {
    found.map_or(-1, |i| i as isize)
}

fn found(vm: &Vm, index: Option<usize>) -> PyResult<usize> {
    index.ok_or_else(|| vm.value_error("substring not found"))
}

/// `startswith` and `endswith`.
fn matches(
    s: Gc<PyStr>,
    vm: &Vm,
    affix: Value,
    bounds: (Option<Bound>, Option<Bound>),
    method: &str,
    test: fn(&[u8], &[u8]) -> bool,
) -> PyResult<bool> {
    let window = window(s, bounds.0, bounds.1);
    let part = window.map(|(from, to)| &s.as_bytes()[from..to]);
    if let Some(affix) = affix.cast::<PyStr>() {
        return Ok(part.is_some_and(|part| test(part, affix.as_bytes())));
    }
    let Some(tuple) = affix.cast::<PyTuple>() else {
        let found = support::class_name(vm, affix);
        return Err(vm.type_error(format!("{method} first arg must be str or a tuple of str, not {found}")));
    };
    for &item in tuple.as_slice() {
        let Some(affix) = item.cast::<PyStr>() else {
            let found = support::class_name(vm, item);
            return Err(vm.type_error(format!("tuple for {method} must only contain str, not {found}")));
        };
        if part.is_some_and(|part| test(part, affix.as_bytes())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A separator argument that may be None.
fn separator(vm: &Vm, sep: Value) -> PyResult<Option<Gc<PyStr>>> {
    if sep.is_none() {
        return Ok(None);
    }
    let Some(sep) = sep.cast::<PyStr>() else {
        let found = support::class_name(vm, sep);
        return Err(vm.type_error(format!("must be str or None, not {found}")));
    };
    if sep.is_empty() { Err(vm.value_error("empty separator")) } else { Ok(Some(sep)) }
}

/// The separator of `partition`.
fn required_separator(vm: &Vm, sep: Value) -> PyResult<Gc<PyStr>> {
    let Some(sep) = sep.cast::<PyStr>() else {
        let found = support::class_name(vm, sep);
        return Err(vm.type_error(format!("must be str, not {found}")));
    };
    if sep.is_empty() { Err(vm.value_error("empty separator")) } else { Ok(sep) }
}

fn list_of<'a>(s: Gc<PyStr>, pieces: impl Iterator<Item = &'a [u8]>) -> PyResult<Gc<PyList>> {
    let items = GcVec::new();
    for part in pieces {
        items.try_reserve(1)?;
        items.push(piece(s, part)?);
    }
    Ok(PyList::from_vec(items))
}

fn reversed<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> impl Iterator<Item = &'a [u8]> {
    let mut all: Vec<&[u8]> = pieces.collect();
    all.reverse();
    all.into_iter()
}

/// How many cuts `maxsplit` allows.
pub fn limit(maxsplit: isize) -> usize {
    usize::try_from(maxsplit).unwrap_or(usize::MAX)
}

fn strip(s: Gc<PyStr>, vm: &Vm, chars: Value, ends: Ends, method: &str) -> PyResult {
    let text = s.as_bytes();
    if chars.is_none() {
        return piece(s, search::strip_whitespace(text, ends));
    }
    match chars.cast::<PyStr>() {
        Some(chars) => piece(s, search::strip_chars(text, chars.as_bytes(), ends)),
        None => Err(vm.type_error(format!("{method} arg must be None or str"))),
    }
}

/// A fill character: its code point.
#[derive(Clone, Copy)]
struct FillChar(u32);

impl FromValue for FillChar {
    fn from_value(vm: &Vm, value: Value) -> PyResult<FillChar> {
        let Some(s) = value.cast::<PyStr>() else {
            let found = support::class_name(vm, value);
            return Err(vm.type_error(format!("The fill character must be a unicode character, not {found}")));
        };
        if s.len() == 1 {
            Ok(FillChar(s.char_at(0)))
        } else {
            Err(vm.type_error("The fill character must be exactly one character long"))
        }
    }
}

const BLANK: FillChar = FillChar(b' ' as u32);

fn padded(s: Gc<PyStr>, width: isize, align: pad::Align, fill: FillChar) -> PyResult {
    let width = width.max(0) as usize;
    if width <= s.len() {
        return exact(s);
    }
    changed(s, pad::pad(s.as_bytes(), width, align, fill.0, Unit::Char))
}

/// `separator.join(items)`.
pub fn join(vm: &Vm, sep: Gc<PyStr>, iterable: Value) -> PyResult {
    let list = if iterable.is_cell() && (iterable.shape() == shape::LIST || iterable.shape() == shape::TUPLE) {
        None
    } else {
        if vm.slots_of(iterable).iter.is_none() && vm.slots_of(iterable).getitem.is_none() {
            return Err(vm.type_error("can only join an iterable"));
        }
        Some(vm.to_list(iterable)?)
    };
    // Nothing below runs Python code, so the items stay where they are.
    let items: &[Value] = match (&list, iterable.cast::<PyTuple>(), iterable.cast::<PyList>()) {
        (Some(list), ..) => list.items.as_slice(),
        // SAFETY: the object is alive (on the stack) and nothing can change it until the slice is gone.
        (None, Some(tuple), _) => unsafe { &*(tuple.as_slice() as *const [Value]) },
        // SAFETY: as above.
        (None, None, Some(list)) => unsafe { &*(list.items.as_slice() as *const [Value]) },
        (None, None, None) => &[],
    };
    join_items(vm, sep, items)
}

/// Joins strs; TypeError for anything else.
fn join_items(vm: &Vm, sep: Gc<PyStr>, items: &[Value]) -> PyResult {
    let too_long = || vm.overflow_error("join() result is too long for a Python string");
    let (mut chars, mut bytes, mut ascii) = (0usize, 0usize, items.len() < 2 || sep.is_ascii());
    for (i, item) in items.iter().enumerate() {
        let Some(s) = item.cast::<PyStr>() else {
            let found = support::class_name(vm, *item);
            return Err(vm.type_error(format!("sequence item {i}: expected str instance, {found} found")));
        };
        if items.len() == 1 && item.is_exact_str() {
            return Ok(*item);
        }
        chars = chars.checked_add(s.len()).ok_or_else(too_long)?;
        bytes = bytes.checked_add(s.n_bytes()).ok_or_else(too_long)?;
        ascii &= s.is_ascii();
    }
    let gaps = items.len().saturating_sub(1);
    chars = gaps.checked_mul(sep.len()).and_then(|n| n.checked_add(chars)).ok_or_else(too_long)?;
    bytes = gaps.checked_mul(sep.n_bytes()).and_then(|n| n.checked_add(bytes)).ok_or_else(too_long)?;
    if bytes > isize::MAX as usize {
        return Err(too_long());
    }
    if bytes == 0 {
        return Ok(empty());
    }
    let sep = sep.as_bytes();
    let joined = PyStr::try_build(chars, bytes, ascii, |mut out| {
        let mut put = |text: &[u8]| {
            let (here, rest) = std::mem::take(&mut out).split_at_mut(text.len());
            // SAFETY: both have the length of `text`.
            unsafe { taipan_object::string::copy_short(text.as_ptr(), here.as_mut_ptr(), text.len()) };
            out = rest;
        };
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                put(sep);
            }
            if let Some(s) = item.cast::<PyStr>() {
                put(s.as_bytes());
            }
        }
    })?;
    Ok(joined.value())
}

/// The answer of a `translate` table for one character.
fn translation(vm: &Vm, table: Value, c: u32) -> PyResult<Translation> {
    let answer = vm.get_item(table, Value::small(c as i64));
    let Some(to) = vm.ignore(vm.exc().LookupError, answer)? else { return Ok(Translation::Keep) };
    if to.is_none() {
        return Ok(Translation::Delete);
    }
    if let Some(text) = to.cast::<PyStr>() {
        return Ok(Translation::Text(text.as_bytes().to_vec()));
    }
    match to.as_int() {
        Some(n) => match n.to_i64().and_then(|n| u32::try_from(n).ok()).filter(|&n| n <= wtf8::MAX_CODE_POINT) {
            Some(c) => Ok(Translation::Char(c)),
            None => Err(vm.value_error("character mapping must be in range(0x110000)")),
        },
        None => Err(vm.type_error("character mapping must return integer, None or str")),
    }
}

/// Part of `str`: its methods.
pub struct StrMethods;

impl PyName for StrMethods {
    const NAME: &'static str = "str";
}

#[pymethods]
impl StrMethods {
    /// The text as bytes in an encoding.
    #[pymethod(sig = "(encoding='utf-8', errors='strict')")]
    fn encode(
        this: Gc<PyStr>,
        vm: &Vm,
        #[default(NameArg(None))] encoding: NameArg,
        #[default(NameArg(None))] errors: NameArg,
    ) -> PyResult {
        codec::encode(vm, this, encoding.0, errors.0)
    }

    /// A copy with occurrences of old replaced by new, at most count of them.
    #[pymethod(sig = "(old, new, /, count=-1)")]
    fn replace(this: Gc<PyStr>, old: Gc<PyStr>, new: Gc<PyStr>, count: isize) -> PyResult {
        let result = search::replace(this.as_bytes(), old.as_bytes(), new.as_bytes(), limit(count), Unit::Char);
        changed(this, result)
    }

    /// The pieces between separators (runs of white space by default), in a list.
    #[pymethod(sig = "(sep=None, maxsplit=-1)")]
    fn split(this: Gc<PyStr>, vm: &Vm, sep: Value, maxsplit: isize) -> PyResult<Gc<PyList>> {
        let text = this.as_bytes();
        match separator(vm, sep)? {
            None => list_of(this, split::split_whitespace(text, limit(maxsplit))),
            Some(sep) => {
                if let [byte] = sep.as_bytes()
                    && this.is_ascii()
                    && maxsplit < 0
                    && this.value().is_exact_str()
                {
                    // Without a separator in it the string itself is the only part.
                    let list = this.try_split_ascii(*byte)?;
                    if list.items.len() == 1 {
                        list.items.set(0, this.value());
                    }
                    return Ok(list);
                }
                list_of(this, split::split(text, sep.as_bytes(), limit(maxsplit)))
            }
        }
    }

    /// As split, counting from the right.
    #[pymethod(sig = "(sep=None, maxsplit=-1)")]
    fn rsplit(this: Gc<PyStr>, vm: &Vm, sep: Value, maxsplit: isize) -> PyResult<Gc<PyList>> {
        let text = this.as_bytes();
        match separator(vm, sep)? {
            None => list_of(this, reversed(split::rsplit_whitespace(text, limit(maxsplit)))),
            Some(sep) => list_of(this, reversed(split::rsplit(text, sep.as_bytes(), limit(maxsplit)))),
        }
    }

    /// The strings of an iterable with this string between them.
    fn join(this: Gc<PyStr>, vm: &Vm, iterable: Value) -> PyResult {
        join(vm, this, iterable)
    }

    /// First character in upper case, the others in lower case.
    fn capitalize(this: Gc<PyStr>) -> PyResult {
        new(&case::capitalize(this.as_bytes())?)
    }

    /// A form for comparison without regard to case.
    fn casefold(this: Gc<PyStr>) -> PyResult {
        new(&case::casefold(this.as_bytes())?)
    }

    /// Words start with upper case, the rest is lower case.
    fn title(this: Gc<PyStr>) -> PyResult {
        new(&case::title(this.as_bytes())?)
    }

    /// In the middle of a field of this width.
    #[pymethod(sig = "(width, fillchar=' ', /)")]
    fn center(this: Gc<PyStr>, width: isize, #[default(BLANK)] fillchar: FillChar) -> PyResult {
        padded(this, width, pad::Align::Center, fillchar)
    }

    /// How often sub occurs, without overlaps.
    #[pymethod(sig = "(sub, start=None, end=None, /)")]
    fn count(this: Gc<PyStr>, sub: Gc<PyStr>, start: Option<Bound>, end: Option<Bound>) -> usize {
        match window(this, start, end) {
            Some((from, to)) => search::count(&this.as_bytes()[from..to], sub.as_bytes(), Unit::Char),
            None => 0,
        }
    }

    /// Tabs replaced by as many spaces as the next column needs.
    #[pymethod(sig = "(tabsize=8)")]
    fn expandtabs(this: Gc<PyStr>, tabsize: i32) -> PyResult {
        new(&pad::expandtabs(this.as_bytes(), tabsize.max(0) as usize, Unit::Char)?)
    }

    /// The first index where sub occurs, or -1.
    #[pymethod(sig = "(sub, start=None, end=None, /)")]
    fn find(this: Gc<PyStr>, sub: Gc<PyStr>, start: Option<Bound>, end: Option<Bound>) -> isize {
        index_or_minus_one(find_index(this, sub, start, end, search::find))
    }

    /// The text before the first separator, the separator, the text after it.
    #[pymethod(sig = "(sep, /)")]
    fn partition(this: Gc<PyStr>, vm: &Vm, sep: Value) -> PyResult {
        let sep = required_separator(vm, sep)?;
        let parts = match search::partition(this.as_bytes(), sep.as_bytes()) {
            Some((before, after)) => [new(before)?, exact(sep)?, new(after)?],
            None => [exact(this)?, empty(), empty()],
        };
        Ok(PyTuple::new(&parts).value())
    }

    /// The first index where sub occurs; ValueError if it does not.
    #[pymethod(sig = "(sub, start=None, end=None, /)")]
    fn index(this: Gc<PyStr>, vm: &Vm, sub: Gc<PyStr>, start: Option<Bound>, end: Option<Bound>) -> PyResult<usize> {
        found(vm, find_index(this, sub, start, end, search::find))
    }

    /// At the left of a field of this width.
    #[pymethod(sig = "(width, fillchar=' ', /)")]
    fn ljust(this: Gc<PyStr>, width: isize, #[default(BLANK)] fillchar: FillChar) -> PyResult {
        padded(this, width, pad::Align::Left, fillchar)
    }

    /// In lower case.
    fn lower(this: Gc<PyStr>) -> PyResult {
        new(&case::lower(this.as_bytes())?)
    }

    /// Without leading white space or characters in chars.
    #[pymethod(sig = "(chars=None, /)")]
    fn lstrip(this: Gc<PyStr>, vm: &Vm, chars: Value) -> PyResult {
        strip(this, vm, chars, Ends::Left, "lstrip")
    }

    /// The last index where sub occurs, or -1.
    #[pymethod(sig = "(sub, start=None, end=None, /)")]
    fn rfind(this: Gc<PyStr>, sub: Gc<PyStr>, start: Option<Bound>, end: Option<Bound>) -> isize {
        index_or_minus_one(find_index(this, sub, start, end, search::rfind))
    }

    /// The last index where sub occurs; ValueError if it does not.
    #[pymethod(sig = "(sub, start=None, end=None, /)")]
    fn rindex(this: Gc<PyStr>, vm: &Vm, sub: Gc<PyStr>, start: Option<Bound>, end: Option<Bound>) -> PyResult<usize> {
        found(vm, find_index(this, sub, start, end, search::rfind))
    }

    /// At the right of a field of this width.
    #[pymethod(sig = "(width, fillchar=' ', /)")]
    fn rjust(this: Gc<PyStr>, width: isize, #[default(BLANK)] fillchar: FillChar) -> PyResult {
        padded(this, width, pad::Align::Right, fillchar)
    }

    /// Without trailing white space or characters in chars.
    #[pymethod(sig = "(chars=None, /)")]
    fn rstrip(this: Gc<PyStr>, vm: &Vm, chars: Value) -> PyResult {
        strip(this, vm, chars, Ends::Right, "rstrip")
    }

    /// As partition, at the last separator.
    #[pymethod(sig = "(sep, /)")]
    fn rpartition(this: Gc<PyStr>, vm: &Vm, sep: Value) -> PyResult {
        let sep = required_separator(vm, sep)?;
        let parts = match search::rpartition(this.as_bytes(), sep.as_bytes()) {
            Some((before, after)) => [new(before)?, exact(sep)?, new(after)?],
            None => [empty(), empty(), exact(this)?],
        };
        Ok(PyTuple::new(&parts).value())
    }

    /// The lines, in a list.
    #[pymethod(sig = "(keepends=False)")]
    fn splitlines(this: Gc<PyStr>, keepends: bool) -> PyResult<Gc<PyList>> {
        list_of(this, split::split_lines(this.as_bytes(), keepends))
    }

    /// Without leading and trailing white space or characters in chars.
    #[pymethod(sig = "(chars=None, /)")]
    fn strip(this: Gc<PyStr>, vm: &Vm, chars: Value) -> PyResult {
        strip(this, vm, chars, Ends::Both, "strip")
    }

    /// Upper and lower case exchanged.
    fn swapcase(this: Gc<PyStr>) -> PyResult {
        new(&case::swapcase(this.as_bytes())?)
    }

    /// Characters mapped by a table from code points to code points, strings or None.
    #[pymethod(sig = "(table, /)")]
    fn translate(this: Gc<PyStr>, vm: &Vm, table: Value) -> PyResult {
        new(&search::translate(this.as_bytes(), |c| translation(vm, table, c))?)
    }

    /// In upper case.
    fn upper(this: Gc<PyStr>) -> PyResult {
        new(&case::upper(this.as_bytes())?)
    }

    /// Whether the string, or a range of it, begins with the prefix or one of a tuple of prefixes.
    #[pymethod(sig = "(prefix, start=None, end=None, /)")]
    fn startswith(this: Gc<PyStr>, vm: &Vm, prefix: Value, start: Option<Bound>, end: Option<Bound>) -> PyResult<bool> {
        matches(this, vm, prefix, (start, end), "startswith", |text, affix| text.starts_with(affix))
    }

    /// Whether the string, or a range of it, ends with the suffix or one of a tuple of suffixes.
    #[pymethod(sig = "(suffix, start=None, end=None, /)")]
    fn endswith(this: Gc<PyStr>, vm: &Vm, suffix: Value, start: Option<Bound>, end: Option<Bound>) -> PyResult<bool> {
        matches(this, vm, suffix, (start, end), "endswith", |text, affix| text.ends_with(affix))
    }

    /// Without the prefix, if it is there.
    #[pymethod(sig = "(prefix, /)")]
    fn removeprefix(this: Gc<PyStr>, prefix: Gc<PyStr>) -> PyResult {
        let text = this.as_bytes();
        piece(this, text.strip_prefix(prefix.as_bytes()).unwrap_or(text))
    }

    /// Without the suffix, if it is there.
    #[pymethod(sig = "(suffix, /)")]
    fn removesuffix(this: Gc<PyStr>, suffix: Gc<PyStr>) -> PyResult {
        let text = this.as_bytes();
        piece(this, text.strip_suffix(suffix.as_bytes()).unwrap_or(text))
    }

    /// Whether all characters are ASCII.
    fn isascii(this: Gc<PyStr>) -> bool {
        this.is_ascii()
    }

    /// Whether cased characters are there and all of them are lower case.
    fn islower(this: Gc<PyStr>) -> bool {
        case::is_lower(this.as_bytes())
    }

    /// Whether cased characters are there and all of them are upper case.
    fn isupper(this: Gc<PyStr>) -> bool {
        case::is_upper(this.as_bytes())
    }

    /// Whether words start with upper case and go on in lower case.
    fn istitle(this: Gc<PyStr>) -> bool {
        case::is_title(this.as_bytes())
    }

    /// Whether it is white space, and not empty.
    fn isspace(this: Gc<PyStr>) -> bool {
        case::is_space(this.as_bytes())
    }

    /// Whether it is decimal digits, and not empty.
    fn isdecimal(this: Gc<PyStr>) -> bool {
        case::is_decimal(this.as_bytes())
    }

    /// Whether it is digits, and not empty.
    fn isdigit(this: Gc<PyStr>) -> bool {
        case::is_digit(this.as_bytes())
    }

    /// Whether it is numeric characters, and not empty.
    fn isnumeric(this: Gc<PyStr>) -> bool {
        case::is_numeric(this.as_bytes())
    }

    /// Whether it is letters, and not empty.
    fn isalpha(this: Gc<PyStr>) -> bool {
        case::is_alpha(this.as_bytes())
    }

    /// Whether it is letters and numeric characters, and not empty.
    fn isalnum(this: Gc<PyStr>) -> bool {
        case::is_alnum(this.as_bytes())
    }

    /// Whether it could be a name in a program (or is a keyword).
    fn isidentifier(this: Gc<PyStr>) -> bool {
        case::is_identifier(this.as_bytes())
    }

    /// Whether repr would show it without escapes.
    fn isprintable(this: Gc<PyStr>) -> bool {
        case::is_printable(this.as_bytes())
    }

    /// With zeros between the sign and the rest up to this width.
    #[pymethod(sig = "(width, /)")]
    fn zfill(this: Gc<PyStr>, width: isize) -> PyResult {
        let width = width.max(0) as usize;
        if width <= this.len() {
            return exact(this);
        }
        changed(this, pad::zfill(this.as_bytes(), width, Unit::Char))
    }

    /// The template with its replacement fields filled from the arguments.
    #[pymethod(sig = "(*args, **kwargs)")]
    fn format(this: Gc<PyStr>, vm: &Vm, args: Args<'_>) -> PyResult {
        str_format::format(vm, this, args)
    }

    /// The template with its replacement fields filled from a mapping.
    #[pymethod(sig = "(mapping, /)")]
    fn format_map(this: Gc<PyStr>, vm: &Vm, mapping: Value) -> PyResult {
        str_format::format_map(vm, this, mapping)
    }

    /// A table for translate: from a dict, or from strings whose characters correspond (and one of characters to drop).
    #[staticmethod]
    #[pymethod(sig = "(x, y=<unrepresentable>, z=<unrepresentable>, /)")]
    fn maketrans(
        vm: &Vm,
        x: Value,
        #[default(None)] y: Option<Gc<PyStr>>,
        #[default(None)] z: Option<Gc<PyStr>>,
    ) -> PyResult<Gc<PyDict>> {
        let table = PyDict::new();
        let key = |c: u32| Value::small(c as i64);
        let Some(y) = y else {
            let Some(dict) = x.cast::<PyDict>().filter(|_| x.shape() == shape::DICT) else {
                return Err(vm.type_error("if you give only one argument to maketrans it must be a dict"));
            };
            for (k, v) in dict.iter() {
                if let Some(s) = k.cast::<PyStr>() {
                    if s.len() != 1 {
                        return Err(vm.value_error("string keys in translatetable must be of length 1"));
                    }
                    vm.dict_set(table, key(s.char_at(0)), v)?;
                } else if k.as_int().is_some() {
                    vm.dict_set(table, k, v)?;
                } else {
                    return Err(vm.type_error("keys in translate table mustbe strings or integers"));
                }
            }
            return Ok(table);
        };
        let Some(x) = x.cast::<PyStr>() else {
            return Err(vm.type_error("first maketrans argument must be a string if there is a second argument"));
        };
        if x.len() != y.len() {
            return Err(vm.value_error("the first two maketrans arguments must have equal length"));
        }
        for (from, to) in x.chars().zip(y.chars()) {
            vm.dict_set(table, key(from), key(to))?;
        }
        if let Some(z) = z {
            for c in z.chars() {
                vm.dict_set(table, key(c), Value::NONE)?;
            }
        }
        Ok(table)
    }
}

/// The one-character strings of a text, as `list(text)` has them.
pub fn characters(s: Gc<PyStr>) -> PyResult<Gc<PyList>> {
    let items = GcVec::new();
    items.try_reserve(s.len())?;
    s.chars().for_each(|c| items.push(char_string(c).value()));
    Ok(PyList::from_vec(items))
}
