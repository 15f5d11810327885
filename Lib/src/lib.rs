//! The embedded standard library: CPython's pure-Python modules and Taipan's own, packed by the build script.
//!
//! This crate knows files and dotted names, not Python: no parsing, no code objects, no import rules. Lookups are binary
//! searches in static tables; a file is inflated when somebody asks for it, and not kept. Paths are relative to the
//! library's root and use forward slashes (`json/decoder.py`).
//!
//! ```
//! let entry = taipan_lib::find("json").expect("part of every build");
//! assert!(entry.is_package && entry.path == "json/__init__.py");
//! assert!(taipan_lib::source(&entry).starts_with(b"r\"\"\"JSON"));
//! ```

#![forbid(unsafe_code)]

use std::borrow::Cow;

/// One file of the archive.
struct File {
    /// Path below the library's root.
    path: &'static str,
    /// Where its bytes start in the archive.
    offset: u32,
    /// How many bytes it takes there; equal to `size` when stored as it is.
    packed: u32,
    /// How many bytes it has.
    size: u32,
}

/// One module of the index.
struct Module {
    /// Dotted name.
    name: &'static str,
    /// Index in `FILES` of its source.
    file: u16,
    /// Whether the source is a package's `__init__.py`.
    is_package: bool,
    /// Marshalled code object, where the build made one.
    code: Option<Packed>,
}

/// Where a code object is in the archive of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Packed {
    offset: u32,
    packed: u32,
    size: u32,
}

include!(concat!(env!("OUT_DIR"), "/index.rs"));

static ARCHIVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lib.bin"));
static CODE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/code.bin"));

/// Names of the modules of the frozen importer, one a line.
const FROZEN: &str = include_str!("../frozen.txt");

/// The names of [`Entry::is_frozen`] modules.
pub fn frozen_names() -> impl Iterator<Item = &'static str> {
    FROZEN.lines()
}

/// A module of the embedded library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Dotted name: `json.decoder`.
    pub name: &'static str,
    /// Path of its source below the library's root: `json/decoder.py`.
    pub path: &'static str,
    /// Whether it can have submodules.
    pub is_package: bool,
    code: Option<Packed>,
    file: u16,
}

impl Entry {
    fn new(module: &Module) -> Entry {
        Entry {
            name: module.name,
            path: FILES[usize::from(module.file)].path,
            is_package: module.is_package,
            code: module.code,
            file: module.file,
        }
    }

    /// Its marshalled code object (compiled at `-O` level 0), if the build could make one. File names inside are relative to the
    /// library's root, or `<frozen NAME>` where [`Entry::is_frozen`].
    pub fn code(&self) -> Option<Cow<'static, [u8]>> {
        self.code.map(|code| unpack(CODE, code.offset, code.packed, code.size, self.path))
    }

    /// Whether the frozen importer finds it, before anything on `sys.path`.
    pub fn is_frozen(&self) -> bool {
        FROZEN.lines().any(|line| line == self.name)
    }

    /// Size of the source in bytes.
    pub fn size(&self) -> usize {
        FILES[usize::from(self.file)].size as usize
    }
}

/// The module called `module` (a full dotted name), if the library has it.
pub fn find(module: &str) -> Option<Entry> {
    MODULES.binary_search_by(|it| it.name.cmp(module)).ok().map(|idx| Entry::new(&MODULES[idx]))
}

/// The module whose source is at `path`.
pub fn find_path(path: &str) -> Option<Entry> {
    let stem = path.strip_suffix(".py")?;
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    find(&stem.replace('/', ".")).filter(|entry| entry.path == path)
}

/// The module's source text, as bytes in the file's own encoding.
pub fn source(entry: &Entry) -> Cow<'static, [u8]> {
    read(&FILES[usize::from(entry.file)])
}

/// Any file of the library, source or data, by its path.
pub fn resource(path: &str) -> Option<Cow<'static, [u8]>> {
    FILES.binary_search_by(|it| it.path.cmp(path)).ok().map(|idx| read(&FILES[idx]))
}

/// Whether the library has a file or a folder at `path` (no trailing slash).
pub fn path_kind(path: &str) -> Option<PathKind> {
    if path.is_empty() {
        return Some(PathKind::Folder);
    }
    match FILES.binary_search_by(|it| it.path.cmp(path)) {
        Ok(_) => Some(PathKind::File),
        Err(_) => files_below(path).next().map(|_| PathKind::Folder),
    }
}

/// What a path of the library names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// A file with contents.
    File,
    /// A folder.
    Folder,
}

/// Names directly inside the folder `path` ("" for the root), each once, sorted; with what they are.
pub fn list(path: &str) -> Vec<(&'static str, PathKind)> {
    let skip = if path.is_empty() { 0 } else { path.len() + 1 };
    let mut names: Vec<(&'static str, PathKind)> = files_below(path)
        .map(|file| match file.path[skip..].split_once('/') {
            Some((folder, _)) => (folder, PathKind::Folder),
            None => (&file.path[skip..], PathKind::File),
        })
        .collect();
    names.sort_unstable_by_key(|it| it.0);
    names.dedup();
    names
}

/// All modules, sorted by name.
pub fn iter() -> impl ExactSizeIterator<Item = Entry> {
    MODULES.iter().map(Entry::new)
}

/// Modules directly inside `package` ("" for the top level), sorted by name.
pub fn children(package: &str) -> impl Iterator<Item = Entry> {
    let prefix = if package.is_empty() { String::new() } else { format!("{package}.") };
    let start = MODULES.partition_point(|it| it.name < prefix.as_str());
    let skip = prefix.len();
    MODULES[start..]
        .iter()
        .take_while(move |it| it.name.starts_with(&prefix))
        .filter(move |it| !it.name[skip..].contains('.'))
        .map(Entry::new)
}

/// Size of the archive inside the binary.
pub fn archive_size() -> usize {
    ARCHIVE.len()
}

/// Files below the folder `path`.
fn files_below(path: &str) -> impl Iterator<Item = &'static File> {
    let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
    let start = FILES.partition_point(|it| it.path < prefix.as_str());
    FILES[start..].iter().take_while(move |it| it.path.starts_with(&prefix))
}

/// The bytes of one file.
fn read(file: &File) -> Cow<'static, [u8]> {
    unpack(ARCHIVE, file.offset, file.packed, file.size, file.path)
}

fn unpack(archive: &'static [u8], offset: u32, packed: u32, size: u32, path: &str) -> Cow<'static, [u8]> {
    let start = offset as usize;
    let bytes = &archive[start..start + packed as usize];
    if packed == size {
        return Cow::Borrowed(bytes);
    }
    match miniz_oxide::inflate::decompress_to_vec_with_limit(bytes, size as usize) {
        Ok(bytes) => Cow::Owned(bytes),
        // The archive is part of the binary and written by our build script: this is a broken build, not bad input.
        Err(error) => unreachable!("embedded file {path} is damaged: {error}"),
    }
}

#[cfg(test)]
mod tests;
