//! `math`.
//!
//! Elementary functions are the C library's, as in CPython, so results are the same to the last bit.

pub mod gamma;
pub mod integers;
pub mod sums;

use taipan_interp::native::pymodule;

/// Mathematical functions of real numbers, as the C standard defines them.
#[pymodule(name = "math")]
pub mod math {
    use super::{gamma as gammas, integers, sums};
    use num_bigint::Sign;
    use num_integer::Integer;
    use num_traits::{One, Signed, ToPrimitive};
    use taipan_host::libm;
    use taipan_interp::native::*;
    use taipan_interp::protocol::BinOp;
    use taipan_object::num::{float, float_format, int};

    #[pyattr]
    #[allow(non_upper_case_globals)]
    const pi: f64 = std::f64::consts::PI;
    #[pyattr]
    #[allow(non_upper_case_globals)]
    const e: f64 = std::f64::consts::E;
    #[pyattr]
    #[allow(non_upper_case_globals)]
    const tau: f64 = std::f64::consts::TAU;
    #[pyattr]
    #[allow(non_upper_case_globals)]
    const inf: f64 = f64::INFINITY;
    #[pyattr]
    #[allow(non_upper_case_globals)]
    const nan: f64 = f64::NAN;

    fn range_error(vm: &Vm) -> Raised {
        vm.overflow_error("math range error")
    }

    #[cold]
    fn domain_error(vm: &Vm, expected: &str, x: f64) -> Raised {
        vm.value_error(format!("expected {expected}, got {}", float_format::repr(x)))
    }

    /// The result of a function of one argument that is not infinite for finite arguments, but may be undefined.
    #[inline]
    fn defined(vm: &Vm, x: f64, r: f64, expected: &str) -> PyResult<f64> {
        if r.is_nan() && !x.is_nan() || r.is_infinite() && x.is_finite() {
            return Err(domain_error(vm, expected, x));
        }
        Ok(r)
    }

    /// The result of a function of one argument that may overflow.
    #[inline]
    fn in_range(vm: &Vm, x: f64, r: f64) -> PyResult<f64> {
        if r.is_infinite() && x.is_finite() { Err(range_error(vm)) } else { Ok(r) }
    }

    /// The arc cosine in radians, between 0 and pi.
    #[pyfunction]
    fn acos(vm: &Vm, x: f64) -> PyResult<f64> {
        defined(vm, x, x.acos(), "a number in range from -1 up to 1")
    }

    /// The inverse hyperbolic cosine.
    #[pyfunction]
    fn acosh(vm: &Vm, x: f64) -> PyResult<f64> {
        defined(vm, x, libm::acosh(x), "argument value not less than 1")
    }

    /// The arc sine in radians, between -pi/2 and pi/2.
    #[pyfunction]
    fn asin(vm: &Vm, x: f64) -> PyResult<f64> {
        defined(vm, x, x.asin(), "a number in range from -1 up to 1")
    }

    /// The inverse hyperbolic sine.
    #[pyfunction]
    fn asinh(x: f64) -> f64 {
        libm::asinh(x)
    }

    /// The arc tangent in radians, between -pi/2 and pi/2.
    #[pyfunction]
    fn atan(x: f64) -> f64 {
        x.atan()
    }

    /// The arc tangent of y/x in radians, in the right quadrant.
    #[pyfunction]
    fn atan2(y: f64, x: f64) -> f64 {
        y.atan2(x)
    }

    /// The inverse hyperbolic tangent.
    #[pyfunction]
    fn atanh(vm: &Vm, x: f64) -> PyResult<f64> {
        defined(vm, x, libm::atanh(x), "a number between -1 and 1")
    }

    /// The cube root.
    #[pyfunction]
    fn cbrt(x: f64) -> f64 {
        x.cbrt()
    }

    /// The size of x with the sign of y.
    #[pyfunction]
    fn copysign(x: f64, y: f64) -> f64 {
        x.copysign(y)
    }

    /// The cosine of an angle in radians.
    #[pyfunction]
    fn cos(vm: &Vm, x: f64) -> PyResult<f64> {
        defined(vm, x, x.cos(), "a finite input")
    }

    /// The hyperbolic cosine.
    #[pyfunction]
    fn cosh(vm: &Vm, x: f64) -> PyResult<f64> {
        in_range(vm, x, x.cosh())
    }

