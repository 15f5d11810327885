//! `int` on `i64` and `BigInt`: arithmetic with Python's rounding, powers, shifts, exact conversion to and from floats.
//!
//! `Int` is the common result type; it is always normalized (`Big` only beyond 64 bits). Memory for big results is
//! tried for before `num-bigint` (which aborts when it runs out) starts on them.

use super::float_parse::scale_sticky;
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::{Integer, Roots};
use num_traits::{One, Signed, ToPrimitive, Zero};

/// An integer: small if it fits in 64 bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Int {
    /// Fits in 64 bits.
    Small(i64),
    /// Does not fit in 64 bits.
    Big(BigInt),
}

impl From<i64> for Int {
    fn from(x: i64) -> Int {
        Int::Small(x)
    }
}

impl From<i128> for Int {
    fn from(x: i128) -> Int {
        i64::try_from(x).map_or_else(|_| Int::Big(BigInt::from(x)), Int::Small)
    }
}

impl From<u64> for Int {
    fn from(x: u64) -> Int {
        Int::from(x as i128)
    }
}

impl From<BigInt> for Int {
    fn from(x: BigInt) -> Int {
        x.to_i64().map_or_else(|| Int::Big(x), Int::Small)
    }
}

impl From<BigUint> for Int {
    fn from(x: BigUint) -> Int {
        Int::from(BigInt::from(x))
    }
}

impl From<Int> for BigInt {
    fn from(x: Int) -> BigInt {
        x.into_big()
    }
}

impl Int {
    /// As a BigInt.
    pub fn into_big(self) -> BigInt {
        match self {
            Int::Small(x) => BigInt::from(x),
            Int::Big(x) => x,
        }
    }

    /// As an i64, if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Int::Small(x) => Some(*x),
            Int::Big(_) => None,
        }
    }
}

