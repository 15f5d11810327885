//! text::repr.

use super::*;
use taipan_object::text::repr;

pub fn answer(name: &str, a: &Args) -> Option<String> {
    let s = a.text(0);
    match name {
        "str" => ok(repr::str_repr(&s).unwrap()),
        "bytes" => ok(repr::bytes_repr(&s).unwrap()),
        "ascii" => ok(repr::ascii(&s).unwrap()),
        _ => None,
    }
}
