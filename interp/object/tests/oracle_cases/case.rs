//! text::case and text::unicode.

use super::*;
use taipan_object::text::{case, unicode, wtf8};

pub fn tests(s: &[u8]) -> String {
    let all = [
        case::is_alpha(s),
        case::is_decimal(s),
        case::is_digit(s),
        case::is_numeric(s),
        case::is_alnum(s),
        case::is_space(s),
        case::is_printable(s),
        case::is_upper(s),
        case::is_lower(s),
        case::is_title(s),
        case::is_identifier(s),
    ];
    all.map(|b| if b { '1' } else { '0' }).iter().collect()
}

pub fn char_values(c: u32) -> String {
    let opt = |v: Option<u8>| v.map_or(-1, |d| d as i32);
    format!("{} {}", opt(unicode::decimal(c)), opt(unicode::digit(c)))
}

/// `float.hex` for the few shapes that numeric values have.
pub fn float_hex(v: f64) -> String {
    taipan_object::num::float_parse::hex(v)
}

pub fn answer(name: &str, a: &Args) -> Option<String> {
    if name == "char" {
        let c: u32 = a.num(0);
        let numeric = unicode::numeric(c).map_or("-".into(), float_hex);
        return show(format!("{} {} {numeric}", unicode::category(c), char_values(c)));
    }
    let s = &a.text(0)[..];
    let in_place = |f: fn(&mut [u8])| {
        let mut b = s.to_vec();
        f(&mut b);
        ok(b)
    };
    match name {
        "lower" => ok(case::lower(s).unwrap()),
        "upper" => ok(case::upper(s).unwrap()),
        "casefold" => ok(case::casefold(s).unwrap()),
        "swapcase" => ok(case::swapcase(s).unwrap()),
        "capitalize" => ok(case::capitalize(s).unwrap()),
        "title" => ok(case::title(s).unwrap()),
        "tests" => {
            wtf8::validate(s).unwrap();
            show(tests(s))
        }
        "bytes_swapcase" => in_place(case::bytes_swapcase),
        "bytes_capitalize" => in_place(case::bytes_capitalize),
        "bytes_title" => in_place(case::bytes_title),
        "bytes_tests" => {
            let all = [case::bytes_is_upper(s), case::bytes_is_lower(s), case::bytes_is_title(s)];
            show(all.map(|b| if b { '1' } else { '0' }).iter().collect::<String>())
        }
        _ => None,
    }
}
