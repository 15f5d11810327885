//! The embedded library against the files it was made from, and the lookups' edge cases.

use super::*;

#[test]
fn tables_are_sorted_and_consistent() {
    assert!(FILES.is_sorted_by(|a, b| a.path < b.path));
    assert!(MODULES.is_sorted_by(|a, b| a.name < b.name));
    assert_eq!(iter().filter(|entry| entry.is_package).count(), N_PACKAGES);
    assert!(MODULES.len() > 600, "{} modules", MODULES.len());
}

#[test]
fn every_file_inflates_to_its_size() {
    let mut total = 0;
    for file in &FILES {
        assert_eq!(read(file).len(), file.size as usize, "{}", file.path);
        total += file.size as usize;
    }
    assert!(archive_size() < 6 << 20 && total > 10 << 20, "{} of {total}", archive_size());
}

#[test]
fn finds_modules_and_packages() {
    let os = find("os").unwrap();
    assert_eq!((os.name, os.path, os.is_package), ("os", "os.py", false));
    assert_eq!(source(&os).len(), os.size());
    let decoder = find("json.decoder").unwrap();
    assert_eq!((decoder.path, decoder.is_package), ("json/decoder.py", false));
    assert!(find("json").unwrap().is_package && find("json").unwrap().path == "json/__init__.py");
    for name in
        ["", ".", "json.", ".json", "json.nothing", "os.py", "JSON", "test", "_dummy_thread", "idlelib.idle_test"]
    {
        assert_eq!(find(name), None, "{name:?}");
    }
    assert!(find("taipan").is_some_and(|entry| entry.is_package));
}

#[test]
fn finds_by_path() {
    assert_eq!(find_path("json/decoder.py"), find("json.decoder"));
    assert_eq!(find_path("json/__init__.py"), find("json"));
    for path in ["json.py", "json", "", "os/__init__.py", "os.pyc"] {
        assert_eq!(find_path(path), None, "{path:?}");
    }
}

#[test]
fn lists_children() {
    let names: Vec<_> = children("json").map(|entry| entry.name).collect();
    assert_eq!(names, ["json.__main__", "json.decoder", "json.encoder", "json.scanner", "json.tool"]);
    assert!(children("").any(|entry| entry.name == "os") && children("").all(|entry| !entry.name.contains('.')));
    assert_eq!(children("os").count(), 0);
    assert_eq!(children("nothing").count(), 0);
    let below: usize = iter().filter(|entry| entry.is_package).map(|entry| children(entry.name).count()).sum();
    assert_eq!(below + children("").count(), iter().len());
}

#[test]
fn serves_data_files() {
    assert!(resource("venv/scripts/common/activate").unwrap().starts_with(b"#"));
    assert!(list("ensurepip/_bundled").iter().all(|(name, kind)| name.ends_with(".whl") && *kind == PathKind::File));
    assert!(list("").contains(&("json", PathKind::Folder)) && list("").contains(&("os.py", PathKind::File)));
    assert_eq!(list("nothing"), []);
    assert_eq!(path_kind("json"), Some(PathKind::Folder));
    assert_eq!(path_kind("json/tool.py"), Some(PathKind::File));
    assert_eq!(path_kind("jso"), None);
    assert_eq!(resource("json"), None);
}

#[test]
fn edits_of_the_package_are_undone() {
    for entry in iter() {
        let lower = source(&entry).to_ascii_lowercase();
        assert!(!lower.windows(10).any(|window| window == b"rustpython"), "{}", entry.path);
    }
    let io = String::from_utf8(source(&find("io").unwrap()).into_owned()).unwrap();
    assert!(io.contains("open_code, FileIO, BytesIO, StringIO,") && io.contains("\nRawIOBase.register(FileIO)\n\nfor"));
    let site = String::from_utf8(source(&find("site").unwrap()).into_owned()).unwrap();
    assert!(site.contains("return f'{userbase}/lib/python{version[0]}.{version[1]}{abi_thread}/site-packages'"));
}
