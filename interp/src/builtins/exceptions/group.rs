//! BaseExceptionGroup and ExceptionGroup, and what `except*` needs of them.

use super::super::prelude::*;
use super::base::new_exception;
use crate::name;

/// Methods of BaseExceptionGroup. Extra: 0 message, 1 exceptions (tuple), 2 for the repr: None (a tuple was given), True (a list), or
/// the repr that another sequence had.
pub struct GroupMethods;

impl PyName for GroupMethods {
    const NAME: &'static str = "BaseExceptionGroup";
}

fn exceptions(this: Gc<PyException>) -> Gc<PyTuple> {
    this.extra(1).and_then(|e| e.cast()).unwrap_or_else(|| PyTuple::new(&[]))
}

fn is_group(vm: &Vm, value: Value) -> bool {
    vm.type_of(value).is_subclass(vm.exc().BaseExceptionGroup)
}

/// What `split` and `subgroup` select by.
#[derive(Clone, Copy)]
enum Matcher {
    Class(Value),
    Function(Value),
}

fn matcher(vm: &Vm, value: Value) -> PyResult<Matcher> {
    let is_exc = |v: Value| v.cast::<PyType>().is_some_and(|c| c.has(ClassFlags::EXCEPTION_SUBCLASS));
    if is_exc(value) || value.cast::<PyTuple>().is_some_and(|t| t.as_slice().iter().all(|&v| is_exc(v))) {
        return Ok(Matcher::Class(value));
    }
    if vm.is_callable(value) && !value.is::<PyType>() {
        return Ok(Matcher::Function(value));
    }
    Err(vm.type_error("expected an exception type, a tuple of exception types, or a callable (other than a class)"))
}

impl Matcher {
    fn matches(self, vm: &Vm, exception: Value) -> PyResult<bool> {
        match self {
            Matcher::Class(class) => crate::eval::exceptions::matches(vm, exception, class),
            Matcher::Function(f) => {
                let result = vm.call(f, &[exception])?;
                vm.truth(result)
            }
        }
    }
}

/// A group like `this` with other exceptions: through its `derive`, with traceback, context, cause and notes copied.
fn derive(vm: &Vm, this: Gc<PyException>, parts: &[Value]) -> PyResult {
    let list = PyList::new(parts);
    let derived = vm.call_method(this.value(), "derive", &[list.value()])?;
    let Some(group) = derived.cast::<PyException>().filter(|_| is_group(vm, derived)) else {
        return Err(vm.type_error("derive must return an instance of BaseExceptionGroup"));
    };
    copy_metadata(vm, this, group)?;
    Ok(derived)
}

fn copy_metadata(vm: &Vm, from: Gc<PyException>, to: Gc<PyException>) -> PyResult<()> {
    to.traceback.set(from.traceback.get());
    to.context.set(from.context.get());
    to.cause.set(from.cause.get());
    to.suppress_context.set(from.suppress_context.get());
    if let Some(notes) = vm.get_attr_opt(from.value(), name!("__notes__"))? {
        if let Some(list) = vm.ignore(vm.exc().TypeError, vm.to_list(notes))? {
            vm.set_attr(to.value(), name!("__notes__"), Some(list.value()))?;
        }
    }
    Ok(())
}

/// The parts of `value` that match and that do not (None = empty).
fn split(vm: &Vm, value: Value, by: Matcher, want_rest: bool) -> PyResult<(Value, Value)> {
    vm.check_native_stack()?;
    if by.matches(vm, value)? {
        return Ok((value, Value::NONE));
    }
    let Some(group) = value.cast::<PyException>().filter(|_| is_group(vm, value)) else {
        return Ok((Value::NONE, value));
    };
    let (matched, rest) = (PyList::new(&[]), PyList::new(&[]));
    let all = exceptions(group);
    for &inner in all.as_slice() {
        let (m, r) = split(vm, inner, by, want_rest)?;
        if !m.is_none() {
            matched.items.push(m);
        }
        if !r.is_none() {
            rest.items.push(r);
        }
    }
    let make = |list: Gc<PyList>| {
        if list.items.is_empty() { Ok(Value::NONE) } else { derive(vm, group, list.items.as_slice()) }
    };
    let m = make(matched)?;
    let r = if want_rest { make(rest)? } else { Value::NONE };
    Ok((m, r))
}

