//! Single values of `struct` and `array`: between Python objects and bytes.

use super::format::{Code, Item, Layout};
use super::struct_error;
use taipan_interp::native::*;

/// The half float nearest to `f` as bits; `None` if it is too large.
pub fn half_from(f: f64) -> Option<u16> {
    let sign = if f.is_sign_negative() { 0x8000 } else { 0 };
    if f.is_nan() {
        return Some(sign | 0x7e00);
    }
    let f = f.abs();
    if f.is_infinite() {
        return Some(sign | 0x7c00);
    }
    // Numbers below 2^-14 have steps of 2^-24; others have ten bits behind the highest.
    let exponent = if f < 6.103_515_625e-5 { -14 } else { (((f.to_bits() >> 52) & 0x7ff) as i32) - 1023 };
    if exponent > 15 {
        return None;
    }
    let steps = (f * 2f64.powi(10 - exponent)).round_ties_even() as u32;
    // A carry out of the ten bits goes into the exponent as it should.
    let bits = ((exponent + 14) as u32 * 1024) + steps;
    if bits >= 0x7c00 { None } else { Some(sign | bits as u16) }
}

/// The number of a half float's bits.
pub fn half_to(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (fraction + 1024.0) * 2f64.powi(exponent - 25),
    };
    if bits & 0x8000 != 0 { -magnitude } else { magnitude }
}

/// The float that an argument stands for.
fn float_argument(vm: &Vm, value: Value) -> PyResult<f64> {
    match value.as_float() {
        Some(f) => Ok(f),
        None => match f64::from_value(vm, value) {
            Ok(f) => Ok(f),
            Err(raised) => {
                if vm.catch(vm.exc().TypeError).is_some() {
                    return Err(struct_error(vm, "required argument is not a float"));
                }
                Err(raised)
            }
        },
    }
}

/// Bytes of a float of `size` bytes, lowest first, at the start of the result.
fn float_bytes(vm: &Vm, f: f64, size: usize, checked: bool) -> PyResult<[u8; 8]> {
    let mut out = [0; 8];
    match size {
        2 => {
            let half = half_from(f).ok_or_else(|| vm.overflow_error("float too large to pack with e format"))?;
            out[..2].copy_from_slice(&half.to_le_bytes());
        }
        4 => {
            let single = f as f32;
            if single.is_infinite() && f.is_finite() && checked {
                return Err(vm.overflow_error("float too large to pack with f format"));
            }
            out[..4].copy_from_slice(&single.to_le_bytes());
        }
        _ => out = f.to_le_bytes(),
    }
    Ok(out)
}

/// Writes `bytes` (lowest first) to `out`.
#[inline]
fn put(out: &mut [u8], bytes: &[u8], big_endian: bool) {
    out.copy_from_slice(&bytes[..out.len()]);
    if big_endian {
        out.reverse();
    }
}

/// An int argument.
fn int_argument(vm: &Vm, value: Value) -> PyResult {
    if value.as_int().is_some() {
        return Ok(value);
    }
    if !is_index(vm, value) {
        return Err(struct_error(vm, "required argument is not an integer"));
    }
    to_index(vm, value)
}

/// Packs an int.
#[inline]
fn pack_int(vm: &Vm, item: &Item, signed: bool, value: Value, out: &mut [u8], big_endian: bool) -> PyResult<()> {
    let value = int_argument(vm, value)?;
    let bits = item.size * 8;
    let (low, high) = match signed {
        true => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
        false => (0, (1i128 << bits) - 1),
    };
    let number = match value.as_small() {
        Some(n) => Some(i128::from(n)),
        None => value.as_int().and_then(|n| i128::try_from(&n.to_big()).ok()),
    };
    match number {
        Some(n) if low <= n && n <= high => {
            put(out, &n.to_le_bytes(), big_endian);
            Ok(())
        }
        _ => {
            let letter = item.letter as char;
            Err(struct_error(vm, &format!("'{letter}' format requires {low} <= number <= {high}")))
        }
    }
}

/// The bytes of an argument for `s` and `p`.
fn bytes_argument(vm: &Vm, letter: char, value: Value) -> PyResult<(Value, *const u8, usize)> {
    if let Some(bytes) = value.cast::<PyBytes>() {
        return Ok((value, bytes.as_slice().as_ptr(), bytes.len()));
    }
    if let Some(bytes) = value.cast::<PyByteArray>() {
        return Ok((value, bytes.as_slice().as_ptr(), bytes.as_slice().len()));
    }
    Err(struct_error(vm, &format!("argument for '{letter}' must be a bytes object")))
}

