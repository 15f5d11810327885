//! Attribute access with inline caches: guarded by the object's shape; what depends on the type's attributes is reset when the type
//! changes (see `class::PyType::watch`).

use super::cache::{AttrCache, AttrKind, GlobalCache};
use super::stack::op;
use crate::builtins::getset::PyMember;
use crate::builtins::prelude::*;
use crate::builtins::property::PyProperty;
use crate::eval::call::try_push_frame;
use crate::eval::quicken::internal;
use crate::eval::regs::{Ctl, R};
use crate::frame::FrameFlags;
use crate::instance;
use taipan_bytecode::Op;
use taipan_object::shape::Attributes;

/// Inline cache units of LOAD_ATTR.
pub const LOAD_CACHES: usize = 9;
/// Inline cache units of STORE_ATTR.
pub const STORE_CACHES: usize = 4;
/// Inline cache units of LOAD_GLOBAL.
pub const GLOBAL_CACHES: usize = 4;
/// A site that was filled this often stays generic.
const MAX_FILLS: u32 = 64;

/// The pointer in the cache units after the instruction: 48 bits behind the first unit.
#[inline(always)]
unsafe fn cache_pointer<T>(ip: *const u16) -> *const T {
    // SAFETY: at least four cache units follow.
    let word = unsafe { (ip.add(1) as *const u64).read_unaligned() };
    (word >> 16) as usize as *const T
}

/// Stores a pointer for [`cache_pointer`].
unsafe fn set_cache_pointer<T>(ip: *const u16, pointer: *const T) {
    // SAFETY: as above; instructions are writable under the global lock.
    unsafe {
        let at = ip.add(1) as *mut u64;
        let first = at.read_unaligned() & 0xFFFF;
        at.write_unaligned((pointer as usize as u64) << 16 | first);
    }
}

op! { /// LOAD_ATTR as the site's cache says. Bit 0 of the operand: load a method (callable, self-or-NULL).
fast_load_attr(r, vm, arg) {
    let object = r.peek(1);
    let cache: *const AttrCache = cache_pointer(r.ip);
    if !cache.is_null() && object.is_cell() {
        let cache = &*cache;
        if cache.guard.get() == object.shape() {
            match cache.kind.get() {
                AttrKind::Inline => {
                    if let Some(value) = *((object.bits() as usize + cache.offset.get() as usize) as *const Option<Value>) {
                        r.poke(1, value);
                        if arg & 1 != 0 {
                            r.push_opt(None);
                        }
                        return r.advance(LOAD_CACHES);
                    }
                }
                AttrKind::Method => {
                    let function = cache.value.get().unwrap_unchecked();
                    r.poke(1, function);
                    r.push(object);
                    return r.advance(LOAD_CACHES);
                }
                AttrKind::Constant => {
                    let value = cache.value.get().unwrap_unchecked();
                    r.poke(1, value);
                    if arg & 1 != 0 {
                        r.push_opt(None);
                    }
                    return r.advance(LOAD_CACHES);
                }
                AttrKind::Module => {
                    let module: Gc<PyModule> = object.cast_unchecked();
                    let dict = module.dict.get();
                    if dict.current_version() == cache.version.get()
                        && let Some(value) = dict.value_at(cache.offset.get() as usize)
                    {
                        r.poke(1, value);
                        if arg & 1 != 0 {
                            r.push_opt(None);
                        }
                        return r.advance(LOAD_CACHES);
                    }
                }
                AttrKind::TypeAttr => {
                    if cache.version.get() == object.bits() {
                        let value = cache.value.get().unwrap_unchecked();
                        r.poke(1, value);
                        if arg & 1 != 0 {
                            r.push_opt(None);
                        }
                        return r.advance(LOAD_CACHES);
                    }
                }
                AttrKind::Overflow => {
                    if let Some(value) = instance::slot(object, shape::get(object.shape()), cache.offset.get()) {
                        r.poke(1, value);
                        if arg & 1 != 0 {
                            r.push_opt(None);
                        }
                        return r.advance(LOAD_CACHES);
                    }
                }
                _ => {}
            }
        }
    }
    Ctl::Slow
} }