/// Why an int operation gives no int.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntError {
    /// ZeroDivisionError with this text.
    ZeroDivision(&'static str),
    /// OverflowError with this text.
    Overflow(&'static str),
    /// ValueError with this text.
    Value(&'static str),
    /// MemoryError.
    Memory,
}

impl IntError {
    /// The message text.
    pub const fn message(self) -> &'static str {
        match self {
            IntError::ZeroDivision(s) | IntError::Overflow(s) | IntError::Value(s) => s,
            IntError::Memory => "",
        }
    }
}

const BY_ZERO: IntError = IntError::ZeroDivision("division by zero");
const TOO_MANY_DIGITS: IntError = IntError::Overflow("too many digits in integer");
/// Text of the OverflowError for an int beyond the floats.
pub const TOO_LARGE_FOR_FLOAT: &str = "int too large to convert to float";

/// Reports whether a result of this many bits can be had.
pub fn ensure_bits(bits: u64) -> Result<(), IntError> {
    // Small results can't fail in a way worth the try.
    if bits < 1 << 16 {
        return Ok(());
    }
    let bytes = usize::try_from(bits / 8 + 64).map_err(|_| IntError::Memory)?;
    // Operations hold the result and about two temporaries of its size.
    let total = bytes.checked_mul(3).ok_or(IntError::Memory)?;
    Vec::<u8>::new().try_reserve_exact(total).map_err(|_| IntError::Memory)
}

/// `a // b` and `a % b` for machine ints.
pub fn div_mod_i64(a: i64, b: i64) -> Result<(Int, i64), IntError> {
    match b {
        0 => Err(BY_ZERO),
        -1 => Ok((Int::from(-(a as i128)), 0)),
        _ => {
            let (q, r) = (a / b, a % b);
            Ok(if r != 0 && (r < 0) != (b < 0) { (Int::Small(q - 1), r + b) } else { (Int::Small(q), r) })
        }
    }
}

/// `a // b` for machine ints.
pub fn floor_div_i64(a: i64, b: i64) -> Result<Int, IntError> {
    div_mod_i64(a, b).map(|(q, _)| q)
}

/// `a % b` for machine ints.
pub fn modulo_i64(a: i64, b: i64) -> Result<i64, IntError> {
    div_mod_i64(a, b).map(|(_, r)| r)
}

/// `divmod(a, b)`.
pub fn div_mod(a: &BigInt, b: &BigInt) -> Result<(Int, Int), IntError> {
    if b.is_zero() {
        return Err(BY_ZERO);
    }
    let (q, r) = a.div_mod_floor(b);
    Ok((Int::from(q), Int::from(r)))
}

/// `a // b`.
pub fn floor_div(a: &BigInt, b: &BigInt) -> Result<Int, IntError> {
    div_mod(a, b).map(|(q, _)| q)
}

/// `a % b`.
pub fn modulo(a: &BigInt, b: &BigInt) -> Result<Int, IntError> {
    div_mod(a, b).map(|(_, r)| r)
}

/// `a * b` with the memory for it checked.
pub fn multiply(a: &BigInt, b: &BigInt) -> Result<Int, IntError> {
    ensure_bits(a.bits().saturating_add(b.bits()))?;
    Ok(Int::from(a * b))
}

/// `a + b` for machine ints.
pub fn add_i64(a: i64, b: i64) -> Int {
    a.checked_add(b).map_or_else(|| Int::from(a as i128 + b as i128), Int::Small)
}

/// `a - b` for machine ints.
pub fn sub_i64(a: i64, b: i64) -> Int {
    a.checked_sub(b).map_or_else(|| Int::from(a as i128 - b as i128), Int::Small)
}

/// `a * b` for machine ints.
pub fn multiply_i64(a: i64, b: i64) -> Int {
    a.checked_mul(b).map_or_else(|| Int::from(a as i128 * b as i128), Int::Small)
}

/// `a & b`, in two's complement.
pub fn bit_and(a: &BigInt, b: &BigInt) -> Int {
    Int::from(a & b)
}

/// `a | b`, in two's complement.
pub fn bit_or(a: &BigInt, b: &BigInt) -> Int {
    Int::from(a | b)
}

/// `a ^ b`, in two's complement.
pub fn bit_xor(a: &BigInt, b: &BigInt) -> Int {
    Int::from(a ^ b)
}

/// `~a`.
pub fn invert(a: &BigInt) -> Int {
    Int::from(!a)
}

/// `a / b` for machine ints, correctly rounded.
pub fn true_div_i64(a: i64, b: i64) -> Result<f64, IntError> {
    const EXACT: u64 = 1 << 53;
    if b == 0 {
        return Err(BY_ZERO);
    }
    if a.unsigned_abs() <= EXACT && b.unsigned_abs() <= EXACT {
        return Ok(a as f64 / b as f64);
    }
    true_div(&BigInt::from(a), &BigInt::from(b))
}

/// `a / b`, correctly rounded.
pub fn true_div(a: &BigInt, b: &BigInt) -> Result<f64, IntError> {
    if b.is_zero() {
        return Err(BY_ZERO);
    }
    let negative = a.is_negative() != b.is_negative();
    let signed = |x: f64| if negative { -x } else { x };
    if a.is_zero() {
        return Ok(signed(0.0));
    }
    // A quotient of 62 to 64 bits holds the 53 bits needed and more; whether a remainder is left is the sticky bit.
    let shift = a.bits() as i64 - b.bits() as i64 - 62;
    if shift > 1100 {
        return Err(IntError::Overflow("integer division result too large for a float"));
    }
    if shift < -1200 {
        return Ok(signed(0.0));
    }
    let (top, bottom) = (a.magnitude(), b.magnitude());
    let (q, r) =
        if shift > 0 { top.div_rem(&(bottom << shift as u64)) } else { (top << shift.unsigned_abs()).div_rem(bottom) };
    let x = scale_sticky(q.to_u64().unwrap_or(u64::MAX), !r.is_zero(), shift);
    if x.is_infinite() {
        return Err(IntError::Overflow("integer division result too large for a float"));
    }
    Ok(signed(x))
}

/// `float(a)`, correctly rounded.
pub fn to_f64(a: &BigInt) -> Result<f64, IntError> {
    let shift = a.bits().saturating_sub(64);
    let x = if shift > 1024 {
        f64::INFINITY
    } else {
        let top = (a.magnitude() >> shift).to_u64().unwrap_or(0);
        let sticky = shift > 0 && a.magnitude().trailing_zeros().is_some_and(|z| z < shift);
        scale_sticky(top, sticky, shift as i64)
    };
    if x.is_infinite() {
        return Err(IntError::Overflow(TOO_LARGE_FOR_FLOAT));
    }
    Ok(if a.is_negative() { -x } else { x })
}

/// `base ** exponent` for a non-negative exponent (a negative one makes a float power).
pub fn pow(base: &BigInt, exponent: &BigInt) -> Result<Int, IntError> {
    let Some(n) = exponent.to_u64() else {
        return match base.to_i64() {
            Some(0 | 1) => Ok(Int::from(base.clone())),
            Some(-1) => Ok(Int::Small(if exponent.is_even() { 1 } else { -1 })),
            _ => Err(IntError::Memory),
        };
    };
    if let Some(b) = base.to_i64() {
        return pow_i64(b, n);
    }
    ensure_bits(base.bits().checked_mul(n).ok_or(IntError::Memory)?)?;
    Ok(Int::from(num_traits::Pow::pow(base, n)))
}

/// `base ** exponent` for machine ints.
pub fn pow_i64(base: i64, exponent: u64) -> Result<Int, IntError> {
    match base {
        0 => return Ok(Int::Small((exponent == 0) as i64)),
        1 => return Ok(Int::Small(1)),
        -1 => return Ok(Int::Small(if exponent & 1 == 0 { 1 } else { -1 })),
        _ => {}
    }
    if let Some(x) = u32::try_from(exponent).ok().and_then(|e| base.checked_pow(e)) {
        return Ok(Int::Small(x));
    }
    // Powers of two are shifts.
    let twos = base.trailing_zeros();
    let odd = base >> twos;
    let shift = exponent.checked_mul(twos as u64).ok_or(IntError::Memory)?;
    let odd_bits = 64 - odd.unsigned_abs().leading_zeros() as u64;
    let bits = exponent.checked_mul(if odd == 1 { 0 } else { odd_bits }).ok_or(IntError::Memory)?;
    ensure_bits(bits.checked_add(shift).ok_or(IntError::Memory)?)?;
    let odd_power: BigInt = num_traits::Pow::pow(BigInt::from(odd), exponent);
    Ok(Int::from(odd_power << shift))
}

/// `pow(base, exponent, modulus)`.
pub fn pow_mod(base: &BigInt, exponent: &BigInt, modulus: &BigInt) -> Result<Int, IntError> {
    if modulus.is_zero() {
        return Err(IntError::Value("pow() 3rd argument cannot be 0"));
    }
    let m = modulus.magnitude();
    if m.is_one() {
        return Ok(Int::Small(0));
    }
    let positive = BigInt::from(m.clone());
    let mut base = base.mod_floor(&positive);
    if exponent.is_negative() {
        let gcd = base.extended_gcd(&positive);
        if !gcd.gcd.is_one() {
            return Err(IntError::Value("base is not invertible for the given modulus"));
        }
        base = gcd.x.mod_floor(&positive);
    }
    let small = m.to_u64().and_then(|m| Some((m, base.to_u64()?, exponent.magnitude().to_u64()?)));
    let result = match small {
        Some((m, b, e)) => BigInt::from(pow_mod_u64(b, e, m)),
        None => BigInt::from(base.magnitude().modpow(exponent.magnitude(), m)),
    };
    let negative = modulus.is_negative() && !result.is_zero();
    Ok(Int::from(if negative { result + modulus } else { result }))
}

fn pow_mod_u64(mut base: u64, mut exponent: u64, m: u64) -> u64 {
    let mul = |a: u64, b: u64| (a as u128 * b as u128 % m as u128) as u64;
    let mut result = 1 % m;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = mul(result, base);
        }
        base = mul(base, base);
        exponent >>= 1;
    }
    result
}

