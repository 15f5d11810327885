//! Python arithmetic on constants, with the limits CPython's compiler sets on the size of results.
//!
//! `None` means "leave it to run time": the operation raises, or its result would be too large to store. It must not
//! know instructions; `consts` decides what to fold.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use taipan_bytecode::{Const, Op, WStr, ops::nb};

/// Largest ints (in bits) that folding makes.
const MAX_INT_BITS: u64 = 128;
/// Largest tuple made by repetition.
const MAX_COLLECTION: i64 = 256;
/// Largest str or bytes made by repetition.
const MAX_STR: i64 = 4096;
/// Most items in all of a repeated nested tuple.
const MAX_TOTAL_ITEMS: i64 = 1024;

/// The value of a unary operation (`UNARY_*`, or the unary plus intrinsic given as `CALL_INTRINSIC_1`).
pub(super) fn unary(op: Op, value: &Const) -> Option<Const> {
    match op {
        Op::UNARY_NOT => Some(Const::bool(!value.truth())),
        // `~True` warns at run time, so it is not folded.
        Op::UNARY_INVERT if is_bool(value) => None,
        Op::UNARY_INVERT => Some(Const::int(-as_int(value)? - 1)),
        Op::UNARY_NEGATIVE => match value {
            Const::Float(f) => Some(Const::Float(-f)),
            Const::Complex(re, im) => Some(Const::Complex(-re, -im)),
            _ => Some(Const::int(-as_int(value)?)),
        },
        Op::CALL_INTRINSIC_1 => match value {
            Const::Float(_) | Const::Complex(..) => Some(value.clone()),
            _ => Some(Const::int(as_int(value)?)),
        },
        _ => None,
    }
}

/// The value of `left op right`, `op` being a `BINARY_OP` operand.
pub(super) fn binary(op: u32, left: &Const, right: &Const) -> Option<Const> {
    match op {
        nb::SUBSCR => subscript(left, right),
        nb::ADD => add(left, right),
        nb::MULTIPLY => multiply(left, right),
        nb::REMAINDER if matches!(left, Const::Str(_) | Const::Bytes(_)) => None,
        nb::SUBTRACT | nb::TRUE_DIVIDE | nb::FLOOR_DIVIDE | nb::REMAINDER | nb::POWER => number(op, left, right),
        nb::AND | nb::OR | nb::XOR => bitwise(op, left, right),
        nb::LSHIFT | nb::RSHIFT => shift(op, as_int(left)?, as_int(right)?),
        _ => None,
    }
}

fn is_bool(c: &Const) -> bool {
    matches!(c, Const::True | Const::False)
}

/// The value of an int or bool.
fn as_int(c: &Const) -> Option<BigInt> {
    match c {
        Const::True => Some(BigInt::from(1)),
        Const::False => Some(BigInt::zero()),
        _ => c.as_bigint(),
    }
}

/// The value of an int, bool or float as a float; nothing if an int is too large.
fn as_float(c: &Const) -> Option<f64> {
    match c {
        Const::Float(f) => Some(*f),
        _ => int_to_float(&as_int(c)?),
    }
}

fn int_to_float(i: &BigInt) -> Option<f64> {
    if let Some(small) = i.to_i64() {
        return Some(small as f64);
    }
    ratio(i, &BigInt::from(1))
}

/// The float nearest to a quotient of ints, ties to even; nothing if it overflows.
fn ratio(a: &BigInt, b: &BigInt) -> Option<f64> {
    if a.is_zero() {
        return Some(if b.is_negative() { -0.0 } else { 0.0 });
    }
    let negative = a.is_negative() != b.is_negative();
    let (mut a, mut b) = (a.abs(), b.abs());
    // Scale so that the quotient has 55 or 56 bits, or fewer where the result is subnormal.
    let scale = (a.bits() as i64 - b.bits() as i64 - 55).max(-1076);
    if scale > 0 {
        b <<= scale as u64;
    } else {
        a <<= (-scale) as u64;
    }
    let (quotient, rest) = a.div_rem(&b);
    let quotient = quotient.to_u64()? | !rest.is_zero() as u64;
    let excess = (64 - quotient.leading_zeros() as i64 - 53).max(-1074 - scale).max(0);
    let low = quotient & ((1 << excess) - 1);
    let half = if excess > 0 { 1 << (excess - 1) } else { 0 };
    let mut mantissa = quotient >> excess;
    if excess > 0 && (low > half || (low == half && mantissa & 1 == 1)) {
        mantissa += 1;
    }
    let exponent = scale + excess;
    // Both factors are exact: the mantissa has at most 53 bits, and a two-step scaling never rounds twice here.
    let value = if exponent < -1000 {
        mantissa as f64 * 2f64.powi(-1000) * 2f64.powi((exponent + 1000) as i32)
    } else if exponent > 1000 {
        return None;
    } else {
        mantissa as f64 * 2f64.powi(exponent as i32)
    };
    value.is_finite().then_some(if negative { -value } else { value })
}

