//! `_string`: how `str.format` reads templates, for `string.Formatter`.

use std::cell::Cell;
use taipan_interp::native::*;
use taipan_object::text::fieldname::{First, MarkupIter, Step, split_field_name};

/// Iterates over the pieces of a template.
#[pyclass(name = "formatteriterator", module = "builtins")]
pub struct FormatterIterator {
    template: Gc<PyStr>,
    #[no_trace]
    at: Cell<usize>,
}

#[pymethods]
impl FormatterIterator {
    fn __iter__(this: Obj<FormatterIterator>) -> Obj<FormatterIterator> {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        let text = &self.template.as_bytes()[self.at.get()..];
        let mut pieces = MarkupIter::new(text);
        let Some(piece) = pieces.next() else { return Ok(None) };
        let piece = piece.map_err(|e| vm.value_error(e.0))?;
        self.at.set(self.at.get() + text.len() - pieces.rest().len());
        let literal = PyStr::try_from_wtf8(piece.literal)?.value();
        let Some(field) = piece.field else {
            return Ok(Some(PyTuple::new(&[literal, Value::NONE, Value::NONE, Value::NONE]).value()));
        };
        let name = PyStr::try_from_wtf8(field.name)?.value();
        let spec = PyStr::try_from_wtf8(field.spec)?.value();
        let conversion = field.conversion.map_or(Value::NONE, |c| taipan_object::string::char_string(c).value());
        Ok(Some(PyTuple::new(&[literal, name, spec, conversion]).value()))
    }
}

/// Iterates over the later parts of a field name.
#[pyclass(name = "fieldnameiterator", module = "builtins")]
pub struct FieldNameIterator {
    name: Gc<PyStr>,
    #[no_trace]
    at: Cell<usize>,
}

#[pymethods]
impl FieldNameIterator {
    fn __iter__(this: Obj<FieldNameIterator>) -> Obj<FieldNameIterator> {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        let text = &self.name.as_bytes()[self.at.get()..];
        let mut steps = taipan_object::text::fieldname::Steps::new(text);
        let Some(step) = steps.next() else { return Ok(None) };
        let step = step.map_err(|e| vm.value_error(e.0))?;
        self.at.set(self.at.get() + text.len() - steps.rest().len());
        let (is_attribute, value) = match step {
            Step::Attribute(name) => (true, PyStr::try_from_wtf8(name)?.value()),
            Step::Index(i) => (false, Value::int(i as i64)),
            Step::Key(key) => (false, PyStr::try_from_wtf8(key)?.value()),
        };
        Ok(Some(PyTuple::new(&[Value::bool(is_attribute), value]).value()))
    }
}

fn text_arg(vm: &Vm, value: Value) -> PyResult<Gc<PyStr>> {
    value.cast::<PyStr>().ok_or_else(|| {
        let found = vm.type_name(value);
        vm.type_error(format!("expected str, got {found}"))
    })
}

/// What string.Formatter needs of str.format.
#[pymodule(name = "_string")]
pub mod string {
    use super::*;

    /// Reads a template: an iterator over (literal text, field name, format specifier, conversion).
    #[pyfunction(sig = "(object, /)")]
    fn formatter_parser(vm: &Vm, template: Value) -> PyResult<Obj<FormatterIterator>> {
        let template = text_arg(vm, template)?;
        vm.new_object(FormatterIterator { template, at: Cell::new(0) })
    }

    /// Splits a field name: its first part, and an iterator over (is attribute, name or index) of the others.
    #[pyfunction(sig = "(object, /)")]
    fn formatter_field_name_split(vm: &Vm, name: Value) -> PyResult<(Value, Obj<FieldNameIterator>)> {
        let name = text_arg(vm, name)?;
        let (first, rest) = split_field_name(name.as_bytes()).map_err(|e| vm.value_error(e.0))?;
        let first = match first {
            First::Auto => PyStr::new("").value(),
            First::Index(i) => Value::int(i as i64),
            First::Name(text) => PyStr::try_from_wtf8(text)?.value(),
        };
        let at = Cell::new(name.n_bytes() - rest.rest().len());
        Ok((first, vm.new_object(FieldNameIterator { name, at })?))
    }
}
