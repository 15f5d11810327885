//! Switches the threaded driver of the eval loop on (`cfg(threaded)`) where the compiler is certain to turn its calls into jumps:
//! optimized code on x86-64 and aarch64 (the code adds: without debug assertions). Everywhere else the loop is a `match`.

fn main() {
    println!("cargo::rustc-check-cfg=cfg(threaded)");
    println!("cargo::rerun-if-changed=build.rs");
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let optimized = matches!(variable("OPT_LEVEL").as_str(), "2" | "3" | "s");
    let arch = matches!(variable("CARGO_CFG_TARGET_ARCH").as_str(), "x86_64" | "aarch64");
    let windows = variable("CARGO_CFG_WINDOWS") == "1" || std::env::var_os("CARGO_CFG_WINDOWS").is_some();
    if optimized && arch && !windows {
        println!("cargo::rustc-cfg=threaded");
    }
}
