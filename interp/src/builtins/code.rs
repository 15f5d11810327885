//! `code`: the compiled form of a function, class body or module, as Python sees it. Its construction from Python is in `code_new`.

use super::prelude::*;
use super::support;
use std::hash::{Hash, Hasher};
use taipan_bytecode::{Code, Op, flags, linetable};

/// A code object: what a function, class body or module runs.
#[pyclass(name = "code", cell = PyCode, weakref, parts(super::code_new::CodeChanges))]
pub struct CodeType;

fn names_of(this: Gc<PyCode>, mask: u8) -> Gc<PyTuple> {
    let all = this.localsplusnames.as_slice();
    let kinds = this.code.localspluskinds.iter();
    // (Nothing is collected before the tuple exists.)
    let found: Vec<Value> = all.iter().zip(kinds).filter(|(_, k)| **k & mask != 0).map(|(n, _)| *n).collect();
    PyTuple::new(&found)
}

/// `co_varnames`.
pub fn varnames(this: Gc<PyCode>) -> Gc<PyTuple> {
    names_of(this, flags::CO_FAST_LOCAL)
}

/// `co_cellvars`.
pub fn cellvars(this: Gc<PyCode>) -> Gc<PyTuple> {
    names_of(this, flags::CO_FAST_CELL)
}

/// `co_freevars`.
pub fn freevars(this: Gc<PyCode>) -> Gc<PyTuple> {
    names_of(this, flags::CO_FAST_FREE)
}

fn number(n: i32) -> Value {
    if n < 0 { Value::NONE } else { Value::int(n as i64) }
}

/// The line table in the form that CPython used up to 3.9: pairs of byte distance and line distance.
fn lnotab(code: &Code) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut at, mut last_at, mut line) = (0u32, 0u32, code.firstlineno);
    for (units, p) in linetable::decode(&code.linetable, code.firstlineno) {
        if p.line >= 0 && p.line != line {
            let (mut bytes, mut lines) = (at - last_at, p.line.wrapping_sub(line));
            while bytes > 255 {
                out.extend([255, 0]);
                bytes -= 255;
            }
            while !(-128..=127).contains(&lines) {
                let step = lines.clamp(-128, 127);
                out.extend([bytes as u8, step as u8]);
                lines -= step;
                bytes = 0;
            }
            out.extend([bytes as u8, lines as u8]);
            (last_at, line) = (at, p.line);
        }
        at += units * 2;
    }
    out
}

/// The places where the code branches: offsets in bytes of the branch, of what follows if it is not taken, and of its target.
fn branches(code: &Code) -> Vec<[usize; 3]> {
    let mut out = Vec::new();
    let (mut at, mut arg) = (0, 0usize);
    while at < code.units() {
        let op = Op::from_number(code.code[at * 2] as u16);
        arg = arg << 8 | code.code[at * 2 + 1] as usize;
        let next = at + 1 + op.map_or(0, |op| op.caches());
        match op {
            Some(Op::EXTENDED_ARG) => {
                at = next;
                continue;
            }
            Some(
                Op::POP_JUMP_IF_FALSE
                | Op::POP_JUMP_IF_TRUE
                | Op::POP_JUMP_IF_NONE
                | Op::POP_JUMP_IF_NOT_NONE
                | Op::FOR_ITER,
            ) => {
                // NOT_TAKEN follows the jumps; behind the target of FOR_ITER come END_FOR and POP_ITER.
                let row = match op {
                    Some(Op::FOR_ITER) => [at * 2, next * 2, (next + arg + 2) * 2],
                    _ => [at * 2, next * 2 + 2, (next + arg) * 2],
                };
                out.push(row);
            }
            Some(Op::END_ASYNC_FOR) if next >= arg => {
                let source = next - arg;
                out.push([source * 2, source * 2 + 4, next * 2]);
            }
            _ => {}
        }
        at = next;
        arg = 0;
    }
    out
}

