//! The layers: which crate may depend on which, and on what from outside. ARCHITECTURE.md explains the order; this table
//! is what holds. A new crate or a new dependency needs a row or a name here, so that it is a decision and not an
//! accident.

use super::Report;
use std::path::Path;
use toml::{Table, Value};

/// What one crate may depend on.
pub(super) struct Crate {
    pub(super) name: &'static str,
    pub(super) folder: &'static str,
    pub(super) layer: u8,
    /// Our own crates that it may use, all in lower layers; `*` is every one of them.
    pub(super) uses: &'static [&'static str],
    /// Crates from outside that the shipped code may use.
    pub(super) outside: &'static [&'static str],
    /// Crates, ours or not, that only its tests and its build script may use besides.
    pub(super) dev: &'static [&'static str],
    /// Whether the crate forbids `unsafe` altogether.
    pub(super) forbids_unsafe: bool,
    /// Whether it may use the operating system directly.
    pub(super) touches_os: bool,
    /// Whether `Value` means the interpreter's value here, so that the law of the heap applies.
    pub(super) has_values: bool,
}

const PARSER: [&str; 6] =
    ["ruff_python_parser", "ruff_python_ast", "ruff_text_size", "ruff_source_file", "unicode_names2", "unicode-ident"];

/// What most rows start from.
const LEAF: Crate = Crate {
    name: "",
    folder: "",
    layer: 0,
    uses: &[],
    outside: &[],
    dev: &[],
    forbids_unsafe: false,
    touches_os: false,
    has_values: false,
};

pub(super) const CRATES: &[Crate] = &[
    Crate { name: "taipan-host", folder: "interp/host", outside: &["libc", "rustix"], touches_os: true, ..LEAF },
    Crate { name: "taipan-macros", folder: "interp/macros", outside: &["syn", "quote", "proc-macro2"], ..LEAF },
    Crate { name: "taipan-parser", folder: "parser", layer: 1, outside: &PARSER, forbids_unsafe: true, ..LEAF },
    Crate {
        name: "taipan-bytecode",
        folder: "compiler/bytecode",
        layer: 1,
        outside: &["num-bigint", "num-traits", "bitflags"],
        forbids_unsafe: true,
        ..LEAF
    },
    Crate { name: "taipan-gc", folder: "interp/gc", layer: 1, uses: &["taipan-host"], ..LEAF },
    Crate {
        name: "taipan-compiler",
        folder: "compiler",
        layer: 2,
        uses: &["taipan-parser", "taipan-bytecode"],
        outside: &["ruff_python_ast", "ruff_text_size", "ruff_source_file", "num-bigint", "num-traits", "num-integer"],
        forbids_unsafe: true,
        ..LEAF
    },
    Crate {
        name: "taipan-object",
        folder: "interp/object",
        layer: 2,
        uses: &["taipan-gc"],
        outside: &["num-bigint", "num-integer", "num-traits", "siphasher", "hashbrown", "memchr"],
        has_values: true,
        ..LEAF
    },
    Crate {
        name: "taipan-interp",
        folder: "interp",
        layer: 3,
        uses: &[
            "taipan-parser",
            "taipan-compiler",
            "taipan-bytecode",
            "taipan-object",
            "taipan-gc",
            "taipan-host",
            "taipan-macros",
        ],
        outside: &["num-bigint", "num-integer", "num-traits", "bitflags"],
        has_values: true,
        ..LEAF
    },
    Crate {
        name: "taipan-lib",
        folder: "Lib",
        layer: 3,
        uses: &["taipan-parser", "taipan-compiler", "taipan-bytecode"],
        outside: &["miniz_oxide"],
        dev: &["rustpython-pylib", "miniz_oxide"],
        forbids_unsafe: true,
        ..LEAF
    },
    Crate {
        name: "taipan-stdlib",
        folder: "interp/stdlib",
        layer: 4,
        uses: &[
            "taipan-interp",
            "taipan-bytecode",
            "taipan-parser",
            "taipan-object",
            "taipan-gc",
            "taipan-host",
            "taipan-macros",
        ],
        outside: &[
            "num-bigint",
            "num-integer",
            "num-traits",
            "memchr",
            "miniz_oxide",
            "unicode_names2",
            "md-5",
            "sha1",
            "sha2",
            "sha3",
            "libz-rs-sys",
            "bzip2",
        ],
        dev: &["taipan-compiler"],
        has_values: true,
        ..LEAF
    },
    Crate {
        name: "taipan",
        folder: "",
        layer: 6,
        uses: &["*"],
        outside: &["lexopt"],
        dev: &["xtask", "libtest-mimic"],
        touches_os: true,
        has_values: true,
        ..LEAF
    },
    Crate {
        name: "xtask",
        folder: "tests/xtask",
        layer: 5,
        uses: &["*"],
        outside: &["lexopt", "libc", "serde_json", "toml", "syn", "proc-macro2"],
        touches_os: true,
        ..LEAF
    },
];

