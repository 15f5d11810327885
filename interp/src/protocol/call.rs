//! Calling any value from Rust.

use crate::builtins::prelude::*;

/// Argument lists up to this length are put together on the native stack.
const INLINE_ARGS: usize = 8;

impl Vm {
    /// `callable(*args)`.
    #[inline]
    pub fn call(&self, callable: Value, args: &[Value]) -> PyResult {
        self.call_args(callable, Args::positional(args))
    }

    /// `callable(*args, **kwargs)`.
    pub fn call_args(&self, callable: Value, args: Args<'_>) -> PyResult {
        self.check_native_stack()?;
        if let Some(function) = callable.cast::<PyFunction>() {
            return self.call_function(function, args);
        }
        if let Some(function) = callable.cast::<PyNativeFunction>()
            && function.is_builtin()
        {
            return function.call(self, args);
        }
        if let Some(method) = callable.cast::<PyBoundMethod>() {
            return self.call_prepended(method.function, method.this, args);
        }
        match self.slots_of(callable).call {
            Some(call) => call(self, callable, args),
            None => Err(self.type_error(format!("'{}' object is not callable", self.type_name(callable)))),
        }
    }

    /// `callable(first, *args, **kwargs)`.
    pub fn call_prepended(&self, callable: Value, first: Value, args: Args<'_>) -> PyResult {
        let n = args.pos.len() + 1;
        if n <= INLINE_ARGS {
            let mut all = [Value::NONE; INLINE_ARGS];
            all[0] = first;
            all[1..n].copy_from_slice(args.pos);
            return self.call_args(callable, Args { pos: &all[..n], ..args });
        }
        let all = PyList::new(&[first]);
        all.items.try_extend(args.pos)?;
        let result = self.call_args(callable, Args { pos: all.items.as_slice(), ..args });
        std::hint::black_box(all);
        result
    }

    /// `callable(*args, name=value, …)`.
    pub fn call_kw(&self, callable: Value, args: &[Value], kwargs: &[(&str, Value)]) -> PyResult {
        if kwargs.is_empty() {
            return self.call(callable, args);
        }
        let names = PyList::new(&[]);
        let values = PyList::new(&[]);
        for (name, value) in kwargs {
            names.items.push(intern(name).value());
            values.items.push(*value);
        }
        let kwnames = PyTuple::new(names.items.as_slice());
        let result =
            self.call_args(callable, Args { pos: args, kwvals: values.items.as_slice(), kwnames: Some(kwnames) });
        std::hint::black_box((values, kwnames));
        result
    }

    /// `callable(*args, **kwargs)` with the keyword arguments in a dict.
    pub fn call_dict(&self, callable: Value, args: &[Value], kwargs: Option<Gc<PyDict>>) -> PyResult {
        let Some(kwargs) = kwargs.filter(|d| !d.is_empty()) else { return self.call(callable, args) };
        let names = PyList::new(&[]);
        let values = PyList::new(&[]);
        for (k, v) in kwargs.iter() {
            if !k.is::<PyStr>() {
                return Err(self.type_error("keywords must be strings"));
            }
            names.items.push(k);
            values.items.push(v);
        }
        let kwnames = PyTuple::new(names.items.as_slice());
        let result =
            self.call_args(callable, Args { pos: args, kwvals: values.items.as_slice(), kwnames: Some(kwnames) });
        std::hint::black_box((values, kwnames));
        result
    }

    /// `object.name(*args)`.
    pub fn call_method(&self, object: Value, name: &str, args: &[Value]) -> PyResult {
        self.call_method_name(object, intern(name), args)
    }

    /// `object.name(*args)` for an interned name.
    pub fn call_method_name(&self, object: Value, name: Gc<PyStr>, args: &[Value]) -> PyResult {
        let class = self.type_of(object);
        // A plain function found on the type needs no bound method.
        if class.has(ClassFlags::PLAIN_GETATTR)
            && let Some(found) = class.lookup(name)
            && self.type_of(found).has(ClassFlags::METHOD_DESCRIPTOR)
            && crate::instance::get(object, name).is_none()
        {
            return self.call_prepended(found, object, Args::positional(args));
        }
        let method = self.get_attr(object, name)?;
        self.call(method, args)
    }

    /// Whether `callable()` is possible.
    pub fn is_callable(&self, value: Value) -> bool {
        self.slots_of(value).call.is_some()
    }

    /// `class(*args)`: what `type.__call__` does.
    pub fn instantiate(&self, class: Gc<PyType>, args: Args<'_>) -> PyResult {
        if class == self.types().type_ && args.pos.len() == 1 && !args.has_kwargs() {
            return Ok(self.type_of(args.pos[0]).value());
        }
        let slots = class.slots();
        let Some(new) = slots.new.filter(|_| !class.has(ClassFlags::NO_NEW)) else {
            return Err(self.type_error(format!("cannot create '{}' instances", class.full_name())));
        };
        let object = new(self, class, args)?;
        let made = self.type_of(object);
        if made == class || made.is_subclass(class) {
            if let Some(init) = made.slots().init {
                init(self, object, args)?;
            }
        }
        Ok(object)
    }
}
