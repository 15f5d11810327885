//! The notation of the files in `grammar/`, and its reader.
//!
//! A rule is `name:` at the start of a line, alternatives separated by `|`, tried in order, first match wins. An
//! alternative is a row of items:
//!
//! | item | matches |
//! |---|---|
//! | `'if'` `'+'` | that keyword or operator |
//! | `"match"` | a name spelled so |
//! | `NAME` `NEWLINE` ... | a token of that class |
//! | `rule` | that rule |
//! | `( … )` `[ … ]` | a group, an optional group |
//! | `x*` `x+` | repetition |
//! | `','.x+` | repetition with separators |
//! | `&x` `!x` | looks ahead |
//! | `~` | from here on, no other alternative is tried |
//! | `&&':'` | that token, or the error `expected ':'` |
//! | `a=x` | x, remembered as `a` (one letter, `a` to `d`) |
//!
//! Behind `=>` stands what the match means: a `NodeKind`, one of the letters, `.function` (a case of `Native`), or an error
//! `@place "words"`. Places: `@a` (the node), `@a..b` (from a to b), `@a..` (from a to where the tokenizer is), `@last` (the
//! last token read), `@next` (the next token), `@block` (the last token, as an IndentationError). In the words `{a}` is what an
//! expression is called, `{a:line}` its line, `{a:text}` its text, `{f}` is `f` or `t` by the string it is in.
//!
//! Marks behind a rule's name: `memo` (results are kept), `left` (the first alternative is the start, the others are what
//! may follow, repeatedly: this stands for left recursion), `quiet` (in it, `wrong_*` rules don't apply).

use std::collections::HashMap;

use super::node::{Native, NodeKind};
use crate::lexer::Kind;

/// A parsed grammar.
#[derive(Debug)]
pub(super) struct Grammar {
    pub(super) rules: Vec<Rule>,
    by_name: HashMap<&'static str, usize>,
}

/// One rule.
#[derive(Debug, Default)]
pub(super) struct Rule {
    pub(super) alts: Vec<Alt>,
    pub(super) memo: bool,
    pub(super) left: bool,
    pub(super) quiet: bool,
    pub(super) wrong: bool,
}

/// One alternative: items with the letters they are remembered under, and the meaning.
#[derive(Debug)]
pub(super) struct Alt {
    pub(super) items: Vec<(Item, Option<u8>)>,
    pub(super) action: Action,
}

