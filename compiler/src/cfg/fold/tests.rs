//! Rounding of big quotients, signs of division, limits. (`tests/cfg_modules.txt` and `tests/dis/folding.py` compare
//! everything else with CPython.)

use super::*;

fn big(text: &str) -> Const {
    Const::int(text.parse().unwrap())
}

#[test]
fn quotients_of_ints_are_rounded_once() {
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 11) as i64 - (1 << 52)
    };
    for _ in 0..10_000 {
        let (a, b) = (next(), next());
        if b != 0 {
            assert_eq!(ratio(&a.into(), &b.into()), Some(a as f64 / b as f64), "{a} / {b}");
        }
    }
    // Values from Python.
    assert_eq!(ratio(&(BigInt::from(10).pow(40) + 1), &BigInt::from(7)), Some(1.4285714285714284e39));
    assert_eq!(ratio(&BigInt::from(1), &(BigInt::from(1) << 1074)), Some(5e-324));
    assert_eq!(ratio(&BigInt::from(1), &(BigInt::from(1) << 1075)), Some(0.0));
    assert_eq!(ratio(&BigInt::from(3), &(BigInt::from(1) << 1075)), Some(1e-323));
    assert_eq!(ratio(&((BigInt::from(1) << 1024) - 1), &BigInt::from(1)), None);
    assert_eq!(ratio(&((BigInt::from(1) << 1023) * 3), &BigInt::from(-1)), None);
    assert_eq!(int_to_float(&big("9007199254740993").as_bigint().unwrap()), Some(9007199254740992.0));
}

#[test]
fn division_floors_as_in_python() {
    let int = |op, a, b| binary(op, &Const::Int(a), &Const::Int(b));
    assert_eq!(int(nb::FLOOR_DIVIDE, -7, 2), Some(Const::Int(-4)));
    assert_eq!(int(nb::REMAINDER, 7, -3), Some(Const::Int(-2)));
    assert_eq!(int(nb::REMAINDER, 7, 0), None);
    let float = |op, a, b| binary(op, &Const::Float(a), &Const::Float(b));
    assert_eq!(float(nb::REMAINDER, -1.0, 3.0), Some(Const::Float(2.0)));
    assert_eq!(float(nb::REMAINDER, 6.0, -3.0), Some(Const::Float(-0.0)));
    assert_eq!(float(nb::FLOOR_DIVIDE, -1e-300, 3.0), Some(Const::Float(-1.0)));
}

#[test]
fn large_results_are_left_to_run_time() {
    let int = |op, a, b| binary(op, &Const::Int(a), &Const::Int(b));
    assert!(int(nb::LSHIFT, 1, 127).is_some());
    assert_eq!(int(nb::LSHIFT, 1, 128), None);
    assert_eq!(int(nb::POWER, 2, 65), None);
    assert!(int(nb::POWER, 2, 64).is_some());
    assert_eq!(int(nb::LSHIFT, 1, -1), None);
    assert_eq!(binary(nb::MULTIPLY, &Const::str("ab"), &Const::Int(2049)), None);
    assert!(binary(nb::MULTIPLY, &Const::str("ab"), &Const::Int(2048)).is_some());
    assert_eq!(binary(nb::MULTIPLY, &Const::str("ab"), &Const::Int(-1)), None);
    assert_eq!(binary(nb::REMAINDER, &Const::str("%d"), &Const::Int(1)), None);
    assert_eq!(unary(Op::UNARY_INVERT, &Const::True), None);
}
