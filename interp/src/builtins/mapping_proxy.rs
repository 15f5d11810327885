//! `mappingproxy`: a read-only view of a mapping; everything is passed on to it.

use super::prelude::*;
use super::support;

cell! {
    /// The layout of `mappingproxy` objects.
    pub struct PyMappingProxy: MAPPING_PROXY, "mappingproxy" {
        /// What is viewed.
        mapping: Value,
    }
}

/// A read-only view of `mapping`.
pub fn new(mapping: Value) -> Value {
    alloc(PyMappingProxy { header: PyMappingProxy::header(shape::MAPPING_PROXY), mapping }).value()
}

/// What a proxy stands for; other values stand for themselves.
fn unwrap(value: Value) -> Value {
    value.cast::<PyMappingProxy>().map_or(value, |proxy| proxy.mapping)
}

/// A read-only view of a mapping.
#[pyclass(name = "mappingproxy", cell = PyMappingProxy, mapping, text_sig = "(mapping)")]
pub struct MappingProxyType;

#[pymethods]
impl MappingProxyType {
    #[pyslot(sig = "(mapping)")]
    fn __new__(_cls: Gc<PyType>, vm: &Vm, mapping: Value) -> PyResult {
        let sequence = mapping.is::<PyList>() || mapping.is::<PyTuple>();
        if sequence || vm.slots_of(mapping).getitem.is_none() {
            let found = support::class_name(vm, mapping);
            return Err(vm.type_error(format!("mappingproxy() argument must be a mapping, not {found}")));
        }
        Ok(new(mapping))
    }

    /// The value for a key, or the default.
    #[pymethod(sig = "(key, default=None, /)")]
    fn get(this: Gc<PyMappingProxy>, vm: &Vm, key: Value, default: Value) -> PyResult {
        vm.call_method(this.mapping, "get", &[key, default])
    }

    /// What the mapping's keys() gives.
    fn keys(this: Gc<PyMappingProxy>, vm: &Vm) -> PyResult {
        vm.call_method(this.mapping, "keys", &[])
    }

    /// What the mapping's values() gives.
    fn values(this: Gc<PyMappingProxy>, vm: &Vm) -> PyResult {
        vm.call_method(this.mapping, "values", &[])
    }

    /// What the mapping's items() gives.
    fn items(this: Gc<PyMappingProxy>, vm: &Vm) -> PyResult {
        vm.call_method(this.mapping, "items", &[])
    }

    /// What the mapping's copy() gives.
    fn copy(this: Gc<PyMappingProxy>, vm: &Vm) -> PyResult {
        vm.call_method(this.mapping, "copy", &[])
    }

    /// A reverse iterator over the mapping.
    fn __reversed__(this: Gc<PyMappingProxy>, vm: &Vm) -> PyResult {
        vm.call_method(this.mapping, "__reversed__", &[])
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }

    fn __repr__(this: Gc<PyMappingProxy>, vm: &Vm) -> PyResult {
        let mut out = b"mappingproxy(".to_vec();
        out.extend_from_slice(vm.repr(this.mapping)?.as_bytes());
        out.push(b')');
        support::text(&out)
    }

    fn __str__(this: Gc<PyMappingProxy>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        vm.str(this.mapping)
    }

    fn __hash__(this: Gc<PyMappingProxy>, vm: &Vm) -> PyResult<i64> {
        vm.hash(this.mapping)
    }

    fn __len__(this: Gc<PyMappingProxy>, vm: &Vm) -> PyResult<usize> {
        vm.len(this.mapping)
    }

    fn __iter__(this: Gc<PyMappingProxy>, vm: &Vm) -> PyResult {
        vm.iter(this.mapping)
    }

    fn __contains__(this: Gc<PyMappingProxy>, vm: &Vm, key: Value) -> PyResult<bool> {
        vm.contains(this.mapping, key)
    }

    fn __getitem__(this: Gc<PyMappingProxy>, vm: &Vm, key: Value) -> PyResult {
        vm.get_item(this.mapping, key)
    }

    fn richcompare(this: Gc<PyMappingProxy>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        vm.compare(this.mapping, other, op)
    }

    fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(crate::protocol::BinOp::Or, unwrap(a), unwrap(b))
    }

    fn __ior__(this: Gc<PyMappingProxy>, vm: &Vm, _other: Value) -> PyResult {
        let name = support::class_name(vm, this.value());
        Err(vm.type_error(format!("'|=' is not supported by {name}; use '|' instead")))
    }
}
