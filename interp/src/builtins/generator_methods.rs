//! `send`, `throw`, `close` and the attributes of generators and coroutines.

use super::generator::{Resume, delegate, kind_word, resume, send};
use super::prelude::*;
use crate::generator::GenState;
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

/// What `send` and `throw` give Python: the yielded value, or StopIteration with the returned one.
pub(super) fn deliver(vm: &Vm, result: SendResult) -> PyResult {
    match result {
        SendResult::Yield(value) => Ok(value),
        SendResult::Return(value) => Err(vm.stop_iteration(Some(value).filter(|v| !v.is_none()))),
    }
}

/// An exception just made, or the one that making it raised: that is then thrown instead.
fn made(vm: &Vm, exception: PyResult<Gc<PyException>>) -> PyResult<Gc<PyException>> {
    match exception {
        Ok(exception) => Ok(exception),
        Err(raised) => vm.take_raised().ok_or(raised),
    }
}

/// The exception that `throw(type_or_value[, value[, traceback]])` raises.
pub(super) fn thrown(vm: &Vm, args: Args<'_>, who: &str) -> PyResult<Gc<PyException>> {
    check_no_kwargs(vm, who, args)?;
    check_positional(vm, who, args.pos.len(), 1, 3)?;
    if args.pos.len() > 1 {
        vm.warn(
            vm.exc().DeprecationWarning,
            "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.",
        )?;
    }
    let (first, value, tb) = (
        args.pos[0],
        args.pos.get(1).copied().filter(|v| !v.is_none()),
        args.pos.get(2).copied().filter(|v| !v.is_none()),
    );
    if let Some(tb) = tb
        && !tb.is::<super::traceback::PyTraceback>()
    {
        return Err(vm.type_error("throw() third argument must be a traceback object"));
    }
    let exception = if let Some(class) = first.cast::<PyType>().filter(|c| c.has(ClassFlags::EXCEPTION_SUBCLASS)) {
        match value {
            Some(v) if v.cast::<PyException>().is_some_and(|_| vm.type_of(v).is_subclass(class)) => {
                crate::vm::expect(v)
            }
            Some(v) => match v.cast::<PyTuple>() {
                Some(t) => made(vm, vm.new_exception(class, t.as_slice()))?,
                None => made(vm, vm.new_exception(class, &[v]))?,
            },
            None => made(vm, vm.new_exception(class, &[]))?,
        }
    } else if let Some(exception) = first.cast::<PyException>() {
        if value.is_some() {
            return Err(vm.type_error("instance exception may not have a separate value"));
        }
        exception
    } else {
        return Err(vm.type_error(format!(
            "exceptions must be classes or instances deriving from BaseException, not {}",
            vm.type_name(first)
        )));
    };
    if let Some(tb) = tb {
        exception.traceback.set(Some(tb));
    }
    Ok(exception)
}

/// Raises `exception` inside `generator`, or in what it delegates to.
pub(super) fn throw(vm: &Vm, generator: Gc<PyGenerator>, exception: Gc<PyException>) -> PyResult<SendResult> {
    match generator.state.get() {
        GenState::Running => return Err(vm.value_error(format!("{} already executing", kind_word(generator)))),
        GenState::Finished => {
            if taipan_object::Gc::header(&generator).shape.get() == shape::COROUTINE {
                return Err(vm.runtime_error("cannot reuse already awaited coroutine"));
            }
            return Err(vm.raise(exception));
        }
        GenState::Created => {
            // Never started: it ends at once, with a traceback entry at its first line.
            return resume(vm, generator, Resume::Throw(exception));
        }
        GenState::Suspended => {}
    }
    let Some(inner) = delegate(vm, generator) else { return resume(vm, generator, Resume::Throw(exception)) };
    if vm.type_of(exception.value()).is_subclass(vm.exc().GeneratorExit) {
        generator.state.set(GenState::Running);
        let closed = close_any(vm, inner);
        generator.state.set(GenState::Suspended);
        if closed.is_err() {
            let raised = vm.raised();
            vm.take_raised();
            return resume(vm, generator, Resume::Throw(raised));
        }
        return resume(vm, generator, Resume::Throw(exception));
    }
    generator.state.set(GenState::Running);
    let result = throw_any(vm, inner, exception);
    generator.state.set(GenState::Suspended);
    match result {
        Ok(Some(SendResult::Yield(value))) => Ok(SendResult::Yield(value)),
        Ok(Some(SendResult::Return(value))) => finish_delegation(vm, generator, value),
        Ok(None) => resume(vm, generator, Resume::Throw(exception)),
        Err(Raised) => {
            let raised = vm.raised();
            vm.take_raised();
            resume(vm, generator, Resume::Throw(raised))
        }
    }
}

