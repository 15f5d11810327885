//! The meanings of grammar rules that take more than a table entry.

use super::node::{Native, NodeId, NodeKind, UNIT};
use super::peg::Peg;
use super::raise::Spot;
use crate::error::ErrorKind;
use crate::lexer::Kind;
use crate::strings;

/// More decimal digits than `int()` takes by default.
const MAX_INT_DIGITS: usize = 4300;

#[derive(Clone, Copy, PartialEq)]
enum Target {
    Assign,
    For,
    Delete,
}

impl Peg<'_, '_> {
    /// Runs a function of the table. `None` without an error: the rule fails.
    pub(super) fn native(
        &mut self,
        native: Native,
        letters: &[NodeId; 4],
        parts: &[NodeId],
        start: usize,
    ) -> Option<NodeId> {
        let [a, b, ..] = *letters;
        match native {
            Native::AssignTarget => self.wrong_target(a, Target::Assign),
            Native::ForTarget => self.wrong_target(a, Target::For),
            Native::DelTarget => self.wrong_target(a, Target::Delete),
            Native::ForgotComma => {
                if !self.is_legacy_statement(a) && self.tokens[self.mark - 1].level > 0 {
                    self.raise_nodes(a, b, "invalid syntax. Perhaps you forgot a comma?");
                }
                None
            }
            Native::LegacyStatement => {
                if self.is_legacy_statement(a) {
                    let name = self.token_text(self.nodes.get(a).first as usize);
                    let msg = format!("Missing parentheses in call to '{name}'. Did you mean {name}(...)?");
                    self.raise_nodes(a, b, &msg);
                }
                None
            }
            Native::BoundOfTypeVarTuple => self.wrong_bound(a, b, "TypeVarTuple"),
            Native::BoundOfParamSpec => self.wrong_bound(a, b, "ParamSpec"),
            Native::DictColon => {
                let (from, to) = (self.node_start(a), self.node_end(a));
                let start = Spot { line: from.line, col: to.col - 1 };
                self.raise(
                    ErrorKind::Syntax,
                    "':' expected after dictionary key",
                    start,
                    Spot { line: to.line, col: -1 },
                );
                None
            }
            Native::NakedGenerator => self.naked_generator(a, b),
            Native::GeneratorInCall => {
                let positional = self.positional(a);
                match positional.as_slice() {
                    [_, .., last] => self.naked_generator(*last, b),
                    _ => None,
                }
            }
            Native::PositionalAfterKeyword => {
                let unpacking =
                    self.nodes.kids(a).iter().any(|&kid| self.nodes.get(kid).kind == NodeKind::KeywordUnpacking);
                let suffix = if unpacking { " unpacking" } else { "" };
                let msg = format!("positional argument follows keyword argument{suffix}");
                self.raise_last(ErrorKind::Syntax, &msg);
                None
            }
            Native::RealNumber => self.number_of_kind(a, false, "real number required in complex literal"),
            Native::ImaginaryNumber => self.number_of_kind(a, true, "imaginary number required in complex literal"),
            Native::NumberToken => self.number(a, start),
            Native::NotEqual => {
                if self.lexer.flufl && self.token_text(self.nodes.get(a).first as usize) == "!=" {
                    self.raise_nodes(a, a, "with Barry as BDFL, use '<>' instead of '!='");
                    return None;
                }
                Some(a)
            }
            Native::LessGreater => {
                let (less, greater) = (self.nodes.get(a).first as usize, self.nodes.get(b).first as usize);
                if self.tokens[less].end == self.tokens[greater].start {
                    self.raise_nodes(a, b, "invalid syntax.  Maybe you meant '!=' instead of '<>'?");
                }
                None
            }
            Native::FutureImport => {
                let names: Vec<_> = (start..self.mark).map(|at| self.token_text(at)).collect();
                if matches!(names.as_slice(), ["from", "__future__", "import", rest @ ..] if rest.contains(&"barry_as_FLUFL"))
                {
                    self.lexer.flufl = true;
                }
                Some(self.make(NodeKind::Other, start, parts))
            }
            Native::Conversion => self.conversion(a, b),
            Native::StringToken => self.string(a, start),
            Native::FStringParts => self.interpolated(NodeKind::FString, start),
            Native::TStringParts => self.interpolated(NodeKind::TString, start),
            Native::StringMix => {
                let last = self.nodes.kids(a).last().copied().unwrap_or(a);
                self.raise_nodes(last, b, "cannot mix t-string literals with string or bytes literals");
                None
            }
            Native::Concatenation => self.concatenation(parts, start),
        }
    }

