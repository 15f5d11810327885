//! The machine that runs the grammar: a recursive-descent parser over `notation`'s rules, with memory, in two passes.
//!
//! Tokens are read one by one as the grammar asks for them, because errors are placed by how far reading has come.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::node::{NodeId, NodeKind, Nodes, UNIT};
use super::notation::{Action, Alt, Grammar, Item, Rule};
use crate::error::SyntaxErrorInfo;
use crate::lexer::{Kind, Lexer, Token};
use crate::limits;

/// How deep rules may call rules: CPython's limit, and what fits the stack that `diagnose` takes.
const MAX_LEVEL: usize = 8_000;

#[derive(Default)]
struct SmallHasher(u64);

impl Hasher for SmallHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 ^= self.0 >> 29;
    }
}

type Memo = HashMap<u64, Option<(NodeId, u32)>, BuildHasherDefault<SmallHasher>>;

/// A parse in progress.
pub(super) struct Peg<'s, 'g> {
    pub(super) lexer: Lexer<'s>,
    pub(super) tokens: Vec<Token>,
    /// Next token to look at.
    pub(super) mark: usize,
    pub(super) nodes: Nodes,
    pub(super) grammar: &'g Grammar,
    memo: Memo,
    /// `wrong_*` rules apply.
    pub(super) second_pass: bool,
    /// The error that ends the parse.
    pub(super) error: Option<SyntaxErrorInfo>,
    level: usize,
    /// For interactive input: something other than the end was read.
    pub(super) started: bool,
    pub(super) single: bool,
    pub(super) dont_imply_dedent: bool,
}

impl<'s, 'g> Peg<'s, 'g> {
    pub(super) fn new(lexer: Lexer<'s>, grammar: &'g Grammar) -> Self {
        Peg {
            lexer,
            tokens: Vec::new(),
            mark: 0,
            nodes: Nodes::new(),
            grammar,
            memo: Memo::default(),
            second_pass: false,
            error: None,
            level: 0,
            started: false,
            single: false,
            dont_imply_dedent: false,
        }
    }

    /// Starts over with the `wrong_*` rules.
    pub(super) fn start_second_pass(&mut self) {
        self.mark = 0;
        self.memo.clear();
        self.second_pass = true;
        self.level = 0;
    }

    /// Makes sure that the token at `mark` was read. `false`: the tokenizer found an error, which is now ours.
    pub(super) fn fill(&mut self) -> bool {
        while self.mark >= self.tokens.len() {
            if self.error.is_some() {
                return false;
            }
            let mut token = self.lexer.next_token();
            if self.single && token.kind == Kind::EndMarker && self.started {
                token.kind = Kind::Newline;
                self.started = false;
                if self.lexer.has_open_blocks() && !self.dont_imply_dedent {
                    self.lexer.close_blocks();
                }
            } else {
                self.started = true;
            }
            self.tokens.push(token);
            if token.kind == Kind::Error {
                self.raise_tokenizer_error();
                return false;
            }
        }
        true
    }

    fn token_node(&mut self) -> NodeId {
        let at = self.mark as u32;
        self.mark += 1;
        self.nodes.make(NodeKind::Token, at, at, &[])
    }

    fn expect(&mut self, kind: Kind) -> Option<NodeId> {
        if !self.fill() || self.tokens[self.mark].kind != kind {
            return None;
        }
        Some(self.token_node())
    }

    fn expect_soft(&mut self, accept: impl Fn(&str) -> bool) -> Option<NodeId> {
        if !self.fill() || self.tokens[self.mark].kind != Kind::Name || !accept(self.token_text(self.mark)) {
            return None;
        }
        Some(self.token_node())
    }

    /// The source text of a token.
    pub(super) fn token_text(&self, at: usize) -> &str {
        let token = self.tokens[at];
        self.lexer.src.get(token.start as usize..token.end as usize).unwrap_or("")
    }

    /// Parses with a rule from `mark` on.
    pub(super) fn rule(&mut self, number: usize) -> Option<NodeId> {
        let grammar = self.grammar;
        let rule = &grammar.rules[number];
        if self.error.is_some() || (rule.wrong && !self.second_pass) {
            return None;
        }
        let start = self.mark;
        let key = (number as u64) << 32 | start as u64;
        if rule.memo
            && let Some(&found) = self.memo.get(&key)
        {
            let (node, end) = found?;
            self.mark = end as usize;
            return Some(node);
        }
        self.level += 1;
        if self.level > MAX_LEVEL {
            self.error = Some(limits::too_complex());
            return None;
        }
        let result = self.unmemoized(rule);
        self.level -= 1;
        if rule.memo && self.error.is_none() {
            self.memo.insert(key, result.map(|node| (node, self.mark as u32)));
        }
        if result.is_none() {
            self.mark = start;
        }
        result
    }

    fn unmemoized(&mut self, rule: &'g Rule) -> Option<NodeId> {
        if rule.left {
            return self.left_recursive(rule);
        }
        if rule.quiet {
            let before = std::mem::replace(&mut self.second_pass, false);
            let result = self.alternatives(&rule.alts);
            self.second_pass = before;
            return result;
        }
        self.alternatives(&rule.alts)
    }

