//! One Rust function → one `FnDef` plus the shims that parse, convert and call.
//!
//! Shared by functions of modules and methods of classes. What a parameter *means* is decided by its type's last path
//! segment (`Vm`, `Args`, `Kwargs`, a slice), everything else converts through `FromValue`; what it is *called* in Python comes from
//! `sig` or from the Rust name.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Error, Expr, FnArg, Pat, Result, ReturnType, Signature, Type};

use crate::attrs::{FnOptions, doc_text};
use crate::sig::{self, Kind, SigParam};

/// What kind of callable the function becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    Function,
    Method,
    ClassMethod,
    StaticMethod,
    /// `__new__`: like a class method, but the class is not part of `Args`.
    New,
    /// `__init__` and `__call__`: self comes apart from `Args`.
    Bound,
}

/// What a Rust parameter receives.
pub(crate) enum Param {
    Vm,
    /// `&self` or the first ordinary parameter of a method.
    Receiver(Option<Box<Type>>),
    /// The arguments unparsed.
    Raw,
    VarPos,
    VarKw,
    Fixed {
        name: String,
        ty: Box<Type>,
        default: Option<Expr>,
    },
}

/// The last path segment of a type, references removed.
pub(crate) fn last_segment(ty: &Type) -> Option<String> {
    match ty {
        Type::Reference(r) => last_segment(&r.elem),
        Type::Path(p) => p.path.segments.last().map(|s| s.ident.to_string()),
        Type::Paren(p) => last_segment(&p.elem),
        Type::Group(p) => last_segment(&p.elem),
        _ => None,
    }
}

/// Whether the type is written `Option<…>`.
pub(crate) fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(_)) && last_segment(ty).as_deref() == Some("Option")
}

/// Whether the type is written `Value`.
pub(crate) fn is_value(ty: &Type) -> bool {
    matches!(ty, Type::Path(_)) && last_segment(ty).as_deref() == Some("Value")
}

fn is_slice(ty: &Type) -> bool {
    matches!(ty, Type::Reference(r) if matches!(&*r.elem, Type::Slice(_)))
}

/// Takes `#[default(…)]` attributes off the parameters.
pub(crate) fn classify(sig: &mut Signature, receiver: bool) -> Result<Vec<Param>> {
    let mut params = Vec::new();
    let mut want_receiver = receiver;
    for input in &mut sig.inputs {
        match input {
            FnArg::Receiver(r) => {
                if !receiver || r.reference.is_none() || r.mutability.is_some() {
                    return Err(Error::new_spanned(r, "only `&self`, and only in methods"));
                }
                want_receiver = false;
                params.push(Param::Receiver(None));
            }
            FnArg::Typed(arg) => {
                let mut default = None;
                let mut rest: Vec<Attribute> = Vec::new();
                for a in arg.attrs.drain(..) {
                    if a.path().is_ident("default") {
                        default = Some(a.parse_args::<Expr>()?);
                    } else {
                        rest.push(a);
                    }
                }
                arg.attrs = rest;
                let ty = &*arg.ty;
                let seg = last_segment(ty).unwrap_or_default();
                if seg == "Vm" && matches!(ty, Type::Reference(_)) {
                    params.push(Param::Vm);
                } else if want_receiver {
                    want_receiver = false;
                    params.push(Param::Receiver(Some(Box::new(ty.clone()))));
                } else if seg == "Args" {
                    params.push(Param::Raw);
                } else if seg == "Kwargs" {
                    params.push(Param::VarKw);
                } else if is_slice(ty) {
                    params.push(Param::VarPos);
                } else {
                    let name = match &*arg.pat {
                        Pat::Ident(p) => p.ident.to_string(),
                        other => return Err(Error::new_spanned(other, "a Python parameter needs a plain name")),
                    };
                    let name = name.trim_start_matches("r#").trim_start_matches('_').to_string();
                    params.push(Param::Fixed { name, ty: Box::new(ty.clone()), default });
                }
            }
        }
    }
    if want_receiver {
        return Err(Error::new_spanned(
            &sig.ident,
            "a method needs `&self` or a first parameter such as `this: Obj<T>`",
        ));
    }
    Ok(params)
}

