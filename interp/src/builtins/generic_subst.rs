//! Type parameters inside type arguments: finding them, replacing them, and how types are shown (`list[int]`, `int | T`).
//! Shared by GenericAlias, Union and type aliases.

use super::prelude::*;
use crate::name;

fn is_type(value: Value) -> bool {
    value.is::<PyType>()
}

fn push_new(list: Gc<PyList>, value: Value) {
    if !list.items.as_slice().contains(&value) {
        list.items.push(value);
    }
}

/// The type parameters in `args`, each once, in order of appearance.
pub fn parameters(vm: &Vm, args: Gc<PyTuple>) -> PyResult<Gc<PyTuple>> {
    let found = PyList::new(&[]);
    collect(vm, args, found)?;
    Ok(PyTuple::new(found.items.as_slice()))
}

fn collect(vm: &Vm, args: Gc<PyTuple>, found: Gc<PyList>) -> PyResult<()> {
    vm.check_native_stack()?;
    for &arg in args.as_slice() {
        // A class's own `__parameters__` are a descriptor.
        if is_type(arg) {
            continue;
        }
        if vm.get_attr_opt(arg, name!("__typing_subst__"))?.is_some() {
            push_new(found, arg);
            continue;
        }
        match vm.get_attr_opt(arg, name!("__parameters__"))? {
            Some(inner) => {
                if let Some(inner) = inner.cast::<PyTuple>() {
                    for &parameter in inner.as_slice() {
                        push_new(found, parameter);
                    }
                }
            }
            None if arg.is::<PyTuple>() || arg.is::<PyList>() => collect(vm, vm.to_tuple(arg)?, found)?,
            None => {}
        }
    }
    Ok(())
}

/// The arguments with unpacked tuples of known length (`*tuple[int, str]`) spread out.
fn unpack(vm: &Vm, item: Value) -> PyResult<Gc<PyTuple>> {
    let items = item.cast::<PyTuple>().unwrap_or_else(|| PyTuple::new(&[item]));
    let out = PyList::new(&[]);
    for &item in items.as_slice() {
        if !is_type(item)
            && let Some(inner) = vm.get_attr_opt(item, name!("__typing_unpacked_tuple_args__"))?
            && let Some(inner) = inner.cast::<PyTuple>()
            && inner.as_slice().last() != Some(&Value::ELLIPSIS)
        {
            for &value in inner.as_slice() {
                out.items.push(value);
            }
        } else {
            out.items.push(item);
        }
    }
    Ok(PyTuple::new(out.items.as_slice()))
}

fn index_of(parameters: Gc<PyTuple>, value: Value) -> Option<usize> {
    parameters.as_slice().iter().position(|&p| p == value)
}

