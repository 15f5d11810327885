//! `Template` and `Interpolation` (PEP 750): what t-strings make.

use super::prelude::*;
use super::support;

/// Text with values to be put in: a t-string.
#[pyclass(name = "Template", module = "string.templatelib")]
pub struct Template {
    /// One more than there are interpolations.
    strings: Gc<PyTuple>,
    interpolations: Gc<PyTuple>,
}

/// A value in a t-string, with its expression, conversion and format.
#[pyclass(name = "Interpolation", module = "string.templatelib")]
pub struct Interpolation {
    value: Value,
    expression: Value,
    conversion: Value,
    format_spec: Value,
}

/// The pieces of a t-string one after the other.
#[pyclass(name = "TemplateIter", module = "string.templatelib", no_new)]
pub struct TemplateIter {
    template: Obj<Template>,
    /// Twice the index of the next string, plus one if the next interpolation comes first.
    next: Cell<usize>,
}

fn concat(a: Value, b: Value) -> PyResult {
    match (a.cast::<PyStr>(), b.cast::<PyStr>()) {
        (Some(a), Some(b)) => Ok(PyStr::concat(a, b)?.value()),
        _ => Ok(a),
    }
}

#[pymethods]
impl Template {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Template>> {
        if args.has_kwargs() {
            return Err(vm.type_error("Template.__new__ only accepts *args arguments"));
        }
        let (strings, interpolations) = (PyList::new(&[]), PyList::new(&[]));
        let mut last: Option<Value> = None;
        for &arg in args.pos {
            if arg.is::<PyStr>() {
                last = Some(match last {
                    None => arg,
                    Some(text) => concat(text, arg)?,
                });
            } else if arg.is::<Native<Interpolation>>() {
                strings.items.push(last.take().unwrap_or_else(|| "".into()));
                interpolations.items.push(arg);
            } else {
                let found = vm.type_of(arg).full_name();
                return Err(vm.type_error(format!(
                    "Template.__new__ *args need to be of type 'str' or 'Interpolation', got {found}"
                )));
            }
        }
        strings.items.push(last.unwrap_or_else(|| "".into()));
        vm.new_native(
            cls,
            Template {
                strings: PyTuple::new(strings.items.as_slice()),
                interpolations: PyTuple::new(interpolations.items.as_slice()),
            },
        )
    }

    /// The texts between the interpolations.
    #[getter]
    fn strings(&self) -> Gc<PyTuple> {
        self.strings
    }

    /// The interpolations.
    #[getter]
    fn interpolations(&self) -> Gc<PyTuple> {
        self.interpolations
    }

    /// The values of the interpolations.
    #[getter]
    fn values(&self) -> Gc<PyTuple> {
        let values = PyList::new(&[]);
        for part in self.interpolations.as_slice() {
            if let Some(part) = part.cast::<Native<Interpolation>>() {
                values.items.push(part.value);
            }
        }
        PyTuple::new(values.items.as_slice())
    }

    /// The class with type arguments.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }

    /// For pickling.
    fn __reduce__(&self, vm: &Vm) -> PyResult {
        let module = vm.import_module("string.templatelib")?;
        let unpickle = vm.get_attr_str(module, "_template_unpickle")?;
        let args = PyTuple::new(&[self.strings.value(), self.interpolations.value()]);
        Ok(PyTuple::new(&[unpickle, args.value()]).value())
    }

    fn __iter__(this: Obj<Template>, vm: &Vm) -> PyResult<Obj<TemplateIter>> {
        vm.new_object(TemplateIter { template: this, next: Cell::new(0) })
    }

    fn sq_concat(this: Obj<Template>, vm: &Vm, other: Value) -> PyResult {
        let Some(other) = other.cast::<Native<Template>>() else {
            let found = vm.type_of(other).full_name();
            return Err(vm.type_error(format!(
                "can only concatenate string.templatelib.Template (not \"{found}\") to string.templatelib.Template"
            )));
        };
        let (left, right) = (this.strings.as_slice(), other.strings.as_slice());
        let strings = PyList::new(&left[..left.len() - 1]);
        strings.items.push(concat(left[left.len() - 1], right[0])?);
        for &text in &right[1..] {
            strings.items.push(text);
        }
        let interpolations = PyList::new(this.interpolations.as_slice());
        for &part in other.interpolations.as_slice() {
            interpolations.items.push(part);
        }
        let made = vm.new_object(Template {
            strings: PyTuple::new(strings.items.as_slice()),
            interpolations: PyTuple::new(interpolations.items.as_slice()),
        })?;
        Ok(made.value())
    }

