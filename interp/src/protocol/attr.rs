//! Attribute access: descriptors, instance attributes, the type's attributes.

use crate::builtins::prelude::*;
use crate::instance;

impl Vm {
    /// `object.name`.
    #[inline]
    pub fn get_attr(&self, object: Value, name: Gc<PyStr>) -> PyResult {
        match self.slots_of(object).getattro {
            Some(getattro) => getattro(self, object, name),
            None => self.generic_get_attr(object, name),
        }
    }

    /// `object.name` for a name in Rust.
    pub fn get_attr_str(&self, object: Value, name: &str) -> PyResult {
        self.get_attr(object, intern(name))
    }

    /// `object.name`, or `None` if that raises AttributeError.
    pub fn get_attr_opt(&self, object: Value, name: Gc<PyStr>) -> PyResult<Option<Value>> {
        let slots = self.slots_of(object);
        if slots.getattro.map(|f| f as usize) == self.types().object.slots().getattro.map(|f| f as usize) {
            let result = self.generic_get_attr_opt(object, name);
            return Ok(self.ignore(self.exc().AttributeError, result)?.flatten());
        }
        self.ignore(self.exc().AttributeError, self.get_attr(object, name))
    }

    /// Sets (`Some`) or deletes (`None`) `object.name`.
    pub fn set_attr(&self, object: Value, name: Gc<PyStr>, value: Option<Value>) -> PyResult<()> {
        match self.slots_of(object).setattro {
            Some(setattro) => setattro(self, object, PyStr::intern(name), value),
            None => self.generic_set_attr(object, name, value),
        }
    }

    /// Sets `object.name` for a name in Rust.
    pub fn set_attr_str(&self, object: Value, name: &str, value: Value) -> PyResult<()> {
        self.set_attr(object, intern(name), Some(value))
    }

    /// The method `name` looked up on the type (not the instance), bound to `object`.
    pub fn lookup_special(&self, object: Value, name: Gc<PyStr>) -> PyResult<Option<Value>> {
        let class = self.type_of(object);
        match class.lookup(name) {
            Some(found) => self.bind(found, Some(object), class).map(Some),
            None => Ok(None),
        }
    }

    /// Applies the descriptor protocol (`__get__`) to something found on `class`.
    #[inline]
    pub fn bind(&self, found: Value, object: Option<Value>, class: Gc<PyType>) -> PyResult {
        if !found.is_cell() {
            return Ok(found);
        }
        match self.slots_of(found).descr_get {
            Some(get) => get(self, found, object, Some(class.value())),
            None => Ok(found),
        }
    }

    /// `object.__getattribute__`.
    pub fn generic_get_attr(&self, object: Value, name: Gc<PyStr>) -> PyResult {
        match self.generic_get_attr_opt(object, name)? {
            Some(value) => Ok(value),
            None => Err(self.no_attribute(object, name)),
        }
    }

    /// [`Vm::generic_get_attr`] without making an exception for a missing attribute.
    pub fn generic_get_attr_opt(&self, object: Value, name: Gc<PyStr>) -> PyResult<Option<Value>> {
        let name = PyStr::intern(name);
        let class = self.type_of(object);
        let found = class.lookup(name);
        let mut getter = None;
        if let Some(found) = found
            && found.is_cell()
        {
            let slots = self.slots_of(found);
            getter = slots.descr_get;
            if slots.descr_set.is_some()
                && let Some(get) = getter
            {
                return self.descriptor_result(get(self, found, Some(object), Some(class.value())));
            }
        }
        if let Some(value) = instance::get(object, name) {
            return Ok(Some(value));
        }
        match (found, getter) {
            (Some(found), Some(get)) => self.descriptor_result(get(self, found, Some(object), Some(class.value()))),
            (Some(found), None) => Ok(Some(found)),
            (None, _) => Ok(None),
        }
    }

    fn descriptor_result(&self, result: PyResult) -> PyResult<Option<Value>> {
        result.map(Some)
    }

    /// "'X' object has no attribute 'y'"
    #[cold]
    pub fn no_attribute(&self, object: Value, name: Gc<PyStr>) -> Raised {
        let message = format!("'{}' object has no attribute '{}'", self.type_name(object), name.to_string_lossy());
        self.attribute_error_for(&message, object, name)
    }

    /// `object.__setattr__` and `object.__delattr__`.
    pub fn generic_set_attr(&self, object: Value, name: Gc<PyStr>, value: Option<Value>) -> PyResult<()> {
        let name = PyStr::intern(name);
        let class = self.type_of(object);
        let found = class.lookup(name);
        if let Some(found) = found
            && let Some(set) = self.slots_of(found).descr_set
        {
            return set(self, found, object, value);
        }
        if instance::has_attributes(object) {
            match value {
                Some(value) => return self.set_instance_attr(object, name, value),
                None => {
                    if self.delete_instance_attr(object, name)? {
                        return Ok(());
                    }
                    if found.is_none() {
                        return Err(self.no_attribute(object, name));
                    }
                }
            }
        }
        let n = name.to_string_lossy();
        let message = match found {
            Some(_) if instance::has_attributes(object) => {
                format!("'{}' object has no attribute '{n}'", class.message_name())
            }
            Some(_) => format!("'{}' object attribute '{n}' is read-only", class.message_name()),
            None => {
                let can_have_dict = class.has(ClassFlags::PLAIN_SETATTR);
                let hint = if can_have_dict { " and no __dict__ for setting new attributes" } else { "" };
                format!("'{}' object has no attribute '{n}'{hint}", class.message_name())
            }
        };
        Err(self.attribute_error_for(&message, object, name))
    }
}
