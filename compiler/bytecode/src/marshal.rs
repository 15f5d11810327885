//! The marshal format, version 5: reading any bytes into a flat tree (or an error, never a crash), constants and code
//! objects from and to it.
//!
//! Reading is iterative and makes no object: `parse` gives nodes, which `loads` turns into a `Const` and the runtime's
//! `marshal` module into Python objects. Shared objects are one node with several parents.

use crate::{Code, Const, WStr};
use num_bigint::{BigInt, Sign};
use num_traits::Signed;
use std::{collections::HashMap, fmt, sync::Arc};

/// The version written.
pub const VERSION: i32 = 5;
/// Nesting deeper than this is refused, as in CPython.
pub const MAX_DEPTH: usize = 2000;

const FLAG_REF: u8 = 0x80;

/// Why bytes could not be read: the exception's class and message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// `EOFError`: the data ends too early.
    TooShort,
    /// `ValueError` with this message.
    Bad(&'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::TooShort => f.write_str("marshal data too short"),
            Error::Bad(message) => f.write_str(message),
        }
    }
}

/// Index of a node.
pub type NodeId = u32;

/// One object of a marshal stream. Children are indices into `Tree::nodes`.
#[derive(Clone, Debug)]
pub enum Node {
    /// A constant without parts.
    Const(Const),
    /// A str that was marked as interned.
    Interned(WStr),
    /// `StopIteration`
    StopIteration,
    /// A tuple.
    Tuple(Vec<NodeId>),
    /// A list.
    List(Vec<NodeId>),
    /// A set.
    Set(Vec<NodeId>),
    /// A frozenset.
    FrozenSet(Vec<NodeId>),
    /// A dict: keys and values in turns.
    Dict(Vec<NodeId>),
    /// A slice: start, stop, step.
    Slice(Vec<NodeId>),
    /// A code object: argument counts, stack size, flags, first line; then code, consts, names, localsplusnames,
    /// localspluskinds, filename, name, qualname, linetable, exceptiontable.
    Code([i32; 6], Vec<NodeId>),
}

/// A parsed stream.
#[derive(Clone, Debug)]
pub struct Tree {
    /// All nodes. A container comes before its parts.
    pub nodes: Vec<Node>,
    /// The node of the whole object.
    pub root: NodeId,
    /// The nodes in the order in which they were complete: parts before wholes, except in cycles.
    pub completed: Vec<NodeId>,
    /// Number of bytes used.
    pub len: usize,
}

/// A container that is being read.
struct Open {
    node: NodeId,
    /// Parts still to come; `None` for a dict, which ends with a NULL.
    left: Option<usize>,
    /// The place in `refs` to fill in once the object is complete.
    reserved: Option<usize>,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
    completed: Vec<NodeId>,
    /// Objects that can be referred to; `None` while an immutable one is incomplete.
    refs: Vec<Option<NodeId>>,
    open: Vec<Open>,
    allow_code: bool,
}

