//! Building and unpacking containers and strings; pattern matching.

use super::stack::op;
use crate::builtins::prelude::*;
use crate::eval::regs::{Ctl, R};
use crate::name;

macro_rules! try_op {
    ($e:expr) => {
        match $e {
            Ok(value) => value,
            Err(_) => return Ctl::Raise,
        }
    };
}
pub(crate) use try_op;

op! { /// BUILD_TUPLE.
op_build_tuple(r, vm, arg) {
    let tuple = PyTuple::new(r.top(arg as usize));
    r.drop_n(arg as usize);
    r.push(tuple.value());
    r.advance(0)
} }

op! { /// BUILD_LIST.
op_build_list(r, vm, arg) {
    let list = PyList::new(r.top(arg as usize));
    r.drop_n(arg as usize);
    r.push(list.value());
    r.advance(0)
} }

op! { /// BUILD_SET.
op_build_set(r, vm, arg) {
    r.publish(vm);
    let set = PySet::new();
    for i in (1..=arg as usize).rev() {
        try_op!(vm.set_add(set, r.peek(i)));
    }
    r.drop_n(arg as usize);
    r.push(set.value());
    r.advance(0)
} }

op! { /// BUILD_MAP.
op_build_map(r, vm, arg) {
    r.publish(vm);
    let n = arg as usize;
    let dict = PyDict::with_capacity(n);
    for i in (0..n).rev() {
        try_op!(vm.dict_set(dict, r.peek(2 * i + 2), r.peek(2 * i + 1)));
    }
    r.drop_n(2 * n);
    r.push(dict.value());
    r.advance(0)
} }

op! { /// BUILD_STRING.
op_build_string(r, vm, arg) {
    r.publish(vm);
    let s = try_op!(join_parts(r.top(arg as usize)).map_err(|_| vm.memory_error()));
    r.drop_n(arg as usize);
    r.push(s.value());
    r.advance(0)
} }

/// The strs of `parts` one after the other.
fn join_parts(parts: &[Value]) -> Result<Gc<PyStr>, OutOfMemory> {
    let (mut chars, mut bytes, mut ascii) = (0usize, 0usize, true);
    for part in parts {
        if let Some(s) = part.cast::<PyStr>() {
            chars += s.len();
            bytes = bytes.checked_add(s.n_bytes()).ok_or(OutOfMemory)?;
            ascii &= s.is_ascii();
        }
    }
    PyStr::try_build(chars, bytes, ascii, |mut out| {
        for part in parts {
            if let Some(s) = part.cast::<PyStr>() {
                let text = s.as_bytes();
                let (here, rest) = out.split_at_mut(text.len());
                // SAFETY: both have the length of `text`.
                unsafe { taipan_object::string::copy_short(text.as_ptr(), here.as_mut_ptr(), text.len()) };
                out = rest;
            }
        }
    })
}

op! { /// BUILD_SLICE.
op_build_slice(r, vm, arg) {
    let step = if arg == 3 { r.pop() } else { Value::NONE };
    let stop = r.pop();
    let start = r.pop();
    r.push(crate::builtins::slice::new(start, stop, step));
    r.advance(0)
} }

op! { /// LIST_APPEND with room in a young list.
fast_list_append(r, vm, arg) {
    let list: Gc<PyList> = r.peek(arg as usize + 1).cast_unchecked();
    if list.items.try_push_young(r.peek(1)) {
        r.drop_n(1);
        return r.advance(0);
    }
    Ctl::Slow
} }

op! { /// LIST_APPEND.
op_list_append(r, vm, arg) {
    let value = r.pop();
    let list: Gc<PyList> = r.peek(arg as usize).cast_unchecked();
    list.items.push_in(list.header(), value);
    r.advance(0)
} }

