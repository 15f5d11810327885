//! `_tuplegetter`: the descriptor behind the fields of named tuples.

use taipan_interp::builtins::support;
use taipan_interp::native::*;

/// Gives one item of a tuple as an attribute.
#[pyclass(name = "_tuplegetter", module = "collections")]
pub struct TupleGetter {
    index: isize,
    #[member(writable, name = "__doc__")]
    doc: Field<Option<Value>>,
}

#[pymethods]
impl TupleGetter {
    #[pyslot(sig = "(index, doc, /)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, index: isize, doc: Value) -> PyResult<Obj<TupleGetter>> {
        vm.new_native(cls, TupleGetter { index, doc: Field::new(Some(doc)) })
    }

    fn __get__(this: Obj<TupleGetter>, vm: &Vm, object: Option<Value>, _class: Option<Value>) -> PyResult {
        let Some(object) = object.filter(|object| !object.is_none()) else { return Ok(this.value()) };
        let Some(tuple) = object.cast::<PyTuple>() else {
            let (index, found) = (this.index, vm.type_name(object));
            return Err(vm.type_error(format!(
                "descriptor for index '{index}' for tuple subclasses doesn't apply to '{found}' object"
            )));
        };
        match usize::try_from(this.index).ok().and_then(|i| tuple.as_slice().get(i)) {
            Some(&item) => Ok(item),
            None => Err(vm.index_error("tuple index out of range")),
        }
    }

    fn __set__(&self, vm: &Vm, _object: Value, value: Option<Value>) -> PyResult<()> {
        let how = if value.is_some() { "set" } else { "delete" };
        Err(vm.attribute_error(format!("can't {how} attribute")))
    }

    /// For pickling.
    fn __reduce__(this: Obj<TupleGetter>, vm: &Vm) -> Value {
        let doc = this.doc.get().unwrap_or(Value::NONE);
        let args = PyTuple::new(&[Value::int(this.index as i64), doc]).value();
        PyTuple::new(&[vm.type_of(this.value()).value(), args]).value()
    }

    fn __repr__(this: Obj<TupleGetter>, vm: &Vm) -> PyResult {
        let mut out = format!("{}({}, ", support::class_name(vm, this.value()), this.index).into_bytes();
        out.extend_from_slice(vm.repr(this.doc.get().unwrap_or(Value::NONE))?.as_bytes());
        out.push(b')');
        support::text(&out)
    }
}