/// `a << n`. `n` is `None` if it doesn't fit in 64 bits; the caller has reported negative counts.
pub fn shift_left(a: &BigInt, n: Option<u64>) -> Result<Int, IntError> {
    if a.is_zero() {
        return Ok(Int::Small(0));
    }
    let n = n.filter(|&n| n <= 1 << 62).ok_or(TOO_MANY_DIGITS)?;
    ensure_bits(a.bits().saturating_add(n))?;
    Ok(Int::from(a << n))
}

/// `a << n` for machine ints.
pub fn shift_left_i64(a: i64, n: u64) -> Result<Int, IntError> {
    if n < 64 {
        let wide = (a as i128) << n;
        if let Ok(x) = i64::try_from(wide) {
            return Ok(Int::Small(x));
        }
    }
    shift_left(&BigInt::from(a), Some(n))
}

/// `a >> n` (floor). `n` is `None` if it doesn't fit in 64 bits.
pub fn shift_right(a: &BigInt, n: Option<u64>) -> Int {
    match n {
        Some(n) if n < a.bits() => Int::from(a >> n),
        _ => Int::Small(if a.is_negative() { -1 } else { 0 }),
    }
}

/// `a.bit_length()`.
pub fn bit_length(a: &BigInt) -> u64 {
    a.bits()
}

