//! The methods that `bytes` and `bytearray` share, written once over [`ByteSeq`] and made into methods of both by a macro.
//!
//! Arguments that may run Python code are converted before the receiver's bytes are looked at.

use super::bytes_arg::{self, View};
use super::prelude::*;
use super::str::NameArg;
use super::str_methods::{Bound, clip, limit};
use super::{codec, support};
use taipan_object::text::search::{self, Ends};
use taipan_object::text::{TextError, Unit, case, hex, pad, split};

/// A sequence of bytes: bytes or bytearray.
pub trait ByteSeq: GcCell + Sized {
    /// The bytes as they are now.
    fn bytes(&self) -> &[u8];
    /// A new object of the exact type.
    fn make(bytes: &[u8]) -> PyResult;
    /// An object of the exact type with the same bytes: the object itself if it can't change.
    fn same(this: Gc<Self>) -> PyResult;
}

impl ByteSeq for PyBytes {
    fn bytes(&self) -> &[u8] {
        self.as_slice()
    }
    fn make(bytes: &[u8]) -> PyResult {
        Ok(PyBytes::try_new(bytes, shape::BYTES, 0)?.value())
    }
    fn same(this: Gc<PyBytes>) -> PyResult {
        if this.value().shape() == shape::BYTES { Ok(this.value()) } else { Self::make(this.as_slice()) }
    }
}

impl ByteSeq for PyByteArray {
    fn bytes(&self) -> &[u8] {
        self.as_slice()
    }
    fn make(bytes: &[u8]) -> PyResult {
        let mut data: Vec<u8> = Vec::new();
        data.try_reserve_exact(bytes.len()).map_err(|_| TextError::Memory)?;
        data.extend_from_slice(bytes);
        Ok(PyByteArray::new(data).value())
    }
    fn same(this: Gc<PyByteArray>) -> PyResult {
        Self::make(this.as_slice())
    }
}

/// Part of a sequence: the sequence itself if that is all of it and it can't change.
fn piece<T: ByteSeq>(this: Gc<T>, part: &[u8]) -> PyResult {
    if part.len() == this.bytes().len() { T::same(this) } else { T::make(part) }
}

fn changed<T: ByteSeq>(this: Gc<T>, result: Result<Option<Vec<u8>>, TextError>) -> PyResult {
    match result? {
        Some(bytes) => T::make(&bytes),
        None => T::same(this),
    }
}

/// A copy changed in place.
fn edited<T: ByteSeq>(this: Gc<T>, edit: impl FnOnce(&mut [u8])) -> PyResult {
    let mut copy: Vec<u8> = Vec::new();
    copy.try_reserve_exact(this.bytes().len()).map_err(|_| TextError::Memory)?;
    copy.extend_from_slice(this.bytes());
    edit(&mut copy);
    T::make(&copy)
}

/// The byte that an int means: "byte must be in range(0, 256)".
pub fn byte_of(vm: &Vm, value: Value) -> PyResult<u8> {
    let n = vm.index(value)?;
    match n.as_int().and_then(|n| n.to_i64()).and_then(|n| u8::try_from(n).ok()) {
        Some(b) => Ok(b),
        None => Err(vm.value_error("byte must be in range(0, 256)")),
    }
}

/// What is searched for: a byte, or bytes.
pub enum Needle {
    /// One byte.
    Byte([u8; 1]),
    /// Bytes.
    View(View),
}

impl Needle {
    fn as_slice(&self) -> &[u8] {
        match self {
            Needle::Byte(b) => b,
            Needle::View(v) => v.as_slice(),
        }
    }
}

impl FromValue for Needle {
    const NONE_IS_ABSENT: bool = false;
    fn from_value(vm: &Vm, value: Value) -> PyResult<Needle> {
        if let Some(view) = bytes_arg::view(vm, value)? {
            return Ok(Needle::View(view));
        }
        if vm.has_index(value) {
            return Ok(Needle::Byte([byte_of(vm, value)?]));
        }
        let found = support::class_name(vm, value);
        Err(vm.type_error(format!("argument should be integer or bytes-like object, not '{found}'")))
    }
}

