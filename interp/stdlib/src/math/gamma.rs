//! The gamma function and its logarithm, by Lanczos' approximation with the coefficients that CPython uses, so that results
//! are the same to the last bit.

use std::f64::consts::PI;

/// Why there is no result.
pub enum Bad {
    /// Not defined there.
    Domain,
    /// Too large.
    Range,
}

#[allow(clippy::excessive_precision)]
const G: f64 = 6.024_680_040_776_729_583_740_234_375;
#[allow(clippy::excessive_precision)]
const G_MINUS_HALF: f64 = 5.524_680_040_776_729_583_740_234_375;
const LOG_PI: f64 = 1.144_729_885_849_400_2;

#[allow(clippy::excessive_precision, clippy::inconsistent_digit_grouping)]
static NUMERATOR: [f64; 13] = [
    23531376880.410759688572007674451636754734846804940,
    42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843,
    17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708,
    1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801,
    31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768,
    186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024,
    210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408,
];

static DENOMINATOR: [f64; 13] = [
    0.0,
    39916800.0,
    120543840.0,
    150917976.0,
    105258076.0,
    45995730.0,
    13339535.0,
    2637558.0,
    357423.0,
    32670.0,
    1925.0,
    66.0,
    1.0,
];

/// The rational function; evaluated in 1/x for larger x, where powers of x would overflow.
fn lanczos_sum(x: f64) -> f64 {
    let (mut above, mut below) = (0.0, 0.0);
    let terms = NUMERATOR.iter().zip(&DENOMINATOR);
    if x < 5.0 {
        for (n, d) in terms.rev() {
            above = above * x + n;
            below = below * x + d;
        }
    } else {
        for (n, d) in terms {
            above = above / x + n;
            below = below / x + d;
        }
    }
    above / below
}

/// sin(pi * x), exact at multiples of a half.
fn sin_pi(x: f64) -> f64 {
    let y = x.abs() % 2.0;
    let r = match (2.0 * y).round() as i32 {
        0 => (PI * y).sin(),
        1 => (PI * (y - 0.5)).cos(),
        2 => (PI * (1.0 - y)).sin(),
        3 => -(PI * (y - 1.5)).cos(),
        _ => (PI * (y - 2.0)).sin(),
    };
    1f64.copysign(x) * r
}

/// The gamma function.
pub fn gamma(x: f64) -> Result<f64, Bad> {
    if !x.is_finite() {
        return if x == f64::NEG_INFINITY { Err(Bad::Domain) } else { Ok(x) };
    }
    if x == 0.0 {
        return Err(Bad::Domain);
    }
    if x == x.floor() {
        if x < 0.0 {
            return Err(Bad::Domain);
        }
        if x <= 23.0 {
            // These factorials are exact.
            return Ok((1..x as u64).map(|n| n as f64).product());
        }
    }
    let size = x.abs();
    if size < 1e-20 {
        return finite(1.0 / x);
    }
    if size > 200.0 {
        return if x < 0.0 { Ok(0.0 / sin_pi(x)) } else { Err(Bad::Range) };
    }
    let y = size + G_MINUS_HALF;
    // The error of y, to correct for it.
    let lost = if size > G_MINUS_HALF { (y - size) - G_MINUS_HALF } else { (y - G_MINUS_HALF) - size };
    let correction = lost * G / y;
    let power = size - 0.5;
    let half_power = || y.powf(size / 2.0 - 0.25);
    if x < 0.0 {
        let mut r = -PI / sin_pi(size) / size * y.exp() / lanczos_sum(size);
        r -= correction * r;
        finite(if size < 140.0 { r / y.powf(power) } else { r / half_power() / half_power() })
    } else {
        let mut r = lanczos_sum(size) / y.exp();
        r += correction * r;
        finite(if size < 140.0 { r * y.powf(power) } else { r * half_power() * half_power() })
    }
}

fn finite(x: f64) -> Result<f64, Bad> {
    if x.is_infinite() { Err(Bad::Range) } else { Ok(x) }
}

/// The logarithm of the absolute value of the gamma function.
pub fn lgamma(x: f64) -> Result<f64, Bad> {
    if !x.is_finite() {
        return Ok(x.abs());
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 { Err(Bad::Domain) } else { Ok(0.0) };
    }
    let size = x.abs();
    if size < 1e-20 {
        return Ok(-size.ln());
    }
    let mut r = lanczos_sum(size).ln() - G;
    r += (size - 0.5) * ((size + G - 0.5).ln() - 1.0);
    if x < 0.0 {
        r = LOG_PI - sin_pi(size).abs().ln() - size.ln() - r;
    }
    finite(r)
}
