//! Asynchronous generators: their awaitables (`asend`, `athrow`, `aclose`, `__anext__`) and attributes.

use super::generator::{PyAsyncGenWrapped, Resume, delegate, send};
use super::generator_methods::{deliver, throw, thrown};
use super::prelude::*;
use crate::generator::GenState;
use crate::thread::ThreadSlot;

/// Methods of async_generator.
pub struct AsyncGeneratorMethods;
impl PyName for AsyncGeneratorMethods {
    const NAME: &'static str = "async_generator";
}

/// Where an awaitable is in its life.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Init,
    Iterating,
    Closed,
}

cell! {
    /// The layout of the awaitables of an asynchronous generator.
    pub struct PyAsyncGenStep: ASYNC_GEN_STEP, "async_generator_asend" {
        /// The generator.
        generator: Gc<PyGenerator>,
        /// What is sent first.
        sent: Option<Value>,
        /// What is thrown first (`athrow`).
        exception: Option<Gc<PyException>>,
        /// `aclose`.
        closing: bool,
        /// State as a number.
        untraced state: Cell<u8>,
    }
}

impl PyAsyncGenStep {
    fn state(&self) -> State {
        match self.state.get() {
            0 => State::Init,
            1 => State::Iterating,
            _ => State::Closed,
        }
    }
    fn set_state(&self, state: State) {
        self.state.set(state as u8);
    }
}

/// An awaitable step of an asynchronous generator.
#[pyclass(name = "async_generator_asend", cell = PyAsyncGenStep, no_new)]
pub struct AsyncGenStepType;

fn step(
    vm: &Vm,
    generator: Gc<PyGenerator>,
    sent: Option<Value>,
    exception: Option<Gc<PyException>>,
    closing: bool,
) -> PyResult {
    init_hooks(vm, generator)?;
    let shape = vm.instance_shape(vm.class::<AsyncGenStepType>());
    Ok(alloc(PyAsyncGenStep {
        header: PyAsyncGenStep::header(shape),
        generator,
        sent,
        exception,
        closing,
        state: Cell::new(0),
    })
    .value())
}

fn init_hooks(vm: &Vm, generator: Gc<PyGenerator>) -> PyResult<()> {
    if generator.ag_hooks_inited.replace(true) {
        return Ok(());
    }
    let thread = vm.thread();
    generator.ag_finalizer.set(thread.slot(ThreadSlot::AsyncGenFinalizer));
    if let Some(first) = thread.slot(ThreadSlot::AsyncGenFirstIter) {
        vm.call(first, &[generator.value()])?;
    }
    Ok(())
}

/// One step of the underlying generator, with its outcome in the protocol of awaitables.
fn advance(vm: &Vm, this: Gc<PyAsyncGenStep>, how: Resume) -> PyResult<SendResult> {
    let g = this.generator;
    let result = match how {
        Resume::Send(value) => send(vm, g, value),
        Resume::Throw(exception) => throw(vm, g, exception),
    };
    match result {
        Ok(SendResult::Yield(value)) => match value.cast::<PyAsyncGenWrapped>() {
            Some(wrapped) => {
                // The generator itself yielded: that is the result of the awaitable.
                g.ag_running.set(false);
                this.set_state(State::Closed);
                if this.closing {
                    return Err(vm.runtime_error("async generator ignored GeneratorExit"));
                }
                Ok(SendResult::Return(wrapped.value))
            }
            None => Ok(SendResult::Yield(value)),
        },
        Ok(SendResult::Return(_)) => {
            g.ag_running.set(false);
            this.set_state(State::Closed);
            g.ag_closed.set(true);
            if this.closing {
                return Ok(SendResult::Return(Value::NONE));
            }
            Err(vm.raise_new(vm.exc().StopAsyncIteration, &[]))
        }
        Err(raised) => {
            g.ag_running.set(false);
            this.set_state(State::Closed);
            if g.is_finished() {
                g.ag_closed.set(true);
            }
            if this.closing
                && (vm.catch(vm.exc().StopAsyncIteration).is_some() || vm.catch(vm.exc().GeneratorExit).is_some())
            {
                return Ok(SendResult::Return(Value::NONE));
            }
            Err(raised)
        }
    }
}

