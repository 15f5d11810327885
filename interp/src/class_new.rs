//! Creating classes: `type.__new__` and `__build_class__`.
//!
//! Order of events as CPython: metaclass and bases are resolved, the layout is chosen from the best base, the dict is copied,
//! `__slots__` become member descriptors, the MRO is computed, slots are filled, `__set_name__` and `__init_subclass__` run.

use crate::builtins::prelude::*;
use crate::class::{Layout, NewType};
use crate::name;
use crate::slots::update::init_slots;

/// The metaclass for a class with these bases: the most derived of `meta` and the bases' types.
pub fn calculate_metaclass(vm: &Vm, meta: Gc<PyType>, bases: &[Value]) -> PyResult<Gc<PyType>> {
    let mut winner = meta;
    for &base in bases {
        let t = vm.type_of(base);
        if winner.is_subclass(t) {
            continue;
        }
        if t.is_subclass(winner) {
            winner = t;
            continue;
        }
        return Err(vm.type_error(
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
        ));
    }
    Ok(winner)
}

/// Refuses bases that are to be replaced by what their `__mro_entries__` gives: `type()` does not do that.
pub fn check_bases(vm: &Vm, bases: &[Value]) -> PyResult<()> {
    for &base in bases {
        if !base.is::<PyType>() && vm.get_attr_opt(base, name!("__mro_entries__"))?.is_some() {
            return Err(vm.type_error("type() doesn't support MRO entry resolution; use types.new_class()"));
        }
    }
    Ok(())
}

/// Where the layout of `class` differs from its base's: the type whose native part or `__slots__` it inherits unchanged.
pub fn solid_base(class: Gc<PyType>) -> Gc<PyType> {
    let Some(base) = class.base.get() else { return class };
    let (own, inherited) = (class.layout.get(), base.layout.get());
    let native = own.native_size != inherited.native_size
        || class.def.is_some_and(|d| d.info.is_some())
        || own.native_size == 0 && !class.has(ClassFlags::HEAP);
    if native || own.n_slots != inherited.n_slots { class } else { solid_base(base) }
}

fn best_base(vm: &Vm, bases: &[Value]) -> PyResult<Gc<PyType>> {
    let mut winner: Option<(Gc<PyType>, Gc<PyType>)> = None;
    for &base in bases {
        let Some(base) = base.cast::<PyType>() else {
            return Err(vm.type_error("bases must be types"));
        };
        if !base.has(ClassFlags::BASETYPE) {
            return Err(vm.type_error(format!("type '{}' is not an acceptable base type", base.full_name())));
        }
        let solid = solid_base(base);
        match winner {
            None => winner = Some((base, solid)),
            Some((_, current)) if current.is_subclass(solid) => {}
            Some((_, current)) if solid.is_subclass(current) => winner = Some((base, solid)),
            Some(_) => return Err(vm.type_error("multiple bases have instance lay-out conflict")),
        }
    }
    match winner {
        Some((base, _)) => Ok(base),
        None => Ok(vm.types().object),
    }
}

/// The C3 linearization for a class with these bases (without the class itself).
fn merge_mro(vm: &Vm, bases: &[Value]) -> PyResult<Vec<Gc<PyType>>> {
    let mut lists: Vec<Vec<Gc<PyType>>> = Vec::new();
    for &base in bases {
        let Some(base) = base.cast::<PyType>() else { continue };
        lists.push(base.mro_types().collect());
    }
    let direct: Vec<Gc<PyType>> = bases.iter().filter_map(|b| b.cast()).collect();
    for (i, b) in direct.iter().enumerate() {
        if direct[..i].contains(b) {
            return Err(vm.type_error(format!("duplicate base class {}", b.name_str())));
        }
    }
    lists.push(direct);
    let mut result = Vec::new();
    loop {
        lists.retain(|l| !l.is_empty());
        if lists.is_empty() {
            return Ok(result);
        }
        let next = lists.iter().map(|l| l[0]).find(|c| !lists.iter().any(|l| l[1..].contains(c)));
        let Some(next) = next else {
            let mut heads: Vec<String> = Vec::new();
            for l in &lists {
                let name = l[0].name_str();
                if !heads.contains(&name) {
                    heads.push(name);
                }
            }
            return Err(vm.type_error(format!(
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                heads.join(", ")
            )));
        };
        result.push(next);
        for l in &mut lists {
            if l[0] == next {
                l.remove(0);
            }
        }
    }
}

