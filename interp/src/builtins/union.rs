//! `typing.Union`.

use super::prelude::*;

cell! {
    /// The layout of `typing.Union` objects.
    pub struct PyUnion: UNION, "typing.Union" {
        /// See the type.
        args: Gc<PyTuple>,
        /// See the type.
        parameters: Field<Option<Gc<PyTuple>>>,
    }
}

/// A union of types such as int | str.
#[pyclass(name = "Union", cell = PyUnion, weakref)]
pub struct UnionType;

#[pymethods]
impl UnionType {}

/// `a | b` of types, generics, None and unions; NotImplemented for anything else.
pub fn or(vm: &Vm, a: Value, b: Value) -> PyResult {
    let fits = |v: Value| {
        v.is_none() || v.is::<PyType>() || v.is::<super::generic_alias::PyGenericAlias>() || v.is::<PyUnion>()
    };
    if !fits(a) || !fits(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let all = PyList::new(&[]);
    for part in [a, b] {
        let single = [if part.is_none() { vm.types().none.value() } else { part }];
        let union = part.cast::<PyUnion>();
        for &item in union.as_ref().map_or(&single[..], |u| u.args.as_slice()) {
            let mut known = false;
            for &other in all.items.as_slice() {
                known |= vm.equal(item, other)?;
            }
            if !known {
                all.items.push(item);
            }
        }
    }
    if all.items.len() == 1 {
        return Ok(all.items.as_slice()[0]);
    }
    let args = PyTuple::new(all.items.as_slice());
    Ok(alloc(PyUnion { header: PyUnion::header(shape::UNION), args, parameters: Field::new(None) }).value())
}
