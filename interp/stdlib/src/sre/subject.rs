//! The text that is matched: a str or the memory of a bytes-like object, with its positions and slices.

use super::engine::{Demand, Matcher, Narrow, Wide};
use super::program::Program;
use crate::support::Bytes;
use taipan_interp::native::*;

/// A text to be matched, held while in use.
pub struct Subject<'vm> {
    /// The object.
    pub object: Value,
    memory: Memory<'vm>,
}

enum Memory<'vm> {
    Str(Gc<PyStr>),
    Bytes(Bytes<'vm>),
}

impl<'vm> Subject<'vm> {
    /// The text of `object`.
    pub fn new(vm: &'vm Vm, object: Value) -> PyResult<Subject<'vm>> {
        if let Some(text) = object.cast::<PyStr>() {
            return Ok(Subject { object, memory: Memory::Str(text) });
        }
        match Bytes::new(vm, object, false) {
            Ok(bytes) => Ok(Subject { object, memory: Memory::Bytes(bytes) }),
            Err(Raised) => {
                vm.take_raised();
                let found = vm.type_name(object);
                Err(vm.type_error(format!("expected string or bytes-like object, got '{found}'")))
            }
        }
    }

    /// Whether it is bytes-like.
    pub fn is_bytes(&self) -> bool {
        matches!(self.memory, Memory::Bytes(_))
    }

    /// Its bytes: WTF-8 for a str.
    pub fn bytes(&self) -> &[u8] {
        match &self.memory {
            Memory::Str(text) => text.as_bytes(),
            Memory::Bytes(bytes) => bytes.as_slice(),
        }
    }

    /// Whether there are no characters.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of characters.
    pub fn len(&self) -> usize {
        match &self.memory {
            Memory::Str(text) => text.len(),
            Memory::Bytes(bytes) => bytes.as_slice().len(),
        }
    }

    /// The byte offset of character `i` (at most the length).
    pub fn offset(&self, i: usize) -> usize {
        match &self.memory {
            Memory::Str(text) => text.byte_offset(i),
            Memory::Bytes(_) => i,
        }
    }

    /// The bytes `from..to` as an object of the text's type. The whole of an exact str or bytes is the object itself.
    pub fn slice(&self, from: usize, to: usize) -> Value {
        slice(self.object, self.bytes(), from, to)
    }

    /// Clips `pos` and `endpos`, in characters.
    pub fn clip(&self, pos: isize, endpos: isize) -> (usize, usize) {
        let len = self.len() as isize;
        (pos.clamp(0, len) as usize, endpos.clamp(0, len) as usize)
    }
}

/// The bytes `from..to` of `bytes`, which belong to `object`, as an object of its type.
pub fn slice(object: Value, bytes: &[u8], from: usize, to: usize) -> Value {
    let to = to.min(bytes.len());
    let from = from.min(to);
    let is_all = from == 0 && to == bytes.len();
    if object.is::<PyStr>() {
        if is_all && object.is_exact_str() {
            return object;
        }
        let part = &bytes[from..to];
        return match part {
            [one] => taipan_object::string::char_string((*one).into()).value(),
            _ => PyStr::from_wtf8(part).value(),
        };
    }
    if is_all && object.shape() == taipan_object::shape::BYTES {
        return object;
    }
    PyBytes::new(&bytes[from..to]).value()
}

/// How to match.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Here.
    Match,
    /// Here and up to the end.
    Full,
    /// Here or later.
    Search,
}

/// The spans of a match in bytes; groups that did not match have [`super::engine::NONE`].
pub struct Found {
    /// The whole match.
    pub start: usize,
    /// Its end.
    pub end: usize,
    /// Starts and ends of the groups, the whole match first.
    pub spans: Box<[usize]>,
    /// The group that was closed last; 0: none.
    pub last_index: u32,
}

/// A running search over one text: after a match it goes on behind it.
pub enum Cursor<'a> {
    /// One byte per character.
    Narrow(Matcher<'a, Narrow<'a>>, State),
    /// WTF-8.
    Wide(Matcher<'a, Wide<'a>>, State),
}

/// Where a search goes on.
#[derive(Clone, Copy)]
pub struct State {
    /// Byte offset.
    pub pos: usize,
    /// Whether an empty match here was reported already.
    pub advance: bool,
}

impl<'a> Cursor<'a> {
    /// A search of `program` in the bytes `pos..end` of `subject`.
    pub fn new(vm: &'a Vm, program: &'a Program, subject: &'a Subject<'_>, state: State, end: usize) -> Cursor<'a> {
        let bytes = subject.bytes();
        let is_narrow = match &subject.memory {
            Memory::Str(text) => text.is_ascii(),
            Memory::Bytes(_) => true,
        };
        if is_narrow {
            Cursor::Narrow(Matcher::new(vm, program, Narrow(bytes), end), state)
        } else {
            Cursor::Wide(Matcher::new(vm, program, Wide(bytes), end), state)
        }
    }

    /// Where it goes on.
    pub fn state(&self) -> State {
        match self {
            Cursor::Narrow(_, state) | Cursor::Wide(_, state) => *state,
        }
    }

    /// The next match.
    #[inline]
    pub fn next(&mut self, how: How) -> PyResult<Option<(usize, usize)>> {
        macro_rules! next {
            ($matcher:expr, $state:expr) => {{
                let state = *$state;
                let demand = Demand { full: how == How::Full, advance: state.advance };
                let found = match how {
                    How::Search => $matcher.search(state.pos, demand)?,
                    _ => $matcher.match_at(state.pos, demand)?.map(|end| (state.pos, end)),
                };
                if let Some((start, end)) = found {
                    *$state = State { pos: end, advance: start == end };
                }
                Ok(found)
            }};
        }
        match self {
            Cursor::Narrow(matcher, state) => next!(matcher, state),
            Cursor::Wide(matcher, state) => next!(matcher, state),
        }
    }

    /// The span of group `i` (from 1) of the latest match.
    #[inline]
    pub fn group(&self, i: usize) -> Option<(usize, usize)> {
        match self {
            Cursor::Narrow(matcher, _) => matcher.group(i - 1),
            Cursor::Wide(matcher, _) => matcher.group(i - 1),
        }
    }

    /// All of the latest match, whose span is given.
    pub fn found(&self, span: (usize, usize), groups: usize) -> Found {
        use super::engine::NONE;
        let mut spans = Vec::with_capacity(2 * (groups + 1));
        spans.extend([span.0, span.1]);
        for i in 1..=groups {
            let (start, end) = self.group(i).unwrap_or((NONE, NONE));
            spans.extend([start, end]);
        }
        let last_index = match self {
            Cursor::Narrow(matcher, _) => matcher.last_index(),
            Cursor::Wide(matcher, _) => matcher.last_index(),
        };
        Found { start: span.0, end: span.1, spans: spans.into(), last_index }
    }
}
