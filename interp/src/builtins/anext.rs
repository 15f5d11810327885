//! `anext(iterator, default)`: the awaitable that gives the default when the iterator is exhausted.

use super::prelude::*;
use crate::builtins::generator::get_awaitable;

/// Awaits the next item; the end of the iteration becomes the default.
#[pyclass(name = "anext_awaitable", module = "builtins", no_new)]
pub struct AnextAwaitable {
    awaitable: Value,
    default: Value,
}

/// The object for `awaitable` and `default`.
pub fn new(vm: &Vm, awaitable: Value, default: Value) -> PyResult {
    Ok(vm.new_object(AnextAwaitable { awaitable, default })?.value())
}

impl AnextAwaitable {
    /// What the awaitable iterates over.
    fn iterator(&self, vm: &Vm) -> PyResult {
        let found = get_awaitable(vm, self.awaitable, 0)?;
        if vm.slots_of(found).iternext.is_some() {
            return Ok(found);
        }
        // A coroutine is iterated through its wrapper.
        let Some(await_) = vm.slots_of(found).await_ else {
            let class = vm.type_name(found);
            return Err(vm.type_error(format!("object {class} can't be used in 'await' expression")));
        };
        let iterator = await_(vm, found)?;
        if vm.slots_of(iterator).iternext.is_none() {
            let class = vm.type_name(iterator);
            return Err(vm.type_error(format!("__await__() returned non-iterator of type '{class}'")));
        }
        Ok(iterator)
    }

    fn finish(&self, vm: &Vm, result: PyResult) -> PyResult {
        match result {
            Err(raised) => match vm.catch(vm.exc().StopAsyncIteration) {
                Some(_) => Err(vm.stop_iteration(Some(self.default))),
                None => Err(raised),
            },
            result => result,
        }
    }
}

#[pymethods]
impl AnextAwaitable {
    fn __await__(this: Obj<AnextAwaitable>) -> Value {
        this.value()
    }

    fn __iter__(this: Obj<AnextAwaitable>) -> Value {
        this.value()
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        let iterator = self.iterator(vm)?;
        let Some(next) = vm.slots_of(iterator).iternext else { return Ok(None) };
        let result = match next(vm, iterator) {
            Ok(None) => return Ok(None),
            Ok(Some(value)) => Ok(value),
            Err(raised) => Err(raised),
        };
        self.finish(vm, result).map(Some)
    }

    /// Sends a value into the awaitable.
    fn send(&self, vm: &Vm, arg: Value) -> PyResult {
        let iterator = self.iterator(vm)?;
        let result = vm.call_method(iterator, "send", &[arg]);
        self.finish(vm, result)
    }

    /// Raises an exception inside the awaitable.
    #[pymethod(sig = "(*args)")]
    fn throw(&self, vm: &Vm, args: &[Value]) -> PyResult {
        let iterator = self.iterator(vm)?;
        let result = vm.call_method(iterator, "throw", args);
        self.finish(vm, result)
    }

    /// Closes the awaitable.
    fn close(&self, vm: &Vm) -> PyResult {
        let iterator = self.iterator(vm)?;
        let result = vm.call_method(iterator, "close", &[]);
        self.finish(vm, result)
    }
}
