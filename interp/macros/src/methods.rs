//! `#[pymethods]`: an `impl` block → `MethodsDef` (methods, getters, class attributes) and a function that fills `Slots`.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Error, ImplItem, ImplItemFn, ItemImpl, Result, Signature, Type};

use crate::attrs::{FnOptions, cfgs, doc_text, take};
use crate::func::{self, Param, Role, Target, classify, is_option, is_value};

/// What a dunder's slot function looks like; see `taipan_interp::slots` for the signatures.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// `(self) -> T`; the string is T.
    Unary(&'static str),
    /// `(self, other) -> T`.
    Binary(&'static str),
    /// `(a, b)`, either may be self.
    Number,
    /// The `__radd__` of the number slot.
    Reflected(&'static str),
    /// `(self, a, b) -> T` with the types of `a` and `b` as the slot has them.
    Ternary(&'static str),
    /// `__pow__`.
    Power,
    Compare(&'static str),
    RichCompare,
    /// `(self, key, value: Option<Value>)`, the pair of set and delete.
    Assign,
    /// The delete half of the named set slot.
    Delete(&'static str),
    New,
    Init,
    Call,
}

const VALUE: &str = "Value";

/// The slot field and shape of a function name; `None` if it is an ordinary method.
fn slot_of(name: &str) -> Option<(&'static str, Shape)> {
    use Shape::*;
    Some(match name {
        "__new__" => ("new", New),
        "__init__" => ("init", Init),
        "__call__" => ("call", Call),
        "__del__" => ("del", Unary("()")),
        "__repr__" => ("repr", Unary(VALUE)),
        "__str__" => ("str", Unary(VALUE)),
        "__hash__" => ("hash", Unary("i64")),
        "__iter__" => ("iter", Unary(VALUE)),
        "__next__" => ("iternext", Unary("Option<Value>")),
        "__len__" => ("len", Unary("usize")),
        "__bool__" => ("bool", Unary("bool")),
        "__int__" => ("int", Unary(VALUE)),
        "__float__" => ("float", Unary(VALUE)),
        "__index__" => ("index", Unary(VALUE)),
        "__neg__" => ("neg", Unary(VALUE)),
        "__pos__" => ("pos", Unary(VALUE)),
        "__abs__" => ("abs", Unary(VALUE)),
        "__invert__" => ("invert", Unary(VALUE)),
        "__await__" => ("await_", Unary(VALUE)),
        "__aiter__" => ("aiter", Unary(VALUE)),
        "__anext__" => ("anext", Unary(VALUE)),
        "am_send" => ("am_send", Binary("SendResult")),
        "__getattribute__" => ("getattro", Binary(VALUE)),
        "__getitem__" => ("getitem", Binary(VALUE)),
        "__contains__" => ("contains", Binary("bool")),
        "sq_item" => ("sq_item", Binary(VALUE)),
        "sq_concat" => ("sq_concat", Binary(VALUE)),
        "sq_repeat" => ("sq_repeat", Binary(VALUE)),
        "sq_inplace_concat" => ("sq_inplace_concat", Binary(VALUE)),
        "sq_inplace_repeat" => ("sq_inplace_repeat", Binary(VALUE)),
        "__get__" => ("descr_get", Ternary(VALUE)),
        "__setattr__" => ("setattro", Assign),
        "__set__" => ("descr_set", Assign),
        "__setitem__" => ("setitem", Assign),
        "__delattr__" => ("setattro", Delete("__setattr__")),
        "__delete__" => ("descr_set", Delete("__set__")),
        "__delitem__" => ("setitem", Delete("__setitem__")),
        "richcompare" => ("richcompare", RichCompare),
        "__eq__" => ("richcompare", Compare("Eq")),
        "__ne__" => ("richcompare", Compare("Ne")),
        "__lt__" => ("richcompare", Compare("Lt")),
        "__le__" => ("richcompare", Compare("Le")),
        "__gt__" => ("richcompare", Compare("Gt")),
        "__ge__" => ("richcompare", Compare("Ge")),
        "__add__" => ("add", Number),
        "__sub__" => ("sub", Number),
        "__mul__" => ("mul", Number),
        "__mod__" => ("rem", Number),
        "__divmod__" => ("divmod", Number),
        "__lshift__" => ("lshift", Number),
        "__rshift__" => ("rshift", Number),
        "__and__" => ("and", Number),
        "__xor__" => ("xor", Number),
        "__or__" => ("or", Number),
        "__floordiv__" => ("floordiv", Number),
        "__truediv__" => ("truediv", Number),
        "__matmul__" => ("matmul", Number),
        "__pow__" => ("pow", Power),
        "__radd__" => ("add", Reflected("__add__")),
        "__rsub__" => ("sub", Reflected("__sub__")),
        "__rmul__" => ("mul", Reflected("__mul__")),
        "__rmod__" => ("rem", Reflected("__mod__")),
        "__rdivmod__" => ("divmod", Reflected("__divmod__")),
        "__rlshift__" => ("lshift", Reflected("__lshift__")),
        "__rrshift__" => ("rshift", Reflected("__rshift__")),
        "__rand__" => ("and", Reflected("__and__")),
        "__rxor__" => ("xor", Reflected("__xor__")),
        "__ror__" => ("or", Reflected("__or__")),
        "__rfloordiv__" => ("floordiv", Reflected("__floordiv__")),
        "__rtruediv__" => ("truediv", Reflected("__truediv__")),
        "__rmatmul__" => ("matmul", Reflected("__matmul__")),
        "__iadd__" => ("inplace_add", Binary(VALUE)),
        "__isub__" => ("inplace_sub", Binary(VALUE)),
        "__imul__" => ("inplace_mul", Binary(VALUE)),
        "__imod__" => ("inplace_rem", Binary(VALUE)),
        "__ipow__" => ("inplace_pow", Ternary(VALUE)),
        "__ilshift__" => ("inplace_lshift", Binary(VALUE)),
        "__irshift__" => ("inplace_rshift", Binary(VALUE)),
        "__iand__" => ("inplace_and", Binary(VALUE)),
        "__ixor__" => ("inplace_xor", Binary(VALUE)),
        "__ior__" => ("inplace_or", Binary(VALUE)),
        "__ifloordiv__" => ("inplace_floordiv", Binary(VALUE)),
        "__itruediv__" => ("inplace_truediv", Binary(VALUE)),
        "__imatmul__" => ("inplace_matmul", Binary(VALUE)),
        "__buffer__" => ("buffer_get", Binary("Buffer")),
        "__release_buffer__" => ("buffer_release", Unary("()")),
        _ => return None,
    })
}

/// The slot function's type of the second parameter, where it is not `Value`.
fn second_type(field: &str) -> TokenStream {
    match field {
        "getattro" | "setattro" => quote!(::taipan_interp::native::Gc<::taipan_interp::native::PyStr>),
        "sq_item" | "sq_repeat" | "sq_inplace_repeat" => quote!(isize),
        "buffer_get" => quote!(i32),
        "descr_get" => quote!(::core::option::Option<::taipan_interp::native::Value>),
        _ => quote!(::taipan_interp::native::Value),
    }
}

fn ret_type(t: &str) -> TokenStream {
    match t {
        "()" => quote!(()),
        "i64" => quote!(i64),
        "usize" => quote!(usize),
        "bool" => quote!(bool),
        "Option<Value>" => quote!(::core::option::Option<::taipan_interp::native::Value>),
        "SendResult" => quote!(::taipan_interp::native::SendResult),
        "Buffer" => quote!(::taipan_interp::native::Buffer),
        _ => quote!(::taipan_interp::native::Value),
    }
}

/// Puts `#[cfg]`s in front of every generated item.
pub(crate) fn with_cfg(cfg: &[Attribute], items: &TokenStream) -> TokenStream {
    if cfg.is_empty() {
        return items.clone();
    }
    let parsed: syn::File = syn::parse2(items.clone()).expect("generated items parse");
    let items = parsed.items.iter().map(|item| quote! { #(#cfg)* #item });
    quote! { #(#items)* }
}

/// One function that fills (part of) a slot.
struct SlotFn {
    name: String,
    ident: Ident,
    sig: Signature,
    params: Vec<Param>,
}

/// Expands `#[pymethods] impl T { … }`.
pub(crate) fn expand(mut item: ItemImpl) -> Result<TokenStream> {
    if item.trait_.is_some() || !item.generics.params.is_empty() {
        return Err(Error::new_spanned(&item.self_ty, "#[pymethods] goes on a plain `impl Type`"));
    }
    let self_ty = (*item.self_ty).clone();
    let owner = quote!(::core::option::Option::Some(<#self_ty as ::taipan_interp::native::PyName>::NAME));
    let mut items = TokenStream::new();
    let (mut methods, mut attrs) = (Vec::new(), Vec::new());
    let mut getsets: BTreeMap<String, GetSet> = BTreeMap::new();
    let mut slots: Vec<SlotFn> = Vec::new();
    let mut slot_rows = TokenStream::new();

    for member in &mut item.items {
        match member {
            ImplItem::Fn(f) => {
                if take(&mut f.attrs, "pyskip").is_some() {
                    continue;
                }
                expand_fn(
                    f,
                    &self_ty,
                    &owner,
                    &mut items,
                    &mut methods,
                    &mut attrs,
                    &mut getsets,
                    &mut slots,
                    &mut slot_rows,
                )?;
            }
            ImplItem::Const(c) => {
                if let Some(attr) = take(&mut c.attrs, "pyattr") {
                    let ident = &c.ident;
                    let name = FnOptions::of(&attr)?.name.map_or_else(|| ident.to_string(), |n| n.value());
                    attrs.push(quote! {
                        ::taipan_interp::native::AttrDef {
                            name: #name,
                            value: |vm| ::taipan_interp::native::IntoSlot::<::taipan_interp::native::Value>::into_slot(<#self_ty>::#ident, vm),
                        }
                    });
                    c.attrs.push(syn::parse_quote!(#[allow(non_upper_case_globals)]));
                }
            }
            _ => {}
        }
    }
    slots_code(&self_ty, &slots, &mut items, &mut slot_rows)?;
    let getset_rows: Vec<TokenStream> = getsets.iter().map(|(name, gs)| gs.row(name, &owner)).collect();
    Ok(quote! {
        #item
        #[allow(non_upper_case_globals, non_snake_case, unused_variables)]
        const _: () = {
            #items
            fn fill_slots(slots: &mut ::taipan_interp::native::Slots) { #slot_rows }
            impl ::taipan_interp::native::PyMethods for #self_ty {
                const METHODS: &'static ::taipan_interp::native::MethodsDef = {
                    static METHODS: ::taipan_interp::native::MethodsDef = ::taipan_interp::native::MethodsDef {
                        methods: &[#(#methods),*],
                        getset: &[#(#getset_rows),*],
                        attrs: &[#(#attrs),*],
                        slots: fill_slots,
                    };
                    &METHODS
                };
            }
        };
    })
}

#[derive(Default)]
struct GetSet {
    doc: String,
    member: bool,
    get: Option<Ident>,
    set: Option<Ident>,
    del: Option<Ident>,
    cfg: Vec<Attribute>,
}

impl GetSet {
    fn row(&self, name: &str, owner: &TokenStream) -> TokenStream {
        let doc = &self.doc;
        let member = self.member;
        let cfg = &self.cfg;
        let get = match &self.get {
            Some(get) => quote!(::core::option::Option::Some(#get)),
            None => quote!(::core::option::Option::None),
        };
        let set = match (&self.set, &self.del) {
            (None, None) => quote!(::core::option::Option::None),
            (set, del) => {
                let on_set = match set {
                    Some(set) => quote!(#set(vm, this, value)),
                    None => quote!(::core::result::Result::Err(::taipan_interp::native::not_writable(vm, this, #name))),
                };
                let on_del = match del {
                    Some(del) => quote!(#del(vm, this)),
                    None if set.is_some() => quote!(#on_set),
                    None => quote!(::core::result::Result::Err(::taipan_interp::native::not_deletable(vm, #name))),
                };
                quote!(::core::option::Option::Some(|vm, this, value| match value {
                    ::core::option::Option::None => #on_del,
                    ::core::option::Option::Some(_) => #on_set,
                }))
            }
        };
        quote! {
            #(#cfg)*
            &::taipan_interp::native::GetSetDef { name: #name, owner: #owner, doc: #doc, get: #get, set: #set, member: #member }
        }
    }
}

/// `let this = …` for the receiver of a getter or slot; returns the argument expression.
fn receiver_let(ty: &Option<Box<Type>>, self_ty: &Type, from: &Ident, var: &Ident, name: &str) -> TokenStream {
    match ty {
        Some(ty) => quote! {
            let #var: #ty = <#ty as ::taipan_interp::native::Receiver>::receive_slot(vm, #from, #name, <#self_ty as ::taipan_interp::native::PyName>::NAME)?;
        },
        None => quote! {
            let #var = <::taipan_interp::native::Obj<#self_ty> as ::taipan_interp::native::Receiver>::receive_slot(vm, #from, #name, <#self_ty as ::taipan_interp::native::PyName>::NAME)?;
            let #var: &#self_ty = &#var;
        },
    }
}

#[allow(clippy::too_many_arguments)]
fn expand_fn(
    f: &mut ImplItemFn,
    self_ty: &Type,
    owner: &TokenStream,
    items: &mut TokenStream,
    methods: &mut Vec<TokenStream>,
    attrs: &mut Vec<TokenStream>,
    getsets: &mut BTreeMap<String, GetSet>,
    slots: &mut Vec<SlotFn>,
    slot_rows: &mut TokenStream,
) -> Result<()> {
    let cfg = cfgs(&f.attrs);
    let ident = f.sig.ident.clone();
    let rust_name = ident.to_string().trim_start_matches("r#").to_string();
    for (marker, prefix) in [("getter", ""), ("setter", "set_"), ("deleter", "del_")] {
        let Some(attr) = take(&mut f.attrs, marker) else { continue };
        let options = FnOptions::of(&attr)?;
        let name = match options.name {
            Some(n) => n.value(),
            None => rust_name.strip_prefix(prefix).unwrap_or(&rust_name).to_string(),
        };
        let shim = format_ident!("{}_{}", marker, rust_name);
        let params = classify(&mut f.sig, true)?;
        let mut lets = TokenStream::new();
        let mut args = Vec::new();
        for p in &params {
            match p {
                Param::Vm => args.push(quote!(vm)),
                Param::Receiver(ty) => {
                    lets.extend(receiver_let(ty, self_ty, &format_ident!("this"), &format_ident!("recv"), &name));
                    args.push(quote!(recv));
                }
                Param::Fixed { ty, .. } if marker == "setter" => {
                    if is_option(ty) {
                        lets.extend(quote! { let value: #ty = match value {
                            ::core::option::Option::Some(v) => ::core::option::Option::Some(::taipan_interp::native::FromValue::from_value(vm, v)?),
                            ::core::option::Option::None => ::core::option::Option::None,
                        }; });
                    } else {
                        lets.extend(quote! { let value: #ty = match value {
                            ::core::option::Option::Some(v) => ::taipan_interp::native::FromValue::from_value(vm, v)?,
                            ::core::option::Option::None => return ::core::result::Result::Err(::taipan_interp::native::not_deletable(vm, #name)),
                        }; });
                    }
                    args.push(quote!(value));
                }
                _ => return Err(Error::new_spanned(&f.sig, "unexpected parameter of a getter, setter or deleter")),
            }
        }
        let value =
            (marker == "setter").then(|| quote!(value: ::core::option::Option<::taipan_interp::native::Value>,));
        let ret = if marker == "getter" { quote!(::taipan_interp::native::Value) } else { quote!(()) };
        items.extend(quote! {
            #(#cfg)*
            fn #shim(vm: &::taipan_interp::native::Vm, this: ::taipan_interp::native::Value, #value) -> ::taipan_interp::native::PyResult<#ret> {
                #lets
                ::taipan_interp::native::IntoSlot::<#ret>::into_slot(<#self_ty>::#ident(#(#args),*), vm)
            }
        });
        let entry = getsets.entry(name).or_default();
        match marker {
            "getter" => {
                entry.doc = doc_text(&f.attrs);
                entry.member = options.member;
                entry.get = Some(shim);
                entry.cfg = cfg;
            }
            "setter" => entry.set = Some(shim),
            _ => entry.del = Some(shim),
        }
        return Ok(());
    }
    if let Some(attr) = take(&mut f.attrs, "pyattr") {
        let name = FnOptions::of(&attr)?.name.map_or_else(|| rust_name.clone(), |n| n.value());
        let call = if f.sig.inputs.is_empty() { quote!(<#self_ty>::#ident()) } else { quote!(<#self_ty>::#ident(vm)) };
        attrs.push(quote! {
            #(#cfg)*
            ::taipan_interp::native::AttrDef {
                name: #name,
                value: |vm| ::taipan_interp::native::IntoSlot::<::taipan_interp::native::Value>::into_slot(#call, vm),
            }
        });
        return Ok(());
    }
    let class_method = take(&mut f.attrs, "classmethod");
    let static_method = take(&mut f.attrs, "staticmethod");
    let method = take(&mut f.attrs, "pymethod");
    let pyslot = take(&mut f.attrs, "pyslot");
    let forced = class_method.is_some() || static_method.is_some() || method.is_some();
    let slot = if forced { None } else { slot_of(&rust_name) };
    let mut options = FnOptions::default();
    for attr in [&class_method, &static_method, &method, &pyslot].into_iter().flatten() {
        let o = FnOptions::of(attr)?;
        options.name = o.name.or(options.name);
        options.sig = o.sig.or(options.sig);
        options.no_text_signature |= o.no_text_signature;
        options.flags.extend(o.flags);
    }
    if let Some((field, shape)) = slot {
        let field = format_ident!("{}", field);
        let role = match shape {
            Shape::New => Role::New,
            Shape::Init | Shape::Call => Role::Bound,
            _ => {
                let params = classify(&mut f.sig, true)?;
                slots.push(SlotFn { name: rust_name, ident, sig: f.sig.clone(), params });
                return Ok(());
            }
        };
        if role == Role::New || shape == Shape::Init {
            // Clinic's messages name the class.
            let class_name = quote!(<#self_ty as ::taipan_interp::native::PyName>::NAME);
            let built = build_one(f, self_ty, role, &options, owner, if role == Role::New { VALUE } else { "()" })?;
            let renamed = rename_def(&built.items, &class_name);
            items.extend(with_cfg(&cfg, &renamed));
            let shim = built.shim;
            slot_rows.extend(quote! { #(#cfg)* { slots.#field = ::core::option::Option::Some(#shim); } });
        } else {
            let built = build_one(f, self_ty, role, &options, owner, VALUE)?;
            items.extend(with_cfg(&cfg, &built.items));
            let shim = built.shim;
            slot_rows.extend(quote! { #(#cfg)* { slots.#field = ::core::option::Option::Some(#shim); } });
        }
        return Ok(());
    }
    let role = match (&class_method, &static_method) {
        (Some(_), _) => Role::ClassMethod,
        (_, Some(_)) => Role::StaticMethod,
        _ => Role::Method,
    };
    let built = build_one(f, self_ty, role, &options, owner, VALUE)?;
    items.extend(with_cfg(&cfg, &built.items));
    let def = built.def;
    methods.push(quote!(#(#cfg)* &#def));
    Ok(())
}

/// The `FnDef` of `__new__` and `__init__` carries the class's name.
fn rename_def(items: &TokenStream, class_name: &TokenStream) -> TokenStream {
    let mut file: syn::File = syn::parse2(items.clone()).expect("generated items parse");
    for item in &mut file.items {
        if let syn::Item::Static(s) = item
            && let syn::Expr::Struct(e) = &mut *s.expr
        {
            for field in &mut e.fields {
                if let syn::Member::Named(n) = &field.member
                    && n == "name"
                {
                    field.expr = syn::parse_quote!(#class_name);
                }
            }
        }
    }
    quote!(#file)
}

fn build_one(
    f: &mut ImplItemFn,
    self_ty: &Type,
    role: Role,
    options: &FnOptions,
    owner: &TokenStream,
    result: &str,
) -> Result<func::Built> {
    let ident = f.sig.ident.clone();
    let target = Target {
        path: quote!(<#self_ty>::#ident),
        self_ty: Some(self_ty),
        role,
        attrs: &f.attrs,
        options,
        owner: owner.clone(),
        result: ret_type(result),
    };
    func::build(&mut f.sig, &target)
}

/// Call of a slot's Rust function: `operands` are the slot function's parameters after self. Mismatching typed operands
/// run `mismatch`.
fn call_expr(
    s: &SlotFn,
    self_ty: &Type,
    this: &str,
    operands: &[(Ident, TokenStream)],
    mismatch: Option<&TokenStream>,
) -> Result<TokenStream> {
    let mut lets = TokenStream::new();
    let mut args = Vec::new();
    let mut next = 0;
    for p in &s.params {
        match p {
            Param::Vm => args.push(quote!(vm)),
            Param::Receiver(ty) => {
                lets.extend(receiver_let(ty, self_ty, &format_ident!("{}", this), &format_ident!("recv"), &s.name));
                args.push(quote!(recv));
            }
            Param::Fixed { ty, .. } => {
                let Some((operand, slot_ty)) = operands.get(next) else {
                    return Err(Error::new_spanned(&s.sig, "too many parameters for this slot"));
                };
                next += 1;
                let arg = format_ident!("arg{}", next);
                let plain = slot_ty.to_string() == quote!(::taipan_interp::native::Value).to_string();
                match mismatch {
                    _ if !plain || is_value(ty) => args.push(quote!(#operand)),
                    Some(mismatch) => {
                        lets.extend(quote! {
                            let ::core::option::Option::Some(#arg) = <#ty as ::taipan_interp::native::Downcast>::downcast(vm, #operand) else { #mismatch };
                        });
                        args.push(quote!(#arg));
                    }
                    None => {
                        lets.extend(
                            quote! { let #arg: #ty = ::taipan_interp::native::FromValue::from_value(vm, #operand)?; },
                        );
                        args.push(quote!(#arg));
                    }
                }
            }
            _ => return Err(Error::new_spanned(&s.sig, "a slot takes no variable arguments")),
        }
    }
    let (ident, self_path) = (&s.ident, self_ty);
    Ok(quote! { { #lets <#self_path>::#ident(#(#args),*) } })
}

/// Whether the first operand is taken as a plain `Value` (so the function handles both operand orders itself).
fn both_orders(s: &SlotFn) -> bool {
    s.params.iter().any(|p| matches!(p, Param::Receiver(Some(ty)) if is_value(ty)))
}

fn self_check(s: &SlotFn, self_ty: &Type, operand: &str) -> TokenStream {
    let operand = format_ident!("{}", operand);
    let ty = s.params.iter().find_map(|p| match p {
        Param::Receiver(Some(ty)) => Some(quote!(#ty)),
        _ => None,
    });
    let ty = ty.unwrap_or_else(|| quote!(::taipan_interp::native::Obj<#self_ty>));
    quote!(<#ty as ::taipan_interp::native::Downcast>::downcast(vm, #operand).is_some())
}

fn slots_code(self_ty: &Type, slots: &[SlotFn], items: &mut TokenStream, rows: &mut TokenStream) -> Result<()> {
    let find = |name: &str| slots.iter().find(|s| s.name == name);
    let vm = quote!(vm: &::taipan_interp::native::Vm);
    let value = quote!(::taipan_interp::native::Value);
    let not_implemented = quote!(::core::result::Result::Ok(::taipan_interp::native::Value::NOT_IMPLEMENTED));
    let mut done: Vec<&str> = Vec::new();
    let id = |s: &str| format_ident!("{}", s);
    for s in slots {
        let (field, shape) = slot_of(&s.name).expect("collected because it is a slot");
        if done.contains(&field) {
            continue;
        }
        let shim = format_ident!("slot_{}", field.trim_end_matches('_'));
        let into = |ret: &TokenStream, call: TokenStream| quote!(::taipan_interp::native::IntoSlot::<#ret>::into_slot(#call, vm));
        let second = second_type(field);
        match shape {
            Shape::Unary(ret) => {
                let ret = ret_type(ret);
                let body = into(&ret, call_expr(s, self_ty, "this", &[], None)?);
                items.extend(
                    quote! { fn #shim(#vm, this: #value) -> ::taipan_interp::native::PyResult<#ret> { #body } },
                );
            }
            Shape::Binary(ret) => {
                let ret = ret_type(ret);
                let inplace = field.starts_with("inplace_").then_some(quote!({ return #not_implemented; }));
                let body =
                    into(&ret, call_expr(s, self_ty, "this", &[(id("other"), second.clone())], inplace.as_ref())?);
                items.extend(quote! { fn #shim(#vm, this: #value, other: #second) -> ::taipan_interp::native::PyResult<#ret> { #body } });
            }
            Shape::Ternary(ret) => {
                let ret = ret_type(ret);
                let third = if field == "descr_get" || field == "inplace_pow" {
                    quote!(::core::option::Option<::taipan_interp::native::Value>)
                } else {
                    value.clone()
                };
                let operands = [(id("a"), second.clone()), (id("b"), third.clone())];
                let body = into(&ret, call_expr(s, self_ty, "this", &operands, None)?);
                items.extend(quote! { fn #shim(#vm, this: #value, a: #second, b: #third) -> ::taipan_interp::native::PyResult<#ret> { #body } });
            }
            Shape::Number | Shape::Reflected(_) | Shape::Power => {
                let forward_name = match shape {
                    Shape::Reflected(f) => f,
                    _ => s.name.as_str(),
                };
                let reflected_name = format!("__r{}", &forward_name[2..]);
                let (forward, reflected) = (find(forward_name), find(&reflected_name));
                let power = matches!(shape, Shape::Power);
                let opt = quote!(::core::option::Option<::taipan_interp::native::Value>);
                let third = power.then(|| quote!(, c: #opt));
                let operands = |x: &str| {
                    let mut v = vec![(id(x), value.clone())];
                    if power {
                        v.push((id("c"), opt.clone()));
                    }
                    v
                };
                let mismatch = quote!({ return #not_implemented; });
                let mut body = TokenStream::new();
                if let Some(f) = forward {
                    let call = into(&value, call_expr(f, self_ty, "a", &operands("b"), Some(&mismatch))?);
                    if both_orders(f) {
                        body = quote!(return #call;);
                    } else {
                        let check = self_check(f, self_ty, "a");
                        body.extend(quote! { if #check { return #call; } });
                    }
                }
                let whole = forward.is_some_and(both_orders);
                if let Some(r) = reflected.filter(|_| !whole) {
                    let call = into(&value, call_expr(r, self_ty, "b", &operands("a"), Some(&mismatch))?);
                    let check = self_check(r, self_ty, "b");
                    body.extend(quote! { if #check { return #call; } });
                }
                if !whole {
                    body.extend(not_implemented.clone());
                }
                items.extend(quote! {
                    #[allow(clippy::needless_return)]
                    fn #shim(#vm, a: #value, b: #value #third) -> ::taipan_interp::native::PyResult { #body }
                });
            }
            Shape::RichCompare => {
                let op_ty = quote!(::taipan_interp::native::CmpOp);
                let operands = [(id("other"), value.clone()), (id("op"), op_ty.clone())];
                let mismatch = quote!({ return #not_implemented; });
                let body = into(&value, call_expr(s, self_ty, "this", &operands, Some(&mismatch))?);
                items.extend(quote! { fn #shim(#vm, this: #value, other: #value, op: #op_ty) -> ::taipan_interp::native::PyResult { #body } });
            }
            Shape::Compare(_) => {
                let mut arms = TokenStream::new();
                let mismatch = quote!({ return #not_implemented; });
                for other in slots {
                    if let Some((_, Shape::Compare(op))) = slot_of(&other.name) {
                        let op = id(op);
                        let call = into(
                            &value,
                            call_expr(other, self_ty, "this", &[(id("other"), value.clone())], Some(&mismatch))?,
                        );
                        arms.extend(quote! { ::taipan_interp::native::CmpOp::#op => #call, });
                    }
                }
                if let (Some(eq), None) = (find("__eq__"), find("__ne__")) {
                    let call =
                        into(&value, call_expr(eq, self_ty, "this", &[(id("other"), value.clone())], Some(&mismatch))?);
                    arms.extend(
                        quote! { ::taipan_interp::native::CmpOp::Ne => ::taipan_interp::native::invert_eq(vm, #call), },
                    );
                }
                items.extend(quote! {
                    fn #shim(#vm, this: #value, other: #value, op: ::taipan_interp::native::CmpOp) -> ::taipan_interp::native::PyResult {
                        #[allow(unreachable_patterns)]
                        match op { #arms _ => #not_implemented }
                    }
                });
            }
            Shape::Assign | Shape::Delete(_) => {
                let set_name = match shape {
                    Shape::Delete(set) => set,
                    _ => s.name.as_str(),
                };
                let delete_name = format!("__del{}", &set_name[5..]).replace("__del__", "__delete__");
                let (set, delete) = (find(set_name), find(&delete_name));
                let unit = quote!(());
                let opt = quote!(::core::option::Option<::taipan_interp::native::Value>);
                let combined = set.is_some_and(|s| {
                    s.params
                        .iter()
                        .filter_map(|p| match p {
                            Param::Fixed { ty, .. } => Some(ty),
                            _ => None,
                        })
                        .nth(1)
                        .is_some_and(|ty| is_option(ty))
                });
                let body = if let (Some(set), true) = (set, combined) {
                    into(
                        &unit,
                        call_expr(
                            set,
                            self_ty,
                            "this",
                            &[(id("key"), second.clone()), (id("value"), opt.clone())],
                            None,
                        )?,
                    )
                } else {
                    let on_set = match set {
                        Some(s) => into(
                            &unit,
                            call_expr(
                                s,
                                self_ty,
                                "this",
                                &[(id("key"), second.clone()), (id("value"), value.clone())],
                                None,
                            )?,
                        ),
                        // The half that a class does not define is object's.
                        None if field == "setattro" => {
                            quote!(vm.generic_set_attr(this, key, ::core::option::Option::Some(value)))
                        }
                        None => {
                            quote!(::core::result::Result::Err(::taipan_interp::native::unsupported_assign(vm, this, #field, false)))
                        }
                    };
                    let on_delete = match delete {
                        Some(s) => into(&unit, call_expr(s, self_ty, "this", &[(id("key"), second.clone())], None)?),
                        // The half that a class does not define is object's.
                        None if field == "setattro" => {
                            quote!(vm.generic_set_attr(this, key, ::core::option::Option::None))
                        }
                        None => {
                            quote!(::core::result::Result::Err(::taipan_interp::native::unsupported_assign(vm, this, #field, true)))
                        }
                    };
                    quote! { match value { ::core::option::Option::Some(value) => #on_set, ::core::option::Option::None => #on_delete } }
                };
                items.extend(quote! { fn #shim(#vm, this: #value, key: #second, value: #opt) -> ::taipan_interp::native::PyResult<()> { #body } });
            }
            Shape::New | Shape::Init | Shape::Call => unreachable!("handled with the functions"),
        }
        done.push(field);
        let field = format_ident!("{}", field);
        rows.extend(quote! { slots.#field = ::core::option::Option::Some(#shim); });
    }
    Ok(())
}