op! { /// SET_ADD.
op_set_add(r, vm, arg) {
    r.publish(vm);
    let value = r.peek(1);
    let target = r.peek(arg as usize + 1);
    // Programs can rebind `__conditional_annotations__`, which the compiler adds to.
    let set = match target.cast::<PySet>() {
        Some(set) if target.shape() == shape::SET || vm.type_of(target).is_subclass(vm.types().set) => set,
        _ => return raise_not_set(vm, target),
    };
    try_op!(vm.set_add(set, value));
    r.drop_n(1);
    r.advance(0)
} }

op! { /// MAP_ADD.
op_map_add(r, vm, arg) {
    r.publish(vm);
    let dict: Gc<PyDict> = r.peek(arg as usize + 2).cast_unchecked();
    try_op!(vm.dict_set(dict, r.peek(2), r.peek(1)));
    r.drop_n(2);
    r.advance(0)
} }

op! { /// LIST_EXTEND.
op_list_extend(r, vm, arg) {
    r.publish(vm);
    let iterable = r.peek(1);
    let list: Gc<PyList> = r.peek(arg as usize + 1).cast_unchecked();
    try_op!(extend(vm, list, iterable));
    r.drop_n(1);
    r.advance(0)
} }

#[inline(never)]
fn extend(vm: &Vm, list: Gc<PyList>, iterable: Value) -> PyResult<()> {
    let slots = vm.slots_of(iterable);
    if slots.iter.is_none() && slots.getitem.is_none() {
        return Err(vm.type_error(format!("Value after * must be an iterable, not {}", vm.type_name(iterable))));
    }
    let all = vm.to_list(iterable)?;
    Ok(list.items.try_extend(all.items.as_slice())?)
}

op! { /// SET_UPDATE.
op_set_update(r, vm, arg) {
    r.publish(vm);
    let iterable = r.peek(1);
    let set: Gc<PySet> = r.peek(arg as usize + 1).cast_unchecked();
    try_op!(vm.for_each(iterable, |item| vm.set_add(set, item).map(|_| ())));
    r.drop_n(1);
    r.advance(0)
} }

op! { /// DICT_UPDATE.
op_dict_update(r, vm, arg) {
    r.publish(vm);
    let update = r.peek(1);
    let dict: Gc<PyDict> = r.peek(arg as usize + 1).cast_unchecked();
    try_op!(dict_update(vm, dict, update));
    r.drop_n(1);
    r.advance(0)
} }

#[inline(never)]
fn dict_update(vm: &Vm, dict: Gc<PyDict>, update: Value) -> PyResult<()> {
    if let Some(source) = update.cast::<PyDict>().filter(|_| update.shape() == shape::DICT) {
        let mut at = 0;
        while let Some((i, entry)) = source.next_entry(at) {
            if let (Some(key), Some(value)) = (entry.key, entry.value) {
                vm.dict_set(dict, key, value)?;
            }
            at = i + 1;
        }
        return Ok(());
    }
    let Some(keys) = vm.get_attr_opt(update, name!("keys"))? else {
        return Err(vm.type_error(format!("'{}' object is not a mapping", vm.type_name(update))));
    };
    let keys = vm.call(keys, &[])?;
    vm.for_each(keys, |key| {
        let value = vm.get_item(update, key)?;
        vm.dict_set(dict, key, value)
    })
}

op! { /// DICT_MERGE: `**` in a call; the callable lies below.
op_dict_merge(r, vm, arg) {
    r.publish(vm);
    let update = r.peek(1);
    let dict: Gc<PyDict> = r.peek(arg as usize + 1).cast_unchecked();
    let callable = r.peek(arg as usize + 4);
    try_op!(dict_merge(vm, dict, update, callable));
    r.drop_n(1);
    r.advance(0)
} }

