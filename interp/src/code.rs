//! Code objects as the interpreter runs them: the compiler's plain data, its constants and names as values, the quickened
//! instructions and their caches.
//!
//! The instructions are a private copy of `co_code`, changed in place by specialization; what Python sees is always the original.
//! Exception tables are decoded once.

use crate::error::PyResult;
use crate::vm::Vm;
use std::cell::{Cell, OnceCell, UnsafeCell};
use std::sync::Arc;
use taipan_bytecode::{Code, Const, exctable};
use taipan_object::{
    Field, Gc, GcCell, Header, Kind, Marker, PyBytes, PyComplex, PySet, PyStr, PyTuple, Trace, Value, alloc_dropped,
    shape,
};

/// An entry of the exception table, in instruction units.
#[derive(Clone, Copy, Debug)]
pub struct Handler {
    /// First instruction covered.
    pub start: u32,
    /// First instruction not covered.
    pub end: u32,
    /// Where the handler begins.
    pub target: u32,
    /// Operand-stack depth to cut to.
    pub depth: u32,
    /// Push the raising instruction's offset before the exception.
    pub lasti: bool,
}

/// A code object.
#[repr(C)]
pub struct PyCode {
    header: Header,
    /// The compiler's data.
    pub code: Arc<Code>,
    /// `co_consts`.
    pub consts: Gc<PyTuple>,
    /// `co_names`.
    pub names: Gc<PyTuple>,
    /// Names of all fast locals.
    pub localsplusnames: Gc<PyTuple>,
    /// `co_filename`.
    pub filename: Field<Gc<PyStr>>,
    /// `co_name`.
    pub name: Gc<PyStr>,
    /// `co_qualname`.
    pub qualname: Gc<PyStr>,
    /// Number of fast locals, cells and free variables.
    pub n_locals_plus: u32,
    /// Number of parameters, `*args` and `**kwargs` included.
    pub n_params: u32,
    /// Positional parameters.
    pub argcount: u32,
    /// Number of arguments of the plainest call (no defaults, `*`, `**`, keyword-only parameters); -1 = there is no such call.
    pub exact_args: i32,
    /// Words of stack a frame needs: locals and operand stack.
    pub frame_words: u32,
    /// `co_flags`.
    pub flags: u32,
    /// Shape of the functions made from this code (0 = none yet); see `builtins::function`.
    pub function_shape: Cell<u32>,
    /// The exception table.
    pub handlers: Box<[Handler]>,
    instructions: UnsafeCell<Box<[u16]>>,
    lines: OnceCell<Vec<(u32, u32, i32)>>,
    /// Values for `co_extra`-like uses and monitoring: a dict or None.
    pub extra: Field<Option<Value>>,
}

// SAFETY: repr(C) with a header; registered in `types::register_kinds`.
unsafe impl GcCell for PyCode {
    const KIND: Kind = Kind::CODE;
}

impl Trace for PyCode {
    fn trace(&self, marker: &mut Marker) {
        self.consts.trace(marker);
        self.names.trace(marker);
        self.localsplusnames.trace(marker);
        self.filename.trace(marker);
        self.name.trace(marker);
        self.qualname.trace(marker);
        self.extra.trace(marker);
    }
}

impl Drop for PyCode {
    fn drop(&mut self) {
        crate::ops::attr::release_caches(self.instructions.get_mut());
    }
}

impl PyCode {
    /// The code object for compiled `code`, with nested ones.
    pub fn new(vm: &Vm, code: Arc<Code>) -> PyResult<Gc<PyCode>> {
        // Values are kept in a list while nested code objects are made.
        let list = taipan_object::PyList::new(&[]);
        for c in code.consts.iter() {
            list.items.push(const_value(vm, c)?);
        }
        Ok(Self::with_consts(code, PyTuple::new(list.items.as_slice())))
    }

    /// The code object for `code` with these constants, after checking that it is sound: ValueError if not.
    pub fn verified(vm: &Vm, mut code: Code, consts: Gc<PyTuple>) -> PyResult<Gc<PyCode>> {
        // The verifier wants to know how many constants there are.
        code.consts = vec![Const::None; consts.len()].into_boxed_slice();
        let result = taipan_bytecode::verify::verify(&code);
        code.consts = Box::new([]);
        match result {
            Ok(()) => Ok(Self::with_consts(Arc::new(code), consts)),
            Err(message) => Err(vm.value_error(format!("code: {message}"))),
        }
    }

    /// The code object for `code`, which is sound, with these constants instead of `code.consts`.
    pub fn with_consts(code: Arc<Code>, consts: Gc<PyTuple>) -> Gc<PyCode> {
        let text = |s: &taipan_bytecode::WStr| taipan_object::string::intern_wtf8(s.as_bytes());
        let texts = |all: &[taipan_bytecode::WStr]| {
            let values: Vec<Value> = all.iter().map(|s| text(s).value()).collect();
            PyTuple::new(&values)
        };
        let instructions = crate::eval::quicken::instructions(&code.code);
        let handlers = exctable::decode(&code.exceptiontable)
            .map(|e| Handler { start: e.start, end: e.end, target: e.target, depth: e.depth, lasti: e.lasti })
            .collect();
        let n_locals_plus = code.nlocalsplus() as u32;
        let cell = PyCode {
            header: Header::new(shape::CODE, Kind::CODE.0),
            consts: interned_consts(consts),
            names: texts(&code.names),
            localsplusnames: texts(&code.localsplusnames),
            filename: Field::new(text(&code.filename)),
            name: text(&code.name),
            qualname: text(&code.qualname),
            n_locals_plus,
            n_params: code.total_args() as u32,
            argcount: code.argcount,
            exact_args: {
                use taipan_bytecode::flags::{CO_VARARGS, CO_VARKEYWORDS};
                if code.kwonlyargcount == 0 && code.flags & (CO_VARARGS | CO_VARKEYWORDS) == 0 {
                    code.argcount as i32
                } else {
                    -1
                }
            },
            frame_words: n_locals_plus + code.stacksize + 4,
            flags: code.flags,
            function_shape: Cell::new(0),
            handlers,
            instructions: UnsafeCell::new(instructions),
            lines: OnceCell::new(),
            extra: Field::new(None),
            code,
        };
        alloc_dropped(cell)
    }

