//! One quick look over the tokens before anything recursive runs: is the source well formed for the tokenizer, how deep will
//! the tree be, what does the tokenizer warn about.

use crate::error::{SyntaxErrorInfo, SyntaxWarningInfo};
use crate::lexer::{Kind, Lexer, Token};
use crate::limits;

/// What the look over the tokens found.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// The tokenizer found an error, or something that the parser objects to in every context.
    pub(crate) suspect: bool,
    /// An upper estimate of the tree's depth.
    pub(crate) depth: usize,
    /// Numbers run into keywords, escaped braces in f-strings.
    pub(crate) warnings: Vec<SyntaxWarningInfo>,
    /// A string with `\N{` in it.
    pub(crate) has_named_escape: bool,
    /// Where `<>` stands.
    pub(crate) old_not_equal: Vec<usize>,
}

/// What is known about one bracket's current element.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Operators in a row: the depth of a left-deep tree.
    chain: usize,
    /// The deepest bracket in it.
    inner: usize,
    /// Weight of operators the parser recurses for.
    right: usize,
    inner_right: usize,
    /// The deepest of the elements so far.
    deepest: usize,
    deepest_right: usize,
    /// A `yield` stands in it, without brackets of its own.
    yields: bool,
}

impl Level {
    fn end_element(&mut self) {
        self.deepest = self.deepest.max(self.chain + self.inner);
        self.deepest_right = self.deepest_right.max(self.right + self.inner_right);
        (self.chain, self.inner, self.right, self.inner_right) = (0, 0, 0, 0);
    }
}

/// Parser levels of CPython for one bracket, roughly.
const BRACKET_WEIGHT: usize = 28;
/// How many levels CPython's parser has; a unary operator takes one.
const MAX_RIGHT: usize = 5_998;

/// Looks over the tokens. The error is for nesting beyond what is taken on.
pub(crate) fn scan(text: &str, file_input: bool) -> Result<Scan, SyntaxErrorInfo> {
    let mut lexer = Lexer::new(text, file_input);
    let mut out = Scan::default();
    let mut levels = vec![Level::default()];
    let mut operand_before = false;
    let mut lenient = Lenient::default();
    loop {
        let token = lexer.next_token();
        out.suspect |= lenient.sees(token, &lexer);
        let at_top = levels.len() == 1;
        let Some(level) = levels.last_mut() else { break };
        let mut operand = false;
        match token.kind {
            Kind::EndMarker => break,
            Kind::Error => {
                out.suspect = true;
                break;
            }
            Kind::Name
            | Kind::True
            | Kind::False
            | Kind::None
            | Kind::Ellipsis
            | Kind::FStringEnd
            | Kind::TStringEnd => {
                operand = true;
            }
            Kind::Number => {
                operand = true;
                let number = lexer.source().get(token.start as usize..token.end as usize).unwrap_or("");
                out.suspect |= number.len() > 4300;
            }
            Kind::String | Kind::FStringMiddle | Kind::TStringMiddle => {
                operand = true;
                let body = lexer.source().get(token.start as usize..token.end as usize).unwrap_or("");
                out.has_named_escape |= body.contains("\\N{");
            }
            Kind::LPar | Kind::LSqb | Kind::LBrace => {
                if operand_before && token.kind != Kind::LBrace {
                    level.chain += 1;
                }
                levels.push(Level::default());
            }
            Kind::RPar | Kind::RSqb | Kind::RBrace => {
                operand = true;
                level.end_element();
                let closed = *level;
                if levels.len() > 1 {
                    levels.pop();
                }
                if let Some(outer) = levels.last_mut() {
                    outer.inner = outer.inner.max(closed.deepest + 1);
                    outer.inner_right = outer.inner_right.max(closed.deepest_right + BRACKET_WEIGHT);
                }
            }
            Kind::Yield => level.yields = true,
            // `(yield x for x in y)`
            Kind::For => out.suspect |= level.yields && !at_top,
            Kind::Comma | Kind::Newline | Kind::Semi | Kind::Equal => level.end_element(),
            Kind::Colon if at_top && level.right == 0 => level.end_element(),
            Kind::Not | Kind::Tilde | Kind::Else => {
                level.chain += 1;
                level.right += 1;
            }
            Kind::Plus | Kind::Minus => {
                level.chain += 1;
                level.right += usize::from(!operand_before);
            }
            Kind::Lambda => {
                level.chain += 1;
                level.right += 2;
            }
            Kind::DoubleStar if operand_before => {
                level.chain += 1;
                level.right += 2;
            }
            Kind::Await
            | Kind::Dot
            | Kind::Star
            | Kind::Slash
            | Kind::DoubleSlash
            | Kind::Percent
            | Kind::At
            | Kind::VBar
            | Kind::Amper
            | Kind::Circumflex
            | Kind::LeftShift
            | Kind::RightShift => level.chain += 1,
            Kind::Op => out.suspect = true,
            Kind::Greater if is_behind_less(&lexer, token.start) => {
                out.suspect = true;
                out.old_not_equal.push(token.start as usize - 1);
            }
            Kind::Indent => out.suspect |= !file_input,
            // Comparisons, `and` and `or` make wide nodes, not deep ones.
            _ => {}
        }
        operand_before = operand;
        if matches!(token.kind, Kind::Newline) {
            let closed = levels[0];
            out.depth = out.depth.max(closed.deepest);
            check(closed.deepest_right + BRACKET_WEIGHT, out.depth)?;
            levels.truncate(1);
            levels[0] = Level::default();
        }
    }
    let mut open = (0, 0);
    for mut level in levels.into_iter().rev() {
        level.inner = level.inner.max(open.0);
        level.inner_right = level.inner_right.max(open.1);
        level.end_element();
        open = (level.deepest + 1, level.deepest_right + BRACKET_WEIGHT);
    }
    out.depth = out.depth.max(open.0);
    check(open.1, out.depth)?;
    out.warnings = lexer.warnings;
    Ok(out)
}