    fn wrong_target(&mut self, node: NodeId, target: Target) -> Option<NodeId> {
        if let Some(bad) = self.find_wrong_target(node, target) {
            let what = self.nodes.get(bad).kind.words();
            let verb = if target == Target::Delete { "delete" } else { "assign to" };
            let msg = format!("cannot {verb} {what}");
            self.raise_nodes(bad, bad, &msg);
        }
        None
    }

    fn find_wrong_target(&self, node: NodeId, target: Target) -> Option<NodeId> {
        let kids = self.nodes.kids(node);
        match self.nodes.get(node).kind {
            NodeKind::List | NodeKind::Tuple => kids.iter().find_map(|&kid| self.find_wrong_target(kid, target)),
            NodeKind::Starred if target == Target::Delete => Some(node),
            NodeKind::Starred => self.find_wrong_target(*kids.first()?, target),
            NodeKind::Compare if target == Target::For => {
                // `a in b` behind `for`: what is left of the `in` was meant as the target.
                let pair = self.nodes.get(*kids.get(1)?);
                match self.tokens[pair.first as usize].kind {
                    Kind::In => self.find_wrong_target(*kids.first()?, target),
                    _ => None,
                }
            }
            NodeKind::Name | NodeKind::Subscript | NodeKind::Attribute => None,
            _ => Some(node),
        }
    }

    fn wrong_bound(&mut self, colon: NodeId, bound: NodeId, what: &str) -> Option<NodeId> {
        let noun = if self.nodes.get(bound).kind == NodeKind::Tuple { "constraints" } else { "bound" };
        let start = self.node_start(colon);
        let col = self.lexer.cur as i32 - self.lexer.line_start as i32 - 1;
        let end = Spot { line: self.lexer.lineno, col };
        self.raise(ErrorKind::Syntax, &format!("cannot use {noun} with {what}"), start, end);
        None
    }

    /// From the element to the last iterable or condition of the generator's clauses.
    fn naked_generator(&mut self, element: NodeId, clauses: NodeId) -> Option<NodeId> {
        let clause = self.nodes.kids(clauses).last().copied().unwrap_or(clauses);
        let last = self.nodes.kids(clause).last().copied().unwrap_or(clause);
        self.raise_nodes(element, last, "Generator expression must be parenthesized");
        None
    }

    fn positional(&self, args: NodeId) -> Vec<NodeId> {
        let keyword = |kid: NodeId| matches!(self.nodes.get(kid).kind, NodeKind::Keyword | NodeKind::KeywordUnpacking);
        self.nodes.kids(args).iter().copied().filter(|&kid| !keyword(kid)).collect()
    }

    fn number_of_kind(&mut self, token: NodeId, imaginary: bool, msg: &str) -> Option<NodeId> {
        let text = self.token_text(self.nodes.get(token).first as usize);
        if text.ends_with(['j', 'J']) == imaginary {
            return Some(token);
        }
        self.raise_nodes(token, token, msg);
        None
    }

    fn number(&mut self, token: NodeId, start: usize) -> Option<NodeId> {
        let at = self.nodes.get(token).first as usize;
        if let Some(digits) = too_many_digits(self.token_text(at)) {
            let line = self.tokens[at].lineno;
            let nowhere = Spot { line, col: -1 };
            let msg = format!(
                "Exceeds the limit ({MAX_INT_DIGITS} digits) for integer string conversion: value has {digits} digits; use \
                 sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to \
                 avoid decimal conversion limits."
            );
            self.raise(ErrorKind::Syntax, &msg, nowhere, nowhere);
            return None;
        }
        Some(self.make(NodeKind::Number, start, &[]))
    }

