//! Attributes and constructors of single exception classes. The numbers are positions in `PyException::extra`.

use super::super::prelude::*;
use super::base::extra;
use crate::name;

macro_rules! part {
    ($name:ident, $class:literal) => {
        #[doc = concat!("Methods of ", $class, ".")]
        pub struct $name;
        impl PyName for $name {
            const NAME: &'static str = $class;
        }
    };
}

/// Takes the keyword arguments named in `names` (positions in `extra`); any other is an error.
fn keywords(vm: &Vm, this: Gc<PyException>, args: Args<'_>, function: &str, names: &[(&str, usize)]) -> PyResult<()> {
    for (key, value) in args.kwargs() {
        let Some((_, i)) = names.iter().find(|(n, _)| n.as_bytes() == key.as_bytes()) else {
            return Err(
                vm.type_error(format!("{function}() got an unexpected keyword argument '{}'", key.to_string_lossy()))
            );
        };
        this.set_extra(*i, Some(value))?;
    }
    Ok(())
}

part!(StopIterationMethods, "StopIteration");
#[pymethods]
impl StopIterationMethods {
    #[pyslot(sig = "(*args)")]
    fn __init__(this: Gc<PyException>, args: Args) -> PyResult<()> {
        this.args.set(PyTuple::new(args.pos));
        this.set_extra(0, args.pos.first().copied())
    }
    #[getter]
    fn value(this: Gc<PyException>) -> Value {
        extra(this, 0)
    }
    #[setter]
    fn set_value(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
        this.set_extra(0, value)
    }
}

part!(SystemExitMethods, "SystemExit");
#[pymethods]
impl SystemExitMethods {
    #[pyslot(sig = "(*args)")]
    fn __init__(this: Gc<PyException>, args: Args) -> PyResult<()> {
        this.args.set(PyTuple::new(args.pos));
        let code = match args.pos {
            [] => None,
            [one] => Some(*one),
            many => Some(PyTuple::new(many).value()),
        };
        this.set_extra(0, code)
    }
    #[getter]
    fn code(this: Gc<PyException>) -> Value {
        extra(this, 0)
    }
    #[setter]
    fn set_code(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
        this.set_extra(0, value)
    }
}

part!(ImportErrorMethods, "ImportError");
#[pymethods]
impl ImportErrorMethods {
    #[pyslot(sig = "(*args, name=None, path=None, name_from=None)")]
    fn __init__(this: Gc<PyException>, vm: &Vm, args: Args) -> PyResult<()> {
        this.args.set(PyTuple::new(args.pos));
        keywords(vm, this, args, "ImportError", &[("name", 0), ("path", 1), ("name_from", 2)])?;
        this.set_extra(3, if args.pos.len() == 1 { Some(args.pos[0]) } else { None })
    }
    fn __str__(this: Gc<PyException>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        match this.extra(3) {
            Some(msg) if msg.is_exact_str() => Ok(crate::vm::expect(msg)),
            _ => match this.args.get().as_slice() {
                [] => Ok(name!("")),
                [one] => vm.str(*one),
                _ => vm.str(this.args.get().value()),
            },
        }
    }
    #[getter]
    fn name(this: Gc<PyException>) -> Value {
        extra(this, 0)
    }
    #[setter]
    fn set_name(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
        this.set_extra(0, value)
    }
    #[getter]
    fn path(this: Gc<PyException>) -> Value {
        extra(this, 1)
    }
    #[setter]
    fn set_path(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
        this.set_extra(1, value)
    }
    #[getter]
    fn name_from(this: Gc<PyException>) -> Value {
        extra(this, 2)
    }
    #[setter]
    fn set_name_from(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
        this.set_extra(2, value)
    }
    #[getter]
    fn msg(this: Gc<PyException>) -> Value {
        extra(this, 3)
    }
    #[setter]
    fn set_msg(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
        this.set_extra(3, value)
    }
}

part!(NameErrorMethods, "NameError");
#[pymethods]
impl NameErrorMethods {
    #[pyslot(sig = "(*args, name=None)")]
    fn __init__(this: Gc<PyException>, vm: &Vm, args: Args) -> PyResult<()> {
        this.args.set(PyTuple::new(args.pos));
        keywords(vm, this, args, "NameError", &[("name", 0)])
    }
    #[getter]
    fn name(this: Gc<PyException>) -> Value {
        extra(this, 0)
    }
    #[setter]
    fn set_name(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
        this.set_extra(0, value)
    }
}

