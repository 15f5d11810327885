//! Attribute access for builtin objects that keep a dict of attributes in a field: functions and modules.

use super::prelude::*;

/// `object.name` by the usual rules, with `dict` as the object's own attributes; `None` if there is no such attribute.
pub fn get(vm: &Vm, object: Value, dict: Option<Gc<PyDict>>, name: Gc<PyStr>) -> PyResult<Option<Value>> {
    let name = PyStr::intern(name);
    let class = vm.type_of(object);
    let found = class.lookup(name);
    let getter = found.filter(|f| f.is_cell()).and_then(|f| vm.slots_of(f).descr_get);
    if let (Some(found), Some(get)) = (found, getter)
        && vm.slots_of(found).descr_set.is_some()
    {
        return get(vm, found, Some(object), Some(class.value())).map(Some);
    }
    if let Some(value) = dict.and_then(|d| d.get_str(name)) {
        return Ok(Some(value));
    }
    match (found, getter) {
        (Some(found), Some(get)) => get(vm, found, Some(object), Some(class.value())).map(Some),
        (found, _) => Ok(found),
    }
}

/// `object.name = value` or `del object.name` by the usual rules; false if there is nothing to delete.
pub fn set(vm: &Vm, object: Value, dict: Gc<PyDict>, name: Gc<PyStr>, value: Option<Value>) -> PyResult<bool> {
    let name = PyStr::intern(name);
    if let Some(found) = vm.type_of(object).lookup(name)
        && let Some(set) = vm.slots_of(found).descr_set
    {
        return set(vm, found, object, value).map(|()| true);
    }
    match value {
        Some(value) => {
            dict.set_str(name, value);
            Ok(true)
        }
        None => Ok(dict.remove_str(name).is_some()),
    }
}
