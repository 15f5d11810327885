//! Values that are computed when they are first asked for, and the functions that compute them: bounds, constraints, defaults, alias values.

use crate::builtins::generic_subst::push_type_repr;
use crate::builtins::prelude::*;
use crate::builtins::support;

/// `annotationlib.Format.STRING`.
const FORMAT_STRING: i32 = 4;

/// A value or the function that computes it.
#[derive(Trace)]
pub struct Lazy {
    value: Field<Option<Value>>,
    evaluator: Field<Option<Value>>,
}

impl Lazy {
    /// A value that is known, or none.
    pub fn known(value: Option<Value>) -> Lazy {
        Lazy { value: Field::new(value), evaluator: Field::new(None) }
    }

    /// A value that `evaluator` will compute.
    pub fn computed(evaluator: Option<Value>) -> Lazy {
        Lazy { value: Field::new(None), evaluator: Field::new(evaluator) }
    }

    /// Sets the function that computes the value.
    pub fn set_evaluator(&self, evaluator: Value) {
        self.evaluator.set(Some(evaluator));
    }

    /// The value, computed now if necessary; `None`: there is none.
    pub fn get(&self, vm: &Vm) -> PyResult<Option<Value>> {
        if let Some(value) = self.value.get() {
            return Ok(Some(value));
        }
        let Some(evaluator) = self.evaluator.get() else { return Ok(None) };
        let value = vm.call(evaluator, &[Value::int(1)])?;
        self.value.set(Some(value));
        Ok(Some(value))
    }

    /// Whether a function computes the value.
    pub fn is_computed(&self) -> bool {
        self.evaluator.get().is_some()
    }

    /// The function that computes the value: an object around a known value; None if there is no value.
    pub fn evaluator(&self, vm: &Vm) -> PyResult {
        if let Some(evaluator) = self.evaluator.get() {
            return Ok(evaluator);
        }
        match self.value.get() {
            Some(value) => Ok(vm.new_object(ConstEvaluator { value })?.value()),
            None => Ok(Value::NONE),
        }
    }
}

/// What "computes" a value that is known: it can give it as a string too.
#[pyclass(name = "_ConstEvaluator", module = "_typing", no_new)]
pub struct ConstEvaluator {
    value: Value,
}

#[pymethods]
impl ConstEvaluator {
    #[pyslot(sig = "(format)")]
    fn __call__(&self, vm: &Vm, format: i32) -> PyResult {
        if format != FORMAT_STRING {
            return Ok(self.value);
        }
        let mut out = Vec::new();
        match self.value.cast::<PyTuple>() {
            None => push_type_repr(vm, &mut out, self.value)?,
            Some(items) => {
                out.push(b'(');
                for (i, &item) in items.as_slice().iter().enumerate() {
                    if i > 0 {
                        out.extend_from_slice(b", ");
                    }
                    push_type_repr(vm, &mut out, item)?;
                }
                out.push(b')');
            }
        }
        support::text(&out)
    }

    fn __repr__(&self, vm: &Vm) -> PyResult {
        let mut out = b"<constevaluator ".to_vec();
        out.extend_from_slice(vm.repr(self.value)?.as_bytes());
        out.push(b'>');
        support::text(&out)
    }
}