    fn conversion(&mut self, mark: NodeId, name: NodeId) -> Option<NodeId> {
        let (bang, letter) = (self.nodes.get(mark).first as usize, self.nodes.get(name).first as usize);
        if self.tokens[bang].end != self.tokens[letter].start {
            let f = self.letter_at(bang);
            self.raise_nodes(
                mark,
                name,
                &format!("{f}-string: conversion type must come right after the exclamation mark"),
            );
            return None;
        }
        let text = self.token_text(letter);
        if !matches!(text, "s" | "r" | "a") {
            let f = self.letter_at(bang);
            let msg = format!("{f}-string: invalid conversion character '{text}': expected 's', 'r', or 'a'");
            self.raise_nodes(name, name, &msg);
            return None;
        }
        Some(UNIT)
    }

    fn letter_at(&self, at: usize) -> char {
        let mut closed = 0;
        for token in self.tokens[..at].iter().rev() {
            match token.kind {
                Kind::FStringEnd | Kind::TStringEnd => closed += 1,
                Kind::FStringStart | Kind::TStringStart if closed > 0 => closed -= 1,
                Kind::TStringStart => return 't',
                Kind::FStringStart => return 'f',
                _ => {}
            }
        }
        'f'
    }

    fn string(&mut self, token: NodeId, start: usize) -> Option<NodeId> {
        let at = self.nodes.get(token).first as usize;
        let text = self.token_text(at);
        let parts = strings::split_literal(text)?;
        let kind = if parts.bytes { NodeKind::Bytes } else { NodeKind::Str };
        let problem = if parts.bytes && !parts.body.is_ascii() {
            self.raise_token(at, "bytes can only contain ASCII literal characters");
            return None;
        } else if parts.bytes {
            strings::decode_bytes_literal(text).err()
        } else {
            strings::decode_string_literal(text).err()
        };
        if let Some(problem) = problem {
            self.raise_last(ErrorKind::Syntax, &problem.msg);
            return None;
        }
        Some(self.make(kind, start, &[]))
    }

    /// Checks the literal parts of an f-string or t-string that was just read.
    fn interpolated(&mut self, kind: NodeKind, start: usize) -> Option<NodeId> {
        let raw = self.token_text(start).bytes().any(|b| b | 0x20 == b'r');
        if !raw {
            let mut depth = 0;
            for at in start + 1..self.mark {
                match self.tokens[at].kind {
                    Kind::FStringStart | Kind::TStringStart => depth += 1,
                    Kind::FStringEnd | Kind::TStringEnd => depth -= 1,
                    Kind::FStringMiddle | Kind::TStringMiddle if depth == 0 => {
                        if let Err(problem) = strings::decode_text(self.token_text(at)) {
                            self.raise_token(at, &problem.msg);
                            return None;
                        }
                    }
                    _ => {}
                }
            }
        }
        Some(self.make(kind, start, &[]))
    }

    fn concatenation(&mut self, parts: &[NodeId], start: usize) -> Option<NodeId> {
        let kids: Vec<NodeKind> = match parts {
            [only] if self.nodes.get(*only).kind == NodeKind::Seq => {
                self.nodes.kids(*only).iter().map(|&kid| self.nodes.get(kid).kind).collect()
            }
            _ => parts.iter().map(|&kid| self.nodes.get(kid).kind).collect(),
        };
        let bytes = kids.iter().filter(|kind| **kind == NodeKind::Bytes).count();
        if bytes != 0 && bytes != kids.len() {
            self.raise_last(ErrorKind::Syntax, "cannot mix bytes and nonbytes literals");
            return None;
        }
        let kind = [NodeKind::FString, NodeKind::TString, NodeKind::Bytes]
            .into_iter()
            .find(|kind| kids.contains(kind))
            .unwrap_or(NodeKind::Str);
        Some(self.make(kind, start, &[]))
    }
}

/// The number of digits of a decimal integer literal that `int()` refuses.
pub(super) fn too_many_digits(text: &str) -> Option<usize> {
    if text.len() <= MAX_INT_DIGITS || !text.bytes().all(|b| b.is_ascii_digit() || b == b'_') {
        return None;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (digits > MAX_INT_DIGITS).then_some(digits)
}
