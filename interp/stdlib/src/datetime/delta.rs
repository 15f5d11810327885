//! `timedelta`.

use num_traits::{Signed, ToPrimitive};
use std::cell::Cell;
use taipan_interp::native::*;
use taipan_object::num::{float, int};

/// Microseconds of a day.
const DAY: i128 = 86_400_000_000;
const MAX_DAYS: i128 = 999_999_999;

/// Difference between two datetime values.
#[pyclass(name = "timedelta", module = "datetime", subclass)]
pub struct Delta {
    /// Number of days.
    #[member]
    #[no_trace]
    pub days: Cell<i32>,
    /// Number of seconds (>= 0 and less than 1 day).
    #[member]
    #[no_trace]
    pub seconds: Cell<i32>,
    /// Number of microseconds (>= 0 and less than 1 second).
    #[member]
    #[no_trace]
    pub microseconds: Cell<i32>,
    #[no_trace]
    hash: Cell<i64>,
}

impl Delta {
    /// In microseconds.
    pub fn total(&self) -> i128 {
        i128::from(self.days.get()) * DAY
            + i128::from(self.seconds.get()) * 1_000_000
            + i128::from(self.microseconds.get())
    }

    /// A timedelta of so many microseconds.
    pub fn new(vm: &Vm, total: i128) -> PyResult<Obj<Delta>> {
        Delta::create(vm, vm.class::<Delta>(), total)
    }

    fn create(vm: &Vm, class: Gc<PyType>, total: i128) -> PyResult<Obj<Delta>> {
        let days = total.div_euclid(DAY);
        if days.abs() > MAX_DAYS {
            return Err(match i32::try_from(days) {
                Ok(days) => vm.overflow_error(format!("days={days}; must have magnitude <= 999999999")),
                Err(_) => vm.overflow_error("Python int too large to convert to C int"),
            });
        }
        let rest = total.rem_euclid(DAY);
        vm.new_native(
            class,
            Delta {
                days: Cell::new(days as i32),
                seconds: Cell::new((rest / 1_000_000) as i32),
                microseconds: Cell::new((rest % 1_000_000) as i32),
                hash: Cell::new(-1),
            },
        )
    }

    fn from_big(vm: &Vm, total: &BigInt) -> PyResult<Obj<Delta>> {
        match total.to_i128() {
            Some(total) => Delta::new(vm, total),
            None => Err(vm.overflow_error("Python int too large to convert to C int")),
        }
    }

    /// As text: "1 day, 2:03:04.000005".
    pub fn text(&self) -> String {
        let (days, seconds, micros) = (self.days.get(), self.seconds.get(), self.microseconds.get());
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let mut out = match days {
            0 => String::new(),
            1 | -1 => format!("{days} day, "),
            _ => format!("{days} days, "),
        };
        out += &format!("{hours}:{minutes:02}:{seconds:02}");
        if micros != 0 {
            out += &format!(".{micros:06}");
        }
        out
    }
}

/// `a / b` rounded to the nearest, halves to even.
fn divide_nearest(a: &BigInt, b: &BigInt) -> BigInt {
    use num_integer::Integer;
    let (quotient, rest) = a.div_mod_floor(b);
    let twice: BigInt = &rest * 2;
    let order = if b.is_negative() { b.cmp(&twice) } else { twice.cmp(b) };
    if order.is_gt() || order.is_eq() && quotient.is_odd() { quotient + 1 } else { quotient }
}

/// The exact ratio of a float.
fn ratio(vm: &Vm, value: Value, x: f64) -> PyResult<(BigInt, BigInt)> {
    if !value.is_exact_float() {
        let result = vm.call_method(value, "as_integer_ratio", &[])?;
        let Some(pair) = result.cast::<PyTuple>() else {
            let found = vm.type_name(result);
            return Err(
                vm.type_error(format!("unexpected return type from as_integer_ratio(): expected tuple, not '{found}'"))
            );
        };
        let &[a, b] = pair.as_slice() else {
            return Err(vm.value_error("as_integer_ratio() must return a 2-tuple"));
        };
        return Ok((BigInt::from_value(vm, a)?, BigInt::from_value(vm, b)?));
    }
    match float::as_integer_ratio(x) {
        Ok((a, b)) => Ok((a.into_big(), b.into_big())),
        Err(_) if x.is_nan() => Err(vm.value_error("cannot convert NaN to integer ratio")),
        Err(_) => Err(vm.overflow_error("cannot convert Infinity to integer ratio")),
    }
}

fn by_zero(vm: &Vm) -> Raised {
    vm.zero_division_error("division by zero")
}