/// What an alternative is made of.
#[derive(Debug)]
pub(super) enum Item {
    Token(Kind),
    Soft(&'static str),
    SoftKeyword,
    Rule(usize),
    Group(Vec<Alt>),
    Optional(Vec<Alt>),
    Repeat { item: Box<Item>, separator: Option<Box<Item>>, at_least_one: bool },
    Ahead(Box<Item>),
    NotAhead(Box<Item>),
    Force(Kind, &'static str),
    Cut,
}

/// What a match means.
#[derive(Debug)]
pub(super) enum Action {
    Default,
    Letter(u8),
    Make(NodeKind),
    Native(Native),
    Raise(Place, &'static str),
}

/// Where an error is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Node(u8),
    Range(u8, u8),
    From(u8),
    Last,
    Next,
    Block,
}

impl Grammar {
    /// Reads grammar files. Errors in them are the crate's own: a test reads them all.
    pub(super) fn read(files: &[&'static str]) -> Result<Grammar, String> {
        let mut names = Vec::new();
        let mut bodies: Vec<(Rule, Vec<Word>)> = Vec::new();
        for file in files {
            for line in file.lines() {
                if line.trim_start().starts_with('#') || line.trim().is_empty() {
                    continue;
                }
                if line.starts_with(' ') {
                    let (_, words) = bodies.last_mut().ok_or("a continuation line without a rule")?;
                    split(line, words)?;
                    continue;
                }
                let (head, rest) = line.split_once(':').ok_or_else(|| format!("no colon: {line}"))?;
                let mut head = head.split_whitespace();
                let name = head.next().ok_or("no name")?;
                let mut rule = Rule { wrong: name.starts_with("wrong_"), ..Rule::default() };
                for mark in head {
                    match mark {
                        "memo" => rule.memo = true,
                        "left" => (rule.left, rule.memo) = (true, true),
                        "quiet" => rule.quiet = true,
                        _ => return Err(format!("unknown mark {mark}")),
                    }
                }
                let mut words = Vec::new();
                split(rest, &mut words)?;
                names.push(name);
                bodies.push((rule, words));
            }
        }
        let by_name: HashMap<_, _> = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
        let mut rules = Vec::new();
        for (name, (mut rule, words)) in names.iter().zip(bodies) {
            let mut reader = Reader { words: &words, at: 0, rules: &by_name };
            rule.alts = reader.alternatives().map_err(|e| format!("{name}: {e}"))?;
            if reader.at != words.len() {
                return Err(format!("{name}: can't read {:?}", words.get(reader.at)));
            }
            rules.push(rule);
        }
        Ok(Grammar { rules, by_name })
    }

    /// The number of a rule.
    pub(super) fn rule(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Word {
    /// A name
    Name(&'static str),
    /// `'…'`
    Quoted(&'static str),
    /// `"…"`
    Text(&'static str),
    /// Anything else
    Mark(&'static str),
}

/// Cuts a line into words.
fn split(line: &'static str, words: &mut Vec<Word>) -> Result<(), String> {
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, len) = match first {
            '\'' => {
                let end = rest[1..].find('\'').ok_or("open quote")? + 1;
                (Word::Quoted(&rest[1..end]), end + 1)
            }
            '"' => {
                let mut end = 1;
                while !rest[end..].starts_with('"') {
                    end += if rest[end..].starts_with('\\') { 2 } else { 1 };
                    if end >= rest.len() {
                        return Err("open quote".into());
                    }
                }
                (Word::Text(&rest[1..end]), end + 1)
            }
            'a'..='z' | 'A'..='Z' | '_' => {
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
                (Word::Name(&rest[..end]), end)
            }
            _ => {
                let len = ["=>", "&&", ".."].iter().find(|mark| rest.starts_with(**mark)).map_or(1, |mark| mark.len());
                (Word::Mark(&rest[..len]), len)
            }
        };
        words.push(word);
        rest = rest[len..].trim_start();
    }
    Ok(())
}

struct Reader<'a> {
    words: &'a [Word],
    at: usize,
    rules: &'a HashMap<&'static str, usize>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<Word> {
        self.words.get(self.at).copied()
    }

    fn eat(&mut self, mark: &str) -> bool {
        let found = matches!(self.peek(), Some(Word::Mark(m)) if m == mark);
        self.at += usize::from(found);
        found
    }

    fn alternatives(&mut self) -> Result<Vec<Alt>, String> {
        let mut alts = vec![self.alternative()?];
        while self.eat("|") {
            alts.push(self.alternative()?);
        }
        Ok(alts)
    }

    fn alternative(&mut self) -> Result<Alt, String> {
        let mut items = Vec::new();
        loop {
            match self.peek() {
                None | Some(Word::Mark("|" | ")" | "]" | "=>")) => break,
                _ => {}
            }
            let letter = match (self.peek(), self.words.get(self.at + 1)) {
                (Some(Word::Name(name)), Some(Word::Mark("="))) => {
                    self.at += 2;
                    Some(letter_index(name)?)
                }
                _ => None,
            };
            items.push((self.item()?, letter));
        }
        let action = if self.eat("=>") { self.action()? } else { Action::Default };
        Ok(Alt { items, action })
    }

    fn item(&mut self) -> Result<Item, String> {
        if self.eat("&&") {
            let Some(Word::Quoted(text)) = self.peek() else { return Err("&& wants a token".into()) };
            self.at += 1;
            return Ok(Item::Force(token(text)?, text));
        }
        if self.eat("&") {
            return Ok(Item::Ahead(Box::new(self.atom()?)));
        }
        if self.eat("!") {
            return Ok(Item::NotAhead(Box::new(self.atom()?)));
        }
        if self.eat("~") {
            return Ok(Item::Cut);
        }
        let atom = self.atom()?;
        if self.eat(".") {
            let item = Box::new(self.atom()?);
            if !self.eat("+") {
                return Err("a separated repetition wants a +".into());
            }
            return Ok(Item::Repeat { item, separator: Some(Box::new(atom)), at_least_one: true });
        }
        for (mark, at_least_one) in [("*", false), ("+", true)] {
            if self.eat(mark) {
                return Ok(Item::Repeat { item: Box::new(atom), separator: None, at_least_one });
            }
        }
        Ok(atom)
    }

    fn atom(&mut self) -> Result<Item, String> {
        let word = self.peek().ok_or("something is missing at the end")?;
        self.at += 1;
        Ok(match word {
            Word::Quoted(text) => Item::Token(token(text)?),
            Word::Text(text) => Item::Soft(text),
            Word::Name("SOFT_KEYWORD") => Item::SoftKeyword,
            Word::Name(name) if name.starts_with(|c: char| c.is_ascii_uppercase()) => Item::Token(class(name)?),
            Word::Name(name) => Item::Rule(*self.rules.get(name).ok_or_else(|| format!("no rule {name}"))?),
            Word::Mark(open @ ("(" | "[")) => {
                let alts = self.alternatives()?;
                if !self.eat(if open == "(" { ")" } else { "]" }) {
                    return Err("a group isn't closed".into());
                }
                if open == "(" { Item::Group(alts) } else { Item::Optional(alts) }
            }
            Word::Mark(mark) => return Err(format!("unexpected {mark}")),
        })
    }

    fn action(&mut self) -> Result<Action, String> {
        if self.eat(".") {
            let Some(Word::Name(name)) = self.peek() else { return Err("a function's name is missing".into()) };
            self.at += 1;
            return Ok(Action::Native(Native::named(name).ok_or_else(|| format!("no function {name}"))?));
        }
        if self.eat("@") {
            let Some(Word::Name(name)) = self.peek() else { return Err("a place is missing".into()) };
            self.at += 1;
            let place = match name {
                "last" => Place::Last,
                "next" => Place::Next,
                "block" => Place::Block,
                _ if self.eat("..") => match self.peek() {
                    Some(Word::Name(end)) => {
                        self.at += 1;
                        Place::Range(letter_index(name)?, letter_index(end)?)
                    }
                    _ => Place::From(letter_index(name)?),
                },
                _ => Place::Node(letter_index(name)?),
            };
            let Some(Word::Text(text)) = self.peek() else { return Err("words are missing".into()) };
            self.at += 1;
            return Ok(Action::Raise(place, text));
        }
        let Some(Word::Name(name)) = self.peek() else { return Err("an action is missing".into()) };
        self.at += 1;
        match NodeKind::named(name) {
            Some(kind) => Ok(Action::Make(kind)),
            None => letter_index(name).map(Action::Letter),
        }
    }
}

fn letter_index(name: &str) -> Result<u8, String> {
    match name.as_bytes() {
        [letter @ b'a'..=b'd'] => Ok(letter - b'a'),
        _ => Err(format!("not a letter from a to d: {name}")),
    }
}

fn token(text: &str) -> Result<Kind, String> {
    Kind::spelled(text).ok_or_else(|| format!("no token '{text}'"))
}

fn class(name: &str) -> Result<Kind, String> {
    Ok(match name {
        "NAME" => Kind::Name,
        "NUMBER" => Kind::Number,
        "STRING" => Kind::String,
        "NEWLINE" => Kind::Newline,
        "INDENT" => Kind::Indent,
        "DEDENT" => Kind::Dedent,
        "ENDMARKER" => Kind::EndMarker,
        "FSTRING_START" => Kind::FStringStart,
        "FSTRING_MIDDLE" => Kind::FStringMiddle,
        "FSTRING_END" => Kind::FStringEnd,
        "TSTRING_START" => Kind::TStringStart,
        "TSTRING_MIDDLE" => Kind::TStringMiddle,
        "TSTRING_END" => Kind::TStringEnd,
        // There are none: this only makes the tokenizer read on, as CPython does where it looks for one.
        "TYPE_COMMENT" => Kind::Error,
        _ => return Err(format!("no token class {name}")),
    })
}
