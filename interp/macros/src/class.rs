//! `#[pyclass]`: a Rust struct → `TypeDef`, and for payload structs the `NativeInfo` by which the collector knows the cell.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{ItemStruct, Result};

use crate::attrs::{ClassOptions, cfgs, doc_text, take};
use crate::trace;

/// Expands `#[pyclass(…)] struct …`.
pub(crate) fn expand(options: &ClassOptions, mut item: ItemStruct) -> Result<TokenStream> {
    let ident = item.ident.clone();
    let rust_name = ident.to_string();
    let name = options.name.as_ref().map_or_else(|| rust_name.clone(), |n| n.value());
    let doc = options.doc.as_ref().map_or_else(|| doc_text(&item.attrs), |d| d.value());
    let cfg = cfgs(&item.attrs);

    // Members: struct fields readable (or writable) from Python.
    let mut member_items = TokenStream::new();
    let mut members = Vec::new();
    for (i, field) in item.fields.iter_mut().enumerate() {
        let Some(attr) = take(&mut field.attrs, "member") else { continue };
        let mut py_name =
            field.ident.as_ref().map(|n| n.to_string().trim_start_matches("r#").to_string()).unwrap_or_default();
        let mut writable = false;
        if !matches!(attr.meta, syn::Meta::Path(_)) {
            attr.parse_nested_meta(|m| {
                if m.path.is_ident("writable") {
                    writable = true;
                } else if m.path.is_ident("name") {
                    py_name = m.value()?.parse::<syn::LitStr>()?.value();
                } else {
                    return Err(m.error("expected `writable` or `name = \"…\"`"));
                }
                Ok(())
            })?;
        }
        let field_name = &field.ident;
        let get = format_ident!("member_get_{}", i);
        let set = format_ident!("member_set_{}", i);
        let member_doc = doc_text(&field.attrs);
        member_items.extend(quote! {
            fn #get(vm: &::taipan_interp::native::Vm, this: ::taipan_interp::native::Value) -> ::taipan_interp::native::PyResult {
                let this = ::taipan_interp::native::member_self::<::taipan_interp::native::Obj<#ident>>(vm, this, #py_name, #name)?;
                ::taipan_interp::native::MemberGet::member_get(&this.#field_name, vm)
            }
        });
        let set_expr = if writable {
            member_items.extend(quote! {
                fn #set(vm: &::taipan_interp::native::Vm, this: ::taipan_interp::native::Value, value: ::core::option::Option<::taipan_interp::native::Value>) -> ::taipan_interp::native::PyResult<()> {
                    let this = ::taipan_interp::native::member_self::<::taipan_interp::native::Obj<#ident>>(vm, this, #py_name, #name)?;
                    ::taipan_interp::native::MemberSet::member_set(&this.#field_name, vm, value)
                }
            });
            quote!(::core::option::Option::Some(#set))
        } else {
            quote!(::core::option::Option::None)
        };
        members.push(quote! {
            &::taipan_interp::native::GetSetDef {
                name: #py_name, owner: ::core::option::Option::Some(#name), doc: #member_doc,
                get: ::core::option::Option::Some(#get), set: #set_expr, member: true,
            }
        });
    }

    let marker = options.cell.is_some();
    let trace_impl = if marker || options.no_trace {
        TokenStream::new()
    } else {
        trace::for_struct(&ident, &item.generics, &item.fields)
    };
    for field in &mut item.fields {
        while take(&mut field.attrs, "no_trace").is_some() {}
    }
    let native = if marker {
        TokenStream::new()
    } else {
        quote! {
            #(#cfg)*
            impl ::taipan_interp::native::NativeClass for #ident {
                const INFO: &'static ::taipan_interp::native::NativeInfo = {
                    static INFO: ::taipan_interp::native::NativeInfo = ::taipan_interp::native::NativeInfo::of::<#ident>(#name);
                    &INFO
                };
            }
        }
    };
    let info = if let Some(payload) = options.cell.as_ref().and_then(payload_of) {
        quote!(::core::option::Option::Some(<#payload as ::taipan_interp::native::NativeClass>::INFO))
    } else if marker {
        quote!(::core::option::Option::None)
    } else {
        quote!(::core::option::Option::Some(<#ident as ::taipan_interp::native::NativeClass>::INFO))
    };
    let cell_size = match &options.cell {
        Some(cell) if options.own_layout => quote!(::core::option::Option::Some(::core::mem::size_of::<#cell>())),
        _ => quote!(::core::option::Option::None),
    };
    let text = |s: &Option<syn::LitStr>| match s {
        Some(s) => quote!(::core::option::Option::Some(#s)),
        None => quote!(::core::option::Option::None),
    };
    let module = text(&options.module);
    let text_sig = text(&options.text_sig);
    let qualname = options.qualname.as_ref().map_or_else(|| name.clone(), |n| n.value());
    let base = match &options.base {
        Some(path) => quote!(::core::option::Option::Some(<#path as ::taipan_interp::native::PyClass>::TYPE)),
        None => quote!(::core::option::Option::None),
    };
    let flags = options.flags.iter().map(|f| format_ident!("{}", f));
    let own = (!options.no_methods).then(|| quote!(<#ident as ::taipan_interp::native::PyMethods>::METHODS,));
    let parts = options.parts.iter().map(|p| quote!(<#p as ::taipan_interp::native::PyMethods>::METHODS,));
    let named = (!options.no_methods).then(|| {
        quote! {
            #(#cfg)*
            impl ::taipan_interp::native::PyName for #ident { const NAME: &'static str = #name; }
        }
    });
    let named = named.unwrap_or_else(|| {
        quote! { #(#cfg)* impl ::taipan_interp::native::PyName for #ident { const NAME: &'static str = #name; } }
    });
    let cell_impl = options.cell.as_ref().map(|cell| {
        quote! { #(#cfg)* impl ::taipan_interp::native::CellClass for #ident { type Cell = #cell; } }
    });
    Ok(quote! {
        #item
        #trace_impl
        #native
        #named
        #cell_impl
        #(#cfg)*
        const _: () = {
            #member_items
            impl ::taipan_interp::native::PyClass for #ident {
                const TYPE: &'static ::taipan_interp::native::TypeDef = {
                    static TYPE: ::taipan_interp::native::TypeDef = ::taipan_interp::native::TypeDef {
                        name: #name,
                        qualname: #qualname,
                        module: #module,
                        doc: #doc,
                        text_signature: #text_sig,
                        base: #base,
                        flags: ::taipan_interp::native::TypeFlags::empty()#(.union(::taipan_interp::native::TypeFlags::#flags))*,
                        info: #info,
                        cell_size: #cell_size,
                        members: &[#(#members),*],
                        parts: &[#own #(#parts)*],
                        index: ::taipan_interp::native::TypeIndex::new(),
                        slots: ::std::sync::OnceLock::new(),
                    };
                    &TYPE
                };
            }
        };
    })
}

/// The X of a cell type `Native<X>`.
fn payload_of(cell: &syn::Type) -> Option<&syn::Type> {
    let syn::Type::Path(path) = cell else { return None };
    let last = path.path.segments.last().filter(|s| s.ident == "Native")?;
    match &last.arguments {
        syn::PathArguments::AngleBracketed(args) => args.args.iter().find_map(|a| match a {
            syn::GenericArgument::Type(t) => Some(t),
            _ => None,
        }),
        _ => None,
    }
}
