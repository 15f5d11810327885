//! Where things are: the checkout, the reference interpreters, our own binary. Knows nothing of what is done with them.

use std::path::{Path, PathBuf};

/// The root of the checkout that this command was built from.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(Path::to_path_buf).unwrap_or_else(|| ".".into())
}

/// The folder that `reference-pythons` fills: `$REFERENCE_PYTHONS`, or its place below the user's cache.
pub fn reference_pythons() -> PathBuf {
    if let Some(dir) = std::env::var_os("REFERENCE_PYTHONS") {
        return dir.into();
    }
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).unwrap_or_else(|| home().join(".cache"));
    cache.join("reference-pythons")
}

/// CPython 3.14, the reference for behavior.
pub fn cpython() -> PathBuf {
    reference_pythons().join("bin/python3.14")
}

/// PyPy, the reference for the speed of a JIT.
pub fn pypy() -> PathBuf {
    reference_pythons().join("bin/pypy3")
}

/// The folder that cargo builds into.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from).unwrap_or_else(|| root().join("target"))
}

/// The `taipan` binary of a profile folder (`release`, `debug`).
pub fn taipan(profile: &str) -> PathBuf {
    target().join(profile).join("taipan")
}

/// Every file below `dir` whose name ends in `.extension`, sorted; hidden folders and build output are left out.
pub fn files_below(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![dir.to_path_buf()];
    while let Some(dir) = pending.pop() {
        let Ok(entries) = std::fs::read_dir(&dir) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') || name == "target" || name == "__pycache__" {
                continue;
            }
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A tool that lies in `shared/tools` beside the checkout, or beside one of the folders above it.
pub fn shared_tool(name: &str) -> PathBuf {
    let root = root();
    let places = root.ancestors().skip(1).map(|dir| dir.join("shared/tools").join(name));
    places.into_iter().find(|path| path.exists()).unwrap_or_else(|| Path::new("../shared/tools").join(name))
}

/// The user's home folder.
pub fn home() -> PathBuf {
    std::env::var_os("HOME").map(PathBuf::from).unwrap_or_else(|| "/root".into())
}