fn add(left: &Const, right: &Const) -> Option<Const> {
    Some(match (left, right) {
        (Const::Str(a), Const::Str(b)) => Const::Str(a.concat(b)),
        (Const::Bytes(a), Const::Bytes(b)) => Const::Bytes([&a[..], &b[..]].concat().into()),
        (Const::Tuple(a), Const::Tuple(b)) => Const::Tuple([&a[..], &b[..]].concat().into()),
        _ => return number(nb::ADD, left, right),
    })
}

fn multiply(left: &Const, right: &Const) -> Option<Const> {
    let (count, sequence) = match (left, right) {
        (Const::Tuple(_) | Const::Str(_) | Const::Bytes(_), _) => (as_int(right)?, left),
        (_, Const::Tuple(_) | Const::Str(_) | Const::Bytes(_)) => (as_int(left)?, right),
        _ => {
            if let (Some(a), Some(b)) = (as_int(left), as_int(right))
                && !a.is_zero()
                && !b.is_zero()
                && a.bits() + b.bits() > MAX_INT_BITS
            {
                return None;
            }
            return number(nb::MULTIPLY, left, right);
        }
    };
    let within = |len: i64, limit: i64| match count.to_i64() {
        // (A count that is no index is an error even then.)
        Some(_) if len == 0 => Some(0),
        Some(n) if n >= 0 && n <= limit / len => Some(n),
        _ => None,
    };
    Some(match sequence {
        Const::Tuple(items) => {
            let n = within(items.len() as i64, MAX_COLLECTION)?;
            if n > 0 && items_left(sequence, MAX_TOTAL_ITEMS / n) < 0 {
                return None;
            }
            let len = items.len() * n as usize;
            Const::tuple(items.iter().cycle().take(len).cloned().collect())
        }
        Const::Str(s) => Const::Str(s.repeat(within(s.char_len() as i64, MAX_STR)? as usize)),
        Const::Bytes(b) => Const::Bytes(b.repeat(within(b.len() as i64, MAX_STR)? as usize).into()),
        _ => return None,
    })
}

/// `limit` less the number of items in all nested tuples.
fn items_left(value: &Const, limit: i64) -> i64 {
    let Const::Tuple(items) = value else { return limit };
    items.iter().fold(limit - items.len() as i64, |left, item| if left < 0 { left } else { items_left(item, left) })
}

fn bitwise(op: u32, left: &Const, right: &Const) -> Option<Const> {
    let (a, b) = (as_int(left)?, as_int(right)?);
    let value = match op {
        nb::AND => a & b,
        nb::OR => a | b,
        _ => a ^ b,
    };
    Some(if is_bool(left) && is_bool(right) { Const::bool(!value.is_zero()) } else { Const::int(value) })
}

fn shift(op: u32, a: BigInt, b: BigInt) -> Option<Const> {
    if b.is_negative() {
        return None;
    }
    if a.is_zero() {
        return Some(Const::Int(0));
    }
    if op == nb::RSHIFT {
        let gone = if a.is_negative() { -1 } else { 0 };
        return Some(match b.to_u64() {
            Some(n) if n <= a.bits() => Const::int(a >> n),
            _ => Const::Int(gone),
        });
    }
    let n = b.to_u64()?;
    if n != 0 && (n > MAX_INT_BITS || a.bits() > MAX_INT_BITS - n) {
        return None;
    }
    Some(Const::int(a << n))
}