fn as_delta(value: Value) -> Option<Obj<Delta>> {
    value.cast::<Native<Delta>>()
}

/// Adds one argument of the constructor; what a float loses is collected in `lost`.
fn accumulate(
    vm: &Vm,
    total: &mut BigInt,
    lost: &mut f64,
    name: &str,
    value: Option<Value>,
    factor: i64,
) -> PyResult<()> {
    let Some(value) = value else { return Ok(()) };
    if let Some(number) = value.as_int() {
        *total += number.to_big() * factor;
        return Ok(());
    }
    let Some(number) = value.as_float() else {
        let found = vm.type_name(value);
        return Err(vm.type_error(format!("unsupported type for timedelta {name} component: {found}")));
    };
    let to_int = |x: f64| match float::to_int(x) {
        Ok(n) => Ok(n.into_big()),
        Err(_) if x.is_nan() => Err(vm.value_error("cannot convert float NaN to integer")),
        Err(_) => Err(vm.overflow_error("cannot convert float infinity to integer")),
    };
    let whole = number.trunc();
    *total += to_int(whole)? * factor;
    let fraction = number - whole;
    if fraction != 0.0 {
        let scaled = fraction * factor as f64;
        let whole = scaled.trunc();
        *total += to_int(whole)?;
        *lost += scaled - whole;
    }
    Ok(())
}

#[pymethods]
impl Delta {
    #[pyattr]
    fn min(vm: &Vm) -> PyResult<Obj<Delta>> {
        Delta::new(vm, -MAX_DAYS * DAY)
    }
    #[pyattr]
    fn max(vm: &Vm) -> PyResult<Obj<Delta>> {
        Delta::new(vm, (MAX_DAYS + 1) * DAY - 1)
    }
    #[pyattr]
    fn resolution(vm: &Vm) -> PyResult<Obj<Delta>> {
        Delta::new(vm, 1)
    }

