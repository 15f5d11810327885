//! num::{hash, siphash}.

use super::*;
use taipan_object::num::hash;
use taipan_object::num::siphash::HashKey;

pub fn answer(name: &str, a: &Args) -> Option<String> {
    let items = || -> Vec<i64> {
        if a.0[0] == "-" { Vec::new() } else { a.0[0].split(',').map(|s| s.parse().unwrap()).collect() }
    };
    match name {
        "tuple" => show(hash::hash_tuple(items())),
        "frozenset" => show(hash::hash_frozenset(items())),
        "slice" => show(hash::hash_slice(items().try_into().unwrap())),
        "str" => show(HashKey::from_seed(a.num(0)).hash_str(&a.text(1))),
        "bytes" => show(HashKey::from_seed(a.num(0)).hash_bytes(&a.text(1))),
        _ => None,
    }
}
