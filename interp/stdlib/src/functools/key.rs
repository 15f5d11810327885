//! What `cmp_to_key` gives: called, it wraps an object; compared, it asks the comparison function.

use taipan_interp::native::*;

/// An object that a comparison function orders.
#[pyclass(name = "KeyWrapper", module = "functools", no_new, unhashable)]
pub struct KeyWrapper {
    /// The comparison function.
    pub cmp: Value,
    /// What is compared; nothing in the key function itself.
    #[member(writable, name = "obj")]
    pub object: Field<Option<Value>>,
}

#[pymethods]
impl KeyWrapper {
    fn __call__(&self, vm: &Vm, args: Args<'_>) -> PyResult<Obj<KeyWrapper>> {
        let given = args.pos.len() + args.kwvals.len();
        if given > 1 {
            return Err(vm.type_error(format!("K() takes at most 1 argument ({given} given)")));
        }
        let named = args.kwargs().find(|(name, _)| name.as_str() == Some("obj")).map(|(_, value)| value);
        match args.pos.first().copied().or(named) {
            Some(object) => vm.new_object(KeyWrapper { cmp: self.cmp, object: Field::new(Some(object)) }),
            None => Err(vm.type_error("K() missing required argument 'obj' (pos 1)")),
        }
    }

    /// How it is called.
    #[getter]
    fn __text_signature__(&self) -> &'static str {
        "(obj)"
    }

    fn richcompare(this: Obj<KeyWrapper>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(other) = other.cast::<Native<KeyWrapper>>() else {
            return Err(vm.type_error("other argument must be K instance"));
        };
        let (Some(a), Some(b)) = (this.object.get(), other.object.get()) else {
            return Err(vm.attribute_error("object"));
        };
        let order = vm.call(this.cmp, &[a, b])?;
        vm.compare(order, Value::small(0), op)
    }
}
