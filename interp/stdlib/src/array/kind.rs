//! The element types of arrays: one table, and the conversions between elements and Python values.

use super::super::structs::format::Code;
use taipan_interp::native::*;

/// How elements are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// Ints.
    Int {
        /// Whether they can be negative.
        signed: bool,
    },
    /// Floats.
    Float,
    /// Characters.
    Char,
}

/// An element type.
#[derive(PartialEq, Eq, Debug)]
pub struct ElementType {
    /// The type code.
    pub letter: u8,
    /// Bytes of an element.
    pub size: usize,
    /// How elements are read.
    pub class: Class,
}

const LONG: usize = size_of::<std::ffi::c_long>();
const SIGNED: Class = Class::Int { signed: true };
const UNSIGNED: Class = Class::Int { signed: false };

/// All element types.
pub static TYPES: [ElementType; 14] = [
    ElementType { letter: b'b', size: 1, class: SIGNED },
    ElementType { letter: b'B', size: 1, class: UNSIGNED },
    ElementType { letter: b'u', size: 4, class: Class::Char },
    ElementType { letter: b'w', size: 4, class: Class::Char },
    ElementType { letter: b'h', size: 2, class: SIGNED },
    ElementType { letter: b'H', size: 2, class: UNSIGNED },
    ElementType { letter: b'i', size: 4, class: SIGNED },
    ElementType { letter: b'I', size: 4, class: UNSIGNED },
    ElementType { letter: b'l', size: LONG, class: SIGNED },
    ElementType { letter: b'L', size: LONG, class: UNSIGNED },
    ElementType { letter: b'q', size: 8, class: SIGNED },
    ElementType { letter: b'Q', size: 8, class: UNSIGNED },
    ElementType { letter: b'f', size: 4, class: Class::Float },
    ElementType { letter: b'd', size: 8, class: Class::Float },
];

impl ElementType {
    /// The type with this code.
    pub fn find(letter: u32) -> Option<&'static ElementType> {
        TYPES.iter().find(|t| u32::from(t.letter) == letter)
    }

    /// The element that `value` becomes, at the start of the result.
    pub fn encode(&self, vm: &Vm, value: Value) -> PyResult<[u8; 8]> {
        match self.class {
            Class::Float if self.size == 4 => {
                let mut out = [0; 8];
                out[..4].copy_from_slice(&(f64::from_value(vm, value)? as f32).to_ne_bytes());
                Ok(out)
            }
            Class::Float => Ok(f64::from_value(vm, value)?.to_ne_bytes()),
            Class::Char => {
                let mut out = [0; 8];
                out[..4].copy_from_slice(&self.character(vm, value)?.to_ne_bytes());
                Ok(out)
            }
            Class::Int { signed } => {
                if let Some(n) = value.as_small()
                    && self.size < 8
                {
                    let bits = self.size * 8;
                    let (low, high) =
                        if signed { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) } else { (0, (1 << bits) - 1) };
                    if (low..=high).contains(&n) {
                        return Ok(n.to_le_bytes());
                    }
                }
                self.encode_int(vm, value, signed)
            }
        }
    }

    fn character(&self, vm: &Vm, value: Value) -> PyResult<u32> {
        let Some(text) = value.cast::<PyStr>() else {
            let found = vm.type_name(value);
            return Err(vm.type_error(format!("array item must be a unicode character, not {found}")));
        };
        if text.len() != 1 {
            let n = text.len();
            return Err(vm.type_error(format!("array item must be a unicode character, not a string of length {n}")));
        }
        Ok(text.char_at(0))
    }

    #[inline(never)]
    fn encode_int(&self, vm: &Vm, value: Value, signed: bool) -> PyResult<[u8; 8]> {
        let index = to_index(vm, value)?;
        let big = index.as_int().map(|n| n.to_big()).unwrap_or_default();
        let number =
            i128::try_from(&big).unwrap_or(if big.sign() == num_bigint::Sign::Minus { i128::MIN } else { i128::MAX });
        let bits = self.size * 8;
        let (low, high) = match signed {
            true => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
            false => (0, (1i128 << bits) - 1),
        };
        if (low..=high).contains(&number) {
            return Ok((number as i64).to_le_bytes());
        }
        let less = number < low;
        let bound = if less { "less than minimum" } else { "greater than maximum" };
        let beyond_long = number < i64::MIN.into() || number > i64::MAX.into();
        let beyond_unsigned = number > u64::MAX.into();
        Err(vm.overflow_error(match self.letter {
            b'q' => "int too big to convert".to_owned(),
            b'Q' if less => "can't convert negative int to unsigned".to_owned(),
            b'Q' => "int too big to convert".to_owned(),
            b'I' | b'L' if less => "can't convert negative value to unsigned int".to_owned(),
            b'I' | b'L' if beyond_unsigned => "Python int too large to convert to C unsigned long".to_owned(),
            b'I' => format!("unsigned int is {bound}"),
            _ if beyond_long => "Python int too large to convert to C long".to_owned(),
            b'b' => format!("signed char is {bound}"),
            b'B' => format!("unsigned byte integer is {bound}"),
            b'h' => format!("signed short integer is {bound}"),
            b'H' => format!("unsigned short is {bound}"),
            _ => format!("signed integer is {bound}"),
        }))
    }

    /// The value of the element in `bytes`.
    #[inline]
    pub fn decode(&self, vm: &Vm, bytes: &[u8]) -> PyResult {
        let mut word = [0; 8];
        word[..self.size].copy_from_slice(&bytes[..self.size]);
        let bits = u64::from_le_bytes(word);
        Ok(match self.class {
            Class::Int { signed: true } => {
                let unused = 64 - 8 * self.size as u32;
                Value::int((bits << unused) as i64 >> unused)
            }
            Class::Int { signed: false } => Value::uint(bits),
            Class::Float if self.size == 4 => Value::float(f32::from_bits(bits as u32).into()),
            Class::Float => Value::float(f64::from_bits(bits)),
            Class::Char => {
                let c = bits as u32;
                if c > 0x10ffff {
                    return Err(vm.value_error(format!("character U+{c:x} is not in range [U+0000; U+10ffff]")));
                }
                taipan_object::string::char_string(c).value()
            }
        })
    }

    /// The number that the reconstructor knows the machine's format of these elements by.
    pub fn machine_format(&self) -> i32 {
        match (self.class, self.size) {
            (Class::Int { signed }, 1) => signed.into(),
            (Class::Int { signed }, 2) => 2 + 2 * i32::from(signed),
            (Class::Int { signed }, 4) => 6 + 2 * i32::from(signed),
            (Class::Int { signed }, _) => 10 + 2 * i32::from(signed),
            (Class::Float, 4) => 14,
            (Class::Float, _) => 16,
            (Class::Char, _) => 20,
        }
    }
}

/// A machine format: how items are read, their size, and whether the highest byte comes first.
pub fn from_machine_format(format: i32) -> Option<(Code, usize, bool)> {
    let int = |signed| Code::Int { signed };
    let (code, size) = match format {
        0 => (int(false), 1),
        1 => (int(true), 1),
        2 | 3 => (int(false), 2),
        4 | 5 => (int(true), 2),
        6 | 7 => (int(false), 4),
        8 | 9 => (int(true), 4),
        10 | 11 => (int(false), 8),
        12 | 13 => (int(true), 8),
        14 | 15 => (Code::Float, 4),
        16 | 17 => (Code::Float, 8),
        18 | 19 => (Code::Char, 2),
        20 | 21 => (Code::Char, 4),
        _ => return None,
    };
    Some((code, size, format > 1 && format % 2 == 1))
}
