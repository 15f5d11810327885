//! The charmap codec with mappings that are Python objects: str tables, dicts, and the compact inverse of a table.

use taipan_interp::codecs::{Coding, Step, run};
use taipan_interp::native::*;
use taipan_object::text::codecs::charmap::{self, EncodingTable};
use taipan_object::text::wtf8;

/// The compact inverse of a decoding table.
#[pyclass(name = "EncodingMap", module = "builtins")]
pub struct EncodingMap {
    #[no_trace]
    table: EncodingTable,
}

#[pymethods]
impl EncodingMap {
    /// Size of the table in bytes.
    fn size(&self) -> usize {
        size_of::<EncodingTable>()
    }
}

/// What `charmap_build` returns: an EncodingMap, or a dict where a table is out of the ordinary.
pub(super) fn build(vm: &Vm, map: Gc<PyStr>) -> PyResult {
    let table: Vec<u32> = map.chars().take(256).collect();
    let Some((&first, rest)) = table.split_first() else {
        return Err(vm.type_error("bad argument type for built-in operation"));
    };
    let rows: std::collections::HashSet<u32> = rest.iter().filter(|&&c| c != 0xFFFE).map(|c| c >> 7).collect();
    let ordinary = first == 0 && rest.iter().all(|&c| c != 0 && c <= 0xFFFF) && rows.len() < 0xFF;
    if ordinary {
        let table = EncodingTable::new(&table)?;
        return vm.new_object(EncodingMap { table })?.into_value(vm);
    }
    let dict = vm.new_dict();
    for (i, &c) in table.iter().enumerate() {
        vm.dict_set(dict, Value::int(c.into()), Value::int(i as i64))?;
    }
    Ok(dict.value())
}

/// `mapping[key]`; LookupError means that there is nothing.
fn look_up(vm: &Vm, mapping: Value, key: u32) -> PyResult<Option<Value>> {
    let found = vm.get_item(mapping, Value::int(key.into()));
    Ok(vm.ignore(vm.exc().LookupError, found)?.filter(|v| !v.is_none()))
}

/// Decodes with a str table or another mapping.
pub(super) fn decode(
    vm: &Vm,
    input: Gc<PyBytes>,
    errors: Option<Gc<PyStr>>,
    mapping: Value,
) -> PyResult<(Vec<u8>, usize)> {
    let coding = Coding::single("charmap");
    if let Some(table) = mapping.cast::<PyStr>().filter(|_| mapping.is_exact_str()) {
        let table: Vec<u32> = table.chars().take(256).collect();
        return run::decode(vm, input, 0, coding, errors, true, |input, at, _, out| {
            Ok(charmap::decode_table(input, at, &table, out)?)
        });
    }
    run::decode(vm, input, 0, coding, errors, true, |input, at, _, out| {
        charmap::decode::<Step<_>>(input, at, out, |b, out| Ok(decoded(vm, mapping, b, out)?))
    })
}

fn decoded(vm: &Vm, mapping: Value, b: u8, out: &mut Vec<u8>) -> PyResult<bool> {
    let Some(found) = look_up(vm, mapping, b.into())? else { return Ok(false) };
    if let Some(n) = found.as_int() {
        match n.to_i64() {
            Some(0xFFFE) => return Ok(false),
            Some(c @ 0..=0x10_FFFF) => wtf8::push(out, c as u32),
            _ => return Err(vm.type_error("character mapping must be in range(0x110000)")),
        }
        return Ok(true);
    }
    let Some(text) = found.cast::<PyStr>() else {
        return Err(vm.type_error("character mapping must return integer, None or str"));
    };
    if text.as_bytes() == "\u{FFFE}".as_bytes() {
        return Ok(false);
    }
    out.extend_from_slice(text.as_bytes());
    Ok(true)
}

/// Encodes with an EncodingMap or another mapping.
pub(super) fn encode(vm: &Vm, text: Gc<PyStr>, errors: Option<Gc<PyStr>>, mapping: Value) -> PyResult<Vec<u8>> {
    let coding = Coding::single("charmap");
    if let Some(map) = Obj::<EncodingMap>::downcast(vm, mapping) {
        return run::encode(vm, text, coding, errors, Vec::new(), |text, at, out| {
            charmap::encode::<Step<_>>(text, at, out, |c, out| {
                let found = map.table.get(c);
                out.extend(found);
                Ok(found.is_some())
            })
        });
    }
    run::encode(vm, text, coding, errors, Vec::new(), |text, at, out| {
        charmap::encode::<Step<_>>(text, at, out, |c, out| Ok(encoded(vm, mapping, c, out)?))
    })
}

fn encoded(vm: &Vm, mapping: Value, c: u32, out: &mut Vec<u8>) -> PyResult<bool> {
    let Some(found) = look_up(vm, mapping, c)? else { return Ok(false) };
    if let Some(n) = found.as_int() {
        match n.to_i64() {
            Some(b @ 0..256) => out.push(b as u8),
            _ => return Err(vm.type_error("character mapping must be in range(256)")),
        }
        return Ok(true);
    }
    match found.cast::<PyBytes>() {
        Some(bytes) => out.extend_from_slice(bytes.as_slice()),
        None => {
            let found = vm.type_name(found);
            return Err(vm.type_error(format!("character mapping must return integer, bytes or None, not {found}")));
        }
    }
    Ok(true)
}
