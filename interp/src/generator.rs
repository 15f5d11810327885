//! Generators, coroutines and asynchronous generators: suspended activations.
//!
//! While suspended, the locals and the operand stack are in `saved`; a resumed one is copied to the top of the VM stack and runs there like any
//! frame. The eval loop resumes without native recursion; `resume` here is the way for natives.

use crate::builtins::function::PyFunction;
use crate::code::PyCode;
use crate::frame::PyFrame;
use crate::thread::ExcItem;
use std::cell::Cell;
use taipan_object::{Field, Gc, GcCell, Header, Kind, Marker, PyStr, Trace, Value, ValuesBuffer};

/// Where a generator is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum GenState {
    /// Not started.
    Created = 0,
    /// At a yield.
    Suspended = 1,
    /// On the stack.
    Running = 2,
    /// Returned, raised or closed.
    Finished = 3,
}

/// A generator, coroutine or asynchronous generator (the shape tells which).
#[repr(C)]
pub struct PyGenerator {
    header: Header,
    /// The code.
    pub code: Gc<PyCode>,
    /// The function.
    pub func: Gc<PyFunction>,
    /// Locals, then operand stack.
    pub saved: Field<Option<Gc<ValuesBuffer>>>,
    /// Words of operand stack in `saved`.
    pub stack_len: Cell<u32>,
    /// Life state.
    pub state: Cell<GenState>,
    /// The instruction to resume after (the last one executed).
    pub ip: Cell<*const u16>,
    /// `__name__`.
    pub name: Field<Gc<PyStr>>,
    /// `__qualname__`.
    pub qualname: Field<Gc<PyStr>>,
    /// The exception being handled inside.
    pub exc: ExcItem,
    /// The frame object, if one was made.
    pub frame: Field<Option<Gc<PyFrame>>>,
    /// `cr_origin`.
    pub origin: Field<Option<Value>>,
    /// Asynchronous generators: `aclose()` was called, hooks were run, an `asend`/`athrow` is running.
    pub ag_closed: Cell<bool>,
    /// See `ag_closed`.
    pub ag_hooks_inited: Cell<bool>,
    /// See `ag_closed`.
    pub ag_running: Cell<bool>,
    /// The finalizer hook that was set when iteration began.
    pub ag_finalizer: Field<Option<Value>>,
}

// SAFETY: repr(C) with a header; registered in `types::register_kinds`.
unsafe impl GcCell for PyGenerator {
    const KIND: Kind = Kind::GENERATOR;
}

impl Trace for PyGenerator {
    fn trace(&self, marker: &mut Marker) {
        self.code.trace(marker);
        self.func.trace(marker);
        self.saved.trace(marker);
        self.name.trace(marker);
        self.qualname.trace(marker);
        self.exc.exception.get().trace(marker);
        self.frame.trace(marker);
        self.origin.trace(marker);
        self.ag_finalizer.trace(marker);
    }
}

impl PyGenerator {
    /// A cell to be allocated: not started, with `saved` = the initial locals.
    pub fn new_cell(shape: u32, func: Gc<PyFunction>, saved: Gc<ValuesBuffer>, ip: *const u16) -> PyGenerator {
        let code = func.code.get();
        PyGenerator {
            header: Header::new(shape, Kind::GENERATOR.0),
            code,
            func,
            saved: Field::new(Some(saved)),
            stack_len: Cell::new(0),
            state: Cell::new(GenState::Created),
            ip: Cell::new(ip),
            name: Field::new(func.name.get()),
            qualname: Field::new(func.qualname.get()),
            exc: ExcItem::new(),
            frame: Field::new(None),
            origin: Field::new(None),
            ag_closed: Cell::new(false),
            ag_hooks_inited: Cell::new(false),
            ag_running: Cell::new(false),
            ag_finalizer: Field::new(None),
        }
    }

    /// Whether it has returned, raised or been closed.
    pub fn is_finished(&self) -> bool {
        self.state.get() == GenState::Finished
    }
}