/// `type.mro()`: the linearization, the class first.
pub fn compute_mro(vm: &Vm, class: Gc<PyType>) -> PyResult<Gc<PyTuple>> {
    let rest = merge_mro(vm, class.bases.get().as_slice())?;
    let list = PyList::new(&[class.value()]);
    for c in rest {
        list.items.push(c.value());
    }
    Ok(PyTuple::new(list.items.as_slice()))
}

/// Sets the MRO of a class: through the metaclass's `mro()` if that is overridden.
pub fn set_mro(vm: &Vm, class: Gc<PyType>) -> PyResult<()> {
    let meta = vm.type_of(class.value());
    let custom = meta != vm.types().type_ && meta.lookup(name!("mro")) != vm.types().type_.lookup(name!("mro"));
    if !custom {
        class.mro.set(compute_mro(vm, class)?);
        return Ok(());
    }
    let result = vm.call_method_name(class.value(), name!("mro"), &[])?;
    let tuple = vm.to_tuple(result)?;
    for &item in tuple.as_slice() {
        if !item.is::<PyType>() {
            return Err(vm.type_error(format!("mro() returned a non-class ('{}')", vm.type_name(item))));
        }
    }
    class.mro.set(tuple);
    Ok(())
}

fn is_identifier(s: &PyStr) -> bool {
    let Some(text) = s.as_str() else { return false };
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic()) && chars.all(|c| c == '_' || c.is_alphanumeric())
}

/// `_Class__name` for private names.
pub fn mangle(class: &str, name: &str) -> String {
    let stripped = class.trim_start_matches('_');
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') || stripped.is_empty() {
        return name.to_string();
    }
    format!("_{stripped}{name}")
}

/// What `__slots__` asks for.
struct SlotsSpec {
    names: Gc<PyList>,
    dict: bool,
    weakref: bool,
}

fn parse_slots(
    vm: &Vm,
    class_name: Gc<PyStr>,
    slots: Value,
    base: Gc<PyType>,
    dict: Gc<PyDict>,
) -> PyResult<SlotsSpec> {
    let all = if slots.is::<PyStr>() { PyTuple::new(&[slots]) } else { vm.to_tuple(slots)? };
    let layout = base.layout.get();
    let variable =
        layout.native_size == 0 || base.flags.get().intersects(ClassFlags::INT_SUBCLASS | ClassFlags::TYPE_SUBCLASS);
    if !all.is_empty() && variable {
        return Err(vm.type_error(format!("nonempty __slots__ not supported for subtype of '{}'", base.name_str())));
    }
    let mut spec = SlotsSpec { names: PyList::new(&[]), dict: false, weakref: false };
    for &item in all.as_slice() {
        let Some(slot) = item.cast::<PyStr>() else {
            return Err(vm.type_error(format!("__slots__ items must be strings, not '{}'", vm.type_name(item))));
        };
        if !is_identifier(&slot) {
            return Err(vm.type_error("__slots__ must be identifiers"));
        }
        match slot.as_bytes() {
            b"__dict__" => {
                if layout.has_dict || spec.dict {
                    return Err(vm.type_error("__dict__ slot disallowed: we already got one"));
                }
                spec.dict = true;
            }
            b"__weakref__" => {
                if layout.weakrefs || spec.weakref {
                    return Err(vm.type_error("__weakref__ slot disallowed: we already got one"));
                }
                spec.weakref = true;
            }
            _ => {
                let mangled = intern(&mangle(&class_name.to_string_lossy(), &slot.to_string_lossy()));
                if dict.get_str(mangled).is_some()
                    && !matches!(mangled.as_bytes(), b"__qualname__" | b"__classcell__" | b"__classdictcell__")
                {
                    return Err(vm.value_error(format!(
                        "'{}' in __slots__ conflicts with class variable",
                        mangled.to_string_lossy()
                    )));
                }
                spec.names.items.push(mangled.value());
            }
        }
    }
    let text = |v: &Value| v.cast::<PyStr>().map(|s| s.as_bytes().to_vec());
    // SAFETY: sorting permutes; the keys are copies of the names, nothing else looks at the list.
    unsafe { spec.names.items.as_mut_slice() }.sort_by_key(text);
    Ok(spec)
}

