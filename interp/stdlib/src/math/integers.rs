//! Functions of integers: factorials, binomial coefficients, roots, divisors.

use num_bigint::BigUint;
use num_traits::{One, ToPrimitive};
use taipan_interp::native::*;

/// The int that an argument is.
pub fn int_arg(vm: &Vm, value: Value) -> PyResult<BigInt> {
    BigInt::from_value(vm, value)
}

/// The product of `from..=to` by halves, so that factors are of like size.
pub fn product(from: u64, to: u64) -> BigUint {
    if from > to {
        return BigUint::one();
    }
    if to - from < 8 {
        let mut result = BigUint::one();
        let mut part = 1u64;
        for n in from..=to {
            match part.checked_mul(n) {
                Some(more) => part = more,
                None => {
                    result *= part;
                    part = n;
                }
            }
        }
        return result * part;
    }
    let middle = from + (to - from) / 2;
    product(from, middle) * product(middle + 1, to)
}

/// The product of the `count` numbers that end with `last`, which need not fit a word.
fn falling(last: &BigInt, count: u64) -> BigInt {
    if let Some(last) = last.to_u64() {
        return product(last - count + 1, last).into();
    }
    if count <= 4 {
        return (0..count).fold(BigInt::one(), |result, i| result * (last - i));
    }
    let half = count / 2;
    falling(last, half) * falling(&(last - half), count - half)
}

/// `n! / (n - k)!`.
pub fn perm(vm: &Vm, n: Value, k: Value) -> PyResult<BigInt> {
    let (n, k) = checked(vm, n, k)?;
    if n < k {
        return Ok(BigInt::ZERO);
    }
    let Some(k) = k.to_u64().filter(|&k| k <= i64::MAX as u64) else {
        return Err(vm.overflow_error(format!("k must not exceed {}", i64::MAX)));
    };
    Ok(falling(&n, k))
}

fn checked(vm: &Vm, n: Value, k: Value) -> PyResult<(BigInt, BigInt)> {
    let (n, k) = (int_arg(vm, n)?, int_arg(vm, k)?);
    if n.sign() == num_bigint::Sign::Minus {
        return Err(vm.value_error("n must be a non-negative integer"));
    }
    if k.sign() == num_bigint::Sign::Minus {
        return Err(vm.value_error("k must be a non-negative integer"));
    }
    Ok((n, k))
}

/// `n! / (k! * (n - k)!)`.
pub fn comb(vm: &Vm, n: Value, k: Value) -> PyResult<BigInt> {
    let (n, k) = checked(vm, n, k)?;
    if n < k {
        return Ok(BigInt::ZERO);
    }
    let other = &n - &k;
    let least = k.min(other);
    let Some(k) = least.to_u64().filter(|&k| k <= i64::MAX as u64) else {
        return Err(vm.overflow_error(format!("min(n - k, k) must not exceed {}", i64::MAX)));
    };
    if let Some(small) = n.to_u64()
        && k <= 64
    {
        // Each intermediate result is a binomial coefficient itself.
        let step = |result: u128, i: u64| result.checked_mul(u128::from(small - i)).map(|r| r / u128::from(i + 1));
        if let Some(result) = (0..k).try_fold(1u128, step) {
            return Ok(result.into());
        }
    }
    Ok(choose(&n, k))
}

/// Splits `k`, so that numbers stay as small as they can.
fn choose(n: &BigInt, k: u64) -> BigInt {
    if k <= 40 {
        return falling(n, k) / BigInt::from(product(1, k));
    }
    let half = k / 2;
    let rest = k - half;
    // C(n, k) = C(n, half) * C(n - half, rest) / C(k, half)
    choose(n, half) * choose(&(n - half), rest) / choose(&BigInt::from(k), half)
}

/// `n!`.
pub fn factorial(vm: &Vm, n: Value) -> PyResult<BigInt> {
    let n = int_arg(vm, n)?;
    if n.sign() == num_bigint::Sign::Minus {
        return Err(vm.value_error("factorial() not defined for negative values"));
    }
    match n.to_u64().filter(|&n| n <= i64::MAX as u64) {
        Some(n) => {
            // More than the memory of any machine.
            if n > 1 << 40 {
                return Err(vm.memory_error());
            }
            Ok(product(2, n).into())
        }
        None => Err(vm.overflow_error(format!("factorial() argument should not exceed {}", i64::MAX))),
    }
}