#[inline(never)]
fn dict_merge(vm: &Vm, dict: Gc<PyDict>, update: Value, callable: Value) -> PyResult<()> {
    let keys = if update.is::<PyDict>() && update.shape() == shape::DICT {
        vm.to_list(update)?
    } else {
        let Some(keys) = vm.get_attr_opt(update, name!("keys"))? else {
            return Err(vm.type_error(format!(
                "{} argument after ** must be a mapping, not {}",
                crate::eval::call::function_text(vm, callable)?,
                vm.type_name(update)
            )));
        };
        let keys = vm.call(keys, &[])?;
        vm.to_list(keys)?
    };
    for i in 0..keys.items.len() {
        let Some(key) = keys.items.get(i) else { break };
        if !key.is::<PyStr>() {
            return Err(vm.type_error("keywords must be strings"));
        }
        if vm.dict_get(dict, key)?.is_some() {
            let text = vm.str(key)?;
            return Err(vm.type_error(format!(
                "{} got multiple values for keyword argument '{}'",
                crate::eval::call::function_text(vm, callable)?,
                text.to_string_lossy()
            )));
        }
        let value = vm.get_item(update, key)?;
        vm.dict_set(dict, key, value)?;
    }
    Ok(())
}

op! { /// UNPACK_SEQUENCE of a tuple or list of the right length.
fast_unpack_sequence(r, vm, arg) {
    let sequence = r.peek(1);
    let n = arg as usize;
    if sequence.is_cell() {
        let items = if sequence.shape() == shape::TUPLE {
            sequence.cast_unchecked::<PyTuple>().as_slice() as *const [Value]
        } else if sequence.shape() == shape::LIST {
            sequence.cast_unchecked::<PyList>().items.as_slice() as *const [Value]
        } else {
            return Ctl::Slow;
        };
        if items.len() == n {
            let first = items as *const Value;
            if n == 2 {
                let (a, b) = (*first, *first.add(1));
                r.poke(1, b);
                r.push(a);
                return r.advance(1);
            }
            r.drop_n(1);
            for i in (0..n).rev() {
                r.push(*first.add(i));
                crate::eval::regs::plain_loop();
            }
            return r.advance(1);
        }
    }
    Ctl::Slow
} }

op! { /// UNPACK_SEQUENCE, in general.
op_unpack_sequence(r, vm, arg) {
    let sequence = r.peek(1);
    let n = arg as usize;
    r.publish(vm);
    let list = try_op!(unpack(vm, sequence, n, None));
    r.drop_n(1);
    for i in (0..n).rev() {
        r.push(*list.items.as_ptr().add(i));
    }
    r.advance(1)
} }

op! { /// UNPACK_EX.
op_unpack_ex(r, vm, arg) {
    r.publish(vm);
    let (before, after) = ((arg & 0xFF) as usize, (arg >> 8) as usize);
    let sequence = r.peek(1);
    let list = try_op!(unpack(vm, sequence, before, Some(after)));
    r.drop_n(1);
    let n = list.items.len();
    for i in (0..before + 1 + after).rev() {
        let _ = n;
        r.push(*list.items.as_ptr().add(i));
    }
    r.advance(0)
} }

/// The items for `a, b = sequence` (`after` = None) or `a, *rest, z = sequence`.
#[inline(never)]
fn unpack(vm: &Vm, sequence: Value, before: usize, after: Option<usize>) -> PyResult<Gc<PyList>> {
    let slots = vm.slots_of(sequence);
    if slots.iter.is_none() && slots.getitem.is_none() {
        return Err(vm.type_error(format!("cannot unpack non-iterable {} object", vm.type_name(sequence))));
    }
    let list = PyList::new(&[]);
    let iterator = vm.iter(sequence)?;
    for got in 0..before {
        match vm.next(iterator)? {
            Some(item) => list.items.push(item),
            None => {
                let least = after.map_or("", |_| "at least ");
                return Err(vm.value_error(format!(
                    "not enough values to unpack (expected {least}{}, got {got})",
                    before + after.unwrap_or(0)
                )));
            }
        }
    }
    let Some(after) = after else {
        if vm.next(iterator)?.is_some() {
            // Containers of known size tell how many there were.
            let got = if sequence.is::<PyList>() || sequence.is::<PyTuple>() || sequence.is::<PyDict>() {
                format!(", got {}", vm.len(sequence)?)
            } else {
                String::new()
            };
            return Err(vm.value_error(format!("too many values to unpack (expected {before}{got})")));
        }
        return Ok(list);
    };
    let rest = vm.to_list(iterator)?;
    let n = rest.items.len();
    if n < after {
        return Err(vm.value_error(format!(
            "not enough values to unpack (expected at least {}, got {})",
            before + after,
            before + n
        )));
    }
    let tail = PyList::new(&rest.items.as_slice()[n - after..]);
    rest.items.truncate(n - after);
    list.items.push(rest.value());
    list.items.extend(tail.items.as_slice());
    Ok(list)
}