/// The delegate returned `value`: the generator goes on behind its `yield from`.
fn finish_delegation(vm: &Vm, generator: Gc<PyGenerator>, value: Value) -> PyResult<SendResult> {
    // StopIteration raised at the YIELD_VALUE reaches CLEANUP_THROW, which continues with its value.
    let stop = vm.new_exception(vm.exc().StopIteration, &[value])?;
    resume(vm, generator, Resume::Throw(stop))
}

/// `throw` on any delegate; `None` = it has no such method.
fn throw_any(vm: &Vm, inner: Value, exception: Gc<PyException>) -> PyResult<Option<SendResult>> {
    if let Some(generator) = inner.cast::<PyGenerator>()
        && taipan_object::Gc::header(&generator).shape.get() != shape::ASYNC_GENERATOR
    {
        return throw(vm, generator, exception).map(Some);
    }
    let Some(method) = vm.get_attr_opt(inner, name!("throw"))? else { return Ok(None) };
    match vm.call(method, &[exception.value()]) {
        Ok(value) => Ok(Some(SendResult::Yield(value))),
        Err(raised) => match vm.catch(vm.exc().StopIteration) {
            Some(stop) => Ok(Some(SendResult::Return(stop.extra(0).unwrap_or(Value::NONE)))),
            None => Err(raised),
        },
    }
}

fn close_any(vm: &Vm, inner: Value) -> PyResult<()> {
    if let Some(generator) = inner.cast::<PyGenerator>()
        && taipan_object::Gc::header(&generator).shape.get() != shape::ASYNC_GENERATOR
    {
        return close(vm, generator).map(|_| ());
    }
    match vm.get_attr_opt(inner, name!("close")) {
        Ok(Some(method)) => vm.call(method, &[]).map(drop),
        Ok(None) => Ok(()),
        Err(Raised) => {
            // The generator is being closed anyway: whoever cannot even say how it is closed does not stop that.
            vm.write_unraisable(Some(inner), "Exception ignored in");
            Ok(())
        }
    }
}

/// `generator.close()`.
pub(super) fn close(vm: &Vm, generator: Gc<PyGenerator>) -> PyResult {
    match generator.state.get() {
        GenState::Created => {
            generator.state.set(GenState::Finished);
            generator.saved.set(None);
            return Ok(Value::NONE);
        }
        GenState::Finished => return Ok(Value::NONE),
        GenState::Running => return Err(vm.value_error(format!("{} already executing", kind_word(generator)))),
        GenState::Suspended => {}
    }
    let exit = vm.new_exception(vm.exc().GeneratorExit, &[])?;
    match throw(vm, generator, exit) {
        Ok(SendResult::Yield(_)) => Err(vm.runtime_error(format!("{} ignored GeneratorExit", kind_word(generator)))),
        Ok(SendResult::Return(value)) => Ok(value),
        Err(raised) => {
            if vm.catch(vm.exc().GeneratorExit).is_some() || vm.catch(vm.exc().StopIteration).is_some() {
                Ok(Value::NONE)
            } else {
                Err(raised)
            }
        }
    }
}

/// The frame object of a generator that has not ended.
pub(super) fn frame_of(vm: &Vm, this: Gc<PyGenerator>) -> Option<Gc<PyFrame>> {
    if this.is_finished() {
        return None;
    }
    if let Some(frame) = this.frame.get() {
        return Some(frame);
    }
    let frame = vm.thread().activations().iter().find(|a| a.generator.get() == Some(this));
    match frame {
        Some(frame) => Some(vm.frame_object(frame)),
        None => Some(vm.suspended_frame_object(this)),
    }
}

fn set_name(vm: &Vm, field: &Field<Gc<PyStr>>, value: Option<Value>, what: &str) -> PyResult<()> {
    match value.and_then(|v| v.cast::<PyStr>()) {
        Some(s) => {
            field.set(s);
            Ok(())
        }
        None => Err(vm.type_error(format!("{what} must be set to a string object"))),
    }
}