fn send_step(vm: &Vm, this: Gc<PyAsyncGenStep>, value: Value) -> PyResult<SendResult> {
    let g = this.generator;
    let what = if this.closing {
        "aclose()"
    } else if this.exception.is_some() {
        "athrow()"
    } else {
        "__anext__()/asend()"
    };
    match this.state() {
        State::Closed => Err(vm.runtime_error(format!("cannot reuse already awaited {what}"))),
        State::Init => {
            if g.ag_running.get() {
                this.set_state(State::Closed);
                let name = if this.closing {
                    "aclose"
                } else if this.exception.is_some() {
                    "athrow"
                } else {
                    "anext"
                };
                return Err(vm.runtime_error(format!("{name}(): asynchronous generator is already running")));
            }
            if this.closing || this.exception.is_some() {
                if g.is_finished() || this.closing && g.ag_closed.get() {
                    this.set_state(State::Closed);
                    return if this.closing {
                        Ok(SendResult::Return(Value::NONE))
                    } else {
                        match this.exception {
                            Some(_) if g.ag_closed.get() => Err(vm.raise_new(vm.exc().StopAsyncIteration, &[])),
                            Some(e) => Err(vm.raise(e)),
                            None => Ok(SendResult::Return(Value::NONE)),
                        }
                    };
                }
                if !value.is_none() {
                    return Err(vm.runtime_error("can't send non-None value to a just-started coroutine"));
                }
                this.set_state(State::Iterating);
                g.ag_running.set(true);
                let exception = match this.exception {
                    Some(e) => e,
                    None => {
                        g.ag_closed.set(true);
                        vm.new_exception(vm.exc().GeneratorExit, &[])?
                    }
                };
                return advance(vm, this, Resume::Throw(exception));
            }
            if g.is_finished() {
                this.set_state(State::Closed);
                return Err(vm.raise_new(vm.exc().StopAsyncIteration, &[]));
            }
            this.set_state(State::Iterating);
            g.ag_running.set(true);
            let first = if value.is_none() { this.sent.unwrap_or(Value::NONE) } else { value };
            advance(vm, this, Resume::Send(first))
        }
        State::Iterating => advance(vm, this, Resume::Send(value)),
    }
}

#[pymethods]
impl AsyncGenStepType {
    fn __await__(this: Gc<PyAsyncGenStep>) -> Gc<PyAsyncGenStep> {
        this
    }
    fn __iter__(this: Gc<PyAsyncGenStep>) -> Gc<PyAsyncGenStep> {
        this
    }
    fn __next__(this: Gc<PyAsyncGenStep>, vm: &Vm) -> PyResult<Option<Value>> {
        deliver(vm, send_step(vm, this, Value::NONE)?).map(Some)
    }
    fn am_send(this: Gc<PyAsyncGenStep>, vm: &Vm, value: Value) -> PyResult<SendResult> {
        send_step(vm, this, value)
    }
    /// Resumes.
    fn send(this: Gc<PyAsyncGenStep>, vm: &Vm, arg: Value) -> PyResult {
        deliver(vm, send_step(vm, this, arg)?)
    }
    /// Raises an exception inside.
    #[pymethod(name = "throw")]
    fn throw_(this: Gc<PyAsyncGenStep>, vm: &Vm, args: Args) -> PyResult {
        if this.state() == State::Closed {
            return Err(vm.runtime_error("cannot reuse already awaited __anext__()/asend()"));
        }
        let exception = thrown(vm, args, "throw")?;
        this.set_state(State::Iterating);
        this.generator.ag_running.set(true);
        deliver(vm, advance(vm, this, Resume::Throw(exception))?)
    }
    /// Closes.
    fn close(this: Gc<PyAsyncGenStep>) {
        this.set_state(State::Closed);
    }
}

#[pymethods]
impl AsyncGeneratorMethods {
    fn __aiter__(this: Gc<PyGenerator>) -> Gc<PyGenerator> {
        this
    }
    fn __anext__(this: Gc<PyGenerator>, vm: &Vm) -> PyResult {
        step(vm, this, None, None, false)
    }
    fn __repr__(this: Gc<PyGenerator>) -> String {
        format!("<async_generator object {} at {:#x}>", this.qualname.get().to_string_lossy(), this.value().id())
    }
    fn __del__(this: Gc<PyGenerator>, vm: &Vm) -> PyResult<()> {
        if this.state.get() == GenState::Suspended
            && let Some(finalizer) = this.ag_finalizer.get()
        {
            vm.call(finalizer, &[this.value()])?;
        }
        Ok(())
    }
    /// An awaitable that resumes the generator with a value.
    fn asend(this: Gc<PyGenerator>, vm: &Vm, value: Value) -> PyResult {
        step(vm, this, Some(value), None, false)
    }
    /// An awaitable that raises an exception inside the generator.
    fn athrow(this: Gc<PyGenerator>, vm: &Vm, args: Args) -> PyResult {
        let exception = thrown(vm, args, "athrow")?;
        step(vm, this, None, Some(exception), false)
    }
    /// An awaitable that closes the generator.
    fn aclose(this: Gc<PyGenerator>, vm: &Vm) -> PyResult {
        step(vm, this, None, None, true)
    }
    /// `AsyncGenerator[...]`
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, item: Value) -> PyResult {
        super::generic_alias::new(vm, cls.value(), item)
    }
    #[getter]
    fn __name__(this: Gc<PyGenerator>) -> Gc<PyStr> {
        this.name.get()
    }
    #[getter]
    fn __qualname__(this: Gc<PyGenerator>) -> Gc<PyStr> {
        this.qualname.get()
    }
    #[getter]
    fn ag_code(this: Gc<PyGenerator>) -> Gc<PyCode> {
        this.code
    }
    #[getter]
    fn ag_frame(this: Gc<PyGenerator>, vm: &Vm) -> Option<Gc<PyFrame>> {
        super::generator_methods::frame_of(vm, this)
    }
    #[getter]
    fn ag_running(this: Gc<PyGenerator>) -> bool {
        this.ag_running.get()
    }
    #[getter]
    fn ag_suspended(this: Gc<PyGenerator>) -> bool {
        this.state.get() == GenState::Suspended
    }
    #[getter]
    fn ag_await(this: Gc<PyGenerator>, vm: &Vm) -> Option<Value> {
        delegate(vm, this)
    }
}