/// Arithmetic on numbers of any kinds.
fn number(op: u32, left: &Const, right: &Const) -> Option<Const> {
    if matches!(left, Const::Complex(..)) || matches!(right, Const::Complex(..)) {
        return complex(op, left, right);
    }
    if matches!(left, Const::Float(_)) || matches!(right, Const::Float(_)) {
        return float(op, as_float(left)?, as_float(right)?);
    }
    let (a, b) = (as_int(left)?, as_int(right)?);
    Some(match op {
        nb::ADD => Const::int(a + b),
        nb::SUBTRACT => Const::int(a - b),
        nb::MULTIPLY => Const::int(a * b),
        _ if op == nb::POWER => return int_power(&a, &b),
        _ if b.is_zero() => return None,
        nb::TRUE_DIVIDE => Const::Float(ratio(&a, &b)?),
        nb::FLOOR_DIVIDE => Const::int(a.div_floor(&b)),
        nb::REMAINDER => Const::int(a.mod_floor(&b)),
        _ => return None,
    })
}

fn int_power(a: &BigInt, b: &BigInt) -> Option<Const> {
    if b.is_negative() {
        return float(nb::POWER, int_to_float(a)?, int_to_float(b)?);
    }
    if !a.is_zero() && !b.is_zero() {
        let exponent = b.to_u64()?;
        if a.bits() > MAX_INT_BITS / exponent {
            return None;
        }
    }
    match b.to_u32() {
        Some(n) => Some(Const::int(a.pow(n))),
        // Only 0 gets here with a larger exponent.
        None => Some(Const::Int(0)),
    }
}

fn float(op: u32, a: f64, b: f64) -> Option<Const> {
    Some(Const::Float(match op {
        nb::ADD => a + b,
        nb::SUBTRACT => a - b,
        nb::MULTIPLY => a * b,
        nb::POWER => return float_power(a, b),
        _ if b == 0.0 => return None,
        nb::TRUE_DIVIDE => a / b,
        nb::REMAINDER => float_divmod(a, b).1,
        nb::FLOOR_DIVIDE => float_divmod(a, b).0,
        _ => return None,
    }))
}

/// Floor quotient and remainder with the sign of the divisor.
fn float_divmod(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    let mut quotient = (a - rest) / b;
    if rest == 0.0 {
        rest = 0f64.copysign(b);
    } else if (b < 0.0) != (rest < 0.0) {
        rest += b;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return (0f64.copysign(a / b), rest);
    }
    let floor = quotient.floor();
    (if quotient - floor > 0.5 { floor + 1.0 } else { floor }, rest)
}

fn float_power(a: f64, b: f64) -> Option<Const> {
    if a == 0.0 && b < 0.0 {
        return None;
    }
    if a < 0.0 && a.is_finite() && b.is_finite() && b != b.floor() {
        return complex(nb::POWER, &Const::Complex(a, 0.0), &Const::Complex(b, 0.0));
    }
    let value = a.powf(b);
    (value.is_finite() || !a.is_finite() || !b.is_finite()).then_some(Const::Float(value))
}

/// Real part, and the imaginary part if the operand is complex: mixed arithmetic must not invent signed zeros.
fn parts(c: &Const) -> Option<(f64, Option<f64>)> {
    match c {
        Const::Complex(re, im) => Some((*re, Some(*im))),
        _ => Some((as_float(c)?, None)),
    }
}

fn complex(op: u32, left: &Const, right: &Const) -> Option<Const> {
    let ((a, ai), (b, bi)) = (parts(left)?, parts(right)?);
    let (re, im) = match (op, ai, bi) {
        (nb::ADD, Some(ai), Some(bi)) => (a + b, ai + bi),
        (nb::ADD, ai, bi) => (a + b, ai.or(bi)?),
        (nb::SUBTRACT, Some(ai), Some(bi)) => (a - b, ai - bi),
        (nb::SUBTRACT, Some(ai), None) => (a - b, ai),
        (nb::SUBTRACT, None, bi) => (a - b, -bi?),
        (nb::MULTIPLY, Some(ai), Some(bi)) => product((a, ai), (b, bi)),
        (nb::MULTIPLY, Some(ai), None) => (a * b, ai * b),
        (nb::MULTIPLY, None, bi) => (a * b, a * bi?),
        (nb::TRUE_DIVIDE, Some(ai), None) if b != 0.0 => (a / b, ai / b),
        (nb::TRUE_DIVIDE, Some(ai), Some(bi)) => quotient((a, ai), (b, bi))?,
        (nb::TRUE_DIVIDE, None, Some(bi)) => real_quotient(a, (b, bi))?,
        (nb::POWER, ai, bi) => return complex_power((a, ai.unwrap_or(0.0)), (b, bi.unwrap_or(0.0))),
        _ => return None,
    };
    Some(Const::Complex(re, im))
}

