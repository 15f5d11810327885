//! Comparison.

use crate::builtins::prelude::*;

impl Vm {
    /// `a op b` for one of the six comparison operators.
    pub fn compare(&self, a: Value, b: Value, op: CmpOp) -> PyResult {
        self.check_native_stack()?;
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        let mut tried_reflected = false;
        if ta != tb
            && tb.is_subclass(ta)
            && let Some(compare) = tb.slots().richcompare
        {
            tried_reflected = true;
            let result = compare(self, b, a, op.swapped())?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if let Some(compare) = ta.slots().richcompare {
            let result = compare(self, a, b, op)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if !tried_reflected && let Some(compare) = tb.slots().richcompare {
            let result = compare(self, b, a, op.swapped())?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        match op {
            CmpOp::Eq => Ok(Value::bool(a == b)),
            CmpOp::Ne => Ok(Value::bool(a != b)),
            _ => Err(self.type_error(format!(
                "'{}' not supported between instances of '{}' and '{}'",
                op.symbol(),
                ta.message_name(),
                tb.message_name()
            ))),
        }
    }

    /// The truth of `a op b`.
    pub fn compare_bool(&self, a: Value, b: Value, op: CmpOp) -> PyResult<bool> {
        if a.both_small(b) {
            return Ok(op.holds(a.small_unchecked().cmp(&b.small_unchecked())));
        }
        if a.is_immediate_float() && b.is_immediate_float() {
            let (x, y) = (a.float_unchecked(), b.float_unchecked());
            return Ok(match op {
                CmpOp::Lt => x < y,
                CmpOp::Le => x <= y,
                CmpOp::Eq => x == y,
                CmpOp::Ne => x != y,
                CmpOp::Gt => x > y,
                CmpOp::Ge => x >= y,
            });
        }
        let result = self.compare(a, b, op)?;
        if result.is_bool() { Ok(result == Value::TRUE) } else { self.truth(result) }
    }

    /// Whether `a is b or a == b`, as containers compare.
    #[inline]
    pub fn equal(&self, a: Value, b: Value) -> PyResult<bool> {
        if a == b {
            return Ok(true);
        }
        if a.is_exact_str() && b.is_exact_str() {
            // SAFETY: exactly str both.
            return Ok(unsafe { a.cast_unchecked::<PyStr>().equals(&b.cast_unchecked::<PyStr>()) });
        }
        self.compare_bool(a, b, CmpOp::Eq)
    }

    /// `isinstance(value, class)`: class, tuple of classes, union.
    pub fn is_instance(&self, value: Value, class: Value) -> PyResult<bool> {
        if self.type_of(value).value() == class {
            return Ok(true);
        }
        if let Some(c) = class.cast::<PyType>()
            && self.type_of(class) == self.types().type_
        {
            return self.real_is_instance(value, c.value());
        }
        if let Some(union) = class.cast::<crate::builtins::union::PyUnion>() {
            return self.is_instance(value, union.args.value());
        }
        if let Some(tuple) = class.cast::<PyTuple>() {
            self.check_native_stack()?;
            for &item in tuple.as_slice() {
                if self.is_instance(value, item)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if let Some(check) = self.lookup_special(class, self.names().__instancecheck__)? {
            let result = self.call(check, &[value])?;
            return self.truth(result);
        }
        self.real_is_instance(value, class)
    }

    /// `type.__instancecheck__`: by the real type and by `__class__`.
    pub fn real_is_instance(&self, value: Value, class: Value) -> PyResult<bool> {
        if let Some(c) = class.cast::<PyType>() {
            let real = self.type_of(value);
            if real.is_subclass(c) {
                return Ok(true);
            }
            if !value.is_cell()
                || real.has(ClassFlags::PLAIN_GETATTR)
                    && real.lookup(self.names().__class__) == self.types().object.lookup(self.names().__class__)
            {
                return Ok(false);
            }
            let claimed = self.get_attr_opt(value, self.names().__class__)?;
            return Ok(match claimed.and_then(|c| c.cast::<PyType>()) {
                Some(claimed) => claimed != real && claimed.is_subclass(c),
                None => false,
            });
        }
        self.check_class(class, "isinstance() arg 2 must be a type, a tuple of types, or a union")?;
        match self.get_attr_opt(value, self.names().__class__)? {
            Some(claimed) => self.abstract_is_subclass(claimed, class),
            None => Ok(false),
        }
    }

    /// `issubclass(class, of)`.
    pub fn is_subclass(&self, class: Value, of: Value) -> PyResult<bool> {
        if let Some(union) = of.cast::<crate::builtins::union::PyUnion>() {
            return self.is_subclass(class, union.args.value());
        }
        if let Some(tuple) = of.cast::<PyTuple>() {
            self.check_native_stack()?;
            for &item in tuple.as_slice() {
                if self.is_subclass(class, item)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if of.is::<PyType>() && self.type_of(of) == self.types().type_ {
            return self.real_is_subclass(class, of);
        }
        if let Some(check) = self.lookup_special(of, self.names().__subclasscheck__)? {
            let result = self.call(check, &[class])?;
            return self.truth(result);
        }
        self.real_is_subclass(class, of)
    }

    /// `type.__subclasscheck__`.
    pub fn real_is_subclass(&self, class: Value, of: Value) -> PyResult<bool> {
        if let (Some(c), Some(o)) = (class.cast::<PyType>(), of.cast::<PyType>()) {
            return Ok(c.is_subclass(o));
        }
        self.check_class(class, "issubclass() arg 1 must be a class")?;
        self.check_class(of, "issubclass() arg 2 must be a class, a tuple of classes, or a union")?;
        self.abstract_is_subclass(class, of)
    }

    fn check_class(&self, class: Value, message: &str) -> PyResult<()> {
        match self.get_attr_opt(class, self.names().__bases__)? {
            Some(bases) if bases.is::<PyTuple>() => Ok(()),
            _ => Err(self.type_error(message)),
        }
    }

    fn abstract_is_subclass(&self, class: Value, of: Value) -> PyResult<bool> {
        self.check_native_stack()?;
        if class == of {
            return Ok(true);
        }
        let Some(bases) = self.get_attr_opt(class, self.names().__bases__)?.and_then(|b| b.cast::<PyTuple>()) else {
            return Ok(false);
        };
        for &base in bases.as_slice() {
            if self.abstract_is_subclass(base, of)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
