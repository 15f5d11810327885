//! `FrameLocalsProxy` (PEP 667): the local variables of a function's frame as a mapping that writes through. Names that are no variables of the
//! function are kept in a dict of the frame.

use super::prelude::*;
use super::support;
use taipan_bytecode::flags;

/// What fast local `i` of `code` holds, if its place holds `value`: the content of a cell for shared variables.
pub fn content(code: &PyCode, i: usize, value: Option<Value>) -> Option<Value> {
    let value = value?;
    let shared = code.code.localspluskinds[i] & (flags::CO_FAST_CELL | flags::CO_FAST_FREE) != 0;
    match value.cast::<PyCell>() {
        Some(cell) if shared => cell.value.get(),
        _ => Some(value),
    }
}

/// The local variables of a frame.
#[pyclass(name = "FrameLocalsProxy", mapping, unhashable)]
pub struct FrameLocals {
    /// The frame.
    pub frame: Gc<PyFrame>,
}

impl FrameLocals {
    fn get(&self, i: usize) -> Option<Value> {
        content(&self.frame.code, i, self.frame.local(i))
    }

    /// Index of the variable called `key`; `bound` = only one that has a value now.
    fn find(&self, vm: &Vm, key: Value, bound: bool) -> PyResult<Option<usize>> {
        let names = self.frame.code.localsplusnames;
        let at = |i: usize| !bound || self.get(i).is_some();
        // Names are interned, and so are most keys.
        if let Some(i) = names.as_slice().iter().position(|&n| n == key) {
            return Ok(at(i).then_some(i));
        }
        let hash = vm.hash(key)?;
        for (i, &name) in names.as_slice().iter().enumerate() {
            if vm.hash(name)? == hash && vm.equal(name, key)? && at(i) {
                return Ok(Some(i));
            }
        }
        Ok(None)
    }

    fn extra(&self) -> Option<Gc<PyDict>> {
        self.frame.extra_locals.get()
    }

    fn lookup(&self, vm: &Vm, key: Value) -> PyResult<Option<Value>> {
        if let Some(i) = self.find(vm, key, true)? {
            return Ok(self.get(i));
        }
        match self.extra() {
            Some(extra) => vm.dict_get(extra, key),
            None => Ok(None),
        }
    }

    fn store(&self, vm: &Vm, key: Value, value: Value) -> PyResult<()> {
        if let Some(i) = self.find(vm, key, false)? {
            let kinds = &self.frame.code.code.localspluskinds;
            if kinds[i] & (flags::CO_FAST_CELL | flags::CO_FAST_FREE) != 0
                && let Some(cell) = self.frame.local(i).and_then(|v| v.cast::<PyCell>())
            {
                cell.value.set(Some(value));
            } else {
                self.frame.set_local(i, Some(value));
            }
            return Ok(());
        }
        let extra = match self.extra() {
            Some(extra) => extra,
            None => {
                let fresh = PyDict::new();
                self.frame.extra_locals.set(Some(fresh));
                fresh
            }
        };
        vm.dict_set(extra, key, value)
    }

    fn remove(&self, vm: &Vm, key: Value) -> PyResult<Option<Value>> {
        if self.find(vm, key, false)?.is_some() {
            return Err(vm.value_error("cannot remove local variables from FrameLocalsProxy"));
        }
        match self.extra() {
            Some(extra) => vm.dict_del(extra, key),
            None => Ok(None),
        }
    }

    /// A dict with everything.
    fn to_dict(&self, vm: &Vm) -> PyResult<Gc<PyDict>> {
        let dict = PyDict::new();
        let names = self.frame.code.localsplusnames;
        for (i, &name) in names.as_slice().iter().enumerate() {
            if let Some(value) = self.get(i) {
                vm.dict_set(dict, name, value)?;
            }
        }
        if let Some(extra) = self.extra() {
            vm.dict_merge(dict, extra.value(), true)?;
        }
        Ok(dict)
    }

    fn key_list(&self, vm: &Vm) -> PyResult {
        Ok(vm.to_list(self.to_dict(vm)?.value())?.value())
    }

    fn merge(&self, vm: &Vm, other: Value) -> PyResult<bool> {
        let dict = if let Some(proxy) = other.cast::<Native<FrameLocals>>() {
            proxy.to_dict(vm)?
        } else if let Some(dict) = other.cast::<PyDict>() {
            dict
        } else {
            return Ok(false);
        };
        let items = vm.to_list(vm.call_method(dict.value(), "items", &[])?)?;
        for i in 0..items.items.len() {
            let Some(pair) = items.items.as_slice().get(i).and_then(|p| p.cast::<PyTuple>()) else { break };
            self.store(vm, pair.as_slice()[0], pair.as_slice()[1])?;
        }
        Ok(true)
    }
}

#[pymethods]
impl FrameLocals {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<FrameLocals>> {
        if args.pos.len() != 1 {
            return Err(vm.type_error(format!("FrameLocalsProxy expected 1 argument, got {}", args.pos.len())));
        }
        check_no_kwargs(vm, "FrameLocalsProxy", args)?;
        let Some(frame) = args.pos[0].cast::<PyFrame>() else {
            return Err(vm.type_error(format!("expect frame, not {}", vm.type_name(args.pos[0]))));
        };
        vm.new_native(cls, FrameLocals { frame })
    }

