//! `ast.AST`: what all node classes have. Construction, repr, copying and pickling go by the class's `_fields`.

use super::classes;
use crate::builtins::generic_alias::PyGenericAlias;
use crate::builtins::prelude::*;
use crate::builtins::union::PyUnion;
use crate::name;

/// The native part of a node: its attributes are all in the instance's dict.
#[pyclass(name = "AST", module = "ast", doc = "", subclass, dict, mutable)]
pub struct AstNode {}

/// `cls._fields` or the like as a tuple; empty without it.
fn names(vm: &Vm, class: Gc<PyType>, attribute: Gc<PyStr>) -> PyResult<Gc<PyTuple>> {
    match vm.get_attr_opt(class.value(), attribute)? {
        // (The length is asked for first, so that the message is that of `len`.)
        Some(value) => {
            vm.len(value)?;
            vm.to_tuple(value)
        }
        None => Ok(PyTuple::new(&[])),
    }
}

/// The class's name in messages: only AST itself is called by its full name.
fn class_label(vm: &Vm, class: Gc<PyType>) -> String {
    if class == vm.class::<AstNode>() { "ast.AST".to_string() } else { class.name_str() }
}

fn has(vm: &Vm, list: &[Value], item: Value) -> PyResult<Option<usize>> {
    for (i, other) in list.iter().enumerate() {
        if vm.equal(*other, item)? {
            return Ok(Some(i));
        }
    }
    Ok(None)
}

/// Takes `item` out of `list`; whether it was there.
fn discard(vm: &Vm, list: Gc<PyList>, item: Value) -> PyResult<bool> {
    let found = has(vm, PyTuple::new(list.items.as_slice()).as_slice(), item)?;
    if let Some(i) = found {
        list.items.remove(i);
    }
    Ok(found.is_some())
}

fn text(vm: &Vm, value: Value) -> PyResult<Gc<PyStr>> {
    Gc::<PyStr>::from_value(vm, value)
}

/// Gives a field that was not passed its default, or complains.
fn missing_field(vm: &Vm, this: Value, class: Gc<PyType>, types: Value, field: Value) -> PyResult<()> {
    let label = class_label(vm, class);
    let shown = vm.repr(field)?;
    let shown = shown.to_string_lossy();
    let ty = vm.get_item(types, field);
    let Some(ty) = vm.ignore(vm.exc().KeyError, ty)? else {
        let message =
            format!("Field {shown} is missing from {label}._field_types. This will become an error in Python 3.15.");
        return vm.warn(vm.exc().DeprecationWarning, &message);
    };
    if ty.is::<PyUnion>() {
        // Optional: the class has the default.
        return Ok(());
    }
    if ty.is::<PyGenericAlias>() {
        let list = PyList::new(&[]);
        return vm.set_attr(this, text(vm, field)?, Some(list.value()));
    }
    let known = classes(vm)?;
    if ty == known.base("expr_context").value() {
        return vm.set_attr(this, text(vm, field)?, Some(known.load()));
    }
    let message = format!(
        "{label}.__init__ missing 1 required positional argument: {shown}. This will become an error in Python 3.15."
    );
    vm.warn(vm.exc().DeprecationWarning, &message)
}

/// How deep `repr` shows nested nodes.
const REPR_DEPTH: u32 = 3;

fn show(vm: &Vm, this: Value, depth: u32) -> PyResult<String> {
    let class = vm.type_of(this);
    let name = class.name_str();
    if depth == 0 {
        return Ok(format!("{name}(...)"));
    }
    let shown = vm.with_repr_guard(this, || {
        let fields = names(vm, class, name!("_fields"))?;
        let mut out = format!("{name}(");
        for (i, field) in fields.as_slice().iter().enumerate() {
            let field = text(vm, *field)?;
            let value = vm.get_attr(this, field)?;
            if i > 0 {
                out.push_str(", ");
            }
            out.push_str(&field.to_string_lossy());
            out.push('=');
            out.push_str(&show_value(vm, value, depth)?);
        }
        out.push(')');
        Ok(out)
    })?;
    Ok(shown.unwrap_or_else(|| format!("{name}(...)")))
}

fn show_value(vm: &Vm, value: Value, depth: u32) -> PyResult<String> {
    let (open, close) = match value.is_cell().then(|| value.shape()) {
        Some(shape::LIST) => ('[', ']'),
        Some(shape::TUPLE) => ('(', ')'),
        _ => return show_item(vm, value, depth),
    };
    let items = vm.to_tuple(value)?;
    let mut parts = Vec::new();
    match items.as_slice() {
        [] => {}
        [only] => parts.push(show_item(vm, *only, depth)?),
        [first, between @ .., last] => {
            parts.push(show_item(vm, *first, depth)?);
            if !between.is_empty() {
                parts.push("...".to_string());
            }
            parts.push(show_item(vm, *last, depth)?);
        }
    }
    Ok(format!("{open}{}{close}", parts.join(", ")))
}

fn show_item(vm: &Vm, value: Value, depth: u32) -> PyResult<String> {
    if super::is_tree(value) {
        return show(vm, value, depth - 1);
    }
    Ok(vm.repr(value)?.to_string_lossy().into_owned())
}

#[pymethods]
impl AstNode {
    #[pyattr]
    fn _fields(vm: &Vm) -> Value {
        vm.new_tuple(&[]).value()
    }

    #[pyattr]
    fn __match_args__(vm: &Vm) -> Value {
        vm.new_tuple(&[]).value()
    }

