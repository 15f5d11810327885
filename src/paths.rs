//! Where things are: `sys.prefix`, the library, the start of `sys.path`; virtual environments.
//!
//! The library is inside the binary: its folder has the binary's own path as a prefix (`/usr/bin/taipan/lib/python3.14`), a
//! place where no file can ever be. PYTHONHOME names a library on disk instead.

use std::path::{Path, PathBuf};
use taipan_interp::Config;

/// The library's folder below a prefix.
const LIBRARY: &str = "lib/python3.14";

/// Fills the path settings of `config` from `config.executable`, PYTHONHOME and a `pyvenv.cfg` beside the binary.
/// `config.module_search_paths` holds the entries of PYTHONPATH, and is `sys.path` afterwards.
pub(crate) fn fill(config: &mut Config) {
    let executable = PathBuf::from(&config.executable);
    let folder = executable.parent().unwrap_or(Path::new("/")).to_path_buf();
    let text = |path: &Path| path.to_string_lossy().into_owned();
    config.base_executable = config.executable.clone();
    config.prefix = text(&prefix_of(&folder));
    config.base_prefix = config.prefix.clone();
    if let Some((venv, home)) = virtual_environment(&folder) {
        config.prefix = text(&venv);
        if let Some(home) = home {
            config.base_prefix = text(&prefix_of(&home));
            if let Some(name) = executable.file_name() {
                config.base_executable = text(&home.join(name));
            }
        }
    }
    let home = std::env::var("PYTHONHOME").ok().filter(|home| !home.is_empty() && !config.ignore_environment);
    config.stdlib_dir = match &home {
        Some(home) => {
            let first = home.split(':').next().unwrap_or(home);
            config.prefix = first.to_owned();
            config.base_prefix = first.to_owned();
            format!("{first}/{LIBRARY}")
        }
        None => format!("{}/{LIBRARY}", config.executable),
    };
    config.module_search_paths.push(format!("{}/lib/python314.zip", config.base_prefix));
    config.module_search_paths.push(config.stdlib_dir.clone());
}

/// The prefix of a binary in `folder`: what holds its `bin`, or the folder itself.
fn prefix_of(folder: &Path) -> PathBuf {
    match folder.file_name() {
        Some(name) if name == "bin" => folder.parent().unwrap_or(folder).to_path_buf(),
        _ => folder.to_path_buf(),
    }
}

/// The virtual environment that the binary in `folder` belongs to, and its `home`.
fn virtual_environment(folder: &Path) -> Option<(PathBuf, Option<PathBuf>)> {
    for candidate in [Some(folder), folder.parent()].into_iter().flatten() {
        let Ok(settings) = std::fs::read_to_string(candidate.join("pyvenv.cfg")) else { continue };
        let home = settings.lines().find_map(|line| {
            let (key, value) = line.split_once('=')?;
            key.trim().eq_ignore_ascii_case("home").then(|| PathBuf::from(value.trim()))
        });
        let venv = if candidate == folder { prefix_of(folder) } else { candidate.to_path_buf() };
        return Some((venv, home));
    }
    None
}
