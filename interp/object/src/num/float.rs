//! `float`: hexadecimal form.

/// `float.hex`.
pub fn hex(x: f64) -> String {
    if !x.is_finite() {
        let name = if x.is_nan() {
            "nan"
        } else if x > 0.0 {
            "inf"
        } else {
            "-inf"
        };
        return name.to_owned();
    }
    let sign = if x.is_sign_negative() { "-" } else { "" };
    let bits = x.to_bits() & (u64::MAX >> 1);
    if bits == 0 {
        return format!("{sign}0x0.0p+0");
    }
    let mantissa = bits & ((1 << 52) - 1);
    let exponent = (bits >> 52) as i32;
    let (lead, e) = if exponent == 0 { (0, -1022) } else { (1, exponent - 1023) };
    format!("{sign}0x{lead}.{mantissa:013x}p{e:+}")
}
