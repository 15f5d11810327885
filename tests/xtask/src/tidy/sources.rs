//! Checks on each Rust source file: its head, its size, what it may not contain. Works on syntax trees and tokens (crate
//! `syn`), so that comments and strings cannot mislead it.
//!
//! The one check that needs explaining is the law of the heap: the collector finds a `Value` on the native stack, in
//! registers and inside traced cells, but not in memory that Rust's own containers own. A `Vec<Value>` that is a local
//! for a moment is harmless when no safepoint can come in between; as a field or a static it outlives every moment, and
//! there it is an error.

use super::Report;
use super::layers::{self, Crate};
use crate::paths;
use proc_macro2::{TokenStream, TokenTree};
use std::path::Path;
use syn::visit::{self, Visit};

/// The size that we aim at: longer files are listed.
pub(super) const AIM_LINES: usize = 600;
/// Longer files are errors.
const MAX_LINES: usize = 1500;
/// Files that may be longer than `MAX_LINES`, with the length that they may have at most. The list may only shrink.
const OVERSIZE: &[(&str, usize)] = &[];
/// Tables that a program wrote: nobody reads them from top to bottom, so their size does not matter.
const GENERATED: &[&str] = &["interp/object/src/text/unicode_tables.rs"];

/// Containers whose contents lie in memory that the collector does not see.
const CONTAINERS: &[&str] = &[
    "Vec",
    "VecDeque",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "LinkedList",
    "HashTable",
    "IndexMap",
    "SmallVec",
    "Box",
    "Rc",
    "Arc",
];
/// Types that are, or hold, references into the heap.
const HEAP_TYPES: &[&str] = &["Value", "Gc", "GcVec"];
/// Fields and statics excused from the law, each with the reason: (file, name, reason).
const EXCUSED: &[(&str, &str, &str)] = &[
    ("interp/object/src/string.rs", "table", "the intern table is weak: what was not marked leaves it after marking"),
    ("interp/src/vm.rs", "native_types", "a root: `Vm::trace_roots` reports all of it"),
    ("interp/src/vm.rs", "statics", "a root: `Vm::trace_roots` reports all of it"),
];

/// Modules of `std` that talk to the operating system.
const OS_MODULES: &[&str] = &["fs", "net", "process", "env", "os"];

pub(super) fn check(root: &Path, report: &mut Report) {
    for path in paths::files_below(root, "rs") {
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) => {
                report.problems.push(format!("{name}: {e}"));
                continue;
            }
        };
        report.files += 1;
        check_file(&name, &text, layers::crate_of(&name), report);
    }
    for (name, _) in OVERSIZE {
        if !root.join(name).exists() {
            report.problems.push(format!("{name}: in the list of oversize files, but it does not exist"));
        }
    }
}

fn check_file(name: &str, text: &str, row: &Crate, report: &mut Report) {
    if !text.starts_with("//!") {
        report.problems.push(format!("{name}:1: must open with `//!`: what it is, what it must not know, why"));
    }
    if !GENERATED.contains(&name) {
        check_size(name, text.lines().count(), report);
    }
    let file = match syn::parse_file(text) {
        Ok(file) => file,
        Err(e) => {
            report.problems.push(format!("{name}:{}: {e}", e.span().start().line));
            return;
        }
    };
    if row.forbids_unsafe && name == format!("{}/src/lib.rs", row.folder) && !forbids_unsafe(&file) {
        report.problems.push(format!("{name}: crate {} has to `#![forbid(unsafe_code)]`", row.name));
    }
    let tokens: Vec<TokenTree> = text.parse::<TokenStream>().map(|t| t.into_iter().collect()).unwrap_or_default();
    check_tokens(name, &tokens, row, report);
    if row.has_values {
        let mut law = HeapLaw { name, found: Vec::new() };
        law.visit_file(&file);
        report.problems.append(&mut law.found);
    }
}

