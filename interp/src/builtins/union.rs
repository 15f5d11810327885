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
