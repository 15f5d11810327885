//! The matching engine: a backtracking interpreter of checked codes over a text of one byte per character or of WTF-8.
//!
//! Positions are byte offsets. There is no native recursion: everything that may be tried again, and everything that must be
//! undone before, lies on one stack of entries. Entries that undo are replayed when the matcher steps back past them, so
//! groups cost the same however many there are. Where a sub-pattern must match as a whole (assertions, atomic groups) a
//! barrier lies on the stack; when the sub-pattern succeeds, what could be tried again above the barrier is dropped.
//!
//! The positions of repeats are immutable records in an arena, so stepping back means using an older record.

use super::charset::{self, in_bitmap, is_unicode_word, is_word, lower_ascii, lower_unicode};
use super::codes::{MAX_REPEAT, at, op};
use super::program::{Program, Start};
use crate::support::check_signals;
use taipan_interp::native::*;
use taipan_object::string::{char_width, decode_at};

/// "No position".
pub const NONE: usize = usize::MAX;
const NO_BARRIER: u32 = u32::MAX;
/// More entries than this are too much memory (40 bytes each).
const MAX_ENTRIES: usize = 1 << 26;

/// How the characters of a text lie in memory.
pub trait Text: Copy {
    /// Whether every character is one byte.
    const NARROW: bool;
    /// The bytes.
    fn bytes(&self) -> &[u8];
    /// The character at `pos`, which is before the end.
    fn char_at(&self, pos: usize) -> u32;
    /// The position behind the character at `pos`.
    fn next(&self, pos: usize) -> usize;
    /// The position of the character before `pos`, which is not the beginning.
    fn prev(&self, pos: usize) -> usize;
}

/// One byte per character: bytes, and str of ASCII.
#[derive(Clone, Copy)]
pub struct Narrow<'a>(pub &'a [u8]);

impl Text for Narrow<'_> {
    const NARROW: bool = true;
    #[inline(always)]
    fn bytes(&self) -> &[u8] {
        self.0
    }
    #[inline(always)]
    fn char_at(&self, pos: usize) -> u32 {
        self.0[pos].into()
    }
    #[inline(always)]
    fn next(&self, pos: usize) -> usize {
        pos + 1
    }
    #[inline(always)]
    fn prev(&self, pos: usize) -> usize {
        pos - 1
    }
}

/// WTF-8.
#[derive(Clone, Copy)]
pub struct Wide<'a>(pub &'a [u8]);

impl Text for Wide<'_> {
    const NARROW: bool = false;
    #[inline(always)]
    fn bytes(&self) -> &[u8] {
        self.0
    }
    #[inline(always)]
    fn char_at(&self, pos: usize) -> u32 {
        decode_at(self.0, pos)
    }
    #[inline(always)]
    fn next(&self, pos: usize) -> usize {
        pos + char_width(self.0[pos])
    }
    #[inline(always)]
    fn prev(&self, pos: usize) -> usize {
        let mut pos = pos - 1;
        while self.0[pos] & 0xC0 == 0x80 {
            pos -= 1;
        }
        pos
    }
}

/// What an entry of the stack means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Undo: a mark (`pc`) was `pos`; the last index was `extra`.
    Mark,
    /// Go on at `pc`.
    Jump,
    /// Try the alternatives from the one whose length is at `pc`.
    Branch,
    /// A greedy repeat of one character that got to `pos`; it may give back down to `aux`.
    Greedy,
    /// A lazy repeat of one character at `pos`; it may take `aux` more.
    Lazy,
    /// A lazy repeat that may run its body once more.
    Body,
    /// `ASSERT` began.
    Assert,
    /// `ASSERT_NOT` began.
    AssertNot,
    /// `ATOMIC_GROUP` began.
    Atomic,
    /// A round of a possessive repeat began.
    Possessive,
}

