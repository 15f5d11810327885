//! `#[derive(Trace)]`: reports every field except those marked `#[no_trace]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Fields, Generics, Ident, Result};

/// Expands the derive. `root` is the path of the crate that re-exports `Trace` and `Marker`.
pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let body = match &input.data {
        Data::Struct(s) => {
            let (pattern, calls) = fields(&s.fields);
            quote! { let Self #pattern = self; #calls }
        }
        Data::Enum(e) => {
            let arms = e.variants.iter().map(|v| {
                let (pattern, calls) = fields(&v.fields);
                let name = &v.ident;
                quote! { Self::#name #pattern => { #calls } }
            });
            quote! { match self { #(#arms)* } }
        }
        Data::Union(_) => return Err(Error::new_spanned(&input.ident, "a union cannot be traced")),
    };
    Ok(implement(&input.ident, &input.generics, &body))
}

/// `impl Trace` for a struct's fields, used by `#[pyclass]`.
pub(crate) fn for_struct(ident: &Ident, generics: &Generics, fields_: &Fields) -> TokenStream {
    let (pattern, calls) = fields(fields_);
    implement(ident, generics, &quote! { let Self #pattern = self; #calls })
}

fn implement(ident: &Ident, generics: &Generics, body: &TokenStream) -> TokenStream {
    let (imp, ty, wh) = generics.split_for_impl();
    quote! {
        impl #imp ::taipan_interp::native::Trace for #ident #ty #wh {
            #[allow(unused_variables)]
            fn trace(&self, marker: &mut ::taipan_interp::native::Marker) { #body }
        }
    }
}

fn fields(fields: &Fields) -> (TokenStream, TokenStream) {
    let mut names = Vec::new();
    let mut calls = TokenStream::new();
    for (i, f) in fields.iter().enumerate() {
        let skip = f.attrs.iter().any(|a| a.path().is_ident("no_trace"));
        let var = format_ident!("f{}", i);
        let bind = if skip { quote!(_) } else { quote!(#var) };
        if !skip {
            calls.extend(quote! { ::taipan_interp::native::Trace::trace(#var, marker); });
        }
        names.push(match &f.ident {
            Some(name) => quote!(#name: #bind),
            None => bind,
        });
    }
    let pattern = match fields {
        Fields::Named(_) => quote!({ #(#names),* }),
        Fields::Unnamed(_) => quote!((#(#names),*)),
        Fields::Unit => TokenStream::new(),
    };
    (pattern, calls)
}