    fn __getitem__(&self, vm: &Vm, key: Value) -> PyResult {
        match self.lookup(vm, key)? {
            Some(value) => Ok(value),
            None => {
                let text = format!("local variable '{}' is not defined", vm.repr(key)?.to_string_lossy());
                Err(vm.key_error(vm.new_str(text).value()))
            }
        }
    }

    fn __setitem__(&self, vm: &Vm, key: Value, value: Option<Value>) -> PyResult<()> {
        match value {
            Some(value) => self.store(vm, key, value),
            None => match self.remove(vm, key)? {
                Some(_) => Ok(()),
                None => Err(vm.key_error(key)),
            },
        }
    }

    fn __contains__(&self, vm: &Vm, key: Value) -> PyResult<bool> {
        Ok(self.lookup(vm, key)?.is_some())
    }

    fn __len__(&self) -> usize {
        let bound = (0..self.frame.code.n_locals_plus as usize).filter(|&i| self.get(i).is_some()).count();
        bound + self.extra().map_or(0, |e| e.len())
    }

    fn __iter__(&self, vm: &Vm) -> PyResult {
        vm.iter(self.key_list(vm)?)
    }

    /// The names in reverse order.
    fn __reversed__(&self, vm: &Vm) -> PyResult {
        let keys = self.key_list(vm)?;
        vm.call_method(keys, "reverse", &[])?;
        Ok(keys)
    }

    fn __repr__(this: Obj<FrameLocals>, vm: &Vm) -> PyResult {
        let done = vm.with_repr_guard(this.value(), || Ok(vm.repr(this.to_dict(vm)?.value())?.value()))?;
        done.map_or_else(|| support::text(b"{...}"), Ok)
    }

    fn richcompare(this: Value, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let Some(a) = this.cast::<Native<FrameLocals>>() else { return Ok(Value::NOT_IMPLEMENTED) };
        if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let equal = if let Some(b) = other.cast::<Native<FrameLocals>>() {
            a.frame == b.frame
        } else if let Some(b) = other.cast::<PyDict>() {
            vm.dict_equal(a.to_dict(vm)?, b)?
        } else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        Ok(Value::bool(equal == (op == CmpOp::Eq)))
    }

    fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let fits = |v: Value| v.is::<PyDict>() || v.cast::<Native<FrameLocals>>().is_some();
        if !fits(a) || !fits(b) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let dict = PyDict::new();
        for part in [a, b] {
            vm.dict_update(dict, part)?;
        }
        Ok(dict.value())
    }

    fn __ior__(this: Obj<FrameLocals>, vm: &Vm, other: Value) -> PyResult {
        Ok(if this.merge(vm, other)? { this.value() } else { Value::NOT_IMPLEMENTED })
    }

    /// The names.
    fn keys(&self, vm: &Vm) -> PyResult {
        self.key_list(vm)
    }

    /// The values.
    fn values(&self, vm: &Vm) -> PyResult {
        let values = vm.call_method(self.to_dict(vm)?.value(), "values", &[])?;
        Ok(vm.to_list(values)?.value())
    }

    /// Names and values.
    fn items(&self, vm: &Vm) -> PyResult {
        let items = vm.call_method(self.to_dict(vm)?.value(), "items", &[])?;
        Ok(vm.to_list(items)?.value())
    }

    /// A dict with everything.
    fn copy(&self, vm: &Vm) -> PyResult<Gc<PyDict>> {
        self.to_dict(vm)
    }

    /// The value of a variable, or the default.
    #[pymethod(name = "get")]
    fn get_(&self, vm: &Vm, args: Args<'_>) -> PyResult {
        let (key, default) = one_or_two(vm, "get", args)?;
        Ok(self.lookup(vm, key)?.unwrap_or(default))
    }

    /// The value of a variable; the default if there is none, which is then set.
    fn setdefault(&self, vm: &Vm, args: Args<'_>) -> PyResult {
        let (key, default) = one_or_two(vm, "setdefault", args)?;
        if let Some(value) = self.lookup(vm, key)? {
            return Ok(value);
        }
        self.store(vm, key, default)?;
        Ok(default)
    }

    /// Removes a name that is no variable of the function and gives its value, or the default.
    fn pop(&self, vm: &Vm, args: Args<'_>) -> PyResult {
        check_no_kwargs(vm, "FrameLocalsProxy.pop", args)?;
        check_positional(vm, "pop", args.pos.len(), 1, 2)?;
        match (self.remove(vm, args.pos[0])?, args.pos.get(1)) {
            (Some(value), _) => Ok(value),
            (None, Some(&default)) => Ok(default),
            (None, None) => Err(vm.key_error(args.pos[0])),
        }
    }

    /// Sets what a dict or another proxy holds.
    fn update(&self, vm: &Vm, other: Value) -> PyResult<()> {
        if self.merge(vm, other)? {
            return Ok(());
        }
        Err(vm.type_error("update() argument must be dict or another FrameLocalsProxy"))
    }
}

fn one_or_two(vm: &Vm, name: &str, args: Args<'_>) -> PyResult<(Value, Value)> {
    check_no_kwargs(vm, &format!("FrameLocalsProxy.{name}"), args)?;
    match *args.pos {
        [key] => Ok((key, Value::NONE)),
        [key, default] => Ok((key, default)),
        _ => Err(vm.type_error(format!("{name} expected 1 or 2 arguments"))),
    }
}