#[derive(Clone, Copy)]
struct Entry {
    kind: Kind,
    pc: u32,
    rep: u32,
    /// Length of the arena then.
    arena: u32,
    /// Possessive: rounds done. Mark: the last index.
    extra: u32,
    pos: usize,
    /// See the kinds; for barriers the barrier below.
    aux: usize,
}

/// Where a repeat is.
#[derive(Clone, Copy)]
struct Repeat {
    /// The repeat around it.
    prev: u32,
    /// Its `REPEAT`.
    pc: u32,
    count: u32,
    /// Where its latest round began.
    last: usize,
}

/// Memory that matchers use again.
#[derive(Default)]
pub struct Scratch {
    marks: Vec<usize>,
    stack: Vec<Entry>,
    reps: Vec<Repeat>,
}

thread_local! {
    static SCRATCH: std::cell::Cell<Option<Box<Scratch>>> = const { std::cell::Cell::new(None) };
}

/// What must hold at the end of a match.
#[derive(Clone, Copy, Default)]
pub struct Demand {
    /// It ends where the text ends.
    pub full: bool,
    /// It is not empty (at the position where the search begins).
    pub advance: bool,
}

/// A matcher of one program on one text.
pub struct Matcher<'a, T: Text> {
    vm: &'a Vm,
    text: T,
    program: &'a Program,
    end: usize,
    demand: Demand,
    /// Where the present attempt began.
    begin: usize,
    last_index: u32,
    barrier: u32,
    ticks: u32,
    dirty: bool,
    scratch: Box<Scratch>,
}

impl<T: Text> Drop for Matcher<'_, T> {
    fn drop(&mut self) {
        let mut scratch = std::mem::take(&mut self.scratch);
        if scratch.stack.capacity() > 1 << 16 {
            scratch.stack = Vec::new();
        }
        if scratch.reps.capacity() > 1 << 16 {
            scratch.reps = Vec::new();
        }
        SCRATCH.set(Some(scratch));
    }
}