    #[pyattr]
    fn _attributes(vm: &Vm) -> Value {
        vm.new_tuple(&[]).value()
    }

    #[pyslot(sig = "(*args, **kwargs)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args) -> PyResult<Obj<AstNode>> {
        let _ = args;
        vm.new_native(cls, AstNode {})
    }

    #[pyslot(sig = "(*args, **kwargs)")]
    fn __init__(this: Obj<AstNode>, vm: &Vm, args: Args) -> PyResult<()> {
        let this = this.value();
        let class = vm.type_of(this);
        let fields = names(vm, class, name!("_fields"))?;
        let n = fields.len();
        if n < args.pos.len() {
            let ending = if n == 1 { "" } else { "s" };
            let message = format!("{} constructor takes at most {n} positional argument{ending}", class.name_str());
            return Err(vm.type_error(message));
        }
        let remaining = PyList::new(fields.as_slice());
        for (field, value) in fields.as_slice().iter().zip(args.pos) {
            vm.set_attr(this, text(vm, *field)?, Some(*value))?;
        }
        for field in &fields.as_slice()[..args.pos.len()] {
            discard(vm, remaining, *field)?;
        }
        for (key, value) in args.kwargs() {
            if has(vm, fields.as_slice(), key.value())?.is_some() {
                if !discard(vm, remaining, key.value())? {
                    let shown = vm.repr(key.value())?;
                    let label = class_label(vm, class);
                    let message = format!("{label} got multiple values for argument {}", shown.to_string_lossy());
                    return Err(vm.type_error(message));
                }
            } else if has(vm, names(vm, class, name!("_attributes"))?.as_slice(), key.value())?.is_none() {
                let shown = vm.repr(key.value())?;
                let message = format!(
                    "{}.__init__ got an unexpected keyword argument {}. Support for arbitrary keyword arguments is \
                     deprecated and will be removed in Python 3.15.",
                    class_label(vm, class),
                    shown.to_string_lossy()
                );
                vm.warn(vm.exc().DeprecationWarning, &message)?;
            }
            vm.set_attr(this, key, Some(value))?;
        }
        if !remaining.items.is_empty()
            && let Some(types) = vm.get_attr_opt(class.value(), name!("_field_types"))?
        {
            let left = PyTuple::new(remaining.items.as_slice());
            for field in left.as_slice() {
                missing_field(vm, this, class, types, *field)?;
            }
        }
        Ok(())
    }

    fn __repr__(this: Obj<AstNode>, vm: &Vm) -> PyResult<String> {
        show(vm, this.value(), REPR_DEPTH)
    }

    /// For pickle and copy.
    fn __reduce__(this: Obj<AstNode>, vm: &Vm) -> PyResult<Gc<PyTuple>> {
        let this = this.value();
        let class = vm.type_of(this);
        let state = vm.instance_dict(this)?.copy();
        // Fields that are there become positional arguments, so that building the copy does not complain; their values come with
        // the state, which may refer back to this very object.
        let given = PyList::new(&[]);
        for field in names(vm, class, name!("_fields"))?.as_slice() {
            if !vm.dict_contains(state, *field)? {
                break;
            }
            given.items.push(Value::NONE);
        }
        let args = PyTuple::new(given.items.as_slice());
        Ok(PyTuple::new(&[class.value(), args.value(), state.value()]))
    }

    /// A copy of the node with some fields replaced.
    #[pymethod(sig = "(**fields)")]
    fn __replace__(this: Obj<AstNode>, vm: &Vm, fields: Kwargs<'_>) -> PyResult {
        replace(vm, this.value(), fields)
    }
}

fn replace(vm: &Vm, this: Value, changes: Kwargs<'_>) -> PyResult {
    let class = vm.type_of(this);
    let label = class_label(vm, class);
    let (fields, attributes) = (names(vm, class, name!("_fields"))?, names(vm, class, name!("_attributes"))?);
    let expected = PyList::new(fields.as_slice());
    expected.items.extend(attributes.as_slice());
    let payload = vm.instance_dict(this)?.copy();
    for (key, value) in changes.iter() {
        if !discard(vm, expected, key.value())? {
            let shown = vm.repr(key.value())?;
            let message =
                format!("{label}.__replace__ got an unexpected keyword argument {}.", shown.to_string_lossy());
            return Err(vm.type_error(message));
        }
        vm.dict_set(payload, key.value(), value)?;
    }
    let mut missing = Vec::new();
    let types = vm.get_attr_opt(class.value(), name!("_field_types"))?;
    for field in PyTuple::new(expected.items.as_slice()).as_slice() {
        let is_attribute = has(vm, attributes.as_slice(), *field)?.is_some();
        if is_attribute || vm.dict_contains(payload, *field)? {
            continue;
        }
        if let Some(types) = types {
            let ty = vm.get_item(types, *field);
            if vm.ignore(vm.exc().KeyError, ty)?.is_some_and(|ty| ty.is::<PyUnion>()) {
                continue;
            }
        }
        missing.push(vm.repr(*field)?.to_string_lossy().into_owned());
    }
    if !missing.is_empty() {
        missing.sort();
        let (n, ending) = (missing.len(), if missing.len() == 1 { "" } else { "s" });
        let all = missing.join(", ");
        return Err(vm.type_error(format!("{label}.__replace__ missing {n} keyword argument{ending}: {all}.")));
    }
    vm.call_dict(class.value(), &[], Some(payload))
}
