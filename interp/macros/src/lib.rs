//! Attribute macros with which Taipan's builtin types and native modules are written: plain Rust functions in, static
//! tables (`FnDef`, `TypeDef`, `ModuleDef`) and conversion shims out. Knows no Python semantics: what a parameter or result means is
//! decided by the traits in `taipan_interp::native` (`FromValue`, `IntoValue`, `Receiver`, …).
//!
//! # A complete example
//!
//! ```ignore
//! use taipan_interp::native::*;
//!
//! /// Counting things.                                   // the module's __doc__ (own words, never CPython's text)
//! #[pymodule(name = "counting")]
//! pub mod counting {
//!     use taipan_interp::native::*;
//!
//!     #[pyattr] const LIMIT: i64 = 1000;                  // constant: anything with IntoValue
//!     #[pyattr] fn EMPTY(vm: &Vm) -> Value { vm.new_tuple(&[]).into() }
//!
//!     /// The hypotenuse.                                 // __doc__; text signature "($module, x, y, /)"
//!     #[pyfunction]                                       // without `sig`: all positional-only
//!     fn hyp(x: f64, y: f64) -> f64 { x.hypot(y) }        // also a typed entry for the tracer
//!
//!     /// Joins.
//!     #[pyfunction(sig = "(first, /, *rest, sep=' ', limit=-1, flag=False)")]
//!     fn join(vm: &Vm, first: Gc<PyStr>, rest: &[Value], sep: Option<Gc<PyStr>>, limit: isize, flag: bool) -> PyResult<Value> { … }
//!
//!     /// Takes anything.
//!     #[pyfunction(sig = "(*args, **kwargs)")]
//!     fn any(vm: &Vm, args: &[Value], kwargs: Kwargs) -> usize { args.len() + kwargs.len() }
//!
//!     #[pyfunction] fn raw(vm: &Vm, args: Args) -> PyResult { … }   // does its own parsing; no text signature
//!
//!     /// A counter.
//!     #[pyclass(name = "Counter", subclass, dict, weakref, text_sig = "(start=0)")]   // `module` is filled in
//!     pub struct Counter {
//!         #[member] n: Cell<i64>,                         // read-only attribute; #[member(writable, name = "m")]
//!         key: Field<Option<Value>>,                      // references: Field<…>, Value, Gc<T>, GcVec
//!         #[no_trace] cache: RefCell<HashMap<String, u32>>, // holds no references
//!     }
//!
//!     #[pymethods]
//!     impl Counter {
//!         #[pyslot(sig = "(start=0)")]
//!         fn __new__(cls: Gc<PyType>, vm: &Vm, start: i64) -> PyResult<Obj<Counter>> {
//!             vm.new_native(cls, Counter { n: Cell::new(start), key: Field::new(None), cache: Default::default() })   // or vm.new_object(Counter { .. })
//!         }
//!         /// Counts once more.
//!         fn step(&self, by: Option<i64>) -> i64 { … }     // a method; absent or None gives None
//!         fn me(this: Obj<Counter>) -> Obj<Counter> { this } // with the handle instead of &self
//!         #[classmethod] fn make(cls: Gc<PyType>, vm: &Vm) -> PyResult { … }
//!         #[staticmethod] fn zero() -> i64 { 0 }
//!         #[getter] fn doubled(&self) -> i64 { … }
//!         #[setter] fn set_doubled(&self, v: i64) { … }     // Option<Value> here also receives `del` as None
//!         #[deleter] fn del_doubled(&self, vm: &Vm) -> PyResult<()> { … }
//!         #[pyattr] const MAX: i64 = 9;                     // class attribute
//!         fn __len__(&self) -> usize { … }                  // dunders fill slots
//!         fn __add__(&self, vm: &Vm, other: Value) -> PyResult { … }       // + __radd__(&self, vm, other) if you like
//!         fn __mul__(vm: &Vm, a: Value, b: Value) -> PyResult { … }        // first operand `Value`: both operand orders
//!         fn __eq__(&self, other: Obj<Counter>) -> bool { … }  // other operand of another type gives NotImplemented
//!         fn richcompare(this: Value, vm: &Vm, other: Value, op: CmpOp) -> PyResult { … }   // or all six at once
//!         fn __setitem__(&self, vm: &Vm, key: Value, value: Option<Value>) -> PyResult<()> { … } // None = delete;
//!                                                           // or value: Value, and a separate __delitem__
//!         fn __next__(&self) -> Option<i64> { None }        // None = StopIteration
//!         #[pyskip] fn helper(&self) {}                     // not for Python (or put it into a plain impl block)
//!     }
//!
//!     #[pyclass] use crate::elsewhere::Other;               // a class defined in another file
//!     #[pyexec] fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> { … }  // the rest of the module's initialisation
//! }
//! ```
//!
//! `counting::DEF` is the module's `ModuleDef`; `<Counter as PyClass>::TYPE` the class's `TypeDef`. A private class (not an attribute of
//! the module) is marked `#[pyprivate]` besides `#[pyclass]`. Large modules and classes are split with
//! `#[pymodule(name = "…", parts(other::DEF))]` and `#[pyclass(…, parts(MoreMethods))]`, where `struct MoreMethods;` has a
//! `#[pymethods]` block of its own and `impl PyName for MoreMethods` gives the class's name.
//!
//! # Core types with their own layout
//!
//! ```ignore
//! /// A list.
//! #[pyclass(name = "list", cell = PyList, subclass, sequence)]
//! pub struct ListType;
//!
//! #[pymethods]
//! impl ListType {
//!     fn append(this: Gc<PyList>, object: Value) { this.items.push(object) }
//!     fn __len__(this: Gc<PyList>) -> usize { this.len() }
//!     fn sq_concat(this: Gc<PyList>, vm: &Vm, other: Value) -> PyResult { … }
//!     fn sq_repeat(this: Gc<PyList>, vm: &Vm, n: isize) -> PyResult { … }
//! }
//! ```
//!
//! # Parameters and results
//!
//! | parameter type | Python argument |
//! |---|---|
//! | `&Vm` (anywhere) | none |
//! | `Value` | anything |
//! | `Option<T>` | absent or None give `None`; `Option<Value>`: only absent does |
//! | `bool` | truth of anything |
//! | `i32 i64 isize u8 u32 u64 usize` | through `__index__`, with Clinic's overflow messages |
//! | `f64` | through `__float__`/`__index__` |
//! | `Gc<PyStr>` and other `Gc<T>` | exactly such an object (or a subclass), else "f() argument 1 must be str, not int" |
//! | `Obj<T>` | an instance of the native class T |
//! | `&[Value]` / `Kwargs` | `*args` / `**kwargs` |
//! | `Args` | everything, unparsed |
//!
//! A default comes from `sig` (`=0`, `=-1`, `=True`, `=None` with `Option<…>`/`Value`), or from `#[default(EXPR)]` on the parameter.
//! Results: whatever has `IntoValue`: `Value`, `Gc<T>`, `Obj<T>`, ints, `f64`, `bool`, `String`, `&str`, `()`, `Option<T>` (None),
//! and `PyResult` of these.
//!
//! Class options: `name`, `module`, `qualname`, `doc`, `text_sig`, `base = RustPath`, `cell = T`, `parts(…)`, and the flags
//! `subclass` `dict` `weakref` `immutable` `mutable` `sequence` `mapping` `no_new` `unhashable`, `no_trace` (write
//! `impl Trace` yourself), `no_methods`, `own_layout` (with `base` and `cell`: the cell begins as the base's and goes on with words
//! that are references or 0).

