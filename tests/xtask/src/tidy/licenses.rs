//! Licences of everything that is linked: each package's SPDX expression has to be satisfiable with the licences that
//! `deny.toml` allows, and no package may be one that it bans. Needs nothing but cargo, unlike `cargo deny`, which checks more.

use super::Report;
use crate::process::{End, Job};
use std::path::Path;
use std::time::Duration;
use toml::{Table, Value};

pub(super) fn check(root: &Path, report: &mut Report) {
    if let Err(problem) = check_packages(root, report) {
        report.problems.push(format!("licences: {problem}"));
    }
}

fn check_packages(root: &Path, report: &mut Report) -> Result<(), String> {
    let text = std::fs::read_to_string(root.join("deny.toml")).map_err(|e| format!("deny.toml: {e}"))?;
    let deny: Table = text.parse().map_err(|e| format!("deny.toml: {e}"))?;
    let section = |name: &str, key: &str| deny.get(name).and_then(|s| s.get(key)).and_then(Value::as_array).cloned();
    let allowed: Vec<String> = strings(&section("licenses", "allow").ok_or("deny.toml: no [licenses] allow")?);
    let banned = section("bans", "deny").unwrap_or_default();
    let clarified = section("licenses", "clarify").unwrap_or_default();
    let clarified = |name: &str| {
        let entry = clarified.iter().find(|entry| entry.get("crate").and_then(Value::as_str) == Some(name))?;
        entry.get("expression").and_then(Value::as_str)
    };
    let banned: Vec<&str> = banned.iter().filter_map(|entry| entry.get("crate").and_then(Value::as_str)).collect();

    let mut job = Job::new(["cargo", "metadata", "--format-version=1", "--locked", "--offline", "--filter-platform"]);
    job.argv.push(host_triple()?.into());
    job.cwd = Some(root.to_path_buf());
    job.timeout = Duration::from_secs(120);
    let output = job.run()?;
    if output.end != End::Exit(0) {
        return Err(format!("cargo metadata: {}", output.err()));
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).map_err(|e| e.to_string())?;
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or("");
        let version = package["version"].as_str().unwrap_or("");
        if banned.contains(&name) {
            report.problems.push(format!("Cargo.lock: {name} {version} is banned by deny.toml"));
        }
        let license = package["license"].as_str().or_else(|| clarified(name)).unwrap_or("");
        if !satisfiable(license, &allowed) {
            report.problems.push(format!("Cargo.lock: {name} {version}: licence {license:?} is not in deny.toml"));
        }
    }
    Ok(())
}

fn strings(values: &[Value]) -> Vec<String> {
    values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn host_triple() -> Result<String, String> {
    let version = Job::new(["rustc", "-vV"]).run()?.out();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc -vV names no host".into())
}

/// Whether an SPDX expression can be met with the allowed licences. Old manifests write `/` for `OR`.
fn satisfiable(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    !tokens.is_empty() && any_of(&tokens, &mut at, allowed) && at == tokens.len()
}

fn any_of(tokens: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut result = all_of(tokens, at, allowed);
    while tokens.get(*at) == Some(&"OR") {
        *at += 1;
        result |= all_of(tokens, at, allowed);
    }
    result
}

fn all_of(tokens: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut result = one_of(tokens, at, allowed);
    while tokens.get(*at) == Some(&"AND") {
        *at += 1;
        result &= one_of(tokens, at, allowed);
    }
    result
}

fn one_of(tokens: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let Some(first) = tokens.get(*at) else { return false };
    *at += 1;
    if *first == "(" {
        let result = any_of(tokens, at, allowed);
        *at += 1;
        return result;
    }
    let mut name = (*first).to_owned();
    if tokens.get(*at) == Some(&"WITH") {
        name = format!("{first} WITH {}", tokens.get(*at + 1).unwrap_or(&""));
        *at += 2;
    }
    allowed.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_read() {
        let allowed: Vec<String> = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into();
        for good in [
            "MIT",
            "MIT OR GPL-3.0",
            "MIT/Apache-2.0",
            "(GPL-2.0 OR MIT) AND Apache-2.0",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(satisfiable(good, &allowed), "{good}");
        }
        for bad in
            ["", "GPL-3.0", "MIT AND LGPL-3.0-only", "Apache-2.0 WITH other", "LGPL-3.0 OR GPL-2.0", "MIT OR (GPL-2.0"]
        {
            assert!(!satisfiable(bad, &allowed), "{bad}");
        }
    }
}
