//! `property`.

use super::prelude::*;

cell! {
    /// The layout of `property` objects.
    pub struct PyProperty: PROPERTY, "property" {
        /// See the type.
        getter: Field<Option<Value>>,
        /// See the type.
        setter: Field<Option<Value>>,
        /// See the type.
        deleter: Field<Option<Value>>,
        /// See the type.
        doc: Field<Option<Value>>,
        /// See the type.
        name: Field<Option<Value>>,
        /// See the type.
        doc_from_getter: Cell<bool>,
    }
}

/// A computed attribute.
#[pyclass(name = "property", cell = PyProperty, subclass)]
pub struct PropertyType;

#[pymethods]
impl PropertyType {}

/// A descriptor that reads item `i` of a tuple: a field of a named record.
pub fn item_getter(vm: &Vm, i: usize) -> PyResult {
    let _ = vm;
    let shape = vm.instance_shape(vm.class::<ItemGetterType>());
    Ok(alloc(PyItemGetter { header: PyItemGetter::header(shape), index: i }).value())
}

cell! {
    /// The layout of item getters (internal).
    pub struct PyItemGetter: STRUCT_SEQ, "member_descriptor" {
        /// The item's position.
        index: usize,
    }
}

/// A field of a named record.
#[pyclass(name = "member_descriptor", cell = PyItemGetter, no_new)]
pub struct ItemGetterType;

#[pymethods]
impl ItemGetterType {
    fn __get__(this: Gc<PyItemGetter>, vm: &Vm, instance: Option<Value>, owner: Option<Value>) -> PyResult {
        let _ = owner;
        match instance {
            None => Ok(this.value()),
            Some(instance) => match instance.cast::<PyTuple>().and_then(|t| t.as_slice().get(this.index).copied()) {
                Some(item) => Ok(item),
                None => Err(vm.type_error("descriptor does not apply to this object")),
            },
        }
    }

    fn __set__(this: Gc<PyItemGetter>, vm: &Vm, instance: Value, value: Option<Value>) -> PyResult<()> {
        let _ = (this, instance, value);
        Err(vm.attribute_error("readonly attribute"))
    }
}