use proc_macro::TokenStream;
use syn::{DeriveInput, Error, ItemFn, ItemImpl, ItemMod, ItemStruct, parse_macro_input};

mod attrs;
mod class;
mod func;
mod methods;
mod module;
mod sig;
mod trace;

fn finish(result: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    result.unwrap_or_else(Error::into_compile_error).into()
}

/// Turns an inline module into a Python module: see the crate's documentation.
#[proc_macro_attribute]
pub fn pymodule(args: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(args as attrs::ModuleOptions);
    finish(module::expand(&options, parse_macro_input!(item as ItemMod)))
}

/// Turns a struct into a Python class: see the crate's documentation.
#[proc_macro_attribute]
pub fn pyclass(args: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(args as attrs::ClassOptions);
    finish(class::expand(&options, parse_macro_input!(item as ItemStruct)))
}

/// Methods, slots and attributes of a `#[pyclass]`: see the crate's documentation.
#[proc_macro_attribute]
pub fn pymethods(_args: TokenStream, item: TokenStream) -> TokenStream {
    finish(methods::expand(parse_macro_input!(item as ItemImpl)))
}

/// A function outside of a `#[pymodule]`: keeps it and adds `pub static PYFN_name: FnDef`.
#[proc_macro_attribute]
pub fn pyfunction(args: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(args as attrs::FnOptions);
    let mut item = parse_macro_input!(item as ItemFn);
    let ident = item.sig.ident.clone();
    let outer = quote::format_ident!("PYFN_{}", ident);
    let target = func::Target {
        path: quote::quote!(#ident),
        self_ty: None,
        role: func::Role::Function,
        attrs: &item.attrs.clone(),
        options: &options,
        owner: quote::quote!(::core::option::Option::None),
        result: quote::quote!(::taipan_interp::native::Value),
    };
    finish(func::build(&mut item.sig, &target).map(|built| {
        let (items, def, vis) = (built.items, built.def, &item.vis);
        quote::quote! {
            #item
            #[allow(non_upper_case_globals)]
            /// Definition of the function of the same name.
            #vis static #outer: &::taipan_interp::native::FnDef = { #items &#def };
        }
    }))
}

/// Derives `Trace` (all fields but those marked `#[no_trace]`) for structs and enums that are parts of payloads.
#[proc_macro_derive(Trace, attributes(no_trace))]
pub fn derive_trace(item: TokenStream) -> TokenStream {
    finish(trace::derive(&parse_macro_input!(item as DeriveInput)))
}