/// An argument that must be bytes-like.
pub struct BytesArg(pub View);

impl BytesArg {
    fn as_slice(&self) -> &[u8] {
        self.0.as_slice()
    }
}

impl FromValue for BytesArg {
    const NONE_IS_ABSENT: bool = false;
    fn from_value(vm: &Vm, value: Value) -> PyResult<BytesArg> {
        bytes_arg::required(vm, value).map(BytesArg)
    }
}

type Find = fn(&[u8], &[u8]) -> Option<usize>;

fn find_in(all: &[u8], needle: &Needle, start: Option<Bound>, end: Option<Bound>, find: Find) -> Option<usize> {
    let (from, to) = clip(start, end, all.len())?;
    Some(from + find(&all[from..to], needle.as_slice())?)
}

fn found(vm: &Vm, index: Option<usize>) -> PyResult<usize> {
    index.ok_or_else(|| vm.value_error("subsection not found"))
}

fn matches<T: ByteSeq>(
    this: Gc<T>,
    vm: &Vm,
    affix: Value,
    bounds: (Option<Bound>, Option<Bound>),
    method: &str,
    test: fn(&[u8], &[u8]) -> bool,
) -> PyResult<bool> {
    let check = |view: View| {
        let all = this.bytes();
        clip(bounds.0, bounds.1, all.len()).is_some_and(|(from, to)| test(&all[from..to], view.as_slice()))
    };
    if let Some(tuple) = affix.cast::<PyTuple>() {
        for &item in tuple.as_slice() {
            if check(bytes_arg::required(vm, item)?) {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    match bytes_arg::view(vm, affix)? {
        Some(view) => Ok(check(view)),
        None => {
            let found = support::class_name(vm, affix);
            Err(vm.type_error(format!("{method} first arg must be bytes or a tuple of bytes, not {found}")))
        }
    }
}

/// A separator argument: `None` for white space.
fn separator(vm: &Vm, sep: Value) -> PyResult<Option<View>> {
    if sep.is_none() { Ok(None) } else { required_separator(vm, sep).map(Some) }
}

fn required_separator(vm: &Vm, sep: Value) -> PyResult<View> {
    let sep = bytes_arg::required(vm, sep)?;
    if sep.as_slice().is_empty() { Err(vm.value_error("empty separator")) } else { Ok(sep) }
}

fn list_of<'a, T: ByteSeq>(this: Gc<T>, pieces: impl Iterator<Item = &'a [u8]>) -> PyResult<Gc<PyList>> {
    let items = GcVec::new();
    for part in pieces {
        items.try_reserve(1)?;
        items.push(piece(this, part)?);
    }
    Ok(PyList::from_vec(items))
}

fn reversed<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> impl Iterator<Item = &'a [u8]> {
    let mut all: Vec<&[u8]> = pieces.collect();
    all.reverse();
    all.into_iter()
}

fn strip<T: ByteSeq>(this: Gc<T>, vm: &Vm, bytes: Value, ends: Ends) -> PyResult {
    if bytes.is_none() {
        return piece(this, search::strip_bytes_by(this.bytes(), ends, search::is_byte_space));
    }
    let drop = bytes_arg::required(vm, bytes)?;
    piece(this, search::strip_bytes(this.bytes(), drop.as_slice(), ends))
}

/// The fill argument of `center` and its relatives.
fn fill_byte(vm: &Vm, fill: Option<Value>, method: &str) -> PyResult<u32> {
    let Some(fill) = fill else { return Ok(b' ' as u32) };
    let bytes = match (fill.cast::<PyBytes>(), fill.cast::<PyByteArray>()) {
        (Some(b), _) => (b.len(), b.as_slice().first().copied(), "bytes"),
        (_, Some(b)) => (b.as_slice().len(), b.as_slice().first().copied(), "bytearray"),
        _ => {
            let found = if fill.is_none() { "None".to_owned() } else { support::class_name(vm, fill) };
            return Err(vm.type_error(format!("{method}() argument 2 must be a byte string of length 1, not {found}")));
        }
    };
    match bytes {
        (1, Some(b), _) => Ok(b as u32),
        (n, _, kind) => Err(vm.type_error(format!(
            "{method}(): argument 2 must be a byte string of length 1, not a {kind} object of length {n}"
        ))),
    }
}

fn padded<T: ByteSeq>(
    this: Gc<T>,
    vm: &Vm,
    width: isize,
    fill: Option<Value>,
    align: pad::Align,
    method: &str,
) -> PyResult {
    let fill = fill_byte(vm, fill, method)?;
    changed(this, pad::pad(this.bytes(), width.max(0) as usize, align, fill, Unit::Byte))
}

/// `separator.join(items)`.
fn join<T: ByteSeq>(this: Gc<T>, vm: &Vm, iterable: Value) -> PyResult {
    if vm.slots_of(iterable).iter.is_none() && vm.slots_of(iterable).getitem.is_none() {
        return Err(vm.type_error("can only join an iterable"));
    }
    let items = if iterable.is_cell() && iterable.shape() == shape::TUPLE {
        PyList::new(vm.to_tuple(iterable)?.as_slice())
    } else {
        vm.to_list(iterable)?
    };
    let n = items.items.len();
    if n == 1
        && let Some(only) = items.items.get(0)
        && let (Some(only), true) = (only.cast::<PyBytes>(), this.value().is::<PyBytes>())
    {
        return PyBytes::same(only);
    }
    let mut out: Vec<u8> = Vec::new();
    let too_long = |_| TextError::Memory;
    for i in 0..n {
        let Some(item) = items.items.get(i) else { break };
        let Some(view) = vm.ignore(vm.exc().BufferError, bytes_arg::view(vm, item))?.flatten() else {
            let found = support::class_name(vm, item);
            return Err(vm.type_error(format!("sequence item {i}: expected a bytes-like object, {found} found")));
        };
        let (sep, bytes) = (this.bytes(), view.as_slice());
        out.try_reserve(sep.len() + bytes.len()).map_err(too_long)?;
        if i > 0 {
            out.extend_from_slice(sep);
        }
        out.extend_from_slice(bytes);
    }
    T::make(&out)
}

/// `sep` of `hex`.
fn hex_separator(vm: &Vm, sep: Value) -> PyResult<u8> {
    if vm.len(sep)? != 1 {
        return Err(vm.value_error("sep must be length 1."));
    }
    let byte = match (sep.cast::<PyStr>(), sep.cast::<PyBytes>()) {
        (Some(s), _) => s.as_bytes().first().copied(),
        (_, Some(b)) => b.as_slice().first().copied(),
        _ => return Err(vm.type_error("sep must be str or bytes.")),
    };
    match byte {
        Some(b) if b.is_ascii() => Ok(b),
        _ => Err(vm.value_error("sep must be ASCII.")),
    }
}

/// `hex(sep, bytes_per_sep)` of the bytes that `bytes` gives.
pub fn hex_text(vm: &Vm, bytes: impl FnOnce() -> PyResult<Vec<u8>>, sep: Option<Value>, per_sep: i32) -> PyResult {
    let sep = match sep {
        Some(sep) => Some(hex_separator(vm, sep)?),
        None => None,
    };
    super::str::new(&hex::encode(&bytes()?, sep, per_sep as isize)?)
}

/// The bytes that `fromhex` reads.
fn from_hex(vm: &Vm, text: Value) -> PyResult<Vec<u8>> {
    let result = if let Some(s) = text.cast::<PyStr>() {
        hex::decode(s.as_bytes())
    } else if let Some(view) = bytes_arg::view(vm, text)? {
        hex::decode(view.as_slice())
    } else {
        let found = support::class_name(vm, text);
        return Err(vm.type_error(format!("fromhex() argument must be str or bytes-like, not {found}")));
    };
    result.map_err(|e| vm.value_error(e.message()))
}

/// `maketrans(frm, to)`.
fn make_table(vm: &Vm, from: View, to: View) -> PyResult {
    let (from, to) = (from.as_slice(), to.as_slice());
    if from.len() != to.len() {
        return Err(vm.value_error("maketrans arguments must have same length"));
    }
    let mut table: [u8; 256] = std::array::from_fn(|i| i as u8);
    for (&a, &b) in from.iter().zip(to) {
        table[a as usize] = b;
    }
    PyBytes::make(&table)
}

fn translate<T: ByteSeq>(this: Gc<T>, vm: &Vm, table: Value, delete: Option<Value>) -> PyResult {
    let table: Option<[u8; 256]> = match table {
        Value::NONE => None,
        table => match bytes_arg::required(vm, table)?.as_slice().try_into() {
            Ok(table) => Some(table),
            Err(_) => return Err(vm.value_error("translation table must be 256 characters long")),
        },
    };
    let delete = match delete {
        Some(delete) => bytes_arg::required(vm, delete)?.as_slice().to_vec(),
        None => Vec::new(),
    };
    T::make(&search::translate_bytes(this.bytes(), table.as_ref(), &delete)?)
}

fn all(bytes: &[u8], test: fn(&u8) -> bool) -> bool {
    !bytes.is_empty() && bytes.iter().all(test)
}

macro_rules! byte_methods {
    ($part:ident, $cell:ident, $name:literal) => {
        /// Part of the class: methods that bytes and bytearray share.
        pub struct $part;

        impl PyName for $part {
            const NAME: &'static str = $name;
        }

        #[pymethods]
        impl $part {
            /// First letter in upper case, the others in lower case (ASCII only).
            fn capitalize(this: Gc<$cell>) -> PyResult {
                edited(this, case::bytes_capitalize)
            }

            /// In the middle of a field of this width.
            #[pymethod(sig = "(width, fillchar=b' ', /)")]
            fn center(this: Gc<$cell>, vm: &Vm, width: isize, fillchar: Option<Value>) -> PyResult {
                padded(this, vm, width, fillchar, pad::Align::Center, "center")
            }

            /// How often sub (bytes, or an int for one byte) occurs, without overlaps.
            #[pymethod(sig = "(sub, start=None, end=None, /)")]
            fn count(this: Gc<$cell>, sub: Needle, start: Option<Bound>, end: Option<Bound>) -> usize {
                let all = this.bytes();
                match clip(start, end, all.len()) {
                    Some((from, to)) => search::count(&all[from..to], sub.as_slice(), Unit::Byte),
                    None => 0,
                }
            }

            /// The text that the bytes encode.
            #[pymethod(sig = "(encoding='utf-8', errors='strict')")]
            fn decode(
                this: Gc<$cell>,
                vm: &Vm,
                #[default(NameArg(None))] encoding: NameArg,
                #[default(NameArg(None))] errors: NameArg,
            ) -> PyResult<Option<Value>> {
                codec::decode_object(vm, this.value(), encoding.0, errors.0)
            }

            /// Whether the bytes, or a range of them, end with the suffix or one of a tuple of suffixes.
            #[pymethod(sig = "(suffix, start=None, end=None, /)")]
            fn endswith(
                this: Gc<$cell>,
                vm: &Vm,
                suffix: Value,
                start: Option<Bound>,
                end: Option<Bound>,
            ) -> PyResult<bool> {
                matches(this, vm, suffix, (start, end), "endswith", |all, affix| all.ends_with(affix))
            }

            /// Tabs replaced by as many spaces as the next column needs.
            #[pymethod(sig = "(tabsize=8)")]
            fn expandtabs(this: Gc<$cell>, tabsize: i32) -> PyResult {
                $cell::make(&pad::expandtabs(this.bytes(), tabsize.max(0) as usize, Unit::Byte)?)
            }

            /// The first index where sub (bytes, or an int for one byte) occurs, or -1.
            #[pymethod(sig = "(sub, start=None, end=None, /)")]
            fn find(this: Gc<$cell>, sub: Needle, start: Option<Bound>, end: Option<Bound>) -> isize {
                find_in(this.bytes(), &sub, start, end, search::find).map_or(-1, |i| i as isize)
            }

            /// The bytes that a string of pairs of hexadecimal digits means; white space between pairs is skipped.
            #[classmethod]
            #[pymethod(sig = "(string, /)")]
            fn fromhex(cls: Gc<PyType>, vm: &Vm, string: Value) -> PyResult {
                let made = $cell::make(&from_hex(vm, string)?)?;
                if vm.type_of(made) == cls { Ok(made) } else { vm.call(cls.value(), &[made]) }
            }

            /// The bytes in hexadecimal digits, with sep after every bytes_per_sep bytes, counted from the right.
            #[pymethod(sig = "(sep=<unrepresentable>, bytes_per_sep=1)")]
            fn hex(this: Gc<$cell>, vm: &Vm, sep: Option<Value>, bytes_per_sep: i32) -> PyResult {
                hex_text(vm, || Ok(this.bytes().to_vec()), sep, bytes_per_sep)
            }

            /// The first index where sub (bytes, or an int for one byte) occurs; ValueError if it does not.
            #[pymethod(sig = "(sub, start=None, end=None, /)")]
            fn index(
                this: Gc<$cell>,
                vm: &Vm,
                sub: Needle,
                start: Option<Bound>,
                end: Option<Bound>,
            ) -> PyResult<usize> {
                found(vm, find_in(this.bytes(), &sub, start, end, search::find))
            }

            /// Whether all bytes are ASCII letters or digits, and there are any.
            fn isalnum(this: Gc<$cell>) -> bool {
                all(this.bytes(), u8::is_ascii_alphanumeric)
            }

            /// Whether all bytes are ASCII letters, and there are any.
            fn isalpha(this: Gc<$cell>) -> bool {
                all(this.bytes(), u8::is_ascii_alphabetic)
            }

            /// Whether all bytes are below 128.
            fn isascii(this: Gc<$cell>) -> bool {
                this.bytes().is_ascii()
            }

            /// Whether all bytes are ASCII digits, and there are any.
            fn isdigit(this: Gc<$cell>) -> bool {
                all(this.bytes(), u8::is_ascii_digit)
            }

            /// Whether letters are there and all of them are lower case.
            fn islower(this: Gc<$cell>) -> bool {
                case::bytes_is_lower(this.bytes())
            }

            /// Whether all bytes are ASCII white space, and there are any.
            fn isspace(this: Gc<$cell>) -> bool {
                all(this.bytes(), |b| search::is_byte_space(*b))
            }

            /// Whether words start with upper case and go on in lower case.
            fn istitle(this: Gc<$cell>) -> bool {
                case::bytes_is_title(this.bytes())
            }

            /// Whether letters are there and all of them are upper case.
            fn isupper(this: Gc<$cell>) -> bool {
                case::bytes_is_upper(this.bytes())
            }

            /// The bytes-like objects of an iterable with these bytes between them.
            #[pymethod(sig = "(iterable_of_bytes, /)")]
            fn join(this: Gc<$cell>, vm: &Vm, iterable: Value) -> PyResult {
                join(this, vm, iterable)
            }

            /// At the left of a field of this width.
            #[pymethod(sig = "(width, fillchar=b' ', /)")]
            fn ljust(this: Gc<$cell>, vm: &Vm, width: isize, fillchar: Option<Value>) -> PyResult {
                padded(this, vm, width, fillchar, pad::Align::Left, "ljust")
            }

            /// ASCII letters in lower case.
            fn lower(this: Gc<$cell>) -> PyResult {
                edited(this, |b| b.make_ascii_lowercase())
            }

            /// Without leading white space or bytes in bytes.
            #[pymethod(sig = "(bytes=None, /)")]
            fn lstrip(this: Gc<$cell>, vm: &Vm, bytes: Value) -> PyResult {
                strip(this, vm, bytes, Ends::Left)
            }

            /// A table for translate that maps each byte of frm to the one at the same place in to.
            #[staticmethod]
            #[pymethod(sig = "(frm, to, /)")]
            fn maketrans(vm: &Vm, frm: BytesArg, to: BytesArg) -> PyResult {
                make_table(vm, frm.0, to.0)
            }

            /// The bytes before the first separator, the separator, the bytes after it.
            #[pymethod(sig = "(sep, /)")]
            fn partition(this: Gc<$cell>, vm: &Vm, sep: Value) -> PyResult {
                let view = required_separator(vm, sep)?;
                let parts = match search::partition(this.bytes(), view.as_slice()) {
                    Some((before, after)) => [$cell::make(before)?, $cell::make(view.as_slice())?, $cell::make(after)?],
                    None => [$cell::same(this)?, $cell::make(b"")?, $cell::make(b"")?],
                };
                Ok(PyTuple::new(&parts).value())
            }

            /// A copy with occurrences of old replaced by new, at most count of them.
            #[pymethod(sig = "(old, new, count=-1, /)")]
            fn replace(this: Gc<$cell>, old: BytesArg, new: BytesArg, count: isize) -> PyResult {
                changed(this, search::replace(this.bytes(), old.as_slice(), new.as_slice(), limit(count), Unit::Byte))
            }

            /// Without the prefix, if it is there.
            #[pymethod(sig = "(prefix, /)")]
            fn removeprefix(this: Gc<$cell>, prefix: BytesArg) -> PyResult {
                let all = this.bytes();
                piece(this, all.strip_prefix(prefix.as_slice()).unwrap_or(all))
            }

            /// Without the suffix, if it is there.
            #[pymethod(sig = "(suffix, /)")]
            fn removesuffix(this: Gc<$cell>, suffix: BytesArg) -> PyResult {
                let all = this.bytes();
                piece(this, all.strip_suffix(suffix.as_slice()).unwrap_or(all))
            }

            /// The last index where sub (bytes, or an int for one byte) occurs, or -1.
            #[pymethod(sig = "(sub, start=None, end=None, /)")]
            fn rfind(this: Gc<$cell>, sub: Needle, start: Option<Bound>, end: Option<Bound>) -> isize {
                find_in(this.bytes(), &sub, start, end, search::rfind).map_or(-1, |i| i as isize)
            }

            /// The last index where sub (bytes, or an int for one byte) occurs; ValueError if it does not.
            #[pymethod(sig = "(sub, start=None, end=None, /)")]
            fn rindex(
                this: Gc<$cell>,
                vm: &Vm,
                sub: Needle,
                start: Option<Bound>,
                end: Option<Bound>,
            ) -> PyResult<usize> {
                found(vm, find_in(this.bytes(), &sub, start, end, search::rfind))
            }

            /// At the right of a field of this width.
            #[pymethod(sig = "(width, fillchar=b' ', /)")]
            fn rjust(this: Gc<$cell>, vm: &Vm, width: isize, fillchar: Option<Value>) -> PyResult {
                padded(this, vm, width, fillchar, pad::Align::Right, "rjust")
            }

            /// As partition, at the last separator.
            #[pymethod(sig = "(sep, /)")]
            fn rpartition(this: Gc<$cell>, vm: &Vm, sep: Value) -> PyResult {
                let view = required_separator(vm, sep)?;
                let parts = match search::rpartition(this.bytes(), view.as_slice()) {
                    Some((before, after)) => [$cell::make(before)?, $cell::make(view.as_slice())?, $cell::make(after)?],
                    None => [$cell::make(b"")?, $cell::make(b"")?, $cell::same(this)?],
                };
                Ok(PyTuple::new(&parts).value())
            }

            /// As split, counting from the right.
            #[pymethod(sig = "(sep=None, maxsplit=-1)")]
            fn rsplit(this: Gc<$cell>, vm: &Vm, sep: Value, maxsplit: isize) -> PyResult<Gc<PyList>> {
                match separator(vm, sep)? {
                    None => list_of(this, reversed(split::rsplit_byte_whitespace(this.bytes(), limit(maxsplit)))),
                    Some(sep) => list_of(this, reversed(split::rsplit(this.bytes(), sep.as_slice(), limit(maxsplit)))),
                }
            }

            /// Without trailing white space or bytes in bytes.
            #[pymethod(sig = "(bytes=None, /)")]
            fn rstrip(this: Gc<$cell>, vm: &Vm, bytes: Value) -> PyResult {
                strip(this, vm, bytes, Ends::Right)
            }

            /// The pieces between separators (runs of ASCII white space by default), in a list.
            #[pymethod(sig = "(sep=None, maxsplit=-1)")]
            fn split(this: Gc<$cell>, vm: &Vm, sep: Value, maxsplit: isize) -> PyResult<Gc<PyList>> {
                match separator(vm, sep)? {
                    None => list_of(this, split::split_byte_whitespace(this.bytes(), limit(maxsplit))),
                    Some(sep) => list_of(this, split::split(this.bytes(), sep.as_slice(), limit(maxsplit))),
                }
            }

            /// The lines, in a list.
            #[pymethod(sig = "(keepends=False)")]
            fn splitlines(this: Gc<$cell>, keepends: bool) -> PyResult<Gc<PyList>> {
                list_of(this, split::split_byte_lines(this.bytes(), keepends))
            }

            /// Whether the bytes, or a range of them, begin with the prefix or one of a tuple of prefixes.
            #[pymethod(sig = "(prefix, start=None, end=None, /)")]
            fn startswith(
                this: Gc<$cell>,
                vm: &Vm,
                prefix: Value,
                start: Option<Bound>,
                end: Option<Bound>,
            ) -> PyResult<bool> {
                matches(this, vm, prefix, (start, end), "startswith", |all, affix| all.starts_with(affix))
            }

            /// Without leading and trailing white space or bytes in bytes.
            #[pymethod(sig = "(bytes=None, /)")]
            fn strip(this: Gc<$cell>, vm: &Vm, bytes: Value) -> PyResult {
                strip(this, vm, bytes, Ends::Both)
            }

            /// Upper and lower case of ASCII letters exchanged.
            fn swapcase(this: Gc<$cell>) -> PyResult {
                edited(this, case::bytes_swapcase)
            }

            /// Words start with upper case, the rest is lower case (ASCII only).
            fn title(this: Gc<$cell>) -> PyResult {
                edited(this, case::bytes_title)
            }

            /// Bytes mapped by a table of 256 bytes, those in delete left out.
            #[pymethod(sig = "(table, /, delete=b'')")]
            fn translate(this: Gc<$cell>, vm: &Vm, table: Value, delete: Option<Value>) -> PyResult {
                translate(this, vm, table, delete)
            }

            /// ASCII letters in upper case.
            fn upper(this: Gc<$cell>) -> PyResult {
                edited(this, |b| b.make_ascii_uppercase())
            }

            /// With zeros between the sign and the rest up to this width.
            #[pymethod(sig = "(width, /)")]
            fn zfill(this: Gc<$cell>, width: isize) -> PyResult {
                changed(this, pad::zfill(this.bytes(), width.max(0) as usize, Unit::Byte))
            }
        }
    };
}

byte_methods!(BytesMethods, PyBytes, "bytes");

/// The same for bytearray.
pub mod of_bytearray {
    use super::*;

    byte_methods!(ByteArrayMethods, PyByteArray, "bytearray");
}