part!(GeneratorMethods, "generator");
#[pymethods]
impl GeneratorMethods {
    fn __iter__(this: Gc<PyGenerator>) -> Gc<PyGenerator> {
        this
    }

    fn __next__(this: Gc<PyGenerator>, vm: &Vm) -> PyResult<Option<Value>> {
        match send(vm, this, Value::NONE)? {
            SendResult::Yield(value) => Ok(Some(value)),
            SendResult::Return(value) if value.is_none() => Ok(None),
            SendResult::Return(value) => Err(vm.stop_iteration(Some(value))),
        }
    }

    fn __repr__(this: Gc<PyGenerator>) -> String {
        format!("<generator object {} at {:#x}>", this.qualname.get().to_string_lossy(), this.value().id())
    }

    fn __del__(this: Gc<PyGenerator>, vm: &Vm) -> PyResult<()> {
        if this.state.get() == GenState::Suspended { close(vm, this).map(|_| ()) } else { Ok(()) }
    }

    /// Resumes the generator with a value for its yield expression.
    #[pymethod(name = "send")]
    fn send_(this: Gc<PyGenerator>, vm: &Vm, arg: Value) -> PyResult {
        deliver(vm, send(vm, this, arg)?)
    }

    /// Raises an exception where the generator is suspended.
    #[pymethod(name = "throw")]
    fn throw_(this: Gc<PyGenerator>, vm: &Vm, args: Args) -> PyResult {
        let exception = thrown(vm, args, "throw")?;
        deliver(vm, throw(vm, this, exception)?)
    }

    /// Raises GeneratorExit where the generator is suspended.
    #[pymethod(name = "close")]
    fn close_(this: Gc<PyGenerator>, vm: &Vm) -> PyResult {
        close(vm, this)
    }

    /// `Generator[...]`
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, item: Value) -> PyResult {
        super::generic_alias::new(vm, cls.value(), item)
    }

    #[getter]
    fn __name__(this: Gc<PyGenerator>) -> Gc<PyStr> {
        this.name.get()
    }
    #[setter]
    fn set___name__(this: Gc<PyGenerator>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        set_name(vm, &this.name, value, "__name__")
    }
    #[getter]
    fn __qualname__(this: Gc<PyGenerator>) -> Gc<PyStr> {
        this.qualname.get()
    }
    #[setter]
    fn set___qualname__(this: Gc<PyGenerator>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        set_name(vm, &this.qualname, value, "__qualname__")
    }
    #[getter]
    fn gi_code(this: Gc<PyGenerator>) -> Gc<PyCode> {
        this.code
    }
    #[getter]
    fn gi_frame(this: Gc<PyGenerator>, vm: &Vm) -> Option<Gc<PyFrame>> {
        frame_of(vm, this)
    }
    #[getter]
    fn gi_running(this: Gc<PyGenerator>) -> bool {
        this.state.get() == GenState::Running
    }
    #[getter]
    fn gi_suspended(this: Gc<PyGenerator>) -> bool {
        this.state.get() == GenState::Suspended
    }
    #[getter]
    fn gi_yieldfrom(this: Gc<PyGenerator>, vm: &Vm) -> Option<Value> {
        delegate(vm, this)
    }
}

part!(CoroutineMethods, "coroutine");
#[pymethods]
impl CoroutineMethods {
    fn __await__(this: Gc<PyGenerator>) -> Value {
        alloc(PyCoroutineWrapper { header: PyCoroutineWrapper::header(wrapper_shape()), coroutine: this }).value()
    }

    fn __repr__(this: Gc<PyGenerator>) -> String {
        format!("<coroutine object {} at {:#x}>", this.qualname.get().to_string_lossy(), this.value().id())
    }

    fn __del__(this: Gc<PyGenerator>, vm: &Vm) -> PyResult<()> {
        match this.state.get() {
            GenState::Suspended => close(vm, this).map(|_| ()),
            GenState::Created => vm.warn(
                vm.exc().RuntimeWarning,
                &format!("coroutine '{}' was never awaited", this.qualname.get().to_string_lossy()),
            ),
            _ => Ok(()),
        }
    }