    /// The first instruction.
    #[inline(always)]
    pub fn start(&self) -> *mut u16 {
        // SAFETY: the box is never replaced; instructions are changed only by the eval loop under the global lock.
        unsafe { (&mut *self.instructions.get()).as_mut_ptr() }
    }

    /// Number of code units.
    pub fn units(&self) -> usize {
        // SAFETY: as above.
        unsafe { (&*self.instructions.get()).len() }
    }

    /// Offset in units of the instruction at `ip`.
    pub fn offset(&self, ip: *const u16) -> u32 {
        ((ip as usize - self.start() as usize) / 2) as u32
    }

    /// The line of the instruction at unit offset `at`, or -1.
    pub fn line_at(&self, at: u32) -> i32 {
        let lines =
            self.lines.get_or_init(|| taipan_bytecode::linetable::lines(&self.code.linetable, self.code.firstlineno));
        // Offsets in `lines` are in bytes.
        let at = at * 2;
        lines.iter().find(|(start, end, _)| *start <= at && at < *end).map_or(-1, |l| l.2)
    }

    /// The handler that covers the instruction at unit offset `at`.
    pub fn handler_for(&self, at: u32) -> Option<Handler> {
        // The table is sorted by start, and ranges do not overlap.
        let i = self.handlers.partition_point(|h| h.start <= at);
        let handler = *self.handlers.get(i.checked_sub(1)?)?;
        (at < handler.end).then_some(handler)
    }

    /// Number of different names of attributes that the code stores: for `__init__`, how many its instances will have at least, most often.
    pub fn stored_attributes(&self) -> u32 {
        let mut names = Vec::new();
        let mut i = 0;
        let code = &self.code.code;
        while i + 1 < code.len() {
            let op = taipan_bytecode::Op::from_number(code[i] as u16);
            if op == Some(taipan_bytecode::Op::STORE_ATTR) && !names.contains(&code[i + 1]) {
                names.push(code[i + 1]);
            }
            i += 2 + 2 * op.map_or(0, |op| op.caches());
        }
        names.len() as u32
    }

    /// Name `i` of `co_names`.
    #[inline(always)]
    pub fn name(&self, i: u32) -> Gc<PyStr> {
        // SAFETY: the compiler (or the verifier) keeps indices in range; names are str.
        unsafe { self.names.as_slice().get_unchecked(i as usize).cast_unchecked() }
    }

    /// Name of fast local `i`.
    pub fn local_name(&self, i: u32) -> Gc<PyStr> {
        crate::vm::expect(self.localsplusnames.as_slice()[i as usize])
    }
}

/// Constants with those strings interned that look like identifiers.
fn interned_consts(consts: Gc<PyTuple>) -> Gc<PyTuple> {
    let plain = |value: &Value| {
        let text = value.cast::<PyStr>().filter(|s| value.is_exact_str() && !s.is_interned())?;
        text.as_bytes().iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_').then_some(text)
    };
    if consts.as_slice().iter().all(|v| plain(v).is_none()) {
        return consts;
    }
    let interned = |v: &Value| plain(v).map_or(*v, |s| PyStr::intern(s).value());
    let values: Vec<Value> = consts.as_slice().iter().map(interned).collect();
    PyTuple::new(&values)
}

/// A constant as a value; strings that look like identifiers are interned.
pub fn const_value(vm: &Vm, c: &Const) -> PyResult {
    Ok(match c {
        Const::None => Value::NONE,
        Const::True => Value::TRUE,
        Const::False => Value::FALSE,
        Const::Ellipsis => Value::ELLIPSIS,
        Const::Int(n) => Value::int(*n),
        Const::Big(n) => Value::big((**n).clone()),
        Const::Float(f) => Value::float(*f),
        Const::Complex(re, im) => PyComplex::new(*re, *im).value(),
        Const::Str(s) => taipan_object::string::intern_wtf8(s.as_bytes()).value(),
        Const::Bytes(b) => PyBytes::new(b).value(),
        Const::Tuple(items) => {
            let list = taipan_object::PyList::new(&[]);
            for item in items.iter() {
                list.items.push(const_value(vm, item)?);
            }
            PyTuple::new(list.items.as_slice()).value()
        }
        Const::FrozenSet(items) => {
            let set = PySet::new_frozen();
            for item in items.iter() {
                let value = const_value(vm, item)?;
                vm.set_add(set, value)?;
            }
            set.value()
        }
        Const::Slice(parts) => {
            let [start, stop, step] =
                [const_value(vm, &parts[0])?, const_value(vm, &parts[1])?, const_value(vm, &parts[2])?];
            crate::builtins::slice::new(start, stop, step)
        }
        Const::Code(code) => PyCode::new(vm, code.clone())?.value(),
    })
}
