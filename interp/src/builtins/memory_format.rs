//! Element formats of `memoryview`: native single characters of the struct module, read and written one element at a time.
//!
//! Knows nothing about shapes.

use super::prelude::*;
use taipan_object::number::IntRef;

/// An element's format: its character.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Format(pub u8);

impl Format {
    /// The format that `text` names, if it is a native single character with an optional "@".
    pub fn parse(text: &str) -> Option<Format> {
        match text.strip_prefix('@').unwrap_or(text).as_bytes() {
            [c] => Some(Format(*c)).filter(|f| f.size().is_some()),
            _ => None,
        }
    }

    /// Size of an element.
    pub const fn size(self) -> Option<usize> {
        Some(match self.0 {
            b'c' | b'b' | b'B' | b'?' => 1,
            b'h' | b'H' | b'e' => 2,
            b'i' | b'I' | b'f' => 4,
            b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'd' | b'P' => 8,
            _ => return None,
        })
    }

    /// Whether elements are single bytes.
    pub const fn is_byte(self) -> bool {
        matches!(self.0, b'c' | b'b' | b'B')
    }

    /// Lowest and highest number of an int format.
    const fn range(self) -> Option<(i128, i128)> {
        Some(match self.0 {
            b'b' => (i8::MIN as i128, i8::MAX as i128),
            b'B' => (0, u8::MAX as i128),
            b'h' => (i16::MIN as i128, i16::MAX as i128),
            b'H' => (0, u16::MAX as i128),
            b'i' => (i32::MIN as i128, i32::MAX as i128),
            b'I' => (0, u32::MAX as i128),
            b'l' | b'q' | b'n' => (i64::MIN as i128, i64::MAX as i128),
            b'L' | b'Q' | b'N' | b'P' => (0, u64::MAX as i128),
            _ => return None,
        })
    }

    /// The element in these bytes (as many as [`Format::size`] says).
    pub fn unpack(self, bytes: &[u8]) -> Value {
        let mut wide = [0u8; 8];
        let n = bytes.len().min(8);
        wide[..n].copy_from_slice(&bytes[..n]);
        let word = u64::from_le_bytes(wide);
        match self.0 {
            b'c' => PyBytes::new(&bytes[..1]).value(),
            b'?' => Value::bool(bytes[0] != 0),
            b'f' => Value::float(f32::from_bits(word as u32) as f64),
            b'd' => Value::float(f64::from_bits(word)),
            b'e' => Value::float(half_to_f64(word as u16)),
            b'b' => Value::int(word as i8 as i64),
            b'h' => Value::int(word as i16 as i64),
            b'i' => Value::int(word as i32 as i64),
            b'l' | b'q' | b'n' => Value::int(word as i64),
            _ => Value::uint(word),
        }
    }

    /// The bytes of an element with this value. May run Python code.
    pub fn pack(self, vm: &Vm, value: Value) -> PyResult<([u8; 8], usize)> {
        let c = self.0 as char;
        let bad_type = || vm.type_error(format!("memoryview: invalid type for format '{c}'"));
        let bad_value = || vm.value_error(format!("memoryview: invalid value for format '{c}'"));
        let n = self.size().unwrap_or(1);
        let word = match self.0 {
            b'c' => {
                let Some(bytes) = value.cast::<PyBytes>() else { return Err(bad_type()) };
                match bytes.as_slice() {
                    [b] => *b as u64,
                    _ => return Err(bad_value()),
                }
            }
            b'?' => vm.truth(value)? as u64,
            b'f' | b'd' | b'e' => {
                let Some(x) = vm.ignore(vm.exc().TypeError, vm.to_f64(value))? else { return Err(bad_type()) };
                match self.0 {
                    b'f' => {
                        let narrow = x as f32;
                        if narrow.is_infinite() && x.is_finite() {
                            return Err(bad_value());
                        }
                        narrow.to_bits() as u64
                    }
                    b'e' => f64_to_half(x).ok_or_else(bad_value)? as u64,
                    _ => x.to_bits(),
                }
            }
            _ => {
                if !vm.has_index(value) {
                    return Err(bad_type());
                }
                let number = vm.index(value)?;
                let number = match number.as_int() {
                    Some(IntRef::Small(n)) => Some(n as i128),
                    Some(IntRef::Big(n)) => i128::try_from(n).ok(),
                    None => None,
                };
                match (number, self.range()) {
                    (Some(x), Some((low, high))) if x >= low && x <= high => x as u64,
                    _ => return Err(bad_value()),
                }
            }
        };
        Ok((word.to_le_bytes(), n))
    }
}

/// An IEEE half-precision number.
fn half_to_f64(bits: u16) -> f64 {
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let (exponent, fraction) = ((bits >> 10 & 0x1F) as i32, (bits & 0x3FF) as f64);
    match exponent {
        0 => sign * fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => sign * f64::INFINITY,
        31 => f64::NAN.copysign(sign),
        _ => sign * (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}

/// The nearest half-precision number, ties to even; `None` if it is too large.
fn f64_to_half(x: f64) -> Option<u16> {
    let sign = if x.is_sign_negative() { 0x8000 } else { 0 };
    if x.is_nan() {
        return Some(sign | 0x7E00);
    }
    let magnitude = x.abs();
    if magnitude.is_infinite() {
        return Some(sign | 0x7C00);
    }
    if magnitude < 2f64.powi(-14) {
        // Subnormal: units of 2^-24; rounding up to 1024 units is the first normal number.
        return Some(sign | (magnitude * 2f64.powi(24)).round_ties_even() as u16);
    }
    let exponent = ((magnitude.to_bits() >> 52) as i32) - 1023;
    let units = (magnitude / 2f64.powi(exponent - 10)).round_ties_even() as u32;
    let bits = ((exponent + 14) as u32) * 1024 + units;
    (bits < 0x7C00).then_some(sign | bits as u16)
}