op! { /// LOAD_ATTR of an attribute in a slot inside the object: the cache is of kind Inline.
fast_load_attr_slot(r, vm, arg) {
    let object = r.peek(1);
    let cache: *const AttrCache = cache_pointer(r.ip);
    if object.is_cell() && (*cache).guard.get() == object.shape()
        && let Some(value) = *((object.bits() as usize + (*cache).offset.get() as usize) as *const Option<Value>)
    {
        r.poke(1, value);
        return r.advance(LOAD_CACHES);
    }
    Ctl::Slow
} }

op! { /// LOAD_ATTR of a method to be called: the cache is of kind Method.
fast_load_attr_method(r, vm, arg) {
    let object = r.peek(1);
    let cache: *const AttrCache = cache_pointer(r.ip);
    if object.is_cell() && (*cache).guard.get() == object.shape() {
        let function = (*cache).value.get().unwrap_unchecked();
        r.poke(1, function);
        r.push(object);
        return r.advance(LOAD_CACHES);
    }
    Ctl::Slow
} }

op! { /// LOAD_ATTR of a property written in Python: the cache is of kind Property.
fast_load_attr_property(r, vm, arg) {
    let object = r.peek(1);
    let cache: *const AttrCache = cache_pointer(r.ip);
    if object.is_cell() && (*cache).guard.get() == object.shape() {
        let property: Gc<PyProperty> = (*cache).value.get().unwrap_unchecked().cast_unchecked();
        if let Some(getter) = property.getter.get()
            && getter.is::<PyFunction>()
        {
            let func: Gc<PyFunction> = getter.cast_unchecked();
            let code = func.code.get();
            let base = r.sp.sub(1);
            if code.exact_args == 1
                && let Some(new) = try_push_frame(vm, func, code, base, 1, base, FrameFlags::empty())
            {
                r.frame().ip.set(r.ip);
                *r = new;
                return Ctl::Next;
            }
        }
    }
    Ctl::Slow
} }

op! { /// STORE_ATTR of a property written in Python: the cache is of kind Property.
fast_store_attr_property(r, vm, arg) {
    let (value, object) = (r.peek(2), r.peek(1));
    let cache: *const AttrCache = cache_pointer(r.ip);
    if object.is_cell() && (*cache).guard.get() == object.shape() {
        let property: Gc<PyProperty> = (*cache).value.get().unwrap_unchecked().cast_unchecked();
        if let Some(setter) = property.setter.get()
            && setter.is::<PyFunction>()
        {
            let func: Gc<PyFunction> = setter.cast_unchecked();
            let code = func.code.get();
            let base = r.sp.sub(2);
            if code.exact_args == 2
                && let Some(new) = try_push_frame(vm, func, code, base, 2, base, FrameFlags::DISCARD)
            {
                // self comes first.
                *base = Some(object);
                *base.add(1) = Some(value);
                r.frame().ip.set(r.ip);
                *r = new;
                return Ctl::Next;
            }
        }
    }
    Ctl::Slow
} }

