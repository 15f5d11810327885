//! `repr`, `str`, `ascii`, `format`, `hash` and truth.

use crate::builtins::prelude::*;
use taipan_object::PyStr;

impl Vm {
    /// `repr(value)`.
    pub fn repr(&self, value: Value) -> PyResult<Gc<PyStr>> {
        self.check_native_stack()?;
        let Some(repr) = self.slots_of(value).repr else {
            let class = self.type_of(value);
            return Ok(PyStr::new(&format!("<{} object at {:#x}>", class.full_name(), value.id())));
        };
        let result = repr(self, value)?;
        match result.cast::<PyStr>() {
            Some(s) => Ok(s),
            None => Err(self.type_error(format!("__repr__ returned non-string (type {})", self.type_name(result)))),
        }
    }

    /// `str(value)`.
    pub fn str(&self, value: Value) -> PyResult<Gc<PyStr>> {
        if value.is_exact_str() {
            return Ok(crate::vm::expect(value));
        }
        self.check_native_stack()?;
        let Some(str) = self.slots_of(value).str else { return self.repr(value) };
        let result = str(self, value)?;
        match result.cast::<PyStr>() {
            Some(s) => Ok(s),
            None => Err(self.type_error(format!("__str__ returned non-string (type {})", self.type_name(result)))),
        }
    }

    /// `ascii(value)`.
    pub fn ascii(&self, value: Value) -> PyResult<Gc<PyStr>> {
        let repr = self.repr(value)?;
        if repr.is_ascii() {
            return Ok(repr);
        }
        let mut out = String::with_capacity(repr.n_bytes());
        for c in repr.chars() {
            match c {
                0..0x80 => out.push(c as u8 as char),
                0x80..0x100 => out.push_str(&format!("\\x{c:02x}")),
                0x100..0x1_0000 => out.push_str(&format!("\\u{c:04x}")),
                _ => out.push_str(&format!("\\U{c:08x}")),
            }
        }
        Ok(PyStr::new(&out))
    }

    /// `format(value, spec)`.
    pub fn format(&self, value: Value, spec: Gc<PyStr>) -> PyResult<Gc<PyStr>> {
        if spec.is_empty() && value.is_small() {
            return Ok(crate::builtins::int::small_to_str(value.small_unchecked()));
        }
        if let Some(n) = value.as_small()
            && let Some(text) = crate::builtins::int::quick_format(n, spec.as_bytes())
        {
            return Ok(text);
        }
        if spec.is_empty() && (value.is_exact_str() || value.is_exact_int()) {
            return self.str(value);
        }
        // Exact builtin types directly.
        let direct = if value.is_exact_str() {
            Some(crate::builtins::str::StrType::__format__(crate::vm::expect(value), self, spec)?)
        } else if value.is_exact_int() {
            Some(crate::builtins::int::IntType::__format__(crate::builtins::int::AnyInt(value), self, spec)?)
        } else {
            None
        };
        if let Some(text) = direct {
            return Ok(crate::vm::expect(text));
        }
        let Some(method) = self.lookup_special(value, self.names().__format__)? else {
            return Err(self.type_error(format!("Type {} doesn't define __format__", self.type_name(value))));
        };
        let result = self.call(method, &[spec.value()])?;
        match result.cast::<PyStr>() {
            Some(s) => Ok(s),
            None => Err(self.type_error(format!("__format__ must return a str, not {}", self.type_name(result)))),
        }
    }

    /// `hash(value)`: 61 bits.
    #[inline]
    pub fn hash(&self, value: Value) -> PyResult<i64> {
        if value.is_exact_str() {
            // SAFETY: exactly a str.
            return Ok(unsafe { value.cast_unchecked::<PyStr>() }.hash());
        }
        if let Some(n) = value.as_small()
            && n.unsigned_abs() < (1 << 61) - 1
        {
            return Ok(if n == -1 { -2 } else { n });
        }
        match self.slots_of(value).hash {
            Some(hash) => hash(self, value),
            None => Err(self.type_error(format!("unhashable type: '{}'", self.type_name(value)))),
        }
    }

    /// `bool(value)`.
    #[inline]
    pub fn truth(&self, value: Value) -> PyResult<bool> {
        if value == Value::TRUE {
            return Ok(true);
        }
        if value == Value::FALSE || value.is_none() {
            return Ok(false);
        }
        if let Some(n) = value.as_small() {
            return Ok(n != 0);
        }
        let slots = self.slots_of(value);
        if let Some(bool) = slots.bool {
            return bool(self, value);
        }
        if let Some(len) = slots.len {
            return Ok(len(self, value)? != 0);
        }
        Ok(true)
    }

    /// Runs `f` unless a `repr` of the same object is in progress in this thread; then returns `None`.
    pub fn with_repr_guard<T>(&self, value: Value, f: impl FnOnce() -> PyResult<T>) -> PyResult<Option<T>> {
        thread_local! {
            static ACTIVE: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
        }
        let id = value.bits();
        if ACTIVE.with_borrow(|a| a.contains(&id)) {
            return Ok(None);
        }
        ACTIVE.with_borrow_mut(|a| a.push(id));
        let result = f();
        ACTIVE.with_borrow_mut(|a| a.retain(|&x| x != id));
        result.map(Some)
    }

    /// Writes text to `sys.stderr`, or to the process's if that is not possible.
    pub fn write_stderr(&self, text: &str) {
        let target = self.sys_dict.get().and_then(|d| d.get_str(intern("stderr"))).filter(|v| !v.is_none());
        let saved = self.take_raised();
        let done = target.is_some_and(|t| self.call_method(t, "write", &[PyStr::new(text).value()]).is_ok());
        if !done {
            self.take_raised();
            crate::host_stderr(text);
        }
        self.thread().pending.set(saved);
    }
}
