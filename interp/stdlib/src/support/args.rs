//! Small conversions of arguments: descriptors, ids, times, buffers, lists.

use taipan_host::fd::Fd;
use taipan_interp::native::*;

/// A C int from anything with `__index__`.
pub fn int_arg(vm: &Vm, value: Value) -> PyResult<i32> {
    let n = to_index(vm, value)?;
    match n.as_int().and_then(|n| n.to_i64()).map(i32::try_from) {
        Some(Ok(n)) => Ok(n),
        _ if n.as_int().is_some_and(|n| n.is_negative()) => {
            Err(vm.overflow_error("signed integer is less than minimum"))
        }
        _ => Err(vm.overflow_error("signed integer is greater than maximum")),
    }
}

/// A descriptor from an int or from an object with `fileno()`.
pub fn fd_arg(vm: &Vm, value: Value) -> PyResult<Fd> {
    let number = if value.as_int().is_some() {
        value
    } else {
        let fileno = vm.get_attr(value, vm.intern("fileno"));
        let Some(fileno) = vm.ignore(vm.exc().AttributeError, fileno)? else {
            return Err(vm.type_error("argument must be an int, or have a fileno() method."));
        };
        let number = vm.call(fileno, &[])?;
        if number.as_int().is_none() {
            return Err(vm.type_error("fileno() returned a non-integer"));
        }
        number
    };
    let fd = i32::from_value(vm, number)?;
    if fd < 0 {
        return Err(vm.value_error(format!("file descriptor cannot be a negative integer ({fd})")));
    }
    Ok(fd)
}

/// A `dir_fd` argument: None or an int.
pub fn dir_fd_arg(vm: &Vm, value: Option<Value>) -> PyResult<Option<Fd>> {
    match value.filter(|value| !value.is_none()) {
        None => Ok(None),
        Some(value) if is_index(vm, value) => int_arg(vm, value).map(Some),
        Some(value) => {
            let found = vm.type_name(value);
            Err(vm.type_error(format!("argument should be integer or None, not {found}")))
        }
    }
}

/// A user or group number: -1 is `u32::MAX`, "leave it alone".
pub fn signed_id_arg(vm: &Vm, value: Value, what: &str) -> PyResult<u32> {
    if !is_index(vm, value) {
        let found = vm.type_name(value);
        return Err(vm.type_error(format!("{what} should be integer, not {found}")));
    }
    let n = to_index(vm, value)?;
    match n.as_int().and_then(|n| n.to_i64()) {
        Some(-1) => Ok(u32::MAX),
        Some(n) if n < 0 => Err(vm.overflow_error(format!("{what} is less than minimum"))),
        Some(n) if n < i64::from(u32::MAX) => Ok(n as u32),
        None if n.as_int().is_some_and(|n| n.is_negative()) => {
            Err(vm.overflow_error(format!("{what} is less than minimum")))
        }
        _ => Err(vm.overflow_error(format!("{what} is greater than maximum"))),
    }
}

/// An optional argument where None means absent.
pub fn optional(value: Option<Value>) -> Option<Value> {
    value.filter(|value| !value.is_none())
}

/// A list of the items of any iterable.
pub fn list_of(vm: &Vm, iterable: Value) -> PyResult<Gc<PyList>> {
    if let Some(list) = iterable.cast::<PyList>() {
        return Ok(list);
    }
    vm.to_list(iterable)
}

/// Puts a name into a module.
pub fn set_in_module(vm: &Vm, module: Gc<PyModule>, name: &str, value: Value) {
    module.dict.get().set_str(vm.intern(name), value);
}

/// How a number of seconds is rounded to nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Away from zero: waits are never shorter than asked for.
    Up,
    /// To minus infinity.
    Floor,
    /// Up to the next, for timeouts.
    Ceiling,
    /// To the nearest, halves to even.
    HalfEven,
}

