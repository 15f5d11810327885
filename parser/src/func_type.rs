//! `func_type` mode: the signature of a function type comment, `(int, *str, **bool) -> float`. Ruff has no such mode, so its
//! parts are parsed as expressions in place.

use std::ops::Range;
use std::sync::Arc;

use ruff_python_ast::{Expr, ExprContext, ExprTuple, Mod, ModExpression};
use ruff_python_parser as ruff;
use ruff_source_file::LineIndex;
use ruff_text_size::{TextRange, TextSize};

use crate::diagnose;
use crate::error::{ErrorKind, SyntaxErrorInfo};
use crate::lexer::{Kind, Lexer};
use crate::parse::{Mode, ParseOptions, Parsed};

/// Parses a signature.
pub(crate) fn parse_func_type(text: Arc<str>, options: ParseOptions, depth: usize) -> Result<Parsed, SyntaxErrorInfo> {
    if let Some(error) = diagnose::diagnose(&text, Mode::FuncType, options) {
        return Err(error);
    }
    let (arguments, returns) = cut(&text).ok_or_else(|| SyntaxErrorInfo::bare(ErrorKind::Syntax, "invalid syntax"))?;
    let mut elts = Vec::new();
    for range in arguments {
        elts.push(expression(&text, range)?);
    }
    let returns = expression(&text, returns)?;
    let range = TextRange::up_to(TextSize::of(&*text));
    let tuple = ExprTuple { node_index: Default::default(), range, elts, ctx: ExprContext::Load, parenthesized: true };
    let body = Box::new(Expr::Tuple(tuple));
    Ok(Parsed {
        ast: Mod::Expression(ModExpression { node_index: Default::default(), range, body }),
        returns: Some(returns),
        lines: LineIndex::from_source_text(&text),
        source: text,
        warnings: Vec::new(),
        depth,
    })
}

fn expression(text: &str, range: Range<usize>) -> Result<Expr, SyntaxErrorInfo> {
    let range = TextRange::new(TextSize::new(range.start as u32), TextSize::new(range.end as u32));
    match ruff::parse_expression_range(text, range) {
        Ok(parsed) => Ok(*parsed.into_syntax().body),
        Err(error) => Err(diagnose::fallback(text, error.location, &error.error.to_string())),
    }
}

/// The ranges of the arguments (without stars) and of the result.
fn cut(text: &str) -> Option<(Vec<Range<usize>>, Range<usize>)> {
    let mut lexer = Lexer::new(text, false);
    if lexer.next_token().kind != Kind::LPar {
        return None;
    }
    let mut arguments = Vec::new();
    let mut current: Option<Range<usize>> = None;
    loop {
        let token = lexer.next_token();
        let at_top = token.level <= 1;
        match token.kind {
            Kind::Error | Kind::EndMarker => return None,
            Kind::Comma if at_top => arguments.extend(current.take()),
            Kind::RPar if token.level == 0 => break,
            Kind::Star | Kind::DoubleStar if current.is_none() => {}
            _ => {
                let start = current.map_or(token.start as usize, |range| range.start);
                current = Some(start..token.end as usize);
            }
        }
    }
    arguments.extend(current);
    if lexer.next_token().kind != Kind::RArrow {
        return None;
    }
    let mut returns: Option<Range<usize>> = None;
    loop {
        let token = lexer.next_token();
        match token.kind {
            Kind::Error => return None,
            Kind::EndMarker | Kind::Newline => return Some((arguments, returns?)),
            _ => {
                let start = returns.map_or(token.start as usize, |range| range.start);
                returns = Some(start..token.end as usize);
            }
        }
    }
}
