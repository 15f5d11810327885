//! `partial` and the mark `Placeholder` for arguments that the call gives.

use std::cell::Cell;
use taipan_interp::builtins::function::bind;
use taipan_interp::builtins::support;
use taipan_interp::native::*;

/// The type of Placeholder.
#[pyclass(name = "_PlaceholderType", module = "functools")]
pub struct PlaceholderType {}

#[pymethods]
impl PlaceholderType {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult {
        let _ = cls;
        if !args.pos.is_empty() || args.has_kwargs() {
            return Err(vm.type_error("PlaceholderType takes no arguments"));
        }
        placeholder(vm)
    }

    /// For pickling.
    fn __reduce__(&self) -> &'static str {
        "Placeholder"
    }

    fn __repr__(&self) -> &'static str {
        "Placeholder"
    }
}

/// The one Placeholder.
pub fn placeholder(vm: &Vm) -> PyResult {
    const NAME: &str = "functools.Placeholder";
    if let Some(placeholder) = vm.get_static(NAME) {
        return Ok(placeholder);
    }
    let placeholder = vm.new_object(PlaceholderType {})?.value();
    vm.set_static(NAME, placeholder);
    Ok(placeholder)
}

/// A function with some of its arguments given already: partial(func, /, *args, **keywords). Placeholder as an argument leaves
/// a place for an argument of the call.
#[pyclass(name = "partial", module = "functools", subclass, dict, weakref, text_sig = "(func, /, *args, **keywords)")]
pub struct Partial {
    #[member]
    func: Field<Value>,
    #[member]
    args: Field<Gc<PyTuple>>,
    #[member]
    keywords: Field<Gc<PyDict>>,
    /// How many of `args` are Placeholder.
    #[no_trace]
    places: Cell<usize>,
}

fn count_places(vm: &Vm, args: &[Value]) -> PyResult<usize> {
    let mark = placeholder(vm)?;
    if args.last() == Some(&mark) {
        return Err(vm.type_error("trailing Placeholders are not allowed"));
    }
    Ok(args.iter().filter(|&&arg| arg == mark).count())
}

#[pymethods]
impl Partial {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Partial>> {
        let Some((&function, given)) = args.pos.split_first() else {
            return Err(vm.type_error("type 'partial' takes at least one argument"));
        };
        if !vm.is_callable(function) {
            return Err(vm.type_error("the first argument must be callable"));
        }
        let mark = placeholder(vm)?;
        let mut places = count_places(vm, given)?;
        if args.kwvals.contains(&mark) {
            return Err(vm.type_error("Placeholder cannot be passed as a keyword argument"));
        }
        let keywords = vm.new_dict();
        let mut func = function;
        let mut all = PyTuple::new(given);
        // A partial of a plain partial is one of its function.
        if let Some(inner) = function.cast::<Native<Partial>>()
            && vm.slots_of(function).call.map(|f| f as usize) == vm.class::<Partial>().slots().call.map(|f| f as usize)
            && vm.instance_attrs(function).is_empty()
        {
            func = inner.func.get();
            if !inner.keywords.get().is_empty() {
                inner.keywords.get().try_copy_into(&keywords)?;
            }
            let (merged, mut rest) = (GcVec::new(), given.iter());
            for &arg in inner.args.get().as_slice() {
                merged.push(if arg == mark { rest.next().copied().unwrap_or(mark) } else { arg });
            }
            rest.for_each(|&arg| merged.push(arg));
            places = merged.as_slice().iter().filter(|&&arg| arg == mark).count();
            all = PyTuple::new(merged.as_slice());
        }
        for (name, value) in args.kwargs() {
            vm.dict_set(keywords, name.value(), value)?;
        }
        let partial = Partial {
            func: Field::new(func),
            args: Field::new(all),
            keywords: Field::new(keywords),
            places: Cell::new(places),
        };
        vm.new_native(cls, partial)
    }

    fn __call__(this: Obj<Partial>, vm: &Vm, args: Args<'_>) -> PyResult {
        let (own, places) = (this.args.get(), this.places.get());
        let (n, given) = (own.len(), args.pos.len());
        if given < places {
            return Err(vm.type_error(format!(
                "missing positional arguments in 'partial' call; expected at least {places}, got {given}"
            )));
        }
        const ON_STACK: usize = 8;
        if places == 0 && n + given <= ON_STACK {
            let mut all = [Value::NONE; ON_STACK];
            all[..n].copy_from_slice(own.as_slice());
            all[n..n + given].copy_from_slice(args.pos);
            return call_with(vm, this, &all[..n + given], args);
        }
        let all = GcVec::new();
        all.try_reserve(n + given)?;
        let mut rest = args.pos;
        if places == 0 {
            all.extend(own.as_slice());
        } else {
            let mark = placeholder(vm)?;
            for &arg in own.as_slice() {
                match rest.split_first() {
                    Some((&first, others)) if arg == mark => {
                        all.push(first);
                        rest = others;
                    }
                    _ => all.push(arg),
                }
            }
        }
        all.extend(rest);
        call_with(vm, this, all.as_slice(), args)
    }

