//! `itemgetter`, `attrgetter` and `methodcaller`: what to do with an object, as a callable.

use taipan_interp::builtins::support;
use taipan_interp::native::*;

/// The only argument of a call.
fn only_argument(vm: &Vm, name: &str, args: Args<'_>) -> PyResult {
    check_no_kwargs(vm, name, args)?;
    check_positional(vm, name, args.pos.len(), 1, 1)?;
    Ok(args.pos[0])
}

/// `operator.name(repr, repr)`.
fn show(vm: &Vm, this: Value, args: &[Value], keywords: Option<Gc<PyDict>>) -> PyResult {
    let done = vm.with_repr_guard(this, || {
        let mut out = vm.type_of(this).full_name().into_bytes();
        out.push(b'(');
        support::push_reprs(vm, &mut out, |i| args.get(i).copied())?;
        if let Some(keywords) = keywords {
            let mut i = 0;
            while let Some((at, entry)) = keywords.next_entry(i) {
                i = at + 1;
                let (Some(name), Some(value)) = (entry.key, entry.value) else { continue };
                out.extend_from_slice(b", ");
                out.extend_from_slice(vm.str(name)?.as_bytes());
                out.push(b'=');
                out.extend_from_slice(vm.repr(value)?.as_bytes());
            }
        }
        out.push(b')');
        support::text(&out)
    })?;
    match done {
        Some(text) => Ok(text),
        None => support::text(format!("{}(...)", vm.type_of(this).full_name()).as_bytes()),
    }
}

/// Gives the items of an object: itemgetter(2)(r) is r[2], itemgetter(2, 5)(r) is (r[2], r[5]).
#[pyclass(name = "itemgetter", module = "operator", text_sig = "(item, /, *items)")]
pub struct ItemGetter {
    items: Gc<PyTuple>,
}

/// `object[key]`, with the shortest way for positions in tuples and lists.
#[inline]
fn item(vm: &Vm, object: Value, key: Value) -> PyResult {
    if let Some(i) = key.as_small().and_then(|i| usize::try_from(i).ok()) {
        let shape = object.shape();
        if shape == taipan_object::shape::TUPLE
            && let Some(&item) = object.cast::<PyTuple>().as_ref().and_then(|tuple| tuple.as_slice().get(i))
        {
            return Ok(item);
        }
        if shape == taipan_object::shape::LIST
            && let Some(item) = object.cast::<PyList>().and_then(|list| list.items.get(i))
        {
            return Ok(item);
        }
    }
    vm.get_item(object, key)
}

#[pymethods]
impl ItemGetter {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<ItemGetter>> {
        check_no_kwargs(vm, "itemgetter", args)?;
        if args.pos.is_empty() {
            check_positional(vm, "itemgetter", 0, 1, 1)?;
        }
        vm.new_native(cls, ItemGetter { items: PyTuple::new(args.pos) })
    }

    fn __call__(this: Obj<ItemGetter>, vm: &Vm, args: Args<'_>) -> PyResult {
        let object = only_argument(vm, "itemgetter", args)?;
        let items = this.items;
        if let &[key] = items.as_slice() {
            return item(vm, object, key);
        }
        let found = GcVec::new();
        found.try_reserve(items.len())?;
        for &key in items.as_slice() {
            found.push(item(vm, object, key)?);
        }
        Ok(PyTuple::new(found.as_slice()).value())
    }

    /// How it is called.
    #[getter]
    fn __text_signature__(&self) -> &'static str {
        "(obj, /)"
    }

    fn __repr__(this: Obj<ItemGetter>, vm: &Vm) -> PyResult {
        let items = this.items;
        show(vm, this.value(), items.as_slice(), None)
    }

    /// For pickling.
    fn __reduce__(this: Obj<ItemGetter>, vm: &Vm) -> Value {
        PyTuple::new(&[vm.type_of(this.value()).value(), this.items.value()]).value()
    }
}

/// Gives attributes of an object: attrgetter('name.first')(r) is r.name.first; with several names, a tuple.
#[pyclass(name = "attrgetter", module = "operator", text_sig = "(attr, /, *attrs)")]
pub struct AttrGetter {
    /// As given.
    names: Gc<PyTuple>,
    /// For each: a name, or a tuple of the names between the dots.
    paths: Gc<PyTuple>,
}

/// Follows one path.
fn follow(vm: &Vm, object: Value, path: Value) -> PyResult {
    if let Some(name) = path.cast::<PyStr>() {
        return vm.get_attr(object, name);
    }
    let Some(names) = path.cast::<PyTuple>() else { return Ok(object) };
    let mut object = object;
    for name in names.as_slice() {
        if let Some(name) = name.cast::<PyStr>() {
            object = vm.get_attr(object, name)?;
        }
    }
    Ok(object)
}