/// Reads one object.
pub fn parse(bytes: &[u8], allow_code: bool) -> Result<Tree, Error> {
    let mut reader = Reader { bytes, at: 0, nodes: vec![], completed: vec![], refs: vec![], open: vec![], allow_code };
    let root = reader.object()?;
    Ok(Tree { nodes: reader.nodes, root, completed: reader.completed, len: reader.at })
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], Error> {
        let end = self.at.checked_add(n).ok_or(Error::TooShort)?;
        let taken = self.bytes.get(self.at..end).ok_or(Error::TooShort)?;
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        self.take(N)?.try_into().map_err(|_| Error::TooShort)
    }

    fn byte(&mut self) -> Result<u8, Error> {
        Ok(self.array::<1>()?[0])
    }

    fn int(&mut self) -> Result<i32, Error> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    fn size(&mut self, message: &'static str) -> Result<usize, Error> {
        usize::try_from(self.int()?).map_err(|_| Error::Bad(message))
    }

    fn long(&mut self) -> Result<Const, Error> {
        let n = self.int()?;
        if n == i32::MIN {
            return Err(Error::Bad("bad marshal data (long size out of range)"));
        }
        let mut value = BigInt::default();
        let digits = self.take(n.unsigned_abs() as usize * 2)?;
        // Digits have 15 bits. Packed into bytes at once: shifting a growing number would take quadratic time.
        let mut packed = vec![0u8; (digits.len() / 2 * 15).div_ceil(8)];
        for (i, pair) in digits.chunks_exact(2).enumerate() {
            let digit = u16::from_le_bytes([pair[0], pair[1]]);
            if digit > 0x7FFF {
                return Err(Error::Bad("bad marshal data (digit out of range in long)"));
            }
            if digit == 0 && (i + 1) * 2 == digits.len() {
                return Err(Error::Bad("bad marshal data (unnormalized long data)"));
            }
            let (byte, bit) = (i * 15 / 8, i * 15 % 8);
            let spread = (digit as u32) << bit;
            for (k, part) in spread.to_le_bytes().iter().enumerate().filter(|(_, p)| **p != 0) {
                packed[byte + k] |= part;
            }
        }
        if !packed.is_empty() {
            let sign = if n < 0 { Sign::Minus } else { Sign::Plus };
            value = BigInt::from_bytes_le(sign, &packed);
        }
        Ok(Const::int(value))
    }

    fn double(&mut self) -> Result<f64, Error> {
        Ok(f64::from_le_bytes(self.array()?))
    }

    fn text_double(&mut self) -> Result<f64, Error> {
        let n = self.byte()? as usize;
        let text = std::str::from_utf8(self.take(n)?).ok();
        text.and_then(|t| t.parse().ok()).ok_or(Error::Bad("bad marshal data (float)"))
    }

    fn add(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() as NodeId - 1
    }

    /// Reads objects until the first one is complete.
    fn object(&mut self) -> Result<NodeId, Error> {
        loop {
            // What has just been read whole, to be handed to the innermost open container.
            let mut done = self.head()?;
            while let Some(id) = done {
                let Some(top) = self.open.last_mut() else { return Ok(id) };
                let Some(parent) = self.nodes.get_mut(top.node as usize) else { return Err(Error::TooShort) };
                match parent {
                    Node::Tuple(parts)
                    | Node::List(parts)
                    | Node::Set(parts)
                    | Node::FrozenSet(parts)
                    | Node::Dict(parts)
                    | Node::Slice(parts)
                    | Node::Code(_, parts) => parts.push(id),
                    _ => return Err(Error::Bad("bad marshal data (unknown type code)")),
                }
                if let Some(left) = &mut top.left {
                    *left -= 1;
                }
                let (node, left) = (top.node, top.left);
                // The first line stands between the eighth and the ninth part of a code object.
                if left == Some(2) && matches!(self.nodes[node as usize], Node::Code(..)) {
                    let line = self.int()?;
                    if let Node::Code(numbers, _) = &mut self.nodes[node as usize] {
                        numbers[5] = line;
                    }
                }
                done = if left == Some(0) { Some(self.close()) } else { None };
            }
        }
    }

    /// Closes the innermost open container.
    fn close(&mut self) -> NodeId {
        let Some(open) = self.open.pop() else { return 0 };
        if let Some(place) = open.reserved {
            self.refs[place] = Some(open.node);
        }
        self.completed.push(open.node);
        open.node
    }

    /// Reads one type code and what belongs to it. Returns the object if it is complete.
    fn head(&mut self) -> Result<Option<NodeId>, Error> {
        if self.open.len() > MAX_DEPTH {
            return Err(Error::Bad("recursion limit exceeded"));
        }
        let code = self.byte()?;
        let flagged = code & FLAG_REF != 0;
        let value = match code & !FLAG_REF {
            b'0' => {
                // The end of a dict, which must not come between a key and its value.
                let ends = self.open.last().is_some_and(|open| {
                    open.left.is_none()
                        && matches!(&self.nodes[open.node as usize], Node::Dict(parts) if parts.len().is_multiple_of(2))
                });
                return if ends {
                    Ok(Some(self.close()))
                } else {
                    Err(Error::Bad("bad marshal data (unexpected NULL)"))
                };
            }
            b'r' => {
                let n = self.int()?;
                let found = usize::try_from(n).ok().and_then(|n| self.refs.get(n).copied().flatten());
                return found.map(Some).ok_or(Error::Bad("bad marshal data (invalid reference)"));
            }
            b'N' => Const::None,
            b'T' => Const::True,
            b'F' => Const::False,
            b'.' => Const::Ellipsis,
            b'S' => return Ok(Some(self.leaf(Node::StopIteration, false))),
            b'i' => Const::Int(self.int()? as i64),
            b'I' => Const::Int(i64::from_le_bytes(self.array()?)),
            b'l' => self.long()?,
            b'f' => Const::Float(self.text_double()?),
            b'g' => Const::Float(self.double()?),
            b'x' => Const::Complex(self.text_double()?, self.text_double()?),
            b'y' => Const::Complex(self.double()?, self.double()?),
            b's' => {
                let n = self.size("bad marshal data (bytes object size out of range)")?;
                Const::Bytes(self.take(n)?.into())
            }
            kind @ (b'u' | b't' | b'a' | b'A' | b'z' | b'Z') => {
                let n = match kind {
                    b'z' | b'Z' => self.byte()? as usize,
                    _ => self.size("bad marshal data (string size out of range)")?,
                };
                let bytes = self.take(n)?;
                let text = match kind {
                    b'u' | b't' => WStr::from_wtf8(bytes),
                    // (CPython reads such bytes as Latin-1.)
                    _ => Some(WStr::from_code_points(bytes.iter().map(|b| *b as u32))),
                };
                let text = text.ok_or(Error::Bad("bad marshal data (invalid UTF-8)"))?;
                if matches!(kind, b't' | b'A' | b'Z') {
                    return Ok(Some(self.leaf(Node::Interned(text), flagged)));
                }
                Const::Str(text)
            }
            b')' => {
                let n = self.byte()? as usize;
                return Ok(self.begin(Node::Tuple(vec![]), Some(n), flagged, false));
            }
            b'(' => {
                let n = self.size("bad marshal data (tuple size out of range)")?;
                return Ok(self.begin(Node::Tuple(vec![]), Some(n), flagged, false));
            }
            b'[' => {
                let n = self.size("bad marshal data (list size out of range)")?;
                return Ok(self.begin(Node::List(vec![]), Some(n), flagged, false));
            }
            b'<' => {
                let n = self.size("bad marshal data (set size out of range)")?;
                return Ok(self.begin(Node::Set(vec![]), Some(n), flagged, false));
            }
            b'>' => {
                let n = self.size("bad marshal data (set size out of range)")?;
                return Ok(self.begin(Node::FrozenSet(vec![]), Some(n), flagged, true));
            }
            b'{' => return Ok(self.begin(Node::Dict(vec![]), None, flagged, false)),
            b':' => return Ok(self.begin(Node::Slice(vec![]), Some(3), flagged, true)),
            b'c' if self.allow_code => {
                let mut numbers = [0; 6];
                for n in &mut numbers[..5] {
                    *n = self.int()?;
                }
                return Ok(self.begin(Node::Code(numbers, vec![]), Some(10), flagged, true));
            }
            b'c' => return Err(Error::Bad("unmarshalling code objects is disallowed")),
            _ => return Err(Error::Bad("bad marshal data (unknown type code)")),
        };
        // Singletons cannot be referred to.
        let singleton = matches!(value, Const::None | Const::True | Const::False | Const::Ellipsis);
        Ok(Some(self.leaf(Node::Const(value), flagged && !singleton)))
    }

    fn leaf(&mut self, node: Node, flagged: bool) -> NodeId {
        let id = self.add(node);
        self.completed.push(id);
        if flagged {
            self.refs.push(Some(id));
        }
        id
    }

    /// Opens a container; an empty one is complete at once. `whole` containers can be referred to only when complete.
    fn begin(&mut self, node: Node, left: Option<usize>, flagged: bool, whole: bool) -> Option<NodeId> {
        let id = self.add(node);
        let reserved = (flagged && whole).then_some(self.refs.len());
        if flagged {
            self.refs.push(if whole { None } else { Some(id) });
        }
        self.open.push(Open { node: id, left, reserved });
        (left == Some(0)).then(|| self.close())
    }
}

