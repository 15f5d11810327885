//! The wrapper that `functools.lru_cache` puts around a function.
//!
//! Results are in a dict from the one used longest ago to the one used last.

use std::cell::Cell;
use taipan_interp::builtins::function::bind;
use taipan_interp::native::*;

/// Calls a function, or gives the result that an earlier call with equal arguments gave.
#[pyclass(name = "_lru_cache_wrapper", module = "functools", dict, weakref, method_descriptor)]
pub struct LruCache {
    function: Value,
    /// `usize::MAX`: no limit.
    limit: usize,
    /// Whether arguments of different types are different.
    typed: bool,
    results: Field<Gc<PyDict>>,
    #[no_trace]
    hits: Cell<u64>,
    #[no_trace]
    misses: Cell<u64>,
    info_class: Value,
    /// Stands between positional and keyword arguments in keys.
    mark: Value,
}

impl LruCache {
    /// The key for these arguments.
    #[inline]
    fn key(&self, vm: &Vm, args: Args<'_>) -> Value {
        if !args.has_kwargs() && !self.typed {
            return match args.pos {
                // The commonest keys stand for themselves.
                [arg] if arg.is_exact_int() || arg.is_exact_str() => *arg,
                pos => PyTuple::new(pos).value(),
            };
        }
        let key = GcVec::from_slice(args.pos);
        if args.has_kwargs() {
            key.push(self.mark);
            for (name, value) in args.kwargs() {
                key.push(name.value());
                key.push(value);
            }
        }
        if self.typed {
            args.pos.iter().chain(args.kwvals).for_each(|&value| key.push(vm.type_of(value).value()));
        }
        if key.len() == 1 && (key.as_slice()[0].is_exact_int() || key.as_slice()[0].is_exact_str()) {
            return key.as_slice()[0];
        }
        PyTuple::new(key.as_slice()).value()
    }

    fn count(counter: &Cell<u64>) {
        counter.set(counter.get() + 1);
    }
}

#[pymethods]
impl LruCache {
    #[pyslot(sig = "(user_function, maxsize, typed, cache_info_type)")]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        user_function: Value,
        maxsize: Value,
        typed: bool,
        cache_info_type: Value,
    ) -> PyResult<Obj<LruCache>> {
        if !vm.is_callable(user_function) {
            return Err(vm.type_error("the first argument must be callable"));
        }
        let limit = match maxsize.is_none() {
            true => usize::MAX,
            false if is_index(vm, maxsize) => isize::from_value(vm, maxsize)?.max(0) as usize,
            false => return Err(vm.type_error("maxsize should be integer or None")),
        };
        const MARK: &str = "functools.kwd_mark";
        let mark = match vm.get_static(MARK) {
            Some(mark) => mark,
            None => {
                let mark = vm.call(vm.types().object.value(), &[])?;
                vm.set_static(MARK, mark);
                mark
            }
        };
        let cache = LruCache {
            function: user_function,
            limit,
            typed,
            results: Field::new(vm.new_dict()),
            hits: Cell::new(0),
            misses: Cell::new(0),
            info_class: cache_info_type,
            mark,
        };
        vm.new_native(cls, cache)
    }

    fn __call__(this: Obj<LruCache>, vm: &Vm, args: Args<'_>) -> PyResult {
        if this.limit == 0 {
            LruCache::count(&this.misses);
            return vm.call_args(this.function, args);
        }
        let key = this.key(vm, args);
        let hash = vm.hash(key)?;
        let results = this.results.get();
        if let Some(at) = vm.dict_find(results, key, hash)?
            && let Some(result) = results.value_at(at)
        {
            LruCache::count(&this.hits);
            if this.limit != usize::MAX {
                results.move_to_end(at)?;
            }
            return Ok(result);
        }
        LruCache::count(&this.misses);
        let result = vm.call_args(this.function, args)?;
        // The call may have entered this very key.
        match vm.dict_find(results, key, hash)? {
            Some(at) if this.limit == usize::MAX => results.set_value(at, result),
            Some(_) => {}
            None => {
                if results.len() >= this.limit
                    && let Some((oldest, _)) = results.next_entry(0)
                {
                    results.remove_entry(oldest);
                }
                results.try_insert_new(hash, key, result)?;
            }
        }
        Ok(result)
    }

    fn __get__(this: Value, object: Option<Value>, _class: Option<Value>) -> Value {
        match object.filter(|object| !object.is_none()) {
            Some(object) => bind(this, object),
            None => this,
        }
    }

    /// How the cache did: hits, misses, largest and current number of results.
    fn cache_info(&self, vm: &Vm) -> PyResult {
        let limit = if self.limit == usize::MAX { Value::NONE } else { Value::uint(self.limit as u64) };
        let (hits, misses) = (Value::uint(self.hits.get()), Value::uint(self.misses.get()));
        vm.call(self.info_class, &[hits, misses, limit, Value::uint(self.results.get().len() as u64)])
    }

    /// Forgets all results and the counts.
    fn cache_clear(&self) {
        self.hits.set(0);
        self.misses.set(0);
        self.results.get().clear();
    }

    /// For pickling.
    fn __reduce__(this: Value, vm: &Vm) -> PyResult {
        vm.get_attr_str(this, "__qualname__")
    }

    /// The cache itself.
    #[pymethod(no_text_signature)]
    fn __copy__(this: Value) -> Value {
        this
    }

    /// The cache itself.
    #[pymethod(no_text_signature)]
    fn __deepcopy__(this: Value, memo: Value) -> Value {
        let _ = memo;
        this
    }
}