/// The Python parameters: from `sig` if given, else from the Rust ones (all positional-only).
fn python_params(params: &[Param], options: &FnOptions, at: &Ident) -> Result<Vec<SigParam>> {
    if let Some(text) = &options.sig {
        let parsed = sig::parse(&text.value()).map_err(|e| Error::new(text.span(), e))?;
        let raw = params.iter().any(|p| matches!(p, Param::Raw));
        let count = |f: fn(&Param) -> bool| params.iter().filter(|p| f(p)).count();
        let fixed = parsed.iter().filter(|p| !matches!(p.kind, Kind::VarPos | Kind::VarKw)).count();
        if !raw && fixed != count(|p| matches!(p, Param::Fixed { .. })) {
            return Err(Error::new(text.span(), "`sig` and the Rust function have different numbers of parameters"));
        }
        let var = |kind| parsed.iter().filter(|p| p.kind == kind).count();
        if !raw
            && (var(Kind::VarPos) != count(|p| matches!(p, Param::VarPos))
                || var(Kind::VarKw) != count(|p| matches!(p, Param::VarKw)))
        {
            return Err(Error::new(
                text.span(),
                "`*args` needs a parameter `&[Value]`, `**kwargs` one of type `Kwargs`",
            ));
        }
        return Ok(parsed);
    }
    let mut out = Vec::new();
    let mut seen_var = false;
    for p in params {
        match p {
            Param::Fixed { name, ty, default } => out.push(SigParam {
                name: name.clone(),
                kind: if seen_var { Kind::KwOnly } else { Kind::PosOnly },
                default: match default {
                    _ if is_option(ty) => Some("None".into()),
                    Some(e) => Some(default_text(e)),
                    None => None,
                },
            }),
            Param::VarPos => {
                seen_var = true;
                out.push(SigParam { name: "args".into(), kind: Kind::VarPos, default: None });
            }
            Param::VarKw => out.push(SigParam { name: "kwargs".into(), kind: Kind::VarKw, default: None }),
            Param::Raw => {
                out.push(SigParam { name: "args".into(), kind: Kind::VarPos, default: None });
                out.push(SigParam { name: "kwargs".into(), kind: Kind::VarKw, default: None });
            }
            Param::Vm | Param::Receiver(_) => {}
        }
    }
    let mut optional = false;
    for p in out.iter().filter(|p| p.kind == Kind::PosOnly) {
        if optional && p.default.is_none() {
            return Err(Error::new_spanned(at, "a required parameter follows an optional one: write `sig`"));
        }
        optional |= p.default.is_some();
    }
    Ok(out)
}