/// `type.__new__(meta, name, bases, namespace, **kwargs)`.
pub fn type_new(
    vm: &Vm,
    meta: Gc<PyType>,
    name: Gc<PyStr>,
    bases: Gc<PyTuple>,
    namespace: Gc<PyDict>,
    args: Args<'_>,
) -> PyResult<Gc<PyType>> {
    if name.as_bytes().contains(&0) {
        return Err(vm.value_error("type name must not contain null characters"));
    }
    if name.as_str().is_none() {
        return Err(vm.surrogate_error(name));
    }
    let bases = if bases.is_empty() { PyTuple::new(&[vm.types().object.value()]) } else { bases };
    let base = best_base(vm, bases.as_slice())?;
    let dict = PyDict::new();
    namespace.try_copy_into(&dict)?;
    let inherited = base.layout.get();
    let mut any_dict = inherited.has_dict;
    let mut any_weakrefs = inherited.weakrefs;
    for b in bases.as_slice() {
        if let Some(b) = b.cast::<PyType>() {
            any_dict |= b.layout.get().has_dict;
            any_weakrefs |= b.layout.get().weakrefs;
        }
    }
    let slots_value = dict.get_str(name!("__slots__"));
    let (mut has_dict, mut weakrefs, mut slot_names) = (true, true, PyList::new(&[]));
    if let Some(slots) = slots_value {
        let spec = parse_slots(vm, name, slots, base, dict)?;
        has_dict = any_dict || spec.dict;
        weakrefs = any_weakrefs || spec.weakref;
        slot_names = spec.names;
    }
    // Attributes of a class live in its own dict; variable-sized objects cannot be weakly referenced.
    let is_meta = base.has(ClassFlags::TYPE_SUBCLASS);
    // So do those of a module.
    has_dict &= !is_meta && !base.is_subclass(vm.types().module);
    weakrefs &= any_weakrefs || is_meta || inherited.native_size != 0 && !base.has(ClassFlags::INT_SUBCLASS);
    let passed_on = base.flags.get()
        & (ClassFlags::INT_SUBCLASS
            | ClassFlags::STR_SUBCLASS
            | ClassFlags::TUPLE_SUBCLASS
            | ClassFlags::LIST_SUBCLASS
            | ClassFlags::DICT_SUBCLASS
            | ClassFlags::TYPE_SUBCLASS
            | ClassFlags::EXCEPTION_SUBCLASS
            | ClassFlags::BYTES_SUBCLASS
            | ClassFlags::MATCH_SELF);
    let mut flags = ClassFlags::HEAP | ClassFlags::BASETYPE | passed_on;
    for b in bases.as_slice() {
        if let Some(b) = b.cast::<PyType>() {
            flags |= b.flags.get() & (ClassFlags::SEQUENCE | ClassFlags::MAPPING);
        }
    }
    let layout = Layout {
        native_size: inherited.native_size,
        n_slots: inherited.n_slots + slot_names.items.len() as u32,
        has_dict,
        weakrefs,
    };
    let qualname = match dict.get_str(name!("__qualname__")) {
        Some(q) => match q.cast::<PyStr>() {
            Some(q) => {
                dict.remove_str(name!("__qualname__"));
                q
            }
            None => return Err(vm.type_error(format!("type __qualname__ must be a str, not {}", vm.type_name(q)))),
        },
        None => name,
    };
    if dict.get_str(name!("__module__")).is_none()
        && let Some(module) = vm.current_globals().and_then(|g| g.get_str(name!("__name__")))
    {
        dict.set_str(name!("__module__"), module);
    }
    let cell = dict.remove_str(name!("__classcell__"));
    let dict_cell = dict.remove_str(name!("__classdictcell__"));
    if let Some(cell) = cell
        && !cell.is::<PyCell>()
    {
        return Err(
            vm.type_error(format!("__classcell__ must be a nonlocal cell, not <class '{}'>", vm.type_name(cell)))
        );
    }
    // Functions with special roles.
    if let Some(new) = dict.get_str(name!("__new__"))
        && new.is::<PyFunction>()
    {
        dict.set_str(name!("__new__"), vm.new_staticmethod(new));
    }
    for special in [name!("__init_subclass__"), name!("__class_getitem__")] {
        if let Some(f) = dict.get_str(special)
            && f.is::<PyFunction>()
        {
            dict.set_str(special, vm.new_classmethod(f));
        }
    }
    let name_str = PyStr::intern(name);
    let class = PyType::new(
        vm.instance_shape(meta),
        NewType { name: name_str, qualname, base: Some(base), bases, dict, flags, layout, def: None },
        meta.extra_size(),
    )?;
    vm.note_type(class);
    for (i, slot) in slot_names.items.as_slice().iter().enumerate() {
        let Some(slot) = slot.cast::<PyStr>() else { continue };
        let member =
            crate::builtins::getset::PyMember::new(slot, class, inherited.n_slots + i as u32, layout.native_size);
        dict.set_str(slot, member.value());
    }
    if slots_value.is_some() {
        class.slot_names.set(Some(PyTuple::new(slot_names.items.as_slice())));
    }
    set_mro(vm, class)?;
    for b in bases.as_slice() {
        if let Some(b) = b.cast::<PyType>() {
            b.add_subclass(class);
        }
    }
    crate::builtins::type_::add_dict_descriptors(vm, class, has_dict && !any_dict, weakrefs && !any_weakrefs);
    if dict.get_str(name!("__doc__")).is_none() {
        dict.set_str(name!("__doc__"), Value::NONE);
    }
    init_slots(vm, class);
    vm.update_class_flags(class);
    if let Some(cell) = cell.and_then(|c| c.cast::<PyCell>()) {
        cell.value.set(Some(class.value()));
    }
    if let Some(cell) = dict_cell.and_then(|c| c.cast::<PyCell>()) {
        cell.value.set(Some(dict.value()));
    }
    call_set_name(vm, class)?;
    call_init_subclass(vm, class, args)?;
    Ok(class)
}