/// Is this `>` the second half of `<>`?
fn is_behind_less(lexer: &Lexer<'_>, start: u32) -> bool {
    start > 0 && lexer.source().as_bytes().get(start as usize - 1) == Some(&b'<')
}

/// Finds what Ruff is known to take more lightly than CPython, as far as tokens show it. (A false alarm costs a diagnosis,
/// nothing else.)
#[derive(Default)]
struct Lenient {
    before: Option<Kind>,
    /// Between `case` at the start of a statement and the guard or the colon.
    in_case: bool,
    /// The token before is that `case`.
    first: bool,
    /// The bracket depth of that statement.
    level: u16,
}

impl Lenient {
    fn sees(&mut self, token: Token, lexer: &Lexer<'_>) -> bool {
        let before = self.before.replace(token.kind);
        let at_start =
            matches!(before, None | Some(Kind::Newline | Kind::Indent | Kind::Dedent | Kind::Semi | Kind::Colon));
        if at_start {
            self.in_case = token.kind == Kind::Name
                && lexer.source().get(token.start as usize..token.end as usize) == Some("case");
            self.level = token.level;
            self.first = self.in_case;
            return false;
        }
        let first = std::mem::replace(&mut self.first, false);
        match before {
            // `yield` and an operator
            Some(Kind::Yield) => !starts_expression(token.kind) && !may_follow_yield(token.kind),
            // `(x) := 1`
            Some(Kind::RPar) if token.kind == Kind::ColonEqual => true,
            Some(before) if self.in_case && !first => {
                if token.kind == Kind::If || (token.kind == Kind::Colon && token.level == self.level) {
                    self.in_case = false;
                    return false;
                }
                odd_in_pattern(before, token.kind)
            }
            _ => false,
        }
    }
}

fn starts_expression(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Name
            | Kind::Number
            | Kind::String
            | Kind::FStringStart
            | Kind::TStringStart
            | Kind::LPar
            | Kind::LSqb
            | Kind::LBrace
            | Kind::Minus
            | Kind::Plus
            | Kind::Tilde
            | Kind::Star
            | Kind::Not
            | Kind::Lambda
            | Kind::Await
            | Kind::None
            | Kind::True
            | Kind::False
            | Kind::Ellipsis
    )
}

fn may_follow_yield(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::From
            | Kind::Newline
            | Kind::RPar
            | Kind::RSqb
            | Kind::RBrace
            | Kind::Semi
            | Kind::Equal
            | Kind::Colon
            | Kind::Exclamation
            | Kind::EndMarker
            | Kind::Error
    )
}

/// Two tokens in a row that a pattern can't have, or that it can have only in a complex number.
fn odd_in_pattern(before: Kind, kind: Kind) -> bool {
    let operand_end = matches!(
        before,
        Kind::Number | Kind::String | Kind::RPar | Kind::RSqb | Kind::RBrace | Kind::None | Kind::True | Kind::False
    );
    match kind {
        Kind::Plus | Kind::Minus => operand_end,
        Kind::Name | Kind::Number | Kind::None | Kind::True | Kind::False => operand_end || before == Kind::Name,
        Kind::LPar | Kind::LSqb | Kind::LBrace => operand_end,
        Kind::Equal => before != Kind::Name,
        Kind::FStringStart | Kind::TStringStart => true,
        Kind::Comma | Kind::Colon | Kind::VBar | Kind::Dot | Kind::As | Kind::Star | Kind::String => false,
        Kind::RPar | Kind::RSqb | Kind::RBrace => false,
        Kind::DoubleStar => !matches!(before, Kind::Comma | Kind::LBrace),
        _ => true,
    }
}

fn check(right: usize, depth: usize) -> Result<(), SyntaxErrorInfo> {
    if right > MAX_RIGHT {
        return Err(limits::too_complex());
    }
    if depth > limits::MAX_CHAIN {
        return Err(limits::too_deep());
    }
    Ok(())
}