    fn __repr__(&self, vm: &Vm) -> PyResult {
        let mut out = b"Template(strings=".to_vec();
        out.extend_from_slice(vm.repr(self.strings.value())?.as_bytes());
        out.extend_from_slice(b", interpolations=");
        out.extend_from_slice(vm.repr(self.interpolations.value())?.as_bytes());
        out.push(b')');
        support::text(&out)
    }
}

#[pymethods]
impl Interpolation {
    #[pyattr]
    fn __match_args__(vm: &Vm) -> Value {
        vm.new_tuple(&["value".into(), "expression".into(), "conversion".into(), "format_spec".into()]).value()
    }

    #[pyslot(sig = "(value, expression='', conversion=None, format_spec='')")]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        value: Value,
        #[default(None)] expression: Option<Gc<PyStr>>,
        #[default(Value::NONE)] conversion: Value,
        #[default(None)] format_spec: Option<Gc<PyStr>>,
    ) -> PyResult<Obj<Interpolation>> {
        if !conversion.is_none() {
            let Some(text) = conversion.cast::<PyStr>() else {
                let found = vm.type_name(conversion);
                return Err(vm.type_error(format!("Interpolation() argument 'conversion' must be str, not {found}")));
            };
            if !matches!(text.as_bytes(), b"s" | b"a" | b"r") {
                return Err(vm.value_error("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'"));
            }
        }
        let text = |s: Option<Gc<PyStr>>| s.map_or_else(|| "".into(), |s| s.value());
        vm.new_native(
            cls,
            Interpolation { value, expression: text(expression), conversion, format_spec: text(format_spec) },
        )
    }

    /// The value.
    #[getter]
    fn value(&self) -> Value {
        self.value
    }

    /// The expression's source.
    #[getter]
    fn expression(&self) -> Value {
        self.expression
    }

    /// 's', 'r', 'a' or None.
    #[getter]
    fn conversion(&self) -> Value {
        self.conversion
    }

    /// The format.
    #[getter]
    fn format_spec(&self) -> Value {
        self.format_spec
    }

    /// The class with type arguments.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }

    /// For pickling.
    fn __reduce__(this: Obj<Interpolation>, vm: &Vm) -> PyResult {
        let args = PyTuple::new(&[this.value, this.expression, this.conversion, this.format_spec]);
        Ok(PyTuple::new(&[vm.type_of(this.value()).value(), args.value()]).value())
    }

    fn __repr__(&self, vm: &Vm) -> PyResult {
        let mut out = b"Interpolation(".to_vec();
        let parts = [self.value, self.expression, self.conversion, self.format_spec];
        support::push_reprs(vm, &mut out, |i| parts.get(i).copied())?;
        out.push(b')');
        support::text(&out)
    }
}

#[pymethods]
impl TemplateIter {
    fn __iter__(this: Obj<TemplateIter>) -> Obj<TemplateIter> {
        this
    }

    fn __next__(&self) -> Option<Value> {
        loop {
            let n = self.next.get();
            self.next.set(n + 1);
            if n % 2 == 1 {
                return self.template.interpolations.as_slice().get(n / 2).copied();
            }
            let text = *self.template.strings.as_slice().get(n / 2)?;
            // Empty texts are left out.
            if text.cast::<PyStr>().is_some_and(|s| !s.is_empty()) {
                return Some(text);
            }
        }
    }
}

impl Vm {
    /// An `Interpolation` object; `conversion`: 0 = none, 1 = s, 2 = r, 3 = a.
    pub fn new_interpolation(&self, value: Value, expression: Value, conversion: u32, spec: Value) -> PyResult {
        let conversion = match conversion {
            1 => "s".into(),
            2 => "r".into(),
            3 => "a".into(),
            _ => Value::NONE,
        };
        Ok(self.new_object(Interpolation { value, expression, conversion, format_spec: spec })?.value())
    }

    /// A `Template` object of two tuples.
    pub fn new_template(&self, strings: Value, interpolations: Value) -> PyResult {
        match (strings.cast::<PyTuple>(), interpolations.cast::<PyTuple>()) {
            (Some(strings), Some(interpolations)) => Ok(self.new_object(Template { strings, interpolations })?.value()),
            _ => Err(self.system_error("a template needs two tuples")),
        }
    }
}
