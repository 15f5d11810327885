//! `#[pymodule]`: an inline `mod` → `pub static DEF: ModuleDef` inside it.
//!
//! Attributes on the items inside are consumed here, so the module needs no imports for them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, FnArg, Item, ItemMod, Result, parse_quote};

use crate::attrs::{ClassOptions, FnOptions, ModuleOptions, cfgs, doc_text, take};
use crate::func::{self, Role, Target, last_segment};
use crate::{class, methods};

/// Expands `#[pymodule(…)] mod …`.
pub(crate) fn expand(options: &ModuleOptions, mut module: ItemMod) -> Result<TokenStream> {
    let name = options.name.as_ref().map_or_else(|| module.ident.to_string(), |n| n.value());
    let doc = doc_text(&module.attrs);
    let Some((_, items)) = &mut module.content else {
        return Err(Error::new_spanned(&module.ident, "#[pymodule] needs `mod name { … }` with the body in place"));
    };
    let mut shims = TokenStream::new();
    let (mut functions, mut attrs, mut classes) = (Vec::new(), Vec::new(), Vec::new());
    let mut exec = quote!(::core::option::Option::None);
    let mut out: Vec<Item> = Vec::new();
    let owner = if name == "builtins" {
        quote!(::core::option::Option::None)
    } else {
        quote!(::core::option::Option::Some(#name))
    };
    for mut item in std::mem::take(items) {
        match &mut item {
            Item::Fn(f) => {
                let cfg = cfgs(&f.attrs);
                let ident = f.sig.ident.clone();
                if let Some(attr) = take(&mut f.attrs, "pyfunction") {
                    let fn_options = FnOptions::of(&attr)?;
                    let target = Target {
                        path: quote!(#ident),
                        self_ty: None,
                        role: Role::Function,
                        attrs: &f.attrs,
                        options: &fn_options,
                        owner: owner.clone(),
                        result: quote!(::taipan_interp::native::Value),
                    };
                    let built = func::build(&mut f.sig, &target)?;
                    shims.extend(methods::with_cfg(&cfg, &built.items));
                    let def = built.def;
                    functions.push(quote!(#(#cfg)* &#def));
                } else if let Some(attr) = take(&mut f.attrs, "pyattr") {
                    let py_name = FnOptions::of(&attr)?.name.map_or_else(|| ident.to_string(), |n| n.value());
                    let wants_vm = match f.sig.inputs.first() {
                        Some(FnArg::Typed(t)) => last_segment(&t.ty).as_deref() == Some("Vm"),
                        _ => false,
                    };
                    let call = if wants_vm { quote!(#ident(vm)) } else { quote!(#ident()) };
                    attrs.push(attr_row(&py_name, &call, &cfg));
                } else if take(&mut f.attrs, "pyexec").is_some() {
                    exec = quote!(::core::option::Option::Some(|vm, module| {
                        ::taipan_interp::native::IntoSlot::<()>::into_slot(#ident(vm, module), vm)
                    }));
                }
            }
            Item::Const(c) => {
                if let Some(attr) = take(&mut c.attrs, "pyattr") {
                    let ident = &c.ident;
                    let py_name = FnOptions::of(&attr)?.name.map_or_else(|| ident.to_string(), |n| n.value());
                    attrs.push(attr_row(&py_name, &quote!(#ident), &cfgs(&c.attrs)));
                    c.attrs.push(parse_quote!(#[allow(non_upper_case_globals)]));
                }
            }
            Item::Struct(s) => {
                let hidden = take(&mut s.attrs, "pyprivate").is_some();
                if let Some(attr) = take(&mut s.attrs, "pyclass") {
                    let class_options: ClassOptions = match &attr.meta {
                        syn::Meta::Path(_) => ClassOptions::default(),
                        _ => attr.parse_args()?,
                    };
                    let mut class_options = class_options;
                    if class_options.module.is_none() {
                        class_options.module = Some(syn::LitStr::new(&name, s.ident.span()));
                    }
                    let (ident, cfg) = (s.ident.clone(), cfgs(&s.attrs));
                    let expanded = class::expand(&class_options, s.clone())?;
                    if !hidden {
                        classes.push(quote!(#(#cfg)* <#ident as ::taipan_interp::native::PyClass>::TYPE));
                    }
                    out.push(Item::Verbatim(expanded));
                    continue;
                }
            }
            Item::Impl(i) => {
                if take(&mut i.attrs, "pymethods").is_some() {
                    out.push(Item::Verbatim(methods::expand(i.clone())?));
                    continue;
                }
            }
            Item::Use(u) => {
                // `#[pyclass] use path::Type;` puts a class defined elsewhere into the module.
                if take(&mut u.attrs, "pyclass").is_some() {
                    let mut paths = Vec::new();
                    use_leaves(&u.tree, &mut paths)?;
                    classes
                        .extend(paths.iter().map(|ident| quote!(<#ident as ::taipan_interp::native::PyClass>::TYPE)));
                }
            }
            _ => {}
        }
        out.push(item);
    }
    let parts = &options.parts;
    out.push(Item::Verbatim(quote! {
        /// The module's definition.
        pub static DEF: ::taipan_interp::native::ModuleDef = {
            #shims
            ::taipan_interp::native::ModuleDef {
                name: #name,
                doc: #doc,
                functions: &[#(#functions),*],
                attrs: &[#(#attrs),*],
                classes: &[#(#classes),*],
                exec: #exec,
                parts: &[#(&#parts),*],
            }
        };
    }));
    *items = out;
    module.attrs.push(parse_quote!(#[allow(non_upper_case_globals, non_snake_case)]));
    Ok(quote!(#module))
}

fn attr_row(name: &str, value: &TokenStream, cfg: &[syn::Attribute]) -> TokenStream {
    quote! {
        #(#cfg)*
        ::taipan_interp::native::AttrDef {
            name: #name,
            value: |vm| ::taipan_interp::native::IntoSlot::<::taipan_interp::native::Value>::into_slot(#value, vm),
        }
    }
}

fn use_leaves(tree: &syn::UseTree, out: &mut Vec<syn::Ident>) -> Result<()> {
    match tree {
        syn::UseTree::Path(p) => use_leaves(&p.tree, out),
        syn::UseTree::Name(n) => {
            out.push(n.ident.clone());
            Ok(())
        }
        syn::UseTree::Rename(r) => {
            out.push(r.rename.clone());
            Ok(())
        }
        syn::UseTree::Group(g) => g.items.iter().try_for_each(|t| use_leaves(t, out)),
        syn::UseTree::Glob(g) => Err(Error::new_spanned(g, "name the classes")),
    }
}
