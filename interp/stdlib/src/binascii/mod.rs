//! `binascii`: bytes as printable ASCII and back, and two checksums. The transformations are plain functions on slices in the files
//! beside this one; here are the arguments.

mod base64;
mod quoted;
mod uu;

use crate::support::Bytes;
use taipan_interp::native::*;

const ERROR: &str = "binascii.Error";

#[cold]
fn error(vm: &Vm, message: impl AsRef<str>) -> Raised {
    vm.raise_msg(crate::support::kept_class(vm, ERROR), message.as_ref())
}

/// Input of the decoders: a bytes-like object or a str of ASCII.
fn ascii_input(vm: &Vm, data: Value) -> PyResult<Vec<u8>> {
    if let Some(text) = data.cast::<PyStr>() {
        if !text.is_ascii() {
            return Err(vm.value_error("string argument should contain only ASCII characters"));
        }
        return Ok(text.as_bytes().to_vec());
    }
    if vm.slots_of(data).buffer_get.is_none() {
        let found = vm.type_name(data);
        return Err(vm.type_error(format!("argument should be bytes, buffer or ASCII string, not '{found}'")));
    }
    Ok(Bytes::new(vm, data, false)?.as_slice().to_vec())
}

/// The low 32 bits of an int.
pub(crate) fn low_bits(vm: &Vm, value: Value) -> PyResult<u32> {
    let n = to_index(vm, value)?;
    let n = n.as_int().map(|n| n.to_big()).unwrap_or_default();
    let low: BigInt = n & BigInt::from(u32::MAX);
    Ok(low.iter_u32_digits().next().unwrap_or(0))
}

/// The checksum of zip and gzip; `crc` is that of what came before.
pub(crate) fn crc32(crc: u32, data: &[u8]) -> u32 {
    const TABLE: [[u32; 256]; 8] = {
        let mut table = [[0u32; 256]; 8];
        let mut i = 0;
        while i < 256 {
            let mut c = i as u32;
            let mut k = 0;
            while k < 8 {
                c = if c & 1 != 0 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 };
                k += 1;
            }
            table[0][i] = c;
            i += 1;
        }
        let mut i = 0;
        while i < 256 {
            let mut k = 1;
            while k < 8 {
                let before = table[k - 1][i];
                table[k][i] = table[0][(before & 0xFF) as usize] ^ (before >> 8);
                k += 1;
            }
            i += 1;
        }
        table
    };
    let mut c = !crc;
    let (words, rest) = data.as_chunks::<8>();
    for word in words {
        let low = u32::from_le_bytes([word[0], word[1], word[2], word[3]]) ^ c;
        c = TABLE[7][(low & 0xFF) as usize]
            ^ TABLE[6][(low >> 8 & 0xFF) as usize]
            ^ TABLE[5][(low >> 16 & 0xFF) as usize]
            ^ TABLE[4][(low >> 24) as usize]
            ^ TABLE[3][word[4] as usize]
            ^ TABLE[2][word[5] as usize]
            ^ TABLE[1][word[6] as usize]
            ^ TABLE[0][word[7] as usize];
    }
    for &b in rest {
        c = TABLE[0][((c ^ b as u32) & 0xFF) as usize] ^ (c >> 8);
    }
    !c
}