/// Reads a constant or code object. Lists, sets and dicts are no constants and give an error.
pub fn loads(bytes: &[u8]) -> Result<Const, Error> {
    let tree = parse(bytes, true)?;
    let mut values: Vec<Option<Const>> = vec![None; tree.nodes.len()];
    for id in &tree.completed {
        let parts = |ids: &[NodeId]| -> Result<Vec<Const>, Error> {
            let part = |id: &NodeId| values[*id as usize].clone();
            ids.iter().map(part).collect::<Option<_>>().ok_or(Error::Bad("bad marshal data (invalid reference)"))
        };
        let value = match &tree.nodes[*id as usize] {
            Node::Const(c) => c.clone(),
            Node::Interned(s) => Const::Str(s.clone()),
            Node::Tuple(ids) => Const::tuple(parts(ids)?),
            Node::FrozenSet(ids) => Const::FrozenSet(parts(ids)?.into()),
            Node::Slice(ids) => {
                let bounds: [Const; 3] = parts(ids)?.try_into().map_err(|_| Error::TooShort)?;
                Const::Slice(Arc::new(bounds))
            }
            Node::Code(numbers, ids) => Const::Code(Arc::new(code_from(*numbers, parts(ids)?)?)),
            Node::StopIteration | Node::List(_) | Node::Set(_) | Node::Dict(_) => {
                return Err(Error::Bad("bad marshal data (not a constant)"));
            }
        };
        values[*id as usize] = Some(value);
    }
    values[tree.root as usize].take().ok_or(Error::Bad("bad marshal data (invalid reference)"))
}

