//! Subscription and membership.

use crate::builtins::prelude::*;

impl Vm {
    /// `container[key]`.
    pub fn get_item(&self, container: Value, key: Value) -> PyResult {
        if let Some(getitem) = self.slots_of(container).getitem {
            return getitem(self, container, key);
        }
        if let Some(class) = container.cast::<PyType>() {
            if class == self.types().type_ {
                return crate::builtins::generic_alias::new(self, container, key);
            }
            if let Some(method) = self.get_attr_opt(container, self.names().__class_getitem__)? {
                if !method.is_none() {
                    return self.call(method, &[key]);
                }
            }
            return Err(self.type_error(format!("type '{}' is not subscriptable", class.name_str())));
        }
        Err(self.type_error(format!("'{}' object is not subscriptable", self.type_name(container))))
    }

    /// `container[key] = value`, or `del container[key]` for `None`.
    pub fn set_item(&self, container: Value, key: Value, value: Option<Value>) -> PyResult<()> {
        match self.slots_of(container).setitem {
            Some(setitem) => setitem(self, container, key, value),
            None if value.is_none() => {
                let slots = self.slots_of(container);
                let sequence = slots.sq_item.is_some() || self.type_of(container).has(ClassFlags::HEAP);
                let verb = if sequence && self.has_index(key) { "doesn't" } else { "does not" };
                Err(self.type_error(format!("'{}' object {verb} support item deletion", self.type_name(container))))
            }
            None => {
                Err(self.type_error(format!("'{}' object does not support item assignment", self.type_name(container))))
            }
        }
    }

    /// `value in container`.
    pub fn contains(&self, container: Value, value: Value) -> PyResult<bool> {
        if let Some(contains) = self.slots_of(container).contains {
            return contains(self, container, value);
        }
        let iterator = match self.iter(container) {
            Ok(iterator) => iterator,
            Err(raised) => {
                if self.catch(self.exc().TypeError).is_some() {
                    return Err(self.type_error(format!(
                        "argument of type '{}' is not a container or iterable",
                        self.type_name(container)
                    )));
                }
                return Err(raised);
            }
        };
        while let Some(item) = self.next(iterator)? {
            if self.equal(item, value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
