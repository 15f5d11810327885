//! num::{int, int_text}.

use super::*;
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};
use taipan_object::num::int::{self, ByteOrder, Int, IntError};
use taipan_object::num::{hash, int_text};

fn text_of(x: Int) -> String {
    x.into_big().to_string()
}

fn give(r: Result<Int, IntError>) -> Option<String> {
    r.map_or_else(|e| err(e.message()), |x| show(text_of(x)))
}

fn give_f64(r: Result<f64, IntError>) -> Option<String> {
    r.map_or_else(|e| err(e.message()), |x| show(super::floats::bits(x)))
}

pub fn answer(name: &str, args: &Args) -> Option<String> {
    let big = |i: usize| args.num::<BigInt>(i);
    let small = |i: usize| big(i).to_i64();
    let order = |i: usize| if args.0[i] == "little" { ByteOrder::Little } else { ByteOrder::Big };
    // Where both arguments are small, the machine version must agree.
    let both = |wide: Option<String>, narrow: &dyn Fn(i64, i64) -> Option<String>| {
        if let (Some(a), Some(b)) = (small(0), small(1)) {
            assert_eq!(narrow(a, b), wide, "{name} {a} {b}: i64 and BigInt differ");
        }
        wide
    };
    match name {
        "floordiv" => both(give(int::floor_div(&big(0), &big(1))), &|a, b| give(int::floor_div_i64(a, b))),
        "mod" => both(give(int::modulo(&big(0), &big(1))), &|a, b| give(int::modulo_i64(a, b).map(Int::Small))),
        "truediv" => both(give_f64(int::true_div(&big(0), &big(1))), &|a, b| give_f64(int::true_div_i64(a, b))),
        "bitops" => {
            let (a, b) = (big(0), big(1));
            let all = [int::bit_and(&a, &b), int::bit_or(&a, &b), int::bit_xor(&a, &b), int::invert(&a)];
            show(all.map(text_of).join(" "))
        }
        "arith" => {
            let (a, b) = (big(0), big(1));
            let product = int::multiply(&a, &b).unwrap();
            let wide = [Int::from(&a + &b), Int::from(&a - &b), product].map(text_of).join(" ");
            if let (Some(a), Some(b)) = (small(0), small(1)) {
                let narrow = [int::add_i64(a, b), int::sub_i64(a, b), int::multiply_i64(a, b)];
                assert_eq!(narrow.map(text_of).join(" "), wide);
            }
            show(wide)
        }
        "divmod" => match int::div_mod(&big(0), &big(1)) {
            Ok((q, r)) => show(format!("{} {}", text_of(q), text_of(r))),
            Err(e) => err(e.message()),
        },
        "pow" => both(give(int::pow(&big(0), &big(1))), &|a, b| give(int::pow_i64(a, b as u64))),
        "pow_mod" => give(int::pow_mod(&big(0), &big(1), &big(2))),
        "lshift" => {
            both(give(int::shift_left(&big(0), Some(args.num(1)))), &|a, b| give(int::shift_left_i64(a, b as u64)))
        }
        "rshift" => show(text_of(int::shift_right(&big(0), Some(args.num(1))))),
        "bits" => show(format!("{} {}", int::bit_length(&big(0)), int::bit_count(&big(0)))),
        "isqrt" => {
            let r = text_of(int::isqrt(&big(0)));
            if let Some(a) = small(0) {
                assert_eq!(int::isqrt_i64(a).to_string(), r);
            }
            show(r)
        }
        "gcd" => {
            if let (Some(a), Some(b)) = (small(0), small(1)) {
                assert_eq!(int::gcd_i64(a, b), int::gcd(&big(0), &big(1)));
            }
            show(format!("{} {}", text_of(int::gcd(&big(0), &big(1))), text_of(int::lcm(&big(0), &big(1)))))
        }
        "to_f64" => give_f64(int::to_f64(&big(0))),
        "round" => give(int::round_to_power(&big(0), args.num(1))),
        "to_bytes" => match int::to_bytes(&big(0), args.num(1), order(2), args.0[3] == "1") {
            Ok(b) => ok(b),
            Err(e) => err(e.message()),
        },
        "from_bytes" => show(text_of(int::from_bytes(&args.text(0), order(1), args.0[2] == "1"))),
        "hash" => {
            if let Some(a) = small(0) {
                assert_eq!(hash::hash_i64(a), hash::hash_big(&big(0)));
            }
            show(hash::hash_big(&big(0)))
        }
        "prefixed" => {
            let all = [16, 8, 2].map(|r| int_text::to_prefixed(&big(0), r));
            if let Some(a) = small(0) {
                assert_eq!([16, 8, 2].map(|r| int_text::to_prefixed_i64(a, r)), all);
            }
            show(all.join(" "))
        }
        "decimal" => {
            let x = big(0);
            let s = int_text::to_decimal(&x).unwrap();
            let digits = x.abs().to_string().len();
            assert!(int_text::exceeds_limit(&x, digits - 1) || digits == 1);
            assert!(!int_text::exceeds_limit(&x, digits));
            show(s)
        }
        "parse" => match int_text::parse(&args.text(0), args.num(1), 4300) {
            Ok(x) => show(text_of(x)),
            Err(_) => err("invalid"),
        },
        "long" => {
            let text = args.0[0].as_bytes();
            let x = int_text::parse(text, 10, 0).unwrap();
            let refused = int_text::parse(text, 10, 4300).is_err();
            let x = x.into_big();
            assert_eq!(int_text::exceeds_limit(&x, 4300), refused);
            show(format!("{} {}", hash::hash_big(&x), refused as u8))
        }
        _ => None,
    }
}
