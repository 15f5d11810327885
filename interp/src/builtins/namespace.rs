//! `types.SimpleNamespace`.

use super::prelude::*;
use super::support;

cell! {
    /// The layout of `types.SimpleNamespace` objects.
    pub struct PyNamespace: NAMESPACE, "types.SimpleNamespace" {
    }
}

/// A namespace with these attributes.
pub fn new(vm: &Vm, attributes: &[(&str, Value)]) -> PyResult<Gc<PyNamespace>> {
    let class = vm.types().namespace;
    let this = vm.alloc_instance(class, PyNamespace { header: PyNamespace::header(vm.instance_shape(class)) })?;
    for (name, value) in attributes {
        vm.set_instance_attr(this.value(), intern(name), *value)?;
    }
    Ok(this)
}

fn set_all(vm: &Vm, this: Gc<PyNamespace>, dict: Gc<PyDict>) -> PyResult<()> {
    let target = vm.instance_dict(this.value())?;
    vm.dict_merge(target, dict.value(), true)
}

/// A simple object with attributes: those of a mapping or of pairs, and the keyword arguments.
#[pyclass(
    name = "SimpleNamespace",
    module = "types",
    cell = PyNamespace,
    subclass,
    dict,
    unhashable,
    text_sig = "(mapping_or_iterable=(), /, **kwargs)"
)]
pub struct NamespaceType;

#[pymethods]
impl NamespaceType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let _ = args;
        let header = PyNamespace::header(vm.instance_shape(cls));
        Ok(vm.alloc_instance(cls, PyNamespace { header })?.value())
    }

    #[pyslot]
    fn __init__(this: Gc<PyNamespace>, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        check_positional(vm, &support::class_name(vm, this.value()), args.pos.len(), 0, 1)?;
        let dict = PyDict::new();
        if let [source] = args.pos {
            vm.dict_update(dict, *source)?;
            if dict.iter().any(|(key, _)| !key.is::<PyStr>()) {
                return Err(vm.type_error("keywords must be strings"));
            }
        }
        for (key, value) in args.kwargs() {
            vm.dict_set(dict, key.value(), value)?;
        }
        set_all(vm, this, dict)
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyNamespace>, vm: &Vm) -> PyResult {
        let dict = vm.instance_dict(this.value())?.value();
        Ok(PyTuple::new(&[vm.type_of(this.value()).value(), PyTuple::new(&[]).value(), dict]).value())
    }

    /// A copy with other values for some attributes.
    fn __replace__(this: Gc<PyNamespace>, vm: &Vm, args: Args<'_>) -> PyResult {
        if !args.pos.is_empty() {
            let n = args.pos.len();
            return Err(vm.type_error(format!("__replace__() takes no positional arguments ({n} given)")));
        }
        let class = vm.type_of(this.value()).value();
        let fresh = vm.call(class, &[])?;
        let Some(copy) = fresh.cast::<PyNamespace>() else {
            let (class, found) = (vm.type_of(this.value()).full_name(), vm.type_of(fresh).full_name());
            let message = format!("expect types.SimpleNamespace type, but {class}() returned '{found}' object");
            return Err(vm.type_error(message));
        };
        set_all(vm, copy, vm.instance_dict(this.value())?)?;
        let target = vm.instance_dict(copy.value())?;
        for (key, value) in args.kwargs() {
            vm.dict_set(target, key.value(), value)?;
        }
        Ok(fresh)
    }

    fn __repr__(this: Gc<PyNamespace>, vm: &Vm) -> PyResult {
        let class = vm.type_of(this.value());
        let name = if class == vm.types().namespace { "namespace".to_owned() } else { class.name_str() };
        let done = vm.with_repr_guard(this.value(), || {
            let mut out = format!("{name}(").into_bytes();
            let dict = vm.instance_dict(this.value())?;
            let (mut i, mut first) = (0, true);
            while let Some((at, entry)) = dict.next_entry(i) {
                i = at + 1;
                let (Some(key), Some(value)) = (entry.key, entry.value) else { continue };
                let Some(key) = key.cast::<PyStr>().filter(|k| !k.is_empty()) else { continue };
                if !first {
                    out.extend_from_slice(b", ");
                }
                first = false;
                out.extend_from_slice(key.as_bytes());
                out.push(b'=');
                out.extend_from_slice(vm.repr(value)?.as_bytes());
            }
            out.push(b')');
            support::text(&out)
        })?;
        done.map_or_else(|| support::text(format!("{name}(...)").as_bytes()), Ok)
    }

    fn richcompare(this: Gc<PyNamespace>, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        if !other.is::<PyNamespace>() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (a, b) = (vm.instance_dict(this.value())?, vm.instance_dict(other)?);
        vm.compare(a.value(), b.value(), op)
    }
}
