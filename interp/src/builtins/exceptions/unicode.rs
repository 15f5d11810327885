//! UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError. Extra: 0 encoding, 1 object, 2 start, 3 end, 4 reason.

use super::super::prelude::*;
use super::base::extra;

macro_rules! unicode_errors {
    ($($part:ident $class:literal $init:ident $text:ident;)*) => { $(
        #[doc = concat!("Methods of ", $class, ".")]
        pub struct $part;

        impl PyName for $part {
            const NAME: &'static str = $class;
        }

        #[pymethods]
        impl $part {
            #[pyslot(sig = "(*args)")]
            fn __init__(this: Gc<PyException>, vm: &Vm, args: Args) -> PyResult<()> {
                $init(vm, this, args)
            }
            fn __str__(this: Gc<PyException>, vm: &Vm) -> PyResult<String> {
                $text(vm, this)
            }
            #[getter]
            fn encoding(this: Gc<PyException>) -> Value {
                extra(this, 0)
            }
            #[setter]
            fn set_encoding(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
                this.set_extra(0, value)
            }
            #[getter]
            fn object(this: Gc<PyException>) -> Value {
                extra(this, 1)
            }
            #[setter]
            fn set_object(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
                this.set_extra(1, value)
            }
            #[getter]
            fn start(this: Gc<PyException>) -> Value {
                extra(this, 2)
            }
            #[setter]
            fn set_start(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
                this.set_extra(2, value)
            }
            #[getter]
            fn end(this: Gc<PyException>) -> Value {
                extra(this, 3)
            }
            #[setter]
            fn set_end(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
                this.set_extra(3, value)
            }
            #[getter]
            fn reason(this: Gc<PyException>) -> Value {
                extra(this, 4)
            }
            #[setter]
            fn set_reason(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
                this.set_extra(4, value)
            }
        }
    )* };
}

unicode_errors! {
    DecodeErrorMethods "UnicodeDecodeError" decode_init decode_text;
    EncodeErrorMethods "UnicodeEncodeError" encode_init encode_text;
    TranslateErrorMethods "UnicodeTranslateError" translate_init translate_text;
}

fn check_str(vm: &Vm, value: Value, position: usize) -> PyResult<()> {
    if value.is::<PyStr>() {
        return Ok(());
    }
    Err(vm.type_error(format!("argument {position} must be str, not {}", vm.type_name(value))))
}

fn expect_count(vm: &Vm, args: Args<'_>, n: usize) -> PyResult<()> {
    let given = args.pos.len();
    if given == n {
        Ok(())
    } else {
        Err(vm.type_error(format!("function takes exactly {n} arguments ({given} given)")))
    }
}

fn fill(vm: &Vm, this: Gc<PyException>, first: usize, values: &[Value]) -> PyResult<()> {
    for (i, &value) in values.iter().enumerate() {
        let at = first + i;
        let value = if at == 2 || at == 3 { vm.index(value)? } else { value };
        this.set_extra(at, Some(value))?;
    }
    Ok(())
}

fn decode_init(vm: &Vm, this: Gc<PyException>, args: Args<'_>) -> PyResult<()> {
    this.args.set(PyTuple::new(args.pos));
    expect_count(vm, args, 5)?;
    check_str(vm, args.pos[0], 1)?;
    let object = args.pos[1];
    if !object.is::<PyBytes>() && vm.slots_of(object).buffer_get.is_none() {
        return Err(vm.type_error(format!("a bytes-like object is required, not '{}'", vm.type_name(object))));
    }
    check_str(vm, args.pos[4], 5)?;
    fill(vm, this, 0, args.pos)?;
    if !object.is::<PyBytes>() {
        let bytes = vm.call(vm.types().bytes.value(), &[object])?;
        this.set_extra(1, Some(bytes))?;
    }
    Ok(())
}

fn encode_init(vm: &Vm, this: Gc<PyException>, args: Args<'_>) -> PyResult<()> {
    this.args.set(PyTuple::new(args.pos));
    expect_count(vm, args, 5)?;
    check_str(vm, args.pos[0], 1)?;
    check_str(vm, args.pos[1], 2)?;
    check_str(vm, args.pos[4], 5)?;
    fill(vm, this, 0, args.pos)
}

fn translate_init(vm: &Vm, this: Gc<PyException>, args: Args<'_>) -> PyResult<()> {
    this.args.set(PyTuple::new(args.pos));
    expect_count(vm, args, 4)?;
    check_str(vm, args.pos[0], 1)?;
    check_str(vm, args.pos[3], 4)?;
    fill(vm, this, 1, args.pos)
}

/// Start and end, brought into the object's bounds as the messages show them.
fn range(this: Gc<PyException>, len: usize) -> (usize, usize) {
    let get = |i| extra(this, i).as_int().and_then(|n| n.to_i64()).unwrap_or(0);
    let start = get(2).clamp(0, (len as i64 - 1).max(0));
    let end = get(3).clamp(1.min(len as i64), len as i64);
    (start as usize, end as usize)
}

fn text(vm: &Vm, this: Gc<PyException>, i: usize) -> PyResult<String> {
    Ok(vm.str(extra(this, i))?.to_string_lossy().into_owned())
}

fn decode_text(vm: &Vm, this: Gc<PyException>) -> PyResult<String> {
    let Some(bytes) = extra(this, 1).cast::<PyBytes>() else { return Ok(String::new()) };
    let (encoding, reason) = (text(vm, this, 0)?, text(vm, this, 4)?);
    let (start, end) = range(this, bytes.len());
    if start < bytes.len() && end == start + 1 {
        return Ok(format!(
            "'{encoding}' codec can't decode byte 0x{:02x} in position {start}: {reason}",
            bytes.as_slice()[start]
        ));
    }
    Ok(format!("'{encoding}' codec can't decode bytes in position {start}-{}: {reason}", end as i64 - 1))
}

fn escaped(c: u32) -> String {
    match c {
        0..0x100 => format!("\\x{c:02x}"),
        0x100..0x1_0000 => format!("\\u{c:04x}"),
        _ => format!("\\U{c:08x}"),
    }
}

fn encode_text(vm: &Vm, this: Gc<PyException>) -> PyResult<String> {
    let Some(s) = extra(this, 1).cast::<PyStr>() else { return Ok(String::new()) };
    let (encoding, reason) = (text(vm, this, 0)?, text(vm, this, 4)?);
    let (start, end) = range(this, s.len());
    if start < s.len() && end == start + 1 {
        let c = escaped(s.char_at(start));
        return Ok(format!("'{encoding}' codec can't encode character '{c}' in position {start}: {reason}"));
    }
    Ok(format!("'{encoding}' codec can't encode characters in position {start}-{}: {reason}", end as i64 - 1))
}

fn translate_text(vm: &Vm, this: Gc<PyException>) -> PyResult<String> {
    let Some(s) = extra(this, 1).cast::<PyStr>() else { return Ok(String::new()) };
    let reason = text(vm, this, 4)?;
    let (start, end) = range(this, s.len());
    if start < s.len() && end == start + 1 {
        return Ok(format!("can't translate character '{}' in position {start}: {reason}", escaped(s.char_at(start))));
    }
    Ok(format!("can't translate characters in position {start}-{}: {reason}", end as i64 - 1))
}
