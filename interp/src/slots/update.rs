//! Keeping slots and class dictionaries in agreement: for new classes, and after a class attribute has changed.
//!
//! For each slot the dunders that it implements are looked up. If all that are found are wrappers of one native function for
//! this very slot, the slot gets that function; if any is something else, the generic function; if none is found, nothing.

use super::table::slot_defs_of;
use super::{SLOT_DEFS, SlotId, Slots, generic, slot_defs_named};
use crate::builtins::wrapper::{PyWrapper, new_wrapper_owner};
use crate::name;
use crate::native::{Gc, PyResult, PyStr, PyType, Value, Vm};
use taipan_object::string::intern;

/// Computes slot `id` of `class` from what its MRO holds.
fn compute(class: Gc<PyType>, id: SlotId, slots: &mut Slots) {
    slots.clear_slot(id);
    let mut native: Option<&'static Slots> = None;
    let mut install: Option<fn(&mut Slots)> = None;
    let mut use_generic = false;
    for def in slot_defs_of(id) {
        let Some(found) = class.lookup_uncached(intern(def.name)) else { continue };
        let candidate = if id == SlotId::new {
            // The `__new__` of a native type: instances are made as those of the base (which has the layout).
            let base = class.base.get().filter(|_| new_wrapper_owner(found).is_some());
            if let Some(base) = base {
                slots.new = base.slots().new;
                return;
            }
            None
        } else {
            match found.cast::<PyWrapper>() {
                Some(w) if w.is_descriptor() && w.def.slot == id && class.is_subclass(w.owner) => Some(w.slots),
                // The same dunder of another slot (`__add__` of sq_concat): that slot takes care of it.
                Some(w) if w.is_descriptor() && w.def.name == def.name && w.def.slot != id => continue,
                _ => None,
            }
        };
        match candidate {
            Some(slots) if native.is_none_or(|n| n.same(id, slots)) => native = Some(slots),
            Some(_) => use_generic = true,
            None if found.is_none() && id == SlotId::hash => {
                slots.hash = Some(generic::hash_not_implemented);
                return;
            }
            None => use_generic = true,
        }
        install = install.or(def.generic);
    }
    match native {
        Some(native) if !use_generic => slots.copy_slot(id, native),
        _ if use_generic => {
            if let Some(install) = install {
                install(slots);
            }
        }
        _ => {}
    }
}

/// Fills the slots of a class that has just been created (its dict and MRO are complete).
pub fn init_slots(vm: &Vm, class: Gc<PyType>) {
    let dict = class.dict.get();
    if dict.get_str(name!("__eq__")).is_some() && dict.get_str(name!("__hash__")).is_none() {
        dict.set_str(name!("__hash__"), Value::NONE);
    }
    let base = class.base.get();
    let mut slots = base.map_or_else(Slots::default, |b| *b.slots());
    // With one base the MRO below the class is that of the base, so only dunders of the class itself matter.
    let single = base.is_some_and(|b| class.mro.get().as_slice()[1..] == *b.mro.get().as_slice());
    let mut done = [false; SlotId::ALL.len()];
    for def in SLOT_DEFS {
        if !done[def.slot as usize] && (!single || dict.get_str(intern(def.name)).is_some()) {
            done[def.slot as usize] = true;
            compute(class, def.slot, &mut slots);
        }
    }
    class.set_slots(slots);
    vm.update_class_flags(class);
}

/// Recomputes the slots that attribute `name` of `class` has a part in, there and in all subclasses. Call after the change.
pub fn update_slots(vm: &Vm, class: Gc<PyType>, name: Gc<PyStr>) {
    let Some(text) = name.as_str() else { return };
    let mut ids: Vec<SlotId> = slot_defs_named(text).map(|d| d.slot).collect();
    if ids.is_empty() {
        return;
    }
    ids.dedup();
    update_ids(vm, class, &ids);
}

/// Recomputes all slots of `class` and its subclasses (after `__bases__` has changed).
pub fn update_all_slots(vm: &Vm, class: Gc<PyType>) {
    update_ids(vm, class, SlotId::ALL);
}

fn update_ids(vm: &Vm, class: Gc<PyType>, ids: &[SlotId]) {
    let mut stack = vec![class];
    while let Some(class) = stack.pop() {
        let mut slots = *class.slots();
        for &id in ids {
            // Slots without a dunder (am_send, sq_item) are inherited only.
            if slot_defs_of(id).next().is_some() {
                compute(class, id, &mut slots);
            }
        }
        class.set_slots(slots);
        vm.update_class_flags(class);
        stack.extend(class.subclasses());
    }
}

impl Vm {
    /// Puts wrapper descriptors for the `own` slots of a native type into its dict.
    pub fn add_slot_wrappers(&self, class: Gc<PyType>, own: &Slots) -> PyResult<()> {
        let Some(native) = class.def.map(|def| def.native_slots()) else { return Ok(()) };
        let dict = class.dict.get();
        if own.new.is_some() && dict.get_str(name!("__new__")).is_none() {
            dict.set_str(name!("__new__"), crate::builtins::wrapper::new_new_wrapper(self, class));
        }
        for def in SLOT_DEFS {
            if def.wraps(own) && dict.get_str(intern(def.name)).is_none() {
                dict.set_str(intern(def.name), PyWrapper::descriptor(self, def, class, native)?.value());
            }
        }
        Ok(())
    }
}