    #[pyslot(sig = "(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)")]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        days: Option<Value>,
        seconds: Option<Value>,
        microseconds: Option<Value>,
        milliseconds: Option<Value>,
        minutes: Option<Value>,
        hours: Option<Value>,
        weeks: Option<Value>,
    ) -> PyResult<Obj<Delta>> {
        let (mut total, mut lost) = (BigInt::ZERO, 0.0);
        for (name, value, factor) in [
            ("microseconds", microseconds, 1),
            ("milliseconds", milliseconds, 1000),
            ("seconds", seconds, 1_000_000),
            ("minutes", minutes, 60_000_000),
            ("hours", hours, 3_600_000_000),
            ("days", days, 86_400_000_000),
            ("weeks", weeks, 604_800_000_000),
        ] {
            accumulate(vm, &mut total, &mut lost, name, value, factor)?;
        }
        if lost != 0.0 {
            let mut whole = lost.round();
            if (whole - lost).abs() == 0.5 {
                // To the even total.
                let odd = if total.bit(0) { 1.0 } else { 0.0 };
                whole = 2.0 * ((lost + odd) * 0.5).round() - odd;
            }
            total += whole as i64;
        }
        match total.to_i128() {
            Some(total) => Delta::create(vm, cls, total),
            None => Err(vm.overflow_error("Python int too large to convert to C int")),
        }
    }

    /// All of it in seconds, as a float.
    fn total_seconds(&self, vm: &Vm) -> PyResult<f64> {
        quotient(vm, &self.total().into(), &1_000_000.into())
    }

    fn __reduce__(this: Obj<Delta>, vm: &Vm) -> (Value, (i32, i32, i32)) {
        (vm.type_of(this.value()).value(), (this.days.get(), this.seconds.get(), this.microseconds.get()))
    }

    fn __repr__(this: Obj<Delta>, vm: &Vm) -> String {
        let mut parts = Vec::new();
        for (name, n) in
            [("days", this.days.get()), ("seconds", this.seconds.get()), ("microseconds", this.microseconds.get())]
        {
            if n != 0 {
                parts.push(format!("{name}={n}"));
            }
        }
        let parts = if parts.is_empty() { "0".to_string() } else { parts.join(", ") };
        format!("{}({parts})", vm.type_name(this.value()))
    }

    fn __str__(&self) -> String {
        self.text()
    }

    fn __hash__(&self, vm: &Vm) -> PyResult<i64> {
        if self.hash.get() == -1 {
            let parts = [&self.days, &self.seconds, &self.microseconds].map(|part| Value::small(part.get().into()));
            self.hash.set(vm.hash(PyTuple::new(&parts).value())?);
        }
        Ok(self.hash.get())
    }

    fn __bool__(&self) -> bool {
        self.total() != 0
    }

    fn richcompare(this: Value, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let _ = vm;
        match (as_delta(this), as_delta(other)) {
            (Some(a), Some(b)) => Ok(Value::bool(op.holds(a.total().cmp(&b.total())))),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    fn __neg__(&self, vm: &Vm) -> PyResult<Obj<Delta>> {
        Delta::new(vm, -self.total())
    }

    fn __pos__(&self, vm: &Vm) -> PyResult<Obj<Delta>> {
        Delta::new(vm, self.total())
    }

    fn __abs__(&self, vm: &Vm) -> PyResult<Obj<Delta>> {
        Delta::new(vm, self.total().abs())
    }

    fn __add__(vm: &Vm, a: Value, b: Value) -> PyResult {
        match (as_delta(a), as_delta(b)) {
            (Some(a), Some(b)) => Ok(Delta::new(vm, a.total() + b.total())?.value()),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    fn __sub__(vm: &Vm, a: Value, b: Value) -> PyResult {
        match (as_delta(a), as_delta(b)) {
            (Some(a), Some(b)) => Ok(Delta::new(vm, a.total() - b.total())?.value()),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    fn __mul__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let (delta, factor) = match (as_delta(a), as_delta(b)) {
            (Some(delta), None) => (delta, b),
            (None, Some(delta)) => (delta, a),
            _ => return Ok(Value::NOT_IMPLEMENTED),
        };
        let total = BigInt::from(delta.total());
        if let Some(factor) = factor.as_int() {
            return Ok(Delta::from_big(vm, &(total * factor.to_big()))?.value());
        }
        let Some(x) = factor.as_float() else { return Ok(Value::NOT_IMPLEMENTED) };
        let (a, b) = ratio(vm, factor, x)?;
        if b == BigInt::ZERO {
            return Err(by_zero(vm));
        }
        Ok(Delta::from_big(vm, &divide_nearest(&(total * a), &b))?.value())
    }

    fn __truediv__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let Some(delta) = as_delta(a) else { return Ok(Value::NOT_IMPLEMENTED) };
        let total = BigInt::from(delta.total());
        if let Some(other) = as_delta(b) {
            return Ok(Value::float(quotient(vm, &total, &other.total().into())?));
        }
        if let Some(divisor) = b.as_int() {
            if divisor.is_zero() {
                return Err(by_zero(vm));
            }
            return Ok(Delta::from_big(vm, &divide_nearest(&total, &divisor.to_big()))?.value());
        }
        let Some(divisor) = b.as_float() else { return Ok(Value::NOT_IMPLEMENTED) };
        let (a, b) = ratio(vm, b, divisor)?;
        if a == BigInt::ZERO {
            return Err(by_zero(vm));
        }
        Ok(Delta::from_big(vm, &divide_nearest(&(total * b), &a))?.value())
    }

    fn __floordiv__(vm: &Vm, a: Value, b: Value) -> PyResult {
        use num_integer::Integer;
        let Some(delta) = as_delta(a) else { return Ok(Value::NOT_IMPLEMENTED) };
        let total = BigInt::from(delta.total());
        if let Some(other) = as_delta(b) {
            if other.total() == 0 {
                return Err(by_zero(vm));
            }
            return Ok(Value::big(total.div_floor(&other.total().into())));
        }
        let Some(divisor) = b.as_int() else { return Ok(Value::NOT_IMPLEMENTED) };
        if divisor.is_zero() {
            return Err(by_zero(vm));
        }
        Ok(Delta::from_big(vm, &total.div_floor(&divisor.to_big()))?.value())
    }

    fn __mod__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let (Some(a), Some(b)) = (as_delta(a), as_delta(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
        Ok(div_mod(vm, a, b)?.1.value())
    }

    fn __divmod__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let (Some(a), Some(b)) = (as_delta(a), as_delta(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
        let (quotient, rest) = div_mod(vm, a, b)?;
        Ok(PyTuple::new(&[quotient, rest.value()]).value())
    }
}

fn div_mod(vm: &Vm, a: Obj<Delta>, b: Obj<Delta>) -> PyResult<(Value, Obj<Delta>)> {
    use num_integer::Integer;
    if b.total() == 0 {
        return Err(by_zero(vm));
    }
    let (quotient, rest) = a.total().div_mod_floor(&b.total());
    Ok((Value::big(quotient.into()), Delta::new(vm, rest)?))
}

fn quotient(vm: &Vm, a: &BigInt, b: &BigInt) -> PyResult<f64> {
    if *b == BigInt::ZERO {
        return Err(by_zero(vm));
    }
    int::true_div(a, b).map_err(|_| vm.overflow_error("integer division result too large for a float"))
}
