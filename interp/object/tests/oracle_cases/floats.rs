//! num::{float, float_format, float_parse}.

use super::*;
use num_bigint::BigInt;
use taipan_object::num::float::{self, FloatError};
use taipan_object::num::float_format::{self, Flags, Style};
use taipan_object::num::{float_parse, hash};

pub fn bits(x: f64) -> String {
    if x.is_nan() { "nan".into() } else { format!("{:016x}", x.to_bits()) }
}

pub fn float_arg(s: &str) -> f64 {
    if s == "nan" { f64::NAN } else { f64::from_bits(u64::from_str_radix(s, 16).unwrap()) }
}

fn give(r: Result<f64, FloatError>) -> Option<String> {
    r.map_or_else(|e| err(e.message()), |x| show(bits(x)))
}

pub fn answer(name: &str, a: &Args) -> Option<String> {
    let x = if matches!(name, "parse" | "fromhex") { 0.0 } else { float_arg(a.0[0]) };
    let y = || float_arg(a.0[1]);
    match name {
        "repr" => show(float_format::repr(x)),
        "format" => {
            let style = match a.0[1] {
                "e" | "E" => Style::Exp,
                "f" | "F" => Style::Fixed,
                "g" | "G" => Style::General,
                _ => Style::Repr,
            };
            let flags = Flags {
                alternate: a.0[3].contains('#'),
                plus: a.0[3].contains('+'),
                no_negative_zero: a.0[3].contains('z'),
                upper: a.0[1] != "r" && a.0[1].chars().all(|c| c.is_ascii_uppercase()),
                dot_zero: style == Style::Repr,
            };
            show(String::from_utf8(float_format::format(x, style, a.num(2), flags).unwrap()).unwrap())
        }
        "hex" => show(float_parse::hex(x)),
        "mod" => give(float::modulo(x, y())),
        "floordiv" => give(float::floor_div(x, y())),
        "truediv" => give(float::true_div(x, y())),
        "divmod" => match float::div_mod(x, y()) {
            Ok((d, m)) => show(format!("{} {}", bits(d), bits(m))),
            Err(e) => err(e.message()),
        },
        "pow" => give(float::pow(x, y())),
        "round" => give(float::round_digits(x, a.num(1))),
        "to_int" => match float::to_int(x) {
            Ok(i) => show(i.into_big()),
            Err(e) => err(e.message()),
        },
        "ratio" => match float::as_integer_ratio(x) {
            Ok((n, d)) => show(format!("{} {}", n.into_big(), d.into_big())),
            Err(e) => err(e.message()),
        },
        "cmp" => {
            let n: BigInt = a.num(1);
            let order = float::cmp_big(x, &n);
            show(order.map_or("None".into(), |o| (o as i8).to_string()))
        }
        "hash" => show(hash::hash_f64(x).map_or("nan".into(), |h| h.to_string())),
        "frexp" => {
            let (m, e) = float::frexp(x);
            show(format!("{} {e}", bits(m)))
        }
        "ldexp" => show(bits(float::ldexp(x, a.num(1)))),
        "parse" => {
            let text = float_parse::to_ascii_number(&a.text(0)).unwrap_or_default();
            float_parse::parse(float_parse::trim(&text)).map_or(Some("!".into()), |x| show(bits(x)))
        }
        "fromhex" => give(float_parse::from_hex(&a.text(0))),
        _ => None,
    }
}
