//! text::{formatspec, formatnum}.

use super::floats::float_arg;
use super::*;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use taipan_object::text::formatnum::{self, IntArg, Locale};
use taipan_object::text::formatspec::{self, FormatError};

pub fn give(r: Result<Vec<u8>, FormatError>) -> Option<String> {
    r.map_or_else(|e| err(e.message()), ok)
}

pub fn with_int<R>(s: &str, f: impl Fn(IntArg) -> R) -> R {
    let big: BigInt = s.parse().unwrap();
    match big.to_i64() {
        Some(x) => f(IntArg::Small(x)),
        None => f(IntArg::Big(&big)),
    }
}

pub fn answer(name: &str, a: &Args) -> Option<String> {
    let c = Locale::default();
    match name {
        "str" => give(formatspec::format_str(&a.text(0), &a.text(1), "str")),
        "int" => give(with_int(a.0[0], |x| formatnum::format_int(x, &a.text(1), "int", &c, 4300))),
        "float" => give(formatnum::format_float(float_arg(a.0[0]), &a.text(1), "float", &c)),
        "complex" => {
            let (re, im) = (float_arg(a.0[0]), float_arg(a.0[1]));
            give(formatnum::format_complex(re, im, &a.text(2), "complex", &c))
        }
        _ => None,
    }
}