fn call_set_name(vm: &Vm, class: Gc<PyType>) -> PyResult<()> {
    let names = class.dict.get().copy();
    let mut at = 0;
    while let Some((i, entry)) = names.next_entry(at) {
        at = i + 1;
        let (Some(key), Some(value)) = (entry.key, entry.value) else { continue };
        if !value.is_cell() || value.is::<PyFunction>() {
            continue;
        }
        let Some(set_name) = vm.lookup_special(value, name!("__set_name__"))? else { continue };
        if vm.call(set_name, &[class.value(), key]).is_err() {
            let exception = vm.raised();
            let text = vm.repr(key).map(|s| s.to_string_lossy().into_owned());
            vm.thread().pending.set(Some(exception));
            let note = format!(
                "Error calling __set_name__ on '{}' instance {} in '{}'",
                vm.type_name(value),
                text.unwrap_or_default(),
                class.name_str()
            );
            vm.add_note(exception, &note);
            vm.thread().pending.set(Some(exception));
            return Err(Raised);
        }
    }
    Ok(())
}

fn call_init_subclass(vm: &Vm, class: Gc<PyType>, args: Args<'_>) -> PyResult<()> {
    let found = crate::builtins::super_::find_beyond(class, class, name!("__init_subclass__"));
    let Some(found) = found else { return Ok(()) };
    let method = vm.bind(found, None, class)?;
    vm.call_args(method, Args { pos: &[], ..args })?;
    Ok(())
}

/// `__build_class__(func, name, *bases, metaclass=…, **kwargs)`.
pub fn build_class(vm: &Vm, args: Args<'_>) -> PyResult {
    if args.pos.len() < 2 {
        return Err(vm.type_error("__build_class__: not enough arguments"));
    }
    let Some(func) = args.pos[0].cast::<PyFunction>() else {
        return Err(vm.type_error("__build_class__: func must be a function"));
    };
    let Some(name) = args.pos[1].cast::<PyStr>() else {
        return Err(vm.type_error("__build_class__: name is not a string"));
    };
    let original = PyTuple::new(&args.pos[2..]);
    let bases = resolve_bases(vm, original)?;
    let kwnames = PyList::new(&[]);
    let kwvals = PyList::new(&[]);
    let mut meta: Option<Value> = None;
    for (key, value) in args.kwargs() {
        if key.as_bytes() == b"metaclass" {
            meta = Some(value);
        } else {
            kwnames.items.push(key.value());
            kwvals.items.push(value);
        }
    }
    let names = PyTuple::new(kwnames.items.as_slice());
    let kw =
        |pos| Args { pos, kwvals: kwvals.items.as_slice(), kwnames: if names.is_empty() { None } else { Some(names) } };
    let mut meta = match meta {
        Some(meta) => meta,
        None => match bases.as_slice().first() {
            Some(&first) => vm.type_of(first).value(),
            None => vm.types().type_.value(),
        },
    };
    if let Some(class) = meta.cast::<PyType>() {
        meta = calculate_metaclass(vm, class, bases.as_slice())?.value();
    }
    let pair = [name.value(), bases.value()];
    let ns = match vm.get_attr_opt(meta, name!("__prepare__"))? {
        Some(prepare) => vm.call_args(prepare, kw(&pair))?,
        None => PyDict::new().value(),
    };
    if vm.slots_of(ns).getitem.is_none() {
        let meta_name = meta.cast::<PyType>().map_or("<metaclass>".to_string(), |m| m.name_str());
        return Err(vm.type_error(format!("{meta_name}.__prepare__() must return a mapping, not {}", vm.type_name(ns))));
    }
    let cell = vm.run_code(func, Some(ns))?;
    if bases != original {
        vm.set_item(ns, name!("__orig_bases__").value(), Some(original.value()))?;
    }
    let triple = [name.value(), bases.value(), ns];
    let class = vm.call_args(meta, kw(&triple))?;
    if let (Some(cell), true) = (cell.cast::<PyCell>(), class.is::<PyType>()) {
        match cell.value.get() {
            Some(set) if set == class => {}
            Some(set) => {
                let (a, b) = (vm.repr(set)?, vm.repr(class)?);
                return Err(vm.type_error(format!(
                    "__class__ set to {} defining '{}' as {}",
                    a.to_string_lossy(),
                    name.to_string_lossy(),
                    b.to_string_lossy()
                )));
            }
            None => {
                let text = vm.repr(class)?;
                return Err(vm.runtime_error(format!(
                    "__class__ not set defining '{}' as {}. Was __classcell__ propagated to type.__new__?",
                    name.to_string_lossy(),
                    text.to_string_lossy()
                )));
            }
        }
    }
    std::hint::black_box((kwvals, names));
    Ok(class)
}

