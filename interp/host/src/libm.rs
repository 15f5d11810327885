//! Functions of the C library's mathematics that Rust's standard library has only in a form of its own, with results that
//! differ in the last place. Results of Python's `math` are those of the platform's C library.

#[cfg(unix)]
mod c {
    unsafe extern "C" {
        pub(super) fn asinh(x: f64) -> f64;
        pub(super) fn acosh(x: f64) -> f64;
        pub(super) fn atanh(x: f64) -> f64;
    }
}

unsafe extern "C" {
    #[link_name = "erf"]
    fn c_erf(x: f64) -> f64;
    #[link_name = "erfc"]
    fn c_erfc(x: f64) -> f64;
}

/// Error function.
pub fn erf(x: f64) -> f64 {
    // SAFETY: takes and gives a number only.
    unsafe { c_erf(x) }
}

/// Complementary error function.
pub fn erfc(x: f64) -> f64 {
    // SAFETY: takes and gives a number only.
    unsafe { c_erfc(x) }
}

/// Inverse hyperbolic sine.
#[cfg(unix)]
pub fn asinh(x: f64) -> f64 {
    // SAFETY: takes and gives a number only.
    unsafe { c::asinh(x) }
}

/// Inverse hyperbolic cosine.
#[cfg(unix)]
pub fn acosh(x: f64) -> f64 {
    // SAFETY: takes and gives a number only.
    unsafe { c::acosh(x) }
}

/// Inverse hyperbolic tangent.
#[cfg(unix)]
pub fn atanh(x: f64) -> f64 {
    // SAFETY: takes and gives a number only.
    unsafe { c::atanh(x) }
}

/// Inverse hyperbolic sine.
#[cfg(not(unix))]
pub fn asinh(x: f64) -> f64 {
    x.asinh()
}

/// Inverse hyperbolic cosine.
#[cfg(not(unix))]
pub fn acosh(x: f64) -> f64 {
    x.acosh()
}

/// Inverse hyperbolic tangent.
#[cfg(not(unix))]
pub fn atanh(x: f64) -> f64 {
    x.atanh()
}
