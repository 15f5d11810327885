//! Private names: `__x` in class `C` is `_C__x`.

use crate::ast::Name;
use taipan_bytecode::WStr;

/// The mangled form of a name inside a class.
pub fn mangle(private: Option<&Name>, name: &Name) -> Name {
    let Some(class) = private else { return name.clone() };
    let bytes = name.as_bytes();
    if !bytes.starts_with(b"__") || bytes.ends_with(b"__") || bytes.contains(&b'.') {
        return name.clone();
    }
    let start = class.as_bytes().iter().take_while(|b| **b == b'_').count();
    let class = &class.as_bytes()[start..];
    if class.is_empty() {
        return name.clone();
    }
    let mut out = Vec::with_capacity(1 + class.len() + bytes.len());
    out.push(b'_');
    out.extend_from_slice(class);
    out.extend_from_slice(bytes);
    WStr::from_wtf8(&out).unwrap_or_else(|| name.clone())
}