fn check_size(name: &str, lines: usize, report: &mut Report) {
    if lines > AIM_LINES {
        report.large.push((lines, name.to_owned()));
    }
    match OVERSIZE.iter().find(|(file, _)| *file == name) {
        Some((_, limit)) if lines > *limit => {
            report.problems.push(format!("{name}: {lines} lines, may have {limit} and only shrink"));
        }
        Some((_, limit)) if lines <= MAX_LINES || lines + 100 < *limit => {
            report.problems.push(format!("{name}: shrank to {lines} lines: lower its limit ({limit}) in OVERSIZE"));
        }
        Some(_) => {}
        None if lines > MAX_LINES => {
            report.problems.push(format!("{name}: {lines} lines, {MAX_LINES} are allowed: split it by the thing"));
        }
        None => {}
    }
}

fn forbids_unsafe(file: &syn::File) -> bool {
    file.attrs.iter().any(|attr| {
        attr.path().is_ident("forbid") && attr.parse_args::<syn::Path>().is_ok_and(|lint| lint.is_ident("unsafe_code"))
    })
}

/// Holes (`todo!`), switched-off tests, and the operating system where only `host` may touch it.
fn check_tokens(name: &str, tokens: &[TokenTree], row: &Crate, report: &mut Report) {
    let ident = |i: usize| match tokens.get(i) {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    };
    let punct = |i: usize, c: char| matches!(tokens.get(i), Some(TokenTree::Punct(p)) if p.as_char() == c);
    for (i, token) in tokens.iter().enumerate() {
        let line = token.span().start().line;
        if let TokenTree::Group(group) = token {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            if punct(i.wrapping_sub(1), '#') && inner.first().is_some_and(|t| t.to_string() == "ignore") {
                report.problems.push(format!("{name}:{line}: #[ignore]: assert what happens today instead"));
            }
            check_tokens(name, &inner, row, report);
            continue;
        }
        let Some(word) = ident(i) else { continue };
        if punct(i + 1, '!') && matches!(word.as_str(), "todo" | "unimplemented") {
            report
                .problems
                .push(format!("{name}:{line}: {word}!: bad input gives an exception, a hole gives an issue"));
        }
        if word == "std"
            && punct(i + 1, ':')
            && punct(i + 2, ':')
            && !row.touches_os
            && !is_build_or_test(name)
            && let Some(module) = ident(i + 3).filter(|module| OS_MODULES.contains(&module.as_str()))
        {
            report.problems.push(format!("{name}:{line}: std::{module}: only `host` touches the operating system"));
        }
    }
}

/// Build scripts, tests and examples are programs of their own.
fn is_build_or_test(name: &str) -> bool {
    name.ends_with("build.rs")
        || name.ends_with("tests.rs")
        || name.contains("/tests/")
        || name.contains("/build/")
        || name.contains("/examples/")
}

/// Finds containers of values in fields and statics.
struct HeapLaw<'a> {
    name: &'a str,
    found: Vec<String>,
}

impl HeapLaw<'_> {
    fn check(&mut self, what: String, ty: &syn::Type, line: usize) {
        if EXCUSED.iter().any(|(file, name, _)| *file == self.name && *name == what) {
            return;
        }
        if let Some(container) = untraced_container(ty) {
            self.found.push(format!(
                "{}:{line}: {what}: values in a {container}, which the collector cannot see; use GcVec or a cell",
                self.name
            ));
        }
    }
}

impl<'ast> Visit<'ast> for HeapLaw<'_> {
    fn visit_field(&mut self, field: &'ast syn::Field) {
        let name = field.ident.as_ref().map(|i| i.to_string()).unwrap_or_else(|| "(field)".into());
        let line = syn::spanned::Spanned::span(&field.ty).start().line;
        self.check(name, &field.ty, line);
        visit::visit_field(self, field);
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.check(item.ident.to_string(), &item.ty, item.ident.span().start().line);
        visit::visit_item_static(self, item);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        if mac.path.segments.last().is_some_and(|s| s.ident == "thread_local") {
            let text = mac.tokens.to_string();
            // `const { … }` initializers are not item syntax that `syn` knows here, so only the types are looked at.
            for declaration in text.split("static ").skip(1) {
                let Some((name, rest)) = declaration.split_once(':') else { continue };
                let ty = rest.split('=').next().unwrap_or("");
                if let Ok(ty) = syn::parse_str::<syn::Type>(ty) {
                    self.check(name.trim().to_owned(), &ty, mac.path.segments[0].ident.span().start().line);
                }
            }
        }
        visit::visit_macro(self, mac);
    }
}

