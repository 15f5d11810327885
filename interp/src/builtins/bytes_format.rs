//! `%` of `bytes` and `bytearray`.

use super::bytes_arg;
use super::prelude::*;
use super::str_format::{Operand, push_number};
use super::support;
use taipan_object::text::Unit;
use taipan_object::text::percent::{self, PercentSpec, Piece, Reader};

/// `template % values`; the template may be a bytearray's, so it comes as a copy.
pub fn percent(vm: &Vm, template: &[u8], values: Value) -> PyResult<Vec<u8>> {
    let mut operand = Operand::new(vm, values, Unit::Byte);
    let mut reader = Reader::new(template, Unit::Byte);
    let mut out = Vec::with_capacity(template.len() + 32);
    while let Some(part) = reader.next_piece(&mut operand)? {
        let spec = match part {
            Piece::Literal(bytes) => {
                out.extend_from_slice(bytes);
                continue;
            }
            Piece::Spec(spec) => spec,
        };
        let value = operand.next_value()?;
        match u8::try_from(spec.conversion) {
            Ok(b's' | b'b') => {
                let bytes = to_bytes(vm, value)?;
                out.extend(percent::format_text(&bytes, &spec, Unit::Byte)?);
            }
            Ok(b'r' | b'a') => {
                let text = vm.ascii(value)?;
                out.extend(percent::format_text(text.as_bytes(), &spec, Unit::Byte)?);
            }
            Ok(b'c') => out.extend(percent::format_char(&[to_char(vm, value)?], &spec, Unit::Byte)?),
            Ok(b'e' | b'E' | b'f' | b'F' | b'g' | b'G') => push_float(vm, &mut out, &spec, value)?,
            _ => {
                if !push_number(vm, &mut out, &spec, value)? {
                    return Err(spec.unsupported(Unit::Byte).into());
                }
            }
        }
    }
    operand.finish()?;
    Ok(out)
}

fn push_float(vm: &Vm, out: &mut Vec<u8>, spec: &PercentSpec, value: Value) -> PyResult<()> {
    match vm.ignore(vm.exc().TypeError, vm.to_f64(value))? {
        Some(x) => {
            out.extend(percent::format_float(x, spec)?);
            Ok(())
        }
        None => {
            let found = support::class_name(vm, value);
            Err(vm.type_error(format!("float argument required, not {found}")))
        }
    }
}

/// What `%s` shows: the bytes of a bytes-like object, or what `__bytes__` gives.
fn to_bytes(vm: &Vm, value: Value) -> PyResult<Vec<u8>> {
    if let Some(bytes) = value.cast::<PyBytes>() {
        return Ok(bytes.as_slice().to_vec());
    }
    if let Some(bytes) = super::bytes::from_dunder(vm, value)? {
        return Ok(bytes.as_slice().to_vec());
    }
    match bytes_arg::copied(vm, value)? {
        Some(bytes) => Ok(bytes),
        None => {
            let found = support::class_name(vm, value);
            Err(vm.type_error(format!(
                "%b requires a bytes-like object, or an object that implements __bytes__, not '{found}'"
            )))
        }
    }
}

fn to_char(vm: &Vm, value: Value) -> PyResult<u8> {
    const NEEDS: &str = "%c requires an integer in range(256) or a single byte, not";
    let bytes: Option<(usize, Option<u8>, &str)> = match (value.cast::<PyBytes>(), value.cast::<PyByteArray>()) {
        (Some(b), _) => Some((b.len(), b.as_slice().first().copied(), "bytes")),
        (_, Some(b)) => Some((b.as_slice().len(), b.as_slice().first().copied(), "bytearray")),
        _ => None,
    };
    match bytes {
        Some((1, Some(b), _)) => Ok(b),
        Some((n, _, kind)) => Err(vm.type_error(format!("{NEEDS} a {kind} object of length {n}"))),
        None if vm.has_index(value) => {
            let n = vm.index(value)?;
            match n.as_int().and_then(|n| n.to_i64()).and_then(|n| u8::try_from(n).ok()) {
                Some(b) => Ok(b),
                None => Err(vm.overflow_error("%c arg not in range(256)")),
            }
        }
        None => {
            let found = support::class_name(vm, value);
            Err(vm.type_error(format!("{NEEDS} {found}")))
        }
    }
}
