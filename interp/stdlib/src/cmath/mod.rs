//! `cmath`.

pub mod functions;
pub mod special;

use taipan_interp::native::pymodule;

/// Mathematical functions of complex numbers.
#[pymodule(name = "cmath")]
pub mod cmath {
    use super::functions::{self, Bad};
    use super::special::Parts;
    use taipan_interp::native::*;
    use taipan_object::num::complex::{self as complexes, Complex, Operand};

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
    #[pyattr]
    fn infj() -> Gc<PyComplex> {
        PyComplex::new(0.0, f64::INFINITY)
    }
    #[pyattr]
    fn nanj() -> Gc<PyComplex> {
        PyComplex::new(0.0, f64::NAN)
    }

    /// A complex argument: a complex, or what `__complex__`, `__float__` or `__index__` gives.
    fn arg(vm: &Vm, value: Value) -> PyResult<Parts> {
        if let Some(z) = value.cast::<PyComplex>() {
            return Ok((z.re, z.im));
        }
        if !value.is_exact_float()
            && value.as_int().is_none()
            && let Some(method) = vm.lookup_special(value, vm.intern("__complex__"))?
        {
            let result = vm.call(method, &[])?;
            return match result.cast::<PyComplex>() {
                Some(z) => Ok((z.re, z.im)),
                None => {
                    let (class, found) = (vm.type_name(value), vm.type_name(result));
                    Err(vm.type_error(format!("{class}.__complex__() must return a complex, not {found}")))
                }
            };
        }
        Ok((f64::from_value(vm, value)?, 0.0))
    }

    fn raise(vm: &Vm, bad: Bad) -> Raised {
        match bad {
            Bad::Domain => vm.value_error("math domain error"),
            Bad::Range => vm.overflow_error("math range error"),
        }
    }

    fn apply(vm: &Vm, z: Value, f: fn(Parts) -> functions::Result) -> PyResult<Gc<PyComplex>> {
        let (re, im) = f(arg(vm, z)?).map_err(|bad| raise(vm, bad))?;
        Ok(PyComplex::new(re, im))
    }

    /// The arc cosine of z.
    #[pyfunction]
    fn acos(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::acos)
    }

    /// The inverse hyperbolic cosine of z.
    #[pyfunction]
    fn acosh(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::acosh)
    }

    /// The arc sine of z.
    #[pyfunction]
    fn asin(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::asin)
    }

    /// The inverse hyperbolic sine of z.
    #[pyfunction]
    fn asinh(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::asinh)
    }

    /// The arc tangent of z.
    #[pyfunction]
    fn atan(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::atan)
    }

    /// The inverse hyperbolic tangent of z.
    #[pyfunction]
    fn atanh(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::atanh)
    }

    /// The cosine of z.
    #[pyfunction]
    fn cos(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::cos)
    }

    /// The hyperbolic cosine of z.
    #[pyfunction]
    fn cosh(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::cosh)
    }

    /// e to the power of z.
    #[pyfunction]
    fn exp(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::exp)
    }

    /// The sine of z.
    #[pyfunction]
    fn sin(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::sin)
    }

    /// The hyperbolic sine of z.
    #[pyfunction]
    fn sinh(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::sinh)
    }

    /// The square root of z.
    #[pyfunction]
    fn sqrt(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::sqrt)
    }

    /// The tangent of z.
    #[pyfunction]
    fn tan(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::tan)
    }

    /// The hyperbolic tangent of z.
    #[pyfunction]
    fn tanh(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        apply(vm, z, functions::tanh)
    }

    /// The logarithm of z to the given base, or the natural one.
    #[pyfunction(sig = "(z, base=<unrepresentable>, /)")]
    fn log(vm: &Vm, z: Value, base: Option<Value>) -> PyResult<Gc<PyComplex>> {
        let z = arg(vm, z)?;
        let base = base.map(|base| arg(vm, base)).transpose()?;
        let (z, is_defined) = functions::log(z);
        let Some(base) = base else {
            return if is_defined { Ok(PyComplex::new(z.0, z.1)) } else { Err(raise(vm, Bad::Domain)) };
        };
        let (base, is_defined) = functions::log(base);
        let operand = |(re, im): Parts| Operand::Complex(Complex { re, im });
        match complexes::div(operand(z), operand(base)) {
            Ok(z) if is_defined => Ok(PyComplex::new(z.re, z.im)),
            _ => Err(raise(vm, Bad::Domain)),
        }
    }

    /// The logarithm of z to base 10.
    #[pyfunction]
    fn log10(vm: &Vm, z: Value) -> PyResult<Gc<PyComplex>> {
        let (z, is_defined) = functions::log(arg(vm, z)?);
        let ln10 = std::f64::consts::LN_10;
        if is_defined { Ok(PyComplex::new(z.0 / ln10, z.1 / ln10)) } else { Err(raise(vm, Bad::Domain)) }
    }

    /// The angle of z.
    #[pyfunction]
    fn phase(vm: &Vm, z: Value) -> PyResult<f64> {
        let (re, im) = arg(vm, z)?;
        Ok(im.atan2(re))
    }

    /// The size and the angle of z.
    #[pyfunction]
    fn polar(vm: &Vm, z: Value) -> PyResult<(f64, f64)> {
        let (re, im) = arg(vm, z)?;
        let size = re.hypot(im);
        if size.is_infinite() && re.is_finite() && im.is_finite() {
            return Err(raise(vm, Bad::Range));
        }
        Ok((size, im.atan2(re)))
    }

    /// The number of the given size and angle.
    #[pyfunction]
    fn rect(vm: &Vm, r: f64, phi: f64) -> PyResult<Gc<PyComplex>> {
        let (re, im) = functions::rect(r, phi).map_err(|bad| raise(vm, bad))?;
        Ok(PyComplex::new(re, im))
    }

    /// Whether both parts are finite.
    #[pyfunction]
    fn isfinite(vm: &Vm, z: Value) -> PyResult<bool> {
        let (re, im) = arg(vm, z)?;
        Ok(re.is_finite() && im.is_finite())
    }

    /// Whether a part is infinite.
    #[pyfunction]
    fn isinf(vm: &Vm, z: Value) -> PyResult<bool> {
        let (re, im) = arg(vm, z)?;
        Ok(re.is_infinite() || im.is_infinite())
    }

    /// Whether a part is a NaN.
    #[pyfunction]
    fn isnan(vm: &Vm, z: Value) -> PyResult<bool> {
        let (re, im) = arg(vm, z)?;
        Ok(re.is_nan() || im.is_nan())
    }

    /// Whether a and b are close to each other.
    #[pyfunction(sig = "(a, b, *, rel_tol=1e-09, abs_tol=0.0)")]
    fn isclose(
        vm: &Vm,
        a: Value,
        b: Value,
        #[default(1e-9)] rel_tol: f64,
        #[default(0.0)] abs_tol: f64,
    ) -> PyResult<bool> {
        let (a, b) = (arg(vm, a)?, arg(vm, b)?);
        if rel_tol < 0.0 || abs_tol < 0.0 {
            return Err(vm.value_error("tolerances must be non-negative"));
        }
        if a == b {
            return Ok(true);
        }
        if [a.0, a.1, b.0, b.1].iter().any(|part| part.is_infinite()) {
            return Ok(false);
        }
        let size = |z: Parts| z.0.hypot(z.1);
        let difference = size((a.0 - b.0, a.1 - b.1));
        Ok(difference <= rel_tol * size(b) || difference <= rel_tol * size(a) || difference <= abs_tol)
    }
}