// -- strings ----------------------------------------------------------------------------------------------------------

op! { /// CONVERT_VALUE: 1 = str, 2 = repr, 3 = ascii.
op_convert_value(r, vm, arg) {
    r.publish(vm);
    let value = r.peek(1);
    let s = try_op!(match arg {
        1 => vm.str(value),
        2 => vm.repr(value),
        _ => vm.ascii(value),
    });
    r.poke(1, s.value());
    r.advance(0)
} }

op! { /// FORMAT_SIMPLE.
op_format_simple(r, vm, arg) {
    let value = r.peek(1);
    if value.is_exact_str() {
        return r.advance(0);
    }
    r.publish(vm);
    let s = try_op!(vm.format(value, name!("")));
    r.poke(1, s.value());
    r.advance(0)
} }

op! { /// FORMAT_WITH_SPEC.
op_format_with_spec(r, vm, arg) {
    r.publish(vm);
    let spec: Gc<PyStr> = match r.peek(1).cast() {
        Some(spec) => spec,
        None => return Ctl::Raise,
    };
    let s = try_op!(vm.format(r.peek(2), spec));
    r.drop_n(1);
    r.poke(1, s.value());
    r.advance(0)
} }

op! { /// BUILD_INTERPOLATION: value, expression text[, format spec]; bit 0: spec present, from bit 2: conversion.
op_build_interpolation(r, vm, arg) {
    r.publish(vm);
    let spec = if arg & 1 != 0 { r.pop() } else { name!("").value() };
    let expression = r.pop();
    let value = r.pop();
    let made = try_op!(vm.new_interpolation(value, expression, arg >> 2, spec));
    r.push(made);
    r.advance(0)
} }

op! { /// BUILD_TEMPLATE: strings, interpolations.
op_build_template(r, vm, arg) {
    r.publish(vm);
    let made = try_op!(vm.new_template(r.peek(2), r.peek(1)));
    r.drop_n(1);
    r.poke(1, made);
    r.advance(0)
} }

// -- pattern matching -------------------------------------------------------------------------------------------------

op! { /// MATCH_MAPPING.
op_match_mapping(r, vm, arg) {
    let yes = vm.type_of(r.peek(1)).has(ClassFlags::MAPPING);
    r.push(Value::bool(yes));
    r.advance(0)
} }

op! { /// MATCH_SEQUENCE.
op_match_sequence(r, vm, arg) {
    let yes = vm.type_of(r.peek(1)).has(ClassFlags::SEQUENCE);
    r.push(Value::bool(yes));
    r.advance(0)
} }

op! { /// MATCH_KEYS: subject, keys.
op_match_keys(r, vm, arg) {
    r.publish(vm);
    let values = try_op!(match_keys(vm, r.peek(2), r.peek(1)));
    r.push(values);
    r.advance(0)
} }

