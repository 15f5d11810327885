//! Sums and norms that keep what single additions lose.

/// A number as the sum of two, the second much smaller.
#[derive(Clone, Copy)]
struct Double {
    hi: f64,
    lo: f64,
}

/// `x + y` exactly.
fn sum(x: f64, y: f64) -> Double {
    let hi = x + y;
    let z = hi - x;
    Double { hi, lo: (x - (hi - z)) + (y - z) }
}

/// `x + y` exactly, where |x| >= |y|.
fn fast_sum(x: f64, y: f64) -> Double {
    let hi = x + y;
    Double { hi, lo: (x - hi) + y }
}

/// `x * y` exactly.
fn product(x: f64, y: f64) -> Double {
    let hi = x * y;
    Double { hi, lo: x.mul_add(y, -hi) }
}

/// A running sum in triple precision.
#[derive(Clone, Copy, Default)]
pub struct Triple {
    /// The sum, as far as one number goes.
    pub hi: f64,
    lo: f64,
    tiny: f64,
}

impl Triple {
    /// With `x * y` added.
    pub fn plus_product(self, x: f64, y: f64) -> Triple {
        let product = product(x, y);
        let first = sum(self.hi, product.hi);
        let second = sum(self.lo, product.lo);
        let third = sum(second.hi, first.lo);
        Triple { hi: first.hi, lo: third.hi, tiny: self.tiny + second.lo + third.lo }
    }

    /// Rounded.
    pub fn round(self) -> f64 {
        self.hi + sum(self.lo, self.tiny).hi
    }
}

/// The Euclidean norm of `items`, which are not negative; `max` is the largest.
pub fn norm(items: &mut [f64], max: f64, has_nan: bool) -> f64 {
    if max.is_infinite() {
        return max;
    }
    if has_nan {
        return f64::NAN;
    }
    if max == 0.0 || items.len() <= 1 {
        return max;
    }
    let (_, exponent) = taipan_object::num::float::frexp(max);
    if exponent < -1023 {
        // The power of two below would overflow.
        items.iter_mut().for_each(|x| *x /= f64::MIN_POSITIVE);
        return f64::MIN_POSITIVE * norm(items, max / f64::MIN_POSITIVE, has_nan);
    }
    let scale = taipan_object::num::float::ldexp(1.0, -i64::from(exponent));
    // The sum starts at 1 so that each addend is smaller than it.
    let (mut total, mut lost_products, mut lost_sums) = (1.0, 0.0, 0.0);
    let mut add = |p: Double| {
        let s = fast_sum(total, p.hi);
        total = s.hi;
        lost_products += p.lo;
        lost_sums += s.lo;
        total - 1.0 + (lost_products + lost_sums)
    };
    let mut squares = 0.0;
    for &x in items.iter() {
        let x = x * scale;
        squares = add(product(x, x));
    }
    let root = squares.sqrt();
    let rest = add(product(-root, root));
    (root + rest / (2.0 * root)) / scale
}

/// What is wrong with a sum.
pub enum Bad {
    /// A partial sum is too large although the numbers are finite.
    Overflow,
    /// Infinities of both signs.
    Infinities,
}

/// A sum without loss: of partial sums that do not overlap.
#[derive(Default)]
pub struct ExactSum {
    partials: Vec<f64>,
    specials: f64,
    infinities: f64,
}

impl ExactSum {
    /// Adds a number.
    pub fn add(&mut self, number: f64) -> Result<(), Bad> {
        let mut x = number;
        let mut kept = 0;
        for j in 0..self.partials.len() {
            let y = self.partials[j];
            let s = if x.abs() < y.abs() { ordered_sum(y, x) } else { ordered_sum(x, y) };
            if s.lo != 0.0 {
                self.partials[kept] = s.lo;
                kept += 1;
            }
            x = s.hi;
        }
        self.partials.truncate(kept);
        if x == 0.0 {
            return Ok(());
        }
        if x.is_finite() {
            self.partials.push(x);
            return Ok(());
        }
        if number.is_finite() {
            return Err(Bad::Overflow);
        }
        if number.is_infinite() {
            self.infinities += number;
        }
        self.specials += number;
        self.partials.clear();
        Ok(())
    }

    /// The sum, rounded once.
    pub fn finish(mut self) -> Result<f64, Bad> {
        if self.specials != 0.0 {
            return if self.infinities.is_nan() { Err(Bad::Infinities) } else { Ok(self.specials) };
        }
        let Some(mut hi) = self.partials.pop() else { return Ok(0.0) };
        let mut lo = 0.0;
        while let Some(y) = self.partials.pop() {
            let s = ordered_sum(hi, y);
            (hi, lo) = (s.hi, s.lo);
            if lo != 0.0 {
                break;
            }
        }
        // Half-way cases were rounded to even without regard to what is below.
        if let Some(&next) = self.partials.last()
            && (lo < 0.0 && next < 0.0 || lo > 0.0 && next > 0.0)
        {
            let twice = lo * 2.0;
            let other = hi + twice;
            if twice == other - hi {
                hi = other;
            }
        }
        Ok(hi)
    }
}

/// `x + y` exactly, where |x| >= |y|.
fn ordered_sum(x: f64, y: f64) -> Double {
    let hi = x + y;
    Double { hi, lo: y - (hi - x) }
}
