//! Every code point's properties, by checksum per block of 4096.

use super::case::{char_values, float_hex, tests};
use super::*;
use taipan_object::text::{case, unicode, wtf8};

pub fn answer(name: &str, a: &Args) -> Option<String> {
    assert_eq!(name, "block");
    let start: u32 = a.num(0);
    let mut h = 0xCBF2_9CE4_8422_2325u64;
    for c in start..start + 4096 {
        let s = wtf8::from_code_points([c]);
        let mut data = (tests(&s) + unicode::category(c) + &char_values(c)).into_bytes();
        for f in [case::lower, case::upper, case::casefold, case::swapcase, case::capitalize, case::title] {
            data.extend(f(&s).unwrap());
        }
        data.extend(case::title(&wtf8::from_code_points([97, c, 98])).unwrap());
        data.extend(case::lower(&wtf8::from_code_points([65, c, 0x3A3, c])).unwrap());
        data.extend(unicode::numeric(c).map_or(String::new(), float_hex).into_bytes());
        for b in data {
            h = (h ^ b as u64).wrapping_mul(0x100_0000_01B3);
        }
    }
    show(format!("{h:016x}"))
}