op! { /// LOAD_ATTR, in general.
op_load_attr(r, vm, arg) {
    let object = r.peek(1);
    if object.is_cell()
        && let Some(cache) = further_cache(r.ip, object.shape())
    {
        match cache.kind.get() {
            AttrKind::Inline => {
                if let Some(value) = *((object.bits() as usize + cache.offset.get() as usize) as *const Option<Value>) {
                    r.poke(1, value);
                    if arg & 1 != 0 {
                        r.push_opt(None);
                    }
                    return r.advance(LOAD_CACHES);
                }
            }
            AttrKind::Method | AttrKind::Constant => {
                let value = cache.value.get().unwrap_unchecked();
                r.poke(1, value);
                if cache.kind.get() == AttrKind::Method {
                    r.push(object);
                } else if arg & 1 != 0 {
                    r.push_opt(None);
                }
                return r.advance(LOAD_CACHES);
            }
            _ => {}
        }
    }
    r.publish(vm);
    match load_attr_slow(vm, r.ip, object, r.name(arg >> 1), arg & 1 != 0) {
        Ok((value, this)) => {
            r.poke(1, value);
            if arg & 1 != 0 {
                r.push_opt(this);
            }
            r.advance(LOAD_CACHES)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

/// Turns the instruction at `ip` into the form for the kind of its cache; with the general opcode, back.
///
/// # Safety
/// `ip` is the running instruction.
pub(crate) unsafe fn set_opcode(ip: *const u16, opcode: u8) {
    // SAFETY: instructions are writable under the global lock.
    unsafe { *(ip as *mut u16) = *ip & 0xFF00 | opcode as u16 };
}

/// Most shapes that one site has caches for.
const MAX_SHAPES: usize = 4;

/// A cache of the site, to be filled; `None` = the site has seen too much and stays generic.
fn site_cache(ip: *const u16, general: Op) -> Option<&'static AttrCache> {
    // SAFETY: the instruction has at least four cache units.
    unsafe {
        let first: *const AttrCache = cache_pointer(ip);
        if first.is_null() {
            let fresh = AttrCache::take();
            set_cache_pointer(ip, fresh);
            set_opcode(ip, general as u8);
            return Some(fresh);
        }
        let first: &'static AttrCache = &*first;
        if first.fills.get() >= MAX_FILLS {
            return None;
        }
        first.fills.set(first.fills.get() + 1);
        // An empty one, a new one, or the first one again.
        let (mut cache, mut n) = (first, 1);
        loop {
            if cache.guard.get() == 0 {
                if n == 1 {
                    set_opcode(ip, general as u8);
                }
                return Some(cache);
            }
            match cache.next.get() {
                Some(next) => cache = next,
                None if n < MAX_SHAPES => {
                    let fresh = AttrCache::take();
                    cache.next.set(Some(fresh));
                    return Some(fresh);
                }
                None => {
                    set_opcode(ip, general as u8);
                    return Some(first);
                }
            }
            n += 1;
        }
    }
}

/// Gives the instruction the opcode for what `cache` has been filled with: it is about the site's first cache only.
fn specialize(ip: *const u16, cache: &'static AttrCache, opcode: u8) {
    // SAFETY: the running instruction, which has a cache.
    unsafe {
        if std::ptr::eq(cache_pointer(ip), cache) {
            set_opcode(ip, opcode);
        }
    }
}

/// The cache for `shape` behind the site's first one.
#[inline(always)]
unsafe fn further_cache(ip: *const u16, shape: u32) -> Option<&'static AttrCache> {
    // SAFETY: as above.
    unsafe {
        let first: *const AttrCache = cache_pointer(ip);
        let mut cache = if first.is_null() { None } else { (*first).next.get() };
        while let Some(c) = cache {
            if c.guard.get() == shape {
                return Some(c);
            }
            cache = c.next.get();
        }
        None
    }
}

/// Fills the cache of a LOAD_ATTR that found data descriptor `f` on the class: a `__slots__` word is read directly, the Python
/// function behind a property is called in the loop.
fn fill_data_descriptor(class: Gc<PyType>, ip: *const u16, object: Value, name: Gc<PyStr>, f: Value, method: bool) {
    if let Some(offset) = slot_offset(class, f) {
        let Some(cache) = site_cache(ip, Op::LOAD_ATTR) else { return };
        cache.reset();
        cache.offset.set(offset);
        cache.kind.set(AttrKind::Inline);
        cache.guard.set(object.shape());
        class.watch(&cache.guard, name);
        if !method {
            specialize(ip, cache, internal::LOAD_ATTR_SLOT);
        }
    } else if f.shape() == shape::PROPERTY && !method {
        let Some(cache) = site_cache(ip, Op::LOAD_ATTR) else { return };
        cache.reset();
        cache.value.set(Some(f));
        cache.kind.set(AttrKind::Property);
        cache.guard.set(object.shape());
        class.watch(&cache.guard, name);
        specialize(ip, cache, internal::LOAD_ATTR_PROPERTY);
    }
}

/// Byte offset of the `__slots__` word that member descriptor `f` stands for in instances of `class`.
fn slot_offset(class: Gc<PyType>, f: Value) -> Option<u32> {
    let member = f.cast::<PyMember>()?;
    class.is_subclass(member.owner).then(|| member.native_size + member.index * 8)
}

#[inline(never)]
fn load_attr_slow(
    vm: &Vm,
    ip: *const u16,
    object: Value,
    name: Gc<PyStr>,
    method: bool,
) -> PyResult<(Value, Option<Value>)> {
    let class = vm.type_of(object);
    if class.has(ClassFlags::PLAIN_GETATTR) && !object.is::<PyModule>() {
        let found = class.lookup(name);
        let (mut is_data, mut is_method, mut has_get) = (false, false, false);
        if let Some(f) = found
            && f.is_cell()
        {
            let descriptor = vm.type_of(f);
            has_get = descriptor.slots().descr_get.is_some();
            is_data = has_get && descriptor.slots().descr_set.is_some();
            is_method = descriptor.has(ClassFlags::METHOD_DESCRIPTOR);
        }
        if is_data
            && let Some(f) = found
            && object.is_cell()
        {
            fill_data_descriptor(class, ip, object, name, f, method);
        }
        if !is_data && object.is_cell() {
            let shape = shape::get(object.shape());
            if shape.attributes == Attributes::Slots
                && let Some(i) = shape.find(name)
            {
                if let Some(cache) = site_cache(ip, Op::LOAD_ATTR) {
                    cache.reset();
                    if i < shape.inline_slots {
                        cache.kind.set(AttrKind::Inline);
                        cache.offset.set(shape.area + 8 + i * 8);
                        if !method {
                            specialize(ip, cache, internal::LOAD_ATTR_SLOT);
                        }
                    } else {
                        cache.kind.set(AttrKind::Overflow);
                        cache.offset.set(i);
                    }
                    cache.guard.set(shape.id);
                    class.watch(&cache.guard, name);
                }
                // SAFETY: the shape has slot i.
                if let Some(value) = unsafe { instance::slot(object, shape, i) } {
                    return Ok((value, None));
                }
            }
            // Found on the class: the object must not have the attribute, now or later; in slots mode its shape says so.
            if shape.attributes != Attributes::Dict
                && let Some(f) = found
                && shape.find(name).is_none()
            {
                if method && is_method {
                    if let Some(cache) = site_cache(ip, Op::LOAD_ATTR) {
                        cache.reset();
                        cache.kind.set(AttrKind::Method);
                        specialize(ip, cache, internal::LOAD_ATTR_METHOD);
                        cache.value.set(Some(f));
                        cache.guard.set(shape.id);
                        class.watch(&cache.guard, name);
                    }
                    return Ok((f, Some(object)));
                }
                if !has_get {
                    if let Some(cache) = site_cache(ip, Op::LOAD_ATTR) {
                        cache.reset();
                        cache.kind.set(AttrKind::Constant);
                        cache.value.set(Some(f));
                        cache.guard.set(shape.id);
                        class.watch(&cache.guard, name);
                    }
                    return Ok((f, None));
                }
            }
        }
        if method
            && is_method
            && instance::get(object, name).is_none()
            && let Some(f) = found
        {
            return Ok((f, Some(object)));
        }
    } else if let Some(module) = object.cast::<PyModule>().filter(|_| object.shape() == shape::MODULE) {
        let dict = module.dict.get();
        if class.lookup(name).is_none()
            && let taipan_object::dict::StrLookup::Found(i) = dict.find_str(name)
            && let Some(value) = dict.value_at(i)
        {
            if let Some(cache) = site_cache(ip, Op::LOAD_ATTR) {
                cache.reset();
                cache.kind.set(AttrKind::Module);
                cache.offset.set(i as u32);
                cache.version.set(dict.keys_version());
                cache.guard.set(object.shape());
            }
            return Ok((value, None));
        }
    } else if let Some(target) = object.cast::<PyType>()
        && class == vm.types().type_
        && class.lookup(name).is_none()
        && let Some(found) = target.lookup(name)
        && (!found.is_cell() || vm.slots_of(found).descr_get.is_none() || found.is::<PyFunction>())
    {
        if let Some(cache) = site_cache(ip, Op::LOAD_ATTR) {
            cache.reset();
            cache.kind.set(AttrKind::TypeAttr);
            cache.value.set(Some(found));
            cache.version.set(object.bits());
            cache.guard.set(object.shape());
            target.watch(&cache.guard, name);
        }
        return Ok((found, None));
    }
    vm.get_attr(object, name).map(|value| (value, None))
}

op! { /// STORE_ATTR as the site's cache says: value, object.
fast_store_attr(r, vm, arg) {
    let (value, object) = (r.peek(2), r.peek(1));
    let cache: *const AttrCache = cache_pointer(r.ip);
    if !cache.is_null() && object.is_cell() {
        let cache = &*cache;
        let header = &*(object.bits() as usize as *const Header);
        if cache.guard.get() == header.shape.get() && !taipan_gc::must_remember(header) {
            match cache.kind.get() {
                AttrKind::Inline => {
                    *((object.bits() as usize + cache.offset.get() as usize) as *mut Option<Value>) = Some(value);
                    r.drop_n(2);
                    return r.advance(STORE_CACHES);
                }
                AttrKind::Add => {
                    *((object.bits() as usize + cache.offset.get() as usize) as *mut Option<Value>) = Some(value);
                    header.shape.set(cache.next_shape.get());
                    r.drop_n(2);
                    return r.advance(STORE_CACHES);
                }
                _ => {}
            }
        }
    }
    Ctl::Slow
} }

op! { /// STORE_ATTR into a slot inside a young object: the cache is of kind Inline.
fast_store_attr_slot(r, vm, arg) {
    let (value, object) = (r.peek(2), r.peek(1));
    let cache: *const AttrCache = cache_pointer(r.ip);
    if object.is_cell() {
        let header = &*(object.bits() as usize as *const Header);
        if (*cache).guard.get() == header.shape.get() && !taipan_gc::must_remember(header) {
            *((object.bits() as usize + (*cache).offset.get() as usize) as *mut Option<Value>) = Some(value);
            r.drop_n(2);
            return r.advance(STORE_CACHES);
        }
    }
    Ctl::Slow
} }

op! { /// STORE_ATTR, in general.
op_store_attr(r, vm, arg) {
    let (value, object) = (r.peek(2), r.peek(1));
    let cache: *const AttrCache = cache_pointer(r.ip);
    if !cache.is_null() && object.is_cell() {
        // The first one again for an old object, which the fast path leaves to this one.
        let header = &*(object.bits() as usize as *const Header);
        let shape = header.shape.get();
        let found = if (*cache).guard.get() == shape { Some(&*cache) } else { further_cache(r.ip, shape) };
        if let Some(cache) = found
            && cache.kind.get() == AttrKind::Overflow
        {
            let area = (object.bits() as usize + cache.area.get() as usize) as *const u64;
            let buffer: Gc<taipan_object::ValuesBuffer> = Gc::from_bits(*area);
            buffer.set(cache.offset.get() as usize, Some(value));
            r.drop_n(2);
            return r.advance(STORE_CACHES);
        }
        if let Some(cache) = found
            && matches!(cache.kind.get(), AttrKind::Inline | AttrKind::Add)
        {
            *((object.bits() as usize + cache.offset.get() as usize) as *mut Option<Value>) = Some(value);
            if cache.kind.get() == AttrKind::Add {
                header.shape.set(cache.next_shape.get());
            }
            taipan_gc::barrier(header);
            r.drop_n(2);
            return r.advance(STORE_CACHES);
        }
    }
    r.publish(vm);
    match store_attr_slow(vm, r.ip, object, r.name(arg), value) {
        Ok(()) => {
            r.drop_n(2);
            r.advance(STORE_CACHES)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

#[inline(never)]
fn store_attr_slow(vm: &Vm, ip: *const u16, object: Value, name: Gc<PyStr>, value: Value) -> PyResult<()> {
    let class = vm.type_of(object);
    if class.has(ClassFlags::PLAIN_SETATTR) && object.is_cell() {
        let found = class.lookup(name).filter(|f| f.is_cell());
        let data = found.is_some_and(|f| vm.slots_of(f).descr_set.is_some());
        if data && let Some(f) = found {
            if let Some(offset) = slot_offset(class, f) {
                if let Some(cache) = site_cache(ip, Op::STORE_ATTR) {
                    cache.reset();
                    cache.offset.set(offset);
                    cache.kind.set(AttrKind::Inline);
                    cache.guard.set(object.shape());
                    class.watch(&cache.guard, name);
                    specialize(ip, cache, internal::STORE_ATTR_SLOT);
                }
            } else if f.shape() == shape::PROPERTY
                && let Some(cache) = site_cache(ip, Op::STORE_ATTR)
            {
                cache.reset();
                cache.value.set(Some(f));
                cache.kind.set(AttrKind::Property);
                cache.guard.set(object.shape());
                class.watch(&cache.guard, name);
                specialize(ip, cache, internal::STORE_ATTR_PROPERTY);
            }
        }
        let shape = shape::get(object.shape());
        if !data && shape.attributes == Attributes::Slots {
            if let Some(i) = shape.find(name) {
                if i < shape.inline_slots
                    && let Some(cache) = site_cache(ip, Op::STORE_ATTR)
                {
                    cache.reset();
                    cache.kind.set(AttrKind::Inline);
                    specialize(ip, cache, internal::STORE_ATTR_SLOT);
                    cache.offset.set(shape.area + 8 + i * 8);
                    cache.guard.set(shape.id);
                    class.watch(&cache.guard, name);
                }
                if i >= shape.inline_slots
                    && let Some(cache) = site_cache(ip, Op::STORE_ATTR)
                {
                    cache.reset();
                    cache.kind.set(AttrKind::Overflow);
                    cache.offset.set(i - shape.inline_slots);
                    cache.area.set(shape.area);
                    cache.guard.set(shape.id);
                    class.watch(&cache.guard, name);
                }
            } else if shape.count < shape.inline_slots
                && let Some(next) = shape.with(name)
                && let Some(cache) = site_cache(ip, Op::STORE_ATTR)
            {
                cache.reset();
                cache.kind.set(AttrKind::Add);
                cache.offset.set(shape.area + 8 + shape.count * 8);
                cache.next_shape.set(next.id);
                cache.guard.set(shape.id);
                class.watch(&cache.guard, name);
            }
            return vm.set_instance_attr(object, name, value);
        }
    }
    vm.set_attr(object, name, Some(value))
}

op! { /// DELETE_ATTR.
op_delete_attr(r, vm, arg) {
    r.publish(vm);
    match vm.set_attr(r.peek(1), r.name(arg), None) {
        Ok(()) => {
            r.drop_n(1);
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// LOAD_GLOBAL as the site's cache says. Bit 0 of the operand: push NULL after it.
fast_load_global(r, vm, arg) {
    let cache: *const GlobalCache = cache_pointer(r.ip);
    if cache.is_null() {
        return Ctl::Slow;
    }
    let cache = &*cache;
    let func = r.frame().func;
    if func.globals.get().current_version() != cache.globals_version.get() {
        return Ctl::Slow;
    }
    if cache.builtins_version.get() != 0 {
        let builtins: Gc<PyDict> = Gc::from_bits(func.builtins.get().bits());
        if builtins.current_version() != cache.builtins_version.get() {
            return Ctl::Slow;
        }
    }
    // While the keys version is the same the table is the same.
    let Some(value) = *cache.place.get() else { return Ctl::Slow };
    r.push(value);
    // The word above may be used whether or not NULL is wanted there.
    *r.sp = None;
    r.sp = r.sp.add((arg & 1) as usize);
    r.advance(GLOBAL_CACHES)
} }

op! { /// LOAD_GLOBAL, in general.
op_load_global(r, vm, arg) {
    r.publish(vm);
    match load_global_slow(vm, r.ip, r.frame(), r.name(arg >> 1)) {
        Ok(value) => {
            r.push(value);
            if arg & 1 != 0 {
                r.push_opt(None);
            }
            r.advance(GLOBAL_CACHES)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

#[inline(never)]
fn load_global_slow(vm: &Vm, ip: *const u16, frame: &crate::frame::Frame, name: Gc<PyStr>) -> PyResult {
    use taipan_object::dict::StrLookup;
    let globals = frame.func.globals.get();
    let builtins = frame.func.builtins.get();
    let in_globals = globals.find_str(name);
    let found = match in_globals {
        _ if globals.value().shape() != shape::DICT => None,
        StrLookup::Found(i) => globals.place_at(i).map(|place| (place, 0)),
        StrLookup::Missing if builtins.shape() == shape::DICT => {
            let dict: Gc<PyDict> = crate::vm::expect(builtins);
            match dict.find_str(name) {
                StrLookup::Found(i) => dict.place_at(i).map(|place| (place, dict.keys_version())),
                _ => None,
            }
        }
        _ => None,
    };
    // Only plain dicts have versions that tell everything (a subclass may define __missing__ or __getitem__).
    if let Some((place, builtins_version)) = found {
        // SAFETY: the instruction has four cache units.
        unsafe {
            let cache: *const GlobalCache = cache_pointer(ip);
            let cache = if cache.is_null() {
                let fresh: &'static GlobalCache = Box::leak(Box::new(GlobalCache {
                    globals_version: Cell::new(0),
                    builtins_version: Cell::new(0),
                    place: Cell::new(place),
                }));
                set_cache_pointer(ip, fresh);
                fresh
            } else {
                &*cache
            };
            cache.globals_version.set(globals.keys_version());
            cache.builtins_version.set(builtins_version);
            cache.place.set(place);
        }
    }
    super::stack::load_global_slow(vm, frame, name)
}

/// Gives back the caches of a code object that has died.
pub(crate) fn release_caches(code: &mut [u16]) {
    use taipan_bytecode::Op;
    let mut i = 0;
    while i < code.len() {
        let op = code[i] as u8;
        // SAFETY: these instructions have cache units, which hold 0 or a pointer that nothing else has any more.
        unsafe {
            let ip: *const u16 = &code[i];
            if op == Op::LOAD_GLOBAL as u8 {
                let cache: *mut GlobalCache = cache_pointer::<GlobalCache>(ip) as *mut GlobalCache;
                if !cache.is_null() {
                    drop(Box::from_raw(cache));
                }
            } else if op == Op::LOAD_ATTR as u8
                || op == Op::STORE_ATTR as u8
                || (internal::LOAD_ATTR_SLOT..=internal::STORE_ATTR_PROPERTY).contains(&op)
            {
                let cache: *const AttrCache = cache_pointer(ip);
                if !cache.is_null() {
                    (*cache).give_back();
                }
            }
        }
        i += 1 + crate::eval::quicken::caches_of(op);
    }
}

op! { /// LOAD_SUPER_ATTR: global super, class, self; bit 0: method, bit 1: two arguments were written.
op_load_super_attr(r, vm, arg) {
    r.publish(vm);
    let (global_super, class, this) = (r.peek(3), r.peek(2), r.peek(1));
    let name = r.name(arg >> 2);
    match crate::builtins::super_::load_attr(vm, global_super, class, this, name, arg & 1 != 0, arg & 2 != 0) {
        Ok((value, bound)) => {
            r.drop_n(2);
            r.poke(1, value);
            if arg & 1 != 0 {
                r.push_opt(bound);
            }
            r.advance(1)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// LOAD_SPECIAL: __enter__, __exit__, __aenter__, __aexit__ as (callable, self-or-NULL).
op_load_special(r, vm, arg) {
    r.publish(vm);
    let object = r.peek(1);
    match load_special(vm, object, arg) {
        Ok((value, this)) => {
            r.poke(1, value);
            r.push_opt(this);
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

#[inline(never)]
fn load_special(vm: &Vm, object: Value, which: u32) -> PyResult<(Value, Option<Value>)> {
    let names = vm.names();
    let (name, missed) = match which {
        0 => (names.__enter__, "__enter__"),
        1 => (names.__exit__, "__exit__"),
        2 => (names.__aenter__, "__aenter__"),
        _ => (names.__aexit__, "__aexit__"),
    };
    let class = vm.type_of(object);
    let Some(found) = class.lookup(name) else {
        let is_async = which >= 2;
        let has_other = class.lookup(if is_async { names.__enter__ } else { names.__aenter__ }).is_some()
            && class.lookup(if is_async { names.__exit__ } else { names.__aexit__ }).is_some();
        let protocol =
            if is_async { "the asynchronous context manager protocol" } else { "the context manager protocol" };
        let method = format!(" (missed {missed} method)");
        let hint = match (has_other, is_async) {
            (true, false) => {
                " but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?"
            }
            (true, true) => " but it supports the context manager protocol. Did you mean to use 'with'?",
            _ => "",
        };
        let name = class.message_name();
        return Err(vm.type_error(format!("'{name}' object does not support {protocol}{method}{hint}")));
    };
    if vm.type_of(found).has(ClassFlags::METHOD_DESCRIPTOR) {
        return Ok((found, Some(object)));
    }
    vm.bind(found, Some(object), class).map(|value| (value, None))
}
