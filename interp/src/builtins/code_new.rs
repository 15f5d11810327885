//! Code objects made from Python: `CodeType(...)` and `code.replace(...)`. All pass the verifier: a broken one is a ValueError.

use super::code::{cellvars, freevars, varnames};
use super::prelude::*;
use taipan_bytecode::{Code, WStr, flags};

/// The fields of a code object as Python gives them.
struct Parts {
    argcount: i32,
    posonlyargcount: i32,
    kwonlyargcount: i32,
    nlocals: i32,
    stacksize: i32,
    flags: i32,
    code: Gc<PyBytes>,
    consts: Gc<PyTuple>,
    names: Gc<PyTuple>,
    varnames: Gc<PyTuple>,
    filename: Gc<PyStr>,
    name: Gc<PyStr>,
    qualname: Gc<PyStr>,
    firstlineno: i32,
    linetable: Gc<PyBytes>,
    exceptiontable: Gc<PyBytes>,
    freevars: Gc<PyTuple>,
    cellvars: Gc<PyTuple>,
}

fn text(s: Gc<PyStr>) -> WStr {
    WStr::from_trusted_wtf8(s.as_bytes())
}

fn texts(vm: &Vm, names: Gc<PyTuple>) -> PyResult<Vec<WStr>> {
    let mut out = Vec::with_capacity(names.len());
    for &name in names.as_slice() {
        let Some(name) = name.cast::<PyStr>() else {
            let found = vm.type_name(name);
            return Err(vm.type_error(format!("name tuples must contain only strings, not '{found}'")));
        };
        out.push(text(name));
    }
    Ok(out)
}

/// Bits that say how arguments reach each local variable.
fn argument_kinds(p: &Parts) -> impl Fn(usize) -> u8 {
    use flags::{CO_FAST_ARG_KW as KW, CO_FAST_ARG_POS as POS, CO_FAST_ARG_VAR as VAR};
    let positional_only = p.posonlyargcount as usize;
    let positional = p.argcount as usize;
    let keyword = positional + p.kwonlyargcount as usize;
    let var_positional = keyword + (p.flags as u32 & flags::CO_VARARGS != 0) as usize;
    let var_keyword = var_positional + (p.flags as u32 & flags::CO_VARKEYWORDS != 0) as usize;
    move |i| match i {
        _ if i < positional_only => POS,
        _ if i < positional => POS | KW,
        _ if i < keyword => KW,
        _ if i < var_positional => VAR | POS,
        _ if i < var_keyword => VAR | KW,
        _ => 0,
    }
}

/// The code object of these parts. `model`: a code object whose hidden variables stay hidden.
fn build(vm: &Vm, p: &Parts, model: Option<Gc<PyCode>>) -> PyResult<Gc<PyCode>> {
    let names = texts(vm, p.names)?;
    let locals = texts(vm, p.varnames)?;
    let cells = texts(vm, p.cellvars)?;
    let frees = texts(vm, p.freevars)?;
    if p.argcount < p.posonlyargcount || p.stacksize < 0 || p.flags < 0 {
        return Err(vm.system_error("bad argument to internal function"));
    }
    if !p.code.len().is_multiple_of(2) {
        return Err(vm.value_error("code: co_code is malformed"));
    }
    if p.nlocals as usize != locals.len() {
        return Err(vm.value_error("code: co_nlocals != len(co_varnames)"));
    }
    let flag = |bit: u32| (p.flags as u32 & bit != 0) as i64;
    let arguments = p.argcount as i64 + p.kwonlyargcount as i64 + flag(flags::CO_VARARGS) + flag(flags::CO_VARKEYWORDS);
    if arguments > locals.len() as i64 {
        return Err(vm.value_error("code: co_varnames is too small"));
    }
    let kinds_of = argument_kinds(p);
    let mut all = Vec::with_capacity(locals.len() + cells.len() + frees.len());
    let mut kinds: Vec<u8> = Vec::with_capacity(all.capacity());
    for (i, name) in locals.into_iter().enumerate() {
        kinds.push(flags::CO_FAST_LOCAL | kinds_of(i));
        all.push(name);
    }
    let n_locals = all.len();
    for name in cells {
        match all[..n_locals].iter().position(|n| *n == name) {
            Some(i) => kinds[i] |= flags::CO_FAST_CELL,
            None => {
                kinds.push(flags::CO_FAST_CELL);
                all.push(name);
            }
        }
    }
    for name in frees {
        kinds.push(flags::CO_FAST_FREE);
        all.push(name);
    }
    if let Some(model) = model
        && *model.code.localsplusnames == *all
    {
        for (kind, old) in kinds.iter_mut().zip(model.code.localspluskinds.iter()) {
            *kind |= old & flags::CO_FAST_HIDDEN;
        }
    }
    let code = Code {
        argcount: p.argcount as u32,
        posonlyargcount: p.posonlyargcount as u32,
        kwonlyargcount: p.kwonlyargcount as u32,
        flags: p.flags as u32,
        stacksize: p.stacksize as u32,
        firstlineno: p.firstlineno,
        code: p.code.as_slice().into(),
        consts: Box::new([]),
        names: names.into(),
        localsplusnames: all.into(),
        localspluskinds: kinds.into(),
        filename: text(p.filename),
        name: text(p.name),
        qualname: text(p.qualname),
        linetable: p.linetable.as_slice().into(),
        exceptiontable: p.exceptiontable.as_slice().into(),
    };
    PyCode::verified(vm, code, p.consts)
}