#[inline(never)]
fn match_keys(vm: &Vm, subject: Value, keys: Value) -> PyResult {
    let Some(keys) = keys.cast::<PyTuple>() else { return Ok(Value::NONE) };
    if keys.is_empty() {
        return Ok(PyTuple::new(&[]).value());
    }
    let seen = PySet::new();
    let values = PyList::new(&[]);
    let get = vm.get_attr(subject, name!("get"))?;
    let missing = PyList::new(&[]).value();
    for &key in keys.as_slice() {
        if !vm.set_add(seen, key)? {
            let text = vm.repr(key)?;
            return Err(vm.value_error(format!("mapping pattern checks duplicate key ({})", text.to_string_lossy())));
        }
        let value = vm.call(get, &[key, missing])?;
        if value == missing {
            return Ok(Value::NONE);
        }
        values.items.push(value);
    }
    Ok(PyTuple::new(values.items.as_slice()).value())
}

op! { /// MATCH_CLASS: subject, class, keyword names; `arg` positional patterns.
op_match_class(r, vm, arg) {
    r.publish(vm);
    let result = try_op!(match_class(vm, r.peek(3), r.peek(2), r.peek(1), arg as usize));
    r.drop_n(2);
    r.poke(1, result);
    r.advance(0)
} }

#[inline(never)]
fn match_class(vm: &Vm, subject: Value, class: Value, names: Value, n_positional: usize) -> PyResult {
    let Some(class_object) = class.cast::<PyType>() else {
        return Err(vm.type_error("called match pattern must be a class"));
    };
    if !vm.is_instance(subject, class)? {
        return Ok(Value::NONE);
    }
    let attrs = PyList::new(&[]);
    let seen = PySet::new();
    let class_name = class_object.name_str();
    let get = |name: Value| -> PyResult<bool> {
        if !vm.set_add(seen, name)? {
            let text = vm.repr(name)?;
            return Err(vm.type_error(format!(
                "{class_name}() got multiple sub-patterns for attribute {}",
                text.to_string_lossy()
            )));
        }
        let Some(name) = name.cast::<PyStr>() else { return Ok(false) };
        match vm.get_attr_opt(subject, name)? {
            Some(value) => {
                attrs.items.push(value);
                Ok(true)
            }
            None => Ok(false),
        }
    };
    if n_positional > 0 {
        let match_args = vm.get_attr_opt(class, name!("__match_args__"))?;
        let (allowed, match_self, names) = match match_args {
            Some(args) => match args.cast::<PyTuple>() {
                Some(tuple) => (tuple.len(), false, Some(tuple)),
                None => {
                    return Err(vm.type_error(format!(
                        "{class_name}.__match_args__ must be a tuple (got {})",
                        vm.type_name(args)
                    )));
                }
            },
            None => {
                let match_self = class_object.has(ClassFlags::MATCH_SELF);
                (match_self as usize, match_self, None)
            }
        };
        if allowed < n_positional {
            let s = if allowed == 1 { "" } else { "s" };
            return Err(vm.type_error(format!(
                "{class_name}() accepts {allowed} positional sub-pattern{s} ({n_positional} given)"
            )));
        }
        if match_self {
            attrs.items.push(subject);
        } else if let Some(names) = names {
            for &name in &names.as_slice()[..n_positional] {
                if !name.is::<PyStr>() {
                    return Err(
                        vm.type_error(format!("__match_args__ elements must be strings (got {})", vm.type_name(name)))
                    );
                }
                if !get(name)? {
                    return Ok(Value::NONE);
                }
            }
        }
    }
    if let Some(names) = names.cast::<PyTuple>() {
        for &name in names.as_slice() {
            if !get(name)? {
                return Ok(Value::NONE);
            }
        }
    }
    Ok(PyTuple::new(attrs.items.as_slice()).value())
}

#[cold]
#[inline(never)]
fn raise_not_set(vm: &Vm, target: Value) -> Ctl {
    let _ = vm.type_error(format!("'{}' object is not a set", vm.type_name(target)));
    Ctl::Raise
}
