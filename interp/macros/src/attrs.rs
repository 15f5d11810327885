//! Attribute arguments: `#[pyfunction(name = "…", sig = "…", pure)]`, and docstrings from doc comments.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Expr, ExprLit, Ident, Lit, LitStr, Meta, Path, Result, Token};

/// Options of one function or method.
#[derive(Default, Clone)]
pub(crate) struct FnOptions {
    pub(crate) name: Option<LitStr>,
    pub(crate) sig: Option<LitStr>,
    pub(crate) no_text_signature: bool,
    /// A getter that shows itself as a struct member.
    pub(crate) member: bool,
    /// Further `FnFlags`, lower case: `pure`, `coexist`, `plain_count`.
    pub(crate) flags: Vec<String>,
}

impl Parse for FnOptions {
    fn parse(input: ParseStream<'_>) -> Result<FnOptions> {
        let mut options = FnOptions::default();
        for meta in Punctuated::<Meta, Token![,]>::parse_terminated(input)? {
            match &meta {
                Meta::NameValue(nv) if nv.path.is_ident("name") => options.name = Some(lit_str(&nv.value)?),
                Meta::NameValue(nv) if nv.path.is_ident("sig") => options.sig = Some(lit_str(&nv.value)?),
                Meta::Path(p) if p.is_ident("member") => options.member = true,
                Meta::Path(p) if p.is_ident("no_text_signature") => options.no_text_signature = true,
                Meta::Path(p) if p.is_ident("pure") || p.is_ident("coexist") || p.is_ident("plain_count") => {
                    options.flags.push(p.get_ident().expect("checked").to_string());
                }
                other => {
                    return Err(Error::new_spanned(
                        other,
                        "expected name = \"…\", sig = \"…\", no_text_signature, member, pure, coexist or plain_count",
                    ));
                }
            }
        }
        Ok(options)
    }
}

impl FnOptions {
    /// The options in an attribute, which may have no arguments.
    pub(crate) fn of(attr: &Attribute) -> Result<FnOptions> {
        match &attr.meta {
            Meta::Path(_) => Ok(FnOptions::default()),
            _ => attr.parse_args(),
        }
    }
}

/// The string literal that an attribute's value must be.
pub(crate) fn lit_str(e: &Expr) -> Result<LitStr> {
    match e {
        Expr::Lit(ExprLit { lit: Lit::Str(s), .. }) => Ok(s.clone()),
        other => Err(Error::new_spanned(other, "expected a string literal")),
    }
}

/// Options of a class.
#[derive(Default, Clone)]
pub(crate) struct ClassOptions {
    pub(crate) name: Option<LitStr>,
    pub(crate) module: Option<LitStr>,
    pub(crate) qualname: Option<LitStr>,
    pub(crate) text_sig: Option<LitStr>,
    pub(crate) doc: Option<LitStr>,
    pub(crate) base: Option<Path>,
    /// A cell type from `object` (with its own header) in place of `Native<T>`.
    pub(crate) cell: Option<syn::Type>,
    pub(crate) parts: Vec<Path>,
    /// `TypeFlags` names, upper case.
    pub(crate) flags: Vec<String>,
    pub(crate) no_trace: bool,
    pub(crate) no_methods: bool,
    /// The cell is larger than the base class's.
    pub(crate) own_layout: bool,
}

const CLASS_FLAGS: &[(&str, &str)] = &[
    ("subclass", "BASETYPE"),
    ("dict", "HAS_DICT"),
    ("weakref", "WEAKREF"),
    ("immutable", "IMMUTABLE"),
    ("mutable", "MUTABLE"),
    ("sequence", "SEQUENCE"),
    ("mapping", "MAPPING"),
    ("no_new", "NO_NEW"),
    ("unhashable", "UNHASHABLE"),
    ("object_new", "OBJECT_NEW"),
    ("method_descriptor", "METHOD_DESCRIPTOR"),
];

impl Parse for ClassOptions {
    fn parse(input: ParseStream<'_>) -> Result<ClassOptions> {
        let mut o = ClassOptions::default();
        while !input.is_empty() {
            let key: Ident = syn::ext::IdentExt::parse_any(input)?;
            let k = key.to_string();
            if input.peek(Token![=]) {
                input.parse::<Token![=]>()?;
                match k.as_str() {
                    "name" => o.name = Some(input.parse()?),
                    "module" => o.module = Some(input.parse()?),
                    "qualname" => o.qualname = Some(input.parse()?),
                    "text_sig" => o.text_sig = Some(input.parse()?),
                    "doc" => o.doc = Some(input.parse()?),
                    "cell" => o.cell = Some(input.parse()?),
                    "base" => {
                        if input.peek(LitStr) {
                            let s: LitStr = input.parse()?;
                            if s.value() != "object" {
                                return Err(Error::new(
                                    s.span(),
                                    "write a base other than object as a Rust path: base = ListType",
                                ));
                            }
                        } else {
                            o.base = Some(input.parse()?);
                        }
                    }
                    _ => return Err(Error::new(key.span(), "unknown class option")),
                }
            } else if k == "parts" {
                let inner;
                syn::parenthesized!(inner in input);
                o.parts = Punctuated::<Path, Token![,]>::parse_terminated(&inner)?.into_iter().collect();
            } else if k == "no_trace" {
                o.no_trace = true;
            } else if k == "own_layout" {
                o.own_layout = true;
            } else if k == "no_methods" {
                o.no_methods = true;
            } else if let Some((_, flag)) = CLASS_FLAGS.iter().find(|(n, _)| *n == k) {
                o.flags.push((*flag).into());
            } else {
                return Err(Error::new(key.span(), "unknown class option"));
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(o)
    }
}

/// Options of a module.
#[derive(Default, Clone)]
pub(crate) struct ModuleOptions {
    pub(crate) name: Option<LitStr>,
    pub(crate) parts: Vec<Path>,
}

impl Parse for ModuleOptions {
    fn parse(input: ParseStream<'_>) -> Result<ModuleOptions> {
        let mut o = ModuleOptions::default();
        while !input.is_empty() {
            let key: Ident = input.parse()?;
            if key == "name" {
                input.parse::<Token![=]>()?;
                o.name = Some(input.parse()?);
            } else if key == "parts" {
                let inner;
                syn::parenthesized!(inner in input);
                o.parts = Punctuated::<Path, Token![,]>::parse_terminated(&inner)?.into_iter().collect();
            } else {
                return Err(Error::new(key.span(), "expected name = \"…\" or parts(path, …)"));
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(o)
    }
}

/// The text of the doc comments, without the common leading space.
pub(crate) fn doc_text(attrs: &[Attribute]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for a in attrs {
        if let Meta::NameValue(nv) = &a.meta
            && nv.path.is_ident("doc")
            && let Expr::Lit(ExprLit { lit: Lit::Str(s), .. }) = &nv.value
        {
            for line in s.value().split('\n') {
                lines.push(line.strip_prefix(' ').unwrap_or(line).trim_end().to_string());
            }
        }
    }
    lines.join("\n").trim().to_string()
}

/// Removes the attribute called `name` and returns it.
pub(crate) fn take(attrs: &mut Vec<Attribute>, name: &str) -> Option<Attribute> {
    let i = attrs.iter().position(|a| a.path().segments.last().is_some_and(|s| s.ident == name))?;
    Some(attrs.remove(i))
}

/// Only `#[cfg]` attributes: what must be repeated on everything generated for an item.
pub(crate) fn cfgs(attrs: &[Attribute]) -> Vec<Attribute> {
    attrs.iter().filter(|a| a.path().is_ident("cfg")).cloned().collect()
}