#[pymethods]
impl AttrGetter {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<AttrGetter>> {
        check_no_kwargs(vm, "attrgetter", args)?;
        if args.pos.is_empty() {
            check_positional(vm, "attrgetter", 0, 1, 1)?;
        }
        let paths = GcVec::new();
        for &name in args.pos {
            let Some(name) = name.cast::<PyStr>() else {
                return Err(vm.type_error("attribute name must be a string"));
            };
            let intern = |part: &[u8]| taipan_object::string::intern_wtf8(part).value();
            if name.as_bytes().contains(&b'.') {
                let parts = GcVec::new();
                name.as_bytes().split(|&byte| byte == b'.').for_each(|part| parts.push(intern(part)));
                paths.push(PyTuple::new(parts.as_slice()).value());
            } else {
                paths.push(intern(name.as_bytes()));
            }
        }
        vm.new_native(cls, AttrGetter { names: PyTuple::new(args.pos), paths: PyTuple::new(paths.as_slice()) })
    }

    fn __call__(this: Obj<AttrGetter>, vm: &Vm, args: Args<'_>) -> PyResult {
        let object = only_argument(vm, "attrgetter", args)?;
        let paths = this.paths;
        if let &[path] = paths.as_slice() {
            return follow(vm, object, path);
        }
        let found = GcVec::new();
        for &path in paths.as_slice() {
            found.push(follow(vm, object, path)?);
        }
        Ok(PyTuple::new(found.as_slice()).value())
    }

    /// How it is called.
    #[getter]
    fn __text_signature__(&self) -> &'static str {
        "(obj, /)"
    }

    fn __repr__(this: Obj<AttrGetter>, vm: &Vm) -> PyResult {
        let names = this.names;
        show(vm, this.value(), names.as_slice(), None)
    }

    /// For pickling.
    fn __reduce__(this: Obj<AttrGetter>, vm: &Vm) -> Value {
        PyTuple::new(&[vm.type_of(this.value()).value(), this.names.value()]).value()
    }
}

/// Calls a method of an object: methodcaller('name', 1, x=2)(r) is r.name(1, x=2).
#[pyclass(name = "methodcaller", module = "operator", text_sig = "(name, /, *args, **kwargs)")]
pub struct MethodCaller {
    name: Gc<PyStr>,
    args: Gc<PyTuple>,
    keywords: Gc<PyDict>,
}

#[pymethods]
impl MethodCaller {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<MethodCaller>> {
        let Some((name, rest)) = args.pos.split_first() else {
            return Err(vm.type_error("methodcaller needs at least one argument, the method name"));
        };
        let Some(name) = name.cast::<PyStr>() else { return Err(vm.type_error("method name must be a string")) };
        let name = if name.value().is_exact_str() { PyStr::intern(name) } else { name };
        let keywords = vm.new_dict();
        for (key, value) in args.kwargs() {
            keywords.set_str(key, value);
        }
        vm.new_native(cls, MethodCaller { name, args: PyTuple::new(rest), keywords })
    }

    fn __call__(this: Obj<MethodCaller>, vm: &Vm, args: Args<'_>) -> PyResult {
        let object = only_argument(vm, "methodcaller", args)?;
        let given = this.args;
        if this.keywords.is_empty() {
            return vm.call_method_name(object, this.name, given.as_slice());
        }
        let method = vm.get_attr(object, this.name)?;
        vm.call_dict(method, given.as_slice(), Some(this.keywords))
    }

    /// How it is called.
    #[getter]
    fn __text_signature__(&self) -> &'static str {
        "(obj, /)"
    }

    fn __repr__(this: Obj<MethodCaller>, vm: &Vm) -> PyResult {
        let all = GcVec::from_slice(&[this.name.value()]);
        all.extend(this.args.as_slice());
        show(vm, this.value(), all.as_slice(), Some(this.keywords))
    }

    /// For pickling.
    fn __reduce__(this: Obj<MethodCaller>, vm: &Vm) -> PyResult {
        let class = vm.type_of(this.value()).value();
        let all = GcVec::from_slice(&[this.name.value()]);
        if this.keywords.is_empty() {
            all.extend(this.args.as_slice());
            return Ok(PyTuple::new(&[class, PyTuple::new(all.as_slice()).value()]).value());
        }
        let functools = vm.import_module("functools")?;
        let partial = vm.get_attr_str(functools, "partial")?;
        let constructor = vm.call_dict(partial, &[class, this.name.value()], Some(this.keywords))?;
        Ok(PyTuple::new(&[constructor, this.args.value()]).value())
    }
}