/// Seconds (int or float) as nanoseconds.
pub fn seconds_to_ns(vm: &Vm, value: Value, round: Round) -> PyResult<i64> {
    const TOO_LARGE: &str = "timestamp too large to convert to C PyTime_t";
    let float = value.as_float();
    if float.is_none() && !is_index(vm, value) {
        let found = vm.type_name(value);
        return Err(vm.type_error(format!("'{found}' object cannot be interpreted as an integer or float")));
    }
    if let Some(seconds) = float {
        if seconds.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let exact = seconds * 1e9;
        let rounded = match round {
            Round::Up => {
                if exact >= 0.0 {
                    exact.ceil()
                } else {
                    exact.floor()
                }
            }
            Round::Floor => exact.floor(),
            Round::Ceiling => exact.ceil(),
            Round::HalfEven => exact.round_ties_even(),
        };
        // 2^63 is exact as a float.
        if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&rounded) {
            return Ok(rounded as i64);
        }
        return Err(vm.overflow_error("timestamp out of range for C PyTime_t"));
    }
    let n = to_index(vm, value)?;
    match n.as_int().and_then(|n| n.to_i64()).and_then(|n| n.checked_mul(1_000_000_000)) {
        Some(ns) => Ok(ns),
        None => Err(vm.overflow_error(TOO_LARGE)),
    }
}

/// The memory of a bytes-like object, held while in use: `__buffer__` is asked for and given back.
pub struct Bytes<'vm> {
    vm: &'vm Vm,
    buffer: Buffer,
    must_release: bool,
}

impl<'vm> Bytes<'vm> {
    /// The memory of `value`; TypeError if it has none that is contiguous.
    pub fn new(vm: &'vm Vm, value: Value, writable: bool) -> PyResult<Bytes<'vm>> {
        if let Some(bytes) = value.cast::<PyBytes>()
            && !writable
        {
            let slice = bytes.as_slice();
            let buffer = Buffer::bytes(value, slice.as_ptr().cast_mut(), slice.len(), true);
            return Ok(Bytes { vm, buffer, must_release: false });
        }
        let found = vm.type_name(value);
        let Some(get) = vm.slots_of(value).buffer_get else {
            let message = if writable {
                format!("read-write bytes-like object expected, not '{found}'")
            } else {
                format!("a bytes-like object is required, not '{found}'")
            };
            return Err(vm.type_error(message));
        };
        let buffer = get(vm, value, i32::from(writable))?;
        let bytes = Bytes { vm, buffer, must_release: true };
        if writable && bytes.buffer.readonly {
            return Err(vm.type_error(format!("read-write bytes-like object expected, not '{found}'")));
        }
        if !bytes.buffer.is_contiguous() {
            return Err(vm.raise_msg(vm.exc().ValueError, "contiguous buffer required"));
        }
        Ok(bytes)
    }

    /// As [`Bytes::new`], for writing, with the message of the method `name`.
    pub fn for_method(vm: &'vm Vm, value: Value, name: &str) -> PyResult<Bytes<'vm>> {
        if value.is::<PyBytes>() || vm.slots_of(value).buffer_get.is_none() {
            let found = vm.type_name(value);
            return Err(vm.type_error(format!("{name}() argument must be read-write bytes-like object, not {found}")));
        }
        Bytes::new(vm, value, true)
    }

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        if self.buffer.len == 0 {
            return &[];
        }
        // SAFETY: contiguous (checked) and pinned by the owner until `drop`.
        unsafe { std::slice::from_raw_parts(self.buffer.ptr, self.buffer.len) }
    }

    /// The bytes, to write to.
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        if self.buffer.len == 0 || self.buffer.readonly {
            return &mut [];
        }
        // SAFETY: contiguous and writable (checked) and pinned by the owner until `drop`; other Python threads that write at
        // the same time race as they do in CPython.
        unsafe { std::slice::from_raw_parts_mut(self.buffer.ptr, self.buffer.len) }
    }
}

impl Drop for Bytes<'_> {
    fn drop(&mut self) {
        if self.must_release
            && let Some(release) = self.vm.slots_of(self.buffer.owner).buffer_release
        {
            // Whatever was raised before stays the pending exception.
            let _ = release(self.vm, self.buffer.owner);
        }
    }
}