#[pymethods]
impl GroupMethods {
    #[pyslot(sig = "(message, exceptions, /)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args) -> PyResult<Gc<PyException>> {
        let [message, seq] = args.pos else {
            return Err(vm.type_error(format!(
                "BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)",
                args.pos.len()
            )));
        };
        if !message.is::<PyStr>() {
            return Err(vm.type_error(format!(
                "BaseExceptionGroup.__new__() argument 1 must be str, not {}",
                vm.type_name(*message)
            )));
        }
        let slots = vm.slots_of(*seq);
        if slots.getitem.is_none() && slots.sq_item.is_none() || seq.is::<PyDict>() || seq.is::<PySet>() {
            return Err(vm.type_error("second argument (exceptions) must be a sequence"));
        }
        let list = vm.to_tuple(*seq)?;
        if list.is_empty() {
            return Err(vm.value_error("second argument (exceptions) must be a non-empty sequence"));
        }
        let mut nested_base = false;
        for (i, &e) in list.as_slice().iter().enumerate() {
            if !e.is::<PyException>() {
                return Err(vm.value_error(format!("Item {i} of second argument (exceptions) is not an exception")));
            }
            nested_base |= !vm.type_of(e).is_subclass(vm.exc().Exception);
        }
        let mut class = cls;
        if cls == vm.exc().BaseExceptionGroup {
            if !nested_base {
                class = vm.exc().ExceptionGroup;
            }
        } else if nested_base {
            if cls == vm.exc().ExceptionGroup {
                return Err(vm.type_error("Cannot nest BaseExceptions in an ExceptionGroup"));
            }
            if cls.is_subclass(vm.exc().Exception) {
                return Err(vm.type_error(format!("Cannot nest BaseExceptions in '{}'", cls.name_str())));
            }
        }
        let this = new_exception(vm, class, args.pos)?;
        this.set_extra(0, Some(*message))?;
        this.set_extra(1, Some(list.value()))?;
        let shown = match seq.is_cell().then(|| seq.shape()) {
            Some(shape::TUPLE) => Value::NONE,
            Some(shape::LIST) => Value::TRUE,
            _ => vm.repr(*seq)?.value(),
        };
        this.set_extra(2, Some(shown))?;
        Ok(this)
    }

    fn __repr__(this: Gc<PyException>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        let all = exceptions(this);
        let shown = match this.extra(2) {
            Some(Value::TRUE) => vm.repr(PyList::new(all.as_slice()).value())?,
            Some(text) if text.is::<PyStr>() => crate::vm::expect(text),
            _ => vm.repr(all.value())?,
        };
        let message = vm.repr(this.extra(0).unwrap_or(Value::NONE))?;
        let mut text = vm.type_of(this.value()).name.get().as_bytes().to_vec();
        text.push(b'(');
        text.extend_from_slice(message.as_bytes());
        text.extend_from_slice(b", ");
        text.extend_from_slice(shown.as_bytes());
        text.push(b')');
        Ok(PyStr::from_wtf8(&text))
    }

    #[pyslot(sig = "(*args, **kwargs)")]
    fn __init__(this: Gc<PyException>, vm: &Vm, args: Args) -> PyResult<()> {
        if args.has_kwargs() {
            return Err(vm.type_error(format!("{}() takes no keyword arguments", vm.type_name(this.value()))));
        }
        this.args.set(PyTuple::new(args.pos));
        Ok(())
    }

    fn __str__(this: Gc<PyException>, vm: &Vm) -> PyResult<String> {
        let message = vm.str(this.extra(0).unwrap_or(Value::NONE))?;
        let n = exceptions(this).len();
        Ok(format!("{} ({n} sub-exception{})", message.to_string_lossy(), if n == 1 { "" } else { "s" }))
    }

    #[getter]
    fn message(this: Gc<PyException>) -> Value {
        this.extra(0).unwrap_or(Value::NONE)
    }

    #[getter(name = "exceptions")]
    fn exceptions_(this: Gc<PyException>) -> Gc<PyTuple> {
        exceptions(this)
    }

    /// A group of the same kind with other exceptions.
    fn derive(this: Gc<PyException>, vm: &Vm, excs: Value) -> PyResult {
        let message = this.extra(0).unwrap_or(Value::NONE);
        vm.call(vm.exc().BaseExceptionGroup.value(), &[message, excs])
    }

    /// The part that matches, and the rest.
    fn split(this: Gc<PyException>, vm: &Vm, matcher_value: Value) -> PyResult<Gc<PyTuple>> {
        let (m, r) = split(vm, this.value(), matcher(vm, matcher_value)?, true)?;
        Ok(PyTuple::new(&[m, r]))
    }

    /// The part that matches.
    fn subgroup(this: Gc<PyException>, vm: &Vm, matcher_value: Value) -> PyResult {
        Ok(split(vm, this.value(), matcher(vm, matcher_value)?, false)?.0)
    }

    /// `BaseExceptionGroup[T]`
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, item: Value) -> PyResult {
        crate::builtins::generic_alias::new(vm, cls.value(), item)
    }
}