    fn __get__(this: Value, object: Option<Value>, _class: Option<Value>) -> Value {
        match object.filter(|object| !object.is_none()) {
            Some(object) => bind(this, object),
            None => this,
        }
    }

    fn __repr__(this: Obj<Partial>, vm: &Vm) -> PyResult {
        let done = vm.with_repr_guard(this.value(), || {
            let mut out = vm.type_of(this.value()).full_name().into_bytes();
            // As it is now: a repr may change it.
            let (function, args, keywords) = (this.func.get(), this.args.get(), this.keywords.get());
            out.push(b'(');
            out.extend_from_slice(vm.repr(function)?.as_bytes());
            for &arg in args.as_slice() {
                out.extend_from_slice(b", ");
                out.extend_from_slice(vm.repr(arg)?.as_bytes());
            }
            let mut i = 0;
            while let Some((at, entry)) = keywords.next_entry(i) {
                i = at + 1;
                let (Some(name), Some(value)) = (entry.key, entry.value) else { continue };
                out.extend_from_slice(b", ");
                out.extend_from_slice(vm.str(name)?.as_bytes());
                out.push(b'=');
                out.extend_from_slice(vm.repr(value)?.as_bytes());
            }
            out.push(b')');
            support::text(&out)
        })?;
        done.map_or_else(|| support::text(b"..."), Ok)
    }

    /// For pickling.
    fn __reduce__(this: Obj<Partial>, vm: &Vm) -> PyResult {
        let attributes = match vm.instance_attrs(this.value()).is_empty() {
            true => Value::NONE,
            false => vm.instance_dict(this.value())?.value(),
        };
        let function = this.func.get();
        let state = PyTuple::new(&[function, this.args.get().value(), this.keywords.get().value(), attributes]).value();
        let args = PyTuple::new(&[function]).value();
        Ok(PyTuple::new(&[vm.type_of(this.value()).value(), args, state]).value())
    }

    /// For unpickling.
    fn __setstate__(this: Obj<Partial>, vm: &Vm, object: Value) -> PyResult<()> {
        let invalid = || vm.type_error("invalid partial state");
        let Some(state) = object.cast::<PyTuple>() else { return Err(invalid()) };
        let &[function, args, keywords, attributes] = state.as_slice() else { return Err(invalid()) };
        let (Some(args), true) = (args.cast::<PyTuple>(), vm.is_callable(function)) else { return Err(invalid()) };
        let keywords = match keywords.cast::<PyDict>() {
            Some(dict) if vm.type_of(keywords) == vm.types().dict => dict,
            Some(dict) => dict.copy(),
            None if keywords.is_none() => vm.new_dict(),
            None => return Err(invalid()),
        };
        let places = count_places(vm, args.as_slice())?;
        let args = if vm.type_of(args.value()) == vm.types().tuple { args } else { PyTuple::new(args.as_slice()) };
        let attributes = match attributes.cast::<PyDict>() {
            Some(dict) => Some(dict),
            None if attributes.is_none() => None,
            None => return Err(invalid()),
        };
        this.func.set(function);
        this.args.set(args);
        this.keywords.set(keywords);
        this.places.set(places);
        if attributes.is_some() || !vm.instance_attrs(this.value()).is_empty() {
            vm.replace_instance_dict(this.value(), attributes.unwrap_or_else(|| vm.new_dict()));
        }
        Ok(())
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }
}

/// Calls the function with these positional arguments and the keywords of both.
fn call_with(vm: &Vm, this: Obj<Partial>, pos: &[Value], args: Args<'_>) -> PyResult {
    let (function, own) = (this.func.get(), this.keywords.get());
    if own.is_empty() {
        return vm.call_args(function, Args { pos, ..args });
    }
    if !args.has_kwargs() {
        return vm.call_dict(function, pos, Some(own));
    }
    let merged = own.copy();
    for (name, value) in args.kwargs() {
        vm.dict_set(merged, name.value(), value)?;
    }
    vm.call_dict(function, pos, Some(merged))
}
