//! Build script: packs the Python side of the standard library into one archive.
//!
//! Input is CPython's Lib as the package `rustpython-pylib` carries it (only its files; no code of that package runs
//! at run time), with that package's own edits undone (`undo.rs`), plus the modules of this repository in `own/` and
//! `taipan/`, which win over a file of the same path. Output, in OUT_DIR: `lib.bin`, every file deflated on its own and
//! laid end to end, and `index.rs`, two tables that say where things are. The script must not depend on the target:
//! wasm32 builds embed the same bytes.

mod code;
mod undo;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Files and folders of the package that are left out: tests, editor leftovers, and what CPython 3.14 does not ship.
const EXCLUDED: &[&str] = &[
    "PSF-LICENSE",
    "README.md",
    "_dummy_os.py",
    "_dummy_thread.py",
    "_pycodecs.py",
    "dummy_threading.py",
    "__phello__/ham",
    "_pyrepl/mypy.ini",
    "tomllib/mypy.ini",
    "ctypes/macholib/fetch_macholib",
    "ctypes/macholib/fetch_macholib.bat",
    "idlelib/ChangeLog",
    "idlelib/HISTORY.txt",
    "idlelib/NEWS2x.txt",
    "idlelib/News3.txt",
    "idlelib/TODO.txt",
    "idlelib/idle.bat",
];

/// Folder names that hold tests or compiled leftovers, wherever they are.
const EXCLUDED_DIRS: &[&str] = &["test", "tests", "idle_test", "__pycache__"];

/// Folders of this repository that are embedded: (folder, prefix of the paths inside the archive).
const OWN: &[(&str, &str)] = &[("own", ""), ("taipan", "taipan/")];

fn main() {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let upstream = Path::new(rustpython_pylib::LIB_PATH);
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed={}", upstream.display());

    let mut files = BTreeMap::new();
    collect(upstream, "", &mut files);
    files.retain(|path, _| !is_excluded(path));
    for (path, bytes) in &mut files {
        undo::undo(path, bytes);
    }
    for (folder, prefix) in OWN {
        println!("cargo::rerun-if-changed={folder}");
        collect(&here.join(folder), prefix, &mut files);
    }
    assert!(files.contains_key("os.py"), "no standard library in {}", upstream.display());
    write_archive(&out, &files);
}

/// Reads every file below `dir` into `files`, keyed by its path with forward slashes; later calls override.
fn collect(dir: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let entries = fs::read_dir(dir).unwrap_or_else(|error| panic!("cannot list {}: {error}", dir.display()));
    for entry in entries {
        let path = entry.expect("directory entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("file names are UTF-8").to_owned();
        if path.is_dir() {
            if !EXCLUDED_DIRS.contains(&name.as_str()) {
                collect(&path, &format!("{prefix}{name}/"), files);
            }
        } else if !name.ends_with(".pyc") && !name.starts_with('.') {
            files.insert(format!("{prefix}{name}"), fs::read(&path).expect("readable file"));
        }
    }
}

fn is_excluded(path: &str) -> bool {
    EXCLUDED.iter().any(|it| path == *it || path.strip_prefix(it).is_some_and(|rest| rest.starts_with('/')))
}

/// Dotted module name of a file and whether it is a package; None for data files.
fn module_name(path: &str) -> Option<(String, bool)> {
    let stem = path.strip_suffix(".py")?;
    let (stem, is_package) = match stem.strip_suffix("/__init__") {
        Some(package) => (package, true),
        None => (stem, false),
    };
    let is_identifier = |part: &str| {
        // The module of build settings has a platform's name in its own.
        let other = if part.starts_with("_sysconfigdata_") { ['.', '.', ' '] } else { ['-', '.', ' '] };
        !part.is_empty() && !part.starts_with(|c: char| c.is_ascii_digit()) && !part.contains(other)
    };
    stem.split('/').all(is_identifier).then(|| (stem.replace('/', "."), is_package))
}

/// Writes `lib.bin` and `index.rs`.
fn write_archive(out: &Path, files: &BTreeMap<String, Vec<u8>>) {
    let mut archive = Vec::new();
    let mut file_table = String::new();
    let mut modules: BTreeMap<String, (usize, bool)> = BTreeMap::new();
    for (idx, (path, bytes)) in files.iter().enumerate() {
        // 10 is miniz's slowest, smallest setting; a wheel does not shrink and is stored.
        let packed = miniz_oxide::deflate::compress_to_vec(bytes, 10);
        let stored = if packed.len() < bytes.len() { &packed } else { bytes };
        let offset = u32::try_from(archive.len()).expect("archive below 4 GiB");
        writeln!(
            file_table,
            "    File {{ path: {path:?}, offset: {offset}, packed: {}, size: {} }},",
            stored.len(),
            bytes.len()
        )
        .expect("writing to a string");
        archive.extend_from_slice(stored);
        if let Some((name, is_package)) = module_name(path) {
            // A package wins over a module of the same name, as in the import system's path search.
            let slot = modules.entry(name).or_insert((idx, is_package));
            if is_package {
                *slot = (idx, true);
            }
        }
    }
    let compiled = code::compile_all(&modules, files);
    let mut code_archive = Vec::new();
    let mut index = format!("pub(crate) static FILES: [File; {}] = [\n{file_table}];\n", files.len());
    writeln!(index, "pub(crate) static MODULES: [Module; {}] = [", modules.len()).expect("writing to a string");
    for ((name, (file, is_package)), code) in modules.iter().zip(compiled) {
        let code = code.map_or("None".to_owned(), |code| {
            let offset = u32::try_from(code_archive.len()).expect("archive below 4 GiB");
            code_archive.extend_from_slice(&code.bytes);
            format!("Some(Packed {{ offset: {offset}, packed: {}, size: {} }})", code.bytes.len(), code.size)
        });
        writeln!(index, "    Module {{ name: {name:?}, file: {file}, is_package: {is_package}, code: {code} }},")
            .expect("writing to a string");
    }
    index.push_str("];\n");
    let packages: BTreeSet<_> = modules.iter().filter(|(_, module)| module.1).map(|(name, _)| name).collect();
    writeln!(index, "/// How many of the modules are packages.\npub const N_PACKAGES: usize = {};", packages.len())
        .expect("writing to a string");
    fs::write(out.join("lib.bin"), archive).expect("writable OUT_DIR");
    fs::write(out.join("code.bin"), code_archive).expect("writable OUT_DIR");
    fs::write(out.join("index.rs"), index).expect("writable OUT_DIR");
}