/// Whether two constants are the same for `code == code`: 1, 1.0 and True differ, as do 0.0 and -0.0.
fn same_constant(vm: &Vm, a: Value, b: Value) -> PyResult<bool> {
    if a == b {
        return Ok(true);
    }
    if vm.type_of(a) != vm.type_of(b) {
        return Ok(false);
    }
    if let (Some(a), Some(b)) = (a.cast::<PyTuple>(), b.cast::<PyTuple>()) {
        return same_constants(vm, a, b);
    }
    if let (Some(a), Some(b)) = (a.as_float(), b.as_float()) {
        return Ok(a.to_bits() == b.to_bits());
    }
    if let (Some(a), Some(b)) = (a.cast::<PyComplex>(), b.cast::<PyComplex>()) {
        return Ok(a.re.to_bits() == b.re.to_bits() && a.im.to_bits() == b.im.to_bits());
    }
    vm.equal(a, b)
}

fn same_constants(vm: &Vm, a: Gc<PyTuple>, b: Gc<PyTuple>) -> PyResult<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    for i in 0..a.len() {
        if !same_constant(vm, a.as_slice()[i], b.as_slice()[i])? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[pymethods]
impl CodeType {
    /// Number of positional parameters.
    #[getter]
    fn co_argcount(this: Gc<PyCode>) -> u32 {
        this.code.argcount
    }

    /// Number of positional-only parameters.
    #[getter]
    fn co_posonlyargcount(this: Gc<PyCode>) -> u32 {
        this.code.posonlyargcount
    }

    /// Number of keyword-only parameters.
    #[getter]
    fn co_kwonlyargcount(this: Gc<PyCode>) -> u32 {
        this.code.kwonlyargcount
    }

    /// Number of local variables.
    #[getter]
    fn co_nlocals(this: Gc<PyCode>) -> usize {
        this.code.nlocals()
    }

    /// Size of the operand stack.
    #[getter]
    fn co_stacksize(this: Gc<PyCode>) -> u32 {
        this.code.stacksize
    }

    /// CO_* bits.
    #[getter]
    fn co_flags(this: Gc<PyCode>) -> u32 {
        this.code.flags
    }

    /// First source line.
    #[getter]
    fn co_firstlineno(this: Gc<PyCode>) -> i64 {
        this.code.firstlineno as i64
    }

    /// The instructions.
    #[getter]
    fn co_code(this: Gc<PyCode>) -> Gc<PyBytes> {
        PyBytes::new(&this.code.code)
    }

    /// The instructions.
    #[getter]
    fn _co_code_adaptive(this: Gc<PyCode>) -> Gc<PyBytes> {
        PyBytes::new(&this.code.code)
    }

    /// The location table.
    #[getter]
    fn co_linetable(this: Gc<PyCode>) -> Gc<PyBytes> {
        PyBytes::new(&this.code.linetable)
    }

    /// The exception table.
    #[getter]
    fn co_exceptiontable(this: Gc<PyCode>) -> Gc<PyBytes> {
        PyBytes::new(&this.code.exceptiontable)
    }

    /// The lines in an old format. Deprecated.
    #[getter]
    fn co_lnotab(this: Gc<PyCode>, vm: &Vm) -> PyResult<Gc<PyBytes>> {
        vm.warn(vm.exc().DeprecationWarning, "co_lnotab is deprecated, use co_lines instead.")?;
        Ok(PyBytes::new(&lnotab(&this.code)))
    }

    /// Constants.
    #[getter]
    fn co_consts(this: Gc<PyCode>) -> Gc<PyTuple> {
        this.consts
    }

    /// Names of globals, attributes and imports.
    #[getter]
    fn co_names(this: Gc<PyCode>) -> Gc<PyTuple> {
        this.names
    }

    /// Names of the local variables, parameters first.
    #[getter]
    fn co_varnames(this: Gc<PyCode>) -> Gc<PyTuple> {
        varnames(this)
    }

    /// Names of the variables that inner functions share.
    #[getter]
    fn co_cellvars(this: Gc<PyCode>) -> Gc<PyTuple> {
        cellvars(this)
    }

    /// Names of the variables of enclosing functions.
    #[getter]
    fn co_freevars(this: Gc<PyCode>) -> Gc<PyTuple> {
        freevars(this)
    }

    /// The file that the source came from.
    #[getter]
    fn co_filename(this: Gc<PyCode>) -> Gc<PyStr> {
        this.filename.get()
    }

    /// The name.
    #[getter]
    fn co_name(this: Gc<PyCode>) -> Gc<PyStr> {
        this.name
    }

    /// The name with those of the enclosing scopes.
    #[getter]
    fn co_qualname(this: Gc<PyCode>) -> Gc<PyStr> {
        this.qualname
    }

    /// An iterator over ranges of instructions with their lines: (start, end, line).
    fn co_lines(this: Gc<PyCode>, vm: &Vm) -> PyResult {
        let list = PyList::new(&[]);
        for (start, end, line) in linetable::lines(&this.code.linetable, this.code.firstlineno) {
            let row = [Value::int(start as i64), Value::int(end as i64), number(line)];
            list.items.push(PyTuple::new(&row).value());
        }
        vm.iter(list.value())
    }

    /// An iterator over the places in the source of all instructions: (line, end line, column, end column).
    fn co_positions(this: Gc<PyCode>, vm: &Vm) -> PyResult {
        let list = PyList::new(&[]);
        for p in linetable::positions(&this.code.linetable, this.code.firstlineno) {
            let row = [number(p.line), number(p.end_line), number(p.col), number(p.end_col)];
            list.items.push(PyTuple::new(&row).value());
        }
        vm.iter(list.value())
    }

    /// An iterator over the branches: (offset of the branch, offset behind it, offset of its target).
    fn co_branches(this: Gc<PyCode>, vm: &Vm) -> PyResult {
        let list = PyList::new(&[]);
        for row in branches(&this.code) {
            list.items.push(PyTuple::new(&row.map(|n| Value::int(n as i64))).value());
        }
        vm.iter(list.value())
    }

    /// The name of the variable that an instruction with operand oparg concerns.
    #[pymethod(sig = "(oparg)")]
    fn _varname_from_oparg(this: Gc<PyCode>, vm: &Vm, oparg: i32) -> PyResult {
        let name = usize::try_from(oparg).ok().and_then(|i| this.localsplusnames.as_slice().get(i).copied());
        name.ok_or_else(|| vm.index_error("tuple index out of range"))
    }

    /// The size in memory, in bytes.
    fn __sizeof__(this: Gc<PyCode>) -> usize {
        let code = &this.code;
        size_of::<PyCode>() + 2 * code.code.len() + code.linetable.len() + code.exceptiontable.len()
    }

    fn richcompare(this: Gc<PyCode>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(other) = other.cast::<PyCode>() else { return Ok(Value::NOT_IMPLEMENTED) };
        if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        vm.check_native_stack()?;
        let same = this == other
            || this.code.same_but_constants(&other.code) && same_constants(vm, this.consts, other.consts)?;
        Ok(Value::bool(same == (op == CmpOp::Eq)))
    }

    fn __hash__(this: Gc<PyCode>) -> i64 {
        let code = &this.code;
        let mut hasher = std::hash::DefaultHasher::new();
        (&code.name, code.argcount, code.posonlyargcount, code.kwonlyargcount, code.flags, code.firstlineno)
            .hash(&mut hasher);
        (&code.code, &code.names, &code.localsplusnames, &code.linetable, &code.exceptiontable).hash(&mut hasher);
        this.consts.len().hash(&mut hasher);
        taipan_object::num::hash::cut(hasher.finish() as i64)
    }

    fn __repr__(this: Gc<PyCode>, vm: &Vm) -> PyResult {
        let mut out = b"<code object ".to_vec();
        out.extend_from_slice(this.name.as_bytes());
        out.extend_from_slice(format!(" at {:#x}, file \"", this.value().id()).as_bytes());
        out.extend_from_slice(this.filename.get().as_bytes());
        out.extend_from_slice(format!("\", line {}>", this.code.firstlineno).as_bytes());
        let _ = vm;
        support::text(&out)
    }
}