/// A code object from its parts; checked for types only, see `verify`.
fn code_from(numbers: [i32; 6], parts: Vec<Const>) -> Result<Code, Error> {
    const BAD: Error = Error::Bad("bad marshal data (invalid code object)");
    let mut parts = parts.into_iter();
    let mut part = || parts.next().ok_or(BAD);
    let bytes = |c: Const| match c {
        Const::Bytes(b) => Ok(Box::from(&b[..])),
        _ => Err(BAD),
    };
    let tuple = |c: Const| match c {
        Const::Tuple(items) => Ok(items),
        _ => Err(BAD),
    };
    let text = |c: Const| match c {
        Const::Str(s) => Ok(s),
        _ => Err(BAD),
    };
    let names = |c: Const| -> Result<Box<[WStr]>, Error> { tuple(c)?.iter().map(|c| text(c.clone())).collect() };
    let count = |n: i32| u32::try_from(n).map_err(|_| BAD);
    Ok(Code {
        argcount: count(numbers[0])?,
        posonlyargcount: count(numbers[1])?,
        kwonlyargcount: count(numbers[2])?,
        stacksize: count(numbers[3])?,
        flags: numbers[4] as u32,
        firstlineno: numbers[5],
        code: bytes(part()?)?,
        consts: Box::from(&tuple(part()?)?[..]),
        names: names(part()?)?,
        localsplusnames: names(part()?)?,
        localspluskinds: bytes(part()?)?,
        filename: text(part()?)?,
        name: text(part()?)?,
        qualname: text(part()?)?,
        linetable: bytes(part()?)?,
        exceptiontable: bytes(part()?)?,
    })
}