impl<'a, T: Text> Matcher<'a, T> {
    /// A matcher on `text` up to `end`.
    pub fn new(vm: &'a Vm, program: &'a Program, text: T, end: usize) -> Matcher<'a, T> {
        let mut scratch = SCRATCH.take().unwrap_or_default();
        scratch.marks.clear();
        scratch.marks.resize(2 * program.groups, NONE);
        let demand = Demand::default();
        let (begin, last_index, barrier, ticks, dirty) = (0, 0, NO_BARRIER, 0, false);
        Matcher { vm, text, program, end, demand, begin, last_index, barrier, ticks, dirty, scratch }
    }

    /// The span of group `i` (from 0, not counting the whole match), if it matched.
    pub fn group(&self, i: usize) -> Option<(usize, usize)> {
        let (start, end) = (self.scratch.marks[2 * i], self.scratch.marks[2 * i + 1]);
        (start != NONE && end != NONE && start <= end).then_some((start, end))
    }

    /// The number of the group that was closed last; 0: none.
    pub fn last_index(&self) -> u32 {
        self.last_index
    }

    /// Matches at `pos`: where the match ends.
    pub fn match_at(&mut self, pos: usize, demand: Demand) -> PyResult<Option<usize>> {
        if pos > self.end {
            return Ok(None);
        }
        self.demand = demand;
        self.attempt(self.program.entry, pos, pos)
    }

    /// Finds the first match from `pos` on.
    pub fn search(&mut self, pos: usize, demand: Demand) -> PyResult<Option<(usize, usize)>> {
        if pos > self.end || self.end - pos < self.program.min_width {
            return Ok(None);
        }
        self.demand = demand;
        let program = self.program;
        match &program.start {
            Start::TextBeginning => Ok(self.attempt(program.entry, pos, pos)?.map(|end| (pos, end))),
            Start::Prefix(prefix) => {
                self.demand.advance = false;
                let finder = if T::NARROW { prefix.narrow.as_ref() } else { Some(&prefix.wide) };
                let Some(finder) = finder else { return Ok(None) };
                let skip = if T::NARROW { prefix.skip } else { prefix.skip_wide };
                let mut pos = pos;
                loop {
                    let Some(found) = finder.find(&self.text.bytes()[pos..self.end]) else { return Ok(None) };
                    let begin = pos + found;
                    if prefix.is_all {
                        self.clear_marks();
                        return Ok(Some((begin, begin + finder.needle().len())));
                    }
                    if let Some(end) = self.attempt(program.entry + 2 * prefix.skip, begin, begin + skip)? {
                        return Ok(Some((begin, end)));
                    }
                    pos = self.text.next(begin);
                }
            }
            Start::Set(set, bits) => {
                self.demand.advance = false;
                let mut pos = pos;
                while pos < self.end {
                    let c = self.text.char_at(pos);
                    let is_in = if c < 256 { in_bitmap(bits, c) } else { charset::set_has(&program.codes[*set..], c) };
                    if is_in && let Some(end) = self.attempt(program.entry, pos, pos)? {
                        return Ok(Some((pos, end)));
                    }
                    pos = self.text.next(pos);
                }
                Ok(None)
            }
            Start::Unknown => {
                let last = self.end - program.min_width;
                let mut pos = pos;
                loop {
                    if let Some(end) = self.attempt(program.entry, pos, pos)? {
                        return Ok(Some((pos, end)));
                    }
                    self.demand.advance = false;
                    if pos >= last {
                        return Ok(None);
                    }
                    pos = self.text.next(pos);
                }
            }
        }
    }

    /// Now and then: lets signal handlers run.
    #[inline(always)]
    fn tick(&mut self) -> PyResult<()> {
        self.ticks = self.ticks.wrapping_add(1);
        if self.ticks & 0xfff == 0 { check_signals(self.vm) } else { Ok(()) }
    }

    fn clear_marks(&mut self) {
        if self.dirty {
            self.scratch.marks.fill(NONE);
            self.dirty = false;
        }
        self.last_index = 0;
    }

    #[inline]
    fn push(&mut self, entry: Entry) -> PyResult<()> {
        let stack = &mut self.scratch.stack;
        if stack.len() == stack.capacity()
            && (stack.len() >= MAX_ENTRIES || stack.try_reserve(stack.len().max(64)).is_err())
        {
            return Err(self.vm.memory_error());
        }
        stack.push(entry);
        Ok(())
    }

    #[inline]
    fn choice(&mut self, kind: Kind, pc: usize, rep: u32, pos: usize, aux: usize) -> PyResult<()> {
        let arena = self.scratch.reps.len() as u32;
        self.push(Entry { kind, pc: pc as u32, rep, arena, extra: 0, pos, aux })
    }

    fn set_barrier(&mut self, kind: Kind, pc: usize, rep: u32, pos: usize, extra: u32) -> PyResult<()> {
        let arena = self.scratch.reps.len() as u32;
        let index = self.scratch.stack.len() as u32;
        let aux = self.barrier as usize;
        self.push(Entry { kind, pc: pc as u32, rep, arena, extra, pos, aux })?;
        self.barrier = index;
        Ok(())
    }

    fn new_repeat(&mut self, repeat: Repeat) -> PyResult<u32> {
        let reps = &mut self.scratch.reps;
        if reps.len() == reps.capacity() && (reps.len() >= MAX_ENTRIES || reps.try_reserve(reps.len().max(16)).is_err())
        {
            return Err(self.vm.memory_error());
        }
        reps.push(repeat);
        Ok(reps.len() as u32 - 1)
    }

    /// Whether the single-character operation at `pc` takes `c`.
    #[inline]
    fn takes(&self, pc: usize, c: u32) -> bool {
        let codes = &self.program.codes;
        match codes[pc] {
            op::LITERAL => c == codes[pc + 1],
            op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE if c < 256 => {
                in_bitmap(&self.program.bitmaps[self.program.bitmap_index[pc] as usize], c)
            }
            code @ (op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE) => {
                charset::one_takes(code, 0, &codes[pc + 2..], c)
            }
            code => charset::one_takes(code, codes[pc + 1], &[], c),
        }
    }

    /// Where the single-character operation at `pc` gets from `pos`, at most `max` times, and how often.
    fn run(&self, pc: usize, mut pos: usize, max: u32) -> (usize, u32) {
        let codes = &self.program.codes;
        let end = if T::NARROW && ((self.end - pos) as u64) > u64::from(max) { pos + max as usize } else { self.end };
        let from = pos;
        match codes[pc] {
            op::ANY_ALL if T::NARROW => pos = end,
            op::ANY if T::NARROW => {
                pos = memchr::memchr(b'\n', &self.text.bytes()[pos..end]).map_or(end, |found| pos + found);
            }
            op::ANY_ALL if max == MAX_REPEAT => return (end, u32::MAX),
            op::ANY if max == MAX_REPEAT => {
                let found = memchr::memchr(b'\n', &self.text.bytes()[pos..end]);
                return (found.map_or(end, |found| pos + found), u32::MAX);
            }
            op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE if T::NARROW => {
                let bits = &self.program.bitmaps[self.program.bitmap_index[pc] as usize];
                pos += self.text.bytes()[pos..end].iter().take_while(|&&c| in_bitmap(bits, c.into())).count();
            }
            op::LITERAL if T::NARROW => {
                let wanted = codes[pc + 1];
                pos += self.text.bytes()[pos..end].iter().take_while(|&&c| u32::from(c) == wanted).count();
            }
            _ if T::NARROW => {
                pos += self.text.bytes()[pos..end].iter().take_while(|&&c| self.takes(pc, c.into())).count();
            }
            _ => {
                let mut n = 0;
                while n < max && pos < end && self.takes(pc, self.text.char_at(pos)) {
                    pos = self.text.next(pos);
                    n += 1;
                }
                return (pos, n);
            }
        }
        (pos, (pos - from).min(u32::MAX as usize) as u32)
    }

    /// The literal with which the codes at `pc` begin.
    #[inline(always)]
    fn literal_at(&self, pc: usize) -> Option<u32> {
        let codes = &self.program.codes;
        (codes[pc] == op::LITERAL).then(|| codes[pc + 1])
    }

    #[inline(always)]
    fn is_char(&self, pos: usize, c: u32) -> bool {
        pos < self.end && self.text.char_at(pos) == c
    }

    /// The first alternative from the one whose length is at `at` on that can match at `pos`: its codes, and the next one.
    #[inline]
    fn alternative(&self, mut at: usize, pos: usize) -> Option<(usize, Option<usize>)> {
        let codes = &self.program.codes;
        loop {
            let skip = codes[at] as usize;
            if skip == 0 {
                return None;
            }
            let is_possible = match codes[at + 1] {
                op::LITERAL => self.is_char(pos, codes[at + 2]),
                op::IN => pos < self.end && self.takes(at + 1, self.text.char_at(pos)),
                _ => true,
            };
            let next = at + skip;
            if is_possible {
                return Some((at + 1, (codes[next] != 0).then_some(next)));
            }
            at = next;
        }
    }

    /// Steps back to what can be tried next: program counter, position and repeat.
    fn backtrack(&mut self) -> PyResult<Option<(usize, usize, u32)>> {
        self.tick()?;
        while let Some(entry) = self.scratch.stack.pop() {
            let pc = entry.pc as usize;
            if entry.kind == Kind::Mark {
                self.scratch.marks[pc] = entry.pos;
                self.last_index = entry.extra;
                continue;
            }
            self.scratch.reps.truncate(entry.arena as usize);
            let codes = &self.program.codes;
            match entry.kind {
                Kind::Mark => {}
                Kind::Jump => return Ok(Some((pc, entry.pos, entry.rep))),
                Kind::Branch => {
                    if let Some((body, next)) = self.alternative(pc, entry.pos) {
                        if let Some(next) = next {
                            self.push(Entry { pc: next as u32, ..entry })?;
                        }
                        return Ok(Some((body, entry.pos, entry.rep)));
                    }
                }
                Kind::Greedy => {
                    let tail = pc + 1 + codes[pc + 1] as usize;
                    let mut pos = entry.pos;
                    let literal = self.literal_at(tail);
                    while pos > entry.aux {
                        pos = self.text.prev(pos);
                        if literal.is_some_and(|c| self.text.char_at(pos) != c) {
                            continue;
                        }
                        if pos > entry.aux {
                            self.push(Entry { pos, ..entry })?;
                        }
                        return Ok(Some((tail, pos, entry.rep)));
                    }
                }
                Kind::Lazy => {
                    let tail = pc + 1 + codes[pc + 1] as usize;
                    let literal = self.literal_at(tail);
                    let (mut pos, mut more) = (entry.pos, entry.aux);
                    while more > 0 && pos < self.end && self.takes(pc + 4, self.text.char_at(pos)) {
                        pos = self.text.next(pos);
                        if more != MAX_REPEAT as usize {
                            more -= 1;
                        }
                        if literal.is_some_and(|c| !self.is_char(pos, c)) {
                            continue;
                        }
                        self.push(Entry { pos, aux: more, ..entry })?;
                        return Ok(Some((tail, pos, entry.rep)));
                    }
                }
                Kind::Body => {
                    let repeat = self.scratch.reps[entry.rep as usize];
                    let max = codes[pc + 3];
                    if repeat.count >= max && max != MAX_REPEAT || entry.pos == repeat.last {
                        continue;
                    }
                    let rep = self.new_repeat(Repeat { last: entry.pos, ..repeat })?;
                    return Ok(Some((pc + 4, entry.pos, rep)));
                }
                Kind::Assert | Kind::Atomic => self.barrier = entry.aux as u32,
                Kind::AssertNot => {
                    self.barrier = entry.aux as u32;
                    return Ok(Some((pc + 1 + codes[pc + 1] as usize, entry.pos, entry.rep)));
                }
                Kind::Possessive => {
                    self.barrier = entry.aux as u32;
                    if entry.extra >= codes[pc + 2] {
                        return Ok(Some((pc + 2 + codes[pc + 1] as usize, entry.pos, entry.rep)));
                    }
                }
            }
        }
        Ok(None)
    }

    /// The sub-pattern of the topmost barrier has matched up to `pos`: where to go on; `None` is failure.
    fn leave_barrier(&mut self, pos: usize) -> PyResult<Option<(usize, usize, u32)>> {
        let index = self.barrier as usize;
        let entry = self.scratch.stack[index];
        let pc = entry.pc as usize;
        let tail = pc + 1 + self.program.codes[pc + 1] as usize;
        self.barrier = entry.aux as u32;
        self.scratch.reps.truncate(entry.arena as usize);
        if entry.kind == Kind::AssertNot {
            while self.scratch.stack.len() > index {
                let Some(above) = self.scratch.stack.pop() else { break };
                if above.kind == Kind::Mark {
                    self.scratch.marks[above.pc as usize] = above.pos;
                    self.last_index = above.extra;
                }
            }
            return Ok(None);
        }
        // What undoes marks stays; what could be tried again goes, and the barrier with it.
        let mut kept = index;
        for i in index + 1..self.scratch.stack.len() {
            let above = self.scratch.stack[i];
            if above.kind == Kind::Mark {
                self.scratch.stack[kept] = above;
                kept += 1;
            }
        }
        self.scratch.stack.truncate(kept);
        match entry.kind {
            Kind::Assert => Ok(Some((tail, entry.pos, entry.rep))),
            Kind::Possessive => {
                let count = entry.extra.saturating_add(1);
                let last = if entry.extra >= self.program.codes[pc + 2] { entry.pos } else { NONE };
                self.possessive_round(pc, pos, entry.rep, count, last).map(Some)
            }
            _ => Ok(Some((tail, pos, entry.rep))),
        }
    }

    /// Begins the next round of a possessive repeat, or goes on behind it.
    fn possessive_round(
        &mut self,
        pc: usize,
        pos: usize,
        rep: u32,
        count: u32,
        last: usize,
    ) -> PyResult<(usize, usize, u32)> {
        self.tick()?;
        let codes = &self.program.codes;
        let (min, max) = (codes[pc + 2], codes[pc + 3]);
        if count < min || (count < max || max == MAX_REPEAT) && pos != last {
            self.set_barrier(Kind::Possessive, pc, rep, pos, count)?;
            return Ok((pc + 4, pos, rep));
        }
        Ok((pc + 2 + codes[pc + 1] as usize, pos, rep))
    }

    /// The position `n` characters before `pos`.
    fn back(&self, mut pos: usize, n: usize) -> Option<usize> {
        if T::NARROW || n > pos {
            return pos.checked_sub(n);
        }
        for _ in 0..n {
            if pos == 0 {
                return None;
            }
            pos = self.text.prev(pos);
        }
        Some(pos)
    }

    fn is_at(&self, kind: u32, pos: usize) -> bool {
        let before = |is: fn(u32) -> bool| pos > 0 && is(self.text.char_at(self.text.prev(pos)));
        let here = |is: fn(u32) -> bool| pos < self.end && is(self.text.char_at(pos));
        let newline = |c: u32| c == 10;
        match kind {
            at::BEGINNING | at::BEGINNING_STRING => pos == 0,
            at::BEGINNING_LINE => pos == 0 || before(newline),
            at::END => pos == self.end || pos + 1 == self.end && here(newline),
            at::END_LINE => pos == self.end || here(newline),
            at::END_STRING => pos == self.end,
            at::BOUNDARY | at::LOC_BOUNDARY => before(is_word) != here(is_word),
            at::NON_BOUNDARY | at::LOC_NON_BOUNDARY => before(is_word) == here(is_word),
            at::UNI_BOUNDARY => before(is_unicode_word) != here(is_unicode_word),
            at::UNI_NON_BOUNDARY => before(is_unicode_word) == here(is_unicode_word),
            _ => false,
        }
    }

    /// Where the text of group `group` ends when it occurs at `pos` again, both mapped by `lower`.
    fn same_as_group(&self, group: usize, mut pos: usize, lower: Option<fn(u32) -> u32>) -> Option<usize> {
        let (mut from, to) = self.group(group)?;
        let Some(lower) = lower else {
            let bytes = self.text.bytes();
            let behind = pos + (to - from);
            return (behind <= self.end && bytes[from..to] == bytes[pos..behind]).then_some(behind);
        };
        while from < to {
            if pos >= self.end || lower(self.text.char_at(from)) != lower(self.text.char_at(pos)) {
                return None;
            }
            (from, pos) = (self.text.next(from), self.text.next(pos));
        }
        Some(pos)
    }

    /// Runs the codes at `pc` from `pos`, in an attempt that began at `begin`: where the match ends.
    fn attempt(&mut self, pc: usize, begin: usize, pos: usize) -> PyResult<Option<usize>> {
        self.clear_marks();
        self.scratch.stack.clear();
        self.scratch.reps.clear();
        self.barrier = NO_BARRIER;
        self.begin = begin;
        let program = self.program;
        let codes: &[u32] = &program.codes;
        let (mut pc, mut pos, mut rep) = (pc, pos, 0u32);
        macro_rules! go {
            ($to:expr) => {{
                (pc, pos, rep) = $to;
                continue;
            }};
        }
        macro_rules! fail {
            () => {
                match self.backtrack()? {
                    Some(to) => go!(to),
                    None => return Ok(None),
                }
            };
        }
        loop {
            match codes[pc] {
                op::LITERAL => {
                    if !self.is_char(pos, codes[pc + 1]) {
                        fail!();
                    }
                    pos = self.text.next(pos);
                    pc += 2;
                }
                op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => {
                    if pos >= self.end || !self.takes(pc, self.text.char_at(pos)) {
                        fail!();
                    }
                    pos = self.text.next(pos);
                    pc += 1 + codes[pc + 1] as usize;
                }
                op::ANY => {
                    if pos >= self.end || self.text.bytes()[pos] == b'\n' {
                        fail!();
                    }
                    pos = self.text.next(pos);
                    pc += 1;
                }
                op::ANY_ALL => {
                    if pos >= self.end {
                        fail!();
                    }
                    pos = self.text.next(pos);
                    pc += 1;
                }
                op::MARK => {
                    let mark = codes[pc + 1];
                    if self.scratch.stack.is_empty() {
                        self.dirty = true;
                    } else {
                        let (pos, extra) = (self.scratch.marks[mark as usize], self.last_index);
                        self.push(Entry { kind: Kind::Mark, pc: mark, rep: 0, arena: 0, extra, pos, aux: 0 })?;
                        self.dirty = true;
                    }
                    self.scratch.marks[mark as usize] = pos;
                    if mark & 1 != 0 {
                        self.last_index = mark / 2 + 1;
                    }
                    pc += 2;
                }
                op::REPEAT_ONE => {
                    let (min, max) = (codes[pc + 2], codes[pc + 3]);
                    let tail = pc + 1 + codes[pc + 1] as usize;
                    let least = match min {
                        0 => pos,
                        _ => {
                            let (least, n) = self.run(pc + 4, pos, min);
                            if n < min {
                                fail!();
                            }
                            least
                        }
                    };
                    let more = if max == MAX_REPEAT { MAX_REPEAT } else { max - min };
                    let most = self.run(pc + 4, least, more).0;
                    if most > least {
                        let literal = self.literal_at(tail);
                        if literal.is_some_and(|c| !self.is_char(most, c)) {
                            self.choice(Kind::Greedy, pc, rep, most, least)?;
                            fail!();
                        }
                        // With nothing behind the repeat, stepping back can't help.
                        let is_last = codes[tail] == op::SUCCESS
                            && (self.barrier != NO_BARRIER || !self.demand.full || most == self.end);
                        if !is_last {
                            self.choice(Kind::Greedy, pc, rep, most, least)?;
                        }
                    }
                    pos = most;
                    pc = tail;
                }
                op::MIN_REPEAT_ONE => {
                    let (min, max) = (codes[pc + 2], codes[pc + 3]);
                    if min > 0 {
                        let (least, n) = self.run(pc + 4, pos, min);
                        if n < min {
                            fail!();
                        }
                        pos = least;
                    }
                    let more = if max == MAX_REPEAT { MAX_REPEAT } else { max - min };
                    if more > 0 {
                        self.choice(Kind::Lazy, pc, rep, pos, more as usize)?;
                    }
                    pc += 1 + codes[pc + 1] as usize;
                }
                op::POSSESSIVE_REPEAT_ONE => {
                    let (min, max) = (codes[pc + 2], codes[pc + 3]);
                    // WTF-8 runs without limit are not counted, so the least number is checked on its own.
                    let (least, n) = self.run(pc + 4, pos, min);
                    if n < min {
                        fail!();
                    }
                    let more = if max == MAX_REPEAT { MAX_REPEAT } else { max - min };
                    pos = self.run(pc + 4, least, more).0;
                    pc += 1 + codes[pc + 1] as usize;
                }
                op::BRANCH => {
                    let Some((body, next)) = self.alternative(pc + 1, pos) else { fail!() };
                    if let Some(next) = next {
                        self.choice(Kind::Branch, next, rep, pos, 0)?;
                    }
                    pc = body;
                }
                op::JUMP | op::INFO => pc += 1 + codes[pc + 1] as usize,
                op::REPEAT => {
                    let until = pc + 1 + codes[pc + 1] as usize;
                    rep = self.new_repeat(Repeat { prev: rep, pc: pc as u32, count: u32::MAX, last: NONE })?;
                    pc = until;
                }
                op::MAX_UNTIL => {
                    self.tick()?;
                    let repeat = self.scratch.reps[rep as usize];
                    let start = repeat.pc as usize;
                    let (min, max) = (codes[start + 2], codes[start + 3]);
                    let count = repeat.count.wrapping_add(1);
                    if count < min {
                        rep = self.new_repeat(Repeat { count, ..repeat })?;
                        pc = start + 4;
                    } else if (count < max || max == MAX_REPEAT) && pos != repeat.last {
                        self.choice(Kind::Jump, pc + 1, repeat.prev, pos, 0)?;
                        rep = self.new_repeat(Repeat { count, last: pos, ..repeat })?;
                        pc = start + 4;
                    } else {
                        rep = repeat.prev;
                        pc += 1;
                    }
                }
                op::MIN_UNTIL => {
                    self.tick()?;
                    let repeat = self.scratch.reps[rep as usize];
                    let start = repeat.pc as usize;
                    let count = repeat.count.wrapping_add(1);
                    rep = self.new_repeat(Repeat { count, ..repeat })?;
                    if count < codes[start + 2] {
                        pc = start + 4;
                    } else {
                        self.choice(Kind::Body, start, rep, pos, 0)?;
                        rep = repeat.prev;
                        pc += 1;
                    }
                }
                op::SUCCESS => {
                    if self.barrier != NO_BARRIER {
                        match self.leave_barrier(pos)? {
                            Some(to) => go!(to),
                            None => fail!(),
                        }
                    }
                    if self.demand.full && pos != self.end || self.demand.advance && pos == self.begin {
                        fail!();
                    }
                    return Ok(Some(pos));
                }
                op::AT => {
                    if !self.is_at(codes[pc + 1], pos) {
                        fail!();
                    }
                    pc += 2;
                }
                op::ASSERT | op::ASSERT_NOT => {
                    let from = self.back(pos, codes[pc + 2] as usize);
                    let is_positive = codes[pc] == op::ASSERT;
                    match from {
                        Some(from) => {
                            let kind = if is_positive { Kind::Assert } else { Kind::AssertNot };
                            self.set_barrier(kind, pc, rep, pos, 0)?;
                            pos = from;
                            pc += 3;
                        }
                        None if is_positive => fail!(),
                        None => pc += 1 + codes[pc + 1] as usize,
                    }
                }
                op::ATOMIC_GROUP => {
                    self.set_barrier(Kind::Atomic, pc, rep, pos, 0)?;
                    pc += 2;
                }
                op::POSSESSIVE_REPEAT => go!(self.possessive_round(pc, pos, rep, 0, NONE)?),
                op::GROUPREF | op::GROUPREF_IGNORE | op::GROUPREF_UNI_IGNORE | op::GROUPREF_LOC_IGNORE => {
                    let lower: Option<fn(u32) -> u32> = match codes[pc] {
                        op::GROUPREF => None,
                        op::GROUPREF_UNI_IGNORE => Some(lower_unicode),
                        _ => Some(lower_ascii),
                    };
                    match self.same_as_group(codes[pc + 1] as usize, pos, lower) {
                        Some(behind) => pos = behind,
                        None => fail!(),
                    }
                    pc += 2;
                }
                op::GROUPREF_EXISTS => match self.group(codes[pc + 1] as usize) {
                    Some(_) => pc += 3,
                    None => pc += 1 + codes[pc + 2] as usize,
                },
                op::FAILURE => fail!(),
                // Everything else takes one character and has one operand.
                _ => {
                    if pos >= self.end || !self.takes(pc, self.text.char_at(pos)) {
                        fail!();
                    }
                    pos = self.text.next(pos);
                    pc += 2;
                }
            }
        }
    }
}