fn collect_leaves(vm: &Vm, value: Value, out: Gc<PyList>) {
    match value.cast::<PyException>().filter(|_| is_group(vm, value)) {
        Some(group) => {
            for &e in exceptions(group).as_slice() {
                collect_leaves(vm, e, out);
            }
        }
        None => out.items.push(value),
    }
}

/// The part of `value` (a group or None) whose leaves are in `leaves`.
fn project(vm: &Vm, value: Value, leaves: Gc<PyList>) -> PyResult {
    let Some(group) = value.cast::<PyException>().filter(|_| is_group(vm, value)) else {
        return Ok(if leaves.items.as_slice().contains(&value) { value } else { Value::NONE });
    };
    let kept = PyList::new(&[]);
    for &inner in exceptions(group).as_slice() {
        let part = project(vm, inner, leaves)?;
        if !part.is_none() {
            kept.items.push(part);
        }
    }
    if kept.items.is_empty() { Ok(Value::NONE) } else { derive(vm, group, kept.items.as_slice()) }
}

/// Whether `value` has the same metadata as the original: then it is a part of it that was re-raised.
fn is_same_metadata(a: Gc<PyException>, b: Gc<PyException>) -> bool {
    a.traceback.get() == b.traceback.get() && a.context.get() == b.context.get() && a.cause.get() == b.cause.get()
}

/// `except*`: what remains to be raised after the handlers: from the original exception and the list of what they raised and what
/// nobody handled.
pub fn prep_reraise_star(vm: &Vm, original: Value, parts: Value) -> PyResult {
    let Some(list) = parts.cast::<PyList>() else { return Err(vm.system_error("except* without a list")) };
    let all: Gc<PyTuple> = PyTuple::new(list.items.as_slice());
    if all.is_empty() {
        return Ok(Value::NONE);
    }
    let Some(orig) = original.cast::<PyException>() else { return Ok(Value::NONE) };
    if !is_group(vm, original) {
        // A naked exception: there is at most one, raised or unhandled.
        return Ok(all.as_slice()[0]);
    }
    let (raised, reraised) = (PyList::new(&[]), PyList::new(&[]));
    for &e in all.as_slice() {
        if e.is_none() {
            continue;
        }
        match e.cast::<PyException>() {
            Some(exception) if is_same_metadata(exception, orig) => reraised.items.push(e),
            _ => raised.items.push(e),
        }
    }
    let leaves = PyList::new(&[]);
    for i in 0..reraised.items.len() {
        if let Some(e) = reraised.items.get(i) {
            collect_leaves(vm, e, leaves);
        }
    }
    let kept = if leaves.items.is_empty() { Value::NONE } else { project(vm, original, leaves)? };
    if raised.items.is_empty() {
        return Ok(kept);
    }
    if !kept.is_none() {
        raised.items.push(kept);
    }
    if raised.items.len() == 1 {
        return Ok(raised.items.as_slice()[0]);
    }
    vm.call(vm.exc().BaseExceptionGroup.value(), &["".into(), raised.value()])
}
