//! The codecs of literals: unicode_escape, raw_unicode_escape and the escapes of bytes.

use super::pair;
use taipan_interp::codecs::{Coding, run};
use taipan_interp::native::*;
use taipan_object::text::escape::{self, BadHex, Notes};

/// unicode_escape or raw_unicode_escape.
pub(super) fn unicode_encode(text: Gc<PyStr>, raw: bool) -> PyResult {
    let encode = if raw { escape::raw_unicode_escape_encode } else { escape::unicode_escape_encode };
    Ok(pair(run::bytes_value(&encode(text.as_bytes())?)?, text.len()))
}

/// Warns of the first escape that is no valid one; `at` is the offset after its backslash.
fn warn_invalid(vm: &Vm, input: &[u8], at: usize, prefix: &str) -> PyResult<()> {
    let rest = &input[at..];
    let (kind, shown) = match rest {
        [b'4'..=b'7', ..] => ("octal escape", &rest[..rest.len().min(3)]),
        _ => ("escape", &rest[..1.min(rest.len())]),
    };
    let shown: String = shown.iter().map(|&b| b as char).collect();
    let message =
        format!("{prefix}\"\\{shown}\" is an invalid {kind} sequence. Such sequences will not work in the future. ");
    vm.warn(vm.exc().DeprecationWarning, &message)
}

/// Decodes unicode_escape.
pub(super) fn unicode_decode(vm: &Vm, input: Gc<PyBytes>, errors: Option<Gc<PyStr>>, is_final: bool) -> PyResult {
    let mut notes = Notes::default();
    let mut warned: Option<(Vec<u8>, usize)> = None;
    let code_of = |name: &[u8]| code_of(vm, name);
    let step = |input: &[u8], at, is_final, out: &mut _| {
        let result = escape::unicode_escape_decode(input, at, is_final, out, &mut notes, &code_of);
        if warned.is_none()
            && let Some(at) = notes.first_invalid
        {
            warned = Some((input[at..input.len().min(at + 3)].to_vec(), at));
        }
        Ok(result?)
    };
    let (text, taken) = run::decode(vm, input, 0, Coding::single("unicodeescape"), errors, is_final, step)?;
    if let Some((escape, _)) = warned {
        warn_invalid(vm, &escape, 0, "")?;
    }
    let taken = if is_final { input.len() } else { taken };
    Ok(pair(run::str_value(&text)?, taken))
}

/// The character with this name, as the module unicodedata knows it.
fn code_of(vm: &Vm, name: &[u8]) -> Option<u32> {
    taipan_interp::codecs::handlers::code_of(vm, name)
}

/// Decodes raw_unicode_escape.
pub(super) fn raw_unicode_decode(vm: &Vm, input: Gc<PyBytes>, errors: Option<Gc<PyStr>>, is_final: bool) -> PyResult {
    let step =
        |input: &[u8], at, is_final, out: &mut _| Ok(escape::raw_unicode_escape_decode(input, at, is_final, out)?);
    let (text, taken) = run::decode(vm, input, 0, Coding::single("rawunicodeescape"), errors, is_final, step)?;
    Ok(pair(run::str_value(&text)?, if is_final { input.len() } else { taken }))
}

/// Escapes bytes.
pub(super) fn bytes_encode(data: Gc<PyBytes>) -> PyResult {
    Ok(pair(run::bytes_value(&escape::bytes_escape_encode(data.as_slice())?)?, data.len()))
}

/// Decodes escaped bytes.
pub(super) fn bytes_decode(vm: &Vm, input: Gc<PyBytes>, errors: Option<Gc<PyStr>>) -> PyResult {
    let bytes = input.as_slice();
    // Another handler's name matters only at the first error.
    let mut bad_hex = BadHex::Strict;
    let mut unknown = None;
    if let Some(name) = errors {
        match name.as_bytes() {
            b"strict" => {}
            b"replace" => bad_hex = BadHex::Replace,
            b"ignore" => bad_hex = BadHex::Ignore,
            _ => unknown = Some(name),
        }
    }
    let mut notes = Notes::default();
    match escape::bytes_escape_decode(bytes, bad_hex, &mut notes) {
        Ok(out) => {
            if let Some(at) = notes.first_invalid {
                warn_invalid(vm, bytes, at, "b")?;
            }
            Ok(pair(run::bytes_value(&out)?, bytes.len()))
        }
        Err(message) => Err(vm.value_error(match unknown {
            Some(name) if message.contains("\\x") => {
                format!("decoding error; unknown error handling code: {}", name.to_string_lossy())
            }
            _ => message,
        })),
    }
}