/// What is left to write.
enum Work<'a> {
    Value(&'a Const),
    Number(i32),
    Bytes(&'a [u8]),
    Text(&'a WStr),
    Texts(&'a [WStr]),
    Tuple(&'a [Const]),
}

/// What objects are known by: strings by value, the others by the memory they share.
#[derive(PartialEq, Eq, Hash)]
enum Identity<'a> {
    Text(&'a WStr),
    Shared(usize),
}

/// Writes a constant.
pub fn dumps(value: &Const) -> Vec<u8> {
    let mut out = Vec::new();
    let mut known: HashMap<Identity, u32> = HashMap::new();
    let mut work = vec![Work::Value(value)];
    while let Some(item) = work.pop() {
        match item {
            Work::Number(n) => out.extend(n.to_le_bytes()),
            Work::Bytes(bytes) => write_sized(&mut out, b's', bytes),
            Work::Text(text) => {
                if !refer(&mut out, &mut known, Identity::Text(text)) {
                    write_text(&mut out, text);
                }
            }
            Work::Texts(texts) => {
                write_count(&mut out, 0, texts.len());
                work.extend(texts.iter().rev().map(Work::Text));
            }
            Work::Tuple(items) => {
                write_count(&mut out, 0, items.len());
                work.extend(items.iter().rev().map(Work::Value));
            }
            Work::Value(value) => {
                let shared = match value {
                    Const::Tuple(items) if !items.is_empty() => Arc::strong_count(items) > 1,
                    Const::Code(code) => Arc::strong_count(code) > 1,
                    _ => false,
                };
                let address = match value {
                    Const::Tuple(items) => items.as_ptr() as usize,
                    Const::Code(code) => Arc::as_ptr(code) as usize,
                    _ => 0,
                };
                if shared && refer(&mut out, &mut known, Identity::Shared(address)) {
                    continue;
                }
                write_value(&mut out, value, if shared { FLAG_REF } else { 0 }, &mut work);
            }
        }
    }
    out
}

/// Writes a reference to an object written before; otherwise gives it the next number.
fn refer<'a>(out: &mut Vec<u8>, known: &mut HashMap<Identity<'a>, u32>, identity: Identity<'a>) -> bool {
    let next = known.len() as u32;
    match known.get(&identity) {
        Some(n) => {
            out.push(b'r');
            out.extend(n.to_le_bytes());
            true
        }
        None => {
            known.insert(identity, next);
            false
        }
    }
}

fn write_sized(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    out.push(kind);
    out.extend((bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

fn write_text(out: &mut Vec<u8>, text: &WStr) {
    let bytes = text.as_bytes();
    match u8::try_from(bytes.len()) {
        Ok(n) if text.is_ascii() => {
            out.extend([b'z' | FLAG_REF, n]);
            out.extend_from_slice(bytes);
        }
        _ => write_sized(out, if text.is_ascii() { b'a' } else { b'u' } | FLAG_REF, bytes),
    }
}

fn write_count(out: &mut Vec<u8>, flag: u8, n: usize) {
    match u8::try_from(n) {
        Ok(n) => out.extend([b')' | flag, n]),
        Err(_) => {
            out.push(b'(' | flag);
            out.extend((n as u32).to_le_bytes());
        }
    }
}

fn write_value<'a>(out: &mut Vec<u8>, value: &'a Const, flag: u8, work: &mut Vec<Work<'a>>) {
    match value {
        Const::None => out.push(b'N'),
        Const::True => out.push(b'T'),
        Const::False => out.push(b'F'),
        Const::Ellipsis => out.push(b'.'),
        Const::Int(i) => match i32::try_from(*i) {
            Ok(small) => {
                out.push(b'i');
                out.extend(small.to_le_bytes());
            }
            Err(_) => write_long(out, &BigInt::from(*i)),
        },
        Const::Big(i) => write_long(out, i),
        Const::Float(f) => {
            out.push(b'g');
            out.extend(f.to_le_bytes());
        }
        Const::Complex(re, im) => {
            out.push(b'y');
            out.extend(re.to_le_bytes());
            out.extend(im.to_le_bytes());
        }
        Const::Str(text) => work.push(Work::Text(text)),
        Const::Bytes(bytes) => work.push(Work::Bytes(bytes)),
        Const::Tuple(items) => {
            write_count(out, flag, items.len());
            work.extend(items.iter().rev().map(Work::Value));
        }
        Const::FrozenSet(items) => {
            out.push(b'>');
            out.extend((items.len() as u32).to_le_bytes());
            work.extend(items.iter().rev().map(Work::Value));
        }
        Const::Slice(bounds) => {
            out.push(b':');
            work.extend(bounds.iter().rev().map(Work::Value));
        }
        Const::Code(c) => {
            out.push(b'c' | flag);
            for n in [c.argcount, c.posonlyargcount, c.kwonlyargcount, c.stacksize, c.flags] {
                out.extend(n.to_le_bytes());
            }
            work.extend([
                Work::Bytes(&c.exceptiontable),
                Work::Bytes(&c.linetable),
                Work::Number(c.firstlineno),
                Work::Text(&c.qualname),
                Work::Text(&c.name),
                Work::Text(&c.filename),
                Work::Bytes(&c.localspluskinds),
                Work::Texts(&c.localsplusnames),
                Work::Texts(&c.names),
                Work::Tuple(&c.consts),
                Work::Bytes(&c.code),
            ]);
        }
    }
}

fn write_long(out: &mut Vec<u8>, value: &BigInt) {
    let (_, bytes) = value.to_bytes_le();
    let digits = (value.bits() as usize).div_ceil(15);
    let signed = if value.is_negative() { -(digits as i32) } else { digits as i32 };
    out.push(b'l');
    out.extend(signed.to_le_bytes());
    for i in 0..digits {
        let (byte, bit) = (i * 15 / 8, i * 15 % 8);
        let part = |k: usize| bytes.get(byte + k).copied().unwrap_or(0) as u32;
        let spread = part(0) | part(1) << 8 | part(2) << 16;
        out.extend(((spread >> bit & 0x7FFF) as u16).to_le_bytes());
    }
}

#[cfg(test)]
#[path = "marshal/tests.rs"]
mod tests;