    /// Resumes the coroutine with a value.
    #[pymethod(name = "send")]
    fn send_(this: Gc<PyGenerator>, vm: &Vm, arg: Value) -> PyResult {
        deliver(vm, send(vm, this, arg)?)
    }

    /// Raises an exception where the coroutine is suspended.
    #[pymethod(name = "throw")]
    fn throw_(this: Gc<PyGenerator>, vm: &Vm, args: Args) -> PyResult {
        let exception = thrown(vm, args, "throw")?;
        deliver(vm, throw(vm, this, exception)?)
    }

    /// Raises GeneratorExit where the coroutine is suspended.
    #[pymethod(name = "close")]
    fn close_(this: Gc<PyGenerator>, vm: &Vm) -> PyResult {
        close(vm, this)
    }

    /// `Coroutine[...]`
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, item: Value) -> PyResult {
        super::generic_alias::new(vm, cls.value(), item)
    }

    #[getter]
    fn __name__(this: Gc<PyGenerator>) -> Gc<PyStr> {
        this.name.get()
    }
    #[setter]
    fn set___name__(this: Gc<PyGenerator>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        set_name(vm, &this.name, value, "__name__")
    }
    #[getter]
    fn __qualname__(this: Gc<PyGenerator>) -> Gc<PyStr> {
        this.qualname.get()
    }
    #[setter]
    fn set___qualname__(this: Gc<PyGenerator>, vm: &Vm, value: Option<Value>) -> PyResult<()> {
        set_name(vm, &this.qualname, value, "__qualname__")
    }
    #[getter]
    fn cr_code(this: Gc<PyGenerator>) -> Gc<PyCode> {
        this.code
    }
    #[getter]
    fn cr_frame(this: Gc<PyGenerator>, vm: &Vm) -> Option<Gc<PyFrame>> {
        frame_of(vm, this)
    }
    #[getter]
    fn cr_running(this: Gc<PyGenerator>) -> bool {
        this.state.get() == GenState::Running
    }
    #[getter]
    fn cr_suspended(this: Gc<PyGenerator>) -> bool {
        this.state.get() == GenState::Suspended
    }
    #[getter]
    fn cr_await(this: Gc<PyGenerator>, vm: &Vm) -> Option<Value> {
        delegate(vm, this)
    }
    #[getter]
    fn cr_origin(this: Gc<PyGenerator>) -> Option<Value> {
        this.origin.get()
    }
}

cell! {
    /// The layout of `coroutine_wrapper` objects: what `coroutine.__await__()` gives.
    pub struct PyCoroutineWrapper: COROUTINE_WRAPPER, "coroutine_wrapper" {
        /// The coroutine.
        coroutine: Gc<PyGenerator>,
    }
}

/// The iterator that a coroutine's `__await__` gives.
#[pyclass(name = "coroutine_wrapper", cell = PyCoroutineWrapper, no_new)]
pub struct CoroutineWrapperType;

fn wrapper_shape() -> u32 {
    let vm = crate::vm::current();
    vm.instance_shape(vm.class::<CoroutineWrapperType>())
}

#[pymethods]
impl CoroutineWrapperType {
    fn __iter__(this: Gc<PyCoroutineWrapper>) -> Gc<PyCoroutineWrapper> {
        this
    }
    fn __next__(this: Gc<PyCoroutineWrapper>, vm: &Vm) -> PyResult<Option<Value>> {
        deliver(vm, send(vm, this.coroutine, Value::NONE)?).map(Some)
    }
    /// Resumes the coroutine with a value.
    #[pymethod(name = "send")]
    fn send_(this: Gc<PyCoroutineWrapper>, vm: &Vm, arg: Value) -> PyResult {
        deliver(vm, send(vm, this.coroutine, arg)?)
    }
    /// Raises an exception where the coroutine is suspended.
    #[pymethod(name = "throw")]
    fn throw_(this: Gc<PyCoroutineWrapper>, vm: &Vm, args: Args) -> PyResult {
        let exception = thrown(vm, args, "throw")?;
        deliver(vm, throw(vm, this.coroutine, exception)?)
    }
    /// Raises GeneratorExit where the coroutine is suspended.
    #[pymethod(name = "close")]
    fn close_(this: Gc<PyCoroutineWrapper>, vm: &Vm) -> PyResult {
        close(vm, this.coroutine)
    }
}
