//! `frame`: attributes of running and finished activations. `f_locals` of functions is in `frame_locals`.

use super::frame_locals::FrameLocals;
use super::prelude::*;
use crate::generator::GenState;
use taipan_bytecode::flags;

/// The state of a running function.
#[pyclass(name = "frame", cell = PyFrame, no_new)]
pub struct FrameType;

fn line_value(line: i32) -> Value {
    if line < 0 { Value::NONE } else { Value::int(line as i64) }
}

fn no_delete(vm: &Vm, name: &str) -> Raised {
    vm.attribute_error(format!("attribute '{name}' of 'frame' objects cannot be deleted"))
}

fn bool_of(vm: &Vm, value: Value) -> PyResult<bool> {
    if value.is_bool() { Ok(value == Value::TRUE) } else { Err(vm.type_error("attribute value type must be bool")) }
}

/// Whether a comprehension that was inlined in class or module code keeps variables in fast locals just now.
fn has_hidden_locals(frame: Gc<PyFrame>) -> bool {
    let kinds = &frame.code.code.localspluskinds;
    (0..kinds.len()).any(|i| kinds[i] & flags::CO_FAST_HIDDEN != 0 && frame.local(i).is_some())
}

#[pymethods]
impl FrameType {
    /// The frame that called this one, or None.
    #[getter]
    fn f_back(this: Gc<PyFrame>, vm: &Vm) -> Option<Gc<PyFrame>> {
        vm.frame_back(this)
    }

    /// The code that runs.
    #[getter]
    fn f_code(this: Gc<PyFrame>) -> Gc<PyCode> {
        this.code
    }

    /// The namespace of the module.
    #[getter]
    fn f_globals(this: Gc<PyFrame>) -> Gc<PyDict> {
        this.func.globals.get()
    }

    /// The builtins that the frame sees.
    #[getter]
    fn f_builtins(this: Gc<PyFrame>) -> Value {
        this.func.builtins.get()
    }

    /// The local variables: in functions a proxy that writes through.
    #[getter]
    fn f_locals(this: Gc<PyFrame>, vm: &Vm) -> PyResult {
        if this.code.flags & flags::CO_OPTIMIZED == 0 && !has_hidden_locals(this) {
            return Ok(this.ns.get().unwrap_or(this.func.globals.get().value()));
        }
        Ok(vm.new_object(FrameLocals { frame: this })?.value())
    }

    /// The generator or coroutine whose frame this is, or None.
    #[getter]
    fn f_generator(this: Gc<PyFrame>) -> Option<Gc<PyGenerator>> {
        this.generator.get()
    }

    /// The current line.
    #[getter]
    fn f_lineno(this: Gc<PyFrame>) -> Value {
        line_value(this.line())
    }

    #[setter]
    fn set_f_lineno(this: Gc<PyFrame>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let Some(value) = value else { return Err(no_delete(vm, "f_lineno")) };
        if value.as_int().is_none() {
            return Err(vm.value_error("lineno must be an integer"));
        }
        crate::monitor::jump::set_line(vm, this, value)
    }

    /// The offset of the last instruction, in bytes.
    #[getter]
    fn f_lasti(this: Gc<PyFrame>) -> i64 {
        // A suspended generator stands behind its yield.
        let waits = this.frame.get().is_null() && this.generator.get().is_some_and(|g| !g.is_finished());
        (this.offset() as i64 + waits as i64) * 2
    }

    /// The trace function, or None.
    #[getter]
    fn f_trace(this: Gc<PyFrame>) -> Value {
        this.trace.get().unwrap_or(Value::NONE)
    }

    #[setter]
    fn set_f_trace(this: Gc<PyFrame>, value: Option<Value>) {
        this.trace.set(value.filter(|v| !v.is_none()));
    }

    /// Whether there is a trace event for each line.
    #[getter]
    fn f_trace_lines(this: Gc<PyFrame>) -> bool {
        this.trace_lines.get()
    }

    #[setter]
    fn set_f_trace_lines(this: Gc<PyFrame>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let Some(value) = value else { return Err(vm.type_error("can't delete numeric/char attribute")) };
        this.trace_lines.set(bool_of(vm, value)?);
        Ok(())
    }

    /// Whether there is a trace event for each instruction.
    #[getter]
    fn f_trace_opcodes(this: Gc<PyFrame>) -> bool {
        this.trace_opcodes.get()
    }

    #[setter]
    fn set_f_trace_opcodes(this: Gc<PyFrame>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        let Some(value) = value else { return Err(no_delete(vm, "f_trace_opcodes")) };
        this.trace_opcodes.set(bool_of(vm, value)?);
        Ok(())
    }

    /// Forgets all local variables.
    fn clear(this: Gc<PyFrame>, vm: &Vm) -> PyResult<()> {
        if !this.frame.get().is_null() {
            return Err(vm.runtime_error("cannot clear an executing frame"));
        }
        if let Some(generator) = this.generator.get() {
            match generator.state.get() {
                GenState::Running => return Err(vm.runtime_error("cannot clear an executing frame")),
                GenState::Suspended => return Err(vm.runtime_error("cannot clear a suspended frame")),
                GenState::Created => {
                    if let Some(del) = vm.slots_of(generator.value()).del {
                        del(vm, generator.value())?;
                    }
                    super::generator_methods::close(vm, generator)?;
                }
                GenState::Finished => {}
            }
        }
        this.locals.set(None);
        this.extra_locals.set(None);
        this.trace.set(None);
        this.cleared.set(true);
        Ok(())
    }

    /// The size in memory, in bytes.
    fn __sizeof__(this: Gc<PyFrame>) -> usize {
        size_of::<PyFrame>() + this.code.frame_words as usize * 8
    }

    fn __repr__(this: Gc<PyFrame>, vm: &Vm) -> PyResult {
        let filename = vm.repr(this.code.filename.get().value())?;
        let mut out = format!("<frame at {:#x}, file ", this.value().id()).into_bytes();
        out.extend_from_slice(filename.as_bytes());
        out.extend_from_slice(format!(", line {}, code ", this.line()).as_bytes());
        out.extend_from_slice(this.code.name.as_bytes());
        out.push(b'>');
        super::support::text(&out)
    }
}