/// An infinite part becomes 1, any other 0, signs kept.
fn boxed(x: f64) -> f64 {
    (x.is_infinite() as u8 as f64).copysign(x)
}

/// A NaN becomes 0 of the same sign.
fn without_nan(x: f64) -> f64 {
    if x.is_nan() { 0f64.copysign(x) } else { x }
}

/// Product, with the rule of C's Annex G: where infinities meet and only NaNs come out, the result is an infinity.
fn product((mut a, mut ai): (f64, f64), (mut b, mut bi): (f64, f64)) -> (f64, f64) {
    let parts = [a * b, ai * bi, a * bi, ai * b];
    let plain = (parts[0] - parts[1], parts[2] + parts[3]);
    if !plain.0.is_nan() || !plain.1.is_nan() {
        return plain;
    }
    let mut again = false;
    if a.is_infinite() || ai.is_infinite() {
        (a, ai, b, bi) = (boxed(a), boxed(ai), without_nan(b), without_nan(bi));
        again = true;
    }
    if b.is_infinite() || bi.is_infinite() {
        (a, ai, b, bi) = (without_nan(a), without_nan(ai), boxed(b), boxed(bi));
        again = true;
    }
    if !again && parts.iter().any(|p| p.is_infinite()) {
        (a, ai, b, bi) = (without_nan(a), without_nan(ai), without_nan(b), without_nan(bi));
        again = true;
    }
    if !again {
        return plain;
    }
    (f64::INFINITY * (a * b - ai * bi), f64::INFINITY * (a * bi + ai * b))
}

/// Division by the method of Smith, which scales by the larger part of the divisor, and the same rule for infinities.
fn quotient((a, ai): (f64, f64), (b, bi): (f64, f64)) -> Option<(f64, f64)> {
    let (re, im) = if b.abs() >= bi.abs() {
        if b == 0.0 {
            return None;
        }
        let ratio = bi / b;
        let denom = b + bi * ratio;
        ((a + ai * ratio) / denom, (ai - a * ratio) / denom)
    } else {
        let ratio = b / bi;
        let denom = b * ratio + bi;
        ((a * ratio + ai) / denom, (ai * ratio - a) / denom)
    };
    if re.is_nan() && im.is_nan() {
        if (a.is_infinite() || ai.is_infinite()) && b.is_finite() && bi.is_finite() {
            let (x, y) = (boxed(a), boxed(ai));
            return Some((f64::INFINITY * (x * b + y * bi), f64::INFINITY * (y * b - x * bi)));
        }
        if (b.is_infinite() || bi.is_infinite()) && a.is_finite() && ai.is_finite() {
            let (x, y) = (boxed(b), boxed(bi));
            return Some((0.0 * (a * x + ai * y), 0.0 * (ai * x - a * y)));
        }
    }
    Some((re, im))
}

/// A real number by a complex one.
fn real_quotient(a: f64, (b, bi): (f64, f64)) -> Option<(f64, f64)> {
    let (re, im) = if b.abs() >= bi.abs() {
        if b == 0.0 {
            return None;
        }
        let ratio = bi / b;
        let denom = b + bi * ratio;
        (a / denom, (-a * ratio) / denom)
    } else {
        let ratio = b / bi;
        let denom = b * ratio + bi;
        ((a * ratio) / denom, -a / denom)
    };
    if re.is_nan() && im.is_nan() && (b.is_infinite() || bi.is_infinite()) && a.is_finite() {
        return Some((0.0 * (a * boxed(b)), 0.0 * (-a * boxed(bi))));
    }
    Some((re, im))
}