/// The row of the crate that a file belongs to: the one with the longest folder that holds it.
pub(super) fn crate_of(path: &str) -> &'static Crate {
    let holds = |row: &&Crate| row.folder.is_empty() || path.starts_with(&format!("{}/", row.folder));
    CRATES.iter().filter(holds).max_by_key(|row| row.folder.len()).unwrap_or(&LEAF)
}

pub(super) fn check(root: &Path, report: &mut Report) {
    let mut problem = |text: String| report.problems.push(text);
    check_table(&mut problem);
    let Some(workspace) = read_manifest(root, "", &mut problem) else { return };
    let members = workspace.get("workspace").and_then(|w| w.get("members")).and_then(Value::as_array);
    for folder in members.into_iter().flatten().filter_map(Value::as_str).chain([""]) {
        let Some(row) = CRATES.iter().find(|row| row.folder == folder) else {
            problem(format!("{folder}/Cargo.toml: crate without a row in tests/xtask/src/tidy/layers.rs"));
            continue;
        };
        if let Some(manifest) = read_manifest(root, folder, &mut problem) {
            check_manifest(row, &manifest, &mut problem);
        }
    }
}

/// The table itself must be in order: every edge goes down.
fn check_table(problem: &mut impl FnMut(String)) {
    for row in CRATES {
        for used in row.uses.iter().filter(|used| **used != "*") {
            match CRATES.iter().find(|other| other.name == *used) {
                Some(other) if other.layer < row.layer => {}
                Some(other) => problem(format!("layers: {} ({}) uses {used} ({})", row.name, row.layer, other.layer)),
                None => problem(format!("layers: {} uses {used}, which has no row", row.name)),
            }
        }
    }
}

fn read_manifest(root: &Path, folder: &str, problem: &mut impl FnMut(String)) -> Option<Table> {
    let path = root.join(folder).join("Cargo.toml");
    let parsed = std::fs::read_to_string(&path)
        .map_err(|e| e.to_string())
        .and_then(|text| text.parse::<Table>().map_err(|e| e.to_string()));
    parsed.map_err(|e| problem(format!("{}: {e}", path.display()))).ok()
}

fn check_manifest(row: &Crate, manifest: &Table, problem: &mut impl FnMut(String)) {
    let name = manifest.get("package").and_then(|p| p.get("name")).and_then(Value::as_str).unwrap_or("");
    if name != row.name {
        problem(format!("{}/Cargo.toml: called {name:?}, the layers table says {:?}", row.folder, row.name));
    }
    if manifest.get("lints").and_then(|l| l.get("workspace")).and_then(Value::as_bool) != Some(true) {
        problem(format!("{}/Cargo.toml: `[lints] workspace = true` is missing", row.folder));
    }
    // `target.'cfg(...)'` holds the same sections again.
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(|t| t.values()).filter_map(Value::as_table);
    for table in [manifest].into_iter().chain(targets) {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let names = table.get(section).and_then(Value::as_table).into_iter().flat_map(|t| t.keys());
            for used in names {
                if let Some(why) = objection(row, section, used) {
                    problem(format!("{}/Cargo.toml: [{section}] {used}: {why}", row.folder));
                }
            }
        }
    }
}

/// Why `row` may not have `used` in `section`, if so.
fn objection(row: &Crate, section: &str, used: &str) -> Option<String> {
    if section != "dependencies" && row.dev.contains(&used) {
        return None;
    }
    match CRATES.iter().find(|other| other.name == used) {
        Some(_) if row.uses.contains(&used) => None,
        Some(other) if row.uses.contains(&"*") && other.layer < row.layer && section == "dependencies" => {
            (used == "xtask").then(|| "xtask is for developers only".into())
        }
        Some(other) if other.layer >= row.layer => Some(format!("upward edge, layer {} to {}", row.layer, other.layer)),
        Some(_) => Some("not among the crates that the layers table lets it use".into()),
        None if row.outside.contains(&used) => None,
        None => Some("crate from outside that the layers table does not list for it".into()),
    }
}
