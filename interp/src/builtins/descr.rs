//! What all descriptors of native types have in common: `__name__`, `__qualname__`, `__objclass__`, `__doc__`,
//! `__text_signature__`, and `__reduce__`.

use super::getset::{PyGetSet, PyMember};
use super::prelude::*;
use super::wrapper::PyWrapper;
use crate::name;

/// The shared part of the descriptor types (see `#[pyclass(parts(…))]`).
pub struct DescrCommon;

impl PyName for DescrCommon {
    const NAME: &'static str = "descriptor";
}

/// A descriptor, taken apart.
struct Facts {
    name: String,
    qualname: Option<String>,
    owner: Option<Gc<PyType>>,
    doc: &'static str,
    text_signature: Option<&'static str>,
}

fn facts(this: Value) -> Facts {
    let none = Facts { name: String::new(), qualname: None, owner: None, doc: "", text_signature: None };
    if let Some(f) = this.cast::<PyNativeFunction>() {
        let owner = if f.is_builtin() { None } else { f.owner.get() };
        let (doc, text_signature) = (f.def.doc, f.def.text_signature);
        return Facts { name: f.def.name.into(), qualname: Some(f.qualname()), owner, doc, text_signature };
    }
    if let Some(g) = this.cast::<PyGetSet>() {
        return Facts { name: g.def.name.into(), owner: Some(g.owner), doc: g.def.doc, ..none };
    }
    if let Some(m) = this.cast::<PyMember>() {
        return Facts { name: m.name.to_string_lossy().into_owned(), owner: Some(m.owner), ..none };
    }
    if let Some(w) = this.cast::<PyWrapper>() {
        let text_signature = Some(w.def.text_signature).filter(|s| !s.is_empty());
        return Facts { name: w.def.name.into(), owner: Some(w.owner), doc: w.def.doc, text_signature, ..none };
    }
    none
}

#[pymethods]
impl DescrCommon {
    #[getter]
    fn __name__(this: Value) -> String {
        facts(this).name
    }

    #[getter]
    fn __qualname__(this: Value) -> String {
        let facts = facts(this);
        match (facts.qualname, facts.owner) {
            (Some(qualname), _) => qualname,
            (None, Some(owner)) => format!("{}.{}", owner.qualname.get().to_string_lossy(), facts.name),
            (None, None) => facts.name,
        }
    }

    #[getter]
    fn __objclass__(this: Value, vm: &Vm) -> PyResult<Gc<PyType>> {
        facts(this).owner.ok_or_else(|| {
            let class = vm.type_name(this);
            vm.attribute_error(format!("'{class}' object has no attribute '__objclass__'"))
        })
    }

    #[getter]
    fn __doc__(this: Value) -> Option<&'static str> {
        Some(facts(this).doc).filter(|doc| !doc.is_empty())
    }

    #[getter]
    fn __text_signature__(this: Value) -> Option<&'static str> {
        facts(this).text_signature
    }

    /// For pickle: getattr(class, name).
    fn __reduce__(this: Value, vm: &Vm) -> PyResult<(Value, (Option<Gc<PyType>>, String))> {
        let facts = facts(this);
        Ok((vm.builtin(name!("getattr"))?, (facts.owner, facts.name)))
    }
}
