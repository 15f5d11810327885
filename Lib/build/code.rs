//! Compiles the library's modules with Taipan's own compiler, at `-O` level 0.
//!
//! The modules of `frozen.txt` keep their bytes as they are (start-up reads them) and are named `<frozen NAME>`, as CPython names its
//! frozen modules; the others are deflated, and their file names are relative to the library's root: the interpreter puts the root
//! before them. A module that does not compile (a template, another version's syntax) has no code; importing it reports why.

use std::collections::BTreeMap;
use std::path::Path;
use taipan_bytecode::{Const, marshal};
use taipan_compiler::{Mode, Options, compile_source};

/// A compiled module.
pub(crate) struct Compiled {
    /// What is stored: deflated if shorter than `size`.
    pub(crate) bytes: Vec<u8>,
    /// Length of the marshalled code.
    pub(crate) size: usize,
}

/// Names of the modules that are found by the frozen importer, one a line: what CPython 3.14 freezes.
const FROZEN: &str = include_str!("../frozen.txt");

/// Compiles every module, on as many threads as there are cores; results in the order of `modules`.
pub(crate) fn compile_all(
    modules: &BTreeMap<String, (usize, bool)>,
    files: &BTreeMap<String, Vec<u8>>,
) -> Vec<Option<Compiled>> {
    println!("cargo::rerun-if-changed={}", Path::new("frozen.txt").display());
    let files: Vec<(&String, &Vec<u8>)> = files.iter().collect();
    let jobs: Vec<(&str, &str, &[u8])> = modules
        .iter()
        .map(|(name, (file, _))| (name.as_str(), files[*file].0.as_str(), files[*file].1.as_slice()))
        .collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = jobs.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let work =
            |jobs: &[(&str, &str, &[u8])]| jobs.iter().map(|job| compile(job.0, job.1, job.2)).collect::<Vec<_>>();
        let parts: Vec<_> = jobs
            .chunks(share)
            .map(|part| {
                // The parser recurses: give it room.
                std::thread::Builder::new()
                    .stack_size(256 << 20)
                    .spawn_scoped(scope, move || work(part))
                    .expect("a thread")
            })
            .collect();
        parts.into_iter().flat_map(|part| part.join().expect("the compiler does not panic")).collect()
    })
}

fn compile(name: &str, path: &str, source: &[u8]) -> Option<Compiled> {
    let (source, _) = taipan_parser::decode_source(source).ok()?;
    let frozen = FROZEN.lines().any(|line| line == name);
    let filename = if frozen { format!("<frozen {}>", name) } else { path.to_owned() };
    let compiled = compile_source(&source, &Options::new(filename.as_str(), Mode::Exec)).ok()?;
    let bytes = marshal::dumps(&Const::Code(compiled.code));
    let size = bytes.len();
    if frozen {
        return Some(Compiled { bytes, size });
    }
    let packed = miniz_oxide::deflate::compress_to_vec(&bytes, 7);
    Some(Compiled { bytes: if packed.len() < size { packed } else { bytes }, size })
}