/// `a.bit_count()`: ones of the magnitude.
pub fn bit_count(a: &BigInt) -> u64 {
    a.iter_u64_digits().map(|d| d.count_ones() as u64).sum()
}

/// `math.isqrt` of a non-negative int.
pub fn isqrt(a: &BigInt) -> Int {
    Int::from(a.magnitude().sqrt())
}

/// `math.isqrt` of a non-negative machine int.
pub fn isqrt_i64(a: i64) -> i64 {
    a.unsigned_abs().sqrt() as i64
}

/// `math.gcd` of two.
pub fn gcd(a: &BigInt, b: &BigInt) -> Int {
    Int::from(a.gcd(b))
}

/// `math.gcd` of two machine ints.
pub fn gcd_i64(a: i64, b: i64) -> Int {
    Int::from(a.unsigned_abs().gcd(&b.unsigned_abs()))
}

/// `math.lcm` of two.
pub fn lcm(a: &BigInt, b: &BigInt) -> Int {
    if a.is_zero() || b.is_zero() { Int::Small(0) } else { Int::from(a.lcm(b).abs()) }
}

/// `round(a, digits)` for a negative `digits`, whose magnitude is given: to a multiple of 10**n, ties to even.
pub fn round_to_power(a: &BigInt, n: u64) -> Result<Int, IntError> {
    // |a| < 2**bits <= 10**n / 2 rounds to 0; this also bounds the power.
    if n > a.bits() / 3 + 2 {
        return Ok(Int::Small(0));
    }
    let unit = pow_i64(10, n)?.into_big();
    let (q, r) = a.div_mod_floor(&unit);
    let up = match (&r * 2u8).cmp(&unit) {
        std::cmp::Ordering::Equal => q.is_odd(),
        order => order == std::cmp::Ordering::Greater,
    };
    Ok(Int::from((q + up as u8) * unit))
}

/// Byte order of `to_bytes` and `from_bytes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

/// `a.to_bytes(length, order, signed=signed)`.
pub fn to_bytes(a: &BigInt, length: usize, order: ByteOrder, signed: bool) -> Result<Vec<u8>, IntError> {
    const TOO_BIG: IntError = IntError::Overflow("int too big to convert");
    let negative = a.is_negative();
    if negative && !signed {
        return Err(IntError::Overflow("can't convert negative int to unsigned"));
    }
    let bytes = match (signed, a.sign()) {
        (_, Sign::NoSign) => Vec::new(),
        (true, _) => a.to_signed_bytes_le(),
        (false, _) => a.magnitude().to_bytes_le(),
    };
    if bytes.len() > length {
        return Err(TOO_BIG);
    }
    let mut out = Vec::new();
    out.try_reserve_exact(length).map_err(|_| IntError::Memory)?;
    out.extend_from_slice(&bytes);
    out.resize(length, if negative { 0xFF } else { 0 });
    if order == ByteOrder::Big {
        out.reverse();
    }
    Ok(out)
}

/// `int.from_bytes(bytes, order, signed=signed)`.
pub fn from_bytes(bytes: &[u8], order: ByteOrder, signed: bool) -> Int {
    Int::from(match (order, signed) {
        (ByteOrder::Little, true) => BigInt::from_signed_bytes_le(bytes),
        (ByteOrder::Big, true) => BigInt::from_signed_bytes_be(bytes),
        (ByteOrder::Little, false) => BigInt::from_bytes_le(Sign::Plus, bytes),
        (ByteOrder::Big, false) => BigInt::from_bytes_be(Sign::Plus, bytes),
    })
}
