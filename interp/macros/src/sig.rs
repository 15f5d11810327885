//! Python-style signatures, as written in `#[pyfunction(sig = "(a, b=None, /, *, key=None)")]`.
//!
//! Knows nothing about Rust types: it only turns the text into a list of parameters with kinds and default texts, and
//! prints `__text_signature__` from that list.

/// How a parameter may be passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    PosOnly,
    PosOrKw,
    VarPos,
    KwOnly,
    VarKw,
}

impl Kind {
    /// The variant's name in the runtime's `ParamKind`.
    pub(crate) fn ident(self) -> &'static str {
        match self {
            Kind::PosOnly => "PosOnly",
            Kind::PosOrKw => "PosOrKw",
            Kind::VarPos => "VarPos",
            Kind::KwOnly => "KwOnly",
            Kind::VarKw => "VarKw",
        }
    }
}

/// One parameter of a Python signature.
#[derive(Clone, Debug)]
pub(crate) struct SigParam {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// The default's source text; `None` for a required parameter.
    pub(crate) default: Option<String>,
}

/// Parses `"(a, b=None, /, *args, key=None, **kw)"`.
pub(crate) fn parse(text: &str) -> Result<Vec<SigParam>, String> {
    let inner = text
        .trim()
        .strip_prefix('(')
        .and_then(|s| s.strip_suffix(')'))
        .ok_or_else(|| "a signature is written \"(a, b=None, /)\"".to_string())?;
    let mut params: Vec<SigParam> = Vec::new();
    let mut keyword_only = false;
    for (i, item) in split_top(inner).into_iter().enumerate() {
        let item = item.trim();
        if item.is_empty() {
            return Err("empty parameter in signature".into());
        }
        if i == 0 && item.starts_with('$') {
            return Err("leave $self, $module and $type out of `sig`: the macro adds them".into());
        }
        if item == "/" {
            if keyword_only {
                return Err("`/` must precede `*`".into());
            }
            params.iter_mut().for_each(|p| p.kind = Kind::PosOnly);
        } else if item == "*" {
            keyword_only = true;
        } else if let Some(name) = item.strip_prefix("**") {
            params.push(SigParam { name: name.trim().into(), kind: Kind::VarKw, default: None });
        } else if let Some(name) = item.strip_prefix('*') {
            keyword_only = true;
            params.push(SigParam { name: name.trim().into(), kind: Kind::VarPos, default: None });
        } else {
            let (name, default) = match item.split_once('=') {
                Some((n, d)) => (n.trim(), Some(d.trim().to_string())),
                None => (item, None),
            };
            let kind = if keyword_only { Kind::KwOnly } else { Kind::PosOrKw };
            params.push(SigParam { name: name.into(), kind, default });
        }
    }
    Ok(params)
}

/// Splits at commas outside of brackets and quotes.
fn split_top(text: &str) -> Vec<String> {
    let mut items = Vec::new();
    let (mut depth, mut quote, mut item) = (0i32, None::<char>, String::new());
    for c in text.chars() {
        match (quote, c) {
            (Some(q), _) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                items.push(std::mem::take(&mut item));
                continue;
            }
            _ => {}
        }
        item.push(c);
    }
    if !item.trim().is_empty() {
        items.push(item);
    }
    items
}

/// `__text_signature__` for the parameters, after `first` (`$self`, `$module`, `$type`), as inspect reads it.
pub(crate) fn text(first: Option<&str>, params: &[SigParam]) -> String {
    let mut out: Vec<String> = Vec::new();
    // Self is positional-only, so without another such parameter the slash stands right after it.
    let mut pending_slash = first.is_some() && !params.iter().any(|p| matches!(p.kind, Kind::PosOnly));
    out.extend(first.map(str::to_string));
    let mut star = false;
    for p in params {
        match p.kind {
            Kind::PosOnly => pending_slash = true,
            Kind::KwOnly if !star => {
                if std::mem::take(&mut pending_slash) {
                    out.push("/".into());
                }
                out.push("*".into());
                star = true;
            }
            _ => {
                if std::mem::take(&mut pending_slash) {
                    out.push("/".into());
                }
            }
        }
        let shown = match p.kind {
            Kind::VarPos => {
                star = true;
                format!("*{}", p.name)
            }
            Kind::VarKw => format!("**{}", p.name),
            _ => match &p.default {
                Some(d) => format!("{}={}", p.name, d),
                None => p.name.clone(),
            },
        };
        out.push(shown);
    }
    if pending_slash {
        out.push("/".into());
    }
    format!("({})", out.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn round(first: Option<&str>, sig: &str, expected: &str) {
        assert_eq!(text(first, &parse(sig).unwrap()), expected);
    }

    #[test]
    fn signatures_print_as_inspect_shows_them() {
        round(Some("$self"), "(object, /)", "($self, object, /)");
        round(Some("$self"), "()", "($self, /)");
        round(
            Some("$module"),
            "(iterable, /, *, key=None, reverse=False)",
            "($module, iterable, /, *, key=None, reverse=False)",
        );
        round(Some("$self"), "(*, key=None)", "($self, /, *, key=None)");
        round(Some("$self"), "(sep=None, maxsplit=-1)", "($self, /, sep=None, maxsplit=-1)");
        round(Some("$module"), "(*args, sep=' ', end='\\n')", "($module, /, *args, sep=' ', end='\\n')");
        round(None, "(frm, to=')(,', /)", "(frm, to=')(,', /)");
        round(Some("$self"), "(a, /, b, **kw)", "($self, a, /, b, **kw)");
    }

    #[test]
    fn bad_signatures_are_refused() {
        assert!(parse("a, b").is_err());
        assert!(parse("($self, a)").is_err());
        assert!(parse("(a,,b)").is_err());
    }
}