/// `args`, in which `item` (one argument or a tuple of them) replaces `parameters`; `alias` is what is subscripted.
pub fn substitute(
    vm: &Vm,
    alias: Value,
    args: Gc<PyTuple>,
    parameters: Gc<PyTuple>,
    item: Value,
) -> PyResult<Gc<PyTuple>> {
    vm.check_native_stack()?;
    if parameters.is_empty() {
        return Err(vm.type_error(format!("{} is not a generic class", vm.repr(alias)?.to_string_lossy())));
    }
    let mut item = unpack(vm, item)?.value();
    for &parameter in parameters.as_slice() {
        let prepare = vm.get_attr_opt(parameter, name!("__typing_prepare_subst__"))?;
        if let Some(prepare) = prepare.filter(|p| !p.is_none()) {
            let given = item.cast::<PyTuple>().unwrap_or_else(|| PyTuple::new(&[item]));
            item = vm.call(prepare, &[alias, given.value()])?;
        }
    }
    let given = item.cast::<PyTuple>().unwrap_or_else(|| PyTuple::new(&[item]));
    if given.len() != parameters.len() {
        let word = if given.len() > parameters.len() { "many" } else { "few" };
        return Err(vm.type_error(format!(
            "Too {word} arguments for {}; actual {}, expected {}",
            vm.repr(alias)?.to_string_lossy(),
            given.len(),
            parameters.len()
        )));
    }
    let out = PyList::new(&[]);
    for &arg in args.as_slice() {
        if is_type(arg) {
            out.items.push(arg);
            continue;
        }
        if arg.is::<PyTuple>() || arg.is::<PyList>() {
            let inner = substitute(vm, alias, vm.to_tuple(arg)?, parameters, item)?;
            let inner = if arg.is::<PyList>() { PyList::new(inner.as_slice()).value() } else { inner.value() };
            out.items.push(inner);
            continue;
        }
        let unpacked = match vm.get_attr_opt(arg, name!("__typing_is_unpacked_typevartuple__"))? {
            Some(flag) => vm.truth(flag)?,
            None => false,
        };
        let replaced = match vm.get_attr_opt(arg, name!("__typing_subst__"))? {
            Some(subst) => match index_of(parameters, arg) {
                Some(i) => vm.call(subst, &[given.as_slice()[i]])?,
                None => {
                    let shown = vm.repr(arg)?;
                    let shown = shown.to_string_lossy();
                    let message = format!("argument {shown} with __typing_subst__ was not found in __parameters__");
                    return Err(vm.type_error(message));
                }
            },
            None => substitute_inside(vm, arg, parameters, given)?,
        };
        if !unpacked {
            out.items.push(replaced);
            continue;
        }
        let Some(many) = replaced.cast::<PyTuple>() else {
            let (class, found) = (vm.type_name(arg), vm.type_name(replaced));
            let message = format!("expected __typing_subst__ of {class} objects to return a tuple, not {found}");
            return Err(vm.type_error(message));
        };
        for &value in many.as_slice() {
            out.items.push(value);
        }
    }
    Ok(PyTuple::new(out.items.as_slice()))
}

/// An argument that has type parameters itself, subscripted with their replacements.
fn substitute_inside(vm: &Vm, arg: Value, parameters: Gc<PyTuple>, given: Gc<PyTuple>) -> PyResult {
    let Some(inner) = vm.get_attr_opt(arg, name!("__parameters__"))?.and_then(|p| p.cast::<PyTuple>()) else {
        return Ok(arg);
    };
    if inner.is_empty() {
        return Ok(arg);
    }
    let new = PyList::new(&[]);
    for &parameter in inner.as_slice() {
        match index_of(parameters, parameter) {
            None => new.items.push(parameter),
            Some(i) => {
                let value = given.as_slice()[i];
                match value.cast::<PyTuple>() {
                    // What stands for a TypeVarTuple.
                    Some(many) if vm.slots_of(parameter).iter.is_some() => {
                        for &value in many.as_slice() {
                            new.items.push(value);
                        }
                    }
                    _ => new.items.push(value),
                }
            }
        }
    }
    vm.get_item(arg, PyTuple::new(new.items.as_slice()).value())
}

/// Appends a type as it is shown in type expressions.
pub fn push_type_repr(vm: &Vm, out: &mut Vec<u8>, value: Value) -> PyResult<()> {
    if value == Value::ELLIPSIS {
        out.extend_from_slice(b"...");
        return Ok(());
    }
    if value == vm.types().none.value() {
        out.extend_from_slice(b"None");
        return Ok(());
    }
    let generic =
        vm.get_attr_opt(value, name!("__origin__"))?.is_some() && vm.get_attr_opt(value, name!("__args__"))?.is_some();
    if !generic
        && let Some(qualname) = vm.get_attr_opt(value, name!("__qualname__"))?
        && let Some(module) = vm.get_attr_opt(value, name!("__module__"))?
        && !module.is_none()
    {
        if module.cast::<PyStr>().is_none_or(|m| m.as_bytes() != b"builtins") {
            out.extend_from_slice(vm.str(module)?.as_bytes());
            out.push(b'.');
        }
        out.extend_from_slice(vm.str(qualname)?.as_bytes());
        return Ok(());
    }
    out.extend_from_slice(vm.repr(value)?.as_bytes());
    Ok(())
}