/// An argument of the right type.
fn typed<T: GcCell>(vm: &Vm, value: Value, who: &str, what: &str) -> PyResult<Gc<T>> {
    value.cast::<T>().ok_or_else(|| {
        let found = vm.type_name(value);
        vm.type_error(format!("{who} argument {what} must be {}, not {found}", T::python_name()))
    })
}

fn int_of(vm: &Vm, value: Value) -> PyResult<i32> {
    let n = vm.index(value)?;
    let small = n.as_int().and_then(|n| n.to_i64()).and_then(|n| i32::try_from(n).ok());
    small.ok_or_else(|| vm.overflow_error("Python int too large to convert to C int"))
}

/// Construction and change of code objects.
pub struct CodeChanges;

impl PyName for CodeChanges {
    const NAME: &'static str = "code";
}

#[pymethods]
impl CodeChanges {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Gc<PyCode>> {
        let _ = cls;
        check_no_kwargs(vm, "code", args)?;
        check_positional(vm, "code", args.pos.len(), 16, 18)?;
        let int = |i: usize| int_of(vm, args.pos[i]);
        let at = |i: usize| (i + 1).to_string();
        let empty = PyTuple::new(&[]);
        let tuple = |i: usize| match args.pos.get(i) {
            Some(&value) => typed::<PyTuple>(vm, value, "code()", &at(i)),
            None => Ok(empty),
        };
        let bytes = |i: usize| typed::<PyBytes>(vm, args.pos[i], "code()", &at(i));
        let string = |i: usize| typed::<PyStr>(vm, args.pos[i], "code()", &at(i));
        let parts = Parts {
            argcount: int(0)?,
            posonlyargcount: int(1)?,
            kwonlyargcount: int(2)?,
            nlocals: int(3)?,
            stacksize: int(4)?,
            flags: int(5)?,
            code: bytes(6)?,
            consts: tuple(7)?,
            names: tuple(8)?,
            varnames: tuple(9)?,
            filename: string(10)?,
            name: string(11)?,
            qualname: string(12)?,
            firstlineno: int(13)?,
            linetable: bytes(14)?,
            exceptiontable: bytes(15)?,
            freevars: tuple(16)?,
            cellvars: tuple(17)?,
        };
        for (n, name) in [
            (parts.argcount, "argcount"),
            (parts.posonlyargcount, "posonlyargcount"),
            (parts.kwonlyargcount, "kwonlyargcount"),
            (parts.nlocals, "nlocals"),
        ] {
            if n < 0 {
                return Err(vm.value_error(format!("code: {name} must not be negative")));
            }
        }
        build(vm, &parts, None)
    }

    /// A copy with other values for some fields.
    #[pymethod(sig = "(**changes)")]
    fn replace(this: Gc<PyCode>, vm: &Vm, changes: Kwargs<'_>) -> PyResult<Gc<PyCode>> {
        replace(vm, this, changes)
    }

    /// A copy with other values for some fields.
    #[pymethod(sig = "(**changes)")]
    fn __replace__(this: Gc<PyCode>, vm: &Vm, changes: Kwargs<'_>) -> PyResult<Gc<PyCode>> {
        replace(vm, this, changes)
    }
}

fn replace(vm: &Vm, this: Gc<PyCode>, changes: Kwargs<'_>) -> PyResult<Gc<PyCode>> {
    let code = &this.code;
    let mut p = Parts {
        argcount: code.argcount as i32,
        posonlyargcount: code.posonlyargcount as i32,
        kwonlyargcount: code.kwonlyargcount as i32,
        nlocals: code.nlocals() as i32,
        stacksize: code.stacksize as i32,
        flags: code.flags as i32,
        code: PyBytes::new(&code.code),
        consts: this.consts,
        names: this.names,
        varnames: varnames(this),
        filename: this.filename.get(),
        name: this.name,
        qualname: this.qualname,
        firstlineno: code.firstlineno,
        linetable: PyBytes::new(&code.linetable),
        exceptiontable: PyBytes::new(&code.exceptiontable),
        freevars: freevars(this),
        cellvars: cellvars(this),
    };
    for (name, value) in changes.iter() {
        let name = name.to_string_lossy();
        let quoted = format!("'{name}'");
        let int = || {
            let n = int_of(vm, value)?;
            if n < 0 { Err(vm.value_error(format!("{name} must be a positive integer"))) } else { Ok(n) }
        };
        let tuple = || typed::<PyTuple>(vm, value, "replace()", &quoted);
        let bytes = || typed::<PyBytes>(vm, value, "replace()", &quoted);
        let string = || typed::<PyStr>(vm, value, "replace()", &quoted);
        match name.as_ref() {
            "co_argcount" => p.argcount = int()?,
            "co_posonlyargcount" => p.posonlyargcount = int()?,
            "co_kwonlyargcount" => p.kwonlyargcount = int()?,
            "co_nlocals" => p.nlocals = int()?,
            "co_stacksize" => p.stacksize = int()?,
            "co_flags" => p.flags = int()?,
            "co_firstlineno" => p.firstlineno = int()?,
            "co_code" => p.code = bytes()?,
            "co_consts" => p.consts = tuple()?,
            "co_names" => p.names = tuple()?,
            "co_varnames" => p.varnames = tuple()?,
            "co_freevars" => p.freevars = tuple()?,
            "co_cellvars" => p.cellvars = tuple()?,
            "co_filename" => p.filename = string()?,
            "co_name" => p.name = string()?,
            "co_qualname" => p.qualname = string()?,
            "co_linetable" => p.linetable = bytes()?,
            "co_exceptiontable" => p.exceptiontable = bytes()?,
            _ => return Err(vm.type_error(format!("replace() got an unexpected keyword argument '{name}'"))),
        }
    }
    build(vm, &p, Some(this))
}