/// Packs one value.
pub fn pack(vm: &Vm, layout: &Layout, item: &Item, value: Value, out: &mut [u8]) -> PyResult<()> {
    let big_endian = layout.big_endian;
    match item.code {
        Code::Int { signed } => pack_int(vm, item, signed, value, out, big_endian)?,
        Code::Float => {
            let bytes = float_bytes(vm, float_argument(vm, value)?, item.size, true)?;
            put(out, &bytes, big_endian);
        }
        Code::Bool => out[0] = vm.truth(value)?.into(),
        Code::Char => match value.cast::<PyBytes>() {
            Some(bytes) if bytes.len() == 1 => out[0] = bytes.as_slice()[0],
            _ => return Err(struct_error(vm, "char format requires a bytes object of length 1")),
        },
        Code::Complex => {
            let Some((re, im)) = complex_argument(vm, value)? else {
                return Err(struct_error(vm, "required argument is not a complex"));
            };
            let half = item.size / 2;
            let checked = !layout.native;
            put(&mut out[..half], &float_bytes(vm, re, half, checked)?, big_endian);
            put(&mut out[half..], &float_bytes(vm, im, half, checked)?, big_endian);
        }
        Code::Bytes => {
            let (_owner, from, len) = bytes_argument(vm, 's', value)?;
            let n = len.min(out.len());
            // SAFETY: `_owner` keeps `len` bytes there, and no Python code runs in between.
            out[..n].copy_from_slice(unsafe { std::slice::from_raw_parts(from, n) });
        }
        Code::Pascal => {
            let (_owner, from, len) = bytes_argument(vm, 'p', value)?;
            if let Some((count, rest)) = out.split_first_mut() {
                let n = len.min(rest.len());
                // SAFETY: as above.
                rest[..n].copy_from_slice(unsafe { std::slice::from_raw_parts(from, n) });
                *count = n.min(255) as u8;
            }
        }
        Code::Pointer => {
            let value = int_argument(vm, value)?;
            let number = value.as_int().and_then(|n| i128::try_from(&n.to_big()).ok());
            match number {
                Some(n) if n >= i64::MIN.into() && n <= u64::MAX.into() => put(out, &n.to_le_bytes(), big_endian),
                _ => return Err(struct_error(vm, "int too large to convert")),
            }
        }
    }
    Ok(())
}

/// The complex number that an argument stands for.
fn complex_argument(vm: &Vm, value: Value) -> PyResult<Option<(f64, f64)>> {
    if let Some(complex) = value.cast::<PyComplex>() {
        return Ok(Some((complex.re, complex.im)));
    }
    if let Some(method) = vm.lookup_special(value, vm.intern("__complex__"))? {
        let result = vm.call(method, &[])?;
        return Ok(result.cast::<PyComplex>().map(|complex| (complex.re, complex.im)));
    }
    match f64::from_value(vm, value) {
        Ok(f) => Ok(Some((f, 0.0))),
        Err(raised) => {
            if vm.catch(vm.exc().TypeError).is_some() {
                Ok(None)
            } else {
                Err(raised)
            }
        }
    }
}

/// Reads an unsigned number of at most eight bytes.
#[inline]
fn get(bytes: &[u8], big_endian: bool) -> u64 {
    let mut word = [0; 8];
    word[..bytes.len()].copy_from_slice(bytes);
    if big_endian {
        word[..bytes.len()].reverse();
    }
    u64::from_le_bytes(word)
}

fn float_from(bytes: &[u8], big_endian: bool) -> f64 {
    let bits = get(bytes, big_endian);
    match bytes.len() {
        2 => half_to(bits as u16),
        4 => f32::from_bits(bits as u32).into(),
        _ => f64::from_bits(bits),
    }
}

/// Unpacks one value.
#[inline]
pub fn unpack(item: &Item, bytes: &[u8], big_endian: bool) -> Value {
    match item.code {
        Code::Int { signed: true } => {
            let unused = 64 - bytes.len() as u32 * 8;
            Value::int((get(bytes, big_endian) << unused) as i64 >> unused)
        }
        Code::Int { signed: false } | Code::Pointer => Value::uint(get(bytes, big_endian)),
        Code::Float => Value::float(float_from(bytes, big_endian)),
        Code::Bool => Value::bool(bytes.iter().any(|&byte| byte != 0)),
        Code::Char | Code::Bytes => PyBytes::new(bytes).value(),
        Code::Complex => {
            let (re, im) = bytes.split_at(bytes.len() / 2);
            PyComplex::new(float_from(re, big_endian), float_from(im, big_endian)).value()
        }
        Code::Pascal => {
            let (&count, rest) = bytes.split_first().unwrap_or((&0, &[]));
            PyBytes::new(&rest[..usize::from(count).min(rest.len())]).value()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_floats() {
        assert_eq!(half_from(1.5), Some(0x3e00));
        assert_eq!(half_from(65504.0), Some(0x7bff));
        assert_eq!(half_from(65520.0), None);
        assert_eq!(half_from(6e-8), Some(1));
        assert_eq!(half_from(-0.0), Some(0x8000));
        for bits in (0..0x7c00).chain(0x8000..0xfc00) {
            assert_eq!(half_from(half_to(bits)), Some(bits));
        }
    }
}