fn complex_power(a: (f64, f64), b: (f64, f64)) -> Option<Const> {
    let (re, im) = if b.1 == 0.0 && b.0 == b.0.floor() && b.0.abs() <= 100.0 {
        let n = b.0 as i64;
        let power = integer_power(a, n.unsigned_abs());
        if n < 0 { quotient((1.0, 0.0), power)? } else { power }
    } else if a == (0.0, 0.0) {
        if b.1 != 0.0 || b.0 < 0.0 {
            return None;
        }
        (0.0, 0.0)
    } else {
        let size = a.0.hypot(a.1);
        let angle = a.1.atan2(a.0);
        let mut len = size.powf(b.0);
        let mut phase = angle * b.0;
        if b.1 != 0.0 {
            len *= (-angle * b.1).exp();
            phase += b.1 * size.ln();
        }
        if phase.is_infinite() {
            // (The C library reports a domain error.)
            return None;
        }
        (len * phase.cos(), len * phase.sin())
    };
    // (An infinity is an overflow, a NaN is a result.)
    (!re.is_infinite() && !im.is_infinite()).then_some(Const::Complex(re, im))
}

fn integer_power(a: (f64, f64), n: u64) -> (f64, f64) {
    let (mut result, mut square) = ((1.0, 0.0), a);
    let mut rest = n;
    while rest > 0 {
        if rest & 1 == 1 {
            result = product(result, square);
        }
        rest >>= 1;
        square = product(square, square);
    }
    result
}

fn subscript(container: &Const, index: &Const) -> Option<Const> {
    if let Const::Slice(bounds) = index {
        return slice(container, bounds);
    }
    let i = as_int(index)?.to_i64()?;
    let place = |len: usize| {
        let at = if i < 0 { i + len as i64 } else { i };
        (0..len as i64).contains(&at).then_some(at as usize)
    };
    Some(match container {
        Const::Tuple(items) => items[place(items.len())?].clone(),
        Const::Bytes(bytes) => Const::Int(bytes[place(bytes.len())?] as i64),
        Const::Str(s) => {
            let point = s.code_points().nth(place(s.char_len())?)?;
            Const::Str(WStr::from_code_points([point]))
        }
        _ => return None,
    })
}

fn slice(container: &Const, bounds: &[Const; 3]) -> Option<Const> {
    Some(match container {
        Const::Tuple(items) => {
            Const::tuple(slice_places(bounds, items.len())?.into_iter().map(|i| items[i].clone()).collect())
        }
        Const::Bytes(bytes) => {
            let taken: Vec<u8> = slice_places(bounds, bytes.len())?.into_iter().map(|i| bytes[i]).collect();
            Const::Bytes(taken.into())
        }
        Const::Str(s) => {
            let points: Vec<u32> = s.code_points().collect();
            Const::Str(WStr::from_code_points(slice_places(bounds, points.len())?.into_iter().map(|i| points[i])))
        }
        _ => return None,
    })
}

/// The indices a slice selects.
fn slice_places([start, stop, step]: &[Const; 3], len: usize) -> Option<Vec<usize>> {
    let clamp = |c: &Const| match c {
        Const::None => Some(None),
        _ => {
            let i = as_int(c)?;
            Some(Some(i.to_i64().unwrap_or(if i.is_negative() { i64::MIN } else { i64::MAX })))
        }
    };
    let step = clamp(step)?.unwrap_or(1);
    if step == 0 {
        return None;
    }
    let len = len as i64;
    let (low, high) = if step < 0 { (-1, len - 1) } else { (0, len) };
    let bound = |given: Option<i64>, default: i64| match given {
        None => default,
        Some(i) if i < 0 => i.saturating_add(len).max(low),
        Some(i) => i.min(high),
    };
    let (first, last) = if step < 0 { (high, low) } else { (low, high) };
    let (mut at, stop) = (bound(clamp(start)?, first), bound(clamp(stop)?, last));
    let mut places = Vec::new();
    while if step < 0 { at > stop } else { at < stop } {
        places.push(at as usize);
        at = at.saturating_add(step);
    }
    Some(places)
}

#[cfg(test)]
#[path = "fold/tests.rs"]
mod tests;
