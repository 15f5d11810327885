//! `types.GenericAlias`.

use super::prelude::*;

cell! {
    /// The layout of `types.GenericAlias` objects.
    pub struct PyGenericAlias: GENERIC_ALIAS, "types.GenericAlias" {
        /// See the type.
        origin: Value,
        /// See the type.
        args: Field<Gc<PyTuple>>,
        /// See the type.
        parameters: Field<Option<Gc<PyTuple>>>,
        /// See the type.
        starred: Cell<bool>,
    }
}

/// A parametrized generic such as list[int].
#[pyclass(name = "GenericAlias", cell = PyGenericAlias, subclass, weakref)]
pub struct GenericAliasType;

#[pymethods]
impl GenericAliasType {}

/// `origin[args]` as a GenericAlias.
pub fn new(_vm: &Vm, origin: Value, args: Value) -> PyResult {
    let args = args.cast::<PyTuple>().unwrap_or_else(|| PyTuple::new(&[args]));
    Ok(alloc(PyGenericAlias {
        header: PyGenericAlias::header(shape::GENERIC_ALIAS),
        origin,
        args: Field::new(args),
        parameters: Field::new(None),
        starred: Cell::new(false),
    })
    .value())
}