fn default_text(e: &Expr) -> String {
    let text = quote!(#e).to_string().replace(' ', "");
    match text.as_str() {
        "true" => "True".into(),
        "false" => "False".into(),
        t if t.parse::<f64>().is_ok() => text,
        _ => "<unrepresentable>".into(),
    }
}

/// The Rust expression for a missing argument.
fn default_expr(ty: &Type, explicit: Option<&Expr>, text: &str, at: &Ident) -> Result<TokenStream> {
    if let Some(e) = explicit {
        return Ok(quote!(#e));
    }
    if is_option(ty) {
        return Ok(quote!(::core::option::Option::None));
    }
    match text {
        "True" => return Ok(quote!(true)),
        "False" => return Ok(quote!(false)),
        "None" if is_value(ty) => return Ok(quote!(::taipan_interp::native::Value::NONE)),
        "sys.maxsize" => return Ok(quote!(isize::MAX as #ty)),
        _ => {}
    }
    if text.parse::<f64>().is_ok()
        && let Ok(e) = syn::parse_str::<Expr>(text)
    {
        return Ok(quote!(#e));
    }
    Err(Error::new_spanned(at, format!("no Rust value for the default `{text}`: use Option<…> or #[default(…)]")))
}

/// The generated items of one function.
pub(crate) struct Built {
    /// Shims and the static `FnDef`.
    pub(crate) items: TokenStream,
    /// The static's name.
    pub(crate) def: Ident,
    /// The shim `fn(&Vm, Args) -> PyResult<Value>` (or with self/cls in front for `New` and `Bound`).
    pub(crate) shim: Ident,
}

/// Everything `build` needs to know about the surroundings.
pub(crate) struct Target<'a> {
    /// How to call the Rust function: `Self_::name` or `name`.
    pub(crate) path: TokenStream,
    /// The implementing type for `&self`.
    pub(crate) self_ty: Option<&'a Type>,
    pub(crate) role: Role,
    pub(crate) attrs: &'a [Attribute],
    pub(crate) options: &'a FnOptions,
    /// Expression of type `Option<&'static str>`: class or module name shown in error messages.
    pub(crate) owner: TokenStream,
    /// What the function's result becomes (`Value`, or `()` for `__init__`).
    pub(crate) result: TokenStream,
}

/// Builds definition and shims for one function.
pub(crate) fn build(sig: &mut Signature, t: &Target<'_>) -> Result<Built> {
    let receiver = !matches!(t.role, Role::Function | Role::StaticMethod);
    let params = classify(sig, receiver)?;
    let python = python_params(&params, t.options, &sig.ident)?;
    let rust_name = sig.ident.to_string().trim_start_matches("r#").to_string();
    let py_name = t.options.name.as_ref().map_or_else(|| rust_name.clone(), |n| n.value());
    let def = format_ident!("DEF_{}", rust_name);
    let shim = format_ident!("call_{}", rust_name);

    let raw = params.iter().any(|p| matches!(p, Param::Raw));
    if raw && params.iter().any(|p| matches!(p, Param::Fixed { .. })) {
        return Err(Error::new_spanned(&sig.ident, "a function with `Args` parses all its arguments itself"));
    }
    let fixed: Vec<&SigParam> = python.iter().filter(|p| !matches!(p.kind, Kind::VarPos | Kind::VarKw)).collect();
    let positional = fixed.iter().filter(|p| p.kind != Kind::KwOnly).count();
    let simple = !raw && python.iter().all(|p| p.kind == Kind::PosOnly && p.default.is_none());
    // Self counts as an argument in `Args` for methods and class methods.
    let in_args = usize::from(matches!(t.role, Role::Method | Role::ClassMethod));

    // Conversions of the Rust parameters, in order; `a0`, `a1`… are the values handed to the function.
    let mut lets = TokenStream::new();
    let mut call_args: Vec<TokenStream> = Vec::new();
    let mut next = 0usize;
    for (i, p) in params.iter().enumerate() {
        let var = format_ident!("a{}", i);
        match p {
            Param::Vm => call_args.push(quote!(vm)),
            Param::Receiver(ty) => {
                let receiver = match (t.role, ty) {
                    (Role::New | Role::ClassMethod, Some(ty)) => quote! {
                        let #var: #ty = <#ty as ::taipan_interp::native::Receiver>::receive(vm, this, &#def)?;
                    },
                    (_, Some(ty)) => quote! {
                        let #var: #ty = <#ty as ::taipan_interp::native::Receiver>::receive(vm, this, &#def)?;
                    },
                    (_, None) => {
                        let self_ty = t.self_ty;
                        quote! {
                            let #var = <::taipan_interp::native::Obj<#self_ty> as ::taipan_interp::native::Receiver>::receive(vm, this, &#def)?;
                            let #var: &#self_ty = &#var;
                        }
                    }
                };
                lets.extend(receiver);
                call_args.push(quote!(#var));
            }
            Param::Raw => call_args.push(quote!(args)),
            Param::VarPos => {
                call_args.push(quote!(args.rest(#positional)));
            }
            Param::VarKw => call_args.push(quote!(::taipan_interp::native::Kwargs::new(args, &#def))),
            Param::Fixed { ty, default, .. } => {
                let Some(py) = fixed.get(next) else {
                    return Err(Error::new_spanned(&sig.ident, "parameters besides `Args` need `sig`"));
                };
                let slot = format_ident!("v{}", next);
                let at = quote!(::taipan_interp::native::ArgAt::new(&#def, #next));
                let convert = quote!(<#ty as ::taipan_interp::native::FromValue>::from_arg(vm, v, #at)?);
                match &py.default {
                    None => lets.extend(quote! { let #var: #ty = { let v = #slot; #convert }; }),
                    Some(text) => {
                        let missing = default_expr(ty, default.as_ref(), text, &sig.ident)?;
                        lets.extend(quote! {
                            let #var: #ty = match #slot {
                                ::core::option::Option::Some(v) => #convert,
                                ::core::option::Option::None => #missing,
                            };
                        });
                    }
                }
                next += 1;
                call_args.push(quote!(#var));
            }
        }
    }

    let path = &t.path;
    let result_ty = &t.result;
    let body = quote! {
        #lets
        ::taipan_interp::native::IntoSlot::<#result_ty>::into_slot(#path(#(#call_args),*), vm)
    };
    let n = fixed.len();
    let vs: Vec<Ident> = (0..n).map(|i| format_ident!("v{}", i)).collect();

    // The shims.
    let mut items = TokenStream::new();
    let mut fast = quote!(::taipan_interp::native::Fast::None);
    let ret = quote!(::taipan_interp::native::PyResult<#result_ty>);
    let args_ty = quote!(::taipan_interp::native::Args<'a>);
    let vm_ty = quote!(&'a ::taipan_interp::native::Vm);
    let value = quote!(::taipan_interp::native::Value);
    if simple && n + in_args <= 3 && matches!(t.role, Role::Function | Role::StaticMethod | Role::Method) {
        let boxed = format_ident!("fast_{}", rust_name);
        let total = n + in_args;
        let this = (in_args == 1).then(|| quote!(this: #value,));
        items.extend(quote! {
            fn #boxed(vm: &::taipan_interp::native::Vm, #this #(#vs: #value),*) -> #ret { let _ = vm; #body }
        });
        let names: Vec<Ident> =
            (in_args == 1).then(|| format_ident!("this")).into_iter().chain(vs.iter().cloned()).collect();
        items.extend(quote! {
            fn #shim<'a>(vm: #vm_ty, args: #args_ty) -> #ret {
                let [#(#names),*] = ::taipan_interp::native::exact::<#total>(vm, &#def, args)?;
                #boxed(vm, #(#names),*)
            }
        });
        let variant = format_ident!("F{}", total);
        fast = quote!(::taipan_interp::native::Fast::#variant(#boxed));
    } else {
        let unpack_self = match t.role {
            Role::Method | Role::ClassMethod => quote! {
                let (this, args) = ::taipan_interp::native::split_self(vm, &#def, args)?;
            },
            _ => TokenStream::new(),
        };
        let extra = match t.role {
            Role::New => quote!(this: ::taipan_interp::native::Gc<::taipan_interp::native::PyType>,),
            Role::Bound => quote!(this: #value,),
            _ => TokenStream::new(),
        };
        let this_value = (t.role == Role::New).then(|| quote!(let this: #value = ::core::convert::Into::into(this);));
        let whole = simple && t.role == Role::ClassMethod;
        let unpack_self = if whole {
            let total = n + 1;
            quote! { let [this #(, #vs)*] = ::taipan_interp::native::exact::<#total>(vm, &#def, args)?; }
        } else {
            unpack_self
        };
        let bind = if raw || whole {
            // `sig` only describes what a function with `Args` parses itself.
            TokenStream::new()
        } else if simple {
            quote! { let [#(#vs),*] = ::taipan_interp::native::exact_after_self::<#n>(vm, &#def, args)?; }
        } else {
            let required: Vec<TokenStream> = fixed
                .iter()
                .zip(&vs)
                .filter(|(p, _)| p.default.is_none())
                .map(|(_, v)| quote! { let #v = ::taipan_interp::native::present(#v); })
                .collect();
            quote! {
                let [#(#vs),*] = ::taipan_interp::native::bind::<#n>(vm, &#def, args)?;
                #(#required)*
            }
        };
        items.extend(quote! {
            fn #shim<'a>(vm: #vm_ty, #extra args: #args_ty) -> #ret {
                let _ = (vm, args);
                #this_value
                #unpack_self
                #bind
                #body
            }
        });
    }

    let typed = typed_entry(sig, &params, t, &rust_name, &mut items);
    let call = match t.role {
        Role::New | Role::Bound => quote!(::taipan_interp::native::not_callable),
        _ => quote!(#shim),
    };
    let first = match t.role {
        Role::Function => Some("$module"),
        Role::Method | Role::Bound => Some("$self"),
        Role::ClassMethod => Some("$type"),
        Role::New | Role::StaticMethod => None,
    };
    let text_signature = if t.options.no_text_signature || (raw && t.options.sig.is_none()) {
        quote!(::core::option::Option::None)
    } else {
        let text = sig::text(first, &python);
        quote!(::core::option::Option::Some(#text))
    };
    let rows = python.iter().map(|p| {
        let (name, kind, required) = (&p.name, format_ident!("{}", p.kind.ident()), p.default.is_none());
        quote! {
            ::taipan_interp::native::Param { name: #name, kind: ::taipan_interp::native::ParamKind::#kind, required: #required }
        }
    });
    let mut flags: Vec<Ident> = Vec::new();
    match t.role {
        Role::Function => {}
        Role::Method | Role::Bound => flags.push(format_ident!("METHOD")),
        Role::ClassMethod | Role::New => flags.push(format_ident!("CLASSMETHOD")),
        Role::StaticMethod => flags.push(format_ident!("STATICMETHOD")),
    }
    flags.extend(t.options.flags.iter().map(|f| format_ident!("{}", f.to_uppercase())));
    if python.iter().any(|p| p.kind == Kind::KwOnly && p.default.is_none()) {
        flags.push(format_ident!("KW_REQUIRED"));
    }
    let style = format_ident!(
        "{}",
        match () {
            _ if raw => "Raw",
            _ if matches!(t.role, Role::New | Role::Bound) && simple => "Positional",
            _ if python.is_empty() => "NoArgs",
            _ if simple && n == 1 => "One",
            _ if python.iter().all(|p| matches!(p.kind, Kind::PosOnly | Kind::VarPos)) => "Positional",
            _ => "Keywords",
        }
    );
    let min = fixed.iter().filter(|p| p.kind != Kind::KwOnly && p.default.is_none()).count() as u8;
    let max = positional as u8;
    let doc = doc_text(t.attrs);
    let owner = &t.owner;
    items.extend(quote! {
        static #def: ::taipan_interp::native::FnDef = ::taipan_interp::native::FnDef {
            name: #py_name,
            owner: #owner,
            doc: #doc,
            text_signature: #text_signature,
            params: &[#(#rows),*],
            style: ::taipan_interp::native::ArgStyle::#style,
            min: #min,
            max: #max,
            call: #call,
            fast: #fast,
            typed: #typed,
            flags: ::taipan_interp::native::FnFlags::empty()#(.union(::taipan_interp::native::FnFlags::#flags))*,
        };
    });
    Ok(Built { items, def, shim })
}

/// A direct entry with unboxed arguments where the Rust signature is only `f64`s or `i64`s.
fn typed_entry(sig: &Signature, params: &[Param], t: &Target<'_>, name: &str, items: &mut TokenStream) -> TokenStream {
    let none = quote!(::taipan_interp::native::Typed::None);
    if t.role != Role::Function {
        return none;
    }
    let mut types = Vec::new();
    for p in params {
        match p {
            Param::Vm => {}
            Param::Fixed { ty, default: None, .. } => match last_segment(ty).as_deref() {
                Some("f64") => types.push("f64"),
                Some("i64") => types.push("i64"),
                _ => return none,
            },
            _ => return none,
        }
    }
    let ReturnType::Type(_, ret) = &sig.output else { return none };
    let (ret, fallible) = match &**ret {
        Type::Path(p) => {
            let last = p.path.segments.last().expect("a path has segments");
            if last.ident == "PyResult" {
                match &last.arguments {
                    syn::PathArguments::AngleBracketed(a) => match a.args.first() {
                        Some(syn::GenericArgument::Type(ty)) => (last_segment(ty), true),
                        _ => return none,
                    },
                    _ => return none,
                }
            } else {
                (Some(last.ident.to_string()), false)
            }
        }
        _ => return none,
    };
    let ret = ret.unwrap_or_default();
    let variant = match (types.as_slice(), ret.as_str(), fallible) {
        (["f64"], "f64", false) => "F64ToF64",
        (["f64", "f64"], "f64", false) => "F64F64ToF64",
        (["f64"], "bool", false) => "F64ToBool",
        (["i64"], "i64", false) => "I64ToI64",
        (["i64", "i64"], "i64", false) => "I64I64ToI64",
        (["f64"], "f64", true) => "F64ToTryF64",
        (["f64", "f64"], "f64", true) => "F64F64ToTryF64",
        _ => return none,
    };
    let entry = format_ident!("typed_{}", name);
    let variant = format_ident!("{}", variant);
    let tys: Vec<Ident> = types.iter().map(|t| Ident::new(t, Span::call_site())).collect();
    let names: Vec<Ident> = (0..types.len()).map(|i| format_ident!("x{}", i)).collect();
    let mut it = names.iter();
    let call_args = params.iter().map(|p| match p {
        Param::Vm => quote!(vm),
        _ => {
            let n = it.next();
            quote!(#n)
        }
    });
    let path = &t.path;
    if fallible {
        items.extend(quote! {
            extern "C" fn #entry(vm: &::taipan_interp::native::Vm, #(#names: #tys,)* out: &mut f64) -> bool {
                let _ = vm;
                match #path(#(#call_args),*) {
                    ::core::result::Result::Ok(x) => { *out = x; true }
                    ::core::result::Result::Err(_) => false,
                }
            }
        });
    } else {
        if params.iter().any(|p| matches!(p, Param::Vm)) {
            return none;
        }
        let ret = Ident::new(&ret, Span::call_site());
        items.extend(quote! { extern "C" fn #entry(#(#names: #tys),*) -> #ret { #path(#(#call_args),*) } });
    }
    quote!(::taipan_interp::native::Typed::#variant(#entry))
}