/// Bytes as printable ASCII and back: base64, hexadecimal, uu, quoted-printable; checksums.
#[pymodule(name = "binascii")]
pub mod binascii {
    use super::{ascii_input, base64, error, low_bits, quoted, uu};
    use crate::support::{Bytes, exception_class, set_in_module};
    use taipan_interp::native::*;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        let class = exception_class(vm, "binascii", "Error", &[vm.exc().ValueError], "")?;
        vm.set_static(super::ERROR, class);
        set_in_module(vm, module, "Error", class);
        let class = exception_class(vm, "binascii", "Incomplete", &[vm.exc().Exception], "")?;
        set_in_module(vm, module, "Incomplete", class);
        Ok(())
    }

    /// Decodes base64. Other characters are skipped, unless `strict_mode`.
    #[pyfunction(sig = "(data, /, *, strict_mode=False)")]
    fn a2b_base64(vm: &Vm, data: Value, strict_mode: bool) -> PyResult<Gc<PyBytes>> {
        let out = base64::decode(&ascii_input(vm, data)?, strict_mode).map_err(|e| error(vm, e))?;
        Ok(PyBytes::new(&out))
    }

    /// Encodes to one line of base64.
    #[pyfunction(sig = "(data, /, *, newline=True)")]
    fn b2a_base64(vm: &Vm, data: Value, #[default(true)] newline: bool) -> PyResult<Gc<PyBytes>> {
        Ok(PyBytes::new(&base64::encode(Bytes::new(vm, data, false)?.as_slice(), newline)))
    }

    /// Decodes a line of uuencoded data.
    #[pyfunction(sig = "(data, /)")]
    fn a2b_uu(vm: &Vm, data: Value) -> PyResult<Gc<PyBytes>> {
        let out = uu::decode(&ascii_input(vm, data)?).map_err(|e| error(vm, e))?;
        Ok(PyBytes::new(&out))
    }

    /// Uuencodes a line of at most 45 bytes; zeros become "`" if `backtick`, else spaces.
    #[pyfunction(sig = "(data, /, *, backtick=False)")]
    fn b2a_uu(vm: &Vm, data: Value, backtick: bool) -> PyResult<Gc<PyBytes>> {
        let out = uu::encode(Bytes::new(vm, data, false)?.as_slice(), backtick).map_err(|e| error(vm, e))?;
        Ok(PyBytes::new(&out))
    }

    /// Decodes quoted-printable data; in headers "_" is a space.
    #[pyfunction(sig = "(data, header=False)")]
    fn a2b_qp(vm: &Vm, data: Value, header: bool) -> PyResult<Gc<PyBytes>> {
        Ok(PyBytes::new(&quoted::decode(&ascii_input(vm, data)?, header)))
    }

    /// Encodes to quoted-printable: `quotetabs` also quotes tabs and spaces, `istext` keeps line ends, `header` writes spaces as "_".
    #[pyfunction(sig = "(data, quotetabs=False, istext=True, header=False)")]
    fn b2a_qp(
        vm: &Vm,
        data: Value,
        quotetabs: bool,
        #[default(true)] istext: bool,
        header: bool,
    ) -> PyResult<Gc<PyBytes>> {
        let options = quoted::Options { quote_tabs: quotetabs, is_text: istext, header };
        Ok(PyBytes::new(&quoted::encode(Bytes::new(vm, data, false)?.as_slice(), options)))
    }

    fn to_hex(vm: &Vm, data: Value, sep: Option<Value>, bytes_per_sep: i32) -> PyResult<Gc<PyBytes>> {
        let data = Bytes::new(vm, data, false)?;
        let sep = sep.map(|sep| separator(vm, sep)).transpose()?;
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let data = data.as_slice();
        let every = bytes_per_sep.unsigned_abs() as usize;
        let mut out = Vec::with_capacity(2 * data.len());
        for (i, &b) in data.iter().enumerate() {
            let before = if bytes_per_sep < 0 { i } else { data.len() - i };
            if let Some(sep) = sep
                && i > 0
                && every > 0
                && before % every == 0
            {
                out.push(sep);
            }
            out.extend([DIGITS[(b >> 4) as usize], DIGITS[(b & 15) as usize]]);
        }
        Ok(PyBytes::new(&out))
    }

    fn separator(vm: &Vm, sep: Value) -> PyResult<u8> {
        let (len, first) = match (sep.cast::<PyStr>(), sep.cast::<PyBytes>()) {
            (Some(text), _) => (text.len(), text.chars().next()),
            (_, Some(bytes)) => (bytes.len(), bytes.as_slice().first().map(|&b| b as u32)),
            _ => {
                vm.len(sep)?;
                return Err(vm.type_error("sep must be str or bytes."));
            }
        };
        match first {
            Some(c) if len == 1 => u8::try_from(c).map_err(|_| vm.value_error("sep must be ASCII.")),
            _ => Err(vm.value_error("sep must be length 1.")),
        }
    }

    /// Two hexadecimal digits for each byte, in groups of `bytes_per_sep` if there is a `sep`.
    #[pyfunction(sig = "(data, sep=<unrepresentable>, bytes_per_sep=1)")]
    fn b2a_hex(vm: &Vm, data: Value, sep: Option<Value>, #[default(1)] bytes_per_sep: i32) -> PyResult<Gc<PyBytes>> {
        to_hex(vm, data, sep, bytes_per_sep)
    }

    /// Two hexadecimal digits for each byte, in groups of `bytes_per_sep` if there is a `sep`.
    #[pyfunction(sig = "(data, sep=<unrepresentable>, bytes_per_sep=1)")]
    fn hexlify(vm: &Vm, data: Value, sep: Option<Value>, #[default(1)] bytes_per_sep: i32) -> PyResult<Gc<PyBytes>> {
        to_hex(vm, data, sep, bytes_per_sep)
    }

    fn from_hex(vm: &Vm, hexstr: Value) -> PyResult<Gc<PyBytes>> {
        let text = ascii_input(vm, hexstr)?;
        let (pairs, []) = text.as_chunks::<2>() else { return Err(error(vm, "Odd-length string")) };
        let digit = |b: u8| (b as char).to_digit(16).map(|d| d as u8);
        let out: Option<Vec<u8>> = pairs.iter().map(|&[a, b]| Some(digit(a)? << 4 | digit(b)?)).collect();
        match out {
            Some(out) => Ok(PyBytes::new(&out)),
            None => Err(error(vm, "Non-hexadecimal digit found")),
        }
    }

    /// The bytes that pairs of hexadecimal digits stand for.
    #[pyfunction(sig = "(hexstr, /)")]
    fn a2b_hex(vm: &Vm, hexstr: Value) -> PyResult<Gc<PyBytes>> {
        from_hex(vm, hexstr)
    }

    /// The bytes that pairs of hexadecimal digits stand for.
    #[pyfunction(sig = "(hexstr, /)")]
    fn unhexlify(vm: &Vm, hexstr: Value) -> PyResult<Gc<PyBytes>> {
        from_hex(vm, hexstr)
    }

    /// The CRC-32 of the data, going on from `crc`.
    #[pyfunction(sig = "(data, crc=0, /)")]
    fn crc32(vm: &Vm, data: Value, crc: Option<Value>) -> PyResult<u32> {
        let data = Bytes::new(vm, data, false)?;
        let start = crc.map_or(Ok(0), |crc| low_bits(vm, crc))?;
        Ok(super::crc32(start, data.as_slice()))
    }

    /// The CRC-CCITT of the data, going on from `crc`.
    #[pyfunction(sig = "(data, crc, /)")]
    fn crc_hqx(vm: &Vm, data: Value, crc: Value) -> PyResult<u32> {
        let data = Bytes::new(vm, data, false)?;
        let mut crc = low_bits(vm, crc)? & 0xFFFF;
        for &b in data.as_slice() {
            crc ^= (b as u32) << 8;
            for _ in 0..8 {
                crc = if crc & 0x8000 != 0 { crc << 1 ^ 0x1021 } else { crc << 1 } & 0xFFFF;
            }
        }
        Ok(crc)
    }
}