/// Replaces bases that are no types by what their `__mro_entries__` gives; the same tuple if there is none.
fn resolve_bases(vm: &Vm, bases: Gc<PyTuple>) -> PyResult<Gc<PyTuple>> {
    let mut replaced: Option<Gc<PyList>> = None;
    for (i, &base) in bases.as_slice().iter().enumerate() {
        if !base.is::<PyType>()
            && let Some(method) = vm.get_attr_opt(base, name!("__mro_entries__"))?
        {
            let entries = vm.call(method, &[bases.value()])?;
            let Some(entries) = entries.cast::<PyTuple>() else {
                return Err(vm.type_error("__mro_entries__ must return a tuple"));
            };
            let list = *replaced.get_or_insert_with(|| PyList::new(&bases.as_slice()[..i]));
            list.items.extend(entries.as_slice());
        } else if let Some(list) = replaced {
            list.items.push(base);
        }
    }
    Ok(replaced.map_or(bases, |list| PyTuple::new(list.items.as_slice())))
}

/// Sets `__bases__` of an existing class: MRO, slots and subclass lists of it and everything below follow.
pub fn set_bases(vm: &Vm, class: Gc<PyType>, value: Value) -> PyResult<()> {
    let name = class.name_str();
    let Some(bases) = value.cast::<PyTuple>() else {
        let found = vm.type_name(value);
        return Err(vm.type_error(format!("can only assign tuple to {name}.__bases__, not {found}")));
    };
    if bases.is_empty() {
        return Err(vm.type_error(format!("can only assign non-empty tuple to {name}.__bases__, not ()")));
    }
    for &base in bases.as_slice() {
        let Some(base) = base.cast::<PyType>() else {
            let found = vm.type_name(base);
            return Err(vm.type_error(format!("{name}.__bases__ must be tuple of classes, not '{found}'")));
        };
        if base.is_subclass(class) {
            return Err(vm.type_error("a __bases__ item causes an inheritance cycle"));
        }
    }
    let new_base = best_base(vm, bases.as_slice())?;
    let old_base = class.base.get().unwrap_or(vm.types().object);
    let (a, b) = (new_base.layout.get(), old_base.layout.get());
    if solid_base(new_base) != solid_base(old_base) || a.has_dict != b.has_dict && old_base != vm.types().object {
        let (new, old) = (new_base.name_str(), old_base.name_str());
        return Err(vm.type_error(format!("__bases__ assignment: '{new}' object layout differs from '{old}'")));
    }
    let (old_bases, old_mro) = (class.bases.get(), class.mro.get());
    class.bases.set(bases);
    class.base.set(Some(new_base));
    if let Err(raised) = mro_hierarchy(vm, class) {
        class.bases.set(old_bases);
        class.base.set(Some(old_base));
        class.mro.set(old_mro);
        return Err(raised);
    }
    for base in old_bases.as_slice().iter().filter_map(|b| b.cast::<PyType>()) {
        base.remove_subclass(&class);
    }
    for base in bases.as_slice().iter().filter_map(|b| b.cast::<PyType>()) {
        base.add_subclass(class);
    }
    class.modified(None);
    crate::slots::update::update_all_slots(vm, class);
    Ok(())
}

fn mro_hierarchy(vm: &Vm, class: Gc<PyType>) -> PyResult<()> {
    vm.check_native_stack()?;
    set_mro(vm, class)?;
    class.subclasses().into_iter().try_for_each(|sub| mro_hierarchy(vm, sub))
}