/// The first container in a type that holds heap references by value, if there is one.
fn untraced_container(ty: &syn::Type) -> Option<String> {
    struct Search {
        inside: Option<String>,
        found: Option<String>,
    }
    impl<'ast> Visit<'ast> for Search {
        fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
            let name = segment.ident.to_string();
            if let Some(container) = &self.inside
                && HEAP_TYPES.contains(&name.as_str())
            {
                self.found.get_or_insert_with(|| container.clone());
            }
            // The arguments of `Fn(Value)` hold nothing.
            if matches!(segment.arguments, syn::PathArguments::AngleBracketed(_)) {
                let outer = self.inside.clone();
                if CONTAINERS.contains(&name.as_str()) {
                    self.inside = Some(name);
                }
                visit::visit_path_segment(self, segment);
                self.inside = outer;
            }
        }
        fn visit_type_bare_fn(&mut self, _: &'ast syn::TypeBareFn) {}
        fn visit_type_ptr(&mut self, _: &'ast syn::TypePtr) {}
    }
    let mut search = Search { inside: None, found: None };
    search.visit_type(ty);
    search.found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(source: &str) -> Vec<String> {
        let mut report = Report::default();
        check_file("interp/src/x.rs", source, layers::crate_of("interp/src/x.rs"), &mut report);
        report.problems
    }

    #[test]
    fn value_containers_in_fields_and_statics_are_found() {
        for ty in [
            "Vec<Value>",
            "Option<Vec<Value>>",
            "HashMap<u32, Value>",
            "Box<Value>",
            "std::collections::VecDeque<(u32, Option<Value>)>",
            "Arc<Mutex<Vec<Gc<Str>>>>",
            "Box<[Value]>",
        ] {
            assert_eq!(problems(&format!("//! x\nstruct S {{ a: {ty} }}")).len(), 1, "{ty}");
            assert_eq!(problems(&format!("//! x\nstruct S({ty});")).len(), 1, "{ty}");
            assert_eq!(problems(&format!("//! x\nenum E {{ A({ty}) }}")).len(), 1, "{ty}");
            assert_eq!(problems(&format!("//! x\nstatic S: {ty} = x();")).len(), 1, "{ty}");
            assert_eq!(problems(&format!("//! x\nthread_local! {{ static S: {ty} = x(); }}")).len(), 1, "{ty}");
        }
    }

    #[test]
    fn values_without_container_are_fine() {
        for ty in ["Value", "Option<Value>", "Vec<u8>", "GcVec<Value>", "Box<dyn Fn(Value) -> Value>", "Vec<fn(Value)>"]
        {
            assert_eq!(problems(&format!("//! x\nstruct S {{ a: {ty} }}")), Vec::<String>::new(), "{ty}");
        }
        assert_eq!(problems("//! x\nfn f(a: Vec<Value>) {}"), Vec::<String>::new());
    }

    #[test]
    fn missing_head_holes_and_switched_off_tests_are_found() {
        assert_eq!(problems("fn f() {}").len(), 1);
        assert_eq!(problems("//! x\nfn f() { todo!() }").len(), 1);
        assert_eq!(problems("//! x\nfn f() { g(vec![unimplemented!()]) }").len(), 1);
        assert_eq!(problems("//! x\n#[test]\n#[ignore]\nfn f() {}").len(), 1);
        assert_eq!(problems("//! x\n// todo!()\nfn f() { \"todo!()\"; }"), Vec::<String>::new());
    }

    #[test]
    fn operating_system_outside_of_host_is_found() {
        assert_eq!(problems("//! x\nuse std::fs;").len(), 1);
        assert_eq!(problems("//! x\nfn f() { std::process::exit(1) }").len(), 1);
        let mut report = Report::default();
        let host = "interp/host/src/x.rs";
        check_file(host, "//! x\nuse std::fs;", layers::crate_of(host), &mut report);
        assert_eq!(report.problems, Vec::<String>::new());
    }

    #[test]
    fn long_files_are_found() {
        let mut report = Report::default();
        check_size("a.rs", 601, &mut report);
        assert_eq!((report.large.len(), report.problems.len()), (1, 0));
        check_size("a.rs", 1501, &mut report);
        assert_eq!(report.problems.len(), 1);
    }
}
