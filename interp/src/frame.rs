//! Frames: the activation records of the eval loop, and the frame objects that Python code sees.
//!
//! A frame's locals and operand stack lie on the thread's VM stack; the rest is a [`Frame`] in a contiguous array. A
//! Python-to-Python call makes the caller's argument area the callee's locals. A frame object (`PyFrame`) is made on demand; while the
//! frame runs it points at it, and when the frame ends it takes the locals over.

use crate::builtins::function::PyFunction;
use crate::code::PyCode;
use crate::generator::PyGenerator;
use crate::vm::Vm;
use std::cell::Cell;
use taipan_object::{Field, Gc, GcCell, Header, Kind, Marker, PyDict, Trace, Value, ValuesBuffer, alloc, shape};

bitflags::bitflags! {
    /// What happens when a frame returns.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct FrameFlags: u32 {
        /// The eval loop returns to its native caller.
        const ENTRY = 1;
        /// `__init__`: the instance (already in place of the callable) is the result; None must be returned.
        const INIT = 2;
        /// Belongs to a generator or coroutine.
        const GENERATOR = 4;
        /// The resumed generator was called through `send`/FOR_ITER inside the eval loop: its end is not an exception.
        const INLINE_GEN = 8;
        /// Line and call events are produced for this frame.
        const TRACED = 16;
        /// The result is dropped (a property's setter).
        const DISCARD = 32;
    }
}

/// An activation record.
#[repr(C)]
pub struct Frame {
    /// The instruction being executed (kept current while the frame has called out).
    pub ip: Cell<*const u16>,
    /// First fast local.
    pub locals: Cell<*mut Option<Value>>,
    /// The code.
    pub code: Gc<PyCode>,
    /// The function.
    pub func: Gc<PyFunction>,
    /// `co_consts`' items.
    pub consts: *const Value,
    /// Class or module namespace, if not a plain function.
    pub ns: Cell<Option<Value>>,
    /// The frame object, once made.
    pub object: Cell<Option<Gc<PyFrame>>>,
    /// The generator that owns this activation.
    pub generator: Cell<Option<Gc<PyGenerator>>>,
    /// Where the result goes in the caller's stack (becomes its `sp` minus one).
    pub result: *mut Option<Value>,
    /// What happens at the end.
    pub flags: Cell<FrameFlags>,
    /// Line last reported to the trace function.
    pub traced_line: Cell<i32>,
}

/// A frame object.
#[repr(C)]
pub struct PyFrame {
    header: Header,
    /// The activation, while it is on the stack; null afterwards and while a generator is suspended.
    pub frame: Cell<*const Frame>,
    /// The code.
    pub code: Gc<PyCode>,
    /// The function.
    pub func: Gc<PyFunction>,
    /// Class or module namespace.
    pub ns: Field<Option<Value>>,
    /// The frame that called, recorded when the activation ended.
    pub back: Field<Option<Gc<PyFrame>>>,
    /// Locals, taken over when the activation ended.
    pub locals: Field<Option<Gc<ValuesBuffer>>>,
    /// Offset in units of the last instruction executed, once the activation has ended.
    pub last: Cell<u32>,
    /// `f_trace`.
    pub trace: Field<Option<Value>>,
    /// `f_trace_lines`.
    pub trace_lines: Cell<bool>,
    /// `f_trace_opcodes`.
    pub trace_opcodes: Cell<bool>,
    /// Names set through `f_locals` that are no locals of the function.
    pub extra_locals: Field<Option<Gc<PyDict>>>,
    /// The generator whose activation this is.
    pub generator: Field<Option<Gc<PyGenerator>>>,
    /// A line to jump to, set through `f_lineno`.
    pub cleared: Cell<bool>,
}

// SAFETY: repr(C) with a header; registered in `types::register_kinds`.
unsafe impl GcCell for PyFrame {
    const KIND: Kind = Kind::FRAME;
}

impl Trace for PyFrame {
    fn trace(&self, marker: &mut Marker) {
        self.code.trace(marker);
        self.func.trace(marker);
        self.ns.trace(marker);
        self.back.trace(marker);
        self.locals.trace(marker);
        self.trace.trace(marker);
        self.extra_locals.trace(marker);
        self.generator.trace(marker);
    }
}

impl PyFrame {
    /// Offset in units of the current (or last) instruction.
    pub fn offset(&self) -> u32 {
        let frame = self.frame.get();
        if !frame.is_null() {
            // SAFETY: not null while the activation is on the stack.
            return self.code.offset(unsafe { (*frame).ip.get() });
        }
        if let Some(generator) = self.generator.get()
            && !generator.is_finished()
        {
            return self.code.offset(generator.ip.get());
        }
        self.last.get()
    }

    /// The current line.
    pub fn line(&self) -> i32 {
        self.code.line_at(self.offset())
    }

    /// Fast local `i`, wherever it is now.
    pub fn local(&self, i: usize) -> Option<Value> {
        let place = self.place(i)?;
        // SAFETY: `place` points at a live local.
        unsafe { *place }
    }