    /// An angle in radians as degrees.
    #[pyfunction]
    fn degrees(x: f64) -> f64 {
        x * (180.0 / std::f64::consts::PI)
    }

    /// The error function.
    #[pyfunction]
    fn erf(x: f64) -> f64 {
        libm::erf(x)
    }

    /// The complementary error function.
    #[pyfunction]
    fn erfc(x: f64) -> f64 {
        libm::erfc(x)
    }

    /// e to the power of x.
    #[pyfunction]
    fn exp(vm: &Vm, x: f64) -> PyResult<f64> {
        in_range(vm, x, x.exp())
    }

    /// 2 to the power of x.
    #[pyfunction]
    fn exp2(vm: &Vm, x: f64) -> PyResult<f64> {
        in_range(vm, x, x.exp2())
    }

    /// exp(x) - 1, precise also for small x.
    #[pyfunction]
    fn expm1(vm: &Vm, x: f64) -> PyResult<f64> {
        in_range(vm, x, x.exp_m1())
    }

    /// The absolute value as a float.
    #[pyfunction]
    fn fabs(x: f64) -> f64 {
        x.abs()
    }

    /// (x * y) + z, rounded once.
    #[pyfunction]
    fn fma(vm: &Vm, x: f64, y: f64, z: f64) -> PyResult<f64> {
        let r = x.mul_add(y, z);
        if r.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
            return Err(vm.value_error("invalid operation in fma"));
        }
        if r.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
            return Err(vm.overflow_error("overflow in fma"));
        }
        Ok(r)
    }

    /// The remainder of x / y with the sign of x, as C computes it.
    #[pyfunction]
    fn fmod(vm: &Vm, x: f64, y: f64) -> PyResult<f64> {
        if y.is_infinite() && x.is_finite() {
            return Ok(x);
        }
        let r = x % y;
        if r.is_nan() && !x.is_nan() && !y.is_nan() { Err(vm.value_error("math domain error")) } else { Ok(r) }
    }

    /// The mantissa and exponent: x == m * 2**e, with 0.5 <= abs(m) < 1.
    #[pyfunction]
    fn frexp(x: f64) -> (f64, i32) {
        float::frexp(x)
    }

    /// The sum of floats, exact until it is rounded at the end.
    #[pyfunction]
    fn fsum(vm: &Vm, seq: Value) -> PyResult<f64> {
        let bad = |bad: sums::Bad| match bad {
            sums::Bad::Overflow => vm.overflow_error("intermediate overflow in fsum"),
            sums::Bad::Infinities => vm.value_error("-inf + inf in fsum"),
        };
        let mut total = sums::ExactSum::default();
        vm.for_each(seq, |item| total.add(f64::from_value(vm, item)?).map_err(bad))?;
        total.finish().map_err(bad)
    }

    fn gamma_error(vm: &Vm, x: f64, bad: gammas::Bad) -> Raised {
        match bad {
            gammas::Bad::Domain => domain_error(vm, "a noninteger or positive integer", x),
            gammas::Bad::Range => range_error(vm),
        }
    }

    /// The gamma function.
    #[pyfunction]
    fn gamma(vm: &Vm, x: f64) -> PyResult<f64> {
        gammas::gamma(x).map_err(|bad| gamma_error(vm, x, bad))
    }

    /// The natural logarithm of the absolute value of the gamma function.
    #[pyfunction]
    fn lgamma(vm: &Vm, x: f64) -> PyResult<f64> {
        gammas::lgamma(x).map_err(|bad| gamma_error(vm, x, bad))
    }

    /// Whether a and b are close to each other.
    #[pyfunction(sig = "(a, b, *, rel_tol=1e-09, abs_tol=0.0)")]
    fn isclose(vm: &Vm, a: f64, b: f64, #[default(1e-9)] rel_tol: f64, #[default(0.0)] abs_tol: f64) -> PyResult<bool> {
        if rel_tol < 0.0 || abs_tol < 0.0 {
            return Err(vm.value_error("tolerances must be non-negative"));
        }
        if a == b {
            return Ok(true);
        }
        if a.is_infinite() || b.is_infinite() {
            return Ok(false);
        }
        let difference = (b - a).abs();
        Ok(difference <= (rel_tol * b).abs() || difference <= (rel_tol * a).abs() || difference <= abs_tol)
    }

    /// Whether x is neither infinite nor a NaN.
    #[pyfunction]
    fn isfinite(x: f64) -> bool {
        x.is_finite()
    }

    /// Whether x is infinite.
    #[pyfunction]
    fn isinf(x: f64) -> bool {
        x.is_infinite()
    }

    /// Whether x is a NaN.
    #[pyfunction]
    fn isnan(x: f64) -> bool {
        x.is_nan()
    }

    /// x * 2**i.
    #[pyfunction]
    fn ldexp(vm: &Vm, x: f64, i: Value) -> PyResult<f64> {
        let Some(exponent) = i.as_int() else {
            return Err(vm.type_error("Expected an int as second argument to ldexp."));
        };
        let exponent = exponent.to_i64().unwrap_or(if exponent.is_negative() { i64::MIN } else { i64::MAX });
        in_range(vm, x, float::ldexp(x, exponent.clamp(-1 << 40, 1 << 40)))
    }

    /// Logarithm of an int too large for a float: its leading bits as a number below 1, and the exponent.
    fn split_big(n: &BigInt) -> (f64, f64) {
        let bits = n.bits();
        let shift = bits.saturating_sub(64);
        let top = n.magnitude() >> shift;
        let sticky = n.magnitude().trailing_zeros().is_some_and(|zeros| zeros < shift);
        let top = top.to_u64().unwrap_or(u64::MAX) | u64::from(sticky);
        let m = top as f64 / 18_446_744_073_709_551_616.0;
        if m == 1.0 { (0.5, bits as f64 + 1.0) } else { (m, bits as f64) }
    }

    fn log_of(vm: &Vm, x: Value, f: fn(f64) -> f64) -> PyResult<f64> {
        if let Some(n) = x.as_int() {
            if n.is_negative() || n.is_zero() {
                return Err(vm.value_error("expected a positive input"));
            }
            let big = match n.to_i64() {
                Some(n) => return Ok(f(n as f64)),
                None => n.to_big(),
            };
            return Ok(match int::to_f64(&big) {
                Ok(x) => f(x),
                Err(_) => {
                    let (m, exponent) = split_big(&big);
                    f(m) + f(2.0) * exponent
                }
            });
        }
        let x = f64::from_value(vm, x)?;
        if x > 0.0 || x.is_nan() { Ok(f(x)) } else { Err(domain_error(vm, "a positive input", x)) }
    }

    /// log(x[, base]): the logarithm of x to the given base, or the natural one.
    #[pyfunction]
    fn log(vm: &Vm, args: Args<'_>) -> PyResult<f64> {
        check_no_kwargs(vm, "math.log", args)?;
        check_positional(vm, "log", args.pos.len(), 1, 2)?;
        let x = log_of(vm, args.pos[0], f64::ln)?;
        let Some(&base) = args.pos.get(1) else { return Ok(x) };
        let base = log_of(vm, base, f64::ln)?;
        if base == 0.0 { Err(vm.zero_division_error("division by zero")) } else { Ok(x / base) }
    }

    /// The logarithm to base 10.
    #[pyfunction]
    fn log10(vm: &Vm, x: Value) -> PyResult<f64> {
        log_of(vm, x, f64::log10)
    }

    /// The logarithm of 1 + x, precise also for small x.
    #[pyfunction]
    fn log1p(vm: &Vm, x: f64) -> PyResult<f64> {
        defined(vm, x, x.ln_1p(), "argument value > -1")
    }

    /// The logarithm to base 2.
    #[pyfunction]
    fn log2(vm: &Vm, x: Value) -> PyResult<f64> {
        log_of(vm, x, f64::log2)
    }

    /// The fraction and the whole part, both with the sign of x.
    #[pyfunction]
    fn modf(x: f64) -> (f64, f64) {
        if x.is_infinite() {
            return (0f64.copysign(x), x);
        }
        let whole = x.trunc();
        ((x - whole).copysign(x), whole)
    }

    /// The float `steps` (1) floats from x on towards y.
    #[pyfunction(sig = "(x, y, /, *, steps=None)")]
    fn nextafter(vm: &Vm, x: f64, y: f64, steps: Option<Value>) -> PyResult<f64> {
        let given = steps.filter(|steps| !steps.is_none());
        let steps = match given {
            None => 1,
            Some(steps) => {
                let steps = integers::int_arg(vm, steps)?;
                if steps.is_negative() {
                    return Err(vm.value_error("steps must be a non-negative integer"));
                }
                steps.to_u64().unwrap_or(u64::MAX)
            }
        };
        if steps == 0 || x.is_nan() {
            return Ok(x);
        }
        if y.is_nan() || x == y {
            return Ok(y);
        }
        // Floats in their order, as integers around zero.
        let rank = |x: f64| {
            let size = (x.to_bits() & i64::MAX as u64) as i128;
            if x.is_sign_negative() { -size } else { size }
        };
        let (from, to) = (rank(x), rank(y));
        let distance = i128::from(steps);
        let result = if to > from { (from + distance).min(to) } else { (from - distance).max(to) };
        let size = f64::from_bits(result.unsigned_abs() as u64);
        if result == to && given.is_some() {
            return Ok(y);
        }
        let is_negative = result < 0 || result == 0 && x.is_sign_negative();
        Ok(if is_negative { -size } else { size })
    }

    /// x to the power of y, as a float.
    #[pyfunction]
    fn pow(vm: &Vm, x: f64, y: f64) -> PyResult<f64> {
        let r = x.powf(y);
        if x.is_finite() && y.is_finite() && !r.is_finite() {
            return Err(if r.is_nan() || x == 0.0 { vm.value_error("math domain error") } else { range_error(vm) });
        }
        Ok(r)
    }

    /// An angle in degrees as radians.
    #[pyfunction]
    fn radians(x: f64) -> f64 {
        x * (std::f64::consts::PI / 180.0)
    }

    /// x - n*y, where n*y is the multiple of y closest to x, with ties to even n.
    #[pyfunction]
    fn remainder(vm: &Vm, x: f64, y: f64) -> PyResult<f64> {
        if x.is_nan() {
            return Ok(x);
        }
        if y.is_nan() {
            return Ok(y);
        }
        if x.is_infinite() || y == 0.0 {
            return Err(vm.value_error("math domain error"));
        }
        if y.is_infinite() {
            return Ok(x);
        }
        let (size, step) = (x.abs(), y.abs());
        let m = size % step;
        let above = step - m;
        let r = match m.partial_cmp(&above) {
            Some(std::cmp::Ordering::Less) => m,
            Some(std::cmp::Ordering::Greater) => -above,
            _ => m - 2.0 * ((0.5 * (size - m)) % step),
        };
        Ok(1f64.copysign(x) * r)
    }

    /// The sine of an angle in radians.
    #[pyfunction]
    fn sin(vm: &Vm, x: f64) -> PyResult<f64> {
        defined(vm, x, x.sin(), "a finite input")
    }

    /// The hyperbolic sine.
    #[pyfunction]
    fn sinh(vm: &Vm, x: f64) -> PyResult<f64> {
        in_range(vm, x, x.sinh())
    }

    /// The square root.
    #[pyfunction]
    fn sqrt(vm: &Vm, x: f64) -> PyResult<f64> {
        if x < 0.0 { Err(domain_error(vm, "a nonnegative input", x)) } else { Ok(x.sqrt()) }
    }

    /// The tangent of an angle in radians.
    #[pyfunction]
    fn tan(vm: &Vm, x: f64) -> PyResult<f64> {
        defined(vm, x, x.tan(), "a finite input")
    }

    /// The hyperbolic tangent.
    #[pyfunction]
    fn tanh(x: f64) -> f64 {
        x.tanh()
    }

    /// The value of the last bit of x.
    #[pyfunction]
    fn ulp(x: f64) -> f64 {
        let x = x.abs();
        if !x.is_finite() {
            return x;
        }
        let above = f64::from_bits(x.to_bits() + 1);
        if above.is_infinite() { x - f64::from_bits(x.to_bits() - 1) } else { above - x }
    }

    /// `__floor__` or `__ceil__` of an object, else the rounded float as an int.
    fn round_by(vm: &Vm, x: Value, name: &str, round: fn(f64) -> f64) -> PyResult {
        if !x.is_exact_float() {
            if x.is_exact_int() {
                return Ok(x);
            }
            if let Some(method) = vm.lookup_special(x, vm.intern(name))? {
                return vm.call(method, &[]);
            }
        }
        let x = f64::from_value(vm, x)?;
        to_int(vm, round(x))
    }

    fn to_int(vm: &Vm, x: f64) -> PyResult {
        if x.abs() < 9e18 {
            return Ok(Value::int(x as i64));
        }
        match float::to_int(x) {
            Ok(n) => Ok(Value::big(n.into_big())),
            Err(_) if x.is_nan() => Err(vm.value_error("cannot convert float NaN to integer")),
            Err(_) => Err(vm.overflow_error("cannot convert float infinity to integer")),
        }
    }

    /// The largest integer that is not above x.
    #[pyfunction]
    fn floor(vm: &Vm, x: Value) -> PyResult {
        round_by(vm, x, "__floor__", f64::floor)
    }

    /// The smallest integer that is not below x.
    #[pyfunction]
    fn ceil(vm: &Vm, x: Value) -> PyResult {
        round_by(vm, x, "__ceil__", f64::ceil)
    }

    /// x without its fraction, by its method __trunc__.
    #[pyfunction]
    fn trunc(vm: &Vm, x: Value) -> PyResult {
        if x.is_exact_float() {
            return to_int(vm, f64::from_value(vm, x)?.trunc());
        }
        match vm.lookup_special(x, vm.intern("__trunc__"))? {
            Some(method) => vm.call(method, &[]),
            None => {
                let class = vm.type_name(x);
                Err(vm.type_error(format!("type {class} doesn't define __trunc__ method")))
            }
        }
    }

    /// The number of ways to choose k of n items without order and without repetition.
    #[pyfunction]
    fn comb(vm: &Vm, n: Value, k: Value) -> PyResult<BigInt> {
        integers::comb(vm, n, k)
    }

    /// The number of ways to choose k (or all) of n items in order and without repetition.
    #[pyfunction(sig = "(n, k=None, /)")]
    fn perm(vm: &Vm, n: Value, k: Option<Value>) -> PyResult<BigInt> {
        match k.filter(|k| !k.is_none()) {
            None => integers::factorial(vm, n),
            Some(k) => integers::perm(vm, n, k),
        }
    }

    /// The product of the integers from 1 to n.
    #[pyfunction]
    fn factorial(vm: &Vm, n: Value) -> PyResult<BigInt> {
        integers::factorial(vm, n)
    }

    /// The largest integer whose square is not above n.
    #[pyfunction]
    fn isqrt(vm: &Vm, n: Value) -> PyResult {
        let n = to_index(vm, n)?;
        let Some(n) = n.as_int() else { return Ok(Value::NONE) };
        if n.is_negative() {
            return Err(vm.value_error("isqrt() argument must be nonnegative"));
        }
        Ok(match n.to_i64() {
            Some(n) => Value::int(int::isqrt_i64(n)),
            None => Value::big(int::isqrt(&n.to_big()).into_big()),
        })
    }

    /// The greatest common divisor.
    #[pyfunction(sig = "(*integers)")]
    fn gcd(vm: &Vm, integers: &[Value]) -> PyResult {
        let mut result = Value::small(0);
        for &item in integers {
            let n = to_index(vm, item)?;
            result = match (result.as_small(), n.as_small()) {
                (Some(a), Some(b)) => Value::int(a.gcd(&b)),
                _ => {
                    let (a, b) = (integers::int_arg(vm, result)?, integers::int_arg(vm, n)?);
                    Value::big(a.gcd(&b))
                }
            };
        }
        Ok(result)
    }

    /// The least common multiple.
    #[pyfunction(sig = "(*integers)")]
    fn lcm(vm: &Vm, integers: &[Value]) -> PyResult<BigInt> {
        let mut result = BigInt::one();
        for &item in integers {
            let n = integers::int_arg(vm, item)?;
            result = if n.sign() == Sign::NoSign || result.sign() == Sign::NoSign {
                BigInt::ZERO
            } else {
                result.lcm(&n).abs()
            };
        }
        Ok(result)
    }

    fn norm_of(mut items: Vec<f64>) -> f64 {
        let has_nan = items.iter().any(|x| x.is_nan());
        let max = items.iter().copied().fold(0.0, f64::max);
        sums::norm(&mut items, max, has_nan)
    }

    /// The Euclidean length of a vector.
    #[pyfunction(sig = "(*coordinates)")]
    fn hypot(vm: &Vm, coordinates: &[Value]) -> PyResult<f64> {
        let items: PyResult<Vec<f64>> = coordinates.iter().map(|&x| Ok(f64::from_value(vm, x)?.abs())).collect();
        Ok(norm_of(items?))
    }

    /// The Euclidean distance of two points.
    #[pyfunction]
    fn dist(vm: &Vm, p: Value, q: Value) -> PyResult<f64> {
        let point = |value: Value| match value.cast::<PyTuple>() {
            Some(tuple) => Ok(tuple),
            None => vm.to_tuple(value),
        };
        let (p, q) = (point(p)?, point(q)?);
        if p.len() != q.len() {
            return Err(vm.value_error("both points must have the same number of dimensions"));
        }
        let pairs = p.as_slice().iter().zip(q.as_slice());
        let items: PyResult<Vec<f64>> =
            pairs.map(|(&x, &y)| Ok((f64::from_value(vm, x)? - f64::from_value(vm, y)?).abs())).collect();
        Ok(norm_of(items?))
    }

    /// The product of numbers, times `start`.
    #[pyfunction(sig = "(iterable, /, *, start=1)")]
    fn prod(vm: &Vm, iterable: Value, start: Option<Value>) -> PyResult {
        let mut result = start.unwrap_or(Value::small(1));
        vm.for_each(iterable, |item| {
            result = match (result.as_small(), item.as_small()) {
                (Some(a), Some(b)) if a.checked_mul(b).is_some() => Value::int(a * b),
                _ if result.is_exact_float() && item.is_exact_float() => {
                    Value::float(f64::from_value(vm, result)? * f64::from_value(vm, item)?)
                }
                _ => vm.binary(BinOp::Multiply, result, item)?,
            };
            Ok(())
        })?;
        Ok(result)
    }

    /// The state of sumprod(): what is summed in ints or floats and not yet in the total.
    struct SumProd {
        total: Value,
        ints: Option<i64>,
        floats: Option<sums::Triple>,
        has_floats: bool,
    }

    impl SumProd {
        fn flush_ints(&mut self, vm: &Vm) -> PyResult<()> {
            if let Some(ints) = self.ints.take() {
                self.total = vm.binary(BinOp::Add, self.total, Value::int(ints))?;
            }
            Ok(())
        }

        fn flush_floats(&mut self, vm: &Vm) -> PyResult<()> {
            if let Some(floats) = self.floats.take()
                && self.has_floats
            {
                self.total = vm.binary(BinOp::Add, self.total, Value::float(floats.round()))?;
            }
            Ok(())
        }

        fn add(&mut self, vm: &Vm, p: Value, q: Value) -> PyResult<()> {
            if let Some(ints) = self.ints {
                if p.is_exact_int()
                    && q.is_exact_int()
                    && let (Some(a), Some(b)) = (p.as_small(), q.as_small())
                    && let Some(sum) = a.checked_mul(b).and_then(|product| ints.checked_add(product))
                {
                    self.ints = Some(sum);
                    return Ok(());
                }
                self.flush_ints(vm)?;
            }
            if let Some(floats) = self.floats {
                let is_number = |x: Value| x.is_exact_int() || x.is_bool();
                let (p_float, q_float) = (p.is_exact_float(), q.is_exact_float());
                if p_float && (q_float || is_number(q)) || q_float && is_number(p) {
                    let sum = floats.plus_product(f64::from_value(vm, p)?, f64::from_value(vm, q)?);
                    if sum.hi.is_finite() {
                        self.floats = Some(sum);
                        self.has_floats = true;
                        return Ok(());
                    }
                }
                self.flush_floats(vm)?;
            }
            let product = vm.binary(BinOp::Multiply, p, q)?;
            self.total = vm.binary(BinOp::Add, self.total, product)?;
            Ok(())
        }
    }

    /// The sum of the products of two iterables' items.
    #[pyfunction]
    fn sumprod(vm: &Vm, p: Value, q: Value) -> PyResult {
        let (p, q) = (vm.iter(p)?, vm.iter(q)?);
        let floats = Some(sums::Triple::default());
        let mut sum = SumProd { total: Value::small(0), ints: Some(0), floats, has_floats: false };
        loop {
            match (vm.next(p)?, vm.next(q)?) {
                (Some(p), Some(q)) => sum.add(vm, p, q)?,
                (None, None) => break,
                _ => return Err(vm.value_error("Inputs are not the same length")),
            }
        }
        sum.flush_ints(vm)?;
        sum.flush_floats(vm)?;
        Ok(sum.total)
    }
}
