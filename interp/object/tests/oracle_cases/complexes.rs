//! num::complex.

use super::floats::{bits, float_arg};
use super::*;
use taipan_object::num::complex::{self, Complex, ComplexError, Operand};
use taipan_object::num::{float_parse, hash};

fn operand(s: &str) -> Operand {
    match s.split_once(',') {
        Some((re, im)) => Operand::Complex(Complex { re: float_arg(re), im: float_arg(im) }),
        None => Operand::Real(float_arg(s)),
    }
}

fn value(s: &str) -> Complex {
    match operand(s) {
        Operand::Complex(z) => z,
        Operand::Real(_) => panic!("{s}"),
    }
}

fn text(z: Complex) -> Option<String> {
    show(format!("{} {}", bits(z.re), bits(z.im)))
}

fn give(r: Result<Complex, ComplexError>) -> Option<String> {
    r.map_or_else(|e| err(e.message()), text)
}

pub fn answer(name: &str, a: &Args) -> Option<String> {
    let both = || (operand(a.0[0]), operand(a.0[1]));
    match name {
        "add" => text(complex::add(both().0, both().1)),
        "sub" => text(complex::sub(both().0, both().1)),
        "mul" => text(complex::mul(both().0, both().1)),
        "truediv" => give(complex::div(both().0, both().1)),
        "pow" => give(complex::pow(value(a.0[0]), value(a.0[1]))),
        "abs" => complex::abs(value(a.0[0])).map_or_else(|e| err(e.message()), |x| show(bits(x))),
        "repr" => show(complex::repr(value(a.0[0]))),
        "hash" => {
            let z = value(a.0[0]);
            show(hash::hash_complex(hash::hash_f64(z.re).unwrap(), hash::hash_f64(z.im).unwrap()))
        }
        "parse" => {
            let s = float_parse::to_ascii_number(&a.text(0)).unwrap();
            match complex::parse(&s) {
                Ok(z) => text(z),
                Err(complex::ParseError::Malformed) => err("complex() arg is a malformed string"),
                Err(complex::ParseError::Underscores) => {
                    let repr = taipan_object::text::repr::str_repr(&a.text(0)).unwrap();
                    err([b"could not convert string to complex: ", &repr[..]].concat())
                }
            }
        }
        _ => None,
    }
}