    /// Sets fast local `i`, if the frame still has locals.
    pub fn set_local(&self, i: usize, value: Option<Value>) {
        if let Some(place) = self.place(i) {
            // SAFETY: as above.
            unsafe { *place = value };
            if let Some(buffer) = self.locals.get() {
                taipan_gc::barrier(buffer.header());
            }
            if let Some(generator) = self.generator.get() {
                taipan_gc::barrier(generator.header());
                if let Some(buffer) = generator.saved.get() {
                    taipan_gc::barrier(buffer.header());
                }
            }
        }
    }

    fn place(&self, i: usize) -> Option<*mut Option<Value>> {
        if i >= self.code.n_locals_plus as usize {
            return None;
        }
        let frame = self.frame.get();
        if !frame.is_null() {
            // SAFETY: the activation is on the stack.
            return Some(unsafe { (*frame).locals.get().add(i) });
        }
        if let Some(generator) = self.generator.get()
            && !generator.is_finished()
            && let Some(buffer) = generator.saved.get()
        {
            // SAFETY: a suspended generator's buffer holds all locals.
            return Some(unsafe { buffer.slots().add(i) });
        }
        let buffer = self.locals.get()?;
        // SAFETY: taken over with all locals.
        Some(unsafe { buffer.slots().add(i) })
    }
}

impl Vm {
    /// The innermost activation, if any.
    pub fn current_frame(&self) -> Option<&Frame> {
        let frame = self.thread().frame.get();
        // SAFETY: null or the innermost activation of this thread.
        if frame.is_null() { None } else { Some(unsafe { &*frame }) }
    }

    /// The activation that called `frame`.
    pub fn caller_of(&self, frame: &Frame) -> Option<&Frame> {
        let address = frame as *const Frame;
        if address as usize <= self.thread().frames_base() as usize {
            return None;
        }
        // SAFETY: activations are contiguous; there is one below.
        Some(unsafe { &*address.sub(1) })
    }

    /// The frame object of an activation, made if necessary.
    pub fn frame_object(&self, frame: &Frame) -> Gc<PyFrame> {
        if let Some(object) = frame.object.get() {
            return object;
        }
        let generator = frame.generator.get();
        if let Some(generator) = generator
            && let Some(object) = generator.frame.get()
        {
            object.frame.set(frame);
            frame.object.set(Some(object));
            return object;
        }
        let object = alloc(PyFrame {
            header: Header::new(shape::FRAME, Kind::FRAME.0),
            frame: Cell::new(frame),
            code: frame.code,
            func: frame.func,
            ns: Field::new(frame.ns.get()),
            back: Field::new(None),
            locals: Field::new(None),
            last: Cell::new(0),
            trace: Field::new(None),
            trace_lines: Cell::new(true),
            trace_opcodes: Cell::new(false),
            extra_locals: Field::new(None),
            generator: Field::new(generator),
            cleared: Cell::new(false),
        });
        frame.object.set(Some(object));
        if let Some(generator) = generator {
            generator.frame.set(Some(object));
        }
        object
    }

    /// The frame object of a suspended generator.
    pub fn suspended_frame_object(&self, generator: Gc<PyGenerator>) -> Gc<PyFrame> {
        if let Some(object) = generator.frame.get() {
            return object;
        }
        let object = alloc(PyFrame {
            header: Header::new(shape::FRAME, Kind::FRAME.0),
            frame: Cell::new(std::ptr::null()),
            code: generator.code,
            func: generator.func,
            ns: Field::new(None),
            back: Field::new(None),
            locals: Field::new(None),
            last: Cell::new(0),
            trace: Field::new(None),
            trace_lines: Cell::new(true),
            trace_opcodes: Cell::new(false),
            extra_locals: Field::new(None),
            generator: Field::new(Some(generator)),
            cleared: Cell::new(false),
        });
        generator.frame.set(Some(object));
        object
    }

    /// The frame object of the caller of `object`'s activation.
    pub fn frame_back(&self, object: Gc<PyFrame>) -> Option<Gc<PyFrame>> {
        let frame = object.frame.get();
        if frame.is_null() {
            return object.back.get();
        }
        // SAFETY: the activation is on the stack.
        let caller = self.caller_of(unsafe { &*frame })?;
        Some(self.frame_object(caller))
    }

    /// Called when an activation with a frame object ends: the object takes the locals over.
    #[cold]
    #[inline(never)]
    pub fn detach_frame(&self, frame: &Frame) {
        let Some(object) = frame.object.get() else { return };
        object.last.set(frame.code.offset(frame.ip.get()));
        // (A generator that has ended has no caller.)
        if frame.generator.get().is_none()
            && let Some(caller) = self.caller_of(frame)
        {
            // Only a caller whose object exists is recorded eagerly by tracebacks; others are made now, cheaply.
            object.back.set(Some(self.frame_object(caller)));
        }
        let n = frame.code.n_locals_plus as usize;
        if let Ok(buffer) = ValuesBuffer::try_new(n) {
            for i in 0..n {
                // SAFETY: the activation's locals; the buffer has n slots.
                unsafe { buffer.set(i, *frame.locals.get().add(i)) };
            }
            object.locals.set(Some(buffer));
        }
        object.frame.set(std::ptr::null());
        frame.object.set(None);
    }

    /// The globals of the innermost activation.
    pub fn current_globals(&self) -> Option<Gc<PyDict>> {
        self.current_frame().map(|f| f.func.globals.get())
    }
}