part!(AttributeErrorMethods, "AttributeError");
#[pymethods]
impl AttributeErrorMethods {
    #[pyslot(sig = "(*args, name=None, obj=None)")]
    fn __init__(this: Gc<PyException>, vm: &Vm, args: Args) -> PyResult<()> {
        this.args.set(PyTuple::new(args.pos));
        keywords(vm, this, args, "AttributeError", &[("name", 0), ("obj", 1)])
    }
    #[getter]
    fn name(this: Gc<PyException>) -> Value {
        extra(this, 0)
    }
    #[setter]
    fn set_name(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
        this.set_extra(0, value)
    }
    #[getter]
    fn obj(this: Gc<PyException>) -> Value {
        extra(this, 1)
    }
    #[setter]
    fn set_obj(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
        this.set_extra(1, value)
    }
}

part!(KeyErrorMethods, "KeyError");
#[pymethods]
impl KeyErrorMethods {
    fn __str__(this: Gc<PyException>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        match this.args.get().as_slice() {
            [] => Ok(name!("")),
            [one] => vm.repr(*one),
            _ => vm.str(this.args.get().value()),
        }
    }
}

part!(SyntaxErrorMethods, "SyntaxError");

/// Names of SyntaxError's attributes in the order of their positions.
const SYNTAX: [&str; 9] =
    ["msg", "filename", "lineno", "offset", "text", "end_lineno", "end_offset", "print_file_and_line", "_metadata"];

macro_rules! plain_attributes {
    ($part:ident: $($get:ident $set:ident $i:literal)*) => {
        #[pymethods]
        impl $part {
            #[pyslot(sig = "(*args)")]
            fn __init__(this: Gc<PyException>, vm: &Vm, args: Args) -> PyResult<()> {
                syntax_error_init(vm, this, args)
            }
            fn __str__(this: Gc<PyException>, vm: &Vm) -> PyResult<Gc<PyStr>> {
                syntax_error_str(vm, this)
            }
            $(
                #[getter]
                fn $get(this: Gc<PyException>) -> Value {
                    extra(this, $i)
                }
                #[setter]
                fn $set(this: Gc<PyException>, value: Option<Value>) -> PyResult<()> {
                    this.set_extra($i, value)
                }
            )*
        }
    };
}

plain_attributes! {
    SyntaxErrorMethods:
    msg set_msg 0
    filename set_filename 1
    lineno set_lineno 2
    offset set_offset 3
    text set_text 4
    end_lineno set_end_lineno 5
    end_offset set_end_offset 6
    print_file_and_line set_print_file_and_line 7
    _metadata set__metadata 8
}

fn syntax_error_init(vm: &Vm, this: Gc<PyException>, args: Args<'_>) -> PyResult<()> {
    let _ = SYNTAX;
    this.args.set(PyTuple::new(args.pos));
    if let Some(&msg) = args.pos.first() {
        this.set_extra(0, Some(msg))?;
    }
    if let [_, info] = args.pos {
        let info = vm.to_tuple(*info)?;
        let n = info.len();
        if !(4..=7).contains(&n) {
            return Err(vm.type_error(format!("function missing required argument ('{}' (pos {}))", "text", n + 1)));
        }
        for (i, &value) in info.as_slice().iter().enumerate() {
            let at = if i == 6 { 8 } else { i + 1 };
            this.set_extra(at, Some(value))?;
        }
        if n == 5 {
            return Err(vm.type_error("end_offset must be provided when end_lineno is provided"));
        }
    }
    Ok(())
}

fn syntax_error_str(vm: &Vm, this: Gc<PyException>) -> PyResult<Gc<PyStr>> {
    let msg = vm.str(extra(this, 0))?;
    let filename = extra(this, 1).cast::<PyStr>();
    let lineno = extra(this, 2).as_int().and_then(|n| n.to_i64());
    let base = filename.map(|f| {
        let text = f.to_string_lossy().into_owned();
        text.rsplit('/').next().unwrap_or("").to_string()
    });
    Ok(match (base, lineno) {
        (Some(base), Some(line)) => PyStr::new(&format!("{} ({base}, line {line})", msg.to_string_lossy())),
        (Some(base), None) => PyStr::new(&format!("{} ({base})", msg.to_string_lossy())),
        (None, Some(line)) => PyStr::new(&format!("{} (line {line})", msg.to_string_lossy())),
        (None, None) => msg,
    })
}