    fn left_recursive(&mut self, rule: &'g Rule) -> Option<NodeId> {
        let start = self.mark;
        let (first, more) = rule.alts.split_first()?;
        let Outcome::Match(Some(mut node)) = self.alternative(first, start, UNIT) else { return None };
        'grow: loop {
            for alt in more {
                let before = self.mark;
                if let Outcome::Match(Some(longer)) = self.alternative(alt, start, node) {
                    node = longer;
                    continue 'grow;
                }
                self.mark = before;
                if self.error.is_some() {
                    return None;
                }
            }
            return Some(node);
        }
    }

    fn alternatives(&mut self, alts: &'g [Alt]) -> Option<NodeId> {
        let start = self.mark;
        for alt in alts {
            match self.alternative(alt, start, UNIT) {
                // A match whose meaning is "nothing" ends the rule all the same.
                Outcome::Match(result) => return result,
                _ if self.error.is_some() => return None,
                Outcome::Fail => self.mark = start,
                Outcome::FailForGood => {
                    self.mark = start;
                    return None;
                }
            }
        }
        None
    }

    /// Tries one alternative. `start` is where its rule began; `before` what was already matched there.
    fn alternative(&mut self, alt: &'g Alt, start: usize, before: NodeId) -> Outcome {
        let mut letters = [UNIT; 4];
        let mut parts: SmallVec = SmallVec::default();
        if before != UNIT {
            parts.push(before);
        }
        let mut committed = false;
        for (item, letter) in &alt.items {
            if matches!(item, Item::Cut) {
                committed = true;
                continue;
            }
            match self.item(item) {
                Some(node) => {
                    if let Some(letter) = letter {
                        letters[usize::from(*letter)] = node;
                    }
                    if node != UNIT {
                        parts.push(node);
                    }
                }
                None if committed => return Outcome::FailForGood,
                None => return Outcome::Fail,
            }
        }
        Outcome::Match(self.act(&alt.action, &letters, parts.as_slice(), start))
    }

    fn act(&mut self, action: &'g Action, letters: &[NodeId; 4], parts: &[NodeId], start: usize) -> Option<NodeId> {
        match action {
            Action::Default => Some(match parts {
                [only] => *only,
                _ => self.make(NodeKind::Seq, start, parts),
            }),
            Action::Letter(letter) => Some(letters[usize::from(*letter)]),
            Action::Make(kind) => Some(self.make(*kind, start, parts)),
            Action::Native(native) => self.native(*native, letters, parts, start),
            Action::Raise(place, words) => {
                self.raise_at(*place, words, letters);
                None
            }
        }
    }

    /// A node from token `start` to the last token that shows.
    pub(super) fn make(&mut self, kind: NodeKind, start: usize, parts: &[NodeId]) -> NodeId {
        let mut last = self.mark.max(start + 1) - 1;
        while last > start
            && matches!(self.tokens[last].kind, Kind::Newline | Kind::Indent | Kind::Dedent | Kind::EndMarker)
        {
            last -= 1;
        }
        self.nodes.make(kind, start as u32, last as u32, parts)
    }

    fn item(&mut self, item: &'g Item) -> Option<NodeId> {
        match item {
            Item::Token(kind) => self.expect(*kind),
            Item::Soft(word) => self.expect_soft(|text| text == *word),
            Item::SoftKeyword => self.expect_soft(|text| matches!(text, "_" | "case" | "match" | "type")),
            Item::Rule(number) => self.rule(*number),
            Item::Group(alts) => self.alternatives(alts),
            Item::Optional(alts) => match self.alternatives(alts) {
                Some(node) => Some(node),
                None if self.error.is_some() => None,
                None => Some(UNIT),
            },
            Item::Repeat { item, separator, at_least_one } => self.repeat(item, separator.as_deref(), *at_least_one),
            Item::Ahead(item) => self.look_ahead(item).then_some(UNIT),
            Item::NotAhead(item) => (!self.look_ahead(item) && self.error.is_none()).then_some(UNIT),
            Item::Force(kind, spelling) => {
                if !self.fill() {
                    return None;
                }
                if self.tokens[self.mark].kind == *kind {
                    return Some(self.token_node());
                }
                self.raise_token(self.mark, &format!("expected '{spelling}'"));
                None
            }
            Item::Cut => Some(UNIT),
        }
    }

    fn look_ahead(&mut self, item: &'g Item) -> bool {
        let start = self.mark;
        let found = self.item(item).is_some();
        self.mark = start;
        found
    }

    fn repeat(&mut self, item: &'g Item, separator: Option<&'g Item>, at_least_one: bool) -> Option<NodeId> {
        let start = self.mark;
        let mut parts = Vec::new();
        loop {
            let before = self.mark;
            if !parts.is_empty()
                && let Some(separator) = separator
                && self.item(separator).is_none()
            {
                self.mark = before;
                break;
            }
            match self.item(item) {
                Some(node) => parts.push(node),
                None => {
                    self.mark = before;
                    break;
                }
            }
            if self.mark == before {
                break;
            }
        }
        if self.error.is_some() || (at_least_one && parts.is_empty()) {
            return None;
        }
        Some(self.make(NodeKind::Seq, start, &parts))
    }
}

/// How trying an alternative ended.
enum Outcome {
    Match(Option<NodeId>),
    Fail,
    /// Behind a cut: the rule's other alternatives are not tried.
    FailForGood,
}

/// A few node numbers without an allocation.
#[derive(Default)]
struct SmallVec {
    inline: [NodeId; 6],
    len: usize,
    more: Vec<NodeId>,
}

impl SmallVec {
    fn push(&mut self, node: NodeId) {
        if self.len < self.inline.len() {
            self.inline[self.len] = node;
            self.len += 1;
            return;
        }
        if self.more.is_empty() {
            self.more.extend_from_slice(&self.inline);
        }
        self.more.push(node);
    }

    fn as_slice(&self) -> &[NodeId] {
        if self.more.is_empty() { &self.inline[..self.len] } else { &self.more }
    }
}
